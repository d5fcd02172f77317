"""The gloss check: whether the author's words for a code mean another code. Pure: knows no Sphinx.

Norwegian authors write «M79.0 (Fibromyalgi)», and the title at hand is often English. Latin and Greek words are
folded so that they agree in both languages, a small table knows plain words, and the rest cannot be compared. An
author who is warned without reason stops reading warnings, so doubt is settled in the author's favour.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

from kompendium.codes.folding import spell as _spell
from kompendium.codes.folding import stem as _stem
from kompendium.codes.gloss_words import EMPTY_WORDS, EXCLUSIVE, LIGHT_WORDS, MEANINGS, SYNONYMS
from kompendium.codes.rows import RowError, read_rows
from kompendium.codes.systems import find_system
from kompendium.problems import N_, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

# ---------------------------------------------------------------------------------------------------------------
# Words, brought to one form

_SYNONYM_LINES = [line.split() for line in SYNONYMS.strip().splitlines()]
_MEANING_LINES = [line.partition(": ")[::2] for line in MEANINGS.strip().splitlines()]

_EMPTY = frozenset(map(_stem, EMPTY_WORDS.split()))
_CANON: dict[str, str] = {}
for _synonyms in _SYNONYM_LINES:
    for _synonym in _synonyms:
        # A word in two lines has the meaning of the first.
        _CANON.setdefault(_stem(_synonym), _stem(_synonyms[0]))


def _canonical(stem: str) -> str:
    return _CANON.get(stem, stem)


def _plain_stems(words: str) -> tuple[str, ...]:
    return tuple(_canonical(_stem(word)) for word in words.split())


_LIGHT = frozenset(_plain_stems(LIGHT_WORDS))
_EXPANSIONS: dict[tuple[str, ...], tuple[str, ...]] = {
    tuple(_stem(word) for word in name.split()): _plain_stems(meaning) for name, meaning in _MEANING_LINES
}
_LONGEST_PHRASE = max(map(len, _EXPANSIONS))
_PHRASES_BEGIN = frozenset(name[0] for name in _EXPANSIONS if len(name) > 1)
_GROUPS = tuple(frozenset(_plain_stems(_line)) for _line in EXCLUSIVE.strip().splitlines())
# What a Norwegian compound may begin with, as it is sounded out. Short words begin too many others («sår», sarkoidose).
_FIRST_PARTS = frozenset(
    part
    for word in (
        *(word for line in _SYNONYM_LINES for word in line[1:]),
        *(name for name, _ in _MEANING_LINES if " " not in name),
        *("lupus", "psoriasis", "trokanter", "akilles", "borrelia", "baker"),
    )
    if len(part := _spell(word)) >= 4 or word in {"kne", "hud", "ben", "ledd", "øye", "tann"}
)
_DISEASE_ENDING = re.compile(r"...(?:it|os|em|alg|om|pat)$")


_LONGEST_COMPOUND = 60
"""Letters; each cut of a word is tried, which costs its length squared."""


def _compound(word: str, known: Collection[str]) -> tuple[str, ...]:
    """The parts of a Norwegian compound of a plain word and a known word, or of two known words."""
    whole = _spell(word)
    # «lunge·sarkoidose» before «lunge·s·arkoidose»: the s that joins comes second.
    for joint in ("", "s"):
        for cut in range(len(whole) - 3, 2, -1):
            first, rest = whole[:cut], whole[cut:]
            if first.removesuffix(joint) not in _FIRST_PARTS or not first.endswith(joint):
                continue
            stem = _stem(rest)
            if (
                (stem,) in _EXPANSIONS
                or stem in _CANON
                or rest in {"sikdom", "sikdomen", "lidelse"}
                or stem in known
                or _DISEASE_ENDING.search(stem)
            ):
                return (*_word_stems(first.removesuffix(joint), known), *_word_stems(rest, known))
    if known:
        for cut in range(len(whole) - 4, 3, -1):
            first, rest = whole[:cut], whole[cut:]
            stems = _stem(first), _stem(rest)
            if all(len(stem) >= 4 and stem in known for stem in stems):
                return stems
    return ()


def _word_stems(word: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """What one word means: one stem, or several for a compound."""
    stem = _stem(word)
    if (stem,) in _EXPANSIONS:
        return _EXPANSIONS[stem,]
    if stem in _EMPTY:
        return ()
    if stem in _CANON:
        return (_CANON[stem],)
    if 7 <= len(word) <= _LONGEST_COMPOUND:
        if parts := _compound(word, ()):
            return parts
        if known and stem not in known and (parts := _compound(word, known)):
            return tuple(part for part in map(_canonical, parts) if part not in _EMPTY)
    return (stem,)


@lru_cache(maxsize=65536)
def _title_stems(word: str) -> tuple[str, ...]:
    return _word_stems(word)


_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"(?<=\w)\((\w+)\)|\((\w+)\)(?=\w)")
_POSSESSIVE = re.compile(r"['’´`]s\b")


def _words(text: str) -> list[str]:
    # «CR(E)ST» and «(osteo)arthrosis» are one word each; a possessive is none of its own.
    if not text.isascii():
        # A mark of its own would end the word.
        text = unicodedata.normalize("NFC", text)
    if "(" in text:
        text = _JOINED.sub(r"\1\2", text)
    words = _WORD.findall(_POSSESSIVE.sub("", text))
    # Its case is all that tells psoriatic arthritis from the antigen PSA.
    return ["psoriasisartritt" if word == "PsA" else word for word in words]


def _meanings(text: str, known: Collection[str] = ()) -> Iterator[str]:
    words = _words(text)
    stems = [_stem(word) for word in words]
    skip = 0
    for at, (word, stem) in enumerate(zip(words, stems, strict=True)):
        if skip:
            skip -= 1
            continue
        if stem in _PHRASES_BEGIN:
            for length in range(_LONGEST_PHRASE, 1, -1):
                if meaning := _EXPANSIONS.get(tuple(stems[at : at + length])):
                    yield from meaning
                    skip = length - 1
                    break
        if not skip and (len(word) > 1 or word.isdigit() or word.isupper()):
            yield from _word_stems(word, known) if known else _title_stems(word)


def folded(text: str) -> tuple[str, ...]:
    """The words that weigh, in a form that Norwegian, English and Latin share; each once, in their order."""
    return tuple(dict.fromkeys(_meanings(text)))


# ---------------------------------------------------------------------------------------------------------------
# Titles, and which of them the words fit

_CLEAR_COVER = 0.8
_CLEAR_BACK = 0.55
_EPONYM_CODES = 6
"""A word of at most this many codes names a disease by itself: «Takayasu»."""
_LITTLE = 0.2
_HALF = 0.55
_FITS = 0.4


@dataclass(frozen=True, slots=True)
class Match:
    """A code whose title matches some words; ``score`` is from 0 to 1."""

    code: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gloss check says of a code's words; ``others`` are the codes they fit better, the best first."""

    kind: Literal["fits", "differs", "cannot tell"]
    others: tuple[Match, ...] = ()
    shared: float = 0.0
    """How much of the words' weight the code's own names have, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a code: a title, or what its square brackets hold."""

    code: str
    title: str
    stems: frozenset[str]
    bracket: bool


