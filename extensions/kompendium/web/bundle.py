"""The rooms' style sheets and scripts as one file each, so that a page asks for two files and not for twenty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kompendium.assets import assets_of
from kompendium.outputs import write_if_changed
from kompendium.web.stylesheet import with_system_colours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

HERE = Path(__file__).parent
FONTS = "kompendium-fonts"


def write_bundle(app: Sphinx, folder: Path, *, frame: bool) -> list[str]:
    """Write ``kompendium.css``, ``kompendium.js`` and the fonts into a folder; the names of the first two.

    With a ``frame`` of ours, its look and script as well, and the dark colours also for readers without scripts.
    """
    assets = assets_of(app)
    base = HERE / "style" / "base.css"
    own = [HERE / "style" / "frame.css"] if frame else []
    scripts = [*assets.html_scripts, *([HERE / "frame.js"] if frame else [])]
    # The tokens come first, and print last: a room may say how its block looks, but paper has the last word.
    styles = [base, *own, *(file for file in assets.html_styles if file != base), HERE / "style" / "print.css"]
    bundles = {"kompendium.css": styles, "kompendium.js": scripts}
    for name, files in bundles.items():
        if files:
            text = _join(files)
            if frame and name.endswith(".css"):
                text = with_system_colours(text)
            write_if_changed(folder / name, text.encode())
    for font in sorted((HERE / "fonts").iterdir()):
        write_if_changed(folder / FONTS / font.name, font.read_bytes())
    return [name for name, files in bundles.items() if files]


def _join(files: Iterable[Path]) -> str:
    return "\n".join(file.read_text(encoding="utf-8").strip() + "\n" for file in files)
