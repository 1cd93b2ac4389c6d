"""Values that somebody wrote out: the texts in what is said of a resource, a module, a call or a command, and which are kept apart."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from opexlint.evidence.places import is_spared
from opexlint.model import CHOICE, DEFAULT, LIST, MAPPING, SCALAR, TEXT, UNKNOWN, Node, children
from opexlint.patterns import regex
from opexlint.project import Project
from opexlint.source import Location
from opexlint.subjects import Call, Command, Module, Resource
from opexlint.value import Value

Subject: TypeAlias = Resource | Module | Call | Command

_DESCRIBING: Final = ("description", "comment", "tags")
_STAND_IN: Final = regex(r"(change|replace)[-_ ]?me(?!nt)|^foo(bar)?$", re.IGNORECASE)
_VALUE_FILES: Final = (".tfvars", ".tfvars.json", "cdk.context.json")


def literals(project: Project, subject: Subject, holds: Callable[[str], bool]) -> Iterator[list[Value]]:
    """The texts written in a subject for which a predicate certainly holds; those of one list together.

    Left out are texts that only describe (a description, tags), those that come from where the values of an environment are kept, and
    examples. What a default gives comes last: it makes what a rule says after it milder. The predicate has to be a function of a module.
    """
    if not project.says(subject, holds):
        return
    groups = [[Value(node, project.world, subject.at) for node in nodes] for nodes in _texts(subject.given, holds)]
    for last in (False, True):
        for values in groups:
            if _by_default(values) is last:
                certain = [value for value in values if value.must(holds) and not is_kept_apart(project, value)]
                if certain:
                    yield certain


def local_files(project: Project, subject: Subject) -> Iterator[tuple[str, Location]]:
    """The files outside of the project that a subject takes something from: their paths as they are written, and where.

    Left out are those that come from where the values of an environment are kept, and examples.
    """
    for node in unknowns(project, subject):
        steps = node[5]
        for index, (how, name, path, start, end) in enumerate(steps):
            later = steps[index + 1 :]
            if how == "file" and name and not any(one[0] in (DEFAULT, "mapping", "parameter", "variable") for one in later):
                at = Location(path, start, end) if not later else Location(*later[-1][2:])
                if not is_spared(project, at.path):
                    yield name, at


def unknowns(project: Project, subject: Subject) -> Sequence[Node]:
    """What is certainly not known of a subject: what somebody chooses is not among it."""
    if not project.is_partial(subject):
        return ()
    return subject.derived(_unknowns) if isinstance(subject, Resource) else _unknowns(subject)


def _unknowns(subject: Subject) -> Sequence[Node]:
    found: list[Node] = []
    stack = [subject.given]
    while stack:
        node = stack.pop()
        if node[0] == UNKNOWN:
            found.append(node)
        elif node[0] != CHOICE:
            stack.extend(reversed(children(node)))
    return found


def is_kept_apart(project: Project, value: Value) -> bool:
    """Whether it comes from where values of an environment are kept (a file of them, a mapping, allowed values), or from an example."""
    kept = any(how in ("mapping", "parameter") or path.endswith(_VALUE_FILES) for how, _, path, *_ in value.via)
    return kept or is_spared(project, value.origin.path)


def is_nobodys_choice(project: Project, value: Value) -> bool:
    """Whether nobody operates what has this value: it is one of those that a parameter allows, or it comes from an example or a test."""
    return any(how == "parameter" for how, *_ in value.via) or is_spared(project, value.origin.path)


def is_to_be_filled_in(*values: Value) -> bool:
    """Whether a name or user is written that waits for another one (`changeme`, `foo`): nobody operates it as it stands."""
    return any(value.kind == "scalar" and _STAND_IN.search(value.show()) is not None for value in values)


def is_placeholder(digits: str) -> bool:
    """Whether somebody typed the hexadecimal digits of an id instead of copying it.

    They repeat, count up or down (`0123456789abcdef0`, `1a2b3c4d`), or are a date (`20241105`).
    """
    return len(set(digits)) <= 3 or (len(digits) == 8 and digits.isdecimal()) or _counts(digits) or _counts(digits[::-1])


def _counts(digits: str) -> bool:
    follows = sum(
        any(int(later, 16) - int(digit, 16) in (0, 1, -9, -15) for later in digits[index + 1 : index + 3])
        for index, digit in enumerate(digits[:-1])
    )
    return follows * 10 >= 7 * (len(digits) - 1)


def _by_default(values: list[Value]) -> bool:
    return any(how == DEFAULT for value in values for how, *_ in value.via)


def _texts(node: Node, holds: Callable[[str], bool]) -> Iterator[list[Node]]:
    """The texts inside a node that the predicate holds for, in any world; those written into one list together."""
    kind, payload = node[0], node[1]
    if kind == MAPPING:
        for key, _, _, entry in payload[0]:
            if not key.lower().endswith(_DESCRIBING):
                yield from _texts(entry, holds)
    elif kind == LIST:
        yield [item for item in payload[0] if _is_written(item) and isinstance(item[1], str) and holds(item[1])]
        for item in payload[0]:
            if not _is_written(item):
                yield from _texts(item, holds)
    elif kind in (TEXT, CHOICE):
        for part in children(node):
            yield from _texts(part, holds)
    elif kind == SCALAR and isinstance(payload, str) and holds(payload):
        yield [node]


def _is_written(item: Node) -> bool:
    """Whether an item stands in its list as a plain value."""
    return item[0] == SCALAR and not item[5]
