"""What well-known registry modules make of their inputs, without having them.

For each module of the table there is an abridged one in `registry/`: the resources that matter for operations, with the arguments that
inputs of the module set, and their defaults, written in Terraform's language and reviewed by hand. What it leaves out is not known.
"""

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from opexlint.facts import table
from opexlint.patterns import regex

_REGISTRY = Path(__file__).parent / "registry"
_HOSTS: Final = ("registry.terraform.io/", "registry.opentofu.org/")
_GITHUB = regex(
    r"(?:git::)?(?:https://|ssh://git@|git@)?github\.com[/:]terraform-aws-modules/terraform-aws-(?P<name>[\w-]+?)(?:\.git)?"
    r"(?://(?P<below>[\w/-]+))?(?:\?(?:[^#]*&)?ref=v?(?P<version>[^&#]+).*)?"
)
_BOUND = regex(r"\s*(?P<operator>=|!=|>=|<=|>|<|~>)?\s*v?(?P<major>\d+)(?P<rest>(?:\.\d+)*)(?:[-+][\w.-]+)?\s*")

MAX_CONSTRAINT: Final = 200
"""A longer constraint of versions is not read: nobody writes one."""


class RegistryModule(NamedTuple):
    """A well-known module: its abridged configuration, and whether that holds all that the module makes, with all its properties."""

    source: str
    text: str
    whole: bool


def known(source: str, version: str) -> RegistryModule | None:
    """The module of a source address and a version constraint ("" for the newest); None where the facts may not hold for it."""
    for host in _HOSTS:
        source = source.removeprefix(host)
    github = _GITHUB.fullmatch(source)
    if github is not None:
        below = github["below"]
        source = f"terraform-aws-modules/{github['name']}/aws" + (f"//{below}" if below else "")
        version = github["version"] or ""
        if version and (len(version) > MAX_CONSTRAINT or _BOUND.fullmatch(version) is None):
            return None  # a branch or a commit
    found = table("modules").get(source)
    if found is None or not _covers(found["first"], found["last"], version):
        return None
    return RegistryModule(source, _text(found["text"]), found["whole"])


def _covers(first: int, last: int, constraint: str) -> bool:
    """Whether the versions that a constraint allows lie within these major ones; one without an upper bound means the newest."""
    if len(constraint) > MAX_CONSTRAINT:
        return False
    least, most = first if not constraint.strip() else 0, last
    for part in constraint.split(",") if constraint.strip() else ():
        bound = _BOUND.fullmatch(part)
        if bound is None:
            return False
        major, operator = int(bound["major"]), bound["operator"] or "="
        if operator in ("=", "~>", ">=", ">"):
            least = max(least, major)
        if operator in ("=", "<=") or (operator == "~>" and bound["rest"]):
            most = min(most, major) if major <= last else major
        elif operator == "<":
            most = min(most, major if bound["rest"].strip(".0") else major - 1)
    return first <= least <= last and least <= most <= last


@cache
def _text(name: str) -> str:
    return (_REGISTRY / f"{name}.hcl").read_text(encoding="utf-8")
