"""Terraform's values while they are computed: nodes of the common model with the distinctions that only Terraform makes.

A value has the shape of a node, `(kind, payload, start, end, path, via)`, and these kinds; `final` turns it into a node of the model.

========== ============================================ ==========================================================================
kind       payload                                      meaning
========== ============================================ ==========================================================================
SCALAR     str, bool, int or Decimal                    known; numbers are exact, whole ones are `int`
GONE       None                                         null
TUPLE      `(items, open)`                              `[1, "a"]`; what has been converted is a LIST or a SET instead
LIST       `(items, open)`
SET        `(items, open)`                              without duplicates, in Terraform's order
OBJECT     `({key: (start, end, value)}, open)`         `{ a = 1 }`; what has been converted is a MAP instead
MAP        `({key: (start, end, value)}, open)`
ENCODED    `(value, encoding)`                          a string that spells a value: `JSON`, `DOCUMENT`, `BASE64`, ...
REFERENCE  `(key, attribute, value, handle, name)`      an attribute of a resource in CloudFormation's words, the value that the
                                                        configuration gives it or None, and where and how Terraform names it
HANDLE     a resource or module instance                has attributes (see `Handle`)
TEXT       parts                                        a string known in part
CHOICE     `(switch, ((option, value), ...))`
OPTION     an `Option`                                  what a variable that nobody sets holds; it can be compared
MAYBE      `(why, values, keys)`                        one of these, or an error; which one it is hangs on whether the resources of
                                                        these keys exist, if there are any (see `alternatives`)
FAILED     why                                          a branch of a choice that Terraform would refuse to compute
UNKNOWN    why
========== ============================================ ==========================================================================
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Context, Decimal
from functools import partial
from itertools import dropwhile, groupby
from json import dumps
from operator import and_
from typing import Any, Final, NamedTuple, Protocol

from opexlint.embedded.passage import EXPRESSION
from opexlint.model import ANOTHER, CHOICE, DEFAULT, GONE, LIST, REFERENCE, SCALAR, SHARED, TEXT, UNKNOWN, Key, Node, Step, Switch
from opexlint.model import plain as spelled
from opexlint.patterns import regex
from opexlint.source import Location

TUPLE: Final = "tuple"
SET: Final = "set"
OBJECT: Final = "object"
MAP: Final = "map"
ENCODED: Final = "encoded"

JSON: Final = "json"
"""The encoding of a value by `jsonencode`."""
DOCUMENT: Final = "document"
"""JSON that AWS's provider spells: what it says is known, not how it is spelled."""
STRUCTURED: Final = frozenset((JSON, DOCUMENT))
"""The encodings of values that have a structure."""
BASE64: Final = "base64"
"""The encoding of a text by `base64encode`."""
GZIP: Final = "gzip"
"""The encoding of a text by `base64gzip`."""
HANDLE: Final = "handle"
OPTION: Final = "option"
MAYBE: Final = "maybe"
FAILED: Final = "failed"

ANY_KEY: Final = "\0"
"""In an open map of instances: the one that stands for all of them, whose keys are not known."""

ITEMS: Final = frozenset((TUPLE, LIST, SET))
ENTRIES: Final = frozenset((OBJECT, MAP))

MAX_ALTERNATIVES: Final = 32
"""How many combinations of choices a value may have before it counts as unknown."""
MAX_OPTIONS: Final = 8
"""How many values a variable may be compared with before what hangs on it counts as unknown."""
MAX_PARTS: Final = 500
"""The most parts a string that is known in part may have."""
MAX_WEIGHT: Final = 20_000
"""The most values inside of a value, every use of a shared one counted."""
MAX_STRING: Final = 1_000_000
"""The longest string that is computed, in code points."""
MAX_DIGITS: Final = 500
"""Numbers of a larger magnitude, or a smaller one, count as unknown; no text of more digits is taken for a number."""
MAX_EXACT: Final = 160
"""Numbers of more digits count as unknown, too, zeros at the end aside: Terraform rounds them to 512 bits."""
ROUNDED: Final = 2**512
"""Whole numbers from here on are not exact in Terraform."""
PRECISE: Final = Context(prec=2 * MAX_DIGITS)
MAX_QUOTED: Final = 80
"""How much of a string is quoted when it is told what is wrong with it."""
MAX_STEPS: Final = 24
"""The longest way to an origin that is told; the middle of a longer one is left out."""

