"""Satellites: resources that complete another one, written into the resource that they refer to.

One refers by a reference, or by a name that equals the other's. Where what it refers to is not known, what it would set is unknown on
every resource that it could mean: never absent.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from opexlint.facts.terraform import Satellite, Vocabulary
from opexlint.languages.terraform.resources import Draft, Writer, fanned_out
from opexlint.languages.terraform.routes import routes
from opexlint.languages.terraform.texts import Texts
from opexlint.languages.terraform.tree import Array, Condition, UndecidedStepError, descend, doubt
from opexlint.languages.terraform.values import ENTRIES, FAILED, HANDLE, ITEMS, MAYBE, Value, reason, same, sequence_items, settled
from opexlint.model import CHOICE, GONE, LIST, REFERENCE, SCALAR, TEXT, Node, ResourceRecord, mapping
from opexlint.source import Location

IGNORED: Final = "IgnoreChanges"
"""The part of the attribute `Lifecycle` that tells what is ignored."""
_NAMES: Final = ("name", "id")
"""The attributes of a parent that a plain text may name it by, besides the one that is called like the reference."""


def completed(drafts: list[Draft], texts: Texts) -> Iterator[ResourceRecord]:
    """The records of all resources; satellites that nothing of the project is completed by stay as they are."""
    parents = _Parents(drafts)
    kept = []
    for draft in drafts:
        words = draft.words
        if words is None or words.satellite is None or not _complete(draft, words, words.satellite, parents, texts):
            kept.append(draft)
    for draft in kept:
        yield from draft.records()


class Denoted(NamedTuple):
    """What a reference means: the resources, and why it may mean others, or ""."""

    drafts: list[Draft]
    doubt: str


class _Parents:
    """The resources that satellites can complete."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self.by_key: dict[tuple[str, str], Draft] = {}
        self.by_type: dict[str, list[Draft]] = {}
        for draft in drafts:
            self.by_key[draft.instance.key()] = draft
            self.by_type.setdefault(draft.instance.type, []).append(draft)

    def of(self, satellite: Satellite) -> list[Draft]:
        """All that a satellite of this kind can complete; none when it can complete anything."""
        return [draft for kind in satellite.parents for draft in self.by_type.get(kind, ())]

    def denoted(self, value: Value, satellite: Satellite) -> Denoted:
        """The resources that a value names."""
        kind, payload = value[0], value[1]
        if kind in (REFERENCE, HANDLE):
            return self._referred(value, satellite)
        if kind == SCALAR:
            return self._named(value, satellite)
        if kind in ITEMS:
            return _all([self.denoted(item, satellite) for item in sequence_items(value)], payload[1])
        if kind == TEXT:
            parts = [self.denoted(part, satellite) for part in payload if part[0] in (REFERENCE, HANDLE)]
            found_parts = [one for part in parts for one in part.drafts]
            return Denoted(found_parts, "") if found_parts else self._named(value, satellite)
        if kind in (CHOICE, MAYBE):
            return self._one_of([branch[1] for branch in payload[1]] if kind == CHOICE else list(payload[1]), value, satellite)
        return Denoted([], "") if kind in (GONE, FAILED) or kind in ENTRIES else Denoted([], reason(value))

    def _referred(self, value: Value, satellite: Satellite) -> Denoted:
        """What a reference means: a parent; or another satellite of the same one, whose id is the parent's; or what has its name."""
        key = value[1][0] if value[0] == REFERENCE else value[1].key()
        found = self.by_key.get(key)
        if found is not None:
            if not satellite.parents or found.instance.type in satellite.parents:
                return Denoted([found], "")
            other = found.instance.configured(satellite.ref)
            if other is not None and other[:2] != value[:2]:
                return self.denoted(other, satellite)
        if value[0] == HANDLE:
            return Denoted([], "")
        plain = settled(value)
        return self._named(value, satellite) if plain[0] == REFERENCE else self.denoted(plain, satellite)

    def _named(self, value: Value, satellite: Satellite) -> Denoted:
        certain, doubtful = [], ""
        for draft in self.of(satellite):
            answers = []
            for name in (satellite.ref, *_NAMES):
                named = draft.instance.configured(name)
                if named is not None:
                    answers.append(same(named, value))
            if True in answers:
                certain.append(draft)
            elif None in answers:
                doubtful = "a name is known only in part"
        return Denoted(certain, "" if certain else doubtful)

    def _one_of(self, values: list[Value], whole: Value, satellite: Satellite) -> Denoted:
        """Alternatives: certain when all that are anything mean the same."""
        found = [self.denoted(value, satellite) for value in values if not _is_nothing(value)]
        keys = {tuple(draft.instance.key() for draft in one.drafts) for one in found}
        if len(keys) == 1 and not any(one.doubt for one in found):
            return found[0]
        drafts = {draft.instance.key(): draft for one in found for draft in one.drafts}
        return Denoted(list(drafts.values()), reason(whole) if whole[0] == MAYBE else "it depends on a choice")


