"""Editions in ClaML, the XML in which health authorities ship classifications. Pure: knows no Sphinx.

ClaML 2.0.0 is EN 14463:2007, ClaML 3 is ISO 13120:2019; what is read here is the same in both: ``Title``, ``Class``
with ``SuperClass`` or ``SubClass``, ``Rubric`` and ``Label``, and modifiers (``Modifier``, ``ModifierClass``,
``ModifiedBy``, ``ExcludeModifier``).

Classes are read one by one and let go, so that memory follows the number of codes rather than the file's size. No
entity is resolved, no DTD loaded and no address opened.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from lxml import etree

from kompendium.codes.editions import DOUBLED, ROUND, TOO_DEEP, Concept, Edition, EditionError, make_edition
from kompendium.codes.editions.forms import kind_of, read_code
from kompendium.problems import N_, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kompendium.codes.editions import Kind, Usage
    from kompendium.codes.systems import CodeSystem

MAX_CONCEPTS = 300_000
"""More than any classification has; modifiers of modifiers could make any number of codes."""
MAX_DEPTH = 50
"""More levels than any classification has."""

NOT_WELL_FORMED = N_("The file breaks off or is not XML: {reason}.")
NOT_CLAML = N_("This is XML, but not ClaML: its first element is «{found}».")
ENTITIES = N_("The file declares entities of its own, which are not read: a classification needs none.")
ENTITY = N_("The title of {code} has the entity {entity}, which is not read.")
NO_CLASS_CODE = N_("A class has no code.")
NO_CLASS_TITLE = N_("The class {code} has no preferred label.")
NO_LANGUAGE = N_("There are no titles in the language «{language}»; there are {found}.")
NO_MODIFIER = N_("The class {code} is modified by «{modifier}», which is not there.")
TOO_MANY = N_("There are more than {count} codes.")

_USAGES: dict[str, Usage] = {"dagger": "dagger", "aster": "aster", "asterisk": "aster", "star": "aster"}
_KINDS: dict[str, Kind] = {"chapter": "chapter", "block": "block", "category": "category", "subcategory": "category"}
_EMPTY_BRACKETS = re.compile(r"\s*\(\s*\)")
"""What is left of «(G01*)» without its reference."""
_PARAGRAPHS = frozenset({"Fragment", "Para", "List", "ListItem"})
_SUFFIX = re.compile(r"_(\d)$")
_READ = ("{*}Class", "{*}ModifierClass", "{*}Modifier", "{*}Title", "{*}Meta")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(slots=True)
class _Labels:
    """The preferred labels of a class, language → title; the first language is the file's own order."""

    texts: dict[str, str]

    def title(self, language: str, default: str) -> str:
        """The title in the language, or else in the default one, or else the first."""
        for wanted in (language, default):
            for tag, text in self.texts.items():
                if wanted and _same_language(wanted, tag):
                    return text
        return next(iter(self.texts.values()), "")


@dataclass(slots=True)
class _ModifiedBy:
    modifier: str
    position: int
    """The place in the code, without its dot, of the character that the modifier adds; 0 where none is told."""
    exact: bool
    """Whether the place is told by ``position``; by the modifier's name it is told but loosely."""
    valid: frozenset[str] | None
    """The modifier's classes that may be added; ``None`` for all of them."""


@dataclass(slots=True)
class _Class:
    """An element ``Class``."""

    written: str
    code: str
    kind: Kind
    usage: Usage
    parent: str
    labels: _Labels
    line: int
    modified_by: tuple[_ModifiedBy, ...] = ()
    excluded: frozenset[str] = frozenset()


@dataclass(slots=True)
class _ModifierClass:
    """An element ``ModifierClass``: a character that may be added to codes, and what it means."""

    code: str
    usage: Usage
    labels: _Labels


