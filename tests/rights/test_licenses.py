from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompendium.rights.licenses import (
    License,
    LicenseExpression,
    Unreadable,
    find_license,
    known_licenses,
    read_license,
    try_license,
)

SPELLINGS = {
    "CC-BY-4.0": [
        "CC BY 4.0",
        "CC-BY-4.0",
        "cc by 4.0",
        "CC-BY 4.0",
        "CCBY4.0",
        "CC BY 4",
        "CC BY v4.0",
        "CC BY, versjon 4.0",
        "CC BY 4.0 International",
        "CC BY 4.0 Internasjonal",
        "CC BY 4.0 license",
        "CC_BY_4.0",
        "CC BY 4,0",
        "CC BY 4.0.",
        "(CC BY 4.0)",
        "Creative Commons BY 4.0",
        "Creative Commons Attribution 4.0 International",
        "Creative Commons Attribution 4.0 International License",
        "Attribution 4.0 International (CC BY 4.0)",
        "Navngivelse 4.0 Internasjonal (CC BY 4.0)",
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/deed.no)",
        "CC BY https://creativecommons.org/licenses/by/4.0/",
        "Navngivelse 4.0 Internasjonal",
        "Creative Commons Navngivelse 4.0",
        "Lisens: CC BY 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/licenses/by/4.0",
        "http://www.creativecommons.org/licenses/by/4.0/deed.no",
        "https://creativecommons.org/licenses/by/4.0/legalcode.en",
        "creativecommons.org/licenses/by/4.0/",
    ],
    "CC-BY-NC-SA-4.0": [
        "CC BY-NC-SA 4.0",
        "CC-BY-NC-SA-4.0",
        "CC BY NC SA 4.0",
        "cc by-nc-sa 4.0",
        "CC BY-SA-NC 4.0",
        "CC BY‑NC‑SA 4.0",
        "CC BY–NC–SA 4.0",
        "Navngivelse-IkkeKommersiell-DelPåSammeVilkår 4.0 Internasjonal",
        "Creative Commons Navngivelse-Ikke-kommersiell-Del på samme vilkår 4.0",
        "Attribution-NonCommercial-ShareAlike 4.0 International",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/deed.nb",
        "CC BY-NC-SA 4.0 https://creativecommons.org/licenses/by-nc-sa/4.0/",
        "CC-BY-NC-SA 4.0 Internasjonal lisens",
        "CC BY-NC-SA4.0",
        "by-nc-sa/4.0",
    ],
    "CC-BY-NC-4.0": [
        "CC BY NC. 4.0",
        "CC BY-NC 4.0",
        "CC-BY-NC, 4.0",
        "CC-BY-NC-4.0",
        "Creative Commons: Navngivelse-Ikkekommersiell 4.0",
        "https://creativecommons.org/licenses/by-nc/4.0/deed.no",
    ],
    "CC-BY-SA-4.0": [
        "CC BY-SA 4.0",
        "CC-BY-SA-4.0",
        "CC BY‐SA 4.0 Internasjonal",
        "Navngivelse-Del på samme vilkår 4.0",
        "Creative Commons Attribution-ShareAlike 4.0 International License",
        "http://creativecommons.org/licenses/by-sa/4.0/legalcode",
    ],
    "CC-BY-ND-4.0": [
        "CC BY-ND 4.0",
        "Attribution-NoDerivatives 4.0 International",
        "Navngivelse-IngenBearbeidelse 4.0",
        "https://creativecommons.org/licenses/by-nd/4.0/",
    ],
    "CC-BY-1.0": ["CC BY 1.0", "CC-BY-1.0", "https://creativecommons.org/licenses/by/1.0/"],
    "CC-BY-NC-2.0": ["CC BY-NC 2.0", "Attribution-NonCommercial 2.0 Generic"],
    "CC-BY-2.5": ["CC BY 2.5", "Attribution 2.5 Generic (CC BY 2.5)"],
    "CC-BY-ND-2.0": ["CC BY-ND 2.0", "Attribution-NoDerivs 2.0 Generic"],
    "CC-BY-3.0": ["CC BY 3.0", "CC BY 3", "CC-BY 3.0 Unported", "Attribution 3.0 Unported (CC BY 3.0)"],
    "CC-BY-NC-ND-3.0-NO": ["CC-BY-NC-ND 3.0 Norge", "Navngivelse-IkkeKommersiell-IngenBearbeidelser 3.0 Norge"],
    "CC-BY-2.5-NO": ["CC BY 2.5 Norge"],
    "CC-BY-NC-ND-3.0": ["CC BY-NC-ND 3.0", "http://creativecommons.org/licenses/by-nc-nd/3.0/deed.en"],
    "CC-BY-NC-SA-2.1-JP": ["CC BY-NC-SA 2.1 JP", "https://creativecommons.org/licenses/by-nc-sa/2.1/jp/"],
    "CC-BY-SA-3.0-DE": ["CC BY-SA 3.0 DE", "CC-BY-SA-3.0-DE", "https://creativecommons.org/licenses/by-sa/3.0/de/"],
    "CC-BY-NC-SA-3.0-IGO": ["CC BY-NC-SA 3.0 IGO", "https://creativecommons.org/licenses/by-nc-sa/3.0/igo/"],
    "CC-BY-SA-3.0": ["CC BY-SA 3.0", "CC BY-SA 3.0 Unported", "http://creativecommons.org/licenses/by-sa/3.0/"],
    "CC-BY-SA-2.5": ["CC BY-SA 2.5 Generic", "CC-BY-SA-2.5"],
    "CC-BY-2.0": ["CC BY 2.0", "CC-BY-2.0"],
    "CC-BY-3.0-NO": [
        "CC-BY-3.0-NO",
        "CC BY 3.0 NO",
        "CC BY 3.0 Norge",
        "https://creativecommons.org/licenses/by/3.0/no/",
    ],
    "CC-BY-ND-3.0-IGO": ["CC-BY-ND-3.0-IGO", "CC BY-ND 3.0 IGO"],
    "CC-BY-NC-ND-4.0": ["CC BY-NC-ND 4.0", "Attribution-NonCommercial-NoDerivatives 4.0", "CC BY-ND-NC 4.0"],
    "CC-BY-NC-ND-1.0": ["https://creativecommons.org/licenses/by-nd-nc/1.0/"],
    "CC-BY": ["CC BY", "CC-BY", "Creative Commons Attribution", "Navngivelse"],
    "CC-BY-NC": ["CC BY-NC", "by-nc"],
    "CC-BY-NC-SA": [
        "cc-by-nc-sa",
        "CC-BY-NC-SA",
        "CC BY NC SA",
        "Creative Commons Attribution-NonCommercial-ShareAlike",
    ],
    "CC0-1.0": [
        "CC0",
        "CC 0",
        "CC-0",
        "CC0 1.0",
        "CC0-1.0",
        "CC Zero",
        "cc-zero",
        "Creative Commons Zero v1.0 Universal",
        "CC0 1.0 Universal",
        "Creative Commons Zero",
        "https://creativecommons.org/publicdomain/zero/1.0/deed.no",
    ],
    "CC-PDM-1.0": [
        "public domain",
        "public-domain",
        "Public Domain Mark 1.0",
        "PDM",
        "CC-PDM-1.0",
        "offentlig domene",
        "falt i det fri",
        "https://creativecommons.org/publicdomain/mark/1.0/",
    ],
    "NLOD-2.0": ["NLOD 2.0", "NLOD-2.0", "Norsk lisens for offentlige data 2.0", "https://data.norge.no/nlod/no/2.0"],
    "NLOD-1.0": ["NLOD 1.0"],
    "NLOD": ["NLOD", "Norsk lisens for offentlige data (NLOD)"],
    "OFL-1.1": ["OFL-1.1", "SIL Open Font License 1.1", "SIL OFL 1.1", "https://openfontlicense.org/"],
    "OFL": ["OFL"],
    "GFDL-1.3": ["GFDL-1.3", "GFDL 1.3", "GNU Free Documentation License 1.3", "GFDL-1.3-only", "GFDL v1.3"],
    "GFDL-1.2": ["https://www.gnu.org/licenses/fdl-1.2.html", "GNU FDL 1.2"],
    "GFDL": ["GFDL", "GNU FDL"],
    "GFDL-1.2-or-later": [
        "GFDL-1.2-or-later",
        "GFDL-1.2+",
        "GFDL 1.2 or later",
        "GFDL 1.2 eller nyere",
        "GNU Free Documentation License, Version 1.2 or any later version",
    ],
    "CC-BY-SA-3.0 OR GFDL-1.2-or-later": [
        "CC-BY-SA-3.0 OR GFDL-1.2-or-later",
        "CC BY-SA 3.0 or GFDL 1.2 or later",
        "enten CC BY-SA 3.0 eller GFDL 1.2 eller nyere",
        "(CC BY-SA 3.0 OR GFDL-1.2+)",
    ],
    "CC-BY-4.0 OR GFDL-1.3": ["CC BY 4.0 OR GFDL 1.3", "Navngivelse 4.0 Internasjonal (CC BY 4.0) eller GFDL 1.3"],
    "CC-BY-4.0 AND CC-BY-SA-3.0": ["CC BY 4.0 og CC BY-SA 3.0", "CC BY 4.0 & CC BY-SA 3.0"],
    "CC0-1.0 OR (CC-BY-4.0 AND OFL-1.1)": ["CC0 or CC BY 4.0 and OFL 1.1", "CC0-1.0 OR (CC-BY-4.0 AND OFL-1.1)"],
    "CC-BY OR GFDL": ["CC BY or GFDL"],
    "CC-BY-4.0 OR LicenseRef-permission": ["CC BY 4.0 eller med tillatelse"],
    "MIT": ["MIT"],
    "Apache-2.0": ["Apache-2.0", "apache-2.0"],
    "GPL-3.0-or-later": ["GPL-3.0-or-later", "GPL-3.0+"],
    "GPL-2.0-or-later WITH Classpath-exception-2.0": ["GPL-2.0-or-later WITH Classpath-exception-2.0"],
    "Apache-2.0 OR CC-BY-4.0": ["Apache-2.0 OR CC BY 4.0"],
    "CC-SA-1.0": ["CC-SA-1.0"],
    "LicenseRef-all-rights-reserved": [
        "all rights reserved",
        "all-rights-reserved",
        "All Rights Reserved.",
        "alle rettigheter forbeholdt",
        "Alle rettigheter er forbeholdt.",
        "alle rettigheter reservert",
        "© all rights reserved",
        "Copyright, alle rettigheter forbeholdt",
        "med enerett",
        "©",
        "(c)",
        "copyright",
        "LicenseRef-all-rights-reserved",
    ],
    "LicenseRef-permission": [
        "permission",
        "with permission",
        "reproduced with permission",
        "gjengitt med tillatelse",
        "Gjengitt med vennlig tillatelse",
        "med tillatelse",
        "LicenseRef-permission",
    ],
    "LicenseRef-quotation": [
        "quotation",
        "sitat",
        "sitatretten",
        "åndsverkloven § 29",
        "fair use",
        "LicenseRef-quotation",
    ],
    "LicenseRef-Elsevier": ["LicenseRef-Elsevier"],
}
REFUSED = {
    "CC BY-NC-SB 4.0": "CC BY-NC-SA 4.0",
    "CC BY 5.0": "CC BY 4.0",
    "CC BY 4.1": "CC BY 4.0",
    "CC BY-SA-ND 4.0": "",
    "CC NC-SA 4.0": "CC BY-NC-SA 4.0",
    "CC BYY 4.0": "CC BY 4.0",
    "CC YB 4.0": "CC BY 4.0",
    "CCC BY 4.0": "CC BY 4.0",
    "CC BY-NN 4.0": "CC BY-ND 4.0",
    "CC BY-SA 4.0 DE": "CC BY-SA 4.0",
    "all rigths reserved": "All rights reserved",
    "alle rettigheter forbehodlt": "Alle rettigheter forbeholdt",
    "gjengit med tilatelse": "Gjengitt med tillatelse",
    "NLOD 3.0": "NLOD 2.0",
    "GFDL 2.0": "GFDL",
    "Public Domian Mark 1.0": "Public Domain Mark 1.0",
    "CC BY 4.0 (CC BY 3.0)": "CC BY 4.0",
    "CC BY-SA 4.0, men spør Kari først": "CC BY-SA 4.0",
    "CC BY-SA 3.0, GFDL": "CC BY-SA 3.0",
    "CC BY-NC-SA 4.0 / GFDL": "CC BY-NC-SA 4.0",
    "CC-BY-SA-3.0,2.5,2.0,1.0": "CC BY-SA 3.0",
    "CC BY-SA 4.O": "CC BY-SA 4.0",
    "CC0 2.0": "CC0 1.0",
    "public domain (USA)": "Public Domain Mark 1.0",
    "CC BY-NC 4.0 NO": "CC BY-NC 4.0",
    "Creative Commons": "",
    "Pixabay License": "",
    "no known copyright restrictions": "",
    "GFDL or later": "GFDL",
    "CC BY 5.0 or GFDL 1.3": "CC BY 4.0 OR GFDL 1.3",
    "(CC BYY 4.0 or GFDL 1.3) and CC0": "(CC BY 4.0 OR GFDL 1.3) AND CC0 1.0",
    "CC BY 4.0 eller spør Kari": "",
    "CC BY 4.0 or": "CC BY 4.0",
    "mit": "",
    "Apache-2.0 WITH MIT": "",
    "by": "",
    "4.0": "",
    "": "",
    "spør Kari": "",
    "Foto: Kari Nordmann": "",
    "https://example.org/licenses/by/4.0/": "",
}
"""What must be refused, and the licence that is suggested for it."""

