"""What boto3 calls do."""

import pytest

from opexlint.facts import boto3, schemas

CREATES = {
    ("sqs", "create_queue"): "AWS::SQS::Queue",
    ("s3", "create_bucket"): "AWS::S3::Bucket",
    ("s3", "put_bucket_versioning"): "AWS::S3::Bucket",
    ("s3", "put_bucket_policy"): "AWS::S3::BucketPolicy",
    ("iam", "create_policy"): "AWS::IAM::ManagedPolicy",
    ("iam", "put_role_policy"): "AWS::IAM::RolePolicy",
    ("rds", "create_db_instance"): "AWS::RDS::DBInstance",
    ("docdb", "create_db_cluster"): "AWS::DocDB::DBCluster",
    ("sns", "subscribe"): "AWS::SNS::Subscription",
    ("cloudwatch", "put_metric_alarm"): "AWS::CloudWatch::Alarm",
    ("route53", "change_resource_record_sets"): "AWS::Route53::RecordSet",
    ("ec2", "run_instances"): "AWS::EC2::Instance",
    ("elbv2", "create_rule"): "AWS::ElasticLoadBalancingV2::ListenerRule",
    ("lambda", "create_function"): "AWS::Lambda::Function",
    ("sqs", "send_message"): None,
    ("no-such-service", "create_queue"): None,
}


@pytest.mark.parametrize(("call", "cfn_type"), CREATES.items())
def test_types(call: tuple[str, str], cfn_type: str | None) -> None:
    assert boto3.infrastructure_type(*call) == cfn_type


@pytest.mark.parametrize("method", ["create_queue", "put_metric_alarm", "delete_table", "run_instances", "subscribe", "update_service"])
def test_changes(method: str) -> None:
    assert boto3.is_mutating(method)


@pytest.mark.parametrize("method", ["describe_instances", "get_object", "list_queues", "put_item", "send_message", "get_waiter", "putter"])
def test_reads_and_data(method: str) -> None:
    assert not boto3.is_mutating(method)


def test_every_type_is_known_and_every_method_changes_something() -> None:
    known = set(schemas.known_types())
    for service in boto3.services():
        for method, cfn_type in boto3._methods(service).items():
            assert cfn_type in known or cfn_type.startswith("AWS::"), cfn_type
            assert method == method.lower()
