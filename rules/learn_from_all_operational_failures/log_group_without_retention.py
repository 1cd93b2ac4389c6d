"""Log group without a retention time.

Nobody decided how long these logs are worth keeping, so they are kept, searched and paid for for ever. Set a retention time: long enough to
look into a failure that is noticed late (a month or three), longer only where somebody asks for it; archive to S3 what an audit needs.

A group that says so itself (`retention_in_days = 0`) was decided to be kept for ever, and is left alone, and so are examples of how a
module is used, and all groups where something goes through them and gives them a retention time: a script that calls
`put_retention_policy` in a loop, or a function that may list the groups and set it.

```yaml
Resources:
  OrdersLogs:                                     # finding
    Type: AWS::Logs::LogGroup
```

```yaml
Resources:
  OrdersLogs:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 90
```

```hcl
resource "aws_cloudwatch_log_group" "orders" {    # finding
  name = "orders"
}
```

```hcl
resource "aws_cloudwatch_log_group" "orders" {
  name              = "orders"
  retention_in_days = 90
}
```

```python
from aws_cdk import App, Stack, aws_logs as logs

app = App()
stack = Stack(app, "Shop")
logs.CfnLogGroup(stack, "Orders")                 # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_logs as logs

app = App()
stack = Stack(app, "Shop")
logs.LogGroup(stack, "Orders")
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out, sets_retention_of_all

SEVERITY = Severity.NOTE
PRACTICES = ["Analyze workload logs", "Perform post-incident analysis"]
ABOUT = resources("AWS::Logs::LogGroup")
HELP = "set how many days the logs are kept"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html#SettingLogRetention"]


def check(group: Resource, project: Project) -> Iterator[Finding]:
    days = group["RetentionInDays"]
    if group["LogGroupClass"].or_default("STANDARD").may_be("DELIVERY"):
        return  # CloudWatch keeps these for two days, whatever is written
    if days.must_be(MISSING) and not is_tried_out(project, group) and not sets_retention_of_all(project):
        yield Finding("these logs are kept for ever", days.at, origin=days.origin)
