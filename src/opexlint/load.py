"""What a run needs from the disk besides the scanned files: the rules; and the project, read through the languages."""

import marshal
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from importlib.machinery import PathFinder
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from opexlint import parallel
from opexlint.cache import Cache, Entry, key_of
from opexlint.files import NO_SIGNATURE, Known, Tree
from opexlint.languages import NAMES, Job, language
from opexlint.model import Parsed, anchored, decode, encode
from opexlint.rule import OWN, Rule, RuleError, rule_of
from opexlint.source import FILE, NOTHING, File, Notes, Question, Sources
from opexlint.verdicts import Kept, Moves, Verdicts

ENTRY_POINTS: Final = "opexlint.rules"
"""An installed package offers rules by an entry point of this group that names a package of principle folders."""

MAX_TEXT: Final = 50_000_000
"""Code points of all claimed files together. What is read of a file takes ten times its size in memory, and a hundred when it is dense."""


MAX_MOVED: Final = 32
"""Jobs that were read anew up to which it is looked at whether they only say the same elsewhere."""

EARLY_WORKERS: Final = 2_000
"""Files from which on workers begin before it is known that there is enough to read."""


def rules_folder() -> Path:
    """Where the rules that come with opexlint are: in the wheel beside this module, in a checkout beside `src`."""
    here = Path(__file__).resolve().parent
    shipped = here / "rules"
    return shipped if shipped.is_dir() else here.parents[1] / "rules"


def rules(extra: Iterable[Path] = ()) -> list[Rule]:
    """All rules: those that come with opexlint, those of installed packages, those of the given folders; ordered by id.

    Raises RuleError for a rule that can't be loaded or an id that is there twice.
    """
    found: dict[str, Rule] = {rule.id: rule for rule in OWN}
    own = rules_folder()
    for folder in (own, *_installed(), *extra):
        for path in sorted(folder.glob("*/*.py")):
            if path.name != "__init__.py":
                rule = _load(path)._replace(shipped=folder == own)
                if rule.id in found:
                    raise RuleError(f"rule {rule.id} is there twice: {found[rule.id].origin or 'built in'} and {path}")
                found[rule.id] = rule
    return [found[rule_id] for rule_id in sorted(found)]


def _installed() -> Iterable[Path]:
    if not _may_be_offered():
        return
    from importlib.metadata import entry_points

    for entry in entry_points(group=ENTRY_POINTS):
        try:
            package = entry.load()
        except Exception as error:
            raise RuleError(f"rule package {entry.name} ({entry.value}) can't be loaded: {error}") from error
        yield from map(Path, package.__path__)


def _may_be_offered() -> bool:
    """Whether any installed package can offer rules: importing `importlib.metadata` to be told "no" takes longer than all else."""
    if any(hasattr(finder, "find_distributions") and finder is not PathFinder for finder in sys.meta_path):
        return True
    for folder in dict.fromkeys(sys.path):
        if os.path.isfile(folder):  # noqa: PTH113  an archive is looked into by importlib alone
            return True
        with suppress(OSError), os.scandir(folder or ".") as entries:
            for entry in entries:
                if entry.name.endswith((".dist-info", ".egg-info")) and _offers(entry.path):
                    return True
    return False


def _offers(package: str) -> bool:
    try:
        return ENTRY_POINTS.encode() in Path(package, "entry_points.txt").read_bytes()
    except OSError:
        return False


def _load(path: Path) -> Rule:
    name = f"opexlint.rules.{path.parent.name}.{path.stem}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RuleError(f"{path} is not a Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise RuleError(f"rule {path.stem.replace('_', '-')} can't be loaded: {type(error).__name__}: {error}") from error
    return rule_of(module, path.parent.name)


_T = TypeVar("_T")
_NOTES: Final = key_of("notes")


