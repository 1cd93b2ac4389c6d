"""The calls a program makes into libraries, and the programs it starts: what rules ask about deployment scripts.

A call site is one record, however often it was walked: what its activations do not agree on is unknown, it is `guarded` only when every
activation is, has the handlers that all of them have, and is in a `loop` when one is.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from opexlint.embedded import shell
from opexlint.embedded.passage import Passage
from opexlint.languages.python.expressions import evaluate
from opexlint.languages.python.loops import is_endless, is_polling
from opexlint.languages.python.machine import Frame, Machine
from opexlint.languages.python.nodes import Translator
from opexlint.languages.python.syntax import Handler, Source, Surroundings, children, dotted, surroundings
from opexlint.languages.python.values import Class, External, Known, Made, Member, Sequence, Value
from opexlint.model import LIST, SCALAR, CallRecord, CommandRecord, HandlerRecord, Node, bare, mapping, sequence, unknown
from opexlint.source import Location

MAX_NAME: Final = 300
"""How long the name of a library's object may become; a chain of calls could make it endless."""

LOOP: Final = "loop"
GUARDED: Final = "guarded"
UNUSED: Final = "unused"
HANDLER: Final = "handler"
MAIN: Final = "main"
ENDLESS: Final = "endless"
POLLS: Final = "polls"

_SILENT: Final = (
    *("abc.", "aws_cdk", "collections.", "constructs", "dataclasses.", "enum.", "functools.", "jsii.", "json.", "pulumi", "pydantic."),
    *("troposphere", "typing.", "typing_extensions."),
)
"""Libraries whose calls no rule asks about as calls."""

_LOOK_UP = re.compile(r"^aws_cdk\..*\.from_\w*(?:lookup|attributes|ids?)$|^pulumi_aws\w*\.[\w.]+\.get$")
"""Calls that take something made elsewhere into the program."""

_FILES = re.compile(r"^aws_cdk\..*\.from_asset$|^pulumi\.(?:FileArchive|FileAsset|RemoteArchive)$")
"""Calls that take a file into what is deployed; noted when it lies outside of the project."""

_GUARDS = re.compile(
    r"(?:^|_)(?:is_?a_?tty|yes|force|forced|interactive|non_?interactive|no_?input|no_?prompt|prompt|auto_?approve|approve|confirm|batch|ci"
    r"|assume_yes|unattended|quiet|skip|dry_?run|debug|verbose|environ|getenv)(?:$|_)",
    re.IGNORECASE,
)
"""Names in a condition that let somebody switch an interactive step off."""

_ASKING: Final = frozenset(("isatty", "get", "getenv", "bool", "int", "str", "lower", "strip", "any", "all"))
"""Functions whose arguments are part of what a condition asks."""

_PARAMETERS: Final[dict[str, tuple[str, ...]]] = {
    "boto3.client": ("service_name", "region_name"),
    "boto3.resource": ("service_name", "region_name"),
    "builtins.input": ("prompt",),
    "asyncssh.connect.run": ("command",),
    "click.confirm": ("text", "default"),
    "click.prompt": ("text", "default"),
    "fabric.Connection.local": ("command",),
    "fabric.Connection.run": ("command",),
    "fabric.Connection.sudo": ("command",),
    "getpass.getpass": ("prompt",),
    "invoke.Context.run": ("command",),
    "invoke.Context.sudo": ("command",),
    "invoke.run": ("command",),
    "os.popen": ("cmd",),
    "os.system": ("command",),
    "paramiko.SSHClient.exec_command": ("command",),
    "subprocess.Popen": ("args",),
    "subprocess.call": ("args",),
    "subprocess.check_call": ("args",),
    "subprocess.check_output": ("args",),
    "subprocess.getoutput": ("cmd",),
    "subprocess.getstatusoutput": ("cmd",),
    "subprocess.run": ("args",),
    "sys.exit": ("status",),
    "time.sleep": ("secs",),
    "typer.confirm": ("text", "default"),
    "typer.prompt": ("text", "default"),
}
"""Names of positional parameters, from the libraries' references."""

_REMOTE: Final = frozenset(("asyncssh.connect.run", "fabric.Connection.run", "fabric.Connection.sudo", "paramiko.SSHClient.exec_command"))
"""What starts a program on another host."""

