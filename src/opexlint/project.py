"""All that was read together, indexed once: the views rules ask, and the relations between resources.

Whatever is open iterates with one unknown element at its end (`referrers`, `targets`), so that `any(x.may_be(...) for x in ...)` is
right by itself. All indexes are built in one walk over the nodes; asking them costs no scan.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final, TypeAlias, TypeVar

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
from opexlint.value import Properties, Value, World

STANDS_FOR: Final = {"AWS::Lambda::Alias": "FunctionName", "AWS::Lambda::Version": "FunctionName"}
"""Types whose resources are another way to say one that a property of theirs names."""

MAX_IMPORTS: Final = 16
"""How many units what one imports may have been passed through."""

_SEGMENTS = re.compile(r"[:/]")
_T = TypeVar("_T")


class Resource:
    """A resource of the project as rules see it."""

    __slots__ = ("_attributes", "_derived", "_properties", "_world", "key", "record")

    def __init__(self, record: ResourceRecord, world: World) -> None:
        self.record = record
        self.key: Key = (record.unit, record.address)
        """What references to it carry."""
        self._world = world
        self._derived: dict[Callable[[Resource], Any], Any] | None = None
        self._properties: Properties | None = None
        self._attributes: Properties | None = None

    @property
    def type(self) -> str:
        """The CloudFormation type, or the native one where there is no counterpart."""
        return self.record.type

    @property
    def name(self) -> str:
        """The name the author gave it in code (logical id, block label, construct id)."""
        return self.record.name

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
    def is_always_there(self) -> bool:
        """Whether it exists in every world."""
        return self.record.when[1] is True  # nothing else has this payload

    @property
    def exists(self) -> Value:
        """Whether it exists: True, False, or unknown."""
        return Value(self.record.when, self._world, self.record.header)

    @property
    def properties(self) -> Properties:
        """All properties, a mapping."""
        if self._properties is None:
            self._properties = Properties(self.record.properties, self._world, self.record.header)
        return self._properties

    def __getitem__(self, path: str | tuple[str, ...]) -> Value:
        return (self.properties if self._properties is None else self._properties)[path]

    def attribute(self, path: str | tuple[str, ...]) -> Value:
        """An attribute of the resource itself: `DeletionPolicy`, `UpdatePolicy`, `CreationPolicy`, `DependsOn`, `Metadata`, `Lifecycle`."""
        if self._attributes is None:
            self._attributes = Properties(self.record.attributes, self._world, self.record.header)
        return self._attributes[path]

    def __repr__(self) -> str:
        return f"<{self.type} {self.record.unit}#{self.record.address}>"

    def derived(self, make: Callable[["Resource"], _T]) -> _T:
        """What is made of its record alone; kept, unless that meets a choice: then it may be another one in each world."""
        derived = self._derived = {} if self._derived is None else self._derived
        if make in derived:
            return derived[make]  # type: ignore[no-any-return]
        met = self._world.choices
        made = make(self)
        if self._world.choices == met:
            derived[make] = made
        return made


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


Subject: TypeAlias = Resource | Call | Command | Module | Unit
"""Whatever a rule can be about."""


class Project:
    """The scanned project, as rules ask it.

    `world` is the one all its views answer in; the engine moves it. `consulted` tells whether anything was asked that more than its own
    subject answers; the engine sets it back. `assumed` is what the user says is there, out of sight, by its name and
    in words that complete "unknown because".
    """

    def __init__(self, parsed: Iterable[Parsed], assumed: Mapping[str, str] | None = None) -> None:
        self.world = World()
        self.consulted = False
        self.assumed: Mapping[str, str] = assumed or {}
        self._resources: dict[Key, Resource] = {}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._by_unit: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._calls: list[Call] = []
        self._commands: list[Command] = []
        self._modules: list[Module] = []
        self._units: dict[str, Unit] = {}
        self._made: dict[int, Subject] = {}
        self._imports: dict[Subject, set[str]] = {}
        self._once: dict[object, Any] = {}
        self._saying: dict[Callable[[str], bool], set[Resource]] = {}
        for part in parsed:
            self._add(part)
        exports = self._exports = _Exports(unit.record for unit in self._units.values())
        self._by_name: dict[str, list[Resource]] = defaultdict(list)
        self._mentions: dict[Key | str, list[Resource]] = defaultdict(list)
        self._module_mentions: dict[Key | str, list[Module]] = defaultdict(list)
        self._handles: dict[Key, tuple[Key | str, ...]] = {}
        """All that a mention of a resource can be: its key, and its literal names."""
        self._partial: set[Resource] = set()
        for key, resource in self._resources.items():
            contents, nodes = _linked(exports, resource.record.properties, resource.record.attributes)
            if nodes:
                self._imports[resource] = contents.imports
                resource.record = resource.record._replace(properties=nodes[0], attributes=nodes[1])
            names = tuple(_names(resource))
            self._handles[key] = (key, *names)
            for name in names:
                self._by_name[name].append(resource)
            for mention in contents.mentions:
                self._mentions[mention].append(resource)
            if not contents.whole:
                self._partial.add(resource)
        for module in self._modules:
            contents, nodes = _linked(exports, module.record.inputs)
            if nodes:
                self._imports[module] = contents.imports
                module.record = module.record._replace(inputs=nodes[0])
            for mention in contents.mentions if module.opaque else ():
                self._module_mentions[mention].append(module)
        for command in self._commands:
            contents, nodes = _linked(exports, command.record.argv)
            if nodes:
                self._imports[command] = contents.imports
                command.record = command.record._replace(argv=nodes[0])
        self._openings: dict[Key, str] = {}

    def _add(self, part: Parsed) -> None:
        for unit in part.units:
            if unit.id not in self._units:
                self._units[unit.id] = self._made[id(unit)] = Unit(unit, self.world)
        for record in part.resources:
            key = (record.unit, record.address)
            if key not in self._resources:
                resource = self._resources[key] = self._made[id(record)] = Resource(record, self.world)
                self._by_type[record.type].append(resource)
                self._by_unit[record.unit, record.type].append(resource)
        rest: tuple[tuple[list[Any], Iterable[Any], Callable[[Any, World], Any]], ...] = (
            (self._calls, part.calls, Call), (self._commands, part.commands, Command), (self._modules, part.modules, Module)
        )  # fmt: skip
        for found, records, view in rest:
            for one in records:
                self._made[id(one)] = view(one, self.world)
                found.append(self._made[id(one)])

    # -- what there is ----------------------------------------------------------------------------------------------------------------

    def resources(self, *types: str) -> Sequence[Resource]:
        """All resources of these CloudFormation types, or all there are."""
        self.consulted = True
        if not types:
            return list(self._resources.values())
        if len(types) == 1:
            return self._by_type.get(types[0], [])
        return [resource for type_ in types for resource in self._by_type.get(type_, ())]

    def within(self, unit: str, *types: str) -> Sequence[Resource]:
        """All resources of a unit, or those of these types."""
        self.consulted = True
        return [resource for type_ in types or self._by_type for resource in self._by_unit.get((unit, type_), ())]

    @property
    def types(self) -> Iterable[str]:
        """The resource types that occur."""
        self.consulted = True
        return self._by_type.keys()

    @property
    def calls(self) -> Sequence[Call]:
        """All calls of deployment programs."""
        self.consulted = True
        return self._calls

    @property
    def commands(self) -> Sequence[Command]:
        """All commands that are started."""
        self.consulted = True
        return self._commands

    @property
    def modules(self) -> Sequence[Module]:
        """All module calls."""
        self.consulted = True
        return self._modules

    @property
    def units(self) -> Sequence[Unit]:
        """All units."""
        self.consulted = True
        return list(self._units.values())

    @property
    def subjects(self) -> list[Subject]:
        """All that a rule can be about, by kind."""
        self.consulted = True
        return [*self._resources.values(), *self._calls, *self._commands, *self._modules, *self._units.values()]

    def unit(self, unit: str) -> Unit | None:
        """The unit of that id."""
        self.consulted = True
        return self._units.get(unit)

    def resource(self, key: Key) -> Resource | None:
        """The resource of that key."""
        self.consulted = True
        return self._resources.get(key)

    def once(self, key: object, build: Callable[[], _T]) -> _T:
        """A derived index: built at the first question, in no particular world, and kept."""
        self.consulted = True
        if key not in self._once:
            self._once[key] = build()
        return self._once[key]  # type: ignore[no-any-return]

    # -- relations --------------------------------------------------------------------------------------------------------------------

    def targets(self, value: Value, *types: str) -> Iterator[Resource]:
        """The resources of these types that a value denotes: by reference, by ARN or URL, or by name.

        Ends with an unknown resource when the value may denote another one.
        """
        self.consulted = True
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
        self.consulted = True
        seen: set[Key] = {resource.key}
        for mention in self._handles.get(resource.key, ()) if not types or any(type_ in self._by_type for type_ in types) else ():
            for referrer in self._mentions.get(mention, ()):
                if (not types or referrer.record.type in types) and referrer.key not in seen:
                    seen.add(referrer.key)
                    yield referrer
        why = self.open_around(resource)
        if why:
            yield self.anything(why, resource.at)

    def open_around(self, resource: Resource) -> str:
        """Why something that was not seen may refer to this resource, or ""."""
        self.consulted = True
        why = self._openings.get(resource.key)
        if why is None:
            mentioned = (module for mention in self._handles.get(resource.key, ()) for module in self._module_mentions.get(mention, ()))
            unit = self._units.get(resource.unit)
            given = next((f"module {one.name} is given {resource.name} and can't be seen into" for one in mentioned), "")
            why = self._openings[resource.key] = given or (unit.open if unit else "")
        return why

    def mentions(self, name: str) -> Iterator[Resource]:
        """The resources in whose properties this string stands, as a whole or as the last segment of an ARN or path."""
        self.consulted = True
        yield from self._mentions.get(name, ())

    def says(self, resource: Resource, holds: Callable[[str], bool]) -> bool:
        """Whether a string for which a predicate holds may stand in a resource, in any world.

        The predicate has to be a function of a module: it is asked once of each string of the project.
        """
        return resource in self._said(holds)

    def saying(self, holds: Callable[[str], bool]) -> set[Resource]:
        """All resources of which `says` holds."""
        self.consulted = True
        return self._said(holds)

    def _said(self, holds: Callable[[str], bool]) -> set[Resource]:
        found = self._saying.get(holds)
        if found is None:
            texts = [text for text in self._mentions if isinstance(text, str) and holds(text)]
            found = self._saying[holds] = {one for text in texts for one in self._mentions[text]}
        return found

    def is_partial(self, resource: Resource) -> bool:
        """Whether something in a resource is not known, in any world."""
        return resource in self._partial

    @property
    def partial(self) -> set[Resource]:
        """All resources of which `is_partial` holds."""
        self.consulted = True
        return self._partial

    def made_of(self, record: int) -> Subject | None:
        """The subject that was made of a record, by the record's identity; None when another had said the same."""
        return self._made.get(record)

    def imported(self, subjects: Iterable[Subject]) -> bytes:
        """Stands for all that these subjects import from other units, as it is; `b""` when that is nothing."""
        names = {name for subject in subjects if subject in self._imports for name in self._imports[subject]}
        nowhere = Location("", 0, 0)
        values = [self._exports.value(name, nowhere) for name in sorted(names)]
        return blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=16).digest() if values else b""

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


