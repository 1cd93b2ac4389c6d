"""A rule: one Python file, read as documentation, metadata and check.

The file name is the id, the folder the principle, the docstring the documentation and the first tests. Constants are the metadata:

| constant    | meaning                                                                                              |
|-------------|------------------------------------------------------------------------------------------------------|
| `SEVERITY`  | how much it matters when it is certain                                                               |
| `PRACTICES` | best practices by title                                                                              |
| `ABOUT`     | what is looked at: `resources(...)`, `calls(...)`, `commands(...)`, `modules()`, `units(...)`, or    |
|             | several of them in a tuple; resources can be narrowed (see `resources`)                              |
| `HELP`      | the remedy in one line                                                                               |
| `LINKS`     | pages that say why or how (optional)                                                                 |
| `PROFILE`   | `"strict"` for a rule that is on only in that profile (optional)                                     |
| `ALIASES`   | ids it had before (optional)                                                                         |

`check(subject, project)` yields findings; its keyword-only arguments are the rule's options, each with a type and a default.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import IntEnum
from fnmatch import fnmatchcase
from functools import cache
from types import FunctionType, ModuleType
from typing import Any, Final, NamedTuple, TypeVar

from opexlint.finding import Finding
from opexlint.framework import Principle, practice, principle
from opexlint.patterns import regex
from opexlint.project import Project
from opexlint.subjects import Resource

_T = TypeVar("_T")

PROFILES: Final = {
    "default": "what a senior operator would never call noise",
    "strict": "everything, also what is a matter of taste or needs to be looked into",
}
"""The sets of rules that run without a selection, each with all rules of those before it."""


class Severity(IntEnum):
    """How much a finding matters. An error cannot work; a warning is known operational damage; a note needs the reader's judgement."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """As users write it."""
        return self.name.lower()

    def moved(self, steps: int) -> "Severity":
        """So many severities more or less; nothing is less than a note, or more than an error."""
        return Severity(min(max(self + steps, Severity.NOTE), Severity.ERROR))

    @classmethod
    def of(cls, label: str) -> "Severity":
        """The severity of that label; ValueError when there is none."""
        try:
            return cls[label.upper()]
        except KeyError:
            raise ValueError(f"no severity {label!r}: note, warning or error") from None


_GLOB_SIGNS: Final = frozenset("*?[")


class Subject(NamedTuple):
    """What a rule looks at: `kind` is `resource`, `call`, `command`, `module` or `unit`; `names` are patterns, none means all.

    `having`, `setting`, `saying` and `partial` narrow it to those resources of which the rule can have something to say (see `resources`).
    """

    kind: str
    names: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    saying: str = ""
    partial: bool = False

    def includes(self, name: str) -> bool:
        """Whether one of the patterns matches."""
        return any(self.among({name: True}))

    def among(self, groups: Mapping[str, _T]) -> Iterator[_T]:
        """What stands under the names that one of the patterns matches, in its order."""
        if not self.names:
            yield from groups.values()
            return
        plain = frozenset(self.names)
        globs = [name for name in self.names if not _GLOB_SIGNS.isdisjoint(name)]
        for name, group in groups.items():
            if name in plain or any(fnmatchcase(name, glob) for glob in globs):
                yield group

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves out resources that its patterns include."""
        return bool(self.having or self.setting or self.saying or self.partial)

    def narrowed(self, project: Project, among: Iterable[Resource]) -> set[Resource]:
        """The resources, of whatever type, of which the rule can have something to say, in some world: all of those `among` them."""
        found: set[Resource] = set()
        if self.partial:
            found |= project.partial
        if self.saying:
            found |= project.saying(re.compile(self.saying).search)
        for name in self.having:
            found |= project.having(name)
        for path in self.setting:
            found.update([one for one in among if one.properties.may_have(path)])
        return found


def resources(
    *types: str, having: str | tuple[str, ...] = (), setting: str | tuple[str, ...] = (), saying: str = "", partial: bool = False
) -> Subject:
    """Every resource of these CloudFormation types (native types where there is no counterpart; `*` matches any text).

    A rule that can speak only of few of them says of which, and is not asked about the others: those that have one of these attributes
    (`Lifecycle`), those that set one of these properties (`Code.ZipFile`), those in which a text matches a regular expression, those in
    which something is not known; where more is given, any of it is enough.
    """
    return Subject("resource", types, _listed(having), _listed(setting), saying, partial)


def _listed(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


def calls(*names: str) -> Subject:
    """Every call of these imported names (`boto3.*.create_*`)."""
    return Subject("call", names)


def commands(*programs: str) -> Subject:
    """Every start of these programs, by the last part of their path."""
    return Subject("command", programs)


def modules() -> Subject:
    """Every module call."""
    return Subject("module")


def units(*kinds: str) -> Subject:
    """Every unit of these kinds."""
    return Subject("unit", kinds)


class Option(NamedTuple):
    """An option of a rule: a keyword-only argument of its `check`. `type` is `bool`, `int`, `float`, `str` or `list` (of strings)."""

    type: str
    default: Any


class Example(NamedTuple):
    """A fenced example of a docstring; `line` is its first line in the docstring, counted from 0."""

    language: str
    text: str
    line: int


class RuleError(Exception):
    """A rule that can't be loaded; the message says what is wrong with it."""


