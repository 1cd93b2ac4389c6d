"""The interpreter's values as nodes of the common model."""

from collections.abc import Callable
from typing import Final, Protocol

from opexlint.embedded.document import document
from opexlint.facts.schemas import Shape
from opexlint.languages.python.conditions import Switches, negated
from opexlint.languages.python.operations import why
from opexlint.languages.python.properties import normalised
from opexlint.languages.python.standard import spelled_by
from opexlint.languages.python.values import (
    Either,
    Known,
    Mapping,
    Missing,
    Sequence,
    Text,
    Truth,
    Unknown,
    Value,
    branches,
)
from opexlint.model import SCALAR, Node, children, gone, mapping, moved, scalar, sequence, text, unknown
from opexlint.source import Location, Sources

MAX_NODES: Final = 5_000
"""How many nodes one property may have; containers that share parts could make it endless."""


MAX_DOCUMENTS: Final = 2_000_000
"""How many characters may be read as documents, all properties together."""

CHARACTERS: Final = 50
"""How many characters count as one node."""

MAX_COPIES: Final = 8
"""How often a node is taken to stand in a choice, when its size is counted."""

MAX_DEPTH: Final = 40
"""How deep the nodes of one property may stand in each other."""


class Resolver(Protocol):
    """What knows the objects of a library: a queue's ARN is a reference, a duration a number."""

    def __call__(self, value: Value, at: Location, shape: Shape | None) -> Node | None: ...


