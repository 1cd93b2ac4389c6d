"""Function whose log group nobody declares.

Lambda makes the log group when the function first writes: it is kept for ever, no metric filter or subscription can stand beside it in the
code, and it outlives the stack, until the next one of that name writes into it. Declare it (`/aws/lambda/<name>`), with a retention time,
and name it in the function's logging configuration.

This rule is strict: most functions rely on Lambda here. It reports the first function of a stack or root module.

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
      LoggingConfig:
        LogGroup: !Ref OrdersLogs
  OrdersLogs:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 90
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

resource "aws_cloudwatch_log_group" "orders" {
  name              = "/aws/lambda/${aws_lambda_function.orders.function_name}"
  retention_in_days = 90
}
```

```python
import pulumi_aws as aws

aws.lambda_.Function("orders", role="arn:aws:iam::123456789012:role/orders")  # finding
```

```python
import pulumi_aws as aws

aws.lambda_.Function(
    "orders",
    role="arn:aws:iam::123456789012:role/orders",
    logging_config={"log_format": "JSON", "log_group": "orders"},
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import LOG_GROUP, is_cdk_provider, is_first, is_tried_out, users_of

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = ["Analyze workload logs", "Perform post-incident analysis"]
ABOUT = resources("AWS::Lambda::Function")
HELP = "declare the log group with a retention time, and name it in the function's logging configuration"
LINKS = ["https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html"]


def check(function: Resource, project: Project) -> Iterator[Finding]:
    if not _is_implicit(function, project) or is_tried_out(project, function):
        return
    if is_first(project, function, "functions", lambda one: True if one.type == function.type else None):
        yield Finding("the log group of this function is made by Lambda, and kept for ever", function.at)


def _is_implicit(function: Resource, project: Project) -> bool:
    if is_cdk_provider(function) or not function["LoggingConfig.LogGroup"].must_be(MISSING):
        return False
    if any(users_of(project, function, LOG_GROUP, "Custom::LogRetention")):
        return False
    return not any(_may_name(group, function) for group in project.within(function.unit, LOG_GROUP))


def _may_name(group: Resource, function: Resource) -> bool:
    """Whether a log group that is not known to the end could be that of the function."""
    name = group["LogGroupName"]
    return name.kind in ("unknown", "text") and name.may(lambda written: "/aws/lambda/" in str(written))