TABLE = [(spelling, identifier) for identifier, spellings in SPELLINGS.items() for spelling in spellings]


@pytest.mark.parametrize(("spelling", "identifier"), TABLE)
def test_a_licence_is_read_as_people_write_it(spelling: str, identifier: str) -> None:
    read = read_license(spelling)
    assert isinstance(read, License)
    assert read.id == identifier


def test_table_has_205_spellings_to_read_and_41_to_refuse() -> None:
    spellings = [*(spelling for spelling, _ in TABLE), *REFUSED]
    assert len(spellings) == len(set(spellings))
    assert (len(TABLE), len(REFUSED)) == (205, 41)


@pytest.mark.parametrize(("text", "suggestion"), REFUSED.items())
def test_what_cannot_be_read_gets_a_suggestion(text: str, suggestion: str) -> None:
    assert read_license(text) == Unreadable(text, suggestion)


@pytest.mark.parametrize(("spelling", "missing"), [("CC BY", True), ("NLOD", True), ("OFL", True), ("CC0", False)])
def test_a_version_is_never_guessed(spelling: str, missing: bool) -> None:
    read = read_license(spelling)
    assert isinstance(read, License)
    assert read.version_missing is missing
    assert not missing or (read.version, read.url) == ("", "")


@pytest.mark.parametrize("license_", known_licenses(), ids=lambda license_: license_.id)
def test_a_licence_reads_back_from_its_own_names(license_: License) -> None:
    assert read_license(license_.id) == license_
    assert read_license(license_.short) == license_
    for language in ("nb", "en"):
        assert read_license(license_.short_name(language)) in {license_, read_license(license_.short)}
        if license_.is_cc:
            assert read_license(license_.name(language)) == license_
    if license_.url:
        assert read_license(license_.url) == license_
        assert read_license(license_.deed("nb")) == license_


