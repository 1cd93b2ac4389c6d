"""What `opexlint model` says about what was understood."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opexlint.formats import model
from opexlint.model import (
    CallRecord,
    CommandRecord,
    HandlerRecord,
    ModuleRecord,
    Node,
    Parsed,
    Problem,
    ResourceRecord,
    UnitRecord,
    choice,
    gone,
    mapping,
    reference,
    scalar,
    sequence,
    text,
    unknown,
)
from opexlint.source import File, Location
from tests.formats.examples import harmful

FILE = File("shop.yaml", "one\n  two\n    three\n")
ONE, TWO, THREE = Location("shop.yaml", 0, 3), Location("shop.yaml", 6, 9), Location("shop.yaml", 14, 19)
ENV = ("parameter", "Env", "shop.yaml")

ORDERS = reference(("shop.yaml", "Orders"), "Arn", ONE)
UNSAID = unknown("var.days has no default", ONE)


def keys(more: str = "", **entries: Node) -> Node:
    return mapping(tuple((key, 0, 1, node) for key, node in entries.items()), ONE, more)


def items(*nodes: Node, more: str = "") -> Node:
    return sequence(nodes, ONE, more)


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        (scalar("a", ONE), "a"),
        (scalar(None, ONE), None),
        (gone(ONE), None),
        (scalar(float("inf"), ONE), {"$unknown": "JSON can't say this number"}),
        (scalar(10**5000, ONE), {"$unknown": "JSON can't say this number"}),
        (ORDERS, {"$ref": "Orders", "attribute": "Arn"}),
        (reference(("net.yaml", "Vpc"), "VpcId", ONE), {"$ref": "Vpc", "attribute": "VpcId", "unit": "net.yaml"}),
        (UNSAID, {"$unknown": "var.days has no default"}),
        (text((scalar("a-", ONE), UNSAID), ONE), {"$text": ["a-", {"$unknown": "var.days has no default"}]}),
        (
            choice(ENV, (("prod", scalar(1, ONE)), ("dev", gone(ONE))), ONE),
            {"$choice": [{"when": {"Env": "prod"}, "value": 1}, {"when": {"Env": "dev"}, "value": None}]},
        ),
        (items(scalar(1, ONE), more="dynamic"), [1, {"$open": "dynamic"}]),
        (keys(A=scalar(1, ONE), more="**kwargs"), {"A": 1, "$open": "**kwargs"}),
        (mapping((("$ref", 0, 1, scalar("#/x", ONE)),), ONE), {"$$ref": "#/x"}),
    ],
)
def test_plain_values(node: Node, shown: object) -> None:
    assert model.plain_value(node, "shop.yaml") == shown


def test_values_nested_too_deeply_are_cut() -> None:
    node = scalar(1, ONE)
    for _ in range(300):
        node = items(node)
    assert "nested too deeply" in json.dumps(model.plain_value(node))


PARSED = Parsed(
    units=(
        UnitRecord("shop.yaml", "template", ONE, keys(Transform=scalar("AWS::Serverless-2016-10-31", ONE)), "Fn::Transform may add some"),
    ),
    resources=(
        ResourceRecord(
            "AWS::Logs::LogGroup",
            "aws_cloudwatch_log_group",
            "Log",
            "Log",
            "shop.yaml",
            THREE,
            choice(ENV, (("prod", scalar(True, ONE)), ("dev", scalar(False, ONE))), ONE),
            keys(
                RetentionInDays=UNSAID,
                LogGroupName=text((scalar("/aws/", ONE), ORDERS), ONE),
                KmsKeyId=choice(ENV, (("prod", reference(("keys.yaml", "Key"), "Arn", ONE)), ("dev", gone(ONE))), ONE),
                Tags=items(keys(Key=scalar("a", ONE)), more="merge() of unknown"),
            ),
            keys(DeletionPolicy=scalar("Retain", ONE)),
        ),
        ResourceRecord(
            "AWS::Lambda::Function",
            "AWS::Lambda::Function",
            "Orders",
            "Orders",
            "shop.yaml",
            TWO,
            scalar(True, ONE),
            keys(Timeout=scalar(30, ONE), Layers=items(), more="Fn::Transform"),
            keys(),
        ),
    ),
    calls=(
        CallRecord(
            "boto3.ecs.update_service", "shop.yaml", ONE, keys(cluster=scalar("c", ONE)), ("loop",), (HandlerRecord(("E",), "logs", TWO),)
        ),
    ),
    commands=(CommandRecord(items(scalar("aws", ONE), scalar("s3", ONE)), "subprocess", "shop.yaml", ONE, ()),),
    modules=(
        ModuleRecord("vpc", "module.vpc", "shop.yaml", ONE, scalar("x/vpc", ONE), scalar(None, ONE), keys(), "it is not in this project"),
    ),
    problems=(Problem("syntax-error", "unexpected \x1b end", Location("gone.yaml", 5, 6)),),
)


def test_tree() -> None:
    assert (
        model.tree([PARSED], {"shop.yaml": FILE})
        == """\
