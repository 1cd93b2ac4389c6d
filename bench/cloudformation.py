"""Measures the CloudFormation reader on checkouts of public repositories.

    python bench/cloudformation.py FOLDER...            time against yaml.compose, and what stayed unknown and why
    python bench/cloudformation.py --cfn-lint FOLDER... also whole processes against cfn-lint, over some of the templates

Our time is that from the bytes of a file to the common model (decoding, parsing, intrinsic functions, nested stacks), without index and
rules; that of `yaml.compose` its bare parse of the same texts with the C parser, without any of what they mean. Medians of runs in turn.
"""

import argparse
import gc
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import yaml

from opexlint.languages import cloudformation
from opexlint.model import LIST, MAPPING, UNKNOWN, Node, Parsed, children
from opexlint.source import File, Sources

RUNS = 5
COMPOSE_AT_MOST = 4.0
CFN_LINT_AT_LEAST = 10.0
CFN_LINT_SAMPLE = 60
CFN_LINT_RUNS = 3
MAX_TEMPLATE = 1_000_000
"""Bytes; what is longer is no template that anybody can deploy."""

_NAME = re.compile(r"^(?!AWS::|Fn::)\S*[A-Z]\S*|(?<=declares no )\S+|(?<=its template )\S+")


class Corpus:
    """The templates below a folder, with their bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: list[str] = []
        self.bytes: dict[str, bytes] = {}
        for path in sorted(folder.rglob("*")):
            if not path.name.endswith(cloudformation.SUFFIXES) or not path.is_file() or path.stat().st_size > MAX_TEMPLATE:
                continue
            name, data = path.relative_to(folder).as_posix(), path.read_bytes()
            self.paths.append(name)
            self.bytes[name] = data
        files = {name: self.file(name) for name in self.paths}
        self.templates = [name for name, file in files.items() if file is not None and cloudformation.claims(file)]

    def file(self, name: str) -> File | None:
        """A file, decoded anew each time it is asked for."""
        data = self.bytes.get(name)
        if data is None:
            return None
        try:
            return File(name, data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return None

    def read(self) -> Iterator[Parsed]:
        """The model of all templates; a crash is told and does not end the others."""
        sources = Sources(self.paths, self.file)
        for job in cloudformation.jobs(self.templates, sources):
            try:
                yield cloudformation.read(job, sources)
            except Exception:
                print(f"CRASH {job.entry}\n{traceback.format_exc()}", file=sys.stderr)

    def compose(self) -> int:
        """Bare parses of all templates; answers how many the parser refuses."""
        refused = 0
        for name in self.templates:
            try:
                yaml.compose(self.bytes[name].decode("utf-8-sig"), Loader=yaml.CSafeLoader)
            except (yaml.YAMLError, UnicodeError):
                refused += 1
        return refused


def seconds(run: Callable[[], object]) -> float:
    """Processor time of one run; the collector rests, as it does at the end of any short process."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    run()
    elapsed = time.process_time() - start
    gc.enable()
    return elapsed


def against_compose(corpus: Corpus) -> bool:
    """Prints both times and their ratio."""
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(seconds(lambda: list(corpus.read())))
        theirs.append(seconds(corpus.compose))
    mine, other = statistics.median(ours), statistics.median(theirs)
    size = sum(len(corpus.bytes[name]) for name in corpus.templates)
    print(f"  {len(corpus.templates)} templates, {size / 1e6:.1f} MB; yaml.compose refuses {corpus.compose()} of them")
    kept = mine <= COMPOSE_AT_MOST * other
    verdict = f"at most {COMPOSE_AT_MOST:g}: {'kept' if kept else 'MISSED'}"
    print(f"  model {mine:.2f} s, yaml.compose {other:.2f} s: ratio {mine / other:.2f} ({verdict})")
    return kept


def nodes(parsed: Parsed) -> Iterator[Node]:
    """All nodes of the resources of a template."""
    for resource in parsed.resources:
        stack = [resource.when, resource.properties, resource.attributes]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(children(node))


def tell_unknowns(corpus: Corpus) -> None:
    """Prints what there is and why some of it is not known."""
    reasons: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for parsed in corpus.read():
        counts["units"] += len(parsed.units)
        counts["open units"] += sum(bool(unit.open) for unit in parsed.units)
        counts["resources"] += len(parsed.resources)
        counts["commands"] += len(parsed.commands)
        counts["opaque modules"] += sum(bool(module.opaque) for module in parsed.modules)
        counts["problems"] += len(parsed.problems)
        for kind, payload, *_ in nodes(parsed):
            counts["values"] += 1
            why = payload if kind == UNKNOWN else payload[1] if kind in (LIST, MAPPING) else ""
            if why:
                counts["unknown"] += 1
                reasons[_NAME.sub("*", str(why))] += 1
    print("  " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    for reason, count in reasons.most_common(10):
        print(f"  {count:8} unknown because {reason}")


def against_cfn_lint(corpus: Corpus) -> bool:
    """Whole processes over every n-th template: `opexlint check` with all its rules against `cfn-lint` with its own."""
    step = max(1, len(corpus.templates) // CFN_LINT_SAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{index}{Path(name).suffix}" for index, name in enumerate(corpus.templates[::step]) if not name.endswith(".toml")]
        for index, name in enumerate(corpus.templates[::step]):
            if not name.endswith(".toml"):
                (Path(folder) / f"{index}{Path(name).suffix}").write_bytes(corpus.bytes[name])
        (Path(folder) / "opexlint.toml").touch()
        programs = Path(sys.executable)
        ours, theirs = [], []
        for _ in range(CFN_LINT_RUNS):
            ours.append(process([str(programs.with_name("opexlint")), "check", *names], folder))
            theirs.append(process([str(programs.with_name("cfn-lint")), *names], folder))
    mine, other = statistics.median(ours), statistics.median(theirs)
    kept = other >= CFN_LINT_AT_LEAST * mine
    print(
        f"  {len(names)} templates: opexlint {mine:.2f} s, cfn-lint {other:.2f} s: "
        f"{other / mine:.1f} times as fast (at least {CFN_LINT_AT_LEAST:g}: {'kept' if kept else 'MISSED'})"
    )
    return kept


def process(command: Sequence[str], folder: str) -> float:
    """Wall time of a process."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, check=False)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--cfn-lint", action="store_true")
    arguments = parser.parse_args()
    kept = True
    for folder in arguments.folders:
        corpus = Corpus(folder)
        print(folder.name)
        kept &= against_compose(corpus)
        tell_unknowns(corpus)
        kept &= not arguments.cfn_lint or against_cfn_lint(corpus)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
