"""For programs: everything a report knows, in the shape that `report.schema.json` describes.

Members may be added while `version` stays 1; none goes away or changes its meaning.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from opexlint import __version__
from opexlint.formats import DOCS_URL, HOME_URL, Options, region
from opexlint.formats.summary import summary
from opexlint.framework import practice
from opexlint.report import Count, Crash, Diagnostic, Explained, OpenVerdict, Report
from opexlint.rule import Rule, Severity
from opexlint.source import File, Location

VERSION: Final = 1


def render(report: Report, options: Options) -> str:
    """One JSON object; open verdicts and crashes are always in it, what cleared the others on request."""
    files = report.files
    data: dict[str, Any] = {
        "version": VERSION,
        "tool": {"name": "opexlint", "version": __version__, "url": HOME_URL},
        "summary": _summary(report),
        "findings": [_finding(one, files) for one in report.diagnostics],
        "open": [_open(one, files) for one in report.open],
        "crashes": [_crash(one, files) for one in report.crashes],
        "fixed": [one._asdict() for one in report.fixed],
    }
    if report.explained:
        data["verdicts"] = [_explained(one, files) for one in report.explained]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _summary(report: Report) -> dict[str, Any]:
    totals = summary(report)
    return {
        "files": report.checked,
        "languages": dict(sorted(report.languages.items())),
        **{f"{severity.label}s": totals.severities.get(severity, 0) for severity in sorted(Severity, reverse=True)},
        "suppressed": report.suppressed,
        "known": report.known,
        "fixable": totals.fixable,
        "open": len(report.open),
        "principles": [{"id": principle.id, "title": principle.title, **_count(count)} for principle, count in totals.principles],
        "rules": {rule: _count(count) for rule, count in sorted(report.counts.items())},
    }


def _count(count: Count) -> dict[str, int]:
    return {"found": count.found, "passed": count.passed, "open": count.open}


def _finding(one: Diagnostic, files: Mapping[str, File]) -> dict[str, Any]:
    return {
        **_rule(one.rule),
        "severity": one.severity.label,
        "message": one.message,
        **_place(one.at, files),
        "origin": _place(one.origin, files) if one.origin else None,
        "notes": [{"message": note.message, **_place(note.at, files)} for note in one.notes],
        "unit": one.unit,
        "subject": one.subject,
        "instances": list(one.instances),
        "when": one.when,
        "default": one.default,
        "weights": [weight._asdict() for weight in one.weights],
        "fingerprint": one.fingerprint,
        "fixable": one.fix is not None,
        "help": one.rule.help,
        "url": DOCS_URL.format(id=one.rule.id),
    }


def _open(one: OpenVerdict, files: Mapping[str, File]) -> dict[str, Any]:
    return {**_rule(one.rule), "subject": one.subject, **_place(one.at, files), "why": one.why}


def _explained(one: Explained, files: Mapping[str, File]) -> dict[str, Any]:
    by = one.by and {
        "question": one.by.question,
        "said": one.by.said,
        "type": one.by.type,
        "at": _place(one.by.at, files) if one.by.at else None,
    }
    return {**_rule(one.rule), "subject": one.subject, **_place(one.at, files), "verdict": "passed" if one.passed else "open", "by": by}


def _crash(one: Crash, files: Mapping[str, File]) -> dict[str, Any]:
    return {**_rule(one.rule), "subject": one.subject, **_place(one.at, files), "error": one.error}


def _rule(rule: Rule) -> dict[str, Any]:
    practices = map(practice, rule.practices)
    return {
        "rule": rule.id,
        "principle": rule.principle.id if rule.principle else None,
        "practices": [{"id": one.id, "title": one.title} for one in practices],
    }


def _place(at: Location, files: Mapping[str, File]) -> dict[str, Any]:
    return {"path": at.path, **region(files, at)._asdict()}
