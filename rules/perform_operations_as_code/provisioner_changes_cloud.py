"""Provisioner that changes the cloud.

What a command of a `local-exec` creates or changes is in no plan and in no state: nobody sees the change before it is made, `destroy`
leaves it behind, drift goes unnoticed, and the command needs a tool, a version and credentials that only some machine has. Declare it with
a resource (`aws_*`, `helm_release`, `kubernetes_manifest`), or run it as a step of the pipeline behind `apply`.

Commands that read, wait, sign in or build are left alone, as are those that take back at
destruction what another command made.

```hcl
resource "null_resource" "redeploy" {
  provisioner "local-exec" {
    command = "aws ecs update-service --cluster shop --service shop --force-new-deployment"    # finding
  }
}
```

```hcl
resource "null_resource" "kubeconfig" {
  provisioner "local-exec" {
    command = "aws eks wait cluster-active --name shop && aws eks update-kubeconfig --name shop"
  }
}

resource "helm_release" "shop" {
  name    = "shop"
  chart   = "shop"
  version = "1.4.0"
}
```
"""

from collections.abc import Iterator

from opexlint import Command, Finding, Project, Severity, change_by, commands
from opexlint.evidence import is_retired
from opexlint.facts.programs import CLOUD_PROGRAMS, RUNNERS

SEVERITY = Severity.WARNING
PRACTICES = [
    "Use configuration management systems",
    "Use build and deployment management systems",
    "Fully automate integration and deployment",
]
ABOUT = commands(*CLOUD_PROGRAMS, *RUNNERS)
HELP = "declare it with a resource, or make the command a step of the pipeline"
LINKS = [
    "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_conf_mgmt_sys.html",
    "https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax",
]

_DESTROYED = "destroy"


def check(command: Command, project: Project) -> Iterator[Finding]:
    if command.starter != "local-exec" or is_retired(project, command.at.path):
        return
    change = change_by(project, command)
    if change and not _takes_back(command, change, project):
        yield Finding(f"{change} changes the cloud outside of plan and state", command.at)


def _takes_back(command: Command, change: str, project: Project) -> bool:
    """Whether it only takes back, at destruction, what another command of the program in this file makes: that one is reported."""
    program = change.partition(" ")[0]
    return _DESTROYED in command.context and any(
        one.at.path == command.at.path and _DESTROYED not in one.context and change_by(project, one).partition(" ")[0] == program
        for one in project.commands
        if one.starter == "local-exec"
    )
