"""Deployment that can't make progress.

A rolling deployment either starts a new task before it stops an old one, or stops an old one first. With a minimum of healthy tasks that
lets none be stopped and a maximum that lets none be started, it can do neither: the service stays at the old version, ECS repeats that it
"was unable to stop or start tasks during a deployment because of the service deployment configuration", and the stack update hangs until
it times out, in the middle of a fix as well. Raise the maximum to 200, or lower the minimum to 50 where a second task has no room.

Percentages are of the desired count: with one task, a minimum of 50 still keeps that task (rounded up) and a maximum of 150 allows no
second one (rounded down). Daemons are left alone, and so is a count that autoscaling decides, unless both are 100.

```yaml
Resources:
  Shop:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: shop:7
      DeploymentConfiguration:
        MinimumHealthyPercent: 100
        MaximumPercent: 100                       # finding: no task can be stopped
```

```yaml
Resources:
  Shop:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: shop:7
      DeploymentConfiguration:
        MinimumHealthyPercent: 100
        MaximumPercent: 200
```

```hcl
resource "aws_ecs_service" "shop" {
  name                               = "shop"
  task_definition                    = "shop:7"
  desired_count                      = 1
  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = 150        # finding: the only task
}
```

```hcl
resource "aws_ecs_service" "shop" {
  name                               = "shop"
  task_definition                    = "shop:7"
  desired_count                      = 2
  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = 150
}
```

```python
from aws_cdk import App, Stack, aws_ecs as ecs

app = App()
stack = Stack(app, "Shop")
task = ecs.Ec2TaskDefinition(stack, "Task")
ecs.Ec2Service(
    stack,
    "Service",
    cluster=ecs.Cluster(stack, "Cluster"),
    task_definition=task,
    min_healthy_percent=100,
    max_healthy_percent=100,                      # finding: no task can be stopped
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_ecs as ecs

app = App()
stack = Stack(app, "Shop")
task = ecs.Ec2TaskDefinition(stack, "Task")
ecs.Ec2Service(
    stack, "Service", cluster=ecs.Cluster(stack, "Cluster"), task_definition=task, min_healthy_percent=0, max_healthy_percent=100
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import deploys_rolling, is_scaled

SEVERITY = Severity.ERROR
PRACTICES = ["Plan for unsuccessful changes", "Test deployments"]
ABOUT = resources("AWS::ECS::Service")
HELP = "raise the maximum to 200 percent, or lower the minimum to 50 (0 with a single task)"
LINKS = [
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
]


def check(service: Resource, project: Project) -> Iterator[Finding]:
    if not deploys_rolling(service) or service["SchedulingStrategy"].may_be("DAEMON"):
        return
    least = service["DeploymentConfiguration.MinimumHealthyPercent"].or_default(100)
    most = service["DeploymentConfiguration.MaximumPercent"]
    desired = service["DesiredCount"]
    if desired.must_be(0):
        return
    if least.must(lambda percent: percent >= 100) and most.must(lambda percent: percent <= 100):
        yield Finding("no task can be stopped and none started, so every deployment hangs", most.at, origin=most.origin)
    elif (
        desired.must_be(1)
        and least.must(lambda percent: percent > 0)
        and most.must(lambda percent: percent < 200)
        and not any(is_scaled(project, service))
    ):
        yield Finding(
            "the only task can't be stopped and a second one not be started, so every deployment hangs", most.at, origin=most.origin
        )
