"""Expectations that stand on the line they are about.

A line that must be reported carries `finding` in a comment (`# finding`, `// finding`), optionally with a part of the message
(`# finding: no alarm`); a line whose verdict must stay open carries `open`. All other lines must be silent.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from opexlint import lint, load
from opexlint.files import Tree
from opexlint.lint import Settings
from opexlint.report import Report
from opexlint.rule import Rule

FILE_NAMES: Mapping[str, str] = {
    "yaml": "template.yaml",
    "json": "template.json",
    "hcl": "main.tf",
    "python": "deploy.py",
    "toml": "samconfig.toml",
}
"""Under which name a fenced example of a language is read."""

_MARK = re.compile(r"(?:#|//)\s*(finding|open)(?::\s*(.*?))?\s*$")


class Expectation(NamedTuple):
    path: str
    line: int
    kind: str
    message: str


def expected(path: str, text: str) -> list[Expectation]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        mark = _MARK.search(line)
        if mark:
            found.append(Expectation(path, number, mark[1], mark[2] or ""))
    return found


def run(folder: Path, rules: Sequence[Rule], settings: Settings | None = None) -> Report:
    """Everything these rules say about the project in a folder."""
    tree = Tree(folder, load.suffixes())
    paths, _ = tree.discover([folder])
    loaded = load.project(tree, paths)
    return lint.check(loaded.parsed, rules, loaded.files, settings or Settings())


def differences(report: Report, expectations: Sequence[Expectation]) -> list[str]:
    """What was expected and not said, and what was said and not expected."""
    crashes = [f"crash: {crash.rule.id} on {crash.subject}: {crash.error}" for crash in report.crashes]
    said = [(one.at.path, report.files[one.at.path].position(one.at.start).line, "finding", one.message) for one in report.diagnostics]
    marked_open = {(one.path, one.line) for one in expectations if one.kind == "open"}
    for verdict in report.open:
        place = (verdict.at.path, report.files[verdict.at.path].position(verdict.at.start).line)
        if place in marked_open:
            said.append((*place, "open", verdict.why))
    missing = [
        f"{one.path}:{one.line}: expected {one.kind} {one.message}".rstrip()
        for one in expectations
        if not any(said_one[:3] == (one.path, one.line, one.kind) and one.message in said_one[3] for said_one in said)
    ]
    surplus = [
        f"{path}:{line}: unexpected {kind}: {message}"
        for path, line, kind, message in said
        if not any((path, line, kind) == (one.path, one.line, one.kind) for one in expectations)
    ]
    return crashes + missing + surplus
