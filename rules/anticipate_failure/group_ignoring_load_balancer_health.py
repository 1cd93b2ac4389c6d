"""Auto Scaling group that ignores the load balancer.

The application on an instance hangs. The load balancer takes the instance out of service, and the Auto Scaling group, which only looks at
the machine, keeps it: the fleet shrinks, one hung instance after the other, and nothing replaces them. Let the group use the health checks
of the load balancer (`ELB`), with a grace period that the start fits into.

Groups that ECS manages by a capacity provider are left alone.

```yaml
Resources:
  Shop:                                           # finding
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "2"
      MaxSize: "4"
      LaunchTemplate:
        LaunchTemplateName: shop
        Version: "7"
      TargetGroupARNs:
        - !Ref Targets
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
```

```yaml
Resources:
  Shop:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      MinSize: "2"
      MaxSize: "4"
      LaunchTemplate:
        LaunchTemplateName: shop
        Version: "7"
      TargetGroupARNs:
        - !Ref Targets
      HealthCheckType: ELB
      HealthCheckGracePeriod: 120
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
```

```hcl
resource "aws_autoscaling_group" "shop" {         # finding
  min_size          = 2
  max_size          = 4
  target_group_arns = ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/73e2d6bc24d8a067"]
}
```

```hcl
resource "aws_autoscaling_group" "shop" {
  min_size          = 2
  max_size          = 4
  target_group_arns = ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/73e2d6bc24d8a067"]
  health_check_type = "ELB"
}
```

```python
import pulumi_aws as aws

aws.autoscaling.Group(                            # finding
    "shop",
    min_size=2,
    max_size=4,
    target_group_arns=["arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/73e2d6bc24d8a067"],
)
```

```python
import pulumi_aws as aws

aws.autoscaling.Group(
    "shop",
    min_size=2,
    max_size=4,
    target_group_arns=["arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/73e2d6bc24d8a067"],
    health_check_type="ELB",
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.WARNING
PRACTICES = ["Automate responses to events"]
ABOUT = resources("AWS::AutoScaling::AutoScalingGroup")
HELP = "let the group use the health checks of the load balancer, with a grace period that the start fits into"
LINKS = ["https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-add-elb-healthcheck.html"]


def check(group: Resource, project: Project) -> Iterator[Finding]:
    behind = [one for name in ("TargetGroupARNs", "LoadBalancerNames", "TrafficSources") for one in group[name] if one.kind != "unknown"]
    checks = group["HealthCheckType"]
    if not behind or not checks.or_default("EC2").must_be("EC2"):
        return
    if not any(project.referrers(group, "AWS::ECS::CapacityProvider")) and not is_tried_out(project, group):
        yield Finding("an instance that fails the health checks of its load balancer is never replaced", checks.at, origin=checks.origin)
