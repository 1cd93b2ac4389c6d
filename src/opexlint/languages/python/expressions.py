"""What expressions of the program yield."""

import ast
import builtins
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from opexlint.languages.python.attributes import attribute, set_attribute
from opexlint.languages.python.conditions import every, negated
from opexlint.languages.python.machine import MAX_CHAIN, MAX_ITERATIONS, MAX_NESTING, Frame, Machine
from opexlint.languages.python.operations import binary, compare, spell, spread, text, truth, truth_value, unary, why
from opexlint.languages.python.standard import TOO_LONG, entry, items_of, joined, update
from opexlint.languages.python.values import (
    Argument,
    Arguments,
    Either,
    External,
    Function,
    Known,
    Mapping,
    Member,
    Missing,
    Plain,
    Scope,
    Sequence,
    Text,
    Truth,
    Unknown,
    Value,
    defaults_of,
    either,
    moved,
)
from opexlint.model import DEFAULT
from opexlint.source import Location


def evaluate(machine: Machine, frame: Frame, node: ast.expr) -> Value:
    """The value of an expression in a frame; what is not followed is unknown."""
    machine.work += 1
    kind = type(node)
    if kind is ast.Name:
        return _name(machine, frame, node)  # type: ignore[arg-type]
    if kind is ast.Constant:
        return frame.source.constants.get(node) or _constant(machine, frame, node)  # type: ignore[arg-type,call-overload]
    if machine.work > machine.max_work or machine.nesting >= MAX_NESTING:
        machine.bounds(frame.source, node)
        return Unknown(frame.source.at(node), "the expression is nested too deeply")
    machine.nesting += 1
    try:
        return _HANDLERS.get(kind, _unfollowed)(machine, frame, node)
    finally:
        machine.nesting -= 1


def _unfollowed(machine: Machine, frame: Frame, node: ast.expr) -> Value:
    return Unknown(frame.source.at(node), "the expression is not followed")


def _constant(machine: Machine, frame: Frame, node: ast.Constant) -> Value:
    source, constant = frame.source, node.value
    at = source.at(node)
    known: Value = Unknown(at, "it is written as ...") if constant is ... or isinstance(constant, complex) else Known(at, constant)
    source.constants[node] = known
    return known


# -- names ---------------------------------------------------------------------------------------------------------------------------------


def _name(machine: Machine, frame: Frame, node: ast.Name) -> Value:
    scope, name = frame.scope, node.id
    holder: Scope | None = scope.outer_names.get(name, scope) if scope.outer_names else scope
    while holder is not None and ((holder.is_class and holder is not scope) or name not in holder.variables):
        holder = holder.above
    if holder is None:
        return _without_binding(scope, name, frame.source.at(node))
    found = holder.variables[name]
    if isinstance(found, Plain):
        return moved(found, frame.source.at(node), "argument" if name in holder.parameters else "variable", name)
    if isinstance(found, Missing):
        return Unknown(frame.source.at(node), f"{name} is not set on every way")
    return found


def _without_binding(scope: Scope, name: str, at: Location) -> Value:
    if name in _BUILTINS:
        return External(at, f"builtins.{name}")
    library = scope.module.star
    return External(at, f"{library}.{name}") if library else Unknown(at, f"{name} is not set")


_BUILTINS: Final = frozenset(dir(builtins))


def _attribute(machine: Machine, frame: Frame, node: ast.Attribute) -> Value:
    owner = evaluate(machine, frame, node.value)
    at = frame.source.at(node)
    if type(owner) is External:  # most are names of libraries
        return External(at, f"{owner.name}.{node.attr}")
    return attribute(machine, frame, owner, node.attr, at)


# -- operators -----------------------------------------------------------------------------------------------------------------------------


def _binary(machine: Machine, frame: Frame, node: ast.BinOp) -> Value:
    operands = [node.right]
    ops = [node.op]
    left: ast.expr = node.left
    while isinstance(left, ast.BinOp):  # a long sum is a deep tree: walk it without recursion
        operands.append(left.right)
        ops.append(left.op)
        left = left.left
    value = evaluate(machine, frame, left)
    at = frame.source.at(node)
    while ops:
        value = binary(ops.pop(), value, evaluate(machine, frame, operands.pop()), at)
    return value


def _unary(machine: Machine, frame: Frame, node: ast.UnaryOp) -> Value:
    operand = evaluate(machine, frame, node.operand)
    at = frame.source.at(node)
    return spread(operand, at, lambda one: unary(machine, node.op, one, at))


