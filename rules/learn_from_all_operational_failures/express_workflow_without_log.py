"""Express workflow without a log.

Step Functions keeps no history of express executions: without a log nobody can see that one has failed, in which step and with what input.
The metrics say how many, and that is all there is. Log at least errors (`ERROR`), or everything (`ALL`) where the volume allows it.

Standard workflows are left alone: their history is kept for ninety days. So are those in which nothing can fail, because they only wait or
hand their input on.

```yaml
Resources:
  Enrich:                                         # finding
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      RoleArn: !ImportValue workflow-role
      Definition:
        StartAt: Enrich
        States:
          Enrich:
            Type: Task
            Resource: !ImportValue enrich-function
            End: true
```

```yaml
Resources:
  Enrich:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      RoleArn: !ImportValue workflow-role
      LoggingConfiguration:
        Level: ERROR
        Destinations:
          - CloudWatchLogsLogGroup:
              LogGroupArn: !ImportValue workflow-logs
      Definition:
        StartAt: Enrich
        States:
          Enrich:
            Type: Task
            Resource: !ImportValue enrich-function
            End: true
```

```hcl
resource "aws_sfn_state_machine" "enrich" {
  name       = "enrich"
  type       = "EXPRESS"
  role_arn   = var.role
  definition = jsonencode({ StartAt = "Enrich", States = { Enrich = { Type = "Task", Resource = var.function, End = true } } })
  logging_configuration {
    level = "OFF"                                 # finding
  }
}

variable "role" {
  type = string
}

variable "function" {
  type = string
}
```

```hcl
resource "aws_sfn_state_machine" "enrich" {
  name       = "enrich"
  type       = "EXPRESS"
  role_arn   = var.role
  definition = jsonencode({ StartAt = "Enrich", States = { Enrich = { Type = "Task", Resource = var.function, End = true } } })
  logging_configuration {
    level           = "ALL"
    log_destination = "${var.log_group}:*"
  }
}

variable "role" {
  type = string
}

variable "function" {
  type = string
}

variable "log_group" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_stepfunctions as sfn

app = App()
stack = Stack(app, "Shop")
enrich = sfn.CustomState(stack, "Call", state_json={"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"})
sfn.StateMachine(                                 # finding
    stack,
    "Enrich",
    state_machine_type=sfn.StateMachineType.EXPRESS,
    definition_body=sfn.DefinitionBody.from_chainable(enrich),
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_logs as logs, aws_stepfunctions as sfn

app = App()
stack = Stack(app, "Shop")
enrich = sfn.CustomState(stack, "Call", state_json={"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"})
sfn.StateMachine(
    stack,
    "Enrich",
    state_machine_type=sfn.StateMachineType.EXPRESS,
    definition_body=sfn.DefinitionBody.from_chainable(enrich),
    logs=sfn.LogOptions(destination=logs.LogGroup(stack, "Logs"), level=sfn.LogLevel.ALL),
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import only_passes

SEVERITY = Severity.WARNING
PRACTICES = ["Analyze workload logs", "Implement application telemetry", "Perform post-incident analysis"]
ABOUT = resources("AWS::StepFunctions::StateMachine")
HELP = "log at least the errors of the executions"
LINKS = ["https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html"]


def check(workflow: Resource, project: Project) -> Iterator[Finding]:
    level = workflow["LoggingConfiguration.Level"].or_default("OFF")
    if workflow["StateMachineType"].must_be("EXPRESS") and level.must_be("OFF") and not only_passes(workflow):
        yield Finding("nothing keeps what happens in an execution of this express workflow", level.at, origin=level.origin)
