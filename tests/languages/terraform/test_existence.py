"""What refers to the instance of a resource that there may be, and what is one of several values."""

from typing import Final

import pytest

from opexlint.model import REFERENCE, Node
from tests.languages.terraform.inline import at, data, properties, read, resource

DECLARED: Final = """
variable "settings" {}
variable "stage" {}
variable "on" {
  type = bool
}
variable "queues" {}
locals {
  enabled = var.settings.enabled
}
resource "aws_sqs_queue" "q" {
  count = local.enabled ? 1 : 0
  name  = "orders"
}
resource "aws_sqs_queue" "any" {
  count = var.queues
  name  = "orders-${count.index}"
}
resource "aws_sqs_queue" "each" {
  for_each = var.queues
  name     = each.key
}
resource "aws_sqs_queue" "both" {
  count = var.on && local.enabled ? 1 : 0
  name  = "orders"
}
"""


def argument(expression: str, declared: str = DECLARED) -> Node:
    """The node of an expression as a property."""
    text = f'{declared}resource "aws_cloudwatch_metric_alarm" "a" {{\n  dimensions = {{ QueueName = {expression} }}\n}}\n'
    return at(resource(read(text), "aws_cloudwatch_metric_alarm.a").properties, "Dimensions", 0, "Value")


@pytest.mark.parametrize(
    ("expression", "key"),
    [
        ("one(aws_sqs_queue.q[*].name)", "aws_sqs_queue.q[0]"),
        ("one(aws_sqs_queue.q).name", "aws_sqs_queue.q[0]"),
        ('try(aws_sqs_queue.q[0].name, "")', "aws_sqs_queue.q[0]"),
        ("try(aws_sqs_queue.q[0].name, null)", "aws_sqs_queue.q[0]"),
        ('join("", aws_sqs_queue.q[*].name)', "aws_sqs_queue.q[0]"),
        ('element(concat(aws_sqs_queue.q.*.name, [""]), 0)', "aws_sqs_queue.q[0]"),
        ('coalescelist(aws_sqs_queue.q[*].name, [""])[0]', "aws_sqs_queue.q[0]"),
        ('length(aws_sqs_queue.q) > 0 ? aws_sqs_queue.q[0].name : ""', "aws_sqs_queue.q[0]"),
        ("one(aws_sqs_queue.any[*].name)", "aws_sqs_queue.any"),
        ('try(aws_sqs_queue.any[0].name, "")', "aws_sqs_queue.any"),
        ('join("", aws_sqs_queue.any.*.name)', "aws_sqs_queue.any"),
        ("one(values(aws_sqs_queue.each)[*].name)", "aws_sqs_queue.each"),
        ('try(aws_sqs_queue.each["orders"].name, null)', "aws_sqs_queue.each"),
    ],
)
def test_the_one_instance_that_there_may_be_is_referred_to(expression: str, key: str) -> None:
    kind, payload = argument(expression)[:2]
    assert (kind, payload[0][1]) == (REFERENCE, key)


def test_where_a_choice_decides_it_is_referred_to_in_its_world() -> None:
    node = argument("one(aws_sqs_queue.both[*].name)")
    assert data(node) == {"on=true": "<aws_sqs_queue.both[0].QueueName>", "on=false": "<gone>"}


@pytest.mark.parametrize(
    "expression",
    [
        # the resource may be there without being meant
        'var.settings.alarm ? aws_sqs_queue.q[0].name : ""',
        'try(aws_sqs_queue.q[0].name, "") == "" ? null : one(aws_sqs_queue.any[*].name)',
        # something else may be meant
        'try(aws_sqs_queue.q[0].name, "other")',
        'coalesce(one(aws_sqs_queue.q[*].name), "other")',
        "one(concat(aws_sqs_queue.q[*].name, aws_sqs_queue.any[*].name))",
        'join(",", aws_sqs_queue.any[*].name)',
        "element(aws_sqs_queue.any[*].name, 1)",
    ],
)
def test_what_may_be_something_else_is_unknown(expression: str) -> None:
    assert data(argument(expression)) == "<unknown>"


def test_the_queue_of_a_policy_that_may_be_there() -> None:
    text = (
        DECLARED
        + """
    resource "aws_sqs_queue" "main" {
      redrive_policy = jsonencode({ deadLetterTargetArn = one(aws_sqs_queue.q[*].arn), maxReceiveCount = 3 })
    }
    resource "aws_sqs_queue" "other" {
      redrive_policy = try(jsonencode({ deadLetterTargetArn = aws_sqs_queue.q[0].arn, maxReceiveCount = 3 }), null)
    }
    """
    )
    parsed = read(text)
    expected = {"RedrivePolicy": {"deadLetterTargetArn": "<aws_sqs_queue.q[0].Arn>", "maxReceiveCount": 3}}
    assert properties(parsed, "aws_sqs_queue.main") == expected
    assert properties(parsed, "aws_sqs_queue.other") == expected


UNDECIDED: Final = """
variable "key" {}
variable "object" {}
variable "flag" {}
locals {
  sizes = merge({ small = "t3.small" }, { large = "t3.large" })
  types = concat(["t3.small"], ["t3.large"])
}
"""


@pytest.mark.parametrize(
    "expression",
    [
        # a variable without a type that is looked up is no bool
        'lookup(local.sizes, var.key, "none")',
        'try(local.sizes[var.key], "none")',
        "local.sizes[var.key]",
        'try(local.types[var.key], "none")',
        'contains(local.types, var.key) ? "A" : "B"',
        # nobody knows what is in an object
        'try(var.object.name, "none")',
        'lookup(var.object, "name", "none")',
        'coalesce(var.key, "none")',
        'var.object.a ? (var.object.b ? "A" : "B") : "C"',
        'can(var.object.name) ? "A" : "B"',
    ],
)
def test_what_is_not_decided_is_none_of_its_alternatives(expression: str) -> None:
    assert data(argument(expression, UNDECIDED)) == "<unknown>"


def test_a_variable_without_a_type_is_a_bool_where_a_condition_asks() -> None:
    assert data(argument('var.flag ? "A" : "B"', UNDECIDED)) == {"flag=true": "A", "flag=false": "B"}
    assert data(argument('!var.flag ? "A" : "B"', UNDECIDED)) == {"flag=true": "B", "flag=false": "A"}
