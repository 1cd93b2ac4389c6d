"""Path of one person's machine.

A path below somebody's home (`/Users/kim/...`, `C:\\\\Users\\\\kim\\\\...`, `~/.ssh/id_rsa`) exists on that one workstation, so only
there can this be planned or deployed. The pipeline can't, a colleague who has to roll back at night can't, and after the laptop is gone
nobody can. Take the file from the repository (`${path.module}/files/policy.json`, `Path(__file__).parent`), a package from an artifact
bucket, and a key from Secrets Manager or a parameter.

Paths on the machines that are deployed (`/home/ec2-user/...` in user data) are left alone, as are examples and tests.

```hcl
resource "aws_s3_object" "orders" {
  bucket = "shop-artifacts"
  key    = "orders.zip"
  source = "/Users/kim/shop/orders.zip"           # finding
}

resource "aws_key_pair" "shop" {
  public_key = file("~/.ssh/id_ed25519.pub")      # finding
}
```

```hcl
resource "aws_s3_object" "orders" {
  bucket = "shop-artifacts"
  key    = "orders.zip"
  source = "${path.module}/orders.zip"
}

resource "aws_cognito_user_pool_client" "shop" {
  name          = "shop"
  user_pool_id  = var.user_pool
  callback_urls = ["https://${var.domain}/users/auth/callback"]
}

variable "user_pool" {
  type = string
}

variable "domain" {
  type = string
}
```

```python
import boto3

with open("/home/kim/shop/template.yaml") as template:                # finding
    boto3.client("cloudformation").create_stack(StackName="shop", TemplateBody=template.read())
```

```python
from pathlib import Path

import boto3

template = Path(__file__).parent / "template.yaml"
boto3.client("cloudformation").create_stack(StackName="shop", TemplateBody=template.read_text())
```
"""

from collections.abc import Iterator

from opexlint import Call, Command, Finding, Location, Module, Project, Resource, Severity, calls, commands, modules, resources
from opexlint.evidence import literals, local_files
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = ["Use version control", "Fully automate integration and deployment"]
ABOUT = (resources(saying=r"(?i)[\\/]Users[\\/]", partial=True), modules(), calls(), commands())
HELP = "take the file from the repository, an artifact bucket or a secret"
LINKS = [
    "https://developer.hashicorp.com/terraform/language/expressions/references#filesystem-and-workspace-info",
    "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/ops_dev_integ_auto_integ_deploy.html",
]

_SERVICES = (
    "ec2-user|ubuntu|admin|administrator|centos|fedora|debian|core|runner|runneradmin|node|app|appuser|hadoop|ssm-user|vscode|circleci"
    "|jenkins|gitlab-runner|build|builder|docker|user|username|airflow|ray|jovyan|sagemaker-user|azureuser|opc|root|www|www-data|git|deploy"
    "|ansible|vagrant|coder|postgres|public|default|shared|all users|containeradministrator|containeruser|you|your[\\w -]*|me|name|path"
    "|someone|somebody|example"
)
"""Users that machines come with, and names that stand for anybody's."""
_OF_A_PERSON = regex(
    rf"(?:^|(?<=[\s\"'=,(]))(?:/Users/(?!(?i:{_SERVICES})/)[\w.-]+/|(?i:[a-z]:[\\/]+Users[\\/]+(?!(?:{_SERVICES})[\\/])[\w. -]+[\\/]))",
)
"""Nobody spells `/Users` of a Mac in lower case; a path of a URL (`/users/login/`) is."""
_OF_A_USER = regex(
    rf"(?:/home/(?!(?:{_SERVICES})/)[a-z_][\w.-]*/|~/(?:\.ssh|Downloads|Desktop|Documents)/|(?:\$HOME|\$\{{HOME\}})/(?:\.ssh|Downloads|Desktop)/).",
)
"""Also found on the machines that are deployed: counts only where the path is opened right here."""

_SHOWING = regex(
    r"(^|\.)(print|pprint|debug|info|warning|warn|error|exception|critical|log|echo|secho|add_argument|ArgumentParser|option)$"
)
_OPENING = regex(
    r"^(open|io\.open|pathlib\.(Path|PosixPath)|zipfile\.\w+|tarfile\.\w+|shutil\.\w+|os\.(chdir|listdir|stat|remove|makedirs|mkdir|walk|chmod|path\.\w+))$"
    r"|\.(upload_file|download_file|from_private_key_file|from_asset)$"
)
_STARTED_HERE = ("local-exec", "subprocess")


def check(subject: Resource | Module | Call | Command, project: Project) -> Iterator[Finding]:
    if isinstance(subject, Call) and _SHOWING.search(subject.name):
        return
    if isinstance(subject, Command) and subject.starter not in _STARTED_HERE:
        return
    here = isinstance(subject, Command) or (isinstance(subject, Call) and _OPENING.search(subject.name) is not None)
    for values in literals(project, subject, _is_here if here else _is_of_a_person):
        for value in values:
            yield _finding(value.show().strip(), value.origin)
    for path, at in local_files(project, subject):
        if _is_here(path):
            yield _finding(path, at)


def _finding(path: str, at: Location) -> Finding:
    if path.startswith(("~", "$")):
        return Finding(f"{path} is in the home of whoever deploys this, and a pipeline has none there", at)
    return Finding(f"{path} exists on one person's machine, so only there can this be deployed", at)


def _is_of_a_person(text: str) -> bool:
    return len(text) < 1000 and _OF_A_PERSON.search(text) is not None


def _is_here(text: str) -> bool:
    return _is_of_a_person(text) or _OF_A_USER.match(text) is not None
