"""Reading jobs: one after the other, or in worker processes.

What crosses between processes is bytes: a worker is sent numbers of jobs and answers with encoded results (`model.encode`), never with
pickled ones. Jobs that share files (roots of Terraform that call the same module) go to the same worker, so that no file is parsed twice,
unless they are so many that the others would wait for it. Which worker reads what has no influence on a result.

A worker that dies takes no other job with it: what it was reading is tried once more by a new one, and reported when that dies too.
"""

import gc
import marshal
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from opexlint.files import Tree
from opexlint.languages import NAMES, Job, language
from opexlint.model import Parsed, Problem, decode, encode, recorded
from opexlint.source import File, Location, Question, Sources

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

WORTH_WORKERS: Final = 400_000
"""Characters of code to read from which on workers gain more than they cost to start."""

PIECES: Final = 32
"""Into how many pieces each worker's share is cut at least: small ones even out what was weighed wrongly."""

MAX_PIECE: Final = 512
"""Jobs in one piece: the message that names them must fit into a pipe."""

MAX_SHARED: Final = 2048
"""Numbers that are shared out at once: as many as fit into the smallest pipe there is."""

_NUMBER: Final = 2
"""The bytes of one of them."""

MAX_TRIES: Final = 2
"""How often a job is given to a worker before it counts as the reason that workers die."""

CALLS: Final = 1000
"""How deep calls may nest below a reader, whoever starts it: the same input ends at the same depth in any process."""

GARBAGE: Final = (1_000_000, 20, 50)
"""Thresholds of the collector within a job: readers make many containers, nearly all of which live as long as the run or die at once."""

LEFT_OVER: Final = 1_000_000
"""Containers that jobs have left behind when garbage is looked for between two of them. Readers leave hardly any: it is a precaution."""


class Outcome(NamedTuple):
    """What became of a job: its result, the same as bytes where they are at hand, and what was asked with what stands for the answers.

    `sound` is False for a reader's failure, which is not worth remembering.
    """

    parsed: Parsed
    encoded: bytes
    asked: tuple[tuple[Question, bytes], ...]
    sound: bool


class Project(NamedTuple):
    """What a worker needs to know: where the files are, which there are, and the texts that stand in for the disk's."""

    root: Path
    paths: Sequence[str]
    overlay: Mapping[str, File]


def cores() -> int:
    """The processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def collect_rarely() -> None:
    """Set the garbage collector for a process that reads: about a third of the time of a run went into looking for garbage."""
    gc.set_threshold(*GARBAGE)


def keep_what_was_read() -> None:
    """Tell the garbage collector that all there is now stays: it must not walk through that again and again."""
    gc.freeze()


def _clear_up() -> None:
    """Between two jobs: let go of what is garbage, once there is enough to look through, and keep the rest for good."""
    if gc.get_count()[0] > LEFT_OVER:
        gc.collect()
        keep_what_was_read()


def read(job: Job, sources: Sources) -> Outcome:
    """Read one job in this process; what a reader fails on is a problem of the files it covers."""
    own = sources.apart()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(_depth() + CALLS)
    try:
        parsed, sound = recorded(language(job.language).read(job, own)), True
    except Exception as error:
        parsed, sound = failed(error, job.paths), False
    finally:
        sys.setrecursionlimit(limit)
    return Outcome(parsed, b"", tuple((question, own.answer(question)) for question in own.asked), sound)


def _depth() -> int:
    frame, depth = sys._getframe(), 0
    while frame.f_back is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


def failed(error: Exception, paths: Sequence[str]) -> Parsed:
    """A reader's bug, or a bound of the machine that it did not foresee: a problem of each of its files."""
    if isinstance(error, RecursionError):
        rule, why = "limit-reached", "it nests more deeply than opexlint can follow"
    elif isinstance(error, MemoryError):
        rule, why = "limit-reached", "reading it takes more memory than there is"
    else:
        rule, why = "file-skipped", f"opexlint failed to read it ({type(error).__name__}: {error}); please report this"
    return Parsed(problems=tuple(Problem(rule, why, Location(path, 0, 0)) for path in paths))


def read_all(jobs: Sequence[Job], weights: Sequence[int], sources: Sources, workers: "Workers") -> Iterator[tuple[int, Outcome]]:
    """The outcome of each job with its number, in any order. `weights` are the characters of each; with one worker, this process reads."""
    left = dict.fromkeys(range(len(jobs)))
    if workers.count > 1 and len(jobs) > 1 and sum(weights) >= WORTH_WORKERS:
        for number, outcome in workers.outcomes(jobs, _pieces(jobs, weights, workers.count)):
            del left[number]
            yield number, outcome
    if left:
        keep_what_was_read()
    for number in left:
        yield number, read(jobs[number], sources)
        _clear_up()


