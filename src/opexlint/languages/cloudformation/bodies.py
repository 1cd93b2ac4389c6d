"""Templates that are written inside other templates, as text: read as files, their places put back where the text stands."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from opexlint.embedded.passage import Passage
from opexlint.model import CHOICE, LIST, MAPPING, SCALAR, TEXT, Node, Parsed
from opexlint.source import File, Location

MAX_BODY: Final = 1_000_000
"""The longest such text, in characters: CloudFormation takes no longer one."""

_Record = TypeVar("_Record")
_Placed = Callable[[Location], Location]


class Body:
    """The template that a text spells, as a file with a path of its own (`shop.yaml:Set`), seen from the folder of the one around it."""

    def __init__(self, file: File, passage: Passage) -> None:
        self.file = file
        self._passage = passage

    @classmethod
    def of(cls, node: Node, around: File, name: str) -> "Body | None":
        """The template that a value spells in a file, None where not all of its text is known."""
        passage = Passage.of(node, around.text) if node[0] == SCALAR else None
        if passage is None or len(passage.text) > MAX_BODY:
            return None
        return cls(File(f"{around.path}:{name}", passage.text), passage)

    def put_back(self, parsed: Parsed) -> Parsed:
        """What was read of the file with all places in the file around it."""
        return _moved(parsed, self._place)

    def _place(self, at: Location) -> Location:
        return self._passage.at(at.start, at.end) if at.path == self.file.path else at


def _moved(record: _Record, place: _Placed) -> _Record:
    """A record, or a tuple of such, with its places and nodes moved."""
    value: Any = record
    if isinstance(value, Location):
        return place(value)  # type: ignore[return-value]
    if not isinstance(value, tuple):
        return record
    if _is_node(value):
        return _node(value, place)  # type: ignore[return-value]
    inner = [_moved(one, place) for one in value]
    return type(value)(*inner) if hasattr(value, "_fields") else tuple(inner)  # type: ignore[return-value]


def _is_node(value: tuple[Any, ...]) -> bool:
    return len(value) == 6 and type(value[2]) is int and type(value[5]) is tuple


def _node(node: Node, place: _Placed) -> Node:
    kind, payload, start, end, path, via = node
    if kind == LIST:
        payload = tuple(_node(item, place) for item in payload[0]), payload[1]
    elif kind == MAPPING:
        payload = tuple((key, *_range(path, low, high, place)[1:], _node(child, place)) for key, low, high, child in payload[0]), payload[1]
    elif kind == TEXT:
        payload = tuple(_node(part, place) for part in payload)
    elif kind == CHOICE:
        payload = payload[0], tuple((option, _node(branch, place)) for option, branch in payload[1])
    path, start, end = _range(path, start, end, place)
    return (kind, payload, start, end, path, tuple((how, name, *_range(file, low, high, place)) for how, name, file, low, high in via))


def _range(path: str, start: int, end: int, place: _Placed) -> Location:
    return place(Location(path, start, end))
