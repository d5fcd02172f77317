"""A project that has every node there is, to be looked at and judged."""

project = "Every node"
author = "Nobody"
copyright = "2026, Nobody"
version = release = "1"
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.todo",
    "sphinx.ext.graphviz",
    "sphinx.ext.ifconfig",
    "sphinx.ext.extlinks",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "kompendium.builders.typst",
]
myst_enable_extensions = [
    "colon_fence",
    "deflist",
    "dollarmath",
    "attrs_inline",
    "attrs_block",
    "tasklist",
    "fieldlist",
    "strikethrough",
]
extlinks = {"issue": ("https://example.org/issues/%s", "issue %s")}
numfig = True
todo_include_todos = True
bibtex_bibfiles = ["sources.bib"]
typst_show_urls = "footnote"
typst_date = "2026-01-01"
# The PDF strikes text out as the site does.
suppress_warnings = ["myst.strikethrough"]
