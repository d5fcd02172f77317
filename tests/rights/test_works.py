from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompendium.rights.licenses import License
from kompendium.rights.works import Credit, Work, missing_fields, read_credit, work_from_credit


def said(line: str) -> dict[str, str]:
    """The fields of a credit that are not empty, the licence by its identifier."""
    credit = read_credit(line)
    values = {item.name: getattr(credit, item.name) for item in fields(credit)}
    values["license"] = credit.license.id if credit.license else ""
    return {name: value for name, value in values.items() if value and name != "license_text"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0",
            {
                "label": "Illustrasjon",
                "creator": "Marek Chojnowski",
                "source": "Reumatologia",
                "year": "2017",
                "license": "CC-BY-NC-SA-4.0",
            },
        ),
        ("Foto: PxHere. CC0", {"label": "Foto", "creator": "PxHere", "license": "CC0-1.0"}),
        (
            "Kari Nordmann, 2012 https://openi. CC BY 2.0",
            {"creator": "Kari Nordmann", "year": "2012", "source_url": "https://openi", "license": "CC-BY-2.0"},
        ),
        (
            "Illustration: Marek Chojnowski, Reumatologia. 2017. CC-BY-NC-SA 4.0",
            {
                "label": "Illustration",
                "creator": "Marek Chojnowski",
                "source": "Reumatologia",
                "year": "2017",
                "license": "CC-BY-NC-SA-4.0",
            },
        ),
        (
            "Foto: Kari Nordmann / Wikimedia Commons / CC BY-SA 4.0",
            {"label": "Foto", "creator": "Kari Nordmann", "source": "Wikimedia Commons", "license": "CC-BY-SA-4.0"},
        ),
        (
            "Foto: Kari Nordmann via Wikimedia Commons, lisensiert under CC BY-SA 4.0 Internasjonal",
            {"label": "Foto", "creator": "Kari Nordmann", "source": "Wikimedia Commons", "license": "CC-BY-SA-4.0"},
        ),
        ("Kilde: Wikipedia. CC BY-SA 3.0", {"label": "Kilde", "source": "Wikipedia", "license": "CC-BY-SA-3.0"}),
        (
            "Kilde: Marek Chojnowski, Reumatologia 2017",
            {"label": "Kilde", "creator": "Marek Chojnowski", "source": "Reumatologia", "year": "2017"},
        ),
        (
            "Kari Nordmann og Per Olsen, Bok 2015. CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). Beskåret.",
            {
                "creator": "Kari Nordmann og Per Olsen",
                "source": "Bok",
                "year": "2015",
                "license": "CC-BY-4.0",
                "changes": "Beskåret",
            },
        ),
        (
            "Marek Chojnowski. Calcinosis of the hand. Reumatologia. 2017. doi:10.5114/reum.2017.1 CC BY 4.0",
            {
                "creator": "Marek Chojnowski",
                "title": "Calcinosis of the hand",
                "source": "Reumatologia",
                "year": "2017",
                "source_url": "https://doi.org/10.5114/reum.2017.1",
                "license": "CC-BY-4.0",
            },
        ),
        (
            "Foto: «Hånd med kalk», Kari N. Olsen (2012), Store medisinske leksikon, CC BY-SA 3.0, beskåret",
            {
                "label": "Foto",
                "title": "Hånd med kalk",
                "creator": "Kari N. Olsen",
                "source": "Store medisinske leksikon",
                "year": "2012",
                "license": "CC-BY-SA-3.0",
                "changes": "beskåret",
            },
        ),
        (
            "Gran JT, Palm Ø, Tidsskriftet. 2001. Gjengitt med tillatelse fra Legeforeningen",
            {
                "creator": "Gran JT, Palm Ø",
                "source": "Tidsskriftet",
                "year": "2001",
                "license": "LicenseRef-permission",
                "permission": "Gjengitt med tillatelse fra Legeforeningen",
            },
        ),
        (
            "© 2017 Elsevier. All rights reserved",
            {"creator": "Elsevier", "year": "2017", "license": "LicenseRef-all-rights-reserved"},
        ),
        (
            "Foto: J. Smith, N. Engl. J. Med. 2010. All rights reserved. Se også side 4",
            {
                "label": "Foto",
                "creator": "J. Smith",
                "source": "N. Engl. J. Med",
                "year": "2010",
                "license": "LicenseRef-all-rights-reserved",
                "rest": "Se også side 4",
            },
        ),
        (
            "Illustration: [Marek Chojnowski](https://example.org/a), *Reumatologia*. 2017. CC BY 4.0",
            {
                "label": "Illustration",
                "creator": "Marek Chojnowski",
                "source": "Reumatologia",
                "source_url": "https://example.org/a",
                "year": "2017",
                "license": "CC-BY-4.0",
            },
        ),
        (
            "Opphavsperson: Kari Nordmann. Tittel: Hånd. Kilde: Flickr. År: 2012. Lisens: CC BY 2.0. Endring: beskåret",
            {
                "creator": "Kari Nordmann",
                "title": "Hånd",
                "source": "Flickr",
                "year": "2012",
                "license": "CC-BY-2.0",
                "changes": "beskåret",
            },
        ),
        (
            "Illustrasjon av Kari Nordmann (CC BY 4.0)",
            {"label": "Illustrasjon", "creator": "Kari Nordmann", "license": "CC-BY-4.0"},
        ),
        ("Figur 2: Kari Nordmann. CC BY", {"label": "Figur 2", "creator": "Kari Nordmann", "license": "CC-BY"}),
        ("CC BY 4.0", {"license": "CC-BY-4.0"}),
        ("Tegning: Kari Nordmann. Lisens: spør Kari", {"label": "Tegning", "creator": "Kari Nordmann"}),
        ("Kari Nordmann. 2012. 2013", {"creator": "Kari Nordmann", "year": "2012", "rest": "2013"}),
        ("", {}),
    ],
)
def test_a_credit_is_read_as_people_write_it(line: str, expected: dict[str, str]) -> None:
    assert said(line) == expected


