"""What the translations of SAM's resources are made with: members read from nodes, nodes built from members, resources added."""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from opexlint.facts.identifiers import ref_yields
from opexlint.facts.schemas import shape
from opexlint.languages.cloudformation.choices import grafted, lifted
from opexlint.languages.cloudformation.schema import conformed
from opexlint.model import (
    CHOICE,
    GONE,
    LIST,
    MAPPING,
    SCALAR,
    UNKNOWN,
    Node,
    ResourceRecord,
    Scalar,
    gone,
    mapping,
    plain,
    reference,
    scalar,
    sequence,
    unknown,
)
from opexlint.source import Location

Entry: TypeAlias = tuple[str, int, int, Node]

PACKAGED: Final = "sam package puts it there"
GENERATED: Final = "SAM writes it"
_INHERITED: Final = ("DeletionPolicy", "UpdateReplacePolicy")


class Fields:
    """The members of a mapping node; of any other node there are none, and `more` says why."""

    def __init__(self, node: Node | None) -> None:
        self.entries: dict[str, Entry] = {}
        self.more = ""
        if node is not None and node[0] == MAPPING:
            self.entries = {entry[0]: entry for entry in node[1][0]}
            self.more = node[1][1]
        elif node is not None and node[0] not in (GONE, SCALAR):
            self.more = node[1] if node[0] == UNKNOWN else "it depends on a condition"

    def node(self, name: str) -> Node | None:
        """The value of a member, None where there is none."""
        found = self.entries.get(name)
        return None if found is None or found[3][0] == GONE else found[3]

    def key(self, name: str, otherwise: Location) -> Location:
        """Where the key of a member stands."""
        found = self.entries.get(name)
        return otherwise if found is None else Location(found[3][4], found[1], found[2])

    def same(self, *names: str) -> list[Entry]:
        """The members of these names, as they are."""
        return [self.entries[name] for name in names if name in self.entries]

    def without(self, names: Iterable[str]) -> list[Entry]:
        """All members but these, as they are."""
        return [entry for name, entry in self.entries.items() if name not in names]

    def renamed(self, name: str, new: str) -> list[Entry]:
        """The member under another name."""
        found = self.entries.get(name)
        return [] if found is None else [(new, *found[1:])]

    def changed(self, name: str, new: str, change: Callable[[Node], Node]) -> list[Entry]:
        """The member under another name and with its value changed, in each branch of a choice."""
        found = self.entries.get(name)
        if found is None:
            return []
        value = found[3]
        if value[0] == CHOICE:
            return [(new, found[1], found[2], over(value, lambda node: node if node[0] == GONE else change(node)))]
        return [(new, found[1], found[2], value if value[0] == GONE else change(value))]


def place(node: Node) -> Location:
    """Where a node stands."""
    return Location(node[4], node[2], node[3])


def over(node: Node, change: Callable[[Node], Node]) -> Node:
    """The change made in each branch of a choice."""
    return lifted((node,), lambda known: change(known[0]), place(node)) if node[0] == CHOICE else change(node)


def entry(name: str, node: Node) -> Entry:
    """A member that has no key of its own in the source."""
    return (name, node[2], node[3], node)


def constant(name: str, value: Scalar, at: Location) -> Entry:
    """A member that the transform itself writes."""
    return entry(name, scalar(value, at))


def built(at: Location, *groups: Iterable[Entry], more: str = "") -> Node:
    """A mapping of these members; of two with one name the last counts."""
    return mapping(tuple({member[0]: member for group in groups for member in group}.values()), at, more)


def listed(at: Location, *items: Node) -> Node:
    """A list of these items."""
    return sequence(items, at)


def text(node: Node | None) -> str:
    """The known string of a node, or ""."""
    return plain(node[1]) if node is not None and node[0] == SCALAR else ""


def tag_list(node: Node) -> Node:
    """Tags as a list of keys and values, from the mapping that SAM takes."""
    if node[0] != MAPPING:
        return node
    entries, more = node[1]
    at = place(node)
    items = (
        built(Location(at.path, low, child[3]), [("Key", low, high, scalar(key, Location(at.path, low, high))), entry("Value", child)])
        for key, low, high, child in entries
    )
    return sequence(tuple(items), at, more)


def s3_location(node: Node, names: tuple[str, str, str]) -> Node:
    """An artefact's location under the names that CloudFormation has for bucket, key and version; a local path is not known yet."""
    at = place(node)
    if node[0] == MAPPING:
        fields = Fields(node)
        return built(
            at, *(fields.renamed(old, new) for old, new in zip(("Bucket", "Key", "Version"), names, strict=True)), more=fields.more
        )
    if text(node).startswith("s3://"):
        bucket, _, key = text(node).removeprefix("s3://").partition("/")
        return built(at, [constant(names[0], bucket, at), constant(names[1], key, at)])
    why = PACKAGED if node[0] == SCALAR else "where the artefact is is not known"
    return built(at, [entry(names[0], unknown(why, at)), entry(names[1], unknown(why, at))])


