"""A template as the common model: its resources with their values worked out, and what is said of the whole."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from typing import Final

from opexlint.embedded import starters, yaml_text
from opexlint.embedded.document import document
from opexlint.embedded.passage import Passage, Run
from opexlint.embedded.tree import Mapping as MappingTree
from opexlint.embedded.tree import Scalar, Sequence, Tree, followed, parse
from opexlint.embedded.value import member
from opexlint.facts.identifiers import ref_yields
from opexlint.facts.schemas import shape
from opexlint.languages.cloudformation import claims
from opexlint.languages.cloudformation.bodies import Body
from opexlint.languages.cloudformation.choices import both, lifted, opened
from opexlint.languages.cloudformation.conditions import Conditions, compared_parameters
from opexlint.languages.cloudformation.definitions import TYPE, with_definition
from opexlint.languages.cloudformation.deployments import deployments, inputs
from opexlint.languages.cloudformation.functions import EXPORT, MAX_WRITTEN, Evaluator
from opexlint.languages.cloudformation.generated import skipped
from opexlint.languages.cloudformation.loops import LOOP, MAX_COPIES, Loops
from opexlint.languages.cloudformation.nesting import (
    MAX_LEVELS,
    MAX_NESTED_TEXT,
    MAX_STACKS,
    STACK_SET,
    TEMPLATES,
    Place,
    Stacks,
    body,
    given,
    in_order,
    location,
    pairs,
)
from opexlint.languages.cloudformation.parameters import parameters
from opexlint.languages.cloudformation.sam import MAX_SHARED, Serverless
from opexlint.languages.cloudformation.schema import unquoted
from opexlint.languages.cloudformation.sections import resource_type, transforms
from opexlint.languages.cloudformation.suppression import in_metadata, in_text
from opexlint.languages.cloudformation.synthesis import PATH, asset, construct, metadata, origins
from opexlint.model import (
    CHOICE,
    LIST,
    MAPPING,
    SCALAR,
    UNKNOWN,
    CommandRecord,
    ModuleRecord,
    Node,
    Parsed,
    Problem,
    ResourceRecord,
    Suppression,
    UnitRecord,
    gone,
    mapping,
    plain,
    reference,
    scalar,
    sequence,
    unknown,
)
from opexlint.source import File, Location, Sources

_MODULE_SUFFIX: Final = "::MODULE"
_CUSTOM: Final = "AWS::CloudFormation::CustomResource"
_SERVERLESS: Final = "AWS::Serverless-2016-10-31"
_OF_AWS: Final = "AWS::"
"""The transforms of AWS leave alone what is written, apart from SAM's own resources; a macro of somebody's may change anything."""

_PLAIN_TRANSFORMS: Final = frozenset({_SERVERLESS, "AWS::LanguageExtensions"})
_DOCUMENTS: Final = {"AWS::CloudWatch::Dashboard": "DashboardBody", "AWS::SSM::Document": "Content"}
"""Documents that may be given as a text, in JSON or YAML, though their schema does not say so."""
_SETTINGS: Final = ("AWSTemplateFormatVersion", "Description", "Transform", "Metadata", "Parameters", "Outputs")


def read(file: File, others: Iterable[str], sources: Sources) -> Parsed:
    """The common model of a template that is deployed on its own, with the stacks it nests.

    `others` are the paths of further files of the job; those that say what the template is deployed with give its parameters their values.
    """
    stacks = Stacks(sources)
    given = [one for other in filter(None, map(sources.file, others)) for one in deployments(other, sources)]
    given = [one for one in given if not one.environment or one.template == file.path]
    parsed = _stack(file, Place(file.path, inputs(file, given), ()), stacks)
    parsed = parsed._replace(suppressions=tuple(dict.fromkeys(parsed.suppressions)))  # a template that is deployed twice is read twice
    if stacks.exhausted:
        message = f"its nested stacks are more than {MAX_STACKS}, or longer than {MAX_NESTED_TEXT} characters"
        parsed = parsed._replace(problems=(*parsed.problems, Problem("limit-reached", message, Location(file.path, 0, 0))))
    return parsed


def _stack(file: File, place: Place, stacks: Stacks) -> Parsed:
    """The common model of a template at a place; what can't be read of it is a problem and leaves its unit open."""
    document = parse(file.text, "Resources")
    skip = skipped(file, document)
    if skip is not None:
        return Parsed(problems=(skip,))
    problems = [
        Problem("limit-reached" if fault.limit else "syntax-error", fault.message, Location(file.path, fault.at, fault.at))
        for fault in document.faults
    ]
    problems += (
        Problem("syntax-error", f"the key {key.text} is repeated: only its last value counts", Location(file.path, key.start, key.end))
        for key in document.repeated
    )
    root = followed(document.root)
    if type(root) is not MappingTree:
        if not problems:
            problems.append(Problem("syntax-error", "a template is a mapping", Location(file.path, 0, 0)))
        return Parsed(problems=tuple(problems))
    parsed = _Reader(file, root, place, stacks).read()
    return parsed._replace(problems=tuple(dict.fromkeys((*problems, *parsed.problems))))


