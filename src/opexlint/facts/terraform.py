"""Terraform's AWS vocabulary in CloudFormation's terms, frozen: which type, which property, how the value changes.

For each resource type a `Vocabulary` says which CloudFormation type it is (or which resource it completes) and, as a
tree that mirrors Terraform's blocks, where each attribute goes. A reader walks its blocks and this tree together;
every path is *relative to the place of the enclosing block*, so nothing has to be aligned or counted:

    aws_s3_bucket
      versioning { enabled = true }    "versioning"   path ("VersioningConfiguration",), block "one"
                                         "enabled"    path ("Status",), via "enum", enum {"true": "Enabled", ...}
    aws_lb
      access_logs { enabled = true }   "access_logs"  path (), block "one": the place stays the enclosing one
                                         "enabled"    path ("LoadBalancerAttributes",
                                                            Where("Key", "access_logs.s3.enabled"), "Value")

A step of a path is one of

    "Name"                       a property of the object; in a map or free JSON, an entry of that name
    Element.NEW                  an element of its own, added to the list there: each block, each time it is written
    Element.FIRST                the list's first element, shared by all paths that say so
    Element.EACH                 one element for each item of the value; the rest of the path is within it
    Where(property, value)       the list's element whose `property` is `value`, made when it is not there
    KeyedBy(attribute)           the map's entry named by the value of the block's own attribute
    Choose(attribute, names)     the property picked by the value of the block's own attribute

Whether CloudFormation has a list at a place is said by these steps alone; the kind of a scalar by `schemas.shape`.
The first step of a path may be one of `schemas.RESOURCE_ATTRIBUTES` (`DeletionPolicy`, `UpdatePolicy`), which stand
beside the properties. Where two attributes set the same place, the one written last in Terraform's order of meaning
wins: `lifecycle.prevent_destroy` over all others.

An attribute that is not in the tree of a resource of its own has no counterpart: it stays under its Terraform name,
where a rule may still ask for it. Of a satellite, what is not in the tree is left out. A block inside something that
the tree shows as a plain attribute goes there whole, its names in the schema's spelling (`schemas.Shape.canonical`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from opexlint.facts import table
from opexlint.facts.paths import Choose, Element, KeyedBy, Path, Step, Where, parse

__all__ = (
    "Choose", "Element", "KeyedBy", "Path", "Satellite", "Step", "Target", "Via", "Vocabulary", "Where", "terraform_types", "vocabulary",
)  # fmt: skip


Via = Literal["value", "json", "enum", "pairs", "fanout", "prefix", "presence", "base64", "file", "template", "drop"]


class Target(NamedTuple):
    """Where one attribute or block goes, and how its value changes on the way.

    `path`        the steps from the place of the enclosing block (see the module).
    `via`         "value"     as it is; scalars are normalised by the kind the schema has at the place
                  "json"      a text that holds JSON becomes the value it spells; where the schema names the keys they
                              may be spelled differently (`containerPort`)
                  "enum"      the value's text is looked up in `enum`; None there, or a text that is not there: as if
                              the attribute were not written (where `enum` has nothing but None, any other text stays)
                  "pairs"     a map becomes a list of objects with the two names in `pairs` (tags: Key, Value)
                  "fanout"    the enclosing block is repeated for each item of the value (a rule for each CIDR block);
                              with `resource`, each item becomes a resource
                  "prefix"    only the beginning of the value at the place is known
                  "presence"  true: the object at the path is there; false: it is not
                  "base64"    the value is the Base64 of what belongs there
                  "file"      a local file: something is there, its content is not known
                  "template"  a CloudFormation template, to be read as one
                  "drop"      goes nowhere (it names a map's entry)
    `block`       for a nested block: "one" when the provider allows at most one, else "many"; None for an attribute.
    `attributes`  the targets inside the block.
    `enum`        the value map of "enum"; texts as Terraform prints them ("true").
    `pairs`       the two names of "pairs".
    `also`        what is set besides, relative to the enclosing block: path -> constant (`ResourceType`: "VPC").
    `resource`    the type of a resource of its own that each block (or item) becomes; `path` and `attributes` are
                  relative to it, and the property at `owner` refers back to the enclosing resource. With `owner` None
                  the enclosing resource itself is of this type (a table with replicas is a GlobalTable).
    """

    path: Path
    via: Via = "value"
    block: Literal["one", "many"] | None = None
    attributes: Mapping[str, Target] = {}
    enum: Mapping[str, str | None] | None = None
    pairs: tuple[str, str] | None = None
    also: Mapping[Path, str | bool] | None = None
    resource: str | None = None
    owner: Path | None = None


class Satellite(NamedTuple):
    """How a resource completes another one instead of being one of its own.

    `ref`      the attribute that names the completed resource (for the few that need several, the one that decides)
    `parents`  the Terraform types that it can name; empty when any
    `mode`     "merge" sets properties of the parent, "append" adds elements to its lists
    `into`     the place on the parent from which the targets' paths are relative
    """

    ref: str
    parents: tuple[str, ...]
    mode: Literal["merge", "append"]
    into: Path


class Vocabulary(NamedTuple):
    """One Terraform resource type in CloudFormation's terms.

    `tf_type`     the Terraform type.
    `cfn_type`    the CloudFormation type its paths belong to: its own, or its parent's for a satellite ("*": any).
    `attributes`  the targets of its attributes and blocks; `lifecycle` is among them for resources of their own.
    `satellite`   set when it completes another resource.
    `also`        what it sets by being there, on the resource (of a satellite: on its parent): path -> constant.
    """

    tf_type: str
    cfn_type: str
    attributes: Mapping[str, Target]
    satellite: Satellite | None = None
    also: Mapping[Path, str | bool] | None = None

    def find(self, path: str) -> Target | None:
        """The target of a dotted Terraform path: `find("versioning.enabled")`."""
        found: Target | None = None
        inside = self.attributes
        for name in path.split("."):
            found = inside.get(name)
            if found is None:
                return None
            inside = found.attributes
        return found

    def absolute(self, path: str) -> Path | None:
        """The whole path of a dotted Terraform path on its resource, for a satellite on its parent."""
        steps: Path = self.satellite.into if self.satellite else ()
        inside = self.attributes
        for name in path.split("."):
            target = inside.get(name)
            if target is None:
                return None
            steps = target.path if target.owner is not None else (*steps, *target.path)
            inside = target.attributes
        return steps


class _Targets(Mapping[str, Target]):
    """One level of a tree, its targets decoded when they are asked for: few of a type's attributes are written."""

    __slots__ = ("_code", "_known")

    def __init__(self, code: dict[str, Any]) -> None:
        self._code: dict[str, Any] = dict.fromkeys(code.get("=", "").split())
        self._code.update(code)
        self._code.pop("=", None)
        self._known: dict[str, Target] = {}

    def __getitem__(self, name: str) -> Target:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = _target(name, self._code[name])
        return found

    def get(self, name: str, default: Any = None) -> Any:  # most names that are asked for are none of these: no KeyError for each
        return self[name] if name in self._code else default

    def __contains__(self, name: object) -> bool:
        return name in self._code

    def __iter__(self) -> Iterator[str]:
        return iter(self._code)

    def __len__(self) -> int:
        return len(self._code)


def _constants(code: Mapping[str, Any] | None) -> Mapping[Path, str | bool] | None:
    return None if code is None else {parse(path): value for path, value in code.items()}


def _target(name: str, code: Any) -> Target:
    """Decode one target; its path is the name in capitals where the table says nothing else."""
    if isinstance(code, str):
        return Target(parse(code))
    if code is None or "p" not in code:
        path: Path = ("".join(part[:1].upper() + part[1:] for part in name.split("_")),)
    else:
        path = parse(code["p"])
    if code is None:
        return Target(path)
    count = code.get("b")
    pairs = code.get("k")
    return Target(
        path,
        code.get("v", "value"),
        None if count is None else "many" if count == 2 else "one",
        _Targets(code.get("a", {})),
        code.get("e"),
        None if pairs is None else (pairs[0], pairs[1]),
        _constants(code.get("s")),
        code.get("r"),
        None if "o" not in code else parse(code["o"]),
    )


# The same on every resource: what must not be destroyed is retained.
_LIFECYCLE = {"p": "", "b": 1, "a": {"prevent_destroy": {"p": "DeletionPolicy", "v": "enum", "e": {"true": "Retain"}}}}


@cache
def vocabulary(tf_type: str) -> Vocabulary | None:
    """The vocabulary of a resource type (`aws_s3_bucket`), or None when CloudFormation has nothing like it."""
    row = table("terraform").get(tf_type)
    if row is None:
        return None
    code = row.get("a", {})
    if "s" not in row:
        return Vocabulary(tf_type, row["t"], _Targets({**code, "lifecycle": _LIFECYCLE}), None, _constants(row.get("x")))
    completes = row["s"]
    satellite = Satellite(completes["ref"], tuple(completes["of"]), completes["mode"], parse(completes["into"]))
    return Vocabulary(tf_type, row["t"], _Targets(code), satellite, _constants(row.get("x")))


def terraform_types() -> tuple[str, ...]:
    """All Terraform types of the table, in alphabetical order."""
    return tuple(table("terraform"))
