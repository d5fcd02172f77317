"""The Sphinx domain of medical codes: where each code of the book stands, and where a reference to it leads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from sphinx.domains import Domain, ObjType
from sphinx.locale import get_translation
from sphinx.util.nodes import make_refnode

from kompendium.blocks.codes.knowledge import CodeKnowledge
from kompendium.blocks.codes.role import CodeRole
from kompendium.codes.lockfile import LockEntry, ancestors_of, read_lock
from kompendium.codes.systems import SYSTEMS, Code, parse_codes
from kompendium.codes.update import entry_of
from kompendium.diagnostics import Finding, report
from kompendium.encoding import read_text
from kompendium.problems import N_, message_values, not_utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
    from typing import Literal

    from docutils import nodes
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


_ = get_translation("kompendium")

_BY_DOCUMENT = ("occurrences", "registers", "unlocked", "ignored")
"""What the domain keeps for each document."""
_TITLES_NOT_USED = N_("The codes are printed without its titles.")


class CodeOccurrence(NamedTuple):
    """A code at one place: in a chapter's codes (``head``) or mentioned in its text (``text``).

    ``code`` is the key that a register knows, without dagger and asterisk; ``anchor`` is an id in ``docname``.
    """

    system: str
    code: str
    docname: str
    anchor: str
    place: Literal["head", "text"]


class CodeRegister(NamedTuple):
    """A register by code on the page ``docname``; ``systems`` is what it lists, all where it is empty."""

    docname: str
    systems: tuple[str, ...]


class CodeTitle(NamedTuple):
    """A code's title and its language (BCP 47), from the book's lock file."""

    text: str
    language: str


class CodesDomain(Domain):
    """One domain for every system: an object type and a role a system, an object a code."""

    name = "codes"
    label = "Medical codes"
    initial_data: ClassVar[dict[str, Any]] = {
        "occurrences": {},
        "registers": {},
        "unlocked": {},
        "ignored": {},
        "lock": {},
        "lock_text": "",
        "lock_problems": [],
    }
    data_version = 3

    _found: dict[tuple[str, str], CodeOccurrence] | None = None
    _entries: dict[tuple[str, str], LockEntry] | None = None
    _known: CodeKnowledge | None = None

    def __init__(self, env: BuildEnvironment) -> None:
        # Of this book: another one of the process may have other systems.
        self.object_types = {name: ObjType(system.label, name) for name, system in SYSTEMS.items()}  # type: ignore[misc]
        self.roles = {name: CodeRole(name) for name in SYSTEMS}  # type: ignore[misc]
        super().__init__(env)

    @property
    def occurrences(self) -> dict[str, list[CodeOccurrence]]:
        """Document → its codes in the order of reading."""
        return cast("dict[str, list[CodeOccurrence]]", self.data["occurrences"])

    @property
    def registers(self) -> dict[str, list[CodeRegister]]:
        """Document → the code registers on it, in order."""
        return cast("dict[str, list[CodeRegister]]", self.data["registers"])

    @property
    def lock(self) -> dict[tuple[str, str], LockEntry]:
        """What the book's lock file says of its codes."""
        return cast("dict[tuple[str, str], LockEntry]", self.data["lock"])

    @property
    def entries(self) -> Mapping[tuple[str, str], LockEntry]:
        """The lock file's entries, and after them those of codes that it lacks and an edition has."""
        if self._entries is None:
            self._entries = dict(self.lock)
            for docname in sorted(self.data["unlocked"]):
                for key, entry in self.data["unlocked"][docname].items():
                    self._entries.setdefault(key, entry)
        return self._entries

    def chapters_below(self, code: Code) -> set[str]:
        """The documents that have a code, or anything that is a part of it, among their own codes (``head``)."""
        return {
            it.docname
            for it in self.all_occurrences()
            if it.place == "head"
            and it.system == code.system
            and (Code(it.system, it.code).is_within(code) or code.key in ancestors_of(self.lock, it.system, it.code))
        }

    def update_lock(self, file: Path, beside: str = "") -> bool:
        """Report what is wrong with the lock file, which is read if its text has changed; whether anything has changed.

        ``beside`` is what else the documents with codes are to be read again for.
        """
        changed_beside: bool = beside != self.data.get("beside", "")
        self.data["beside"] = beside
        text, other = read_text(file)
        if changed_beside or text != self.data["lock_text"]:
            # Else the first document that is read again would have titles that the others had until now.
            self.data["unlocked"], self._entries = {}, None
        changed: bool = text != self.data["lock_text"]
        if changed:
            entries, problems = read_lock(text)
            if other is not None:
                # Titles in a guessed encoding are not the classification's.
                entries, problems = {}, [not_utf8(other, _TITLES_NOT_USED)]
            self.data |= {"lock_text": text, "lock": entries, "lock_problems": problems}
        # At every build, until they are mended.
        for problem in self.data["lock_problems"]:
            values = message_values(problem, _)
            if not values["suggestion"] and "example" in values:
                values["suggestion"] = _("For example: {example}").format(example=values["example"])
            report(Finding[problem.finding], f"{file}:{problem.line}", **values)
        return changed or changed_beside

    def title_of(self, code: Code) -> CodeTitle | None:
        """The code's title as this book prints it, if the lock file or else an edition has it."""
        entry = self.entries.get((code.system, code.key))
        return CodeTitle(*entry.shown_title(self.env.config.language or "en")) if entry else None

    @property
    def known(self) -> CodeKnowledge:
        """What is known beyond the lock file: editions, which are loaded when they are asked for."""
        if self._known is None:
            self._known = CodeKnowledge(self.env.config, Path(self.env.srcdir), self.lock)
        return self._known

    @known.setter
    def known(self, knowledge: CodeKnowledge) -> None:
        self._known = knowledge

    def usage_of(self, code: Code) -> str:
        """``dagger``, ``aster`` or nothing, as the lock file, or else an edition, says of a code."""
        entry = self.entries.get((code.system, code.key))
        return entry.usage if entry else ""

    def note_code(self, code: Code, docname: str, place: Literal["head", "text"]) -> str | None:
        """Note that a code stands in a document; its anchor, or ``None`` where that place is noted already.

        A register needs one place a document and kind; so an anchor comes from the code's name and never from
        a counter, and stays the same when text around it changes.
        """
        anchor = f"code-{code.system}-{code.slug}"
        if place == "text":
            anchor += "-text"
        noted = self.occurrences.setdefault(docname, [])
        if any(occurrence.anchor == anchor for occurrence in noted):
            return None
        self._found = None
        noted.append(CodeOccurrence(code.system, code.key, docname, anchor, place))
        return anchor

    def note_unlocked(self, code: Code, docname: str) -> bool:
        """Note what the edition at hand says of a code that the lock file lacks; whether it has the code."""
        edition = self.known.edition(code.system)
        concept = edition.get(code.key) if edition else None
        if edition is None or concept is None:
            return False
        entry = entry_of(edition, concept)
        self.data["unlocked"].setdefault(docname, {})[code.system, code.key] = entry
        if self._entries is not None:
            # Not made anew: that would cost a book without a lock file its codes times its codes.
            self._entries[code.system, code.key] = entry
        return True

    def note_ignored(self, line: int, docname: str) -> None:
        """Note that a document has a gloss of the list of exceptions, by its line."""
        self.data["ignored"].setdefault(docname, set()).add(line)

    def note_register(self, docname: str, names: Sequence[str]) -> None:
        """Note that a document has a register by code."""
        self.registers.setdefault(docname, []).append(CodeRegister(docname, tuple(names)))

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:  # noqa: ARG002  (Sphinx's names)
        """«ICD-10», as the search shows it beside a code; Sphinx would put the domain's English label before it."""
        return type.lname

    def clear_doc(self, docname: str) -> None:
        """Forget a document before it is read again."""
        self._found = None
        if docname in self.data["unlocked"]:
            self._entries = None
        for key in _BY_DOCUMENT:
            self.data[key].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader noted."""
        self._found = self._entries = None
        for key in _BY_DOCUMENT:
            for docname in docnames:
                if docname in otherdata[key]:
                    self.data[key][docname] = otherdata[key][docname]

    def all_occurrences(self) -> Iterator[CodeOccurrence]:
        """Every occurrence, by document name and then in the order of reading."""
        for docname in sorted(self.occurrences):
            yield from self.occurrences[docname]

    def register_page(self, system: str) -> str | None:
        """The page whose register lists a system: the first by name, one for this system alone before others."""
        found = [
            (not register.systems, len(register.systems), docname)
            for docname, registers in self.registers.items()
            for register in registers
            if not register.systems or system in register.systems
        ]
        return min(found)[2] if found else None

    def _objects(self) -> dict[tuple[str, str], CodeOccurrence]:
        # Every reference of the book asks, so the answer is kept until an occurrence changes.
        if self._found is None:
            self._found = {}
            # A code's own place is the chapter that has it in its head, rather than one that mentions it.
            for occurrence in sorted(self.all_occurrences(), key=lambda o: o.place):
                self._found.setdefault((occurrence.system, occurrence.code), occurrence)
        return self._found

    def place_of(self, system: str, code: str) -> tuple[str, str] | None:
        """Document and id of a code's entry in the book's register, if both exist."""
        page = self.register_page(system)
        if page is None or (system, code) not in self._objects():
            return None
        return page, entry_id(system, code)

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002  (Sphinx's signature)
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Lead to the code's entry in the register; without one ``missing-reference`` has its turn."""
        place = self.place_of(typ, target)
        if place is None:
            return None
        reference = make_refnode(builder, fromdocname, *place, contnode, node.get("code_title"))
        # A page number after each code would be in the way of reading; the register is easily found.
        reference["unpaged"] = True
        return reference

    def resolve_any_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002  (Sphinx's signature)
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,  # noqa: ARG002
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Find a code of the book by any of its written forms, in every system."""
        objects = self._objects()
        found: list[tuple[str, nodes.reference]] = []
        for system in SYSTEMS:
            parsed = parse_codes(system, target)
            if parsed.malformed or len(parsed.codes) != 1:
                continue
            occurrence = objects.get((system, parsed.codes[0].key))
            if occurrence is not None:
                place = self.place_of(*occurrence[:2]) or (occurrence.docname, occurrence.anchor)
                found.append((f"codes:{system}", make_refnode(builder, fromdocname, *place, contnode)))
        return found

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Each code once. Its display name is its name, so that intersphinx keeps an author's own words."""
        for (system, code), occurrence in sorted(self._objects().items()):
            yield code, code, system, occurrence.docname, occurrence.anchor, 1


def entry_id(system: str, code: str) -> str:
    """The id of a code's entry in the register."""
    return f"register-{system}-{Code(system, code).slug}"
