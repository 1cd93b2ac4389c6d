"""The configuration of one folder: its blocks by what they declare, from all its files."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from posixpath import basename, dirname, join, normpath
from typing import Any, Final

from opexlint import suppressions
from opexlint.languages.terraform import lexer, overrides, syntax
from opexlint.languages.terraform.json_syntax import read_json
from opexlint.languages.terraform.syntax import Node
from opexlint.model import Problem, Suppression
from opexlint.source import File, Location, Sources

SUFFIXES: Final = (".tf", ".tofu", ".tf.json", ".tofu.json")

MAX_PARSED: Final = 256
"""How many parsed files are kept, because a module is read again for every root that calls it."""

MAX_ASSEMBLED: Final = 64
"""How many configurations are kept, for the same reason."""

_NAMED: Final = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1, "check": 1}
_SINGLE: Final = ("terraform", "provider")
"""Blocks that are no declarations: there may be several of the same labels."""
_OVERRIDE = re.compile(r"(?:^|_)override\.(?:tf|tofu)(?:\.json)?$")

_ENGINE = re.compile(r"[ \t]*(?:[\w.-]+[ \t]*=[ \t]*)?(?P<sign>\{%|\{\{|<%)")
"""How a line begins in which a template engine writes what Terraform would read."""
_TOFU = re.compile(r"\.tofu(?=(?:\.json)?$)")


class Block:
    """A top-level block: its syntax and the file it stands in.

    `header` is the range that names it, `body` its items: `arguments` by name, nested blocks by type.
    """

    __slots__ = ("_blocks", "arguments", "body", "header", "node", "path")

    def __init__(self, node: Node, path: str) -> None:
        self.path = path
        self.header = Location(path, node[1], node[6])
        self._read(node)

    def _read(self, node: Node) -> None:
        self.node = node
        self.body: tuple[Node, ...] = node[5]
        self.arguments: dict[str, Node] = {}
        self._blocks: dict[str, list[Node]] = {}
        for item in self.body:
            if item[0] == "attr":
                self.arguments.setdefault(item[3], item)
            else:
                self._blocks.setdefault(item[3], []).append(item)

    def override(self, other: Node, path: str) -> None:
        """Takes over what a block of the file at `path` sets."""
        self._read(overrides.merged(self.node, other, path))

    def attribute(self, name: str) -> Node | None:
        """The expression of an argument, None where it is not written."""
        item = self.arguments.get(name)
        return None if item is None else item[4]

    def blocks(self, kind: str) -> Sequence[Node]:
        """The nested blocks of a type."""
        return self._blocks.get(kind, ())


def written(expression: Node | None) -> Node | None:
    """An expression as it is written, wherever that is."""
    return expression[3] if expression is not None and expression[0] == "elsewhere" else expression


def attribute(body: tuple[Node, ...], name: str) -> Node | None:
    """The expression of an argument of a body, None where it is not written."""
    for item in body:
        if item[0] == "attr" and item[3] == name:
            return item[4]  # type: ignore[no-any-return]
    return None


def _is_same(one: Node, other: Node) -> bool:
    """Whether a block overrides another one: the settings of Terraform, or a provider of the same alias."""
    return one[3:5] == other[3:5] and alias_of(one) == alias_of(other)


def alias_of(block: Node) -> object:
    """The alias of a provider block, None for the default one."""
    alias = attribute(block[5], "alias")
    return alias[3][0][3] if alias is not None and alias[0] == "tmpl" else None


def spelled(node: Node) -> str:
    """A reference or a word as it is written, without its quotes."""
    if node[0] == "trav":
        root, *steps = node[3]
        return str(root) + "".join(f".{name}" if kind == "a" else f"[{name!r}]".replace("'", '"') for kind, name in steps)
    if node[0] == "tmpl" and len(node[3]) == 1 and node[3][0][0] == "lit":
        return str(node[3][0][3])
    return "..."


class Configuration:
    """What the files of a folder declare together.

    `declared` holds the blocks that have names by their type and labels (`("resource", "aws_sqs_queue", "q")`), `unnamed` the others,
    `locals` the expressions with their files; once it is read, roots share it. `partial` says why its resources may have properties that
    are not written, or is "".
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.files: list[File] = []
        self.declared: dict[tuple[str, ...], Block] = {}
        self.unnamed: list[Block] = []
        self.locals: dict[str, tuple[Node, str]] = {}
        self.problems: list[Problem] = []
        self.suppressions: list[Suppression] = []
        self.broken = False
        self.partial = ""
        self.types: dict[str, Any] = {}
        """The types that its variables are declared with, as far as somebody has asked."""
        self.defaults: dict[tuple[Any, ...], tuple[Node, str]] = {}
        """The values of those that no caller sets, likewise, as `Module.known` has them."""
        self._declared: list[tuple[tuple[str, ...], str]] = []
        self._again: list[tuple[tuple[str, ...], Location]] = []
        self._by_kind: dict[str, list[tuple[tuple[str, ...], Block]]] = {}

    def of(self, kind: str) -> Iterable[tuple[tuple[str, ...], Block]]:
        """The named blocks of a type with their labels, in the order of the files."""
        return self._by_kind.get(kind, ())

    def add(self, file: File) -> None:
        """Reads one more file; a second block of a name counts only in an override file, where its arguments win."""
        self.files.append(file)
        override = _overrides(file.path)
        for node in self._items(file):
            if node[0] != "block":
                continue
            kind, labels = node[3], node[4]
            if kind == "locals":
                self._locals(node, file.path, override)
            elif kind in _SINGLE or _NAMED.get(kind) != len(labels):
                self._unnamed(node, file.path, override)
            else:
                self._declare((kind, *labels), node, file.path, override)

    def _locals(self, block: Node, path: str, override: bool) -> None:
        for item in block[5]:
            if item[0] == "attr":
                if item[3] in self.locals and not override:
                    self._again.append((("local", item[3]), Location(path, item[1], item[5])))
                self._declared.append((("local", item[3]), path))
                self.locals[item[3]] = (item[4], path)

    def _declare(self, key: tuple[str, ...], node: Node, path: str, override: bool) -> None:
        self._declared.append((key, path))
        if key not in self.declared:
            block = self.declared[key] = Block(node, path)
            self._by_kind.setdefault(key[0], []).append((key[1:], block))
        elif override:
            self.declared[key].override(node, path)
        else:
            self._again.append((key, Location(path, node[1], node[6])))

    def _unnamed(self, node: Node, path: str, override: bool) -> None:
        """A block that may be there several times, or that is told from others by an argument."""
        base = next((one for one in self.unnamed if override and _is_same(one.node, node)), None)
        if base is not None:
            base.override(node, path)
        else:
            self.unnamed.append(Block(node, path))

    def tell_repetitions(self) -> None:
        """Says what is declared twice, unless one of two files declares nothing that the other does not: these are versions of it."""
        names: dict[str, set[tuple[str, ...]]] = {}
        declaring: dict[tuple[str, ...], dict[str, None]] = {}
        for key, path in self._declared if self._again else ():
            names.setdefault(path, set()).add(key)
            declaring.setdefault(key, {})[path] = None
        for key, at in self._again:
            mine = names[at.path]
            others = [names[path] for path in declaring[key] if path != at.path]
            if not any(mine <= other or other <= mine for other in others):
                self.problems.append(Problem("syntax-error", f"{'.'.join(key).removeprefix('resource.')} is declared twice", at))

    def _items(self, file: File) -> tuple[Node, ...]:
        if file.path.endswith(".json"):
            items, problems, found = read_json(file)
            self.suppressions.extend(found)
        else:
            items, errors = _parsed(file.text)
            written_by = _engine(file, errors)
            if written_by is not None:
                items = ()
                problems = [Problem("file-skipped", "it is no configuration yet: a template engine writes it", written_by)]
            else:
                problems = list(problems_of(errors, file.path))
            if suppressions.MARK in file.text:
                self.suppressions.extend(suppressions.in_comments(file, lexer.comments(file.text)))
        self.problems.extend(problems)
        self.broken = self.broken or bool(problems)
        return items


