// The register by code: a field that leaves the entries that match. Without this script the register is a page to read.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // What an entry is found by beside its code, which «M30» would else find in the text «M30–M36».
  const wordsOf = (item, headings) => {
    const copy = item.cloneNode(true);
    copy.querySelector(".kompendium-register-term")?.remove();
    const titles = headings.map(({ node }) => node.querySelector(".kompendium-code-title")?.textContent ?? "");
    return folded([copy.textContent, item.dataset.knownAs ?? "", ...titles].join(" "));
  };

  const readEntries = (register) => {
    const above = [];
    const entries = [];
    let withoutSource = 0;
    for (const node of register.children) {
      if (node.matches(".kompendium-register-source")) {
        for (; withoutSource < entries.length; withoutSource++) entries[withoutSource].around.push(node);
      }
      if (node.matches(".kompendium-register-heading")) {
        const level = Number(node.tagName[1]);
        while (above.length && above.at(-1).level >= level) above.pop();
        above.push({ node, level });
      }
      for (const item of node.querySelectorAll(":scope > li[data-code]")) {
        const headings = [...above];
        entries.push({
          item,
          code: codeForm(item.dataset.code),
          partOf: (item.dataset.above ?? "").split(" ").map(codeForm),
          words: wordsOf(item, headings),
          around: [node, ...headings.map((heading) => heading.node)],
        });
      }
    }
    return entries;
  };

  const matches = (entry, query) => {
    const code = codeForm(query);
    // Words without a digit may begin like a code, too: «L» is a chapter of ATC, and begins «lupus».
    const isCode = /\d/.test(code) && isCodeWithin(entry.code, code);
    const words = folded(query).split(/\s+/).filter(Boolean);
    return isCode || entry.partOf.includes(code) || words.every((word) => entry.words.includes(word));
  };

  const addFilter = (register, number) => {
    const entries = readEntries(register);
    if (!entries.length) return;
    const { label, shown, none } = register.dataset;
    const box = document.createElement("div");
    box.className = "kompendium-register-filter";
    const name = box.appendChild(document.createElement("label"));
    name.textContent = label;
    const field = box.appendChild(document.createElement("input"));
    Object.assign(field, { type: "search", id: `kompendium-register-filter-${number}`, autocomplete: "off" });
    field.spellcheck = false;
    field.autocapitalize = "none";
    name.htmlFor = field.id;
    const status = box.appendChild(document.createElement("p"));
    status.setAttribute("role", "status");

    const apply = () => {
      const query = field.value.trim();
      const found = entries.filter((entry) => !query || matches(entry, query));
      const kept = new Set(found.flatMap((entry) => [entry.item, ...entry.around]));
      for (const { item, around } of entries) for (const node of [item, ...around]) node.hidden = !kept.has(node);
      const said = found.length ? shown : none;
      status.textContent = query ? said.replace("{count}", found.length).replace("{total}", entries.length) : "";
    };
    const clear = () => {
      field.value = "";
      apply();
    };
    field.addEventListener("input", apply);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !field.value) return;
      event.preventDefault();
      clear();
    });
    // A link that leads to an entry shows it.
    window.addEventListener("hashchange", () => {
      if (!register.querySelector(":target")?.closest("[hidden]")) return;
      clear();
      register.querySelector(":target").scrollIntoView();
    });

    register.before(box);
    const asked = new URLSearchParams(window.location.search);
    field.value = asked.get("kode") ?? asked.get("code") ?? "";
    apply();
  };

  document.querySelectorAll(".kompendium-register[data-label]").forEach(addFilter);
});
