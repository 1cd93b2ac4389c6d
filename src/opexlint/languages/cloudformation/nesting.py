"""Templates inside templates: which stacks a template deploys, and which templates are deployed on their own.

A stack whose template is a file of the project, or is written in place, is read with what it is given, as a unit of its own
(`shop.yaml:Network`), once for each place that deploys it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join, normpath
from typing import Final, NamedTuple

from opexlint.embedded.tree import Mapping as MappingTree
from opexlint.embedded.tree import Scalar, Tree, followed
from opexlint.languages.cloudformation.parameters import Inputs
from opexlint.model import LIST, MAPPING, UNKNOWN, Node, unknown
from opexlint.source import File, Location, Sources

MAX_STACKS: Final = 200
"""How many nested stacks are read in one job."""

MAX_NESTED_TEXT: Final = 5_000_000
"""How many characters the templates of nested stacks may have together, each counted as often as it is deployed."""

MAX_LEVELS: Final = 8
"""How deep stacks may nest."""

STACK_SET: Final = "AWS::CloudFormation::StackSet"
TEMPLATES: Final = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location", STACK_SET: "TemplateURL"}
"""The types that deploy a template, and the property that says where it is."""

_ASIDE: Final = frozenset(
    ("examples", "example", "tests", "test", "__tests__", "__snapshots__", "snapshots", "fixtures", "__fixtures__", "testdata", "e2e")
)
"""Folders whose templates show or try others: that they deploy one does not make it a part of theirs."""

_LOCAL = re.compile(r"""\b(?:TemplateURL|Location|aws:asset:path)["']?[ \t]*:[ \t]*["']?([^\s"'#,{}\[\]!&*]+)""")
_WORD = re.compile(r"\w+")


class Place(NamedTuple):
    """A template as it is deployed: the unit it becomes, what it is given, and the templates around it, outermost first."""

    unit: str
    inputs: Inputs
    above: tuple[str, ...]


class Stacks:
    """What the templates of one job are read with; it bounds how many there are."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self._stacks = MAX_STACKS
        self._text = MAX_NESTED_TEXT
        self.exhausted = False

    def afford(self, file: File) -> bool:
        """Whether one more stack of this template may be read."""
        self._stacks -= 1
        self._text -= len(file.text)
        self.exhausted = self.exhausted or self._stacks < 0 or self._text < 0
        return not self.exhausted


def location(kind: str, resource: MappingTree) -> str:
    """Where the template of a stack is, as a path or URL that is written out; "" where it is not."""
    properties = followed(resource.get("Properties"))
    found = followed(properties.get(TEMPLATES[kind])) if type(properties) is MappingTree else None
    return found.text if type(found) is Scalar and not found.tag else ""


def body(resource: MappingTree) -> Tree | None:
    """The template that a stack set has written in place, None where it has none."""
    properties = followed(resource.get("Properties"))
    return properties.get("TemplateBody") if type(properties) is MappingTree else None


def given(kind: str, properties: Node) -> Inputs:
    """What a stack's template is given, from its properties."""
    if properties[0] != MAPPING:
        return Inputs({}, "what it is given depends on a condition")
    entries = {key: node for key, _, _, node in properties[1][0]}
    passed = entries.get("Parameters")
    if passed is None:
        return Inputs({}, properties[1][1])
    if passed[0] == MAPPING:
        return Inputs({key: node for key, _, _, node in passed[1][0]}, passed[1][1])
    if kind == STACK_SET and passed[0] == LIST:
        values = dict(pairs(passed))
        for name, node in pairs(entries["StackInstancesGroup"]) if "StackInstancesGroup" in entries else ():
            values[name] = unknown("it differs from instance to instance", Location(node[4], node[2], node[3]))
        return Inputs(values, passed[1][1])
    return Inputs({}, str(passed[1]) if passed[0] == UNKNOWN else "what it is given depends on a condition")


def pairs(node: Node) -> Iterator[tuple[str, Node]]:
    """The parameters in lists of `ParameterKey` and `ParameterValue`, at any depth."""
    if node[0] == LIST:
        for item in node[1][0]:
            yield from pairs(item)
    elif node[0] == MAPPING:
        entries = {key: child for key, _, _, child in node[1][0]}
        key, value = entries.get("ParameterKey"), entries.get("ParameterValue")
        if key is not None and value is not None and isinstance(key[1], str):
            yield key[1], value
        for child in entries.values():
            yield from pairs(child)


def in_order(stacks: Mapping[str, Tree], text: str) -> Iterator[str]:
    """The names of nested stacks, each after those that it mentions; `text` is that of the template."""
    names = dict.fromkeys(stacks)
    mentioned = {name: names.keys() & set(_WORD.findall(text, tree.start, tree.end)) - {name} for name, tree in stacks.items()}
    while names:
        name = next((one for one in names if not mentioned[one] & names.keys()), next(iter(names)))
        del names[name]
        yield name


# -- which templates are deployed on their own --------------------------------------------------------------------------------------------


def roots(claimed: Sequence[str], sources: Sources) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The templates that are deployed on their own, in order, each with those that it nests.

    A template that another one nests is a part of that; but those in a folder of examples or tests decide only about one another.
    Templates that only nest one another are deployed on their own too, so that none is left out.
    """
    known = set(claimed)
    nests = {path: (_nested(path, sources) & known) - {path} for path in claimed}
    inner = {target for path, targets in nests.items() for target in targets if _decides(path, target)}
    covered: set[str] = set()
    for path in (*(one for one in claimed if one not in inner), *(one for one in claimed if one in inner)):
        if path not in inner or path not in covered:
            reached = _reached(path, nests)
            covered |= reached
            yield path, (path, *sorted(reached - {path}))


def _nested(path: str, sources: Sources) -> set[str]:
    written = sources.noted(path, local_templates)
    return {normpath(join(dirname(path), one)) for one in written} if written else set()


def local_templates(file: File) -> Iterator[str]:
    """What a template names that may be the files of its nested stacks, as seen from its folder."""
    if any(kind in file.text for kind in TEMPLATES):
        yield from (found[1] for found in _LOCAL.finditer(file.text) if "://" not in found[1])


def _decides(path: str, target: str) -> bool:
    folders = path.split("/")[:-1]
    aside = next((index for index, folder in enumerate(folders) if folder in _ASIDE), None)
    return aside is None or target.split("/")[: aside + 1] == folders[: aside + 1]


def _reached(path: str, nests: Mapping[str, set[str]]) -> set[str]:
    reached = {path}
    waiting = [path]
    while waiting:
        for target in nests[waiting.pop()] - reached:
            reached.add(target)
            waiting.append(target)
    return reached
