"""SARIF 2.1.0, for code scanning and dashboards (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).

The run carries no `automationDetails`: GitHub's upload action gives a run the category its user asked for only when there are none.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from opexlint import __version__
from opexlint.finding import Edit
from opexlint.formats import DOCS_URL, HOME_URL, Options, documentation, notes_of, region
from opexlint.framework import PILLAR_URL, PRINCIPLES, best_practices, practice
from opexlint.report import Crash, Diagnostic, OpenVerdict, Report, fingerprint
from opexlint.rule import FILE_SKIPPED, LIMIT_REACHED, SYNTAX_ERROR, Rule
from opexlint.source import Location

Json: TypeAlias = dict[str, Any]

SCHEMA_URL: Final = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT: Final = "%SRCROOT%"
"""The base of all URIs, by the name that code scanning services know."""

MAX_SNIPPET: Final = 2_000
"""Characters of code in a result; longer ranges go without."""

_INCOMPLETE: Final = (SYNTAX_ERROR.id, FILE_SKIPPED.id, LIMIT_REACHED.id)
_GITHUB_LEVELS: Final = {"error": "error", "warning": "warning", "note": "recommendation"}


def render(report: Report, options: Options) -> str:
    """A log of one run."""
    log = {"$schema": SCHEMA_URL, "version": "2.1.0", "runs": [_Run(report, options).written()]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


class _Run:
    """One run, with the numbers by which its parts name each other."""

    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.options = options
        said = (one.rule for group in (report.diagnostics, report.open, report.crashes) for one in group)
        self.rules = {rule.id: rule for rule in sorted((*report.rules, *said), key=lambda rule: rule.id)}
        self.rule_index = {rule: number for number, rule in enumerate(self.rules)}
        self.taxonomies = _taxonomies()

    def written(self) -> Json:
        driver = {
            "name": "opexlint",
            "fullName": f"opexlint {__version__}",
            "organization": "opexlint",
            "version": __version__,
            "semanticVersion": __version__,
            "informationUri": HOME_URL,
            "rules": list(map(self.rule, self.rules.values())),
            "supportedTaxonomies": list(map(self._component, self.taxonomies)),
        }
        results = list(map(self.result, self.report.diagnostics))
        if self.options.show_open:
            results += map(self.open, self.report.open)
        return {
            "tool": {"driver": driver},
            "invocations": [self.invocation()],
            "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the project that was checked."}}},
            "results": _told_apart(results),
            "taxonomies": [_taxonomy(name, taxa) for name, taxa in self.taxonomies.items()],
            "columnKind": "unicodeCodePoints",
            "defaultEncoding": "utf-8",
        }

    # -- rules --------------------------------------------------------------------------------------------------------------------------

    def rule(self, rule: Rule) -> Json:
        tags = ["operational-excellence", *([rule.principle.id] if rule.principle else [])]
        descriptor: Json = {
            "id": rule.id,
            "name": "".join(word.capitalize() for word in rule.id.split("-")),
            "shortDescription": {"text": f"{rule.title}."},
            "fullDescription": {"text": " ".join(rule.explanation.partition("\n\n")[0].split()) or f"{rule.title}."},
            "help": {"text": f"{rule.help or rule.title}.", "markdown": documentation.page(rule)},
            "helpUri": DOCS_URL.format(id=rule.id),
            "defaultConfiguration": {"level": rule.severity.label},
            "properties": {
                "tags": tags,
                "precision": "high" if rule.profile == "default" else "medium",
                "problem.severity": _GITHUB_LEVELS[rule.severity.label],
                "profile": rule.profile,
            },
        }
        if rule.aliases:
            descriptor["deprecatedIds"] = list(rule.aliases)
        if relationships := list(self._relationships(rule)):
            descriptor["relationships"] = relationships
        return descriptor

    def _relationships(self, rule: Rule) -> Iterator[Json]:
        if rule.principle is not None:
            yield self._relationship(_PRINCIPLES, rule.principle.id)
        for title in rule.practices:
            yield self._relationship(_PRACTICES, practice(title).id)

    def _relationship(self, taxonomy: str, taxon: str) -> Json:
        index = next(number for number, one in enumerate(self.taxonomies[taxonomy]) if one["id"] == taxon)
        return {"target": {"id": taxon, "index": index, "toolComponent": self._component(taxonomy)}, "kinds": ["relevant"]}

    def _component(self, taxonomy: str) -> Json:
        return {"name": taxonomy, "index": list(self.taxonomies).index(taxonomy)}

    # -- results ------------------------------------------------------------------------------------------------------------------------

    def result(self, one: Diagnostic) -> Json:
        when = f" (when {one.when})" if one.when else ""
        result: Json = {
            **self._named(one.rule),
            "level": one.severity.label,
            "message": _message(one.message + when),
            "locations": [self._location(one.at, one.unit, one.subject)],
            "partialFingerprints": {"opexlint/v1": one.fingerprint},
        }
        if related := [
            {"id": number, **self._location(note.at), "message": _message(note.message)} for number, note in enumerate(notes_of(one), 1)
        ]:
            result["relatedLocations"] = related
        weights = [weight._asdict() for weight in one.weights]
        facts = {"instances": list(one.instances), "when": one.when, "default": one.default, "weights": weights}
        if facts := {name: fact for name, fact in facts.items() if fact}:
            result["properties"] = facts
        if self.options.edits is not None and one.fix is not None and (edits := self.options.edits(one)):
            result["fixes"] = [self._fix(one, edits)]
        return result

    def open(self, one: OpenVerdict) -> Json:
        return {
            **self._named(one.rule),
            "kind": "open",
            "level": "none",
            "message": _message(f"{one.rule.title}: not decided, because {one.why}"),
            "locations": [self._location(one.at, "", one.subject)],
            "partialFingerprints": {"opexlint/v1": fingerprint(one.rule.id, one.subject, "open")},
        }

    def _named(self, rule: Rule) -> Json:
        return {"ruleId": rule.id, "ruleIndex": self.rule_index[rule.id]}

    def _location(self, at: Location, unit: str = "", subject: str = "") -> Json:
        location: Json = {"physicalLocation": {"artifactLocation": _artifact(at.path), "region": self._region(at)}}
        if subject:
            location["logicalLocations"] = [{"name": subject, "fullyQualifiedName": f"{unit}#{subject}" if unit else subject}]
        return location

    def _region(self, at: Location) -> Json:
        line, column, end_line, end_column = region(self.report.files, at)
        shown: Json = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
        file = self.report.files.get(at.path)
        if file is not None and at.start < at.end <= at.start + MAX_SNIPPET:
            shown["snippet"] = {"text": file.text[at.start : at.end]}
        return shown

    def _fix(self, one: Diagnostic, edits: Iterable[Edit]) -> Json:
        changes: dict[str, list[Json]] = {}
        for edit in edits:
            line, column, end_line, end_column = region(self.report.files, edit.at)
            deleted = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
            changes.setdefault(edit.at.path, []).append({"deletedRegion": deleted, "insertedContent": {"text": edit.text}})
        return {
            "description": _message(one.rule.help or one.rule.title),
            "artifactChanges": [{"artifactLocation": _artifact(path), "replacements": replaced} for path, replaced in changes.items()],
        }

    # -- the run itself -----------------------------------------------------------------------------------------------------------------

    def invocation(self) -> Json:
        notifications = list(map(self._crash, self.report.crashes))
        notifications += (self._problem(one) for one in self.report.diagnostics if one.rule.id in _INCOMPLETE)
        invocation: Json = {"executionSuccessful": not self.report.crashes}
        if notifications:
            invocation["toolExecutionNotifications"] = notifications
        return invocation

    def _crash(self, one: Crash) -> Json:
        return {
            "level": "error",
            "message": _message(f"the rule {one.rule.id} failed on {one.subject}: {one.error}"),
            "locations": [self._location(one.at)],
            "associatedRule": {"id": one.rule.id, "index": self.rule_index[one.rule.id]},
        }

    def _problem(self, one: Diagnostic) -> Json:
        return {
            "level": one.severity.label,
            "message": _message(one.message),
            "locations": [self._location(one.at)],
            "associatedRule": {"id": one.rule.id, "index": self.rule_index[one.rule.id]},
        }


def _told_apart(results: list[Json]) -> list[Json]:
    """The results with fingerprints that are unique: equal ones are numbered in their order."""
    seen: Counter[str] = Counter()
    for result in results:
        prints = result["partialFingerprints"]
        for name, value in prints.items():
            seen[value] += 1
            prints[name] = value if seen[value] == 1 else f"{value}:{seen[value]}"
    return results


def _message(text: str) -> Json:
    """A plain-text message; `](` would begin the destination of an embedded link."""
    return {"text": text.replace("](", "] (").rstrip(".") + "."}


def _artifact(path: str) -> Json:
    return {"uri": quote(path, errors="replace") or "./", "uriBaseId": ROOT}


# -- taxonomies -------------------------------------------------------------------------------------------------------------------------

_PRINCIPLES: Final = "AWS Well-Architected operational-excellence principles"
_PRACTICES: Final = "AWS Well-Architected operational-excellence best practices"


def _taxonomies() -> dict[str, list[Json]]:
    """What rules are filed under, by the name of the taxonomy."""
    return {
        _PRINCIPLES: [{"id": one.id, "name": one.title, "shortDescription": {"text": one.text}} for one in PRINCIPLES],
        _PRACTICES: [
            {"id": one.id, "name": one.title, "shortDescription": {"text": f"{one.title}."}, "helpUri": one.url}
            for one in sorted(best_practices().values())
        ],
    }


def _taxonomy(name: str, taxa: list[Json]) -> Json:
    return {
        "name": name,
        "organization": "Amazon Web Services",
        "shortDescription": {"text": f"{name}."},
        "informationUri": PILLAR_URL,
        "isComprehensive": True,
        "taxa": taxa,
    }
