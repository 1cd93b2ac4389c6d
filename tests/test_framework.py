"""Principles and best practices."""

from collections import Counter
from pathlib import Path

import pytest

from opexlint.framework import CURRENT_PRINCIPLES, PRINCIPLES, best_practices, practice, principle


def test_five_principles_each_with_a_folder_of_rules() -> None:
    assert [one.title for one in PRINCIPLES] == [
        "Perform operations as code",
        "Make frequent, small, reversible changes",
        "Refine operations procedures frequently",
        "Anticipate failure",
        "Learn from all operational failures",
    ]
    for one in PRINCIPLES:
        assert one.folder == one.id.replace("-", "_") == one.title.lower().replace(",", "").replace(" ", "_")
        assert one.text.endswith(".")
        assert (Path(__file__).parents[1] / "rules" / one.folder).is_dir()


def test_the_current_edition_has_eight() -> None:
    assert len(CURRENT_PRINCIPLES) == len({one.id for one in CURRENT_PRINCIPLES}) == 8
    carried_on = {current for one in PRINCIPLES for current in one.today}
    assert carried_on == set(CURRENT_PRINCIPLES)


def test_principle_by_folder() -> None:
    assert principle("anticipate_failure").title == "Anticipate failure"
    with pytest.raises(LookupError, match="anticipate_failure"):
        principle("anticipate-failure")


def test_68_best_practices_in_11_questions() -> None:
    practices = best_practices()
    assert len(practices) == len({one.id for one in practices.values()}) == 68
    assert len({one.id.partition("-")[0] for one in practices.values()}) == 11
    assert Counter(one.checkable for one in practices.values()) == {"yes": 13, "partly": 28, "no": 27}
    assert {one.risk for one in practices.values()} == {"high", "medium", "low"}
    for title, one in practices.items():
        assert one.title == title
        assert one.url.startswith("https://docs.aws.amazon.com/wellarchitected/")
        assert one.url.endswith(".html")


def test_practice_by_title() -> None:
    found = practice("Use configuration management systems")
    assert (found.id, found.risk, found.checkable) == ("OPS05-BP03", "medium", "yes")


def test_an_unknown_title_names_the_nearest() -> None:
    with pytest.raises(LookupError, match="did you mean 'Create actionable alerts'"):
        practice("Create actionable alarms")
    with pytest.raises(LookupError, match=r"no best practice is called 'qqq'$"):
        practice("qqq")
