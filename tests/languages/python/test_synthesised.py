"""What is read of the CDK app among the fixtures against the templates that the CDK itself made of it (aws-cdk-lib 2.275.0)."""

import json
from pathlib import Path
from typing import Any

import pytest

from opexlint.model import GONE, LIST, MAPPING, SCALAR, Node, ResourceRecord

from .inline import read

FIXTURES = Path(__file__).parents[2] / "fixtures" / "languages" / "python"
SYNTHESISED: dict[str, dict[str, Any]] = json.loads((FIXTURES / "cdk.synthesised.json").read_text(encoding="utf-8"))
DERIVED = ("AWS::IAM::", "AWS::EC2::", "AWS::Lambda::Permission", "AWS::SQS::QueuePolicy")
"""Types that come along and that nobody is on call for: they are read as far as they are needed."""


@pytest.fixture(scope="module")
def resources() -> dict[str, ResourceRecord]:
    folder = FIXTURES / "cdk"
    files = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in (".py", ".json")
    }
    return {one.address: one.whole for one in read(files).resources}


def wrong(node: Node, truth: Any, path: str) -> list[str]:
    """What a node says that is not so; what it does not know is not wrong."""
    kind, payload = node[0], node[1]
    if kind == SCALAR:
        return [] if payload == truth or str(payload) == str(truth) else [f"{path} is {truth!r}, not {payload!r}"]
    if kind == GONE:
        return [f"{path} is there"] if truth is not None else []
    if kind == MAPPING and isinstance(truth, dict):
        said = {key: child for key, _, _, child in payload[0]}
        left_out = [f"{path}.{key} is left out" for key in truth if key not in said and not payload[1]]
        return left_out + [one for key, child in said.items() for one in wrong(child, truth.get(key), f"{path}.{key}")]
    if kind == LIST and isinstance(truth, list) and not payload[1] and len(payload[0]) != len(truth):
        return [f"{path} has {len(truth)} items, not {len(payload[0])}"]
    if kind == LIST and isinstance(truth, list):
        return [
            one for index, (child, item) in enumerate(zip(payload[0], truth, strict=False)) for one in wrong(child, item, f"{path}.{index}")
        ]
    return []


@pytest.mark.parametrize("path", [path for path, truth in SYNTHESISED.items() if not truth["Type"].startswith(DERIVED)])
def test_nothing_is_said_that_the_cdk_does_not_do(path: str, resources: dict[str, ResourceRecord]) -> None:
    truth = SYNTHESISED[path]
    stack = path.partition("/")[0]
    alike = [one for one in resources.values() if one.type == truth["Type"] and one.address.startswith(f"{stack}/")]
    mine = resources.get(path) or alike[0]  # a service's own construct path is one deeper, an event source has the hash of its queue
    assert mine.type == truth["Type"]
    assert wrong(mine.properties, truth.get("Properties", {}), mine.type) == []
    policies = {name: truth[name] for name in ("DeletionPolicy", "UpdateReplacePolicy") if name in truth}
    assert wrong(mine.attributes, policies, mine.type) == []
