"""Message broker without an alarm.

A disk of the broker fills up, or a partition loses its leader: producers and consumers stop at once, and nobody is told why. Put alarms on
the disk, the partitions and the load of the broker.

```yaml
Resources:
  Orders:                                         # finding
    Type: AWS::MSK::Cluster
    Properties:
      ClusterName: orders
      KafkaVersion: 3.8.x
      NumberOfBrokerNodes: 3
      BrokerNodeGroupInfo:
        InstanceType: kafka.m7g.large
        ClientSubnets:
          - subnet-1
```

```yaml
Resources:
  Orders:
    Type: AWS::MSK::Cluster
    Properties:
      ClusterName: orders
      KafkaVersion: 3.8.x
      NumberOfBrokerNodes: 3
      BrokerNodeGroupInfo:
        InstanceType: kafka.m7g.large
        ClientSubnets:
          - subnet-1
  OrdersFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Kafka
      MetricName: OfflinePartitionsCount
      Dimensions:
        - Name: Cluster Name
          Value: orders
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_msk_cluster" "orders" {             # finding
  cluster_name           = "orders"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3
  broker_node_group_info {
    instance_type   = "kafka.m7g.large"
    client_subnets  = ["subnet-1"]
    security_groups = ["sg-1"]
  }
}
```

```hcl
resource "aws_msk_cluster" "orders" {
  cluster_name           = "orders"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3
  broker_node_group_info {
    instance_type   = "kafka.m7g.large"
    client_subnets  = ["subnet-1"]
    security_groups = ["sg-1"]
  }
}

resource "aws_cloudwatch_metric_alarm" "orders_fails" {
  alarm_name  = "orders-fails"
  namespace   = "AWS/Kafka"
  metric_name = "OfflinePartitionsCount"
  dimensions = {
    "Cluster Name" = aws_msk_cluster.orders.cluster_name
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

orders = aws.msk.Cluster("orders", cluster_name="orders", kafka_version="3.8.x", number_of_broker_nodes=3)  # finding
```

```python
import pulumi_aws as aws

orders = aws.msk.Cluster("orders", cluster_name="orders", kafka_version="3.8.x", number_of_broker_nodes=3)
aws.cloudwatch.MetricAlarm(
    "orders-fails",
    namespace="AWS/Kafka",
    metric_name="OfflinePartitionsCount",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"Cluster Name": orders.cluster_name},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import unwatched

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources("AWS::MSK::Cluster", "AWS::AmazonMQ::Broker")
HELP = "put alarms on the disk, the partitions and the load of the broker"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]
PROFILE = "strict"


def check(broker: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, broker)
    if happened:
        yield Finding(f"no alarm goes off when {happened}", broker.at)
