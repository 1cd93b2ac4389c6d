"""Container image under a tag that moves.

Under `latest`, a branch's name or no tag at all the code does not say what runs. ECS looks the tag up anew with each deployment and each
stand-alone task, AWS Batch and CodeBuild with each run: new code goes live without a change, and going back to the previous task
definition brings the new image again. Lambda keeps the image it found, so that pushing a new one deploys nothing and the template shows
no change. Tag images with the commit, make the tags of the repository immutable, and pass tag or digest (`@sha256:...`) through a
parameter.

An image that a parameter or variable names is left alone, as are the images that CodeBuild keeps for builds (`aws/codebuild/...`),
what another system deploys (`ignore_changes`, a deployment controller, an image that `sam build` makes), and examples.

```yaml
Resources:
  Shop:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: shop
      ContainerDefinitions:
        - Name: shop
          Image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:latest             # finding
        - Name: proxy
          Image: !Sub ${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/proxy    # finding
```

```yaml
Parameters:
  Commit:
    Type: String
Resources:
  Shop:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: shop
      ContainerDefinitions:
        - Name: shop
          Image: !Sub 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:${Commit}
        - Name: proxy
          Image: public.ecr.aws/nginx/nginx:1.29.3
```

```yaml
Parameters:
  Build:
    Type: String
    Default: dev
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      PackageType: Image
      Role: !ImportValue role
      Code:
        ImageUri: !Join [":", [!ImportValue orders-repository, !Ref Build]]
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = var.role
  package_type  = "Image"
  image_uri     = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:latest"        # finding
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = var.role
  package_type  = "Image"
  image_uri     = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:${var.commit}"
}

variable "role" {
  type = string
}

variable "commit" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_ecs as ecs

app = App()
stack = Stack(app, "Shop")
shop = ecs.FargateTaskDefinition(stack, "Shop")
shop.add_container(
    "shop",
    image=ecs.ContainerImage.from_registry("nginx"),                                  # finding
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_ecs as ecs

app = App()
stack = Stack(app, "Shop")
shop = ecs.FargateTaskDefinition(stack, "Shop")
shop.add_container("shop", image=ecs.ContainerImage.from_registry("nginx:1.29.3"))
shop.add_container("own", image=ecs.ContainerImage.from_asset("own"))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import is_spared
from opexlint.model import DEFAULT
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use version control", "Plan for unsuccessful changes", "Employ safe deployment strategies"]
HELP = "name the image by an immutable tag or a digest that a parameter passes in"
LINKS = [
    "https://docs.aws.amazon.com/AmazonECS/latest/bestpracticesguide/container-image.html",
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
]

_IMAGES = {
    "AWS::ECS::TaskDefinition": "ContainerDefinitions.Image",
    "AWS::Lambda::Function": "Code.ImageUri",
    "AWS::Batch::JobDefinition": "ContainerProperties.Image",
    "AWS::AppRunner::Service": "SourceConfiguration.ImageRepository.ImageIdentifier",
    "AWS::CodeBuild::Project": "Environment.Image",
}
ABOUT = resources(*_IMAGES, having=("Lifecycle", "Metadata"), setting=tuple(_IMAGES.values()))
_MOVING = {
    "latest",
    "main",
    "master",
    "develop",
    "development",
    "dev",
    "stable",
    "edge",
    "nightly",
    "staging",
    "prod",
    "production",
    "test",
}
_KEPT = regex(r"aws/codebuild/|(?:public\.ecr\.aws/)?(?:amazon/amazon-ecs-sample|ecs-sample-image/|nginxdemos/|(?:library/)?hello-world)")
"""Images that CodeBuild keeps for builds, and those that only show that something runs."""
_TAG = regex(r"(?:^|[/}])[^/:@]+:(?P<tag>[\w.-]+)$")
_NAMED = regex(r"(^|/)[a-z0-9][a-z0-9._-]*$")
"""The end of a reference that has neither tag nor digest."""


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    if is_spared(project, resource.at.path) or _is_set_elsewhere(resource, project):
        return
    for image in _images(resource):
        moving = _moving(image)
        if moving and not _is_passed_in(image):
            yield Finding(f"{moving}, so nothing says which code this runs", image.at, origin=image.origin)


def _is_set_elsewhere(resource: Resource, project: Project) -> bool:
    """Whether another system says which image runs: a build that puts its own here, or a pipeline that deploys its own revisions."""
    if resource.attribute("Metadata.Dockerfile").may(bool) or resource.attribute("Metadata.DockerContext").may(bool):
        return True  # `sam build`
    if not resource.attribute("Lifecycle.IgnoreChanges").must_be(MISSING):
        return True
    services = project.referrers(resource, "AWS::ECS::Service") if resource.type == "AWS::ECS::TaskDefinition" else ()
    return any(_is_deployed_otherwise(service) for service in services if service.is_known)


def _is_deployed_otherwise(service: Resource) -> bool:
    ignored = service.attribute("Lifecycle")["IgnoreChanges"]
    return service["DeploymentController"]["Type"].may_be("CODE_DEPLOY", "EXTERNAL") or any(
        one.may(lambda name: name.partition("[")[0] in ("task_definition", "taskDefinition", "all", "*")) for one in ignored
    )


def _images(resource: Resource) -> Iterator[Value]:
    value = resource.properties
    listed, _, rest = _IMAGES[resource.type].partition(".")
    for item in value[listed]:
        yield item[rest]


def _is_passed_in(image: Value) -> bool:
    """Whether a parameter or variable gives the reference, or the end of it."""
    *_, last = image.parts()
    return any(how in (DEFAULT, "parameter", "variable", "input") for value in (image, last) for how, *_ in value.via)


def _moving(image: Value) -> str:
    """What is wrong with a reference to an image, or ""."""
    *before, last = [*image.parts()] or [image]
    end = last.known
    if not isinstance(end, str) or not end or "@" in end or _KEPT.match(end) or (before and before[-1].known is not None):
        return ""
    tag = _TAG.search(end if not before else "}" + end)
    if tag is not None:
        return f"the image's tag {tag['tag']} moves" if tag["tag"].lower() in _MOVING else ""
    return "the image has no tag" if ":" not in end.rpartition("/")[2] and (not before or "/" in end) and _NAMED.search(end) else ""
