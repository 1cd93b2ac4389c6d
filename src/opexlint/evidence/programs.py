"""Programs, names and places: what a script changes in the cloud, what a name says, what is only an example."""

import re
from collections import defaultdict
from collections.abc import Iterator

from opexlint.facts.programs import change_of
from opexlint.project import Call, Command, Project


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


def commands_of(project: Project, call: Call) -> Iterator[Command]:
    """The programs that a call starts (`subprocess.run`, `os.system`)."""

    def build() -> dict[str, list[Command]]:
        found: dict[str, list[Command]] = defaultdict(list)
        for command in project.commands:
            if command.starter == "subprocess":
                found[command.at.path].append(command)
        return found

    for command in project.once("commands of programs", build).get(call.at.path, ()):
        if call.at.start <= command.at.start < call.at.end:
            yield command


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words_of(*names: str) -> set[str]:
    """The words that names are made of, in lower case: `ShopLogs`, `shop-logs` and `SHOP_LOGS` are `shop` and `logs`."""
    return {word.lower() for name in names for word in _WORD.findall(name)}


_EXAMPLES = re.compile(r"(^|/)(examples?|tests?|testdata|fixtures|e2e)/")


def is_example(path: str) -> bool:
    """Whether a file is an example, a test, or a test's material: nothing that is deployed as it stands."""
    return _EXAMPLES.search(path) is not None
