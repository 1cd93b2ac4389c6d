"""The engine: asks every rule about every subject, in every world, and turns the answers into verdicts.

A rule is asked once; where it met a choice, the other branches are replayed (at most `MAX_WORLDS`). Fails in all worlds: a finding.
Fails in some: one severity lower, the worlds named; silent when only worlds that are not production fail. No finding, but an unknown met:
the verdict is open.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Final, NamedTuple, TypeVar

from opexlint.finding import Finding
from opexlint.model import Parsed, Suppression, Switch
from opexlint.project import Call, Command, Module, Project, Resource, Unit
from opexlint.report import Count, Crash, Diagnostic, OpenVerdict, Report
from opexlint.rule import OWN, UNUSED_SUPPRESSION, Rule, Severity
from opexlint.source import File, Location

MAX_WORLDS: Final = 16
"""Worlds replayed for one rule and subject; behind it the verdict is open."""

_PRODUCTION = re.compile(r"(^|[^a-z])(prod|production|prd|live)([^a-z]|$)", re.IGNORECASE)
_NOT_PRODUCTION = re.compile(
    r"(^|[^a-z])(dev|development|test|testing|qa|sandbox|local|demo|poc|preview|staging|stage|stg)([^a-z]|$)", re.IGNORECASE
)

_T = TypeVar("_T")
_AnySubject = Resource | Call | Command | Module | Unit


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user decided: which rules, how severe, which options, which paths are exempt from which rules.

    `options` are by rule id; `exempt` says for a rule id and a path whether the configuration silences it there.
    """

    severities: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def exempt(self, rule: str, path: str) -> bool:
        """Whether a per-path ignore names this rule for this path."""
        from fnmatch import fnmatchcase

        return any(fnmatchcase(path, pattern) and any(fnmatchcase(rule, one) for one in rules) for pattern, rules in self.per_path_ignores)


class _Failure(NamedTuple):
    finding: Finding
    defaults: tuple[str, ...]


def check(
    parsed: Sequence[Parsed],
    rules: Sequence[Rule],
    files: Mapping[str, File],
    settings: Settings,
    reported: Iterable[str] | None = None,
    known_rules: Iterable[str] = (),
    least: Severity = Severity.NOTE,
) -> Report:
    """Ask all rules about all that was read.

    `reported` are the paths whose findings are wanted (all when None); `known_rules` every rule id there is, to tell a misspelled
    suppression from one of a rule that is switched off; `least` the severity below which findings are left out. Never raises for what a
    rule or a file does: a rule's crash is part of the report.
    """
    project = Project(parsed)
    wanted = None if reported is None else set(reported)
    counts: dict[str, Count] = {rule.id: Count() for rule in rules}
    found: list[Diagnostic] = []
    opened: list[OpenVerdict] = []
    crashes: list[Crash] = []
    subjects = _subjects(project)
    for rule in rules:
        if rule.check is None:
            continue
        for subject in _chosen(rule, subjects):
            if wanted is not None and subject.at.path not in wanted:
                continue
            try:
                verdict = _ask(rule, subject, project, settings)
            except Exception as error:
                crashes.append(Crash(rule, _name(subject), subject.at, f"{type(error).__name__}: {error}"))
                continue
            diagnostics, why = verdict
            found += diagnostics
            if diagnostics:
                counts[rule.id].found += 1
            elif why:
                counts[rule.id].open += 1
                opened.append(OpenVerdict(rule, _name(subject), subject.at, why))
            else:
                counts[rule.id].passed += 1
    found = _merged(found)
    own = {rule.id: rule for rule in OWN if rule.id in counts}
    for problem in _unique(part.problems for part in parsed):
        if problem.rule in own:
            rule = own[problem.rule]
            severity = settings.severities.get(rule.id, rule.severity)
            found.append(Diagnostic(rule, severity, problem.message, problem.at))
    found = [one for one in found if wanted is None or one.at.path in wanted]
    kept = [one for one in found if not settings.exempt(one.rule.id, one.at.path)]
    suppressions = [one for one in _unique(part.suppressions for part in parsed) if wanted is None or one.at.path in wanted]
    headers = _headers(project)
    kept, unused = _suppressed(kept, suppressions, headers)
    silenced = len(found) - len(kept)
    if UNUSED_SUPPRESSION.id in own:
        kept += _unused(unused, own[UNUSED_SUPPRESSION.id], set(known_rules) | set(counts), set(counts), settings)
    for diagnostic in kept:
        if diagnostic.rule.check is None:
            counts[diagnostic.rule.id].found += 1
    kept = [one for one in kept if one.severity >= least]
    kept.sort(key=lambda one: (one.at.path, one.at.start, one.at.end, one.rule.id, one.message))
    return Report(
        tuple(kept),
        tuple(opened),
        tuple(crashes),
        counts,
        tuple(rules),
        files,
        silenced,
        len(files.keys() if wanted is None else files.keys() & wanted),
    )


