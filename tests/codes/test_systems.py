from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompendium.codes.systems import SYSTEMS, Code, find_system, parse_codes

SYSTEM_IDS = list(SYSTEMS)


def texts(system: str, line: str) -> list[str]:
    """The codes of a line as printed, with what is malformed after a «!»."""
    parsed = parse_codes(system, line)
    return [*map(str, parsed.codes), *(f"!{piece}" for piece in parsed.malformed)]


@pytest.mark.parametrize(
    ("system", "line", "expected"),
    [
        ("icd10", "L94.2", ["L94.2"]),
        ("icd10", "L942", ["L94.2"]),
        ("icd10", "l94.2", ["L94.2"]),
        ("icd10", " L94.2 ", ["L94.2"]),
        ("icd10", "L94,2", ["L94.2"]),
        ("icd10", "L94.2.", ["L94.2"]),
        ("icd10", "M34", ["M34"]),
        ("icd10", "M00.00", ["M00.00"]),
        ("icd10", "M0000", ["M00.00"]),
        ("icd10", "L40.5†", ["L40.5†"]),
        ("icd10", "L40.5+", ["L40.5†"]),
        ("icd10", "L40.5 †", ["L40.5†"]),
        ("icd10", "M07.0*", ["M07.0*"]),
        ("icd10", "(J99.1*)", ["J99.1*"]),
        ("icd10", "M05.1† (J99.1*)", ["M05.1†", "J99.1*"]),
        ("icd10", "M05.1†(J99.1*)", ["M05.1†", "J99.1*"]),
        ("icd10", "M34.-", ["M34.-"]),
        ("icd10", "M34.–", ["M34.-"]),
        ("icd10", "M34-", ["M34.-"]),
        ("icd10", "M07.-*", ["M07.-*"]),
        ("icd10", "M30–M36", ["M30–M36"]),
        ("icd10", "M30-M36", ["M30–M36"]),
        ("icd10", "M30 – M36", ["M30–M36"]),
        ("icd10", "M30–36", ["M30–M36"]),
        ("icd10", "m30-36", ["M30–M36"]),
        ("icd10", "M30 til M36", ["M30–M36"]),
        ("icd10", "M30.- til M36.-", ["M30–M36"]),
        ("icd10", "M30.-–M36.-", ["M30–M36"]),
        ("icd10", "M33.0–M33.9", ["M33.0–M33.9"]),
        ("icd10", "M33.0-9", ["M33.0–M33.9"]),
        ("icd10", "ICD10: M08.0", ["M08.0"]),
        ("icd10", "ICD-10: M08.0", ["M08.0"]),
        ("icd10", "ICD-10 M08.0", ["M08.0"]),
        ("icd10", "ICD 10:M08.0", ["M08.0"]),
        ("icd10", "ICD-10-kode: M08.0", ["M08.0"]),
        ("icd10", "M79.0 (Fibromyalgi)", ["M79.0 (Fibromyalgi)"]),
        ("icd10", "M79.0 Fibromyalgi", ["M79.0 (Fibromyalgi)"]),
        ("icd10", "M79.0: Fibromyalgi", ["M79.0 (Fibromyalgi)"]),
        ("icd10", "M79.0 – Fibromyalgi", ["M79.0 (Fibromyalgi)"]),
        ("icd10", "M79.0 (Fibromyalgi (primær))", ["M79.0 (Fibromyalgi (primær))"]),
        ("icd10", "M33.1 Annen dermatomyositt, uspesifisert", ["M33.1 (Annen dermatomyositt, uspesifisert)"]),
        ("icd10", "M34.1 (CREST), M33.0 (juvenil; sjelden)", ["M34.1 (CREST)", "M33.0 (juvenil; sjelden)"]),
        ("icd10", "L94.2, M34.1", ["L94.2", "M34.1"]),
        ("icd10", "L94.2; M34.1", ["L94.2", "M34.1"]),
        ("icd10", "L94.2 og M34.1", ["L94.2", "M34.1"]),
        ("icd10", "L94.2, M34.1 and M33.0", ["L94.2", "M34.1", "M33.0"]),
        ("icd10", "L94.2 M34.1", ["L94.2", "M34.1"]),
        ("icd10", "L94.2\nM34.1", ["L94.2", "M34.1"]),
        ("icd10", "L942,M341", ["L94.2", "M34.1"]),
        ("icd10", "ICD-10: L94.2, M34.1", ["L94.2", "M34.1"]),
        ("icd10", "", []),
        ("icd10", "  ,; ", []),
        ("icd10", "79.6", ["!79.6"]),
        ("icd10", "M79.0, 79.6", ["M79.0", "!79.6"]),
        ("icd10", "REV 053", ["!REV 053"]),
        ("icd10", "L94.", ["L94"]),
        ("icd10", "L94.2345", ["!L94.2345"]),
        ("icd10", "LL94", ["!LL94"]),
        ("icd10", "I210a", ["!I210a"]),
        ("icd10", "M1A", ["!M1A"]),
        ("icd10", "M36–M30", ["!M36–M30"]),
        ("icd10", "kalsinose", ["!kalsinose"]),
        ("icd10", "L94.2, kalsinose", ["L94.2", "!kalsinose"]),
        ("icd10", "(kalsinose)", ["!(kalsinose)"]),
        ("icd10", "L9.42", ["!L9.42"]),
        ("icd10", "MO8.0", ["!MO8.0"]),
        ("icd10", "ATC: L04", ["!ATC: L04"]),
        ("icd10", "ICD-10: 79.6", ["!ICD-10: 79.6"]),
        ("icd10", "ICD-10", ["!ICD-10"]),
        ("icd10", "L94.2 (kalk", ["!L94.2 (kalk"]),
        ("icd10", "\u00a0L94.2\u00a0", ["L94.2"]),
        ("icd10", "L94,2, M34,1", ["L94.2", "M34.1"]),
        ("icd10", "L94,2,M34,1", ["L94.2", "M34.1"]),
        ("icd10", "M33,0–9", ["M33.0–M33.9"]),
        ("icd10", "M33,0–M33,9", ["M33.0–M33.9"]),
        ("icd10", "l40.5+ (m07.0*)", ["L40.5†", "M07.0*"]),
        ("icd10", "L40.5† M07.0*", ["L40.5†", "M07.0*"]),
        ("icd10", "L40.5†, M07.0*", ["L40.5†", "M07.0*"]),
        ("icd10", "L405+", ["L40.5†"]),
        ("icd10", "m070*", ["M07.0*"]),
        ("icd10", "(L40.5† (M07.0*))", ["L40.5†", "M07.0*"]),
        ("icd10", "M05.1† (J99.1*), M05.2† (I39.8*)", ["M05.1†", "J99.1*", "M05.2†", "I39.8*"]),
        ("icd10", "M34.‑", ["M34.-"]),
        ("icd10", "M34.−", ["M34.-"]),
        ("icd10", "M34,-", ["M34.-"]),
        ("icd10", "m34.- (systemisk sklerose)", ["M34.- (systemisk sklerose)"]),
        ("icd10", "m30–m36", ["M30–M36"]),
        ("icd10", "M30—M36", ["M30–M36"]),
        ("icd10", "M30−M36", ["M30–M36"]),
        ("icd10", "M30‑36", ["M30–M36"]),
        ("icd10", "M30 t.o.m. M36", ["M30–M36"]),
        ("icd10", "M30\u00a0–\u00a0M36", ["M30–M36"]),
        ("icd10", "M30–M36 (Systemiske bindevevssykdommer)", ["M30–M36 (Systemiske bindevevssykdommer)"]),
        ("icd10", "M30–M36, L94.2", ["M30–M36", "L94.2"]),
        ("icd10", "ICD10:M08.0", ["M08.0"]),
        ("icd10", "icd-10: m08.0", ["M08.0"]),
        ("icd10", "ICD-10-koder: L94.2 og M34.1", ["L94.2", "M34.1"]),
        ("icd10", "ICD-10: L94.2, ICD-10: M34.1", ["L94.2", "M34.1"]),
        ("icd10", "L94.2, M34.1, and M33.0", ["L94.2", "M34.1", "M33.0"]),
        ("icd10", "L94.2; samt M34.1", ["L94.2", "!samt M34.1"]),
        ("icd10", "M79.0(Fibromyalgi)", ["M79.0 (Fibromyalgi)"]),
        ("icd10", "m790 = Fibromyalgi", ["M79.0 (Fibromyalgi)"]),
        ("icd10", "M79.0 (Fibromyalgi), M79.7", ["M79.0 (Fibromyalgi)", "M79.7"]),
        ("icd10", "M79.0 (Fibromyalgi) og M79.7 (annet)", ["M79.0 (Fibromyalgi)", "M79.7 (annet)"]),
        ("icd10", "M34.1 (CREST) M33.0 (juvenil)", ["M34.1 (CREST)", "M33.0 (juvenil)"]),
        ("icd10", "M79.0 (se også M79.7)", ["M79.0 (se også M79.7)"]),
        ("icd10", "D51.0 Vitamin B12-mangel", ["D51.0 (Vitamin B12-mangel)"]),
        ("icd10", "E53.8 Mangel på B12", ["E53.8 (Mangel på B12)"]),
        ("icd10", "E11 Diabetes type 2", ["E11 (Diabetes type 2)"]),
        ("icd10", "Fibromyalgi (M79.7)", ["!Fibromyalgi (M79.7)"]),
        ("icd10", "REV053", ["!REV053"]),
        ("icd10", "rev 053", ["!rev 053"]),
        ("icd10", "REV 053, REV 054", ["!REV 053", "!REV 054"]),
        ("icd10", "L94.2, REV 053", ["L94.2", "!REV 053"]),
        ("icd10", "M79.0, 79.6 (smerter)", ["M79.0", "!79.6 (smerter)"]),
        # A second code is no words about the first.
        ("icd10", "L94.2 / M34.1", ["!L94.2 / M34.1"]),
        ("icd10", "L94.2 + M34.1", ["!L94.2 + M34.1"]),
        ("icd10", "L94.2 kalsinose M34.1 sklerose", ["!L94.2 kalsinose M34.1 sklerose"]),
        ("icd10", "M34 .-", ["!M34 .-"]),
        ("icd10", "L94.2 20 mg", ["!L94.2 20 mg"]),
        ("icd10", "L94.2 (((((kalk)))))", ["L94.2 (((((kalk)))))"]),
        # Letters and digits of other scripts that look like ours, or become them.
        ("icd10", "L٩4.2", ["!L٩4.2"]),
        ("icd10", "ſ94.2", ["!ſ94.2"]),
        ("icd10no", "I210a", ["I21.0a"]),
        ("icd10no", "i21.0A", ["I21.0A"]),
        ("icd10no", "I21,0a, L94,2", ["I21.0a", "L94.2"]),
        ("icd10no", "L942", ["L94.2"]),
        ("icd10no", "S7180", ["S71.80"]),
        ("icd10no", "m331", ["M33.1"]),
        ("icd10no", "V0n0a", ["V0n.0a"]),
        ("icd10no", "v0n.0a", ["V0n.0a"]),
        ("icd10no", "V0n,0a (fotgjenger)", ["V0n.0a (fotgjenger)"]),
        ("icd10no", "V0n.-", ["V0n.-"]),
        ("icd10no", "V80xa, X6n0 og T4n", ["V80.xa", "X6n.0", "T4n"]),
        ("icd10no", "V0N0A", ["!V0N0A"]),
        ("icd10no", "V0h0a", ["!V0h0a"]),
        ("icd10no", "M3n", ["!M3n"]),
        ("icd10no", "m3a", ["!m3a"]),
        ("icd10", "V0n0a", ["!V0n0a"]),
        ("icd10cm", "M1A.0", ["M1A.0"]),
        ("icd10cm", "m1a00x0", ["M1A.00X0"]),
        ("icd11", "EB90.40", ["EB90.40"]),
        ("icd11", "eb90.40", ["EB90.40"]),
        ("icd11", "4A42.2 og 4A41.01", ["4A42.2", "4A41.01"]),
        ("icd11", "EB90.40&XK9J", ["EB90.40&XK9J"]),
        ("icd11", "ICD-11: 4A42.2 (systemisk sklerose)", ["4A42.2 (systemisk sklerose)"]),
        ("icd11", "L94.2", ["!L94.2"]),
        ("icd11", "EI90", ["!EI90"]),
        ("icpc2", "L99", ["L99"]),
        ("icpc2", "ICPC-2: l99, s99", ["L99", "S99"]),
        ("icpc2", "R991, r992", ["R991", "R992"]),
        ("icpc2", "L99.0001", ["L99.0001"]),
        ("icpc2", "R9912", ["!R9912"]),
        ("icpc2", "L99.1", ["!L99.1"]),
        ("icpc2", "L9", ["!L9"]),
        ("icpc2", "C10", ["!C10"]),
        ("atc", "L04AB01", ["L04AB01"]),
        ("atc", "H02A B06", ["H02AB06"]),
        ("atc", "l04 ab 01", ["L04AB01"]),
        ("atc", "L04A B01, H02A B06", ["L04AB01", "H02AB06"]),
        ("atc", "L04AB01 etanercept", ["L04AB01 (etanercept)"]),
        ("atc", "H02A B06 (prednisolon)", ["H02AB06 (prednisolon)"]),
        ("atc", "H02A B06 prednisolon", ["H02AB06 (prednisolon)"]),
        ("atc", "ATC: L04", ["L04"]),
        ("atc", "ATC-kode: L01XC02", ["L01XC02"]),
        ("atc", "L04AB01 L01FA01", ["L04AB01", "L01FA01"]),
        ("atc", "E04AB01", ["!E04AB01"]),
        ("atc", "L04AB1", ["!L04AB1"]),
        ("ncsp", "NGB40", ["NGB40"]),
        ("ncsp", "NGB 40", ["NGB40"]),
        ("ncmp", "WBOC05", ["WBOC05"]),
        ("ncmp", "NXA10K", ["NXA10K"]),
        ("ncrp", "NGG0AA", ["NGG0AA"]),
        ("ncrp", "NXA10K", ["NXA10K"]),
        ("ncsp", "N40", ["!N40"]),
        ("icd10no", "I21.0a", ["I21.0a"]),
        ("icd10no", "i210a", ["I21.0a"]),
        ("icd10no", "I210A", ["I21.0A"]),
        ("icd10no", "I210a (hjerteinfarkt), I210b", ["I21.0a (hjerteinfarkt)", "I21.0b"]),
        ("icd10no", "I210a–I210c", ["I21.0a–I21.0c"]),
        ("icd10no", "REV 053", ["!REV 053"]),
        ("icd11", "xanax", ["!xanax"]),
        ("icd11", "xh50t2", ["XH50T2"]),
        ("icd11", "1 a 20", ["!1 a 20"]),
        ("icpc2", "L٩٩", ["!L٩٩"]),
        ("icpc2", "ſ99", ["!ſ99"]),
        ("icpc2", "a 20 mg", ["!a 20 mg"]),
        ("icpc2", "–30", ["-30"]),
        ("atc", "h02a\u00a0b06", ["H02AB06"]),
        ("atc", "L01XC02 (rituksimab)", ["L01XC02 (rituksimab)"]),
        ("atc", "H", ["H"]),
        ("atc", "a", ["!a"]),
        ("atc", "C 10 mg", ["!C 10 mg"]),
        ("atc", "L04AB01 ved hepatitt B", ["L04AB01 (ved hepatitt B)"]),
        ("atc", "L04AB01 etanercept L01FA01 rituksimab", ["!L04AB01 etanercept L01FA01 rituksimab"]),
        ("ncsp", "uke 12", ["!uke 12"]),
        ("ncsp", "mtx 20 mg", ["!mtx 20 mg"]),
        ("ncsp", "ngb40", ["NGB40"]),
        ("ncsp", "REV 053", ["!REV 053"]),
        ("ncmp", "nxa10k", ["NXA10K"]),
        ("ncmp", "NXA10K (biopsi)", ["NXA10K (biopsi)"]),
        ("ncmp", "side 47", ["!side 47"]),
    ],
)
def test_codes_are_read_as_people_write_them(system: str, line: str, expected: list[str]) -> None:
    assert texts(system, line) == expected


