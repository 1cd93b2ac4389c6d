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
        # a word that stands for nothing, and all others
        ("aws_lambda_function", "reserved_concurrent_executions = -1", {}),
        ("aws_lambda_function", "reserved_concurrent_executions = 0", {"ReservedConcurrentExecutions": 0}),
        ("aws_lambda_function", 'reserved_concurrent_executions = "5"', {"ReservedConcurrentExecutions": 5}),
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
        # a map may be a block up to Terraform 0.11
        ("aws_sns_topic", "tags {\n A = 1\n }", {"Tags": [{"Key": "A", "Value": "1"}]}),
        ("aws_lambda_function", "environment {\n variables {\n A = 1\n }\n }", {"Environment": {"Variables": {"A": "1"}}}),
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


def test_connections_and_what_runs_when_a_resource_goes_are_attributes() -> None:
    text = """
    variable "user" { default = "ops" }
    resource "aws_instance" "i" {
      provisioner "local-exec" {
        command = "echo made"
      }
      provisioner "remote-exec" {
        when   = destroy
        inline = ["echo gone"]
        connection {
          host = self.public_ip
          user = var.user
        }
      }
    }
    """
    parsed = read(text)
    (instance,) = parsed.resources
    assert data(instance.attributes) == {
        "Provisioners": ["local-exec"],
        "DestroyProvisioners": ["remote-exec"],
        "Connection": {"host": "<aws_instance.i.PublicIp>", "user": "ops"},
    }
    assert [command.context for command in parsed.commands] == [(), ("destroy",)]


def test_what_a_data_source_asks_for_is_as_it_is_written() -> None:
    text = """
    data "archive_file" "z" {
      type        = "zip"
      output_path = "build/orders.zip"
    }
    resource "aws_ssm_parameter" "p" {
      name  = data.archive_file.z.output_path
      value = data.archive_file.z.output_sha
    }
    """
    assert properties(read(text), "aws_ssm_parameter.p") == {"Name": "build/orders.zip", "Value": "<unknown>"}


def test_arguments_of_nested_blocks_are_none_of_terraforms_own() -> None:
    text = """
    resource "aws_codepipeline" "p" {
      stage {
        name = "s"
        action {
          name     = "a"
          provider = "CodeBuild"
        }
      }
    }
    """
    (action,) = properties(read(text), "aws_codepipeline.p")["Stages"][0]["Actions"]
    assert "CodeBuild" in repr(action)


def test_what_a_maintenance_window_runs_and_where_an_association_writes_have_their_places() -> None:
    text = """
    resource "aws_ssm_maintenance_window_task" "t" {
      task_invocation_parameters {
        run_command_parameters {
          output_s3_bucket = "logs"
          cloudwatch_config {
            cloudwatch_output_enabled = true
          }
          parameter {
            name   = "commands"
            values = ["pwd"]
          }
        }
      }
    }
    resource "aws_ssm_association" "a" {
      output_location {
        s3_bucket_name = "logs"
      }
    }
    """
    parsed = read(text)
    assert properties(parsed, "aws_ssm_maintenance_window_task.t")["TaskInvocationParameters"] == {
        "MaintenanceWindowRunCommandParameters": {
            "OutputS3BucketName": "logs",
            "CloudWatchOutputConfig": {"CloudWatchOutputEnabled": True},
            "Parameters": {"commands": ["pwd"]},
        }
    }
    assert properties(parsed, "aws_ssm_association.a") == {"OutputLocation": {"S3Location": {"OutputS3BucketName": "logs"}}}


def test_descriptions_of_outputs_and_variables_are_settings() -> None:
    text = """
    variable "url" { description = "Where the shop is." }
    variable "none" {}
    output "next" {
      description = "Confirm the subscription manually."
      value       = 1
    }
    """
    (unit,) = read(text).units
    assert data(unit.settings)["OutputDescriptions"] == {"next": "Confirm the subscription manually."}
    assert data(unit.settings)["VariableDescriptions"] == {"url": "Where the shop is."}
