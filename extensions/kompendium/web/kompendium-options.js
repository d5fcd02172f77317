// What the theme says to Sphinx's scripts by a line in each page, and what Sphinx evaluates from a text: a strict
// policy forbids both.
"use strict";

DOCUMENTATION_OPTIONS.pagename = document.documentElement.dataset.pagename;
if (typeof Documentation !== "undefined") {
  Documentation.addTranslations = ({ messages, locale }) => {
    Object.assign(Documentation.TRANSLATIONS, messages);
    // The rule of the catalogue as the browser knows it.
    const rules = new Intl.PluralRules(document.documentElement.lang || "en");
    Documentation.PLURAL_EXPR = (count) => Math.max(0, rules.resolvedOptions().pluralCategories.indexOf(rules.select(count)));
    Documentation.LOCALE = locale;
  };
}
