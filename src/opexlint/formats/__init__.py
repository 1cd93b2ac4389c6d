"""The output formats: a plain module each, with one function `render(report, options) -> str`.

What they return is the same for the same report, has LF line ends and ends with one. Only the module asked for is imported.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Final, NamedTuple, Protocol, cast

from opexlint.finding import Edit, Note
from opexlint.report import Diagnostic, Report
from opexlint.source import File, Location

FORMATS: Final = {
    "text": "for people: every finding with its code, and a summary",
    "concise": "a line for each finding",
    "json": "for programs: a stable shape with a published schema",
    "sarif": "SARIF 2.1.0, for code scanning and dashboards",
    "github": "annotations of a GitHub Actions run",
}
"""The names users may ask for, each with a line of help."""

HOME_URL: Final = "https://github.com/opexlint/opexlint"
DOCS_URL: Final = HOME_URL + "/blob/main/docs/rules/{id}.md"
"""The documentation of a rule."""


class Options(NamedTuple):
    """How a report is written; each format heeds what it has a use for.

    `color` asks for ANSI colours, `width` is how many columns a line with code may take, `show_open` lists the verdicts that stay open,
    `edits` says how a finding is fixed (an empty answer: it isn't), `shown` how a path is written (as it is, when None: from the root).
    """

    color: bool = False
    width: int = 120
    show_open: bool = False
    edits: Callable[[Diagnostic], Sequence[Edit]] | None = None
    shown: Callable[[str], str] | None = None

    def path(self, path: str) -> str:
        """A path of the project as this reader is to see it."""
        return self.shown(path) if self.shown else path or "."


class Format(Protocol):
    """What the module of a format offers."""

    def render(self, report: Report, options: Options) -> str: ...


def render(
    name: str,
    report: Report,
    *,
    color: bool = False,
    width: int = 120,
    show_open: bool = False,
    edits: Callable[[Diagnostic], Sequence[Edit]] | None = None,
    shown: Callable[[str], str] | None = None,
) -> str:
    """The report in the format of that name; the keywords are those of `Options`."""
    chosen = cast(Format, import_module(f"opexlint.formats.{name}"))
    text = chosen.render(report, Options(color, width, show_open, edits, shown))
    return text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is in no encoding


class Region(NamedTuple):
    """A range in lines and columns: both count from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


_TOP: Final = Region(1, 1, 1, 1)


def region(files: Mapping[str, File], at: Location) -> Region:
    """Where a place is; the top of a file that could not be read."""
    file = files.get(at.path)
    if file is None:
        return _TOP
    length = len(file.text)
    start = min(at.start, length)
    return Region(*file.position(start), *file.position(min(max(at.end, start), length)))


def notes_of(diagnostic: Diagnostic) -> tuple[Note, ...]:
    """The notes of a finding, and the origin of its value where that stands elsewhere."""
    if diagnostic.origin is None or diagnostic.origin == diagnostic.at:
        return diagnostic.notes
    label = f"the default of {diagnostic.default}" if diagnostic.default else "the value comes from here"
    return (*diagnostic.notes, Note(label, diagnostic.origin))
