"""The value that a tree spells, as a node of the common model with places in the file around it."""

from typing import Final

from opexlint.embedded.passage import HOLE, Passage, Run, joined
from opexlint.embedded.tree import Alias, Mapping, Scalar, Sequence, Tree, resolved
from opexlint.model import LIST, MAPPING, SCALAR, TEXT, UNKNOWN, Node, gone, mapping, scalar, sequence, unknown

_STRUCTURES: Final = (LIST, MAPPING)


def value(tree: Tree, passage: Passage) -> Node:
    """The node of a tree that was read from the text of a passage.

    What is interpolated keeps its node: as a value, as a part of a string, and where it could be anything (`[${items}]`, `{${more}}`) as
    the openness of the list or mapping around it. Mappings keep the last of several equal keys.
    """
    if type(tree) is Scalar:
        return _scalar(tree, passage)
    if type(tree) is Sequence:
        return _sequence(tree, passage)
    if type(tree) is Mapping:
        return _mapping(tree, passage)
    assert type(tree) is Alias
    if tree.target is None:
        return unknown(f"the alias {tree.name} can't be followed", passage.at(tree.start, tree.end))
    return value(tree.target, passage)


def member(node: Node | None, *path: str) -> Node | None:
    """What stands at a path of keys in a mapping node, None where nothing does."""
    for name in path:
        if node is None or node[0] != MAPPING:
            return None
        for entry in node[1][0]:
            if entry[0] == name:
                node = entry[3]
                break
        else:
            return None
    return node


def _scalar(tree: Scalar, passage: Passage) -> Node:
    at = passage.at(tree.start, tree.end)
    if tree.tag.startswith("!") and len(tree.tag) > 1:
        return unknown(f"{tree.tag} is no tag of a plain document", at)
    holes = passage.holes_in(tree.start, tree.end) if HOLE in tree.text else []
    if not holes:
        known = resolved(tree)
        quotes = 1 if tree.style in ("'", '"') else 0
        return gone(at) if known is None else scalar(known, at, passage.way(tree.start, tree.end, quotes))
    pieces = tree.text.split(HOLE)
    whole = tree.text == HOLE and not tree.style
    if len(pieces) != len(holes) + 1 or (not whole and any(passage.holes[hole][0] in _STRUCTURES for hole in holes)):
        return unknown("something is interpolated into it", at)
    if whole:
        node = passage.holes[holes[0]]
        return node if node[0] != TEXT else (UNKNOWN, "it is interpolated as it is", *node[2:])
    start = tree.start + len(tree.style)
    parts: list[Run | Node] = []
    for piece, hole in zip(pieces, [*holes, tree.end - len(tree.style)], strict=True):
        if passage.text[start:hole] == piece:
            parts.extend(passage.parts(start, hole))
        elif piece:
            parts.append(Run(piece, passage.at(start, hole)))
        if hole in passage.holes and hole in holes:
            parts.append(passage.holes[hole])
        start = hole + 1
    return joined(parts, at)


def _sequence(tree: Sequence, passage: Passage) -> Node:
    items: list[Node] = []
    more = tree.broken
    for item in tree.items:
        node = value(item, passage)
        if _is_hole(item) and node[0] != SCALAR and node[0] not in _STRUCTURES:
            more = more or _why(node)
        else:
            items.append(node)
    return sequence(tuple(items), passage.at(tree.start, tree.end), more)


def _mapping(tree: Mapping, passage: Passage) -> Node:
    entries: list[tuple[str, int, int, Node]] = []
    more = tree.broken
    for name, (key, child) in tree.entries().items():
        if _is_hole(key):
            more = more or _why(value(key, passage))
        elif HOLE in name and passage.holes_in(key.start, key.end):
            more = more or "a key is interpolated"
        else:
            at = passage.at(key.start, key.end)
            entries.append((name, at.start, at.end, value(child, passage)))
    return mapping(tuple(entries), passage.at(tree.start, tree.end), more)


def _is_hole(tree: Tree) -> bool:
    return type(tree) is Scalar and tree.text == HOLE and not tree.style


def _why(node: Node) -> str:
    return str(node[1]) if node[0] == UNKNOWN else "items are interpolated"
