"""Alarm topic without a subscriber.

The alarm goes off and publishes to a topic, and nobody listens: it looks as if somebody were told. Subscribe whoever is on call to the
topic (a paging service over HTTPS, a chat channel with Amazon Q Developer in chat applications, a mail list), in the same code.

A topic that is an output, or whose ARN is passed to a place that can't be seen from here, may be subscribed to there.

```yaml
Resources:
  Pager:                                          # finding
    Type: AWS::SNS::Topic
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
      Subscription:
        - Protocol: email
          Endpoint: on-call@example.com
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
resource "aws_sns_topic" "pager" {                # finding
  name = "pager"
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
  name = "pager"
}

resource "aws_sns_topic_subscription" "on_call" {
  topic_arn = aws_sns_topic.pager.arn
  protocol  = "https"
  endpoint  = "https://events.example.com/integration"
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
from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_sns as sns

app = App()
stack = Stack(app, "Shop")
pager = sns.Topic(stack, "Pager")                 # finding
failures = cloudwatch.Metric(namespace="AWS/Lambda", metric_name="Errors", dimensions_map={"FunctionName": "orders"})
alarm = cloudwatch.Alarm(stack, "OrdersFail", metric=failures, threshold=1, evaluation_periods=1)
alarm.add_alarm_action(actions.SnsAction(pager))
app.synth()
```

```python
from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch, aws_cloudwatch_actions as actions, aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions

app = App()
stack = Stack(app, "Shop")
pager = sns.Topic(stack, "Pager")
pager.add_subscription(subscriptions.EmailSubscription("on-call@example.com"))
failures = cloudwatch.Metric(namespace="AWS/Lambda", metric_name="Errors", dimensions_map={"FunctionName": "orders"})
alarm = cloudwatch.Alarm(stack, "OrdersFail", metric=failures, threshold=1, evaluation_periods=1)
alarm.add_alarm_action(actions.SnsAction(pager))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Note, Project, Resource, Severity, resources, subscribers_of
from opexlint.evidence import alarms_into, handed_on

SEVERITY = Severity.WARNING
PRACTICES = ["Create actionable alerts", "Have a process per alert", "Define escalation paths"]
ABOUT = resources("AWS::SNS::Topic")
HELP = "subscribe whoever is on call to the topic"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html"]


def check(topic: Resource, project: Project) -> Iterator[Finding]:
    alarm = next((alarm for alarm in alarms_into(project, topic) if alarm.is_known), None)
    if alarm is None or any(subscribers_of(project, topic)) or any(handed_on(project, topic)):
        return
    yield Finding(
        "alarms are published to this topic and nobody is subscribed to it",
        topic.at,
        (Note(f"{alarm.name} tells nobody else", alarm.at),),
    )
