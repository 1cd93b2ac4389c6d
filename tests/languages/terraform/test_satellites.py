"""Resources that complete another one."""

from typing import Any

import pytest

from tests.languages.terraform.inline import data, properties, read

VERSIONING = """
resource "aws_s3_bucket_versioning" "v" {
  bucket = %s
  versioning_configuration { status = "Enabled" }
}
"""


def versioning(text: str, address: str = "aws_s3_bucket.b") -> Any:
    return properties(read(text), address).get("VersioningConfiguration", "absent")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("aws_s3_bucket.b.id", {"Status": "Enabled"}),
        ("aws_s3_bucket.b.bucket", {"Status": "Enabled"}),
        ('"${aws_s3_bucket.b.id}"', {"Status": "Enabled"}),
        ("local.bucket", {"Status": "Enabled"}),
        ('"the-bucket"', {"Status": "Enabled"}),
        ("aws_s3_bucket_policy.p.id", {"Status": "Enabled"}),
        ('"another-bucket"', "absent"),
        ("aws_s3_bucket.c.id", "absent"),
        ("var.bucket", "<unknown>"),
        ("data.aws_s3_bucket.d.id", "<unknown>"),
        ("module.m.bucket", "<unknown>"),
        ('"the-${var.bucket}"', "<unknown>"),
        ('"my-${var.bucket}"', "absent"),
    ],
)
def test_a_satellite_completes_what_it_refers_to(reference: str, expected: Any) -> None:
    text = """
    variable "bucket" {}
    data "aws_s3_bucket" "d" { bucket = "d" }
    module "m" { source = "some/module/aws" }
    locals { bucket = aws_s3_bucket.b.id }
    resource "aws_s3_bucket" "b" { bucket = "the-bucket" }
    resource "aws_s3_bucket" "c" { bucket = "c" }
    resource "aws_s3_bucket_policy" "p" { bucket = aws_s3_bucket.b.id }
    """
    assert versioning(text + VERSIONING % reference) == expected


def test_a_satellite_that_is_joined_is_no_resource_of_its_own_and_another_one_is() -> None:
    joined = read('resource "aws_s3_bucket" "b" {}\n' + VERSIONING % "aws_s3_bucket.b.id")
    assert [one.type for one in joined.resources] == ["AWS::S3::Bucket"]
    apart = read(VERSIONING % '"elsewhere"')
    assert [one.type for one in apart.resources] == ["aws_s3_bucket_versioning"]


def test_satellites_of_instances() -> None:
    text = """
    resource "aws_s3_bucket" "b" { for_each = toset(["x", "y"]) }
    resource "aws_s3_bucket_versioning" "v" {
      for_each = toset(["x"])
      bucket   = aws_s3_bucket.b[each.key].id
      versioning_configuration { status = "Enabled" }
    }
    """
    assert versioning(text, 'aws_s3_bucket.b["x"]') == {"Status": "Enabled"}
    assert versioning(text, 'aws_s3_bucket.b["y"]') == "absent"


def test_satellites_of_an_unknown_number_complete_parents_of_an_unknown_number() -> None:
    text = """
    variable "create" {}
    variable "on" { type = bool }
    resource "aws_s3_bucket" "b" { count = length(var.create) }
    resource "aws_s3_bucket_versioning" "v" {
      count  = length(var.create)
      bucket = aws_s3_bucket.b[0].id
      versioning_configuration { status = "Enabled" }
    }
    resource "aws_s3_bucket" "c" { count = var.on ? 1 : 0 }
    resource "aws_s3_bucket_versioning" "c" {
      count  = var.on ? 1 : 0
      bucket = aws_s3_bucket.c[0].id
      versioning_configuration { status = "Enabled" }
    }
    resource "aws_s3_bucket" "d" {}
    resource "aws_s3_bucket_versioning" "d" {
      count  = var.on ? 1 : 0
      bucket = aws_s3_bucket.d.id
      versioning_configuration { status = "Enabled" }
    }
    """
    assert versioning(text, "aws_s3_bucket.b") == {"Status": "Enabled"}
    assert versioning(text, "aws_s3_bucket.c[0]") == {"Status": "Enabled"}
    assert versioning(text, "aws_s3_bucket.d") == {"on=true": {"Status": "Enabled"}, "on=false": "<gone>"}


def test_a_satellite_in_a_module_completes_what_its_caller_passes() -> None:
    files = {
        "main.tf": 'resource "aws_s3_bucket" "b" {}\nmodule "v" {\n  source = "./v"\n  bucket = aws_s3_bucket.b.id\n}\n',
        "v/main.tf": 'variable "bucket" {}\n' + VERSIONING % "var.bucket",
    }
    assert properties(read(files), "aws_s3_bucket.b") == {"VersioningConfiguration": {"Status": "Enabled"}}


def test_what_is_appended_is_added_to_what_is_written_inline() -> None:
    text = """
    resource "aws_iam_role" "r" { managed_policy_arns = ["arn:a"] }
    resource "aws_iam_role_policy_attachment" "b" {
      role       = aws_iam_role.r.name
      policy_arn = "arn:b"
    }
    resource "aws_iam_role_policy_attachment" "c" {
      for_each   = toset(["arn:c", "arn:d"])
      role       = aws_iam_role.r.name
      policy_arn = each.value
    }
    resource "aws_cloudwatch_event_rule" "e" { schedule_expression = "rate(1 day)" }
    resource "aws_cloudwatch_event_target" "t" {
      rule = aws_cloudwatch_event_rule.e.name
      arn  = "arn:target"
      dead_letter_config { arn = "arn:queue" }
    }
    """
    parsed = read(text)
    assert properties(parsed, "aws_iam_role.r") == {"ManagedPolicyArns": ["arn:a", "arn:b", "arn:c", "arn:d"]}
    assert properties(parsed, "aws_cloudwatch_event_rule.e")["Targets"] == [{"Arn": "arn:target", "DeadLetterConfig": {"Arn": "arn:queue"}}]


def test_a_satellite_wins_over_what_is_written_inline() -> None:
    text = 'resource "aws_s3_bucket" "b" {\n  versioning { enabled = false }\n}\n' + VERSIONING % "aws_s3_bucket.b.id"
    assert versioning(text) == {"Status": "Enabled"}


def test_changes_that_a_satellite_ignores_are_ignored_in_what_it_completes() -> None:
    text = """
    resource "aws_iam_role" "r" {
      name = "r"
      lifecycle {
        create_before_destroy = true
        ignore_changes        = [description]
      }
    }
    resource "aws_iam_role_policy" "p" {
      role = aws_iam_role.r.id
      name = "p"
      lifecycle {
        ignore_changes = [name]
      }
    }
    """
    (role,) = read(text).resources
    assert data(role.attributes) == {"Lifecycle": {"CreateBeforeDestroy": True, "IgnoreChanges": ["description", "name"]}}
