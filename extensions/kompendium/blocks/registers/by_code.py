"""The register by code: ``{code-register} icd10``."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.blocks._directive import suggest
from kompendium.blocks.chapter import chapter_label, chapter_of, chapters_in_order
from kompendium.blocks.codes import codes_domain, entry_id
from kompendium.blocks.codes.entries import edition_of, title_nodes
from kompendium.blocks.codes.nodes import code_inline
from kompendium.blocks.registers.machinery import RegisterDirective, chapter_entry, entries, heading, item, sentence
from kompendium.blocks.registers.nodes import register_term
from kompendium.codes.lockfile import ancestors_of
from kompendium.codes.systems import SYSTEMS, Code, find_system
from kompendium.diagnostics import Finding, report
from kompendium.formats import builder_of, output_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Element, Node
    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.codes import CodeOccurrence
    from kompendium.blocks.registers.nodes import register_item, register_node

_ = get_translation("kompendium")


class CodeRegisterDirective(RegisterDirective):
    """The codes of the named systems, or of all, in the order of the classification."""

    kind = "codes"
    optional_arguments = 1
    final_argument_whitespace = True

    def prepare(self, node: register_node) -> None:
        """Note the systems, and that codes in the text may lead here."""
        systems: list[str] = []
        for word in re.split(r"[,\s]+", self.arguments[0].strip()) if self.arguments else ():
            system = find_system(word)
            if system is None:
                report(
                    Finding.CODE_SYSTEM_UNKNOWN,
                    self.place(),
                    found=word,
                    expected=", ".join(SYSTEMS),
                    suggestion=suggest(word, SYSTEMS),
                )
            else:
                systems.append(edition_of(self.config, system.id))
        # A register of which no name is known lists all: what it may show too much, a reader can do without.
        node["filtered"] = True
        node["systems"] = list(dict.fromkeys(systems))
        node["number"] = len(codes_domain(self.env).registers.get(node["docname"], ()))
        codes_domain(self.env).note_register(node["docname"], node["systems"])


def code_leads(env: BuildEnvironment) -> dict[str, str]:
    """Where the codes of each document lead: the register of each system, or nowhere in the book."""
    domain = codes_domain(env)
    pages = {system: domain.register_page(system) or "" for system in SYSTEMS}
    systems = {docname: {o.system for o in found} for docname, found in domain.occurrences.items()}
    return {docname: " ".join(pages[system] for system in SYSTEMS if system in has) for docname, has in systems.items()}


def code_sources(env: BuildEnvironment) -> str:
    """All that :func:`make_code_register` reads: a register of a thousand codes is not quickly made to be compared."""
    domain = codes_domain(env)
    labels = [
        (name, chapter_label(env, name), str(env.titles.get(name)), chapter_of(env, name).aliases)
        for name in sorted(domain.occurrences)
    ]
    places = sorted(domain.occurrences.items()), sorted(domain.registers.items()), chapters_in_order(env)
    # A lock file that cannot be read has its text, but no entries.
    titles = domain.data["lock_text"], len(domain.lock), sorted(domain.data["unlocked"].items())
    return repr((places, labels, titles, env.config.language))


def make_code_register(env: BuildEnvironment, node: register_node) -> list[Node]:
    """A list a system: each code with its title, and under it where it stands."""
    places: dict[str, dict[str, list[CodeOccurrence]]] = {}
    for occurrence in codes_domain(env).all_occurrences():
        if not node["systems"] or occurrence.system in node["systems"]:
            places.setdefault(occurrence.system, {}).setdefault(occurrence.code, []).append(occurrence)
    if not places:
        return sentence(_("The book has no codes."))
    chapters = {docname: position for position, docname in enumerate(chapters_in_order(env))}
    result: list[Node] = []
    for system in sorted(places, key=list(SYSTEMS).index):
        depth = 1
        if len(places) > 1:
            result.append(heading(SYSTEMS[system].label))
            depth = 2
        is_target = _is_target(env, node, system)
        groups = [*_groups(env, system, places[system])]
        for above, codes in groups:
            if not above and any(others for others, _codes in groups):
                # Else they would seem to be of the last block.
                result.append(heading(str(_("Other codes")), depth=depth))
            result += [heading(code.text, *title_nodes(env, code), depth=depth + below) for below, code in above]
            result.append(entries(_entry(env, code, places[system][code.text], chapters, is_target) for code in codes))
        result += _source(env, system, places[system])
    return result


def _source(env: BuildEnvironment, system: str, codes: Iterable[str]) -> list[Node]:
    """The edition that the titles are of, and where codes can be looked up: in words, for paper, once for all codes."""
    lock, known = codes_domain(env).entries, SYSTEMS[system]
    editions = sorted({lock[system, code].edition for code in codes if (system, code) in lock} - {""})
    sentences: list[list[Node]] = []
    if editions:
        name = _("{system}, edition {edition}.").format(system=known.label, edition=", ".join(editions))
        sentences.append([nodes.Text(name)])
    if known.home:
        address = nodes.reference("", known.home, refuri=known.home, internal=False)
        sentences.append([nodes.Text(_("The codes are explained at") + " "), address, nodes.Text(".")])
    words = [node for sentence in sentences for node in (*sentence, nodes.Text(" "))][:-1]
    return [nodes.paragraph("", "", *words, classes=["kompendium-register-source"])] if words else []


def _groups(
    env: BuildEnvironment, system: str, found: Iterable[str]
) -> Iterator[tuple[list[tuple[int, Code]], list[Code]]]:
    """The codes in the classification's order, by its blocks: headings with how far down they are, and a list.

    Chapters are headings only where some chapter has several blocks in the book, blocks where there are several.
    What the lock file does not place comes last, by itself.
    """
    lock = codes_domain(env).lock
    order = {key: position for position, key in enumerate(lock)}
    groups: dict[tuple[str, str], list[Code]] = {}
    for code in sorted((Code(system, text) for text in found), key=lambda code: code.sort_key):
        line = [code.text, *ancestors_of(lock, system, code.text)]
        known = [text for text in line if (system, text) in lock]
        chapter = next((text for text in known if SYSTEMS[system].is_chapter(text)), "")
        block = next((text for text in known if Code(system, text).is_range), "")
        groups.setdefault((chapter, block), []).append(code)
    last = len(order)
    keys = sorted(groups, key=lambda key: [(not text, order.get((system, text), last)) for text in key])
    by_chapter = Counter(chapter for chapter, _block in keys)
    with_chapters = len(by_chapter) > 1 and max(by_chapter.values()) > 1
    shown = ""
    for chapter, block in keys:
        above = []
        if with_chapters and chapter not in ("", shown):
            above.append((0, Code(system, chapter)))
            shown = chapter
        if len(keys) > 1 and block:
            above.append((int(with_chapters), Code(system, block)))
        yield above, groups[chapter, block]


def _entry(
    env: BuildEnvironment,
    code: Code,
    occurrences: list[CodeOccurrence],
    chapters: dict[str, int],
    is_target: bool,
) -> register_item:
    shown = places_in_order(occurrences, chapters)
    places = []
    for occurrence in shown:
        before = [nodes.Text(_("mentioned in") + " ")] if occurrence.place == "text" else []
        places.append(chapter_entry(env, occurrence.docname, occurrence.anchor, *before))
    text: Element = code_inline(code.text, code.text, classes=["kompendium-code"])
    if url := SYSTEMS[code.system].url(code, output_of(builder_of(env))):
        text = nodes.reference("", "", text, refuri=url, internal=False)
    ids = [entry_id(code.system, code.text)] if is_target else []
    entry = item(register_term("", "", text), *title_nodes(env, code), ids=ids, places=places)
    entry["code"], entry["known_as"] = code.text, "; ".join(_other_names(env, code, shown))
    entry["above"] = " ".join(ancestors_of(codes_domain(env).lock, code.system, code.text))
    return entry


def _other_names(env: BuildEnvironment, code: Code, places: Iterable[CodeOccurrence]) -> Iterator[str]:
    """What readers may know an entry by that it does not print: the classification's title, and chapters' names."""
    if known := codes_domain(env).entries.get((code.system, code.key)):
        yield known.title
    for place in places:
        yield from chapter_of(env, place.docname).aliases


def codes_in_order(env: BuildEnvironment, system: str, found: Iterable[str]) -> list[Code]:
    """Codes of a system as a register has them one after another."""
    return [code for _above, codes in _groups(env, system, found) for code in codes]


def places_in_order(occurrences: Iterable[CodeOccurrence], chapters: dict[str, int]) -> list[CodeOccurrence]:
    """A code's places, one a document; ``chapters`` is the chapters' order."""

    def order(occurrence: CodeOccurrence) -> tuple[str, int, str]:
        # Chapters that have the code in their head come before those that mention it ("head" < "text").
        return occurrence.place, chapters.get(occurrence.docname, len(chapters)), occurrence.docname

    shown: dict[str, CodeOccurrence] = {}
    for occurrence in sorted(occurrences, key=order):
        shown.setdefault(occurrence.docname, occurrence)
    return list(shown.values())


def _is_target(env: BuildEnvironment, node: register_node, system: str) -> bool:
    """Whether codes of the text lead to this register: the page's first of the system, on the page of the system."""
    domain = codes_domain(env)
    if domain.register_page(system) != node["docname"]:
        return False
    on_page = domain.registers[node["docname"]]
    first = next(n for n, register in enumerate(on_page) if not register.systems or system in register.systems)
    return bool(node["number"] == first)
