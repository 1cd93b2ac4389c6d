"""Resource whose changes are all ignored.

With `ignore_changes = all` (`ignore_changes=["*"]` in Pulumi) the code describes the resource once, when it is made, and never again: an
edit is reviewed, merged and applied without an effect, and what somebody changes by hand is in no plan. The code goes on looking like the
truth, which is worse than no code at all in the middle of an incident. Name the attributes that another system owns (`ignore_changes =
[desired_count]`), or take the resource out of the configuration with a `removed` block and read it with a data source.

A list of named attributes is a decision and left alone.

```hcl
resource "aws_security_group" "shop" {
  name = "shop"
  lifecycle {
    ignore_changes = all                          # finding
  }
}
```

```hcl
resource "aws_ecs_service" "shop" {
  name          = "shop"
  desired_count = 2
  lifecycle {
    ignore_changes = [desired_count]
  }
}
```

```python
import pulumi
import pulumi_aws as aws

aws.ec2.SecurityGroup(
    "shop",
    opts=pulumi.ResourceOptions(
        ignore_changes=["*"],                     # finding
    ),
)
```

```python
import pulumi
import pulumi_aws as aws

aws.ecs.Service("shop", desired_count=2, opts=pulumi.ResourceOptions(ignore_changes=["desiredCount"]))
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_spared

SEVERITY = Severity.WARNING
PRACTICES = ["Use configuration management systems", "Plan for unsuccessful changes"]
ABOUT = resources(having="Lifecycle")
HELP = "ignore only the attributes that another system owns, by name"
LINKS = [
    "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes",
    "https://www.pulumi.com/docs/iac/concepts/options/ignorechanges/",
]


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    for ignored in resource.attribute("Lifecycle")["IgnoreChanges"]:
        if not is_spared(project, resource.at.path) and ignored.must_be("all", "*"):
            yield Finding("all changes are ignored: what is written here no longer says what is there", ignored.at)
            return