_PACKED: Final = "H4sIAAAAAAAA/"
"""What all that is packed begins with."""
_ONLY_THERE: Final = {DOCUMENT: "how the JSON is spelled is known only when it is deployed", GZIP: "only Terraform packs it"}

CALL: Final = "call"
"""The `how` of the step to a call whose result only Terraform knows; its name is that of the function."""

_ONLY_SCALARS: Final = {SCALAR}

Value = Node

located: Final[Callable[[tuple[str, int, int]], Location]] = partial(tuple.__new__, Location)
"""Makes a `Location` of its path, start and end without going through Python's own code for named tuples: there are very many of them."""


class Handle(Protocol):
    """What has attributes that are computed when they are asked for: an instance of a resource, of a module."""

    def attribute(self, name: str, at: Location) -> Value:
        """The attribute as seen from `at`; raises `Failure` when there can be none of this name."""

    def key(self) -> tuple[str, str] | None:
        """The key of the resource, None for a module."""

    def identifies(self, name: str) -> bool:
        """Whether an attribute says which resource it is, so that a reference to it tells more than its value."""


class Option:
    """What a variable holds that nobody sets, or some other name whose value is decided elsewhere.

    `find` tells the values it is compared with, by their names, and whether there may be others; `excluded` are those that it is known
    not to be. `typed` tells whether it has a type, so that it can't be a bool where nobody said so.
    """

    __slots__ = ("_find", "_typed", "excluded", "switch", "why")

    def __init__(
        self,
        switch: Switch,
        why: str,
        find: Callable[[], tuple[dict[str, Any], bool]],
        excluded: tuple[Any, ...] = (),
        *,
        typed: bool = True,
    ) -> None:
        self.switch = switch
        self.why = why
        self._typed = typed
        self.excluded = frozenset((_kind_of_scalar(literal), literal) for literal in excluded)
        self._find = find

    def excludes(self, *literals: Any) -> bool:
        """Whether it is certainly none of these."""
        return all((_kind_of_scalar(literal), literal) in self.excluded for literal in literals)

    def expanded(self, at: Location, *, asked: bool = False) -> Value:
        """The value as a choice among what it is compared with, or unknown; without a type, a bool where it is `asked` whether it holds."""
        choices, others = self._find()
        if asked and not choices and not self._typed:
            choices, others = {"true": True, "false": False}, False
        if self.excluded or not choices or len(choices) > MAX_OPTIONS:
            return (OPTION, self, at.start, at.end, at.path, ())
        branches = [(name, null(at) if literal is None else known(literal, at)) for name, literal in choices.items()]
        if others:
            rest = Option(self.switch, self.why, self._find, tuple(choices.values()), typed=self._typed)
            branches.append((ANOTHER, (OPTION, rest, at.start, at.end, at.path, ())))
        return (CHOICE, (self.switch, tuple(branches)), at.start, at.end, at.path, ())


class Failure(Exception):  # noqa: N818  Terraform's own word for it is a diagnostic; `try` and `can` ask for failure
    """Terraform would refuse to compute this; the message completes "unknown because"."""


# -- making values -----------------------------------------------------------------------------------------------------------------------


def known(value: str | bool | int | float | Decimal, at: Location, via: tuple[Step, ...] = ()) -> Value:
    """A known scalar; numbers are brought into their one form."""
    if value is True or value is False:
        return (SCALAR, value, at.start, at.end, at.path, via)
    if isinstance(value, float | Decimal):
        return number(value, at, via)
    if isinstance(value, str) and len(value) > MAX_STRING:
        return unknown("the string is too long", at)
    if type(value) is int and abs(value) >= ROUNDED and (abs(value) >= 10**MAX_DIGITS or len(str(value).rstrip("0")) > MAX_EXACT - 10):
        return unknown("the number is too large", at)
    return (SCALAR, value, at.start, at.end, at.path, via)


