"""Fixes: from the change a rule names to edits in the text, and from edits to a new text that its own tools still accept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from opexlint.finding import Change, Edit
from opexlint.languages import NAMES, language
from opexlint.patterns import regex
from opexlint.report import Diagnostic
from opexlint.source import File


class Fixed(NamedTuple):
    """New texts by path, and the findings they answer; `refused` are those whose fix can't be written safely."""

    files: dict[str, File]
    applied: tuple[Diagnostic, ...]
    refused: tuple[Diagnostic, ...]


MAX_CHARACTERS: Final = 300_000
"""A file longer than this is not fixed: what writes and what accepts a fix reads all of it again."""

MAX_READ_AGAIN: Final = 400_000
"""Characters read again for the fixes of one file in one pass; what is left is for the next pass, or the next run."""


def written(diagnostics: Iterable[Diagnostic], files: Mapping[str, File]) -> Iterator[tuple[Diagnostic, list[Edit]]]:
    """Each finding that has a fix, with the edits that end it in the language that owns the place.

    There are none where the fix can't be written safely, or not within the bounds on how much is read again.
    """
    left: dict[str, int] = {}
    for diagnostic in diagnostics:
        change = diagnostic.fix
        if change is None:
            continue
        file = files.get(change.at.path)
        if file is None or len(file.text) > MAX_CHARACTERS or left.setdefault(file.path, MAX_READ_AGAIN) <= 0:
            yield diagnostic, []
            continue
        left[file.path] -= len(file.text)
        yield diagnostic, _rewritten_by_its_language(change, file)


def _rewritten_by_its_language(change: Change, file: File) -> list[Edit]:
    for name in NAMES:
        owner = language(name)
        if file.path.endswith(owner.SUFFIXES) and owner.claims(file):
            try:
                return owner.rewrite(change, file)
            except Exception:  # what a writer does not understand stays as it is
                return []
    return []


def apply(diagnostics: Iterable[Diagnostic], files: Mapping[str, File]) -> Fixed:
    """All fixes that can be made at once.

    Of two that touch the same text the first wins: another pass finds the second again. A template that cfn-lint likes less after the fixes
    than before stays as it was.
    """
    chosen: dict[str, list[tuple[Diagnostic, list[Edit]]]] = {}
    refused: list[Diagnostic] = []
    for diagnostic, edits in written(diagnostics, files):
        if not edits:
            refused.append(diagnostic)
            continue
        path = edits[0].at.path
        taken = [edit for _, other in chosen.get(path, ()) for edit in other]
        if not any(_overlap(edit, other) for edit in edits for other in taken):
            chosen.setdefault(path, []).append((diagnostic, edits))
    changed: dict[str, File] = {}
    applied: list[Diagnostic] = []
    for path, group in chosen.items():
        before = files[path]
        after = rewritten(before, [edit for _, edits in group for edit in edits])
        if _accepted(before, after):
            changed[path] = after
            applied += (diagnostic for diagnostic, _ in group)
        else:
            refused += (diagnostic for diagnostic, _ in group)
    return Fixed(changed, tuple(applied), tuple(refused))


def _overlap(one: Edit, other: Edit) -> bool:
    if one.at.start == other.at.start:
        return True  # two insertions at one place have no order that both authors meant
    return one.at.start < other.at.end and other.at.start < one.at.end


def rewritten(file: File, changes: Sequence[Edit]) -> File:
    """The file after the edits, which don't overlap; everything else byte for byte as it was."""
    text = file.text
    for edit in sorted(changes, key=lambda one: one.at.start, reverse=True):
        text = text[: edit.at.start] + edit.text + text[edit.at.end :]
    return File(file.path, text, bom=file.bom)


def _accepted(before: File, after: File) -> bool:
    """Whether the tools of the file's language accept it as they did before; one that fails on the file accepts nothing."""
    try:
        return _liked(before, after)
    except Exception:
        return False


def _liked(before: File, after: File) -> bool:
    if after.path.endswith(".py"):
        import ast
        import warnings

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what Python thinks of the author's style is not ours to print
                ast.parse(after.text)
        except (SyntaxError, SystemError, ValueError, RecursionError, MemoryError):
            return False
        return True
    if after.path.endswith((".tf", ".tofu")):
        import hcl2

        try:
            hcl2.loads(after.text)
        except Exception:
            return not _parses(hcl2.loads, before.text)
        return True
    return _cfn_errors(after) <= _cfn_errors(before)


def _parses(parse: object, text: str) -> bool:
    assert callable(parse)
    try:
        parse(text)
    except Exception:
        return False
    return True


_PLACE = regex(r"\s*\(?\bline \d+\)?")


def _cfn_errors(file: File) -> set[tuple[str, str]]:
    """What cfn-lint holds against a template, as (rule, message); places are left out, because a fix moves them."""
    from cfnlint.api import lint_all

    return {(match.rule.id, _PLACE.sub("", match.message)) for match in lint_all(file.text) if match.rule.id.startswith("E")}
