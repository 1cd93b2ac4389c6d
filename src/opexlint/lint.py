"""The engine: asks every rule about every subject, in every world, and turns the answers into verdicts.

A rule is asked once; where it met a choice, the other branches are replayed (at most `MAX_WORLDS`). Fails in all worlds: a finding.
Fails in some: one severity lower, the worlds named; silent when only worlds that are not production fail. No finding, but an unknown met:
the verdict is open. `weights` says what else moves a severity.
"""

import marshal
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any, Final, NamedTuple, Protocol, TypeAlias, TypeVar

from opexlint.evidence.assumptions import ASSUMPTIONS, completed
from opexlint.evidence.environments import NON_PRODUCTION, PRODUCTION, stage_of
from opexlint.finding import Finding
from opexlint.model import Parsed, Suppression, Switch
from opexlint.project import Bucket, Project
from opexlint.report import PASSED, Count, Crash, Diagnostic, Explained, OpenVerdict, Outcome, Report, Weight, identified
from opexlint.rule import OWN, UNUSED_SUPPRESSION, Rule, Severity
from opexlint.rule import Subject as About
from opexlint.source import File, Location
from opexlint.subjects import Call, Command, Module, Resource, Subject, Unit
from opexlint.value import Answer
from opexlint.verdicts import Verdicts, plain, restored
from opexlint.weights import Weights, cleared_by, severity_with

MAX_WORLDS: Final = 16
"""Worlds replayed for one rule and subject; behind it the verdict is open."""

WORTH_SHARING: Final = 20_000
"""Pairs of rule and subject to be asked about from which on another process gains more than it costs."""

_T = TypeVar("_T")
_ByName: TypeAlias = Mapping[str, Mapping[str, list[Subject]]]
"""Subjects by kind and name."""


class Share(Protocol):
    """Other processes that begin with all that this one has."""

    processes: int
    """How many there are, this one included."""

    def out(self, count: int, work: Callable[[Iterator[int]], bytes]) -> AbstractContextManager[tuple[Iterator[int], Iterator[bytes]]]:
        """Shares out the numbers below `count`: those for this process, and then what `work` made of the others in each other process."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user decided: how severe rules are, their options, which paths are exempt from which of them.

    `options` are by rule id; `exempt` says for a rule id and a path whether the configuration silences it there. `named` are the paths to
    be checked as they were given, from the root ("" is the root itself); `assume` is what is said to be there, out of sight.
    """

    severities: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    named: tuple[str, ...] = ("",)
    assume: tuple[str, ...] = ()

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
    *,
    explain: bool = False,
    verdicts: Verdicts | None = None,
    share: Share | None = None,
) -> Report:
    """Ask all rules about all that was read.

    `reported` are the paths whose findings are wanted (all when None); `known_rules` every rule id there is, to tell a misspelled
    suppression from one of a rule that is switched off; with `explain` the report says of what was not found why, else what `verdicts`
    has settled is not asked, and other processes `share` the asking. Never raises for what a rule or a file does: a rule's crash is part
    of the report.
    """
    parsed = completed(parsed, settings.assume)
    project = _project(parsed, settings)
    wanted = None if reported is None else set(reported)
    written = {unit.id for unit in project.units if unit.kind == "template" and wanted is not None and unit.at.path in wanted}
    asked = [one for one in project.subjects if wanted is None or one.at.path in wanted or _unit(one) in written]
    verdicts = verdicts if verdicts is not None and not explain else Verdicts()
    verdicts.take_up(parsed, project, asked, rules)
    tally = _Tally({rule.id: Count() for rule in rules}, explain=explain)
    counts = tally.counts
    subjects = _by_name(asked)
    choices = ((rule, _chosen(rule.about, subjects)) for rule in rules if rule.check is not None)
    questions = [_Question(rule, chosen, *verdicts.of(rule, chosen)) for rule, chosen in choices]
    asking = _Asking(project, subjects, Weights(project, parsed), settings, verdicts, explain=explain)
    for question, answer in zip(questions, asking.answers(questions, share), strict=True):
        tally.add(question, answer)
    found = _merged(tally.found)
    own = {rule.id: rule for rule in OWN if rule.id in counts}
    for problem in _unique(part.problems for part in parsed):
        if problem.rule in own:
            rule = own[problem.rule]
            severity = settings.severities.get(rule.id, rule.severity)
            found.append(Diagnostic(rule, severity, problem.message, problem.at))
    found = [one for one in found if wanted is None or one.at.path in wanted or one.unit in written]
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
    kept.sort(key=lambda one: (one.at.path, one.at.start, one.at.end, one.rule.id, one.message))
    return Report(
        tuple(identified(kept, files)),
        tuple(tally.opened),
        tuple(tally.crashes),
        counts,
        tuple(rules),
        files,
        silenced,
        len(files.keys() if wanted is None else files.keys() & wanted),
        explained=tuple(tally.explained),
    )


