// Before anything is painted: the colours that the reader chose on this site, else the system's. Loaded in the head,
// and so kept small; all else waits for the page (frame.js).
"use strict";

{
  const root = document.documentElement;
  // Two books on one address have each their own folder.
  const key = `kompendium-mode:${new URL(root.dataset.content_root || "./", location.href).pathname}`;
  const isDark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // a browser that lets no site store anything
    }
  };
  const apply = (mode) => {
    root.dataset.mode = mode;
    root.dataset.theme = mode === "auto" ? (isDark.matches ? "dark" : "light") : mode;
  };
  // A publisher may set the mode that a reader starts with.
  const first = root.dataset.theme || "auto";
  const read = () => (["auto", "light", "dark"].includes(stored()) ? stored() : first);
  apply(read());
  root.classList.add("kompendium-scripted");
  isDark.addEventListener("change", () => apply(root.dataset.mode));
  addEventListener("storage", (event) => event.key === key && apply(read()));
  root.addEventListener("kompendium-mode", ({ detail }) => {
    try {
      localStorage.setItem(key, detail);
    } catch {
      // It holds for this page alone.
    }
    apply(detail);
  });
}
