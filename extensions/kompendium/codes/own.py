"""Code systems beyond the built-in ones: of a book's ``conf.py``, and of installed packages. Pure: knows no Sphinx."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from kompendium.codes.systems import BUILT_IN, CodeSystem, plain
from kompendium.problems import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

ENTRY_POINTS = "kompendium.code_systems"
"""The group of entry points by which a package brings a :class:`CodeSystem`, or several."""
FORMATS = ("html", "epub", "pdf")

_BUILT_IN = {system.id: system for system in BUILT_IN}
_TEXTS = ("label", "edition", "language", "fhir_uri", "example", "expected", "home", "chapters")
KEYS = (*_TEXTS, "pattern", "url", "like")

ID = N_("an id of small letters and digits that nothing else has")
MAPPING = N_("a mapping with label, pattern and example, or with label and like")
LIKE = N_("«like» with the id of a built-in system")
ONLY_KEYS = N_(
    "no other keys than label, pattern, example, expected, edition, language, fhir_uri, url, home, chapters and like"
)
PATTERN = N_("a pattern (a regular expression for codes in capitals) that fits the example")
URL = N_("an address with {code} in it, or a mapping of html, epub and pdf to such addresses")
AS_THE_EXAMPLE = N_("a code like the example")


class OwnSystemError(ValueError):
    """A system that cannot be used; ``expected`` is a catalogue key, ``found`` what is wrong."""

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(f"{found}: expected {expected}")
        self.expected = expected
        self.found = str(found)


def own_system(system_id: str, given: object) -> CodeSystem:
    """The system that ``conf.py`` describes, or a built-in one with what ``conf.py`` says otherwise of it.

    Raises :class:`OwnSystemError` for what cannot be a system.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*", str(system_id)):
        raise OwnSystemError(ID, system_id)
    if not isinstance(given, dict):
        raise OwnSystemError(MAPPING, f"{system_id}: {given}")
    # What is None, or empty, is as good as not said.
    given = {key: value for key, value in given.items() if value is not None and not (key == "expected" and not value)}
    for key in given:
        if key not in KEYS:
            raise OwnSystemError(ONLY_KEYS, f"{system_id}: {key}")
    base = _base(system_id, given)
    texts: dict[str, Any] = {key: str(given[key]) for key in _TEXTS if key in given}
    system = replace(base, id=system_id, url_template=_url(system_id, given.get("url", base.url_template)), **texts)
    if "pattern" in given:
        try:
            system = replace(system, normalize=plain(str(given["pattern"])))
        except re.error as error:
            raise OwnSystemError(PATTERN, f"{system_id}: {given['pattern']} ({error})") from error
    try:
        fits = system.normalize(system.example) is not None
        system.is_chapter("")
    except re.error as error:
        raise OwnSystemError(PATTERN, f"{system_id}: {system.chapters} ({error})") from error
    if not fits:
        raise OwnSystemError(PATTERN, f"{system_id}: {system.example}")
    return system


def _base(system_id: str, given: Mapping[str, Any]) -> CodeSystem:
    """What a described system begins as: the built-in one of its id, the one that it is like, or nothing."""
    if "like" in given:
        like = _BUILT_IN.get(str(given["like"]))
        if like is None:
            raise OwnSystemError(LIKE, f"{system_id}: {given['like']}")
        # Its codes have the form of the other's, but are others: no address or edition is taken over.
        base = replace(like, like=like.id, edition="", fhir_uri="", url_template="", home="", load=None)
    elif system_id in _BUILT_IN:
        return _BUILT_IN[system_id]
    else:
        base = CodeSystem(system_id, "", "", "en", "", "", AS_THE_EXAMPLE, lambda _text: None)
    if not str(given.get("label", "")).strip() or ("like" not in given and not {"pattern", "example"} <= given.keys()):
        raise OwnSystemError(MAPPING, f"{system_id}: {dict(given)}")
    return base


def _url(system_id: str, given: Any) -> str | dict[str, str]:
    templates = {"html": given} if isinstance(given, str) else given
    wrong = OwnSystemError(URL, f"{system_id}: {given}")
    if not isinstance(templates, dict) or not templates.keys() <= set(FORMATS):
        raise wrong
    for template in templates.values():
        try:
            fits = isinstance(template, str) and (not template or template.format(code="A") != template)
        except (AttributeError, LookupError, ValueError) as error:
            raise wrong from error
        if not fits:
            raise wrong
    return given if isinstance(given, str) else dict(given)


def installed_systems() -> tuple[list[CodeSystem], list[tuple[str, str]]]:
    """The systems of installed packages, and what of them cannot be used: the entry point, and why."""
    systems: list[CodeSystem] = []
    wrong: list[tuple[str, str]] = []
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        try:
            loaded = entry.load()
        except Exception as error:  # noqa: BLE001  (somebody else's package: whatever it raises is its fault)
            wrong.append((f"{entry.name} = {entry.value}", f"{type(error).__name__}: {error}"))
            continue
        found = [loaded] if isinstance(loaded, CodeSystem) else loaded
        if isinstance(found, (list, tuple)) and all(isinstance(system, CodeSystem) for system in found):
            systems += found
        else:
            wrong.append((f"{entry.name} = {entry.value}", type(loaded).__name__))
    return systems, wrong
