"""Terraform state without a lock.

Two people, or a person and the pipeline, who apply at once both start from the same state, and the one who ends last overwrites what the
other wrote: resources exist that no state knows, the next plan wants to make them again, and somebody repairs the state by hand with
`terraform import` while the change waits. Set `use_lockfile = true` on the S3 backend (Terraform 1.10 and later; it needs no table), and
never pass `-lock=false`.

A `dynamodb_table` locks too. A backend that leaves its bucket or key to `-backend-config` is left alone, as are examples.

```hcl
terraform {
  backend "s3" {                                  # finding
    bucket = "shop-states"
    key    = "shop.tfstate"
    region = "eu-west-1"
  }
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
```

```python
import subprocess

subprocess.run(
    ["terraform", "apply", "-auto-approve", "-lock=false"],    # finding
    check=True,
)
```

```python
import subprocess

subprocess.run(["terraform", "apply", "-auto-approve", "-lock-timeout=5m"], check=True)
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Command, Finding, Project, Severity, Unit, commands, units
from opexlint.evidence import is_spared

SEVERITY = Severity.WARNING
PRACTICES = ["Use build and deployment management systems", "Plan for unsuccessful changes"]
ABOUT = (units("terraform"), commands("terraform", "tofu", "terragrunt"))
HELP = "set use_lockfile = true on the S3 backend"
LINKS = [
    "https://developer.hashicorp.com/terraform/language/backend/s3#state-locking",
    "https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html",
]

_CHANGING = {"apply", "destroy", "import", "state", "taint", "untaint"}


def check(subject: Unit | Command, project: Project) -> Iterator[Finding]:
    if is_spared(project, subject.at.path):
        return
    if isinstance(subject, Unit):
        if _is_unlocked(subject):
            yield Finding("nothing keeps two people who apply at once from overwriting each other's state", subject["Backend.Type"].at)
        return
    unlocking = next((word for word in subject.words if word.must_be("-lock=false", "--lock=false")), None)
    if unlocking is not None and any(word.must(_CHANGING.__contains__) for word in subject.words):
        yield Finding("the lock of the state is switched off, so whoever else applies overwrites it", unlocking.at)


def _is_unlocked(root: Unit) -> bool:
    backend = root["Backend"]
    return (
        backend["Type"].must_be("s3")
        and backend["use_lockfile"].must_be(MISSING, False)
        and backend["dynamodb_table"].must_be(MISSING, "")
        and backend["dynamodb_endpoint"].must_be(MISSING)
        and not backend["bucket"].must_be(MISSING, "")
        and not backend["key"].must_be(MISSING, "")
    )
