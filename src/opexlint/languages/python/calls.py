"""What calling a value does: the program's own functions are walked in place, its classes make objects, the rest belongs to a library."""

import ast
from dataclasses import replace
from typing import Final

from opexlint.languages.python import standard
from opexlint.languages.python.attributes import attribute, set_attribute
from opexlint.languages.python.machine import MAX_ACTIVATIONS, MAX_CALLS, MAX_CHAIN, Frame, Machine
from opexlint.languages.python.operations import why
from opexlint.languages.python.standard import items_of
from opexlint.languages.python.statements import run
from opexlint.languages.python.values import (
    Argument,
    Arguments,
    Bound,
    Class,
    Either,
    External,
    Function,
    Instance,
    Known,
    Made,
    Mapping,
    Member,
    Scope,
    Sequence,
    Super,
    Unknown,
    Value,
    either,
    links_to,
)
from opexlint.model import DEFAULT
from opexlint.source import Location


def invoke(machine: Machine, callee: Value, arguments: Arguments, frame: Frame, header: Location) -> Value:
    """What a call yields. `frame` is the caller's, `header` the place of the callee."""
    match callee:
        case External():
            return _call_external(machine, callee, arguments, frame, header)
        case Member():
            return _call_member(machine, callee, arguments, frame, header)
        case Function():
            return call_function(machine, callee, arguments, frame)
        case Bound():
            return call_function(machine, callee.function, arguments, frame, callee.receiver)
        case Class():
            return make(machine, callee, arguments, frame, header)
        case Either():
            then = invoke(machine, callee.then, arguments, frame, header)
            return either(callee.condition, then, invoke(machine, callee.otherwise, arguments, frame, header), arguments.at)
        case Instance():
            method = callee.cls.find("__call__")
            if isinstance(method, Function):
                return call_function(machine, method, arguments, frame, callee)
        case Made():
            return made(machine, f"{callee.name}()", arguments, frame, header, owner=callee)
    machine.library.escape(arguments)
    return Unknown(arguments.at, why(callee))


# -- functions of the program --------------------------------------------------------------------------------------------------------------


def call_function(machine: Machine, function: Function, arguments: Arguments, caller: Frame, receiver: Value | None = None) -> Value:
    """Walk a function's body with its parameters bound; what it returns."""
    key = id(function.node)
    if machine.calls >= MAX_CALLS or machine.activations.get(key, 0) >= MAX_ACTIVATIONS:
        if machine.when is True and not machine.repeats:  # what nobody can decide most likely ends the recursion
            machine.limit(f"{function.name} calls itself, or is called, too deeply to be followed", arguments.at)
        return Unknown(arguments.at, f"{function.name} is called too deeply to be followed")
    walks, spent = machine.spent.get(key, (0, 0))
    if not machine.is_worth(walks, spent):
        why_not = f"{function.name} is called too often to be followed each time"
        if machine.calls > MAX_CALLS // 2:  # a helper of a script is called often; what multiplies from call to call is out of hand
            machine.limit(why_not, arguments.at)
        machine.library.escape(arguments)
        return Unknown(arguments.at, why_not)
    before = machine.work
    scope = Scope(function.scope.source, function.scope)
    frame = Frame(scope, function, receiver, function.owner, len(machine.path))
    _bind_parameters(machine, function, arguments, frame)
    machine.activations[key] = machine.activations.get(key, 0) + 1
    machine.calls += 1
    machine.reached.add(key)
    path = machine.path
    if arguments.call is not None:
        machine.callers.append((caller, arguments.call))
    try:
        return _walk(machine, function, frame, arguments.at)
    finally:
        machine.path = path
        if arguments.call is not None:
            machine.callers.pop()
        machine.calls -= 1
        machine.activations[key] -= 1
        machine.spent[key] = (walks + 1, spent + machine.work - before)


def _walk(machine: Machine, function: Function, frame: Frame, at: Location) -> Value:
    node = function.node
    if isinstance(node, ast.Lambda):
        from opexlint.languages.python.expressions import evaluate

        return evaluate(machine, frame, node.body)
    frame.yielded = Sequence(at)
    run(machine, frame, node.body)
    if frame.yielded.items or frame.yielded.more:
        return frame.yielded
    return _returned(frame, at)


def _returned(frame: Frame, at: Location) -> Value:
    """The values a function returned, each under its condition; the last stands for what is left."""
    if not frame.returned:
        return Known(at, None)
    value = frame.returned[-1].value
    for earlier in reversed(frame.returned[:-1]):
        value = either(earlier.condition, earlier.value, value, at)
    return value


