"""Apply of a plan that nobody saw.

`apply -auto-approve` without a plan file makes its plan and carries it out in one go: what is destroyed or replaced is known only
afterwards. It is also not what a review was about, because state and provider may have moved since. Make the plan first (`plan
-out=tfplan`), let somebody or a policy look at it, and apply that file.

A script that asks somebody is left alone, and so are tests, and scripts that take an environment away.

```python
import subprocess

subprocess.run(["terraform", "apply", "-auto-approve"], check=True)              # finding
```

```python
import subprocess

subprocess.run(["terraform", "plan", "-out=tfplan"], check=True)
subprocess.run(["./tell-reviewers", "tfplan"], check=True)
subprocess.run(["terraform", "apply", "tfplan"], check=True)
```

```yaml
Resources:
  Deploy:
    Type: AWS::CodeBuild::Project
    Properties:
      Source:
        Type: CODEPIPELINE
        BuildSpec: |
          version: 0.2
          phases:
            build:
              commands:
                - terraform init -input=false
                - terraform apply -input=false -auto-approve          # finding
```

```yaml
Resources:
  Deploy:
    Type: AWS::CodeBuild::Project
    Properties:
      Source:
        Type: CODEPIPELINE
        BuildSpec: |
          version: 0.2
          phases:
            build:
              commands:
                - terraform init -input=false
                - terraform apply -input=false tfplan
```
"""

from collections.abc import Iterator

from opexlint import Command, Finding, Project, Severity, commands
from opexlint.evidence import asks_somebody, option, takes_something_away, verbs
from opexlint.facts.programs import RUNNERS

SEVERITY = Severity.WARNING
PRACTICES = ["Test deployments", "Test and validate changes", "Make informed decisions to deploy systems and changes"]
ABOUT = commands("terraform", "tofu", "terragrunt", *RUNNERS)
HELP = "make the plan with -out, have it looked at, and apply that file"
LINKS = ["https://developer.hashicorp.com/terraform/tutorials/automation/automate-terraform"]

_TOOLS = ("terraform", "tofu", "terragrunt")
_VALUED = {"-var", "-var-file", "-target", "-replace", "-state", "-state-out", "-backup", "-parallelism", "-lock-timeout"}
"""Options of `apply` that take a word of their own when there is no `=`."""


def check(command: Command, project: Project) -> Iterator[Finding]:
    program, said = verbs(command)
    if program not in _TOOLS or "apply" not in said[: 2 if said[:1] == ["run-all"] else 1]:
        return
    approved = option(command, "-auto-approve", "--auto-approve")
    if approved is None or _may_have_a_plan(command) or takes_something_away(project, command) or asks_somebody(project, command):
        return
    yield Finding(f"{program} carries out a plan that nobody has seen", command.at)


def _may_have_a_plan(command: Command) -> bool:
    """Whether a word behind `apply` may name a plan file."""
    words = list(command.words)
    start = next(index for index, word in enumerate(words) if word.must_be("apply"))
    before = ""
    for word in words[start + 1 :]:
        spelled = word.show()
        if f"-{before.lstrip('-')}" not in _VALUED and not (word.kind in ("scalar", "text") and spelled.startswith("-")):
            return True
        before = spelled
    return False
