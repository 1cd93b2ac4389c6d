"""Failure destination that is never used.

Lambda sends a failed event to a function's dead-letter queue or failure destination only when it was called asynchronously. A function that
reads from a queue or a stream, or that an API waits for, never uses its own: the code promises to keep what fails, and keeps nothing. Put
the dead-letter queue on the source queue, or the failure destination on the event source mapping of the stream.

Reported only when all that calls the function is in sight: it has an event source mapping, nothing calls it asynchronously, no permission
and no other code names it. Where its failures are kept besides, by the mapping or by the queue, it is left alone.

```yaml
Resources:
  Ship:
    Type: AWS::Lambda::Function
    Properties:
      Handler: ship.handler
      DeadLetterConfig:
        TargetArn: !GetAtt Failed.Arn     # finding
  FromQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Ship
      EventSourceArn: !GetAtt Orders.Arn
  Orders:
    Type: AWS::SQS::Queue
  Failed:
    Type: AWS::SQS::Queue
```

```yaml
Resources:
  Ship:
    Type: AWS::Lambda::Function
    Properties:
      Handler: ship.handler
  FromQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Ship
      EventSourceArn: !GetAtt Orders.Arn
  Orders:
    Type: AWS::SQS::Queue
  Failed:
    Type: AWS::SQS::Queue
```

```hcl
resource "aws_lambda_function" "ship" {
  function_name = "ship"
  dead_letter_config {
    target_arn = "arn:aws:sqs:eu-west-1:111122223333:failed-orders" # finding
  }
}

resource "aws_lambda_event_source_mapping" "from_queue" {
  function_name    = aws_lambda_function.ship.arn
  event_source_arn = "arn:aws:sqs:eu-west-1:111122223333:orders"
}
```

```hcl
resource "aws_lambda_function" "ship" {
  function_name = "ship"
}

resource "aws_lambda_event_source_mapping" "from_queue" {
  function_name    = aws_lambda_function.ship.arn
  event_source_arn = "arn:aws:sqs:eu-west-1:111122223333:orders"
}
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_, aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource

app = App()
stack = Stack(app, "Shop")
ship = lambda_.Function(
    stack,
    "Ship",
    handler="ship.handler",
    runtime=lambda_.Runtime.PYTHON_3_13,
    code=lambda_.Code.from_asset("ship"),
    dead_letter_queue=sqs.Queue(stack, "Failed"), # finding
)
ship.add_event_source(SqsEventSource(sqs.Queue(stack, "Orders")))
app.synth()
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_, aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource

app = App()
stack = Stack(app, "Shop")
ship = lambda_.Function(
    stack,
    "Ship",
    handler="ship.handler",
    runtime=lambda_.Runtime.PYTHON_3_13,
    code=lambda_.Code.from_asset("ship"),
)
failed = sqs.DeadLetterQueue(queue=sqs.Queue(stack, "Failed"), max_receive_count=5)
ship.add_event_source(SqsEventSource(sqs.Queue(stack, "Orders", dead_letter_queue=failed)))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Note, Project, Resource, Severity, Value, resources
from opexlint.evidence import EVENT_SOURCE, QUEUE, asynchronous_callers_of, failure_targets, handed_on, users_of

SEVERITY = Severity.WARNING
PRACTICES = ["Use a process for event, incident, and problem management", "Create actionable alerts"]
ABOUT = resources("AWS::Lambda::Function")
HELP = "put the dead-letter queue on the source queue, or the failure destination on the event source mapping"
LINKS = [
    "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
]


def check(function: Resource, project: Project) -> Iterator[Finding]:
    configs = list(users_of(project, function, "AWS::Lambda::EventInvokeConfig"))
    targets = [target for one in (function, *configs) if one.is_known for target in failure_targets(one) if _is_there(target)]
    sources = list(users_of(project, function, EVENT_SOURCE)) if targets else []
    if not sources or not sources[0].is_known:
        return
    if any(not one.is_known for one in (*configs, *sources)) or any(asynchronous_callers_of(project, function)):
        return
    if any(handed_on(project, function)) or any(_keeps_what_fails(project, source) for source in sources):
        return
    note = Note(f"{sources[0].name} reads for it and waits for its answer", sources[0].at)
    yield Finding("nothing that fails ever lands there, because nothing calls this function asynchronously", targets[0].at, (note,))


def _keeps_what_fails(project: Project, source: Resource) -> bool:
    """Whether what fails is kept where it should be: by the event source mapping, or by the queue that it reads."""
    queues = project.targets(source["EventSourceArn"], QUEUE)
    return any(not target.must_be(MISSING) for one in (source, *queues) for target in failure_targets(one))


def _is_there(target: Value) -> bool:
    return target.kind not in ("gone", "unknown")
