"""Sampling rule that lets no trace through.

The rule matches every request and keeps none of them: the traces that were paid for with instrumentation do not exist when a request is
slow or lost. Keep a few per second (the reservoir) and a share of the rest.

Rules that leave out some requests only, such as health checks, are left alone.

```yaml
Resources:
  Everything:
    Type: AWS::XRay::SamplingRule
    Properties:
      SamplingRule:
        RuleName: everything
        Priority: 100
        FixedRate: 0                              # finding
        ReservoirSize: 0
        Host: "*"
        HTTPMethod: "*"
        URLPath: "*"
        ServiceName: "*"
        ServiceType: "*"
        ResourceARN: "*"
        Version: 1
```

```yaml
Resources:
  Everything:
    Type: AWS::XRay::SamplingRule
    Properties:
      SamplingRule:
        RuleName: everything
        Priority: 100
        FixedRate: 0.05
        ReservoirSize: 1
        Host: "*"
        HTTPMethod: "*"
        URLPath: "*"
        ServiceName: "*"
        ServiceType: "*"
        ResourceARN: "*"
        Version: 1
```

```hcl
resource "aws_xray_sampling_rule" "everything" {
  rule_name      = "everything"
  priority       = 100
  fixed_rate     = 0                              # finding
  reservoir_size = 0
  host           = "*"
  http_method    = "*"
  url_path       = "*"
  service_name   = "*"
  service_type   = "*"
  resource_arn   = "*"
  version        = 1
}
```

```hcl
resource "aws_xray_sampling_rule" "health" {
  rule_name      = "health"
  priority       = 100
  fixed_rate     = 0
  reservoir_size = 0
  host           = "*"
  http_method    = "GET"
  url_path       = "/health"
  service_name   = "*"
  service_type   = "*"
  resource_arn   = "*"
  version        = 1
}
```

```python
import pulumi_aws as aws

aws.xray.SamplingRule(
    "everything",
    priority=100,
    fixed_rate=0,                                 # finding
    reservoir_size=0,
    host="*",
    http_method="*",
    url_path="*",
    service_name="*",
    service_type="*",
    resource_arn="*",
    version=1,
)
```

```python
import pulumi_aws as aws

aws.xray.SamplingRule(
    "everything",
    priority=100,
    fixed_rate=0.05,
    reservoir_size=1,
    host="*",
    http_method="*",
    url_path="*",
    service_name="*",
    service_type="*",
    resource_arn="*",
    version=1,
)
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources

SEVERITY = Severity.WARNING
PRACTICES = ["Implement distributed tracing", "Analyze workload traces"]
ABOUT = resources("AWS::XRay::SamplingRule")
HELP = "keep a few traces per second and a share of the rest"
LINKS = ["https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html"]

_FILTERS = ("Host", "HTTPMethod", "URLPath", "ServiceName", "ServiceType", "ResourceARN")


def check(rule: Resource, project: Project) -> Iterator[Finding]:
    sampling = rule["SamplingRule"]
    rate = sampling["FixedRate"]
    if rate.must_be(0) and sampling["ReservoirSize"].must_be(0) and all(sampling[name].must_be("*") for name in _FILTERS):
        yield Finding("this rule matches every request and keeps the trace of none", rate.at, origin=rate.origin)
