"""What operators yield on values that may be unknown, within bounds on size.

A value that depends on a condition is operated on branch by branch; what hangs on a switch compares to a condition on that switch.
"""

import ast
import operator
import re
from collections.abc import Callable
from typing import Any, Final

from opexlint.languages.python.conditions import Condition, Constant, Opaque, every, negated, some
from opexlint.languages.python.machine import MAX_TEXT, Machine
from opexlint.languages.python.values import (
    Class,
    Either,
    External,
    Instance,
    Known,
    Made,
    Mapping,
    Member,
    Missing,
    Plain,
    Sequence,
    Text,
    Truth,
    Unknown,
    Value,
    defaults_of,
    either,
)
from opexlint.source import Location

MAX_BITS: Final = 4_096
"""How large a computed integer may become."""

MAX_PARTS: Final = 100
"""How many parts a partly known text may have."""

_ARITHMETIC: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.Pow: operator.pow,
}
_ORDER: Final[dict[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


_OBJECTS: Final = ("aws_cdk", "pulumi", "constructs")
"""Libraries whose classes and structs always count as true."""


def spread(value: Value, at: Location, apply: Callable[[Value], Value]) -> Value:
    """What a function yields for each value that this one may be."""
    if isinstance(value, Either):
        return either(value.condition, spread(value.then, at, apply), spread(value.otherwise, at, apply), at)
    return apply(value)


def why(value: Value) -> str:
    """Why a value is not known, to complete "unknown because"."""
    if isinstance(value, Unknown):
        return value.why
    if isinstance(value, Text):
        return next((why(part) for part in value.parts if not isinstance(part, Known)), "it is computed")
    if isinstance(value, _OF_LIBRARIES):
        return f"{describe(_changing(value) or value)} is known only when it {'is deployed' if _is_deployed(value) else 'runs'}"
    if isinstance(value, Sequence | Mapping):
        return value.more or "it is computed"
    return "it is computed"


_OF_LIBRARIES: Final = (Made, Member)
_CLOCKS: Final = re.compile(r"(datetime\.(datetime|date)|time|uuid|random|secrets)\.[a-z_0-9]+$")
_CONVERSIONS: Final = frozenset(("builtins.int", "builtins.float", "builtins.round", "builtins.str", "builtins.repr", "math.floor"))


def _changing(value: Value) -> Value | None:
    """The clock or the die behind a value, however its answer was converted: `datetime.now()` in `datetime.now().isoformat()`."""
    one: Value | None = value
    while isinstance(one, _OF_LIBRARIES):
        if isinstance(one, Made) and one.owner is None:
            if one.name in _CONVERSIONS and one.arguments.positional:
                one = one.arguments.positional[0].value
                continue
            return one if one is not value and _CLOCKS.match(one.name) else None
        one = one.owner
    return None


def _is_deployed(value: Value) -> bool:
    """Whether a value is (part of) what a CDK or Pulumi program makes."""
    one: Value | None = value
    while isinstance(one, Member) or (isinstance(one, Made) and one.owner is not None):
        one = one.owner
    return isinstance(one, Instance) or (isinstance(one, Made) and (one.id is not None or one.name.startswith(_OBJECTS)))


def describe(value: Value) -> str:
    """A library's object as its author would name it: the last names of the way to it."""
    if isinstance(value, Member):
        return f"{describe(value.owner)}.{value.name}"
    if isinstance(value, Made):
        if isinstance(value.id, Known):
            return str(value.id.value)
        return value.name.rpartition(".")[2] + ("" if value.scope else "()")
    if isinstance(value, External):
        return value.name.rpartition(".")[2]
    if isinstance(value, Instance):
        return value.cls.name
    return "it"


# -- truth and comparison ------------------------------------------------------------------------------------------------------------------


def truth(machine: Machine, value: Value) -> Condition:
    """The condition under which a value counts as true."""
    match value:
        case Known(switch=None):
            return bool(value.value)
        case Known(switch=switch) | Unknown(switch=switch) if switch is not None:
            return machine.switches.truthy(switch)
        case Truth():
            return value.condition
        case Either():
            then, otherwise = truth(machine, value.then), truth(machine, value.otherwise)
            return some(every(value.condition, then), every(negated(value.condition), otherwise))
        case Missing():
            return False
        case Text() if any(isinstance(part, Known) and part.value for part in value.parts):
            return True
        case Sequence():
            return True if value.items else Opaque(value.more) if value.more else False
        case Mapping():
            return True if value.entries else Opaque(value.more) if value.more else False
        case Unknown() | Text() | Member():
            return Opaque(why(value))
        case Made() if not _is_object(value):
            return Opaque(why(value))
        case External(name=name) if not name.startswith(_OBJECTS):
            return Opaque(f"{name} is known only when it runs")
    return True


def _is_object(made: Made) -> bool:
    """Whether a library's call certainly yields an object: a construct, a struct; not a client's answer."""
    return made.id is not None or (made.owner is None and made.name.startswith(_OBJECTS))


def truth_value(condition: Condition, at: Location) -> Value:
    """A condition as a value of the program."""
    return Known(at, condition) if isinstance(condition, bool) else Truth(at, condition)


def compare(machine: Machine, op: ast.cmpop, left: Value, right: Value, at: Location) -> Value:
    """What a comparison yields."""
    if isinstance(left, Either) or isinstance(right, Either):
        return truth_value(_compare_branches(machine, op, left, right, at), at)
    match op:
        case ast.Is() | ast.Eq():
            return truth_value(_equal(machine, left, right), at)
        case ast.IsNot() | ast.NotEq():
            return truth_value(negated(_equal(machine, left, right)), at)
        case ast.In():
            return truth_value(_contains(machine, right, left), at)
        case ast.NotIn():
            return truth_value(negated(_contains(machine, right, left)), at)
    if isinstance(left, Known) and isinstance(right, Known):
        try:
            return Known(at, bool(_ORDER[type(op)](left.value, right.value)), via=defaults_of(left, right))
        except TypeError:
            return Unknown(at, "values of different types are compared")
    return truth_value(Opaque(why(right if isinstance(left, Known) else left)), at)


def _compare_branches(machine: Machine, op: ast.cmpop, left: Value, right: Value, at: Location) -> Condition:
    if isinstance(left, Either):
        then, otherwise = (_compare_branches(machine, op, one, right, at) for one in (left.then, left.otherwise))
        return some(every(left.condition, then), every(negated(left.condition), otherwise))
    if isinstance(right, Either):
        then, otherwise = (_compare_branches(machine, op, left, one, at) for one in (right.then, right.otherwise))
        return some(every(right.condition, then), every(negated(right.condition), otherwise))
    return truth(machine, compare(machine, op, left, right, at))


def _equal(machine: Machine, left: Value, right: Value) -> Condition:
    if left is right:
        return True
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Plain) and one.switch is not None:
            return machine.switches.among(one.switch, (other.value,)) if isinstance(other, Known) else Opaque(why(other))
    if isinstance(left, Known) and isinstance(right, Known):
        return left.value == right.value
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Known) and one.value is None:
            doubtful = isinstance(other, Unknown | Member) or (isinstance(other, Made) and not _is_object(other))
            return Opaque(why(other)) if doubtful else isinstance(other, Missing)
    if isinstance(left, External) and isinstance(right, External):
        return left.name == right.name
    if isinstance(left, Instance | Class) and isinstance(right, Instance | Class):
        return _same_member(left, right)
    if isinstance(left, Known) and isinstance(right, Sequence | Mapping):
        return False
    return Opaque(why(right if isinstance(left, Known) else left))


