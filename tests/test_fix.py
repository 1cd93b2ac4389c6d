"""Fixes end to end: what is written, what stays byte for byte, and that the language's own tools still accept the file.

Each case is a file before and after `opexlint check --fix`. After it the rule is silent, and a second run changes nothing.
"""

import ast
import json
from pathlib import Path
from typing import NamedTuple

import hcl2
import pytest
from cfnlint.api import lint_all
from click.testing import CliRunner

from opexlint import fix
from opexlint.cli import main
from opexlint.finding import Edit
from opexlint.source import File, Location


class Case(NamedTuple):
    rule: str
    name: str
    before: str
    after: str


CASES = [
    Case(
        "bucket-without-versioning",
        "template.yaml",
        "Resources:\n  # keep me\n  Artifacts:\n    Type: AWS::S3::Bucket   # and me\n    UpdateReplacePolicy: Retain\n    DeletionPolicy: Retain\n",
        "Resources:\n  # keep me\n  Artifacts:\n    Type: AWS::S3::Bucket   # and me\n"
        "    Properties:\n      VersioningConfiguration:\n        Status: Enabled\n"
        "    UpdateReplacePolicy: Retain\n    DeletionPolicy: Retain\n",
    ),
    Case(
        "bucket-without-versioning",
        "template.json",
        '{\n  "Resources": {\n    "Artifacts": {\n      "Type": "AWS::S3::Bucket",\n      "Properties": {\n        "BucketName": "shop"\n      }\n    }\n  }\n}\n',
        '{\n  "Resources": {\n    "Artifacts": {\n      "Type": "AWS::S3::Bucket",\n      "Properties": {\n        "BucketName": "shop",\n'
        '        "VersioningConfiguration": {\n          "Status": "Enabled"\n        }\n      }\n    }\n  }\n}\n',
    ),
    Case(
        "bucket-without-versioning",
        "main.tf",
        'resource "aws_s3_bucket" "artifacts" {\n  bucket   =    "shop" # odd spaces stay\n}\n\nlocals {}\n',
        'resource "aws_s3_bucket" "artifacts" {\n  bucket   =    "shop" # odd spaces stay\n}\n\n'
        'resource "aws_s3_bucket_versioning" "artifacts" {\n  bucket = aws_s3_bucket.artifacts.id\n\n  versioning_configuration {\n'
        '    status = "Enabled"\n  }\n}\n\nlocals {}\n',
    ),
    Case(
        "bucket-without-versioning",
        "app.py",
        'from aws_cdk import App, Stack, aws_s3 as s3\n\napp = App()\nstack = Stack(app, "Shop")\ns3.Bucket(stack,  "A")  # odd spaces stay\n',
        'from aws_cdk import App, Stack, aws_s3 as s3\n\napp = App()\nstack = Stack(app, "Shop")\n'
        's3.Bucket(stack,  "A", versioned=True)  # odd spaces stay\n',
    ),
    Case(
        "service-without-circuit-breaker",
        "template.yaml",
        "Resources:\n  Web:\n    Type: AWS::ECS::Service\n    Properties:\n      TaskDefinition: web:7\n",
        "Resources:\n  Web:\n    Type: AWS::ECS::Service\n    Properties:\n      TaskDefinition: web:7\n"
        "      DeploymentConfiguration:\n        DeploymentCircuitBreaker:\n          Enable: true\n          Rollback: true\n",
    ),
    Case(
        "service-without-circuit-breaker",
        "template.json",
        '{"Resources": {"Web": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": "web:7"}}}}\n',
        '{"Resources": {"Web": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": "web:7", "DeploymentConfiguration": '
        '{"DeploymentCircuitBreaker": {"Enable": true, "Rollback": true}}}}}}\n',
    ),
    Case(
        "service-without-circuit-breaker",
        "main.tf",
        'resource "aws_ecs_service" "web" {\r\n  name            = "web"\r\n  task_definition = "web:7"\r\n}\r\n',
        'resource "aws_ecs_service" "web" {\r\n  name            = "web"\r\n  task_definition = "web:7"\r\n\r\n'
        "  deployment_circuit_breaker {\r\n    enable   = true\r\n    rollback = true\r\n  }\r\n}\r\n",
    ),
    Case(
        "service-without-circuit-breaker",
        "app.py",
        "from aws_cdk import App, Stack\nfrom aws_cdk import aws_ecs as ecs\n\napp = App()\nstack = Stack(app, 'Shop')\n"
        "ecs.FargateService(\n    stack,\n    'Web',\n    cluster=ecs.Cluster(stack, 'C'),\n    task_definition=ecs.FargateTaskDefinition(stack, 'T'),\n)\n",
        "from aws_cdk import App, Stack\nfrom aws_cdk import aws_ecs as ecs\n\napp = App()\nstack = Stack(app, 'Shop')\n"
        "ecs.FargateService(\n    stack,\n    'Web',\n    cluster=ecs.Cluster(stack, 'C'),\n    task_definition=ecs.FargateTaskDefinition(stack, 'T'),\n"
        "    circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),\n)\n",
    ),
    Case(
        "alarm-dimension-mismatch",
        "template.yaml",
        "Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n  Old:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n"
        "      Namespace: AWS/SQS\n      MetricName: ApproximateAgeOfOldestMessage\n      ComparisonOperator: GreaterThanThreshold\n"
        "      EvaluationPeriods: 1\n      Threshold: 9\n      Statistic: Maximum\n      Period: 60\n"
        "      Dimensions:\n        - Name: QueueName\n          Value: !Ref Orders # the queue\n",
        "Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n  Old:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n"
        "      Namespace: AWS/SQS\n      MetricName: ApproximateAgeOfOldestMessage\n      ComparisonOperator: GreaterThanThreshold\n"
        "      EvaluationPeriods: 1\n      Threshold: 9\n      Statistic: Maximum\n      Period: 60\n"
        "      Dimensions:\n        - Name: QueueName\n          Value: !GetAtt Orders.QueueName # the queue\n",
    ),
    Case(
        "alarm-dimension-mismatch",
        "template.json",
        '{"Resources": {"Orders": {"Type": "AWS::SQS::Queue"}, "Old": {"Type": "AWS::CloudWatch::Alarm", "Properties": '
        '{"Namespace": "AWS/SQS", "MetricName": "ApproximateAgeOfOldestMessage", "ComparisonOperator": "GreaterThanThreshold", '
        '"EvaluationPeriods": 1, "Threshold": 9, "Statistic": "Maximum", "Period": 60, '
        '"Dimensions": [{"Name": "QueueName", "Value": {"Ref": "Orders"}}]}}}}',
        '{"Resources": {"Orders": {"Type": "AWS::SQS::Queue"}, "Old": {"Type": "AWS::CloudWatch::Alarm", "Properties": '
        '{"Namespace": "AWS/SQS", "MetricName": "ApproximateAgeOfOldestMessage", "ComparisonOperator": "GreaterThanThreshold", '
        '"EvaluationPeriods": 1, "Threshold": 9, "Statistic": "Maximum", "Period": 60, '
        '"Dimensions": [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["Orders", "QueueName"]}}]}}}}',
    ),
    Case(
        "alarm-dimension-mismatch",
        "main.tf",
        'resource "aws_lb" "web" {}\n\nresource "aws_cloudwatch_metric_alarm" "errors" {\n  namespace   = "AWS/ApplicationELB"\n'
        '  metric_name = "HTTPCode_ELB_5XX_Count"\n  dimensions = {\n    LoadBalancer = aws_lb.web.arn\n  }\n}\n',
        'resource "aws_lb" "web" {}\n\nresource "aws_cloudwatch_metric_alarm" "errors" {\n  namespace   = "AWS/ApplicationELB"\n'
        '  metric_name = "HTTPCode_ELB_5XX_Count"\n  dimensions = {\n    LoadBalancer = aws_lb.web.arn_suffix\n  }\n}\n',
    ),
    Case(
        "alarm-dimension-mismatch",
        "app.py",
        "from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch, aws_sqs as sqs\n\napp = App()\nstack = Stack(app, 'Shop')\n"
        "orders = sqs.Queue(stack, 'Orders')\n"
        "metric = cloudwatch.Metric(namespace='AWS/SQS', metric_name='ApproximateAgeOfOldestMessage', dimensions_map={'QueueName': orders.queue_url})\n"
        "cloudwatch.Alarm(stack, 'Old', metric=metric, threshold=9, evaluation_periods=1)\n",
        "from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch, aws_sqs as sqs\n\napp = App()\nstack = Stack(app, 'Shop')\n"
        "orders = sqs.Queue(stack, 'Orders')\n"
        "metric = cloudwatch.Metric(namespace='AWS/SQS', metric_name='ApproximateAgeOfOldestMessage', dimensions_map={'QueueName': orders.queue_name})\n"
        "cloudwatch.Alarm(stack, 'Old', metric=metric, threshold=9, evaluation_periods=1)\n",
    ),
]


