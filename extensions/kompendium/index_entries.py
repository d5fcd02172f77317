"""The entries of the alphabetical index, as Sphinx's index domain has them, in the order of the book's language.

Sphinx makes them of ``index`` directives and roles, glossaries, and what its domains describe. Its own adapter sorts by
code point and forgets which entries are «see»; so the entries are read from the domain.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sphinx.locale import _ as sphinx_words
from sphinx.util.index_entries import split_index_msg

from kompendium.collation import initial_letter, norwegian_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sphinx.environment import BuildEnvironment

_QUALIFIED = re.compile(r"(.*) (\([^()]*\))")
"""«name() (in module foo)»: several of them stand under «name()», as in Sphinx's own index."""


class IndexPlace(NamedTuple):
    """A place of the text; ``main`` where it is the one that treats the subject."""

    docname: str
    anchor: str
    main: bool


@dataclass(slots=True)
class IndexEntry:
    """A line of the index: its places, the words to look under instead or as well, and its sub-entries by name.

    ``key`` is a letter or word to file it under, where a glossary gives one.
    """

    text: str
    key: str = ""
    places: list[IndexPlace] = field(default_factory=list)
    see: list[str] = field(default_factory=list)
    see_also: list[str] = field(default_factory=list)
    children: dict[str, IndexEntry] = field(default_factory=dict)

    def child(self, text: str) -> IndexEntry:
        """The sub-entry of this name."""
        return self.children.setdefault(text, IndexEntry(text))


def index_entries(env: BuildEnvironment, docnames: Iterable[str]) -> dict[str, IndexEntry]:
    """The index of some documents: text → entry, in the order in which they are met."""
    found: dict[str, IndexEntry] = {}
    entries = env.domains["index"].data.get("entries", {})
    for docname in docnames:
        for kind, value, anchor, main, key in entries.get(docname, ()):
            try:
                parts = split_index_msg(kind, value)
            except ValueError:  # Sphinx has warned of it.
                continue
            place = IndexPlace(docname, anchor, bool(main))
            for first, *under in _orders(kind, parts):
                entry = found.setdefault(first, IndexEntry(first))
                entry.key = entry.key or str(key or "")
                if kind in ("see", "seealso"):
                    targets = entry.see if kind == "see" else entry.see_also
                    targets += [text for text in under if text not in targets]
                else:
                    (entry.child(under[0]) if under else entry).places.append(place)
    return found


def _orders(kind: str, parts: list[str]) -> list[list[str]]:
    """The lines under which one entry is filed: its words, or a word and what stands under it."""
    if kind == "pair":
        return [parts, parts[::-1]]
    if kind == "triple":
        first, second, third = parts
        return [[first, f"{second} {third}"], [second, f"{third}, {first}"], [third, f"{first} {second}"]]
    return [parts]


def is_norwegian(language: str) -> bool:
    """Whether a book's language is filed in Norwegian order."""
    return re.split(r"[-_]", language)[0].lower() in ("nb", "nn", "no")


def _key(text: str, *, norwegian: bool) -> tuple[object, ...]:
    if norwegian:
        return (*norwegian_key(text),)
    folded = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in folded if not unicodedata.combining(character))
    # Signs come before letters, as in Sphinx's own index.
    return letters[:1].isalpha() or letters[:1] == "_", letters, folded, text


def _letter(entry: IndexEntry, *, norwegian: bool) -> str:
    if entry.key:
        return entry.key
    if norwegian:
        return initial_letter(entry.text)
    first = unicodedata.normalize("NFKD", entry.text)[:1].upper()
    return first if first.isalpha() or first == "_" else str(sphinx_words("Symbols"))


def sorted_index(entries: Collection[IndexEntry], language: str) -> list[tuple[str, list[IndexEntry]]]:
    """The letters with their entries, both in the language's order; sub-entries, too."""
    norwegian = is_norwegian(language)

    def order(entry: IndexEntry) -> tuple[object, ...]:
        return _key(entry.key or entry.text, norwegian=norwegian), _key(entry.text, norwegian=norwegian)

    for entry in entries:
        entry.children = {child.text: child for child in sorted(entry.children.values(), key=order)}
    ordered = _grouped(sorted(entries, key=order))
    return [(letter, list(group)) for letter, group in groupby(ordered, lambda e: _letter(e, norwegian=norwegian))]


def _grouped(entries: Iterable[IndexEntry]) -> list[IndexEntry]:
    """Entries that differ by what follows in parentheses, under the words that they share."""
    result: list[IndexEntry] = []
    for entry in entries:
        before = result[-1] if result else None
        if before is not None and (match := _qualified(entry)):
            known = _qualified(before)
            if known and known[1] == match[1]:
                result[-1] = IndexEntry(match[1], before.key)
                result[-1].child(known[2]).places += before.places
            if result[-1].text == match[1]:
                result[-1].child(match[2]).places += entry.places
                continue
        result.append(entry)
    return result


def _qualified(entry: IndexEntry) -> re.Match[str] | None:
    has_more = entry.children or entry.see or entry.see_also
    return None if has_more else _QUALIFIED.fullmatch(entry.text)
