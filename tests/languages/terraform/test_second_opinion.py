"""The structure of configurations as python-hcl2 sees it, wherever it can read them: block types, labels and names of arguments."""

from collections import Counter
from pathlib import Path
from typing import Any

import hcl2
import pytest

from opexlint.languages.terraform.syntax import Node, SyntaxProblem, parse

FIXTURES = Path(__file__).parents[2] / "fixtures"
FILES = sorted(path for path in FIXTURES.rglob("*.tf"))
TEXTS = {path.relative_to(FIXTURES).as_posix(): path.read_text(encoding="utf-8") for path in FILES}
ROOTS = {key: value for key, value in TEXTS.items() if "hostile" not in key}

Structure = Counter[tuple[str, ...]]


def ours(items: tuple[Node, ...], way: tuple[str, ...] = ()) -> Structure:
    found: Structure = Counter()
    for item in items:
        if item[0] == "attr":
            found[*way, item[3]] += 1
        else:
            below = (*way, item[3], *item[4])
            found[below] += 1
            found += ours(item[5], below)
    return found


def theirs(body: dict[str, Any], way: tuple[str, ...] = ()) -> Structure:
    found: Structure = Counter()
    for key, value in body.items():
        if key.startswith("__"):
            continue
        blocks = value if isinstance(value, list) and any(isinstance(one, dict) and "__is_block__" in str(one) for one in value) else None
        if blocks is None:
            found[*way, _bare(key)] += 1
            continue
        for one in blocks:
            labels, inner = [_bare(key)], one
            while "__is_block__" not in inner:
                (label, inner), *_ = ((name, below) for name, below in inner.items() if not name.startswith("__"))
                labels.append(_bare(label))
            below = (*way, *labels)
            found[below] += 1
            found += theirs(inner, below)
    return found


def _bare(name: str) -> str:
    return name.strip('"')


@pytest.mark.parametrize("name", ROOTS)
def test_both_see_the_same_blocks_and_arguments(name: str) -> None:
    try:
        other = hcl2.loads(ROOTS[name])
    except Exception as error:
        pytest.skip(f"python-hcl2 does not read it: {type(error).__name__}")
    try:
        mine = parse(ROOTS[name])
    except SyntaxProblem as problem:
        pytest.fail(f"python-hcl2 reads it: {problem}")
    assert ours(mine) == theirs(other)


def test_there_is_something_to_compare() -> None:
    assert len(ROOTS) > 5