_RUNNERS: Final = frozenset(("fabric.Connection.local", "invoke.Context.run", "invoke.Context.sudo", "invoke.run"))
_STARTERS: Final = frozenset((*(name for name in _PARAMETERS if name.startswith(("subprocess.", "os."))), *_REMOTE, *_RUNNERS))
_SHELL_STARTERS: Final = frozenset(("os.popen", "os.system", "subprocess.getoutput", "subprocess.getstatusoutput", *_REMOTE, *_RUNNERS))
_LOGGING: Final = frozenset(
    (
        *("print", "echo", "secho", "debug", "info", "warning", "warn", "error", "exception", "critical", "log", "write"),
        *("print_exc", "print_exception", "pprint"),
    )
)
_ENDINGS: Final = frozenset(("sys.exit", "exit", "quit", "os._exit"))


class _Outer(NamedTuple):
    """What stands around the calls that led into an activation: `except` clauses, innermost first; a loop; a terminal or a flag."""

    handlers: tuple[HandlerRecord, ...] = ()
    loop: bool = False
    guarded: bool = False


@dataclass(slots=True)
class _Site:
    """A call as it is written, with every activation it was met in."""

    source: Source
    call: ast.Call
    name: str
    around: Surroundings
    made: list[Made] = field(default_factory=list)
    loop: bool = False
    guarded: bool = True
    main: bool = False
    handlers: tuple[HandlerRecord, ...] = ()


def guarded_lexically(around: Surroundings) -> bool:
    """Whether a condition around a call mentions a terminal, a flag or the environment."""
    return any(_mentions_guard(test) for test in around.guards)


def _mentions_guard(test: ast.expr) -> bool:
    """Whether a condition asks about a terminal, a flag or the environment itself; not what a function makes of a flag."""
    stack: list[ast.AST] = [test]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] not in _ASKING:
            continue
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            name = node.value.lstrip("-").replace("-", "_") if len(node.value) < 40 else ""
        if name and _GUARDS.search(name):
            return True
        stack.extend(children(node))
    return False


def type_name(value: Value) -> str:
    """The imported name of a library's object: `boto3.cloudformation` for its client, "" for what is no library's."""
    if isinstance(value, External):
        return value.name
    if isinstance(value, Member):
        owner = type_name(value.owner)
        return f"{owner}.{value.name}" if owner else ""
    if not isinstance(value, Made):
        return ""
    if value.full_name is None:
        value.full_name = _full_name(value)
    return value.full_name


def _full_name(value: Made) -> str:
    if value.owner is None:
        name = "boto3.Session" if value.name == "boto3.session.Session" else value.name
    else:
        owner = type_name(value.owner)
        name = f"{owner}.{value.name}" if owner and len(owner) < MAX_NAME else ""
    if name in ("boto3.client", "boto3.resource", "boto3.Session.client", "boto3.Session.resource"):
        service = value.arguments.get(0, "service_name")
        known = service is not None and isinstance(service.value, Known)
        return f"boto3.{service.value.value}" if known else "boto3.*"  # type: ignore[union-attr]
    return name


def call_name(made: Made) -> str:
    """The name of what was called."""
    if made.owner is None:
        return "boto3.Session" if made.name == "boto3.session.Session" else made.name
    owner = type_name(made.owner)
    if owner == "boto3.Session" and made.name in ("client", "resource"):
        return f"boto3.{made.name}"
    if _is_answer(made.owner):
        return ""
    return f"{owner}.{made.name}" if owner else ""


def _is_answer(value: Value) -> bool:
    """Whether a value is (part of) what a client's method answered: data, whose methods are no calls into a library."""
    while isinstance(value, Member):
        value = value.owner
    if not isinstance(value, Made) or value.owner is None or value.name in ("get_waiter", "get_paginator", "client", "resource"):
        return False
    root = value.owner
    while isinstance(root, Member | Made) and root.owner is not None and not (isinstance(root, Made) and root.name == "client"):
        root = root.owner
    return isinstance(root, Made) and root.name in ("boto3.client", "client")


@lru_cache(maxsize=1024)
def _is_silent(name: str) -> bool:
    """Whether no rule asks about the calls of this name."""
    return name.startswith(_SILENT) and not _LOOK_UP.search(name)


@lru_cache(maxsize=1024)
def _takes_file(name: str) -> bool:
    """Whether the calls of this name take a file into what is deployed."""
    return _FILES.search(name) is not None


