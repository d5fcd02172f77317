"""Licences, read as people write them. Pure: knows no Sphinx.

A version that is not said is never guessed: ``read_license("CC BY-NC")`` is a licence with ``version_missing``.
Several that are joined by «or» or «and» are a :class:`LicenseExpression`, which is a :class:`License`, too.
Sources: creativecommons.org's list of licences and deeds, the SPDX licence list, data.norge.no/nlod.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from kompendium.rights.expressions import Expression, Operator, parse_expression, spdx_identifier

Family = Literal[
    "CC-BY",
    "CC-BY-SA",
    "CC-BY-ND",
    "CC-BY-NC",
    "CC-BY-NC-SA",
    "CC-BY-NC-ND",
    "CC0",
    "CC-PDM",
    "NLOD",
    "OFL",
    "GFDL",
    "all-rights-reserved",
    "permission",
    "quotation",
    "custom",
    "spdx",
    "expression",
]
"""``custom`` is a ``LicenseRef-…`` that is none of ours, ``spdx`` another licence of SPDX's list."""

CC_VERSIONS = ("1.0", "2.0", "2.1", "2.5", "3.0", "4.0")

# Ports of Creative Commons licences (versions 1.0 to 3.0), as in their URLs and in SPDX.
_PORTS = frozenset(
    re.findall(
        r"\w+",
        "ar at au be bg br ca ch cl cn co cr cz de dk ec ee eg es fi fr gr gt hk hr hu ie igo il in it jp kr lu mk mt "
        "mx my nl no nz pe ph pl pr pt ro rs scotland se sg si th tw ug uk us ve vn za",
    )
)
_PORT_NAMES = {"norge": "no", "norway": "no", "noreg": "no", "sverige": "se", "sweden": "se", "danmark": "dk"} | {
    "denmark": "dk",
    "germany": "de",
    "tyskland": "de",
    "france": "fr",
    "netherlands": "nl",
    "unitedstates": "us",
    "unitedkingdom": "uk",
    "england": "uk",
    "intergovernmentalorganisations": "igo",
}
_PORT_COUNTRIES = {
    "no": ("Norge", "Norway"),
    "se": ("Sverige", "Sweden"),
    "dk": ("Danmark", "Denmark"),
    "de": ("Tyskland", "Germany"),
    "us": ("USA", "United States"),
    "uk": ("Storbritannia", "England and Wales"),
    "igo": ("IGO", "IGO"),
}

# Elements in full, as the Norwegian and English deeds name them.
_ELEMENT_NAMES = {
    "by": ("Navngivelse", "Attribution"),
    "nc": ("IkkeKommersiell", "NonCommercial"),
    "sa": ("DelPåSammeVilkår", "ShareAlike"),
    "nd": ("IngenBearbeidelse", "NoDerivatives"),
}

_FIXED_NAMES: dict[str, tuple[str, str]] = {
    "CC0": ("CC0 {version} Universell – fristatus", "CC0 {version} Universal"),
    "CC-PDM": ("Offentlig domene (merke {version})", "Public Domain Mark {version}"),
    "NLOD": ("Norsk lisens for offentlige data {version}", "Norwegian Licence for Open Government Data {version}"),
    "OFL": ("SIL Open Font License {version}", "SIL Open Font License {version}"),
    "GFDL": ("GNU Free Documentation License {version}", "GNU Free Documentation License {version}"),
    "all-rights-reserved": ("Alle rettigheter forbeholdt", "All rights reserved"),
    "permission": ("Gjengitt med tillatelse", "Reproduced with permission"),
    "quotation": ("Sitat", "Quotation"),
}

_SHORT = {
    "CC0": "CC0",
    "CC-PDM": "Public Domain Mark",
    "NLOD": "NLOD",
    "OFL": "OFL",
    "GFDL": "GFDL",
    "all-rights-reserved": "All rights reserved",
    "permission": "Reproduced with permission",
    "quotation": "Quotation",
}


_OR_LATER = ("eller nyere", "or later")


def _is_norwegian(language: str) -> bool:
    return re.split(r"[-_]", language.casefold())[0] in {"nb", "nn", "no"}


