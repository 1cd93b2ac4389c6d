"""Custom resource without a timeout.

When the function behind a custom resource crashes, times out or can't reach the response URL, CloudFormation waits for its answer: an
hour by default, and as long again when it rolls back. Until then nobody can deploy or repair the stack. Set `ServiceTimeout` to what the
function needs and a margin.

The fix takes the timeout of the function, where it is known, and a minute. Custom resources behind the CDK's own functions, which always
answer, are left alone.

```yaml
Resources:
  Seed:                                           # finding
    Type: Custom::Seed
    Properties:
      ServiceToken: !GetAtt Seeder.Arn
  Seeder:
    Type: AWS::Lambda::Function
    Properties:
      Handler: seed.handler
      Timeout: 120
```

```yaml
Resources:
  Seed:
    Type: Custom::Seed
    Properties:
      ServiceToken: !GetAtt Seeder.Arn
      ServiceTimeout: 180
  Seeder:
    Type: AWS::Lambda::Function
    Properties:
      Handler: seed.handler
      Timeout: 120
```

```python
from aws_cdk import App, CustomResource, Stack

app = App()
stack = Stack(app, "Shop")
CustomResource(                                   # finding
    stack,
    "Seed",
    service_token="arn:aws:lambda:eu-west-1:123456789012:function:seeder",
)
app.synth()
```

```python
from aws_cdk import App, CustomResource, Duration, Stack

app = App()
stack = Stack(app, "Shop")
CustomResource(
    stack,
    "Seed",
    service_token="arn:aws:lambda:eu-west-1:123456789012:function:seeder",
    service_timeout=Duration.minutes(3),
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Change, Finding, Project, Resource, Severity, resources
from opexlint.evidence import FUNCTION, is_cdk_provider

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = ["Plan for unsuccessful changes", "Automate testing and rollback"]
ABOUT = resources("AWS::CloudFormation::CustomResource", "Custom::*")
HELP = "set ServiceTimeout to what the function needs and a margin"
LINKS = ["https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html"]

_MARGIN = 60
_LONGEST = 3600
"""Seconds that CloudFormation waits at most, and by default."""


def check(custom: Resource, project: Project) -> Iterator[Finding]:
    functions = project.targets(custom["ServiceToken"], FUNCTION)
    if custom["ServiceTimeout"].must_be(MISSING) and not any(map(is_cdk_provider, functions)):
        yield Finding(
            "the stack waits an hour for an answer that the function behind this may never give", custom.at, fix=_fix(custom, project)
        )


def _fix(custom: Resource, project: Project) -> Change | None:
    function = next((one for one in project.targets(custom["ServiceToken"], FUNCTION) if one.is_known), None)
    timeout = function["Timeout"].known if function is not None else None
    if not isinstance(timeout, int):
        return None
    return Change(custom.at, custom.key, ("ServiceTimeout",), min(timeout + _MARGIN, _LONGEST))
