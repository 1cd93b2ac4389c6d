"""Call that goes past the alias of its function.

The alias is where a new version is tried on a few calls, where an alarm stops it, and what points back at the last good version. A caller
that names the function itself gets none of that: it runs `$LATEST`, so every change of the code or the configuration reaches it at once,
and moving the alias back does not help it. Let the caller name the alias.

Callers that are looked at are event sources, rules, schedules, APIs, topics, buckets, log subscriptions and data sources; permissions
call nothing. What SAM wires for the events of a function goes to its alias already.

```yaml
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
  Version:
    Type: AWS::Lambda::Version
    Properties:
      FunctionName: !Ref Orders
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      Name: live
      FunctionName: !Ref Orders
      FunctionVersion: !GetAtt Version.Version
  FromQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !ImportValue orders
      FunctionName: !GetAtt Orders.Arn            # finding: past its alias live
```

```yaml
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
  Version:
    Type: AWS::Lambda::Version
    Properties:
      FunctionName: !Ref Orders
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      Name: live
      FunctionName: !Ref Orders
      FunctionVersion: !GetAtt Version.Version
  FromQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !ImportValue orders
      FunctionName: !Ref Live
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  publish       = true
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.orders.function_name
  function_version = aws_lambda_function.orders.version
}

resource "aws_apigatewayv2_integration" "orders" {
  api_id           = "a1b2c3d4e5"
  integration_type = "AWS_PROXY"
  integration_uri  = aws_lambda_function.orders.invoke_arn               # finding
}
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  publish       = true
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.orders.function_name
  function_version = aws_lambda_function.orders.version
}

resource "aws_apigatewayv2_integration" "orders" {
  api_id           = "a1b2c3d4e5"
  integration_type = "AWS_PROXY"
  integration_uri  = aws_lambda_alias.live.invoke_arn
}
```

```python
import pulumi_aws as aws

orders = aws.lambda_.Function("orders", publish=True)
live = aws.lambda_.Alias("live", name="live", function_name=orders.name, function_version=orders.version)
aws.lambda_.EventSourceMapping(
    "from-queue",
    event_source_arn="arn:aws:sqs:eu-west-1:123456789012:orders",
    function_name=orders.arn,                     # finding
)
```

```python
import pulumi_aws as aws

orders = aws.lambda_.Function("orders", publish=True)
live = aws.lambda_.Alias("live", name="live", function_name=orders.name, function_version=orders.version)
aws.lambda_.EventSourceMapping(
    "from-queue", event_source_arn="arn:aws:sqs:eu-west-1:123456789012:orders", function_name=live.arn
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Note, Project, Resource, Severity, Value, resources
from opexlint.evidence import aliases_of

SEVERITY = Severity.WARNING
PRACTICES = ["Employ safe deployment strategies", "Automate testing and rollback"]
HELP = "let the caller name the alias instead of the function"
LINKS = ["https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html"]

_CALLERS = {
    "AWS::ApiGateway::Method": "Integration.Uri",
    "AWS::ApiGatewayV2::Integration": "IntegrationUri",
    "AWS::AppSync::DataSource": "LambdaConfig.LambdaFunctionArn",
    "AWS::Events::Rule": "Targets.Arn",
    "AWS::Lambda::EventSourceMapping": "FunctionName",
    "AWS::Logs::SubscriptionFilter": "DestinationArn",
    "AWS::Pipes::Pipe": "Target",
    "AWS::S3::Bucket": "NotificationConfiguration.LambdaConfigurations.Function",
    "AWS::SNS::Subscription": "Endpoint",
    "AWS::Scheduler::Schedule": "Target.Arn",
    "aws_api_gateway_integration": "uri",
    "aws_cloudwatch_event_target": "arn",
}
"""What calls functions, and where it says which."""
ABOUT = resources(*_CALLERS)
_UNQUALIFIED = {"Arn", "FunctionName", "InvokeArn", "invoke_arn"}
"""The attributes of a function that name it without a version."""


def check(caller: Resource, project: Project) -> Iterator[Finding]:
    for value in _at(caller.properties, *_CALLERS[caller.type].split(".")):
        function = _called(value, project)
        alias = next((one for one in aliases_of(project, function) if one.is_known), None) if function else None
        if alias is None:
            continue
        name = alias["Name"].known
        yield Finding(
            f"this calls the function past its alias{f' {name}' if name else ''}, so every change reaches it at once",
            value.at,
            (Note("versions are released with this alias", alias.at),),
            origin=value.origin,
        )


def _at(value: Value, *path: str) -> Iterator[Value]:
    """What stands at a path, in every item of the lists on the way."""
    for item in value:
        if path:
            yield from _at(item[path[0]], *path[1:])
        else:
            yield item


def _called(value: Value, project: Project) -> Resource | None:
    """The function that a value names without a qualifier behind it."""
    parts = list(value.parts())
    for index, part in enumerate(parts):
        if part.reference is not None and part.reference[1] in _UNQUALIFIED:
            behind = parts[index + 1] if index + 1 < len(parts) else None
            if behind is not None and not behind.must(lambda text: not str(text).startswith(":")):
                return None
            function = project.resource(part.reference[0])
            return function if function is not None and function.type == "AWS::Lambda::Function" else None
    return None
