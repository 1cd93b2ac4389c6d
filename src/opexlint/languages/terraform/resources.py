"""Resource instances in CloudFormation's terms: arguments and blocks written to the places the vocabulary names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from opexlint.facts import identifiers, schemas
from opexlint.facts.schemas import RESOURCE_ATTRIBUTES, Shape
from opexlint.facts.terraform import Element, Path, Target, Vocabulary, vocabulary
from opexlint.languages.terraform.bodies import Argument, Body, body, from_object
from opexlint.languages.terraform.configuration import Block, attribute, spelled
from opexlint.languages.terraform.expressions import property_value
from opexlint.languages.terraform.functions import call
from opexlint.languages.terraform.instances import Instance
from opexlint.languages.terraform.modules import both
from opexlint.languages.terraform.nodes import final
from opexlint.languages.terraform.routes import Route, Routes, routes
from opexlint.languages.terraform.scopes import Scope
from opexlint.languages.terraform.shapes import fitted, shaped
from opexlint.languages.terraform.syntax import Node as SyntaxNode
from opexlint.languages.terraform.texts import Texts
from opexlint.languages.terraform.tree import Array, Condition, Object, UndecidedStepError, descend, doubt, enter, leaf_shape, optional, put
from opexlint.languages.terraform.values import (
    ENTRIES,
    ITEMS,
    OBJECT,
    Failure,
    Value,
    entries,
    known,
    place,
    reason,
    sequence_items,
    settled,
    unknown,
    used,
)
from opexlint.model import CHOICE, GONE, LIST, MAPPING, REFERENCE, SCALAR, UNKNOWN, Node, ResourceRecord, mapping, scalar, sequence
from opexlint.source import Location

NOT_PROPERTIES: Final = frozenset(("lifecycle", "provisioner", "connection", "timeouts"))
"""Blocks of every resource that are Terraform's own; what rules may ask of them stands among the attributes."""


@dataclass(slots=True)
class Draft:
    """A resource being translated, still open for its satellites; `more` are the resources of their own that its blocks become."""

    instance: Instance
    words: Vocabulary | None
    type: str
    body: Body
    properties: Object
    attributes: Object
    more: list[ResourceRecord] = field(default_factory=list)

    def records(self) -> list[ResourceRecord]:
        """What becomes of it in the common model."""
        one = self.instance
        record = ResourceRecord(
            self.type,
            one.type,
            one.name,
            one.address,
            one.unit,
            one.block.header,
            final(one.when),
            self.properties.node(),
            self.attributes.node(),
        )
        return [record, *self.more]


def translated(instance: Instance, texts: Texts) -> Draft:
    """An instance in CloudFormation's terms; a satellite, and what has no counterpart, keeps its own."""
    header = instance.block.header
    written = body(instance.block.body, instance.scope, header, known(True, header))
    words = vocabulary(instance.type)
    if words is not None and "tags" in words.attributes:
        _add_default_tags(written, instance)
    if words is None or words.satellite is not None:
        cfn_type = _mirrored(instance.type)
        draft = Draft(instance, words, cfn_type or instance.type, written, Object(header, None, None), Object(header, None, None))
        for name, start, end, node in raw_entries(written, schemas.shape(cfn_type) if cfn_type else None):
            draft.properties.entries[name] = (start, end, node)
    else:
        cfn_type = _type(words, written)
        draft = Draft(instance, words, cfn_type, written, Object(header, schemas.shape(cfn_type), None), Object(header, None, None))
        writer = Writer(draft, texts)
        writer.write(draft.properties, routes(words.tf_type, draft.properties.shape), written, None)
        writer.constants(draft.properties, words.also, written, None)
    _own_attributes(draft.attributes, instance, written)
    return draft


def _add_default_tags(written: Body, instance: Instance) -> None:
    """Puts the tags of the provider beside those of the resource, which win."""
    provider = instance.block.attribute("provider")
    names: Any = instance.names
    tags = names.default_tags(spelled(provider) if provider is not None else instance.type.partition("_")[0])
    if tags is None:
        return
    own = written.arguments.get("tags")
    at = place(own.value) if own is not None else written.at
    given = used(tags, at, "provider", "default_tags")
    try:
        merged = given if own is None or own.value[0] == GONE else call("merge", [given, own.value], at)
    except Failure as failure:
        merged = unknown(str(failure), at)
    start, end = own[:2] if own is not None else (at.start, at.end)
    written.arguments["tags"] = Argument(start, end, merged)


