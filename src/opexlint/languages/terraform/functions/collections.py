"""Functions of lists, sets and maps, and of any value: they pass on their elements with the places they were written at."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import product
from typing import Final

from opexlint.languages.terraform.constraints import ANY, as_set, convert, type_of, unify
from opexlint.languages.terraform.functions.signature import ANY_NUMBER, STRINGS, Structural, Unsure
from opexlint.languages.terraform.functions.strings import characters
from opexlint.languages.terraform.values import (
    ANY_KEY,
    ENCODED,
    ENTRIES,
    HANDLE,
    ITEMS,
    MAP,
    MAYBE,
    OBJECT,
    OPTION,
    SET,
    TUPLE,
    Failure,
    Value,
    because,
    derived,
    entries,
    inside,
    items,
    keys_of,
    known,
    mapping_items,
    maybe,
    pairs,
    placed,
    reason,
    same,
    sequence_items,
    settled,
    spelled_out,
    to_text,
    unknown,
    wholly_known,
)
from opexlint.model import CHOICE, GONE, LIST, REFERENCE, SCALAR, TEXT, UNKNOWN
from opexlint.source import Location

MAX_UNSEEN: Final = 64
"""The most items of a list that is not known that a slice is taken to have."""
MAX_ITEMS: Final = 10_000
"""The most items a computed list may have."""


def _list(value: Value) -> Value | None:
    """The value as a tuple, list or set, None when it is not known; raises `Failure` when it can be none of them."""
    value = settled(value)
    if value[0] in ITEMS:
        return value
    if value[0] in (SCALAR, GONE, TEXT, ENCODED) or value[0] in ENTRIES:
        raise Failure("a list is needed")
    return None


def _mapping(value: Value) -> Value | None:
    value = settled(value)
    if value[0] in ENTRIES:
        return value
    if value[0] in (SCALAR, GONE, TEXT, ENCODED) or value[0] in ITEMS:
        raise Failure("a map is needed")
    return None


def _closed(value: Value) -> Value | None:
    """A list whose items are all there, None for an open or unknown one."""
    found = _list(value)
    return None if found is None or found[1][1] else found


def _more(value: Value) -> str:
    value = settled(value)
    return str(value[1][1]) if value[0] in ITEMS or value[0] in ENTRIES else reason(value)


def _whole(value: Value) -> int | None:
    """A whole number, None when it is not known."""
    value = settled(convert(settled(value), "number"))
    if value[0] == GONE:
        raise Failure("a number is needed")
    if value[0] != SCALAR:
        return None
    if isinstance(value[1], Decimal):
        raise Failure("a whole number is needed")
    return int(value[1])


# -- lists -------------------------------------------------------------------------------------------------------------------------------


def _length(arguments: list[Value], at: Location) -> Value:
    value = settled(arguments[0])
    if value[0] in ITEMS or value[0] in ENTRIES:
        found, more = value[1]
        if more or (value[0] == SET and not wholly_known(value)):
            return unknown(more or "elements of the set may be equal", at)
        return derived(known(len(found), at), [value], at)
    if value[0] == ENCODED:
        value = spelled_out(value, at)
    if value[0] == SCALAR and isinstance(value[1], str):
        return derived(known(len(characters(value[1])), at), [value], at)
    if value[0] in (SCALAR, GONE):
        raise Failure("length() of what has none")
    return unknown(reason(value), at)


def _element(arguments: list[Value], at: Location) -> Value:
    found, index = _list(arguments[0]), _whole(arguments[1])
    if found is not None and found[0] == SET:
        raise Failure("element() takes no set")
    if found is None or found[1][1] or index is None:
        return unknown(_more(arguments[0]) or reason(settled(arguments[1])), at)
    if index < 0:
        raise Failure("element() takes no negative index")
    if not found[1][0]:
        raise Failure("element() of an empty list")
    return inside(found, found[1][0][index % len(found[1][0])])


def _concat(arguments: list[Value], at: Location) -> Value:
    found: list[Value] = []
    more = ""
    kinds = set()
    for argument in arguments:
        one = _list(argument)
        if one is not None and one[0] == SET:
            raise Failure("concat() takes no set")
        if one is not None:
            kinds.add(one[0])
            found.extend(sequence_items(one))
        more = more or ("" if one is not None and not one[1][1] else _more(argument))
    if len(found) > MAX_ITEMS:
        raise Unsure("the list is too long")
    if not arguments:
        raise Failure("concat() of nothing")
    return items(TUPLE if TUPLE in kinds or not kinds else LIST, found, at, more)


def _flatten(arguments: list[Value], at: Location) -> Value:
    found: list[Value] = []
    more = _flattened(arguments[0], found, 0, top=True)
    return items(TUPLE, found, at, more) if more is not None else unknown(_more(arguments[0]), at)


def _flattened(value: Value, found: list[Value], depth: int, *, top: bool = False) -> str | None:
    if depth > 50 or len(found) > MAX_ITEMS:
        raise Unsure("the list is too long")
    whole = _list(value) if top else settled(value)
    if whole is None:
        return None
    if whole[0] not in ITEMS:
        if whole[0] in (SCALAR, GONE, TEXT, ENCODED, HANDLE) or whole[0] in ENTRIES:
            found.append(value)
            return ""
        if value[0] == REFERENCE:
            found.append(value)
            return ""
        return reason(whole)  # it may be a list, or any number of items
    more = whole[1][1]
    for item in sequence_items(whole):
        more = more or _flattened(item, found, depth + 1)
    return str(more)


def _compact(arguments: list[Value], at: Location) -> Value:
    found = _list(convert(settled(arguments[0]), STRINGS))
    if found is None:
        return unknown(_more(arguments[0]), at)
    kept = []
    more = found[1][1]
    for item in sequence_items(found):
        value = settled(item)
        if value[0] == GONE or (value[0] == SCALAR and value[1] == ""):
            continue
        if value[0] in (UNKNOWN, OPTION, MAYBE, CHOICE):
            more = more or reason(value)
        else:
            kept.append(item)
    return items(LIST, kept, at, more)


def _distinct(arguments: list[Value], at: Location) -> Value:
    found = _closed(convert(settled(arguments[0]), (LIST, ANY)))
    if found is None:
        return unknown(_more(arguments[0]), at)
    if len(found[1][0]) > 1_000:
        raise Unsure("the list is too long")
    kept: list[Value] = []
    for item in sequence_items(found):
        answers = [same(item, other) for other in kept]
        if True not in answers:
            if None in answers:
                return unknown("some elements may be equal", at)
            kept.append(item)
    return items(LIST, kept, at)


def _contains(arguments: list[Value], at: Location) -> Value:
    found = _list(arguments[0])
    if found is None:
        return unknown(_more(arguments[0]), at)
    wanted = arguments[1]
    listed = sequence_items(found)
    answers = [same(item, wanted) for item in listed]
    sources = [found, wanted, *listed]
    if True in answers:
        return derived(known(True, at), sources, at)
    if None in answers or found[1][1]:
        return unknown(found[1][1] or "an element is not known", at)
    return derived(known(False, at), sources, at)


def _index(arguments: list[Value], at: Location) -> Value:
    found = _closed(arguments[0])
    if found is None:
        return unknown(_more(arguments[0]), at)
    for index, item in enumerate(sequence_items(found)):
        answer = same(item, arguments[1])
        if answer is None:
            return unknown("an element is not known", at)
        if answer:
            return known(index, at)
    raise Failure("there is no such element")


def _slice(arguments: list[Value], at: Location) -> Value:
    found, start, end = _list(arguments[0]), _whole(arguments[1]), _whole(arguments[2])
    if start is not None and end is not None and (found is None or found[1][1]) and 0 <= start <= end <= start + MAX_UNSEEN:
        # a list that is too short is refused: where this is applied at all, there are so many
        return items(LIST, [unknown(_more(arguments[0]), at)] * (end - start), at)
    if found is None or found[1][1] or start is None or end is None:
        return unknown("the slice is not known", at)
    if found[0] == SET or not 0 <= start <= end <= len(found[1][0]):
        raise Failure("the slice is outside of the list")
    return items(found[0], sequence_items(found)[start:end], at)


def _reverse(arguments: list[Value], at: Location) -> Value:
    found = _closed(arguments[0])
    if found is None:
        return unknown(_more(arguments[0]), at)
    return items(TUPLE if found[0] == TUPLE else LIST, reversed(sequence_items(found)), at)


def _sort(arguments: list[Value], at: Location) -> Value:
    found = _closed(convert(settled(arguments[0]), STRINGS))
    if found is None:
        return unknown(_more(arguments[0]) or "an element is not known", at)
    listed = sequence_items(found)
    if any(item[0] == GONE for item in listed):
        raise Failure("sort() of null")
    if not wholly_known(found):
        return items(LIST, [unknown("an element is not known", at)] * len(listed), at)
    return items(LIST, sorted(listed, key=lambda item: to_text(settled(item))), at)


def _chunklist(arguments: list[Value], at: Location) -> Value:
    found, size = _closed(arguments[0]), _whole(arguments[1])
    if found is None or size is None:
        return unknown(_more(arguments[0]) or "the size is not known", at)
    if size < 0:
        raise Failure("the size is negative")
    listed = sequence_items(convert(found, (LIST, ANY)))
    chunks = [listed] if not size and listed else [listed[at_ : at_ + size] for at_ in range(0, len(listed), size or 1)]
    return items(LIST, (items(LIST, chunk, at) for chunk in chunks), at)


def _one(arguments: list[Value], at: Location) -> Value:
    found = _list(arguments[0])
    if found is None:
        return unknown(_more(arguments[0]), at)
    if found[1][1]:
        if len(found[1][0]) == 1:
            return maybe(found[1][1], [found[1][0][0], (GONE, None, at.start, at.end, at.path, ())], at, keys_of(found[1][0][0]))
        return unknown(found[1][1], at)
    if len(found[1][0]) > 1:
        raise Failure("one() takes at most one element")
    return inside(found, found[1][0][0]) if found[1][0] else (GONE, None, at.start, at.end, at.path, ())


def _coalescelist(arguments: list[Value], at: Location) -> Value:
    for argument in arguments:
        value = settled(argument)
        if value[0] == GONE:
            continue
        found = _list(value)
        if found is None or (found[1][1] and not found[1][0]):
            return unknown(_more(argument), at)
        if found[1][0]:
            return argument
    raise Failure("all lists are empty")


def _matchkeys(arguments: list[Value], at: Location) -> Value:
    values, keys, wanted = (_closed(argument) for argument in arguments)
    if values is None or keys is None or wanted is None or not (wholly_known(keys) and wholly_known(wanted)):
        return unknown("the keys are not known", at)
    if len(values[1][0]) != len(keys[1][0]):
        raise Failure("keys and values differ in number")
    return items(
        LIST,
        (
            value
            for key, value in zip(sequence_items(keys), sequence_items(values), strict=True)
            if any(same(key, one) for one in wanted[1][0])
        ),
        at,
    )


def _truths(whole: bool) -> Callable[[list[Value], Location], Value]:
    """`alltrue` and `anytrue`: one element that is not `whole` decides."""

    def apply(arguments: list[Value], at: Location) -> Value:
        found = _list(arguments[0])
        if found is None:
            return unknown(_more(arguments[0]), at)
        doubt = found[1][1]
        listed = [settled(convert(item, "bool")) for item in sequence_items(found)]
        for value in listed:
            if value[0] in (SCALAR, GONE):
                if bool(value[1]) is not whole:
                    return derived(known(not whole, at), listed, at)
            else:
                doubt = doubt or reason(value)
        return unknown(doubt, at) if doubt else derived(known(whole, at), listed, at)

    return apply


# -- sets --------------------------------------------------------------------------------------------------------------------------------


def _setproduct(arguments: list[Value], at: Location) -> Value:
    found = [_closed(argument) for argument in arguments]
    if len(found) < 2:
        raise Failure("setproduct() takes two sets at least")
    if any(one is None for one in found):
        return unknown("a set is not known", at)
    size = 1
    columns: list[list[Value]] = []
    kind = SET
    for one in found:
        assert one is not None
        kind = LIST if one[0] != SET else kind
        columns.append(sequence_items(convert(one, (LIST, ANY))))
        size *= len(columns[-1])
    if size > MAX_ITEMS:
        raise Unsure("the product is too large")
    return items(kind, (items(TUPLE, row, at) for row in product(*columns)), at)


def _union(left: Sequence[Value], right: Sequence[Value]) -> list[Value]:
    return [*left, *right]


def _sets(combine: Callable[[Sequence[Value], Sequence[Value]], list[Value]]) -> Callable[[list[Value], Location], Value]:
    def apply(arguments: list[Value], at: Location) -> Value:
        found = [_closed(argument) for argument in arguments]
        if any(one is None or (combine is not _union and not wholly_known(one)) for one in found):
            return unknown("a set is not known", at)
        element = unify([type_of(item) for one in found if one is not None for item in one[1][0]])
        if element is None:
            raise Failure("the elements have no type in common")
        result: list[Value] | None = None
        for one in found:
            assert one is not None
            if len(one[1][0]) > 1_000:
                raise Unsure("the set is too large")
            listed = [convert(item, element) for item in sequence_items(one)]
            result = listed if result is None else combine(result, listed)
        return as_set(result or (), at)

    return apply


def _among(value: Value, others: Sequence[Value]) -> bool:
    return any(same(value, other) for other in others)


# -- maps --------------------------------------------------------------------------------------------------------------------------------


def _lookup(arguments: list[Value], at: Location) -> Value:
    found, key = _mapping(arguments[0]), settled(convert(settled(arguments[1]), "string"))
    excluded = found is not None and key[0] == OPTION and key[1].excludes(*found[1][0])
    if found is None or (key[0] != SCALAR and not excluded):
        return unknown(_more(arguments[0]) if found is None else reason(key), at)
    entry = None if excluded else found[1][0].get(key[1])
    if entry is not None:
        value = inside(found, entry[2])
        return because(value, key)
    if found[1][1]:
        return unknown(found[1][1], at)
    if len(arguments) < 3:
        raise Failure("there is no such key")
    if found[0] == MAP and found[1][0]:
        return convert(arguments[2], type_of(next(iter(found[1][0].values()))[2]))
    return arguments[2]


def _merge(arguments: list[Value], at: Location) -> Value:
    result: dict[str, tuple[int, int, Value]] = {}
    more = ""
    kinds = set()
    for argument in arguments:
        value = settled(argument)
        if value[0] == GONE:
            continue
        found = _mapping(value)
        if found is None or found[1][1]:
            more = _more(argument)
            result = {}  # any of them may be overridden
        if found is not None:
            kinds.add(found[0])
            result.update(_entries(found))
    if len(result) > MAX_ITEMS:
        raise Unsure("the map is too large")
    return entries(MAP if kinds == {MAP} else OBJECT, result, at, more)


def _entries(found: Value) -> dict[str, tuple[int, int, Value]]:
    """The entries of a map as they are seen through it."""
    if not found[5]:
        return found[1][0]  # type: ignore[no-any-return]
    return {key: (found[2], found[3], value) for key, value in mapping_items(found)}


def _keys(arguments: list[Value], at: Location) -> Value:
    found = _mapping(arguments[0])
    if found is None:
        return unknown(_more(arguments[0]), at)
    names = [derived(known(key, at), [found], at) for key in sorted(found[1][0]) if key != ANY_KEY]
    return items(LIST if found[0] == MAP else TUPLE, names, at, found[1][1])


def _values(arguments: list[Value], at: Location) -> Value:
    found = _mapping(arguments[0])
    if found is None:
        return unknown(_more(arguments[0]), at)
    return items(LIST if found[0] == MAP else TUPLE, (value for _, value in mapping_items(found)), at, found[1][1])


def _zipmap(arguments: list[Value], at: Location) -> Value:
    keys, values = _closed(convert(settled(arguments[0]), STRINGS)), _closed(arguments[1])
    if keys is None or values is None or not wholly_known(keys):
        return unknown("the keys are not known", at)
    if len(keys[1][0]) != len(values[1][0]):
        raise Failure("keys and values differ in number")
    names = [to_text(settled(key)) for key in sequence_items(keys)]
    return pairs(OBJECT if values[0] == TUPLE else MAP, zip(names, sequence_items(values), strict=True), at)


def _transpose(arguments: list[Value], at: Location) -> Value:
    found = _mapping(convert(settled(arguments[0]), (MAP, STRINGS)))
    if found is None or not wholly_known(found):
        return unknown("the map is not known", at)
    result: dict[str, list[Value]] = {}
    for key, value in mapping_items(found):
        for item in sequence_items(value):
            result.setdefault(to_text(item), []).append(known(key, at))
    return pairs(MAP, ((key, items(LIST, result[key], at)) for key in sorted(result)), at)


# -- any value ---------------------------------------------------------------------------------------------------------------------------


def _coalesce(arguments: list[Value], at: Location) -> Value:
    common = unify([type_of(argument) for argument in arguments if argument[0] != GONE])
    if common is None:
        raise Failure("the arguments have no type in common")
    for argument in arguments:
        value = settled(argument)
        if value[0] == GONE or (value[0] == SCALAR and value[1] == ""):
            continue
        if argument[0] in (UNKNOWN, OPTION):
            return unknown(reason(argument), at)
        return convert(argument, common)
    raise Failure("all arguments are null or empty")


def _converter(wanted: object) -> Structural:
    def apply(arguments: list[Value], at: Location) -> Value:
        del at
        return convert(arguments[0], wanted)

    return Structural(apply, 1, 1)


def _itself(arguments: list[Value], at: Location) -> Value:
    return placed(arguments[0], at) if arguments[0][5] else arguments[0]


STRUCTURAL: Final = {
    "alltrue": Structural(_truths(True), 1, 1),
    "anytrue": Structural(_truths(False), 1, 1),
    "chunklist": Structural(_chunklist, 2, 2),
    "coalesce": Structural(_coalesce, 1, ANY_NUMBER),
    "coalescelist": Structural(_coalescelist, 1, ANY_NUMBER),
    "compact": Structural(_compact, 1, 1),
    "concat": Structural(_concat, 1, ANY_NUMBER),
    "contains": Structural(_contains, 2, 2),
    "distinct": Structural(_distinct, 1, 1),
    "element": Structural(_element, 2, 2),
    "flatten": Structural(_flatten, 1, 1),
    "index": Structural(_index, 2, 2),
    "keys": Structural(_keys, 1, 1),
    "length": Structural(_length, 1, 1),
    "lookup": Structural(_lookup, 2, 3),
    "matchkeys": Structural(_matchkeys, 3, 3),
    "merge": Structural(_merge, 0, ANY_NUMBER),
    "nonsensitive": Structural(_itself, 1, 1),
    "one": Structural(_one, 1, 1),
    "reverse": Structural(_reverse, 1, 1),
    "sensitive": Structural(_itself, 1, 1),
    "setintersection": Structural(_sets(lambda left, right: [one for one in left if _among(one, right)]), 1, ANY_NUMBER),
    "setproduct": Structural(_setproduct, 1, ANY_NUMBER),
    "setsubtract": Structural(_sets(lambda left, right: [one for one in left if not _among(one, right)]), 2, 2),
    "setunion": Structural(_sets(_union), 1, ANY_NUMBER),
    "slice": Structural(_slice, 3, 3),
    "sort": Structural(_sort, 1, 1),
    "tobool": _converter("bool"),
    "tolist": _converter((LIST, ANY)),
    "tomap": _converter((MAP, ANY)),
    "tonumber": _converter("number"),
    "toset": _converter((SET, ANY)),
    "tostring": _converter("string"),
    "transpose": Structural(_transpose, 1, 1),
    "values": Structural(_values, 1, 1),
    "zipmap": Structural(_zipmap, 2, 2),
}
