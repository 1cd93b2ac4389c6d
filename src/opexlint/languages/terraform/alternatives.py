"""Values that are one of several: what is computed from them is one of several again."""

from collections.abc import Callable, Sequence
from typing import Final

from opexlint.languages.terraform.values import (
    ENTRIES,
    FAILED,
    HANDLE,
    ITEMS,
    MAX_ALTERNATIVES,
    MAYBE,
    OPTION,
    Failure,
    Value,
    inside,
    keys_of,
    maybe,
    parts_of,
    place,
    same,
    unknown,
)
from opexlint.model import CHOICE, GONE, REFERENCE, UNKNOWN
from opexlint.source import Location

MAX_COMBINATIONS: Final = 256
"""How many combinations of alternatives are computed; what has more is unknown."""
TOO_MANY: Final = "it depends on too many choices"
SEVERAL: Final = frozenset((CHOICE, MAYBE, FAILED))
"""The kinds of values that are one of several, or would be in another world."""


def across(values: Sequence[Value], apply: Callable[[Sequence[Value]], Value], at: Location) -> Value:
    """What `apply` yields for every combination of the alternatives among these values, as a choice again.

    A combination that fails is FAILED in its world; when none succeeds, the failure is raised.
    """
    for value in values:
        if value[0] in SEVERAL:
            return _combined(values, apply, at)
    return apply(values)


def _combined(values: Sequence[Value], apply: Callable[[Sequence[Value]], Value], at: Location) -> Value:
    """As `across`, where one of the values is one of several."""
    index = next(index for index, value in enumerate(values) if value[0] in SEVERAL)
    kind, payload = values[index][:2]
    if kind == FAILED:
        raise Failure(payload)
    if combinations(values) > MAX_COMBINATIONS:
        return unknown(TOO_MANY, at)
    if kind == CHOICE:
        return _across_choice(values, values[index], apply, at)
    return _across_maybe(values, index, apply, at)


def combinations(values: Sequence[Value]) -> int:
    """How many combinations of alternatives there are among values: those of one switch are chosen together."""
    found = 1
    switches = set()
    for value in values:
        if value[0] == MAYBE:
            found *= len(value[1][1])
        elif value[0] == CHOICE and value[1][0] not in switches:
            switches.add(value[1][0])
            found *= _leaves(value[1][1])
    return found


def fewer(values: Sequence[Value]) -> Sequence[Value]:
    """Values of which those with alternatives count as unknown when together they have too many."""
    if combinations(values) <= MAX_COMBINATIONS:
        return values
    return [unknown(TOO_MANY, place(value)) if value[0] in (CHOICE, MAYBE) else value for value in values]


def _across_choice(values: Sequence[Value], chosen: Value, apply: Callable[[Sequence[Value]], Value], at: Location) -> Value:
    switch, branches = chosen[1]
    if _leaves(branches) > MAX_ALTERNATIVES:
        return unknown(f"{switch[1]} has too many values", at)
    results: list[tuple[str, Value]] = []
    failure: Failure | None = None
    for option, _ in branches:
        try:
            world = [under(one, switch, option) if one[0] == CHOICE else one for one in values]
            results.append((option, across(world, apply, at)))
        except Failure as error:
            failure = error.with_traceback(None)  # which leads back here: what lies in no circle is freed at once
            results.append((option, (FAILED, str(error), at.start, at.end, at.path, ())))
    if failure is not None and all(result[0] == FAILED for _, result in results):
        raise failure
    return choice(switch, tuple(results), at)


def _across_maybe(values: Sequence[Value], index: int, apply: Callable[[Sequence[Value]], Value], at: Location) -> Value:
    why, alternatives, keys = values[index][1]
    found = []
    failure: Failure | None = None
    for one in alternatives:
        try:
            found.append(across([*values[:index], one, *values[index + 1 :]], apply, at))
        except Failure as error:
            failure = error.with_traceback(None)
    if not found:
        raise failure or Failure(why)
    result = maybe(why, found, at, keys)
    if result[0] not in (MAYBE, UNKNOWN) and len(alternatives) == 1:
        return (MAYBE, (why, (result,), keys), at.start, at.end, at.path, ())
    return result


def choice(switch: tuple[str, str, str], branches: tuple[tuple[str, Value], ...], at: Location) -> Value:
    """One of several values, decided by a switch; equal ones are no choice, and too many of them unknown."""
    first = branches[0][1]
    if first[0] == UNKNOWN and len(branches) > 1:
        if all(value[0] == UNKNOWN for _, value in branches):
            return unknown(first[1], at)
    elif all(value[0] == first[0] and same(first, value) is True for _, value in branches[1:]):
        return first
    if _leaves(branches) > MAX_ALTERNATIVES:
        return unknown(TOO_MANY, at)
    return (CHOICE, (switch, branches), at.start, at.end, at.path, ())


def _leaves(branches: tuple[tuple[str, Value], ...]) -> int:
    return len(branches) + sum([_leaves(value[1][1]) - 1 for _, value in branches if value[0] == CHOICE])


def alternatives(value: Value) -> Value:
    """A value that is compared: what is left to choose becomes a choice among what it is compared with."""
    if value[0] == OPTION:
        return value[1].expanded(place(value))  # type: ignore[no-any-return]
    if value[0] == CHOICE and any(branch[0] == OPTION for _, branch in value[1][1]):
        switch, branches = value[1]
        return (CHOICE, (switch, tuple((option, alternatives(branch)) for option, branch in branches)), *value[2:])
    return value


def under(value: Value, switch: tuple[str, str, str], option: str) -> Value:
    """A value in the world where the switch stands so."""
    while value[0] == CHOICE and value[1][0] == switch:
        for name, branch in value[1][1]:
            if name == option:
                value = branch if not value[5] else inside(value, branch)
                break
        else:
            return unknown(f"{switch[1]} is {option}", place(value))
    return value


_COLLECTIONS: Final = ITEMS | ENTRIES


def where_it_exists(value: Value) -> Value | None:
    """What one of several values is wherever the resource exists that it refers to, None where that is not known.

    `one(aws_sqs_queue.q[*].arn)` is null only where there is no such queue, and then nobody asks about it.
    """
    _, alternatives, keys = value[1]
    if len(alternatives) == 1:
        return alternatives[0]  # type: ignore[no-any-return]
    found = (
        [one for one in alternatives if not (one[0] == GONE or one[1] == "" or (one[0] in _COLLECTIONS and not one[1][0]))] if keys else ()
    )
    if len(found) != 1:
        return None
    named = [keys_of(part) for part in parts_of(found[0]) if part[0] in (REFERENCE, HANDLE)]
    return found[0] if named and all(one and one <= keys for one in named) else None