class Translator:
    """Makes nodes of values; `resolve` is asked about what belongs to a library.

    With a shape, names of properties and scalars become those of the schema. A dict's keys in snake case are left out where a property's
    name belongs: Python's CDK loses them silently. `ignored` has those that were meant for a property of the schema.
    """

    def __init__(self, switches: Switches, sources: Sources, resolve: Resolver) -> None:
        self._switches = switches
        self._sources = sources
        self._resolve = resolve
        self.ignored: list[Node] = []
        self._left = 0
        self._depth = 0
        self._documents = MAX_DOCUMENTS

    def node(self, value: Value, at: Location, shape: Shape | None = None) -> Node:
        """The node of a value that stands at `at`."""
        if not self._depth:
            self._left = MAX_NODES
        return self._node(value, at, shape)

    def by_branch(self, value: Value, at: Location, make: Callable[[Value], Node]) -> Node:
        """The node that a function makes of a value; a choice of them when the value hangs on conditions."""
        if isinstance(value, Truth):
            yes, no = make(Known(value.at, True)), make(Known(value.at, False))
            return self._switches.choose(((value.condition, yes), (negated(value.condition), no)), at)
        if not isinstance(value, Either):
            return make(value)
        leaves = [(condition, make(one)) for condition, one in branches(value)]
        self._left -= sum(_size(node, self._left) for _, node in leaves) * MAX_COPIES
        return self._switches.choose(leaves, at) if leaves and self._left > 0 else unknown("it depends on many conditions", at)

    def sequence(self, value: Sequence, make: Callable[[Value, Location], Node]) -> Node:
        """A list of the nodes that a function makes of its items."""
        items = tuple(make(item, _standing(item)) for item in value.items if self._left > 0)
        return sequence(items, value.at, value.more or self._cut())

    def _node(self, value: Value, at: Location, shape: Shape | None) -> Node:
        self._left -= 1
        if self._left < 0 or self._depth >= MAX_DEPTH:
            return unknown("the value is too large to follow", at)
        if type(value) is Known and (shape is None or shape.kind != "json"):  # most are constants
            node = self._constant(value, shape)
        else:
            self._depth += 1
            node = self._plain(value, at, shape)
            self._depth -= 1
        return node if value.at is at else self.used(node, value, at)

    def used(self, node: Node, value: Value, at: Location) -> Node:
        """A value's node where the value is used, with the step back to where it was written."""
        if (node[4], node[2], node[3]) == value.at and not _inside(value.at, at):
            return moved(node, at, "variable", self._name(at))
        return node

    def _plain(self, value: Value, at: Location, shape: Shape | None) -> Node:
        if shape is not None and shape.kind == "json":
            data = spelled_by(value)
            if data is not None:
                return self._node(data, at, shape)
            if isinstance(value, Known | Text):
                return self._document(value, self._plain(value, at, None))
        match value:
            case Known():
                return self._constant(value, shape)
            case Unknown():
                return unknown(value.why, value.at)
            case Missing():
                return gone(value.at)
            case Text():
                return text(tuple(self._node(part, _standing(part), None) for part in value.parts), value.at)
            case Sequence():
                element = shape.element if shape is not None and shape.kind == "list" else None
                return self.sequence(value, lambda item, place: self._node(item, place, element))
            case Mapping():
                return self._mapping(value, shape)
            case Truth():
                return self._switches.node(value.condition, value.at)
            case Either():
                return self.by_branch(value, at, lambda one: self._node(one, at, shape))
        found = self._resolve(value, at, shape)
        return found if found is not None else unknown(why(value), at)

    def _constant(self, value: Known, shape: Shape | None) -> Node:
        constant = value.value
        if isinstance(constant, bytes):
            return unknown("it is binary", value.at)
        if isinstance(constant, str):
            self._left -= len(constant) // CHARACTERS
            if self._left < 0:
                return unknown("the text is too long to follow", value.at)
        node = scalar(constant, value.at, value.via)
        return node if shape is None else normalised(node, shape)

    def _document(self, value: Known | Text, node: Node) -> Node:
        """The document that a string spells, in the file where it was written, or the string itself when it spells none."""
        parts = value.parts if isinstance(value, Text) else (value,)
        written = node
        self._documents -= sum(len(str(part.value)) for part in parts if isinstance(part, Known))
        if self._documents < 0:
            return unknown("the program has more documents than can be followed", value.at)
        if value.via and node[0] == SCALAR:
            _, _, path, start, end = value.via[-1]
            written = (*node[:2], start, end, path, ())
        file = self._sources.file(written[4])
        has_lines = any("\n" in str(part.value) for part in parts if isinstance(part, Known))
        found = document(written, file.text if file is not None else None, yaml=has_lines)
        if found is written:
            return node
        return (*found[:2], *node[2:5], value.via) if value.via else found

    def _mapping(self, value: Mapping, shape: Shape | None) -> Node:
        entries = []
        for key, one in value.entries.items():
            if self._left <= 0:
                break
            name, below = member(shape, str(key))
            standing = _standing(one)
            place = value.keys.get(key, standing)
            if shape is not None and shape.kind == "object" and "_" in str(key) and str(key) not in shape.properties:
                self.ignored.extend([scalar(name, place)] if below is not None else [])
                continue
            entries.append((name, place.start, place.end, self._node(one, standing, below)))
        return mapping(tuple(entries), value.at, value.more or self._cut())

    def _cut(self) -> str:
        """Why a container holds more than what was taken over, or ""."""
        return "" if self._left > 0 else "there is too much of it to follow"

    def _name(self, at: Location) -> str:
        """How the author wrote what stands there, when it is short."""
        file = self._sources.file(at.path)
        written = file.text[at.start : at.end] if file is not None and at.end - at.start <= 80 else ""
        return " ".join(written.split())


def member(shape: Shape | None, name: str) -> tuple[str, Shape | None]:
    """The schema's name of a member and its shape; the name itself where the schema has none."""
    if shape is None:
        return name, None
    if shape.kind == "map":
        return name, shape.element
    canonical = shape.canonical(name) if shape.kind == "object" else None
    return (canonical, shape.properties[canonical]) if canonical is not None else (name, None)


def _standing(value: Value) -> Location:
    """Where a value stands; of one that depends on a condition, the first that is written."""
    while isinstance(value, Either):
        value = value.otherwise if isinstance(value.then, Missing) else value.then
    return value.at


def _inside(inner: Location, outer: Location) -> bool:
    return inner.path == outer.path and outer.start <= inner.start and inner.end <= outer.end


def _size(node: Node, limit: int) -> int:
    """How many nodes there are in a node, counted up to a limit."""
    count = 0
    stack = [node]
    while stack and count < limit:
        count += 1
        stack.extend(children(stack.pop()))
    return count
