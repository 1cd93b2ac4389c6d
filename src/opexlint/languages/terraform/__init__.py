"""Terraform and OpenTofu: a folder of configuration files with the local modules it calls.

The way of a value (`via`) has these steps: `default`, `variable` (a tfvars file, or one without a value), `local`, `input` (of a module),
`output`, `attribute` (of a resource), `data`, `file`, and `expression`, the last step to what was computed.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from opexlint.finding import Change, Edit
from opexlint.languages import Job
from opexlint.model import Parsed
from opexlint.source import File, Sources

SUFFIXES: Final = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")

_ASIDE: Final = frozenset(("examples", "example", "tests", "test"))
"""Folders whose calls of a module do not make it a part of theirs: it is a product of its own that they show or try."""


def claims(file: File) -> bool:
    """Every configuration file; files of values are looked up by the folders they lie beside."""
    return file.path.endswith((".tf", ".tofu", ".tf.json", ".tofu.json"))


def jobs(claimed: Sequence[str], sources: Sources) -> Iterator[Job]:
    """A job for each folder that is a root: one that no other folder calls as a module."""
    from opexlint.languages.terraform.roots import roots

    for folder, paths in roots(claimed, sources, _ASIDE):
        yield Job("terraform", folder, paths)


def read(job: Job, sources: Sources) -> Parsed:
    """The common model of a root with its local modules expanded."""
    from opexlint.languages.terraform.reader import read as read_root

    return read_root(job.entry, sources)


def rewrite(change: Change, file: File) -> list[Edit]:
    """A fix in HCL; empty where it can't be written safely."""
    from opexlint.languages.terraform.writer import rewrite as write

    return write(change, file)
