"""The code systems, in one list, and the codes people write, brought to one form. Pure: knows no Sphinx.

Only the form is read here. Whether a code exists, and what it is called, is known to the lock file and to the
editions that a user has installed; no classification table is part of this project.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from kompendium.problems import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kompendium.codes.editions import Edition


@dataclass(frozen=True, slots=True)
class Code:
    """A code in its normal form: ``L94.2``, ``L40.5†``, ``M34.-``, ``M30–M36``."""

    system: str
    text: str
    """As it is printed."""
    gloss: str = ""
    """The author's own words for it: «Fibromyalgi» of «M79.0 (Fibromyalgi)»."""

    @property
    def key(self) -> str:
        """The code that a register and a lock file know: without dagger, asterisk and dash (``L40.5``, ``M34``)."""
        return self.text.rstrip("†*").removesuffix("-").removesuffix(".")

    @property
    def mark(self) -> str:
        """``†`` (aetiology), ``*`` (manifestation) or nothing."""
        return self.text[-1] if self.text[-1:] in {"†", "*"} else ""

    @property
    def is_range(self) -> bool:
        """Whether it is a block or another span of codes (``M30–M36``)."""
        return "–" in self.text

    @property
    def first(self) -> str:
        """The code itself, or the first code of a range."""
        return self.key.split("–")[0]

    def is_within(self, other: Code) -> bool:
        """Whether the form of a code tells that it is another one, or a part of it: ``M34.1`` is within ``M30–M36``.

        A block is no part of the code that it begins with, and the numbers of a system of another form tell nothing:
        ORPHA 902 is no group of 90291.
        """
        if self.system != other.system:
            return False
        if not other.is_range:
            is_hierarchy = SYSTEMS[self.system].form in _BUILT_IN_IDS and not self.is_range
            return self.key == other.key or (is_hierarchy and self.key.startswith(other.key))
        first, last = other.key.split("–")
        ends = self.key.split("–")
        # The last code of a range stands for everything below it.
        return first <= ends[0] and (ends[-1] <= last or ends[-1].startswith(last))

    @property
    def slug(self) -> str:
        """The code as part of an anchor: ``l94-2``."""
        return re.sub(r"[^a-z0-9]+", "-", self.key.casefold()).strip("-")

    @property
    def sort_key(self) -> tuple[int, str, int, str]:
        """Order of a register: systems in the order of the list, then codes; a block before its codes."""
        return list(SYSTEMS).index(self.system), self.first, 0 if self.is_range else 1, self.text

    def __str__(self) -> str:
        return f"{self.text} ({self.gloss})" if self.gloss else self.text


@dataclass(frozen=True, slots=True)
class ParsedCodes:
    """What stood in a line of codes; ``malformed`` is every piece that has not the form of a code, as written."""

    codes: tuple[Code, ...] = ()
    malformed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A classification that codes may be taken from: what its codes look like, and where they can be looked up.

    What its codes are called is known to an :class:`~kompendium.codes.editions.Edition`, which ``load`` brings where
    a package has one; a book may name a file with another (``kompendium_code_editions``).
    """

    id: str
    """The name of the front matter's key, the role and the object type: small letters and digits."""
    label: str
    """As it is printed before a code."""
    edition: str
    """The edition that a code of this system is taken to be of; empty where only the lock file can tell."""
    language: str
    """Of the edition's titles, as BCP 47."""
    fhir_uri: str
    """The system's URI in FHIR, or empty where none is known."""
    example: str
    expected: str
    """What a well-formed code looks like: a catalogue key."""
    normalize: Callable[[str], str | None] = field(repr=False)
    """One code as written → its normal form, or ``None``."""
    url_template: str | Mapping[str, str] = ""
    """A page about a code: ``{code}`` is the code without marks, a range with a plain hyphen. One for each of the
    formats ``html``, ``epub`` and ``pdf`` where they differ; a format without one has no links."""
    home: str = ""
    """Where its codes can be looked up: the address that the register prints, once."""
    chapters: str = ""
    """A pattern of what the classification calls its chapters (Roman numerals), where these are no codes themselves."""
    like: str = ""
    """The built-in system whose forms its codes have, where it is not one itself: a country's own ICD-10."""
    load: Callable[[], Edition] | None = field(default=None, repr=False)
    """The edition of an installed package; called when it is first needed, so that a build may never pay for it."""

    @property
    def form(self) -> str:
        """The id of the built-in system whose codes have this form, or its own."""
        return self.like or self.id

    def is_chapter(self, text: str) -> bool:
        """Whether a text names a chapter of the classification rather than a code."""
        return bool(self.chapters and re.fullmatch(self.chapters, text))

    def parse(self, text: str) -> ParsedCodes:
        """Read a line of codes as people write them."""
        return parse_codes(self.id, text)

    def url(self, code: Code, output: str = "html") -> str | None:
        """The address of a page about the code in ``html``, ``epub`` or ``pdf``, where the system has stable ones."""
        template = self.url_template
        if not isinstance(template, str):
            template = template.get(output, "")
        return template.format(code=quote(code.key.replace("–", "-"))) if template else None


