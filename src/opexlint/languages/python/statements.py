"""What statements of the program do."""

import ast
from collections.abc import Callable
from typing import Any, Final

from opexlint.languages.python.attributes import set_attribute
from opexlint.languages.python.expressions import bind, evaluate, parameter_defaults, rounds
from opexlint.languages.python.machine import (
    BREAK,
    CONTINUE,
    MAX_ITERATIONS,
    MAX_NESTING,
    NEXT,
    RAISE,
    RETURN,
    Frame,
    Machine,
    Returned,
)
from opexlint.languages.python.operations import binary, truth, why
from opexlint.languages.python.standard import items_of, joined
from opexlint.languages.python.syntax import ends_program, last_name
from opexlint.languages.python.values import (
    Argument,
    Class,
    ClassScope,
    External,
    Function,
    Instance,
    Known,
    Package,
    Scope,
    Sequence,
    Unknown,
    Value,
)

_MARKS: Final = frozenset(("property", "cached_property", "staticmethod", "classmethod", "dataclass", "contextmanager"))


def run(machine: Machine, frame: Frame, body: list[ast.stmt]) -> str:
    """Walk statements in order; how they end."""
    for statement in body:
        signal = _step(machine, frame, statement)
        if signal != NEXT:
            return signal
    return NEXT


def _step(machine: Machine, frame: Frame, node: ast.stmt) -> str:
    machine.work += 1
    if machine.work > machine.max_work or machine.nesting >= MAX_NESTING:
        machine.bounds(frame.source, node)
        return NEXT
    machine.nesting += 1
    try:
        handler = _HANDLERS.get(type(node))
        return handler(machine, frame, node) if handler is not None else NEXT
    except RecursionError:
        machine.limit("the program is nested too deeply to be read whole", frame.source.at(node))
        return NEXT
    finally:
        machine.nesting -= 1


# -- simple statements ---------------------------------------------------------------------------------------------------------------------


def _expression(machine: Machine, frame: Frame, node: ast.Expr) -> str:
    evaluate(machine, frame, node.value)
    return RAISE if ends_program(node.value) else NEXT


def _assign(machine: Machine, frame: Frame, node: ast.Assign) -> str:
    _set(machine, frame, node.targets, node.value)
    return NEXT


def _annotated(machine: Machine, frame: Frame, node: ast.AnnAssign) -> str:
    if node.value is not None:
        _set(machine, frame, [node.target], node.value)
    return NEXT


def _set(machine: Machine, frame: Frame, targets: list[ast.expr], written: ast.expr) -> None:
    value = evaluate(machine, frame, written)
    for target in targets:
        if isinstance(target, ast.Attribute):
            owner = evaluate(machine, frame, target.value)
            set_attribute(machine, owner, target.attr, Argument(value, frame.source.at(written)))
        else:
            bind(machine, frame, target, value)


def _augmented(machine: Machine, frame: Frame, node: ast.AugAssign) -> str:
    current = evaluate(machine, frame, _loaded(node.target))
    added = evaluate(machine, frame, node.value)
    at = frame.source.at(node)
    if isinstance(current, Sequence) and isinstance(node.op, ast.Add):
        items, more = joined(current.items, *items_of(added))
        machine.replace_items(current, items)
        current.more = current.more or more
        return NEXT
    bind(machine, frame, node.target, binary(node.op, current, added, at))
    return NEXT


def _loaded(target: ast.Name | ast.Attribute | ast.Subscript) -> ast.expr:
    return target  # evaluation does not look at the context of a name


def _return(machine: Machine, frame: Frame, node: ast.Return) -> str:
    value = evaluate(machine, frame, node.value) if node.value is not None else Known(frame.source.at(node), None)
    frame.returned.append(Returned(machine.since(frame.path_start), value))
    return RETURN


