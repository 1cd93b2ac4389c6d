"""The state of one interpretation: what it may still spend, which conditions hold, what was changed and what was met.

The interpreter never runs the program: it walks its tree with values that may be unknown. Where a condition is unknown both branches are
walked, one after the other, on the same state: every write goes through `Machine.store`, which can be undone and merged.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from opexlint.languages.python.conditions import Condition, Constant, Opaque, Switches, every, negated, some
from opexlint.languages.python.syntax import Source
from opexlint.languages.python.values import (
    Argument,
    Arguments,
    Class,
    External,
    Function,
    Made,
    Missing,
    Package,
    Scope,
    Sequence,
    Unknown,
    Value,
    either,
)
from opexlint.model import Problem
from opexlint.source import File, Location, Sources

MAX_WORK: Final = 400_000
"""How many statements and expressions one program may take; the largest real one needed 25,000."""

MAX_CALLS: Final = 40
"""How deep calls of the program's own functions are followed."""

MAX_ACTIVATIONS: Final = 3
"""How often one function may be in its own way: recursion is followed so far."""

MAX_CHAIN: Final = 150
"""How long a chain of calls and attributes of a library's object may become (`a.next(b).next(c)`)."""

MAX_ITERATIONS: Final = 300
"""How often the body of one loop is walked."""

MAX_SPENT: Final = 1_000
"""How many statements and expressions all walks of one function, or all rounds of one loop, may take in a program that makes no resources.

Scripts are read for the calls that they make: each is met within a few walks, and the rest of a long table adds nothing.
"""

MAX_RESOURCES: Final = 10_000
"""How many constructs or resources one program may make; CloudFormation takes 500 for a stack."""

MIN_WALKS: Final = 3
"""How often a function or loop is walked whatever it takes."""

MAX_NESTING: Final = 150
"""How deep expressions and statements are followed, calls included; keeps clear of Python's own limit."""

MAX_TEXT: Final = 200_000
"""How long a string or list that is computed may become."""

NEXT: Final = "next"
RETURN: Final = "return"
RAISE: Final = "raise"
BREAK: Final = "break"
CONTINUE: Final = "continue"


class Exhausted(Exception):  # noqa: N818  it ends the walk, it is no error of anybody
    """A bound of the whole program was reached."""


class Returned(NamedTuple):
    """A value that a function returns when the condition holds."""

    condition: Condition
    value: Value


@dataclass(slots=True)
class Frame:
    """An activation of a function (or a module's body): its names, what it has returned so far, and the file it stands in."""

    scope: Scope
    function: Function | None = None
    receiver: Value | None = None
    owner: Class | None = None
    path_start: int = 0
    returned: list[Returned] = field(default_factory=list)
    yielded: Sequence | None = None
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        self.source = self.scope.source


Slot: TypeAlias = dict[Any, Any] | Sequence
Path: TypeAlias = tuple[Condition, ...]
Changes: TypeAlias = dict[tuple[int, Constant], tuple[Slot, Constant, Any]]


class Invoke(Protocol):
    """How a value is called; `frame` is the caller's."""

    def __call__(self, callee: Value, arguments: Arguments, frame: Frame, header: Location) -> Value: ...


class Load(Protocol):
    """How a module of the program is run; None when the program has none of that name."""

    def __call__(self, name: str, importer: Source) -> Package | None: ...


class Inside(Protocol):
    """How a module inside a package is run; None when there is none."""

    def __call__(self, package: Package, name: str) -> Package | None: ...


class Library(Protocol):
    """What the program uses but does not contain."""

    def escape(self, arguments: Arguments) -> None:
        """Note that objects are handed to something that can't be seen into."""

    def call(self, made: Made, frame: Frame) -> Value:
        """What a call into a library yields; `made` is noted where it matters."""

    def attribute(self, owner: Value, name: str, at: Location) -> Value:
        """An attribute of a library's object."""

    def item(self, owner: External, key: Value, at: Location) -> Value:
        """`owner[key]` of something imported."""

    def assign(self, owner: Value, name: str, value: Argument) -> None:
        """Note that an attribute of a library's object is set."""


