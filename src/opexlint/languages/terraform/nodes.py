"""Values as nodes of the common model."""

from decimal import Decimal

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
from opexlint.model import CHOICE, GONE, LIST, MAPPING, REFERENCE, SCALAR, TEXT, UNKNOWN, Node


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
        return (TEXT, tuple([final(inside(value, part) if via else part) for part in payload]), start, end, path, via)
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
        why, alternatives = payload
        if len(alternatives) == 1:
            return final(placed(alternatives[0], place(value)))
        return (UNKNOWN, why, start, end, path, via)
    return value
