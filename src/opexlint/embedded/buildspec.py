"""CodeBuild's build specifications: the commands of their phases.

Format: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

from collections.abc import Iterator

from opexlint.embedded import shell
from opexlint.embedded.passage import Passage, Spelling
from opexlint.embedded.shell import Command
from opexlint.embedded.value import member
from opexlint.model import LIST, MAPPING, Node


def commands(document: Node, spelling: Spelling = Passage.of) -> Iterator[Command]:
    """The programs that a build specification starts, phase by phase; `spelling` answers the passage of a string in it."""
    for phase in _members(member(document, "phases")):
        for block in ("commands", "finally"):
            written = member(phase, block)
            for line in written[1][0] if written is not None and written[0] == LIST else (written,):
                passage = None if line is None else spelling(line)
                if passage is not None:
                    yield from shell.commands(passage)


def _members(node: Node | None) -> Iterator[Node]:
    if node is not None and node[0] == MAPPING:
        yield from (child for _, _, _, child in node[1][0])
