"""The pure part of Python that programs use around their constructs: builtins, methods of strings, lists and dicts, `json`, `os.path`.

Nothing here touches the disk, the clock or the environment, and no regular expression of the program is ever run. What takes only
constants is computed by Python itself, on bounded inputs (`_CONSTANTS`); what also works on partly known values is written out.
"""

import base64
import json
import posixpath
import shlex
import textwrap
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from opexlint.languages.python.machine import MAX_ITERATIONS, MAX_TEXT, Machine
from opexlint.languages.python.operations import spell, text, truth, truth_value, why
from opexlint.languages.python.values import (
    Argument,
    Arguments,
    Either,
    Instance,
    Known,
    Made,
    Mapping,
    Missing,
    Sequence,
    Spelled,
    Text,
    Unknown,
    Value,
    defaults_of,
    either,
)
from opexlint.source import Location

MAX_ITEMS: Final = 10_000
"""How many values one container may hold, counted with what is inside, to be handed to a function of Python's own."""


TOO_LONG: Final = "it is too long to follow"

CHARACTERS: Final = 32
"""How many characters count as one value."""


class _NotConstantError(Exception):
    """A value is not known throughout."""


def to_python(value: Value) -> Any:
    """The value as Python data; raises `_NotConstantError` when any part is unknown or there is too much of it."""
    left = MAX_ITEMS

    def convert(one: Value) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise _NotConstantError  # before anything grows out of it
        if isinstance(one, Known):
            if isinstance(one.value, str | bytes):
                left -= len(one.value) // CHARACTERS
            return one.value
        if isinstance(one, Sequence) and not one.more:
            items = [convert(item) for item in one.items]
            return tuple(items) if one.kind == "tuple" else items
        if isinstance(one, Mapping) and not one.more:
            return {key: convert(item) for key, item in one.entries.items()}
        raise _NotConstantError

    return convert(value)


def from_python(data: Any, at: Location) -> Value:
    """Python data as a value that stands at one place; unknown where there is too much of it."""
    left = MAX_ITEMS

    def convert(one: Any) -> Value:
        nonlocal left
        left -= 1
        if left < 0:
            return Unknown(at, "there is too much of it to follow")
        if isinstance(one, dict):
            return Mapping(at, {key: convert(item) for key, item in one.items() if left > 0 and _is_key(key)})
        if isinstance(one, list | tuple | set | frozenset):
            kind = "tuple" if isinstance(one, tuple) else "list"
            return Sequence(at, [convert(item) for item in one if left > 0], kind=kind)
        if one is None or isinstance(one, str | int | float | bool | bytes):
            return Known(at, one)
        return Unknown(at, "it is computed")

    return convert(data)


def _is_key(key: Any) -> bool:
    return key is None or isinstance(key, str | int | float | bool)


def _dumps(data: Any, indent: Any = None, sort_keys: Any = False, **_: Any) -> str:
    return json.dumps(data, indent=2 if indent else None, sort_keys=bool(sort_keys))


def _integer(value: Any = 0, base: Any = 10) -> int:
    return int(value, base) if isinstance(value, str) else int(value)


def _base64(data: Any) -> bytes:
    return base64.b64encode(data)


_CONSTANTS: Final[dict[str, Callable[..., Any]]] = {
    "builtins.abs": abs,
    "builtins.bool": bool,
    "builtins.bytes": lambda value="", encoding="utf-8": value.encode() if isinstance(value, str) else b"",
    "builtins.chr": chr,
    "builtins.divmod": divmod,
    "builtins.float": float,
    "builtins.int": _integer,
    "builtins.max": max,
    "builtins.min": min,
    "builtins.ord": ord,
    "builtins.round": round,
    "builtins.sum": lambda items: sum(item for item in items if isinstance(item, int | float)),
    "base64.b64encode": _base64,
    "json.dumps": _dumps,
    "json.loads": json.loads,
    "math.ceil": __import__("math").ceil,
    "math.floor": __import__("math").floor,
    "os.path.abspath": posixpath.normpath,
    "os.path.basename": posixpath.basename,
    "os.path.dirname": posixpath.dirname,
    "os.path.normpath": posixpath.normpath,
    "os.path.realpath": posixpath.normpath,
    "os.path.splitext": posixpath.splitext,
    "shlex.join": shlex.join,
    "shlex.quote": shlex.quote,
    "shlex.split": shlex.split,
    "textwrap.dedent": textwrap.dedent,
}

