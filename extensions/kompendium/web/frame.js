// The frame of a page: colours, contents as drawers on a phone, the search's dialog, the current section, shortcuts.
// Everything here has something that does without it; controls that need it are hidden until it runs.
"use strict";

{
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Colours
  const modes = all("[data-kompendium-mode]");
  const markMode = () =>
    modes.forEach((button) => button.setAttribute("aria-pressed", button.dataset.kompendiumMode === root.dataset.mode));
  modes.forEach((button) =>
    button.addEventListener("click", () => {
      root.dispatchEvent(new CustomEvent("kompendium-mode", { detail: button.dataset.kompendiumMode }));
    }),
  );
  new MutationObserver(markMode).observe(root, { attributes: true, attributeFilter: ["data-mode"] });
  markMode();

  // Drawers: what stands beside the text moves into a dialog, and back when it closes.
  const narrow = { contents: matchMedia("(width < 64rem)"), page: matchMedia("(width < 80rem)") };
  all("[data-kompendium-drawer]").forEach((button) => {
    const panel = document.getElementById(button.dataset.kompendiumDrawer);
    const drawer = document.getElementById(button.getAttribute("aria-controls"));
    if (!panel || !drawer) return;
    const place = document.createComment("");
    panel.before(place);
    button.addEventListener("click", () => {
      drawer.append(panel);
      drawer.showModal();
      // The current entry comes into view, and what holds the keys stays the button that closes.
      panel.querySelector("a.current, [aria-current]")?.scrollIntoView({ block: "center" });
    });
    drawer.addEventListener("close", () => place.after(panel));
    drawer.addEventListener("click", (event) => {
      // A link on this page leads out of the drawer.
      if (event.target.closest("a[href*='#']") && new URL(event.target.closest("a").href).pathname === location.pathname)
        drawer.close();
    });
    narrow[drawer.dataset.kompendiumNarrow].addEventListener("change", ({ matches }) => matches || drawer.close());
  });

  // Dialogs: a click beside one closes it, as Esc does by itself.
  all("dialog[data-kompendium-dialog]").forEach((dialog) => {
    dialog.addEventListener("click", (event) => {
      const { left, right, top, bottom } = dialog.getBoundingClientRect();
      const isInside = event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
      // Keys click, too, and have no place.
      if (event.target === dialog && !isInside) dialog.close();
    });
    all("[data-kompendium-close]", dialog).forEach((button) => button.addEventListener("click", () => dialog.close()));
  });

  // Search
  const search = document.getElementById("kompendium-search");
  const onPage = document.querySelector("main input[type=search][name=q]");
  const openSearch = () => {
    if (onPage) {
      onPage.focus();
      onPage.select();
    } else if (search && !search.open) {
      all("dialog[open]").forEach((dialog) => dialog.close());
      search.showModal();
      search.querySelector("input[type=search]")?.focus();
    }
  };
  all("[data-kompendium-search]").forEach((button) => button.addEventListener("click", openSearch));

  // A key alone that does something can be switched off (WCAG 2.1.4): speech input types letters.
  const SLASH = "kompendium-slash";
  const store = (name, value) => {
    try {
      if (value !== undefined) localStorage.setItem(name, value);
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  all("[data-kompendium-slash]").forEach((box) => {
    box.checked = store(SLASH) !== "off";
    box.addEventListener("change", () => store(SLASH, box.checked ? "on" : "off"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    const isSlash = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && store(SLASH) !== "off";
    const isCombined = event.key?.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
    if ((isSlash || (isCombined && !event.shiftKey)) && (search || onPage)) {
      event.preventDefault();
      openSearch();
    }
  });
  if (/Mac|iP(hone|ad)/.test(navigator.platform))
    all("[data-kompendium-modifier]").forEach((key) => (key.textContent = "⌘"));

  // On this page: the section that is being read.
  const links = all("#kompendium-on-this-page a[href^='#']");
  const sections = links
    .map((link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))])
    .filter(([, section]) => section);
  let isWaiting = false;
  const top = document.querySelector(".kompendium-to-top");
  let before = scrollY;
  const follow = () => {
    isWaiting = false;
    const line = innerHeight * 0.3;
    const atEnd = innerHeight + scrollY >= root.scrollHeight - 4;
    const passed = sections.filter(([, section]) => section.getBoundingClientRect().top <= line);
    const [current] = (atEnd && passed.length ? sections.filter(([, s]) => s.getBoundingClientRect().top < innerHeight) : passed).at(-1) ?? [];
    links.forEach((link) => (link === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    // Where somebody turns back far down, the way to the top is at hand.
    top?.classList.toggle("kompendium-floating", scrollY > 2 * innerHeight && scrollY <= before && !atEnd);
    before = scrollY;
  };
  const later = () => {
    if (!isWaiting) requestAnimationFrame(follow);
    isWaiting = true;
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later, { passive: true });
  later();

  // Buttons of the article's bar
  const actions = {
    print: () => print(),
    fullscreen: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.()),
  };
  all("[data-kompendium-action]").forEach((button) =>
    button.addEventListener("click", actions[button.dataset.kompendiumAction]),
  );

  // What scrolls sideways is reached by keys.
  all(".bd-article :is(pre, .pst-scrollable-table-container, .kompendium-scroll, div.math)").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });
}
