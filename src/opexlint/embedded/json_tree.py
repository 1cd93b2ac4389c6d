"""JSON text as a tree, strictly by its grammar and with the place of every token.

The YAML parser would read most of it, but not surrogate pairs (`"\\ud83d\\ude00"`), long keys or tabs everywhere.
"""

import json
import re
from collections.abc import Callable
from typing import Final, TypeAlias

from opexlint.embedded.tree import MAX_DEPTH, Document, Fault, Mapping, Scalar, Sequence, Tree

_SPACE: Final = r"[ \t\n\r]*+"
_STRING: Final = r'"([^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+)"'
_NUMBER: Final = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?(?![0-9A-Za-z_.+-])"
_WORD: Final = rf"{_NUMBER}|(?:true|false|null)\b|\ue000"
_SIGN: Final = rf"(?:{_SPACE}([,\]}}]))?"
# an item with the sign behind it; in a mapping with its key in front, unless it is a hole that stands for both
_ITEM, _PAIR = (
    re.compile(rf"{_SPACE}{key}(?:{_STRING}|({_WORD})|([{{\[])){_SIGN}")
    for key in ("((?!))?", rf"(?:{_STRING}{_SPACE}:{_SPACE}|(?=\ue000))")
)
_BEHIND = re.compile(_SIGN)
_KEY = re.compile(rf"{_SPACE}{_STRING}{_SPACE}(:)?")
_BROKEN: Final = "the file can't be read beyond this place"

_Open: TypeAlias = tuple[Mapping | Sequence, list[Tree], Callable[[str, int], re.Match[str] | None], str]
"""A collection that is being read, what it holds so far, what finds the next of it, and the bracket that closes it."""


def parse(text: str) -> Document:
    """The value that a JSON text spells.

    The hole of a `Passage` stands for a value, an item or a whole pair: it becomes a plain scalar (of a pair, its key and its value).
    """
    reader = _Reader(text)
    fault = reader.read()
    reader.close()
    return Document(reader.roots[0] if reader.roots else None, () if fault is None else (fault,), tuple(reader.repeated))


class _Reader:
    """Makes the tree; `stack` are the collections that are open, around them the document itself."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.roots: list[Tree] = []
        self.repeated: list[Scalar] = []
        self.stack: list[_Open] = [(Sequence("", True, 0), self.roots, _ITEM.match, "")]

    def read(self) -> Fault | None:
        """Reads the text; what is wrong with it, or None."""
        text, stack = self.text, self.stack
        _, items, match, closing = stack[-1]
        index = 0
        while (found := match(text, index)) is not None:
            key, string, word, bracket, sign = found.groups()
            index = found.end()
            if key is not None:
                start, end = found.span(1)
                items.append(Scalar(_unescaped(key) if "\\" in key else key, "", '"', start - 1, end + 1))
            if string is not None:
                start, end = found.span(2)
                items.append(Scalar(_unescaped(string) if "\\" in string else string, "", '"', start - 1, end + 1))
            elif word is not None:
                scalar = Scalar(word, "", "", *found.span(3))
                items += (scalar, scalar) if key is None and closing == "}" else (scalar,)
            elif len(stack) > MAX_DEPTH:
                return Fault(f"lists and mappings nest more than {MAX_DEPTH} deep", found.start(4), limit=True)
            else:
                stack.append(_opened(bracket, found.start(4)))
                _, items, match, closing = stack[-1]
                if sign is None:
                    continue
            while sign == closing and (behind := _BEHIND.match(text, index)) is not None:
                self.closed(index)
                _, items, match, closing = stack[-1]
                sign, index = behind[1], behind.end()
            if sign != "," or not items or not closing:
                return self.misplaced(index - len(sign or ""))
        return self.missing(index)

    def closed(self, end: int) -> None:
        """Closes the innermost collection."""
        node, items, _, _ = self.stack.pop()
        if items:
            self.repeated += node.hold(items)
        node.end = end
        self.stack[-1][1].append(node)

    def misplaced(self, index: int) -> Fault | None:
        """What is wrong with what stands behind an item, or behind a bracket that opens; None where it is the end of the text."""
        _, items, _, closing = self.stack[-1]
        if closing:
            return self.expected(f", or {closing}", index) if items else self.missing(index)
        return self.expected("nothing more", index) if self.text[index:].strip(" \t\n\r") else None

    def missing(self, index: int) -> Fault:
        """What is wrong where an item should be."""
        _, items, _, closing = self.stack[-1]
        if closing != "}":
            return self.expected("a value or ]" if closing and not items else "a value", index)
        key = _KEY.match(self.text, index)
        if key is None:
            return self.expected("a key in quotes" if items else "a key in quotes or }", index)
        return self.expected("a value" if key[2] else ":", key.end())

    def expected(self, what: str, index: int) -> Fault:
        return Fault(f"expected {what}", len(self.text) - len(self.text[index:].lstrip(" \t\n\r")))

    def close(self) -> None:
        """Closes what is still open when the text breaks off."""
        while len(self.stack) > 1:
            node, items, _, _ = self.stack.pop()
            node.broken = _BROKEN
            node.end = node.start + 1
            if items:
                node.hold(items)
            self.stack[-1][1].append(node)


def _opened(bracket: str, start: int) -> _Open:
    return (Mapping("", True, start), [], _PAIR.match, "}") if bracket == "{" else (Sequence("", True, start), [], _ITEM.match, "]")


def _unescaped(written: str) -> str:
    """The string that escapes spell; half of a surrogate pair, which no output could hold, becomes the replacement character."""
    spelled: str = json.loads(f'"{written}"')
    return spelled.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in written else spelled
