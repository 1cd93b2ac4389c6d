"""Instance without a status alarm.

The host below the instance fails, and the instance stays down until somebody notices. Put an alarm on `StatusCheckFailed` that tells
whoever is on call, and one on `StatusCheckFailed_System` that recovers the instance.

```yaml
Resources:
  Bastion:                                        # finding
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-1
      InstanceType: t4g.micro
```

```yaml
Resources:
  Bastion:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: ami-1
      InstanceType: t4g.micro
  BastionFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/EC2
      MetricName: StatusCheckFailed
      Dimensions:
        - Name: InstanceId
          Value: !Ref Bastion
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_instance" "bastion" {               # finding
  ami           = "ami-1"
  instance_type = "t4g.micro"
}
```

```hcl
resource "aws_instance" "bastion" {
  ami           = "ami-1"
  instance_type = "t4g.micro"
}

resource "aws_cloudwatch_metric_alarm" "bastion_fails" {
  alarm_name  = "bastion-fails"
  namespace   = "AWS/EC2"
  metric_name = "StatusCheckFailed"
  dimensions = {
    InstanceId = aws_instance.bastion.id
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

bastion = aws.ec2.Instance("bastion", ami="ami-1", instance_type="t4g.micro")  # finding
```

```python
import pulumi_aws as aws

bastion = aws.ec2.Instance("bastion", ami="ami-1", instance_type="t4g.micro")
aws.cloudwatch.MetricAlarm(
    "bastion-fails",
    namespace="AWS/EC2",
    metric_name="StatusCheckFailed",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"InstanceId": bastion.id},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts", "Automate responses to events"]
ABOUT = resources("AWS::EC2::Instance")
HELP = "put an alarm on StatusCheckFailed of the instance"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]
PROFILE = "strict"


def check(instance: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, instance, "ec2-status")
    if happened:
        yield Finding(f"no alarm goes off when {happened}", instance.at)
