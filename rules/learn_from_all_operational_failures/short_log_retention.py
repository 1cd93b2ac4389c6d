"""Logs that are gone before anybody looks.

A failure is noticed after the weekend, the review is two weeks later, and the logs are kept for three days: what happened can only be
guessed. Keep the logs of production for at least a month.

This rule is strict, and asks for `days`. Groups that are named after a development or test environment are left alone, and so are examples,
and groups of which a subscription filter sends everything on: it is kept elsewhere.

```yaml
Resources:
  OrdersLogs:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 3                          # finding
```

```yaml
Resources:
  OrdersLogs:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 90
```

```hcl
resource "aws_cloudwatch_log_group" "orders" {
  name              = "orders"
  retention_in_days = 1                           # finding
}
```

```hcl
resource "aws_cloudwatch_log_group" "orders" {
  name              = "orders"
  retention_in_days = 30
}
```

```python
from aws_cdk import App, Stack, aws_logs as logs

app = App()
stack = Stack(app, "Shop")
logs.LogGroup(
    stack,
    "Orders",
    retention=logs.RetentionDays.ONE_DAY,         # finding
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_logs as logs

app = App()
stack = Stack(app, "Shop")
logs.LogGroup(stack, "Orders", retention=logs.RetentionDays.ONE_MONTH)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out, users_of, words_of

SEVERITY = Severity.NOTE
PROFILE = "strict"
PRACTICES = ["Analyze workload logs", "Perform post-incident analysis"]
ABOUT = resources("AWS::Logs::LogGroup")
HELP = "keep the logs long enough to look into a failure that is noticed late"
LINKS = ["https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html#SettingLogRetention"]

_OTHERS = {"dev", "development", "test", "tests", "testing", "sandbox", "debug", "demo", "staging"}


def check(group: Resource, project: Project, *, days: int = 14) -> Iterator[Finding]:
    kept = group["RetentionInDays"]
    if words_of(group.name, group["LogGroupName"].show()) & _OTHERS or is_tried_out(project, group):
        return
    if kept.must(lambda number: 0 < int(number) < days) and not _is_sent_on(project, group):
        when = "after a day" if kept.must_be(1) else f"after {kept.known} days"
        yield Finding(f"these logs are gone {when}", kept.at, origin=kept.origin)


def _is_sent_on(project: Project, group: Resource) -> bool:
    filters = users_of(project, group, "AWS::Logs::SubscriptionFilter")
    return any(one.is_known and one["FilterPattern"].may_be("", MISSING) for one in filters)
