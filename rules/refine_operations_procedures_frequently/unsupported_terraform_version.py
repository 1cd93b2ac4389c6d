"""Root module that only an unsupported Terraform can run.

The version constraint admits no release that still gets fixes: providers drop such versions, new machines and runners don't have them, and
the day a change is urgent it begins with an upgrade of the state. Step through the upgrades with empty plans while nothing is urgent, and
widen the constraint (`>= 1.9, < 2`).

Constraints that OpenTofu satisfies as well (1.6 and later) are left alone, and so are modules for others to call and what lies in a folder
named `deprecated` or `archive`.

```hcl
terraform {
  required_version = "~> 0.12.24"                 # finding
}
```

```hcl
terraform {
  required_version = ">= 0.13, < 2"
}
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Severity, Unit, units
from opexlint.evidence import is_spared
from opexlint.facts import lifecycles
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Perform patch management", "Use build and deployment management systems"]
ABOUT = units("terraform")
HELP = "upgrade Terraform step by step with empty plans, and let the constraint admit what is supported"
LINKS = [
    "https://support.hashicorp.com/hc/en-us/articles/360021185113-Support-Period-and-End-of-Life-EOL-Policy",
    "https://developer.hashicorp.com/terraform/language/upgrade-guides",
]

_FIRST_OF_OPENTOFU = (1, 6)
_SHELVED = regex(r"(^|/)(deprecated|archived?|obsolete|retired)/")
_LAST_OF_0 = (0, 15)
_CONSTRAINT = regex(r"\s*(=|!=|>=|<=|~>|>|<|)\s*v?(\d+(?:\.\d+)*)(?:-[\w.]+)?\s*")


def check(root: Unit, project: Project) -> Iterator[Finding]:
    required = root["RequiredVersion"]
    if (
        root["Library"].may_be(True)
        or is_spared(project, root.at.path)
        or _SHELVED.search(root.at.path)
        or not required.must(lambda text: bool(_newest(text)))
    ):
        return
    newest = _newest(str(required.known))
    ended = lifecycles.support_ended("terraform", newest)
    if ended:
        yield Finding(f"nothing newer than Terraform {newest} can run this: {ended} (as of {lifecycles.as_of()})", required.at)


def _newest(constraint: str) -> str:
    """The newest release line that a constraint admits, where neither a supported Terraform nor OpenTofu satisfies it, else ""."""
    highest: tuple[int, ...] | None = None
    for part in constraint.split(","):
        found = _CONSTRAINT.fullmatch(part)
        if found is None:
            return ""
        bound = _highest(found[1], tuple(map(int, found[2].split("."))))
        highest = bound if highest is None or (bound is not None and bound < highest) else highest
    return ".".join(map(str, highest[:2])) if highest is not None and highest < _FIRST_OF_OPENTOFU else ""


def _highest(operator: str, version: tuple[int, ...]) -> tuple[int, ...] | None:
    """The release line of the newest version that one condition admits; None where it has no upper end."""
    line = (*version, 0)[:2]
    if operator in ("", "=", "<=") or (operator == "~>" and len(version) > 2):
        return line
    if operator == "<" and (line[1] or any(version[2:])):
        return line if any(version[2:]) else (line[0], line[1] - 1)
    if operator in ("<", "~>"):  # the last of a major version
        return _LAST_OF_0 if line[0] - (operator == "<") == 0 else None
    return None
