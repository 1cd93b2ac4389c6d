"""All that was read together, indexed once: the subjects that rules are about, and the relations between resources.

Whatever is open iterates with one unknown element at its end (`referrers`, `targets`), so that `any(x.may_be(...) for x in ...)` is
right by itself. All indexes are built in one walk over the nodes; asking them costs no scan.

Every question leaves a note of the `Bucket` that its answer came from (`Project.consulted`): as long as that holds the same resources, read
from the same code, the answer is the same. `verdicts` rests on it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from typing import Any, Final, TypeAlias, TypeVar

from opexlint.model import (
    GONE,
    MAPPING,
    SEGMENTS,
    Contents,
    Key,
    Node,
    Parsed,
    Record,
    ResourceRecord,
    UnitRecord,
    bare,
    carried,
    contents,
    fold,
    linked,
    shifted,
    unknown,
)
from opexlint.source import Location
from opexlint.subjects import Call, Command, Module, Resource, Subject, Unit
from opexlint.value import Value, World

STANDS_FOR: Final = {"AWS::Lambda::Alias": "FunctionName", "AWS::Lambda::Version": "FunctionName"}
"""Types whose resources are another way to say one that a property of theirs names."""

DERIVED: Final = "derived"
"""The kind of the bucket of a derived index."""
BELOW: Final = "below"
"""The kind of the bucket of a path, in which is what of it lies below the paths that the user named: no job decides that."""

MAX_IMPORTS: Final = 16
"""How many units what one imports may have been passed through."""

_T = TypeVar("_T")

Called: TypeAlias = Call | Command | Module
"""What is called: an API, a program, a module."""


Bucket: TypeAlias = tuple[str, ...]
"""Where an answer came from: which kind of index, and the key in it (see `Project.inside`)."""


class _Relations:
    """Who mentions whom: built in one walk over what stands in the resources, when it is first asked."""

    def __init__(self, resources: Iterable[Resource], modules: Mapping[Module, Contents]) -> None:
        self.named: dict[str, list[Resource]] = defaultdict(list)
        self.mentioning: dict[Key | str, list[Resource]] = defaultdict(list)
        self.given: dict[Key | str, list[Module]] = defaultdict(list)
        """The modules that can't be seen into, by what they are given."""
        self.partial: set[Resource] = set()
        self.handles: dict[Key, tuple[Key | str, ...]] = {}
        """All that a mention of a resource can be: its key, and its literal names."""
        for resource in resources:
            key, found = resource.key, resource.record.contents
            self.handles[key] = (key, *found.names)
            for name in found.names:
                self.named[name].append(resource)
            for mention in found.mentions:
                self.mentioning[mention].append(resource)
            if not found.whole:
                self.partial.add(resource)
        self.texts = [mention for mention in self.mentioning if isinstance(mention, str)]
        for module, given in modules.items():
            for mention in given.mentions:
                self.given[mention].append(module)

        self._referring: dict[Key, Sequence[Resource]] = {}

    def of(self, index: Mapping[Key | str, Sequence[_T]], key: Key) -> list[_T]:
        """What an index has for a resource, by whatever that is mentioned."""
        return [one for handle in self.handles.get(key, ()) for one in index.get(handle, ())]

    def referring(self, resource: Resource) -> Sequence[Resource]:
        """The other resources that mention this one, each once."""
        found = self._referring.get(resource.key)
        if found is None:
            mentioning = dict.fromkeys(self.of(self.mentioning, resource.key))
            mentioning.pop(resource, None)
            found = self._referring[resource.key] = tuple(mentioning)
        return found


