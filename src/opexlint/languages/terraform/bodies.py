"""Bodies of blocks with their arguments computed and their `dynamic` blocks expanded."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from opexlint.languages.terraform.configuration import attribute
from opexlint.languages.terraform.expressions import attempt, property_value
from opexlint.languages.terraform.instances import Expansion, each_of
from opexlint.languages.terraform.scopes import Scope
from opexlint.languages.terraform.syntax import Node
from opexlint.languages.terraform.values import ENTRIES, ITEMS, Value, known, located, place, reason, sequence_items
from opexlint.model import SCALAR
from opexlint.source import Location

META: Final = frozenset(("count", "for_each", "provider", "depends_on"))
"""Arguments of every resource that are Terraform's own."""
_LIFECYCLE: Final = frozenset(("ignore_changes", "replace_triggered_by", "precondition", "postcondition"))
"""What the lifecycle of a resource says that is no matter of properties."""
_NONE: Final = frozenset[str]()
_EMPTY: Final[tuple[Any, ...]] = (((), ""), ({}, ""))
"""What empty collections hold."""


STEPS_PER_BLOCK: Final = 80
"""What a block that a `dynamic` one makes costs of the work allowed."""


class Argument(NamedTuple):
    """An argument: the range of its name and its value."""

    start: int
    end: int
    value: Value


_argument: Final[Callable[[tuple[int, int, Value]], Argument]] = partial(tuple.__new__, Argument)
"""Makes an `Argument` as `located` does a `Location`."""


class Body(NamedTuple):
    """A body: its arguments, its blocks by type, and why there may be more blocks of a type than are written.

    `at` is the header of its block, `when` whether the block is there.
    """

    arguments: dict[str, Argument]
    blocks: dict[str, list["Body"]]
    more: dict[str, str]
    at: Location
    when: Value


def body(items: tuple[Node, ...], scope: Scope, at: Location, when: Value, meta: frozenset[str] = META) -> Body:
    """A body with all computed but what is named in `meta`: what is Terraform's own, in the outermost body and in its lifecycle."""
    found = Body({}, {}, {}, at, when)
    for item in items:
        name = item[3]
        if name in meta:
            continue
        if item[0] == "attr":
            found.arguments[name] = _argument((item[1], item[5], property_value(item[4], scope)))
        elif name == "dynamic" and len(item[4]) == 1:
            _dynamic(item, scope, found)
        else:
            header = located((scope.path, item[1], item[6]))
            its_own = _LIFECYCLE if name == "lifecycle" and meta else _NONE
            found.blocks.setdefault(name, []).append(body(item[5], scope, header, known(True, header), its_own))
    return found


def _dynamic(block: Node, scope: Scope, found: Body) -> None:
    name = block[4][0]
    header = located((scope.path, block[1], block[6]))
    expression = attribute(block[5], "for_each")
    content = next((item for item in block[5] if item[0] == "block" and item[3] == "content"), None)
    if expression is None or content is None:
        found.more.setdefault(name, "the dynamic block is not valid")
        return
    iterator = attribute(block[5], "iterator")
    label = iterator[3][0] if iterator is not None and iterator[0] == "trav" else name
    source = attempt(expression, scope)
    if (source[0] in ITEMS or source[0] in ENTRIES) and source[1] in _EMPTY:
        return
    made: Expansion = each_of(source, scope.at(expression))
    for one in made.places:
        if one.when[0] not in (SCALAR, "choice"):
            found.more.setdefault(name, made.open or reason(one.when))
            continue
        scope.names.work.left -= STEPS_PER_BLOCK
        if scope.names.work.left <= 0:
            scope.names.overspent(header)
            found.more.setdefault(name, "there are too many")
            return
        inner = scope.binding({label: one.bound["each"]})
        found.blocks.setdefault(name, []).append(body(content[5], inner, header, one.when, _NONE))
    if made.open or made.cut:
        found.more.setdefault(name, made.open or "there are too many")


def from_object(value: Value, when: Value) -> Body | None:
    """An object that is written where a block could be, as its body; None for anything else."""
    if value[0] not in ENTRIES:
        return None
    entries: dict[str, tuple[int, int, Value]] = value[1][0]
    return Body({key: _argument(entry) for key, entry in entries.items()}, {}, {}, place(value), when)


def called(written: Body, name: str) -> list[Body]:
    """The blocks of a type, and the objects that the JSON form has in their place."""
    argument = written.arguments.get(name)
    if argument is None:
        return written.blocks.get(name, [])
    value = argument.value
    listed = sequence_items(value) if value[0] in ITEMS else [value]
    return [one for item in listed if (one := from_object(item, known(True, written.at))) is not None]
