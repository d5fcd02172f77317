from __future__ import annotations

import gettext
import string
from typing import TYPE_CHECKING

import pytest
from sphinx import locale as sphinx_locale
from sphinx.locale import get_translation

from kompendium.locale import messages, use_language

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = [messages.po_file(language, name) for language in messages.languages() for name in messages.CATALOGUES]


def name_of(file: Path) -> str:
    return f"{file.parent.parent.name}/{file.stem}"


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("source", SOURCES, ids=name_of)
def test_compiled_catalogue_is_that_of_its_source(source: Path) -> None:
    assert source.with_suffix(".mo").read_bytes() == messages.mo_bytes(messages.tidy(messages.read(source)))


@pytest.mark.parametrize("source", SOURCES, ids=name_of)
def test_every_message_is_translated_and_confirmed(source: Path) -> None:
    assert messages.untranslated(messages.read(source)) == []


@pytest.mark.parametrize("language", messages.languages())
def test_catalogue_has_the_messages_of_the_code_and_no_others(language: str) -> None:
    catalogue = messages.read(messages.po_file(language, "kompendium"))
    assert {str(message.id) for message in catalogue if message.id} == set(messages.extract())


@pytest.mark.parametrize("language", messages.languages())
def test_translation_keeps_the_fields(language: str) -> None:
    catalogue = messages.read(messages.po_file(language, "kompendium"))
    wrong = [message.id for message in catalogue if fields(str(message.string)) != fields(str(message.id))]
    assert wrong == []


@pytest.mark.parametrize("language", messages.languages())
def test_script_messages_are_those_of_the_catalogue(language: str) -> None:
    text = messages.script_text(messages.tidy(messages.read(messages.po_file(language, "sphinx"))))
    assert messages.script_file(language).read_text("utf-8") == text
    assert '""' not in text


def test_writing_the_catalogues_anew_changes_nothing() -> None:
    extracted = messages.extract()
    for source in SOURCES:
        found = extracted if source.stem == "kompendium" else None
        assert source.read_bytes() == messages.po_bytes(messages.tidy(messages.read(source), found))


@pytest.mark.parametrize("language", ["nb", "no", "nb_NO", "no_NO"])
def test_norwegian_by_any_of_its_names_is_bokmaal(language: str) -> None:
    use_language(language)
    assert get_translation("kompendium")("Build the book.") == "Bygg boken."
    use_language("en")
    assert get_translation("kompendium")("Build the book.") == "Build the book."


def test_language_without_catalogue_is_english() -> None:
    use_language("fi")
    assert type(sphinx_locale.translators["general", "kompendium"]) is gettext.NullTranslations