class _Question(NamedTuple):
    """A rule and the subjects it is about: what is known that it says of them, and of which it has to be asked."""

    rule: Rule
    chosen: Collection[Subject]
    stated: Mapping[Subject, Outcome]
    due: Sequence[Subject]


class _Answer(NamedTuple):
    """What a rule said of those it had to be asked of, without those that just passed; where it crashed, only the error is told."""

    outcomes: dict[Subject, Outcome]
    crashes: dict[Subject, str]


class _Asking:
    """How rules are asked in a run."""

    def __init__(
        self, project: Project, subjects: _ByName, weights: Weights, settings: Settings, verdicts: Verdicts, *, explain: bool
    ) -> None:
        self._project = project
        self._subjects = subjects
        self._weights = weights
        self._settings = settings
        self._verdicts = verdicts
        self._explain = explain

    def answers(self, questions: Sequence[_Question], share: Share | None) -> Iterator[_Answer]:
        """The answers in the order of the questions; other processes help where there is much to ask."""
        if share is None or share.processes == 1 or self._explain or sum(len(question.due) for question in questions) < WORTH_SHARING:
            return map(self.answer, questions)
        shared = sorted((question for question in questions if question.rule.shipped), key=lambda one: -len(one.due))
        self._project.relate()
        answers: dict[str, _Answer] = {}
        with share.out(len(shared), partial(self._packed, shared)) as (ours, told):
            others = [question for question in questions if not question.rule.shipped]  # here they find all as they left it
            for question in chain(others, map(shared.__getitem__, ours)):
                answers[question.rule.id] = self.answer(question)
            for data in told:
                answers |= self._unpacked(shared, data)
        # what another process has drawn and failed at is asked here
        return (answers[question.rule.id] if question.rule.id in answers else self.answer(question) for question in questions)

    def answer(self, question: _Question) -> _Answer:
        """The answer to a question, weighed."""
        outcomes, crashes = self._asked(question)
        if question.rule.id not in self._settings.severities:
            self._weigh(question.rule, outcomes)
        self._verdicts.said(question.rule, outcomes)
        return _Answer(outcomes, crashes)

    def _asked(self, question: _Question) -> _Answer:
        rule, project = question.rule, self._project
        outcomes: dict[Subject, Outcome] = {}
        crashes: dict[Subject, str] = {}
        looked: list[tuple[Subject, set[Bucket]]] = []
        speaking = question.due if self._explain else _speaking(question, self._subjects, project)
        project.consulted = set()  # whatever the engine itself has looked at
        for subject in speaking:
            try:
                outcome = _ask(rule, subject, project, self._settings, noting=self._explain)
            except Exception as error:
                crashes[subject] = f"{type(error).__name__}: {error}"
                self._verdicts.lost(subject)
                outcome = PASSED
            if outcome is not PASSED:
                outcomes[subject] = outcome
            if project.consulted:
                looked.append((subject, project.consulted))
                project.consulted = set()
        self._verdicts.consulted(rule, looked)
        return _Answer(outcomes, crashes)

    def _weigh(self, rule: Rule, outcomes: dict[Subject, Outcome]) -> None:
        """Weighs what a rule found, in place: job by job, since what that takes is part of what the verdict rests on."""
        project = self._project
        for group in self._verdicts.by_job(outcomes):
            self._weights.weigh(group, partial(_asked_again, rule, project=project, settings=self._settings))
            if project.consulted:
                self._verdicts.consulted(rule, [(subject, project.consulted) for subject in group])
                project.consulted = set()
            outcomes |= group

    def _packed(self, questions: Sequence[_Question], numbers: Iterable[int]) -> bytes:
        """The answers to the questions with these numbers as pure data, for another process. Raises ValueError for a fix that is none."""
        packed = []
        asked: list[Rule] = []
        for number in numbers:
            question = questions[number]
            answer = self.answer(question)
            places = {subject: place for place, subject in enumerate(question.due)}
            outcomes = [(places[subject], plain(outcome)) for subject, outcome in answer.outcomes.items()]
            packed.append((number, outcomes, [(places[subject], error) for subject, error in answer.crashes.items()]))
            asked.append(question.rule)
        return marshal.dumps((packed, self._verdicts.taught(asked)))

    def _unpacked(self, questions: Sequence[_Question], data: bytes) -> dict[str, _Answer]:
        """The answers of another process."""
        packed, taught = marshal.loads(data)  # noqa: S302  what a process of ours sent
        self._verdicts.learn(taught)
        answers: dict[str, _Answer] = {}
        for number, outcomes, crashes in packed:
            rule, _, _, due = questions[number]
            found = {due[place]: restored(rule, outcome) for place, outcome in outcomes}
            self._verdicts.said(rule, found)
            for place, _ in crashes:
                self._verdicts.lost(due[place])
            answers[rule.id] = _Answer(found, {due[place]: error for place, error in crashes})
        return answers


