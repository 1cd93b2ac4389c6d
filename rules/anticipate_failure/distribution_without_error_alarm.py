"""Distribution without an error alarm.

The origin fails, CloudFront passes its errors on to everybody, and nobody is told. Put an alarm on `5xxErrorRate` of the distribution (in
us-east-1, with the dimension `Region: Global`) and send it to whoever is on call.

```yaml
Resources:
  Shop:                                           # finding
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior:
          TargetOriginId: shop
          ViewerProtocolPolicy: redirect-to-https
        Origins:
          - Id: shop
            DomainName: shop.example.com
```

```yaml
Resources:
  Shop:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultCacheBehavior:
          TargetOriginId: shop
          ViewerProtocolPolicy: redirect-to-https
        Origins:
          - Id: shop
            DomainName: shop.example.com
  ShopFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/CloudFront
      MetricName: 5xxErrorRate
      Dimensions:
        - Name: DistributionId
          Value: !Ref Shop
        - Name: Region
          Value: Global
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_cloudfront_distribution" "shop" {   # finding
  enabled = true
  origin {
    origin_id   = "shop"
    domain_name = "shop.example.com"
  }
  default_cache_behavior {
    target_origin_id       = "shop"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
  }
}
```

```hcl
resource "aws_cloudfront_distribution" "shop" {
  enabled = true
  origin {
    origin_id   = "shop"
    domain_name = "shop.example.com"
  }
  default_cache_behavior {
    target_origin_id       = "shop"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
  }
}

resource "aws_cloudwatch_metric_alarm" "shop_fails" {
  alarm_name  = "shop-fails"
  namespace   = "AWS/CloudFront"
  metric_name = "5xxErrorRate"
  dimensions = {
    DistributionId = aws_cloudfront_distribution.shop.id
    Region = "Global"
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

shop = aws.cloudfront.Distribution(               # finding
    "shop", enabled=True, origins=[{"origin_id": "shop", "domain_name": "shop.example.com"}]
)
```

```python
import pulumi_aws as aws

shop = aws.cloudfront.Distribution(
    "shop", enabled=True, origins=[{"origin_id": "shop", "domain_name": "shop.example.com"}]
)
aws.cloudwatch.MetricAlarm(
    "shop-fails",
    namespace="AWS/CloudFront",
    metric_name="5xxErrorRate",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"DistributionId": shop.id, "Region": "Global"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts", "Implement user experience telemetry"]
ABOUT = resources("AWS::CloudFront::Distribution")
HELP = "put an alarm on 5xxErrorRate of the distribution, in us-east-1"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]
PROFILE = "strict"


def check(distribution: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, distribution)
    if happened:
        yield Finding(f"no alarm goes off when {happened} at this distribution", distribution.at)
