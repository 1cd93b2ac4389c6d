"""Health check that nobody looks at.

Probes from all over the world ask every few seconds whether the site is up, and when it is down nobody is told. Put an alarm on
`HealthCheckStatus` of the check (in us-east-1) and send it to whoever is on call, or let DNS records fail over by it.

A check that something else uses (a record, another check, a global endpoint, Shield) is left alone: it does something.

```yaml
Resources:
  Shop:                                           # finding
    Type: AWS::Route53::HealthCheck
    Properties:
      HealthCheckConfig:
        Type: HTTPS
        FullyQualifiedDomainName: shop.example.com
        ResourcePath: /health
```

```yaml
Resources:
  Shop:
    Type: AWS::Route53::HealthCheck
    Properties:
      HealthCheckConfig:
        Type: HTTPS
        FullyQualifiedDomainName: shop.example.com
        ResourcePath: /health
  ShopIsDown:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Route53
      MetricName: HealthCheckStatus
      Dimensions:
        - Name: HealthCheckId
          Value: !Ref Shop
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_route53_health_check" "shop" {      # finding
  type          = "HTTPS"
  fqdn          = "shop.example.com"
  resource_path = "/health"
}
```

```hcl
resource "aws_route53_health_check" "shop" {
  type          = "HTTPS"
  fqdn          = "shop.example.com"
  resource_path = "/health"
}

resource "aws_cloudwatch_metric_alarm" "shop_is_down" {
  alarm_name    = "shop-is-down"
  namespace     = "AWS/Route53"
  metric_name   = "HealthCheckStatus"
  dimensions    = { HealthCheckId = aws_route53_health_check.shop.id }
  alarm_actions = ["arn:aws:sns:us-east-1:111122223333:pager"]
}
```

```hcl
variable "shielded" {
  type = any
}

resource "aws_route53_health_check" "shop" {
  count         = var.shielded.by_health ? 1 : 0
  type          = "HTTPS"
  fqdn          = "shop.example.com"
  resource_path = "/health"
}

resource "aws_shield_protection" "shop" {
  name         = "shop"
  resource_arn = "arn:aws:cloudfront::111122223333:distribution/E1SHOP"
}

resource "aws_shield_protection_health_check_association" "shop" {
  count                = var.shielded.by_health ? 1 : 0
  health_check_arn     = aws_route53_health_check.shop[0].arn
  shield_protection_id = aws_shield_protection.shop.id
}
```

```python
import pulumi_aws as aws

shop = aws.route53.HealthCheck("shop", type="HTTPS", fqdn="shop.example.com", resource_path="/health") # finding
```

```python
import pulumi_aws as aws

shop = aws.route53.HealthCheck("shop", type="HTTPS", fqdn="shop.example.com", resource_path="/health")
aws.cloudwatch.MetricAlarm(
    "shop-is-down",
    namespace="AWS/Route53",
    metric_name="HealthCheckStatus",
    comparison_operator="LessThanThreshold",
    evaluation_periods=1,
    dimensions={"HealthCheckId": shop.id},
    alarm_actions=["arn:aws:sns:us-east-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import ALARM, handed_on, unwatched

SEVERITY = Severity.WARNING
PRACTICES = ["Create actionable alerts", "Implement user experience telemetry"]
ABOUT = resources("AWS::Route53::HealthCheck")
HELP = "put an alarm on HealthCheckStatus of the health check, in us-east-1"
LINKS = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html"]


def check(check: Resource, project: Project) -> Iterator[Finding]:
    if any(user.type != ALARM for user in project.referrers(check)) or any(handed_on(project, check)) or _may_guard(project, check):
        return
    happened = unwatched(project, check)
    if happened:
        yield Finding(f"no alarm goes off when {happened}, and nothing else uses it", check.at)


def _may_guard(project: Project, check: Resource) -> bool:
    """Whether Shield may look at the check: which ones a protection looks at is not always known."""
    protections = project.resources("AWS::Shield::Protection")
    return any(not target.is_known for one in protections for arn in one["HealthCheckArns"] for target in project.targets(arn, check.type))
