"""The book: a small rheumatological compendium, built from the chapters in this folder."""

project = "Revmatologisk kompendium"
author = "Kompendium-redaksjonen"
copyright = "2026, Kompendium-redaksjonen"
version = release = "1"
language = "nb"

extensions = ["kompendium"]
exclude_patterns = ["LICENSE.md", "build"]

kompendium_basename = "kompendium"
kompendium_subtitle = "Kalsinose og nabokapitler"
kompendium_edition = "1. utgave"
kompendium_publisher = "Kompendium-redaksjonen"
# Fixed for good: readers' applications know the book by it. A new edition gets a new one.
kompendium_identifier = "urn:uuid:6c391e15-34f2-4c8e-a6fa-85edacb9f277"
kompendium_date = "2026-11-22"
kompendium_cover = "figurer/omslag.svg"
kompendium_cover_alt = (
    "Omslag: Revmatologisk kompendium. Kalsinose og nabokapitler. Kompendium-redaksjonen. "
    "Kapittel 161 etter Jan Tore Gran og Øyvind Palm. 1. utgave. "
    "Strektegning av en hånd der leddene er punkter, og det midterste leddet på ringfingeren er fremhevet."
)
kompendium_editors = ["redaksjonen"]
kompendium_license = "all rights reserved"
kompendium_copyright_holder = "Kompendium-redaksjonen"
kompendium_copyright_year = "2026"

numfig = True
numfig_format = {"figure": "Figur %s", "table": "Tabell %s", "code-block": "Kode %s", "section": "Avsnitt %s"}
numfig_secnum_depth = 1

bibtex_bibfiles = ["references.bib"]

html_theme = "sphinx_book_theme"
html_title = project
html_short_title = project
html_baseurl = "https://kompendium.example/"
html_search_language = "no"
html_secnumber_suffix = " "
html_copy_source = False
html_show_sphinx = False

epub_language = "nb"

# The text writer numbers what has no number, too (a bare full stop before each section).
text_add_secnumbers = False

latex_engine = "lualatex"
latex_documents = [("index", "kompendium.tex", project, author, "manual")]
man_pages = [("index", "kompendium", project, [author], 7)]
