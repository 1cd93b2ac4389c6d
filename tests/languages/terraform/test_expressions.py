"""Expressions against the answers of Terraform itself.

`expressions.json` was recorded with `terraform console`, `unknowns.json` with `terraform plan`. A value that is not known is always
allowed where the reader may be less precise; a wrong one never is.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from opexlint.languages.terraform.values import ENTRIES, ITEMS, Failure, Value, data, settled, wholly_known
from tests.languages.terraform.inline import computed

FIXTURES = Path(__file__).parents[2] / "fixtures" / "languages" / "terraform"
EXPRESSIONS = json.loads((FIXTURES / "expressions.json").read_text(encoding="utf-8"))
UNKNOWNS = json.loads((FIXTURES / "unknowns.json").read_text(encoding="utf-8"))
VALUES = [case for case in EXPRESSIONS["cases"] if "error" not in case]
ERRORS = [case for case in EXPRESSIONS["cases"] if "error" in case]


def plain(value: Any) -> Any:
    """Data as JSON has it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def same(left: Any, right: Any) -> bool:
    """Equality that tells 1 from true."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True) or (
        isinstance(left, float) and isinstance(right, int | float) and left == pytest.approx(right)
    )


@pytest.mark.parametrize("case", VALUES, ids=lambda case: case["expression"][:60])
def test_a_value_is_the_one_terraform_computes(case: dict[str, Any]) -> None:
    value = computed(case["expression"], EXPRESSIONS["declarations"])
    assert wholly_known(value)
    assert same(plain(data(value)), case["value"])


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case["expression"][:60])
def test_what_terraform_refuses_has_no_value(case: dict[str, Any]) -> None:
    with pytest.raises(Failure):
        computed(case["expression"], EXPRESSIONS["declarations"])


@pytest.mark.parametrize("case", UNKNOWNS["cases"], ids=lambda case: case["expression"][:60])
def test_what_is_unknown_to_terraform_is_not_taken_for_another_value(case: dict[str, Any]) -> None:
    value = computed(case["expression"], UNKNOWNS["files"])
    agrees(value, case["value"], case["unknown"])


def agrees(value: Value, expected: Any, unknown: Any) -> None:
    """What Terraform knows is known or unknown here, never something else."""
    value = settled(value)
    if unknown is True:
        return  # we may know more: both branches of a condition can be equal
    if isinstance(unknown, list) and value[0] in ITEMS:
        assert len(value[1][0]) == len(unknown)
        for index, item in enumerate(value[1][0]):
            agrees(item, expected[index] if index < len(expected) else None, unknown[index])
    elif isinstance(unknown, dict) and value[0] in ENTRIES:
        assert set(value[1][0]) == {*unknown, *expected}
        for key, (_, _, item) in value[1][0].items():
            agrees(item, expected.get(key), unknown.get(key, False))
    elif wholly_known(value):
        assert plain(data(value)) == expected


def test_nearly_all_of_what_terraform_knows_is_known() -> None:
    known = [case for case in UNKNOWNS["cases"] if case["unknown"] is False]
    found = [case for case in known if wholly_known(computed(case["expression"], UNKNOWNS["files"]))]
    assert len(found) == len(known)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("timestamp()", "timestamp() is known only when it is applied"),
        ("local.missing", "local.missing is not declared"),
        ("data.aws_region.here.name", "data.aws_region.here is not declared"),
        ("path.cwd", "path.cwd is a matter of the machine"),
        ('regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")', "the pattern repeats a repetition"),
    ],
)
def test_an_unknown_value_says_why(expression: str, why: str) -> None:
    assert computed(expression)[:2] == ("unknown", why)


def test_what_is_not_declared_is_nothing_that_try_catches() -> None:
    assert computed('try(local.missing, "fallback")')[0] == "unknown"
