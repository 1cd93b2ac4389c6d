"""The real command in a process of its own, under bounds of time and memory.

Most runs are forks of one process that has everything imported already: a run then costs what it does, and not what starting Python costs.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

SECONDS: Final = 20
"""Of the processor's time."""
PATIENCE: Final = 120
"""Seconds on the clock, for what waits."""
MEMORY: Final = 3 * 1024**3 // 2
"""Bytes of address space."""

OPEXLINT: Final = Path(sys.executable).with_name("opexlint")


class Answer(NamedTuple):
    """How a run ended: its exit code (negative for the signal that killed it) and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """What `--format json` wrote."""
        data = json.loads(self.out)
        assert isinstance(data, dict)
        return data

    def said(self) -> set[tuple[str, str]]:
        """Path and rule of each finding."""
        return {(one["path"], one["rule"]) for one in self.report["findings"]}


def run(folder: Path, *arguments: str, **environment: str) -> Answer:
    """The installed command, started afresh."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder.parent / "cache"), **environment}
    done = subprocess.run(
        [OPEXLINT, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=PATIENCE,
        preexec_fn=_bounded,
        check=False,
    )
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


class Command:
    """The command, imported once; each run is a fork of it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.command", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), **environment},
        )

    def run(self, folder: Path, *arguments: str, stdin: bytes = b"") -> Answer:
        """One run in a folder."""
        (self._folder / "in").write_bytes(stdin)
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps([str(folder), *arguments]), file=self._process.stdin, flush=True)
        code = json.loads(self._process.stdout.readline())
        return Answer(code, (self._folder / "out").read_text("utf-8"), (self._folder / "err").read_text("utf-8"))

    def close(self) -> None:
        """Ends the process."""
        self._process.communicate()


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(folder: Path) -> None:
    from opexlint.cli import main

    jobs, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    _perform(main, folder, [str(folder / "warm")])  # imports all that reading needs
    for line in jobs:
        child = os.fork()
        if not child:
            _bounded()
            signal.alarm(PATIENCE)
            os._exit(_perform(main, folder, json.loads(line)))
        print(json.dumps(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])), file=answers, flush=True)


def _perform(main: Any, folder: Path, job: Sequence[str]) -> int:
    """Run the command with its streams in files; the exit code."""
    for number, name, flags in ((0, "in", os.O_RDONLY), (1, "out", os.O_WRONLY | os.O_TRUNC), (2, "err", os.O_WRONLY | os.O_TRUNC)):
        target = os.open(folder / name, flags | os.O_CREAT)
        os.dup2(target, number)
        os.close(target)
    os.chdir(job[0])
    try:
        main(list(job[1:]) or ["check"], prog_name="opexlint")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
