"""Files of another revision, laid out in a folder of their own: git's objects are read as data, and nothing of the repository runs.

The repository is not trusted. Only plumbing that reads objects is used (`rev-parse`, `ls-tree`, `cat-file --batch`): it knows no hooks, no
filters, no textconv, no file system monitor, no pager and no aliases. What could still run something is switched off: objects that are
missing are not fetched from a promisor, objects are not replaced. Paths are git's, which holds whatever somebody put there: those that
would leave the folder are left out. Links are laid out last, so that nothing is written through one.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Final, NamedTuple

from opexlint.files import MAX_BYTES, MAX_FILES

MAX_TOTAL: Final = 2 * 1024 * 1024 * 1024
"""Bytes of all files that are laid out."""

SAMPLE: Final = 8_000
"""Bytes in which a NUL shows that a file is binary, as git sees it; such a file is never read, so no more of it is written."""

PATIENCE: Final = 60
"""Seconds that a single question to git may take."""

_SAFE: Final = (
    *("--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs", "-c", "protocol.allow=never"),
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"),
)
_ELSEWHERE: Final = {
    *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE"),
    *("GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE"),
}
"""Variables that would make git look at another repository; a hook of git's is run with some of them."""
_FILES: Final = (b"100644", b"100755")
_LINK: Final = b"120000"


class RevisionError(Exception):
    """A revision that can't be read; the message says why."""


class _Blob(NamedTuple):
    """A file as a tree of git's lists it."""

    mode: bytes
    name: bytes
    path: str


@contextmanager
def laid_out(repository: Path, revision: str) -> Iterator[Path]:
    """A folder with the files of a revision, as long as the context lasts.

    Files that are larger than any that is read are cut off behind what tells that. Raises RevisionError.
    """
    commit = (
        _asked(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        .strip()
        .decode("ascii", "replace")
    )
    if not commit:
        shallow = " (this clone is shallow: it has only its last commits)" if (repository / ".git" / "shallow").exists() else ""
        raise RevisionError(f"there is no revision {revision!r} here{shallow}")
    listed = _asked(repository, "ls-tree", "-r", "-z", "--full-tree", commit)
    blobs = list(_blobs(listed))
    if len(blobs) > MAX_FILES:
        raise RevisionError(f"{revision} has more than {MAX_FILES} files")
    with TemporaryDirectory(prefix="opexlint-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        _lay_out(repository, folder, blobs)
        yield folder


def _environment(repository: Path) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    only_here = {"GIT_CEILING_DIRECTORIES": str(repository.parent)}
    return {**kept, **only_here, "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def _command(repository: Path, *arguments: str) -> list[str]:
    return ["git", *_SAFE, "-C", str(repository), *arguments]


def _asked(repository: Path, *arguments: str) -> bytes:
    """What git says; nothing where it does not know. Raises RevisionError where git can't be asked."""
    try:
        done = subprocess.run(  # noqa: S603  the revision comes behind `--end-of-options`
            _command(repository, *arguments),
            env=_environment(repository),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    except ValueError:
        raise RevisionError("that is no name of a revision") from None
    except subprocess.TimeoutExpired:
        raise RevisionError(f"git does not answer (git {arguments[0]})") from None
    if done.returncode not in (0, 1):
        raise RevisionError(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip().partition(chr(10))[0]}")
    return done.stdout if done.returncode == 0 else b""


def _blobs(listed: bytes) -> Iterator[_Blob]:
    for row in listed.split(b"\0"):
        description, _, raw = row.partition(b"\t")
        mode, _, rest = description.partition(b" ")
        path = os.fsdecode(raw)
        if mode in (*_FILES, _LINK) and _is_inside(path):
            yield _Blob(mode, rest.rpartition(b" ")[2], path)


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return not any(part in ("", ".", "..") or part.lower() == ".git" or "\\" in part or ":" in part[1:2] for part in parts)


def _lay_out(repository: Path, folder: Path, blobs: Sequence[_Blob]) -> None:
    ordered = sorted(blobs, key=lambda blob: blob.mode == _LINK)
    with TemporaryFile() as names:
        names.write(b"".join(blob.name + b"\n" for blob in ordered))
        names.seek(0)
        with subprocess.Popen(  # noqa: S603  constant but for the folder
            _command(repository, "cat-file", "--batch"),
            env=_environment(repository),
            stdin=names,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as git:
            assert git.stdout is not None
            try:
                total = 0
                for blob in ordered:
                    content = _content(git.stdout)
                    total += len(content)
                    if total > MAX_TOTAL:
                        raise RevisionError(f"its files have more than {MAX_TOTAL // 1024**3} GiB")
                    _put(folder / blob.path, content, link=blob.mode == _LINK)
            finally:
                git.kill()


def _content(stream: IO[bytes]) -> bytes:
    """The next object, as far as it is read. Raises RevisionError."""
    header = stream.readline().split()
    if len(header) == 2 and header[1] == b"missing":
        raise RevisionError("this clone has not all of its files, and they are not fetched")
    if len(header) != 3 or not header[2].isdigit():
        raise RevisionError("git cat-file failed")
    size = int(header[2])
    content = stream.read(min(size, MAX_BYTES + 1))
    left = size - len(content) + 1
    while left > 0:
        read = len(stream.read(min(left, 1 << 20)))
        if not read:
            raise RevisionError("git cat-file failed")
        left -= read
    return content


def _put(path: Path, content: bytes, *, link: bool) -> None:
    """Writes a file where there is none yet; what the file system can't hold is left out."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if link:
            path.symlink_to(os.fsdecode(content))
        else:
            with path.open("xb") as stream:
                stream.write(content[:SAMPLE] if b"\0" in content[:SAMPLE] else content)
    except (OSError, ValueError):
        return
