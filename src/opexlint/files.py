"""Finding and reading the project's files: the only way from the disk to a `File`.

Nothing is followed out of the project's root, nothing that git ignores is read unless it is named, and whatever can't be read is said.
"""

import os
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import Any, Final, NamedTuple, TypeAlias

from opexlint.model import Problem
from opexlint.patterns import regex
from opexlint.source import File, Location

MAX_BYTES: Final = 5 * 1024 * 1024
"""A file larger than this is not read: CloudFormation ends at 1 MB, and hand-written code long before."""

MAX_FILES: Final = 200_000
"""Files looked at in one project."""

MAX_LISTED: Final = 1_000
"""Entries looked at in a folder that discovery never enters."""

MAX_PATTERNS: Final = 5_000
"""Patterns heeded in one .gitignore."""

MAX_PATTERN: Final = 4_096
"""A longer pattern is not heeded: no path is that long."""

NEVER_ENTERED: Final = frozenset(
    {
        *(".aws-sam", ".direnv", ".eggs", ".env", ".git", ".hg", ".hypothesis", ".idea", ".mypy_cache", ".nox", ".pulumi", ".pytest_cache"),
        *(".ruff_cache", ".serverless", ".svn", ".terraform", ".terragrunt-cache", ".tox", ".venv", ".vscode", "__pycache__"),
        *("node_modules", "site-packages", "venv"),
    }
)
"""Folders of tools, not of authors."""

SYNTHESISED: Final = "cdk.out"
"""What `cdk synth` writes: read only when it is named, or when the program that wrote it is not read itself."""

_SETTINGS: Final = "cdk.json"

_LEAVES: Final = "a link that leaves the project is not followed"


def root_of(paths: Sequence[Path], config: Path | None = None) -> Path:
    """What paths are relative to: the top of the repository, else the folder of the configuration, else the folder that holds all paths.

    A link counts where it is: wherever it leads to, the project is not.
    """
    folders = [_standing(path) if path.is_dir() else path.parent.resolve() for path in paths]
    shared = Path(os.path.commonpath(folders))
    top = next((folder for folder in (shared, *shared.parents) if (folder / ".git").exists()), None)
    return top or (config.parent if config is not None and shared.is_relative_to(config.parent) else shared)


def _standing(path: Path) -> Path:
    """The absolute path, with no link on the way to it; itself it may be one."""
    return Path(os.path.normpath(path.parent.resolve() / path.name))


Signature: TypeAlias = tuple[int, int, int, int]
"""What the file system says of a file without opening it: size, time of modification, time of change, inode."""


NO_SIGNATURE: Final[Signature] = (0, 0, 0, 0)
"""The signature of what is no file of the disk."""


class Known(NamedTuple):
    """A file as an earlier run read it: its signature then, what stands for its text, its length, and the language that claims it or ""."""

    signature: Signature
    digest: bytes
    length: int
    language: str


def _holds(folder: Path, path: Path) -> bool:
    """Whether a path lies below a folder."""
    return _standing(path) != _standing(folder) and _standing(path).is_relative_to(_standing(folder))


class _Unread(File):
    """A file whose content an earlier run read: its text comes from the disk when somebody asks for it."""

    def __init__(self, path: str, digest: bytes, load: Callable[[str], File | None]) -> None:
        self.path = path
        self.digest = digest
        self._load = load

    def __getattr__(self, name: str) -> Any:
        if name not in ("text", "bom"):
            raise AttributeError(name)
        file = self._load(self.path)
        self.text, self.bom = (file.text, file.bom) if file is not None else ("", False)
        return getattr(self, name)


