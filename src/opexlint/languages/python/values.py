"""What the interpreter knows of a value: a constant, a container, an object of the program or of a library, or why it knows nothing.

Every value says where it stands (`at`). Values that cannot be changed in place also carry the way from the literal they came from (`via`,
the steps of the model); for containers and objects that way is drawn where they are used.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from opexlint.languages.python.conditions import Condition, Constant, every, negated
from opexlint.languages.python.syntax import Function as FunctionNode
from opexlint.languages.python.syntax import Source
from opexlint.model import DEFAULT, Step, Switch
from opexlint.source import Location

MAX_STEPS: Final = 6
"""How many steps of the way from a literal are kept; loops could make it endless."""

MAX_WIDTH: Final = 16
"""How many values one place may have, depending on conditions, before it counts as unknown."""


@dataclass(slots=True, eq=False)
class Value:
    """Anything; `at` is where it stands."""

    at: Location


@dataclass(slots=True, eq=False)
class Plain(Value):
    """A value that cannot be changed in place. `switch` names what decides it, or could give it another value, from outside."""

    via: tuple[Step, ...] = field(default=(), kw_only=True)
    switch: Switch | None = field(default=None, kw_only=True)


@dataclass(slots=True, eq=False)
class Known(Plain):
    """A constant."""

    value: Constant


@dataclass(slots=True, eq=False)
class Spelled(Known):
    """A text that spells data (`json.dumps(data)`): the data as it was then, with the places of its parts."""

    data: Value


@dataclass(slots=True, eq=False)
class Unknown(Plain):
    """Anything at all; `why` completes "unknown because"."""

    why: str


@dataclass(slots=True, eq=False)
class Text(Plain):
    """A string known in part."""

    parts: tuple[Value, ...]


@dataclass(slots=True, eq=False)
class Truth(Value):
    """True or False, depending on a condition."""

    condition: Condition


@dataclass(slots=True, eq=False)
class Either(Value):
    """One of two values, depending on a condition; `width` is how many there are in all."""

    condition: Condition
    then: Value
    otherwise: Value
    width: int = 2


@dataclass(slots=True, eq=False)
class Missing(Value):
    """Not there: the other side of a key that was set in one branch only."""


@dataclass(slots=True, eq=False)
class Sequence(Value):
    """A list, tuple or set; `more` says why it may hold further items."""

    items: list[Value] = field(default_factory=list)
    more: str = ""
    kind: str = "list"


@dataclass(slots=True, eq=False)
class Mapping(Value):
    """A dict; `keys` are the places of the keys, `more` says why it may hold further ones."""

    entries: dict[Constant, Value] = field(default_factory=dict)
    keys: dict[Constant, Location] = field(default_factory=dict)
    more: str = ""


class Scope:
    """Names of a module, a class body or an activation of a function, with the scope they were defined in."""

    __slots__ = ("above", "is_class", "outer_names", "parameters", "source", "star", "variables")

    def __init__(self, source: Source, above: "Scope | None" = None, *, is_class: bool = False) -> None:
        self.source = source
        self.above = above
        self.is_class = is_class  # its names are not seen from the functions inside
        self.variables: dict[str, Value] = {}
        self.parameters: set[str] = set()
        self.outer_names: dict[str, Scope] = {}
        self.star = ""  # the library of a `from library import *`

    @property
    def module(self) -> "Scope":
        """The scope of the module."""
        scope = self
        while scope.above is not None:
            scope = scope.above
        return scope

    def forget(self) -> None:
        """Let go of all that it names."""
        self.variables.clear()


class ClassScope(Scope):
    """Names of a class body, which is walked when somebody first asks for one of them."""

    __slots__ = ("_names", "_walk")

    def __init__(self, source: Source, above: Scope) -> None:
        self._names: dict[str, Value] = {}
        self._walk: Callable[[], None] | None = None
        super().__init__(source, above, is_class=True)

    @property
    def variables(self) -> dict[str, Value]:
        """The names of the body, walked now when it was not yet."""
        walk, self._walk = self._walk, None
        if walk is not None:
            walk()
        return self._names

    @variables.setter
    def variables(self, names: dict[str, Value]) -> None:
        self._names = names

    def defer(self, walk: Callable[[], None]) -> None:
        """Walk the body later, with this function."""
        self._walk = walk

    def forget(self) -> None:
        """Let go of all that it names; what was not walked yet never is."""
        self._walk = None
        self._names.clear()


@dataclass(slots=True, eq=False)
class Function(Value):
    """A function, method or lambda of the program. `owner` is the class it was written in, `marks` are its decorators' names."""

    name: str
    node: FunctionNode | ast.Lambda
    scope: Scope
    defaults: dict[str, Value]
    marks: tuple[str, ...] = ()
    owner: "Class | None" = None
    decorators: tuple[Value, ...] = ()


@dataclass(slots=True, eq=False)
class Class(Value):
    """A class of the program; `fields` are the parameters of a dataclass in order, None for any other class."""

    name: str
    node: ast.ClassDef
    scope: Scope
    bases: tuple[Value, ...]
    fields: tuple[str, ...] | None = None
    is_enum: bool = False

    def lineage(self) -> Iterator["Class"]:
        """The class and its bases in the program, nearest first."""
        seen: set[int] = set()
        stack: list[Value] = [self]
        while stack:
            one = stack.pop()
            if isinstance(one, Class) and id(one) not in seen:
                seen.add(id(one))
                yield one
                stack.extend(reversed(one.bases))

    def library_base(self) -> str:
        """The name of the first base class that a library owns, or ""."""
        for one in self.lineage():
            for base in one.bases:
                if isinstance(base, External):
                    return base.name
        return ""

    def find(self, name: str, *, after: "Class | None" = None) -> Value | None:
        """An attribute of the class, or of those that follow `after` in its lineage."""
        own = self.scope.variables.get(name) if after is None else None
        if own is not None:
            return own
        waiting = after is not None
        for one in self.lineage():
            if not waiting and name in one.scope.variables:
                return one.scope.variables[name]
            if one is after:
                waiting = False
        return None


