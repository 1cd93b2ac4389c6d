"""Resource id written into the code.

The network, security group or volume that the id names was made somewhere else, often by hand. The code works in that one account and
region only: there is no second environment, no test of the change, no rebuild after a disaster, and when the thing is replaced the
deployment fails with `InvalidVpcID.NotFound`. Take the id from a parameter (`AWS::SSM::Parameter::Value<...>`, `data.aws_ssm_parameter`),
an export, a look-up by tag, or a file per environment.

Ids in files of values (`*.tfvars`, parameter files, `Mappings`, `cdk.context.json`), in examples, and placeholders are left alone.

```yaml
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
      VpcConfig:
        SubnetIds:
          - subnet-0b7d19e6c2f48a35d              # finding
        SecurityGroupIds:
          - !ImportValue orders-security-group
```

```yaml
Parameters:
  Subnets:
    Type: AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>
    Default: /network/private-subnets
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Handler: orders.handler
      VpcConfig:
        SubnetIds: !Ref Subnets
        SecurityGroupIds:
          - !ImportValue orders-security-group
```

```hcl
resource "aws_security_group" "orders" {
  name   = "orders"
  vpc_id = "vpc-0b7d19e6c2f48a35d"                # finding
}
```

```hcl
data "aws_vpc" "shop" {
  tags = { Name = "shop" }
}

resource "aws_security_group" "orders" {
  name   = "orders"
  vpc_id = data.aws_vpc.shop.id
}
```

```python
import boto3

if __name__ == "__main__":
    boto3.client("ec2").create_security_group(
        GroupName="orders",
        Description="orders",
        VpcId="vpc-0b7d19e6c2f48a35d",            # finding
    )
```

```python
import os

import boto3

if __name__ == "__main__":
    boto3.client("ec2").create_security_group(GroupName="orders", Description="orders", VpcId=os.environ["VPC_ID"])
```

```python
from aws_cdk import App, Environment, Stack, aws_ec2 as ec2

app = App()
stack = Stack(app, "Shop", env=Environment(account="111122223333", region="eu-west-1"))
ec2.Vpc.from_lookup(stack, "Network", vpc_id="vpc-0b7d19e6c2f48a35d")    # finding
app.synth()
```

```python
from aws_cdk import App, Environment, Stack, aws_ec2 as ec2

app = App()
stack = Stack(app, "Shop", env=Environment(account="111122223333", region="eu-west-1"))
ec2.Vpc.from_lookup(stack, "Network", tags={"Name": "shop"})
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Call, Finding, Module, Project, Resource, Severity, calls, modules, resources
from opexlint.evidence import is_placeholder, literals
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use configuration management systems", "Use multiple environments", "Fully automate integration and deployment"]
ABOUT = (resources(saying=r"-[0-9a-f]{8}"), modules(), calls("boto3.*", "aws_cdk.*", "pulumi_aws.*"))
HELP = "take the id from a parameter, an export or a look-up, or keep it in a file per environment"
LINKS = ["https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html"]

_ID = regex(
    r"(?<![\w-])(vpc|subnet|sg|rtb|igw|eigw|nat|eni|vpce|acl|tgw|tgw-attach|tgw-rtb|pcx|vgw|cgw|vpn|dopt|eipalloc|vol|snap|i)"
    r"-([0-9a-f]{17}|[0-9a-f]{8})(?![\w-])"
)


def check(subject: Resource | Module | Call, project: Project) -> Iterator[Finding]:
    for values in literals(project, subject, _names_something):
        names = list(dict.fromkeys(name for value in values for name in _real_ids(str(value.known))))
        what = f"{names[0]} exists" if len(names) == 1 else f"{names[0]} and {len(names) - 1} more exist"
        yield Finding(f"{what} in one account and region, so this works nowhere else", values[0].origin)


def _names_something(text: str) -> bool:
    return any(True for _ in _real_ids(text))


def _real_ids(text: str) -> Iterator[str]:
    return (found[0] for found in _ID.finditer(text) if not is_placeholder(found[2]))
