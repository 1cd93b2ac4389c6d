"""All that was read together, indexed once: the views rules ask, and the relations between resources.

Whatever is open iterates with one unknown element at its end (`referrers`, `targets`), so that `any(x.may_be(...) for x in ...)` is
right by itself. All indexes are built in one walk over the nodes; asking them costs no scan.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from opexlint.model import (
    CHOICE,
    MAPPING,
    REFERENCE,
    SCALAR,
    SHARED,
    TEXT,
    UNKNOWN,
    CallRecord,
    CommandRecord,
    HandlerRecord,
    Key,
    ModuleRecord,
    Node,
    Parsed,
    ResourceRecord,
    UnitRecord,
    bare,
    carried,
    children,
    fold,
    linked,
    unknown,
)
from opexlint.source import Location
from opexlint.value import Value, World

STANDS_FOR: Final = {"AWS::Lambda::Alias": "FunctionName", "AWS::Lambda::Version": "FunctionName"}
"""Types whose resources are another way to say one that a property of theirs names."""

MAX_IMPORTS: Final = 16
"""How many units what one imports may have been passed through."""

_SEGMENTS = re.compile(r"[:/]")
_T = TypeVar("_T")


class Resource:
    """A resource of the project as rules see it."""

    __slots__ = ("_world", "record")

    def __init__(self, record: ResourceRecord, world: World) -> None:
        self.record = record
        self._world = world

    @property
    def type(self) -> str:
        """The CloudFormation type, or the native one where there is no counterpart."""
        return self.record.type

    @property
    def name(self) -> str:
        """The name the author gave it in code (logical id, block label, construct id)."""
        return self.record.name

    @property
    def key(self) -> Key:
        """What references to it carry: `(unit, address)`."""
        return self.record.unit, self.record.address

    @property
    def unit(self) -> str:
        """The id of the unit it belongs to."""
        return self.record.unit

    @property
    def at(self) -> Location:
        """Its header in the source."""
        return self.record.header

    @property
    def is_known(self) -> bool:
        """False for the element that stands for "there may be others"."""
        return self.record.address != ""

    @property
    def exists(self) -> Value:
        """Whether it exists: True, False, or unknown."""
        return Value(self.record.when, self._world, self.record.header)

    @property
    def properties(self) -> Value:
        """All properties, a mapping."""
        return Value(self.record.properties, self._world, self.record.header)

    def __getitem__(self, path: str | tuple[str, ...]) -> Value:
        return self.properties[path]

    def attribute(self, path: str | tuple[str, ...]) -> Value:
        """An attribute of the resource itself: `DeletionPolicy`, `UpdatePolicy`, `CreationPolicy`, `DependsOn`, `Metadata`, `Lifecycle`."""
        return Value(self.record.attributes, self._world, self.record.header)[path]

    def __repr__(self) -> str:
        return f"<{self.type} {self.record.unit}#{self.record.address}>"


class Call:
    """A call in a deployment program as rules see it."""

    __slots__ = ("_world", "record")

    def __init__(self, record: CallRecord, world: World) -> None:
        self.record = record
        self._world = world

    @property
    def name(self) -> str:
        """The imported name: `boto3.ecs.update_service`, `subprocess.run`, `input`."""
        return self.record.name

    @property
    def at(self) -> Location:
        """The callee in the source."""
        return self.record.at

    @property
    def unit(self) -> str:
        """The id of the unit it belongs to."""
        return self.record.unit

    @property
    def context(self) -> tuple[str, ...]:
        """Facts about where it stands: `loop`, `guarded`, `unused`, `handler`, `main`."""
        return self.record.context

    @property
    def handlers(self) -> tuple[HandlerRecord, ...]:
        """The `except` clauses around it, innermost first."""
        return self.record.handlers

    def __getitem__(self, name: str) -> Value:
        return Value(self.record.arguments, self._world, self.record.at)[name]

    def __repr__(self) -> str:
        return f"<call {self.name}>"


class Command:
    """A program that is started, as rules see it."""

    __slots__ = ("_world", "record")

    def __init__(self, record: CommandRecord, world: World) -> None:
        self.record = record
        self._world = world

    @property
    def at(self) -> Location:
        """The command in the source."""
        return self.record.at

    @property
    def unit(self) -> str:
        """The id of the unit it belongs to."""
        return self.record.unit

    @property
    def starter(self) -> str:
        """Who starts it: `subprocess`, `local-exec`, `remote-exec`, `user-data`, `buildspec`, `runbook` or `samconfig`."""
        return self.record.starter

    @property
    def context(self) -> tuple[str, ...]:
        """Facts about where it stands, as for a call."""
        return self.record.context

    @property
    def words(self) -> Value:
        """The argument vector, the program first."""
        return Value(self.record.argv, self._world, self.record.at)

    @property
    def argv(self) -> tuple[str, ...]:
        """The words as far as they are known; an unknown one shows as `${...}`."""
        return tuple(word.show() for word in self.words)

    def __repr__(self) -> str:
        return f"<command {' '.join(self.argv)}>"


class Module:
    """A call of a module as rules see it."""

    __slots__ = ("_world", "record")

    def __init__(self, record: ModuleRecord, world: World) -> None:
        self.record = record
        self._world = world

    @property
    def name(self) -> str:
        """The name the author gave it."""
        return self.record.name

    @property
    def at(self) -> Location:
        """Its header in the source."""
        return self.record.at

    @property
    def unit(self) -> str:
        """The id of the unit that calls it."""
        return self.record.unit

    @property
    def opaque(self) -> str:
        """Why it can't be seen into, or ""."""
        return self.record.opaque

    @property
    def source(self) -> Value:
        """Where its code comes from."""
        return Value(self.record.source, self._world, self.record.at)

    @property
    def version(self) -> Value:
        """The version constraint."""
        return Value(self.record.version, self._world, self.record.at)

    @property
    def inputs(self) -> Value:
        """What is passed in, a mapping."""
        return Value(self.record.inputs, self._world, self.record.at)

    def __repr__(self) -> str:
        return f"<module {self.record.unit}#{self.record.address}>"


