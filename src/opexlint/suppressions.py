"""Suppression comments: `opexlint: ignore[rule-id, other-id] reason`.

A reader finds the comments of its language (never inside a string) and hands their ranges to `in_comments`; what they mean is the same
everywhere. A comment behind code is about its own line, one that stands alone about the next line of code.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from opexlint.model import Suppression
from opexlint.patterns import regex
from opexlint.source import File, Location

MARK: Final = "opexlint:"
_IGNORE = regex(r"opexlint:\s*ignore\[([^\]\n]*)\][ \t]*([^\n]*)")
_ID = regex(r"[^\s,]+")
_COMMENT_SIGNS = ("#", "//", "/*")


def in_comments(file: File, comments: Iterable[tuple[int, int]]) -> Iterator[Suppression]:
    """The suppressions that the comments at these ranges hold."""
    for start, end in comments:
        found = _IGNORE.search(file.text, start, end)
        if found is None:
            continue
        first = found.start(1)
        rules = tuple((rule[0], Location(file.path, first + rule.start(), first + rule.end())) for rule in _ID.finditer(found[1]))
        reason = found[2].removesuffix("\r").removesuffix("*/").strip()
        yield Suppression(rules, reason, Location(file.path, found.start(), found.end()), _scope(file, start, end))


def _scope(file: File, start: int, end: int) -> Location:
    """The line a comment is about."""
    line = file.position(start).line
    if file.text[file.line_range(line)[0] : start].strip():
        return Location(file.path, *file.line_range(line))
    line = file.position(max(start, end - 1)).line + 1
    while file.line_range(line)[0] < len(file.text):
        code = file.line(line).strip()
        if code and not code.startswith(_COMMENT_SIGNS):
            break
        line += 1
    return Location(file.path, *file.line_range(line))
