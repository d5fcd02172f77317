"""The audit of rights in a build: each conflict and doubt is reported at its work, once all documents are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.environment.collectors import EnvironmentCollector
from sphinx.locale import get_translation

from kompendium.blocks.attribution.sources import place_of_work
from kompendium.blocks.license import license_node, says_exception
from kompendium.blocks.rights.book import IGNORE_FILE, audit_book, notices_of
from kompendium.blocks.rights.findings import FINDINGS, values_of
from kompendium.diagnostics import Finding, report
from kompendium.encoding import read_text
from kompendium.problems import message_values

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from kompendium.rights.audit import Judgement
    from kompendium.rights.works import Work

__all__ = ["audit_book"]

_ = get_translation("kompendium")

MADE = ("html", "pdf", "epub")
"""What ``kompendium build`` makes, and reads the book for without a builder of its own."""


class NoticesCollector(EnvironmentCollector):
    """Whether the notice of rights of each document excepts what others hold."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:  # noqa: ARG002
        """Forget a document's notice."""
        notices_of(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:  # noqa: ARG002
        """Take over what another process has read."""
        notices_of(env).update({name: it for name, it in notices_of(other).items() if name in docnames})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note what the document's blocks of rights say."""
        blocks = [node.astext() for node in doctree.findall(license_node)]
        if blocks:
            notices_of(app.env)[app.env.current_document.docname] = any(map(says_exception, blocks))


def check_rights(app: Sphinx, env: BuildEnvironment) -> None:
    """Report what the audit says of the book's works, and the exceptions that are not used."""
    audit = audit_book(env, Path(app.confdir), _formats(app))
    without_clause: set[str] = set()
    for audited in audit.works:
        work = audited.work
        for judgement in audited.open_judgements:
            finding = FINDINGS.get((judgement.name, judgement.verdict))
            if finding is None or _is_reported(work, judgement):
                continue
            if finding is Finding.RIGHTS_EXCEPTION_CLAUSE:
                # It is the notice that lacks something, not each of the works.
                if work.docname in without_clause:
                    continue
                without_clause.add(work.docname)
            values = values_of(audited.name, judgement, audited.terms, env.config.language)
            report(finding, place_of_work(env, app.confdir, work), **values)
    for problem in audit.problems:
        place = f"{Path(app.confdir, IGNORE_FILE)}:{problem.line}"
        report(Finding[problem.finding], place, **message_values(problem, _))


def _is_reported(work: Work, judgement: Judgement) -> bool:
    """Whether the work's own line has its warning: of a licence that is missing, or cannot be read."""
    return judgement.name == "unlicensed" and work.license is None


def _formats(app: Sphinx) -> tuple[str, ...]:
    """What is built: by the builder, or all of it where the builder only reads."""
    if app.builder.name == "typst":
        return ("print",) if app.config.kompendium_profile == "print" else ("pdf",)
    if app.builder.name == "epub":
        return ("epub",)
    return ("html",) if app.builder.format == "html" else MADE


def note_exceptions(
    app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """Have something read, so that the audit is made anew, when the list of exceptions has changed."""
    file = Path(app.confdir, IGNORE_FILE)
    text = read_text(file)[0] if file.is_file() else ""
    before = getattr(env, "kompendium_rights_exceptions", "")
    env.kompendium_rights_exceptions = text  # type: ignore[attr-defined]
    is_read = app.config.root_doc in env.all_docs
    return [app.config.root_doc] if text != before and is_read else []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the collector and the check."""
    app.setup_extension("kompendium.config")
    app.setup_extension("kompendium.locale")
    app.setup_extension("kompendium.blocks.license")
    app.add_env_collector(NoticesCollector)
    app.connect("env-get-outdated", note_exceptions)
    app.connect("env-check-consistency", check_rights)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
