"""Bucket without versioning.

An object that a deployment, a script or a person overwrites or deletes is gone: there is no previous version to go back to, and a change of
what the bucket holds cannot be reversed. With versioning on, the step back is one API call, and a lifecycle rule bounds what it costs.

Buckets that only collect (logs, a trail, findings, what Firehose delivers, objects that expire by a lifecycle rule) are left alone, and so
are those that only redirect, and those whose objects can be made again (artifacts that a pipeline hands on, outputs) or may go with the
stack (emptied when it is deleted: `auto_delete_objects`, `force_destroy`). So are examples of a module, and what is named as a test, a demo
or a sandbox.

```yaml
Resources:
  Artifacts:                                      # finding
    Type: AWS::S3::Bucket
```

```yaml
Resources:
  Artifacts:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration:
        Status: Enabled
  Findings:
    Type: AWS::S3::Bucket
  FindingsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Findings
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: guardduty.amazonaws.com}
            Action: [s3:PutObject, s3:GetBucketLocation]
            Resource: [!GetAtt Findings.Arn, !Sub "${Findings.Arn}/*"]
```

```hcl
resource "aws_s3_bucket" "artifacts" {            # finding
  bucket = "shop-artifacts"
}
```

```hcl
resource "aws_s3_bucket" "artifacts" {
  bucket = "shop-artifacts"
}

resource "aws_s3_bucket_versioning" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "old_address" {
  bucket = "old.example.com"
}

resource "aws_s3_bucket_website_configuration" "old_address" {
  bucket = aws_s3_bucket.old_address.bucket
  redirect_all_requests_to {
    host_name = "shop.example.com"
  }
}
```

```python
from aws_cdk import App, Stack, aws_s3 as s3

app = App()
stack = Stack(app, "Shop")
s3.Bucket(stack, "Artifacts")                     # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_s3 as s3

app = App()
stack = Stack(app, "Shop")
s3.Bucket(stack, "Artifacts", versioned=True)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Change, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_collecting, is_emptied_with_its_stack, is_of_pipeline, is_tried_out, words_of

SEVERITY = Severity.NOTE
PRACTICES = ["Plan for unsuccessful changes", "Use version control"]
ABOUT = resources("AWS::S3::Bucket")
HELP = "switch versioning on, and let a lifecycle rule expire old versions"
LINKS = ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html"]


_PLAYGROUNDS = {"demo", "poc", "sandbox", "test", "testing"}
"""Words in the names of buckets that nobody depends on. What is local, staged or previewed may be all that there is of it."""


def check(bucket: Resource, project: Project) -> Iterator[Finding]:
    status = bucket["VersioningConfiguration.Status"]
    if not status.must_be(MISSING, "Suspended"):
        return
    if is_collecting(project, bucket) or is_emptied_with_its_stack(project, bucket) or is_of_pipeline(project, bucket):
        return
    if bucket["WebsiteConfiguration.RedirectAllRequestsTo"].kind == "mapping":
        return  # there is nothing in it
    if is_tried_out(project, bucket) or words_of(bucket.name, bucket["BucketName"].show()) & _PLAYGROUNDS:
        return
    switched_off = status.must_be("Suspended")
    state = "suspended" if switched_off else "off"
    yield Finding(
        f"versioning is {state}, so what is overwritten or deleted is gone",
        status.at,
        origin=status.origin,
        fix=Change(bucket.at, bucket.key, ("VersioningConfiguration", "Status"), "Enabled", status.at if switched_off else None),
    )
