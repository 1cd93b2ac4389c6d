"""What a construct's arguments set on its resources, by the facts of its class."""

import re
from functools import lru_cache
from typing import Any, Final

from opexlint.facts import cdk, schemas
from opexlint.facts.paths import Path as FactPath
from opexlint.facts.paths import Step
from opexlint.languages.python.cdk.construction import short
from opexlint.languages.python.cdk.references import References
from opexlint.languages.python.drafts import NOT_FOLLOWED, Draft
from opexlint.languages.python.nodes import Translator, member
from opexlint.languages.python.operations import why
from opexlint.languages.python.properties import NEW, Path, from_data, opened, put
from opexlint.languages.python.standard import from_python
from opexlint.languages.python.values import Argument, Arguments, External, Known, Made, Mapping, Sequence, Value
from opexlint.model import GONE, UNKNOWN, Node, gone, mapping, scalar, sequence, unknown
from opexlint.source import Location

IGNORED: Final = "IgnoredProperties"
"""The attribute of a resource that lists the properties which the CDK loses: keys in snake case inside an L1's dict."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]{4,}")
_CAMEL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_NEUTRAL: Final = frozenset(
    (
        *("alias", "allow_public_subnet", "application", "auto_scaling_group", "bundling", "cluster", "code", "credentials", "engine"),
        *("entry", "event_bus", "event_pattern", "filesystem", "grant_index", "handler", "index", "initial_policy", "instance_type"),
        *("lambda_", "layers", "machine_image", "metric", "partition_key", "role", "runtime", "schedule", "security_group"),
        *("security_groups", "service", "sort_key", "target", "target_group", "target_groups", "task_definition", "tags", "targets"),
        *("topic", "user_pool", "vpc", "vpc_subnets", "zone"),
    )
)
"""Arguments that say who and where, and leave the defaults of everything else as they are."""

_COMMON_WORDS: Final = frozenset(
    (
        *("name", "type", "with", "from", "configuration", "config", "options", "enabled", "policy", "default", "specification"),
        *("settings", "resource", "resources", "group", "groups", "data", "service"),
    )
)


class ArgumentReader:
    """Applies arguments to drafts."""

    def __init__(self, translator: Translator, references: References) -> None:
        self._translator = translator
        self._references = references

    # -- L1 -------------------------------------------------------------------------------------------------------------------------

    def plain(self, draft: Draft, arguments: Arguments) -> None:
        """The arguments of an L1: the schema's own names."""
        shape = schemas.shape(draft.type)
        for name, argument in arguments.keywords.items():
            if name not in ("scope", "id")[len(arguments.positional) :]:
                self.property(draft, name, argument, arguments.keys.get(name), shape)
        if arguments.more:
            draft.open(arguments.more)

    def property(
        self, draft: Draft, name: str, argument: Argument, key: Location | None = None, shape: schemas.Shape | None = None
    ) -> None:
        """One property of an L1, by any spelling of its name."""
        canonical, below = member(shape or schemas.shape(draft.type), name)
        self._translator.ignored.clear()
        draft.set((canonical,), self._translator.node(argument.value, argument.at, below), key)
        for node in dict.fromkeys(self._translator.ignored):
            draft.attributes = put(draft.attributes, (IGNORED, NEW), node)

    # -- L2 -------------------------------------------------------------------------------------------------------------------------

    def apply(
        self, draft: Draft | None, facts: cdk.Construct, children: dict[str, Draft], name: str, argument: Argument, key: Location | None
    ) -> None:
        """An argument of an L2: what the facts say it sets, on it or on what comes with it."""
        effect = facts.arguments.get(name)
        if effect is not None:
            self.effect(draft, children, effect, argument, key)
        elif draft is not None:
            self.doubt(draft, name, argument)

    def effect(self, draft: Draft | None, children: dict[str, Draft], effect: cdk.Effect, argument: Argument, key: Location | None) -> None:
        """What giving one argument does."""
        for change in (self.chosen(effect, argument) if effect.variants else effect).changes:
            target = children.get(change.child) if change.child else draft
            if target is not None:
                self._change(target, change, argument, key)

    def chosen(self, effect: cdk.Effect, argument: Argument) -> cdk.Effect:
        """The effect for this value; where it is not known which, all that may be set is unknown."""
        if not effect.variants:
            return effect
        picked = member_name(argument.value)
        variant = effect.variants.get(picked) if picked is not None else None
        if variant is not None:
            return variant
        if picked is not None and effect.changes:
            return effect
        doubted = (cdk.Change(change.path, "unknown", change.child) for one in effect.variants.values() for change in one.changes)
        return cdk.Effect(tuple(doubted), effect.adds, effect.removes, effect.elsewhere)

    def is_off(self, argument: Argument) -> bool:
        """Whether an argument is certainly False or None."""
        return isinstance(argument.value, Known) and not argument.value.value

    def _change(self, target: Draft, change: cdk.Change, argument: Argument, key: Location | None) -> None:
        if change.how == "structure" and not change.path:
            self._structure_here(target, change, argument)
            return
        if change.how == "member":
            self._member(target, change, argument)
            return
        if _is_computed(change.path):
            if change.how != "absent":
                first = next((step for step in change.path if not _is_function(step)), None)
                target.set((first,) if first is not None else (), unknown(NOT_FOLLOWED, argument.at), key)
            return
        node = self.node(change, argument, target, key)
        if node is not None:
            target.set(change.path, node, key)

    def node(self, change: cdk.Change, argument: Argument, target: Draft, key: Location | None) -> Node | None:
        """What an argument sets, as a node; None when it leaves things as they are."""
        value, at = argument
        match change.how:
            case "value":
                return self._translator.node(value, at)
            case "flag":
                node = self._translator.by_branch(value, at, lambda one: self._flag(change, one, at))
                return None if node[0] == GONE and target.present(change.path) is None else node
            case "duration":
                return self._translator.by_branch(value, at, lambda one: self._references.duration(one, change.unit, at))
            case "size":
                return self._translator.by_branch(value, at, lambda one: self._references.size(one, change.unit, at))
            case "reference":
                return self._references.attribute_of(argument, change.attribute)
            case "removal":
                return self._translator.by_branch(value, at, lambda one: removal(one, at, str(change.path[0])))
            case "structure":
                return self._structures(change, argument)
            case "constant":
                return from_data(change.values[""], at, cdk.UNKNOWN, NOT_FOLLOWED)
            case "absent":
                return gone(at)
        return unknown(NOT_FOLLOWED, at)

    def _flag(self, change: cdk.Change, value: Value, at: Location) -> Node:
        picked = member_name(value)
        if picked is None or picked.lower() not in {name.lower() for name in change.values}:
            return unknown(why(value), at)
        data = next(data for name, data in change.values.items() if name.lower() == picked.lower())
        if data is None:
            return gone(at)
        node = from_data(data, at, cdk.UNKNOWN, NOT_FOLLOWED)
        return (*node[:5], value.via) if isinstance(value, Known) and node[0] != UNKNOWN else node

    def _member(self, target: Draft, change: cdk.Change, argument: Argument) -> None:
        """Whether a list has a member."""
        present = target.present(change.path)
        wanted = change.values[""]
        items = present[1][0] if present is not None and present[0] == "list" else ()
        picked = member_name(argument.value)
        if picked is None:
            target.set(change.path, sequence(items, argument.at, why(argument.value)))
        elif picked.lower() == "true" and all(item[1] != wanted for item in items):
            target.set(change.path, sequence((*items, scalar(wanted, argument.at)), argument.at))
        elif picked.lower() == "false":
            target.set(change.path, sequence(tuple(item for item in items if item[1] != wanted), argument.at))

    # -- structs --------------------------------------------------------------------------------------------------------------------

    def _structures(self, change: cdk.Change, argument: Argument) -> Node:
        value, at = argument
        if isinstance(value, Sequence):
            node = self._translator.sequence(value, lambda item, place: self._structures(change, Argument(item, place)))
        else:
            node = self._translator.by_branch(value, at, lambda one: self.structure(change, one, at))
        return self._translator.used(node, value, at)

    def structure(self, change: cdk.Change, value: Value, at: Location) -> Node:
        """A struct as a mapping of what its fields set."""
        fields = fields_of(value)
        if fields is None:
            return gone(at) if isinstance(value, Known) and value.value is None else unknown(why(value), at)
        node = from_data(dict(change.values), value.at, cdk.UNKNOWN, NOT_FOLLOWED) if change.values else mapping((), value.at)
        for name, argument in fields.keywords.items():
            inner = change.fields.get(name)
            key = fields.keys.get(name)
            if inner is None:
                node = opened(node, f"{name} is not followed")
            elif inner.how == "member":
                node = self._member_in(node, inner, argument)
            else:
                child = self._field(inner, argument)
                node = put(node, inner.path, child, key) if child is not None else node
        if fields.more or not change.fields:
            node = opened(node, fields.more or NOT_FOLLOWED)
        return node

    def _field(self, change: cdk.Change, argument: Argument) -> Node | None:
        value, at = argument
        if change.how == "flag":
            return self._translator.by_branch(value, at, lambda one: self._flag(change, one, at))
        if change.how == "structure":
            return self._structures(change, argument)
        return self.node(change, argument, _NOWHERE, None)

    def _member_in(self, node: Node, change: cdk.Change, argument: Argument) -> Node:
        """A member of a list inside a struct."""
        picked = member_name(argument.value)
        if picked is None:
            return put(node, change.path, unknown(why(argument.value), argument.at))
        if picked.lower() != "true":
            return node
        return put(node, (*change.path, -1), scalar(change.values[""], argument.at))

    def _structure_here(self, target: Draft, change: cdk.Change, argument: Argument) -> None:
        """A struct whose fields are properties of the resource itself."""
        fields = fields_of(argument.value)
        if fields is None:
            target.open(why(argument.value))
            return
        for name, inner in fields.keywords.items():
            found = change.fields.get(name)
            if found is None:
                target.open(f"{name} is not followed")
                continue
            self._change(target, found, inner, fields.keys.get(name))
        if fields.more:
            target.open(fields.more)

    # -- what is not in the facts ---------------------------------------------------------------------------------------------------

    def doubt(self, draft: Draft, name: str, argument: Argument) -> None:
        """An argument nothing is known of: what it may set is unknown, by a word they share, and so is what the class sets by default."""
        if name in ("scope", "id"):
            return
        reason = unknown(f"what the CDK makes of {name} is not followed", argument.at)
        for known in _akin(draft.type, name):
            if draft.present((known,)) is None:
                draft.set((known,), reason)
        if name not in _NEUTRAL:
            draft.doubt_defaults(reason)