class Unit:
    """One deployable whole as rules see it."""

    __slots__ = ("_world", "record")

    def __init__(self, record: UnitRecord, world: World) -> None:
        self.record = record
        self._world = world

    @property
    def id(self) -> str:
        """Unique in the project."""
        return self.record.id

    @property
    def kind(self) -> str:
        """`template`, `terraform`, `cdk-stack`, `pulumi` or `script`."""
        return self.record.kind

    @property
    def at(self) -> Location:
        """The place that stands for it."""
        return self.record.at

    @property
    def open(self) -> str:
        """Why it may hold resources that were not seen, or ""."""
        return self.record.open

    def __getitem__(self, path: str) -> Value:
        return Value(self.record.settings, self._world, self.record.at)[path]

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id}>"


class Project:
    """The scanned project, as rules ask it. `world` is the one all its views answer in; the engine moves it."""

    def __init__(self, parsed: Iterable[Parsed]) -> None:
        self.world = World()
        self._resources: dict[Key, Resource] = {}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._calls: list[Call] = []
        self._commands: list[Command] = []
        self._modules: list[Module] = []
        self._units: dict[str, Unit] = {}
        self._once: dict[object, Any] = {}
        for part in parsed:
            self._add(part)
        self._link(_Exports(unit.record for unit in self._units.values()))
        self._by_name: dict[str, list[Resource]] = defaultdict(list)
        self._mentions: dict[Key | str, list[Resource]] = defaultdict(list)
        self._module_mentions: dict[Key | str, list[Module]] = defaultdict(list)
        self._handles: dict[Key, tuple[Key | str, ...]] = {}
        """All that a mention of a resource can be: its key, and its literal names."""
        for key, resource in self._resources.items():
            names = tuple(_names(resource))
            self._handles[key] = (key, *names)
            for name in names:
                self._by_name[name].append(resource)
        for resource in self._resources.values():
            for mention in _mentions((resource.record.properties, resource.record.attributes)):
                self._mentions[mention].append(resource)
        for module in self._modules:
            if module.opaque:
                for mention in _mentions((module.record.inputs,)):
                    self._module_mentions[mention].append(module)

    def _add(self, part: Parsed) -> None:
        for unit in part.units:
            self._units.setdefault(unit.id, Unit(unit, self.world))
        for record in part.resources:
            key = (record.unit, record.address)
            if key not in self._resources:
                resource = self._resources[key] = Resource(record, self.world)
                self._by_type[record.type].append(resource)
        self._calls += (Call(call, self.world) for call in part.calls)
        self._commands += (Command(command, self.world) for command in part.commands)
        self._modules += (Module(module, self.world) for module in part.modules)

    def _link(self, exports: "_Exports") -> None:
        """Puts the values that units import from one another in their places."""
        for resource in self._resources.values():
            record = resource.record
            if _imports(record.properties, record.attributes):
                properties, attributes = linked(record.properties, exports.value), linked(record.attributes, exports.value)
                resource.record = record._replace(properties=properties, attributes=attributes)
        for module in self._modules:
            if _imports(module.record.inputs):
                module.record = module.record._replace(inputs=linked(module.record.inputs, exports.value))
        for command in self._commands:
            if _imports(command.record.argv):
                command.record = command.record._replace(argv=linked(command.record.argv, exports.value))

    # -- what there is ----------------------------------------------------------------------------------------------------------------

    def resources(self, *types: str) -> Sequence[Resource]:
        """All resources of these CloudFormation types, or all there are."""
        if not types:
            return list(self._resources.values())
        if len(types) == 1:
            return self._by_type.get(types[0], [])
        return [resource for type_ in types for resource in self._by_type.get(type_, ())]

    @property
    def types(self) -> Iterable[str]:
        """The resource types that occur."""
        return self._by_type.keys()

    @property
    def calls(self) -> Sequence[Call]:
        """All calls of deployment programs."""
        return self._calls

    @property
    def commands(self) -> Sequence[Command]:
        """All commands that are started."""
        return self._commands

    @property
    def modules(self) -> Sequence[Module]:
        """All module calls."""
        return self._modules

    @property
    def units(self) -> Sequence[Unit]:
        """All units."""
        return list(self._units.values())

    def unit(self, unit: str) -> Unit | None:
        """The unit of that id."""
        return self._units.get(unit)

    def resource(self, key: Key) -> Resource | None:
        """The resource of that key."""
        return self._resources.get(key)

    def once(self, key: object, build: Callable[[], _T]) -> _T:
        """A derived index: built at the first question, in no particular world, and kept."""
        if key not in self._once:
            self._once[key] = build()
        return self._once[key]  # type: ignore[no-any-return]

    # -- relations --------------------------------------------------------------------------------------------------------------------

    def targets(self, value: Value, *types: str) -> Iterator[Resource]:
        """The resources of these types that a value denotes: by reference, by ARN or URL, or by name.

        Ends with an unknown resource when the value may denote another one.
        """
        seen: set[Key] = set()
        for item in value:
            doubt = ""
            for resource in self._denoted(item, types):
                if resource is None:
                    doubt = item.why
                elif resource.key not in seen:
                    seen.add(resource.key)
                    yield resource
            if doubt:
                yield self.anything(doubt, item.at)

    def _denoted(self, item: Value, types: tuple[str, ...]) -> Iterator[Resource | None]:
        found = False
        open_part = False
        tail = ""
        for part in item.parts():
            reference = part.reference
            if reference is not None:
                for resource in self._behind(reference[0], types):
                    found = True
                    yield resource
                tail = ""
            elif isinstance(part.known, str):
                tail = part.known
            else:
                open_part, tail = True, ""
        if tail:
            for name in {tail, _SEGMENTS.split(tail)[-1]}:
                for resource in self._by_name.get(name, ()):
                    if not types or resource.type in types:
                        found = True
                        yield resource
        if open_part and not found and not _SEGMENTS.search(tail):
            yield None  # behind a separator the known end is the whole name

    def _behind(self, key: Key, types: tuple[str, ...]) -> Iterator[Resource | None]:
        for _ in range(3):  # an alias of a version of a function is the longest chain there is
            resource = self._resources.get(key)
            if resource is None:
                yield None
                return
            if not types or resource.type in types:
                yield resource
                return
            stands_for = STANDS_FOR.get(resource.type)
            reference = resource[stands_for].reference if stands_for else None
            if reference is None:
                return
            key = reference[0]

    def referrers(self, resource: Resource, *types: str) -> Iterator[Resource]:
        """The resources of these types that mention this one, by reference or by name.

        Ends with an unknown resource when its unit is open or a module that can't be seen into is given this resource.
        """
        seen: set[Key] = {resource.key}
        for mention in self._handles.get(resource.key, ()):
            for referrer in self._mentions.get(mention, ()):
                if referrer.key not in seen and (not types or referrer.type in types):
                    seen.add(referrer.key)
                    yield referrer
        why = self.open_around(resource)
        if why:
            yield self.anything(why, resource.at)

    def open_around(self, resource: Resource) -> str:
        """Why something that was not seen may refer to this resource, or ""."""
        for mention in self._handles.get(resource.key, ()):
            for module in self._module_mentions.get(mention, ()):
                return f"module {module.name} is given {resource.name} and can't be seen into"
        unit = self._units.get(resource.unit)
        return unit.open if unit else ""

    def mentions(self, name: str) -> Iterator[Resource]:
        """The resources in whose properties this string stands, as a whole or as the last segment of an ARN or path."""
        yield from self._mentions.get(name, ())

    def anything(self, why: str, at: Location) -> Resource:
        """The unknown resource: all its properties are unknown."""
        node = unknown(why, at)
        return Resource(ResourceRecord("*", "*", "", "", "", at, node, node, node), self.world)


