"""JSON in strings: values with places, and what is interpolated."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opexlint.embedded import json_text
from opexlint.embedded.passage import Passage, Run
from opexlint.model import MAPPING, SCALAR, Node, children, scalar, text, unknown
from opexlint.source import Location

HOLE = unknown("Name has no default", Location("a.yaml", 3, 10))


def passage(spelled: str) -> Passage:
    """The text as a passage standing at 100; `@` in it is an unknown value."""
    parts: list[Run | Node] = []
    start = 100
    for index, piece in enumerate(spelled.split("@")):
        if index:
            parts.append(HOLE)
            start += 1
        parts.append(Run(piece, Location("a.yaml", start, start + len(piece))))
        start += len(piece)
    return Passage(parts)


def plain(node: Node) -> object:
    kind, payload = node[0], node[1]
    if kind == SCALAR:
        return payload
    if kind == MAPPING:
        return {key: plain(value) for key, _, _, value in payload[0]} | ({"...": payload[1]} if payload[1] else {})
    if kind == "list":
        return [plain(item) for item in payload[0]] + (["..."] if payload[1] else [])
    if kind == "text":
        return "".join(str(plain(part)) for part in payload)
    return None if kind == "gone" else "?"


def read(spelled: str) -> object:
    node = json_text.read(passage(spelled))
    return None if node is None else plain(node)


@pytest.mark.parametrize(
    ("spelled", "expected"),
    [
        ('{"a": [1, 2.5, true, null, "x"]}', {"a": [1, 2.5, True, None, "x"]}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{"a": "x-@-y", "b": @}', {"a": "x-?-y", "b": "?"}),
        ("[1, @]", [1, "..."]),
        ('{"a": 1, @}', {"a": 1, "...": "Name has no default"}),
        ('{"@": 1}', {"...": "a key is interpolated"}),
        ('"\\u00e9\\ud83d\\ude00\\n"', "é😀\n"),
        ('"\\ud83d"', "�"),
        ('{"a": "\\n@\\t"}', {"a": "\n?\t"}),
    ],
)
def test_values(spelled: str, expected: object) -> None:
    assert read(spelled) == expected


@pytest.mark.parametrize(
    "spelled", ["", "{", "[1,]", '{"a":1,}', "{a: 1}", "01", "1 2", "@@", '"a\nb"', "nul", "[" * 5000, '{"a" 1}', "NaN"]
)
def test_what_is_no_json(spelled: str) -> None:
    assert read(spelled) is None


def test_places_are_those_of_the_surrounding_file() -> None:
    spelled = '{"Version": "2012", "x": ["a\\nb"]}'
    node = json_text.read(passage(spelled))
    assert node is not None
    (key, start, end, version), (_, _, _, items) = node[1][0]
    assert (key, spelled[start - 100 : end - 100]) == ("Version", '"Version"')
    assert spelled[version[2] - 100 : version[3] - 100] == '"2012"'
    assert spelled[children(items)[0][2] - 100 : children(items)[0][3] - 100] == '"a\\nb"'


def test_a_node_is_a_passage_of_its_own() -> None:
    quoted = Passage.of(scalar('{"a": 1}', Location("a.yaml", 10, 20)))
    assert quoted is not None
    assert quoted.at(0, 8) == Location("a.yaml", 11, 19)
    escaped = Passage.of(scalar('{"a": 1}', Location("a.yaml", 10, 40)))
    assert escaped is not None
    assert escaped.at(2, 3) == Location("a.yaml", 10, 40)
    mixed = Passage.of(text((scalar("a-", Location("a.yaml", 0, 2)), HOLE), Location("a.yaml", 0, 10)))
    assert mixed is not None
    assert mixed.holes == {2: HOLE}
    assert Passage.of(HOLE) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_what_json_writes_is_read_back(value: object) -> None:
    spelled = json.dumps(value, ensure_ascii=False)
    if "@" not in spelled:
        assert read(spelled) == value


@given(st.text(alphabet='{}[]",:@\\u0123456789abcdef truenull-.\n', max_size=40))
def test_any_text_is_read_or_refused(spelled: str) -> None:
    json_text.read(passage(spelled))
