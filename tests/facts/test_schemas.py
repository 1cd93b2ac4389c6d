"""Property trees of resource types."""

import pytest

from opexlint.facts import schemas
from opexlint.facts.schemas import attributes, fold, property_types, shape

KINDS = {
    ("AWS::SQS::Queue", "VisibilityTimeout"): "integer",
    ("AWS::SQS::Queue", "RedrivePolicy"): "json",
    ("AWS::SQS::Queue", "RedrivePolicy.maxReceiveCount"): "integer",
    ("AWS::SQS::Queue", "Tags"): "list",
    ("AWS::SQS::Queue", "Tags.*"): "object",
    ("AWS::SQS::Queue", "Tags.*.Key"): "string",
    ("AWS::SQS::Queue", "FifoQueue"): "boolean",
    ("AWS::S3::Bucket", "LifecycleConfiguration.Rules.*.ExpirationInDays"): "integer",
    ("AWS::S3::Bucket", "VersioningConfiguration.Status"): "string",
    ("AWS::Lambda::Function", "Environment.Variables"): "map",
    ("AWS::Lambda::Function", "Environment.Variables.*"): "string",
    ("AWS::Lambda::Function", "VpcConfig.SubnetIds.*"): "string",
    ("AWS::ECS::Service", "DeploymentConfiguration.DeploymentCircuitBreaker.Rollback"): "boolean",
    ("AWS::ECS::TaskDefinition", "ContainerDefinitions.*.Image"): "string",
    ("AWS::DynamoDB::Table", "KeySchema.*.AttributeName"): "string",
    ("AWS::CloudWatch::Alarm", "Threshold"): "number",
    ("AWS::CloudWatch::Alarm", "Metrics.*.MetricStat.Metric.Dimensions.*.Name"): "string",
    ("AWS::IAM::Role", "AssumeRolePolicyDocument"): "json",
    ("AWS::Events::Rule", "Targets.*.DeadLetterConfig.Arn"): "string",
    ("AWS::Serverless::Function", "AutoPublishAliasAllProperties"): "boolean",
}


@pytest.mark.parametrize(("place", "kind"), KINDS.items(), ids=lambda value: ".".join(value) if isinstance(value, tuple) else value)
def test_kinds(place: tuple[str, str], kind: str) -> None:
    cfn_type, path = place
    assert property_types(cfn_type)[path] == kind
    known = shape(cfn_type)
    assert known is not None
    at = known.at(*path.split("."))
    assert at is not None
    assert at.kind == kind


def test_read_only_properties_are_no_properties_but_attributes() -> None:
    queue = shape("AWS::SQS::Queue")
    assert queue is not None
    assert "Arn" not in queue.properties
    assert "Arn" in attributes("AWS::SQS::Queue")
    assert "Endpoint.Address" in attributes("AWS::RDS::DBInstance")


@pytest.mark.parametrize("spelling", ["RetentionInDays", "retention_in_days", "retentionInDays", "retention-in-days"])
def test_spellings_of_one_name(spelling: str) -> None:
    group = shape("AWS::Logs::LogGroup")
    assert group is not None
    assert group.canonical(spelling) == "RetentionInDays"


def test_acronyms_are_found_by_their_schema_spelling() -> None:
    alarm = shape("AWS::CloudWatch::Alarm")
    assert alarm is not None
    assert alarm.canonical("ok_actions") == "OKActions"
    assert alarm.canonical("no_such_property") is None


def test_what_is_not_there() -> None:
    assert shape("AWS::No::Such") is None
    assert shape("Custom::Anything") is None
    assert dict(property_types("Custom::Anything")) == {}
    assert attributes("Custom::Anything") == ()
    queue = shape("AWS::SQS::Queue")
    assert queue is not None
    assert queue.at("Nothing", "Below") is None
    assert queue.at("Tags", "Key") is None
    assert queue.at("QueueName", "Below") is None
    with pytest.raises(KeyError):
        property_types("AWS::SQS::Queue")["Tags.Key"]


def test_recursive_schemas_end() -> None:
    acl = property_types("AWS::WAFv2::WebACL")
    paths = list(acl)
    assert len(paths) == len(acl) == len(set(paths)) < 5_000
    deep = "Rules.*.Statement.NotStatement.Statement.NotStatement.Statement.NotStatement.Statement"
    assert acl[deep] == "object"


def test_every_type_is_well_formed() -> None:
    for cfn_type in schemas.known_types():
        root = shape(cfn_type)
        assert root is not None
        assert root.kind == "object"
        waiting, seen = [root], 0
        while waiting and seen < 2_000:
            here = waiting.pop()
            seen += 1
            assert here.kind in ("string", "integer", "number", "boolean", "list", "map", "object", "json")
            assert (here.element is not None) == (here.kind in ("list", "map"))
            folded = [fold(name) for name in here.properties]
            assert len(folded) == len(set(folded)), cfn_type
            waiting += here.properties.values()
            if here.element is not None:
                waiting.append(here.element)


def test_a_shape_says_what_it_is() -> None:
    assert "RetentionInDays" in repr(shape("AWS::Logs::LogGroup"))
