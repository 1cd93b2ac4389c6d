"""Step that a human is told to do by hand.

A text that ends with "now go to the console and enable it" is a procedure that runs in somebody's head. It is done late, done differently
each time, or not at all (in one public project an ingestion that hung on such a note did not run for four months), and nobody notices:
the deployment was green. Do the step in the code: nearly every switch of the console has an API. What has to stay manual for now belongs
in a runbook with an owner, and the text should link it.

Texts that say what happens by itself, or offer a look ("view it in the console"), are left alone.

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
Outputs:
  NextStep:
    Description: Open the AWS console and enable the trigger manually                 # finding
    Value: !Ref Orders
```

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
Outputs:
  Queue:
    Description: URL of the queue of orders; no manual steps are needed
    Value: !Ref Orders
```

```hcl
resource "aws_sqs_queue" "orders" {
  name = "orders"
}

output "next_step" {                                                                  # finding
  value = "Go to the AWS console and subscribe ${aws_sqs_queue.orders.name} manually."
}
```

```hcl
variable "connection_arn" {
  type        = string
  description = "Must be created by hand in the console before the first run"         # finding
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
```

```hcl
variable "retain" {
  type        = bool
  description = "Keeps the queue; if this is set, it must be deleted manually afterwards"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}

output "queue" {
  value       = aws_sqs_queue.orders.url
  description = "URL of the queue that was created manually and imported"
}
```

```python
import boto3

boto3.client("cloudformation").create_stack(StackName="shop", TemplateURL="https://shop-templates.s3.amazonaws.com/shop.yaml")
print("Now go to the console and confirm the subscription")                           # finding
```

```python
import boto3

stacks = boto3.client("cloudformation")
stacks.create_stack(StackName="shop", TemplateURL="https://shop-templates.s3.amazonaws.com/shop.yaml")
stacks.get_waiter("stack_create_complete").wait(StackName="shop")
print("The stack is complete; its events can be viewed in the console")
print("To go back: run 'shop deploy --version 41' or scale up manually")
```
"""

import re
from collections.abc import Iterator
from typing import Final

from opexlint import Call, Command, Finding, Project, Severity, Unit, Value, calls, commands, units
from opexlint.evidence import is_spared
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use runbooks to perform procedures", "Fully automate integration and deployment", "Perform knowledge management"]
ABOUT = (
    units(),
    calls(
        "print", "click.echo", "click.secho", "typer.echo", "typer.secho", "rich.print", "sys.stdout.write", "sys.stderr.write",
        "logging.info", "logging.warning", "logging.error", "logging.*.info", "logging.*.warning", "logging.*.error",
    ),
    commands("echo", "printf"),
)  # fmt: skip
HELP = "do the step in the code, or link the runbook that owns it"
LINKS = ["https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_ready_to_support_use_runbooks.html"]

