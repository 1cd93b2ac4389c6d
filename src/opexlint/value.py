"""What rules see of a node: a `Value`, answering in a `World`.

Values are small views, made when a rule asks. They answer within one consistent set of answers to all switches, which also notes what was
unknown: the engine replays a rule in every world and never shows it a choice.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Generic, Literal, NamedTuple, NoReturn, TypeAlias, TypeVar

from opexlint.model import (
    CHOICE,
    DEFAULT,
    GONE,
    LIST,
    MAPPING,
    REFERENCE,
    SCALAR,
    TEXT,
    UNKNOWN,
    Key,
    Node,
    Scalar,
    Step,
    Switch,
    bare,
    children,
    fold,
    plain,
)
from opexlint.source import Location


class Absent:
    """The type of `MISSING`: what verbs are asked about a property that is not there."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Absent()


MAX_NOTED: Final = 500
"""Characters of a value that are noted."""


class Answer(NamedTuple):
    """What a question met, while the answers are noted.

    `question` is the path of a property, or the evidence that was asked for (then what is there has a `type`). `known` is True for
    what is there: `said` is the value, or the address of the resource; None for what nobody knows: `said` is why; False for what is
    missing: `said` is the service's default if that was asked for, else "". `of` is the header of the resource whose property it is.
    """

    question: str
    said: str
    at: Location | None
    known: bool | None
    type: str = ""
    of: Location | None = None


class World:
    """One consistent set of answers to the switches, and what was met while a rule asked.

    `pending` are the worlds not yet seen (each the answers that lead there), `unknowns` why an answer was not certain, `defaults` the
    parameters whose default decided an answer, `answers` all that was met where `begin` was told to note it, else None.
    """

    __slots__ = ("answers", "choices", "defaults", "options", "pending", "unknowns")

    def __init__(self) -> None:
        self.choices = 0
        """How many choices were met since it was made: what is found without meeting one is the same in every world."""
        self.options: dict[Switch, str] = {}
        self.answers: list[Answer] | None = None
        self.pending: list[dict[Switch, str]] = []
        self.unknowns: list[str] = []
        self.defaults: list[str] = []

    def begin(self, options: dict[Switch, str], *, noting: bool = False) -> None:
        """Start over in the world of these options, and add to them what is chosen on the way."""
        self.options = options
        self.answers = [] if noting else None
        if self.pending:
            self.pending = []
        if self.unknowns:
            self.unknowns = []
        if self.defaults:
            self.defaults = []

    @property
    def noted(self) -> int:
        """How many answers were noted so far."""
        return len(self.answers or ())

    def resolve(self, node: Node) -> Node:
        """The node itself, or the branch that this world takes. Nearly all are no choice: who asks often looks first."""
        while node[0] == CHOICE:
            self.choices += 1
            switch, branches = node[1]
            option = self.options.get(switch)
            if option is None:
                option = branches[0][0]
                self.pending.extend({**self.options, switch: other} for other, _ in branches[1:])
                self.options[switch] = option
            for name, branch in branches:
                if name == option:
                    node = branch
                    break
            else:
                return (UNKNOWN, f"{switch[1]} is {option}", *node[2:])
        return node


_T = TypeVar("_T")


class settled(Generic[_T]):  # noqa: N801  used as a decorator, like `property`
    """A property of what is made of values in a `world`: kept, unless finding it meets a choice and it may be another one in each world.

    It may find values and must not ask them anything (`must_be`, ...): what an answer rests on is noted for who asks.
    """

    def __init__(self, find: Callable[[Any], _T]) -> None:
        self._find = find
        self._name = find.__name__
        self.__doc__ = find.__doc__

    def __get__(self, one: Any, owner: type) -> _T:
        met = one.world.choices
        found = self._find(one)
        if one.world.choices == met:
            one.__dict__[self._name] = found  # from now on this is what is read
        return found


Path: TypeAlias = str | tuple[str, ...]
Trail: TypeAlias = tuple[Any, Path] | None
"""The paths that were walked to a value: the trail of the value they began at, and the last one."""


