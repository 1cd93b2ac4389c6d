"""Deployment program that works over SSH.

The procedure needs an open port, a private key on the machine that runs it, and the addresses of hosts that auto scaling replaces. It
stops half-way when one host does not answer, leaves the others changed, and keeps no record of what was done where. Use SSM Run Command
or an Automation runbook: they reach instances by tag, with rate control and error thresholds, through IAM, and keep the output of every
step.

Git over SSH is left alone, as are copies that are put aside (`older_scripts/`, `deprecated/`).

```python
import boto3
import paramiko

hosts = boto3.client("ec2").describe_instances()["Reservations"]
shell = paramiko.SSHClient()
shell.connect(hosts[0]["Instances"][0]["PublicIpAddress"], username="ec2-user")    # finding
shell.exec_command("sudo systemctl restart shop")
```

```python
import boto3

boto3.client("ssm").send_command(
    Targets=[{"Key": "tag:service", "Values": ["shop"]}],
    DocumentName="AWS-RunShellScript",
    Parameters={"commands": ["systemctl restart shop"]},
    MaxConcurrency="10%",
    MaxErrors="1",
)
```
"""

from collections.abc import Iterator

from opexlint import Call, Command, Finding, Project, Severity, calls, commands
from opexlint.evidence import is_retired

SEVERITY = Severity.WARNING
PROFILE = "strict"
PRACTICES = ["Use configuration management systems", "Use runbooks to perform procedures", "Automate responses to events"]
ABOUT = (
    calls(
        "paramiko.*.connect", "paramiko.Transport", "fabric.Connection", "fabric.*.Connection", "asyncssh.connect", "pexpect.pxssh.*.login"
    ),
    commands("ssh", "scp", "sftp", "rsync", "sshpass"),
)
HELP = "run it with SSM Run Command or an Automation runbook"
LINKS = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command.html",
    "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_ready_to_support_use_runbooks.html",
]

_STARTED_HERE = ("subprocess", "local-exec", "buildspec")


def check(subject: Call | Command, project: Project) -> Iterator[Finding]:
    if is_retired(project, subject.at.path):
        return
    if isinstance(subject, Call):
        yield Finding("the program works on a host over SSH, with a key that only some machine has", subject.at)
        return
    if subject.starter not in _STARTED_HERE or any(_is_git(word) for word in subject.argv):
        return
    program = subject.argv[0].rpartition("/")[2]
    if program != "rsync" or any(word.must(_is_remote) for word in subject.words):
        yield Finding(f"{program} works on a host, with a key that only some machine has", subject.at)


def _is_git(word: str) -> bool:
    return word.startswith("git@") or word == "-V"


def _is_remote(word: str) -> bool:
    host, colon, _ = word.partition(":")
    return bool(colon) and "/" not in host and not word.startswith("-")
