"""Managed service whose logs are switched off.

The service knows why a query is slow, why a broker dropped a connection, who has deleted the deployment, and keeps it to itself: these logs
exist only for those who switch them on, and not for what has already happened. A database of RDS keeps its logs on its host, and Redshift
in its tables, for some days: nothing can count or search them there. Switch on at least errors and slow requests, and for EKS `api` and
`audit`.

This rule is strict: it asks of each service whether any log at all is switched on. Examples are left alone.

```yaml
Resources:
  Orders:                                         # finding
    Type: AWS::RDS::DBInstance
    Properties:
      DBInstanceClass: db.t4g.medium
      Engine: postgres
```

```yaml
Resources:
  Orders:
    Type: AWS::RDS::DBInstance
    Properties:
      DBInstanceClass: db.t4g.medium
      Engine: postgres
      EnableCloudwatchLogsExports: [postgresql]
```

```hcl
resource "aws_eks_cluster" "shop" {               # finding
  name     = "shop"
  role_arn = var.role
  vpc_config {
    subnet_ids = var.subnets
  }
}

variable "role" {
  type = string
}

variable "subnets" {
  type = list(string)
}
```

```hcl
resource "aws_eks_cluster" "shop" {
  name                      = "shop"
  role_arn                  = var.role
  enabled_cluster_log_types = ["api", "audit"]
  vpc_config {
    subnet_ids = var.subnets
  }
}

variable "role" {
  type = string
}

variable "subnets" {
  type = list(string)
}
```

```python
import pulumi_aws as aws

aws.opensearch.Domain("search", engine_version="OpenSearch_2.19")  # finding
```

```python
import pulumi_aws as aws

aws.opensearch.Domain(
    "search",
    engine_version="OpenSearch_2.19",
    log_publishing_options=[
        {
            "log_type": "ES_APPLICATION_LOGS",
            "cloudwatch_log_group_arn": "arn:aws:logs:eu-west-1:123456789012:log-group:search",
        }
    ],
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = ["Analyze workload logs", "Implement application telemetry", "Perform post-incident analysis"]
HELP = "switch on at least the logs of errors and slow requests"
LINKS = [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
]

_LOGS = {
    "AWS::AmazonMQ::Broker": ("Logs", "broker"),
    "AWS::AppSync::GraphQLApi": ("LogConfig", "API"),
    "AWS::DocDB::DBCluster": ("EnableCloudwatchLogsExports", "cluster"),
    "AWS::EKS::Cluster": ("Logging.ClusterLogging.EnabledTypes", "control plane"),
    "AWS::ElastiCache::ReplicationGroup": ("LogDeliveryConfigurations", "cache"),
    "AWS::MSK::Cluster": ("LoggingInfo", "cluster"),
    "AWS::MWAA::Environment": ("LoggingConfiguration", "environment"),
    "AWS::Neptune::DBCluster": ("EnableCloudwatchLogsExports", "cluster"),
    "AWS::OpenSearchService::Domain": ("LogPublishingOptions", "domain"),
    "AWS::Pipes::Pipe": ("LogConfiguration", "pipe"),
    "AWS::RDS::DBCluster": ("EnableCloudwatchLogsExports", "database"),
    "AWS::RDS::DBInstance": ("EnableCloudwatchLogsExports", "database"),
    "AWS::Redshift::Cluster": ("LoggingProperties", "cluster"),
}
"""By type, the property that switches its logs on, and what to call it."""
_KEEPS = {
    "AWS::RDS::DBCluster": "the logs of this database stay on its hosts, and are gone within days",
    "AWS::RDS::DBInstance": "the logs of this database stay on its host, and are gone within days",
    "AWS::Redshift::Cluster": "the logs of this cluster stay in its own tables, and are gone within days",
}
"""By type, what becomes of logs that are not switched on but written all the same."""
ABOUT = resources(*_LOGS)


def check(service: Resource, project: Project) -> Iterator[Finding]:
    path, name = _LOGS[service.type]
    logs = service[path]
    if logs.may_have_items() or (not service["DBClusterIdentifier"].must_be(MISSING) and service.type == "AWS::RDS::DBInstance"):
        return  # the instances of a cluster log where the cluster says
    if not is_tried_out(project, service):
        yield Finding(_KEEPS.get(service.type, f"nothing is kept of what this {name} logs"), service.at)