@lru_cache(maxsize=1)
def _by_mirror_name() -> dict[str, str]:
    return {schemas.fold(name): name for name in schemas.known_types()}


def _mirrored(tf_type: str) -> str | None:
    """The type that a resource of the `awscc` provider mirrors: names and properties are CloudFormation's in another spelling."""
    return _by_mirror_name().get(schemas.fold("aws_" + tf_type.removeprefix("awscc_"))) if tf_type.startswith("awscc_") else None


def _type(words: Vocabulary, written: Body) -> str:
    """The type of a resource, which some blocks change."""
    for name in (*written.blocks, *written.arguments):
        changed = _type_with(words.tf_type, name)
        if changed is not None:
            return changed
    return words.cfn_type


@lru_cache(maxsize=4096)
def _type_with(tf_type: str, name: str) -> str | None:
    """The type that a block or an argument of this name makes of a resource; None where it does not change it."""
    words = vocabulary(tf_type)
    target = words.attributes.get(name) if words is not None else None
    return target.resource if target is not None and target.owner is None else None


def _own_attributes(attributes: Object, instance: Instance, written: Body) -> None:
    """`depends_on`, `lifecycle`, `connection` and the kinds of provisioners as attributes of the resource."""
    block = instance.block
    depends = block.attribute("depends_on")
    if depends is not None:
        attributes.entries["DependsOn"] = (depends[1], depends[2], _names(depends, block))
    if not written.blocks:
        return
    provisioners: dict[str, list[SyntaxNode]] = {}
    for item in block.blocks("provisioner"):
        when = attribute(item[5], "when")
        if item[4]:
            destroys = when is not None and spelled(when) == "destroy"
            provisioners.setdefault("DestroyProvisioners" if destroys else "Provisioners", []).append(item)
    for name, found in provisioners.items():
        kinds = tuple(scalar(item[4][0], Location(block.path, *item[7][0])) for item in found)
        whole = Location(block.path, found[0][1], found[-1][2])
        attributes.entries[name] = (whole.start, found[0][6], sequence(kinds, whole))
    for one in (written, *written.blocks.get("provisioner", ())):
        for connection in one.blocks.get("connection", ()):
            attributes.entries.setdefault("Connection", (connection.at.start, connection.at.end, raw(connection, None)))
    for lifecycle in block.blocks("lifecycle"):
        entries = list(conditions(lifecycle[5], instance.scope))
        for item in lifecycle[5]:
            name = "".join(part.capitalize() for part in item[3].split("_"))
            if item[0] == "attr" and item[3] in ("ignore_changes", "replace_triggered_by"):
                entries.append((name, item[1], item[5], _names(item[4], block)))
            elif item[0] == "attr":
                node: Node = (UNKNOWN, "it is computed", item[4][1], item[4][2], block.path, ())
                entries.append((name, item[1], item[5], node if item[4][0] != "lit" else (SCALAR, item[4][3], *node[2:])))
        at = Location(block.path, lifecycle[1], lifecycle[6])
        attributes.entries["Lifecycle"] = (at.start, at.end, mapping(tuple(entries), at))


def conditions(items: tuple[SyntaxNode, ...], scope: Scope) -> Iterator[tuple[str, int, int, Node]]:
    """The blocks of a body that demand something (`precondition`, `assert`), as entries of a mapping: a list of those of each type.

    Each is a mapping of its `Condition` and its `ErrorMessage`.
    """
    found: dict[str, list[Node]] = {}
    for item in items:
        if item[0] == "block" and item[3] in _DEMANDS:
            at = Location(scope.path, item[1], item[6])
            given = ((_DEMANDED[one[3]], one) for one in item[5] if one[0] == "attr" and one[3] in _DEMANDED)
            entries = tuple((name, one[1], one[5], final(property_value(one[4], scope))) for name, one in given)
            found.setdefault(_DEMANDS[item[3]], []).append(mapping(entries, at))
    for name, nodes in found.items():
        yield name, nodes[0][2], nodes[0][3], sequence(tuple(nodes), Location(scope.path, *nodes[0][2:4]))


_DEMANDS: Final = {"precondition": "Precondition", "postcondition": "Postcondition", "assert": "Assert"}
_DEMANDED: Final = {"condition": "Condition", "error_message": "ErrorMessage"}


