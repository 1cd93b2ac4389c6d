"""Function that outlives its caller.

API Gateway waits for half a minute and answers 504; the function works on for minutes, and the caller tries again. Nobody sees the answer,
everything is done twice, and the logs show only successes. Stop the function before API Gateway stops waiting, or answer at once and do the
work asynchronously.

Reported are functions that nothing but the API calls. An integration of a REST API with a longer timeout of its own, and one that calls the
function asynchronously, are left alone.

```yaml
Resources:
  Report:
    Type: AWS::Lambda::Function
    Properties:
      Handler: report.handler
      Timeout: 300                                # finding
  Get:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !ImportValue api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt Report.Arn
      PayloadFormatVersion: "2.0"
```

```yaml
Resources:
  Report:
    Type: AWS::Lambda::Function
    Properties:
      Handler: report.handler
      Timeout: 25
  Get:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !ImportValue api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt Report.Arn
      PayloadFormatVersion: "2.0"
```

```hcl
resource "aws_lambda_function" "report" {
  function_name = "report"
  timeout       = 300                             # finding
}

resource "aws_apigatewayv2_integration" "get" {
  api_id                 = "a1b2c3d4"
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.report.invoke_arn
  payload_format_version = "2.0"
}
```

```hcl
resource "aws_lambda_function" "report" {
  function_name = "report"
  timeout       = 25
}

resource "aws_apigatewayv2_integration" "get" {
  api_id                 = "a1b2c3d4"
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.report.invoke_arn
  payload_format_version = "2.0"
}
```

```python
import pulumi_aws as aws

report = aws.lambda_.Function("report", handler="report.handler", timeout=300) # finding
aws.apigatewayv2.Integration(
    "get", api_id="a1b2c3d4", integration_type="AWS_PROXY", integration_uri=report.invoke_arn, payload_format_version="2.0"
)
```

```python
import pulumi_aws as aws

report = aws.lambda_.Function("report", handler="report.handler", timeout=25)
aws.apigatewayv2.Integration(
    "get", api_id="a1b2c3d4", integration_type="AWS_PROXY", integration_uri=report.invoke_arn, payload_format_version="2.0"
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Note, Project, Resource, Severity, resources
from opexlint.evidence import EVENT_SOURCE, PIPE, WORKFLOW, asynchronous_callers_of, handed_on, is_tried_out, users_of

SEVERITY = Severity.WARNING
PRACTICES = ["Test deployments", "Implement dependency telemetry"]
ABOUT = resources("AWS::Lambda::Function", setting="Timeout")
HELP = "stop the function before its caller stops waiting, or answer at once and do the work asynchronously"
LINKS = ["https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"]

_METHOD = "AWS::ApiGateway::Method"
_INTEGRATION = "AWS::ApiGatewayV2::Integration"
_PATIENCE = 30
"""Seconds that API Gateway waits at most unless told otherwise (29 for a REST API)."""


def check(function: Resource, project: Project) -> Iterator[Finding]:
    timeout = function["Timeout"]
    if not timeout.must(lambda seconds: seconds > _PATIENCE) or is_tried_out(project, function):
        return
    callers = [one for one in users_of(project, function, _METHOD, _INTEGRATION) if one.is_known and _gives_up(one)]
    others = users_of(project, function, EVENT_SOURCE, PIPE, WORKFLOW)
    if not callers or any(others) or any(asynchronous_callers_of(project, function)) or any(handed_on(project, function)):
        return
    yield Finding(
        f"this function may run for {timeout.known} seconds, and API Gateway stops waiting for it after {_PATIENCE}",
        timeout.at,
        (Note(f"{callers[0].name} waits for its answer", callers[0].at),),
        origin=timeout.origin,
    )


def _gives_up(caller: Resource) -> bool:
    """Whether it waits for the answer of the function, and not longer than usual."""
    if caller.type == _METHOD:
        return caller["Integration.Type"].must_be("AWS_PROXY") and caller["Integration.TimeoutInMillis"].must_be(MISSING)
    return caller["IntegrationType"].must_be("AWS_PROXY")