def number(value: float | Decimal, at: Location, via: tuple[Step, ...] = ()) -> Value:
    """A known number."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if not value.is_finite() or value.adjusted() >= MAX_DIGITS:
        return unknown("the number is too large", at)
    if value and value.adjusted() <= -MAX_DIGITS:
        return unknown("the number is too small", at)
    if len(value.as_tuple().digits) > MAX_EXACT and len(value.normalize(PRECISE).as_tuple().digits) > MAX_EXACT:
        return unknown("the number has too many digits", at)
    if value == value.to_integral_value():
        return known(int(value), at, via)
    return (SCALAR, value, at.start, at.end, at.path, via)


def null(at: Location) -> Value:
    """Null: what is written and yet absent."""
    return (GONE, None, at.start, at.end, at.path, ())


def unknown(why: str, at: Location) -> Value:
    """Anything at all."""
    return (UNKNOWN, why, at.start, at.end, at.path, ())


def items(kind: str, values: Iterable[Value], at: Location, more: str = "") -> Value:
    """A tuple, list or set of these values; `more` says why there may be further ones."""
    return (kind, (tuple(values), more), at.start, at.end, at.path, ())


def entries(kind: str, values: dict[str, tuple[int, int, Value]], at: Location, more: str = "") -> Value:
    """An object or map; `more` says why there may be further keys."""
    return (kind, (values, more), at.start, at.end, at.path, ())


def pairs(kind: str, values: Iterable[tuple[str, Value]], at: Location, more: str = "") -> Value:
    """An object or map whose keys stand nowhere of their own."""
    return (kind, ({key: (value[2], value[3], value) for key, value in values}, more), at.start, at.end, at.path, ())


NO_KEYS: Final[frozenset[Key]] = frozenset()


def maybe(why: str, values: Sequence[Value], at: Location, keys: frozenset[Key] = NO_KEYS) -> Value:
    """One of these values, a single one when all are equal; with `keys`, the resources that decide by being there."""
    alternatives: list[Value] = []
    for value in values:
        if value[0] == MAYBE and value[1][2] != keys:
            keys = NO_KEYS  # something else has a say as well
        for one in value[1][1] if value[0] == MAYBE else (value,):
            if not any(kept[0] == one[0] and same(kept, one) is True for kept in alternatives):
                alternatives.append(one)
    if any(one[0] in (UNKNOWN, OPTION, CHOICE) for one in alternatives) or len(alternatives) > MAX_ALTERNATIVES:
        return unknown(why, at)
    if len(alternatives) == 1 and len(values) > 1 and not any(value[0] == MAYBE for value in values):
        return alternatives[0]
    return (MAYBE, (why, tuple(alternatives), keys), at.start, at.end, at.path, ())


def keys_of(value: Value) -> frozenset[Key]:
    """The key of the resource that a value refers to, as the keys that decide on others."""
    key = value[1][0] if value[0] == REFERENCE else value[1].key() if value[0] == HANDLE else None
    return frozenset((key,)) if key is not None else NO_KEYS


def reason(value: Value) -> str:
    """Why a value is not known; completes "unknown because"."""
    kind, payload = value[0], value[1]
    if kind == UNKNOWN:
        return str(payload)
    if kind == OPTION:
        return str(payload.why)
    if kind == MAYBE:
        return str(payload[0])
    if kind == REFERENCE and payload[0][0] == SHARED:
        return f"{payload[4]} is an output of another root"
    if kind == REFERENCE:
        return f"{payload[0][1]}.{payload[4]} is known only when it is deployed"
    if kind == TEXT:
        return next((reason(part) for part in payload if part[0] != SCALAR), "it is known only in part")
    if kind == ENCODED:
        return _ONLY_THERE.get(payload[1]) or reason(payload[0])
    if kind in ITEMS or kind in ENTRIES:
        return str(payload[1]) or "it is known only in part"
    return "it is known only when it is deployed"


def place(value: Value) -> Location:
    """Where a value stands."""
    return located((value[4], value[2], value[3]))


class Composition(NamedTuple):
    """How a known string was put together: its pieces as they stand in it, and the way that the string has because of them."""

    pieces: tuple[Value, ...]
    via: tuple[Step, ...]


_SEVERAL_WORDS: Final = regex(r"[\s\"]")
"""What holds a document or a script: one word is not taken apart."""

Compositions = dict[tuple[str, int, int, str], Composition]
"""What is known of strings that were put together, by where they stand and what they say."""


def text(parts: Iterable[Value], at: Location, compositions: Compositions | None = None) -> Value:
    """A string of these parts; it is known when all of them are. What was put together is noted among the `compositions`."""
    parts = list(parts)
    kinds = {part[0] for part in parts}
    if kinds == _ONLY_SCALARS:
        return _known_text(parts, parts, at, compositions)
    if not _FLATTENED.isdisjoint(kinds):
        parts = [one for part in parts for one in (_flat(part) if part[0] in _FLATTENED else (part,))]
        kinds = {part[0] for part in parts}
    spellings = parts if ENCODED not in kinds else [_spelling(part) if part[0] == ENCODED else part for part in parts]
    scalars = [one[0] == SCALAR for one in spellings]
    if scalars == [True] or True in map(and_, scalars, scalars[1:]):
        spellings = _merged(parts, spellings, at, compositions)
        if len(spellings) == 1 and spellings[0][0] == SCALAR:
            return spellings[0]
    found = tuple([one for one in spellings if one[1] != ""])
    if not found:
        return (SCALAR, "", at.start, at.end, at.path, ())
    if len(found) > MAX_PARTS:
        return unknown("it has too many parts", at)
    return (TEXT, found, at.start, at.end, at.path, ())


def _merged(parts: Sequence[Value], spellings: Sequence[Value], at: Location, compositions: Compositions | None) -> list[Value]:
    """The spellings of parts of a string, those together that are known next to each other."""
    found: list[Value] = []
    done = 0
    for is_known, group in groupby(spellings, lambda one: one[0] == SCALAR):
        run = list(group)
        begun, done = done, done + len(run)
        if not is_known:
            found += run
        elif len(run) == len(spellings):
            return [_known_text(parts, run, at, compositions)]
        else:
            found.append(run[0] if len(run) == 1 else _known_text(parts[begun:done], run, _around(run, at), compositions))
    return found


def _around(values: Sequence[Value], at: Location) -> Location:
    """Where values stand that are a part of a string: the string, if one of them comes from elsewhere."""
    place = at.start
    for _, _, start, end, path, _ in values:
        if path != at.path or start < place:
            return at
        place = end
    return located((at.path, values[0][2], place)) if place <= at.end else at


_FLATTENED: Final = frozenset((REFERENCE, TEXT))


def _flat(part: Value) -> Sequence[Value]:
    """A part of a string that may be made of others, as these."""
    part = shown(part)
    if part[0] != TEXT:
        return (part,)
    return [inside(part, one) for one in part[1]] if part[5] else part[1]


def _spelling(part: Value) -> Value:
    """How an encoded part is spelled; what is known only in part stays what it is, since little could be said of its spelling."""
    spelling = spelled_out(part, place(part))
    return part if spelling[0] == TEXT else spelling


def _known_text(parts: Sequence[Value], spellings: Sequence[Value], at: Location, compositions: Compositions | None) -> Value:
    spelling = "".join([one[1] if isinstance(one[1], str) else to_text(one) for one in spellings])
    if not spelling:
        return (SCALAR, "", at.start, at.end, at.path, ())
    value = derived(known(spelling, at), dropwhile(lambda one: one[1] == "", spellings), at)
    if compositions is not None and len(parts) > 1 and value[0] == SCALAR and _SEVERAL_WORDS.search(spelling):
        compositions[at.path, at.start, at.end, spelling] = Composition(tuple(parts), value[5])
    return value


# -- where values come from --------------------------------------------------------------------------------------------------------------


def used(value: Value, at: Location, how: str, name: str) -> Value:
    """A value where it is used, with the step back to where it was written."""
    kind, payload, start, end, path, via = value
    way = ((how, name, path, start, end), *via)
    return (kind, payload, at.start, at.end, at.path, way if len(way) <= MAX_STEPS else _bounded(way))


def placed(value: Value, at: Location) -> Value:
    """A value that has come along some way already, where it is used; one that has not gets its own place as origin."""
    kind, payload, start, end, path, via = value
    return (kind, payload, at.start, at.end, at.path, via or ((EXPRESSION, "", path, start, end),))


def inside(container: Value, value: Value) -> Value:
    """A part of a container as it is seen through the container: it has come the same way."""
    way = container[5]
    if not way:
        return value
    kind, payload, start, end, path, via = value
    last = way[-1]
    way = (*way[:-1], (last[0], last[1], path, start, end), *via)
    return (kind, payload, container[2], container[3], container[4], way if len(way) <= MAX_STEPS else _bounded(way))


def derived(value: Value, sources: Iterable[Value], at: Location) -> Value:
    """A computed value: it stands at its expression, and remembers the defaults it was computed from."""
    defaults: list[Step] = []
    for source in sources:
        if source[5]:
            defaults.extend([step for step in source[5] if step[0] == DEFAULT])
    if not defaults:
        return value
    return (*value[:5], _bounded((*dict.fromkeys(defaults), (EXPRESSION, "", at.path, at.start, at.end))))


def undecided(value: Value, at: Location) -> Value:
    """What is computed from a value that is not known: unknown, and it remembers the calls that only Terraform can make."""
    calls = dict.fromkeys(step for part in parts_of(value) for step in part[5] if step[0] == CALL)
    return (*unknown(reason(value), at)[:5], _bounded(tuple(calls)))


def because(value: Value, test: Value) -> Value:
    """The branch a condition took: it remembers the defaults the condition was computed from, and keeps its own origin."""
    if not test[5]:
        return value
    defaults = [step for step in test[5] if step[0] == DEFAULT]
    if not defaults:
        return value
    kind, payload, start, end, path, via = value
    return (kind, payload, start, end, path, _bounded((*defaults, *(via or ((EXPRESSION, "", path, start, end),)))))


def _bounded(via: tuple[Step, ...]) -> tuple[Step, ...]:
    return via if len(via) <= MAX_STEPS else (*via[: MAX_STEPS // 2], *via[-MAX_STEPS // 2 :])


# -- looking into values -----------------------------------------------------------------------------------------------------------------


def to_text(value: Value) -> str:
    """The spelling of a known scalar."""
    payload = value[1]
    if isinstance(payload, Decimal):
        return spell_number(payload)
    return spelled(payload)


def quoted(content: str) -> str:
    """A string as it is quoted in a reason."""
    return f'"{content}"' if len(content) <= MAX_QUOTED else f'"{content[:MAX_QUOTED]}..."'


def spell_number(value: int | Decimal) -> str:
    """A number as Terraform spells it: never with an exponent."""
    return f"{value.normalize(PRECISE):f}" if isinstance(value, Decimal) else str(value)


def wholly_known(value: Value) -> bool:
    """Whether there is nothing unknown in a value, at any depth."""
    kind, payload = value[0], value[1]
    if kind in (SCALAR, GONE):
        return True
    if kind in ITEMS:
        return not payload[1] and all(map(wholly_known, payload[0]))
    if kind in ENTRIES:
        return not payload[1] and all(wholly_known(entry[2]) for entry in payload[0].values())
    if kind == ENCODED:
        return payload[1] not in (DOCUMENT, GZIP) and wholly_known(payload[0])
    if kind == REFERENCE:
        return payload[2] is not None and wholly_known(payload[2])
    return False


def settled(value: Value) -> Value:
    """The value to compute with: what the configuration says of a referenced attribute, if it does."""
    while value[0] == REFERENCE and value[1][2] is not None:
        value = placed(value[1][2], place(value))
    return value


def shown(value: Value) -> Value:
    """The value as it stands in a property: what the configuration says of a referenced attribute, unless that names the resource."""
    if value[0] == REFERENCE and value[1][2] is not None and not value[1][3].identifies(value[1][4]):
        found = used(value[1][2], place(value), "attribute", value[1][1])
        return (*found[:5], (*value[5], *found[5]))
    return value


def data(value: Value) -> Any:
    """A wholly known value as Python's own: str, bool, int, Decimal, None, list, dict."""
    value = settled(value)
    kind, payload = value[0], value[1]
    if kind in ITEMS:
        return [data(item) for item in payload[0]]
    if kind in ENTRIES:
        return {key: data(entry[2]) for key, entry in sorted(payload[0].items())}
    return to_text(spelled_out(value, place(value))) if kind == ENCODED else payload


