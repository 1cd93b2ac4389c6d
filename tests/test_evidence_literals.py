"""Literals: what somebody wrote out in what is said of a resource, and what is kept apart or typed."""

import pytest

from opexlint.evidence import is_placeholder, literals
from opexlint.evidence.literals import is_kept_apart
from opexlint.model import Node, Parsed, ResourceRecord, mapping, moved, scalar, sequence, unknown
from opexlint.project import Project
from opexlint.source import Location
from opexlint.subjects import Resource


def at(start: int, path: str = "main.tf") -> Location:
    return Location(path, start, start + 1)


def resource(**properties: Node) -> tuple[Project, Resource]:
    entries = tuple((name, 0, 0, node) for name, node in properties.items())
    record = ResourceRecord(
        "AWS::SQS::Queue", "aws_sqs_queue", "orders", "orders", ".", at(0), scalar(True, at(0)), mapping(entries, at(0)), mapping((), at(0))
    )
    project = Project([Parsed(resources=(record,))])
    return project, project.resources()[0]


def found(**properties: Node) -> list[list[object]]:
    project, subject = resource(**properties)
    return [[value.known for value in values] for values in literals(project, subject, lambda text: text.startswith("id-"))]


def test_texts_stand_alone_and_those_of_a_list_together() -> None:
    listed = sequence((scalar("id-2", at(2)), scalar("other", at(3)), scalar("id-3", at(4))), at(2))
    inside = mapping((("Inner", 0, 0, scalar("id-4", at(5))),), at(5))
    assert found(One=scalar("id-1", at(1)), Many=listed, Block=inside, Count=scalar(3, at(6))) == [["id-1"], ["id-2", "id-3"], ["id-4"]]


def test_what_describes_and_what_is_not_known_is_left_out() -> None:
    assert (
        found(Description=scalar("id-1", at(1)), Tags=sequence((scalar("id-2", at(2)),), at(2)), Name=unknown("it is passed in", at(3)))
        == []
    )


def test_what_a_default_gives_comes_last() -> None:
    default = moved(scalar("id-1", at(9)), at(1), "default", "queue")
    assert found(First=default, Second=scalar("id-2", at(2))) == [["id-2"], ["id-1"]]


@pytest.mark.parametrize(
    ("how", "path", "apart"),
    [
        ("mapping", "main.yaml", True),
        ("parameter", "main.yaml", True),
        ("variable", "prod.tfvars", True),
        ("local", "examples/shop/main.tf", True),
        ("local", "main.tf", False),
    ],
)
def test_values_of_an_environment_are_kept_apart(how: str, path: str, apart: bool) -> None:
    value = moved(scalar("id-1", at(9, path)), at(1), how, "queue")
    project, subject = resource(Name=value)
    assert is_kept_apart(project, subject["Name"]) is apart
    assert found(Name=value) == ([] if apart else [["id-1"]])


@pytest.mark.parametrize("digits", ["12345678", "aaaaaaaa", "0123456789abcdef0", "1a2b3c4d", "20241105", "fedcba9876543210f"])
def test_typed_digits_are_placeholders(digits: str) -> None:
    assert is_placeholder(digits)


@pytest.mark.parametrize("digits", ["0b7d19e6c2f48a35d", "0d41c9be07f3a8256", "a32c93c2"])
def test_generated_digits_are_not(digits: str) -> None:
    assert not is_placeholder(digits)