@dataclass(frozen=True, slots=True)
class License:
    """A licence or another statement of rights."""

    family: Family
    version: str = ""
    port: str = ""
    """The jurisdiction of a ported Creative Commons licence, in capitals (``NO``, ``IGO``), or empty."""
    custom: str = ""
    """The name of a ``LicenseRef-…`` that is none of ours, or the identifier of another licence of SPDX's list."""
    or_later: bool = False
    """Whether a later version of it may be used instead («GFDL 1.2 or later»)."""

    @property
    def id(self) -> str:
        """The identifier, SPDX's where there is one: ``CC-BY-NC-SA-4.0``, ``LicenseRef-all-rights-reserved``."""
        if self.family == "spdx":
            return self.custom
        if self.family == "custom":
            return f"LicenseRef-{self.custom}"
        if not self.has_versions:
            return f"LicenseRef-{self.family}"
        later = "or-later" if self.or_later else ""
        return "-".join(part for part in (self.family, self.version, self.port, later) if part)

    @property
    def leaves(self) -> tuple[License, ...]:
        """The single licences of an expression; of any other, itself."""
        return (self,)

    @property
    def elements(self) -> tuple[str, ...]:
        """``("by", "nc", "sa")`` of a Creative Commons licence; nothing for others."""
        return tuple(self.family.lower().split("-")[1:]) if self.is_cc else ()

    @property
    def is_cc(self) -> bool:
        """Whether it is one of the six Creative Commons licences (CC0 and the mark are none)."""
        return self.family.startswith("CC-BY")

    @property
    def is_public_domain(self) -> bool:
        """Whether nobody need be asked or named: CC0, or the Public Domain Mark."""
        return self.family in {"CC0", "CC-PDM"}

    @property
    def is_open(self) -> bool:
        """Whether it lets everybody reproduce the work on its terms."""
        return self.has_versions

    @property
    def noncommercial(self) -> bool:
        """Whether it forbids commercial use."""
        return "nc" in self.elements

    @property
    def share_alike(self) -> bool:
        """Whether an adaptation must carry the same licence."""
        return "sa" in self.elements or self.family == "GFDL"

    @property
    def no_derivatives(self) -> bool:
        """Whether it forbids to share an adaptation."""
        return "nd" in self.elements

    @property
    def has_versions(self) -> bool:
        """Whether licences of this family come in versions."""
        return self.family not in {"all-rights-reserved", "permission", "quotation", "custom", "spdx"}

    @property
    def version_missing(self) -> bool:
        """Whether the licence comes in versions and none was said."""
        return self.has_versions and not self.version

    @property
    def short(self) -> str:
        """The short name: ``CC BY-NC-SA 4.0``. :func:`read_license` reads it back."""
        if self.family in {"custom", "spdx"}:
            return self.id
        name = f"CC {'-'.join(self.elements).upper()}" if self.is_cc else _SHORT[self.family]
        later = _OR_LATER[1] if self.or_later else ""
        return " ".join(part for part in (name, self.version, self.port, later) if part)

    def short_name(self, language: str) -> str:
        """The short name as a reader of the language knows it: «Alle rettigheter forbeholdt», «CC BY 4.0»."""
        if not self.has_versions or self.family == "CC-PDM":
            return self.name(language)
        if self.or_later and _is_norwegian(language):
            return f"{self.short.removesuffix(_OR_LATER[1])}{_OR_LATER[0]}"
        return self.short

    def name(self, language: str) -> str:
        """The name in full: «Navngivelse-IkkeKommersiell-DelPåSammeVilkår 4.0 Internasjonal» (Norwegian or English)."""
        which = 0 if _is_norwegian(language) else 1
        if self.or_later:
            return f"{replace(self, or_later=False).name(language)} {_OR_LATER[which]}"
        if self.family == "spdx":
            return self.custom
        if self.family == "custom":
            return self.custom.replace("-", " ")
        if not self.is_cc:
            return _FIXED_NAMES[self.family][which].format(version=self.version).replace("  ", " ").strip()
        name = "-".join(_ELEMENT_NAMES[element][which] for element in self.elements)
        if not self.version:
            return name
        if self.port:
            scope = _PORT_COUNTRIES.get(self.port.lower(), (self.port, self.port))[which]
        elif self.version == "4.0":
            scope = ("Internasjonal", "International")[which]
        elif self.version == "3.0":
            scope = "Unported"
        else:
            scope = ("Generisk", "Generic")[which]
        return f"{name} {self.version} {scope}"

    @property
    def url(self) -> str:
        """The address of the licence, without a language; empty where there is none or the version is not known."""
        if self.version_missing or not self.has_versions:
            return ""
        if self.is_cc:
            elements = "-".join(self.elements)
            if self.version == "1.0" and elements == "by-nc-nd":
                elements = "by-nd-nc"  # the order of its own address
            port = f"{self.port.lower()}/" if self.port else ""
            return f"https://creativecommons.org/licenses/{elements}/{self.version}/{port}"
        return {
            "CC0": f"https://creativecommons.org/publicdomain/zero/{self.version}/",
            "CC-PDM": f"https://creativecommons.org/publicdomain/mark/{self.version}/",
            "NLOD": f"https://data.norge.no/nlod/no/{self.version}",
            "OFL": "https://openfontlicense.org/",
            "GFDL": f"https://www.gnu.org/licenses/fdl-{self.version}.html",
        }[self.family]

    def deed(self, language: str) -> str:
        """The address of the summary in the reader's language. Creative Commons says ``no``, never ``nb``."""
        url = self.url
        if not url.startswith("https://creativecommons.org/"):
            return url
        code = "no" if _is_norwegian(language) else re.split(r"[-_]", language.casefold())[0]
        return f"{url}deed.{code or 'en'}"


