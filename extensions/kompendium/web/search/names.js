// The index of names: which chapters a query names, by title, other name, abbreviation, number or code.
"use strict";

// How well a name fits, from the best on. What is below FUZZY is a guess, shown where nothing fits better.
const [SAME, SAME_STEMS, BEGINS, ALL_WORDS, WITHIN, COMPOUND, FUZZY] = [100, 96, 72, 60, 55, 42, 35];
const WEIGHTS = { title: 4, short: 3, alias: 3, abbreviation: 3, code: 1, entry: -16 };

const makeNames = (index, folding) => {
  const stops = new Set(index.stop_words);

  const read = (text) => {
    const all = wordsIn(text.toLowerCase());
    const weighty = all.filter((word) => !stops.has(word));
    const words = (weighty.length ? weighty : all).map((word) => ({
      plain: word,
      spelled: folding.spell(word),
      // Readers without ø write o, as abroad.
      other: folding.spell(word.replace(/[øö]/g, "o")),
      stem: folding.stem(word),
    }));
    return { plain: all.join(" "), words, stems: words.map(({ stem }) => stem).join(" ") };
  };

  const names = [];
  const add = (kind, text, chapter, anchor = "") => names.push({ kind, text, chapter, anchor, ...read(text) });
  (index.chapters ?? []).forEach((chapter, at) => {
    add("title", chapter.title, at);
    if (chapter.short) add("short", chapter.short, at);
    (chapter.names ?? []).forEach((name) => add("alias", name, at));
    (chapter.abbreviations ?? []).forEach((name) => add("abbreviation", name, at));
  });
  (index.codes ?? []).forEach(({ titles, chapters }) =>
    titles.forEach((title) =>
      chapters.filter((place) => place.length === 2).forEach(([at, anchor]) => add("code", title, at, anchor)),
    ),
  );
  (index.entries ?? []).forEach(([text, at, anchor]) => add("entry", text, at, anchor));

  // One word of the query against one of a name: the same, its beginning, or (with a smaller part) in a compound.
  const isWord = (wanted, word) =>
    wanted.stem === word.stem ||
    wanted.spelled === word.other ||
    (wanted.plain.length >= 3 && (word.plain.startsWith(wanted.plain) || word.spelled.startsWith(wanted.spelled)));
  const isCompound = (wanted, word) =>
    (wanted.spelled.length >= 4 && word.spelled.includes(wanted.spelled)) ||
    (word.stem.length >= 5 && wanted.spelled.includes(word.stem));
  const edits = (wanted, word) => {
    const limit = wanted.spelled.length >= 8 ? 2 : wanted.spelled.length >= 5 ? 1 : 0;
    if (!limit) return 9;
    const pairs = [
      [wanted.spelled, word.spelled],
      [wanted.spelled, word.other],
      [wanted.stem, word.stem],
    ];
    const least = Math.min(...pairs.map(([one, other]) => editsBetween(one, other, limit)));
    return least <= limit ? least : 9;
  };

  const scoreOf = (name, query) => {
    if (name.plain === query.plain) return SAME;
    if (name.stems === query.stems) return SAME_STEMS;
    const { words } = query;
    const ratio = query.plain.length / name.plain.length;
    if (query.plain.length >= 2 && name.plain.startsWith(query.plain)) {
      return BEGINS + (name.plain[query.plain.length] === " " ? 10 : 0) + 10 * ratio;
    }
    const used = words.map((wanted) => name.words.findIndex((word) => isWord(wanted, word)));
    if (!used.includes(-1)) return ALL_WORDS + (10 * new Set(used).size) / name.words.length;
    const isWithin = name.words.every((word) => words.some((wanted) => wanted.stem === word.stem));
    if (isWithin && name.plain.length > 1) return WITHIN + (5 * name.words.length) / words.length;
    const rest = words.filter((_, at) => used[at] === -1);
    if (rest.every((wanted) => name.words.some((word) => isCompound(wanted, word)))) return COMPOUND + 5 * Math.min(ratio, 1);
    const least = rest.map((wanted) => Math.min(...name.words.map((word) => edits(wanted, word))));
    return least.every((count) => count < 9) ? FUZZY - 5 * least.reduce((sum, count) => sum + count, 0) - 2 * Math.abs(1 - ratio) : 0;
  };

  // The best name of each chapter, the best chapters first.
  const byName = (text) => {
    const query = read(text);
    if (!query.words.length) return [];
    const best = new Map();
    for (const name of names) {
      const fit = scoreOf(name, query);
      if (!fit) continue;
      const score = fit + WEIGHTS[name.kind];
      if (!best.has(name.chapter) || best.get(name.chapter).score < score) best.set(name.chapter, { name, fit, score });
    }
    const found = [...best].map(([chapter, hit]) => ({ chapter, ...hit }));
    const highest = Math.max(0, ...found.map(({ fit }) => fit));
    return found
      .filter(({ fit }) => highest <= FUZZY || fit > FUZZY)
      .sort((one, other) => other.score - one.score || one.chapter - other.chapter);
  };

  const byNumber = (text) =>
    (index.chapters ?? []).flatMap(({ number }, chapter) => (number === text.trim() ? [{ chapter, fit: SAME, score: 200 }] : []));

  // Chapters with the code itself, then those with one below it; those that only mention it come after.
  const byCode = (text) => {
    const wanted = codeForm(text);
    if (wanted.length < 3 || !/[a-z]/.test(wanted) || !/\d/.test(wanted)) return [];
    const found = new Map();
    const within = (index.codes ?? [])
      .map((code) => ({ ...code, form: codeForm(code.code) }))
      .filter(({ form }) => isCodeWithin(form, wanted))
      .sort((one, other) => (other.form === wanted) - (one.form === wanted));
    for (const isMention of [false, true]) {
      for (const code of within) {
        for (const [chapter, anchor, mention] of code.chapters) {
          if (Boolean(mention) === isMention && !found.has(chapter)) {
            found.set(chapter, { chapter, code, anchor, fit: SAME, score: 300 - found.size });
          }
        }
      }
    }
    return [...found.values()];
  };

  // What an abbreviation stands for, and how a long form is shortened: the text may have only the other one.
  const otherForms = (text) => {
    const query = read(text);
    return (index.abbreviations ?? []).flatMap(([short, long]) => {
      const [plain] = long.split(" (");
      if (short.toLowerCase() === text.trim().toLowerCase()) return [{ short, long, query: plain }];
      return query.stems && read(plain).stems === query.stems ? [{ query: short }] : [];
    });
  };

  const find = (text) => {
    const code = byCode(text);
    const hits = code.length ? code : [...byNumber(text), ...byName(text)];
    const seen = new Set();
    return hits.filter(({ chapter }) => !seen.has(chapter) && seen.add(chapter));
  };
  const looksLikeCode = (text) => /^[a-z]\d\d[a-z\d-]*$/.test(codeForm(text));
  return { read, find, otherForms, looksLikeCode };
};
