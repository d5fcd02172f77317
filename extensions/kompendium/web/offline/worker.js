// The copy of the site for readers without a network. Made by Kompendium: FILES and VERSION are written by the build.
//
// Pages come from the network first. The text is medical: who has a network shall read the newest, and not what was
// stored last time. The copy answers where the network fails, or takes longer than a reader would wait.
// A version is stored whole, each file with the checksum that the build gave it, before it takes the place of the one
// before: a copy never mixes two editions. What has not changed is taken over and not loaded again.
"use strict";

const VERSION = "{{VERSION}}";
const FILES = new Map(Object.entries({{FILES}}));

const SCOPE = self.registration.scope;
const PREFIX = `kompendium-offline ${SCOPE} `;
const CACHE = PREFIX + VERSION;
const CHECKSUM = "kompendium-checksum";
const AT_ONCE = 6;
// How long a reader waits for the network, and how long a failing one is not asked for a page's parts, in milliseconds.
const PATIENCE = 4000;
const PAUSE = 15000;

let failed = 0;

function addressOf(path) {
  const folder = path.replace(/(^|\/)index\.html$/, "$1");
  return new URL(folder.split("/").map(encodeURIComponent).join("/"), SCOPE).href;
}

// --- Storing ---------------------------------------------------------------------------------------------------------

async function digest(data) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function storedBefore(caches_, address, checksum) {
  for (const cache of caches_) {
    const found = await cache.match(address);
    if (found && found.headers.get(CHECKSUM) === checksum) return found;
  }
  return undefined;
}

async function load(address, checksum, cache = "no-cache") {
  const response = await fetch(address, { cache, credentials: "same-origin" });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  const data = await response.arrayBuffer();
  if ((await digest(data)) !== checksum) {
    // Servers tell versions apart by the second: of one that came in the same second they say that nothing has changed.
    if (cache !== "reload") return load(address, checksum, "reload");
    // The site may be changing just now, file by file; the next visit tries again.
    throw new Error(`${address}: another version`);
  }
  const headers = new Headers(response.headers);
  // The data is unpacked, and a page must not be one that was led elsewhere: hence a response of our own.
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  headers.set(CHECKSUM, checksum);
  return new Response(data, { status: 200, headers });
}

async function store() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const before = await Promise.all(names.map((name) => caches.open(name)));
  const cache = await caches.open(CACHE);
  const waiting = [...FILES];
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [path, checksum] = next;
      const address = addressOf(path);
      const found = await storedBefore([cache, ...before], address, checksum);
      await cache.put(address, found || (await load(address, checksum)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

self.addEventListener("install", (event) => {
  // Pages never depend on the copy while there is a network, so that a new version need not wait for them to be closed.
  event.waitUntil(store().then(() => self.skipWaiting()));
});

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

// --- Answering -------------------------------------------------------------------------------------------------------

/** The file that an address means, as web servers read it: with or without its ending, or a folder's page. */
function fileOf(url) {
  let path;
  try {
    path = decodeURIComponent(url.pathname).slice(decodeURIComponent(new URL(SCOPE).pathname).length);
  } catch {
    return undefined;
  }
  const names = path === "" || path.endsWith("/") ? [`${path}index.html`] : [path, `${path}.html`, `${path}/index.html`];
  return names.find((name) => FILES.has(name));
}

/** A part of a file, as players of sound and film ask for it. */
async function part(response, range) {
  const data = await response.arrayBuffer();
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range) || [];
  if (first === undefined || (first === "" && last === "")) return new Response(data, response);
  const start = first === "" ? Math.max(data.byteLength - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? data.byteLength - 1 : Math.min(Number(last), data.byteLength - 1);
  const headers = new Headers(response.headers);
  if (start > end) {
    headers.set("content-range", `bytes */${data.byteLength}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set("content-range", `bytes ${start}-${end}/${data.byteLength}`);
  return new Response(data.slice(start, end + 1), { status: 206, headers });
}

async function stored(request, path) {
  const url = new URL(request.url);
  if (path.endsWith("/index.html") && !url.pathname.endsWith("/") && !url.pathname.endsWith("/index.html")) {
    // Links of the page are counted from its folder.
    url.pathname += "/";
    return Response.redirect(url.href, 302);
  }
  const cache = await caches.open(CACHE);
  const found = await cache.match(addressOf(path));
  const range = request.headers.get("range");
  return found && range ? part(found, range) : found;
}

async function answer(request, path) {
  const resting = failed && Date.now() - failed < PAUSE && request.mode !== "navigate";
  if (resting || !self.navigator.onLine) {
    failed = failed || Date.now();
    const found = await stored(request, path);
    if (found) return found;
  }
  const asked = fetch(request).then(
    (response) => (response.status < 500 ? response : undefined),
    () => undefined,
  );
  const patience = new Promise((resolve) => {
    setTimeout(resolve, PATIENCE);
  });
  const response = await Promise.race([asked, patience]);
  if (response) {
    failed = 0;
    return response;
  }
  failed = Date.now();
  return (await stored(request, path)) || (await asked) || Response.error();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const path = fileOf(new URL(request.url));
  // What is no part of the copy is the browser's own business.
  if (path !== undefined) event.respondWith(answer(request, path));
});

self.addEventListener("message", (event) => {
  // A page asks whether it was the copy that answered.
  if (event.data === "kompendium-state" && event.source) {
    event.source.postMessage({ kompendium: "state", failed: Boolean(failed) });
  }
});
