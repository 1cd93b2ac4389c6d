"""What an earlier run read, kept on the disk: one small database for each project.

An entry is the result of one job together with all that its reader asked of the project and what stands for each answer: contents,
listings, and what was looked for and not there. It counts only while every question has the same answer, so a changed variable in one
file is seen in every root that reads it. Files whose size, times and inode are what they were are not even opened; a file that changed
within the moments before it was read is not trusted so (git calls such entries racy).

The content is data, never code: results are marshalled tuples behind a checksum, so a cache restored in CI can't run anything. A
database that is damaged or not ours is thrown away and written anew; a disk that can't be written or a database that stays locked only
means that nothing is remembered. Concurrent runs share it: each writes once, at its end, in one transaction.

Libraries looked at: diskcache (pickles what it stores, and adds nothing to SQLite that is needed here), joblib (pickle), cachetools
(memory only). SQLite from the standard library gives atomic writes and sharing by itself; platformdirs knows each platform's place.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from hashlib import blake2b
from importlib.util import find_spec
from marshal import dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from opexlint import __version__
from opexlint.files import Known
from opexlint.source import Question

if TYPE_CHECKING:
    from sqlite3 import Connection

MAX_BYTES: Final = 512 * 1024 * 1024
"""A larger database is thrown away and written anew."""

MAX_PROJECTS: Final = 64
"""Databases kept; the one that was used longest ago goes first."""

MAX_ENTRY: Final = 64 * 1024 * 1024
"""A larger result is not kept."""

SETTLED: Final = 2_000_000_000
"""Nanoseconds that must lie between a file's last change and the run before its signature is trusted: clocks of file systems are coarse."""

PAGE: Final = 16_384
"""Bytes of a page of a new database: results are so large that smaller ones cost a third more time to write and to read."""

PATIENCE: Final = 2.0
"""Seconds to wait for another run that writes."""

_SCHEMA: Final = [
    "CREATE TABLE entries (key BLOB PRIMARY KEY, asked BLOB, result BLOB, checksum BLOB)",
    "CREATE TABLE files (path TEXT PRIMARY KEY, size, modified, changed, inode, digest BLOB, length, language TEXT) WITHOUT ROWID",
]


class Entry(NamedTuple):
    """A result as bytes with what stands for it, and the questions it depends on with what stands for their answers."""

    asked: tuple[tuple[Question, bytes], ...]
    result: bytes
    stamp: bytes

    @classmethod
    def of(cls, asked: tuple[tuple[Question, bytes], ...], result: bytes) -> "Entry":
        """An entry of this result."""
        return cls(asked, result, _checksum(result))


