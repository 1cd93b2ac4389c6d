"""Plans and states as `terraform show -json` writes them."""

import json
from typing import Any

from opexlint.languages import terraform
from opexlint.model import Parsed, decode, encode
from opexlint.source import File
from tests.languages.terraform.inline import at, jobs, properties, resource, sources, text_at

MAIN = """
variable "name" {}
module "worker" {
  source = "./worker"
  count  = 2
  queue  = aws_sqs_queue.q.arn
}
resource "aws_sqs_queue" "q" {
  name                      = var.name
  message_retention_seconds = 60 # opexlint: ignore[some-rule] agreed
}
resource "aws_sqs_queue_redrive_policy" "q" {
  queue_url      = aws_sqs_queue.q.id
  redrive_policy = jsonencode({ maxReceiveCount = 3 })
}
"""
WORKER = (
    'variable "queue" {}\nresource "aws_lambda_function" "f" {\n  function_name = "f"\n  tracing_config {\n    mode = "Active"\n  }\n}\n'
)


def planned(kind: str, name: str, values: dict[str, Any], module: str = "", index: str = "") -> dict[str, Any]:
    address = f"{module}.{kind}.{name}{index}".removeprefix(".")
    return {"address": address, "mode": "managed", "type": kind, "name": name, "values": values}


def changed(address: str, unknown: dict[str, Any]) -> dict[str, Any]:
    return {"address": address, "change": {"actions": ["create"], "after_unknown": unknown}}


def plan() -> dict[str, Any]:
    function = {"function_name": "f", "runtime": None, "tracing_config": [{"mode": "Active"}]}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.0",
        "planned_values": {
            "root_module": {
                "resources": [
                    planned("aws_sqs_queue_redrive_policy", "q", {"redrive_policy": '{"maxReceiveCount":3}'}),
                    planned("aws_sqs_queue", "q", {"name": "orders", "message_retention_seconds": 60, "kms_master_key_id": None}),
                ],
                "child_modules": [
                    {"address": f"module.worker[{n}]", "resources": [planned("aws_lambda_function", "f", function, f"module.worker[{n}]")]}
                    for n in range(2)
                ],
            }
        },
        "resource_changes": [
            changed("aws_sqs_queue.q", {"arn": True, "id": True, "policy": True}),
            changed("aws_sqs_queue_redrive_policy.q", {"queue_url": True}),
            changed("module.worker[0].aws_lambda_function.f", {"role": True, "tracing_config": [{}]}),
        ],
        "configuration": {
            "root_module": {
                "resources": [
                    {
                        "address": "aws_sqs_queue_redrive_policy.q",
                        "type": "aws_sqs_queue_redrive_policy",
                        "name": "q",
                        "expressions": {"queue_url": {"references": ["aws_sqs_queue.q.id", "aws_sqs_queue.q"]}},
                    }
                ]
            }
        },
    }


def project(*, beside: bool = True) -> dict[str, str]:
    files = {"plan.json": json.dumps(plan())}
    return {**files, "main.tf": MAIN, "worker/main.tf": WORKER} if beside else files


def read(files: dict[str, str]) -> Parsed:
    (job,) = jobs(files)
    parsed = terraform.read(job, sources(files))
    assert decode(encode(parsed)) == parsed
    return parsed


def test_a_plan_is_known_from_how_it_begins() -> None:
    assert terraform.claims(File("plan.json", json.dumps(plan())))
    assert terraform.claims(File("state.json", json.dumps({"format_version": "1.0", "terraform_version": "1.11.0", "values": {}})))
    assert not terraform.claims(File("package.json", '{"name": "x", "values": {}}'))


def test_values_are_those_of_the_plan() -> None:
    parsed = read(project())
    assert properties(parsed, "aws_sqs_queue.q") == {
        "QueueName": "orders",
        "MessageRetentionPeriod": 60,
        "arn": "<unknown>",
        "id": "<unknown>",
        "RedrivePolicy": {"maxReceiveCount": 3},
    }
    function = properties(parsed, "module.worker[0].aws_lambda_function.f")
    assert function == {"FunctionName": "f", "TracingConfig": {"Mode": "Active"}, "Role": "<unknown>"}
    assert "Role" not in properties(parsed, "module.worker[1].aws_lambda_function.f")


def test_everything_stands_in_the_configuration_beside_it() -> None:
    files = project()
    parsed = read(files)
    queue = resource(parsed, "aws_sqs_queue.q")
    assert text_at(files, queue.header) == 'resource "aws_sqs_queue" "q"'
    retention = at(queue.properties, "MessageRetentionPeriod")
    assert (retention[4], files["main.tf"][retention[2] : retention[3]]) == ("main.tf", "60")
    function = resource(parsed, "module.worker[1].aws_lambda_function.f")
    assert function.header.path == "worker/main.tf"
    assert [suppression.rules[0][0] for suppression in parsed.suppressions] == ["some-rule"]


def test_a_plan_alone_is_seen_at_its_addresses() -> None:
    files = project(beside=False)
    parsed = read(files)
    assert text_at(files, resource(parsed, "aws_sqs_queue.q").header) == '"aws_sqs_queue.q"'
    assert properties(parsed, "aws_sqs_queue.q")["RedrivePolicy"] == {"maxReceiveCount": 3}


def test_a_plan_stands_for_the_root_it_lies_beside() -> None:
    assert [job.entry for job in jobs(project())] == ["plan.json"]
    files = {f"deploy/{path}": text for path, text in project().items()} | {"other/main.tf": 'resource "aws_sqs_queue" "o" {}\n'}
    assert [job.entry for job in jobs(files)] == ["deploy/plan.json", "other"]


def test_a_broken_plan_is_a_syntax_error() -> None:
    parsed = read({"plan.json": json.dumps(plan())[:900]})
    assert [problem.rule for problem in parsed.problems] == ["syntax-error"]
