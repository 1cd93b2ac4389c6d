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
"""

import re
from collections.abc import Iterator

from opexlint import Call, Finding, Location, Module, Project, Resource, Severity, Value, calls, modules, resources
from opexlint.evidence import is_example
from opexlint.model import CHOICE, DEFAULT, LIST, MAPPING, SCALAR, TEXT, Node, children

SEVERITY = Severity.WARNING
PRACTICES = ["Use configuration management systems", "Use multiple environments", "Fully automate integration and deployment"]
ABOUT = (resources(), modules(), calls("boto3.*"))
HELP = "take the id from a parameter, an export or a look-up, or keep it in a file per environment"
LINKS = ["https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html"]

_ID = re.compile(
    r"(?<![\w-])(vpc|subnet|sg|rtb|igw|eigw|nat|eni|vpce|acl|tgw|tgw-attach|tgw-rtb|pcx|vgw|cgw|vpn|dopt|eipalloc|vol|snap|i)"
    r"-([0-9a-f]{17}|[0-9a-f]{8})(?![\w-])"
)
_DESCRIBING = ("description", "comment", "tags")
_VALUE_FILES = (".tfvars", ".tfvars.json", "cdk.context.json")


def check(subject: Resource | Module | Call, project: Project) -> Iterator[Finding]:
    texts = [[Value(node, project.world, subject.at) for node in nodes] for nodes in _texts(_given(subject))]
    certain = [group for group in texts if not _by_default(group)]
    for groups in (certain, [group for group in texts if _by_default(group)]):  # a default makes what is said after it milder
        for place, names in _ids(groups).items():
            what = f"{names[0]} exists" if len(names) == 1 else f"{names[0]} and {len(names) - 1} more exist"
            yield Finding(f"{what} in one account and region, so this works nowhere else", place)


def _given(subject: Resource | Module | Call) -> Node:
    """All that the author says of it."""
    if isinstance(subject, Resource):
        return subject.record.properties
    return subject.record.inputs if isinstance(subject, Module) else subject.record.arguments


def _texts(node: Node) -> Iterator[list[Node]]:
    """The texts with an id inside a node, in any world, but for those that only describe; those written into one list together."""
    kind, payload = node[0], node[1]
    if kind == MAPPING:
        for key, _, _, entry in payload[0]:
            if not key.lower().endswith(_DESCRIBING):
                yield from _texts(entry)
    elif kind == LIST:
        here = [item for item in payload[0] if item[0] == SCALAR and not item[5]]
        yield [item for item in here if isinstance(item[1], str) and _ID.search(item[1])]
        for item in payload[0]:
            if item[0] != SCALAR or item[5]:
                yield from _texts(item)
    elif kind in (TEXT, CHOICE):
        for part in children(node):
            yield from _texts(part)
    elif kind == SCALAR and isinstance(payload, str) and _ID.search(payload):
        yield [node]


def _by_default(values: list[Value]) -> bool:
    return any(how == DEFAULT for value in values for how, *_ in value.via)


def _ids(groups: list[list[Value]]) -> dict[Location, list[str]]:
    """The ids in texts, by where they were written; those of one list stand together at its first."""
    found: dict[Location, list[str]] = {}
    for values in groups:
        wrong = [value for value in values if value.must(_names_something) and not _is_kept_apart(value)]
        for value in wrong:
            names = found.setdefault(wrong[0].origin, [])
            names += (name[0] for name in _real_ids(str(value.known)) if name[0] not in names)
    return found


def _is_kept_apart(value: Value) -> bool:
    """Whether it comes from where values of an environment are kept (a file of them, a mapping, allowed values), or from an example."""
    kept = any(how in ("mapping", "parameter") or path.endswith(_VALUE_FILES) for how, _, path, *_ in value.via)
    return kept or is_example(value.origin.path)


def _names_something(text: str) -> bool:
    return next(_real_ids(text), None) is not None


def _real_ids(text: str) -> Iterator[re.Match[str]]:
    return (found for found in _ID.finditer(text) if not _is_placeholder(found[2]))


def _is_placeholder(digits: str) -> bool:
    """Whether somebody typed it: digits that repeat or count up or down (`0123456789abcdef0`, `1a2b3c4d`), or a date (`20241105`)."""
    return len(set(digits)) <= 3 or (len(digits) == 8 and digits.isdecimal()) or _counts(digits) or _counts(digits[::-1])


def _counts(digits: str) -> bool:
    follows = sum(
        any(int(later, 16) - int(digit, 16) in (0, 1, -9, -15) for later in digits[index + 1 : index + 3])
        for index, digit in enumerate(digits[:-1])
    )
    return follows * 10 >= 7 * (len(digits) - 1)
