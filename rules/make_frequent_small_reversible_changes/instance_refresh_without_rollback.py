"""Instance refresh that never rolls back.

A change of the launch template starts a refresh that replaces the instances one batch after the other, and `apply` is over long before:
nobody waits for the result. When the new instances fail their checks, the refresh stops where it is, a part of the group runs the bad
version, and every instance that is scaled out does as well. With automatic rollback the group gets its last good version back.

CloudFormation waits for the refresh and rolls the stack back; its templates are left alone.

```hcl
resource "aws_autoscaling_group" "shop" {
  min_size = 2
  max_size = 4
  launch_template {
    id      = "lt-0a1b2c3d4e5f67890"
    version = 7
  }
  instance_refresh {                              # finding
    strategy = "Rolling"
  }
}
```

```hcl
resource "aws_autoscaling_group" "shop" {
  min_size = 2
  max_size = 4
  launch_template {
    id      = "lt-0a1b2c3d4e5f67890"
    version = 7
  }
  instance_refresh {
    strategy = "Rolling"
    preferences {
      auto_rollback = true
      alarm_specification {
        alarms = ["shop-5xx"]
      }
    }
  }
}
```

```python
import pulumi_aws as aws

aws.autoscaling.Group(
    "shop",
    min_size=2,
    max_size=4,
    launch_template={"id": "lt-0a1b2c3d4e5f67890", "version": "7"},
    instance_refresh={"strategy": "Rolling", "preferences": {"auto_rollback": False}},     # finding
)
```

```python
import pulumi_aws as aws

aws.autoscaling.Group(
    "shop",
    min_size=2,
    max_size=4,
    launch_template={"id": "lt-0a1b2c3d4e5f67890", "version": "7"},
    instance_refresh={"strategy": "Rolling", "preferences": {"auto_rollback": True}},
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Note, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out, launch_template_of

SEVERITY = Severity.WARNING
PRACTICES = ["Automate testing and rollback", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::AutoScaling::AutoScalingGroup")
HELP = "let the refresh roll back, with a fixed version of the launch template and an alarm to watch"
LINKS = ["https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html"]


def check(group: Resource, project: Project) -> Iterator[Finding]:
    unit = project.unit(group.unit)
    if unit is None or unit.kind not in ("terraform", "pulumi"):
        return
    refresh = group.attribute("UpdatePolicy.AutoScalingInstanceRefresh")
    rollback = refresh["Preferences.AutoRollback"]
    if refresh.kind not in ("mapping", "list") or not rollback.must_be(MISSING, False):
        return
    if is_tried_out(project, group):
        return
    version = launch_template_of(group)[0]["Version"]
    follows = version.must_be("$Latest", "$Default")
    written = rollback.must_be(False)
    yield Finding(
        "an instance refresh that fails stops half-way, with the bad version on a part of the group",
        rollback.at if written else refresh.at,
        (Note("rollback needs a fixed version here as well", version.at),) if follows else (),
        origin=rollback.origin if written else refresh.origin,
    )
