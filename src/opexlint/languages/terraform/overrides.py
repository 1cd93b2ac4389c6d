"""Override files: blocks whose arguments win over those of the same block elsewhere in the folder.

What an override file sets becomes a part of the block it overrides: it is named at that block's header, and its value stands where it is
written.
"""

from typing import Final

from opexlint.languages.terraform.syntax import Node

_BY_ARGUMENT: Final = frozenset(("lifecycle", "required_providers"))
"""Blocks that are merged argument by argument; of all others those in the override file replace the ones of their type."""
_INSTEAD: Final = {"backend": ("backend", "cloud"), "cloud": ("backend", "cloud")}
"""Blocks that replace those of another type, too."""


def merged(block: Node, other: Node, path: str) -> Node:
    """A block with what a block of the file at `path` overrides."""
    header = (block[1], block[6])
    return (*block[:5], _body(block[5], other[5], header, path), *block[6:])


def _body(items: tuple[Node, ...], others: tuple[Node, ...], header: tuple[int, int], path: str) -> tuple[Node, ...]:
    by_argument = {_type(item): item for item in items if item[0] == "block" and _type(item) in _BY_ARGUMENT}
    replaced = {name for item in others for name in _INSTEAD.get(_type(item), (_type(item),))} - by_argument.keys()
    kept = [item for item in items if _type(item) not in replaced]
    for item in others:
        base = by_argument.get(_type(item)) if item[0] == "block" else None
        if base is None:
            kept.append(_elsewhere(item, header, path))
        else:
            kept[kept.index(base)] = by_argument[_type(item)] = (*base[:5], _body(base[5], item[5], header, path), *base[6:])
    return tuple(kept)


def _type(item: Node) -> str:
    """What of a body an item sets: the name of an argument, the type of a block, that of the blocks that a `dynamic` one makes."""
    return str(item[4][0] if item[0] == "block" and item[3] == "dynamic" and item[4] else item[3])


def _elsewhere(item: Node, header: tuple[int, int], path: str) -> Node:
    """An item of another file as one of a block with this header."""
    if item[0] == "attr":
        return ("attr", *header, item[3], ("elsewhere", *header, item[4], path), header[1])
    inner = tuple(_elsewhere(one, header, path) for one in item[5])
    return ("block", *header, *item[3:5], inner, header[1], tuple(header for _ in item[7]))