@dataclass(frozen=True, slots=True)
class LicenseExpression(License):
    """Licences of which one may be chosen (OR), or which all hold (AND).

    It answers as a licence does: what a choice allows is what any of its licences allows, and where all hold, what
    all of them allow. It has no address of its own; its :attr:`leaves` have.
    """

    family: Family = "expression"
    operator: Operator = "OR"
    terms: tuple[License, ...] = ()

    @property
    def id(self) -> str:
        """The SPDX expression: ``CC-BY-SA-3.0 OR GFDL-1.2-or-later``."""
        return self._joined([term.id for term in self.terms], self.operator)

    @property
    def leaves(self) -> tuple[License, ...]:
        """The single licences, in the order in which they are written."""
        return tuple(leaf for term in self.terms for leaf in term.leaves)

    @property
    def is_public_domain(self) -> bool:
        """Whether nobody need be asked or named."""
        return self._allows([term.is_public_domain for term in self.terms])

    @property
    def is_open(self) -> bool:
        """Whether it lets everybody reproduce the work on its terms."""
        return self._allows([term.is_open for term in self.terms])

    @property
    def noncommercial(self) -> bool:
        """Whether it forbids commercial use."""
        return not self._allows([not term.noncommercial for term in self.terms])

    @property
    def share_alike(self) -> bool:
        """Whether an adaptation must carry the same licence."""
        return not self._allows([not term.share_alike for term in self.terms])

    @property
    def no_derivatives(self) -> bool:
        """Whether it forbids to share an adaptation."""
        return not self._allows([not term.no_derivatives for term in self.terms])

    @property
    def has_versions(self) -> bool:
        """Whether one of its licences comes in versions."""
        return any(term.has_versions for term in self.terms)

    @property
    def version_missing(self) -> bool:
        """Whether the version of one of its licences was not said."""
        return any(term.version_missing for term in self.terms)

    @property
    def short(self) -> str:
        """The short names, joined as in an SPDX expression: ``CC BY 4.0 OR GFDL 1.3``."""
        return self._joined([term.short for term in self.terms], self.operator)

    def short_name(self, language: str) -> str:
        """«CC BY 4.0 eller GFDL 1.3»."""
        return self._joined([term.short_name(language) for term in self.terms], self.joint(language))

    def name(self, language: str) -> str:
        """The names in full, joined by a word."""
        return self._joined([term.name(language) for term in self.terms], self.joint(language))

    @property
    def url(self) -> str:
        """Empty: each of its licences has an address."""
        return ""

    def joint(self, language: str) -> str:
        """The word between its licences."""
        words = {"AND": ("og", "and"), "OR": ("eller", "or")}
        return words[self.operator][0 if _is_norwegian(language) else 1]

    def _allows(self, each: list[bool]) -> bool:
        return any(each) if self.operator == "OR" else all(each)

    def _joined(self, names: list[str], joint: str) -> str:
        inner = [isinstance(term, LicenseExpression) for term in self.terms]
        return f" {joint} ".join(f"({it})" if is_inner else it for it, is_inner in zip(names, inner, strict=True))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What could not be read as a licence; ``suggestion`` is the short name it looks most like, or empty."""

    text: str
    suggestion: str = ""


ALL_RIGHTS_RESERVED = License("all-rights-reserved")

# ---------------------------------------------------------------------------------------------------------------
# Reading

_ELEMENT_WORDS = {
    "attribution": "by",
    "navngivelse": "by",
    "navngiving": "by",
    "namngjeving": "by",
    "kreditering": "by",
    "by": "by",
    "noncommercial": "nc",
    "notcommercial": "nc",
    "ikkekommersiell": "nc",
    "ikkjekommersiell": "nc",
    "ikkekommersielt": "nc",
    "nc": "nc",
    "sharealike": "sa",
    "delpåsammevilkår": "sa",
    "delpåsamevilkår": "sa",
    "sa": "sa",
    "noderivatives": "nd",
    "noderivativeworks": "nd",
    "noderivs": "nd",
    "noderivate": "nd",
    "ingenbearbeidelse": "nd",
    "ingenbearbeidelser": "nd",
    "ingenbearbeiding": "nd",
    "nd": "nd",
}
_ELEMENT = "|".join(sorted(_ELEMENT_WORDS, key=len, reverse=True))
_PORT = "|".join(sorted([*_PORTS, *_PORT_NAMES], key=len, reverse=True))
_CC_COMPACT = re.compile(
    rf"(?P<cc>(?:under|en|a|the|license|licence|lisens|copyright|©)*(?:creativecommons|cc)?(?:license|licence|lisens)?)"
    rf"(?P<elements>(?:{_ELEMENT})+)"
    r"(?:license|licence|lisens)?(?:v|ver|version|versjon)?(?P<version>\d(?:\.\d)*)?"
    rf"(?:international|internasjonal|intl|int|unported|ikkeportert|generic|generisk)?(?P<port>{_PORT})?"
    r"(?:license|licence|lisens|deed|legalcode)*"
)
# «+» and «-or-later» are SPDX's. Of a licence without a version nothing is later.
_LATER_WORDS = (
    r"(?:(?<=\d)\+|[\s,-]+(?:or|eller)[\s-]+(?:any[\s-]+)?(?:later|newer|senere|nyere)"
    r"(?:[\s-]+(?:versions?|versjon(?:er)?))?)"
)
_LATER = re.compile(rf"{_LATER_WORDS}[\s.)\]]*$", re.IGNORECASE)
_ELEMENT_ORDER = ("by", "nc", "sa", "nd")
_FAMILIES: dict[str, Family] = {
    "by": "CC-BY",
    "by-sa": "CC-BY-SA",
    "by-nd": "CC-BY-ND",
    "by-nc": "CC-BY-NC",
    "by-nc-sa": "CC-BY-NC-SA",
    "by-nc-nd": "CC-BY-NC-ND",
}

_CC_URL = re.compile(
    r"(?:https?://)?(?:www\.)?creativecommons\.org/licen[sc]es/(?P<elements>(?:by|nc|sa|nd)(?:-(?:by|nc|sa|nd))*)/?"
    r"(?P<version>\d\.\d)?/?(?P<port>(?!deed|legalcode)[a-z]+)?"
    r"(?:/?(?:deed|legalcode)(?:[.-][a-z_-]+)?)?/?(?:[?#]\S*)?"
)
_PD_URL = re.compile(
    r"(?:https?://)?(?:www\.)?creativecommons\.org/publicdomain/(?P<kind>zero|mark)/?(?P<version>\d\.\d)?/?"
    r"(?:(?:deed|legalcode)(?:[.-][a-z_-]+)?)?/?(?:[?#]\S*)?"
)
_OTHER_URLS: tuple[tuple[re.Pattern[str], Family], ...] = (
    (re.compile(r"(?:https?://)?data\.norge\.no/nlod(?:/(?:no|en|nb))?/?(?P<version>\d\.\d)?/?"), "NLOD"),
    (re.compile(r"(?:https?://)?(?:www\.)?gnu\.org/(?:licenses|copyleft)/fdl-?(?P<version>\d\.\d)?(?:\.\w+)*"), "GFDL"),
    (re.compile(r"(?:https?://)?(?:scripts\.sil\.org/ofl|(?:www\.)?openfontlicense\.org)\S*"), "OFL"),
)

_FIXED: tuple[tuple[re.Pattern[str], Family, tuple[str, ...]], ...] = (
    (re.compile(r"(?:creativecommons|cc)(?:0|zero|null)(?:v?(?P<version>1(?:\.0)?))?(?:universal|universell|fristatus)*"
                r"(?:publicdomain(?:dedication)?)?(?:license|lisens)?"), "CC0", ("1.0",)),
    (re.compile(r"(?:creativecommons|cc)?(?:pdm|publicdomain(?:mark)?|offentligdomene(?:merke)?|"
                r"(?:er)?fal(?:t|let)idetfri|detfri|ccpd|pd)(?:v?(?P<version>1(?:\.0)?))?"), "CC-PDM", ("1.0",)),
    (re.compile(r"(?:nlod|norsklisensforoffentlige?data|norwegianlicen[sc]eforopengovernmentdata)(?:nlod)?"
                r"(?:v|versjon|version)?(?P<version>\d(?:\.\d)?)?(?:nlod)?"), "NLOD", ("1.0", "2.0")),
    (re.compile(r"(?:(?:sil)?openfontlicen[sc]e|(?:sil)?ofl)(?:ofl)?(?:v|version|versjon)?(?P<version>\d(?:\.\d)?)?"),
     "OFL", ("1.0", "1.1")),
    (re.compile(r"(?:gnufdl|gfdl|(?:gnu)?freedocumentationlicen[sc]e|fdl)(?:v|version|versjon)?(?P<version>\d(?:\.\d)?)?"
                r"(?:only)?"), "GFDL", ("1.1", "1.2", "1.3")),
    (re.compile(r"(?:licenseref)?(?:©|copyright|opphavsrett)*(?:allrights?reserved|alle?retti?gheter?(?:er)?(?:forbeholdt|"
                r"reservert)|allerettarreserverte?|medenerett|©|copyright|opphavsrettsligbeskyttet|arr)"),
     "all-rights-reserved", ()),
    (re.compile(r"(?:licenseref)?(?:(?:gjengitt|trykt|brukt|publisert|gjengis|reproduced|used|reprinted|printed)?"
                r"(?:med|with|by)?(?:skriftlig|written|kind|vennlig)?(?:tillatelse|løyve|permission)(?:granted|gitt)?)"),
     "permission", ()),
    (re.compile(r"(?:licenseref)?(?:sitat(?:rett(?:en)?)?|quotation|quote|citation|fairuse|åndsverkloven§?29|etteråvl§?29)"),
     "quotation", ()),
)  # fmt: skip


def _compact(text: str) -> str:
    """The text without case, spaces and punctuation, but with the dot between two digits."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("(c)", "©").replace("&copy;", "©")
    folded = re.sub(r"(?<=\d),(?=\d)", ".", folded)
    folded = re.sub(r"(?<!\d)\.|\.(?!\d)", "", folded)
    return re.sub(r"[^\w.©§]|_", "", folded)


