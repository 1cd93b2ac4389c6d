"""What the files of a folder declare together: override files, what is declared twice, what is not there."""

import pytest

from opexlint.model import Parsed
from tests.languages.terraform.inline import at, data, properties, read, resource, text_at

QUEUE = 'resource "aws_sqs_queue" "q" {\n  name = "a"\n  delay_seconds = 1\n}\n'


def mistakes(parsed: Parsed) -> list[str]:
    """What the author is told of."""
    assert all(problem.rule == "syntax-error" for problem in parsed.problems)
    return [problem.message for problem in parsed.problems]


def test_an_override_file_sets_arguments() -> None:
    files = {"main.tf": QUEUE, "q_override.tf": 'resource "aws_sqs_queue" "q" {\n  delay_seconds = 1 + 1\n  fifo_queue = true\n}\n'}
    parsed = read(files)
    assert properties(parsed, "aws_sqs_queue.q") == {"QueueName": "a", "DelaySeconds": 2, "FifoQueue": True}
    delay = at(resource(parsed, "aws_sqs_queue.q").properties, "DelaySeconds")
    assert text_at(files, resource(parsed, "aws_sqs_queue.q").header) == 'resource "aws_sqs_queue" "q"'
    *_, (how, _, path, start, end) = delay[5]
    assert (how, path, files[path][start:end]) == ("expression", "q_override.tf", "1 + 1")


def test_override_files_are_read_in_order() -> None:
    files = {
        "override.tf": 'resource "aws_sqs_queue" "q" {\n  delay_seconds = 3\n}\n',
        "a_override.tf": 'resource "aws_sqs_queue" "q" {\n  delay_seconds = 2\n}\n',
        "main.tf": QUEUE,
    }
    assert properties(read(files), "aws_sqs_queue.q")["DelaySeconds"] == 3


def test_a_block_in_an_override_file_replaces_all_of_its_type() -> None:
    table = 'resource "aws_dynamodb_table" "t" {\n  name = "t"\n  attribute {\n    name = "a"\n    type = "S"\n  }\n  attribute {\n    name = "b"\n    type = "S"\n  }\n}\n'
    files = {
        "main.tf": table,
        "override.tf": 'resource "aws_dynamodb_table" "t" {\n  attribute {\n    name = "c"\n    type = "N"\n  }\n}\n',
    }
    assert properties(read(files), "aws_dynamodb_table.t")["AttributeDefinitions"] == [{"AttributeName": "c", "AttributeType": "N"}]


def test_an_override_file_changes_variables_locals_and_the_backend() -> None:
    files = {
        "main.tf": 'terraform {\n  backend "local" {}\n}\nvariable "v" {\n  default = 1\n}\nlocals {\n  l = 1\n}\n'
        'resource "aws_sqs_queue" "q" {\n  delay_seconds = var.v\n  max_message_size = local.l\n}\n',
        "override.tf": 'terraform {\n  backend "s3" {\n    key = "k"\n  }\n}\nvariable "v" {\n  default = 2\n}\nlocals {\n  l = 3\n}\n',
    }
    parsed = read(files)
    assert properties(parsed, "aws_sqs_queue.q") == {"DelaySeconds": 2, "MaximumMessageSize": 3}
    assert at(parsed.units[0].settings, "Backend", "type")[1] == "s3"
    assert mistakes(parsed) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (QUEUE * 2, "aws_sqs_queue.q is declared twice"),
        ('variable "v" {}\nvariable "v" {}\n', "variable.v is declared twice"),
        ("locals {\n  a = 1\n}\nlocals {\n  a = 2\n}\n", "local.a is declared twice"),
        ('module "m" {\n  source = "./m"\n}\n', "there is no folder m"),
        ('module "m" {\n  source = "."\n}\n', "module m is called by itself"),
        ("locals {\n  a = local.b\n  b = local.a\n}\n" + QUEUE.replace('"a"', "local.a"), "local.a depends on itself"),
        (QUEUE.replace('"a"', 'uper("a")'), "there is no function uper()"),
        (
            'variable "v" {\n  type = number\n  default = "x"\n}\n' + QUEUE.replace("1", "var.v"),
            'the default of var.v is not of its type: "x" is no number',
        ),
    ],
)
def test_what_terraform_refuses_is_told(text: str, message: str) -> None:
    assert mistakes(read(text)) == [message]


