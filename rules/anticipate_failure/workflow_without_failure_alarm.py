"""Workflow without a failure alarm.

An execution fails, and since nobody waits for it, nobody notices: an order is half-way through, a nightly run did not happen, and the first
to ask is a customer. Put an alarm on `ExecutionsFailed` (and on `ExecutionsTimedOut` where the definition has a timeout), or send the
failure events of the workflow to whoever is on call with an EventBridge rule.

A workflow whose failure shows elsewhere is left alone: one that another workflow, a pipeline, a custom resource or an API calls and waits
for, one that a function starts and waits for, the CDK's own behind a custom resource, and one that catches its errors to publish or mail
them. So is one in which nothing can fail, because it only waits or hands its input on.

```yaml
Resources:
  Nightly:                                        # finding
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !ImportValue workflow-role
      DefinitionS3Location:
        Bucket: workflows
        Key: nightly.json
```

```yaml
Resources:
  Nightly:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !ImportValue workflow-role
      DefinitionS3Location:
        Bucket: workflows
        Key: nightly.json
  NightlyFails:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/States
      MetricName: ExecutionsFailed
      Dimensions:
        - Name: StateMachineArn
          Value: !Ref Nightly
      AlarmActions:
        - !ImportValue pager
```

```yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Checkout:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      Role: !ImportValue workflow-role
      DefinitionUri: s3://workflows/checkout.json
  Buy:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: buy.handler
      CodeUri: buy/
      Policies:
        - AWSXrayWriteOnlyAccess
        - Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: states:StartSyncExecution
              Resource: !Ref Checkout
      Environment:
        Variables:
          STATE_MACHINE_ARN: !Ref Checkout
```

```hcl
resource "aws_sfn_state_machine" "nightly" {      # finding
  name       = "nightly"
  role_arn   = "arn:aws:iam::111122223333:role/nightly"
  definition = file("nightly.json")
}
```

```hcl
resource "aws_sfn_state_machine" "nightly" {
  name       = "nightly"
  role_arn   = "arn:aws:iam::111122223333:role/nightly"
  definition = file("nightly.json")
}

resource "aws_cloudwatch_metric_alarm" "nightly_fails" {
  alarm_name  = "nightly-fails"
  namespace   = "AWS/States"
  metric_name = "ExecutionsFailed"
  dimensions = {
    StateMachineArn = aws_sfn_state_machine.nightly.arn
  }
  alarm_actions = [var.pager]
}

variable "pager" {
  type = string
}
```

```python
import pulumi_aws as aws

nightly = aws.sfn.StateMachine(                   # finding
    "nightly", role_arn="arn:aws:iam::111122223333:role/nightly", definition=open("nightly.json").read()
)
```

```python
import pulumi_aws as aws

nightly = aws.sfn.StateMachine(
    "nightly", role_arn="arn:aws:iam::111122223333:role/nightly", definition=open("nightly.json").read()
)
aws.cloudwatch.MetricAlarm(
    "nightly-fails",
    namespace="AWS/States",
    metric_name="ExecutionsFailed",
    comparison_operator="GreaterThanThreshold",
    evaluation_periods=1,
    dimensions={"StateMachineArn": nightly.arn},
    alarm_actions=["arn:aws:sns:eu-west-1:111122223333:pager"],
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import fails_with, is_answered, is_cdk_provider, only_passes, tells_of_failures, unwatched

SEVERITY = Severity.WARNING
PRACTICES = ["Create actionable alerts", "Use a process for event, incident, and problem management"]
ABOUT = resources("AWS::StepFunctions::StateMachine")
HELP = "put an alarm on ExecutionsFailed of the state machine, or an event rule on its failed executions"
LINKS = [
    "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html",
    "https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html",
]


def check(workflow: Resource, project: Project) -> Iterator[Finding]:
    happened = unwatched(project, workflow, "sfn-failed")
    if not happened or is_cdk_provider(workflow) or only_passes(workflow) or tells_of_failures(project, workflow):
        return
    if not any(fails_with(project, workflow)) and not is_answered(project, workflow):
        yield Finding(f"no alarm goes off when {happened} in this workflow", workflow.at)
