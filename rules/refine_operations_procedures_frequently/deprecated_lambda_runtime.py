"""Function on a deprecated runtime.

AWS no longer patches the runtime, does not help with it, and stops accepting first new functions on it, then updates of existing ones: the
fix that is needed at night can't be deployed. Move to the successor while there is time to test it.

The dates are those AWS has announced, as of the date that the message names.

```yaml
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
      Runtime: python3.8                          # finding
```

```yaml
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
      Runtime: python3.13
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  handler       = "orders.handler"
  runtime       = "nodejs16.x"                    # finding
}
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  handler       = "bootstrap"
  runtime       = "provided.al2023"
}
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
lambda_.Function(
    stack,
    "Orders",
    handler="orders.handler",
    code=lambda_.Code.from_asset("orders"),
    runtime=lambda_.Runtime.PYTHON_3_8,           # finding
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
lambda_.Function(
    stack,
    "Orders",
    handler="orders.handler",
    code=lambda_.Code.from_asset("orders"),
    runtime=lambda_.Runtime.PYTHON_3_13,
)
app.synth()
```
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.facts import lifecycles

SEVERITY = Severity.WARNING
PRACTICES = ["Perform patch management"]
ABOUT = resources("AWS::Lambda::Function")
HELP = "move the function to a supported runtime, and test it there"
LINKS = ["https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"]


def check(function: Resource, project: Project) -> Iterator[Finding]:
    today = _as_of()
    if today is None:
        return
    runtime = function["Runtime"]

    def deprecated(name: str) -> bool:
        known = lifecycles.runtime_lifecycle(name)
        return known is not None and known.deprecated is not None and known.deprecated <= today

    if runtime.must(deprecated):
        known = lifecycles.runtime_lifecycle(str(runtime.known))
        assert known is not None
        blocked = known.block_update is not None and known.block_update <= today
        ends = "functions on it can't be updated any more" if blocked else f"it has had no patches since {known.deprecated}"
        successor = f", {known.successor} succeeds it" if known.successor else ""
        yield Finding(f"the runtime {known.runtime} is deprecated: {ends}{successor} (as of {today})", runtime.at, origin=runtime.origin)


@cache
def _as_of() -> date | None:
    """The day on which the table of runtimes was made."""
    dated = re.search(r"\d{4}-\d\d-\d\d", lifecycles.runtimes_as_of())
    return date.fromisoformat(dated[0]) if dated is not None else None
