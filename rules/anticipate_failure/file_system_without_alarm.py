"""File system without an alarm.

The burst credits of the file system run out and everything on it slows to a crawl, or its disk is full; nobody is told which of the many
slow things is the cause. Put an alarm on `BurstCreditBalance` or `PercentIOLimit`, or on the free capacity.

```yaml
Resources:
  Files:                                          # finding
    Type: AWS::EFS::FileSystem
    Properties:
      Encrypted: true
```

```yaml
Resources:
  Files:
    Type: AWS::EFS::FileSystem
    Properties:
      Encrypted: true
  FilesFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/EFS
      MetricName: BurstCreditBalance
      Dimensions:
        - Name: FileSystemId
          Value: !Ref Files
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_efs_file_system" "files" {          # finding
  encrypted = true
}
```

```hcl
resource "aws_efs_file_system" "files" {
  encrypted = true
}

resource "aws_cloudwatch_metric_alarm" "files_fails" {
  alarm_name  = "files-fails"
  namespace   = "AWS/EFS"
  metric_name = "BurstCreditBalance"
  dimensions = {
    FileSystemId = aws_efs_file_system.files.id
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

files = aws.efs.FileSystem("files", encrypted=True)  # finding
```

```python
import pulumi_aws as aws

files = aws.efs.FileSystem("files", encrypted=True)
aws.cloudwatch.MetricAlarm(
    "files-fails",
    namespace="AWS/EFS",
    metric_name="BurstCreditBalance",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"FileSystemId": files.id},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources("AWS::EFS::FileSystem", "AWS::FSx::FileSystem")
HELP = "put an alarm on the burst credits or the free capacity of the file system"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]
PROFILE = "strict"


def check(files: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, files)
    if happened:
        yield Finding(f"no alarm goes off when {happened}", files.at)
