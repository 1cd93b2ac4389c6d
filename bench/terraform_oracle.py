"""Compares opexlint's Terraform reader with the recorded answers of Terraform itself.

    python bench/terraform_oracle.py ORACLES --corpus FOLDER

`ORACLES` is a folder with `expressions.json` and `expressions-real.json` (what `terraform console` answers), `unknowns.json` and
`plans/*.json` (what `terraform plan` says of public repositories, whose checkouts lie below FOLDER, named owner+name).

A value is equal, unknown here, or wrong; what only AWS knows (`data`) is told apart, since no code decides it.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

from opexlint.languages.terraform.bodies import Body, body
from opexlint.languages.terraform.expressions import evaluate
from opexlint.languages.terraform.instances import Instance
from opexlint.languages.terraform.modules import Module, Reading
from opexlint.languages.terraform.resources import NOT_PROPERTIES
from opexlint.languages.terraform.syntax import SyntaxProblem, parse_expression
from opexlint.languages.terraform.values import ENCODED, ENTRIES, ITEMS, PRECISE, Failure, Value, data, known, reason, settled, wholly_known
from opexlint.source import File, Sources

NOT_TERRAFORM = ("base64gunzip", "cidrcontains", "urldecode", "provider::aws::")
"""Functions that Terraform refuses and OpenTofu has, or a provider that the case does not declare."""
REFUSED = ("is not declared", "is gone since Terraform 0.15")
"""Why a value is unknown that Terraform refuses: what may be told is another matter, since such folders may be parts of something."""
NOT_OURS = ("data.", "known only when it is applied", "matter of the machine")
"""What only AWS or the machine of the recording knew."""


RECORDED = Context(prec=15)
"""The digits of a fraction that the recording kept."""


def project(files: dict[str, str]) -> Sources:
    return Sources(files, lambda path: File(path, files[path]) if path in files else None)


def plain(value: Any) -> Any:
    """Data as JSON has it, in one form for equal values."""
    if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
        exact = Decimal(str(value)).normalize(PRECISE)
        return exact if exact == exact.to_integral_value() else RECORDED.plus(exact)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


# -- expressions -------------------------------------------------------------------------------------------------------------------------


def outcome(case: dict[str, Any]) -> str:
    files = dict(case.get("files", {}))
    blocks = []
    for name, written in case["vars"].items():
        kind, _, label = name.partition(".")
        if kind == "var":
            inner = "".join(f"  {key} = {text}\n" for key, text in written.items())
            blocks.append(f'variable "{label}" {{\n{inner}}}')
        else:
            blocks.append(f"locals {{\n  {label} = {written}\n}}")
    files["main.tf"] = "\n".join(blocks)
    reading = Reading(".", project(files))
    module = Module(reading, reading.configuration("."))
    refused = "error" in case
    try:
        value = evaluate(parse_expression(case["expr"]), module.scope("main.tf"))
    except (Failure, SyntaxProblem):
        return "equal" if refused or case.get("unknown") else "wrong"
    if refused:
        return (
            "equal"
            if any(problem.rule == "syntax-error" for problem in reading.problems) or any(sign in reason(value) for sign in REFUSED)
            else "unknown"
            if not wholly_known(value)
            else "wrong"
        )
    if not wholly_known(value):
        return "unknown" if not (case.get("unknown") or case.get("sensitive")) else "equal"
    if "expected_json" not in case:
        return "more" if case.get("unknown") else "equal"
    return "equal" if plain(data(value)) == plain(json.loads(case["expected_json"], parse_float=Decimal)) else "wrong"


def expressions(path: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for case in json.loads(path.read_text("utf-8")):
        if "error" in case and any(name in case["expr"] for name in NOT_TERRAFORM):
            continue
        said = outcome(case)
        found[said] += 1
        if said in ("wrong", "unknown"):
            print(f"  {said}: {case['expr'][:160]!r} {case.get('expected_json', 'refused')[:80]}")
    return found


def unknowns(path: Path) -> Counter[str]:
    recorded = json.loads(path.read_text("utf-8"))
    found: Counter[str] = Counter()
    for case in recorded["cases"]:
        reading = Reading(".", project(recorded["files"]))
        module = Module(reading, reading.configuration("."))
        try:
            value = evaluate(parse_expression(case["expr"]), module.scope("main.tf"))
        except Failure:
            found["wrong"] += 1
            continue
        said = compared(value, case["after"], case["after_unknown"])
        worst = "wrong" if said["wrong"] else "unknown" if said["unknown"] else "equal"
        found[worst] += 1
        if worst != "equal":
            print(f"  {worst}: {case['expr'][:100]!r}")
    return found


def compared(value: Value, after: Any, unknown: Any) -> Counter[str]:
    """What is equal, unknown here or wrong, leaf by leaf; what Terraform does not know counts for nothing."""
    value = settled(value)
    if unknown is True:
        return Counter()
    if isinstance(unknown, list) and value[0] in ITEMS and len(value[1][0]) == len(unknown):
        pairs = zip(value[1][0], [*(after or []), *[None] * len(unknown)], unknown, strict=False)
        return sum((compared(*pair) for pair in pairs), Counter())
    if isinstance(unknown, dict) and value[0] in ENTRIES:
        return sum(
            (compared(one, (after or {}).get(key), unknown.get(key, False)) for key, (_, _, one) in value[1][0].items()),
            Counter(),
        )
    return leaf(value, after)


def leaf(value: Value, after: Any) -> Counter[str]:
    if value[0] == ENCODED and after == "{}":
        return Counter({"data": 1})  # what the recording said where it asked AWS's provider for a document
    if value[0] == ENCODED and wholly_known(value[1][0]):
        return Counter({"equal": 1} if same(data(value[1][0]), after) else {"wrong": 1})
    if not wholly_known(value):
        why = reason(value)
        return Counter({"data": 1} if any(sign in why for sign in NOT_OURS) else {"unknown": 1})
    return Counter({"equal": 1} if same(data(value), after) else {"wrong": 1})


def same(ours: Any, theirs: Any) -> bool:
    """Whether a provider's schema could have made theirs of ours: a number of a text, a list of one, another order of a set."""
    ours, theirs = plain(ours), plain(theirs)
    if ours == theirs or (ours is None and theirs in ("", [], {}, 0, False)):
        return True
    for one, other in ((ours, theirs), (theirs, ours)):
        if isinstance(one, str) and one[:1] in ("{", "[", '"'):
            try:
                return same(json.loads(one), other if not isinstance(other, str) else json.loads(other))
            except ValueError:
                pass
    if isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            return len({json.dumps(one, sort_keys=True, default=str) for one in ours}) == len(theirs)
        rest = list(theirs)
        for one in ours:
            hit = next((index for index, other in enumerate(rest) if same(one, other)), None)
            if hit is None:
                return False
            del rest[hit]
        return True
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return all(same(ours.get(key), theirs.get(key)) for key in {*ours, *theirs})
    for one, other in ((ours, theirs), (theirs, ours)):
        if isinstance(one, list) and len(one) == 1 and not isinstance(other, list):
            return same(one[0], other)
    return spelled(ours) == spelled(theirs)


