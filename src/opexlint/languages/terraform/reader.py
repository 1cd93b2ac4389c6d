"""One Terraform root, read into the common model."""

from collections.abc import Iterator
from typing import Final

from opexlint.languages.terraform.abridged import Moved
from opexlint.languages.terraform.commands import commands
from opexlint.languages.terraform.configuration import Block
from opexlint.languages.terraform.expressions import HOLDING, attempt, limited
from opexlint.languages.terraform.instances import Instance
from opexlint.languages.terraform.modules import Inputs, Module, OpaqueModule, Reading
from opexlint.languages.terraform.nodes import final
from opexlint.languages.terraform.resources import Draft, translated
from opexlint.languages.terraform.satellites import completed
from opexlint.languages.terraform.scopes import Scope
from opexlint.languages.terraform.settings import settings
from opexlint.model import CommandRecord, ModuleRecord, Node, Parsed, Problem, UnitRecord, gone, mapping
from opexlint.source import Location, Sources

_SOURCE: Final = frozenset(("source", "version"))


def read(folder: str, sources: Sources) -> Parsed:
    """Everything that the root in a folder deploys."""
    reading = Reading(folder, sources)
    root = Module(reading, reading.configuration(folder))
    contents = _Contents(reading)
    contents.add(root)
    files = root.configuration.files
    reading.problems.extend(root.assignments.problems)
    at = Location(files[0].path if files else folder, 0, 0)
    unit = UnitRecord(reading.unit, "terraform", at, settings(root, at), contents.open)
    parsed = Parsed(
        (unit,),
        tuple(completed(contents.drafts, reading.texts)),
        (),
        tuple(contents.commands),
        tuple(contents.modules),
        tuple(found for one in reading.own for found in one.suppressions),
        (*(problem for one in reading.own for problem in one.problems), *reading.problems),
    )
    root.release()
    return _moved(parsed, Moved(reading.homes)) if reading.homes else parsed


def _moved(parsed: Parsed, moved: Moved) -> Parsed:
    return parsed._replace(
        units=tuple([unit._replace(settings=moved.node(unit.settings)) for unit in parsed.units]),
        resources=tuple([moved.resource(record.whole) for record in parsed.resources]),
        commands=tuple([moved.command(record) for record in parsed.commands]),
        modules=tuple([moved.module(record) for record in parsed.modules]),
        problems=tuple([moved.problem(problem) for problem in parsed.problems]),
    )


class _Contents:
    """What the modules of a root hold, gathered from the root down."""

    def __init__(self, reading: Reading) -> None:
        self.drafts: list[Draft] = []
        self.commands: list[CommandRecord] = []
        self.modules: list[ModuleRecord] = []
        self.open = ""
        self._reading = reading

    def add(self, module: Module) -> None:
        """A module instance and all that it calls."""
        if self._reading.exhausted:
            self.open = self.open or "it is too large to be read whole"
            return
        if module.configuration.broken and not self.open:
            self.open = f"a file in {module.configuration.folder} could not be read whole"
        for _, block, instances in module.instances("resource"):
            for instance in instances:
                self._resource(block, instance, module.configuration.partial)
        for labels, block, instances in module.instances("module"):
            for instance in instances:
                self._module(labels[0], block, instance)

    def _resource(self, block: Block, instance: Instance, partial: str) -> None:
        try:
            draft = translated(instance, self._reading.texts)
            draft.properties.more = partial
            self.drafts.append(draft)
            self.commands.extend(commands(draft, self._reading.texts))
        except RecursionError:
            name = f"{instance.type}.{instance.name}"
            self.open = self.open or f"{name} nests too deep"
            self._reading.problems.append(Problem("limit-reached", f"{name} nests too deep to be read", block.header))

    def _module(self, name: str, block: Block, instance: Module | OpaqueModule) -> None:
        opaque = instance.why if isinstance(instance, OpaqueModule) else instance.configuration.partial
        inputs = instance.inputs
        assert inputs is not None
        self.modules.append(
            ModuleRecord(
                name,
                instance.address.removesuffix("."),
                self._reading.unit,
                block.header,
                _argument(block, "source", inputs.scope),
                _argument(block, "version", inputs.scope),
                mapping(tuple(_inputs(inputs)), block.header),
                opaque,
            )
        )
        if isinstance(instance, Module):
            self.add(instance)


def _argument(block: Block, name: str, scope: Scope) -> Node:
    expression = block.attribute(name)
    return gone(block.header) if expression is None else final(attempt(expression, scope))


def _inputs(inputs: Inputs) -> Iterator[tuple[str, int, int, Node]]:
    for name, item in inputs.written.items():
        value = inputs.get(name)
        assert value is not None
        yield name, item[1], item[5], final(limited(value, item[4], inputs.scope) if value[0] in HOLDING else value)