def _bind_parameters(machine: Machine, function: Function, arguments: Arguments, frame: Frame) -> None:
    parameters = function.node.args
    names = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args)]
    variables = frame.scope.variables
    positional = list(arguments.positional)
    if frame.receiver is not None and "staticmethod" not in function.marks:
        positional.insert(0, Argument(frame.receiver, frame.receiver.at))
    keywords = dict(arguments.keywords)
    for name, argument in zip(names, positional, strict=False):
        variables[name] = argument.value
    if parameters.vararg is not None:
        rest = [argument.value for argument in positional[len(names) :]]
        variables[parameters.vararg.arg] = Sequence(arguments.at, rest, arguments.more, "tuple")
    for name in (*names, *(parameter.arg for parameter in parameters.kwonlyargs)):
        if name in variables:
            continue
        if name in keywords:
            variables[name] = keywords.pop(name).value
        else:
            variables[name] = _unpassed(machine, function, name, arguments)
    if parameters.kwarg is not None:
        rest_by_name = Mapping(arguments.at, more=arguments.more)
        for name, argument in keywords.items():
            rest_by_name.entries[name] = argument.value
            rest_by_name.keys[name] = arguments.keys.get(name, argument.at)
        variables[parameters.kwarg.arg] = rest_by_name
    frame.scope.parameters.update(variables)


def _unpassed(machine: Machine, function: Function, name: str, arguments: Arguments) -> Value:
    """What a parameter is when the call does not say: its default, which whoever calls from outside may overrule."""
    if any(_is_task(decorator) for decorator in function.decorators) and name == next((one.arg for one in function.node.args.args), ""):
        return Made(arguments.at, "invoke.Context", Arguments(arguments.at), arguments.at)
    default = function.defaults.get(name)
    outside = arguments.call is None or any(_is_command_line(decorator) for decorator in function.decorators)
    if not outside:
        if default is not None and not arguments.more:
            return default
        return Unknown(arguments.at, arguments.more or f"{function.name} is called without {name}")
    place = function.owner.name if function.owner is not None else function.name
    switch = ("argument", name, f"{function.scope.source.path}:{place}")
    if isinstance(default, Known) and default.value is not None:
        machine.switches.define(switch, default.value)
        return replace(default, via=((DEFAULT, name, default.at.path, default.at.start, default.at.end),), switch=switch)
    if default is None or isinstance(default, Known):
        return Unknown(arguments.at, f"the argument {name} is given by whoever calls {place}", switch=switch)
    return default


def _is_task(decorator: Value) -> bool:
    """Whether a decorator makes a task of `invoke` or `fabric`, whose first parameter runs commands."""
    while isinstance(decorator, Made | Member) and decorator.owner is not None:
        decorator = decorator.owner
    return isinstance(decorator, External | Made) and decorator.name in ("invoke.task", "fabric.task", "fabric2.task")


def _is_command_line(decorator: Value) -> bool:
    """Whether a decorator takes the function's arguments from a command line."""
    while isinstance(decorator, Made | Member):
        if isinstance(decorator, Made) and decorator.name.startswith(("click.", "typer.", "invoke.")):
            return True
        decorator = decorator.owner if decorator.owner is not None else Unknown(decorator.at, "")
    return isinstance(decorator, External) and decorator.name.startswith(("click.", "typer.", "invoke."))


# -- classes of the program ----------------------------------------------------------------------------------------------------------------


def make(machine: Machine, cls: Class, arguments: Arguments, caller: Frame, header: Location) -> Value:
    """An object of a class: its own `__init__`, a record's fields, or what its library base makes of the arguments."""
    if cls.is_enum:
        return _member_of(cls, arguments)
    machine.reached.update(id(one.node) for one in cls.lineage())
    instance = Instance(arguments.at, cls)
    init = cls.find("__init__")
    if isinstance(init, Function):
        machine.headers.append(header)
        call_function(machine, init, arguments, caller, instance)
        machine.headers.pop()
    elif cls.fields is not None:
        _set_fields(machine, instance, cls.fields, arguments)
        after = cls.find("__post_init__")
        if isinstance(after, Function):
            call_function(machine, after, Arguments(arguments.at), caller, instance)
    elif cls.library_base():
        _init_base(machine, instance, arguments, caller, header)
    return instance


def _member_of(cls: Class, arguments: Arguments) -> Value:
    wanted = arguments.positional[0].value if arguments.positional else None
    for member in cls.scope.variables.values():
        if isinstance(member, Instance) and isinstance(wanted, Known):
            value = member.attributes.get("value")
            if isinstance(value, Known) and value.value == wanted.value:
                return member
    return Unknown(arguments.at, why(wanted) if wanted is not None else "it is a member that is computed")


def _set_fields(machine: Machine, instance: Instance, fields: tuple[str, ...], arguments: Arguments) -> None:
    for position, name in enumerate(fields):
        argument = arguments.get(position, name)
        if argument is not None:
            instance.attributes[name] = argument.value
            continue
        default = instance.cls.find(name)
        if isinstance(default, Made) and default.name.rpartition(".")[2] in ("field", "Field"):
            default = _field_default(default, arguments.at)
        instance.attributes[name] = default or Unknown(arguments.at, arguments.more or f"{name} is not passed")


def _field_default(field: Made, at: Location) -> Value | None:
    if "default" in field.arguments.keywords:
        return field.arguments.keywords["default"].value
    factory = field.arguments.keywords.get("default_factory")
    if factory is not None and isinstance(factory.value, External):
        return Sequence(at) if factory.value.name == "builtins.list" else Mapping(at) if factory.value.name == "builtins.dict" else None
    return None


