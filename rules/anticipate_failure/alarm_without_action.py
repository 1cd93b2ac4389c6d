"""Alarm without an action.

The alarm goes red on a page that nobody looks at at night: no message, no page, no scaling, no rollback. Give it an action that reaches
whoever is on call: an SNS topic with a chat, mail or paging subscription, or a systems manager response.

An alarm that something else listens to is left alone: a composite alarm, a deployment that it may roll back (CodeDeploy, ECS, AppConfig,
SageMaker), an event rule on alarm state changes; and in Terraform one whose actions are an input, empty unless it is passed, of a module
that is no root: it has neither a provider nor a backend of its own.

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
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: FunctionName
          Value: orders
      AlarmActions:
        - !ImportValue pager
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
  alarm_name    = "orders-fail"
  namespace     = "AWS/Lambda"
  metric_name   = "Errors"
  dimensions    = { FunctionName = "orders" }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
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
from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_sns as sns

app = App()
stack = Stack(app, "Shop")
failures = cloudwatch.Metric(namespace="AWS/Lambda", metric_name="Errors", dimensions_map={"FunctionName": "orders"})
alarm = cloudwatch.Alarm(stack, "OrdersFail", metric=failures, threshold=1, evaluation_periods=1)
alarm.add_alarm_action(actions.SnsAction(sns.Topic.from_topic_arn(stack, "Pager", "arn:aws:sns:eu-west-1:111122223333:pager")))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import listeners_of

SEVERITY = Severity.WARNING
PRACTICES = ["Create actionable alerts", "Have a process per alert"]
ABOUT = resources("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
HELP = "give the alarm an action that reaches whoever is on call"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html"]


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    actions = alarm["AlarmActions"]
    acts = actions.may_have_items() or any(alarm[name].may_have_items() for name in ("InsufficientDataActions", "OKActions"))
    if acts or any(listeners_of(project, alarm)) or _is_left_to_callers(actions, alarm, project):
        return
    yield Finding("nothing happens when this alarm goes off", actions.at, origin=actions.origin)


def _is_left_to_callers(actions: Value, alarm: Resource, project: Project) -> bool:
    """Whether the actions are an input, empty unless it is passed, of a module that is no root: whoever calls it knows whom to tell."""
    unit = project.unit(alarm.unit)
    if unit is None or unit.kind != "terraform" or not any(how == "default" for how, *_ in actions.via):
        return False
    configured = any(blocks.may_have_items() for _, blocks in unit["Providers"].items())
    return unit["Backend"].must_be(MISSING) and not configured
