"""What the interpreter asks about everything that is not the program's own: each call is shown to those who know the library."""

import sys
from functools import lru_cache

from opexlint.languages.python import environment
from opexlint.languages.python.cdk.construction import METHODS as CDK_METHODS
from opexlint.languages.python.cdk.construction import Construction, is_cdk, part_of, root_of
from opexlint.languages.python.machine import MAX_CHAIN, Frame, Machine
from opexlint.languages.python.modules import Modules
from opexlint.languages.python.operations import why
from opexlint.languages.python.pulumi.construction import METHODS as PULUMI_METHODS
from opexlint.languages.python.pulumi.construction import PulumiConstruction, is_pulumi
from opexlint.languages.python.scripts import Recorder
from opexlint.languages.python.troposphere import METHODS as TEMPLATE_METHODS
from opexlint.languages.python.troposphere import TemplateConstruction
from opexlint.languages.python.values import (
    Argument,
    Arguments,
    External,
    Known,
    Made,
    Member,
    Unknown,
    Use,
    Value,
)
from opexlint.source import Location

_HARMLESS = ("builtins", "boto3", "botocore", "cdk_nag", "click", "troposphere", "typing_extensions")
_METHODS = environment.METHODS | CDK_METHODS | PULUMI_METHODS | TEMPLATE_METHODS
"""The methods that are somebody's; of any other it need not be asked whose it is."""

_DECIDED_AT_RUN_TIME = ("sys.argv", "sys.platform", "os.name")


class Libraries:
    """Implements `machine.Library` for one program."""

    def __init__(
        self,
        machine: Machine,
        modules: Modules,
        recorder: Recorder,
        construction: Construction,
        pulumi: PulumiConstruction,
        template: TemplateConstruction,
    ) -> None:
        self._machine = machine
        self._modules = modules
        self._recorder = recorder
        self._construction = construction
        self._pulumi = pulumi
        self._template = template

    def call(self, made: Made, frame: Frame) -> Value:
        """What a call into a library yields; `made` is noted where it matters."""
        value: Value | None = None
        if made.owner is None and is_cdk(made.name):
            value = self._construction.call(made)
        elif made.owner is None or made.name in _METHODS:
            value = (
                environment.call(self._machine, self._modules, made)
                or self._pulumi.call(made, frame)
                or self._template.call(made)
                or self._construction.call(made)
            )
        if value is not None:
            return value
        self._recorder.called(made, frame)
        if made.owner is not None:
            self._note(Use(made.owner, made.name, made, None, made.when))
        elif _is_foreign(made.name):
            self._construction.hand_over(made.name, made.arguments)
        return made

    def _note(self, use: Use) -> None:
        root, _ = root_of(use.owner)
        if root is not None:
            root.uses.append(use)
            self._construction.uses.append(use)

    def attribute(self, owner: Value, name: str, at: Location) -> Value:
        """An attribute of a library's object."""
        if isinstance(owner, Made) and owner.name in environment.PARSERS:
            found = environment.attribute(self._machine, owner, name, at)
            if found is not None:
                return found
        if name == "id" and isinstance(owner, Member) and owner.name == "node":
            construct = part_of(owner.owner)
            if construct is not None and construct.id is not None:
                return construct.id
        if name == "scope" and isinstance(owner, Member) and owner.name == "node":
            construct = part_of(owner.owner)
            if construct is not None and construct.scope is not None:
                return construct.scope
        one = Member(at, owner, name)
        return one if one.links <= MAX_CHAIN else self._machine.too_long(one)

    def item(self, owner: External, key: Value, at: Location) -> Value:
        """`owner[key]` of something imported: a variable of the environment, a generic type."""
        found = environment.item(self._machine, owner, key, at)
        if found is not None:
            return found
        if owner.name in _DECIDED_AT_RUN_TIME:
            return Unknown(at, f"{owner.name} is known only when it runs")
        return External(at, owner.name) if not isinstance(key, Known) else Unknown(at, why(key))

    def assign(self, owner: Value, name: str, value: Argument) -> None:
        """Note that an attribute of a library's object is set."""
        self._note(Use(owner, name, None, value, self._machine.when))

    def escape(self, arguments: Arguments) -> None:
        """Note that constructs are handed to something that can't be seen into."""
        self._construction.hand_over("a function that is not known", arguments)


@lru_cache(maxsize=1024)
def _is_foreign(name: str) -> bool:
    """Whether an imported name belongs to a library that may do anything with a construct it is given."""
    top = name.partition(".")[0]
    return not is_cdk(name) and not is_pulumi(name) and top not in _HARMLESS and top not in sys.stdlib_module_names
