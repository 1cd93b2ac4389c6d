"""Alarm on a metric that is not published.

The metric exists only for those who switch it on, and nobody has: the alarm stays in INSUFFICIENT_DATA for ever, and everybody believes
that somebody is told when the group has no instance in service, or the bucket answers with errors. Switch the metric on, or put the alarm
on one that is always there.

Looked at are the group metrics of Auto Scaling groups, the request metrics of S3 buckets, the additional metrics of CloudFront
distributions, and the Container Insights metrics of clusters that have them switched off.

```yaml
Resources:
  Web:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "2"
      MaxSize: "4"
      LaunchTemplate:
        LaunchTemplateId: !ImportValue web-template
        Version: "1"
  NoInstance:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/AutoScaling
      MetricName: GroupInServiceInstances         # finding
      Dimensions:
        - Name: AutoScalingGroupName
          Value: !Ref Web
      ComparisonOperator: LessThanThreshold
      Threshold: 1
      AlarmActions: [!ImportValue pager]
```

```yaml
Resources:
  Web:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "2"
      MaxSize: "4"
      LaunchTemplate:
        LaunchTemplateId: !ImportValue web-template
        Version: "1"
      MetricsCollection:
        - Granularity: 1Minute
  NoInstance:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/AutoScaling
      MetricName: GroupInServiceInstances
      Dimensions:
        - Name: AutoScalingGroupName
          Value: !Ref Web
      ComparisonOperator: LessThanThreshold
      Threshold: 1
      AlarmActions: [!ImportValue pager]
```

```hcl
resource "aws_s3_bucket" "shop" {
  bucket = "shop"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name    = "shop-bucket-errors"
  namespace     = "AWS/S3"
  metric_name   = "5xxErrors"                     # finding
  dimensions    = { BucketName = aws_s3_bucket.shop.id, FilterId = "all" }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```hcl
resource "aws_s3_bucket" "shop" {
  bucket = "shop"
}

resource "aws_s3_bucket_metric" "all" {
  bucket = aws_s3_bucket.shop.id
  name   = "all"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name    = "shop-bucket-errors"
  namespace     = "AWS/S3"
  metric_name   = "5xxErrors"
  dimensions    = { BucketName = aws_s3_bucket.shop.id, FilterId = "all" }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

web = aws.autoscaling.Group("web", min_size=2, max_size=4)
aws.cloudwatch.MetricAlarm(
    "no-instance",
    namespace="AWS/AutoScaling",
    metric_name="GroupInServiceInstances",        # finding
    dimensions={"AutoScalingGroupName": web.name},
    comparison_operator="LessThanThreshold",
    threshold=1,
    evaluation_periods=1,
)
```

```python
import pulumi_aws as aws

web = aws.autoscaling.Group("web", min_size=2, max_size=4, enabled_metrics=["GroupInServiceInstances"])
aws.cloudwatch.MetricAlarm(
    "no-instance",
    namespace="AWS/AutoScaling",
    metric_name="GroupInServiceInstances",
    dimensions={"AutoScalingGroupName": web.name},
    comparison_operator="LessThanThreshold",
    threshold=1,
    evaluation_periods=1,
)
```
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from opexlint import MISSING, Finding, Note, Project, Resource, Severity, Value, metrics, resources
from opexlint.evidence import users_of

SEVERITY = Severity.ERROR
PRACTICES = ["Create actionable alerts", "Implement application telemetry"]
ABOUT = resources("AWS::CloudWatch::Alarm", saying=r"^(AWS/(AutoScaling|CloudFront|S3)|ECS/ContainerInsights)$")
HELP = "switch the metric on where it comes from, or put the alarm on one that is always published"
LINKS = [
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/configure-request-metrics-bucket.html",
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html",
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/deploy-container-insights-ECS-cluster.html",
]


def _no_group_metrics(group: Resource, project: Project, name: str) -> bool:
    collections = list(group["MetricsCollection"])
    return not any(not list(one["Metrics"]) or any(metric.may_be(name) for metric in one["Metrics"]) for one in collections)


def _no_request_metrics(bucket: Resource, project: Project, name: str) -> bool:
    return bucket["MetricsConfigurations"].must_be(MISSING)


def _no_additional_metrics(distribution: Resource, project: Project, name: str) -> bool:
    subscriptions = users_of(project, distribution, "AWS::CloudFront::MonitoringSubscription")
    return not any(one.exists.may_be(True) for one in subscriptions)


def _no_container_insights(cluster: Resource, project: Project, name: str) -> bool:
    settings = [one["Value"] for one in cluster["ClusterSettings"] if one["Name"].must_be("containerInsights")]
    return bool(settings) and all(value.must_be("disabled") for value in settings)


_GROUP_METRICS = {
    *("GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity", "GroupInServiceInstances", "GroupPendingInstances"),
    *("GroupStandbyInstances", "GroupTerminatingInstances", "GroupTotalInstances", "GroupInServiceCapacity", "GroupTotalCapacity"),
}
_REQUEST_METRICS = {
    *("AllRequests", "GetRequests", "PutRequests", "DeleteRequests", "HeadRequests", "PostRequests", "ListRequests", "BytesDownloaded"),
    *("BytesUploaded", "4xxErrors", "5xxErrors", "FirstByteLatency", "TotalRequestLatency"),
}
_ADDITIONAL_METRICS = {
    *("CacheHitRate", "OriginLatency", "401ErrorRate", "403ErrorRate", "404ErrorRate", "502ErrorRate", "503ErrorRate", "504ErrorRate"),
}


class Switched(NamedTuple):
    """Metrics of a namespace that are published only for those who switch them on.

    `dimension` names the resource of `type` that they come from, `metrics` are those that are not always there (none: all of them), `lacks`
    says whether it certainly does not publish one, `why` is what a message says about that.
    """

    dimension: str
    type: str
    metrics: set[str]
    lacks: Callable[[Resource, Project, str], bool]
    why: str


_SWITCHED = {
    "AWS/AutoScaling": Switched(
        "AutoScalingGroupName",
        "AWS::AutoScaling::AutoScalingGroup",
        _GROUP_METRICS,
        _no_group_metrics,
        "the group does not collect it",
    ),
    "AWS/S3": Switched("BucketName", "AWS::S3::Bucket", _REQUEST_METRICS, _no_request_metrics, "the bucket has no request metrics"),
    "AWS/CloudFront": Switched(
        "DistributionId",
        "AWS::CloudFront::Distribution",
        _ADDITIONAL_METRICS,
        _no_additional_metrics,
        "the distribution has no additional metrics",
    ),
    "ECS/ContainerInsights": Switched(
        "ClusterName", "AWS::ECS::Cluster", set(), _no_container_insights, "Container Insights is switched off for the cluster"
    ),
}


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    for metric in metrics(alarm):
        namespace, name = metric.namespace.known, metric.name.known
        switched = _SWITCHED.get(str(namespace))
        if switched is None or not isinstance(name, str) or (switched.metrics and name not in switched.metrics):
            continue
        source = _named(metric.dimensions, switched, project)
        if source is not None and switched.lacks(source, project, name):
            message = f"{name} is never published, so this alarm never goes off: {switched.why}"
            yield Finding(message, metric.name.at, (Note("where it comes from", source.at),), metric.name.origin)


def _named(dimensions: Iterable[tuple[Value, Value]], switched: Switched, project: Project) -> Resource | None:
    """The one resource that a dimension certainly names; None where it may be another one."""
    value = next((value for name, value in dimensions if name.must_be(switched.dimension)), None)
    found = [] if value is None else list(project.targets(value, switched.type))
    return found[0] if len(found) == 1 and found[0].is_known else None
