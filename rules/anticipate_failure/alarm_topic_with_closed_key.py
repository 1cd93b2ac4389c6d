"""Alarm topic whose key is closed to alarms.

CloudWatch and EventBridge may publish to an encrypted topic only when the policy of its key lets them use the key. The key that AWS manages
(`alias/aws/sns`) has a policy that nobody can change, and a key without a word on these services lets nobody in but the account: every
notification fails, silently, on the night when it is needed. Encrypt the topic with a key of your own whose policy lets
`cloudwatch.amazonaws.com` and `events.amazonaws.com` call `kms:Decrypt` and `kms:GenerateDataKey*`, or leave the encryption to SNS.

A key that is not in the project is left alone, as is a topic that only the account's own programs publish to.

```yaml
Resources:
  Pager:
    Type: AWS::SNS::Topic
    Properties:
      KmsMasterKeyId: alias/aws/sns               # finding
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: FunctionName
          Value: orders
      AlarmActions:
        - !Ref Pager
```

```yaml
Resources:
  Pager:
    Type: AWS::SNS::Topic
    Properties:
      KmsMasterKeyId: alias/pager
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: FunctionName
          Value: orders
      AlarmActions:
        - !Ref Pager
```

```hcl
resource "aws_sns_topic" "pager" {
  kms_master_key_id = "alias/aws/sns"             # finding
}

resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name    = "orders-fail"
  namespace     = "AWS/Lambda"
  metric_name   = "Errors"
  dimensions    = { FunctionName = "orders" }
  alarm_actions = [aws_sns_topic.pager.arn]
}
```

```hcl
resource "aws_sns_topic" "pager" {
  kms_master_key_id = "alias/pager"
}

resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name    = "orders-fail"
  namespace     = "AWS/Lambda"
  metric_name   = "Errors"
  dimensions    = { FunctionName = "orders" }
  alarm_actions = [aws_sns_topic.pager.arn]
}
```

```python
import pulumi_aws as aws

pager = aws.sns.Topic("pager", kms_master_key_id="alias/aws/sns") # finding
aws.cloudwatch.MetricAlarm(
    "orders-fail", namespace="AWS/Lambda", metric_name="Errors", dimensions={"FunctionName": "orders"}, alarm_actions=[pager.arn]
)
```

```python
import pulumi_aws as aws

pager = aws.sns.Topic("pager", kms_master_key_id="alias/pager")
aws.cloudwatch.MetricAlarm(
    "orders-fail", namespace="AWS/Lambda", metric_name="Errors", dimensions={"FunctionName": "orders"}, alarm_actions=[pager.arn]
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Note, Project, Resource, Severity, Value, resources
from opexlint.evidence import ALARM, COMPOSITE_ALARM, EVENT_RULE, publishers_of

SEVERITY = Severity.ERROR
PRACTICES = ["Create actionable alerts", "Have a process per alert"]
ABOUT = resources("AWS::SNS::Topic")
HELP = "encrypt the topic with a key of your own whose policy lets CloudWatch and EventBridge use it"
LINKS = [
    "https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns",
    "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services",
]

_PUBLISHERS = {
    ALARM: ("alarms", "cloudwatch.amazonaws.com"),
    COMPOSITE_ALARM: ("alarms", "cloudwatch.amazonaws.com"),
    EVENT_RULE: ("events", "events.amazonaws.com"),
}


def check(topic: Resource, project: Project) -> Iterator[Finding]:
    key = topic["KmsMasterKeyId"]
    managed = key.must(lambda alias: str(alias).endswith("alias/aws/sns"))
    if not managed and key.reference is None:
        return
    for publisher in publishers_of(project, topic):
        if not publisher.is_known:
            continue
        what, service = _PUBLISHERS[publisher.type]
        if managed:
            message = f"no {what} reach this topic, because its key is managed by AWS and can't be opened to them"
        elif _shuts_out(project, key, service):
            message = f"no {what} reach this topic, because the policy of its key does not let {service} use it"
        else:
            continue
        yield Finding(message, key.at, (Note(f"{publisher.name} publishes to it", publisher.at),), origin=key.origin)
        return


def _shuts_out(project: Project, key: Value, service: str) -> bool:
    """Whether the policy of a key in the project certainly says nothing about a service."""
    keys = list(project.targets(key, "AWS::KMS::Key"))
    if len(keys) != 1 or not keys[0].is_known:
        return False
    policy = keys[0]["KeyPolicy"]
    if policy.kind == "gone":
        return True
    return not any(
        principal.may_be(service, "*") or principal.may(lambda text: "*" in str(text))
        for statement in policy["Statement"]
        for principal in (*statement["Principal.Service"], *_everybody(statement["Principal"]))
    )


def _everybody(principal: Value) -> Iterator[Value]:
    """A principal that is no mapping of kinds: `*`, or not known; and all of AWS's."""
    if principal.kind == "mapping":
        yield from (one for one in principal["AWS"] if one.may_be("*"))
    else:
        yield principal