@pytest.mark.parametrize("system", SYSTEM_IDS)
def test_a_systems_own_example_is_well_formed(system: str) -> None:
    assert texts(system, SYSTEMS[system].example) == [SYSTEMS[system].example]


LINES = st.text(alphabet="LMG0123456789.,;-–†*+() ogXK&/:ABab\n", max_size=24) | st.text(max_size=16)


@given(st.sampled_from(SYSTEM_IDS), LINES)
def test_normal_forms_read_back_as_themselves(system: str, line: str) -> None:
    for code in parse_codes(system, line).codes:
        assert parse_codes(system, code.text).codes == (Code(system, code.text),)


WORDS = st.from_regex(r"[a-zæøå]{4,9}( [a-zæøå]{4,9})?", fullmatch=True)
ICD = st.from_regex(r"[A-Z][0-9]{2}(\.[0-9]{1,2})?[†*]?", fullmatch=True)


@given(st.lists(st.tuples(ICD, st.just("") | WORDS), min_size=1, max_size=4))
def test_a_line_of_well_formed_codes_and_glosses_is_read_whole(pairs: list[tuple[str, str]]) -> None:
    codes = [Code("icd10", text, gloss) for text, gloss in pairs]
    parsed = parse_codes("icd10", ", ".join(map(str, codes)))
    assert parsed.codes == tuple(codes)
    assert parsed.malformed == ()


