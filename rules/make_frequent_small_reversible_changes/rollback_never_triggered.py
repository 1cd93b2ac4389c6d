"""Rollback that is never triggered.

CodeDeploy rolls back on an alarm only when two halves meet: alarms that the deployment group watches, and the event
`DEPLOYMENT_STOP_ON_ALARM` among those that roll back. With the event alone no alarm can stop a bad deployment; with the alarms alone the
deployment is stopped half-way and stays there. Either way the code promises a way back that does not exist.

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
          - DEPLOYMENT_STOP_ON_ALARM              # finding: no alarm
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
          - DEPLOYMENT_STOP_ON_ALARM
      AlarmConfiguration:
        Enabled: true
        Alarms:
          - Name: shop-5xx
```

```hcl
resource "aws_codedeploy_deployment_group" "shop" {
  app_name              = "shop"
  deployment_group_name = "shop"
  service_role_arn      = var.role
  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE"]              # finding: stops the deployment
  }
  alarm_configuration {
    enabled = true
    alarms  = ["shop-5xx"]
  }
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_codedeploy_deployment_group" "shop" {
  app_name              = "shop"
  deployment_group_name = "shop"
  service_role_arn      = var.role
  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]
  }
  alarm_configuration {
    enabled = true
    alarms  = ["shop-5xx"]
  }
}

variable "role" {
  type = string
}
```

```python
import pulumi_aws as aws

aws.codedeploy.DeploymentGroup(
    "shop",
    app_name="shop",
    deployment_group_name="shop",
    service_role_arn="arn:aws:iam::123456789012:role/deploy",
    auto_rollback_configuration={
        "enabled": True,
        "events": ["DEPLOYMENT_STOP_ON_ALARM"],   # finding: no alarm
    },
)
```

```python
import pulumi_aws as aws

aws.codedeploy.DeploymentGroup(
    "shop",
    app_name="shop",
    deployment_group_name="shop",
    service_role_arn="arn:aws:iam::123456789012:role/deploy",
    auto_rollback_configuration={"enabled": True, "events": ["DEPLOYMENT_STOP_ON_ALARM"]},
    alarm_configuration={"enabled": True, "alarms": ["shop-5xx"]},
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Change, Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.WARNING
PRACTICES = ["Automate testing and rollback", "Create actionable alerts"]
ABOUT = resources("AWS::CodeDeploy::DeploymentGroup")
HELP = "give the deployment group alarms, and let DEPLOYMENT_STOP_ON_ALARM roll back"
LINKS = ["https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-configure-advanced-options.html"]

_ON_ALARM = "DEPLOYMENT_STOP_ON_ALARM"
_GENERATED = ("AWS::Serverless::Function",)
"""What makes deployment groups with all events by itself: nobody promised an alarm there."""


def check(group: Resource, project: Project) -> Iterator[Finding]:
    if group.record.native_type in _GENERATED or is_tried_out(project, group):
        return
    rollback = group["AutoRollbackConfiguration"]
    alarms = group["AlarmConfiguration"]
    if rollback["Enabled"].must_be(True):
        event = next((event for event in rollback["Events"] if event.must_be(_ON_ALARM)), None)
        if event is not None and _watches_nothing(alarms):
            yield Finding("an alarm is to roll the deployment back, but no alarm is watched", event.at, origin=event.origin)
    elif not rollback.must_be(MISSING):
        return  # rollback is switched off on purpose, or not known
    if _watches(alarms) and not any(event.may_be(_ON_ALARM) for event in rollback["Events"]):
        events = rollback["Events"]
        yield Finding(
            "an alarm stops the deployment half-way, and nothing rolls it back",
            alarms.at if rollback.must_be(MISSING) else events.at,
            fix=_with_event(group, rollback),
        )


def _watches_nothing(alarms: Value) -> bool:
    return alarms.must_be(MISSING) or alarms["Enabled"].must_be(False) or not alarms["Alarms"].may_have_items()


def _watches(alarms: Value) -> bool:
    """Whether it certainly watches an alarm: which one may be unknown, that there is one is not."""
    names = alarms["Alarms"]
    return alarms["Enabled"].must_be(True) and names.kind == "list" and any(name.kind != "unknown" for name in names)


def _with_event(group: Resource, rollback: Value) -> Change | None:
    """The change that adds the event to those that are there, as far as they are known."""
    if rollback.must_be(MISSING):
        return Change(group.at, group.key, ("AutoRollbackConfiguration",), {"Enabled": True, "Events": [_ON_ALARM]})
    events = rollback["Events"]
    names = [event.known for event in events]
    if None in names:
        return None
    return Change(
        group.at, group.key, ("AutoRollbackConfiguration", "Events"), [*names, _ON_ALARM], None if events.must_be(MISSING) else events.at
    )
