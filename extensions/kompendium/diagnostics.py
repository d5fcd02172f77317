"""What can be wrong in a book, in one list.

A member carries everything that is said of a finding: the warning's subtype (``kompendium.code_malformed``),
its audit code, its severity, what was found and expected, and a hint. Rooms report a finding by its member;
nobody writes a warning text elsewhere, so that the manual's list and the translations are complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sphinx.locale import get_translation
from sphinx.util import logging

if TYPE_CHECKING:
    from docutils.nodes import Node

_ = get_translation("kompendium")
logger = logging.getLogger(__name__)


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for «translate later»)
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


class Severity(Enum):
    """How much a finding weighs: a warning lets a draft go on, an error stops a release."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One kind of finding. ``message`` and ``hint`` are :meth:`str.format` templates and catalogue keys."""

    subtype: str
    code: str
    severity: Severity
    message: str
    hint: str


class Finding(Enum):
    """Every finding; a member's docstring-like comment is its entry in the manual."""

    # Chapters and front matter
    FRONT_MATTER_YAML = Diagnostic(
        "front_matter_yaml",
        "CHA-001",
        Severity.ERROR,
        N_("The front matter cannot be read: {problem}."),
        N_("Write one «key: value» a line between the two lines of «---»; quote a value that holds a colon."),
    )
    FRONT_MATTER_KEY = Diagnostic(
        "front_matter_key",
        "CHA-002",
        Severity.WARNING,
        N_("The front matter has the key «{found}», which is not known."),
        N_("{suggestion}"),
    )
    FRONT_MATTER_TYPE = Diagnostic(
        "front_matter_type",
        "CHA-003",
        Severity.WARNING,
        N_("The front matter's «{key}» is «{found}»; expected: {expected}."),
        N_("For example: {example}"),
    )
    CHAPTER_NUMBER_TAKEN = Diagnostic(
        "chapter_number_taken",
        "CHA-004",
        Severity.ERROR,
        N_("Chapter number {number} is already taken by «{other}»; each chapter needs its own."),
        N_("Change or remove «number» in one of the two; without it the number comes from the contents."),
    )
    PERSON_UNKNOWN = Diagnostic(
        "person_unknown",
        "CHA-005",
        Severity.WARNING,
        N_("«{found}» is written like an id, but {file} has no such person; it is printed as a name."),
        N_("{suggestion}"),
    )
    # Markdown that would lose text silently
    NAMELESS_CONTAINER = Diagnostic(
        "nameless_container",
        "MDN-001",
        Severity.ERROR,
        N_("A line with only colons «{found}» opens a block without a name; it would swallow the rest of the chapter."),
        N_("Remove the line, or, if a block stands inside another, give the outer one more colons («::::»)."),
    )
    LIST_TOO_DEEP = Diagnostic(
        "list_too_deep",
        "MDN-002",
        Severity.ERROR,
        N_("The list is nested {found} levels deep; at most {expected} are kept, and text below would be lost."),
        N_("Divide the list, or make its upper levels headings."),
    )
    # Boxes
    BOX_KIND_UNKNOWN = Diagnostic(
        "box_kind_unknown",
        "BOX-001",
        Severity.WARNING,
        N_("«{found}» is not a kind of box; expected one of: {expected}."),
        N_("{suggestion}"),
    )
    # Codes
    CODE_MALFORMED = Diagnostic(
        "code_malformed",
        "COD-001",
        Severity.WARNING,
        N_("«{found}» does not have the form of a code in {system}; expected: {expected}."),
        N_("For example: {example}"),
    )
    CODE_SYSTEM_UNKNOWN = Diagnostic(
        "code_system_unknown",
        "COD-002",
        Severity.WARNING,
        N_("«{found}» is not a code system; expected one of: {expected}."),
        N_("{suggestion}"),
    )
    # Licences and credits
    LICENSE_UNREADABLE = Diagnostic(
        "license_unreadable",
        "LIC-001",
        Severity.WARNING,
        N_("The licence «{found}» cannot be read; expected for example «CC BY 4.0» or «all rights reserved»."),
        N_("{suggestion}"),
    )
    LICENSE_VERSION_MISSING = Diagnostic(
        "license_version_missing",
        "LIC-002",
        Severity.WARNING,
        N_("The licence «{found}» has no version; expected for example «{found} 4.0»."),
        N_("Look the version up at the source; it is never guessed."),
    )
    CREDIT_INCOMPLETE = Diagnostic(
        "credit_incomplete",
        "ATT-001",
        Severity.WARNING,
        N_("The credit of «{found}» lacks: {missing}."),
        N_("Write it as «Illustration: Name, Source. Year. CC BY 4.0», or give the option «{option}»."),
    )
    # Figures
    FIGURE_MISSING = Diagnostic(
        "figure_missing",
        "FIG-001",
        Severity.ERROR,
        N_("The picture file «{found}» does not exist."),
        N_("{suggestion}"),
    )
    ALT_MISSING = Diagnostic(
        "alt_missing",
        "FIG-002",
        Severity.WARNING,
        N_("The figure «{found}» has no alternative text; who cannot see it learns nothing of it."),
        N_("Say in «:alt:» what the picture shows, in a sentence or two; not what the caption says already."),
    )
    # The PDF
    TYPST_FAILED = Diagnostic(
        "typst_failed",
        "PDF-001",
        Severity.ERROR,
        N_("The PDF could not be made: {problem}."),
        N_("{suggestion}"),
    )


def format_finding(finding: Finding, /, **values: object) -> str:
    """The finding's text in the book's language: what was found and expected, the hint, the audit code."""
    diagnostic = finding.value
    message = _(diagnostic.message).format(**values)
    hint = _(diagnostic.hint).format(**values)
    return f"{message} {hint} [{diagnostic.code}]" if hint else f"{message} [{diagnostic.code}]"


def report(finding: Finding, location: Node | tuple[str, int | None] | str | None, /, **values: object) -> None:
    """Warn of a finding at its place: a node, or ``(docname, line)`` with the line counted from 1."""
    text = format_finding(finding, **values)
    logger.warning("%s", text, location=location, type="kompendium", subtype=finding.value.subtype)
