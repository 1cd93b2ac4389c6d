"""Workflow that ends with success when a step has failed.

All errors of a step are caught, and what follows only ends the execution: it counts as succeeded, no alarm on failed executions goes off,
and what the step was to do was not done. Tell somebody behind the catch, or end in a `Fail` state; or let the error through and start again
from the failed step (redrive).

Left alone are catches of single, expected errors, those behind which something is done (a task, a message), the steps inside of a map or
parallel state, and express workflows, whose caller gets an answer.

```yaml
Resources:
  Settle:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !ImportValue workflow-role
      Definition:
        StartAt: Settle
        States:
          Settle:
            Type: Task
            Resource: !ImportValue settle-function
            Catch:
              - ErrorEquals: [States.ALL]
                Next: GiveUp                      # finding
            End: true
          GiveUp:
            Type: Pass
            End: true
```

```yaml
Resources:
  Settle:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !ImportValue workflow-role
      Definition:
        StartAt: Settle
        States:
          Settle:
            Type: Task
            Resource: !ImportValue settle-function
            Catch:
              - ErrorEquals: [AlreadySettled]
                Next: Nothing
              - ErrorEquals: [States.ALL]
                Next: GiveUp
            End: true
          Nothing:
            Type: Succeed
          GiveUp:
            Type: Fail
            Error: NotSettled
```

```hcl
resource "aws_sfn_state_machine" "settle" {
  name     = "settle"
  role_arn = var.role
  definition = jsonencode({
    StartAt = "Settle"
    States = {
      Settle = {
        Type     = "Task"
        Resource = var.function
        Catch    = [{ ErrorEquals = ["States.ALL"], Next = "Done" }]  # finding
        Next     = "Done"
      }
      Done = { Type = "Succeed" }
    }
  })
}

variable "role" {
  type = string
}

variable "function" {
  type = string
}
```

```hcl
resource "aws_sfn_state_machine" "settle" {
  name     = "settle"
  role_arn = var.role
  definition = jsonencode({
    StartAt = "Settle"
    States = {
      Settle = {
        Type     = "Task"
        Resource = var.function
        Catch    = [{ ErrorEquals = ["States.ALL"], Next = "Tell" }]
        Next     = "Done"
      }
      Tell = { Type = "Task", Resource = "arn:aws:states:::sns:publish", Next = "Failed" }
      Failed = { Type = "Fail" }
      Done   = { Type = "Succeed" }
    }
  })
}

variable "role" {
  type = string
}

variable "function" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_stepfunctions as sfn

app = App()
stack = Stack(app, "Shop")
sfn.CfnStateMachine(
    stack,
    "Settle",
    role_arn="arn:aws:iam::123456789012:role/workflow",
    definition={
        "StartAt": "Settle",
        "States": {
            "Settle": {
                "Type": "Task",
                "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:settle",
                "Catch": [
                    {
                        "ErrorEquals": ["States.ALL"],
                        "Next": "Done",           # finding
                    }
                ],
                "Next": "Done",
            },
            "Done": {"Type": "Succeed"},
        },
    },
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_stepfunctions as sfn

app = App()
stack = Stack(app, "Shop")
sfn.CfnStateMachine(
    stack,
    "Settle",
    role_arn="arn:aws:iam::123456789012:role/workflow",
    definition={
        "StartAt": "Settle",
        "States": {
            "Settle": {
                "Type": "Task",
                "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:settle",
                "Next": "Done",
            },
            "Done": {"Type": "Succeed"},
        },
    },
)
app.synth()
```
"""

import re
from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import reached_from, states_of
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use a process for event, incident, and problem management", "Perform post-incident analysis"]
ABOUT = resources("AWS::StepFunctions::StateMachine")
HELP = "tell somebody behind the catch and end in a Fail state, or let the error through"
LINKS = [
    "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html",
    "https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html",
]

_WORKS = ("Task", "Parallel", "Map")
_ENDS = ("Pass", "Succeed", "Wait", "Choice")
_CLEANS_UP = regex(r"clean|delete|remove|release|notif|tell|send|tear|unlock|log|report", re.IGNORECASE)


def check(workflow: Resource, project: Project) -> Iterator[Finding]:
    if not workflow["StateMachineType"].or_default("STANDARD").must_be("STANDARD"):
        return
    states = {state.name: state.value for state in states_of(workflow) if not state.around}
    for name, state in states.items():
        if not state.entry("Type").must_be(*_WORKS) or _CLEANS_UP.search(name):
            continue
        for catch in state.entry("Catch"):
            if any(error.must_be("States.ALL") for error in catch.entry("ErrorEquals")) and _only_ends(states, catch.entry("Next")):
                place = catch.entry("Next")
                yield Finding(f"when {name} fails, the execution counts as succeeded all the same", place.at, origin=place.origin)


def _only_ends(states: dict[str, Value], start: Value) -> bool:
    """Whether all that follows is to end the execution with success."""
    reached = reached_from(states, start.known) if isinstance(start.known, str) else None
    return reached is not None and all(state.entry("Type").must_be(*_ENDS) for state in reached)
