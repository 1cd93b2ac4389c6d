"""Measures opexlint against its peers: whole processes, in turn (A B A B ...), on one machine in one run; prints medians and their ratio.

    python bench/run.py                         the comparisons that need nothing
    python bench/run.py --corpus FOLDER         with checkouts of public repositories below FOLDER, named owner+name or name
    python bench/run.py --peers                 installs the peers into bench/.work (once) and compares against them

A comparison whose corpus or peer is missing is named and left out.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work"
PEERS = WORK / "peers"
CHECKOV = "checkov==3.3.30"
TEMPLATE = HERE.parent / "examples" / "orders" / "template.yaml"

OPEXLINT = [str(Path(sys.executable).with_name("opexlint"))]
PYTHON = [sys.executable]


class Comparison(NamedTuple):
    """Two commands, and what their ratio has to be: `at_most` (ours / theirs) or `at_least` (theirs / ours)."""

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]
    at_most: float = 0
    at_least: float = 0
    runs: int = 9
    missing: str = ""


def seconds(command: Sequence[str], cwd: Path) -> float:
    """Wall time of one run; the exit code says what was found, not whether it worked, so only crashes count as failures."""
    # Compiled modules are kept, as for everybody who has installed the tools; the first run, which is not counted, writes them.
    environment = {**os.environ, "LOG_LEVEL": "ERROR", "NO_COLOR": "1", "PYTHONPYCACHEPREFIX": str(WORK / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr.decode()[-500:]}")
    return elapsed


def compare(one: Comparison, cwd: Path) -> bool:
    if one.missing:
        print(f"{one.name:52} left out: {one.missing}")
        return True
    seconds(one.ours, cwd)
    seconds(one.theirs, cwd)
    ours, theirs = [], []
    for _ in range(one.runs):
        ours.append(seconds(one.ours, cwd))
        theirs.append(seconds(one.theirs, cwd))
    mine, other = statistics.median(ours), statistics.median(theirs)
    if one.at_most:
        ratio, kept, bound = mine / other, mine / other <= one.at_most, f"at most {one.at_most:g}"
    else:
        ratio, kept, bound = other / mine, other / mine >= one.at_least, f"at least {one.at_least:g}"
    print(f"{one.name:52} {mine:8.3f} s {other:8.3f} s  ratio {ratio:6.2f}  ({bound}: {'kept' if kept else 'MISSED'})")
    return kept


def peer(name: str, install: bool) -> str:
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
    arguments = parser.parse_args()
    checkov = arguments.checkov or peer("checkov", arguments.peers)
    eks = next((path for path in sorted(arguments.corpus.glob("*terraform-aws-eks")) if path.is_dir()), None)
    missing = "" if checkov and eks else "no checkov (--peers)" if not checkov else "no terraform-aws-eks below --corpus"
    small = WORK / "small"  # a project of one template, as in a pre-commit hook's first run
    small.mkdir(parents=True, exist_ok=True)
    (small / "opexlint.toml").write_text("")
    (small / "template.yaml").write_bytes(TEMPLATE.read_bytes())
    start = [*PYTHON, "-c", "import click"]
    comparisons = [
        Comparison("opexlint --version : import click", [*OPEXLINT, "--version"], start, at_most=4, runs=15),
        Comparison("one small template : import click", [*OPEXLINT, "check", str(small / "template.yaml")], start, at_most=6, runs=15),
        Comparison(
            "terraform-aws-eks : checkov",
            [*OPEXLINT, "check", "."],
            [checkov, "--directory", ".", "--framework", "terraform", "--compact", "--quiet", "--skip-download"],
            at_least=20,
            runs=3,
            missing=missing,
        ),
    ]
    print(f"{'':52} {'opexlint':>10} {'other':>10}")
    kept = [compare(one, eks if "eks" in one.name and eks else HERE.parent) for one in comparisons]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
