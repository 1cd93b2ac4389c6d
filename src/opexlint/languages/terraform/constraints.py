"""Terraform's types: what a value's type is, what two types have in common, and the conversion to a type.

A type is one of the words `string`, `number`, `bool`, `any`, or a tuple: `("list", type)`, `("set", type)`, `("map", type)`,
`("tuple", (type, ...))`, `("object", (Attribute, ...))`. The rules are those of Terraform's own type system, cty.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from opexlint.languages.terraform.alternatives import across
from opexlint.languages.terraform.values import (
    ENCODED,
    ENTRIES,
    HANDLE,
    ITEMS,
    MAP,
    MAYBE,
    OBJECT,
    SET,
    TUPLE,
    Failure,
    Value,
    entries,
    inside,
    items,
    known,
    mapping_items,
    null,
    place,
    quoted,
    same,
    sequence_items,
    settled,
    to_text,
    unknown,
    used,
)
from opexlint.model import CHOICE, DEFAULT, GONE, LIST, SCALAR, TEXT

Type = Any
ANY: Final = "any"
_PRIMITIVE: Final = ("string", "number", "bool")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}


class Attribute(NamedTuple):
    """An attribute of an object type; an optional one that is missing takes the default, or null."""

    name: str
    type: Type
    optional: bool = False
    default: Value | None = None


# -- what a value is ---------------------------------------------------------------------------------------------------------------------


def type_of(value: Value) -> Type:
    """The type of a value, `any` where it is not known."""
    kind, payload = value[0], value[1]
    if kind == SCALAR:
        return "bool" if isinstance(payload, bool) else "string" if isinstance(payload, str) else "number"
    if kind in (TEXT, ENCODED):
        return "string"
    if kind == TUPLE:
        return ANY if payload[1] else (TUPLE, tuple(map(type_of, payload[0])))
    if kind in (LIST, SET):
        return (kind, type_of(payload[0][0]) if payload[0] else ANY)
    if kind == OBJECT:
        return ANY if payload[1] else (OBJECT, tuple(Attribute(key, type_of(entry[2])) for key, entry in sorted(payload[0].items())))
    if kind == MAP:
        return (MAP, next((type_of(entry[2]) for entry in payload[0].values()), ANY))
    return ANY


def unify(types: list[Type]) -> Type | None:
    """The type that all of these can be converted to, None when there is none; `any` leaves each value as it is."""
    types = list(dict.fromkeys(types))
    if not types or ANY in types:
        return ANY
    if len(types) == 1:
        return types[0]
    kinds = {one if isinstance(one, str) else one[0] for one in types}
    if kinds <= {"string", "number", "bool"}:
        return "string" if "string" in kinds else None
    if kinds == {OBJECT}:
        return _unify_objects(types)
    if kinds == {TUPLE}:
        return _unify_tuples(types)
    for whole, part in ((MAP, OBJECT), (LIST, TUPLE), (SET, TUPLE), (SET, LIST)):
        if whole in kinds and kinds <= {whole, part}:
            return _collection(whole, [inner for one in types for inner in _inner(one)])
    if kinds == {SET, LIST, TUPLE}:
        return _collection(SET, [inner for one in types for inner in _inner(one)])
    return None


def _inner(one: Type) -> Iterable[Type]:
    if one[0] == OBJECT:
        return [attribute.type for attribute in one[1]]
    return one[1] if one[0] == TUPLE else [one[1]]


def _collection(kind: str, inner: list[Type]) -> Type | None:
    element = unify([one for one in inner if one != ANY])
    return None if element is None else (kind, element)


def _unify_objects(types: list[Type]) -> Type | None:
    names = [tuple(attribute.name for attribute in one[1]) for one in types]
    if any(one != names[0] for one in names):
        return _collection(MAP, [inner for one in types for inner in _inner(one)])
    unified = [unify([one[1][index].type for one in types]) for index in range(len(names[0]))]
    if any(one is None for one in unified):
        return _collection(MAP, [inner for one in types for inner in _inner(one)])
    return (OBJECT, tuple(Attribute(name, one) for name, one in zip(names[0], unified, strict=True)))


def _unify_tuples(types: list[Type]) -> Type | None:
    if any(len(one[1]) != len(types[0][1]) for one in types):
        return _collection(LIST, [inner for one in types for inner in _inner(one)])
    unified = [unify([one[1][index] for one in types]) for index in range(len(types[0][1]))]
    if any(one is None for one in unified):
        return _collection(LIST, [inner for one in types for inner in _inner(one)])
    return (TUPLE, tuple(unified))


# -- conversion --------------------------------------------------------------------------------------------------------------------------


def convert(value: Value, wanted: Type) -> Value:
    """The value as one of this type; raises `Failure` when Terraform would refuse."""
    kind = value[0]
    if wanted == ANY or kind == GONE:
        return value
    if kind in (CHOICE, MAYBE):
        if kind == CHOICE and _are(wanted, value[1][1]):
            return _seen_through(value)
        return across([value], lambda one: convert(one[0], wanted), place(value))
    if isinstance(wanted, str):
        if kind != SCALAR:
            return _to_primitive(value, wanted)
        return value if wanted == "string" and isinstance(value[1], str) else _scalar(value, wanted)
    if kind not in ITEMS and kind not in ENTRIES:
        value = settled(value)
        kind = value[0]
    if kind in (SCALAR, TEXT, ENCODED):
        raise Failure(f"a string is no {wanted[0]}" if kind != SCALAR else f"{_named(value)} is no {wanted[0]}")
    if kind not in ITEMS and kind not in ENTRIES:
        return value
    return _CONVERSIONS[wanted[0]](value, wanted[1])


def _are(wanted: Type, branches: tuple[tuple[str, Value], ...]) -> bool:
    """Whether these are scalars that are of a type already."""
    return all(branch[0] == SCALAR and type_of(branch) == wanted for _, branch in branches)


def _seen_through(chosen: Value) -> Value:
    """A choice whose branches know themselves the way that it has come."""
    switch, branches = chosen[1]
    return (CHOICE, (switch, tuple([(option, inside(chosen, branch)) for option, branch in branches])), *chosen[2:5], ())


def _a(kind: str) -> str:
    return f"an {kind}" if kind == OBJECT else f"a {kind}"


def _to_primitive(value: Value, wanted: Type) -> Value:
    kind, payload = value[0], value[1]
    if kind in ITEMS or kind in ENTRIES or kind == HANDLE:
        raise Failure(f"{_a(kind if kind != HANDLE else OBJECT)} is no {wanted}")
    if kind in (TEXT, ENCODED) and wanted != "string":
        return unknown(f"a text known in part is used as a {wanted}", place(value))
    if kind == "reference" and wanted != "string" and payload[2] is not None:
        return convert(settled(value), wanted)
    return value


def _scalar(value: Value, wanted: Type) -> Value:
    payload = value[1]
    if wanted == "string":
        return value if isinstance(payload, str) else (*known(to_text(value), place(value))[:5], value[5])
    if wanted == "bool":
        if isinstance(payload, bool):
            return value
        if isinstance(payload, str) and payload in _BOOLEANS:
            return (SCALAR, _BOOLEANS[payload], *value[2:])
    elif not isinstance(payload, bool):
        if not isinstance(payload, str):
            return value
        if len(payload) < 100 and _NUMBER.fullmatch(payload):
            return (*known(Decimal(payload), place(value))[:5], value[5])
    raise Failure(f"{_named(value)} is no {wanted}")


def _named(value: Value) -> str:
    return quoted(value[1]) if isinstance(value[1], str) else to_text(value)


def _element(values: list[Value], wanted: Type) -> Type:
    if wanted != ANY:
        return wanted
    common = unify([type_of(value) for value in values if value[0] != GONE])
    if common is None:
        raise Failure("the elements have no type in common")
    return common


def _to_list(value: Value, wanted: Type) -> Value:
    if value[0] in ENTRIES:
        raise Failure(f"{_a(value[0])} is no list")
    found = sequence_items(value)
    element = _element(found, wanted)
    return items(LIST, (convert(item, element) for item in found), place(value), value[1][1])


def _to_set(value: Value, wanted: Type) -> Value:
    if value[0] in ENTRIES:
        raise Failure(f"{_a(value[0])} is no set")
    found = sequence_items(value)
    element = _element(found, wanted)
    return as_set((convert(item, element) for item in found), place(value), value[1][1])


def as_set(values: Iterable[Value], at: Any, more: str = "") -> Value:
    """A set of these values: each once, scalars in Terraform's order, what is not known at the end."""
    simple: dict[Any, Value] = {}
    rest: list[Value] = []
    for value in values:
        if value[0] == SCALAR:
            simple.setdefault((isinstance(value[1], bool), value[1]), value)
        elif not any(same(value, other) is True for other in rest[:200]):
            rest.append(value)
    try:
        ordered = [simple[key] for key in sorted(simple)]
    except TypeError as error:
        raise Failure("the elements have no type in common") from error
    return items(SET, (*ordered, *rest), at, more)


