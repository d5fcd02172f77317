// The search page: a result's excerpt comes from the article alone. Sphinx takes it from the page's main landmark, which
// in sphinx-book-theme also holds the bar of buttons («Som systemet Lys Mørk»), and it has no setting for that.
"use strict";

if (typeof Search !== "undefined") {
  const { htmlToText, makeSearchSummary } = Search;
  // An entry of the index leads to an empty place, for which Sphinx makes no excerpt, and then fails to show it.
  Search.makeSearchSummary = (...given) => makeSearchSummary(...given) ?? document.createElement("p");
  Search.htmlToText = (html, anchor) => {
    const article = new DOMParser().parseFromString(html, "text/html").querySelector(".bd-article");
    if (!article) return htmlToText(html, anchor);
    // Without a space, what stands in two blocks would read as one word.
    article.querySelectorAll("h1, h2, h3, h4, h5, h6, p, li, dt, dd, th, td").forEach((block) => block.append(" "));
    article.setAttribute("role", "main");
    return htmlToText(article.outerHTML, anchor).replace(/\s+/g, " ");
  };
}

// A code is found as people write it («l942», «ICD-10 L94.2»), before what else has its letters, and with what is below
// it. Sphinx takes a query apart at its dots, and knows «L94.2» as an object by no other spelling.
if (typeof Search !== "undefined") {
  const { query, _performSearch } = Search;

  const codesWithin = (text) => {
    const wanted = codeForm(text);
    const { objects = {}, objnames = {} } = Search._index;
    if (wanted.length < 3 || !/[a-z]/.test(wanted) || !/\d/.test(wanted)) return [];
    return Object.entries(objects).flatMap(([prefix, found]) =>
      found
        .filter(([_document, type]) => objnames[type][0] === "codes")
        .map(([document, type, _priority, anchor, name]) => {
          const code = prefix ? `${prefix}.${name}` : name;
          return { code, form: codeForm(code), system: objnames[type][2], document, anchor };
        })
        .filter(({ form }) => isCodeWithin(form, wanted))
        .map((found) => ({ ...found, isWanted: found.form === wanted })),
    );
  };

  // «m331» as the codes that begin so are written: «M33.1».
  const asWritten = (text) => {
    const wanted = codeForm(text);
    for (const { code } of codesWithin(text)) {
      for (let end = wanted.length; end <= code.length; end++) {
        if (codeForm(code.slice(0, end)) === wanted) return code.slice(0, end);
      }
    }
    return text;
  };

  Search.query = (text) => query(asWritten(text));

  Search._performSearch = (text, terms, excluded, highlighted, objectTerms) => {
    const { docnames, filenames, titles } = Search._index;
    const codes = codesWithin(text);
    const others = _performSearch(text, terms, excluded, highlighted, codes.length ? new Set() : objectTerms);
    // The last is shown first.
    codes.sort((a, b) => a.isWanted - b.isWanted || (a.code < b.code ? 1 : -1));
    const results = codes.map(({ code, system, document, anchor, isWanted }) => [
      docnames[document],
      code,
      `#${anchor}`,
      system + Documentation.gettext(", in ") + titles[document],
      isWanted ? 100 : 50,
      filenames[document],
      "object",
    ]);
    return [...others, ...results];
  };
}
