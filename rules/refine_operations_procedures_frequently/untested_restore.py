"""Backups that nobody restores until they are needed.

A plan makes backups every night, and whether one can be restored, in what time and by which steps, is found out on the worst day: with a
key that was deleted, a role that lacks a permission, a snapshot that is not consistent. Let AWS Backup restore one on a schedule and check
what comes out (a restore testing plan), or start a restore from a scheduled procedure.

This rule is strict: where restores are tested from another repository it has nothing to see. One plan per unit is reported.

```yaml
Resources:
  Nightly:                                        # finding
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: nightly
        BackupPlanRule:
          - RuleName: nightly
            TargetBackupVault: !ImportValue vault
```

```yaml
Resources:
  Nightly:
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: nightly
        BackupPlanRule:
          - RuleName: nightly
            TargetBackupVault: !ImportValue vault
  Monthly:
    Type: AWS::Backup::RestoreTestingPlan
    Properties:
      RestoreTestingPlanName: monthly
      ScheduleExpression: cron(0 6 1 * ? *)
      RecoveryPointSelection:
        Algorithm: RANDOM_WITHIN_WINDOW
        IncludeVaults: ["*"]
        RecoveryPointTypes: [SNAPSHOT]
```

```hcl
resource "aws_backup_plan" "nightly" {            # finding
  name = "nightly"
  rule {
    rule_name         = "nightly"
    target_vault_name = var.vault
  }
}

variable "vault" {
  type = string
}
```

```hcl
resource "aws_backup_plan" "nightly" {
  name = "nightly"
  rule {
    rule_name         = "nightly"
    target_vault_name = var.vault
  }
}

resource "aws_backup_restore_testing_plan" "monthly" {
  name                = "monthly"
  schedule_expression = "cron(0 6 1 * ? *)"
  recovery_point_selection {
    algorithm            = "RANDOM_WITHIN_WINDOW"
    include_vaults       = ["*"]
    recovery_point_types = ["SNAPSHOT"]
  }
}

variable "vault" {
  type = string
}
```

```python
import pulumi_aws as aws

aws.backup.Plan("nightly", rules=[{"rule_name": "nightly", "target_vault_name": "vault"}])  # finding
```

```python
import pulumi_aws as aws

aws.backup.Plan("nightly", rules=[{"rule_name": "nightly", "target_vault_name": "vault"}])
aws.backup.RestoreTestingPlan(
    "monthly",
    schedule_expression="cron(0 6 1 * ? *)",
    recovery_point_selections=[
        {"algorithm": "RANDOM_WITHIN_WINDOW", "include_vaults": ["*"], "recovery_point_types": ["SNAPSHOT"]},
    ],
)
```
"""

import re
from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_first, is_tried_out
from opexlint.patterns import regex

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = ["Ensure a consistent review of operational readiness", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::Backup::BackupPlan")
HELP = "let AWS Backup restore a backup on a schedule, and check what comes out"
LINKS = ["https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html"]

_TESTING = ("AWS::Backup::RestoreTestingPlan", "AWS::Backup::RestoreTestingSelection")
_RESTORES = regex(r"restore", re.IGNORECASE)


def check(plan: Resource, project: Project) -> Iterator[Finding]:
    tested = bool(project.resources(*_TESTING)) or project.once("restores", lambda: _restores(project))
    if tested or is_tried_out(project, plan):
        return
    if is_first(project, plan, "backup plans", lambda one: True if one.type == plan.type else None):
        yield Finding("nothing in this project ever restores one of these backups", plan.at)


def _restores(project: Project) -> bool:
    """Whether anything sounds like a restore: a call, a command, a function, a module that can't be seen into."""
    named = [*(call.name for call in project.calls), *(module.name for module in project.modules if module.opaque)]
    named += [one.name for one in project.resources("AWS::Lambda::Function", "AWS::StepFunctions::StateMachine", "AWS::SSM::Document")]
    named += [word for command in project.commands for word in command.argv]
    return any(_RESTORES.search(name) for name in named)
