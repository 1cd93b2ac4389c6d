"""One Python file as a tree with places, and what surrounds a call in it.

`ast` counts lines and UTF-8 bytes; everything outside this module counts code points of the whole text.
"""

import ast
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Final, NamedTuple, TypeAlias

from opexlint.model import Problem
from opexlint.source import File, Location

MAX_SOURCE: Final = 1_000_000
"""How many characters a file may have to be read; the parser needs about a hundred bytes for each."""

MAX_KEPT: Final = 512
"""How many parsed files are kept; scripts of one project share their modules."""

_LINE_END = re.compile(r"\r\n|\r|\n")

Function = ast.FunctionDef | ast.AsyncFunctionDef


Placed: TypeAlias = ast.expr | ast.stmt | ast.keyword | ast.excepthandler | ast.arg


class Source:
    """A parsed file: its tree, and the place of each of its nodes."""

    def __init__(self, file: File, tree: ast.Module) -> None:
        self.file = file
        self.path = file.path
        self.tree = tree
        self._ascii = file.text.isascii()
        self._places: dict[Placed, Location] = {}
        self.around: dict[ast.Call, Surroundings] = {}

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.file.text))]

    def _offset(self, line: int, column: int) -> int:
        start = self._starts[line - 1]
        if self._ascii:
            return start + column
        end = self._starts[line] if line < len(self._starts) else len(self.file.text)
        text = self.file.text[start:end]
        if text.isascii():
            return start + column
        return start + len(text.encode()[:column].decode(errors="ignore"))

    def at(self, node: Placed) -> Location:
        """The range of a node."""
        found = self._places.get(node)
        if found is None:
            end_line, end_column = node.end_lineno, node.end_col_offset
            start = self._offset(node.lineno, node.col_offset)
            end = start if end_line is None or end_column is None else self._offset(end_line, end_column)
            found = self._places[node] = Location(self.path, start, end)
        return found

    def text(self, at: Location) -> str:
        """The source text of a range."""
        return self.file.text[at.start : at.end]

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node above each node."""
        found: dict[ast.AST, ast.AST] = {}
        stack: list[ast.AST] = [self.tree]
        while stack:
            node = stack.pop()
            for child in ast.iter_child_nodes(node):
                found[child] = node
                stack.append(child)
        return found

    def ancestors(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """Pairs of a node and the one above it, from `node` up to the function or class body it stands in."""
        parents = self.parents
        above = parents.get(node)
        while above is not None and not isinstance(above, Function | ast.Lambda | ast.ClassDef | ast.Module):
            yield node, above
            node, above = above, parents.get(above)
        if above is not None:
            yield node, above


@lru_cache(maxsize=MAX_KEPT)
def parse(file: File) -> Source | Problem:
    """The file as a tree, or what keeps it from being one.

    Kept for the next program that imports the same file: trees are never changed.
    """
    if len(file.text) > MAX_SOURCE:
        return Problem("file-skipped", f"the file has more than {MAX_SOURCE:,} characters", Location(file.path, 0, 0))
    try:
        return Source(file, ast.parse(file.text))
    except SyntaxError as error:
        return Problem("syntax-error", _said(error), _error_place(file, error))
    except (RecursionError, MemoryError):  # a bound of Python's own parser
        return Problem("limit-reached", "the file is nested too deeply to be read", Location(file.path, 0, 0))
    except ValueError as error:  # a NUL byte, a lone surrogate
        return Problem("syntax-error", str(error), Location(file.path, 0, 0))


def _said(error: SyntaxError) -> str:
    """What the parser says, without its advice to whoever runs it (`sys.set_int_max_str_digits()`)."""
    message = error.msg or "invalid syntax"
    return message.partition(":")[0] if message.startswith("Exceeds the limit") else message


def _error_place(file: File, error: SyntaxError) -> Location:
    """One character at the line and column of the error, which CPython counts in characters here."""
    starts = [0, *(end.end() for end in _LINE_END.finditer(file.text))]
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


def _surroundings(source: Source, call: ast.Call) -> Surroundings:
    loop = in_handler = False
    handlers: list[Handler] = []
    contexts: list[ast.Call] = []
    guards: list[ast.expr] = []
    for node, above in source.ancestors(call):
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
        if isinstance(node, ast.stmt):
            guards.extend(_early_exits(node, above))
    unused = isinstance(source.parents.get(call), ast.Expr)
    return Surroundings(loop, unused, in_handler, tuple(handlers), tuple(contexts), tuple(guards))


def _asks_itself(loop: ast.While) -> bool:
    """Whether a loop goes on until its own body has set what its condition asks: that lets nobody switch the body off."""
    asked = {node.id for node in ast.walk(loop.test) if isinstance(node, ast.Name)}
    stored = {node.id for part in loop.body for node in ast.walk(part) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return not asked.isdisjoint(stored)


def _handler(node: ast.ExceptHandler) -> Handler:
    caught = () if node.type is None else tuple(node.type.elts) if isinstance(node.type, ast.Tuple) else (node.type,)
    return Handler(caught, node.name, tuple(node.body), node)


def _early_exits(statement: ast.stmt, above: ast.AST) -> Iterator[ast.expr]:
    """Conditions of the `if ...: return` statements before a statement of the same block."""
    for _, block in ast.iter_fields(above):
        if not isinstance(block, list) or statement not in block:
            continue
        for before in block[: block.index(statement)]:
            if isinstance(before, ast.If) and leaves(before.body):
                yield before.test


def leaves(body: list[ast.stmt]) -> bool:
    """Whether a block ends by leaving its function or the program."""
    last = body[-1]
    if isinstance(last, ast.Return | ast.Raise | ast.Continue | ast.Break):
        return True
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return dotted(last.value.func) in ("sys.exit", "exit", "quit", "os._exit")
    return False


def dotted(node: ast.expr) -> str:
    """The names of an attribute chain (`sys.exit`), or "" for any other expression."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((node.id, *reversed(names)))
