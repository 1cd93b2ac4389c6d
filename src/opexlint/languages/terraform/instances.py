"""Instances: what `count` and `for_each` make of a block, and what the attributes of one of them are."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeVar

from opexlint.facts import identifiers
from opexlint.facts.terraform import vocabulary
from opexlint.languages.terraform.alternatives import across
from opexlint.languages.terraform.configuration import Block
from opexlint.languages.terraform.constraints import convert
from opexlint.languages.terraform.expressions import attempt, keyed
from opexlint.languages.terraform.scopes import Names, Scope
from opexlint.languages.terraform.values import (
    ANY_KEY,
    ENTRIES,
    FAILED,
    HANDLE,
    ITEMS,
    MAYBE,
    NO_KEYS,
    OBJECT,
    SET,
    TUPLE,
    Failure,
    Handle,
    Value,
    entries,
    items,
    keys_of,
    known,
    pairs,
    reason,
    settled,
    to_text,
    unknown,
)
from opexlint.model import CHOICE, GONE, LIST, REFERENCE, SCALAR, UNKNOWN, Key
from opexlint.source import Location

MAX_INSTANCES: Final = 200
"""How many instances of one block are made."""

Made = TypeVar("Made", bound=Handle)


class Place(NamedTuple):
    """One instance to be made: what its address ends with, the names bound in it, and whether it exists."""

    suffix: str
    bound: dict[str, Value]
    when: Value


class Expansion(NamedTuple):
    """The instances of a block: their places, the value of the block as a whole made from handles, and whether there were too many."""

    places: list[Place]
    value: Callable[[Sequence[Value]], Value]
    open: str
    cut: bool = False


def expansion(block: Block, scope: Scope, *, by_default: bool = False) -> Expansion:
    """The instances of a block that may have `count` or `for_each`; one that stands for all where their number is not known.

    With `by_default`, a block of which there are none only because of a variable's default has one that does not exist, and says why.
    """
    at = block.header
    count, for_each = block.attribute("count"), block.attribute("for_each")
    if count is not None:
        return _counted(attempt(count, scope), scope.at(count), by_default)
    if for_each is not None:
        return _for_each(attempt(for_each, scope), scope.at(for_each))
    return Expansion([Place("", {}, known(True, at))], lambda handles: handles[0], "")


def _leaves(value: Value) -> list[Value]:
    """What a value may be, without what Terraform would refuse to compute."""
    value = settled(value)
    if value[0] == CHOICE:
        return [leaf for _, branch in value[1][1] for leaf in _leaves(branch)]
    if value[0] == MAYBE:
        return [leaf for branch in value[1][1] for leaf in _leaves(branch)]
    return [] if value[0] == FAILED else [value]


def _counted(value: Value, at: Location, by_default: bool) -> Expansion:
    try:
        value = convert(value, "number")
        leaves = _leaves(value)
    except Failure as failure:
        value, leaves = unknown(str(failure), at), []
    if not leaves or not all(leaf[0] == SCALAR and isinstance(leaf[1], int) and leaf[1] >= 0 for leaf in leaves):
        return _any_number("count", value, at)
    most = max([leaf[1] for leaf in leaves])
    number = min(most, MAX_INSTANCES)
    if not number and by_default and any(step[0] == "default" for leaf in leaves for step in leaf[5]):
        number = 1
    places = [
        Place(
            f"[{index}]",
            {"count": pairs(OBJECT, [("index", known(index, at))], at)},
            across([value], lambda values, index=index: known(values[0][1] > index, at, values[0][5]), at),  # type: ignore[misc]
        )
        for index in range(number)
    ]
    return Expansion(
        places,
        lambda handles: _existing(across([value], lambda values: items(TUPLE, handles[: values[0][1]], at), at), handles),
        "",
        most > number,
    )


def _for_each(value: Value, at: Location) -> Expansion:
    leaves = _leaves(value)
    if not leaves or not all(leaf[0] in ENTRIES or leaf[0] == SET for leaf in leaves):
        return _any_number("for_each", value, at)
    return _each_of(leaves, value, at)


def each_of(value: Value, at: Location) -> Expansion:
    """The elements of a collection as places to be made: `for_each` of resources, and of `dynamic` blocks (which take lists too)."""
    leaves = _leaves(value)
    if not leaves or not all(leaf[0] in ENTRIES or leaf[0] in ITEMS for leaf in leaves):
        return _any_number("for_each", value, at)
    return _each_of(leaves, value, at)


def _each_of(leaves: list[Value], value: Value, at: Location) -> Expansion:
    """As `each_of`, of a value that is one of these collections."""
    one = value[0] not in (CHOICE, MAYBE, FAILED)
    each: dict[str, tuple[Value, Value]] = {}
    more = ""
    for leaf in leaves:
        more = more or leaf[1][1]
        for key, item in keyed(leaf):
            key = settled(key)
            if key[0] == SCALAR:
                each.setdefault(to_text(key), (key, item))
            else:
                more = more or reason(key)
    names = (sorted(each) if any(leaf[0] not in (LIST, TUPLE) for leaf in leaves) else list(each))[:MAX_INSTANCES]
    places = [
        Place(
            f'["{_escaped(name)}"]',
            _each(each[name][0], each[name][1] if one else _item_of(value, name, at), at),
            known(True, at, leaves[0][5]) if one else across([value], lambda values, name=name: _holds(values[0], name, at), at),  # type: ignore[misc]
        )
        for name in names
    ]
    if more:
        places.extend(_any_number("for_each", unknown(more, at), at).places)

    def whole(handles: Sequence[Value]) -> Value:
        by_name = dict(zip(names, handles, strict=False))
        if more:
            by_name[ANY_KEY] = handles[-1]
        return _existing(across([value], lambda values: _handles(values[0], by_name, at), at), handles)

    return Expansion(places, whole, more, len(each) > len(names))


def _existing(value: Value, handles: Sequence[Value]) -> Value:
    """The instances of a block, which decide by being there where their number is one of several."""
    if value[0] == CHOICE:
        switch, branches = value[1]
        return (CHOICE, (switch, tuple((option, _existing(branch, handles)) for option, branch in branches)), *value[2:])
    if value[0] != MAYBE:
        return value
    return (MAYBE, (*value[1][:2], NO_KEYS.union(*map(keys_of, handles))), *value[2:])


def _handles(source: Value, by_name: dict[str, Value], at: Location) -> Value:
    found = {to_text(key) for key, _ in keyed(source) if key[0] == SCALAR}
    return pairs(OBJECT, ((name, handle) for name, handle in by_name.items() if name in found or name == ANY_KEY), at, source[1][1])


def _holds(source: Value, name: str, at: Location) -> Value:
    found = any(key[0] == SCALAR and to_text(key) == name for key, _ in keyed(source))
    return known(found, at, source[5]) if found or not source[1][1] else unknown(source[1][1], at)


def _item_of(source: Value, name: str, at: Location) -> Value:
    def look(values: Sequence[Value]) -> Value:
        for key, item in keyed(values[0]):
            if key[0] == SCALAR and to_text(key) == name:
                return item
        raise Failure(f"there is no {name}")

    return across([source], look, at)


def _each(key: Value, value: Value, at: Location) -> dict[str, Value]:
    return {"each": pairs(OBJECT, [("key", key if key[0] != SCALAR else (SCALAR, to_text(key), *key[2:])), ("value", value)], at)}


def _any_number(name: str, value: Value, at: Location) -> Expansion:
    """One instance that stands for all there may be."""
    why = reason(value) if value[0] not in (SCALAR, GONE) else f"{name} is not valid"
    anything = unknown(why, at)
    bound = {"count": pairs(OBJECT, [("index", anything)], at)} if name == "count" else _each(anything, anything, at)

    def whole(handles: Sequence[Value]) -> Value:
        if name == "count":
            return items(TUPLE, handles, at, why)
        return entries(OBJECT, {ANY_KEY: (at.start, at.end, handles[0])}, at, why)

    return Expansion([Place("", bound, anything)], whole, why)


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


# -- resources ---------------------------------------------------------------------------------------------------------------------------


class Instance:
    """An instance of a resource block."""

    __slots__ = ("_around", "_busy", "_values", "address", "block", "name", "type", "unit", "when")

    def __init__(self, unit: str, kind: str, block: Block, address: str, scope: Scope, when: Value) -> None:
        self.unit = unit
        self.type = kind
        self.name: str = block.node[4][1]
        self.block = block
        self.address = address
        self.when = when
        self._around = scope
        self._values: dict[str, Value | None] = {}
        self._busy: set[str] = set()

    @property
    def names(self) -> Names:
        """What names mean in its module."""
        return self._around.names

    @property
    def scope(self) -> Scope:
        """The scope in its block; not kept, since it knows the instance as `self`: what lies in no circle is freed at once."""
        return self._around.binding({"self": handle(self, self.block.header)})

    def key(self) -> Key:
        """The key of the resource."""
        return self.unit, self.address

    def configured(self, name: str) -> Value | None:
        """What an argument of the block is set to; None when it is not, or depends on itself."""
        if name in self._values:
            return self._values[name]
        expression = self.block.attribute(name)
        if expression is None or name in self._busy:
            return None
        self._busy.add(name)
        try:
            value: Value | None = attempt(expression, self.scope)
        finally:
            self._busy.discard(name)
        if value is not None and value[0] in (UNKNOWN, GONE):
            value = None
        self._values[name] = value
        return value

    def attribute(self, name: str, at: Location) -> Value:
        """A reference to an attribute, with what the configuration sets it to."""
        return (REFERENCE, (self.key(), _canonical(self.type, name), self.configured(name), self, name), at.start, at.end, at.path, ())

    def identifies(self, name: str) -> bool:
        """Whether an attribute says which resource it is."""
        return _identifies(self.type, name, _canonical(self.type, name))


@lru_cache(maxsize=4096)
def _canonical(tf_type: str, name: str) -> str:
    return identifiers.terraform_yields(tf_type, name) or name


@lru_cache(maxsize=4096)
def _identifies(tf_type: str, name: str, canonical: str) -> bool:
    """Whether an attribute says which resource it is, so that the reference tells more than the text."""
    if name in ("id", "name", "arn"):
        return True
    words = vocabulary(tf_type)
    if words is None or words.satellite is not None:
        return False
    return canonical in (identifiers.ref_yields(words.cfn_type), identifiers.arn_attribute(words.cfn_type))


def handle(instance: Handle, at: Location) -> Value:
    """An instance as a value."""
    return (HANDLE, instance, at.start, at.end, at.path, ())
