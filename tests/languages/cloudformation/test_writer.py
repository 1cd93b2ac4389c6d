"""Fixes in templates: one property set, every other byte as it was, and what was written is read back."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opexlint.embedded.value import member
from opexlint.finding import Attribute, Change
from opexlint.fix import rewritten
from opexlint.formats.model import plain_value
from opexlint.languages import Job, cloudformation
from opexlint.model import Node, Parsed
from opexlint.source import File, Location, Sources

UNIT = "stack.yaml"


def read(text: str) -> Parsed:
    file = File(UNIT, text)
    return cloudformation.read(Job("cloudformation", UNIT, (UNIT,)), Sources([UNIT], lambda asked: file if asked == UNIT else None))


def found(text: str, address: str, path: tuple[str | int, ...]) -> Node | None:
    record = next(one for one in read(text).resources if one.address == address)
    node: Node | None = record.attributes if path[0] in ("DeletionPolicy", "UpdatePolicy") else record.properties
    for step in path:
        if isinstance(step, str):
            node = member(node, step)
        elif node is not None:
            node = node[1][0][step] if node[0] == "list" and step < len(node[1][0]) else None
    return node


def fixed(text: str, address: str, path: tuple[str | int, ...], value: Any, *, replace: bool = False) -> str | None:
    """The text after the fix, None when it is not written."""
    record = next(one for one in read(text).resources if one.address == address)
    old = found(text, address, path)
    replaces = Location(old[4], old[2], old[3]) if replace and old is not None else None
    edits = cloudformation.rewrite(Change(record.header, (UNIT, address), path, value, replaces), File(UNIT, text))
    return rewritten(File(UNIT, text), edits).text if edits else None


BLOCK = """\
# a bucket
Resources:
  Bucket:
    Type: AWS::S3::Bucket  # why
    Properties:
      BucketName: "b"   # its name
      Tags:
      - Key: a
        Value: b
  Empty:
    Type: AWS::S3::Bucket
  Bare:
    Type: AWS::S3::Bucket
    Properties:
  Flow:
    Type: AWS::S3::Bucket
    Properties: {}
  Filled: {Type: AWS::S3::Bucket, Properties: {BucketName: c}}
