"""The kinds of boxes: names and labels. Colours and rules are the style sheets' affair, icons ``kompendium.icons``'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError
from sphinx.locale import get_translation

from kompendium.problems import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.config import Config

_ = get_translation("kompendium")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of box. ``label`` is a catalogue key, ``like`` the kind whose looks it has (its own name for ours)."""

    name: str
    label: str
    names: tuple[str, ...]
    like: str

    @property
    def text(self) -> str:
        """The label in the book's language."""
        return _(self.label)


def _kind(name: str, label: str, norwegian: str) -> Kind:
    return Kind(name, label, (name, norwegian), name)


KINDS: tuple[Kind, ...] = (
    _kind("features", N_("Features"), "kjennetegn"),
    _kind("keypoints", N_("Key points"), "hovedpunkter"),
    _kind("definition", N_("Definition"), "definisjon"),
    _kind("treatment", N_("Treatment"), "behandling"),
    _kind("warning", N_("Warning"), "advarsel"),
    _kind("tip", N_("Tip"), "tips"),
    _kind("example", N_("Example"), "eksempel"),
    _kind("note", N_("Note"), "merk"),
)

DEFAULT = "features"


def kinds_by_name(config: Config) -> dict[str, Kind]:
    """Every kind of a book by each of its names: ours, and the publisher's from ``kompendium_box_kinds``."""
    known = {name: kind for kind in KINDS for name in kind.names}
    for name, wishes in config.kompendium_box_kinds.items():
        kind = _publishers_kind(name, wishes, known)
        known.update(dict.fromkeys(kind.names, kind))
    return known


def _publishers_kind(name: object, wishes: object, known: Mapping[str, Kind]) -> Kind:
    def wrong(what: str) -> ConfigError:
        example = '{"anatomy": {"label": "Anatomi", "like": "definition", "names": ["anatomi"]}}'
        return ConfigError(f"conf.py: kompendium_box_kinds: {what}; expected for example {example}.")

    if not isinstance(name, str) or not name.replace("-", "").isidentifier() or not name.isascii():
        raise wrong(f"{name!r} is not a name of ASCII letters, digits and hyphens")
    if not isinstance(wishes, dict):
        raise wrong(f"{name!r} is not a mapping")
    given: dict[str, Any] = dict(wishes)
    label, like, names = given.pop("label", ""), given.pop("like", "note"), given.pop("names", [])
    if given:
        raise wrong(f"{name!r} has «{next(iter(given))}», which is not known")
    if not isinstance(label, str) or not label.strip():
        raise wrong(f"{name!r} has no label")
    if like not in known:
        raise wrong(f"{name!r} is like {like!r}, which is no kind of box")
    if not isinstance(names, list) or not all(isinstance(other, str) for other in names):
        raise wrong(f"the names of {name!r} are not a list of texts")
    model = known[like]
    return Kind(name, label, (name, *names), model.like)