def _names(expression: SyntaxNode, block: Block) -> Node:
    """A list of references as the texts that name them: `depends_on`, `ignore_changes`."""
    at = Location(block.path, expression[1], expression[2])
    if expression[0] == "tuple":
        return sequence(tuple(scalar(spelled(one), Location(block.path, one[1], one[2])) for one in expression[3]), at)
    return scalar(spelled(expression), at)


# -- what has no counterpart -------------------------------------------------------------------------------------------------------------


def raw_entries(written: Body, shape: Shape | None) -> list[tuple[str, int, int, Node]]:
    """The arguments and blocks of a body under their own names, or the schema's where there is one: entries of a mapping."""
    found = []
    for name, (start, end, value) in written.arguments.items():
        canonical, inner = _inside(shape, name) if shape is not None else (name, None)
        found.append((canonical, start, end, fitted(final(value), inner)))
    for name in (*written.blocks, *(name for name in written.more if name not in written.blocks)):
        if name not in NOT_PROPERTIES:
            canonical, inner = _inside(shape, name)
            node = _raw_blocks(written, name, inner)
            found.append((canonical, node[2], node[3], node))
    return found


def _inside(shape: Shape | None, name: str) -> tuple[str, Shape | None]:
    canonical = shape.canonical(name) if shape is not None and shape.properties else None
    return (canonical, shape.properties[canonical]) if canonical and shape is not None else (name, None)


def _raw_blocks(written: Body, name: str, shape: Shape | None) -> Node:
    element = shape.element if shape is not None and shape.kind == "list" else shape
    items = tuple(optional(raw(one, element), _condition(one.when)) for one in written.blocks.get(name, ()))
    at = Location(items[0][4], items[0][2], items[0][3]) if items else written.at
    if shape is not None and shape.kind == "object" and len(items) == 1 and name not in written.more:
        return items[0]
    return sequence(items, at, written.more.get(name, ""))


def raw(written: Body, shape: Shape | None) -> Node:
    """A body as a mapping under its own names."""
    return mapping(tuple(raw_entries(written, shape)), written.at)


def _map(found: list[Body], more: str) -> Argument:
    """A map that is written as a block, as Terraform took it up to 0.11: `tags { Name = "shop" }`."""
    at = found[0].at
    values = {name: (one.start, one.end, one.value) for block in found for name, one in block.arguments.items()}
    return Argument(at.start, at.end, entries(OBJECT, values, at, more))


def _condition(when: Value) -> Condition:
    return None if when[0] == SCALAR and when[1] is True else when


# -- what has one ------------------------------------------------------------------------------------------------------------------------


