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

from kompendium.problems import N_

if TYPE_CHECKING:
    from docutils.nodes import Node

_ = get_translation("kompendium")
logger = logging.getLogger(__name__)


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
    """Every finding. A member's name is what the pure readers call it (:class:`kompendium.problems.Problem`)."""

    # Chapters and front matter
    FRONT_MATTER_YAML = Diagnostic(
        "front_matter_yaml",
        "CHA-001",
        Severity.ERROR,
        N_("The YAML cannot be read as it stands: {problem}."),
        N_("Write one «key: value» a line; quote a value that holds a colon."),
    )
    FRONT_MATTER_KEY = Diagnostic(
        "front_matter_key",
        "CHA-002",
        Severity.WARNING,
        N_("The key «{found}» is not known."),
        N_("{suggestion}"),
    )
    FRONT_MATTER_TYPE = Diagnostic(
        "front_matter_type",
        "CHA-003",
        Severity.WARNING,
        N_("«{key}» is «{found}»; expected: {expected}."),
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
    CHAPTER_UNTITLED = Diagnostic(
        "chapter_untitled",
        "CHA-006",
        Severity.WARNING,
        N_("The chapter has no title; it is called «{title}» after its file."),
        N_("Write «# {title}» as the first line of its text, or «title: {title}» in the front matter."),
    )
    CHAPTER_EMPTY = Diagnostic(
        "chapter_empty",
        "CHA-007",
        Severity.WARNING,
        N_("The chapter has no text; it stands in the contents as «{title}»."),
        N_("Write its text, or take its file out of the contents until it is written."),
    )
    TITLE_SECOND = Diagnostic(
        "title_second",
        "CHA-008",
        Severity.WARNING,
        N_("«{found}» is a second heading with one «#»; a chapter has one title, so it is made a section of it."),
        N_("Write «## {found}», and one «#» more before each heading below it; or make it a chapter of its own."),
    )
    REVIEW_OVERDUE = Diagnostic(
        "review_overdue",
        "CHA-009",
        Severity.WARNING,
        N_("The chapter should have been reviewed by {due}; the book is of {date}."),
        N_("Have it reviewed, and write the new «reviewed» and «review_due»; readers are told until then."),
    )
    # Changes of chapters
    CHANGE_TEXT_MISSING = Diagnostic(
        "change_text_missing",
        "CHG-001",
        Severity.WARNING,
        N_("A change has no text, and stands nowhere."),
        N_("Say in a few words what was changed: «text: New advice on treatment»."),
    )
    CHANGE_DATE_MISSING = Diagnostic(
        "change_date_missing",
        "CHG-002",
        Severity.WARNING,
        N_("The change «{found}» has no date; it stands in its chapter, but in no list of changes."),
        N_("Say when it was made: «date: 2026-02-14»."),
    )
    CHANGES_OPTION = Diagnostic(
        "changes_option",
        "CHG-003",
        Severity.WARNING,
        N_("The option «{name}» of the list of changes is «{found}»; expected: {expected}. It is not used."),
        N_("For example: {example}"),
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
        N_(
            "Lists and quotations stand {found} deep in each other here; at most {expected} are read, "
            "and what stands deeper is printed as running text."
        ),
        N_("Divide the text, or make the upper levels headings."),
    )
    CONTAINER_UNCLOSED = Diagnostic(
        "container_unclosed",
        "MDN-003",
        Severity.ERROR,
        N_("The block opened by «{found}» is never closed; it swallows the rest of the chapter."),
        N_("Write a line with «{expected}» where the block ends."),
    )
    LANGUAGE_MALFORMED = Diagnostic(
        "language_malformed",
        "MDN-004",
        Severity.WARNING,
        N_("«{found}» is not a language tag; the text is kept without a language."),
        N_("For example: {example}"),
    )
    BLOCK_UNKNOWN = Diagnostic(
        "block_unknown",
        "MDN-005",
        Severity.ERROR,
        N_("There is no block «{found}»; its text is kept, but not as what it should be."),
        N_("{suggestion}"),
    )
    ROLE_UNKNOWN = Diagnostic(
        "role_unknown",
        "MDN-006",
        Severity.ERROR,
        N_("There is no role «{found}»; its text is kept as plain text."),
        N_("{suggestion}"),
    )
    HEADING_SKIPPED = Diagnostic(
        "heading_skipped",
        "MDN-007",
        Severity.WARNING,
        N_("The heading «{found}» skips a level: it has «{marks}», where at most «{expected}» is expected."),
        N_("Write it with «{expected}», one «#» more than the heading it stands under."),
    )
    FOOTNOTE_MISSING = Diagnostic(
        "footnote_missing",
        "MDN-008",
        Severity.ERROR,
        N_("The text refers to the footnote «{found}», but no such footnote is written; the mark stands as text."),
        N_("{suggestion}"),
    )
    LINK_UNKNOWN = Diagnostic(
        "link_unknown",
        "MDN-009",
        Severity.ERROR,
        N_("A link leads to «{found}», but the book has no such page, heading or label; its text stands without link."),
        N_("{suggestion}"),
    )
    HEADING_EMPTY = Diagnostic(
        "heading_empty",
        "MDN-010",
        Severity.ERROR,
        N_("The heading has no text; «{expected}» is printed as the heading."),
        N_("Write the heading's words after «#», or remove the line."),
    )
    LINK_ANCHOR_UNKNOWN = Diagnostic(
        "link_anchor_unknown",
        "MDN-011",
        Severity.WARNING,
        N_("A link leads to «{found}», but that page has no such heading or label; it leads to the page."),
        N_("{suggestion}"),
    )
    BLOCK_FAILED = Diagnostic(
        "block_failed",
        "MDN-012",
        Severity.ERROR,
        N_("The block «{found}» cannot be made of what stands in it ({problem}); its lines are printed as they are."),
        N_("Look the block's options and lines over, or remove it."),
    )
    # Options of every block
    OPTION_UNKNOWN = Diagnostic(
        "option_unknown",
        "OPT-001",
        Severity.WARNING,
        N_("The block «{block}» has no option «{found}»; expected one of: {expected}."),
        N_("{suggestion}"),
    )
    OPTION_TWICE = Diagnostic(
        "option_twice",
        "OPT-002",
        Severity.WARNING,
        N_("The block «{block}» has the option «{name}» twice; the second, «{found}», is not used."),
        N_("Keep one of the two."),
    )
    # Boxes
    BOX_EMPTY = Diagnostic(
        "box_empty",
        "BOX-002",
        Severity.ERROR,
        N_("The box «{found}» has no text."),
        N_("Write its text on the lines under the opening line, before the closing colons."),
    )
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
        N_("{suggestion}"),
    )
    CODE_SYSTEM_UNKNOWN = Diagnostic(
        "code_system_unknown",
        "COD-002",
        Severity.WARNING,
        N_("«{found}» is not a code system; expected one of: {expected}."),
        N_("{suggestion}"),
    )
    CODES_MISSING = Diagnostic(
        "codes_missing",
        "COD-003",
        Severity.WARNING,
        N_("The block «{block}» shows no codes: it has none itself, and the chapter's front matter has none."),
        N_("Write «icd10: L94.2» in the front matter, or «:icd10: L94.2» in the block."),
    )
    CODE_LOCK_LINE = Diagnostic(
        "code_lock_line",
        "COD-004",
        Severity.WARNING,
        N_("A line of the codes' lock file is not used, because {problem}: «{found}»."),
        N_("The columns are: system, code, title, title_nb, edition, parent, usage, retired, successor, source."),
    )
    CODE_UNKNOWN = Diagnostic(
        "code_unknown",
        "COD-005",
        Severity.WARNING,
        N_("{system} has no code «{found}»."),
        N_("{suggestion}"),
    )
    CODE_RETIRED = Diagnostic(
        "code_retired",
        "COD-006",
        Severity.WARNING,
        N_("The code «{found}» of {system} was retired ({year})."),
        N_("{suggestion}"),
    )
    CODE_GLOSS = Diagnostic(
        "code_gloss",
        "COD-007",
        Severity.WARNING,
        N_("In {system} «{found}» means «{title}», not «{gloss}»."),
        N_(
            "The words fit: {suggestion}. Correct the code or the words; if both are right, write them with the reason "
            "in codes.ignore.csv."
        ),
    )
    CODE_UNPAIRED = Diagnostic(
        "code_unpaired",
        "COD-008",
        Severity.WARNING,
        N_("«{found}» is one half of two codes; the one marked {expected} is missing."),
        N_("Write both on one line, for example: {example}"),
    )
    CODE_HEADING = Diagnostic(
        "code_heading",
        "COD-009",
        Severity.WARNING,
        N_("«{found}» is a heading over more precise codes."),
        N_("Choose one, such as {suggestion}; or write «{example}» if all of them are meant."),
    )
    CODE_NOT_IN_HEAD = Diagnostic(
        "code_not_in_head",
        "COD-010",
        Severity.WARNING,
        N_("The text has the code «{found}» ({system}), which the chapter's front matter lacks."),
        N_("Add it to the front matter if the chapter is about it."),
    )
    CODE_EDITION = Diagnostic(
        "code_edition",
        "COD-011",
        Severity.WARNING,
        N_("The edition «{found}» is not used: {problem}."),
        N_("Codes that the lock file lacks are not checked. Name another file in kompendium_code_editions."),
    )
    CODE_GLOSS_IGNORED_LINE = Diagnostic(
        "code_gloss_ignored_line",
        "COD-012",
        Severity.WARNING,
        N_("A line of codes.ignore.csv is not used, because {problem}: «{found}»."),
        N_("The columns are: system, code, gloss, reason."),
    )
    CODE_SYSTEM_PACKAGE = Diagnostic(
        "code_system_package",
        "COD-013",
        Severity.WARNING,
        N_("The code system «{found}» of an installed package is not used: {problem}."),
        N_("Update the package, or uninstall it."),
    )
    CODE_GLOSS_IGNORED_UNUSED = Diagnostic(
        "code_gloss_ignored_unused",
        "COD-014",
        Severity.WARNING,
        N_("No code of the book has these words: «{found}»."),
        N_("Remove the line from codes.ignore.csv, or correct it."),
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
    RIGHTS_NONCOMMERCIAL = Diagnostic(
        "rights_noncommercial",
        "LIC-003",
        Severity.ERROR,
        N_(
            "«{found}» ({license}) must not be used commercially, but the book ({book}) is sold, or lets "
            "others sell it."
        ),
        N_("Take another work, ask for permission, or name it without reproducing it («:not-reproduced:»)."),
    )
    RIGHTS_COMMERCIAL_UNSAID = Diagnostic(
        "rights_commercial_unsaid",
        "LIC-004",
        Severity.WARNING,
        N_("«{found}» ({license}) must not be used commercially, and nobody has said whether the book ({book}) is."),
        N_("Write «kompendium_commercial = False» (or True) in conf.py."),
    )
    RIGHTS_NONCOMMERCIAL_CHANGED = Diagnostic(
        "rights_noncommercial_changed",
        "LIC-005",
        Severity.WARNING,
        N_(
            "«{found}» ({license}) is changed here; neither it nor what is made of it may be used "
            "commercially, while the book ({book}) may."
        ),
        N_(
            "Look it over: whether this is an adaptation, and whether readers are told that its own licence "
            "holds for it."
        ),
    )
    RIGHTS_SHARE_ALIKE = Diagnostic(
        "rights_share_alike",
        "LIC-006",
        Severity.ERROR,
        N_("«{found}» ({license}) is changed; what is made of it must carry the same licence, and it is not said to."),
        N_("Give the changed work that licence («:adaptation-license:»), or use the work unchanged."),
    )
    RIGHTS_EXCEPTION_LINE = Diagnostic(
        "rights_exception_line",
        "LIC-007",
        Severity.WARNING,
        N_("A line of rights.ignore.csv is not used, because {problem}: «{found}»."),
        N_("The columns are: code, work, reason."),
    )
    RIGHTS_NO_DERIVATIVES = Diagnostic(
        "rights_no_derivatives",
        "LIC-008",
        Severity.ERROR,
        N_("«{found}» ({license}) is changed, but its licence lets nobody share a changed version."),
        N_("Use the work unchanged, ask for permission, or take another one."),
    )
    RIGHTS_PERMITTED = Diagnostic(
        "rights_permitted",
        "LIC-009",
        Severity.WARNING,
        N_(
            "«{found}» is reproduced by permission, which readers do not have, while the book ({book}) lets "
            "them pass it on."
        ),
        N_("Say at the work that the book's licence does not hold for it, and write so in rights.ignore.csv."),
    )
    RIGHTS_FACTS = Diagnostic(
        "rights_facts",
        "LIC-010",
        Severity.WARNING,
        N_(
            "All rights in «{found}» are reserved, and nobody has permitted its use; facts may be taken "
            "from it, words and pictures may not."
        ),
        N_("Compare the text with it; if it is written anew, write so in rights.ignore.csv."),
    )
    RIGHTS_UNPERMITTED = Diagnostic(
        "rights_unpermitted",
        "LIC-011",
        Severity.ERROR,
        N_("«{found}» is reproduced, but all rights in it are reserved and no permission is recorded."),
        N_(
            "Ask for permission and record it («:permission:»), or name the work without reproducing it "
            "(«:not-reproduced:»)."
        ),
    )
    RIGHTS_QUOTATION = Diagnostic(
        "rights_quotation",
        "LIC-012",
        Severity.WARNING,
        N_("«{found}» is quoted; only people can tell whether the quotation goes no further than its purpose asks."),
        N_("Look it over, and write the reason in rights.ignore.csv."),
    )
    RIGHTS_UNLICENSED = Diagnostic(
        "rights_unlicensed",
        "LIC-013",
        Severity.ERROR,
        N_("«{found}» is reproduced, but nobody knows on what terms ({license})."),
        N_("Look its licence up at the source; without one, nobody may reproduce it."),
    )
    RIGHTS_UNJUDGED = Diagnostic(
        "rights_unjudged",
        "LIC-014",
        Severity.WARNING,
        N_("The audit has no rule for the licence {license} of «{found}»."),
        N_("Read the licence; if it allows this use, write so in rights.ignore.csv."),
    )
    RIGHTS_DRM = Diagnostic(
        "rights_drm",
        "LIC-015",
        Severity.ERROR,
        N_(
            "«{found}» ({license}) must not be kept from readers by copy protection, which the book has "
            "(kompendium_drm)."
        ),
        N_("Publish the book without copy protection, or take another work."),
    )
    RIGHTS_EXCEPTION_CLAUSE = Diagnostic(
        "rights_exception_clause",
        "LIC-016",
        Severity.ERROR,
        N_("The notice of rights excepts nothing, but «{found}» ({license}) is not the book's."),
        N_("Add «except where otherwise noted» to the notice."),
    )
    RIGHTS_PERMISSION_INCOMPLETE = Diagnostic(
        "rights_permission_incomplete",
        "LIC-017",
        Severity.WARNING,
        N_("The permission for «{found}» does not say: {missing}."),
        N_("Record it with the work; where nobody knows, ask again."),
    )
    RIGHTS_PERMISSION_EXPIRED = Diagnostic(
        "rights_permission_expired",
        "LIC-018",
        Severity.ERROR,
        N_("The permission for «{found}» ended on {date}."),
        N_("Ask for a new one, or take the work out."),
    )
    RIGHTS_PERMISSION_FORMATS = Diagnostic(
        "rights_permission_formats",
        "LIC-019",
        Severity.ERROR,
        N_("The permission for «{found}» does not cover: {formats}."),
        N_("Ask for it, or say what the book is published as (kompendium_published_as)."),
    )
    CREDIT_INCOMPLETE = Diagnostic(
        "credit_incomplete",
        "ATT-001",
        Severity.WARNING,
        N_("The credit of «{found}» lacks: {missing}."),
        N_("Write it as «Illustration: Name, Source. Year. CC BY 4.0», or give the option «{option}»."),
    )
    WORK_KIND_UNKNOWN = Diagnostic(
        "work_kind_unknown",
        "ATT-002",
        Severity.WARNING,
        N_("«{found}» is not a kind of work; expected one of: {expected}."),
        N_("{suggestion}"),
    )
    CREATOR_NO_NAME = Diagnostic(
        "creator_no_name",
        "ATT-003",
        Severity.WARNING,
        N_("«{found}» is nobody's name, so the credit does not say who made the work."),
        N_("Write the name of a person or an institution. Where it was found goes into «source»."),
    )
    SOURCE_ADDRESS = Diagnostic(
        "source_address",
        "ATT-004",
        Severity.WARNING,
        N_("«{found}» is no web address; expected one as https://example.org/page."),
        N_("Copy it whole from the browser, without spaces; a source without an address is written by its name."),
    )
    CREDIT_VALUE = Diagnostic(
        "credit_value",
        "ATT-005",
        Severity.WARNING,
        N_("«{key}» is «{found}»; expected: {expected}."),
        N_("For example: {example}"),
    )
    CREDIT_CONFLICT = Diagnostic(
        "credit_conflict",
        "ATT-006",
        Severity.WARNING,
        N_("Two credits of «{file}» differ: {found} here; {other} in {place}."),
        N_("Find out which one is right, and make them say the same, or leave one of them out."),
    )
    PICTURE_UNCREDITED = Diagnostic(
        "picture_uncredited",
        "ATT-007",
        Severity.WARNING,
        N_("Nobody is credited for the picture «{found}»."),
        N_("{suggestion}"),
    )
    CREDIT_LINE = Diagnostic(
        "credit_line",
        "ATT-008",
        Severity.WARNING,
        N_("«{found}» cannot be read as a part of a credit; expected: {expected}."),
        N_("Write each field on its own line, without anything else."),
    )
    CREDIT_ENTRY = Diagnostic(
        "credit_entry",
        "ATT-009",
        Severity.WARNING,
        N_("The credit of «{path}» is «{found}»; expected: {expected}."),
        N_("For example: {example}"),
    )
    CREDIT_PATTERNS = Diagnostic(
        "credit_patterns",
        "ATT-010",
        Severity.WARNING,
        N_("«{file}» fits two entries equally well, «{found}» and «{other}»; the first one holds."),
        N_("Write an entry for the file itself, or make one of the patterns more exact."),
    )
    CREDIT_UNUSED = Diagnostic(
        "credit_unused",
        "ATT-011",
        Severity.WARNING,
        N_("No file of the book is «{found}», so the credit is nobody's."),
        N_("{suggestion}"),
    )
    # People in pictures
    PERSON_WITHOUT_CONSENT = Diagnostic(
        "person_without_consent",
        "PER-001",
        Severity.ERROR,
        N_("«{found}» shows {person}, but no consent is recorded."),
        N_("Say in «:consent:» where the consent is kept; the document itself has no place in the book's folder."),
    )
    PERSON_UNANSWERED = Diagnostic(
        "person_unanswered",
        "PER-002",
        Severity.ERROR,
        N_("Nobody has said whether a person can be recognised in the photograph «{found}»."),
        N_("Write «:person: none», or «patient» or «other» and where the consent is kept."),
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
    PICTURE_UNUSABLE = Diagnostic(
        "picture_unusable",
        "FIG-003",
        Severity.ERROR,
        N_("The picture «{found}» cannot be used: {problem}. Its alternative text stands in its place."),
        N_("{suggestion}"),
    )
    PICTURE_MISNAMED = Diagnostic(
        "picture_misnamed",
        "FIG-004",
        Severity.WARNING,
        N_("The picture «{found}» is {format}, whatever its name ends in; it is used as what it is."),
        N_("Name it «{expected}»."),
    )
    PICTURE_OUTSIDE = Diagnostic(
        "picture_outside",
        "FIG-005",
        Severity.ERROR,
        N_("The picture «{found}» lies outside the source folder, and is not used."),
        N_("Put a copy of it into the book's own folder, and name that."),
    )
    FIGURE_WITHOUT_FILE = Diagnostic(
        "figure_without_file",
        "PIC-001",
        Severity.ERROR,
        N_("The figure names no file; its text stands without a picture."),
        N_(
            "Write the file's path after the name of the block «{found}», or «:not-reproduced:» where the book may "
            "not show it."
        ),
    )
    # Literature
    CITATION_UNKNOWN = Diagnostic(
        "citation_unknown",
        "REF-001",
        Severity.ERROR,
        N_("«{found}» is cited, but the bibliography has no such key."),
        N_("{suggestion}"),
    )
    CITATION_LIST_MISSING = Diagnostic(
        "citation_list_missing",
        "REF-002",
        Severity.WARNING,
        N_("«{found}» is cited on a page without a list of references."),
        N_("Put «{{bibliography}}» on the page, or make the page a chapter («chapter: true» in its front matter)."),
    )
    BIBLIOGRAPHY_MALFORMED = Diagnostic(
        "bibliography_malformed",
        "REF-003",
        Severity.ERROR,
        N_("The bibliography cannot be read here: {problem}."),
        N_(
            "An entry has the form «@article{{key, author = {{…}}, title = {{…}}}}»; entries that can be read are used."
        ),
    )
    BIBLIOGRAPHY_MISSING = Diagnostic(
        "bibliography_missing",
        "REF-004",
        Severity.ERROR,
        N_("The bibliography «{found}» of «bibtex_bibfiles» does not exist."),
        N_("{suggestion}"),
    )
    # Registers
    ABBREVIATIONS_UNREADABLE = Diagnostic(
        "abbreviations_unreadable",
        "REG-001",
        Severity.WARNING,
        N_("The book's abbreviations cannot be read: {problem}."),
        N_("Write one «SSc: systemisk sklerose» a line; quote a text that holds a colon."),
    )
    # The site
    RAW_HTML_SHOWN = Diagnostic(
        "raw_html_shown",
        "SIT-001",
        Severity.WARNING,
        N_("HTML is switched off in this book, so «{found}» is shown as text."),
        N_('Write it in Markdown, or ask the publisher for kompendium_raw_html = "keep" in conf.py.'),
    )
    LINK_UNSAFE = Diagnostic(
        "link_unsafe",
        "SIT-002",
        Severity.WARNING,
        N_("«{found}» is no address but something that a browser would run; the text stands without a link."),
        N_("Link to a page of the book, or to an address that begins with «https://»."),
    )
    PICTURE_SCRIPTED = Diagnostic(
        "picture_scripted",
        "SIT-003",
        Severity.WARNING,
        N_("The picture «{found}» holds a program; it is taken out of the copy that is published."),
        N_("Save the drawing as plain SVG, without scripts and without links."),
    )
    OFFLINE_LARGE = Diagnostic(
        "offline_large",
        "SIT-004",
        Severity.WARNING,
        N_(
            "To have the site without a network, a reader loads {found} MB; expected: at most {expected} MB. "
            "The largest file is «{largest}»."
        ),
        N_("Make the largest pictures smaller, or raise «kompendium_offline_limit_mb» in conf.py."),
    )
    SOCIAL_PICTURE = Diagnostic(
        "social_picture",
        "SIT-005",
        Severity.WARNING,
        N_("The picture «{found}» cannot be shown where pages are shared: {problem}. One is drawn in its place."),
        N_("Give «kompendium_social_picture» a PNG or JPEG file of 1200 × 630 pixels, from the source folder."),
    )
    HTML_META_REFUSED = Diagnostic(
        "html_meta_refused",
        "SIT-006",
        Severity.WARNING,
        N_("HTML is switched off in this book, so «{found}» in «html_meta» is left out: it tells browsers what to do."),
        N_("Ask the publisher, who can have the web server say it."),
    )
    # Files and settings
    NOT_UTF8 = Diagnostic(
        "not_utf8",
        "FIL-001",
        Severity.ERROR,
        N_("The file is not saved as UTF-8; from this line on, «{found}», letters are uncertain. {instead}"),
        N_(
            "Save it as UTF-8 (in Excel as «CSV UTF-8», in an editor by «Save with encoding»), "
            "and look the letters over."
        ),
    )
    CONTROL_CHARACTER = Diagnostic(
        "control_character",
        "FIL-002",
        Severity.WARNING,
        N_("«{found}» holds a control character, {code}, which is left out."),
        N_("Remove it; such characters come along when text is pasted."),
    )
    OPTION_OF_BOOK_UNKNOWN = Diagnostic(
        "option_of_book_unknown",
        "CNF-001",
        Severity.WARNING,
        N_("«{found}» is not an option of the book, and is not used."),
        N_("{suggestion}"),
    )
    OPTION_OF_BOOK_VALUE = Diagnostic(
        "option_of_book_value",
        "CNF-002",
        Severity.WARNING,
        N_("«{key}» is «{found}»; expected: {expected}. {instead}"),
        N_("For example: {example}"),
    )
    IDENTIFIER_DERIVED = Diagnostic(
        "identifier_derived",
        "CNF-003",
        Severity.WARNING,
        N_("«kompendium_identifier» is empty; the book is known as «{found}», which changes with its name or address."),
        N_('Keep it for good: kompendium_identifier = "{found}"'),
    )
    # The site
    THEME_OPTION_UNUSED = Diagnostic(
        "theme_option_unused",
        "SIT-021",
        Severity.WARNING,
        N_("«{found}» in «html_theme_options» needs a script of the theme that the site does without; it is not used."),
        N_("{suggestion}"),
    )
    # The PDF
    TYPST_FAILED = Diagnostic(
        "typst_failed",
        "PDF-001",
        Severity.ERROR,
        N_("The PDF could not be made here. Typst says: «{problem}»."),
        N_("{suggestion}"),
    )
    NODE_UNKNOWN = Diagnostic(
        "node_unknown",
        "PDF-002",
        Severity.WARNING,
        N_("The PDF does not know the node type «{found}»; its text is printed without form."),
        N_("The extension that made it can add a visitor with app.add_node(…, typst=(visit, depart))."),
    )
    GLYPH_MISSING = Diagnostic(
        "glyph_missing",
        "PDF-003",
        Severity.WARNING,
        N_("No font of the PDF has the character «{found}» ({code}); «{expected}» is printed for it."),
        N_("Write it in words, or choose a character with the same meaning."),
    )
    PDF_TOO_DEEP = Diagnostic(
        "pdf_too_deep",
        "PDF-004",
        Severity.WARNING,
        N_("Blocks stand deeper in each other here than a PDF can draw; from here on they are set without frames."),
        N_("Use fewer levels: end the outer box, list or quotation before the next one begins."),
    )
    FORMULA_UNSET = Diagnostic(
        "formula_unset",
        "PDF-005",
        Severity.WARNING,
        N_("The PDF cannot set the formula «{found}»; its LaTeX source is printed."),
        N_("Look for a misspelt command or a missing brace, or write it with simpler commands."),
    )
    LAYOUT_UNSETTLED = Diagnostic(
        "layout_unsettled",
        "PDF-006",
        Severity.WARNING,
        N_("The pages of the PDF do not settle, so that page numbers in it may be wrong. Typst says: «{problem}»."),
        N_("Look for Typst of your own, in a chapter or a template, that counts pages and makes more of them."),
    )
    SCRIPT_MISSING = Diagnostic(
        "script_missing",
        "PDF-015",
        Severity.WARNING,
        N_(
            "No font of the PDF has more characters of «{found}» here and in what follows; "
            "codes such as «{expected}» are printed for them, without a warning for each."
        ),
        N_("Put a font that has them into a folder, and name that in typst_fonts."),
    )
    PICTURE_REMOTE = Diagnostic(
        "picture_remote",
        "PDF-016",
        Severity.WARNING,
        N_("The picture «{found}» lies on the network and is not fetched; its alternative text stands in its place."),
        N_("Put a copy of it into the book's own folder, and name that."),
    )
    FONT_MISSING = Diagnostic(
        "font_missing",
        "PDF-020",
        Severity.WARNING,
        N_("The PDF has no font «{found}»; «{expected}» is used for it."),
        N_("{suggestion}"),
    )
    FONT_INCOMPLETE = Diagnostic(
        "font_incomplete",
        "PDF-021",
        Severity.WARNING,
        N_("The font «{found}» lacks: {missing}. The style that is nearest to it is printed there."),
        N_("Add the files of those styles to the folder in typst_fonts, or choose another font."),
    )
    PICTURE_COARSE = Diagnostic(
        "picture_coarse",
        "PDF-022",
        Severity.WARNING,
        N_("The picture «{found}» is printed {width} mm wide, at {dots} dots an inch; expected: at least {expected}."),
        N_("Use a file that is at least {pixels} pixels wide, or print the picture smaller, with «:width:»."),
    )
    # The site's search
    SEARCH_PROGRAM_MISSING = Diagnostic(
        "search_program_missing",
        "SIT-031",
        Severity.WARNING,
        N_("There is no pagefind for this computer; readers' search loads the whole text instead, which is larger."),
        N_("Install «pagefind-bin» with pip where it has a file for the platform, or build the site on another one."),
    )
    SEARCH_PROGRAM_FAILED = Diagnostic(
        "search_program_failed",
        "SIT-032",
        Severity.WARNING,
        N_("pagefind could not index the site: {problem}. Readers' search loads the whole text instead."),
        N_("Build again; if it stays so, install «pagefind-bin» anew."),
    )
    # The EPUB
    EPUB_MARKUP = Diagnostic(
        "epub_markup",
        "EPB-001",
        Severity.WARNING,
        N_("The HTML has a tag without its other half, «{found}»; the EPUB prints it as text."),
        N_("Close each element that is opened, in reverse order, within the same paragraph, list item or section."),
    )
    EPUB_LINK = Diagnostic(
        "epub_link",
        "EPB-002",
        Severity.WARNING,
        N_("A link leads to «{found}», which is not in the book; the EPUB shows its text without a link."),
        N_("Link to a page or heading of the book, or to a full address that starts with «https://»."),
    )
    EPUB_COVER = Diagnostic(
        "epub_cover",
        "EPB-003",
        Severity.WARNING,
        N_("The cover «{found}» cannot be used: {problem}. A cover with the title was drawn in its place."),
        N_("Give «kompendium_cover» an SVG, PNG or JPEG file, from the source folder."),
    )
    EPUB_PICTURE = Diagnostic(
        "epub_picture",
        "EPB-004",
        Severity.WARNING,
        N_("The picture «{found}» cannot be drawn: {problem}."),
        N_("Save it again as plain SVG, or as PNG or JPEG."),
    )
    EPUB_PICTURE_LARGE = Diagnostic(
        "epub_picture_large",
        "EPB-006",
        Severity.WARNING,
        N_("The picture «{found}» is large ({was}); the EPUB holds it at {now}."),
        N_("Save it with at most {limit} pixels on its longer side, or set «kompendium_epub_picture_px» in conf.py."),
    )
    EPUB_MEDIA = Diagnostic(
        "epub_media",
        "EPB-007",
        Severity.WARNING,
        N_("«{found}» is not in the EPUB: there is no such file, or it is no sound or film that e-readers can play."),
        N_("Save it as MP3 or Opus (sound) or MP4 (film), in the source folder; or link to it on the web."),
    )
    MATH_UNREADABLE = Diagnostic(
        "math_unreadable",
        "EPB-005",
        Severity.WARNING,
        N_("The formula «{found}» cannot be read as LaTeX: {problem}. It is printed as it is written."),
        N_("Use plain LaTeX commands, or simplify the formula."),
    )
    EPUB_PAGE_MAP = Diagnostic(
        "epub_page_map",
        "EPB-010",
        Severity.WARNING,
        N_("The page map «{found}» cannot be used: {problem}. The EPUB is made without a list of the PDF's pages."),
        N_("Run «kompendium build», which makes both, or make the PDF anew and name the «pagemap.json» beside it."),
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


def report_once(finding: Finding, location: str, /, **values: object) -> None:
    """Warn of what each of several processes finds out for itself; Sphinx shows it a single time."""
    text = format_finding(finding, **values)
    logger.warning("%s", text, location=location, type="kompendium", subtype=finding.value.subtype, once=True)
