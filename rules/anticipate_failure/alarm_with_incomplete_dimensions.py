"""Alarm with incomplete dimensions.

CloudWatch finds a metric by the whole set of its dimensions: one that a service publishes with two is not found with one of them. The alarm
has no data, stays in `INSUFFICIENT_DATA` and never goes off. Give it all the dimensions that the service publishes the metric with; to
watch all resources at once, use a Metrics Insights query.

```yaml
Resources:
  WritesBlocked:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ES
      MetricName: ClusterIndexWritesBlocked
      Dimensions:
        - Name: DomainName                        # finding
          Value: logs
      AlarmActions:
        - !ImportValue pager
```

```yaml
Resources:
  WritesBlocked:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ES
      MetricName: ClusterIndexWritesBlocked
      Dimensions:
        - Name: DomainName
          Value: logs
        - Name: ClientId
          Value: "111122223333"
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_cloudwatch_metric_alarm" "writes_blocked" {
  alarm_name  = "writes_blocked"
  namespace   = "AWS/ES"
  metric_name = "ClusterIndexWritesBlocked"
  dimensions = {                                  # finding
    DomainName = "logs"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```hcl
resource "aws_cloudwatch_metric_alarm" "writes_blocked" {
  alarm_name  = "writes_blocked"
  namespace   = "AWS/ES"
  metric_name = "ClusterIndexWritesBlocked"
  dimensions = {
    DomainName = "logs"
    ClientId   = "111122223333"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```python
import pulumi_aws as aws

aws.cloudwatch.MetricAlarm(
    "writes-blocked",
    namespace="AWS/ES",
    metric_name="ClusterIndexWritesBlocked",
    dimensions={"DomainName": "logs"},            # finding
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```

```python
import pulumi_aws as aws

aws.cloudwatch.MetricAlarm(
    "writes-blocked",
    namespace="AWS/ES",
    metric_name="ClusterIndexWritesBlocked",
    dimensions={"DomainName": "logs", "ClientId": "111122223333"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, metrics, resources
from opexlint.evidence import Metric

SEVERITY = Severity.ERROR
PRACTICES = ["Create actionable alerts", "Analyze workload metrics"]
ABOUT = resources("AWS::CloudWatch::Alarm")
HELP = "give the alarm all the dimensions that the service publishes the metric with"
LINKS = [
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html",
    "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managed-domains-cloudwatchmetrics.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html",
]

_OF_TARGETS = ("HealthyHostCount", "UnHealthyHostCount", "TargetResponseTime", "HTTPCode_Target_")
_STORED = ("BucketSizeBytes", "NumberOfObjects")
_REQUESTED = ("AllRequests", "GetRequests", "PutRequests", "4xxErrors", "5xxErrors", "FirstByteLatency", "TotalRequestLatency")

_GO_TOGETHER: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("AWS/ES", "DomainName", "ClientId", ()),
    ("AWS/ApplicationELB", "TargetGroup", "LoadBalancer", _OF_TARGETS),
    ("AWS/NetworkELB", "TargetGroup", "LoadBalancer", _OF_TARGETS),
    ("AWS/ECS", "ServiceName", "ClusterName", ()),
    ("ECS/ContainerInsights", "ServiceName", "ClusterName", ()),
    ("AWS/CloudFront", "DistributionId", "Region", ()),
    ("AWS/S3", "BucketName", "StorageType", _STORED),
    ("AWS/S3", "BucketName", "FilterId", _REQUESTED),
    ("AWS/SageMaker", "EndpointName", "VariantName", ("Invocation", "ModelLatency", "OverheadLatency")),
)
"""Namespace, a dimension, the one that is never without it, and how the metrics begin for which this is certain (none: all)."""

_NEVER_WITHOUT = {
    "AWS/ApplicationELB": "LoadBalancer",
    "AWS/ECS": "ClusterName",
    "AWS/Kinesis": "StreamName",
    "AWS/NetworkELB": "LoadBalancer",
    "AWS/SQS": "QueueName",
}
"""By namespace, the dimension that every metric has at least."""


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    for metric in metrics(alarm):
        missing = _missing(metric)
        if missing:
            value = alarm["Dimensions"]
            for step in (*metric.path, "Dimensions") if metric.path else ():
                value = alarm["Metrics"] if step == "Metrics" else value[step]
            message = f"this alarm never has data, because {metric.name.known} is not published without the dimension {missing}"
            yield Finding(message, value.at, origin=value.origin)


def _missing(metric: Metric) -> str:
    """The dimension that is certainly missing, or ""."""
    namespace, name = metric.namespace.known, metric.name.known
    names = {dimension.known for dimension, _ in metric.dimensions}
    if not isinstance(namespace, str) or not isinstance(name, str) or None in names:
        return ""
    always = _NEVER_WITHOUT.get(namespace, "")
    if always and always not in names and "TargetGroup" not in names:
        return always
    for where, dimension, other, beginnings in _GO_TOGETHER:
        if namespace == where and dimension in names and other not in names and (not beginnings or name.startswith(beginnings)):
            return other
    return ""
