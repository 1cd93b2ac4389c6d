"""Pipeline whose failure nobody hears of.

The pipeline fails at the third stage, and the version that everybody believes to be live is not: that is found out by whoever wonders why
the fix does not work. Send its failures to where the team reads: a notification rule, or an event rule on its state changes.

This rule is strict: whoever merges a change may well watch its pipeline. Any rule that hears of failed pipelines counts, also one for all
of them; pipelines that are handed out for others to watch are left alone.

```yaml
Resources:
  Release:                                        # finding
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !ImportValue pipeline-role
      Stages: []
```

```yaml
Resources:
  Release:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !ImportValue pipeline-role
      Stages: []
  ReleaseFails:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source: [aws.codepipeline]
        detail-type: [CodePipeline Pipeline Execution State Change]
        detail:
          state: [FAILED]
      Targets:
        - Id: team
          Arn: !ImportValue team-topic
```

```hcl
resource "aws_codepipeline" "release" {           # finding
  name     = "release"
  role_arn = var.role
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_codepipeline" "release" {
  name     = "release"
  role_arn = var.role
}

resource "aws_codestarnotifications_notification_rule" "release_fails" {
  name           = "release-fails"
  detail_type    = "BASIC"
  event_type_ids = ["codepipeline-pipeline-pipeline-execution-failed"]
  resource       = aws_codepipeline.release.arn
  target {
    address = var.topic
  }
}

variable "role" {
  type = string
}

variable "topic" {
  type = string
}
```

```python
import pulumi_aws as aws

aws.codepipeline.Pipeline("release", role_arn="arn:aws:iam::123456789012:role/pipeline")  # finding
```

```python
import pulumi_aws as aws

release = aws.codepipeline.Pipeline("release", role_arn="arn:aws:iam::123456789012:role/pipeline")
aws.codestarnotifications.NotificationRule(
    "release-fails",
    detail_type="BASIC",
    event_type_ids=["codepipeline-pipeline-pipeline-execution-failed"],
    resource=release.arn,
    targets=[{"address": "arn:aws:sns:eu-west-1:123456789012:team"}],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, monitored_elsewhere, resources
from opexlint.evidence import failure_rules_on, handed_on, is_tried_out, notifications_of

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = [
    "Use a process for event, incident, and problem management",
    "Perform post-incident analysis",
    "Measure operations goals and KPIs with metrics",
]
ABOUT = resources("AWS::CodePipeline::Pipeline")
HELP = "send the failures of the pipeline to where the team reads"
LINKS = [
    "https://docs.aws.amazon.com/codepipeline/latest/userguide/notification-rule-create.html",
    "https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-codepipeline.html",
]


def check(pipeline: Resource, project: Project) -> Iterator[Finding]:
    if any(failure_rules_on(project, pipeline)) or any(notifications_of(project, pipeline)) or is_tried_out(project, pipeline):
        return
    if not monitored_elsewhere(project, pipeline) and not any(handed_on(project, pipeline)):
        yield Finding("nobody is told when this pipeline fails", pipeline.at)
