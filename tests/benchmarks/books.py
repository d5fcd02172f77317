"""Synthetic compendia: the same seeded text as a book of MyST Markdown and as a hand-written Typst twin.

A :class:`Compendium` is made once from a seed and written twice. The twin (``twin.typ``, one file a chapter, and
``twin/style.typ`` beside this module) is what somebody would write who knows Typst and has no need of Sphinx: markup,
labels and a short style of their own, with the same page, faces, boxes, tables, figures and registers. It is the
measure that the Typst builder's output is held against.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TWIN_STYLE = Path(__file__).parent / "twin" / "style.typ"
ICONS = Path(__file__).parents[2] / "extensions" / "kompendium" / "icons"

KINDS = {
    "features": ("kjennetegn", "Kjennetegn"),
    "keypoints": ("hovedpunkter", "Hovedpunkter"),
    "definition": ("definisjon", "Definisjon"),
    "treatment": ("behandling", "Behandling"),
    "warning": ("advarsel", "Advarsel"),
    "tip": ("tips", "Tips"),
    "example": ("eksempel", "Eksempel"),
    "note": ("merk", "Merk"),
}
PARTS = ("Hud og bløtvev", "Bindevevssykdommer", "Leddsykdommer", "Karsykdommer", "Legemidler")

ONSETS = ("b", "bl", "d", "dr", "f", "fj", "g", "gr", "h", "hj", "k", "kl", "l", "m", "n", "p", "r", "s", "sk", "skj")
ONSETS += ("sl", "sn", "st", "str", "t", "tr", "v")
VOWELS = ("a", "e", "e", "e", "i", "o", "u", "y", "æ", "ø", "å", "ei", "au", "øy")
CODAS = ("", "", "l", "m", "n", "nd", "ng", "r", "rt", "s", "st", "t", "tt", "kk", "lig")
ENDINGS = ("", "", "", "", "e", "en", "er", "et", "ing", "isk", "ledd", "sykdom", "betennelse")
CREATOR = "Kari Nordmann"
"""Made and owns everything in the book, so that no credit is incomplete."""
SMALL = ("og", "i", "av", "til", "på", "som", "med", "ved", "er", "kan", "ofte", "hos", "fra", "en", "det", "ikke")

EPOCH = "1767225600"
"""2026-01-01, as ``SOURCE_DATE_EPOCH``."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph: ``text``, ``strong``, ``emph``, ``chapter``, ``note``, ``cite`` or ``code``.

    ``target`` is the chapter's slug, the source's key or the code.
    """

    kind: str
    text: str
    target: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    line: Line


@dataclass(frozen=True, slots=True)
class Items:
    """A list, bulleted or numbered."""

    numbered: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """An info box of a kind, with its paragraphs and lists."""

    kind: str
    title: str
    blocks: tuple[Paragraph | Items, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain cells, the first row the header; the first column is left, the others as ``aligned`` says."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption and credit."""

    file: str
    alt: str
    caption: str
    creator: str
    year: int


Block = Paragraph | Items | Box | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A titled section of a chapter."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter; ``codes`` are those of its front matter."""

    slug: str
    title: str
    number: int
    aliases: tuple[str, ...]
    codes: tuple[str, ...]
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]

    def blocks(self) -> list[Block]:
        """All its blocks in order, those in boxes after their box."""
        found: list[Block] = []
        for block in (*self.opening, *(block for section in self.sections for block in section.blocks)):
            found.append(block)
            found += block.blocks if isinstance(block, Box) else ()
        return found

    def runs(self) -> list[Run]:
        """All the runs of its text in order."""
        lines: list[Line] = []
        for block in self.blocks():
            if isinstance(block, Paragraph):
                lines.append(block.line)
            elif isinstance(block, Items):
                lines += block.lines
        return [run for line in lines for run in line]

    def cited(self) -> list[str]:
        """The keys of its sources in the order of first citation."""
        return list(dict.fromkeys(run.target for run in self.runs() if run.kind == "cite"))

    def all_codes(self) -> list[str]:
        """The codes it names, each once."""
        return list(dict.fromkeys([*self.codes, *(run.target for run in self.runs() if run.kind == "code")]))


@dataclass(frozen=True, slots=True)
class Source:
    """An article that chapters cite."""

    key: str
    author: str
    title: str
    journal: str
    year: int
    volume: int
    first_page: int
    last_page: int


