"""Stream consumer without a retry limit.

A record that the consumer can't process is tried again and again until it leaves the stream, a day to a year later, and everything behind
it in the shard waits. Limit the retries or the age of a record, split a failing batch, and send what is given up to a failure destination,
so that one bad record costs one record.

A consumer that is to stop at a bad record is left alone when somebody is told: an alarm on its iterator age.

```yaml
Resources:
  Orders:
    Type: AWS::Kinesis::Stream
  Ship:                                           # finding
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: ship
      EventSourceArn: !GetAtt Orders.Arn
      StartingPosition: TRIM_HORIZON
```

```yaml
Resources:
  Orders:
    Type: AWS::Kinesis::Stream
  Ship:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: ship
      EventSourceArn: !GetAtt Orders.Arn
      StartingPosition: TRIM_HORIZON
      MaximumRetryAttempts: 5
      BisectBatchOnFunctionError: true
      DestinationConfig:
        OnFailure:
          Destination: !ImportValue failed-orders
```

```hcl
resource "aws_dynamodb_table" "orders" {
  name             = "orders"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"
}

resource "aws_lambda_event_source_mapping" "ship" { # finding
  function_name     = "ship"
  event_source_arn  = aws_dynamodb_table.orders.stream_arn
  starting_position = "LATEST"
}
```

```hcl
resource "aws_dynamodb_table" "orders" {
  name             = "orders"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"
}

resource "aws_lambda_event_source_mapping" "ship" {
  function_name                  = "ship"
  event_source_arn               = aws_dynamodb_table.orders.stream_arn
  starting_position              = "LATEST"
  maximum_retry_attempts         = 5
  bisect_batch_on_function_error = true
  destination_config {
    on_failure {
      destination_arn = var.failed_orders
    }
  }
}

variable "failed_orders" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_kinesis as kinesis, aws_lambda as lambda_
from aws_cdk.aws_lambda_event_sources import KinesisEventSource

app = App()
stack = Stack(app, "Shop")
orders = kinesis.Stream(stack, "Orders")
ship = lambda_.Function(
    stack, "Ship", handler="ship.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("ship")
)
ship.add_event_source(KinesisEventSource(orders, starting_position=lambda_.StartingPosition.LATEST))     # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_kinesis as kinesis, aws_lambda as lambda_
from aws_cdk.aws_lambda_event_sources import KinesisEventSource

app = App()
stack = Stack(app, "Shop")
orders = kinesis.Stream(stack, "Orders")
ship = lambda_.Function(
    stack, "Ship", handler="ship.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("ship")
)
ship.add_event_source(
    KinesisEventSource(orders, starting_position=lambda_.StartingPosition.LATEST, retry_attempts=5, bisect_batch_on_error=True)
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, Value, alarms_on, resources
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Automate responses to events", "Use a process for event, incident, and problem management"]
ABOUT = resources("AWS::Lambda::EventSourceMapping", "AWS::Pipes::Pipe")
HELP = "limit the retries or the age of a record, and name a destination for what is given up"
LINKS = [
    "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html",
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html",
]

_STREAMS = ("AWS::Kinesis::Stream", "AWS::Kinesis::StreamConsumer", "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
_STREAM_ARN = regex(r"^arn:[^:]*:(kinesis|dynamodb):")


def check(consumer: Resource, project: Project) -> Iterator[Finding]:
    is_pipe = consumer.type == "AWS::Pipes::Pipe"
    source = consumer["Source" if is_pipe else "EventSourceArn"]
    if not _is_stream(source, project) or not consumer["Enabled"].or_default(True).must_be(True):
        return
    for settings in _settings(consumer, is_pipe):
        if not settings["MaximumRetryAttempts"].must_be(MISSING) or not settings["MaximumRecordAgeInSeconds"].must_be(MISSING):
            return  # -1 says "until it expires" in so many words
    if not _is_watched(consumer, source, project):
        yield Finding("a record that can't be processed is retried until it expires, and all behind it wait", consumer.at)


def _settings(consumer: Resource, is_pipe: bool) -> Iterator[Value]:
    """What holds the limits."""
    if is_pipe:
        yield consumer["SourceParameters.KinesisStreamParameters"]
        yield consumer["SourceParameters.DynamoDBStreamParameters"]
    else:
        yield consumer.properties


def _is_stream(source: Value, project: Project) -> bool:
    reference = source.reference
    if reference is None:
        return _STREAM_ARN.search(source.show()) is not None
    target = project.resource(reference[0])
    return target is not None and target.type in _STREAMS


def _is_watched(consumer: Resource, source: Value, project: Project) -> bool:
    functions = project.targets(consumer["FunctionName"], "AWS::Lambda::Function")
    streams = project.targets(source, "AWS::Kinesis::Stream")
    return any(any(alarms_on(project, function, "AWS/Lambda", "IteratorAge")) for function in functions if function.is_known) or any(
        any(alarms_on(project, stream, "AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds")) for stream in streams if stream.is_known
    )
