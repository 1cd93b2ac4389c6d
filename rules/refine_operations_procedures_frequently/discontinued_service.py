"""Service that AWS has switched off, or will.

After the date that AWS has set, the resources are gone or can't be reached, and no deployment of this stack succeeds any more, whatever the
change was about. Move to the successor while both still run side by side, and take the resources out of the code.

Services that only take no new customers go on for those who have them: they are reported with the option `closed`. The dates are as of the
day that the message names. The first resource of a service in a stack or root module is reported; the others go with it. Examples and tests
are left alone.

```yaml
Resources:
  Ledger:                                         # finding
    Type: AWS::QLDB::Ledger
    Properties:
      PermissionsMode: STANDARD
```

```yaml
Resources:
  Ledger:
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
```

```hcl
resource "aws_appmesh_mesh" "shop" {              # finding
  name = "shop"
}

resource "aws_appmesh_virtual_node" "orders" {
  name      = "orders"
  mesh_name = aws_appmesh_mesh.shop.id
}
```

```hcl
resource "aws_service_discovery_http_namespace" "shop" {
  name = "shop"
}
```

```python
from aws_cdk import App, Stack, aws_evidently as evidently

app = App()
stack = Stack(app, "Shop")
evidently.CfnProject(stack, "Experiments", name="experiments")  # finding
app.synth()
```

```python
from aws_cdk import App, Stack, aws_appconfig as appconfig

app = App()
stack = Stack(app, "Shop")
appconfig.CfnApplication(stack, "Experiments", name="experiments")
app.synth()
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_first, is_spared
from opexlint.facts import lifecycles

SEVERITY = Severity.WARNING
PRACTICES = ["Perform patch management", "Create support plans for production workloads"]
ABOUT = resources(*lifecycles.discontinued_types())
HELP = "move to the service that succeeds it, and take its resources out of the code"
LINKS = ["https://docs.aws.amazon.com/general/latest/gr/lifecycle-doc-history.html"]


def check(resource: Resource, project: Project, *, closed: bool = False) -> Iterator[Finding]:
    known = _lifecycle(resource.type)
    if known is None or is_spared(project, resource.at.path) or not is_first(project, resource, "discontinued services", _service):
        return
    today = lifecycles.as_of()
    if known.ended is None:
        if closed:
            yield Finding(f"{known.service} takes no new customers: a new account can't deploy this (as of {today})", resource.at)
    elif known.ended <= today:
        yield Finding(
            f"{known.service} ended on {known.ended}: what is declared here can't be deployed any more (as of {today})", resource.at
        )
    else:
        yield Finding(f"{known.service} ends on {known.ended}, and all that is declared of it here with it (as of {today})", resource.at)


def _lifecycle(type_: str) -> lifecycles.Discontinued | None:
    return lifecycles.discontinued(type_) if "::" in type_ else lifecycles.discontinued_terraform(type_)


def _service(resource: Resource) -> str | None:
    known = _lifecycle(resource.type)
    return None if known is None else known.service
