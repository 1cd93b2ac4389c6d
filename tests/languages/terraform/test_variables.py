"""What sets variables, and the switches that hang on those that nobody sets."""

from typing import Any

import pytest

from opexlint.model import encode
from tests.languages.terraform.inline import data, properties, read, resource

GROUP = 'resource "aws_cloudwatch_log_group" "g" {\n  retention_in_days = var.days\n}\n'


def days(files: dict[str, str], declaration: str = 'variable "days" { default = 1 }') -> Any:
    return properties(read({"main.tf": declaration + "\n" + GROUP, **files}), "aws_cloudwatch_log_group.g")["RetentionInDays"]


def test_files_that_terraform_reads_by_itself_are_certain_and_the_last_one_wins() -> None:
    assert days({}) == 1
    assert days({"terraform.tfvars": "days = 2"}) == 2
    assert days({"terraform.tfvars": "days = 2", "b.auto.tfvars": "days = 4", "a.auto.tfvars": "days = 3"}) == 4
    assert days({"terraform.tfvars.json": '{"days": "5"}'}) == 5


def test_other_files_are_options_of_one_switch() -> None:
    needed = 'variable "days" {}'
    assert days({"dev.tfvars": "days = 2", "prod.tfvars": "days = 3"}, needed) == {
        "the tfvars file=dev.tfvars": 2,
        "the tfvars file=prod.tfvars": 3,
    }
    assert days({"env/prod.tfvars": "days = 3"}, needed) == 3


def test_passing_none_is_an_option_where_all_variables_have_values() -> None:
    assert days({"prod.tfvars": "days = 3"}) == {"the tfvars file=prod.tfvars": 3, "the tfvars file=defaults": 1}


def test_where_only_stages_before_production_have_files_production_has_one_elsewhere() -> None:
    needed = 'variable "days" {}\nvariable "other" {}'
    assert days({"dev.tfvars": "days = 2\nother = 1"}, needed) == {
        "the tfvars file=dev.tfvars": 2,
        "the tfvars file=another one": "<unknown>",
    }
    with_default = 'variable "days" { default = 1 }\nvariable "other" {}'
    assert days({"dev.tfvars": "days = 2\nother = 1"}, with_default) == {
        "the tfvars file=dev.tfvars": 2,
        "the tfvars file=another one": 1,
    }
    assert days({"shop.tfvars": "days = 2\nother = 1"}, needed) == 2
    assert days({"prod.tfvars": "days = 2\nother = 1"}, needed) == 2


def test_a_file_of_values_for_other_variables_is_none_of_this_root() -> None:
    assert days({"prod.tfvars": "days = 3\nother = 1"}) == 1
    assert days({"other/prod.tfvars": "days = 3", "other/main.tf": ""}) == 1


def test_too_many_files_are_unknown() -> None:
    assert days({f"{n}.tfvars": f"days = {n}" for n in range(9)}) == "<unknown>"


def test_a_variable_without_a_value_is_unknown_where_it_is_used_as_it_is() -> None:
    assert days({}, 'variable "days" {}') == "<unknown>"


@pytest.mark.parametrize(
    ("declaration", "argument", "expected"),
    [
        ('variable "v" {}', 'var.v == "prod" ? 365 : 7', {"v=prod": 365, "v=another value": 7}),
        ('variable "v" {}', '"prod" != var.v ? 365 : 7', {"v=prod": 7, "v=another value": 365}),
        ('variable "v" { type = bool }', "var.v ? 365 : 7", {"v=true": 365, "v=false": 7}),
        ('variable "v" {}', "!var.v ? 365 : 7", {"v=true": 7, "v=false": 365}),
        ('variable "v" {}', 'contains(["a", "b"], var.v) ? 1 : 3', {"v=a": 1, "v=b": 1, "v=another value": 3}),
        ('variable "v" {}', "{ a = 1, b = 3 }[var.v]", {"v=a": 1, "v=b": 3, "v=another value": "<unknown>"}),
        ('variable "v" {}', "lookup(local.m, var.v, 5)", {"v=a": 1, "v=b": 3, "v=another value": 5}),
        ('variable "v" {}', 'var.v == "" ? 1 : 3', {'v=""': 1, "v=another value": 3}),
        ('variable "v" {}', 'terraform.workspace == "prod" ? 5 : 1', {"the workspace=prod": 5, "the workspace=another value": 1}),
        ('variable "v" {}', "length(var.v) > 3 ? 1 : 3", "<unknown>"),
        ('variable "v" {}', "length(var.v) > 3 ? 1 : 1", 1),
        (
            'variable "v" {\n validation {\n  condition = contains(["a", "b"], var.v)\n  error_message = "a or b"\n }\n}',
            'var.v == "a" ? 1 : 3',
            {"v=a": 1, "v=b": 3},
        ),
    ],
)
def test_a_comparison_hangs_on_a_switch(declaration: str, argument: str, expected: Any) -> None:
    text = f"""
    {declaration}
    locals {{ m = {{ a = 1, b = 3 }} }}
    resource "aws_cloudwatch_log_group" "g" {{ retention_in_days = {argument} }}
    """
    assert properties(read(text), "aws_cloudwatch_log_group.g")["RetentionInDays"] == expected


def test_all_choices_of_a_switch_have_the_same_options() -> None:
    text = """
    variable "env" {}
    module "child" {
      source = "./child"
      stage  = var.env
    }
    resource "aws_cloudwatch_log_group" "g" { retention_in_days = var.env == "dev" ? 1 : 7 }
    """
    child = 'variable "stage" {}\nresource "aws_cloudwatch_log_group" "h" {\n  retention_in_days = var.stage == "prod" ? 365 : 1\n}\n'
    parsed = read({"main.tf": text, "child/main.tf": child})
    assert properties(parsed, "aws_cloudwatch_log_group.g")["RetentionInDays"] == {"env=dev": 1, "env=prod": 7, "env=another value": 7}
    nested = resource(parsed, "module.child.aws_cloudwatch_log_group.h").properties
    assert data(nested)["RetentionInDays"] == {"env=dev": 1, "env=prod": 365, "env=another value": 1}


def test_a_variable_compared_with_too_many_values_is_unknown() -> None:
    text = 'variable "v" {}\nlocals {\n  tests = [' + ", ".join(f'var.v == "x{n}"' for n in range(20)) + "]\n}\n"
    text += 'resource "aws_cloudwatch_log_group" "g" {\n  retention_in_days = local.tests[0] ? 1 : 3\n}\n'
    assert properties(read(text), "aws_cloudwatch_log_group.g")["RetentionInDays"] == "<unknown>"


def test_many_switches_at_once_do_not_multiply_without_end() -> None:
    text = "".join(f'variable "v{n}" {{}}\n' for n in range(12))
    text += 'resource "aws_sqs_queue" "q" {\n  name = "' + "".join(f'${{var.v{n} == "a" ? 1 : 2}}' for n in range(12)) + '"\n}\n'
    assert len(encode(read(text))) < 20_000