def _is_nothing(value: Value) -> bool:
    return value[0] in (GONE, FAILED) or (value[0] == SCALAR and value[1] == "")


def _all(found: list[Denoted], more: str) -> Denoted:
    drafts = [draft for one in found for draft in one.drafts]
    return Denoted(drafts, more or next((one.doubt for one in found if one.doubt), ""))


def _complete(draft: Draft, words: Vocabulary, satellite: Satellite, parents: _Parents, texts: Texts) -> bool:
    """Writes a satellite into what it completes; whether it is certain what that is."""
    argument = draft.body.arguments.get(satellite.ref)
    if argument is None:
        return False
    value = argument.value
    denoted = parents.denoted(value, satellite)
    certain = len(denoted.drafts) == 1 or value[0] in ITEMS or value[0] == SCALAR
    if denoted.drafts and certain and (not denoted.doubt or value[0] in ITEMS):
        for parent in denoted.drafts:
            _write(draft, parent, words, satellite, texts)
        return True
    if denoted.doubt:
        for parent in denoted.drafts or _neighbours(draft, parents.of(satellite)):
            _doubt(draft, parent, words, satellite, denoted.doubt, texts)
    return False


def _neighbours(draft: Draft, candidates: list[Draft]) -> list[Draft]:
    """The candidates in the same instance of a module."""
    names = draft.instance.names
    return [one for one in candidates if one.instance.names is names]


def _write(draft: Draft, parent: Draft, words: Vocabulary, satellite: Satellite, texts: Texts) -> None:
    when: Condition = draft.instance.when
    assert when is not None
    theirs = parent.instance.when
    if when[0] == SCALAR:
        when = None
    elif when[0] == CHOICE:
        when = None if theirs[:2] == when[:2] or _equal_choice(theirs, when) else when
    elif theirs[0] != SCALAR:
        when = None  # both are made in a number that is not known: where one is, the other is
    else:
        _doubt(draft, parent, words, satellite, reason(when), texts)
        return
    writer = Writer(parent, texts)
    writer.strict = True
    rest = draft.body._replace(arguments={name: one for name, one in draft.body.arguments.items() if name != satellite.ref})
    for one in fanned_out(rest, words.attributes):
        try:
            place = descend(parent.properties, satellite.into, one, one.at, when) if satellite.into else parent.properties
            if not isinstance(place, Array):
                writer.write(place, routes(words.tf_type, place.shape), one, when if place.when is not when or not satellite.into else None)
        except UndecidedStepError as error:
            doubt(parent.properties, satellite.into, error.why, one, one.at)
    writer.constants(parent.properties, words.also, draft.body, when)
    _ignore(draft, parent)


def _ignore(draft: Draft, parent: Draft) -> None:
    """The changes that a satellite's `lifecycle` ignores are ignored in what it is written into."""
    theirs = _ignored(draft)
    if theirs is None:
        return
    mine = _ignored(parent)
    if mine is not None and mine[0] == theirs[0] == LIST:
        theirs = (LIST, ((*mine[1][0], *theirs[1][0]), mine[1][1] or theirs[1][1]), *mine[2:])
    found = parent.attributes.entries.get("Lifecycle")
    kept = tuple(one for one in found[2][1][0] if one[0] != IGNORED) if found is not None and isinstance(found[2], tuple) else ()
    at = Location(theirs[4], theirs[2], theirs[3])
    parent.attributes.entries["Lifecycle"] = (at.start, at.end, mapping((*kept, (IGNORED, at.start, at.end, theirs)), at))


def _ignored(draft: Draft) -> Node | None:
    found = draft.attributes.entries.get("Lifecycle")
    if found is None or not isinstance(found[2], tuple):
        return None
    return next((node for name, _, _, node in found[2][1][0] if name == IGNORED), None)


def _equal_choice(left: Value, right: Value) -> bool:
    if left[0] != CHOICE or right[0] != CHOICE or left[1][0] != right[1][0]:
        return False
    return [(option, branch[:2]) for option, branch in left[1][1]] == [(option, branch[:2]) for option, branch in right[1][1]]


def _doubt(draft: Draft, parent: Draft, words: Vocabulary, satellite: Satellite, why: str, texts: Texts) -> None:
    """What the satellite sets may be set on this parent."""
    at = Location(draft.body.at.path, draft.body.at.start, draft.body.at.end)
    if satellite.into:
        doubt(parent.properties, satellite.into, why, draft.body, at)
        return
    writer = Writer(parent, texts)
    for name in (*draft.body.arguments, *draft.body.blocks, *draft.body.more):
        target = words.attributes.get(name)
        if target is not None and name != satellite.ref:
            writer.doubt(parent.properties, target, why, draft.body)
