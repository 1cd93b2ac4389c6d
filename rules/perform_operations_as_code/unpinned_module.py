"""Module that is not pinned to a version.

The same commit deploys one thing today and another tomorrow, because the module's code moves underneath it: an unrelated `apply` brings in
somebody else's change, and reverting your own commit does not bring the old state back. Pin a registry module with `version`, a module from
git with `?ref=` and a tag or a commit, and let Renovate or Dependabot propose the next one.

One finding stands for all calls of a module in a folder. A version range (`~> 5.1`) is a decision and left alone, as are modules of the
same repository and examples of how a module is called.

```hcl
module "network" {
  source = "git::https://example.com/network.git"                         # finding
}

module "queue" {
  source = "git::ssh://git@example.com/modules.git//queue?ref=main"       # finding
}

module "buckets" {                                                        # finding
  source = "terraform-aws-modules/s3-bucket/aws"
}
```

```hcl
module "network" {
  source = "git::https://example.com/network.git?ref=v1.4.0"
}

module "buckets" {
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "~> 5.1"
}

module "shop" {
  source = "./modules/shop"
}
```
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from posixpath import dirname
from urllib.parse import parse_qs

from opexlint import MISSING, Finding, Location, Module, Note, Project, Severity, Value, modules
from opexlint.evidence import is_spared
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use version control", "Use configuration management systems", "Plan for unsuccessful changes"]
ABOUT = modules()
HELP = "pin the module to a tag, a commit or a version, and let a bot propose updates"
LINKS = [
    "https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/community.html",
    "https://developer.hashicorp.com/terraform/language/modules/sources",
]

_REGISTRY = regex(r"([\w-]+(\.[\w-]+)+(:\d+)?/)?[\w-]+/[\w-]+/[\w-]+(//.*)?$")
_REPOSITORY = regex(r"(git|hg)::|git@|ssh://|(github\.com|bitbucket\.org)/")
_ARCHIVE = regex(r"(http|s3::http|gcs::http)s?://")
_SHOWN = 3
"""Further calls that a finding points at."""
_BRANCHES = {"main", "master", "develop", "development", "dev", "trunk", "head", "default", "tip"}
_MOVING = regex(r"/archive/(refs/heads/|(main|master|develop)\.(zip|tar\.gz|tgz))|/latest/|[/_-]latest\.", re.IGNORECASE)


def check(module: Module, project: Project) -> Iterator[Finding]:
    unit = project.unit(module.unit)
    if unit is None or unit.kind != "terraform" or is_spared(project, module.at.path):
        return
    source = module.source
    first, *others = _calls(project, module)
    if module.at != first:
        return  # the first call of a folder stands for all
    notes = tuple(Note("called here too", at) for at in others[:_SHOWN])
    for finding in _findings(module, source):
        yield replace(finding, notes=notes)


def _findings(module: Module, source: Value) -> Iterator[Finding]:
    if source.must(_is_registry):
        if module.version.must_be(MISSING, ""):
            yield Finding(f"the registry's newest {source.show()} is deployed, whatever that is on the day", module.at)
    elif source.must(_is_unpinned_repository):
        yield Finding("the module is whatever its repository holds on the day", source.at, origin=source.origin)
    elif source.must(_names_branch):
        branch = _reference(source.show())
        yield Finding(f"the module follows the branch {branch}, so its code changes without a change here", source.at, origin=source.origin)
    elif source.must(_is_moving_archive):
        yield Finding("the module is whatever the archive holds on the day", source.at, origin=source.origin)


def _calls(project: Project, module: Module) -> list[Location]:
    """Where the folder calls that module in the same version, from the first call on."""

    def build() -> dict[tuple[str, ...], list[Location]]:
        found: dict[tuple[str, ...], set[Location]] = defaultdict(set)
        for one in project.modules:
            found[_called(one)].add(one.at)
        return {called: sorted(places) for called, places in found.items()}

    return project.once("calls of modules by folder", build)[_called(module)]


def _called(module: Module) -> tuple[str, ...]:
    return dirname(module.at.path), module.source.show(), module.version.show()


def _is_registry(source: str) -> bool:
    return _REGISTRY.match(source) is not None and not _REPOSITORY.match(source)


def _is_unpinned_repository(source: str) -> bool:
    return _REPOSITORY.match(source) is not None and not _reference(source)


def _names_branch(source: str) -> bool:
    reference = _reference(source)
    return _REPOSITORY.match(source) is not None and (reference.lower() in _BRANCHES or reference.startswith("refs/heads/"))


def _is_moving_archive(source: str) -> bool:
    return _ARCHIVE.match(source) is not None and "checksum=" not in source and _MOVING.search(source) is not None


def _reference(source: str) -> str:
    """The tag, commit or branch that a source in a repository names, or ""."""
    query = parse_qs(source.partition("?")[2])
    return next((values[0].partition("//")[0] for key, values in query.items() if key in ("ref", "rev")), "")
