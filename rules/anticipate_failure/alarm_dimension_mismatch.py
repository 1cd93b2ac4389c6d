"""Alarm whose dimension never matches.

CloudWatch finds a metric by the exact text of its dimensions. Fed with another identifier of the same resource (its ARN instead of its
name), the alarm has no data, stays in `INSUFFICIENT_DATA` and never goes off: it looks like protection and is none. Give the dimension the
identifier that the service publishes the metric with.

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
  OrdersWait:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateAgeOfOldestMessage
      Dimensions:
        - Name: QueueName
          Value: !Ref Orders                      # finding
```

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
  OrdersWait:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateAgeOfOldestMessage
      Dimensions:
        - Name: QueueName
          Value: !GetAtt Orders.QueueName
```

```hcl
resource "aws_lb" "shop" {
  name = "shop"
}

resource "aws_cloudwatch_metric_alarm" "shop_fails" {
  alarm_name  = "shop-fails"
  namespace   = "AWS/ApplicationELB"
  metric_name = "HTTPCode_ELB_5XX_Count"
  dimensions = {
    LoadBalancer = aws_lb.shop.arn                # finding
  }
}
```

```hcl
resource "aws_lb" "shop" {
  name = "shop"
}

resource "aws_cloudwatch_metric_alarm" "shop_fails" {
  alarm_name  = "shop-fails"
  namespace   = "AWS/ApplicationELB"
  metric_name = "HTTPCode_ELB_5XX_Count"
  dimensions = {
    LoadBalancer = aws_lb.shop.arn_suffix
  }
}
```

```python
from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch, aws_sns as sns

app = App()
stack = Stack(app, "Shop")
orders = sns.Topic(stack, "Orders")
failures = cloudwatch.Metric(
    namespace="AWS/SNS",
    metric_name="NumberOfNotificationsFailed",
    dimensions_map={"TopicName": orders.topic_arn},                                             # finding
)
cloudwatch.Alarm(stack, "OrdersFail", metric=failures, threshold=1, evaluation_periods=1)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch, aws_sns as sns

app = App()
stack = Stack(app, "Shop")
orders = sns.Topic(stack, "Orders")
failures = cloudwatch.Metric(
    namespace="AWS/SNS",
    metric_name="NumberOfNotificationsFailed",
    dimensions_map={"TopicName": orders.topic_name},
)
cloudwatch.Alarm(stack, "OrdersFail", metric=failures, threshold=1, evaluation_periods=1)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Attribute, Change, Finding, Project, Resource, Severity, Unit, Value, metrics, resources
from opexlint.facts import alarms
from opexlint.model import Key
from opexlint.patterns import regex

SEVERITY = Severity.ERROR
PRACTICES = ["Create actionable alerts", "Analyze workload metrics", "Have a process per alert"]
ABOUT = resources("AWS::CloudWatch::Alarm")
HELP = "give the dimension the identifier that the service publishes its metrics with"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html"]

_SINCE_5 = regex(r"(?:~>|(?<![!<])>?=|>|^)\s*v?(?:[5-9]|\d\d+)\b")


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    for metric in metrics(alarm):
        namespace = metric.namespace.known
        for index, (dimension, value) in enumerate(metric.dimensions):
            name = dimension.known
            reference = _reference(value)
            if reference is None or not isinstance(namespace, str) or not isinstance(name, str):
                continue
            key, attribute = reference
            rejecting = [(type_, known) for type_, known in alarms.dimension(namespace, name) if attribute in known.rejects]
            target = project.resource(key) if rejecting else None
            if target is None or (attribute == "DbiResourceId" and not _has_resource_ids(project.unit(alarm.unit))):
                continue
            for type_, known in rejecting:
                if target.type == type_:
                    wrong = f"the {_identifier(attribute, type_)} of the {_kind(type_)}"
                    right = f" but its {_identifier(known.accepts[0], type_)}" if known.accepts else ""
                    yield Finding(
                        f"this alarm never has data, because {name} is not {wrong}{right}",
                        value.at,
                        origin=value.origin,
                        fix=_fix(alarm, (*metric.path, "Dimensions", index, "Value"), value, key, known.accepts),
                    )


def _reference(value: Value) -> tuple[Key, str] | None:
    """What a value refers to, also as a text that is nothing else."""
    if value.kind != "text":
        return value.reference
    parts = list(value.parts())
    return parts[0].reference if len(parts) == 1 else None


def _has_resource_ids(unit: Unit | None) -> bool:
    """Whether the `id` of a database is certainly not its identifier: in Terraform it was, up to version 4 of the AWS provider."""
    if unit is None or unit.kind not in ("terraform", "pulumi"):
        return True
    version = unit["RequiredProviders.aws.version"].known
    return isinstance(version, str) and _SINCE_5.search(version) is not None


def _fix(alarm: Resource, path: tuple[str | int, ...], value: Value, target: tuple[str, str], accepted: tuple[str, ...]) -> Change | None:
    if not accepted or value.via:
        return None  # what comes from elsewhere may be right for its other users
    return Change(alarm.at, alarm.key, path, Attribute(target, accepted[0]), value.at)


_WORD = regex(r"GraphQL|DynamoDB|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_SPELLED = {"api": "API", "arn": "ARN", "db": "DB", "dbi": "DBI", "dns": "DNS", "rest": "REST", "url": "URL"}


def _kind(type_: str) -> str:
    """The resource in the service's words: `AWS::ElasticLoadBalancingV2::LoadBalancer` is a load balancer."""
    return _words(type_.rpartition("::")[2])


def _identifier(attribute: str, type_: str) -> str:
    """The attribute in words, without the resource's own name: the `QueueUrl` of a queue is its URL."""
    return _words(attribute.removeprefix(type_.rpartition("::")[2]) or attribute)


def _words(name: str) -> str:
    return " ".join(
        _SPELLED.get(word.lower(), word if word.isupper() or word == "GraphQL" else word.lower()) for word in _WORD.findall(name)
    )
