"""Helm chart that is not pinned to a version.

The same commit installs one version of the chart today and the newest one tomorrow: an unrelated `apply` upgrades a controller or an
operator with its custom resources, a new cluster differs from the old one, and reverting the commit does not bring the old chart back.
Pin the version and let Renovate or Dependabot propose the next one.

Charts in a folder of the project are left alone, as are examples.

```hcl
resource "helm_release" "ingress" {               # finding
  name       = "ingress"
  repository = "https://kubernetes.github.io/ingress-nginx"
  chart      = "ingress-nginx"
}
```

```hcl
resource "helm_release" "ingress" {
  name       = "ingress"
  repository = "https://kubernetes.github.io/ingress-nginx"
  chart      = "ingress-nginx"
  version    = "4.13.2"
}

resource "helm_release" "shop" {
  name  = "shop"
  chart = "${path.module}/charts/shop"
}
```

```python
import pulumi_kubernetes as kubernetes

kubernetes.helm.v3.Release(                       # finding
    "ingress",
    chart="ingress-nginx",
    repository_opts={"repo": "https://kubernetes.github.io/ingress-nginx"},
)
```

```python
import pulumi_kubernetes as kubernetes

kubernetes.helm.v3.Release(
    "ingress",
    chart="ingress-nginx",
    version="4.13.2",
    repository_opts={"repo": "https://kubernetes.github.io/ingress-nginx"},
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Module, Project, Resource, Severity, Value, modules, resources
from opexlint.evidence import is_spared
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use configuration management systems", "Plan for unsuccessful changes"]
ABOUT = (
    resources("helm_release", "kubernetes.helm.v3.Release", "kubernetes.helm.v3.Chart", "kubernetes.helm.v4.Chart"),
    modules(),
)
HELP = "pin the chart's version, and let a bot propose updates"
LINKS = [
    "https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release",
    "https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_eks/HelmChart.html",
]

_CDK = regex(r"aws_cdk\.(aws_eks(_v2)?|lambda_layer\w*)\.HelmChart$")


def check(subject: Resource | Module, project: Project) -> Iterator[Finding]:
    if is_spared(project, subject.at.path):
        return
    if isinstance(subject, Module):
        if not subject.source.must(lambda source: _CDK.match(source) is not None):
            return
        given, repository = subject.inputs, subject.inputs["repository"]
        local = given["chart_asset"]
    else:
        given = subject.properties
        repository = subject["repository"] if subject.type == "helm_release" else subject["repository_opts"]["repo"]
        local = subject["path"]
    chart = given["chart"]
    remote = not repository.must_be(MISSING, "") or chart.must(lambda name: name.startswith(("oci://", "https://")))
    if remote and local.must_be(MISSING) and given["version"].must_be(MISSING, "") and not chart.may(_is_folder):
        yield Finding(f"the repository's newest {_named(chart)} is installed, whatever that is on the day", subject.at)


def _is_folder(chart: str) -> bool:
    return chart.startswith((".", "/")) or chart.endswith(".tgz")


def _named(chart: Value) -> str:
    return chart.show() if chart.known is not None else "chart"
