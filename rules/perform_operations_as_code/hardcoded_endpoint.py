"""Generated endpoint written into the code.

AWS generates the host name of a database, a cache, a load balancer, an API or a broker when it makes it. Copied into the code it names
the one that exists today: after a restore, a fail-over test, a replacement or a second environment the application talks to the old one,
or to nothing (`getaddrinfo ENOTFOUND`), and somebody searches the code for the name in the middle of the incident. Take it from the
resource (`!GetAtt Database.Endpoint.Address`, `aws_db_instance.shop.address`), from an SSM parameter, or give it a DNS record of your
own.

Endpoints of services (`sqs.eu-west-1.amazonaws.com`), values in files per environment, examples and placeholders are left alone.

```yaml
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
      Environment:
        Variables:
          DATABASE: shop.c8j2kq0vw3zd.eu-west-1.rds.amazonaws.com                  # finding
```

```yaml
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
      Environment:
        Variables:
          DATABASE: !GetAtt Database.Endpoint.Address
  Database:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Snapshot
    Properties:
      DBInstanceClass: db.t4g.small
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = var.role
  environment {
    variables = {
      CACHE = "shop.k7d2xq.0001.euw1.cache.amazonaws.com"                          # finding
    }
  }
}

variable "role" {
  type = string
}
```

```hcl
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = var.role
  environment {
    variables = {
      CACHE = aws_elasticache_cluster.shop.cache_nodes[0].address
    }
  }
}

resource "aws_elasticache_cluster" "shop" {
  cluster_id = "shop"
  engine     = "redis"
}

variable "role" {
  type = string
}
```

```python
from aws_cdk import App, Stack, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
lambda_.Function(
    stack,
    "Orders",
    runtime=lambda_.Runtime.PYTHON_3_13,
    handler="orders.handler",
    code=lambda_.Code.from_asset("orders"),
    environment={
        "API": "https://h4t9c2lk7e.execute-api.eu-west-1.amazonaws.com/prod",      # finding
    },
)
app.synth()
```

```python
from aws_cdk import App, Stack, aws_apigateway as apigateway, aws_lambda as lambda_

app = App()
stack = Stack(app, "Shop")
api = apigateway.RestApi(stack, "Api")
lambda_.Function(
    stack,
    "Orders",
    runtime=lambda_.Runtime.PYTHON_3_13,
    handler="orders.handler",
    code=lambda_.Code.from_asset("orders"),
    environment={"API": api.url},
)
app.synth()
```
"""

import re
from collections.abc import Iterator

from opexlint import Call, Command, Finding, Module, Project, Resource, Severity, calls, commands, modules, resources
from opexlint.evidence import literals
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use configuration management systems", "Use multiple environments", "Implement dependency telemetry"]
ABOUT = (
    resources(saying=r"\.(cache|docdb|elb|es|execute-api|kafka|lambda-url|mq|neptune|rds|redshift)\."),
    modules(),
    calls("boto3.*"),
    commands(),
)
HELP = "take the endpoint from the resource, a parameter, or a DNS record of your own"
LINKS = [
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html#aws-resource-rds-dbinstance-return-values",
    "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_conf_mgmt_sys.html",
]

_REGION = r"(?:us|eu|ap|ca|sa|me|af|il|mx)(?:-gov)?-[a-z]+-\d"
_GENERATED = regex(
    r"(?<![\w.$}-])(?:[\w.-]*\.)?(?P<name>"
    rf"[\w-]+\.(?:cluster-|cluster-ro-|proxy-|cluster-custom-)?[a-z0-9]{{12}}\.{_REGION}\.(?:rds|docdb|neptune|redshift)\.amazonaws\.com"
    r"|[\w-]+(?:\.[a-z0-9]{6}\.(?:(?:ng\.)?\d{4}\.)?|-[a-z0-9]{6}\.serverless\.)[a-z]{3,4}\d\.cache\.amazonaws\.com"
    rf"|(?:internal-)?[\w-]+-\d{{8,10}}\.{_REGION}\.elb\.amazonaws\.com"
    rf"|[\w-]+-[0-9a-f]{{16}}\.elb\.{_REGION}\.amazonaws\.com"
    rf"|[a-z0-9]{{10}}\.execute-api\.{_REGION}\.amazonaws\.com"
    rf"|(?:vpc|search)-[\w-]+-[a-z0-9]{{26}}\.{_REGION}\.es\.amazonaws\.com"
    rf"|b-\d\.[\w-]+\.[a-z0-9]{{6}}\.c\d+\.kafka\.{_REGION}\.amazonaws\.com"
    rf"|b-[0-9a-f-]{{36}}(?:-\d)?\.mq\.{_REGION}\.(?:amazonaws\.com|on\.aws)"
    rf"|[a-z0-9]{{32}}\.lambda-url\.{_REGION}\.on\.aws"
    r")(?![\w-])"
)
_LONGEST = 20_000
"""Characters of a text that is searched."""
_PLACEHOLDER = regex(r"x{4}|example|1234|abcd|your|placeholder|(\w)\1{5}", re.IGNORECASE)


def check(subject: Resource | Module | Call | Command, project: Project) -> Iterator[Finding]:
    for values in literals(project, subject, _names_an_endpoint):
        for value in values:
            endpoint = next(_endpoints(value.show()))
            yield Finding(f"{endpoint.lstrip('-')} is the generated name of the one that exists today", value.origin)


def _names_an_endpoint(text: str) -> bool:
    return len(text) < _LONGEST and any(True for _ in _endpoints(text))


def _endpoints(text: str) -> Iterator[str]:
    if "amazonaws.com" in text or "on.aws" in text:
        for found in _GENERATED.finditer(text):
            if not _PLACEHOLDER.search(found["name"]):
                yield found["name"]
