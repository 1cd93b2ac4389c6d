"""Database without an alarm.

The disk fills up over a weekend and the database stops; or the processor is saturated for an hour, and what is noticed is the shop being
slow. Put alarms on the free space and the load of the database, and send them to whoever is on call.

An alarm on either of them is enough for this rule, as is an event rule on the failures of the database. Members of an Aurora cluster are
judged by their cluster. Storage that grows by itself ends some day as well.

```yaml
Resources:
  Orders:                                         # finding
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.m7g.large
      AllocatedStorage: "100"
```

```yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.m7g.large
      AllocatedStorage: "100"
  OrdersFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/RDS
      MetricName: FreeStorageSpace
      Dimensions:
        - Name: DBInstanceIdentifier
          Value: !Ref Orders
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_db_instance" "orders" {             # finding
  engine            = "postgres"
  instance_class    = "db.m7g.large"
  allocated_storage = 100
}
```

```hcl
resource "aws_db_instance" "orders" {
  engine            = "postgres"
  instance_class    = "db.m7g.large"
  allocated_storage = 100
}

resource "aws_cloudwatch_metric_alarm" "orders_fails" {
  alarm_name  = "orders-fails"
  namespace   = "AWS/RDS"
  metric_name = "FreeStorageSpace"
  dimensions = {
    DBInstanceIdentifier = aws_db_instance.orders.identifier
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

orders = aws.rds.Instance("orders", engine="postgres", instance_class="db.m7g.large", allocated_storage=100)  # finding
```

```python
import pulumi_aws as aws

orders = aws.rds.Instance("orders", engine="postgres", instance_class="db.m7g.large", allocated_storage=100)
aws.cloudwatch.MetricAlarm(
    "orders-fails",
    namespace="AWS/RDS",
    metric_name="FreeStorageSpace",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"DBInstanceIdentifier": orders.identifier},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, alarms_on, resources
from opexlint.evidence import is_watched_somewhere, unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources(
    "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBInstance", "AWS::Neptune::DBCluster", "AWS::Redshift::Cluster"
)
HELP = "put alarms on the free space and the load of the database"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]

_NAMESPACES = {
    "AWS::RDS::DBInstance": "AWS/RDS",
    "AWS::RDS::DBCluster": "AWS/RDS",
    "AWS::DocDB::DBInstance": "AWS/DocDB",
    "AWS::Neptune::DBCluster": "AWS/Neptune",
    "AWS::Redshift::Cluster": "AWS/Redshift",
}
_CLUSTERS = ("AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster")
_INSTANCES = ("AWS::RDS::DBInstance", "AWS::DocDB::DBInstance", "AWS::Neptune::DBInstance")


def check(database: Resource, project: Project) -> Iterator[Finding]:
    if database.type == "AWS::RDS::DBInstance" and not database["DBClusterIdentifier"].must_be(MISSING):
        return
    happened = unwatched(project, database)
    if happened and not any(_is_watched(project, one, _NAMESPACES[database.type]) for one in _family(project, database)):
        yield Finding(f"no alarm goes off when {happened}", database.at)


def _family(project: Project, database: Resource) -> Iterator[Resource]:
    """The database, the cluster that it is a member of, and the members of the cluster."""
    yield database
    clusters = [database, *project.targets(database["DBClusterIdentifier"], *_CLUSTERS)]
    for cluster in clusters:
        if cluster.is_known and cluster.type in _CLUSTERS:
            yield cluster
            yield from (member for member in project.referrers(cluster, *_INSTANCES) if member.is_known)


def _is_watched(project: Project, database: Resource, namespace: str) -> bool:
    return is_watched_somewhere(project, database, namespace) or any(alarms_on(project, database, namespace))
