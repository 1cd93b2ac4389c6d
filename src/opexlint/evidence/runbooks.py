"""Runbooks: the steps of Systems Manager documents, and which of them change something.

Formats: https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
"""

import re
from collections.abc import Iterator
from typing import Final

from opexlint.model import fold
from opexlint.patterns import regex
from opexlint.subjects import Resource
from opexlint.value import Value

DOCUMENT: Final = "AWS::SSM::Document"

_LOOKS: Final = frozenset(
    f"aws:{action}"
    for action in (
        "approve",
        "assertAwsResourceProperty",
        "branch",
        "pause",
        "sleep",
        "updateVariable",
        "waitForAwsResourceProperty",
        "loop",
    )
)
_API_CALLS: Final = frozenset({"aws:executeAwsApi"})
_READS: Final = regex(r"(get|list|describe|head|lookup|search|query|scan|check|test|view|batch_?get)", re.IGNORECASE)
_CLEANS_UP: Final = regex(
    r"clean|delete|remove|terminate|stop|detach|deregister|release|disable|rollback|roll_?back|revert|restore|undo|unlock"
    r"|notif|publish|send|report|log|tag|tear|failure|cancel",
    re.IGNORECASE,
)


def automation_steps(document: Resource) -> Iterator[Value]:
    """The steps of an Automation document in their order; an unknown one where there may be more, none for any other document."""
    if document["Content.schemaVersion"].must_be("0.3", 0.3) or document["DocumentType"].must_be("Automation"):
        yield from document["Content.mainSteps"]


def is_change(step: Value) -> bool:
    """Whether a step of an Automation document certainly changes something or runs something that may: it does not only look or wait."""
    action = step["action"].known
    if not isinstance(action, str) or action in _LOOKS:
        return False
    return action not in _API_CALLS or step["inputs.Api"].must(lambda call: _READS.match(call) is None)


def is_clean_up(step: Value) -> bool:
    """Whether a step may be there to tidy up or to tell somebody: its name or its call says so."""
    return step["name"].may(lambda name: _CLEANS_UP.search(name) is not None) or (
        step["inputs.Api"].kind != "gone" and step["inputs.Api"].may(lambda call: _CLEANS_UP.search(call) is not None)
    )


def may_look_at(step: Value, earlier: Value) -> bool:
    """Whether a step could use what an earlier one says of itself: its output, its status (`{{ snapshot.Status }}`)."""
    name = earlier["name"].known
    return not isinstance(name, str) or _mentions(step, re.compile(rf"\{{\{{\s*{re.escape(name)}\."))


def _mentions(value: Value, wanted: re.Pattern[str]) -> bool:
    if value.kind == "mapping":
        return any(_mentions(inner, wanted) for _, inner in value.items())
    if value.kind == "list":
        return any(_mentions(inner, wanted) for inner in value)
    return value.kind != "gone" and value.may(lambda text: wanted.search(str(text)) is not None)


def run_command_of(task: Resource) -> Value | None:
    """What a task of a maintenance window tells the Run Command, or None; its name differs between languages."""
    for name, told in task["TaskInvocationParameters"].items():
        if fold(name).endswith("runcommandparameters"):
            return next(iter(told), told)
    return None
