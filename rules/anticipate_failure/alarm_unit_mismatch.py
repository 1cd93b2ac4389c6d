"""Alarm with a unit that never matches.

An alarm with a unit looks only at the data that was published with that unit, and CloudWatch converts nothing. With another one than the
service's, the alarm has no data and stays in `INSUFFICIENT_DATA`. Leave the unit out, as AWS recommends, or write the service's.

```yaml
Resources:
  OrdersWait:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateAgeOfOldestMessage
      Unit: Count                                 # finding
      Dimensions:
        - Name: QueueName
          Value: orders
      AlarmActions:
        - !ImportValue pager
```

```yaml
Resources:
  OrdersWait:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateAgeOfOldestMessage
      Unit: Seconds
      Dimensions:
        - Name: QueueName
          Value: orders
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_wait" {
  alarm_name  = "orders_wait"
  namespace   = "AWS/SQS"
  metric_name = "ApproximateAgeOfOldestMessage"
  unit        = "Count"                           # finding
  dimensions = {
    QueueName = "orders"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_wait" {
  alarm_name  = "orders_wait"
  namespace   = "AWS/SQS"
  metric_name = "ApproximateAgeOfOldestMessage"
  unit        = "Seconds"
  dimensions = {
    QueueName = "orders"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```python
import pulumi_aws as aws

aws.cloudwatch.MetricAlarm(
    "orders-wait",
    namespace="AWS/SQS",
    metric_name="ApproximateAgeOfOldestMessage",
    unit="Count",                                 # finding
    dimensions={"QueueName": "orders"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```

```python
import pulumi_aws as aws

aws.cloudwatch.MetricAlarm(
    "orders-wait",
    namespace="AWS/SQS",
    metric_name="ApproximateAgeOfOldestMessage",
    unit="Seconds",
    dimensions={"QueueName": "orders"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Change, Finding, Project, Resource, Severity, Value, metrics, resources
from opexlint.facts import alarms

SEVERITY = Severity.ERROR
PRACTICES = ["Create actionable alerts", "Analyze workload metrics"]
ABOUT = resources("AWS::CloudWatch::Alarm", setting=("Unit", "Metrics"))
HELP = "leave the unit of the alarm out, or write the one that the service publishes"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"]

_UNITS = {"Bytes", "Count", "Microseconds", "Milliseconds", "Percent", "Seconds"}
"""The units of CloudWatch that the table of metrics gives as they are."""


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    for metric in metrics(alarm):
        published = alarms.metrics(str(metric.namespace.known)).get(str(metric.name.known), "")
        if published not in _UNITS or not _is_other(metric.unit, published):
            continue
        yield Finding(
            f"this alarm never has data, because {metric.name.known} is published in {published}, not in {metric.unit.known}",
            metric.unit.at,
            origin=metric.unit.origin,
            fix=None if metric.unit.via else Change(alarm.at, alarm.key, (*metric.path[:-1], "Unit"), published, metric.unit.at),
        )


def _is_other(unit: Value, published: str) -> bool:
    return unit.must(lambda name: name != published)
