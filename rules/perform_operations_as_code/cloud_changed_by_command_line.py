"""Cloud changed by a command line in a program.

The program puts a command together as text and starts a tool that somebody has to have installed, in the right version and signed in.
What it changes is in no plan and no state: nobody sees the change before it is made, nothing undoes it when the program stops half-way,
and running it a second time fails or does it twice. Declare the change (CloudFormation, Terraform, a Kubernetes manifest), or write the
procedure as an SSM Automation runbook, whose steps are recorded, retried and approved.

One finding stands for all that a program starts. Tools that apply what is declared (`terraform`, `cdk`, `sam`, `pulumi`, `helm`, `kubectl
apply`, `aws cloudformation`), and commands that read, wait, sign in, copy or build are left alone.

```python
import subprocess

subprocess.run(
    ["aws", "ec2", "authorize-security-group-ingress", "--group-name", "shop", "--port", "443"],    # finding
    check=True,
)
```

```python
import subprocess

subprocess.run(["aws", "cloudformation", "deploy", "--stack-name", "shop", "--template-file", "shop.yaml"], check=True)
subprocess.run(["aws", "ecs", "wait", "services-stable", "--services", "shop"], check=True)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Note, Project, Severity, Unit, change_by, units
from opexlint.evidence import commands_in, is_spared

SEVERITY = Severity.WARNING
PRACTICES = [
    "Use configuration management systems",
    "Use build and deployment management systems",
    "Use runbooks to perform procedures",
]
ABOUT = units("script", "pulumi")
HELP = "declare the change, or write the procedure as an SSM Automation runbook"
LINKS = [
    "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_conf_mgmt_sys.html",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-automation.html",
]

_DECLARED = (
    "terraform ",
    "tofu ",
    "terragrunt ",
    "sam ",
    "cdk ",
    "pulumi ",
    "serverless ",
    "sls ",
    "copilot ",
    "eb ",
    "helm ",
    "aws cloudformation ",
    "kubectl apply",
    "kubectl replace",
    "kubectl rollout",
    "oc apply",
    "gcloud run deploy",
    "az deployment",
    "gcloud deployment-manager",
)


def check(program: Unit, project: Project) -> Iterator[Finding]:
    changes = [(command, change_by(project, command)) for command in commands_in(project, program.id) if command.starter == "subprocess"]
    changes = [(command, change) for command, change in changes if change and not change.startswith(_DECLARED)]
    if not changes or is_spared(project, program.at.path):
        return
    kinds = list(dict.fromkeys(change for _, change in changes))
    named = f"{kinds[0]} changes" if len(kinds) == 1 else f"{kinds[0]} and {len(kinds) - 1} more change"
    notes = tuple(Note(change, command.at) for command, change in changes[1:4])
    yield Finding(f"{named} the cloud with no plan before it and no way back", changes[0][0].at, notes)
