"""Alarm whose actions are switched off.

The alarm goes red and none of its actions is taken: somebody switched them off, most often for an hour of maintenance, and forgot.
Everything about it looks right, and nobody is told. Switch the actions on again; for the time of a maintenance, mute the alarm with a rule
that ends by itself (a CloudWatch alarm mute rule, or the maintenance window of the paging service).

An alarm that something else listens to is left alone: a child of a composite alarm, an alarm that stops a deployment, one whose changes of
state an event rule hears of. An alarm that has no action at all has a rule of its own.

```yaml
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      ActionsEnabled: false                       # finding
      Dimensions:
        - Name: FunctionName
          Value: orders
      AlarmActions:
        - !ImportValue pager
```

```yaml
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      ActionsEnabled: true
      Dimensions:
        - Name: FunctionName
          Value: orders
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name      = "orders_fail"
  namespace       = "AWS/Lambda"
  metric_name     = "Errors"
  actions_enabled = false                         # finding
  dimensions = {
    FunctionName = "orders"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name      = "orders_fail"
  namespace       = "AWS/Lambda"
  metric_name     = "Errors"
  actions_enabled = true
  dimensions = {
    FunctionName = "orders"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```python
import pulumi_aws as aws

aws.cloudwatch.MetricAlarm(
    "orders-fail",
    namespace="AWS/Lambda",
    metric_name="Errors",
    actions_enabled=False,                        # finding
    dimensions={"FunctionName": "orders"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```

```python
import pulumi_aws as aws

aws.cloudwatch.MetricAlarm(
    "orders-fail",
    namespace="AWS/Lambda",
    metric_name="Errors",
    actions_enabled=True,
    dimensions={"FunctionName": "orders"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import listeners_of

SEVERITY = Severity.WARNING
PRACTICES = ["Create actionable alerts", "Have a process per alert"]
ABOUT = resources("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
HELP = "switch the actions of the alarm on again"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html"]


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    enabled = alarm["ActionsEnabled"]
    acts = any(alarm[name].may_have_items() for name in ("AlarmActions", "InsufficientDataActions", "OKActions"))
    if acts and enabled.must_be(False) and not any(listeners_of(project, alarm)):
        yield Finding("nobody hears of this alarm, because its actions are switched off", enabled.at, origin=enabled.origin)