def _elements(text: str) -> Family | None:
    """Elements in any order → the family; ``None`` for a combination that does not exist."""
    words = [_ELEMENT_WORDS[word] for word in re.findall(_ELEMENT, text)]
    if len(set(words)) != len(words) or "by" not in words or {"sa", "nd"} <= set(words):
        return None
    return _FAMILIES["-".join(element for element in _ELEMENT_ORDER if element in words)]


def _cc(elements: str, version: str | None, port: str | None) -> License | None:
    family = _elements(elements)
    if family is None:
        return None
    version = f"{version}.0" if version and "." not in version else version or ""
    place = _PORT_NAMES.get(port or "", port or "").upper()
    if version and version not in CC_VERSIONS:
        return None
    if place and version in {"", "4.0"}:
        # 4.0 has no ports; without a version «NO» may be a port or a slip: the version is asked for first.
        return License(family, version) if not version else None
    return License(family, version, place)


def try_license(text: str) -> License | None:
    """The licence, or the expression of licences, that the whole text is, or ``None``.

    :func:`read_license` also knows SPDX's whole list, and suggests a licence for what it cannot read.
    """
    single = _try_single(text)
    if single is not None:
        return single
    expression = parse_expression(text)
    return _read_expression(expression, is_listed=False) if expression else None