# -- who reads what ---------------------------------------------------------------------------------------------------------------------


def _pieces(jobs: Sequence[Job], weights: Sequence[int], workers: int) -> list[list[int]]:
    """The numbers of the jobs in pieces to hand out, the heaviest first; jobs that share files are in one, unless it gets too heavy."""
    total = sum(weights)
    pieces: list[tuple[int, list[int]]] = []
    piece: list[int] = []
    weight = 0
    for group in _sharing(jobs):
        whole = sum(weights[number] for number in group) <= total / (2 * workers) and len(group) <= MAX_PIECE
        for part in [group] if whole else [[number] for number in group]:
            if len(piece) + len(part) > MAX_PIECE:
                pieces.append((weight, piece))
                piece, weight = [], 0
            piece += part
            weight += sum(weights[number] for number in part)
            if weight >= total / (workers * PIECES):
                pieces.append((weight, piece))
                piece, weight = [], 0
    if piece:
        pieces.append((weight, piece))
    return [numbers for _, numbers in sorted(pieces, key=lambda one: -one[0])]


def _sharing(jobs: Sequence[Job]) -> list[list[int]]:
    """The numbers of the jobs in groups that have files in common, directly or through others."""
    leader = list(range(len(jobs)))

    def first(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    by_path: dict[str, int] = {}
    for number, job in enumerate(jobs):
        for path in job.paths:
            leader[first(number)] = first(by_path.setdefault(path, number))
    groups: dict[int, list[int]] = {}
    for number in range(len(jobs)):
        groups.setdefault(first(number), []).append(number)
    return list(groups.values())


class Share:
    """Processes that help this one with what it has in memory: each begins as a copy of it (`lint.Share`)."""

    def __init__(self, processes: int) -> None:
        self.processes = processes if _may_fork() else 1

    @contextmanager
    def out(self, count: int, work: Callable[[Iterator[int]], bytes]) -> Iterator[tuple[Iterator[int], Iterator[bytes]]]:
        """Shares out the numbers below `count`, at most `MAX_SHARED`: who is free draws the next one.

        Gives those that this process draws, and then what `work` made of the others in each other process; a process that fails says
        nothing.
        """
        import multiprocessing

        context: Any = multiprocessing.get_context("fork")
        drawn, offered = os.pipe()
        os.write(offered, b"".join(number.to_bytes(_NUMBER, "big") for number in range(count)))
        os.close(offered)
        running: list[tuple[BaseProcess, Connection[Any, Any]]] = []
        try:
            for _ in range(1, self.processes):
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_send_result, args=(theirs, partial(work, _drawn(drawn))), daemon=True)
                process.start()
                theirs.close()
                running.append((process, ours))
            yield _drawn(drawn), (data for _, connection in running for data in _received(connection))
        finally:
            os.close(drawn)
            for process, connection in running:
                process.terminate()
                process.join()
                connection.close()


def _drawn(pipe: int) -> Iterator[int]:
    return (int.from_bytes(number, "big") for number in iter(partial(os.read, pipe, _NUMBER), b""))


def _may_fork() -> bool:
    """Whether a process can begin as a copy of this one: next to threads, and on other systems, that is not safe."""
    from threading import active_count

    return sys.platform == "linux" and active_count() == 1


def _send_result(connection: "Connection[Any, Any]", work: Callable[[], bytes]) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    with suppress(Exception):  # the parent sees the end of the connection
        connection.send_bytes(work())


def _received(connection: "Connection[Any, Any]") -> Iterator[bytes]:
    with suppress(EOFError, OSError):  # it has failed
        yield connection.recv_bytes()


# -- processes --------------------------------------------------------------------------------------------------------------------------


class _Worker(NamedTuple):
    """A process, the way to it, and the jobs it was sent and has not answered."""

    process: "BaseProcess"
    connection: "Connection[Any, Any]"
    waiting: deque[int]


