"""Programs that a configuration starts: provisioners, and the scripts that instances run when they boot."""

from collections.abc import Iterator
from typing import Final

from opexlint.embedded import shell
from opexlint.embedded.passage import Passage
from opexlint.languages.terraform.bodies import Argument, Body
from opexlint.languages.terraform.configuration import attribute, spelled
from opexlint.languages.terraform.nodes import final
from opexlint.languages.terraform.resources import Draft
from opexlint.languages.terraform.shapes import origin, seen
from opexlint.languages.terraform.syntax import Node as SyntaxNode
from opexlint.languages.terraform.values import ITEMS, sequence_items, settled
from opexlint.model import LIST, CommandRecord, Node, sequence
from opexlint.source import Location, Sources

_SHELLS: Final = ("sh", "bash", "zsh", "dash", "ksh")
_BOOTED: Final = {
    "aws_instance": ("UserData",),
    "aws_launch_configuration": ("UserData",),
    "aws_launch_template": ("LaunchTemplateData", "UserData"),
    "aws_spot_instance_request": ("user_data",),
}
"""Where the types that boot an instance hold its script."""


def commands(draft: Draft, sources: Sources) -> Iterator[CommandRecord]:
    """The programs that a resource starts."""
    unit = draft.instance.unit
    for provisioner, kind, context in _provisioners(draft):
        for started in _PROVISIONERS.get(kind, _nothing)(provisioner, sources):
            yield CommandRecord(started.argv, kind, unit, started.at, tuple(dict.fromkeys((*started.context, *context))))
    path = _BOOTED.get(draft.instance.type)
    script = _at(draft.properties.node(), path) if path else None
    if script is not None:
        for started in _script(script, sources):
            yield CommandRecord(started.argv, "user-data", unit, started.at, started.context)


def _provisioners(draft: Draft) -> Iterator[tuple[Body, str, tuple[str, ...]]]:
    """The provisioners of a resource with their kinds and contexts."""
    for index, item in enumerate(item for item in draft.instance.block.body if item[0] == "block" and item[3] == "provisioner"):
        found = draft.body.blocks.get("provisioner", [])
        if index < len(found) and len(item[4]) == 1:
            yield found[index], item[4][0], _context(item)


def _context(provisioner: SyntaxNode) -> tuple[str, ...]:
    """`unused` where a failure is thrown away: a keyword, which reads like a reference, or in the older form a text."""
    failing = attribute(provisioner[5], "on_failure")
    return (shell.UNUSED,) if failing is not None and spelled(failing) == "continue" else ()


def _local(provisioner: Body, sources: Sources) -> Iterator[shell.Command]:
    command = provisioner.arguments.get("command")
    if command is None:
        return
    interpreter = _list(provisioner.arguments.get("interpreter"))
    if interpreter:
        program = str(interpreter[0][1]).rsplit("/", 1)[-1]
        if program not in _SHELLS:
            at = Location(command.value[4], command.value[2], command.value[3])
            yield shell.Command(sequence((*interpreter, final(command.value)), at), at, ())
            return
    yield from _script(final(command.value), sources)


def _remote(provisioner: Body, sources: Sources) -> Iterator[shell.Command]:
    for line in _list(provisioner.arguments.get("inline")):
        yield from _script(line, sources)


def _nothing(provisioner: Body, sources: Sources) -> Iterator[shell.Command]:
    """A provisioner that starts no program on its own (`file`)."""
    del provisioner, sources
    return iter(())


_PROVISIONERS: Final = {"local-exec": _local, "remote-exec": _remote}


def _list(argument: Argument | None) -> list[Node]:
    if argument is None:
        return []
    value = settled(argument.value)
    return [final(item) for item in sequence_items(value)] if value[0] in ITEMS else []


def _script(node: Node, sources: Sources) -> Iterator[shell.Command]:
    """The programs that a script starts, each where the script is used."""
    written = origin(node)
    file = sources.file(written[4]) if written[4] else None
    passage = Passage.of(written, file.text if file is not None else None)
    for command in shell.commands(passage) if passage is not None else ():
        if node[5]:
            argv = seen(command.argv, node)
            yield shell.Command(argv, Location(argv[4], argv[2], argv[3]), command.context)
        else:
            yield command


def _at(node: Node, path: tuple[str, ...]) -> Node | None:
    for name in path:
        if node[0] == LIST or not isinstance(node[1], tuple) or len(node[1]) != 2 or node[0] != "mapping":
            return None
        found = next((child for key, _, _, child in node[1][0] if key == name), None)
        if found is None:
            return None
        node = found
    return node
