"""YAML text as a tree: a composer over the events of PyYAML's C parser, which counts code points.

It keeps what the parser's own composer throws away (styles, tags, aliases as such), never recurses, and keeps what it has when the text
breaks off.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from opexlint.embedded.tree import MAX_ALIASED, MAX_DEPTH, Alias, Document, Fault, Mapping, Scalar, Sequence, Tree, followed

_BROKEN: Final = "the file can't be read beyond this place"
_BLANKS: Final = " \t\r\n"


def parse(text: str, wanted: str = "") -> Document:
    """The first document of a YAML text, or the first that is a mapping with the `wanted` key if any is."""
    composer = _Composer(text, wanted)
    try:
        composer.compose()
    except yaml.YAMLError as error:
        composer.faults.append(_fault(error, text))
    except UnicodeEncodeError as error:
        composer.faults.append(Fault("it holds half of a surrogate pair", error.start))
    composer.close()
    root = composer.root if composer.first is None or composer.has_wanted() else composer.first
    return Document(root, tuple(composer.faults), tuple(composer.repeated), tuple(composer.odd_keys))


class _Composer:
    """Makes the tree; `stack` are the collections that are open, each with what it holds so far, around them the document itself."""

    def __init__(self, text: str, wanted: str) -> None:
        self.text = text
        self.wanted = wanted
        self.roots: list[Tree] = []
        self.first: Tree | None = None
        self.repeated: list[Scalar] = []
        self.odd_keys: list[int] = []
        self.faults: list[Fault] = []
        self.stack: list[tuple[Sequence | Mapping, list[Tree]]] = [(Sequence("", False, 0), self.roots)]
        self.anchors: dict[str, Scalar | Sequence | Mapping | None] = {}
        self.sizes: dict[int, tuple[int, int]] = {}  # nodes and levels of what has an anchor
        self.aliased = 0

    @property
    def root(self) -> Tree | None:
        """The document that was read last."""
        return self.roots[-1] if self.roots else None

    def compose(self) -> None:
        next_event = yaml.CBaseLoader(self.text).get_event
        stack = self.stack
        items = self.roots
        while True:
            event: Any = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                style = event.style or ""
                scalar = Scalar(event.value, event.tag or "", style, event.start_mark.index, event.end_mark.index)
                items.append(scalar)
                if style and style in "|>":
                    scalar.end = self.trimmed(scalar.start, scalar.end)
                if event.anchor:
                    self.anchored(event.anchor, scalar, 1, 0)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                items = self.ended(event.end_mark.index)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(stack) > MAX_DEPTH:
                    self.faults.append(Fault(f"lists and mappings nest more than {MAX_DEPTH} deep", event.start_mark.index, limit=True))
                    return
                node = (Mapping if kind is MappingStartEvent else Sequence)(event.tag or "", event.flow_style, event.start_mark.index)
                if event.anchor:
                    node.anchor = event.anchor
                    self.anchors[event.anchor] = None  # until it is whole
                items = []
                stack.append((node, items))
            elif kind is AliasEvent:
                self.add(self.alias(event.anchor, event.start_mark.index, event.end_mark.index))
            elif kind is DocumentEndEvent:
                if not self.wanted or self.has_wanted():
                    return
                self.first = self.first or self.root
            elif kind is StreamEndEvent:
                return

    def has_wanted(self) -> bool:
        """Whether the document that was read is the one that was asked for."""
        return type(self.root) is Mapping and self.root.get(self.wanted) is not None

    def ended(self, end: int) -> list[Tree]:
        """Closes the innermost collection; what the one around it holds."""
        node, items = self.stack.pop()
        if items:
            self.repeated += node.hold(items)
        elif node.tag:
            node.end = self.trimmed(node.start, end)
        if node.flow:
            node.end = end
        if node.anchor:
            self.anchored(node.anchor, node, *self.measured(items))
        return self.add(node)

    def add(self, node: Tree) -> list[Tree]:
        """Puts a node into the innermost open collection; what that holds so far. One that stands for a key becomes one."""
        parent, around = self.stack[-1]
        if len(around) % 2 == 0 and type(parent) is Mapping:
            node = _key(node)
            if node.tag == "?":
                self.odd_keys.append(node.start)
        around.append(node)
        return around

    def measured(self, items: list[Tree]) -> tuple[int, int]:
        """How many nodes a collection of these items is, and on how many levels, with what aliases stand for."""
        count, height = 1, 1
        waiting = [(item, 1) for item in items]
        while waiting:
            tree, level = waiting.pop()
            node = followed(tree)
            count += 1
            if node is not None and node.anchor:
                inside, levels = self.sizes[id(node)]
                count += inside if node is not tree else inside - 1
                height = max(height, level + levels)
            elif isinstance(node, Sequence | Mapping):
                height = max(height, level + 1)
                waiting += ((item, level + 1) for item in _held(node))
        return count, height

    def anchored(self, name: str, node: Scalar | Sequence | Mapping, count: int, height: int) -> None:
        node.anchor = name
        self.anchors[name] = node
        self.sizes[id(node)] = count, height

    def alias(self, name: str, start: int, end: int) -> Alias:
        target = self.anchors.get(name)
        if name not in self.anchors and not self.faults:
            self.faults.append(Fault(f"the alias {name} stands for nothing", start))
        if target is not None:
            count, height = self.sizes[id(target)]
            if self.aliased + count > MAX_ALIASED or len(self.stack) - 1 + height > MAX_DEPTH:
                target = None
                if not any(fault.limit for fault in self.faults):
                    what = f"aliases stand for more than {MAX_ALIASED} nodes, or nest more than {MAX_DEPTH} deep"
                    self.faults.append(Fault(what, start, limit=True))
            else:
                self.aliased += count
        return Alias(name, target, start, end)

    def trimmed(self, start: int, end: int) -> int:
        """The end without the blank lines that the parser counts in."""
        end = min(end, len(self.text))
        while end > start and self.text[end - 1] in _BLANKS:
            end -= 1
        return end

    def close(self) -> None:
        """Closes what is still open when the text breaks off."""
        while len(self.stack) > 1:
            node, items = self.stack.pop()
            if items:
                self.repeated += node.hold(items)
            node.broken = _BROKEN
            self.add(node)


def _held(node: Sequence | Mapping) -> Iterable[Tree]:
    return node.items if isinstance(node, Sequence) else chain.from_iterable(node.pairs)


def _key(node: Tree) -> Scalar:
    """The node as a key; a collection as a key has a name that nothing asks for."""
    if type(node) is Alias and node.target is not None:
        node = node.target
    if type(node) is Scalar:
        return node
    return Scalar("", "?", "", node.start, node.end)


def _fault(error: yaml.YAMLError, text: str) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    message = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is no YAML"
    if mark is not None:
        at = mark.index
    else:
        # an error of the reader counts the bytes of UTF-8
        position = getattr(error, "position", 0)
        at = len(text.encode("utf-8", "surrogatepass")[:position].decode("utf-8", "ignore"))
    return Fault(str(message), min(at, len(text)))
