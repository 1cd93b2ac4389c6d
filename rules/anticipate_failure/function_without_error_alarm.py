"""Function without an error alarm.

When every call of the function fails, nobody is told: the first to notice is a customer. Put a CloudWatch alarm on its `Errors` metric and
send it to whoever is on call. An alarm on an error rate, on an alias of the function, on errors counted in its logs, on the server errors
of the API that calls it, or a query over all functions counts.

Functions whose failures show elsewhere are left alone: those with a dead-letter queue or failure destination (its own, or of the queue or
stream that it reads), steps of a workflow or pipeline, custom resources (their failure fails the deployment), and functions at the edge of
CloudFront, whose metrics are spread over Regions.

```yaml
Resources:
  Orders:                                         # finding
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
```

```yaml
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: FunctionName
          Value: !Ref Orders
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_lambda_function" "orders" {         # finding
  function_name = "orders"
}
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name = "orders"
}

resource "aws_cloudwatch_metric_alarm" "orders_fail" {
  alarm_name    = "orders-fail"
  namespace     = "AWS/Lambda"
  metric_name   = "Errors"
  dimensions    = { FunctionName = aws_lambda_function.orders.function_name }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
lambda_.Function(                                 # finding
    stack, "Orders", handler="orders.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("orders")
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
orders = lambda_.Function(
    stack, "Orders", handler="orders.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("orders")
)
orders.metric_errors().create_alarm(stack, "OrdersFail", threshold=1, evaluation_periods=1)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, alarms_on, resources
from opexlint.evidence import api_alarms_on, fails_with, failures_of, is_cdk_provider, log_alarms_on

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts", "Implement application telemetry"]
ABOUT = resources("AWS::Lambda::Function")
HELP = "put an alarm on the Errors metric of the function and send it to whoever is on call"
LINKS = ["https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"]


def check(function: Resource, project: Project) -> Iterator[Finding]:
    if any(alarms_on(project, function, "AWS/Lambda", "Errors")) or any(log_alarms_on(project, function)):
        return
    if any(api_alarms_on(project, function)) or any(fails_with(project, function)):
        return
    if any(not target.must_be(MISSING) for target in failures_of(project, function)):
        return
    if is_cdk_provider(function) or _runs_at_the_edge(function, project):
        return
    yield Finding("no alarm goes off when this function fails", function.at)


def _runs_at_the_edge(function: Resource, project: Project) -> bool:
    """Whether CloudFront's copies of the function may assume its role."""
    return any(
        service.must_be("edgelambda.amazonaws.com")
        for role in project.targets(function["Role"], "AWS::IAM::Role")
        for statement in role["AssumeRolePolicyDocument.Statement"]
        for service in statement["Principal.Service"]
    )
