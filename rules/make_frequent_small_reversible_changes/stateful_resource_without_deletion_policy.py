"""Data that goes with its stack.

Nothing keeps the data when the resource leaves the template, is replaced or the stack is deleted: no deletion policy is written, or it
says `Delete`. Keep the resource (`RetainExceptOnCreate` lets a failed first deployment clean up after itself), or let it leave a snapshot.

Databases of RDS leave a snapshot by default and are left alone, like what is protected from deletion, can be made again (caches,
sessions, locks), expires by itself or is deleted only when it is empty.

```yaml
Resources:
  Orders:                                         # finding
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
```

```yaml
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: RetainExceptOnCreate
    UpdateReplacePolicy: Retain
    Properties:
      TableName: orders
```

```python
from aws_cdk import App, RemovalPolicy, Stack, aws_dynamodb as dynamodb

app = App()
stack = Stack(app, "Shop")
dynamodb.Table(
    stack,
    "Orders",
    partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
    removal_policy=RemovalPolicy.DESTROY,         # finding
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_dynamodb as dynamodb

app = App()
stack = Stack(app, "Shop")
dynamodb.Table(stack, "Orders", partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Change, Finding, Project, Resource, Severity, resources
from opexlint.evidence import can_be_made_again, is_for_trying_out, may_be_protected
from opexlint.facts.lifecycles import is_deleted_only_when_empty, stateful_types

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = ["Plan for unsuccessful changes", "Make frequent, small, reversible changes"]
HELP = "set a deletion policy that keeps the data, and the update-replace policy with it"
LINKS = ["https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html"]

_NO_DATA = {
    *("AWS::CloudFormation::Stack", "AWS::EMR::Cluster", "AWS::Logs::LogGroup", "AWS::SQS::Queue", "AWS::SecretsManager::Secret"),
    *("AWS::DocDB::DBInstance", "AWS::Neptune::DBInstance", "AWS::ElastiCache::CacheCluster", "AWS::Organizations::Account"),
    *("AWS::KMS::Key", "AWS::Kinesis::Stream"),
}
"""Stateful types whose data is elsewhere, passes through, or can be had again."""
_SNAPSHOT_BY_DEFAULT = ("AWS::RDS::DBCluster", "AWS::RDS::DBInstance")
_LOSES = sorted(one for one in stateful_types() - _NO_DATA if not is_deleted_only_when_empty(one))
ABOUT = resources(*_LOSES)


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    unit = project.unit(resource.unit)
    if unit is None or unit.kind not in ("template", "cdk-stack") or resource.type not in _LOSES:
        return
    policy = resource.attribute("DeletionPolicy")
    if resource.type in _SNAPSHOT_BY_DEFAULT and (policy.must_be(MISSING) or not resource["DBClusterIdentifier"].must_be(MISSING)):
        return
    if not policy.must_be(MISSING, "Delete") or may_be_protected(project, resource):
        return
    passing = can_be_made_again(resource) or resource["TimeToLiveSpecification.Enabled"].may_be(True)
    if passing or is_for_trying_out(project, resource):
        return
    missing = policy.must_be(MISSING)
    yield Finding(
        "this is deleted with all its data when it leaves its stack",
        policy.at,
        origin=policy.origin,
        fix=Change(resource.at, resource.key, ("DeletionPolicy",), "RetainExceptOnCreate") if missing else None,
    )
