"""SAM's APIs: an API with one stage each, and the two that SAM adds by itself where events name none."""

from collections.abc import Sequence
from typing import Final

from opexlint.languages.cloudformation.choices import lifted
from opexlint.languages.cloudformation.sam.domains import http_domain, rest_domain
from opexlint.languages.cloudformation.sam.globals import merged
from opexlint.languages.cloudformation.sam.parts import (
    GENERATED,
    Entry,
    Fields,
    Made,
    built,
    constant,
    entry,
    existing,
    listed,
    place,
    s3_location,
    tag_list,
    text,
)
from opexlint.model import CHOICE, SCALAR, Node, ResourceRecord, scalar, unknown
from opexlint.source import Location

_STAGE: Final = (
    *("AccessLogSetting", "CacheClusterEnabled", "CacheClusterSize", "CanarySetting", "MethodSettings", "StageName"),
    *("TracingEnabled", "Variables"),
)
_REST_API: Final = (
    *("ApiKeySourceType", "BinaryMediaTypes", "Description", "EndpointAccessMode", "FailOnWarnings", "MinimumCompressionSize", "Mode"),
    *("Name", "Policy", "SecurityPolicy"),
)
_HTTP_STAGE: Final = ("AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables")
_IMPLICIT: Final = {"Api": ("ServerlessRestApi", "Prod"), "HttpApi": ("ServerlessHttpApi", "$default")}


