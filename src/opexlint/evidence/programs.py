"""Programs: what a script calls and starts, and what that changes in the cloud."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from opexlint.facts.programs import change_of
from opexlint.project import Project
from opexlint.source import Location
from opexlint.subjects import Call, Command


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
