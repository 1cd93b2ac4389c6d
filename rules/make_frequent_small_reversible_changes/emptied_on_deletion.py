"""Storage that is emptied when it is deleted.

AWS refuses to delete a bucket, a repository or a vault that holds anything, and this refusal is the last thing between a mistaken change
and the data. The switch takes it away: one removed line, one renamed resource, and everything in it is deleted first. Leave it off where
the contents matter, and empty by hand what has to go.

Storage whose name says that its contents can be made again (logs, artifacts, caches, the files of a site), or that it is a test or a
sandbox, is left alone, and so is what may not be destroyed, and where functions take their code from.

```hcl
resource "aws_s3_bucket" "invoices" {
  bucket        = "shop-invoices"
  force_destroy = true                            # finding
}
```

```hcl
resource "aws_s3_bucket" "invoices" {
  bucket = "shop-invoices"
}
```

```yaml
Resources:
  Shop:
    Type: AWS::ECR::Repository
    Properties:
      EmptyOnDelete: true                         # finding
```

```yaml
Resources:
  Shop:
    Type: AWS::ECR::Repository
```

```python
from aws_cdk import App, RemovalPolicy, Stack, aws_s3 as s3

app = App()
stack = Stack(app, "Shop")
s3.Bucket(stack, "Invoices", removal_policy=RemovalPolicy.DESTROY, auto_delete_objects=True)     # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_s3 as s3

app = App()
stack = Stack(app, "Shop")
s3.Bucket(stack, "Invoices")
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import (
    can_be_made_again,
    holds_code,
    is_collecting,
    is_emptied_with_its_stack,
    is_for_trying_out,
    is_of_pipeline,
    may_be_protected,
)

SEVERITY = Severity.WARNING
PROFILE = "strict"
PRACTICES = ["Plan for unsuccessful changes", "Make frequent, small, reversible changes"]
ABOUT = resources("AWS::S3::Bucket", "AWS::ECR::Repository", "AWS::Backup::BackupVault", "AWS::Route53::HostedZone")
HELP = "leave it off where the contents matter, and empty by hand what has to go"
LINKS = [
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket#force_destroy-1",
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-delete.html",
]

_NAMES = ("BucketName", "RepositoryName", "BackupVaultName", "Name")
_WHAT = {
    "AWS::S3::Bucket": "all objects of this bucket",
    "AWS::ECR::Repository": "all images of this repository",
    "AWS::Backup::BackupVault": "all recovery points of this vault",
    "AWS::Route53::HostedZone": "all records of this zone",
}


def check(store: Resource, project: Project) -> Iterator[Finding]:
    switch = _switch(store, project)
    if switch is None or may_be_protected(project, store) or can_be_made_again(store):
        return
    if is_for_trying_out(project, store, *(store[name] for name in _NAMES)):
        return
    if store.type == "AWS::S3::Bucket" and (is_collecting(project, store) or is_of_pipeline(project, store) or holds_code(project, store)):
        return
    yield Finding(f"{_WHAT[store.type]} are deleted with it", switch.at, origin=switch.origin)


def _switch(store: Resource, project: Project) -> Value | None:
    """What certainly empties it, or None."""
    if store.type == "AWS::ECR::Repository":
        return store["EmptyOnDelete"] if store["EmptyOnDelete"].must_be(True) else None
    unit = project.unit(store.unit)
    if unit is not None and unit.kind in ("terraform", "pulumi"):
        policy = store.attribute("DeletionPolicy")
        return policy if policy.must_be("Delete") else None
    if store.type != "AWS::S3::Bucket" or not is_emptied_with_its_stack(project, store):
        return None
    return next(tag["Key"] for tag in store["Tags"] if tag["Key"].must_be("aws-cdk:auto-delete-objects"))