class Loaded(NamedTuple):
    """What was read: the parsed jobs, every file a language claimed (by path), and how many files each language claimed.

    `results` stand for the jobs in their order, `b""` for one that is not to be remembered. Of those that say the same as before, but
    elsewhere (`moves`), the memory holds what they said: `moved` is to be kept with verdicts that rest on it (`keep_settled`).
    """

    parsed: list[Parsed]
    files: dict[str, File]
    languages: dict[str, int]
    results: list[bytes]
    moves: Moves
    moved: Mapping[bytes, Entry]


def suffixes() -> tuple[str, ...]:
    """The file name endings that any language looks at."""
    return tuple(dict.fromkeys(suffix for name in NAMES for suffix in language(name).SUFFIXES))


def project(
    tree: Tree,
    paths: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
    *,
    workers: int = 1,
    cache: Cache | None = None,
    remember: bool = True,
) -> Loaded:
    """Read the files at these paths through the languages that claim them, in as many processes as are worth it.

    `progress` is told after each job how many are done, of how many. What `cache` holds of an earlier run and is still so is not read
    again, and it keeps what is new if it is to `remember` this run; the result is the same with it and without, and with any number of
    workers. Never raises for what is in a file: what a reader fails on is a problem of the files it covers, and all others are read.
    """
    if cache is not None and remember:
        tree.known = cache.files
    with closing(parallel.Workers(parallel.Project(tree.root, paths, tree.overlay), workers)) as pool:
        if len(paths) >= EARLY_WORKERS and (cache is None or not cache.files):
            pool.begin()
        reading = _Reading(tree, paths, cache)
        jobs = reading.jobs()
        outcomes = [reading.remembered(job) for job in jobs]
        left = [number for number, outcome in enumerate(outcomes) if outcome is None]
        done = len(jobs) - len(left)
        for index, outcome in reading.read([jobs[number] for number in left], pool):
            outcomes[left[index]] = outcome
            done += 1
            if progress is not None:
                progress(done, len(jobs))
    moves, moved = reading.moved()
    if remember:
        reading.keep(moved)
    found = [outcome for outcome in outcomes if outcome is not None]
    found = [*((failure, NOTHING) for failure in reading.failures), *found, (Parsed(problems=tuple(tree.problems)), NOTHING)]
    languages = {name: len(group) for name, group in reading.claimed.items()}
    return Loaded(
        [parsed for parsed, _ in found], dict(sorted(reading.files.items())), languages, [result for _, result in found], moves, moved
    )