class _Tally:
    """What was said so far."""

    def __init__(self, counts: dict[str, Count], *, explain: bool) -> None:
        self.counts = counts
        self.found: list[Diagnostic] = []
        self.opened: list[OpenVerdict] = []
        self.explained: list[Explained] = []
        self.crashes: list[Crash] = []
        self._explain = explain

    def add(self, question: _Question, answer: _Answer) -> None:
        """Counts what a rule says of all that it is about."""
        rule, chosen, stated, _ = question
        outcomes = answer.outcomes
        if stated:
            outcomes = {one: outcomes[one] if one in outcomes else stated[one] for one in chosen if one in outcomes or one in stated}
        self.crashes += (Crash(rule, _name(subject), subject.at, error) for subject, error in answer.crashes.items())
        count = self.counts[rule.id]
        count.passed += len(chosen) - len(outcomes) - len(answer.crashes)
        for subject, outcome in outcomes.items():
            self.found += outcome.diagnostics
            if outcome.diagnostics:
                count.found += 1
            elif outcome.why:
                count.open += 1
                self.opened.append(OpenVerdict(rule, _name(subject), subject.at, outcome.why))
            else:
                count.passed += 1
            if self._explain and not outcome.diagnostics:
                self.explained.append(_explained(rule, subject, outcome))


def _project(parsed: Sequence[Parsed], settings: Settings) -> Project:
    return Project(parsed, {name: ASSUMPTIONS[name].why for name in settings.assume}, settings.named)


def _unique(groups: Iterable[tuple[_T, ...]]) -> Iterable[_T]:
    """What several jobs say alike because they read the same file, once."""
    return dict.fromkeys(one for group in groups for one in group)


# -- asking -----------------------------------------------------------------------------------------------------------------------------


_KINDS: Final[Mapping[type, tuple[str, Callable[[Any], str]]]] = {
    Resource: ("resource", lambda resource: resource.type),
    Call: ("call", lambda call: call.name),
    Command: ("command", lambda command: (command.argv or ("",))[0].rpartition("/")[2]),
    Module: ("module", lambda module: module.name),
    Unit: ("unit", lambda unit: unit.kind),
}
"""What rules call each kind of subject, and the name of one that their patterns match."""


def _by_name(subjects: Iterable[Subject]) -> _ByName:
    found: dict[str, dict[str, list[Subject]]] = {kind: defaultdict(list) for kind, _ in _KINDS.values()}
    for subject in subjects:
        kind, name = _KINDS[type(subject)]
        found[kind][name(subject)].append(subject)
    return found


def _chosen(about: Iterable[About], subjects: _ByName) -> Collection[Subject]:
    """What a rule is about, each once."""
    groups = (group for one in about for group in one.among(subjects[one.kind]))
    return dict.fromkeys(chain.from_iterable(groups))


def _speaking(question: _Question, subjects: _ByName, project: Project) -> Collection[Subject]:
    """Those that are due of which the rule can have something to say."""
    about, due = question.rule.about, question.due
    narrowed = [one for one in about if one.is_narrowed]
    if not narrowed or not due:
        return due
    resources = [subject for subject in due if isinstance(subject, Resource)]
    able = set[Subject]().union(*(one.narrowed(project, resources) for one in narrowed))
    able.update(_chosen([one for one in about if not one.is_narrowed], subjects))
    return [subject for subject in due if subject in able]


