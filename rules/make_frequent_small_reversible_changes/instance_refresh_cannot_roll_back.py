"""Instance refresh whose rollback can't work.

The refresh is told to roll back, and there is nothing to roll back to: EC2 Auto Scaling can't roll back a group that follows `$Latest` or
`$Default` of its launch template, nor one whose image is looked up in a parameter when an instance starts. The bad version is the latest
one, so the group keeps it. Give the group a fixed version, the one that the launch template has in this very change.

```yaml
Resources:
  Shop:
    Type: AWS::AutoScaling::AutoScalingGroup
    UpdatePolicy:
      AutoScalingInstanceRefresh:
        Strategy: Rolling
        Preferences:
          AlarmSpecification:
            Alarms: [shop-5xx]
    Properties:
      MinSize: "2"
      MaxSize: "4"
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: $Latest                          # finding
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        InstanceType: m7g.large
```

```yaml
Resources:
  Shop:
    Type: AWS::AutoScaling::AutoScalingGroup
    UpdatePolicy:
      AutoScalingInstanceRefresh:
        Strategy: Rolling
        Preferences:
          AlarmSpecification:
            Alarms: [shop-5xx]
    Properties:
      MinSize: "2"
      MaxSize: "4"
      LaunchTemplate:
        LaunchTemplateId: !Ref Template
        Version: !GetAtt Template.LatestVersionNumber
  Template:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        InstanceType: m7g.large
```

```hcl
resource "aws_launch_template" "shop" {
  name_prefix = "shop"
}

resource "aws_autoscaling_group" "shop" {
  min_size = 2
  max_size = 4
  launch_template {
    id      = aws_launch_template.shop.id
    version = "$Latest"                           # finding
  }
  instance_refresh {
    strategy = "Rolling"
    preferences {
      auto_rollback = true
    }
  }
}
```

```hcl
resource "aws_launch_template" "shop" {
  name_prefix = "shop"
}

resource "aws_autoscaling_group" "shop" {
  min_size = 2
  max_size = 4
  launch_template {
    id      = aws_launch_template.shop.id
    version = aws_launch_template.shop.latest_version
  }
  instance_refresh {
    strategy = "Rolling"
    preferences {
      auto_rollback = true
    }
  }
}
```
"""

from collections.abc import Iterator

from opexlint import Attribute, Change, Finding, Note, Project, Resource, Severity, Value, resources
from opexlint.evidence import launch_template_of

SEVERITY = Severity.ERROR
PRACTICES = ["Automate testing and rollback", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::AutoScaling::AutoScalingGroup")
HELP = "give the group the number of the launch template's version instead of $Latest"
LINKS = [
    "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RollbackInstanceRefresh.html",
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html",
]

_TEMPLATE = "AWS::EC2::LaunchTemplate"


def check(group: Resource, project: Project) -> Iterator[Finding]:
    preferences = group.attribute("UpdatePolicy.AutoScalingInstanceRefresh.Preferences")
    if not preferences["AutoRollback"].must_be(True) and not _watches(preferences["AlarmSpecification.Alarms"]):
        return
    chosen, path = launch_template_of(group)
    version = chosen["Version"]
    template = next((one for one in project.targets(chosen["LaunchTemplateId"], _TEMPLATE) if one.is_known), None)
    if version.must_be("$Latest", "$Default"):
        fixed = Attribute(template.key, "LatestVersionNumber") if template and version.must_be("$Latest") else None
        yield Finding(
            f"the refresh is to roll back, but a group that follows {version.known} can't go back to an earlier version",
            version.at,
            origin=version.origin,
            fix=Change(group.at, group.key, (*path, "Version"), fixed, version.at) if fixed else None,
        )
        return
    image = template["LaunchTemplateData.ImageId"] if template else None
    if image is not None and image.must(lambda image: image.startswith("resolve:ssm:")):
        yield Finding(
            "the refresh is to roll back, but can't: its image is looked up in a parameter whenever an instance starts",
            version.at,
            (Note("the image is looked up here", image.at),),
        )


def _watches(alarms: Value) -> bool:
    """Whether there certainly is an alarm."""
    return alarms.kind == "list" and any(alarm.kind != "unknown" for alarm in alarms)
