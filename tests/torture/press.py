"""A book that stays open: one Sphinx application that prints one chapter after the other, each in a tenth of a second.

The real parser, transforms, builder and Typst are run. A chapter's own PDF is read, since it holds nothing else.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2
from docutils import nodes
from lxml import html
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from kompendium.builders.typst.fonts import character_group

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="#0F5C66"/></svg>'
)
SAID = re.compile(r"\b(?:WARNING|ERROR|CRITICAL): ")
PLACED = re.compile(r"^[\w./-]+\.(?:md|rst|py|typ)(?::\d*)?(?::<[^>]*>:\d+)?: (?:WARNING|ERROR|CRITICAL): ")
UNSEEN = {0x34F, 0x115F, 0x1160, 0x2800, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)}
UNSEEN |= {*range(0xE0100, 0xE01F0)}
"""Marks that choose between forms, and what is blank (Unicode's Default_Ignorable_Code_Point; the others are Cf)."""
LINE_END_HYPHEN = "\u00ad\ufffe\u0002"


@dataclass(slots=True)
class Printed:
    """A chapter that was printed: what was said of it, its doctree as the builder saw it, its own PDF's pages."""

    warnings: list[str]
    doctree: nodes.document
    pages: list[str]

    @property
    def text(self) -> str:
        """The PDF's text; a test fails where there is none."""
        assert self.pages, self.warnings
        return "\n".join(self.pages)

    @property
    def unplaced(self) -> list[str]:
        """Warnings that do not say where in which file they come from; some quote lines of it below."""
        return [line for line in self.warnings if SAID.search(line) and not PLACED.match(line)]

    @property
    def lost_words(self) -> list[str]:
        """The words of the doctree that the PDF lacks, each as often as it is missing."""
        return lost_words(" ".join(visible(self.doctree)), without_stand_ins(self.text, self.warnings))

    @property
    def lost_characters(self) -> list[str]:
        """The characters of the doctree that the PDF lacks, each as often as it is missing."""
        expected = characters("".join(visible(self.doctree)))
        return sorted((expected - characters(without_stand_ins(self.text, self.warnings))).elements())


class Press:
    """Prints chapters; to be used in a ``with`` block."""

    def __init__(self, folder: Path, **conf: Any) -> None:
        self.source, self.out, self.trees = folder / "source", folder / "out", folder / "trees"
        self.conf = {
            "extensions": ["kompendium"],
            "project": "Bok",
            "author": "Kari Nordmann",
            "language": "nb",
            "smartquotes": False,
            "html_theme": "basic",
            **conf,
        }

    def __enter__(self) -> Press:
        (self.source / "kapitler").mkdir(parents=True)
        conf = "".join(f"{name} = {value!r}\n" for name, value in self.conf.items())
        (self.source / "conf.py").write_text(conf, "utf-8")
        (self.source / "index.md").write_text("# Bok\n\n```{toctree}\n:numbered: 1\nkapitler/a\n```\n")
        (self.source / "kapitler/a.md").write_text("# A\n")
        (self.source / "x.svg").write_text(SVG)
        (self.source / "credits.yml").write_text('x.svg: "Illustrasjon: Kari Nordmann, Boka. 2017. CC BY 4.0"\n')
        self._said = io.StringIO()
        self._doctrees: dict[str, nodes.document] = {}
        self._stack = ExitStack()
        self._stack.enter_context(patch_docutils(self.source))
        self._stack.enter_context(docutils_namespace())
        self.app = Sphinx(
            self.source, self.source, self.out, self.trees, "typst", status=None, warning=self._said, freshenv=True
        )
        self.app.connect("doctree-resolved", self._keep)
        # The tests forget the languages after each of them.
        self._languages = dict(locale.translators)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def _keep(self, _app: Sphinx, doctree: nodes.document, docname: str) -> None:
        self._doctrees[docname] = doctree

    def print(self, text: str, *, whole: bool = False, suffix: str = "md") -> Printed:
        """Print the chapter with this text, and the ``whole`` book around it where that is wanted."""
        for old in [*(self.source / "kapitler").glob("*"), *self.out.rglob("*.pdf")]:
            old.unlink()
        (self.source / f"kapitler/a.{suffix}").write_bytes(text.encode())
        locale.translators.update(self._languages)
        self._said.seek(0)
        self._said.truncate()
        # Sphinx builds once in an application's life, and would show what it has read before.
        self.app.builder.init()
        self.app.config["kompendium_only"] = [] if whole else ["a"]
        self.app.env._pickled_doctree_cache.clear()
        self.app.env._write_doc_doctree_cache.clear()
        self.app.build()
        said = strip_colors(self._said.getvalue()).replace(f"{self.source}/", "")
        book, chapter = self.out / "kompendium.pdf", self.out / "kapitler" / "a.pdf"
        printed = pages_of(chapter) if chapter.exists() and book.exists() == whole else []
        warnings = [line for line in said.split("\n") if line.strip()]
        return Printed(warnings, self._doctrees["kapitler/a"], printed)


def visible(document: nodes.document) -> Iterator[str]:
    """The text of a document that is printed, a piece for each node; formulas and marks of notes are Typst's own."""
    unseen = (nodes.Invisible, nodes.math, nodes.math_block, nodes.label, nodes.footnote_reference)
    for node in document.findall(nodes.Text):
        around = list(_ancestors(node))
        if any(isinstance(parent, unseen) for parent in around):
            continue
        raw = next((parent for parent in around if isinstance(parent, nodes.raw)), None)
        if raw is None:
            yield node.astext()
        elif "html" in raw.get("format", ""):
            yield " ".join(html.fromstring(f"<div>{node.astext()}</div>").itertext())


def _ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def pages_of(file: Path) -> list[str]:
    """The text of a chapter's own PDF by page, without its running heads and page numbers."""
    pages = []
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            width, height = page.get_size()
            pages.append(page.get_textpage().get_text_bounded(0, 75, width, height - 75))
    return pages


def words(text: str) -> list[str]:
    """The words of a text: ligatures undone, marks left out."""
    text = unicodedata.normalize("NFKD", re.sub(f"[{LINE_END_HYPHEN}]\\s*", "", text))
    text = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Me", "Mc", "Cf"))
    return re.findall(r"\w+", text)


def characters(text: str) -> Counter[str]:
    """The characters of a text, as often as each is there; spaces and what is not seen left out."""
    text = unicodedata.normalize("NFKD", re.sub("[\ufffe\u0002]", "-", text))
    return Counter(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf" and ord(c) not in UNSEEN)


def without_stand_ins(found: str, warnings: Sequence[str]) -> str:
    """The text with the characters that the warnings say are printed as stand-ins."""
    warned = set(re.findall(r"\(U\+([0-9A-F]+)\)", "\n".join(warnings)))
    # After ten of a script the script is warned of as a whole.
    scripts = {re.findall("«([^»]*)»", line)[0] for line in warnings if "PDF-015" in line}

    def warned_of(stand_in: re.Match[str]) -> str:
        code = "".join(c for c in stand_in[1] or stand_in[2] if c.isalnum())
        character = chr(int(code, 16))
        return character if code in warned or character_group(character) in scripts else stand_in[0]

    # It may be broken at the end of a line, as any word; in a line that begins with words from right to left its
    # brackets wander, and pdfium reads it from behind.
    gap = f"[\\s{LINE_END_HYPHEN}]*"
    digits = rf"((?:[0-9A-F]{gap}){{4,6}})"
    return re.sub(rf"[\[\]]?{gap}(?:U{gap}\+{gap}{digits}|\+{gap}{digits}U)[\[\]]?", warned_of, found)


def is_right_to_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL", "AN")


def lost_words(expected: str, found: str) -> list[str]:
    """The words that are expected and not found, as often as they are missing.

    A PDF does not say where a word ends: one that is not found as it is may be joined with its neighbour (the mark of a
    note, the cell beside it) or parted, so it is looked for once more in the letters that no word has claimed, and a
    long one in all. Words from right to left are left out, since their letters come out in any order and between
    others; numbers in letters beside them come out apart.
    """
    turned = any(map(is_right_to_left, expected))
    wanted = Counter(word for word in words(expected) if not any(map(is_right_to_left, word)))
    missing, rest = wanted.copy(), []
    for word in words(found):
        if missing[word] > 0:
            missing[word] -= 1
        else:
            rest.append(word)
    letters, all_letters = (
        "".join(c for word in some for c in word if not is_right_to_left(c)) for some in (rest, words(found))
    )
    gone = []
    for word in sorted(missing.elements(), key=len, reverse=True):
        # An override of the direction turns it.
        found_as = next((form for form in (word, word[::-1]) if form in letters), None)
        if found_as is not None:
            letters = letters.replace(found_as, "\0", 1)
        elif turned and all(part in all_letters for part in re.findall(r"\d+|\D+", word)):
            continue
        elif len(word) < 3 or all_letters.count(word) < wanted[word]:
            gone.append(word)
    return gone
