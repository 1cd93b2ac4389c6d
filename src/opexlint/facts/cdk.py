"""CDK's classes: what they synthesise, what their arguments and methods set, what their constants and members are.

Source: the jsii assembly of aws-cdk-lib, and templates synthesised from minimal instances of 102 classes and from 426
variations of them (`table("cdk-constructs").provenance` has version and date). Classes go by their Python name without
the package: `aws_sqs.Queue`, `aws_sqs.CfnQueue`, `Stack`; members and arguments by their Python (snake case) names.

The four tables and their rows:

    cdk-l1          module -> {CloudFormation service: "Queue QueuePolicy"}: `CfnQueue` is `<service>::Queue`; `Name=Other` where the
                    class is called differently. Arguments of these classes need no table: they are the schema's own names
                    (`schemas.Shape.canonical`), keys of nested dicts in camel case, in snake case silently lost.
    cdk-constants   class -> {constant: value}: enumerations, and static constants by the text they stand for
    cdk-types       class -> {"b": "bases", "m": {class: "methods that return it"}, "p": {class: "properties of it"}}
    cdk-constructs  class -> a construct: "t" primary type, "at" its path where not `Resource`, "d" default properties, "x" default
                    attributes, "old" how "d" differs without feature flags, "flags" by which of them, "c" children, "p" arguments,
                    "m" methods, "a" attributes
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

from opexlint.facts import table
from opexlint.facts.paths import Path, parse

UNKNOWN: Final = "?"
"""Stands in default properties and constants for a value that the library, the program or the stack decides: set, but not known."""

REMOVAL: Final[Mapping[str, str]] = {
    "DESTROY": "Delete",
    "RETAIN": "Retain",
    "SNAPSHOT": "Snapshot",
    "RETAIN_ON_UPDATE_OR_DELETE": "RetainExceptOnCreate",
}
"""`RemovalPolicy` -> `DeletionPolicy` and `UpdateReplacePolicy` (of which the last one is `Retain` for RETAIN_ON_UPDATE_OR_DELETE)."""

How = Literal["value", "flag", "duration", "size", "reference", "removal", "structure", "member", "constant", "absent", "unknown"]


@dataclass(frozen=True, slots=True)
class Change:
    """What one argument sets at one place.

    `path`       where on the resource, steps as in `paths`; a number is an element of a list by its position; () is the resource itself.
    `child`      the construct path of the child that is changed, "" for the primary resource
    `how`        "value"      the argument's value: a literal, a constant's value, a list of either
                 "flag"       `values[text of the value]` ("true", "false", a member's name); None there: not set
                 "duration"   a Duration, in `unit` ("seconds", "minutes", "hours", "days", "milliseconds")
                 "size"       a Size, in `unit` ("mebibytes", "gibibytes")
                 "reference"  a construct: its `attribute` in CloudFormation's names (of each, for a list)
                 "removal"    a RemovalPolicy, by `REMOVAL`
                 "structure"  a struct (or each of a list of them): its `fields` below `path`, `values` what else is set by its being given
                 "member"     true: the list at the path has `values[""]` as a member; false: it has not
                 "constant"   `values[""]`, whatever the argument is (UNKNOWN: set to something)
                 "absent"     the property is not there
                 "unknown"    it is set, to what is not known
    """

    path: Path
    how: How
    child: str = ""
    unit: str = ""
    attribute: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Change] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """What giving an argument, or calling a method, does.

    `changes`    to the primary resource and its children
    `adds`       types of resources that are there because of it
    `removes`    types of the construct's children that are gone because of it
    `elsewhere`  types of resources that it makes at the construct it was given (a queue's policy for an event target)
    `variants`   where the effect depends on the value: a member's name (`KMS` for encryption=BucketEncryption.KMS), "False", or the
                 kind of a method's argument (`Sqs` for an SqsEventSource) -> the effect instead of this one. For a value that is not
                 here this effect's own changes count; if it has none, what the variants set is unknown.
    `probed`     whether it was seen in a template; otherwise it follows from argument and property having the same name
    """

    changes: tuple[Change, ...] = ()
    adds: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    variants: Mapping[str, Effect] = field(default_factory=dict)
    probed: bool = True


@dataclass(frozen=True, slots=True)
class Child:
    """A resource that comes with a construct: `path` is its construct path below it (`DeploymentStage.prod/Resource`).

    `properties` are there for the types that rules ask about, else empty and not known. `flag` is the feature flag without which there is
    no such resource (True: some flag), None when it is always there.
    """

    path: str
    cfn_type: str
    properties: Mapping[str, Any]
    attributes: Mapping[str, Any]
    flag: str | bool | None


@dataclass(frozen=True, slots=True)
class Construct:
    """What an L2 (or L3) class synthesises.

    `cfn_type`     the primary resource's type, "" when a class has none of its own (the patterns of `aws_ecs_patterns`)
    `path`         the primary's construct path below the construct: `Resource`, `ASG`, `Service`
    `properties`   the primary's properties when only required arguments are given, UNKNOWN for what those set; with the feature flags that
                   `cdk init` recommends
    `attributes`   its `DeletionPolicy`, `UpdateReplacePolicy`, ...
    `unflagged`    how `properties` differ without any feature flag: name -> value, None when absent
    `children`     the other resources of a minimal instance
    `unflagged_types`  types that are there only without feature flags
    `flags`        of the names of `unflagged` and of `unflagged_types`, the flag that makes the difference (`!` before one that makes it
                   only where the app says that it is off)
    `arguments`    keyword argument -> effect
    `methods`      method -> effect
    `yields`       property of the construct -> what it is in CloudFormation's names (`queue_arn` -> `Arn`)
    `probed`       whether an instance was synthesised; otherwise only type, and arguments by equal names, are known
    """

    name: str
    cfn_type: str
    path: str
    properties: Mapping[str, Any]
    attributes: Mapping[str, Any]
    unflagged: Mapping[str, Any]
    children: tuple[Child, ...]
    unflagged_types: tuple[str, ...]
    flags: Mapping[str, str]
    arguments: Mapping[str, Effect]
    methods: Mapping[str, Effect]
    yields: Mapping[str, str]
    probed: bool


class _Effects(Mapping[str, Effect]):
    """Effects by name, decoded when they are asked for."""

    __slots__ = ("_code", "_known")

    def __init__(self, code: Mapping[str, Any]) -> None:
        self._code = code
        self._known: dict[str, Effect] = {}

    def __getitem__(self, name: str) -> Effect:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = _effect(self._code[name])
        return found

    def get(self, name: str, default: Effect | None = None) -> Effect | None:  # type: ignore[override]
        """As for any mapping; most arguments are asked for by constructs that have no such effect."""
        return self._known.get(name) or (self[name] if name in self._code else default)

    def __contains__(self, name: object) -> bool:
        return name in self._code

    def __iter__(self) -> Iterator[str]:
        return iter(self._code)

    def __len__(self) -> int:
        return len(self._code)


def _effect(code: Mapping[str, Any]) -> Effect:
    return Effect(
        tuple(_change(change) for change in code.get("s", ())),
        tuple(code.get("+", ())),
        tuple(code.get("-", ())),
        tuple(code.get("o", ())),
        _Effects(code["v"]) if "v" in code else {},
        "u" not in code,
    )


def _change(code: list[Any]) -> Change:
    where, how, *rest = code
    child = rest.pop()["on"] if rest and isinstance(rest[-1], dict) and set(rest[-1]) == {"on"} else ""
    path = parse(where)
    match how:
        case "duration" | "size":
            return Change(path, how, child, unit=rest[0])
        case "reference":
            return Change(path, how, child, attribute=rest[0])
        case "flag":
            return Change(path, how, child, values=rest[0])
        case "member" | "constant":
            return Change(path, how, child, values={"": rest[0]})
        case "structure":
            fields = {name: _change(inner) for name, inner in rest[0].items()}
            return Change(path, how, child, values=rest[1] if len(rest) > 1 else {}, fields=fields)
    return Change(path, how, child)


@cache
def construct(name: str) -> Construct | None:
    """The construct behind a class (`aws_sqs.Queue`), or None when it synthesises nothing that is known."""
    row = table("cdk-constructs").get(name)
    if row is None:
        return _experimental(name)
    children = tuple(
        Child(path, code["t"], code.get("d", {}), code.get("x", {}), code.get("flag")) for path, code in row.get("c", {}).items()
    )
    return Construct(
        name,
        row.get("t", ""),
        row.get("at", "Resource"),
        row.get("d", {}),
        row.get("x", {}),
        row.get("old", {}),
        children,
        tuple(row.get("unflagged", ())),
        row.get("flags", {}),
        _Effects(row.get("p", {})),
        _Effects(row.get("m", {})),
        row.get("a", {}),
        row.get("probed", False),
    )


def _experimental(name: str) -> Construct | None:
    """A class of a module of which aws-cdk-lib has the L1 classes alone: an experimental package adds the others, named like them."""
    module, _, class_ = name.rpartition(".")
    cfn_type = l1_type(f"{module}.Cfn{class_}") if module and module not in _modules() else None
    return Construct(name, cfn_type, "Resource", {}, {}, {}, (), (), {}, {}, {}, {}, probed=False) if cfn_type is not None else None


@cache
def _modules() -> frozenset[str]:
    """The modules with classes of their own above the L1."""
    return frozenset(name.rpartition(".")[0] for name in table("cdk-constructs"))


def l1_type(name: str) -> str | None:
    """The CloudFormation type of an L1 class: `aws_sqs.CfnQueue` -> `AWS::SQS::Queue`; None for any other class."""
    module, _, class_ = name.rpartition(".")
    return _l1(module or ".").get(class_.removeprefix("Cfn")) if class_.startswith("Cfn") else None


@cache
def _l1(module: str) -> Mapping[str, str]:
    found = {}
    for service, names in (table("cdk-l1").get(module) or {}).items():
        for name in names.split():
            class_, _, resource = name.partition("=")
            found[class_] = f"{service}::{resource or class_}"
    return found


def constant(name: str) -> Any | None:
    """What an enumeration's member or a static constant stands for, or None when that is not known.

    `aws_logs.RetentionDays.ONE_WEEK` -> 7, `aws_lambda.Runtime.PYTHON_3_12` -> "python3.12"; a few are lists or objects
    (`aws_s3.BlockPublicAccess.BLOCK_ALL`, with jsii's camel-case names).
    """
    class_, _, member = name.rpartition(".")
    return constants(class_).get(member)


@cache
def constants(class_: str) -> Mapping[str, Any]:
    """All constants of a class or members of an enumeration: name -> value."""
    found: Mapping[str, Any] = table("cdk-constants").get(class_) or {}
    return found


@cache
def member_type(class_: str, member: str) -> str | None:
    """The class or interface that a method returns or a property has, inherited ones included.

    `member_type("aws_apigateway.RestApi", "root")` -> `aws_apigateway.IResource`. None for texts, numbers, structs, enumerations.
    """
    row = table("cdk-types").get(class_)
    if row is None:
        return None
    for kind in ("m", "p"):
        for target, names in row.get(kind, {}).items():
            if member in names.split():
                return str(target)
    for base in row.get("b", "").split():
        found = member_type(base, member)
        if found is not None:
            return found
    return None


@cache
def bases(class_: str) -> tuple[str, ...]:
    """A class's base classes and interfaces, nearest first, without those outside aws-cdk-lib."""
    row = table("cdk-types").get(class_) or {}
    found: dict[str, None] = {}
    for base in row.get("b", "").split():
        found[base] = None
        found |= dict.fromkeys(bases(base))
    return tuple(found)


def constructs() -> tuple[str, ...]:
    """Every class with a row of its own."""
    return tuple(table("cdk-constructs"))
