"""Runbook that goes on at a step that is not there.

A step was renamed or removed, and another one still names it as what comes next, or as what puts things right after a failure. Systems
Manager refuses the document, or the run ends at that place: in the middle of an incident, with the change half made. Name a step of the
same document.

Left alone are documents whose steps are not all known.

```yaml
Resources:
  Failover:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Automation
      Content:
        schemaVersion: "0.3"
        description: Moves the shop to the other region. On trouble, ask the shop team.
        mainSteps:
          - name: promoteDatabase
            action: aws:executeAwsApi
            onFailure: step:moveBack              # finding
            nextStep: moveTraffic
            inputs:
              Service: rds
              Api: PromoteReadReplica
          - name: moveTraffic
            action: aws:executeAwsApi
            isEnd: true
            inputs:
              Service: route53
              Api: ChangeResourceRecordSets
```

```yaml
Resources:
  Failover:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Automation
      Content:
        schemaVersion: "0.3"
        description: Moves the shop to the other region. On trouble, ask the shop team.
        mainSteps:
          - name: promoteDatabase
            action: aws:executeAwsApi
            onFailure: step:tellTeam
            nextStep: moveTraffic
            inputs:
              Service: rds
              Api: PromoteReadReplica
          - name: moveTraffic
            action: aws:executeAwsApi
            isEnd: true
            inputs:
              Service: route53
              Api: ChangeResourceRecordSets
          - name: tellTeam
            action: aws:executeAwsApi
            isEnd: true
            inputs:
              Service: sns
              Api: Publish
```

```hcl
resource "aws_ssm_document" "restart" {
  name            = "restart"
  document_type   = "Automation"
  document_format = "YAML"
  content         = <<-DOCUMENT
    schemaVersion: "0.3"
    description: Restarts the shop. On trouble, ask the shop team.
    mainSteps:
      - name: isBusy
        action: aws:branch
        inputs:
          Choices:
            - NextStep: drain                     # finding
              Variable: "{{ Mode }}"
              StringEquals: gentle
          Default: restart
      - name: restart
        action: aws:executeAwsApi
        inputs:
          Service: ecs
          Api: UpdateService
  DOCUMENT
}
```

```hcl
resource "aws_ssm_document" "restart" {
  name            = "restart"
  document_type   = "Automation"
  document_format = "YAML"
  content         = <<-DOCUMENT
    schemaVersion: "0.3"
    description: Restarts the shop. On trouble, ask the shop team.
    mainSteps:
      - name: isBusy
        action: aws:branch
        inputs:
          Choices:
            - NextStep: drain
              Variable: "{{ Mode }}"
              StringEquals: gentle
          Default: restart
      - name: drain
        action: aws:invokeLambdaFunction
        inputs:
          FunctionName: drain
      - name: restart
        action: aws:executeAwsApi
        inputs:
          Service: ecs
          Api: UpdateService
  DOCUMENT
}
```

```python
from aws_cdk import App, Stack, aws_ssm as ssm

app = App()
stack = Stack(app, "Operations")
ssm.CfnDocument(
    stack,
    "Resize",
    document_type="Automation",
    content={
        "schemaVersion": "0.3",
        "description": "Gives an instance of the shop another size. On trouble, ask the shop team.",
        "mainSteps": [
            {
                "name": "drain",
                "action": "aws:invokeLambdaFunction",
                "nextStep": "modify",             # finding
                "inputs": {"FunctionName": "drain"},
            },
            {
                "name": "resize",
                "action": "aws:executeAwsApi",
                "inputs": {"Service": "ec2", "Api": "ModifyInstanceAttribute"},
            },
        ],
    },
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_ssm as ssm

app = App()
stack = Stack(app, "Operations")
ssm.CfnDocument(
    stack,
    "Resize",
    document_type="Automation",
    content={
        "schemaVersion": "0.3",
        "description": "Gives an instance of the shop another size. On trouble, ask the shop team.",
        "mainSteps": [
            {
                "name": "drain",
                "action": "aws:invokeLambdaFunction",
                "nextStep": "resize",
                "inputs": {"FunctionName": "drain"},
            },
            {
                "name": "resize",
                "action": "aws:executeAwsApi",
                "inputs": {"Service": "ec2", "Api": "ModifyInstanceAttribute"},
            },
        ],
    },
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import automation_steps

SEVERITY = Severity.ERROR
PRACTICES = ["Use runbooks to perform procedures", "Have a process per alert"]
ABOUT = resources("AWS::SSM::Document")
HELP = "name a step of the same document"
LINKS = ["https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html"]

_STEP = "step:"


def check(document: Resource, project: Project) -> Iterator[Finding]:
    steps = list(automation_steps(document))
    names = [step["name"].known for step in steps]
    if None in names:
        return
    for step in steps:
        for place, goes in _followers(step):
            name = _name(place.known, goes)
            if name is not None and name not in names:
                yield Finding(f"the step {step['name'].known} goes on at {name}, and there is no such step", place.at, origin=place.origin)


def _followers(step: Value) -> Iterator[tuple[Value, str]]:
    """Where a step names another one, and what stands in front of the name there."""
    yield step["nextStep"], ""
    yield step["onFailure"], _STEP
    yield step["onCancel"], _STEP
    if step["action"].must_be("aws:branch"):
        yield step["inputs.Default"], ""
        for choice in step["inputs.Choices"]:
            yield choice["NextStep"], ""


def _name(written: object, front: str) -> str | None:
    """The step that is named; None where none is, or it is not known, or known only when the document runs."""
    if not isinstance(written, str) or not written.startswith(front) or "{{" in written:
        return None
    return written.removeprefix(front).strip()
