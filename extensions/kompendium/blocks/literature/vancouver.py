"""Vancouver: a pybtex style after «Citing Medicine» (NLM, 2nd edition) and the ICMJE's sample references.

Titles are printed as the bibliography writes them: pybtex' own styles lower-case them, which ruins names of
substances and eponyms. What an entry lacks is left out; nothing is made up in its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from pybtex.richtext import HRef, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pybtex.database import Entry, Person

_translate = get_translation("kompendium")


def _(message: str) -> str:
    # pybtex takes nothing but strings, and where no catalogue is loaded Sphinx gives a lazy one.
    return str(_translate(message))


MOST_AUTHORS = 6
"""More than these are «et al.» (Citing Medicine, appendix F; ICMJE)."""

_URL = re.compile(r"https?://[^\s{}]+")
_DASHES = re.compile(r"\s*[-‐-―]+\s*")


def initials(person: Person) -> str:
    """«Jan Tore» → «JT», «Jean-Pierre» → «JP»: without points, as Vancouver has them."""
    given = " ".join(str(part) for part in [*person.rich_first_names, *person.rich_middle_names])
    return "".join(word[0].upper() for word in re.split(r"[\s.\-‐~]+", given) if word)


def format_person(person: Person) -> str:
    """«Jiménez-Gallo D»; an organisation, in braces in the bibliography, stays whole."""
    family = " ".join(str(part) for part in [*person.rich_prelast_names, *person.rich_last_names])
    lineage = " ".join(str(part) for part in person.rich_lineage_names)
    return " ".join(filter(None, [family, initials(person), lineage]))


def format_persons(persons: Iterable[Person]) -> str:
    """The names with commas, at most six and then «et al.»."""
    names = [format_person(person) for person in persons]
    # BibTeX writes «and others» for a list that is known to be incomplete.
    is_cut = len(names) > MOST_AUTHORS or names[-1:] == ["others"]
    names = [name for name in names if name != "others"][:MOST_AUTHORS]
    return ", ".join([*names, "et al."] if is_cut else names)


def shorten_pages(pages: str) -> str:
    """«785--794» → «785–94»: the last page without the digits that it shares with the first."""
    spans = []
    for span in pages.split(","):
        first, *rest = _DASHES.split(span.strip(), maxsplit=1)
        last = rest[0] if rest else ""
        if first.isdigit() and last.isdigit() and len(first) == len(last) and first < last:
            shared = next(i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b)
            last = last[shared:]
        spans.append(f"{first}–{last}" if last else first)
    return ", ".join(spans)


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def sentence(*parts: str | Text, separator: str = " ") -> Text:
    """The parts that say something, joined and closed with a full stop."""
    text = Text(separator).join([part for part in map(Text, parts) if part])
    return text if not text or str(text).endswith((".", "?", "!")) else text + "."


class VancouverStyle(BaseStyle):  # type: ignore[misc]  # pybtex ships no types
    """References as medical journals print them, numbered in the order of citation."""

    default_name_style = "plain"
    default_label_style = "number"
    default_sorting_style = "none"

    templates: ClassVar[dict[str, str]] = {
        "article": "article",
        "book": "book",
        "booklet": "book",
        "manual": "book",
        "proceedings": "book",
        "inbook": "part",
        "incollection": "part",
        "inproceedings": "part",
        "conference": "part",
        "phdthesis": "thesis",
        "mastersthesis": "thesis",
        "thesis": "thesis",
        "techreport": "report",
        "report": "report",
    }
    """BibTeX's and BibLaTeX's types → the method that formats them; any other is a web page or plain."""

    def format_entry(self, label: str, entry: Entry, bib_data: object = None) -> FormattedEntry:  # noqa: ARG002
        """The reference's text under its number."""
        method: Callable[[Entry], list[Text]] = getattr(self, self.templates.get(entry.type.lower(), "other"))
        parts = [part for part in [*method(entry), *self.identifiers(entry)] if part]
        return FormattedEntry(entry.key, Text(" ").join(parts), label)

    # Fields

    @staticmethod
    def field(entry: Entry, *names: str) -> Text:
        """The first of the fields that the entry has, its TeX read into characters."""
        for name in names:
            if entry.fields.get(name):
                text = Text.from_latex(entry.fields[name])
                return Text(str(text)) if name in {"doi", "pmid", "url", "year", "date"} else text
        return Text()

    @classmethod
    def year(cls, entry: Entry) -> Text:
        """The year; BibLaTeX has it in «date»."""
        return cls.field(entry, "year") or Text(str(cls.field(entry, "date"))[:4])

    @staticmethod
    def authors(entry: Entry, *, role: str = "author") -> str:
        """The names of one role."""
        return format_persons(entry.persons.get(role, []))

    @classmethod
    def editors(cls, entry: Entry) -> str:
        """The editors with their title: «Berg B, editor»."""
        count = len(entry.persons.get("editor", []))
        if not count:
            return ""
        return f"{cls.authors(entry, role='editor')}, {_('editor') if count == 1 else _('editors')}"

    @classmethod
    def edition(cls, entry: Entry) -> Text:
        """«3. utg.»; an edition in words as it is written."""
        text = cls.field(entry, "edition")
        digits = re.fullmatch(r"(\d+)\s*(?:st|nd|rd|th|\.)?", str(text).strip())
        if not digits:
            return text
        if digits[1] == "1":
            return Text()
        template = _("{ordinal} ed.")
        # English alone has endings («3rd»); in the other languages of these parts a full stop makes the ordinal.
        is_english = template == "{ordinal} ed."
        ordinal = _ordinal(int(digits[1])) if is_english else f"{digits[1]}."
        return Text(template.format(ordinal=ordinal, number=digits[1]))

    @classmethod
    def imprint(cls, entry: Entry) -> Text:
        """As in «Oslo: Gyldendal; 2019.»."""
        publisher = Text(": ").join(
            [
                part
                for part in (
                    cls.field(entry, "address", "location"),
                    cls.field(entry, "publisher", "organization", "institution", "school"),
                )
                if part
            ]
        )
        return sentence(publisher, cls.year(entry), separator="; ")

    @classmethod
    def url(cls, entry: Entry) -> str:
        """The entry's address; older bibliographies have it as «howpublished = {\\url{…}}»."""
        return str(cls.field(entry, "url")) or "".join(_URL.findall(entry.fields.get("howpublished", ""))[:1])

    @classmethod
    def identifiers(cls, entry: Entry) -> list[Text]:
        """DOI and PMID, each linked; the address where there is no DOI."""
        found = []
        doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", str(cls.field(entry, "doi")), flags=re.IGNORECASE)
        pmid = str(cls.field(entry, "pmid"))
        if not pmid and str(cls.field(entry, "eprinttype")).lower() == "pubmed":
            pmid = str(cls.field(entry, "eprint"))
        url = cls.url(entry)
        if doi:
            # Without a full stop at the link's end: it would be taken for a part of the address.
            found.append(Text(HRef(f"https://doi.org/{doi}", f"doi:{doi}"), "." if pmid else ""))
        elif url:
            found.append(Text(_("Available from:"), " ", HRef(url, url)))
        if pmid:
            found.append(Text(HRef(f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/", f"PMID {pmid}"), "."))
        return found

    # Types of publication

    @classmethod
    def article(cls, entry: Entry) -> list[Text]:
        """As in «Name A. Title. Journal. 2015;106(10):785–94.»."""
        issue = cls.field(entry, "number", "issue")
        pages = shorten_pages(str(cls.field(entry, "pages", "eid")))
        volume = Text(cls.field(entry, "volume"), Text("(", issue, ")") if issue else "")
        place = Text(volume, f":{pages}" if pages and volume else pages)
        return [
            sentence(cls.authors(entry)),
            sentence(cls.field(entry, "title")),
            sentence(cls.field(entry, "journal", "journaltitle")),
            sentence(cls.year(entry), place, separator=";"),
        ]

    @classmethod
    def book(cls, entry: Entry) -> list[Text]:
        """As in «Name A. Title. 3rd ed. Place: Publisher; 2019.»."""
        return [
            sentence(cls.authors(entry) or cls.editors(entry)),
            sentence(cls.field(entry, "title")),
            sentence(cls.edition(entry)),
            cls.imprint(entry),
        ]

    @classmethod
    def part(cls, entry: Entry) -> list[Text]:
        """As in «Name A. Chapter. In: Name B, editor. Book. Place: Publisher; 2019. p. 12–34.»."""
        pages = shorten_pages(str(cls.field(entry, "pages")))
        title = cls.field(entry, "booktitle")
        chapter = cls.field(entry, "title")
        if not title:
            # BibTeX's «inbook» has the book's title in «title» and the part in «chapter».
            title, chapter = chapter, cls.field(entry, "chapter")
        return [
            sentence(cls.authors(entry)),
            sentence(chapter),
            Text(_("In:"), " ", Text(" ").join(filter(None, [sentence(cls.editors(entry)), sentence(title)]))),
            sentence(cls.edition(entry)),
            cls.imprint(entry),
            sentence(Text(_("p."), " ", pages) if pages else Text()),
        ]

    @classmethod
    def thesis(cls, entry: Entry) -> list[Text]:
        """As in «Name A. Title [dissertation]. Place: School; 2019.»."""
        is_master = entry.type.lower() == "mastersthesis" or str(cls.field(entry, "type")) == "mastersthesis"
        kind = _("master's thesis") if is_master else _("dissertation")
        return [
            sentence(cls.authors(entry)),
            sentence(cls.field(entry, "title"), f"[{kind}]"),
            cls.imprint(entry),
        ]

    @classmethod
    def report(cls, entry: Entry) -> list[Text]:
        """As in «Name A. Title. Place: Institution; 2019. Report 12.»."""
        number = cls.field(entry, "number")
        return [
            sentence(cls.authors(entry)),
            sentence(cls.field(entry, "title")),
            cls.imprint(entry),
            sentence(Text(_("Report"), " ", number) if number else Text()),
        ]

    @classmethod
    def other(cls, entry: Entry) -> list[Text]:
        """A web page: «Name A. Title [Internet]. Place: Publisher; 2019 [cited 2020-01-31]. Available …»."""
        title = cls.field(entry, "title")
        if cls.url(entry):
            title = Text(" ").join([part for part in (title, Text(f"[{_('Internet')}]")) if part])
        imprint = cls.imprint(entry)
        cited = str(cls.field(entry, "urldate"))
        if cited:
            imprint = sentence(Text(str(imprint).removesuffix(".")), f"[{_('cited {date}').format(date=cited)}]")
        return [
            sentence(cls.authors(entry) or cls.editors(entry)),
            sentence(title),
            imprint,
            Text() if _URL.search(entry.fields.get("howpublished", "")) else sentence(cls.field(entry, "howpublished")),
            sentence(cls.field(entry, "note")),
        ]
