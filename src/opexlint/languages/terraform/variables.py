"""Variables: what sets them, what they are compared with, and the types they are declared with."""

from functools import lru_cache
from itertools import chain
from posixpath import basename
from typing import Any, Final, NamedTuple

from opexlint.evidence.environments import NON_PRODUCTION, stage_of
from opexlint.languages.terraform import syntax
from opexlint.languages.terraform.configuration import MAX_ASSEMBLED, SUFFIXES, Block, Configuration, attribute, problems_of
from opexlint.languages.terraform.constraints import ANY, Attribute, Type
from opexlint.languages.terraform.expressions import attempt
from opexlint.languages.terraform.scopes import Scope
from opexlint.languages.terraform.syntax import Node
from opexlint.model import Problem, Switch
from opexlint.source import Sources

MAX_VARIABLE_FILES: Final = 8
"""How many tfvars files may be options of one switch; with more of them what they set is unknown."""
DEFAULTS: Final = "defaults"
"""The option of that switch that stands for passing none of the files."""
ELSEWHERE: Final = "another one"
"""The option that stands for a file that is not here: where all files are of stages before production, production has its own."""


# -- types -------------------------------------------------------------------------------------------------------------------------------


def declared_type(block: Block, scope: Scope) -> Type:
    """The type a variable is declared with, `any` where it is none or not understood."""
    expression = block.attribute("type")
    return ANY if expression is None else _type(expression, scope)


def _type(node: Node, scope: Scope) -> Type:
    kind = node[0]
    if kind == "trav" and len(node[3]) == 1:
        return _word(node[3][0])
    if kind == "tmpl" and len(node[3]) == 1 and node[3][0][0] == "lit":
        return _word(node[3][0][3])
    if kind == "call" and len(node[4]) == 1:
        name, inner = node[3], node[4][0]
        if name in ("list", "set", "map"):
            return (name, _type(inner, scope))
        if name == "tuple" and inner[0] == "tuple":
            return (name, tuple(_type(one, scope) for one in inner[3]))
        if name == "object" and inner[0] == "object":
            return (name, tuple(_attribute(key, one, scope) for key, one in inner[3]))
    return ANY


def _word(word: str) -> Type:
    if word in ("list", "map", "set"):
        return (word, ANY)
    return word if word in ("string", "number", "bool") else ANY


def _attribute(key: Node, node: Node, scope: Scope) -> Attribute:
    name = attempt(key[3], scope)[1] if key[4] or key[3][0] != "trav" else key[3][3][0]
    if node[0] == "call" and node[3] == "optional" and node[4]:
        default = attempt(node[4][1], scope) if len(node[4]) > 1 else None
        return Attribute(str(name), _type(node[4][0], scope), True, default)
    return Attribute(str(name), _type(node, scope))


# -- files of values ---------------------------------------------------------------------------------------------------------------------


class Assigned(NamedTuple):
    """An expression that sets a variable, and the file it stands in."""

    node: Node
    path: str


class Assignments:
    """What the tfvars files of a root folder set.

    `certain` are the files that Terraform reads by itself; `options` those that somebody may pass, by the name of the switch's option.
    """

    def __init__(self, configuration: Configuration, sources: Sources) -> None:
        self.problems: list[Problem] = []
        self.certain: dict[str, Assigned] = {}
        self.options: dict[str, dict[str, Assigned]] = {}
        self.too_many = False
        names = {labels[0] for labels, _ in configuration.of("variable")}
        folder = configuration.folder
        automatic, passed = _variable_files(folder, sources)
        for path in automatic:
            self.certain.update(self._read(path, sources))
        for path in passed:
            assigned = self._read(path, sources)
            if assigned and assigned.keys() <= names:
                self.options[path.removeprefix(folder + "/")] = assigned
        if len(self.options) > MAX_VARIABLE_FILES:
            self.too_many = True
        decided = {labels[0] for labels, block in configuration.of("variable") if block.attribute("default") is not None}
        if self.options and names <= decided | self.certain.keys():
            self.options[DEFAULTS] = {}
        elif self.options and all(stage_of(option) == NON_PRODUCTION for option in self.options):
            self.options[ELSEWHERE] = {}

    def switch(self, folder: str) -> Switch:
        """The switch between the files that somebody may pass."""
        return ("tfvars", "the tfvars file", folder)

    def _read(self, path: str, sources: Sources) -> dict[str, Assigned]:
        file = sources.file(path)
        if file is None:
            return {}
        if path.endswith(".json"):
            from opexlint.languages.terraform.json_syntax import read_values

            return {name: Assigned(node, path) for name, node in read_values(file).items()}
        items, errors = syntax.parse_recovering(file.text)
        self.problems.extend(problems_of(errors, path))
        return {item[3]: Assigned(item[4], path) for item in items if item[0] == "attr"}


_ENDINGS: Final = (".tfvars", ".tfvars.json")


def _variable_files(folder: str, sources: Sources) -> tuple[list[str], list[str]]:
    """The files Terraform reads by itself, in its order; and those in the folder, or in one without configuration below, to be passed."""
    here = [path for path in sources.folder(folder) if path.endswith(_ENDINGS)]
    first = [path for path in here if basename(path) in ("terraform.tfvars", "terraform.tfvars.json")]
    automatic = [path for path in here if path.endswith((".auto.tfvars", ".auto.tfvars.json"))]
    passed = [path for path in here if path not in first and path not in automatic]
    for below in sources.subfolders(folder):
        found = list(sources.folder(below))
        if not any(path.endswith(SUFFIXES) for path in found):
            passed += (path for path in found if path.endswith(_ENDINGS))
    return [*first, *automatic], passed