def from_data(content: Any, at: Location) -> Value:
    """Python's own data as a value whose parts all stand at one place."""
    if content is None:
        return null(at)
    if isinstance(content, list | tuple):
        return items(TUPLE, (from_data(item, at) for item in content), at)
    if isinstance(content, dict):
        return pairs(OBJECT, ((str(key), from_data(item, at)) for key, item in content.items()), at)
    return known(content, at)


def sequence_items(value: Value) -> list[Value]:
    """The items of a tuple, list or set, as seen through it."""
    return [inside(value, item) for item in value[1][0]] if value[5] else list(value[1][0])


def mapping_items(value: Value) -> list[tuple[str, Value]]:
    """Keys and values of an object or map in Terraform's order, as seen through it."""
    found = value[1][0]
    if value[5]:
        return [(key, inside(value, found[key][2])) for key in sorted(found)]
    return [(key, found[key][2]) for key in sorted(found)]


def parts_of(value: Value) -> Iterator[Value]:
    """The values inside a value, itself first, without what is in references."""
    stack = [value]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(_directly_inside(one))


def _directly_inside(value: Value) -> Sequence[Value]:
    kind, payload = value[0], value[1]
    if kind in ITEMS:
        return payload[0]  # type: ignore[no-any-return]
    if kind in ENTRIES:
        return [entry[2] for entry in payload[0].values()]
    if kind == TEXT:
        return payload  # type: ignore[no-any-return]
    if kind == ENCODED:
        return (payload[0],)
    if kind == CHOICE:
        return [branch for _, branch in payload[1]]
    return payload[1] if kind == MAYBE else ()