def _read_expression(expression: Expression, *, is_listed: bool) -> License | None:
    """The licences of an expression; ``None`` where a term is none. ``is_listed``: all of SPDX's list are known."""
    terms: list[License] = []
    for term in expression.terms:
        if isinstance(term, Expression):
            read = _read_expression(term, is_listed=is_listed)
        else:
            read = _try_single(term) or (_listed(term) if is_listed else None)
        if read is None:
            return None
        terms.append(read)
    return LicenseExpression(operator=expression.operator, terms=tuple(terms))


def _listed(text: str) -> License | None:
    """Another licence of SPDX's list, by its identifier."""
    found = spdx_identifier(text)
    return License("spdx", custom=found) if found else None


def _try_single(text: str) -> License | None:
    if later := _LATER.search(text):
        read = _try_single(text[: later.start()])
        return replace(read, or_later=True) if read is not None and read.url else None
    address = text.strip().strip("<>()[]").rstrip(".,;").casefold()
    if (match := _CC_URL.fullmatch(address)) and (match["port"] or "no") in _PORTS:
        return _cc(match["elements"].replace("-", ""), match["version"], match["port"])
    if match := _PD_URL.fullmatch(address):
        return License("CC0" if match["kind"] == "zero" else "CC-PDM", match["version"] or "1.0")
    for pattern, family in _OTHER_URLS:
        if match := pattern.fullmatch(address):
            return License(family, match.groupdict().get("version") or ("1.1" if family == "OFL" else ""))
    compact = _compact(text)
    if match := _CC_COMPACT.fullmatch(compact):
        # «by 4.0» alone says too little; «Navngivelse 4.0» and «BY-NC» say enough.
        elements = match["elements"]
        return (
            None
            if elements in _ELEMENT_ORDER and not re.search("cc|creative", match["cc"])
            else _cc(elements, match["version"], match["port"])
        )
    for pattern, family, versions in _FIXED:
        if match := pattern.fullmatch(compact):
            version = match.groupdict().get("version") or ""
            version = f"{version}.0" if version and "." not in version else version
            if version and version not in versions:
                return None
            # Where only one version was ever made, it is known without being said.
            return License(family, versions[0] if len(versions) == 1 else version)
    # A name and its short form or address: «Attribution 4.0 International (CC BY 4.0)», «[CC BY 4.0](https://…)»
    pieces = [piece for piece in re.split(r"[()\[\]<>]|\s(?=https?://)", text) if piece.strip(" .,;:")]
    if len(pieces) > 1:
        each = [_try_single(piece) for piece in pieces]
        whole = next((one for one in each if one is not None and not one.version_missing), each[0])
        agree = all(one is not None and whole is not None and one.family == whole.family for one in each)
        said = {(one.version, one.port) for one in each if one is not None and one.version}
        return whole if agree and len(said) <= 1 else None
    if match := re.fullmatch(r"licenseref-([a-z0-9.-]+)", text.strip(), re.IGNORECASE):
        return License("custom", custom=match[1])
    return None


