"""Container without logging.

On Fargate nothing keeps what a container writes unless the task definition says where to: when it crashes, its last words are gone with it.
Give the container a log driver: `awslogs` to CloudWatch Logs, or `awsfirelens` with a Fluent Bit sidecar for any other place.

Tasks with a FireLens sidecar are left alone, and so are containers that a task can do without (`Essential: false`) and tasks that only run
on EC2, where the instance's own Docker settings decide.

```yaml
Resources:
  Shop:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions:
        - Name: web                               # finding
          Image: shop
```

```yaml
Resources:
  Shop:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions:
        - Name: web
          Image: shop
          LogConfiguration:
            LogDriver: awslogs
            Options:
              awslogs-group: shop
              awslogs-region: !Ref AWS::Region
              awslogs-stream-prefix: web
```

```hcl
resource "aws_ecs_task_definition" "shop" {
  family                   = "shop"
  requires_compatibilities = ["FARGATE"]
  container_definitions = jsonencode([
    { name = "web", image = "shop" }              # finding
  ])
}
```

```hcl
resource "aws_ecs_task_definition" "shop" {
  family                   = "shop"
  requires_compatibilities = ["FARGATE"]
  container_definitions = jsonencode([
    {
      name  = "web"
      image = "shop"
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = "shop"
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "web"
        }
      }
    }
  ])
}
```

```python
from aws_cdk import App, Stack, aws_ecs as ecs

app = App()
stack = Stack(app, "Shop")
task = ecs.FargateTaskDefinition(stack, "Task")
task.add_container("web", image=ecs.ContainerImage.from_registry("shop"))                       # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_ecs as ecs

app = App()
stack = Stack(app, "Shop")
task = ecs.FargateTaskDefinition(stack, "Task")
task.add_container("web", image=ecs.ContainerImage.from_registry("shop"), logging=ecs.LogDrivers.aws_logs(stream_prefix="web"))
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources

SEVERITY = Severity.WARNING
PRACTICES = ["Implement application telemetry", "Analyze workload logs", "Perform post-incident analysis"]
ABOUT = resources("AWS::ECS::TaskDefinition")
HELP = "give the container a log driver: awslogs, or awsfirelens with a log router beside it"
LINKS = [
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html",
]


def check(task: Resource, project: Project) -> Iterator[Finding]:
    containers = list(task["ContainerDefinitions"])
    if not any(launch.must_be("FARGATE") for launch in task["RequiresCompatibilities"]):
        return
    if any(not container["FirelensConfiguration"].must_be(MISSING) for container in containers):
        return
    for container in containers:
        logging = container["LogConfiguration"]
        if logging.must_be(MISSING) and container["Essential"].or_default(True).must_be(True):
            name = container["Name"].known
            which = f"the container {name}" if name else "this container"
            yield Finding(f"nothing keeps what {which} writes", container.at)
