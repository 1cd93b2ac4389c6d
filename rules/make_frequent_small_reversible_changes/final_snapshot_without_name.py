"""Final snapshot without a name.

The database is to leave a last snapshot behind, and the snapshot has no name: the provider refuses to delete the database, in the middle
of the `apply` that destroys or replaces it, after other resources have gone. The way out under pressure is to skip the snapshot. Name it
now, unique for each database, because a snapshot of that name must not exist yet.

Databases that nothing may destroy (`prevent_destroy`, `protect`, deletion protection) are left alone.

```hcl
resource "aws_db_instance" "orders" {             # finding
  identifier     = "orders"
  engine         = "postgres"
  instance_class = "db.m7g.large"
}
```

```hcl
resource "aws_db_instance" "orders" {
  identifier                = "orders"
  engine                    = "postgres"
  instance_class            = "db.m7g.large"
  final_snapshot_identifier = "orders-final"
}
```

```python
import pulumi_aws as aws

aws.rds.Cluster("orders", engine="aurora-postgresql")                    # finding
```

```python
import pulumi_aws as aws

aws.rds.Cluster("orders", engine="aurora-postgresql", final_snapshot_identifier="orders-final")
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out, may_be_protected

SEVERITY = Severity.WARNING
PRACTICES = ["Plan for unsuccessful changes", "Test deployments"]
ABOUT = resources(
    "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster", "AWS::Redshift::Cluster"
)
HELP = "give the final snapshot a name; a read replica can leave none, so let it skip the snapshot"
LINKS = [
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance#final_snapshot_identifier-1",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
]

_NATIVE = {
    *("aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster", "aws_redshift_cluster"),
    *("aws.rds.Instance", "aws.rds.Cluster", "aws.docdb.Cluster", "aws.neptune.Cluster", "aws.redshift.Cluster"),
}
"""Those of the types, under the provider's names, that ask for the name of a final snapshot (members of a cluster do not)."""


def check(database: Resource, project: Project) -> Iterator[Finding]:
    if database.record.native_type not in _NATIVE or may_be_protected(project, database) or is_tried_out(project, database):
        return
    name = database["final_snapshot_identifier"]
    if database.attribute("DeletionPolicy").must_be(MISSING, "Snapshot") and name.must_be(MISSING):
        yield Finding("the final snapshot has no name, so destroying or replacing this database fails half-way", name.at)