class Tree:
    """The files of a project below `root`, or below `scope` in it where the project is a part of a repository.

    Paths are relative to `root`; `exclude` are patterns as in a .gitignore in `scope`; `problems` collects what could not be read.
    """

    def __init__(self, root: Path, suffixes: Iterable[str], exclude: Sequence[str] = (), scope: Path | None = None) -> None:
        self.root = root.resolve()
        self.overlay: dict[str, File] = {}
        """Texts that stand in for the disk's: standard input, and what fixes have changed."""
        self.known: Mapping[str, Known] = {}
        """What an earlier run knew of the files: one whose signature is still the same is not read again before its text is needed."""
        self.signatures: dict[str, Signature] = {}
        """The signatures of the files that were read, each taken before its file was opened."""
        self._problems: dict[Problem, None] = {}
        self._inside: dict[str, bool] = {"": True}
        self._suffixes = tuple(suffixes)
        self._real_root = os.path.realpath(self.root).rstrip(os.sep) + os.sep
        within = self.relative(scope) if scope is not None else None
        self._scope = "" if within in (None, ".") else str(within)
        self._excludes = (_Ignores(self._scope, _Patterns(exclude)),) if exclude else ()

    @property
    def problems(self) -> list[Problem]:
        """What could not be read so far, each said once."""
        return list(self._problems)

    def relative(self, path: Path) -> str | None:
        """The path as seen from the root, or None when it is outside; a link to a folder is what it leads to."""
        absolute = path.resolve() if path.is_dir() else _standing(path)
        for base in (self.root, Path(self._real_root)):
            if absolute.is_relative_to(base):
                return absolute.relative_to(base).as_posix()
        resolved = absolute.resolve()
        return resolved.relative_to(self.root).as_posix() if resolved.is_relative_to(self.root) else None

    def discover(self, named: Sequence[Path]) -> tuple[list[str], set[str]]:
        """All files of the project with a wanted suffix, and those of them that the named paths ask for.

        A named file is in even when git ignores it; a named folder is entered even when it is one that is never entered. What could not be
        looked at below a named folder is among what is asked for, so that its problem is reported.
        """
        found = dict.fromkeys(self._walk(self._scope, self._ignores_above(self._scope)))
        wanted: set[str] = set()
        for path in named:
            relative = self.relative(path)
            if relative is None:
                wanted.add(self._left_out(path))
            elif path.is_dir():
                below = "" if relative == "." else relative + "/"
                inside = [one for one in found if one.startswith(below)]
                if not inside and below and path.name == SYNTHESISED and any(_holds(other, path) for other in named):
                    self.say("file-skipped", relative, "the program that writes it is read instead")
                elif not inside and below:
                    inside = list(self._walk(relative, (), named=True))
                    found.update(dict.fromkeys(inside))
                wanted.update(inside)
                wanted.update(problem.at.path for problem in self._problems if f"{problem.at.path}/".startswith(below))
            else:
                found[relative] = None
                wanted.add(relative)
        found.update(dict.fromkeys(self.overlay))
        kept: Iterable[str] = found
        if len(found) > MAX_FILES:
            self.say("limit-reached", "", f"the project has {len(found)} files, only {MAX_FILES} are read")
            wanted.add(".")
            kept = sorted(found, key=lambda path: (path not in wanted, path))[:MAX_FILES]
        return sorted(kept), wanted

    def _is_read(self, folder: str) -> bool:
        """Whether the program that a folder's `cdk.json` names is read itself: one in Python is."""
        from opexlint.languages.cloudformation.synthesis import starts_python

        settings = self.read(f"{folder}/{_SETTINGS}" if folder else _SETTINGS)
        return settings is not None and starts_python(settings)

    def unentered(self, folder: str) -> list[str]:
        """Paths of the files directly in a folder that discovery never enters, sorted; none where it is no such folder, or outside."""
        if NEVER_ENTERED.isdisjoint(folder.split("/")):
            return []
        try:
            if not (os.path.realpath(f"{self._real_root}{folder}") + os.sep).startswith(self._real_root):
                return []
            with os.scandir(f"{self._real_root}{folder}") as scan:
                return sorted(f"{folder}/{entry.name}" for entry in islice(scan, MAX_LISTED) if not entry.is_dir())
        except (OSError, ValueError):
            return []

    def _left_out(self, path: Path) -> str:
        """Says of a named link that it leads out of the project; its path."""
        shown = os.path.relpath(_standing(path), self.root)
        self.say("file-skipped", shown, _LEAVES)
        return shown

    def _walk(self, top: str, ignores: "tuple[_Ignores, ...]", *, named: bool = False) -> Iterator[str]:
        """The files below a folder; a loop over the folders still to enter, because they may nest deeper than calls do."""
        waiting = [(top, ignores)]
        while waiting:
            folder, ignores = waiting.pop()
            try:
                with os.scandir(f"{self._real_root}{folder}") as scan:
                    entries = {entry.name: entry for entry in scan}
            except OSError as error:
                self.say("file-skipped", folder, f"the folder can't be read: {error.strerror}")
                continue
            if ".gitignore" in entries and not named:
                ignores = (*ignores, *self._gitignore(folder))
            prefix = f"{folder}/" if folder else ""
            for name in sorted(entries):
                is_folder = entries[name].is_dir(follow_symlinks=False)
                if is_folder:
                    if name in NEVER_ENTERED or (name == SYNTHESISED and _SETTINGS in entries and self._is_read(folder)):
                        continue
                elif not name.endswith(self._suffixes):
                    continue
                path = prefix + name
                if self._excluded(path, is_folder) or _ignored(path, is_folder, ignores):
                    continue
                if is_folder:
                    if folder in self._inside:
                        self._inside[path] = self._inside[folder]  # no link: it is where its parent is
                    waiting.append((path, ignores))
                else:
                    yield path

    def _ignores_above(self, folder: str) -> "tuple[_Ignores, ...]":
        """The .gitignore files between the root and a folder in it."""
        parts = folder.split("/") if folder else []
        above = ("/".join(parts[:depth]) for depth in range(len(parts)))
        return tuple(one for folder in above for one in self._gitignore(folder))

    def _excluded(self, path: str, is_folder: bool) -> bool:
        return _ignored(path, is_folder, self._excludes)

    def _gitignore(self, folder: str) -> "tuple[_Ignores, ...]":
        """The .gitignore of a folder; none where it is no regular file, which git does not follow either."""
        path = f"{folder}/.gitignore" if folder else ".gitignore"
        try:
            full = f"{self._real_root}{path}"
            if not S_ISREG(os.lstat(full).st_mode):
                return ()
            lines = _content(full).decode("utf-8", "surrogateescape").split("\n")
        except OSError:
            return ()
        if len(lines) > MAX_PATTERNS:
            self.say("limit-reached", path, f"more than {MAX_PATTERNS} lines, the rest is not heeded")
        return (_Ignores(folder, _patterns(tuple(lines[:MAX_PATTERNS]))),)

    def read(self, path: str, worth_saying: Callable[[File], object] | None = None) -> File | None:
        """The file at a relative path, or None when there is none that may be read.

        With `worth_saying`, a file that can't be read becomes a problem: when nothing of it could be seen, or when the function says so of
        what could.
        """
        if path in self.overlay:
            return self.overlay[path]
        known = self.known.get(path)
        try:
            if known is not None and self._signature(path) == known.signature:
                self.signatures[path] = known.signature
                return self.later(path, known.digest)
            return self._read(path, worth_saying)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def later(self, path: str, digest: bytes) -> File:
        """The file of that digest, read when its text is asked for."""
        return self.overlay.get(path) or _Unread(path, digest, self._read_again)

    def _read_again(self, path: str) -> File | None:
        """The file as it is on the disk now, whatever is known of it."""
        try:
            return self._read(path)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _signature(self, path: str) -> Signature | None:
        """The signature of a regular file that no link on the way leads out of the project; None for anything else.

        Raises FileNotFoundError or NotADirectoryError where there is nothing.
        """
        folder = path.rpartition("/")[0]
        try:
            status = os.lstat(f"{self._real_root}{path}")
            if folder not in self._inside:
                self._inside[folder] = (os.path.realpath(f"{self._real_root}{folder}") + os.sep).startswith(self._real_root)
        except (FileNotFoundError, NotADirectoryError):
            raise
        except (OSError, ValueError):
            return None
        if not self._inside[folder] or not S_ISREG(status.st_mode):
            return None
        return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino

    def _read(self, path: str, worth_saying: Callable[[File], object] | None = None) -> File | None:
        full = f"{self._real_root}{path}"
        reason = ""
        text = ""
        signature = self._signature(path)
        if signature is not None:
            self.signatures[path] = signature
        try:
            if signature is None and not (os.path.realpath(full) + os.sep).startswith(self._real_root):
                reason = _LEAVES
            elif signature is None and not S_ISREG(Path(full).stat().st_mode):
                reason = "not a regular file"
            else:
                file, reason, text = _decoded(path, _content(full))
                if file is not None:
                    return file
        except (FileNotFoundError, NotADirectoryError):
            if not Path(full).is_symlink():
                return None
            reason = "a link to nothing"
        except OSError as error:
            reason = f"it can't be read: {error.strerror}"
        except ValueError:
            return None  # no path of any file: it holds a NUL, or what no file system can spell
        if worth_saying is not None and (not text or worth_saying(File(path, text))):
            self.say("file-skipped", path, reason)
        return None

    def say(self, rule: str, path: str, message: str) -> None:
        """Notes a problem of a file or folder; the same one is kept once."""
        self._problems[Problem(rule, message, Location(path or ".", 0, 0))] = None


