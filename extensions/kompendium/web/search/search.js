// The search field and its results: names first, then the text, each chapter once.
"use strict";

const index = globalThis.kompendiumNames;
const folding = makeFolding(index.rules);
const names = makeNames(index, folding);
const { labels } = index;
const isFile = location.protocol === "file:";

const say = (label, values = {}) => label.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const readable = (address) => {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
};
const chapterAt = new Map((index.chapters ?? []).map(({ url }, at) => [readable(url), at]));

let text = null;
const searchText = async (root, ...asked) => {
  if (isFile && index.text === "pagefind") return { pages: [], isMore: false, problem: labels.file };
  try {
    text ??= index.text === "pagefind" ? pagefindText(root) : loadPlainText(root);
    return await (await text)(...asked);
  } catch (error) {
    text = null;
    console.info(error);
    return { pages: [], isMore: false, problem: labels.text_failed };
  }
};

let words = null;
const nearWords = async (root, query) => {
  try {
    words ??= loadWords(root, folding);
    const near = await words;
    return query.words.map((word) => near(word)).filter(Boolean).join(" ");
  } catch {
    words = null;
    return "";
  }
};

// What a query finds: hits with a chapter or another page, the best first, and what is to be said of them.
const search = async (root, given, count) => {
  const query = names.read(given);
  const named = names.find(given);
  const others = names.otherForms(given);
  // The word itself: «SLE» begins «slekt», too.
  const isExact = names.looksLikeCode(given) || others.some(({ long }) => long);
  const quoted = given.includes('"') ? given : isExact ? `"${given.trim()}"` : null;
  const isGuess = named.length > 0 && named[0].fit <= FUZZY;

  const asked = (words) => searchText(root, names.read(words), null, count);
  const answers = [];
  if (query.words.length && query.plain.length > 1) answers.push(await searchText(root, query, quoted, count));
  for (const other of others) answers.push(await asked(other.query));
  let pages = answers.flatMap((answer) => answer.pages);
  const isLiteral = pages.some(({ isWhole }) => isWhole);
  let instead = "";
  if (named.length && !isLiteral && !named[0].code) {
    // The text has none of these words: what it says of the name that they stand for.
    const { text: name, kind } = named[0].name ?? {};
    const title = index.chapters[named[0].chapter].title;
    if (isGuess) instead = name;
    const answer = await asked(kind === "entry" ? name : title);
    answers.push(answer);
    pages = [...pages, ...answer.pages];
  } else if (!named.length && !pages.length && !quoted && query.words.length) {
    const near = await nearWords(root, query);
    if (near && near !== query.plain) {
      const answer = await asked(near);
      answers.push(answer);
      pages = answer.pages;
      if (pages.length) instead = near;
    }
  }

  const hits = new Map();
  const add = (key, hit) => hits.set(key, { ...hit, ...hits.get(key) });
  const addNamed = () => named.forEach((hit) => add(hit.chapter, hit));
  // Words that stand in the text weigh more than a guess.
  if (!isGuess || !isLiteral) addNamed();
  const ranked = pages.map((page) => ({ page, chapter: chapterAt.get(readable(page.url)) }));
  for (const { page, chapter } of ranked.filter((one) => one.chapter !== undefined)) add(chapter, { chapter, page });
  if (isGuess && isLiteral) addNamed();
  for (const { page, chapter } of ranked) if (chapter === undefined) add(page.url, { page });
  const problem = answers.find((answer) => answer.problem)?.problem ?? (isFile ? labels.file : "");
  return {
    query,
    hits: [...hits.values()],
    isMore: answers.some((answer) => answer.isMore),
    instead,
    problem,
    standsFor: others.filter(({ long }) => long),
    code: named[0]?.code ? named.find(({ code }) => code).code : null,
  };
};

const element = (name, attributes = {}, ...content) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...content);
  return made;
};
const marked = (pieces) => pieces.map(({ text: piece, isHit }) => (isHit ? element("mark", {}, piece) : piece));

// A name with the words that the query has.
const markName = (name, query) =>
  name.split(/([\p{L}\p{N}]+)/u).map((piece, at) => {
    if (at % 2 === 0) return piece;
    const [spelled, stem] = [folding.spell(piece), folding.stem(piece)];
    const isHit = query.words.some((word) => stem === word.stem || spelled.startsWith(word.spelled));
    return isHit ? element("mark", {}, piece) : piece;
  });

