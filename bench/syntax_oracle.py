"""Compares our trees of Terraform files with those of HashiCorp's parser, and measures how fast ours are made.

    python bench/syntax_oracle.py ORACLE FOLDER [--tree-sitter PYTHON]

PYTHON is an interpreter that has `tree-sitter` and `tree-sitter-hcl`: its bare parse of the same texts is timed in the same run.
ORACLE has one JSON object per line (plain or gzipped): `file`, as owner+name/path, and `b`, the items of its body as nested lists
`[kind, start, end, ...]` with offsets in bytes. FOLDER has the repositories, each as owner+name: a checkout, a bare repository or a folder
that holds one. A file that changed since the oracle was made counts as differing; files that are not there are left out.
"""

import argparse
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from opexlint.languages.terraform.syntax import SyntaxProblem, parse

ROUNDS = 5
AT_LEAST = 1.5
"""How many times as fast as the bare parse of tree-sitter ours has to be."""
BARE_PARSE = """
import json, sys, time
import tree_sitter, tree_sitter_hcl
texts = [text.encode() for text in json.load(sys.stdin)]
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
seconds = []
for _ in range(int(sys.argv[1])):
    started = time.process_time()
    for text in texts:
        parser.parse(text)
    seconds.append(time.process_time() - started)
print(min(seconds))
"""
FIELDS = {"attr": 5, "block": 6}
"""How many fields the oracle's items have; ours have more."""


def records(oracle: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(oracle, "rt", encoding="utf-8") if oracle.suffix == ".gz" else oracle.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def content(folder: Path, name: str) -> bytes | None:
    """A file of a checkout or of the newest commit of a repository."""
    repository, _, path = name.partition("/")
    root = folder / repository
    if (root / path).is_file():
        return (root / path).read_bytes()
    for candidate in (root, *root.glob("*/")):
        if (candidate / "HEAD").is_file() and (candidate / "objects").is_dir():
            shown = subprocess.run(["git", "--git-dir", candidate, "show", f"HEAD:{path}"], capture_output=True, check=False)
            return shown.stdout if shown.returncode == 0 else None
    return None


def as_oracle(value: Any, offsets: list[int]) -> Any:
    """A tree as the oracle has it: in lists, with offsets in bytes and without the fields that are ours."""
    if not isinstance(value, tuple):
        return value
    is_node = len(value) >= 3 and isinstance(value[1], int)
    fields = [as_oracle(field, offsets) for field in (value[: FIELDS.get(value[0])] if is_node else value)]
    if is_node:
        fields[1:3] = [offsets[offset] for offset in fields[1:3]]
    return fields


def tree(text: str) -> Any:
    try:
        items = parse(text)
    except SyntaxProblem as problem:
        return f"{problem} at {problem.start}"
    return as_oracle(items, list(accumulate((len(character.encode()) for character in text), initial=0)))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("oracle", type=Path)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--tree-sitter", metavar="PYTHON")
    options = arguments.parse_args()

    texts = []
    missing = identical = 0
    for record in records(options.oracle):
        found = content(options.folder, record["file"])
        if found is None:
            missing += 1
            continue
        texts.append(found.decode())
        if tree(texts[-1]) == record["b"]:
            identical += 1
        else:
            print(f"differs: {record['file']}")
    if not texts:
        sys.exit("none of the oracle's files is there")

    seconds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            parse(text)
        seconds.append(time.process_time() - started)
    size = sum(len(text.encode()) for text in texts)
    print(f"{len(texts)} files compared, {identical} identical, {len(texts) - identical} differing, {missing} not there")
    print(f"{size / min(seconds) / 1e6:.1f} MB/s CPU, best of {ROUNDS} rounds over {size / 1e6:.1f} MB, Python {sys.version.split()[0]}")
    if options.tree_sitter:
        command = [options.tree_sitter, "-c", BARE_PARSE, str(ROUNDS)]
        other = float(subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True).stdout)
        ratio = other / min(seconds)
        print(f"{size / other / 1e6:.1f} MB/s CPU for tree-sitter's bare parse: ours is {ratio:.2f} times as fast", end=" ")
        print(f"(at least {AT_LEAST:g}: {'kept' if ratio >= AT_LEAST else 'MISSED'})")


if __name__ == "__main__":
    main()
