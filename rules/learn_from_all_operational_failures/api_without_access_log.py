"""API without an access log.

A customer says that the checkout answered with an error last night, and there is no line that says which request that was, what the
integration answered and how long it took: metrics only count. Write an access log as JSON, with the request id, the route, the status, the
integration's error and its latency.

This rule is strict: where the functions behind log each request, there may be enough. Left alone are stages that a library hands out, and
those whose execution log has every request (`INFO`).

```yaml
Resources:
  Live:                                           # finding
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !ImportValue shop-api
      StageName: live
```

```yaml
Resources:
  Live:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !ImportValue shop-api
      StageName: live
      AccessLogSettings:
        DestinationArn: !ImportValue api-logs
        Format: '{"requestId":"$context.requestId","route":"$context.routeKey","status":"$context.status"}'
```

```hcl
resource "aws_api_gateway_stage" "live" {         # finding
  rest_api_id   = var.api
  deployment_id = var.deployment
  stage_name    = "live"
}

variable "api" {
  type = string
}

variable "deployment" {
  type = string
}
```

```hcl
resource "aws_api_gateway_stage" "live" {
  rest_api_id   = var.api
  deployment_id = var.deployment
  stage_name    = "live"
  access_log_settings {
    destination_arn = var.log_group
    format          = jsonencode({ requestId = "$context.requestId", status = "$context.status" })
  }
}

variable "api" {
  type = string
}

variable "deployment" {
  type = string
}

variable "log_group" {
  type = string
}
```

```python
import pulumi_aws as aws

aws.apigatewayv2.Stage("live", api_id="a1b2c3d4e5", name="live")  # finding
```

```python
import pulumi_aws as aws

aws.apigatewayv2.Stage(
    "live",
    api_id="a1b2c3d4e5",
    name="live",
    access_log_settings={
        "destination_arn": "arn:aws:logs:eu-west-1:123456789012:log-group:api",
        "format": '{"requestId":"$context.requestId","status":"$context.status"}',
    },
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = ["Implement application telemetry", "Analyze workload logs"]
HELP = "write an access log as JSON, with the request id, the route, the status and the latency"
LINKS = ["https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"]

_SETTINGS = {"AWS::ApiGateway::Stage": "AccessLogSetting", "AWS::ApiGatewayV2::Stage": "AccessLogSettings"}
_EXECUTION_LOGS = {
    "AWS::ApiGateway::Stage": ("MethodSettings",),
    "AWS::ApiGatewayV2::Stage": ("DefaultRouteSettings",),
}
ABOUT = resources(*_SETTINGS)


def check(stage: Resource, project: Project) -> Iterator[Finding]:
    if not stage[_SETTINGS[stage.type]].must_be(MISSING) or is_tried_out(project, stage):
        return
    if not any(settings["LoggingLevel"].may_be("INFO") for path in _EXECUTION_LOGS[stage.type] for settings in stage[path]):
        yield Finding("no log says which requests this API got and what it answered", stage.at)
