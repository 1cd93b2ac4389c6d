"""One Python file as a tree with places, and what surrounds a call in it.

`ast` counts lines and UTF-8 bytes; everything outside this module counts code points of the whole text.
"""

import ast
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from posixpath import dirname
from typing import Any, Final, NamedTuple, TypeAlias

from opexlint.model import Problem
from opexlint.source import File, Location

MAX_SOURCE: Final = 1_000_000
"""How many characters a file may have to be read; the parser needs about a hundred bytes for each."""

MAX_KEPT: Final = 512
"""How many parsed files are kept; scripts of one project share their modules."""

_NEWER: Final = (
    ((3, 12), re.compile(r"[ \t]*(?:type[ \t]+\w+[ \t]*[\[=]|(?:async[ \t]+)?def[ \t]+\w+[ \t]*\[|class[ \t]+\w+[ \t]*\[)")),
    ((3, 14), re.compile(r"[ \t]*except\*?[ \t]+[\w.]+[ \t]*,[ \t]*[\w.]+[ \t]*[,:](?!=)")),
    ((3, 14), re.compile(r"[^#'\"]*\b(?:t|tr|rt)['\"]", re.IGNORECASE)),
)
"""How lines begin that a version of Python reads, and none before: `type` and type parameters, `except` without brackets, t-strings."""

_LOOKED_AT: Final = 1_000
"""Characters of a line that are looked at for that."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_FEED = re.compile("\n")

Function = ast.FunctionDef | ast.AsyncFunctionDef


Placed: TypeAlias = ast.expr | ast.stmt | ast.keyword | ast.excepthandler | ast.arg


_LEAVES: Final = frozenset((ast.Name, ast.Constant, ast.Pass, ast.MatchSingleton, type(None)))
"""Nodes that hold no others: most of a tree. And what stands where there is none."""

_SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)
_OTHERS: Final = (ast.Global, ast.Nonlocal)
_LEAVING: Final = (ast.Return, ast.Raise, ast.Continue, ast.Break)

_SAID: Final = frozenset(
    (
        *("arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "kwd_attrs", "level", "module", "name", "names", "op"),
        *("ops", "rest", "simple", "type_comment", "type_ignores"),
    )
)
"""Fields of nodes that hold words and operators."""


class _Holding(dict[type[ast.AST], tuple[str, ...]]):
    """By kind of node, the fields that hold other nodes."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        fields = self[kind] = tuple(name for name in kind._fields if name not in _SAID) if kind not in _LEAVES else ()
        return fields


_HOLDING: Final = _Holding()


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below one, without operators and the like; far cheaper than `ast.iter_child_nodes`."""
    found: list[ast.AST] = []
    for name in _HOLDING[type(node)]:
        value = getattr(node, name)
        if isinstance(value, list):
            found += filter(None, value) if None in value else value
        elif value is not None:
            found.append(value)
    return found


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, in no order that says anything."""
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack.extend(children(one))


def _line_starts(text: str) -> list[int]:
    """Where the lines of a text begin, as Python counts them."""
    ends = _LINE_END if "\r" in text else _LINE_FEED  # one character is found in a third of the time
    return [0, *map(re.Match.end, ends.finditer(text))]


class _Places(dict[Placed, Location]):
    """The range of each node of a file, from when it is first asked for."""

    def __init__(self, file: File) -> None:
        super().__init__()
        self._path = file.path
        self._text = file.text
        self._is_ascii = file.text.isascii()
        self._starts = _line_starts(file.text)

    def __missing__(self, node: Placed) -> Location:
        end_line, end_column = node.end_lineno, node.end_col_offset
        if end_line is None or end_column is None:
            start = end = self.offset(node.lineno, node.col_offset)
        elif self._is_ascii:
            starts = self._starts
            start, end = starts[node.lineno - 1] + node.col_offset, starts[end_line - 1] + end_column
        else:
            start, end = self.offset(node.lineno, node.col_offset), self.offset(end_line, end_column)
        place = self[node] = tuple.__new__(Location, (self._path, start, end))  # half of the time of `Location(...)`
        return place

    def offset(self, line: int, column: int) -> int:
        """Where a line and a column of `ast` are in the text."""
        start = self._starts[line - 1]
        if self._is_ascii:
            return start + column
        text = self._text[start : self._starts[line] if line < len(self._starts) else len(self._text)]
        return start + (column if text.isascii() else len(text.encode()[:column].decode(errors="ignore")))


