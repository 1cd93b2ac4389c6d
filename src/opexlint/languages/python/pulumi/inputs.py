"""A Pulumi resource's inputs as CloudFormation properties, by Terraform's vocabulary."""

from collections.abc import Mapping as MappingOf
from typing import Final

from opexlint.facts.paths import Choose, Element, KeyedBy, Path, Step
from opexlint.facts.schemas import JSON, Shape
from opexlint.facts.terraform import Target
from opexlint.languages.python.nodes import Translator
from opexlint.languages.python.operations import why
from opexlint.languages.python.properties import opened, put
from opexlint.languages.python.pulumi.names import member, snake
from opexlint.languages.python.values import Argument, Arguments, Known, Made, Mapping, Sequence, Value
from opexlint.model import Node, gone, mapping, plain, scalar, text, unknown
from opexlint.source import Location

_AT_DEPLOYMENT: Final = "it is made of a file when it is deployed"


def fields_of(value: Value) -> Arguments | None:
    """The fields of an `...Args` or `...Opts` object or a dict; None for anything else."""
    if isinstance(value, Made) and value.owner is None and value.name.endswith(("Args", "Opts")):
        return value.arguments
    if isinstance(value, Mapping):
        fields = Arguments(value.at, more=value.more)
        for key, one in value.entries.items():
            fields.keywords[str(key)] = Argument(one, one.at)
            fields.keys[str(key)] = value.keys.get(key, one.at)
        return fields
    return None


class InputReader:
    """Sets what inputs say on nodes."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def apply(self, node: Node, targets: MappingOf[str, Target], fields: Arguments, shape: Shape | None) -> Node:
        """The node with everything that the fields of a block or resource set."""
        for name, argument in fields.keywords.items():
            attribute = member(targets, name)
            key = fields.keys.get(name, argument.at)
            if attribute is None:
                node = put(node, (snake(name),), self._translator.node(argument.value, argument.at), key)
                continue
            node = self._set(node, targets[attribute], argument, fields, shape, key)
        return opened(node, fields.more) if fields.more else node

    def _set(self, node: Node, target: Target, argument: Argument, fields: Arguments, shape: Shape | None, key: Location) -> Node:
        path = resolved(target.path, fields)
        if path is None:
            return opened(node, "a name that is computed decides where it goes")
        if target.resource is not None and target.owner is not None:
            return node
        if target.block is not None or (target.attributes and fields_of(argument.value) is not None):
            node = self._block(node, target, path, argument, shape, key)
        else:
            node = self._attribute(node, target, path, argument, shape, key)
        for also, constant in (target.also or {}).items():
            steps = resolved(also, fields)
            node = put(node, steps, scalar(constant, argument.at)) if steps is not None else node
        return node

    # -- blocks ---------------------------------------------------------------------------------------------------------------------

    def _block(self, node: Node, target: Target, path: Path, argument: Argument, shape: Shape | None, key: Location) -> Node:
        value = argument.value
        items = value.items if isinstance(value, Sequence) else [value]
        for item in items:
            fields = fields_of(item)
            if fields is None:
                known = _before_lists(path)
                return put(node, known, unknown(why(item), argument.at), key) if known else opened(node, why(item))
            if not path:
                node = self.apply(node, target.attributes, fields, shape)
                continue
            inner = self.apply(mapping((), item.at), target.attributes, fields, _below(shape, path))
            node = put(node, path, inner, key)
        if isinstance(value, Sequence) and value.more:
            known = _before_lists(path)
            node = put(node, known, unknown(value.more, argument.at), key) if known else opened(node, value.more)
        return node

    # -- attributes -----------------------------------------------------------------------------------------------------------------

    def _attribute(self, node: Node, target: Target, path: Path, argument: Argument, shape: Shape | None, key: Location) -> Node:
        value, at = argument
        if Element.EACH in path:
            return self._each(node, path, argument, shape, key)
        below = _below(shape, path)
        match target.via:
            case "value":
                return put(node, path, self._translator.node(value, at, below), key)
            case "enum":
                return put(node, path, self._translator.by_branch(value, at, lambda one: self._enum(target, one, at)), key)
            case "pairs" if target.pairs is not None:
                return put(node, path, self._pairs(target.pairs, value, at), key)
            case "json" | "json-folded":
                return put(node, path, self._translator.node(value, at, JSON), key)
            case "prefix":
                prefix = self._translator.node(value, at)
                return put(node, path, text((prefix, unknown("the rest of the name is made when it is deployed", at)), at), key)
            case "presence":
                known = isinstance(value, Known)
                present = mapping((), at) if known and value.value else gone(at) if known else unknown(why(value), at)  # type: ignore[attr-defined]
                return put(node, path, present, key)
            case "drop":
                return node
        return put(node, path, unknown(_AT_DEPLOYMENT, at), key) if path else node

    def _each(self, node: Node, path: Path, argument: Argument, shape: Shape | None, key: Location) -> Node:
        value, at = argument
        if not isinstance(value, Sequence):
            return put(node, _before_lists(path), unknown(why(value), at), key)
        steps = tuple(Element.NEW if step is Element.EACH else step for step in path)
        for item in value.items:
            node = put(node, steps, self._translator.node(item, item.at, _below(shape, path)), key)
        return node

    def _enum(self, target: Target, value: Value, at: Location) -> Node:
        if not isinstance(value, Known) or isinstance(value.value, bytes):
            return unknown(why(value), at)
        enum = target.enum or {}
        names_absence = not any(word is not None for word in enum.values())  # all else stays as it is
        spelled = enum.get(plain(value.value), value.value if names_absence else None)
        return scalar(spelled, value.at, value.via) if spelled is not None else gone(at)

    def _pairs(self, names: tuple[str, str], value: Value, at: Location) -> Node:
        if not isinstance(value, Mapping):
            return unknown(why(value), at)
        items: list[Value] = []
        for name, one in value.entries.items():
            place = value.keys.get(name, one.at)
            pair = Mapping(place)
            pair.entries.update({names[0]: Known(place, str(name)), names[1]: one})
            pair.keys.update({names[0]: place, names[1]: one.at})
            items.append(pair)
        return self._translator.node(Sequence(value.at, items, value.more), at)


def resolved(path: Path, fields: Arguments) -> Path | None:
    """The path with the steps resolved that a value of the same block decides; None when that value is not known."""
    steps: list[Step] = []
    for step in path:
        if not isinstance(step, KeyedBy | Choose):
            steps.append(step)
            continue
        argument = next((one for name, one in fields.keywords.items() if snake(name) == step.attribute), None)
        if argument is None or not isinstance(argument.value, Known):
            return None
        written = str(argument.value.value)
        if isinstance(step, KeyedBy):
            steps.append(written)
        elif written in step.names:
            steps.append(step.names[written])
        else:
            return None
    return tuple(steps)


def _before_lists(path: Path) -> Path:
    """The part of a path before its first list."""
    known: list[Step] = []
    for step in path:
        if not isinstance(step, str):
            break
        known.append(step)
    return tuple(known)


def _below(shape: Shape | None, path: Path) -> Shape | None:
    return shape.at(*(step if isinstance(step, str) else "*" for step in path)) if shape is not None else None
