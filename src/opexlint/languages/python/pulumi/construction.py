"""Pulumi's resources and outputs, as the interpreter meets them."""

from dataclasses import replace
from functools import cached_property
from typing import Final

from opexlint.languages.python.machine import Frame, Machine
from opexlint.languages.python.operations import spell, text
from opexlint.languages.python.pulumi.stacks import Stacks
from opexlint.languages.python.standard import method
from opexlint.languages.python.values import (
    Argument,
    Arguments,
    Bound,
    Either,
    Function,
    Known,
    Made,
    Mapping,
    Member,
    Sequence,
    Text,
    Unknown,
    Value,
)

_ITSELF: Final = ("from_input", "of", "secret", "unsecret", "json_dumps")
_CONFIG: Final = (
    "get",
    "require",
    "get_secret",
    "require_secret",
    "get_int",
    "require_int",
    "get_bool",
    "require_bool",
    "get_float",
    "require_float",
)


METHODS: Final = frozenset(("apply", *_CONFIG))
"""The methods that `PulumiConstruction.call` knows."""


def is_pulumi(name: str) -> bool:
    """Whether an imported name is Pulumi's own or one of its providers'."""
    return name == "pulumi" or name.startswith(("pulumi.", "pulumi_"))


class PulumiConstruction:
    """The resources of one program in the order they are registered."""

    def __init__(self, machine: Machine, folder: str) -> None:
        self._machine = machine
        self._folder = folder
        self.resources: list[Made] = []
        self.outputs: list[Made] = []

    @cached_property
    def stacks(self) -> Stacks:
        """The stacks of the project, read when the program asks for its configuration."""
        return Stacks(self._machine, self._folder)

    def call(self, made: Made, frame: Frame) -> Value | None:
        """What a call yields when it registers a resource or handles outputs; None for any other call."""
        if made.owner is None:
            return self._function(made) if is_pulumi(made.name) else None
        if made.name == "apply":
            return self._apply(made, frame)
        root = made.owner
        if made.name in _CONFIG and isinstance(root, Made) and root.name == "pulumi.Config":
            return self._config(made, root)
        return None

    def _function(self, made: Made) -> Value | None:
        module, _, name = made.name.rpartition(".")
        if module == "pulumi.Output":
            return self._output(made, name)
        if made.name == "pulumi.export":
            self.outputs.append(made)
            return Known(made.at, None)
        if made.name == "pulumi.get_stack":
            return self.stacks.name(made.at)
        if made.name == "pulumi.get_project" and self.stacks.project:
            return Known(made.at, self.stacks.project)
        if not name[:1].isupper() or name.endswith(("Args", "Opts")) or (module == "pulumi" and name != "ComponentResource"):
            return None
        position = 1 if module == "pulumi" else 0
        given = made.arguments.get(position, "name" if position else "resource_name")
        if given is None or not isinstance(given.value, Known | Text | Unknown | Either):
            return None
        made.id = given.value
        self._machine.make(made.at)
        self.resources.append(made)
        return made

    def _output(self, made: Made, name: str) -> Value | None:
        positional = made.arguments.positional
        if name in _ITSELF and positional:
            return positional[0].value
        if name == "concat":
            return text(tuple(argument.value for argument in positional), made.at)
        if name == "format" and positional and isinstance(positional[0].value, Known):
            arguments = replace(made.arguments, positional=positional[1:])
            return method(self._machine, positional[0].value, name, arguments)
        return None

    def _apply(self, made: Made, frame: Frame) -> Value | None:
        """`output.apply(function)`: what the function makes of the value, which is known only when it is deployed."""
        function = made.arguments.get(0, "func")
        if function is None or not isinstance(function.value, Function | Bound):
            return None
        held = _held(made.owner)
        if held is None:
            return None
        arguments = Arguments(made.at, made.arguments.call, [Argument(held, held.at)])
        return self._machine.invoke(function.value, arguments, frame, made.header)

    def _config(self, made: Made, config: Made) -> Value:
        key = made.arguments.get(0, "key")
        if key is None or not isinstance(key.value, Known):
            return Unknown(made.at, "the configuration's key is computed")
        namespace = config.arguments.get(0, "name")
        if namespace is None or isinstance(namespace.value, Known):
            named = spell(namespace.value) if namespace is not None and isinstance(namespace.value, Known) else ""
            written = self.stacks.value(named, spell(key.value), made.name.rpartition("_")[2], _unset(made, spell(key.value)))
            if written is not None:
                return written
        switch = ("config", str(key.value.value), self._machine.app)
        default = made.arguments.get(1, "default")
        if default is not None and isinstance(default.value, Known):
            self._machine.switches.define(switch, default.value.value)
            place = default.at
            via = (("default", str(key.value.value), place.path, place.start, place.end),)
            return Known(made.at, default.value.value, via=via, switch=switch)
        return Unknown(made.at, f"the configuration value {switch[1]} is not known", switch=switch)


def _unset(made: Made, key: str) -> Value:
    """What a stack gets that has no value of this name."""
    default = made.arguments.get(1, "default")
    if default is not None:
        return default.value
    return Unknown(made.at, f"the stack has no {key}") if made.name.startswith("require") else Known(made.at, None)


def _held(owner: Value | None) -> Value | None:
    """The value inside an output: of `Output.all(a, b)` the list of both."""
    if isinstance(owner, Made) and owner.name == "pulumi.Output.all":
        if owner.arguments.keywords:
            entries = Mapping(owner.at)
            for name, argument in owner.arguments.keywords.items():
                entries.entries[name] = argument.value
            return entries
        return Sequence(owner.at, [argument.value for argument in owner.arguments.positional], owner.arguments.more)
    return owner if isinstance(owner, Made | Member) else None