# ---------------------------------------------------------------------------------------------------------------
# One code, brought to its normal form

_DASHES = "‐‑‒–—−"  # what word processors make of a hyphen
_TO_HYPHEN = str.maketrans(dict.fromkeys(_DASHES, "-"))
_RANGE = re.compile(r"(.+?) ?(?:-| (?:til|t\.?o\.?m\.?|to) ) ?(.+)")


def _icd10(pattern: re.Pattern[str], *, keep_case: bool) -> Callable[[str], str | None]:
    """The normaliser of an edition of ICD-10; ``pattern`` has the groups of a code without its dot."""

    def single(text: str) -> str | None:
        # A decimal comma is how Norwegians write the dot.
        match = re.fullmatch(r"([A-Za-z][0-9A-Za-z]{2})(?:[.,]?([0-9A-Za-z]+))?", text)
        if match is None:
            return None
        category, rest = match[1], match[2] or ""
        category = category[0].upper() + category[1:]
        if not keep_case:
            category, rest = category.upper(), rest.upper()
        if not pattern.fullmatch(category + rest):
            return None
        return f"{category}.{rest}" if rest else category

    def normalize(text: str) -> str | None:
        text = " ".join(text.translate(_TO_HYPHEN).split())
        mark = ""
        if text[-1:] in {"†", "+", "*"}:
            mark = "*" if text[-1] == "*" else "†"
            text = text[:-1].rstrip()
        if code := single(text):
            return f"{code}{mark}"
        if category := re.fullmatch(r"(\w{3})[.,]?-", text):
            code = single(category[1])
            return f"{code}.-{mark}" if code else None
        if subcategory := re.fullmatch(r"(\w{3}[.,]?\w)-", text):
            code = single(subcategory[1])
            return f"{code}-{mark}" if code else None
        # A span of categories has all that is below them, which a dash says once more: «M30.- til M36.-».
        if span := _RANGE.fullmatch(re.sub(r"(?<=\w)[.,]-(?!\w)", "", text)):
            first = single(span[1].strip())
            last_text = span[2].strip()
            if first and last_text.isdigit():
                # «M30–36» and «M33.0–9» leave out what the ends share.
                tail = first.split(".")[1] if "." in first else first[1:]
                if len(last_text) == len(tail):
                    last_text = first[: len(first) - len(tail)] + last_text
            last = single(last_text)
            return f"{first}–{last}{mark}" if first and last and first < last else None
        return None

    return normalize


def plain(pattern: str) -> Callable[[str], str | None]:
    """A normaliser of codes in capitals without spaces, which some are written with: «H02A B06», «NGB 40».

    ``pattern`` is what such a code looks like.
    """
    compiled = re.compile(pattern)

    def normalize(text: str) -> str | None:
        words = text.translate(_TO_HYPHEN).split()
        joined = "".join(words)
        # The capitals of other scripts may be letters of ours («ſ»), and their digits are none.
        if not joined.isascii() or not compiled.fullmatch(joined.upper()):
            return None
        # «side 47» and «a» are words: without a digit at its beginning a code in several words, or of one letter, is
        # in capitals.
        start = words[0]
        if (len(joined) == 1 or len(words) > 1) and not any(c.isdigit() for c in start) and start != start.upper():
            return None
        # «C 10 mg» is a dose, and no code is written with its first letter by itself.
        return None if len(words) > 1 and len(start) == 1 else joined.upper()

    return normalize


_ROMAN = "X{0,2}(?:I[XV]|V?I{0,3})(?<=.)"
_FHIR_ICD10 = "http://hl7.org/fhir/sid/icd-10"
_WHO_ICD10 = "https://icd.who.int/browse10/2019/en"
_ATC = "https://atcddd.fhi.no/atc_ddd_index/"


def _load_who() -> Edition:
    from kompendium.codes.editions.who import load_who

    return load_who()