class _Reading:
    """One reading of a project: the files that were looked at, who claims them, and what is to be remembered of it."""

    def __init__(self, tree: Tree, paths: Sequence[str], cache: Cache | None) -> None:
        self.files: dict[str, File] = {}
        self.claimed: dict[str, list[str]] = {}
        self.failures: list[Parsed] = []
        self._tree = tree
        self._paths = paths
        self._cache = cache
        self._discovered = frozenset(paths)
        self._known: dict[str, Known] = {}
        self._noted: Notes = {}
        self._entries: dict[bytes, Entry] = {}
        self._again: list[tuple[bytes, Entry, Parsed]] = []
        """What was read of jobs that are remembered otherwise, by key."""
        self._languages = {name: language(name) for name in NAMES}
        self._claim()
        self._sources = Sources(paths, lambda path: self.files.get(path) or tree.read(path), tree.unentered)

    def _claim(self) -> None:
        """Finds who claims which file, in the order of the languages."""
        claimed: dict[str, list[str]] = {name: [] for name in self._languages}
        left = MAX_TEXT
        for path in self._paths:
            file = self._tree.read(path, self._owner)
            if file is None:
                continue
            known = self._remember(file)
            if not known.language:
                continue
            left -= known.length
            if left < 0:
                message = f"the project has more than {MAX_TEXT:,} characters of code: from here on it is not read"
                self._tree.say("limit-reached", path, message)
                break
            claimed[known.language].append(path)
            self.files[path] = file
        self.claimed = {name: group for name, group in claimed.items() if group}

    def _owner(self, file: File) -> str:
        """The language that claims a file; "" where none does."""
        for name, one in self._languages.items():
            if file.path.endswith(one.SUFFIXES) and one.claims(file):
                return name
        return ""

    def _remember(self, file: File) -> Known:
        """What is to be known of a file: from an earlier run when it is the same file, else from its text."""
        signature = self._tree.signatures.get(file.path)
        known = self._tree.known.get(file.path)
        if known is None or signature is None or known.signature != signature:
            stamp = file.digest if self._cache is not None else NOTHING
            known = Known(signature or NO_SIGNATURE, stamp, len(file.text), self._owner(file))
        if signature is not None:
            self._known[file.path] = known
        return known

    def jobs(self) -> list[Job]:
        """What is to be read together, by language."""
        found: list[Job] = []
        for name, group in self.claimed.items():
            try:
                found.extend(self._jobs_of(name, group))
            except Exception as error:
                self.failures.append(parallel.failed(error, group))
        return found

    def _jobs_of(self, name: str, group: Sequence[str]) -> list[Job]:
        key = key_of("jobs", name, *group)
        kept = self._kept(key, lambda entry: _jobs(name, entry.result))
        if kept is not None:
            return kept
        self._recall_notes()
        own = self._sources.apart()
        jobs = list(self._languages[name].jobs(group, own))
        asked = tuple((question, own.answer(question)) for question in own.asked)
        self._use(asked)
        if self._cache is not None:
            self._entries[key] = Entry.of(asked, marshal.dumps([(job.entry, job.paths) for job in jobs]))
        return jobs

    def _recall_notes(self) -> None:
        """Takes up what earlier runs have noted of files, when files have to be gone through."""
        entry = self._cache.entry(_NOTES) if self._cache is not None and not self._sources.notes else None
        if entry is not None:
            with suppress(TypeError, ValueError, EOFError, MemoryError):
                self._sources.notes = _notes(entry.result)
                self._noted = dict(self._sources.notes)

    def remembered(self, job: Job) -> tuple[Parsed, bytes] | None:
        """The result of a job, and what stands for it, when an earlier run has read all the same."""
        return self._kept(_key(job), lambda entry: (decode(entry.result), entry.stamp))

    def _kept(self, key: bytes, read: Callable[[Entry], _T]) -> _T | None:
        """What the cache holds under a key, when it can be read and all that it depends on is still so."""
        entry = self._cache.entry(key) if self._cache is not None else None
        if entry is None or any(self._sources.answer(question) != answer for question, answer in entry.asked):
            return None
        try:
            result = read(entry)
        except (TypeError, ValueError, EOFError, MemoryError):
            return None
        self._use(entry.asked)
        assert self._cache is not None
        self._cache.used(key)
        return result

    def _use(self, asked: Iterable[tuple[Question, bytes]]) -> None:
        """Takes in the files that a result depends on; says of one that discovery found and nobody can read why that is."""
        for (kind, path), answer in asked:
            if kind == FILE and path not in self.files:
                if answer != NOTHING:
                    self.files[path] = self._tree.later(path, answer)
                elif path in self._discovered:
                    self._tree.read(path, lambda seen: True)

    def read(self, jobs: Sequence[Job], workers: parallel.Workers) -> Generator[tuple[int, tuple[Parsed, bytes]], None, None]:
        """Reads jobs that are not remembered; each with its number and what stands for its result, in any order."""
        weights = [sum(self._known[path].length for path in job.paths if path in self._known) for job in jobs]
        for number, outcome in parallel.read_all(jobs, weights, self._sources, workers):
            self._use(outcome.asked)
            result = NOTHING
            if self._cache is not None and outcome.sound:
                with suppress(ValueError):  # it nests too deep to be written
                    key, data = _key(jobs[number]), outcome.encoded or encode(outcome.parsed)
                    entry = self._entries[key] = Entry.of(outcome.asked, data)
                    result = entry.stamp
                    before = self._cache.entry(key)
                    if before is not None:
                        self._again.append((key, before, outcome.parsed))
            yield number, (outcome.parsed, result)

    def moved(self) -> tuple[Moves, dict[bytes, Entry]]:
        """The jobs that say what they said, only further down or up in their files: all that was read of a file has to have moved alike."""
        found: list[tuple[bytes, bytes, dict[str, int]]] = []
        by_path: dict[str, set[int]] = defaultdict(set)
        for key, before, parsed in self._again if len(self._again) <= MAX_MOVED else ():
            shifts = _shifts(before, self._entries[key], parsed)
            if shifts is not None:
                found.append((key, before.stamp, shifts))
                for path, shift in shifts.items():
                    by_path[path].add(shift)
        moves: dict[str, int] = {}
        results: dict[bytes, bytes] = {}
        moved: dict[bytes, Entry] = {}
        for key, stamp, shifts in found:
            if any(shifts.values()) and all(len(by_path[path]) == 1 for path in shifts):
                moves.update((path, shift) for path, shift in shifts.items() if shift)
                moved[key] = self._entries[key]
                results[moved[key].stamp] = stamp
        return Moves(moves, results), moved

    def keep(self, moved: Collection[bytes]) -> None:
        """Remembers what was read, but for what has `moved`; not what a run makes of texts that are not on the disk."""
        if self._cache is not None and not self._tree.overlay:
            notes = {key: note for key, note in self._sources.notes.items() if key[1] in self._discovered}
            if notes != self._noted:
                self._entries[_NOTES] = Entry.of((), marshal.dumps(notes))
            elif notes:
                self._cache.used(_NOTES)
            for key in moved:
                self._cache.used(key)
            self._cache.keep(self._known, {key: entry for key, entry in self._entries.items() if key not in moved})


