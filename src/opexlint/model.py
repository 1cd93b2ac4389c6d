"""The common model: what every language is read into and every rule asks.

**Nodes** are what a reader returns: plain nested tuples `(kind, payload, start, end, path, via)`. They hold no objects, so they cross
processes and a cache as pure data (`encode`, `decode`). `path`, `start` and `end` are where the value stands; `via` is the way to the
literal it came from, a tuple of steps `(how, name, path, start, end)` whose last one is the origin.

========== ==================================================== ===========================================================
kind       payload                                              meaning
========== ==================================================== ===========================================================
SCALAR     str, int, float, bool or None                        a known value, normalised by schema
LIST       `(items, open)`                                      `open`: why there may be more items, or ""
MAPPING    `(entries, open)`, entries `(key, start, end, node)` the range is the key's; `open` as for a list
REFERENCE  `((unit, address), attribute)`                       an attribute of a resource, in CloudFormation's vocabulary
TEXT       parts (nodes)                                        a string known in part
CHOICE     `(switch, ((option, node), ...))`                    what nobody can decide now, hung on a switch
GONE       None                                                 written so that it is absent (`AWS::NoValue`, null)
UNKNOWN    why                                                  anything at all
========== ==================================================== ===========================================================

A **switch** is `(kind, name, scope)`: `("parameter", "Env", "shop.yaml")`. Equal switches always have the same options.
"""

import marshal
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple, TypeAlias

from opexlint.source import Location

Scalar: TypeAlias = str | int | float | bool | None
Step: TypeAlias = tuple[str, str, str, int, int]
Node: TypeAlias = tuple[str, Any, int, int, str, tuple[Step, ...]]
Switch: TypeAlias = tuple[str, str, str]
Key: TypeAlias = tuple[str, str]

SCALAR: Final = "scalar"
LIST: Final = "list"
MAPPING: Final = "mapping"
REFERENCE: Final = "reference"
TEXT: Final = "text"
CHOICE: Final = "choice"
GONE: Final = "gone"
UNKNOWN: Final = "unknown"

DEFAULT: Final = "default"
"""The `how` of a step through a parameter's default: certain, unless somebody passes another value."""

ANOTHER: Final = "another value"
"""The option of a switch that stands for all values that the code does not name."""

SHARED: Final = "*"
"""Stands for the unit in a reference to what some unit publishes in its settings under `Exports`; `imported` makes such a reference."""


def scalar(value: Scalar, at: Location, via: tuple[Step, ...] = ()) -> Node:
    """A known value standing at `at`."""
    return (SCALAR, value, at.start, at.end, at.path, via)


def sequence(items: tuple[Node, ...], at: Location, more: str = "") -> Node:
    """A list; `more` says why it may hold further items."""
    return (LIST, (items, more), at.start, at.end, at.path, ())


def mapping(entries: tuple[tuple[str, int, int, Node], ...], at: Location, more: str = "") -> Node:
    """A mapping; `more` says why it may hold further keys."""
    return (MAPPING, (entries, more), at.start, at.end, at.path, ())


def reference(target: Key, attribute: str, at: Location) -> Node:
    """An attribute of a resource of the project."""
    return (REFERENCE, (target, attribute), at.start, at.end, at.path, ())


def imported(name: str, at: Location) -> Node:
    """What some unit of the project publishes under a name; `Project` puts the value in its place.

    The name begins with the kind of what publishes it (`export:VpcId`), as do the keys of `Exports` in the settings of a unit.
    """
    return reference((SHARED, name), "Value", at)


def text(parts: tuple[Node, ...], at: Location) -> Node:
    """A string of known and unknown parts; all known ones collapse to a scalar."""
    merged: list[Node] = []
    for part in (inner for outer in parts for inner in (outer[1] if outer[0] == TEXT else (outer,))):
        if part[0] == SCALAR and merged and merged[-1][0] == SCALAR:
            before = merged[-1]
            # pieces that come from elsewhere stand where the text does
            spans = before[4] == part[4] == at.path and at.start <= before[2] <= part[3] <= at.end
            place = (before[2], part[3], part[4]) if spans else (at.start, at.end, at.path)
            merged[-1] = (SCALAR, plain(before[1]) + plain(part[1]), *place, ())
        else:
            merged.append(part)
    if not merged:
        return (SCALAR, "", at.start, at.end, at.path, ())
    if len(merged) == 1 and merged[0][0] == SCALAR:
        return (SCALAR, plain(merged[0][1]), at.start, at.end, at.path, merged[0][5])
    return (TEXT, tuple(merged), at.start, at.end, at.path, ())


