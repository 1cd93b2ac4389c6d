"""Functions that read files: only files of the project, through its `Sources`."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from posixpath import basename, join, normpath
from typing import Any, Final, Protocol

from opexlint.languages.terraform import syntax
from opexlint.languages.terraform.alternatives import across
from opexlint.languages.terraform.expressions import evaluate
from opexlint.languages.terraform.functions.encoding import digests
from opexlint.languages.terraform.functions.strings import as_string
from opexlint.languages.terraform.scopes import Scope, Work
from opexlint.languages.terraform.syntax import Node, SyntaxProblem
from opexlint.languages.terraform.values import (
    ENTRIES,
    SET,
    Failure,
    Value,
    items,
    known,
    mapping_items,
    placed,
    quoted,
    reason,
    settled,
    to_text,
    unknown,
    used,
)
from opexlint.model import SCALAR, UNKNOWN
from opexlint.source import File, Location, Sources

MAX_FILE: Final = 500_000
"""The largest file whose text becomes a value, in code points."""
MAX_FILES: Final = 1_000
"""The most files that `fileset` finds."""
MAX_PATTERN: Final = 200
"""The longest pattern of `fileset` that is read, in code points."""
MAX_STARS: Final = 6
"""The most stars in it: each may make a longer search."""

MAX_TEMPLATES: Final = 16
"""How many parsed templates are kept, because a module renders its own in every instance."""

_GLOB = re.compile(r"\*\*/|\*\*|[*?{},]|[^*?{},]+")
_WILD: Final = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}


class Place(Protocol):
    """The module a function is called in."""

    reading: Any
    configuration: Any
    work: Work

    def scope(self, path: str) -> Scope:
        """A scope of the module."""


def call(name: str, arguments: Sequence[Value], at: Location, place: Place) -> Value | None:
    """The result of a function that reads files, None for any other."""
    function = _FUNCTIONS.get(name)
    if function is None:
        return None
    return across([settled(argument) for argument in arguments], lambda values: function(list(values), at, place), at)


def _path(value: Value, place: Place) -> str | None:
    """The path in the project that an argument names, None when it is not known."""
    value = settled(as_string(value))
    if value[0] != SCALAR:
        return None
    named = to_text(value)
    if named.startswith(("/", "~")):
        return None
    # paths of Terraform are relative to the root it is run in
    return normpath(join(place.reading.root, named))


def _file(value: Value, place: Place) -> File | None:
    path = _path(value, place)
    found: File | None = place.reading.sources.file(path) if path is not None else None
    return found if found is None or len(found.text) <= MAX_FILE else None


def _why(value: Value) -> str:
    value = settled(value)
    return f"{quoted(str(value[1]))} is not a text file of the project" if value[0] == SCALAR else reason(value)


def _missing(argument: Value, at: Location) -> Value:
    """What is in a file that is not there to be read: unknown, with the step to the path."""
    value = settled(argument)
    name = to_text(value) if value[0] == SCALAR else ""
    return (UNKNOWN, _why(argument), at.start, at.end, at.path, (("file", name, value[4], value[2], value[3]), *value[5]))


def _text_of(arguments: list[Value], at: Location, place: Place) -> Value:
    file = _file(arguments[0], place)
    if file is None:
        return _missing(arguments[0], at)
    return used(known(file.text, Location(file.path, 0, len(file.text))), at, "file", file.path)


def _exists(arguments: list[Value], at: Location, place: Place) -> Value:
    path = _path(arguments[0], place)
    sources: Sources = place.reading.sources
    if path is not None and sources.file(path) is not None:
        return known(True, at)
    return unknown(_why(arguments[0]), at)


def _digest(name: str) -> Callable[[list[Value], Location, Place], Value]:
    def apply(arguments: list[Value], at: Location, place: Place) -> Value:
        file = _file(arguments[0], place)
        if file is None:
            return _missing(arguments[0], at)
        return known(digests(file.text.encode("utf-8"))[name](), at)

    return apply


def _fileset(arguments: list[Value], at: Location, place: Place) -> Value:
    """The files of the project that match; there may be others, of kinds that nobody looked for or that are still to be made."""
    if len(arguments) != 2:
        raise Failure("fileset() takes a folder and a pattern")
    folder, pattern = _path(arguments[0], place), settled(as_string(arguments[1]))
    if folder is None or pattern[0] != SCALAR:
        return unknown("the folder is not known", at)
    matches = _glob(to_text(pattern))
    outside = folder.startswith("..") or matches is None
    below = () if outside or matches is None else place.reading.sources.below(folder)
    skipped = 0 if folder == "." else len(folder) + 1
    found = [path[skipped:] for path in below if matches is not None and matches.fullmatch(path, skipped)]
    more = f"which files are in {basename(folder) or folder} is known only when it is applied"
    return items(SET, (known(path, at) for path in found[:MAX_FILES]), at, more)


def _glob(pattern: str) -> re.Pattern[str] | None:
    """A pattern for paths as a regular expression; None where it is of a kind that is not read."""
    if "[" in pattern or "\\" in pattern or len(pattern) > MAX_PATTERN or pattern.count("*") > MAX_STARS:
        return None
    spelled = []
    depth = 0
    pieces = _GLOB.findall(pattern)
    for index, piece in enumerate(pieces, 1):
        depth += (piece == "{") - (piece == "}")
        if piece == "," and depth:
            spelled.append("|")
        elif piece == "**" and index < len(pieces):
            spelled.append(_WILD["*"])
        else:
            spelled.append(_WILD.get(piece) or re.escape(piece))
    return re.compile("".join(spelled)) if not depth else None


def _template_file(arguments: list[Value], at: Location, place: Place) -> Value:
    if len(arguments) != 2:
        raise Failure("templatefile() takes a path and a map")
    file = _file(arguments[0], place)
    if file is None:
        return unknown(_why(arguments[0]), at)
    return rendered(file.text, file.path, arguments[1], at, place)


def _template_string(arguments: list[Value], at: Location, place: Place) -> Value:
    if len(arguments) != 2:
        raise Failure("templatestring() takes a template and a map")
    template = settled(as_string(arguments[0]))
    if template[0] != SCALAR:
        return unknown(reason(template), at)
    return rendered(to_text(template), "", arguments[1], at, place)


@lru_cache(maxsize=MAX_TEMPLATES)
def _parsed(template: str) -> Node:
    return syntax.parse_template(template)


def rendered(template: str, path: str, variables: Value, at: Location, place: Place) -> Value:
    """A template with these variables; its parts stand in its own file, seen from where it is used. Raises `Failure`."""
    variables = settled(variables)
    if variables[0] not in ENTRIES:
        return unknown(reason(variables), at)
    try:
        node = _parsed(template)
    except SyntaxProblem as error:
        raise Failure(f"the template is not valid: {error}") from error
    bound = {key: placed(value, at) for key, value in mapping_items(variables)}
    names = _Template(place, variables[1][1], at)
    value = evaluate(node, Scope(names, path or at.path, bound))
    if not path:
        return (*value[:2], at.start, at.end, at.path, ()) if value[0] == SCALAR else value
    return used(value, at, "file", path)


class _Template:
    """The names in a template: only the variables it is given."""

    def __init__(self, place: Place, more: str, at: Location) -> None:
        self.work = place.work
        self.known: dict[Any, tuple[Value, str]] = {}
        self._place = place
        self._more = more
        self._at = at

    def root(self, name: str, steps: Any, at: Location) -> tuple[Value, Any]:
        """No name but the bound ones."""
        if self._more:
            return unknown(self._more, at), steps
        raise Failure(f"the template needs {name}")

    def call(self, name: str, arguments: Sequence[Value], at: Location) -> Value | None:
        """Functions that read files; templates in templates are not followed."""
        if name in ("templatefile", "templatestring"):
            return unknown("a template is rendered in a template", at)
        return call(name, arguments, at, self._place)

    def overspent(self, at: Location) -> None:
        """There have been too many, wherever the template is used."""
        self._place.scope("").names.overspent(self._at)

    def copy(self, values: int, at: Location) -> bool:
        """Counts copied values."""
        return self._place.scope("").names.copy(values, at)

    def mistake(self, message: str, at: Location) -> None:
        """What Terraform refuses."""
        self._place.scope("").names.mistake(message, at)

    def too_deep(self, at: Location) -> None:
        """An expression nests too deep."""
        self._place.scope("").names.too_deep(at)


_FUNCTIONS: Final[dict[str, Callable[[list[Value], Location, Place], Value]]] = {
    "file": _text_of,
    "fileexists": _exists,
    "fileset": _fileset,
    "templatefile": _template_file,
    "templatestring": _template_string,
    **{f"file{name}": _digest(name) for name in ("base64", "base64sha256", "base64sha512", "md5", "sha1", "sha256", "sha512")},
}
