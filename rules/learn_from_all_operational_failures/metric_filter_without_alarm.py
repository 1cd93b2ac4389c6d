"""Metric filter that nobody looks at.

The filter counts a failure in the logs that somebody once thought worth counting, and then nothing happens: no alarm goes off, no dashboard
shows it, and the same failure is found by customers again. Put an alarm on the metric, show it where the team looks, or delete the filter.

A metric that is mentioned anywhere else in the project (a scaling policy, a dashboard, an SLO) counts as looked at, and so does one whose
filter is handed out by a module for others to use.

```yaml
Resources:
  Declined:                                       # finding
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !ImportValue orders-logs
      FilterPattern: PAYMENT_DECLINED
      MetricTransformations:
        - MetricNamespace: Shop
          MetricName: PaymentsDeclined
          MetricValue: "1"
```

```yaml
Resources:
  Declined:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !ImportValue orders-logs
      FilterPattern: PAYMENT_DECLINED
      MetricTransformations:
        - MetricNamespace: Shop
          MetricName: PaymentsDeclined
          MetricValue: "1"
  ManyDeclined:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: Shop
      MetricName: PaymentsDeclined
      Statistic: Sum
      Threshold: 10
      AlarmActions: [!ImportValue pager]
```

```hcl
resource "aws_cloudwatch_log_metric_filter" "declined" { # finding
  name           = "declined"
  log_group_name = "orders"
  pattern        = "PAYMENT_DECLINED"
  metric_transformation {
    namespace = "Shop"
    name      = "PaymentsDeclined"
    value     = "1"
  }
}
```

```hcl
resource "aws_cloudwatch_log_metric_filter" "declined" {
  name           = "declined"
  log_group_name = "orders"
  pattern        = "PAYMENT_DECLINED"
  metric_transformation {
    namespace = "Shop"
    name      = "PaymentsDeclined"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "many_declined" {
  alarm_name    = "many-declined"
  namespace     = "Shop"
  metric_name   = aws_cloudwatch_log_metric_filter.declined.metric_transformation[0].name
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_logs as logs

app = App()
stack = Stack(app, "Shop")
group = logs.LogGroup(stack, "Orders")
logs.MetricFilter(                                # finding
    stack,
    "Declined",
    log_group=group,
    filter_pattern=logs.FilterPattern.literal("PAYMENT_DECLINED"),
    metric_namespace="Shop",
    metric_name="PaymentsDeclined",
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_logs as logs

app = App()
stack = Stack(app, "Shop")
group = logs.LogGroup(stack, "Orders")
declined = logs.MetricFilter(
    stack,
    "Declined",
    log_group=group,
    filter_pattern=logs.FilterPattern.literal("PAYMENT_DECLINED"),
    metric_namespace="Shop",
    metric_name="PaymentsDeclined",
)
declined.metric().create_alarm(stack, "ManyDeclined", threshold=10, evaluation_periods=1)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import watchers_of

SEVERITY = Severity.NOTE
PRACTICES = ["Analyze workload logs", "Create actionable alerts"]
ABOUT = resources("AWS::Logs::MetricFilter")
HELP = "put an alarm on the metric, or delete the filter"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html"]


def check(counting: Resource, project: Project) -> Iterator[Finding]:
    if any(watchers_of(project, counting)):
        return
    yield Finding("what this filter counts in the logs is looked at by no alarm and no dashboard", counting.at)
