"""Failover record without a health check.

Route 53 answers with the secondary record only when it knows that the primary is unhealthy. A primary record without a health check, and
without a look at the health of what its alias names, is healthy for ever: the failover that everybody counts on never happens. Give the
primary record a health check, or evaluate the health of the alias' target.

```yaml
Resources:
  Primary:                                        # finding
    Type: AWS::Route53::RecordSet
    Properties:
      HostedZoneName: example.com.
      Name: shop.example.com
      Type: A
      SetIdentifier: primary
      Failover: PRIMARY
      TTL: "60"
      ResourceRecords:
        - 192.0.2.1
```

```yaml
Resources:
  Primary:
    Type: AWS::Route53::RecordSet
    Properties:
      HostedZoneName: example.com.
      Name: shop.example.com
      Type: A
      SetIdentifier: primary
      Failover: PRIMARY
      TTL: "60"
      ResourceRecords:
        - 192.0.2.1
      HealthCheckId: !ImportValue shop-health
```

```hcl
resource "aws_route53_record" "primary" {         # finding
  zone_id        = "Z1"
  name           = "shop.example.com"
  type           = "A"
  ttl            = 60
  records        = ["192.0.2.1"]
  set_identifier = "primary"
  failover_routing_policy {
    type = "PRIMARY"
  }
}
```

```hcl
resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "shop.example.com"
  type            = "A"
  ttl             = 60
  records         = ["192.0.2.1"]
  set_identifier  = "primary"
  health_check_id = "abcdef11-2222-3333-4444-555555fedcba"
  failover_routing_policy {
    type = "PRIMARY"
  }
}
```

```python
import pulumi_aws as aws

aws.route53.Record(                               # finding
    "primary",
    zone_id="Z1",
    name="shop.example.com",
    type="A",
    ttl=60,
    records=["192.0.2.1"],
    set_identifier="primary",
    failover_routing_policies=[{"type": "PRIMARY"}],
)
```

```python
import pulumi_aws as aws

aws.route53.Record(
    "primary",
    zone_id="Z1",
    name="shop.example.com",
    type="A",
    ttl=60,
    records=["192.0.2.1"],
    set_identifier="primary",
    failover_routing_policies=[{"type": "PRIMARY"}],
    health_check_id="abcdef11-2222-3333-4444-555555fedcba",
)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, Value, resources

SEVERITY = Severity.ERROR
PRACTICES = ["Automate responses to events", "Plan for unsuccessful changes"]
ABOUT = resources("AWS::Route53::RecordSet", "AWS::Route53::RecordSetGroup")
HELP = "give the primary record a health check, or evaluate the health of the alias' target"
LINKS = ["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html"]


def check(record: Resource, project: Project) -> Iterator[Finding]:
    records = record["RecordSets"] if record.type == "AWS::Route53::RecordSetGroup" else [record.properties]
    for one in records:
        if one["Failover"].must_be("PRIMARY") and one["HealthCheckId"].must_be(MISSING) and _is_never_unhealthy(one["AliasTarget"]):
            at = record.at if record.type == "AWS::Route53::RecordSet" else one["Failover"].at
            yield Finding("this record never fails over, because nothing checks the health of the primary", at)


def _is_never_unhealthy(alias: Value) -> bool:
    return alias.must_be(MISSING) or alias["EvaluateTargetHealth"].or_default(False).must_be(False)
