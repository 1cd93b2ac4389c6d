"""Queue without a dead-letter queue.

A message that its consumer can't process comes back again and again, costs a run each time, and is gone for good after four days: nobody
has seen it, and nobody can say what was in it. Give the queue a dead-letter queue, with an alarm on it, so that what fails is kept for
somebody to look at.

A queue is reported when something certainly reads from it by an event source mapping or a pipe. Queues that are dead-letter queues
themselves, and those that forget within the hour, are left alone.

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
    Properties:
      RedrivePolicy:
        deadLetterTargetArn: !ImportValue failed-orders
        maxReceiveCount: 5
  Ship:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: ship
      EventSourceArn: !GetAtt Orders.Arn
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
  redrive_policy = jsonencode({
    deadLetterTargetArn = "arn:aws:sqs:eu-west-1:111122223333:failed-orders"
    maxReceiveCount     = 5
  })
}

resource "aws_lambda_event_source_mapping" "ship" {
  function_name    = "ship"
  event_source_arn = aws_sqs_queue.orders.arn
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
failed = sqs.Queue(stack, "Failed")
orders = sqs.Queue(stack, "Orders", dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=5))
ship = lambda_.Function(
    stack, "Ship", handler="ship.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("ship")
)
ship.add_event_source(SqsEventSource(orders))
app.synth()
```
"""

import re
from collections.abc import Iterator

from opexlint import MISSING, Finding, Note, Project, Resource, Severity, consumers_of, dead_letters_of, resources
from opexlint.evidence import is_tried_out
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use a process for event, incident, and problem management", "Analyze workload logs"]
ABOUT = resources("AWS::SQS::Queue")
HELP = "give the queue a dead-letter queue, with an alarm on it"
LINKS = ["https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"]

_FOR_FAILURES = regex(r"dlq|dead|fail|error|poison|undeliver|redrive", re.IGNORECASE)

_SHORT = 3_600
"""Seconds: who keeps messages no longer than that does not miss them."""


def check(queue: Resource, project: Project) -> Iterator[Finding]:
    if not queue["RedrivePolicy"].must_be(MISSING) or _FOR_FAILURES.search(f"{queue.name} {queue['QueueName'].show()}"):
        return
    if queue["MessageRetentionPeriod"].must(lambda seconds: seconds <= _SHORT):
        return
    consumer = next(iter(consumers_of(project, queue)), None)
    if consumer is None or not consumer.is_known or any(dead_letters_of(project, queue)) or is_tried_out(project, queue):
        return
    note = Note(f"{consumer.name} reads from it", consumer.at)
    yield Finding("a message that can't be processed comes back until it expires, and is lost", queue.at, (note,))
