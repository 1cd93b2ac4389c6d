"""Fixes in templates: edits that set one property and leave every other byte as it is.

Nothing is written where it could mean more than it says: through anchors, aliases and merge keys, over a function (`!If`, `!Ref` to a
parameter), or in what a macro rewrites.
"""

import re
from typing import Any, Final

from opexlint.embedded import json_tree
from opexlint.embedded.tree import Alias, Mapping, Scalar, Sequence, Tree, parse
from opexlint.facts.identifiers import getatt_yields, ref_yields
from opexlint.facts.schemas import RESOURCE_ATTRIBUTES, attributes, shape
from opexlint.finding import Attribute, Change, Edit
from opexlint.languages.cloudformation.rendering import Reference, block, flow_key, indentation, inline, item, manner, pretty, string
from opexlint.languages.cloudformation.sections import resource_type, transforms
from opexlint.source import File, Location

_SAM_PATHS: Final[dict[str, dict[tuple[str, ...], tuple[str, ...]]]] = {
    "AWS::Serverless::Function": {
        ("TracingConfig", "Mode"): ("Tracing",),
    },
    "AWS::Serverless::StateMachine": {
        ("LoggingConfiguration",): ("Logging",),
        ("TracingConfiguration",): ("Tracing",),
    },
}
"""Where SAM has a property under another name than the resource it makes."""

_SAM_TYPES: Final = {
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::LayerVersion": "AWS::Lambda::LayerVersion",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
}
_SUBSTITUTION = re.compile(r"\$\{[\w.:]+\}")
_FUNCTION = re.compile(r"Ref|Condition|Fn::.*")


def rewrite(change: Change, file: File) -> list[Edit]:
    """The edits that make a change, one or none."""
    try:
        return [_Writer(change, file).edit()]
    except _UnsafeError:
        return []


class _UnsafeError(Exception):
    """The change can't be written safely."""