def test_a_licence_that_cannot_be_read_is_kept_as_written() -> None:
    credit = read_credit("Tegning: Kari Nordmann. Lisens: spør Kari")
    assert credit.license is None
    assert credit.license_text == "spør Kari"


def test_a_missing_version_is_taken_from_the_address() -> None:
    credit = read_credit("Foto: Kari Nordmann. CC BY https://creativecommons.org/licenses/by/2.0/")
    assert credit.license == License("CC-BY", "2.0")


# Words that say what a field is, and are not part of it.
STRUCTURE = frozenset(
    re.findall(
        r"\w+",
        "av by ved via fra hos from under med with lisens lisensen lisensiert license licence licensed publisert "
        "utgitt brukt used c copyright doi https http kilde kilder source opphav opphavsperson hentet utgiver "
        "publisher år year tittel title endringer endring changes tillatelse permission laget skapt fotograf "
        "illustratør tegner creator author forfatter photographer og",
    )
)
PIECES = st.sampled_from(
    [
        *("Illustrasjon:", "Foto:", "Kilde:", "Kari", "Kari Nordmann,", "Øyvind Palm", "Gran JT,", "og", "via Commons"),
        *("Reumatologia.", "Reumatologia 2017.", "N. Engl. J.", "2017", "(2012)", "2019–2020", "12", "beskåret", ","),
        *("CC BY 4.0", "CC BY-NC-SA", "(CC0)", "All rights reserved", "med tillatelse fra NN", "Lisens: X", "/", "–"),
        *(
            "«Hånd og arm»",
            "*kursiv*",
            "[lenke](https://example.org)",
            "https://example.org/a",
            "https://example.org/b",
        ),
    ]
)


def words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.casefold()) if word not in STRUCTURE]


@given(st.lists(PIECES, max_size=8).map(" ".join) | st.text())
def test_no_word_of_a_credit_is_lost(line: str) -> None:
    credit = asdict(read_credit(line))
    credit.pop("license")
    kept = Counter(words(" ".join(map(str, credit.values()))))
    assert not Counter(words(line)) - kept


@pytest.mark.parametrize(
    ("work", "own", "missing"),
    [
        (Work(), False, ["creator", "source", "license"]),
        (Work(), True, ["license"]),
        (Work(creator="NN", source="X", license=License("CC-BY", "4.0")), False, []),
        (Work(creator="NN", source_url="https://x", license=License("CC-BY", "4.0")), False, []),
        (Work(creator="NN", license=License("CC-BY", "4.0")), False, ["source"]),
        (Work(creator="NN", source="X", license=License("CC-BY", "3.0")), False, ["title"]),
        (Work(creator="NN", source="X", title="T", license=License("CC-BY", "3.0")), False, []),
        (Work(license=License("CC0", "1.0")), False, []),
        (Work(creator="NN", source="X", reproduced=False), False, []),
        (Work(creator="NN", source="X", license_text="spør Kari"), False, []),
        (Work(creator="NN", source="X", license=License("all-rights-reserved")), False, ["permission"]),
        (Work(creator="NN", source="X", license=License("all-rights-reserved"), reproduced=False), False, []),
        (Work(creator="NN", license=License("all-rights-reserved")), True, []),
        (Work(creator="NN", source="X", license=License("permission"), permission="e-post 2026"), False, []),
    ],
)
def test_only_what_is_missing_is_asked_for(work: Work, own: bool, missing: list[str]) -> None:
    assert missing_fields(work, own=own) == missing


