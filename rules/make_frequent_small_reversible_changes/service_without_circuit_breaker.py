"""Service without a deployment circuit breaker.

When the new task definition can't start (a bad image, a missing secret), ECS tries again for hours and the stack update hangs with it. The
deployment circuit breaker ends the deployment after a few failed tasks and, with rollback, puts the last good one back.

```yaml
Resources:
  Shop:                                           # finding
    Type: AWS::ECS::Service
    Properties:
      Cluster: shop
      TaskDefinition: shop:7
```

```yaml
Resources:
  Shop:
    Type: AWS::ECS::Service
    Properties:
      Cluster: shop
      TaskDefinition: shop:7
      DeploymentConfiguration:
        DeploymentCircuitBreaker:
          Enable: true
          Rollback: true
```

```hcl
resource "aws_ecs_service" "shop" {               # finding
  name            = "shop"
  cluster         = "shop"
  task_definition = "shop:7"
}
```

```hcl
resource "aws_ecs_service" "shop" {
  name            = "shop"
  cluster         = "shop"
  task_definition = "shop:7"
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
}
```

```python
from aws_cdk import App, Stack, aws_ecs as ecs

app = App()
stack = Stack(app, "Shop")
cluster = ecs.Cluster(stack, "Cluster")
task = ecs.FargateTaskDefinition(stack, "Task")
ecs.FargateService(stack, "Service", cluster=cluster, task_definition=task)                     # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_ecs as ecs

app = App()
stack = Stack(app, "Shop")
cluster = ecs.Cluster(stack, "Cluster")
task = ecs.FargateTaskDefinition(stack, "Task")
ecs.FargateService(
    stack,
    "Service",
    cluster=cluster,
    task_definition=task,
    circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),
)
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Change, Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.WARNING
PRACTICES = ["Automate testing and rollback", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::ECS::Service")
HELP = "enable the deployment circuit breaker with rollback"
LINKS = ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"]


def check(service: Resource, project: Project) -> Iterator[Finding]:
    if not service["DeploymentController.Type"].or_default("ECS").must_be("ECS"):
        return  # CodeDeploy and external controllers roll back in their own way
    if not service["DeploymentConfiguration.Strategy"].or_default("ROLLING").must_be("ROLLING"):
        return
    if service["SchedulingStrategy"].may_be("DAEMON") or service["DesiredCount"].must_be(0):
        return
    alarms = service["DeploymentConfiguration.Alarms"]
    if alarms["Enable"].may_be(True) and alarms["Rollback"].may_be(True):
        return  # alarms end and roll back what does not come up
    breaker = service["DeploymentConfiguration.DeploymentCircuitBreaker"]
    enabled = breaker["Enable"]
    if enabled.must_be(MISSING, False) and not is_tried_out(project, service):
        wanted = {"Enable": True, "Rollback": True}
        switched_off = enabled.must_be(False)
        yield Finding(
            "a deployment that can't start is tried for hours instead of ended",
            enabled.at,
            origin=enabled.origin,
            fix=Change(service.at, service.key, ("DeploymentConfiguration", "DeploymentCircuitBreaker", "Enable"), True, enabled.at)
            if switched_off
            else Change(service.at, service.key, ("DeploymentConfiguration", "DeploymentCircuitBreaker"), wanted),
        )
