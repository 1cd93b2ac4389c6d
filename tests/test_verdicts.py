"""Profiles, environments, siblings, assumptions and explanations, as somebody meets them who runs the command."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from opexlint.cli import main

QUEUES = """\
Resources:
{queues}
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.parent / "cache"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def put(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def queue(name: str, *, watched: bool) -> str:
    """A queue, its dead-letter queue, and perhaps an alarm on that."""
    text = f"""\
  {name}:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy: {{deadLetterTargetArn: !GetAtt {name}Failed.Arn, maxReceiveCount: 5}}
  {name}Failed:
    Type: AWS::SQS::Queue
"""
    return (
        text
        + f"""\
  {name}Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: orders fail
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions: [{{Name: QueueName, Value: !GetAtt {name}Failed.QueueName}}]
      AlarmActions: [!ImportValue pager]
"""
        * watched
    )


def shop(*queues: str) -> str:
    return "Resources:\n" + "".join(queues)


DLQ = ("--select", "dead-letter-queue-without-alarm")


def severities(*arguments: str) -> dict[str, str]:
    data = json.loads(run(*arguments, *DLQ, "--format", "json").stdout)
    return {f"{one['path']}:{one['subject']}": one["severity"] for one in data["findings"]}


def test_an_environment_lowers_what_is_missing_below_the_paths_that_are_named() -> None:
    for folder in ("live", "dev", "examples"):
        put(f"{folder}/shop.yaml", shop(queue("Orders", watched=False)))
    assert severities(".") == {
        "live/shop.yaml:OrdersFailed": "warning",
        "dev/shop.yaml:OrdersFailed": "note",
        "examples/shop.yaml:OrdersFailed": "note",
    }
    assert severities("examples") == {"examples/shop.yaml:OrdersFailed": "warning"}
    assert severities("examples/shop.yaml") == {"examples/shop.yaml:OrdersFailed": "warning"}
    assert "note instead of warning, because dev is not production" in run(".", *DLQ).stdout
    assert run(".", *DLQ, "--fail-on", "warning").exit_code == 1
    assert run("dev", "examples", *DLQ, "--fail-on", "error").exit_code == 0


def test_a_severity_of_the_configuration_is_final() -> None:
    put("examples/shop.yaml", shop(queue("Orders", watched=False)))
    put("opexlint.toml", '[severity]\ndead-letter-queue-without-alarm = "error"\n')
    assert severities(".") == {"examples/shop.yaml:OrdersFailed": "error"}


def test_the_one_that_was_forgotten_weighs_more_and_names_one_that_was_not() -> None:
    names = ("Orders", "Invoices", "Refunds")
    put("shop.yaml", shop(*(queue(name, watched=True) for name in names), queue("Parcels", watched=False)))
    assert severities(".") == {"shop.yaml:ParcelsFailed": "warning"}, "no comparison makes an error"
    assert "- RefundsFailed has RefundsAlarm\n" in run(".", *DLQ).stdout
    groups = "".join(f'resource "aws_cloudwatch_log_group" "{name}" {{\n  retention_in_days = 30\n}}\n' for name in names)
    put("logs.tf", groups + 'resource "aws_cloudwatch_log_group" "parcels" {\n}\n')
    said = run("logs.tf", "--select", "log-group-without-retention").stdout
    assert "warning[log-group-without-retention]" in said
    assert "- Refunds has RetentionInDays: 30\n" in said
    assert "warning instead of note, because 3 of the 4 here have what it lacks" in said


def test_an_assumption_leaves_verdicts_open() -> None:
    put("shop.yaml", shop(queue("Orders", watched=False)))
    put("opexlint.toml", 'assume = ["alarms"]\n')
    result = run(".", *DLQ, "--open")
    assert result.exit_code == 0
    assert "OrdersFailed: alarms are made elsewhere, as the configuration says" in result.stdout
    put("opexlint.toml", '\nassume = ["alarmz"]\n')
    wrong = run(".")
    assert wrong.exit_code == 2
    assert "opexlint.toml:2: assume: nothing is called 'alarmz'; did you mean 'alarms'?" in wrong.stderr


def test_log_retention_may_be_assumed() -> None:
    put("logs.tf", 'resource "aws_cloudwatch_log_group" "shop" {\n  name = "shop"\n}\n')
    rule = ("--select", "log-group-without-retention")
    assert run(".", *rule).exit_code == 1
    put("opexlint.toml", 'assume = ["log-retention"]\n')
    assert run(".", *rule).exit_code == 0
    assert "how long logs are kept is set elsewhere" in run(".", *rule, "--open").stdout


def test_verdicts_are_explained_by_what_cleared_them() -> None:
    vague = queue("Refunds", watched=True).replace("!GetAtt RefundsFailed.QueueName", "!Ref Watched")
    put("shop.yaml", "Parameters:\n  Watched: {Type: String}\n" + shop(queue("Orders", watched=True), vague))
    result = run("shop.yaml", *DLQ, "--explain-verdicts")
    assert result.exit_code == 0
    assert "verdicts[dead-letter-queue-without-alarm]: 3 passed, 1 open\n" in result.stdout
    assert "  passed: shop.yaml:8:3: OrdersFailed: OrdersAlarm, AWS::CloudWatch::Alarm (shop.yaml:10:3)\n" in result.stdout
    assert "  open: shop.yaml:22:3: RefundsFailed: Watched has no default (shop.yaml:" in result.stdout
    assert "  passed: 2 subjects of which nothing is asked that could be pointed at\n" in result.stdout
    data = json.loads(run("shop.yaml", *DLQ, "--explain-verdicts", "--format", "json").stdout)
    by = {one["subject"]: (one["verdict"], one["by"] and one["by"]["said"]) for one in data["verdicts"]}
    assert by["OrdersFailed"] == ("passed", "OrdersAlarm")
    assert by["RefundsFailed"][0] == "open"
    assert by["Orders"] == ("passed", None)


def test_a_value_that_cleared_a_subject_is_shown() -> None:
    put("logs.tf", 'resource "aws_cloudwatch_log_group" "shop" {\n  retention_in_days = 30\n}\n')
    said = run(".", "--select", "log-group-without-retention", "--explain-verdicts").stdout
    assert "  passed: logs.tf:1:1: aws_cloudwatch_log_group.shop: RetentionInDays: 30 (logs.tf:2:23)\n" in said


RULE = '''"""Queue at all.

We have none.
"""
from opexlint import Finding, Severity, resources
SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources("AWS::SQS::Queue")
HELP = "delete it"
PROFILE = "strict"
def check(queue, project):
    yield Finding("there is a queue", queue.at)
'''


def test_profiles() -> None:
    put("own/anticipate_failure/queue_at_all.py", RULE)
    put("shop.yaml", shop(queue("Orders", watched=True)))
    command = ("shop.yaml", "--rules", "own", "--format", "concise")
    strict = "queue-at-all"
    assert strict not in run(*command).stdout
    assert strict in run(*command, "--profile", "strict").stdout
    assert strict in run(*command, "--select", "all").stdout
    assert strict in run(*command, "--select", strict).stdout, "who names it wants it"
    assert strict not in run(*command, "--select", "anticipate-failure").stdout
    assert strict in run(*command, "--select", "anticipate_failure", "--profile", "strict").stdout
    put("opexlint.toml", 'profile = "strict"\n')
    assert strict in run(*command).stdout
    assert strict not in run(*command, "--profile", "default").stdout
    wrong = run(*command, "--profile", "strikt")
    assert wrong.exit_code == 2
    assert "there is no profile 'strikt'; did you mean 'strict'?" in wrong.stderr


def test_a_profile_that_is_none_is_an_error_of_the_rule() -> None:
    put("own/anticipate_failure/queue_at_all.py", RULE.replace('"strict"', '"strickt"'))
    put("shop.yaml", shop(queue("Orders", watched=True)))
    result = run("shop.yaml", "--rules", "own")
    assert result.exit_code == 2
    assert "rule queue-at-all: there is no profile 'strickt': default, strict" in result.stderr


ORDERS = {
    "shop/template.yaml": "Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Properties: {Handler: orders.handler}\n",
    "shop/main.tf": 'resource "aws_lambda_function" "orders" {\n  function_name = "orders"\n}\n',
    "shop/app.py": (
        "from aws_cdk import App, Stack, aws_lambda\n"
        'app = App()\nstack = Stack(app, "Shop")\n'
        'aws_lambda.CfnFunction(stack, "Orders", code=None, role="r")\napp.synth()\n'
    ),
}
VENDORS = {
    "monitoring/main.tf": 'resource "datadog_monitor" "orders" {\n  name = "orders fail"\n}\n',
    "monitoring/monitors.yaml": "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  OrdersFail:\n    Type: Datadog::Monitors::Monitor\n    Properties: {Name: orders fail}\n",
    "monitoring/app.py": (
        "from aws_cdk import App, CfnResource, Stack\n"
        'app = App()\nstack = Stack(app, "Monitoring")\n'
        'CfnResource(stack, "OrdersFail", type="NewRelic::Alert::NrqlAlert", properties={})\napp.synth()\n'
    ),
    "monitoring/__main__.py": 'import pulumi_newrelic as newrelic\n\nnewrelic.AlertPolicy("orders", name="orders fail")\n',
}


@pytest.mark.parametrize("orders", ORDERS)
@pytest.mark.parametrize("vendor", VENDORS)
def test_another_vendor_is_evidence_in_any_language_and_unit(orders: str, vendor: str) -> None:
    rule = ("--select", "function-without-error-alarm", "--format", "json")
    put(orders, ORDERS[orders])
    assert len(json.loads(run(".", *rule).stdout)["findings"]) == 1
    put(vendor, VENDORS[vendor])
    if vendor.endswith("__main__.py"):
        put("monitoring/Pulumi.yaml", "name: monitoring\nruntime: python\n")
    data = json.loads(run(".", *rule).stdout)
    assert data["findings"] == []
    assert ["watches this project" in one["why"] for one in data["open"]] == [True]
