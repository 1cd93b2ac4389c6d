"""What the project knows about AWS, as dated tables, and the one loader of them.

Each table is a file of JSON lines beside this module. The first line is its provenance, an object with
`source`, `as_of` (the date of the source) and `licence`; every other line is a pair `["key", value]`, sorted by
key. A look-up finds the one line and decodes that line alone, so that a run pays for the handful of types it meets
and not for the thousands AWS has.

The modules of this package give the tables their types: `alarms`, `boto3`, `cdk`, `events`, `identifiers`,
`lifecycles`, `modules`, `schemas`, `terraform`. Nothing else opens the files; `modules` also reads the abridged
modules in `registry/`, which are Terraform's own language to be reviewed in.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_HERE = Path(__file__).parent


class Provenance(NamedTuple):
    """Where a table comes from and how old it is: what a finding that rests on it can cite."""

    source: str
    as_of: str
    licence: str


class Table:
    """One file of `["key", value]` lines, decoded a line at a time."""

    __slots__ = ("_name", "_text")

    def __init__(self, name: str) -> None:
        """Open the table stored as `<name>.jsonl`."""
        self._name = name
        self._text = (_HERE / f"{name}.jsonl").read_text(encoding="utf-8")

    @property
    def provenance(self) -> Provenance:
        """Source, date and licence, from the table's first line."""
        return Provenance(**json.loads(self._text[: self._text.index("\n")]))

    def get(self, key: str) -> Any:
        """The value stored under `key`, freshly decoded, or None."""
        opening = f"\n[{json.dumps(key)},"
        start = self._text.find(opening)
        if start < 0:
            return None
        start += len(opening)
        return json.loads(self._text[start : self._text.index("\n", start) - 1])

    def __contains__(self, key: str) -> bool:
        return f"\n[{json.dumps(key)}," in self._text

    def __iter__(self) -> Iterator[str]:
        """The keys in their order."""
        decode = json.JSONDecoder().raw_decode
        for line in self._text.splitlines()[1:]:
            yield decode(line, 1)[0]

    def __len__(self) -> int:
        return self._text.count("\n") - 1


@cache
def table(name: str) -> Table:
    """The table of that name, read once in a process."""
    return Table(name)
