"""Exception of a change that is only printed.

The change fails, the program prints why and goes on: it ends with success, so the pipeline is green, the next step builds on what is not
there, and the one line in the log is found when somebody looks for the outage. End the program with an error (`raise`, `sys.exit(1)`) once
the reason is printed.

This rule is strict: a program that somebody watches while it runs may well go on. Left alone are reading, clean-up, what is done for each
of many things in a loop, whatever an `except` clause does itself, and code whose result tells of the failure (a `return False` behind the
print).

```python
import boto3

def deploy():
    try:
        boto3.client("ecs").update_service(cluster="shop", service="shop", taskDefinition="shop:8")
    except Exception as error:                    # finding
        print(f"could not deploy: {error}")

if __name__ == "__main__":
    deploy()
```

```python
import boto3

def deploy():
    try:
        boto3.client("ecs").update_service(cluster="shop", service="shop", taskDefinition="shop:8")
    except Exception as error:
        print(f"could not deploy: {error}")
        raise

if __name__ == "__main__":
    deploy()
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Project, Severity, calls
from opexlint.evidence import failure_handlers

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = ["Perform post-incident analysis", "Implement practices to improve code quality", "Automate testing and rollback"]
ABOUT = calls("boto3.*", "subprocess.run", "subprocess.check_call", "subprocess.check_output")
HELP = "end the program with an error once the reason is printed"
LINKS = [
    "https://boto3.amazonaws.com/v1/documentation/api/latest/guide/error-handling.html",
    "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_evolve_ops_perform_rca_process.html",
]


def check(call: Call, project: Project) -> Iterator[Finding]:
    if "loop" in call.context or "guarded" in call.context:
        return
    for handler in failure_handlers(project, call):
        if handler.does == "logs":
            yield Finding("the failure of a change is only printed here, and the program ends as if the change had been made", handler.at)
