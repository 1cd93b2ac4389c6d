"""Command that runs only once.

A `null_resource` without `triggers`, or a `terraform_data` without `triggers_replace`, runs its provisioners when it is first created. A
later edit to the command, to the script it calls or to what it works on is planned as "no changes" and never carried out: production
keeps the old state, a new environment gets the new one, and nobody sees the difference. Name what the command depends on, with a hash
(`triggers = { script = filesha256("seed.sh") }`), or make it a step of the pipeline.

A command that only waits is left alone, as are those that run at destruction, those that `replace_triggered_by` starts again, and
examples.

```hcl
resource "null_resource" "seed" {                 # finding
  provisioner "local-exec" {
    command = "${path.module}/seed.sh"
  }
}
```

```hcl
resource "null_resource" "seed" {
  triggers = {
    script = filesha256("${path.module}/seed.sh")
  }
  provisioner "local-exec" {
    command = "${path.module}/seed.sh"
  }
}

resource "terraform_data" "wait" {
  provisioner "local-exec" {
    command = "sleep 30"
  }
}
```
"""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, Value, resources
from opexlint.evidence import commands_within, is_spared, words_of

SEVERITY = Severity.WARNING
PRACTICES = ["Use configuration management systems", "Plan for unsuccessful changes"]
ABOUT = resources("null_resource", "terraform_data")
HELP = "name in triggers (triggers_replace) what the command depends on"
LINKS = [
    "https://registry.terraform.io/providers/hashicorp/null/latest/docs/resources/resource",
    "https://developer.hashicorp.com/terraform/language/resources/terraform-data",
]

_WAITING = {"sleep", "echo", "true", "printf", "date", "exit", "grep", "test", "[", "nc", "jq", "seq", "awk", "set"}
_WAITS = {"wait", "get", "describe", "status"}
_READY = {"wait", "waits", "ready", "sleep", "delay", "readiness"}


def check(resource: Resource, project: Project) -> Iterator[Finding]:
    if is_spared(project, resource.at.path) or not resource.attribute("Lifecycle")["ReplaceTriggeredBy"].must_be(MISSING):
        return
    provisioners = resource.attribute("Provisioners")
    if provisioners.must_be(MISSING) or words_of(resource.name) & _READY or _only_waits(project, provisioners):
        return
    triggers = resource["triggers" if resource.type == "null_resource" else "triggers_replace"]
    if triggers.must_be(MISSING) or not triggers.may_have_items():
        yield Finding("its command runs when it is first created and never again, whatever is changed later", resource.at)


def _only_waits(project: Project, provisioners: Value) -> bool:
    """Whether the commands that are known do nothing but wait or look, or run only at destruction."""
    started = list(commands_within(project, provisioners.at))
    return bool(started) and all("destroy" in command.context or _waits(*command.argv) for command in started)


def _waits(program: str, *words: str) -> bool:
    if program in ("curl", "wget"):
        return not any(word.startswith(("-X", "--request", "-d", "--data", "--post", "-F", "-T")) for word in words)
    return program in _WAITING or not _WAITS.isdisjoint(words[:3])
