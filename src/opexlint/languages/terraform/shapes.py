"""Values as nodes of the common model, normalised by the schema of the place they go to."""

import base64
import binascii
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from opexlint.embedded import json_text, yaml_text
from opexlint.embedded.passage import Passage
from opexlint.facts.schemas import Shape
from opexlint.facts.terraform import Target
from opexlint.languages.terraform.alternatives import across
from opexlint.languages.terraform.expressions import truth
from opexlint.languages.terraform.functions.strings import as_string
from opexlint.languages.terraform.nodes import final
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
from opexlint.model import CHOICE, GONE, LIST, MAPPING, SCALAR, TEXT, UNKNOWN, Node, Step
from opexlint.model import gone as model_gone
from opexlint.source import Location, Sources

Conversion = Callable[[Value, Target, Shape | None, Sources], Node | None]

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


def document(value: Value, shape: Shape | None, sources: Sources) -> Node:
    """The value that a text of JSON spells; the text itself where it spells none."""
    if value[0] in (CHOICE, MAYBE):
        node = final(value)
        if node[0] != CHOICE:
            return document(value[1][1][0], shape, sources) if value[0] == MAYBE and len(value[1][1]) == 1 else node
        branches = tuple((option, document(inside(value, branch), shape, sources)) for option, branch in value[1][1])
        return (CHOICE, (value[1][0], branches), *node[2:])
    value = settled(value)
    if value[0] == ENCODED and value[1][1] in STRUCTURED:
        return fitted(final(inside(value, value[1][0])), shape)
    if value[0] not in (SCALAR, TEXT):
        return final(value)
    return fitted(_embedded(final(value), json_text.read, sources), shape)


def _embedded(node: Node, read: Callable[[Passage], Node | None], sources: Sources) -> Node:
    """What a string spells in another language, seen from where the string is used."""
    written = origin(node)
    file = sources.file(written[4]) if written[4] else None
    passage = Passage.of(written, file.text if file is not None else None)
    found = read(passage) if passage is not None and passage.text.strip() else None
    if found is None:
        return node
    return seen(found, node) if node[5] else found


def origin(node: Node) -> Node:
    """A value, and all in it, as it stands where it was written: what `seen` looks at from where it is used."""
    return _before(node, len(node[5])) if node[5] else node


def _before(node: Node, way: int) -> Node:
    """A node as it stands before the last steps of a way: all in it have come the same way, so the place of each is at its end."""
    kind, payload, start, end, path, via = node
    if len(via) >= way:
        _, _, path, start, end = via[way - 1]
    if kind == LIST:
        payload = (tuple([_before(item, way) for item in payload[0]]), payload[1])
    elif kind == MAPPING:
        entries = [(key, _before(child, way)) for key, _, _, child in payload[0]]
        payload = (tuple([(key, child[2], child[3], child) for key, child in entries]), payload[1])
    elif kind == TEXT:
        payload = tuple([_before(part, way) for part in payload])
    return (kind, payload, start, end, path, via[way:])


def seen(node: Node, through: Node) -> Node:
    """A node, and all in it, seen from where its container is used."""
    kind, payload, start, end, path, via = node
    way: tuple[Step, ...] = through[5]
    if kind == LIST:
        payload = (tuple([seen(item, through) for item in payload[0]]), payload[1])
    elif kind == MAPPING:
        payload = (tuple([(key, through[2], through[3], seen(child, through)) for key, _, _, child in payload[0]]), payload[1])
    elif kind == TEXT:
        payload = tuple([seen(part, through) for part in payload])
    how, name, *_ = way[-1]
    return (kind, payload, through[2], through[3], through[4], (*way[:-1], (how, name, path, start, end), *via))


def _json(value: Value, target: Target, shape: Shape | None, sources: Sources) -> Node:
    del target
    return document(value, shape, sources)


def _template(value: Value, target: Target, shape: Shape | None, sources: Sources) -> Node:
    found = document(value, shape, sources)
    if found[0] not in (SCALAR, TEXT):
        return found
    read = _embedded(found, yaml_text.read, sources)
    return read if read[0] == MAPPING else found


def _enum(value: Value, target: Target, shape: Shape | None, sources: Sources) -> Node | None:
    del sources
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


def _pairs(value: Value, target: Target, shape: Shape | None, sources: Sources) -> Node:
    assert target.pairs is not None
    key_name, value_name = target.pairs
    if value[0] == CHOICE:
        return (
            CHOICE,
            (value[1][0], tuple((option, _pairs(inside(value, branch), target, shape, sources)) for option, branch in value[1][1])),
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


def _prefix(value: Value, target: Target, shape: Shape | None, sources: Sources) -> Node:
    del target, shape, sources
    at = place(value)
    try:
        return final(across([value], lambda values: text((as_string(values[0]), unknown("Terraform adds a suffix", at)), at), at))
    except Failure as failure:
        return unknown(str(failure), at)


def _presence(value: Value, target: Target, shape: Shape | None, sources: Sources) -> Node:
    del target, shape, sources
    return _there(_choices(value), place(value))


def _there(value: Value, at: Location) -> Node:
    if value[0] == SCALAR:
        return (MAPPING, ((), ""), at.start, at.end, at.path, value[5]) if value[1] else model_gone(at)
    if value[0] == CHOICE:
        return (CHOICE, (value[1][0], tuple((option, _there(branch, at)) for option, branch in value[1][1])), *value[2:])
    return unknown(reason(value), at)


def _base64(value: Value, target: Target, shape: Shape | None, sources: Sources) -> Node:
    del target, sources
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


def _file(value: Value, target: Target, shape: Shape | None, sources: Sources) -> Node:
    del target, shape, sources
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
