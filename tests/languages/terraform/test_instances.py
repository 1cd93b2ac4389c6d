"""`count`, `for_each` and `dynamic`: known numbers are expanded, unknown ones stand for all there may be."""

import pytest

from tests.languages.terraform.inline import data, properties, read, resource


def addresses(text: str) -> list[str]:
    return [one.address for one in read(text).resources]


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("count = 2", ["aws_sqs_queue.q[0]", "aws_sqs_queue.q[1]"]),
        ("count = 0", []),
        ('for_each = toset(["b", "a"])', ['aws_sqs_queue.q["a"]', 'aws_sqs_queue.q["b"]']),
        ("for_each = { x = 1 }", ['aws_sqs_queue.q["x"]']),
        ('for_each = { "a\\"b" = 1 }', ['aws_sqs_queue.q["a\\"b"]']),
        ("count = var.n", ["aws_sqs_queue.q"]),
        ("for_each = var.n", ["aws_sqs_queue.q"]),
        ("for_each = toset([for x in var.n : x])", ["aws_sqs_queue.q"]),
        ('for_each = ["not", "a", "set"]', ["aws_sqs_queue.q"]),
        ("count = -1", ["aws_sqs_queue.q"]),
    ],
)
def test_instances_have_terraforms_addresses(argument: str, expected: list[str]) -> None:
    assert addresses(f'variable "n" {{}}\nresource "aws_sqs_queue" "q" {{\n  {argument}\n}}\n') == expected


def test_each_instance_has_its_own_values() -> None:
    text = """
    resource "aws_sqs_queue" "c" {
      count = 2
      name  = "c${count.index}"
    }
    resource "aws_sqs_queue" "e" {
      for_each      = { x = { delay = 5 } }
      name          = each.key
      delay_seconds = each.value.delay
    }
    """
    parsed = read(text)
    assert properties(parsed, "aws_sqs_queue.c[1]") == {"QueueName": "c1"}
    assert properties(parsed, 'aws_sqs_queue.e["x"]') == {"QueueName": "x", "DelaySeconds": 5}


def test_an_instance_of_an_unknown_number_may_not_be_there() -> None:
    text = 'variable "n" { type = number }\nresource "aws_sqs_queue" "q" {\n  count = var.n\n  name = "q${count.index}"\n}\n'
    queue = resource(read(text), "aws_sqs_queue.q")
    assert queue.when[:2] == ("unknown", "var.n has no default")
    assert data(queue.properties) == {"QueueName": "q${<unknown>}"}


def test_a_number_that_hangs_on_a_switch_makes_existence_hang_on_it() -> None:
    text = 'variable "env" {}\nresource "aws_sqs_queue" "q" {\n  count = var.env == "prod" ? 2 : 1\n}\n'
    parsed = read(text)
    assert data(resource(parsed, "aws_sqs_queue.q[0]").when) is True
    assert data(resource(parsed, "aws_sqs_queue.q[1]").when) == {"env=prod": True, "env=another value": False}


def test_references_to_instances() -> None:
    text = """
    variable "n" {}
    variable "on" { type = bool }
    resource "aws_sqs_queue" "two" { count = 2 }
    resource "aws_sqs_queue" "some" { count = var.n }
    resource "aws_sqs_queue" "maybe" { count = var.on ? 1 : 0 }
    resource "aws_sqs_queue" "each" { for_each = var.n }
    resource "aws_lambda_function" "f" {
      layers = aws_sqs_queue.two[*].arn
      environment {
        variables = {
          index    = aws_sqs_queue.two[1].arn
          some     = aws_sqs_queue.some[0].arn
          fallback = try(aws_sqs_queue.some[0].arn, "none")
          maybe    = try(aws_sqs_queue.maybe[0].arn, "none")
          one      = one(aws_sqs_queue.maybe[*].arn)
          key      = aws_sqs_queue.each["k"].arn
          length   = length(aws_sqs_queue.two)
          unclear  = length(aws_sqs_queue.some)
        }
      }
    }
    """
    found = properties(read(text), "aws_lambda_function.f")
    assert found["Layers"] == ["<aws_sqs_queue.two[0].Arn>", "<aws_sqs_queue.two[1].Arn>"]
    assert found["Environment"]["Variables"] == {
        "index": "<aws_sqs_queue.two[1].Arn>",
        "some": "<aws_sqs_queue.some.Arn>",
        "fallback": "<unknown>",
        "maybe": {"on=true": "<aws_sqs_queue.maybe[0].Arn>", "on=false": "none"},
        "one": {"on=true": "<aws_sqs_queue.maybe[0].Arn>", "on=false": "<gone>"},
        "key": "<aws_sqs_queue.each.Arn>",
        "length": "2",
        "unclear": "<unknown>",
    }


def test_dynamic_blocks() -> None:
    text = """
    variable "more" {}
    variable "on" { type = bool }
    resource "aws_security_group" "known" {
      dynamic "ingress" {
        for_each = { a = 80, b = 443 }
        iterator = port
        content {
          description = port.key
          from_port   = port.value
        }
      }
      dynamic "egress" {
        for_each = var.more
        content { from_port = egress.value }
      }
    }
    resource "aws_lambda_function" "f" {
      dynamic "dead_letter_config" {
        for_each = var.on ? [1] : []
        content { target_arn = "arn:x" }
      }
      dynamic "vpc_config" {
        for_each = var.more
        content { subnet_ids = [] }
      }
    }
    """
    parsed = read(text)
    group = properties(parsed, "aws_security_group.known")
    assert [rule["FromPort"] for rule in group["SecurityGroupIngress"]] == [80, 443]
    assert group["SecurityGroupEgress"] == ["..."]
    function = properties(parsed, "aws_lambda_function.f")
    assert function["DeadLetterConfig"] == {"on=true": {"TargetArn": "arn:x"}, "on=false": "<gone>"}
    assert function["VpcConfig"] == "<unknown>"


def test_too_many_instances_are_cut_and_told() -> None:
    parsed = read('resource "aws_sqs_queue" "q" {\n  count = 1000000\n}\n')
    assert len(parsed.resources) == 200
    assert [problem.rule for problem in parsed.problems] == ["limit-reached"]


def test_each_file_of_a_set_makes_an_instance_and_others_may_be_there() -> None:
    files = {
        "main.tf": """
resource "aws_ssm_parameter" "p" {
  for_each = fileset(path.module, "settings/*.json")
  name     = "/shop/${trimsuffix(basename(each.key), ".json")}"
  value    = file("${path.module}/${each.key}")
}
resource "aws_sqs_queue" "q" {
  count = length(fileset(path.module, "settings/*.none"))
}
""",
        "settings/a.json": "{}",
        "settings/b.json": "[]",
    }
    found = [(one.address, data(one.whole.when), data(one.whole.properties)) for one in read(files).resources]
    assert found == [
        ('aws_ssm_parameter.p["settings/a.json"]', True, {"Name": "/shop/a", "Value": "{}"}),
        ('aws_ssm_parameter.p["settings/b.json"]', True, {"Name": "/shop/b", "Value": "[]"}),
        # what is ignored, binary or made by a build is not discovered
        ("aws_ssm_parameter.p", "<unknown>", {"Name": "/shop/${<unknown>}", "Value": "<unknown>"}),
        ("aws_sqs_queue.q", "<unknown>", {}),
    ]
