"""Credits beside the text, found for each picture: in a file beside it, and in the book's ``credits.yml``.

The nearest credit holds: the block's own, then the file beside the picture, then the entry of its path, then the most
exact pattern. A farther one adds what the nearer does not say (:func:`kompendium.rights.sources.complete`).
"""

from __future__ import annotations

from dataclasses import replace
from glob import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.locale import get_translation
from sphinx.util.i18n import search_image_for_language

from kompendium.blocks.attribution.works import report_licenses, report_missing, report_problems
from kompendium.blocks.chapter.records import documents_in_order
from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.encoding import decode, read_text
from kompendium.problems import nearest, not_utf8
from kompendium.rights.sources import (
    SIDECAR,
    Said,
    complete,
    contradictions,
    exactness,
    find_entries,
    matches,
    read_credits,
    read_sidecar,
    says_whose,
)
from kompendium.rights.works import Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ = get_translation("kompendium")


class PictureUse(NamedTuple):
    """A picture in a document."""

    file: str
    """The path from the source folder, or the address of a picture that is not in it."""
    place: str
    """``file:line``, for a finding."""
    anchor: str
    said: Work | None
    """What the document itself says of it."""
    is_credited: bool


def pictures_of(env: BuildEnvironment) -> dict[str, list[PictureUse]]:
    """Every document's pictures, in the order of the text."""
    if not hasattr(env, "kompendium_pictures"):
        env.kompendium_pictures = {}  # type: ignore[attr-defined]
    return env.kompendium_pictures  # type: ignore[attr-defined,no-any-return]


def _sidecars_of(env: BuildEnvironment) -> dict[str, dict[str, bytes]]:
    """What the files beside a document's pictures held when it was read."""
    if not hasattr(env, "kompendium_sidecars"):
        env.kompendium_sidecars = {}  # type: ignore[attr-defined]
    return env.kompendium_sidecars  # type: ignore[attr-defined,no-any-return]


def picture_path(env: BuildEnvironment, uri: str) -> str:
    """A picture's path from the source folder; an address stays as it is."""
    if "://" in uri or uri.startswith("data:"):
        return uri
    return env.relfn2path(search_image_for_language(uri, env), env.current_document.docname)[0]


def _is_address(path: str) -> bool:
    return "://" in path or path.startswith("data:")


def local(path: str) -> str:
    """The path of a picture that is a file of the book; empty for an address."""
    return "" if _is_address(path) else path


def credits_file(env: BuildEnvironment) -> Path:
    """The book's file of credits, whether or not there is one."""
    return Path(env.srcdir, env.config.kompendium_credits)


def _sidecar_files(env: BuildEnvironment, path: str) -> list[Path]:
    """The files beside a picture; beside any of those that «hand.*» stands for."""
    if _is_address(path):
        return []
    file = Path(env.srcdir, path)
    if path.endswith(".*"):
        return sorted(file.parent.glob(f"{escape(file.name[:-1])}*{SIDECAR}"))
    beside = file.with_name(f"{file.name}{SIDECAR}")
    return [beside] if beside.is_file() else []


def _candidates(env: BuildEnvironment, path: str) -> list[str]:
    """The paths that a picture's path stands for: itself, or the files of «hand.*»."""
    if _is_address(path) or not path.endswith(".*"):
        return [path]
    file = Path(env.srcdir, path)
    found = sorted(file.parent.glob(f"{escape(file.name[:-1])}*"))
    return [str(PurePosixPath(path).with_name(other.name)) for other in found if other.suffix != SIDECAR]


def _held(env: BuildEnvironment, path: str) -> bytes:
    return b"\0".join(file.read_bytes() for file in _sidecar_files(env, path))


def credits_beside(env: BuildEnvironment, path: str) -> Iterator[tuple[Path, Said]]:
    """The credits of a picture that stand beside the text, the nearest first, each with the file it stands in."""
    for file in _sidecar_files(env, path):
        said, _problems = read_sidecar(read_text(file)[0])
        if said is not None:
            yield file, said
    known: list[Said] = getattr(env, "kompendium_credits", [])
    for candidate in _candidates(env, path):
        entries = find_entries(known, candidate)
        for said in entries:
            yield credits_file(env), said
        if entries:
            return


def credit_picture(env: BuildEnvironment, path: str, said: Work | None, place: str = "") -> Work:
    """The credit of a picture in the document that is read: what the document says, and what is said beside it.

    ``place`` is where the picture stands, ``file:line``.
    """
    _sidecars_of(env).setdefault(env.current_document.docname, {})[path] = _held(env, path)
    line = place.rpartition(":")[2]
    work = _completed(env, path, said)
    return replace(work, line=int(line)) if not work.line and line.isdecimal() else work


