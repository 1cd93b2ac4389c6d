"""Build whose log is switched off.

The build fails, and all that is left of it is the phase it failed in: nobody can say why without changing the project and building again,
and what failed only then is never found. Send the log to CloudWatch Logs or to a bucket.

```yaml
Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      LogsConfig:
        CloudWatchLogs:
          Status: DISABLED                        # finding
```

```yaml
Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      LogsConfig:
        CloudWatchLogs:
          Status: DISABLED
        S3Logs:
          Status: ENABLED
          Location: build-logs/shop
```

```hcl
resource "aws_codebuild_project" "build" {
  name         = "build"
  service_role = var.role
  logs_config {
    cloudwatch_logs {
      status = "DISABLED"                         # finding
    }
    s3_logs {
      status = "DISABLED"
    }
  }
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_codebuild_project" "build" {
  name         = "build"
  service_role = var.role
  logs_config {
    cloudwatch_logs {
      group_name = "build"
    }
  }
}

variable "role" {
  type = string
}
```

```python
import pulumi_aws as aws

aws.codebuild.Project(
    "build",
    service_role="arn:aws:iam::123456789012:role/build",
    logs_config={
        "cloudwatch_logs": {
            "status": "DISABLED",                 # finding
        }
    },
)
```

```python
import pulumi_aws as aws

aws.codebuild.Project("build", service_role="arn:aws:iam::123456789012:role/build")
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources

SEVERITY = Severity.WARNING
PRACTICES = ["Analyze workload logs", "Perform post-incident analysis", "Measure operations goals and KPIs with metrics"]
ABOUT = resources("AWS::CodeBuild::Project")
HELP = "send the log of the build to CloudWatch Logs or to a bucket"
LINKS = ["https://docs.aws.amazon.com/codebuild/latest/userguide/change-project.html#change-project-console-logs"]


def check(build: Resource, project: Project) -> Iterator[Finding]:
    stream, bucket = build["LogsConfig.CloudWatchLogs.Status"], build["LogsConfig.S3Logs.Status"].or_default("DISABLED")
    if stream.must_be("DISABLED") and bucket.must_be("DISABLED"):
        yield Finding("nothing keeps the log of this build", stream.at, origin=stream.origin)
