"""Launch configuration instead of a launch template.

A launch configuration can't be changed and has no versions: every change replaces it, an instance refresh can't go back to the one before,
and instance types and features that are new since 2023 don't work with it. Accounts that are new since October 2024 can't make one at all,
so the code that worked for the old environment can't build the next one. Use a launch template.

Examples and tests are left alone, and so is what the CDK's own construct makes: a feature flag decides there.

```yaml
Resources:
  Web:                                            # finding
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties:
      ImageId: !ImportValue image
      InstanceType: t3.micro
```

```yaml
Resources:
  Web:
    Type: AWS::EC2::LaunchTemplate
    Properties:
      LaunchTemplateData:
        ImageId: !ImportValue image
        InstanceType: t3.micro
```

```hcl
resource "aws_launch_configuration" "web" {       # finding
  image_id      = var.image
  instance_type = "t3.micro"
}

variable "image" {
  type = string
}
```

```hcl
resource "aws_launch_template" "web" {
  image_id      = var.image
  instance_type = "t3.micro"
}

variable "image" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_autoscaling as autoscaling

app = App()
stack = Stack(app, "Shop")
autoscaling.CfnLaunchConfiguration(stack, "Web", image_id="ami-0abcdef1234567890", instance_type="t3.micro")  # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_ec2 as ec2

app = App()
stack = Stack(app, "Shop")
ec2.LaunchTemplate(stack, "Web", instance_type=ec2.InstanceType("t3.micro"))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_spared

SEVERITY = Severity.WARNING
PRACTICES = ["Perform patch management", "Employ safe deployment strategies"]
ABOUT = resources("AWS::AutoScaling::LaunchConfiguration")
HELP = "use a launch template, and name its version in the group"
LINKS = [
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html",
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/migrate-to-launch-templates.html",
]

_OF_A_CONSTRUCT = "AutoScalingGroup"


def check(configuration: Resource, project: Project) -> Iterator[Finding]:
    if configuration.record.native_type.endswith(_OF_A_CONSTRUCT) or is_spared(project, configuration.at.path):
        return  # which of the two the construct makes is for a feature flag to say
    yield Finding("new accounts can't make a launch configuration, and no version of it can be gone back to", configuration.at)
