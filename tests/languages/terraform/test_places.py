"""Where values stand that are read from a string: a document or a script that was put together of pieces."""

from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from opexlint.model import CHOICE, DEFAULT, SCALAR, Node, children
from opexlint.source import Location
from tests.languages.terraform.inline import at, data, read, resource, text_at

DECLARED: Final = """
variable "stage" {
  default = "test"
}
variable "account" {}
locals {
  service = "orders"
  grants = [
    { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.orders.arn },
  ]
}
resource "aws_sqs_queue" "orders" {
  name = "orders"
}
"""
POLICY: Final = """
resource "aws_iam_policy" "orders" {
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Sid": "${local.service}", "Effect": "Allow", "Action": "s3:Get*", "Resource": "${aws_sqs_queue.orders.arn}/*" },
        %{~if var.stage != "prod"~}
        { "Effect": "Deny", "Action": ["s3:\\u0044elete*", "s3:Put*"], "Resource": "arn:aws:s3:::${var.stage}-orders" },
        %{~endif~}
        { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::${var.account}:role/x" }
      ]
    }
  EOT
}
"""


def leaves(node: Node) -> Iterator[Node]:
    """The values in a node that hold no others."""
    if node[0] in ("list", "mapping", CHOICE):
        for child in children(node):
            yield from leaves(child)
    else:
        yield node


def written(files: Mapping[str, str], node: Node) -> str:
    """What is written where a value comes from."""
    path, start, end = node[5][-1][2:] if node[5] else (node[4], node[2], node[3])
    return text_at(files, Location(path, start, end))


def places(files: Mapping[str, str], address: str, *path: str | int) -> list[tuple[str, str]]:
    """What is written where each value of a property stands, and where it comes from."""
    found = leaves(at(resource(read(files), address).properties, *path))
    return [(text_at(files, Location(one[4], one[2], one[3])), written(files, one)) for one in found]


def same(*texts: str) -> list[tuple[str, str]]:
    """Values that were written where they stand."""
    return [(text, text) for text in texts]


def test_values_of_a_document_stand_each_at_its_own_text() -> None:
    files = {"main.tf": DECLARED + POLICY}
    assert places(files, "aws_iam_policy.orders", "PolicyDocument") == [
        *same('"2012-10-17"'),
        ('"${local.service}"', "orders"),
        *same('"Allow"', '"s3:Get*"', '"${aws_sqs_queue.orders.arn}/*"'),
        *same('"Deny"', '"s3:\\u0044elete*"', '"s3:Put*"'),
        ('"arn:aws:s3:::${var.stage}-orders"', "arn:aws:s3:::${var.stage}-orders"),
        *same('"Allow"', '"sts:AssumeRole"', '"arn:aws:iam::${var.account}:role/x"'),
    ]


def test_only_what_was_made_of_a_default_owes_itself_to_it() -> None:
    document = at(resource(read(DECLARED + POLICY), "aws_iam_policy.orders").properties, "PolicyDocument")
    assert [data(one) for one in leaves(document) if any(step[0] == DEFAULT for step in one[5])] == [
        *("Deny", "s3:Delete*", "s3:Put*"),  # which are there because of it
        "arn:aws:s3:::test-orders",
    ]


@pytest.mark.parametrize("call", ["templatefile", "local"])
def test_values_of_a_template_stand_in_its_file(call: str) -> None:
    used = 'templatefile("${path.module}/definition.json.tftpl", { image = "shop:1", name = local.service, ports = [80, 443] })'
    files = {
        "main.tf": DECLARED
        + (f"locals {{\n  definition = {used}\n}}\n" if call == "local" else "")
        + f'resource "aws_ecs_task_definition" "t" {{\n  container_definitions = {"local.definition" if call == "local" else used}\n}}\n',
        "definition.json.tftpl": """[
  %{ for port in ports ~}
  { "name": "${name}-${port}", "image": "${image}", "essential": true, "portMappings": [{ "containerPort": ${port} }] },
  %{ endfor ~}
  { "name": "agent", "image": "agent:2", "essential": false }
]
""",
    }
    found = places(files, "aws_ecs_task_definition.t", "ContainerDefinitions")
    assert {where for where, _ in found} == {"local.definition" if call == "local" else used}
    one = ['"${name}-${port}"', "shop:1", "true"]
    assert [text for _, text in found] == [*one, "80", *one, "443", '"agent"', '"agent:2"', "false"]


def test_a_structure_in_a_document_is_itself() -> None:
    text = """
    resource "aws_sqs_queue_policy" "p" {
      policy = <<EOT
    { "Version": "2012-10-17", "Statement": ${jsonencode(local.grants)}, "Id": "${local.service}-1" }
    EOT
    }
    resource "aws_iam_policy" "q" {
      policy = <<EOT
    { "Version": "2012-10-17", "Id": "${jsonencode(local.grants)}", "Statement": [${jsonencode(local.grants[0])}] }
    EOT
    }
    """
    files = {"main.tf": DECLARED + text}
    parsed = read(files)
    (satellite,) = [one.whole for one in parsed.resources if one.native_type == "aws_sqs_queue_policy"]
    document = at(satellite.properties, "PolicyDocument")
    assert data(document) == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "<aws_sqs_queue.orders.Arn>"}],
        "Id": "orders-1",
    }
    action = at(document, "Statement", 0, "Action")
    assert [step[:2] for step in action[5]] == [("local", "grants")]
    assert (text_at(files, Location(action[4], action[2], action[3])), written(files, action)) == ("local.grants", '"sqs:SendMessage"')
    in_quotes = data(at(resource(parsed, "aws_iam_policy.q").properties, "PolicyDocument"))
    assert in_quotes["Id"] == "<unknown>"
    assert in_quotes["Statement"] == data(at(document, "Statement"))


