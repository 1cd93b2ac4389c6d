"""Terraform and OpenTofu: a folder of configuration files with the local modules it calls.

The way of a value (`via`) has these steps: `default`, `variable` (a tfvars file, or one without a value), `local`, `input` (of a module),
`output`, `attribute` (of a resource), `provider` (its default tags), `data`, `file`, `call` (of a function whose result only Terraform
knows), and `expression`, the last step to what was computed.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from opexlint.finding import Change, Edit
from opexlint.languages import Job
from opexlint.model import Parsed
from opexlint.source import File, Sources

CONFIGURATION: Final = (".tf", ".tofu", ".tf.json", ".tofu.json")
"""The endings of configuration files."""
SUFFIXES: Final = (*CONFIGURATION, ".tfvars", ".tfvars.json", ".json")


def claims(file: File) -> bool:
    """Every configuration file, and plans in JSON; files of values are looked up by the folders they lie beside."""
    if file.path.endswith(CONFIGURATION):
        return True
    if not file.path.endswith(".json") or '"terraform_version"' not in file.text:
        return False
    from opexlint.languages.terraform.plans import is_plan

    return is_plan(file)


def jobs(claimed: Sequence[str], sources: Sources) -> Iterator[Job]:
    """A job for each plan, which stands for the root it lies beside, and for each other folder that no other one calls as a module."""
    from posixpath import dirname

    from opexlint.languages.terraform.roots import roots

    plans: dict[str, list[str]] = {}
    for path in claimed:
        if not path.endswith(CONFIGURATION):
            plans.setdefault(dirname(path) or ".", []).append(path)
    for folder, paths in roots([path for path in claimed if path.endswith(CONFIGURATION)], sources):
        of_root = plans.pop(folder, [])
        if not of_root:
            yield Job("terraform", folder, paths)
        for plan in of_root:
            yield Job("terraform", plan, (plan, *paths))
    for others in plans.values():
        for plan in others:
            yield Job("terraform", plan, (plan,))


def prepare() -> None:
    """Imports what reading takes."""
    from opexlint.languages.terraform import reader  # noqa: F401


def read(job: Job, sources: Sources) -> Parsed:
    """The common model of a root with its local modules expanded, or of a plan."""
    if job.entry in job.paths:
        from opexlint.languages.terraform.plans import read as read_plan

        return read_plan(job.entry, sources)
    from opexlint.languages.terraform.reader import read as read_root

    return read_root(job.entry, sources)


def rewrite(change: Change, file: File) -> list[Edit]:
    """A fix in HCL; empty where it can't be written safely."""
    from opexlint.languages.terraform.writer import rewrite as write

    return write(change, file)
