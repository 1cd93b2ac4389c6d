"""The conditions of a template as functions of its parameters.

A condition is worked out to True, False, or a choice between them that hangs on the parameters it compares: IsProd and IsDev then exclude
each other by themselves. What parameters don't decide (`AWS::Region`) is a switch of its own, with the options "true" and "false".
"""

from collections.abc import Container, Iterator, Sequence
from collections.abc import Mapping as Mapped
from typing import Final

from opexlint.embedded.tree import Alias, Mapping, Scalar, Tree, followed
from opexlint.embedded.tree import Sequence as SequenceTree
from opexlint.languages.cloudformation.choices import MAX_COMBINATIONS, combinations, lifted
from opexlint.languages.cloudformation.functions import Evaluator
from opexlint.languages.cloudformation.parameters import Parameter, another, spelled
from opexlint.model import ANOTHER, CHOICE, SCALAR, UNKNOWN, Node, Switch, choice, plain, scalar, unknown
from opexlint.source import Location

_UNDECIDED: Final = "parameters don't decide it"


class Conditions:
    """Works out the conditions of one template; each once.

    It is given the evaluator each time: the two would hold each other otherwise, and the whole template with them.
    """

    def __init__(self, section: Tree | None, parameters: Mapped[str, Parameter]) -> None:
        tree = followed(section)
        self._written: dict[str, tuple[Scalar, Tree]] = tree.entries() if type(tree) is Mapping else {}
        self._known: dict[str, Node | None] = {}
        self._others = {another(name): parameter for name, parameter in parameters.items()}

    def decided(self, name: str, evaluator: Evaluator) -> Node | None:
        """True, False, or a choice between them; None when no condition has that name."""
        if name not in self._written:
            return None
        if name not in self._known:
            self._known[name] = None  # one that refers to itself is none
            key, tree = self._written[name]
            at = Location(evaluator.path, key.start, key.end)
            node = self._decide(tree, at, evaluator)
            if combinations((node,)) > MAX_COMBINATIONS:
                node = unknown(_UNDECIDED, at)
            self._known[name] = _switched(node, ("condition", name, evaluator.unit), at)
        return self._known[name]

    def _decide(self, tree: Tree, at: Location, evaluator: Evaluator) -> Node:
        name, argument = _function(tree)
        if name == "Condition":
            other = followed(argument)
            known = self.decided(other.text, evaluator) if type(other) is Scalar else None
            return unknown(_UNDECIDED, at) if known is None else known
        arguments = argument.items if type(argument) is SequenceTree else []
        if name == "Equals" and len(arguments) == 2:
            return lifted([evaluator.value(one) for one in arguments], lambda pair: self._equal(pair, at), at)
        if name in ("And", "Or") and arguments:
            return lifted([self._decide(one, at, evaluator) for one in arguments], lambda known: _combined(known, name == "Or", at), at)
        if name == "Not" and len(arguments) == 1:
            return lifted([self._decide(arguments[0], at, evaluator)], lambda known: _negated(known[0], at), at)
        return unknown(_UNDECIDED, at)

    def _equal(self, pair: Sequence[Node], at: Location) -> Node:
        one, other = pair
        if one[0] == SCALAR and other[0] == SCALAR:
            return scalar(plain(one[1]) == plain(other[1]), at)
        for unnamed, literal in ((one, other), (other, one)):
            if literal[0] == SCALAR and self._is_not(unnamed, plain(literal[1])):
                return scalar(False, at)
        return unknown(_UNDECIDED, at)

    def _is_not(self, node: Node, literal: str) -> bool:
        """Whether a node is a parameter's "another value" and the literal one of those that the template names."""
        parameter = self._others.get(str(node[1])) if node[0] == UNKNOWN else None
        return parameter is not None and literal in parameter.options and literal != ANOTHER


def _switched(node: Node, switch: Switch, at: Location) -> Node:
    """The condition with its own switch where parameters leave it open."""
    if node[0] == CHOICE:
        inner, branches = node[1]
        return choice(inner, tuple((option, _switched(branch, switch, at)) for option, branch in branches), at)
    if node[0] == SCALAR:
        return node
    return choice(switch, (("true", scalar(True, at)), ("false", scalar(False, at))), at)


def _function(tree: Tree) -> tuple[str, Tree | None]:
    """The name of the function that a condition is, and its argument."""
    if tree.tag.startswith("!"):
        return tree.tag[1:], tree
    found = followed(tree)
    if type(found) is Mapping and len(found.pairs) == 1:
        ((key, argument),) = found.pairs
        return key.text.removeprefix("Fn::"), followed(argument)
    return "", None


def _combined(known: Sequence[Node], deciding: bool, at: Location) -> Node:
    """`And` (decided by False) or `Or` (decided by True) of what is known."""
    if any(node[1] is deciding for node in known):
        return scalar(deciding, at)
    return scalar(not deciding, at) if all(node[0] == SCALAR for node in known) else unknown(_UNDECIDED, at)


def _negated(node: Node, at: Location) -> Node:
    return scalar(node[1] is False, at) if node[0] == SCALAR else node


def compared_parameters(section: Tree | None, names: Container[str], path: str) -> dict[str, dict[str, Location]]:
    """The parameters that conditions ask for, each with the literals that it is compared with and where these stand."""
    found: dict[str, dict[str, Location]] = {}
    stack: list[Tree] = [] if section is None else [section]
    seen: set[int] = set()
    while stack:
        tree = stack.pop()
        if id(tree) in seen:
            continue
        seen.add(id(tree))
        name, argument = _function(tree)
        if name == "Equals" and type(argument) is SequenceTree and len(argument.items) == 2:
            left, right = argument.items
            for asked, literal in ((left, right), (right, left)):
                parameter, written = _referred(asked), followed(literal)
                if parameter in names and type(written) is Scalar and not written.tag:
                    found.setdefault(parameter, {})[spelled(written)] = Location(path, written.start, written.end)
        for parameter in _mentioned(tree):
            if parameter in names:
                found.setdefault(parameter, {})
        stack.extend(reversed(_children(tree)))
    return found


def _referred(tree: Tree) -> str:
    """The name that a `Ref` asks for, "" for anything else."""
    name, argument = _function(tree)
    return argument.text if name == "Ref" and type(argument) is Scalar else ""


def _mentioned(tree: Tree) -> Iterator[str]:
    """The names that a tree itself refers to, by `Ref` or inside a `Sub`."""
    name, argument = _function(tree)
    if name == "Ref" and type(argument) is Scalar:
        yield argument.text
    if type(tree) is Scalar and "${" in tree.text:
        for piece in tree.text.split("${")[1:]:
            yield piece.partition("}")[0].strip()


def _children(tree: Tree) -> list[Tree]:
    found = tree.target if type(tree) is Alias else tree
    if type(found) is Mapping:
        return [child for _, child in found.pairs]
    return list(found.items) if type(found) is SequenceTree else []
