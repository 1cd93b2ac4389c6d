"""How values of a template are worked out, where they stand and by which way they came."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opexlint.embedded.value import member
from opexlint.languages import Job, cloudformation
from opexlint.model import CHOICE, DEFAULT, Node, Parsed, ResourceRecord, children, decode, encode
from opexlint.source import File, Sources


def read(text: str, path: str = "stack.yaml") -> Parsed:
    file = File(path, text)
    return cloudformation.read(Job("cloudformation", path, (path,)), Sources([path], lambda asked: file if asked == path else None))


def resource(text: str, address: str) -> ResourceRecord:
    return next(one.whole for one in read(text).resources if one.address == address)


def entry(node: Node, name: str) -> Node:
    found = member(node, name)
    assert found is not None
    return found


def queue(value: str, rest: str = "") -> Node:
    """The name of a queue whose `QueueName` is written so."""
    return entry(
        resource(f"Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: {value}\n{rest}", "Q").properties,
        "QueueName",
    )


def test_every_value_stands_where_it_is_written() -> None:
    text = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: 'é😀'\n      Tags: [{Key: a, Value: !Ref AWS::Region}]\n"
    found = resource(text, "Q")
    assert text[found.header.start : found.header.end] == "Q"
    name = entry(found.properties, "QueueName")
    assert (name[1], text[name[2] : name[3]]) == ("é😀", "'é😀'")
    value = entry(entry(found.properties, "Tags")[1][0][0], "Value")
    assert text[value[2] : value[3]] == "!Ref AWS::Region"


def test_a_default_stands_at_its_use_and_tells_where_it_was_written() -> None:
    text = "Parameters: {Days: {Type: Number, Default: 7}}\nResources:\n  L: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !Ref Days}}\n"
    found = entry(resource(text, "L").properties, "RetentionInDays")
    assert found[:2] == ("scalar", 7)
    assert text[found[2] : found[3]] == "!Ref Days"
    (step,) = found[5]
    assert step[:2] == (DEFAULT, "Days")
    assert text[step[3] : step[4]] == "7"


def test_a_default_inside_a_text_is_a_default_of_the_text() -> None:
    found = queue('!Sub "${Name}-jobs"', "Parameters: {Name: {Type: String, Default: shop}}\n")
    assert found[:2] == ("scalar", "shop-jobs")
    assert [step[:2] for step in found[5]] == [(DEFAULT, "Name")]


def test_a_default_that_finds_a_mapping_s_entry_is_a_default_of_the_entry() -> None:
    rest = "Parameters: {Size: {Type: String, Default: s}}\nMappings: {Sizes: {s: {Name: small}, m: {Name: medium}}}\n"
    found = queue("!FindInMap [Sizes, !Ref Size, Name]", rest)
    assert found[1] == "small"
    assert [step[:2] for step in found[5]] == [(DEFAULT, "Size"), ("mapping", "Sizes.*.Name".replace("*", "s"))]


def test_parts_of_a_text_stand_where_they_are_written() -> None:
    text = "Resources:\n  T: {Type: AWS::SNS::Topic}\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Sub |\n        first\n        ${T.TopicName}-last\n"
    name = entry(resource(text, "Q").properties, "QueueName")
    assert name[0] == "text"
    assert text[name[1][1][2] : name[1][1][3]] == "${T.TopicName}"


def test_ref_is_replaced_by_what_it_yields() -> None:
    rest = "  A: {Type: AWS::Lambda::Function}\n  C: {Type: Custom::Thing}\n"
    assert queue("!Ref A", rest)[1] == (("stack.yaml", "A"), "FunctionName")
    assert queue("!Ref C", rest)[1] == (("stack.yaml", "C"), "Ref")
    assert queue("!GetAtt A.Arn", rest)[1] == (("stack.yaml", "A"), "Arn")


def switches(node: Node) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if node[0] == CHOICE:
        (kind, name, _), branches = node[1]
        yield kind, name, tuple(option for option, _ in branches)
    for child in children(node):
        yield from switches(child)


def test_equal_switches_have_equal_options_wherever_they_are_met() -> None:
    text = """
Parameters: {Env: {Type: String, Default: dev}, Size: {Type: String, AllowedValues: [s, m]}}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Stage: !Or [!Equals [stage, !Ref Env], !Equals [!Ref Size, m]]
Resources:
  A: {Type: AWS::SQS::Queue, Condition: Prod, Properties: {QueueName: !Ref Env, DelaySeconds: !If [Stage, 1, 2]}}
  B: {Type: AWS::SQS::Queue, Condition: Stage, Properties: {QueueName: !Sub "${Size}${Env}"}}
