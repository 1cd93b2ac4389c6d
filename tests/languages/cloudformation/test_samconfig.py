"""The settings of `sam` as the command lines they stand for."""

import pytest

from opexlint.languages import Job, cloudformation
from opexlint.model import Parsed
from opexlint.source import File, Sources


def read(text: str, path: str = "samconfig.toml") -> Parsed:
    file = File(path, text)
    return cloudformation.read(Job("cloudformation", path, (path,)), Sources([path], lambda asked: file))


def lines(parsed: Parsed) -> list[str]:
    return [" ".join(str(word[1]) for word in command.argv[1][0]) for command in parsed.commands]


def test_words_stand_at_the_keys_and_values_that_say_them() -> None:
    text = '[default.deploy.parameters]\nstack_name = "shop"\ndisable_rollback = true # why\nregion="eu-west-1"\n'
    (command,) = read(text).commands
    spelled = [(word[1], text[word[2] : word[3]]) for word in command.argv[1][0][2:]]
    assert spelled == [
        ("--stack-name", "stack_name"),
        ("shop", '"shop"'),
        ("--disable-rollback", "disable_rollback"),
        ("--region", "region"),
        ("eu-west-1", '"eu-west-1"'),
    ]
    assert command.starter == "samconfig"


def test_yaml_says_the_same() -> None:
    text = "version: 0.1\ndefault:\n  global:\n    parameters: {stack_name: shop}\n  remote_invoke:\n    parameters:\n      disable_rollback: true\n      tags: [a=b, c=d]\n"
    assert lines(read(text, "samconfig.yaml")) == ["sam remote invoke --stack-name shop --disable-rollback --tags a=b c=d"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "version = 0.1",
        "a = 1\n[default]\ndeploy = 2",
        "[default.deploy]\nparameters = 3",
        "[default.deploy.parameters]",
        "[[default]]\na = 1",
        "default.deploy.parameters.a = {b = 1}",
    ],
)
def test_what_says_no_option_starts_nothing_that_could_be_wrong(text: str) -> None:
    parsed = read(text)
    assert parsed.problems == ()
    assert all(word[0] in ("scalar", "unknown") for command in parsed.commands for word in command.argv[1][0])


@pytest.mark.parametrize(("text", "line"), [("[default\n", 1), ('a = 1\nb = "x\n', 2), ("a = 1\na = 2\n", 2)])
def test_what_is_no_toml_is_a_syntax_error_at_its_place(text: str, line: int) -> None:
    (problem,) = read(text).problems
    assert problem.rule == "syntax-error"
    assert File("samconfig.toml", text).position(problem.at.start).line == line


def test_deep_nesting_and_open_brackets_are_bounded() -> None:
    assert [problem.rule for problem in read("a = " + "[" * 100_000).problems] == ["limit-reached"]
    assert len(read("[a.b.parameters]\nx = 1 # " + "# [' \"" * 20_000).commands) == 1
