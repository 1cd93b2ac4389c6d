"""Terraform state on a local disk.

Only the machine that applied last knows what exists. Nobody else can plan, change or destroy the stack, a pipeline can't run it, two people
who apply at once are not kept apart, and when the disk is lost everything has to be imported by hand in the middle of an incident. Keep the
state in a versioned S3 bucket with `use_lockfile = true`, or in HCP Terraform.

Only a backend that is written as local is reported: one that is not written may be passed by `-backend-config`, Terragrunt or the pipeline.
The configuration that makes the bucket for the states is left alone, as its own can't be there before it exists, and so are examples.

```hcl
terraform {
  backend "local" {                               # finding
    path = "shop.tfstate"
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
```

```hcl
terraform {
  backend "s3" {
    bucket       = "shop-states"
    key          = "shop.tfstate"
    region       = "eu-west-1"
    use_lockfile = true
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Severity, Unit, units
from opexlint.evidence import is_spared, words_of

SEVERITY = Severity.WARNING
PRACTICES = ["Use version control", "Use build and deployment management systems"]
ABOUT = units("terraform")
HELP = "keep the state in a versioned S3 bucket with use_lockfile = true"
LINKS = [
    "https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html",
    "https://developer.hashicorp.com/terraform/language/backend/s3",
]

_FOR_STATES = {"state", "states", "tfstate", "tfstates", "backend", "bootstrap", "lock", "locks"}


def check(root: Unit, project: Project) -> Iterator[Finding]:
    kind = root["Backend.Type"]
    if not kind.must_be("local") or is_spared(project, kind.at.path) or not _manages_something(root, project):
        return
    if not _makes_room_for_states(root, project):
        yield Finding("the state is on the disk of whoever applied last", kind.at, origin=kind.origin)


def _manages_something(root: Unit, project: Project) -> bool:
    """Whether there is anything that a state would know."""
    return bool(project.within(root.id)) or any(module.unit == root.id for module in project.modules)


def _makes_room_for_states(root: Unit, project: Project) -> bool:
    """Whether it is the configuration that makes the bucket or the lock table that the others keep their states in."""
    stores = project.within(root.id, "AWS::S3::Bucket", "AWS::DynamoDB::Table")
    return any(words_of(store.name, store["BucketName"].show(), store["TableName"].show()) & _FOR_STATES for store in stores)
