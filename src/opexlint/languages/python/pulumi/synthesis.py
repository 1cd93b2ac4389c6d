"""The resources that a Pulumi program registers."""

from collections.abc import Iterator

from opexlint.embedded import shell
from opexlint.embedded.passage import Passage
from opexlint.facts import identifiers, schemas, terraform
from opexlint.languages.python.cdk.construction import id_text, part_of
from opexlint.languages.python.cdk.references import attribute_name
from opexlint.languages.python.drafts import Draft, Entry, draft, with_outputs
from opexlint.languages.python.nodes import Translator
from opexlint.languages.python.nodes import member as schema_member
from opexlint.languages.python.operations import describe, spell, why
from opexlint.languages.python.properties import put
from opexlint.languages.python.pulumi.construction import PulumiConstruction
from opexlint.languages.python.pulumi.inputs import InputReader, fields_of, resolved
from opexlint.languages.python.pulumi.names import native_type, terraform_name, terraform_type
from opexlint.languages.python.values import Argument, Arguments, Known, Made, Member, Sequence, Value
from opexlint.model import CommandRecord, ModuleRecord, Node, UnitRecord, imported, mapping, reference, scalar, sequence, unknown
from opexlint.source import Location

_COMPONENTS = ("pulumi_awsx.", "pulumi_eks.")
_STARTERS = {"pulumi_command.local.Command": "local-exec", "pulumi_command.remote.Command": "remote-exec"}
_META = ("opts", "resource_name", "args", "__props__")


