"""The counts below a report: how many findings of each severity, and the verdicts by principle."""

from collections import Counter
from typing import NamedTuple

from opexlint.framework import PRINCIPLES, Principle
from opexlint.report import Count, Report
from opexlint.rule import Severity


class Summary(NamedTuple):
    """`severities` counts findings, worst first, only those there are; `principles` has those with verdicts, in the framework's order."""

    severities: dict[Severity, int]
    principles: tuple[tuple[Principle, Count], ...]
    fixable: int


def summary(report: Report) -> Summary:
    """The summary of a report."""
    by_severity = Counter(one.severity for one in report.diagnostics)
    totals = {principle.id: Count() for principle in PRINCIPLES}
    for rule in report.rules:
        count = report.counts.get(rule.id)
        if rule.principle is not None and count is not None:
            total = totals.setdefault(rule.principle.id, Count())
            total.found += count.found
            total.passed += count.passed
            total.open += count.open
    return Summary(
        {severity: by_severity[severity] for severity in sorted(by_severity, reverse=True)},
        tuple((one, totals[one.id]) for one in PRINCIPLES if totals[one.id] != Count()),
        sum(one.fix is not None for one in report.diagnostics),
    )
