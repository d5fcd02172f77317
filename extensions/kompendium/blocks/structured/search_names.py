"""What the site's search knows beside the text: names, numbers, codes, abbreviations, entries of the index."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kompendium.blocks.chapter import chapter_label, chapter_of, chapters_in_order
from kompendium.blocks.codes import codes_domain
from kompendium.blocks.registers import title_of
from kompendium.blocks.registers.abbreviations import Abbreviation, read_abbreviations
from kompendium.blocks.registers.by_code import codes_in_order, places_in_order
from kompendium.blocks.registers.machinery import registers_of
from kompendium.blocks.structured.json_ld import plain_code
from kompendium.codes.folding import stem
from kompendium.codes.systems import SYSTEMS
from kompendium.encoding import read_text
from kompendium.index_entries import index_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.codes import CodeOccurrence

_WORD = re.compile(r"[^\W_]+")
_IN_BRACKETS = re.compile(r"^(.*?)\s*\(([^()]+)\)$")


def describe_names(app: Sphinx) -> dict[str, Any]:
    """The names index.

    ``chapters``: ``number``, ``title``, ``url``, and where there are some ``short``, ``names`` and ``abbreviations``.
    ``codes``: ``system``, ``code``, ``titles`` and ``chapters``, pairs of a chapter's position and an anchor, those
    that have the code in their head first. ``abbreviations``: pairs of a short form and what it stands for.
    ``entries``: the index's entries that stand in chapters, as triples of the words, the chapter and an anchor.
    ``registers``: ``title``, ``docname`` and ``url`` of the register pages, that of the codes by ``codes`` true.
    """
    env, builder = app.env, app.builder
    chapters = chapters_in_order(env)
    position = {docname: number for number, docname in enumerate(chapters)}
    abbreviations = _abbreviations(env)
    return {
        "chapters": [_chapter(env, builder, docname, abbreviations) for docname in chapters],
        "systems": {system: SYSTEMS[system].label for system in SYSTEMS if system in _systems(env)},
        "codes": list(_codes(env, position)),
        "abbreviations": [[item.short, item.long] for item in abbreviations],
        "entries": list(_entries(env, position)),
        "registers": list(_registers(env, builder)),
    }


def _chapter(
    env: BuildEnvironment, builder: Builder, docname: str, abbreviations: list[Abbreviation]
) -> dict[str, Any]:
    chapter = chapter_of(env, docname)
    title = "".join(node.astext() for node in title_of(env, docname))
    names = [title, chapter.short_title, *chapter.aliases]
    described = {
        "number": chapter_label(env, docname),
        "title": title,
        "short": chapter.short_title,
        "url": builder.get_target_uri(docname),
        "names": list(chapter.aliases),
        "abbreviations": _short_forms(names, abbreviations),
    }
    return {key: value for key, value in described.items() if value}


def _short_forms(names: list[str], abbreviations: list[Abbreviation]) -> list[str]:
    """The abbreviations that stand for one of a chapter's names, in its language or in brackets after that."""
    known = {words for name in names if name and (words := _stems(name))}
    found = []
    for short, long, _language in abbreviations:
        match = _IN_BRACKETS.match(long)
        if {_stems(form) for form in (match.groups() if match else (long,))} & known and short not in names:
            found.append(short)
    return found


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in _WORD.findall(text))


def _abbreviations(env: BuildEnvironment) -> list[Abbreviation]:
    """Those of the book's file and of the chapters' front matter, each once, by their short form."""
    file = Path(env.srcdir, env.config.kompendium_abbreviations)
    found = dict.fromkeys(read_abbreviations(read_text(file)[0])[0] if file.is_file() else ())
    for docname in chapters_in_order(env):
        for short, long in chapter_of(env, docname).abbreviations.items():
            if not any((known.short, known.long) == (short, long) for known in found):
                found[Abbreviation(short, long)] = None
    return sorted(found)


def _systems(env: BuildEnvironment) -> set[str]:
    return {occurrence.system for occurrence in codes_domain(env).all_occurrences()}


def _codes(env: BuildEnvironment, position: dict[str, int]) -> Iterator[dict[str, Any]]:
    places: dict[str, dict[str, list[CodeOccurrence]]] = {}
    for occurrence in codes_domain(env).all_occurrences():
        if occurrence.docname in position:
            places.setdefault(occurrence.system, {}).setdefault(occurrence.code, []).append(occurrence)
    entries = codes_domain(env).entries
    for system in (system for system in SYSTEMS if system in places):
        for code in codes_in_order(env, system, places[system]):
            entry = entries.get((code.system, code.key))
            titles = [title for title in (entry.title_nb, entry.title) if title] if entry else []
            found = places_in_order(places[system][code.text], position)
            yield {
                "system": system,
                "code": plain_code(code.text),
                "titles": titles,
                # A chapter that only mentions the code is marked, and comes after those that are about it.
                "chapters": [[position[o.docname], o.anchor, *([1] if o.place == "text" else [])] for o in found],
            }


def _entries(env: BuildEnvironment, position: dict[str, int]) -> Iterator[list[Any]]:
    for entry in index_entries(env, position).values():
        for part in (entry, *entry.children.values()):
            text = entry.text if part is entry else f"{entry.text}, {part.text}"
            shown: dict[str, str] = {}
            for place in sorted(part.places, key=lambda place: not place.main):
                shown.setdefault(place.docname, place.anchor)
            for docname, anchor in shown.items():
                yield [text, position[docname], anchor]


def _registers(env: BuildEnvironment, builder: Builder) -> Iterator[dict[str, Any]]:
    for docname, placeholders in sorted(registers_of(env).items()):
        kinds = {node["kind"] for node in placeholders}
        if kinds & {"codes", "names", "abbreviations"} and docname != env.config.root_doc and docname in env.titles:
            described = {
                "title": env.titles[docname].astext(),
                "docname": docname,
                "url": builder.get_target_uri(docname),
            }
            yield {**described, **({"codes": True} if "codes" in kinds else {})}
