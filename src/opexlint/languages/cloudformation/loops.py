"""`Fn::ForEach`: the copies that a loop over literals stands for.

A loop over what is not written in the template stays as it is; whoever meets it takes the mapping around it for open.
"""

import re
from typing import Final

from opexlint.embedded.tree import Alias, Mapping, Scalar, Sequence, Tree, followed
from opexlint.patterns import regex

MAX_COPIES: Final = 20_000
"""How many nodes the loops of one template may write."""

LOOP: Final = "Fn::ForEach::"

_Values = dict[str, str]


class Loops:
    """Writes out the loops of one template; `exhausted` is where the bound was met, or None."""

    def __init__(self) -> None:
        self._left = MAX_COPIES
        self.exhausted: int | None = None

    def expanded(self, tree: Tree) -> Tree:
        """The tree with its loops over literals written out."""
        return self._copy(tree, {})

    def _copy(self, tree: Tree, values: _Values) -> Tree:
        found = followed(tree)
        if found is None or (type(tree) is Alias and not values):
            return tree
        if values:
            self._left -= 1
        if type(found) is Scalar:
            copied = _substituted(found, values) if values else tree
            self._left -= len(copied.text) // 100 if type(copied) is Scalar and copied is not tree else 0
            return copied
        if type(found) is Sequence:
            copy = Sequence(found.tag, found.flow, found.start)
            copy.items = [self._copy(item, values) for item in found.items]
            copy.end, copy.broken = found.end, found.broken
            return copy
        assert type(found) is Mapping
        return self._copied_mapping(found, values)

    def _copied_mapping(self, tree: Mapping, values: _Values) -> Tree:
        if len(tree.pairs) == 1 and tree.pairs[0][0].text == "Ref":
            referred = followed(tree.pairs[0][1])
            if type(referred) is Scalar and referred.text in values:
                return Scalar(values[referred.text], "", "'", tree.start, tree.end)
        copy = Mapping(tree.tag, tree.flow, tree.start)
        copy.end, copy.broken = tree.end, tree.broken
        for key, child in tree.pairs:
            name = _replaced(key.text, values)
            if not name.startswith(LOOP) or not self._written_out(copy, child, values):
                copy.pairs.append((Scalar(name, key.tag, key.style, key.start, key.end), self._copy(child, values)))
        return copy

    def _written_out(self, into: Mapping, loop: Tree, values: _Values) -> bool:
        """Writes the copies of a loop into a mapping; False when it can't be told what they are."""
        found = followed(loop)
        if type(found) is not Sequence or len(found.items) != 3:
            return False
        identifier, collection, body = (followed(item) for item in found.items)
        if type(identifier) is not Scalar or type(collection) is not Sequence or type(body) is not Mapping or collection.tag:
            return False
        items = [followed(item) for item in collection.items]
        if not all(type(item) is Scalar and not item.tag for item in items):
            return False
        copies: list[tuple[Scalar, Tree]] = []
        for item in items:
            assert type(item) is Scalar
            if self._left <= 0:
                self.exhausted = found.start
                return False
            copy = self._copied_mapping(body, {**values, identifier.text: _replaced(item.text, values)})
            if type(copy) is Mapping:
                copies += copy.pairs
        into.pairs += copies
        return True


def _substituted(scalar: Scalar, values: _Values) -> Scalar:
    if scalar.tag == "!Ref" and scalar.text in values:
        return Scalar(values[scalar.text], "", "'", scalar.start, scalar.end)
    text = _replaced(scalar.text, values)
    return scalar if text == scalar.text else Scalar(text, scalar.tag, scalar.style or "'", scalar.start, scalar.end)


_IDENTIFIER = regex(r"[$&]\{(\w+)\}")


def _replaced(text: str, values: _Values) -> str:
    """The text with the loops' identifiers replaced; `&{Name}` keeps only letters and digits, as logical ids need."""

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1])
        if known is None:
            return found[0]
        return known if found[0][0] == "$" else "".join(filter(str.isalnum, known))

    return _IDENTIFIER.sub(value, text) if values and "{" in text else text
