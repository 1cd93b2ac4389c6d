"""What a rule says: a finding with its places, and the fix that would end it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from opexlint.source import Location


class Note(NamedTuple):
    """A related place and a short label for it."""

    message: str
    at: Location


class Attribute(NamedTuple):
    """In a `Change`: the value "attribute of that resource", to be spelled by the language that owns the place.

    `target` is the resource's key, `attribute` its name in CloudFormation's vocabulary (`LoadBalancerFullName`).
    """

    target: tuple[str, str]
    attribute: str


class Change(NamedTuple):
    """A fix in the common vocabulary: set the property at `path` of the resource whose header is `at` to `value`.

    `resource` is the key of the resource; steps of `path` are property names in CloudFormation's spelling and list indexes; `value` is
    plain data (scalars, lists, mappings) or an `Attribute`. `replaces` is where the present value stands, None where there is none yet.
    The language that owns `at` writes it.
    """

    at: Location
    resource: tuple[str, str]
    path: tuple[str | int, ...]
    value: Any
    replaces: Location | None = None


class Edit(NamedTuple):
    """Replace the text of a range with `text`; an empty range inserts."""

    at: Location
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is certainly wrong.

    `message` is lower case without a full stop, says what is wrong with *this* thing in the service's words, and stands alone on a line.
    `at` is the primary place, `origin` where the value that stands there was written when that is elsewhere.
    """

    message: str
    at: Location
    notes: tuple[Note, ...] = ()
    origin: Location | None = None
    fix: Change | None = None
