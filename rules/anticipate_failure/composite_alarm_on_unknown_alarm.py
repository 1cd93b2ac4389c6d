"""Composite alarm on an unknown alarm.

A composite alarm names its children in a text. One that names an alarm that does not exist is refused, or, when the alarm was renamed or
deleted later, keeps its last state for good: it never goes off again, and nobody sees why. Refer to the alarms instead of writing their
names.

Reported is a name to which one of the project's alarms is so close that it must be meant. An alarm of another name may be made elsewhere,
and is left alone.

```yaml
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: orders-fail
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: FunctionName
          Value: orders
  Shop:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties:
      AlarmRule: ALARM("order-fails")             # finding
      AlarmActions:
        - !ImportValue pager
```

```yaml
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: orders-fail
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: FunctionName
          Value: orders
  Shop:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties:
      AlarmRule: !Sub ALARM("${OrdersFail}")
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name  = "orders-fail"
  namespace   = "AWS/Lambda"
  metric_name = "Errors"
  dimensions  = { FunctionName = "orders" }
}

resource "aws_cloudwatch_composite_alarm" "shop" {
  alarm_name    = "shop"
  alarm_rule    = "ALARM(orders_fail)"            # finding
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name  = "orders-fail"
  namespace   = "AWS/Lambda"
  metric_name = "Errors"
  dimensions  = { FunctionName = "orders" }
}

resource "aws_cloudwatch_composite_alarm" "shop" {
  alarm_name    = "shop"
  alarm_rule    = "ALARM(${aws_cloudwatch_metric_alarm.orders_fail.alarm_name})"
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```python
import pulumi_aws as aws

aws.cloudwatch.CompositeAlarm("orders", alarm_name="orders-fail", alarm_rule="ALARM(orders-5xx) OR ALARM(orders-late)")
aws.cloudwatch.CompositeAlarm(
    "shop",
    alarm_name="shop",
    alarm_rule="ALARM(Orders-fail)",              # finding
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```

```python
import pulumi_aws as aws

aws.cloudwatch.CompositeAlarm("orders", alarm_name="orders-fail", alarm_rule="ALARM(orders-5xx) OR ALARM(orders-late)")
aws.cloudwatch.CompositeAlarm(
    "shop",
    alarm_name="shop",
    alarm_rule="ALARM(orders-fail)",
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Note, Project, Resource, Severity, resources
from opexlint.evidence import ALARM, COMPOSITE_ALARM, alarms_named_in

SEVERITY = Severity.WARNING
PRACTICES = ["Create actionable alerts", "Analyze workload metrics"]
ABOUT = resources("AWS::CloudWatch::CompositeAlarm")
HELP = "refer to the alarms of the rule instead of writing their names"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html"]

_CLOSE = 0.8


def check(composite: Resource, project: Project) -> Iterator[Finding]:
    rule = composite["AlarmRule"]
    names = project.once("names of alarms", lambda: _names(project))
    for name in alarms_named_in(rule):
        if name in names:
            continue
        from difflib import get_close_matches

        near = get_close_matches(name.lower(), {one.lower() for one in names}, 1, _CLOSE)
        meant = next((one for one in names if near and one.lower() == near[0]), None)
        if meant is not None:
            yield Finding(
                f"this composite alarm waits for {name}, and there is no such alarm but {meant}",
                rule.at,
                (Note(f"{meant} is here", names[meant].at),),
                origin=rule.origin,
            )


def _names(project: Project) -> dict[str, Resource]:
    """The alarms by their literal names."""
    named = {alarm["AlarmName"].known: alarm for alarm in project.resources(ALARM, COMPOSITE_ALARM)}
    return {name: alarm for name, alarm in named.items() if isinstance(name, str)}
