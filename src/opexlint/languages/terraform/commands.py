"""Programs that a configuration starts: provisioners, and the scripts that instances run when they boot."""

from collections.abc import Iterator
from typing import Final

from opexlint.embedded import buildspec, shell, starters
from opexlint.languages.terraform.bodies import Argument, Body
from opexlint.languages.terraform.configuration import attribute, spelled
from opexlint.languages.terraform.nodes import final, origin, seen
from opexlint.languages.terraform.resources import Draft
from opexlint.languages.terraform.syntax import Node as SyntaxNode
from opexlint.languages.terraform.texts import Texts
from opexlint.languages.terraform.values import ITEMS, sequence_items, settled
from opexlint.model import LIST, CommandRecord, Node, Step, sequence
from opexlint.source import Location

CONTINUES: Final = "continues"
DESTROY: Final = "destroy"

_SHELLS: Final = ("sh", "bash", "zsh", "dash", "ksh")
_LIKE: Final = {"aws_spot_instance_request": ("AWS::EC2::Instance", ("user_data",))}
"""Types without a counterpart that start programs like another one, and where they say which."""
_PATHS: Final = {**starters.USER_DATA, **starters.BUILD_SPEC, **starters.RUNBOOK}


def commands(draft: Draft, texts: Texts) -> Iterator[CommandRecord]:
    """The programs that a resource starts."""
    unit = draft.instance.unit
    for provisioner, kind, context in _provisioners(draft):
        for started in _PROVISIONERS.get(kind, _nothing)(provisioner, texts):
            yield CommandRecord(started.argv, kind, unit, started.at, tuple(dict.fromkeys((*started.context, *context))))
    for starter, started in _by_properties(draft, texts):
        yield CommandRecord(started.argv, starter, unit, started.at, started.context)


def _by_properties(draft: Draft, texts: Texts) -> Iterator[tuple[str, shell.Command]]:
    """The programs that a resource starts by what its properties say, each where that is used."""
    kind, path = _LIKE.get(draft.instance.type) or (draft.type, _PATHS.get(draft.type))
    used = None if path is None else _at(draft.properties.node(), path)
    if used is None:
        return
    written = origin(used)
    file = texts.sources.file(written[4]) if written[4] else None
    if file is not None and file.path != used[4] and buildspec.is_one(file):
        return  # told where it stands
    way = texts.way(used)
    for starter, command in starters.commands(kind, lambda member, _: written if member == "Properties" else None, texts.passage):
        yield starter, _seen(command, used, way)


def _provisioners(draft: Draft) -> Iterator[tuple[Body, str, tuple[str, ...]]]:
    """The provisioners of a resource with their kinds and contexts."""
    for index, item in enumerate(draft.instance.block.blocks("provisioner")):
        found = draft.body.blocks.get("provisioner", [])
        if index < len(found) and len(item[4]) == 1:
            yield found[index], item[4][0], _context(item)


def _context(provisioner: SyntaxNode) -> tuple[str, ...]:
    """What the words of a provisioner say, keywords that read like references, or in the older form texts.

    `unused` and `continues` where a failure is thrown away, `destroy` where it runs when the resource is destroyed.
    """
    failing, when = (attribute(provisioner[5], name) for name in ("on_failure", "when"))
    continues = failing is not None and spelled(failing) == "continue"
    return (*((shell.UNUSED, CONTINUES) if continues else ()), *((DESTROY,) if when is not None and spelled(when) == "destroy" else ()))


def _local(provisioner: Body, texts: Texts) -> Iterator[shell.Command]:
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
    yield from _script(final(command.value), texts)


def _remote(provisioner: Body, texts: Texts) -> Iterator[shell.Command]:
    for line in _list(provisioner.arguments.get("inline")):
        yield from _script(line, texts)


def _nothing(provisioner: Body, texts: Texts) -> Iterator[shell.Command]:
    """A provisioner that starts no program on its own (`file`)."""
    del provisioner, texts
    return iter(())


_PROVISIONERS: Final = {"local-exec": _local, "remote-exec": _remote}


def _list(argument: Argument | None) -> list[Node]:
    if argument is None:
        return []
    value = settled(argument.value)
    return [final(item) for item in sequence_items(value)] if value[0] in ITEMS else []


def _script(node: Node, texts: Texts) -> Iterator[shell.Command]:
    """The programs that a script starts, each where the script is used."""
    for one in starters.alternatives(node):
        passage = texts.passage(origin(one))
        for command in shell.commands(passage) if passage is not None else ():
            yield _seen(command, one, texts.way(one))


def _seen(command: shell.Command, used: Node, way: tuple[Step, ...]) -> shell.Command:
    """A program as it is seen from where the value that starts it is used, which has come some way."""
    if not way:
        return command
    argv = seen(command.argv, (*used[:5], way))
    return shell.Command(argv, Location(argv[4], argv[2], argv[3]), command.context)


def _at(node: Node, path: tuple[str, ...]) -> Node | None:
    for name in path:
        if node[0] == LIST or not isinstance(node[1], tuple) or len(node[1]) != 2 or node[0] != "mapping":
            return None
        found = next((child for key, _, _, child in node[1][0] if key == name), None)
        if found is None:
            return None
        node = found
    return node
