"""The Serverless Application Model: what its transform makes of a template.

SAM's resources become the CloudFormation resources that the transform generates, at the places of the SAM source that make it do so. Kept
is what matters to operation: functions with their aliases, deployment groups, failure destinations, triggers and permissions, APIs with
their stages, state machines, tables. Roles are there but what they allow stays open. Logical ids are the transform's own; where it ends one
with a hash (`AWS::Lambda::Version`, `AWS::ApiGateway::Deployment`) the hash is left out.

Source: github.com/aws/serverless-application-model (aws-sam-translator 1.115.0).
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from opexlint.languages.cloudformation.sam.apis import http_api, implicit_apis, rest_api
from opexlint.languages.cloudformation.sam.connectors import connector, embedded_connectors
from opexlint.languages.cloudformation.sam.functions import function
from opexlint.languages.cloudformation.sam.globals import merged
from opexlint.languages.cloudformation.sam.graphs import graphql_api
from opexlint.languages.cloudformation.sam.others import application, capacity_provider, layer_version, simple_table, state_machine
from opexlint.languages.cloudformation.sam.parts import Fields, Made
from opexlint.languages.cloudformation.sam.sockets import websocket_api
from opexlint.model import MAPPING, Node, ResourceRecord, children, mapping

_PREFIX: Final = "AWS::Serverless::"

MAX_SHARED: Final = 200_000
"""How many nodes `Globals` may put into the resources of a template together."""

_TRANSLATIONS: Final[dict[str, Callable[[ResourceRecord, Fields, Made], None]]] = {
    "Api": rest_api,
    "Application": application,
    "CapacityProvider": capacity_provider,
    "Connector": connector,
    "Function": function,
    "GraphQLApi": graphql_api,
    "HttpApi": http_api,
    "LayerVersion": layer_version,
    "SimpleTable": simple_table,
    "StateMachine": state_machine,
    "WebSocketApi": websocket_api,
}


class Translated(NamedTuple):
    """The resources of the template as CloudFormation sees it, and the names under which generated ones can be referred to.

    `names` maps such a name (`OrdersRole`, `Orders.Alias`) to logical id and type; `open` says why there may be further ones, or is "".
    `exhausted` tells that `Globals` are too large for the resources that share them.
    """

    records: dict[str, ResourceRecord]
    names: dict[str, tuple[str, str]]
    open: str
    exhausted: bool


class Serverless:
    """Translates the resources of one template; `shared` is its `Globals` section."""

    def __init__(self, records: dict[str, ResourceRecord], shared: Node) -> None:
        self._records = records
        self._shared = Fields(shared)
        self._sizes: dict[str, int] = {}

    def translated(self) -> Translated:
        """All resources, those of SAM's types replaced by what they become."""
        made = Made(self._records)
        left = MAX_SHARED
        for record in self._records.values():
            kind = record.type.removeprefix(_PREFIX)
            translate = _TRANSLATIONS.get(kind) if kind != record.type else None
            if translate is None:
                made.keep(record)
                continue
            left -= self._size(kind)
            properties = merged(record, self._shared.node(kind), f"Globals.{kind}") if left >= 0 else _without_globals(record)
            if properties[0] != MAPPING:
                properties = mapping((), record.header, "its properties depend on a condition")
            translate(record, Fields(properties), made)
        for record in self._records.values():
            embedded_connectors(record, made)
        implicit_apis(made, self._shared if left >= 0 else Fields(None))
        made.finish()
        return Translated(made.records, made.names, made.open, left < 0)

    def _size(self, kind: str) -> int:
        """How many nodes the global values of a type hold."""
        if kind not in self._sizes:
            count, stack = 0, [node for node in (self._shared.node(kind),) if node is not None]
            while stack:
                count += 1
                stack.extend(children(stack.pop()))
            self._sizes[kind] = count
        return self._sizes[kind]


def _without_globals(record: ResourceRecord) -> Node:
    """The properties of a resource that may have global ones as well."""
    node = record.properties
    return node if node[0] != MAPPING else (MAPPING, (node[1][0], "Globals are too large"), *node[2:])
