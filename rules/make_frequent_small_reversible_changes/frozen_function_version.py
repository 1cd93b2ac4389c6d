"""Function version that is published only once.

CloudFormation publishes a version when the version resource is created, and never again: the resource has nothing that changes when the
code does. The alias keeps pointing at the code of the first deployment, and every later deployment succeeds and changes nothing for
callers, until somebody compares. Let SAM (`AutoPublishAlias`) or the CDK (`current_version`) make a version of each change.

Versions whose logical id, description or hash comes from outside change with it, and are left alone; so are those that nothing refers to.

```yaml
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
  Version:                                        # finding
    Type: AWS::Lambda::Version
    Properties:
      FunctionName: !Ref Orders
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      Name: live
      FunctionName: !Ref Orders
      FunctionVersion: !GetAtt Version.Version
```

```yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: orders.handler
      AutoPublishAlias: live
```
"""

import re
from collections.abc import Iterator

from opexlint import MISSING, Finding, Note, Project, Resource, Severity, resources
from opexlint.evidence import handed_on, users_of
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Plan for unsuccessful changes", "Make frequent, small, reversible changes"]
ABOUT = resources("AWS::Lambda::Version")
HELP = "let SAM's AutoPublishAlias or the CDK's current_version publish a version of each change"
LINKS = [
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html",
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html",
]

_NUMBERED = regex(r"\d+$|[0-9a-f]{8,}$", re.IGNORECASE)


def check(version: Resource, project: Project) -> Iterator[Finding]:
    unit = project.unit(version.unit)
    if unit is None or unit.kind != "template" or version.record.native_type not in ("", version.type):
        return
    if _NUMBERED.search(version.name) or not version["FunctionName"].references():
        return
    for given in (version["CodeSha256"], version["Description"]):
        if not given.must_be(MISSING) and (given.known is None or given.via):
            return
    users = [one for one in users_of(project, version) if one.is_known]
    if not users and not any(handed_on(project, version)):
        return  # nobody calls it
    notes = [Note("what points at it stays at the first code", one.at) for one in users]
    yield Finding("this version is published once, and later changes of the function's code never are", version.at, tuple(notes[:1]))
