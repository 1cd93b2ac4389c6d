"""Cache without an alarm.

The memory of the cache runs out and it evicts what was to stay, or its only processor is saturated: every caller gets slower, and nobody is
told why. Put alarms on its memory and its processor.

```yaml
Resources:
  Sessions:                                       # finding
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: sessions
      ReplicationGroupId: sessions
      CacheNodeType: cache.m7g.large
```

```yaml
Resources:
  Sessions:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: sessions
      ReplicationGroupId: sessions
      CacheNodeType: cache.m7g.large
  SessionsFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ElastiCache
      MetricName: DatabaseMemoryUsagePercentage
      Dimensions:
        - Name: CacheClusterId
          Value: !Sub ${Sessions}-001
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_elasticache_replication_group" "sessions" {# finding
  replication_group_id = "sessions"
  description          = "sessions"
  node_type            = "cache.m7g.large"
}
```

```hcl
resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "sessions"
  description          = "sessions"
  node_type            = "cache.m7g.large"
}

resource "aws_cloudwatch_metric_alarm" "sessions_fails" {
  alarm_name  = "sessions-fails"
  namespace   = "AWS/ElastiCache"
  metric_name = "DatabaseMemoryUsagePercentage"
  dimensions = {
    CacheClusterId = "${aws_elasticache_replication_group.sessions.id}-001"
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

sessions = aws.elasticache.ReplicationGroup(      # finding
    "sessions", replication_group_id="sessions", description="sessions", node_type="cache.m7g.large"
)
```

```python
import pulumi_aws as aws

sessions = aws.elasticache.ReplicationGroup(
    "sessions", replication_group_id="sessions", description="sessions", node_type="cache.m7g.large"
)
aws.cloudwatch.MetricAlarm(
    "sessions-fails",
    namespace="AWS/ElastiCache",
    metric_name="DatabaseMemoryUsagePercentage",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"CacheClusterId": sessions.id.apply(lambda name: f"{name}-001")},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources("AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::CacheCluster", "AWS::MemoryDB::Cluster")
HELP = "put alarms on the memory and the processor of the cache"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]
PROFILE = "strict"


def check(cache: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, cache)
    if happened:
        yield Finding(f"no alarm goes off when {happened}", cache.at)
