"""Every fact of chapter 161, in the order of the chapter, in each of the three formats.

A fact is a few words that must stand close together, in this order; between two of them at most ``GAP`` others.
"""

from __future__ import annotations

import pytest

from .reading import words

GAP = 12

FACTS = {
    "number and title": "161 Kalsinose",
    "other names": "Calcinose subkutan kalk",
    "byline": "Etter Jan Tore Gran og Øyvind Palm 2021",
    "code": "ICD-10 L94.2",
    "box title": "Kjennetegn på kalsinose",
    "felt under the skin, hard or like toothpaste": "under huden enten hard tannpasta",
    "goes with systemic sclerosis": "systemisk sklerose begrenset form CREST",
    "goes with dermatomyositis, mostly juvenile": "dermatomyositt mest juvenile formen JDM",
    "treatment has limited effect": "Behandlingen ofte begrenset effekt",
    "heading: definition": "Definisjon",
    "figure": "Systemisk sklerose med Raynauds fenomen kalsinose over PIP-ledd 4 patologisk kapillaroskopi",
    "figure number": "Figur 161 1",
    "figure licence": "CC BY 4 0",
    "deposits of calcium salts in the skin": "avleiringer av kalsiumsalter i huden",
    "five groups": "fem hovedgrupper",
    "dystrophic: CREST": "Dystrofisk systemisk sklerose CREST 25",
    "dystrophic: dermatomyositis": "dermatomyositt 20",
    "dystrophic: juvenile dermatomyositis": "juvenil dermatomyositt 44 70",
    "dystrophic: others": "MCTD andre autoimmune sykdommer Ehlers-Danlos syndrom traumer infeksjoner",
    "dystrophic: panniculitis": "infeksjoner og pankreaspannikulitt",
    "calciphylaxis": "Kalsifylaksi alvorlig uklar årsak karkalsifisering hudnekrose",
    "calciphylaxis: risk factor": "Risikofaktor dialyse eller kronisk nyresvikt",
    "idiopathic": "Idiopatisk ukjent årsak uten tidligere skade eller sykdom i huden Skrotal kalsinose",
    "iatrogenic": "Iatrogen kalsiumholdige infusjoner venepunksjon",
    "metastatic": "Metastatisk kronisk nyresvikt hyperparatyreoidisme sarkoidose melk-alkali-syndrom kreft",
    "dystrophic is the commonest": "Dystrofisk kalsinose er den vanligste formen",
    "dystrophic: with rheumatic disease": "autoimmun revmatisk sykdom systemisk sklerose begrenset form CREST",
    "dystrophic: with dermatomyositis": "dermatomyositt mest JDM",
    "figure 2, not reproduced": "Ikke gjengitt her",
    "figure 2, credit": "Illustrasjon Marek Chojnowski Reumatologia 2017 CC BY-NC-SA 4.0",
    "forms: heading": "Former og assosiasjoner",
    "forms: borrelia": "Borrelia acrodermatitis chronica atrophicans",
    "forms: CREST": "CREST SSc begrenset form",
    "forms: dermatomyositis": "Dermatomyositt juvenil JDM",
    "forms: dystrophic": "Dystrofisk kalsinose ulike årsaker se over",
    "forms: familial": "Familiær sjelden høyt fosfat normalt Ca i serum nær ledd og trykkpunkter",
    "forms: phosphate or calcium": "Fosfat eller Ca høyt",
    "forms: hyperparathyroidism": "Hyperparatyreoidisme kronisk nyresvikt",
    "forms: iatrogenic": "Iatrogen se over",
    "forms: idiopathic": "Idiopatisk calcinosis cutis",
    "forms: infection": "Infeksjon",
    "forms: calciphylaxis": "Kalsifylaksi se over",
    "forms: metastatic": "Metastatisk kalsifisering se over",
    "forms: Paget": "Pagets sykdom",
    "forms: sarcoidosis": "Sarkoidose",
    "forms: SLE": "SLE sjelden",
    "forms: trauma": "Traume",
    "treatment: heading": "Behandling",
    "treatment: many measures": "ikke-medikamentelle og medikamentelle tiltak",
    "treatment: not very well documented": "ikke særlig godt dokumentert",
    "treatment: depends on the cause": "avhenger av den underliggende årsaken",
    "treatment: prevention": "Forebygging fosfat kalsium paratyreoideahormon albumin",
    "treatment: without drugs": "sjokkbølger trykkammer kirurgi",
    "treatment: drugs": "natriumtiosulfat bisfosfonater",
    "literature: heading": "Litteratur",
    "literature: authors": "Jiménez-Gallo D, Ossorio-García L, Linares-Barrios M",
    "literature: title": "Calcinosis Cutis and Calciphylaxis",
    "literature: journal": "Actas Dermosifiliogr 2015 106 10 785",
    "literature: doi": "10 1016 j ad 2015 09 001",
    "literature: PMID": "26394755",
    "rights: heading": "Lisens og opphavsrett",
    "rights: all reserved": "Alle rettigheter forbeholdt",
    "rights: the source": "Grans Kompendium i Revmatologi for leger i spesialistutdanning",
    "rights: the source's line": "Copyright 2021 Jan Tore Gran og Øyvind Palm",
    "share": "Del dette kapitlet",
}


def stands_in(fact: list[str], text: list[str]) -> bool:
    """Whether the words of ``fact`` follow each other in ``text`` with at most ``GAP`` words between two."""
    starts = [place for place, word in enumerate(text) if word == fact[0]]
    for start in starts:
        place = start
        for word in fact[1:]:
            try:
                place = text.index(word, place + 1, place + 2 + GAP)
            except ValueError:
                break
        else:
            return True
    return False


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("form", ["html", "pdf", "epub"])
def test_fact_stands_in_the_chapter(fact: str, form: str, chapter_161_words: dict[str, list[str]]) -> None:
    assert stands_in(words(FACTS[fact]), chapter_161_words[form])


def test_a_fact_that_is_not_there_is_missed(chapter_161_words: dict[str, list[str]]) -> None:
    assert not stands_in(words("Kalsinose er smittsomt"), chapter_161_words["pdf"])