_EXPECTED_ICD10 = N_("a letter and two digits, then a dot and a digit where there is a subdivision")
_EXPECTED_ICD10CM = N_("a letter, a digit and a character, then a dot and up to four characters")
_EXPECTED_ICD11 = N_("four characters of which the second is a letter, then a dot and one or two characters")
_EXPECTED_ICPC2 = N_("a letter and two digits")
_EXPECTED_ATC = N_("a letter, two digits, two letters and two digits, or the beginning of it")
_EXPECTED_PROCEDURE = N_("three or four letters, then digits, perhaps with letters at the end")

# ICD-11 leaves out I and O, which look like digits, and its third character is a digit, so that no code is a word.
# Extension codes begin with X and have up to six characters: XH50T2.
_ICD11_STEM = (
    r"(?:[1-9A-HJ-NP-WYZ][A-HJ-NP-Z]\d[0-9A-HJ-NP-Z]|X[A-HJ-NP-Z]\d[0-9A-HJ-NP-Z]{1,3})(?:\.[0-9A-HJ-NP-Z]{1,3})?"
)

ICD10_FAMILY = frozenset({"icd10", "icd10no", "icd10cm"})
"""The systems whose codes have chapters in Roman or other numerals, ranges as blocks, and one name."""

PROCEDURES = frozenset({"ncsp", "ncmp", "ncrp"})
"""The systems of what is done rather than of what is wrong."""

# Norwegian external causes (and T4n): a small letter in the third place stands for several categories, V0n for
# V01–V09; then come the place, x where it is not told, and a letter for the trade: V0n.0a, V0n.xa, V80.xa.
_ICD10NO_EXTERNAL = r"[TVWXY]\d[nst](?:[0-9a-z][a-z]?)?|[VWXY]\d{2}[a-z]{2}"

BUILT_IN = (
    CodeSystem(
        "icd10",
        "ICD-10",
        "2019",
        "en",
        _FHIR_ICD10,
        "L94.2",
        _EXPECTED_ICD10,
        _icd10(re.compile(r"[A-Z]\d{2,4}"), keep_case=False),
        f"{_WHO_ICD10}#/{{code}}",
        home=_WHO_ICD10,
        chapters=_ROMAN,
        load=_load_who,
    ),
    CodeSystem(
        "icd10no",
        "ICD-10",
        "2026",
        "nb",
        "urn:oid:2.16.578.1.12.4.1.1.7110",
        "M33.1",
        _EXPECTED_ICD10,
        # The case of a suffix tells codes apart in the Norwegian edition: only the first letter is raised.
        _icd10(re.compile(rf"[A-Z]\d{{2,5}}[A-Za-z]?|{_ICD10NO_EXTERNAL}"), keep_case=True),
        chapters=_ROMAN,
    ),
    CodeSystem(
        "icd10cm",
        "ICD-10-CM",
        "",
        "en",
        "http://hl7.org/fhir/sid/icd-10-cm",
        "L94.2",
        _EXPECTED_ICD10CM,
        _icd10(re.compile(r"[A-Z]\d[0-9A-Z][0-9A-Z]{0,4}"), keep_case=False),
        chapters=r"\d{1,2}",
    ),
    CodeSystem(
        "icd11",
        "ICD-11",
        "MMS",
        "en",
        "http://id.who.int/icd/release/11/mms",
        "EB90.40",
        _EXPECTED_ICD11,
        plain(rf"{_ICD11_STEM}(?:[&/]{_ICD11_STEM})*"),
        chapters=r"\d{2}|V|X",
    ),
    CodeSystem(
        "icpc2",
        "ICPC-2",
        "",
        "nb",
        "urn:oid:2.16.578.1.12.4.1.1.7170",
        "L99",
        _EXPECTED_ICPC2,
        # «R991» is Norwegian, and so are ICPC-2B's finer terms («L99.0001»).
        plain(r"(?:[ABDFHKLNPRSTUWXYZ]\d{2}(?:\d|\.\d{4})?|-[3-6]\d)"),
    ),
    CodeSystem(
        "atc",
        "ATC",
        "",
        "en",
        "http://www.whocc.no/atc",
        "L04AB01",
        _EXPECTED_ATC,
        plain(r"[ABCDGHJLMNPRSV](?:\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?)?"),
        f"{_ATC}?code={{code}}",
        home=_ATC,
    ),
    CodeSystem(
        "ncsp",
        "NCSP",
        "",
        "nb",
        "",
        "NGB40",
        _EXPECTED_PROCEDURE,
        plain(r"[A-Z]{3}\d{2}[A-Z]?"),
    ),
    CodeSystem(
        "ncmp",
        "NCMP",
        "",
        "nb",
        "",
        "WBOC05",
        _EXPECTED_PROCEDURE,
        plain(r"[A-Z]{4}\d{2}[A-Z]?|[A-Z]{3}\d{2}[A-Z]?"),
    ),
    CodeSystem(
        "ncrp",
        "NCRP",
        "",
        "nb",
        "",
        "NGG0AA",
        _EXPECTED_PROCEDURE,
        plain(r"[A-Z]{3}\d[A-Z]{2}|[A-Z]{3}\d{2}[A-Z]"),
    ),
)

