"""Writes a monorepo of any size, the same for the same seed: Terraform, CloudFormation, CDK apps and scripts that depend on each other.

    python bench/monorepo.py FOLDER --files 5000 --seed 1

It is made of services. Each has what real ones have: a Terraform root that calls shared modules, templates whose alarms stand in a
stack of their own (exports and imports), a CDK app of several files, a script that deploys, and files that are nobody's business. Most do
it right and some don't, so that rules have something to say.
"""

import argparse
import json
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from textwrap import dedent, indent

RUNTIMES = ("python3.12", "python3.13", "python3.12", "python3.13", "nodejs22.x", "python3.12", "python3.13", "nodejs22.x", "nodejs14.x")
WATCHED = (("AWS/Lambda", "Errors", "FunctionName", ""), ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "Dead"))
MODULES = ("queue", "function", "bucket", "table", "logs", "topic")


def write(folder: Path, files: int, seed: int = 1) -> int:
    """Write a monorepo of at least `files` files (a few more, to end with a whole service) into a folder; answers how many there are."""
    rand = random.Random(seed)
    written = _put(folder, dict(_shared()))
    for number in count():
        if written >= files:
            return written
        written += _put(folder, dict(_service(number, rand)))
    raise AssertionError


def _put(folder: Path, texts: dict[str, str]) -> int:
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return len(texts)


def _text(text: str) -> str:
    return dedent(text).lstrip("\n")


# -- what all services share ------------------------------------------------------------------------------------------------------------


def _shared() -> Iterator[tuple[str, str]]:
    yield ".gitignore", "node_modules/\n.terraform/\n*.log\ncdk.out/\n__pycache__/\n/build/\n*.tfstate*\n"
    yield "opexlint.toml", ""
    for name in MODULES:
        yield f"modules/{name}/main.tf", _module(name)
        yield f"modules/{name}/variables.tf", _MODULE_VARIABLES
        yield f"modules/{name}/outputs.tf", 'output "name" {\n  value = local.name\n}\n'
    yield "platform/paging.yaml", _PAGING


_MODULE_VARIABLES = _text("""
    variable "name" {
      type        = string
      description = "What it is called"
    }

    variable "environment" {
      type    = string
      default = "dev"
    }

    variable "retention" {
      type    = number
      default = null
    }

    variable "tags" {
      type    = map(string)
      default = {}
    }
    """)

_BODIES = {
    "queue": """
        resource "aws_sqs_queue" "dead" {
          name                      = "${local.name}-dead"
          message_retention_seconds = 1209600
          tags                      = local.tags
        }

        resource "aws_cloudwatch_metric_alarm" "dead" {
          alarm_name          = "${local.name}-dead"
          alarm_description   = "Messages were given up; see the runbook"
          namespace           = "AWS/SQS"
          metric_name         = "ApproximateNumberOfMessagesVisible"
          comparison_operator = "GreaterThanThreshold"
          evaluation_periods  = 1
          period              = 60
          statistic           = "Maximum"
          threshold           = 0
          alarm_actions       = ["arn:aws:sns:eu-west-1:123456789012:paging"]
          dimensions          = { QueueName = aws_sqs_queue.dead.name }
        }

        resource "aws_sqs_queue" "this" {
          name = local.name
          redrive_policy = jsonencode({
            deadLetterTargetArn = aws_sqs_queue.dead.arn
            maxReceiveCount     = 5
          })
          tags = local.tags
        }
        """,
    "function": """
        resource "aws_lambda_function" "this" {
          function_name = local.name
          runtime       = "python3.12"
          handler       = "app.handler"
          role          = "arn:aws:iam::123456789012:role/run"
          filename      = "build/app.zip"
          tags          = local.tags
        }

        resource "aws_cloudwatch_metric_alarm" "errors" {
          count               = var.environment == "prod" ? 1 : 0
          alarm_name          = "${local.name}-errors"
          alarm_description   = "Calls fail; see the runbook"
          namespace           = "AWS/Lambda"
          metric_name         = "Errors"
          comparison_operator = "GreaterThanThreshold"
          evaluation_periods  = 1
          period              = 60
          statistic           = "Sum"
          threshold           = 0
          alarm_actions       = ["arn:aws:sns:eu-west-1:123456789012:paging"]
          dimensions          = { FunctionName = aws_lambda_function.this.function_name }
        }
        """,
    "bucket": """
        resource "aws_s3_bucket" "this" {
          bucket = local.name
          tags   = local.tags
        }

        resource "aws_s3_bucket_versioning" "this" {
          bucket = aws_s3_bucket.this.id
          versioning_configuration {
            status = "Enabled"
          }
        }
        """,
    "table": """
        resource "aws_dynamodb_table" "this" {
          name         = local.name
          billing_mode = "PAY_PER_REQUEST"
          hash_key     = "id"
          attribute {
            name = "id"
            type = "S"
          }
          tags = local.tags
        }
        """,
    "logs": """
        resource "aws_cloudwatch_log_group" "this" {
          name              = "/aws/${local.name}"
          retention_in_days = var.retention
          tags              = local.tags
        }
        """,
    "topic": """
        resource "aws_sns_topic" "this" {
          name = local.name
          tags = local.tags
        }

        resource "aws_sns_topic_subscription" "this" {
          for_each  = toset(["a", "b"])
          topic_arn = aws_sns_topic.this.arn
          protocol  = "email"
          endpoint  = "${each.key}@example.com"
        }
        """,
}