class _Reader:
    def __init__(self, file: File, root: MappingTree, place: Place, stacks: Stacks) -> None:
        self.file = file
        self.path = file.path
        self.unit = place.unit
        self.place = place
        self.stacks = stacks
        self.nested: dict[str, Parsed] = {}
        self.opaque: dict[str, str] = {}
        self.asked: dict[str, set[str]] = {}
        self.problems: list[Problem] = []
        self.sections = self._sections(root)
        self.at = self._first_key(root)
        self.open = root.broken
        self.rewritten = ""  # why what is not written of a resource may be there all the same
        self.resources: dict[str, tuple[Scalar, MappingTree]] = {}
        self.types: dict[str, str] = {}
        self.transforms = list(transforms(root))
        self._find_resources()
        names = self._entries("Parameters")
        conditions = self.sections.get("Conditions")
        maps = followed(self.sections.get("Mappings"))
        compared = compared_parameters(conditions, names, self.path)
        self.evaluator = Evaluator(
            unit=self.unit,
            path=self.path,
            source=file.text,
            parameters=parameters(self.sections.get("Parameters"), self.path, compared, self.unit, place.inputs),
            mappings=maps if type(maps) is MappingTree else None,
            types=self.types,
            generated={},
            open=self.open,
        )
        if _SERVERLESS not in self.transforms:
            self.evaluator.addresses = self._constructs()
        self.origins = origins(self.path, stacks.sources) if self.evaluator.addresses else {}
        self.conditions = Conditions(conditions, self.evaluator.parameters)
        self.evaluator.decided = self.conditions.decided

    def _sections(self, root: MappingTree) -> dict[str, Tree]:
        sections = {name: tree for name, (_, tree) in root.entries().items()}
        if LOOP in self.file.text:
            loops = Loops()
            for name in ("Conditions", "Resources", "Outputs"):
                if name in sections:
                    sections[name] = loops.expanded(sections[name])
            if loops.exhausted is not None:
                message = f"loops stand for more than {MAX_COPIES} nodes"
                self.problems.append(Problem("limit-reached", message, Location(self.path, loops.exhausted, loops.exhausted)))
        return sections

    def _first_key(self, root: MappingTree) -> Location:
        """The place that stands for the template: its first key."""
        if not root.pairs:
            return Location(self.path, root.start, root.start)
        key = root.pairs[0][0]
        return Location(self.path, key.start, key.end)

    def _entries(self, section: str) -> dict[str, tuple[Scalar, Tree]]:
        tree = followed(self.sections.get(section))
        return tree.entries() if type(tree) is MappingTree else {}

    def _constructs(self) -> dict[str, str]:
        """The paths of the constructs that a program made the resources from; two resources of one construct keep their logical ids."""
        if PATH not in self.file.text:
            return {}
        paths = {name: construct(resource) for name, (_, resource) in self.resources.items()}
        counts = Counter(paths.values())
        return {name: path for name, path in paths.items() if path and counts[path] == 1}

    def _header(self, name: str, key: Scalar) -> Location:
        """The place that names a resource: its logical id, or the line of the program that makes it."""
        at = Location(self.path, key.start, key.end)
        return self.origins.get(metadata(self.resources[name][1], PATH), at) if self.origins else at

    def _find_resources(self) -> None:
        """The resources with their types, and why others may be there that are not seen."""
        section = followed(self.sections.get("Resources"))
        if type(section) is MappingTree and section.broken:
            self.open = section.broken
        for name, (key, tree) in self._entries("Resources").items():
            resource = followed(tree)
            kind = resource_type(resource)
            if name.startswith("Fn::"):
                self.open = self.open or f"{name} adds resources that are not written in the template"
            elif type(resource) is not MappingTree or not kind:
                self.open = self.open or f"{name} has no type that can be read"
            else:
                self.resources[name] = (key, resource)
                self.types[name] = kind
        for transform in self.transforms:
            if transform not in _PLAIN_TRANSFORMS:
                self.open = self.open or f"the macro {transform} rewrites the template"
            if not transform.startswith(_OF_AWS):
                self.rewritten = self.rewritten or f"the macro {transform} may add to it"

    def read(self) -> Parsed:
        self._nest()
        records = self._records(self.resources)
        if _SERVERLESS in self.transforms or any(kind.startswith("AWS::Serverless::") for kind in set(self.types.values())):
            records = self._with_serverless(records)
        for name, record in records.items():
            if record.type == TYPE:
                records[name] = with_definition(record, self.file.text, self._document)
        settings, commands = self._settings(), tuple(self._commands())
        if self.evaluator.exhausted is not None:
            self.problems.append(
                Problem("limit-reached", f"its functions write more than {MAX_WRITTEN} characters", self.evaluator.exhausted)
            )
        own = Parsed(
            units=(UnitRecord(self.unit, "template", self.at, settings, self.open),),
            resources=tuple([record for record in records.values() if not record.type.endswith(_MODULE_SUFFIX)]),
            commands=commands,
            modules=tuple(self._modules(records)),
            suppressions=tuple(self._suppressions()),
            problems=tuple(self.problems),
        )
        if not self.nested:
            return own
        return Parsed(*(tuple(chain(*groups)) for groups in zip(own, *self.nested.values(), strict=True)))

    # -- nested stacks ----------------------------------------------------------------------------------------------------------------

    def _nest(self) -> None:
        """Reads the stacks that this one deploys, and what they put out."""
        self.nested, self.evaluator.outputs = {}, {}
        deploying = {name: tree for name, (_, tree) in self.resources.items() if self.types[name] in TEMPLATES}
        for name in in_order(dict(islice(deploying.items(), MAX_STACKS)), self.file.text):
            key, resource = self.resources[name]
            parsed = self._deployed(name, resource, self._header(name, key))
            if parsed is not None:
                self.nested[name] = parsed
                if self.types[name] != STACK_SET:
                    self.evaluator.outputs[name] = _outputs(parsed.units[0].settings)

    def _deployed(self, name: str, resource: MappingTree, header: Location) -> Parsed | None:
        """What a nested stack deploys, or None, and why it can't be told."""
        kind = self.types[name]
        written = location(kind, resource) or asset(resource)
        inline = self._body(name, resource) if kind == STACK_SET and not written else None
        file = None if inline is None else inline.file
        if "://" not in written and file is None and written:
            file = self.stacks.sources.beside(self.path, written)
        above = (*self.place.above, self.path)
        self.opaque[name] = self._unseen(written, file, above)
        if self.opaque[name] or file is None:
            return None
        properties = resource.get("Properties")
        node = mapping((), header) if properties is None else self.evaluator.value(properties, shape(kind))
        parsed = _stack(file, Place(":".join(self.evaluator.key(name)), given(kind, opened(node, self.rewritten)), above), self.stacks)
        if inline is not None:
            parsed = inline.put_back(parsed)
        if not parsed.units:
            self.opaque[name] = f"its template {written} can't be read"
            return None
        when = self._when(resource, header)
        if when[:2] == (SCALAR, True):
            return parsed
        return parsed._replace(
            resources=tuple(
                one.whole._replace(when=lifted((when, one.when), lambda known: both(known, header), header)) for one in parsed.resources
            )
        )

    def _body(self, name: str, resource: MappingTree) -> Body | None:
        """The template that a stack set has written in place, as far as it is known."""
        written = body(resource)
        return None if written is None else Body.of(self.evaluator.script(written), self.file, name)

    def _unseen(self, written: str, file: File | None, above: tuple[str, ...]) -> str:
        """Why a stack's template can't be seen into, or ""; "" as well where only its value can tell."""
        if file is None:
            return f"its template {written} is not in the project" if written else ""
        if written and file.path in above:
            return f"its template {written} deploys itself"
        if len(above) > MAX_LEVELS:
            return f"stacks nest more than {MAX_LEVELS} deep"
        if written and not claims(file):
            return f"{written} is no template"
        return "" if self.stacks.afford(file) else "there are too many nested stacks"

    # -- resources --------------------------------------------------------------------------------------------------------------------

    def _records(self, names: Iterable[str]) -> dict[str, ResourceRecord]:
        """The records of these resources; what each asks for that is not declared is kept."""
        records = {}
        for name in names:
            self.evaluator.undeclared = set()
            records[name] = self._record(name, *self.resources[name])
            self.asked[name] = self.evaluator.undeclared
        return records

    def _record(self, name: str, key: Scalar, resource: MappingTree) -> ResourceRecord:
        header = self._header(name, key)
        address = self.evaluator.addresses.get(name, name)
        kind = self.types[name]
        written = resource.get("Properties")
        properties = mapping((), header, resource.broken)
        if written is not None:
            properties = _as_mapping(self.evaluator.value(written, shape(_CUSTOM if kind.startswith("Custom::") else kind)), header)
            if kind in _DOCUMENTS:
                properties = _with_document(properties, _DOCUMENTS[kind], self.file.text)
        attributes = tuple(
            [
                (attribute, place.start, place.end, self._attribute(attribute, value))
                for attribute, (place, value) in resource.entries().items()
                if attribute != "Type" and attribute != "Properties"
            ]
        )
        return ResourceRecord(
            type=kind,
            native_type=kind,
            name=address.rpartition("/")[2],
            address=address,
            unit=self.unit,
            header=header,
            when=self._when(resource, header),
            properties=opened(properties, self.rewritten),
            attributes=opened(mapping(attributes, header, resource.broken), self.rewritten),
        )

    def _when(self, resource: MappingTree, header: Location) -> Node:
        condition = followed(resource.get("Condition"))
        if condition is None:
            return scalar(True, header)
        decided = self.conditions.decided(condition.text, self.evaluator) if type(condition) is Scalar else None
        return unknown("its condition is not declared", header) if decided is None else decided

    def _attribute(self, name: str, tree: Tree) -> Node:
        if name == "DependsOn":
            found = followed(tree)
            items = found.items if type(found) is Sequence else [tree]
            return sequence(tuple(self._dependency(item) for item in items), self.evaluator.at(tree))
        node = self.evaluator.value(tree)
        return unquoted(node) if name in ("CreationPolicy", "UpdatePolicy") else node

    def _dependency(self, tree: Tree) -> Node:
        found = followed(tree)
        name = found.text if type(found) is Scalar else ""
        if name not in self.resources:
            return self.evaluator.value(tree)
        return reference(self.evaluator.key(name), ref_yields(self.types[name]), self.evaluator.at(tree))

    def _with_serverless(self, records: dict[str, ResourceRecord]) -> dict[str, ResourceRecord]:
        """The records with those of SAM's types replaced by what its transform makes of them.

        What the transform generates can be referred to, and its names are known only afterwards: what asks for them is worked out again.
        """
        shared = self.sections.get("Globals")
        translated = Serverless(records, self._shared(shared)).translated()
        self.evaluator.knows(translated.names)
        stale = [name for name, asked in self.asked.items() if asked & translated.names.keys()]
        if any(name in self.nested for name in stale):
            self._nest()
            stale = list(self.resources)
        if stale:
            records = {**records, **self._records(stale)}
            translated = Serverless(records, self._shared(shared)).translated()
        self.open = self.open or translated.open
        if translated.exhausted:
            message = f"Globals put more than {MAX_SHARED} values into the resources"
            self.problems.append(Problem("limit-reached", message, self.at))
        return translated.records

    def _document(self, path: str) -> Node | None:
        """The value of a JSON or YAML file beside the template."""
        file = self.stacks.sources.beside(self.path, path)
        if file is None:
            return None
        return yaml_text.read(Passage((Run(file.text, Location(file.path, 0, len(file.text))),)))

    def _shared(self, written: Tree | None) -> Node:
        return mapping((), self.at) if written is None else self.evaluator.value(written)

    # -- the whole --------------------------------------------------------------------------------------------------------------------

    def _settings(self) -> Node:
        entries = []
        for name in _SETTINGS:
            tree = self.sections.get(name)
            if tree is not None:
                entries.append((name, tree.start, tree.start, self.evaluator.value(tree)))
        settings = mapping(tuple(entries), self.at)
        exports = tuple(_exports(settings))
        if exports:
            entries.append(("Exports", self.at.start, self.at.start, mapping(exports, self.at)))
        return mapping(tuple(entries), self.at)

    def _modules(self, records: Mapping[str, ResourceRecord]) -> Iterator[ModuleRecord]:
        """Nested stacks and registry modules: what holds resources that are not written here."""
        for name, record in records.items():
            source = TEMPLATES.get(record.native_type)
            if source is not None or record.type.endswith(_MODULE_SUFFIX):
                yield self._module(name, record, source)

    def _module(self, name: str, record: ResourceRecord, source: str | None) -> ModuleRecord:
        """One of them; `source` is the property that says where its template is, None for a module of the registry."""
        entries = {key: node for key, _, _, node in record.properties[1][0]} if record.properties[0] == MAPPING else {}
        if source is None:
            origin, inputs = scalar(record.type, record.header), record.properties
            opaque = f"{record.type} comes from the registry"
        else:
            missing = unknown(f"{record.name} has no {source}", record.header)
            origin = next((entries[name] for name in ("TemplateURL", "Location", "TemplateBody") if name in entries), missing)
            passed = entries.get("Parameters", mapping((), record.header))
            inputs = passed if passed[0] != LIST else mapping(tuple((key, *node[2:4], node) for key, node in pairs(passed)), record.header)
            opaque = "" if name in self.nested else self.opaque.get(name) or _whereabouts(origin)
        return ModuleRecord(record.name, record.address, self.unit, record.header, origin, gone(record.header), inputs, opaque)

    def _commands(self) -> Iterator[CommandRecord]:
        for name, (_, resource) in self.resources.items():
            if self.types[name] not in starters.STARTERS and resource.get("Metadata") is None:
                continue

            def value(member: str, path: tuple[str, ...], resource: MappingTree = resource) -> Node | None:
                found = resource.get(member)
                for name in path:
                    inner = followed(found)
                    if type(inner) is not MappingTree:
                        return None
                    found = inner.get(name)
                return None if found is None else self.evaluator.script(found)

            for starter, command in starters.commands(self.types[name], value, partial(Passage.of, source=self.file.text)):
                yield CommandRecord(command.argv, starter, self.unit, command.at, command.context)

    def _suppressions(self) -> Iterator[Suppression]:
        if "opexlint" not in self.file.text:
            return
        yield from in_text(self.file)
        yield from in_metadata(self.sections.get("Metadata"), self.path, Location(self.path, 0, len(self.file.text)))
        for name, (key, resource) in self.resources.items():
            yield from in_metadata(resource.get("Metadata"), self.path, self._header(name, key))


