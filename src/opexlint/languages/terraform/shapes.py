"""Values as nodes of the common model, normalised by the schema of the place they go to."""

import base64
import binascii
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from opexlint.embedded import json_text, yaml_text
from opexlint.facts.schemas import Shape
from opexlint.facts.terraform import Target
from opexlint.languages.terraform.alternatives import across, where_it_exists
from opexlint.languages.terraform.expressions import truth
from opexlint.languages.terraform.functions.strings import as_string
from opexlint.languages.terraform.nodes import final, origin, seen
from opexlint.languages.terraform.texts import Texts
from opexlint.languages.terraform.values import (
    BASE64,
    ENCODED,
    ENTRIES,
    GZIP,
    MAYBE,
    STRUCTURED,
    Failure,
    Value,
    inside,
    known,
    mapping_items,
    place,
    reason,
    settled,
    text,
    to_text,
    unknown,
)
from opexlint.model import CHOICE, GONE, LIST, MAPPING, SCALAR, TEXT, UNKNOWN, Node
from opexlint.model import gone as model_gone
from opexlint.source import Location

Conversion = Callable[[Value, Target, Shape | None, Texts], Node | None]

_BOOLEANS: Final = {"true": True, "false": False}


def shaped(value: Value, shape: Shape | None) -> Node:
    """A value as a node, with the names and the scalars of its schema."""
    if value[0] == SCALAR and not isinstance(value[1], Decimal):
        return value if shape is None or (shape.kind == "string" and isinstance(value[1], str)) else _scalar(value, shape)
    return fitted(final(value), shape)


def fitted(node: Node, shape: Shape | None) -> Node:
    """A node with the names and the scalars of its schema."""
    if shape is None:
        return node
    kind, payload = node[0], node[1]
    if kind == SCALAR:
        return _scalar(node, shape)
    if kind == LIST:
        element = shape.element if shape.kind == "list" else shape if shape.kind == "json" else None
        if element is None:
            return _only(node, shape)
        return (LIST, (tuple([fitted(item, element) for item in payload[0]]), payload[1]), *node[2:])
    if kind == MAPPING:
        return _mapping(node, shape)
    if kind == CHOICE:
        return (CHOICE, (payload[0], tuple([(option, fitted(branch, shape)) for option, branch in payload[1]])), *node[2:])
    return node


def _only(node: Node, shape: Shape) -> Node:
    """A list where the schema has one object: an attribute that takes the one block as a list."""
    items, more = node[1]
    if shape.kind == "object" and len(items) == 1 and not more and items[0][0] == MAPPING:
        return _mapping(items[0], shape)
    return node


def _mapping(node: Node, shape: Shape) -> Node:
    entries, more = node[1]
    if shape.kind == "map":
        return (MAPPING, (tuple([(key, start, end, fitted(child, shape.element)) for key, start, end, child in entries]), more), *node[2:])
    if not shape.properties:
        return node
    found = []
    for key, start, end, child in entries:
        name = shape.canonical(key)
        found.append((name or key, start, end, fitted(child, shape.properties[name]) if name else child))
    return (MAPPING, (tuple(found), more), *node[2:])


def _scalar(node: Node, shape: Shape) -> Node:
    value, kind = node[1], shape.kind
    if kind == "boolean" and isinstance(value, str):
        return (SCALAR, _BOOLEANS.get(value, value), *node[2:])
    if kind in ("integer", "number") and isinstance(value, str):
        return (SCALAR, _number(value, kind), *node[2:])
    if kind == "string" and not isinstance(value, str):
        return (SCALAR, to_text(node) if isinstance(value, bool | int) else str(value), *node[2:])
    return node


def _number(written: str, kind: str) -> str | int | float:
    if len(written) < 19 and written.lstrip("-").isdecimal() and written.isascii():
        return int(written)
    try:
        return float(written) if kind == "number" and len(written) < 40 and written.strip("0123456789.-") == "" else written
    except ValueError:
        return written


# -- what happens to a value on the way --------------------------------------------------------------------------------------------------


def conversion(target: Target) -> Conversion | None:
    """What happens to a value on the way to a target besides being brought into shape; None where nothing does.

    It yields the node that the value becomes there, None when it is as if it were not written.
    """
    return _CONVERSIONS.get(target.via)


def document(value: Value, shape: Shape | None, texts: Texts) -> Node:
    """The value that a text of JSON spells; the text itself where it spells none."""
    if value[0] == MAYBE:
        found = where_it_exists(value)
        return final(value) if found is None else document(found, shape, texts)
    if value[0] == CHOICE:
        branches = tuple((option, document(inside(value, branch), shape, texts)) for option, branch in value[1][1])
        return (CHOICE, (value[1][0], branches), *value[2:])
    value = settled(value)
    if value[0] == ENCODED and value[1][1] in STRUCTURED:
        return fitted(final(inside(value, value[1][0])), shape)
    if value[0] not in (SCALAR, TEXT):
        return final(value)
    return fitted(_embedded(value, texts), shape)


