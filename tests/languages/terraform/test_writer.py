"""Fixes: what is added, what is replaced, and that all else stays byte for byte."""

from typing import Any

import hcl2
import pytest

from opexlint.finding import Attribute, Change
from opexlint.languages import terraform
from opexlint.source import File, Location
from tests.languages.terraform.inline import header, properties, read


def fixed(text: str, kind: str, name: str, path: tuple[str | int, ...], value: Any, replaces: str = "") -> str | None:
    """The text after the fix, None when it is refused."""
    place = None
    if replaces:
        start = text.index(replaces)
        place = Location("main.tf", start, start + len(replaces))
    change = Change(header(text, kind, name), (".", f"{kind}.{name}"), path, value, place)
    edits = terraform.rewrite(change, File("main.tf", text))
    if not edits:
        return None
    for edit in sorted(edits, key=lambda one: one.at.start, reverse=True):
        text = text[: edit.at.start] + edit.text + text[edit.at.end :]
    hcl2.loads(text)
    return text


def test_a_block_is_added_at_the_end_of_the_resource() -> None:
    text = 'resource "aws_ecs_service" "s" {\n    name = "s" # the name\n}\n'
    assert fixed(
        text, "aws_ecs_service", "s", ("DeploymentConfiguration", "DeploymentCircuitBreaker"), {"Enable": True, "Rollback": True}
    ) == (
        'resource "aws_ecs_service" "s" {\n    name = "s" # the name\n\n'
        "    deployment_circuit_breaker {\n        enable   = true\n        rollback = true\n    }\n}\n"
    )


def test_what_is_missing_in_a_block_that_is_there() -> None:
    text = 'resource "aws_ecs_service" "s" {\n  deployment_circuit_breaker {\n    enable = false\n  }\n}\n'
    path = ("DeploymentConfiguration", "DeploymentCircuitBreaker")
    assert fixed(text, "aws_ecs_service", "s", path, {"Enable": True, "Rollback": True}) == (
        'resource "aws_ecs_service" "s" {\n  deployment_circuit_breaker {\n    enable = true\n    rollback = true\n  }\n}\n'
    )


BUCKET = 'resource "aws_s3_bucket" "b" {%s\n  bucket = "x"\n} # end\n\nresource "aws_sns_topic" "t" {}\n'
VERSIONED = (
    '\n\nresource "aws_s3_bucket_versioning" "b" {%s\n  bucket%s = %s\n\n  versioning_configuration {\n    status = "Enabled"\n  }\n}'
)


@pytest.mark.parametrize(
    ("meta", "head", "space", "reference"),
    [
        ("", "", "", "aws_s3_bucket.b.id"),
        ("\n  count = 2", "\n  count  = length(aws_s3_bucket.b)", "", "aws_s3_bucket.b[count.index].id"),
        ('\n  for_each = toset(["a"])', "\n  for_each = aws_s3_bucket.b", "  ", "each.value.id"),
    ],
)
def test_a_setting_that_is_a_resource_of_its_own(meta: str, head: str, space: str, reference: str) -> None:
    text = BUCKET % meta
    result = fixed(text, "aws_s3_bucket", "b", ("VersioningConfiguration", "Status"), "Enabled")
    assert result == text.replace("} # end", "} # end" + VERSIONED % (head, space, reference))
    for one in read(result).resources[:1]:
        assert properties(read(result), one.address)["VersioningConfiguration"] == {"Status": "Enabled"}


def test_a_satellite_that_is_there_is_set() -> None:
    text = 'resource "aws_s3_bucket" "b" {}\nresource "aws_s3_bucket_versioning" "v" {\n  bucket = aws_s3_bucket.b.id\n}\n'
    result = fixed(text, "aws_s3_bucket", "b", ("VersioningConfiguration", "Status"), "Enabled")
    assert result is not None
    assert properties(read(result), "aws_s3_bucket.b") == {"VersioningConfiguration": {"Status": "Enabled"}}
    assert result.count("aws_s3_bucket_versioning") == 1


