"""The comparison of two revisions over checkouts, with an opexlint that says what a file of its revision tells it to."""

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).resolve().parents[1]

CLI = """\
import json
from pathlib import Path

def main():
    said = Path(__file__).with_name("said.json").read_text()
    if said == "fail":
        raise SystemExit("no")
    found = json.loads(said)
    print(json.dumps({"findings": found[Path.cwd().name]}))
"""


def loaded() -> ModuleType:
    spec = spec_from_file_location("compare", PROJECT / "ecosystem" / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["compare"] = module
    spec.loader.exec_module(module)
    return module


compare = loaded()


def row(rule: str, subject: str, line: int = 1, severity: str = "warning") -> dict[str, object]:
    return {"rule": rule, "path": "main.tf", "subject": subject, "message": "it is off", "line": line, "severity": severity}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "opexlint"
    package = folder / "src" / "opexlint"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "cli.py").write_text(CLI)
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


def says(project: Path, said: dict[str, list[dict[str, object]]] | str, *, revision: str = "") -> None:
    text = said if isinstance(said, str) else json.dumps(said)
    (project / "src" / "opexlint" / "said.json").write_text(text)
    if revision:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
        subprocess.run(["git", "add", "--all"], cwd=project, check=True)
        subprocess.run(["git", *identity, "commit", "--quiet", "--message", revision], cwd=project, check=True)
        subprocess.run(["git", "tag", revision], cwd=project, check=True)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    return folder


def test_gained_lost_and_weighed_by_rule(project: Path, shop: Path) -> None:
    says(project, {"shop": [row("a", "moved", 3), row("a", "gone", 4), row("b", "same", 5)]}, revision="base")
    says(project, {"shop": [row("a", "moved", 9), row("a", "new", 1), row("b", "same", 5, "note"), row("c", "other", 2)]}, revision="head")
    text, complete = compare.compare("base", "head", [shop], project)
    assert complete
    assert (
        text
        == """\
findings: 3 in base, 4 in head

a: +1 -1
  + shop/main.tf:1 warning new: it is off
  - shop/main.tf:4 warning gone: it is off

b: +0 -0 ~1
  ~ shop/main.tf:5 warning -> note same: it is off

c: +1 -0
  + shop/main.tf:2 warning other: it is off
"""
    )


def test_equal_findings_are_counted(project: Path, shop: Path) -> None:
    says(project, {"shop": [row("a", "x", 1)]}, revision="base")
    says(project, {"shop": [row("a", "x", 1), row("a", "x", 2)]}, revision="head")
    assert "a: +1 -0\n  + shop/main.tf:2" in compare.compare("base", "head", [shop], project)[0]


def test_the_working_tree_is_a_revision_and_nothing_is_left_behind(project: Path, shop: Path) -> None:
    says(project, {"shop": []}, revision="base")
    says(project, {"shop": [row("a", "x")]})
    assert "findings: 0 in base, 1 in head" in compare.compare("base", ".", [shop], project)[0]
    worktrees = subprocess.run(["git", "worktree", "list"], cwd=project, capture_output=True, text=True, check=True).stdout
    assert len(worktrees.splitlines()) == 1


def test_a_run_that_fails_is_told_and_loses_nothing(project: Path, shop: Path) -> None:
    says(project, {"shop": [row("a", "x")]}, revision="base")
    says(project, "fail", revision="head")
    text, complete = compare.compare("base", "head", [shop], project)
    assert not complete
    assert text == "shop: head failed: no\nfindings: 1 in base, 0 in head\n"


def test_a_long_list_is_cut(project: Path, shop: Path) -> None:
    says(project, {"shop": []}, revision="base")
    says(project, {"shop": [row("a", f"x{number}") for number in range(25)]}, revision="head")
    text, _ = compare.compare("base", "head", [shop], project)
    assert "a: +25 -0\n" in text
    assert text.endswith("  + ... and 5 more\n")


def test_nothing_is_imported_from_a_checkout(project: Path, shop: Path, tmp_path: Path) -> None:
    for name in ("json", "click", "opexlint"):
        (shop / f"{name}.py").write_text(f"open({str(tmp_path / 'harmed')!r}, 'w')\n")
    says(project, {"shop": []}, revision="base")
    compare.compare("base", ".", [shop], project)
    assert not (tmp_path / "harmed").exists()


def test_the_real_one_runs(shop: Path) -> None:
    (shop / "a.yaml").write_text("Resources:\n  A:\n    Type: AWS::S3::Bucket\n")
    run = compare.findings(PROJECT, shop)
    assert run.error == ""
    assert [key[:3] for key in run.findings if key[0] == "bucket-without-versioning"] == [("bucket-without-versioning", "a.yaml", "A")]
