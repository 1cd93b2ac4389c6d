"""Node group update that ignores what runs on it.

A forced update evicts pods whatever their disruption budgets say, and an update of more than half of the nodes at once leaves the rest to
carry everything. Either way a routine upgrade of the node group becomes an outage of what runs there. Without force, the update stops at
a budget that can't be kept, and says so.

```yaml
Resources:
  Workers:
    Type: AWS::EKS::Nodegroup
    Properties:
      ClusterName: shop
      ForceUpdateEnabled: true                    # finding: disruption budgets
```

```yaml
Resources:
  Workers:
    Type: AWS::EKS::Nodegroup
    Properties:
      ClusterName: shop
      UpdateConfig:
        MaxUnavailablePercentage: 25
```

```hcl
resource "aws_eks_node_group" "workers" {
  cluster_name = "shop"
  update_config {
    max_unavailable_percentage = 80               # finding: 80%
  }
}
```

```hcl
resource "aws_eks_node_group" "workers" {
  cluster_name = "shop"
  update_config {
    max_unavailable = 1
  }
}
```

```python
import pulumi_aws as aws

aws.eks.NodeGroup("workers", cluster_name="shop", force_update_version=True)      # finding
```

```python
import pulumi_aws as aws

aws.eks.NodeGroup("workers", cluster_name="shop")
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.WARNING
PRACTICES = ["Employ safe deployment strategies", "Perform patch management"]
ABOUT = resources("AWS::EKS::Nodegroup")
HELP = "leave force off, and update at most a third of the nodes at once"
LINKS = ["https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html"]


def check(group: Resource, project: Project, *, most: int = 50) -> Iterator[Finding]:
    if is_tried_out(project, group):
        return
    forced = group["ForceUpdateEnabled"]
    if forced.must_be(True):
        yield Finding("an update evicts pods whatever their disruption budgets say", forced.at, origin=forced.origin)
    share = group["UpdateConfig.MaxUnavailablePercentage"]
    if share.must(lambda percent: percent > most):
        yield Finding(f"an update takes {share.show()}% of the nodes away at once", share.at, origin=share.origin)