def test_an_inline_block_that_is_there_is_set() -> None:
    text = 'resource "aws_s3_bucket" "b" {\n  versioning { enabled = false }\n}\n'
    assert fixed(text, "aws_s3_bucket", "b", ("VersioningConfiguration", "Status"), "Enabled") == text.replace("false", "true")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{}", "{\n  backup_retention_period = 14\n}"),
        ('{ engine = "x" }', '{\n  engine = "x"\n  backup_retention_period = 14\n}'),
        ('{\n\tengine = "x"\n}', '{\n\tengine = "x"\n\tbackup_retention_period = 14\n}'),
        ('{\r\n  engine = "x"\r\n}', '{\r\n  engine = "x"\r\n  backup_retention_period = 14\r\n}'),
        ('{\n  engine = "x"\n  # last\n}', '{\n  engine = "x"\n  # last\n  backup_retention_period = 14\n}'),
    ],
)
def test_indentation_and_line_ends_are_the_files_own(body: str, expected: str) -> None:
    text = 'resource "aws_db_instance" "d" ' + body
    assert fixed(text, "aws_db_instance", "d", ("BackupRetentionPeriod",), 14) == 'resource "aws_db_instance" "d" ' + expected


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("aws_db_instance", ("DeletionPolicy",), "Retain"),
        ("aws_eks_cluster", ("Logging", "ClusterLogging", "EnabledTypes"), [{"Type": "api"}, {"Type": "audit"}]),
        ("aws_sqs_queue", ("RedrivePolicy",), {"maxReceiveCount": 3, "deadLetterTargetArn": 'a "quoted" ${b}'}),
        ("aws_lb", ("LoadBalancerAttributes",), [{"Key": "deletion_protection.enabled", "Value": "true"}]),
        ("aws_sns_topic", ("Tags",), [{"Key": "Team", "Value": "a b"}, {"Key": "x.y", "Value": "%{z}"}]),
        ("aws_lambda_function", ("TracingConfig", "Mode"), "Active"),
        ("aws_cloudfront_distribution", ("DistributionConfig", "Logging", "Bucket"), "logs"),
        ("aws_s3_bucket", ("LifecycleConfiguration", "Rules"), [{"Id": "old", "Status": "Enabled", "ExpirationInDays": 30}]),
        ("aws_dynamodb_table", ("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"), True),
        ("aws_autoscaling_group", ("UpdatePolicy", "AutoScalingInstanceRefresh", "Strategy"), "Rolling"),
    ],
)
def test_what_is_written_is_read_as_what_was_meant(kind: str, path: tuple[str, ...], value: Any) -> None:
    result = fixed(f'resource "{kind}" "x" {{}}\n', kind, "x", path, value)
    assert result is not None
    record = read(result).resources[0]
    found = {**properties(read(result), record.address)}
    for group in (found, *([dict(_plain(record.attributes))])):
        here: Any = group
        for step in path:
            here = here.get(step) if isinstance(here, dict) else None
        if here is not None:
            assert here == value
            return
    raise AssertionError(result)


def _plain(node: Any) -> dict[str, Any]:
    from tests.languages.terraform.inline import data

    found = data(node)
    assert isinstance(found, dict)
    return found


ALARM = """resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name = "first"
  threshold  = var.limit
  dimensions = {
    LoadBalancer = aws_lb.l.arn
    Other        = "${aws_lb.l[0].arn}-x"
    Local        = local.arn
  }
}
"""


def test_an_attribute_of_a_reference_is_replaced() -> None:
    wanted = Attribute((".", "aws_lb.l"), "LoadBalancerFullName")
    path = ("Dimensions", 0, "Value")
    assert fixed(ALARM, "aws_cloudwatch_metric_alarm", "a", path, wanted, "aws_lb.l.arn") == ALARM.replace(
        "aws_lb.l.arn", "aws_lb.l.arn_suffix"
    )
    assert fixed(ALARM, "aws_cloudwatch_metric_alarm", "a", path, wanted, "aws_lb.l[0].arn") == ALARM.replace("[0].arn", "[0].arn_suffix")
    assert fixed(ALARM, "aws_cloudwatch_metric_alarm", "a", path, wanted, "local.arn") is None


def test_a_literal_is_replaced_and_a_computed_value_is_not() -> None:
    assert fixed(ALARM, "aws_cloudwatch_metric_alarm", "a", ("AlarmName",), "b", '"first"') == ALARM.replace('"first"', '"b"')
    assert fixed(ALARM, "aws_cloudwatch_metric_alarm", "a", ("Threshold",), 5, "var.limit") is None
    text = 'resource "aws_cloudwatch_event_rule" "r" {\n  is_enabled = false\n}\n'
    assert fixed(text, "aws_cloudwatch_event_rule", "r", ("State",), "ENABLED", "false") == text.replace("false", "true")


@pytest.mark.parametrize(
    ("text", "kind", "path", "value"),
    [
        ('resource "aws_db_instance" "x" {\n  multi_az = var.on\n}\n', "aws_db_instance", ("MultiAZ",), True),
        ('resource "aws_db_instance" "x" {}\n', "aws_db_instance", ("NoSuchProperty",), True),
        ('resource "aws_db_instance" "x" {}\n', "aws_db_instance", ("Tags", 0, "Value"), "x"),
        (
            'resource "aws_ecs_service" "x" {\n  dynamic "deployment_circuit_breaker" {\n    for_each = [1]\n    content {}\n  }\n}\n',
            "aws_ecs_service",
            ("DeploymentConfiguration", "DeploymentCircuitBreaker", "Enable"),
            True,
        ),
        ('resource "aws_db_instance" "x" {}\nlocals {\n  a =\n}\n', "aws_db_instance", ("MultiAZ",), True),
        (
            'resource "aws_s3_bucket" "x" {}\nresource "aws_s3_bucket_versioning" "x" {\n  bucket = var.b\n}\n',
            "aws_s3_bucket",
            ("VersioningConfiguration", "Status"),
            "Enabled",
        ),
    ],
)
def test_what_would_be_a_guess_is_refused(text: str, kind: str, path: tuple[str | int, ...], value: Any) -> None:
    assert fixed(text, kind, "x", path, value) is None


def test_the_json_form_is_not_written() -> None:
    text = '{"resource": {"aws_db_instance": {"x": {}}}}'
    start = text.index('"x"')
    change = Change(Location("main.tf.json", start, start + 3), (".", "aws_db_instance.x"), ("MultiAZ",), True)
    assert terraform.rewrite(change, File("main.tf.json", text)) == []
