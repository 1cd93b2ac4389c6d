"""Target group without a health alarm.

Targets fail their health checks one after the other, the load balancer sends everything to those that are left, and nobody is told before
the last one goes. Put an alarm on `UnHealthyHostCount` (or on too few of `HealthyHostCount`) of the target group.

```yaml
Resources:
  Shop:                                           # finding
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Protocol: HTTP
      Port: 80
      VpcId: vpc-1
      TargetType: ip
```

```yaml
Resources:
  Shop:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Protocol: HTTP
      Port: 80
      VpcId: vpc-1
      TargetType: ip
  ShopFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApplicationELB
      MetricName: UnHealthyHostCount
      Dimensions:
        - Name: TargetGroup
          Value: !GetAtt Shop.TargetGroupFullName
        - Name: LoadBalancer
          Value: !ImportValue shop-load-balancer
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_lb_target_group" "shop" {           # finding
  name        = "shop"
  protocol    = "HTTP"
  port        = 80
  vpc_id      = "vpc-1"
  target_type = "ip"
}
```

```hcl
resource "aws_lb_target_group" "shop" {
  name        = "shop"
  protocol    = "HTTP"
  port        = 80
  vpc_id      = "vpc-1"
  target_type = "ip"
}

resource "aws_cloudwatch_metric_alarm" "shop_fails" {
  alarm_name  = "shop-fails"
  namespace   = "AWS/ApplicationELB"
  metric_name = "UnHealthyHostCount"
  dimensions = {
    TargetGroup = aws_lb_target_group.shop.arn_suffix
    LoadBalancer = "app/shop/50dc6c495c0c9188"
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

shop = aws.lb.TargetGroup("shop", protocol="HTTP", port=80, vpc_id="vpc-1", target_type="ip")  # finding
```

```python
import pulumi_aws as aws

shop = aws.lb.TargetGroup("shop", protocol="HTTP", port=80, vpc_id="vpc-1", target_type="ip")
aws.cloudwatch.MetricAlarm(
    "shop-fails",
    namespace="AWS/ApplicationELB",
    metric_name="UnHealthyHostCount",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"TargetGroup": shop.arn_suffix, "LoadBalancer": "app/shop/50dc6c495c0c9188"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources("AWS::ElasticLoadBalancingV2::TargetGroup")
HELP = "put an alarm on UnHealthyHostCount of the target group"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]
PROFILE = "strict"


def check(group: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, group)
    if happened:
        yield Finding(f"no alarm goes off when {happened} in this group", group.at)
