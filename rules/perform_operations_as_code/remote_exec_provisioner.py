"""Resource that is set up over a remote shell.

What a `remote-exec` or `file` provisioner does to a machine happens once, when it is created: no plan shows it, a later change to it
never reaches the machine, and a failure half-way leaves a tainted resource that the next `apply` destroys. It needs an open port and a
private key on whatever machine runs Terraform or Pulumi, so a replaced or auto-scaled instance comes up without it. (Pulumi's remote
commands run again when they are edited; the port, the key and what auto scaling starts remain.) Put the set-up into user data or a baked
image (EC2 Image Builder), and what has to change later into an SSM State Manager association or Run Command.

A command that only looks (`cat`, `uptime`) and examples are left alone.

```hcl
resource "aws_instance" "shop" {
  ami           = var.image
  instance_type = "t4g.small"

  provisioner "remote-exec" {                     # finding
    inline = ["sudo dnf install -y nginx"]
  }
}

variable "image" {
  type = string
}
```

```hcl
resource "aws_instance" "shop" {
  ami           = var.image
  instance_type = "t4g.small"
  user_data     = <<-EOT
    #!/bin/bash
    dnf install -y nginx
  EOT
}

variable "image" {
  type = string
}
```

```python
import pulumi_aws as aws
from pulumi_command import remote

shop = aws.ec2.Instance("shop", instance_type="t4g.small")
remote.Command(                                   # finding
    "nginx",
    connection=remote.ConnectionArgs(host=shop.public_ip, user="ec2-user"),
    create="sudo dnf install -y nginx",
)
```

```python
import pulumi_aws as aws

aws.ec2.Instance("shop", instance_type="t4g.small", user_data="#!/bin/bash\\ndnf install -y nginx\\n")
```
"""

from collections.abc import Iterator

from opexlint import Finding, Project, Resource, Severity, resources
from opexlint.evidence import is_spared
from opexlint.patterns import regex

SEVERITY = Severity.WARNING
PRACTICES = [
    "Use configuration management systems",
    "Use build and deployment management systems",
    "Plan for unsuccessful changes",
]
ABOUT = (resources(having="Provisioners"), resources("command.remote.*"))
HELP = "set the machine up with user data, an image or an SSM association"
LINKS = [
    "https://developer.hashicorp.com/terraform/language/provisioners",
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-state.html",
]

_REMOTE = ("remote-exec", "file")
_COMMANDS = ("command.remote.Command", "command.remote.CopyFile", "command.remote.CopyToRemote")

_LOOKS = regex(r"\s*(?:cat|date|df|free|hostname|id|ls|ps|pwd|uname|uptime|whoami)\b[^|<>;&`$\n]*")


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    if resource.type in _COMMANDS:
        if not is_spared(project, resource.at.path) and not resource["create"].must(_only_looks):
            yield Finding("the machine is set up over SSH from wherever this program runs", resource.at)
        return
    for provisioner in resource.attribute("Provisioners"):
        if not is_spared(project, resource.at.path) and provisioner.must_be(*_REMOTE):
            yield Finding(f"{resource.name} is set up over a remote shell when it is created, and never again", provisioner.at)
            return


def _only_looks(command: str) -> bool:
    return _LOOKS.fullmatch(command) is not None