def _to_map(value: Value, wanted: Type) -> Value:
    if value[0] not in ENTRIES:
        raise Failure(f"{_a(value[0])} is no map")
    found = mapping_items(value)
    element = _element([item for _, item in found], wanted)
    written = value[1][0]
    return entries(MAP, {key: (written[key][0], written[key][1], convert(item, element)) for key, item in found}, place(value), value[1][1])


def _to_tuple(value: Value, wanted: tuple[Type, ...]) -> Value:
    if value[0] != TUPLE or (len(value[1][0]) != len(wanted) and not value[1][1]):
        raise Failure(f"a tuple of {len(wanted)} is needed")
    return items(TUPLE, (convert(item, one) for item, one in zip(sequence_items(value), wanted, strict=False)), place(value), value[1][1])


def _to_object(value: Value, wanted: tuple[Attribute, ...]) -> Value:
    if value[0] not in ENTRIES:
        raise Failure(f"{_a(value[0])} is no object")
    at = place(value)
    written, more = value[1]
    result: dict[str, tuple[int, int, Value]] = {}
    nothing = (at.start, at.end, null(at))
    for name, kind, optional, default in wanted:
        entry = written.get(name)
        if entry is not None and not (entry[2][0] == GONE and default is not None):
            inner = inside(value, entry[2]) if value[5] else entry[2]
            result[name] = (entry[0], entry[1], convert(inner, kind))
        elif more:
            result[name] = (at.start, at.end, unknown(more, at))
        elif not optional:
            raise Failure(f"the attribute {name} is missing")
        elif default is None:
            result[name] = nothing
        else:
            result[name] = (at.start, at.end, used(convert(default, kind), at, DEFAULT, name))
    return entries(OBJECT, result, at)


_CONVERSIONS: Final[dict[str, Callable[[Value, Any], Value]]] = {
    LIST: _to_list,
    SET: _to_set,
    MAP: _to_map,
    TUPLE: _to_tuple,
    OBJECT: _to_object,
}