def _module(name: str) -> str:
    head = _text("""
        locals {
          name = join("-", [var.environment, var.name])
          tags = merge(var.tags, { environment = var.environment, module = "%s" })
        }

        """)
    return head % name + _text(_BODIES[name])


_PAGING = _text("""
    AWSTemplateFormatVersion: "2010-09-09"
    Resources:
      Paging:
        Type: AWS::SNS::Topic
      OnCall:
        Type: AWS::SNS::Subscription
        Properties:
          TopicArn: !Ref Paging
          Protocol: https
          Endpoint: https://example.com/page
    Outputs:
      Paging:
        Value: !Ref Paging
        Export:
          Name: paging-topic
    """)


# -- a service --------------------------------------------------------------------------------------------------------------------------


def _service(number: int, rand: random.Random) -> Iterator[tuple[str, str]]:
    name = f"service-{number:05}"
    folder = f"services/{number // 100:03}/{name}"
    for path, text in (*_terraform(name, rand), *_templates(name, rand), *_program(name, rand), *_rest(name)):
        yield f"{folder}/{path}", text


def _terraform(name: str, rand: random.Random) -> Iterator[tuple[str, str]]:
    used = rand.sample(MODULES, 3)
    calls = "".join(
        _text(f"""
            module "{module}" {{
              source      = "../../../../modules/{module}"
              name        = "{name}"
              environment = var.environment
              retention   = {rand.choice(("14", "null", "var.retention"))}
              tags        = local.tags
            }}

            """)
        for module in used
    )
    yield "infra/main.tf", calls + _text(_BODIES[rand.choice(MODULES)])
    yield (
        "infra/settings.tf",
        _text(f"""
            terraform {{
              required_version = "~> 1.7"
              required_providers {{
                aws = {{ source = "hashicorp/aws", version = "~> 5.0" }}
              }}
              {f'backend "s3" {{ key = "{name}", bucket = "state" }}' if rand.random() < 0.9 else ""}
            }}

            locals {{
              name = "${{var.environment}}-{name}"
              tags = {{ service = "{name}", owner = "team-{rand.randrange(20)}" }}
            }}
            """)
        .replace('{ key = "', '{\n    key = "')
        .replace(', bucket = "state" }', '\n    bucket = "state"\n  }'),
    )
    yield "infra/variables.tf", _MODULE_VARIABLES.replace('  description = "What it is called"\n', f'  default = "{name}"\n')
    yield "infra/outputs.tf", "".join(f'output "{module}" {{\n  value = module.{module}.name\n}}\n' for module in used)
    yield "infra/prod.tfvars", f'environment = "prod"\nretention   = {rand.choice((30, 90, 365))}\n'


