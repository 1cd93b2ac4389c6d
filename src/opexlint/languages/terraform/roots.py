"""Which folders are roots: what is deployed on its own, with the local modules it reaches."""

from collections.abc import Iterator, Sequence
from typing import Final

from opexlint.languages.terraform.configuration import local_sources
from opexlint.source import Sources

ASIDE: Final = frozenset(("examples", "example", "tests", "test"))
"""Folders whose calls of a module do not make it a part of theirs: it is a product of its own that they show or try."""


def roots(claimed: Sequence[str], sources: Sources) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The root folders in order, each with its own files and those of the modules it reaches.

    A folder that another one calls as a module is part of its callers. Calls do not count from folders that stand aside (examples, tests),
    nor those of a folder around the caller: they show or wrap what is a product of its own. Folders that only call one another are
    roots too, so that no file is left out.
    """
    files: dict[str, list[str]] = {}
    for path in claimed:
        files.setdefault(path.rpartition("/")[0] or ".", []).append(path)
    calls = {folder: (_called(paths, sources) & files.keys()) - {folder} for folder, paths in files.items()}
    called = {target for folder, targets in calls.items() if not is_aside(folder) for target in targets if not _is_around(target, folder)}
    covered: set[str] = set()
    for folder in sorted(files.keys() - called):
        reached = _reached(folder, calls)
        covered |= reached
        yield folder, _files(folder, reached, files)
    for folder in sorted(files.keys() - covered):
        if folder not in covered:
            reached = _reached(folder, calls)
            covered |= reached
            yield folder, _files(folder, reached, files)


def _called(paths: Sequence[str], sources: Sources) -> set[str]:
    return {folder for path in paths for folder in sources.noted(path, local_sources)}


def is_aside(folder: str) -> bool:
    """Whether a folder shows or tries something."""
    return not ASIDE.isdisjoint(folder.split("/"))


def _is_around(outer: str, folder: str) -> bool:
    return outer == "." or folder.startswith(outer + "/")


def _reached(folder: str, calls: dict[str, set[str]]) -> set[str]:
    reached = {folder}
    waiting = [folder]
    while waiting:
        for target in calls[waiting.pop()]:
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _files(folder: str, reached: set[str], files: dict[str, list[str]]) -> tuple[str, ...]:
    return (*sorted(files[folder]), *(path for other in sorted(reached - {folder}) for path in sorted(files[other])))
