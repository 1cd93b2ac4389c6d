"""Well-known modules of the registry: what is known of them without having them."""

from pathlib import Path

import pytest

from opexlint.evidence import alarms_on
from opexlint.facts import modules, table
from opexlint.languages.terraform.syntax import parse
from opexlint.project import Project
from tests.languages.terraform.inline import properties, read, resource, text_at

SQS = 'module "orders" {\n  source  = "terraform-aws-modules/sqs/aws"\n  version = "~> 4.0"\n  name    = "orders"\n  create_dlq = true\n}\n'
ALARM = """
module "alarm" {
  source              = "terraform-aws-modules/cloudwatch/aws//modules/metric-alarm"
  version             = "~> 5.0"
  alarm_name          = "errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = 0
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.f.function_name }
}
resource "aws_lambda_function" "f" {
  function_name = "f"
}
resource "aws_lambda_function" "g" {
  function_name = "g"
}
"""


@pytest.mark.parametrize("source", list(table("modules")))
def test_every_abridged_module_is_terraform(source: str) -> None:
    module = modules.known(source, "")
    assert module is not None
    assert parse(module.text)


def test_no_abridged_module_is_left_out_of_the_table() -> None:
    folder = Path(modules.__file__).parent / "registry"
    assert {path.stem for path in folder.iterdir()} == {table("modules").get(source)["text"] for source in table("modules")}


@pytest.mark.parametrize(
    ("version", "covered"),
    [("", True), ("4.3.1", True), ("~> 4.0", True), (">= 4.0", True), (">= 4.0, < 6.0", True), ("v5.0.0", True), ("~> 3.0", False),
     ("< 4.0", False), ("9.0.0", False), (">= 3.0, < 4.0", False), ("latest", False)],
)  # fmt: skip
def test_facts_hold_for_some_versions(version: str, covered: bool) -> None:
    assert (modules.known("terraform-aws-modules/sqs/aws", version) is not None) is covered


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("registry.terraform.io/terraform-aws-modules/sqs/aws", True),
        ("git::https://github.com/terraform-aws-modules/terraform-aws-sqs.git?ref=v4.1.0", True),
        ("github.com/terraform-aws-modules/terraform-aws-cloudwatch//modules/metric-alarm?ref=v5.0.0", True),
        ("git::https://github.com/terraform-aws-modules/terraform-aws-sqs.git?ref=master", False),
        ("git::https://github.com/corp/terraform-aws-sqs.git?ref=v4.1.0", False),
        ("terraform-aws-modules/unheard-of/aws", False),
    ],
)
def test_sources_that_are_well_known(source: str, found: bool) -> None:
    assert (modules.known(source, "") is not None) is found


def test_a_queue_of_the_sqs_module_is_a_resource_at_the_call() -> None:
    parsed = read(SQS)
    queue = resource(parsed, "module.orders.aws_sqs_queue.this[0]")
    assert text_at({"main.tf": SQS}, queue.header) == 'module "orders"'
    found = properties(parsed, queue.address)
    assert found["QueueName"] == "orders"
    assert found["RedrivePolicy"]["deadLetterTargetArn"] == "<module.orders.aws_sqs_queue.dlq[0].Arn>"
    assert found["..."] == "terraform-aws-modules/sqs/aws sets more than its inputs tell"
    assert parsed.problems == ()


def test_every_place_is_in_a_file_of_the_project() -> None:
    parsed = read(SQS + 'resource "aws_ssm_parameter" "p" {\n  name = "p"\n  type = "String"\n  value = module.orders.queue_url\n}\n')
    assert "\0" not in repr(parsed)


def test_an_alarm_of_the_cloudwatch_module_is_evidence() -> None:
    project = Project([read(ALARM)])
    by_name = {one.name: one for one in project.resources("AWS::Lambda::Function")}
    assert [one.is_known for one in alarms_on(project, by_name["f"], "AWS/Lambda", "Errors")] == [True]
    assert list(alarms_on(project, by_name["g"], "AWS/Lambda", "Errors")) == []


def test_a_module_of_another_version_stays_unknown() -> None:
    parsed = read(SQS.replace("~> 4.0", "~> 2.0"))
    assert parsed.resources == ()
    assert parsed.modules[0].opaque


def test_modules_that_init_has_put_there_are_read_and_seen_at_the_call() -> None:
    manifest = '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"orders","Source":"registry.terraform.io/corp/q/aws","Version":"1.0.0","Dir":"vendor/orders"}]}'
    call = 'module "orders" {\n  source = "corp/q/aws"\n  count = 2\n  name = "orders"\n}\n'
    files = {
        "main.tf": call,
        ".terraform/modules/modules.json": manifest,
        "vendor/orders/main.tf": 'variable "name" {}\nresource "aws_sqs_queue" "q" {\n  name = var.name\n  fifo_queue = true\n}\n',
    }
    parsed = read(files)
    queue = resource(parsed, "module.orders[1].aws_sqs_queue.q")
    assert text_at(files, queue.header) == 'module "orders"'
    assert properties(parsed, queue.address) == {"QueueName": "orders", "FifoQueue": True}
    assert parsed.modules[0].opaque == ""
    assert "vendor" not in repr(parsed.resources)


@pytest.mark.parametrize("manifest", ["", "[]", '{"Modules":[{"Key":"orders","Source":"x","Dir":"../outside"}]}', '{"Modules":3}'])
def test_a_manifest_that_says_nothing_changes_nothing(manifest: str) -> None:
    parsed = read({"main.tf": 'module "orders" {\n  source = "corp/q/aws"\n}\n', ".terraform/modules/modules.json": manifest})
    assert parsed.modules[0].opaque
    assert parsed.problems == ()
