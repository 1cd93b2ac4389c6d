"""Runbook that goes on after a failed step.

A step fails, and the next ones change things all the same, on the ground of what was never done: the instance is patched without the
snapshot, the traffic is moved to what did not start. Let the step abort the run (that is the default), or go on at a step that puts things
right (`onFailure: step:restore`).

Left alone are steps that tidy up or notify, steps that say themselves whether they matter (`isCritical`), steps behind which nothing is
changed any more, and steps whose outcome a later step looks at.

```yaml
Resources:
  Patch:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Automation
      Content:
        schemaVersion: "0.3"
        description: Patches an instance of the shop. On trouble, ask the shop team.
        mainSteps:
          - name: snapshot
            action: aws:executeAwsApi
            onFailure: Continue                   # finding
            inputs:
              Service: ec2
              Api: CreateSnapshot
          - name: patch
            action: aws:runCommand
            inputs:
              DocumentName: AWS-RunPatchBaseline
```

```yaml
Resources:
  Patch:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Automation
      Content:
        schemaVersion: "0.3"
        description: Patches an instance of the shop. On trouble, ask the shop team.
        mainSteps:
          - name: snapshot
            action: aws:executeAwsApi
            onFailure: Abort
            inputs:
              Service: ec2
              Api: CreateSnapshot
          - name: patch
            action: aws:runCommand
            inputs:
              DocumentName: AWS-RunPatchBaseline
          - name: notifyTeam
            action: aws:executeAwsApi
            onFailure: Continue
            inputs:
              Service: sns
              Api: Publish
```

```hcl
resource "aws_ssm_document" "failover" {
  name            = "failover"
  document_type   = "Automation"
  document_format = "JSON"
  content = jsonencode({
    schemaVersion = "0.3"
    description   = "Moves the shop to the other region. On trouble, ask the shop team."
    mainSteps = [
      {
        name      = "promoteDatabase"
        action    = "aws:executeAwsApi"
        onFailure = "Continue"                    # finding
        inputs    = { Service = "rds", Api = "PromoteReadReplica" }
      },
      {
        name   = "moveTraffic"
        action = "aws:executeAwsApi"
        inputs = { Service = "route53", Api = "ChangeResourceRecordSets" }
      },
    ]
  })
}
```

```hcl
resource "aws_ssm_document" "failover" {
  name            = "failover"
  document_type   = "Automation"
  document_format = "JSON"
  content = jsonencode({
    schemaVersion = "0.3"
    description   = "Moves the shop to the other region. On trouble, ask the shop team."
    mainSteps = [
      {
        name   = "promoteDatabase"
        action = "aws:executeAwsApi"
        inputs = { Service = "rds", Api = "PromoteReadReplica" }
      },
      {
        name   = "moveTraffic"
        action = "aws:executeAwsApi"
        inputs = { Service = "route53", Api = "ChangeResourceRecordSets" }
      },
    ]
  })
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
                "onFailure": "Continue",          # finding
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
            {"name": "drain", "action": "aws:invokeLambdaFunction", "inputs": {"FunctionName": "drain"}},
            {"name": "resize", "action": "aws:executeAwsApi", "inputs": {"Service": "ec2", "Api": "ModifyInstanceAttribute"}},
        ],
    },
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Note, Project, Resource, Severity, resources
from opexlint.evidence import automation_steps, is_change, is_clean_up, may_look_at

SEVERITY = Severity.WARNING
PRACTICES = ["Use runbooks to perform procedures", "Automate responses to events"]
ABOUT = resources("AWS::SSM::Document")
HELP = "let the step abort the run, or go on at a step that puts things right"
LINKS = ["https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html"]


def check(document: Resource, project: Project) -> Iterator[Finding]:
    steps = list(automation_steps(document))
    for index, step in enumerate(steps):
        decision = step["onFailure"]
        if (
            not decision.must_be("Continue")
            or not step["isCritical"].must_be(MISSING)
            or not step["isEnd"].or_default(False).must_be(False)
        ):
            continue
        if not is_change(step) or is_clean_up(step):
            continue
        later = steps[index + 1 :]
        change = next((one for one in later if is_change(one) and not is_clean_up(one)), None)
        if change is not None and not any(may_look_at(one, step) for one in later):
            name, next_name = step["name"].show(), change["name"].show()
            notes = (Note(f"{next_name} is carried out all the same", change.at),)
            yield Finding(f"when {name} fails, the runbook goes on and changes things in {next_name}", decision.at, notes, decision.origin)
