"""Stream without an alarm.

Consumers fall behind, or writes are throttled, until records leave the stream unread; or delivery to the bucket is stuck: what is lost then
is lost for good. Put an alarm on the age of what is last read or delivered, and send it to whoever is on call.

An alarm on the iterator age of a function that reads the stream counts too.

```yaml
Resources:
  Orders:                                         # finding
    Type: AWS::Kinesis::Stream
    Properties:
      ShardCount: 2
```

```yaml
Resources:
  Orders:
    Type: AWS::Kinesis::Stream
    Properties:
      ShardCount: 2
  OrdersFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Kinesis
      MetricName: GetRecords.IteratorAgeMilliseconds
      Dimensions:
        - Name: StreamName
          Value: !Ref Orders
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_kinesis_stream" "orders" {          # finding
  name        = "orders"
  shard_count = 2
}
```

```hcl
resource "aws_kinesis_stream" "orders" {
  name        = "orders"
  shard_count = 2
}

resource "aws_cloudwatch_metric_alarm" "orders_fails" {
  alarm_name  = "orders-fails"
  namespace   = "AWS/Kinesis"
  metric_name = "GetRecords.IteratorAgeMilliseconds"
  dimensions = {
    StreamName = aws_kinesis_stream.orders.name
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

orders = aws.kinesis.Stream("orders", shard_count=2)  # finding
```

```python
import pulumi_aws as aws

orders = aws.kinesis.Stream("orders", shard_count=2)
aws.cloudwatch.MetricAlarm(
    "orders-fails",
    namespace="AWS/Kinesis",
    metric_name="GetRecords.IteratorAgeMilliseconds",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"StreamName": orders.name},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import alarms_on, unwatched, users_of

SEVERITY = Severity.NOTE
PRACTICES = ["Create actionable alerts"]
ABOUT = resources("AWS::Kinesis::Stream", "AWS::KinesisFirehose::DeliveryStream")
HELP = "put an alarm on the age of what is last read or delivered"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html"]
PROFILE = "strict"


def check(stream: Resource, project: Project) -> Iterator[Finding]:
    for source in users_of(project, stream, "AWS::Lambda::EventSourceMapping"):
        for function in project.targets(source["FunctionName"], "AWS::Lambda::Function"):
            if any(alarms_on(project, function, "AWS/Lambda", "IteratorAge")):
                return
    happened = unwatched(project, stream)
    if happened:
        yield Finding(f"no alarm goes off when {happened}", stream.at)