@dataclass(frozen=True, slots=True)
class _Rated:
    name: _Name
    cover: float
    """How much of the words' weight the name has."""
    back: float
    """How much of the name's weight the words have."""
    clear: bool

    @property
    def exact(self) -> bool:
        return self.cover >= 0.97 and self.back >= 0.9

    @property
    def score(self) -> float:
        return self.cover * (0.7 + 0.3 * self.back)


@dataclass(frozen=True, slots=True)
class _Index:
    names: tuple[_Name, ...]
    postings: Mapping[str, Sequence[int]]
    codes_of: Mapping[str, int]
    """In how many codes' names a stem is."""
    of_code: Mapping[str, Sequence[int]]
    starts: Mapping[str, Sequence[str]]
    """Stems by their first three letters."""


_BESIDE = re.compile(
    r"history of |opplysning om|anamnese|"
    r"\b(?:neonatal|newborn|fetus|pregnancy|puerperium|nyfødt|svangerskap|barseltid)",
    re.IGNORECASE,
)
"""In titles of what a patient once had, a relative has, or a newborn: none is what a disease's bare name means."""


def _names(code: str, title: str) -> Iterator[_Name]:
    whole = frozenset(_meanings(title))
    if whole:
        yield _Name(code, title, whole, bracket=False)
    if "[" in title:
        outside = frozenset(_meanings(re.sub(r"\[[^\]]*\]", " ", title)))
        if outside and outside != whole:
            yield _Name(code, title, outside, bracket=False)
        for inside in re.findall(r"\[([^\]]+)\]", title):
            stems = frozenset(_meanings(inside))
            if stems and stems != whole:
                yield _Name(code, title, stems, bracket=inside != inside.casefold())


def _beginnings(code: str) -> list[str]:
    """What a code is a part of by its form, the nearest first: ``M79.0`` of ``M79``, ``L04AB01`` of ``L04AB``."""
    if "–" in code:
        return []
    return [beginning for end in range(len(code) - 1, 2, -1) if (beginning := code[:end])[-1] != "."]


