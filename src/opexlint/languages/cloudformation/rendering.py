"""How a value is spelled in a template: in blocks or in brackets, as YAML or as JSON, in the file's own manner."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from opexlint.embedded.tree import Mapping, Scalar, Sequence, Tree, resolved

_PLAIN = re.compile(r"[A-Za-z_/$](?:[\w ./+@=-]|:(?! ))*(?<![ :])", re.ASCII)
_PLAIN_KEY = re.compile(r"[A-Za-z_][\w:./-]*")


class Reference(NamedTuple):
    """An attribute of a resource of the same template: `name` is "" where `Ref` yields it."""

    logical_id: str
    name: str


class Manner(NamedTuple):
    """How the file is written: JSON or YAML, its line end, one level of indentation, and that of the items of a list below their key."""

    is_json: bool
    newline: str
    unit: str
    items: str


def manner(text: str, root: Tree, is_json: bool) -> Manner:
    """The manner of a file, from the first places that show it."""
    newline = "\r\n" if "\r\n" in text else "\n"
    unit = next(_steps(text, root), "  ")
    items = next(_item_steps(text, root), unit)
    return Manner(is_json, newline, unit, items)


def indentation(text: str, at: int) -> str:
    """The blanks that the line of an offset begins with."""
    start = text.rfind("\n", 0, at) + 1
    end = start
    while text[end : end + 1] in (" ", "\t"):
        end += 1
    return text[start:end]


def _collections(root: Tree) -> Iterator[Mapping]:
    stack = [root]
    while stack:
        tree = stack.pop()
        if type(tree) is Mapping:
            yield tree
            stack.extend(child for _, child in reversed(tree.pairs))
        elif type(tree) is Sequence:
            stack.extend(reversed(tree.items))


def _steps(text: str, root: Tree) -> Iterator[str]:
    for tree in _collections(root):
        for key, child in tree.pairs:
            if type(child) is Mapping and child.pairs:
                outer, inner = indentation(text, key.start), indentation(text, child.pairs[0][0].start)
                if inner.startswith(outer) and len(inner) > len(outer) and "\n" in text[key.end : child.pairs[0][0].start]:
                    yield inner[len(outer) :]


def _item_steps(text: str, root: Tree) -> Iterator[str]:
    for tree in _collections(root):
        for key, child in tree.pairs:
            if type(child) is Sequence and not child.flow and child.items:
                outer, inner = indentation(text, key.start), indentation(text, child.start)
                if inner.startswith(outer) and not text[: key.start].endswith("- "):
                    yield inner[len(outer) :]


def block(key: str, value: Any, indent: str, how: Manner) -> str:
    """A member of a mapping in block style; its first line without indentation, further lines with."""
    return f"{_key(key)}:{_block_value(value, indent, how)}"


def _block_value(value: Any, indent: str, how: Manner) -> str:
    if isinstance(value, dict) and value:
        inner = indent + how.unit
        return "".join(f"{how.newline}{inner}{block(key, child, inner, how)}" for key, child in value.items())
    if isinstance(value, list) and value:
        inner = indent + how.items
        return "".join(f"{how.newline}{inner}- {item(child, inner, how)}" for child in value)
    return f" {inline(value, how)}"


def item(value: Any, indent: str, how: Manner) -> str:
    """An item of a list in block style, behind its dash."""
    if isinstance(value, dict) and value:
        inner = indent + "  "
        return f"{how.newline}{inner}".join(block(key, child, inner, how) for key, child in value.items())
    return inline(value, how)


def pretty(value: Any, indent: str, how: Manner) -> str:
    """A value in brackets, each member on a line of its own where the file does so."""
    inner = indent + how.unit
    if isinstance(value, dict) and value:
        members = f",{how.newline}{inner}".join(f"{flow_key(key, how)}: {pretty(child, inner, how)}" for key, child in value.items())
        return f"{{{how.newline}{inner}{members}{how.newline}{indent}}}"
    if isinstance(value, list) and value:
        members = f",{how.newline}{inner}".join(pretty(child, inner, how) for child in value)
        return f"[{how.newline}{inner}{members}{how.newline}{indent}]"
    return inline(value, how)


def inline(value: Any, how: Manner) -> str:
    """A value on one line."""
    if isinstance(value, Reference):
        return _reference(value, how)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow_key(key, how)}: {inline(child, how)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(child, how) for child in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if how.is_json else string(value)
    return json.dumps(value)


def string(value: str, quote: str = "") -> str:
    """A string in YAML, in these quotes, or without any where it can do without."""
    if not quote and _PLAIN.fullmatch(value) and resolved(Scalar(value, "", "", 0, 0)) == value:
        return value
    if quote != '"' and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return str(yaml.safe_dump(value, default_style='"', allow_unicode=True, width=math.inf)).rstrip("\n")


def flow_key(key: str, how: Manner) -> str:
    """A key inside brackets."""
    return json.dumps(key, ensure_ascii=False) if how.is_json else _key(key)


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else string(key, "'")


def _reference(value: Reference, how: Manner) -> str:
    if how.is_json:
        if not value.name:
            return f'{{"Ref": {json.dumps(value.logical_id)}}}'
        return f'{{"Fn::GetAtt": [{json.dumps(value.logical_id)}, {json.dumps(value.name)}]}}'
    return f"!GetAtt {value.logical_id}.{value.name}" if value.name else f"!Ref {value.logical_id}"
