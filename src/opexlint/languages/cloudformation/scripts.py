"""Build specifications that are files of their own."""

from functools import partial

from opexlint.embedded import buildspec
from opexlint.embedded.passage import Passage, Run
from opexlint.embedded.tree import parse
from opexlint.embedded.value import value as spelled
from opexlint.languages.cloudformation.suppression import in_text
from opexlint.model import CommandRecord, Parsed, Problem, UnitRecord, mapping
from opexlint.source import File, Location


def read_buildspec(file: File) -> Parsed:
    """A build specification that is a file of its own: what its phases start."""
    document = parse(file.text)
    problems = tuple(
        Problem("limit-reached" if fault.limit else "syntax-error", fault.message, Location(file.path, fault.at, fault.at))
        for fault in document.faults
    )
    if document.root is None:
        return Parsed(problems=problems)
    at = Location(file.path, 0, 0)
    phases = spelled(document.root, Passage((Run(file.text, Location(file.path, 0, len(file.text))),)))
    return Parsed(
        units=(UnitRecord(file.path, "script", at, mapping((), at), ""),),
        commands=tuple(
            CommandRecord(command.argv, "buildspec", file.path, command.at, command.context)
            for command in buildspec.commands(phases, partial(Passage.of, source=file.text))
        ),
        suppressions=tuple(in_text(file)),
        problems=problems,
    )