def bounded(value: Value, at: Location) -> tuple[Value, int]:
    """A value, unknown when there are too many inside of it, and their number."""
    if value[0] in _SINGLE:
        return value, 1
    parts = [value]
    for part in parts:
        if part[0] not in _SINGLE:
            parts.extend(_directly_inside(part))
            if len(parts) > MAX_WEIGHT:
                return unknown("it holds too many values", at), 1
    return value, len(parts)


_SINGLE: Final = frozenset((SCALAR, GONE, UNKNOWN, REFERENCE, OPTION, HANDLE, FAILED))
"""The kinds of values that hold no others."""


# -- what holds of values ----------------------------------------------------------------------------------------------------------------


def same(left: Value, right: Value) -> bool | None:
    """Whether two values are equal, None when nobody can say."""
    one, other = left[0], right[0]
    if one == SCALAR and other == SCALAR:
        return left[1] == right[1] and _kind_of_scalar(left[1]) == _kind_of_scalar(right[1])
    if one == REFERENCE and other == REFERENCE and left[1][:2] == right[1][:2]:
        return True
    left, right = settled(left), settled(right)
    one, other = left[0], right[0]
    if GONE in (one, other):
        return _same_null(left, right)
    if one == SCALAR and other == SCALAR:
        return same(left, right)
    if one == TEXT and other == TEXT:
        return True if len(left[1]) == len(right[1]) and all(map(same, left[1], right[1])) else None
    if TEXT in (one, other) and SCALAR in (one, other):
        return _same_text(left, right) if one == TEXT else _same_text(right, left)
    if one in ITEMS and other in ITEMS:
        return _same_items(left, right)
    if one in ENTRIES and other in ENTRIES:
        return _same_entries(left, right)
    if one == HANDLE and other == HANDLE:
        return True if left[1] is right[1] else None
    if one == OPTION and other == OPTION:
        return True if left[1].switch == right[1].switch and left[1].excluded == right[1].excluded else None
    if OPTION in (one, other) and SCALAR in (one, other):
        option, literal = (left, right) if one == OPTION else (right, left)
        return False if option[1].excludes(literal[1]) else None
    if (one in ITEMS or one in ENTRIES or one == SCALAR) and (other in ITEMS or other in ENTRIES or other == SCALAR):
        return False
    return None


