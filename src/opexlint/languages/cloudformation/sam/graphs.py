"""`AWS::Serverless::GraphQLApi`: the API with its schema, keys, data sources, functions and resolvers.

Source: SamGraphQLApi of samtranslator/model/sam_resources.py in github.com/aws/serverless-application-model (aws-sam-translator 1.115.0).
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from opexlint.languages.cloudformation.sam.parts import (
    GENERATED,
    PACKAGED,
    Entry,
    Fields,
    Made,
    built,
    constant,
    entry,
    over,
    place,
    tag_list,
    text,
)
from opexlint.model import LIST, SCALAR, Node, ResourceRecord, mapping, sequence, unknown
from opexlint.source import Location

_API: Final = ("IntrospectionConfig", "Name", "OwnerContact", "QueryDepthLimit", "ResolverCountLimit", "Visibility", "XrayEnabled")
_ROLE: Final = "AWS::IAM::Role"


class _Graph(NamedTuple):
    """An API in the making: its resource, its members, and what other parts of it are called."""

    source: ResourceRecord
    fields: Fields
    made: Made
    data_sources: dict[str, Node]
    functions: dict[str, Node]

    def add(self, suffix: str, kind: str, at: Location, *groups: list[Entry], more: str = "") -> str:
        """A part of the API."""
        api = entry("ApiId", self.made.attribute(self.source.address, "ApiId", at))
        return self.made.add(self.source, suffix, kind, at, [api], *groups, more=more)

    def members(self, *path: str) -> Iterator[tuple[str, Fields, Location]]:
        """The named parts below a member; what is not known of them leaves the unit open."""
        fields = self.fields
        for name in path:
            fields = Fields(fields.node(name))
        if fields.more:
            self.made.open = self.made.open or f"the {path[0].lower()} of {self.source.name} are not known"
        for name, start, end, node in fields.entries.values():
            yield name, Fields(node), Location(node[4], start, end)


def graphql_api(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """The API and all that serves its fields."""
    header = source.header
    graph = _Graph(source, fields, made, {}, {})
    made.becomes(
        source,
        "AWS::AppSync::GraphQLApi",
        built(
            header,
            [constant("Name", source.address, header)],
            fields.same(*_API),
            fields.changed("Tags", "Tags", tag_list),
            [entry("LogConfig", _logging(graph))],
            more=fields.more or "SAM decides how callers are authorized",
        ),
    )
    at = fields.key("SchemaInline", fields.key("SchemaUri", header))
    definition = fields.renamed("SchemaInline", "Definition") + fields.changed("SchemaUri", "DefinitionS3Location", _packaged)
    graph.add("Schema", "AWS::AppSync::GraphQLSchema", at, definition)
    for name, given, where in graph.members("ApiKeys"):
        graph.add(
            name,
            "AWS::AppSync::ApiKey",
            where,
            given.same("ApiKeyId", "Description"),
            given.renamed("ExpiresOn", "Expires"),
            more=given.more,
        )
    if fields.node("Cache") is not None:
        cache = Fields(fields.node("Cache"))
        graph.add("ApiCache", "AWS::AppSync::ApiCache", fields.key("Cache", header), list(cache.entries.values()), more=cache.more)
    _domain(graph)
    _data_sources(graph)
    for name, given, where in graph.members("Functions"):
        _function(graph, name, given, where)
    for type_name, _, _ in graph.members("Resolvers"):
        for name, given, where in graph.members("Resolvers", type_name):
            _resolver(graph, type_name, name, given, where)


def _logging(graph: _Graph) -> Node:
    """Logging is on unless it is false; what it logs, and as whom, can be given."""
    node, source = graph.fields.node("Logging"), graph.source
    at = source.header if node is None else place(node)
    if node is not None and node[:2] == (SCALAR, False):
        return mapping((), at)
    given = Fields(node)
    role = given.same("CloudWatchLogsRoleArn")
    if not role and not given.more:
        address = graph.made.add(source, "CloudWatchRole", _ROLE, at, more=GENERATED)
        role = [entry("CloudWatchLogsRoleArn", graph.made.attribute(address, "Arn", at))]
    on = built(at, [constant("FieldLogLevel", "ALL", at)], given.same("ExcludeVerboseContent", "FieldLogLevel"), role, more=given.more)
    return on if node is None else over(node, lambda known: mapping((), at) if known[:2] == (SCALAR, False) else on)


def _packaged(node: Node) -> Node:
    """One in S3 is named as it is, a file of the project is uploaded."""
    return node if node[0] != SCALAR or text(node).startswith("s3://") else unknown(PACKAGED, place(node))


def _domain(graph: _Graph) -> None:
    given, at = Fields(graph.fields.node("DomainName")), graph.fields.key("DomainName", graph.source.header)
    if graph.fields.node("DomainName") is None:
        return
    name = graph.made.add(
        graph.source,
        "DomainName",
        "AWS::AppSync::DomainName",
        at,
        given.same("CertificateArn", "Description", "DomainName"),
        more=given.more,
    )
    named = entry("DomainName", graph.made.attribute(name, "DomainName", at))
    graph.add("DomainNameApiAssociation", "AWS::AppSync::DomainNameApiAssociation", at, [named])


def _data_sources(graph: _Graph) -> None:
    """Tables and functions, each with the role that may use it unless one is given."""
    for name, given, at in graph.members("DataSources", "DynamoDb"):
        config = built(
            at,
            [entry("AwsRegion", given.node("Region") or unknown("AWS::Region is known only when it is deployed", at))],
            given.same("TableName", "UseCallerCredentials", "Versioned"),
            given.renamed("DeltaSync", "DeltaSyncConfig"),
            more=given.more,
        )
        _data_source(graph, name, given, at, "DynamoDB", "AMAZON_DYNAMODB", [entry("DynamoDBConfig", config)], "Table")
    for name, given, at in graph.members("DataSources", "Lambda"):
        config = built(at, given.renamed("FunctionArn", "LambdaFunctionArn"), more=given.more)
        _data_source(graph, name, given, at, "Lambda", "AWS_LAMBDA", [entry("LambdaConfig", config)], "Lambda")


def _data_source(graph: _Graph, name: str, given: Fields, at: Location, service: str, kind: str, config: list[Entry], end: str) -> None:
    made, suffix = graph.made, f"{name}{service}DataSource"
    role = given.same("ServiceRoleArn")
    if not role:
        address = made.add(graph.source, f"{suffix}Role", _ROLE, at, more=GENERATED)
        made.add(graph.source, f"{suffix}To{end}ConnectorPolicy", "AWS::IAM::ManagedPolicy", at, more=GENERATED)
        role = [entry("ServiceRoleArn", made.attribute(address, "Arn", at))]
    common = [constant("Name", name, at), constant("Type", kind, at), *given.same("Name", "Description")]
    address = graph.add(suffix, "AWS::AppSync::DataSource", at, common, config, role, more=given.more)
    graph.data_sources[name] = made.attribute(address, "Name", at)


def _used(graph: _Graph, given: Fields, at: Location) -> list[Entry]:
    """The data source that a function or resolver uses: one of the API's own, none, or another by its name."""
    node = given.node("DataSource")
    if node is None:
        return []
    own = graph.data_sources.get(text(node))
    if own is None and text(node).lower() == "none":
        suffix = "NoneDataSource"
        name = f"{graph.source.address}{suffix}"
        if name not in graph.made.records:
            graph.add(suffix, "AWS::AppSync::DataSource", at, [constant("Name", name, at), constant("Type", "NONE", at)])
        own = graph.made.attribute(name, "Name", at)
    return [("DataSourceName", node[2], node[3], own or node)]


