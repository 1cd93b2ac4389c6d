"""API without an error alarm.

Every call fails, and nobody is told: the first to notice are those who call. The server errors of an API say it whatever the cause behind
it is. Put an alarm on them (`5XXError` of a REST or GraphQL API, `5xx` of an HTTP API, `ExecutionError` of a WebSocket API) and send it to
whoever is on call.

```yaml
Resources:
  Shop:                                           # finding
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: shop
```

```yaml
Resources:
  Shop:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: shop
  ShopFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions:
        - Name: ApiName
          Value: shop
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_api_gateway_rest_api" "shop" {      # finding
  name = "shop"
}
```

```hcl
resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
}

resource "aws_cloudwatch_metric_alarm" "shop_fails" {
  alarm_name  = "shop-fails"
  namespace   = "AWS/ApiGateway"
  metric_name = "5XXError"
  dimensions = {
    ApiName = aws_api_gateway_rest_api.shop.name
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

shop = aws.apigateway.RestApi("shop", name="shop")  # finding
```

```python
import pulumi_aws as aws

shop = aws.apigateway.RestApi("shop", name="shop")
aws.cloudwatch.MetricAlarm(
    "shop-fails",
    namespace="AWS/ApiGateway",
    metric_name="5XXError",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"ApiName": shop.name},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts", "Implement user experience telemetry"]
ABOUT = resources("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::AppSync::GraphQLApi")
HELP = "put an alarm on the server errors of the API"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]


def check(api: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, api)
    if happened:
        yield Finding(f"no alarm goes off when {happened} at this API", api.at)
