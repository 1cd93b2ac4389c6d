"""Alarm recommendations."""

import pytest

from opexlint.facts import alarms, schemas, table
from opexlint.facts.alarms import recommendations

DIMENSIONS = {
    ("AWS/Lambda", "FunctionName"): ("AWS::Lambda::Function", "FunctionName", "Arn"),
    ("AWS/SQS", "QueueName"): ("AWS::SQS::Queue", "QueueName", "QueueUrl"),
    ("AWS/SNS", "TopicName"): ("AWS::SNS::Topic", "TopicName", "TopicArn"),
    ("AWS/ECS", "ServiceName"): ("AWS::ECS::Service", "ServiceName", "ServiceArn"),
    ("AWS/RDS", "DBClusterIdentifier"): ("AWS::RDS::DBCluster", "DBClusterIdentifier", "DBClusterArn"),
    ("AWS/Kinesis", "StreamName"): ("AWS::Kinesis::Stream", "Name", "Arn"),
    ("AWS/States", "StateMachineArn"): ("AWS::StepFunctions::StateMachine", "Arn", "StateMachineName"),
    ("AWS/ApplicationELB", "TargetGroup"): ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupFullName", "TargetGroupArn"),
    ("AWS/AppSync", "GraphQLAPIId"): ("AWS::AppSync::GraphQLApi", "ApiId", "Arn"),
}


@pytest.mark.parametrize(("dimension", "expected"), DIMENSIONS.items())
def test_dimensions(dimension: tuple[str, str], expected: tuple[str, str, str]) -> None:
    cfn_type, good, bad = expected
    found = dict(alarms.dimension(*dimension))[cfn_type]
    assert good in found.accepts
    assert bad in found.rejects


def test_a_dimension_of_another_type() -> None:
    found = alarms.dimension("AWS/ApplicationELB", "LoadBalancer")
    assert {owner for owner, _ in found} == {"AWS::ElasticLoadBalancingV2::LoadBalancer"}
    assert all(known.accepts == ("LoadBalancerFullName",) for _, known in found)
    cluster = dict(alarms.dimension("AWS/ECS", "ClusterName"))["AWS::ECS::Cluster"]
    assert cluster.accepts == ("ClusterName",)
    assert "Arn" in cluster.rejects


def test_the_identifier_of_a_database_is_not_its_resource_id() -> None:
    (first, *_) = [one for one in recommendations("AWS::RDS::DBInstance") if one.metric == "FreeStorageSpace"]
    assert "DbiResourceId" in first.dimensions["DBInstanceIdentifier"].rejects


def test_recommendations() -> None:
    errors = recommendations("AWS::Lambda::Function")[0]
    assert (errors.namespace, errors.metric, errors.priority) == ("AWS/Lambda", "Errors", "core")
    assert errors.official
    assert errors.datapoints_to_alarm == 3
    assert {one.metric for one in recommendations("AWS::Serverless::Function")} == {
        one.metric for one in recommendations("AWS::Lambda::Function")
    }
    assert recommendations("AWS::No::Such") == ()


def test_core_comes_first() -> None:
    for cfn_type in table("alarms"):
        priorities = [one.priority for one in recommendations(cfn_type)]
        assert priorities == sorted(priorities)


def test_constants() -> None:
    (region,) = {known for _, known in alarms.dimension("AWS/CloudFront", "Region")}
    assert region.constant == "Global"
    assert region.accepts == ()


def test_metrics_and_units() -> None:
    assert "ApproximateAgeOfOldestMessage" in alarms.metrics("AWS/SQS")
    assert alarms.metrics("AWS/Lambda")["Duration"] == "Milliseconds"
    assert alarms.metrics("AWS/NoSuch") == {}
    assert "AWS/Lambda" in alarms.namespaces()
    assert frozenset(("ClusterName", "ServiceName")) in alarms.dimension_names("AWS/ECS")


def test_every_recommendation_is_well_formed() -> None:
    for cfn_type in table("alarms"):
        assert schemas.shape(cfn_type) is not None
        for one in recommendations(cfn_type):
            assert one.metric in alarms.metrics(one.namespace)
            assert one.comparison.endswith("Threshold")
            assert one.why
            assert one.happens or one.priority != "core", "a rule says what has happened"
            assert one.priority in ("core", "extended")
            assert one.missing_data in ("missing", "breaching", "notBreaching", "ignore", None)
            assert cfn_type in alarms.alarmed_types(one.namespace)
            for known in one.dimensions.values():
                assert not set(known.accepts) & set(known.rejects)
                assert known.accepts or known.constant or known.rejects or known.note
