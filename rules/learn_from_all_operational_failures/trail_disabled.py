"""Trail that records nothing.

The trail is there, and it is switched off: when somebody asks who has changed the security group an hour before the outage, or which role
has deleted the queue, nothing was recorded. Switch it on, or delete it, so that nobody relies on it.

```yaml
Resources:
  Changes:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: !ImportValue trail-bucket
      IsLogging: false                            # finding
```

```yaml
Resources:
  Changes:
    Type: AWS::CloudTrail::Trail
    Properties:
      S3BucketName: !ImportValue trail-bucket
      IsLogging: true
```

```hcl
resource "aws_cloudtrail" "changes" {
  name           = "changes"
  s3_bucket_name = var.bucket
  enable_logging = false                          # finding
}

variable "bucket" {
  type = string
}
```

```hcl
resource "aws_cloudtrail" "changes" {
  name           = "changes"
  s3_bucket_name = var.bucket
}

variable "bucket" {
  type = string
}
```

```python
import pulumi_aws as aws

aws.cloudtrail.Trail(
    "changes",
    s3_bucket_name="trail",
    enable_logging=False,                         # finding
)
```

```python
import pulumi_aws as aws

aws.cloudtrail.Trail("changes", s3_bucket_name="trail")
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources

SEVERITY = Severity.WARNING
PRACTICES = ["Analyze workload logs", "Perform post-incident analysis"]
ABOUT = resources("AWS::CloudTrail::Trail")
HELP = "switch the trail on, or delete it"
LINKS = ["https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html"]


def check(trail: Resource, project: Project) -> Iterator[Finding]:
    switch = trail["IsLogging"]
    if switch.must_be(False):
        yield Finding("this trail is switched off, so it records nothing", switch.at, origin=switch.origin)