def _boolean(machine: Machine, frame: Frame, node: ast.BoolOp) -> Value:
    stops_at = isinstance(node.op, ast.Or)
    at = frame.source.at(node)
    path = machine.path
    taken: list[tuple[Value, Any]] = []
    value: Value = Known(at, not stops_at)
    for index, operand in enumerate(node.values):
        value = evaluate(machine, frame, operand)
        if index == len(node.values) - 1:
            break
        stops = truth(machine, value) if stops_at else negated(truth(machine, value))
        if stops is True or (isinstance(value, Known) and stops_at and value.value):
            break
        if stops is not False:
            taken.append((value, stops))
            machine.path = (*machine.path, negated(stops))
    machine.path = path
    for earlier, stops in reversed(taken):
        value = _or_default(machine, earlier, value, at) if stops_at else either(stops, _falsy(earlier, at), value, at)
        if isinstance(value, Truth | Known | Either) and stops_at is False:
            value = _as_truth(machine, value, at)
    return value


def _falsy(value: Value, at: Location) -> Value:
    """The left side of an `and` that stops there."""
    return Known(at, False) if isinstance(value, Truth) else value


def _as_truth(machine: Machine, value: Value, at: Location) -> Value:
    """A choice between True and False as the condition itself."""
    if not isinstance(value, Either) or not isinstance(value.otherwise, Truth | Known):
        return value
    is_flag = isinstance(value.then, Known) and isinstance(value.then.value, bool)
    return truth_value(truth(machine, value), at) if is_flag else value


def _or_default(machine: Machine, value: Value, default: Value, at: Location) -> Value:
    """`value or default`: with a constant as default, and a name for what decides, it is that constant unless somebody sets it."""
    if isinstance(value, Unknown) and value.switch is not None and isinstance(default, Known):
        machine.switches.define(value.switch, default.value)
        step = (DEFAULT, value.switch[1], *_step(default.at))
        return Known(at, default.value, via=(step, *default.via), switch=value.switch)
    if isinstance(value, Truth) and isinstance(default, Truth | Known):
        from opexlint.languages.python.conditions import some

        return truth_value(some(value.condition, truth(machine, default)), at)
    return either(truth(machine, value), value, default, at)


def _step(at: Location) -> tuple[str, int, int]:
    return at.path, at.start, at.end


def _compare(machine: Machine, frame: Frame, node: ast.Compare) -> Value:
    at = frame.source.at(node)
    left = evaluate(machine, frame, node.left)
    holds = []
    for op, right_node in zip(node.ops, node.comparators, strict=True):
        right = evaluate(machine, frame, right_node)
        result = compare(machine, op, left, right, at)
        if len(node.ops) == 1:
            return result
        holds.append(truth(machine, result))
        left = right
    return truth_value(every(*holds), at)


def _conditional(machine: Machine, frame: Frame, node: ast.IfExp) -> Value:
    condition = truth(machine, evaluate(machine, frame, node.test))
    if isinstance(condition, bool):
        return evaluate(machine, frame, node.body if condition else node.orelse)
    path = machine.path
    machine.path = (*path, condition)
    then = evaluate(machine, frame, node.body)
    machine.path = (*path, negated(condition))
    otherwise = evaluate(machine, frame, node.orelse)
    machine.path = path
    return either(condition, then, otherwise, frame.source.at(node))


def _walrus(machine: Machine, frame: Frame, node: ast.NamedExpr) -> Value:
    value = evaluate(machine, frame, node.value)
    machine.store(frame.scope.variables, node.target.id, value)
    return value


# -- text ----------------------------------------------------------------------------------------------------------------------------------


def _f_string(machine: Machine, frame: Frame, node: ast.JoinedStr) -> Value:
    parts: list[Value] = []
    choice: Either | None = None
    for piece in node.values:
        value = evaluate(machine, frame, piece)
        if isinstance(value, Either):
            if all(isinstance(one, Known | Text | Unknown) for one in (value.then, value.otherwise)):
                choice = choice or value
            else:
                value = Unknown(value.at, "it depends on a condition")
        parts.append(value)
    at = frame.source.at(node)
    if choice is None:
        return text(tuple(parts), at)
    return spread(choice, at, lambda one: text(tuple(one if part is choice else part for part in parts), at))