def choice(switch: Switch, branches: tuple[tuple[str, Node], ...], at: Location) -> Node:
    """One of several values, decided by the option of a switch; equal branches are no choice."""
    first = branches[0][1]
    for _, node in branches:
        if node is not first and node[:2] != first[:2]:
            return (CHOICE, (switch, branches), at.start, at.end, at.path, ())
    return first


def gone(at: Location) -> Node:
    """A property that is written and yet absent."""
    return (GONE, None, at.start, at.end, at.path, ())


def unknown(why: str, at: Location) -> Node:
    """Anything at all; `why` completes "unknown because"."""
    return (UNKNOWN, why, at.start, at.end, at.path, ())


def moved(node: Node, at: Location, how: str, name: str) -> Node:
    """The same value where it is used, with the step back to where it was written."""
    kind, payload, start, end, path, via = node
    return (kind, payload, at.start, at.end, at.path, ((how, name, path, start, end), *via))


def carried(node: Node, at: Location, how: str, name: str) -> Node:
    """A value of another unit where it is used: as `moved`, in every branch of a choice and every part of a list or text."""
    kind, payload, start, end, path, via = node
    if kind == CHOICE:
        switch, branches = payload
        return choice(switch, tuple((option, carried(branch, at, how, name)) for option, branch in branches), at)
    if kind == LIST:
        node = (kind, (tuple(carried(item, at, how, name) for item in payload[0]), payload[1]), start, end, path, via)
    elif kind == TEXT:
        node = (kind, tuple(carried(part, at, how, name) for part in payload), start, end, path, via)
    return moved(node, at, how, name)


def plain(value: Scalar) -> str:
    """A scalar as text, as both CloudFormation and Terraform spell it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


_PUNCTUATION = re.compile(r"[^0-9A-Za-z]")


@lru_cache(maxsize=16_384)
def fold(name: str) -> str:
    """The form in which names of one schema are compared: `retention_in_days` and `RetentionInDays` are the same."""
    return _PUNCTUATION.sub("", name).lower()


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside a node."""
    kind, payload = node[0], node[1]
    if kind == LIST:
        return payload[0]  # type: ignore[no-any-return]
    if kind == MAPPING:
        return tuple([entry[3] for entry in payload[0]])
    if kind == TEXT:
        return payload  # type: ignore[no-any-return]
    if kind == CHOICE:
        return tuple([branch for _, branch in payload[1]])
    return ()


def linked(node: Node, find: Callable[[str, Location], Node]) -> Node:
    """The node with everything `imported` in it replaced by what `find` answers for its name and place."""
    kind, payload, start, end, path, via = node
    if kind == LIST:
        payload = tuple([item if item[0] == SCALAR else linked(item, find) for item in payload[0]]), payload[1]
    elif kind == MAPPING:
        payload = tuple([entry if entry[3][0] == SCALAR else (*entry[:3], linked(entry[3], find)) for entry in payload[0]]), payload[1]
    elif kind == CHOICE:
        payload = payload[0], tuple([(option, linked(branch, find)) for option, branch in payload[1]])
    elif kind == TEXT:
        whole = text(tuple([linked(part, find) for part in payload]), Location(path, start, end))
        return (*whole[:5], via or whole[5])
    else:
        return find(payload[0][1], Location(path, start, end)) if kind == REFERENCE and payload[0][0] == SHARED else node
    return (kind, payload, start, end, path, via)


def bare(node: Node) -> tuple[str, Any]:
    """Kind and payload without places: equal for two nodes that say the same."""
    kind, payload = node[0], node[1]
    if kind == LIST:
        return kind, (tuple(map(bare, payload[0])), payload[1])
    if kind == MAPPING:
        return kind, (tuple((entry[0], bare(entry[3])) for entry in payload[0]), payload[1])
    if kind == TEXT:
        return kind, tuple(map(bare, payload))
    if kind == CHOICE:
        return kind, (payload[0], tuple((option, bare(branch)) for option, branch in payload[1]))
    return kind, payload