class Writer:
    """Writes the arguments and blocks of one resource, or of a satellite onto its parent."""

    def __init__(self, draft: Draft, texts: Texts) -> None:
        self.draft = draft
        self.texts = texts
        self.strict = False
        """Whether what has no counterpart is left out."""

    def write(self, here: Object, routes: Routes, written: Body, when: Condition) -> None:
        """A body, into a place."""
        for name, argument in written.arguments.items():
            route = routes[name]
            if route is not None:
                self._argument(here, route, argument, written, when)
            elif not self.strict:
                node = final(argument.value)
                here.entries[name] = (argument.start, argument.end, optional(node, when))
        for name, found in written.blocks.items():
            route = routes[name]
            if route is not None:
                strict, self.strict = self.strict, self.strict or name in NOT_PROPERTIES
                self._blocks(here, name, route, found, written, when)
                self.strict = strict
            elif not self.strict and name not in NOT_PROPERTIES:
                self._raw(here, name, written, when)
        for name, why in written.more.items():
            route = routes[name]
            if route is not None:
                self.doubt(here, route.target, why, written)
            elif not self.strict and name not in written.blocks:
                self._raw(here, name, written, when)

    def _raw(self, here: Object, name: str, written: Body, when: Condition) -> None:
        node = _raw_blocks(written, name, here.shape.at(name) if here.shape is not None else None)
        here.entries[name] = (node[2], node[3], optional(node, when))

    def constants(self, here: Object, also: Mapping[Path, str | bool] | None, written: Body, when: Condition) -> None:
        """What is set besides."""
        if not also:
            return
        for path, value in also.items():
            base = self._base(here, path)
            if leaf_at(base, path) is None:
                put(base, path, scalar(value, written.at), written, written.at, when)

    def _base(self, here: Object, path: Path) -> Object:
        return self.draft.attributes if path and isinstance(path[0], str) and path[0] in RESOURCE_ATTRIBUTES else here

    def doubt(self, here: Object, target: Target, why: str, written: Body) -> None:
        """There may be more at a target than is written."""
        if target.via == "drop" or target.resource is not None:
            return
        if target.path:
            doubt(self._base(here, target.path), target.path, why, written, written.at)
        else:
            for inner in target.attributes.values():
                if inner.path or inner.attributes:
                    self.doubt(here, inner, why, written)

    # -- arguments ------------------------------------------------------------------------------------------------------------------------

    def _argument(self, here: Object, route: Route, argument: Argument, written: Body, when: Condition) -> None:
        target = route.target
        if route.name is not None:
            node = shaped(argument.value, route.leaf) if route.convert is None else self._converted(argument.value, route)
            if node is not None:
                enter(self.draft.attributes if route.aside else here, route.name, node, argument.start, argument.end, when)
            if target.also:
                self.constants(here, target.also, written, when)
        elif target.via == "drop":
            return
        elif target.block is not None:
            self._objects(here, route, argument, written, when)
        elif target.resource is not None:
            self._resources(route, argument, written, when)
        elif target.path:
            try:
                self._put(self._beginning(here, route), route, argument, written, when)
                self.constants(here, target.also, written, when)
            except UndecidedStepError as error:
                self.doubt(here, target, error.why, written)

    def _beginning(self, here: Object, route: Route) -> Object:
        return self.draft.attributes if route.aside else here

    def _converted(self, value: Value, route: Route) -> Node | None:
        """The node that a value becomes at the end of a route; None when it is as if it were not written."""
        if route.convert is None or value[0] == GONE:
            return shaped(value, route.leaf)
        return route.convert(value, route.target, route.leaf, self.texts)

    def _put(self, base: Object, route: Route, argument: Argument, written: Body, when: Condition) -> None:
        path = route.target.path
        name_at = Location(written.at.path, argument.start, argument.end)
        if Element.EACH in path:
            self._each(base, route.target, argument, written, when, name_at)
            return
        node = self._converted(argument.value, route)
        if node is not None:
            put(base, path, node, written, name_at, when)

    def _each(self, base: Object, target: Target, argument: Argument, written: Body, when: Condition, name_at: Location) -> None:
        """One element for each item of the value, added to those that another argument makes."""
        index = target.path.index(Element.EACH)
        before, (name, *_) = target.path[:index], target.path[index + 1 :]
        assert isinstance(name, str)
        shape = leaf_shape(base.shape, (*before, Element.NEW, name))
        made = _elements(final(argument.value), name, shape)
        present = leaf_at(base, before)
        if isinstance(present, tuple) and present[0] == LIST and made[0] == LIST:
            items, more = present[1]
            made = (LIST, ((*items, *made[1][0]), more or made[1][1]), *present[2:])
        put(base, before, made, written, name_at, when)

    # -- blocks ---------------------------------------------------------------------------------------------------------------------------

    def _objects(self, here: Object, route: Route, argument: Argument, written: Body, when: Condition) -> None:
        """Blocks that are written as an attribute: `ingress = [{...}]`."""
        value = settled(argument.value)
        if value[0] == GONE:
            return
        listed = sequence_items(value) if value[0] in ITEMS else [value]
        for item in map(settled, listed):
            found = from_object(item, known(True, written.at)) if item[0] in ENTRIES else None
            if found is None:
                self.doubt(here, route.target, reason(item) if item[0] != SCALAR else "it is written as a text", written)
            else:
                self._block(here, route, found, when)
        if value[0] in ITEMS and value[1][1]:
            self.doubt(here, route.target, value[1][1], written)

    def _blocks(self, here: Object, name: str, route: Route, found: list[Body], written: Body, when: Condition) -> None:
        target = route.target
        if target.resource is not None and target.owner is not None:
            for index, one in enumerate(found):
                self.resource(route, one, f"{name}[{index}]", one.when if when is None else both(when, one.when))
            return
        if target.block is None:
            if target.path:
                if target.via == "pairs" or (route.leaf is not None and route.leaf.kind == "map"):
                    self._argument(here, route, _map(found, written.more.get(name, "")), written, when)
                    return
                node = _raw_blocks(written, name, route.leaf)
                put(self._beginning(here, route), target.path, node, written, found[0].at, when)
            return
        for one in found:
            self._block(here, route, one, when)

    def _block(self, here: Object, route: Route, one: Body, when: Condition) -> None:
        target = route.target
        condition = _condition(one.when) if when is None else both(when, one.when)
        try:
            for rest in fanned_out(one, target.attributes):
                base = self._beginning(here, route)
                place = descend(base, target.path, one, one.at, condition) if target.path else here
                if isinstance(place, Array):
                    continue
                inside = condition if place is here or place.when is not condition else None
                self.write(place, route.inside(place.shape), rest, inside)
                self.constants(place, target.also, rest, inside)
        except UndecidedStepError as error:
            self.doubt(here, target, error.why, one)

    def resource(self, route: Route, one: Body, suffix: str, when: Value) -> None:
        """A block that is a resource of its own."""
        target = route.target
        assert target.resource is not None
        properties = Object(one.at, schemas.shape(target.resource), None)
        owner = self.draft
        writer = Writer(Draft(owner.instance, None, target.resource, one, properties, Object(one.at, None, None)), self.texts)
        for rest in fanned_out(one, target.attributes):
            writer.write(properties, route.inside(properties.shape), rest, None)
        writer.constants(properties, target.also, one, None)
        if target.owner:
            put(properties, target.owner, self._owner(one.at), one, one.at, None)
        self._add(target, suffix, one.at, when, properties, writer.draft.attributes)

    def _resources(self, route: Route, argument: Argument, written: Body, when: Condition) -> None:
        """An argument that is a resource of its own, or each of whose items is one."""
        target = route.target
        assert target.resource is not None
        value = settled(argument.value)
        if target.owner is None or value[0] == GONE:
            return
        found = [argument.value] if target.via != "fanout" else sequence_items(value) if value[0] in ITEMS else []
        shape = schemas.shape(target.resource)
        for index, item in enumerate(found):
            at = Location(written.at.path, argument.start, argument.end)
            properties = Object(at, shape, None)
            node = self._converted(item, route)
            if node is not None:
                put(properties, target.path, node, written, at, None)
            put(properties, target.owner, self._owner(at), written, at, None)
            suffix = f"{target.resource.rpartition('::')[2]}[{index}]"
            self._add(target, suffix, at, known(True, at) if when is None else when, properties, Object(at, None, None))

    def _owner(self, at: Location) -> Node:
        return (REFERENCE, (self.draft.instance.key(), identifiers.ref_yields(self.draft.type)), at.start, at.end, at.path, ())

    def _add(self, target: Target, suffix: str, at: Location, when: Value, properties: Object, attributes: Object) -> None:
        one = self.draft.instance
        assert target.resource is not None
        self.draft.more.append(
            ResourceRecord(
                target.resource,
                one.type,
                one.name,
                f"{one.address}.{suffix}",
                one.unit,
                at,
                final(both(one.when, when)),
                properties.node(),
                attributes.node(),
            )
        )