class Value:
    """What a rule sees of a property: certain and possible answers, never a guess.

    `must_be` and `must` answer True only when it is certain, `may_be` and `may` answer False only when it is certain: all four are safe to
    negate, and each unknown they met makes the verdict *open*. A value has no truth and no equality of its own, on purpose.
    """

    __slots__ = ("_header", "_node", "_trail", "world")

    def __init__(self, node: Node, world: World, header: Location, trail: Trail = None) -> None:
        self._node = node
        self.world = world
        self._header = header
        self._trail = trail

    # -- places ---------------------------------------------------------------------------------------------------------------------

    @property
    def at(self) -> Location:
        """Where the value stands; the header of its owner when it is missing."""
        node = self.world.resolve(self._node)
        return Location(node[4], node[2], node[3])

    @property
    def origin(self) -> Location:
        """Where the literal was written that the value came from."""
        node = self.world.resolve(self._node)
        if node[5]:
            _, _, path, start, end = node[5][-1]
            return Location(path, start, end)
        return Location(node[4], node[2], node[3])

    @property
    def via(self) -> tuple[Step, ...]:
        """The way from `at` to `origin`: steps `(how, name, path, start, end)`."""
        return self.world.resolve(self._node)[5]

    # -- the way in -----------------------------------------------------------------------------------------------------------------

    def __getitem__(self, path: Path | int) -> "Value":
        """The value at a path of the *schema*: dotted or a tuple, spelling folded; `value[0]` is an item of a list."""
        if isinstance(path, int):
            for index, item in enumerate(self):
                if index == path:
                    return item
            return self._view(self._nothing())
        node = self._node
        for name in path.split(".") if isinstance(path, str) else path:
            node = self._inside(node, name, exact=False)
        return Value(node, self.world, self._header, (self._trail, path))

    def entry(self, key: str) -> "Value":
        """The value under a key of *user data*, spelled exactly so."""
        return Value(self._inside(self._node, key, exact=True), self.world, self._header, (self._trail, (key,)))

    def _inside(self, node: Node, name: str, *, exact: bool) -> Node:
        kind, payload, start, end, path, _ = node if node[0] != CHOICE else self.world.resolve(node)
        if kind == MAPPING:
            entries, more = payload
            for entry in entries:
                if entry[0] == name:
                    return entry[3]  # type: ignore[no-any-return]
            if not exact:
                folded = fold(name)
                for entry in entries:
                    if fold(entry[0]) == folded:
                        return entry[3]  # type: ignore[no-any-return]
            return (UNKNOWN, more, start, end, path, ()) if more else self._nothing()
        if kind == GONE or (kind == SCALAR and payload is None):
            return self._nothing()
        if kind == UNKNOWN:
            return node
        if kind == LIST and len(payload[0]) == 1 and not payload[1]:
            # a block that the schema allows once is a list of one in some languages
            return self._inside(payload[0][0], name, exact=exact)
        return (UNKNOWN, f"{name} is not written as a property", start, end, path, ())

    def _view(self, node: Node) -> "Value":
        return Value(node, self.world, self._header, self._trail)

    def _nothing(self) -> Node:
        path, start, end = self._header
        return (GONE, None, start, end, path, ())

    def __iter__(self) -> Iterator["Value"]:
        """The items of a list; an open one ends with an unknown item; what is missing has none, a lone value is its own item."""
        node = self._node if self._node[0] != CHOICE else self.world.resolve(self._node)
        if node[0] == LIST:
            return self._items(node)
        return iter(() if node[0] == GONE or (node[0] == SCALAR and node[1] is None) else (self._view(node),))

    def _items(self, node: Node) -> Iterator["Value"]:
        _, (items, more), start, end, path, _ = node
        for item in items:
            resolved = item if item[0] != CHOICE else self.world.resolve(item)
            if resolved[0] != GONE:
                yield Value(resolved, self.world, self._header, self._trail)
        if more:
            yield self._view((UNKNOWN, more, start, end, path, ()))

    def items(self) -> Iterator[tuple[str, "Value"]]:
        """Keys and values of a mapping; an open one ends with an unknown value under the key `*`."""
        kind, payload, start, end, path, _ = self.world.resolve(self._node)
        if kind == MAPPING:
            entries, more = payload
            for key, _, _, child in entries:
                resolved = self.world.resolve(child)
                if resolved[0] != GONE:
                    yield key, self._view(resolved)
            if more:
                yield "*", self._view((UNKNOWN, more, start, end, path, ()))
        elif kind == UNKNOWN:
            yield "*", self

    # -- verbs ----------------------------------------------------------------------------------------------------------------------

    def must_be(self, *bad: Scalar | Absent) -> bool:
        """Whether the value is certainly one of these; `MISSING` stands for "not there"."""
        node = self._node if self._node[0] != CHOICE else self.world.resolve(self._node)
        return self._decided(node, self._equals(node, bad), bad=True)

    def may_be(self, *good: Scalar | Absent) -> bool:
        """Whether the value could be one of these."""
        node = self._node if self._node[0] != CHOICE else self.world.resolve(self._node)
        return self._decided(node, self._equals(node, good), bad=False)

    def must(self, predicate: Callable[[Any], bool]) -> bool:
        """Whether the value is known and the predicate certainly holds for it."""
        node = self._node if self._node[0] != CHOICE else self.world.resolve(self._node)
        return self._decided(node, self._satisfies(node, predicate), bad=True)

    def may(self, predicate: Callable[[Any], bool]) -> bool:
        """Whether the value could satisfy the predicate; what is missing satisfies none."""
        node = self._node if self._node[0] != CHOICE else self.world.resolve(self._node)
        return self._decided(node, self._satisfies(node, predicate), bad=False)

    def must_equal(self, other: "Value") -> bool:
        """Whether both are certainly the same: the same scalar, text of the same parts, or attribute of the same resource."""
        return self._same(other) is True

    def may_equal(self, other: "Value") -> bool:
        """Whether both could be the same."""
        answer = self._same(other)
        if answer is None:
            self._doubt(self.world.resolve(self._node))
        return answer is not False

    def or_default(self, value: Scalar) -> "Value":
        """The value, or what the service takes when it is missing."""
        node = self._node if self._node[0] != CHOICE else self.world.resolve(self._node)
        if node[0] == GONE or (node[0] == SCALAR and node[1] is None):
            return self._view((SCALAR, value, self._header.start, self._header.end, self._header.path, ()))
        return self._view(node)

    def may_have_items(self) -> bool:
        """Whether a list or mapping could hold anything at all."""
        node = self.world.resolve(self._node)
        if node[0] == MAPPING:
            return self._decided(node, bool(node[1][0] or node[1][1]), bad=False)
        first = next(iter(self), None)
        if first is None:
            return self._decided(node, False, bad=False)
        if first._node[0] == UNKNOWN:
            self._doubt(first._node)
        return True

    def _equals(self, node: Node, wanted: tuple[Scalar | Absent, ...]) -> bool | None:
        kind, payload = node[0], node[1]
        if kind == UNKNOWN:
            return None
        if kind == GONE or (kind == SCALAR and payload is None):
            return MISSING in wanted or None in wanted
        if kind == SCALAR:
            return payload in wanted and any(one == payload and isinstance(one, bool) == isinstance(payload, bool) for one in wanted)
        strings = [one for one in wanted if isinstance(one, str)]
        if kind == TEXT:
            return None if any(_could_spell(payload, one) for one in strings) else False
        if kind == REFERENCE:
            return None if strings else False
        return False

    @staticmethod
    def _satisfies(node: Node, predicate: Callable[[Any], bool]) -> bool | None:
        kind, payload = node[0], node[1]
        if kind == GONE or (kind == SCALAR and payload is None):
            return False
        if kind != SCALAR:
            return None
        try:
            return bool(predicate(payload))
        except (TypeError, ValueError, AttributeError):
            return None  # written as another type than the schema's: nothing is known of it

    def _decided(self, node: Node, answer: bool | None, *, bad: bool) -> bool:
        """`must` verbs (`bad`) take a doubt for False, `may` verbs for True; a default that speaks against the author is noted."""
        if answer is None:
            self._doubt(node)
            return not bad
        if self.world.answers is not None:
            self.world.answers.append(self._met(node))
        if answer == bad:
            for how, name, *_ in node[5]:
                if how == DEFAULT:
                    self.world.defaults.append(name)
        return answer

    def _doubt(self, node: Node) -> None:
        self.world.unknowns.append(_reason(node))
        if self.world.answers is not None:
            self.world.answers.append(self._answer(_reason(node), Location(node[4], node[2], node[3]), None))

    def _met(self, node: Node) -> Answer:
        """What stands here; what stands at the header is not written, but what the service takes instead."""
        at = Location(node[4], node[2], node[3])
        if node[0] == GONE or (node[0] == SCALAR and node[1] is None):
            return self._answer("", at, False)
        return self._answer(_show(node)[:MAX_NOTED], at, at != self._header)

    def _answer(self, said: str, at: Location, known: bool | None) -> Answer:
        return Answer(_path(self._trail), said, at, known, of=self._header)

    def _same(self, other: "Value") -> bool | None:
        mine, theirs = self.world.resolve(self._node), other.world.resolve(other._node)
        if bare(mine) == bare(theirs):
            return None if mine[0] == UNKNOWN else True
        if mine[0] == SCALAR and theirs[0] == SCALAR:
            return plain(mine[1]) == plain(theirs[1])
        if mine[0] == SCALAR and theirs[0] == TEXT:
            return None if _could_spell(theirs[1], plain(mine[1])) else False
        if mine[0] == TEXT and theirs[0] == SCALAR:
            return None if _could_spell(mine[1], plain(theirs[1])) else False
        if mine[0] == TEXT and theirs[0] == TEXT:
            return None if _could_agree(mine[1], theirs[1]) else False
        if mine[0] == REFERENCE and theirs[0] == REFERENCE:
            return False if mine[1][0] != theirs[1][0] else None
        if GONE in (mine[0], theirs[0]):
            return False
        return None

    # -- what is known, for messages and relations ----------------------------------------------------------------------------------

    @property
    def known(self) -> Scalar:
        """The scalar, or None when it is not known (or missing)."""
        node = self._node if self._node[0] != CHOICE else self.world.resolve(self._node)
        return node[1] if node[0] == SCALAR else None

    @property
    def why(self) -> str:
        """Why the value is not known."""
        return _reason(self.world.resolve(self._node))

    @property
    def reference(self) -> tuple[Key, str] | None:
        """The key of the resource and the attribute, when the value is a plain reference."""
        node = self._node if self._node[0] != CHOICE else self.world.resolve(self._node)
        return node[1] if node[0] == REFERENCE else None

    @property
    def kind(self) -> Literal["scalar", "list", "mapping", "reference", "text", "gone", "unknown"]:
        """The kind of the node in this world, for code that translates; rules ask verbs."""
        node = self._node if self._node[0] != CHOICE else self.world.resolve(self._node)
        return node[0]  # type: ignore[return-value]

    def references(self) -> Iterator[tuple[Key, str]]:
        """Every reference inside the value, at any depth, in this world."""
        stack = [self._node]
        while stack:
            node = self.world.resolve(stack.pop())
            if node[0] == REFERENCE:
                yield node[1]
            else:
                stack.extend(reversed(children(node)))

    def parts(self) -> Iterator["Value"]:
        """The parts of a text; any other value is its own only part."""
        node = self._node if self._node[0] != CHOICE else self.world.resolve(self._node)
        if node[0] == TEXT:
            yield from map(self._view, node[1])
        elif node[0] != GONE:
            yield self._view(node)

    def show(self) -> str:
        """The value as a message names it: unknown parts as `${...}`."""
        return _show(self.world.resolve(self._node))

    def __bool__(self) -> NoReturn:
        raise TypeError("a Value is neither true nor false: ask must_be() or may_be()")

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("a Value is not comparable: ask must_be(), may_be(), must_equal() or may_equal()")

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Value {self.show()}>"


