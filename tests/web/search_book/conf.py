"""A book of short chapters for the tests of the search: textbook facts in few words, no advice for patients."""

project = "Prøvebok"
author = "Kari Nordmann"
language = "nb"
extensions = ["kompendium"]
html_theme = "sphinx_book_theme"
html_search_language = "no"
html_secnumber_suffix = " "
kompendium_share = False
