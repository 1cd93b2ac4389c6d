"""Cluster on an unsupported Kubernetes version.

When standard support of a version ends, the cluster goes into extended support, which multiplies its price; when that ends, AWS upgrades
the control plane by itself, at a time of its own choosing, with whatever API the workloads still use already gone. Upgrade one minor
version at a time, while it is still you who picks the day, and let that be a procedure that is run a few times a year.

The dates are those that AWS has announced, as of the day that the message names. What a parameter only offers to whoever deploys is left
alone, and so are examples and tests.

```yaml
Resources:
  Shop:
    Type: AWS::EKS::Cluster
    Properties:
      RoleArn: !ImportValue cluster-role
      ResourcesVpcConfig:
        SubnetIds: !Split [",", !ImportValue subnets]
      Version: "1.28"                             # finding
```

```yaml
Resources:
  Shop:
    Type: AWS::EKS::Cluster
    Properties:
      RoleArn: !ImportValue cluster-role
      ResourcesVpcConfig:
        SubnetIds: !Split [",", !ImportValue subnets]
      Version: "1.35"
```

```hcl
resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = var.role
  version  = "1.32"                               # finding
  vpc_config {
    subnet_ids = var.subnets
  }
}

variable "role" {
  type = string
}

variable "subnets" {
  type = list(string)
}
```

```hcl
resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = var.role
  version  = var.kubernetes
  vpc_config {
    subnet_ids = var.subnets
  }
}

variable "kubernetes" {
  type = string
}

variable "role" {
  type = string
}

variable "subnets" {
  type = list(string)
}
```

```python
import pulumi_aws as aws

aws.eks.Cluster(
    "shop",
    role_arn="arn:aws:iam::123456789012:role/cluster",
    version="1.30",                               # finding
    vpc_config={"subnet_ids": ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]},
)
```

```python
import pulumi_aws as aws

aws.eks.Cluster(
    "shop",
    role_arn="arn:aws:iam::123456789012:role/cluster",
    version="1.35",
    vpc_config={"subnet_ids": ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]},
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_nobodys_choice
from opexlint.facts import lifecycles

SEVERITY = Severity.WARNING
PRACTICES = ["Perform patch management"]
ABOUT = resources("AWS::EKS::Cluster")
HELP = "upgrade the cluster one minor version at a time until it is on a supported one"
LINKS = ["https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html"]


def check(cluster: Resource, project: Project) -> Iterator[Finding]:
    version = cluster["Version"]
    if is_nobodys_choice(project, version) or not version.must(lambda number: bool(lifecycles.support_ended("eks", str(number)))):
        return
    ended = lifecycles.support_ended("eks", str(version.known))
    if "until" in ended and cluster["UpgradePolicy.SupportType"].must_be("STANDARD"):
        ended = f"{ended.partition(',')[0]}, and AWS upgrades the cluster by itself"
    elif "until" not in ended:
        ended = f"{ended}, and AWS upgrades the cluster by itself"
    yield Finding(f"Kubernetes {version.known}: {ended} (as of {lifecycles.as_of()})", version.at, origin=version.origin)
