"""Deployment that needs a named profile.

A profile is an entry in `~/.aws/config` of one person, under a name that person chose. Written into the code it makes every other machine
fail with "the config profile could not be found": the pipeline, which has a role and no profiles, and the colleague who takes over at
night. Leave the credentials to whoever runs it (a role that the pipeline assumes through OIDC, `AWS_PROFILE`), and say which account is
meant with `assume_role` or `allowed_account_ids`.

A profile that is a variable or comes from the environment is left alone, as are `default`, which most machines have, those that a command
of the project writes (`aws configure set profile.deploy...`), and examples.

```hcl
provider "aws" {
  region  = "eu-west-1"
  profile = "kim"                                 # finding
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
```

```hcl
provider "aws" {
  region = "eu-west-1"
  assume_role {
    role_arn = var.role
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}

variable "role" {
  type = string
}
```

```toml
version = 0.1
[default.deploy.parameters]
stack_name = "shop"
profile = "kim"                                   # finding
```

```toml
version = 0.1
[default.deploy.parameters]
stack_name = "shop"
region = "eu-west-1"
```

```python
import boto3

session = boto3.Session(profile_name="kim")       # finding
session.client("ecs").update_service(cluster="shop", service="shop", forceNewDeployment=True)
```

```python
import os

import boto3

session = boto3.Session(profile_name=os.environ.get("AWS_PROFILE"))
session.client("ecs").update_service(cluster="shop", service="shop", forceNewDeployment=True)
```
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from opexlint import Call, Command, Finding, Project, Severity, Unit, Value, calls, commands, units
from opexlint.evidence import is_spared
from opexlint.facts.programs import CLOUD_PROGRAMS
from opexlint.model import DEFAULT
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use build and deployment management systems", "Fully automate integration and deployment"]
ABOUT = (units("terraform"), calls("boto3.Session", "boto3.setup_default_session"), commands(*CLOUD_PROGRAMS))
HELP = "leave the credentials to whoever runs it: a role in the pipeline, AWS_PROFILE on a desk"
LINKS = [
    "https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/security.html",
    "https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html",
]

_SETTING = regex(r"profile\.(?P<name>[\w@:/+-]+)\.\w+$")


def check(subject: Unit | Call | Command, project: Project) -> Iterator[Finding]:
    if is_spared(project, subject.at.path):
        return
    said: set[str] = set()
    for profile in _profiles(subject):
        if (
            profile.show() not in said
            and profile.must(_is_personal)
            and profile.show() not in _made_here(project)
            and not any(how in (DEFAULT, "parameter", "variable") for how, *_ in profile.via)
        ):
            said.add(profile.show())
            yield Finding(
                f"only a machine with a profile called {profile.show()} can run this, and a pipeline has none",
                profile.at,
                origin=profile.origin,
            )


def _is_personal(profile: str) -> bool:
    """Whether it is the name of a profile, and not one that most machines have, nor a blank to be filled in."""
    return profile != "default" and re.fullmatch(r"[\w.@:/+-]+", profile) is not None


def _made_here(project: Project) -> set[str]:
    """The profiles that a command of the project writes (`aws configure set profile.deploy.role_arn ...`): its pipeline has them."""

    def build() -> set[str]:
        found: set[str] = set()
        for command in project.commands:
            words = [word.show() for word in command.words]
            if words[:2] == ["aws", "configure"]:
                found |= {name for option, name in pairwise(words) if option == "--profile"}
                found |= {made["name"] for word in words if (made := _SETTING.match(word))}
        return found

    return project.once("profiles made here", build)


def _profiles(subject: Unit | Call | Command) -> Iterator[Value]:
    """The names of profiles that it uses."""
    if isinstance(subject, Call):
        yield subject["profile_name"]
    elif isinstance(subject, Command):
        for option, word in pairwise(subject.words):
            if option.must_be("--profile", "--aws-profile"):
                yield word
    else:
        yield subject["Backend.profile"]
        for provider in subject["Providers.aws"]:
            yield provider["profile"]