_WRITERS: Final = frozenset(("json.dumps", "yaml.dump", "yaml.safe_dump", "to_json_string", "aws_cdk.Stack.to_json_string"))
"""Functions and methods that spell data as a text. They stay visible when they can't be computed."""

_STRING_METHODS: Final = frozenset(
    (
        *("capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isdigit", "islower"),
        *("isnumeric", "isspace", "istitle", "isupper", "lower", "lstrip", "partition", "removeprefix", "removesuffix"),
        *("rfind", "rindex", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "swapcase"),
        *("title", "upper"),
    )
)
_KEEPS_SWITCH: Final = frozenset(("lower", "upper", "strip", "casefold"))


def call(machine: Machine, name: str, arguments: Arguments) -> Value | None:
    """What a builtin or a function of the standard library yields; None when it is not one that is followed."""
    special = _FUNCTIONS.get(name)
    if special is not None:
        return special(machine, arguments)
    function = _CONSTANTS.get(name)
    if function is None:
        return None
    computed = _compute(function, arguments)
    if name in _WRITERS:
        return _spelled(computed, _first(arguments))
    return computed or Unknown(arguments.at, _reason(arguments))


def _spelled(written: Value | None, data: Value) -> Value | None:
    """A text that was computed, with the data it was made of."""
    if not isinstance(written, Known):
        return None
    return Spelled(written.at, written.value, _frozen(data), via=written.via, switch=written.switch)


def _frozen(value: Value) -> Value:
    """A container as it is now, whatever the program changes in it later."""
    if isinstance(value, Sequence):
        return Sequence(value.at, [_frozen(item) for item in value.items], value.more, value.kind)
    if isinstance(value, Mapping):
        return Mapping(value.at, {key: _frozen(item) for key, item in value.entries.items()}, dict(value.keys), value.more)
    return value


def spelled_by(value: Value) -> Value | None:
    """The data that a text was made of; None for a text that was not made so."""
    if isinstance(value, Spelled):
        return value.data
    if isinstance(value, Made) and value.name in _WRITERS and value.arguments.positional:
        return value.arguments.positional[0].value
    return None


def _reason(arguments: Arguments) -> str:
    for argument in (*arguments.positional, *arguments.keywords.values()):
        if not isinstance(argument.value, Known):
            return why(argument.value)
    return "it is computed"


def _compute(function: Callable[..., Any], arguments: Arguments) -> Value | None:
    """A function of Python's own on constants; None when an argument is unknown or it raises."""
    if arguments.more:
        return None
    try:
        positional = [to_python(argument.value) for argument in arguments.positional]
        keywords = {name: to_python(argument.value) for name, argument in arguments.keywords.items()}
        result = function(*positional, **keywords)
    except (_NotConstantError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError):
        return None
    via = defaults_of(*(argument.value for argument in arguments.positional))
    if isinstance(result, str | bytes) and len(result) > MAX_TEXT:
        return None
    value = from_python(result, arguments.at)
    return Known(value.at, value.value, via=via) if via and isinstance(value, Known) else value


# -- builtins that also take what is partly known ------------------------------------------------------------------------------------------


def items_of(value: Value) -> tuple[list[Value], str]:
    """What iterating over a value gives, and why there may be more ("" when that is all)."""
    if isinstance(value, Sequence):
        return value.items, value.more
    if isinstance(value, Mapping):
        return [Known(value.keys.get(key, value.at), key) for key in value.entries], value.more
    if isinstance(value, Known) and isinstance(value.value, str):
        return [Known(value.at, letter) for letter in value.value[:MAX_ITERATIONS]], ""
    if isinstance(value, Instance) and not value.cls.is_enum:
        return [], f"an object of {value.cls.name} is iterated"
    return [], why(value)


