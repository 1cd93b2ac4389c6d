"""Well-known modules that are not there: abridged ones in their place, whose parts are seen where the module is called."""

import json
from collections.abc import Mapping
from posixpath import join, normpath
from typing import Final

from opexlint.facts.modules import RegistryModule, known
from opexlint.languages.terraform.configuration import Block, Configuration
from opexlint.languages.terraform.syntax import Node as SyntaxNode
from opexlint.model import CHOICE, LIST, MAPPING, REFERENCE, SCALAR, TEXT, CommandRecord, ModuleRecord, Node, Problem, ResourceRecord
from opexlint.source import File, Location, Sources

MANIFEST: Final = ".terraform/modules/modules.json"
"""Where `terraform init` says what it has put where."""
FOLDER: Final = "\0registry/"
"""What the folders of abridged modules begin with: no path of a project does."""

Homes = Mapping[str, Location]
"""By the path of an abridged module's file, the header of the call in whose place it stands."""


def registry_module(block: Block) -> RegistryModule | None:
    """The well-known module that a block calls."""
    source, version = _literal(block.attribute("source")), block.attribute("version")
    if not source or (version is not None and not _literal(version)):
        return None
    return known(source, _literal(version))


def _literal(expression: SyntaxNode | None) -> str:
    if expression is None or expression[0] != "tmpl" or len(expression[3]) != 1 or expression[3][0][0] != "lit":
        return ""
    return str(expression[3][0][3])


def configuration(module: RegistryModule, call: Location) -> Configuration:
    """The abridged module as a folder of its own, for one call."""
    made = Configuration(f"{FOLDER}{call.path}:{call.start}")
    made.partial = "" if module.whole else f"{module.source} sets more than its inputs tell"
    made.add(File(f"{made.folder}/main.tf", module.text))
    return made


def installed(root: str, sources: Sources) -> dict[str, str]:
    """The folders that `terraform init` has put modules in, by the addresses of their calls; of modules from elsewhere only."""
    file = sources.file(normpath(join(root, MANIFEST)))
    try:
        listed = json.loads(file.text)["Modules"] if file is not None else []
        found = {
            "".join(f"module.{name}." for name in one["Key"].split(".")): normpath(join(root, one["Dir"]))
            for one in listed
            if one["Key"] and not one["Source"].startswith(".")
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {address: folder for address, folder in found.items() if not folder.startswith(("..", "/"))}


# -- places -----------------------------------------------------------------------------------------------------------------------------


class Moved:
    """Moves what stands in abridged modules to where these are called."""

    def __init__(self, homes: Homes) -> None:
        self._homes = homes

    def resource(self, record: ResourceRecord) -> ResourceRecord:
        """A resource, wherever it stands."""
        return record._replace(
            header=self.place(record.header),
            when=self.node(record.when),
            properties=self.node(record.properties),
            attributes=self.node(record.attributes),
        )

    def module(self, record: ModuleRecord) -> ModuleRecord:
        """A call of a module."""
        return record._replace(at=self.place(record.at), inputs=self.node(record.inputs))

    def command(self, record: CommandRecord) -> CommandRecord:
        """A command."""
        return record._replace(at=self.place(record.at), argv=self.node(record.argv))

    def problem(self, problem: Problem) -> Problem:
        """A problem."""
        return problem._replace(at=self.place(problem.at))

    def place(self, at: Location) -> Location:
        """A place, or the call that it is inside of."""
        while at.path in self._homes:
            at = self._homes[at.path]
        return at

    def node(self, node: Node) -> Node:
        """A node, with all that is inside of it."""
        kind, payload, start, end, path, via = node
        if kind == LIST:
            payload = (tuple([self.node(item) for item in payload[0]]), payload[1])
        elif kind == MAPPING:
            entries = [(key, *(self.place(Location(path, at, to))[1:] if path in self._homes else (at, to)), self.node(inner))
                       for key, at, to, inner in payload[0]]  # fmt: skip
            payload = (tuple(entries), payload[1])
        elif kind == TEXT:
            payload = tuple([self.node(part) for part in payload])
        elif kind == CHOICE:
            payload = (payload[0], tuple([(option, self.node(branch)) for option, branch in payload[1]]))
        else:
            assert kind in (SCALAR, REFERENCE) or not isinstance(payload, tuple)
        at = self.place(Location(path, start, end))
        return (kind, payload, at.start, at.end, at.path, tuple([self._step(step) for step in via]) if via else via)

    def _step(self, step: tuple[str, str, str, int, int]) -> tuple[str, str, str, int, int]:
        how, name, path, start, end = step
        at = self.place(Location(path, start, end))
        return (how, name, at.path, at.start, at.end)
