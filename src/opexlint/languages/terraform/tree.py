"""Properties under construction: a tree that attributes, blocks and satellites write into by the paths of the vocabulary."""

from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from opexlint.facts.schemas import Shape
from opexlint.facts.terraform import Choose, Element, KeyedBy, Path, Step, Where
from opexlint.languages.terraform.bodies import Argument, Body
from opexlint.languages.terraform.values import Value, reason, settled, to_text, unknown
from opexlint.model import CHOICE, GONE, LIST, MAPPING, SCALAR, UNKNOWN, Node, Switch
from opexlint.source import Location

_NAMED: Final = frozenset(("object", "json"))
"""The kinds of shapes whose members have names of their own."""

Condition: TypeAlias = Value | None
"""The condition under which something is written: None when there is none."""


@dataclass(slots=True)
class Object:
    """A mapping under construction; `when` is the condition under which it is there at all."""

    at: Location
    shape: Shape | None
    when: Condition
    entries: "dict[str, tuple[int, int, Object | Array | Node]]" = field(default_factory=dict)
    more: str = ""

    def release(self) -> None:
        """The mapping is written to under another condition too: its own becomes that of what it holds so far."""
        when, self.when = self.when, None
        if when is not None:
            for name, (start, end, inner) in self.entries.items():
                self.entries[name] = (start, end, optional(_node(inner), when))

    def node(self) -> Node:
        """The node of the common model."""
        entries = tuple(
            [(name, start, end, inner if isinstance(inner, tuple) else inner.node()) for name, (start, end, inner) in self.entries.items()]
        )
        return optional((MAPPING, (entries, self.more), self.at.start, self.at.end, self.at.path, ()), self.when)


@dataclass(slots=True)
class Array:
    """A list under construction."""

    at: Location
    shape: Shape | None
    items: "list[Object | Node]" = field(default_factory=list)
    more: str = ""

    def node(self) -> Node:
        """The node of the common model."""
        return (LIST, (tuple([_node(item) for item in self.items]), self.more), self.at.start, self.at.end, self.at.path, ())


def _node(inner: "Object | Array | Node") -> Node:
    return inner if isinstance(inner, tuple) else inner.node()


def optional(node: Node, when: Condition) -> Node:
    """A node that is there only under a condition."""
    if when is None:
        return node
    when = settled(when)
    if when[0] == SCALAR:
        return node if when[1] else (GONE, None, *node[2:])
    if when[0] == CHOICE:
        switch, branches = when[1]
        return (
            CHOICE,
            (switch, tuple((option, optional(narrowed(node, switch, option), branch)) for option, branch in branches)),
            *node[2:],
        )
    return (UNKNOWN, reason(when), *node[2:])


def narrowed(node: Node, switch: Switch, option: str) -> Node:
    """A node in the world where a switch stands so."""
    kind, payload = node[0], node[1]
    if kind == CHOICE:
        if payload[0] == switch:
            return next((narrowed(branch, switch, option) for name, branch in payload[1] if name == option), node)
        return (CHOICE, (payload[0], tuple([(name, narrowed(branch, switch, option)) for name, branch in payload[1]])), *node[2:])
    if kind == LIST:
        return (LIST, (tuple([narrowed(item, switch, option) for item in payload[0]]), payload[1]), *node[2:])
    if kind == MAPPING:
        entries = tuple([(key, start, end, narrowed(inner, switch, option)) for key, start, end, inner in payload[0]])
        return (MAPPING, (entries, payload[1]), *node[2:])
    return node


class UndecidedStepError(Exception):
    """A step of a path depends on a value that is not known; `names` are the properties it may lead to, none when it may be any."""

    def __init__(self, why: str, names: tuple[str, ...]) -> None:
        super().__init__(why)
        self.why = why
        self.names = names


def _word(body: Body, name: str) -> str:
    """The known value of a block's own argument, for a step that depends on it."""
    argument: Argument | None = body.arguments.get(name)
    if argument is None:
        raise UndecidedStepError(f"{name} is not set", ())
    value = settled(argument.value)
    if value[0] != SCALAR:
        raise UndecidedStepError(reason(value), ())
    return to_text(value)


def _name(step: Step, body: Body, here: Object) -> str:
    """The name of the entry that a step leads to."""
    if isinstance(step, str):
        return canonical(step, here.shape)
    if isinstance(step, KeyedBy):
        return _word(body, step.attribute)
    assert isinstance(step, Choose)
    try:
        word = _word(body, step.attribute)
    except UndecidedStepError as error:
        raise UndecidedStepError(error.why, tuple(step.names.values())) from error
    if word not in step.names:
        raise UndecidedStepError(f"{step.attribute} is {word}", tuple(step.names.values()))
    return step.names[word]


def canonical(name: str, shape: Shape | None) -> str:
    """A name as the schema spells it, where it has one."""
    return (shape.canonical(name) if shape is not None and shape.kind in _NAMED else None) or name


def shape_at(shape: Shape | None, name: str) -> Shape | None:
    """The shape of an entry, or of the elements of a list (`*`)."""
    return None if shape is None else shape.at(name)


def _is_element(step: Step | None) -> bool:
    return isinstance(step, Element | Where)


