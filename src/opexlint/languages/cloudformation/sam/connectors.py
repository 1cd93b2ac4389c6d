"""SAM's connectors: which resource may use which.

What a connector becomes (policies and permissions) is left out; it stays a resource of its own type whose ends are references, so that a
function and the queue it writes to are related as if a property named the queue.
"""

from typing import Final

from opexlint.facts.identifiers import ref_yields
from opexlint.languages.cloudformation.sam.parts import Entry, Fields, Made, built, entry, over, place, text
from opexlint.model import LIST, MAPPING, Node, ResourceRecord, reference
from opexlint.source import Location

TYPE: Final = "AWS::Serverless::Connector"


def connector(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """`AWS::Serverless::Connector`."""
    ends = [*fields.changed("Source", "Source", lambda node: _end(node, made)), *_destination(fields, made)]
    made.becomes(source, TYPE, built(source.header, ends, fields.same("Permissions"), more=fields.more))


def embedded_connectors(source: ResourceRecord, made: Made) -> None:
    """The `Connectors` of a resource, which is the source of them all."""
    for name, start, end, node in Fields(Fields(source.attributes).node("Connectors")).entries.values():
        fields = Fields(Fields(node).node("Properties"))
        at = Location(node[4], start, end)
        own = built(at, [entry("Id", made.ref(source.address, at, source.type))], Fields(fields.node("SourceReference")).entries.values())
        made.add(source, name, TYPE, at, [entry("Source", own)], _destination(fields, made), fields.same("Permissions"), more=fields.more)


def _destination(fields: Fields, made: Made) -> list[Entry]:
    def ends(node: Node) -> Node:
        if node[0] == LIST:
            return (LIST, (tuple(over(item, lambda one: _end(one, made)) for item in node[1][0]), node[1][1]), *node[2:])
        return _end(node, made)

    return fields.changed("Destination", "Destination", ends)


def _end(node: Node, made: Made) -> Node:
    """One end: a resource of the template by its logical id, or any other by its type and ARN."""
    if node[0] != MAPPING:
        return node
    fields = Fields(node)
    name = text(fields.node("Id"))
    if name not in made.types:
        return node
    at = place(fields.entries["Id"][3])
    return built(
        place(node),
        fields.entries.values(),
        [entry("Id", reference((made.unit, name), ref_yields(made.types[name]), at))],
        more=fields.more,
    )
