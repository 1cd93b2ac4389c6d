"""Builds the four `cdk-*.jsonl`: CDK's classes, what they synthesise, what their arguments set, and their constants.

    python scripts/facts/build_cdk.py CDK_PACKAGE L2_DEFAULTS ENUMS

`CDK_PACKAGE` is the unpacked npm package that the wheel of aws-cdk-lib carries (its `.jsii.gz` has every type),
`L2_DEFAULTS` the study's probes: what a minimal instance of 102 classes synthesises, and how each argument and method
changes that; `ENUMS` the values of enumerations and static constants. The forms are described in `opexlint.facts.cdk`.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import cdk_corrections as corrections
import tables

sys.path.insert(0, str(tables.FACTS.parents[1]))

from opexlint.facts import identifiers, schemas

ROOT = "aws-cdk-lib."
SOURCE = {
    "source": "aws-cdk-lib 2.275.0: its jsii assembly, and templates synthesised from minimal instances",
    "as_of": "2026-11-22",
    "licence": "Apache-2.0 (aws-cdk-lib)",
}
PLACEHOLDERS = {"<att>", "<ref>", "<fn>"}
# What the probes called their construct and stack: a value made of it is the library's own choice of a name.
NAMED_BY_PROBE = re.compile(r"(^|/)S?X([A-Z0-9/-]|$)|S/X|^sx[a-z]?[0-9a-f]{7,}|123456789012|us-east-1|dummy1[ab]|vpc-12345|ami-0123")
UNITS = (("Milli", "milliseconds"), ("Seconds", "seconds"), ("Minutes", "minutes"), ("Hours", "hours"), ("Days", "days"))
# The member of a constant object that a template shows, in order of preference.
TELLING = (
    *("value", "name", "imageId", "version", "id", "deploymentConfigName", "type", "key", "engineType", "inputString", "platformId"),
)
KEYWORDS = {"lambda", "from", "global", "async", "not", "assert", "import", "in", "is", "class", "return", "with", "as", "or", "and"}


def short(fqn: str) -> str:
    return fqn.removeprefix(ROOT)


def snake(name: str) -> str:
    """jsii's Python name: `deadLetterQueue` -> `dead_letter_queue`."""
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)).lower()
    words = re.sub(r"_(mi|gi|ki|ti)_b$", r"_\1b", words)
    return f"{words}_" if words in KEYWORDS else words


def python_constant(name: str) -> str:
    """jsii's Python name of a static constant: `CANARY_10PERCENT` -> `CANARY_10_PERCENT`; members of enumerations keep theirs."""
    return re.sub(r"(\d)([A-Z])", r"\1_\2", name) if name.isupper() else snake(name)