class Project:
    """The scanned project, as rules ask it.

    `world` is the one all its views answer in; the engine moves it. `consulted` are the buckets that answers came from, but for those that
    a subject gives of itself; the engine empties it. `assumed` is what the user says is there, out of sight, by its name and in words that
    complete "unknown because"; `named` are the paths to be checked as the user gave them, from the root ("" is the root itself).
    """

    def __init__(self, parsed: Iterable[Parsed], assumed: Mapping[str, str] | None = None, named: Iterable[str] = ("",)) -> None:
        self.world = World()
        self.consulted: set[Bucket] = set()
        self.assumed: Mapping[str, str] = assumed or {}
        self._named = sorted(set(named), key=len, reverse=True)
        self._resources: dict[Key, Resource] = {}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._by_unit: dict[tuple[str, ...], list[Resource]] = defaultdict(list)
        """By the id of the unit, and by that and a type."""
        self._calls: list[Call] = []
        self._commands: list[Command] = []
        self._modules: list[Module] = []
        self._units: dict[str, Unit] = {}
        self._made: dict[int, Subject] = {}
        self._imports: dict[Subject, tuple[str, ...]] = {}
        self._openings: dict[Key, str] = {}
        self._once: dict[str | tuple[str, ...], tuple[Bucket, Any]] = {}
        self.rests: dict[Bucket, frozenset[Bucket]] = {}
        """What the building of each derived index consulted."""
        self._contents: dict[Called, Contents] = {}
        self._holding: dict[Callable[[str], object], dict[str, bool]] = defaultdict(dict)
        """Of which strings each predicate holds, as far as it was asked."""
        for part in parsed:
            self._add(part)
        self._exports = _Exports(unit.record for unit in self._units.values())
        self._import()

    def _import(self) -> None:
        """Puts what is imported in its place, in all that imports something."""
        for resource in self._resources.values():
            if resource.record.imports:
                self._imports[resource] = resource.record.imports
                resource.record = resource.record.replaced(self._with_imports)
        for module in self._modules:
            imports = self._inside(module).imports
            if imports:
                self._imports[module] = imports
                module.record = module.record._replace(inputs=self._with_imports(module.record.inputs))
                del self._contents[module]
        for command in self._commands:
            imports = self._inside(command).imports
            if imports:
                self._imports[command] = imports
                command.record = command.record._replace(argv=self._with_imports(command.record.argv))
                del self._contents[command]

    def _inside(self, one: Called) -> Contents:
        """What stands in what is said of it, found once."""
        found = self._contents.get(one)
        if found is None:
            found = self._contents[one] = contents(one.given)
        return found

    def _with_imports(self, node: Node) -> Node:
        return linked(node, self._exports.value)

    def _add(self, part: Parsed) -> None:
        for unit in part.units:
            if unit.id not in self._units:
                self._units[unit.id] = self._made[id(unit)] = Unit(unit, self.world)
        for record in part.resources:
            key = (record.unit, record.address)
            if key not in self._resources:
                resource = self._resources[key] = self._made[id(record)] = Resource(Record.of(record), self.world)
                self._by_type[record.type].append(resource)
                self._by_unit[record.unit,].append(resource)
                self._by_unit[record.unit, record.type].append(resource)
        rest: tuple[tuple[list[Any], Iterable[Any], Callable[[Any, World], Any]], ...] = (
            (self._calls, part.calls, Call), (self._commands, part.commands, Command), (self._modules, part.modules, Module)
        )  # fmt: skip
        for found, records, view in rest:
            for one in records:
                self._made[id(one)] = view(one, self.world)
                found.append(self._made[id(one)])

    def relate(self) -> None:
        """Builds the relations now: whoever is to share them begins as a copy of this process."""
        self._relations  # noqa: B018

    @cached_property
    def _relations(self) -> _Relations:
        return _Relations(self._resources.values(), {one: self._inside(one) for one in self._modules if one.opaque})

    # -- what there is ----------------------------------------------------------------------------------------------------------------

    def resources(self, *types: str) -> Sequence[Resource]:
        """All resources of these CloudFormation types, or all there are."""
        if not types:
            self.consulted.add(("resources",))
            return list(self._resources.values())
        self.consulted.update([("type", type_) for type_ in types])
        if len(types) == 1:
            return self._by_type.get(types[0], [])
        return [resource for type_ in types for resource in self._by_type.get(type_, ())]

    def within(self, unit: str, *types: str) -> Sequence[Resource]:
        """All resources of a unit, or those of these types."""
        if not types:
            self.consulted.add(("within", unit))
            return self._by_unit.get((unit,), ())
        self.consulted.update([("within", unit, type_) for type_ in types])
        return [resource for type_ in types for resource in self._by_unit.get((unit, type_), ())]

    @property
    def types(self) -> Iterable[str]:
        """The resource types that occur."""
        self.consulted.add(("types",))
        return self._by_type.keys()

    @property
    def calls(self) -> Sequence[Call]:
        """All calls of deployment programs."""
        self.consulted.add(("calls",))
        return self._calls

    @property
    def commands(self) -> Sequence[Command]:
        """All commands that are started."""
        self.consulted.add(("commands",))
        return self._commands

    @property
    def modules(self) -> Sequence[Module]:
        """All module calls."""
        self.consulted.add(("modules",))
        return self._modules

    @property
    def units(self) -> Sequence[Unit]:
        """All units."""
        self.consulted.add(("units",))
        return list(self._units.values())

    @property
    def subjects(self) -> list[Subject]:
        """All that a rule can be about, by kind."""
        return [*self.resources(), *self.calls, *self.commands, *self.modules, *self.units]

    def unit(self, unit: str) -> Unit | None:
        """The unit of that id."""
        self.consulted.add(("unit", unit))
        return self._units.get(unit)

    def resource(self, key: Key) -> Resource | None:
        """The resource of that key."""
        self.consulted.add(("key", *key))
        return self._resources.get(key)

    def below(self, path: str) -> str:
        """The part of a path below what the user named: "" where that is the path or lies in it, all where nothing of it was named."""
        self.consulted.add((BELOW, path))
        return self._below(path)

    def _below(self, path: str) -> str:
        for one in self._named:
            if not one or path == one or path.startswith(f"{one}/"):
                return path[len(one) :].lstrip("/")
        return "" if any(one.startswith(f"{path}/") for one in self._named) else path

    def once(self, key: str | tuple[str, ...], build: Callable[[], _T]) -> _T:
        """A derived index: built at the first question, in no particular world, and kept."""
        kept = self._once.get(key)
        if kept is None:
            bucket = (DERIVED, key) if isinstance(key, str) else (DERIVED, *key)
            asking, self.consulted = self.consulted, set()
            try:
                kept = self._once[key] = (bucket, build())
                self.rests[bucket] = frozenset(self.consulted)
            finally:
                self.consulted = asking
        self.consulted.add(kept[0])
        return kept[1]

    def inside(self, bucket: Bucket) -> Sequence[Subject | str]:
        """What is in a bucket now: subjects, or words; notes nothing. Of one that is derived, `rests` tells what it was made of."""
        return _INSIDE[bucket[0]](self, bucket[1:])

    def _around(self, key: tuple[str, ...]) -> Sequence[Subject]:
        return (*_found(self._units.get(key[0])), *self._relations.of(self._relations.given, (key[0], key[1])))

    def _referring(self, key: tuple[str, ...]) -> Sequence[Subject]:
        return (*self._relations.of(self._relations.mentioning, (key[0], key[1])), *self._around(key))

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
            for name in {tail, SEGMENTS.split(tail)[-1]}:
                self.consulted.add(("name", name))
                for resource in self._relations.named.get(name, ()):
                    if not types or resource.type in types:
                        found = True
                        yield resource
        if open_part and not found and not SEGMENTS.search(tail):
            yield None  # behind a separator the known end is the whole name

    def _behind(self, key: Key, types: tuple[str, ...]) -> Iterator[Resource | None]:
        for _ in range(3):  # an alias of a version of a function is the longest chain there is
            resource = self.resource(key)
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
        self.consulted.add(("referrers", *resource.key))
        for referrer in self._relations.referring(resource):
            if not types or referrer.record.type in types:
                yield referrer
        why = self._openings.get(resource.key)
        if why is None:
            why = self._open_around(resource)
        if why:
            yield self.anything(why, resource.at)

    def open_around(self, resource: Resource) -> str:
        """Why something that was not seen may refer to this resource, or ""."""
        self.consulted.add(("around", *resource.key))
        return self._open_around(resource)

    def _open_around(self, resource: Resource) -> str:
        why = self._openings.get(resource.key)
        if why is None:
            unit = self._units.get(resource.unit)
            mentioned = self._relations.of(self._relations.given, resource.key)
            given = next((f"module {one.name} is given {resource.name} and can't be seen into" for one in mentioned), "")
            why = self._openings[resource.key] = given or (unit.open if unit else "")
        return why

    def mentions(self, name: str) -> Iterator[Resource]:
        """The resources in whose properties this string stands, as a whole or as the last segment of an ARN or path."""
        self.consulted.add(("mentions", name))
        yield from self._relations.mentioning.get(name, ())

    def says(self, subject: Resource | Called, holds: Callable[[str], object]) -> bool:
        """Whether a string for which a predicate holds may stand in a subject, in any world.

        The predicate has to be a function of a module: it is asked once of each string.
        """
        known = self._holding[holds]
        for text in subject.record.contents.mentions if isinstance(subject, Resource) else self._inside(subject).mentions:
            if isinstance(text, str):
                if text not in known:
                    known[text] = bool(holds(text))
                if known[text]:
                    return True
        return False

    def saying(self, holds: Callable[[str], object]) -> set[Resource]:
        """All resources of which `says` holds."""
        self.consulted.add(("resources",))
        relations = self._relations
        return {one for text in filter(holds, relations.texts) for one in relations.mentioning[text]}

    def is_partial(self, subject: Resource | Called) -> bool:
        """Whether something in a subject is not known, in any world."""
        return subject in self._relations.partial if isinstance(subject, Resource) else not self._inside(subject).whole

    @property
    def partial(self) -> set[Resource]:
        """All resources of which `is_partial` holds."""
        self.consulted.add(("resources",))
        return self._relations.partial

    def having(self, name: str) -> set[Resource]:
        """All resources that may have an attribute of their own of that name, in some world."""
        self.consulted.add(("resources",))
        return self._attributed[fold(name)] | self._attributed[""]

    @cached_property
    def _attributed(self) -> dict[str, set[Resource]]:
        """The resources by the names of their attributes, as `fold` spells them; under "" are those that may have any."""
        found: dict[str, set[Resource]] = defaultdict(set)
        for resource in self._resources.values():
            node = resource.record.attributes
            entries, more = node[1] if node[0] == MAPPING else ((), node[0] != GONE)
            for entry in entries:
                found[fold(entry[0])].add(resource)
            if more:
                found[""].add(resource)
        return found

    def made_of(self, part: Parsed) -> tuple[list[Subject], int]:
        """The subjects that were made of a job, and of how many records: of a record that says what another had said there is none."""
        records = (*part.resources, *part.calls, *part.commands, *part.modules, *part.units)
        made = self._made
        return [made[record] for record in map(id, records) if record in made], len(records)

    def imported(self, subjects: Iterable[Subject], shifts: Mapping[str, int] = {}) -> bytes:
        """Stands for all that these subjects import from other units, as it is; `b""` when that is nothing.

        With `shifts` it is as if each file's text stood further down by so many code points.
        """
        imports = self._imports
        names = [imports[subject] for subject in subjects if subject in imports] if imports else []
        return b"".join([self._exports.stamp(name, shifts) for name in sorted(set(chain.from_iterable(names)))]) if names else b""

    def anything(self, why: str, at: Location) -> Resource:
        """The unknown resource: all its properties are unknown."""
        node = unknown(why, at)
        return Resource(Record.of(ResourceRecord("*", "*", "", "", "", at, node, node, node)), self.world)


