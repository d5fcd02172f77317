"""The picture that is shown where a page's address is shared: one for each chapter, and the book's for other pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin
from weakref import WeakKeyDictionary

from PIL import Image, UnidentifiedImageError
from sphinx.locale import get_translation

from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.formats import is_site
from kompendium.imprint import page_address
from kompendium.outputs import write_if_changed
from kompendium.picture_metadata import without_metadata
from kompendium.web.social.draw import SIZE, Words, drawn

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ = get_translation("kompendium")

FOLDER = "_social"
"""The folder of the site that holds the pictures."""

_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
"""What those who show such pictures can read; none of them reads SVG."""

_own: WeakKeyDictionary[Sphinx, tuple[Path, int, int, str]] = WeakKeyDictionary()
"""The publisher's own picture: its file, width, height and media type."""


def words_of(env: BuildEnvironment, docname: str) -> Words:
    """What stands on the picture of a chapter, or of the book for any other page."""
    config = env.config
    book, language = str(config.project), str(config.language or "en").replace("_", "-")
    chapter = getattr(env, "kompendium_chapters", {}).get(docname)
    if chapter is None or docname == config.root_doc:
        foot = str(config.kompendium_publisher)
        return Words(book, foot, language, names=str(config.kompendium_subtitle), under=str(config.kompendium_edition))
    number = ".".join(map(str, env.toc_secnumbers.get(docname, {}).get("") or ()))
    title = " ".join(env.titles[docname].astext().split())
    # A publisher that is named after the book would say it twice.
    under = str(config.kompendium_publisher) if config.kompendium_publisher != book else ""
    return Words(title, book, language, number, ", ".join(chapter.aliases), under)


def wants_pictures(app: Sphinx) -> bool:
    """Whether the site has such pictures: nobody can show one whose address is not known."""
    wanted = app.config.kompendium_social_pictures
    return is_site(app.builder) and bool(app.config.html_baseurl) and wanted is not False


def find_own(app: Sphinx) -> None:
    """Look at the publisher's own picture, once for the whole build."""
    name = app.config.kompendium_social_picture
    if not name or not wants_pictures(app):
        return
    file = Path(app.srcdir, name)
    place = place_in_conf(app.confdir, "kompendium_social_picture")
    try:
        with Image.open(file) as picture:
            width, height, type_ = *picture.size, _MEDIA_TYPES.get(str(picture.format), "")
    except FileNotFoundError:
        report(Finding.SOCIAL_PICTURE, place, found=name, problem=_("there is no such file"))
        return
    except (UnidentifiedImageError, OSError):
        width, height, type_ = 0, 0, ""
    if not type_:
        report(Finding.SOCIAL_PICTURE, place, found=name, problem=_("it is no PNG, JPEG, GIF or WebP"))
        return
    if width < SIZE[0] // 2 or height < SIZE[1] // 2:
        problem = _("it has {width} × {height} pixels").format(width=width, height=height)
        report(Finding.SOCIAL_PICTURE, place, found=name, problem=problem)
        return
    _own[app] = (file, width, height, type_)


def add_picture(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell who describes the page of its picture."""
    if doctree is None or not wants_pictures(app):
        return
    base = page_address(app.config, "index")
    own = _own.get(app)
    words = words_of(app.env, pagename)
    if own:
        file, width, height, type_ = own
        context["kompendium_social_picture"] = {
            "url": urljoin(base, f"{FOLDER}/{quote(file.name)}"),
            "width": width,
            "height": height,
            "type": type_,
            "alt": app.config.kompendium_social_picture_alt,
        }
        return
    name = pagename if _has_own(app.env, pagename) else app.config.root_doc
    context["kompendium_social_picture"] = {
        # Who has fetched a picture once does not look whether it has changed.
        "url": urljoin(base, f"{FOLDER}/{quote(name)}.png?v={words.key[:8]}"),
        "width": SIZE[0],
        "height": SIZE[1],
        "type": "image/png",
        "alt": words.alt,
    }


def _has_own(env: BuildEnvironment, docname: str) -> bool:
    return docname in getattr(env, "kompendium_chapters", {})


def write_pictures(app: Sphinx, exception: Exception | None) -> None:
    """Draw at the end of each build what is not drawn yet: also of pages that were not written again."""
    if exception is not None or not wants_pictures(app):
        return
    out = Path(app.outdir) / FOLDER
    if app in _own:
        file = _own[app][0]
        write_if_changed(out / file.name, without_metadata(file.read_bytes()))
        return
    env = app.env
    chapters = [] if app.builder.name == "singlehtml" else [d for d in env.found_docs if _has_own(env, d)]
    words = {docname: words_of(env, docname) for docname in sorted({*chapters, env.config.root_doc})}
    pictures = drawn(words.values(), Path(app.doctreedir) / "social")
    for docname, item in words.items():
        write_if_changed(out / f"{docname}.png", pictures[item])


def setup_social(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("builder-inited", find_own)
    # Before the data of the page's chapter (450), which names the picture.
    app.connect("html-page-context", add_picture, priority=430)
    app.connect("build-finished", write_pictures)
