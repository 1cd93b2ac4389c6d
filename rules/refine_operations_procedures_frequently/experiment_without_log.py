"""Fault-injection experiment without a log.

The experiment is over, something broke that nobody expected, and what was injected when and where is only in the console, for as long as
the service shows it: there is nothing to lay beside the metrics and nothing to compare the next run with. Send the log to CloudWatch Logs
or a bucket, or let the experiment write a report.

```yaml
Resources:
  Blackout:                                       # finding
    Type: AWS::FIS::ExperimentTemplate
    Properties:
      Description: one zone goes dark
      RoleArn: !ImportValue experiment-role
      StopConditions:
        - Source: aws:cloudwatch:alarm
          Value: !ImportValue checkout-errors-alarm
      Targets: {}
```

```yaml
Resources:
  Blackout:
    Type: AWS::FIS::ExperimentTemplate
    Properties:
      Description: one zone goes dark
      RoleArn: !ImportValue experiment-role
      StopConditions:
        - Source: aws:cloudwatch:alarm
          Value: !ImportValue checkout-errors-alarm
      Targets: {}
      LogConfiguration:
        LogSchemaVersion: 2
        CloudWatchLogsConfiguration:
          LogGroupArn: !ImportValue experiments-logs
```

```hcl
resource "aws_fis_experiment_template" "blackout" { # finding
  description = "one zone goes dark"
  role_arn    = var.role
  stop_condition {
    source = "aws:cloudwatch:alarm"
    value  = var.alarm
  }
}

variable "role" {
  type = string
}

variable "alarm" {
  type = string
}
```

```hcl
resource "aws_fis_experiment_template" "blackout" {
  description = "one zone goes dark"
  role_arn    = var.role
  stop_condition {
    source = "aws:cloudwatch:alarm"
    value  = var.alarm
  }
  log_configuration {
    log_schema_version = 2
    cloudwatch_logs_configuration {
      log_group_arn = var.log_group
    }
  }
}

variable "role" {
  type = string
}

variable "alarm" {
  type = string
}

variable "log_group" {
  type = string
}
```

```python
import pulumi_aws as aws

aws.fis.ExperimentTemplate(                       # finding
    "blackout",
    description="one zone goes dark",
    role_arn="arn:aws:iam::123456789012:role/experiment",
    stop_conditions=[{"source": "none"}],
)
```

```python
import pulumi_aws as aws

aws.fis.ExperimentTemplate(
    "blackout",
    description="one zone goes dark",
    role_arn="arn:aws:iam::123456789012:role/experiment",
    stop_conditions=[{"source": "none"}],
    log_configuration={"log_schema_version": 2, "s3_configuration": {"bucket_name": "experiments"}},
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources

SEVERITY = Severity.NOTE
PRACTICES = ["Ensure a consistent review of operational readiness", "Perform post-incident analysis", "Implement feedback loops"]
ABOUT = resources("AWS::FIS::ExperimentTemplate")
HELP = "send the experiment's log to CloudWatch Logs or a bucket, or let it write a report"
LINKS = [
    "https://docs.aws.amazon.com/fis/latest/userguide/monitoring-logging.html",
    "https://docs.aws.amazon.com/fis/latest/userguide/experiment-report-configuration.html",
]


def check(experiment: Resource, project: Project) -> Iterator[Finding]:
    if experiment["LogConfiguration"].must_be(MISSING) and experiment["ExperimentReportConfiguration"].must_be(MISSING):
        yield Finding("nothing keeps what this experiment injected, when and where", experiment.at)