"""
    found = {switch for one in read(text).resources for node in (one.when, one.properties) for switch in switches(node)}
    assert found == {("parameter", "Env", ("dev", "prod", "stage", "another value")), ("parameter", "Size", ("s", "m"))}


def test_a_long_list_of_allowed_values_is_no_switch() -> None:
    allowed = ", ".join(f"t{index}.large" for index in range(40))
    found = queue("!Ref Kind", f"Parameters: {{Kind: {{Type: String, Default: t3.large, AllowedValues: [{allowed}]}}}}\n")
    assert (found[1], found[5][0][0]) == ("t3.large", DEFAULT)


def test_what_depends_on_too_many_parameters_is_unknown() -> None:
    names = [f"P{index}" for index in range(6)]
    parameters = "".join(f"  {name}: {{Type: String, AllowedValues: [a, b, c]}}\n" for name in names)
    conditions = "".join(f"  C{name}: !Equals [!Ref {name}, a]\n" for name in names)
    nested = "last"
    for name in names:
        nested = f"!If [C{name}, {name}, {nested}]"
    found = queue(nested, f"Parameters:\n{parameters}Conditions:\n{conditions}")
    assert "it depends on more than 32 combinations of parameters" in str(found)


def test_a_function_that_stands_for_a_list_of_absent_items_does_not_shift_the_others() -> None:
    rest = "Conditions: {C: !Equals [!Ref AWS::Region, x]}\n"
    assert queue("!Select [0, [!Ref AWS::NoValue, b]]", rest)[1] == "b"
    assert queue("!Select [1, [!If [C, a, !Ref AWS::NoValue], b]]", rest)[1] == "items of the list may be absent"


@pytest.mark.parametrize(
    "written",
    [
        "!If [a]",
        "!If a",
        "!Sub [a]",
        "!Sub {a: b}",
        "!Join a",
        "!Join [!Ref X, [a]]",
        "!Select [x, [a]]",
        "!Select [99999999999, [a]]",
        "!Select [0, a]",
        "!Split [!Ref X, a]",
        "!FindInMap [a]",
        "!FindInMap [a, b, c]",
        "!GetAtt a",
        "!GetAtt [a]",
        "!Ref [a]",
        "!Cidr",
        "!Foo bar",
        "{Fn::Foo: bar}",
        "!Length a",
        "*nowhere",
    ],
)
def test_a_function_that_is_written_wrongly_is_unknown(written: str) -> None:
    found = queue(written)
    assert found[0] == "unknown" or (found[0] == "list" and found[1][1])  # an open list


# -- bad input --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "---\n...\n",
        "a",
        "[]",
        "- a",
        "{}",
        "null",
        "{",
        '{"Resources"',
        "Resources:",
        "Resources: 1",
        "Resources: {A: 1, B: {Type: [x]}, C: {Type: !Ref x}}",
    ],
)
def test_what_is_hardly_a_template_ends_in_problems_or_nothing(text: str) -> None:
    assert read(text).resources == ()


def test_an_alias_bomb_is_bounded() -> None:
    levels = "".join(f"  a{index}: &a{index} [{', '.join([f'*a{index - 1}'] * 9)}]\n" for index in range(1, 12))
    parsed = read(f"Metadata:\n  a0: &a0 [x, x]\n{levels}Resources: {{Q: {{Type: AWS::SQS::Queue}}}}\n")
    assert [problem.rule for problem in parsed.problems] == ["limit-reached"]
    assert [one.address for one in parsed.resources] == ["Q"]
    assert len(encode(parsed)) < 30_000_000


def test_aliases_inside_themselves_and_deep_chains_of_them_are_bounded() -> None:
    assert read("Resources: &r {Q: {Type: AWS::SQS::Queue, Properties: *r}}\n").resources[0].properties[1][1].startswith("the alias r")
    chain = "".join(f"  a{index}: &a{index} [*a{index - 1}]\n" for index in range(1, 3000))
    assert read(f"Metadata:\n  a0: &a0 []\n{chain}Resources: {{}}\n").problems[0].rule == "limit-reached"
    merged = "".join(f"  a{index}: &a{index} {{<<: *a{index - 1}}}\n" for index in range(1, 3000))
    assert read(f"Metadata:\n  a0: &a0 {{}}\n{merged}Resources: {{}}\n").problems[0].rule == "limit-reached"


@pytest.mark.parametrize("opening", ["[", "{a: ", '{"a":', "- ", "!If ["])
def test_deep_nesting_is_bounded(opening: str) -> None:
    parsed = read("Resources: {Q: {Type: AWS::SQS::Queue}}\nMetadata:\n  " + opening * 20_000)
    assert [problem.rule for problem in parsed.problems] == ["limit-reached"]
    assert [one.address for one in parsed.resources] == ["Q"]


PARAMETERS = "".join(f"  P{index}: {{Type: String, AllowedValues: [a, b]}}\n" for index in range(5))
CONDITIONS = "".join(f"  C{index}: !Equals [!Ref P{index}, a]\n" for index in range(5)) + "  X0: !Condition C0\n"
for _index in range(1, 5):  # whether an odd number of them holds: no two branches are alike
    _one, _others = f"{{Condition: C{_index}}}", f"{{Condition: X{_index - 1}}}"
    CONDITIONS += f"  X{_index}: !Or [!And [{_one}, !Not [{_others}]], !And [!Not [{_one}], {_others}]]\n"
CONDITIONS += "  Odd: !Condition X4\n"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("{a: !If [Odd, ", ", 1]}"),
        ("!If [C0, {a: 1}, ", "]"),
        ('{"Fn::If": [C0, ', ", 1]}"),
        ('!Join ["", [', "]]"),
        ("!Select [0, [", ", 1]]"),
        ('!Sub ["${a}", {a: ', "}]"),
        ("{a: [", "]}"),
    ],
)
def test_nested_functions_are_bounded(opening: str, closing: str) -> None:
    for depth in (3, 20, 45):
        value = opening * depth + "x" + closing * depth
        parsed = read(
            f"Parameters:\n{PARAMETERS}Conditions:\n{CONDITIONS}Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      Value: {value}\n"
        )
        assert len(encode(parsed)) < 3_000_000
        assert [one.address for one in parsed.resources] == ["Q"]


LAUGHS = "".join('!Sub ["${A}${A}${A}${A}${A}${A}${A}${A}", {A: ' for _ in range(15)) + "haha" + "}]" * 15
ITEMS = ", ".join(["x"] * 2_000)
USES = 400


def often(value: str) -> str:
    """A template that says a value many times."""
    return f"Resources: {{Q: {{Type: AWS::SQS::Queue, Properties: {{Tags: [{', '.join([value] * USES)}]}}}}}}"


FUNCTIONS = ", ".join(f"F{index}: {{Type: AWS::Serverless::Function}}" for index in range(USES))


@pytest.mark.parametrize(
    "text",
    [
        f"Resources: {{Q: {{Type: AWS::SQS::Queue, Properties: {{QueueName: {LAUGHS}}}}}}}",
        f"Parameters: {{P: {{Type: String, Default: {'x' * 100_000}}}}}\n" + often("!Sub 'a${P}'"),
        f"Parameters: {{P: {{Type: CommaDelimitedList, Default: '{ITEMS}'}}}}\n" + often("!Ref P"),
        f"Mappings: {{M: {{a: {{b: [{ITEMS}]}}}}}}\n" + often("!FindInMap [M, a, b]"),
        f"Globals: {{Function: {{Layers: [{ITEMS}]}}}}\nResources: {{{FUNCTIONS}}}",
    ],
    ids=["texts in texts", "a long default", "a default list", "a mapping", "globals"],
)
def test_what_is_written_once_and_used_often_is_bounded(text: str) -> None:
    parsed = read(text)
    assert len(encode(parsed)) < 60_000_000
    assert [problem.rule for problem in parsed.problems] == ["limit-reached"] or "is longer than" in str(parsed.resources)


@pytest.mark.parametrize(
    "text", ["\n" * 400_000, "Resources:\n" + "{{resolve:a:" * 30_000, 'Resources: "a\\t' + " " * 400_000 + '"', "${" * 400_000]
)
def test_patterns_take_linear_time(text: str) -> None:
    started = time.process_time()
    cloudformation.claims(File("stack.yaml", text))
    read(f"Resources: {{Q: {{Type: AWS::EC2::Instance, Properties: {{UserData: !Sub '{text}'}}}}}}")
    read(text)
    assert time.process_time() - started < 10


def test_a_long_text_is_put_together_in_linear_time() -> None:
    lines = "".join(f"        echo {index} ${{AWS::Region}}\n" for index in range(30_000))
    text = f"Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: !Sub |\n{lines}"
    started = time.process_time()
    read(text)
    read(
        f'{{"Resources": {{"Q": {{"Type": "AWS::SQS::Queue", "Properties": {{"QueueName": {{"Fn::Join": ["", [{", ".join(["1"] * 100_000)}]]}}}}}}}}}}'
    )
    assert time.process_time() - started < 20


def test_a_loop_that_writes_too_much_is_bounded() -> None:
    inner = "{'A${A}B${B}C${C}D${D}': {Type: AWS::SNS::Topic}}"
    for name in "DCBA":
        inner = f"{{'Fn::ForEach::{name}': [{name}, [{', '.join(map(str, range(30)))}], {inner}]}}"
    parsed = read(f"Transform: AWS::LanguageExtensions\nResources: {inner}\n")
    assert [problem.rule for problem in parsed.problems] == ["limit-reached"]
    assert parsed.units[0].open


def test_a_truncated_json_template_keeps_what_came_before() -> None:
    text = '{"Resources": {"A": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 1}}, "B": {"Type": "AWS::SQS::Queue", "Prop'
    parsed = read(text, "stack.json")
    assert [(one.address, bool(one.properties[1][1])) for one in parsed.resources] == [("A", False), ("B", True)]
    assert parsed.units[0].open == "the file can't be read beyond this place"
    assert [problem.message for problem in parsed.problems] == ["expected a key in quotes"]


TEMPLATE = """
Parameters: {Env: {Type: String, AllowedValues: [dev, prod]}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Globals: {Function: {Timeout: 3, Tags: {a: b}}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Condition: Prod
    Properties:
      CodeUri: src/
      AutoPublishAlias: !Ref Env
      DeploymentPreference: {Type: Canary10Percent5Minutes, Alarms: [!Ref A], Enabled: !If [Prod, true, false]}
      Events: {E: {Type: SNS, Properties: {Topic: !Ref T, SqsSubscription: true}}, A: {Type: Api, Properties: {Path: /, Method: get}}}
      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS}}}
  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub "${AWS::StackName}-${Env}"}}
  I:
    Type: AWS::EC2::Instance
    Properties:
      UserData: !Base64
        Fn::Sub: |
          #!/bin/bash
          aws s3 ls ${Env} && echo "$(date)"
