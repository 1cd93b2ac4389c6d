"""Verdicts that earlier runs have settled: what was said, and why that still holds.

What a rule says of a subject rests on the subject, as its job was read, and on the buckets of the project that the rule looked into on its
way (`Project.consulted`). While the job is read alike, what it imports is the same and the same is in those buckets, it need not be asked
again. Of most pairs of rule and subject nothing is kept at all: what looked nowhere else and had nothing to say passes in every project.

What is in a bucket is known by the jobs that its resources were read in, so a job that is read alike changes nothing for the others. So
does one that says the same somewhat further down in its files: rules see places only to name them, or to compare them with others of the
same file, so what was said holds, at the places as they are now (`Moves`).

Only rules that come with opexlint are spared: what others look at besides the project, nobody can tell.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final, NamedTuple, TypeAlias

from opexlint.finding import Attribute, Change, Note
from opexlint.model import Parsed
from opexlint.project import BELOW, DERIVED, Bucket, Project
from opexlint.report import Diagnostic, Outcome, Weight
from opexlint.rule import Rule, Severity
from opexlint.source import Location
from opexlint.subjects import Subject

Stated: TypeAlias = tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, Any], ...]]
"""Of a rule and a job: the numbers of the records that it has to be asked about when something else is in a bucket, the numbers of these
buckets, and what it said, by number of the record, as pure data."""

MIN_LEARNED: Final = 0.05
"""The share of all subjects that a run about some of them has to learn from: to write all down again costs more than a few asks."""

VOLATILE: Final = b""
"""Stands for what nobody can recognise in the next run."""


class Moves(NamedTuple):
    """What says the same as in an earlier run, elsewhere.

    `shifts` tell by how many code points all that was read of a file stands further down than it did, and `results`, by what stands for
    the result of a job, what stood for it when it was the same but for the shifts.
    """

    shifts: Mapping[str, int] = {}
    results: Mapping[bytes, bytes] = {}


class Kept(NamedTuple):
    """What is kept of a run, as pure data.

    `jobs` stand for all jobs in their order. `buckets` are those that anything rests on, `contents` stand for what was in each, and `rests`
    are the numbers of the buckets that derived ones were made of. `stated` is what was said, by job and rule.
    """

    jobs: bytes = VOLATILE
    buckets: tuple[Bucket, ...] = ()
    contents: tuple[bytes, ...] = ()
    rests: Mapping[int, tuple[int, ...]] = {}
    stated: Mapping[bytes, Mapping[str, Stated]] = {}


class _Learned:
    """What a rule said about the subjects of a job in this run."""

    __slots__ = ("consulted", "outcomes", "places")

    def __init__(self) -> None:
        self.places: list[int] = []
        self.consulted: set[Bucket] = set()
        self.outcomes: dict[int, Outcome] = {}


class Verdicts:
    """What is settled.

    `results` stand for the results of the jobs in their order; `b""` for one that is not to be remembered. `kept` is what an earlier run
    has left, `moves` tell what was elsewhere then.
    """

    def __init__(self, results: Sequence[bytes] = (), kept: Kept | None = None, moves: Moves | None = None) -> None:
        self.kept = kept or Kept()
        self._results = results
        self._moves = moves or Moves()
        self._before: Mapping[bytes, Mapping[str, Stated]] = {}
        """What was stated about the jobs of this run, at the places as they are now."""
        self._were: dict[bytes, bytes] = {}
        """What stood for a job that has moved."""
        self._project: Project | None = None
        self._stamps: dict[Subject, bytes] = {}
        self._jobs: list[bytes] = []
        self._subjects: dict[bytes, list[Subject]] = {}
        self._numbers: dict[Subject, int] = {}
        """Of the subjects that something is learned about: the number of the record in its job."""
        self._fresh: set[Subject] = set()
        self._stale: dict[str, set[Subject]] = defaultdict(set)
        self._stated: dict[str, dict[Subject, Outcome]] = defaultdict(dict)
        self._learned: dict[bytes, dict[str, _Learned]] = {}
        self._lost: set[bytes] = set()
        self._asked = 0

    def take_up(self, parsed: Sequence[Parsed], project: Project, asked: Iterable[Subject], rules: Iterable[Rule]) -> None:
        """Begins with the jobs of a run and the rules that will be asked; learns from jobs of which every subject is asked about."""
        self._fresh.update(asked)
        if not self._results:
            return
        self._project = project
        for number, part in enumerate(parsed):
            subjects, records = project.made_of(part)
            if not records:
                continue
            key = self._key(self._results[number] if number < len(self._results) else VOLATILE, subjects)
            self._jobs.append(key)
            self._stamps.update(dict.fromkeys(subjects, key))
            if key != VOLATILE and len(subjects) == records:  # else another job says the same
                self._subjects.setdefault(key, subjects)
        wanted = frozenset(self._fresh)
        self._asked = len(wanted)
        try:
            self._recall({rule.id: rule for rule in rules if rule.shipped}, wanted)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):  # it was written by somebody else
            self.kept, self._before = Kept(), {}
            self._stated.clear()
            self._stale.clear()
            self._learned.clear()
        for key, subjects in self._subjects.items():
            if key in self._before:
                self._fresh.difference_update(subjects)
            elif wanted.issuperset(subjects):
                self._learned[key] = {}
            if key in self._learned:
                self._numbers.update(zip(subjects, range(len(subjects)), strict=True))

    def _key(self, result: bytes, subjects: Sequence[Subject]) -> bytes:
        """Stands for a job as it is, by its result and what it imports; notes what stood for it before it moved."""
        assert self._project is not None
        if result == VOLATILE:
            return VOLATILE
        imported = self._project.imported(subjects)
        key = _digest((result, imported))
        shifts, results = self._moves
        if result in results or (shifts and imported):
            before = self._project.imported(subjects, {path: -shift for path, shift in shifts.items()})
            self._were[key] = _digest((results.get(result, result), before))
        return key

    def _recall(self, rules: Mapping[str, Rule], wanted: frozenset[Subject]) -> None:
        """Looks up what was said about the jobs that are known, as far as it rests on nothing that is another now."""
        self._before = self._stated_before()
        known = [key for key in self._before if not wanted.isdisjoint(self._subjects[key])]
        changed = self._changed if known else frozenset()
        for key in known:
            subjects = self._subjects[key]
            for name, (places, consulted, outcomes) in self._before[key].items():
                if not changed or changed.isdisjoint(consulted):
                    self._stated[name].update((subjects[place], restored(rules[name], data)) for place, data in outcomes)
                    continue
                self._stale[name].update(subjects[place] for place in places)
                if wanted.issuperset(subjects):
                    self._learned.setdefault(key, {})[name] = _Learned()
                else:  # asked about a part only: who asks about the whole next time has to ask anew
                    self._lost.add(key)

    def _stated_before(self) -> dict[bytes, Mapping[str, Stated]]:
        """What was stated about the jobs of this run, where it stands now."""
        shifts, stated = self._moves.shifts, self.kept.stated
        found = {key: stated[self._were.get(key, key)] for key in self._subjects if self._were.get(key, key) in stated}
        if not shifts:
            return found
        return {
            key: {
                rule: (places, consulted, tuple([(place, _shifted(data, shifts)) for place, data in said]))
                for rule, (places, consulted, said) in by_rule.items()
            }
            for key, by_rule in found.items()
        }

    @cached_property
    def _changed(self) -> frozenset[int]:
        """The numbers of the buckets in which something else is than there was."""
        as_it_was = self._order(self._were) == self.kept.jobs != VOLATILE
        changed = {
            number
            for number, (bucket, content) in enumerate(zip(self.kept.buckets, self.kept.contents, strict=True))
            if bucket[0] != DERIVED and (bucket[0] == BELOW or not as_it_was) and (self._content(bucket, self._were) or b"?") != content
        }
        if not changed:
            return frozenset()
        derived = [number for number, bucket in enumerate(self.kept.buckets) if bucket[0] == DERIVED]
        size = -1
        while size < len(changed):  # one may be made of another
            size = len(changed)
            changed.update(one for one in derived if one not in self.kept.rests or not changed.isdisjoint(self.kept.rests[one]))
        return frozenset(changed)

    def _order(self, were: Mapping[bytes, bytes]) -> bytes:
        """Stands for all jobs, those in `were` as they were."""
        return VOLATILE if VOLATILE in self._jobs else _digest([were.get(job, job) for job in self._jobs])

    def _content(self, bucket: Bucket, were: Mapping[bytes, bytes]) -> bytes:
        """Stands for what is in a bucket now, as it was read of jobs, those in `were` as they were."""
        assert self._project is not None
        if bucket[0] == DERIVED:
            return VOLATILE
        inside = self._project.inside(bucket)
        if inside and isinstance(inside[0], str):
            return _digest([str(word).encode("utf-8", "surrogatepass") for word in inside])
        stamps = [self._stamps[one] for one in inside]  # type: ignore[index]
        if were:
            stamps = [were.get(stamp, stamp) for stamp in stamps]
        if len(stamps) == 1:
            return stamps[0]
        return VOLATILE if VOLATILE in stamps else _digest(stamps)

    # -- asking -----------------------------------------------------------------------------------------------------------------------

    def of(self, rule: Rule, subjects: Collection[Subject]) -> tuple[dict[Subject, Outcome], list[Subject]]:
        """What is known that a rule says of these subjects (of all others that are not due it has nothing to say), and which are due."""
        if not rule.shipped:
            return {}, list(subjects)
        stale = self._stale.get(rule.id, ())
        due = [subject for subject in subjects if subject in self._fresh or subject in stale]
        stated = {subject: outcome for subject, outcome in self._stated.get(rule.id, {}).items() if subject in subjects}
        return stated, due

    def by_job(self, outcomes: dict[Subject, Outcome]) -> Iterable[dict[Subject, Outcome]]:
        """The outcomes in groups, each of one job."""
        groups: dict[bytes, dict[Subject, Outcome]] = defaultdict(dict)
        for subject, outcome in outcomes.items():
            groups[self._stamps.get(subject, VOLATILE)][subject] = outcome
        return groups.values()

    def consulted(self, rule: Rule, looked: Iterable[tuple[Subject, Collection[Bucket]]]) -> None:
        """Notes which buckets a rule has looked into for the sake of which subject."""
        for subject, buckets in looked:
            learned = self._learned_of(rule, subject)
            if learned is not None:
                learned.consulted.update(buckets)
                learned.places.append(self._numbers[subject])

    def said(self, rule: Rule, outcomes: Mapping[Subject, Outcome]) -> None:
        """Notes what a rule has said."""
        for subject, outcome in outcomes.items():
            learned = self._learned_of(rule, subject)
            if learned is not None:
                learned.outcomes[self._numbers[subject]] = outcome

    def lost(self, subject: Subject) -> None:
        """Notes that nothing is to be learned from the job of a subject."""
        if subject in self._numbers:
            self._lost.add(self._stamps[subject])

    def taught(self, rules: Iterable[Rule]) -> tuple[Any, ...]:
        """What was noted of these rules, but for what they said, as pure data for the process that keeps it."""
        names = {rule.id for rule in rules}
        learned = [
            (key, name, one.places, list(one.consulted))
            for key, by_rule in self._learned.items()
            for name, one in by_rule.items()
            if name in names
        ]
        rests = [(bucket, list(made_of)) for bucket, made_of in self._project.rests.items()] if self._project is not None else []
        return learned, rests if learned else []

    def learn(self, taught: tuple[Any, ...]) -> None:
        """Takes over what another process has noted."""
        learned, rests = taught
        for key, name, places, consulted in learned:
            one = self._learned[key].setdefault(name, _Learned())
            one.places += places
            one.consulted.update(consulted)
        if self._project is not None:
            self._project.rests.update((bucket, frozenset(made_of)) for bucket, made_of in rests)

    def _learned_of(self, rule: Rule, subject: Subject) -> _Learned | None:
        """What is learned about a rule and the job of a subject; None where nothing is."""
        if subject not in self._numbers or not rule.shipped:
            return None
        by_rule = self._learned[self._stamps[subject]]
        learned = by_rule.get(rule.id)
        if learned is None:
            learned = by_rule[rule.id] = _Learned()
        return learned

    # -- keeping ----------------------------------------------------------------------------------------------------------------------

    def to_keep(self) -> Kept | None:
        """What the next run has to know; None when that is what this one knew, or when it learned too little to write all down again."""
        everything = len(self._stamps)
        if self._asked < everything and len(self._numbers) < MIN_LEARNED * everything:
            return None
        if not self._learned and self._order(self._were) == self.kept.jobs:
            return None
        if self._asked < everything:
            self._lost.update(key for key in self._before if key not in self._learned and self._is_stale(key))
        self.kept = _tidied(self.kept._replace(stated=self._before))
        numbers = _Numbers(self.kept.buckets)
        stated: dict[bytes, Mapping[str, Stated]] = {}
        for key in self._subjects:
            if key not in self._lost and (key in self._learned or key in self.kept.stated):
                learned = {rule: _stated(one, numbers) for rule, one in self._learned.get(key, {}).items()}
                stated[key] = {**self.kept.stated.get(key, {}), **learned}
        return Kept(self._order({}), *self._rested(numbers), stated)

    def _is_stale(self, key: bytes) -> bool:
        """Whether something that was stated about a job rests on what is another now."""
        return any(not self._changed.isdisjoint(consulted) for _, consulted, _ in self._before[key].values())

    def _rested(self, numbers: "_Numbers") -> tuple[tuple[Bucket, ...], tuple[bytes, ...], dict[int, tuple[int, ...]]]:
        """The buckets, what is in each, and what derived ones rest on, which are buckets again."""
        assert self._project is not None
        rests = dict(self.kept.rests)
        waiting = list(numbers)
        while waiting:
            made = {numbers[bucket]: self._project.rests[bucket] for bucket in waiting if bucket in self._project.rests}
            known = len(numbers)
            rests.update((number, numbers.of(made_of)) for number, made_of in made.items())
            waiting = list(numbers)[known:]
        return tuple(numbers), tuple([self._content(bucket, {}) for bucket in numbers]), rests


def _tidied(kept: Kept) -> Kept:
    """The same without the buckets that nothing rests on any more, once they are more than the others."""
    used = {number for by_rule in kept.stated.values() for _, consulted, _ in by_rule.values() for number in consulted}
    waiting = list(used)
    while waiting:
        made_of = set(kept.rests.get(waiting.pop(), ())) - used
        used |= made_of
        waiting += made_of
    if len(kept.buckets) <= 2 * len(used):
        return kept
    order = sorted(used)
    number = {old: new for new, old in enumerate(order)}
    return Kept(
        kept.jobs,
        tuple([kept.buckets[old] for old in order]),
        tuple([kept.contents[old] for old in order]),
        {number[old]: tuple([number[one] for one in made_of]) for old, made_of in kept.rests.items() if old in number},
        {
            key: {rule: (places, tuple([number[one] for one in consulted]), said) for rule, (places, consulted, said) in by_rule.items()}
            for key, by_rule in kept.stated.items()
        },
    )


class _Numbers(dict[Bucket, int]):
    """Buckets by number, in the order in which they came up."""

    def __init__(self, buckets: Sequence[Bucket]) -> None:
        super().__init__(zip(buckets, range(len(buckets)), strict=True))

    def __missing__(self, bucket: Bucket) -> int:
        number = self[bucket] = len(self)
        return number

    def of(self, buckets: Iterable[Bucket]) -> tuple[int, ...]:
        """The numbers of these buckets, in their order."""
        return tuple([self[bucket] for bucket in buckets])


def _digest(parts: Iterable[bytes]) -> bytes:
    return blake2b(b"\0".join(parts), digest_size=16).digest()


def way(
    rules: Iterable[Rule],
    options: Mapping[str, Mapping[str, object]],
    assume: Iterable[str],
    severities: Mapping[str, Severity],
) -> str:
    """Stands for the way in which rules are asked: what is settled for one way is not for another."""
    asked = [(rule.id, sorted(options.get(rule.id, {}).items())) for rule in rules]
    return repr((asked, sorted(assume), sorted((rule, int(severity)) for rule, severity in severities.items())))


# -- as data ----------------------------------------------------------------------------------------------------------------------------


def _stated(learned: _Learned, numbers: _Numbers) -> Stated:
    outcomes = tuple([(place, plain(outcome)) for place, outcome in learned.outcomes.items()])
    return tuple({*learned.places, *learned.outcomes}), numbers.of(learned.consulted), outcomes


def plain(outcome: Outcome) -> tuple[Any, ...]:
    """What was said as pure data, without the answers that were met."""
    return outcome.why, tuple([_plain_diagnostic(one) for one in outcome.diagnostics])


def _plain_diagnostic(one: Diagnostic) -> tuple[Any, ...]:
    return (
        *(int(one.severity), one.message, tuple(one.at), tuple(one.origin) if one.origin is not None else None),
        tuple([(note.message, tuple(note.at)) for note in one.notes]),
        *(one.unit, one.subject, one.when, one.default, one.absent),
        _plain_change(one.fix) if one.fix is not None else None,
        tuple(map(tuple, one.weights)),
    )


def _plain_change(fix: Change) -> tuple[Any, ...]:
    replaces = tuple(fix.replaces) if fix.replaces is not None else None
    value = (tuple(fix.value),) if isinstance(fix.value, Attribute) else [fix.value]
    return tuple(fix.at), fix.resource, fix.path, value, replaces


def _shifted(data: tuple[Any, ...], by: Mapping[str, int]) -> tuple[Any, ...]:
    """What `plain` gave, with its places where they are now."""

    def place(at: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        return None if at is None else tuple(Location(*at).shifted(by))

    def diagnostic(one: tuple[Any, ...]) -> tuple[Any, ...]:
        severity, message, at, origin, notes, *more, fix, weights = one
        notes = tuple([(label, place(there)) for label, there in notes])
        if fix is not None:
            fix = (place(fix[0]), *fix[1:4], place(fix[4]))
        return severity, message, place(at), place(origin), notes, *more, fix, weights

    return data[0], tuple(map(diagnostic, data[1]))


def restored(rule: Rule, data: tuple[Any, ...]) -> Outcome:
    """What `plain` gave. Raises ValueError or TypeError for data of another form."""
    why, diagnostics = data
    return Outcome(tuple([_diagnostic(rule, one) for one in diagnostics]), why)


def _diagnostic(rule: Rule, data: tuple[Any, ...]) -> Diagnostic:
    severity, message, at, origin, notes, unit, subject, when, default, absent, fix, weights = data
    return Diagnostic(
        rule=rule,
        severity=Severity(severity),
        message=message,
        at=Location(*at),
        origin=Location(*origin) if origin is not None else None,
        notes=tuple([Note(label, Location(*place)) for label, place in notes]),
        unit=unit,
        subject=subject,
        when=when,
        default=default,
        absent=absent,
        fix=_change(fix) if fix is not None else None,
        weights=tuple([Weight(*one) for one in weights]),
    )


def _change(data: tuple[Any, ...]) -> Change:
    at, resource, path, value, replaces = data
    return Change(
        Location(*at),
        resource,
        path,
        Attribute(*value[0]) if type(value) is tuple else value[0],
        Location(*replaces) if replaces is not None else None,
    )