def _formatted(machine: Machine, frame: Frame, node: ast.FormattedValue) -> Value:
    value = evaluate(machine, frame, node.value)
    at = frame.source.at(node)
    if node.format_spec is not None:
        return _with_format(machine, frame, node.format_spec, value, at)
    if isinstance(value, Known):
        return Known(at, spell(value), via=value.via)
    return value


def _with_format(machine: Machine, frame: Frame, spec_node: ast.expr, value: Value, at: Location) -> Value:
    spec = evaluate(machine, frame, spec_node)
    if isinstance(value, Known) and isinstance(spec, Known) and isinstance(spec.value, str) and len(spec.value) <= 4:
        try:
            return Known(at, format(value.value, spec.value), via=defaults_of(value))
        except (TypeError, ValueError):
            pass
    return Unknown(at, why(value))


# -- containers ----------------------------------------------------------------------------------------------------------------------------


def _sequence(machine: Machine, frame: Frame, node: ast.List | ast.Tuple | ast.Set) -> Value:
    result = Sequence(frame.source.at(node), kind="tuple" if isinstance(node, ast.Tuple) else "list")
    for item in node.elts:
        if isinstance(item, ast.Starred):
            result.items, more = joined(result.items, *items_of(evaluate(machine, frame, item.value)))
            result.more = result.more or more
        else:
            result.items.append(evaluate(machine, frame, item))
    return result


def _mapping(machine: Machine, frame: Frame, node: ast.Dict) -> Value:
    result = Mapping(frame.source.at(node))
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = evaluate(machine, frame, value_node)
        if key_node is None:
            update(result, value)
            continue
        key = evaluate(machine, frame, key_node)
        if isinstance(key, Known):
            result.entries[key.value] = value
            result.keys[key.value] = frame.source.at(key_node)
        else:
            result.more = result.more or why(key)
    return result


def _subscript(machine: Machine, frame: Frame, node: ast.Subscript) -> Value:
    owner = evaluate(machine, frame, node.value)
    at = frame.source.at(node)
    if isinstance(node.slice, ast.Slice):
        return spread(owner, at, lambda one: _slice(machine, frame, one, node.slice, at))  # type: ignore[arg-type]
    key = evaluate(machine, frame, node.slice)
    return spread(owner, at, lambda one: spread(key, at, lambda name: element(machine, frame, one, name, at)))


def element(machine: Machine, frame: Frame, owner: Value, key: Value, at: Location) -> Value:
    """`owner[key]`."""
    if isinstance(owner, Mapping):
        found = entry(owner, key, at)
        return Unknown(at, "it is not set on every way") if isinstance(found, Missing) else found
    if isinstance(key, Known) and isinstance(key.value, int):
        if isinstance(owner, Sequence):
            if -len(owner.items) <= key.value < len(owner.items) and (key.value >= 0 or not owner.more):
                return owner.items[key.value]
            return Unknown(at, owner.more or "the list is shorter")
        if isinstance(owner, Known) and isinstance(owner.value, str) and -len(owner.value) <= key.value < len(owner.value):
            return Known(at, owner.value[key.value], via=defaults_of(owner))
    if isinstance(owner, External):
        return machine.library.item(owner, key, at)
    if isinstance(key, Known) and isinstance(key.value, str | int) and not isinstance(owner, Known | Text | Sequence | Unknown):
        one = Member(at, owner, f"[{key.value!r}]")
        return one if one.links <= MAX_CHAIN else machine.too_long(one)
    return Unknown(at, why(owner))


def _slice(machine: Machine, frame: Frame, owner: Value, node: ast.Slice, at: Location) -> Value:
    bounds: list[int | None] = []
    for bound in (node.lower, node.upper, node.step):
        value = evaluate(machine, frame, bound) if bound is not None else Known(at, None)
        if not isinstance(value, Known) or not isinstance(value.value, int | None):
            return Unknown(at, why(value))
        bounds.append(value.value)
    try:
        if isinstance(owner, Known) and isinstance(owner.value, str):
            return Known(at, owner.value[slice(*bounds)], via=defaults_of(owner))
        if isinstance(owner, Sequence):
            return Sequence(at, owner.items[slice(*bounds)], owner.more, owner.kind)
    except ValueError:
        pass
    return Unknown(at, why(owner))


# -- comprehensions ------------------------------------------------------------------------------------------------------------------------


