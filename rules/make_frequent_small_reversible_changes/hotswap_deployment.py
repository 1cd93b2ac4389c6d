"""Deployment that goes past CloudFormation.

A hotswap writes code and settings straight into the running resources: no change set, no rollback, and from then on the stack describes
something else than what runs. The next ordinary deployment may undo it or fail on it. It is made for a developer's own sandbox; what
deploys for others has to go through the stack.

```python
import subprocess

subprocess.run(["cdk", "deploy", "--hotswap", "Shop"], check=True)                # finding
```

```python
import subprocess

subprocess.run(["cdk", "deploy", "Shop"], check=True)
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
                - sam sync --stack-name shop --no-watch                # finding
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
                - sam deploy --stack-name shop --no-fail-on-empty-changeset
```
"""

from collections.abc import Iterator

from opexlint import Command, Finding, Project, Severity, commands
from opexlint.evidence import is_spared, option, verbs
from opexlint.facts.programs import RUNNERS

SEVERITY = Severity.WARNING
PRACTICES = ["Use build and deployment management systems", "Plan for unsuccessful changes"]
ABOUT = commands("cdk", "sam", *RUNNERS)
HELP = "deploy through the stack; keep hotswap for a sandbox and pass it by hand there"
LINKS = ["https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-deploy.html"]


def check(command: Command, project: Project) -> Iterator[Finding]:
    program, said = verbs(command)
    done = " ".join([program, *said[:1]])
    if is_spared(project, command.at.path) or option(command, "-h", "--help") is not None:
        return
    if done in ("sam sync", "cdk watch") or (done == "cdk deploy" and option(command, "--hotswap", "--hotswap-fallback") is not None):
        yield Finding(f"{done} changes what runs without the stack, so nothing can roll it back", command.at)