@dataclass(frozen=True, slots=True)
class Compendium:
    """A whole synthetic book."""

    seed: int
    chapters: tuple[Chapter, ...]
    sources: dict[str, Source]
    titles: dict[str, str] = field(default_factory=dict)
    """Code → title."""

    def parts(self) -> list[tuple[str, tuple[Chapter, ...]]]:
        """The chapters, divided among the parts of the book."""
        size = -(-len(self.chapters) // len(PARTS))
        groups = [self.chapters[start : start + size] for start in range(0, len(self.chapters), size)]
        return list(zip(PARTS, groups, strict=False))


class Writer:
    """Makes text from a seeded generator; the same calls give the same text on every machine."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def word(self, *, long: bool = False) -> str:
        """A word that looks Norwegian and means nothing."""
        choice = self.random.choice
        if not long and self.random.random() < 0.4:
            return choice(SMALL)
        syllables = 2 if long else self.random.choice((1, 1, 1, 2, 2))
        return "".join(choice(ONSETS) + choice(VOWELS) + choice(CODAS) for _ in range(syllables)) + choice(ENDINGS)

    def words(self, low: int, high: int) -> str:
        """Some words, the first with a capital."""
        text = " ".join(self.word(long=number == 0) for number in range(self.random.randint(low, high)))
        return text[0].upper() + text[1:]

    def sentence(self) -> str:
        """A sentence, sometimes with a comma, a dose or a per cent."""
        text = self.words(6, 16)
        if self.random.random() < 0.35:
            text += ", " + " ".join(self.word() for _ in range(self.random.randint(3, 8)))
        if self.random.random() < 0.15:
            text += f" ({self.random.randint(2, 98)} %)"
        return text + "."

    def line(self, sentences: int, extras: list[Run]) -> Line:
        """A paragraph of sentences, with a word in bold or italics here and there and the extras between them."""
        runs: list[Run] = []
        extras = list(extras)
        for number in range(sentences):
            if self.random.random() < 0.2:
                runs.append(Run(self.random.choice(("strong", "emph")), self.words(1, 2)))
                runs.append(Run("text", f" {self.word()} "))
            runs.append(Run("text", self.sentence()))
            if extras and self.random.random() < 0.8:
                # A note's number follows the full stop; all else stands a space from it.
                extra = extras.pop(0)
                runs += [extra] if extra.kind == "note" else [Run("text", " "), extra, Run("text", ".")]
            if number + 1 < sentences:
                runs.append(Run("text", " "))
        return tuple(runs)


def _make_chapter(
    writer: Writer, number: int, slugs: list[str], titles: list[str], codes: list[str], keys: list[str]
) -> Chapter:
    rnd = writer.random

    def extras() -> list[Run]:
        """What a paragraph may hold beside its words."""
        found = []
        other = rnd.randrange(len(slugs))
        for kind, share, text, target in (
            ("chapter", 0.45, titles[other].lower(), slugs[other]),
            ("cite", 0.3, "", rnd.choice(keys)),
            ("note", 0.2, writer.sentence(), ""),
            ("code", 0.2, "", rnd.choice(codes)),
        ):
            if rnd.random() < share:
                found.append(Run(kind, text, target))
        return found

    def paragraph() -> Paragraph:
        return Paragraph(writer.line(rnd.randint(2, 5), extras()))

    def items(*, numbered: bool | None = None) -> Items:
        lines = tuple(
            (Run("strong", f"{writer.words(1, 2)}:"), Run("text", f" {writer.sentence()}"))
            if rnd.random() < 0.3
            else (Run("text", writer.sentence()),)
            for _ in range(rnd.randint(3, 6))
        )
        return Items(rnd.random() < 0.3 if numbered is None else numbered, lines)

    def box(kind: str) -> Box:
        name = KINDS[kind][1]
        title = f"{name} ved {titles[number].lower()}" if rnd.random() < 0.5 else name
        return Box(kind, title, (items(numbered=False),) if rnd.random() < 0.6 else (paragraph(),))

    def table() -> Table:
        columns = rnd.randint(3, 4)
        head = tuple(writer.words(1, 1) for _ in range(columns))
        rows = [
            (writer.words(1, 2), *(f"{rnd.randint(1, 500)} mg" for _ in range(columns - 2)), writer.words(2, 4).lower())
            for _ in range(rnd.randint(3, 7))
        ]
        return Table((head, *rows))

    kinds = list(KINDS)
    # Every kind of box comes up in turn, whatever the length of the book.
    opening: tuple[Block, ...] = (box("features"), paragraph())
    sections = []
    for position in range(rnd.randint(3, 4)):
        blocks: list[Block] = [paragraph()]
        if position == 0:
            suffix = "svg" if number % 2 == 0 else "png"
            figure = Figure(
                f"{slugs[number]}.{suffix}", writer.sentence(), writer.sentence(), CREATOR, 2000 + number % 25
            )
            blocks += [figure, paragraph()]
        elif position == 1:
            blocks += [items(), table()]
        elif position == 2:
            blocks += [paragraph(), box(kinds[(number + 1) % len(kinds)])]
        else:
            blocks += [items(numbered=True), paragraph(), box(kinds[(number + 4) % len(kinds)])]
        sections.append(Section(writer.words(1, 3), tuple(blocks)))
    aliases = tuple(writer.words(1, 2) for _ in range(rnd.randint(0, 3)))
    own = tuple(rnd.sample(codes, rnd.randint(1, 2)))
    return Chapter(slugs[number], titles[number], number + 1, aliases, own, opening, tuple(sections))


def make_compendium(chapters: int = 300, seed: int = 161) -> Compendium:
    """A book of so many chapters."""
    writer = Writer(seed)
    rnd = writer.random
    titles = [writer.words(1, 2) for _ in range(chapters)]
    slugs = [f"kapittel-{number + 1:03d}" for number in range(chapters)]
    letters = "ABCDEFGHIJKLMNOPQRSTVWXYZ"
    codes = [
        f"{letters[n // 100 % len(letters)]}{n % 100:02d}.{n % 8}" for n in range(7, 7 + max(chapters * 2, 8) * 4, 4)
    ]
    codes = list(dict.fromkeys(codes))
    sources = {}
    for number in range(max(chapters, 4)):
        page = rnd.randint(1, 900)
        key = f"kilde-{number + 1}"
        sources[key] = Source(
            key, writer.words(1, 1), writer.words(5, 10), writer.words(2, 3), rnd.randint(1990, 2025),
            rnd.randint(1, 90), page, page + rnd.randint(1, 12),
        )  # fmt: skip
    made = tuple(_make_chapter(writer, n, slugs, titles, codes, list(sources)) for n in range(chapters))
    return Compendium(seed, made, sources, {code: writer.words(2, 5) for code in codes})


# Pictures


def svg_picture(seed: int) -> str:
    """A small drawing: some circles on a tinted ground."""
    rnd = random.Random(seed)
    circles = "".join(
        f'<circle cx="{rnd.randint(20, 300)}" cy="{rnd.randint(20, 160)}" r="{rnd.randint(4, 18)}" fill="#0F5C66"/>'
        for _ in range(12)
    )
    size = 'width="320" height="180" viewBox="0 0 320 180"'
    ground = '<rect width="320" height="180" fill="#E8F1F2"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{circles}</svg>\n'


def png_picture(seed: int) -> bytes:
    """A small picture of coloured bands, 160 × 90 pixels."""
    rnd = random.Random(seed)
    width, height = 160, 90
    bands = [bytes(rnd.randrange(256) for _ in range(3)) for _ in range(10)]
    rows = b"".join(b"\0" + bands[y // 9] * width for y in range(height))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def _write_pictures(book: Compendium, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for chapter in book.chapters:
        for block in chapter.blocks():
            if isinstance(block, Figure) and block.file.endswith(".svg"):
                (folder / block.file).write_text(svg_picture(chapter.number), "utf-8")
            elif isinstance(block, Figure):
                (folder / block.file).write_bytes(png_picture(chapter.number))


# The book of Markdown

CONF = """\
\"\"\"A synthetic book, made by tests/benchmarks/books.py.\"\"\"

project = "Syntetisk kompendium"
author = "Kari Nordmann"
copyright = "2026, Kari Nordmann"
language = "nb"
extensions = ["kompendium"]
kompendium_basename = "kompendium"
kompendium_authors = ["Kari Nordmann"]
kompendium_edition = "1. utgave"
kompendium_date = "2026-01-01"
kompendium_identifier = "urn:uuid:6c391e15-34f2-4c8e-a6fa-000000000000"
kompendium_license = "CC BY 4.0"
kompendium_copyright_holder = "Kari Nordmann"
kompendium_copyright_year = "2026"
numfig = True
numfig_format = {"figure": "Figur %s", "table": "Tabell %s", "code-block": "Kode %s", "section": "Avsnitt %s"}
numfig_secnum_depth = 1
bibtex_bibfiles = ["references.bib"]
html_theme = "sphinx_book_theme"
html_baseurl = "https://kompendium.example/"
html_search_language = "no"
html_copy_source = False
epub_language = "nb"
"""

REGISTERS = {
    "koder": ("Koderegister", "{code-register} icd10"),
    "navn": ("Navneregister", "{alias-register}"),
    "bildekreditering": ("Bildekreditering", "{credits}"),
}


class _Myst:
    """A chapter as Markdown."""

    def __init__(self, chapter: Chapter) -> None:
        self.chapter = chapter
        self.notes: list[str] = []

    def line(self, line: Line) -> str:
        return "".join(self.run(run) for run in line)

    def run(self, run: Run) -> str:
        match run.kind:
            case "strong":
                return f"**{run.text}**"
            case "emph":
                return f"*{run.text}*"
            case "chapter":
                return f"Se [{run.text}]({run.target}.md)"
            case "cite":
                return f"Se {{cite}}`{run.target}`"
            case "code":
                return f"Koden er {{icd10}}`{run.target}`"
            case "note":
                self.notes.append(run.text)
                return f"[^n{len(self.notes)}]"
        return run.text

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return self.line(block.line)
            case Items():
                return "\n".join(
                    f"{number}. {self.line(line)}" if block.numbered else f"- {self.line(line)}"
                    for number, line in enumerate(block.lines, 1)
                )
            case Box():
                inner = "\n\n".join(self.block(item) for item in block.blocks)
                return f":::{{{KINDS[block.kind][0]}}} {block.title}\n{inner}\n:::"
            case Table():
                rule = " | ".join(["---"] + ["---:"] * (len(block.rows[0]) - 2) + ["---"])
                rows = [" | ".join(row) for row in block.rows]
                return "\n".join(f"| {row} |" for row in (rows[0], rule, *rows[1:]))
            case Figure():
                options = {
                    "alt": block.alt,
                    "creator": block.creator,
                    "year": str(block.year),
                    "license": "CC BY 4.0",
                }
                head = "\n".join(f":{name}: {value}" for name, value in options.items())
                return f":::{{figure}} ../figurer/{block.file}\n{head}\n\n{block.caption}\n:::"

    def document(self) -> str:
        chapter = self.chapter
        front = ["---"]
        front += [f"aliases: [{', '.join(chapter.aliases)}]"] if chapter.aliases else []
        front += [f"icd10: [{', '.join(chapter.codes)}]", "---"]
        parts = ["\n".join(front) + f"\n# {chapter.title}", *(self.block(block) for block in chapter.opening)]
        for section in chapter.sections:
            parts += [f"## {section.title}", *(self.block(block) for block in section.blocks)]
        parts += [f"[^n{number}]: {text}" for number, text in enumerate(self.notes, 1)]
        return "\n\n".join(parts) + "\n"


def write_myst(book: Compendium, folder: Path) -> None:
    """The book as a folder that ``kompendium build`` takes."""
    (folder / "kapitler").mkdir(parents=True, exist_ok=True)
    (folder / "registre").mkdir(exist_ok=True)
    (folder / "conf.py").write_text(CONF, "utf-8")
    index = ["# Syntetisk kompendium", "En bok uten mening, laget for å måle med."]
    for title, chapters in book.parts():
        names = "\n".join(f"kapitler/{chapter.slug}" for chapter in chapters)
        index.append(f"```{{toctree}}\n:caption: {title}\n:numbered: 1\n:maxdepth: 1\n\n{names}\n```")
    names = "\n".join(f"registre/{name}" for name in REGISTERS)
    index.append(f"```{{toctree}}\n:caption: Registre\n:maxdepth: 1\n\n{names}\n```")
    (folder / "index.md").write_text("\n\n".join(index) + "\n", "utf-8")
    for name, (title, directive) in REGISTERS.items():
        (folder / "registre" / f"{name}.md").write_text(f"# {title}\n\n```{directive}\n```\n", "utf-8")
    for chapter in book.chapters:
        (folder / "kapitler" / f"{chapter.slug}.md").write_text(_Myst(chapter).document(), "utf-8")
    lock = ["system,code,title,title_nb,edition,parent,usage,retired,successor,source"]
    lock += [f"icd10,{code},{title},{title},2019,,,,," for code, title in sorted(book.titles.items())]
    (folder / "codes.lock.csv").write_text("\n".join(lock) + "\n", "utf-8")
    sources = [
        f"@article{{{s.key},\n  author = {{{s.author}, A.}},\n  title = {{{{{s.title}}}}},\n"
        f"  journal = {{{s.journal}}},\n  year = {{{s.year}}},\n  volume = {{{s.volume}}},\n"
        f"  pages = {{{s.first_page}--{s.last_page}}}\n}}\n"
        for s in book.sources.values()
    ]
    (folder / "references.bib").write_text("\n".join(sources), "utf-8")
    _write_pictures(book, folder / "figurer")


# The Typst twin


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class _Twin:
    """A chapter as somebody writes it in Typst."""

    def __init__(self, book: Compendium, chapter: Chapter) -> None:
        self.book = book
        self.chapter = chapter
        self.cited = chapter.cited()
        self.seen: set[str] = set(chapter.codes)

    def line(self, line: Line) -> str:
        return "".join(self.run(run) for run in line)

    def run(self, run: Run) -> str:
        slug = self.chapter.slug
        match run.kind:
            case "strong":
                return f"*{run.text}*"
            case "emph":
                return f"_{run.text}_"
            case "chapter":
                return f"Se #see(<{run.target}>)[{run.text}]"
            case "cite":
                return f"Se [#see(<{slug}-ref-{run.target}>)[{self.cited.index(run.target) + 1}]]"
            case "code":
                new = run.target not in self.seen
                self.seen.add(run.target)
                mark = f"<{slug}-{run.target}>" if new else ""
                return f"Koden er #code[{run.target}]{mark}"
            case "note":
                return f"#footnote[{run.text}]"
        return run.text

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return self.line(block.line)
            case Items():
                return "\n".join(f"{'+' if block.numbered else '-'} {self.line(line)}" for line in block.lines)
            case Box():
                inner = "\n\n".join(self.block(item) for item in block.blocks)
                return f"#infobox({_string(block.kind)}, title: [{block.title}])[\n{inner}\n]"
            case Table():
                head, *rows = (", ".join(f"[{cell}]" for cell in row) for row in block.rows)
                sides = ", ".join(["left"] + ["right"] * (len(block.rows[0]) - 2) + ["left"])
                body = "".join(f"  {row},\n" for row in rows)
                return f"#data-table(({sides}),\n  table.header({head}),\n{body})"
            case Figure():
                slug, number = self.chapter.slug, f"Figur {self.chapter.number}.1"
                return (
                    f"#pic({_string('/figurer/' + block.file)}, {_string(block.alt)}, number: {_string(number)},\n"
                    f"  credit: [{self.credit(block)}],\n  [{block.caption}]) <{slug}-fig>"
                )

    def credit(self, figure: Figure) -> str:
        deed = "https://creativecommons.org/licenses/by/4.0/"
        return f'{figure.creator}, {figure.year}. #link("{deed}deed.no")[CC BY 4.0] (#link("{deed}")).'

    def reference(self, key: str, number: int) -> str:
        source = self.book.sources[key]
        last = str(source.last_page)
        facts = f"{source.year};{source.volume}:{source.first_page}–{last}"
        text = f"{source.author} A. {source.title}. {source.journal}. {facts}."
        return f"#reference([[{number}]])[{text}] <{self.chapter.slug}-ref-{key}>"

    def document(self) -> str:
        chapter = self.chapter
        parts = [f'#import "/style.typ": *\n\n#chapter({chapter.number})[{chapter.title}] <{chapter.slug}>']
        codes = "".join(
            f"  [#code-entry([{code}], [{self.book.titles[code]}]) <{chapter.slug}-{code}>],\n"
            for code in chapter.codes
        )
        aliases = f"aliases: [{'; '.join(chapter.aliases)}], " if chapter.aliases else ""
        parts += [f"#chapter-head({aliases}author: [Kari Nordmann],\n{codes})"]
        parts += [self.block(block) for block in chapter.opening]
        for section in chapter.sections:
            parts += [f"=== {section.title}", *(self.block(block) for block in section.blocks)]
        if self.cited:
            entries = "\n".join(self.reference(key, number) for number, key in enumerate(self.cited, 1))
            parts += [f"=== Litteratur\n\n#references[\n{entries}\n]"]
        figures = [block for block in chapter.blocks() if isinstance(block, Figure)]
        credits_ = "\n".join(
            f"    - #see(<{chapter.slug}-fig>)[Figur {chapter.number}.1]: {self.credit(figure)}" for figure in figures
        )
        address = f"https://kompendium.example/kapitler/{chapter.slug}.html"
        deed = "https://creativecommons.org/licenses/by/4.0/"
        name = f'#link("{deed}deed.no")[Navngivelse 4.0 Internasjonal (CC BY 4.0)] (#link("{deed}"))'
        license_ = f"© 2026 Kari Nordmann. {name}. Gjelder med mindre annet er oppgitt."
        cite = f"Nordmann K. {chapter.title}. I: Syntetisk kompendium. 1. utgave. 2026. Tilgjengelig fra: "
        ends = {
            "Bildekreditering": f"\n{credits_}\n  ",
            "Lisens og opphavsrett": license_,
            "Siter dette kapitlet": f'{cite}#link("{address}")',
            "Del dette kapitlet": f'#link("{address}")',
        }
        parts.append("#chapter-end(\n" + "".join(f"  ([{label}], [{text}]),\n" for label, text in ends.items()) + ")")
        return "\n\n".join(parts) + "\n"


def _twin_registers(book: Compendium) -> str:
    """The registers: codes, names and pictures, each with its page."""
    parts = ['#import "/style.typ": *\n\n#chapter(none)[Koderegister]']
    users: dict[str, list[Chapter]] = {}
    for chapter in book.chapters:
        for code in chapter.all_codes():
            users.setdefault(code, []).append(chapter)
    parts += [
        f"#entry[*{code}* {book.titles[code]}]\n"
        + "\n".join(f"#place-of(<{c.slug}-{code}>)[{c.number} {c.title}]" for c in users[code])
        for code in sorted(users)
    ]
    parts += ["#pagebreak(weak: true)\n#chapter(none)[Navneregister]"]
    names = [(name, chapter) for chapter in book.chapters for name in (chapter.title, *chapter.aliases)]
    names.sort(key=lambda item: (item[0].casefold(), item[1].number))
    letter = ""
    for name, chapter in names:
        if name[0] != letter:
            letter = name[0]
            parts.append(f"#letter[{letter}]")
        parts.append(f"#name-of(<{chapter.slug}>)[{name}]")
    parts += ["#pagebreak(weak: true)\n#chapter(none)[Bildekreditering]"]
    for chapter in book.chapters:
        for block in chapter.blocks():
            if isinstance(block, Figure):
                credit = _Twin(book, chapter).credit(block)
                title = f"Figur {chapter.number}.1. {chapter.title}"
                parts.append(f"#place-of(<{chapter.slug}-fig>)[{title}]\n#credit-line[{credit}]")
    return "\n\n".join(parts) + "\n"


def write_twin(book: Compendium, folder: Path) -> Path:
    """The Typst twin; returns its main file."""
    (folder / "kapitler").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(TWIN_STYLE, folder / "style.typ")
    shutil.copytree(ICONS, folder / "icons", ignore=shutil.ignore_patterns("*.py", "__pycache__"), dirs_exist_ok=True)
    for chapter in book.chapters:
        (folder / "kapitler" / f"{chapter.slug}.typ").write_text(_Twin(book, chapter).document(), "utf-8")
    (folder / "registre.typ").write_text(_twin_registers(book), "utf-8")
    main = ['#import "/style.typ": *\n#show: book.with(title: "Syntetisk kompendium", author: "Kari Nordmann")']
    for title, chapters in book.parts():
        main.append(f"#pagebreak(weak: true)\n#part[{title}]")
        # A page break of its own before each chapter lets Typst lay out chapters side by side.
        main += [f'#pagebreak(weak: true)\n#include "kapitler/{chapter.slug}.typ"' for chapter in chapters]
    main.append('#pagebreak(weak: true)\n#part[Registre]\n#pagebreak(weak: true)\n#include "registre.typ"')
    file = folder / "main.typ"
    file.write_text("\n\n".join(main) + "\n", "utf-8")
    _write_pictures(book, folder / "figurer")
    return file


WRITERS: dict[str, Callable[[Compendium, Path], object]] = {"myst": write_myst, "twin": write_twin}


def main() -> None:
    """Write both forms of a book: ``python -m tests.benchmarks.books FOLDER``."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chapters", type=int, default=300)
    parser.add_argument("--seed", type=int, default=161)
    arguments = parser.parse_args()
    book = make_compendium(arguments.chapters, arguments.seed)
    for name, write in WRITERS.items():
        shutil.rmtree(arguments.folder / name, ignore_errors=True)
        write(book, arguments.folder / name)


if __name__ == "__main__":
    main()