def accepted(name: str, text: str) -> None:
    """Raises when the file's own tool does not accept it."""
    if name.endswith(".py"):
        ast.parse(text)
    elif name.endswith(".tf"):
        hcl2.loads(text)
    else:
        if name.endswith(".json"):
            json.loads(text)
        assert [match.message for match in lint_all(text) if match.rule.id.startswith("E")] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.name}")
def test_fix(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / case.name
    path.write_bytes(case.before.encode())
    arguments = ["check", "--select", case.rule, "--format", "concise"]
    assert case.rule in CliRunner().invoke(main, arguments).stdout
    fixed = CliRunner().invoke(main, [*arguments, "--fix"])
    assert path.read_bytes().decode() == case.after
    assert (fixed.stdout, fixed.exit_code) == ("", 0), "the rule is silent"
    CliRunner().invoke(main, [*arguments, "--fix"])
    assert path.read_bytes().decode() == case.after, "a second run changes nothing"
    accepted(case.name, case.after)


def test_edits_are_applied_from_the_end_so_that_places_stay_true() -> None:
    file = File("a", "one two three")
    edits = [Edit(Location("a", 0, 3), "1"), Edit(Location("a", 4, 7), "2"), Edit(Location("a", 13, 13), "!")]
    assert fix.rewritten(file, edits).text == "1 2 three!"


def test_a_template_that_cfn_lint_likes_less_afterwards_stays_as_it_was() -> None:
    before = File("a.yaml", "Resources:\n  A:\n    Type: AWS::SQS::Queue\n")
    worse = File("a.yaml", "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: never\n")
    assert fix._accepted(before, before)
    assert not fix._accepted(before, worse)