@dataclass(slots=True)
class _Reader:
    """What has been read of a file so far."""

    system: CodeSystem
    version: str = ""
    language: str = ""
    """The file's own language, where it tells."""
    classes: dict[str, _Class] = field(default_factory=dict)
    """By the code as written."""
    parents: dict[str, str] = field(default_factory=dict)
    """The codes under a ``SubClass``, as written → the class that names them first."""
    modifiers: dict[str, dict[str, _ModifierClass]] = field(default_factory=lambda: defaultdict(dict))
    additions: int = 0
    """How many classes the modifiers have."""
    languages: dict[str, None] = field(default_factory=dict)
    """Of the labels, in the order in which they are met."""

    def read(self, file: Path) -> None:
        """Read the file; :exc:`EditionError` for what is not ClaML."""
        try:
            # What is not ClaML is refused by its first element, before there is more of it.
            with file.open("rb") as stream:
                self._read_root(next(_parse(stream, "start", None)), file)
            with file.open("rb") as stream:
                for element in _parse(stream, "end", _READ):
                    root = element.getparent()
                    if root is None or root.getparent() is not None:
                        continue
                    self._read_element(element)
                    # What has been read is let go. Not the element itself: the parser may stand right behind it.
                    element.clear(keep_tail=True)
                    while element.getprevious() is not None:
                        del root[0]
        except etree.XMLSyntaxError as error:
            raise EditionError(NOT_WELL_FORMED, error.lineno or 0, reason=_without_line(error.msg or "")) from error

    def _read_root(self, root: etree._Element, file: Path) -> None:
        if _name(root) != "ClaML":
            raise EditionError(NOT_CLAML, _line(root), found=shorten(_name(root)))
        dtd: Any = root.getroottree().docinfo.internalDTD
        if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
            raise EditionError(ENTITIES, _line_of(file, b"<!ENTITY"))
        self.language = root.get(_LANGUAGE, "")

    def _read_element(self, element: etree._Element) -> None:
        name = _name(element)
        if name == "Class":
            self._read_class(element)
        elif name == "ModifierClass":
            self.additions += 1
            if self.additions > MAX_CONCEPTS:
                raise EditionError(TOO_MANY, _line(element), count=MAX_CONCEPTS)
            code = element.get("code", "")
            labels = self._labels(element, code)
            usage = _USAGES.get(element.get("usage", "").casefold(), "")
            self.modifiers[element.get("modifier", "")][code] = _ModifierClass(code, usage, labels)
        elif name == "Modifier":
            _ = self.modifiers[element.get("code", "")]
        elif name == "Title":
            self.version = element.get("version", "") or element.get("date", "")
            self.language = element.get(_LANGUAGE, "") or self.language
        elif name == "Meta" and element.get("name", "").casefold() in {"lang", "language"} and not self.language:
            self.language = element.get("value", "")

    def _read_class(self, element: etree._Element) -> None:
        line = _line(element)
        written = element.get("code", "").strip()
        if not written:
            raise EditionError(NO_CLASS_CODE, line)
        kind = _KINDS.get(element.get("kind", "").casefold()) or kind_of(self.system.id, written)
        code, mark = read_code(self.system, written, kind, line)
        if written in self.classes:
            raise EditionError(DOUBLED, line, code=code)
        labels = self._labels(element, code)
        if not labels.texts:
            raise EditionError(NO_CLASS_TITLE, line, code=code)
        parent = ""
        modified_by: list[_ModifiedBy] = []
        excluded: set[str] = set()
        for child in element:
            name, target = _name(child), child.get("code", "").strip()
            if name == "SuperClass":
                # A class may be part of several; the first is where it is printed.
                parent = parent or target
            elif name == "SubClass":
                self.parents.setdefault(target, written)
            elif name == "ModifiedBy":
                valid = frozenset(item.get("code", "") for item in child if _name(item) == "ValidModifierClass")
                everything = child.get("all", "true") == "true" and not valid
                modified_by.append(_ModifiedBy(target, *_position(child), None if everything else valid))
            elif name == "ExcludeModifier":
                excluded.add(target)
        usage = _USAGES.get(element.get("usage", "").casefold(), "") or mark
        if len(self.classes) >= MAX_CONCEPTS:
            raise EditionError(TOO_MANY, line, count=MAX_CONCEPTS)
        self.classes[written] = _Class(
            written, code, kind, usage, parent, labels, line, tuple(modified_by), frozenset(excluded)
        )

    def _labels(self, element: etree._Element, code: str) -> _Labels:
        """The element's preferred labels; the first of a language counts."""
        texts: dict[str, str] = {}
        for rubric in element:
            if _name(rubric) != "Rubric" or rubric.get("kind") != "preferred":
                continue
            for label in rubric:
                if _name(label) != "Label":
                    continue
                text = " ".join(_EMPTY_BRACKETS.sub("", "".join(_words(label, code))).split())
                language = label.get(_LANGUAGE, "") or self.language
                if text and language not in texts:
                    texts[language] = text
                    self.languages.setdefault(language)
        return _Labels(texts)

    # -----------------------------------------------------------------------------------------------------------
    # What the classes amount to, once all are known

    def concepts(self, language: str) -> Iterator[Concept]:
        """The concepts in the file's order, each followed by what modifiers make of it."""
        leaves = self._leaves()
        taken = {item.code for item in self.classes.values()}
        count = 0
        for item in self.classes.values():
            parent = self.classes.get(self._parent(item))
            title = item.labels.title(language, self.language)
            base = Concept(item.code, title, parent.code if parent else "", item.kind, item.usage, line=item.line)
            for concept in self._expansion(base, item, leaves, taken, language):
                count += 1
                if count > MAX_CONCEPTS:
                    raise EditionError(TOO_MANY, item.line, count=MAX_CONCEPTS)
                yield concept

    def _parent(self, item: _Class) -> str:
        """The class above, as written; empty at the top."""
        return item.parent or self.parents.get(item.written, "")

    def _leaves(self) -> set[str]:
        """The codes, as written, of the categories that have no classes of their own below them."""
        above = {self._parent(item) for item in self.classes.values()}
        return {item.written for item in self.classes.values() if item.kind == "category"} - above

    def _expansion(
        self, base: Concept, item: _Class, leaves: set[str], taken: set[str], language: str
    ) -> Iterator[Concept]:
        """The concept itself, then the codes that modifiers make of it, each below the one it is made of."""
        yield base
        if item.written not in leaves:
            return
        bases = [base]
        for modified_by in self._modifiers_of(item):
            if modified_by.modifier not in self.modifiers:
                raise EditionError(NO_MODIFIER, item.line, code=item.code, modifier=shorten(modified_by.modifier))
            made: list[Concept] = []
            for concept in bases:
                for addition in self.modifiers[modified_by.modifier].values():
                    if modified_by.valid is not None and addition.code not in modified_by.valid:
                        continue
                    code = self._modified(concept.code, addition.code, modified_by)
                    # A class that stands in the file has its own title: it is not made anew.
                    if code is None or code in taken:
                        continue
                    taken.add(code)
                    label = addition.labels.title(language, self.language)
                    title = f"{concept.title}: {label}" if label else concept.title
                    made.append(
                        Concept(code, title, concept.code, "category", addition.usage or concept.usage, line=item.line)
                    )
                    yield made[-1]
            bases = made or bases

    def _modifiers_of(self, item: _Class) -> list[_ModifiedBy]:
        """The modifiers of a class: its own and those of the classes above it, less what it excludes."""
        found: dict[str, _ModifiedBy] = {}
        excluded: set[str] = set()
        seen: set[str] = set()
        current: _Class | None = item
        while current is not None:
            if current.written in seen:
                raise EditionError(ROUND, current.line, codes=current.code)
            if len(seen) >= MAX_DEPTH:
                raise EditionError(TOO_DEEP, item.line)
            seen.add(current.written)
            excluded |= current.excluded
            for modified_by in current.modified_by:
                if modified_by.modifier not in excluded:
                    found.setdefault(modified_by.modifier, modified_by)
            current = self.classes.get(self._parent(current))
        return sorted(found.values(), key=lambda modified_by: modified_by.position)

    def _modified(self, code: str, addition: str, modified_by: _ModifiedBy) -> str | None:
        """The code with the modifier's character, or ``None`` where the two do not fit.

        ICD-10's modifiers are «.0» after a category, and «0» after a subcategory. A modifier of the fifth place does
        not fit a category: the «X» that some countries put in the fourth place is no part of the code's form.
        """
        place = len(code.replace(".", "")) + 1
        if "." in addition and "." in code:
            return None
        if modified_by.position > place or (modified_by.exact and modified_by.position != place):
            return None
        try:
            return read_code(self.system, code + addition, "category")[0]
        except EditionError:
            return None


