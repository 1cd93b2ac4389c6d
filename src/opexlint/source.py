"""Files of the scanned project, places in them, and the record of what was looked up.

Offsets count code points of the decoded text, everywhere inside; lines and columns exist only at the edge (`File.position`).
Paths are POSIX paths relative to the project's root. Nothing here touches the disk: `Sources` is given a function that does.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from posixpath import dirname, join, normpath
from typing import Final, NamedTuple, TypeAlias

Question: TypeAlias = tuple[str, str]
"""What a reader asked of the project, and about which path: one of the constants below, and the path ("" for the root)."""

FILE: Final = "file"
FOLDER: Final = "folder"
SUBFOLDERS: Final = "subfolders"
HAS_FOLDER: Final = "has-folder"
BELOW: Final = "below"

NOTHING: Final = b""
"""The answer where there is nothing."""


def digest(text: str) -> bytes:
    """What stands for a text in the record of what was read."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Location(NamedTuple):
    """A range of one file: `start` and `end` are offsets in code points, `end` exclusive."""

    path: str
    start: int
    end: int

    def shifted(self, by: Mapping[str, int]) -> "Location":
        """The place where it is when each file's text stands further down by so many code points; the file itself (0 to 0) stays."""
        more = by.get(self.path, 0) if self.end else 0
        return Location(self.path, self.start + more, self.end + more) if more else self


class Position(NamedTuple):
    """A place as people and editors name it: both numbers count from 1, the column in code points."""

    line: int
    column: int


