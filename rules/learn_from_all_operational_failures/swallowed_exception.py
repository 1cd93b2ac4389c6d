"""Exception of a change that is caught and dropped.

A change of the cloud fails (a throttled request, a missing permission, a wrong name), the broad `except` drops the reason, and the program
goes on as if the change had been made. It ends with success, so the pipeline is green and nobody can say afterwards what went wrong. Handle
the one error that is expected (`client.exceptions.ResourceNotFoundException`) and let all others end the program, or at least log them.

Left alone are reading, and clean-up that may fail: deleting, detaching, and whatever an `except` clause does itself.

```python
import boto3

def deploy():
    try:
        boto3.client("ecs").update_service(cluster="shop", service="shop", taskDefinition="shop:8")
    except Exception:                             # finding
        pass

if __name__ == "__main__":
    deploy()
```

```python
import subprocess

def deploy():
    try:
        subprocess.run(["aws", "cloudformation", "deploy", "--stack-name", "shop"], check=True)
    except subprocess.CalledProcessError:         # finding
        pass

if __name__ == "__main__":
    deploy()
```

```python
import boto3

def deploy():
    queues = boto3.client("sqs")
    try:
        queues.create_queue(QueueName="orders")
    except queues.exceptions.QueueNameExists:
        pass
    try:
        queues.tag_queue(QueueUrl="orders", Tags={"owner": "shop"})
    except Exception as error:
        raise SystemExit(f"could not tag the queue: {error}")

if __name__ == "__main__":
    deploy()
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Project, Severity, calls
from opexlint.evidence import failure_handlers

SEVERITY = Severity.WARNING
PRACTICES = ["Perform post-incident analysis", "Implement practices to improve code quality", "Automate testing and rollback"]
ABOUT = calls("boto3.*", "subprocess.run", "subprocess.check_call", "subprocess.check_output")
HELP = "catch the one error that is expected, and let all others end the program"
LINKS = [
    "https://boto3.amazonaws.com/v1/documentation/api/latest/guide/error-handling.html",
    "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_evolve_ops_perform_rca_process.html",
]


def check(call: Call, project: Project) -> Iterator[Finding]:
    for handler in failure_handlers(project, call):
        if handler.does == "nothing":
            yield Finding("the failure of a change is dropped here, and the program goes on as if the change had been made", handler.at)
