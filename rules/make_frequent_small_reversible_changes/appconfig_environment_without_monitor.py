"""Configuration that is never rolled back.

AppConfig rolls a configuration back when one of the environment's alarms goes off while it is deployed or bakes. An environment without
one keeps every configuration, however many errors it causes: a bad feature flag stays until somebody finds it. Give the environment the
alarm of what reads the configuration, and a role that may look at it.

Environments whose name says that nobody depends on them (dev, test, sandbox) are left alone.

```yaml
Resources:
  Live:                                           # finding
    Type: AWS::AppConfig::Environment
    Properties:
      ApplicationId: !ImportValue shop
      Name: live
```

```yaml
Resources:
  Live:
    Type: AWS::AppConfig::Environment
    Properties:
      ApplicationId: !ImportValue shop
      Name: live
      Monitors:
        - AlarmArn: !ImportValue shop-fails
          AlarmRoleArn: !ImportValue may-look-at-alarms
```

```hcl
resource "aws_appconfig_environment" "live" {     # finding
  name           = "live"
  application_id = "a1b2c3d"
}
```

```hcl
resource "aws_appconfig_environment" "live" {
  name           = "live"
  application_id = "a1b2c3d"
  monitor {
    alarm_arn      = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-fails"
    alarm_role_arn = "arn:aws:iam::123456789012:role/looks-at-alarms"
  }
}
```

```python
from aws_cdk import App, Stack, aws_appconfig as appconfig

app = App()
stack = Stack(app, "Shop")
appconfig.CfnEnvironment(stack, "Live", application_id="a1b2c3d", name="live")                   # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_appconfig as appconfig

app = App()
stack = Stack(app, "Shop")
appconfig.CfnEnvironment(
    stack,
    "Live",
    application_id="a1b2c3d",
    name="live",
    monitors=[appconfig.CfnEnvironment.MonitorsProperty(alarm_arn="arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-fails")],
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_for_trying_out

SEVERITY = Severity.WARNING
PRACTICES = ["Automate testing and rollback", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::AppConfig::Environment")
HELP = "give the environment an alarm to watch, and the role that may read it"
LINKS = ["https://docs.aws.amazon.com/appconfig/latest/userguide/monitoring-deployments.html"]


def check(environment: Resource, project: Project) -> Iterator[Finding]:
    if environment["Monitors"].may_have_items() or is_for_trying_out(project, environment, environment["Name"]):
        return
    yield Finding("no alarm rolls back a bad configuration in this environment", environment["Monitors"].at)
