"""How much an absence weighs: where the code says that nobody depends on it, less; where its siblings do better, more.

Something that is missing is judged by what an operator would miss. In an environment that is not production a finding drops one severity,
in examples two, so that it stays as a note; where most siblings of a resource have what it lacks, somebody forgot this one, and its finding
rises by one, to a warning at most. Only findings of something missing are moved: what contradicts itself is as wrong in a sandbox. A
severity that the configuration gives is final.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from opexlint.evidence.environments import EXAMPLE, NON_PRODUCTION, Environments
from opexlint.finding import Note
from opexlint.model import Parsed
from opexlint.project import Project
from opexlint.report import Diagnostic, Outcome, Weight
from opexlint.rule import Rule, Severity
from opexlint.subjects import Resource
from opexlint.value import Answer

MIN_SIBLINGS: Final = 3
"""Resources of a type in an application, the failing ones included, from which on a custom can be told."""

MIN_SHARE: Final = 0.6
"""The share of them that has what is missing elsewhere."""

MAX_SAID: Final = 80
"""Characters in which a note says what a sibling has."""

_OFF: Final = frozenset(("disabled", "false", "none", "off", "suspended"))
"""Values that say of a property that there is none of what it is for."""

_STEPS: Final = {NON_PRODUCTION: -1, EXAMPLE: -2}


def weighed(one: Diagnostic, weight: Weight, *notes: Note) -> Diagnostic:
    """The finding with this weight and these notes as well."""
    weights = (*one.weights, weight)
    return replace(one, weights=weights, severity=severity_with(one.rule, weights), notes=(*one.notes, *notes))


def severity_with(rule: Rule, weights: Iterable[Weight]) -> Severity:
    """How severe a finding of a rule is with these weights.

    They make no error of what is none: an error can't work, and is not told by comparison.
    """
    moved = rule.severity.moved(sum(weight.steps for weight in weights))
    return min(moved, max(rule.severity, Severity.WARNING))


class Weights:
    """Weighs the findings of one project; `parsed` are the jobs, each of which is one application."""

    def __init__(self, project: Project, parsed: Iterable[Parsed]) -> None:
        self._project = project
        self._environments = Environments(project)
        self._applications = {unit.id: number for number, part in enumerate(parsed) for unit in part.units}
        self._units: dict[int, list[str]] = defaultdict(list)
        for unit, number in self._applications.items():
            self._units[number].append(unit)

    def weigh(self, outcomes: dict[Any, Outcome], ask: Callable[[Resource], Outcome]) -> None:
        """Weighs what one rule found, in place and by subject; `ask` asks it of a resource once more, and notes the answers."""
        groups: dict[tuple[int, str], list[Resource]] = defaultdict(list)
        for one, outcome in outcomes.items():
            if any(found.absent for found in outcome.diagnostics):
                outcomes[one] = _with(outcome, self._by_environment(one))
                groups[self._application(one), one.type].append(one)
        for (application, type_), failing in groups.items():
            siblings = [one for one in self._siblings(application, type_) if _may_pass(outcomes.get(one))]
            custom = _custom(failing, siblings, ask)
            if custom is not None:
                for one in failing:
                    outcomes[one] = _with(outcomes[one], *custom)

    def _by_environment(self, resource: Resource) -> Weight | None:
        environment = self._environments.of(resource.unit)
        steps = _STEPS.get(environment.kind)
        return Weight(environment.sign, steps) if steps else None

    def _application(self, resource: Resource) -> int:
        return self._applications.get(resource.unit, -1)

    def _siblings(self, application: int, type_: str) -> Sequence[Resource]:
        """The resources of a type in an application."""
        return [one for unit in self._units[application] for one in self._project.within(unit, type_)]


def _may_pass(outcome: Outcome | None) -> bool:
    """Whether it passed, or was not asked (the user named other paths)."""
    return outcome is None or not (outcome.diagnostics or outcome.why)


def _with(outcome: Outcome, weight: Weight | None, *notes: Note) -> Outcome:
    """The outcome with a weight, and notes, on each finding of something missing."""
    if weight is None:
        return outcome
    diagnostics = tuple(weighed(one, weight, *notes) if one.absent else one for one in outcome.diagnostics)
    return outcome._replace(diagnostics=diagnostics)


# -- siblings ---------------------------------------------------------------------------------------------------------------------------


def _custom(failing: Sequence[Resource], siblings: Sequence[Resource], ask: Callable[[Resource], Outcome]) -> tuple[Weight, Note] | None:
    """What most of the siblings have that these lack, and one of those that have it; None where that is no custom.

    Resources that stand at one place (`count`, a loop) are one. A sibling counts as an example only if it has what these were found to
    lack: one that the rule lets pass for another reason says nothing of them.
    """
    places = {one.at for one in failing}
    others = {one.at: one for one in siblings if one.at not in places}
    lacking = _lacking(_own(failing[0], ask(failing[0]).answers)) if _is_custom(len(others), len(places)) else None
    having: list[tuple[Resource, Answer]] = []
    for asked, sibling in enumerate(others.values() if lacking is not None else ()):
        if not _is_custom(len(having) + len(others) - asked, len(places)):
            break  # too many of them have it not
        outcome = ask(sibling)
        has = next((one for one in _own(sibling, outcome.answers) if one.known and one.question == lacking), None)
        if has is not None and has.said.lower() not in _OFF and _may_pass(outcome):
            having.append((sibling, has))
    if not _is_custom(len(having), len(places)):
        return None
    sibling, has = min(having, key=lambda one: (one[0].at.path != failing[0].at.path, abs(one[0].at.start - failing[0].at.start)))
    weight = Weight(f"{len(having)} of the {len(having) + len(places)} here have what it lacks", 1)
    said = has.said if has.type else f"{has.question}: {has.said}"
    return weight, Note(f"{sibling.name} has {said if len(said) <= MAX_SAID else said[: MAX_SAID - 1] + '…'}", sibling.at)


def _is_custom(having: int, lacking: int) -> bool:
    return having + lacking >= MIN_SIBLINGS and having >= MIN_SHARE * (having + lacking)


def _own(resource: Resource, answers: Iterable[Answer]) -> list[Answer]:
    """The answers but those about properties of other resources: these may be excuses, and no sibling has what they lack."""
    return [one for one in answers if one.of is None or one.of == resource.at]


def _lacking(answers: Sequence[Answer]) -> str | None:
    """The question of a rule that something missing fails: the first that nothing answers, for what it asks then is an excuse.

    Where all have an answer, the last that only a default of the service answers.
    """
    missing = [one for one in answers if one.known is False]
    return next((one.question for one in missing if not one.said), missing[-1].question if missing else None)


def cleared_by(answers: Sequence[Answer]) -> Answer | None:
    """What let a subject pass: the last thing that a rule asked about and that was there."""
    return next((one for one in reversed(answers) if one.known), None)