template shop.yaml
├── settings
│   └── Transform: "AWS::Serverless-2016-10-31"
├── AWS::Lambda::Function Orders [shop.yaml:2:3]
│   ├── Timeout: 30
│   ├── Layers: []
│   └── and maybe more: Fn::Transform
├── AWS::Logs::LogGroup Log (aws_cloudwatch_log_group) [shop.yaml:3:5]
│   ├── exists
│   │   ├── when Env is prod: true
│   │   └── when Env is dev: false
│   ├── RetentionInDays: unknown because var.days has no default
│   ├── LogGroupName: "/aws/${Orders.Arn}"
│   ├── KmsKeyId
│   │   ├── when Env is prod: Key.Arn of keys.yaml
│   │   └── when Env is dev: absent
│   ├── Tags
│   │   ├── -
│   │   │   └── Key: "a"
│   │   └── and maybe more: merge() of unknown
│   └── attributes
│       └── DeletionPolicy: "Retain"
├── module module.vpc [shop.yaml:1:1]
│   ├── source: "x/vpc"
│   └── can't be seen into: it is not in this project
├── call boto3.ecs.update_service (loop) [shop.yaml:1:1]
│   └── cluster: "c"
├── subprocess [shop.yaml:1:1]
│   └── runs
│       ├── - "aws"
│       └── - "s3"
└── and maybe more: Fn::Transform may add some

syntax-error: unexpected \\x1b end [gone.yaml:1:1]
"""
    )


def test_json() -> None:
    data = json.loads(model.as_json([PARSED], {"shop.yaml": FILE}))
    assert data["units"] == [
        {
            "id": "shop.yaml",
            "kind": "template",
            "path": "shop.yaml",
            "line": 1,
            "column": 1,
            "settings": {"Transform": "AWS::Serverless-2016-10-31"},
            "open": "Fn::Transform may add some",
        }
    ]
    assert data["resources"][0] == {
        "type": "AWS::Lambda::Function",
        "native_type": "AWS::Lambda::Function",
        "name": "Orders",
        "address": "Orders",
        "unit": "shop.yaml",
        "path": "shop.yaml",
        "line": 2,
        "column": 3,
        "exists": True,
        "properties": {"Timeout": 30, "Layers": [], "$open": "Fn::Transform"},
        "attributes": {},
    }
    assert data["calls"][0]["handlers"] == [{"exceptions": ["E"], "does": "logs", "path": "shop.yaml", "line": 2, "column": 3}]
    assert data["commands"][0]["argv"] == ["aws", "s3"]
    assert data["modules"][0]["opaque"] == "it is not in this project"
    assert data["problems"] == [{"rule": "syntax-error", "message": "unexpected \x1b end", "path": "gone.yaml", "line": 1, "column": 1}]


def test_only_what_was_asked_for_is_shown() -> None:
    assert [len(group) for group in model.data([PARSED], {"shop.yaml": FILE}, {"gone.yaml"}).values()] == [0, 0, 0, 0, 0, 1]


def test_the_order_of_what_was_read_does_not_matter() -> None:
    parts = [PARSED, Parsed(resources=tuple(one.whole._replace(address="again") for one in PARSED.resources))]
    files = {"shop.yaml": FILE}
    assert model.as_json(parts, files) == model.as_json(parts[::-1], files)
    assert model.tree(parts, files) == model.tree(parts[::-1], files)


anything = st.text(st.characters())
nodes = st.recursive(
    st.one_of(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), anything).map(lambda value: scalar(value, ONE)),
        anything.map(lambda why: unknown(why, ONE)),
        anything.map(lambda name: reference(("u", name), name, ONE)),
    ),
    lambda inner: st.one_of(
        st.builds(lambda parts, more: items(*parts, more=more), st.lists(inner, max_size=3), anything),
        st.builds(
            lambda entries, more: mapping(tuple((key, 0, 1, node) for key, node in entries.items()), ONE, more),
            st.dictionaries(anything, inner, max_size=3),
            anything,
        ),
        st.lists(inner, max_size=3).map(lambda parts: text(tuple(parts), ONE)),
        st.builds(lambda one, other: choice(ENV, (("prod", one), ("dev", other)), ONE), inner, inner),
    ),
    max_leaves=10,
)


@given(properties=nodes, name=anything)
def test_any_model_is_shown(properties: Node, name: str) -> None:
    record = ResourceRecord(name, name, name, name, name, ONE, scalar(True, ONE), properties, properties)
    problem = Problem("syntax-error", name, TWO)
    parsed = [Parsed(resources=(record,), problems=(problem,))]
    json.loads(model.as_json(parsed, {}))
    shown = model.tree(parsed, {})
    shown.encode()
    assert harmful(shown) == []