"""


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_template_never_raises(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEMPLATE)))
    end = data.draw(st.integers(start, min(len(TEMPLATE), start + 60)))
    put = data.draw(st.text(alphabet="{}[]:,&*!<>|-\"'#% \n\tRefFn", max_size=6))
    parsed = read(TEMPLATE[:start] + put + TEMPLATE[end:])
    assert decode(encode(parsed)) == parsed


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["Ref", "Fn::If", "Fn::Sub", "Fn::GetAtt", "Fn::Join", "Type", "Properties", "Events", "a"]),
                inner,
                max_size=3,
            )
        ),
        max_leaves=12,
    )
)
def test_any_properties_are_read(properties: object) -> None:
    import json

    for kind in ("AWS::SQS::Queue", "AWS::Serverless::Function", "AWS::Serverless::Api", "AWS::Serverless::StateMachine"):
        read(json.dumps({"Globals": {"Function": properties}, "Resources": {"A": {"Type": kind, "Properties": properties}}}), "stack.json")


MACRO = """
Transform: [%s]
Resources:
  Q:
    Type: AWS::SQS::Queue
    Properties: {RedrivePolicy: {maxReceiveCount: 3}, Tags: [{Key: a, Value: b}]}
"""


@pytest.mark.parametrize("name", ["Corporate", "123456789012::Corporate", "{Name: Corporate, Parameters: {Team: a}}"])
def test_what_a_macro_may_add_is_unknown_and_not_missing(name: str) -> None:
    why = "the macro 123456789012::Corporate may add to it" if "::" in name else "the macro Corporate may add to it"
    found = resource(MACRO % name, "Q")
    assert [node[1][1] for node in (found.properties, found.attributes)] == [why, why]
    assert [value[1][1] for _, _, _, value in found.properties[1][0]] == [why, why], "at any depth"


def test_transforms_of_aws_add_no_properties() -> None:
    for name in ("AWS::LanguageExtensions", "AWS::SecretsManager-2024-09-16", "{Name: AWS::Include, Parameters: {Location: s3://a/b}}"):
        found = resource(MACRO % name, "Q")
        assert found.properties[1][1] == ""


COMMENTED = """// opexlint: ignore[of-the-next-line] why
{
  "Resources": {
    "Q": { "Type": "AWS::SQS::Queue", // opexlint: ignore[queue-without-dlq] drained by hand
      "Properties": {
        /* opexlint: ignore[short] the law */
        "QueueName": "a // opexlint: ignore[no-comment]" } } } }
"""


def test_comments_in_json_switch_rules_off() -> None:
    parsed = read(COMMENTED)
    assert parsed.problems == ()
    assert [(one.rules[0][0], one.reason, COMMENTED[one.scope.start : one.scope.end].split()[0]) for one in parsed.suppressions] == [
        ("of-the-next-line", "why", "{"),
        ("queue-without-dlq", "drained by hand", '"Q":'),
        ("short", "the law", '"QueueName":'),
    ]
