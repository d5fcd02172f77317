Documentation.addTranslations({
  "locale": "nb",
  "messages": {
    ", in ": ", i ",
    "Hide Search Matches": "Skjul søketreff",
    "Preparing search...": "Gjør klar søket …",
    "Search Results": "Søkeresultater",
    "Search finished, found one page matching the search query.": [
      "Søket er ferdig og fant én side.",
      "Søket er ferdig og fant ${resultCount} sider."
    ],
    "Searching": "Søker",
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.": "Søket ga ingen treff. Se etter skrivefeil, eller prøv med færre ord."
  },
  "plural_expr": "+(n != 1)"
});
