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