@given(st.sampled_from(SYSTEM_IDS), LINES)
def test_no_letter_or_digit_of_a_line_is_lost(system: str, line: str) -> None:
    parsed = parse_codes(system, line)
    kept = "".join([*map(str, parsed.codes), *parsed.malformed]).casefold()
    for character in set(line.casefold()) - set("og"):  # «og» divides codes
        if character.isalnum():
            assert character in kept or "icd" in line.casefold()


def test_an_unknown_system_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError):
        parse_codes("icd9", "L94.2")


@pytest.mark.parametrize(
    ("name", "system"),
    [("icd10", "icd10"), ("ICD-10", "icd10"), ("icd 10 no", "icd10no"), ("ICPC-2", "icpc2"), ("Atc", "atc"), ("x", "")],
)
def test_a_system_is_found_by_its_name(name: str, system: str) -> None:
    found = find_system(name)
    assert (found.id if found else "") == system


@pytest.mark.parametrize(
    ("text", "key", "mark", "first", "is_range", "slug"),
    [
        ("L40.5†", "L40.5", "†", "L40.5", False, "l40-5"),
        ("J99.1*", "J99.1", "*", "J99.1", False, "j99-1"),
        ("M34.-", "M34", "", "M34", False, "m34"),
        ("M30–M36", "M30–M36", "", "M30", True, "m30-m36"),
    ],
)
def test_parts_of_a_code(text: str, key: str, mark: str, first: str, is_range: bool, slug: str) -> None:
    code = Code("icd10", text)
    assert (code.key, code.mark, code.first, code.is_range, code.slug) == (key, mark, first, is_range, slug)


