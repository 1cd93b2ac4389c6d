"""Scalars as the schema of a resource type wants them.

CloudFormation takes `"true"`, `"30"` and `30` for the same where its schema says boolean or integer, and the text as written where it says
string: an account number keeps its zero, a version its last digit.
"""

import re
from operator import is_, itemgetter
from typing import Final

from opexlint.embedded.document import document
from opexlint.embedded.tree import WORDS, Scalar, resolved
from opexlint.facts.schemas import Shape
from opexlint.model import CHOICE, LIST, MAPPING, SCALAR, Node, choice, plain
from opexlint.model import Scalar as Value
from opexlint.source import Location

_INTEGER = re.compile(r"[-+]?[0-9]{1,300}(?:\.0+)?")
_NUMBER = re.compile(r"[-+]?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][-+]?[0-9]{1,3})?")
_BOOLEANS: Final = {"true": True, "false": False}


def typed(written: Scalar, shape: Shape | None) -> Value:
    """The value of a scalar where the schema has this shape; None is what is written as absent."""
    if shape is not None and shape.kind == "string" and (written.style or written.text not in WORDS):
        return written.text
    value = resolved(written)
    if shape is None or value is None:
        return value
    shape = shape.element if shape.kind == "list" and shape.element is not None else shape
    if shape.kind == "string":
        return plain(value) if isinstance(value, bool) else written.text
    return fitted_value(value, shape)


def fitted_value(value: Value, shape: Shape) -> Value:
    """A known value as the schema wants it; itself where it does not fit."""
    kind = shape.kind
    if kind == "string":
        return plain(value) if value is not None else None
    if isinstance(value, str):
        if kind == "boolean":
            return _BOOLEANS.get(value.lower(), value)
        if kind == "integer" and _INTEGER.fullmatch(value):
            return int(value.partition(".")[0])
        if kind == "number" and _NUMBER.fullmatch(value):
            return int(value) if value.lstrip("+-").isdigit() else float(value)
    elif kind == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def fitted(node: Node, shape: Shape | None, source: str) -> Node:
    """What a function yields, as the schema wants it: scalars converted, JSON in a string read. `source` is the text of the file."""
    if shape is None:
        return node
    kind, payload, start, end, path, via = node
    if kind == CHOICE:
        switch, branches = payload
        inside = [fitted(branch, shape, source) for _, branch in branches]
        if not via and all(map(is_, inside, map(_VALUE_OF_BRANCH, branches))):
            return node
        fitting = tuple([(option, branch) for (option, _), branch in zip(branches, inside, strict=True)])
        return choice(switch, fitting, Location(path, start, end))
    if shape.kind == "json":
        return document(node, source)
    if kind == SCALAR:
        inner = shape.element if shape.kind == "list" and shape.element is not None else shape
        if inner.kind == "string" and type(payload) is str:
            return node
        value = fitted_value(payload, inner)
        return node if value is payload else (SCALAR, value, start, end, path, via)
    if kind == LIST and shape.element is not None and shape.element.kind not in ("string", "object"):
        items, more = payload
        return (LIST, (tuple(fitted(item, shape.element, source) for item in items), more), start, end, path, via)
    return node


def unquoted(node: Node) -> Node:
    """What no schema describes but which holds no free text either (`UpdatePolicy`): `"true"` and `"30"` count as written plainly."""
    kind, payload, start, end, path, via = node
    if kind == SCALAR and isinstance(payload, str):
        return (SCALAR, resolved(Scalar(payload, "", "", start, end)), start, end, path, via)
    if kind == LIST:
        return (LIST, (tuple(map(unquoted, payload[0])), payload[1]), start, end, path, via)
    if kind == MAPPING:
        return (MAPPING, (tuple((*entry[:3], unquoted(entry[3])) for entry in payload[0]), payload[1]), start, end, path, via)
    if kind == CHOICE:
        return (CHOICE, (payload[0], tuple((option, unquoted(branch)) for option, branch in payload[1])), start, end, path, via)
    return node


def conformed(node: Node, shape: Shape | None) -> Node:
    """A value that was built elsewhere as the schema wants it, at any depth; itself where it is so already, as most are."""
    kind = node[0]
    if shape is None or kind not in _FITTED or shape.kind == "json":
        return node
    _, payload, start, end, path, via = node
    if kind == SCALAR:
        value = payload if shape.kind == "string" and type(payload) is str else fitted_value(payload, shape)
        return node if value is payload else (SCALAR, value, start, end, path, via)
    if kind == LIST and shape.element is not None:
        items, more = payload
        fitting = tuple([conformed(item, shape.element) for item in items])
        return node if all(map(is_, fitting, items)) else (LIST, (fitting, more), start, end, path, via)
    if kind == MAPPING:
        entries, more = payload
        properties, element = shape.properties, shape.element
        inside = [conformed(entry[3], properties.get(entry[0], element)) for entry in entries]
        if all(map(is_, inside, map(_VALUE_OF_ENTRY, entries))):
            return node
        changed = tuple([(*entry[:3], value) for entry, value in zip(entries, inside, strict=True)])
        return (MAPPING, (changed, more), start, end, path, via)
    if kind == CHOICE:
        switch, branches = payload
        return (CHOICE, (switch, tuple([(option, conformed(branch, shape)) for option, branch in branches])), start, end, path, via)
    return node


_FITTED: Final = frozenset((CHOICE, LIST, MAPPING, SCALAR))
_VALUE_OF_ENTRY: Final = itemgetter(3)
_VALUE_OF_BRANCH: Final = itemgetter(1)