class _Names(dict[ast.keyword, Location]):
    """The range of the name of each argument that is passed by name, from when it is first asked for."""

    def __init__(self, places: _Places, path: str) -> None:
        super().__init__()
        self._offset = places.offset
        self._path = path

    def __missing__(self, keyword: ast.keyword) -> Location:
        start = self._offset(keyword.lineno, keyword.col_offset)
        place = self[keyword] = tuple.__new__(Location, (self._path, start, start + len(keyword.arg or "")))
        return place


class Source:
    """A parsed file: its tree, the place of each of its nodes (`at`), and of the name that an argument is passed by (`name_of`)."""

    def __init__(self, file: File, tree: ast.Module) -> None:
        self.file = file
        self.path = file.path
        self.tree = tree
        self.folder = dirname(file.path)
        places = _Places(file)
        self.at: Final[Callable[[Placed], Location]] = places.__getitem__
        self.name_of: Final[Callable[[ast.keyword], Location]] = _Names(places, file.path).__getitem__
        self.constants: dict[ast.Constant, Any] = {}
        self.around: dict[ast.Call, Surroundings] = {}
        self._exits: dict[ast.AST, tuple[ast.expr, ...]] = {}
        self._read: dict[ast.AST, frozenset[str]] = {}
        self._only_defines: dict[ast.ClassDef, bool] = {}

    def text(self, at: Location) -> str:
        """The source text of a range."""
        return self.file.text[at.start : at.end]

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node above each node that may hold a call."""
        found: dict[ast.AST, ast.AST] = {}
        stack: list[ast.AST] = [self.tree]
        while stack:
            node = stack.pop()
            for name in _HOLDING[type(node)]:  # `children`, written out: this is done for every node of a program
                value = getattr(node, name)
                for one in value if isinstance(value, list) else (value,):
                    if type(one) not in _LEAVES:
                        found[one] = node
                        stack.append(one)
        return found

    def only_defines(self, node: ast.ClassDef) -> bool:
        """Whether a class body does nothing but define methods and name values: no call in it tells anybody anything."""
        found = self._only_defines.get(node)
        if found is None:
            found = self._only_defines[node] = not any(map(_calls, node.body))
        return found

    def read_in(self, scope: ast.AST) -> frozenset[str]:
        """The names that are read, or declared to be another scope's, anywhere in a function."""
        found = self._read.get(scope)
        if found is None:
            names: set[str] = set()
            stored: set[str] = set()
            stack = [scope]
            while stack:
                one = stack.pop()
                if isinstance(one, ast.Name):
                    (stored if isinstance(one.ctx, ast.Store) else names).add(one.id)
                    continue
                stack += children(one)
                if isinstance(one, _OTHERS):
                    names.update(one.names)
            if not names.isdisjoint(("locals", "vars", "eval", "exec")):
                names |= stored
            found = self._read[scope] = frozenset(names)
        return found

    def early_exits(self, statement: ast.stmt, above: ast.AST) -> tuple[ast.expr, ...]:
        """Conditions of the `if ...: return` statements before a statement of the same block; `above` is what holds the block."""
        if statement not in self._exits:
            for block in vars(above).values():
                exits: tuple[ast.expr, ...] = ()
                for one in block if isinstance(block, list) else ():
                    self._exits[one] = exits
                    if isinstance(one, ast.If) and leaves(one.body):
                        exits = (*exits, one.test)
        return self._exits.get(statement, ())

    def ancestors(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """Pairs of a node and the one above it, from `node` up to the function or class body it stands in."""
        parents = self.parents
        above = parents.get(node)
        while above is not None and not isinstance(above, _SCOPES):
            yield node, above
            node, above = above, parents.get(above)
        if above is not None:
            yield node, above


@lru_cache(maxsize=MAX_KEPT)
def shared(file: File) -> Source | Problem:
    """As `parse`, kept for the next program that imports the same file: trees are never changed."""
    return parse(file)


def parse(file: File) -> Source | Problem:
    """The file as a tree, or what keeps it from being one."""
    if len(file.text) > MAX_SOURCE:
        return Problem("file-skipped", f"the file has more than {MAX_SOURCE:,} characters", Location(file.path, 0, 0))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python thinks of the program's style is for its author, not for whoever checks it
            return Source(file, ast.parse(file.text))
    except SyntaxError as error:
        at = _error_place(file, error)
        if _may_be_newer(file.text, error, at.start):
            ours = f"Python {sys.version_info.major}.{sys.version_info.minor}"
            return Problem("file-skipped", f"{ours}, which runs opexlint, can't read it, a newer one may: {_said(error)}", at)
        return Problem("syntax-error", _said(error), at)
    except (RecursionError, MemoryError):  # a bound of Python's own parser
        return Problem("limit-reached", "the file is nested too deeply to be read", Location(file.path, 0, 0))
    except ValueError as error:  # a NUL byte, a lone surrogate
        return Problem("syntax-error", str(error), Location(file.path, 0, 0))


def _may_be_newer(text: str, error: SyntaxError, at: int) -> bool:
    """Whether what a parser can't read is, or may be, what later versions of Python understand."""
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    line = text[start : start + _LOOKED_AT]
    in_f_string = sys.version_info < (3, 12) and (error.msg or "").startswith("f-string")  # quotes and comments inside of them
    return in_f_string or any(sys.version_info < since and written.match(line) for since, written in _NEWER)


def _said(error: SyntaxError) -> str:
    """What the parser says, without its advice to whoever runs it (`sys.set_int_max_str_digits()`)."""
    message = error.msg or "invalid syntax"
    return message.partition(":")[0] if message.startswith("Exceeds the limit") else message


def _error_place(file: File, error: SyntaxError) -> Location:
    """One character at the line and column of the error, which CPython counts in characters here."""
    starts = _line_starts(file.text)
    line = min(max(error.lineno or 1, 1), len(starts))
    start = min(starts[line - 1] + max((error.offset or 1) - 1, 0), len(file.text))
    return Location(file.path, start, min(start + 1, len(file.text)))


class Handler(NamedTuple):
    """An `except` clause as written: the caught expressions and the body."""

    caught: tuple[ast.expr, ...]
    name: str | None
    body: tuple[ast.stmt, ...]
    node: ast.ExceptHandler


class Surroundings(NamedTuple):
    """What stands around a call inside its own function.

    `guards` are the conditions under which it runs, `suppressed` the arguments of `with contextlib.suppress(...)` candidates: the context
    expressions of the enclosing `with` statements.
    """

    loop: bool
    unused: bool
    in_handler: bool
    handlers: tuple[Handler, ...]
    contexts: tuple[ast.Call, ...]
    guards: tuple[ast.expr, ...]


def surroundings(source: Source, call: ast.Call) -> Surroundings:
    """What stands around a call, up to the function it is in; worked out once for all programs that read the file."""
    found = source.around.get(call)
    if found is None:
        found = source.around[call] = _surroundings(source, call)
    return found


_AROUND: Final = frozenset(
    (
        *(ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp, ast.comprehension),
        *(ast.If, ast.IfExp, ast.BoolOp, ast.ExceptHandler, ast.Try, ast.TryStar, ast.With, ast.AsyncWith),
    )
)
"""What says something about the calls in it."""


def _surroundings(source: Source, call: ast.Call) -> Surroundings:
    loop = in_handler = False
    handlers: list[Handler] = []
    contexts: list[ast.Call] = []
    guards: list[ast.expr] = []
    for node, above in source.ancestors(call):
        if isinstance(node, ast.stmt):
            guards.extend(source.early_exits(node, above))
        if type(above) not in _AROUND:
            continue
        match above:
            case ast.For() | ast.AsyncFor():
                loop = loop or node in above.body
            case ast.While():
                loop = True
                guards.extend([] if _asks_itself(above) else [above.test])
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp() | ast.comprehension():
                loop = True
            case ast.If() | ast.IfExp() if node is not above.test:
                guards.append(above.test)
            case ast.BoolOp():
                guards.extend(above.values[: above.values.index(node)])  # type: ignore[arg-type]
            case ast.ExceptHandler():
                in_handler = True
            case ast.Try() | ast.TryStar() if node in above.body:
                handlers.extend(map(_handler, above.handlers))
            case ast.With() | ast.AsyncWith() if node in above.body:
                contexts.extend(item.context_expr for item in above.items if isinstance(item.context_expr, ast.Call))
    unused = _is_thrown_away(source, call)
    return Surroundings(loop, unused, in_handler, tuple(handlers), tuple(contexts), tuple(guards))


_SAYS_NOTHING: Final = frozenset(
    ("field", "Field", "auto", "property", "frozenset", "set", "dict", "list", "tuple", "TypeVar", "ConfigDict")
)
"""Functions that class bodies call and that make values alone."""


def _calls(statement: ast.stmt) -> bool:
    """Whether a statement of a class body calls anything when the class is made."""
    if isinstance(statement, Function):
        parts: list[ast.AST] = [*statement.decorator_list, statement.args]
    elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr | ast.Pass):
        parts = [statement]
    else:
        return True
    calls = (one for part in parts for one in walk(part) if isinstance(one, ast.Call))
    return any(dotted(one.func).rpartition(".")[2] not in _SAYS_NOTHING for one in calls)