def _raise(machine: Machine, frame: Frame, node: ast.Raise) -> str:
    for part in (node.exc, node.cause):
        if part is not None:
            evaluate(machine, frame, part)
    return RAISE


def _assert(machine: Machine, frame: Frame, node: ast.Assert) -> str:
    evaluate(machine, frame, node.test)
    return NEXT


def _delete(machine: Machine, frame: Frame, node: ast.Delete) -> str:
    for target in node.targets:
        if isinstance(target, ast.Name):
            machine.store(frame.scope.variables, target.id, Unknown(frame.source.at(target), f"{target.id} is deleted"))
    return NEXT


def _global(machine: Machine, frame: Frame, node: ast.Global | ast.Nonlocal) -> str:
    for name in node.names:
        outer: Scope | None = frame.scope.module if isinstance(node, ast.Global) else frame.scope.above
        while outer is not None and isinstance(node, ast.Nonlocal) and name not in outer.variables:
            outer = outer.above
        if outer is not None:
            frame.scope.outer_names[name] = outer
    return NEXT


# -- blocks --------------------------------------------------------------------------------------------------------------------------------


def _if(machine: Machine, frame: Frame, node: ast.If) -> str:
    condition = truth(machine, evaluate(machine, frame, node.test))
    if isinstance(condition, bool):
        return run(machine, frame, node.body if condition else node.orelse)
    return machine.fork(
        condition,
        lambda: run(machine, frame, node.body),
        lambda: run(machine, frame, node.orelse),
        frame.source.at(node.test),
    )


def _for(machine: Machine, frame: Frame, node: ast.For | ast.AsyncFor) -> str:
    iterable = evaluate(machine, frame, node.iter)
    path = machine.path
    ended = False
    for _, item in rounds(machine, iterable, frame.source.at(node.iter)):
        before = machine.path
        bind(machine, frame, node.target, item)
        signal = run(machine, frame, node.body)
        machine.path = before
        if signal in (RETURN, RAISE) and machine.path == path and not machine.repeats:
            return signal
        if signal in (BREAK, RETURN, RAISE):
            ended = True
            break
    machine.path = path
    return NEXT if ended else run(machine, frame, node.orelse)


def _while(machine: Machine, frame: Frame, node: ast.While) -> str:
    path = machine.path
    for _ in range(MAX_ITERATIONS):
        condition = truth(machine, evaluate(machine, frame, node.test))
        if condition is False:
            return run(machine, frame, node.orelse)
        endless = isinstance(node.test, ast.Constant)
        exits = machine.exits
        if condition is not True or endless:
            machine.repeats += 1
            signal = run(machine, frame, node.body)
            machine.repeats -= 1
            machine.path = path
            return signal if endless and signal == RETURN else NEXT
        signal = run(machine, frame, node.body)
        machine.path = path
        if signal in (RETURN, RAISE):
            return signal
        if signal == BREAK or machine.exits > exits:  # it may have ended here, nobody can say after which round
            return NEXT
    machine.limit(f"a loop has more than {MAX_ITERATIONS} rounds", frame.source.at(node.test))
    return NEXT


def _try(machine: Machine, frame: Frame, node: ast.Try | ast.TryStar) -> str:
    signal = run(machine, frame, node.body)
    if signal == NEXT:
        signal = run(machine, frame, node.orelse)
    for handler in node.handlers:
        _handle(machine, frame, handler, certain=signal == RAISE and len(node.handlers) == 1)
    if signal == RAISE and node.handlers:
        signal = NEXT
    last = run(machine, frame, node.finalbody)
    return last if last != NEXT else signal


def _handle(machine: Machine, frame: Frame, handler: ast.ExceptHandler, *, certain: bool) -> None:
    """Walk an `except` clause; what it sets counts only when the body certainly raised."""
    at = frame.source.at(handler)

    def body() -> str:
        if handler.name:
            machine.store(frame.scope.variables, handler.name, Unknown(at, "it is the exception that was caught"))
        return run(machine, frame, handler.body)

    if certain:
        body()
    else:
        returned = len(frame.returned)
        machine.aside(body, "it runs only after an exception")
        del frame.returned[returned:]


