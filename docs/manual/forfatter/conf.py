"""Forfatterhåndboken: the author's guide, in Bokmål, built with the extensions that it describes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

project = "Forfatterhåndbok for Kompendium"
author = "Kompendium"
copyright = "2026, Kompendium"
language = "nb"

extensions = ["kompendium", "reference_lists"]
exclude_patterns = ["snutter/*"]
nitpicky = True

html_theme = "sphinx_book_theme"
html_title = "Forfatterhåndbok"
html_search_language = "no"
html_copy_source = False
html_show_sphinx = False
numfig = True
numfig_format = {"figure": "Figur %s", "table": "Tabell %s", "code-block": "Kode %s", "section": "Avsnitt %s"}
bibtex_bibfiles = ["litteratur.bib"]
epub_language = "nb"
# The guide itself is no compendium: its pages have no chapter head and no licence block of their own.
kompendium_chapters = []
kompendium_basename = "forfatterhandbok"
kompendium_identifier = "urn:uuid:2f7d6c3a-5c0e-4d0f-9f0e-6c5b7a1f3e11"
kompendium_license = "CC BY 4.0"