def _completed(env: BuildEnvironment, path: str, said: Work | None) -> Work:
    work = said or Work(file=local(path))
    for _file, other in credits_beside(env, path):
        work = complete(work, other)
    return work


def note_picture(env: BuildEnvironment, use: PictureUse) -> None:
    """Remember a picture of the document that is read."""
    pictures_of(env).setdefault(env.current_document.docname, []).append(use)


def book_works(env: BuildEnvironment) -> list[Work]:
    """Works of the book as a whole: its cover, and what ``credits.yml`` has that is no picture.

    They stand in no document: their ``docname`` is empty.
    """
    cover = cover_work(env)
    known: list[Said] = getattr(env, "kompendium_credits", [])
    others = [said.work for said in known if said.work.what != "figure"]
    return [*([cover] if cover is not None and says_whose(cover) else []), *others]


def cover_work(env: BuildEnvironment) -> Work | None:
    """The cover with what is said of it, where there is one."""
    path = str(env.config.kompendium_cover)
    return _completed(env, path, None) if path and Path(env.srcdir, path).is_file() else None


def place_of_work(env: BuildEnvironment, confdir: Path, work: Work) -> tuple[str, int | None] | str:
    """Where a work stands, for a finding; one of :func:`book_works` where ``conf.py`` or ``credits.yml`` names it."""
    if work.docname:
        return work.docname, work.line or None
    return place_in_conf(confdir, "kompendium_cover") if work.what == "figure" else f"{credits_file(env)}:{work.line}"


# ---------------------------------------------------------------------------------------------------------------
# Reading again


def reread_for_credits(
    app: Sphinx, env: BuildEnvironment, _added: Set[str], _changed: Set[str], _removed: Set[str]
) -> list[str]:
    """Read the book's credits; have documents read again whose pictures are credited otherwise than before."""
    # Not by note_dependency: a file that appears later is no dependency of anything yet.
    file = credits_file(env)
    data = file.read_bytes() if file.is_file() else b""
    cover = _held(env, app.config.kompendium_cover) if app.config.kompendium_cover else b""
    known = getattr(env, "kompendium_credits_known", None)
    env.kompendium_credits_known = (data, cover)  # type: ignore[attr-defined]
    env.kompendium_credits = read_credits(decode(data)[0])[0]  # type: ignore[attr-defined]
    if known != (data, cover):
        # The first page, too, so that the file is checked in a book without pictures.
        return sorted({app.config.root_doc, *_sidecars_of(env)})
    return sorted(
        docname
        for docname, files in _sidecars_of(env).items()
        if any(_held(env, path) != held for path, held in files.items())
    )


def forget(env: BuildEnvironment, docname: str) -> None:
    """Forget a document's pictures."""
    pictures_of(env).pop(docname, None)
    _sidecars_of(env).pop(docname, None)