class Properties(Value):
    """All that is said of a resource: what many rules look into is found by its name."""

    __slots__ = ("_absent", "_entries", "_places")

    def __init__(self, node: Node, world: World, header: Location) -> None:
        super().__init__(node, world, header)
        entries, more = node[1] if node[0] == MAPPING else ((), "it is no mapping")
        self._entries: tuple[tuple[str, int, int, Node], ...] = entries
        self._places = None if more else _places(tuple([entry[0] for entry in entries]))
        self._absent = self._nothing()

    def named(self, name: str) -> tuple[Node, ...] | None:
        """What stands under a name of the schema, if anything does; None where that does not tell, or there may be more."""
        if self._places is None:
            return None
        place = self._places.get(fold(name))
        return () if place is None else (self._entries[place][3],)

    def may_have(self, path: str) -> bool:
        """Whether something may stand at a dotted path in some world; False only where a `Value` is surely missing there."""
        if self._places is None:
            return True
        first, rest = _steps(path)
        place = self._places.get(first)
        return place is not None and (not rest or _may_stand(self._entries[place][3], rest))

    def __getitem__(self, path: Path | int) -> Value:
        if self._places is None or not isinstance(path, str):
            return super().__getitem__(path)
        first, rest = _steps(path)
        place = self._places.get(first)
        if place is None:
            return Value(self._absent, self.world, self._header, (None, path))
        node = self._entries[place][3]
        for name in rest:
            node = self._inside(node, name, exact=False)
        return Value(node, self.world, self._header, (None, path))


