"""Random lines of codes, and what must hold of whatever is read out of them.

The forms are told here once more, by their shape: the systems' own patterns would agree with themselves.
"""

from __future__ import annotations

import re
import string
import time
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from kompendium.codes.systems import SYSTEMS, Code, parse_codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from kompendium.codes.systems import ParsedCodes

# The forms of codes


def shape(code: str) -> str:
    """``A99.9`` of L94.2: capitals as A, small letters as a, digits as 9; of ASCII only."""
    kinds = {
        **dict.fromkeys(string.ascii_uppercase, "A"),
        **dict.fromkeys(string.ascii_lowercase, "a"),
        **dict.fromkeys(string.digits, "9"),
    }
    return "".join(kinds.get(character, character) for character in code)


def is_icd10(code: str) -> bool:
    return shape(code) in {"A99", "A99.9", "A99.99"}


def is_icd10no(code: str) -> bool:
    plain = is_icd10(code) or shape(code).rstrip("Aa") in {"A99.", "A99.9", "A99.99", "A99.999"}
    external = code[0] in "TVWXY" and code[2] in "nst" and shape(code) in {"A9a", "A9a.9", "A9a.a", "A9a.9a", "A9a.aa"}
    # At most one letter ends a code, but for the place and the trade of an accident.
    return (plain and len(re.findall("[A-Za-z]", code)) <= 2) or external or shape(code) == "A99.aa"


def is_icd10cm(code: str) -> bool:
    start, dot, rest = code.partition(".")
    return shape(start) in {"A99", "A9A"} and (not dot or (rest.isalnum() and rest == rest.upper() and len(rest) <= 4))


def is_icd11(code: str) -> bool:
    for part in re.split("[&/]", code):
        stem, dot, rest = part.partition(".")
        extension = stem[:1] == "X" and 4 <= len(stem) <= 6
        if not (extension or len(stem) == 4) or (dot and not 1 <= len(rest) <= 3):
            return False
        if not (
            shape(stem[1:3]) == "A9" and set(stem + rest) <= set(string.ascii_uppercase + string.digits) - set("IO")
        ):
            return False
    return True


def is_icpc2(code: str) -> bool:
    process = shape(code) == "-99" and code[1] in "3456"
    return process or (shape(code) in {"A99", "A999", "A99.9999"} and code[0] in "ABDFHKLNPRSTUWXYZ")


def is_atc(code: str) -> bool:
    return shape(code) in {"A", "A99", "A99A", "A99AA", "A99AA99"} and code[0] in "ABCDGHJLMNPRSV"


FORMS: dict[str, Callable[[str], bool]] = {
    "icd10": is_icd10,
    "icd10no": is_icd10no,
    "icd10cm": is_icd10cm,
    "icd11": is_icd11,
    "icpc2": is_icpc2,
    "atc": is_atc,
    "ncsp": lambda code: shape(code) in {"AAA99", "AAA99A"},
    "ncmp": lambda code: shape(code) in {"AAA99", "AAA99A", "AAAA99", "AAAA99A"},
    "ncrp": lambda code: shape(code) in {"AAA9AA", "AAA99A"},
}


def is_code(system: str, text: str) -> bool:
    """Whether a text has the form of a code, with what the systems of ICD-10 may add: † * .- and a range."""
    if not system.startswith("icd10"):
        return FORMS[system](text)
    bare = text[:-1] if text[-1:] in ("†", "*") else text
    if bare.endswith("-"):
        return FORMS[system](bare[:-1].removesuffix("."))
    first, dash, last = bare.partition("–")
    return FORMS[system](first) and (not dash or (FORMS[system](last) and first < last))


# What authors write

