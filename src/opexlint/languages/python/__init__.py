"""Python: AWS CDK apps, Pulumi programs, and scripts that deploy with boto3 or with other programs.

Nothing is ever executed or imported: an abstract interpreter walks the program's tree with values that may be unknown, through the files
of the project alone.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from opexlint.finding import Change, Edit
from opexlint.languages import Job
from opexlint.model import Parsed
from opexlint.source import File, Sources

SUFFIXES: Final = (".py",)


def claims(file: File) -> bool:
    """Whether a file builds or changes infrastructure, as far as its text tells."""
    from opexlint.languages.python.classify import claims as decide

    return decide(file)


def jobs(claimed: Sequence[str], sources: Sources) -> Iterator[Job]:
    """Each CDK app, each Pulumi project, each deployment script; then what no entry covers."""
    from opexlint.languages.python.classify import jobs as find

    yield from find(claimed, sources)


def prepare() -> None:
    """Imports what reading takes."""
    from opexlint.languages.python import reader  # noqa: F401


def read(job: Job, sources: Sources) -> Parsed:
    """The common model of one program."""
    from opexlint.languages.python.reader import read as walk

    return walk(job, sources)


def rewrite(change: Change, file: File) -> list[Edit]:
    """A fix written in Python, keeping the author's formatting; empty where it can't be written safely."""
    from opexlint.languages.python.rewriting import rewrite as write

    return write(change, file)
