"""Callback without a timeout.

The workflow hands out a token and waits until somebody brings it back. When the message is lost, or the worker dies, it waits for a year:
no failure, no alarm, an order that never moves. Give the task a timeout or a heartbeat, and catch `States.Timeout`.

A timeout of the whole workflow counts.

```yaml
Resources:
  Approve:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !ImportValue workflow-role
      Definition:
        StartAt: Ask
        States:
          Ask:
            Type: Task                            # finding
            Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken
            Parameters:
              QueueUrl: !ImportValue approvals
              MessageBody:
                TaskToken.$: $$.Task.Token
            End: true
```

```yaml
Resources:
  Approve:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !ImportValue workflow-role
      Definition:
        StartAt: Ask
        States:
          Ask:
            Type: Task
            Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken
            HeartbeatSeconds: 3600
            Parameters:
              QueueUrl: !ImportValue approvals
              MessageBody:
                TaskToken.$: $$.Task.Token
            End: true
```

```hcl
resource "aws_sfn_state_machine" "approve" {
  role_arn = "arn:aws:iam::111122223333:role/approve"
  definition = jsonencode({
    StartAt = "Ask"
    States = {
      Ask = {                                     # finding
        Type     = "Task"
        Resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
        Parameters = {
          "QueueUrl"    = "https://sqs.eu-west-1.amazonaws.com/111122223333/approvals"
          "MessageBody" = { "TaskToken.$" = "$$.Task.Token" }
        }
        End = true
      }
    }
  })
}
```

```hcl
resource "aws_sfn_state_machine" "approve" {
  role_arn = "arn:aws:iam::111122223333:role/approve"
  definition = jsonencode({
    StartAt = "Ask"
    States = {
      Ask = {
        Type           = "Task"
        Resource       = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
        TimeoutSeconds = 86400
        Parameters = {
          "QueueUrl"    = "https://sqs.eu-west-1.amazonaws.com/111122223333/approvals"
          "MessageBody" = { "TaskToken.$" = "$$.Task.Token" }
        }
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
    "approve",
    role_arn="arn:aws:iam::111122223333:role/approve",
    definition=json.dumps(
        {
            "StartAt": "Ask",
            "States": {
                "Ask": {                          # finding
                    "Type": "Task",
                    "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                    "Parameters": {"QueueUrl": "https://sqs.example.com/approvals", "MessageBody": {"TaskToken.$": "$$.Task.Token"}},
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
    "approve",
    role_arn="arn:aws:iam::111122223333:role/approve",
    definition=json.dumps(
        {
            "StartAt": "Ask",
            "States": {
                "Ask": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                    "TimeoutSeconds": 86400,
                    "Parameters": {"QueueUrl": "https://sqs.example.com/approvals", "MessageBody": {"TaskToken.$": "$$.Task.Token"}},
                    "End": True,
                }
            },
        }
    ),
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import definition_of, states_of

SEVERITY = Severity.WARNING
PRACTICES = ["Automate responses to events", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::StepFunctions::StateMachine")
HELP = "give the task a timeout or a heartbeat"
LINKS = ["https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#sfn-stuck-execution"]

_CALLBACK = ".waitForTaskToken"
_LIMITS = ("TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath")


def check(workflow: Resource, project: Project) -> Iterator[Finding]:
    if not definition_of(workflow)["TimeoutSeconds"].must_be(MISSING):
        return
    for state in states_of(workflow):
        value = state.value
        waits = value["Type"].must_be("Task") and _waits(value["Resource"], project)
        if waits and all(value[limit].must_be(MISSING) for limit in _LIMITS):
            yield Finding(f"{state.name} waits up to a year for an answer that may never come", state.value.at, origin=state.value.origin)


def _waits(resource: Value, project: Project) -> bool:
    """Whether a task waits for somebody to bring its token back: a callback or an activity."""
    if any(one.is_known for one in project.targets(resource, "AWS::StepFunctions::Activity")):
        return True
    if resource.kind == "text":  # the partition is left to the deployment, the end says what it is
        return resource.show().endswith(_CALLBACK)
    return resource.must(lambda arn: str(arn).endswith(_CALLBACK) or ":activity:" in str(arn))