def _unique(groups: Iterable[tuple[_T, ...]]) -> Iterable[_T]:
    """What several jobs say alike because they read the same file, once."""
    return dict.fromkeys(one for group in groups for one in group)


# -- asking -----------------------------------------------------------------------------------------------------------------------------


def _subjects(project: Project) -> dict[str, dict[str, list[_AnySubject]]]:
    """Everything a rule can be about, by kind and by the name its patterns match."""
    found: dict[str, dict[str, list[_AnySubject]]] = {kind: defaultdict(list) for kind in ("resource", "call", "command", "module", "unit")}
    for resource in project.resources():
        found["resource"][resource.type].append(resource)
    for call in project.calls:
        found["call"][call.name].append(call)
    for command in project.commands:
        words = command.argv
        found["command"][words[0].rpartition("/")[2] if words else ""].append(command)
    for module in project.modules:
        found["module"][module.name].append(module)
    for unit in project.units:
        found["unit"][unit.kind].append(unit)
    return found


def _chosen(rule: Rule, subjects: dict[str, dict[str, list[_AnySubject]]]) -> Iterator[_AnySubject]:
    for about in rule.about:
        for name, group in subjects[about.kind].items():
            if about.includes(name):
                yield from group


def _ask(rule: Rule, subject: _AnySubject, project: Project, settings: Settings) -> tuple[list[Diagnostic], str]:
    """The findings of a rule about a subject, or why there is no answer ("" when it passed)."""
    assert rule.check is not None
    options = settings.options.get(rule.id, {})
    world = project.world
    pending: list[dict[Switch, str]] = [{}]
    outcomes: list[tuple[dict[Switch, str], list[_Failure]]] = []
    doubt = ""
    while pending:
        if len(outcomes) == MAX_WORLDS:
            doubt = doubt or f"it depends on more than {MAX_WORLDS} combinations of {', '.join(sorted(s[1] for s in pending[-1]))}"
            break
        world.begin(pending.pop())
        failures: list[_Failure] = []
        if not isinstance(subject, Resource) or _exists(subject):
            failures += (_Failure(finding, tuple(dict.fromkeys(world.defaults))) for finding in rule.check(subject, project, **options))
        pending += world.pending
        outcomes.append((world.options, failures))
        if not failures and world.unknowns:
            doubt = doubt or world.unknowns[0]
    complete = not pending
    world.begin({})
    if not any(failures for _, failures in outcomes):
        return [], doubt
    return list(_diagnostics(rule, subject, outcomes, complete, settings)), doubt


def _exists(resource: Resource) -> bool:
    """Whether the resource may exist in this world; that it only may is no doubt about the rule."""
    world_unknowns = resource._world.unknowns
    before = len(world_unknowns)
    answer = resource.exists.may_be(True)
    del world_unknowns[before:]
    return answer


def _diagnostics(
    rule: Rule,
    subject: _AnySubject,
    outcomes: list[tuple[dict[Switch, str], list[_Failure]]],
    complete: bool,
    settings: Settings,
) -> Iterator[Diagnostic]:
    by_finding: dict[tuple[str, Location], list[tuple[dict[Switch, str], _Failure]]] = {}
    for options, failures in outcomes:
        once = {(failure.finding.message, failure.finding.at): failure for failure in reversed(failures)}
        for key, failure in once.items():
            by_finding.setdefault(key, []).append((options, failure))
    for failed in by_finding.values():
        finding, defaults = failed[0][1]
        worlds = [options for options, _ in failed]
        everywhere = complete and len(worlds) == len(outcomes)
        if not everywhere and all(map(_not_production, worlds)):
            continue
        severity = settings.severities.get(rule.id, rule.severity)
        if rule.id not in settings.severities and (defaults or not everywhere):
            severity = severity.lowered
        yield Diagnostic(
            rule=rule,
            severity=severity,
            message=finding.message,
            at=finding.at,
            origin=finding.origin,
            notes=finding.notes,
            unit="" if isinstance(subject, Unit) else subject.unit,
            subject=_name(subject),
            when="" if everywhere else _told(worlds, outcomes),
            default=defaults[0] if defaults else "",
            absent=isinstance(subject, Resource) and finding.at == subject.at,
            fix=finding.fix if everywhere else None,
        )