_DO: Final = (
    r"(?:create|add|enable|disable|delete|remove|configure|set|update|change|edit|upload|confirm|approve|subscribe|register|attach|detach"
    r"|click|copy|paste|enter|run|start|restart|stop|trigger|activate|accept|request|verify|rotate|increase|associate|grant|clean ?up"
    r"|terminate|empty)"
)
_KEEP: Final = (
    r"(?:enable|configure|set|update|change|confirm|approve|subscribe|register|activate|accept|run|restart|upload|rotate|request|attach)"
)
_CONSOLE: Final = r"(?:the |your )?(?:(?:aws|amazon|web|ec2|iam|s3|lambda|cloudformation|ses|route ?53|management) )*console"
_MUST: Final = (
    r"(?:please|you (?:must|need to|have to|should|will need to)|(?:must|need to|needs to|have to|has to|should) be|then|now|next,?)"
)
_FIRST: Final = r"(?:^|[.!:;\n(]\s*|- )"
_ORDERS: Final = regex(
    rf"{_FIRST}(?:\w+ly )?(?:please )?{_DO}\b[^.!?\n]{{0,80}}\b(?:manually|by hand)\b"
    rf"|\b{_MUST} (?:be )?(?:done|created|{_DO}\w*)[^.!?\n]{{0,60}}\b(?:manually|by hand)\b"
    rf"|(?:{_FIRST}|\b{_MUST} )manually {_DO}\b"
    rf"|\b{_MUST} manually (?:done|created|{_DO}\w*)"
    r"|\bmanual (?:steps?|actions?|intervention) (?:is|are) (?:still )?(?:required|needed|necessary)"
    rf"|(?:{_FIRST}|\b{_MUST} )(?:go|navigate|head|log ?in|sign ?in|browse)(?: over)? (?:in)?to {_CONSOLE}"
    rf"|\bopen {_CONSOLE} and {_DO}\b"
    rf"|{_FIRST}(?:in|from|via|through|using) {_CONSOLE},? (?:please )?{_DO}\b"
    rf"|\b{_MUST} {_DO}\b[^.!?\n]{{0,60}} (?:in|from|via|through|using) {_CONSOLE}"
    rf"|\b(?:do not forget|don't forget|remember) to {_KEEP}\b",
    re.IGNORECASE,
)
_NOT: Final = regex(
    r"\b(?:no|not|without|instead of|rather than|never|avoid|if|when|or|unless|can|could|may|might|nothing|any|was|were|been|had)\b"
    r"[^.!?\n]*$",
    re.IGNORECASE,
)
_LOOKS: Final = regex(r"console (?:to|and) (?:view|see|check|watch|monitor|look|inspect|explore|observe|review)\b", re.IGNORECASE)
_COMMAND: Final = regex(r"(?P<quote>['\"`])[^'\"`]+(?P=quote),? or ")
"""A command that does the step: by hand is only the other way."""
_RUNBOOK: Final = regex(r"runbook|https?://(?![\w.-]*console)[\w.-]+/\S*(?:wiki|docs?|confluence|notion|runbook)", re.IGNORECASE)
_HOLE: Final = "\u2026"
"""Stands for a part of a text that is not known."""
_LONGEST: Final = 2_000
"""Characters of a text that is read: a longer one is a document."""
_SHOWN: Final = 60
"""Characters of the instruction that a message shows."""


def check(subject: Unit | Call | Command, project: Project) -> Iterator[Finding]:
    if is_spared(project, subject.at.path):
        return
    for text in _texts(subject):
        step = _step(text)
        if step:
            yield Finding(f'somebody is told to do a step by hand: "{step}"', text.at, origin=text.origin)


def _texts(subject: Unit | Call | Command) -> Iterator[Value]:
    """The texts that somebody is meant to read."""
    if isinstance(subject, Call):
        for name, *_ in subject.record.arguments[1][0]:
            yield subject[name]
    elif isinstance(subject, Command):
        if subject.starter in ("local-exec", "subprocess", "buildspec"):
            yield from subject.words
    else:
        for _, output in subject["Outputs"].items():  # noqa: PERF102  a Value has no values()
            if output.kind == "mapping":
                yield output["Description"]
                yield output["Value"]
            else:
                yield output
        for _, parameter in subject["Parameters"].items():  # noqa: PERF102
            yield parameter["Description"]
        for kind in ("OutputDescriptions", "VariableDescriptions"):
            for _, description in subject[kind].items():  # noqa: PERF102
                yield description


def _step(text: Value) -> str:
    """The instruction in a text, or ""."""
    known = "".join(str(part.known) if part.known is not None else _HOLE for part in text.parts())
    if not known or len(known) > _LONGEST:
        return ""
    found = _ORDERS.search(known)
    if found is None or _COMMAND.search(found[0]):
        return ""
    if _RUNBOOK.search(known) or _LOOKS.search(known, found.start()) or _NOT.search(known[: found.start()]):
        return ""
    said = " ".join(found[0].replace(_HOLE, "...").split()).strip(" .:;!-(")
    return said if len(said) <= _SHOWN else said[: _SHOWN - 3] + "..."
