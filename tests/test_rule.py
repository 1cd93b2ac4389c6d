"""What a rule file has to hold, and what a run takes of it."""

from collections.abc import Callable, Iterator
from functools import wraps
from types import ModuleType
from typing import Any

import pytest

from opexlint.finding import Finding
from opexlint.rule import Option, RuleError, Severity, calls, modules, resources, rule_of

PRINCIPLE = "anticipate_failure"

DOCUMENTATION = """Queue that nobody looks at.

    What is lost is lost.

    ```yaml
    Resources: {}
    ```

    ```terraform
    locals {}
    ```
    """


def check(subject: Any, project: Any) -> Iterator[Finding]:
    yield from ()


def module(**constants: Any) -> ModuleType:
    made = ModuleType("opexlint.rules.anticipate_failure.queue_unseen", DOCUMENTATION)
    made.__file__ = "rules/anticipate_failure/queue_unseen.py"
    vars(made).update(
        {
            "SEVERITY": Severity.NOTE,
            "PRACTICES": ["Create actionable alerts"],
            "ABOUT": resources("AWS::SQS::Queue"),
            "check": check,
            **constants,
        }
    )
    return made


def test_the_documentation_is_taken_apart_for_who_reads_it() -> None:
    rule = rule_of(module(), PRINCIPLE)
    assert rule.id == "queue-unseen"
    assert rule.title == "Queue that nobody looks at"
    assert rule.explanation.startswith("What is lost is lost.\n\n```yaml\n")
    assert [(example.language, example.text, example.line) for example in rule.examples] == [
        ("yaml", "Resources: {}\n", 5),
        ("terraform", "locals {}\n", 9),
    ]
    assert rule.languages == ("yaml", "terraform")


def with_option(subject: Any, project: Any, *, min_days: int = 30) -> Iterator[Finding]:
    yield from ()


def passed_on(check: Callable[..., Iterator[Finding]]) -> Callable[..., Iterator[Finding]]:
    @wraps(check)
    def passing(*arguments: Any, **options: Any) -> Iterator[Finding]:
        return check(*arguments, **options)

    return passing


class Checker:
    def __call__(self, subject: Any, project: Any, *, min_days: int = 30) -> Iterator[Finding]:
        yield from ()


@pytest.mark.parametrize("check", [with_option, passed_on(with_option), Checker()], ids=["a function", "a decorated one", "an object"])
def test_options_are_the_keyword_only_arguments_of_what_is_called(check: Any) -> None:
    assert rule_of(module(check=check), PRINCIPLE).options == {"min-days": Option("int", 30)}


def test_a_check_without_options_has_none() -> None:
    assert rule_of(module(), PRINCIPLE).options == {}


def untyped(subject: Any, project: Any, *, days=30):  # type: ignore[no-untyped-def]
    yield from ()


@pytest.mark.parametrize(
    ("constants", "folder", "message"),
    [
        ({"__doc__": "\n   \n"}, PRINCIPLE, "rule queue-unseen: has no docstring"),
        ({"check": None}, PRINCIPLE, "rule queue-unseen: has no check(subject, project)"),
        ({"SEVERITY": "error"}, PRINCIPLE, "rule queue-unseen: SEVERITY has to be a Severity"),
        ({"PROFILE": "loud"}, PRINCIPLE, "rule queue-unseen: there is no profile 'loud'"),
        ({"PRACTICES": ["Create actionable alarms"]}, PRINCIPLE, "did you mean 'Create actionable alerts'?"),
        ({"ABOUT": ("AWS::SQS::Queue",)}, PRINCIPLE, "rule queue-unseen: ABOUT has to be"),
        ({"check": untyped}, PRINCIPLE, "rule queue-unseen: option days needs a type"),
        ({}, "anticipate_succes", "no principle has the folder 'anticipate_succes'"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_when_it_is_loaded(constants: dict[str, Any], folder: str, message: str) -> None:
    with pytest.raises(RuleError) as error:
        rule_of(module(**constants), folder)
    assert message in str(error.value)


GROUPS = {"boto3.rds.delete_db_instance": 1, "boto3.ec2.describe_vpcs": 2, "input": 3, "input[0]": 4}


def test_a_subject_is_what_stands_under_the_names_it_matches() -> None:
    assert list(modules().among(GROUPS)) == [1, 2, 3, 4]
    assert list(calls("input", "boto3.rds.delete_db_instance").among(GROUPS)) == [1, 3]
    assert list(calls("boto3.*.describe_*", "boto3.rds.*", "boto3.rds.delete_db_*").among(GROUPS)) == [1, 2]
    assert calls("boto3.*").includes("boto3.s3.put_object")
    assert not calls("boto3.s3").includes("boto3.s3.put_object")