class Library:
    """The jsii assembly, asked what the tables need."""

    def __init__(self, package: Path) -> None:
        with gzip.open(package / ".jsii.gz") as file:
            self.types: dict[str, Any] = json.load(file)["types"]
        self.l1 = {
            fqn: type_["docs"]["custom"]["cloudformationResource"]
            for fqn, type_ in self.types.items()
            if type_["kind"] == "class" and "cloudformationResource" in type_.get("docs", {}).get("custom", {})
        }
        self.by_module: dict[str, dict[str, str]] = defaultdict(dict)
        for fqn, cfn_type in self.l1.items():
            self.by_module[short(fqn).rpartition(".")[0]][short(fqn).rpartition(".")[2].removeprefix("Cfn")] = cfn_type

    def bases(self, fqn: str) -> list[str]:
        found = [fqn]
        while base := self.types.get(found[-1], {}).get("base"):
            found.append(base)
        return found

    def is_resource(self, fqn: str) -> bool:
        return "aws-cdk-lib.Resource" in self.bases(fqn)[1:]

    def is_construct(self, fqn: str) -> bool:
        return "constructs.Construct" in self.bases(fqn)[1:]

    def members(self, fqn: str, kind: str) -> dict[str, Any]:
        """Methods or properties by camel-case name, inherited ones included, and those of interfaces."""
        found: dict[str, Any] = {}
        type_ = self.types.get(fqn, {})
        for parent in [type_.get("base"), *type_.get("interfaces", [])]:
            if parent and parent.startswith(ROOT):
                found |= self.members(parent, kind)
        found |= {member["name"]: member for member in type_.get(kind, [])}
        return found

    def arguments(self, fqn: str) -> dict[str, Any]:
        """The keyword arguments of a construct: the properties of its last parameter."""
        for base in self.bases(fqn):
            initializer = self.types.get(base, {}).get("initializer")
            if initializer is not None:
                parameters = initializer.get("parameters", [])
                struct = parameters[-1]["type"].get("fqn") if len(parameters) == 3 else None
                return self.members(struct, "properties") if struct else {}
        return {}

    def primary(self, fqn: str) -> str:
        """The type of the resource that a class wraps: the L1 class of its module with the longest name that ends its own."""
        for base in self.bases(fqn):
            if short(base) in corrections.PRIMARY:
                return corrections.PRIMARY[short(base)]
            module, _, name = short(base).rpartition(".")
            siblings = self.by_module.get(module, {})
            wanted = name.lower().removesuffix("v2").removesuffix("base")
            fitting = [
                (len(l1), cfn_type)
                for l1, cfn_type in siblings.items()
                for spelling in (l1.lower(), l1.lower().removeprefix("db"))
                if (spelling and wanted.replace("database", "db").endswith(spelling)) or wanted.endswith(spelling)
            ]
            if fitting:
                return max(fitting)[1]
        return ""


def returned(library: Library, member: dict[str, Any], key: str) -> str | None:
    """The class or interface a member yields, when one can go on from it."""
    type_ = member.get("returns", {}).get("type", {}) if key == "methods" else member["type"]
    fqn: str | None = type_.get("fqn")
    known = library.types.get(fqn or "", {})
    if fqn is None or not known or known["kind"] == "enum" or known.get("datatype") or fqn in library.l1:
        return None
    return short(fqn)


def type_rows(library: Library) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for fqn, type_ in library.types.items():
        name = short(fqn)
        if fqn in library.l1 or type_["kind"] == "enum" or type_.get("datatype"):
            continue
        if name.startswith(("interfaces.", "cx_api", "cloud_assembly_schema")):
            continue
        if ".Cfn" in name or name.startswith("Cfn") or "augmentations" in type_.get("locationInModule", {}).get("filename", ""):
            continue
        row: dict[str, Any] = {}
        parents = [base for base in (type_.get("base"), *type_.get("interfaces", [])) if base and base.startswith(ROOT)]
        bases = [short(base) for base in parents if ".interfaces." not in base]
        if bases:
            row["b"] = " ".join(bases)
        for key, letter in (("methods", "m"), ("properties", "p")):
            yields: dict[str, list[str]] = defaultdict(list)
            for member in type_.get(key, []):
                if target := returned(library, member, key):
                    yields[target].append(snake(member["name"]))
            if yields:
                row[letter] = {target: " ".join(sorted(names)) for target, names in sorted(yields.items())}
        if row.keys() - {"probed"}:
            rows[name] = row
    return rows


def constant_value(value: Any) -> Any:
    """The text that a constant object stands for in a template, or None."""
    if isinstance(value, str | int | float | bool):
        return None if isinstance(value, str) and "${Token[" in value else value
    if not isinstance(value, dict):
        return None
    if all(key.isdigit() for key in value):
        items = [constant_value(item) for item in value.values()]
        return None if None in items else items
    plain = {key: item for key, item in value.items() if key not in ("errorMessage", "isPrimitive", "custom")}
    if len(plain) == 1:
        return constant_value(next(iter(plain.values())))
    full = [key for key in plain if key.endswith("FullVersion")]
    for key in (*full, *TELLING):
        if key in plain:
            return constant_value(plain[key])
    return None if any(constant_value(item) is None for item in plain.values()) else plain


