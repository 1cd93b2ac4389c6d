"""Asynchronous function without a failure destination.

An event calls the function and nobody waits for the answer. When it fails, Lambda tries twice more within a few minutes and throws the
event away: the upload is never processed, and nothing is left to process it from. Give the function a failure destination (or a dead-letter
queue), with an alarm on it.

Reported are functions that events with a content call: notifications of buckets and topics, mail, devices, rules with a pattern. What a
schedule calls, alone or besides, is taken up with the next tick. A dead-letter queue on the rule or the subscription keeps what could not
be delivered, not what the function failed to process.

```yaml
Resources:
  Thumbnail:                                      # finding
    Type: AWS::Lambda::Function
    Properties:
      Handler: thumbnail.handler
  Uploaded:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !ImportValue uploads
      Protocol: lambda
      Endpoint: !GetAtt Thumbnail.Arn
```

```yaml
Resources:
  Thumbnail:
    Type: AWS::Lambda::Function
    Properties:
      Handler: thumbnail.handler
      DeadLetterConfig:
        TargetArn: !ImportValue failed-uploads
  Uploaded:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !ImportValue uploads
      Protocol: lambda
      Endpoint: !GetAtt Thumbnail.Arn
```

```hcl
resource "aws_lambda_function" "thumbnail" {      # finding
  function_name = "thumbnail"
}

resource "aws_sns_topic_subscription" "uploaded" {
  topic_arn = "arn:aws:sns:eu-west-1:111122223333:uploads"
  protocol  = "lambda"
  endpoint  = aws_lambda_function.thumbnail.arn
}
```

```hcl
resource "aws_lambda_function" "thumbnail" {
  function_name = "thumbnail"
  dead_letter_config {
    target_arn = "arn:aws:sqs:eu-west-1:111122223333:failed-uploads"
  }
}

resource "aws_sns_topic_subscription" "uploaded" {
  topic_arn = "arn:aws:sns:eu-west-1:111122223333:uploads"
  protocol  = "lambda"
  endpoint  = aws_lambda_function.thumbnail.arn
}
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_, aws_s3 as s3
from aws_cdk.aws_s3_notifications import LambdaDestination

app = App()
stack = Stack(app, "Shop")
thumbnail = lambda_.Function(                     # finding
    stack, "Thumbnail", handler="thumbnail.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("thumbnail")
)
s3.Bucket(stack, "Uploads").add_event_notification(s3.EventType.OBJECT_CREATED, LambdaDestination(thumbnail))
app.synth()
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_, aws_s3 as s3
from aws_cdk.aws_s3_notifications import LambdaDestination

app = App()
stack = Stack(app, "Shop")
thumbnail = lambda_.Function(
    stack,
    "Thumbnail",
    handler="thumbnail.handler",
    runtime=lambda_.Runtime.PYTHON_3_13,
    code=lambda_.Code.from_asset("thumbnail"),
    dead_letter_queue_enabled=True,
)
s3.Bucket(stack, "Uploads").add_event_notification(s3.EventType.OBJECT_CREATED, LambdaDestination(thumbnail))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Note, Project, Resource, Severity, resources
from opexlint.evidence import EVENT_RULE, asynchronous_callers_of, asynchronous_failures_of, is_cdk_provider, is_tried_out

SEVERITY = Severity.WARNING
PRACTICES = ["Use a process for event, incident, and problem management", "Analyze workload logs"]
ABOUT = resources("AWS::Lambda::Function")
HELP = "give the function a failure destination or a dead-letter queue"
LINKS = ["https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html"]

_SCHEDULE = "AWS::Scheduler::Schedule"
_WITHOUT_CONTENT = ("AWS::Config::ConfigRule", "AWS::Logs::SubscriptionFilter", _SCHEDULE)


def check(function: Resource, project: Project) -> Iterator[Finding]:
    callers = [one for one in asynchronous_callers_of(project, function) if one.is_known]
    caller = next(filter(_has_content, callers), None)
    if caller is None or any(map(_ticks, callers)) or is_cdk_provider(function) or is_tried_out(project, function):
        return
    if all(target.must_be(MISSING) for target in asynchronous_failures_of(project, function)):
        note = Note(f"{caller.name} calls it without waiting for its answer", caller.at)
        yield Finding("an event that this function fails to process is thrown away after two more tries", function.at, (note,))


def _has_content(caller: Resource) -> bool:
    """Whether what it sends would be lost: a tick of a schedule comes again."""
    return caller.type not in _WITHOUT_CONTENT and not _ticks(caller)


def _ticks(caller: Resource) -> bool:
    """Whether it is, or may be, a schedule."""
    return caller.type == _SCHEDULE or (caller.type == EVENT_RULE and not caller["ScheduleExpression"].must_be(MISSING))