def _code(given: Fields) -> list[Entry]:
    return given.renamed("InlineCode", "Code") + given.changed("CodeUri", "CodeS3Location", _packaged)


def _runtime(given: Fields) -> list[Entry]:
    def renamed(node: Node) -> Node:
        inner = Fields(node)
        return built(place(node), inner.same("Name"), inner.renamed("Version", "RuntimeVersion"), more=inner.more)

    return given.changed("Runtime", "Runtime", renamed)


def _function(graph: _Graph, name: str, given: Fields, at: Location) -> None:
    named = given.node("Id")
    if named is not None:
        graph.functions[name] = named
        return
    address = graph.add(
        name,
        "AWS::AppSync::FunctionConfiguration",
        at,
        [constant("Name", name, at)],
        given.same("Name", "Description", "MaxBatchSize"),
        given.renamed("Sync", "SyncConfig"),
        _code(given),
        _used(graph, given, at),
        _runtime(given),
        more=given.more,
    )
    graph.functions[name] = graph.made.attribute(address, "FunctionId", at)


def _resolver(graph: _Graph, type_name: str, name: str, given: Fields, at: Location) -> None:
    """What serves a field: a pipeline of functions."""
    code = _code(given)

    def pipeline(node: Node) -> Node:
        if node[0] != LIST:
            return node
        steps = tuple(graph.functions.get(text(item), item) for item in node[1][0])
        return built(place(node), [entry("Functions", sequence(steps, place(node), node[1][1]))])

    graph.add(
        f"{type_name}{name}",
        "AWS::AppSync::Resolver",
        at,
        [constant("FieldName", name, at), constant("Kind", "PIPELINE", at), constant("TypeName", type_name, at)],
        given.same("FieldName", "MaxBatchSize"),
        given.renamed("Caching", "CachingConfig"),
        given.renamed("Sync", "SyncConfig"),
        given.changed("Pipeline", "PipelineConfig", pipeline),
        code,
        _runtime(given),
        more=given.more or ("" if code else GENERATED),
    )
