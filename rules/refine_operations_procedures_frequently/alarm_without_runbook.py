"""Alarm that names no runbook.

Whoever is woken up by it for the first time begins by looking for the page that says what to do. End the description with a link to it, or
with the name of the document that puts things right: it is in every notification.

This rule is strict, and asks for what `pattern` matches: a link, or words such as "runbook" and "playbook" with something behind them.
Alarms that only drive scaling are left alone, and so are descriptions that are not known.

```yaml
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: orders fail               # finding
      Namespace: AWS/Lambda
      MetricName: Errors
```

```yaml
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: >-
        Orders are not taken: customers see "try again later". https://runbooks.example.com/orders
      Namespace: AWS/Lambda
      MetricName: Errors
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name        = "orders-fail"
  alarm_description = "orders fail"               # finding
  namespace         = "AWS/Lambda"
  metric_name       = "Errors"
}
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name        = "orders-fail"
  alarm_description = "Orders are not taken. Runbook: docs/runbooks/orders.md"
  namespace         = "AWS/Lambda"
  metric_name       = "Errors"
}
```

```python
from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch

app = App()
stack = Stack(app, "Shop")
cloudwatch.CfnAlarm(
    stack,
    "OrdersFail",
    alarm_description="orders fail",              # finding
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    metric_name="Errors",
    namespace="AWS/Lambda",
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch

app = App()
stack = Stack(app, "Shop")
cloudwatch.CfnAlarm(
    stack,
    "OrdersFail",
    alarm_description="Orders are not taken. https://runbooks.example.com/orders",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    metric_name="Errors",
    namespace="AWS/Lambda",
)
app.synth()
```
"""

import re
from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import only_scales

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = ["Have a process per alert", "Use runbooks to perform procedures", "Use playbooks to investigate issues"]
ABOUT = resources("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
HELP = "end the description with a link to the runbook"
LINKS = ["https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_event_response_process_per_alert.html"]


def check(
    alarm: Resource,
    project: Project,
    *,
    pattern: str = r"https?://|\b(run|play)[- ]?book\b\W*\w|\bSOP\b\W*\w|\w/[\w-]+\.(md|html|adoc|rst)\b",
) -> Iterator[Finding]:
    description = alarm["AlarmDescription"]
    if description.must_be(MISSING) or only_scales(project, alarm):
        return  # a description that is missing is for another rule
    if all(part.must(lambda text: re.search(pattern, str(text), re.IGNORECASE) is None) for part in description.parts()):
        yield Finding("the description of this alarm names no runbook", description.at, origin=description.origin)
