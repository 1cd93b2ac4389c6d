"""Annotations of a GitHub Actions run, as workflow commands.

The escapes are those of the runner: `%`, CR and LF everywhere, `:` and `,` in a property as well
(https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts).
"""

from typing import Final

from opexlint.formats import Options, region
from opexlint.formats.terminal import harmless
from opexlint.report import Diagnostic, Report

_COMMANDS: Final = {"error": "error", "warning": "warning", "note": "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = {**_DATA, **str.maketrans({":": "%3A", ",": "%2C"})}


def render(report: Report, options: Options) -> str:
    """A workflow command for each finding; of each severity GitHub shows the first ten of a step."""
    return "".join(f"{_command(one, report)}\n" for one in report.diagnostics)


def _command(one: Diagnostic, report: Report) -> str:
    at = region(report.files, one.at)
    properties = {"file": one.at.path, "line": at.line, "endLine": at.end_line}
    if at.line == at.end_line:
        properties |= {"col": at.column, "endColumn": at.end_column}  # GitHub takes columns within one line only
    properties["title"] = f"{one.rule.id}: {one.rule.title}"
    when = f" (when {one.when})" if one.when else ""
    help_line = f"\n{one.rule.help}" if one.rule.help else ""
    listed = ",".join(f"{name}={harmless(str(value)).translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{_COMMANDS[one.severity.label]} {listed}::{(harmless(one.message + when) + help_line).translate(_DATA)}"
