"""Finds where infrastructure code breaks the AWS Well-Architected operational-excellence principles.

These names are what a rule needs; they are imported when first asked for, so that `opexlint --version` loads none of them.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from opexlint.evidence import actions_of as actions_of
    from opexlint.evidence import alarms_on as alarms_on
    from opexlint.evidence import change_by as change_by
    from opexlint.evidence import commands_of as commands_of
    from opexlint.evidence import consumers_of as consumers_of
    from opexlint.evidence import dead_letters_of as dead_letters_of
    from opexlint.evidence import metrics as metrics
    from opexlint.evidence import monitored_elsewhere as monitored_elsewhere
    from opexlint.evidence import subscribers_of as subscribers_of
    from opexlint.finding import Attribute as Attribute
    from opexlint.finding import Change as Change
    from opexlint.finding import Finding as Finding
    from opexlint.finding import Note as Note
    from opexlint.model import HandlerRecord as HandlerRecord
    from opexlint.project import Project as Project
    from opexlint.rule import Severity as Severity
    from opexlint.rule import calls as calls
    from opexlint.rule import commands as commands
    from opexlint.rule import modules as modules
    from opexlint.rule import resources as resources
    from opexlint.rule import units as units
    from opexlint.source import Location as Location
    from opexlint.subjects import Call as Call
    from opexlint.subjects import Command as Command
    from opexlint.subjects import Module as Module
    from opexlint.subjects import Resource as Resource
    from opexlint.subjects import Unit as Unit
    from opexlint.value import MISSING as MISSING
    from opexlint.value import Value as Value

_HOMES = {
    "evidence": (
        "actions_of",
        "alarms_on",
        "change_by",
        "changes_anything",
        "commands_of",
        "consumers_of",
        "dead_letters_of",
        "metrics",
        "monitored_elsewhere",
        "subscribers_of",
    ),
    "finding": ("Attribute", "Change", "Finding", "Note"),
    "model": ("HandlerRecord",),
    "project": ("Project",),
    "subjects": ("Call", "Command", "Module", "Resource", "Unit"),
    "rule": ("Severity", "calls", "commands", "modules", "resources", "units"),
    "source": ("Location",),
    "value": ("MISSING", "Value"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"opexlint.{home}"), name)
    return value
