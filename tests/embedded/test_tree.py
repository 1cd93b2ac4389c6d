"""YAML and JSON as one tree: what is written, where, and what is left of a text that breaks off."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opexlint.embedded import json_tree, tree, yaml_tree
from opexlint.embedded.tree import Alias, Mapping, Scalar, Sequence, Tree, followed, resolved


def plain(node: Tree | None) -> object:
    found = followed(node)
    if type(found) is Scalar:
        return resolved(found)
    if type(found) is Sequence:
        return [plain(item) for item in found.items]
    if type(found) is Mapping:
        return {name: plain(value) for name, (_, value) in found.entries().items()}
    return "?"


def walk(node: Tree) -> list[Tree]:
    nodes: list[Tree] = [node]
    if type(node) is Mapping:
        for key, value in node.pairs:
            nodes += [key, *walk(value)]
    if type(node) is Sequence:
        for item in node.items:
            nodes += walk(item)
    return nodes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: [x, 'y', 2.5, true, ~]", {"a": 1, "b": ["x", "y", 2.5, True, None]}),
        (
            "a: 012\nb: 1_000\nc: 0x1f\nd: 2012-10-17\ne: 1e3\nf: '1'\ng: yes",
            {"a": "012", "b": "1_000", "c": "0x1f", "d": "2012-10-17", "e": 1000.0, "f": "1", "g": True},
        ),
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
        (
            "a: &x {b: 1, c: 2}\nd: {<<: *x, b: 3}\ne: {<<: [*x, {c: 9, f: 4}]}",
            {"a": {"b": 1, "c": 2}, "d": {"b": 3, "c": 2}, "e": {"b": 1, "c": 2, "f": 4}},
        ),
        ("a: 1\na: 2", {"a": 2}),
        ("a: 1\n---\nb: 2", {"a": 1}),
        ('{"a": "\\ud83d\\ude00\\/",\t"b":[]}', {"a": "😀/", "b": []}),
        ("{a: b}", {"a": "b"}),
        ("? [x]\n: y", {"": "y"}),
    ],
)
def test_values(text: str, expected: object) -> None:
    document = tree.parse(text)
    assert document.faults == ()
    assert plain(document.root) == expected


def test_offsets_count_code_points_and_block_collections_end_with_their_last_child() -> None:
    text = "é😀: 'ü'\nlist:\n  - a # c\n  - !Sub |\n    x\n\n\nend: 1\n"
    root = yaml_tree.parse(text).root
    assert type(root) is Mapping
    spelled = [text[node.start : node.end] for node in walk(root)[1:]]
    assert spelled == ["é😀", "'ü'", "list", "- a # c\n  - !Sub |\n    x", "a", "!Sub |\n    x", "end", "1"]


def test_tags_and_aliases_are_kept() -> None:
    root = yaml_tree.parse("a: !If [x, &y b, *y]\nc: *nowhere").root
    assert type(root) is Mapping
    choice, lost = root.get("a"), root.get("c")
    assert type(choice) is Sequence
    assert choice.tag == "!If"
    assert type(choice.items[2]) is Alias
    assert choice.items[2].target is choice.items[1]
    assert type(lost) is Alias
    assert lost.target is None


@pytest.mark.parametrize("text", ["a: 1\nb: [1, 2", 'a: 1\nb: "x', '{"a": 1, "b": [1, 2', '{"a": 1, "b'])
def test_what_came_before_a_fault_is_kept(text: str) -> None:
    document = tree.parse(text)
    assert len(document.faults) == 1
    assert type(document.root) is Mapping
    assert document.root.broken
    assert plain(document.root.get("a")) == 1


@pytest.mark.parametrize(
    ("text", "at"), [("a: \x01", 3), ("é: 1\nb: \x01", 8), ("a: b: c", 4), ('{"a" 1}', 5), ("[1,]", 3), ('{"a": tru}', 6), ("\ud800", 0)]
)
def test_faults_have_a_place(text: str, at: int) -> None:
    faults = json_tree.parse(text).faults if text.startswith(("{", "[")) else yaml_tree.parse(text).faults
    assert [fault.at for fault in faults] == [at]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="{}[]:,&*!<>|-\"'#%\\ \n\tab01", max_size=40))
def test_any_text_is_a_tree_or_a_fault_and_nodes_lie_inside_their_parents(text: str) -> None:
    for parse in (yaml_tree.parse, json_tree.parse, tree.parse):
        document = parse(text)
        if document.root is not None:
            for node in walk(document.root):
                assert 0 <= node.start <= node.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_json_is_read_as_json_reads_it(value: object) -> None:
    for indent in (None, 2):
        text = json.dumps(value, indent=indent)
        document = json_tree.parse(text)
        assert document.faults == ()
        assert plain(document.root) == json.loads(text)
