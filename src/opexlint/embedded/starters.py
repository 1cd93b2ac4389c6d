"""The programs that a resource starts by what its properties say: user data, `cfn-init` commands, build steps and run commands."""

from collections.abc import Callable, Iterator
from typing import Final

from opexlint.embedded import buildspec, runbook, shell, yaml_text
from opexlint.embedded.passage import Spelling
from opexlint.embedded.shell import Command
from opexlint.embedded.value import member
from opexlint.model import CHOICE, LIST, MAPPING, SCALAR, TEXT, Node

USER_DATA: Final = {
    "AWS::AutoScaling::LaunchConfiguration": ("UserData",),
    "AWS::EC2::Instance": ("UserData",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData", "UserData"),
}
BUILD_SPEC: Final = {"AWS::CodeBuild::Project": ("Source", "BuildSpec")}
RUNBOOK: Final[dict[str, tuple[str, ...]]] = {"AWS::SSM::Document": ("Content",), "AWS::SSM::Association": ()}
STARTERS: Final = frozenset((*USER_DATA, *BUILD_SPEC, *RUNBOOK))
"""The types that start programs by their properties; by its `Metadata` any type can."""


def commands(kind: str, value: Callable[[str, tuple[str, ...]], Node | None], spelling: Spelling) -> Iterator[tuple[str, Command]]:
    """What a resource of a type starts, each with its starter.

    `value` answers a path below a member of the resource (`Properties`, `Metadata`); `spelling` the passage of a string in it.
    """
    if kind in USER_DATA:
        for script in alternatives(value("Properties", USER_DATA[kind])):
            passage = spelling(script)
            for command in shell.commands(passage) if passage is not None else ():
                yield "user-data", command
    for command in _init(value("Metadata", ("AWS::CloudFormation::Init",)), spelling):
        yield "user-data", command
    if kind in BUILD_SPEC:
        for document in _documents(value("Properties", BUILD_SPEC[kind]), spelling):
            for command in buildspec.commands(document, spelling):
                yield "buildspec", command
    if kind in RUNBOOK:
        for document in _documents(value("Properties", RUNBOOK[kind]), spelling):
            for command in runbook.commands(document, spelling):
                yield "runbook", command


def alternatives(node: Node | None) -> Iterator[Node]:
    """The values that a node may have: a script that runs only in some worlds is code as well."""
    if node is None:
        return
    if node[0] == CHOICE:
        for _, branch in node[1][1]:
            yield from alternatives(branch)
    else:
        yield node


def _documents(node: Node | None, spelling: Spelling) -> Iterator[Node]:
    """The documents that a node is, or spells as text."""
    for one in alternatives(node):
        if one[0] in (SCALAR, TEXT):
            passage = spelling(one)
            document = None if passage is None else yaml_text.read(passage)
            if document is not None:
                yield document
        else:
            yield one


def _init(node: Node | None, spelling: Spelling) -> Iterator[Command]:
    """The commands of `cfn-init`: of every configuration, in the order they are written."""
    if node is None or node[0] != MAPPING:
        return
    for _, _, _, config in node[1][0]:
        written = member(config, "commands")
        for _, _, _, one in written[1][0] if written is not None and written[0] == MAPPING else ():
            for command in alternatives(member(one, "command")):
                if command[0] == LIST:
                    yield from shell.started(command)
                elif passage := spelling(command):
                    yield from shell.commands(passage)
