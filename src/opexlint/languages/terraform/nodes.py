"""Values as nodes of the common model."""

from decimal import Decimal

from opexlint.languages.terraform.alternatives import where_it_exists
from opexlint.languages.terraform.values import (
    ENCODED,
    ENTRIES,
    FAILED,
    HANDLE,
    ITEMS,
    MAYBE,
    OPTION,
    Value,
    inside,
    place,
    placed,
    sequence_items,
    shown,
    spelled_out,
)
from opexlint.model import CHOICE, GONE, LIST, MAPPING, REFERENCE, SCALAR, TEXT, UNKNOWN, Node, Step, text


def final(value: Value) -> Node:
    """The node of the common model."""
    kind, payload, start, end, path, via = value
    if kind == SCALAR:
        return (SCALAR, float(payload), start, end, path, via) if isinstance(payload, Decimal) else value
    if kind in (GONE, UNKNOWN):
        return value
    if kind in ITEMS:
        found = sequence_items(value) if via else payload[0]
        return (LIST, (tuple([final(item) for item in found]), payload[1]), start, end, path, via)
    if kind in ENTRIES:
        return (MAPPING, (_final_entries(value), payload[1]), start, end, path, via)
    if kind == TEXT:
        parts = tuple([final(inside(value, part) if via else part) for part in payload])
        if TEXT in [part[0] for part in parts]:  # one that spells a structure
            return (*text(parts, place(value))[:5], via)
        return (TEXT, parts, start, end, path, via)
    if kind == CHOICE:
        branches = tuple([(option, final(inside(value, branch) if via else branch)) for option, branch in payload[1]])
        return (CHOICE, (payload[0], branches), start, end, path, via)
    if kind == REFERENCE:
        known_value = shown(value)
        return (REFERENCE, payload[:2], start, end, path, via) if known_value is value else final(known_value)
    return _final_rest(value)


def _final_entries(value: Value) -> tuple[tuple[str, int, int, Node], ...]:
    found = value[1][0]
    if value[5]:
        return tuple([(key, value[2], value[3], final(inside(value, entry[2]))) for key, entry in found.items()])
    return tuple([(key, entry[0], entry[1], final(entry[2])) for key, entry in found.items()])


def _final_rest(value: Value) -> Node:
    kind, payload, start, end, path, via = value
    if kind == ENCODED:
        return final((*spelled_out(value, place(value))[:5], via))
    if kind == HANDLE:
        key = payload.key()
        return (REFERENCE, (key, "Ref"), start, end, path, via) if key else (UNKNOWN, "it is a whole module", start, end, path, via)
    if kind == OPTION:
        return (UNKNOWN, payload.why, start, end, path, via)
    if kind == FAILED:
        return (UNKNOWN, payload, start, end, path, via)
    if kind == MAYBE:
        found = where_it_exists(value)
        return (UNKNOWN, payload[0], start, end, path, via) if found is None else final(placed(found, place(value)))
    return value


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
    _, _, first, last, file, way = through
    if way[-1][2:] == (file, first, last):
        return _owing(node, way)
    kind, payload, start, end, path, via = node
    if kind == LIST:
        payload = (tuple([seen(item, through) for item in payload[0]]), payload[1])
    elif kind == MAPPING:
        payload = (tuple([(key, first, last, seen(child, through)) for key, _, _, child in payload[0]]), payload[1])
    elif kind == TEXT:
        payload = tuple([seen(part, through) for part in payload])
    how, name, *_ = way[-1]
    return (kind, payload, first, last, file, (*way[:-1], (how, name, path, start, end), *via))


def _owing(node: Node, way: tuple[Step, ...]) -> Node:
    """A node, and all in it, with what it owes to defaults: it stands where it was written."""
    kind, payload, start, end, path, via = node
    if kind == LIST:
        payload = (tuple([_owing(item, way) for item in payload[0]]), payload[1])
    elif kind == MAPPING:
        payload = (tuple([(key, first, last, _owing(child, way)) for key, first, last, child in payload[0]]), payload[1])
    elif kind == TEXT:
        payload = tuple([_owing(part, way) for part in payload])
    how, name, *_ = way[-1]
    return (kind, payload, start, end, path, (*way[:-1], (how, name, path, start, end), *via))
