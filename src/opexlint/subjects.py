"""What a rule can be about: small views on the records of resources, calls, commands, modules and units.

A view answers in the world that its project is in; what it answers rests on its own record alone.
"""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from opexlint.model import CallRecord, CommandRecord, HandlerRecord, Key, ModuleRecord, Node, Record, UnitRecord
from opexlint.source import Location
from opexlint.value import Properties, Value, World

_T = TypeVar("_T")


class Resource:
    """A resource of the project as rules see it."""

    __slots__ = ("_attributes", "_derived", "_properties", "_world", "is_always_there", "key", "record")

    def __init__(self, record: Record, world: World) -> None:
        self.record = record
        self.key: Key = (record.unit, record.address)
        """What references to it carry."""
        self.is_always_there: bool = record.when[1] is True  # nothing else has this payload
        """Whether it exists in every world."""
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

    @property
    def given(self) -> Node:
        """All that the author says of it."""
        return self.record.properties

    def derived(self, make: Callable[["Resource"], _T]) -> _T:
        """What is made of its record alone, asking values nothing; kept, unless that meets a choice and may be another in each world."""
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

    @property
    def given(self) -> Node:
        """All that the author says of it."""
        return self.record.arguments

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

    @property
    def given(self) -> Node:
        """All that the author says of it."""
        return self.record.argv

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

    @property
    def given(self) -> Node:
        """All that the author says of it."""
        return self.record.inputs

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
