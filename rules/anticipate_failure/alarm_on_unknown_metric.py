"""Alarm on an unknown metric.

CloudWatch takes any name for a metric, and tells apart upper and lower case. An alarm on a name that the service does not publish has no
data, stays in `INSUFFICIENT_DATA` and never goes off: it looks like protection and is none. Write the name as the service does.

What is reported is a near miss of a metric that is known to exist, and a name under which many people expect a metric that has another; a
name that is merely not in the list of known metrics may be new, and is left alone.

```yaml
Resources:
  ShopFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApplicationELB
      MetricName: HTTPCode_ELB_5XX                # finding
      Dimensions:
        - Name: LoadBalancer
          Value: app/shop/50dc6c495c0c9188
      AlarmActions:
        - !ImportValue pager
```

```yaml
Resources:
  ShopFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApplicationELB
      MetricName: HTTPCode_ELB_5XX_Count
      Dimensions:
        - Name: LoadBalancer
          Value: app/shop/50dc6c495c0c9188
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_cloudwatch_metric_alarm" "shop_fails" {
  alarm_name  = "shop_fails"
  namespace   = "AWS/ApplicationELB"
  metric_name = "HTTPCode_ELB_5XX"                # finding
  dimensions = {
    LoadBalancer = "app/shop/50dc6c495c0c9188"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```hcl
resource "aws_cloudwatch_metric_alarm" "shop_fails" {
  alarm_name  = "shop_fails"
  namespace   = "AWS/ApplicationELB"
  metric_name = "HTTPCode_ELB_5XX_Count"
  dimensions = {
    LoadBalancer = "app/shop/50dc6c495c0c9188"
  }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```python
import pulumi_aws as aws

aws.cloudwatch.MetricAlarm(
    "shop-fails",
    namespace="AWS/ApplicationELB",
    metric_name="HTTPCode_ELB_5XX",               # finding
    dimensions={"LoadBalancer": "app/shop/50dc6c495c0c9188"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```

```python
import pulumi_aws as aws

aws.cloudwatch.MetricAlarm(
    "shop-fails",
    namespace="AWS/ApplicationELB",
    metric_name="HTTPCode_ELB_5XX_Count",
    dimensions={"LoadBalancer": "app/shop/50dc6c495c0c9188"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

import re
from collections.abc import Iterator

from opexlint import Change, Finding, Project, Resource, Severity, metrics, resources
from opexlint.evidence import Metric
from opexlint.facts import alarms
from opexlint.patterns import regex

SEVERITY = Severity.ERROR
PRACTICES = ["Create actionable alerts", "Analyze workload metrics"]
ABOUT = resources("AWS::CloudWatch::Alarm")
HELP = "write the name of the metric as the service publishes it"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html"]

_NAMESPACES = {
    "AWS/ALB": "AWS/ApplicationELB",
    "AWS/ElasticSearch": "AWS/ES",
    "AWS/EventBridge": "AWS/Events",
    "AWS/MQ": "AWS/AmazonMQ",
    "AWS/MSK": "AWS/Kafka",
    "AWS/NLB": "AWS/NetworkELB",
    "AWS/OpenSearch": "AWS/ES",
    "AWS/OpenSearchService": "AWS/ES",
    "AWS/StepFunctions": "AWS/States",
}
"""Namespaces that people expect, and what they are called."""

_OF_API = {"ApiId": {"4XXError": "4xx", "5XXError": "5xx"}, "ApiName": {"4xx": "4XXError", "5xx": "5XXError"}}
"""By the dimension that tells a REST API from an HTTP API: the metrics of the other one."""


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    for metric in metrics(alarm):
        namespace, name = metric.namespace.known, metric.name.known
        if not isinstance(namespace, str) or not isinstance(name, str):
            continue
        right_namespace = _right_namespace(namespace, name)
        if right_namespace is not None:
            message = f"this alarm never has data, because no service publishes metrics as {namespace} but as {right_namespace}"
            at, origin, fixed = metric.namespace, metric.namespace.origin, right_namespace
            step = "Namespace"
        else:
            right = _right_name(metric, namespace, name)
            if right is None:
                continue
            message = f"this alarm never has data, because {namespace} has no metric {name} but {right}"
            at, origin, fixed = metric.name, metric.name.origin, right
            step = "MetricName"
        fix = None if at.via else Change(alarm.at, alarm.key, (*metric.path, step), fixed, at.at)
        yield Finding(message, at.at, origin=origin, fix=fix)


def _right_namespace(namespace: str, name: str) -> str | None:
    if alarms.metrics(namespace):
        return None
    if not namespace.startswith("AWS/"):
        return f"AWS/{namespace}" if name in alarms.metrics(f"AWS/{namespace}") else None
    return _NAMESPACES.get(namespace) or next((one for one in alarms.namespaces() if one.lower() == namespace.lower()), None)


def _right_name(metric: Metric, namespace: str, name: str) -> str | None:
    if namespace == "AWS/ApiGateway":
        for dimension, _ in metric.dimensions:
            right = _OF_API.get(str(dimension.known), {}).get(name)
            if right:
                return right
    known = alarms.metrics(namespace)
    if not known or name in known or not namespace.startswith("AWS/"):
        return None
    folded = _folded(name)
    same = [one for one in known if _folded(one) == folded]
    return same[0] if len(same) == 1 else None


_COUNTED = regex(r"(count|s)?$")


def _folded(name: str) -> str:
    """A name without what is most often mistaken in it: case, punctuation, plural, and the `_Count` at its end."""
    return _COUNTED.sub("", re.sub(r"[^a-z0-9]", "", name.lower()), count=1)