def _is_told(name: str, made: Made) -> bool:
    """Whether a call is told: also one that no rule asks about, when it takes in a file of the machine it runs on."""
    if not _is_silent(name):
        return True
    given = made.arguments.positional[0].value if _takes_file(name) and made.arguments.positional else None
    return isinstance(given, Known) and isinstance(given.value, str) and re.match(r"[/~]|[A-Za-z]:[\\/]", given.value) is not None


class Recorder:
    """Collects the calls of one program."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._sites: dict[tuple[str, int], _Site] = {}
        self._guarded: dict[ast.Call, bool] = {}
        self._handlers: dict[int, tuple[HandlerRecord, ...]] = {}
        self._outer: tuple[tuple[Frame, ast.Call] | None, _Outer] = None, _Outer()
        self.main = True

    def _is_guarded(self, source: Source, call: ast.Call) -> bool:
        """Whether a call runs only when a terminal or a flag says so."""
        known = self._guarded.get(call)
        if known is None:
            known = self._guarded[call] = guarded_lexically(surroundings(source, call))
        return known

    def called(self, made: Made, frame: Frame) -> None:
        """Note a call into a library."""
        call = made.arguments.call
        name = call_name(made)
        if call is None or not name or "[" in name or not _is_told(name, made):
            return
        outer = self._around()
        handlers = self._handlers_of(frame, call) + outer.handlers
        key = (frame.source.path, id(call))
        site = self._sites.get(key)
        if site is None:
            site = self._sites[key] = _Site(frame.source, call, name, surroundings(frame.source, call), handlers=handlers)
        site.handlers = tuple(one for one in site.handlers if one in handlers)
        site.made.append(made)
        site.main = site.main or self.main
        site.loop = site.loop or made.repeated or outer.loop
        site.guarded = site.guarded and (outer.guarded or self._is_guarded(frame.source, call))

    def _around(self) -> _Outer:
        """What stands around the present activation, worked out once for all calls in it."""
        callers = self._machine.callers
        if not callers:
            return _Outer()
        last, outer = self._outer
        if last is not callers[-1]:
            outer = _Outer(
                tuple([one for caller, through in reversed(callers) for one in self._handlers_of(caller, through)]),
                any(surroundings(caller.source, through).loop for caller, through in callers),
                any(self._is_guarded(caller.source, through) for caller, through in callers),
            )
            self._outer = callers[-1], outer
        return outer

    def _handlers_of(self, frame: Frame, call: ast.Call) -> tuple[HandlerRecord, ...]:
        """The `except` clauses around a call in its own function, and `contextlib.suppress`; innermost first."""
        known = self._handlers.get(id(call))
        if known is not None:
            return known
        self._handlers[id(call)] = ()  # what they catch may be computed by a call of its own
        around = surroundings(frame.source, call)
        found = [HandlerRecord(self._caught(frame, one), _does(one), frame.source.at(one.node)) for one in around.handlers]
        for context in around.contexts:
            names = self._suppressed(frame, context)
            if names:
                found.append(HandlerRecord(names, "nothing", frame.source.at(context)))
        self._handlers[id(call)] = tuple(found)
        return self._handlers[id(call)]

    def _caught(self, frame: Frame, handler: Handler) -> tuple[str, ...]:
        if not handler.caught:
            return ("BaseException",)
        return tuple(name for one in handler.caught for name in self._exception(evaluate(self._machine, frame, one)))

    def _suppressed(self, frame: Frame, context: ast.Call) -> tuple[str, ...]:
        callee = evaluate(self._machine, frame, context.func)
        if not isinstance(callee, External) or callee.name != "contextlib.suppress":
            return ()
        return tuple(name for one in context.args for name in self._exception(evaluate(self._machine, frame, one)))

    def _exception(self, value: Value) -> Iterator[str]:
        if isinstance(value, Sequence):
            for item in value.items:
                yield from self._exception(item)
        elif isinstance(value, Class):
            yield value.name
        else:
            yield type_name(value).removeprefix("builtins.") or "?"

    # -- records --------------------------------------------------------------------------------------------------------------------

    def records(self, translator: Translator, unit: str) -> tuple[list[CallRecord], list[CommandRecord]]:
        """One record for each call site, in the order of the files and the text; and the programs that they start."""
        calls: list[CallRecord] = []
        commands: list[CommandRecord] = []
        for site in sorted(self._sites.values(), key=lambda site: site.source.at(site.call)):
            at = site.source.at(site.call)
            call = CallRecord(
                site.name.removeprefix("builtins."), unit, at, _arguments(site, translator, at), self._context(site), site.handlers
            )
            calls.append(call)
            if site.name in _STARTERS:
                commands += _commands(site, call)
        return calls, commands

    def _context(self, site: _Site) -> tuple[str, ...]:
        facts = {
            LOOP: site.around.loop or site.loop,
            GUARDED: site.guarded,
            UNUSED: site.around.unused,
            HANDLER: site.around.in_handler,
            MAIN: site.main,
            ENDLESS: site.name.startswith(("time.sleep", "boto3.")) and is_endless(site.source, site.call),
            POLLS: site.name.startswith("boto3.") and is_polling(site.source, site.call),
        }
        return tuple(name for name, holds in facts.items() if holds)


def _arguments(site: _Site, translator: Translator, at: Location) -> Node:
    """The arguments by name; what activations do not agree on is unknown."""
    found: dict[str, tuple[Location, Node]] = {}
    more = ""
    names = _PARAMETERS.get(site.name, ())
    for index, made in enumerate(site.made):
        present: dict[str, tuple[Location, Node]] = {}
        for position, argument in enumerate(made.arguments.positional):
            name = names[position] if position < len(names) else str(position)
            present[name] = (argument.at, translator.node(argument.value, argument.at))
        for name, argument in made.arguments.keywords.items():
            present[name] = (made.arguments.keys.get(name, argument.at), translator.node(argument.value, argument.at))
        more = more or made.arguments.more
        if index == 0:
            found = present
            continue
        for name in {**found, **present}:
            key, node = found.get(name) or present[name]
            if name not in found or name not in present or bare(node) != bare(present[name][1]):
                found[name] = (key, unknown("it differs from call to call", Location(node[4], node[2], node[3])))
    return mapping(tuple((name, key.start, key.end, node) for name, (key, node) in found.items()), at, more)


def _commands(site: _Site, call: CallRecord) -> Iterator[CommandRecord]:
    """The programs that a call site starts."""
    starter = "remote-exec" if site.name in _REMOTE else "subprocess"
    for command in _started(site, call.arguments):
        context = tuple(dict.fromkeys((*call.context, *(one for one in command.context if one != LOOP))))
        yield CommandRecord(command.argv, starter, call.unit, command.at, context)


def _started(site: _Site, arguments: Node) -> Iterable[shell.Command]:
    """The programs that a call starts: the words of a list, or those of the command line in a string."""
    entries = {name: node for name, _, _, node in arguments[1][0]}
    node = next((entries[name] for name in ("args", "command", "cmd") if name in entries), None)
    if node is None:
        return ()
    through_shell = site.name in _SHELL_STARTERS or _is_true(entries.get("shell"))
    at = Location(node[4], node[2], node[3])
    if node[0] == LIST and not through_shell:
        return shell.started(node)
    passage = Passage.of(node, site.source.file.text if at.path == site.source.path else None)
    if passage is not None and through_shell:
        return shell.commands(passage)
    return shell.started(sequence((node,), at)) if passage is not None else ()


def _is_true(node: Node | None) -> bool:
    return node is not None and node[0] == SCALAR and node[1] is True


# -- what an except clause does ------------------------------------------------------------------------------------------------------------


def _does(handler: Handler) -> str:
    """What a handler does with the exception: `nothing`, `logs`, `raises` or `more`."""
    kinds = [_kind(statement) for statement in handler.body]
    if "more" in kinds:
        return "more"
    if "raises" in kinds:
        return "raises"
    return "logs" if "logs" in kinds else "nothing"


def _kind(statement: ast.stmt) -> str:
    match statement:
        case ast.Pass() | ast.Continue() | ast.Break() | ast.Expr(value=ast.Constant()):
            return "nothing"
        case ast.Return(value=None) | ast.Return(value=ast.Constant(value=None)):
            return "nothing"
        case ast.Raise():
            return "raises"
        case ast.Expr(value=ast.Call(func=func)):
            name = dotted(func)
            last = func.attr if isinstance(func, ast.Attribute) else name
            return "raises" if name in _ENDINGS else "logs" if last in _LOGGING else "more"
    return "more"
