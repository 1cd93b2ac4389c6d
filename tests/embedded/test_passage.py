"""The way back from a string to the text that spells it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opexlint.embedded import yaml_tree
from opexlint.embedded.passage import Passage, Run, joined
from opexlint.embedded.tree import Mapping, Scalar
from opexlint.model import scalar, unknown
from opexlint.source import Location


def spelled(source: str) -> tuple[Scalar, Passage]:
    """The value under the only key of a YAML text, and its passage."""
    root = yaml_tree.parse(source).root
    assert type(root) is Mapping
    (_, written) = root.pairs[0]
    assert type(written) is Scalar
    found = Passage.of(scalar(written.text, Location("a.yaml", written.start, written.end)), source)
    assert found is not None
    return written, found


@pytest.mark.parametrize(
    "source",
    [
        "a: set -e; aws s3 rb x",
        "a: 'set -e; aws s3 rb x'",
        'a: !Sub "aws s3 rb x"',
        "a: 'it''s; aws s3 rb x'",
        'a: "tab\\t\\x41; aws s3 rb x\\n"',
        "a: |\n  set -e\n\n    aws s3 rb x\n  ls\n\nb: 1\n",
        "a: !Sub |-  # why\n  set -e\n  aws s3 rb x",
        "a: >\n  set -e;\n  aws s3 rb x\n\n  ls\n",
        "a: |\r\n  set -e\r\n  aws s3 rb x\r\n",
        'a: "set\n  -e; \\\n  aws s3 rb x"',
        "a: plain\n  words; aws s3 rb x",
    ],
)
def test_a_word_is_found_in_the_text_that_spells_it(source: str) -> None:
    written, passage = spelled(source)
    assert passage.text == written.text
    start = written.text.index("aws s3 rb x")
    place = passage.at(start, start + len("aws s3 rb x"))
    assert source[place.start : place.end] == "aws s3 rb x"


def test_what_follows_a_value_that_was_put_in_is_found_again() -> None:
    source = "a: |\n  set -e\n    KIND=${kind}\n    if x\n  fi\n  aws s3 rb x\n  ls ${y}\n"
    value = "set -e\n  KIND=fi\n  fi if\n  if x\nfi\naws s3 rb x\nls z\n"
    passage = Passage.of(scalar(value, Location("a.yaml", 3, len(source))), source)
    assert passage is not None
    for word in ("set", "if x", "aws s3 rb x"):
        start = value.index(word, value.index("if x") if word != "set" else 0)
        place = passage.at(start, start + len(word))
        assert source[place.start : place.end] == word
    start = value.index("KIND")
    place = passage.at(start, start + len("KIND=fi"))
    assert "KIND=${kind}" in source[place.start : place.end]
    many = "".join(f"${{v{index}}} and more\n  " for index in range(2_000))
    assert Passage.of(scalar("fi " * 5_000, Location("a.yaml", 3, 3 + len(many))), "a: " + many) is not None


def test_a_string_that_came_from_elsewhere_stands_at_its_use() -> None:
    used = scalar("ab", Location("a.yaml", 10, 14), (("default", "Name", "a.yaml", 2, 4),))
    passage = Passage.of(used, "x" * 20)
    assert passage is not None
    assert passage.at(0, 1) == Location("a.yaml", 10, 14)


def test_an_empty_passage_has_no_place_of_its_own() -> None:
    passage = Passage(())
    assert passage.text == ""
    assert passage.at(0, 0) == Location("", 0, 0)


def test_a_node_alone_is_itself() -> None:
    node = unknown("why", Location("a.yaml", 0, 1))
    assert joined((node,), Location("a.yaml", 0, 9)) == node
    assert joined((Run("a", Location("a.yaml", 0, 1)), Run("b", Location("a.yaml", 1, 2))), Location("a.yaml", 0, 2))[1] == "ab"


@given(st.text(alphabet="ab \n'\"\\x{}:-", min_size=1, max_size=30), st.sampled_from(["|", ">", "'", '"', ""]))
def test_every_character_of_any_yaml_string_has_a_place_inside_it(value: str, style: str) -> None:
    import yaml

    source = yaml.dump({"a": value}, default_style=style or None, width=12)
    written, passage = spelled(source)
    assert passage.text == written.text == value
    for index in range(len(value)):
        place = passage.at(index, index + 1)
        assert written.start <= place.start <= place.end <= written.end