_READ: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a file is opened: what took its place since (a pipe) blocks nobody."""

_PIECE: Final = 64 * 1024


def _content(path: str) -> bytes:
    """The bytes of a regular file, up to one more than may be."""
    descriptor = os.open(path, _READ)
    try:
        pieces: list[bytes] = []
        left = MAX_BYTES + 1
        while left and (piece := os.read(descriptor, min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
    finally:
        os.close(descriptor)
    return b"".join(pieces)


def _decoded(path: str, data: bytes) -> tuple[File | None, str, str]:
    """The file; or None, why it can't be used, and what of it can be seen."""
    encoding, reason = "utf-8", ""
    if len(data) > MAX_BYTES:
        reason = f"larger than {MAX_BYTES // (1024 * 1024)} MiB"
    elif data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding, reason = "utf-16", "UTF-16, not UTF-8"
    elif b"\0" in data:
        reason = "binary, not text"
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            reason = f"not UTF-8 (line {line})"
        else:
            return File(path, text.removeprefix("\ufeff"), bom=text.startswith("\ufeff")), "", ""
    return None, reason, data[:65536].decode(encoding, "replace")


# -- what git ignores -------------------------------------------------------------------------------------------------------------------
#
# Our own matcher, because a pattern and a name made for each other (`*a*a*a*a*b`) keep one that backtracks busy for hours. Here a star
# gives way to the first place where what follows it fits and is never tried again; that is right, because whatever stands between two
# stars has a fixed length.


