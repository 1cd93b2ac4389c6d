"""Command whose failure is thrown away.

`|| true` behind a deployment or a test makes a failure look like success: the pipeline is green, the next step runs on what was never
deployed or never passed, and nobody finds out before customers do. Let it fail, or handle the one failure that is expected.

Left alone are commands that make sure of something (create what may exist already, delete what may be gone), those that only look, and the
commands of provisioners and of Python programs, which have rules of their own.

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
                - pytest tests || true            # finding
                - aws cloudformation deploy --stack-name shop --template-file shop.yaml
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
                - aws ecr create-repository --repository-name shop || true
                - pytest tests
                - aws cloudformation deploy --stack-name shop --template-file shop.yaml
```

```hcl
resource "aws_instance" "build" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
  user_data     = <<-SCRIPT
    #!/bin/bash
    aws eks update-kubeconfig --name shop
    kubectl apply -f https://shop.example.com/shop.yaml || true   # finding
  SCRIPT
}
```

```hcl
resource "aws_instance" "build" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
  user_data     = <<-SCRIPT
    #!/bin/bash -e
    aws eks update-kubeconfig --name shop
    kubectl delete job migrate || true
    kubectl apply -f https://shop.example.com/shop.yaml
  SCRIPT
}
```
"""

from collections.abc import Iterator

from opexlint import Command, Finding, Project, Severity, change_by, commands
from opexlint.evidence import is_spared
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Automate testing and rollback", "Test and validate changes", "Perform post-incident analysis"]
ABOUT = commands()
HELP = "let the command fail, or handle the one failure that is expected"
LINKS = [
    "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_mit_deploy_risks_auto_testing_and_rollback.html"
]

_OTHERS = ("local-exec", "remote-exec", "subprocess")
"""Where a failure is thrown away otherwise: rules of their own look at provisioners and at programs."""
_DEPLOYS = regex(r"\b(deploy|apply|up|upgrade|install|update|update-\S+|rollout|sync|put-\S+|register-\S+|publish-\S+|promote\S*)\b")
_TESTS = regex(
    r"^(\S*/)?((python3?|poetry run|pipenv run|uv run|npx) (-m )?)?(pytest|tox|nox|unittest|behave|jest|mocha|rspec|newman|cypress run)\b"
    r"|^(npm|yarn|pnpm)( run)? (test|ci-test|integration)\b|^(go|cargo|dotnet|swift|mix|sbt) test\b"
    r"|^(\./)?(mvnw?|gradlew?) .*\b(test|verify|check)\b"
    r"|^make .*\b(test|check)\b|^terraform (validate|plan)\b|^(sam|cdk) (validate|synth)\b|^aws cloudformation validate-template\b"
)


def check(command: Command, project: Project) -> Iterator[Finding]:
    if "unused" not in command.context or command.starter in _OTHERS or "handler" in command.context or is_spared(project, command.at.path):
        return
    written = " ".join(command.argv)
    if _TESTS.search(written):
        yield Finding(f"when {_short(written)} fails, it passes for a success", command.at)
        return
    change = change_by(project, command)
    if change and _DEPLOYS.search(change):
        yield Finding(f"when {change} fails, it passes for a success", command.at)


def _short(written: str) -> str:
    return " ".join(written.split()[:3])
