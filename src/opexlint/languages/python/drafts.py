"""Resources in the making: a construct's own and those that come with it, while its arguments and calls still change them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final, TypeAlias

from opexlint.embedded import starters
from opexlint.embedded.passage import Passage
from opexlint.embedded.value import member
from opexlint.facts import cdk, paths, schemas
from opexlint.languages.python.conditions import Condition, Switches
from opexlint.languages.python.machine import Machine
from opexlint.languages.python.properties import Path, from_data, get, normalised, opened, put
from opexlint.languages.python.values import Made
from opexlint.model import (
    CHOICE,
    GONE,
    MAPPING,
    SCALAR,
    UNKNOWN,
    CommandRecord,
    Node,
    ResourceRecord,
    Scalar,
    UnitRecord,
    children,
    mapping,
    scalar,
)
from opexlint.source import Location, Sources

_SPELLED: Final = (SCALAR, CHOICE)
"""What may be spelled otherwise than the schema has it."""

Entry: TypeAlias = tuple[str, int, int, Node]
"""A name, its range, and what stands under it."""

MAX_SCRIPTS: Final = 500_000
"""How many characters the resources of one program may have that start programs."""

BY_CDK: Final = "the CDK decides it"
NOT_FOLLOWED: Final = "what the CDK makes of it is not followed"


@dataclass(slots=True, eq=False)
class Draft:
    """A resource in the making.

    `construct` is the one its author wrote, `facts` what is known of its class (None for an L1 and for what comes along), `path` its
    construct path below the author's. `label` is the name where the address does not end with it, `script` what it boots with, in the
    pieces that its author wrote.
    """

    construct: Made
    facts: cdk.Construct | None
    type: str
    native_type: str
    address: str
    unit: str
    header: Location
    when: Condition
    properties: Node
    attributes: Node
    label: str = ""
    script: Node | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What references to it carry."""
        return self.unit, self.address

    @property
    def name(self) -> str:
        """The id its author gave."""
        return self.label or self.address.rpartition("/")[2]

    def set(self, path: Path, value: Node, key: Location | None = None) -> None:
        """Set what stands at a path of the resource: a property, or an attribute such as `DeletionPolicy`."""
        if path and path[0] in schemas.RESOURCE_ATTRIBUTES:
            self.attributes = put(self.attributes, path, value, key)
        else:
            spelled = normalised(value, _shape(self.type, tuple(path))) if value[0] in _SPELLED else value
            self.properties = put(self.properties, path, spelled, key)
            if value[0] == GONE and len(path) > 1:
                self._forget_empty(path[:-1])

    def _forget_empty(self, path: Path) -> None:
        """Take a mapping away of which nothing is left."""
        held = self.present(path)
        if held is not None and held[0] == MAPPING and not held[1][1] and all(entry[3][0] == GONE for entry in held[1][0]):
            self.properties = put(self.properties, path, (GONE, None, *held[2:]))

    def present(self, path: Path) -> Node | None:
        """What stands at a path now, as far as it has names alone."""
        root = self.attributes if path and path[0] in schemas.RESOURCE_ATTRIBUTES else self.properties
        names = [step for step in path if isinstance(step, str)]
        return get(root, *names) if len(names) == len(path) else None

    def say(self, path: Path, value: Scalar) -> None:
        """Set a constant that the CDK writes; it stands at the resource's header."""
        self.set(path, scalar(value, self.header))

    def doubt_defaults(self, reason: Node) -> None:
        """Make what the class sets by default unknown; it stands at the header, what its author wrote does not."""
        if self.properties[0] == MAPPING:
            entries, more = self.properties[1]
            at_header = (self.header.start, self.header.end)
            kept = tuple((*entry[:3], reason) if entry[3][0] != UNKNOWN and entry[3][2:4] == at_header else entry for entry in entries)
            self.properties = (MAPPING, (kept, more), *self.properties[2:])

    def forget(self, *names: str) -> None:
        """Take properties away."""
        if self.properties[0] == MAPPING:
            entries, more = self.properties[1]
            kept = tuple(entry for entry in entries if entry[0] not in names)
            self.properties = (MAPPING, (kept, more), *self.properties[2:])

    def part_attributes(self) -> None:
        """Move what is an attribute of the resource (`DeletionPolicy`, `UpdatePolicy`) from its properties to its attributes."""
        if self.properties[0] == MAPPING:
            entries, more = self.properties[1]
            apart = [entry for entry in entries if entry[0] in schemas.RESOURCE_ATTRIBUTES]
            for name, start, end, node in apart:
                self.attributes = put(self.attributes, (name,), node, Location(self.header.path, start, end))
            if more:
                self.attributes = opened(self.attributes, more)
            self.forget(*(entry[0] for entry in apart))

    def open(self, why: str) -> None:
        """Note that it may have further properties."""
        self.properties = opened(self.properties, why)


