"""Builds `terraform.jsonl`: Terraform's AWS vocabulary in CloudFormation's terms, resolved and frozen.

    python scripts/facts/build_terraform.py MAP PROVIDER_SCHEMA [--report]

`MAP` is the study's correspondence (types, exceptions, satellites), `PROVIDER_SCHEMA` the attribute names, types and
nesting of hashicorp/aws. What the study has wrong or leaves open is corrected in `terraform_corrections.py`. Every
path is checked against both schemas; what does not exist on either side stops the build.

The default is one comparison per nesting level, both names in lower case without punctuation, following the
CloudFormation schema and never matching what is read-only. Nothing is guessed at run time.

A target is written as its path (`"Certificates/0/CertificateArn"`), as an object when there is more to say
(`p` path, `v` via, `e` enum, `k` pair names, `s` also, `r` resource, `o` owner, `b` 1 for one block or 2 for many, `a`
attributes), or by name alone in the list under `=` when the path is the name in capitals (`visibility_timeout`).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tables
import terraform_corrections as corrections

sys.path.insert(0, str(tables.FACTS.parents[1]))

from opexlint.facts import schemas
from opexlint.facts.schemas import RESOURCE_ATTRIBUTES, Shape

Path_ = tuple[str, ...]
NEW, FIRST, EACH = "+", "0", "*"
IGNORED = {"id", "region", "tags_all", "timeouts"}
PREFIXES = ("name", "bucket", "identifier", "cluster_identifier", "cluster_name", "family")
# Transforms that the schemas' kinds already tell, or that change nothing.
PLAIN_VIAS = {"json", "json-camel", "tags", "tagmap", "list1", "plain", "kv:Name"}
STRUCTURED = {"json", "object", "map", "list"}


class PathError(Exception):
    """A path that one of the schemas does not have."""


def capitals(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def lists_marked(cfn_type: str, path: str) -> Path_:
    """A dotted path with the marker `[]` wherever it enters a list, the last one included only when told by `/+`."""
    steps: list[str] = []
    first = path.split(".", 1)[0].split("/", 1)[0].split("{", 1)[0].split("[", 1)[0]
    if first in RESOURCE_ATTRIBUTES:
        return tuple(path.split("."))
    here: Shape | None = schemas.shape(cfn_type)
    for part in re.findall(r"\[[^\]]*\]|\{[^}]*\}|<[^>]*>|[^./\[{<]+", path):
        if here is None:
            raise PathError(f"{cfn_type} has no {path}")
        if part[0] in "[{" or part in (NEW, FIRST, EACH):
            # A step into a list or map that says which element.
            if here.element is None and here.kind != "json":
                raise PathError(f"{cfn_type} {path}: {part} is no step into {here.kind}")
            here = here.element or here
            steps.append(part)
            continue
        if part[0] == "<":
            part_name = part[1:-1].split(":")[1].split(",")[0].split("=")[1]
        else:
            part_name = part
        if here.kind == "list" and here.element is not None:
            here = here.element
            steps.append("[]")
        if here.kind == "map" and here.element is not None:
            here = here.element
            steps.append(part)
            continue
        if here.kind == "json" and not here.properties:
            steps.append(part)  # free: nobody can check the rest
            continue
        if part_name not in here.properties:
            raise PathError(f"{cfn_type} has no {path} (at {part})")
        here = here.properties[part_name]
        steps.append(part)
    return tuple(steps)


def shape_at(cfn_type: str, steps: Path_) -> Shape | None:
    """The shape at the end of marked steps."""
    if steps and steps[0] in RESOURCE_ATTRIBUTES:
        return None
    here: Shape | None = schemas.shape(cfn_type)
    for step in steps:
        if here is None:
            return None
        if here.kind == "json" and not here.properties:
            return None
        if step in ("[]", NEW, FIRST, EACH) or step[0] in "[{":
            here = here.element
        else:
            name = step[1:-1].split(":")[1].split(",")[0].split("=")[1] if step[0] == "<" else step
            here = here.element if here.kind == "map" else here.properties.get(name)
    return here


def key_value(path: str) -> str:
    """The study's `List{key}`, the Value of a Key/Value list's element, in our steps."""
    match = re.fullmatch(r"(\w+)\{(.+)\}", path)
    return f"{match[1]}/[Key={match[2]}]/Value" if match else path


class Builder:
    """One Terraform type's tree."""

    def __init__(self, tf_type: str, cfn_type: str, overrides: dict[str, Any], completes: bool = False) -> None:
        self.completes = completes
        self.tf_type = tf_type
        self.cfn_type = cfn_type
        self.overrides = overrides
        self.used: set[str] = set()
        self.unmapped: list[str] = []
        self.kinds: list[str] = []

    def level(self, attributes: dict[str, Any], place: Path_, prefix: str = "") -> dict[str, Any]:
        """The targets of one nesting level whose place is `place` (marked, absolute)."""
        found: dict[str, Any] = {}
        for name, attribute in sorted(attributes.items()):
            path = f"{prefix}{name}"
            if not prefix and name in IGNORED:
                continue
            target = self.target(name, path, attribute, attributes, place)
            if target is None:
                self.unmapped.append(path)
            else:
                found[name] = target
        return found

    def override(self, path: str) -> dict[str, Any] | None:
        if path not in self.overrides:
            return None
        self.used.add(path)
        value = self.overrides[path]
        return dict(value) if isinstance(value, dict) else {"to": value}

    def target(self, name: str, path: str, attribute: dict[str, Any], siblings: dict[str, Any], place: Path_) -> dict[str, Any] | None:
        told = self.override(path)
        is_block = attribute["t"] == "block"
        if told is None:
            if not is_block and (prefixed := self._prefixed(name, path)):
                return self.prefix_target(prefixed, path, siblings, place)
            named = self.by_name(name, path, attribute, place)
            if named is None and path in corrections.EVERYWHERE and not self.completes:
                return dict(corrections.EVERYWHERE[path])
            if named is None and is_block and any(key.startswith(f"{path}.") for key in self.overrides):
                told = {"to": "@flatten"}
            else:
                return named
        to = told["to"]
        if to in ("@tf", "@drop"):
            # Both stay under the Terraform name: what means nothing to one rule may mean something to the next.
            kept = {"p": (name,), **({"v": told["via"]} if told.get("via") == "template" else {})}
            return {**kept, **({"b": 2 if attribute["many"] else 1} if is_block else {})}
        if to == "@names":
            return {"p": (), "v": "drop"}
        if to == "@flatten":
            return self.block(path, attribute, place, place)
        if isinstance(to, str) and to.startswith("@own:"):
            return self.resource(name, path, attribute, told)
        steps = lists_marked(self.cfn_type, key_value(to))
        if is_block:
            return self.block(path, attribute, place, steps, told)
        return self.leaf(path, attribute, place, steps, told)

    def _prefixed(self, name: str, path: str) -> str | None:
        stem = name.removesuffix("_prefix")
        return stem if stem != name and stem in PREFIXES and path == name else None

    def prefix_target(self, stem: str, path: str, siblings: dict[str, Any], place: Path_) -> dict[str, Any] | None:
        if stem not in siblings:
            return None
        target = self.target(stem, path.removesuffix("_prefix"), siblings[stem], siblings, place)
        return {**target, "v": "prefix"} if target else None

    def by_name(self, name: str, path: str, attribute: dict[str, Any], place: Path_) -> dict[str, Any] | None:
        here = shape_at(self.cfn_type, place)
        while here is not None and here.kind == "list":
            here, place = here.element, (*place, "[]")
        if here is None or here.kind not in ("object", "json"):
            return None
        wanted = "tags" if path == "tags" else name
        known = here.canonical(wanted)
        if known is None and path == "tags":
            known = next((prop for prop in here.properties if self._is_tags(prop, here)), None)
        if known is None and attribute["t"] == "block":
            # Terraform repeats a block in the singular where the schema has a list in the plural.
            plural = [here.canonical(name + "s"), here.canonical(name.removesuffix("y") + "ies")]
            known = next((p for p in plural if p and here.properties[p].kind == "list"), None)
        if known is None:
            return self.elsewhere(name, path, attribute, place)
        steps = (*place, known)
        if attribute["t"] == "block":
            if here.properties[known].kind in ("string", "integer", "number", "boolean"):
                return None
            return self.block(path, attribute, place, steps)
        return self.leaf(path, attribute, place, steps, {})

    def elsewhere(self, name: str, path: str, attribute: dict[str, Any], place: Path_) -> dict[str, Any] | None:
        """A name that has no equal at its place: one level deeper, under the type's wrapper or the usual nesting."""
        wrapper = corrections.WRAPPED.get(self.tf_type)
        if wrapper and not place:
            return self.by_name(name, path, attribute, (*place, wrapper))
        told = corrections.NESTED.get(self.tf_type, {}).get(name) or corrections.NESTED[""].get(name)
        for candidate in told if isinstance(told, list) else [told] if told else []:
            entry = candidate if isinstance(candidate, dict) else {"to": candidate}
            absolute = "/".join((*place, *entry["to"].split("."))).replace("/[]", "")
            try:
                steps = lists_marked(self.cfn_type, absolute)
            except PathError:
                continue
            if attribute["t"] == "block":
                return self.block(path, attribute, place, steps, entry)
            return self.leaf(path, attribute, place, steps, entry)
        return None

    @staticmethod
    def _is_tags(name: str, here: Shape) -> bool:
        shape = here.properties[name]
        pair = shape.element is not None and {"Key", "Value"} <= set(shape.element.properties)
        return name.endswith("Tags") and (pair or shape.kind == "map")

    def block(
        self, path: str, attribute: dict[str, Any], outer: Path_, steps: Path_, told: dict[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """A nested block: each one an element where CloudFormation has a list."""
        here = shape_at(self.cfn_type, steps)
        place = steps
        if here is not None and here.kind == "list" and steps != outer:
            place = (*steps, NEW)
        if here is not None and here.kind == "map" and steps != outer and told and "by" in told:
            place = (*steps, "{" + told["by"] + "}")
        # A list that the path passes through gets an element for each block.
        place = (*place[: len(outer)], *(NEW if step == "[]" else step for step in place[len(outer) :]))
        inner = self.level(attribute["a"], self._unnew(place), f"{path}.")
        paths = list(self._first_paths(inner))
        base = self._unnew(place)
        if any(not self._under(p, base) for p in paths):
            # A child lies elsewhere: the block itself stays where the enclosing one is.
            place = outer
            base = outer
        result: dict[str, Any] = {"abs": place, "b": 2 if attribute["many"] else 1}
        if told and "also" in told:
            result["s"] = told["also"]
        if told and "v" in told:
            result["v"] = told["v"]
        children = {name: self._relative(child, base) for name, child in inner.items()}
        if children:
            result["a"] = children
        return result

    @staticmethod
    def _unnew(steps: Path_) -> Path_:
        return tuple("[]" if step == NEW else step for step in steps)

    @classmethod
    def _under(cls, steps: Path_, base: Path_) -> bool:
        return cls._unnew(steps)[: len(base)] == base

    @staticmethod
    def _first_paths(inner: dict[str, Any]) -> Iterator[Path_]:
        for child in inner.values():
            if "abs" in child:
                yield child["abs"]

    def _relative(self, target: dict[str, Any], base: Path_) -> dict[str, Any]:
        if "abs" not in target:
            return target
        target = dict(target)
        steps = target.pop("abs")
        return {"p": steps[len(base) :], **target}

    def leaf(self, path: str, attribute: dict[str, Any], place: Path_, steps: Path_, told: dict[str, Any]) -> dict[str, Any] | None:
        """A plain attribute: its place and, from the kinds on both sides, how its value changes."""
        shape = shape_at(self.cfn_type, steps)
        via = told.get("via")
        many = attribute["t"] in ("ls", "ln", "string[][]")
        converted = self.by_kinds(path, attribute["t"], steps, shape, via)
        if converted is None:
            return None
        steps, result = converted
        if many and shape is not None and shape.kind == "list" and via != "fanout":
            element = shape.element
            if element is not None and element.kind == "object":
                names = [name for name in element.properties if name == "Name" or len(element.properties) == 1]
                self.kinds.append(f"{path} names, {'.'.join(steps)} is a list of {list(element.properties)}")
                if len(names) != 1:
                    return None
                steps, shape = (*steps, "[]", names[0]), element.properties[names[0]]
        result |= self.by_word(path, via)
        if "also" in told:
            result["s"] = told["also"]
        steps = self.placed(steps, place, many and via != "fanout", shape)
        if many and shape is not None and shape.kind != "list" and EACH not in steps and via != "fanout":
            self.kinds.append(f"{path} is a list, {'.'.join(steps)} is {shape.kind}")
            return None
        return {**result, "abs": steps}

    def by_kinds(self, path: str, kind: str, steps: Path_, shape: Shape | None, via: str | None) -> tuple[Path_, dict[str, Any]] | None:
        """What follows from the kinds of attribute and property: pairs, JSON, an element of a list, a switch's object."""
        where = ".".join(steps)
        if shape is None:
            return steps, {}
        if shape.kind == "list" and kind not in ("ls", "ln", "string[][]"):
            element = shape.element
            if kind == "map" and element is not None and len(element.properties) >= 2:
                names = [name for name in ("Key", "Name") if name in element.properties]
                pair = via.removeprefix("pairs:").split(",") if via and via.startswith("pairs:") else [*names, "Value"]
                if len(pair) != 2 or not set(pair) <= set(element.properties):
                    raise PathError(f"{self.tf_type}.{path}: map to a list of {list(element.properties)}")
                return steps, {"v": "pairs", "k": pair}
            if via in ("json", "json-camel"):
                return steps, {"v": "json"}
            if kind in ("s", "n", "b"):
                if element is not None and element.kind in ("object", "list"):
                    raise PathError(f"{self.tf_type}.{path}: scalar to a list of {element.kind}")
                return (*steps, NEW), {}
        elif shape.kind in STRUCTURED and kind == "s" and via in (None, "json"):
            if via is None:
                self.kinds.append(f"{path} is text, {where} is {shape.kind}")
                if shape.kind != "json":
                    return None
            return steps, {"v": "json"}
        elif kind in ("n", "b") and shape.kind in ("object", "map") and via is None:
            # A switch there is an object that holds the switch.
            switch = next((name for name in ("Enabled", "Configured") if name in shape.properties), None)
            if switch is None or kind != "b":
                self.kinds.append(f"{path} is {kind}, {where} is {shape.kind} of {list(shape.properties)}")
                return None
            return (*steps, switch), {}
        return steps, {}

    def by_word(self, path: str, via: str | None) -> dict[str, Any]:
        """The transforms that only the study or a correction can tell."""
        if via is None:
            return {}
        if via.startswith("enum:"):
            pairs = (pair.split("=") for pair in via.removeprefix("enum:").split(","))
            return {"v": "enum", "e": {key: None if value == "@unset" else value for key, value in pairs}}
        if via in ("fanout", "presence", "file", "prefix", "template"):
            return {"v": via}
        if via == "b64":
            return {"v": "base64"}
        if via not in PLAIN_VIAS and not via.startswith("pairs:"):
            raise PathError(f"{self.tf_type}.{path}: via {via}")
        return {}

    def placed(self, steps: Path_, place: Path_, many: bool, shape: Shape | None) -> Path_:
        """Steps with their list markers decided: those of the place stay; of others a list's items make EACH."""
        result = list(steps)
        ours = [i for i in range(len(place), len(result)) if result[i] == "[]"]
        for position in ours:
            last = position == ours[-1]
            each = many and last and (shape is None or shape.kind != "list")
            result[position] = EACH if each else FIRST
        return tuple(result)

    def resource(self, name: str, path: str, attribute: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
        """An attribute or block that CloudFormation makes a resource of its own."""
        cfn_type = told["to"].removeprefix("@own:")
        inner = Builder(f"{self.tf_type}.{path}", cfn_type, told.get("set", {}))
        result: dict[str, Any] = {"r": cfn_type}
        if "owner" in told:
            result["o"] = "/".join(told["owner"]) if isinstance(told["owner"], tuple) else told["owner"]
        if attribute["t"] == "block":
            result |= {"p": (), "b": 2 if attribute["many"] else 1}
            into = lists_marked(cfn_type, told["into"]) if "into" in told else ()
            base = self._unnew(into)
            result["p"] = into
            children = inner.level(attribute["a"], base)
            result["a"] = {key: self._relative(child, base) for key, child in children.items()}
        else:
            # Of a list, each item is a resource.
            item = {"t": "s"} if attribute["t"] in ("ls", "ln") else attribute
            target = inner.target(name, name, item, {}, ())
            if target is None:
                raise PathError(f"{self.tf_type}.{path}: no property of {cfn_type}")
            result |= self._relative(target, ())
            if attribute["t"] in ("ls", "ln"):
                result["v"] = "fanout"
        if "also" in told:
            result["s"] = told["also"]
        self.unmapped += [f"{path}.{p}" for p in inner.unmapped]
        inner.check()
        return result

    def check(self) -> None:
        unused = sorted(set(self.overrides) - self.used)
        if unused:
            raise PathError(f"{self.tf_type} has no {unused}")


def encoded(attributes: dict[str, Any]) -> dict[str, Any]:
    """A level in the table's form."""
    plain: list[str] = []
    others: dict[str, Any] = {}
    for name, target in sorted(attributes.items()):
        steps = target.get("p", target.get("abs", ()))
        extra = {key: value for key, value in target.items() if key not in ("p", "abs", "a")}
        if "a" in target:
            extra["a"] = encoded(target["a"])
        if not extra and steps == (capitals(name),):
            plain.append(name)
        elif not extra:
            others[name] = "/".join(steps)
        else:
            shown = {} if steps == (capitals(name),) else {"p": "/".join(steps)}
            others[name] = {**shown, **extra}
    return {**({"=": " ".join(plain)} if plain else {}), **others}


def overrides_of(tf_type: str, entry: dict[str, Any]) -> dict[str, Any]:
    """What is known of a type's attributes beyond the default, the better source last."""
    merged: dict[str, Any] = {}
    for source in ("former2", "heuristic", "exceptions"):
        merged |= entry.get(source, {})
    merged |= corrections.ATTRIBUTES.get(tf_type, {})
    return {path: value for path, value in merged.items() if value is not None}


def own_row(tf_type: str, cfn_type: str, overrides: dict[str, Any], schema: dict[str, Any]) -> tuple[Any, Builder]:
    builder = Builder(tf_type, cfn_type, overrides)
    top = builder.level(schema["a"], ())
    builder.check()
    row: dict[str, Any] = {"t": cfn_type}
    if tf_type in corrections.ALSO:
        row["x"] = corrections.ALSO[tf_type]
    attributes = {name: builder._relative(target, ()) for name, target in top.items()}
    if attributes:
        row["a"] = encoded(attributes)
    return row, builder


def satellite_row(tf_type: str, entry: dict[str, Any], overrides: dict[str, Any], schema: dict[str, Any]) -> tuple[Any, Builder]:
    cfn_type, into = entry["cfn"], entry.get("into", "")
    builder = Builder(tf_type, cfn_type, overrides, completes=True)
    steps = lists_marked(cfn_type, into) if into else ()
    base = builder._unnew(steps)
    refs = set(entry.get("refs", [entry["ref"]]))
    attributes = {name: value for name, value in schema["a"].items() if name not in refs or name in overrides}
    top = builder.level(attributes, base)
    builder.check()
    targets = {}
    for name, target in top.items():
        if "abs" in target and not builder._under(target["abs"], base):
            raise PathError(f"{tf_type}.{name}: {target['abs']} is not below {into}")
        targets[name] = builder._relative(target, base)
    row: dict[str, Any] = {
        "t": cfn_type,
        "s": {"ref": entry["ref"], "of": entry["parents"], "mode": entry["mode"], "into": "/".join(steps)},
    }
    if "also" in entry:
        row["x"] = entry["also"]
    if targets:
        row["a"] = encoded(targets)
    return row, builder


def build(mapping: dict[str, Any], provider: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Builder]]:
    rows: dict[str, Any] = {}
    builders: dict[str, Builder] = {}
    problems: list[str] = []
    entries: dict[str, Any] = {**mapping["types"], **corrections.TYPES}
    for tf_type, entry in entries.items():
        if tf_type in corrections.SATELLITES or tf_type in corrections.REMOVED or entry is None:
            continue
        try:
            rows[tf_type], builders[tf_type] = own_row(
                tf_type, entry["cfn"], overrides_of(tf_type, entry), entry.get("schema") or provider[tf_type]
            )
        except PathError as problem:
            problems.append(str(problem))
    for tf_type, entry in corrections.SATELLITES.items():
        try:
            rows[tf_type], builders[tf_type] = satellite_row(tf_type, entry, entry.get("set", {}), provider[tf_type])
        except PathError as problem:
            problems.append(str(problem))
    # Any resource that EC2 tags can be on: there is no one schema to check it against.
    rows["aws_ec2_tag"] = {
        "t": "*",
        "s": {"ref": "resource_id", "of": [], "mode": "append", "into": "Tags/+"},
        "a": {"=": "key value"},
    }
    if problems:
        sys.exit("\n".join(problems))
    return rows, builders


def main(arguments: list[str]) -> None:
    mapping = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    provider = json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
    rows, builders = build(mapping, provider)
    if "--report" in arguments:
        used = {**mapping["satellites"], **mapping["types"]}
        for tf_type, builder in sorted(builders.items(), key=lambda item: -used.get(item[0], {}).get("used", 0)):
            print(tf_type, builder.cfn_type, "UNMAPPED", " ".join(builder.unmapped), "KINDS", builder.kinds)
        return
    tables.write(
        "terraform",
        rows,
        source="hashicorp/aws 6.25.0 provider schema (cdktf-cdktf-provider-aws 21.22.1), CloudFormation schemas of "
        "cfn-lint 1.58.0, former2's parameter pairs, and corrections by hand",
        as_of="2026-10-20",
        licence="MPL-2.0 (names of the provider schema), MIT-0 (cfn-lint), MIT (former2)",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