# -- what variables are compared with ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=MAX_ASSEMBLED)
def compared(configuration: Configuration) -> "Compared":
    """What names are compared with in a configuration."""
    return Compared(configuration)


class Compared:
    """The literals that names of a folder are compared with, found in its syntax once."""

    def __init__(self, configuration: Configuration) -> None:
        self.literals: dict[str, dict[str, Any]] = {}
        self.passed: list[tuple[str, str, str]] = []
        self.allowed: dict[str, dict[str, Any]] = {}
        self._aliases: dict[str, str] = {}
        self._maps: dict[str, list[str]] = {}
        for name, (node, _) in configuration.locals.items():
            target = _name_of(node)
            if target is not None:
                self._aliases[f"local.{name}"] = target
            if node[0] == "object":
                self._maps[f"local.{name}"] = _literal_keys(node)
        for node, _ in configuration.locals.values():
            self._walk(node)
        for key, block in configuration.declared.items():
            self._block(block.node)
            if key[0] == "module":
                self._module(key[1], block)
            elif key[0] == "variable":
                self._validations(key[1], block)
        for block in configuration.unnamed:
            self._block(block.node)

    def _module(self, name: str, block: Block) -> None:
        for item in block.body:
            if item[0] == "attr":
                target = self._target(item[4])
                if target is not None:
                    self.passed.append((target, name, item[3]))

    def _validations(self, name: str, block: Block) -> None:
        for item in block.body:
            if item[0] == "block" and item[3] == "validation":
                condition = attribute(item[5], "condition")
                if condition is not None and condition[0] == "call" and condition[3] == "contains" and len(condition[4]) == 2:
                    listed, subject = condition[4]
                    literals = [_literal(one) for one in listed[3]] if listed[0] == "tuple" else []
                    if _name_of(subject) == f"var.{name}" and literals and all(one is not None for one in literals):
                        self.allowed[f"var.{name}"] = dict(one for one in literals if one is not None)

    def _target(self, node: Node) -> str | None:
        name = _name_of(node)
        for _ in range(8):
            following = self._aliases.get(name or "")
            if following is None:
                break
            name = following
        return name

    def _block(self, node: Node) -> None:
        for item in node[5]:
            if item[0] == "attr":
                self._walk(item[4])
            else:
                self._block(item)

    def _walk(self, node: Node) -> None:
        stack: list[Any] = [node]
        while stack:
            one = stack.pop()
            kind = one[0]
            if isinstance(kind, str):
                if kind in _LEAVES or len(one) < 3 or not isinstance(one[1], int):
                    continue
                if kind in _PLURALS:
                    stack.extend(one[3] if kind != "object" else chain.from_iterable(one[3]))
                    continue
                if kind == "bin" and one[3] in ("==", "!="):
                    self._compare(one[4], one[5])
                    self._compare(one[5], one[4])
                elif kind == "call" and one[3] in ("contains", "lookup") and len(one[4]) > 1:
                    self._look_up(one[4][0], one[4][1])
                elif kind == "index":
                    self._look_up(one[3], one[4])
                one = one[3:]
            stack.extend([part for part in one if isinstance(part, tuple) and part])

    def _compare(self, subject: Node, other: Node) -> None:
        target, literal = self._target(subject), _literal(other)
        if target is not None and literal is not None:
            self.literals.setdefault(target, {})[literal[0]] = literal[1]

    def _look_up(self, collection: Node, subject: Node) -> None:
        target = self._target(subject)
        if target is None:
            return
        if collection[0] == "tuple":
            found = [literal for item in collection[3] if (literal := _literal(item)) is not None]
            self.literals.setdefault(target, {}).update(found)
        else:
            keys = _literal_keys(collection) if collection[0] == "object" else self._maps.get(_name_of(collection) or "", [])
            self.literals.setdefault(target, {}).update((key, key) for key in keys)


_PLURALS: Final = frozenset(("object", "tmpl", "tuple"))
"""The kinds of expressions that are a row of others."""
_LEAVES: Final = frozenset(("lit", "trav"))
"""The kinds of expressions that have no others inside."""


def _name_of(node: Node) -> str | None:
    if node[0] == "paren" or node[0] == "wrap":
        return _name_of(node[3])
    if node[0] == "trav" and len(node[3]) == 2 and node[3][1][0] == "a" and node[3][0] in ("var", "local", "terraform"):
        return f"{node[3][0]}.{node[3][1][1]}"
    return None


def _literal(node: Node) -> tuple[str, Any] | None:
    """A literal and its name as an option."""
    if node[0] == "tmpl" and len(node[3]) == 1 and node[3][0][0] == "lit":
        return (node[3][0][3] or '""', node[3][0][3])
    if node[0] == "lit":
        value = node[3]
        return ("null" if value is None else str(value).lower() if isinstance(value, bool) else str(value), value)
    return None


def _literal_keys(node: Node) -> list[str]:
    found = []
    for key, _ in node[3]:
        if key[3][0] == "trav" and not key[4] and len(key[3][3]) == 1:
            found.append(key[3][3][0])
        elif (literal := _literal(key[3])) is not None:
            found.append(str(literal[1]))
    return found
