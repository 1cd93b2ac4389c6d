"""Exit code of a deployment command that nobody looks at.

The command fails and the program goes on: the next step runs against what was never deployed, the pipeline ends green, and the failure is
found by customers. Pass `check=True`, so that the program ends where the deployment did.

Left alone are commands that change nothing (`aws sts get-caller-identity`), results that are used, and an explicit `check=False`.

```python
import subprocess

def deploy():
    subprocess.run(["aws", "cloudformation", "deploy", "--stack-name", "shop"])         # finding

if __name__ == "__main__":
    deploy()
```

```python
import os

def deploy():
    os.system("cd infra && terraform apply -auto-approve")                              # finding

if __name__ == "__main__":
    deploy()
```

```python
import subprocess
import sys

def deploy():
    subprocess.run(["terraform", "apply", "-auto-approve", "plan.out"], check=True)
    finished = subprocess.run(["kubectl", "apply", "-f", "shop.yaml"])
    if finished.returncode:
        sys.exit(finished.returncode)

if __name__ == "__main__":
    deploy()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Call, Finding, Project, Severity, calls, change_by

SEVERITY = Severity.WARNING
PRACTICES = ["Automate testing and rollback", "Perform post-incident analysis", "Fully automate integration and deployment"]
ABOUT = calls("subprocess.run", "subprocess.call", "subprocess.Popen", "subprocess.getoutput", "os.system")
HELP = "pass check=True, or look at the exit code"
LINKS = [
    "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_mit_deploy_risks_auto_testing_and_rollback.html",
    "https://docs.python.org/3/library/subprocess.html#subprocess.run",
]

_OUTPUT_ONLY = "subprocess.getoutput"


def check(call: Call, project: Project) -> Iterator[Finding]:
    if "handler" in call.context or ("unused" not in call.context and call.name != _OUTPUT_ONLY):
        return
    change = change_by(project, call)
    if change and call["check"].must_be(MISSING):
        yield Finding(f"when {change} fails, the program goes on as if it had worked", call.at)
