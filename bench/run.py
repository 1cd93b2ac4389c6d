"""Measures opexlint against its peers, against the least that is possible, and against itself; see bench/README.md for what was measured.

    python bench/run.py                         all that needs nothing: the generated monorepo, the start
    python bench/run.py --corpus FOLDER         with checkouts of public repositories below FOLDER, named owner+name or name
    python bench/run.py --peers                 installs the peers into bench/.work (once) and compares against them
    python bench/run.py --only warm --runs 3    only the comparisons with this word in their name

Whole processes are measured, in turn (A B A B ...), on one machine in one run; medians and their ratio are printed. A comparison whose
corpus or peer is missing is named and left out. `--cpu` counts the processor's time instead of the clock's: on a machine that others use
too, only that is repeatable; it says nothing of processes that work side by side, and those are left out.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from monorepo import write

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"
PEERS = WORK / "peers"
CHECKOV = "checkov==3.3.30"
TEMPLATE = HERE.parent / "examples" / "orders" / "template.yaml"
SIZES = (1000, 5000, 20000)

OPEXLINT = [str(Path(sys.executable).with_name("opexlint"))]
CFN_LINT = [str(Path(sys.executable).with_name("cfn-lint"))]
PYTHON = [sys.executable]
CHECK = [*OPEXLINT, "check", ".", "--fail-on", "never"]


class Command(NamedTuple):
    """A command in a folder.

    With `forget` it remembers nothing of earlier runs. With `touch` that file is another one each time: it has one more line at its end, or
    at its beginning if it is to be `moved`.
    """

    words: Sequence[str]
    folder: Path
    forget: bool = False
    touch: str = ""
    moved: bool = False


class Cost(NamedTuple):
    """What a run took: seconds by the clock, seconds of the processor, and the peak of memory in MB."""

    clock: float
    processor: float
    memory: float


class Comparison(NamedTuple):
    """Two commands, and what their ratio has to be: `at_most` (ours / theirs) or `at_least` (theirs / ours)."""

    name: str
    ours: Command
    theirs: Command
    at_most: float = 0
    at_least: float = 0
    runs: int = 5
    missing: str = ""
    measure: str = "time"


def cost(command: Command) -> Cost:
    """One run; the exit code says what was found, not whether it worked, so only crashes count as failures."""
    if command.forget:
        shutil.rmtree(WORK / "cache", ignore_errors=True)
    if command.touch:
        path, line = command.folder / command.touch, f"# {time.time_ns()}\n"
        path.write_text(line + path.read_text() if command.moved else path.read_text() + line)
    # Compiled modules are kept, as for everybody who has installed the tools; the first run, which is not counted, writes them.
    environment = {
        **os.environ,
        "LOG_LEVEL": "ERROR",
        "NO_COLOR": "1",
        "PYTHONPYCACHEPREFIX": str(WORK / "compiled"),
        "XDG_CACHE_HOME": str(WORK / "cache"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    running = subprocess.Popen(command.words, cwd=command.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    elapsed = time.perf_counter() - start
    running.returncode = os.waitstatus_to_exitcode(status)
    # a peer's code may be a sum of kinds of findings (cfn-lint), or say that it could not read a file (checkov, 2)
    if running.returncode not in (0, 1) and command.words[0] == OPEXLINT[0]:
        raise SystemExit(f"{' '.join(command.words)} failed in {command.folder}")
    return Cost(elapsed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(one: Comparison, *, processor: bool) -> bool:
    if one.missing:
        print(f"{one.name:58} left out: {one.missing}")
        return True
    ours: list[Cost] = []
    theirs: list[Cost] = []
    for number in range(one.runs + (one.runs > 1)):
        costs = cost(one.ours), cost(one.theirs)
        if number or one.runs == 1:  # the first one is not counted
            ours.append(costs[0])
            theirs.append(costs[1])

    def median(costs: list[Cost]) -> float:
        if one.measure == "memory":
            return statistics.median(cost.memory for cost in costs)
        return statistics.median(cost.processor if processor else cost.clock for cost in costs)

    mine, other = median(ours), median(theirs)
    if one.at_most:
        ratio, kept, bound = mine / other, mine / other <= one.at_most, f"at most {one.at_most:g}"
    else:
        ratio, kept, bound = other / mine, other / mine >= one.at_least, f"at least {one.at_least:g}"
    unit = "MB" if one.measure == "memory" else "s "
    print(f"{one.name:58} {mine:9.3f} {unit} {other:9.3f} {unit} ratio {ratio:7.2f}  ({bound}: {'kept' if kept else 'MISSED'})", flush=True)
    return kept


def same_verdict(folder: Path, *, moved: bool) -> bool:
    """Whether a run that remembers says of a changed file what one that doesn't says."""
    command = Command([*CHECK, "--format", "json", "--output", str(WORK / "warm.json")], folder, touch=CHANGED, moved=moved)
    cost(command)
    cost(Command([*CHECK, "--format", "json", "--no-cache", "--output", str(WORK / "full.json")], folder))
    same = (WORK / "warm.json").read_bytes() == (WORK / "full.json").read_bytes()
    name = f"one {'moved' if moved else 'changed'} file: the verdict of the full run"
    print(f"{name:58} {'kept' if same else 'MISSED'}")
    return same


CHANGED = "services/000/service-00003/infra/main.tf"
"""A file of a root with alarms, which are looked at from everywhere."""


