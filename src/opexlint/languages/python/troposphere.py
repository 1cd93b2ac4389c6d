"""troposphere: Python classes with CloudFormation's own names, which write a template.

`troposphere.sqs.Queue("Jobs", VisibilityTimeout=30)` is the resource `Jobs` of type `AWS::SQS::Queue`; what is no resource type
(`sqs.RedrivePolicy`) is a mapping of the same names.
"""

from functools import cache
from typing import Final

from opexlint.facts import identifiers, schemas
from opexlint.languages.python.cdk.construction import id_text, part_of
from opexlint.languages.python.drafts import Draft, draft
from opexlint.languages.python.machine import Machine
from opexlint.languages.python.nodes import Translator, member
from opexlint.languages.python.operations import spell
from opexlint.languages.python.values import Known, Made, Text, Unknown, Value
from opexlint.model import Node, UnitRecord, mapping, reference, unknown
from opexlint.source import Location

_SERVICES: Final = {"awslambda": "lambda", "firehose": "kinesisfirehose"}
"""Modules that are not called like their service."""


METHODS: Final = frozenset(("add_resource",))
"""The methods that `TemplateConstruction.call` knows."""


@cache
def type_of(name: str) -> str:
    """The CloudFormation type of a class (`troposphere.awslambda.Function`), "" when it is none."""
    module, _, cls = name.removeprefix("troposphere.").rpartition(".")
    wanted = f"{_SERVICES.get(module, module)}.{cls}".lower()
    return next((one for one in schemas.known_types() if one.removeprefix("AWS::").replace("::", ".").lower() == wanted), "")


class TemplateConstruction:
    """The resources of one program in the order they are made."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.resources: list[Made] = []

    def call(self, made: Made) -> Value | None:
        """The resource, property or function of the template that a call makes; None for any other call."""
        added = made.name == "add_resource"
        if not added and (made.owner is not None or not made.name.startswith("troposphere.")):
            return None
        title = made.arguments.get(0, "title")
        if added:
            return title.value if title is not None and part_of(title.value) in self.resources else None
        if title is not None and isinstance(title.value, Known | Text | Unknown) and type_of(made.name):
            made.id = title.value
            self._machine.make(made.at)
            self.resources.append(made)
        return made


class TemplateSynthesis:
    """One program's template; `unit` is the program's id."""

    translator: Translator

    def __init__(self, construction: TemplateConstruction, unit: str) -> None:
        self._construction = construction
        self._unit = unit
        self.units: list[UnitRecord] = []
        self.drafts: list[Draft] = []
        self._by_made: dict[int, Draft] = {}
        self._by_title: dict[str, Draft] = {}

    def run(self) -> None:
        """Make every resource, then its properties."""
        for made in self._construction.resources:
            title = id_text(made.id)
            one = draft(made, type_of(made.name), title, self._unit, native_type=made.name)
            if title not in self._by_title:
                self._by_made[id(made)] = self._by_title[title] = one
                self.drafts.append(one)
        if self.drafts:
            at = Location(self._unit, 0, 0)
            self.units.append(UnitRecord(self._unit, "template", at, mapping((), at), ""))
        for one in self.drafts:
            shape = schemas.shape(one.type)
            for name, argument in one.construct.arguments.keywords.items():
                canonical, below = member(shape, name)
                if name not in ("title", "template", "validation"):
                    one.set((canonical,), self.translator.node(argument.value, argument.at, below), one.construct.arguments.keys.get(name))
            if one.construct.arguments.more:
                one.open(one.construct.arguments.more)

    def resolve(self, value: Value, at: Location, shape: schemas.Shape | None) -> Node | None:
        """The node of a resource, of `Ref` and `GetAtt`, or of a property's class; None for anything else."""
        made = part_of(value)
        if made is None:
            return None
        if id(made) in self._by_made:
            return self._attribute(self._by_made[id(made)], "", at)
        if made.owner is not None and made.name.lower() in ("ref", "getatt", "get_att"):
            name = made.arguments.get(0, "attr")
            return self._attribute(self._find(made.owner), spell(name.value) if name and isinstance(name.value, Known) else "", at)
        if not made.name.startswith("troposphere."):
            return None
        kind = made.name.rpartition(".")[2]
        if kind in ("Ref", "GetAtt"):
            of, name = made.arguments.get(0, "data"), made.arguments.get(1, "attrName")
            found = self._find(of.value) if of is not None else None
            return self._attribute(found, spell(name.value) if name and isinstance(name.value, Known) else "", at)
        if made.arguments.positional:
            return unknown(f"{kind} is evaluated when it is deployed", at)
        entries = []
        for key, argument in made.arguments.keywords.items():
            place = made.arguments.keys.get(key, argument.at)
            canonical, below = member(shape, key)
            entries.append((canonical, place.start, place.end, self.translator.node(argument.value, argument.at, below)))
        return mapping(tuple(entries), made.at, made.arguments.more)

    def _find(self, value: Value) -> Draft | None:
        made = part_of(value)
        if made is not None:
            return self._by_made.get(id(made))
        return self._by_title.get(spell(value)) if isinstance(value, Known) else None

    def _attribute(self, found: Draft | None, attribute: str, at: Location) -> Node:
        if found is None:
            return unknown("it is known only when it is deployed", at)
        name = identifiers.getatt_yields(found.type, attribute) if attribute else identifiers.ref_yields(found.type)
        return reference(found.key, name, at)
