"""The command line as its users meet it: exit codes, streams, selection, fixes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from opexlint.cli import main

ALARM = """\
Resources:
  Fails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: it fails
      Namespace: Shop
      MetricName: Failures
"""
BUCKET = """\
Resources:
  Artifacts:
    Type: AWS::S3::Bucket
"""
GOOD = """\
Resources:
  Artifacts:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration:
        Status: Enabled
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def put(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_findings_make_it_one_and_nothing_makes_it_zero() -> None:
    put("bad.yaml", BUCKET)
    put("good/good.yaml", GOOD)
    bad = run("check", ".", "--format", "concise")
    assert bad.exit_code == 1
    assert bad.stdout.splitlines()[0].startswith("bad.yaml:2:3: note[bucket-without-versioning]")
    assert run("check", "good").exit_code == 0


def test_severity_thresholds() -> None:
    put("bad.yaml", BUCKET)
    assert run("check", "--fail-on", "warning").exit_code == 0
    assert run("check", "--fail-on", "never").exit_code == 0
    assert "bucket-without-versioning" not in run("check", "--severity", "warning").stdout


def test_what_cannot_be_done_makes_it_two() -> None:
    put("notes.txt", "nothing")
    put("a.yaml", BUCKET)
    for arguments, message in (
        (["nowhere"], "nowhere: no such file or folder"),
        (["a.yaml", "--select", "bucket-without-versionin"], "did you mean 'bucket-without-versioning'"),
        (["-"], "needs --stdin-filename"),
    ):
        result = run("check", *arguments)
        assert result.exit_code == 2
        assert message in result.stderr
        assert "Traceback" not in result.output


def test_a_folder_without_anything_to_check_is_an_error() -> None:
    put("empty/readme.md", "")
    result = run("check", "empty")
    assert result.exit_code == 2
    assert "holds no CloudFormation, Terraform or Python deployment code" in result.stderr


def test_a_file_of_no_language_is_silent_because_hooks_pass_all_files() -> None:
    put("ci.yaml", "on: push\n")
    assert run("check", "ci.yaml").exit_code == 0


def test_a_broken_configuration_is_two_and_names_the_line() -> None:
    put("a.yaml", BUCKET)
    put("opexlint.toml", '\nselekt = ["x"]\n')
    result = run("check")
    assert result.exit_code == 2
    assert "opexlint.toml:2: unknown key 'selekt'; did you mean 'select'?" in result.stderr


def test_the_configuration_selects_and_the_command_line_goes_over_it() -> None:
    put("a.yaml", BUCKET + ALARM.removeprefix("Resources:\n"))
    put("opexlint.toml", 'ignore = ["bucket-*"]\nfail-on = "error"\n')
    result = run("check", "--format", "concise")
    assert result.exit_code == 0
    assert "bucket-without-versioning" not in result.stdout
    assert "alarm-without-action" in result.stdout
    assert run("check", "--fail-on", "note").exit_code == 1


def test_the_project_is_read_whole_and_only_what_is_named_is_reported() -> None:
    put("stack/queue.tf", 'resource "aws_sns_topic" "pager" {}\n')
    put("a.yaml", BUCKET)
    put("b.yaml", BUCKET)
    assert [line.split(":")[0] for line in run("check", "b.yaml", "--format", "concise").stdout.splitlines() if "[" in line] == ["b.yaml"]


def test_standard_input_stands_in_for_a_file() -> None:
    put("a.yaml", GOOD)
    result = run("check", "-", "--stdin-filename", "a.yaml", "--format", "concise", stdin=BUCKET)
    assert result.exit_code == 1
    assert result.stdout.startswith("a.yaml:2:3:")
    assert Path("a.yaml").read_text() == GOOD


def test_fix_writes_and_diff_only_shows() -> None:
    path = put("a.yaml", BUCKET)
    shown = run("check", "--diff")
    assert shown.exit_code == 1
    assert "+      VersioningConfiguration:" in shown.stdout
    assert path.read_text() == BUCKET
    assert run("check", "--fix").exit_code == 0
    assert "Status: Enabled" in path.read_text()
    before = path.read_bytes()
    assert run("check", "--fix").exit_code == 0
    assert path.read_bytes() == before, "a second run changes nothing"
    assert run("check", "--diff").exit_code == 0


def test_output_goes_to_a_file() -> None:
    put("a.yaml", BUCKET)
    result = run("check", "--format", "json", "--output", "out.json")
    assert result.stdout == ""
    written = json.loads(Path("out.json").read_text())
    assert written["findings"][0]["rule"] == "bucket-without-versioning"
    assert written["summary"]["languages"] == {"cloudformation": 1}


def test_explain_and_rules() -> None:
    assert "# Bucket without versioning" in run("explain", "bucket-without-versioning").stdout
    missing = run("explain", "bucket-without-version")
    assert missing.exit_code == 2
    assert "did you mean 'bucket-without-versioning'" in missing.stderr
    assert "bucket-without-versioning" in run("rules").stdout
    assert {"id", "title", "severity", "principle"} <= set(json.loads(run("rules", "--format", "json").stdout)[0])


def test_model_shows_what_was_understood() -> None:
    put("a.yaml", GOOD)
    resource = json.loads(run("model", "--format", "json").stdout)["resources"][0]
    assert resource["type"] == "AWS::S3::Bucket"
    assert resource["properties"] == {"VersioningConfiguration": {"Status": "Enabled"}}
    assert (resource["path"], resource["line"], resource["column"]) == ("a.yaml", 2, 3)
    assert "Artifacts" in run("model").stdout


def test_rules_of_a_folder_join_in() -> None:
    put("a.yaml", BUCKET)
    put(
        "own/anticipate_failure/bucket_at_all.py",
        '"""Bucket at all.\n\nWe have none.\n"""\n'
        "from opexlint import Finding, Severity, resources\n"
        'SEVERITY = Severity.ERROR\nPRACTICES = ["Create actionable alerts"]\nABOUT = resources("AWS::S3::Bucket")\nHELP = "delete it"\n'
        'def check(bucket, project):\n    yield Finding("there is a bucket", bucket.at)\n',
    )
    result = run("check", "a.yaml", "--rules", "own", "--select", "bucket-at-all", "--format", "concise")
    assert "error[bucket-at-all] there is a bucket" in result.stdout
    put("own/anticipate_failure/broken.py", "raise RuntimeError('oh')\n")
    broken = run("check", "a.yaml", "--rules", "own")
    assert broken.exit_code == 2
    assert "rule broken can't be loaded: RuntimeError: oh" in broken.stderr


def test_configuration_inside_the_project_never_loads_code() -> None:
    put("a.yaml", GOOD)
    put("opexlint.toml", 'rules = ["own"]\n')
    result = run("check")
    assert result.exit_code == 2
    assert "unknown key 'rules'" in result.stderr


def test_colour_only_on_a_terminal_or_when_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.yaml", BUCKET)
    assert "\x1b[" not in run("check").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in CliRunner().invoke(main, ["check"], color=True).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(main, ["check"], color=True).stdout


@pytest.mark.parametrize("arguments", [["--version"], ["rules"], ["explain", "syntax-error"]])
def test_these_commands_load_no_reader(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from opexlint.cli import main\n"
        f"main({arguments!r}, standalone_mode=False)\n"
        "heavy = {'yaml', 'libcst', 'hcl2', 'cfnlint', 'rich', 'opexlint.languages.python.reader', 'opexlint.languages.terraform.reader'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
