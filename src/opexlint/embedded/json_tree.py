"""JSON text as a tree, strictly by its grammar and with the place of every token.

The YAML parser would read most of it, but not surrogate pairs (`"\\ud83d\\ude00"`), long keys or tabs everywhere.
"""

import json
import re
from typing import Final

from opexlint.embedded.tree import MAX_DEPTH, Document, Fault, Mapping, Scalar, Sequence, Tree

_TOKEN = re.compile(
    r"""[ \t\n\r]*+(?:
        "(?P<string>[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+)"
      | (?P<sign>[{}\[\],:])
      | (?P<word>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?(?![0-9A-Za-z_.+-])|(?:true|false|null)\b|\ue000)
    )""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\n\r]*+")
_BROKEN: Final = "the file can't be read beyond this place"

# what may come next
_VALUE, _FIRST_ITEM, _KEY, _FIRST_KEY, _COLON, _NEXT, _END = range(7)
_EXPECTED = {
    _VALUE: "a value",
    _FIRST_ITEM: "a value or ]",
    _KEY: "a key in quotes",
    _FIRST_KEY: "a key in quotes or }",
    _COLON: ":",
    _END: "nothing more",
}


def parse(text: str) -> Document:
    """The value that a JSON text spells.

    The hole of a `Passage` stands for a value, an item or a whole pair: it becomes a plain scalar (of a pair, its key and its value).
    """
    reader = _Reader(text)
    fault = reader.read()
    while reader.stack:
        node, key = reader.stack.pop()
        node.broken = _BROKEN
        node.end = max(node.end, node.start + 1)
        reader.put(node, key)
    return Document(reader.root, () if fault is None else (fault,), tuple(reader.repeated))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Tree | None = None
        self.stack: list[tuple[Mapping | Sequence, Scalar | None]] = []
        self.key: Scalar | None = None
        self.repeated: list[Scalar] = []

    def read(self) -> Fault | None:
        """Reads the text; what is wrong with it, or None."""
        state = _VALUE
        index = 0
        text, match = self.text, _TOKEN.match
        while True:
            found = match(text, index)
            if found is None:
                break
            kind = found.lastgroup
            end = found.end()
            if kind == "sign":
                after = self.sign(text[end - 1], end, state)
            else:
                after = self.scalar(found[kind or ""], kind == "string", found, state)
            if after is None:
                break
            if after < 0:
                return Fault(f"lists and mappings nest more than {MAX_DEPTH} deep", end - 1, limit=True)
            state, index = after, end
        space = _SPACE.match(text, index)
        at = index if space is None else space.end()
        if state == _END and at == len(text):
            return None
        expected = _EXPECTED.get(state) or (", or }" if self.stack and type(self.stack[-1][0]) is Mapping else ", or ]")
        return Fault(f"expected {expected}", at)

    def sign(self, sign: str, end: int, state: int) -> int | None:
        """A sign of the grammar: the next state, None when it does not belong here, -1 when it nests too deep."""
        if sign in "{[":
            if state not in (_VALUE, _FIRST_ITEM):
                return None
            if len(self.stack) == MAX_DEPTH:
                return -1
            self.stack.append(((Mapping if sign == "{" else Sequence)("", True, end - 1), self.key))
            self.key = None
            return _FIRST_KEY if sign == "{" else _FIRST_ITEM
        if sign == ":":
            return _VALUE if state == _COLON else None
        if not self.stack:
            return None
        node, key = self.stack[-1]
        mapping = type(node) is Mapping
        if sign == ",":
            return None if state != _NEXT else _KEY if mapping else _VALUE
        if state not in (_NEXT, _FIRST_KEY if mapping else _FIRST_ITEM) or mapping != (sign == "}"):
            return None
        self.stack.pop()
        node.end = end
        if type(node) is Mapping:
            self.repeated += node.repeated()
        return self.put(node, key)

    def scalar(self, written: str, quoted: bool, found: re.Match[str], state: int) -> int | None:
        """A string or a word: the next state, or None when it does not belong here."""
        start, end = found.start(found.lastgroup or 0), found.end()
        if quoted:
            node = Scalar(_unescaped(written) if "\\" in written else written, "", '"', start - 1, end)
        else:
            node = Scalar(written, "", "", start, end)
        if state in (_KEY, _FIRST_KEY):
            if quoted:
                self.key = node
                return _COLON
            return self.put(node, node) if written == "\ue000" else None
        return self.put(node, self.key) if state in (_VALUE, _FIRST_ITEM) else None

    def put(self, node: Tree, key: Scalar | None) -> int:
        """Puts a value into the innermost open collection; the next state."""
        self.key = None
        if not self.stack:
            self.root = node
            return _END
        parent = self.stack[-1][0]
        if type(parent) is Mapping:
            assert key is not None
            parent.pairs.append((key, node))
        else:
            assert type(parent) is Sequence
            parent.items.append(node)
        parent.end = node.end
        return _NEXT


def _unescaped(written: str) -> str:
    """The string that escapes spell; half of a surrogate pair, which no output could hold, becomes the replacement character."""
    spelled: str = json.loads(f'"{written}"')
    return spelled.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in written else spelled