def _comprehension(machine: Machine, frame: Frame, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
    result = Sequence(frame.source.at(node))

    def add(inner: Frame) -> None:
        path = machine.path
        value = evaluate(machine, inner, node.elt)
        added = every(*machine.path[len(outer_path) :])
        machine.path = path
        if machine.repeats > repeats:
            result.more = result.more or "it has an item for each of an unknown number"
        else:
            result.items.append(either(added, value, Missing(value.at), value.at))

    outer_path, repeats = machine.path, machine.repeats
    _generate(machine, _inner(frame), node.generators, add)
    return result


def _dict_comprehension(machine: Machine, frame: Frame, node: ast.DictComp) -> Value:
    result = Mapping(frame.source.at(node))
    repeats = machine.repeats

    def add(inner: Frame) -> None:
        key = evaluate(machine, inner, node.key)
        value = evaluate(machine, inner, node.value)
        if machine.repeats > repeats or not isinstance(key, Known):
            result.more = result.more or "it has an entry for each of an unknown number"
        else:
            result.entries[key.value] = value
            result.keys[key.value] = key.at

    _generate(machine, _inner(frame), node.generators, add)
    return result


def _inner(frame: Frame) -> Frame:
    return Frame(Scope(frame.source, frame.scope), frame.function, frame.receiver, frame.owner, frame.path_start)


def _generate(machine: Machine, frame: Frame, generators: list[ast.comprehension], add: Callable[[Frame], None]) -> None:
    """Call `add` once for each round of the generators, under the conditions of that round."""
    first, *rest = generators
    iterable = evaluate(machine, frame, first.iter)
    for _, one in rounds(machine, iterable, frame.source.at(first.iter)):
        path = machine.path
        bind(machine, frame, first.target, one)
        conditions = [truth(machine, evaluate(machine, frame, test)) for test in first.ifs]
        condition = every(*conditions)
        if condition is not False:
            machine.path = path if condition is True else (*path, condition)
            if rest:
                _generate(machine, frame, rest, add)
            else:
                add(frame)
        machine.path = path


def rounds(machine: Machine, iterable: Value, at: Location) -> Any:
    """The values that a loop takes, each with its index; the one round of an unknown iterable counts as repeated."""
    if isinstance(iterable, Either):
        path = machine.path
        for condition, one in ((iterable.condition, iterable.then), (negated(iterable.condition), iterable.otherwise)):
            machine.path = (*path, condition)
            yield from rounds(machine, one, at)
        machine.path = path
        return
    items, more = items_of(iterable)
    if len(items) > MAX_ITERATIONS or more == TOO_LONG:
        machine.limit(f"a loop has more than {MAX_ITERATIONS} rounds", at)
    before = machine.work
    for index, item in enumerate(items[:MAX_ITERATIONS]):
        if not machine.is_worth(index, machine.work - before):
            more = more or "it takes too long to follow"
            break
        if isinstance(item, Either) and isinstance(item.otherwise, Missing):
            path = machine.path
            machine.path = (*path, item.condition)
            yield index, item.then
            machine.path = path
        elif not isinstance(item, Missing):
            yield index, item
    if more:
        machine.repeats += 1
        yield len(items), Unknown(at, f"it is one of a number that is not known: {more}")
        machine.repeats -= 1


def bind(machine: Machine, frame: Frame, target: ast.expr, value: Value) -> None:
    """Assign a value to a target, taking it apart where the target has several."""
    if isinstance(target, ast.Name):
        scope = frame.scope.outer_names.get(target.id, frame.scope)
        machine.store(scope.variables, target.id, value)
    elif isinstance(target, ast.Tuple | ast.List):
        _unpack(machine, frame, target, value)
    elif isinstance(target, ast.Attribute):
        owner = evaluate(machine, frame, target.value)
        set_attribute(machine, owner, target.attr, Argument(value, value.at))
    elif isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
        owner = evaluate(machine, frame, target.value)
        key = evaluate(machine, frame, target.slice)
        if isinstance(owner, Mapping) and isinstance(key, Known):
            machine.store(owner.entries, key.value, value)
            owner.keys[key.value] = frame.source.at(target.slice)
        elif isinstance(owner, Mapping | Sequence):
            owner.more = owner.more or why(key)
    elif isinstance(target, ast.Starred):
        bind(machine, frame, target.value, value)


def _unpack(machine: Machine, frame: Frame, target: ast.Tuple | ast.List, value: Value) -> None:
    items, more = items_of(value)
    known = list(items)
    star = next((index for index, one in enumerate(target.elts) if isinstance(one, ast.Starred)), None)
    if star is not None and not more and len(items) >= len(target.elts) - 1:
        behind = len(items) - (len(target.elts) - star - 1)
        known = [*items[:star], Sequence(value.at, list(items[star:behind])), *items[behind:]]
    elif star is not None:
        known = known[:star]
    for index, one in enumerate(target.elts):
        if index < len(known) and not isinstance(known[index], Missing):
            bind(machine, frame, one, known[index])
        else:
            bind(machine, frame, one, Unknown(value.at, more or why(value)))


# -- calls, functions ----------------------------------------------------------------------------------------------------------------------


def _call(machine: Machine, frame: Frame, node: ast.Call) -> Value:
    callee = evaluate(machine, frame, node.func)
    arguments = evaluate_arguments(machine, frame, node)
    return machine.invoke(callee, arguments, frame, frame.source.at(node.func))


_argument: Final[Callable[[tuple[Value, Location]], Argument]] = partial(tuple.__new__, Argument)
"""`Argument` in half of the time: there are more of them than of anything else."""


def evaluate_arguments(machine: Machine, frame: Frame, node: ast.Call) -> Arguments:
    """The arguments of a call, `*` and `**` opened where they are known."""
    at, name_of = frame.source.at, frame.source.name_of
    positional: list[Argument] = []
    keywords: dict[str, Argument] = {}
    keys: dict[str, Location] = {}
    more = ""
    for item in node.args:
        if type(item) is ast.Starred:
            items, cut = items_of(evaluate(machine, frame, item.value))
            positional += [Argument(one, at(item)) for one in items]
            more = more or cut
        else:
            positional.append(_argument((evaluate(machine, frame, item), at(item))))
    for keyword in node.keywords:
        written, name = keyword.value, keyword.arg
        value = evaluate(machine, frame, written)
        if name is not None:
            keywords[name] = _argument((value, at(written)))
            keys[name] = name_of(keyword)
        elif isinstance(value, Mapping):
            for key, one in value.entries.items():
                keywords[str(key)] = Argument(one, one.at)
                keys[str(key)] = value.keys.get(key, one.at)
            more = more or value.more
        else:
            more = more or why(value)
    return Arguments(at(node), node, positional, keywords, keys, more)


def _lambda(machine: Machine, frame: Frame, node: ast.Lambda) -> Value:
    return Function(frame.source.at(node), "lambda", node, frame.scope, parameter_defaults(machine, frame, node.args))


def parameter_defaults(machine: Machine, frame: Frame, arguments: ast.arguments) -> dict[str, Value]:
    """The default values of a function's parameters, by name."""
    positional = [*arguments.posonlyargs, *arguments.args]
    found = {
        parameter.arg: evaluate(machine, frame, default)
        for parameter, default in zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)
    }
    for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            found[parameter.arg] = evaluate(machine, frame, default)
    return found