class PulumiSynthesis:
    """One program's resources; `unit` is the program's id."""

    def __init__(self, construction: PulumiConstruction, unit: str, entry: str) -> None:
        self._construction = construction
        self._project = construction.stacks.project if construction.resources or construction.outputs else ""
        self._unit = unit
        self._at = Location(entry, 0, 0)
        self.translator: Translator
        self.drafts: list[Draft] = []
        self.modules: list[ModuleRecord] = []
        self.units: list[UnitRecord] = []
        self._by_made: dict[int, Draft] = {}
        self._addresses: set[str] = set()
        self._vocabularies: dict[int, terraform.Vocabulary | None] = {}
        self._types: dict[int, str] = {}

    def run(self) -> None:
        """Make every resource, then its properties; satellites go onto what they complete."""
        if not self._construction.resources and not self._construction.outputs:
            return
        self.units.append(UnitRecord(self._unit, "pulumi", self._at, mapping((), self._at), ""))
        inputs = InputReader(self.translator)
        plain: list[Made] = []
        satellites: list[Made] = []
        for made in self._construction.resources:
            if made.name.startswith(_COMPONENTS):
                self._component(made)
            elif made.name != "pulumi.ComponentResource" and not made.name.endswith(".Provider"):
                vocabulary = self._begin(made)
                (satellites if vocabulary is not None and vocabulary.satellite is not None else plain).append(made)
        for made in plain:
            self._fill(inputs, made)
        for made in satellites:
            self._complete(inputs, made)
        self.units[0] = with_outputs(self.units[0], tuple(self._outputs()), "stack")

    def _outputs(self) -> Iterator[Entry]:
        """What the program exports; other programs refer to it by project and name."""
        for made in self._construction.outputs:
            name, value = made.arguments.get(0, "name"), made.arguments.get(1, "value")
            if name is None or value is None:
                continue
            written = id_text(name.value)
            spelled = scalar(f"{self._project}/{written}", name.at) if isinstance(name.value, Known) else unknown(why(name.value), name.at)
            export = mapping((("Name", name.at.start, name.at.end, spelled),), name.at)
            entries = (
                ("Value", value.at.start, value.at.end, self.translator.node(value.value, value.at)),
                ("Export", name.at.start, name.at.end, export),
            )
            yield written, name.at.start, name.at.end, mapping(entries, made.at)

    def _begin(self, made: Made) -> terraform.Vocabulary | None:
        provider, _, name = made.name.partition(".")
        tf_type = terraform_type(name) if provider == "pulumi_aws" else ""
        native = native_type(name) if provider == "pulumi_aws_native" else ""
        vocabulary = terraform.vocabulary(tf_type) if tf_type else None
        self._vocabularies[id(made)] = vocabulary
        self._types[id(made)] = tf_type
        if vocabulary is not None and vocabulary.satellite is not None:
            return vocabulary
        kind = vocabulary.cfn_type if vocabulary is not None else tf_type or native or made.name.removeprefix("pulumi_")
        cls = made.name.removeprefix("pulumi_")
        address = f"{cls}.{id_text(made.id)}"
        number = 2
        while address in self._addresses:
            address = f"{cls}.{id_text(made.id)}#{number}"
            number += 1
        self._addresses.add(address)
        one = draft(made, kind, address, self._unit, native_type=cls)
        one.label = id_text(made.id)
        self.drafts.append(one)
        self._by_made[id(made)] = one
        return vocabulary

    def _fill(self, inputs: InputReader, made: Made) -> None:
        one = self._by_made[id(made)]
        vocabulary = self._vocabularies[id(made)]
        shape = schemas.shape(one.type)
        fields = _inputs(made, self._types[id(made)])
        targets = vocabulary.attributes if vocabulary is not None else {}
        if made.name.startswith("pulumi_aws_native."):
            one.properties = self._native(fields, one.header, shape)
        else:
            one.properties = inputs.apply(mapping((), one.header), targets, fields, shape)
        for path, constant in ((vocabulary.also or {}) if vocabulary is not None else {}).items():
            one.properties = put(one.properties, path, scalar(constant, one.header))
        one.part_attributes()
        self._options(one, made)

    def _native(self, fields: Arguments, at: Location, shape: schemas.Shape | None) -> Node:
        """Inputs of the provider that has CloudFormation's own names, in snake case at any depth."""
        entries = []
        for name, argument in fields.keywords.items():
            key = fields.keys.get(name, argument.at)
            canonical, below = schema_member(shape, name)
            entries.append((canonical, key.start, key.end, self._native_value(argument.value, argument.at, below)))
        return mapping(tuple(entries), at, fields.more)

    def _native_value(self, value: Value, at: Location, shape: schemas.Shape | None) -> Node:
        fields = fields_of(value) if shape is not None and shape.kind == "object" else None
        if fields is not None:
            return self._native(fields, value.at, shape)
        if isinstance(value, Sequence) and shape is not None and shape.kind == "list":
            return self.translator.sequence(value, lambda item, place: self._native_value(item, place, shape.element))
        return self.translator.node(value, at, shape)

    # -- satellites -----------------------------------------------------------------------------------------------------------------

    def _complete(self, inputs: InputReader, made: Made) -> None:
        vocabulary = self._vocabularies[id(made)]
        assert vocabulary is not None
        satellite = vocabulary.satellite
        assert satellite is not None
        fields = _inputs(made, self._types[id(made)])
        owner = fields.keywords.get(satellite.ref)
        parent = self._owner(owner.value) if owner is not None else None
        rest = Arguments(
            fields.at, fields.call, [], {k: v for k, v in fields.keywords.items() if k != satellite.ref}, fields.keys, fields.more
        )
        fresh = inputs.apply(mapping((), made.header), vocabulary.attributes, rest, None)
        into = resolved(satellite.into, fields)
        if into is None:
            for one in self.drafts if parent is None else (parent,):
                if one.type == vocabulary.cfn_type:
                    one.open(f"{id_text(made.id)} may add to it")
            return
        if parent is not None:
            for name, start, end, node in fresh[1][0]:
                parent.set((*into, name), node, Location(made.header.path, start, end))
            if fresh[1][1]:
                parent.open(fresh[1][1])
            return
        reason = unknown(f"{id_text(made.id)} may set it", made.header)
        for one in self.drafts:
            if one.type == vocabulary.cfn_type:
                for name, _, _, _ in fresh[1][0]:
                    if one.present((name,)) is None:
                        one.set((*into, name), reason)

    def _owner(self, value: Value) -> Draft | None:
        made = part_of(value)
        while made is None and isinstance(value, Member):
            value = value.owner
            made = part_of(value)
        return self._by_made.get(id(made)) if made is not None else None

    # -- options --------------------------------------------------------------------------------------------------------------------

    def _options(self, one: Draft, made: Made) -> None:
        options = made.arguments.keywords.get("opts") or made.arguments.get(2, "opts")
        fields = options.value.arguments if options is not None and isinstance(options.value, Made) else None
        if fields is None:
            return
        for name, spelled in (("protect", "PreventDestroy"), ("ignore_changes", "IgnoreChanges")):
            if name in fields.keywords:
                given = fields.keywords[name]
                one.attributes = put(
                    one.attributes, ("Lifecycle", spelled), self.translator.node(given.value, given.at), fields.keys.get(name)
                )
        retain = fields.keywords.get("retain_on_delete")
        if retain is not None and isinstance(retain.value, Known) and retain.value.value is True:
            one.attributes = put(one.attributes, ("DeletionPolicy",), scalar("Retain", retain.at))
        depends = fields.keywords.get("depends_on")
        if depends is not None:
            items = depends.value.items if isinstance(depends.value, Sequence) else [depends.value]
            nodes = tuple(reference(found.key, "Ref", depends.at) for item in items if (found := self._owner(item)) is not None)
            one.attributes = put(one.attributes, ("DependsOn",), sequence(nodes, depends.at))

    def _component(self, made: Made) -> None:
        fields = _inputs(made)
        entries = tuple(
            (name, argument.at.start, argument.at.end, self.translator.node(argument.value, argument.at))
            for name, argument in fields.keywords.items()
        )
        name, at = id_text(made.id), made.header
        why_opaque = f"{made.name} is not part of the project"
        version = unknown("the installed version is not known", at)
        inputs = mapping(entries, made.at, fields.more)
        address = f"{made.name.removeprefix('pulumi_')}.{name}"
        self.modules.append(ModuleRecord(name, address, self._unit, at, scalar(made.name, at), version, inputs, why_opaque))

    def commands(self, unit: str) -> Iterator[CommandRecord]:
        """The programs that `pulumi_command` starts, here or on another machine."""
        for made in self._construction.resources:
            starter = _STARTERS.get(made.name)
            for name in ("create", "update", "delete") if starter is not None else ():
                given = _inputs(made).keywords.get(name)
                script = Passage.of(self.translator.node(given.value, given.at)) if given is not None else None
                for command in shell.commands(script) if script is not None else ():
                    yield CommandRecord(command.argv, str(starter), unit, command.at, command.context)

    # -- references -----------------------------------------------------------------------------------------------------------------

    def resolve(self, value: Value, at: Location, shape: schemas.Shape | None) -> Node | None:
        """The node of a resource or an attribute of one; None for anything else."""
        if isinstance(value, Member) and value.name.startswith("[") and isinstance(value.owner, Member) and value.owner.name == "outputs":
            output = self._of_stack(value.owner.owner, Argument(Known(value.at, value.name[2:-2]), value.at), at)
            if output is not None:
                return output
        if isinstance(value, Member):
            one = self._owner(value.owner) if part_of(value.owner) is not None else None
            if one is None:
                return self._unknown(value, at)
            tf_type = self._types.get(id(one.construct), "")
            name = (
                identifiers.terraform_yields(tf_type, terraform_name(tf_type, value.name)) if tf_type else attribute_name(one, value.name)
            )
            return reference(one.key, name or value.name, value.at)
        made = part_of(value)
        if made is not None and made.owner is not None and made.name in ("get_output", "require_output"):
            return self._of_stack(made.owner, made.arguments.get(0, "name"), at) or self._unknown(value, at)
        found = self._by_made.get(id(made)) if made is not None else None
        if found is not None:
            name = identifiers.terraform_yields(self._types.get(id(found.construct), ""), "id")
            return reference(found.key, name or identifiers.ref_yields(found.type), at)
        if made is not None and made.name.startswith("pulumi_") and made.name.endswith(("Args", "Opts")):
            return self._args(made)
        return self._unknown(value, at)

    def _of_stack(self, stack: Value, name: Argument | None, at: Location) -> Node | None:
        """An output of another stack: `StackReference("org/network/prod").get_output("vpc_id")`."""
        if not isinstance(stack, Made) or stack.name != "pulumi.StackReference" or name is None or not isinstance(name.value, Known):
            return None
        given = stack.arguments.keywords.get("stack_name") or stack.arguments.get(0, "name")
        parts = id_text(given.value).split("--") if given is not None else []
        project = parts[-2] if len(parts) > 1 else self._project
        return imported(f"stack:{project}/{spell(name.value)}", at) if "*" not in project else None

    def _args(self, made: Made) -> Node:
        entries = []
        for name, argument in made.arguments.keywords.items():
            key = made.arguments.keys.get(name, argument.at)
            entries.append((name, key.start, key.end, self.translator.node(argument.value, argument.at)))
        return mapping(tuple(entries), made.at, made.arguments.more)

    def _unknown(self, value: Value, at: Location) -> Node | None:
        made = part_of(value)
        return unknown(f"{describe(value)} is known only when it is deployed", at) if made is not None and "pulumi" in made.name else None


def _inputs(made: Made, tf_type: str = "") -> Arguments:
    """The inputs of a resource by Terraform's names: its keywords, or those of an `...Args` object behind the name."""
    given = made.arguments.positional[1] if len(made.arguments.positional) > 1 else made.arguments.keywords.get("args")
    fields = fields_of(given.value) if given is not None else None
    keywords = {name: one for name, one in made.arguments.keywords.items() if name not in _META}
    keys = dict(made.arguments.keys)
    more = made.arguments.more
    if fields is not None:
        keywords = {**fields.keywords, **keywords}
        keys = {**fields.keys, **keys}
        more = more or fields.more
    elif given is not None and not isinstance(given.value, Known):
        more = more or why(given.value)
    given_ones = {name: one for name, one in keywords.items() if not (isinstance(one.value, Known) and one.value.value is None)}
    keywords = {terraform_name(tf_type, name): one for name, one in given_ones.items()}
    keys = {terraform_name(tf_type, name): at for name, at in keys.items()}
    return Arguments(made.at, made.arguments.call, [], keywords, keys, more)
