"""Terraform's JSON form, brought to the tree that the native syntax has.

Where the native syntax has a block the JSON form has an object, or a list of them; strings are templates. What of a resource is a block
and what an attribute only its provider knows: objects stay expressions, and the vocabulary tells later.
"""

from collections.abc import Iterator
from typing import Any, Final

from opexlint import suppressions
from opexlint.embedded import json_tree
from opexlint.embedded.tree import Document, Mapping, Scalar, Sequence, Tree, resolved
from opexlint.languages.terraform import syntax
from opexlint.languages.terraform.syntax import Node, SyntaxProblem
from opexlint.model import Problem, Suppression
from opexlint.source import File, Location

COMMENT: Final = "//"
"""The key whose value is a comment."""

_LABELS: Final = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1, "check": 1}
_BLOCKS: Final = {
    "": {
        "lifecycle": 0,
        "connection": 0,
        "provisioner": 1,
        "dynamic": 1,
        "content": 0,
        "precondition": 0,
        "postcondition": 0,
        "validation": 0,
    },
    "terraform": {"backend": 1, "cloud": 0, "required_providers": 0},
    "provider": {"default_tags": 0, "assume_role": 0, "ignore_tags": 0},
}
"""What is a block inside of a block of a type ("" for all others), and how many labels it has."""


_LITERAL: Final = ("variable", "terraform")
"""Blocks whose strings are no templates."""


def read_json(file: File) -> tuple[tuple[Node, ...], list[Problem], list[Suppression]]:
    """The items of a file, what is wrong with it, and the suppressions in its comments."""
    document = json_tree.parse(file.text)
    reader = _Reader(file)
    if document.root is None or document.faults:
        return (), _problems(document, file), []
    items = tuple(item for body in reader.objects(document.root) for item in reader.top(body))
    return items, reader.problems, reader.suppressions


def read_values(file: File) -> dict[str, Node]:
    """The expressions that a file of values (`terraform.tfvars.json`) sets variables to; none where it is no JSON."""
    document = json_tree.parse(file.text)
    if document.faults or type(document.root) is not Mapping:
        return {}
    reader = _Reader(file)
    return {name: reader.literal(value) for name, (_, value) in document.root.entries().items()}


def _problems(document: Document, file: File) -> list[Problem]:
    return [
        Problem("limit-reached" if fault.limit else "syntax-error", fault.message, Location(file.path, fault.at, fault.at))
        for fault in document.faults
    ] or [Problem("syntax-error", "there is nothing in it", Location(file.path, 0, 0))]


