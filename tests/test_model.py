"""The verbs of a value, worlds, and the encoding that crosses processes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opexlint.model import (
    Node,
    Parsed,
    ResourceRecord,
    Suppression,
    UnitRecord,
    bare,
    choice,
    decode,
    encode,
    fold,
    gone,
    mapping,
    moved,
    reference,
    scalar,
    sequence,
    text,
    unknown,
)
from opexlint.source import Location
from opexlint.value import MISSING, Properties, Value, World

AT = Location("a.yaml", 10, 20)
HEADER = Location("a.yaml", 0, 5)
ENV = ("parameter", "Env", "a.yaml")


def value(node: Node) -> Value:
    return Value(node, World(), HEADER)


def props(more: str = "", **entries: Node) -> Node:
    return mapping(tuple((key, 0, 1, node) for key, node in entries.items()), AT, more)


@pytest.mark.parametrize(
    ("node", "asked", "must", "may"),
    [
        (scalar("x", AT), ("x", "y"), True, True),
        (scalar("x", AT), ("y",), False, False),
        (scalar(True, AT), (1,), False, False),
        (scalar(1, AT), (True,), False, False),
        (scalar(1, AT), (1.0,), True, True),
        (gone(AT), (MISSING,), True, True),
        (gone(AT), ("x",), False, False),
        (scalar(None, AT), (MISSING,), True, True),
        (unknown("nobody knows", AT), ("x",), False, True),
        (unknown("nobody knows", AT), (MISSING,), False, True),
        (reference(("a", "B"), "Arn", AT), (MISSING, True), False, False),
        (reference(("a", "B"), "Arn", AT), ("x",), False, True),
        (text((scalar("shop-", AT), unknown("why", AT)), AT), ("shop-1",), False, True),
        (text((scalar("shop-", AT), unknown("why", AT)), AT), ("alias/aws/sns",), False, False),
        (sequence((), AT), ("x", MISSING), False, False),
    ],
)
def test_must_and_may(node: Node, asked: tuple[Any, ...], must: bool, may: bool) -> None:
    assert value(node).must_be(*asked) is must
    assert value(node).may_be(*asked) is may


def test_predicates_take_what_is_missing_for_no_answer_and_another_type_for_a_doubt() -> None:
    assert value(scalar(3, AT)).must(lambda days: days < 7)
    assert not value(gone(AT)).may(lambda days: days < 7)
    assert value(gone(AT)).or_default(3).must(lambda days: days < 7)
    odd = value(scalar("three", AT))
    assert not odd.must(lambda days: days < 7)
    assert odd.may(lambda days: days < 7)


def test_names_of_the_schema_are_folded_and_those_of_users_are_not() -> None:
    node = props(retention_in_days=scalar(7, AT), Variables=props(FOO_BAR=scalar("1", AT), FooBar=scalar("2", AT)))
    assert value(node)["RetentionInDays"].must_be(7)
    assert value(node)["Variables"].entry("FooBar").must_be("2")
    assert value(node)["Variables"].entry("FOOBAR").must_be(MISSING)
    assert fold("OK_actions") == fold("OKActions")


def test_what_is_missing_stands_at_the_header() -> None:
    assert value(props())["Nothing.Deeper"].at == HEADER
    assert value(props(A=scalar(1, AT)))["A"].at == AT


def test_an_open_mapping_knows_nothing_of_what_it_does_not_show() -> None:
    opened = value(props("a macro may add it", A=scalar(1, AT)))
    assert opened["A"].must_be(1)
    assert opened["B"].may_be(MISSING)
    assert not opened["B"].must_be(MISSING)


def test_an_open_list_ends_with_an_unknown_item() -> None:
    items = list(value(sequence((scalar("a", AT), gone(AT)), AT, "a loop over something unknown")))
    assert [item.known for item in items] == ["a", None]
    assert items[-1].may_be("anything")
    assert not list(value(gone(AT)))
    assert not value(sequence((), AT)).may_have_items()
    assert value(sequence((), AT, "open")).may_have_items()


def test_texts_of_the_same_parts_are_equal() -> None:
    part = unknown("AWS::Region is known only when it is deployed", AT)
    one, other = text((scalar("a-", AT), part), AT), text((scalar("a-", AT), part), Location("b", 3, 4))
    world = World()
    assert Value(one, world, HEADER).must_equal(Value(other, world, HEADER))
    assert not value(one).may_equal(value(scalar("b-x", AT)))
    assert value(one).may_equal(value(scalar("a-x", AT)))
    assert text((scalar("a", AT), scalar(1, AT), scalar(True, AT)), AT)[:2] == ("scalar", "a1true")


def test_texts_that_begin_or_end_otherwise_are_not_equal() -> None:
    part, other = unknown("why", AT), unknown("another why", AT)

    def named(*parts: Node | str) -> Value:
        return value(text(tuple(scalar(one, AT) if isinstance(one, str) else one for one in parts), AT))

    assert not named("orders-", part).may_equal(named("payments-", other))
    assert not named(part, "-dlq").may_equal(named(other, "-queue"))
    assert named("orders-", part).may_equal(named("orders-eu-", other))
    assert named(part, "a", part, "b", other).may_be("xaxbx")
    assert not named(part, "a", part, "b", other).may_be("xbxax")
    assert not named("ab", part, "bc").may_be("abc")


def test_what_is_unknown_many_times_is_compared_in_linear_time() -> None:
    parts = tuple(one for _ in range(3000) for one in (unknown("why", AT), scalar("a", AT)))
    assert not value(text(parts, AT)).may_be("a" * 2999 + "b")


def test_origin_is_the_literal_and_at_the_place_of_use() -> None:
    literal = scalar("prod", Location("a.yaml", 1, 2))
    used = moved(moved(literal, Location("a.yaml", 3, 4), "default", "Env"), AT, "local", "name")
    assert value(used).at == AT
    assert value(used).origin == Location("a.yaml", 1, 2)
    assert [step[0] for step in value(used).via] == ["local", "default"]


def test_a_default_that_decides_against_the_author_is_noted() -> None:
    world = World()
    used = Value(moved(scalar(False, AT), AT, "default", "Enabled"), world, HEADER)
    assert used.may_be(True) is False
    assert world.defaults == ["Enabled"]
    world.begin({})
    assert used.may_be(False)
    assert world.defaults == []


def test_unknowns_that_were_asked_are_noted_and_others_are_not() -> None:
    world = World()
    node = props(A=unknown("var.a has no default", AT), B=unknown("never asked", AT))
    Value(node, world, HEADER)["A"].must_be(1)
    assert world.unknowns == ["var.a has no default"]


def test_a_choice_takes_one_branch_and_leaves_the_others_to_be_replayed() -> None:
    world = World()
    node = choice(ENV, (("prod", scalar(1, AT)), ("dev", scalar(2, AT)), ("test", scalar(3, AT))), AT)
    asked = Value(node, world, HEADER)
    assert asked.must_be(1)
    assert asked.must_be(1), "the same switch keeps its answer within a world"
    assert world.pending == [{ENV: "dev"}, {ENV: "test"}]
    world.begin(world.pending[1])
    assert asked.must_be(3)
    assert world.pending == []


def test_an_option_that_a_choice_does_not_know_is_unknown() -> None:
    world = World()
    world.begin({ENV: "elsewhere"})
    assert Value(choice(ENV, (("prod", scalar(1, AT)), ("dev", scalar(2, AT))), AT), world, HEADER).may_be(9)


def test_equal_branches_are_no_choice() -> None:
    assert choice(ENV, (("prod", scalar(1, AT)), ("dev", scalar(1, HEADER))), AT) == scalar(1, AT)


def test_values_have_neither_truth_nor_equality() -> None:
    with pytest.raises(TypeError, match="must_be"):
        bool(value(scalar(True, AT)))
    with pytest.raises(TypeError, match="must_be"):
        assert value(scalar(True, AT)) == True  # noqa: E712


def test_messages_show_unknown_parts_as_placeholders() -> None:
    node = text((scalar("arn:", AT), reference(("a", "Queue"), "Arn", AT), unknown("why", AT)), AT)
    assert value(node).show() == "arn:${Queue.Arn}${...}"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
LOCATIONS = st.builds(Location, st.text(), st.integers(0), st.integers(0))
NODES: st.SearchStrategy[Node] = st.recursive(
    st.builds(scalar, SCALARS, LOCATIONS) | st.builds(unknown, st.text(), LOCATIONS) | st.builds(gone, LOCATIONS),
    lambda inner: (
        st.builds(lambda items, at: sequence(tuple(items), at), st.lists(inner, max_size=3), LOCATIONS)
        | st.builds(lambda parts, at: text(tuple(parts), at), st.lists(inner, max_size=3), LOCATIONS)
        | st.builds(
            lambda entries, at: mapping(tuple((k, 0, 1, v) for k, v in entries.items()), at), st.dictionaries(st.text(), inner), LOCATIONS
        )
        | st.builds(lambda a, b, at: choice(ENV, (("prod", a), ("dev", b)), at), inner, inner, LOCATIONS)
    ),
    max_leaves=8,
)


@given(NODES, NODES)
def test_what_is_encoded_comes_back(node: Node, other: Node) -> None:
    parsed = Parsed(
        units=(UnitRecord("a", "template", AT, node, ""),),
        resources=(ResourceRecord("T", "t", "n", "n", "a", AT, scalar(True, AT), node, other),),
        suppressions=(Suppression((("rule", AT),), "because", AT, HEADER),),
    )
    back = decode(encode(parsed))
    assert back == parsed
    assert isinstance(back.resources[0].header, Location)
    assert isinstance(back.suppressions[0].rules[0][1], Location)


@given(NODES, st.lists(SCALARS, max_size=3))
def test_certain_means_possible(node: Node, asked: list[Any]) -> None:
    assert not value(node).must_be(*asked) or value(node).may_be(*asked)


@given(NODES)
def test_a_value_equals_itself_unless_it_is_unknown(node: Node) -> None:
    one = value(node)
    assert one.may_equal(one)
    assert bare(node) == bare(node)


LEAVES: st.SearchStrategy[Node] = st.sampled_from((scalar("x", AT), scalar(None, AT), gone(AT), unknown("why", AT)))
FEW_NAMES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(
            lambda entries, more: mapping(tuple((key, 0, 1, node) for key, node in entries), AT, more),
            st.lists(st.tuples(st.sampled_from(("a", "A", "a_", "b", "B")), inner), max_size=3, unique_by=lambda entry: entry[0]),
            st.sampled_from(("", "it is open")),
        )
        | st.builds(lambda items, more: sequence(tuple(items), AT, more), st.lists(inner, max_size=2), st.sampled_from(("", "it is open")))
        | st.builds(lambda one, other: choice(ENV, (("prod", one), ("dev", other)), AT), inner, inner)
    ),
    max_leaves=8,
)


@given(FEW_NAMES, st.sampled_from(("a", "A", "b", "a.b", "B.a.a")), st.sampled_from(("prod", "dev")))
def test_properties_are_found_as_in_any_value_and_missing_where_they_can_not_be(node: Node, path: str, option: str) -> None:
    world = World()
    world.begin({ENV: option})
    found, same = Properties(node, world, HEADER)[path], Value(node, world, HEADER)[path]
    assert (found.kind, found.at, found.show()) == (same.kind, same.at, same.show())
    assert found.kind == "gone" or Properties(node, world, HEADER).may_have(path)
