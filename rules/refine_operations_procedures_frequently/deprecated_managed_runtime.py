"""Managed runtime or image that AWS no longer maintains.

It gets no fixes any more, and sooner or later it can't be started: new tasks are refused on an old Fargate platform, canaries on an old
runtime can't be created, images are pulled slowly from an archive. Whoever deploys an urgent change that day has an upgrade to make first.
Move to the successor while there is time to test it.

Looked at are Glue versions, Synthetics runtimes, CodeBuild's images, Fargate's platform version, the images of EKS node groups, and the
Amazon Linux images that a parameter of a template takes from Parameter Store. The dates are as of the day that the message names. Examples
and tests are left alone.

```yaml
Parameters:
  Image:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2  # finding
Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Environment:
        ComputeType: BUILD_GENERAL1_SMALL
        Image: aws/codebuild/standard:4.0         # finding
        Type: LINUX_CONTAINER
  Host:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: !Ref Image
```

```yaml
Parameters:
  Image:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64
Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Environment:
        ComputeType: BUILD_GENERAL1_SMALL
        Image: aws/codebuild/standard:7.0
        Type: LINUX_CONTAINER
  Host:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: !Ref Image
```

```hcl
resource "aws_glue_job" "nightly" {
  name         = "nightly"
  role_arn     = var.role
  glue_version = "2.0"                            # finding
  command {
    script_location = "s3://shop-jobs/nightly.py"
  }
}

resource "aws_eks_node_group" "workers" {
  cluster_name  = "shop"
  node_role_arn = var.role
  subnet_ids    = []
  ami_type      = "AL2_x86_64"                    # finding
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_glue_job" "nightly" {
  name         = "nightly"
  role_arn     = var.role
  glue_version = "5.0"
  command {
    script_location = "s3://shop-jobs/nightly.py"
  }
}

variable "role" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_ec2 as ec2, aws_ecs as ecs

app = App()
stack = Stack(app, "Shop")
ecs.FargateService(
    stack,
    "Orders",
    cluster=ecs.Cluster(stack, "Cluster", vpc=ec2.Vpc(stack, "Network")),
    task_definition=ecs.FargateTaskDefinition(stack, "Task"),
    platform_version=ecs.FargatePlatformVersion.VERSION1_3,  # finding
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_ec2 as ec2, aws_ecs as ecs

app = App()
stack = Stack(app, "Shop")
ecs.FargateService(
    stack,
    "Orders",
    cluster=ecs.Cluster(stack, "Cluster", vpc=ec2.Vpc(stack, "Network")),
    task_definition=ecs.FargateTaskDefinition(stack, "Task"),
    platform_version=ecs.FargatePlatformVersion.LATEST,
)
app.synth()
```
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from opexlint import Finding, Project, Resource, Severity, Unit, Value, resources, units
from opexlint.evidence import is_nobodys_choice
from opexlint.facts import lifecycles
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Perform patch management"]
HELP = "move to the successor, and test it while the old one still works"
LINKS = [
    "https://docs.aws.amazon.com/glue/latest/dg/glue-version-support-policy.html",
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Runtime_Support_Policy.html",
    "https://docs.aws.amazon.com/codebuild/latest/userguide/deprecated-images.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-versions-retired.html",
    "https://docs.aws.amazon.com/linux/al2023/ug/compare-with-al2.html",
]


class Runtime(NamedTuple):
    """A product of the table of life-cycles, its version, and what to call it."""

    product: str
    version: str
    name: str


def _glue(version: str) -> Runtime:
    return Runtime("glue", version, f"Glue {version}")


def _canary(runtime: str) -> Runtime:
    family, _, version = runtime.partition("syn-")[2].rpartition("-")
    return Runtime(f"synthetics-{family}", version, f"the canary runtime {runtime}")


def _build_image(image: str) -> Runtime:
    family, _, version = image.partition("aws/codebuild/")[2].partition(":")
    return Runtime(f"codebuild-{family}", version.partition("-")[0], f"the build image {image}")


def _platform(version: str) -> Runtime:
    windows_has_it_too = version == "1.0.0"
    return Runtime("" if windows_has_it_too else "fargate", version, f"Fargate platform {version}")


def _node_image(kind: str) -> Runtime:
    return Runtime("eks-ami", kind.partition("_")[0], f"the node image {kind}")


_PLACES: dict[str, tuple[str, Callable[[str], Runtime]]] = {
    "AWS::CodeBuild::Project": ("Environment.Image", _build_image),
    "AWS::ECS::Service": ("PlatformVersion", _platform),
    "AWS::EKS::Nodegroup": ("AmiType", _node_image),
    "AWS::Glue::Job": ("GlueVersion", _glue),
    "AWS::Synthetics::Canary": ("RuntimeVersion", _canary),
}
ABOUT = (resources(*_PLACES), units("template"))

_LINUX_IMAGE = regex(
    r"^/aws/service/(?:ami-amazon-linux-latest/(?P<old>amzn-ami)?(?:amzn2-ami)?-|ecs/optimized-ami/amazon-linux-2/"
    r"|eks/optimized-ami/[\d.]+/amazon-linux-2(?:-gpu|-arm64)?/)"
)


def check(subject: Resource | Unit, project: Project) -> Iterator[Finding]:
    if isinstance(subject, Unit):
        for _, parameter in subject["Parameters"].items():  # noqa: PERF102  a Value is no dict
            if parameter["Type"].must(lambda kind: "AWS::SSM::Parameter::Value" in kind):
                yield from _ended(project, parameter["Default"], _linux)
    elif subject.type != "AWS::Glue::Job" or subject["Command.Name"].or_default("glueetl").must_be("glueetl", "gluestreaming"):
        path, runtime = _PLACES[subject.type]
        yield from _ended(project, subject[path], runtime)


def _linux(path: str) -> Runtime:
    found = _LINUX_IMAGE.match(path)
    number = "" if found is None else "1" if found["old"] else "2"
    return Runtime("amazon-linux", number, f"Amazon Linux {number}")


def _ended(project: Project, value: Value, runtime: Callable[[str], Runtime]) -> Iterator[Finding]:
    def ended(written: str) -> str:
        product, version, _ = runtime(written)
        return lifecycles.support_ended(product, version)

    if not is_nobodys_choice(project, value) and value.must(lambda written: bool(ended(written))):
        written = str(value.known)
        yield Finding(f"{runtime(written).name}: {ended(written)} (as of {lifecycles.as_of()})", value.at, origin=value.origin)
