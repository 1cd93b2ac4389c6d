"""Verdicts that an earlier run has settled: what passed, and why that still holds.

A rule that has nothing to say of a subject, and has looked at nothing else (`Project.consulted`), lets it pass in every project, as long as
the job that the subject comes from is read alike, what it imports is the same, and so is the rule. It need not be asked again. Everything
else is: findings, open verdicts, and what rests on other resources. So what is remembered spares questions, and gives no answers.

Only rules that come with opexlint are spared: what others look at besides their subject, nobody can tell.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from opexlint.model import Parsed
from opexlint.project import Project, Subject
from opexlint.rule import Rule

Again: TypeAlias = Mapping[str, Sequence[int]]
"""What has to be asked of a job every time: by rule, the numbers of its records. Of all others that rule has nothing to say."""

_Subject = TypeVar("_Subject", bound=Subject)


class Verdicts:
    """What is settled: `kept` by an earlier run, `again` by this one, by what stands for a job and its imports.

    `results` stand for the results of the jobs in their order; `b""` for one that is not to be remembered.
    """

    def __init__(self, results: Sequence[bytes] = (), kept: Mapping[bytes, Again] | None = None) -> None:
        self.kept = kept or {}
        self.again: dict[bytes, Again] = {}
        self._results = results
        self._settled: set[Subject] = set()
        self._due: dict[str, set[Subject]] = defaultdict(set)
        self._places: dict[Subject, tuple[dict[str, list[int]], int]] = {}

    def take_up(self, parsed: Sequence[Parsed], project: Project, asked: Iterable[Subject]) -> None:
        """Begins with the jobs of a run; learns from those of which every subject is asked about."""
        wanted = set(asked)
        for result, part in zip(self._results, parsed, strict=False):
            records = (*part.resources, *part.calls, *part.commands, *part.modules, *part.units)
            subjects = [subject for subject in map(project.made_of, map(id, records)) if subject is not None]
            key = result + project.imported(subjects)
            if not result or len(subjects) < len(records) or key in self.again:
                continue  # another job says the same
            again = self.kept.get(key)
            if again is not None:
                self.again[key] = again
                self._settled.update(subjects)
                for rule, places in again.items():
                    self._due[rule].update(subjects[place] for place in places if place < len(subjects))
            elif wanted.issuperset(subjects):
                learned: dict[str, list[int]] = {}
                self.again[key] = learned
                self._places.update((subject, (learned, place)) for place, subject in enumerate(subjects))

    def due(self, rule: Rule, subjects: Iterable[_Subject]) -> list[_Subject]:
        """Those that a rule still has to be asked about."""
        if not rule.shipped:
            return list(subjects)
        due = self._due.get(rule.id, ())
        return [subject for subject in subjects if subject not in self._settled or subject in due]

    def unsettled(self, rule: Rule, subject: Subject) -> None:
        """Notes that a rule has to be asked about a subject every time."""
        if subject in self._places:
            learned, place = self._places[subject]
            learned.setdefault(rule.id, []).append(place)


def way(rules: Iterable[Rule], options: Mapping[str, Mapping[str, object]], assume: Iterable[str]) -> str:
    """Stands for the way in which rules are asked: what is settled for one way is not for another."""
    return repr(([(rule.id, sorted(options.get(rule.id, {}).items())) for rule in rules], sorted(assume)))
