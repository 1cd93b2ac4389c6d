"""Assumptions: what would be missing becomes unknown, what is written stays, and the reason says so."""

from typing import Any

import pytest

from opexlint import evidence
from opexlint.evidence.assumptions import ASSUMPTIONS, completed
from opexlint.model import Parsed, UnitRecord
from opexlint.project import Project
from opexlint.subjects import Resource
from tests.test_evidence import HERE, UNIT, If, names, node, resource


def assuming(name: str, *records: Any) -> Project:
    parsed = Parsed(units=(UnitRecord(UNIT, "template", HERE, node({}), ""),), resources=records)
    return Project(completed([parsed], [name]), {name: ASSUMPTIONS[name].why})


def the(of: Project, name: str) -> Resource:
    found = of.resource((UNIT, name))
    assert found is not None
    return found


FUNCTION = resource(evidence.FUNCTION, "orders")


def test_alarms() -> None:
    of = assuming("alarms", FUNCTION)
    (unknown,) = evidence.alarms_on(of, the(of, "orders"), "AWS/Lambda", "Errors")
    assert unknown["Namespace"].why == "alarms are made elsewhere, as the configuration says"


def test_subscribers() -> None:
    of = assuming("subscribers", resource(evidence.TOPIC, "pager"))
    assert names(evidence.subscribers_of(of, the(of, "pager"))) == ["?"]
    assert names(evidence.subscribers_of(Project([Parsed(resources=(resource(evidence.TOPIC, "pager"),))]), the(of, "pager"))) == []


@pytest.mark.parametrize(
    ("name", "type_", "written", "path"),
    [
        ("log-retention", evidence.LOG_GROUP, {}, "RetentionInDays"),
        ("log-retention", evidence.LOG_GROUP, {"RetentionInDays": None}, "RetentionInDays"),
        ("log-retention", evidence.LOG_GROUP, {"RetentionInDays": If("Env", {"prod": None, "dev": None})}, "RetentionInDays"),
        ("dead-letters", evidence.QUEUE, {}, "RedrivePolicy.deadLetterTargetArn"),
        ("dead-letters", evidence.FUNCTION, {"DeadLetterConfig": {}}, "DeadLetterConfig.TargetArn"),
        ("dead-letters", evidence.EVENT_RULE, {"Targets": [{"Id": "a"}]}, "Targets.DeadLetterConfig.Arn"),
        ("backups", "AWS::RDS::DBInstance", {}, "BackupRetentionPeriod"),
        ("tags", "AWS::Any::Thing", {}, "Tags"),
    ],
)
def test_a_property_that_somebody_else_sets_is_unknown(name: str, type_: str, written: dict[str, Any], path: str) -> None:
    of = assuming(name, resource(type_, "one", written))
    assert the(of, "one")[path].why == ASSUMPTIONS[name].why


def test_what_is_written_stays() -> None:
    of = assuming("log-retention", resource(evidence.LOG_GROUP, "logs", {"RetentionInDays": 7}), resource(evidence.QUEUE, "queue"))
    assert the(of, "logs")["RetentionInDays"].must_be(7)
    assert the(of, "queue")["RetentionInDays"].kind == "gone", "only where it belongs"


def test_a_list_of_tags_may_be_longer_than_it_is_written() -> None:
    of = assuming("tags", resource("AWS::Any::Thing", "one", {"Tags": [{"Key": "owner", "Value": "shop"}]}))
    assert [tag["Key"].kind for tag in the(of, "one")["Tags"]] == ["scalar", "unknown"]


def test_nothing_is_assumed_by_itself() -> None:
    parsed = Parsed(resources=(FUNCTION,))
    assert completed([parsed], []) == [parsed]


@pytest.mark.parametrize("assumption", ASSUMPTIONS.values())
def test_reasons_complete_unknown_because(assumption: Any) -> None:
    assert assumption.why.endswith(", as the configuration says")