def shifted(node: Node, by: Mapping[str, int]) -> Node:
    """The same node in files whose texts stand further down, or up, by so many code points."""
    kind, payload, start, end, path, via = node
    if kind == LIST:
        payload = tuple([shifted(item, by) for item in payload[0]]), payload[1]
    elif kind == MAPPING:
        entries = [(key, Location(path, first, last).shifted(by), shifted(entry, by)) for key, first, last, entry in payload[0]]
        payload = tuple([(key, at.start, at.end, entry) for key, at, entry in entries]), payload[1]
    elif kind == CHOICE:
        payload = payload[0], tuple([(option, shifted(branch, by)) for option, branch in payload[1]])
    elif kind == TEXT:
        payload = tuple([shifted(part, by) for part in payload])
    steps = tuple([(how, name, *Location(file, first, last).shifted(by)) for how, name, file, first, last in via])
    at = Location(path, start, end).shifted(by)
    return (kind, payload, at.start, at.end, path, steps)


# -- what a reader returns --------------------------------------------------------------------------------------------------------------


class Contents(NamedTuple):
    """What stands in a resource, in any world: what the relations of a project are made of.

    `mentions` are all keys of resources and all strings, with the last segment of each as well; `names` its literal physical names;
    `imports` what comes from other units; each is there once. `whole` is whether nothing is unknown.
    """

    mentions: tuple[Key | str, ...]
    names: tuple[str, ...]
    imports: tuple[str, ...]
    whole: bool


class ResourceRecord(NamedTuple):
    """A resource as read.

    `type` is CloudFormation's (`AWS::SQS::Queue`), or the native one without a counterpart; `native_type` the source language's own.
    `address` names it uniquely in its unit (logical id, `module.a.aws_sqs_queue.b[0]`, construct path), `unit` is the id of its unit.
    `header` is the range that names it in the source, `when` whether it exists (a node of True, False or a choice), `properties` and
    `attributes` are mappings; attributes are those of the resource itself (`DeletionPolicy`, `UpdatePolicy`, `DependsOn`, `Metadata`).
    """

    type: str
    native_type: str
    name: str
    address: str
    unit: str
    header: Location
    when: Node
    properties: Node
    attributes: Node

    @property
    def whole(self) -> "ResourceRecord":
        """Itself, as that of a `Record`."""
        return self


class Record:
    """A `ResourceRecord` on its way through a run: what it takes work to make of it waits until somebody asks, and is kept."""

    __slots__ = ("_contents", "_nodes", "address", "header", "imports", "name", "native_type", "type", "unit", "when")

    def __init__(
        self,
        type: str,  # noqa: A002  as the records of readers call it
        native_type: str,
        name: str,
        address: str,
        unit: str,
        header: Location,
        when: Node,
        imports: tuple[str, ...],
        nodes: tuple[Node, Node] | Callable[[], tuple[Node, Node]],
        contents: Contents | Callable[[], Contents],
    ) -> None:
        self.type = type
        self.native_type = native_type
        self.name = name
        self.address = address
        self.unit = unit
        self.header = header
        self.when = when
        self.imports = imports
        """What it imports from other units, as in its contents."""
        self._nodes = nodes
        self._contents = contents

    @classmethod
    def of(cls, read: "ResourceRecord | Record") -> "Record":
        """The record of a resource that was just read; one that is a `Record` already is its own."""
        if isinstance(read, Record):
            return read
        found = contents(read.properties, read.attributes, names=_names(read.type, read.properties))
        return cls(*read[:7], found.imports, read[7:], found)

    @property
    def properties(self) -> Node:
        """As in `ResourceRecord`."""
        return self.both[0]

    @property
    def attributes(self) -> Node:
        """As in `ResourceRecord`."""
        return self.both[1]

    @property
    def contents(self) -> Contents:
        """What stands in its properties and attributes."""
        found = self._contents
        if callable(found):
            found = self._contents = found()
        return found

    @property
    def whole(self) -> ResourceRecord:
        """The record as it was read."""
        named = (self.type, self.native_type, self.name, self.address, self.unit, self.header, self.when)
        return ResourceRecord(*named, *self.both)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record | ResourceRecord) and self.whole == other.whole

    __hash__ = object.__hash__

    def replaced(self, change: Callable[[Node], Node]) -> "Record":
        """The record with all its nodes changed, when somebody asks for them."""

        def nodes() -> tuple[Node, Node]:
            return change(self.properties), change(self.attributes)

        def inside() -> Contents:
            return contents(*changed.both, names=_names(self.type, changed.properties))

        named = (self.type, self.native_type, self.name, self.address, self.unit, self.header, self.when)
        changed = Record(*named, self.imports, nodes, inside)
        return changed

    @property
    def both(self) -> tuple[Node, Node]:
        """Its properties and its attributes."""
        nodes = self._nodes
        if callable(nodes):
            nodes = self._nodes = nodes()
        return nodes


