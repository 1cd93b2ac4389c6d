"""Where a template switches rules off: comments, or `Metadata` where there can be none.

In plain JSON (or anywhere else) a resource says `Metadata: {opexlint: {ignore: {"rule-id": "reason"}}}`; a list of ids or one id will do as
well. On the template's own `Metadata` it counts for the whole file.
"""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress

import yaml
from yaml.events import ScalarEvent

from opexlint.embedded.tree import Mapping, Scalar, Sequence, Tree, comments, followed
from opexlint.model import Suppression
from opexlint.source import File, Location
from opexlint.suppressions import MARK, in_comments


def in_text(file: File) -> Iterator[Suppression]:
    """The suppressions in the comments of a YAML or JSON text: what its parser takes for part of a scalar is no comment."""
    if MARK not in file.text:
        return iter(())
    if file.text.lstrip()[:1] in ("{", "[", "/"):
        return in_comments(file, sorted({*_in_yaml(file), *comments(file.text)}))
    return in_comments(file, _in_yaml(file))


def _in_yaml(file: File) -> Iterator[tuple[int, int]]:
    scalars: list[tuple[int, int]] = []
    # where the parser gives up, the reader tells; comments behind that place can't be told from text
    with suppress(yaml.YAMLError, UnicodeEncodeError):
        for event in yaml.parse(file.text, Loader=yaml.CSafeLoader):
            if type(event) is ScalarEvent:
                start, end = event.start_mark.index, event.end_mark.index  # type: ignore[union-attr]
                if event.style in ("|", ">"):
                    start = file.text.find("\n", start)  # the head of a block may carry a comment
                scalars.append((start, end))
    return _comments(file.text, scalars)


def _comments(text: str, scalars: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = text.find(MARK)
    while at >= 0:
        line = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        start = text.find("#", line, at)
        while start >= 0 and not _begins_comment(text, line, start, scalars):
            start = text.find("#", start + 1, at)
        if start >= 0:
            yield start, end
        at = text.find(MARK, end)


def _begins_comment(text: str, line: int, start: int, scalars: list[tuple[int, int]]) -> bool:
    if start > line and not text[start - 1].isspace():
        return False
    found = bisect_right(scalars, (start, len(text))) - 1
    return found < 0 or start >= scalars[found][1]


def in_metadata(metadata: Tree | None, path: str, scope: Location) -> Iterator[Suppression]:
    """The suppression that a `Metadata` holds for its scope."""
    tree = followed(metadata)
    for key, child in tree.pairs if type(tree) is Mapping else ():
        settings = followed(child)
        if key.text == "opexlint" and type(settings) is Mapping:
            rules = list(_rules(followed(settings.get("ignore"))))
            for name, reason in rules:
                place = Location(path, name.start, name.end)
                yield Suppression(((name.text, place),), reason, Location(path, key.start, key.end), scope)


def _rules(ignored: Tree | None) -> Iterator[tuple[Scalar, str]]:
    if type(ignored) is Mapping:
        for key, child in ignored.pairs:
            reason = followed(child)
            yield key, reason.text if type(reason) is Scalar else ""
    for item in ignored.items if type(ignored) is Sequence else (ignored,):
        if type(item) is Scalar:
            yield item, ""
