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

import re
from collections.abc import Iterator

from opexlint import Call, Finding, HandlerRecord, Project, Severity, calls, change_by

SEVERITY = Severity.WARNING
PRACTICES = ["Perform post-incident analysis", "Implement practices to improve code quality", "Automate testing and rollback"]
ABOUT = calls("boto3.*", "subprocess.run", "subprocess.check_call", "subprocess.check_output")
HELP = "catch the one error that is expected, and let all others end the program"
LINKS = [
    "https://boto3.amazonaws.com/v1/documentation/api/latest/guide/error-handling.html",
    "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_evolve_ops_perform_rca_process.html",
]

_BROAD = {
    "BaseException",
    "Exception",
    "boto3.exceptions.Boto3Error",
    "botocore.exceptions.BotoCoreError",
    "subprocess.CalledProcessError",
    "subprocess.SubprocessError",
}
_CLEAN_UP = re.compile(
    r"\b(delete|destroy|detach|disable|disassociate|deregister|release|remove|revoke|rb|rollback|terminate|uninstall|untag)\b"
)


def check(call: Call, project: Project) -> Iterator[Finding]:
    if "handler" in call.context or not _fails_loudly(call):
        return  # what is done about a failure may itself fail
    handler = next((one for one in call.handlers if _is_broad(one)), None)
    if handler is not None and handler.does == "nothing" and _builds_up(call, project):
        yield Finding("the failure of a change is dropped here, and the program goes on as if the change had been made", handler.at)


def _builds_up(call: Call, project: Project) -> bool:
    """Whether it makes or changes something, or waits for that."""
    change = change_by(project, call)
    return call.name.endswith(".wait") or (change != "" and not _CLEAN_UP.search(change))


def _fails_loudly(call: Call) -> bool:
    """Whether it raises when it fails: a plain `subprocess.run` does not."""
    return call.name != "subprocess.run" or call["check"].must_be(True)


def _is_broad(handler: HandlerRecord) -> bool:
    """Whether it catches whatever the service answers; all errors of a client are a ClientError."""
    return any(name in _BROAD or name.endswith(".ClientError") for name in handler.exceptions)