"""

STATUS = ("VersioningConfiguration", "Status")


@pytest.mark.parametrize(
    ("address", "path", "value", "before", "after"),
    [
        (
            "Bucket",
            STATUS,
            "Enabled",
            "        Value: b\n",
            "        Value: b\n      VersioningConfiguration:\n        Status: Enabled\n",
        ),
        ("Empty", STATUS, "Enabled", "  Bare:\n", "    Properties:\n      VersioningConfiguration:\n        Status: Enabled\n  Bare:\n"),
        (
            "Bare",
            STATUS,
            "Enabled",
            "    Properties:\n  Flow",
            "    Properties:\n      VersioningConfiguration:\n        Status: Enabled\n  Flow",
        ),
        ("Flow", STATUS, "Enabled", "Properties: {}", "Properties: {VersioningConfiguration: {Status: Enabled}}"),
        ("Filled", STATUS, "Enabled", "BucketName: c}", "BucketName: c, VersioningConfiguration: {Status: Enabled}}"),
        ("Bucket", ("Tags", 1), {"Key": "x", "Value": "1"}, "        Value: b\n", "        Value: b\n      - Key: x\n        Value: '1'\n"),
        (
            "Bucket",
            ("Numbers",),
            [1, True, "yes"],
            "        Value: b\n",
            "        Value: b\n      Numbers:\n      - 1\n      - true\n      - 'yes'\n",
        ),
        ("Bucket", ("DeletionPolicy",), "Retain", "        Value: b\n", "        Value: b\n    DeletionPolicy: Retain\n"),
        ("Filled", ("DeletionPolicy",), "Retain", "BucketName: c}}", "BucketName: c}, DeletionPolicy: Retain}"),
    ],
)
def test_a_property_is_added_in_the_file_s_own_manner(
    address: str, path: tuple[str | int, ...], value: Any, before: str, after: str
) -> None:
    assert BLOCK.count(before) == 1
    for newline in ("\n", "\r\n"):
        text = BLOCK.replace("\n", newline)
        assert fixed(text, address, path, value) == BLOCK.replace(before, after).replace("\n", newline)


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (("BucketName",), "new", '"b"   # its name', '"new"   # its name'),
        (("BucketName",), "it's", '"b"   # its name', '"it\'s"   # its name'),
        (("Tags", 0, "Value"), "c", "        Value: b\n", "        Value: c\n"),
        (("Tags", 0, "Value"), "a: b", "        Value: b\n", "        Value: 'a: b'\n"),
        (("Tags",), [{"Key": "z", "Value": "y"}], "- Key: a\n        Value: b\n", "- Key: z\n        Value: y\n"),
    ],
)
def test_a_value_is_replaced_in_its_own_style(path: tuple[str | int, ...], value: Any, before: str, after: str) -> None:
    assert fixed(BLOCK, "Bucket", path, value, replace=True) == BLOCK.replace(before, after)


def test_a_last_line_without_its_end_is_kept_so() -> None:
    text = "Resources:\n    Q:\n        Type: AWS::SQS::Queue"
    assert fixed(text, "Q", ("DelaySeconds",), 5) == text + "\n        Properties:\n            DelaySeconds: 5"


JSON = """{
\t"Resources": {
\t\t"Bucket": {
\t\t\t"Type": "AWS::S3::Bucket",
\t\t\t"Properties": {
\t\t\t\t"Tags": []
\t\t\t}
\t\t},
\t\t"Empty": {
\t\t\t"Type": "AWS::S3::Bucket"
\t\t},
\t\t"Line": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "a"}}
\t}
}"""


@pytest.mark.parametrize(
    ("address", "path", "value", "before", "after"),
    [
        (
            "Bucket",
            STATUS,
            "Enabled",
            '"Tags": []',
            '"Tags": [],\n\t\t\t\t"VersioningConfiguration": {\n\t\t\t\t\t"Status": "Enabled"\n\t\t\t\t}',
        ),
        ("Bucket", ("Tags", 0), {"Key": "é"}, "[]", '[\n\t\t\t\t\t{\n\t\t\t\t\t\t"Key": "é"\n\t\t\t\t\t}\n\t\t\t\t]'),
        (
            "Empty",
            ("BucketName",),
            "x",
            '"Type": "AWS::S3::Bucket"\n',
            '"Type": "AWS::S3::Bucket",\n\t\t\t"Properties": {\n\t\t\t\t"BucketName": "x"\n\t\t\t}\n',
        ),
        ("Line", STATUS, "Enabled", '"a"}', '"a", "VersioningConfiguration": {"Status": "Enabled"}}'),
    ],
)
def test_json_stays_json_in_its_own_manner(address: str, path: tuple[str | int, ...], value: Any, before: str, after: str) -> None:
    assert JSON.count(before) == 1
    for newline in ("\n", "\r\n"):
        assert fixed(JSON.replace("\n", newline), address, path, value) == JSON.replace(before, after).replace("\n", newline)


REFERENCES = """\
Parameters: {P: {Type: String, Default: x}}
Resources:
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
  Queue: {Type: AWS::SQS::Queue}
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Dimensions:
        - {Name: LoadBalancer, Value: !Ref Balancer}
        - Name: Other
          Value:
            Fn::GetAtt: [Balancer, DNSName]
        - {Name: Text, Value: !Sub "${Balancer}"}
        - {Name: Parameter, Value: !Ref P}
