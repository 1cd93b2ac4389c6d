"""The property trees of CloudFormation's resource types: the spelling and the kind of everything a reader meets.

Source: the resource provider schemas that cfn-lint carries (us-east-1, and SAM's), frozen into a table of our own
because their layout on disk is cfn-lint's private business and has changed between its versions. Types that AWS does
not describe (`Custom::*`, modules, third-party types) have no tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Literal

from opexlint.facts import table

Kind = Literal["string", "integer", "number", "boolean", "list", "map", "object", "json"]

RESOURCE_ATTRIBUTES = frozenset(
    ("Condition", "CreationPolicy", "DeletionPolicy", "DependsOn", "Metadata", "UpdatePolicy", "UpdateReplacePolicy")
)
"""What stands beside a resource's `Properties`; a path that starts with one of these is not in any tree."""

_KINDS: dict[str, Kind] = {"s": "string", "i": "integer", "n": "number", "b": "boolean", "j": "json"}
# How the table writes the kinds that it groups by name: a list of strings, a map of strings, and the scalars.
_GROUPS: dict[str, Any] = {**{letter: letter for letter in _KINDS}, "l": ["s"], "m": {"*": "s"}}
_NO_PROPERTIES: Mapping[str, Shape] = {}


class Shape:
    """What may stand at one place of a resource: its kind, and what may stand below.

    `kind`        "string", "integer", "number", "boolean"; "list" (see `element`); "map" with names of the user's
                  choosing (see `element`); "object" with the names in `properties`; "json" for free JSON such as a
                  policy document, which may also be given as a text, and inside which nothing is folded.
    `properties`  canonical name -> Shape of an "object"; also of the few "json" whose members AWS names
                  (`RedrivePolicy`); empty for every other kind.
    `element`     the Shape of each element of a "list", of each value of a "map"; None for every other kind.
    """

    __slots__ = ("_code", "_definitions", "_folded", "_properties", "element", "kind")

    kind: Kind
    element: Shape | None

    def __init__(self, code: Any, definitions: list[Any]) -> None:
        """Decode one node of a row; its properties wait until they are asked for."""
        if isinstance(code, str) and code.startswith("#"):
            code = definitions[int(code[1:])]
        self._definitions = definitions
        self._properties: Mapping[str, Shape] | None = _NO_PROPERTIES
        self._folded: dict[str, str] | None = None
        self._code: Any = None
        self.element = None
        if isinstance(code, str):
            self.kind = _KINDS[code]
        elif isinstance(code, list):
            self.kind = "list"
            self.element = Shape(code[0], definitions)
        elif "*" in code:
            self.kind = "map"
            self.element = Shape(code["*"], definitions)
        else:
            self.kind = "json" if "?" in code else "object"
            self._code = code.get("?", code)
            self._properties = None

    @property
    def properties(self) -> Mapping[str, Shape]:
        """The members by their canonical names."""
        if self._properties is None:
            members: dict[str, Shape] = {}
            for group, names in self._code.items():
                if group == "o":
                    members |= {name: Shape(code, self._definitions) for name, code in names.items()}
                else:
                    members |= {name: Shape(_GROUPS[group], self._definitions) for name in names.split()}
            self._properties = members
        return self._properties

    def canonical(self, name: str) -> str | None:
        """The schema's spelling of a property: `retention_in_days`, `retentionInDays` -> `RetentionInDays`."""
        if name in self.properties:
            return name
        if self._folded is None:
            self._folded = {fold(known): known for known in self.properties}
        return self._folded.get(fold(name))

    def at(self, *path: str | int) -> Shape | None:
        """The shape below, by names in any spelling; `"*"` or a number is an element of a list or value of a map."""
        here: Shape | None = self
        for step in path:
            if here is None:
                return None
            if here.element is not None:
                here = here.element if here.kind == "map" or isinstance(step, int) or step == "*" else None
            else:
                known = here.canonical(step) if isinstance(step, str) else None
                here = here.properties[known] if known else None
        return here

    def __repr__(self) -> str:
        return f"Shape({self.kind}, {list(self.properties)})" if self.properties else f"Shape({self.kind})"


