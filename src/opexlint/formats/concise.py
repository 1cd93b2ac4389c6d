"""A line for each finding, as editors and `grep` like it."""

from opexlint.formats import Options, region
from opexlint.formats.terminal import harmless, style
from opexlint.report import Report


def render(report: Report, options: Options) -> str:
    """Lines of `path:line:column: severity[rule-id] message`; nothing when nothing was found."""
    lines: list[str] = []
    for one in report.diagnostics:
        line, column, *_ = region(report.files, one.at)
        label = style(f"{one.severity.label}[{one.rule.id}]", one.severity.label, options.color)
        when = f" (when {one.when})" if one.when else ""
        lines.append(f"{harmless(options.path(one.at.path))}:{line}:{column}: {label} {harmless(one.message + when)}\n")
    if options.show_open:
        for verdict in report.open:
            line, column, *_ = region(report.files, verdict.at)
            label = style(f"open[{verdict.rule.id}]", "faint", options.color)
            lines.append(f"{harmless(options.path(verdict.at.path))}:{line}:{column}: {label} {harmless(verdict.why)}\n")
    return "".join(lines)