class Rule(NamedTuple):
    """A loaded rule: what a run needs of it, and its documentation, which is taken apart only for who wants to read it.

    `principle` is None for the tool's own checks of what it reads; `shipped` are those that come with opexlint.
    """

    id: str
    principle: Principle | None
    documentation: str
    severity: Severity
    practices: tuple[str, ...] = ()
    about: tuple[Subject, ...] = ()
    check: Callable[..., Iterator[Finding]] | None = None
    help: str = ""
    links: tuple[str, ...] = ()
    profile: str = "default"
    aliases: tuple[str, ...] = ()
    options: Mapping[str, Option] = {}
    origin: str = ""
    shipped: bool = False

    @property
    def title(self) -> str:
        """The first line of its documentation."""
        return _read(self.documentation).title

    @property
    def explanation(self) -> str:
        """All lines below the title."""
        return _read(self.documentation).explanation

    @property
    def examples(self) -> tuple[Example, ...]:
        """The fenced examples in its documentation."""
        return _read(self.documentation).examples

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it has examples in, as they are fenced."""
        return tuple(dict.fromkeys(example.language for example in self.examples))


class _Documentation(NamedTuple):
    title: str
    explanation: str
    examples: tuple[Example, ...]


@cache
def _read(documentation: str) -> _Documentation:
    """What a docstring says. As many are remembered as there are rules."""
    text = inspect.cleandoc(documentation)
    title, _, explanation = text.partition("\n")
    return _Documentation(title.rstrip("."), explanation.strip("\n"), examples(text))


_FENCE = regex(r"^```(\w+)[^\n]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_TYPES: Final = {bool: "bool", int: "int", float: "float", str: "str", tuple[str, ...]: "list"}


def rule_of(module: ModuleType, folder: str) -> Rule:
    """The rule that a module is; `folder` is the name of the principle's folder.

    Raises RuleError when a constant is missing or wrong.
    """
    name = module.__name__.rpartition(".")[2]
    rule_id = name.replace("_", "-")

    def constant(key: str, kind: type, default: Any = None) -> Any:
        value = getattr(module, key, default)
        if not isinstance(value, kind):
            raise RuleError(f"rule {rule_id}: {key} has to be a {kind.__name__}")
        return value

    documentation = module.__doc__ or ""
    if not documentation.strip():
        raise RuleError(f"rule {rule_id}: has no docstring")
    check = getattr(module, "check", None)
    if not callable(check):
        raise RuleError(f"rule {rule_id}: has no check(subject, project)")
    profile = constant("PROFILE", str, "default")
    if profile not in PROFILES:
        raise RuleError(f"rule {rule_id}: there is no profile {profile!r}: {', '.join(PROFILES)}")
    practices = tuple(constant("PRACTICES", list))
    try:
        for one in practices:
            practice(one)
        its_principle = principle(folder)
    except LookupError as error:
        raise RuleError(f"rule {rule_id}: {error.args[0]}") from None
    return Rule(
        id=rule_id,
        principle=its_principle,
        documentation=documentation,
        severity=constant("SEVERITY", Severity),
        practices=practices,
        about=_about(rule_id, constant("ABOUT", tuple)),
        check=check,
        help=constant("HELP", str, ""),
        links=tuple(constant("LINKS", list, [])),
        profile=profile,
        aliases=tuple(constant("ALIASES", list, [])),
        options=_options(rule_id, check),
        origin=module.__file__ or "",
    )


def _about(rule_id: str, about: tuple[Any, ...]) -> tuple[Subject, ...]:
    """One subject, or a tuple of subjects (a subject is itself a tuple)."""
    subjects = (about,) if isinstance(about, Subject) else about
    if not subjects or not all(isinstance(one, Subject) for one in subjects):
        raise RuleError(f"rule {rule_id}: ABOUT has to be resources(...), calls(...), commands(...), modules(), units(...) or a tuple")
    return subjects


def _options(rule_id: str, check: Callable[..., Any]) -> dict[str, Option]:
    if isinstance(check, FunctionType) and not check.__code__.co_kwonlyargcount and not hasattr(check, "__wrapped__"):
        return {}  # as nearly all: a signature takes long to make
    found: dict[str, Option] = {}
    for parameter in inspect.signature(check).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY:
            kind = _TYPES.get(parameter.annotation)
            if kind is None or parameter.default is parameter.empty:
                raise RuleError(f"rule {rule_id}: option {parameter.name} needs a type ({', '.join(_TYPES.values())}) and a default")
            found[parameter.name.replace("_", "-")] = Option(kind, parameter.default)
    return found


def examples(doc: str) -> tuple[Example, ...]:
    """The fenced examples of a docstring."""
    return tuple(Example(found[1], found[2], doc.count("\n", 0, found.start(2))) for found in _FENCE.finditer(doc))


SYNTAX_ERROR: Final = Rule(
    id="syntax-error",
    principle=None,
    documentation="""File that does not parse.

