"""Objects of the CDK as values of properties: an attribute of a resource, a constant's value, a duration in the property's unit."""

import re
from collections.abc import Callable
from typing import Final

from opexlint.facts import cdk, identifiers, schemas
from opexlint.languages.python.cdk.construction import id_text, part_of, short
from opexlint.languages.python.drafts import BY_CDK, Draft
from opexlint.languages.python.nodes import Translator, member
from opexlint.languages.python.operations import describe, spell
from opexlint.languages.python.properties import from_data
from opexlint.languages.python.values import Argument, External, Instance, Known, Made, Member, Sequence, Value
from opexlint.model import Node, imported, mapping, reference, scalar, text, unknown
from opexlint.source import Location

DURATIONS: Final[dict[str, float]] = {"millis": 0.001, "seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
_UNITS: Final = {"milliseconds": 0.001, "seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
_SIZES: Final[dict[str, float]] = {"kibibytes": 1, "mebibytes": 1024, "gibibytes": 1024**2, "tebibytes": 1024**3}
_PSEUDO: Final = frozenset(("account", "region", "partition", "stack_id", "url_suffix", "availability_zones", "notification_arns"))

_FAMILY = re.compile(r"[a-z]{1,4}\d\w*|u-\w+|mac\d\S*")
"""Instance families; some of CDK's constants (`BURSTABLE3`) only paraphrase one."""

Find = Callable[[Value], Draft | None]


class References:
    """Implements `nodes.Resolver`; `find` knows the draft behind a value."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self.translator: Translator

    def __call__(self, value: Value, at: Location, shape: schemas.Shape | None) -> Node | None:
        """The node of a library's object; None when nothing is known of it."""
        if isinstance(value, External):
            return self.constant(value, at)
        if isinstance(value, Member):
            return self._member(value, at)
        if isinstance(value, Made | Instance):
            found = self._find(value)
            if found is not None:
                return self.to(found, "", at)
            made = part_of(value)
            return self._made(made, at, shape) if made is not None else None
        return None

    # -- constants ------------------------------------------------------------------------------------------------------------------

    def constant(self, value: External, at: Location) -> Node | None:
        """An enumeration's member or a static constant."""
        if not value.name.startswith("aws_cdk."):
            return None
        name = short(value.name)
        if name.startswith("Aws."):
            return unknown(f"{name} is known only when it is deployed", at)
        data = cdk.constant(name)
        return from_data(data, value.at, cdk.UNKNOWN, BY_CDK) if data is not None else None

    # -- attributes -----------------------------------------------------------------------------------------------------------------

    def to(self, draft: Draft, attribute: str, at: Location) -> Node:
        """A reference to an attribute of a resource; to its ARN, or what `Ref` yields, when none is named."""
        name = attribute or identifiers.arn_attribute(draft.type) or identifiers.ref_yields(draft.type)
        return reference(draft.key, name, at)

    def _member(self, value: Member, at: Location) -> Node | None:
        draft = self._find(value.owner)
        if draft is None:
            return self._imported(value.owner, value.name, value.at) or self._of_stack(value)
        name = attribute_name(draft, value.name)
        if name is not None:
            return reference(draft.key, name, value.at)
        inner = self._find(value)
        return self.to(inner, "", value.at) if inner is not None else None

    def _of_stack(self, value: Member) -> Node | None:
        if value.name in _PSEUDO:
            return unknown(f"the stack's {value.name} is known only when it is deployed", value.at)
        owner = part_of(value.owner)
        if owner is None or owner.scope is None:
            return None
        if short(owner.name) == "CfnParameter" and (value.name.startswith("value") or value.name == "ref"):
            return self._parameter(owner, value.at)
        return None

    def _parameter(self, parameter: Made, at: Location) -> Node:
        name = id_text(parameter.id)
        default = parameter.arguments.keywords.get("default")
        if default is not None and isinstance(default.value, Known):
            place = default.at
            return scalar(default.value.value, at, (("default", name, place.path, place.start, place.end),))  # type: ignore[arg-type]
        return unknown(f"the parameter {name} has no default", at)

    def _imported(self, owner: Value, attribute: str, at: Location) -> Node | None:
        """An attribute of something imported: the argument it was imported by."""
        made = part_of(owner)
        if made is None or ".from_" not in made.name:
            return None
        given = imported_by(made, attribute)
        if given is not None:
            return self.translator.node(given.value, given.at)
        return unknown(f"{describe(made)} is made elsewhere", at)

    def attribute_of(self, argument: Argument, attribute: str) -> Node:
        """An attribute of the construct that an argument is; of each, for a list."""
        value, at = argument
        if isinstance(value, Sequence):
            node = self.translator.sequence(value, lambda item, place: self.attribute_of(Argument(item, place), attribute))
            return self.translator.used(node, value, at)
        return self.translator.by_branch(value, at, lambda one: self._attribute(one, attribute, at))

    def _attribute(self, value: Value, attribute: str, at: Location) -> Node:
        draft = self._find(value)
        if draft is not None:
            return reference(draft.key, attribute, at)
        made = part_of(value)
        if made is not None and ".from_" in made.name:
            wanted = "arn" if attribute.endswith("Arn") else attribute
            given = imported_by(made, wanted)
            if given is not None:
                return self.translator.node(given.value, at)
            return unknown(f"{describe(made)} is made elsewhere", at)
        if isinstance(value, Known):
            return self.translator.node(value, at)
        return unknown(f"{describe(value)} is made elsewhere", at)

    # -- values ---------------------------------------------------------------------------------------------------------------------

    def _made(self, made: Made, at: Location, shape: schemas.Shape | None) -> Node | None:
        name = short(made.name)
        if made.owner is not None:
            return None
        if name.startswith("Duration."):
            return self.duration(made, "seconds", at)
        if name == "aws_ec2.InstanceType.of":
            return self._instance_type(made, at)
        special = _FACTORIES.get(name)
        if special is not None and made.arguments.positional:
            first = made.arguments.positional[0]
            return special(self.translator.node(first.value, first.at), made)
        if name == "Environment" or (".Cfn" in f".{name}" and name.endswith("Property")):
            return self.struct(made, shape)
        if name == "Fn.import_value":
            export = made.arguments.get(0, "shared_value_to_import")
            if export is not None and isinstance(export.value, Known):
                return imported(f"export:{spell(export.value)}", at)
        if name.startswith(("Fn.", "Token.")):
            return unknown(f"{name} is known only when it is deployed", at)
        return None

    def _instance_type(self, made: Made, at: Location) -> Node:
        """`InstanceType.of(InstanceClass.T3, InstanceSize.SMALL)`."""
        given = [argument.value for argument in made.arguments.positional]
        words = [str(cdk.constant(short(one.name))) for one in given if isinstance(one, External)]
        if len(words) == 2 and _FAMILY.fullmatch(words[0]):
            return scalar(".".join(words), made.at)
        return unknown("the instance type is computed", at)

    def struct(self, made: Made, shape: schemas.Shape | None) -> Node:
        """An L1's struct as a mapping by the schema's names."""
        entries = []
        for key, argument in made.arguments.keywords.items():
            place = made.arguments.keys.get(key, argument.at)
            name, below = member(shape, key)
            entries.append((name, place.start, place.end, self.translator.node(argument.value, argument.at, below)))
        return mapping(tuple(entries), made.at, made.arguments.more)

    def duration(self, value: Value, unit: str, at: Location) -> Node:
        """A `Duration` as a number of a unit."""
        return self._quantity(value, "Duration.", DURATIONS, _UNITS[unit], at)

    def size(self, value: Value, unit: str, at: Location) -> Node:
        """A `Size` as a number of a unit."""
        return self._quantity(value, "Size.", _SIZES, _SIZES[unit], at)

    def _quantity(self, value: Value, prefix: str, factors: dict[str, float], unit: float, at: Location) -> Node:
        if isinstance(value, Known):
            return self.translator.node(value, at)
        if isinstance(value, Made) and short(value.name).startswith(prefix) and value.arguments.positional:
            amount = value.arguments.positional[0].value
            factor = factors.get(short(value.name).removeprefix(prefix))
            if isinstance(amount, Known) and isinstance(amount.value, int | float) and factor is not None:
                number = amount.value * factor / unit
                return scalar(int(number) if number == int(number) else number, value.at, amount.via)
        return unknown("the amount is computed", at)


def attribute_name(draft: Draft, name: str) -> str | None:
    """What a property of a construct is in CloudFormation's names (`queue_arn` -> `Arn`), None when it is no attribute."""
    if draft.facts is not None:
        found = draft.facts.yields.get(name)
        if found is not None:
            return found
    if name in ("ref", "logical_id"):
        return identifiers.ref_yields(draft.type)
    if name.startswith("attr_"):
        wanted = schemas.fold(name[5:])
        known = next((one for one in schemas.attributes(draft.type) if schemas.fold(one) == wanted), None)
        return identifiers.getatt_yields(draft.type, known) if known is not None else None
    kind = schemas.fold(draft.type.rpartition("::")[2])
    for one in (*schemas.attributes(draft.type), identifiers.ref_yields(draft.type)):
        if schemas.fold(name) in (schemas.fold(one), kind + schemas.fold(one)):
            return identifiers.getatt_yields(draft.type, one)
    return None


def imported_by(made: Made, attribute: str) -> Argument | None:
    """The argument of a `from_*` call that says an attribute: `from_topic_arn(self, "T", arn)` its ARN."""
    kind = made.name.rpartition(".from_")[2]
    wanted = schemas.fold(attribute)
    for name, argument in made.arguments.keywords.items():
        if schemas.fold(name) == wanted or (wanted == "arn" and name.endswith("_arn")):
            return argument
    suffix = kind.rpartition("_")[2]
    if schemas.fold(kind) == wanted or (suffix and wanted.endswith(suffix)):
        return made.arguments.get(2, "") or made.arguments.keywords.get(kind)
    return None


# -- factories whose argument is the value -------------------------------------------------------------------------------------------------


def _same(node: Node, made: Made) -> Node:
    return node


def _managed_policy(node: Node, made: Made) -> Node:
    at = made.at
    parts = (scalar("arn:", at), unknown("the partition is known only when it is deployed", at), scalar(":iam::aws:policy/", at), node)
    return text(parts, at)


_FACTORIES: Final[dict[str, Callable[[Node, Made], Node]]] = {
    "Fn.base64": _same,
    "aws_ec2.InstanceType": _same,
    "aws_ecs.ContainerImage.from_registry": _same,
    "aws_events.Schedule.expression": _same,
    "aws_iam.ManagedPolicy.from_aws_managed_policy_name": _managed_policy,
    "aws_lambda.Runtime": _same,
    "aws_scheduler.ScheduleExpression.expression": _same,
    "aws_stepfunctions.JsonPath.string_at": _same,
}