@lru_cache(maxsize=4096)
def _shape(cfn_type: str, path: tuple[str | int | paths.Step, ...]) -> schemas.Shape | None:
    shape = schemas.shape(cfn_type)
    return shape.at(*(step if isinstance(step, str) and not step.isdigit() else "*" for step in path)) if shape is not None else None


def draft(
    construct: Made,
    cfn_type: str,
    address: str,
    unit: str,
    *,
    facts: cdk.Construct | None = None,
    native_type: str = "",
    header: Location | None = None,
    when: Condition | None = None,
    properties: Mapping[str, Any] | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> Draft:
    """A resource with the properties and attributes that the library gives it; they stand at the header."""
    at = header or construct.header
    return Draft(
        construct,
        facts,
        cfn_type,
        native_type,
        address,
        unit,
        at,
        construct.when if when is None else when,
        _known(properties, at),
        _known(attributes, at),
    )


def _known(data: Mapping[str, Any] | None, at: Location) -> Node:
    if not data:
        return mapping((), at)
    return from_data({key: value for key, value in data.items() if value is not None}, at, cdk.UNKNOWN, BY_CDK)


def with_outputs(unit: UnitRecord, outputs: tuple[Entry, ...], kind: str) -> UnitRecord:
    """The unit with what it puts out (each a mapping with a `Value` and perhaps an `Export`), and what others can import from it.

    `kind` is how the names of imports begin (`export:VpcId`).
    """
    exports = tuple(
        (f"{kind}:{name}", start, end, value)
        for _, start, end, output in outputs
        if (named := get(output, "Export", "Name")) is not None and (value := get(output, "Value")) is not None
        for name in _spellings(named)
    )
    entries, more = unit.settings[1]
    for name, held in (("Outputs", outputs), ("Exports", exports)):
        if held:
            entries = (*entries, (name, unit.at.start, unit.at.start, mapping(held, unit.at)))
    return unit._replace(settings=mapping(entries, unit.at, more))


def _spellings(node: Node) -> list[str]:
    """The strings that a name may be."""
    if node[0] == CHOICE:
        return [one for _, branch in node[1][1] for one in _spellings(branch)]
    return [str(node[1])] if node[0] == SCALAR else []


def records(drafts: Iterable[Draft], switches: Switches) -> tuple[ResourceRecord, ...]:
    """The finished resources."""
    return tuple(
        ResourceRecord(
            one.type,
            one.native_type,
            one.name,
            one.address,
            one.unit,
            one.header,
            switches.node(one.when, one.header),
            one.properties,
            one.attributes,
        )
        for one in drafts
    )


def started(drafts: Iterable[Draft], machine: Machine) -> Iterator[CommandRecord]:
    """The programs that resources start by what their properties say."""
    left = MAX_SCRIPTS
    for one in drafts:
        if one.type not in starters.STARTERS:
            continue
        left -= _length(one.properties)
        if left < 0:
            machine.limit(f"what its resources run has more than {MAX_SCRIPTS:,} characters", one.header)
            return
        yield from _started(one, machine.sources)


def _started(draft: Draft, sources: Sources) -> Iterator[CommandRecord]:
    def value(name: str, path: tuple[str, ...]) -> Node | None:
        if name == "Properties" and draft.script is not None and path == starters.USER_DATA.get(draft.type):
            return draft.script
        return member(draft.properties, *path) if name == "Properties" else member(draft.attributes, name, *path)

    file = sources.file(draft.properties[4])
    spelling = partial(Passage.of, source=file.text if file is not None else None)
    for starter, command in starters.commands(draft.type, value, spelling):
        yield CommandRecord(command.argv, starter, draft.unit, command.at, command.context)


def _length(node: Node) -> int:
    """How many characters the strings in a node have."""
    length = 0
    stack = [node]
    while stack:
        one = stack.pop()
        if one[0] == SCALAR:
            length += len(str(one[1]))
        stack.extend(children(one))
    return length
