"""YAML text as a tree: a composer over the events of PyYAML's C parser, which counts code points.

It keeps what the parser's own composer throws away (styles, tags, aliases as such), never recurses, and keeps what it has when the text
breaks off.
"""

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

from opexlint.embedded.tree import MAX_ALIASED, MAX_DEPTH, Alias, Document, Fault, Mapping, Scalar, Sequence, Tree

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
    def __init__(self, text: str, wanted: str) -> None:
        self.text = text
        self.wanted = wanted
        self.root: Tree | None = None
        self.first: Tree | None = None
        self.repeated: list[Scalar] = []
        self.odd_keys: list[int] = []
        self.faults: list[Fault] = []
        self.stack: list[Sequence | Mapping] = []
        self.keys: list[Scalar | None] = []
        self.anchors: dict[str, Scalar | Sequence | Mapping | None] = {}
        self.counts: list[int] = []
        self.heights: list[int] = []
        self.sizes: dict[str, tuple[int, int]] = {}  # nodes and levels of what an anchor names
        self.aliased = 0

    def compose(self) -> None:
        next_event = yaml.CSafeLoader(self.text).get_event
        while True:
            event: Any = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                start, end = event.start_mark.index, event.end_mark.index
                style = event.style or ""
                if style in ("|", ">"):
                    end = self.trimmed(start, end)
                scalar = Scalar(event.value, event.tag or "", style, start, end)
                if event.anchor:
                    self.anchored(event.anchor, scalar, 1, 0)
                self.add(scalar)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(self.stack) == MAX_DEPTH:
                    self.faults.append(Fault(f"lists and mappings nest more than {MAX_DEPTH} deep", event.start_mark.index, limit=True))
                    return
                node = (Mapping if kind is MappingStartEvent else Sequence)(event.tag or "", event.flow_style, event.start_mark.index)
                if event.anchor:
                    node.anchor = event.anchor
                    self.anchors[event.anchor] = None  # until it is whole
                self.stack.append(node)
                self.keys.append(None)
                self.counts.append(0)
                self.heights.append(1)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self.ended(event.end_mark.index)
            elif kind is AliasEvent:
                self.alias(event.anchor, event.start_mark.index, event.end_mark.index)
            elif kind is DocumentEndEvent:
                if not self.wanted or self.has_wanted():
                    return
                self.first = self.first or self.root
            elif kind is StreamEndEvent:
                return

    def has_wanted(self) -> bool:
        """Whether the document that was read is the one that was asked for."""
        return type(self.root) is Mapping and self.root.get(self.wanted) is not None

    def add(self, node: Tree) -> None:
        """Puts a node into the innermost open collection."""
        if not self.stack:
            self.root = node
            return
        self.counts[-1] += 1
        parent = self.stack[-1]
        if type(parent) is Sequence:
            parent.items.append(node)
            parent.end = node.end
            return
        assert type(parent) is Mapping
        key = self.keys[-1]
        if key is None:
            key = self.keys[-1] = _key(node)
            if key.tag == "?":
                self.odd_keys.append(key.start)
        else:
            parent.pairs.append((key, node))
            parent.end = max(node.end, key.end)
            self.keys[-1] = None

    def ended(self, end: int) -> None:
        node = self.stack.pop()
        self.keys.pop()
        count = self.counts.pop()
        height = self.heights.pop()
        if node.flow:
            node.end = end
        elif node.end == node.start and node.tag:
            node.end = self.trimmed(node.start, end)
        if type(node) is Mapping:
            self.repeated += node.repeated()
        if node.anchor:
            self.anchored(node.anchor, node, count + 1, height)
        self.add(node)
        self.holds(count, height)

    def holds(self, count: int, height: int) -> None:
        """The innermost open collection holds so many further nodes, on so many levels."""
        if self.counts:
            self.counts[-1] += count
            self.heights[-1] = max(self.heights[-1], height + 1)

    def anchored(self, name: str, node: Scalar | Sequence | Mapping, count: int, height: int) -> None:
        node.anchor = name
        self.anchors[name] = node
        self.sizes[name] = count, height

    def alias(self, name: str, start: int, end: int) -> None:
        target = self.anchors.get(name)
        if name not in self.anchors and not self.faults:
            self.faults.append(Fault(f"the alias {name} stands for nothing", start))
        if target is not None:
            count, height = self.sizes[name]
            if self.aliased + count > MAX_ALIASED or len(self.stack) + height > MAX_DEPTH:
                target = None
                if not any(fault.limit for fault in self.faults):
                    what = f"aliases stand for more than {MAX_ALIASED} nodes, or nest more than {MAX_DEPTH} deep"
                    self.faults.append(Fault(what, start, limit=True))
            else:
                self.aliased += count
                self.holds(count, height)
        self.add(Alias(name, target, start, end))

    def trimmed(self, start: int, end: int) -> int:
        """The end without the blank lines that the parser counts in."""
        end = min(end, len(self.text))
        while end > start and self.text[end - 1] in _BLANKS:
            end -= 1
        return end

    def close(self) -> None:
        """Closes what is still open when the text breaks off."""
        while self.stack:
            node = self.stack.pop()
            self.keys.pop()
            self.counts.pop()
            self.heights.pop()
            node.broken = _BROKEN
            self.add(node)


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
