"""The manual for publishers and developers, built with the extensions that it describes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Kompendium manual"
author = "Kompendium"
copyright = "2026, Kompendium"
language = "en"

extensions = ["kompendium", "reference_lists"]
exclude_patterns = ["forfatter"]
nitpicky = True

html_theme = "sphinx_book_theme"
html_title = "Kompendium manual"
html_copy_source = False
html_show_sphinx = False
epub_language = "en"
kompendium_chapters = []
kompendium_basename = "kompendium-manual"
kompendium_identifier = "urn:uuid:7b1f3a52-3f5e-4c0e-8f0e-4c6b0a9d2c44"
kompendium_license = "CC BY 4.0"