def _same_null(left: Value, right: Value) -> bool | None:
    if left[0] == right[0]:
        return True
    other = right if left[0] == GONE else left
    if other[0] == OPTION:
        return False if other[1].excludes(None) else None
    return None if other[0] in (UNKNOWN, MAYBE, CHOICE) else False


def _kind_of_scalar(payload: Any) -> str:
    if isinstance(payload, bool):
        return "bool"
    return "string" if isinstance(payload, str) else "number"


def _same_text(partial: Value, whole: Value) -> bool | None:
    if not isinstance(whole[1], str):
        return False
    first, last = partial[1][0], partial[1][-1]
    if first[0] == SCALAR and not whole[1].startswith(to_text(first)):
        return False
    if last[0] == SCALAR and not whole[1].endswith(to_text(last)):
        return False
    return None


def _same_items(left: Value, right: Value) -> bool | None:
    (mine, more), (theirs, others) = left[1], right[1]
    if more or others:
        return None
    if left[0] != right[0] or len(mine) != len(theirs):
        # sets of unknown items can turn out shorter; lists and tuples can't
        return None if left[0] == right[0] == SET and not (wholly_known(left) and wholly_known(right)) else False
    return _all(same(one, other) for one, other in zip(mine, theirs, strict=True))


def _same_entries(left: Value, right: Value) -> bool | None:
    (mine, more), (theirs, others) = left[1], right[1]
    if more or others:
        return None
    if left[0] != right[0] or mine.keys() != theirs.keys():
        return False
    return _all(same(entry[2], theirs[key][2]) for key, entry in mine.items())


