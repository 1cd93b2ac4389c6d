"""Deployment to everybody at once.

Every instance, call or client gets the new version in the same moment, so the first to find out what is wrong with it is everybody. A
canary or linear deployment shows it to a few first, while an alarm can still take it back; in place, one instance or half of them after
the other keeps the rest at work.

Blue/green deployments of servers and ECS services, which keep the old version ready, deployments that an alarm watches, and what is named
as a test or a sandbox are left alone. So is what a condition chooses among other ways: whoever deploys knows it.

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
        Type: AllAtOnce                           # finding
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
        Alarms: [orders-fail]
```

```hcl
resource "aws_codedeploy_deployment_group" "shop" {
  app_name               = "shop"
  deployment_group_name  = "shop"
  deployment_config_name = "CodeDeployDefault.AllAtOnce"                          # finding
  service_role_arn       = "arn:aws:iam::123456789012:role/deploy"
}

resource "aws_elastic_beanstalk_environment" "shop" {
  name        = "shop"
  application = "shop"
  setting {
    namespace = "aws:elasticbeanstalk:command"
    name      = "DeploymentPolicy"
    value     = "AllAtOnce"                       # finding
  }
}
```

```hcl
resource "aws_codedeploy_deployment_group" "shop" {
  app_name               = "shop"
  deployment_group_name  = "shop"
  deployment_config_name = "CodeDeployDefault.OneAtATime"
  service_role_arn       = "arn:aws:iam::123456789012:role/deploy"
}

resource "aws_elastic_beanstalk_environment" "shop" {
  name        = "shop"
  application = "shop"
  setting {
    namespace = "aws:elasticbeanstalk:command"
    name      = "DeploymentPolicy"
    value     = "Immutable"
  }
}
```
"""

from collections.abc import Callable, Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import is_conditional, is_for_trying_out

SEVERITY = Severity.NOTE
PRACTICES = ["Employ safe deployment strategies"]
HELP = "deploy in steps, and let an alarm take back what fails"
LINKS = [
    "https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html",
    "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.rolling-version-deploy.html",
]

_NAMES = ("DeploymentGroupName", "EnvironmentName", "Name")


_CHOICES = {
    "AWS::AppConfig::DeploymentStrategy": "GrowthFactor",
    "AWS::CodeDeploy::DeploymentGroup": "DeploymentConfigName",
    "AWS::StepFunctions::StateMachineAlias": "DeploymentPreference.Type",
}
"""By type, where the way to deploy stands."""


def check(subject: Resource, project: Project) -> Iterator[Finding]:
    if subject.type in _CHOICES and is_conditional(subject, _CHOICES[subject.type]):
        return
    chosen = _CHOSEN[subject.type](subject)
    if chosen is not None and not is_for_trying_out(project, subject, *(subject[name] for name in _NAMES)):
        yield Finding("everybody gets the new version in the same moment", chosen.at, origin=chosen.origin)


def _group(group: Resource) -> Value | None:
    name = group["DeploymentConfigName"]
    watched = group["AlarmConfiguration.Enabled"].may_be(True) and group["AlarmConfiguration.Alarms"].may_have_items()
    in_place = name.must_be("CodeDeployDefault.AllAtOnce") and group["DeploymentStyle.DeploymentType"].must_be(MISSING, "IN_PLACE")
    return name if not watched and (in_place or name.must_be("CodeDeployDefault.LambdaAllAtOnce")) else None


def _state_machine(alias: Resource) -> Value | None:
    kind = alias["DeploymentPreference.Type"]
    return kind if kind.must_be("ALL_AT_ONCE") and not alias["DeploymentPreference.Alarms"].may_have_items() else None


def _configuration(strategy: Resource) -> Value | None:
    """AppConfig: all of the clients in one step, and no time to look at what it does."""
    growth, bake = strategy["GrowthFactor"], strategy["FinalBakeTimeInMinutes"]
    return growth if growth.must(lambda percent: percent >= 100) and bake.must_be(MISSING, 0) else None


def _environment(environment: Resource) -> Value | None:
    """Elastic Beanstalk: what somebody chose, for more than a single instance."""
    chosen = None
    for setting in environment["OptionSettings"]:
        if setting["OptionName"].must_be("EnvironmentType") and setting["Value"].may_be("SingleInstance"):
            return None
        if setting["OptionName"].must_be("DeploymentPolicy") and setting["Value"].must_be("AllAtOnce"):
            chosen = setting["Value"]
    return chosen


_CHOSEN: dict[str, Callable[[Resource], Value | None]] = {
    "AWS::AppConfig::DeploymentStrategy": _configuration,
    "AWS::CodeDeploy::DeploymentGroup": _group,
    "AWS::ElasticBeanstalk::Environment": _environment,
    "AWS::StepFunctions::StateMachineAlias": _state_machine,
}
ABOUT = resources(*_CHOSEN)
