"""The words in a piece of HTML: what is left of it on paper. Pure."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "template"})
_PLAYED = frozenset({"video", "audio", "source", "iframe", "embed"})
"""What paper cannot show: the address says where it is."""
_IN_LINE = re.compile(
    "a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var|wbr"
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = [""]
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        given = dict(attrs)
        if tag == "img":
            self.handle_data(f" {given.get('alt') or ''} ")
        elif tag == "input" and given.get("type") == "checkbox":
            self.handle_data("☑ " if "checked" in given else "☐ ")
        elif tag in _PLAYED:
            self.blocks.append(" ".join(filter(None, (given.get("title"), _address(given.get("src"))))))
            self.blocks.append("")
        elif not _IN_LINE.fullmatch(tag):
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if not _IN_LINE.fullmatch(tag):
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.blocks[-1] += data


def _address(text: str | None) -> str:
    """A complete address; one that begins at the site's own root, or in a folder, leads nowhere from paper."""
    text = f"https:{text}" if (text or "").startswith("//") else text or ""
    return text if "://" in text else ""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.ends: list[str] = []
        self.has_text = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.ends.append(tag)

    def handle_data(self, data: str) -> None:
        self.has_text = self.has_text or bool(data)


def _tags(source: str) -> _Tags:
    parser = _Tags()
    parser.feed(source)
    parser.close()
    return parser


def opening_tag(source: str) -> tuple[str, dict[str, str | None]]:
    """The name and the attributes of the tag that the source is, or nothing where it is anything else."""
    tags = _tags(source)
    return tags.found[0] if len(tags.found) == 1 and not tags.ends and not tags.has_text else ("", {})


def closing_tag(source: str) -> str:
    """The name of the end tag that the source is, or nothing where it is anything else."""
    tags = _tags(source)
    return tags.ends[0] if len(tags.ends) == 1 and not tags.found and not tags.has_text else ""


def posters(source: str) -> list[str]:
    """The pictures that stand for the films in the source."""
    found = (attributes.get("poster") for tag, attributes in _tags(source).found if tag == "video")
    return [poster for poster in found if poster]


def html_words(source: str) -> list[str]:
    """The text of each block of the source, with its pictures' alternative texts; comments and scripts say nothing."""
    parser = _Words()
    parser.feed(source)
    parser.close()
    return [block for block in parser.blocks if block.strip()]
