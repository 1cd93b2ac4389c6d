"""Programs, names and places: what a script changes in the cloud, what a name says, what is only an example."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from opexlint.facts.programs import change_of
from opexlint.patterns import regex
from opexlint.project import Call, Command, Project
from opexlint.source import Location


def change_by(project: Project, subject: Call | Command) -> str:
    """What a call or a command changes in the cloud, as the command line names it (`aws ecs update-service`), or ""."""
    if isinstance(subject, Command):
        return change_of([word.known if isinstance(word.known, str) else None for word in subject.words])
    library, *names = subject.name.split(".")
    if library == "boto3" and len(names) > 1:
        service, *things, operation = names
        if things and "_" not in operation:
            operation = f"{operation}-{things[-1].lower()}"  # `Stack("shop").delete()`
        return change_of(["aws", service, operation.replace("_", "-")])
    return next(filter(None, (change_by(project, command) for command in commands_of(project, subject))), "")


def changes_anything(project: Project, unit: str) -> bool:
    """Whether a program changes the cloud anywhere."""

    def build() -> set[str]:
        subjects: list[Call | Command] = [*project.calls, *project.commands]
        return {one.unit for one in subjects if change_by(project, one)}

    return unit in project.once("programs that change the cloud", build)


def calls_in(project: Project, unit: str) -> list[Call]:
    """The calls of a program."""

    def build() -> dict[str, list[Call]]:
        found: dict[str, list[Call]] = defaultdict(list)
        for call in project.calls:
            found[call.unit].append(call)
        return found

    return project.once("calls by program", build).get(unit, [])


def commands_in(project: Project, unit: str) -> list[Command]:
    """The programs that a program, or a resource of a unit, starts."""

    def build() -> dict[str, list[Command]]:
        found: dict[str, list[Command]] = defaultdict(list)
        for command in project.commands:
            found[command.unit].append(command)
        return found

    return project.once("commands by unit", build).get(unit, [])


def describes_infrastructure(project: Project, call: Call) -> bool:
    """Whether a call runs whenever a CDK or Pulumi program says what there is to be."""

    def build() -> set[str]:
        programs = {unit.id for unit in project.units if unit.kind in ("cdk-stack", "pulumi")}
        places = {unit.at.path for unit in project.units if unit.id in programs}
        return places | {resource.at.path for resource in project.resources() if resource.unit in programs}

    unit = project.unit(call.unit)
    files = project.once("files of infrastructure programs", build)
    return "main" in call.context and unit is not None and (call.at.path in files or unit.at.path in files)


def commands_of(project: Project, call: Call) -> Iterator[Command]:
    """The programs that a call starts (`subprocess.run`, `os.system`)."""
    return (command for command in commands_within(project, call.at) if command.starter == "subprocess")


def commands_within(project: Project, at: Location) -> Iterator[Command]:
    """The programs that what stands in a range of a file starts."""

    def build() -> dict[str, list[Command]]:
        found: dict[str, list[Command]] = defaultdict(list)
        for command in sorted(project.commands, key=_start):
            found[command.at.path].append(command)
        return found

    there = project.once("commands by place", build).get(at.path, [])
    for command in there[bisect_left(there, at.start, key=_start) :]:
        if command.at.start >= at.end:
            return
        yield command


def _start(command: Command) -> int:
    return command.at.start


_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words_of(*names: str) -> set[str]:
    """The words that names are made of, in lower case: `ShopLogs`, `shop-logs` and `SHOP_LOGS` are `shop` and `logs`."""
    return {word.lower() for name in names for word in _WORD.findall(name)}


_PATHS: Final = 16_384
"""Paths of which it is remembered what they are: many rules ask of each."""
_EXAMPLES = regex(r"(^|/)(examples?|tests?|testdata|fixtures|e2e|__(?:tests|snapshots|fixtures|mocks)__)/")

_RETIRED = regex(
    r"(?:^|/)(?:old|older|deprecated|obsolete|superseded|archived"
    r"|(?:[^/]*[-_])?old(?:er)?[-_](?:[^/]*[-_])?(?:code|copies|files|modules|projects|scripts|stacks|templates|versions)(?:[-_][^/]*)?)/",
    re.IGNORECASE,
)
"""Folders of what has been replaced. `archive` and `delete-old-snapshots` are not among them: they say what software does."""


@lru_cache(maxsize=_PATHS)
def is_example(path: str) -> bool:
    """Whether a file is an example, a test, a test's material, or put aside: nothing that is deployed as it stands."""
    return _EXAMPLES.search(path) is not None or is_retired(path)


@lru_cache(maxsize=_PATHS)
def is_retired(path: str) -> bool:
    """Whether a file stands in a folder of copies that something else has replaced."""
    return _RETIRED.search(path) is not None


_TEST_MATERIAL = regex(r"(^|/)(tests|testdata|fixtures|__(?:tests|snapshots|fixtures|mocks)__|src/test)/", re.IGNORECASE)


@lru_cache(maxsize=_PATHS)
def is_test_material(path: str) -> bool:
    """Whether a file is there for a test only: its input, or what it expects. A folder named `test` alone may be an environment."""
    return _TEST_MATERIAL.search(path) is not None