@pytest.mark.parametrize(
    "text",
    [
        'terraform {}\nterraform {}\nprovider "aws" {}\nprovider "aws" {\n  alias = "other"\n}\n',
        'module "m" {\n  source = "../beside"\n}\n',
        'resource "aws_sqs_queue" "q" {\n  name = provider::corp::name("a")\n}\n',
        'resource "aws_sqs_queue" "q" {\n  name = element(list("a", "b"), 0)\n  tags = map("k", "v")\n}\n',
        'resource "aws_sqs_queue" "q" {\n  name = local.generated\n}\n',
    ],
)
def test_what_may_be_right_elsewhere_is_no_mistake(text: str) -> None:
    assert mistakes(read({"root/main.tf": text}, "root")) == []


def test_what_git_brings_from_elsewhere_is_not_there_before_it_is_fetched() -> None:
    modules = '[submodule "shared"]\n\tpath = root/shared\n\turl = https://example.com/shared.git\n'
    files = {
        ".gitmodules": modules,
        "root/main.tf": 'module "m" {\n  source = "./shared/queue"\n}\nmodule "n" {\n  source = "./shard"\n}\n',
    }
    assert mistakes(read(files, "root")) == ["there is no folder root/shard"]


def test_a_folder_that_takes_and_hands_out_values_is_a_library() -> None:
    library = 'variable "name" {}\n' + QUEUE + 'output "arn" {\n  value = try(aws_sqs_queue.q.arn, "")\n}\n'
    settings = read(library).units[0].settings
    assert at(settings, "Library")[1] is True
    assert at(settings, "Outputs", "arn")[:2] == ("reference", ((".", "aws_sqs_queue.q"), "Arn"))
    deployed = read({"main.tf": library, "providers.tf": 'provider "aws" {}\n'}).units[0].settings
    assert "Library" not in [name for name, *_ in deployed[1][0]]


def test_opentofu_files_replace_those_of_terraform() -> None:
    files = {"main.tf": QUEUE, "main.tofu": QUEUE.replace("1", "7"), "more.tofu.json": '{"locals": {"a": 1}}'}
    assert properties(read(files), "aws_sqs_queue.q")["DelaySeconds"] == 7


TAGGED = """
provider "aws" {
  default_tags {
    tags = { team = "orders", stage = "prod" }
  }
}
provider "aws" {
  alias = "bare"
}
resource "aws_sqs_queue" "q" {
  tags = { stage = "test" }
}
resource "aws_sqs_queue" "untagged" {}
resource "aws_sqs_queue" "bare" {
  provider = aws.bare
}
module "same" {
  source = "./m"
}
module "other" {
  source    = "./m"
  providers = { aws = aws.bare }
}
"""


def tags(parsed: Parsed, address: str) -> dict[str, str]:
    return {one["Key"]: one["Value"] for one in properties(parsed, address).get("Tags", [])}


def test_default_tags_are_on_all_that_the_provider_makes() -> None:
    parsed = read({"main.tf": TAGGED, "m/main.tf": 'resource "aws_sns_topic" "t" {}\n'})
    assert tags(parsed, "aws_sqs_queue.q") == {"team": "orders", "stage": "test"}
    assert tags(parsed, "aws_sqs_queue.untagged") == {"team": "orders", "stage": "prod"}
    assert tags(parsed, "aws_sqs_queue.bare") == {}
    assert tags(parsed, "module.same.aws_sns_topic.t") == {"team": "orders", "stage": "prod"}
    assert tags(parsed, "module.other.aws_sns_topic.t") == {}


