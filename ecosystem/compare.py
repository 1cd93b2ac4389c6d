"""What a change does to the findings in real repositories: gained and lost, rule by rule. Read them before a rule lands.

    python ecosystem/compare.py BASE HEAD CHECKOUT...

BASE and HEAD are revisions of opexlint (`.` is the working tree); each CHECKOUT is a local folder of somebody's code, checked by both.
Findings are matched by rule, path, subject and message, so moved lines do not count.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

PROJECT = Path(__file__).resolve().parents[1]
SHOWN = 20
"""Findings printed for each rule and direction."""


class Run(NamedTuple):
    """Findings by what identifies them, and the files that opexlint could not read."""

    findings: Counter[tuple[str, str, str, str]]
    lines: dict[tuple[str, str, str, str], int]
    error: str


@contextmanager
def checkout(revision: str) -> Iterator[Path]:
    """A folder with that revision of opexlint."""
    if revision == ".":
        yield PROJECT
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "tree"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(folder), revision], cwd=PROJECT, check=True)
        try:
            yield folder
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=PROJECT, check=True)


def findings(opexlint: Path, folder: Path) -> Run:
    """What that opexlint says about a folder."""
    code = "from opexlint.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "check", ".", "--format", "json", "--fail-on", "never"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(opexlint / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        return Run(Counter(), {}, done.stderr.strip()[-400:])
    rows: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    counted: Counter[tuple[str, str, str, str]] = Counter()
    lines: dict[tuple[str, str, str, str], int] = {}
    for row in rows:
        key = (row["rule"], row["path"], row["subject"], row["message"])
        counted[key] += 1
        lines.setdefault(key, row["line"])
    return Run(counted, lines, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("head")
    parser.add_argument("checkouts", nargs="+", type=Path)
    arguments = parser.parse_args()
    changes: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"gained": [], "lost": []})
    totals: Counter[str] = Counter()
    with checkout(arguments.base) as base, checkout(arguments.head) as head:
        for folder in arguments.checkouts:
            before, after = findings(base, folder), findings(head, folder)
            for label, run in (("base", before), ("head", after)):
                totals[label] += run.findings.total()
                if run.error:
                    print(f"{folder.name}: {label} failed: {run.error}")
            for direction, run, gone in (("gained", after, before), ("lost", before, after)):
                for key in (run.findings - gone.findings).elements():
                    rule, path, subject, message = key
                    changes[rule][direction].append(f"{folder.name}/{path}:{run.lines[key]} {subject}: {message}")
    print(f"{totals['base']} findings in base, {totals['head']} in head")
    for rule, directions in sorted(changes.items()):
        print(f"\n{rule}: +{len(directions['gained'])} -{len(directions['lost'])}")
        for direction, sign in (("gained", "+"), ("lost", "-")):
            for line in directions[direction][:SHOWN]:
                print(f"  {sign} {line}")
            if len(directions[direction]) > SHOWN:
                print(f"  {sign} ... and {len(directions[direction]) - SHOWN} more")


if __name__ == "__main__":
    main()
