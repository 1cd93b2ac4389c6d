"""Plan that is never empty.

An argument takes the time or a random value of each run (`timestamp()`, `uuid()`, `bcrypt()`, `datetime.now()`), so every plan shows a
change even when nobody made one. People stop reading it, and the day somebody changed a resource by hand, or a module update replaces a
database, the line that says so is one of many. Nor can an empty plan be used as a check for drift. Use a hash of what matters, the commit
as a variable, or `time_static` and `random_*` resources, which keep their value.

A resource that ignores changes of its attributes is left alone, as are examples.

```hcl
resource "aws_s3_object" "report" {
  bucket = "shop-reports"
  key    = "report.json"
  tags = {
    DeployedAt = timestamp()                      # finding
  }
}
```

```hcl
variable "commit" {
  type = string
}

resource "aws_s3_object" "report" {
  bucket = "shop-reports"
  key    = "report.json"
  tags = {
    Commit = var.commit
  }
}
```

```python
import datetime

from aws_cdk import App, Stack, aws_ssm as ssm

app = App()
stack = Stack(app, "Shop")
ssm.StringParameter(
    stack,
    "Deployed",
    string_value=str(datetime.datetime.now()),    # finding
)
app.synth()
```

```python
import os

from aws_cdk import App, Stack, aws_ssm as ssm

app = App()
stack = Stack(app, "Shop")
ssm.StringParameter(stack, "Deployed", string_value=os.environ["COMMIT"])
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Location, Project, Resource, Severity, resources
from opexlint.evidence import is_spared, unknowns
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Test and validate changes", "Make frequent, small, reversible changes", "Test deployments"]
ABOUT = resources(partial=True)
HELP = "use a hash of what matters, the commit, or a time_static or random_* resource"
LINKS = [
    "https://developer.hashicorp.com/terraform/language/functions/timestamp",
    "https://registry.terraform.io/providers/hashicorp/time/latest/docs/resources/static",
]

_CHANGING = regex(
    r"(?P<function>timestamp|plantimestamp|uuid|bcrypt|now|utcnow|today|time|time_ns|uuid1|uuid4|token_hex|token_urlsafe)"
    r"\(\) is known only when it (?:is applied|runs)$"
)
"""Why a value is not known that differs from run to run."""


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    for _, why, start, end, path, _ in unknowns(project, resource):
        found = _CHANGING.match(why)
        if found is not None:
            if not _is_shown(resource, project) and resource.attribute("Lifecycle")["IgnoreChanges"].must_be(MISSING):
                yield Finding(f"{found['function']}() has another value each time, so no plan is ever empty", Location(path, start, end))
            return


def _is_shown(resource: Resource, project: Project) -> bool:
    """Whether it is part of an example, or an example deploys it, with what that chooses."""
    unit = project.unit(resource.unit)
    return is_spared(project, resource.at.path) or (unit is not None and is_spared(project, unit.at.path))