@lru_cache(maxsize=4096)
def _places(names: tuple[str, ...]) -> Mapping[str, int] | None:
    """Where each name of a mapping stands, as `fold` spells it; None where names fold alike. Resources are of few shapes."""
    places = {fold(name): place for place, name in enumerate(names)}
    return places if len(places) == len(names) else None


def _may_stand(node: Node, path: tuple[str, ...]) -> bool:
    kind, payload = node[0], node[1]
    if kind == MAPPING and path and not payload[1]:
        return any(fold(entry[0]) == fold(path[0]) and _may_stand(entry[3], path[1:]) for entry in payload[0])
    if kind == CHOICE:
        return any(_may_stand(branch, path) for _, branch in payload[1])
    if kind == LIST and len(payload[0]) == 1 and not payload[1]:
        return _may_stand(payload[0][0], path)
    return kind != GONE


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[str, tuple[str, ...]]:
    """A dotted path: its first name, as `fold` spells it, and the others."""
    first, *rest = path.split(".")
    return fold(first), tuple(rest)


def _path(trail: Trail) -> str:
    """The path of a property in words, dotted."""
    walked: list[str] = []
    while trail is not None:
        trail, path = trail
        walked.append(path if isinstance(path, str) else ".".join(path))
    return ".".join(reversed(walked))