def rest_api(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """`AWS::Serverless::Api`: the API, its deployment, stage and usage plan."""
    header, address = source.header, source.address
    made.becomes(
        source,
        "AWS::ApiGateway::RestApi",
        built(
            header,
            fields.same(*_REST_API),
            _body(fields, header),
            fields.changed("EndpointConfiguration", "EndpointConfiguration", _endpoint),
            more=fields.more,
        ),
    )
    deployment = made.add(source, "Deployment", "AWS::ApiGateway::Deployment", header, [entry("RestApiId", made.ref(address, header))])
    name = fields.node("StageName")
    literal = text(name) if name is not None and not name[5] else ""
    stage = made.add(
        source,
        f"{literal if literal.isalnum() else ''}Stage",
        "AWS::ApiGateway::Stage",
        header,
        [entry("DeploymentId", made.ref(deployment, header)), entry("RestApiId", made.ref(address, header))],
        fields.same(*_STAGE),
        fields.changed("Tags", "Tags", tag_list),
        more=fields.more,
    )
    made.names_too(f"{address}.Deployment", deployment)
    made.names_too(f"{address}.Stage", stage)
    _usage_plan(source, fields, made, stage)
    rest_domain(source, fields, made, stage)


def _body(fields: Fields, header: Location) -> list[Entry]:
    """The definition of an API: what is written (to which SAM adds), or all SAM's own."""
    names = ("Bucket", "Key", "Version")
    return (
        fields.changed("DefinitionUri", "BodyS3Location", lambda node: s3_location(node, names))
        or fields.renamed("DefinitionBody", "Body")
        or [entry("Body", unknown(GENERATED, header))]
    )


def _endpoint(node: Node) -> Node:
    """`REGIONAL`, or a mapping whose `Type` is one."""
    at = place(node)
    if node[0] == SCALAR:
        return built(at, [entry("Types", listed(at, node))])
    fields = Fields(node)
    kinds = fields.changed("Type", "Types", lambda kind: listed(place(kind), kind))
    return built(at, kinds, fields.renamed("VPCEndpointIds", "VpcEndpointIds"), fields.same("IpAddressType"), more=fields.more)


def _usage_plan(source: ResourceRecord, fields: Fields, made: Made, stage: str) -> None:
    """The usage plan of an API and its key; those of all APIs together (`SHARED`) list the stages of each."""
    auth = Fields(fields.node("Auth"))
    plan = Fields(auth.node("UsagePlan"))
    kind = text(plan.node("CreateUsagePlan"))
    if kind not in ("PER_API", "SHARED"):
        return
    at = auth.key("UsagePlan", source.header)
    owner = "Serverless" if kind == "SHARED" else source.address
    names = [f"{owner}{suffix}" for suffix in ("UsagePlan", "ApiKey", "UsagePlanKey")]
    if names[0] not in made.records:
        passed = [*plan.same("Description", "Quota", "Tags", "Throttle", "UsagePlanName"), *plan.without(plan.entries)]
        plan_name, key_name, link_name = names
        made.put(plan_name, source, "AWS::ApiGateway::UsagePlan", at, built(at, passed, more=plan.more), built(at))
        made.put(key_name, source, "AWS::ApiGateway::ApiKey", at, built(at, [constant("Enabled", True, at)]), built(at))
        link = built(
            at,
            [
                entry("KeyId", made.ref(key_name, at)),
                constant("KeyType", "API_KEY", at),
                entry("UsagePlanId", made.ref(plan_name, at)),
            ],
        )
        made.put(link_name, source, "AWS::ApiGateway::UsagePlanKey", at, link, built(at))
    api, its_stage = made.ref(source.address, at), made.ref(stage, at)
    made.append(names[0], ("ApiStages",), existing(source, built(at, [entry("ApiId", api), entry("Stage", its_stage)])))
    made.append(names[1], ("StageKeys",), existing(source, built(at, [entry("RestApiId", api), entry("StageName", its_stage)])))
    made.names_too(f"{source.address}.UsagePlan", names[0])
    made.names_too(f"{source.address}.ApiKey", names[1])
    made.names_too(f"{source.address}.UsagePlanKey", names[2])


def http_api(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """`AWS::Serverless::HttpApi`: the API and its stage."""
    header, address = source.header, source.address
    made.becomes(source, "AWS::ApiGatewayV2::Api", built(header, fields.same("FailOnWarnings"), _body(fields, header), more=fields.more))
    name = fields.node("StageName")
    literal = "$default" if name is None else text(name) if not name[5] else ""
    suffix = "ApiGatewayDefaultStage" if literal == "$default" else f"{literal if literal.isalnum() else ''}Stage"
    stage = made.add(
        source,
        suffix,
        "AWS::ApiGatewayV2::Stage",
        header,
        [entry("ApiId", made.ref(address, header)), constant("StageName", "$default", header), constant("AutoDeploy", True, header)],
        fields.same("StageName", "Tags", *_HTTP_STAGE),
        more=fields.more,
    )
    made.names_too(f"{address}.Stage", stage)
    http_domain(source, fields, made, stage)


def implicit_apis(made: Made, shared: Fields) -> None:
    """The APIs of events that name none; they have what `Globals` says."""
    for kind, users in sorted(made.implicit.items()):
        name, stage = _IMPLICIT[kind]
        source, at = users[0]
        record = source._replace(
            type=f"AWS::Serverless::{kind}",
            native_type=f"AWS::Serverless::{kind}",
            name=name,
            address=name,
            header=at,
            when=_any([user.when for user, _ in users], at),
            properties=built(at, [constant("StageName", stage, at)]),
            attributes=built(at),
        )
        properties = Fields(merged(record, shared.node(kind), f"Globals.{kind}"))
        translate = rest_api if kind == "Api" else http_api
        translate(record, properties, made)
        made.names[name] = (name, made.records[name].type)


def _any(existences: list[Node], at: Location) -> Node:
    """Whether one of several resources exists."""
    if any(node[:2] == (SCALAR, True) for node in existences):
        return scalar(True, at)

    def either(known: Sequence[Node]) -> Node:
        if any(node[:2] == (SCALAR, True) for node in known):
            return scalar(True, at)
        doubtful = next((node for node in known if node[0] not in (SCALAR, CHOICE)), None)
        return scalar(False, at) if doubtful is None else unknown(str(doubtful[1]), at)

    return lifted(existences, either, at)
