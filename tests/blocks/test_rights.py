"""The audit of rights in a build: what is reported where, what is set aside, and when it is made anew."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.blocks.attribution.works import is_own
from kompendium.blocks.rights import audit_book
from kompendium.blocks.rights.findings import FINDINGS, SENTENCES, message_of
from kompendium.diagnostics import Severity
from kompendium.rights.audit import RULES, VERDICTS, Judgement, Terms
from kompendium.rights.licenses import ALL_RIGHTS_RESERVED
from kompendium.rights.works import Work

if TYPE_CHECKING:
    from tests.conftest import Build, Built

ROOMS = ("myst_parser", "kompendium.blocks.markdown", "kompendium.blocks.figure", "kompendium.blocks.rights")
CONF = {"language": "en", "author": "Kari Nordmann"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>x</title></svg>'
INDEX = "# Book\n\n```{toctree}\n:numbered: 1\n\nkapitler/a\nkapitler/b\n```\n"
CHOJNOWSKI = "Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0"
RESERVED = ":::{attribution} Veileder\n:creator: NN\n:source: Forlaget\n:license: all rights reserved\n:::\n"


def figure(credit: str = CHOJNOWSKI, *options: str) -> str:
    lines = [":::{figure} ../hand.svg", ":alt: A hand.", f":credit: {credit}", *options, "", "Caption.", ":::", ""]
    return "\n".join(lines)


def book(a: str, b: str = "# B\n\nText.\n", **files: str) -> dict[str, str]:
    """A book of two chapters; the first begins with what is audited, on line 3."""
    a = a if a.startswith("---") else f"# A\n\n{a}"
    return {"hand.svg": SVG, "index.md": INDEX, "kapitler/a.md": a, "kapitler/b.md": b, **files}


def found(place: str, text: str, code: str, subtype: str) -> str:
    return f"{place}: WARNING: {text} [{code}] [kompendium.{subtype}]"


UNSAID = found(
    "kapitler/a.md:3",
    "«Marek Chojnowski» (CC BY-NC-SA 4.0) must not be used commercially, and nobody has said whether the book "
    "(All rights reserved) is. Write «kompendium_commercial = False» (or True) in conf.py.",
    "LIC-004",
    "rights_commercial_unsaid",
)
SOLD = found(
    "kapitler/a.md:3",
    "«Marek Chojnowski» (CC BY-NC-SA 4.0) must not be used commercially, but the book (All rights reserved) is sold, "
    "or lets others sell it. Take another work, ask for permission, or name it without reproducing it "
    "(«:not-reproduced:»).",
    "LIC-003",
    "rights_noncommercial",
)
UNPERMITTED = (
    "«Veileder» is reproduced, but all rights in it are reserved and no permission is recorded. Ask for permission and "
    "record it («:permission:»), or name the work without reproducing it («:not-reproduced:»)."
)
LACKS_PERMISSION = (
    "The credit of «Veileder» lacks: the permission. Write it as «Illustration: Name, Source. Year. CC BY 4.0», or "
    "give the option «:permission:»."
)


def said(built: Built) -> list[tuple[str, str, list[str]]]:
    """Each work of a book with its verdict and its judgements."""
    audit = audit_book(built.env, built.srcdir, ("html",))
    return [
        (it.name, it.judgements[0].judgement.verdict, [one.judgement.name for one in it.judgements])
        for it in audit.works
    ]


@pytest.mark.parametrize(
    ("commercial", "verdict", "warnings"), [(False, "note", []), (True, "conflict", [SOLD]), (None, "flag", [UNSAID])]
)
def test_noncommercial_picture_of_the_source_reproduced_in_a_book_with_all_rights_reserved(
    build: Build, commercial: bool | None, verdict: str, warnings: list[str]
) -> None:
    conf = {**CONF, "kompendium_commercial": commercial}
    built = build(book(figure()), extensions=ROOMS, conf=conf, warnings=warnings)
    name = "commercial_unsaid" if commercial is None else "noncommercial"
    assert said(built) == [("Marek Chojnowski", verdict, [name, "incomplete"])]
    (audited,) = audit_book(built.env, built.srcdir, ("html",)).works
    assert audited.judgements[1].judgement.detail == ("title", "source_url")


def test_picture_of_the_source_that_is_only_named_is_a_note_whatever_the_book_is(build: Build) -> None:
    named = f":::{{attribution}}\n:credit: {CHOJNOWSKI}\n:not-reproduced:\n:::\n"
    conf = {**CONF, "kompendium_commercial": True, "kompendium_drm": "drm"}
    built = build(book(named), extensions=ROOMS, conf=conf)
    assert said(built) == [("Marek Chojnowski", "note", ["named", "incomplete"])]


def test_chapters_own_licence_goes_before_the_books(build: Build) -> None:
    own = "---\nlicense: CC BY 4.0\n---\n# A\n\n"
    warning = SOLD.replace("a.md:3", "a.md:6").replace("All rights reserved", "CC BY 4.0")
    conf = {**CONF, "kompendium_commercial": False}
    build(book(own + figure(), f"# B\n\n{figure()}"), extensions=ROOMS, conf=conf, warnings=[warning])


@pytest.mark.parametrize(
    ("credit", "options", "conf", "code", "subtype", "text"),
    [
        (
            "Tegning: NN, Arkivet. CC BY-SA 4.0",
            [":changes: omtegnet"],
            {},
            "LIC-006",
            "rights_share_alike",
            (
                "«NN» (CC BY-SA 4.0) is changed; what is made of it must carry the same licence, and it is not "
                "said to. Give the changed work that licence («:adaptation-license:»), or use the work unchanged."
            ),
        ),
        (
            "Tegning: NN, Arkivet. CC BY-ND 4.0",
            [":changes: omtegnet"],
            {},
            "LIC-008",
            "rights_no_derivatives",
            (
                "«NN» (CC BY-ND 4.0) is changed, but its licence lets nobody share a changed version. Use the work "
                "unchanged, ask for permission, or take another one."
            ),
        ),
        (
            "Tegning: NN, Arkivet. CC BY-NC 4.0",
            [":changes: omtegnet"],
            {"kompendium_license": "CC BY 4.0"},
            "LIC-005",
            "rights_noncommercial_changed",
            (
                "«NN» (CC BY-NC 4.0) is changed here; neither it nor what is made of it may be used commercially, "
                "while the book (CC BY 4.0) may. Look it over: whether this is an adaptation, and whether readers "
                "are told that its own licence holds for it."
            ),
        ),
        (
            "Tegning: NN, Arkivet. CC BY 4.0",
            [],
            {"kompendium_drm": "drm"},
            "LIC-015",
            "rights_drm",
            (
                "«NN» (CC BY 4.0) must not be kept from readers by copy protection, which the book has "
                "(kompendium_drm). Publish the book without copy protection, or take another work."
            ),
        ),
        (
            "Tegning: NN, Arkivet",
            [":license: MIT"],
            {},
            "LIC-014",
            "rights_unjudged",
            (
                "The audit has no rule for the licence MIT of «NN». Read the licence; if it allows this use, write "
                "so in rights.ignore.csv."
            ),
        ),
        (
            "Tegning: NN, Arkivet",
            [":license: LicenseRef-Forlaget"],
            {},
            "LIC-013",
            "rights_unlicensed",
            (
                "«NN» is reproduced, but nobody knows on what terms (Forlaget). Look its licence up at the source; "
                "without one, nobody may reproduce it."
            ),
        ),
        (
            "Tegning: NN, Arkivet",
            [":license: quotation"],
            {},
            "LIC-012",
            "rights_quotation",
            (
                "«NN» is quoted; only people can tell whether the quotation goes no further than its purpose asks. "
                "Look it over, and write the reason in rights.ignore.csv."
            ),
        ),
        (
            "Tegning: NN, Arkivet",
            [":license: all rights reserved", ":permission: NN, brev"],
            {},
            "LIC-017",
            "rights_permission_incomplete",
            (
                "The permission for «NN» does not say: when it was given, what it covers, in which formats, until "
                "when it holds. Record it with the work; where nobody knows, ask again."
            ),
        ),
        (
            "Foto: NN, Arkivet. CC BY 4.0",
            [],
            {},
            "PER-002",
            "person_unanswered",
            (
                "Nobody has said whether a person can be recognised in the photograph «NN». Write «:person: none», "
                "or «patient» or «other» and where the consent is kept."
            ),
        ),
    ],
)
def test_finding_stands_at_the_works_own_line_and_says_what_to_do(
    build: Build, credit: str, options: list[str], conf: dict[str, Any], code: str, subtype: str, text: str
) -> None:
    warning = found("kapitler/a.md:3", text, code, subtype)
    build(book(figure(credit, *options)), extensions=ROOMS, conf={**CONF, **conf}, warnings=[warning])


PERMITTED = [
    ":license: all rights reserved",
    ":permission: NN, brev i arkivet",
    ":granted: 2020-01-02",
    ":scope: Figur 2",
]


@pytest.mark.parametrize(
    ("options", "code", "subtype", "text"),
    [
        (
            [*PERMITTED, ":formats: all", ":expires: 2020-12-31"],
            "LIC-018",
            "rights_permission_expired",
            "The permission for «NN» ended on 2020-12-31. Ask for a new one, or take the work out.",
        ),
        (
            [*PERMITTED, ":formats: html", ":expires: never"],
            "LIC-019",
            "rights_permission_formats",
            (
                "The permission for «NN» does not cover: print, epub. Ask for it, or say what the book is published as "
                "(kompendium_published_as)."
            ),
        ),
        (
            [":license: CC BY 4.0", ":person: patient"],
            "PER-001",
            "person_without_consent",
            (
                "«NN» shows a patient, but no consent is recorded. Say in «:consent:» where the consent is kept; the "
                "document itself has no place in the book's folder."
            ),
        ),
    ],
)
def test_permission_and_consent_are_taken_from_the_credits_fields(
    build: Build, options: list[str], code: str, subtype: str, text: str
) -> None:
    conf = {**CONF, "kompendium_published_as": ["html", "print", "epub"]}
    warning = found("kapitler/a.md:3", text, code, subtype)
    person = [] if any(option.startswith(":person:") for option in options) else [":person: none"]
    files = book(figure("Foto: NN, Arkivet", *person, *options))
    build(files, extensions=ROOMS, conf=conf, warnings=[warning])


@pytest.mark.parametrize(
    "options",
    [
        [*PERMITTED, ":formats: html, print, epub", ":expires: never"],
        [":license: CC BY-SA 3.0", ":changes: omtegnet", ":adaptation-license: CC BY-SA 4.0", ":title: Hånd"],
        [":license: CC BY 4.0", ":person: patient", ":consent: arkiv 12/2026"],
        [":license: CC BY-NC-ND 4.0 or CC BY 4.0"],
    ],
)
def test_work_with_everything_in_order_is_not_reported(build: Build, options: list[str]) -> None:
    conf = {**CONF, "kompendium_published_as": ["html", "print", "epub"]}
    person = [] if any(option.startswith(":person:") for option in options) else [":person: none"]
    build(book(figure("Foto: NN, Arkivet", *person, *options)), extensions=ROOMS, conf=conf)


def test_credit_in_a_file_beside_the_picture_is_audited_at_the_picture(build: Build) -> None:
    beside = "Creator: NN\nSource: Arkivet\nLicense: CC BY-NC 4.0\nTitle: Hånd\n"
    files = book(":::{figure} ../hand.svg\n:alt: A hand.\n\nCaption.\n:::\n")
    warning = UNSAID.replace("Marek Chojnowski", "Hånd").replace("BY-NC-SA", "BY-NC")
    build({**files, "hand.svg.license": beside}, extensions=ROOMS, conf=CONF, warnings=[warning])


def test_missing_or_unreadable_licence_is_reported_once_and_audited_all_the_same(build: Build) -> None:
    missing = found(
        "kapitler/a.md:5",
        "The credit of «hand.svg» lacks: the licence. Write it as «Illustration: Name, Source. Year. CC BY 4.0», or "
        "give the option «:license:».",
        "ATT-001",
        "credit_incomplete",
    )
    built = build(book(figure("Tegning: NN, Arkivet")), extensions=ROOMS, conf=CONF, warnings=[missing])
    assert said(built) == [("NN", "conflict", ["unlicensed", "incomplete"])]


def test_work_with_rights_reserved_and_no_permission_is_in_conflict(build: Build) -> None:
    warnings = [
        found("kapitler/a.md:3", LACKS_PERMISSION, "ATT-001", "credit_incomplete"),
        found("kapitler/a.md:3", UNPERMITTED, "LIC-011", "rights_unpermitted"),
    ]
    built = build(book(RESERVED), extensions=ROOMS, conf=CONF, warnings=warnings)
    assert said(built) == [("Veileder", "conflict", ["unpermitted", "incomplete"])]


def test_own_picture_may_stand_in_the_book_under_any_licence(build: Build) -> None:
    own = figure("Tegning: Kari Nordmann. CC BY-NC-ND 4.0", ":changes: beskåret")
    built = build(book(own), extensions=ROOMS, conf={**CONF, "kompendium_commercial": True})
    assert said(built) == [("Kari Nordmann", "ok", ["own"])]


FACTS = (
    "All rights in «Boken» are reserved, and nobody has permitted its use; facts may be taken from it, words and "
    "pictures may not. Compare the text with it; if it is written anew, write so in rights.ignore.csv."
)


@pytest.mark.parametrize("rights", ["", "\n  rights: © 2021 NN, all rights reserved", "\n  rights: © 2021 NN"])
def test_work_that_a_chapter_takes_facts_from_is_looked_at(build: Build, rights: str) -> None:
    chapter = f"---\nbased_on:\n  title: Boken\n  authors: [NN]{rights}\n---\n# A\n\nText.\n"
    warning = found("kapitler/a.md:2", FACTS, "LIC-010", "rights_facts")
    built = build(book(chapter), extensions=ROOMS, conf=CONF, warnings=[warning])
    assert said(built)[0][:2] == ("Boken", "flag")


def test_chapter_that_adapts_an_open_work_shares_it_alike(build: Build) -> None:
    chapter = (
        "---\n{}based_on:\n  title: Boken\n  url: https://example.org\n  rights: NN. CC BY-SA 4.0\n---\n# A\n\nText.\n"
    )
    warning = found(
        "kapitler/a.md:2",
        "«Boken» (CC BY-SA 4.0) is changed; what is made of it must carry the same licence, and it is not said to. "
        "Give the changed work that licence («:adaptation-license:»), or use the work unchanged.",
        "LIC-006",
        "rights_share_alike",
    )
    build(book(chapter.format("")), extensions=ROOMS, conf=CONF, warnings=[warning])
    built = build(book(chapter.format("license: CC BY-SA 4.0\n")), extensions=ROOMS, conf=CONF)
    assert said(built)[0][1] == "note"


def clause(place: str) -> str:
    text = (
        "The notice of rights excepts nothing, but «NN» (CC BY 4.0) is not the book's. "
        "Add «except where otherwise noted» to the notice."
    )
    return found(place, text, "LIC-016", "rights_exception_clause")


UNREADABLE = (
    "WARNING: The licence «{}» cannot be read; expected for example «CC BY 4.0» or «all rights reserved». "
    "[LIC-001] [kompendium.license_unreadable]"
)


def test_notice_in_other_words_that_excepts_nothing_is_reported_once_a_chapter(build: Build) -> None:
    credit = "Tegning: NN, Arkivet. CC BY 4.0"
    files = book(f"{figure(credit)}\n{figure(credit)}", f"# B\n\n{figure(credit)}")
    conf = {**CONF, "kompendium_license": "Forlagets vilkår gjelder"}
    unreadable = f"conf.py:6: {UNREADABLE.format('Forlagets vilkår gjelder')}"
    build(
        files,
        extensions=ROOMS,
        conf=conf,
        warnings=[unreadable, clause("kapitler/a.md:3"), clause("kapitler/b.md:3")],
    )
    words = "Forlagets vilkår gjelder, med mindre annet er oppgitt"
    said_so = f"conf.py:6: {UNREADABLE.format(words)}"
    build({}, extensions=ROOMS, conf={**CONF, "kompendium_license": words}, warnings=[said_so])


def test_notice_by_hand_counts_for_its_own_chapter(build: Build) -> None:
    credit = figure("Tegning: NN, Arkivet. CC BY 4.0")
    files = book(f"{credit}\n:::{{license}} Forlagets vilkår gjelder\n:::\n", f"# B\n\n{credit}")
    unreadable = f"kapitler/a.md:10: {UNREADABLE.format('Forlagets vilkår gjelder')}"
    build(files, extensions=ROOMS, conf=CONF, warnings=[unreadable, clause("kapitler/a.md:3")])
    excepted = "Andre rettigheter gjelder der det står.\n\nUnntatt er bildene.\n"
    files = book(f"{credit}\n:::{{license}} Forlagets vilkår gjelder\n{excepted}:::\n")
    build(files, extensions=ROOMS, conf=CONF, warnings=[unreadable])


EXCEPTION = "code,work,reason\nLIC-004,{},NN has said yes in a letter.\n"


@pytest.mark.parametrize("work", ["Marek Chojnowski", "marek  chojnowski", "kapitler/a", "a"])
def test_exception_with_its_reason_sets_a_finding_aside(build: Build, work: str) -> None:
    files = {**book(figure()), "rights.ignore.csv": EXCEPTION.format(work)}
    built = build(files, extensions=ROOMS, conf=CONF)
    (audited,) = audit_book(built.env, built.srcdir, ("html",)).works
    assert [(it.judgement.name, it.exception.reason if it.exception else "") for it in audited.judgements] == [
        ("commercial_unsaid", "NN has said yes in a letter."),
        ("incomplete", ""),
    ]
    assert [it.verdict for it in audited.open_judgements] == ["note"]


def unused(line: int, problem: str, text: str) -> str:
    return found(
        f"rights.ignore.csv:{line}",
        f"A line of rights.ignore.csv is not used, because {problem}: «{text}». The columns are: code, work, reason.",
        "LIC-007",
        "rights_exception_line",
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("LIC-004,Marek Chojnowski,", (2, "the line gives no reason", "LIC-004,Marek Chojnowski,")),
        ("LIC-004,,Yes.", (2, "it names no work, file or chapter", "LIC-004,,Yes.")),
        (
            "LIC-001,Marek Chojnowski,Yes.",
            (2, "it names no finding that the audit of rights can make", "LIC-001,Marek Chojnowski,Yes."),
        ),
        (
            "LIC-003,Marek Chojnowski,Yes.",
            (2, "the audit does not say this of such a work", "LIC-003, Marek Chojnowski"),
        ),
        ("LIC-004,Mark Chojnowski,Yes.", (2, "the audit does not say this of such a work", "LIC-004, Mark Chojnowski")),
        (
            "LIC-004,Marek Chojnowski,Yes, he says.",
            (
                2,
                "there are more fields than columns; quote a field that holds a comma",
                "LIC-004,Marek Chojnowski,Yes,he says.",
            ),
        ),
        ('# Letters\nLIC-004,"Marek', (3, "the line is not well-formed CSV", "unexpected end of data")),
    ],
)
def test_line_that_sets_nothing_aside_is_reported(build: Build, lines: str, expected: tuple[int, str, str]) -> None:
    files = {**book(figure()), "rights.ignore.csv": f"code,work,reason\n{lines}\n"}
    build(files, extensions=ROOMS, conf=CONF, warnings=[UNSAID, unused(*expected)])


def test_list_without_its_columns_is_reported(build: Build) -> None:
    files = {**book(figure()), "rights.ignore.csv": "LIC-004,Marek Chojnowski,Yes.\n"}
    problem = "the first line must name the columns code, work and reason"
    warnings = [UNSAID, unused(1, problem, "LIC-004,Marek Chojnowski,Yes.")]
    build(files, extensions=ROOMS, conf=CONF, warnings=warnings)


def test_audit_is_made_anew_when_a_chapter_or_the_list_of_exceptions_changes(build: Build) -> None:
    build(book(figure()), extensions=ROOMS, conf=CONF, warnings=[UNSAID])
    # Another chapter is read again: what stands in this one is still said.
    build({"kapitler/b.md": "# B\n\nMore.\n"}, extensions=ROOMS, conf=CONF, warnings=[UNSAID])
    build({"rights.ignore.csv": EXCEPTION.format("a")}, extensions=ROOMS, conf=CONF)
    build({"rights.ignore.csv": ""}, extensions=ROOMS, conf=CONF, warnings=[UNSAID])
    build({"kapitler/a.md": "# A\n\nText.\n"}, extensions=ROOMS, conf=CONF)


def test_audit_is_the_same_where_documents_are_read_in_parallel(build: Build) -> None:
    # Sphinx reads in parallel from six documents on.
    more = {f"kapitler/c{number}.md": f"# C{number}\n\nText.\n" for number in range(6)}
    index = INDEX.replace("kapitler/b\n", "kapitler/b\nkapitler/c*\n").replace(
        ":numbered: 1\n", ":numbered: 1\n:glob:\n"
    )
    hand = ":::{license} Forlagets vilkår gjelder\n:::\n"
    other = figure("Tegning: NN, Arkivet. CC BY 4.0").replace("hand.svg", "foot.svg")
    files = {**book(figure(), f"# B\n\n{other}\n{hand}"), **more, "index.md": index, "foot.svg": SVG}
    unreadable = f"kapitler/b.md:10: {UNREADABLE.format('Forlagets vilkår gjelder')}"
    warnings = [unreadable, UNSAID, clause("kapitler/b.md:3")]
    built = build(files, extensions=ROOMS, conf=CONF, warnings=warnings, parallel=2)
    assert [it[0] for it in said(built)] == ["Marek Chojnowski", "NN"]


def test_cover_and_typefaces_are_audited_where_they_are_named(build: Build) -> None:
    credits = (
        "hand.svg: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0\n"
        "Lato: {what: font, creator: NN, source: Arkivet, license: OFL 1.1}\n"
        "Kursiv: {what: font, creator: NN, source: Arkivet, license: all rights reserved, permission: e-post}\n"
    )
    conf = {**CONF, "kompendium_cover": "hand.svg", "kompendium_commercial": True}
    sold = SOLD.replace("kapitler/a.md:3", "conf.py:6")
    incomplete = found(
        "credits.yml:3",
        "The permission for «Kursiv» does not say: when it was given, what it covers, in which formats, until when it "
        "holds. Record it with the work; where nobody knows, ask again.",
        "LIC-017",
        "rights_permission_incomplete",
    )
    built = build(
        book("Text.\n", **{"credits.yml": credits}),
        extensions=ROOMS,
        conf=conf,
        warnings=[sold, incomplete],
    )
    assert [it[0] for it in said(built)] == ["Marek Chojnowski", "Lato", "Kursiv"]


@pytest.mark.parametrize(
    ("option", "value", "expected", "example"),
    [
        ("kompendium_drm", "lcp", "none, watermark, drm", "kompendium_drm = 'none'"),
        (
            "kompendium_published_as",
            ["html", "docx"],
            "html, pdf, print, epub",
            "kompendium_published_as = ['html', 'pdf']",
        ),
    ],
)
def test_option_with_a_value_that_cannot_be_meant_is_named(
    build: Build, option: str, value: Any, expected: str, example: str
) -> None:
    wrong = value if isinstance(value, str) else value[-1]
    text = f"«{option}» is «{wrong}»; expected: one of: {expected}. It is not used. For example: {example}"
    warning = found("conf.py:6", text, "CNF-002", "option_of_book_value")
    build(book("Text.\n"), extensions=ROOMS, conf={**CONF, option: value}, warnings=[warning])


def test_every_judgement_has_its_finding_or_its_sentence() -> None:
    names = {rule.name for rule in RULES} | {"own", "drm", "incomplete"}
    mild = {(name, verdict) for name in names for verdict in VERDICTS[:2]}
    assert set(SENTENCES) <= names
    hanging = {"commercial": ("note", "conflict"), "adaptation": ("note", "conflict")}
    for rule in RULES:
        for cell in rule.cells:
            for verdict in hanging.get(cell, (cell,)):
                assert (rule.name, verdict) in FINDINGS or ((rule.name, verdict) in mild and rule.name in SENTENCES)
    for (name, verdict), finding in FINDINGS.items():
        # The question of who is in a photograph stops a release, as a conflict does.
        stops = verdict == "conflict" or name == "person_unanswered"
        assert finding.value.severity is (Severity.ERROR if stops else Severity.WARNING)
        said = message_of("Hånd", Judgement(name, verdict, ("patient", "scope")), Terms(), "en")
        assert "Hånd" in said
        assert not re.search(r"[{}]|: \.", said)


def test_only_what_the_books_people_made_and_hold_is_their_own(build: Build) -> None:
    """A figure of an author's that a journal published, holds or permits: «own» would let it pass unseen."""
    conf = {**CONF, "kompendium_copyright_holder": "Ola Nordmann"}
    env = build(book("Text.\n"), extensions=ROOMS, conf=conf).env
    mine = Work(creator="Kari Nordmann", license=ALL_RIGHTS_RESERVED)
    assert is_own(env, mine)
    assert is_own(env, replace(mine, creator="Kari Nordmann og Ola Nordmann", holder="Kari Nordmann"))
    assert not is_own(env, replace(mine, creator="Kari Nordmann og Per Hansen"))
    for more in ({"source_url": "https://example.org/a"}, {"holder": "Elsevier"}, {"permission": "Elsevier, no. 12"}):
        assert not is_own(env, replace(mine, **more))


def test_a_licence_of_a_credit_line_that_cannot_be_read_is_reported(build: Build) -> None:
    text = figure("Tegning: Kari Hansen, Journal. Lisens: fri bruk")
    said = "The licence «fri bruk» cannot be read; expected for example «CC BY 4.0» or «all rights reserved»."
    warning = found("kapitler/a.md:5", said, "LIC-001", "license_unreadable")
    build(book(text), extensions=ROOMS, conf=CONF, warnings=[warning])
