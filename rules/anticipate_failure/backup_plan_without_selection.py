"""Backup plan without a selection.

The plan runs every night and backs up nothing, because nothing tells it what: on the day when a backup is needed there is none. Give the
plan a selection, best by a tag that databases and disks carry.

A plan that is an output may be given a selection elsewhere.

```yaml
Resources:
  Nightly:                                        # finding
    Type: AWS::Backup::BackupPlan
    Properties:
      BackupPlan:
        BackupPlanName: nightly
        BackupPlanRule:
          - RuleName: nightly
            TargetBackupVault: default
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
            TargetBackupVault: default
  Tagged:
    Type: AWS::Backup::BackupSelection
    Properties:
      BackupPlanId: !Ref Nightly
      BackupSelection:
        SelectionName: tagged
        IamRoleArn: !ImportValue backup-role
        ListOfTags:
          - ConditionType: STRINGEQUALS
            ConditionKey: backup
            ConditionValue: nightly
```

```hcl
resource "aws_backup_plan" "nightly" {            # finding
  name = "nightly"
  rule {
    rule_name         = "nightly"
    target_vault_name = "default"
  }
}
```

```hcl
resource "aws_backup_plan" "nightly" {
  name = "nightly"
  rule {
    rule_name         = "nightly"
    target_vault_name = "default"
  }
}

resource "aws_backup_selection" "tagged" {
  name         = "tagged"
  plan_id      = aws_backup_plan.nightly.id
  iam_role_arn = "arn:aws:iam::111122223333:role/backup"
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "nightly"
  }
}
```

```python
from aws_cdk import App, Stack, aws_backup as backup

app = App()
stack = Stack(app, "Shop")
nightly = backup.BackupPlan(stack, "Nightly")     # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_backup as backup

app = App()
stack = Stack(app, "Shop")
nightly = backup.BackupPlan(stack, "Nightly")
nightly.add_selection("Tagged", resources=[backup.BackupResource.from_tag("backup", "nightly")])
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import handed_on

SEVERITY = Severity.WARNING
PRACTICES = ["Plan for unsuccessful changes", "Automate responses to events"]
ABOUT = resources("AWS::Backup::BackupPlan")
HELP = "give the plan a selection of what it is to back up"
LINKS = ["https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html"]

_SELECTION = "AWS::Backup::BackupSelection"


def check(plan: Resource, project: Project) -> Iterator[Finding]:
    if any(project.referrers(plan, _SELECTION)) or any(handed_on(project, plan)):
        return
    if not any(selection["BackupPlanId"].kind == "unknown" for selection in project.resources(_SELECTION)):
        yield Finding("this plan backs up nothing, because no selection says what", plan.at)
