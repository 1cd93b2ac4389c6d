"""Where values stand, where they come from, and what is known of them in part."""

from typing import Any

import pytest

from opexlint.model import DEFAULT, Node, children
from opexlint.project import Project
from opexlint.source import Location
from opexlint.value import Value, World
from tests.languages.terraform.inline import at, properties, read, resource, text_at


def value_of(node: Node) -> Value:
    """A node as a rule sees it."""
    return Value(node, World(), Location("main.tf", 0, 0))


def way(node: Node) -> list[tuple[str, str]]:
    """The steps back to the origin of a value."""
    return [(how, name) for how, name, *_ in node[5]]


def test_a_value_stands_at_its_attribute_and_comes_from_where_it_was_written() -> None:
    files = {
        "main.tf": 'module "q" {\n  source = "./q"\n  days   = local.days\n}\nlocals {\n  days = 7\n}\n',
        "q/main.tf": 'variable "days" {}\nresource "aws_cloudwatch_log_group" "g" {\n  retention_in_days = var.days\n}\n',
    }
    node = at(resource(read(files), "module.q.aws_cloudwatch_log_group.g").properties, "RetentionInDays")
    seen = value_of(node)
    assert text_at(files, seen.at) == "var.days"
    assert text_at(files, seen.origin) == "7"
    assert seen.origin.path == "main.tf"
    assert way(node) == [("input", "days"), ("local", "days")]


def test_a_default_that_decides_is_told_even_through_a_computation() -> None:
    text = """
    variable "days" { default = 2 }
    variable "short" { default = true }
    resource "aws_cloudwatch_log_group" "g" { retention_in_days = var.days * 2 }
    resource "aws_cloudwatch_log_group" "h" { retention_in_days = var.short ? 1 : 365 }
    """
    parsed = read(text)
    for address, name, origin in (("g", "days", "var.days * 2"), ("h", "short", "1")):
        node = at(resource(parsed, f"aws_cloudwatch_log_group.{address}").properties, "RetentionInDays")
        assert (DEFAULT, name) in way(node)
        assert text_at({"main.tf": text}, value_of(node).origin) == origin


def test_parts_of_a_container_come_the_same_way_as_the_container() -> None:
    text = """
    variable "settings" { default = { days = 3 } }
    locals { copy = var.settings }
    resource "aws_cloudwatch_log_group" "g" {
      retention_in_days = local.copy.days
      tags              = var.settings
    }
    """
    group = resource(read(text), "aws_cloudwatch_log_group.g").properties
    days, tag = at(group, "RetentionInDays"), at(group, "Tags", 0, "Value")
    assert way(days) == [("local", "copy"), (DEFAULT, "settings")]
    assert way(tag) == [(DEFAULT, "settings")]
    assert text_at({"main.tf": text}, value_of(days).origin) == text_at({"main.tf": text}, value_of(tag).origin) == "3"


def test_json_in_a_heredoc_has_the_places_of_its_parts() -> None:
    text = """resource "aws_iam_role" "r" {
  assume_role_policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Resource": "${aws_sqs_queue.q.arn}/x"}]
    }
  EOF
}
resource "aws_sqs_queue" "q" {}
"""
    policy = at(resource(read(text), "aws_iam_role.r").properties, "AssumeRolePolicyDocument")
    effect = value_of(at(policy, "Statement", 0, "Effect"))
    assert text_at({"main.tf": text}, effect.at) == '"Allow"'
    assert properties(read(text), "aws_iam_role.r")["AssumeRolePolicyDocument"]["Statement"][0]["Resource"] == "${<aws_sqs_queue.q.Arn>}/x"


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ('"${aws_sqs_queue.q.arn}"', "<aws_sqs_queue.q.Arn>"),
        ("aws_sqs_queue.q.url", "<aws_sqs_queue.q.QueueUrl>"),
        ("aws_sqs_queue.q.name", "<aws_sqs_queue.q.QueueName>"),
        ("upper(aws_sqs_queue.q.name)", "ORDERS"),
        ('"${aws_sqs_queue.q.delay_seconds}s"', "5s"),
        ("aws_sqs_queue.q.policy_of_mine", "<aws_sqs_queue.q.policy_of_mine>"),
        ("aws_lambda_function.f.role", "<aws_iam_role.r.Arn>"),
        ('"a-${var.open}-b"', "a-${<unknown>}-b"),
        ("var.open", "<unknown>"),
        ('upper("a-${var.open}")', "A-${<unknown>}"),
        ('join("/", ["x", aws_sqs_queue.q.arn])', "x/${<aws_sqs_queue.q.Arn>}"),
        ('format("%s:%s", "x", var.open)', "x:${<unknown>}"),
    ],
)
def test_references_and_texts_known_in_part(argument: str, expected: Any) -> None:
    text = f"""
    variable "open" {{}}
    resource "aws_sqs_queue" "q" {{
      name          = "orders"
      delay_seconds = 5
    }}
    resource "aws_iam_role" "r" {{}}
    resource "aws_lambda_function" "f" {{ role = aws_iam_role.r.arn }}
    resource "aws_ssm_parameter" "p" {{ value = {argument} }}
    """
    assert properties(read(text), "aws_ssm_parameter.p")["Value"] == expected


def test_what_is_open_stays_open() -> None:
    text = """
    variable "more" {}
    resource "aws_lambda_function" "f" {
      layers = concat(["a"], var.more)
      tags   = merge({ A = "1" }, var.more, { B = "2" })
    }
    """
    assert properties(read(text), "aws_lambda_function.f") == {
        "Layers": ["a", "..."],
        "Tags": [{"Key": "B", "Value": "2"}, "..."],
    }


def test_a_name_that_leads_on_to_itself_is_unknown() -> None:
    text = """
    locals {
      a = local.b
      b = local.a
    }
    resource "aws_sqs_queue" "q" { name = local.a }
    resource "aws_sqs_queue" "r" {
      name = aws_sqs_queue.s.name
      tags = { Peer = aws_sqs_queue.s.name }
    }
    resource "aws_sqs_queue" "s" { name = aws_sqs_queue.r.name }
    """
    parsed = read(text)
    assert properties(parsed, "aws_sqs_queue.q") == {"QueueName": "<unknown>"}
    assert properties(parsed, "aws_sqs_queue.r")["QueueName"] == "<aws_sqs_queue.s.QueueName>"


def test_null_is_written_and_yet_absent() -> None:
    node = at(resource(read('resource "aws_sqs_queue" "q" { name = null }'), "aws_sqs_queue.q").properties, "QueueName")
    assert node[0] == "gone"


def test_every_range_lies_in_its_file() -> None:
    files = {
        "main.tf": 'locals {\n  é = { "ü" = "ö\\t${aws_sqs_queue.q.arn}" }\n}\nresource "aws_sqs_queue" "q" {\n  tags = local.é\n}\n',
    }
    parsed = read(files)
    Project([parsed])
    stack = [parsed.resources[0].properties]
    while stack:
        node = stack.pop()
        assert 0 <= node[2] <= node[3] <= len(files[node[4]])
        stack.extend(children(node))


@pytest.mark.parametrize(
    "expression", ["timestamp()", 'md5("x${timestamp()}")', "upper(timestamp())", 'formatdate("YYYY", timestamp())', "local.now"]
)
def test_what_is_computed_from_a_call_that_only_terraform_can_make_remembers_it(expression: str) -> None:
    (queue,) = read(f'locals {{\n  now = timestamp()\n}}\nresource "aws_sqs_queue" "q" {{\n  name = {expression}\n}}\n').resources
    assert ("call", "timestamp") in way(at(queue.properties, "QueueName"))
