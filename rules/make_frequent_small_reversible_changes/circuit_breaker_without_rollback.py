"""Deployment circuit breaker without rollback.

The circuit breaker notices that the new tasks don't come up and ends the deployment, and that is all: the service keeps the broken task
definition, new and replaced tasks fail, and somebody has to find the last good revision and deploy it by hand. With rollback, ECS goes
back to the last deployment that completed.

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
          Rollback: false                         # finding
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
resource "aws_ecs_service" "shop" {
  name            = "shop"
  cluster         = "shop"
  task_definition = "shop:7"
  deployment_circuit_breaker {
    enable   = true
    rollback = false                              # finding
  }
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
ecs.FargateService(
    stack,
    "Service",
    cluster=cluster,
    task_definition=task,
    circuit_breaker=ecs.DeploymentCircuitBreaker(
        enable=True,
        rollback=False,                           # finding
    ),
)
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

SEVERITY = Severity.WARNING
PRACTICES = ["Automate testing and rollback", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::ECS::Service")
HELP = "let the circuit breaker roll back"
LINKS = ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"]


def check(service: Resource, project: Project) -> Iterator[Finding]:
    if not service["DeploymentController.Type"].or_default("ECS").must_be("ECS"):
        return  # the circuit breaker belongs to rolling deployments
    breaker = service["DeploymentConfiguration.DeploymentCircuitBreaker"]
    rollback = breaker["Rollback"]
    if breaker["Enable"].must_be(True) and rollback.must_be(MISSING, False):
        written = rollback.must_be(False)
        yield Finding(
            "a failed deployment is ended and left as it is, with the broken task definition in place",
            rollback.at if written else breaker.at,
            origin=rollback.origin if written else None,
            fix=Change(
                service.at,
                service.key,
                ("DeploymentConfiguration", "DeploymentCircuitBreaker", "Rollback"),
                True,
                rollback.at if written else None,
            ),
        )
