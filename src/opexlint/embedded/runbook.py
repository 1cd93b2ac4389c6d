"""Systems Manager documents: the shell commands they run on instances.

Formats: https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-syntax-data-elements-parameters.html
A document's own parameters (`{{ Name }}`) are known only when it runs.
"""

from collections.abc import Iterator

from opexlint.embedded import shell
from opexlint.embedded.passage import Passage, Run, Spelling
from opexlint.embedded.shell import Command
from opexlint.embedded.value import member
from opexlint.model import LIST, SCALAR, Node, unknown
from opexlint.patterns import regex

_PARAMETER = regex(r"\{\{[^{}]*\}\}")
_SHELL_ACTIONS = frozenset({"aws:runShellScript"})
_RUN_SHELL_DOCUMENT = "AWS-RunShellScript"


def commands(document: Node, spelling: Spelling = Passage.of) -> Iterator[Command]:
    """The programs that a document, or an association of `AWS-RunShellScript`, starts; `spelling` answers the passage of a string in it."""
    for lines in _scripts(document):
        passage = _script(lines, spelling)
        if passage is not None:
            yield from shell.commands(passage)


def _scripts(document: Node) -> Iterator[Node]:
    """The lists of lines that shells run."""
    steps = member(document, "mainSteps")
    for step in _items(steps):
        action, inputs = _text(member(step, "action")), member(step, "inputs")
        if action in _SHELL_ACTIONS:
            yield from _present(member(inputs, "runCommand"))
        elif action == "aws:runCommand" and _text(member(inputs, "DocumentName")) == _RUN_SHELL_DOCUMENT:
            yield from _present(member(inputs, "Parameters", "commands"))
    for action in _SHELL_ACTIONS:  # schema version 1.2
        for one in _items(member(document, "runtimeConfig", action, "properties")):
            yield from _present(member(one, "runCommand"))
    if _text(member(document, "Name")) == _RUN_SHELL_DOCUMENT:
        yield from _present(member(document, "Parameters", "commands"))


def _script(lines: Node, spelling: Spelling) -> Passage | None:
    """The lines as one script, in which `{{ Name }}` is unknown."""
    parts: list[Run | Node] = []
    for line in _items(lines):
        passage = spelling(line)
        if passage is None:
            parts.append(line)
            continue
        done = 0
        for found in _PARAMETER.finditer(passage.text):
            parts.extend(passage.parts(done, found.start()))
            parts.append(unknown(f"{found[0]} is known only when the document runs", passage.at(*found.span())))
            done = found.end()
        parts.extend(passage.parts(done, len(passage.text)))
        parts.append(Run("\n", passage.at(len(passage.text), len(passage.text))))
    return Passage(parts) if parts else None


def _items(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node[1][0] if node[0] == LIST else (node,)


def _present(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield node


def _text(node: Node | None) -> str:
    return node[1] if node is not None and node[0] == SCALAR and isinstance(node[1], str) else ""
