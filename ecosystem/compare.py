"""What a change does to the findings in real repositories: gained, lost and weighed otherwise, rule by rule. Read them before a rule lands.

    python ecosystem/compare.py BASE HEAD CHECKOUT...

BASE and HEAD are revisions of opexlint (`.` is the working tree); each CHECKOUT is a local folder of somebody's code, checked by both.
Findings are matched by rule, path, subject and message, so moved lines do not count. Nothing in a checkout is run or imported.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

PROJECT: Final = Path(__file__).resolve().parents[1]
SHOWN: Final = 20
"""Findings printed for each rule and direction."""

Key: TypeAlias = tuple[str, str, str, str]
"""Rule, path, subject, message."""


class Place(NamedTuple):
    """Where a finding stands, and how severe it is."""

    line: int
    severity: str


class Run(NamedTuple):
    """What one opexlint said about one checkout; `error` is why it said nothing."""

    findings: dict[Key, list[Place]]
    error: str = ""

    @property
    def total(self) -> int:
        """How many findings there are."""
        return sum(map(len, self.findings.values()))


class Change(NamedTuple):
    """Findings of a rule, a line each."""

    gained: list[str]
    lost: list[str]
    weighed: list[str]


@contextmanager
def checkout(revision: str, project: Path = PROJECT) -> Iterator[Path]:
    """A folder with that revision of opexlint."""
    if revision == ".":
        yield project
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "tree"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(folder), revision], cwd=project, check=True)
        try:
            yield folder
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=project, check=True)


def findings(opexlint: Path, folder: Path) -> Run:
    """What that opexlint says about a folder."""
    code = "from opexlint.cli import main; main()"
    done = subprocess.run(
        # -P: the folder that is checked is none to import from
        [sys.executable, "-P", "-c", code, "check", ".", "--format", "json", "--fail-on", "never", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(opexlint / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        return Run({}, done.stderr.strip()[-400:] or f"exit code {done.returncode}")
    rows: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    found: dict[Key, list[Place]] = defaultdict(list)
    for row in rows:
        found[row["rule"], row["path"], row["subject"], row["message"]].append(Place(row["line"], row["severity"]))
    return Run(found)


def compared(name: str, base: Run, head: Run) -> Iterator[tuple[str, str, str]]:
    """What differs in a checkout of that name: the rule, `gained`, `lost` or `weighed`, and the line that tells it."""
    for key in dict.fromkeys((*head.findings, *base.findings)):
        rule, path, subject, message = key
        before, after = base.findings.get(key, []), head.findings.get(key, [])
        both = min(len(before), len(after))
        for direction, places in (("gained", after[both:]), ("lost", before[both:])):
            for line, severity in places:
                yield rule, direction, f"{name}/{path}:{line} {severity} {subject}: {message}"
        for old, new in zip(before[:both], after[:both], strict=True):
            if old.severity != new.severity:
                yield rule, "weighed", f"{name}/{path}:{new.line} {old.severity} -> {new.severity} {subject}: {message}"


def report(totals: Counter[str], changes: dict[str, Change], errors: Iterable[str]) -> str:
    """What is printed."""
    lines = [*errors, f"findings: {totals['base']} in base, {totals['head']} in head"]
    for rule, change in sorted(changes.items()):
        lines += ["", f"{rule}: +{len(change.gained)} -{len(change.lost)}" + (f" ~{len(change.weighed)}" if change.weighed else "")]
        for sign, told in zip("+-~", change, strict=True):
            lines += (f"  {sign} {line}" for line in told[:SHOWN])
            if len(told) > SHOWN:
                lines.append(f"  {sign} ... and {len(told) - SHOWN} more")
    return "\n".join(lines) + "\n"


def compare(base: str, head: str, folders: Sequence[Path], project: Path = PROJECT) -> tuple[str, bool]:
    """The report on two revisions over these checkouts, and whether both could check all of them."""
    changes: dict[str, Change] = defaultdict(lambda: Change([], [], []))
    totals: Counter[str] = Counter()
    errors: list[str] = []
    with checkout(base, project) as before, checkout(head, project) as after:
        for folder in folders:
            runs = {"base": findings(before, folder), "head": findings(after, folder)}
            for label, run in runs.items():
                totals[label] += run.total
                if run.error:
                    errors.append(f"{folder.name}: {label} failed: {run.error}")
            if any(run.error for run in runs.values()):
                continue  # what one of them did not look at is neither gained nor lost
            for rule, direction, line in compared(folder.name, runs["base"], runs["head"]):
                getattr(changes[rule], direction).append(line)
    return report(totals, changes, errors), not errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("head")
    parser.add_argument("checkouts", nargs="+", type=Path)
    arguments = parser.parse_args()
    text, complete = compare(arguments.base, arguments.head, [folder.resolve() for folder in arguments.checkouts])
    sys.stdout.write(text)
    sys.exit(0 if complete else 2)


if __name__ == "__main__":
    main()
