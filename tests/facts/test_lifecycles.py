"""Dates of support."""

from datetime import date

import pytest

from opexlint import load
from opexlint.facts import lifecycles, table


def test_runtimes_of_the_installed_cfn_lint() -> None:
    old = lifecycles.runtime_lifecycle("nodejs4.3")
    assert old is not None
    assert old.deprecated == date(2020, 3, 5)
    assert old.successor is not None
    assert old.successor.startswith("nodejs")
    assert lifecycles.runtime_lifecycle("cobol85") is None
    assert "python3.12" in lifecycles.runtimes()
    assert lifecycles.runtimes_as_of().startswith("cfn-lint ")


def test_every_runtime_has_its_dates_in_order() -> None:
    for name in lifecycles.runtimes():
        known = lifecycles.runtime_lifecycle(name)
        assert known is not None
        assert known.deprecated is not None
        if known.block_create and known.block_update:
            assert known.block_create <= known.block_update


def test_stateful_types() -> None:
    assert {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::RDS::DBInstance"} <= lifecycles.stateful_types()
    assert "AWS::Lambda::Function" not in lifecycles.stateful_types()


def test_what_happens_to_data_on_deletion_and_replacement() -> None:
    assert lifecycles.is_deleted_only_when_empty("AWS::S3::Bucket")
    assert lifecycles.is_deleted_only_when_empty("AWS::Backup::BackupVault")
    assert not lifecycles.is_deleted_only_when_empty("AWS::DynamoDB::Table")
    assert "TableName" in lifecycles.replacing_properties("AWS::DynamoDB::Table")
    assert lifecycles.replacing_properties("AWS::KMS::Key") == frozenset()
    assert lifecycles.replacing_properties("AWS::No::Such") == frozenset()


def test_a_rule_names_the_types_that_a_change_replaces_and_their_data_with_them() -> None:
    (rule,) = [rule for rule in load.rules() if rule.id == "missing-update-replace-policy"]
    losing = {one for one in lifecycles.stateful_types() if not lifecycles.is_deleted_only_when_empty(one)}
    assert set(rule.about[0].names) == {one for one in losing if lifecycles.replacing_properties(one)}


def test_without_cfn_lint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycles, "_cfnlint", lambda: None)
    for cached in (lifecycles._cfnlint_data, lifecycles.runtime_lifecycle, lifecycles.runtimes_as_of, lifecycles.stateful_types):
        cached.cache_clear()
    try:
        assert lifecycles.runtime_lifecycle("python3.12") is None
        assert lifecycles.stateful_types() == frozenset()
        assert lifecycles.runtimes_as_of() == "cfn-lint is not installed"
    finally:
        for cached in (lifecycles._cfnlint_data, lifecycles.runtime_lifecycle, lifecycles.runtimes_as_of, lifecycles.stateful_types):
            cached.cache_clear()


@pytest.mark.parametrize(
    ("product", "version", "standard", "extended"),
    [
        ("eks", "1.33", date(2026, 7, 29), date(2027, 7, 29)),
        ("rds-postgres", "13.11", date(2026, 2, 28), date(2029, 2, 28)),
        ("rds-mysql", "8.0.35", date(2026, 7, 31), date(2029, 7, 31)),
        ("amazon-linux", "2", date(2026, 6, 30), None),
    ],
)
def test_versions(product: str, version: str, standard: date, extended: date | None) -> None:
    known = lifecycles.version_lifecycle(product, version)
    assert known is not None
    assert (known.standard_until, known.extended_until) == (standard, extended)
    assert known.source


def test_versions_that_are_not_known() -> None:
    assert lifecycles.version_lifecycle("eks", "1.99") is None
    assert lifecycles.version_lifecycle("no-such-product", "1") is None
    assert "1.33" in lifecycles.versions("eks")


def test_what_has_left_support() -> None:
    assert lifecycles.left_support("eks", "1.35") is None
    oldest = lifecycles.left_support("eks", "1.12")
    assert oldest is not None
    assert oldest.version == "1.18"
    assert lifecycles.left_support("eks", "newest") is lifecycles.left_support("no-such-product", "1") is None
    assert lifecycles.support_ended("eks", "1.35") == ""
    assert lifecycles.support_ended("eks", "1.33") == (
        "standard support ended on 2026-07-29, extended support costs extra until 2027-07-29"
    )
    assert lifecycles.support_ended("rds-postgres", "9.4.1") == "support ended before 2022-04-30"
    assert lifecycles.support_ended("aurora-mysql", "5.6.10a") == "support ended on 2023-02-28"


def test_services_that_end() -> None:
    ledger = lifecycles.discontinued("AWS::QLDB::Ledger")
    assert ledger is not None
    assert ledger.ended == date(2025, 7, 31)
    runner = lifecycles.discontinued("AWS::AppRunner::Service")
    assert runner is not None
    assert (runner.ended, runner.closed_to_new) == (None, date(2026, 4, 30))
    assert lifecycles.discontinued("AWS::Lambda::Function") is None
    assert lifecycles.discontinued("AWS::Pinpoint::Campaign") is not None
    assert lifecycles.discontinued("AWS::Pinpoint::SMSChannel") is None
    assert lifecycles.discontinued_terraform("aws_elastictranscoder_pipeline") is not None
    assert lifecycles.discontinued_terraform("aws_sqs_queue") is None


def test_every_row_is_well_formed() -> None:
    for key in table("lifecycles"):
        product, _, version = key.partition("/")
        known = lifecycles.version_lifecycle(product, version)
        assert known is not None
        assert known.version == version
        assert known.extended_until is None or known.extended_until > known.standard_until
    assert "AWS::QLDB::*" in lifecycles.discontinued_types()
    assert "aws_qldb_*" in lifecycles.discontinued_types()
    for key in table("discontinued"):
        if key.endswith("*"):
            assert lifecycles.discontinued(table("discontinued").get(key)) is not None
        else:
            assert lifecycles.discontinued(key if key.count("::") == 2 else f"{key}::Any") is not None
