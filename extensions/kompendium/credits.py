"""Credits in words: title, author, source, licence (TASL), and what else must be said; for every format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.rights.licenses import LicenseExpression

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.environment import BuildEnvironment

    from kompendium.rights.licenses import License
    from kompendium.rights.works import Work

_ = get_translation("kompendium")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a credit: a field of the work, or the words between two."""

    text: str
    field: str = ""
    """The name of the :class:`Work`'s field that it prints; empty for words of ours."""
    url: str = ""
    """Where it leads."""
    printed: str = ""
    """The address as it stands on paper, where that is another one: a licence's without its language."""

    terms: License | None = None
    """The licence that it names."""

    @property
    def plain(self) -> str:
        """The piece where nothing can be clicked: the address in words behind it."""
        if isinstance(self.terms, LicenseExpression):
            return f"{self.text} ({', '.join(leaf.url for leaf in self.terms.leaves if leaf.url)})".removesuffix(" ()")
        if not self.url or self.text == self.url:
            return self.text
        return f"{self.text} ({self.printed or self.url})"


def credit_parts(work: Work, language: str) -> list[Part]:
    """A credit: «“Title”. Illustration: Name, *Journal*, 2017. CC BY 4.0. Changes: …».

    Every field of the work is printed, and what the reader of credits did not understand as it stands.
    """
    sentences: list[list[Part]] = []
    if work.title:
        sentences.append(_filled(_("“{title}”"), "title", work.title))
    made = [
        Part(text, field, work.source_url if field == "source" else "")
        for field, text in (
            ("creator", work.creator),
            ("source", work.source or work.source_url),
            ("year", work.year),
        )
        if text
    ]
    if made:
        label = [Part(f"{work.label}: ")] if work.label else []
        sentences.append([*label, *_joined(made)])
    elif work.label:
        sentences.append([Part(work.label)])
    if work.license is not None:
        read = work.license
        sentences.append([_terms(read, "license", language)])
    elif work.license_text:
        sentences.append([Part(work.license_text, "license_text")])
    for template, field, text in (
        (_("Rights holder: {holder}"), "holder", work.holder if work.holder != work.creator else ""),
        (_("Changes: {changes}"), "changes", work.changes),
        (_("Permission: {permission}"), "permission", work.permission),
        ("{rest}", "rest", work.rest),
    ):
        if text:
            sentences.append(_filled(template, field, text))
        if field == "changes" and (shared := work.adaptation_license) is not None:
            sentences.append([Part(_("This version:") + " "), _terms(shared, "adaptation_license", language)])
    return _ended(sentences)


def _terms(license_: License, field: str, language: str) -> Part:
    return Part(license_.short_name(language), field, license_.deed(language), license_.url, license_)


def plain_credit(work: Work, language: str) -> str:
    """A credit as a text of one line, with every address in words."""
    return "".join(part.plain for part in credit_parts(work, language))


def works_in(env: BuildEnvironment, docnames: Iterable[str]) -> list[Work]:
    """The works of these documents, in the order of the text."""
    works: dict[str, list[Work]] = getattr(env, "kompendium_works", {})
    return [work for docname in docnames for work in works.get(docname, ())]


def name_work(env: BuildEnvironment, work: Work) -> str:
    """«Figure 161.1», «Table 161.1», or what the work is where it has no number."""
    number = env.toc_fignumbers.get(work.docname, {}).get(work.what, {}).get(work.anchor)
    if number is not None:
        template: str = env.config.numfig_format.get(work.what, "%s")
        label = template % ".".join(map(str, number))
        return label if work.reproduced else _("{label} (not reproduced here)").format(label=label)
    if not work.reproduced:
        return _("Not reproduced here")
    names = {"figure": _("Figure"), "table": _("Table"), "quotation": _("Quotation"), "font": _("Typeface")}
    if not work.docname and work.what == "figure":
        return _("Cover")
    return names.get(work.what, _("Text"))


def reproduced_works(env: BuildEnvironment, docnames: Iterable[str]) -> list[str]:
    """«Figure 161.1: Photo: Name, …»: each work that these documents hold, with its credit in one line."""
    language = env.config.language
    found = [(work, plain_credit(work, language)) for work in works_in(env, docnames) if work.reproduced]
    return [f"{name_work(env, work)}: {credit}" for work, credit in found if credit]


def _filled(template: str, field: str, text: str) -> list[Part]:
    before, _place, after = template.partition(f"{{{field}}}")
    return [part for part in (Part(before), Part(text, field), Part(after)) if part.text]


def _joined(parts: Iterable[Part]) -> list[Part]:
    joined: list[Part] = []
    for part in parts:
        joined += [Part(", "), part] if joined else [part]
    return joined


def _ended(sentences: Iterable[list[Part]]) -> list[Part]:
    """The sentences after each other, each with its full stop."""
    parts: list[Part] = []
    for sentence in sentences:
        if parts:
            parts.append(Part(" "))
        parts += sentence
        if not "".join(part.text for part in sentence).endswith((".", "?", "!")):
            parts.append(Part("."))
    return parts