@pytest.mark.parametrize(
    ("argument", "way"),
    [
        ("jsonencode(local.policy)", ["local"]),
        ("local.encoded", ["local", "local"]),
        ('"${local.encoded}"', ["local", "local"]),
        ("jsonencode(jsondecode(local.encoded))", ["local", "local"]),
        ('jsonencode(merge(local.policy, { Id = "x" }))', ["local"]),
        ("jsonencode({ Statement = concat(local.policy.Statement, []) })", ["local"]),
        ('var.account == "x" ? local.encoded : jsonencode(local.policy)', ["local"]),
    ],
)
def test_an_encoded_value_keeps_its_own_place(argument: str, way: list[str]) -> None:
    text = f"""
    locals {{
      policy  = {{ Version = "2012-10-17", Statement = [{{ Effect = "Allow", Action = "sqs:*" }}] }}
      encoded = jsonencode(local.policy)
    }}
    resource "aws_iam_policy" "p" {{
      policy = {argument}
    }}
    """
    files = {"main.tf": DECLARED + text}
    found = [one for one in leaves(resource(read(files), "aws_iam_policy.p").properties) if one[:2] == (SCALAR, "sqs:*")]
    assert found
    for one in found[-1:]:
        assert written(files, one) == '"sqs:*"'
        assert [step[0] for step in one[5]] == way


def test_an_encoded_input_of_a_module_keeps_its_own_place() -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  policy = { Statement = [{ Effect = "Allow", Action = "sqs:*" }] }\n}\n',
        "m/main.tf": 'variable "policy" {}\nresource "aws_iam_policy" "p" {\n  policy = jsonencode(var.policy)\n}\n',
    }
    found = places(files, "module.m.aws_iam_policy.p", "PolicyDocument")
    assert found == [("var.policy", '"Allow"'), ("var.policy", '"sqs:*"')]


def test_words_of_a_script_stand_each_at_its_own_text() -> None:
    text = """
    locals {
      install = <<-EOT
        yum install -y ${local.service}
        systemctl enable ${local.service}
      EOT
    }
    resource "aws_instance" "i" {
      user_data = <<-EOT
        #!/bin/bash
        ${local.install}
        aws s3 cp s3://${var.stage}-shop/app.zip /opt
        for queue in ${aws_sqs_queue.orders.name} ${var.account}; do
          aws sqs purge-queue --queue-url "$queue" --region 'eu-west-1'
        done
      EOT
    }
    """
    files = {"main.tf": DECLARED + text}
    found = [
        (
            text_at(files, one.at),
            [written(files, word) for word in one.argv[1][0]],
            [step[0] for word in one.argv[1][0] for step in word[5]],
        )
        for one in read(files).commands
    ]
    assert found == [
        ("local.install", ["yum", "install", "-y", "orders"], ["local", "local", "local", "local", "local"]),
        ("local.install", ["systemctl", "enable", "orders"], ["local", "local", "local", "local"]),
        (
            "aws s3 cp s3://${var.stage}-shop/app.zip /opt",
            ["aws", "s3", "cp", "s3://${var.stage}-shop/app.zip", "/opt"],
            ["default", "expression"],
        ),
        (
            "aws sqs purge-queue --queue-url \"$queue\" --region 'eu-west-1'",
            ["aws", "sqs", "purge-queue", "--queue-url", "$queue", "--region", "'eu-west-1'"],
            [],
        ),
    ]


def test_a_string_that_is_put_together_of_itself_over_and_over_has_a_place() -> None:
    doubled = "".join(f'  x{number} = "${{local.x{number - 1}}}${{local.x{number - 1}}}"\n' for number in range(1, 16))
    text = f'locals {{\n  x0 = "aws "\n{doubled}}}\nresource "aws_instance" "i" {{\n  user_data = "${{local.x15}}"\n}}\n'
    (command,) = read(text).commands
    assert text_at({"main.tf": text}, command.at) in ("local.x15", "${local.x15}", '"${local.x15}"')


def test_what_may_be_one_of_several_stands_where_it_is_put_in() -> None:
    text = """
    variable "user" {}
    locals {
      users = { a = { region = "eu-west-1" }, b = { region = "eu-west-1" } }
    }
    resource "terraform_data" "t" {
      provisioner "local-exec" {
        command = <<-EOT
          aws s3 ls --region ${local.users[var.user].region} s3://${var.user}-x
        EOT
      }
    }
    """
    command, *others = read(text).commands
    assert {one.at for one in others} <= {command.at}
    assert text_at({"main.tf": text}, command.at) == "aws s3 ls --region ${local.users[var.user].region} s3://${var.user}-x"
