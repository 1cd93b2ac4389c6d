"""Machine image id written into the code.

An AMI id is one image of one region, as it was on the day somebody copied it. Nothing patches it, the code works in no other region, and
when the owner deregisters the image (AWS does, for old Amazon Linux images) a replaced or scaled-out instance can't start, at the worst
moment. Resolve the id when deploying: from a public or an own SSM parameter
(`{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}`, `data.aws_ssm_parameter`), on a launch template
that an instance refresh rolls out, or from an EC2 Image Builder pipeline.

Ids in files of values (`*.tfvars`, parameter files, `Mappings`), in an SSM parameter (where they belong), in examples, and placeholders are
left alone.

```yaml
Resources:
  Shop:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: t4g.small
      ImageId: ami-0c3e7a59d1b84f26e              # finding
```

```yaml
Resources:
  Shop:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: t4g.small
      ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}'
```

```hcl
resource "aws_launch_template" "shop" {
  image_id = "ami-0c3e7a59d1b84f26e"              # finding
}
```

```hcl
data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
}

resource "aws_launch_template" "shop" {
  image_id = data.aws_ssm_parameter.image.insecure_value
}
```

```python
import boto3

boto3.client("ec2").run_instances(
    ImageId="ami-0c3e7a59d1b84f26e",              # finding
    InstanceType="t4g.small",
    MinCount=1,
    MaxCount=1,
)
```

```python
import boto3

boto3.client("ec2").run_instances(
    ImageId="resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
    InstanceType="t4g.small",
    MinCount=1,
    MaxCount=1,
)
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Module, Project, Resource, Severity, calls, modules, resources
from opexlint.evidence import is_placeholder, literals
from opexlint.patterns import regex

SEVERITY = Severity.NOTE
PRACTICES = ["Use configuration management systems", "Perform patch management", "Use multiple environments"]
ABOUT = (
    resources(saying=r"\bami-[0-9a-f]{8}"),
    modules(),
    calls(
        "boto3.*.run_instances", "boto3.*.create_*", "boto3.*.request_spot_*", "boto3.*.modify_launch_template", "aws_cdk.*", "pulumi_aws.*"
    ),
)
HELP = "resolve the image from an SSM parameter when deploying"
LINKS = [
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html",
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html",
]

_PARAMETER = "AWS::SSM::Parameter"
_IMAGE = regex(r"(?<![\w-])ami-([0-9a-f]{17}|[0-9a-f]{8})(?![\w-])")


def check(subject: Resource | Module | Call, project: Project) -> Iterator[Finding]:
    if (isinstance(subject, Resource) and subject.type == _PARAMETER) or (isinstance(subject, Module) and not subject.opaque):
        return  # what goes into a module that can be seen into is told where it is used
    for values in literals(project, subject, _names_an_image):
        for value in values:
            image = next(_images(value.show()))
            yield Finding(f"{image} is an image of one region that nothing keeps patched", value.origin)


def _names_an_image(text: str) -> bool:
    return any(True for _ in _images(text))


def _images(text: str) -> Iterator[str]:
    return (found[0] for found in _IMAGE.finditer(text) if not is_placeholder(found[1]))