def known_licenses() -> tuple[License, ...]:
    """The licences worth suggesting: the current versions, and statements of rights."""
    cc: tuple[Family, ...] = ("CC-BY", "CC-BY-SA", "CC-BY-ND", "CC-BY-NC", "CC-BY-NC-SA", "CC-BY-NC-ND")
    return (
        *(License(family, version) for family in cc for version in ("4.0", "3.0", "2.0")),
        License("CC0", "1.0"),
        License("CC-PDM", "1.0"),
        License("NLOD", "2.0"),
        License("OFL", "1.1"),
        License("GFDL", "1.3"),
        License("all-rights-reserved"),
        License("permission"),
        License("quotation"),
    )


def read_license(text: str) -> License | Unreadable:
    """Read a licence as people write it: an identifier, a short or full name, or the address of its deed.

    The whole text must be the licence; :func:`find_license` finds one in a longer line.
    """
    read = try_license(text) or _listed(text)
    if read is not None:
        return read
    if expression := parse_expression(text):
        return _read_expression(expression, is_listed=True) or Unreadable(text, _suggest(expression))
    return Unreadable(text, _nearest(text))


def _suggest(expression: Expression) -> str:
    """The expression with what each of its terms looks most like; empty where one of them looks like nothing."""
    names: list[str] = []
    for term in expression.terms:
        if isinstance(term, Expression):
            name = _suggest(term)
            names.append(f"({name})" if name else "")
        else:
            read = _try_single(term) or _listed(term)
            names.append(read.short if read else _nearest(term))
    return f" {expression.operator} ".join(names) if all(names) else ""