def merge(env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
    """Take over what another process has read."""
    pairs: Any = ((pictures_of(env), pictures_of(other)), (_sidecars_of(env), _sidecars_of(other)))
    for mine, theirs in pairs:
        mine.update({name: found for name, found in theirs.items() if name in docnames})


# ---------------------------------------------------------------------------------------------------------------
# Checks


def check_credits(_app: Sphinx, env: BuildEnvironment) -> None:
    """Report what is wrong beside the text, once for each file: values, missing fields, and credits that differ."""
    _check_book_file(env)
    uses: dict[str, list[PictureUse]] = {}
    for use in pictures_in_order(env):
        uses.setdefault(use.file, []).append(use)
    cover = cover_work(env)
    if cover is not None:
        uses.setdefault(cover.file, [])
    beside = {file: path for path in uses for file in _sidecar_files(env, path)}
    for file, path in beside.items():
        _check_sidecar(env, path, file)
    for folder in sorted({Path(env.srcdir, path).parent for path in uses if local(path)}):
        _check_orphans(folder)
    _check_patterns(env, uses)
    for path, of_file in uses.items():
        _check_agreement(env, path, of_file)


def pictures_in_order(env: BuildEnvironment) -> list[PictureUse]:
    """Every picture of the book in the order of the contents; documents that it does not reach come last."""
    found = pictures_of(env)
    order = documents_in_order(env)
    return [use for name in [*order, *sorted(set(found) - set(order))] for use in found.get(name, ())]


def _check_book_file(env: BuildEnvironment) -> None:
    file = credits_file(env)
    if not file.is_file():
        return
    text, other = read_text(file)
    said, problems = read_credits(text)
    report_problems([*([not_utf8(other)] if other else []), *problems], str(file))
    for entry in said:
        _check_said(env, entry, file, entry.path)
        if entry.work.what == "figure" and not _is_used(env, entry):
            _report_unused(env, entry, file)


def _check_sidecar(env: BuildEnvironment, path: str, file: Path) -> None:
    text, other = read_text(file)
    said, problems = read_sidecar(text)
    report_problems([*([not_utf8(other)] if other else []), *problems], str(file))
    if said is not None:
        _check_said(env, said, file, PurePosixPath(path).name)


def _check_orphans(folder: Path) -> None:
    """Name credits beside no file whose name is like that of a picture: one of the two is misspelt."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    files = [name for name in names if not name.endswith(SIDECAR)]
    for name in names:
        bare = name.removesuffix(SIDECAR)
        near = nearest(bare, files) if bare != name and bare not in files else ""
        if near:
            hint = _("Did you mean «{name}»?").format(name=f"{near}{SIDECAR}")
            report(Finding.CREDIT_UNUSED, f"{folder / name}:1", found=bare, suggestion=hint)


def _check_said(env: BuildEnvironment, said: Said, file: Path, name: str) -> None:
    report_licenses(said.work, said.fields, str(file), said.lines)
    if says_whose(said.work):
        report_missing(env, said.work, name, f"{file}:{said.line}", option="{}:".format)


def _is_used(env: BuildEnvironment, entry: Said) -> bool:
    """Whether there is a file, or a picture from elsewhere, that an entry is for."""
    uses = (use for uses in pictures_of(env).values() for use in uses)
    if any(matches(entry, use.file) for use in uses):
        return True
    if _is_address(entry.path):
        return False
    if not entry.is_pattern:
        return Path(env.srcdir, entry.path).is_file()
    folder = Path(env.srcdir, *_fixed_folders(entry.path))
    files = (path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else iter(())
    return any(matches(entry, path.relative_to(env.srcdir).as_posix()) for path in files)


def _fixed_folders(pattern: str) -> Iterator[str]:
    for part in PurePosixPath(pattern).parts[:-1]:
        if any(sign in part for sign in "*?["):
            return
        yield part


def _report_unused(env: BuildEnvironment, entry: Said, file: Path) -> None:
    used = sorted({use.file for uses in pictures_of(env).values() for use in uses})
    near = nearest(entry.path, used)
    hint = _("Did you mean «{name}»?").format(name=near) if near else _("The path counts from the source folder.")
    report(Finding.CREDIT_UNUSED, f"{file}:{entry.line}", found=entry.path, suggestion=hint)


def _check_patterns(env: BuildEnvironment, files: Iterable[str]) -> None:
    known: list[Said] = getattr(env, "kompendium_credits", [])
    told: set[tuple[str, str]] = set()
    for path in files:
        first, second, *_more = [*find_entries(known, path), None, None]
        if first is None or second is None or not first.is_pattern or exactness(first) != exactness(second):
            continue
        if (first.path, second.path) in told or not contradictions(first.work, second.work):
            continue
        told.add((first.path, second.path))
        place = f"{credits_file(env)}:{second.line}"
        report(Finding.CREDIT_PATTERNS, place, file=path, found=first.path, other=second.path)


def _check_agreement(env: BuildEnvironment, path: str, uses: Iterable[PictureUse]) -> None:
    """Name each credit of a file that says something else than the first: what is beside it, else its first figure."""
    # A pattern is a rule that a credit of the file itself is an exception of.
    said = [(f"{file}:{it.line}", it.work) for file, it in credits_beside(env, path) if not it.is_pattern]
    said += [(use.place, use.said) for use in uses if use.said is not None]
    for place, work in said[1:]:
        if differing := contradictions(work, said[0][1]):
            report(
                Finding.CREDIT_CONFLICT,
                place,
                file=path,
                found=_list([(name, mine) for name, mine, _theirs in differing]),
                place=_short(env, said[0][0]),
                other=_list([(name, theirs) for name, _mine, theirs in differing]),
            )


def _list(values: Iterable[tuple[str, str]]) -> str:
    names = {"creator": _("creator"), "title": _("title"), "source": _("source"), "license": _("licence")}
    return ", ".join(f"{names[name]} «{value}»" for name, value in values)


def _short(env: BuildEnvironment, place: str) -> str:
    return place.removeprefix(f"{env.srcdir}/")
