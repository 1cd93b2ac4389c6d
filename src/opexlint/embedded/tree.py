"""YAML and JSON text as one tree with places.

The tree is what is written: scalars are text, tags and aliases are kept, nothing is resolved. Offsets count code points of the text it was
read from; a collection ends where its last child ends.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from opexlint.model import Scalar as Value

MAX_DEPTH: Final = 100
"""How deep lists and mappings may nest in a text; reading stops at a deeper one."""

MAX_ALIASED: Final = 200_000
"""How many nodes aliases and merge keys may stand for in one text, counted each time they are used."""


class Scalar:
    """A scalar: its text, its tag (`!Sub`, "" without one), its style (`'`, `"`, `|`, `>`, "" for a plain one) and its anchor."""

    __slots__ = ("anchor", "end", "start", "style", "tag", "text")

    def __init__(self, text: str, tag: str, style: str, start: int, end: int, anchor: str = "") -> None:
        self.text = text
        self.tag = tag
        self.style = style
        self.start = start
        self.end = end
        self.anchor = anchor


class Sequence:
    """A list. `broken` says why items of it could not be read, or is ""; `flow` whether it is written in brackets."""

    __slots__ = ("anchor", "broken", "end", "flow", "items", "start", "tag")

    def __init__(self, tag: str, flow: bool, start: int) -> None:
        self.items: list[Tree] = []
        self.tag = tag
        self.flow = flow
        self.start = self.end = start
        self.broken = self.anchor = ""

    def hold(self, items: "list[Any]") -> "Iterable[Scalar]":
        """Takes its items, of which there is one at least; none of them is a repeated key."""
        self.items = items
        self.end = items[-1].end
        return ()


class Mapping:
    """A mapping: its pairs as written, repeated keys and merge keys included."""

    __slots__ = ("_entries", "anchor", "broken", "end", "flow", "pairs", "start", "tag")

    def __init__(self, tag: str, flow: bool, start: int) -> None:
        self.pairs: list[tuple[Scalar, Tree]] = []
        self._entries: dict[str, tuple[Scalar, Tree]] | None = None
        self.tag = tag
        self.flow = flow
        self.start = self.end = start
        self.broken = self.anchor = ""

    def hold(self, items: "list[Any]") -> "Iterable[Scalar]":
        """Takes its keys and values, given in turn; answers the keys that are repeated. A last key without a value is dropped."""
        given = iter(items)
        self.pairs = pairs = list(zip(given, given))  # noqa: B905  the one keyword takes a fifth of the time
        if pairs:
            self.end = pairs[-1][1].end
        entries = {}
        for pair in pairs:
            entries[pair[0].text] = pair
        repeats = len(entries) < len(pairs)
        self._entries = entries if "<<" not in entries else self._with_merged(entries)
        return self.repeated() if repeats else ()

    def repeated(self) -> "list[Scalar]":
        """The keys that are written again, merge keys aside."""
        first = {key.text: key for key, _ in reversed(self.pairs)}
        return [key for key, _ in self.pairs if key.tag != "?" and first[key.text] is not key]

    def get(self, key: str) -> "Tree | None":
        """The value under a key, as `entries` has it."""
        found = self.entries().get(key)
        return None if found is None else found[1]

    def entries(self) -> "dict[str, tuple[Scalar, Tree]]":
        """What the whole mapping says: the last of repeated keys, and what merge keys (`<<`) bring in unless it is written here."""
        if self._entries is None:
            self._entries = self._with_merged({pair[0].text: pair for pair in self.pairs})
        return self._entries

    def _with_merged(self, entries: "dict[str, tuple[Scalar, Tree]]") -> "dict[str, tuple[Scalar, Tree]]":
        """What is written here, and what merge keys among it bring in."""
        if "<<" in entries and not entries["<<"][0].style:
            for source in _merged(entries.pop("<<")[1]):
                for name, pair in source.entries().items():
                    entries.setdefault(name, pair)
        return entries


class Alias:
    """A use of an anchored node: `target` is None where it can't be followed (unknown, inside itself, or over the bound)."""

    __slots__ = ("anchor", "end", "name", "start", "tag", "target")

    def __init__(self, name: str, target: "Scalar | Sequence | Mapping | None", start: int, end: int) -> None:
        self.name = name
        self.target = target
        self.start = start
        self.end = end
        self.tag = self.anchor = ""


Tree: TypeAlias = Scalar | Sequence | Mapping | Alias


def followed(tree: Tree | None) -> Scalar | Sequence | Mapping | None:
    """The node itself, or the one that an alias stands for."""
    return tree.target if type(tree) is Alias else tree  # type: ignore[return-value]


def _merged(value: Tree) -> Iterator[Mapping]:
    """The mappings that the value of a merge key names; of several the first has precedence."""
    source = followed(value)
    for one in source.items if type(source) is Sequence else (source,):
        mapping = followed(one)
        if type(mapping) is Mapping:
            yield mapping


class Fault(NamedTuple):
    """Why a text could not be read whole, and where; `limit` tells a bound of ours from an error of its author's."""

    message: str
    at: int
    limit: bool = False


class Document(NamedTuple):
    """What a text holds: its tree as far as it could be read (None for an empty one), and what went wrong.

    `repeated` are keys that their mapping has already, `odd_keys` the places of keys that are lists or mappings themselves.
    """

    root: Tree | None
    faults: tuple[Fault, ...]
    repeated: tuple[Scalar, ...] = ()
    odd_keys: tuple[int, ...] = ()


def parse(text: str, wanted: str = "") -> Document:
    """The first document of a YAML or JSON text, or the first that is a mapping with the `wanted` key if any is."""
    from opexlint.embedded import json_tree, yaml_tree

    if text.lstrip()[:1] not in ("{", "[", "/"):
        return yaml_tree.parse(text, wanted)
    document = json_tree.parse(text)
    if not document.faults or document.faults[0].limit:
        return document
    others = (yaml_tree.parse(text, wanted), json_tree.parse(_COMMENT.sub(_blanked, text)) if "/" in text else document)
    return next((other for other in others if not other.faults), document)


_COMMENT = re.compile(r""""(?:[^"\\]|\\.)*+"?|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?""", re.DOTALL)


def comments(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of the comments that people write into JSON, `//` and `/* */`."""
    return (found.span() for found in _COMMENT.finditer(text) if found[0][0] != '"')


def _blanked(found: re.Match[str]) -> str:
    """A comment as blanks, so that all else stays in its place; a string as it is."""
    return found[0] if found[0][0] == '"' else re.sub(r"[^\n]", " ", found[0])


WORDS: Final[dict[str, Value]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
}
"""What YAML 1.1 takes for something else than a string where it is written plainly, numbers aside."""

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,299})")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,300}\.[0-9]{0,300}|\.[0-9]{1,300}|[0-9]{1,300}(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?")


def resolved(scalar: Scalar) -> Value:
    """The value of a scalar by YAML 1.1's rules, which CloudFormation follows; what is quoted or tagged is a string.

    Numbers with leading zeros, account numbers mostly, stay strings.
    """
    text = scalar.text
    if scalar.style or scalar.tag:
        return text
    if text in WORDS:
        return WORDS[text]
    if text[0] in "+-.0123456789":
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text) and not (text[0] == "0" and text[1:2].isdigit()):
            return float(text)
    return text