def _templates(name: str, rand: random.Random) -> Iterator[tuple[str, str]]:
    functions = [f"Handler{letter}" for letter in "ABCDEF"[: rand.randrange(2, 7)]]
    resources = "".join(_function(function, name, rand) for function in functions)
    outputs = "".join(
        f"  {part}:\n    Value: !{what}\n    Export:\n      Name: {name}-{part}\n"
        for function in functions
        for part, what in ((function, f"Ref {function}"), (f"{function}Dead", f"GetAtt {function}Dead.QueueName"))
    )
    yield (
        "stacks/service.yaml",
        _text("""
            AWSTemplateFormatVersion: "2010-09-09"
            Parameters:
              Environment:
                Type: String
                Default: dev
                AllowedValues: [dev, prod]
            Conditions:
              IsProd: !Equals [!Ref Environment, prod]
            Resources:
            """)
        + resources
        + "Outputs:\n"
        + outputs,
    )
    watched = [function for function in functions if rand.random() < 0.9]
    alarms = "".join(
        indent(
            _text(f"""
                {function}{metric}:
                  Type: AWS::CloudWatch::Alarm
                  Properties:
                    AlarmDescription: {metric} of {function}; see the runbook
                    Namespace: {namespace}
                    MetricName: {metric}
                    Dimensions:
                      - Name: {dimension}
                        Value: !ImportValue {name}-{function}{suffix}
                    ComparisonOperator: GreaterThanThreshold
                    EvaluationPeriods: 1
                    Period: 60
                    Statistic: Sum
                    Threshold: 0
                    AlarmActions: [!ImportValue paging-topic]
                """),
            "  ",
        )
        for function in watched
        for namespace, metric, dimension, suffix in WATCHED
    )
    yield "stacks/monitoring.yaml", f"AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Keep:\n    Type: AWS::SSM::Parameter\n{alarms}"
    bucket: dict[str, object] = {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}
    if rand.random() < 0.9:
        bucket["Properties"] = {"VersioningConfiguration": {"Status": "Enabled"}}
    data = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Data": bucket, "Items": {"Type": "AWS::DynamoDB::Table"}}}
    yield "stacks/data.json", json.dumps(data, indent=2)


def _function(function: str, name: str, rand: random.Random) -> str:
    text = _text(f"""
        {function}:
          Type: AWS::Lambda::Function
          Properties:
            FunctionName: !Sub "${{Environment}}-{name}-{function.lower()}"
            Runtime: {rand.choice(RUNTIMES)}
            Handler: app.handler
            Role: arn:aws:iam::123456789012:role/run
            Code:
              S3Bucket: artifacts
              S3Key: !Sub "{name}/${{Environment}}.zip"
            DeadLetterConfig:
              TargetArn: !GetAtt {function}Dead.Arn
        {function}Dead:
          Type: AWS::SQS::Queue
        {function}Logs:
          Type: AWS::Logs::LogGroup
          Properties:
            LogGroupName: !Sub "/aws/lambda/${{{function}}}"
            RetentionInDays: !If [IsProd, 90, 7]
        """)
    return indent(text, "  ")


