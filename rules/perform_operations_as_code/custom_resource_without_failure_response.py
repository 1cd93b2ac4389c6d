"""Custom resource that never says it failed.

CloudFormation waits for an answer from the function behind a custom resource. This one answers when all goes well; when it raises, nobody
answers, and the stack stays in `CREATE_IN_PROGRESS` or `DELETE_IN_PROGRESS` for an hour, then again while it rolls back. During that time
nothing can be deployed, and a stack that can't be deleted needs somebody in the console. Catch every exception and send `FAILED` with the
reason, or let a framework do it (the CDK's `Provider`, `crhelper`).

```yaml
Resources:
  Seeder:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      Role: !ImportValue seeder-role
      Code:
        ZipFile: |                                # finding
          import boto3
          import cfnresponse

          def handler(event, context):
              boto3.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": "0"}})
              cfnresponse.send(event, context, cfnresponse.SUCCESS, {})
```

```yaml
Resources:
  Seeder:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      Role: !ImportValue seeder-role
      Code:
        ZipFile: |
          import boto3
          import cfnresponse

          def handler(event, context):
              try:
                  boto3.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": "0"}})
                  cfnresponse.send(event, context, cfnresponse.SUCCESS, {})
              except Exception as error:
                  cfnresponse.send(event, context, cfnresponse.FAILED, {}, reason=str(error))
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
lambda_.Function(
    stack,
    "Seeder",
    runtime=lambda_.Runtime.PYTHON_3_13,
    handler="index.handler",
    code=lambda_.Code.from_inline(
        "import cfnresponse, boto3\\n"           # finding
        "def handler(event, context):\\n"
        "    boto3.client('sns').publish(TopicArn=event['ResourceProperties']['Topic'], Message='new')\\n"
        "    cfnresponse.send(event, context, cfnresponse.SUCCESS, {})\\n"
    ),
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_, custom_resources

app = App()
stack = Stack(app, "Shop")
seeder = lambda_.Function(
    stack,
    "Seeder",
    runtime=lambda_.Runtime.PYTHON_3_13,
    handler="index.handler",
    code=lambda_.Code.from_inline("def handler(event, context):\\n    return {'PhysicalResourceId': 'seed'}\\n"),
)
custom_resources.Provider(stack, "Provider", on_event_handler=seeder)
app.synth()
```
"""

import re
from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Plan for unsuccessful changes", "Automate testing and rollback"]
ABOUT = resources("AWS::Lambda::Function", setting="Code.ZipFile")
HELP = "catch every exception and send FAILED with the reason"
LINKS = [
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html",
]

_SENDS = regex(r"(?:cfn[-_]?)?response\.send\(|\bResponseURL\b", re.IGNORECASE)
_SUCCEEDS = regex(r"\bSUCCESS\b")
_CATCHES = regex(r"\bFAILED\b|\bexcept\b|\bfinally\b|\bcatch\b|crhelper", re.IGNORECASE)
_COMMENTS = regex(r"^\s*(?:#|//).*$", re.MULTILINE)
_WORKS = regex(r"\bboto3\b|aws-sdk|urllib|http\.|fetch\(|requests\.|\bawait\b|\bint\(|json\.loads|\[['\"]ResourceProperties['\"]\]")


def check(function: Resource, project: Project) -> Iterator[Finding]:
    code = function["Code.ZipFile"]
    known = "".join(str(part.known) for part in code.parts() if part.known is not None)
    if not _SENDS.search(known):
        return
    text = _COMMENTS.sub("", known)
    if _SENDS.search(text) and _SUCCEEDS.search(text) and _WORKS.search(text) and not _CATCHES.search(text):
        yield Finding("when this function fails, CloudFormation gets no answer and waits for an hour", code.at, origin=code.origin)