_LIKE_CC = re.compile(r"\s*(?:cc|creative\s*commons)(?=[\s\-_]*[a-z])", re.IGNORECASE)


def _nearest(text: str) -> str:
    """The short name of the licence that a text looks most like, or an empty string."""
    shorts = {license_.short.casefold(): license_.short for license_ in known_licenses()}
    shorts |= {license_.name("nb").casefold(): license_.name("nb") for license_ in known_licenses()[-3:]}
    folded = re.sub(r"[\s_]+", " ", text.casefold()).strip()
    close = difflib.get_close_matches(folded, shorts, n=1, cutoff=0.8)
    if creative := _LIKE_CC.match(text):
        # Nobody is led to a freer licence than was meant: every restriction that is named is in what is suggested.
        words = {_ELEMENT_WORDS[word] for word in re.findall(_ELEMENT, _compact(text[creative.end() :]))}
        near = try_license(shorts[close[0]]) if close else None
        if words and not (near and words <= {*near.elements}):
            family = _FAMILIES.get("-".join(element for element in _ELEMENT_ORDER if element in {*words, "by"}))
            version = re.search(r"(?<![\d.])\d\.\d(?![\d.])", text)
            said = version[0] if version and version[0] in CC_VERSIONS else "4.0"
            return License(family, said).short if family else ""
    if not close and (found := find_license(text)):
        return found[0].short  # a licence with more words than it needs
    close = close or difflib.get_close_matches(folded, shorts, n=1, cutoff=0.6)
    return shorts[close[0]] if close else ""


