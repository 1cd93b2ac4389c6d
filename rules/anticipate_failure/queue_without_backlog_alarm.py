"""Queue without a backlog alarm.

The consumer stops, or can't keep up, and nothing fails: messages pile up, get old, and expire unread. Whoever waits for them waits in vain,
and nobody is told. Put an alarm on `ApproximateAgeOfOldestMessage` of the queue, far below the time for which it keeps messages, and send
it to whoever is on call.

A queue is reported when something certainly reads from it. Dead-letter queues have a rule of their own.

```yaml
Resources:
  Orders:                                         # finding
    Type: AWS::SQS::Queue
  Ship:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: ship
      EventSourceArn: !GetAtt Orders.Arn
```

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
  Ship:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: ship
      EventSourceArn: !GetAtt Orders.Arn
  OrdersWait:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateAgeOfOldestMessage
      Dimensions:
        - Name: QueueName
          Value: !GetAtt Orders.QueueName
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_sqs_queue" "orders" {               # finding
  name = "orders"
}

resource "aws_lambda_event_source_mapping" "ship" {
  function_name    = "ship"
  event_source_arn = aws_sqs_queue.orders.arn
}
```

```hcl
resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_lambda_event_source_mapping" "ship" {
  function_name    = "ship"
  event_source_arn = aws_sqs_queue.orders.arn
}

resource "aws_cloudwatch_metric_alarm" "orders_wait" {
  alarm_name    = "orders-wait"
  namespace     = "AWS/SQS"
  metric_name   = "ApproximateAgeOfOldestMessage"
  dimensions    = { QueueName = aws_sqs_queue.orders.name }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_, aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource

app = App()
stack = Stack(app, "Shop")
orders = sqs.Queue(stack, "Orders")               # finding
ship = lambda_.Function(
    stack, "Ship", handler="ship.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("ship")
)
ship.add_event_source(SqsEventSource(orders))
app.synth()
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_, aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource

app = App()
stack = Stack(app, "Shop")
orders = sqs.Queue(stack, "Orders")
ship = lambda_.Function(
    stack, "Ship", handler="ship.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("ship")
)
ship.add_event_source(SqsEventSource(orders))
orders.metric_approximate_age_of_oldest_message().create_alarm(stack, "OrdersWait", threshold=300, evaluation_periods=1)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, consumers_of, dead_letters_of, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources("AWS::SQS::Queue")
HELP = "put an alarm on ApproximateAgeOfOldestMessage of the queue"
LINKS = ["https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"]
PROFILE = "strict"


def check(queue: Resource, project: Project) -> Iterator[Finding]:
    consumer = next(iter(consumers_of(project, queue)), None)
    if consumer is None or not consumer.is_known or any(dead_letters_of(project, queue)):
        return
    happened = unwatched(project, queue, "sqs-backlog")
    if happened:
        yield Finding(f"no alarm goes off when {happened} in this queue", queue.at)
