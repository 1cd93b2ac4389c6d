"""Dead-letter queue alarm on sent messages.

When SQS moves a failed message to its dead-letter queue, it does not count it as sent. An alarm on `NumberOfMessagesSent` of that queue
never goes off, however many messages fail, and everybody believes the queue to be watched. Put the alarm on
`ApproximateNumberOfMessagesVisible`, above zero.

A queue that functions, subscriptions or rules send their failures to as well is left alone: those are counted.

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Failed.Arn
        maxReceiveCount: 5
  Failed:
    Type: AWS::SQS::Queue
  OrdersFailed:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: NumberOfMessagesSent            # finding
      Dimensions:
        - Name: QueueName
          Value: !GetAtt Failed.QueueName
      Statistic: Sum
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
      AlarmActions:
        - !ImportValue pager
```

```yaml
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Failed.Arn
        maxReceiveCount: 5
  Failed:
    Type: AWS::SQS::Queue
  OrdersFailed:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SQS
      MetricName: ApproximateNumberOfMessagesVisible
      Dimensions:
        - Name: QueueName
          Value: !GetAtt Failed.QueueName
      Statistic: Sum
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
      AlarmActions:
        - !ImportValue pager
```

```hcl
resource "aws_sqs_queue" "orders" {
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "failed" {
  name = "orders-failed"
}

resource "aws_cloudwatch_metric_alarm" "orders_failed" {
  alarm_name    = "orders-failed"
  namespace     = "AWS/SQS"
  metric_name   = "NumberOfMessagesSent"          # finding
  dimensions    = { QueueName = aws_sqs_queue.failed.name }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```hcl
resource "aws_sqs_queue" "orders" {
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "failed" {
  name = "orders-failed"
}

resource "aws_cloudwatch_metric_alarm" "orders_failed" {
  alarm_name    = "orders-failed"
  namespace     = "AWS/SQS"
  metric_name   = "ApproximateNumberOfMessagesVisible"
  dimensions    = { QueueName = aws_sqs_queue.failed.name }
  alarm_actions = ["arn:aws:sns:eu-west-1:111122223333:pager"]
}
```

```python
from aws_cdk import App, Stack, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
failed = sqs.Queue(stack, "Failed")
sqs.Queue(stack, "Orders", dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=5))
failed.metric_number_of_messages_sent().create_alarm(stack, "OrdersFailed", threshold=1, evaluation_periods=1) # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_sqs as sqs

app = App()
stack = Stack(app, "Shop")
failed = sqs.Queue(stack, "Failed")
sqs.Queue(stack, "Orders", dead_letter_queue=sqs.DeadLetterQueue(queue=failed, max_receive_count=5))
failed.metric_approximate_number_of_messages_visible().create_alarm(stack, "OrdersFailed", threshold=1, evaluation_periods=1)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Change, Finding, Note, Project, Resource, Severity, dead_letters_of, metrics, resources
from opexlint.evidence import QUEUE

SEVERITY = Severity.ERROR
PRACTICES = ["Create actionable alerts", "Use a process for event, incident, and problem management"]
ABOUT = resources("AWS::CloudWatch::Alarm")
HELP = "put the alarm on ApproximateNumberOfMessagesVisible, above zero"
LINKS = ["https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"]


def check(alarm: Resource, project: Project) -> Iterator[Finding]:
    for metric in metrics(alarm):
        if not metric.name.must_be("NumberOfMessagesSent") or not metric.namespace.must_be("AWS/SQS"):
            continue
        for _, value in metric.dimensions:
            for queue in project.targets(value, QUEUE):
                sources = list(dead_letters_of(project, queue)) if queue.is_known else []
                if not sources or any(not source.is_known or source.type != QUEUE for source in sources):
                    continue
                right = "ApproximateNumberOfMessagesVisible"
                yield Finding(
                    "this alarm never goes off, because messages that fail are moved to this dead-letter queue without being sent",
                    metric.name.at,
                    (Note(f"what fails in {sources[0].name} is moved", sources[0].at),),
                    origin=metric.name.origin,
                    fix=None if metric.name.via else Change(alarm.at, alarm.key, (*metric.path, "MetricName"), right, metric.name.at),
                )
