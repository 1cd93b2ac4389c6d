"""Every table is what the loader expects, dated, and small enough to live in the repository."""

import json
from datetime import date
from pathlib import Path

import pytest

import opexlint.facts
from opexlint.facts import table

TABLES = sorted(path.stem for path in Path(opexlint.facts.__file__).parent.glob("*.jsonl"))
LIMIT = 600 * 1024


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_sorted_pairs_and_the_loader_finds_each(name: str) -> None:
    path = Path(opexlint.facts.__file__).with_name(f"{name}.jsonl")
    text = path.read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()[1:]]
    keys = [key for key, _ in rows]

    assert text.endswith("\n")
    assert text.isascii()
    assert len(text) < LIMIT
    assert keys == sorted(set(keys))
    assert list(table(name)) == keys
    assert len(table(name)) == len(keys)
    for key, value in rows:
        assert key in table(name)
        assert table(name).get(key) == value


@pytest.mark.parametrize("name", TABLES)
def test_provenance_is_dated(name: str) -> None:
    provenance = table(name).provenance

    assert provenance.source
    assert provenance.licence
    assert date(2026, 1, 1) <= date.fromisoformat(provenance.as_of) <= date(2100, 1, 1)


def test_a_key_that_is_not_there() -> None:
    assert table("boto3").get("no-such-service") is None
    assert "no-such-service" not in table("boto3")
    assert table("boto3") is table("boto3")


def test_a_key_is_not_found_inside_another() -> None:
    assert table("terraform").get("aws_s3") is None
    assert table("terraform").get('aws_s3_bucket"') is None