@given(st.text() | st.sampled_from([spelling for spelling, _ in TABLE]).map(lambda text: f" {text.upper()}; "))
def test_reading_is_idempotent_on_the_short_name_and_never_raises(text: str) -> None:
    read = read_license(text)
    if isinstance(read, License):
        assert read_license(read.short) == read


@pytest.mark.parametrize(
    ("spelling", "short", "nb", "en", "deed"),
    [
        (
            "CC-BY-NC-SA-4.0",
            "CC BY-NC-SA 4.0",
            "Navngivelse-IkkeKommersiell-DelPåSammeVilkår 4.0 Internasjonal",
            "Attribution-NonCommercial-ShareAlike 4.0 International",
            "https://creativecommons.org/licenses/by-nc-sa/4.0/deed.no",
        ),
        (
            "CC-BY-3.0-NO",
            "CC BY 3.0 NO",
            "Navngivelse 3.0 Norge",
            "Attribution 3.0 Norway",
            "https://creativecommons.org/licenses/by/3.0/no/deed.no",
        ),
        (
            "CC BY-NC-ND 1.0",
            "CC BY-NC-ND 1.0",
            "Navngivelse-IkkeKommersiell-IngenBearbeidelse 1.0 Generisk",
            "Attribution-NonCommercial-NoDerivatives 1.0 Generic",
            "https://creativecommons.org/licenses/by-nd-nc/1.0/deed.no",
        ),
        (
            "CC0",
            "CC0 1.0",
            "CC0 1.0 Universell – fristatus",
            "CC0 1.0 Universal",
            "https://creativecommons.org/publicdomain/zero/1.0/deed.no",
        ),
        (
            "NLOD 2.0",
            "NLOD 2.0",
            "Norsk lisens for offentlige data 2.0",
            "Norwegian Licence for Open Government Data 2.0",
            "https://data.norge.no/nlod/no/2.0",
        ),
        ("©", "All rights reserved", "Alle rettigheter forbeholdt", "All rights reserved", ""),
        ("CC BY", "CC BY", "Navngivelse", "Attribution", ""),
    ],
)
def test_names_and_addresses(spelling: str, short: str, nb: str, en: str, deed: str) -> None:
    read = read_license(spelling)
    assert isinstance(read, License)
    assert (read.short, read.name("nb"), read.name("en_GB"), read.deed("nb_NO")) == (short, nb, en, deed)


