"""Interactive prompt in a deployment program.

The program waits for a person at a keyboard, so no pipeline, schedule or event can run it: the procedure stays a manual step. Take the
answer from an argument, the environment or a parameter store, and keep the question for a terminal (`--yes`, `sys.stdin.isatty()`).

A prompt that is asked only behind such a condition is left alone, and so is a program that changes nothing in the cloud.

```python
import boto3

def main():
    stack = input("Which stack? ")                # finding
    boto3.client("cloudformation").delete_stack(StackName=stack)

if __name__ == "__main__":
    main()
```

```python
import argparse

import boto3

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stack")
    parser.add_argument("--yes", action="store_true")
    arguments = parser.parse_args()
    if not arguments.yes:
        input("Press enter to delete ")
    boto3.client("cloudformation").delete_stack(StackName=arguments.stack)

if __name__ == "__main__":
    main()
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Project, Severity, calls, changes_anything

SEVERITY = Severity.WARNING
PRACTICES = ["Fully automate integration and deployment", "Use runbooks to perform procedures", "Automate responses to events"]
ABOUT = calls(
    "input", "getpass.getpass", "click.prompt", "click.confirm", "typer.prompt", "typer.confirm", "rich.prompt.*", "questionary.*",
    "breakpoint", "pdb.set_trace", "ipdb.set_trace",
)  # fmt: skip
HELP = "take the answer from an argument or the environment, and ask only on a terminal"
LINKS = ["https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_auto_integ_deploy.html"]

_DEBUGGERS = ("breakpoint", "pdb.set_trace", "ipdb.set_trace")


def check(call: Call, project: Project) -> Iterator[Finding]:
    if "guarded" in call.context or not changes_anything(project, call.unit):
        return
    if call.name in _DEBUGGERS:
        yield Finding("the program stops here and waits in a debugger", call.at)
    else:
        yield Finding("the program waits here for somebody to type an answer", call.at)
