"""Provisioner whose failure is ignored.

With `on_failure = continue` the resource counts as made although what was to make it usable has failed: the instance runs without its
configuration, the cluster without its add-ons, and Terraform never tries again. Let it fail, so that the resource is tainted and the next
run makes it anew; better, have the machine configure itself (user data, an image, Systems Manager).

Provisioners that run when something is destroyed are left alone, and so are those that only print.

```hcl
resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
  provisioner "remote-exec" {
    on_failure = continue
    inline     = ["sudo /opt/shop/setup"]         # finding
  }
}
```

```hcl
resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
  provisioner "remote-exec" {
    inline = ["sudo /opt/shop/setup"]
  }
  provisioner "local-exec" {
    when       = destroy
    on_failure = continue
    command    = "knife node delete web"
  }
}
```
"""

from collections.abc import Iterator

from opexlint import Command, Finding, Project, Severity, commands

SEVERITY = Severity.WARNING
PRACTICES = ["Test deployments", "Perform post-incident analysis", "Automate testing and rollback"]
ABOUT = commands()
HELP = "let the provisioner fail, or have the machine configure itself"
LINKS = ["https://developer.hashicorp.com/terraform/language/resources/provisioners/syntax#failure-behavior"]

_ONLY_TELLS = ("echo", "printf", "cat", "ls", "sleep", "true", "pwd", "date", "whoami")


def check(command: Command, project: Project) -> Iterator[Finding]:
    if "continues" not in command.context or "destroy" in command.context:
        return
    argv = command.argv
    program = argv[0].rpartition("/")[2] if argv else ""
    if program and program not in _ONLY_TELLS:
        yield Finding(f"when {program} fails, the resource counts as made all the same", command.at)