const describeHit = (root, query, { chapter, page, name, code, anchor }, partCount) => {
  const item = element("li", { className: "kompendium-finder-result" });
  const known = index.chapters?.[chapter];
  const link = element("a", { href: root + (known?.url ?? page.url) });
  if (known?.number) link.append(element("span", { className: "kompendium-finder-number" }, known.number), " ");
  link.append(...markName(known?.title ?? page.title, query));
  item.append(element("h2", { className: "kompendium-finder-title" }, link));
  const other = [known?.short, ...(known?.names ?? []), ...(known?.abbreviations ?? [])].filter(Boolean);
  const unlike = [...new Set(other)].filter((one) => one.toLowerCase() !== known.title.toLowerCase());
  if (unlike.length) {
    const shown = unlike.flatMap((one, at) => [at ? "; " : " ", ...markName(one, query)]);
    item.append(element("p", { className: "kompendium-finder-names" }, labels.names, ...shown));
  }
  // The code that the query named, or whose title has its words.
  const own = code ?? (name?.kind === "code" && index.codes.find((one) => one.titles.includes(name.text)));
  if (own) {
    const title = name?.text ?? own.titles[0] ?? "";
    const label = index.systems[own.system] ?? "";
    const address = `${root}${known.url}#${anchor ?? name.anchor}`;
    const written = element("span", { className: "kompendium-finder-code" }, element("a", { href: address }, `${label} ${own.code}`));
    item.append(element("p", { className: "kompendium-finder-codes" }, written, " ", ...markName(title, query)));
  }
  if (name?.kind === "entry") {
    const address = `${root}${known.url}#${name.anchor}`;
    const entry = element("a", { href: address }, ...markName(name.text, query));
    item.append(element("p", { className: "kompendium-finder-entry" }, entry));
  }
  for (const part of page?.parts.slice(0, partCount) ?? []) {
    const passage = element("p", { className: "kompendium-finder-passage" });
    const isSection = part.anchor && part.title !== page.title;
    if (isSection) {
      passage.append(element("a", { href: `${root}${known?.url ?? page.url}#${part.anchor}` }, part.title), " ");
    }
    passage.append(...marked(part.passage));
    item.append(passage);
  }
  return item;
};

const describeHelp = (root) => {
  const help = element("div", { className: "kompendium-finder-help" }, element("p", {}, labels.help));
  const links = (index.registers ?? []).map(({ title, url }) => element("li", {}, element("a", { href: root + url }, title)));
  if (links.length) help.append(element("ul", {}, ...links));
  return help;
};

globalThis.kompendiumFind = (finder) => {
  const isPage = finder.dataset.kompendiumFinder === "page";
  const { root } = finder.dataset;
  const form = finder.querySelector("form");
  const field = finder.querySelector("input[type=search]");
  const status = finder.querySelector("[role=status]");
  const shown = finder.querySelector(".kompendium-finder-results");
  const first = isPage ? 10 : 6;
  let last = 0;
  let timer = 0;
  let asked = null;

  const show = (given, found, count) => {
    const { hits, query } = found;
    const list = element("ol", { className: "kompendium-finder-list" });
    list.append(...hits.slice(0, count).map((hit) => describeHit(root, query, hit, isPage ? 2 : 1)));
    const notes = found.standsFor.map((one) => say(labels.stands_for, one));
    if (found.problem) notes.push(found.problem);
    const above = notes.map((note) => element("p", { className: "kompendium-finder-note" }, note));
    const register = (index.registers ?? []).find(({ codes }) => codes);
    if (found.code && register) {
      const address = `${root}${register.url}?kode=${encodeURIComponent(given.trim())}`;
      above.push(element("p", { className: "kompendium-finder-note" }, element("a", { href: address }, say(labels.register, { code: given.trim() }))));
    }
    const below = [];
    const isRest = hits.length > count || found.isMore;
    if (isRest && isPage) {
      const more = element("button", { type: "button", className: "kompendium-finder-more" }, labels.more);
      more.addEventListener("click", async () => {
        await run(given, count + 10);
        shown.querySelectorAll(".kompendium-finder-title a")[count]?.focus();
      });
      below.push(more);
    } else if (isRest) {
      const address = `${form.action}?q=${encodeURIComponent(given)}`;
      below.push(element("p", { className: "kompendium-finder-all" }, element("a", { href: address }, labels.all)));
    }
    if (!hits.length) below.push(describeHelp(root));
    shown.replaceChildren(...above, ...(hits.length ? [list] : []), ...below);
    const total = `${hits.length}${found.isMore ? "+" : ""}`;
    const counted = total === "1" ? labels.one : say(labels.count, { count: total });
    if (!hits.length) status.textContent = say(labels.none, { query: given });
    else if (found.instead) status.textContent = `${say(labels.instead, { query: given, name: found.instead })} ${counted}`;
    else status.textContent = counted;
  };

  const run = async (given, count = first) => {
    const turn = ++last;
    asked = given;
    if (!given) {
      shown.replaceChildren();
      status.textContent = "";
      return;
    }
    const found = await search(root, given, Math.max(count, 10) + 1);
    // Another letter may have been typed meanwhile.
    if (turn !== last) return;
    show(given, found, count);
    shown.dataset.query = given;
  };

  const runField = () => {
    const given = field.value.trim();
    if (given === asked) return;
    if (isPage) {
      const address = new URL(location.href);
      address.searchParams.set("q", given);
      if (!isFile) history.replaceState(history.state, "", address);
    }
    run(given);
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(runField, 200);
  });
  form.addEventListener("submit", (event) => {
    if (!isPage) return;
    event.preventDefault();
    clearTimeout(timer);
    runField();
  });
  // The arrows go from the field to the results and among them; Tab does, too.
  finder.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [field, ...shown.querySelectorAll(".kompendium-finder-title a")];
    const at = stops.indexOf(document.activeElement);
    const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });

  if (isPage) {
    const given = new URLSearchParams(location.search).get("q") ?? "";
    if (given && !field.value) field.value = given;
  }
  runField();
};