REAL = (
    "L94.2", "L942", "l94.2", "L94,2", "M00.00", "L40.5†", "L40.5+", "M07.0*", "(J99.1*)", "M34.-", "M34-", "M30–M36",
    "M30-36", "M30 til M36", "M33.0–9", "ICD10: M08.0", "ICD-10-kode: M08.0", "M79.0 (Fibromyalgi)",
    "M79.0: Fibromyalgi", "M33.1 Annen dermatomyositt, uspesifisert", "79.6", "REV 053", "I210a", "V0n0a", "M1A.0",
    "m1a00x0", "EB90.40", "4A42.2&XK9J", "XH50T2", "L99", "R991", "-30", "L99.0001", "ICPC-2: L99", "H02A B06",
    "L04AB01", "L01XC02 (rituksimab)", "ATC-koder: H02", "L", "NGB40", "NGB 40", "NXA10K", "WBOC05", "NGG0AA", "ſ99",
    "L٩9",
)  # fmt: skip
BETWEEN = (", ", "; ", ",", ";", " ", "\n", " og ", " and ", ", og ", " / ", " (", ") ", " + ", "  ", ".")
WORDS = (
    "kalsinose", "Fibromyalgi", "hudens", "bindevev", "å", "i", "a", "b", "s", "uke", "side", "med", "mtx", "Avsnitt",
    "kapittel", "spesifisert", "hender", "øye", "xanax", "xeno", "til", "og", "eller", "ca.", "dvs.", "f.eks.", "per",
    "døgn", "år", "uker", "barn", "voksne", "behandling", "mot", "for", "på", "ved", "prosedyre", "kode", "læringsmål",
)  # fmt: skip
NUMBERS = (
    "20 mg", "3,5 g", "0,5–1 mg/kg", "10 %", "1.1.2020", "12. mai 2021", "2022-01-31", "s. 47", "side 47", "uke 12",
    "s. 12–14", "kap. 3", "2022", "37,5 °C", "1 000", "12", "3", "1/2", "× 2", "kl. 08.30", "20–30", "79.6",
)  # fmt: skip

word = st.sampled_from(WORDS) | st.text("abcdefghijklmnopqrstuvwxyzæøåé", min_size=2, max_size=9)
prose = st.lists(
    st.tuples(word | st.sampled_from(NUMBERS), st.sampled_from((" ", " ", " ", ", ", ". ", "; ", ": ", "\n", " – "))),
    max_size=9,
).map(lambda pairs: "".join(text + after for text, after in pairs))
"""Words, numbers, dates, doses and pages, none of which is a code of any system."""


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A code with a few characters put in, left out or changed."""
    text = draw(st.sampled_from(REAL))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        put = draw(st.just("") | st.sampled_from("LMOXnst019.,-–†*+() :/&\u00a0ſı٤²") | st.characters())
        text = text[:at] + put + text[at + draw(st.integers(0, 1)) :]
    return text


piece = st.sampled_from(REAL) | mutated() | st.sampled_from(WORDS) | st.sampled_from(NUMBERS)
lists = st.lists(st.tuples(piece, st.sampled_from(BETWEEN)), max_size=6).map(
    lambda pairs: "".join(text + after for text, after in pairs)
)
lines = (
    st.text(max_size=40) | st.text("LMG0123456789.,;-–†*+() ogXK&/:ABabnst\n", max_size=24) | mutated() | lists | prose
)
"""Anything at all: all of Unicode, the characters of codes, codes that are nearly right, lists of all these."""


# What must hold

DROPPED = set(",;.:=()-‐‑‒–—−&")
"""Characters that may be gone from what was read."""
DIVIDERS = {"og", "and", "samt", "eller", "or", "til", "to", "t", "o", "m"}
NAMES = re.compile(r"(icd|icpc|atc|ncsp|ncmp|ncrp)?(10|11|2)?(no|cm)?((koder?|codes?)(nr)?)?")
"""What a system is called before a code, or a part of it: «ICD10kode», «10», «CM»."""


def squeezed(text: str) -> str:
    """A text as it is compared: without case, space and what may be dropped."""
    text = text.replace("+", "†").casefold()
    return "".join(character for character in text if not character.isspace() and character not in DROPPED)


def check_reading(line: str) -> None:
    """Read a line in every system: quickly, codes that are codes and read back as themselves, and nothing lost."""
    for system in SYSTEMS:
        # The processor's time: another program's load is no fault.
        start = time.process_time()
        parsed = parse_codes(system, line)
        assert time.process_time() - start < 1
        for code in parsed.codes:
            assert is_code(system, code.text), code
            assert parse_codes(system, code.text).codes == (Code(system, code.text),)
            assert code.gloss == code.gloss.strip()
        assert all(found.strip() for found in parsed.malformed)
        assert lost(line, parsed) == {}


def lost(line: str, parsed: ParsedCodes) -> Counter[str]:
    """What a line has and its reading lacks, but for separators and the names of systems: characters, and words."""
    kept = [squeezed(text) for text in (*map(str, parsed.codes), *parsed.malformed)]
    missing = Counter(squeezed(line)) - Counter("".join(kept))
    # A divider's letters may be missing as often as it stands there.
    for name in re.findall(r"[^\W_]+", line.casefold()):
        if name in DIVIDERS or NAMES.fullmatch(name):
            missing -= Counter(name)
        elif not any(squeezed(name) in text for text in kept):
            missing[name] += 1
    return +missing


def check_prose(text: str) -> None:
    """Words, numbers, dates and doses are no codes."""
    for system in SYSTEMS:
        assert parse_codes(system, text).codes == ()