class HandlerRecord(NamedTuple):
    """An `except` clause around a call: the exceptions it catches by imported name, and what it does with them.

    `does` is `nothing` (pass, continue, ...), `logs` (prints or logs and goes on), `raises` (raises or ends the program) or `more`.
    """

    exceptions: tuple[str, ...]
    does: str
    at: Location


class CallRecord(NamedTuple):
    """A call in a deployment program, by its imported name (`boto3.cloudformation.create_stack`, `subprocess.run`, `input`).

    `arguments` is a mapping by parameter name; positional arguments without a known name stand under "0", "1", ... `context` are facts:
    `loop`, `guarded` (runs only when a terminal or a flag says so), `unused` (the result is thrown away), `handler` (inside an except),
    `main` (runs when the program is started), `endless` (a pause or a question in a loop that nothing bounds), `polls` (asks again and
    again until the answer is the right one).
    """

    name: str
    unit: str
    at: Location
    arguments: Node
    context: tuple[str, ...]
    handlers: tuple[HandlerRecord, ...]


class CommandRecord(NamedTuple):
    """A program that is started: `argv` is a list node of words, `starter` who starts it.

    `starter` is `subprocess`, `local-exec`, `remote-exec`, `user-data`, `buildspec`, `runbook` or `samconfig`; `context` as for a call.
    """

    argv: Node
    starter: str
    unit: str
    at: Location
    context: tuple[str, ...]


class ModuleRecord(NamedTuple):
    """A call of a module. `opaque` says why it can't be seen into, or is "" for one that was expanded; `source` and `version` are nodes."""

    name: str
    address: str
    unit: str
    at: Location
    source: Node
    version: Node
    inputs: Node
    opaque: str


class UnitRecord(NamedTuple):
    """One deployable whole.

    `kind` is `template`, `terraform`, `cdk-stack`, `pulumi` or `script`; `id` is unique in the project (a path, a stack's path); `at` the
    place that stands for it; `settings` a mapping of what is said of the whole (`Backend`, `Providers`, `RequiredVersion`, `Transform`),
    `Exports` in it of what others can import, by name (see `imported`); `open` says why it may hold resources that were not seen, or is "".
    """

    id: str
    kind: str
    at: Location
    settings: Node
    open: str


class Suppression(NamedTuple):
    """A comment that switches rules off in `scope`: the line it is about, or the whole resource when that line is its header.

    `rules` are `(id, place)`; `reason` is what was written behind.
    """

    rules: tuple[tuple[str, Location], ...]
    reason: str
    at: Location
    scope: Location


class Problem(NamedTuple):
    """A file that could not be read whole: `rule` is `syntax-error`, `file-skipped` or `limit-reached`."""

    rule: str
    message: str
    at: Location


