"""Golden files of the model: what a language reads, in the form of `opexlint model`, compared with what stands in a file.

`OPEXLINT_UPDATE=1` writes the files anew; read the difference before you keep it.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opexlint.formats import model
from opexlint.model import Parsed, decode, encode
from opexlint.source import File, Location


def shown(parsed: Parsed, files: Mapping[str, File]) -> dict[str, Any]:
    """The model as data, groups that are empty left out; suppressions are added."""
    groups: dict[str, Any] = {name: rows for name, rows in model.data([parsed], files).items() if rows}
    if parsed.suppressions:
        groups["suppressions"] = [
            {
                "rules": [rule for rule, _ in one.rules],
                "reason": one.reason,
                "at": place(one.at, files),
                "scope": files[one.scope.path].text[one.scope.start : one.scope.end][:60],
            }
            for one in parsed.suppressions
        ]
    return groups


def place(at: Location, files: Mapping[str, File]) -> str:
    """A place as `line:column`."""
    line, column = files[at.path].position(at.start)
    return f"{line}:{column}"


def check(parsed: Parsed, files: Mapping[str, File], golden: Path) -> None:
    """Fails when the model differs from the golden file, or does not survive its encoding."""
    assert decode(encode(parsed)) == parsed
    text = json.dumps(shown(parsed, files), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("OPEXLINT_UPDATE"):
        golden.write_text(text, encoding="utf-8", newline="")
    assert json.loads(golden.read_text(encoding="utf-8")) == json.loads(text)