class _Ignores(NamedTuple):
    """The patterns of the .gitignore of a folder."""

    folder: str
    patterns: "_Patterns"


def _ignored(path: str, is_folder: bool, ignores: Sequence[_Ignores]) -> bool:
    """Git's answer: the innermost .gitignore that says something decides."""
    for folder, patterns in reversed(ignores):
        answer = patterns.decide(path.removeprefix(folder + "/") if folder else path, is_folder)
        if answer is not None:
            return answer
    return False


class _Pattern(NamedTuple):
    """One pattern: an expression for the name alone, or for the path behind a slash; the name if it is just that; what it does."""

    expression: str
    by_name: bool
    literal: str
    folders_only: bool
    ignored: bool


class _Patterns:
    """Patterns as in a .gitignore, of which the last one that matches decides. Source: https://git-scm.com/docs/gitignore.

    Nearly every path matches none of them: one expression for all tells that, and each gets its own only when it is needed.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        patterns = [found for line in lines if (found := _pattern(line)) is not None]
        try:
            self._names, self._paths = _any_of(patterns, by_name=True), _any_of(patterns, by_name=False)
        except re.error:  # a range that runs backwards: git takes that pattern for one that matches nothing
            patterns = [one for one in patterns if _is_valid(one.expression)]
            self._names, self._paths = _any_of(patterns, by_name=True), _any_of(patterns, by_name=False)
        self._patterns = patterns
        self._literals = frozenset(one.literal for one in patterns)

    @cached_property
    def _each(self) -> list[tuple[re.Pattern[str], _Pattern]]:
        return [(re.compile(one.expression), one) for one in reversed(self._patterns)]

    def decide(self, path: str, is_folder: bool) -> bool | None:
        """Whether the path is ignored; None when no pattern speaks of it. What lies in an ignored folder is not asked for."""
        name = path.rpartition("/")[2]
        path = f"/{path}"
        if name in self._literals or (self._names and self._names.match(name)) or (self._paths and self._paths.match(path)):
            for expression, one in self._each:
                if (is_folder or not one.folders_only) and expression.match(name if one.by_name else path):
                    return one.ignored
        return None


@lru_cache(maxsize=256)
def _patterns(lines: tuple[str, ...]) -> _Patterns:
    """The patterns in these lines; the folders of one repository often hold the same .gitignore."""
    return _Patterns(lines)


def _any_of(patterns: Iterable[_Pattern], *, by_name: bool) -> re.Pattern[str] | None:
    """An expression that matches where any of the patterns does; raises re.error when one is not valid."""
    wanted = "|".join(dict.fromkeys(one.expression for one in patterns if one.by_name == by_name and not one.literal))
    return re.compile(wanted) if wanted else None


def _is_valid(expression: str) -> bool:
    try:
        re.compile(expression)
    except re.error:
        return False
    return True


_GLOB = regex(
    r"""\\(?P<quoted>.) | (?P<star>\*+) | (?P<any>\?) | \[(?P<negated>[!^]?)(?P<set>\]?(?:\\.|[^\]\\])*)\] | (?P<plain>[^\\\[])""",
    re.DOTALL | re.VERBOSE,
)
_MEANS_MORE = regex(r"[\\*?\[]")
_QUOTED = regex(r"\\(.)", re.DOTALL)
_FOLDERS: Final = "(?:/[^/]+)*"


def _pattern(line: str) -> _Pattern | None:
    """What a line means; None when it says nothing."""
    text = line.removesuffix("\r").rstrip(" ")
    if (len(text) - len(text.rstrip("\\"))) % 2:
        text += line[len(text) : len(text) + 1]  # a space that is quoted belongs to the name
    if not text or text[0] == "#" or len(text) > MAX_PATTERN:
        return None
    negated, text = text[0] == "!", text.removeprefix("!")
    folders_only, text = text.endswith("/"), text.removesuffix("/")
    by_name = "/" not in text and text != "**"
    expression = _segment(text) if by_name else _path(text.removeprefix("/").split("/"))
    literal = text if by_name and not _MEANS_MORE.search(text) else ""
    return _Pattern(rf"{expression}\Z", by_name, literal, folders_only, not negated) if expression else None


def _path(segments: Sequence[str]) -> str | None:
    """The expression for a path that begins with a slash; None where git takes a pattern for invalid."""
    parts: list[str] = [""]
    for segment in segments:
        if segment == "**":
            parts.append("")
            continue
        expression = _segment(segment)
        if not expression:
            return None
        parts[-1] += f"/{expression}"
    first, *between, last = parts if len(parts) > 1 else ["", *parts]
    if len(parts) > 1:
        last = _FOLDERS + (last or "/[^/]+")
    return first + "".join(f"(?>{_FOLDERS}?{one}(?=/))" for one in between if one) + last


def _segment(glob: str) -> str | None:
    """The expression for the name of one file or folder; None where git takes a pattern for invalid, so that it matches nothing."""
    pieces = [""]
    at = 0
    while at < len(glob):
        found = _GLOB.match(glob, at)
        if found is None:
            return None
        at = found.end()
        if found["star"]:
            pieces.append("")
        elif found["any"]:
            pieces[-1] += "[^/]"
        elif found["set"] is not None:
            members = re.escape(_QUOTED.sub(r"\1", found["set"])).replace(r"\-", "-")
            pieces[-1] += f"[{'^/' * bool(found['negated'])}{members}]"
        else:
            pieces[-1] += re.escape(found["quoted"] or found["plain"])
    first, *between = pieces
    if not between:
        return first
    return first + "".join(f"(?>[^/]*?{one})" for one in between[:-1]) + f"[^/]*{between[-1]}"


# -- writing ----------------------------------------------------------------------------------------------------------------------------


def write(root: Path, file: File) -> None:
    """Put a changed file back, its byte-order mark and line ends as they were; replaced in one step."""
    target = root / file.path
    data = ("\ufeff" if file.bom else "") + file.text
    scratch = target.with_name(f".{target.name}.opexlint")
    scratch.write_bytes(data.encode())
    scratch.chmod(target.stat().st_mode & 0o7777)
    scratch.replace(target)
