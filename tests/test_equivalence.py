"""The same infrastructure gives the same findings, whatever it is written in.

Each folder of fixtures/equivalence is one piece of infrastructure, and each folder in it one way to write it. What all rules say of it, the
strict ones too, stands in its `findings.txt`, line by line: rule, severity, the resource it is about, and the message. Every form has to
give exactly these. Names are compared folded, as each language has its own way to write them; findings that tell how a form is written,
and not what it makes, are named in `ABOUT_THE_FORM`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from opexlint import load
from opexlint.report import Diagnostic
from tests.marks import run

FAMILIES = sorted(path for path in (Path(__file__).parent / "fixtures" / "equivalence").iterdir())
FORMS = [
    pytest.param(form, id=f"{form.parent.name}-{form.name}") for family in FAMILIES for form in sorted(family.iterdir()) if form.is_dir()
]
RULES = load.rules()

ABOUT_THE_FORM: dict[str, str] = {}
"""Rules about how something is written, with the reason why other forms can't have the finding."""

_NOT_NAMES = re.compile(r"[^a-z0-9 ]")


def said(form: Path) -> list[str]:
    """What is found in one form, as `findings.txt` has it."""
    report = run(form, RULES)
    assert not report.crashes
    return sorted(line for one in report.diagnostics if one.rule.id not in ABOUT_THE_FORM for line in _lines(one))


def _lines(one: Diagnostic) -> Iterator[str]:
    for subject in (one.subject, *one.instances):
        name = re.split(r"[/.]", re.sub(r"/(Resource|Default)$", "", subject))[-1]
        yield f"{one.rule.id} ({one.severity.label}) {_folded(name)}: {_folded(one.message)}"


def _folded(text: str) -> str:
    return _NOT_NAMES.sub("", text.lower())


@pytest.mark.parametrize("form", FORMS)
def test_same_findings(form: Path) -> None:
    assert said(form) == (form.parent / "findings.txt").read_text().splitlines()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_is_written_in_all_languages(family: Path) -> None:
    forms = {form.name for form in family.iterdir() if form.is_dir()}
    assert forms >= {"cloudformation", "cloudformation-json", "terraform", "terraform-json", "cdk", "pulumi"}
    assert (family / "findings.txt").read_text(), "infrastructure without a finding shows little"