class _Reader:
    def __init__(self, file: File) -> None:
        self.file = file
        self.suppressions: list[Suppression] = []
        self.problems: list[Problem] = []

    def objects(self, tree: Tree) -> Iterator[Mapping]:
        """An object, or the objects in a list; null is none."""
        if type(tree) is Mapping:
            yield tree
        elif type(tree) is Sequence:
            for item in tree.items:
                yield from self.objects(item)
        elif type(tree) is Scalar and (tree.style or tree.text != "null"):
            self._tell("syntax-error", "a block is written as an object or a list of objects", tree)

    def named(self, tree: Tree, count: int, labels: tuple[Scalar, ...] = ()) -> Iterator[tuple[tuple[Scalar, ...], Mapping]]:
        """The bodies below as many keys as a block has labels, with those keys."""
        for body in self.objects(tree):
            if not count:
                yield labels, body
                continue
            for key, value in body.pairs:
                if key.text != COMMENT:
                    yield from self.named(value, count - 1, (*labels, key))

    def _tell(self, rule: str, message: str, tree: Tree) -> None:
        self.problems.append(Problem(rule, message, Location(self.file.path, tree.start, tree.end)))

    def top(self, body: Mapping) -> Iterator[Node]:
        """The blocks of a file."""
        for key, value in body.pairs:
            kind = key.text
            if kind == "locals":
                for one in self.objects(value):
                    yield self.block(key, (), one)
            elif kind != COMMENT:
                for labels, one in self.named(value, _LABELS.get(kind, 0)):
                    yield self.block(key, labels, one)

    def block(self, kind: Scalar, labels: tuple[Scalar, ...], body: Mapping) -> Node:
        """A block: its header is the key it is named by."""
        name = labels[-1] if labels else kind
        items = tuple(self.items(kind.text, name, body))
        ranges = tuple((label.start, label.end) for label in labels)
        return ("block", name.start, body.end, kind.text, tuple(label.text for label in labels), items, name.end, ranges)

    def items(self, kind: str, name: Scalar, body: Mapping) -> Iterator[Node]:
        inner = _BLOCKS.get(kind, _BLOCKS[""]) if kind != "locals" else {}
        for text, (key, value) in body.entries().items():
            if text == COMMENT and kind != "locals":
                self.comment(name, value)
            elif text in inner:
                for labels, one in self.named(value, inner[text]):
                    yield self.block(key, labels, one)
            else:
                read = self.type if (kind, text) == ("variable", "type") else self.literal if kind in _LITERAL else self.expression
                expression = read(value)
                yield ("attr", key.start, value.end, text, expression, key.end)

    def comment(self, name: Scalar, value: Tree) -> None:
        """A comment in a block is about the whole of it."""
        line = self.file.position(name.start).line
        scope = Location(self.file.path, *self.file.line_range(line))
        for found in suppressions.in_comments(self.file, ((value.start, value.end),)):
            self.suppressions.append(found._replace(reason=found.reason.rstrip('"').rstrip(), scope=scope))

    def expression(self, tree: Tree) -> Node:
        """A value whose strings are templates."""
        if type(tree) is Sequence:
            return ("tuple", tree.start, tree.end, tuple(map(self.expression, tree.items)))
        if type(tree) is Mapping:
            pairs = (
                (("key", key.start, key.end, self.expression(key), True), self.expression(value))
                for key, value in tree.pairs
                if key.text != COMMENT
            )
            return ("object", tree.start, tree.end, tuple(pairs))
        if type(tree) is Scalar and tree.style:
            return self.template(tree)
        return self.literal(tree)

    def template(self, tree: Scalar) -> Node:
        """A string; its parts have places of their own where it is spelled as it is."""
        exact = tree.end - tree.start == len(tree.text) + 2
        if "${" not in tree.text and "%{" not in tree.text:
            return _string(tree)
        try:
            node = syntax.parse_template(tree.text, tree.start + 1 if exact else 0)
        except SyntaxProblem as problem:
            self._tell("limit-reached" if problem.limit else "syntax-error", problem.message, tree)
            return _string(tree)
        node = node if exact else _at(node, tree.start, tree.end)
        return (node[0], tree.start, tree.end, *node[3:]) if node[0] == "tmpl" else node

    def type(self, tree: Tree) -> Node:
        """The type of a variable: an expression in a string."""
        if type(tree) is not Scalar:
            return self.literal(tree)
        try:
            return _at(syntax.parse_expression(tree.text), tree.start, tree.end)  # type: ignore[no-any-return]
        except SyntaxProblem:
            return _string(tree)

    def literal(self, tree: Tree) -> Node:
        """A value whose strings are what they are."""
        if type(tree) is Sequence:
            return ("tuple", tree.start, tree.end, tuple(map(self.literal, tree.items)))
        if type(tree) is Mapping:
            pairs = ((("key", key.start, key.end, _string(key), True), self.literal(value)) for key, value in tree.pairs)
            return ("object", tree.start, tree.end, tuple(pairs))
        assert type(tree) is Scalar
        if tree.style:
            return _string(tree)
        value = resolved(tree)
        return ("lit", tree.start, tree.end, value)


def _string(tree: Scalar) -> Node:
    return ("tmpl", tree.start, tree.end, (("lit", tree.start + 1, max(tree.end - 1, tree.start + 1), tree.text),))


def _at(node: Any, start: int, end: int) -> Any:
    """A tree with one place for all of its nodes."""
    if not isinstance(node, tuple):
        return node
    if len(node) >= 3 and isinstance(node[1], int) and isinstance(node[0], str):
        return (node[0], start, end, *(_at(part, start, end) for part in node[3:]))
    return tuple(_at(part, start, end) for part in node)