@dataclass(slots=True, eq=False)
class Instance(Value):
    """An object of a class of the program; `made` is the library's part of it (the construct that a Stack subclass is)."""

    cls: Class
    attributes: dict[str, Value] = field(default_factory=dict)
    made: "Made | None" = None


@dataclass(slots=True, eq=False)
class Bound(Value):
    """A method with its object."""

    function: Function
    receiver: Value


@dataclass(slots=True, eq=False)
class Super(Value):
    """`super()` inside a method of `cls`."""

    instance: Value
    cls: Class


@dataclass(slots=True, eq=False)
class Package(Value):
    """A module of the program; `folder` holds its submodules when it is a package. A folder without code has no scope."""

    folder: str | None
    name: str
    scope: Scope | None


@dataclass(slots=True, eq=False)
class External(Value):
    """Something of a library, by the name it is imported from: `aws_cdk.aws_sqs.Queue`, `builtins.len`."""

    name: str


class Argument(NamedTuple):
    """A value as it is passed: `at` is the expression in the call."""

    value: Value
    at: Location


@dataclass(slots=True)
class Arguments:
    """What a call passes; `more` says why there may be further keywords.

    `at` is the place of the whole call, `call` its node (None for a call that is not written), `keys` the places of the keywords' names.
    """

    at: Location
    call: ast.Call | None = None
    positional: list[Argument] = field(default_factory=list)
    keywords: dict[str, Argument] = field(default_factory=dict)
    keys: dict[str, Location] = field(default_factory=dict)
    more: str = ""

    def get(self, position: int, name: str) -> Argument | None:
        """The argument at this position or with this name."""
        if position < len(self.positional):
            return self.positional[position]
        return self.keywords.get(name)


@dataclass(slots=True, eq=False)
class Made(Value):
    """What a call into a library yields: a construct, a struct, a client.

    `name` is what was called: an imported name, or that of a method of `owner`. `header` is the callee's place, `at` the whole call's.
    `when` is the condition under which it was reached, `repeated` whether a loop of unknown length makes it. `uses` are the calls made on
    it and the attributes set, in order. A construct has a `scope` and an `id`. `full_name` is what `scripts.type_name` says, once it was
    asked; `links` is how long the chain of owners is.
    """

    name: str
    arguments: Arguments
    header: Location
    owner: Value | None = None
    when: Condition = True
    repeated: bool = False
    uses: list["Use"] = field(default_factory=list)
    scope: "Value | None" = None
    id: Value | None = None
    full_name: str | None = None
    links: int = 0


class Use(NamedTuple):
    """A call on a library's object or a part of it (`owner`), or an attribute that was set on it.

    `made` is what the call yields, None for an attribute that was set; then `value` is what it was set to.
    """

    owner: Value
    name: str
    made: Made | None
    value: Argument | None
    when: Condition


@dataclass(slots=True, eq=False)
class Member(Value):
    """An attribute of a library's object: `queue.queue_arn`, `service.task_definition`."""

    owner: Value
    name: str
    links: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.links = links_to(self.owner)


def links_to(owner: Value) -> int:
    """How long a chain is that begins at its owner."""
    return owner.links + 1 if isinstance(owner, _LINKS) else 0


_LINKS: Final = (Made, Member)
"""As a constant: to make `Made | Member` takes longer than to ask for it."""


def moved(value: Plain, at: Location, how: str, name: str) -> Plain:
    """The same value where a name brought it, with the step back."""
    before = value.at
    if before == at:
        return value
    via = ((how, name, before.path, before.start, before.end), *value.via)
    if len(via) > MAX_STEPS:
        via = (*via[: MAX_STEPS - 1], via[-1])
    if type(value) is Known:  # these two are nearly all; `replace` takes three times as long
        return Known(at, value.value, via=via, switch=value.switch)
    if type(value) is Unknown:
        return Unknown(at, value.why, via=via, switch=value.switch)
    return replace(value, at=at, via=via)


def defaults_of(*values: Value) -> tuple[Step, ...]:
    """The steps through defaults that a value computed from these has."""
    for value in values:
        if isinstance(value, Plain) and value.via:
            steps = tuple(step for step in value.via if step[0] == DEFAULT)
            if steps:
                return steps
    return ()


def either(condition: Condition, then: Value, otherwise: Value, at: Location) -> Value:
    """One of two values; equal ones need no condition."""
    if condition is True or then is otherwise:
        return then
    if condition is False:
        return otherwise
    if isinstance(then, Known) and isinstance(otherwise, Known) and then.at == otherwise.at:
        return then
    width = (then.width if isinstance(then, Either) else 1) + (otherwise.width if isinstance(otherwise, Either) else 1)
    if width > MAX_WIDTH:
        return Unknown(at, "it depends on many conditions")
    return Either(at, condition, then, otherwise, width)


def branches(value: Value, condition: Condition = True) -> Iterator[tuple[Condition, Value]]:
    """The values that a value may be, each with its condition."""
    if isinstance(value, Either):
        yield from branches(value.then, every(condition, value.condition))
        yield from branches(value.otherwise, every(condition, negated(value.condition)))
    elif condition is not False:
        yield condition, value