def policies(node: Node) -> Node:
    """The policies of a role that SAM writes: the documents that are given to it, and whatever else it makes of templates and names."""
    at = place(node)
    documents = [item for item in (node[1][0] if node[0] == LIST else (node,)) if Fields(item).node("Statement") is not None]
    return sequence(tuple(built(place(one), [entry("PolicyDocument", one)], more=GENERATED) for one in documents), at, GENERATED)


class Made:
    """The resources of the template while it is translated."""

    def __init__(self, records: dict[str, ResourceRecord]) -> None:
        self.unit = next((record.unit for record in records.values()), "")
        self.types = {record.address: record.type for record in records.values()}
        self.records: dict[str, ResourceRecord] = {}
        self.names: dict[str, tuple[str, str]] = {}
        self.open = ""
        self.implicit: dict[str, list[tuple[ResourceRecord, Location]]] = {}
        self._appended: dict[tuple[str, tuple[str, ...]], list[Node]] = {}
        self._set: dict[tuple[str, tuple[str, ...]], Node] = {}

    def keep(self, record: ResourceRecord) -> None:
        """A resource that the transform leaves alone."""
        self.records[record.address] = record

    def becomes(self, source: ResourceRecord, kind: str, properties: Node, attributes: Node | None = None) -> None:
        """The resource that a SAM resource itself becomes."""
        self.records[source.address] = source._replace(
            type=kind, properties=conformed(properties, shape(kind)), attributes=source.attributes if attributes is None else attributes
        )

    def add(
        self,
        source: ResourceRecord,
        suffix: str,
        kind: str,
        at: Location,
        *groups: Iterable[Entry],
        attributes: Iterable[Entry] = (),
        more: str = "",
    ) -> str:
        """A further resource that a SAM resource makes; answers its logical id. It exists, and is kept, as its source is."""
        address = source.address + suffix
        inherited = Fields(source.attributes).same(*_INHERITED)
        self.put(address, source, kind, at, built(at, *groups, more=more), built(at, attributes, inherited))
        return address

    def put(self, address: str, source: ResourceRecord, kind: str, at: Location, properties: Node, attributes: Node) -> None:
        """A resource under a logical id of its own."""
        self.names[address] = (address, kind)
        self.records[address] = source._replace(
            type=kind,
            name=address,
            address=address,
            header=at,
            properties=conformed(properties, shape(kind)),
            attributes=attributes,
        )

    def names_too(self, name: str, address: str) -> None:
        """A resource can also be referred to as `Function.Alias` and the like."""
        self.names[name] = (address, self.records[address].type)

    def ref(self, address: str, at: Location, kind: str = "") -> Node:
        """What `Ref` of a resource yields."""
        known = self.records.get(address)
        return reference((self.unit, address), ref_yields(kind or (known.type if known else "")), at)

    def attribute(self, address: str, attribute: str, at: Location) -> Node:
        """An attribute of a resource."""
        return reference((self.unit, address), attribute, at)

    def append(self, address: str, path: tuple[str, ...], item: Node) -> None:
        """An item that a SAM resource adds to a list of another resource, which may come later."""
        self._appended.setdefault((address, path), []).append(item)

    def set(self, address: str, path: tuple[str, ...], value: Node) -> None:
        """A property that a SAM resource sets on another resource, which may come later."""
        self._set[address, path] = value

    def finish(self) -> None:
        """Makes the changes to other resources."""
        for (address, path), items in self._appended.items():
            self._change(address, path, lambda node, items=items: _with_items(node, items))  # type: ignore[misc]
        for (address, path), value in self._set.items():
            self._change(address, path, lambda node, value=value: value)  # type: ignore[misc]

    def _change(self, address: str, path: tuple[str, ...], change: Callable[[Node], Node]) -> None:
        record = self.records.get(address)
        if record is not None:
            self.records[address] = record._replace(properties=_changed(record.properties, path, change, record.header))


def existing(source: ResourceRecord, node: Node) -> Node:
    """The value where a resource exists, and nothing where it does not."""
    at = place(node)
    if source.when[0] == UNKNOWN:
        return unknown(str(source.when[1]), at)
    return grafted(source.when, node, gone(at), at)


def _with_items(node: Node, items: list[Node]) -> Node:
    if node[0] == LIST:
        return (LIST, ((*node[1][0], *items), node[1][1]), *node[2:])
    return sequence(tuple(items), place(items[0])) if node[0] == GONE else node


def _changed(node: Node, path: tuple[str, ...], change: Callable[[Node], Node], at: Location) -> Node:
    """A mapping with what stands at a path changed, made where it is not there; what is not known stays so."""
    if not path:
        return change(node)
    if node[0] == GONE:
        node = built(at)
    if node[0] != MAPPING:
        return node
    fields = Fields(node)
    key = fields.key(path[0], at)
    inner = _changed(fields.node(path[0]) or gone(at), path[1:], change, at)
    return (MAPPING, (tuple({**fields.entries, path[0]: (path[0], key.start, key.end, inner)}.values()), node[1][1]), *node[2:])
