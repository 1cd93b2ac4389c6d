"""Workflows: the states of Step Functions' state machines.

Format: https://states-language.net/
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from opexlint.evidence.permissions import ROLE, may_be_allowed
from opexlint.patterns import regex
from opexlint.project import Project
from opexlint.subjects import Resource
from opexlint.value import Value

WORKFLOW: Final = "AWS::StepFunctions::StateMachine"

_IDLE: Final = ("Pass", "Wait", "Succeed")
"""States that do nothing that could fail by chance."""
_ANY_ERROR: Final = ("States.ALL", "States.TaskFailed")
_TELLS: Final = regex(r":(sns:publish|ses(v2)?:send\w+)\b", re.IGNORECASE)
"""Tasks that write to people: SNS, and mail."""


class State(NamedTuple):
    """A state of a workflow: its name, what is written of it, and the map and parallel states it stands in, innermost first."""

    name: str
    value: Value
    around: tuple[Value, ...]


def definition_of(workflow: Resource) -> Value:
    """The definition of a workflow, a mapping where it is known."""
    definition = workflow["Definition"]
    return definition if definition.kind != "gone" else workflow["DefinitionString"]


def states_of(workflow: Resource) -> Iterator[State]:
    """The states of a workflow at any depth; an unknown one (`*`) where there may be more."""
    yield from _states(definition_of(workflow), ())


def _states(definition: Value, around: tuple[Value, ...]) -> Iterator[State]:
    for name, value in definition.entry("States").items():
        yield State(name, value, around)
        inner = (*value.entry("Branches"), value.entry("ItemProcessor"), value.entry("Iterator")) if value.kind == "mapping" else ()
        for one in inner:
            if one.kind == "mapping":
                yield from _states(one, (value, *around))


def reached_from(states: dict[str, Value], start: str) -> list[Value] | None:
    """Of states that stand side by side, those that can be reached from one, itself included; None where that is not known."""
    found: dict[str, Value] = {}
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name in found:
            continue
        if name not in states:
            return None
        found[name] = states[name]
        for following in _followers(states[name]):
            if not isinstance(following.known, str):
                return None
            ahead.append(following.known)
    return list(found.values())


def _followers(state: Value) -> Iterator[Value]:
    for one in (state, *state.entry("Choices"), *state.entry("Catch")):
        for key in ("Next", "Default"):
            if one.entry(key).kind != "gone":
                yield one.entry(key)


def only_passes(workflow: Resource) -> bool:
    """Whether nothing is done in a workflow that could fail: it hands its input on, or waits."""
    states = list(states_of(workflow))
    return bool(states) and all(state.value["Type"].must_be(*_IDLE) for state in states)


def tells_of_failures(project: Project, workflow: Resource) -> bool:
    """Whether a workflow itself tells somebody when it fails: what catches any error leads to a task that publishes or mails.

    Where its definition is not known, it may do so if its role may publish.
    """
    definition = definition_of(workflow)
    if definition.kind == "unknown":
        return any(may_be_allowed(project, role, "sns:Publish") for role in project.targets(workflow["RoleArn"], ROLE) if role.is_known)
    states = dict(definition.entry("States").items())
    caught = [catch for state in states.values() for catch in state.entry("Catch") if _catches_all(catch)]
    following = {str(catch.entry("Next").known) for catch in caught}
    return any(_TELLS.search(state.entry("Resource").show()) for name in following for state in reached_from(states, name) or ())


def _catches_all(catch: Value) -> bool:
    return any(error.known in _ANY_ERROR for error in catch.entry("ErrorEquals"))
