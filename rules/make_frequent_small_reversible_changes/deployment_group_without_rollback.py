"""Deployment group that never rolls back.

CodeDeploy leaves a failed deployment where it stopped: some instances, tasks or calls have the new version, the rest the old one, until
somebody starts a deployment of the old version by hand. Automatic rollback, off unless it is asked for, deploys the last good version as
soon as a deployment fails.

A deployment group with alarms and no rollback is `rollback-never-triggered`.

```yaml
Resources:
  Shop:                                           # finding
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: shop
      ServiceRoleArn: !ImportValue deploy-role
```

```yaml
Resources:
  Shop:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: shop
      ServiceRoleArn: !ImportValue deploy-role
      AutoRollbackConfiguration:
        Enabled: true
        Events:
          - DEPLOYMENT_FAILURE
```

```hcl
resource "aws_codedeploy_deployment_group" "shop" {
  app_name              = "shop"
  deployment_group_name = "shop"
  service_role_arn      = "arn:aws:iam::123456789012:role/deploy"
  auto_rollback_configuration {
    enabled = false                               # finding
  }
}
```

```hcl
resource "aws_codedeploy_deployment_group" "shop" {
  app_name              = "shop"
  deployment_group_name = "shop"
  service_role_arn      = "arn:aws:iam::123456789012:role/deploy"
  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]
  }
}
```

```python
from aws_cdk import App, Stack, aws_codedeploy as codedeploy

app = App()
stack = Stack(app, "Shop")
codedeploy.ServerDeploymentGroup(
    stack, "Group", auto_rollback=codedeploy.AutoRollbackConfig(failed_deployment=False)             # finding
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_codedeploy as codedeploy

app = App()
stack = Stack(app, "Shop")
codedeploy.ServerDeploymentGroup(stack, "Group")
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Change, Finding, Project, Resource, Severity, resources

SEVERITY = Severity.WARNING
PRACTICES = ["Automate testing and rollback", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::CodeDeploy::DeploymentGroup")
HELP = "enable automatic rollback for failed deployments"
LINKS = ["https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html"]

_MESSAGE = "a failed deployment stays half-way, because automatic rollback is off"


def check(group: Resource, project: Project) -> Iterator[Finding]:
    rollback = group["AutoRollbackConfiguration"]
    enabled = rollback["Enabled"]
    if rollback.must_be(MISSING):
        alarms = group["AlarmConfiguration"]
        if alarms["Enabled"].may_be(True) and alarms["Alarms"].may_have_items():
            return  # half of a rollback is there: that is rollback-never-triggered
        wanted = {"Enabled": True, "Events": ["DEPLOYMENT_FAILURE"]}
        yield Finding(_MESSAGE, group.at, fix=Change(group.at, group.key, ("AutoRollbackConfiguration",), wanted))
    elif enabled.must_be(MISSING, False):
        yield Finding(_MESSAGE, enabled.at if enabled.must_be(False) else rollback.at, origin=enabled.origin)