def _found(one: Subject | None) -> Sequence[Subject]:
    return () if one is None else (one,)


# no methods of an instance: a project that holds itself would be left to the garbage collector, with all that was read
_INSIDE: Final[Mapping[str, Callable[[Project, tuple[str, ...]], Sequence[Subject | str]]]] = {
    "resources": lambda project, _: tuple(project._resources.values()),
    "types": lambda project, _: tuple(project._by_type),
    BELOW: lambda project, key: (project._below(key[0]),),
    "calls": lambda project, _: project._calls,
    "commands": lambda project, _: project._commands,
    "modules": lambda project, _: project._modules,
    "units": lambda project, _: tuple(project._units.values()),
    "unit": lambda project, key: _found(project._units.get(key[0])),
    "key": lambda project, key: _found(project._resources.get((key[0], key[1]))),
    "type": lambda project, key: project._by_type.get(key[0], ()),
    "within": lambda project, key: project._by_unit.get(key, ()),
    "name": lambda project, key: project._relations.named.get(key[0], ()),
    "mentions": lambda project, key: project._relations.mentioning.get(key[0], ()),
    "referrers": Project._referring,
    "around": Project._around,
    DERIVED: lambda project, _: (),
}
"""What is in a bucket of each kind, by the key in it."""


class _Exports:
    """What units publish for others, by name."""

    def __init__(self, units: Iterable[UnitRecord]) -> None:
        self._published: dict[str, list[Node]] = defaultdict(list)
        for unit in units:
            for name, _, _, exports in unit.settings[1][0] if unit.settings[0] == MAPPING else ():
                for export, _, _, node in exports[1][0] if name == "Exports" and exports[0] == MAPPING else ():
                    self._published[export].append(node)
        self._asked: list[str] = []
        self._linked: dict[str, Node] = {}
        """What is published under a name, with all that it imports itself."""
        self._stamps: dict[tuple[str, bool], bytes] = {}

    def stamp(self, name: str, shifts: Mapping[str, int]) -> bytes:
        """Stands for what is published under a name, as it is or as if it were shifted; `shifts` are always the same, or none."""
        key = (name, bool(shifts))
        if key not in self._stamps:
            node = self.value(name, Location("", 0, 0))
            node = shifted(node, shifts) if shifts else node
            self._stamps[key] = blake2b(repr((name, node)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        return self._stamps[key]

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
        if self._asked:  # where that ends depends on what asks
            return carried(self._followed(name), at, kind, label)
        if name not in self._linked:
            self._linked[name] = self._followed(name)
        return carried(self._linked[name], at, kind, label)

    def _followed(self, name: str) -> Node:
        self._asked.append(name)
        node = linked(self._published[name][0], self.value)
        self._asked.pop()
        return node
