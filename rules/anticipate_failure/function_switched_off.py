"""Function that is switched off.

A reserved concurrency of 0 lets no call through: somebody pulled the plug in an incident and wrote it down as the wanted state. Every
deployment switches the function off again, events pile up or are dropped, and who has to bring it back at night looks everywhere else.
Remove the limit, or the function; to be able to stop it, use a parameter that says so.

```yaml
Resources:
  Ship:
    Type: AWS::Lambda::Function
    Properties:
      Handler: ship.handler
      ReservedConcurrentExecutions: 0             # finding
```

```yaml
Resources:
  Ship:
    Type: AWS::Lambda::Function
    Properties:
      Handler: ship.handler
      ReservedConcurrentExecutions: 10
```

```hcl
resource "aws_lambda_function" "ship" {
  function_name                  = "ship"
  reserved_concurrent_executions = 0              # finding
}
```

```hcl
resource "aws_lambda_function" "ship" {
  function_name                  = "ship"
  reserved_concurrent_executions = 10
}
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
lambda_.Function(
    stack,
    "Ship",
    handler="ship.handler",
    runtime=lambda_.Runtime.PYTHON_3_13,
    code=lambda_.Code.from_asset("ship"),
    reserved_concurrent_executions=0,             # finding
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
lambda_.Function(
    stack,
    "Ship",
    handler="ship.handler",
    runtime=lambda_.Runtime.PYTHON_3_13,
    code=lambda_.Code.from_asset("ship"),
    reserved_concurrent_executions=10,
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_conditional

SEVERITY = Severity.WARNING
PRACTICES = ["Automate responses to events", "Test deployments"]
ABOUT = resources("AWS::Lambda::Function", setting="ReservedConcurrentExecutions")
HELP = "remove the limit, or the function"
LINKS = ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"]


def check(function: Resource, project: Project) -> Iterator[Finding]:
    reserved = function["ReservedConcurrentExecutions"]
    if reserved.must_be(0) and not is_conditional(function, "ReservedConcurrentExecutions"):
        yield Finding("no call of this function gets through, because its reserved concurrency is 0", reserved.at, origin=reserved.origin)