def _with(machine: Machine, frame: Frame, node: ast.With | ast.AsyncWith) -> str:
    for item in node.items:
        value = evaluate(machine, frame, item.context_expr)
        if item.optional_vars is not None:
            entered = value.items[0] if isinstance(value, Sequence) and len(value.items) == 1 else value
            bind(machine, frame, item.optional_vars, entered)
    return run(machine, frame, node.body)


def _match(machine: Machine, frame: Frame, node: ast.Match) -> str:
    subject = evaluate(machine, frame, node.subject)
    return _cases(machine, frame, node, subject, 0)


def _cases(machine: Machine, frame: Frame, node: ast.Match, subject: Value, index: int) -> str:
    """Walk the first case that matches; what nobody can decide forks."""
    if index >= len(node.cases):
        return NEXT
    case = node.cases[index]
    condition = _matches(machine, frame, case.pattern, subject)
    if isinstance(condition, bool):
        return run(machine, frame, case.body) if condition else _cases(machine, frame, node, subject, index + 1)
    return machine.fork(
        condition,
        lambda: run(machine, frame, case.body),
        lambda: _cases(machine, frame, node, subject, index + 1),
        frame.source.at(node.subject),
    )


def _matches(machine: Machine, frame: Frame, pattern: ast.pattern, subject: Value) -> Any:
    from opexlint.languages.python.conditions import Opaque, some
    from opexlint.languages.python.operations import compare

    match pattern:
        case ast.MatchValue():
            wanted = evaluate(machine, frame, pattern.value)
            return truth(machine, compare(machine, ast.Eq(), subject, wanted, wanted.at))
        case ast.MatchOr():
            return some(*(_matches(machine, frame, one, subject) for one in pattern.patterns))
        case ast.MatchAs(pattern=None):
            if pattern.name:
                machine.store(frame.scope.variables, pattern.name, subject)
            return True
    return Opaque(why(subject))


# -- definitions ---------------------------------------------------------------------------------------------------------------------------


