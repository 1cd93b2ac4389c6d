"""Data that is kept on deletion and lost on replacement.

The deletion policy covers one way to lose the data: the stack is deleted, or the resource is taken out of the template. When a property
changes that can't be changed in place (the name, the key, the subnet group), CloudFormation makes a new resource and deletes the old one
with what is in it, and only an update-replace policy stops that. It is the likelier accident, because an ordinary update causes it.

Resources that AWS deletes only when they are empty (buckets) or never replaces (keys, user pools) are left alone.

```yaml
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain                        # finding
    Properties:
      TableName: orders
```

```yaml
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      TableName: orders
```

```python
from aws_cdk import App, CfnDeletionPolicy, Stack, aws_dynamodb as dynamodb

app = App()
stack = Stack(app, "Shop")
orders = dynamodb.CfnTable(stack, "Orders", key_schema=[{"attributeName": "id", "keyType": "HASH"}])
orders.cfn_options.deletion_policy = CfnDeletionPolicy.RETAIN            # finding
app.synth()
```

```python
from aws_cdk import App, RemovalPolicy, Stack, aws_dynamodb as dynamodb

app = App()
stack = Stack(app, "Shop")
orders = dynamodb.CfnTable(stack, "Orders", key_schema=[{"attributeName": "id", "keyType": "HASH"}])
orders.apply_removal_policy(RemovalPolicy.RETAIN)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Change, Finding, Project, Resource, Severity, resources

SEVERITY = Severity.WARNING
PRACTICES = ["Plan for unsuccessful changes", "Make frequent, small, reversible changes"]
ABOUT = resources(  # what holds data, loses it when it is deleted, and is replaced by some change (a test compares it with the schemas)
    "AWS::DocDB::DBCluster", "AWS::DocDB::DBInstance", "AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table", "AWS::EFS::FileSystem",
    "AWS::EMR::Cluster", "AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::ReplicationGroup", "AWS::Elasticsearch::Domain",
    "AWS::FSx::FileSystem", "AWS::Kinesis::Stream", "AWS::Logs::LogGroup", "AWS::Neptune::DBCluster", "AWS::Neptune::DBInstance",
    "AWS::OpenSearchService::Domain", "AWS::QLDB::Ledger", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::Redshift::Cluster",
    "AWS::SQS::Queue", "AWS::SecretsManager::Secret",
    having="DeletionPolicy",
)  # fmt: skip
HELP = "set the update-replace policy to what the deletion policy says"
LINKS = ["https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html"]


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    unit = project.unit(resource.unit)
    if unit is None or unit.kind not in ("template", "cdk-stack"):
        return
    kept = resource.attribute("DeletionPolicy")
    if not kept.must_be("Retain", "RetainExceptOnCreate", "Snapshot") or not resource.attribute("UpdateReplacePolicy").must_be(MISSING):
        return
    wanted = "Snapshot" if kept.must_be("Snapshot") else "Retain"
    yield Finding(
        "this is kept when the stack is deleted, but an update that replaces it deletes it with its data",
        kept.at,
        origin=kept.origin,
        fix=Change(resource.at, resource.key, ("UpdateReplacePolicy",), wanted),
    )
