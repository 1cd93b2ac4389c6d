"""State that is operated on by hand.

The command rewrites Terraform's memory, or plans past it: what it forgets is no longer managed and no longer destroyed, what it skips
drifts, and nobody can review or repeat it from the code. In a script it happens again on the next run. A `moved`, `removed` or `import`
block says the same in the code, is part of the plan, and is done once.

Reading the state (`state list`, `state show`, `state pull`) is left alone.

```python
import subprocess

subprocess.run(["terraform", "state", "rm", "aws_db_instance.orders"], check=True)     # finding
subprocess.run("terraform apply -target=module.network tfplan", shell=True, check=True)      # finding
```

```python
import subprocess

subprocess.run(["terraform", "state", "list"], check=True)
subprocess.run(["terraform", "apply", "tfplan"], check=True)
```
"""

from collections.abc import Iterator

from opexlint import Command, Finding, Project, Severity, commands
from opexlint.evidence import is_spared, option, verbs
from opexlint.facts.programs import RUNNERS

SEVERITY = Severity.WARNING
PRACTICES = ["Use build and deployment management systems", "Plan for unsuccessful changes"]
ABOUT = commands("terraform", "tofu", "terragrunt", "pulumi", *RUNNERS)
HELP = "say it in the code with a moved, removed or import block"
LINKS = [
    "https://developer.hashicorp.com/terraform/language/block/moved",
    "https://developer.hashicorp.com/terraform/language/block/removed",
]

_REWRITES = {
    ("state", "rm"),
    ("state", "mv"),
    ("state", "push"),
    ("state", "replace-provider"),
    ("state", "delete"),
    ("state", "unprotect"),
}
_ALONE = {"taint", "untaint", "force-unlock"}
_PARTLY = {"-target": "only a part of what has changed", "-refresh": "without looking at what there is", "-lock": "without the lock"}


def check(command: Command, project: Project) -> Iterator[Finding]:
    program, said = verbs(command)
    if program not in ("terraform", "tofu", "terragrunt", "pulumi") or is_spared(project, command.at.path):
        return
    done = " ".join(said[:2]) if tuple(said[:2]) in _REWRITES else said[0] if said and said[0] in _ALONE else ""
    if done:
        yield Finding(f"{program} {done} rewrites the state outside of any plan", command.at)
    elif said[:1] in (["apply"], ["up"]):
        for name, how in _PARTLY.items():
            switch = option(command, name, f"-{name}")
            if switch is not None and (name == "-target" or switch.must(lambda text: str(text).endswith("=false"))):
                yield Finding(f"{program} {said[0]} changes {how}" if name == "-target" else f"{program} {said[0]} runs {how}", command.at)
                return
