"""Dead-letter queue that lets nobody in.

EventBridge and SNS send what they could not deliver to a queue only when the policy of the queue lets them. Without it the failed event is
dropped as if there were no queue, and the empty queue says that all is well. Give the queue a policy that lets `events.amazonaws.com` or
`sns.amazonaws.com` call `sqs:SendMessage`.

Queues whose policy may stand elsewhere are left alone, as is what the CDK connects: it writes the policy itself.

```yaml
Resources:
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - Id: report
          Arn: arn:aws:lambda:eu-west-1:111122223333:function:report
          DeadLetterConfig:
            Arn: !GetAtt Failed.Arn               # finding
  Failed:
    Type: AWS::SQS::Queue
```

```yaml
Resources:
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - Id: report
          Arn: arn:aws:lambda:eu-west-1:111122223333:function:report
          DeadLetterConfig:
            Arn: !GetAtt Failed.Arn
  Failed:
    Type: AWS::SQS::Queue
  MayFail:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues:
        - !Ref Failed
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              Service: events.amazonaws.com
            Action: sqs:SendMessage
            Resource: !GetAtt Failed.Arn
```

```hcl
resource "aws_cloudwatch_event_rule" "nightly" {
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_target" "report" {
  rule = aws_cloudwatch_event_rule.nightly.name
  arn  = "arn:aws:lambda:eu-west-1:111122223333:function:report"
  dead_letter_config {
    arn = aws_sqs_queue.failed.arn                # finding
  }
}

resource "aws_sqs_queue" "failed" {
  name = "failed"
}
```

```hcl
resource "aws_cloudwatch_event_rule" "nightly" {
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_target" "report" {
  rule = aws_cloudwatch_event_rule.nightly.name
  arn  = "arn:aws:lambda:eu-west-1:111122223333:function:report"
  dead_letter_config {
    arn = aws_sqs_queue.failed.arn
  }
}

resource "aws_sqs_queue" "failed" {
  name = "failed"
}

resource "aws_sqs_queue_policy" "may_fail" {
  queue_url = aws_sqs_queue.failed.id
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.failed.arn
    }]
  })
}
```
"""

from collections.abc import Iterator

from opexlint import Finding, Note, Project, Resource, Severity, Value, resources
from opexlint.evidence import EVENT_RULE, QUEUE, handed_on, policies_of, principals_of

SEVERITY = Severity.ERROR
PRACTICES = ["Use a process for event, incident, and problem management", "Create actionable alerts"]
ABOUT = resources("AWS::Events::Rule", "AWS::SNS::Subscription")
HELP = "give the queue a policy that lets the service send messages to it"
LINKS = [
    "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
    "https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html",
]


def check(sender: Resource, project: Project) -> Iterator[Finding]:
    unit = project.unit(sender.unit)
    if unit is not None and unit.kind == "cdk-stack":
        return
    service = "events.amazonaws.com" if sender.type == EVENT_RULE else "sns.amazonaws.com"
    for target in _targets(sender):
        queues = list(project.targets(target, QUEUE)) if target.reference is not None else []
        if len(queues) != 1 or not queues[0].is_known or not queues[0].exists.must_be(True):
            continue
        queue = queues[0]
        if not _may_enter(project, queue, service) and not any(handed_on(project, queue)):
            note = Note("no policy lets it in", queue.at)
            yield Finding(f"what can't be delivered is dropped, because {queue.name} does not let {service} in", target.at, (note,))


def _targets(sender: Resource) -> Iterator[Value]:
    if sender.type == EVENT_RULE:
        yield from (target["DeadLetterConfig.Arn"] for target in sender["Targets"])
    else:
        yield sender["RedrivePolicy.deadLetterTargetArn"]


def _may_enter(project: Project, queue: Resource, service: str) -> bool:
    return any(
        principal.may_be(service, "*")
        for policy in policies_of(project, queue)
        for statement in policy["Statement"]
        for principal in principals_of(statement)
    )
