"""How much of what real programs make does the Python reader see?

    python bench/python_oracle.py cdk ORACLE CORPUS [-v] [--only TEXT]
    python bench/python_oracle.py pulumi ORACLE CORPUS [-v]
    python bench/python_oracle.py sites CHECKOUT [-v]

ORACLE is a folder of recorded truth: for the CDK a folder per app with `constructs.json` (every construct the program made: class, path,
keyword arguments, stack of places) and the templates `cdk synth` wrote; for Pulumi a file per program with the resources it registered.
CORPUS holds the checkouts they were recorded from, as `<owner>+<name>`. `sites` needs no recorded truth: it counts the calls in a checkout
that are written like constructs of the CDK (an imported class, a scope, an id) and those of them that the reader met.
"""

import argparse
import ast
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from opexlint.languages import Job, python
from opexlint.languages.python.cdk.construction import id_text, path_of
from opexlint.languages.python.reader import Program
from opexlint.languages.python.syntax import dotted
from opexlint.model import LIST, MAPPING, SCALAR, Node, Parsed, fold, plain
from opexlint.source import File, Sources

OPERATIONAL = frozenset(
    f"AWS::{one}"
    for one in (
        *("ApiGateway::RestApi", "ApiGateway::Stage", "ApiGatewayV2::Api", "ApiGatewayV2::Stage", "AutoScaling::AutoScalingGroup"),
        *(
            "CloudWatch::Alarm",
            "CloudWatch::CompositeAlarm",
            "CodeBuild::Project",
            "CodeDeploy::Application",
            "CodeDeploy::DeploymentGroup",
        ),
        *("CodePipeline::Pipeline", "DynamoDB::GlobalTable", "DynamoDB::Table", "ECS::Cluster", "ECS::Service", "ECS::TaskDefinition"),
        *("EKS::Cluster", "Events::Rule", "Kinesis::Stream", "KinesisFirehose::DeliveryStream", "Lambda::EventSourceMapping"),
        *("Lambda::Function", "Logs::LogGroup", "RDS::DBCluster", "RDS::DBInstance", "S3::Bucket", "SNS::Subscription", "SNS::Topic"),
        *("SQS::Queue", "Scheduler::Schedule", "StepFunctions::StateMachine", "ElastiCache::ReplicationGroup", "DocDB::DBCluster"),
    )
)
"""Types of what somebody is on call for."""

SKIPPED_FOLDERS = {".git", "node_modules", "cdk.out", ".venv"}