def _function(machine: Machine, frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    decorators = tuple(evaluate(machine, frame, decorator) for decorator in node.decorator_list)
    marks = tuple(name for decorator in node.decorator_list for name in (_last_name(decorator),) if name in _MARKS)
    if any(_last_name(decorator) in ("setter", "deleter") for decorator in node.decorator_list):
        return NEXT
    function = Function(
        frame.source.at(node), node.name, node, frame.scope, parameter_defaults(machine, frame, node.args), marks, frame.owner, decorators
    )
    machine.functions.append(function)
    machine.store(frame.scope.variables, node.name, function)
    return NEXT


def _last_name(node: ast.expr) -> str:
    return last_name(node.func if isinstance(node, ast.Call) else node)


def _class(machine: Machine, frame: Frame, node: ast.ClassDef) -> str:
    bases = tuple(evaluate(machine, frame, base) for base in node.bases)
    scope = ClassScope(frame.source, frame.scope)
    cls = Class(frame.source.at(node), node.name, node, scope, bases)
    for decorator in node.decorator_list:
        evaluate(machine, frame, decorator)
    base = cls.library_base()
    inner = Frame(scope, owner=cls, path_start=frame.path_start)
    if machine.is_own(frame.source) or base.startswith("enum.") or frame.scope.above is not None or not frame.source.only_defines(node):
        run(machine, inner, node.body)
    else:
        inner.path_start = 0
        scope.defer(lambda: machine.separately(lambda: run(machine, inner, node.body)))
    if base.startswith("enum."):
        cls.is_enum = True
        _make_members(cls)
    elif base in _RECORD_BASES or any(_last_name(decorator) in ("dataclass", "define", "s") for decorator in node.decorator_list):
        cls.fields = _fields(cls)
    machine.classes.append(cls)
    machine.store(frame.scope.variables, node.name, cls)
    return NEXT


_RECORD_BASES: Final = frozenset(
    ("typing.NamedTuple", "pydantic.BaseModel", "pydantic.BaseSettings", "pydantic_settings.BaseSettings", "typing.TypedDict")
)


def _make_members(cls: Class) -> None:
    """Turn the constants of an enumeration into its members."""
    for name, value in list(cls.scope.variables.items()):
        if isinstance(value, Known) and not name.startswith("_"):
            cls.scope.variables[name] = Instance(value.at, cls, {"name": Known(value.at, name), "value": value})


def _fields(cls: Class) -> tuple[str, ...]:
    """The annotated names of a record class in order, those of its bases first."""
    inherited = next((one.fields for one in list(cls.lineage())[1:] if one.fields is not None), ())
    own = [
        statement.target.id
        for statement in cls.node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    ]
    return tuple(dict.fromkeys((*inherited, *own)))


# -- imports -------------------------------------------------------------------------------------------------------------------------------


def _import(machine: Machine, frame: Frame, node: ast.Import) -> str:
    for alias in node.names:
        at = frame.source.at(node)
        if alias.asname:
            machine.store(frame.scope.variables, alias.asname, _module(machine, frame, alias.name, at))
        else:
            top = alias.name.partition(".")[0]
            machine.store(frame.scope.variables, top, _module(machine, frame, top, at))
            if top != alias.name:
                machine.load(alias.name, frame.source)
    return NEXT


def _module(machine: Machine, frame: Frame, name: str, at: Any) -> Value:
    return machine.load(name, frame.source) or External(at, name)


def _import_from(machine: Machine, frame: Frame, node: ast.ImportFrom) -> str:
    name = "." * node.level + (node.module or "")
    at = frame.source.at(node)
    module = machine.load(name, frame.source)
    for alias in node.names:
        if alias.name == "*":
            _import_all(machine, frame, name, module)
            continue
        machine.store(frame.scope.variables, alias.asname or alias.name, _imported(machine, name, module, alias.name, at))
    return NEXT


def _imported(machine: Machine, name: str, module: Package | None, wanted: str, at: Any) -> Value:
    if module is None:
        return External(at, f"{name}.{wanted}") if not name.startswith(".") else Unknown(at, f"the module {name} is not in the project")
    if module.scope is not None and wanted in module.scope.variables:
        return module.scope.variables[wanted]
    inner = machine.inside(module, wanted)
    if inner is not None:
        return inner
    if module.scope is not None and module.scope.star:
        return External(at, f"{module.scope.star}.{wanted}")
    return Unknown(at, f"{module.name} has no {wanted}")


def _import_all(machine: Machine, frame: Frame, name: str, module: Package | None) -> None:
    if module is None:
        frame.scope.module.star = name
    elif module.scope is not None:
        for key, value in module.scope.variables.items():
            if not key.startswith("_"):
                machine.store(frame.scope.variables, key, value)
        frame.scope.star = frame.scope.star or module.scope.star


_HANDLERS: Final[dict[type[ast.stmt], Callable[[Machine, Frame, Any], str]]] = {
    ast.AnnAssign: _annotated,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AsyncFor: _for,
    ast.AsyncFunctionDef: _function,
    ast.AsyncWith: _with,
    ast.AugAssign: _augmented,
    ast.Break: lambda machine, frame, node: BREAK,
    ast.ClassDef: _class,
    ast.Continue: lambda machine, frame, node: CONTINUE,
    ast.Delete: _delete,
    ast.Expr: _expression,
    ast.For: _for,
    ast.FunctionDef: _function,
    ast.Global: _global,
    ast.If: _if,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Match: _match,
    ast.Nonlocal: _global,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.While: _while,
    ast.With: _with,
}
