"""Dead-letter queue that forgets too early.

A message keeps its age when SQS moves it to a dead-letter queue. Where that queue keeps messages no longer than the one they come from, a
message that waited there for three of its four days is gone a day after it failed: over a weekend, before anybody has looked. Let the
dead-letter queue keep messages for 14 days.

Queues that keep the order of their messages (FIFO) start the age anew and are left alone, as are those that something reads from, and those
of which somebody hears in time: by an alarm on the age of messages in the queue they come from, and by one that the first message in the
dead-letter queue sets off.

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 345600
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Failed.Arn
        maxReceiveCount: 5
  Failed:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 345600              # finding
```

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 345600
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Failed.Arn
        maxReceiveCount: 5
  Failed:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600
```

```hcl
resource "aws_sqs_queue" "orders" {
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "failed" {
  message_retention_seconds = 172800              # finding
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
  message_retention_seconds = 1209600
}
```

```python
from aws_cdk import App, Duration, Stack, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
failed = sqs.Queue(stack, "Failed", retention_period=Duration.days(3)) # finding
sqs.Queue(stack, "Orders", dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=5))
app.synth()
```

```python
from aws_cdk import App, Duration, Stack, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
failed = sqs.Queue(stack, "Failed", retention_period=Duration.days(14))
sqs.Queue(stack, "Orders", dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=5))
app.synth()
```
"""

from collections.abc import Iterator
from typing import Any

from opexlint import Change, Finding, Note, Project, Resource, Severity, consumers_of, dead_letters_of, resources
from opexlint.evidence import ALARM, QUEUE, is_tried_out, is_watched_somewhere, users_of

SEVERITY = Severity.WARNING
PRACTICES = ["Perform post-incident analysis", "Use a process for event, incident, and problem management"]
ABOUT = resources("AWS::SQS::Queue")
HELP = "let the dead-letter queue keep messages for 14 days"
LINKS = ["https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"]

_DEFAULT = 345_600
_LONGEST = 1_209_600


def check(queue: Resource, project: Project) -> Iterator[Finding]:
    if is_tried_out(project, queue):
        return
    kept = queue["MessageRetentionPeriod"]
    seconds = kept.or_default(_DEFAULT).known
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds >= _LONGEST or queue["FifoQueue"].may_be(True):
        return
    for source in dead_letters_of(project, queue):
        if not source.is_known or source.type != QUEUE:
            continue
        if not source["MessageRetentionPeriod"].or_default(_DEFAULT).must(lambda longest: seconds <= longest):
            continue
        if not _is_read(project, queue) and not _is_heard_in_time(project, source, queue):
            yield Finding(
                f"messages are gone {_words(seconds)} after they were sent, however late they fail",
                kept.at,
                (Note(f"{source.name} keeps them as long before they fail", source.at),),
                origin=kept.origin,
                fix=_fix(queue, kept.kind == "gone", bool(kept.via)),
            )
            return


def _is_read(project: Project, queue: Resource) -> bool:
    return any(consumer.is_known for consumer in consumers_of(project, queue))


def _is_heard_in_time(project: Project, source: Resource, queue: Resource) -> bool:
    arriving = [alarm for alarm in users_of(project, queue, ALARM) if alarm.is_known and alarm["Threshold"].must(_is_one)]
    return bool(arriving) and is_watched_somewhere(project, source, "AWS/SQS", "ApproximateAgeOfOldestMessage")


def _is_one(threshold: Any) -> bool:
    return isinstance(threshold, int | float) and threshold <= 1


def _words(seconds: int) -> str:
    for length, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length and not seconds % length:
            return f"{seconds // length} {unit}{'s' * (seconds > length)}"
    return f"{seconds} seconds"


def _fix(queue: Resource, missing: bool, elsewhere: bool) -> Change | None:
    if elsewhere:
        return None
    return Change(queue.at, queue.key, ("MessageRetentionPeriod",), _LONGEST, None if missing else queue["MessageRetentionPeriod"].at)
