"""Strings with the places of their characters: as they are spelled in files, and in the pieces that they were put together of."""

from collections.abc import Iterator
from typing import Final

from opexlint.embedded.passage import Passage, Run, runs
from opexlint.languages.terraform.nodes import final, seen
from opexlint.languages.terraform.values import (
    ENCODED,
    ENTRIES,
    ITEMS,
    JSON,
    Compositions,
    Value,
    inside,
    located,
    place,
    settled,
    to_text,
)
from opexlint.model import SCALAR, TEXT, Node, Step
from opexlint.source import Location, Sources

MAX_PIECES: Final = 10_000
"""Of how many pieces of a string it is told where each stands."""
_STRUCTURES: Final = ITEMS | ENTRIES

MAX_NESTING: Final = 20
"""How deep strings that were put together may be pieces of others for that."""


class Texts:
    """What is known of the strings of a root: the files that they are written in, and how strings were put together."""

    def __init__(self, sources: Sources, compositions: Compositions) -> None:
        self.sources = sources
        self.compositions = compositions

    def passage(self, node: Node) -> Passage | None:
        """The passage of a string node where it stands; None for what is no string."""
        return Passage(_Unfolding(self).of_node(node)) if _is_text(node) else None

    def document(self, value: Value) -> Passage | None:
        """The passage of a string that is a document, where it stands; None for what is no string.

        What spells a structure in it (`jsonencode`) is that structure.
        """
        return Passage(_Unfolding(self, structured=True).of_value(value, 0, bare=False)) if _is_text(value) else None

    def way(self, value: Value) -> tuple[Step, ...]:
        """The way to where a string was written, without what it owes to the pieces of its passage: they say so themselves."""
        way: tuple[Step, ...] = value[5]
        if way and value[0] == SCALAR:
            composition = self.compositions.get((*_origin(value), value[1]))
            if composition is not None and composition.via and way[-len(composition.via) :] == composition.via:
                before = way[: -len(composition.via)]
                # a condition that it hangs on may owe something to defaults as well, and does not lead to it
                return before if not before or before[-1][2:] == way[-1][2:] else (*before, way[-1])
        return way


class _Unfolding:
    """One string as it becomes runs and nodes."""

    def __init__(self, texts: Texts, *, structured: bool = False) -> None:
        self._texts = texts
        self._structured = structured
        self._pieces = 0

    def of_node(self, node: Node) -> Iterator[Run | Node]:
        """A string node, or a part of one."""
        if node[0] == TEXT:
            for part in node[1]:
                yield from self._string(part, 0, bare=True) if part[0] == SCALAR else (part,)
        else:
            yield from self._string(node, 0, bare=False)

    def of_value(self, piece: Value, nesting: int, *, bare: bool) -> Iterator[Run | Node]:
        """A string, or a piece of one; `bare` where the whole range of what is written there spells it."""
        kind, payload = piece[0], piece[1]
        if kind == TEXT:
            for part in payload:
                yield from self.of_value(inside(piece, part), nesting, bare=True)
        elif kind == SCALAR:
            yield from self._string(piece, nesting, bare=bare)
        elif kind != ENCODED:
            yield final(piece)
        elif self._structured and payload[1] == JSON and settled(payload[0])[0] in _STRUCTURES:
            yield final(inside(piece, settled(payload[0])))
        else:
            yield from self.of_node(final(piece))

    def _string(self, piece: Value, nesting: int, *, bare: bool) -> Iterator[Run | Node]:
        """A known scalar in a string."""
        if not isinstance(piece[1], str):
            yield Run(to_text(piece), place(piece), piece[5])
            return
        way = self._texts.way(piece)
        if not way:
            yield from self._written(piece[1], place(piece), nesting, bare=bare)
            return
        how, name, *_ = way[-1]
        here, there = place(piece), _origin(piece)
        for part in self._written(piece[1], there, nesting, bare=bare and here == there):
            if isinstance(part, Run):
                yield Run(part.text, part.at if here == there else here, (*way[:-1], (how, name, *part.at), *part.via))
            else:
                yield seen(part, (*piece[:5], way))

    def _written(self, spelling: str, at: Location, nesting: int, *, bare: bool) -> Iterator[Run | Node]:
        """A known string where it was written."""
        composition = self._texts.compositions.get((*at, spelling))
        if composition is None or nesting > MAX_NESTING or self._pieces > MAX_PIECES:
            file = self._texts.sources.file(at.path) if at.path else None
            yield from (Run(spelling, at),) if file is None else runs(spelling, file.text, at, bare=bare)
        else:
            self._pieces += len(composition.pieces)
            for piece in composition.pieces:
                yield from self.of_value(piece, nesting + 1, bare=True)


def _is_text(value: Value) -> bool:
    return value[0] == TEXT or (value[0] == SCALAR and isinstance(value[1], str))


def _origin(value: Value) -> Location:
    return located(value[5][-1][2:]) if value[5] else place(value)
