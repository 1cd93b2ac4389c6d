"""Values of a template: what is written, with CloudFormation's intrinsic functions worked out as far as they can be."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from opexlint.embedded.passage import Passage, Run, found_in_order, inside, joined, spelled
from opexlint.embedded.tree import Alias, Scalar, Tree, followed
from opexlint.embedded.tree import Mapping as MappingTree
from opexlint.embedded.tree import Sequence as SequenceTree
from opexlint.facts.identifiers import getatt_yields, ref_yields
from opexlint.facts.schemas import Shape
from opexlint.languages.cloudformation.choices import combinations, grafted, lifted, spread
from opexlint.languages.cloudformation.parameters import Parameter, value
from opexlint.languages.cloudformation.schema import fitted, typed
from opexlint.model import (
    CHOICE,
    DEFAULT,
    GONE,
    LIST,
    MAPPING,
    REFERENCE,
    SCALAR,
    TEXT,
    UNKNOWN,
    Key,
    Node,
    Step,
    bare,
    carried,
    children,
    gone,
    imported,
    moved,
    plain,
    reference,
    scalar,
    sequence,
    unknown,
)
from opexlint.source import Location

MAX_TEXT_COMBINATIONS: Final = 8
"""How many combinations of parameters one string is spelled out for; beyond, the parameters stay parts of it that are not known."""

MAX_CHOICE_SIZE: Final = 20_000
"""How many nodes the branches of one choice may hold together."""

MAX_TEXT: Final = 1_000_000
"""The longest text, in characters and unknown parts, that functions put together."""

MAX_WRITTEN: Final = 20_000_000
"""How many characters the functions of one template may write together, a node of a list or mapping for `NODE_COST` of them."""

NODE_COST: Final = 30

EXPORT: Final = "export"
"""The kind of what stacks export, as the project knows it."""

_BEGINS_JSON: Final = "{[ \t\r\n"
_DYNAMIC = re.compile(r"\{\{resolve:([^:{}]*)[^{}]*\}\}")
_SUBSTITUTION = re.compile(r"\$\{([^{}]*)\}")
_SPAN: Final = re.Match.span
_DYNAMIC_SOURCES: Final = {"ssm": "Parameter Store", "ssm-secure": "Parameter Store", "secretsmanager": "Secrets Manager"}

PSEUDO_PARAMETERS: Final = frozenset(
    {"AWS::AccountId", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix"}
)


class Evaluator:
    """Works out the values of one template.

    `unit` is what references to its resources carry, `path` the file its values stand in. `types` are the CloudFormation types of its
    resources by logical id; `generated` the logical ids and types of what a transform is known to add, by the names under which the
    template may refer to it (`OrdersRole`, `Orders.Alias`); `undeclared` collects the names asked for that only a transform can have made;
    `outputs` what the nested stacks that were read put out, by logical id and name; `addresses` how resources are called otherwise than by
    their logical ids. `open` says why names that are not declared may still be there, or is "". `decided` answers a condition by name
    (given the evaluator): True, False, or a choice between them. `exhausted` is where the bound on what functions write was met, or None.
    """

    def __init__(
        self,
        unit: str,
        path: str,
        source: str,
        parameters: Mapping[str, Parameter],
        mappings: MappingTree | None,
        types: Mapping[str, str],
        generated: Mapping[str, tuple[str, str]],
        open: str,  # noqa: A002  the word the model has for it
    ) -> None:
        self.unit = unit
        self.path = path
        self.source = source
        self.parameters = parameters
        self.mappings = mappings
        self.types = types
        self.generated = generated
        self.open = open
        self.undeclared: set[str] = set()
        self.outputs: dict[str, Mapping[str, Node]] = {}
        self.addresses: Mapping[str, str] = {}
        self.decided: Callable[[str, Evaluator], Node | None] = lambda name, evaluator: None
        self.exhausted: Location | None = None
        self._left = MAX_WRITTEN
        self._spelling_out = True
        self._looked_up: dict[tuple[str, str | None, str | None, int], Node | None] = {}
        self._substituted: dict[tuple[int, str, tuple[tuple[str, Node], ...]], Node] = {}
        self._sizes: dict[int, tuple[Node, int]] = {}  # with the node, so that no other one gets its id

    def key(self, name: str) -> Key:
        """What references to a resource carry."""
        return self.unit, self.addresses.get(name, name)

    def at(self, tree: Tree) -> Location:
        """Where a tree stands."""
        return Location(self.path, tree.start, tree.end)

    def value(self, tree: Tree, shape: Shape | None = None) -> Node:
        """The value that a tree spells; `shape` is what the schema says of its place."""
        tag = tree.tag
        if tag and tag[0] == "!" and tag != "!":  # a lone one only says that a scalar is a string
            return self._tagged(tree, shape)
        if type(tree) is Scalar:
            return self._scalar(tree, shape)
        if type(tree) is MappingTree:
            return self._mapping(tree, shape)
        if type(tree) is SequenceTree:
            return self._sequence(tree, shape)
        assert type(tree) is Alias
        if tree.target is None:
            return unknown(f"the alias {tree.name} can't be followed", self.at(tree))
        return moved(self.value(tree.target, shape), self.at(tree), "alias", tree.name)

    def knows(self, generated: Mapping[str, tuple[str, str]]) -> None:
        """What a transform adds can be referred to from now on."""
        self.generated = generated
        self._substituted.clear()

    def script(self, tree: Tree) -> Node:
        """The value of a long text: parameters stay parts of it and don't multiply it."""
        self._spelling_out = False
        try:
            return self.value(tree)
        finally:
            self._spelling_out = True

    # -- what is written --------------------------------------------------------------------------------------------------------------

    def _scalar(self, tree: Scalar, shape: Shape | None) -> Node:
        known = typed(tree, shape)
        node = (GONE if known is None else SCALAR, known, tree.start, tree.end, self.path, ())
        if type(known) is str:
            if "{{resolve:" in known:
                return self._with_dynamic_references(tree)
            if shape is not None and shape.kind == "json" and known[:1] in _BEGINS_JSON:
                return fitted(node, shape, self.source)
        return node

    def _with_dynamic_references(self, tree: Scalar) -> Node:
        passage = self._passage(tree)
        parts: list[Run | Node] = []
        done = 0
        for found in _DYNAMIC.finditer(passage.text):
            parts.extend(passage.parts(done, found.start()))
            where = _DYNAMIC_SOURCES.get(found[1], found[1])
            parts.append(unknown(f"it is read from {where}", passage.at(*found.span())))
            done = found.end()
        parts.extend(passage.parts(done, len(passage.text)))
        return joined(parts, self.at(tree))

    def _passage(self, tree: Scalar) -> Passage:
        passage = Passage.of((SCALAR, tree.text, tree.start, tree.end, self.path, ()), self.source)
        assert passage is not None
        return passage

    def _sequence(self, tree: SequenceTree, shape: Shape | None) -> Node:
        inner = shape if shape is None or shape.kind == "json" else shape.element
        value = self.value
        items = tuple([value(item, inner) for item in tree.items])
        return (LIST, (items, tree.broken), tree.start, tree.end, self.path, ())

    def _mapping(self, tree: MappingTree, shape: Shape | None) -> Node:
        pairs = tree.entries()
        if len(pairs) == 1:
            ((name, (_, argument)),) = pairs.items()
            if name == "Ref" or (name.startswith("Fn::") and not name.startswith("Fn::ForEach")):
                return self._call(name.removeprefix("Fn::"), argument, self.at(tree), shape)
        element = None if shape is None else shape if shape.kind == "json" else shape.element
        shapes = {} if shape is None else shape.properties
        value = self.value
        entries = tuple(
            [
                (name, key.start, key.end, value(child, shapes.get(name, element)))
                for name, (key, child) in pairs.items()
                if name[:4] != "Fn::"
            ]
        )
        more = tree.broken
        if not more and len(entries) < len(pairs):
            more = next(f"{name} adds to it" for name in pairs if name.startswith("Fn::"))
        return (MAPPING, (entries, more), tree.start, tree.end, self.path, ())

    # -- functions --------------------------------------------------------------------------------------------------------------------

    def _tagged(self, tree: Tree, shape: Shape | None) -> Node:
        """The short form `!Name argument`; the argument is the same tree without its tag."""
        name, at = tree.tag[1:], self.at(tree)
        if type(tree) is Scalar:
            argument: Tree = Scalar(tree.text, "", tree.style or "'", tree.start, tree.end)
        elif type(tree) is MappingTree:
            argument = MappingTree("", tree.flow, tree.start)
            argument.pairs, argument.broken, argument.end = tree.pairs, tree.broken, tree.end
        else:
            assert type(tree) is SequenceTree
            argument = SequenceTree("", tree.flow, tree.start)
            argument.items, argument.broken, argument.end = tree.items, tree.broken, tree.end
        return self._call(name, argument, at, shape)

    def _call(self, name: str, argument: Tree, at: Location, shape: Shape | None) -> Node:
        function = _FUNCTIONS.get(name)
        if function is None:
            return unknown(f"{name} is no function of CloudFormation", at)
        node = function(self, argument, at, shape)
        if not self._affordable(node, at):
            return unknown("the functions of the template write too much", at)
        if node[0] in _NAMES:
            return node
        return node if shape is None and node[0] != CHOICE else self._bounded(fitted(node, shape, self.source), at)

    def _affordable(self, node: Node, at: Location) -> bool:
        """Whether the template may still write this much; what is named often is written often."""
        kind, payload = node[0], node[1]
        if kind == TEXT or (kind == SCALAR and type(payload) is str):
            self._left -= len(payload)
        else:
            self._left -= NODE_COST * self._size(node) if kind in _HOLDING else NODE_COST
        if self._left < 0 and self.exhausted is None:
            self.exhausted = at
        return self._left >= 0

    def _bounded(self, node: Node, at: Location) -> Node:
        """The node, unless it is a choice whose branches say too much: each repeats what does not depend on its switch."""
        if node[0] != CHOICE or self._size(node) <= MAX_CHOICE_SIZE:
            return node
        return unknown("it depends on conditions in too many ways", at)

    def _size(self, node: Node) -> int:
        """How many nodes a node holds, those that stand in it several times counted as often."""
        known = self._sizes.get(id(node))
        if known is None:
            inside = children(node)
            size = 1 + len(inside) + sum([self._size(child) - 1 for child in inside if child[0] in _HOLDING])
            known = self._sizes[id(node)] = (node, size)
        return known[1]

    def _inner(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        """`Fn::Base64` and the like: what matters is what is encoded."""
        node = self.value(argument)
        return (*node[:2], at.start, at.end, at.path, node[5])

    def _listed(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        return sequence((), at, "the list is known only when it is deployed")

    def _import_value(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        """What another stack exports; the name tells which where it is known, and the project what, unless a string is not enough."""

        def imported_as(arguments: Sequence[Node]) -> Node:
            (name,) = arguments
            if name[0] != SCALAR or (shape is not None and shape.kind in ("boolean", "integer", "number")):
                return unknown("it is imported from another stack", at)
            return imported(f"{EXPORT}:{plain(name[1])}", at)

        return lifted((self.value(argument),), imported_as, at)

    def _transform(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        return unknown("a macro writes it", at)

    def _ref(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        name = _text(argument)
        return unknown("Ref has no name", at) if name is None else self._named(name, at)

    def _named(self, name: str, at: Location) -> Node:
        """What `Ref` of a name yields."""
        parameter = self.parameters.get(name)
        if parameter is not None:
            return value(parameter, at)
        if name == "AWS::NoValue":
            return gone(at)
        if name in PSEUDO_PARAMETERS:
            return unknown(f"{name} is known only when it is deployed", at)
        if name in self.types:
            return reference(self.key(name), ref_yields(self.types[name]), at)
        if name in self.generated:
            logical_id, its_type = self.generated[name]
            return reference((self.unit, logical_id), ref_yields(its_type), at)
        return self._undeclared(name, "Ref", at)

    def _undeclared(self, name: str, attribute: str, at: Location) -> Node:
        self.undeclared.add(name)
        if self.open:
            return reference((self.unit, name), attribute, at)
        return unknown(f"the template declares no {name}", at)

    def _get_att(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        if type(argument) is SequenceTree and len(argument.items) == 2:
            name, attribute = map(_text, argument.items)
        else:
            name, _, attribute = (_text(argument) or "").partition(".")
        if not name or not attribute:
            return unknown("GetAtt has no name and attribute that are known", at)
        return self._attribute(name, attribute, at)

    def _attribute(self, name: str, attribute: str, at: Location) -> Node:
        """What `Fn::GetAtt` of a resource and an attribute yields."""
        first, _, rest = attribute.partition(".")
        if first == "Outputs" and name in self.outputs:
            output = self.outputs[name].get(rest)
            return unknown(f"{name} has no output {rest}", at) if output is None else carried(output, at, "output", f"{name}.{rest}")
        for known, of_it in ((f"{name}.{first}", rest), (name, attribute)) if self.generated else ():
            if known in self.generated:
                logical_id, its_type = self.generated[known]
                return reference((self.unit, logical_id), getatt_yields(its_type, of_it) if of_it else ref_yields(its_type), at)
        if name in self.types:
            self.undeclared.add(f"{name}.{first}")
            return reference(self.key(name), getatt_yields(self.types[name], attribute), at)
        return self._undeclared(name, attribute, at)

    def _if(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        if type(argument) is not SequenceTree or len(argument.items) != 3:
            return unknown("Fn::If has no three arguments", at)
        name = _text(argument.items[0])
        decision = None if name is None else self.decided(name, self)
        if decision is None:
            return unknown(f"the template declares no condition {name or ''}".rstrip(), at)
        then, otherwise = (self.value(item, shape) for item in argument.items[1:])
        return grafted(decision, then, otherwise, at)

    # -- text -------------------------------------------------------------------------------------------------------------------------

    def _sub(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        local: dict[str, Node] = {}
        template: Tree | None = argument
        if type(argument) is SequenceTree and len(argument.items) == 2:
            template, variables = map(followed, argument.items)
            if type(variables) is MappingTree:
                local = {name: self.value(child) for name, (_, child) in variables.entries().items()}
        if type(template) is not Scalar:
            return unknown("Fn::Sub has no text", at)
        if "${" not in template.text:
            return scalar(template.text, at)
        key = (at.start, template.text, tuple(local.items()))
        known = self._substituted.get(key)
        if known is None:
            parts = self._parts(template, local)
            known = self._text(parts, at)
            if CHOICE not in [part[0] for part in parts]:
                self._substituted[key] = known  # a script is asked for twice
        return known

    def _parts(self, template: Scalar, local: Mapping[str, Node]) -> list[Node]:
        """The parts of a text into which values are put."""
        text, path = template.text, self.path
        holes = list(_SUBSTITUTION.finditer(text))
        inner, places = self._places(template, holes)
        parts: list[Node] = []
        done, end = 0, inner.start
        for hole, place in zip(holes, places, strict=True):
            start, behind = hole.span()
            if start > done:
                parts.append((SCALAR, text[done:start], end, max(end, place.start), path, ()))
            done, end = behind, place.end
            parts.append(self._hole(hole[1].strip(), local, place))
        if len(text) > done:
            parts.append((SCALAR, text[done:], end, inner.end, path, ()))
        return parts

    def _places(self, template: Scalar, holes: Sequence[re.Match[str]]) -> tuple[Location, Sequence[Location]]:
        """Where a text stands, without what is around it, and each of these matches in it."""
        path, at = self.path, self.at(template)
        start = spelled(template.text, self.source, at)
        if start >= 0:
            return Location(path, start, start + len(template.text)), [
                Location(path, start + low, start + high) for low, high in map(_SPAN, holes)
            ]
        inner = inside(self.source, at)
        places = found_in_order((hole[0] for hole in holes), self.source, inner)
        if places is None:
            passage = self._passage(template)
            places = [passage.at(*hole.span()) for hole in holes]
        return inner, places

    def _hole(self, name: str, local: Mapping[str, Node], at: Location) -> Node:
        """What stands in a text for `${name}`."""
        if name.startswith("!"):
            return scalar(f"${{{name[1:]}}}", at)
        if name in local:
            return _placed(local[name], at)
        if name in self.parameters or "." not in name or name in self.generated:
            return self._named(name, at)
        resource, _, attribute = name.partition(".")
        return self._attribute(resource, attribute, at)

    def _text(self, parts: Sequence[Node], at: Location) -> Node:
        """The string of these parts."""
        if self._spelling_out and combinations(parts) <= MAX_TEXT_COMBINATIONS:
            return spread(parts, lambda known: _joined(known, at), at)
        return _joined(parts, at)

    def _join(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        if type(argument) is not SequenceTree or len(argument.items) != 2:
            return unknown("Fn::Join has no two arguments", at)
        separator = _text(argument.items[0])
        items = self.value(argument.items[1])
        if separator is None:
            return unknown("Fn::Join has no separator that is known", at)

        def join(arguments: Sequence[Node]) -> Node:
            parts: list[Node] = []
            for item in _items(arguments[0]):
                if parts and separator:
                    parts.append((SCALAR, separator, item[2], item[2], item[4], ()))  # it stands where the item begins
                parts.append(item)
            return self._text(parts, at)

        return lifted((items,), join, at) if self._spelling_out else join((items,))

    def _split(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        if type(argument) is not SequenceTree or len(argument.items) != 2:
            return unknown("Fn::Split has no two arguments", at)
        separator = _text(argument.items[0])

        def split(arguments: Sequence[Node]) -> Node:
            node = arguments[0]
            if node[0] == SCALAR and separator:
                return sequence(tuple((*scalar(piece, at)[:5], node[5]) for piece in plain(node[1]).split(separator)), at)
            return unknown(_why(node), at)

        return lifted((self.value(argument.items[1]),), split, at)

    def _select(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        if type(argument) is not SequenceTree or len(argument.items) != 2:
            return unknown("Fn::Select has no two arguments", at)

        def select(arguments: Sequence[Node]) -> Node:
            index, items = arguments
            if index[0] != SCALAR or not plain(index[1]).isdecimal() or len(plain(index[1])) > _MAX_INDEX_DIGITS:
                return unknown(_why(index), at)
            if items[0] != LIST:
                return unknown(_why(items), at)
            position = int(plain(index[1]))
            known, more = items[1]
            present = [item for item in known if item[0] != GONE]
            if position >= len(present):
                return unknown(more or "the list has no item of that number", at)
            if any(_may_be_absent(item) for item in present[: position + 1]):
                return unknown("items of the list may be absent", at)
            return _placed(present[position], at)

        return lifted((self.value(argument.items[0]), self.value(argument.items[1])), select, at)

    def _length(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        def length(arguments: Sequence[Node]) -> Node:
            items = arguments[0]
            if items[0] == LIST and not items[1][1]:
                return scalar(len(items[1][0]), at)
            return unknown(_why(items), at)

        return lifted((self.value(argument),), length, at)

    # -- mappings ---------------------------------------------------------------------------------------------------------------------

    def _find_in_map(self, argument: Tree, at: Location, shape: Shape | None) -> Node:
        if type(argument) is not SequenceTree or not 3 <= len(argument.items) <= 4:
            return unknown("Fn::FindInMap has no three arguments", at)
        default = self._map_default(argument, shape)

        def find(arguments: Sequence[Node]) -> Node:
            return self._found(arguments, default, at, shape)

        return lifted([self.value(item) for item in argument.items[:3]], find, at)

    def _map_default(self, argument: SequenceTree, shape: Shape | None) -> Node | None:
        options = followed(argument.items[3]) if len(argument.items) == 4 else None
        written = options.get("DefaultValue") if type(options) is MappingTree else None
        return None if written is None else self.value(written, shape)

    def _found(self, arguments: Sequence[Node], default: Node | None, at: Location, shape: Shape | None) -> Node:
        """The value in a mapping: known keys find it; where a key is unknown, a value that all entries agree on is it as well."""
        name = arguments[0]
        if name[0] != SCALAR:
            return unknown(_why(name), at)
        keys = [plain(key[1]) if key[0] == SCALAR else None for key in arguments]
        asked = (keys[0] or "", keys[1], keys[2], id(shape))
        if asked not in self._looked_up:
            self._looked_up[asked] = None  # an entry that asks for itself has no value
            self._looked_up[asked] = self._agreed(*asked[:3], default, shape)
        found = self._looked_up[asked]
        if found is None:
            doubtful = next((key for key in arguments[1:] if key[0] != SCALAR), None)
            return unknown("the mapping has no such entry" if doubtful is None else _why(doubtful), at)
        steps = tuple(step for key in arguments for step in key[5] if step[0] == DEFAULT)
        node = moved(found, at, "mapping", ".".join(key or "*" for key in keys))
        return (*node[:5], (*steps, *node[5]))

    def _agreed(self, name: str, first: str | None, second: str | None, default: Node | None, shape: Shape | None) -> Node | None:
        """The value under two keys of a mapping, None standing for any; None when there is none, or not the same one everywhere."""
        table = followed(self.mappings.get(name)) if self.mappings is not None else None
        found = [tree for row in _under(table, first) for tree in _under(row, second)]
        values = [self.value(tree, shape) for tree in found if tree is not None]
        if default is not None and (not found or None in found):
            values.append(default)
        if not values or any(bare(one) != bare(values[0]) for one in values[1:]):
            return None
        return values[0]


# by their names, without "Fn::"; no evaluator holds its own methods, so that a template is freed with its last use
_FUNCTIONS: Final[dict[str, Callable[[Evaluator, Tree, Location, Shape | None], Node]]] = {
    "Ref": Evaluator._ref,
    "Base64": Evaluator._inner,
    "Cidr": Evaluator._listed,
    "FindInMap": Evaluator._find_in_map,
    "GetAZs": Evaluator._listed,
    "GetAtt": Evaluator._get_att,
    "If": Evaluator._if,
    "ImportValue": Evaluator._import_value,
    "Join": Evaluator._join,
    "Length": Evaluator._length,
    "Select": Evaluator._select,
    "Split": Evaluator._split,
    "Sub": Evaluator._sub,
    "ToJsonString": Evaluator._inner,
    "Transform": Evaluator._transform,
}
_NAMES: Final = frozenset((REFERENCE, UNKNOWN))
_HOLDING: Final = frozenset((CHOICE, LIST, MAPPING, TEXT))
_MAX_INDEX_DIGITS: Final = 6


def _under(tree: Tree | None, key: str | None) -> list[Tree | None]:
    """What a level of a mapping has under a key; all of it when the key is not known."""
    level = followed(tree)
    if type(level) is not MappingTree:
        return [None]
    if key is not None:
        return [level.get(key)]
    return [child for _, child in level.entries().values()]


def _text(tree: Tree) -> str | None:
    """The text of a scalar that is no function."""
    found = followed(tree)
    return found.text if type(found) is Scalar and not found.tag.startswith("!") else None


def _items(node: Node) -> Sequence[Node]:
    """The items of a list for a string that joins them; what is open ends with an unknown one."""
    if node[0] != LIST:
        return (node,) if node[0] in (SCALAR, TEXT) else ((UNKNOWN, _why(node), *node[2:]),)
    known, more = node[1]
    present = tuple(item for item in known if item[0] != GONE)
    return (*present, (UNKNOWN, more, *node[2:])) if more else present


def _may_be_absent(node: Node) -> bool:
    if node[0] == CHOICE:
        return any(_may_be_absent(branch) for _, branch in node[1][1])
    return node[0] == GONE


def _joined(parts: Sequence[Node], at: Location) -> Node:
    """The string of parts, standing at `at`; a default among them is a default of the whole."""
    texts = [plain(part[1]) for part in parts if part[0] == SCALAR]
    if len(texts) < len(parts):
        return _joined_in_part(parts, at)
    known = "".join(texts)
    if len(known) > MAX_TEXT:
        return _too_long(at)
    return (SCALAR, known, at.start, at.end, at.path, parts[0][5] if len(parts) == 1 else _defaults(parts))


def _joined_in_part(parts: Sequence[Node], at: Location) -> Node:
    """As `_joined`, where not all of the parts are known."""
    known: list[Node] = []
    length = 0
    for part in parts:
        if part[0] == GONE:
            continue
        if part[0] in (LIST, MAPPING):
            part = (UNKNOWN, "what stands in the text is no string", *part[2:])
        length += len(part[1]) if part[0] in (SCALAR, TEXT) and isinstance(part[1], str | tuple) else 1
        known.append(part)
    if length > MAX_TEXT:
        return _too_long(at)
    node = joined(known, at)
    return (*node[:2], at.start, at.end, at.path, node[5] or _defaults(known))


def _defaults(parts: Sequence[Node]) -> tuple[Step, ...]:
    """The steps through defaults in the ways of known parts."""
    return tuple([step for part in parts if part[5] and part[0] == SCALAR for step in part[5] if step[0] == DEFAULT])


def _too_long(at: Location) -> Node:
    return unknown(f"its text is longer than {MAX_TEXT} characters", at)


def _placed(node: Node, at: Location) -> Node:
    """A value at the place where a function yields it; the way to where it was written is kept."""
    if node[0] in (SCALAR, LIST, MAPPING) and not node[5]:
        return moved(node, at, "argument", "")
    return (*node[:2], at.start, at.end, at.path, node[5])


def _why(node: Node) -> str:
    """Why a function can't work with an argument."""
    payload: Any = node[1]
    return payload if node[0] == UNKNOWN else "an argument of its function is not known"
