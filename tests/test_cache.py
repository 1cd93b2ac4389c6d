"""What is remembered is never in the way of what is so now, and whatever happens to it, a run goes on."""

import marshal
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opexlint import cache, load, parallel
from opexlint.cache import Cache, Entry
from opexlint.files import Tree
from opexlint.languages import Job
from opexlint.source import File, Sources

ROOT = 'module "logs" {\n  source = "../modules/logs"\n  days   = var.days\n}\nvariable "days" {\n  default = 1\n}\n'
MODULE = 'variable "days" {}\nresource "aws_cloudwatch_log_group" "this" {\n  retention_in_days = var.days\n}\n'
PROGRAM = "import aws_cdk as cdk\nfrom aws_cdk import aws_sqs as sqs\nfrom names import NAME\napp = cdk.App()\nsqs.Queue(cdk.Stack(app, 'S'), NAME)\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put(tmp_path / "project", "live/main.tf", ROOT)
    put(tmp_path / "project", "modules/logs/main.tf", MODULE)
    put(tmp_path / "project", "template.yaml", "Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n")
    put(tmp_path / "project", "app/cdk.json", '{"app": "python3 app.py"}')
    put(tmp_path / "project", "app/app.py", PROGRAM)
    put(tmp_path / "project", "app/names.py", "NAME = 'Orders'\n")
    put(tmp_path / "project", "notes.json", "{}")
    return tmp_path / "project"


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled at once: a test has no seconds to wait."""
    monkeypatch.setattr(cache, "SETTLED", 0)


class Run:
    """A run with a memory, and the jobs it really read."""

    def __init__(self, root: Path, memory: Path | None, workers: int = 1, overlay: File | None = None) -> None:
        self.jobs: list[str] = []
        self.opened: list[str] = []
        tree = Tree(root, load.suffixes())
        if overlay is not None:
            tree.overlay[overlay.path] = overlay
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parallel, "read", self._counted(parallel.read))
            patch.setattr(Tree, "_read", self._noted(Tree._read))
            kept = None if memory is None else Cache(memory, tree.root)
            loaded = load.project(tree, tree.discover([root])[0], workers=workers, cache=kept)
            self.touched = list(self.opened)
            self.told: Any = loaded.parsed, {path: file.text for path, file in loaded.files.items()}, loaded.languages

    def _counted(self, read: Callable[..., parallel.Outcome]) -> Callable[..., parallel.Outcome]:
        def counted(job: Job, sources: Sources) -> parallel.Outcome:
            self.jobs.append(job.entry)
            return read(job, sources)

        return counted

    def _noted(self, read: Callable[..., File | None]) -> Callable[..., File | None]:
        def noted(tree: Tree, path: str, *arguments: Any) -> File | None:
            file = read(tree, path, *arguments)
            self.opened += [path] * (file is not None)
            return file

        return noted


def agrees(root: Path, memory: Path) -> Run:
    """A run with a memory that says the same as one without."""
    run = Run(root, memory)
    assert run.told == Run(root, None).told
    return run


@pytest.fixture
def memory(tmp_path: Path, root: Path) -> Path:
    """The memory of a run over the project."""
    folder = tmp_path / "memory"
    assert sorted(agrees(root, folder).jobs) == ["app/cdk.json", "live", "template.yaml"]
    return folder


# -- what is remembered -----------------------------------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_even_opened(root: Path, memory: Path) -> None:
    run = agrees(root, memory)
    assert (run.jobs, run.touched) == ([], [])


def test_workers_and_this_process_remember_the_same(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "WORTH_WORKERS", 0)
    Run(root, tmp_path / "other", workers=2)
    run = agrees(root, tmp_path / "other")
    assert (run.jobs, run.touched) == ([], [])


def test_a_file_is_gone_through_once_for_all_runs_to_know_what_it_calls(root: Path, memory: Path) -> None:
    put(root, "other/main.tf", "")
    assert [path for path in agrees(root, memory).touched if path.endswith(".tf")] == ["other/main.tf"]


@pytest.mark.parametrize(
    ("path", "text", "read"),
    [
        ("modules/logs/main.tf", MODULE.replace("var.days", "30"), ["live"]),
        ("live/main.tf", ROOT.replace("1", "2"), ["live"]),
        ("live/terraform.tfvars", "days = 9\n", ["live"]),
        ("live/prod/prod.tfvars", "days = 9\n", ["live"]),
        ("app/names.py", "NAME = 'Others'\n", ["app/cdk.json"]),
        ("template.yaml", "Resources:\n  Others:\n    Type: AWS::SQS::Queue\n", ["template.yaml"]),
        ("notes.json", '{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}', ["notes.json"]),
        ("notes.json", "[]", []),
    ],
)
def test_a_change_is_seen_by_all_that_depend_on_it_and_by_nothing_else(
    root: Path, memory: Path, path: str, text: str, read: list[str]
) -> None:
    put(root, path, text)
    run = agrees(root, memory)
    assert run.jobs == read
    assert agrees(root, memory).jobs == []


def test_what_was_looked_for_and_not_there_is_seen_when_it_comes_and_goes(root: Path, memory: Path) -> None:
    put(root, "app/app.py", PROGRAM.replace("names", "others"))
    agrees(root, memory)
    put(root, "app/others.py", "NAME = 'Late'\n")
    assert agrees(root, memory).jobs == ["app/cdk.json"]
    (root / "app/others.py").unlink()
    assert agrees(root, memory).jobs == ["app/cdk.json"]


def test_files_come_and_go(root: Path, memory: Path) -> None:
    put(root, "second/main.tf", ROOT)
    assert agrees(root, memory).jobs == ["second"]
    shutil.rmtree(root / "live")
    (root / "template.yaml").unlink()
    assert agrees(root, memory).jobs == []
    shutil.rmtree(root / "second")
    assert agrees(root, memory).jobs == ["modules/logs"], "a module that nobody calls is a root"


def test_the_same_text_with_other_times_is_read_again_and_not_understood_again(root: Path, memory: Path) -> None:
    os.utime(root / "template.yaml", (1, 1))
    run = agrees(root, memory)
    assert (run.jobs, run.touched) == ([], ["template.yaml"])


def test_a_file_that_has_just_changed_is_not_trusted_by_its_times(root: Path, memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "SETTLED", 3_600_000_000_000)
    put(root, "template.yaml", "Resources: {}\nOutputs: {}\nAWSTemplateFormatVersion: 2010-09-09\n")
    agrees(root, memory)
    run = agrees(root, memory)
    assert (run.jobs, run.touched) == ([], ["template.yaml"])


def test_texts_that_are_not_on_the_disk_are_not_remembered(root: Path, memory: Path) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in memory.iterdir())
    typed = File("template.yaml", "Resources:\n  Typed:\n    Type: AWS::SQS::Queue\n")
    assert Run(root, memory, overlay=typed).told == Run(root, None, overlay=typed).told
    assert sorted((path, path.stat().st_mtime_ns) for path in memory.iterdir()) == before
    assert agrees(root, memory).jobs == []


def test_a_file_that_can_not_be_read_is_said_in_every_run(root: Path, memory: Path) -> None:
    (root / "modules/logs/more.tf").write_bytes(b"\0")
    for _ in range(2):
        problems = [problem.at.path for part in agrees(root, memory).told[0] for problem in part.problems]
        assert problems == ["modules/logs/more.tf"]


def test_other_code_remembers_nothing(root: Path, memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "__version__", "99")
    assert len(Run(root, memory).jobs) == 3
    assert len(list(memory.iterdir())) == 2


# -- what can go wrong ------------------------------------------------------------------------------------------------------------------


def database(memory: Path) -> Path:
    (found,) = memory.glob("*.sqlite")
    return found


def altered(memory: Path, *statements: str) -> None:
    with sqlite3.connect(database(memory)) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "empty": lambda memory: database(memory).write_bytes(b""),
    "text": lambda memory: database(memory).write_text("no database at all\n" * 100),
    "cut": lambda memory: database(memory).write_bytes(database(memory).read_bytes()[:5000]),
    "overwritten": lambda memory: database(memory).write_bytes(database(memory).read_bytes()[:4096] + b"\xff" * 20000),
    "another schema": lambda memory: altered(memory, "CREATE VIEW more AS SELECT 1"),
    "another table": lambda memory: altered(memory, "DROP TABLE files", "CREATE TABLE files (path TEXT)"),
    "a result of another job": lambda memory: altered(memory, "UPDATE entries SET result = (SELECT max(result) FROM entries)"),
    "garbage": lambda memory: altered(memory, "UPDATE entries SET result = x'5b0000007f'"),
    "values of other types": lambda memory: altered(memory, "UPDATE entries SET asked = 7, checksum = 'x'"),
    "files of other types": lambda memory: altered(memory, "UPDATE files SET size = 'x', digest = 1.5"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_noticed_and_mended(root: Path, memory: Path, damage: str) -> None:
    DAMAGE[damage](memory)
    agrees(root, memory)
    assert agrees(root, memory).jobs == []


@pytest.mark.parametrize(
    "result",
    [
        b"",
        b"\x00",
        marshal.dumps(None),
        marshal.dumps([1, 2]),
        marshal.dumps(((1,),) * 7),
        marshal.dumps([("x",)]),
        b"[\xff\xff\xff\x7f"[:3],
    ],
)
def test_results_of_another_form_are_read_again(root: Path, memory: Path, result: bytes) -> None:
    """Also with a checksum that is right: a cache that is restored from somewhere was written by anybody."""
    with sqlite3.connect(database(memory)) as connection:
        for key, asked in connection.execute("SELECT key, asked FROM entries").fetchall():
            connection.execute(
                "UPDATE entries SET result = ?, checksum = ? WHERE key = ?",
                (result, cache._checksum(key, asked, cache._checksum(result)), key),
            )
    connection.close()
    agrees(root, memory)


def test_paths_that_leave_the_project_are_not_followed(root: Path, memory: Path, tmp_path: Path) -> None:
    put(tmp_path, "secret.txt", "secret")
    asked = marshal.dumps(
        [("file", "../secret.txt", b""), ("file", str(tmp_path / "secret.txt"), b""), ("file", "a\0b", b""), ("odd", "x", b"")]
    )
    with sqlite3.connect(database(memory)) as connection:
        for key, result in connection.execute("SELECT key, result FROM entries").fetchall():
            connection.execute(
                "UPDATE entries SET asked = ?, checksum = ? WHERE key = ?", (asked, cache._checksum(key, asked, result), key)
            )
    connection.close()
    assert not any("secret" in path for path in Run(root, memory).told[1])


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_place_that_can_not_be_written_only_means_that_nothing_is_kept(root: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert len(agrees(root, closed / "memory").jobs) == 3


def test_a_file_where_the_folder_should_be_only_means_that_nothing_is_kept(root: Path, tmp_path: Path) -> None:
    put(tmp_path, "memory", "")
    assert len(agrees(root, tmp_path / "memory").jobs) == 3
    assert len(agrees(root, tmp_path / "memory" / "below").jobs) == 3


def test_while_another_run_writes_nothing_is_lost(root: Path, memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "PATIENCE", 0.01)
    other = sqlite3.connect(database(memory), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    put(root, "template.yaml", "Resources:\n  Others:\n    Type: AWS::SQS::Queue\n")
    assert len(agrees(root, memory).jobs) == 3
    other.execute("ROLLBACK")
    other.close()
    assert agrees(root, memory).jobs == ["template.yaml"]


def test_runs_that_end_at_the_same_time_keep_what_each_has_learned(root: Path, tmp_path: Path) -> None:
    one, two = Cache(tmp_path / "memory", root), Cache(tmp_path / "memory", root)
    one.keep({}, {b"1": Entry.of(((("file", "a"), b"x"),), b"one")})
    two.keep({}, {b"2": Entry.of((), b"two")})
    both = Cache(tmp_path / "memory", root)
    assert both.entry(b"1") == Entry.of(((("file", "a"), b"x"),), b"one")
    assert both.entry(b"2") == Entry.of((), b"two")
    assert both.entry(b"3") is None


# -- how much is kept -------------------------------------------------------------------------------------------------------------------


def test_what_nobody_uses_is_forgotten(root: Path, memory: Path) -> None:
    kept = Cache(memory, root)
    kept.keep({}, {b"%d" % number: Entry.of((), b"") for number in range(100)})
    put(root, "template.yaml", "Resources:\n  Others:\n    Type: AWS::SQS::Queue\n")
    agrees(root, memory)
    assert len(Cache(memory, root)._entries) == 7


def test_the_oldest_projects_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_PROJECTS", 3)
    for number in range(5):
        Cache(tmp_path / "memory", tmp_path / str(number)).keep({}, {b"key": Entry.of((), b"%d" % number)})
        for path in (tmp_path / "memory").iterdir():
            os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**9))
    left = [Cache(tmp_path / "memory", tmp_path / str(number)).entry(b"key") is not None for number in range(5)]
    assert left == [False, False, True, True, True]


def test_a_memory_that_has_grown_too_large_is_begun_anew(root: Path, memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_BYTES", 100)
    assert len(agrees(root, memory).jobs) == 3
    monkeypatch.setattr(cache, "MAX_BYTES", 10**9)
    agrees(root, memory)
    assert agrees(root, memory).jobs == []


def test_a_result_that_is_too_large_is_not_kept(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_ENTRY", 2)
    kept = Cache(tmp_path / "memory", root)
    kept.keep({}, {b"large": Entry.of((), b"123"), b"small": Entry.of((), b"12")})
    again = Cache(tmp_path / "memory", root)
    assert (again.entry(b"large"), again.entry(b"small")) == (None, Entry.of((), b"12"))


def test_the_place_is_the_platforms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.place() == tmp_path / "opexlint"