def _engine(file: File, errors: Iterable[syntax.SyntaxProblem]) -> Location | None:
    """Where another program writes a file of which it is a template (Jinja and its like): at what it can't be parsed for."""
    for error in errors:
        line = file.text.rfind("\n", 0, error.start) + 1
        found = None if error.limit else _ENGINE.match(file.text, line)
        if found is not None:
            return Location(file.path, found.start("sign"), found.end("sign"))
    return None


def problems_of(errors: Iterable[syntax.SyntaxProblem], path: str) -> Iterator[Problem]:
    """What is wrong with a file, as problems; a bound of ours is told once."""
    told = False
    for error in errors:
        if not (error.limit and told):
            told = told or error.limit
            rule = "limit-reached" if error.limit else "syntax-error"
            yield Problem(rule, error.message, Location(path, error.start, max(error.end, error.start)))


@lru_cache(maxsize=MAX_PARSED)
def _parsed(text: str) -> tuple[tuple[Node, ...], list[syntax.SyntaxProblem]]:
    return syntax.parse_recovering(text)


def read(folder: str, sources: Sources) -> Configuration:
    """The configuration of a folder; what can't be parsed becomes a problem."""
    return _assembled(folder, tuple([file for path in paths(folder, sources) if (file := sources.file(path)) is not None]))