_BUILT_IN_IDS = frozenset(system.id for system in BUILT_IN)

SYSTEMS: dict[str, CodeSystem] = {system.id: system for system in BUILT_IN}
"""Every code system by id, in the order in which a chapter's head prints them."""


def use_systems(more: Iterable[CodeSystem]) -> None:
    """Let :data:`SYSTEMS` be the built-in ones and these, of which one with the id of another takes its place.

    The list is the process's: each book brings its own when its configuration is read.
    """
    systems = {system.id: system for system in (*BUILT_IN, *more)}
    SYSTEMS.clear()
    SYSTEMS.update(systems)
    _prefix.cache_clear()


def find_system(name: str) -> CodeSystem | None:
    """The system by its id or by its name as people write it («ICD-10», «icd 10», «ICPC2»)."""
    return SYSTEMS.get(re.sub(r"[\W_]+", "", name.casefold()))


# ---------------------------------------------------------------------------------------------------------------
# A line of codes

_NAMES = (r"ICD[\s-]*10(?:[\s-]*(?:NO|CM))?", r"ICD[\s-]*11", r"ICPC[\s-]*2")
"""What people write of the systems whose names have several parts."""


@cache
def _prefix() -> re.Pattern[str]:
    """A system's name before a code: «ICD-10:», «ATC-kode»."""
    names = [*_NAMES, *sorted({re.escape(name) for it in SYSTEMS.values() for name in (it.label, it.id)}, reverse=True)]
    return re.compile(
        rf"(?P<name>{'|'.join(names)})(?:[\s-]*(?:koder?|codes?)(?:nr)?)?(?:\s*[:=]\s*|\s+)", re.IGNORECASE
    )


_AND = r"(?:og|and|samt|eller|or|&)"
# A comma before a digit or two is a decimal one: «L94,2», «I21,0a», «M34,-».
_DECIMAL = rf"\d{{1,2}}[a-z]?\b|[{_DASHES}-](?!\w)"
_SEPARATOR = re.compile(rf"\s*(?:[;\n]|,(?!{_DECIMAL})(?:\s*{_AND}\s)?|\s{_AND}\s)\s*", re.IGNORECASE)
# Where a separator can begin; if one does not at the first of several spaces, it does at none of them.
_STOP = re.compile(r"[(),;]|\s+")
_DEEPEST = 4
"""How many parentheses within each other may be about codes; what is deeper is taken for words."""


def parse_codes(system_id: str, text: str) -> ParsedCodes:
    """Read a line of codes as people write them: several at once, with prefixes, glosses, marks and ranges.

    Raises :class:`KeyError` for a system that is not in :data:`SYSTEMS`; never for what the author wrote.
    """
    return _Line(SYSTEMS[system_id]).read(text)


