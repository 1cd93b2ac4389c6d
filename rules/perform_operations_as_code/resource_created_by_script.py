"""Resource that a script creates.

What the script makes exists in no plan and no state. It can't be reviewed before, changed by changing the code, compared with what is
there, or taken down as a whole; a second run fails half-way on what exists already and leaves the rest undone. When the region or the
account has to be rebuilt, nobody knows which scripts were run, with which arguments, in which order. Declare the resource
(CloudFormation, CDK, Terraform, Pulumi), and let the script start that deployment.

One finding stands for all that a program creates. One thing alone is left alone (`least` says how many kinds there have to be), as is a
tool that creates whatever it is asked for (its name comes from outside), and a program that also deletes what it creates (a test, a
demonstration), says by its path that it is one, makes room for the states of Terraform, or talks to an emulator.

```python
import boto3

boto3.client("sqs").create_queue(QueueName="orders")                            # finding: an SQS queue and a DynamoDB table
boto3.client("dynamodb").create_table(TableName="orders", AttributeDefinitions=[], KeySchema=[])
```

```python
import boto3

with open("shop.yaml") as template:
    boto3.client("cloudformation").create_stack(StackName="shop", TemplateBody=template.read())
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Note, Project, Severity, Unit, Value, units
from opexlint.evidence import calls_in, describes_infrastructure, is_spared_program, words_of
from opexlint.facts.programs import created_by, deleted_by
from opexlint.model import DEFAULT

SEVERITY = Severity.NOTE
PRACTICES = ["Use configuration management systems", "Use build and deployment management systems", "Plan for unsuccessful changes"]
ABOUT = units("script")
HELP = "declare what it creates, and let the script start that deployment"
LINKS = ["https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_conf_mgmt_sys.html"]

_TELLING = ("Name", "name", "Bucket", "CidrBlock", "Identifier", "ImageId", "ReplicationGroupId", "CacheClusterId", "Description")
_FOR_STATES = {"state", "states", "tfstate", "backend", "bootstrap"}


def check(program: Unit, project: Project, *, least: int = 2) -> Iterator[Finding]:
    if is_spared_program(project, program.at.path) or words_of(program.at.path) & _FOR_STATES:
        return
    calls = calls_in(project, program.id)
    made = [(call, created_by(call.name)) for call in calls if created_by(call.name)]
    first = next((call for call, _ in made if _is_spelled_out(call)), None)
    kinds = list(dict.fromkeys(what for _, what in made))
    if first is None or len(kinds) < least or describes_infrastructure(project, first) or _is_emulated(calls):
        return
    if {deleted_by(call.name) for call in calls}.isdisjoint(kinds):
        notes = tuple(Note(f"creates {what}", call.at) for call, what in made if call is not first)
        yield Finding(f"the script creates {_named(kinds)}, which no plan and no state knows of", first.at, notes[:3])


def _named(things: list[str]) -> str:
    *first, last = things
    if len(first) > 2:
        return f"{first[0]}, {first[1]} and {len(first) - 1} more"
    return f"{', '.join(first)} and {last}" if first else last


def _is_spelled_out(call: Call) -> bool:
    """Whether the program itself says what the thing is to be: its name, its address range, its image."""
    telling = [call[name] for name, *_ in call.record.arguments[1][0] if name.endswith(_TELLING)]
    return bool(telling) and all(value.kind in ("scalar", "text") and not _is_asked_for(value) for value in telling)


def _is_asked_for(value: Value) -> bool:
    """Whether whoever starts the program can say otherwise, or chance does (a load test)."""
    return any(how == DEFAULT for part in (value, *value.parts()) for how, *_ in part.via) or any(
        part.kind == "unknown" and part.why.startswith(("rand", "uuid", "token_")) for part in value.parts()
    )


def _is_emulated(calls: list[Call]) -> bool:
    return any(call["endpoint_url"].kind != "gone" for call in calls if call.name in ("boto3.client", "boto3.resource"))
