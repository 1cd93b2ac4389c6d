"""Database that leaves nothing behind.

Destroying this database, or a change that replaces it, takes its data and its automatic backups with it: without a final snapshot there
is nothing to restore from. A wrong branch, a renamed resource or a `destroy` in the wrong account is then final. Let it leave a snapshot,
with a name of its own.

Replicas, databases that are protected from deletion, and those that are named as a test or a sandbox are left alone; so are those that
nothing shows to be operated: without a word on backups, maintenance, logs, storage or a standby.

```hcl
resource "aws_db_instance" "orders" {
  identifier          = "orders"
  engine              = "postgres"
  instance_class      = "db.m7g.large"
  multi_az            = true
  skip_final_snapshot = true                      # finding
}
```

```hcl
resource "aws_db_instance" "orders" {
  identifier                = "orders"
  engine                    = "postgres"
  instance_class            = "db.m7g.large"
  skip_final_snapshot       = false
  final_snapshot_identifier = "orders-final"
}
```

```python
import pulumi_aws as aws

aws.rds.Cluster(
    "orders",
    engine="aurora-postgresql",
    backup_retention_period=14,
    skip_final_snapshot=True,                     # finding
)
```

```python
import pulumi
import pulumi_aws as aws

aws.rds.Cluster(
    "orders",
    engine="aurora-postgresql",
    backup_retention_period=14,
    skip_final_snapshot=True,
    opts=pulumi.ResourceOptions(protect=True),
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_for_trying_out, is_to_be_filled_in, may_be_protected

SEVERITY = Severity.WARNING
PRACTICES = ["Plan for unsuccessful changes", "Make frequent, small, reversible changes"]
ABOUT = resources(
    "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster", "AWS::Redshift::Cluster"
)
HELP = "let it leave a final snapshot, with a name of its own"
LINKS = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance#skip_final_snapshot-1",
]

_SOURCES = ("SourceDBInstanceIdentifier", "SourceDBClusterIdentifier", "ReplicationSourceIdentifier", "DBClusterIdentifier")
_OPERATED = (
    *("BackupRetentionPeriod", "CopyTagsToSnapshot", "DeleteAutomatedBackups", "EnableCloudwatchLogsExports", "EnablePerformanceInsights"),
    *("AutomatedSnapshotRetentionPeriod", "MaxAllocatedStorage", "MonitoringInterval", "MultiAZ", "PerformanceInsightsEnabled"),
    *("PreferredBackupWindow", "PreferredMaintenanceWindow"),
)
"""What nobody writes for a database that is only tried out."""
_NAMES = ("DBInstanceIdentifier", "DBClusterIdentifier", "ClusterIdentifier")


def check(database: Resource, project: Project) -> Iterator[Finding]:
    unit = project.unit(database.unit)
    if unit is None or unit.kind not in ("terraform", "pulumi"):
        return
    policy = database.attribute("DeletionPolicy")
    if not policy.must_be("Delete") or may_be_protected(project, database):
        return
    if database.type.endswith("Instance") and any(not database[source].must_be(MISSING) for source in _SOURCES):
        return  # a replica, or a member of a cluster: its data is elsewhere
    if any(not database[source].must_be(MISSING) for source in _SOURCES[1:3]):
        return
    if all(database[one].must_be(MISSING, False, 0, 1) for one in _OPERATED):
        return
    if is_to_be_filled_in(*(database[name] for name in (*_NAMES, "DBName", "MasterUsername"))):
        return
    if is_for_trying_out(project, database, *(database[name] for name in _NAMES)):
        return
    yield Finding("destroying or replacing this database leaves no snapshot to restore from", policy.at, origin=policy.origin)
