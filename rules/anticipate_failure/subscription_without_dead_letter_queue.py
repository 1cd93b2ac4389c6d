"""Subscription without a dead-letter queue.

SNS could not deliver a message, because the endpoint was away or its permission was, and drops it when its retries are used up: for an
HTTPS endpoint within the hour. Nothing is left to look at or to send again. Give the subscription a dead-letter queue, with an alarm on it.

Mail and text messages, which have none, and queues, which are seldom away, are left alone.

```yaml
Resources:
  Ordered:                                        # finding
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !ImportValue orders
      Protocol: lambda
      Endpoint: !ImportValue ship-function
```

```yaml
Resources:
  Ordered:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !ImportValue orders
      Protocol: lambda
      Endpoint: !ImportValue ship-function
      RedrivePolicy:
        deadLetterTargetArn: !ImportValue failed-orders
```

```hcl
resource "aws_sns_topic_subscription" "ordered" { # finding
  topic_arn = "arn:aws:sns:eu-west-1:111122223333:orders"
  protocol  = "lambda"
  endpoint  = "arn:aws:lambda:eu-west-1:111122223333:function:ship"
}
```

```hcl
resource "aws_sns_topic_subscription" "ordered" {
  topic_arn = "arn:aws:sns:eu-west-1:111122223333:orders"
  protocol  = "lambda"
  endpoint  = "arn:aws:lambda:eu-west-1:111122223333:function:ship"
  redrive_policy = jsonencode({
    deadLetterTargetArn = "arn:aws:sqs:eu-west-1:111122223333:failed-orders"
  })
}
```

```python
from aws_cdk import App, Stack, aws_sns as sns, aws_sns_subscriptions as subscriptions, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
orders = sns.Topic(stack, "Orders")
orders.add_subscription(subscriptions.UrlSubscription("https://ship.example.com/orders")) # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_sns as sns, aws_sns_subscriptions as subscriptions, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
orders = sns.Topic(stack, "Orders")
orders.add_subscription(subscriptions.UrlSubscription("https://ship.example.com/orders", dead_letter_queue=sqs.Queue(stack, "Failed")))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources

SEVERITY = Severity.NOTE
PRACTICES = ["Use a process for event, incident, and problem management"]
ABOUT = resources("AWS::SNS::Subscription")
HELP = "give the subscription a dead-letter queue"
LINKS = ["https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html"]
PROFILE = "strict"


def check(subscription: Resource, project: Project) -> Iterator[Finding]:
    if subscription["Protocol"].must_be("lambda", "http", "https", "firehose") and subscription["RedrivePolicy"].must_be(MISSING):
        yield Finding("a message that can't be delivered to this subscription is dropped", subscription.at)
