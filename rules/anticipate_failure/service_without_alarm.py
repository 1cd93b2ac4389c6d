"""Container service without an alarm.

The service runs out of memory, its tasks are killed and started again, and nobody is told while the answers get slower. Put alarms on the
memory and the processors of the service, or on its running tasks, and send them to whoever is on call. The alarms by which a service scales
act on it, and tell nobody.

A service whose deployments are stopped by alarms has alarms, wherever they are.

```yaml
Resources:
  Shop:                                           # finding
    Type: AWS::ECS::Service
    Properties:
      Cluster: shop
      TaskDefinition: shop:7
      ServiceName: shop
```

```yaml
Resources:
  Shop:
    Type: AWS::ECS::Service
    Properties:
      Cluster: shop
      TaskDefinition: shop:7
      ServiceName: shop
  ShopFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ECS
      MetricName: MemoryUtilization
      Dimensions:
        - Name: ClusterName
          Value: shop
        - Name: ServiceName
          Value: !GetAtt Shop.Name
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_ecs_service" "shop" {               # finding
  name            = "shop"
  cluster         = "shop"
  task_definition = "shop:7"
}
```

```hcl
resource "aws_ecs_service" "shop" {
  name            = "shop"
  cluster         = "shop"
  task_definition = "shop:7"
}

resource "aws_cloudwatch_metric_alarm" "shop_fails" {
  alarm_name  = "shop-fails"
  namespace   = "AWS/ECS"
  metric_name = "MemoryUtilization"
  dimensions = {
    ClusterName = "shop"
    ServiceName = aws_ecs_service.shop.name
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

shop = aws.ecs.Service("shop", name="shop", cluster="shop", task_definition="shop:7")  # finding
```

```python
import pulumi_aws as aws

shop = aws.ecs.Service("shop", name="shop", cluster="shop", task_definition="shop:7")
aws.cloudwatch.MetricAlarm(
    "shop-fails",
    namespace="AWS/ECS",
    metric_name="MemoryUtilization",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"ClusterName": "shop", "ServiceName": shop.name},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import deployment_alarms_of, unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources("AWS::ECS::Service")
HELP = "put alarms on the memory and the processors of the service"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]
PROFILE = "strict"


def check(service: Resource, project: Project) -> Iterator[Finding]:
    if any(name.kind != "gone" for name in deployment_alarms_of(project, service)):
        return
    happened = unwatched(project, service)
    if happened:
        yield Finding(f"no alarm goes off when {happened}", service.at)
