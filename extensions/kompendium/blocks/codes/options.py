"""What ``conf.py`` says of codes (systems of its own, editions, checks), and the systems of installed packages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.domains.std import StandardDomain
from sphinx.locale import get_translation
from sphinx.util.docutils import is_role_registered

from kompendium.blocks._directive import common_options
from kompendium.blocks.codes.checks import OPTIONAL_CHECKS
from kompendium.blocks.codes.directive import SystemOptions
from kompendium.blocks.codes.knowledge import EDITIONS
from kompendium.blocks.codes.role import CodeRole
from kompendium.chapter import KEY_ALIASES, KEYS, PASSED_ON
from kompendium.codes.own import ID, OwnSystemError, installed_systems, own_system
from kompendium.codes.systems import ICD10_FAMILY, SYSTEMS, use_systems
from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_ = get_translation("kompendium")

OWN_SYSTEMS = "kompendium_code_systems"
INSTALLED = "_kompendium_installed_code_systems"
"""Not for ``conf.py``: what packages bring is a part of the configuration, so that a book is read again without it."""


def setup_systems(app: Sphinx) -> None:
    """Begin with the built-in systems: an earlier application of this process may have had others."""
    use_systems(())
    for system in SYSTEMS:
        app.add_role(system, CodeRole(system))
    app.add_config_value(INSTALLED, [], "env", types=(list,))


def register_systems(app: Sphinx, config: Config) -> None:
    """Have the systems of installed packages and of ``conf.py``, each with its role; report what cannot be one."""
    confdir = Path(app.confdir)
    installed, wrong = installed_systems()
    for name, problem in wrong:
        report(Finding.CODE_SYSTEM_PACKAGE, place_in_conf(confdir, OWN_SYSTEMS), found=name, problem=problem)
    more = {system.id: system for system in installed if _is_free(system.id)}
    config[INSTALLED] = sorted(repr(system) for system in more.values())
    for system_id, given in config.kompendium_code_systems.items():
        try:
            if system_id not in more and not _is_free(system_id):
                raise OwnSystemError(ID, system_id)
            more[system_id] = own_system(system_id, given)
        except OwnSystemError as error:
            report(
                Finding.OPTION_OF_BOOK_VALUE,
                place_in_conf(confdir, OWN_SYSTEMS),
                key=OWN_SYSTEMS,
                found=error.found,
                expected=_(error.expected),
                instead=_("It is not used."),
                example=OWN_SYSTEMS + ' = {"orpha": {"label": "ORPHA", "pattern": r"\\d+", "example": "90291"}}',
            )
    use_systems(more.values())
    for system_id in SYSTEMS:
        if not is_role_registered(system_id):
            app.add_role(system_id, CodeRole(system_id))
    SystemOptions.take_systems()


def _is_free(system_id: str) -> bool:
    """Whether an id is a system's, or may become one's: no key of the front matter, option or other role has it."""
    if system_id in SYSTEMS:
        return True
    taken = {*KEYS, *KEY_ALIASES, *PASSED_ON, *common_options, *StandardDomain.roles}
    return system_id not in taken and not is_role_registered(system_id)


def check_options(app: Sphinx, config: Config) -> None:
    """Report editions and checks that cannot be meant, and do without them."""

    def wrong(key: str, found: str, expected: str, example: str) -> None:
        report(
            Finding.OPTION_OF_BOOK_VALUE,
            place_in_conf(Path(app.confdir), key),
            key=key,
            found=found,
            expected=expected,
            instead=_("It is not used."),
            example=f"{key} = {example}",
        )

    editions = {}
    for name, file in config.kompendium_code_editions.items():
        if name in SYSTEMS and isinstance(file, str):
            editions[name] = file
        else:
            expected = _("the name of a file for one of: {names}").format(names=", ".join(SYSTEMS))
            wrong(EDITIONS, f"{name}: {file}", expected, '{"icd10no": "koder/icd10.json"}')
    config["kompendium_code_editions"] = editions
    one_of = _("one of: {names}")
    for name in config.kompendium_code_checks:
        if name not in OPTIONAL_CHECKS:
            expected = one_of.format(names=", ".join(OPTIONAL_CHECKS))
            wrong("kompendium_code_checks", name, expected, f'["{OPTIONAL_CHECKS[0]}"]')
    default = config.kompendium_icd10
    if default not in SYSTEMS or SYSTEMS[default].form not in ICD10_FAMILY:
        known = [system.id for system in SYSTEMS.values() if system.form in ICD10_FAMILY]
        wrong("kompendium_icd10", default, one_of.format(names=", ".join(known)), '"icd10no"')
        config["kompendium_icd10"] = "icd10"
