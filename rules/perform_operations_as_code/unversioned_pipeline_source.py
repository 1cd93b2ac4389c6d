"""Pipeline whose source bucket keeps no versions.

A CodePipeline source action on S3 needs a bucket with versioning: without it the action fails and nothing is ever deployed. Nor could an
execution be told from the one before, or an older source be released again when the newest is bad. Switch versioning on.

Only a bucket that the project itself defines is reported.

```yaml
Resources:
  Shop:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !ImportValue pipeline-role
      Stages:
        - Name: Source
          Actions:
            - Name: Package
              ActionTypeId: {Category: Source, Owner: AWS, Provider: S3, Version: '1'}
              Configuration:
                S3Bucket: !Ref Packages
                S3ObjectKey: shop.zip
  Packages:                                       # finding
    Type: AWS::S3::Bucket
```

```yaml
Resources:
  Shop:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !ImportValue pipeline-role
      Stages:
        - Name: Source
          Actions:
            - Name: Package
              ActionTypeId: {Category: Source, Owner: AWS, Provider: S3, Version: '1'}
              Configuration:
                S3Bucket: !Ref Packages
                S3ObjectKey: shop.zip
  Packages:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration:
        Status: Enabled
```

```hcl
resource "aws_codepipeline" "shop" {
  name     = "shop"
  role_arn = var.role
  stage {
    name = "Source"
    action {
      name     = "Package"
      category = "Source"
      owner    = "AWS"
      provider = "S3"
      version  = "1"
      configuration = {
        S3Bucket    = aws_s3_bucket.packages.bucket
        S3ObjectKey = "shop.zip"
      }
    }
  }
}

resource "aws_s3_bucket" "packages" {             # finding
  bucket = "shop-packages"
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_codepipeline" "shop" {
  name     = "shop"
  role_arn = var.role
  stage {
    name = "Source"
    action {
      name     = "Package"
      category = "Source"
      owner    = "AWS"
      provider = "S3"
      version  = "1"
      configuration = {
        S3Bucket    = aws_s3_bucket.packages.bucket
        S3ObjectKey = "shop.zip"
      }
    }
  }
}

resource "aws_s3_bucket" "packages" {
  bucket = "shop-packages"
}

resource "aws_s3_bucket_versioning" "packages" {
  bucket = aws_s3_bucket.packages.id
  versioning_configuration {
    status = "Enabled"
  }
}

variable "role" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_codepipeline as codepipeline, aws_s3 as s3

app = App()
stack = Stack(app, "Shop")
packages = s3.Bucket(stack, "Packages")           # finding
codepipeline.CfnPipeline(
    stack,
    "Pipeline",
    role_arn="arn:aws:iam::123456789012:role/pipeline",
    stages=[
        codepipeline.CfnPipeline.StageDeclarationProperty(
            name="Source",
            actions=[
                codepipeline.CfnPipeline.ActionDeclarationProperty(
                    name="Package",
                    action_type_id=codepipeline.CfnPipeline.ActionTypeIdProperty(
                        category="Source", owner="AWS", provider="S3", version="1"
                    ),
                    configuration={"S3Bucket": packages.bucket_name, "S3ObjectKey": "shop.zip"},
                )
            ],
        )
    ],
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_codepipeline as codepipeline, aws_s3 as s3

app = App()
stack = Stack(app, "Shop")
packages = s3.Bucket(stack, "Packages", versioned=True)
codepipeline.CfnPipeline(
    stack,
    "Pipeline",
    role_arn="arn:aws:iam::123456789012:role/pipeline",
    stages=[
        codepipeline.CfnPipeline.StageDeclarationProperty(
            name="Source",
            actions=[
                codepipeline.CfnPipeline.ActionDeclarationProperty(
                    name="Package",
                    action_type_id=codepipeline.CfnPipeline.ActionTypeIdProperty(
                        category="Source", owner="AWS", provider="S3", version="1"
                    ),
                    configuration={"S3Bucket": packages.bucket_name, "S3ObjectKey": "shop.zip"},
                )
            ],
        )
    ],
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Change, Finding, Note, Project, Resource, Severity, Value, resources

SEVERITY = Severity.ERROR
PRACTICES = ["Use version control", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::CodePipeline::Pipeline")
HELP = "switch versioning on for the bucket"
LINKS = ["https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html"]

_BUCKET = "AWS::S3::Bucket"


def check(pipeline: Resource, project: Project) -> Iterator[Finding]:
    for stage in pipeline["Stages"]:
        for action in stage["Actions"]:
            kind = action["ActionTypeId"]
            if kind["Category"].must_be("Source") and kind["Provider"].must_be("S3"):
                yield from _unversioned(action["Configuration"]["S3Bucket"], pipeline, project)


def _unversioned(source: Value, pipeline: Resource, project: Project) -> Iterator[Finding]:
    for bucket in project.targets(source, _BUCKET):
        status = bucket["VersioningConfiguration"]["Status"]
        if bucket.is_known and bucket.exists.must_be(True) and status.must_be(MISSING, "Suspended", "Disabled"):
            yield Finding(
                f"the pipeline {pipeline.name} can't take its source from a bucket without versions",
                bucket.at if status.must_be(MISSING) else status.at,
                notes=(Note("the source of the pipeline", source.at),),
                fix=Change(
                    bucket.at,
                    bucket.key,
                    ("VersioningConfiguration", "Status"),
                    "Enabled",
                    None if status.must_be(MISSING) else status.at,
                ),
            )
