"""Evidence about programs: what their calls and commands change."""

import pytest

from opexlint.evidence import (
    calls_in,
    change_by,
    changes_anything,
    commands_in,
    commands_of,
    commands_within,
    describes_infrastructure,
)
from opexlint.model import CallRecord, CommandRecord, Node, Parsed, UnitRecord, mapping, scalar, sequence, unknown
from opexlint.project import Project
from opexlint.source import Location

UNIT = "deploy.py"


def at(start: int, end: int) -> Location:
    return Location(UNIT, start, end)


def call(name: str, start: int = 0, end: int = 1) -> CallRecord:
    return CallRecord(name, UNIT, at(start, end), mapping((), at(start, end)), (), ())


def command(*words: str | None, start: int = 0, starter: str = "subprocess") -> CommandRecord:
    def word(text: str | None) -> Node:
        return unknown("it is passed in", at(start, start + 1)) if text is None else scalar(text, at(start, start + 1))

    return CommandRecord(sequence(tuple(map(word, words)), at(start, start + 1)), starter, UNIT, at(start, start + 1), ())


def project(*records: CallRecord | CommandRecord) -> Project:
    unit = UnitRecord(UNIT, "script", at(0, 0), mapping((), at(0, 0)), "")
    calls = tuple(one for one in records if isinstance(one, CallRecord))
    return Project([Parsed(units=(unit,), calls=calls, commands=tuple(one for one in records if isinstance(one, CommandRecord)))])


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("boto3.ecs.update_service", "aws ecs update-service"),
        ("boto3.cloudformation.Stack.delete", "aws cloudformation delete-stack"),
        ("boto3.cloudformation.get_waiter.wait", ""),
        ("boto3.ecs.describe_services", ""),
        ("boto3.client", ""),
        ("boto3", ""),
        ("print", ""),
    ],
)
def test_change_by_a_call(name: str, change: str) -> None:
    of = project(call(name))
    assert change_by(of, of.calls[0]) == change
    assert changes_anything(of, UNIT) is bool(change)


def test_change_by_a_command() -> None:
    of = project(command("terraform", "apply", None), command("terraform", None))
    assert [change_by(of, one) for one in of.commands] == ["terraform apply", ""]


def test_a_call_changes_what_the_programs_it_starts_change() -> None:
    of = project(
        call("subprocess.run", 10, 20),
        call("subprocess.run", 30, 40),
        command("git", "pull", start=12),
        command("cdk", "deploy", start=15),
        command("cdk", "destroy", start=25),
        command("cdk", "deploy", start=35, starter="buildspec"),
    )
    first, second = of.calls
    assert [one.argv for one in commands_of(of, first)] == [("git", "pull"), ("cdk", "deploy")]
    assert change_by(of, first) == "cdk deploy"
    assert change_by(of, second) == ""


def test_commands_by_place() -> None:
    of = project(command("b", start=20), command("a", start=10), command("c", start=30))
    assert [one.argv[0] for one in commands_within(of, at(10, 30))] == ["a", "b"]
    assert list(commands_within(of, Location("other.py", 0, 99))) == []


def test_calls_and_commands_of_a_program() -> None:
    of = project(call("boto3.ecs.update_service"), command("cdk", "deploy"))
    assert [one.name for one in calls_in(of, UNIT)] == ["boto3.ecs.update_service"]
    assert [one.argv for one in commands_in(of, UNIT)] == [("cdk", "deploy")]
    assert calls_in(of, "other.py") == []
    assert commands_in(of, "other.py") == []


@pytest.mark.parametrize(
    ("kind", "path", "context", "describes"),
    [
        ("cdk-stack", UNIT, ("main",), True),
        ("pulumi", UNIT, ("main",), True),
        ("template", UNIT, ("main",), False),
        ("cdk-stack", "other.py", ("main",), False),
        ("cdk-stack", UNIT, (), False),
    ],
)
def test_calls_of_programs_that_describe_infrastructure(kind: str, path: str, context: tuple[str, ...], describes: bool) -> None:
    stack = UnitRecord("app:Shop", kind, Location(path, 0, 0), mapping((), at(0, 0)), "")
    program = UnitRecord(UNIT, "script", at(0, 0), mapping((), at(0, 0)), "")
    of = Project([Parsed(units=(program, stack), calls=(call("boto3.ssm.put_parameter")._replace(context=context),))])
    assert describes_infrastructure(of, of.calls[0]) is describes


def test_changes_anything_elsewhere() -> None:
    assert not changes_anything(project(call("boto3.ecs.update_service")), "other.py")
