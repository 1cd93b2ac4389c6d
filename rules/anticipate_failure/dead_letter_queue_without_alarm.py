"""Dead-letter queue without an alarm.

Somebody meant to keep what failed, and nobody is told when something does: the messages wait unread until they expire, and the first to ask
for them is a customer. Put a CloudWatch alarm on `ApproximateNumberOfMessagesVisible` of the dead-letter queue, above zero, and send it to
whoever can redrive them.

A queue with a consumer of its own (a function, a pipe) is left alone, as is one into which nothing falls but what functions fail to
process that have an alarm on their errors, and one whose alarm is there as soon as a parameter asks for it. An alarm on
`NumberOfMessagesSent` that never goes off is reported by the rule `dead-letter-queue-alarm-on-sent-messages`.

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Failed.Arn
        maxReceiveCount: 5
  Failed:                                         # finding
    Type: AWS::SQS::Queue
```

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Failed.Arn
        maxReceiveCount: 5
  Failed:
    Type: AWS::SQS::Queue
  OrdersFailed:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions:
        - Name: QueueName
          Value: !GetAtt Failed.QueueName
      Statistic: Maximum
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_sqs_queue" "orders" {
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "failed" {               # finding
  name = "orders-failed"
}
```

```hcl
resource "aws_sqs_queue" "orders" {
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "failed" {
  name = "orders-failed"
}

resource "aws_cloudwatch_metric_alarm" "orders_failed" {
  alarm_name    = "orders-failed"
  namespace     = "AWS/SQS"
  metric_name   = "ApproximateNumberOfMessagesVisible"
  dimensions    = { QueueName = aws_sqs_queue.failed.name }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
failed = sqs.Queue(stack, "Failed")               # finding
sqs.Queue(stack, "Orders", dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=5))
app.synth()
```

```python
from aws_cdk import App, Stack, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
failed = sqs.Queue(stack, "Failed")
sqs.Queue(stack, "Orders", dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=5))
failed.metric_approximate_number_of_messages_visible().create_alarm(stack, "OrdersFailed", threshold=1, evaluation_periods=1)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Note, Project, Resource, Severity, alarms_on, consumers_of, dead_letters_of, resources
from opexlint.evidence import FUNCTION, is_watched_somewhere

SEVERITY = Severity.WARNING
PRACTICES = ["Create actionable alerts", "Use a process for event, incident, and problem management"]
ABOUT = resources("AWS::SQS::Queue")
HELP = "put an alarm on ApproximateNumberOfMessagesVisible of the dead-letter queue, above zero"
LINKS = [
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html",
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
]

_WAITING = (
    "ApproximateNumberOfMessagesVisible",
    "ApproximateAgeOfOldestMessage",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "NumberOfMessagesReceived",
)
_SENT = "NumberOfMessagesSent"


def check(queue: Resource, project: Project) -> Iterator[Finding]:
    sources = [source for source in dead_letters_of(project, queue) if source.is_known]
    if not sources or any(alarms_on(project, queue, "AWS/SQS", *_WAITING, _SENT)) or any(consumers_of(project, queue)):
        return
    if is_watched_somewhere(project, queue, "AWS/SQS", *_WAITING, _SENT) or all(_is_heard_of(project, source) for source in sources):
        return
    note = Note(f"what {sources[0].name} fails to process lands there", sources[0].at)
    yield Finding("no alarm goes off when messages fail and land in this dead-letter queue", queue.at, (note,))


def _is_heard_of(project: Project, source: Resource) -> bool:
    """Whether it is a function whose errors somebody is told of: each message that it sends there was an error before."""
    return source.type == FUNCTION and any(alarms_on(project, source, "AWS/Lambda", "Errors"))