def test_a_deed_is_in_the_readers_language() -> None:
    license_ = License("CC-BY", "4.0")
    assert [license_.deed(language)[-7:] for language in ("nb", "nn", "no", "en", "sv_SE")] == [
        "deed.no",
        "deed.no",
        "deed.no",
        "deed.en",
        "deed.sv",
    ]


def test_what_a_licence_allows() -> None:
    license_ = License("CC-BY-NC-SA", "4.0")
    assert (license_.noncommercial, license_.share_alike, license_.no_derivatives) == (True, True, False)
    assert (license_.is_cc, license_.is_open, license_.is_public_domain) == (True, True, False)
    assert License("CC-BY-NC-ND", "4.0").no_derivatives
    assert License("GFDL", "1.3").share_alike
    assert License("CC0", "1.0").is_public_domain
    assert not License("all-rights-reserved").is_open


@pytest.mark.parametrize(
    ("line", "found", "identifier"),
    [
        ("Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0", "CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
        ("Illustrasjon: NN. 2017. CC-BY-NC-SA 4.0.", "CC-BY-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
        ("Foto: PxHere. CC0", "CC0", "CC0-1.0"),
        ("Foto: NN (CC BY 4.0), beskåret", "CC BY 4.0", "CC-BY-4.0"),
        ("NN. CC BY NC. 4.0", "CC BY NC. 4.0", "CC-BY-NC-4.0"),
        ("NN. CC BY. Nora Hansen", "CC BY", "CC-BY"),
        ("CC BY. 2017", "CC BY", "CC-BY"),
        ("NN, lisensiert under Creative Commons Navngivelse 4.0 Internasjonal.", None, "CC-BY-4.0"),
        (
            "NN https://creativecommons.org/licenses/by/2.0/, 2012",
            "https://creativecommons.org/licenses/by/2.0/",
            "CC-BY-2.0",
        ),
        ("Bok. 2010. All rights reserved.", "All rights reserved", "LicenseRef-all-rights-reserved"),
        ("Figur fra boken, gjengitt med tillatelse fra forlaget", "gjengitt med tillatelse", "LicenseRef-permission"),
        ("NN. CCBY4.0", "CCBY4.0", "CC-BY-4.0"),
        ("NN. NLOD 2.0", "NLOD 2.0", "NLOD-2.0"),
        ("Foto: NN. CC BY-SA 3.0 or GFDL, 2010", "CC BY-SA 3.0 or GFDL", "CC-BY-SA-3.0 OR GFDL"),
        ("Foto: NN, GFDL 1.2 eller nyere. 2010", "GFDL 1.2 eller nyere", "GFDL-1.2-or-later"),
        ("Foto: NN. CC BY 4.0 og tegning: PP. CC0", "CC BY 4.0", "CC-BY-4.0"),
        ("Ikon: NN. CC BY 4.0 or MIT.", "CC BY 4.0 or MIT", "CC-BY-4.0 OR MIT"),
        ("Ikon: NN. Apache-2.0 or CC BY 4.0, 2010", "Apache-2.0 or CC BY 4.0", "Apache-2.0 OR CC-BY-4.0"),
        ("Foto: NN. CC BY 4.0 og Kari", "CC BY 4.0", "CC-BY-4.0"),
        ("Foto: Kari eller CC BY 4.0", "CC BY 4.0", "CC-BY-4.0"),
        ("NN. CC BY-NC 4.0 og gjengitt med tillatelse", "CC BY-NC 4.0", "CC-BY-NC-4.0"),
    ],
)
def test_a_licence_is_found_in_a_line(line: str, found: str | None, identifier: str) -> None:
    result = find_license(line)
    assert result is not None
    license_, start, end = result
    assert license_.id == identifier
    assert found is None or line[start:end] == found


@pytest.mark.parametrize("line", ["", "Foto: Kari Nordmann", "Cecilie Byberg, NC", "Accby 4.0", "kl. 4.0"])
def test_no_licence_is_found_where_none_is(line: str) -> None:
    assert find_license(line) is None


@given(st.text())
def test_what_is_found_lies_in_the_line(line: str) -> None:
    if found := find_license(line):
        assert 0 <= found[1] < found[2] <= len(line)


def test_choice_allows_what_any_of_its_licences_allows_and_a_sum_what_all_allow() -> None:
    choice, both = try_license("CC BY-NC-ND 4.0 or CC BY-SA 4.0"), try_license("CC BY-NC-ND 4.0 and CC BY-SA 4.0")
    assert isinstance(choice, LicenseExpression)
    assert isinstance(both, LicenseExpression)
    assert (choice.noncommercial, choice.no_derivatives, choice.share_alike) == (False, False, False)
    assert (both.noncommercial, both.no_derivatives, both.share_alike) == (True, True, True)
    assert [leaf.id for leaf in both.leaves] == ["CC-BY-NC-ND-4.0", "CC-BY-SA-4.0"]


@pytest.mark.parametrize(
    ("text", "open_", "public_domain"),
    [
        ("CC0 or all rights reserved", True, True),
        ("CC0 and all rights reserved", False, False),
        ("CC0 or CC BY 4.0", True, True),
        ("CC0 and CC BY 4.0", True, False),
    ],
)
def test_expression_is_open_where_its_licences_make_it_so(text: str, open_: bool, public_domain: bool) -> None:
    read = read_license(text)
    assert isinstance(read, LicenseExpression)
    assert (read.is_open, read.is_public_domain, read.is_cc, read.url, read.deed("nb")) == (
        open_,
        public_domain,
        False,
        "",
        "",
    )


def test_expression_is_named_in_the_readers_language_and_reads_back() -> None:
    read = read_license("CC0 and (CC BY-SA 3.0 NO or GFDL 1.2 or later)")
    assert isinstance(read, LicenseExpression)
    assert read.short == "CC0 1.0 AND (CC BY-SA 3.0 NO OR GFDL 1.2 or later)"
    assert read.short_name("nb") == "CC0 1.0 og (CC BY-SA 3.0 NO eller GFDL 1.2 eller nyere)"
    assert read.short_name("en") == "CC0 1.0 and (CC BY-SA 3.0 NO or GFDL 1.2 or later)"
    assert read.name("nb") == (
        "CC0 1.0 Universell – fristatus og (Navngivelse-DelPåSammeVilkår 3.0 Norge eller "
        "GNU Free Documentation License 1.2 eller nyere)"
    )
    assert {read_license(name) for name in (read.short, read.id, read.short_name("nb"))} == {read}
    assert not read.version_missing


@pytest.mark.parametrize("text", ["CC BY or GFDL 1.3", "GFDL 1.3 and CC BY"])
def test_missing_version_in_an_expression_is_said(text: str) -> None:
    read = read_license(text)
    assert isinstance(read, LicenseExpression)
    assert [leaf.short for leaf in read.leaves if leaf.version_missing] == ["CC BY"]
    assert read.version_missing


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("CC BY 4.0 NC", "CC BY-NC 4.0"),
        ("CC BY 3.0 (non-commercial)", "CC BY-NC 3.0"),
        ("CC BY 4.0 - NC - ND", "CC BY-NC-ND 4.0"),
        ("CC BY 4.0 / CC BY-NC 4.0", "CC BY-NC 4.0"),
        ("CC BY-NC-SA-ND 4.0", ""),
    ],
)
def test_nobody_is_led_to_a_freer_licence_than_was_meant(text: str, suggestion: str) -> None:
    assert read_license(text) == Unreadable(text, suggestion)


@pytest.mark.parametrize("elements", ["by-xx", "by-mc", "bync", "by_nc", "xx"])
def test_an_address_with_another_element_is_no_licence(elements: str) -> None:
    assert isinstance(read_license(f"https://creativecommons.org/licenses/{elements}/4.0/"), Unreadable)


def test_the_address_that_the_chooser_gives_is_read() -> None:
    address = "https://creativecommons.org/licenses/by-nc/4.0/?ref=chooser-v1"
    assert read_license(address) == License("CC-BY-NC", "4.0")
    assert read_license("https://creativecommons.org/publicdomain/zero/1.0/?ref=chooser-v1") == License("CC0", "1.0")
