"""Functions whose answers `terraform console` gave; those of OpenTofu and of AWS's provider from their documentation."""

from decimal import Decimal
from typing import Any

import pytest

from opexlint.languages.terraform.values import ITEMS, Failure, Value, data, wholly_known
from tests.languages.terraform.inline import computed


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('yamlencode("abc")', '"abc"\n'),
        ("yamlencode(null)", "null\n...\n"),
        ('yamlencode("a\\nb")', "|-\n  a\n  b\n"),
        ('yamlencode({ a = ["x\\ny"], b = "x\\n", c = "x\\n\\n" })', '"a":\n- |-\n  x\n  y\n"b": |\n  x\n"c": |+\n  x\n\n'),
        (
            "yamlencode({ l = [[1, 2], []], m = [{ a = 1, b = [1] }], j = {} })",
            '"j": {}\n"l":\n- - 1\n  - 2\n- []\n"m":\n- "a": 1\n  "b":\n  - 1\n',
        ),
        (
            "yamlencode({ p = { q = { r = [1] } }, o = 0.1, n = 1e20 })",
            '"n": 100000000000000000000\n"o": 0.1\n"p":\n  "q":\n    "r":\n    - 1\n',
        ),
        (
            "formatdate(\"MMMM M m mm s ss AA aa EEE Z ZZZZ ZZZZZ YY D H hh 'o''clock'\", \"2018-01-02T03:02:01+05:30\")",
            "January 1 2 02 1 01 AM am Tue +05:30 +0530 +05:30 18 2 3 03 o'clock",
        ),
        ('timeadd("2017-11-22T00:00:00+01:00", "1.5h2ms3us4ns")', "2017-11-22T01:30:00+01:00"),
        ('timeadd("2017-11-22T00:00:00.5Z", "1s")', "2017-11-22T00:00:01Z"),
        ('textdecodebase64("SABlAA==", "UTF-16LE")', "He"),
        ('textencodebase64("é", "ISO-8859-1")', "6Q=="),
        ('urldecode("foo%3Abar%40localhost+x")', "foo:bar@localhost x"),
        ('cidrcontains("192.168.1.0/24", "192.168.1.1")', True),
        ('cidrcontains("192.168.1.0/24", "192.168.2.0/25")', False),
        ('base64gunzip("H4sIAAAAAAAA/wAEAPv/dGVzdAAAAP//AwAMfn/YBAAAAA==")', "test"),
        ('provider::aws::arn_parse("arn:aws:iam::1:role/a").resource', "role/a"),
        ('provider::aws::arn_build("aws", "iam", "", "1", "role/a")', "arn:aws:iam::1:role/a"),
        ('provider::aws::trim_iam_role_path("arn:aws:iam::1:role/p/q/a")', "arn:aws:iam::1:role/a"),
        ('length(slice(split(",", var.v), 1, 3))', 2),
        ('format("%v %g %v", 1000000, 123456789, 100000)', "1e+06 1.23456789e+08 100000"),
        ('format("%v %G %g", 12345678901234567890123, 1e25, 0.00001234)', "1.2345678901234567890123e+22 1E+25 1.234e-05"),
        ('format("%.2f %.0f %.1f %.2f %.3f", 2.675, 2.5, 0.25, 1.005, 1.0005)', "2.67 2 0.2 1.00 1.000"),
        ("tostring(1 / 3)", "0." + "3" * 154 + "5"),
        ("tostring(10 % 3.3)", "0.1" + "0" * 152 + "48"),
        ("[0.1 + 0.2, 2 / 3 * 3, -7 % 3, 7 % -3, 80 * 0.8, floor(80 * 0.8)]", [Decimal("0.3"), 2, -1, 1, 64, 64]),
        ("[1e299 % 3e-20, 10 % 1e-300]", [0, 0]),
        ("tostring(1e200 + 1)", "1" + "0" * 200),
    ],
)
def test_a_function(expression: str, value: Any) -> None:
    found = computed(expression, 'variable "v" {}\n')
    assert wholly_known(found)
    assert data(found) == value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('[base64gzip("x") != "", startswith(base64gzip(var.v), "H4sI")]', [True, True]),
        ('sort([var.v, "a"])', ["<unknown>", "<unknown>"]),
        ('setunion(["a"], [var.v])', ["a", "<option>"]),
        ('setsubtract(["a"], [var.v])', "<unknown>"),
    ],
)
def test_what_a_function_says_of_unknown_arguments(expression: str, expected: Any) -> None:
    assert shown(computed(expression, 'variable "v" {}\n')) == expected


def shown(value: Value) -> Any:
    return [shown(item) for item in value[1][0]] if value[0] in ITEMS else value[1] if value[0] == "scalar" else f"<{value[0]}>"


@pytest.mark.parametrize(
    "expression",
    [
        'formatdate("YYYY", "2018-01-02")',
        'formatdate("Q", "2018-01-02T00:00:00Z")',
        'formatdate("\'x", "2018-01-02T00:00:00Z")',
        'timeadd("2018-01-02T00:00:00Z", "1d")',
    ],
)
def test_what_a_function_refuses(expression: str) -> None:
    with pytest.raises(Failure):
        computed(expression)


@pytest.mark.parametrize(
    "expression", ['yamlencode("a\\n  b ")', 'yamlencode("\\u0001")', 'textencodebase64("x", "utf8")', "yamlencode(var.v)"]
)
def test_what_a_function_says_nothing_of(expression: str) -> None:
    assert computed(expression, 'variable "v" {}\n')[0] == "unknown"


def test_fileset_finds_the_files_of_the_project_and_may_miss_others() -> None:
    files = {"main.tf": "", "sub/a.json": "{}", "sub/deep/b.json": "{}", "sub/c.txt": "c"}
    found = computed('fileset("sub", "**/*.json")', files)
    assert found[0] == "set"
    assert [item[1] for item in found[1][0]] == ["a.json", "deep/b.json"]
    assert found[1][1]
    assert [item[1] for item in computed('fileset(path.module, "sub/{a,c}.*")', files)[1][0]] == ["sub/a.json", "sub/c.txt"]
    assert computed('fileset("..", "*")', files)[1][0] == ()
