"""Terraform's expressions, computed with unknowns the way Terraform computes them, and more precisely where that is sound.

Nothing here knows of files or folders: what a name means is asked of the `Names` of a scope.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from opexlint.languages.terraform import functions
from opexlint.languages.terraform.alternatives import SEVERAL, across, alternatives, choice, fewer
from opexlint.languages.terraform.constraints import ANY, convert, type_of, unify
from opexlint.languages.terraform.functions.arithmetic import add, divide, modulo, multiply, subtract
from opexlint.languages.terraform.functions.strings import as_string
from opexlint.languages.terraform.scopes import Scope
from opexlint.languages.terraform.syntax import Node
from opexlint.languages.terraform.values import (
    ANY_KEY,
    ENCODED,
    ENTRIES,
    FAILED,
    HANDLE,
    ITEMS,
    MAYBE,
    OBJECT,
    OPTION,
    ROUNDED,
    SET,
    TUPLE,
    Failure,
    Value,
    because,
    bounded,
    derived,
    entries,
    inside,
    items,
    keys_of,
    known,
    located,
    mapping_items,
    maybe,
    place,
    placed,
    reason,
    same,
    sequence_items,
    settled,
    spelled_out,
    text,
    to_text,
    unknown,
    used,
    wholly_known,
)
from opexlint.model import CHOICE, GONE, LIST, REFERENCE, SCALAR, TEXT, UNKNOWN
from opexlint.source import Location

MAX_ITERATIONS: Final = 5_000
"""How many items a `for` goes through."""

STRING_PER_STEP: Final = 100
"""How many code points of a computed string count as a step of work."""

_ANONYMOUS: Final = "[*]"
"""The name of a splat's element at hand: no identifier."""


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of an expression; raises `Failure` when Terraform would refuse to compute it."""
    work = scope.names.work
    work.left -= 1
    if work.left <= 0:
        scope.names.overspent(scope.at(node))
        return (UNKNOWN, "computing it takes too many steps", node[1], node[2], scope.path, ())
    return _EVALUATE[node[0]](node, scope)


def _parts(nodes: Sequence[Node], scope: Scope) -> list[Value]:
    """The values of the expressions that another one is made of, each counted as a step."""
    work = scope.names.work
    work.left -= len(nodes)
    if work.left <= 0:
        return [evaluate(node, scope) for node in nodes]
    return [_EVALUATE[node[0]](node, scope) for node in nodes]


def attempt(node: Node, scope: Scope) -> Value:
    """The value of an expression, unknown when Terraform would refuse to compute it."""
    work = scope.names.work
    work.left -= 1
    try:
        return _EVALUATE[node[0]](node, scope) if work.left > 0 else evaluate(node, scope)
    except Failure as failure:
        return unknown(str(failure), scope.at(node))
    except RecursionError:
        scope.names.too_deep(scope.at(node))
        return unknown("it nests too deep", scope.at(node))


def property_value(node: Node, scope: Scope) -> Value:
    """The value of an expression that becomes a property: half of them are texts as they are written."""
    if node[0] == "tmpl" and len(node[3]) == 1 and node[3][0][0] == "lit":
        scope.names.work.left -= 1
        return (SCALAR, node[3][0][3], node[1], node[2], scope.path, ())
    value = attempt(node, scope)
    return limited(value, node, scope) if value[0] in HOLDING else value


HOLDING: Final = ITEMS | ENTRIES | {ENCODED}
"""The kinds of values that others are copied with."""


def limited(value: Value, node: Node, scope: Scope) -> Value:
    """A value that becomes a property, unknown when all that is copied into properties is too much."""
    copied = 0
    stack = [value]
    while stack:
        one = stack.pop()
        if one[0] not in HOLDING:
            continue
        if one[5]:
            copied += bounded(one, place(one))[1]
        elif one[0] == ENCODED:
            stack.append(one[1][0])
        elif one[0] in ITEMS:
            stack.extend(one[1][0])
        else:
            stack.extend([entry[2] for entry in one[1][0].values()])
    if copied and not scope.names.copy(copied, scope.at(node)):
        return unknown("too much is copied into properties", scope.at(node))
    return value


# -- literals and templates --------------------------------------------------------------------------------------------------------------


def _literal(node: Node, scope: Scope) -> Value:
    value = node[3]
    if value is None:
        return (GONE, None, node[1], node[2], scope.path, ())
    if isinstance(value, str) or (isinstance(value, int) and value < ROUNDED):
        return (SCALAR, value, node[1], node[2], scope.path, ())
    return known(value, scope.at(node))


def _template(node: Node, scope: Scope) -> Value:
    parts = node[3]
    if len(parts) == 1 and parts[0][0] == "lit":
        return (SCALAR, parts[0][3], node[1], node[2], scope.path, ())
    at = located((scope.path, node[1], node[2]))
    found = _parts(parts, scope)
    if SEVERAL.isdisjoint([value[0] for value in found]):
        return text([as_string(value) for value in found], at, scope.names.work.compositions)
    return _put_together(found, [scope.at(part) for part in parts], scope, at)


def _put_together(parts: Sequence[Value], places: Sequence[Location], scope: Scope, at: Location) -> Value:
    """A string of these parts, in each of its alternatives: what comes from elsewhere stands at its place in it."""

    def together(values: Sequence[Value]) -> Value:
        standing = [
            value if value[4] == place.path and place.start <= value[2] and value[3] <= place.end else placed(value, place)
            for value, place in zip(values, places, strict=True)
        ]
        return text([as_string(value) for value in standing], at, scope.names.work.compositions)

    return across(fewer(parts), together, at)


def _wrapped(node: Node, scope: Scope) -> Value:
    return evaluate(node[3], scope)


def _joined(node: Node, scope: Scope) -> Value:
    at = scope.at(node)
    found = settled(evaluate(node[3], scope))
    if found[0] not in ITEMS or found[1][1]:
        return unknown(reason(found), at)
    parts = sequence_items(found)
    return _put_together(parts, [at] * len(parts), scope, at)


# -- names -------------------------------------------------------------------------------------------------------------------------------


def _traversal(node: Node, scope: Scope) -> Value:
    path = node[3]
    at = located((scope.path, node[1], node[2]))
    value = scope.bound.get(path[0])
    if value is not None:
        return placed(stepped(value, path[1:], at), at)
    found = scope.names.known.get(path[:2])
    if found is None:
        value, left = scope.names.root(path[0], path[1:], at)
        return stepped(value, left, at) if left else value
    value, how = found
    if len(path) > 2:
        value = stepped(value, path[2:], at)
    return used(value, at, how, path[1][1]) if how else value


def _relative(node: Node, scope: Scope) -> Value:
    return stepped(evaluate(node[3], scope), node[4], scope.at(node))


def stepped(value: Value, steps: Sequence[tuple[str, Any]], at: Location) -> Value:
    """The value that `.name` and `[0]` steps lead to."""
    for kind, name in steps:
        if value[0] in ENTRIES and (entry := value[1][0].get(name)) is not None:
            value = inside(value, entry[2]) if value[5] else entry[2]
        elif value[0] == HANDLE:
            value = value[1].attribute(str(name), at)
        else:
            value = _step(value, name, at, named=kind == "a")
    return value


def _step(value: Value, name: Any, at: Location, *, named: bool) -> Value:
    kind, payload = value[0], value[1]
    if kind in ENTRIES:
        entry = payload[0].get(name if isinstance(name, str) else _key(name))
        if entry is None:
            return _no_entry(value, _key(name), at)
        return inside(value, entry[2]) if value[5] else entry[2]
    if kind in ITEMS:
        return _item(value, name, at)
    if kind == HANDLE:
        return payload.attribute(str(name), at)  # type: ignore[no-any-return]
    if kind in SEVERAL:
        return across([value], lambda values: _step(values[0], name, at, named=named), at)
    if kind == REFERENCE:
        if payload[2] is not None:
            return _step(settled(value), name, at, named=named)
        return payload[3].attribute(f"{payload[4]}.{name}", at) if named else value
    if kind in (UNKNOWN, OPTION):
        return unknown(reason(value), at)
    raise Failure("null has no attributes" if kind == GONE else "a string or number has no attributes")


def _key(name: Any) -> str:
    return name if isinstance(name, str) else to_text((SCALAR, name, 0, 0, "", ()))


def _no_entry(value: Value, name: str, at: Location) -> Value:
    found, more = value[1]
    if more:
        return maybe(more, [found[ANY_KEY][2]], at, keys_of(found[ANY_KEY][2])) if ANY_KEY in found else unknown(more, at)
    raise Failure(f"there is no {name}")


def _item(value: Value, name: Any, at: Location) -> Value:
    found, more = value[1]
    if value[0] == SET:
        raise Failure("a set has no index")
    if more and len(found) == 1 and found[0][0] == HANDLE:
        return maybe(more, found, at, keys_of(found[0]))
    if isinstance(name, str):
        name = convert(known(name, at), "number")[1]
    if isinstance(name, bool) or not isinstance(name, int):
        raise Failure("the index is no whole number")
    if more:
        return unknown(more, at)
    if not 0 <= name < len(found):
        raise Failure(f"there is no element {name}")
    return inside(value, found[name])


def _indexed(node: Node, scope: Scope) -> Value:
    at = located((scope.path, node[1], node[2]))
    source, key = _parts(node[3:5], scope)
    return across([source, alternatives(key)], lambda values: _at_key(values[0], settled(values[1]), at), at)


def _at_key(source: Value, key: Value, at: Location) -> Value:
    if key[0] == SCALAR:
        found = _step(source, key[1], at, named=isinstance(key[1], str))
        return because(found, key)
    if key[0] == GONE:
        raise Failure("the index is null")
    source = settled(source)
    if source[0] in ITEMS and not source[1][1]:
        return maybe(reason(key), sequence_items(source), at)
    if source[0] in ENTRIES and not source[1][1]:
        if key[0] == OPTION and key[1].excludes(*source[1][0]):
            raise Failure("there is no such key")
        return maybe(reason(key), [value for _, value in mapping_items(source)], at)
    if source[0] in ITEMS and len(source[1][0]) == 1 and source[1][0][0][0] == HANDLE:
        return maybe(source[1][1], source[1][0], at, keys_of(source[1][0][0]))
    if source[0] in ENTRIES and ANY_KEY in source[1][0]:
        return maybe(source[1][1], [source[1][0][ANY_KEY][2]], at, keys_of(source[1][0][ANY_KEY][2]))
    return unknown(reason(key) if source[0] in ENTRIES or source[0] in ITEMS else reason(source), at)


def _splat(node: Node, scope: Scope) -> Value:
    at = scope.at(node)
    return across([evaluate(node[3], scope)], lambda values: _spread(values[0], node[4], scope, at), at)


def _spread(source: Value, each: Any, scope: Scope, at: Location) -> Value:
    source = settled(source) if source[0] != HANDLE else source
    if source[0] == GONE:
        return items(TUPLE, (), at)
    if source[0] in (UNKNOWN, OPTION, REFERENCE):
        return unknown(reason(source), at)
    found, more = (sequence_items(source), source[1][1]) if source[0] in ITEMS else ([source], "")
    kind = LIST if source[0] in (LIST, SET) else TUPLE
    if each == "anon" or each[0] == "anon":
        return items(kind, found, at, more)
    return items(kind, (evaluate(each, scope.binding({_ANONYMOUS: item})) for item in found[:MAX_ITERATIONS]), at, more)


def _anonymous(node: Node, scope: Scope) -> Value:
    del node
    return scope.bound[_ANONYMOUS]


# -- collections -------------------------------------------------------------------------------------------------------------------------


def _tuple(node: Node, scope: Scope) -> Value:
    found = tuple(_parts(node[3], scope))
    return (TUPLE, (found, ""), node[1], node[2], scope.path, ())


def _object(node: Node, scope: Scope) -> Value:
    found: dict[str, tuple[int, int, Value]] = {}
    more = ""
    for key, item in node[3]:
        expression = key[3]
        if expression[0] == "trav" and not key[4] and len(expression[3]) == 1:
            name = expression[3][0]
        elif expression[0] == "lit" and not key[4]:
            name = _key_word(expression[3])
        else:
            computed = settled(convert(evaluate(expression, scope), "string"))
            if computed[0] == GONE:
                raise Failure("a key is null")
            name = computed[1] if computed[0] == SCALAR else None
            more = more if name is not None else reason(computed)
        value = evaluate(item, scope)
        if name is not None:
            found.pop(name, None)
            found[name] = (key[1], key[2], value)
    return (OBJECT, (found, more), node[1], node[2], scope.path, ())


def _key_word(value: Any) -> str:
    return "null" if value is None else _key(value)


def _for(node: Node, scope: Scope) -> Value:
    at = scope.at(node)
    return bounded(across([evaluate(node[5], scope)], lambda values: _iterated(node, values[0], scope, at), at), at)[0]


def _iterated(node: Node, source: Value, scope: Scope, at: Location) -> Value:
    source = settled(source)
    if source[0] == GONE or source[0] in (SCALAR, TEXT, ENCODED):
        raise Failure("for needs a list or a map")
    if source[0] not in ITEMS and source[0] not in ENTRIES:
        return unknown(reason(source), at)
    more = source[1][1]
    scopes = [scope.binding({node[3]: key, node[4]: value} if node[3] else {node[4]: value}) for key, value in keyed(source)]
    if len(scopes) > MAX_ITERATIONS:
        return unknown("the list is too long", at)
    tests = [truth(evaluate(node[8], one)) for one in scopes] if node[8] is not None else []
    doubt = next((reason(test) for test in tests if test[0] not in (SCALAR, CHOICE, MAYBE, FAILED)), "")
    if not tests or all(test[0] == SCALAR for test in tests):
        return _collected(node, [one for index, one in enumerate(scopes) if not tests or tests[index][1]], more, tests, at)
    if doubt:
        certain = [one for one, test in zip(scopes, tests, strict=True) if test[0] == SCALAR and test[1]]
        return _collected(node, certain, more or doubt, tests, at)
    return across(
        tests,
        lambda values: _collected(node, [one for one, test in zip(scopes, values, strict=True) if _holds(test)], more, values, at),
        at,
    )


def _holds(test: Value) -> bool:
    if test[0] != SCALAR:
        raise Failure(reason(test))
    return bool(test[1])


def keyed(source: Value) -> list[tuple[Value, Value]]:
    """Keys and values of a collection, as `for` and `dynamic` go through it."""
    if source[0] in ENTRIES:
        written = source[1][0]
        return [
            (unknown(source[1][1], place(value)), value)
            if key == ANY_KEY
            else ((SCALAR, key, *((source[2], source[3]) if source[5] else written[key][:2]), source[4], source[5]), value)
            for key, value in mapping_items(source)
        ]
    if source[0] == SET:
        return [(item, item) for item in sequence_items(source)]
    return [((SCALAR, index, item[2], item[3], item[4], ()), item) for index, item in enumerate(sequence_items(source))]


def _collected(node: Node, scopes: list[Scope], more: str, tests: Sequence[Value], at: Location) -> Value:
    if node[6] is None:
        return derived(items(TUPLE, [evaluate(node[7], one) for one in scopes], at, more), tests, at)
    groups: dict[str, list[Value]] = {}
    for one in scopes:
        key = settled(convert(evaluate(node[6], one), "string"))
        value = evaluate(node[7], one)
        if key[0] == GONE:
            raise Failure("a key is null")
        if key[0] != SCALAR:
            more = more or reason(key)
            continue
        if key[1] in groups and not node[9]:
            raise Failure(f"two items have the key {key[1]}")
        groups.setdefault(key[1], []).append(value)
    if node[9]:
        grouped = {key: (at.start, at.end, items(TUPLE, found, at)) for key, found in groups.items()}
        return entries(OBJECT, {} if more else grouped, at, more)
    return entries(OBJECT, {key: (found[0][2], found[0][3], found[0]) for key, found in groups.items()}, at, more)


# -- operators ---------------------------------------------------------------------------------------------------------------------------


def truth(value: Value) -> Value:
    """The value as a bool, for a condition: a variable that nobody sets becomes a choice; raises `Failure` for null."""
    if value[1] is True or value[1] is False:
        return value
    if value[0] == OPTION:
        value = value[1].expanded(place(value), asked=True)
        if value[0] == CHOICE:
            return across([value], lambda values: truth(values[0]) if values[0][0] != OPTION else _undecided(values[0]), place(value))
        return _undecided(value)
    if value[0] in (CHOICE, MAYBE):
        return across([value], lambda values: truth(values[0]), place(value))
    if value[0] == GONE:
        raise Failure("null is neither true nor false")
    value = settled(value)
    return convert(value, "bool") if value[0] in (SCALAR, TEXT) or value[0] in ITEMS or value[0] in ENTRIES else _undecided(value)


def _undecided(value: Value) -> Value:
    return unknown(reason(value), place(value))


def _conditional(node: Node, scope: Scope) -> Value:
    test = truth(evaluate(node[3], scope))
    if test[0] == SCALAR:
        return _taken(node, test, scope)
    return across([test], lambda values: _taken(node, values[0], scope), scope.at(node))


def _taken(node: Node, test: Value, scope: Scope) -> Value:
    """The branch that a test decides for; one of both where it is not known."""
    if test[0] == SCALAR:
        taken, other = (node[4], node[5]) if test[1] else (node[5], node[4])
        value = _branch(evaluate(taken, scope), other, scope)
        return because(value, test) if test[5] else value
    return maybe(reason(test), [_branch(evaluate(one, scope), None, scope) for one in node[4:6]], scope.at(node))


def _branch(value: Value, other: Node | None, scope: Scope) -> Value:
    """A branch as it is when it is taken: both are brought to one type."""
    if (
        other is None
        or (value[0] == SCALAR and isinstance(value[1], str))
        or value[0] in (GONE, UNKNOWN, REFERENCE, TEXT, ENCODED, HANDLE, OPTION)
    ):
        return value
    if other[0] == "lit" and (other[3] is None or (value[0] == SCALAR and isinstance(value[1], bool) is isinstance(other[3], bool))):
        return value  # of the same type, without computing it
    try:
        against = evaluate(other, scope)
    except Failure:
        return value
    if against[0] in (GONE, UNKNOWN, CHOICE, MAYBE, REFERENCE, HANDLE, OPTION):
        return value
    mine, theirs = type_of(value), type_of(against)
    common = mine if mine == theirs else unify([mine, theirs])
    if common is None:
        raise Failure("the results of the condition have no type in common")
    return value if common == ANY else convert(value, common)


def _binary(node: Node, scope: Scope) -> Value:
    operator = node[3]
    if operator == "&&" or operator == "||":
        return _logical(node, scope, decisive=operator == "||")
    at = located((scope.path, node[1], node[2]))
    left, right = _parts(node[4:6], scope)
    if operator == "==" or operator == "!=":
        if left[0] in _CHOSEN or right[0] in _CHOSEN:
            left, right = _comparable(left, right), _comparable(right, left)
        return across([left, right], lambda values: _equal(values, operator == "==", at), at)
    return across([left, right], lambda values: _arithmetic(operator, values, at), at)


_CHOSEN: Final = (OPTION, CHOICE)
"""The kinds of values that are seen otherwise when they are compared."""


def _comparable(value: Value, other: Value) -> Value:
    return alternatives(value) if other[0] in (SCALAR, GONE) else value


def _equal(values: Sequence[Value], wanted: bool, at: Location) -> Value:
    answer = same(*[spelled_out(value, place(value)) if value[0] == ENCODED else value for value in values])
    if answer is None:
        return unknown(next((reason(value) for value in values if not wholly_known(value)), "their elements are not known"), at)
    return derived(known(answer is wanted, at), values, at)


def _logical(node: Node, scope: Scope, *, decisive: bool) -> Value:
    at = scope.at(node)
    left = truth(evaluate(node[4], scope))
    if _decides(left, decisive) and node[5][0] != "lit":
        # since 1.12 the right side is not computed when the left one decides; before, a null that is written there is refused
        return derived(known(decisive, at), (left,), at)
    try:
        right = evaluate(node[5], scope)
    except Failure as failure:
        right = (FAILED, str(failure), at.start, at.end, at.path, ())
    if right[0] == FAILED:
        return across([left], lambda values: _alone(values[0], right, decisive, at), at)
    return across([left, truth(right)], lambda values: _together(values, decisive, at), at)


def _together(values: Sequence[Value], decisive: bool, at: Location) -> Value:
    """What two truths are together, when one of this kind is enough to decide."""
    one, other = values
    for value in values:
        if _decides(value, decisive):
            return derived(known(decisive, at), (value,), at)
    if one[0] == SCALAR and other[0] == SCALAR:
        return derived(known(not decisive, at), values, at)
    return unknown(reason(one if one[0] != SCALAR else other), at)


def _decides(value: Value, decisive: bool) -> bool:
    return value[0] == SCALAR and value[1] is decisive


def _alone(left: Value, refused: Value, decisive: bool, at: Location) -> Value:
    """What the left of two truths is when Terraform refuses to compute the right one."""
    if not _decides(left, decisive):
        raise Failure(refused[1])
    return derived(known(decisive, at), (left,), at)


_ARITHMETIC: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": modulo,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _arithmetic(operator: str, values: Sequence[Value], at: Location) -> Value:
    numbers = [convert(settled(value), "number") for value in values]
    for one in numbers:
        if one[0] == GONE:
            raise Failure("null is no number")
    for one in numbers:
        if one[0] != SCALAR:
            return unknown(reason(one), at)
    return derived(known(_ARITHMETIC[operator](numbers[0][1], numbers[1][1]), at), values, at)


def _unary(node: Node, scope: Scope) -> Value:
    at = scope.at(node)
    operand = evaluate(node[4], scope)
    if node[3] == "!":
        return across([truth(operand)], lambda values: _negated(values[0], at), at)
    return across([operand], lambda values: _arithmetic("-", (known(0, at), values[0]), at), at)


def _negated(value: Value, at: Location) -> Value:
    return derived(known(not value[1], at), (value,), at) if value[0] == SCALAR else unknown(reason(value), at)


# -- functions ---------------------------------------------------------------------------------------------------------------------------


def _call(node: Node, scope: Scope) -> Value:
    name, at = node[3], located((scope.path, node[1], node[2]))
    if name == "try":
        return _try(node[4], scope, at)
    if name == "can":
        return _can(node[4], scope, at)
    arguments = _parts(node[4], scope)
    if node[5]:
        spread = settled(arguments.pop())
        if spread[0] == GONE:
            raise Failure("null can't be spread")
        if spread[0] not in ITEMS:
            return unknown(reason(spread), at)
        if spread[1][1]:
            arguments.append(unknown(spread[1][1], at))
        arguments.extend(sequence_items(spread))
    if name in _COMPARES and len(arguments) > 1:
        arguments[1] = alternatives(arguments[1])
    value = functions.call(name, arguments, at) if name in functions.COMPUTED else _asked(name, arguments, scope, at)
    scope.names.work.left -= _size(value)
    return value


def _asked(name: str, arguments: Sequence[Value], scope: Scope, at: Location) -> Value:
    """The result of a function that is no matter of its arguments alone."""
    found = scope.names.call(name, arguments, at)
    if found is not None:
        return found
    if not functions.exists(name):
        scope.names.mistake(f"there is no function {name}()", at)
        return unknown(f"there is no function {name}()", at)
    return functions.call(name, arguments, at)


def _size(value: Value) -> int:
    """What a computed value costs besides the call."""
    if value[0] in ITEMS or value[0] in ENTRIES:
        return len(value[1][0])
    return len(value[1]) // STRING_PER_STEP if value[0] == SCALAR and isinstance(value[1], str) else 0


_COMPARES: Final = ("contains", "lookup")
"""Functions that compare their second argument with others."""


def _try(nodes: Sequence[Node], scope: Scope, at: Location) -> Value:
    if not nodes:
        raise Failure("no expression succeeds")
    try:
        value = evaluate(nodes[0], scope)
    except Failure:
        return _try(nodes[1:], scope, at)
    if value[0] not in SEVERAL:
        return value
    return _otherwise(value, lambda: _try(nodes[1:], scope, at), at)


def _otherwise(value: Value, fallback: Callable[[], Value], at: Location) -> Value:
    """A value whose failed branches are replaced."""
    if value[0] == FAILED:
        return fallback()
    if value[0] == CHOICE:
        switch, branches = value[1]
        return choice(switch, tuple((option, _otherwise(branch, fallback, at)) for option, branch in branches), at)
    if value[0] == MAYBE:
        why, alternatives, keys = value[1]
        try:
            return maybe(why, [*alternatives, fallback()], at, keys)
        except Failure:
            return value
    return value


def _can(nodes: Sequence[Node], scope: Scope, at: Location) -> Value:
    if len(nodes) != 1:
        raise Failure("can() takes one expression")
    try:
        value = evaluate(nodes[0], scope)
    except Failure:
        return known(False, at)
    return _succeeds(value, at)


def _succeeds(value: Value, at: Location) -> Value:
    if value[0] == FAILED:
        return known(False, at)
    if value[0] == CHOICE:
        switch, branches = value[1]
        return choice(switch, tuple((option, _succeeds(branch, at)) for option, branch in branches), at)
    return known(True, at) if value[0] in (GONE, SCALAR) or wholly_known(value) else unknown(reason(value), at)


def _parenthesised(node: Node, scope: Scope) -> Value:
    return evaluate(node[3], scope)


def _elsewhere(node: Node, scope: Scope) -> Value:
    return placed(evaluate(node[3], Scope(scope.names, node[4], scope.bound)), scope.at(node))


def _later(node: Node, scope: Scope) -> Value:
    return unknown("it is known only when it is applied", scope.at(node))


_EVALUATE: Final[dict[str, Callable[[Node, Scope], Value]]] = {
    "lit": _literal,
    "tmpl": _template,
    "wrap": _wrapped,
    "trav": _traversal,
    "rel": _relative,
    "index": _indexed,
    "splat": _splat,
    "anon": _anonymous,
    "call": _call,
    "tuple": _tuple,
    "object": _object,
    "for": _for,
    "cond": _conditional,
    "join": _joined,
    "bin": _binary,
    "un": _unary,
    "paren": _parenthesised,
    "elsewhere": _elsewhere,
    "later": _later,
}