def _elements(node: Node, name: str, shape: Shape | None) -> Node:
    """A list of values as a list of objects that have each of them under a name."""
    kind, payload = node[0], node[1]
    if kind == LIST:
        items = tuple((MAPPING, (((name, item[2], item[3], fitted(item, shape)),), ""), *item[2:5], ()) for item in payload[0])
        return (LIST, (items, payload[1]), *node[2:])
    if kind == CHOICE:
        return (CHOICE, (payload[0], tuple((option, _elements(branch, name, shape)) for option, branch in payload[1])), *node[2:])
    return node


def leaf_at(here: Object, path: Path) -> object | None:
    """What stands at a path of names, None where nothing does or the path has other steps."""
    place: object = here
    for step in path:
        if not isinstance(place, Object) or not isinstance(step, str) or step not in place.entries:
            return None
        place = place.entries[step][2]
    return place


def fanned_out(one: Body, targets: Mapping[str, Target]) -> list[Body]:
    """A block once for each item of its fanned-out arguments, each with that item alone; the block itself when it has none."""
    names = [name for name in one.arguments if name in targets and targets[name].via == "fanout"]
    if not names:
        return [one]
    rest = {name: argument for name, argument in one.arguments.items() if name not in names}
    found: list[Body] = []
    for name in names:
        argument = one.arguments[name]
        value = settled(argument.value)
        if value[0] in ITEMS:
            items = sequence_items(value)
            if value[1][1]:
                items.append(unknown(value[1][1], place(value)))
            found.extend(one._replace(arguments={**rest, name: argument._replace(value=item)}) for item in items)
        elif value[0] != GONE:
            found.append(one._replace(arguments={**rest, name: argument}))
    return found or [one._replace(arguments=rest)]