def test_codes_are_ordered_by_system_and_a_block_stands_before_its_codes() -> None:
    expected = ["L40.5†", "L94.2", "M30–M36", "M30", "M33.0–M33.9", "M33.0", "M34.-", "M34.1"]
    codes = [Code("icd10", text) for text in expected] + [Code("atc", "H02AB06")]
    shuffled = random.Random(2).sample(codes, len(codes))
    assert sorted(shuffled, key=lambda code: code.sort_key) == codes


@pytest.mark.parametrize(
    ("system", "text", "url"),
    [
        ("icd10", "L94.2", "https://icd.who.int/browse10/2019/en#/L94.2"),
        ("icd10", "M34.-", "https://icd.who.int/browse10/2019/en#/M34"),
        ("icd10", "L80–L99", "https://icd.who.int/browse10/2019/en#/L80-L99"),
        ("atc", "L01FA01", "https://atcddd.fhi.no/atc_ddd_index/?code=L01FA01"),
        ("icd10no", "L94.2", None),
        ("icd11", "EB90.40", None),
    ],
)
def test_a_code_has_an_address_where_the_system_has_stable_ones(system: str, text: str, url: str | None) -> None:
    assert SYSTEMS[system].url(Code(system, text)) == url


def test_a_block_is_no_part_of_the_code_it_begins_with() -> None:
    block = Code("icd10", "M30–M36")
    assert not block.is_within(Code("icd10", "M30"))
    assert block.is_within(block)
    assert Code("icd10", "M30.1").is_within(Code("icd10", "M30"))
