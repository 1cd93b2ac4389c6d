"""Workflow task without a retry.

A service hiccups for a second, and the whole workflow fails: somebody has to find out how far it came and start it again by hand. Let tasks
retry what passes by itself (`States.TaskFailed`, or `Lambda.ServiceException` and its like), with a growing delay, and catch the rest to
tell somebody.

A workflow is reported once, with the tasks that neither retry nor catch; what catches around them counts.

```yaml
Resources:
  Ship:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !ImportValue workflow-role
      Definition:
        StartAt: Pack
        States:
          Pack:
            Type: Task                            # finding
            Resource: arn:aws:states:::lambda:invoke
            Parameters:
              FunctionName: pack
            End: true
```

```yaml
Resources:
  Ship:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !ImportValue workflow-role
      Definition:
        StartAt: Pack
        States:
          Pack:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Retry:
              - ErrorEquals:
                  - States.TaskFailed
                BackoffRate: 2
            Parameters:
              FunctionName: pack
            End: true
```

```hcl
resource "aws_sfn_state_machine" "ship" {
  role_arn = "arn:aws:iam::111122223333:role/ship"
  definition = jsonencode({
    StartAt = "Pack"
    States = {
      Pack = {                                    # finding
        Type     = "Task"
        Resource = "arn:aws:states:::lambda:invoke"
        Parameters = { FunctionName = "pack" }
        End = true
      }
    }
  })
}
```

```hcl
resource "aws_sfn_state_machine" "ship" {
  role_arn = "arn:aws:iam::111122223333:role/ship"
  definition = jsonencode({
    StartAt = "Pack"
    States = {
      Pack = {
        Type     = "Task"
        Resource = "arn:aws:states:::lambda:invoke"
        Retry    = [{ ErrorEquals = ["States.TaskFailed"], BackoffRate = 2 }]
        Parameters = { FunctionName = "pack" }
        End = true
      }
    }
  })
}
```

```python
import json

import pulumi_aws as aws

aws.sfn.StateMachine(
    "ship",
    role_arn="arn:aws:iam::111122223333:role/ship",
    definition=json.dumps(
        {
            "StartAt": "Pack",
            "States": {
                "Pack": {                         # finding
                    "Type": "Task",
                    "Resource": "arn:aws:states:::lambda:invoke",
                    "Parameters": {"FunctionName": "pack"},
                    "End": True,
                }
            },
        }
    ),
)
```

```python
import json

import pulumi_aws as aws

aws.sfn.StateMachine(
    "ship",
    role_arn="arn:aws:iam::111122223333:role/ship",
    definition=json.dumps(
        {
            "StartAt": "Pack",
            "States": {
                "Pack": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::lambda:invoke",
                    "Retry": [{"ErrorEquals": ["States.TaskFailed"], "BackoffRate": 2}],
                    "Parameters": {"FunctionName": "pack"},
                    "End": True,
                }
            },
        }
    ),
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import states_of

SEVERITY = Severity.NOTE
PRACTICES = ["Automate responses to events"]
ABOUT = resources("AWS::StepFunctions::StateMachine")
HELP = "let the task retry what passes by itself, and catch the rest"
LINKS = ["https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"]
PROFILE = "strict"


def check(workflow: Resource, project: Project) -> Iterator[Finding]:
    bare = [
        state
        for state in states_of(workflow)
        if state.value["Type"].must_be("Task")
        and all(one[key].must_be(MISSING) for one in (state.value, *state.around) for key in ("Retry", "Catch"))
    ]
    if bare:
        others = f" and {len(bare) - 1} more" if len(bare) > 1 else ""
        message = f"a passing error in {bare[0].name}{others} fails the whole workflow, because nothing retries it"
        yield Finding(message, bare[0].value.at, origin=bare[0].value.origin)
