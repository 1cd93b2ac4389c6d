"""Visibility timeout shorter than the function.

Lambda refuses to read for a function from a queue whose messages become visible again before the function may be done: the deployment
fails. Where the timeout is shortened later, messages are processed twice. Make the visibility timeout of the queue at least as long as the
timeout of the function; AWS recommends six times as long.

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 45                       # finding
  Ship:
    Type: AWS::Lambda::Function
    Properties:
      Handler: ship.handler
      Timeout: 60
  FromQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Ship
      EventSourceArn: !GetAtt Orders.Arn
```

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 360
  Ship:
    Type: AWS::Lambda::Function
    Properties:
      Handler: ship.handler
      Timeout: 60
  FromQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Ship
      EventSourceArn: !GetAtt Orders.Arn
```

```hcl
resource "aws_sqs_queue" "orders" {
  visibility_timeout_seconds = 45                 # finding
}

resource "aws_lambda_function" "ship" {
  function_name = "ship"
  timeout       = 60
}

resource "aws_lambda_event_source_mapping" "from_queue" {
  function_name    = aws_lambda_function.ship.arn
  event_source_arn = aws_sqs_queue.orders.arn
}
```

```hcl
resource "aws_sqs_queue" "orders" {
  visibility_timeout_seconds = 360
}

resource "aws_lambda_function" "ship" {
  function_name = "ship"
  timeout       = 60
}

resource "aws_lambda_event_source_mapping" "from_queue" {
  function_name    = aws_lambda_function.ship.arn
  event_source_arn = aws_sqs_queue.orders.arn
}
```

```python
from aws_cdk import App, Duration, Stack, aws_lambda as lambda_, aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource

app = App()
stack = Stack(app, "Shop")
orders = sqs.Queue(stack, "Orders", visibility_timeout=Duration.seconds(45)) # finding
ship = lambda_.Function(
    stack,
    "Ship",
    handler="ship.handler",
    runtime=lambda_.Runtime.PYTHON_3_13,
    code=lambda_.Code.from_asset("ship"),
    timeout=Duration.minutes(1),
)
ship.add_event_source(SqsEventSource(orders))
app.synth()
```

```python
from aws_cdk import App, Duration, Stack, aws_lambda as lambda_, aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource

app = App()
stack = Stack(app, "Shop")
orders = sqs.Queue(stack, "Orders", visibility_timeout=Duration.seconds(360))
ship = lambda_.Function(
    stack,
    "Ship",
    handler="ship.handler",
    runtime=lambda_.Runtime.PYTHON_3_13,
    code=lambda_.Code.from_asset("ship"),
    timeout=Duration.minutes(1),
)
ship.add_event_source(SqsEventSource(orders))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Note, Project, Resource, Severity, resources
from opexlint.evidence import EVENT_SOURCE, FUNCTION, users_of

SEVERITY = Severity.ERROR
PRACTICES = ["Test deployments", "Use a process for event, incident, and problem management"]
ABOUT = resources("AWS::SQS::Queue")
HELP = "make the visibility timeout of the queue six times as long as the timeout of the function"
LINKS = ["https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"]


def check(queue: Resource, project: Project) -> Iterator[Finding]:
    hidden = queue["VisibilityTimeout"]
    seconds = hidden.or_default(30).known
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        return
    for source in users_of(project, queue, EVENT_SOURCE):
        reads = source.is_known and any(one.key == queue.key for one in project.targets(source["EventSourceArn"], queue.type))
        for function in project.targets(source["FunctionName"], FUNCTION) if reads else ():
            timeout = function["Timeout"].or_default(3)
            if function.is_known and timeout.must(lambda most: most > seconds):
                yield Finding(
                    f"messages become visible again after {seconds} seconds, and {function.name} may take {timeout.known}",
                    hidden.at,
                    (Note(f"{function.name} reads them", function.at),),
                    origin=hidden.origin,
                )
                return
