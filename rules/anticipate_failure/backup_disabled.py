"""Database whose backups are switched off.

There is no copy of the data from before the mistake: a wrong migration, a dropped table or a lost disk is final, and nobody can go back to
the minute before. Let the database keep automatic backups for a week or more.

Replicas and members of a cluster are left alone, as is a database that AWS Backup takes care of.

```yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.m7g.large
      AllocatedStorage: "100"
      BackupRetentionPeriod: 0                    # finding
```

```yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.m7g.large
      AllocatedStorage: "100"
      BackupRetentionPeriod: 7
```

```hcl
resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  instance_class          = "db.m7g.large"
  allocated_storage       = 100
  backup_retention_period = 0                     # finding
}
```

```hcl
resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  instance_class          = "db.m7g.large"
  allocated_storage       = 100
  backup_retention_period = 7
}
```

```python
import pulumi_aws as aws

aws.rds.Instance(
    "orders",
    engine="postgres",
    instance_class="db.m7g.large",
    allocated_storage=100,
    backup_retention_period=0,                    # finding
)
```

```python
import pulumi_aws as aws

aws.rds.Instance(
    "orders",
    engine="postgres",
    instance_class="db.m7g.large",
    allocated_storage=100,
    backup_retention_period=7,
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.WARNING
PRACTICES = ["Plan for unsuccessful changes", "Make informed decisions to deploy systems and changes"]
ABOUT = resources("AWS::RDS::DBInstance", "AWS::Redshift::Cluster")
HELP = "let the database keep automatic backups for a week or more"
LINKS = ["https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.Enabling.html"]

_KEPT = {"AWS::RDS::DBInstance": "BackupRetentionPeriod", "AWS::Redshift::Cluster": "AutomatedSnapshotRetentionPeriod"}
_COPIES = ("SourceDBInstanceIdentifier", "SourceDBClusterIdentifier", "DBClusterIdentifier")


def check(database: Resource, project: Project) -> Iterator[Finding]:
    kept = database[_KEPT[database.type]]
    if not kept.must_be(0) or any(not database[copied].must_be(MISSING) for copied in _COPIES):
        return
    if not any(project.resources("AWS::Backup::BackupSelection")) and not is_tried_out(project, database):
        yield Finding(
            "there is no way back from a mistake in this database, because its backups are switched off", kept.at, origin=kept.origin
        )
