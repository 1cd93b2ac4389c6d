"""How long does reading a CDK app take against synthesising it?

    python bench/python_synth.py PYTHON CORPUS APP...

PYTHON is the interpreter of a virtual environment with aws-cdk-lib (Node must be on the PATH), CORPUS a folder of checkouts, each APP a
folder below it with a cdk.json. An app is synthesised as `cdk synth` does it, without its command line: the program is run in a copy with
`CDK_OUTDIR` and the context of its cdk.json. That runs the app's code: choose apps you trust. Both times are the best of two runs.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from opexlint.languages import Job
from opexlint.languages.python.classify import entry_of
from opexlint.languages.python.reader import Program
from opexlint.source import File, Sources

SECONDS = 120
"""How long a synthesis may take."""


def synthesised(python: Path, app: Path) -> float | None:
    """Seconds that the app takes to synthesise; None when it fails (it asks for an account, an image, a package)."""
    settings = json.loads((app / "cdk.json").read_text(encoding="utf-8"))
    context = {**settings.get("context", {}), "aws:cdk:bundling-stacks": []}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "app"
        shutil.copytree(app, copy)
        entry = entry_of("cdk.json", sources(copy))
        if entry is None:
            return None
        environment = {**os.environ, "CDK_OUTDIR": f"{folder}/out", "CDK_CONTEXT_JSON": json.dumps(context), "PYTHONPATH": str(copy)}
        best = None
        for _ in range(2):
            start = time.perf_counter()
            try:
                done = subprocess.run([python, entry], cwd=copy, env=environment, capture_output=True, timeout=SECONDS, check=False)
            except subprocess.TimeoutExpired:
                return None
            taken = time.perf_counter() - start
            if done.returncode or not list(Path(folder, "out").glob("*.template.json")):
                return None
            best = taken if best is None else min(best, taken)
        return best


def sources(root: Path) -> Sources:
    paths = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and ".git" not in path.parts]

    def read(path: str) -> File | None:
        try:
            return File(path, (root / path).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            return None

    return Sources(paths, read)


def read(app: Path) -> float:
    """Seconds that reading takes, with files that are not yet in memory."""
    best = float("inf")
    for _ in range(2):
        given = sources(app)
        start = time.perf_counter()
        program = Program(Job("python", "cdk.json", ()), given)
        program.run()
        program.parsed()
        best = min(best, time.perf_counter() - start)
    return best


def main(python: Path, corpus: Path, names: list[str]) -> None:
    ratios = []
    for name in names:
        taken = synthesised(python, corpus / name) if (corpus / name / "cdk.json").exists() else None
        if taken is None:
            print(f"{name}: is not synthesised here")
            continue
        mine = read(corpus / name)
        ratios.append(taken / mine)
        print(f"{name}: synthesised in {taken:.1f} s, read in {mine * 1000:.1f} ms, {taken / mine:.0f} times")
    if ratios:
        print(f"median {statistics.median(ratios):.0f} times, {min(ratios):.0f} to {max(ratios):.0f}, {len(ratios)} apps")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).resolve(), sys.argv[3:])