class Machine:
    """One interpretation of one program; `app` scopes its switches, `own` are the files that are walked whole."""

    def __init__(self, sources: Sources, app: str, own: frozenset[str]) -> None:
        self.sources = sources
        self.app = app
        self.own = own
        self.switches = Switches()
        self.problems: dict[tuple[str, str], Problem] = {}
        self.path: Path = ()
        self._when: tuple[Path, Condition] = (), True
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self.made: list[Made] = []
        self.reached: set[int] = set()
        self.headers: list[Location] = []
        self.callers: list[tuple[Frame, ast.Call]] = []
        self.exits = 0
        self.repeats = 0
        self.resources = 0
        self.spent: dict[int, tuple[int, int]] = {}
        self.work = 0
        self.max_work = MAX_WORK
        self.invoke: Invoke
        self.load: Load
        self.inside: Inside
        self.file: Callable[[str], File | None]
        self.library: Library
        self.activations: dict[int, int] = {}
        self.calls = 0
        self.nesting = 0
        self._journal: list[tuple[Slot, Constant, Any]] = []
        self._forks = 0

    def let_go(self) -> None:
        """Untie the values that refer to themselves: they go at once then, and the garbage collector need not look for them."""
        for made in self.made:
            made.uses.clear()
            made.arguments.positional.clear()
            made.arguments.keywords.clear()
            made.scope = None
        for bound in (*(one.scope for one in self.functions), *(one.scope for one in self.classes)):
            scope: Scope | None = bound
            while scope is not None:
                scope.forget()
                scope = scope.above
        vars(self).clear()

    def is_own(self, source: Source) -> bool:
        """Whether a file is one of those whose every class and function is walked, called or not."""
        return source.path in self.own

    # -- bounds ---------------------------------------------------------------------------------------------------------------------

    def bounds(self, source: Source, node: ast.expr | ast.stmt) -> None:
        """Say which bound a statement or an expression has reached, and end the program's walk where it is one of the whole.

        Whoever walks counts `work` and `nesting` without asking here: that is done for every node.
        """
        if self.work > self.max_work:
            self.limit(f"the program takes more than {self.max_work:,} steps to read", source.at(node))
            raise Exhausted
        self.limit("the program is nested too deeply to be read whole", source.at(node))

    def is_worth(self, walks: int, work: int) -> bool:
        """Whether something that was walked so often, and took so much, is walked once more."""
        return self.resources > 0 or walks < MIN_WALKS or work < MAX_SPENT

    def make(self, at: Location) -> None:
        """Count one more construct or resource of the program."""
        self.resources += 1
        if self.resources > MAX_RESOURCES:
            self.limit(f"the program makes more than {MAX_RESOURCES:,} resources", at)
            raise Exhausted

    def limit(self, message: str, at: Location) -> None:
        """Note that a bound was reached, once for each bound and file."""
        self.problems.setdefault((message, at.path), Problem("limit-reached", message, at))

    def too_long(self, link: Value) -> Value:
        """What stands for the link of a chain that is longer than `MAX_CHAIN`."""
        self.limit(f"a chain has more than {MAX_CHAIN} calls and attributes", link.at)
        return Unknown(link.at, "the chain of calls is too long to follow")

    # -- conditions -----------------------------------------------------------------------------------------------------------------

    @property
    def when(self) -> Condition:
        """The condition under which the present statement runs; worked out once for all that runs under it."""
        path, condition = self._when
        if path is not self.path:
            condition = every(*self.path)
            self._when = self.path, condition
        return condition

    def since(self, start: int) -> Condition:
        """What was added to the path since it had this length."""
        return every(*self.path[start:])

    # -- writes ---------------------------------------------------------------------------------------------------------------------

    def store(self, names: dict[Any, Value], name: Constant, value: Value) -> None:
        """Set a name, an attribute or an entry."""
        if self._forks:
            self._journal.append((names, name, names.get(name)))
        names[name] = value

    def replace_items(self, sequence: Sequence, items: list[Value]) -> None:
        """Change what a list holds."""
        self._write(sequence, None, items)

    def _write(self, slot: Slot, name: Constant, content: Any) -> None:
        if self._forks:
            self._journal.append((slot, name, _content(slot, name)))
        _set(slot, name, content)

    def fork(self, condition: Condition, then: Callable[[], str], otherwise: Callable[[], str], at: Location) -> str:
        """Walk both branches of an unknown condition and merge what they changed; the signal is that of both, or `NEXT`.

        Where a branch leaves the block, what follows is reached under the other's condition, which stays on the path. A branch that raises
        adds nothing: the program that goes on is the one to read.
        """
        path = self.path
        self._forks += 1
        start = len(self._journal)
        first, after_first, mine = self._branch(path, condition, then, start)
        second, after_second, theirs = self._branch(path, negated(condition), otherwise, start)
        self._forks -= 1
        for key, (slot, name, _) in {**mine, **theirs}.items():
            present = _content(slot, name)
            one = mine[key][2] if key in mine else present
            other = theirs[key][2] if key in theirs else present
            if second != NEXT:
                self._write(slot, name, one)
            elif first != NEXT:
                self._write(slot, name, other)
            else:
                self._write(slot, name, _joined(condition, one, other, at))
        reached = every(some(negated(condition), after_first), some(condition, after_second))
        self.path = path if reached is True else (*path, reached)
        if first != NEXT and second != NEXT:
            return first if first == second else RETURN
        self.exits += first != NEXT or second != NEXT
        return NEXT

    def _branch(self, path: Path, condition: Condition, walk: Callable[[], str], start: int) -> tuple[str, Condition, Changes]:
        """Walk one branch and undo its writes: how it ends, what must hold to come out of it, and what it changed."""
        self.path = (*path, condition)
        signal = walk()
        after = every(*self.path[len(path) + 1 :]) if signal == NEXT else signal == RAISE
        return signal, after, self._rewind(start)

    def aside(self, walk: Callable[[], str], why: str) -> None:
        """Walk something that may or may not run, and forget what it changed."""
        path = self.path
        self._forks += 1
        self._branch(path, Opaque(why), walk, len(self._journal))
        self._forks -= 1
        self.path = path

    def separately(self, walk: Callable[[], str]) -> None:
        """Walk a module: what it sets stays, whatever the condition under which it was first imported."""
        kept = self._forks, self.path, self.repeats, self.callers
        self._forks, self.path, self.repeats, self.callers = 0, (), 0, []
        walk()
        self._forks, self.path, self.repeats, self.callers = kept

    def _rewind(self, start: int) -> Changes:
        """Undo the writes since `start`; returns what they had led to."""
        changed: Changes = {}
        for slot, name, old in reversed(self._journal[start:]):
            key = (id(slot), name)
            if key not in changed:
                changed[key] = (slot, name, _content(slot, name))
            _set(slot, name, old)
        del self._journal[start:]
        return changed


def _content(slot: Slot, name: Constant) -> Any:
    return slot.items if isinstance(slot, Sequence) else slot.get(name)


def _set(slot: Slot, name: Constant, content: Any) -> None:
    if isinstance(slot, Sequence):
        slot.items = content
    elif content is None:
        slot.pop(name, None)
    else:
        slot[name] = content


def _joined(condition: Condition, mine: Any, theirs: Any, at: Location) -> Any:
    """What a place holds after two branches: a value under a condition; of a list, each item that only one branch added."""
    if not isinstance(mine, list):
        return either(condition, mine or Missing(at), theirs or Missing(at), at)
    common = 0
    while common < min(len(mine), len(theirs)) and mine[common] is theirs[common]:
        common += 1
    return [
        *mine[:common],
        *(either(condition, item, Missing(at), at) for item in mine[common:]),
        *(either(condition, Missing(at), item, at) for item in theirs[common:]),
    ]