class Workers:
    """Worker processes and the pieces they are handed out.

    They can `begin` before it is known what there is to read: meanwhile they import what reading takes.
    """

    def __init__(self, project: Project, count: int) -> None:
        self.count = count
        self._project = project
        self._jobs: Sequence[Job] = ()
        self._pieces: deque[list[int]] = deque()
        self._tries: dict[int, int] = {}
        self._workers: list[_Worker] = []

    def begin(self) -> None:
        """Starts as many as there are to be."""
        while len(self._workers) < self.count:
            self._start()

    def close(self) -> None:
        """Ends them, whatever they are at."""
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()

    def _start(self) -> None:
        import multiprocessing

        context: Any = multiprocessing.get_context("fork" if _may_fork() else "spawn")  # a fork has everything imported at once
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._project), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours, deque())
        self._workers.append(worker)
        if self._jobs:
            self._name_jobs(worker)

    def _name_jobs(self, worker: _Worker) -> None:
        """Tells a worker what there is to read while it only waits for that: later on it may be busy sending, as this process is."""
        with suppress(OSError):  # it has died: reading from it says so
            worker.connection.send_bytes(marshal.dumps([tuple(job) for job in self._jobs]))

    def outcomes(self, jobs: Sequence[Job], pieces: Sequence[list[int]]) -> Iterator[tuple[int, Outcome]]:
        """The outcomes as they come in, without those that only this process can make, and without any when no worker starts."""
        from multiprocessing.connection import wait

        self._jobs = jobs
        self._pieces.extend(pieces)
        self.count = min(self.count, len(pieces))
        for worker in self._workers:
            self._name_jobs(worker)
        self.begin()
        while self._workers and (self._pieces or any(worker.waiting for worker in self._workers)):
            by_connection = {worker.connection: worker for worker in self._workers}
            for ready in wait(list(by_connection)):
                worker = by_connection[ready]  # type: ignore[index]
                try:
                    message = worker.connection.recv_bytes()
                except (EOFError, OSError):
                    yield from self._lost(worker)
                    continue
                if message:
                    number = worker.waiting.popleft()
                    outcome = _outcome(message)
                    if outcome is not None:
                        yield number, outcome
                self._feed(worker)

    def _feed(self, worker: _Worker) -> None:
        """Keeps a worker from running out of work while its answers are taken in."""
        while self._pieces and len(worker.waiting) < 2:
            piece = self._pieces.popleft()
            worker.waiting.extend(piece)
            try:
                worker.connection.send_bytes(marshal.dumps(piece))
            except OSError:
                return  # it has died: reading from it says so

    def _lost(self, worker: _Worker) -> Iterator[tuple[int, Outcome]]:
        """Takes leave of a worker that died: what it was reading is tried once more on its own."""
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        if not worker.waiting:
            return  # it never came to work: no other one will
        suspect = worker.waiting.popleft()
        if worker.waiting:
            self._pieces.appendleft(list(worker.waiting))
        self._tries[suspect] = self._tries.get(suspect, 0) + 1
        if self._tries[suspect] < MAX_TRIES:
            self._pieces.append([suspect])
        else:
            why = f"the process that read it died (exit code {worker.process.exitcode}); please report this"
            problems = tuple(Problem("file-skipped", why, Location(path, 0, 0)) for path in self._jobs[suspect].paths)
            yield suspect, Outcome(Parsed(problems=problems), b"", (), sound=False)
        self._start()


def _work(connection: "Connection[Any, Any]", project: Project) -> None:
    """What a worker does: says that it is there, is told all jobs, reads those it is sent the numbers of, and ends with the connection."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    collect_rarely()
    gc.freeze()
    tree = Tree(project.root, ())
    tree.overlay.update(project.overlay)
    sources = Sources(project.paths, tree.read, tree.unentered)
    with suppress(Exception):  # the parent is gone, or there is no more memory: it sees the end of the connection
        connection.send_bytes(b"")
        for name in NAMES:
            language(name).prepare()
        jobs = [Job(*job) for job in marshal.loads(connection.recv_bytes())]  # noqa: S302  what the parent sent
        while True:
            for number in marshal.loads(connection.recv_bytes()):  # noqa: S302
                connection.send_bytes(_message(read(jobs[number], sources)))
                _clear_up()


def _message(outcome: Outcome) -> bytes:
    asked = [(kind, path, answer) for (kind, path), answer in outcome.asked]
    try:
        encoded = encode(outcome.parsed)
    except ValueError:  # it nests too deep to be written: the parent has to read it itself
        encoded = b""
    return marshal.dumps((encoded, asked, outcome.sound))


def _outcome(message: bytes) -> Outcome | None:
    encoded, asked, sound = marshal.loads(message)  # noqa: S302  what a worker of ours sent
    if not encoded:
        return None
    return Outcome(decode(encoded), encoded, tuple([((kind, path), answer) for kind, path, answer in asked]), sound)
