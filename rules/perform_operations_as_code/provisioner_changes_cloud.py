"""Provisioner that changes the cloud.

What a command of a `local-exec` creates or changes is in no plan and in no state: nobody sees the change before it is made, `destroy`
leaves it behind, drift goes unnoticed, and the command needs a tool, a version and credentials that only some machine has. Declare it with
a resource (`aws_*`, `helm_release`, `kubernetes_manifest`), or run it as a step of the pipeline behind `apply`.

Commands that read, wait, sign in or build are left alone.

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


def check(command: Command, project: Project) -> Iterator[Finding]:
    if command.starter != "local-exec":
        return
    change = change_by(project, command)
    if change:
        yield Finding(f"{change} changes the cloud outside of plan and state", command.at)
