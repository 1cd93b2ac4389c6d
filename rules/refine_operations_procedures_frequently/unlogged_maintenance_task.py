"""Maintenance task whose output is not kept.

Systems Manager keeps the beginning of what a command wrote, for thirty days, machine by machine: when patching has failed on some machine
for a month, the line that says why is gone. Send the output to CloudWatch Logs, or to a bucket.

Tasks that run a function, a workflow or an Automation document are left alone: those have logs of their own.

```yaml
Resources:
  Patch:                                          # finding
    Type: AWS::SSM::MaintenanceWindowTask
    Properties:
      WindowId: !ImportValue patch-window
      TaskType: RUN_COMMAND
      TaskArn: AWS-RunPatchBaseline
      Priority: 1
      MaxConcurrency: 10%
      MaxErrors: "1"
```

```yaml
Resources:
  Patch:
    Type: AWS::SSM::MaintenanceWindowTask
    Properties:
      WindowId: !ImportValue patch-window
      TaskType: RUN_COMMAND
      TaskArn: AWS-RunPatchBaseline
      Priority: 1
      MaxConcurrency: 10%
      MaxErrors: "1"
      TaskInvocationParameters:
        MaintenanceWindowRunCommandParameters:
          CloudWatchOutputConfig:
            CloudWatchOutputEnabled: true
            CloudWatchLogGroupName: patching
```

```hcl
resource "aws_ssm_maintenance_window_task" "patch" { # finding
  window_id       = var.window
  task_type       = "RUN_COMMAND"
  task_arn        = "AWS-RunPatchBaseline"
  max_concurrency = "10%"
  max_errors      = "1"
  task_invocation_parameters {
    run_command_parameters {
      timeout_seconds = 3600
    }
  }
}

variable "window" {
  type = string
}
```

```hcl
resource "aws_ssm_maintenance_window_task" "patch" {
  window_id       = var.window
  task_type       = "RUN_COMMAND"
  task_arn        = "AWS-RunPatchBaseline"
  max_concurrency = "10%"
  max_errors      = "1"
  task_invocation_parameters {
    run_command_parameters {
      output_s3_bucket     = var.logs
      output_s3_key_prefix = "patching/"
    }
  }
}

variable "window" {
  type = string
}

variable "logs" {
  type = string
}
```

```python
import pulumi_aws as aws

aws.ssm.MaintenanceWindowTask(                    # finding
    "patch",
    window_id="mw-0c50858d01EXAMPLE",
    task_type="RUN_COMMAND",
    task_arn="AWS-RunPatchBaseline",
    max_concurrency="10%",
    max_errors="1",
)
```

```python
import pulumi_aws as aws

aws.ssm.MaintenanceWindowTask(
    "patch",
    window_id="mw-0c50858d01EXAMPLE",
    task_type="RUN_COMMAND",
    task_arn="AWS-RunPatchBaseline",
    max_concurrency="10%",
    max_errors="1",
    task_invocation_parameters={
        "run_command_parameters": {"cloudwatch_config": {"cloudwatch_output_enabled": True}},
    },
)
```
"""

import re
from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import run_command_of
from opexlint.patterns import regex

SEVERITY = Severity.NOTE
PRACTICES = ["Analyze workload logs", "Perform patch management", "Perform post-incident analysis"]
ABOUT = resources("AWS::SSM::MaintenanceWindowTask")
HELP = "send the output of the commands to CloudWatch Logs or to a bucket"
LINKS = ["https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-rc-setting-up-cwlogs.html"]

_KEEPS = regex(r"output|cloud_?watch", re.IGNORECASE)


def check(task: Resource, project: Project) -> Iterator[Finding]:
    if not task["TaskType"].must_be("RUN_COMMAND") or not task["LoggingInfo"].must_be(MISSING):
        return
    run = run_command_of(task)
    told = [] if run is None else [name for name, value in run.items() if not value.must_be(MISSING)]
    if "*" in told or any(_KEEPS.search(name) for name in told):
        return
    if run is None and not task["TaskInvocationParameters"].must_be(MISSING):
        return
    yield Finding("what this task writes is cut off and gone after thirty days", task.at)
