"""Deployment with rollback switched off.

When the change fails, the stack stays half-way: neither the old nor the new version, and the next deployment is refused until somebody
cleans up by hand. The switch is for a developer's own sandbox; in code that deploys for everybody it takes away the way back.

```python
import boto3

boto3.client("cloudformation").create_stack(
    StackName="shop",
    TemplateURL="https://example.com/shop.yaml",
    DisableRollback=True,                         # finding
)
```

```python
import subprocess

subprocess.run(["sam", "deploy", "--stack-name", "shop", "--disable-rollback"], check=True)     # finding
```

```python
import subprocess

import boto3

boto3.client("cloudformation").create_stack(StackName="shop", TemplateURL="https://example.com/shop.yaml")
subprocess.run(["cdk", "deploy", "--all"], check=True)
```

```toml
version = 0.1

[default.deploy.parameters]
stack_name = "shop"
disable_rollback = true                           # finding
```

```toml
version = 0.1

[default.deploy.parameters]
stack_name = "shop"
disable_rollback = false
```
"""

from collections.abc import Iterator

from opexlint import Call, Command, Finding, Project, Severity, Value, calls, change_by, commands
from opexlint.facts.programs import RUNNERS

SEVERITY = Severity.WARNING
PRACTICES = ["Plan for unsuccessful changes", "Automate testing and rollback"]
ABOUT = (
    calls(
        *(
            f"boto3.cloudformation.{operation}"
            for operation in ("create_stack", "update_stack", "execute_change_set", "rollback_stack", "create_change_set")
        )
    ),
    commands("aws", "sam", "cdk", *RUNNERS),
)
HELP = "let a failed deployment roll back; keep the switch for a sandbox and pass it by hand there"
LINKS = ["https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html"]

_DEPLOYMENTS = {
    "sam deploy",
    "cdk deploy",
    *(f"aws cloudformation {verb}" for verb in ("deploy", "create-stack", "update-stack", "execute-change-set", "create-change-set")),
}
_SWITCHES = ("--disable-rollback", "--no-rollback", "--rollback=false")
_ON_FAILURE = ("--on-failure", "--on-stack-failure")
_MESSAGE = "a failed deployment stays half-way, because rollback is switched off"


def check(deployment: Call | Command, project: Project) -> Iterator[Finding]:
    if isinstance(deployment, Call):
        for value in (deployment["DisableRollback"], deployment["OnFailure"], deployment["OnStackFailure"]):
            if value.must_be(True, "DO_NOTHING"):
                yield Finding(_MESSAGE, value.at, origin=value.origin)
    elif change_by(project, deployment) in _DEPLOYMENTS:
        option = ""
        for word in deployment.words:
            if _switches_off(option, word):
                yield Finding(_MESSAGE, word.at, origin=word.origin)
            option = word.show() if word.show().startswith("-") else ""


def _switches_off(option: str, word: Value) -> bool:
    """Whether a word switches rollback off; `option` is the one in front of it, whose value it may be."""
    if option in _ON_FAILURE:
        return word.must_be("DO_NOTHING")
    if option == "--rollback":
        return word.must_be("false")
    if option and word.known is None:
        return False  # the value of another option
    return word.must_be(*_SWITCHES)