# Also soft hyphens and characters without width, which a name is copied with from a page.
_SOFT = r"[\s\-‐‑‒–—−\u00ad\u200b-\u200d\u2060_.:/,]*"
_SPELLED = (
    r"Attribution|Navngivelse|Navngiving|Non-?\s?Commercial|Ikke-?\s?kommersiell|Share-?\s?Alike|"
    r"Del\s?på\s?samme\s?vilkår|No-?\s?Deriv(?:ative)?s|Ingen\s?bearbeidelser?|BY|NC|SA|ND"
)
_IN_TEXT = re.compile(
    rf"""
    (?:https?://(?:www\.)?creativecommons\.org/(?:licen[sc]es|publicdomain)/[^\s)\]>]+)
    | (?<!\w)(?:CC|Creative\s+Commons){_SOFT}(?:(?:licen[sc]e|lisens)\s+)?
      (?:(?:{_SPELLED})(?![^\W\d_]){_SOFT})+(?:(?:v\.?|versjon|version)\s*)?(?:\d(?:\.\d)?)?(?!\d)
      (?:[\s\-]*(?:International|Internasjonal|Unported|Generic|Generisk|Norge|Norway|(?:{_PORT})\b))?
    | (?<!\w)CC[\s-]?BY(?:[\s-]?(?:NC|SA|ND))*[\s-]?\d\.\d
    | (?<!\w)(?:CC|Creative\s+Commons)[\s-]?(?:0|Zero)(?:\s+1\.0)?(?:\s+Univers(?:al|ell))?(?!\w)
    | (?<!\w)Public\s+Domain(?:\s+Mark)?(?!\s+(?-i:[A-ZÆØÅ]\w))(?:\s+1\.0)?(?!\w)
    | (?<!\w)(?:PDM(?:\s+1\.0)?|Offentlig\s+domene|Falt\s+i\s+det\s+fri)(?!\w)
    | (?<!\w)(?:NLOD|GFDL|OFL|GNU\s+FDL|GNU\s+Free\s+Documentation\s+Licen[sc]e,?)
      (?:[\s-]*(?:v|versjon|version)?\s*\d\.\d)?(?!\w)
    | (?<!\w)(?:All\s+rights\s+reserved|Alle\s+rettigheter\s+(?:er\s+)?(?:forbeholdt|reservert))(?!\w)
    | (?<!\w)(?:(?:Gjengitt|Trykt|Brukt|Publisert|Reproduced|Used|Reprinted)\s+)(?:med|with|by)\s+
      (?:(?:skriftlig|vennlig|written|kind)\s+)?(?:tillatelse|permission)(?!\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)


_LATER_AFTER = re.compile(rf"{_LATER_WORDS}(?!\w)", re.IGNORECASE)
_BEFORE_JOINT = re.compile(r"(?<!\S)([\w.+-]+)\s+(?:or|eller)\s+$", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9.+-]+")
_DENIED = re.compile(
    r"(?<!\w)(?:not|isn['’]t|ikke|ikkje)(?:\s+(?:lenger|longer|lisensiert|licen[sc]ed|publisert|published|utgitt))?"
    r"(?:\s+(?:in\s+the|i|under|an?|en))?\s*$",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(
    r"\.?\d[\d.]*|[-‐‑](?-i:[A-Z]{2})(?![^\W_])(?:\s*\d\.\d)?|[\s\-‐‑‒–—−\u00ad\u200b-\u200d\u2060+&(\[,/.·]*(?-i:NC|ND|SA)(?![^\W_])(?:[\s\-‐‑‒–—−]*(?:NC|ND|SA|\d\.\d)(?![^\W_]))*[)\]]?"
    r"|[^.;/|]*?(?<!\w)(?:non-?\s?commercial|not\s+for\s+commercial|ikk[j]?e-?\s?kommersiel|no-?\s?deriv|"
    r"ingen\s+bearbeid|share-?\s?alike|del\s+på\s+samme)[^.;/|)\]]*[)\]]?",
    re.IGNORECASE,
)


def qualified(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where a licence found in a line stands with the words beside it that make it another one, if there are any.

    «CC BY 4.0 NC», «CC BY-SA-ND», «CC BY 4.0 (non-commercial)», «not CC BY 4.0»: it must not be read without them.
    """
    before, after = _DENIED.search(text[:start]), _QUALIFIED.match(text, end)
    if before is None and after is None:
        return None
    return before.start() if before else start, after.end() if after else end


_JOINT = re.compile(r"\s+(?:and|or|og|eller|&)\s+", re.IGNORECASE)


def find_license(text: str) -> tuple[License, int, int] | None:
    """The first licence in a line of text, or expression of them: the licence, where it begins, and where it ends."""
    first = _find_single(text)
    if first is None:
        return None
    read, start, end = first
    # «CC BY-SA 3.0 or GFDL», «MIT or CC BY 4.0»: a joint belongs to the licence where another one stands beside it.
    if (before := _BEFORE_JOINT.search(text[:start])) and spdx_identifier(before[1]):
        start = before.start(1)
        read = _whole(text[start:end]) or read
    while joint := _JOINT.match(text, end):
        length = _length_of_next(text[joint.end() :])
        joined = _whole(text[start : joint.end() + length]) if length else None
        if joined is None:
            break
        read, end = joined, joint.end() + length
    return read, start, end


def _whole(text: str) -> License | None:
    """The expression that a text is, also of licences of SPDX's list."""
    expression = parse_expression(text)
    return _read_expression(expression, is_listed=True) if expression else None


def _length_of_next(text: str) -> int:
    """How many characters a licence has that a text begins with; 0 where it begins with none."""
    found = _find_single(text)
    # A permission is a sentence of its own.
    if found and found[1] == 0:
        return found[2] if found[0].family != "permission" else 0
    word = _WORD.match(text)
    name = word[0].rstrip(".") if word else ""
    return len(name) if name and spdx_identifier(name) else 0


def _find_single(text: str) -> tuple[License, int, int] | None:
    for match in _IN_TEXT.finditer(text):
        found = match[0]
        # Give back what only looked like a part: «CC BY. No.»
        while found:
            found = found.rstrip(".,;:" if "://" in found else " \t\n.,;:-–/")
            read = _try_single(found)
            if read is not None:
                end = match.start() + len(found)
                if (later := _LATER_AFTER.match(text, end)) and (newer := _try_single(found + later[0])):
                    read, end = newer, later.end()
                return read, match.start(), end
            shorter = re.sub(r"[^\s\-.,:/]*$", "", found)
            found = shorter if shorter != found else ""
    return None
