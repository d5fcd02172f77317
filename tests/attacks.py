"""What an author's page could smuggle in, written for these tests: each calls ``pwned()`` where it runs.

Name → Markdown. Each holds the word TEKST, which a reader is to find on the page all the same.
"""

from __future__ import annotations

RUN = "pwned()"
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="{RUN}"><script>{RUN}</script></svg>'

HTML = {
    "script in a block": f"TEKST\n\n<script>{RUN}</script>\n",
    "script in a line": f"TEKST <script>{RUN}</script> her.\n",
    "script in capitals": f"TEKST\n\n<SCRIPT type=module>{RUN}</SCRIPT>\n",
    "script of another file": 'TEKST\n\n<script src="data:text/javascript,pwned()"></script>\n',
    "script over lines": f"TEKST\n\n<script\n>\n{RUN}\n</script\n>\n",
    "picture that fails": f"TEKST <img src=x onerror={RUN}>\n",
    "picture without quotes": f"TEKST\n\n<img/src/onerror={RUN}>\n",
    "picture with blanks": f'TEKST <img src="x" onerror = "{RUN}" >\n',
    "picture with a tab": f"TEKST <img\tsrc=x\tonerror={RUN}>\n",
    "drawing that loads": f"TEKST\n\n<svg onload={RUN}></svg>\n",
    "script in a drawing": f"TEKST <svg><script>{RUN}</script></svg>\n",
    "animation of an address": f'TEKST <svg><a><animate attributeName=href values="javascript:{RUN}"/>x</a></svg>\n',
    "details that open": f"TEKST\n\n<details open ontoggle={RUN}>x</details>\n",
    "field that is focused": f"TEKST <input autofocus onfocus={RUN}>\n",
    "body that loads": f"TEKST\n\n<body onload={RUN}>\n",
    "film that fails": f"TEKST <video><source onerror={RUN}></video>\n",
    "sound that fails": f"TEKST\n\n<audio src=x onerror={RUN}></audio>\n",
    "frame of a script": f'TEKST\n\n<iframe src="javascript:parent.{RUN}"></iframe>\n',
    "frame of a document": f'TEKST\n\n<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>\n',
    "object of a document": f'TEKST\n\n<object data="data:text/html,<script>parent.{RUN}</script>"></object>\n',
    "embedded drawing": "TEKST\n\n<embed src='data:image/svg+xml,<svg onload=parent.pwned()>'>\n",
    "form that goes to a script": f'TEKST <form action="javascript:{RUN}"><button>x</button></form>\n',
    "button that goes to a script": f'TEKST <form><button formaction="javascript:{RUN}">x</button></form>\n',
    "address of all others": 'TEKST\n\n<base href="javascript:pwned()//">\n\n[x](#y)\n',
    "page that goes elsewhere": f'TEKST\n\n<meta http-equiv="refresh" content="0;url=javascript:{RUN}">\n',
    "style sheet": "TEKST\n\n<style>@import 'https://evil.example/x.css';</style>\n",
    "style of an animation": "TEKST <style>@keyframes x{}</style><b style=animation:x onanimationstart=pwned()>y</b>\n",
    "unclosed tag": f"TEKST <img src=x onerror={RUN} //\n\nmer\n",
    "comment that ends early": f"TEKST\n\n<!--><img src=x onerror={RUN}>-->\n",
    "comment that ends otherwise": f"TEKST\n\n<!-- --!><img src=x onerror={RUN}> -->\n",
    "script in a comment of another kind": f"TEKST\n\n<![CDATA[ <script>{RUN}</script> ]]>\n",
    "processing instruction": f"TEKST\n\n<?x ><img src=x onerror={RUN}> ?>\n",
    "declaration": f"TEKST\n\n<!X ><img src=x onerror={RUN}>\n",
    "maths that hold a tag": f"TEKST\n\n<math><mtext><img src=x onerror={RUN}></mtext></math>\n",
    "template and noscript": f'TEKST\n\n<noscript><p title="</noscript><img src=x onerror={RUN}>"></noscript>\n',
    "directive raw": f"TEKST\n\n```{{raw}} html\n<script>{RUN}</script>\n```\n",
    "directive raw of two formats": f"TEKST\n\n```{{raw}} latex html\n<script>{RUN}</script>\n```\n",
    "directive raw in reStructuredText": f"TEKST\n\n```{{eval-rst}}\n.. raw:: html\n\n   <script>{RUN}</script>\n```\n",
    "role raw": "TEKST\n\n```{eval-rst}\n.. role:: h(raw)\n   :format: html\n\n:h:`<img src=x onerror=pwned()>`\n```\n",
    "script in a box": f":::{{tips}} TEKST <img src=x onerror={RUN}>\n<script>{RUN}</script>\n:::\n",
    "script in a heading": f"## TEKST <script>{RUN}</script>\n",
    "script in a table": f"| a | b |\n| - | - |\n| TEKST | <img src=x onerror={RUN}> |\n",
    "script in a caption": f"```{{table}} TEKST <img src=x onerror={RUN}>\n\n| a | b |\n| - | - |\n| 1 | 2 |\n```\n",
    "script in a footnote": f"TEKST[^a]\n\n[^a]: <script>{RUN}</script>\n",
    "script in a definition": f"TEKST\n: <img src=x onerror={RUN}>\n",
    "link written as HTML": f'TEKST <a href="javascript:{RUN}">trykk</a>\n',
    "link with a pointer over it": f'TEKST <a href="#" onmouseover="{RUN}">trykk</a>\n',
}
"""What is HTML: it runs where HTML is kept, and is text where it is escaped."""

