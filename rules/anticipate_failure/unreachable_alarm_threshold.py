"""Alarm whose threshold is never reached.

The alarm compares with a value that its metric can't have: more than 100 percent, an average error rate above 1, a run longer than the
function's timeout, a message older than its queue keeps one, a database with less than a few bytes of disk left. It stays green through
every outage. Mind the unit of the metric (bytes, milliseconds, a share between 0 and 1) and the limits of what is watched.

Reported is what is certain from the numbers in the code; the timeout, the retention or the reserved concurrency of what is watched count
when it is in the project. An alarm that goes off when there are no data (`breaching`) is left alone.

```yaml
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Statistic: Average
      ComparisonOperator: GreaterThanThreshold
      Threshold: 5                                # finding
      Dimensions:
        - Name: ApiName
          Value: orders
      AlarmActions:
        - !ImportValue pager
```

```yaml
Resources:
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Statistic: Average
      ComparisonOperator: GreaterThanThreshold
      Threshold: 0.05
      Dimensions:
        - Name: ApiName
          Value: orders
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name          = "orders_fail"
  namespace           = "AWS/ApiGateway"
  metric_name         = "5XXError"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 5                         # finding
  dimensions = {
    ApiName = "orders"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```hcl
resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name          = "orders_fail"
  namespace           = "AWS/ApiGateway"
  metric_name         = "5XXError"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0.05
  dimensions = {
    ApiName = "orders"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```python
import pulumi_aws as aws

aws.cloudwatch.MetricAlarm(
    "orders-fail",
    namespace="AWS/ApiGateway",
    metric_name="5XXError",
    statistic="Average",
    comparison_operator="GreaterThanThreshold",
    threshold=5,                                  # finding
    dimensions={"ApiName": "orders"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```

```python
import pulumi_aws as aws

aws.cloudwatch.MetricAlarm(
    "orders-fail",
    namespace="AWS/ApiGateway",
    metric_name="5XXError",
    statistic="Average",
    comparison_operator="GreaterThanThreshold",
    threshold=0.05,
    dimensions={"ApiName": "orders"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import Metric, compared_metric
from opexlint.facts import alarms

SEVERITY = Severity.ERROR
PRACTICES = ["Create actionable alerts", "Analyze workload metrics"]
ABOUT = resources("AWS::CloudWatch::Alarm")
HELP = "choose a threshold that the metric can reach, in the unit of the metric"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html"]

_OF_EACH = {"Average", "Maximum", "Minimum"}
_ONE_AT_MOST = {
    ("AWS/ApiGateway", "4XXError"),
    ("AWS/ApiGateway", "5XXError"),
    ("AWS/ApiGateway", "4xx"),
    ("AWS/ApiGateway", "5xx"),
    ("AWS/Lambda", "Errors"),
}
"""Metrics that are 0 or 1 for each request: all but their sum is a share."""

_LIMITS = {
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"): (
        "QueueName", "AWS::SQS::Queue", "MessageRetentionPeriod", 345_600, 1, "the {} seconds for which its queue keeps a message",
    ),
    ("AWS/Lambda", "Duration"): (
        "FunctionName", "AWS::Lambda::Function", "Timeout", 3, 1_000, "the {} milliseconds after which its function is stopped",
    ),
    ("AWS/Lambda", "ConcurrentExecutions"): (
        "FunctionName", "AWS::Lambda::Function", "ReservedConcurrentExecutions", None, 1, "the {} executions that its function may have",
    ),
    ("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds"): (
        "StreamName", "AWS::Kinesis::Stream", "RetentionPeriodHours", 24, 3_600_000, "the {} milliseconds for which its stream keeps it",
    ),
}  # fmt: skip
"""By metric: the dimension, the type and the property that no value exceeds, its default, and its unit in that of the metric."""

_BYTES = {("AWS/RDS", "FreeStorageSpace"), ("AWS/RDS", "FreeableMemory"), ("AWS/RDS", "FreeLocalStorage")}
_MEGABYTE = 1_000_000


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    metric, threshold, comparison = compared_metric(alarm), alarm["Threshold"], alarm["ComparisonOperator"].known
    value = threshold.known
    if metric is None or isinstance(value, bool) or not isinstance(value, int | float) or alarm["TreatMissingData"].may_be("breaching"):
        return
    if comparison in ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold"):
        highest = _highest(project, metric)
        # what is just reached does not exceed
        reached = highest is None or (value < highest[0] if comparison == "GreaterThanThreshold" else value <= highest[0])
        if highest is not None and not reached:
            message = f"this alarm never goes off, because {metric.name.known} is never above {highest[1]}"
            yield Finding(message, threshold.at, origin=threshold.origin)
    elif comparison in ("LessThanThreshold", "LessThanOrEqualToThreshold"):
        lowest = _lowest(metric, value, comparison)
        if lowest:
            yield Finding(f"this alarm never goes off in time, because {lowest}", threshold.at, origin=threshold.origin)


def _highest(project: Project, metric: Metric) -> tuple[float, str] | None:
    """What no value of the metric exceeds, and that in words."""
    key = (str(metric.namespace.known), str(metric.name.known))
    statistic = str(metric.statistic.known)
    of_each = statistic in _OF_EACH or statistic.startswith("p")
    if key in _ONE_AT_MOST and of_each:
        return 1, f"1 in {'the average' if statistic == 'Average' else statistic.lower()}: it is a share of the requests"
    if key[0] == "AWS/ApplicationELB" and key[1].startswith("HTTPCode_") and of_each:
        return 1, "1 unless it is summed up"
    if alarms.metrics(key[0]).get(key[1]) == "Percent" and of_each and key[0] not in _CAN_BURST and not key[1].startswith(_CAN_EXCEED):
        return 100, "100 percent"
    limit = _LIMITS.get(key)
    return _limited(project, metric, *limit) if limit is not None and (of_each or key[0] == "AWS/SQS") else None


_CAN_BURST = ("AWS/DynamoDB", "AWS/ECS", "ContainerInsights", "ECS/ContainerInsights", "LambdaInsights", "CWAgent")
_CAN_EXCEED = ("Database", "PercentageQuota")
"""Beginnings of metrics that are a share of a limit that can be exceeded: the memory of a cache, a quota of Redshift."""
_LATE = 1.01
"""A function is stopped, a message deleted, a little after its time."""


def _limited(
    project: Project, metric: Metric, dimension: str, type_: str, path: str, default: int | None, factor: int, words: str
) -> tuple[float, str] | None:
    for name, value in metric.dimensions:
        if name.must_be(dimension):
            watched = list(project.targets(value, type_))
            if len(watched) != 1 or not watched[0].is_known:
                return None
            limit = watched[0][path] if default is None else watched[0][path].or_default(default)
            if isinstance(limit.known, bool) or not isinstance(limit.known, int | float):
                return None
            return limit.known * factor * _LATE, words.format(limit.known * factor)
    return None


def _lowest(metric: Metric, value: float, comparison: str) -> str:
    """Why a threshold can't be undercut, or only when it is too late; "" when it can."""
    key = (str(metric.namespace.known), str(metric.name.known))
    if key in _BYTES and 0 < value < _MEGABYTE:
        return f"{key[1]} is in bytes, and {value:g} of them are nothing"
    known = alarms.metrics(key[0]).get(key[1])
    if known in ("Count", "Percent", "Bytes", "Seconds", "Milliseconds") and (
        value < 0 or (value == 0 and comparison == "LessThanThreshold")
    ):
        return f"{key[1]} is never below 0"
    return ""
