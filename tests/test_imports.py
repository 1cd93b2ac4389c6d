"""Only what a run needs is imported: a module that creeps in is named here."""

import subprocess
import sys
from pathlib import Path

import pytest

_RUN = """
import io, sys
from contextlib import redirect_stdout, suppress
before = set(sys.modules)
from opexlint.cli import main
with redirect_stdout(io.StringIO()), suppress(SystemExit):
    main(sys.argv[1:])
print(*sorted(set(sys.modules) - before))
"""

TERRAFORM = 'resource "aws_sqs_queue" "orders" {}\n'
TEMPLATE = "Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n"
PROGRAM = "import aws_cdk as cdk\nfrom aws_cdk import aws_sqs as sqs\napp = cdk.App()\nsqs.Queue(cdk.Stack(app, 'S'), 'Orders')\n"

LIBRARIES = {"_yaml", "cfnlint", "hcl2", "lark", "libcst", "pygls", "rich", "yaml"}
"""Third-party packages that take longer to import than a small project to check."""
STANDARD = {
    "asyncio",
    "concurrent.futures",
    "difflib",
    "email",
    "http",
    "importlib.metadata",
    "logging",
    "multiprocessing",
    "shutil",
    "sqlite3",
    "ssl",
    "tempfile",
    "tomllib",
    "unittest",
}
"""What of the standard library is heavy, and needed by some runs alone."""
READERS = {"opexlint.languages.cloudformation", "opexlint.languages.python", "opexlint.languages.terraform"}
"""The packages of the languages: `claims` and `jobs` stand in them, the readers in modules below."""


def imported(*arguments: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", _RUN, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def below(modules: set[str], *packages: str) -> set[str]:
    return {module for module in modules for package in packages if module.startswith(f"{package}.")}


def crept_in(modules: set[str], unwanted: set[str]) -> set[str]:
    """The modules that are unwanted, or lie in a package that is."""
    return {module for module in modules if any(module == one or module.startswith(f"{one}.") for one in unwanted)}


def test_the_version_needs_nothing_but_the_command_line() -> None:
    found = imported("--version")
    assert {module for module in found if module.startswith("opexlint")} == {"opexlint", "opexlint.cli"}
    assert crept_in(found, LIBRARIES | STANDARD) == set()


@pytest.mark.parametrize("arguments", [("rules",), ("explain", "rollback-disabled")])
def test_what_is_said_of_the_rules_needs_no_reader(arguments: tuple[str, ...]) -> None:
    found = imported(*arguments)
    assert crept_in(found, LIBRARIES | STANDARD | READERS) == set()
    assert below(found, "opexlint.embedded") == set()


@pytest.mark.parametrize(
    ("name", "text", "language", "needed"),
    [
        ("main.tf", TERRAFORM, "terraform", set()),
        ("template.yaml", TEMPLATE, "cloudformation", {"yaml", "_yaml"}),
        ("app.py", PROGRAM, "python", set()),
    ],
)
def test_a_run_needs_only_the_reader_of_its_language(tmp_path: Path, name: str, text: str, language: str, needed: set[str]) -> None:
    (tmp_path / name).write_text(text)
    found = imported("check", str(tmp_path), "--no-cache", "--format", "json")
    assert crept_in(found, (LIBRARIES | STANDARD) - needed) == set()
    others = READERS - {f"opexlint.languages.{language}"}
    assert below(found, *others) == set(), "the readers of other languages"
    if language != "python":
        assert crept_in(found, {"opexlint.facts.cdk", "opexlint.facts.boto3"}) == set(), "tables of programs"
    assert not {module for module in found if module.startswith("opexlint.languages") and module.endswith((".writer", ".rewriting"))}
    assert crept_in(found, {"opexlint.fix"}) == set()


def test_a_small_run_starts_no_process_and_remembers_without_more_than_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "main.tf").write_text(TERRAFORM)
    found = imported("check", str(tmp_path))
    assert crept_in(found, (LIBRARIES | STANDARD) - {"shutil", "sqlite3", "tempfile"}) == set()
