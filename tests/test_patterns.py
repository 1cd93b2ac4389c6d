"""Expressions that are compiled when they are first used: what they do, and that all there are can be compiled."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import opexlint
from opexlint.load import rules
from opexlint.patterns import regex


def test_it_does_what_a_compiled_one_does() -> None:
    word = regex(r"(?P<first>[a-z])\w*", re.IGNORECASE)
    found = word.search("- Alarm")
    assert found is not None and found["first"] == "A"
    assert word.pattern == r"(?P<first>[a-z])\w*"
    assert word.groups == 1
    assert word.findall("one two") == ["o", "t"]
    assert list(map(word.fullmatch, ["1"])) == [None]


def test_one_that_is_not_valid_says_so_when_it_is_used() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("")


def test_all_that_wait_can_be_compiled() -> None:
    names = [found.name for found in walk_packages(opexlint.__path__, "opexlint.")]
    modules = [import_module(name) for name in names] + [import_module(rule.check.__module__) for rule in rules() if rule.check is not None]
    waiting = [one for module in modules for one in _waiting(vars(module))]
    assert waiting
    for one in waiting:
        assert one.groups >= 0


def _waiting(value: Any) -> Iterator[re.Pattern[str]]:
    """What `regex` gave, in the names of a module and in the containers that they hold."""
    if type(value) is type(regex("")):
        yield value
    elif isinstance(value, dict):
        for one in list(value.values()):
            yield from _waiting(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _waiting(one)


LAZY = (
    "opexlint.config",
    "opexlint.evidence",
    "opexlint.facts",
    "opexlint.files",
    "opexlint.formats",
    "opexlint.report",
    "opexlint.rule",
    "opexlint.suppressions",
)
"""Where no expression is compiled at the start of a run."""


def test_none_is_compiled_before_it_is_needed() -> None:
    names = [name for found in walk_packages(opexlint.__path__, "opexlint.") if (name := found.name).startswith(LAZY)]
    assert {name for name in names if any(type(value) is re.Pattern for value in vars(import_module(name)).values())} == set()
