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


THROUGH = {
    "main.tf": """
resource "aws_sqs_queue" "q" {
  for_each = toset(["a", "b"])
}
module "worker" {
  source = "./worker"
  count  = 2
  queue  = aws_sqs_queue.q["a"].arn
  topics = [aws_sqs_queue.q["a"].arn, aws_sqs_queue.q["b"].arn]
}
resource "aws_lambda_function" "f" {
  role = module.worker[1].role
}
""",
    "worker/main.tf": """
variable "queue" {}
variable "topics" {}
resource "aws_lambda_function" "f" {
  role = "${var.queue}/x"
  dead_letter_config {
    target_arn = var.queue
  }
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_actions = var.topics
}
resource "aws_iam_role" "r" {}
output "role" {
  value = aws_iam_role.r.arn
}
""",
}


def through() -> dict[str, Any]:
    """A plan whose references go through inputs and outputs of modules."""

    def said(address: str, **expressions: Any) -> dict[str, Any]:
        kind, name = address.split(".")
        return {"address": address, "type": kind, "name": name, "expressions": expressions}

    def refers(*names: str) -> dict[str, Any]:
        return {"references": list(names)}

    queues = [f'aws_sqs_queue.q["{key}"]' for key in "ab"]
    worker = {
        "resources": [
            said("aws_lambda_function.f", role=refers("var.queue"), dead_letter_config=[{"target_arn": refers("var.queue")}]),
            said("aws_cloudwatch_metric_alarm.a", alarm_actions=refers("var.topics")),
        ],
        "outputs": {"role": {"expression": refers("aws_iam_role.r.arn", "aws_iam_role.r")}},
    }
    inputs = {
        "queue": refers(f"{queues[0]}.arn", queues[0], "aws_sqs_queue.q"),
        "topics": refers(*(one for queue in queues for one in (f"{queue}.arn", queue, "aws_sqs_queue.q"))),
    }
    inside = [
        planned("aws_lambda_function", "f", {"dead_letter_config": [{}]}, "module.worker[1]"),
        planned("aws_cloudwatch_metric_alarm", "a", {"alarm_actions": [None, None, "arn:x"]}, "module.worker[1]"),
        planned("aws_iam_role", "r", {}, "module.worker[1]"),
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.0",
        "planned_values": {
            "root_module": {
                "resources": [
                    *(planned("aws_sqs_queue", "q", {}, "", f'["{key}"]') for key in "ab"),
                    planned("aws_lambda_function", "f", {}),
                ],
                "child_modules": [{"address": "module.worker[1]", "resources": inside}],
            }
        },
        "resource_changes": [
            changed("aws_lambda_function.f", {"role": True}),
            changed("module.worker[1].aws_lambda_function.f", {"role": True, "dead_letter_config": [{"target_arn": True}]}),
            changed("module.worker[1].aws_cloudwatch_metric_alarm.a", {"alarm_actions": [True, True, False]}),
        ],
        "configuration": {
            "root_module": {
                "resources": [said("aws_lambda_function.f", role=refers("module.worker[1].role", "module.worker[1]"))],
                "module_calls": {"worker": {"expressions": inputs, "module": worker}},
            }
        },
    }


def test_references_go_through_inputs_and_outputs_of_modules() -> None:
    parsed = read({"plan.json": json.dumps(through()), **THROUGH})
    assert properties(parsed, "aws_lambda_function.f") == {"Role": "<module.worker[1].aws_iam_role.r.Arn>"}
    assert properties(parsed, "module.worker[1].aws_lambda_function.f") == {
        "Role": "<unknown>",  # a text that is made of it
        "DeadLetterConfig": {"TargetArn": '<aws_sqs_queue.q["a"].Arn>'},
    }
    assert properties(parsed, "module.worker[1].aws_cloudwatch_metric_alarm.a") == {
        "AlarmActions": ['<aws_sqs_queue.q["a"].Arn>', '<aws_sqs_queue.q["b"].Arn>', "arn:x"]
    }


def test_two_plans_of_a_folder_are_two_units() -> None:
    files = {**project(), "prod.json": json.dumps(plan())}
    found = [terraform.read(job, sources(files)) for job in jobs(files)]
    assert [unit.id for parsed in found for unit in parsed.units] == ["plan.json", "prod.json"]
    assert len({(one.unit, one.address) for parsed in found for one in parsed.resources}) == sum(len(one.resources) for one in found)


def test_a_broken_plan_is_a_syntax_error() -> None:
    parsed = read({"plan.json": json.dumps(plan())[:900]})
    assert [problem.rule for problem in parsed.problems] == ["syntax-error"]