def test_fields_said_on_their_own_win_over_the_line() -> None:
    credit = read_credit("Foto: Kari Nordmann, Flickr. 2012. CC BY 2.0")
    work = work_from_credit(credit, source="Wikimedia", title="Hånd", year=None, docname="a", line=3)
    assert work == Work(
        title="Hånd",
        creator="Kari Nordmann",
        source="Wikimedia",
        year="2012",
        license=License("CC-BY", "2.0"),
        license_text="CC BY 2.0",
        label="Foto",
        docname="a",
        line=3,
    )


def test_the_books_own_case_reads_whole() -> None:
    credit = read_credit("Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0")
    assert credit.rest == ""
    assert missing_fields(work_from_credit(credit)) == []
    assert isinstance(credit, Credit)


@pytest.mark.parametrize(
    "written",
    [
        "CC BY 4.0 NC",
        "CC BY 4.0–NC",
        "CC BY+NC 4.0",
        "CC BY 4.0 - NC - ND",
        "CC BY-SA-ND 4.0",
        "CC BY-XX 4.0",
        "CC BY 4.0 (non-commercial)",
        "CC BY 4.0, non-commercial use only",
        "not CC BY 4.0",
        "CC BY 4.0 / CC BY-NC 4.0",
        "CC BY 4.0 (https://creativecommons.org/licenses/by-nc/4.0/)",
    ],
)
def test_a_licence_is_not_read_without_the_words_that_restrict_it(written: str) -> None:
    credit = read_credit(f"Foto: Kari Nordmann, Eksempeltidsskriftet. 2017. {written}")
    assert credit.license is None
    assert "CC BY" in credit.license_text
    assert (credit.creator, credit.source) == ("Kari Nordmann", "Eksempeltidsskriftet")


@pytest.mark.parametrize("dash", ["—", "−", "\u200b-", "-\u00ad"])
def test_a_licence_with_any_dash_keeps_its_restriction(dash: str) -> None:
    assert read_credit(f"Foto: Kari Nordmann. CC BY{dash}NC 4.0").license == License("CC-BY-NC", "4.0")


def test_public_domain_in_the_name_of_a_source_is_no_licence() -> None:
    credit = read_credit("Photo: Kari Nordmann, Public Domain Review. CC BY-NC 4.0")
    assert (credit.source, credit.license) == ("Public Domain Review", License("CC-BY-NC", "4.0"))


def test_initials_before_a_licence_are_no_restriction() -> None:
    assert read_credit("Photo: Nordmann NC, Journal. CC BY 4.0").license == License("CC-BY", "4.0")


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("Foto: Kari Nordmann, Journal. 2017. CC BY-ND 4.0. Bildet er beskåret.", "Bildet er beskåret"),
        ("Photo: Kari Nordmann (cropped), Journal. CC BY-ND 4.0", "cropped"),
        ("Photo: Kari Nordmann, Journal, cropped. CC BY-ND 4.0", "cropped"),
        ("Photo: Kari Nordmann, Journal. CC BY-ND 4.0 / cropped", "cropped"),
    ],
)
def test_what_was_changed_is_found_wherever_it_stands(line: str, changes: str) -> None:
    credit = read_credit(line)
    assert (credit.creator, credit.source, credit.changes) == ("Kari Nordmann", "Journal", changes)


@pytest.mark.parametrize("words", ["ingen endringer", "nei", "No", "uten endringer", "ikke bearbeidet", "unmodified"])
def test_a_denial_is_no_change(words: str) -> None:
    assert not Work(changes=words).is_changed


def test_a_licence_of_the_changed_work_says_that_it_was_changed() -> None:
    changed = Work(license=License("CC-BY-ND", "4.0"), adaptation_license=License("CC-BY", "4.0"))
    assert changed.is_changed
    unchanged = Work(license=License("CC-BY-ND", "4.0"), adaptation_license=License("CC-BY", "4.0"), changes="uendret")
    assert not unchanged.is_changed
    assert unchanged.published_license == License("CC-BY-ND", "4.0")
