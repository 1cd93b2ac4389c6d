"""Event pattern that matches no event.

The rule is there to tell somebody that a pipeline, a build, a stack has failed, and one word in its pattern is not what the service writes:
`FAILURE` where CodePipeline says `FAILED`, a type of event that does not exist. Nothing complains about it; the failure simply never
reaches anybody. Write source, type and values exactly as the service does: they are compared letter by letter.

Judged are only services whose events are known, and only plain values (no `prefix`, no `anything-but`); a list in which one value can match
is left alone.

```yaml
Resources:
  PipelineFails:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source: [aws.codepipeline]
        detail-type: [CodePipeline Execution State Change]  # finding: CodePipeline Pipeline Execution State Change
        detail:
          state: [FAILED]
      Targets:
        - Id: team
          Arn: !ImportValue team-topic
```

```yaml
Resources:
  PipelineFails:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source: [aws.codepipeline]
        detail-type: [CodePipeline Pipeline Execution State Change]
        detail:
          state: [FAILED]
      Targets:
        - Id: team
          Arn: !ImportValue team-topic
```

```hcl
resource "aws_cloudwatch_event_rule" "deployment_fails" {
  event_pattern = jsonencode({
    source      = ["aws.codedeploy"]
    detail-type = ["CodeDeploy Deployment State-change Notification"]
    detail      = { state = ["FAILED"] }          # finding: FAILURE
  })
}
```

```hcl
resource "aws_cloudwatch_event_rule" "deployment_fails" {
  event_pattern = jsonencode({
    source      = ["aws.codedeploy"]
    detail-type = ["CodeDeploy Deployment State-change Notification"]
    detail      = { state = ["FAILURE"] }
  })
}
```

```python
from aws_cdk import App, Stack, aws_events as events

app = App()
stack = Stack(app, "Shop")
events.Rule(
    stack,
    "WorkflowFails",
    event_pattern=events.EventPattern(
        source=["aws.stepfunctions"],             # finding: aws.states
        detail_type=["Step Functions Execution Status Change"],
        detail={"status": ["FAILED"]},
    ),
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_events as events

app = App()
stack = Stack(app, "Shop")
events.Rule(
    stack,
    "WorkflowFails",
    event_pattern=events.EventPattern(
        source=["aws.states"],
        detail_type=["Step Functions Execution Status Change"],
        detail={"status": ["FAILED", "TIMED_OUT", "ABORTED"]},
    ),
)
app.synth()
```
"""

from collections.abc import Callable, Iterator

from opexlint import Change, Finding, Project, Resource, Severity, Value, resources
from opexlint.facts.events import EventType, event_types, right_source, right_type

SEVERITY = Severity.ERROR
PRACTICES = ["Use a process for event, incident, and problem management", "Automate responses to events", "Create actionable alerts"]
ABOUT = resources("AWS::Events::Rule")
HELP = "write source, type and values exactly as the service does"
LINKS = [
    "https://docs.aws.amazon.com/eventbridge/latest/ref/event-ref.html",
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html",
]

_OUTCOMES = ("state", "status", "State", "Status")


def check(rule: Resource, project: Project) -> Iterator[Finding]:
    pattern = rule["EventPattern"]
    if pattern.kind != "mapping":
        return
    wrong = _none_matches(pattern.entry("source"), right_source)
    if wrong is not None:
        meant = right_source(str(wrong.known))
        yield _finding(rule, wrong, f"no event comes from the source {wrong.known}", meant, ("source",))
        return
    sources = [source.known for source in pattern.entry("source")]
    if len(sources) != 1 or not isinstance(sources[0], str):
        return
    source = sources[0]
    wrong = _none_matches(pattern.entry("detail-type"), lambda name: right_type(source, name))
    if wrong is not None:
        meant = right_type(source, str(wrong.known))
        yield _finding(rule, wrong, f"{source} sends no event of the type {wrong.known}", meant, ("detail-type",))
        return
    names = [name.known for name in pattern.entry("detail-type")]
    known = event_types(source)
    if len(names) == 1 and names[0] in known:
        yield from _of_detail(rule, known[str(names[0])], pattern.entry("detail"))


def _of_detail(rule: Resource, kind: EventType, detail: Value) -> Iterator[Finding]:
    """What can't be in an event of this type."""
    possible = kind.values
    if possible is None or detail.kind != "mapping":
        return
    field, *below = kind.field.removeprefix("detail.").split(".")
    given = detail.entry(field)
    if given.kind == "gone":
        other = next((key for key, _ in detail.items() if key in _OUTCOMES), "")
        if other and other != field:
            yield _finding(rule, detail.entry(other), f"the events of this type have no {other}", field, ())
        return
    for name in below:
        given = given.entry(name)
    wrong = _none_matches(given, lambda value: "" if value in possible else "no")
    if wrong is not None:
        near = next((value for value in sorted(possible) if value[:4].lower() == str(wrong.known)[:4].lower()), "")
        yield _finding(rule, wrong, f"{field} is never {wrong.known} in events of this type", near, ("detail", field, *below))


def _none_matches(values: Value, right: Callable[[str], str]) -> Value | None:
    """The first of the values, if for each of them something else is certainly right."""
    given = list(values)
    wrong = [value for value in given if value.must(lambda written: isinstance(written, str) and bool(right(written)))]
    return wrong[0] if wrong and len(wrong) == len(given) else None


def _finding(rule: Resource, value: Value, message: str, right: str, path: tuple[str, ...]) -> Finding:
    """With a fix where it is known what is meant and the value stands there as it is."""
    said = f"{message}, so the rule never runs" + (f": {right} is meant" if right else "")
    fix = Change(rule.at, rule.key, ("EventPattern", *path, 0), right, value.at) if right and path and not value.via else None
    return Finding(said, value.at, origin=value.origin, fix=fix)
