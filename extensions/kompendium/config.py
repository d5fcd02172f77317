"""The book's settings: one frozen dataclass registers, validates and documents every ``kompendium_*`` option."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

Rebuild = Literal["", "env", "html", "epub"]


def option(default: Any, help_: str, types: tuple[type, ...], rebuild: Rebuild = "env") -> Any:
    """A field that is an option ``kompendium_<name>`` in ``conf.py``."""
    metadata = {"help": help_, "types": types, "rebuild": rebuild}
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: type(default)(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class KompendiumConfig:
    """Every option of ``conf.py`` that starts with ``kompendium_``."""

    basename: str = option("kompendium", "Name of the finished files: build/pdf/<basename>.pdf.", (str,), "")
    subtitle: str = option("", "The book's subtitle, on the title page and in the metadata.", (str,))
    edition: str = option("", "The edition as it is printed, such as «1. utgave».", (str,))
    publisher: str = option("", "The publisher's name.", (str,))
    identifier: str = option("", "The book's fixed identifier: «urn:uuid:…» or «urn:isbn:…».", (str,))
    date: str = option("", "The edition's date, YYYY-MM-DD.", (str,))
    cover: str = option("", "The cover's SVG or PNG file, from the source folder.", (str,))
    cover_alt: str = option("", "The cover's alternative text.", (str,))
    authors: list[Any] = option(
        [], "Authors of chapters that name none: names, ids of people.yml or mappings.", (list,)
    )
    editors: list[Any] = option([], "The book's editors: names, ids of people.yml or mappings.", (list,))
    people: str = option("people.yml", "The file with the book's people, from the source folder.", (str,))
    abbreviations: str = option("abbreviations.yml", "The file with the book's abbreviations.", (str,))
    license: str = option("all rights reserved", "The book's licence, as people write it.", (str,))
    copyright_holder: str = option("", "Who holds the book's copyright.", (str,))
    copyright_year: str = option("", "The year of the copyright, or a span of years.", (str,))
    chapters: list[str] = option(
        ["kapitler/*", "chapters/*"], "Patterns of documents that are chapters (Sphinx's pattern syntax).", (list,)
    )
    icd10: str = option("icd10", "The system id of the edition that «icd10» means in this book.", (str,))
    box_kinds: dict[str, Any] = option({}, "More kinds of boxes: name to a mapping with «label» and «like».", (dict,))
    share: bool = option(True, "Whether a chapter ends with its address and the share row.", (bool,))
    downloads: bool = option(
        False,
        "Whether pages link to the chapter's PDF and EPUB in nedlasting/ (kompendium build sets it).",
        (bool,),
        "html",
    )
    only: list[str] = option(
        [],
        "The chapters (documents or slugs) to make PDF and EPUB of; empty means the whole book and each chapter.",
        (list,),
        "",
    )

    @classmethod
    def from_sphinx(cls, config: Config) -> KompendiumConfig:
        """The options as ``conf.py`` set them."""
        return cls(**{f.name: getattr(config, f"kompendium_{f.name}") for f in fields(cls)})


def check_config(_app: Sphinx, config: Config) -> None:
    """Stop with a sentence, not a traceback, where an option's value has the wrong type."""
    for item in fields(KompendiumConfig):
        value = getattr(config, f"kompendium_{item.name}")
        types: tuple[type, ...] = item.metadata["types"]
        if not isinstance(value, types):
            expected = " or ".join(t.__name__ for t in types)
            msg = f"conf.py: kompendium_{item.name} is {value!r}; expected {expected}. {item.metadata['help']}"
            raise ConfigError(msg)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register every option; each part that reads one loads this extension first."""
    defaults = KompendiumConfig()
    for item in fields(KompendiumConfig):
        # Types are checked by check_config, whose message tells what the option is for.
        app.add_config_value(
            f"kompendium_{item.name}", getattr(defaults, item.name), item.metadata["rebuild"], types=Any
        )
    app.connect("config-inited", check_config)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
