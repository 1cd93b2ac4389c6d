"""Environments: what says that a unit is production, is not, or is an example, and where paths begin to count."""

from typing import Any

import pytest

from opexlint.evidence.environments import EXAMPLE, NON_PRODUCTION, PRODUCTION, Environments, stage_of
from opexlint.model import Node, Parsed, ResourceRecord, UnitRecord, choice, mapping, moved, scalar, sequence
from opexlint.project import Project
from opexlint.source import Location

HERE = Location("main.tf", 0, 1)


def node(value: Any) -> Node:
    match value:
        case dict():
            return mapping(tuple((key, 0, 1, node(one)) for key, one in value.items()), HERE)
        case list():
            return sequence(tuple(map(node, value)), HERE)
        case tuple():
            return value
        case _:
            return scalar(value, HERE)


def kind(unit: str, *, named: tuple[str, ...] = ("",), tags: Any = None, **settings: Any) -> str:
    queue = ResourceRecord("Q", "Q", "q", "q", unit, HERE, node(True), node({"Tags": tags} if tags is not None else {}), node({}))
    parsed = Parsed((UnitRecord(unit, "terraform", HERE, node(settings), ""),), (queue,))
    return Environments(Project([parsed], named=named)).of(unit).kind


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("infra/envs/dev", NON_PRODUCTION),
        ("infra/envs/prod", PRODUCTION),
        ("terraform/environments/core-sandbox", NON_PRODUCTION),
        ("terraform/environments/cloud-platform-non-live", NON_PRODUCTION),
        ("live/eu-west-1/shop", PRODUCTION),
        ("stacks/template-dev.yaml", NON_PRODUCTION),
        ("shop/app.py:ShopDev", NON_PRODUCTION),
        ("shop/app.py:ProdShop", PRODUCTION),
        ("dev/shared/prod", PRODUCTION),
        ("examples/complete", EXAMPLE),
        ("examples/prod", EXAMPLE),
        ("cpp/example_code/iot/template.yaml", EXAMPLE),
        ("macros/MacrosExamples/count.json", EXAMPLE),
        ("tests/fixtures/queue", EXAMPLE),
        ("test/unit", NON_PRODUCTION),
        ("infra", ""),
        (".", ""),
        ("devices/registry", ""),
        ("load-test-runner", ""),
        ("pipeline/stage-two", ""),
        ("product/catalogue", ""),
        ("delivery", ""),
        ("testsuite", ""),
    ],
)
def test_folders_files_and_stacks_are_named_for_it(unit: str, expected: str) -> None:
    assert kind(unit) == expected


def test_paths_count_below_what_was_named() -> None:
    assert kind("examples/storefront/dev", named=("examples",)) == NON_PRODUCTION
    assert kind("examples/storefront/dev", named=("examples/storefront/dev",)) == ""
    assert kind("examples/template.yaml", named=("examples/template.yaml",)) == "", "who names a file wants it judged"
    assert kind("examples/storefront", named=("", "examples/storefront")) == "", "the nearest of them counts"
    assert kind("examples/storefront", named=("examples/storefront/queue.tf",)) == "", "a root of which only a part was named"
    assert kind("examples-old/storefront", named=("examples",)) == EXAMPLE, "nothing of it was named"


@pytest.mark.parametrize("pair", [{"Environment": "{}"}, [{"Key": "environment", "Value": "{}"}], {"stage": "{}"}, {"EnvName": "{}"}])
def test_tags_say_it(pair: Any) -> None:
    def filled(value: str) -> Any:
        return [{**one, "Value": value} for one in pair] if isinstance(pair, list) else dict.fromkeys(pair, value)

    assert kind("infra", tags=filled("dev")) == NON_PRODUCTION
    assert kind("infra", tags=filled("Production")) == PRODUCTION
    assert kind("infra", tags=filled("blue")) == ""
    assert kind("infra/dev", tags=filled("live")) == PRODUCTION, "one word for production outweighs all others"


def test_a_default_says_only_what_is_deployed_when_nobody_says_otherwise() -> None:
    assert kind("infra", tags={"Environment": moved(node("dev"), HERE, "default", "env")}) == ""
    assert kind("infra", tags={"Environment": moved(node("prod"), HERE, "default", "env")}) == PRODUCTION
    assert kind("infra", tags={"Environment": moved(node("dev"), HERE, "variable", "env")}) == NON_PRODUCTION, "a tfvars file is a decision"


def test_a_tag_that_depends_on_a_switch_counts_in_every_world() -> None:
    either = choice(("tfvars", "env", "infra"), (("dev.tfvars", node("dev")), ("prod.tfvars", node("prod"))), HERE)
    assert kind("infra", tags={"Environment": either}) == PRODUCTION


def test_a_provider_and_a_backend_say_it() -> None:
    assert kind("infra", Providers={"aws": [{"default_tags": [{"tags": {"Env": "qa"}}]}]}) == NON_PRODUCTION
    assert kind("infra", Backend={"type": "s3", "key": "shop/dev/terraform.tfstate"}) == NON_PRODUCTION
    assert kind("infra", Backend={"type": "s3", "bucket": "state-prod", "key": "shop"}) == PRODUCTION
    assert kind("infra", Backend={"type": "s3", "bucket": "test-driven-shop", "key": "x"}) == NON_PRODUCTION


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ({"Default": "dev"}, ""),
        ({"Default": "prod"}, PRODUCTION),
        ({"Default": "dev", "AllowedValues": ["dev", "prod"]}, PRODUCTION),
        ({"AllowedValues": ["dev", "test"]}, NON_PRODUCTION),
        ({"AllowedValues": ["blue", "green"]}, ""),
    ],
)
def test_the_parameter_of_a_stage_says_what_it_takes(parameter: Any, expected: str) -> None:
    assert kind("shop.yaml", Parameters={"Stage": parameter}) == expected
    assert kind("shop.yaml", Parameters={"Size": parameter}) == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [("prod", PRODUCTION), ("eu-prd-1", PRODUCTION), ("non-prod", NON_PRODUCTION), ("preprod", NON_PRODUCTION), ("dev.tfvars", NON_PRODUCTION),
     ("staging", NON_PRODUCTION), ("blue", ""), ("", "")],
)  # fmt: skip
def test_stages(name: str, expected: str) -> None:
    assert stage_of(name) == expected
