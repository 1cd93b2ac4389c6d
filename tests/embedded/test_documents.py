"""Build specifications and Systems Manager documents: the programs they start."""

from functools import partial

import pytest

from opexlint.embedded import buildspec, runbook, yaml_text
from opexlint.embedded.passage import Passage, Run
from opexlint.embedded.shell import Command
from opexlint.model import Node
from opexlint.source import Location


def document(text: str) -> Node:
    node = yaml_text.read(Passage((Run(text, Location("a.yaml", 0, len(text))),)))
    assert node is not None
    return node


def lines(commands: list[Command], text: str) -> list[str]:
    return [text[command.at.start : command.at.end] for command in commands]


def test_a_build_specification_starts_the_commands_of_its_phases() -> None:
    text = "version: 0.2\nphases:\n  install: {commands: npm ci}\n  build:\n    commands:\n      - |\n        cd app\n        make deploy\n    finally: [echo done]\nartifacts: {files: ['**/*']}\n"
    assert lines(list(buildspec.commands(document(text), partial(Passage.of, source=text))), text) == [
        "npm ci",
        "cd app",
        "make deploy",
        "echo done",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mainSteps: [{action: aws:runShellScript, inputs: {runCommand: [ls, 'cd {{ Dir }} && pwd']}}]", ["ls", "cd {{ Dir }}", "pwd"]),
        ("mainSteps: [{action: aws:runPowerShellScript, inputs: {runCommand: [dir]}}]", []),
        ("mainSteps: [{action: aws:runCommand, inputs: {DocumentName: AWS-RunShellScript, Parameters: {commands: [ls]}}}]", ["ls"]),
        ("mainSteps: [{action: aws:executeAwsApi, inputs: {Service: ec2, Api: RebootInstances}}]", []),
        ("runtimeConfig: {'aws:runShellScript': {properties: [{runCommand: [ls]}]}}", ["ls"]),
        ("Name: AWS-RunShellScript\nParameters: {commands: ['if true; then', '  ls', 'fi']}", ["true", "ls"]),
        ("Name: Other\nParameters: {commands: [ls]}", []),
        ("mainSteps: nothing", []),
        ("[]", []),
    ],
)
def test_a_document_starts_the_lines_of_its_shell_steps(text: str, expected: list[str]) -> None:
    assert lines(list(runbook.commands(document(text), partial(Passage.of, source=text))), text) == expected


def test_what_is_no_yaml_is_no_document() -> None:
    text = "a: [1"
    assert yaml_text.read(Passage((Run(text, Location("a.yaml", 0, len(text))),))) is None