def spelled(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value).lower() if isinstance(value, bool) else str(value)


# -- plans -------------------------------------------------------------------------------------------------------------------------------


def checkout(folder: Path) -> dict[str, str]:
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size < 500_000 and "/.git/" not in path.as_posix():
            try:
                found[path.relative_to(folder).as_posix()] = (
                    path.read_bytes().decode("utf-8").replace("\r\n", "\n")
                    if path.suffix not in (".tf", ".tfvars")
                    else path.read_bytes().decode("utf-8")
                )
            except UnicodeDecodeError:
                continue
    return found


def instances(module: Module) -> Iterator[Instance]:
    for _, _, found in module.instances("resource"):
        yield from found
    for _, _, called in module.instances("module"):
        for one in called:
            if isinstance(one, Module):
                yield from instances(one)


def written(one: Body, after: dict[str, Any], unknown: Any) -> Counter[str]:
    """The arguments and blocks of a body against what is planned for them."""
    found: Counter[str] = Counter()
    unknown = unknown if isinstance(unknown, dict) else {}
    for name, argument in one.arguments.items():
        if name in after or name in unknown:
            found += compared(argument.value, after.get(name), unknown.get(name, False))
    for name, blocks in one.blocks.items():
        planned = after.get(name)
        if name in NOT_PROPERTIES or not isinstance(planned, list) or name in one.more:
            continue
        blocks = [block for block in blocks if block.when[1] is True]
        if len(blocks) != len(planned):
            found["unknown" if len(blocks) > len(planned) else "wrong"] += 0
            continue
        for block, other, doubt in zip(blocks, planned, [*(unknown.get(name) or []), *[{}] * len(planned)], strict=False):
            if isinstance(other, dict) and len(planned) == 1:
                found += written(block, other, doubt)
    return found


