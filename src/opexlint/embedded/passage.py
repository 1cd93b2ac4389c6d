"""A string of the project whose characters each have a place.

A string as a program sees it and the text that spells it differ: escapes, quotes, the indentation of a block, `${...}` in between. A
`Passage` is the string with a way back: it is made of *runs* (known text and where that stands) and of nodes (what is not known, or a
reference), each of which counts as one character, `HOLE`.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from opexlint.model import DEFAULT, SCALAR, TEXT, Node, Step, plain, scalar, text
from opexlint.patterns import regex
from opexlint.source import Location

HOLE: Final = "\ue000"
"""Stands in `Passage.text` for a node. The same character in the string itself is no hole: ask `Passage.holes`."""


EXPRESSION: Final = "expression"
"""The `how` of the last step to a value that was computed: it stands at the expression."""


class Run(NamedTuple):
    """Known text and the range that spells it.

    Where both are equally long, each character stands for itself; otherwise (an escape) every character stands at the whole range.
    `via` is the way to where the text was written, if that is elsewhere.
    """

    text: str
    at: Location
    via: tuple[Step, ...] = ()

    def cut(self, start: int, end: int) -> "Run":
        """A part of the text, with its own places as far as they are known."""
        spelling, at, via = self
        if len(spelling) == at.end - at.start:
            at = Location(at.path, at.start + start, at.start + end)
        if via:
            how, name, path, first, last = via[-1]
            if len(spelling) == last - first:
                via = (*via[:-1], (how, name, path, first + start, first + end))
        return Run(spelling[start:end], at, via)


Spelling: TypeAlias = "Callable[[Node], Passage | None]"
"""What answers the passage of a string or text node, None for any other (`Passage.of` with the text of the file)."""


class Passage:
    """A string, made of runs and nodes.

    `text` has a `HOLE` where a node stands, `holes` the nodes by their index in `text`. All ranges taken are of `text`. `is_own` tells that
    all known text was written where it stands.
    """

    __slots__ = ("_holes", "_parts", "_starts", "holes", "is_own", "text")

    def __init__(self, parts: Iterable[Run | Node]) -> None:
        self._parts: list[Run | Node] = []
        self._starts: list[int] = []
        self.holes: dict[int, Node] = {}
        self.is_own = True
        texts: list[str] = []
        length = 0
        for part in parts:
            if isinstance(part, Run):
                if not part.text:
                    continue
                if part.via:
                    self.is_own = False
                texts.append(part.text)
                self._parts.append(part)
                self._starts.append(length)
                length += len(part.text)
            else:
                self._parts.append(part)
                self._starts.append(length)
                self.holes[length] = part
                texts.append(HOLE)
                length += 1
        self.text = "".join(texts)
        self._holes = list(self.holes)

    @classmethod
    def of(cls, node: Node, source: str | None = None) -> "Passage | None":
        """The passage of a string or text node, None for any other.

        `source` is the text of the file it stands in. Without it places are exact only where the range spells the string as it is, with or
        without quotes around it; with it also across escapes, line ends and the indentation of a block. Where no way back is found, the
        characters stand at the node's whole range.
        """
        if node[0] == TEXT:
            return cls(run for part in node[1] for run in _runs(part, source))
        if node[0] == SCALAR and isinstance(node[1], str):
            return cls(_runs(node, source))
        return None

    def at(self, start: int, end: int) -> Location:
        """Where a range of the string stands, from its first to its last character."""
        if not self._parts:
            return Location("", 0, 0)
        index = bisect_right(self._starts, min(start, len(self.text) - 1)) - 1
        part, base = self._parts[index], self._starts[index]
        if isinstance(part, Run) and start < end <= base + len(part.text) == base + part.at.end - part.at.start:
            return Location(part.at.path, part.at.start + start - base, part.at.start + end - base)
        first = self._place(min(start, len(self.text) - 1))
        if end <= start:
            edge = first.start if start < len(self.text) else first.end
            return Location(first.path, edge, edge)
        last = self._place(end - 1)
        return Location(first.path, first.start, last.end) if last.path == first.path and last.end >= first.start else first

    def run(self, start: int, end: int) -> Run | None:
        """A range as one run in which each character stands for itself; None where it is more than that, or empty."""
        index = bisect_right(self._starts, start) - 1
        part = self._parts[index] if index >= 0 else None
        if not isinstance(part, Run) or part.via or not start < end <= self._starts[index] + len(part.text):
            return None
        path, first, last = part.at
        if last - first != len(part.text):
            return None
        first += start - self._starts[index]
        return Run(self.text[start:end], Location(path, first, first + end - start))

    def parts(self, start: int, end: int) -> Iterable[Run | Node]:
        """The runs and nodes of a range: what a passage of the range alone is made of."""
        run = self.run(start, end)
        return self._pieces(start, end) if run is None else (run,)

    def _pieces(self, start: int, end: int) -> Iterator[Run | Node]:
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._parts) and self._starts[index] < end:
            part, base = self._parts[index], self._starts[index]
            if isinstance(part, Run):
                low, high = max(start, base), min(end, base + len(part.text))
                if high - low == len(part.text):
                    yield part
                elif low < high:
                    yield part.cut(low - base, high - base)
            else:
                yield part
            index += 1

    def way(self, start: int, end: int, quotes: int = 0) -> tuple[Step, ...]:
        """The way to where the known text of a range was written; of what was put together, what it owes to defaults.

        So many characters at both its ends are `quotes`, which need not come from there as well.
        """
        if self.is_own:
            return ()
        found = list(self._pieces(start, end))
        if quotes and len(found) > 1:
            start, end = start + quotes, end - quotes
            found = list(self._pieces(start, end)) if start < end else []
        return _way([part for part in found if isinstance(part, Run)], self.at(start, end))

    def holes_in(self, start: int, end: int) -> list[int]:
        """The indexes of the holes of a range."""
        return self._holes[bisect_left(self._holes, start) : bisect_left(self._holes, end)]

    def node(self, start: int, end: int) -> Node:
        """A range of the string as a node: a scalar, or a text where something in it is not known."""
        return joined(self.parts(start, end), self.at(start, end))

    def _place(self, index: int) -> Location:
        found = bisect_right(self._starts, index) - 1
        part = self._parts[found]
        if not isinstance(part, Run):
            return Location(part[4], part[2], part[3])
        if len(part.text) != part.at.end - part.at.start:
            return part.at
        start = part.at.start + index - self._starts[found]
        return Location(part.at.path, start, start + 1)


def joined(parts: Iterable[Run | Node], at: Location) -> Node:
    """Runs and nodes as one string node; a node alone is itself."""
    given = list(parts)
    if len(given) == 1 and not isinstance(given[0], Run):
        return given[0] if given[0][0] != SCALAR else text((given[0],), at)
    nodes: list[Node] = []
    known: list[Run] = []  # put together at once: a script has thousands of lines
    for part in given:
        if isinstance(part, Run):
            known.append(part)
        elif part[0] == SCALAR:
            known.append(Run(plain(part[1]), Location(part[4], part[2], part[3])))
        else:
            nodes += _together(known, at)
            nodes.append(part)
            known = []
    return text((*nodes, *_together(known, at)), at)


def _together(runs: list[Run], at: Location) -> Iterator[Node]:
    if len(runs) == 1:
        yield scalar(*runs[0])
    elif runs:
        first, last = runs[0].at, runs[-1].at
        spans = first.path == last.path and first.start <= last.end  # pieces of several files stand where the string does
        place = Location(first.path, first.start, last.end) if spans else at
        yield scalar("".join([run.text for run in runs]), place, _way(runs, place))


def _way(runs: Sequence[Run], at: Location) -> tuple[Step, ...]:
    """The way to a text of these runs: it was written where its one run was, and stands at `at` where it was put together."""
    if len(runs) == 1:
        return runs[0].via
    defaults = dict.fromkeys([step for run in runs if run.via for step in run.via if step[0] == DEFAULT])
    return (*defaults, (EXPRESSION, "", at.path, at.start, at.end)) if defaults else ()


def _runs(node: Node, source: str | None) -> Iterator[Run | Node]:
    kind, value, start, end, path, via = node
    if kind != SCALAR or not isinstance(value, str):
        yield node
        return
    around = end - start - len(value)
    if via:
        yield Run(value, Location(path, start, end))  # it was written elsewhere
    elif source is None:
        inside = around // 2 if around in (0, 2) else 0
        yield Run(value, Location(path, start + inside, end - inside))
    else:
        yield from runs(value, source, Location(path, start, end))


def runs(value: str, source: str, at: Location, *, bare: bool = False) -> Iterator[Run]:
    """A string as runs along the text that spells it; `bare` where nothing stands around it, no quotes and no head of a block."""
    found = spelled(value, source, at)
    if found >= 0:
        return iter((Run(value, Location(at.path, found, found + len(value))),))
    return _aligned(value, source, at if bare else inside(source, at), at.end)


def spelled(value: str, source: str, at: Location) -> int:
    """Where a string begins that is spelled as it is, behind a tag or a quote at most; -1 where it is not."""
    _, start, last = at
    if last - start > len(value) and source[last - 1 : last] in ("'", '"'):
        last -= 1
    return last - len(value) if source.endswith(value, start, last) else -1


MAX_MISSED: Final = 100
"""How many pieces of a text that are not spelled as they are may be passed over while its places are looked for."""

# what may stand in front of a string in its range: tags and anchors, the opening quotes, the head of a block or of a here-document
_HEAD = regex(
    r"(?:[!&]\S*[ \t]+)*(?:(?:[|>][-+0-9]*[ \t]*(?:#[^\n]*)?|<<-?[\w-]+[ \t]*)\r?\n\s*|[bfrtuBFRTU]{0,2}(?P<quotes>'''|\"{3}|['\"]))?"
)
# what is spelled differently: line ends with the blanks around them, escapes, doubled quotes
_SPELLED_DIFFERENTLY = regex(r"(?<![ \t])[ \t]*+\r?\n\s*|\\(?:\r?\n\s*|x..|u....|U.{8}|.)|''", re.DOTALL)


def inside(source: str, at: Location) -> Location:
    """The range of a string without what stands around it: tags, quotes, the head of a block."""
    head = _HEAD.match(source, at.start, at.end)
    if head is None:
        return at
    start, quotes = head.end(), head["quotes"]
    return Location(at.path, start, at.end - len(quotes) if quotes and source.endswith(quotes, start, at.end) else at.end)


def found_in_order(pieces: Iterable[str], source: str, at: Location) -> list[Location] | None:
    """Where pieces of a string stand that are all there is of their kind in it, in their order; None where one is spelled otherwise."""
    places = []
    end = at.start
    for piece in pieces:
        start = source.find(piece, end, at.end)
        if start < 0:
            return None
        end = start + len(piece)
        places.append(Location(at.path, start, end))
    return places


def _line(value: str, piece: str, done: int) -> int:
    """Where a piece is a whole line of the string but for its indentation, from `done` on; -1 where it is none."""
    for _ in range(MAX_MISSED):
        found = value.find(piece, done)
        begins = found
        while begins > 0 and value[begins - 1] in " \t":
            begins -= 1
        done = found + len(piece)
        if found < 0 or ((begins == 0 or value[begins - 1] == "\n") and value[done : done + 1] in ("", "\n")):
            return found
    return -1


def _aligned(value: str, source: str, at: Location, whole: int) -> Iterator[Run]:
    """The string as runs along the text that spells it: what is spelled as it is, and what lies between.

    Each piece is looked for behind the one before, so that no rule of any language's quoting has to be known here. One that is not there
    (a value was put into it) is left out, and what follows is looked for by whole lines. `whole` is where the range ends together with
    what stands behind the string.
    """
    _, place, last = at
    done = missed = 0
    ends = (*(found.span() for found in _SPELLED_DIFFERENTLY.finditer(source, place, last)), (last, last))
    behind = place
    for end, after in ends:
        piece = source[place:end]
        found = -1 if not piece else value.find(piece, done) if not missed else _line(value, piece, done)
        if found >= 0:
            if source.startswith("\n", end, whole) and value.startswith("\n", found + len(piece)):
                piece, end = piece + "\n", end + 1
            if found > done:
                yield Run(value[done:found], Location(at.path, behind, place))
            yield Run(piece, Location(at.path, place, end))
            done, behind = found + len(piece), end
        elif piece:
            missed += 1
            if missed > MAX_MISSED:
                break
        place = after
    if done < len(value):
        yield Run(value[done:], Location(at.path, behind, whole))