@dataclass
class GlossChecker:
    """The titles of an edition, and what the author's words for a code mean among them.

    ``titles`` has every code's titles, in any languages, ``parents`` what a code is a part of. The form of the codes
    tells that too (``M79.0`` is a part of ``M79`` and of ``M70–M79``), so an edition without parents will do. Codes
    are keys (:attr:`~kompendium.codes.systems.Code.key`). The index is built at the first question.
    """

    titles: Mapping[str, Sequence[str]] = field(repr=False)
    parents: Mapping[str, str] | None = field(default=None, repr=False)

    @cached_property
    def _index(self) -> _Index:
        names: list[_Name] = []
        postings: dict[str, list[int]] = defaultdict(list)
        of_code: dict[str, list[int]] = defaultdict(list)
        codes_of: dict[str, int] = defaultdict(int)
        for code, titles in self.titles.items():
            seen: set[str] = set()
            for title in dict.fromkeys(titles):
                for name in _names(code, title):
                    for stem in name.stems:
                        postings[stem].append(len(names))
                    of_code[code].append(len(names))
                    seen |= name.stems
                    names.append(name)
            for stem in seen:
                codes_of[stem] += 1
        starts: dict[str, list[str]] = defaultdict(list)
        for stem in codes_of:
            starts[stem[:3]].append(stem)
        return _Index(tuple(names), postings, codes_of, of_code, starts)

    @cached_property
    def _children(self) -> Mapping[str, Collection[str]]:
        children: dict[str, dict[str, None]] = defaultdict(dict)
        for code in self.titles:
            if "–" not in code:
                for above in _beginnings(code):
                    children[above][code] = None
        for code, parent in (self.parents or {}).items():
            children[parent][code] = None
        return children

    @cached_property
    def _blocks(self) -> Sequence[tuple[str, str, str]]:
        spans = ((code, code.replace("-", "–").partition("–")) for code in self.titles)
        return [(code, first, last) for code, (first, dash, last) in spans if dash and last]

    def check(self, code: str, gloss: str, names: Iterable[str] = ()) -> Verdict:
        """Whether the words fit the code; ``names`` are further names that it may have (the chapter's, aliases).

        They differ if the names of the code, of what it is a part of and of its parts share nothing of weight with
        them, and another code's title has them clearly. A gloss that another code has word for word differs even
        if it shares the lesser half, and so does one that contradicts the title (seropositive, seronegative): there
        ``names`` are no excuse, as a chapter on fibromyalgia is where M79.0 is written for it.
        """
        index = self._index
        stems = self._read(gloss)
        # A code that the edition has not, such as a Norwegian fifth character, has its category's title.
        own_titles = [title for near in (code, *_beginnings(code)) for title in self.titles.get(near, ())]
        if stems <= _LIGHT or not own_titles:
            return Verdict("cannot tell")
        family = self._family(code)
        own = {stem for relative in family for at in index.of_code.get(relative, ()) for stem in index.names[at].stems}
        direct = {stem for title in own_titles for stem in _meanings(title)}
        by_title = self._share(stems, own)
        shared = self._share(stems, own.union(*map(self._read, names)))
        ranked = [
            rated
            for rated in self._rank(stems)
            if rated.name.code not in family and not _BESIDE.search(rated.name.title)
        ]
        if not ranked:
            return Verdict("fits" if shared >= _FITS else "cannot tell", (), shared)
        best = ranked[0]
        contradicts = any(stems & group and direct & group and not stems & group & own for group in _GROUPS)
        differs = best.clear and (
            shared <= _LITTLE
            or (best.exact and by_title < _HALF)
            # What the title contradicts must be in the other title.
            or (contradicts and best.cover >= 0.97)
        )
        if differs:
            return Verdict("differs", _matches(ranked, 3, only_clear=True), shared)
        return Verdict("fits" if shared >= _FITS else "cannot tell", (), shared)

    def nearest(self, words: str, count: int = 3) -> list[Match]:
        """The codes whose titles match some words best; none that has less than the lesser half of them."""
        return list(_matches(self._rank(self._read(words)), count))

    def likeness(self, words: str, codes: Iterable[str]) -> dict[str, float]:
        """How well the words fit each of these codes, from 0 to 1, by the best of its titles."""
        rated = self._rank(self._read(words))
        wanted = set(codes)
        best: dict[str, float] = {}
        for rating in rated:
            if rating.name.code in wanted:
                best.setdefault(rating.name.code, rating.score)
        return best

    def _read(self, text: str) -> frozenset[str]:
        """The stems of the author's words; of a misspelt one, the stem that was meant."""
        known = self._index.codes_of
        return frozenset(stem if stem in known else self._meant(stem) for stem in _meanings(text, known))

    def _meant(self, stem: str) -> str:
        # One letter is all that tells hyperkalsemi from hyperkalemi.
        if len(stem) < 6 or stem.startswith(("hiper", "hipo")):
            return stem
        allowed = 1 if len(stem) < 10 else 2
        best = min(
            (
                (distance, candidate)
                for candidate in self._index.starts.get(stem[:3], ())
                if abs(len(candidate) - len(stem)) <= allowed
                and (distance := _distance(stem, candidate, allowed)) <= allowed
            ),
            default=(0, stem),
        )
        return best[1]

    def _weight(self, stem: str) -> float:
        count = self._index.codes_of.get(stem, 0)
        weight = math.log(1 + len(self.titles) / max(count, 1))
        return weight * 0.3 if stem in _LIGHT or stem.isdigit() else weight

    def _family(self, code: str) -> set[str]:
        """The code, what it is a part of, and its parts."""
        family = {code}
        if "–" in code:
            first, _, last = code.partition("–")
            family.update(other for other in self.titles if "–" not in other and first <= other[: len(first)] <= last)
        else:
            family.update(_beginnings(code))
            family.update(block for block, first, last in self._blocks if first <= code[: len(first)] <= last)
        above = (self.parents or {}).get(code, "")
        while above and above not in family:
            family.add(above)
            above = (self.parents or {}).get(above, "")
        below, seen = [code], {code}
        while below:
            parts = [part for part in self._children.get(below.pop(), ()) if part not in seen]
            seen.update(parts)
            below.extend(parts)
        return family | seen

    def _share(self, stems: Collection[str], own: Collection[str]) -> float:
        """How much of the stems' weight the own ones have; «nephritis» has half of «pyelonephritis»."""
        total = got = 0.0
        for stem in stems:
            weight = self._weight(stem)
            total += weight
            if stem in own:
                got += weight
            elif len(stem) >= 5 and any(
                len(other) >= 5 and (stem.endswith(other) or other.endswith(stem) or stem[:6] == other[:6])
                for other in own
            ):
                got += weight / 2
        return got / total if total else 0.0

    def _rank(self, stems: Collection[str]) -> list[_Rated]:
        index = self._index
        weights = {stem: self._weight(stem) for stem in stems}
        total = sum(weights.values())
        covered: dict[int, float] = defaultdict(float)
        for stem, weight in weights.items():
            for at in index.postings.get(stem, ()):
                covered[at] += weight
        rated: list[_Rated] = []
        for at, got in covered.items():
            if got < 0.4 * total:
                continue
            name = index.names[at]
            back = got / sum(map(self._weight, name.stems))
            cover = got / total
            # «Takayasu», or «Kawasaki» in brackets, is a disease's own name, whatever word stands beside it.
            eponym = back >= 0.9 and name.bracket and all(index.codes_of[s] <= _EPONYM_CODES for s in name.stems)
            clear = eponym or (cover >= _CLEAR_COVER and back >= _CLEAR_BACK)
            rated.append(_Rated(name, cover, back, clear))
        # Of two that match as well, the broader code, which stands first in an edition.
        rated.sort(key=lambda rating: (-round(rating.score, 6), len(rating.name.code)))
        return rated


