"""Writes the tables of `opexlint.facts`: JSON lines, the provenance first, then one `["key", value]` a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parents[2] / "src" / "opexlint" / "facts"


def compact(value: Any) -> str:
    """JSON without blanks, keys in the order given."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def write(name: str, rows: Mapping[str, Any], *, source: str, as_of: str, licence: str) -> None:
    """Write the rows, sorted by key, as `<name>.jsonl` of the package, and say how large it became."""
    lines = [compact({"source": source, "as_of": as_of, "licence": licence})]
    lines += [compact([key, rows[key]]) for key in sorted(rows)]
    text = "\n".join(lines) + "\n"
    (FACTS / f"{name}.jsonl").write_text(text, encoding="utf-8")
    print(f"{name}: {len(rows)} rows, {len(text) / 1024:.0f} KiB, longest {max(map(len, lines)) / 1024:.1f} KiB")