def _init_base(machine: Machine, instance: Instance, arguments: Arguments, caller: Frame, header: Location) -> None:
    """Make the library's part of an object."""
    base = instance.cls.library_base()
    part = made(machine, base, arguments, caller, header)
    if isinstance(part, Made):
        instance.made = part


# -- what belongs to a library -------------------------------------------------------------------------------------------------------------


def made(machine: Machine, name: str, arguments: Arguments, frame: Frame, header: Location, owner: Value | None = None) -> Value:
    """What a call into a library yields, after the library's reader has seen it."""
    one = Made(arguments.at, name, arguments, header, owner, machine.when, machine.repeats > 0)
    if owner is not None:
        one.links = links_to(owner)
    machine.made.append(one)
    return machine.library.call(one, frame) if one.links <= MAX_CHAIN else machine.too_long(one)


def _call_external(machine: Machine, callee: External, arguments: Arguments, frame: Frame, header: Location) -> Value:
    if callee.name == "builtins.super":
        return _super(frame, arguments)
    special = _BUILTINS.get(callee.name)
    if special is not None:
        return special(machine, arguments, frame)
    if callee.name.endswith(".__init__") and arguments.positional:
        receiver, *rest = arguments.positional
        if isinstance(receiver.value, Instance):
            inner = Arguments(arguments.at, arguments.call, rest, arguments.keywords, arguments.keys, arguments.more)
            _init_base(machine, receiver.value, inner, frame, machine.headers[-1] if machine.headers else header)
            return Known(arguments.at, None)
    computed = standard.call(machine, callee.name, arguments)
    if computed is not None:
        return computed
    return made(machine, callee.name, arguments, frame, header)


def _super(frame: Frame, arguments: Arguments) -> Value:
    cls = arguments.positional[0].value if arguments.positional else frame.owner
    function = frame.function
    receiver = frame.receiver
    if len(arguments.positional) > 1:
        receiver = arguments.positional[1].value
    if isinstance(cls, Class) and receiver is not None and function is not None:
        return Super(arguments.at, receiver, cls)
    return Unknown(arguments.at, "super() is called in a way that is not followed")


def _call_member(machine: Machine, callee: Member, arguments: Arguments, frame: Frame, header: Location) -> Value:
    owner = callee.owner
    if isinstance(owner, Super):
        if callee.name == "__init__" and isinstance(owner.instance, Instance):
            _init_base(machine, owner.instance, arguments, frame, machine.headers[-1] if machine.headers else header)
            return Known(arguments.at, None)
        owner = owner.instance.made if isinstance(owner.instance, Instance) and owner.instance.made is not None else owner
    followed = standard.method(machine, owner, callee.name, arguments)
    if followed is not None:
        return followed
    return made(machine, callee.name, arguments, frame, header, owner=owner)


def _getattr(machine: Machine, arguments: Arguments, frame: Frame) -> Value:
    if len(arguments.positional) >= 2:
        owner, name = (argument.value for argument in arguments.positional[:2])
        if isinstance(name, Known) and isinstance(name.value, str):
            return attribute(machine, frame, owner, name.value, arguments.at)
        return Unknown(arguments.at, why(name))
    return Unknown(arguments.at, "it is computed")


def _setattr(machine: Machine, arguments: Arguments, frame: Frame) -> Value:
    if len(arguments.positional) == 3:
        owner, name, value = arguments.positional
        if isinstance(name.value, Known) and isinstance(name.value.value, str):
            set_attribute(machine, owner.value, name.value.value, value)
    return Known(arguments.at, None)


def _isinstance(machine: Machine, arguments: Arguments, frame: Frame) -> Value:
    if len(arguments.positional) == 2:
        value, cls = (argument.value for argument in arguments.positional)
        names = {one.name for one in (items_of(cls)[0] if isinstance(cls, Sequence) else [cls]) if isinstance(one, External)}
        for kind, types in _PYTHON_TYPES.items():
            if names and isinstance(value, kind):
                held = value.value if isinstance(value, Known) else None
                builtin = type(held).__name__ if isinstance(value, Known) else types
                return Known(arguments.at, f"builtins.{builtin}" in names)
    return Unknown(arguments.at, "the type is known only when it runs")


_PYTHON_TYPES: Final[dict[type[Value], str]] = {Known: "", Sequence: "list", Mapping: "dict"}


def _map(machine: Machine, arguments: Arguments, frame: Frame) -> Value:
    if len(arguments.positional) < 2:
        return Unknown(arguments.at, "it is computed")
    function = arguments.positional[0].value
    items, more = items_of(arguments.positional[1].value)
    results = [
        machine.invoke(function, Arguments(arguments.at, None, [Argument(item, item.at)]), frame, arguments.at) for item in items[:300]
    ]
    return Sequence(arguments.at, results, more)


_BUILTINS: Final = {
    "builtins.getattr": _getattr,
    "builtins.isinstance": _isinstance,
    "builtins.map": _map,
    "builtins.setattr": _setattr,
}