def _same_member(left: Value, right: Value) -> Condition:
    """Members of enumerations are made once, so other objects are others."""
    if isinstance(left, Instance) and isinstance(right, Instance) and left.cls.is_enum and right.cls.is_enum:
        return False
    return Opaque("objects of the program are compared")


def _contains(machine: Machine, container: Value, item: Value) -> Condition:
    if isinstance(container, Known) and isinstance(item, Known):
        if item.switch is None and isinstance(container.value, str) and isinstance(item.value, str):
            return item.value in container.value
        return Opaque(f"{item.switch[1]} decides" if item.switch else "it is computed")
    if isinstance(container, Sequence | Mapping):
        keys: list[Value] = [Known(container.at, key) for key in container.entries] if isinstance(container, Mapping) else container.items
        constants = tuple(key.value for key in keys if isinstance(key, Known))
        if isinstance(item, Plain) and item.switch is not None and len(constants) == len(keys) and not container.more:
            return machine.switches.among(item.switch, constants)
        found = some(*(_equal(machine, key, item) for key in keys))
        if found is not True and container.more:
            return Opaque(container.more)
        return found
    return Opaque(why(container))


# -- arithmetic and text -------------------------------------------------------------------------------------------------------------------


def binary(op: ast.operator, left: Value, right: Value, at: Location) -> Value:
    """What a binary operator yields."""
    if isinstance(left, Either):
        return spread(left, at, lambda one: binary(op, one, right, at))
    if isinstance(right, Either):
        return spread(right, at, lambda one: binary(op, left, one, at))
    if isinstance(op, ast.Mod) and isinstance(left, Known) and isinstance(left.value, str):
        return _percent(left.value, right, at)
    if isinstance(left, Known) and isinstance(right, Known):
        return arithmetic(op, left, right, at)
    if isinstance(op, ast.Add) and isinstance(left, Sequence) and isinstance(right, Sequence):
        if len(left.items) + len(right.items) > MAX_TEXT:
            return Unknown(at, "the list is too long to follow")
        return Sequence(at, [*left.items, *right.items], left.more or right.more, left.kind)
    if isinstance(op, ast.Mult) and isinstance(left, Sequence) and isinstance(right, Known) and isinstance(right.value, int):
        if len(left.items) * right.value > MAX_TEXT:
            return Unknown(at, "the list is too long to follow")
        return Sequence(at, left.items * right.value, left.more, left.kind)
    if isinstance(op, ast.BitOr) and isinstance(left, Mapping) and isinstance(right, Mapping):
        return Mapping(at, {**left.entries, **right.entries}, {**left.keys, **right.keys}, left.more or right.more)
    if isinstance(op, ast.Add) and (_textual(left) or _textual(right)):
        return text((left, right), at)
    return Unknown(at, why(right if isinstance(left, Known) else left), via=defaults_of(left, right))