def _linked(exports: _Exports, *nodes: Node) -> tuple["_Contents", tuple[Node, ...]]:
    """What stands in these nodes when all that is imported is in its place, and the nodes then: none where nothing is."""
    contents = _Contents(nodes)
    if not contents.imports:
        return contents, ()
    nodes = tuple([linked(node, exports.value) for node in nodes])
    complete = _Contents(nodes)
    complete.imports = contents.imports
    return complete, nodes


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


class _Contents:
    """What stands in nodes, in any world.

    `mentions` are all keys and strings, `whole` is whether nothing is unknown, `imports` what comes from other units.
    """

    __slots__ = ("imports", "mentions", "whole")

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.mentions: set[Key | str] = set()
        self.whole = True
        self.imports: set[str] = set()
        found = self.mentions
        stack = list(nodes)
        while stack:
            node = stack.pop()
            kind, payload = node[0], node[1]
            if kind == SCALAR:
                if isinstance(payload, str):
                    found.add(payload)
                    found.add(_SEGMENTS.split(payload)[-1])
            elif kind == REFERENCE:
                found.add(payload[0])
                if payload[0][0] == SHARED:
                    self.imports.add(payload[0][1])
            elif kind == UNKNOWN:
                self.whole = False
            else:
                stack.extend(children(node))
                if kind == TEXT and payload[-1][0] == SCALAR:
                    found.add(_SEGMENTS.split(str(payload[-1][1]))[-1])