def _not_production(options: dict[Switch, str]) -> bool:
    """Whether the options of a world say that it is an environment other than production."""
    values = options.values()
    return any(map(_NOT_PRODUCTION.search, values)) and not any(map(_PRODUCTION.search, values))


def _told(worlds: list[dict[Switch, str]], outcomes: list[tuple[dict[Switch, str], list[_Failure]]]) -> str:
    """The worlds of a finding in words: only the switches that tell them from the others are named."""
    others = [options for options, _ in outcomes if options not in worlds]
    telling = [
        switch
        for switch in dict.fromkeys(switch for options in worlds for switch in options)
        if any(options.get(switch) not in {world.get(switch) for world in worlds} for options in others) or len(worlds) == 1
    ]
    phrases: list[str] = []
    for switch in telling or list(worlds[0]):
        options = list(dict.fromkeys(world[switch] or "empty" for world in worlds if switch in world))
        phrases.append(f"{switch[1]} is {' or '.join(options)}")
    return " and ".join(phrases)


def _name(subject: _AnySubject) -> str:
    if isinstance(subject, Resource):
        return subject.record.address
    if isinstance(subject, Unit):
        return subject.id
    if isinstance(subject, Module):
        return subject.record.address
    return subject.name if isinstance(subject, Call) else " ".join(subject.argv[:3])


def _merged(found: list[Diagnostic]) -> list[Diagnostic]:
    """Equal findings about several instances of the same code as one that names them."""
    merged: dict[tuple[str, Location, Location | None, str], Diagnostic] = {}
    for one in found:
        key = (one.rule.id, one.at, one.origin, one.message)
        first = merged.get(key)
        if first is None:
            merged[key] = one
        elif one.subject != first.subject and one.subject not in first.instances:
            merged[key] = replace(first, instances=(*first.instances, one.subject), severity=max(first.severity, one.severity), fix=None)
    return list(merged.values())


# -- suppressions -----------------------------------------------------------------------------------------------------------------------


def _headers(project: Project) -> dict[tuple[str, str], Location]:
    return {(resource.unit, resource.record.address): resource.at for resource in project.resources()}


def _suppressed(
    found: list[Diagnostic], suppressions: list[Suppression], headers: Mapping[tuple[str, str], Location]
) -> tuple[list[Diagnostic], list[tuple[Suppression, str, Location]]]:
    """The findings that no suppression silences, and the suppressions (with the rule they name) that silenced none."""
    by_rule: dict[str, list[tuple[Suppression, Location]]] = defaultdict(list)
    for suppression in suppressions:
        for rule, place in suppression.rules:
            by_rule[rule].append((suppression, place))
    used: set[Location] = set()
    kept: list[Diagnostic] = []
    for one in found:
        places = [one.at, one.origin, headers.get((one.unit, one.subject))]
        hits = [
            place
            for name in (one.rule.id, *one.rule.aliases)
            for suppression, place in by_rule.get(name, ())
            if any(_within(where, suppression.scope) for where in places)
        ]
        used.update(hits)
        if not hits:
            kept.append(one)
    unused = [(s, rule, place) for rule, entries in by_rule.items() for s, place in entries if place not in used]
    return kept, unused


def _within(place: Location | None, scope: Location) -> bool:
    return place is not None and place.path == scope.path and scope.start <= place.start < max(scope.end, scope.start + 1)


def _unused(
    unused: list[tuple[Suppression, str, Location]], rule: Rule, known: set[str], active: set[str], settings: Settings
) -> Iterator[Diagnostic]:
    severity = settings.severities.get(rule.id, rule.severity)
    for _, name, place in unused:
        if settings.exempt(rule.id, place.path):
            continue
        if name in active:
            yield Diagnostic(rule, severity, f"nothing to ignore: {name} does not fire here", place)
        elif name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield Diagnostic(rule, severity, f"there is no rule {name}{hint}", place)
