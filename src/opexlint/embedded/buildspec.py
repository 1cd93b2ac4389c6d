"""CodeBuild's build specifications: the commands of their phases.

Format: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

import re
from collections.abc import Iterator
from posixpath import basename
from typing import Final

from opexlint.embedded import shell
from opexlint.embedded.passage import Passage, Spelling
from opexlint.embedded.shell import Command
from opexlint.embedded.value import member
from opexlint.model import LIST, MAPPING, Node
from opexlint.source import File

_KEYS: Final = (re.compile(r"""^version[ \t]*:[ \t]*["']?0\.""", re.MULTILINE), re.compile(r"^phases[ \t]*:", re.MULTILINE))


def is_one(file: File) -> bool:
    """Whether a file is a build specification, by its name as well: it is read as what it is, whoever names it."""
    return "buildspec" in basename(file.path) and all(key.search(file.text) for key in _KEYS)


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
