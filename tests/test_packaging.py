"""What is installed: the wheel with its rules, a rule package by entry point, and the real pre-commit running the hook."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[1]
BUCKET = "Resources:\n  Artifacts:\n    Type: AWS::S3::Bucket\n"


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run([str(word) for word in command], cwd=cwd, env={**own, **environment}, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, PROJECT, cwd=folder)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_rules_and_the_facts(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    rules = {path.relative_to(PROJECT).as_posix() for path in (PROJECT / "rules").glob("*/*.py")}
    assert {f"opexlint/{rule}" for rule in rules} <= set(names)
    facts = {path.name for path in (PROJECT / "src" / "opexlint" / "facts").iterdir() if path.is_file()}
    assert {f"opexlint/facts/{name}" for name in facts} <= set(names)
    assert not any(name.startswith(("tests/", "examples/", "rules/")) for name in names)


def test_the_wheel_works_without_the_checkout_and_with_a_rule_package(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    package = site / "house_rules" / "anticipate_failure"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("")
    (package / "bucket_at_all.py").write_text(
        '"""Bucket at all.\n\nWe have none.\n"""\n'
        "from opexlint import Finding, Severity, resources\n"
        'SEVERITY = Severity.ERROR\nPRACTICES = ["Create actionable alerts"]\nABOUT = resources("AWS::S3::Bucket")\nHELP = "delete it"\n'
        'def check(bucket, project):\n    yield Finding("there is a bucket", bucket.at)\n'
    )
    entry = site / "house_rules-1.0.dist-info"
    entry.mkdir()
    (entry / "METADATA").write_text("Metadata-Version: 2.1\nName: house-rules\nVersion: 1.0\n")
    (entry / "entry_points.txt").write_text("[opexlint.rules]\nhouse = house_rules\n")
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.yaml").write_text(BUCKET)
    code = "import opexlint.cli, sys; assert 'site/opexlint' in opexlint.cli.__file__; opexlint.cli.main(sys.argv[1:])"
    done = run(sys.executable, "-c", code, "check", "--format", "concise", cwd=work, PYTHONPATH=str(site))
    assert done.returncode == 1, done.stderr
    assert "error[bucket-at-all] there is a bucket" in done.stdout
    assert "note[bucket-without-versioning]" in done.stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_the_real_pre_commit_runs_the_hook(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.yaml").write_text(BUCKET)
    (work / "b.yaml").write_text("on: push\n")
    assert run("git", "init", "--quiet", cwd=work).returncode == 0
    assert run("git", "add", ".", cwd=work).returncode == 0
    done = run(
        sys.executable, "-m", "pre_commit", "try-repo", PROJECT, "opexlint", "--all-files", "--color", "never",
        cwd=work, PRE_COMMIT_HOME=str(tmp_path / "cache"),
    )  # fmt: skip
    assert "bucket-without-versioning" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 1


def test_the_sample_in_the_readme_is_what_is_printed() -> None:
    sample = re.search(r"```console\n\$ opexlint (check [^\n]*)\n(warning.*?)```", (PROJECT / "README.md").read_text(), re.DOTALL)
    assert sample is not None
    done = run(Path(sys.executable).with_name("opexlint"), *sample[1].split(), cwd=PROJECT, NO_COLOR="1")
    assert done.stdout == sample[2]


def test_the_hook_sees_the_whole_project_at_once() -> None:
    (hook,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
    assert hook["require_serial"] is True
    assert hook["entry"] == "opexlint check"


def test_the_action_is_well_formed() -> None:
    action = yaml.safe_load((PROJECT / "action.yml").read_text())
    assert action["runs"]["using"] == "composite"
    steps = [step.get("uses", "").split("@")[0] for step in action["runs"]["steps"]]
    assert "github/codeql-action/upload-sarif" in steps


def test_the_pages_of_the_rules_are_up_to_date() -> None:
    from opexlint import load
    from opexlint.formats import documentation

    folder = PROJECT / "docs" / "rules"
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert there == documentation.pages(load.rules()), "run `make docs`"
