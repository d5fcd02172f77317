// Copies a citation or the chapter's address, and hands the address to the device's own share sheet.
// Without this script there are links to the same citations as files, and a letter to write.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  // The clipboard is for pages from https (or this machine); elsewhere a button would do nothing.
  const canCopy = Boolean(navigator.clipboard);

  const copy = async (text, status, said) => {
    // Emptied first, so that the same words are said again.
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = said;
    } catch {
      status.textContent = text;
    }
  };

  for (const actions of document.querySelectorAll(".kompendium-cite-actions")) {
    const row = actions.querySelector(".kompendium-cite-copy");
    const status = row.querySelector(".kompendium-status");
    for (const button of row.querySelectorAll(".kompendium-copy")) {
      const said = actions.dataset.copied.replace("{format}", button.dataset.format);
      button.addEventListener("click", () => copy(button.dataset.text, status, said));
    }
    row.hidden = !canCopy;
  }

  for (const row of document.querySelectorAll(".kompendium-share-actions")) {
    const address = row.dataset.address || window.location.href.split("#")[0];
    const status = row.querySelector(".kompendium-status");
    const link = row.querySelector(".kompendium-share-copy");
    const share = row.querySelector(".kompendium-share-native");

    if (!row.dataset.address) {
      const letter = { subject: row.dataset.subject, body: address };
      const query = Object.entries(letter).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      row.querySelector(".kompendium-share-mail").href = `mailto:?${query.join("&")}`;
    }
    link.addEventListener("click", () => copy(address, status, row.dataset.copied));
    link.hidden = !canCopy;
    share.addEventListener("click", () => {
      // Who thinks better of it closes the sheet, which is no error.
      navigator.share({ title: row.dataset.subject, url: address }).catch(() => {});
    });
    share.hidden = typeof navigator.share !== "function";
    row.closest(".kompendium-share").hidden = false;
  }
});