class _Exports:
    """What units publish for others, by name."""

    def __init__(self, units: Iterable[UnitRecord]) -> None:
        self._published: dict[str, list[Node]] = defaultdict(list)
        for unit in units:
            for name, _, _, exports in unit.settings[1][0] if unit.settings[0] == MAPPING else ():
                for export, _, _, node in exports[1][0] if name == "Exports" and exports[0] == MAPPING else ():
                    self._published[export].append(node)
        self._asked: list[str] = []

    def value(self, name: str, at: Location) -> Node:
        """What is published under a name, where it is imported; unknown where nothing is, or where it is not one thing."""
        kind, _, label = name.partition(":")
        found = self._published.get(name, ())
        if not found:
            return unknown(f"nothing in the project exports {label}", at)
        if any(bare(one) != bare(found[0]) for one in found[1:]):
            return unknown(f"several units export {label}", at)
        if name in self._asked or len(self._asked) == MAX_IMPORTS:
            return unknown(f"{label} is imported from unit to unit without end", at)
        self._asked.append(name)
        node = linked(found[0], self.value)
        self._asked.pop()
        return carried(node, at, kind, label)


def _imports(*nodes: Node) -> bool:
    """Whether something imported stands in these nodes."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        kind = node[0]
        if kind == REFERENCE:
            if node[1][0][0] == SHARED:
                return True
        elif kind not in (SCALAR, UNKNOWN):
            stack.extend(children(node))
    return False


def _names(resource: Resource) -> Iterator[str]:
    """The literal physical names of a resource: the property that its type calls its name, as far as it is known."""
    kind = fold(resource.type.rpartition("::")[2])
    payload = resource.record.properties[1]
    if resource.record.properties[0] != "mapping":
        return
    for key, _, _, node in payload[0]:
        if fold(key) in ("name", kind + "name", kind + "identifier"):
            stack = [node]
            while stack:
                one = stack.pop()
                if one[0] == SCALAR and isinstance(one[1], str) and one[1]:
                    yield one[1]
                elif one[0] == CHOICE:
                    stack.extend(children(one))


def _mentions(nodes: tuple[Node, ...]) -> set[Key | str]:
    """Every key and string that stands in these nodes, in any world."""
    found: set[Key | str] = set()
    stack = list(nodes)
    while stack:
        node = stack.pop()
        kind = node[0]
        if kind == SCALAR:
            if isinstance(node[1], str):
                found.add(node[1])
                found.add(_SEGMENTS.split(node[1])[-1])
        elif kind == REFERENCE:
            found.add(node[1][0])
        elif kind != UNKNOWN:
            stack.extend(children(node))
            if kind == TEXT and node[1][-1][0] == SCALAR:
                found.add(_SEGMENTS.split(str(node[1][-1][1]))[-1])
    return found
