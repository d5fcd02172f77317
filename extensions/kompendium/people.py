"""People: a name, or a mapping, or an id in the book's people.yml. Pure: knows no Sphinx."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A contributor. ``name`` is as printed («Øyvind Palm»); ``id`` is the key in people.yml, or empty."""

    name: str
    id: str = ""
    given: str = ""
    family: str = ""
    orcid: str = ""
    affiliation: str = ""
    roles: tuple[str, ...] = ()
