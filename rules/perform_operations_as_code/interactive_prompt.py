"""Interactive prompt in a deployment program.

The program waits for a person at a keyboard, so no pipeline, schedule or event can run it: the procedure stays a manual step. Take the
answer from an argument, the environment or a parameter store, and keep the question for a terminal (`--yes`, `sys.stdin.isatty()`).

One finding stands for all that a program asks. A prompt that is asked only behind such a condition is left alone, and so are a program that
changes nothing in the cloud, and one whose path says that it is for showing or for a test (`example_code/`, `emr_demo.py`).

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

from opexlint import Call, Finding, Note, Project, Severity, calls, changes_anything
from opexlint.evidence import calls_in, is_spared_program

SEVERITY = Severity.WARNING
PRACTICES = ["Fully automate integration and deployment", "Use runbooks to perform procedures", "Automate responses to events"]
ABOUT = calls(
    "input", "getpass.getpass", "click.prompt", "click.confirm", "typer.prompt", "typer.confirm", "rich.prompt.*", "questionary.*",
)  # fmt: skip
HELP = "take the answer from an argument or the environment, and ask only on a terminal"
LINKS = ["https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_auto_integ_deploy.html"]

_SHOWN = 3
"""Further prompts that a finding points at."""


def check(call: Call, project: Project) -> Iterator[Finding]:
    if not _counts(project, call) or is_spared_program(project, call.at.path):
        return
    first, *others = [one.at for one in calls_in(project, call.unit) if one.at.path == call.at.path and _counts(project, one)]
    if call.at == first:
        notes = tuple(Note("asks here too", at) for at in others[:_SHOWN])
        yield Finding("the program waits here for somebody to type an answer", call.at, notes)


def _counts(project: Project, call: Call) -> bool:
    """Whether a call asks somebody, unconditionally, in a program that changes something."""
    return ABOUT.includes(call.name) and "guarded" not in call.context and changes_anything(project, call.unit)
