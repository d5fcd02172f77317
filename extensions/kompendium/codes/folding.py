"""Words of Norwegian, English and Latin brought to one form: «calcinosis», «kalsinosen», «calcinose». Pure.

The check of glosses compares titles by it, and the site's search compares what a reader types. The rules are data that
a script can be given, so that both read words alike: patterns that mean the same in Python and in JavaScript.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

LETTERS = {"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "a", "œ": "oe", "ß": "ss", "ð": "d"}

# In this order: the diphthongs decide whether a c is a k or an s.
SPELLING = (
    (r"[ao]e", "e"),
    (r"ph", "f"),
    (r"rh", "r"),
    (r"th", "t"),
    (r"sch|ch|ck", "k"),
    (r"qu", "kv"),
    (r"y", "i"),
    (r"cc(?=[ei])|x", "ks"),
    (r"c(?=[ei])|z", "s"),
    (r"c|q", "k"),
    (r"w", "v"),
    (r"eu", "ev"),
    (r"[ts]ion|sjon|kson", "sjon"),
    (r"(.)\1+", r"\1"),
)

# The first that fits is taken off; what is left must be three letters at least.
ENDINGS = (
    (r"itis|itides|itik|itisk[et]?|it(?:en|er|ene)?", "it"),
    (r"osis|oses|ose[nrs]?|otik|otisk[et]?|osene", "os"),
    (r"iasis|iase[nr]?|iatik|iatisk[et]?", "ias"),
    (r"asi[as]|asi(?:en)?|asier|asies", "asi"),
    (r"emia[s]?|emi(?:en|er|ene|es)?|emik|emisk[et]?", "em"),
    (r"algia[s]?|algi(?:en|er|es)?", "alg"),
    (r"i[ck]al(?:e|is)?|ik(?:um|us|a)?|isk[et]?", ""),
    (r"ism(?:e[nr]?|us|s)?", ""),
    (r"ativ[et]?|iv[et]?", ""),
    (r"sjonel[te]?|sjonal|sjon(?:en|er|s|es)?", "sjon"),
    (r"ial(?:is|e)?|iel[te]?|alis|ale?|elt?|ele", ""),
    (r"erende|ing", ""),
    (r"(?:ious|eus|eous|ous)", ""),
    (r"iene|ien|ier|ies|ia[se]?|i", ""),
    (r"ar(?:is|e|t)?", "ar"),
    (r"(?:ene|ane|en|et|er|es|ens|ets|ers|ae|um|us|is|os|as|ea|a|e|s)", ""),
)


_TRANSLATION = str.maketrans(LETTERS)
_SPELL = tuple((re.compile(pattern), replacement) for pattern, replacement in SPELLING)
# Three letters at least stay, and the ending is the longest that leaves them.
_TAKE_OFF = tuple((re.compile(rf"(?<=...)(?:{pattern})$"), replacement) for pattern, replacement in ENDINGS)


@lru_cache(maxsize=65536)
def spell(word: str) -> str:
    """A word as it is sounded out, in lower case and without diacritics."""
    word = re.sub(r"ær(?=e?t?$)", "ar", word.casefold()).translate(_TRANSLATION)
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    for pattern, replacement in _SPELL:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word as it is sounded out, without its ending."""
    word = spell(word)
    for pattern, replacement in _TAKE_OFF:
        left, count = pattern.subn(replacement, word, count=1)
        if count:
            # «dyspnoea» and «dyspné», «Sjögrens» and «Sjögren» have one more letter between them.
            return re.sub(r"(?<=...)[ei]$", "", left)
    return word


def rules_for_scripts() -> dict[str, Any]:
    """The rules as JSON holds them: ``letters``, then ``spelling`` and ``endings`` as pairs of pattern and replacement.

    A script takes an ending off by ``^(.{3,}?)(?:pattern)$``, since older browsers know no lookbehind.
    """
    return {
        "letters": LETTERS,
        "spelling": [[pattern, replacement.replace("\\1", "$1")] for pattern, replacement in SPELLING],
        "endings": [list(pair) for pair in ENDINGS],
    }
