"""The words in a piece of HTML: what is left of it on paper. Pure."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "template"})
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
        if tag == "img":
            self.handle_data(f" {dict(attrs).get('alt') or ''} ")
        elif not _IN_LINE.fullmatch(tag):
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if not _IN_LINE.fullmatch(tag):
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.blocks[-1] += data


def html_words(source: str) -> list[str]:
    """The text of each block of the source, with its pictures' alternative texts; comments and scripts say nothing."""
    parser = _Words()
    parser.feed(source)
    parser.close()
    return [block for block in parser.blocks if block.strip()]
