"""What the files of a Pulumi project's stacks say: each `Pulumi.<stack>.yaml` is an option of one switch."""

import re
from collections.abc import Iterator
from posixpath import basename
from typing import Any, Final, NamedTuple

from opexlint.languages.python import yaml_text
from opexlint.languages.python.classify import PULUMI_FILES, project_name
from opexlint.languages.python.conditions import Constant, Is
from opexlint.languages.python.machine import Machine
from opexlint.languages.python.values import Known, Unknown, Value, either
from opexlint.model import DEFAULT, Step, Switch
from opexlint.source import File, Location

MAX_STACKS: Final = 8
"""How many stacks are told apart; the values of a project with more are unknown."""

_STACK_FILE: Final = re.compile(r"Pulumi\.(.+)\.ya?ml")


class Setting(NamedTuple):
    """A value of a configuration file and its place; `why` says why it is not known (a secret), or is ""."""

    value: Constant
    at: Location
    why: str = ""


class Stacks:
    """The stacks of the project in one folder, and the values their files give to the program."""

    def __init__(self, machine: Machine, folder: str) -> None:
        self._machine = machine
        self.switch: Switch = ("stack", "stack", machine.app)
        self.project = ""
        self._defaults: dict[str, Setting] = {}
        self._stacks: dict[str, dict[str, Setting]] = {}
        for path in machine.sources.folder(folder):
            name = basename(path)
            stack = _STACK_FILE.fullmatch(name)
            file = machine.sources.file(path) if stack is not None or name in PULUMI_FILES else None
            if file is None:
                continue
            if stack is not None:
                self._stacks[stack[1]] = dict(_settings(file))
            else:
                self._defaults = dict(_settings(file))
                self.project = project_name(path, machine.sources)
        if 0 < len(self._stacks) <= MAX_STACKS:
            machine.switches.name_options(self.switch, tuple(self._stacks))
        else:
            self._stacks = {}

    def name(self, at: Location) -> Value:
        """`pulumi.get_stack()`."""
        return Unknown(at, "the stack is chosen when it is deployed", switch=self.switch)

    def value(self, namespace: str, key: str, kind: str, missing: Value) -> Value | None:
        """A value as the stacks' files have it, depending on the stack; `missing` for stacks without, None where no file has it."""
        names = (f"{namespace or self.project}:{key}", *(() if namespace else (key,)))
        default = next((self._defaults[name] for name in names if name in self._defaults), None)
        found = [(stack, next((settings[name] for name in names if name in settings), default)) for stack, settings in self._stacks.items()]
        if all(setting is None for _, setting in found):
            return _as_value(default, key, kind, is_default=True) if default is not None else None
        values = [missing if one is None else _as_value(one, key, kind, is_default=one is default) for _, one in found]
        result = values[-1]
        for (stack, _), value in zip(reversed(found[:-1]), reversed(values[:-1]), strict=True):
            result = either(Is(self.switch, (stack,)), value, result, missing.at)
        return result


def _as_value(setting: Setting, key: str, kind: str, *, is_default: bool) -> Value:
    if setting.why:
        return Unknown(setting.at, setting.why)
    via: tuple[Step, ...] = ((DEFAULT, key, *setting.at),) if is_default else ()
    return Known(setting.at, _converted(setting.value, kind), via=via)


def _converted(value: Constant, kind: str) -> Constant:
    """The value as the asking method yields it: `get` texts, `get_int` numbers, `get_bool` flags."""
    written = str(value).lower() if isinstance(value, bool) else str(value)
    if kind == "bool":
        return written.lower() == "true"
    if kind in ("int", "float") and re.fullmatch(r"-?\d{1,18}(\.\d{1,18})?", written):
        return float(written) if "." in written or kind == "float" else int(written)
    return written


def _settings(file: File) -> Iterator[tuple[str, Setting]]:
    """The entries under `config:` of a stack's file, or of a project's with their defaults."""
    try:
        root = yaml_text.compose(file.text)
    except ValueError:
        return
    for key, node in _entries(root):
        if key == "config":
            for name, value in _entries(node):
                inner = dict(_entries(value))
                if "secure" in inner:
                    yield name, Setting(None, _place(file, value), f"{name.rpartition(':')[2]} is encrypted")
                else:
                    yield name, _setting(file, name, inner.get("default", inner.get("value", value)))


def _entries(node: Any) -> list[tuple[str, Any]]:
    pairs = node.value if node is not None and node.id == "mapping" else ()
    return [(key.value, value) for key, value in pairs if key.id == "scalar"]


def _setting(file: File, name: str, node: Any) -> Setting:
    if node.id != "scalar":
        return Setting(None, _place(file, node), f"{name} is an object")
    flag = node.tag.endswith(":bool")
    return Setting(node.value.lower() in ("true", "yes", "on") if flag else node.value, _place(file, node))


def _place(file: File, node: Any) -> Location:
    return Location(file.path, node.start_mark.index, node.end_mark.index)