def _await(machine: Machine, frame: Frame, node: ast.Await) -> Value:
    return evaluate(machine, frame, node.value)


def _yield(machine: Machine, frame: Frame, node: ast.Yield | ast.YieldFrom) -> Value:
    at = frame.source.at(node)
    value = evaluate(machine, frame, node.value) if node.value is not None else Known(at, None)
    if frame.yielded is not None:
        if isinstance(node, ast.YieldFrom):
            frame.yielded.items, more = joined(frame.yielded.items, *items_of(value))
            frame.yielded.more = frame.yielded.more or more
        elif len(frame.yielded.items) <= MAX_ITERATIONS:
            frame.yielded.items.append(value)
    return Unknown(at, "it is sent to a generator")


def _starred(machine: Machine, frame: Frame, node: ast.Starred) -> Value:
    return evaluate(machine, frame, node.value)


_HANDLERS: Final[dict[type[ast.expr], Callable[[Machine, Frame, Any], Value]]] = {
    ast.Attribute: _attribute,
    ast.Await: _await,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Dict: _mapping,
    ast.DictComp: _dict_comprehension,
    ast.FormattedValue: _formatted,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _conditional,
    ast.JoinedStr: _f_string,
    ast.Lambda: _lambda,
    ast.List: _sequence,
    ast.ListComp: _comprehension,
    ast.NamedExpr: _walrus,
    ast.Set: _sequence,
    ast.SetComp: _comprehension,
    ast.Starred: _starred,
    ast.Subscript: _subscript,
    ast.Tuple: _sequence,
    ast.UnaryOp: _unary,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
}