@lru_cache(maxsize=MAX_ASSEMBLED)
def _assembled(folder: str, files: tuple[File, ...]) -> Configuration:
    found = Configuration(folder)
    for file in files:
        found.add(file)
    found.tell_repetitions()
    return found


def paths(folder: str, sources: Sources) -> list[str]:
    """The configuration files of a folder in Terraform's order: overrides last, OpenTofu's own instead of Terraform's."""
    found = [path for path in sources.folder(folder) if path.endswith(SUFFIXES)]
    named = "\n".join(found)
    if ".tofu" in named:
        replaced = {_TOFU.sub(".tf", path) for path in found if _TOFU.search(path)}
        found = [path for path in found if _TOFU.search(path) or path not in replaced]
    found.sort()
    return sorted(found, key=_overrides) if "override." in named else found


def _overrides(path: str) -> bool:
    return _OVERRIDE.search(basename(path)) is not None


_SOURCE = re.compile(r'source"?[ \t]*[=:][ \t]*"(?P<source>\.\.?(?:/[^"$]*)?)"')
_HEADER = re.compile(r'^(?P<block>[A-Za-z_][\w-]*)[ \t"]', re.MULTILINE)


def local_sources(file: File) -> Iterator[str]:
    """The folders that the modules called in a file come from, as paths of the project; found without parsing."""
    text = file.text
    if "module" not in text:
        return
    in_module = in_json = file.path.endswith(".json")
    seen = 0
    for found in _SOURCE.finditer(text):
        line = _indented(text, found.start())
        if line is None:
            continue
        if not in_json:
            in_module = _is_in_module(text, seen, line, in_module)
            seen = line
        if in_module:
            yield folder_of(dirname(file.path), found["source"])


def _indented(text: str, word: int) -> int | None:
    """Where the line of a word begins that has nothing but blanks before it, and perhaps a quote; None where it has more or nothing."""
    end = word - 1 if text[word - 1 : word] == '"' else word
    begin = end
    while begin and text[begin - 1] in " \t":
        begin -= 1
    return begin if begin < end and text[begin - 1 : begin] in ("", "\n") else None


def _is_in_module(text: str, seen: int, line: int, before: bool) -> bool:
    """Whether the last block that begins in the first column before a line calls a module; at the line `seen` it is so `before`."""
    begin = max(seen, text.rfind("\nmodule", seen, line) + 1)
    for header in _HEADER.finditer(text, begin, line):
        before = header["block"] == "module"
    return before


def folder_of(folder: str, source: str) -> str:
    """The folder that a local module's source names, as seen from another one; "." is the project's root."""
    return normpath(join(folder, source)) or "."


def is_below(folder: str, other: str) -> bool:
    """Whether a folder is inside of another one."""
    return not folder.startswith("..") if other == "." else folder.startswith(f"{other}/")
