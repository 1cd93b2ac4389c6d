"""Helm release that nobody waits for.

The release counts as deployed as soon as Kubernetes has taken its manifests. Pods that can't be scheduled, crash or never get ready fail
nothing: the `apply` is green, what depends on the release goes on, and nothing is rolled back. Helm waits unless it is told not to; with
`atomic` it takes back what does not come up.

Examples of a module are left alone.

```hcl
resource "helm_release" "shop" {
  name  = "shop"
  chart = "./charts/shop"
  wait  = false                                   # finding
}
```

```hcl
resource "helm_release" "shop" {
  name   = "shop"
  chart  = "./charts/shop"
  atomic = true
}
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_tried_out

SEVERITY = Severity.WARNING
PROFILE = "strict"
PRACTICES = ["Automate testing and rollback", "Test deployments"]
ABOUT = resources("helm_release")
HELP = "let Helm wait until everything is ready, and take back what is not (atomic)"
LINKS = ["https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release"]


def check(release: Resource, project: Project) -> Iterator[Finding]:
    wait = release["wait"]
    if wait.must_be(False) and not release["atomic"].may_be(True) and not is_tried_out(project, release):
        yield Finding("the release counts as deployed before anything of it runs", wait.at, origin=wait.origin)