def load_claml(file: Path, system: CodeSystem, *, name: str, language: str, source: str) -> Edition:
    """The edition of a ClaML file; :exc:`EditionError` with the line for what is wrong in it.

    Titles are in the language that is asked for, or else in the file's own (``xml:lang`` of ``Title`` or ``ClaML``, or
    ``Meta name="lang"``, or that of the first label). A class without a label in that language keeps another one.
    """
    reader = _Reader(system)
    reader.read(file)
    default = reader.language or next(iter(reader.languages), "")
    reader.language = default
    if language and reader.languages and not any(_same_language(language, tag) for tag in reader.languages if tag):
        tagged = [tag for tag in reader.languages if tag]
        # Labels without a language are taken to be in the one that is asked for.
        if tagged:
            raise EditionError(NO_LANGUAGE, language=language, found=", ".join(tagged))
    chosen = language or default or system.language
    return make_edition(system.id, name or reader.version, chosen, source, reader.concepts(chosen))


def _parse(stream: BinaryIO, event: str, names: tuple[str, ...] | None) -> Iterator[Any]:
    """The elements of these names (all for ``None``) at their start or end; nothing outside the file is opened.

    They are ``etree._Element``, of which the stubs know too little.
    """
    context: Any = etree.iterparse(
        stream,
        events=(event,),
        tag=names,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return (element for _, element in context)


def _name(element: etree._Element) -> str:
    """The element's name without its namespace; empty for what is no element."""
    # Not by QName, which raises for a name with a colon too many.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _line(element: etree._Element) -> int:
    """The line that the element's start tag ends on, or 0."""
    line: Any = element.sourceline
    return line or 0


def _words(label: etree._Element, code: str) -> Iterator[str]:
    """The text of a label without its references, whose text is another code."""
    yield label.text or ""
    for child in label:
        if child.tag is etree.Entity:
            raise EditionError(ENTITY, _line(label), code=code, entity=shorten(child.text or ""))
        name = _name(child)
        if name in _PARAGRAPHS:
            yield " "
        if name != "Reference":
            yield from _words(child, code)
        yield child.tail or ""


def _position(modified_by: etree._Element) -> tuple[int, bool]:
    """The place that a modifier's character takes, and whether ``position`` tells it rather than the modifier's name.

    WHO's names end in the place («S13M00_5»), but for «I70M10_4», whose character is the fifth.
    """
    told = modified_by.get("position", "")
    if told.isascii() and told.isdigit():
        return int(told[:3]), True
    suffix = _SUFFIX.search(modified_by.get("code", ""))
    return (int(suffix[1]) if suffix else 0), False


def _same_language(one: str, other: str) -> bool:
    """Whether two tags name one language: ``nb`` is met by ``nb-NO`` and ``no``."""
    first, second = (re.split("[-_]", tag.casefold())[0] for tag in (one, other))
    return first == second or {first, second} == {"nb", "no"}


def _without_line(message: str) -> str:
    """The parser's message without the place, which the error tells by itself."""
    return re.sub(r",? line \d+(, column \d+)?.*$", "", message, flags=re.DOTALL).strip() or "?"


def _line_of(file: Path, sought: bytes) -> int:
    """The line of the first occurrence in the file's first megabyte, or 1."""
    with file.open("rb") as stream:
        head = stream.read(1 << 20)
    return head[: max(0, head.find(sought))].count(b"\n") + 1