def joined(items: list[Value], added: list[Value], more: str = "") -> tuple[list[Value], str]:
    """Two lists as one up to a bound, and why there may be more of it."""
    whole = [*items, *added[: MAX_ITEMS - len(items)]]
    return whole, more or (TOO_LONG if len(whole) < len(items) + len(added) else "")


def _first(arguments: Arguments) -> Value:
    return arguments.positional[0].value if arguments.positional else Missing(arguments.at)


def _str(machine: Machine, arguments: Arguments) -> Value:
    value = _first(arguments)
    if isinstance(value, Missing):
        return Known(arguments.at, "")
    if isinstance(value, Known):
        return Known(arguments.at, spell(value), via=value.via, switch=value.switch)
    if isinstance(value, Sequence | Mapping):
        return _compute(str, arguments) or Unknown(arguments.at, why(value))
    return text((value,), arguments.at)


def _len(machine: Machine, arguments: Arguments) -> Value:
    value = _first(arguments)
    if isinstance(value, Known) and isinstance(value.value, str | bytes):
        return Known(arguments.at, len(value.value), via=value.via)
    if isinstance(value, Sequence | Mapping) and not value.more:
        return Known(arguments.at, len(value.items if isinstance(value, Sequence) else value.entries))
    return Unknown(arguments.at, why(value))


def _range(machine: Machine, arguments: Arguments) -> Value:
    bounds = [argument.value.value for argument in arguments.positional if isinstance(argument.value, Known)]
    numbers = [bound for bound in bounds if isinstance(bound, int)]
    if len(numbers) != len(arguments.positional) or not 1 <= len(numbers) <= 3 or (len(numbers) == 3 and not numbers[2]):
        return Sequence(arguments.at, [], _reason(arguments))
    steps = range(*numbers)
    more = TOO_LONG if steps[MAX_ITERATIONS:] else ""
    return Sequence(arguments.at, [Known(arguments.at, number) for number in steps[:MAX_ITERATIONS]], more)


def _list(kind: str) -> Callable[[Machine, Arguments], Value]:
    def convert(machine: Machine, arguments: Arguments) -> Value:
        if not arguments.positional:
            return Sequence(arguments.at, kind=kind)
        items, more = items_of(_first(arguments))
        return Sequence(arguments.at, list(items), more, kind)

    return convert


def _dict(machine: Machine, arguments: Arguments) -> Value:
    result = Mapping(arguments.at, more=arguments.more)
    for argument in arguments.positional:
        update(result, argument.value)
    for name, argument in arguments.keywords.items():
        result.entries[name] = argument.value
        result.keys[name] = arguments.keys[name]
    return result


def update(mapping: Mapping, other: Value) -> None:
    """Add what another mapping, or a list of pairs, holds."""
    if isinstance(other, Mapping):
        mapping.entries.update(other.entries)
        mapping.keys.update(other.keys)
        mapping.more = mapping.more or other.more
        return
    items, more = items_of(other)
    mapping.more = mapping.more or more
    for item in items:
        if isinstance(item, Sequence) and len(item.items) == 2 and isinstance(item.items[0], Known):
            mapping.entries[item.items[0].value] = item.items[1]
            mapping.keys[item.items[0].value] = item.items[0].at
        else:
            mapping.more = mapping.more or why(item)


def _enumerate(machine: Machine, arguments: Arguments) -> Value:
    items, more = items_of(_first(arguments))
    start = arguments.get(1, "start")
    first = start.value.value if start and isinstance(start.value, Known) and isinstance(start.value.value, int) else 0
    pairs: list[Value] = [
        Sequence(arguments.at, [Known(arguments.at, number), item], kind="tuple") for number, item in enumerate(items, first)
    ]
    return Sequence(arguments.at, pairs, more)


