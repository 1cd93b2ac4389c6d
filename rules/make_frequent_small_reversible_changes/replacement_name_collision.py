"""Replacement that collides with its own name.

The new one is to be created before the old one is destroyed, and both have the same fixed name, which AWS allows only once: the plan is
clean, and the `apply` fails with "already exists" at the first change that forces a replacement. Let Terraform complete the name
(`name_prefix`), or put what forces the replacement into it.

```hcl
resource "aws_lb_target_group" "shop" {
  name     = "shop"                               # finding
  port     = 8080
  protocol = "HTTP"
  lifecycle {
    create_before_destroy = true
  }
}
```

```hcl
resource "aws_lb_target_group" "shop" {
  name_prefix = "shop"
  port        = 8080
  protocol    = "HTTP"
  lifecycle {
    create_before_destroy = true
  }
}
```
"""

from collections.abc import Callable, Iterator

from opexlint import Finding, Note, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.WARNING
PRACTICES = ["Plan for unsuccessful changes", "Test deployments"]
HELP = "use name_prefix instead of a fixed name"
LINKS = ["https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"]

_NAMES = {
    "AWS::AutoScaling::LaunchConfiguration": "LaunchConfigurationName",
    "AWS::Batch::ComputeEnvironment": "ComputeEnvironmentName",
    "AWS::EC2::KeyPair": "KeyName",
    "AWS::EC2::SecurityGroup": "GroupName",
    "AWS::ElastiCache::ParameterGroup": "name",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::RDS::DBClusterParameterGroup": "DBClusterParameterGroupName",
    "AWS::RDS::DBParameterGroup": "DBParameterGroupName",
}
"""Types with a unique name of which an ordinary change (a port, a family, a description) forces a replacement, and what names them."""
ABOUT = resources(*_NAMES)


_FAMILIES = ("Family", "CacheParameterGroupFamily")
"""What alone forces the replacement of a parameter group."""


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    first = resource.attribute("Lifecycle.CreateBeforeDestroy")
    name = resource[_NAMES[resource.type]]
    if any(resource[one].known and name.may(_holding(str(resource[one].known))) for one in _FAMILIES):
        return  # a replacement has another name
    if first.must_be(True) and name.must(bool) and not is_tried_out(project, resource):
        yield Finding(
            "the replacement is created first and fails, because its name is still taken",
            name.at,
            (Note("the new one is created before the old one is destroyed", first.at),),
        )


def _holding(part: str) -> Callable[[str], bool]:
    return lambda text: part in text
