"""`AWS::Serverless::WebSocketApi`: the API, its stage, and a route with its integration and permission for each key.

Source: samtranslator/model/api/websocket_api_generator.py in github.com/aws/serverless-application-model (aws-sam-translator 1.115.0).
"""

from typing import Final

from opexlint.languages.cloudformation.sam.domains import http_domain
from opexlint.languages.cloudformation.sam.parts import GENERATED, Entry, Fields, Made, built, constant, entry, text
from opexlint.model import ResourceRecord, unknown
from opexlint.model import text as joined
from opexlint.source import Location

_API: Final = (
    *("ApiKeySelectionExpression", "Description", "DisableExecuteApiEndpoint", "DisableSchemaValidation", "IpAddressType", "Name"),
    "RouteSelectionExpression",
)
_STAGE: Final = ("AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables")
_ROUTE: Final = (
    *("ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels", "RequestParameters"),
    "RouteResponseSelectionExpression",
)


def websocket_api(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """The API, its stage, routes and domain."""
    header, address = source.header, source.address
    made.becomes(
        source,
        "AWS::ApiGatewayV2::Api",
        built(
            header,
            [constant("Name", address, header), constant("ProtocolType", "WEBSOCKET", header)],
            fields.same(*_API, "Tags"),
            more=fields.more,
        ),
    )
    name = fields.node("StageName")
    literal = "default" if name is None else text(name) if not name[5] else ""
    stage = made.add(
        source,
        "DefaultStage" if literal == "default" else f"{literal}Stage",
        "AWS::ApiGatewayV2::Stage",
        header,
        [entry("ApiId", made.ref(address, header)), constant("StageName", "default", header), constant("AutoDeploy", True, header)],
        fields.same("StageName", *_STAGE),
        more=fields.more,
    )
    made.names_too(f"{address}.Stage", stage)
    routes = Fields(fields.node("Routes"))
    if routes.more or fields.more:
        made.open = made.open or f"the routes of {source.name} are not known"
    for key, start, end, node in routes.entries.values():
        _route(source, key, Fields(node), Fields(fields.node("AuthConfig")), Location(node[4], start, end), made)
    http_domain(source, fields, made, stage)


def _route(source: ResourceRecord, key: str, given: Fields, auth: Fields, at: Location, made: Made) -> None:
    """A route, what it starts, and the permission to do so."""
    name = key.removeprefix("$").capitalize()
    common = [entry("ApiId", made.ref(source.address, at))]
    target = given.node("FunctionArn") or unknown(given.more or "the route names no function", at)
    integration = made.add(
        source,
        f"{name}Integration",
        "AWS::ApiGatewayV2::Integration",
        at,
        common,
        [constant("IntegrationType", "AWS_PROXY", at), entry("IntegrationUri", unknown(GENERATED, at))],
        given.renamed("IntegrationTimeout", "TimeoutInMillis"),
        more=given.more,
    )
    reached = joined((constant("", "integrations/", at)[3], made.ref(integration, at)), at)
    made.add(
        source,
        f"{name}Route",
        "AWS::ApiGatewayV2::Route",
        at,
        common,
        [constant("RouteKey", key, at), entry("Target", reached)],
        given.same(*_ROUTE),
        _authorizer(source, auth, at, made) if key == "$connect" else [],
        more=given.more,
    )
    made.add(
        source,
        f"{name}Permission",
        "AWS::Lambda::Permission",
        at,
        [
            constant("Action", "lambda:InvokeFunction", at),
            entry("FunctionName", target),
            constant("Principal", "apigateway.amazonaws.com", at),
        ],
        more=GENERATED,
    )


def _authorizer(source: ResourceRecord, auth: Fields, at: Location, made: Made) -> list[Entry]:
    """Who may connect: what `AuthConfig` says, with the authorizer that it makes."""
    kind = auth.node("AuthType")
    if kind is None:
        return []
    if text(kind) != "CUSTOM":
        return [("AuthorizationType", kind[2], kind[3], kind)]
    common = [entry("ApiId", made.ref(source.address, at)), constant("AuthorizerType", "REQUEST", at)]
    authorizer = made.add(
        source, "ConnectAuthorizer", "AWS::ApiGatewayV2::Authorizer", at, common, auth.same("IdentitySource", "Name"), more=GENERATED
    )
    return [("AuthorizationType", kind[2], kind[3], kind), entry("AuthorizerId", made.ref(authorizer, at))]