def plans(folder: Path, corpus: Path) -> None:
    addresses: Counter[str] = Counter()
    values: Counter[str] = Counter()
    trees: dict[str, dict[str, str]] = {}
    missing = 0
    for path in sorted(folder.glob("*.json")):
        plan = json.loads(path.read_text("utf-8"))
        owner, _, below = plan["dir"].partition("/")
        if not (corpus / owner / below).is_dir():
            missing += 1
            continue
        if owner not in trees:
            trees = {owner: checkout(corpus / owner)}
        files = {**trees[owner], f"{below}/zzz.auto.tfvars.json".lstrip("/"): json.dumps(plan["vars"])}
        reading = Reading(below or ".", project(files))
        root = Module(reading, reading.configuration(below or "."))
        ours = {one.address: one for one in instances(root)}
        planned = {one["address"]: one for one in plan["resource_changes"] if one["mode"] == "managed"}
        for address, change in planned.items():
            instance = ours.get(address)
            if instance is None:
                doubt = any(one.when[1] is not True and one.type == change["type"] for one in ours.values())
                addresses["unknown" if doubt else "wrong"] += 1
                print(f"  {'not known' if doubt else 'not made'}: {plan['dir']} {address}")
                continue
            addresses["equal" if instance.when[1] is True else "unknown"] += 1
            if instance.when[1] is not True:
                print(f"  not certain: {plan['dir']} {address}: {reason(instance.when)}")
            block = instance.block
            made = body(block.body, instance.scope, block.header, known(True, block.header))
            said = written(made, change["after"] or {}, change["after_unknown"])
            if said["wrong"]:
                print(f"  {said['wrong']} wrong: {plan['dir']} {address}")
            values += said
        for address, one in ours.items():
            if address not in planned and one.when[1] is True:
                addresses["wrong"] += 1
                print(f"  not planned: {plan['dir']} {address}")
    tell("plans: addresses", addresses)
    tell("plans: values", values)
    print(f"{missing} plans left out: their checkouts are not below the corpus")


def tell(name: str, found: Counter[str]) -> None:
    total = sum(found.values()) or 1
    print(f"{name}: {sum(found.values())}; " + ", ".join(f"{kind} {number} ({number / total:.2%})" for kind, number in found.most_common()))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("oracles", type=Path)
    arguments.add_argument("--corpus", type=Path)
    options = arguments.parse_args()
    if not options.oracles.is_dir():
        sys.exit(f"{options.oracles} is no folder")
    for name in ("expressions", "expressions-real"):
        tell(name, expressions(options.oracles / f"{name}.json"))
    tell("unknowns", unknowns(options.oracles / "unknowns.json"))
    if options.corpus:
        plans(options.oracles / "plans", options.corpus)


if __name__ == "__main__":
    main()