def _ask(rule: Rule, subject: Subject, project: Project, settings: Settings, *, noting: bool = False) -> Outcome:
    """The findings of a rule about a subject, or why there is no answer; with `noting`, the answers it met (in the world of a doubt)."""
    world = project.world
    world.begin({}, noting=noting)
    failures = _failures(rule, subject, project, settings)
    if not (failures or noting or world.pending or world.unknowns):
        return PASSED
    outcomes: list[tuple[dict[Switch, str], list[_Failure]]] = []
    pending: list[dict[Switch, str]] = []
    doubt = ""
    answers: list[Answer] | None = None
    while True:
        pending += world.pending
        outcomes.append((world.options, failures))
        if answers is None or (not failures and world.unknowns and not doubt):
            answers = world.answers
        if not failures and world.unknowns:
            doubt = doubt or world.unknowns[0]
        if not pending:
            break
        if len(outcomes) == MAX_WORLDS:
            doubt = doubt or f"it depends on more than {MAX_WORLDS} combinations of {', '.join(sorted(s[1] for s in pending[-1]))}"
            break
        world.begin(pending.pop(), noting=noting)
        failures = _failures(rule, subject, project, settings)
    if not any(failures for _, failures in outcomes):
        return Outcome((), doubt, tuple(answers or ())) if doubt or noting else PASSED
    return Outcome(tuple(_diagnostics(rule, subject, outcomes, not pending, settings)), doubt, tuple(answers or ()))


def _failures(rule: Rule, subject: Subject, project: Project, settings: Settings) -> list[_Failure]:
    """What a rule finds in the world that was begun, with the defaults that decided it."""
    assert rule.check is not None
    if isinstance(subject, Resource) and not (subject.is_always_there or _exists(subject)):
        return []
    options = settings.options.get(rule.id)
    failures: list[_Failure] = []
    for finding in rule.check(subject, project, **options) if options else rule.check(subject, project):
        failures.append(_Failure(finding, tuple(dict.fromkeys(project.world.defaults))))  # noqa: PERF401  nearly always there is none
    return failures


def _asked_again(rule: Rule, subject: Resource, project: Project, settings: Settings) -> Outcome:
    """What a rule says about a resource, with the answers it met; nothing where it crashes, which is told elsewhere."""
    try:
        return _ask(rule, subject, project, settings, noting=True)
    except Exception:
        return Outcome(why="the rule failed")


def _explained(rule: Rule, subject: Subject, outcome: Outcome) -> Explained:
    """What cleared a subject or left it open."""
    if not outcome.why:
        return Explained(rule, _name(subject), subject.at, True, cleared_by(outcome.answers))
    unknown = [one for one in outcome.answers if one.known is None]
    said = next((one for one in unknown if one.said == outcome.why), None)
    return Explained(rule, _name(subject), subject.at, False, said or Answer("", outcome.why, subject.at, None))


def _exists(resource: Resource) -> bool:
    """Whether the resource may exist in this world; that it only may is no doubt about the rule."""
    world = resource._world
    answer = resource.exists.may_be(True)
    world.unknowns.clear()
    if world.answers is not None:
        world.answers.clear()
    return answer


def _diagnostics(
    rule: Rule,
    subject: Subject,
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
        if not everywhere and _spare_production(worlds, [options for options, _ in outcomes if options not in worlds]):
            continue
        when = "" if everywhere else _told(worlds, outcomes)
        given = settings.severities.get(rule.id)
        weights: tuple[Weight, ...] = ()
        if given is None and (defaults or when):
            weights = (Weight(f"when {when}" if when else f"by the default of {defaults[0]}", -1),)
        yield Diagnostic(
            rule=rule,
            severity=severity_with(rule, weights) if given is None else given,
            message=finding.message,
            at=finding.at,
            origin=finding.origin,
            notes=finding.notes,
            unit="" if isinstance(subject, Unit) else subject.unit,
            subject=_name(subject),
            when=when,
            default=defaults[0] if defaults else "",
            absent=isinstance(subject, Resource) and finding.at == subject.at,
            fix=finding.fix if everywhere else None,
            weights=weights,
        )


def _spare_production(failing: list[dict[Switch, str]], passing: list[dict[Switch, str]]) -> bool:
    """Whether all failing worlds are environments other than production; where that has an option of its own, all others are."""
    named = {switch for options in passing for switch, option in options.items() if stage_of(option) == PRODUCTION}
    kinds = ({stage_of(option) or (NON_PRODUCTION if switch in named else "") for switch, option in options.items()} for options in failing)
    return all(kind - {""} == {NON_PRODUCTION} for kind in kinds)


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
    return " and ".join(dict.fromkeys(phrases))


def _unit(subject: Subject) -> str:
    return subject.id if isinstance(subject, Unit) else subject.unit


def _name(subject: Subject) -> str:
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
            heavier = max(first, one, key=lambda two: two.severity)
            merged[key] = replace(
                first,
                instances=(*first.instances, one.subject),
                severity=heavier.severity,
                weights=heavier.weights,
                notes=heavier.notes,
                fix=None,
            )
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
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield Diagnostic(rule, severity, f"there is no rule {name}{hint}", place)
