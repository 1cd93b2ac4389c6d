"""The steps by which a table says where in a resource something goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple, TypeAlias


class Element(Enum):
    """A step into a list."""

    NEW = "+"
    FIRST = "0"
    EACH = "*"


class Where(NamedTuple):
    """The element of a list of objects whose `property` is `value`."""

    property: str
    value: str


class KeyedBy(NamedTuple):
    """The entry of a map that is named by the value of the block's own attribute."""

    attribute: str


class Choose(NamedTuple):
    """The property picked by the value of the block's own attribute; unknown when that value is."""

    attribute: str
    names: Mapping[str, str]


Step: TypeAlias = str | Element | Where | KeyedBy | Choose
Path: TypeAlias = tuple[Step, ...]


def parse(text: str) -> Path:
    """A path as the tables write it: `LoadBalancerAttributes/[Key=access_logs.s3.enabled]/Value`.

    Steps have slashes between; `+`, `0` and `*` are elements, `[property=value]`, `{attribute}` and
    `<attribute:value=name,...>` the other steps. What is in brackets may hold a slash of its own (`http/s`).
    """
    return tuple(_step(part) for part in re.findall(r"\[[^\]]*\]|[^/]+", text))


def _step(text: str) -> Step:
    if text[0] == "[":
        return Where(*text[1:-1].split("=", 1))
    if text[0] == "{":
        return KeyedBy(text[1:-1])
    if text[0] == "<":
        attribute, _, names = text[1:-1].partition(":")
        return Choose(attribute, dict(name.split("=", 1) for name in names.split(",")))
    return Element(text) if text in "+0*" else text
