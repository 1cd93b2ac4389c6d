"""The events that tell of failures: which service sends what to EventBridge.

Sources: the EventBridge events reference and the services' own pages; `verified` says whether a row was checked
against one. `table("events").provenance` has the date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from opexlint.facts import table


@dataclass(frozen=True, slots=True)
class EventType:
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

    A list is not complete unless every one of its rows is `verified`; sources also send "AWS API Call via CloudTrail".
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


def event_sources() -> tuple[str, ...]:
    """Every source with known types."""
    return tuple(table("events"))
