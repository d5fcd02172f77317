"""Medical code systems: their forms, the codes people write, and the book's lock file. Pure: knows no Sphinx."""

from pathlib import Path

CODE_FORM = Path(__file__).parent / "form.js"
"""The site's own reading of codes as people write them, for scripts that look for one."""
