"""Bucket without versioning.

An object that a deployment, a script or a person overwrites or deletes is gone: there is no previous version to go back to, and a change of
what the bucket holds cannot be reversed. With versioning on, the step back is one API call, and a lifecycle rule bounds what it costs.

Buckets that only collect (logs, a trail, what Firehose delivers, objects that expire by a lifecycle rule) are left alone, and so are those
whose objects can be made again (artifacts that a pipeline hands on, outputs) or may go with the stack (emptied when it is deleted).

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
from opexlint.evidence import words_of

SEVERITY = Severity.NOTE
PRACTICES = ["Plan for unsuccessful changes", "Use version control"]
ABOUT = resources("AWS::S3::Bucket")
HELP = "switch versioning on, and let a lifecycle rule expire old versions"
LINKS = ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html"]

_COLLECTS = {
    *("log", "logs", "logging", "accesslogs", "accesslog", "flowlogs", "audit", "trail", "trails", "cloudtrail", "cache", "caches"),
    *("temp", "tmp", "temporary", "scratch", "replica", "inventory", "metrics", "output", "outputs", "results"),
}
_COLLECTORS = (
    *("AWS::CloudTrail::Trail", "AWS::Config::DeliveryChannel", "AWS::EC2::FlowLog", "AWS::ElasticLoadBalancing::LoadBalancer"),
    *("AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::KinesisFirehose::DeliveryStream", "AWS::Athena::WorkGroup"),
)
"""Types that write what they collect into a bucket they name."""
_PIPELINE = "AWS::CodePipeline::Pipeline"


def check(bucket: Resource, project: Project) -> Iterator[Finding]:
    status = bucket["VersioningConfiguration.Status"]
    if not status.must_be(MISSING, "Suspended"):
        return
    if words_of(bucket.name, bucket["BucketName"].show()) & _COLLECTS or _collects(bucket, project) or _is_passing(bucket, project):
        return
    switched_off = status.must_be("Suspended")
    state = "suspended" if switched_off else "off"
    yield Finding(
        f"versioning is {state}, so what is overwritten or deleted is gone",
        status.at,
        origin=status.origin,
        fix=Change(bucket.at, bucket.key, ("VersioningConfiguration", "Status"), "Enabled", status.at if switched_off else None),
    )


def _collects(bucket: Resource, project: Project) -> bool:
    """Whether its objects come and go by themselves: they expire, or something that collects writes into it."""
    for rule in bucket["LifecycleConfiguration.Rules"]:
        if rule["ExpirationInDays"].may(lambda days: days > 0) or rule["ExpirationDate"].may(bool):
            return True
    if any(collector.is_known for collector in project.referrers(bucket, *_COLLECTORS)):
        return True
    return any(
        one.key == bucket.key
        for other in project.referrers(bucket, "AWS::S3::Bucket")
        for one in project.targets(other["LoggingConfiguration.DestinationBucketName"], "AWS::S3::Bucket")
    )


def _is_passing(bucket: Resource, project: Project) -> bool:
    """Whether nothing in it is meant to stay: a pipeline hands its artifacts on there, or the stack empties it when it is deleted."""
    if any(tag["Key"].must_be("aws-cdk:auto-delete-objects") and not tag["Value"].must_be("false") for tag in bucket["Tags"]):
        return True
    return any(
        pipeline.at == bucket.at or _hands_on_in(pipeline, bucket, project)  # what one call makes together belongs together
        for pipeline in project.resources(_PIPELINE)
    )


def _hands_on_in(pipeline: Resource, bucket: Resource, project: Project) -> bool:
    stores = [pipeline["ArtifactStore"], *(one["ArtifactStore"] for one in pipeline["ArtifactStores"])]
    return any(one.key == bucket.key for store in stores for one in project.targets(store["Location"], "AWS::S3::Bucket"))
