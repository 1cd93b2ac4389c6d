"""Minor version upgrades switched off.

The engine stays at the version it was made with. Fixes for crashes and security holes are not installed, nobody is reminded, and the gap
grows until the version leaves support and AWS forces a large upgrade on its own date. Let the service install minor versions in the
maintenance window, and rehearse the window in an environment before production.

Left alone is an engine whose exact version stands in the code (`16.4`, `8.0.39`): there the upgrade is a change of that line.

```yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      EngineVersion: "16"
      DBInstanceClass: db.t4g.medium
      AutoMinorVersionUpgrade: false              # finding
```

```yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      EngineVersion: "16"
      DBInstanceClass: db.t4g.medium
      PreferredMaintenanceWindow: sun:03:00-sun:04:00
```

```hcl
resource "aws_mq_broker" "orders" {
  broker_name                = "orders"
  engine_type                = "RabbitMQ"
  host_instance_type         = "mq.m5.large"
  auto_minor_version_upgrade = false              # finding
}
```

```hcl
resource "aws_mq_broker" "orders" {
  broker_name                = "orders"
  engine_type                = "RabbitMQ"
  engine_version             = "3.13"
  host_instance_type         = "mq.m5.large"
  auto_minor_version_upgrade = true
}
```

```python
from aws_cdk import App, Stack, aws_rds as rds

app = App()
stack = Stack(app, "Shop")
rds.CfnDBInstance(
    stack,
    "Orders",
    engine="postgres",
    engine_version="16",
    db_instance_class="db.t4g.medium",
    auto_minor_version_upgrade=False,             # finding
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_rds as rds

app = App()
stack = Stack(app, "Shop")
rds.CfnDBInstance(
    stack,
    "Orders",
    engine="postgres",
    engine_version="16",
    db_instance_class="db.t4g.medium",
    preferred_maintenance_window="sun:03:00-sun:04:00",
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Perform patch management"]
HELP = "let the service install minor versions in the maintenance window"
LINKS = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html",
    "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/service-software.html",
]

_SWITCHES = {
    "AWS::AmazonMQ::Broker": "AutoMinorVersionUpgrade",
    "AWS::DMS::ReplicationInstance": "AutoMinorVersionUpgrade",
    "AWS::ElastiCache::CacheCluster": "AutoMinorVersionUpgrade",
    "AWS::ElastiCache::ReplicationGroup": "AutoMinorVersionUpgrade",
    "AWS::MemoryDB::Cluster": "AutoMinorVersionUpgrade",
    "AWS::Neptune::DBInstance": "AutoMinorVersionUpgrade",
    "AWS::OpenSearchService::Domain": "SoftwareUpdateOptions.AutoSoftwareUpdateEnabled",
    "AWS::RDS::DBCluster": "AutoMinorVersionUpgrade",
    "AWS::RDS::DBInstance": "AutoMinorVersionUpgrade",
}  # Amazon DocumentDB has the property and ignores it
ABOUT = resources(*_SWITCHES)

_ELASTICACHE = ("AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::ReplicationGroup")
_THREE = ("AWS::AmazonMQ::Broker", "AWS::DMS::ReplicationInstance", "AWS::Neptune::DBInstance")
_THREE_ENGINES = ("mysql", "mariadb", "aurora", "aurora-mysql", "oracle-ee", "oracle-se2", "db2-ae", "db2-se")
_REDIS_BEFORE_6 = ("2.", "3.", "4.", "5.")
_NUMBER = regex(r"\d+")


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    switch = resource[_SWITCHES[resource.type]]
    if switch.must_be(False) and not _may_be_exact(resource) and not _may_be_without_effect(resource):
        message = "minor upgrades are switched off, so the engine stays as it is until support for it ends"
        yield Finding(message, switch.at, origin=switch.origin)


def _may_be_exact(resource: Resource) -> bool:
    """Whether the code could name one version; `16` and `8.0` are only the beginning of one."""
    if resource.type == "AWS::OpenSearchService::Domain":
        return False  # its engine's version and the service software are two things
    three = resource.type in _THREE or resource["Engine"].may_be(*_THREE_ENGINES)
    return resource["EngineVersion"].may(lambda version: len(_NUMBER.findall(str(version))) >= (3 if three else 2))


def _may_be_without_effect(resource: Resource) -> bool:
    """Whether it could be a cache that has no such upgrades: Memcached, and Redis before 6."""
    if resource.type not in _ELASTICACHE:
        return False
    return resource["Engine"].may_be("memcached") or resource["EngineVersion"].may(lambda version: str(version)[:2] in _REDIS_BEFORE_6)