def constant_rows(enums: dict[str, Any]) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    statics = {fqn: {python_constant(name): value for name, value in members.items()} for fqn, members in enums["consts"].items()}
    for fqn, members in {**statics, **enums["enums"]}.items():
        found = {name: constant_value(value) for name, value in members.items() if name != "CFN_RESOURCE_TYPE_NAME"}
        found = {name: value for name, value in found.items() if value is not None}
        if found and short(fqn) != "FileSystem":  # its constant is the temporary folder of whoever asks
            rows[short(fqn)] = found
    return rows


def l1_rows(library: Library) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for module, classes in library.by_module.items():
        services: dict[str, list[str]] = defaultdict(list)
        for name, cfn_type in classes.items():
            service, _, resource = cfn_type.rpartition("::")
            services[service].append(name if name == resource else f"{name}={resource}")
        rows[module or "."] = {service: " ".join(sorted(names)) for service, names in sorted(services.items())}
    return rows


def scrubbed(value: Any) -> Any:
    """A synthesised value with what depends on the probe, or on what else is in the stack, marked unknown."""
    if isinstance(value, dict):
        if any(key.startswith("Fn::") for key in value):
            return "?"
        return {key: scrubbed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [scrubbed(item) for item in value]
    if isinstance(value, str) and (value in PLACEHOLDERS or NAMED_BY_PROBE.search(value)):
        return "?"
    return value


def without(properties: dict[str, Any], given: list[str], optional: list[str]) -> dict[str, Any]:
    """The properties with what a required argument put there unknown, and less what an optional one did."""
    result: dict[str, Any] = json.loads(json.dumps(properties))
    for path in (*given, *optional):
        inside: Any = result
        *parents, last = path.split(".")
        for parent in parents:
            inside = inside.get(parent, {}) if isinstance(inside, dict) else {}
        if isinstance(inside, dict) and last in inside:
            if path in optional:
                del inside[last]
            else:
                inside[last] = "?"
    return result


class Builder:
    """One construct's row."""

    def __init__(self, library: Library, fqn: str, probe: dict[str, Any] | None) -> None:
        self.library, self.fqn, self.name = library, fqn, short(fqn)
        self.probe = probe or {}
        self.arguments = library.arguments(fqn)
        self.by_snake = {snake(name): member for name, member in self.arguments.items()}
        self.cfn_type = corrections.PRIMARY.get(self.name) or (library.primary(fqn) if library.is_resource(fqn) or probe else "")
        self.primary_path = self._primary_path()

    def _primary_path(self) -> str:
        created = self.probe.get("creates", {})
        fitting = [path for path, resource in created.items() if resource["Type"] == self.cfn_type]
        if not fitting:
            return "" if created else "Resource"
        nearest: str = min(fitting, key=lambda path: (path.count("/"), not path.endswith("Resource")))
        return nearest.removeprefix("X/")

    def row(self) -> dict[str, Any]:
        row: dict[str, Any] = {}
        if self.cfn_type:
            row["t"] = self.cfn_type
            if self.primary_path != "Resource":
                row["at"] = self.primary_path
        if self.probe:
            row["probed"] = True
            self.created(row)
        if self.name in corrections.DEFAULT_FLAGS:
            row["flags"] = corrections.DEFAULT_FLAGS[self.name]
        if arguments := self.all_arguments():
            row["p"] = arguments
        if methods := self.methods():
            row["m"] = methods
        if attributes := self.attributes():
            row["a"] = attributes
        return row

    def created(self, row: dict[str, Any]) -> None:
        flagged = self.probe.get("kinds_without_feature_flags", self.probe["kinds"])
        differing = self.probe.get("diff_without_feature_flags") or {}
        children: dict[str, Any] = {}
        for path, resource in self.probe["creates"].items():
            properties = resource.get("Properties", {})
            rest = {key: value for key, value in resource.items() if key not in ("Type", "Properties", "DependsOn", "Metadata")}
            relative = self.relative(path)
            if relative == self.primary_path and resource["Type"] == self.cfn_type:
                required, optional = self.required_paths(properties), corrections.OPTIONAL.get(self.name, [])
                if kept := scrubbed(without(properties, required, optional)):
                    row["d"] = kept
                if rest:
                    row["x"] = scrubbed(rest)
                if path in differing and "noflags" in differing[path]:
                    old = scrubbed(without(differing[path]["noflags"], required, optional))
                    if old != scrubbed(without({k: properties.get(k) for k in differing[path]["flags"]}, required, optional)):
                        row["old"] = {key: old.get(key) for key in sorted({*differing[path]["flags"], *old})}
                continue
            child: dict[str, Any] = {"t": resource["Type"]}
            # Policies and the plumbing of networks tell rules nothing that their type does not.
            if properties and resource["Type"] in corrections.WITH_PROPERTIES:
                child["d"] = scrubbed(properties)
            if rest:
                child["x"] = scrubbed(rest)
            if resource["Type"] not in flagged:
                child["flag"] = corrections.FLAGS.get((self.name, resource["Type"]), True)
            children[relative] = child
        if children:
            row["c"] = children
        missing = sorted(set(flagged) - set(self.probe["kinds"]))
        if missing:
            row["unflagged"] = missing

    def required_paths(self, properties: dict[str, Any]) -> list[str]:
        """What the probe's own arguments set: not a default of the class."""
        paths = list(corrections.GIVEN.get(self.name, []))
        shape = schemas.shape(self.cfn_type)
        for member in self.arguments.values():
            if member.get("optional"):
                continue
            known = shape.canonical(member["name"]) if shape else None
            if known and known in properties:
                paths.append(known)
        return paths

    def relative(self, path: str) -> str:
        """A construct path below the construct; what the probe itself named is called by its argument."""
        own = path.removeprefix("X/")
        return corrections.RENAMED.get((self.name, own), own)

    # -- arguments

    def all_arguments(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, difference in self.probe.get("props", {}).items():
            name, _, variant = re.sub(r"\(.*\)$", "", key).partition("=")
            member = self.by_snake.get(name)
            if member is None or name == "removal_policy":
                continue
            effect = self.effect(name, member, variant, difference)
            if effect and variant:
                found.setdefault(name, {}).setdefault("v", {})[variant] = effect
            elif effect:
                found[name] = {**found.get(name, {}), **effect}
        for name, effect in found.items():
            self.generalise(name, effect)
        for name, member in self.by_snake.items():
            if member["type"].get("fqn") == f"{ROOT}RemovalPolicy" and self.cfn_type and name == "removal_policy":
                found[name] = {"s": [["DeletionPolicy", "removal"], ["UpdateReplacePolicy", "removal"]]}
            elif name not in found and (effect := self.by_name(name, member)):
                found[name] = effect
        known = corrections.ARGUMENTS.get(self.name, {})
        return dict(sorted({**found, **known}.items()))

    def generalise(self, name: str, effect: dict[str, Any]) -> None:
        """Variants of an enumeration that just pass its value on say how every other value goes, too."""
        variants = effect.get("v", {})
        enum = self.library.types.get(self.by_snake[name]["type"].get("fqn", ""), {})
        if "s" in effect or enum.get("kind") != "enum" or not variants:
            return
        paths = {tuple(change[0] for change in variant.get("s", [])) for variant in variants.values()}
        single = [(member, variant["s"][0]) for member, variant in variants.items() if len(variant.get("s", [])) == 1]
        values = [(change[2], member) for member, change in single if change[1] == "constant"]
        passed = all(isinstance(value, str) and schemas.fold(value) == schemas.fold(member) for value, member in values)
        if len(paths) == 1 and values and passed and not any("+" in variant for variant in variants.values()):
            effect["s"] = [[next(iter(paths))[0], "value"]]

    def by_name(self, name: str, member: dict[str, Any]) -> dict[str, Any] | None:
        """An argument that was not probed and is called like the property."""
        shape = schemas.shape(self.cfn_type) if self.cfn_type else None
        known = shape.canonical(member["name"]) if shape else None
        if known is None and shape is not None and name.endswith("_name") and "Name" in shape.properties:
            # CDK says whose name it is where the resource just says `Name`.
            known = "Name" if self.is_own(schemas.fold(name.removesuffix("_name"))) else None
        if shape is None or known is None:
            return None
        kind = shape.properties[known].kind
        how = self.how(member["type"], known)
        scalar = how[0] in ("duration", "value", "size", "flag")
        if scalar and kind in ("object", "map") and not ("collection" in member["type"] and kind == "map"):
            return None
        if how[0] == "reference" and kind in ("object", "map", "json"):
            return None
        return {"s": [[known, *how]], "u": 1}

    def effect(self, name: str, member: dict[str, Any], variant: str, difference: dict[str, Any]) -> dict[str, Any] | None:
        changes: list[Any] = []
        for where, paths in difference.get("changed", {}).items():
            path, cfn_type = re.fullmatch(r"(\S+(?: \S+)*) \((.+)\)", where).groups()  # type: ignore[union-attr]
            relative = self.relative(path)
            on = "" if relative == self.primary_path and cfn_type == self.cfn_type else relative
            if on and cfn_type in corrections.PLUMBING:
                continue
            plain = {pointer.removeprefix("/Properties/").removeprefix("/").replace("/", "."): values for pointer, values in paths.items()}
            located = [{"on": on}] if on else []
            changes += [[*change, *located] for change in self.changes(name, member, variant, cfn_type, plain)]
        effect: dict[str, Any] = {}
        if changes:
            effect["s"] = changes
        added = sorted({resource["Type"] for resource in difference.get("added", {}).values()} - corrections.PLUMBING)
        removed = sorted({kind for _, kind in difference.get("removed", [])} - corrections.PLUMBING)
        if added:
            effect["+"] = added
        if removed:
            effect["-"] = removed
        return effect or None

    def changes(self, name: str, member: dict[str, Any], variant: str, cfn_type: str, paths: dict[str, Any]) -> list[Any]:
        """What one argument changes on one resource: a change for each path, or one on the structure they share."""
        if variant:
            return [[path, "absent"] if after == "<absent>" else [path, "constant", scrubbed(after)] for path, (_, after) in paths.items()]
        type_ = member["type"]
        known = self.library.types.get(type_.get("fqn", ""), {})
        element = type_.get("collection", {}).get("elementtype", {})
        lists = {re.sub(r"\.\d+$", "", path) for path in paths}
        if element and len(lists) == 1 and not self.library.types.get(element.get("fqn", ""), {}).get("datatype"):
            return [[lists.pop(), *self.how(type_, next(iter(paths)))]]
        measure = type_.get("fqn") in (f"{ROOT}Duration", f"{ROOT}Size")
        whole = known.get("datatype") or "collection" in type_ or (known.get("kind") == "class" and len(paths) > 1 and not measure)
        struct = short(element.get("fqn", type_.get("fqn", "")))
        if struct in corrections.PLACES:
            return [[corrections.PLACES[struct], *self.structure(type_, cfn_type, corrections.PLACES[struct])]]
        if whole and not self.refers(type_.get("fqn", "")):
            parent = self.common(list(paths))
            if not parent:
                return [[path, "unknown"] for path in paths]
            return [[parent, *self.structure(type_, cfn_type, parent)]]
        result = []
        equal = [path for path in paths if schemas.fold(path.rpartition(".")[2]) == schemas.fold(name)]
        named = equal or [path for path in paths if self.sounds(name, path)]
        for path, (before, after) in paths.items():
            if after == "<absent>":
                result.append([path, "absent"])
            elif len(paths) > 1 and type_.get("primitive") != "boolean" and path not in named and not self.refers(type_.get("fqn", "")):
                result.append([path, "constant", "JSON"] if path.endswith("LogFormat") else [path, "unknown"])
            else:
                result.append([path, *self.how(type_, path, before, after, member)])
        return result

    @staticmethod
    def sounds(name: str, path: str) -> bool:
        said, leaf = schemas.fold(name.removesuffix("_v2")), schemas.fold(path.rpartition(".")[2])
        return any((said.endswith(leaf), leaf.endswith(said), leaf.startswith(said), said.startswith(leaf)))

    @staticmethod
    def common(paths: list[str]) -> str:
        """The deepest property that all paths are in, up to the first list."""
        split = [re.split(r"\.(?=\d)", path)[0].split(".") if re.search(r"\.\d", path) else path.split(".")[:-1] for path in paths]
        shared = []
        for names in zip(*split, strict=False):
            if len(set(names)) > 1:
                break
            shared.append(names[0])
        return ".".join(shared)

    def structure(self, type_: dict[str, Any], cfn_type: str, path: str, depth: int = 0) -> tuple[Any, ...]:
        """A structure, and where each of its fields goes below `path`."""
        element = type_.get("collection", {}).get("elementtype", type_)
        fqn = element.get("fqn", "")
        shape = schemas.shape(cfn_type)
        here = shape if shape and not path else shape.at(*path.split(".")) if shape else None
        while here is not None and here.kind == "list":
            here = here.element
        told = corrections.FIELDS.get(short(fqn), {})
        fields: dict[str, Any] = {}
        for name, field in self.library.members(fqn, "properties").items():
            python = snake(name)
            if python in told:
                if told[python] is not None:
                    fields[python] = told[python]
                continue
            known = here.canonical(name) if here is not None and here.kind == "object" else None
            if known is None:
                continue
            inner = self.library.types.get(field["type"].get("collection", {}).get("elementtype", field["type"]).get("fqn", ""), {})
            if inner.get("datatype"):
                if depth < 2:
                    fields[python] = [known, *self.structure(field["type"], cfn_type, f"{path}.{known}", depth + 1)]
            else:
                fields[python] = [known, *self.how(field["type"], known)]
        fields |= {python: change for python, change in told.items() if change is not None and python not in fields}
        constants = corrections.CONSTANTS.get(short(fqn))
        return ("structure", fields, *([constants] if constants else []))

    def how(
        self, type_: dict[str, Any], path: str, before: Any = None, after: Any = None, member: dict[str, Any] | None = None
    ) -> tuple[Any, ...]:
        """How a value of a type becomes the property's."""
        fqn = type_.get("fqn", "")
        known = self.library.types.get(fqn, {})
        placeholder = isinstance(after, str) and after in PLACEHOLDERS
        if fqn == f"{ROOT}Duration":
            return ("duration", self.unit(path))
        if fqn == f"{ROOT}Size":
            return ("size", "gibibytes" if "GiB" in path or path.endswith(("SizeInGB", "VolumeSize")) else "mebibytes")
        if fqn == f"{ROOT}RemovalPolicy":
            return ("removal",)
        if type_.get("primitive") == "boolean":
            if after is None or isinstance(after, bool):
                return ("value",)
            on = path.endswith("Policy") or not (member or {}).get("docs", {}).get("default", "").strip("- ").lower().startswith("true")
            other = None if before in ("<absent>", None) else scrubbed(before)
            return ("flag", {str(on).lower(): scrubbed(after), str(not on).lower(): other})
        if type_.get("primitive") in ("string", "number") or known.get("kind") == "enum":
            return ("unknown",) if placeholder else ("value",)
        if known.get("datatype"):
            return self.structure(type_, self.cfn_type, path)
        if fqn and self.refers(fqn):
            return self.referred(fqn, path)
        if known:
            return ("value",) if not placeholder and not isinstance(after, dict | list) else ("unknown",)
        if "collection" in type_:
            element = type_["collection"]["elementtype"]
            inner = self.library.types.get(element.get("fqn", ""), {})
            if element.get("primitive") or inner.get("kind") == "enum":
                return ("value",)
            if inner.get("datatype"):
                return self.structure(type_, self.cfn_type, path)
            if self.refers(element.get("fqn", "")):
                return self.referred(element["fqn"], path)
        return ("unknown",)

    def refers(self, fqn: str) -> bool:
        """Whether a value of the type is a construct of the user's, by class or by interface."""
        known = self.library.types.get(fqn, {})
        if known.get("kind") == "class":
            return self.library.is_construct(fqn)
        return f"{ROOT}IResource" in self.all_interfaces(fqn) or fqn.rpartition(".")[2].endswith("Ref")

    def all_interfaces(self, fqn: str) -> set[str]:
        found: set[str] = set()
        for parent in self.library.types.get(fqn, {}).get("interfaces", []):
            found |= {parent} | self.all_interfaces(parent)
        return found

    def referred(self, fqn: str, path: str) -> tuple[Any, ...]:
        """The attribute of the referred construct that the property takes."""
        leaf = re.sub(r"\.\d+$", "", path).rpartition(".")[2]
        name = fqn.rpartition(".")[2].removesuffix("Ref")
        target = name[1:] if name[:1] == "I" and name[1:2].isupper() else name
        module = short(fqn).rpartition(".")[0].removeprefix("interfaces.")
        cfn_type = self.library.primary(f"{ROOT}{module}.{target}")
        lowered = leaf.lower()
        if name == "IVpc":
            return ("unknown",)
        if lowered.endswith(("arn", "arns")) or leaf in ("Role", "KmsMasterKeyId", "KmsKeyId", "KMSMasterKeyID"):
            return ("reference", (identifiers.arn_attribute(cfn_type) if cfn_type else None) or "Arn")
        if "securitygroup" in lowered or "SecurityGroup" in name:
            return ("reference", "GroupId")
        if cfn_type and identifiers.ref_yields(cfn_type) != "Ref":
            return ("reference", identifiers.ref_yields(cfn_type))
        return ("unknown",)

    def unit(self, path: str) -> str:
        leaf = path.rpartition(".")[2]
        told = corrections.UNITS.get((self.cfn_type, leaf))
        return told or next((unit for part, unit in UNITS if part in leaf), "seconds")

    # -- methods and attributes

    def methods(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, difference in self.probe.get("methods", {}).items():
            name = re.sub(r"(\(.*?\))?(\.create_alarm| attr\(\))?$", "", key).strip()
            if ".create_alarm" in key or " attr" in key or not re.fullmatch(r"\w+", name):
                continue
            effect: dict[str, Any] = {}
            sets: dict[str, None] = {}
            for where, paths in difference.get("changed", {}).items():
                path, cfn_type = re.fullmatch(r"(\S+(?: \S+)*) \((.+)\)", where).groups()  # type: ignore[union-attr]
                if path.removeprefix("X/") == self.primary_path and cfn_type == self.cfn_type:
                    for pointer in paths:
                        changed = pointer.removeprefix("/Properties/").removeprefix("/").replace("/", ".")
                        sets[re.sub(r"\.\d+(\..*)?$", ".+", changed)] = None
            if sets:
                effect["s"] = [[path, "unknown"] for path in sets]
            added = sorted({resource["Type"] for resource in difference.get("added", {}).values()} - corrections.PLUMBING)
            if added:
                effect["+"] = added
            other = sorted(set(difference.get("in_helpers", {}).values()) & corrections.ELSEWHERE)
            if other:
                effect["o"] = other
            argument = re.search(r"\((.+?)\)", key)
            if effect and argument:
                found.setdefault(name, {}).setdefault("v", {})[argument[1]] = effect
            elif effect:
                found[name] = {**found.get(name, {}), **effect}
        return {**found, **corrections.METHODS.get(self.name, {})}

    def attributes(self) -> dict[str, str]:
        """What the construct's text properties are in CloudFormation's names."""
        if not self.cfn_type or schemas.shape(self.cfn_type) is None:
            return {}
        found: dict[str, str] = {}
        offered = {schemas.fold(name): identifiers.getatt_yields(self.cfn_type, name) for name in schemas.attributes(self.cfn_type)}
        shape = schemas.shape(self.cfn_type)
        ref, arn = identifiers.ref_yields(self.cfn_type), identifiers.arn_attribute(self.cfn_type)
        own = schemas.fold(self.cfn_type.split("::")[2])
        for name, member in self.library.members(self.fqn, "properties").items():
            if member["type"].get("primitive") != "string" or member.get("static"):
                continue
            folded = schemas.fold(name)
            rest = folded.removeprefix(own) or folded
            for spelling in (folded, rest):
                known = offered.get(spelling) or (shape.canonical(spelling) if shape else None)
                if known:
                    break
            else:
                known = None
                if folded.endswith("arn") and self.is_own(folded.removesuffix("arn")):
                    known = arn
                elif folded.endswith(("name", "id", "url")) and schemas.fold(ref).endswith(re.search("(name|id|url)$", folded)[1]):  # type: ignore[index]
                    known = ref if self.is_own(re.sub("(name|id|url)$", "", folded)) else None
            if known:
                found[snake(name)] = known
        return {**found, **corrections.YIELDS.get(self.name, {})}

    def is_own(self, stem: str) -> bool:
        """Whether `queue` of `queueArn` is the construct itself and not something it refers to."""
        resource, class_ = schemas.fold(self.cfn_type.split("::")[2]), schemas.fold(self.name.rpartition(".")[2])
        return bool(stem) and (resource.endswith(stem) or class_.endswith(stem) or stem.endswith(resource))


def construct_rows(library: Library, probes: dict[str, Any]) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for fqn, type_ in library.types.items():
        name = short(fqn)
        if type_["kind"] != "class" or fqn in library.l1 or name.startswith(("interfaces.", "assertions", "cx_api")):
            continue
        probe = probes.get(name)
        if probe is None and (type_.get("abstract") or not (library.is_resource(fqn) or name in corrections.PRIMARY)):
            continue
        row = Builder(library, fqn, probe).row()
        if row.keys() - {"probed"}:
            rows[name] = row
    for name, model in corrections.LIKE.items():
        arguments = {key: effect for key, effect in rows[model].get("p", {}).items() if key in Builder(library, ROOT + name, None).by_snake}
        rows[name]["p"] = dict(sorted({**rows[name].get("p", {}), **arguments}.items()))
        for part in ("c", "x"):
            if part in rows[model] and "ReadReplica" not in name:
                rows[name].setdefault(part, rows[model][part])
    return rows


def slashed(path: str) -> str:
    """A path's steps with slashes between; keys in brackets have dots of their own."""
    return path if "/" in path else path.replace(".", "/")


def slashed_change(change: list[Any]) -> list[Any]:
    path, how, *rest = change
    if how == "structure" and rest and "on" not in rest[0]:
        rest = [{field: slashed_change(inner) for field, inner in rest[0].items()}, *rest[1:]]
    return [slashed(path), how, *rest]


def slashed_effect(effect: dict[str, Any]) -> dict[str, Any]:
    result = dict(effect)
    if "s" in effect:
        result["s"] = [slashed_change(change) for change in effect["s"]]
    if "v" in effect:
        result["v"] = {variant: slashed_effect(inner) for variant, inner in effect["v"].items()}
    return result


def slashed_row(row: dict[str, Any]) -> dict[str, Any]:
    effects: dict[str, Any] = {key: {name: slashed_effect(effect) for name, effect in row[key].items()} for key in ("p", "m") if key in row}
    return {**row, **effects}


def main(package: Path, defaults: Path, enums: Path) -> None:
    library = Library(package)
    probes = json.loads(defaults.read_text(encoding="utf-8"))["constructs"]
    tables.write("cdk-l1", l1_rows(library), **SOURCE)
    tables.write("cdk-constants", constant_rows(json.loads(enums.read_text(encoding="utf-8"))), **SOURCE)
    tables.write("cdk-types", type_rows(library), **SOURCE)
    tables.write("cdk-constructs", {name: slashed_row(row) for name, row in construct_rows(library, probes).items()}, **SOURCE)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
