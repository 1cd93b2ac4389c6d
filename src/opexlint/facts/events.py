"""The events that tell of failures: which service sends what to EventBridge.

Sources: the EventBridge events reference and the services' own pages; `verified` says whether a row was checked
against one. `table("events").provenance` has the date.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from opexlint.facts import table
from opexlint.facts.schemas import fold


class EventType(NamedTuple):
    """One `detail-type` of a service.

    `field`     the path in the event whose value tells the outcome (`detail.state`), "" when the type itself does
    `failed`    the values that are bad news
    `others`    the other values it is known to have; empty when their list is not known
    `verified`  whether name and values were checked against AWS's reference
    """

    source: str
    detail_type: str
    field: str
    failed: tuple[str, ...]
    others: tuple[str, ...]
    verified: bool

    @property
    def values(self) -> frozenset[str] | None:
        """Every value the field can have, or None when the list is not known to be complete."""
        return frozenset((*self.failed, *self.others)) if self.others and self.verified else None


@cache
def event_types(source: str) -> Mapping[str, EventType]:
    """The known types of a source (`aws.codepipeline`) by detail-type; empty for a source not in the table.

    A list need not be complete; sources also send "AWS API Call via CloudTrail".
    """
    return {
        name: EventType(
            source,
            name,
            code.get("field", ""),
            tuple(code.get("failed", ())),
            tuple(code.get("others", ())),
            code["verified"],
        )
        for name, code in (table("events").get(source) or {}).items()
    }


_WHOLE: Final = frozenset({"aws.codebuild", "aws.codedeploy", "aws.codepipeline"})
"""The sources all of whose types are in the table: any other type is a mistake."""
_ALIKE: Final = 0.8
"""How much a wrong name has to share with the right one to be taken for it."""
_OTHER_NAMES: Final = {
    "aws.alarm": "aws.cloudwatch",
    "aws.alarms": "aws.cloudwatch",
    "aws.stepfunctions": "aws.states",
    "aws.step-functions": "aws.states",
    "aws.step_functions": "aws.states",
}
"""What people take for the source of a service whose events come from another one."""


def right_source(source: str) -> str:
    """The source that is meant by one that no service has (`aws.code-pipeline`), or ""."""
    if table("events").get(source) is not None:
        return ""
    return next((known for known in table("events") if fold(known) == fold(source)), _OTHER_NAMES.get(source.lower(), ""))


def right_type(source: str, detail_type: str) -> str:
    """The type that is meant by one that a source does not send, or "": where it may send it, or it is not known what is meant."""
    known = event_types(source)
    if not known or detail_type in known:
        return ""
    alike = next((name for name in known if fold(name) == fold(detail_type)), "")
    if not alike and source in _WHOLE and not detail_type.startswith("AWS "):
        from difflib import get_close_matches

        near = get_close_matches(detail_type, known, n=len(known), cutoff=_ALIKE)
        alike = next((name for name in known if name in near), "")  # the table begins with what is meant most often
    return alike


def event_sources() -> tuple[str, ...]:
    """Every source with known types."""
    return tuple(table("events"))
