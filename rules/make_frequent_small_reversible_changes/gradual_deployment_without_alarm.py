"""Gradual deployment that nothing watches.

Traffic is shifted to the new version step by step so that a bad version can be caught while it serves a few. With neither an alarm nor a
hook, nothing catches it: the shift goes on whatever the first callers see, and the only effect is a slower deployment. Give the
deployment the alarm on the errors of the function, target group or endpoint that it changes, and it stops and rolls back by itself.

A hook that may refuse the new version counts as well: the hooks of an alias, the life-cycle hooks of an ECS service.

```yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
      Runtime: python3.13
      AutoPublishAlias: live
      DeploymentPreference:                       # finding
        Type: Canary10Percent5Minutes
```

```yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
      Runtime: python3.13
      AutoPublishAlias: live
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Alarms:
          - !Ref OrdersFail
  OrdersFail:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
```

```hcl
resource "aws_codedeploy_deployment_group" "orders" {                    # finding
  app_name               = "orders"
  deployment_group_name  = "orders"
  deployment_config_name = "CodeDeployDefault.LambdaCanary10Percent5Minutes"
  service_role_arn       = "arn:aws:iam::123456789012:role/deploy"
}
```

```hcl
resource "aws_codedeploy_deployment_group" "orders" {
  app_name               = "orders"
  deployment_group_name  = "orders"
  deployment_config_name = "CodeDeployDefault.LambdaCanary10Percent5Minutes"
  service_role_arn       = "arn:aws:iam::123456789012:role/deploy"
  alarm_configuration {
    enabled = true
    alarms  = ["orders-fail"]
  }
}
```

```python
from aws_cdk import App, Stack, aws_codedeploy as codedeploy, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
orders = lambda_.Function(
    stack, "Orders", handler="orders.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("orders")
)
live = lambda_.Alias(stack, "Live", alias_name="live", version=orders.current_version)
codedeploy.LambdaDeploymentGroup(stack, "Group", alias=live)             # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_codedeploy as codedeploy, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
orders = lambda_.Function(
    stack, "Orders", handler="orders.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("orders")
)
live = lambda_.Alias(stack, "Live", alias_name="live", version=orders.current_version)
fails = live.metric_errors().create_alarm(stack, "Fails", threshold=1, evaluation_periods=1)
codedeploy.LambdaDeploymentGroup(stack, "Group", alias=live, alarms=[fails])
app.synth()
```
"""

from collections.abc import Callable, Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import is_tried_out
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Automate testing and rollback", "Employ safe deployment strategies", "Create actionable alerts"]
ABOUT = resources(
    "AWS::CodeDeploy::DeploymentGroup", "AWS::ECS::Service", "AWS::SageMaker::Endpoint", "AWS::StepFunctions::StateMachineAlias"
)
HELP = "give the deployment the alarm on the errors of what it changes"
LINKS = [
    "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html",
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html",
]

_MESSAGE = "traffic is shifted step by step, but no alarm stops the shift when the new version fails"
_STEPS = regex(r"^CodeDeployDefault\.(Lambda|ECS)(Canary|Linear)")
_ALIAS = "AWS::Lambda::Alias"
_HOOKS = ("BeforeAllowTrafficHook", "AfterAllowTrafficHook")


def check(subject: Resource, project: Project) -> Iterator[Finding]:
    found = _SHIFTS[subject.type](subject, project)
    if found is not None and not is_tried_out(project, subject):
        yield Finding(_MESSAGE, found.at, origin=found.origin)


def _group(group: Resource, project: Project) -> Value | None:
    """CodeDeploy: a predefined configuration with steps, or one of the project's own."""
    name = group["DeploymentConfigName"]
    if not name.must(lambda spelling: bool(_STEPS.match(spelling))) and not any(
        config.is_known and config["TrafficRoutingConfig.Type"].must_be("TimeBasedCanary", "TimeBasedLinear")
        for config in project.targets(name, "AWS::CodeDeploy::DeploymentConfig")
    ):
        return None
    alarms = group["AlarmConfiguration"]
    if not _watches_nothing(alarms) or any(_may_refuse(alias) for alias in project.referrers(group, _ALIAS)):
        return None
    return alarms


def _watches_nothing(alarms: Value) -> bool:
    return alarms.must_be(MISSING) or alarms["Enabled"].must_be(False) or not alarms["Alarms"].may_have_items()


def _may_refuse(alias: Resource) -> bool:
    """Whether a hook decides on the new version of a function."""
    update = alias.attribute("UpdatePolicy.CodeDeployLambdaAliasUpdate")
    return any(not update[hook].must_be(MISSING) for hook in _HOOKS)


def _service(service: Resource, project: Project) -> Value | None:
    deployment = service["DeploymentConfiguration"]
    alarms = deployment["Alarms"]
    if not deployment["Strategy"].must_be("CANARY", "LINEAR") or deployment["LifecycleHooks"].may_have_items():
        return None
    if alarms["Enable"].may_be(True) and alarms["AlarmNames"].may_have_items():
        return None
    return deployment["Strategy"]


def _endpoint(endpoint: Resource, project: Project) -> Value | None:
    deployment = endpoint["DeploymentConfig"]
    kind = deployment["BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type"]
    if not kind.must_be("CANARY", "LINEAR") or deployment["AutoRollbackConfiguration.Alarms"].may_have_items():
        return None
    return kind


def _state_machine(alias: Resource, project: Project) -> Value | None:
    preference = alias["DeploymentPreference"]
    if not preference["Type"].must_be("CANARY", "LINEAR") or preference["Alarms"].may_have_items():
        return None
    return preference["Type"]


_SHIFTS: dict[str, Callable[[Resource, Project], Value | None]] = {
    "AWS::CodeDeploy::DeploymentGroup": _group,
    "AWS::ECS::Service": _service,
    "AWS::SageMaker::Endpoint": _endpoint,
    "AWS::StepFunctions::StateMachineAlias": _state_machine,
}
