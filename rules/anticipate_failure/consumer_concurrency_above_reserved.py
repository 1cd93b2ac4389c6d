"""Consumer that outruns its function.

The event source mapping reads more messages at a time than the function has executions reserved. The surplus is throttled and goes back to
the queue, each time a try more, until good messages end up in the dead-letter queue. Keep the maximum concurrency of the mapping below the
reserved concurrency of the function.

```yaml
Resources:
  Ship:
    Type: AWS::Lambda::Function
    Properties:
      Handler: ship.handler
      ReservedConcurrentExecutions: 5
  FromQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Ship
      EventSourceArn: !ImportValue orders
      ScalingConfig:
        MaximumConcurrency: 20                    # finding
```

```yaml
Resources:
  Ship:
    Type: AWS::Lambda::Function
    Properties:
      Handler: ship.handler
      ReservedConcurrentExecutions: 5
  FromQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Ship
      EventSourceArn: !ImportValue orders
      ScalingConfig:
        MaximumConcurrency: 5
```

```hcl
resource "aws_lambda_function" "ship" {
  function_name                  = "ship"
  reserved_concurrent_executions = 5
}

resource "aws_lambda_event_source_mapping" "from_queue" {
  function_name    = aws_lambda_function.ship.arn
  event_source_arn = "arn:aws:sqs:eu-west-1:111122223333:orders"
  scaling_config {
    maximum_concurrency = 20                      # finding
  }
}
```

```hcl
resource "aws_lambda_function" "ship" {
  function_name                  = "ship"
  reserved_concurrent_executions = 5
}

resource "aws_lambda_event_source_mapping" "from_queue" {
  function_name    = aws_lambda_function.ship.arn
  event_source_arn = "arn:aws:sqs:eu-west-1:111122223333:orders"
  scaling_config {
    maximum_concurrency = 5
  }
}
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
ship = lambda_.Function(
    stack,
    "Ship",
    handler="ship.handler",
    runtime=lambda_.Runtime.PYTHON_3_13,
    code=lambda_.Code.from_asset("ship"),
    reserved_concurrent_executions=5,
)
lambda_.EventSourceMapping(
    stack,
    "FromQueue",
    target=ship,
    event_source_arn=sqs.Queue(stack, "Orders").queue_arn,
    max_concurrency=20,                           # finding
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
ship = lambda_.Function(
    stack,
    "Ship",
    handler="ship.handler",
    runtime=lambda_.Runtime.PYTHON_3_13,
    code=lambda_.Code.from_asset("ship"),
    reserved_concurrent_executions=5,
)
lambda_.EventSourceMapping(
    stack,
    "FromQueue",
    target=ship,
    event_source_arn=sqs.Queue(stack, "Orders").queue_arn,
    max_concurrency=5,
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Note, Project, Resource, Severity, resources
from opexlint.evidence import FUNCTION

SEVERITY = Severity.WARNING
PRACTICES = ["Use a process for event, incident, and problem management"]
ABOUT = resources("AWS::Lambda::EventSourceMapping", setting="ScalingConfig")
HELP = "keep the maximum concurrency of the mapping within the reserved concurrency of the function"
LINKS = ["https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"]


def check(source: Resource, project: Project) -> Iterator[Finding]:
    most = source["ScalingConfig.MaximumConcurrency"]
    functions = list(project.targets(source["FunctionName"], FUNCTION)) if isinstance(most.known, int) else []
    if len(functions) != 1 or not functions[0].is_known:
        return
    reserved = functions[0]["ReservedConcurrentExecutions"]
    if most.must(lambda number: isinstance(reserved.known, int) and 0 < reserved.known < number):
        yield Finding(
            f"up to {most.known} batches are read at a time, and {functions[0].name} may run {reserved.known} times",
            most.at,
            (Note("the rest is throttled until it lands in the dead-letter queue", reserved.at),),
            origin=most.origin,
        )
