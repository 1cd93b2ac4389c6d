"""Conditions that nobody can decide while reading, as formulas over named switches.

`if stage == "prod"` with a `stage` from the CDK context is `Is(("context", "stage", app), ("prod",))`. The options a switch has are known
only when everything was read (every constant it was compared with is one), so formulas become choices of the model at the very end.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from opexlint.model import ANOTHER, Node, Switch, bare, choice, scalar, unknown
from opexlint.source import Location

Constant: TypeAlias = str | int | float | bool | bytes | None

MAX_SWITCHES: Final = 3
"""How many switches one formula may hang on before its value counts as unknown."""

MAX_NAMED: Final = 3
"""How many switches a reason names."""

MAX_CONSTANTS: Final = 8
"""How many constants a switch may be compared with before its conditions count as unknown."""

UNSET: Final = "not set"


class Is(NamedTuple):
    """The switch has one of these values."""

    switch: Switch
    among: tuple[Constant, ...]


class Truthy(NamedTuple):
    """The switch has a value that counts as true."""

    switch: Switch


class Opaque(NamedTuple):
    """Nobody can say, and there is no name to hang it on; `why` completes "unknown because"."""

    why: str


class Not(NamedTuple):
    """The opposite."""

    inner: "Condition"


class All(NamedTuple):
    """Each of them."""

    inner: tuple["Condition", ...]


Condition: TypeAlias = bool | Is | Truthy | Opaque | Not | All


def negated(condition: Condition) -> Condition:
    """The opposite of a condition."""
    if isinstance(condition, bool):
        return not condition
    if isinstance(condition, Not):
        return condition.inner
    return Not(condition)


def every(*conditions: Condition) -> Condition:
    """All of the conditions together."""
    undecided = [one for one in conditions if one is not True]
    if len(undecided) <= 1:
        return undecided[0] if undecided else True
    if False in undecided:
        return False
    inner: list[Condition] = []
    for condition in undecided:
        for one in condition.inner if isinstance(condition, All) else (condition,):
            if inner and _excluded(one, inner):
                return False
            if one not in inner:
                inner.append(one)
    return inner[0] if len(inner) == 1 else All(tuple(inner))


def _excluded(condition: Condition, others: list[Condition]) -> bool:
    """Whether the opposite of a condition is among others; what nobody can say excludes itself alone, not all that has the same reason."""
    if isinstance(condition, Not):
        if condition.inner not in others:
            return False
    elif not any(one.inner == condition for one in others if isinstance(one, Not)):
        return False
    if not opaque(condition):
        return True
    inner = condition.inner if isinstance(condition, Not) else condition
    return any((other.inner if isinstance(other, Not) else other) is inner for other in others)


def some(*conditions: Condition) -> Condition:
    """At least one of the conditions."""
    return negated(every(*map(negated, conditions)))


def atoms(condition: Condition) -> Iterator[Is | Truthy | Opaque]:
    """The undecided parts of a condition, from left to right; those of a part that it has again and again only once."""
    stack: list[Condition] = [condition]
    seen: set[int] = set()
    while stack:
        one = stack.pop()
        if isinstance(one, Not):
            stack.append(one.inner)
        elif isinstance(one, All):
            if id(one) not in seen:
                seen.add(id(one))
                stack.extend(reversed(one.inner))
        elif not isinstance(one, bool):
            yield one


def opaque(condition: Condition) -> str:
    """Why the condition is unknown, or "" when it hangs on switches alone."""
    plain = condition.inner if isinstance(condition, Not) else condition
    if isinstance(plain, Opaque):  # nearly all that are asked
        return plain.why
    return next((atom.why for atom in atoms(condition) if isinstance(atom, Opaque)), "")


class _Another:
    """The constant of "another value": equal to none that is written."""


class Option(NamedTuple):
    """One value of a switch: its name, the constant, and whether it counts as true."""

    name: str
    constant: Constant | _Another
    truthy: bool


class Switches:
    """The switches met so far, with every constant that they were compared with."""

    def __init__(self) -> None:
        self._defaults: dict[Switch, Constant] = {}
        self._constants: dict[Switch, list[Constant]] = {}
        self._tested: set[Switch] = set()
        self._named: dict[Switch, tuple[Constant, ...]] = {}

    def define(self, switch: Switch, default: Constant) -> None:
        """Say which value a switch has when nobody sets it."""
        self._defaults.setdefault(switch, default)

    def name_options(self, switch: Switch, constants: tuple[Constant, ...]) -> None:
        """Say which values a switch has; it has no other but what it is compared with."""
        self._named[switch] = constants

    def among(self, switch: Switch, constants: tuple[Constant, ...]) -> Condition:
        """The condition that a switch has one of these values."""
        known = self._constants.setdefault(switch, [])
        known.extend(one for one in constants if one not in known)
        if len(known) > MAX_CONSTANTS:
            return Opaque(f"{switch[1]} is compared with many values")
        return Is(switch, constants)

    def truthy(self, switch: Switch) -> Condition:
        """The condition that a switch counts as true."""
        self._tested.add(switch)
        return Truthy(switch)

    def options(self, switch: Switch) -> tuple[Option, ...]:
        """All options of a switch: its default first, then the constants in order, then whatever else it may be."""
        constants = [one for one in self._constants.get(switch, ()) if one is not None and one != ""]
        if switch in self._named:
            return tuple(Option(_name(one), one, bool(one)) for one in dict.fromkeys((*self._named[switch], *sorted(constants, key=_name))))
        found = [Option(_name(one), one, bool(one)) for one in sorted(constants, key=_name)]
        if switch in self._defaults:
            default = self._defaults[switch]
            first = Option(_name(default), default, bool(default))
            found = [first, *(one for one in found if one.constant != default)]
            if len(found) == 1:
                found.append(Option(ANOTHER, _Another(), not first.truthy))
            return tuple(found)
        if switch in self._tested or None in self._constants.get(switch, ()):
            found.append(Option(UNSET, None, False))
        found.append(Option(ANOTHER if len(found) > 1 or constants else "set", _Another(), True))
        return tuple(found)

    def node(self, condition: Condition, at: Location) -> Node:
        """Whether a condition holds, as a node of True, False or a choice."""
        if isinstance(condition, bool):
            return scalar(condition, at)
        return self.choose(((condition, scalar(True, at)), (negated(condition), scalar(False, at))), at)

    def choose(self, leaves: Sequence[tuple[Condition, Node]], at: Location) -> Node:
        """One of several nodes, each with its condition: a choice for each switch that the conditions hang on."""
        if len({bare(node) for _, node in leaves}) == 1:
            return leaves[0][1]
        switches = list(dict.fromkeys(atom.switch for condition, _ in leaves for atom in atoms(condition) if not isinstance(atom, Opaque)))
        if len(switches) > MAX_SWITCHES:
            return unknown(f"it depends on {', '.join(switch[1] for switch in switches[:MAX_NAMED])} and more", at)

        def expand(taken: dict[Switch, Option], left: list[Switch]) -> Node:
            if not left:
                return _decided(leaves, taken, at)
            first, *rest = left
            return choice(first, tuple((option.name, expand({**taken, first: option}, rest)) for option in self.options(first)), at)

        return expand({}, switches)


def _decided(leaves: Sequence[tuple[Condition, Node]], taken: dict[Switch, Option], at: Location) -> Node:
    """The node whose condition holds; unknown when nobody can say which one does and they differ."""
    possible: list[Node] = []
    why = ""
    known: dict[int, bool | None] = {}
    for condition, node in leaves:
        answer = _evaluate(condition, taken, known)
        if answer is True:
            return node
        if answer is None:
            possible.append(node)
            why = why or opaque(condition)
    if len({bare(node) for node in possible}) == 1:
        return possible[0]
    return unknown(why or "it is not set on every way", at)


def _name(constant: Constant) -> str:
    if constant is None or constant == "":
        return UNSET
    return str(constant).lower() if isinstance(constant, bool) else str(constant)


def _evaluate(condition: Condition, taken: dict[Switch, Option], known: dict[int, bool | None]) -> bool | None:
    """Whether a condition holds with these options; `known` are the answers so far, for conditions have parts in common."""
    if isinstance(condition, bool):
        return condition
    if isinstance(condition, Is):
        return any(taken[condition.switch].constant == one for one in condition.among)
    if isinstance(condition, Truthy):
        return taken[condition.switch].truthy
    if isinstance(condition, Not):
        inner = _evaluate(condition.inner, taken, known)
        return None if inner is None else not inner
    if isinstance(condition, All):
        key = id(condition)
        if key not in known:
            answers = [_evaluate(one, taken, known) for one in condition.inner]
            known[key] = False if False in answers else None if None in answers else True
        return known[key]
    return None