def _zip(machine: Machine, arguments: Arguments) -> Value:
    lists = [items_of(argument.value) for argument in arguments.positional]
    more = next((more for _, more in lists if more), "")
    rows: list[Value] = [Sequence(arguments.at, list(row), kind="tuple") for row in zip(*(items for items, _ in lists), strict=False)]
    return Sequence(arguments.at, rows, more)


def _sorted(machine: Machine, arguments: Arguments) -> Value:
    items, more = items_of(_first(arguments))
    try:
        ordered = sorted(items, key=lambda item: to_python(item), reverse="reverse" in arguments.keywords)
    except (_NotConstantError, TypeError):
        ordered = list(items)
    return Sequence(arguments.at, ordered if "key" not in arguments.keywords else list(items), more)


def _reversed(machine: Machine, arguments: Arguments) -> Value:
    items, more = items_of(_first(arguments))
    return Sequence(arguments.at, items[::-1], more)


def _join_path(machine: Machine, arguments: Arguments) -> Value:
    computed = _compute(posixpath.join, arguments)
    if computed is not None:
        return computed
    slash = Known(arguments.at, "/")
    parts = [part for argument in arguments.positional for part in (argument.value, slash)]
    return text(tuple(parts[:-1]), arguments.at)


def _any(machine: Machine, arguments: Arguments) -> Value:
    from opexlint.languages.python.conditions import Opaque, some

    items, more = items_of(_first(arguments))
    found = some(*(truth(machine, item) for item in items))
    return truth_value(found if found is True or not more else Opaque(more), arguments.at)


def _all(machine: Machine, arguments: Arguments) -> Value:
    from opexlint.languages.python.conditions import Opaque, every

    items, more = items_of(_first(arguments))
    found = every(*(truth(machine, item) for item in items))
    return truth_value(found if found is False or not more else Opaque(more), arguments.at)


def _same(machine: Machine, arguments: Arguments) -> Value:
    """`copy.deepcopy(x)`, `iter(x)`, `typing.cast(T, x)`: the value itself, a container as a copy."""
    value = arguments.positional[-1].value if arguments.positional else Unknown(arguments.at, "it is computed")
    return copied(value, arguments.at)


def copied(value: Value, at: Location) -> Value:
    """A container of its own with the same items; anything else as it is."""
    if isinstance(value, Sequence):
        return Sequence(value.at, list(value.items), value.more, value.kind)
    if isinstance(value, Mapping):
        return Mapping(value.at, dict(value.entries), dict(value.keys), value.more)
    return value


_FUNCTIONS: Final[dict[str, Callable[[Machine, Arguments], Value]]] = {
    "builtins.all": _all,
    "builtins.any": _any,
    "builtins.dict": _dict,
    "builtins.enumerate": _enumerate,
    "builtins.frozenset": _list("list"),
    "builtins.iter": _same,
    "builtins.len": _len,
    "builtins.list": _list("list"),
    "builtins.range": _range,
    "builtins.reversed": _reversed,
    "builtins.set": _list("list"),
    "builtins.sorted": _sorted,
    "builtins.str": _str,
    "builtins.tuple": _list("tuple"),
    "builtins.zip": _zip,
    "collections.OrderedDict": _dict,
    "copy.copy": _same,
    "copy.deepcopy": _same,
    "os.path.expanduser": _same,
    "os.path.join": _join_path,
    "pathlib.Path": _join_path,
    "pathlib.PurePath": _join_path,
    "pathlib.PurePosixPath": _join_path,
    "typing.cast": _same,
}


# -- methods -------------------------------------------------------------------------------------------------------------------------------


def method(machine: Machine, owner: Value, name: str, arguments: Arguments) -> Value | None:
    """What a method of a string, list or dict yields; None when it is not one that is followed."""
    if isinstance(owner, Known) and isinstance(owner.value, str):
        return _string_method(owner, owner.value, name, arguments)
    if isinstance(owner, Known) and isinstance(owner.value, bytes) and name == "decode":
        return Known(arguments.at, owner.value.decode(errors="replace"), via=owner.via)
    if isinstance(owner, Text):
        return _text_method(owner, name, arguments)
    if isinstance(owner, Mapping):
        return _mapping_method(machine, owner, name, arguments)
    if isinstance(owner, Sequence):
        return _sequence_method(machine, owner, name, arguments)
    return None


