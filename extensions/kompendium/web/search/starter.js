// The search's beginning, on every page: indexes and code are loaded when a reader goes to a search field.
"use strict";

{
  const load = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      // In the order of the calls: the code reads the index.
      Object.assign(script, { src: address, async: false, onload: resolve, onerror: reject });
      document.head.append(script);
    });

  let loaded = null;
  const start = async (finder) => {
    const { root, script } = finder.dataset;
    try {
      loaded ??= Promise.all([load(`${root}search-names.js`), load(root + script)]);
      await loaded;
    } catch {
      // The next try may have a network.
      loaded = null;
      finder.addEventListener("focusin", () => start(finder), { once: true });
      finder.querySelector("[role=status]").textContent = finder.dataset.failed;
      return;
    }
    globalThis.kompendiumFind(finder);
  };

  document.querySelectorAll("[data-kompendium-finder]").forEach((finder) => {
    if (finder.dataset.kompendiumFinder === "page") start(finder);
    else finder.addEventListener("focusin", () => start(finder), { once: true });
  });
}
