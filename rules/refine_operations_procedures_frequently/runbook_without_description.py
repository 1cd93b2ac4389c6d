"""Runbook without a description.

Whoever finds it in an incident sees a name in a list, and has to read its steps to learn what it is for, what it needs and what it may
break. Say what it does, when to use it, what has to be true before, and whom to ask: Systems Manager shows the description wherever
somebody chooses a document.

```yaml
Resources:
  Restart:                                        # finding
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Automation
      Content:
        schemaVersion: "0.3"
        mainSteps:
          - name: restart
            action: aws:executeAwsApi
            inputs:
              Service: ecs
              Api: UpdateService
```

```yaml
Resources:
  Restart:
    Type: AWS::SSM::Document
    Properties:
      DocumentType: Automation
      Content:
        schemaVersion: "0.3"
        description: >-
          Restarts the tasks of the shop one by one; customers notice nothing. For when the shop answers slowly and the database is fine.
          On trouble, ask the shop team.
        mainSteps:
          - name: restart
            action: aws:executeAwsApi
            inputs:
              Service: ecs
              Api: UpdateService
```

```hcl
resource "aws_ssm_document" "rotate" {            # finding
  name          = "rotate-logs"
  document_type = "Command"
  content = jsonencode({
    schemaVersion = "2.2"
    mainSteps = [
      { name = "rotate", action = "aws:runShellScript", inputs = { runCommand = ["logrotate --force /etc/logrotate.conf"] } },
    ]
  })
}
```

```hcl
resource "aws_ssm_document" "rotate" {
  name          = "rotate-logs"
  document_type = "Command"
  content = jsonencode({
    schemaVersion = "2.2"
    description   = "Rotates the logs at once, for when a disk is nearly full. Safe at any time. On trouble, ask the shop team."
    mainSteps = [
      { name = "rotate", action = "aws:runShellScript", inputs = { runCommand = ["logrotate --force /etc/logrotate.conf"] } },
    ]
  })
}
```

```python
from aws_cdk import App, Stack, aws_ssm as ssm

app = App()
stack = Stack(app, "Operations")
ssm.CfnDocument(                                  # finding
    stack,
    "Restart",
    document_type="Automation",
    content={"schemaVersion": "0.3", "mainSteps": [{"name": "restart", "action": "aws:executeAwsApi"}]},
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_ssm as ssm

app = App()
stack = Stack(app, "Operations")
ssm.CfnDocument(
    stack,
    "Restart",
    document_type="Automation",
    content={
        "schemaVersion": "0.3",
        "description": "Restarts the tasks of the shop one by one. On trouble, ask the shop team.",
        "mainSteps": [{"name": "restart", "action": "aws:executeAwsApi"}],
    },
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources

SEVERITY = Severity.NOTE
PRACTICES = ["Use runbooks to perform procedures", "Processes and procedures have identified owners"]
ABOUT = resources("AWS::SSM::Document")
HELP = "say what it does, when to use it, what has to be true before, and whom to ask"
LINKS = ["https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_ready_to_support_use_runbooks.html"]


def check(document: Resource, project: Project) -> Iterator[Finding]:
    if not document["DocumentType"].or_default("Command").must_be("Automation", "Command"):
        return
    description = document["Content.description"]
    if description.must_be(MISSING, ""):
        yield Finding("this runbook does not say what it is for and when to use it", description.at, origin=description.origin)