def _outputs(settings: Node) -> dict[str, Node]:
    """The values that a template puts out, by name."""
    outputs = member(settings, "Outputs")
    entries = outputs[1][0] if outputs is not None and outputs[0] == MAPPING else ()
    return {name: value for name, _, _, node in entries if (value := member(node, "Value")) is not None}


def _exports(settings: Node) -> Iterator[tuple[str, int, int, Node]]:
    """What a template exports, by the names that are known."""
    outputs = member(settings, "Outputs")
    for _, start, end, output in outputs[1][0] if outputs is not None and outputs[0] == MAPPING else ():
        name, value = member(output, "Export", "Name"), member(output, "Value")
        if name is not None and value is not None:
            yield from ((f"{EXPORT}:{one}", start, end, value) for one in _spellings(name))


def _spellings(node: Node) -> dict[str, None]:
    """The strings that a value may be, in the order of its options."""
    if node[0] == CHOICE:
        return {one: None for _, branch in node[1][1] for one in _spellings(branch)}
    return {plain(node[1]): None} if node[0] == SCALAR else {}


def _whereabouts(origin: Node) -> str:
    """Why a template that is named by no path can't be found."""
    return str(origin[1]) if origin[0] == UNKNOWN else "where its template is is known only when it is deployed"


def _with_document(properties: Node, name: str, source: str) -> Node:
    """Properties with one that is a text read as the JSON or YAML it spells."""
    if properties[0] != MAPPING:
        return properties
    entries, more = properties[1]
    read = tuple((*entry[:3], document(entry[3], source, yaml=True)) if entry[0] == name else entry for entry in entries)
    return (MAPPING, (read, more), *properties[2:])


def _as_mapping(node: Node, header: Location) -> Node:
    """Properties as a mapping (or a choice between mappings); what is written instead of one says nothing."""
    if node[0] in (MAPPING, CHOICE):
        return node
    if node[0] == UNKNOWN:
        return mapping((), header, str(node[1]))
    return mapping((), header, "" if node[0] != LIST and node[1] is None else "its properties are not written as a mapping")