def _shifts(before: Entry, now: Entry, parsed: Parsed) -> dict[str, int] | None:
    """By how much what was read of each file stands further down than before; None where it says something else, too."""
    try:
        old = anchored(decode(before.result))
    except (TypeError, ValueError, EOFError, MemoryError, RecursionError):
        return None
    new = anchored(parsed)
    if old.said != new.said:
        return None
    shifts = {path: at - old.anchors[path] for path, at in new.anchors.items()}
    unchanged = {path for (kind, path), _ in set(before.asked).intersection(now.asked) if kind == FILE}
    return None if any(shift and path in unchanged for path, shift in shifts.items()) else shifts


def settled(loaded: Loaded, cache: Cache, way: str) -> Verdicts:
    """What earlier runs have settled by asking rules in a way (`verdicts.way`)."""
    entry = cache.entry(key_of("verdicts", way))
    with suppress(TypeError, ValueError, EOFError, MemoryError):
        kept = Kept(*marshal.loads(entry.result)) if entry is not None else None  # noqa: S302  data, never code
        return Verdicts(loaded.results, kept, loaded.moves)
    return Verdicts(loaded.results)


def keep_settled(verdicts: Verdicts, cache: Cache, way: str, moved: Mapping[bytes, Entry]) -> None:
    """Remembers what this run has settled, and what has `moved` since then."""
    kept = verdicts.to_keep()
    if kept is not None:
        data: Any = tuple(kept)
        with suppress(ValueError):  # a fix whose value is no plain data
            cache.add({**moved, key_of("verdicts", way): Entry.of((), marshal.dumps(data))})


def _jobs(name: str, data: bytes) -> list[Job]:
    """The jobs as they were written. Raises ValueError, EOFError or TypeError for bytes of another form."""
    jobs = [Job(name, entry, tuple(paths)) for entry, paths in marshal.loads(data)]  # noqa: S302  data, never code
    if not all(type(part) is str for job in jobs for part in (job.entry, *job.paths)):
        raise TypeError("not the jobs of a project")
    return jobs


def _notes(data: bytes) -> Notes:
    """The notes as they were written. Raises ValueError, EOFError or TypeError for bytes of another form."""
    notes: Notes = marshal.loads(data)  # noqa: S302  data, never code
    if type(notes) is not dict or not all(
        type(part) is str for (function, path), (_, said) in notes.items() for part in (function, path, *said)
    ):
        raise TypeError("not the notes on a project")
    return notes


def _key(job: Job) -> bytes:
    return key_of("read", job.language, job.entry, *job.paths)
