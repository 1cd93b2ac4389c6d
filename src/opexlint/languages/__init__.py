"""The input languages: a folder each, with the same few functions.

========================================= ===============================================================================================
`SUFFIXES`                                the file name endings worth looking at
`claims(file) -> bool`                    whether a file is of this language, from its text, cheaply and without parsing
`jobs(claimed, sources) -> Iterator[Job]` what is read together: a template; a Terraform folder; a CDK app or a script
`read(job, sources) -> Parsed`            the common model of one job; never raises for what is in a file
`prepare() -> None`                       imports what `read` takes, for who is about to read much
`rewrite(change, file) -> list[Edit]`     a fix written in this language; empty where it can't be written safely
========================================= ===============================================================================================

The package of a language holds these functions and imports its reader only inside `read` and `prepare`, its writer only inside `rewrite`.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Final, NamedTuple, Protocol, cast

from opexlint.finding import Change, Edit
from opexlint.model import Parsed
from opexlint.source import File, Sources


class Job(NamedTuple):
    """Files that are read together: `entry` names the job in its language (a file or a folder), `paths` are the files it covers."""

    language: str
    entry: str
    paths: tuple[str, ...]


class Language(Protocol):
    """What the package of a language offers."""

    SUFFIXES: tuple[str, ...]

    def claims(self, file: File) -> bool: ...
    def jobs(self, claimed: Sequence[str], sources: Sources) -> Iterator[Job]: ...
    def prepare(self) -> None: ...
    def read(self, job: Job, sources: Sources) -> Parsed: ...
    def rewrite(self, change: Change, file: File) -> list[Edit]: ...


NAMES: Final = ("cloudformation", "terraform", "python")


def language(name: str) -> Language:
    """The package of a language, imported now."""
    return cast(Language, import_module(f"opexlint.languages.{name}"))