def _program(name: str, rand: random.Random) -> Iterator[tuple[str, str]]:
    yield "app/cdk.json", json.dumps({"app": "python3 app.py", "context": {"environment": "prod"}}, indent=2)
    yield (
        "app/app.py",
        _text(f"""
            import aws_cdk as cdk

            from stacks.data import DataStack
            from stacks.service import ServiceStack

            app = cdk.App()
            data = DataStack(app, "{name}-data")
            ServiceStack(app, "{name}", table=data.table, environment=app.node.try_get_context("environment"))
            app.synth()
            """),
    )
    yield "app/stacks/__init__.py", ""
    yield (
        "app/stacks/data.py",
        _text(f"""
            from aws_cdk import RemovalPolicy, Stack
            from aws_cdk import aws_dynamodb as dynamodb
            from aws_cdk import aws_s3 as s3
            from constructs import Construct


            class DataStack(Stack):
                def __init__(self, scope: Construct, id: str, **kwargs) -> None:
                    super().__init__(scope, id, **kwargs)
                    self.table = dynamodb.Table(
                        self,
                        "Items",
                        partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
                        removal_policy=RemovalPolicy.RETAIN,
                    )
                    for name in ("in", "out"):
                        s3.Bucket(self, f"Bucket-{{name}}", versioned={rand.random() < 0.9})
            """),
    )
    yield (
        "app/stacks/service.py",
        _text(f"""
            from aws_cdk import Duration, Stack
            from aws_cdk import aws_cloudwatch as cloudwatch
            from aws_cdk import aws_cloudwatch_actions as actions
            from aws_cdk import aws_lambda as lambda_
            from aws_cdk import aws_logs as logs
            from aws_cdk import aws_sns as sns
            from aws_cdk import aws_sqs as sqs
            from constructs import Construct


            class ServiceStack(Stack):
                def __init__(self, scope: Construct, id: str, *, table, environment: str, **kwargs) -> None:
                    super().__init__(scope, id, **kwargs)
                    topic = sns.Topic.from_topic_arn(self, "Paging", "arn:aws:sns:eu-west-1:123456789012:paging")
                    dead = sqs.Queue(self, "Dead", retention_period=Duration.days(14))
                    for name in [{", ".join(repr(f"step-{step}") for step in range(rand.randrange(1, 5)))}]:
                        self._function(name, table, dead, topic, environment)

                def _function(self, name: str, table, dead: sqs.Queue, topic, environment: str) -> None:
                    function = lambda_.Function(
                        self,
                        name,
                        runtime=lambda_.Runtime.{rand.choice(("PYTHON_3_12",) * 9 + ("PYTHON_3_8",))},
                        handler="app.handler",
                        code=lambda_.Code.from_asset("src"),
                        environment={{"TABLE": table.table_name}},
                        dead_letter_queue=dead,
                        log_retention=logs.RetentionDays.ONE_MONTH,
                    )
                    table.grant_read_data(function)
                    alarm = function.metric_errors(period=Duration.minutes(1)).create_alarm(
                        self, f"{{name}}-errors", threshold=1, evaluation_periods=1, alarm_description="See the runbook"
                    )
                    dead.metric_approximate_number_of_messages_visible().create_alarm(
                        self, f"{{name}}-dead", threshold=1, evaluation_periods=1, alarm_description="See the runbook"
                    ).add_alarm_action(actions.SnsAction(topic))
                    {rand.choice(("alarm.add_alarm_action(actions.SnsAction(topic))",) * 9 + ("print(alarm.alarm_name)",))}
            """),
    )
    yield (
        "scripts/deploy.py",
        _text(f"""
            #!/usr/bin/env python3
            import subprocess
            import sys

            import boto3


            def deploy(environment: str) -> None:
                subprocess.run(["terraform", "-chdir=infra", "apply", "-var-file", f"{{environment}}.tfvars"], check={rand.random() < 0.7})
                client = boto3.client("cloudformation")
                with open("stacks/service.yaml") as template:
                    client.update_stack(
                        StackName=f"{name}-{{environment}}",
                        TemplateBody=template.read(),
                        DisableRollback={rand.random() < 0.1},
                    )


            if __name__ == "__main__":
                deploy(sys.argv[1])
            """),
    )


def _rest(name: str) -> Iterator[tuple[str, str]]:
    yield "src/app.py", f'import json\n\n\ndef handler(event, context):\n    return {{"statusCode": 200, "body": json.dumps("{name}")}}\n'
    yield "package.json", json.dumps({"name": name, "version": "1.0.0", "scripts": {"test": "true"}}, indent=2)
    yield "values.yaml", f"name: {name}\nreplicas: 3\nimage:\n  repository: example.com/{name}\n  tag: latest\n"
    yield "README.md", f"# {name}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(f"{write(arguments.folder, arguments.files, arguments.seed)} files in {arguments.folder}")


if __name__ == "__main__":
    main()
