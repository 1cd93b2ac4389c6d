"""Event target without a dead-letter queue.

EventBridge could not deliver an event, because a permission was missing or the target was throttled for a day, and drops it: nothing is
left to look at or to send again. Give the target a dead-letter queue, with an alarm on it.

Targets that only notify (topics, log groups) and schedules, whose next tick comes anyway, are left alone.

```yaml
Resources:
  Ordered:                                        # finding
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source:
          - shop
      Targets:
        - Id: ship
          Arn: arn:aws:lambda:eu-west-1:111122223333:function:ship
```

```yaml
Resources:
  Ordered:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source:
          - shop
      Targets:
        - Id: ship
          Arn: arn:aws:lambda:eu-west-1:111122223333:function:ship
          DeadLetterConfig:
            Arn: !ImportValue failed-events
```

```hcl
resource "aws_cloudwatch_event_rule" "ordered" {  # finding
  event_pattern = jsonencode({ source = ["shop"] })
}

resource "aws_cloudwatch_event_target" "ship" {
  rule = aws_cloudwatch_event_rule.ordered.name
  arn  = "arn:aws:lambda:eu-west-1:111122223333:function:ship"
}
```

```hcl
resource "aws_cloudwatch_event_rule" "ordered" {
  event_pattern = jsonencode({ source = ["shop"] })
}

resource "aws_cloudwatch_event_target" "ship" {
  rule = aws_cloudwatch_event_rule.ordered.name
  arn  = "arn:aws:lambda:eu-west-1:111122223333:function:ship"
  dead_letter_config {
    arn = "arn:aws:sqs:eu-west-1:111122223333:failed-events"
  }
}
```

```python
from aws_cdk import App, Stack, aws_events as events, aws_events_targets as targets, aws_lambda as lambda_, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
ship = lambda_.Function(
    stack, "Ship", handler="ship.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("ship")
)
ordered = events.Rule(stack, "Ordered", event_pattern=events.EventPattern(source=["shop"])) # finding
ordered.add_target(targets.LambdaFunction(ship))
app.synth()
```

```python
from aws_cdk import App, Stack, aws_events as events, aws_events_targets as targets, aws_lambda as lambda_, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
ship = lambda_.Function(
    stack, "Ship", handler="ship.handler", runtime=lambda_.Runtime.PYTHON_3_13, code=lambda_.Code.from_asset("ship")
)
ordered = events.Rule(stack, "Ordered", event_pattern=events.EventPattern(source=["shop"]))
ordered.add_target(targets.LambdaFunction(ship, dead_letter_queue=sqs.Queue(stack, "Failed")))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, Value, resources
from opexlint.patterns import regex

SEVERITY = Severity.NOTE
PRACTICES = ["Use a process for event, incident, and problem management"]
ABOUT = resources("AWS::Events::Rule")
HELP = "give the target a dead-letter queue"
LINKS = ["https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"]
PROFILE = "strict"

_ONLY_TELL = regex(r":(sns|logs):")


def check(rule: Resource, project: Project) -> Iterator[Finding]:
    if not rule["ScheduleExpression"].must_be(MISSING):
        return
    for target in rule["Targets"]:
        if target.kind == "mapping" and target["DeadLetterConfig"].must_be(MISSING) and not _only_tells(target, project):
            yield Finding("an event that can't be delivered to a target of this rule is dropped", rule.at)
            return


def _only_tells(target: Value, project: Project) -> bool:
    """Whether it is a target that only notifies, or may be one: nothing is known of it, and it needs no role."""
    arn = target["Arn"]
    if _ONLY_TELL.search(arn.show()) or (arn.kind == "unknown" and target["RoleArn"].must_be(MISSING)):
        return True
    return any(one.is_known for one in project.targets(arn, "AWS::SNS::Topic", "AWS::Logs::LogGroup"))