def _embedded(value: Value, texts: Texts) -> Node:
    """The value that a string spells in JSON, seen from where the string is used; the string itself where it spells none."""
    passage = texts.document((*value[:2], *_written(value), ()))
    found = json_text.read(passage) if passage is not None and passage.text.strip() else None
    return final(value) if found is None else _used(found, value, texts)


def _used(found: Node, value: Value, texts: Texts) -> Node:
    way = texts.way(value)
    return seen(found, (*value[:5], way)) if way else found


def _written(value: Value) -> tuple[int, int, str]:
    """Where a value was written, as the fields of a node."""
    if not value[5]:
        return value[2:5]
    _, _, path, start, end = value[5][-1]
    return start, end, path


def _json(value: Value, target: Target, shape: Shape | None, texts: Texts) -> Node:
    del target
    return document(value, shape, texts)


def _template(value: Value, target: Target, shape: Shape | None, texts: Texts) -> Node:
    found = document(value, shape, texts)
    if found[0] not in (SCALAR, TEXT):
        return found
    passage = texts.passage(origin(found))
    read = yaml_text.read(passage) if passage is not None else None
    return _used(read, found, texts) if read is not None and read[0] == MAPPING else found


def _enum(value: Value, target: Target, shape: Shape | None, texts: Texts) -> Node | None:
    del texts
    enum = target.enum or {}
    names_absence = not any(word is not None for word in enum.values())  # all else stays as it is

    def look(values: "tuple[Value, ...] | list[Value]") -> Value:
        one = settled(values[0])
        if one[0] != SCALAR:
            return unknown(reason(one), place(one))
        word = enum.get(to_text(one), one[1] if names_absence else None)
        return (GONE, None, *one[2:]) if word is None else (SCALAR, word, *one[2:])

    if value[0] == "option":
        value = _choices(value)
    found = across([value], look, place(value))  # type: ignore[arg-type]
    return None if found[0] == GONE else shaped(found, shape)


def _choices(value: Value) -> Value:
    try:
        return truth(value)
    except Failure:
        return value


def _pairs(value: Value, target: Target, shape: Shape | None, texts: Texts) -> Node:
    assert target.pairs is not None
    key_name, value_name = target.pairs
    if value[0] == CHOICE:
        return (
            CHOICE,
            (value[1][0], tuple((option, _pairs(inside(value, branch), target, shape, texts)) for option, branch in value[1][1])),
            *value[2:],
        )
    value = settled(value)
    if value[0] not in ENTRIES:
        return final(value)
    element = shape.element if shape is not None else None
    inner = element.at(value_name) if element is not None else None
    at = place(value)
    items = []
    for key, item in mapping_items(value):
        start, end = (at.start, at.end) if value[5] else value[1][0][key][:2]
        node = shaped(item, inner)
        if node[0] != GONE:
            name: Node = (SCALAR, key, start, end, at.path, value[5])
            items.append((MAPPING, (((key_name, start, end, name), (value_name, start, end, node)), ""), start, node[3], at.path, ()))
    return (LIST, (tuple(items), value[1][1]), at.start, at.end, at.path, value[5])


def _prefix(value: Value, target: Target, shape: Shape | None, texts: Texts) -> Node:
    del target, shape, texts
    at = place(value)
    try:
        return final(across([value], lambda values: text((as_string(values[0]), unknown("Terraform adds a suffix", at)), at), at))
    except Failure as failure:
        return unknown(str(failure), at)


def _presence(value: Value, target: Target, shape: Shape | None, texts: Texts) -> Node:
    del target, shape, texts
    return _there(_choices(value), place(value))


def _there(value: Value, at: Location) -> Node:
    if value[0] == SCALAR:
        return (MAPPING, ((), ""), at.start, at.end, at.path, value[5]) if value[1] else model_gone(at)
    if value[0] == CHOICE:
        return (CHOICE, (value[1][0], tuple((option, _there(branch, at)) for option, branch in value[1][1])), *value[2:])
    return unknown(reason(value), at)


def _base64(value: Value, target: Target, shape: Shape | None, texts: Texts) -> Node:
    del target, texts
    value = settled(value)
    if value[0] == ENCODED and value[1][1] in (BASE64, GZIP):
        return shaped(inside(value, value[1][0]), shape)
    if value[0] == SCALAR and isinstance(value[1], str):
        try:
            content = base64.b64decode(value[1], validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            return unknown("it is no Base64 of a text", place(value))
        return shaped((*known(content, place(value))[:5], value[5]), shape)
    return final(value if value[0] == UNKNOWN else unknown(reason(value), place(value)))


def _file(value: Value, target: Target, shape: Shape | None, texts: Texts) -> Node:
    del target, shape, texts
    value = settled(value)
    name = to_text(value) if value[0] == SCALAR else ""
    return (UNKNOWN, "it is in a local file", *value[2:5], (("file", name, value[4], value[2], value[3]), *value[5]))


_CONVERSIONS: Final[dict[str, Conversion]] = {
    "json": _json,
    "template": _template,
    "enum": _enum,
    "pairs": _pairs,
    "prefix": _prefix,
    "presence": _presence,
    "base64": _base64,
    "file": _file,
}