def _all(answers: Iterable[bool | None]) -> bool | None:
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


# -- JSON --------------------------------------------------------------------------------------------------------------------------------

_GO_ESCAPES: Final = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def spelled_out(value: Value, at: Location) -> Value:
    """The string that an encoded value is: a text where parts are not known."""
    content, encoding = value[1]
    if encoding == JSON:
        return text(_json_parts(content, at), at)
    content = settled(content)
    if encoding == BASE64 and content[0] == SCALAR:
        return known(b64encode(to_text(content).encode()).decode(), at)
    if encoding == GZIP:
        return text((known(_PACKED, at), unknown("only Terraform packs it", at)), at)
    return unknown(reason(value), at)


def _json_parts(value: Value, at: Location) -> Iterator[Value]:
    value = settled(value)
    kind, payload = value[0], value[1]
    if kind in ITEMS and not payload[1]:
        yield known("[", at)
        for index, item in enumerate(payload[0]):
            if index:
                yield known(",", at)
            yield from _json_parts(item, at)
        yield known("]", at)
    elif kind in ENTRIES and not payload[1]:
        yield known("{", at)
        for index, (key, entry) in enumerate(sorted(payload[0].items())):
            yield known(("," if index else "") + _json_string(key) + ":", at)
            yield from _json_parts(entry[2], at)
        yield known("}", at)
    elif kind == TEXT:
        yield known('"', at)
        yield from (known(_json_string(part[1])[1:-1], at) if part[0] == SCALAR else part for part in payload)
        yield known('"', at)
    elif kind in (SCALAR, GONE):
        yield known(_json_scalar(payload), at)
    elif kind == ENCODED:
        inner = spelled_out(value, at)
        yield known(_json_string(to_text(inner)), at) if inner[0] == SCALAR else unknown(reason(inner), at)
    else:
        yield unknown("it is part of a JSON text", at)


def _json_scalar(payload: Any) -> str:
    if payload is None:
        return "null"
    return _json_string(payload) if isinstance(payload, str) else to_text((SCALAR, payload, 0, 0, "", ()))


def _json_string(payload: str) -> str:
    return dumps(payload, ensure_ascii=False).translate(_GO_ESCAPES)
