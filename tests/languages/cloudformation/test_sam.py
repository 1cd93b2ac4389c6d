"""SAM: what we make of a template is what its own transform makes of it (recorded answers of aws-sam-translator)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opexlint.formats.model import plain_value
from opexlint.languages import Job, cloudformation
from opexlint.model import Parsed
from opexlint.source import File, Sources

FIXTURES = Path(__file__).parents[2] / "fixtures" / "languages" / "cloudformation" / "sam"
UNIT = "template.yaml"

HASHED = {"AWS::Lambda::Version", "AWS::Lambda::LayerVersion", "AWS::ApiGateway::Deployment"}
"""Types whose logical ids the transform ends with a hash of what they deploy."""


def read(text: str) -> Parsed:
    file = File(UNIT, text)
    return cloudformation.read(Job("cloudformation", UNIT, (UNIT,)), Sources([UNIT], lambda asked: file if asked == UNIT else None))


def resources(text: str) -> dict[str, dict[str, Any]]:
    return {
        one.address: {
            "Type": one.type,
            "Exists": plain_value(one.when, UNIT),
            "Properties": plain_value(one.properties, UNIT),
            "Attributes": plain_value(one.attributes, UNIT),
        }
        for one in read(text).resources
    }


def recorded(name: str) -> dict[str, dict[str, Any]]:
    """What the transform made, hashes cut off."""
    text = (FIXTURES / f"{name}.translated.json").read_text(encoding="utf-8")
    for address, resource in json.loads(text)["Resources"].items():
        if resource["Type"] in HASHED:
            text = text.replace(f'"{address}"', f'"{address[:-10]}"')
    return resources(text)


def differences(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """Where ours says something else; what is unknown or open in it says nothing."""
    if isinstance(ours, dict) and "$unknown" in ours:
        return
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(set(ours) | set(theirs)):
            if key not in ours and "$open" not in ours:
                yield f"{path}.{key} is missing"
            elif key not in theirs and ours[key] is not None and key != "$open":
                yield f"{path}.{key} is not theirs"
            elif key in ours and key in theirs:
                yield from differences(ours[key], theirs[key], f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(one, other, f"{path}[{index}]")
    elif ours != theirs:
        yield f"{path}: {ours} is not {theirs}"


MEANT = re.compile(
    r"""
      \.Tags                                    # SAM's own tags are left out
    | \.Attributes\.(Condition|DependsOn|Metadata|DeletionPolicy)\ is\ missing  # Exists says the first
    | Deployment\.Properties\.(Description|StageName)\ is\ missing
    | ThingPermission\.Properties\.Source      # the rule's ARN, put together, and the account
    | \.IgnoreGlobals\ is\ not\ theirs
    | \.Properties\.Parameters\ is\ missing    # what EndpointConfiguration says, once more
    """,
    re.VERBOSE,
)


@pytest.mark.parametrize("name", ["functions", "apis", "others", "capacity", "reach", "sockets"])
def test_sam_is_read_as_its_transform_writes_it(name: str) -> None:
    ours = resources((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))
    theirs = recorded(name)
    permissions = {address for address, one in {**ours, **theirs}.items() if one["Type"] == "AWS::Lambda::Permission"}
    assert set(ours) - permissions == set(theirs) - permissions
    found = [one for address in sorted(set(ours) & set(theirs)) for one in differences(ours[address], theirs[address], address)]
    assert [one for one in found if not MEANT.search(one)] == []


def test_what_is_derived_stands_at_the_sam_source_that_makes_it() -> None:
    text = (FIXTURES / "functions.yaml").read_text(encoding="utf-8")
    headers = {one.address: text[one.header.start : one.header.end] for one in read(text).resources}
    expected = {
        "Orders": "Orders",
        "OrdersAliaslive": "AutoPublishAlias",
        "OrdersDeploymentGroup": "DeploymentPreference",
        "OrdersNightly": "Nightly",
        "OrdersNightlyQueue": "DeadLetterConfig",
        "OrdersEventInvokeConfig": "EventInvokeConfig",
        "OrdersEventInvokeConfigOnFailureQueue": "OnFailure",
        "HourlyDead": "DeadLetterConfig",
    }
    assert {address: headers[address] for address in expected} == expected


def test_global_values_keep_their_place_and_say_that_they_are_global() -> None:
    text = (FIXTURES / "functions.yaml").read_text(encoding="utf-8")
    (orders,) = (one for one in read(text).resources if one.address == "Orders")
    values = {key: node for key, _, _, node in orders.properties[1][0]}
    assert text[values["Timeout"][2] : values["Timeout"][3]] == "30"
    assert values["Timeout"][5][0][:2] == ("global", "Globals.Function.Timeout")
    assert values["Handler"][5] == ()


def test_what_is_generated_can_be_referred_to() -> None:
    text = (FIXTURES / "functions.yaml").read_text(encoding="utf-8")
    (unit,) = read(text).units
    outputs = plain_value(unit.settings, UNIT)["Outputs"]
    assert outputs["Alias"]["Value"] == {"$ref": "OrdersAliaslive", "attribute": "AliasArn"}
    assert outputs["Role"]["Value"] == {"$ref": "OrdersRole", "attribute": "Arn"}


SWITCHED = """
Parameters: {Env: {Type: String, AllowedValues: [dev, prod]}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      AutoPublishAlias: live
      DeploymentPreference: {Type: !If [Prod, Canary10Percent5Minutes, AllAtOnce], Enabled: !If [Prod, true, false]}
      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS, Destination: !If [Prod, !Ref "AWS::NoValue", "arn:aws:sqs:eu-west-1:1:q"]}}}
      Role: !If [Prod, !Ref AWS::NoValue, arn:aws:iam::1:role/r]
