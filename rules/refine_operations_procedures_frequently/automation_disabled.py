"""Automation that is switched off.

The procedure is in the code, reviewed and deployed, and it never runs: whoever reads the code believes that instances are stopped at night,
that certificates are checked, that the canary watches the shop. Switch it on, or delete it: the history keeps it.

This rule is strict: much is switched off for a reason that whoever did it knows. Left alone is what some environment switches on (a
condition, a variable), and examples.

```yaml
Resources:
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      State: DISABLED                             # finding
      Targets:
        - Id: cleanup
          Arn: !ImportValue cleanup-function
```

```yaml
Resources:
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      State: ENABLED
      Targets:
        - Id: cleanup
          Arn: !ImportValue cleanup-function
```

```hcl
resource "aws_scheduler_schedule" "nightly" {
  schedule_expression = "rate(1 day)"
  state               = "DISABLED"                # finding
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = var.function
    role_arn = var.role
  }
}

variable "function" {
  type = string
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_scheduler_schedule" "nightly" {
  schedule_expression = "rate(1 day)"
  state               = var.state
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = var.function
    role_arn = var.role
  }
}

variable "state" {
  type = string
}

variable "function" {
  type = string
}

variable "role" {
  type = string
}
```

```python
from aws_cdk import App, Duration, Stack, aws_events as events

app = App()
stack = Stack(app, "Shop")
events.Rule(
    stack,
    "Nightly",
    schedule=events.Schedule.rate(Duration.days(1)),
    enabled=False,                                # finding
)
app.synth()
```

```python
from aws_cdk import App, Duration, Stack, aws_events as events

app = App()
stack = Stack(app, "Shop")
events.Rule(stack, "Nightly", schedule=events.Schedule.rate(Duration.days(1)))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Location, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = ["Automate responses to events", "Fully automate integration and deployment"]
HELP = "switch it on, or delete it"
LINKS = ["https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_event_response_auto_event_response.html"]

_SWITCHES: dict[str, tuple[str, str | bool]] = {
    "AWS::Events::Rule": ("State", "DISABLED"),
    "AWS::Scheduler::Schedule": ("State", "DISABLED"),
    "AWS::SSM::MaintenanceWindow": ("Enabled", False),
    "AWS::Synthetics::Canary": ("StartCanaryAfterCreation", False),
}
"""By type, what switches it off."""
ABOUT = resources(*_SWITCHES)

_NAMES = {
    "AWS::Events::Rule": "event rule",
    "AWS::Scheduler::Schedule": "schedule",
    "AWS::SSM::MaintenanceWindow": "maintenance window",
    "AWS::Synthetics::Canary": "canary",
}


def check(automation: Resource, project: Project) -> Iterator[Finding]:
    path, off = _SWITCHES[automation.type]
    switch = automation[path]
    if (
        switch.must_be(off)
        and not is_tried_out(project, automation)
        and automation.at not in project.once("switched on", lambda: _on(project))
    ):
        yield Finding(
            f"this {_NAMES[automation.type]} is switched off, so what it is there for never happens", switch.at, origin=switch.origin
        )


def _on(project: Project) -> set[Location]:
    """Where those stand that are, or may be, switched on: a module's code that some environment calls with other values."""
    return {one.at for type_, (path, off) in _SWITCHES.items() for one in project.resources(type_) if not one[path].must_be(off)}