def _textual(value: Value) -> bool:
    return isinstance(value, Text) or (isinstance(value, Known) and isinstance(value.value, str))


def arithmetic(op: ast.operator, left: Known, right: Known, at: Location) -> Value:
    """An operator on two constants, when the result is small enough."""
    one, other = left.value, right.value
    if not _affordable(op, one, other):
        return Unknown(at, "the result is too large to follow")
    try:
        result = _ARITHMETIC[type(op)](one, other)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return Unknown(at, "the expression can't be computed")
    if not isinstance(result, str | int | float | bytes):
        return Unknown(at, "the expression can't be computed")
    return Known(at, result, via=defaults_of(left, right))


def _affordable(op: ast.operator, one: Constant, other: Constant) -> bool:
    """Whether an operator's result stays within the bounds on integers and texts."""
    if isinstance(one, int) and isinstance(other, int):
        bits = one.bit_length() + other.bit_length()
        if isinstance(op, ast.Pow):
            return abs(other) * one.bit_length() <= MAX_BITS
        if isinstance(op, ast.LShift):
            return 0 <= other <= MAX_BITS and bits <= MAX_BITS
        return bits <= MAX_BITS
    if isinstance(op, ast.Pow):
        return isinstance(one, float | int) and isinstance(other, float | int)
    size = sum(len(side) for side in (one, other) if isinstance(side, str | bytes))
    if isinstance(op, ast.Mult):
        size *= next((max(side, 0) for side in (one, other) if isinstance(side, int)), 1)
    return size <= MAX_TEXT


def text(parts: tuple[Value, ...], at: Location) -> Value:
    """A string put together of parts; a constant when all are known."""
    constants = [spell(part) for part in parts if isinstance(part, Known)]
    if len(constants) == len(parts):
        whole = "".join(constants)
        if len(whole) <= MAX_TEXT:
            return Known(at, whole, via=defaults_of(*parts))
    merged: list[Value] = []
    known: list[Known] = []
    size = 0

    def flush() -> None:
        spelled = "".join(map(spell, known))
        if spelled:
            merged.append(Known(known[0].at, spelled, via=defaults_of(*known)))
        known.clear()

    for part in parts:
        for one in part.parts if isinstance(part, Text) else (part,):
            if isinstance(one, Known):
                size += len(spell(one))
                known.append(one)
            else:
                flush()
                merged.append(one)
            if size > MAX_TEXT or len(merged) > MAX_PARTS:
                return Unknown(at, "the text is too long to follow")
    flush()
    via = defaults_of(*parts)
    if all(isinstance(one, Known) for one in merged):
        return Known(at, "".join(spell(one) for one in merged if isinstance(one, Known)), via=via)
    return Text(at, tuple(merged), via=via)


def spell(value: Known) -> str:
    """A constant as `str` writes it."""
    constant = value.value
    if isinstance(constant, str):
        return constant
    try:
        return str(constant)
    except ValueError:  # an integer of too many digits
        return "..."


def _percent(template: str, right: Value, at: Location) -> Value:
    """`template % values`, where each directive is a plain one."""
    values = list(right.items) if isinstance(right, Sequence) and right.kind == "tuple" else [right]
    parts: list[Value] = []
    rest = template
    while "%" in rest:
        before, _, rest = rest.partition("%")
        parts.append(Known(at, before))
        directive, rest = rest[:1], rest[1:]
        if directive == "%":
            parts.append(Known(at, "%"))
        elif directive in ("s", "d", "i") and directive and values:
            parts.append(values.pop(0))
        else:
            return Unknown(at, "the text is formatted in a way that is not followed")
    return text((*parts, Known(at, rest)), at)


def unary(machine: Machine, op: ast.unaryop, operand: Value, at: Location) -> Value:
    """What a unary operator yields."""
    if isinstance(op, ast.Not):
        return truth_value(negated(truth(machine, operand)), at)
    if isinstance(operand, Known) and isinstance(operand.value, int | float):
        number = operand.value
        if isinstance(op, ast.USub):
            return Known(at, -number, via=operand.via)
        if isinstance(op, ast.UAdd):
            return Known(at, +number, via=operand.via)
        if isinstance(op, ast.Invert) and isinstance(number, int):
            return Known(at, ~int(number), via=operand.via)
    return Unknown(at, why(operand))