def _is_thrown_away(source: Source, call: ast.Call) -> bool:
    """Whether nobody looks at the result: it stands alone, or has a local name that is never read."""
    parent = source.parents.get(call)
    if isinstance(parent, ast.Expr):
        return True
    if not isinstance(parent, ast.Assign) or len(parent.targets) != 1 or not isinstance(parent.targets[0], ast.Name):
        return False
    scope: ast.AST = parent
    while not isinstance(scope, Function | ast.ClassDef | ast.Module):
        scope = source.parents[scope]
    return isinstance(scope, Function) and parent.targets[0].id not in source.read_in(scope)


def _asks_itself(loop: ast.While) -> bool:
    """Whether a loop goes on until its own body has set what its condition asks: that lets nobody switch the body off."""
    asked = {node.id for node in walk(loop.test) if isinstance(node, ast.Name)}
    stored = {node.id for part in loop.body for node in walk(part) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return not asked.isdisjoint(stored)


def _handler(node: ast.ExceptHandler) -> Handler:
    caught = () if node.type is None else tuple(node.type.elts) if isinstance(node.type, ast.Tuple) else (node.type,)
    return Handler(caught, node.name, tuple(node.body), node)


def leaves(body: list[ast.stmt]) -> bool:
    """Whether a block ends by leaving its function or the program."""
    last = body[-1]
    if isinstance(last, _LEAVING):
        return True
    return isinstance(last, ast.Expr) and ends_program(last.value)


_ENDINGS: Final = ("sys.exit", "exit", "quit", "os._exit")
_ENDS: Final = frozenset(name.rpartition(".")[2] for name in _ENDINGS)


def ends_program(node: ast.expr) -> bool:
    """Whether an expression is a call that ends the program."""
    return type(node) is ast.Call and last_name(node.func) in _ENDS and dotted(node.func) in _ENDINGS


def last_name(node: ast.expr) -> str:
    """The last name of an attribute chain (`exit`), or "" for an expression that has none."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def dotted(node: ast.expr) -> str:
    """The names of an attribute chain (`sys.exit`), or "" for any other expression."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((node.id, *reversed(names)))
