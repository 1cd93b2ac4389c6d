"""What the program is told from outside: environment variables, arguments of the command line, files of the project.

A variable of the environment is a switch: with a default it has that value unless somebody sets it, without one it is unknown.
"""

import json
from typing import Any, Final

from opexlint.languages.python import yaml_text
from opexlint.languages.python.machine import Machine
from opexlint.languages.python.modules import Modules
from opexlint.languages.python.scripts import type_name
from opexlint.languages.python.standard import from_python
from opexlint.languages.python.values import Arguments, External, Known, Made, Member, Unknown, Value
from opexlint.model import DEFAULT
from opexlint.source import Location

_READERS: Final = frozenset(("json.load", "yaml.safe_load", "yaml.load", "yaml.full_load", "ruamel.yaml.safe_load"))
METHODS: Final = frozenset(("__enter__", "read", "read_text"))
"""The methods that `call` knows."""

PARSERS: Final = frozenset(("parse_args", "parse_known_args"))
"""The methods whose answer has the attributes that `attribute` knows."""


def call(machine: Machine, modules: Modules, made: Made) -> Value | None:
    """What a call that asks the surroundings yields; None for any other call."""
    name = made.name
    if made.owner is not None:
        if name in ("read", "read_text"):
            return _content(modules, made.owner, made.at)
        return made.owner if name == "__enter__" and isinstance(made.owner, Made) else None
    if name in ("os.getenv", "os.environ.get"):
        return _variable(machine, made.arguments)
    if name in ("os.getcwd", "pathlib.Path.cwd"):
        return Known(made.at, f"/{modules.working_folder}".rstrip("/"))
    return _read(modules, made, name) if name in _READERS and made.arguments.positional else None


def _variable(machine: Machine, arguments: Arguments) -> Value:
    name = arguments.get(0, "key")
    default = arguments.get(1, "default")
    if name is None or not isinstance(name.value, Known):
        return Unknown(arguments.at, "the environment variable's name is computed")
    return variable(machine, str(name.value.value), default.value if default is not None else None, arguments.at)


def variable(machine: Machine, name: str, default: Value | None, at: Location) -> Value:
    """An environment variable; `default` is what the program takes when it is not set."""
    switch = ("environment", name, machine.app)
    if isinstance(default, Known) and default.value is not None:
        machine.switches.define(switch, default.value)
        step = (DEFAULT, name, default.at.path, default.at.start, default.at.end)
        return Known(at, default.value, via=(step, *default.via), switch=switch)
    return Unknown(at, f"the environment variable {name} is not known", switch=switch)


def attribute(machine: Machine, owner: Made, name: str, at: Location) -> Value | None:
    """An attribute that the command line decides, of what one of `PARSERS` has answered; None for any other."""
    if owner.owner is None or not type_name(owner):
        return None
    switch = ("argument", name, machine.app)
    default = _argument_default(owner.owner, name)
    if isinstance(default, Known) and default.value is not None:
        machine.switches.define(switch, default.value)
        return Known(at, default.value, via=((DEFAULT, name, default.at.path, default.at.start, default.at.end),), switch=switch)
    return Unknown(at, f"the argument {name} is given when it runs", switch=switch)


def _argument_default(parser: Value, name: str) -> Value | None:
    """The default that `parser.add_argument("--name", default=...)` gives."""
    for use in parser.uses if isinstance(parser, Made) else ():
        if use.name != "add_argument" or use.made is None:
            continue
        flags = [argument.value.value for argument in use.made.arguments.positional if isinstance(argument.value, Known)]
        if any(isinstance(flag, str) and flag.lstrip("-").replace("-", "_") == name for flag in flags):
            keywords = use.made.arguments.keywords
            if "default" in keywords:
                return keywords["default"].value
            action = keywords.get("action")
            if action is not None and isinstance(action.value, Known) and action.value.value == "store_true":
                return Known(action.at, False)
    return None


def item(machine: Machine, owner: External, key: Value, at: Location) -> Value | None:
    """`os.environ[key]`."""
    if owner.name == "os.environ" and isinstance(key, Known):
        return variable(machine, str(key.value), None, at)
    return None


# -- files ---------------------------------------------------------------------------------------------------------------------------------


def _opened(value: Value) -> Value | None:
    """The path of an opened file, or the path itself."""
    if isinstance(value, Made) and value.name in ("builtins.open", "open") and (value.arguments.positional or value.owner):
        return value.arguments.positional[0].value if value.owner is None else value.owner
    return value if isinstance(value, Known) else None


def _content(modules: Modules, owner: Value, at: Location) -> Value | None:
    path = _opened(owner)
    if path is None or not isinstance(path, Known) or not isinstance(path.value, str):
        return None
    file = modules.file(path.value)
    return Known(at, file.text) if file is not None else Unknown(at, f"{path.value} is not in the project")


def _read(modules: Modules, made: Made, name: str) -> Value:
    content = _content(modules, made.arguments.positional[0].value, made.at)
    if content is None and isinstance(made.arguments.positional[0].value, Known):
        content = made.arguments.positional[0].value
    if not isinstance(content, Known) or not isinstance(content.value, str):
        return content or Unknown(made.at, "the file is not known")
    try:
        return from_python(_parse(name, content.value), made.at)
    except (ValueError, RecursionError):
        return Unknown(made.at, "the file can't be read")


def _parse(name: str, content: str) -> Any:
    """The data in a file; raises ValueError when it is no JSON or YAML."""
    if name == "json.load":
        return json.loads(content)
    return yaml_text.load(content)


def is_path(owner: Value) -> bool:
    """Whether a value is a path that can be opened by its own method."""
    return isinstance(owner, Known | Member)