class _Writer:
    def __init__(self, change: Change, file: File) -> None:
        document = parse(file.text)
        root = document.root
        if document.faults or type(root) is not Mapping:
            raise _UnsafeError
        self.change = change
        self.file = file
        self.text = file.text
        self.manner = manner(file.text, root, root.flow and not json_tree.parse(file.text).faults)
        self.resources = root.get("Resources")
        if not all(name.startswith("AWS::") for name in transforms(root)):
            raise _UnsafeError  # nobody knows what a macro makes of it
        self.value = self._plain(change.value)

    def edit(self) -> Edit:
        replaces = self.change.replaces
        if isinstance(self.change.value, Attribute) and replaces is not None:
            return self._replaced_reference(replaces)
        resource = self._resource()
        path = self._path(resource)
        where: Mapping | Sequence = resource
        for index, step in enumerate(path):
            child = self._child(where, step)
            if child is None:
                return self._added(where, path[index:])
            if index == len(path) - 1 or (type(child) is Scalar and not child.text and not child.style):
                return self._replaced(where, step, child, path[index + 1 :])
            if type(child) not in (Mapping, Sequence):
                raise _UnsafeError
            where = child  # type: ignore[assignment]
        raise _UnsafeError

    # -- what is changed --------------------------------------------------------------------------------------------------------------

    def _resource(self) -> Mapping:
        """The mapping of the resource: the change stands at its logical id, or at something inside it that SAM makes a resource of."""
        section = self.resources
        for key, tree in section.pairs if type(section) is Mapping and not section.tag else ():
            if key.start == self.change.at.start and type(tree) is Mapping:
                _unshared(tree)
                return tree
        raise _UnsafeError

    def _path(self, resource: Mapping) -> tuple[str | int, ...]:
        """The path inside the resource as its author would write it."""
        path = self.change.path
        kind = resource_type(resource)
        if not path or not kind:
            raise _UnsafeError
        if path[0] in RESOURCE_ATTRIBUTES:
            return path
        if kind.startswith("AWS::Serverless::"):
            for there, here in _SAM_PATHS.get(kind, {}).items():
                if path[: len(there)] == there:
                    return ("Properties", *here, *path[len(there) :])
            known = shape(kind)
            if known is None or path[0] not in known.properties:
                raise _UnsafeError
        return ("Properties", *path)

    def _child(self, where: Mapping | Sequence, step: str | int) -> Tree | None:
        """What stands at a step, None when nothing does."""
        if type(where) is Sequence:
            if not isinstance(step, int) or step > len(where.items):
                raise _UnsafeError
            return None if step == len(where.items) else _unshared(where.items[step])
        assert type(where) is Mapping
        if not isinstance(step, str) or any(key.text == "<<" or _FUNCTION.fullmatch(key.text) for key, _ in where.pairs):
            raise _UnsafeError
        found = [child for key, child in where.pairs if key.text == step]
        if len(found) > 1:
            raise _UnsafeError
        return _unshared(found[0]) if found else None

    def _plain(self, value: Any) -> Any:
        """The value with attributes of resources as references of this template."""
        if isinstance(value, Attribute):
            return self._reference(value)
        if isinstance(value, dict):
            return {key: self._plain(child) for key, child in value.items()}
        if isinstance(value, list | tuple):
            return [self._plain(child) for child in value]
        if value is None or isinstance(value, str | int | float):
            return value
        raise _UnsafeError

    def _reference(self, value: Attribute) -> Reference:
        unit, logical_id = value.target
        target = self.resources.get(logical_id) if type(self.resources) is Mapping else None
        written = resource_type(target)
        if unit != self.file.path or not written:
            raise _UnsafeError
        cloudformation_type = _SAM_TYPES.get(written, written)
        if ref_yields(cloudformation_type) == value.attribute:
            return Reference(logical_id, "")
        for name in attributes(cloudformation_type):
            if getatt_yields(cloudformation_type, name) == value.attribute:
                return Reference(logical_id, name)
        raise _UnsafeError

    # -- how it is written ------------------------------------------------------------------------------------------------------------

    def _edit(self, start: int, end: int, text: str) -> Edit:
        return Edit(Location(self.file.path, start, end), text)

    def _replaced_reference(self, at: Location) -> Edit:
        """Another attribute in place of the value that stands there, which may be a part of a `Sub`."""
        reference = self.value
        assert isinstance(reference, Reference)
        if at.path != self.file.path:
            raise _UnsafeError
        written = self.text[at.start : at.end]
        if _SUBSTITUTION.fullmatch(written):
            dotted = f"{reference.logical_id}.{reference.name}" if reference.name else reference.logical_id
            return self._edit(at.start, at.end, f"${{{dotted}}}")
        tree = _standing_at(self.resources, at)
        if not (type(tree) is Scalar and tree.style not in ("|", ">")) and not _is_reference(tree):
            raise _UnsafeError
        return self._edit(at.start, at.end, inline(reference, self.manner))

    def _replaced(self, where: Mapping | Sequence, step: str | int, old: Tree, rest: tuple[str | int, ...]) -> Edit:
        """The value in place of the old one; `rest` is the path below an empty one."""
        replaces = self.change.replaces
        value = _nested(self.value, rest)
        if type(old) is Scalar and not old.text and not old.style and not old.tag:
            return self._filled(where, step, old, value)
        if replaces is None or (replaces.start, replaces.end) != (old.start, old.end) or replaces.path != self.file.path or rest:
            raise _UnsafeError
        if type(old) is Scalar and not old.tag and old.style not in ("|", ">") and not isinstance(value, dict | list):
            quote = old.style if isinstance(value, str) else ""
            spelled = string(value, quote) if isinstance(value, str) and not self.manner.is_json else inline(value, self.manner)
            return self._edit(old.start, old.end, spelled)
        if type(old) in (Mapping, Sequence) and _is_plain(old) and isinstance(value, dict | list):
            assert isinstance(old, Mapping | Sequence)
            if old.flow:
                return self._edit(old.start, old.end, self._bracketed(value, old))
            if isinstance(where, Mapping) and not where.flow and isinstance(step, str):
                key = next(key for key, child in where.pairs if child is old)
                return self._edit(key.start, old.end, block(step, value, self._column(key.start), self.manner))
        raise _UnsafeError

    def _filled(self, where: Mapping | Sequence, step: str | int, old: Scalar, value: Any) -> Edit:
        """The value behind a key that has none."""
        if type(where) is not Mapping or where.flow or not isinstance(step, str) or self.text[old.start - 1 : old.start] != ":":
            raise _UnsafeError
        key = next(key for key, child in where.pairs if child is old)
        return self._edit(key.start, old.start, block(step, value, self._column(key.start), self.manner))

    def _added(self, where: Mapping | Sequence, path: tuple[str | int, ...]) -> Edit:
        """A new member or item, with all that is missing below it."""
        if self.change.replaces is not None or any(isinstance(step, int) and step for step in path[1:]):
            raise _UnsafeError
        step, value = path[0], _nested(self.value, path[1:])
        if where.flow:
            return self._added_in_brackets(where, step, value)
        if type(where) is Sequence:
            last: Tree = where.items[-1]
            text = item(value, self._column(where.start), self.manner)
            return self._new_line(last, f"{self._column(where.start)}- {text}")
        assert type(where) is Mapping and isinstance(step, str)
        column = self._column(where.pairs[0][0].start)
        kind = next((child for key, child in where.pairs if key.text == "Type"), None)
        behind = kind if step == "Properties" and kind is not None else where.pairs[-1][1]
        behind = behind if behind.end > behind.start else next(key for key, child in where.pairs if child is behind)
        return self._new_line(behind, f"{column}{block(step, value, column, self.manner)}")

    def _new_line(self, behind: Tree, text: str) -> Edit:
        """A line behind the one in which a node ends."""
        last = _last(behind)
        if type(last) is Scalar and last.style in ("|", ">") and "+" in self.text[last.start :].partition("\n")[0]:
            raise _UnsafeError  # its blank lines at the end are part of it
        end = self.text.find("\n", behind.end)
        if end < 0:
            return self._edit(len(self.text), len(self.text), f"{self.manner.newline}{text}")
        return self._edit(end + 1, end + 1, f"{text}{self.manner.newline}")

    def _added_in_brackets(self, where: Mapping | Sequence, step: str | int, value: Any) -> Edit:
        members: list[tuple[Tree, Tree]] = list(where.pairs) if isinstance(where, Mapping) else [(one, one) for one in where.items]
        if not members:
            if self.text[where.start : where.end].strip("{}[] \t\r\n"):
                raise _UnsafeError  # a comment, or a tag
            return self._edit(where.start, where.end, self._bracketed({step: value} if isinstance(step, str) else [value], where))
        first, end = members[0][0].start, members[-1][1].end
        indent = indentation(self.text, first)
        lines = "\n" in self.text[where.start : first]
        spelled = pretty(value, indent, self.manner) if lines else inline(value, self.manner)
        member = f"{flow_key(step, self.manner)}: {spelled}" if isinstance(step, str) else spelled
        return self._edit(end, end, f",{self.manner.newline}{indent}{member}" if lines else f", {member}")

    def _bracketed(self, value: Any, where: Mapping | Sequence) -> str:
        """A collection in brackets, over several lines in a JSON file that is written so."""
        if self.manner.is_json and "\n" in self.text:
            return pretty(value, indentation(self.text, where.start), self.manner)
        return inline(value, self.manner)

    def _column(self, at: int) -> str:
        """The blanks that put text into the column of an offset; a dash in front counts as blank."""
        start = self.text.rfind("\n", 0, at) + 1
        before = self.text[start:at]
        if before.replace("- ", "  ").strip(" "):
            raise _UnsafeError
        return " " * len(before)