def child(here: Object, step: Step, following: Step | None, body: Body, at: Location, when: Condition) -> "Object | Array":
    """The container that a step by name leads to, made where it is not there."""
    name = _name(step, body, here)
    found = here.entries.get(name)
    if found is not None and not isinstance(found[2], tuple):
        inner = found[2]
        if isinstance(inner, Object) and inner.when is not when:
            inner.release()
        return inner
    shape = shape_at(here.shape, name)
    made: Object | Array = _array(found, at, shape) if _is_element(following) else Object(at, shape, when)
    here.entries[name] = (at.start, at.end, made)
    return made


def _array(written: tuple[int, int, Any] | None, at: Location, shape: Shape | None) -> Array:
    """A list to add to, with what is written there already."""
    if written is None or written[2][0] == GONE:
        return Array(at, shape)
    node = written[2]
    if node[0] == LIST:
        return Array(Location(node[4], node[2], node[3]), shape, list(node[1][0]), node[1][1])
    return Array(at, shape, [], node[1] if node[0] == UNKNOWN else "it is known only when it is deployed")


def element(here: Array, step: Step, at: Location, when: Condition) -> Object:
    """The element of a list that a step leads to, made where it is not there."""
    if isinstance(step, Where):
        for item in here.items:
            if isinstance(item, Object) and _is(item, step):
                return item
    elif step is Element.FIRST:
        for item in here.items:
            if isinstance(item, Object):
                return item
    made = Object(at, shape_at(here.shape, "*"), when)
    if isinstance(step, Where):
        made.entries[step.property] = (at.start, at.end, (SCALAR, step.value, at.start, at.end, at.path, ()))
    here.items.append(made)
    return made


def _is(item: Object, step: Where) -> bool:
    entry = item.entries.get(step.property)
    return entry is not None and isinstance(entry[2], tuple) and entry[2][:2] == (SCALAR, step.value)


def descend(here: Object, path: Path, body: Body, at: Location, when: Condition) -> "Object | Array":
    """The container at the end of a path."""
    place: Object | Array = here
    for index, step in enumerate(path):
        following = path[index + 1] if index + 1 < len(path) else None
        if isinstance(place, Array):
            place = element(place, step, at, when)
        else:
            place = child(place, step, following, body, at, when)
    return place


def leaf_shape(shape: Shape | None, path: Path) -> Shape | None:
    """The shape at the end of a path, from the one at its beginning."""
    for step in path:
        if shape is None:
            return None
        if isinstance(step, str):
            shape = shape.at(step)
        elif isinstance(step, Choose):
            shape = shape.at(next(iter(step.names.values())))
        else:
            shape = shape.element
    return shape


def put(here: Object, path: Path, node: Node, body: Body, name_at: Location, when: Condition) -> None:
    """Writes a node at the end of a path; what stood there is replaced."""
    way, last = path[:-1], path[-1]
    if way and isinstance(last, Element):
        _as_array(here, way, body, name_at).items.append(optional(node, when))
        return
    place = descend(here, way, body, name_at, when) if way else here
    if not isinstance(place, Object):
        return
    enter(place, _name(last, body, place), node, name_at.start, name_at.end, when)


def enter(here: Object, name: str, node: Node, start: int, end: int, when: Condition) -> None:
    """Writes a node as an entry whose name stands at a range; what stood there is replaced."""
    if when is not None and here.when is not when:
        node = optional(node, when)
    written = here.entries.get(name)
    if written is not None:
        if isinstance(written[2], tuple):
            node = over(node, written[2])
        elif node[0] == GONE:
            return
    here.entries[name] = (start, end, node)


def over(node: Node, before: Node) -> Node:
    """A node that is written where another one stands: what it leaves open stays as it was."""
    if node[0] == GONE:
        return before
    if node[0] == CHOICE and before[0] != GONE:
        switch, branches = node[1]
        return (CHOICE, (switch, tuple((option, over(branch, narrowed(before, switch, option))) for option, branch in branches)), *node[2:])
    return node


def _as_array(here: Object, way: Path, body: Body, at: Location) -> Array:
    """The list at a path whose next step is an element."""
    *before, last = way
    place = descend(here, tuple(before), body, at, None) if before else here
    assert isinstance(place, Object)
    found = child(place, last, Element.NEW, body, at, None)
    return found if isinstance(found, Array) else Array(at, None)


def doubt(here: Object, path: Path, why: str, body: Body, at: Location) -> None:
    """What a path leads to is not known: a list may have more elements, anything else is unknown unless it is written."""
    steps = list(path)
    while steps and not isinstance(steps[-1], str | Choose | KeyedBy):
        steps.pop()
    listed = len(steps) < len(path)
    try:
        place = descend(here, tuple(steps[:-1]), body, at, None) if len(steps) > 1 else here
        if not steps or isinstance(place, Array):
            place.more = place.more or why
            return
        names: tuple[str, ...] = (_name(steps[-1], body, place),)
    except UndecidedStepError as error:
        if not error.names:
            here.more = here.more or why
            return
        place, names = here, error.names
    for name in names:
        found = place.entries.get(name)
        if listed:
            array = found[2] if found is not None else None
            if not isinstance(array, Array):
                if found is not None:
                    continue
                array = Array(at, None)
                place.entries[name] = (at.start, at.end, array)
            array.more = array.more or why
        elif found is None:
            place.entries[name] = (at.start, at.end, unknown(why, at))
