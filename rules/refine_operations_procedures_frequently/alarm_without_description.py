"""Alarm without a description.

The message that wakes somebody up says a metric name and a number. Say in the description what is broken for whom, what to look at first,
and where the runbook is: it is part of every notification, and the one text that is at hand at that moment.

Alarms that only drive scaling, or do nothing but stop a fault-injection experiment, are left alone: nobody is told by them.

```yaml
Resources:
  OrdersFail:                                     # finding
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: FunctionName
          Value: orders
```

```yaml
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: >-
        Orders are not taken: customers see "try again later". First look at the last deployment of orders, then at
        https://runbooks.example.com/orders.
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: FunctionName
          Value: orders
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" { # finding
  alarm_name  = "orders-fail"
  namespace   = "AWS/Lambda"
  metric_name = "Errors"
  dimensions  = { FunctionName = "orders" }
}
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name        = "orders-fail"
  alarm_description = "Orders are not taken: customers see \"try again later\". https://runbooks.example.com/orders"
  namespace         = "AWS/Lambda"
  metric_name       = "Errors"
  dimensions        = { FunctionName = "orders" }
}
```

```python
from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch

app = App()
stack = Stack(app, "Shop")
failures = cloudwatch.Metric(namespace="AWS/Lambda", metric_name="Errors", dimensions_map={"FunctionName": "orders"})
cloudwatch.Alarm(stack, "OrdersFail", metric=failures, threshold=1, evaluation_periods=1)       # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch

app = App()
stack = Stack(app, "Shop")
failures = cloudwatch.Metric(namespace="AWS/Lambda", metric_name="Errors", dimensions_map={"FunctionName": "orders"})
cloudwatch.Alarm(
    stack,
    "OrdersFail",
    alarm_description="Orders are not taken: customers see 'try again later'. https://runbooks.example.com/orders",
    metric=failures,
    threshold=1,
    evaluation_periods=1,
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import actions_of, only_scales

SEVERITY = Severity.NOTE
PRACTICES = ["Have a process per alert", "Create actionable alerts", "Use playbooks to investigate issues"]
ABOUT = resources("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
HELP = "say what is broken for whom, what to look at first, and where the runbook is"
LINKS = ["https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_event_response_process_per_alert.html"]


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    description = alarm["AlarmDescription"]
    says_nothing = description.must_be(MISSING, "") or description.must_equal(alarm["AlarmName"])
    if says_nothing and not only_scales(project, alarm) and not _only_stops(project, alarm):
        yield Finding("this alarm does not say what is wrong and what to do", description.at, origin=description.origin)


def _only_stops(project: Project, alarm: Resource) -> bool:
    """Whether it has no action, and experiments stop at it."""
    experiments = project.referrers(alarm, "AWS::FIS::ExperimentTemplate")
    return any(one.is_known for one in experiments) and not list(actions_of(project, alarm))
