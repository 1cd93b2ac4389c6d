"""Fault-injection experiment without a stop condition.

The experiment breaks things on purpose, and nothing ends it when it breaks more than was meant: it goes on to its last action while
customers see errors and somebody looks for the button. Stop it by an alarm on a metric that customers feel (errors, latency).

Experiments that are named or described as those of a sandbox, a demo or a development environment are left alone.

```yaml
Resources:
  Blackout:
    Type: AWS::FIS::ExperimentTemplate
    Properties:
      Description: one zone goes dark
      RoleArn: !ImportValue experiment-role
      StopConditions:
        - Source: none                            # finding
      Targets: {}
```

```yaml
Resources:
  Blackout:
    Type: AWS::FIS::ExperimentTemplate
    Properties:
      Description: one zone goes dark
      RoleArn: !ImportValue experiment-role
      StopConditions:
        - Source: aws:cloudwatch:alarm
          Value: !ImportValue checkout-errors-alarm
      Targets: {}
```

```hcl
resource "aws_fis_experiment_template" "blackout" {
  description = "one zone goes dark"
  role_arn    = var.role
  stop_condition {
    source = "none"                               # finding
  }
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_fis_experiment_template" "blackout" {
  description = "one zone goes dark"
  role_arn    = var.role
  stop_condition {
    source = "aws:cloudwatch:alarm"
    value  = var.alarm
  }
}

variable "role" {
  type = string
}

variable "alarm" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_fis as fis

app = App()
stack = Stack(app, "Experiments")
fis.CfnExperimentTemplate(
    stack,
    "Blackout",
    description="one zone goes dark",
    role_arn="arn:aws:iam::123456789012:role/experiment",
    stop_conditions=[
        fis.CfnExperimentTemplate.ExperimentTemplateStopConditionProperty(
            source="none",                        # finding
        )
    ],
    tags={"Name": "blackout"},
    targets={},
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_cloudwatch as cloudwatch, aws_fis as fis

app = App()
stack = Stack(app, "Experiments")
errors = cloudwatch.Alarm.from_alarm_arn(stack, "Errors", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout-errors")
fis.CfnExperimentTemplate(
    stack,
    "Blackout",
    description="one zone goes dark",
    role_arn="arn:aws:iam::123456789012:role/experiment",
    stop_conditions=[
        fis.CfnExperimentTemplate.ExperimentTemplateStopConditionProperty(source="aws:cloudwatch:alarm", value=errors.alarm_arn)
    ],
    tags={"Name": "blackout"},
    targets={},
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import words_of

SEVERITY = Severity.WARNING
PRACTICES = ["Ensure a consistent review of operational readiness", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::FIS::ExperimentTemplate")
HELP = "stop the experiment by an alarm on a metric that customers feel"
LINKS = ["https://docs.aws.amazon.com/fis/latest/userguide/stop-conditions.html"]


_PLAYGROUNDS = {"dev", "development", "sandbox", "playground", "demo"}


def check(experiment: Resource, project: Project) -> Iterator[Finding]:
    if words_of(experiment.name, experiment["Description"].show()) & _PLAYGROUNDS:
        return
    conditions = list(experiment["StopConditions"])
    if conditions and all(condition["Source"].must_be("none") for condition in conditions):
        source = conditions[0]["Source"]
        yield Finding("nothing stops the experiment when it does more damage than was meant", source.at, origin=source.origin)