@lru_cache(maxsize=1024)
def _akin(cfn_type: str, name: str) -> tuple[str, ...]:
    """The properties of a type that share a word with an argument."""
    shape = schemas.shape(cfn_type)
    words = {word for word in name.split("_") if len(word) > 3} - _COMMON_WORDS
    if shape is None or not words:
        return ()
    return tuple(known for known in shape.properties if not words.isdisjoint(map(str.lower, _WORD.findall(known))))


@lru_cache(maxsize=1024)
def _is_computed(path: FactPath) -> bool:
    """Whether a path leads through an intrinsic function."""
    return any(map(_is_function, path))


def _is_function(step: Step) -> bool:
    """Whether a step is an intrinsic function of the probe's template, and no property."""
    return isinstance(step, str) and step.startswith("Fn::")


class _Nowhere:
    """A target without properties, for structs."""

    def present(self, path: Path) -> Node | None:
        return None


_NOWHERE: Any = _Nowhere()


def removal(value: Value, at: Location, attribute: str) -> Node:
    """A `RemovalPolicy` as a `DeletionPolicy` or `UpdateReplacePolicy`."""
    picked = member_name(value)
    policy = cdk.REMOVAL.get(picked or "")
    if policy is None:
        return unknown(why(value), at)
    if policy == "RetainExceptOnCreate" and attribute == "UpdateReplacePolicy":
        policy = "Retain"
    return scalar(policy, value.at)


def member_name(value: Value) -> str | None:
    """What picks an effect: a constant's name, "True", "False"; None when it is not known."""
    if isinstance(value, External):
        return value.name.rpartition(".")[2]
    if isinstance(value, Known) and value.value is not None:
        return str(value.value)
    if isinstance(value, Made) and value.owner is None:
        return value.name.rpartition(".")[2]
    return None


def fields_of(value: Value) -> Arguments | None:
    """The fields of a struct: the arguments of its class, or the entries of a dict."""
    if isinstance(value, Made) and value.owner is None and short(value.name).rpartition(".")[2][:1].isupper():
        return value.arguments
    if isinstance(value, Mapping):
        fields = Arguments(value.at, more=value.more)
        for key, one in value.entries.items():
            fields.keywords[str(key)] = Argument(one, one.at)
            fields.keys[str(key)] = value.keys.get(key, one.at)
        return fields
    data = cdk.constant(short(value.name)) if isinstance(value, External) else None
    if isinstance(data, dict):
        fields = Arguments(value.at)
        for name, one in data.items():
            fields.keywords[_CAMEL.sub(r"_\1", name).lower()] = Argument(from_python(one, value.at), value.at)
        return fields
    return None