JSON = Shape("j", [])
"""Free JSON, which may also be given as a text."""


class _PropertyTypes(Mapping[str, Kind]):
    """The lazy mapping that `property_types` returns."""

    __slots__ = ("_root",)

    def __init__(self, root: Shape | None) -> None:
        self._root = root

    def __getitem__(self, path: str) -> Kind:
        here = self._root
        for name in path.split("."):
            if here is None:
                break
            here = here.element if name == "*" else here.properties.get(name)
        if here is None:
            raise KeyError(path)
        return here.kind

    def __iter__(self) -> Iterator[str]:
        if self._root is not None:
            yield from _paths(self._root, "", ())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _paths(here: Shape, prefix: str, above: tuple[int, ...]) -> Iterator[str]:
    """The dotted paths below, a definition not again inside itself."""
    inside = [("*", here.element)] if here.element is not None else list(here.properties.items())
    for name, below in inside:
        path = f"{prefix}{name}"
        yield path
        code = id(below._code) if below._code is not None else 0
        if code not in above:
            yield from _paths(below, f"{path}.", (*above, code) if code else above)


@cache
def row(cfn_type: str) -> dict[str, Any] | None:
    """The table's row of a type, decoded once; for this package only."""
    service = cfn_type.partition("::")[2]
    found: dict[str, Any] | None = table("schemas-a-k" if service[:1] <= "K" else "schemas-l-z").get(cfn_type)
    return found


@cache
def shape(cfn_type: str) -> Shape | None:
    """The tree of a resource type's settable properties, or None when AWS describes no such type."""
    found = row(cfn_type)
    return None if found is None else Shape(found["p"], found.get("d", []))


def property_types(cfn_type: str) -> Mapping[str, Kind]:
    """Canonical dotted path -> kind, elements as `*`: `Tags` list, `Tags.*` object, `Tags.*.Key` string.

    Looks up lazily, since schemas can be recursive; iterating it enters each recursion once. Empty for a type that
    AWS does not describe.
    """
    return _PropertyTypes(shape(cfn_type))


_ANSWERS_ALL = frozenset(
    f"AWS::{name}"
    for name in (
        "AutoScaling::AutoScalingGroup", "Backup::BackupVault", "EC2::Instance", "EC2::SecurityGroup", "EC2::Subnet", "EC2::VPC",
        "EKS::Nodegroup", "ElastiCache::ReplicationGroup", "ElasticLoadBalancingV2::LoadBalancer", "Events::EventBus",
        "Neptune::DBCluster", "RDS::DBInstance", "SNS::Topic", "SQS::Queue", "SSM::Parameter", "StepFunctions::Activity",
    )
)  # fmt: skip
"""Types whose writable properties `Fn::GetAtt` returns as well (cfn-lint's schema/_getatts.py, those that rules meet)."""


def attributes(cfn_type: str) -> tuple[str, ...]:
    """What `Fn::GetAtt` can ask of the type: the read-only properties, dotted (`Endpoint.Address`), and of some types all properties."""
    found = row(cfn_type)
    names = tuple(found["g"].split()) if found and "g" in found else ()
    if cfn_type not in _ANSWERS_ALL:
        return names
    known = shape(cfn_type)
    return (*names, *(name for name in known.properties if name not in names)) if known else names


@lru_cache(maxsize=16_384)
def fold(name: str) -> str:
    """Lower case without punctuation: what two spellings of one schema name have in common."""
    return re.sub("[^a-z0-9]", "", name.lower())


def known_types() -> tuple[str, ...]:
    """Every resource type with a tree, in alphabetical order."""
    return (*table("schemas-a-k"), *table("schemas-l-z"))