"""


def test_a_wrong_reference_becomes_the_right_one() -> None:
    value = Attribute((UNIT, "Balancer"), "LoadBalancerFullName")

    def change(index: int, wanted: Attribute = value) -> str | None:
        return fixed(REFERENCES, "Alarm", ("Dimensions", index, "Value"), wanted, replace=True)

    assert change(0) == REFERENCES.replace("!Ref Balancer", "!GetAtt Balancer.LoadBalancerFullName")
    assert change(1) == REFERENCES.replace("Fn::GetAtt: [Balancer, DNSName]", "!GetAtt Balancer.LoadBalancerFullName")
    assert change(2) == REFERENCES.replace('!Sub "${Balancer}"', "!GetAtt Balancer.LoadBalancerFullName")
    assert change(0, Attribute((UNIT, "Queue"), "QueueUrl")) == REFERENCES.replace("!Ref Balancer", "!Ref Queue")
    assert change(0, Attribute((UNIT, "Queue"), "Nonsense")) is None
    assert change(0, Attribute(("other.yaml", "Queue"), "QueueUrl")) is None
    assert change(0, Attribute((UNIT, "Nowhere"), "QueueUrl")) is None


def test_a_part_of_a_text_is_replaced_in_place() -> None:
    start = REFERENCES.index("${Balancer}")
    record = next(one for one in read(REFERENCES).resources if one.address == "Alarm")
    wanted = Attribute((UNIT, "Balancer"), "LoadBalancerFullName")
    change = Change(record.header, (UNIT, "Alarm"), ("Dimensions", 2, "Value"), wanted, Location(UNIT, start, start + len("${Balancer}")))
    (edit,) = cloudformation.rewrite(change, File(UNIT, REFERENCES))
    assert edit.text == "${Balancer.LoadBalancerFullName}"


def test_references_in_json_are_spelled_in_full() -> None:
    text = '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}, "F": {"Type": "AWS::Lambda::Function", "Properties": {}}}}'
    after = fixed(text, "F", ("DeadLetterConfig", "TargetArn"), Attribute((UNIT, "Q"), "Arn"))
    assert after == text.replace("{}", '{"DeadLetterConfig": {"TargetArn": {"Fn::GetAtt": ["Q", "Arn"]}}}')


@pytest.mark.parametrize(
    "text",
    [
        "Resources: {Q: {Type: AWS::SQS::Queue, Properties: &p {QueueName: a}}, R: {Type: AWS::SQS::Queue, Properties: *p}}",
        "Resources: {Q: &q {Type: AWS::SQS::Queue}, R: *q}",
        "M: &m {QueueName: a}\nResources: {Q: {Type: AWS::SQS::Queue, Properties: {<<: *m}}}",
        "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {'Fn::Transform': {Name: AWS::Include}}}}",
        "Resources: {Q: {Type: AWS::SQS::Queue, Properties: !Transform {Name: AWS::Include}}}",
        "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {'Fn::If': [A, {}, {}]}}}",
        "Transform: [Macro]\nResources: {Q: {Type: AWS::SQS::Queue}}",
        "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 1}}}",
        "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: !Ref P}}}",
        "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 1, DelaySeconds: 2}}}",
        "Transform: AWS::LanguageExtensions\nResources: {'Fn::ForEach::A': [N, [Q], {'${N}': {Type: AWS::SQS::Queue}}]}",
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: |+\n        a\n\n",
    ],
)
def test_what_could_mean_more_than_it_says_is_not_written(text: str) -> None:
    assert fixed(text, "Q", ("DelaySeconds",), 5) is None


def test_a_value_that_comes_from_elsewhere_is_not_written() -> None:
    text = "Globals: {Function: {Timeout: 3}}\nResources: {F: {Type: AWS::Serverless::Function, Properties: {}}}"
    assert fixed(text, "F", ("Timeout",), 5, replace=True) is None


def test_sam_has_its_own_names_for_some_properties() -> None:
    text = "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n"
    assert fixed(text, "F", ("TracingConfig", "Mode"), "Active") == f"{text}      Tracing: Active\n"
    assert fixed(text, "F", ("MemorySize",), 512) == f"{text}      MemorySize: 512\n"
    assert fixed(text, "F", ("DeadLetterConfig", "TargetArn"), "arn") is None


def test_cfn_lint_accepts_what_was_written(tmp_path: Path) -> None:
    from cfnlint.api import lint_all

    def errors(text: str) -> list[str]:
        return [f"{match.rule.id} {match.message}" for match in lint_all(text) if match.rule.id.startswith("E")]

    for text in (BLOCK, JSON):
        for address in ("Bucket", "Empty"):
            after = fixed(text, address, STATUS, "Enabled")
            assert after is not None
            assert errors(after) == errors(text)


VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(
            st.text(min_size=1, max_size=6).filter(lambda key: key not in ("<<", "Ref") and not key.startswith("Fn::")),
            inner,
            min_size=1,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(
    VALUES,
    st.sampled_from([(BLOCK, "Bucket"), (BLOCK, "Flow"), (BLOCK, "Filled"), (JSON, "Bucket"), (JSON, "Line")]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_back(value: Any, where: tuple[str, str], newline: str) -> None:
    text, address = where[0].replace("\n", newline), where[1]
    after = fixed(text, address, ("Unknown", "Member"), value)
    assert after is not None
    node = found(after, address, ("Unknown", "Member"))
    assert node is not None
    assert plain_value(node) == plain_value(_as_node(value))
    record = next(one for one in read(after).resources if one.address == address)
    assert after[record.header.start : record.header.end].strip('"') == address


def _as_node(value: Any) -> Node:
    import json

    from opexlint.embedded import json_text
    from opexlint.embedded.passage import Passage, Run

    text = json.dumps(value)
    node = json_text.read(Passage((Run(text, Location("", 0, len(text))),)))
    assert node is not None
    return node
