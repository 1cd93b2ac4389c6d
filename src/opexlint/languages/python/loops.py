"""What a loop around a call is for: whether it waits for something, and whether anything ends the waiting."""

import ast
import re
from collections.abc import Iterator
from typing import Final, TypeAlias, TypeGuard

from opexlint.languages.python.syntax import Source, children, dotted, leaves, walk

Loop: TypeAlias = ast.While | ast.For | ast.AsyncFor

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_LOOPS: Final = (ast.While, ast.For, ast.AsyncFor)
_ORDERINGS: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_BOUND = re.compile(r"deadline|timeout|time_?out|attempt|retr(?:y|ies)|tries|elapsed|max|limit|remaining|count|expir", re.IGNORECASE)
_CLOCKS: Final = frozenset(("time", "monotonic", "perf_counter", "now", "utcnow", "alarm"))
_FAILURE = re.compile(r"^\w*(?:fail|error|cancel|abort|stopped|rollback|timed_?out|terminated)\w*$", re.IGNORECASE)
_ENDS = re.compile(r"final|terminal|finished|ended|done", re.IGNORECASE)
"""In the name of a collection of states: all in which nothing more happens, failure among them."""
_PAGES = re.compile(r"token|marker|LastEvaluatedKey|ExclusiveStartKey", re.IGNORECASE)


def is_endless(source: Source, call: ast.Call) -> bool:
    """Whether a pause stands in a loop that goes on until something happens, with nothing that ends it when it never does.

    A loop that can't be left at all, or goes on until it is told to stop (an event of `threading`), is a service and not meant; of several
    pauses in a loop the first counts.
    """
    loop = _innermost(source, call)
    if not isinstance(loop, ast.While) or not _can_be_left(loop):
        return False
    if _asks_for_one_state(loop.test, ast.Eq, ast.In, ast.Is) or _is_told_to_stop(loop.test):
        return False  # any other state ends it
    inside = list(_inside(loop))
    if _pauses(call) and any(_pauses(one) and one.lineno < call.lineno for one in inside):
        return False
    return not any(_bounds(one) or _turns_a_page(one) for one in inside)


def is_polling(source: Source, call: ast.Call) -> bool:
    """Whether a call stands in a loop that asks, pauses, and asks again until the answer is the right one.

    Meant is a pause of a fixed length, not one that grows, and no loop over the pages of an answer.
    """
    loop = _innermost(source, call)
    if loop is None or not _can_be_left(loop):
        return False
    inside = list(_inside(loop))
    if not any(_pauses(one) and _innermost(source, one) is loop and _is_fixed(one, inside) for one in inside):
        return False
    return not any(map(_turns_a_page, inside))


def _innermost(source: Source, call: ast.Call) -> Loop | None:
    """The loop in which a call is repeated, in its own function."""
    for node, above in source.ancestors(call):
        if isinstance(above, ast.While) and node not in above.orelse:
            return above
        if isinstance(above, ast.For | ast.AsyncFor) and node in above.body:
            return above
    return None


def _inside(loop: Loop) -> Iterator[ast.AST]:
    """All that is repeated by a loop, without the bodies of functions."""
    stack: list[ast.AST] = [*loop.body, *([loop.test] if isinstance(loop, ast.While) else [])]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _FUNCTIONS):
            stack.extend(children(node))


def _can_be_left(loop: Loop) -> bool:
    """Whether a loop ends by its own condition, or is left from inside."""
    if isinstance(loop, ast.While) and not isinstance(loop.test, ast.Constant):
        return True
    stack: list[tuple[ast.AST, bool]] = [(node, True) for node in loop.body]
    while stack:
        node, own = stack.pop()
        if isinstance(node, ast.Return) or (own and isinstance(node, ast.Break)):
            return True
        if not isinstance(node, _FUNCTIONS):
            stack.extend((child, own and not isinstance(node, _LOOPS)) for child in children(node))
    return False


def _pauses(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "sleep"


def _bounds(node: ast.AST) -> bool:
    """Whether something in a loop can end it: after some time, some number of rounds, or when what it waits for fails."""
    match node:
        case ast.AugAssign(op=ast.Add() | ast.Sub() | ast.Mult()):
            return True
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp(left=ast.Name(id=left))) if name == left:
            return True
        case ast.Compare(ops=ops) if any(isinstance(one, _ORDERINGS) for one in ops):
            return True
        case ast.Call(func=func) if dotted(func).rpartition(".")[2] in _CLOCKS:
            return True
        case ast.Call(func=ast.Name(id="next")):
            return True
        case ast.Raise():
            return True
        case ast.Constant(value=str(state)) if _FAILURE.match(state):
            return True
        case ast.Compare(ops=[ast.NotIn()], comparators=[states]) if _ENDS.search(dotted(states)):
            return True
        case ast.If(test=test, body=body) if _asks_for_one_state(test, ast.NotEq, ast.NotIn) and leaves(body):
            return True
    return any(_BOUND.search(name) for name in _names(node) if not isinstance(node, ast.Constant))


def _turns_a_page(node: ast.AST) -> bool:
    return any(_PAGES.search(name) for name in _names(node))


def _asks_for_one_state(test: ast.expr, *operators: type[ast.cmpop]) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], operators) and not _is_nothing(test.comparators[0])


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_told_to_stop(test: ast.expr) -> bool:
    """Whether a loop goes on while an event is not set."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Attribute(attr="is_set" | "isSet"))):
            return True
    return False


def _is_fixed(pause: ast.Call, inside: list[ast.AST]) -> bool:
    """Whether a pause has the same length in every round."""
    stored = {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    return not any(isinstance(one, ast.Name) and one.id in stored for argument in pause.args for one in walk(argument))


def _names(node: ast.AST) -> Iterator[str]:
    """What a node says in a word: a name, an attribute, the name of an argument, a text."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
            yield name
        case ast.Constant(value=str(name)) if len(name) < 40:
            yield name