def _matches(ranked: Iterable[_Rated], count: int, *, only_clear: bool = False) -> tuple[Match, ...]:
    found: dict[str, Match] = {}
    for rated in ranked:
        if only_clear and not rated.clear:
            continue
        found.setdefault(rated.name.code, Match(rated.name.code, rated.name.title, round(rated.score, 3)))
        if len(found) == count:
            break
    return tuple(found.values())


def _distance(one: str, other: str, limit: int) -> int:
    """How many letters to change, leave out or put in; more than ``limit`` where it is more."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, counterpart in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != counterpart)))
        if min(now) > limit:
            return limit + 1
        before = now
    return before[-1]


def nearest_by_title(words: str, titles: Mapping[str, Sequence[str]] | GlossChecker, count: int = 3) -> list[Match]:
    """The codes whose titles match some words best. Who asks often hands over a checker, which keeps its index."""
    checker = titles if isinstance(titles, GlossChecker) else GlossChecker(titles)
    return checker.nearest(words, count)


# ---------------------------------------------------------------------------------------------------------------
# Codes that look like another


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOOKALIKE = {"O": "0", "0": "O", "I": "1", "1": "I", "L": "1", "S": "5", "5": "S", "B": "8", "8": "B", "Z": "2"}


def nearest_by_spelling(
    code: str, codes: Collection[str], count: int = 3, *, gloss: str = "", checker: GlossChecker | None = None
) -> list[str]:
    """Codes that someone may have meant who wrote this one: those the gloss fits best, then the nearest.

    A code without its letter (``79.6``) may be any letter's: there every code is given, more than ``count`` too, for
    nothing but the gloss tells them apart. Else come a figure that looks like a letter and the other way about
    (``O79.6``, ``179.6``), digits too many (``L94.22``), neighbours that changed places, and one other character.
    """
    written = code.replace(",", ".").replace(" ", "").upper()
    plain = written.replace(".", "")
    # The case of a suffix is part of a Norwegian code (``I21.0a``), and authors miss it.
    spelt = {known.upper(): known for known in codes}
    candidates: dict[str, int] = {}

    def offer(bare: str, rank: int) -> None:
        for form in (bare, f"{bare[:3]}.{bare[3:]}"):
            if form in spelt and spelt[form] != code:
                candidates.setdefault(spelt[form], rank)

    offer(plain, 0)
    for at, character in enumerate(plain):
        if character in _LOOKALIKE:
            offer(plain[:at] + _LOOKALIKE[character] + plain[at + 1 :], 1)
    without_letter = plain[:1].isdigit()
    if without_letter:
        for letter in _ALPHABET:
            offer(letter + plain, 1)
    else:
        for end in range(len(plain) - 1, 2, -1):
            offer(plain[:end], 1 + len(plain) - end)
        for at in range(len(plain) - 1):
            offer(plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :], 3)
        for at in range(len(plain)):
            offer(plain[:at] + plain[at + 1 :], 3)
            for other in "0123456789" if at else _ALPHABET:
                offer(plain[:at] + other + plain[at + 1 :], 4)
    likeness = {} if checker is None or not gloss else checker.likeness(gloss, candidates)
    order = list(candidates)
    # The gloss decides before the spelling does: it is the author's second word for the same thing.
    found = sorted(order, key=lambda known: (-likeness.get(known, 0.0), candidates[known], order.index(known)))
    return found if without_letter else found[:count]


# ---------------------------------------------------------------------------------------------------------------
# Glosses that the editors have looked at


@dataclass(frozen=True, slots=True)
class IgnoredGloss:
    """A gloss that is no mistake, and why: a line of the ignore list."""

    system: str
    code: str
    gloss: str
    """As the author wrote it; empty for every gloss of the code."""
    reason: str
    line: int = 0

    def matches(self, system: str, code: str, gloss: str) -> bool:
        """Whether the line is about this code and these words, however they are spelt."""
        return (self.system, self.code) == (system, code) and (
            not self.gloss or _same_words(self.gloss) == _same_words(gloss)
        )


def _same_words(text: str) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


IGNORED_COLUMNS = ("system", "code", "gloss", "reason")


def read_ignored(text: str) -> tuple[list[IgnoredGloss], list[Problem]]:
    """Read an ignore list, CSV with the columns system, code, gloss and reason.

    Problems are ``CODE_GLOSS_IGNORED_LINE`` (values ``problem``, ``found``). A line with a problem ignores nothing.
    """
    ignored: list[IgnoredGloss] = []
    problems: list[Problem] = []

    def note(line: int, problem: str, found: str) -> None:
        problems.append(Problem("CODE_GLOSS_IGNORED_LINE", line, {"problem": problem, "found": found}))

    rows = read_rows(text, comment="#", strict=True)
    try:
        # An empty file lacks no column.
        line, cells = next(rows, (0, [*IGNORED_COLUMNS]))
        header = [cell.casefold() for cell in cells]
        if any(name not in header for name in IGNORED_COLUMNS):
            note(line, N_("the first line must name the columns system, code, gloss and reason"), ",".join(cells))
            return ignored, problems
        for line, cells in rows:
            values = dict(zip(header, cells, strict=False))
            system = find_system(values.get("system", ""))
            parsed = system.parse(values.get("code", "")).codes if system else ()
            if len(cells) > len(header):
                note(line, N_("there are more fields than columns; quote a field that holds a comma"), ",".join(cells))
            elif system is None or len(parsed) != 1:
                note(line, N_("the line names no code of a known system"), ",".join(cells))
            elif not values.get("reason"):
                note(line, N_("the line gives no reason"), ",".join(cells))
            else:
                gloss, reason = values.get("gloss", ""), values["reason"]
                ignored.append(IgnoredGloss(system.id, parsed[0].key, gloss, reason, line))
    except RowError as error:
        note(error.begins, N_("the line is not well-formed CSV"), str(error))
    return ignored, problems