def alone(forget: bool = False, touch: str = "", folder: Path = HERE, extra: Sequence[str] = (), *, moved: bool = False) -> Command:
    """A run in one process."""
    return Command([*CHECK, "--jobs", "1", *extra], folder, forget, touch, moved)


def start() -> Iterator[Comparison]:
    small = WORK / "small"  # a project of one template, as in a pre-commit hook's first run
    small.mkdir(parents=True, exist_ok=True)
    (small / "opexlint.toml").write_text("")
    (small / "template.yaml").write_bytes(TEMPLATE.read_bytes())
    click = Command([*PYTHON, "-c", "import click"], HERE)
    yield Comparison("start: opexlint --version : import click", Command([*OPEXLINT, "--version"], HERE), click, at_most=4, runs=15)
    yield Comparison("start: one small template : import click", Command([*CHECK, "template.yaml"], small), click, at_most=6, runs=15)


def monorepo(*, processor: bool) -> Iterator[Comparison]:
    folders = {size: WORK / "monorepo" / str(size) for size in SIZES}
    other = WORK / "monorepo" / "moved"
    for size, folder in (*folders.items(), (5000, other)):
        if not folder.exists():
            write(folder, size)
        (folder / ".git").mkdir(exist_ok=True)  # a repository, and so a cache, of its own
    large = folders[5000]
    floor = Command([*PYTHON, str(HERE / "floor.py"), "."], large)
    cold, warm = alone(forget=True, folder=large), alone(folder=large)
    yield Comparison("floor: 5,000 files, cold, one process : parse all", cold, floor, at_most=5)
    yield Comparison("warm: 5,000 files : cold", warm, alone(folder=large, extra=["--no-cache"]), at_most=0.25)
    yield Comparison("warm: one changed file in 5,000 : none", alone(touch=CHANGED, folder=large), warm, at_most=1.3)
    yield Comparison("warm: one moved file in 5,000 : none", alone(touch=CHANGED, folder=other, moved=True), warm, at_most=1.3)
    two, one = Command([*CHECK, "--jobs", "2", "--no-cache"], large), alone(folder=large, extra=["--no-cache"])
    why = "processes side by side are measured by the clock" if processor else ""
    yield Comparison("workers: two on 5,000 files : one", two, one, at_least=1.5, missing=why)
    for measure in ("time", "memory"):
        for label, extra in (("cold", ["--no-cache"]), ("warm", [])):
            more, less = alone(folder=folders[20000], extra=extra), alone(folder=large, extra=extra)
            yield Comparison(f"linear: {label} {measure}, 20,000 files : 5,000", more, less, at_most=4.4, runs=2, measure=measure)


def peers(corpus: Path, checkov: str) -> Iterator[Comparison]:
    def there(name: str) -> Path:
        return next((path for path in sorted(corpus.glob(f"*{name}")) if path.is_dir()), corpus / name)

    eks, templates = there("terraform-aws-eks"), there("aws-cloudformation-templates")
    asked = ["--directory", ".", "--compact", "--quiet", "--skip-download", "--framework"]
    no_checkov = "" if checkov else "no checkov (--peers)"
    for folder, framework, cold, warm, runs in ((eks, "terraform", 40, 150, 3), (templates, "cloudformation", 15, 40, 1)):
        missing = no_checkov or ("" if folder.is_dir() else f"no {folder.name} below --corpus")
        theirs = Command([checkov, *asked, framework], folder)
        name = folder.name.rpartition("+")[2]
        for label, forget, least in (("cold", True, cold), ("warm", False, warm)):
            ours = Command(CHECK, folder, forget)
            yield Comparison(f"peers: {name}, {label} : checkov", ours, theirs, at_least=least, runs=runs, missing=missing)
    found = sorted(str(path) for path in templates.rglob("*.yaml") if "AWSTemplateFormatVersion" in path.read_text("utf-8", "replace"))
    missing = "" if found else f"no {templates.name} below --corpus"
    yield Comparison(
        "peers: aws-cloudformation-templates, cold : cfn-lint",
        Command(CHECK, templates, forget=True),
        Command([*CFN_LINT, *found], templates),
        at_least=10,
        runs=1,
        missing=missing,
    )


def installed(name: str, install: bool) -> str:
    """The peer's command, installed into a folder of its own."""
    command = PEERS / "bin" / name
    if not command.exists() and install:
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        subprocess.run([str(PEERS / "bin" / "pip"), "install", "--quiet", CHECKOV], check=True)
    return str(command) if command.exists() else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=WORK / "corpus")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--checkov", help="a checkov that is installed already")
    parser.add_argument("--only", default="", help="a word in the names of the comparisons")
    parser.add_argument("--runs", type=int, help="how often each command is run")
    parser.add_argument("--cpu", action="store_true", help="count the processor's time")
    arguments = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    checkov = arguments.checkov or installed("checkov", arguments.peers)
    clock = "processor" if arguments.cpu else "clock"
    print(f"{f'seconds by the {clock}':58} {'ours':>12} {'other':>12}")
    kept = True
    for one in (*start(), *monorepo(processor=arguments.cpu), *peers(arguments.corpus, checkov)):
        if arguments.only in one.name:
            kept &= compare(one._replace(runs=arguments.runs or one.runs), processor=arguments.cpu)
    if arguments.only in "verdict":
        kept &= same_verdict(WORK / "monorepo" / "5000", moved=False) & same_verdict(WORK / "monorepo" / "moved", moved=True)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
