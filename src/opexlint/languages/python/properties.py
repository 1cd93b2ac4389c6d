"""Properties of a resource as a node that grows: setting what stands at a path."""

import re
from collections.abc import Sequence
from typing import Any, Final

from opexlint.facts import paths
from opexlint.facts.schemas import Shape
from opexlint.model import CHOICE, GONE, LIST, MAPPING, SCALAR, UNKNOWN, Node, Scalar, mapping, plain, scalar, sequence
from opexlint.source import Location

_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?")

NEW: Final = -1
"""The step of a path that adds an item to a list."""

Path = Sequence[str | int | paths.Step]


def place(node: Node) -> Location:
    """Where a node stands."""
    return Location(node[4], node[2], node[3])


def put(node: Node, path: Path, value: Node, key: Location | None = None) -> Node:
    """The node with `value` at a path; mappings and lists on the way are made where they are missing.

    `key` is the place of the entry's name, that of the value when None. What is unknown on the way stays unknown.
    """
    if not path:
        return value
    kind, payload = node[0], node[1]
    if kind == UNKNOWN:
        return node
    if kind == CHOICE:
        switch, branches = payload
        return (CHOICE, (switch, tuple((option, put(branch, path, value, key)) for option, branch in branches)), *node[2:])
    step = path[0]
    if isinstance(step, str) and not step.isdigit():
        return _put_entry(node, step, path[1:], value, key)
    return _put_item(node, step, path[1:], value, key)


def _put_entry(node: Node, name: str, rest: Path, value: Node, key: Location | None) -> Node:
    start, end, path = (key.start, key.end, key.path) if key is not None else value[2:5]
    if node[0] != MAPPING:
        node = (MAPPING, ((), ""), start, end, path, ())
    entries, more = node[1]
    for index, (known, known_start, known_end, old) in enumerate(entries):
        if known == name:
            if key is None or rest:
                start, end = known_start, known_end
            entry = (name, start, end, put(old, rest, value, key) if rest else value)
            return (MAPPING, ((*entries[:index], entry, *entries[index + 1 :]), more), *node[2:])
    fresh = put((MAPPING, ((), ""), start, end, path, ()), rest, value, key) if rest else value
    return (MAPPING, ((*entries, (name, start, end, fresh)), more), *node[2:])


def _put_item(node: Node, step: int | str | paths.Step, rest: Path, value: Node, key: Location | None) -> Node:
    items, more = node[1] if node[0] == LIST else ((), "")
    at = key or place(value)
    index = _index(items, step)
    if index is None or index >= len(items):
        fresh = mapping((), at)
        if isinstance(step, paths.Where):
            fresh = mapping(((step.property, at.start, at.end, scalar(step.value, at)),), at)
        items = (*items, put(fresh, rest, value, key))
    else:
        items = (*items[:index], put(items[index], rest, value, key), *items[index + 1 :])
    return sequence(items, place(node) if node[0] == LIST else at, more)


def _index(items: tuple[Node, ...], step: int | str | paths.Step) -> int | None:
    """The position in a list that a step means; None for a new item."""
    if isinstance(step, int):
        return step if step >= 0 else None
    if isinstance(step, str):
        return int(step)
    if step is paths.Element.FIRST:
        return 0
    if isinstance(step, paths.Where):
        for index, item in enumerate(items):
            found = get(item, step.property)
            if found is not None and found[0] == SCALAR and found[1] == step.value:
                return index
    return None


def opened(node: Node, why: str) -> Node:
    """The mapping or list, with the word that it may hold more."""
    if node[0] in (MAPPING, LIST):
        return (node[0], (node[1][0], node[1][1] or why), *node[2:])
    return node


def get(node: Node, *path: str) -> Node | None:
    """What stands at a path of names, or None."""
    for name in path:
        if node[0] != MAPPING:
            return None
        found = next((entry[3] for entry in node[1][0] if entry[0] == name), None)
        if found is None or found[0] == GONE:
            return None
        node = found
    return node


# -- spelling ------------------------------------------------------------------------------------------------------------------------------


def normalised(node: Node, shape: Shape | None) -> Node:
    """The node with its scalars as the schema has them: `"30"` is 30 where a number belongs."""
    if shape is None:
        return node
    kind, payload = node[0], node[1]
    if kind == SCALAR:
        value = _scalar(payload, shape.kind)
        return (SCALAR, value, *node[2:]) if value is not payload else node
    if kind == CHOICE:
        switch, branches = payload
        return (CHOICE, (switch, tuple((option, normalised(branch, shape)) for option, branch in branches)), *node[2:])
    return node


def _scalar(value: Scalar, kind: str) -> Scalar:
    if kind == "string" and isinstance(value, bool | int | float):
        return plain(value)
    if kind == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if kind in ("integer", "number") and isinstance(value, str):
        return (float(value) if "." in value else int(value)) if _NUMBER.fullmatch(value) else value
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def from_data(data: Any, at: Location, unknown_mark: str, why: str) -> Node:
    """Plain data of a table as a node that stands at one place; the mark is an unknown."""
    return _from_data(data, at.path, at.start, at.end, unknown_mark, why)


def _from_data(data: Any, path: str, start: int, end: int, mark: str, why: str) -> Node:
    if isinstance(data, dict):
        entries = [(str(key), start, end, _from_data(value, path, start, end, mark, why)) for key, value in data.items()]
        return (MAPPING, (tuple(entries), ""), start, end, path, ())
    if isinstance(data, list):
        return (LIST, (tuple([_from_data(item, path, start, end, mark, why) for item in data]), ""), start, end, path, ())
    return (UNKNOWN, why, start, end, path, ()) if data == mark else (SCALAR, data, start, end, path, ())
