"""Maintenance task that changes all machines at once, or goes on whatever fails.

A patch or a command that breaks a machine breaks them all: with a concurrency of 100% they are worked on at the same time, with 100% of
errors allowed the task goes on to the last one after the first has failed. Work on a tenth of them at a time, and stop at the first errors.

Documents that only look (inventory, a patch baseline that scans), or that update the agent or a configuration that others read, are left
alone, and so are tasks for a single machine.

```yaml
Resources:
  Patch:
    Type: AWS::SSM::MaintenanceWindowTask
    Properties:
      WindowId: !ImportValue patch-window
      TaskType: RUN_COMMAND
      TaskArn: AWS-RunPatchBaseline
      Priority: 1
      Targets:
        - Key: WindowTargetIds
          Values: [!ImportValue web-servers]
      MaxConcurrency: 100%                        # finding
      MaxErrors: "1"
      TaskInvocationParameters:
        MaintenanceWindowRunCommandParameters:
          Parameters:
            Operation: [Install]
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
      Targets:
        - Key: WindowTargetIds
          Values: [!ImportValue web-servers]
      MaxConcurrency: 10%
      MaxErrors: "1"
      TaskInvocationParameters:
        MaintenanceWindowRunCommandParameters:
          Parameters:
            Operation: [Install]
```

```hcl
resource "aws_ssm_association" "harden" {
  name            = "AWS-RunShellScript"
  max_concurrency = "10%"
  max_errors      = "100%"                        # finding
  targets {
    key    = "tag:Role"
    values = ["web"]
  }
}
```

```hcl
resource "aws_ssm_association" "harden" {
  name            = "AWS-RunShellScript"
  max_concurrency = "10%"
  max_errors      = "1"
  targets {
    key    = "tag:Role"
    values = ["web"]
  }
}
```

```python
from aws_cdk import App, Stack, aws_ssm as ssm

app = App()
stack = Stack(app, "Operations")
ssm.CfnAssociation(
    stack,
    "Harden",
    name="AWS-RunAnsiblePlaybook",
    max_concurrency="100%",                       # finding
    targets=[ssm.CfnAssociation.TargetProperty(key="tag:Role", values=["web"])],
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_ssm as ssm

app = App()
stack = Stack(app, "Operations")
ssm.CfnAssociation(
    stack,
    "Harden",
    name="AWS-RunAnsiblePlaybook",
    max_concurrency="10%",
    max_errors="1",
    targets=[ssm.CfnAssociation.TargetProperty(key="tag:Role", values=["web"])],
)
app.synth()
```
"""

import re
from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import DOCUMENT, run_command_of
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Perform patch management", "Employ safe deployment strategies", "Automate responses to events"]
ABOUT = resources("AWS::SSM::MaintenanceWindowTask", "AWS::SSM::Association")
HELP = "work on a tenth of the machines at a time, and stop at the first errors"
LINKS = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-velocity.html",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/maintenance-windows.html",
]

_CHANGES = ("AWS-RunPatchBaseline", "AWS-RunPatchBaselineAssociation", "AWS-RunPatchBaselineWithHooks", "AWS-ApplyPatchBaseline",
            "AWS-RunShellScript", "AWS-RunPowerShellScript", "AWS-RunAnsiblePlaybook", "AWS-ApplyAnsiblePlaybooks", "AWS-ApplyChefRecipes",
            "AWS-ApplyDSCMofs", "AWS-InstallApplication", "AWS-InstallWindowsUpdates", "AWS-RestartEC2Instance", "AWS-RunRemoteScript",
            "AWS-RunDocument", "AWS-UpdateLinuxAmi", "AWS-StopEC2Instance")  # fmt: skip
_LOOKS = regex(r"health|check|scan|inventory|collect|report|describe|list|audit|inspect|gather|status", re.IGNORECASE)


def check(task: Resource, project: Project, *, share: int = 100) -> Iterator[Finding]:
    document = task["Name" if task.type == "AWS::SSM::Association" else "TaskArn"]
    if not _changes(document, project) or _scans(task) or not _may_be_many(task):
        return

    def unbounded(written: str) -> bool:
        return str(written).endswith("%") and int(str(written)[:-1]) >= share

    at_once, errors = task["MaxConcurrency"], task["MaxErrors"]
    if at_once.must(unbounded):
        yield Finding(f"{at_once.known} of the machines are changed at the same time", at_once.at, origin=at_once.origin)
    elif errors.must(unbounded):
        yield Finding(f"the task goes on until {errors.known} of the machines have failed", errors.at, origin=errors.origin)


def _changes(document: Value, project: Project) -> bool:
    """Whether the document certainly changes a machine: one of AWS that does, or one of the project that does not sound like looking."""
    if document.must(lambda name: name.rpartition("/")[2] in _CHANGES):
        return True
    own = [one for one in project.targets(document, DOCUMENT) if one.is_known]
    return len(own) == 1 and not own[0]["Name"].may(lambda name: _LOOKS.search(name) is not None) and not _LOOKS.search(own[0].name)


def _scans(task: Resource) -> bool:
    """Whether a patch baseline could be told to look only."""
    run = run_command_of(task)
    operation = task["Parameters.Operation"] if run is None else run["Parameters.Operation"]
    given = list(operation) if run is None or run["parameter"].kind == "gone" else _operations(run["parameter"])
    return any(one.may_be("Scan") for one in given)


def _operations(parameters: Value) -> list[Value]:
    return [value for one in parameters if one["name"].may_be("Operation") for value in one["values"]]


def _may_be_many(task: Resource) -> bool:
    """Whether more than one machine could be meant."""
    targets = list(task["Targets"])
    values = [value for target in targets for value in target["Values"]]
    return not (len(values) == 1 and targets[0]["Key"].must_be("InstanceIds") and not values[0].must_be("*"))