The file is not valid in its language. What could still be read of it was checked; the rest was not, so silence about this file means
nothing. All other files are checked as usual.""",
    severity=Severity.ERROR,
    help="mend the syntax; the tool that deploys it would refuse the file too",
)
FILE_SKIPPED: Final = Rule(
    id="file-skipped",
    principle=None,
    documentation="""File that was not read.

The file was not read: it is binary, not UTF-8, larger than the limit, unreadable, or a link that leaves the project. Nothing in it was
checked.""",
    severity=Severity.WARNING,
    help="exclude the file if it is not meant to be checked",
)
LIMIT_REACHED: Final = Rule(
    id="limit-reached",
    principle=None,
    documentation="""File that was read only in part.

Reading stopped at one of opexlint's limits (depth, alias expansion, loop unrolling, steps of interpretation, module recursion). What was
found up to there was checked, what lies behind is unknown.""",
    severity=Severity.NOTE,
    help="simplify the construct the message names, or accept that it is not checked",
)
UNUSED_SUPPRESSION: Final = Rule(
    id="unused-suppression",
    principle=None,
    documentation="""Suppression without effect.

An `opexlint: ignore[...]` comment that suppresses nothing: the finding is gone, or the name of the rule is misspelled. Left in place it
would hide the next real finding at this line.""",
    severity=Severity.WARNING,
    help="delete the comment, or correct the name",
)
OWN: Final = (SYNTAX_ERROR, FILE_SKIPPED, LIMIT_REACHED, UNUSED_SUPPRESSION)
"""The tool's checks of its own input. They have documentation and can be switched like any rule."""
