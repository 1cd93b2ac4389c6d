"""YAML as Terraform reads and writes it."""

import re
from decimal import Decimal
from typing import Any, Final

from opexlint.languages.terraform.functions.signature import Plain, Structural, Unsure
from opexlint.languages.terraform.values import (
    MAX_DIGITS,
    Failure,
    Value,
    data,
    derived,
    known,
    reason,
    settled,
    to_text,
    unknown,
    wholly_known,
)
from opexlint.model import SCALAR
from opexlint.source import Location

MAX_DEPTH: Final = 100
"""How deep decoded data may nest."""
MAX_DECODED: Final = 20_000
"""The most values that are made of a decoded text: every use of an alias counts anew."""

# -- reading -------------------------------------------------------------------------------------------------------------------------------

_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FRACTION = re.compile(r"[-+]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])")
_DOUBTFUL = re.compile(r"[-+.]?[0-9].*|[-+]?\.(?:inf|nan)|<<|=", re.IGNORECASE | re.DOTALL)
_LITERAL = re.compile(r"[0-9]+(?:\.[0-9]+){2,}|[0-9.]+(?:/[0-9]+)|[0-9]+[A-Za-z][A-Za-z ]*|[1-9][0-9]*_[0-9_]+")
"""Version numbers, CIDR blocks, sizes (`512Mi`): strings in every reading."""


def _decoded(content: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        depth = 0
        for event in yaml.parse(content, Loader=loader):  # composing recurses in C, where nothing stops it
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise Unsure("the YAML nests too deep")
        node = yaml.compose(content, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Failure("it is no YAML") from error
    budget = [MAX_DECODED]
    return None if node is None else _value(node, 0, budget)


def _value(node: Any, depth: int, budget: list[int]) -> Any:
    budget[0] -= 1
    if depth > MAX_DEPTH or budget[0] < 0:
        raise Unsure("the YAML is too large")
    if not node.tag.startswith("tag:yaml.org,2002:"):
        raise Unsure("the YAML has tags")
    if node.id == "scalar":
        return _scalar(node)
    if node.id == "sequence":
        return [_value(item, depth + 1, budget) for item in node.value]
    found = {}
    for key, value in node.value:
        name = _value(key, depth + 1, budget) if key.id == "scalar" else None
        if not isinstance(name, str):
            raise Unsure("a key of the YAML is no string")
        found[name] = _value(value, depth + 1, budget)
    return found


def _scalar(node: Any) -> Any:
    content: str = node.value
    if node.style:
        return content
    if content in _WORDS:
        return _WORDS[content]
    if len(content) > MAX_DIGITS:
        if content[:1] in "+-.0123456789":
            raise Unsure("how YAML reads a word of it is not certain")
        return content
    if _INTEGER.fullmatch(content):
        return int(content)
    if _FRACTION.fullmatch(content):
        return Decimal(content)
    if content[:2] in ("0x", "0X") and re.fullmatch(r"0[xX][0-9a-fA-F]{1,30}", content):
        return int(content, 16)
    if _DATE.fullmatch(content):
        return f"{content}T00:00:00Z"
    if _DOUBTFUL.fullmatch(content) and not _LITERAL.fullmatch(content):
        raise Unsure("how YAML reads a word of it is not certain")
    return content


# -- writing ----------------------------------------------------------------------------------------------------------------------------

_ESCAPED: Final = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\r": "\\r"}


def _encode(arguments: list[Value], at: Location) -> Value:
    value = settled(arguments[0])
    if not wholly_known(value):
        return unknown(reason(value), at)
    return derived(known("".join(_document(data(value))), at), arguments, at)


def _document(content: Any) -> list[str]:
    lines = _lines(content)
    return [line + "\n" for line in lines] + (["...\n"] if content is None or isinstance(content, bool | int | Decimal) else [])


def _lines(content: Any) -> list[str]:
    """The lines of a value on its own."""
    if isinstance(content, list) and content:
        return [line for item in content for line in _behind("-", item)]
    if isinstance(content, dict) and content:
        return [line for key, item in content.items() for line in _entry(key, item)]
    if isinstance(content, str) and "\n" in content:
        return _block("", content)
    return [_spelled(content)]


def _entry(key: str, item: Any) -> list[str]:
    name = f"{_quoted(key)}:"
    if isinstance(item, list) and item:
        return [name, *_lines(item)]
    if isinstance(item, dict) and item:
        return [name, *("  " + line for line in _lines(item))]
    return _behind(name, item)


def _behind(mark: str, item: Any) -> list[str]:
    """A value on the line of its mark, its further lines indented."""
    if isinstance(item, str) and "\n" in item:
        return _block(mark + " ", item)
    first, *rest = _lines(item)
    return [f"{mark} {first}", *("  " + line for line in rest)]


def _block(mark: str, content: str) -> list[str]:
    """A string of several lines as it is."""
    if not re.fullmatch(r"(?:[^\s](?:[^\n\t]*[^\s])?\n+)*(?:[^\s](?:[^\n\t]*[^\s])?)?", content):
        raise Unsure("the YAML has spaces that need marks of their own")
    if not all(one.isprintable() or one == "\n" for one in content):
        raise Unsure("how YAML writes a character of it is not certain")
    body = content.rstrip("\n")
    ends = len(content) - len(body)
    sign = "|-" if not ends else "|" if ends == 1 else "|+"
    return [mark + sign, *("  " + line if line else "" for line in body.split("\n")), *[""] * (ends - 1)]


def _quoted(content: str) -> str:
    if "\n" in content or not all(one.isprintable() or one in _ESCAPED for one in content):
        raise Unsure("how YAML writes a character of it is not certain")
    return '"' + "".join(_ESCAPED.get(one, one) for one in content) + '"'


def _spelled(content: Any) -> str:
    if isinstance(content, str):
        return _quoted(content)
    if isinstance(content, list):
        return "[]"
    if isinstance(content, dict):
        return "{}"
    return "null" if content is None else to_text((SCALAR, content, 0, 0, "", ()))


PLAIN: Final = {"yamldecode": Plain(_decoded, ("string",))}
STRUCTURAL: Final = {"yamlencode": Structural(_encode, 1, 1)}