LINKS = {
    "link": f"[TEKST](javascript:{RUN})\n",
    "link in capitals": f"[TEKST](JaVaScRiPt:{RUN})\n",
    "link with a character by name": f"[TEKST](javascript&colon;{RUN})\n",
    "link with a character by number": f"[TEKST](&#106;avascript:{RUN})\n",
    "link with a tab": f"[TEKST](<java\tscript:{RUN}>)\n",
    "link with percent signs": f"[TEKST](%6Aavascript:{RUN})\n",
    "link that looks like an address": f"[TEKST](javascript://example.org/%0a{RUN})\n",
    "link by name": f"[TEKST][a]\n\n[a]: javascript:{RUN}\n",
    "link as it is": f"TEKST <javascript:{RUN}>\n",
    "link to a document": f"[TEKST](data:text/html,<script>{RUN}</script>)\n",
    "link to a document in letters": "[TEKST](data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+)\n",
    "link of another script": "[TEKST](vbscript:pwned())\n",
    "link with attributes": f'[TEKST](javascript:{RUN}){{onclick="{RUN}"}}\n',
    "link to the address of nothing": f"[TEKST](https://example.org){{onmouseover='{RUN}' style='x'}}\n",
    "words with attributes": f'[TEKST]{{onclick="{RUN}" style="x"}}\n',
    "link around a picture": f"TEKST [![bilde](javascript:{RUN})](javascript:{RUN})\n",
    "title of a link": f"[TEKST](https://example.org '\"><img src=x onerror={RUN}>')\n",
    "link in reStructuredText": f"```{{eval-rst}}\n`TEKST <javascript:{RUN}>`_\n```\n",
    "target of a picture": f"TEKST\n\n```{{image}} tegning.svg\n:alt: x\n:target: javascript:{RUN}\n```\n",
    "entry of the contents": f"TEKST\n\n```{{toctree}}\ntrykk <javascript://%0a{RUN}>\n```\n",
    "text of a picture": f'TEKST !["><img src=x onerror={RUN}>](tegning.svg)\n',
    "code": f"TEKST `<img src=x onerror={RUN}>`\n\n```html\n<script>{RUN}</script>\n```\n",
}
"""Addresses and attributes: none of them runs, whatever the publisher has said of HTML."""

HEAD = f"""---
title: "<script>{RUN}</script>"
aliases: ["<img src=x onerror={RUN}>"]
description: '"><script>{RUN}</script>'
keywords: ["</script><script>{RUN}</script>"]
authors: ["<img src=x onerror={RUN}> Nordmann"]
myst:
  html_meta:
    "http-equiv=refresh": "0;url=javascript:{RUN}"
    "x\\"><script>{RUN}</script>": "y"
---
TEKST
"""
"""The same in a chapter's front matter."""


def files(attacks: dict[str, str]) -> dict[str, str]:
    """A book with a page for each."""
    pages = {f"side-{number}.md": f"# Side\n\n{text}" for number, text in enumerate(attacks.values())}
    index = "# Bok\n\n```{toctree}\n" + "\n".join(name.removesuffix(".md") for name in pages) + "\n```\n"
    return {"index.md": index, **pages, "tegning.svg": DRAWING}