def sources(root: Path) -> Sources:
    paths = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and SKIPPED_FOLDERS.isdisjoint(path.parts)]

    def read(path: str) -> File | None:
        try:
            return File(path, (root / path).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            return None

    return Sources(paths, read)


def parse(root: Path, entry: str) -> tuple[Program, Parsed, float]:
    given = sources(root)
    python = tuple(path for path in given.paths if path.endswith(".py"))
    for path in python:
        given.file(path)
    start = time.perf_counter()
    program = Program(Job("python", entry, ()), given)
    program.run()
    parsed = program.parsed()
    return program, parsed, (time.perf_counter() - start) * 1000


# -- CDK -----------------------------------------------------------------------------------------------------------------------------------


def app_of(corpus: Path, constructs: list[dict[str, Any]]) -> Path | None:
    place = next((one["at"][-1][0] for one in constructs if one["at"]), None)
    folder = (corpus / place).parent if place else None
    while folder is not None and folder != corpus:
        if (folder / "cdk.json").exists():
            return Path(folder)
        folder = folder.parent
    return None


def short(name: str) -> str:
    return name.rpartition(".")[2]


def resources(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for template in sorted(folder.rglob("*.template.json")):
        for resource in json.loads(template.read_text(encoding="utf-8")).get("Resources", {}).values():
            path = resource.get("Metadata", {}).get("aws:cdk:path")
            if path:
                yield path, resource


def entries(node: Node) -> dict[str, Node]:
    return {key: child for key, _, _, child in node[1][0]} if node[0] == MAPPING else {}


class Score:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def rate(self, good: str, *others: str) -> str:
        total = sum(self.counts[name] for name in (good, *others))
        return f"{100 * self.counts[good] / total:.1f} % ({self.counts[good]}/{total})" if total else "-"


def compare_properties(score: Score, where: str, kind: str, truth: dict[str, Any], node: Node) -> None:
    seen = entries(node)
    for name, value in truth.items():
        if name not in seen and node[1][1]:
            score.counts[f"{kind} names open"] += 1
            continue
        score.counts[f"{kind} names found" if name in seen else f"{kind} names missed"] += 1
        if name in seen:
            compare_value(score, f"{where}.{name}", kind, value, seen[name])
        else:
            score.counts[f"missed {where.rpartition('#')[2]}.{name}"] += 1
    for name, child in seen.items():
        if name not in truth and child[0] not in ("gone", "unknown", "choice") and not (child[0] == SCALAR and child[1] is None):
            score.counts[f"{kind} names extra"] += 1
            score.counts[f"extra {where.rpartition('#')[2]}.{name}"] += 1


def is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def compare_value(score: Score, where: str, kind: str, truth: Any, node: Node) -> None:
    if isinstance(truth, dict):
        if node[0] == MAPPING and not any(key.startswith("Fn::") or key == "Ref" for key in truth):
            seen = entries(node)
            for name, value in truth.items():
                if name in seen:
                    compare_value(score, f"{where}.{name}", kind, value, seen[name])
        return
    if isinstance(truth, list):
        if node[0] == LIST and all(child[0] == SCALAR for child in node[1][0]):
            same = sorted(map(plain, truth)) == sorted(plain(child[1]) for child in node[1][0]) if all(map(is_scalar, truth)) else False
            if same:
                score.counts[f"{kind} scalars equal"] += len(truth)
                return
        if node[0] == LIST and len(node[1][0]) == len(truth):
            for index, (value, child) in enumerate(zip(truth, node[1][0], strict=True)):
                compare_value(score, f"{where}.{index}", kind, value, child)
        return
    if node[0] != SCALAR:
        score.counts[f"{kind} scalars unknown"] += 1
        return
    same = plain(node[1]) == plain(truth)
    score.counts[f"{kind} scalars equal" if same else f"{kind} scalars wrong"] += 1
    if not same:
        score.wrong.append(f"{where}: {node[1]!r} instead of {truth!r}")


def measure_cdk(oracle: Path, corpus: Path, *, verbose: bool, only: str) -> None:
    score = Score()
    times: list[float] = []
    for folder in sorted(oracle.iterdir()):
        if not (folder / "constructs.json").exists() or only not in folder.name:
            continue
        constructs = json.loads((folder / "constructs.json").read_text(encoding="utf-8"))
        app = app_of(corpus, constructs)
        if app is None:
            print("no checkout for", folder.name)
            continue
        program, parsed, milliseconds = parse(app, "cdk.json")
        times.append(milliseconds)
        want = Counter((short(one["class"]), one["path"]) for one in constructs)
        have = Counter((short(one.name), path_of(one)) for one in program.construction.constructs if one.name != "outside")
        score.counts["constructs found"] += (want & have).total()
        score.counts["constructs missed"] += (want - have).total()
        score.counts["constructs extra"] += (have - want).total()
        if verbose and want != have:
            print(folder.name, "\n  missed", [*(want - have)][:8], "\n  extra", [*(have - want)][:8])
        compare_templates(score, folder, constructs, parsed)
        for problem in parsed.problems:
            print(folder.name, problem)
    report(score, times, verbose=verbose)


def compare_templates(score: Score, folder: Path, constructs: list[dict[str, Any]], parsed: Parsed) -> None:
    authored = {one["path"]: one["class"] for one in constructs if one["path"]}
    by_address = {record.address: record for record in parsed.resources}
    truth: Counter[str] = Counter()
    for path, resource in resources(folder):
        truth[resource["Type"]] += 1
        owner = path.removesuffix("/Resource")
        if owner not in authored and path not in authored:
            continue
        score.counts["primaries"] += 1
        record = by_address.get(owner) or by_address.get(path)
        if record is None:
            score.counts["primaries missed"] += 1
            score.counts[f"no resource for {authored.get(owner) or authored.get(path)}"] += 1
            continue
        score.counts["primaries right" if record.type == resource["Type"] else "primaries of a wrong type"] += 1
        if record.type != resource["Type"]:
            score.counts[f"{record.type} instead of {resource['Type']}"] += 1
            continue
        kind = "L1" if short(authored.get(owner, authored.get(path, ""))).startswith("Cfn") else "L2"
        where = f"{folder.name}:{path}#{record.type}"
        compare_properties(score, where, kind, resource.get("Properties", {}), record.properties)
        attributes = entries(record.attributes)
        for name in ("DeletionPolicy", "UpdateReplacePolicy"):
            if name in resource or name in attributes:
                mine = attributes.get(name)
                if mine is None and record.attributes[1][1]:
                    score.counts["policies open"] += 1
                    continue
                same = mine is not None and mine[0] == SCALAR and mine[1] == resource.get(name)
                score.counts["policies equal" if same else "policies different"] += 1
                if not same:
                    score.wrong.append(f"{where} {name}: {mine and mine[1]!r} instead of {resource.get(name)!r}")
    have = Counter(record.type for record in parsed.resources)
    score.counts["types found"] += (truth & have).total()
    score.counts["types missed"] += (truth - have).total()
    score.counts["types extra"] += (have - truth).total()
    for name, counter in (("found", truth & have), ("missed", truth - have), ("extra", have - truth)):
        score.counts[f"operational {name}"] += sum(count for cfn_type, count in counter.items() if cfn_type in OPERATIONAL)
    for cfn_type, count in (truth - have).items():
        score.counts[f"type missed: {cfn_type}"] += count
    for cfn_type, count in (have - truth).items():
        score.counts[f"type extra: {cfn_type}"] += count


def report(score: Score, times: list[float], *, verbose: bool) -> None:
    print("constructs, class and path: recall", score.rate("constructs found", "constructs missed"), end=", ")
    print("precision", score.rate("constructs found", "constructs extra"))
    print("primary resources of the right type:", score.rate("primaries right", "primaries missed", "primaries of a wrong type"))
    for kind in ("L1", "L2"):
        print(f"{kind} property names: recall {score.rate(f'{kind} names found', f'{kind} names missed')}", end=", ")
        print("open", score.counts[f"{kind} names open"], end=", ")
        print(f"precision {score.rate(f'{kind} names found', f'{kind} names extra')}", end="; scalars equal ")
        print(score.rate(f"{kind} scalars equal", f"{kind} scalars unknown", f"{kind} scalars wrong"), end=", ")
        print("wrong", score.counts[f"{kind} scalars wrong"])
    print("deletion policies equal:", score.rate("policies equal", "policies different"))
    print("all types: recall", score.rate("types found", "types missed"), "precision", score.rate("types found", "types extra"))
    print("operational types: recall", score.rate("operational found", "operational missed"), end=" ")
    print("precision", score.rate("operational found", "operational extra"))
    if times:
        ordered = sorted(times)
        print(f"time: median {statistics.median(ordered):.1f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.1f} ms, {len(ordered)} programs")
    if verbose:
        for line in score.wrong:
            print("  wrong", line)
        for prefix in ("no resource", "missed ", "extra ", "type missed", "type extra"):
            for name, count in score.counts.most_common():
                if name.startswith(prefix):
                    print("  ", count, name)
        for name, count in score.counts.most_common():
            if " instead of " in name:
                print("  ", count, name)


# -- Pulumi --------------------------------------------------------------------------------------------------------------------------------


def symbolic(score: Score, want: Counter[tuple[str, str]], have: Counter[tuple[str, str]]) -> None:
    """Count what one symbolic instance stands for: `subnet-*` of a loop over what only the cloud knows is all of its subnets."""
    missed = want - have
    for kind, name in [one for one in have - want if "*" in one[1]]:
        pattern = re.compile(".*".join(map(re.escape, name.split("*"))))
        found = [one for one in missed if one[0] == kind and pattern.fullmatch(one[1])]
        for one in found:
            score.counts["constructs found"] += missed[one]
            score.counts["by a symbolic instance"] += missed[one]
            del want[one], missed[one]
        if found:
            del have[kind, name]


def measure_pulumi(oracle: Path, corpus: Path, *, verbose: bool) -> None:
    score = Score()
    times: list[float] = []
    for file in sorted(oracle.glob("*.json")):
        if file.stem == "index":
            continue
        truth = json.loads(file.read_text(encoding="utf-8"))
        folder = next(iter(sorted(corpus.glob(f"*/{file.stem}/Pulumi.yaml"))), None)
        if folder is None:
            print("no checkout for", file.stem)
            continue
        program, _, milliseconds = parse(folder.parent, "Pulumi.yaml")
        times.append(milliseconds)
        want = Counter((fold(one["type"].rpartition(":")[2]), one["name"]) for one in truth["rec"] if one["type"].startswith("aws:"))
        have = Counter((fold(short(one.name)), id_text(one.id)) for one in program.pulumi.resources if one.name.startswith("pulumi_aws."))
        symbolic(score, want, have)
        score.counts["constructs found"] += (want & have).total()
        score.counts["constructs missed"] += (want - have).total()
        score.counts["constructs extra"] += (have - want).total() if not truth.get("err") else 0
        if verbose and want != have:
            print(file.stem, truth.get("err"), "\n  missed", [*(want - have)][:8], "\n  extra", [*(have - want)][:8])
    print("resources, type and name: recall", score.rate("constructs found", "constructs missed"), end=", ")
    print("precision", score.rate("constructs found", "constructs extra"), end=", ")
    print(score.counts["by a symbolic instance"], "by a symbolic instance of a loop")
    if times:
        print(f"time: median {statistics.median(times):.1f} ms, {len(times)} programs")


# -- sites ---------------------------------------------------------------------------------------------------------------------------------


def written_sites(file: File) -> Iterator[tuple[int, str]]:
    """Where calls of CDK classes with a scope and an id begin, by the imports of the file alone."""
    tree = ast.parse(file.text)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("aws_cdk") and not node.level:
            names.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
        elif isinstance(node, ast.Import):
            names.update({alias.asname or "aws_cdk": alias.name for alias in node.names if alias.name.startswith("aws_cdk")})
    for node in ast.walk(tree):
        first, _, rest = dotted(node.func).partition(".") if isinstance(node, ast.Call) else ("", "", "")
        if isinstance(node, ast.Call) and first in names and (rest or names[first]).rpartition(".")[2][:1].isupper():
            given = {keyword.arg for keyword in node.keywords}
            if len(node.args) >= 2 or (len(node.args) == 1 and given & {"id", "construct_id"}) or {"scope", "id"} <= given:
                yield node.lineno, f"{names[first]}.{rest}".rstrip(".")


def measure_sites(checkout: Path, *, verbose: bool) -> None:
    given = sources(checkout)
    files = {path: file for path in given.paths if path.endswith(".py") for file in (given.file(path),) if file is not None}
    jobs = list(python.jobs([path for path, file in files.items() if python.claims(file)], given))
    met: set[tuple[str, int]] = set()
    taken = 0.0
    for job in jobs:
        start = time.perf_counter()
        program = Program(job, given)
        program.run()
        program.parsed()
        taken += time.perf_counter() - start
        for one in (*program.construction.constructs, *program.construction.loose):
            met.add((one.at.path, files[one.at.path].position(one.at.start).line if one.at.path in files else 0))
    covered = {path for job in jobs for path in job.paths} | {path for path, _ in met}
    want = {(path, line): name for path in sorted(covered) for line, name in written_sites(files[path])}
    missed = {place: name for place, name in want.items() if place not in met}
    print(
        f"construct sites met: {100 * (len(want) - len(missed)) / max(len(want), 1):.1f} % ({len(want) - len(missed)}/{len(want)})",
        end=", ",
    )
    print(f"{len(covered)} files, {len(jobs)} programs in {taken * 1000:.0f} ms")
    for (path, line), name in missed.items() if verbose else ():
        print("  missed", f"{path}:{line}", name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("cdk", "pulumi", "sites"))
    parser.add_argument("oracle", type=Path)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--only", default="")
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args()
    if given.kind == "sites":
        measure_sites(given.oracle, verbose=given.verbose)
    elif given.kind == "cdk":
        measure_cdk(given.oracle, given.corpus, verbose=given.verbose, only=given.only)
    else:
        measure_pulumi(given.oracle, given.corpus, verbose=given.verbose)


if __name__ == "__main__":
    main()
