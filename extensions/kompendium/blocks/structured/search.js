// The search page: what a code is called is a title of the chapters that have the code in their head. Sphinx knows the
// words of «Calcinosis cutis» as words of any page that mentions it.
"use strict";

if (typeof Search !== "undefined") {
  const { query, _performSearch } = Search;
  let book = null;

  const load = async () => {
    const answer = await fetch(`${document.documentElement.dataset.content_root}codes.json`);
    return answer.json();
  };

  // Sphinx's own rule for titles: one that has the query in it, and is at most twice as long.
  const scoreOf = (title, wanted) => {
    const found = (title ?? "").toLowerCase();
    if (!found.includes(wanted) || wanted.length < found.length / 2) return 0;
    return Math.round((Scorer.title * wanted.length) / found.length);
  };

  const resultsOf = ({ system, code, title, title_nb: own, chapters }, wanted) => {
    const score = Math.max(scoreOf(title, wanted), scoreOf(own, wanted));
    if (!score) return [];
    const { docnames, filenames } = Search._index;
    const { label } = book.systems.find(({ id }) => id === system);
    return chapters
      .filter(({ place }) => place === "head")
      .map(({ title: chapter, url }) => {
        const [page, anchor] = url.split("#");
        const ends = [DOCUMENTATION_OPTIONS.LINK_SUFFIX, "/"];
        const document = docnames.findIndex((name) => ends.some((end) => name + end === decodeURIComponent(page)));
        const within = label + Documentation.gettext(", in ") + chapter;
        return [docnames[document], `${code} ${own ?? title}`, `#${anchor}`, within, score, filenames[document], "object"];
      })
      .filter(([document]) => document !== undefined);
  };

  Search.query = async (text) => {
    // Pages that are opened as files have no answer; the search does without.
    book ??= await load().catch(() => ({ codes: [], systems: [] }));
    query(text);
  };

  Search._performSearch = (text, ...terms) => {
    const results = _performSearch(text, ...terms);
    const wanted = text.toLowerCase().trim();
    for (const found of book.codes.flatMap((code) => resultsOf(code, wanted))) {
      // The last is shown first.
      results.splice(results.findLastIndex((result) => result[4] <= found[4]) + 1, 0, found);
    }
    return results;
  };
}
