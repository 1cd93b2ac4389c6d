"""Names and places: what words a name is made of, and which folders nobody operates.

Folders count only below what the user named: who names a folder of examples, or a file in it, wants that judged like any other.
"""

import re
from collections.abc import Container
from functools import lru_cache
from posixpath import dirname, splitext
from typing import Final, TypeAlias

from opexlint.patterns import regex
from opexlint.project import Project

EXAMPLE: Final = "example"
"""It shows how to use what stands beside it."""
SHOWN: Final = "shown"
"""There to be deployed once and copied: nothing to be silent about, but it weighs less."""
TRIED: Final = "tried"
"""A test, what it needs, or what it expects."""
RETIRED: Final = "retired"
"""Copies that something else has replaced."""
TEST: Final = "test"
"""Tests, or the environment of that name: nobody can tell."""

_EXAMPLES: Final = {"example", "examples"}
_TRIED: Final = {"tests", "testdata", "fixtures", "e2e", "__tests__", "__snapshots__", "__fixtures__", "__mocks__"}
_SHOWN: Final = {
    *("demos", "example", "examples", "quickstart", "quickstarts", "sample", "samples", "tutorial", "tutorials", "workshop", "workshops"),
}
"""Words at either end of a name. `demo` is none: it may be a stage."""
_SHOWN_PROGRAMS: Final = {*_SHOWN, "demo", "scenario", "scenarios", "test", "tests"}
"""The same in the path of a program that somebody has to be there for, which no stage is named after."""
_RETIRED = regex(
    r"old|older|deprecated|obsolete|superseded|archived"
    r"|(?:.*[-_])?old(?:er)?[-_](?:.*[-_])?(?:code|copies|files|modules|projects|scripts|stacks|templates|versions)(?:[-_].*)?",
    re.IGNORECASE,
)
"""`archive` and `delete-old-snapshots` are not among them: they say what software does."""

_Signs: TypeAlias = tuple[tuple[int, str], ...]
"""Where the names in a path begin that say something, and what each says."""

_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_REMEMBERED: Final = 16_384
"""Paths of which it is remembered what they say: many rules ask of each."""


def words_in(name: str) -> list[str]:
    """The words that a name is made of, in their order and in lower case: `ShopLogs`, `shop-logs` and `SHOP_LOGS` are `shop` and `logs`."""
    return [word.lower() for word in _WORD.findall(name)]


def words_of(*names: str) -> set[str]:
    """The words that names are made of, in lower case."""
    return {word for name in names for word in words_in(name)}


@lru_cache(maxsize=_REMEMBERED)
def kind_of(name: str) -> str:
    """What the name of a folder, a stack, or a file without its ending says: `EXAMPLE`, `SHOWN`, `TRIED`, `RETIRED` or ""."""
    if name.lower() in _EXAMPLES:
        return EXAMPLE
    if name.lower() in _TRIED:
        return TRIED
    if _is_at_an_end(name, _SHOWN):
        return SHOWN
    return RETIRED if _RETIRED.fullmatch(name) else ""


def is_spared(project: Project, path: str) -> bool:
    """Whether a file is an example, a test, a test's material, or put aside: nothing that is deployed as it stands."""
    return bool(_kinds(project, path))


def is_retired(project: Project, path: str) -> bool:
    """Whether a file stands in a folder of copies that something else has replaced."""
    return RETIRED in _kinds(project, path)


def is_test_material(project: Project, path: str) -> bool:
    """Whether a file is there for a test only: its input, or what it expects. A folder named `test` alone may be an environment."""
    return TRIED in _kinds(project, path)


def is_spared_program(project: Project, path: str) -> bool:
    """Whether a program is spared, or says by its name or a folder's that it is for showing or for a test."""
    return bool(_below(project, path, _signs_of_program(path)))


def is_aside(path: str) -> bool:
    """Whether a file is spared wherever nothing but the root is named: what a project consists of does not depend on who asks."""
    return bool(_signs(dirname(path)))


def _kinds(project: Project, path: str) -> set[str]:
    """What the folders of a file say: of the one it stands in, only a part may have been named."""
    signs = _signs_of_file(path)
    return _below(project, dirname(path), signs) if signs else set()


def _below(project: Project, path: str, signs: _Signs) -> set[str]:
    """What those signs say that lie below what the user named. Where there are none, nobody has to know what that was."""
    if not signs:
        return set()
    above = len(path) - len(project.below(path))
    return {kind for start, kind in signs if start >= above}


@lru_cache(maxsize=_REMEMBERED)
def _signs(folder: str) -> _Signs:
    """What the names in the path of a folder say that nobody operates."""
    found: list[tuple[int, str]] = []
    start, parent = 0, ""
    for name in folder.split("/"):
        kind = kind_of(name)
        if name.lower() == "test":
            kind = TRIED if parent.lower() == "src" else TEST
        if kind not in ("", SHOWN):
            found.append((start, kind))
        start, parent = start + len(name) + 1, name
    return tuple(found)


@lru_cache(maxsize=_REMEMBERED)
def _signs_of_file(path: str) -> _Signs:
    """What the names of its folders say."""
    return _signs(dirname(path))


@lru_cache(maxsize=_REMEMBERED)
def _signs_of_program(path: str) -> _Signs:
    """What its folders say, and what tells of a program that it is for showing or for a test."""
    found = list(_signs(dirname(path)))
    start = 0
    for name in splitext(path)[0].split("/"):
        if _is_at_an_end(name, _SHOWN_PROGRAMS):
            found.append((start, SHOWN))
        start += len(name) + 1
    return tuple(found)


def _is_at_an_end(name: str, words: Container[str]) -> bool:
    inside = words_in(name)
    return bool(inside) and (inside[0] in words or inside[-1] in words)
