"""Database, cache or broker on an unsupported engine version.

When support of a version ends, its security fixes end too: from then on AWS either takes a considerable hourly charge for extended support
(RDS, Aurora, ElastiCache, OpenSearch, DocumentDB) or upgrades the engine by itself in a maintenance window, tested by nobody. Plan the
upgrade as a change of your own: rehearse it on a restored copy, and use a blue/green deployment where the service has one.

The dates are those that AWS has announced, as of the day that the message names. Versions that are known only in part are judged by the
release line (`8.0` of MySQL 8.0.35). What a parameter only offers to whoever deploys is left alone, and so are examples and tests, and
what has a name or user still to be filled in (`changeme`).

```yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      DBInstanceClass: db.t4g.medium
      Engine: postgres
      EngineVersion: "12.19"                      # finding
```

```yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      DBInstanceClass: db.t4g.medium
      Engine: postgres
      EngineVersion: "17"
```

```hcl
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "sessions"
  description          = "sessions"
  engine               = "redis"
  engine_version       = "5.0.6"                  # finding
}

resource "aws_opensearch_domain" "search" {
  domain_name    = "search"
  engine_version = "Elasticsearch_7.4"            # finding
}
```

```hcl
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "sessions"
  description          = "sessions"
  engine               = "valkey"
  engine_version       = "8.0"
}

resource "aws_opensearch_domain" "search" {
  domain_name    = "search"
  engine_version = "OpenSearch_2.19"
}
```

```python
from aws_cdk import App, Stack, aws_rds as rds

app = App()
stack = Stack(app, "Shop")
rds.CfnDBCluster(
    stack,
    "Orders",
    engine="aurora-mysql",
    engine_version="5.7.mysql_aurora.2.11.2",     # finding
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_rds as rds

app = App()
stack = Stack(app, "Shop")
rds.CfnDBCluster(stack, "Orders", engine="aurora-mysql", engine_version="8.0.mysql_aurora.3.08.0")
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import is_nobodys_choice, is_to_be_filled_in
from opexlint.facts import lifecycles

SEVERITY = Severity.WARNING
PRACTICES = ["Perform patch management"]
HELP = "rehearse the upgrade to a supported version on a copy, then carry it out before AWS does"
LINKS = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/blue-green-deployments.html",
]

_ENGINES = {
    "aurora-mysql": ("aurora-mysql", "Aurora MySQL"),
    "aurora-postgresql": ("aurora-postgresql", "Aurora PostgreSQL"),
    "mariadb": ("rds-mariadb", "MariaDB"),
    "mysql": ("rds-mysql", "MySQL"),
    "postgres": ("rds-postgres", "PostgreSQL"),
    "redis": ("elasticache-redis", "Redis"),
    "activemq": ("mq-activemq", "ActiveMQ"),
    "rabbitmq": ("mq-rabbitmq", "RabbitMQ"),
    "opensearch": ("opensearch", "OpenSearch"),
    "elasticsearch": ("elasticsearch", "Elasticsearch"),
    "docdb": ("docdb", "DocumentDB"),
    "neptune": ("neptune", "Neptune"),
    "kafka": ("msk", "Apache Kafka"),
}
"""By engine as the services call it, the product in the table of life-cycles and its name."""

_VERSIONS = {
    "AWS::AmazonMQ::Broker": ("EngineType", "EngineVersion"),
    "AWS::DocDB::DBCluster": ("docdb", "EngineVersion"),
    "AWS::ElastiCache::CacheCluster": ("Engine", "EngineVersion"),
    "AWS::ElastiCache::ReplicationGroup": ("Engine", "EngineVersion"),
    "AWS::Elasticsearch::Domain": ("elasticsearch", "ElasticsearchVersion"),
    "AWS::MSK::Cluster": ("kafka", "KafkaVersion"),
    "AWS::Neptune::DBCluster": ("neptune", "EngineVersion"),
    "AWS::OpenSearchService::Domain": ("", "EngineVersion"),
    "AWS::RDS::DBCluster": ("Engine", "EngineVersion"),
    "AWS::RDS::DBInstance": ("Engine", "EngineVersion"),
}
"""By type, the property that names the engine (or the engine, or "" where the version names it), and the one that names the version."""

_FILLED_IN = ("DBInstanceIdentifier", "DBClusterIdentifier", "DBName", "MasterUsername")

ABOUT = resources(*_VERSIONS)


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    of, path = _VERSIONS[resource.type]
    version = resource[path]
    engine = _engine(resource, of, version)
    if engine not in _ENGINES or is_to_be_filled_in(*(resource[name] for name in _FILLED_IN)):
        return
    product, name = _ENGINES[engine]
    if not is_nobodys_choice(project, version) and version.must(lambda number: bool(lifecycles.support_ended(product, _number(number)))):
        number = _number(version.known)
        ended = lifecycles.support_ended(product, number)
        yield Finding(f"{name} {number}: {ended} (as of {lifecycles.as_of()})", version.at, origin=version.origin)


def _engine(resource: Resource, of: str, version: Value) -> str:
    """The engine as the services call it, "" when it is not known."""
    if of in _ENGINES:
        return of
    if not of:
        return str(version.known).partition("_")[0].lower()
    engine = resource[of].or_default("redis" if resource.type == "AWS::ElastiCache::ReplicationGroup" else "")
    return str(engine.known).lower() if engine.must(lambda written: str(written).lower() in _ENGINES) else ""


def _number(version: object) -> str:
    """The version without the name of the engine in front of it."""
    return str(version).rpartition("_")[2] if str(version)[:1].isalpha() else str(version)
