"""`samconfig.toml` (or `.yaml`): the options that `sam` takes when nobody gives any.

Each table `[environment.command.parameters]` is the command line it stands for, so that one rule reads flags wherever they are written.
Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from opexlint.embedded import tree
from opexlint.embedded.passage import Passage, Run
from opexlint.embedded.value import member, value
from opexlint.model import (
    LIST,
    MAPPING,
    SCALAR,
    CommandRecord,
    Node,
    Parsed,
    Problem,
    UnitRecord,
    gone,
    mapping,
    plain,
    scalar,
    sequence,
    unknown,
)
from opexlint.patterns import regex
from opexlint.source import File, Location
from opexlint.suppressions import in_comments

_EVERY_COMMAND: Final = "global"
_KEY = r"""(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)"""
_TABLE = regex(rf"^[ \t]*\[[ \t]*({_KEY}(?:[ \t]*\.[ \t]*{_KEY})*)[ \t]*\]", re.MULTILINE)
_PAIR = regex(rf"^[ \t]*({_KEY})[ \t]*=[ \t]*", re.MULTILINE)
_VALUE = regex(
    r"""\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\[(?:[^\[\]"'#]++|"(?:[^"\\]|\\.)*+"|'[^']*+'|#[^\n]*+)*+\]|[^#\n]*""",
    re.DOTALL,
)
_COMMENT = regex(r"""^[ \t]*#[^\n]*|(?<=[\]"'\w])[ \t]+#[^"'\n]*$""", re.MULTILINE)
_OVERRIDE = regex(
    r"""(?:\bParameterKey=)?\b(?P<name>\w+)(?:,ParameterValue)?=(?P<value>"(?:[^"\\]|\\.)*+"|'[^']*+'|(?:[^\s"'\\]|\\.)*+)(?=\s|$)"""
)
_ESCAPED = regex(r"\\(.)")
_PLACE = regex(r"\(at line (\d+), column (\d+)\)")

Options: TypeAlias = dict[str, tuple[Location, Node]]


def read(file: File) -> Parsed:
    """The command lines that the settings stand for."""
    settings, problems = _settings(file)
    at = Location(file.path, 0, 0)
    return Parsed(
        units=(UnitRecord(file.path, "script", at, mapping((), at), ""),),
        commands=tuple(_commands(settings, file.path)),
        suppressions=tuple(in_comments(file, (found.span() for found in _COMMENT.finditer(file.text)))),
        problems=tuple(problems),
    )


def _settings(file: File) -> tuple[dict[tuple[str, str], Options], list[Problem]]:
    """The options by environment and command, and what could not be read."""
    settings: dict[tuple[str, str], Options] = {}
    problems: list[Problem] = []
    if file.path.endswith(".toml"):
        import tomllib

        try:
            settings = _toml(file, tomllib.loads(file.text))
        except tomllib.TOMLDecodeError as error:
            problems.append(_problem(file, str(error)))
        except RecursionError:
            problems.append(Problem("limit-reached", "lists and tables nest too deeply", Location(file.path, 0, 0)))
    else:
        document = tree.parse(file.text)
        problems += (
            Problem("limit-reached" if fault.limit else "syntax-error", fault.message, Location(file.path, fault.at, fault.at))
            for fault in document.faults
        )
        if document.root is not None:
            whole = Passage((Run(file.text, Location(file.path, 0, len(file.text))),))
            settings = _yaml(value(document.root, whole), file.path)
    return settings, problems


def _commands(settings: dict[tuple[str, str], Options], unit: str) -> Iterator[CommandRecord]:
    """A command line for each command of each environment; what holds for every command is part of each."""
    for (environment, command), options in settings.items():
        shared = settings.get((environment, _EVERY_COMMAND), {})
        if command == _EVERY_COMMAND and any(other[0] == environment for other in settings if other[1] != _EVERY_COMMAND):
            continue
        merged = {**shared, **options}
        first = next(iter(options.values()), None) or next(iter(merged.values()), None)
        if first is None:
            continue
        at = first[0]
        words = [scalar("sam", at)]
        if command != _EVERY_COMMAND:
            words += (scalar(word, at) for word in command.split("_"))
        for name, (place, node) in merged.items():
            words += _words(name, place, node)
        yield CommandRecord(sequence(tuple(words), at), "samconfig", unit, at, ())


class Overrides(NamedTuple):
    """What one environment of the settings passes, by parameter, and to which template, as written ("" where it is not)."""

    environment: str
    template: str
    values: Mapping[str, Node]


def overrides(file: File) -> Iterator[Overrides]:
    """The `parameter_overrides` of each environment that deploys; one may pass none."""
    settings, _ = _settings(file)
    for environment in dict.fromkeys(environment for environment, _ in settings):
        options: Options = {}
        deploying = ("sync", "deploy")
        for command in (_EVERY_COMMAND, *deploying):
            options |= settings.get((environment, command), {})
        values = dict(_overridden(options["parameter_overrides"][1], file)) if "parameter_overrides" in options else {}
        if values or any((environment, command) in settings for command in deploying):
            build = settings.get((environment, "build"), {})
            named = (options.get(name) or build.get(name) for name in ("template_file", "template"))
            yield Overrides(environment, next((str(one[1][1]) for one in named if one is not None), ""), values)


def _overridden(node: Node, file: File) -> Iterator[tuple[str, Node]]:
    """The values that `parameter_overrides` spells: a string of `Name=value`, a list of such, or a mapping."""
    if node[0] == MAPPING:
        yield from ((name, child) for name, _, _, child in node[1][0])
    elif node[0] == LIST:
        for item in node[1][0]:
            yield from _overridden(item, file)
    elif node[0] == SCALAR and isinstance(node[1], str):
        passage = Passage.of(node, file.text)
        for found in _OVERRIDE.finditer(node[1]) if passage is not None else ():
            quoted = found["value"][:1] in ("'", '"')
            written = found["value"][1:-1] if quoted else found["value"]
            start = found.start("value") + quoted
            yield found["name"], scalar(_ESCAPED.sub(r"\1", written), passage.at(start, start + len(written)))  # type: ignore[union-attr]


def _words(name: str, at: Location, node: Node) -> Iterator[Node]:
    """An option as it would stand on the command line."""
    flag = name.replace("_", "-")
    if node[0] == SCALAR and isinstance(node[1], bool):
        yield scalar(f"--{flag}" if node[1] else f"--no-{flag}", at)
        return
    yield scalar(f"--{flag}", at)
    for item in node[1][0] if node[0] == LIST else (node,):
        yield (SCALAR, plain(item[1]), *item[2:]) if item[0] == SCALAR else item


# -- TOML -------------------------------------------------------------------------------------------------------------------------------


def _toml(file: File, data: dict[str, Any]) -> dict[tuple[str, str], Options]:
    """The tables of options; their keys are looked up in the text, since the parser tells no places."""
    places = _places(file)
    found: dict[tuple[str, str], Options] = {}
    for environment, commands in data.items():
        for command, tables in commands.items() if isinstance(commands, dict) else ():
            parameters = tables.get("parameters") if isinstance(tables, dict) else None
            options: Options = {}
            for name, given in parameters.items() if isinstance(parameters, dict) else ():
                key, written = places.get((environment, command, "parameters", name), (Location(file.path, 0, 0),) * 2)
                options[name] = (key, _node(given, written))
            if options:
                found[environment, command] = options
    return found


def _places(file: File) -> dict[tuple[str, ...], tuple[Location, Location]]:
    """Where keys and their values stand, by table and key."""
    found: dict[tuple[str, ...], tuple[Location, Location]] = {}
    tables = [(table.end(), _names(table[1])) for table in _TABLE.finditer(file.text)]
    bounds = [table.start() for table in _TABLE.finditer(file.text)][1:]
    for (start, names), end in zip(tables, [*bounds, len(file.text)], strict=False):
        at = start
        while pair := _PAIR.search(file.text, at, end):
            written = _VALUE.match(file.text, pair.end(), end)
            at = max(pair.end(), written.end() if written else 0)
            place = Location(file.path, pair.end(), pair.end() + len(file.text[pair.end() : at].rstrip()))
            found.setdefault((*names, *_names(pair[1])), (Location(file.path, *pair.span(1)), place))
    return found


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))


def _node(given: Any, at: Location) -> Node:
    if isinstance(given, str | int | float | bool):
        return scalar(given, at)
    if isinstance(given, list):
        return sequence(tuple(_node(item, at) for item in given), at)
    return unknown("it is no plain value", at)


def _problem(file: File, message: str) -> Problem:
    found = _PLACE.search(message)
    at = file.offset(int(found[1]), int(found[2])) if found else len(file.text)
    return Problem(
        "syntax-error", _PLACE.sub("", message).strip().removesuffix("(at end of document)").strip(), Location(file.path, at, at)
    )


# -- YAML -------------------------------------------------------------------------------------------------------------------------------


def _yaml(document: Node, path: str) -> dict[tuple[str, str], Options]:
    found: dict[tuple[str, str], Options] = {}
    for environment, _, _, commands in _entries(document):
        for command, _, _, tables in _entries(commands):
            parameters = member(tables, "parameters") or gone(Location(path, 0, 0))
            options = {name: (Location(path, start, end), node) for name, start, end, node in _entries(parameters)}
            if options:
                found[environment, command] = options
    return found


def _entries(node: Node) -> tuple[tuple[str, int, int, Node], ...]:
    return node[1][0] if node[0] == MAPPING else ()