def _string_method(owner: Known, string: str, name: str, arguments: Arguments) -> Value:
    at = arguments.at
    if name == "format":
        return _format(string, arguments)
    if name == "join" and arguments.positional:
        return _join(owner, arguments)
    if name == "encode":
        return Known(at, string.encode(errors="replace"), via=owner.via)
    if name == "replace" and len(arguments.positional) >= 2:
        return _replace(string, arguments)
    if name in _STRING_METHODS:
        result = _compute(getattr(string, name), arguments)
        if isinstance(result, Known):
            switch = owner.switch if name in _KEEPS_SWITCH else None
            return Known(at, result.value, via=defaults_of(owner, result), switch=switch)
        return result or Unknown(at, _reason(arguments))
    return Unknown(at, "it is computed")


def _replace(string: str, arguments: Arguments) -> Value:
    at = arguments.at
    old, new = (argument.value for argument in arguments.positional[:2])
    if not (isinstance(old, Known) and isinstance(old.value, str)):
        return Unknown(at, why(old))
    if isinstance(new, Known) and isinstance(new.value, str):
        if len(string) + (string.count(old.value) + 1) * len(new.value) > MAX_TEXT:
            return Unknown(at, "the text is too long to follow")
        return Known(at, string.replace(old.value, new.value))
    if not old.value:
        return Unknown(at, why(new))
    pieces = string.split(old.value)
    parts = [part for piece in pieces for part in (Known(at, piece), new)]
    return text(tuple(parts[:-1]), at)


def _join(separator: Known, arguments: Arguments) -> Value:
    items, more = items_of(arguments.positional[0].value)
    if len(items) > MAX_ITERATIONS:
        return Unknown(arguments.at, "the text is too long to follow")
    parts = [part for item in items for part in (item, separator)][:-1]
    if more:
        parts.append(Unknown(arguments.at, more))
    return text(tuple(parts), arguments.at)


def _format(template: str, arguments: Arguments) -> Value:
    """`template.format(...)` whose fields are plain names or positions."""
    import string

    at = arguments.at
    parts: list[Value] = []
    position = 0
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError:
        return Unknown(at, "the text is formatted in a way that is not followed")
    for literal, field, form, conversion in fields:
        parts.append(Known(at, literal))
        if field is None:
            continue
        if form or conversion:
            return Unknown(at, "the text is formatted in a way that is not followed")
        if field == "" or field.isdigit():
            argument = arguments.get(int(field) if field else position, "")
            position += 1
        else:
            argument = arguments.keywords.get(field)
        parts.append(argument.value if argument else Unknown(at, arguments.more or f"{field} is not passed"))
    return text(tuple(parts), at)


def _text_method(owner: Text, name: str, arguments: Arguments) -> Value:
    at = arguments.at
    if name in ("lower", "upper", "replace", "casefold") and not arguments.more:
        parts = tuple(
            _string_method(part, part.value, name, arguments)
            if isinstance(part, Known) and isinstance(part.value, str)
            else Unknown(part.at, why(part))
            for part in owner.parts
        )
        return text(parts, at)
    if name in ("startswith", "endswith") and arguments.positional:
        edge = owner.parts[0 if name == "startswith" else -1]
        wanted = arguments.positional[0].value
        known = edge.value if isinstance(edge, Known) else None
        start = wanted.value if isinstance(wanted, Known) else None
        if isinstance(known, str) and isinstance(start, str) and len(known) >= len(start):
            return Known(at, getattr(known, name)(start))
    return Unknown(at, why(owner))


