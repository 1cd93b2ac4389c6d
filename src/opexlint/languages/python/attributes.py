"""What `owner.name` yields, and what setting it does."""

from opexlint.languages.python.machine import Frame, Machine
from opexlint.languages.python.operations import why
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
    Missing,
    Package,
    Plain,
    Sequence,
    Super,
    Text,
    Unknown,
    Value,
    either,
    moved,
)
from opexlint.source import Location


def attribute(machine: Machine, frame: Frame, owner: Value, name: str, at: Location) -> Value:
    """The attribute of a value; a property of the program is computed."""
    match owner:
        case External():
            return External(at, f"{owner.name}.{name}")
        case Made() | Member():
            return machine.library.attribute(owner, name, at)
        case Either():
            then = attribute(machine, frame, owner.then, name, at)
            return either(owner.condition, then, attribute(machine, frame, owner.otherwise, name, at), at)
        case Instance():
            return _of_instance(machine, frame, owner, name, at)
        case Class():
            return _of_class(machine, owner, name, at)
        case Package():
            return _of_package(machine, owner, name, at)
        case Super():
            found = owner.cls.find(name, after=owner.cls) if not isinstance(owner.instance, Class) else None
            if isinstance(owner.instance, Instance):
                found = owner.instance.cls.find(name, after=owner.cls)
            return _bound(machine, frame, found, owner.instance, at) if found is not None else Member(at, owner, name)
        case Known() | Text() | Sequence() | Mapping():
            return Member(at, owner, name)
    return Unknown(at, why(owner) if isinstance(owner, Unknown) else f"{name} is not followed")


def _of_instance(machine: Machine, frame: Frame, owner: Instance, name: str, at: Location) -> Value:
    found = owner.attributes.get(name)
    if found is not None:
        if isinstance(found, Missing):
            return Unknown(at, f"{name} is not set on every way")
        return moved(found, at, "variable", name) if isinstance(found, Plain) else found
    found = owner.cls.find(name)
    if found is not None:
        return _bound(machine, frame, found, owner, at)
    if owner.made is not None:
        return machine.library.attribute(owner.made, name, at)
    base = owner.cls.library_base()
    if base:
        return Unknown(at, f"{name} comes from {base}")
    return Unknown(at, f"{owner.cls.name}.{name} is not set")


def _bound(machine: Machine, frame: Frame, found: Value, receiver: Value, at: Location) -> Value:
    """A class's attribute as seen from an object: a method with its object, a property's value, or the value itself."""
    if not isinstance(found, Function):
        return moved(found, at, "variable", "") if isinstance(found, Plain) else found
    if "property" in found.marks or "cached_property" in found.marks:
        return machine.invoke(Bound(at, found, receiver), Arguments(at), frame, at)
    if "staticmethod" in found.marks:
        return found
    if "classmethod" in found.marks and isinstance(receiver, Instance):
        return Bound(at, found, receiver.cls)
    return Bound(at, found, receiver)


def _of_class(machine: Machine, owner: Class, name: str, at: Location) -> Value:
    if name == "__name__":
        return Known(at, owner.name)
    found = owner.find(name)
    if isinstance(found, Function) and "classmethod" in found.marks:
        return Bound(at, found, owner)
    if isinstance(found, Plain):
        return moved(found, at, "variable", f"{owner.name}.{name}")
    if found is not None:
        return found
    base = owner.library_base()
    return External(at, f"{base}.{name}") if base else Unknown(at, f"{owner.name}.{name} is not set")


def _of_package(machine: Machine, owner: Package, name: str, at: Location) -> Value:
    if owner.scope is not None:
        found = owner.scope.variables.get(name)
        if found is not None:
            return moved(found, at, "variable", f"{owner.name.rpartition('.')[2]}.{name}") if isinstance(found, Plain) else found
    module = machine.inside(owner, name)
    if module is not None:
        return module
    if owner.scope is not None and owner.scope.star:
        return External(at, f"{owner.scope.star}.{name}")
    return Unknown(at, f"{owner.name} has no {name}")


def set_attribute(machine: Machine, owner: Value, name: str, value: Argument) -> None:
    """`owner.name = value`."""
    match owner:
        case Either():
            set_attribute(machine, owner.then, name, value)
            set_attribute(machine, owner.otherwise, name, value)
        case Instance():
            machine.store(owner.attributes, name, value.value)
            if owner.made is not None and owner.cls.find(name) is None:
                machine.library.assign(owner.made, name, value)
        case Class():
            machine.store(owner.scope.variables, name, value.value)
        case Package(scope=scope) if scope is not None:
            machine.store(scope.variables, name, value.value)
        case Made() | Member():
            machine.library.assign(owner, name, value)
