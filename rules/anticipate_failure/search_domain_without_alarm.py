"""Search domain without an alarm.

A node runs out of disk and the domain blocks all writes, or a primary shard is lost and with it the data: the log pipeline goes quiet, and
nobody is told. Put alarms on `ClusterStatus.red`, `FreeStorageSpace` and `ClusterIndexWritesBlocked`, and send them to whoever is on call.

```yaml
Resources:
  Logs:                                           # finding
    Type: AWS::OpenSearchService::Domain
    Properties:
      DomainName: logs
      EngineVersion: OpenSearch_2.17
```

```yaml
Resources:
  Logs:
    Type: AWS::OpenSearchService::Domain
    Properties:
      DomainName: logs
      EngineVersion: OpenSearch_2.17
  LogsFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ES
      MetricName: ClusterStatus.red
      Dimensions:
        - Name: DomainName
          Value: !Ref Logs
        - Name: ClientId
          Value: !Ref AWS::AccountId
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_opensearch_domain" "logs" {         # finding
  domain_name    = "logs"
  engine_version = "OpenSearch_2.17"
}
```

```hcl
resource "aws_opensearch_domain" "logs" {
  domain_name    = "logs"
  engine_version = "OpenSearch_2.17"
}

resource "aws_cloudwatch_metric_alarm" "logs_fails" {
  alarm_name  = "logs-fails"
  namespace   = "AWS/ES"
  metric_name = "ClusterStatus.red"
  dimensions = {
    DomainName = aws_opensearch_domain.logs.domain_name
    ClientId = "111122223333"
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

logs = aws.opensearch.Domain("logs", domain_name="logs", engine_version="OpenSearch_2.17")  # finding
```

```python
import pulumi_aws as aws

logs = aws.opensearch.Domain("logs", domain_name="logs", engine_version="OpenSearch_2.17")
aws.cloudwatch.MetricAlarm(
    "logs-fails",
    namespace="AWS/ES",
    metric_name="ClusterStatus.red",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"DomainName": logs.domain_name, "ClientId": "111122223333"},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources("AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain")
HELP = "put alarms on ClusterStatus.red, FreeStorageSpace and ClusterIndexWritesBlocked of the domain"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]


def check(domain: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, domain)
    if happened:
        yield Finding(f"no alarm goes off when {happened}", domain.at)
