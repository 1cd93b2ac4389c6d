"""Canary without an alarm.

A canary walks through the service day and night, and when it finds a broken step nobody is told: it costs money and protects nothing. Put
an alarm on its `SuccessPercent` and send it to whoever is on call.

```yaml
Resources:
  Checkout:                                       # finding
    Type: AWS::Synthetics::Canary
    Properties:
      Name: checkout
      RuntimeVersion: syn-nodejs-puppeteer-9.1
      ArtifactS3Location: s3://canaries/checkout
      ExecutionRoleArn: !ImportValue canary-role
      Code:
        Handler: index.handler
        S3Bucket: canaries
        S3Key: checkout.zip
      Schedule:
        Expression: rate(5 minutes)
```

```yaml
Resources:
  Checkout:
    Type: AWS::Synthetics::Canary
    Properties:
      Name: checkout
      RuntimeVersion: syn-nodejs-puppeteer-9.1
      ArtifactS3Location: s3://canaries/checkout
      ExecutionRoleArn: !ImportValue canary-role
      Code:
        Handler: index.handler
        S3Bucket: canaries
        S3Key: checkout.zip
      Schedule:
        Expression: rate(5 minutes)
  CheckoutFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: CloudWatchSynthetics
      MetricName: SuccessPercent
      Dimensions:
        - Name: CanaryName
          Value: !Ref Checkout
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_synthetics_canary" "checkout" {     # finding
  name                 = "checkout"
  runtime_version      = "syn-nodejs-puppeteer-9.1"
  artifact_s3_location = "s3://canaries/checkout"
  execution_role_arn   = "arn:aws:iam::111122223333:role/canary"
  handler              = "index.handler"
  zip_file             = "checkout.zip"
  schedule {
    expression = "rate(5 minutes)"
  }
}
```

```hcl
resource "aws_synthetics_canary" "checkout" {
  name                 = "checkout"
  runtime_version      = "syn-nodejs-puppeteer-9.1"
  artifact_s3_location = "s3://canaries/checkout"
  execution_role_arn   = "arn:aws:iam::111122223333:role/canary"
  handler              = "index.handler"
  zip_file             = "checkout.zip"
  schedule {
    expression = "rate(5 minutes)"
  }
}

resource "aws_cloudwatch_metric_alarm" "checkout_fails" {
  alarm_name  = "checkout-fails"
  namespace   = "CloudWatchSynthetics"
  metric_name = "SuccessPercent"
  dimensions = {
    CanaryName = aws_synthetics_canary.checkout.name
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

checkout = aws.synthetics.Canary(                 # finding
    "checkout", name="checkout", handler="index.handler", runtime_version="syn-nodejs-puppeteer-9.1"
)
```

```python
import pulumi_aws as aws

checkout = aws.synthetics.Canary(
    "checkout", name="checkout", handler="index.handler", runtime_version="syn-nodejs-puppeteer-9.1"
)
aws.cloudwatch.MetricAlarm(
    "checkout-fails",
    namespace="CloudWatchSynthetics",
    metric_name="SuccessPercent",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"CanaryName": checkout.name},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.WARNING
PRACTICES = ["Create actionable alerts", "Implement user experience telemetry"]
ABOUT = resources("AWS::Synthetics::Canary")
HELP = "put an alarm on SuccessPercent of the canary and send it to whoever is on call"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries.html"]


def check(canary: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, canary)
    if happened:
        yield Finding(f"no alarm goes off when {happened}", canary.at)