"""


def test_choices_pass_through_the_transform() -> None:
    found = resources(SWITCHED)

    def in_prod(value: Any) -> Any:
        return value["$choice"][1]["value"]

    assert in_prod(found["FDeploymentGroup"]["Exists"]) is True
    assert in_prod(found["FDeploymentGroup"]["Properties"]["DeploymentConfigName"]) == "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    assert in_prod(found["FEventInvokeConfigOnFailureQueue"]["Exists"]) is True
    destination = found["FEventInvokeConfig"]["Properties"]["DestinationConfig"]["OnFailure"]["Destination"]
    assert in_prod(destination) == {"$ref": "FEventInvokeConfigOnFailureQueue", "attribute": "Arn"}
    assert in_prod(found["F"]["Properties"]["Role"]) == {"$ref": "FRole", "attribute": "Arn"}
    assert in_prod(found["FAliaslive"]["Attributes"]["UpdatePolicy"])["CodeDeployLambdaAliasUpdate"]


def test_the_role_that_sam_writes_has_the_documents_that_are_given() -> None:
    document = "{Version: '2012-10-17', Statement: [{Effect: Allow, Action: 'states:StartSyncExecution', Resource: !Ref W}]}"
    machine = "W: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: r}}"
    for policies in (document, f"[AWSXrayWriteOnlyAccess, {document}, SQSPollerPolicy: {{QueueName: q}}]"):
        function = f"F: {{Type: AWS::Serverless::Function, Properties: {{CodeUri: src/, Policies: {policies}}}}}"
        found = resources(f"Resources: {{{machine}, {function}}}")["FRole"]["Properties"]["Policies"]
        said = json.dumps(found)
        assert "states:StartSyncExecution" in said
        assert '"$ref": "W"' in said
        assert "SAM writes it" in said, "and what its own templates and managed policies allow is not known"


def test_a_local_artefact_is_not_known_and_no_literal_key() -> None:
    code = resources("Resources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: src/}}}")["F"]["Properties"]["Code"]
    assert code == {"S3Bucket": {"$unknown": "sam package puts it there"}, "S3Key": {"$unknown": "sam package puts it there"}}


def test_events_that_are_not_known_leave_the_unit_open() -> None:
    parsed = read("Resources: {F: {Type: AWS::Serverless::Function, Properties: {Events: !Transform {Name: AWS::Include}}}}")
    assert parsed.units[0].open == "the events of F are not known"


CONNECTED = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Topic: {Type: AWS::SNS::Topic}
  Write:
    Type: AWS::Lambda::Function
    Connectors:
      Data: {Properties: {Destination: [{Id: Table}, {Type: AWS::SQS::Queue, Arn: "arn:aws:sqs:eu-west-1:1:q"}], Permissions: [Write]}}
  Link:
    Type: AWS::Serverless::Connector
    Properties: {Source: {Id: Topic}, Destination: {Id: Write}, Permissions: [Write]}
"""


def test_connectors_are_relations() -> None:
    found = resources(CONNECTED)
    assert {address: one["Properties"] for address, one in found.items() if one["Type"] == "AWS::Serverless::Connector"} == {
        "WriteData": {
            "Source": {"Id": {"$ref": "Write", "attribute": "FunctionName"}},
            "Destination": [
                {"Id": {"$ref": "Table", "attribute": "TableName"}},
                {"Type": "AWS::SQS::Queue", "Arn": "arn:aws:sqs:eu-west-1:1:q"},
            ],
            "Permissions": ["Write"],
        },
        "Link": {
            "Source": {"Id": {"$ref": "Topic", "attribute": "TopicArn"}},
            "Destination": {"Id": {"$ref": "Write", "attribute": "FunctionName"}},
            "Permissions": ["Write"],
        },
    }