def _reason(node: Node) -> str:
    return node[1] if node[0] == UNKNOWN else f"{_show(node)} is known only when it is deployed"


def _could_spell(parts: tuple[Node, ...], wanted: str) -> bool:
    """Whether a text of known and unknown parts could be this string: its known parts stand there in their order, and at its ends."""
    head, tail = _ends(parts)
    if len(head) + len(tail) > len(wanted) or not wanted.startswith(head) or not wanted.endswith(tail):
        return False
    inside = wanted[len(head) : len(wanted) - len(tail)]
    at = 0
    for part in parts[bool(head) : len(parts) - bool(tail)]:
        if part[0] == SCALAR:
            at = inside.find(plain(part[1]), at)
            if at < 0:
                return False
            at += len(plain(part[1]))
    return True


def _ends(parts: tuple[Node, ...]) -> tuple[str, str]:
    """The known beginning and end of a text."""
    return plain(parts[0][1]) if parts[0][0] == SCALAR else "", plain(parts[-1][1]) if parts[-1][0] == SCALAR else ""


def _could_agree(parts: tuple[Node, ...], others: tuple[Node, ...]) -> bool:
    """Whether two texts could be the same string, by what is known of their ends."""
    (head, tail), (other_head, other_tail) = _ends(parts), _ends(others)
    heads = head.startswith(other_head) or other_head.startswith(head)
    return heads and (tail.endswith(other_tail) or other_tail.endswith(tail))


def _show(node: Node) -> str:
    kind, payload = node[0], node[1]
    if kind == SCALAR:
        return plain(payload)
    if kind == TEXT:
        return "".join(_show(part) if part[0] == SCALAR else f"${{{_show(part).removeprefix('${').removesuffix('}')}}}" for part in payload)
    if kind == REFERENCE:
        (_, address), attribute = payload
        return f"{address}.{attribute}"
    return {LIST: "[...]", MAPPING: "{...}", GONE: "nothing"}.get(kind, "...")