class File:
    """One decoded text file of the project.

    `text` carries no byte-order mark and keeps the line ends of the file; `bom` says whether a mark has to be written back.
    """

    def __init__(self, path: str, text: str, *, bom: bool = False) -> None:
        self.path = path
        self.text = text
        self.bom = bom

    @cached_property
    def digest(self) -> bytes:
        """Stands for the text: files of the same digest are read alike."""
        return digest(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def position(self, offset: int) -> Position:
        """Line and column of an offset."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line (counted from 1), without its line end; empty past the end."""
        start, end = self.line_range(number)
        return self.text[start:end].rstrip("\r\n")

    def line_range(self, number: int) -> tuple[int, int]:
        """Offsets of a line (counted from 1), its line end included."""
        starts = self._line_starts
        if not 0 < number <= len(starts):
            return len(self.text), len(self.text)
        return starts[number - 1], starts[number] if number < len(starts) else len(self.text)

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column, both counted from 1."""
        start, end = self.line_range(line)
        return min(start + column - 1, end)


Notes: TypeAlias = dict[tuple[str, str], tuple[bytes, tuple[str, ...]]]
"""By function and path: what stands for the file, and what the function said of it."""


class Sources:
    """What a reader may look at: the project's own files, each look recorded.

    `read` answers with the file, or None where there is none that may be read (absent, a link out of the project, binary, too large).
    `paths` are the files of the project that discovery found; `unentered` tells those in a folder that discovery does not enter
    (`.terraform`), for who asks for it by name. `asked` holds every question so far in the order they came: with their answers it is what
    a cached result depends on, also on what was *not* there.
    """

    def __init__(
        self, paths: Iterable[str], read: Callable[[str], File | None], unentered: Callable[[str], Sequence[str]] = lambda _: ()
    ) -> None:
        self._listing = _Listing(paths, read, unentered)
        self.asked: dict[Question, None] = {}

    @property
    def notes(self) -> "Notes":
        """All that was noted, now and before."""
        return self._listing.notes

    @notes.setter
    def notes(self, before: "Notes") -> None:
        self._listing.notes = before

    def apart(self) -> "Sources":
        """The same project with a record of its own, for one job."""
        other = object.__new__(Sources)
        other._listing = self._listing
        other.asked = {}
        return other

    def file(self, path: str) -> File | None:
        """The file at `path`, or None; a path that leaves the project is never read."""
        if path not in self._listing.files:
            path = normpath(path)
            if path.startswith(("../", "/")) or path == "..":
                return None
        self.asked[FILE, path] = None
        return self._listing.file(path)

    def noted(self, path: str, note: Callable[[File], Iterable[str]]) -> tuple[str, ...]:
        """What a function says of the file at `path`, nothing where there is none.

        It has to be a function of a module that looks at nothing but the file: what an earlier run has noted of the same file is not asked
        again, and the file is not even read.
        """
        file = self.file(path)
        if file is None:
            return ()
        key = (f"{note.__module__}.{note.__name__}", path)
        known = self.notes.get(key)
        if known is None or known[0] != file.digest:
            known = self.notes[key] = (file.digest, tuple(note(file)))
        return known[1]

    def beside(self, path: str, relative: str) -> File | None:
        """The file that `relative` names as seen from the folder of `path`."""
        return self.file(join(dirname(path), relative))

    @property
    def paths(self) -> list[str]:
        """Paths of all files of the project, sorted. What asks for them has to be read again whenever one comes or goes."""
        self.asked[BELOW, ""] = None
        return self._listing.paths

    def folder(self, folder: str) -> Iterator[str]:
        """Paths of the files directly in a folder (`""` or `.` is the root), sorted."""
        return iter(self._listing.list(self._ask(FOLDER, folder)))

    def subfolders(self, folder: str) -> Iterator[str]:
        """Paths of the folders directly in a folder that hold files at any depth, sorted."""
        return iter(self._listing.list(self._ask(SUBFOLDERS, folder)))

    def below(self, folder: str) -> Iterator[str]:
        """Paths of all files anywhere below a folder, sorted."""
        return iter(self._listing.list(self._ask(BELOW, folder)))

    def has_folder(self, folder: str) -> bool:
        """Whether a folder holds files at any depth."""
        return bool(self._listing.list(self._ask(HAS_FOLDER, folder)))

    def _ask(self, kind: str, folder: str) -> Question:
        question = (kind, "" if folder == "." else folder)
        self.asked[question] = None
        return question

    def answer(self, question: Question) -> bytes:
        """What stands for the answer to a question now: equal answers, equal bytes. Records nothing."""
        return self._listing.answer(question)


class _Listing:
    """The project behind all its `Sources`: what was found and what was read, each once."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], File | None], unentered: Callable[[str], Sequence[str]]) -> None:
        self.paths = sorted(paths)
        self.files: dict[str, File | None] = {}
        self._read = read
        self._unentered = unentered
        self._answers: dict[Question, bytes] = {}
        self.notes: Notes = {}

    def file(self, path: str) -> File | None:
        if path not in self.files:
            self.files[path] = self._read(path)
        return self.files[path]

    @cached_property
    def _folders(self) -> dict[str, list[str]]:
        folders: dict[str, list[str]] = {}
        for path in self.paths:
            folders.setdefault(path.rpartition("/")[0], []).append(path)
        return folders

    @cached_property
    def _subfolders(self) -> dict[str, list[str]]:
        above: dict[str, set[str]] = {}
        for folder in self._folders:
            while folder:
                outer = folder.rpartition("/")[0]
                known = above.setdefault(outer, set())
                if folder in known:
                    break
                known.add(folder)
                folder = outer
        return {folder: sorted(inside) for folder, inside in above.items()}

    def list(self, question: Question) -> Sequence[str]:
        """The paths that answer a question about a folder."""
        kind, folder = question
        if kind == FOLDER:
            return self._folders.get(folder) or self._unentered(folder)
        if kind == SUBFOLDERS:
            return self._subfolders.get(folder, [])
        if kind == HAS_FOLDER:
            return [folder] if folder in self._folders or folder in self._subfolders or self._unentered(folder) else []
        if not folder:
            return self.paths
        # "0" is what follows "/" in the order of code points
        return self.paths[bisect_left(self.paths, folder + "/") : bisect_left(self.paths, folder + "0")]

    def answer(self, question: Question) -> bytes:
        known = self._answers.get(question)
        if known is None:
            if question[0] == FILE:
                file = self.file(question[1])
                known = NOTHING if file is None else file.digest
            else:
                paths = self.list(question)
                known = digest("\0".join(paths)) if paths else NOTHING
            self._answers[question] = known
        return known
