"""Baselines: the findings that are known, so that an existing code base can start to gate on new ones.

A finding is known when the baseline has one of its fingerprint: at the same path, or at one where it is found no more, because files and
resources move. Each entry is used once, so a copy of something known is new. What the baseline has and the code no longer does is fixed:
it is reported, and goes when the file is written anew. So the file only shrinks, unless somebody writes more into it on purpose.
"""

import json
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Final, TypeVar

from opexlint.report import Diagnostic, Known, Report

NAME: Final = "opexlint-baseline.json"
VERSION: Final = 1

MAX_BYTES: Final = 64 * 1024 * 1024
"""A larger file is not read."""


class BaselineError(Exception):
    """A file that can't be used as a baseline; the message says why."""


def known(report: Report) -> list[Known]:
    """All findings of a report, as a baseline keeps them."""
    return [Known(one.rule.id, one.at.path, one.subject, one.message, one.fingerprint) for one in report.diagnostics]


def compared(report: Report, entries: Iterable[Known], covers: Callable[[str], bool]) -> Report:
    """The report without the findings that are known.

    `covers` says of a path whether the run was asked about it: entries elsewhere, and those of rules that did not run, are not fixed.
    """
    new, gone, _ = _matched(report, entries, covers)
    return report._replace(diagnostics=tuple(new), known=report.known + len(report.diagnostics) - len(new), fixed=(*report.fixed, *gone))


def renewed(report: Report, entries: Iterable[Known], covers: Callable[[str], bool]) -> list[Known]:
    """The entries after a run: what it found, and what it was not asked about."""
    return [*known(report), *_matched(report, entries, covers)[2]]


def _matched(report: Report, entries: Iterable[Known], covers: Callable[[str], bool]) -> tuple[list[Diagnostic], list[Known], list[Known]]:
    """The findings that are new, the entries that are found no more, and those the run was not asked about."""
    at_home: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for entry in entries:
        at_home[_unnumbered(entry.fingerprint), entry.path].append(entry)
    elsewhere = [one for one in report.diagnostics if not _taken(at_home, (_unnumbered(one.fingerprint), one.at.path))]
    left_behind: dict[str, list[Known]] = defaultdict(list)
    others: list[Known] = []
    for entry in (entry for group in at_home.values() for entry in group):
        if covers(entry.path) or entry.path not in report.files:
            left_behind[_unnumbered(entry.fingerprint)].append(entry)
        else:
            others.append(entry)
    new = [one for one in elsewhere if not _taken(left_behind, _unnumbered(one.fingerprint))]
    active = {rule.id for rule in report.rules}
    gone: list[Known] = []
    for entry in (entry for group in left_behind.values() for entry in group):
        (gone if entry.rule in active and covers(entry.path) else others).append(entry)
    return new, gone, others


_T = TypeVar("_T")


def _taken(entries: dict[_T, list[Known]], key: _T) -> bool:
    """Whether there is an entry of that key; it is used up then."""
    found = entries.get(key)
    if not found:
        return False
    found.pop()
    return True


def _unnumbered(fingerprint: str) -> str:
    return fingerprint.partition(":")[0]


# -- the file ---------------------------------------------------------------------------------------------------------------------------


def read(path: Path) -> list[Known]:
    """The entries of a file. Raises BaselineError, which tells nothing of what is in a file that is no baseline."""
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BaselineError(f"{path}: there is no such file; --write-baseline writes it") from None
    except OSError as error:
        raise BaselineError(f"{path}: can't be read: {error.strerror}") from None
    try:
        if len(data) > MAX_BYTES:
            raise ValueError
        content = json.loads(data)
        if content["version"] != VERSION:
            raise ValueError
        entries = [Known(*(row[name] for name in Known._fields)) for row in content["findings"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BaselineError(f"{path}: is no baseline of opexlint") from None
    if not all(isinstance(part, str) for entry in entries for part in entry):
        raise BaselineError(f"{path}: is no baseline of opexlint")
    return entries


def written(entries: Collection[Known]) -> str:
    """The file: a line for each entry, in an order that keeps changes to it small."""
    rows = [json.dumps(entry._asdict(), ensure_ascii=False) for entry in sorted(entries, key=lambda one: (one.path, *one))]
    return (
        f'{{\n  "version": {VERSION},\n  "findings": ['
        + "".join(f"\n    {row}," for row in rows).rstrip(",")
        + ("\n  " if rows else "")
        + "]\n}\n"
    )


def write(path: Path, entries: Collection[Known]) -> None:
    """Puts the entries in the place of what a baseline held, in one step. Raises BaselineError; what is no baseline is left as it is."""
    if os.path.lexists(path):
        read(path)
    scratch = path.with_name(f".{path.name}.opexlint")
    try:
        scratch.write_text(written(entries).encode("utf-8", "replace").decode(), encoding="utf-8", newline="\n")
        scratch.replace(path)
    except OSError as error:
        raise BaselineError(f"{path}: can't be written: {error.strerror}") from None
