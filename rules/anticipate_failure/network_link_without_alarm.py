"""Network link without an alarm.

A tunnel or a line is down, or a NAT gateway has no port left: connections fail now and then, and everybody looks for the cause in the
application. Put an alarm on the state of the link or on the port errors of the gateway, and send it to whoever runs the network.

```yaml
Resources:
  Out:                                            # finding
    Type: AWS::EC2::NatGateway
    Properties:
      SubnetId: subnet-1
      AllocationId: eipalloc-1
```

```yaml
Resources:
  Out:
    Type: AWS::EC2::NatGateway
    Properties:
      SubnetId: subnet-1
      AllocationId: eipalloc-1
  OutFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/NATGateway
      MetricName: ErrorPortAllocation
      Dimensions:
        - Name: NatGatewayId
          Value: !Ref Out
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_nat_gateway" "out" {                # finding
  subnet_id     = "subnet-1"
  allocation_id = "eipalloc-1"
}
```

```hcl
resource "aws_nat_gateway" "out" {
  subnet_id     = "subnet-1"
  allocation_id = "eipalloc-1"
}

resource "aws_cloudwatch_metric_alarm" "out_fails" {
  alarm_name  = "out-fails"
  namespace   = "AWS/NATGateway"
  metric_name = "ErrorPortAllocation"
  dimensions = {
    NatGatewayId = aws_nat_gateway.out.id
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

out = aws.ec2.NatGateway("out", subnet_id="subnet-1", allocation_id="eipalloc-1")  # finding
```

```python
import pulumi_aws as aws

out = aws.ec2.NatGateway("out", subnet_id="subnet-1", allocation_id="eipalloc-1")
aws.cloudwatch.MetricAlarm(
    "out-fails",
    namespace="AWS/NATGateway",
    metric_name="ErrorPortAllocation",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"NatGatewayId": out.id},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts", "Implement dependency telemetry"]
ABOUT = resources("AWS::EC2::NatGateway", "AWS::EC2::VPNConnection", "AWS::DirectConnect::Connection")
HELP = "put an alarm on the state of the link or the port errors of the gateway"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]
PROFILE = "strict"


def check(link: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, link)
    if happened:
        yield Finding(f"no alarm goes off when {happened}", link.at)
