"""Load balancer without an error alarm.

The load balancer answers with server errors because no healthy target is left, and nobody is told: its error count is where an outage shows
first, whatever its cause behind it. Put an alarm on `HTTPCode_ELB_5XX_Count` or `HTTPCode_Target_5XX_Count` and send it to whoever is on
call.

Any other alarm on the load balancer counts too, such as one on the health of its targets.

```yaml
Resources:
  Shop:                                           # finding
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Subnets:
        - subnet-1
        - subnet-2
```

```yaml
Resources:
  Shop:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Subnets:
        - subnet-1
        - subnet-2
  ShopFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApplicationELB
      MetricName: HTTPCode_ELB_5XX_Count
      Dimensions:
        - Name: LoadBalancer
          Value: !GetAtt Shop.LoadBalancerFullName
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_lb" "shop" {                        # finding
  name    = "shop"
  subnets = ["subnet-1", "subnet-2"]
}
```

```hcl
resource "aws_lb" "shop" {
  name    = "shop"
  subnets = ["subnet-1", "subnet-2"]
}

resource "aws_cloudwatch_metric_alarm" "shop_fails" {
  alarm_name  = "shop-fails"
  namespace   = "AWS/ApplicationELB"
  metric_name = "HTTPCode_ELB_5XX_Count"
  dimensions = {
    LoadBalancer = aws_lb.shop.arn_suffix
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

shop = aws.lb.LoadBalancer("shop", subnets=["subnet-1", "subnet-2"])  # finding
```

```python
import pulumi_aws as aws

shop = aws.lb.LoadBalancer("shop", subnets=["subnet-1", "subnet-2"])
aws.cloudwatch.MetricAlarm(
    "shop-fails",
    namespace="AWS/ApplicationELB",
    metric_name="HTTPCode_ELB_5XX_Count",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"LoadBalancer": shop.arn_suffix},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, alarms_on, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts", "Implement user experience telemetry"]
ABOUT = resources("AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer")
HELP = "put an alarm on the server errors of the load balancer"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]

_NAMESPACES = ("AWS/ApplicationELB", "AWS/ELB")


def check(balancer: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, balancer)
    if happened and not any(any(alarms_on(project, balancer, namespace)) for namespace in _NAMESPACES):
        yield Finding(f"no alarm goes off when {happened} at this load balancer", balancer.at)