def _mapping_method(machine: Machine, owner: Mapping, name: str, arguments: Arguments) -> Value | None:
    at = arguments.at
    if name in ("get", "pop", "setdefault") and arguments.positional:
        default = arguments.positional[1].value if len(arguments.positional) > 1 else Known(at, None)
        found = entry(owner, arguments.positional[0].value, at, default)
        key = arguments.positional[0].value
        if name == "setdefault" and isinstance(key, Known) and found is default:
            machine.store(owner.entries, key.value, default)
        return found
    if name == "items":
        pairs: list[Value] = [
            Sequence(at, [Known(owner.keys.get(key, owner.at), key), value], kind="tuple") for key, value in owner.entries.items()
        ]
        return Sequence(at, pairs, owner.more)
    if name == "keys":
        return Sequence(at, *items_of(owner))
    if name == "values":
        return Sequence(at, list(owner.entries.values()), owner.more)
    if name == "copy":
        return copied(owner, at)
    if name == "update":
        added = Mapping(at)
        for argument in arguments.positional:
            update(added, argument.value)
        for keyword, argument in arguments.keywords.items():
            added.entries[keyword] = argument.value
            added.keys[keyword] = arguments.keys[keyword]
        for constant, value in added.entries.items():
            machine.store(owner.entries, constant, value)
            owner.keys[constant] = added.keys.get(constant, at)
        owner.more = owner.more or added.more or arguments.more
        return Known(at, None)
    return Unknown(at, why(owner))


def entry(mapping: Mapping, key: Value, at: Location, default: Value | None = None) -> Value:
    """What stands under a key; `default` when certainly nothing does."""
    if isinstance(key, Known):
        if key.switch is not None and default is not None and key.value not in mapping.entries:
            return Unknown(at, f"{key.switch[1]} decides")
        found = mapping.entries.get(key.value)
        if isinstance(found, Either) and isinstance(found.otherwise, Missing) and default is not None:
            return either(found.condition, found.then, default, at)
        if found is not None:
            return found
        if mapping.more or default is None:
            return Unknown(at, mapping.more or f"there is no {key.value!r}")
        return default
    return Unknown(at, why(key))


def _sequence_method(machine: Machine, owner: Sequence, name: str, arguments: Arguments) -> Value | None:
    at = arguments.at
    if name in ("append", "add", "appendleft") and arguments.positional:
        if len(owner.items) < MAX_ITEMS:
            machine.replace_items(owner, [*owner.items, arguments.positional[0].value])
    elif name in ("extend", "update") and arguments.positional:
        items, more = joined(owner.items, *items_of(arguments.positional[0].value))
        machine.replace_items(owner, items)
        owner.more = owner.more or more
    elif name == "insert" and len(arguments.positional) == 2:
        index = arguments.positional[0].value
        place = index.value if isinstance(index, Known) and isinstance(index.value, int) else 0
        machine.replace_items(owner, [*owner.items[:place], arguments.positional[1].value, *owner.items[place:]])
    elif name in ("copy", "union"):
        items, more = joined(owner.items, *(items_of(arguments.positional[0].value) if arguments.positional else ([], "")))
        return Sequence(at, items, owner.more or more, owner.kind)
    elif name == "pop":
        if not owner.items or owner.more:
            return Unknown(at, owner.more or "the list is empty")
        index = arguments.positional[0].value if arguments.positional else Known(at, -1)
        place = index.value if isinstance(index, Known) and isinstance(index.value, int) else -1
        if not -len(owner.items) <= place < len(owner.items):
            return Unknown(at, "the list is shorter")
        taken = owner.items[place]
        machine.replace_items(owner, [item for item in owner.items if item is not taken])
        return taken
    elif name in ("sort", "reverse"):
        return Known(at, None)
    elif name in ("remove", "discard", "clear"):
        machine.replace_items(owner, [])
        owner.more = "" if name == "clear" else "items are removed"
    elif name == "index" or name == "count":
        return _compute(lambda items, item: getattr(list(items), name)(item), _with_owner(owner, arguments)) or Unknown(
            at, "it is computed"
        )
    else:
        return Unknown(at, why(owner))
    return Known(at, None)


def _with_owner(owner: Value, arguments: Arguments) -> Arguments:
    return replace(arguments, positional=[Argument(owner, owner.at), *arguments.positional])
