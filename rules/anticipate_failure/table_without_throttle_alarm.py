"""Table without a throttle alarm.

Requests to the table are throttled, callers retry until they give up, and what shows is a slow application without a cause. Put an alarm on
`ReadThrottleEvents` and `WriteThrottleEvents`. A table with capacity on demand is throttled as well, on a hot partition or beyond twice its
last peak.

```yaml
Resources:
  Orders:                                         # finding
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema:
        - AttributeName: id
          KeyType: HASH
      AttributeDefinitions:
        - AttributeName: id
          AttributeType: S
      BillingMode: PAY_PER_REQUEST
```

```yaml
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema:
        - AttributeName: id
          KeyType: HASH
      AttributeDefinitions:
        - AttributeName: id
          AttributeType: S
      BillingMode: PAY_PER_REQUEST
  OrdersFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/DynamoDB
      MetricName: WriteThrottleEvents
      Dimensions:
        - Name: TableName
          Value: !Ref Orders
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_dynamodb_table" "orders" {          # finding
  name         = "orders"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}
```

```hcl
resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_cloudwatch_metric_alarm" "orders_fails" {
  alarm_name  = "orders-fails"
  namespace   = "AWS/DynamoDB"
  metric_name = "WriteThrottleEvents"
  dimensions = {
    TableName = aws_dynamodb_table.orders.name
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

orders = aws.dynamodb.Table("orders", hash_key="id", attributes=[{"name": "id", "type": "S"}])  # finding
```

```python
import pulumi_aws as aws

orders = aws.dynamodb.Table("orders", hash_key="id", attributes=[{"name": "id", "type": "S"}])
aws.cloudwatch.MetricAlarm(
    "orders-fails",
    namespace="AWS/DynamoDB",
    metric_name="WriteThrottleEvents",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"TableName": orders.name},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources("AWS::DynamoDB::Table")
HELP = "put alarms on ReadThrottleEvents and WriteThrottleEvents of the table"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]
PROFILE = "strict"


def check(table: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, table, "dynamodb-throttle")
    if happened:
        yield Finding(f"no alarm goes off when {happened} at this table", table.at)
