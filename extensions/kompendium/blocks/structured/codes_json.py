"""``codes.json`` in the site's root: the book's codes, what each is a part of, and the chapters that have it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kompendium.blocks.chapter import chapter_label, chapters_in_order
from kompendium.blocks.codes import codes_domain
from kompendium.blocks.registers.by_code import codes_in_order, places_in_order
from kompendium.blocks.structured.json_ld import plain_code
from kompendium.codes.lockfile import ancestors_of
from kompendium.codes.systems import SYSTEMS, Code
from kompendium.formats import is_site
from kompendium.outputs import replace_file

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.codes import CodeOccurrence

FILE_NAME = "codes.json"


def write_codes_json(app: Sphinx, exception: Exception | None) -> None:
    """Write the file at the end of each build: pages that were not written again have their codes in it, too."""
    if exception is not None or not is_site(app.builder):
        return
    # On one line: readers' searches fetch it, and Python indents slowly.
    text = json.dumps(describe_codes(app.env, app.builder), ensure_ascii=False)
    replace_file(Path(app.outdir, FILE_NAME), f"{text}\n".encode())


def describe_codes(env: BuildEnvironment, builder: Builder) -> dict[str, Any]:
    """What the file says; ``null`` is what nobody has said."""
    places: dict[str, dict[str, list[CodeOccurrence]]] = {}
    for occurrence in codes_domain(env).all_occurrences():
        places.setdefault(occurrence.system, {}).setdefault(occurrence.code, []).append(occurrence)
    chapters = {docname: position for position, docname in enumerate(chapters_in_order(env))}
    base = str(env.config.html_baseurl or "")
    used = [system for system in SYSTEMS if system in places]
    return {
        "book": {
            "title": env.config.project,
            "language": (env.config.language or "en").replace("_", "-"),
            "url": f"{base.rstrip('/')}/" if base else None,
        },
        "systems": [_system(env, system, places[system]) for system in used],
        "codes": [
            _code(env, code)
            | {"chapters": [_place(env, builder, o) for o in places_in_order(places[system][code.text], chapters)]}
            for system in used
            for code in codes_in_order(env, system, places[system])
        ],
    }


def _system(env: BuildEnvironment, system: str, codes: dict[str, list[CodeOccurrence]]) -> dict[str, Any]:
    entries, known = codes_domain(env).entries, SYSTEMS[system]
    editions = {entries[system, code].edition for code in codes if (system, code) in entries} - {""}
    # A book that mixes editions is of none.
    edition = editions.pop() if len(editions) == 1 else "" if editions else known.edition
    return {"id": system, "label": known.label, "edition": edition or None, "fhir_uri": known.fhir_uri or None}


def _code(env: BuildEnvironment, code: Code) -> dict[str, Any]:
    entries = codes_domain(env).entries
    entry = entries.get((code.system, code.key))
    return {
        "system": code.system,
        "code": plain_code(code.text),
        "title": entry.title if entry else None,
        "title_nb": (entry.title_nb if entry else "") or None,
        "ancestors": [plain_code(above) for above in ancestors_of(entries, code.system, code.key)],
    }


def _place(env: BuildEnvironment, builder: Builder, occurrence: CodeOccurrence) -> dict[str, Any]:
    docname = occurrence.docname
    # A site of a single page has an anchor of its own for each document.
    page = builder.get_target_uri(docname).partition("#")[0]
    return {
        "number": chapter_label(env, docname) or None,
        "title": env.titles[docname].astext(),
        "url": f"{page}#{occurrence.anchor}",
        "place": occurrence.place,
    }
