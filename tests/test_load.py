"""Reading a project: the same with any number of processes, whatever happens to them."""

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from opexlint import load, parallel
from opexlint.files import Tree
from opexlint.languages import Job
from opexlint.model import Parsed
from opexlint.source import Sources

MODULE = 'variable "days" {}\nresource "aws_cloudwatch_log_group" "this" {\n  retention_in_days = var.days\n}\n'
TEMPLATE = "Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: {}\n"
SCRIPT = "import boto3\nboto3.client('sqs').create_queue(QueueName='{}')\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "modules/logs/main.tf": MODULE,
        **{
            f"live/{name}/main.tf": f'module "logs" {{\n  source = "../../modules/logs"\n  days = {days}\n}}\n'
            for name, days in [("a", 1), ("b", 7)]
        },
        **{f"templates/{number}.yaml": TEMPLATE.format(number) for number in range(6)},
        **{f"scripts/{name}.py": SCRIPT.format(name) for name in "xyz"},
        "live/a/broken.tf": 'resource "aws_sqs_queue" "q" {\n',
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def read(root: Path, workers: int = 1, progress: Callable[[int, int], None] | None = None) -> load.Loaded:
    tree = Tree(root, load.suffixes())
    return load.project(tree, tree.discover([root])[0], progress, workers=workers)


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers however small the project is."""
    monkeypatch.setattr(parallel, "WORTH_WORKERS", 0)


def as_told(loaded: load.Loaded) -> Any:
    """All that is known, with the texts of the files."""
    return loaded.parsed, {path: file.text for path, file in loaded.files.items()}, loaded.languages


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("workers", [2, 3, 50])
def test_the_result_is_the_same_with_any_number_of_workers(root: Path, workers: int) -> None:
    assert as_told(read(root, workers)) == as_told(read(root))
    assert multiprocessing.active_children() == []


@pytest.mark.usefixtures("always")
def test_workers_that_are_started_anew_read_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = as_told(read(root))
    monkeypatch.setattr("sys.platform", "elsewhere")  # where a fork is not safe
    assert as_told(read(root, 2)) == alone


def test_a_small_project_is_read_in_this_process(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel.Workers, "begin", None)
    assert read(root, 8).parsed


def test_what_a_worker_is_sent_while_it_sends_fits_into_a_pipe() -> None:
    """Else both would wait for the other to read."""
    sent: list[bytes] = []
    workers = parallel.Workers(parallel.Project(Path(), (), {}), 1)
    workers._jobs = [Job("terraform", "folder/" * 60, ("folder/main.tf" * 30,) * 9)] * parallel.MAX_PIECE
    workers._pieces.append(list(range(parallel.MAX_PIECE)))
    connection: Any = SimpleNamespace(send_bytes=sent.append)
    workers._feed(parallel._Worker(None, connection, deque()))  # type: ignore[arg-type]
    assert len(sent) == 1
    assert len(sent[0]) <= 4096, "the smallest pipe there is"


@pytest.mark.skipif(sys.platform != "linux", reason="where a process can't begin as a copy of this one, nothing is shared out")
def test_each_number_that_is_shared_out_is_drawn_by_one_process_alone() -> None:
    def squares(numbers: Iterator[int]) -> bytes:
        return bytes(number * number for number in numbers)

    with parallel.Share(3).out(9, squares) as (ours, told):
        others = b"".join(told)  # they end before this process has drawn any
        assert sorted(others) == [number * number for number in range(9)]
        assert list(ours) == []
    with parallel.Share(2).out(parallel.MAX_SHARED, lambda numbers: b"") as (ours, told):
        numbers = list(ours)
        assert numbers == sorted(set(numbers))
        assert list(told) == [b""]
    with parallel.Share(2).out(3, lambda numbers: bytes([1 // 0])) as (ours, told):
        assert (list(ours), list(told)) == ([0, 1, 2], [])
    assert multiprocessing.active_children() == []


def test_progress_tells_of_every_job(root: Path) -> None:
    told: list[tuple[int, int]] = []
    read(root, progress=lambda done, total: told.append((done, total)))
    assert told == [(number, 11) for number in range(1, 12)]


# -- what happens to workers ------------------------------------------------------------------------------------------------------------


def dying(monkeypatch: pytest.MonkeyPatch, entry: str, once: Path | None = None) -> None:
    """A worker dies when it reads this job; with `once` only the first that does."""
    parent, honest = os.getpid(), parallel.read

    def fatal(job: Job, sources: Sources) -> parallel.Outcome:
        if job.entry == entry and os.getpid() != parent and (once is None or not once.exists()):
            if once is not None:
                once.touch()
            os._exit(9)
        return honest(job, sources)

    monkeypatch.setattr(parallel, "read", fatal)


@pytest.mark.usefixtures("always")
def test_what_a_dead_worker_was_to_read_is_read_by_another(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = as_told(read(root))
    mark = tmp_path_factory.mktemp("mark") / "died"
    dying(monkeypatch, "templates/3.yaml", mark)
    assert as_told(read(root, 2)) == alone
    assert mark.exists()


@pytest.mark.usefixtures("always")
def test_a_file_that_kills_every_worker_is_reported_and_all_others_are_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = read(root)
    dying(monkeypatch, "templates/3.yaml")
    loaded = read(root, 2)
    lost = [problem for part in loaded.parsed for problem in part.problems if problem.rule == "file-skipped"]
    assert [(problem.at.path, problem.message) for problem in lost] == [
        ("templates/3.yaml", "the process that read it died (exit code 9); please report this")
    ]
    assert sum(part in alone.parsed for part in loaded.parsed) == len(alone.parsed) - 1


@pytest.mark.usefixtures("always")
def test_where_no_worker_can_start_everything_is_read_here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = as_told(read(root))
    monkeypatch.setattr(parallel, "_work", lambda *_: os._exit(1))
    assert as_told(read(root, 2)) == alone


@pytest.mark.usefixtures("always")
def test_what_can_not_cross_is_read_here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_deep(parsed: Parsed) -> bytes:
        raise ValueError("object too deeply nested to marshal")

    alone = as_told(read(root))
    monkeypatch.setattr(parallel, "encode", too_deep)
    assert as_told(read(root, 2)) == alone


@pytest.mark.usefixtures("always")
def test_an_interrupt_ends_all_workers(root: Path) -> None:
    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(root, 2, interrupted)
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_reader_that_fails_is_a_problem_of_its_files(root: Path, monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    from opexlint.languages import cloudformation

    def broken(job: Job, sources: Sources) -> Parsed:
        raise LookupError(job.entry)

    monkeypatch.setattr(cloudformation, "read", broken)
    monkeypatch.setattr(parallel, "WORTH_WORKERS", 0)
    problems = [problem for part in read(root, workers).parsed for problem in part.problems if problem.at.path == "templates/0.yaml"]
    assert [problem.message for problem in problems] == ["opexlint failed to read it (LookupError: templates/0.yaml); please report this"]


# -- who reads what ---------------------------------------------------------------------------------------------------------------------


def job(*paths: str) -> Job:
    return Job("terraform", paths[0], paths)


def test_jobs_that_share_files_are_read_by_one_worker() -> None:
    jobs = [job("a/x", "m/x"), job("b/x"), job("c/x", "m/x", "n/x"), job("d/x", "n/x"), job("e/x")]
    assert parallel._sharing(jobs) == [[0, 2, 3], [1], [4]]


def test_a_group_is_one_piece_unless_all_would_wait_for_it() -> None:
    group = [job(f"{number}/x", "m/x") for number in range(100)]
    others = [job(f"{number}/y") for number in range(400)]
    pieces = parallel._pieces([*group, *others], [10] * 500, 2)
    assert pieces[0] == list(range(100))
    assert sorted(number for piece in pieces for number in piece) == list(range(500))
    pieces = parallel._pieces(group, [10] * 100, 2)
    assert max(map(len, pieces)) == 2


def test_the_heaviest_piece_is_read_first() -> None:
    jobs = [job(f"{number}/x") for number in range(4)]
    assert parallel._pieces(jobs, [1000, 1000, 9000, 2000], 2)[0] == [2]


# -- rules of packages --------------------------------------------------------------------------------------------------------------------


def test_packages_are_asked_only_when_one_can_offer_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.path", [str(tmp_path), str(tmp_path / "gone")])
    monkeypatch.setattr("sys.meta_path", [])
    info = tmp_path / "house_rules-1.0.dist-info"
    info.mkdir()
    assert not load._may_be_offered()
    (info / "entry_points.txt").write_text("[console_scripts]\nx = x:y\n")
    assert not load._may_be_offered()
    (info / "entry_points.txt").write_text("[opexlint.rules]\nhouse = house_rules\n")
    assert load._may_be_offered()


def test_an_archive_on_the_path_may_offer_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "rules.zip"
    archive.write_bytes(b"")
    monkeypatch.setattr("sys.path", [str(archive)])
    assert load._may_be_offered()
