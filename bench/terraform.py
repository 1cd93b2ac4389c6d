"""Measures the Terraform reader: against its own parser, for growth, and against checkov.

    python bench/terraform.py FOLDER...                       parsing alone against parsing, evaluating and modelling, in one process
    python bench/terraform.py --growth                        100 to 1,600 files that are made up, as whole runs
    python bench/terraform.py FOLDER... --checkov COMMAND     whole runs in turn with checkov: wall time and peak memory

Every FOLDER is a checkout of a repository with Terraform in it.
"""

import argparse
import gc
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from opexlint.files import Tree
from opexlint.languages import terraform
from opexlint.languages.terraform import configuration, variables
from opexlint.languages.terraform.syntax import parse_recovering
from opexlint.load import suffixes
from opexlint.source import Sources

OPEXLINT = str(Path(sys.executable).with_name("opexlint"))
ROUNDS = 5
AT_MOST = 4.0
"""How often the time of parsing alone the whole of reading may take."""
FILES = (100, 200, 400, 800, 1600)

RESOURCES = """
resource "aws_sqs_queue" "queue_{0}" {{
  name                       = "${{var.prefix}}-{0}-${{local.suffix}}"
  visibility_timeout_seconds = var.timeouts["slow"] * 2
  redrive_policy = jsonencode({{
    deadLetterTargetArn = aws_sqs_queue.dead_{0}.arn
    maxReceiveCount     = local.retries
  }})
}}

resource "aws_sqs_queue" "dead_{0}" {{
  name = format("%s-dead-%03d", var.prefix, {0})
  tags = {{ for key, value in local.tags : upper(key) => value if value != "" }}
}}

resource "aws_cloudwatch_metric_alarm" "alarm_{0}" {{
  for_each            = toset(["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"])
  alarm_name          = "{0}-${{each.key}}"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  threshold           = each.key == "ApproximateAgeOfOldestMessage" ? 600 : 0
  namespace           = "AWS/SQS"
  metric_name         = each.key
  dimensions          = {{ QueueName = aws_sqs_queue.dead_{0}.name }}
}}
"""
SHARED = """
variable "prefix" {
  default = "shop"
}
variable "timeouts" {
  type    = map(number)
  default = { fast = 10, slow = 60 }
}
locals {
  suffix  = terraform.workspace == "prod" ? "prod" : "test"
  retries = 5
  tags    = { team = "orders", owner = "" }
}
"""
PER_ROOT = 10


class Run(NamedTuple):
    """One whole process: wall seconds and peak megabytes."""

    seconds: float
    megabytes: float


def run(command: list[str], folder: Path) -> Run:
    environment = {**os.environ, "LOG_LEVEL": "ERROR", "NO_COLOR": "1"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1024)


def against_parsing(folder: Path) -> None:
    gc.disable()
    tree = Tree(folder, suffixes())
    paths, _ = tree.discover([folder])
    sources = Sources(paths, tree.read)
    claimed = [
        path for path in paths if path.endswith(terraform.SUFFIXES) and (file := sources.file(path)) is not None and terraform.claims(file)
    ]
    texts = [file.text for path in claimed if not path.endswith(".json") and (file := sources.file(path)) is not None]
    parsing, reading = [], []
    for _ in range(ROUNDS):
        start = time.process_time()
        for text in texts:
            parse_recovering(text)
        parsing.append(time.process_time() - start)
        for kept in (configuration._parsed, configuration._assembled, variables.compared):
            kept.cache_clear()
        start = time.process_time()
        jobs = list(terraform.jobs(claimed, sources))
        for job in jobs:
            terraform.read(job, sources)
        reading.append(time.process_time() - start)
    start = time.process_time()
    for job in jobs:
        for path in job.paths:
            if not path.endswith(".json") and (file := sources.file(path)) is not None:
                parse_recovering(file.text)
    anew = time.process_time() - start  # a module is a part of every root that calls it
    ratio = min(reading) / min(parsing)
    print(
        f"{folder.name}: {len(texts)} files in {len(jobs)} roots; parsing {min(parsing):.3f} s, reading {min(reading):.3f} s CPU, "
        f"ratio {ratio:.2f} (at most {AT_MOST:g}: {'kept' if ratio <= AT_MOST else 'MISSED'}); "
        f"parsing every file anew for each root that has it {anew:.3f} s, ratio {min(reading) / anew:.2f}"
    )


def made_up(folder: Path, files: int) -> None:
    for number in range(files):
        root = folder / f"root{number // PER_ROOT}"
        root.mkdir(exist_ok=True)
        text = SHARED if number % PER_ROOT == 0 else "".join(RESOURCES.format(number * 4 + index) for index in range(4))
        (root / f"part{number % PER_ROOT}.tf").write_text(text)


def growth() -> None:
    times = []
    for files in FILES:
        with TemporaryDirectory() as name:
            made_up(Path(name), files)
            command = [OPEXLINT, "check", "--no-cache", "."]
            runs = [run(command, Path(name)) for _ in range(3)]
        seconds, megabytes = statistics.median(one.seconds for one in runs), max(one.megabytes for one in runs)
        times.append(seconds)
        print(f"{files:5} files: {seconds:6.2f} s, {1000 * seconds / files:5.2f} ms a file, {megabytes:4.0f} MB")
    print(f"16 times the files take {times[-1] / times[0]:.1f} times as long")


def against_checkov(folder: Path, checkov: str) -> None:
    theirs = [checkov, "--directory", ".", "--framework", "terraform", "--compact", "--quiet", "--skip-download"]
    ours = [OPEXLINT, "check", "--no-cache", "."]
    run(ours, folder)
    mine, other = [run(ours, folder) for _ in range(3)], [run(theirs, folder)]
    seconds = statistics.median(one.seconds for one in mine)
    megabytes = run([*ours, "--jobs", "1"], folder).megabytes  # where all of it is in one process
    print(
        f"{folder.name}: {seconds:.2f} s and {megabytes:.0f} MB, checkov {other[0].seconds:.2f} s and {other[0].megabytes:.0f} MB: "
        f"{other[0].seconds / seconds:.0f} times as fast, {megabytes / other[0].megabytes:.2f} of the memory"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", nargs="*", type=Path)
    arguments.add_argument("--growth", action="store_true")
    arguments.add_argument("--checkov")
    options = arguments.parse_args()
    for folder in options.folders:
        if options.checkov:
            against_checkov(folder.resolve(), options.checkov)
        else:
            against_parsing(folder.resolve())
    if options.growth:
        growth()


if __name__ == "__main__":
    main()
