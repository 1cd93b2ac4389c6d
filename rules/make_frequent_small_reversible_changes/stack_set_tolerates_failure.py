"""Stack set that goes on whatever fails.

A stack set deploys one template to many accounts and Regions, and the failure tolerance is what stops it. When half of the stacks or more
may fail and half or more are changed at once (or all Regions together), a broken template is everywhere before anybody can stop it, and
each account has to be mended by itself. What AWS does by default is safe: one account after the other, stop at the first failure.

```yaml
Resources:
  Guardrails:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: guardrails
      PermissionModel: SERVICE_MANAGED
      OperationPreferences:
        FailureTolerancePercentage: 100           # finding
        MaxConcurrentPercentage: 100
```

```yaml
Resources:
  Guardrails:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: guardrails
      PermissionModel: SERVICE_MANAGED
      OperationPreferences:
        FailureTolerancePercentage: 5
        MaxConcurrentPercentage: 10
```

```hcl
resource "aws_cloudformation_stack_set_instance" "guardrails" {
  stack_set_name = "guardrails"
  operation_preferences {
    failure_tolerance_percentage = 100            # finding
    region_concurrency_type      = "PARALLEL"
  }
}
```

```hcl
resource "aws_cloudformation_stack_set_instance" "guardrails" {
  stack_set_name = "guardrails"
  operation_preferences {
    failure_tolerance_percentage = 0
    region_concurrency_type      = "PARALLEL"
  }
}
```

```python
import boto3

boto3.client("cloudformation").update_stack_set(
    StackSetName="guardrails",
    OperationPreferences={
        "FailureTolerancePercentage": 90,         # finding
        "MaxConcurrentPercentage": 100,
    },
)
```

```python
import boto3

boto3.client("cloudformation").update_stack_set(
    StackSetName="guardrails",
    OperationPreferences={"FailureToleranceCount": 0, "MaxConcurrentPercentage": 10},
)
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Project, Resource, Severity, calls, resources

SEVERITY = Severity.WARNING
PRACTICES = ["Employ safe deployment strategies", "Automate testing and rollback"]
ABOUT = (
    resources("AWS::CloudFormation::StackSet", "aws_cloudformation_stack_instances", "aws_cloudformation_stack_set_instance"),
    calls(
        *(
            f"boto3.cloudformation.{operation}"
            for operation in ("create_stack_instances", "update_stack_instances", "update_stack_set", "delete_stack_instances")
        )
    ),
)
HELP = "tolerate at most a few failures, and begin with one account"
LINKS = ["https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stackset-ops-options.html"]


def check(subject: Resource | Call, project: Project, *, tolerance: int = 50) -> Iterator[Finding]:
    preferences = subject["OperationPreferences"]
    tolerated = preferences["FailureTolerancePercentage"]
    at_once = preferences["MaxConcurrentPercentage"].must(lambda percent: percent >= tolerance)
    if tolerated.must(lambda percent: percent >= tolerance) and (at_once or preferences["RegionConcurrencyType"].must_be("PARALLEL")):
        yield Finding(
            f"{tolerated.show()}% of the stacks may fail before this stops, and they are changed at once",
            tolerated.at,
            origin=tolerated.origin,
        )
