// Reading without a network: has the site stored where the page says so, tells the reader, and clears up where it no
// longer does.
(() => {
  "use strict";

  const { serviceWorker } = navigator;
  // Browsers have none where the site is opened as files, or over plain HTTP.
  if (!serviceWorker) return;
  const said = document.querySelector('meta[name="kompendium-offline"]');
  const PREFIX = "kompendium-offline ";

  async function clearUp() {
    // A site that is no longer stored: without this its last copy would stay with the reader for ever.
    if (typeof caches === "undefined") return;
    for (const name of await caches.keys()) {
      const scope = name.startsWith(PREFIX) ? name.slice(PREFIX.length).split(" ")[0] : "";
      if (!scope || !location.href.startsWith(scope)) continue;
      const registration = await serviceWorker.getRegistration(scope);
      if (registration && registration.scope === scope) await registration.unregister();
      await caches.delete(name);
    }
  }

  if (!said) {
    clearUp().catch(() => {});
    return;
  }

  // --- What the reader is told -------------------------------------------------------------------------------------

  const notice = document.createElement("div");
  notice.className = "kompendium-offline";
  notice.setAttribute("role", "status");
  const words = document.createElement("span");
  const reload = document.createElement("button");
  const close = document.createElement("button");
  reload.type = close.type = "button";
  reload.textContent = said.dataset.reload;
  close.textContent = said.dataset.close;
  reload.addEventListener("click", () => location.reload());
  close.addEventListener("click", () => tell(""));

  function tell(text, ...buttons) {
    words.textContent = text;
    notice.replaceChildren(...(text ? [words, ...buttons] : []));
    document.documentElement.classList.toggle("kompendium-offline-told", Boolean(text));
  }

  function start() {
    // Empty at first: a screen reader tells of what comes into a region that was there before.
    document.body.append(notice);
    const controlled = Boolean(serviceWorker.controller);
    let without = false;
    const show = (now) => {
      if (now === without) return;
      without = now;
      if (now) tell(said.dataset.offline, close);
      else tell("");
    };
    addEventListener("offline", () => show(true));
    addEventListener("online", () => show(false));
    serviceWorker.addEventListener("message", (event) => {
      if (event.data && event.data.kompendium === "state") show(event.data.failed || !navigator.onLine);
    });
    serviceWorker.addEventListener("controllerchange", () => {
      // The first copy is nothing to tell of; a later one has a text that this page may not have.
      if (controlled && !without) tell(said.dataset.updated, reload, close);
    });
    if (!navigator.onLine) show(true);
    if (serviceWorker.controller) serviceWorker.controller.postMessage("kompendium-state");
    // Who has asked for few data does not want a whole book.
    if (navigator.connection && navigator.connection.saveData && !controlled) return;
    serviceWorker.register(said.content, { updateViaCache: "none" }).catch(() => {});
  }

  // After the page: what the reader sees now comes first.
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
})();
