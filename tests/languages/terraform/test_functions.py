"""Functions whose answers `terraform console` gave; those of OpenTofu and of AWS's provider from their documentation."""

from typing import Any

import pytest

from opexlint.languages.terraform.values import Failure, data, wholly_known
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
    ],
)
def test_a_function(expression: str, value: Any) -> None:
    found = computed(expression, 'variable "v" {}\n')
    assert wholly_known(found)
    assert data(found) == value


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