class Parsed(NamedTuple):
    """What one job of a language yields."""

    units: tuple[UnitRecord, ...] = ()
    resources: tuple[ResourceRecord | Record, ...] = ()
    calls: tuple[CallRecord, ...] = ()
    commands: tuple[CommandRecord, ...] = ()
    modules: tuple[ModuleRecord, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    problems: tuple[Problem, ...] = ()


# -- what stands in nodes ---------------------------------------------------------------------------------------------------------------

SEGMENTS: Final = re.compile(r"[:/]")
"""Between these the parts of an ARN, a URL or a path stand."""


def contents(*nodes: Node, names: tuple[str, ...] = ()) -> Contents:
    """What stands in nodes, at any depth and in any world."""
    found: dict[Key | str, None] = {}  # in the order of the nodes: equal nodes have equal contents, also as bytes
    whole = True
    imports: dict[str, None] = {}
    waiting = list(nodes)
    for node in waiting:  # which grows by what is inside
        kind, payload = node[0], node[1]
        if kind == SCALAR:
            if type(payload) is str:
                found[payload] = None
                if ":" in payload or "/" in payload:
                    found[SEGMENTS.split(payload)[-1]] = None
        elif kind == MAPPING:
            for entry in payload[0]:
                waiting.append(entry[3])  # noqa: PERF401  a list in between takes a tenth of the time
        elif kind == REFERENCE:
            found[payload[0]] = None
            if payload[0][0] == SHARED:
                imports[payload[0][1]] = None
        elif kind == UNKNOWN:
            whole = False
        else:
            waiting += children(node)
            if kind == TEXT and payload[-1][0] == SCALAR:
                found[SEGMENTS.split(str(payload[-1][1]))[-1]] = None
    return Contents(tuple(found), names, tuple(imports), whole)


def _names(type_: str, properties: Node) -> tuple[str, ...]:
    """The literal physical names of a resource: the property that its type calls its name, as far as it is known."""
    wanted = _naming(type_)
    entries = properties[1][0] if properties[0] == MAPPING else ()
    return tuple([name for entry in entries if fold(entry[0]) in wanted for name in _strings(entry[3])])


def _strings(node: Node) -> Iterator[str]:
    """The strings that a value is, in any world."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one[0] == SCALAR and isinstance(one[1], str) and one[1]:
            yield one[1]
        elif one[0] == CHOICE:
            waiting.extend(children(one))


@lru_cache(maxsize=1_024)
def _naming(type_: str) -> frozenset[str]:
    """How the property may be called, folded, that names the resources of a type."""
    kind = fold(type_.rpartition("::")[2])
    return frozenset(("name", f"{kind}name", f"{kind}identifier"))


# -- the same elsewhere -----------------------------------------------------------------------------------------------------------------


class Anchored(NamedTuple):
    """What rules see of a job, in words, with each place as its distance from the first one of its file; and these first ones."""

    said: str
    anchors: dict[str, int]


def anchored(parsed: Parsed) -> Anchored:
    """What a job says apart from where its files begin to say it: equal words for a text that was moved as a whole, by a new first line."""
    anchors: dict[str, int] = {}

    def place(path: str, start: int, end: int) -> tuple[Any, ...]:
        if not end:  # the file itself
            return path, None, None
        anchor = anchors.setdefault(path, start)
        return path, start - anchor, end - anchor

    def bared(node: Node) -> tuple[Any, ...]:
        kind, payload, start, end, path, via = node
        at = place(path, start, end)
        if kind == LIST:
            payload = [bared(item) for item in payload[0]], payload[1]
        elif kind == MAPPING:
            payload = [(entry[0], bared(entry[3])) for entry in payload[0]], payload[1]
        elif kind == CHOICE:
            payload = payload[0], [(option, bared(branch)) for option, branch in payload[1]]
        elif kind == TEXT:
            payload = [bared(part) for part in payload]
        return kind, payload, at, [(how, name, place(file, first, last)) for how, name, file, first, last in via]

    resources = [one.whole for one in parsed.resources]
    said = (
        [(*one[:2], place(*one.at), bared(one.settings), one.open) for one in parsed.units],
        [(*one[:5], place(*one.header), *map(bared, one[6:])) for one in resources],
        [(*one[:2], place(*one.at), bared(one[3]), one[4], [(*hand[:2], place(*hand.at)) for hand in one[5]]) for one in parsed.calls],
        [(bared(one.argv), *one[1:3], place(*one.at), one.context) for one in parsed.commands],
        [(*one[:3], place(*one.at), *map(bared, one[4:7]), one.opaque) for one in parsed.modules],
    )
    return Anchored(repr(said), anchors)


# -- as bytes ---------------------------------------------------------------------------------------------------------------------------


def recorded(parsed: Parsed) -> Parsed:
    """The parsed job with a `Record` of each of its resources."""
    return parsed._replace(resources=tuple(map(Record.of, parsed.resources)))


def encode(parsed: Parsed) -> bytes:
    """The parsed job as bytes of pure data; reading them back can run no code. Raises ValueError where it nests too deep."""
    resources = [Record.of(one) for one in parsed.resources]
    return marshal.dumps(
        (
            [(id_, kind, tuple(at), settings, more) for id_, kind, at, settings, more in parsed.units],
            [(one.type, one.native_type, one.name, one.address, one.unit, tuple(one.header), one.when, one.imports) for one in resources],
            marshal.dumps([one.both for one in resources]),
            marshal.dumps([tuple(one.contents) for one in resources]),
            [(*one[:2], tuple(one.at), *one[3:5], [(*hand[:2], tuple(hand.at)) for hand in one.handlers]) for one in parsed.calls],
            [(*one[:3], tuple(one.at), one.context) for one in parsed.commands],
            [(*one[:3], tuple(one.at), *one[4:]) for one in parsed.modules],
            [([(rule, tuple(at)) for rule, at in one.rules], one.reason, tuple(one.at), tuple(one.scope)) for one in parsed.suppressions],
            [(rule, message, tuple(at)) for rule, message, at in parsed.problems],
        )
    )


class _Late:
    """What the resources of a job have in store: decoded for all of them when it is asked of one."""

    __slots__ = ("_data", "_of_all")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._of_all: list[Any] | None = None

    def nodes(self, number: int) -> tuple[Node, Node]:
        """The nodes of the resource with this number."""
        try:
            properties, attributes = self._of(number)
        except _MALFORMED:
            properties = attributes = (UNKNOWN, "what was kept of it is damaged", 0, 0, "", ())
        return properties, attributes

    def contents(self, number: int) -> Contents:
        """The contents of the resource with this number."""
        try:
            return Contents(*self._of(number))
        except _MALFORMED:
            return Contents((), (), (), False)

    def _of(self, number: int) -> Any:
        if self._of_all is None:
            self._of_all = marshal.loads(self._data)  # noqa: S302  data, never code: calls nothing
        return self._of_all[number]


_MALFORMED: Final = (TypeError, ValueError, EOFError, LookupError, MemoryError)
"""What it raises to take apart what nobody of us has written."""


def decode(data: bytes) -> Parsed:
    """What `encode` wrote, its resources as `Record`s. Raises ValueError, EOFError or TypeError for bytes of another form."""
    units, resources, nodes, inside, calls, commands, modules, suppressions, problems = marshal.loads(data)  # noqa: S302  data, never code
    both, stands = _Late(nodes), _Late(inside)
    return Parsed(
        tuple([UnitRecord(id_, kind, Location(*at), settings, more) for id_, kind, at, settings, more in units]),
        tuple(
            [
                Record(
                    type_,
                    native,
                    name,
                    address,
                    unit,
                    Location(*header),
                    when,
                    imports,
                    partial(both.nodes, at),
                    partial(stands.contents, at),
                )
                for at, (type_, native, name, address, unit, header, when, imports) in enumerate(resources)
            ]
        ),
        tuple(
            [
                CallRecord(
                    name, unit, Location(*at), arguments, context, tuple([HandlerRecord(of, do, Location(*by)) for of, do, by in hands])
                )
                for name, unit, at, arguments, context, hands in calls
            ]
        ),
        tuple([CommandRecord(argv, starter, unit, Location(*at), context) for argv, starter, unit, at, context in commands]),
        tuple(
            [
                ModuleRecord(name, address, unit, Location(*at), source, version, inputs, opaque)
                for name, address, unit, at, source, version, inputs, opaque in modules
            ]
        ),
        tuple(
            [
                Suppression(tuple([(rule, Location(*place)) for rule, place in rules]), reason, Location(*at), Location(*scope))
                for rules, reason, at, scope in suppressions
            ]
        ),
        tuple([Problem(rule, message, Location(*at)) for rule, message, at in problems]),
    )