def test_a_root_says_what_is_moved_and_pinned_and_who_runs_it() -> None:
    files = {
        "live/app/main.tf": "moved {\n  from = aws_sqs_queue.a\n  to   = module.b.aws_sqs_queue.c[0]\n}\nremoved {\n  from = aws_sqs_queue.d\n}\n"
        'import {\n  to = aws_sqs_queue.e\n  id = "url"\n}\ncheck "health" {}\n',
        "live/app/.terraform.lock.hcl": 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "6.1.0"\n  hashes = ["h1:x"]\n}\n',
        "live/terragrunt.hcl": "remote_state {}\n",
    }
    settings = read(files, "live/app").units[0].settings
    assert data(at(settings, "Moved")) == [{"from": "aws_sqs_queue.a", "to": "module.b.aws_sqs_queue.c[0]"}]
    assert data(at(settings, "Removed")) == [{"from": "aws_sqs_queue.d"}]
    assert data(at(settings, "Imports")) == [{"to": "aws_sqs_queue.e", "id": "url"}]
    assert data(at(settings, "Checks")) == [{"Name": "health"}]
    assert data(at(settings, "LockedProviders", "registry.terraform.io/hashicorp/aws", "version")) == "6.1.0"
    assert at(settings, "Terragrunt")[1] is True


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"v4.tf": QUEUE, "v5.tf": QUEUE}, 0),
        ({"a.tf": QUEUE + 'variable "v" {}\n', "b.tf": QUEUE}, 0),
        ({"a.tf": QUEUE, "b.tf": 'variable "v" {}\n' + QUEUE}, 0),
        ({"a.tf": QUEUE + 'variable "v" {}\n', "b.tf": 'variable "w" {}\n' + QUEUE}, 1),
        ({"a.tf": QUEUE * 2}, 1),
    ],
)
def test_files_that_declare_the_same_are_versions(files: dict[str, str], told: int) -> None:
    assert len(read(files).problems) == told


@pytest.mark.parametrize(("folder", "told"), [("live", 1), ("examples", 0), ("modules/x/examples/y", 0)])
def test_a_folder_that_is_not_there_is_a_mistake_but_in_what_is_made_to_be_copied(folder: str, told: int) -> None:
    assert len(read({f"{folder}/main.tf": 'module "m" {\n  source = "./modules/m"\n}\n'}, folder).problems) == told


def test_checks_say_what_they_demand() -> None:
    text = """
    variable "days" { default = 7 }
    check "health" {
      data "http" "shop" { url = "https://example.com" }
      assert {
        condition     = data.http.shop.status_code == 200
        error_message = "${var.days} days"
      }
    }
    resource "aws_cloudwatch_log_group" "g" {
      retention_in_days = var.days
      lifecycle {
        prevent_destroy = true
        precondition {
          condition     = var.days > 3
          error_message = "too short"
        }
        precondition {
          condition     = var.days < 3
          error_message = "too long"
        }
        postcondition {
          condition     = self.retention_in_days == 7
          error_message = "no"
        }
      }
    }
    """
    parsed = read(text)
    (check,) = data(at(parsed.units[0].settings, "Checks"))
    assert check == {"Name": "health", "Data": "http.shop", "Assert": [{"Condition": "<unknown>", "ErrorMessage": "7 days"}]}
    (group,) = parsed.resources
    assert data(at(group.attributes, "Lifecycle")) == {
        "Precondition": [{"Condition": True, "ErrorMessage": "too short"}, {"Condition": False, "ErrorMessage": "too long"}],
        "Postcondition": [{"Condition": True, "ErrorMessage": "no"}],
        "PreventDestroy": True,
    }


@pytest.mark.parametrize(
    "line",
    ["pipelines = {{ pipelines }}", "branch = {% if branch %}var.branch{% else %}null{% endif %}", "<%= name %> = 1"],
)
def test_what_a_template_engine_writes_is_skipped(line: str) -> None:
    text = f'locals {{\n  {line}\n}}\n{{% if queue %}}\nresource "aws_sqs_queue" "shop" {{}}\n{{% endif %}}\n'
    parsed = read({"main.tf": text})
    assert [(problem.rule, problem.message) for problem in parsed.problems] == [
        ("file-skipped", "it is no configuration yet: a template engine writes it")
    ]
    assert not parsed.resources


def test_a_text_with_braces_is_none_of_a_template_engine() -> None:
    parsed = read({"main.tf": 'locals {\n  body = "{{ name }}"\n  broken = \n}\n'})
    assert {problem.rule for problem in parsed.problems} == {"syntax-error"}
