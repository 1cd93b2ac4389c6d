"""Environments: which units are production, which are not, and which are there only to be read.

What says so, in this order: a folder of examples; a stage that is named in the unit's path or name, in its tags, in the place of its state,
in a parameter. One word for production outweighs all for anything else. Paths count only below what the user named: who lints a folder of
examples by its name wants them judged.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from posixpath import splitext
from typing import Final, NamedTuple

from opexlint.evidence.candidates import standing, standing_in, strings_in
from opexlint.evidence.places import kind_of, words_in
from opexlint.model import DEFAULT, MAPPING, SCALAR, Node, children, fold
from opexlint.patterns import regex
from opexlint.project import Project

PRODUCTION: Final = "production"
NON_PRODUCTION: Final = "non-production"
EXAMPLE: Final = "example"

_PRODUCTION = regex(r"(?<![a-z])(prod|production|prd|live)(?![a-z])", re.IGNORECASE)
_BEFORE_PRODUCTION = regex(r"(?<![a-z])(non|pre|not)[-_ ]?(prod|production|prd|live)(?![a-z])", re.IGNORECASE)
_NOT_PRODUCTION = regex(
    r"(?<![a-z])(dev|development|test|testing|qa|uat|sandbox|local|demo|poc|preview|staging|stage|stg)(?![a-z])", re.IGNORECASE
)
_STAGES: Final = {
    *("demo", "dev", "develop", "development", "nonprod", "poc", "preprod", "qa", "sandbox", "staging", "stg", "test", "testing", "uat"),
}
"""Words of a folder or stack that name a stage. `stage` and `local` are not among them: pipelines have stages, clouds have local zones."""
_STAGE_NAMES: Final = {
    *("deployenv", "deploymentenvironment", "deploymentstage", "env", "environment", "environmentname", "environmenttype", "envname"),
    *("envtype", "stage", "stagename"),
}
"""What parameters and tags that hold the stage are called, as `fold` spells them."""
_NAMES: Final = 4_096
"""Names of which it is remembered what stage they stand for: those of the worlds of a project are few."""


class Environment(NamedTuple):
    """Where a unit is deployed, as far as the code says; `sign` is what says so, both "" where nothing does."""

    kind: str = ""
    sign: str = ""


@lru_cache(maxsize=_NAMES)
def stage_of(name: str) -> str:
    """What the name of a stage stands for: `PRODUCTION`, `NON_PRODUCTION` or ""."""
    if _BEFORE_PRODUCTION.search(name):
        return NON_PRODUCTION
    if _PRODUCTION.search(name):
        return PRODUCTION
    return NON_PRODUCTION if _NOT_PRODUCTION.search(name) else ""


class Environments:
    """The environments of a project's units."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def of(self, unit: str) -> Environment:
        """The environment of the unit of that id."""
        return self._project.once(("environment", unit), lambda: _strongest(self._signs(unit)))

    def _signs(self, name_of_unit: str) -> Iterator[Environment]:
        unit = self._project.unit(name_of_unit)
        if unit is None:
            return
        folders, _, name = unit.id.partition(":")
        yield from _of_names((*self._project.below(folders).split("/"), name))
        settings = unit.record.settings
        tags = (tag for one in self._project.within(unit.id) for tag in standing_in(one, "Tags"))
        for node in (*standing(settings, "Tags"), *standing(settings, "Providers"), *tags):
            yield from _of_stages(_stages(node))
        for node in standing(settings, "Backend"):
            yield from _of_names(part for place in strings_in(node) for part in place.split("/"))
        for node in standing(settings, "Parameters"):
            yield from _of_parameters(node)


def _strongest(signs: Iterable[Environment]) -> Environment:
    by_kind: dict[str, Environment] = {}
    for sign in signs:
        by_kind.setdefault(sign.kind, sign)
    return next((by_kind[kind] for kind in (EXAMPLE, PRODUCTION, NON_PRODUCTION) if kind in by_kind), Environment())


def _of_names(names: Iterable[str]) -> Iterator[Environment]:
    """What folders, the stems of files and the names of stacks say; a word counts at either end of a name only."""
    for name in names:
        stem = splitext(name)[0]
        words = words_in(stem)
        if not words:
            continue
        ends = {words[0], words[-1]}
        if kind_of(stem):
            yield Environment(EXAMPLE, f"{name} is not production")
        elif _BEFORE_PRODUCTION.search(name) or ends & _STAGES:
            yield Environment(NON_PRODUCTION, f"{name} is not production")
        elif any(map(_PRODUCTION.fullmatch, words)):
            yield Environment(PRODUCTION, f"{name} is production")


def _of_stages(stages: Iterable[tuple[str, str]]) -> Iterator[Environment]:
    for name, value in stages:
        yield Environment(stage_of(value), f"{name} is {value}")


def _stages(node: Node) -> Iterator[tuple[str, str]]:
    """The stages that are named in a node, in any world: `{"Environment": "dev"}`, `{"Key": "Stage", "Value": "prod"}`."""
    stack = [node]
    while stack:
        one = stack.pop()
        stack.extend(children(one))
        entries = {key: value for key, _, _, value in one[1][0]} if one[0] == MAPPING else {}
        if entries.keys() >= {"Key", "Value"} and entries["Key"][0] == SCALAR:
            entries = {str(entries["Key"][1]): entries["Value"]}
        for key, below in entries.items():
            if fold(key) in _STAGE_NAMES:
                for value in standing(below):
                    if value[0] == SCALAR and isinstance(value[1], str) and not _may_change(value):
                        yield key, value[1]


def _may_change(value: Node) -> bool:
    """Whether it is a default that stands for "not production": whoever deploys to production passes another."""
    return stage_of(value[1]) == NON_PRODUCTION and any(step[0] == DEFAULT for step in value[5])


def _of_parameters(parameters: Node) -> Iterator[Environment]:
    """What the parameters of a template say: one that takes production, or nothing but other stages."""
    for name, _, _, node in parameters[1][0] if parameters[0] == MAPPING else ():
        if fold(name) not in _STAGE_NAMES:
            continue
        default = [value for one in standing(node, "Default") for value in strings_in(one)]
        allowed = [value for one in standing(node, "AllowedValues") for value in strings_in(one)]
        kinds = {stage_of(value) for value in (*default, *allowed)}
        if PRODUCTION in kinds:
            yield Environment(PRODUCTION, f"{name} may be production")
        elif allowed and kinds == {NON_PRODUCTION}:
            yield Environment(NON_PRODUCTION, f"{name} is never production")
