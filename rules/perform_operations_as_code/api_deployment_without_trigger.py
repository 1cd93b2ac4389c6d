"""API deployment that nothing triggers.

A deployment is a snapshot of the API as it is when the deployment is made. In Terraform and Pulumi it is made once: later changes to
methods, integrations or the OpenAPI body are applied, the plan says so, and the stage goes on serving the old snapshot until somebody
presses "Deploy API" in the console. Give the deployment `triggers` with a hash of what it contains, and `create_before_destroy`.

A deployment that `replace_triggered_by`, its variables or the stage's description renew is left alone, as are examples.

```hcl
resource "aws_api_gateway_deployment" "shop" {    # finding
  rest_api_id = aws_api_gateway_rest_api.shop.id
}

resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
  body = file("${path.module}/openapi.json")
}
```

```hcl
resource "aws_api_gateway_deployment" "shop" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  triggers = {
    redeployment = sha1(aws_api_gateway_rest_api.shop.body)
  }
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
  body = file("${path.module}/openapi.json")
}
```

```python
import pulumi_aws as aws

api = aws.apigateway.RestApi("shop")
aws.apigateway.Deployment("shop", rest_api=api.id)    # finding
```

```python
import hashlib
from pathlib import Path

import pulumi_aws as aws

body = Path("openapi.json").read_text()
api = aws.apigateway.RestApi("shop", body=body)
aws.apigateway.Deployment("shop", rest_api=api.id, triggers={"redeployment": hashlib.sha1(body.encode()).hexdigest()})
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_spared

SEVERITY = Severity.WARNING
PRACTICES = ["Use build and deployment management systems", "Test deployments"]
ABOUT = resources("AWS::ApiGateway::Deployment", "AWS::ApiGatewayV2::Deployment")
HELP = "give the deployment triggers with a hash of the API, and create_before_destroy"
LINKS = ["https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_deployment"]

_MADE_ONCE = ("aws_api_gateway_deployment", "aws_apigatewayv2_deployment", "aws.apigateway.Deployment", "aws.apigatewayv2.Deployment")
_RENEWING = ("triggers", "variables", "stage_description", "StageDescription", "Description")


def check(deployment: Resource, project: Project) -> Iterator[Finding]:
    if not deployment.record.native_type.endswith(_MADE_ONCE) or is_spared(project, deployment.at.path):
        return
    renewed = deployment.attribute("Lifecycle")["ReplaceTriggeredBy"]
    if renewed.must_be(MISSING) and all(deployment[name].must_be(MISSING) for name in _RENEWING):
        yield Finding("the API is deployed once: what is changed in it later is never served", deployment.at)