class Cache:
    """The memory of one project.

    `files` is what is known of its files by path, `entry` the result of a job; `keep` writes what a run has learned. None of them raises:
    a cache that can't be used knows nothing.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        name = _checksum(os.fsencode(root), _tool()).hex()
        self._path = folder / f"{name}.sqlite"
        self.files: dict[str, Known] = {}
        self._entries: dict[bytes, tuple[Any, ...]] = {}
        self._used: set[bytes] = set()
        self._horizon = time.time_ns() - SETTLED
        if self._path.exists():
            self._opened(self._load)

    def _load(self, database: "Connection") -> None:
        _expect_schema(database)
        self._entries = {row[0]: row[1:] for row in database.execute("SELECT * FROM entries")}
        self.files = {row[0]: Known(row[1:5], *row[5:]) for row in database.execute("SELECT * FROM files") if _is_known(row)}

    def entry(self, key: bytes) -> Entry | None:
        """What is kept under a key, whole or not at all."""
        row = self._entries.get(key)
        try:
            if row is None:
                return None
            stamp = _checksum(row[1])
            if _checksum(key, row[0], stamp) != row[2]:
                return None
            asked = loads(row[0])  # noqa: S302  data, never code: marshal builds no instances and calls nothing
            if all(type(part) is str for kind, path, _ in asked for part in (kind, path)):
                return Entry(tuple([((kind, path), answer) for kind, path, answer in asked]), row[1], stamp)
        except (TypeError, ValueError, EOFError, MemoryError):
            pass
        return None

    def used(self, key: bytes) -> None:
        """Notes that an entry was right and is still wanted."""
        self._used.add(key)

    def keep(self, files: Mapping[str, Known], entries: Mapping[bytes, Entry]) -> None:
        """Write what is new: the files that this run saw, and the entries it made; forget what nobody has used."""
        changed = [
            (path, *known.signature, *known[1:])
            for path, known in files.items()
            if self.files.get(path) != known and max(known.signature[1:3]) < self._horizon
        ]
        rows = [(key, *_row(key, one)) for key, one in entries.items() if len(one.result) <= MAX_ENTRY]
        wanted = self._used | entries.keys()
        gone = [(key,) for key in self._entries if key not in wanted] if len(self._entries) > 2 * len(wanted) else []
        left = [(path,) for path in self.files if path not in files] if len(self.files) > 2 * len(files) else []
        if changed or rows or gone or left:
            self._write(changed, rows, gone, left)

    def add(self, entries: Mapping[bytes, Entry]) -> None:
        """Write more entries."""
        self._write([], [(key, *_row(key, one)) for key, one in entries.items() if len(one.result) <= MAX_ENTRY], [], [])

    def _write(self, changed: list[Any], rows: list[Any], gone: list[Any], left: list[Any]) -> None:
        def write(database: "Connection") -> None:
            database.execute("BEGIN IMMEDIATE")
            _expect_schema(database)
            database.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", changed)
            database.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)
            database.executemany("DELETE FROM entries WHERE key = ?", gone)
            database.executemany("DELETE FROM files WHERE path = ?", left)
            database.commit()

        if self._made_room():
            self._opened(write)

    def _opened(self, work: "Callable[[Connection], None]") -> None:
        """Works on the database if there is one that can be used; throws it away when it is damaged or too large."""
        try:
            import sqlite3
        except ImportError:  # a Python that was built without it
            return
        try:
            if self._path.exists() and self._path.stat().st_size > MAX_BYTES:
                raise ValueError("it has grown too large")
            with closing(sqlite3.connect(self._path, timeout=PATIENCE)) as database:
                # what a crash of the machine loses is noticed by its checksum; a crash of a run loses nothing
                database.execute("PRAGMA synchronous = OFF")
                database.execute(f"PRAGMA page_size = {PAGE}")
                database.execute("PRAGMA trusted_schema = OFF")
                work(database)
        except sqlite3.OperationalError:
            return  # locked, read-only, full
        except (sqlite3.DatabaseError, ValueError, TypeError, OverflowError, OSError):
            self.files, self._entries = {}, {}
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _made_room(self) -> bool:
        """Makes the folder, and room for one more database in it; False where that can't be."""
        folder = self._path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not self._path.exists():
                others = sorted(folder.glob("*.sqlite"), key=lambda one: one.stat().st_mtime)
                for old in others[: max(0, len(others) - MAX_PROJECTS + 1)]:
                    old.unlink(missing_ok=True)
        except OSError:
            return False
        return True


def _expect_schema(database: "Connection") -> None:
    """Makes sure that the tables are ours and that there is nothing else. Raises ValueError."""
    there = [row[0] for row in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")]
    if not there:
        for statement in _SCHEMA:
            database.execute(statement)
    elif there != _SCHEMA:
        raise ValueError("not a cache of ours")


def _row(key: bytes, entry: Entry) -> tuple[bytes, bytes, bytes]:
    asked = dumps([(kind, path, answer) for (kind, path), answer in entry.asked])
    return asked, entry.result, _checksum(key, asked, entry.stamp)


def _is_known(row: tuple[Any, ...]) -> bool:
    """Whether a row of `files` has the form it was written in."""
    return (
        isinstance(row[0], str)
        and all(type(number) is int for number in (*row[1:5], row[6]))
        and isinstance(row[5], bytes)
        and isinstance(row[7], str)
    )


def _checksum(*parts: bytes) -> bytes:
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.digest()


def key_of(*parts: str) -> bytes:
    """The key of what these words name."""
    return _checksum(repr(parts).encode())


def place() -> Path:
    """The folder of all databases: where the platform keeps what can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path("opexlint", appauthor=False)


def _tool() -> bytes:
    """Stands for the code that reads and asks: the version and the parsers it uses.

    A released version never changes; in a checkout the sources themselves are what counts.
    """
    here = Path(__file__).resolve().parent
    found = [__version__.encode(), sys.version.encode()]
    parser = find_spec("yaml")
    if parser is not None and parser.origin:
        found.append(Path(parser.origin).read_bytes())  # its version stands there; importing it takes longer
    if not (here / "rules").is_dir():  # a checkout: see `load.rules_folder`
        found += (_stamp(path) for folder in (here, here.parents[1] / "rules") for path in _sources(folder))
    return _checksum(*found)


def _sources(folder: Path) -> Iterator[Path]:
    for inside, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if one != "__pycache__")
        yield from (Path(inside, name) for name in sorted(names))


def _stamp(path: Path) -> bytes:
    try:
        status = path.stat()
    except OSError:  # an editor's file that is gone again
        return b""
    return f"{path}:{status.st_size}:{status.st_mtime_ns}".encode()