@dataclass(slots=True)
class _Line:
    """The reading of one line of codes."""

    system: CodeSystem
    codes: list[Code] = field(default_factory=list)
    malformed: list[str] = field(default_factory=list)
    in_words: bool = False
    """Whether the last code has a gloss that is still open: words after the code, without parentheses."""
    depth: int = 0
    """In how many parentheses the line stands."""

    def read(self, text: str) -> ParsedCodes:
        for piece in _split(text):
            self.read_piece(piece)
        return ParsedCodes(tuple(self.codes), tuple(self.malformed))

    def code(self, text: str) -> Code | None:
        normal = self.system.normalize(text)
        return Code(self.system.id, normal) if normal else None

    def names_this_system(self, name: str) -> bool:
        """Whether the name before a code is this system's; the editions of ICD-10 share one name."""
        named = find_system(name)
        if named is None:
            return name.casefold() == self.system.label.casefold()
        return named.id == self.system.id or {named.form, self.system.form} <= ICD10_FAMILY

    def add(self, code: Code, gloss: str = "") -> None:
        self.in_words = False
        self.codes.append(Code(code.system, code.text, gloss))

    def read_piece(self, piece: str) -> None:
        bare = piece
        if (prefix := _prefix().match(piece)) and self.names_this_system(prefix["name"]):
            bare = piece[prefix.end() :]
        if not bare:
            return
        if code := self.code(bare):
            self.add(code)
        elif bare.startswith("(") and bare.endswith(")") and _is_one_group(bare):
            self.read_group(bare[1:-1].strip(), bare)
        elif not self.read_with_gloss(bare) and not self.read_several(bare):
            if self.in_words and not any(c.isdigit() for c in bare):
                # «M33.1 Annen dermatomyositt, uspesifisert»: the comma is the gloss's own.
                last = self.codes.pop()
                self.codes.append(Code(last.system, last.text, f"{last.gloss}, {bare}"))
            else:
                self.in_words = False
                self.malformed.append(piece)

    def read_group(self, inside: str, piece: str) -> None:
        """What stands in parentheses: «(J99.1*)» is a code; words are the gloss of the code before them."""
        deeper = _Line(self.system, depth=self.depth + 1)
        inner = deeper.read(inside) if deeper.depth <= _DEEPEST else ParsedCodes()
        if inner.codes and not inner.malformed:
            self.codes.extend(inner.codes)
        elif self.codes and not self.codes[-1].gloss and inside and not any(c.isdigit() for c in inside[:2]):
            last = self.codes.pop()
            self.codes.append(Code(last.system, last.text, inside))
        else:
            self.malformed.append(piece)

    def read_with_gloss(self, piece: str) -> bool:
        """A code and its gloss: «M79.0 (Fibromyalgi)», «M79.0: Fibromyalgi», «M79.0 Fibromyalgi»."""
        if group := re.fullmatch(r"([^()]*[^()\s])\s*(\(.+\))", piece):
            code = self.code(group[1])
            if code and _is_one_group(group[2]):
                self.add(code)
                self.read_group(group[2][1:-1].strip(), group[2])
                return True
            return False
        words = piece.split()
        # The longest beginning that is a code: «H02A B06 glukokortikoid».
        for count in range(min(len(words) - 1, 4), 0, -1):
            code = self.code(" ".join(words[:count]).rstrip(":,"))
            rest = " ".join(words[count:]).strip(f" :={_DASHES}-")
            if code and rest.count("(") == rest.count(")") and self.is_gloss(rest):
                self.add(code, rest)
                self.in_words = True
                return True
        return False

    def is_gloss(self, text: str) -> bool:
        """Whether what stands after a code is words about it: «Vitamin B12-mangel», but not «/ M34.1» nor «20 mg»."""
        words = text.split()
        first = next((word for word in words if any(map(str.isalnum, word))), "")
        if not first or any(map(str.isdigit, first)) or self.code(first):
            return False
        # Vitamins, vertebrae and proteins look like short codes (B12, L4, S100); a longer one is meant for a code.
        bare = (word.strip("()[].,:/") for word in words)
        return not any(self.code(word) for word in bare if len(word) > 4 and any(map(str.isdigit, word)))

    def read_several(self, piece: str) -> bool:
        """Codes with nothing but spaces between them: «L94.2 M34.1», «M05.1† (J99.1*)»."""
        words = re.findall(r"\([^()]*\)|[^\s()]+", piece)
        if len(words) < 2:
            return False
        trial = _Line(self.system, depth=self.depth)
        for word in words:
            trial.read_piece(word)
        if trial.malformed or not trial.codes:
            return False
        self.in_words = False
        self.codes.extend(trial.codes)
        return True


def _is_one_group(text: str) -> bool:
    """Whether the first parenthesis closes at the very end."""
    depth = 0
    for index, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return index == len(text) - 1
    return False


def _split(text: str) -> list[str]:
    """The pieces between separators that stand outside parentheses."""
    pieces: list[str] = []
    start = 0
    position = 0
    depth = 0
    while stop := _STOP.search(text, position):
        position = stop.end()
        if stop[0] in {"(", ")"}:
            depth = max(0, depth + (1 if stop[0] == "(" else -1))
        elif depth == 0 and (separator := _SEPARATOR.match(text, stop.start())):
            pieces.append(text[start : separator.start()])
            start = position = separator.end()
    pieces.append(text[start:])
    return [stripped for piece in pieces if (stripped := piece.strip().rstrip(".").strip())]
