"""Alarm whose evaluation is refused.

CloudWatch refuses an alarm that is to look at more data points than there are, at more than a day of them (a week, when each is an hour or
more), or at periods that it does not have; the deployment fails half-way, in the least expected place. Look at no more data points than
evaluation periods, and choose periods of 10, 20, 30 seconds or whole minutes.

```yaml
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Period: 60
      EvaluationPeriods: 3
      DatapointsToAlarm: 5                        # finding
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
      Period: 60
      EvaluationPeriods: 5
      DatapointsToAlarm: 3
      Dimensions:
        - Name: FunctionName
          Value: orders
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name          = "orders_fail"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  period              = 60
  evaluation_periods  = 3
  datapoints_to_alarm = 5                         # finding
  dimensions = {
    FunctionName = "orders"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name          = "orders_fail"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
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
    period=60,
    evaluation_periods=3,
    datapoints_to_alarm=5,                        # finding
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
    period=60,
    evaluation_periods=5,
    datapoints_to_alarm=3,
    dimensions={"FunctionName": "orders"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, Value, metrics, resources

SEVERITY = Severity.ERROR
PRACTICES = ["Create actionable alerts", "Test deployments"]
ABOUT = resources("AWS::CloudWatch::Alarm")
HELP = "choose periods and numbers of data points that CloudWatch takes"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"]

_DAY, _WEEK, _HOUR = 86_400, 604_800, 3_600


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    evaluated, needed = alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]
    periods = _number(evaluated)
    if periods is not None and needed.must(lambda points: points > periods):
        message = f"this alarm is refused, because it needs {needed.known} data points and looks at {periods}"
        yield Finding(message, needed.at, origin=needed.origin)
    for metric in metrics(alarm):
        period = _number(metric.period)
        if period is None:
            continue
        if period not in (10, 20, 30) and (period <= 0 or period % 60):
            message = f"this alarm is refused, because a period of {period} seconds is none of 10, 20, 30 or whole minutes"
            yield Finding(message, metric.period.at, origin=metric.period.origin)
        elif not metric.path and periods is not None and period * periods > (_WEEK if period >= _HOUR else _DAY):
            longest = "a week" if period >= _HOUR else "a day"
            message = f"this alarm is refused, because {periods} periods of {period} seconds are longer than {longest}"
            yield Finding(message, evaluated.at, origin=evaluated.origin)


def _number(value: Value) -> int | None:
    return value.known if isinstance(value.known, int) and not isinstance(value.known, bool) else None