def _unshared(tree: Tree) -> Any:
    """The node, when nothing else in the file can mean it too."""
    if type(tree) is Alias or tree.anchor or (tree.tag and type(tree) is not Scalar):
        raise _UnsafeError
    return tree


def _is_plain(tree: Tree) -> bool:
    """Whether a value holds no function, alias or anchor anywhere."""
    if type(tree) is Alias or tree.anchor or tree.tag:
        return False
    if type(tree) is Mapping:
        return all(_is_plain(child) and not _FUNCTION.fullmatch(key.text) and key.text != "<<" for key, child in tree.pairs)
    return all(map(_is_plain, tree.items)) if type(tree) is Sequence else True


def _is_reference(tree: Tree | None) -> bool:
    """Whether a node is a `Ref` or `GetAtt` in any of its spellings."""
    if tree is None or type(tree) is Alias or tree.anchor:
        return False
    if tree.tag in ("!Ref", "!GetAtt"):
        return True
    return type(tree) is Mapping and [key.text for key, _ in tree.pairs] in (["Ref"], ["Fn::GetAtt"])


def _standing_at(root: Tree | None, at: Location) -> Tree | None:
    """The node that stands exactly at a place."""
    stack = [] if root is None else [root]
    while stack:
        tree = stack.pop()
        if (tree.start, tree.end) == (at.start, at.end):
            return tree
        if type(tree) is Mapping:
            stack.extend(child for _, child in tree.pairs)
        elif type(tree) is Sequence:
            stack.extend(tree.items)
    return None


def _last(tree: Tree) -> Tree:
    while True:
        if type(tree) is Mapping and tree.pairs and not tree.flow:
            tree = tree.pairs[-1][1]
        elif type(tree) is Sequence and tree.items and not tree.flow:
            tree = tree.items[-1]
        else:
            return tree


def _nested(value: Any, path: tuple[str | int, ...]) -> Any:
    """The value below the steps of a path."""
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [value]
    return value
