"""The directive ``{codes}``: a chapter's codes where its author wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils.parsers.rst import directives
from docutils.statemachine import StateMachine

from kompendium.blocks._directive import KompendiumDirective, OptionSpec, common_options, suggest
from kompendium.blocks.chapter.records import chapter_of
from kompendium.blocks.codes.entries import build_codes_node
from kompendium.chapter import CodeEntry
from kompendium.codes.systems import SYSTEMS
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from docutils.nodes import Node


class SystemOptions(KompendiumDirective):
    """An option for each code system of the book, such as ``:icd10: L94.2``."""

    _with_them: ClassVar[list[type[SystemOptions]]] = []

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        SystemOptions._with_them.append(cls)

    @staticmethod
    def take_systems() -> None:
        """Know the systems of the book, once its configuration is read."""
        for directive in SystemOptions._with_them:
            directive.option_spec = OptionSpec(
                {**common_options, **dict.fromkeys(SYSTEMS, directives.unchanged_required)}
            )

    @property
    def systems(self) -> list[str]:
        """The systems whose options are given, in order."""
        return [name for name in self.options if name in SYSTEMS]


class CodesDirective(SystemOptions):
    """Codes by an option a system (``:icd10: L94.2``), or by lines of the body (``icd10: L94.2``).

    Without either, the codes of the chapter's front matter stand here instead of in its head.
    """

    has_content = True

    def run(self) -> list[Node]:
        """The codes as one block."""
        entries = [CodeEntry(system, self.options[system], self._line(self.place(system))) for system in self.systems]
        entries += self._entries_of_body()
        from_front_matter = not entries and not self.content
        if from_front_matter:
            entries = list(chapter_of(self.env, self.env.current_document.docname).codes)
        block = build_codes_node(self.env, self.env.current_document.docname, entries, self.place())
        if not entries:
            if from_front_matter:
                report(Finding.CODES_MISSING, self.place(), block=self.name)
            return []
        # The chapter's head leaves its codes out where they are placed by hand.
        block["from_front_matter"] = from_front_matter
        block["classes"] += self.options.get("class", [])
        self.set_source_info(block)
        self.add_name(block)
        return [block]

    def _entries_of_body(self) -> list[CodeEntry]:
        entries = []
        for index, text in enumerate(self.content):
            if not text.strip():
                continue
            # An option that does not stand first is a line of the body, and means the same.
            found, colon, codes = text.strip().removeprefix(":").partition(":")
            system, line = found.strip().casefold(), self._line_of_body(index)
            if not colon or system not in SYSTEMS:
                system = ""
                report(
                    Finding.CODE_SYSTEM_UNKNOWN,
                    (self.env.current_document.docname, line),
                    found=found.strip(),
                    expected=", ".join(SYSTEMS),
                    suggestion=suggest(found.strip(), SYSTEMS),
                )
            entries.append(CodeEntry(system, codes.strip() if system else text.strip(), line))
        return entries

    def _line_of_body(self, index: int) -> int:
        # docutils counts the body's offset from the top of the text, MyST from the directive's opening line.
        first = (
            self.content_offset if isinstance(self.state_machine, StateMachine) else self.lineno + self.content_offset
        )
        return int(self.state_machine.get_source_and_line(first + index + 1)[1] or 0)

    @staticmethod
    def _line(place: str) -> int:
        line = place.rpartition(":")[2]
        return int(line) if line.isdecimal() else 0
