"""Every rule: its docstring's examples, and the harder cases in fixtures/rules/<id>/ (each entry there is a project of its own)."""

import ast
import sys
from pathlib import Path

import pytest

from opexlint import load
from opexlint.framework import PRINCIPLES
from opexlint.rule import Example, Rule
from tests.marks import FILE_NAMES, differences, expected, run

RULES = [rule for rule in load.rules() if rule.check is not None]
FIXTURES = Path(__file__).parent / "fixtures" / "rules"
EXAMPLES = [pytest.param(rule, example, id=f"{rule.id}-{example.language}-{example.line}") for rule in RULES for example in rule.examples]
CASES = [
    pytest.param(rule, case, id=f"{rule.id}-{case.name}")
    for rule in RULES
    for case in (sorted((FIXTURES / rule.id).iterdir()) if (FIXTURES / rule.id).is_dir() else ())
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule: Rule, example: Example, tmp_path: Path) -> None:
    name = FILE_NAMES[example.language]
    (tmp_path / name).write_text(example.text)
    assert differences(run(tmp_path, [rule]), expected(name, example.text)) == []


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_case(rule: Rule, case: Path, tmp_path: Path) -> None:
    if case.is_dir():
        folder = case
    else:
        folder = tmp_path
        (tmp_path / case.name).write_bytes(case.read_bytes())
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    marks = [mark for path in files for mark in expected(path.relative_to(folder).as_posix(), path.read_text())]
    assert differences(run(folder, [rule]), marks) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_documentation_is_whole(rule: Rule) -> None:
    assert rule.explanation, "says why it matters"
    assert rule.help, "says what to do"
    assert rule.practices
    assert rule.languages
    for language in rule.languages:
        mine = [example for example in rule.examples if example.language == language]
        marked = [bool(expected("", example.text)) for example in mine]
        assert any(marked), f"a bad example in {language}"
        assert not all(marked), f"a good example in {language}"


def test_every_principle_has_rules() -> None:
    for principle in PRINCIPLES:
        assert sum(rule.principle == principle for rule in RULES) >= 3, principle.title


def test_fixtures_belong_to_rules() -> None:
    assert {path.name for path in FIXTURES.iterdir()} <= {rule.id for rule in RULES}


def test_rules_import_only_opexlint_and_the_standard_library() -> None:
    for rule in RULES:
        for node in ast.walk(ast.parse(Path(rule.origin).read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.partition(".")[0]
                assert top == "opexlint" or top in sys.stdlib_module_names, f"{rule.id}: {name}"
