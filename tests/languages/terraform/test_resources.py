"""Terraform's arguments and blocks in CloudFormation's terms."""

from typing import Any

import pytest

from tests.languages.terraform.inline import data, properties, read, resource


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        # names, scalars by the schema's kinds
        ("aws_sqs_queue", 'visibility_timeout_seconds = "30"\nfifo_queue = "true"', {"VisibilityTimeout": 30, "FifoQueue": True}),
        ("aws_ssm_parameter", "value = 7\nname = true", {"Value": "7", "Name": "true"}),
        # a block that is there once, attributes that go to different places
        (
            "aws_ecs_service",
            "deployment_circuit_breaker {\n enable = true\n rollback = false\n}\ndeployment_maximum_percent = 200",
            {"DeploymentConfiguration": {"DeploymentCircuitBreaker": {"Enable": True, "Rollback": False}, "MaximumPercent": 200}},
        ),
        # attributes as elements of a list
        (
            "aws_lb",
            "enable_deletion_protection = true\naccess_logs {\n bucket = \"b\"\n enabled = true\n}",
            {
                "LoadBalancerAttributes": [
                    {"Key": "deletion_protection.enabled", "Value": "true"},
                    {"Key": "access_logs.s3.bucket", "Value": "b"},
                    {"Key": "access_logs.s3.enabled", "Value": "true"},
                ]
            },
        ),
        # one element for each item
        (
            "aws_eks_cluster",
            'enabled_cluster_log_types = ["api", "audit"]',
            {"Logging": {"ClusterLogging": {"EnabledTypes": [{"Type": "api"}, {"Type": "audit"}]}}},
        ),
        # a map's entry named by the block
        (
            "aws_db_parameter_group",
            'parameter {\n name = "log_statement"\n value = "all"\n}',
            {"Parameters": {"log_statement": "all"}},
        ),
        # enums, pairs, prefixes
        ("aws_cloudwatch_event_rule", "is_enabled = false", {"State": "DISABLED"}),
        ("aws_sns_topic", "tags = { A = 1 }", {"Tags": [{"Key": "A", "Value": "1"}]}),
        ("aws_sns_topic", 'name_prefix = "t-"', {"TopicName": "t-${<unknown>}"}),
        ("aws_sns_topic", 'name_prefix = "t-"\nname = null', {"TopicName": "t-${<unknown>}"}),
        # JSON with the schema's names
        (
            "aws_ecs_task_definition",
            'container_definitions = jsonencode([{ name = "web", logConfiguration = { logDriver = "awslogs" } }])',
            {"ContainerDefinitions": [{"Name": "web", "LogConfiguration": {"LogDriver": "awslogs"}}]},
        ),
        # what has no counterpart stays under its name
        ("aws_autoscaling_group", "force_delete = true", {"force_delete": True}),
        ("pagerduty_service", "name = \"x\"\nrule {\n a = 1\n}", {"name": "x", "rule": [{"a": 1}]}),
        ("awscc_logs_log_group", "retention_in_days = \"7\"", {"RetentionInDays": 7}),
    ],
)  # fmt: skip
def test_a_body_is_translated(kind: str, body: str, expected: dict[str, Any]) -> None:
    assert properties(read(f'resource "{kind}" "x" {{\n{body}\n}}\n'), f"{kind}.x") == expected


def test_types_are_cloudformations_where_there_is_one() -> None:
    text = "".join(f'resource "{kind}" "x" {{}}\n' for kind in ("aws_lb", "aws_iam_policy", "null_resource", "awscc_sqs_queue"))
    assert [(one.type, one.native_type) for one in read(text).resources] == [
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "aws_lb"),
        ("AWS::IAM::ManagedPolicy", "aws_iam_policy"),
        ("null_resource", "null_resource"),
        ("AWS::SQS::Queue", "awscc_sqs_queue"),
    ]


def test_attributes_of_the_resource_itself() -> None:
    text = """
    resource "aws_db_instance" "d" {
      depends_on = [aws_sns_topic.t, module.m]
      lifecycle {
        prevent_destroy       = true
        create_before_destroy = true
        ignore_changes        = [tags["A"], password]
      }
    }
    resource "aws_s3_bucket" "b" {
      force_destroy = true
      lifecycle { ignore_changes = all }
    }
    """
    parsed = read(text)
    assert data(resource(parsed, "aws_db_instance.d").attributes) == {
        "DeletionPolicy": "Retain",
        "DependsOn": ["aws_sns_topic.t", "module.m"],
        "Lifecycle": {"PreventDestroy": True, "CreateBeforeDestroy": True, "IgnoreChanges": ['tags["A"]', "password"]},
    }
    assert data(resource(parsed, "aws_s3_bucket.b").attributes) == {"DeletionPolicy": "Delete", "Lifecycle": {"IgnoreChanges": "all"}}


def test_blocks_and_arguments_that_are_resources_of_their_own() -> None:
    text = """
    resource "aws_route_table" "r" {
      vpc_id = "vpc-1"
      route {
        cidr_block = "0.0.0.0/0"
        gateway_id = "igw-1"
      }
    }
    resource "aws_sqs_queue" "q" { policy = "{\\"Version\\": \\"2012-10-17\\"}" }
    """
    found = {one.type: data(one.properties) for one in read(text).resources}
    assert found["AWS::EC2::Route"] == {
        "DestinationCidrBlock": "0.0.0.0/0",
        "GatewayId": "igw-1",
        "RouteTableId": "<aws_route_table.r.RouteTableId>",
    }
    assert found["AWS::SQS::QueuePolicy"] == {"PolicyDocument": {"Version": "2012-10-17"}, "Queues": ["<aws_sqs_queue.q.QueueUrl>"]}


def test_policy_documents() -> None:
    text = """
    variable "extra" {}
    data "aws_iam_policy_document" "base" {
      statement {
        sid       = "Base"
        actions   = ["a:b"]
        resources = ["*"]
      }
    }
    data "aws_iam_policy_document" "all" {
      source_policy_documents = [data.aws_iam_policy_document.base.json, var.extra]
      statement {
        effect = "Deny"
        not_actions = ["c:d"]
        principals {
          type        = "*"
          identifiers = ["*"]
        }
      }
      dynamic "statement" {
        for_each = ["x", "y"]
        content { sid = statement.value }
      }
    }
    resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.all.json }
    """
    document = properties(read(text), "aws_iam_policy.p")["PolicyDocument"]
    assert document["Statement"] == [
        {"Effect": "Deny", "NotAction": ["c:d"], "Principal": ["*"]},
        {"Effect": "Allow", "Sid": "x"},
        {"Effect": "Allow", "Sid": "y"},
        {"Effect": "Allow", "Sid": "Base", "Action": ["a:b"], "Resource": ["*"]},
        "...",
    ]


def test_settings_of_the_root() -> None:
    text = 'terraform {\n  cloud {\n    organization = "o"\n  }\n}\nprovider "aws" {\n  alias = "x"\n}\nresource "random_id" "r" {}\n'
    (unit,) = read(text).units
    assert data(unit.settings) == {"Backend": {"type": "cloud", "organization": "o"}, "Providers": {"aws": [{"alias": "x"}], "random": []}}
