"""The programs that resources start by what their arguments say."""

from typing import Final

from opexlint.model import CommandRecord, Parsed
from opexlint.source import Location
from tests.languages.terraform.inline import data, read, text_at

DOCUMENT: Final = """schemaVersion: "2.2"
mainSteps:
  - action: aws:runShellScript
    name: restart
    inputs:
      runCommand:
        - systemctl restart shop
        - aws sqs purge-queue --queue-url {{ Queue }}
"""
BUILD: Final = """version: 0.2
phases:
  build:
    commands:
      - make test
      - terraform apply
"""


def started(parsed: Parsed) -> list[tuple[str, str]]:
    """Starter and words of every program."""
    return [(one.starter, " ".join(map(str, data(one.argv)))) for one in parsed.commands]


def origins(files: dict[str, str], command: CommandRecord) -> list[str]:
    """How the words of a program are written where they come from."""
    ways = [word[5][-1][2:] if word[5] else (word[4], word[2], word[3]) for word in command.argv[1][0]]
    return [text_at(files, Location(path, start, end)) for path, start, end in ways]


def test_steps_of_a_runbook_are_programs() -> None:
    heredoc = f'resource "aws_ssm_document" "d" {{\n  document_format = "YAML"\n  content = <<EOT\n{DOCUMENT}EOT\n}}\n'
    parsed = read(heredoc)
    assert started(parsed) == [("runbook", "systemctl restart shop"), ("runbook", "aws sqs purge-queue --queue-url <unknown> ...")]
    assert origins({"main.tf": heredoc}, parsed.commands[0]) == ["systemctl", "restart", "shop"]


def test_a_runbook_in_a_file_of_its_own_is_seen_from_where_it_is_used() -> None:
    files = {"main.tf": 'resource "aws_ssm_document" "d" {\n  content = file("${path.module}/restart.yaml")\n}\n', "restart.yaml": DOCUMENT}
    first, _ = read(files).commands
    assert text_at(files, first.at) == 'file("${path.module}/restart.yaml")'
    assert origins(files, first) == ["systemctl", "restart", "shop"]


def test_an_association_with_the_shell_document_runs_its_commands() -> None:
    text = """
    resource "aws_ssm_association" "a" {
      name       = "AWS-RunShellScript"
      parameters = { commands = "yum update -y" }
    }
    """
    assert started(read(text)) == [("runbook", "yum update -y")]


def test_phases_of_a_buildspec_are_programs() -> None:
    files = {
        "main.tf": 'resource "aws_codebuild_project" "p" {\n  source {\n    type = "S3"\n    buildspec = file("build.yml")\n  }\n}\n',
        "build.yml": BUILD,
    }
    parsed = read(files)
    assert started(parsed) == [("buildspec", "make test"), ("buildspec", "terraform apply")]
    assert origins(files, parsed.commands[1]) == ["terraform", "apply"]
    assert text_at(files, parsed.commands[1].at) == 'file("build.yml")'


def test_a_buildspec_that_is_read_on_its_own_is_told_there() -> None:
    project = 'resource "aws_codebuild_project" "p" {\n  source {\n    buildspec = file("buildspec.yml")\n  }\n}\n'
    assert started(read({"main.tf": project, "buildspec.yml": BUILD})) == []


def test_a_buildspec_that_is_encoded_keeps_the_places_of_its_commands() -> None:
    text = """
    resource "aws_codebuild_project" "p" {
      source {
        buildspec = yamlencode({ version = 0.2, phases = { build = { commands = ["make test"] } } })
      }
    }
    """
    assert started(read(text)) == [("buildspec", "make test")]


def test_a_script_of_one_world_is_a_program_as_well() -> None:
    text = """
    variable "blue" { type = bool }
    resource "aws_instance" "i" {
      user_data = var.blue ? "systemctl start blue" : "systemctl start green"
    }
    """
    assert started(read(text)) == [("user-data", "systemctl start blue"), ("user-data", "systemctl start green")]
