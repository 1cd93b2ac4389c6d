"""Approval that nobody is asked for.

The pipeline stops at its manual approval and tells no one. The change waits until somebody happens to look, up to seven days, and then
fails; meanwhile the next changes pile up behind it and go out together. Give the action an SNS topic (`NotificationArn`), with a link to
what is to be approved, or replace it by a condition that an alarm decides.

An approval is a legitimate guard and not reported as such. A notification rule or an EventBridge rule for the pipeline's events clears
it.

```yaml
Resources:
  Shop:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !ImportValue pipeline-role
      Stages:
        - Name: Production
          Actions:
            - Name: Approve                       # finding
              ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, Version: '1'}
```

```yaml
Resources:
  Shop:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !ImportValue pipeline-role
      Stages:
        - Name: Production
          Actions:
            - Name: Approve
              ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, Version: '1'}
              Configuration:
                NotificationArn: !ImportValue approvals
```

```hcl
resource "aws_codepipeline" "shop" {
  name     = "shop"
  role_arn = var.role
  stage {
    name = "Production"
    action {
      name     = "Approve"                        # finding
      category = "Approval"
      owner    = "AWS"
      provider = "Manual"
      version  = "1"
    }
  }
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
    name = "Production"
    action {
      name     = "Approve"
      category = "Approval"
      owner    = "AWS"
      provider = "Manual"
      version  = "1"
      configuration = {
        NotificationArn = var.approvals
      }
    }
  }
}

variable "role" {
  type = string
}

variable "approvals" {
  type = string
}
```

```python
import pulumi_aws as aws

aws.codepipeline.Pipeline(
    "shop",
    role_arn="arn:aws:iam::123456789012:role/pipeline",
    stages=[
        {
            "name": "Production",
            "actions": [
                {
                    "name": "Approve",            # finding
                    "category": "Approval",
                    "owner": "AWS",
                    "provider": "Manual",
                    "version": "1",
                }
            ],
        }
    ],
)
```

```python
import pulumi_aws as aws

approvals = aws.sns.Topic("approvals")
aws.codepipeline.Pipeline(
    "shop",
    role_arn="arn:aws:iam::123456789012:role/pipeline",
    stages=[
        {
            "name": "Production",
            "actions": [
                {
                    "name": "Approve",
                    "category": "Approval",
                    "owner": "AWS",
                    "provider": "Manual",
                    "version": "1",
                    "configuration": {"NotificationArn": approvals.arn},
                }
            ],
        }
    ],
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, Value, resources

SEVERITY = Severity.WARNING
PRACTICES = ["Employ safe deployment strategies", "Fully automate integration and deployment", "Have a process per alert"]
ABOUT = resources("AWS::CodePipeline::Pipeline")
HELP = "give the approval an SNS topic, with a link to what is to be approved"
LINKS = ["https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-action-add.html"]

_RULE = "AWS::Events::Rule"
_NOTIFICATION = "AWS::CodeStarNotifications::NotificationRule"


def check(pipeline: Resource, project: Project) -> Iterator[Finding]:
    silent = [action for stage in pipeline["Stages"] for action in stage["Actions"] if _asks_nobody(action)]
    if silent and not any(project.referrers(pipeline, _NOTIFICATION)) and not _is_listened_to(project):
        for action in silent:
            name = action["Name"]
            yield Finding(
                "the pipeline waits here for an approval that nobody is asked for", action.at if name.must_be(MISSING) else name.at
            )


def _asks_nobody(action: Value) -> bool:
    kind = action["ActionTypeId"]
    return (
        kind["Category"].must_be("Approval")
        and kind["Provider"].must_be("Manual")
        and action["Configuration"]["NotificationArn"].must_be(MISSING, "")
    )


def _is_listened_to(project: Project) -> bool:
    """Whether a rule of the project takes up events of pipelines."""
    return any(one.type == _RULE for one in project.mentions("aws.codepipeline"))
