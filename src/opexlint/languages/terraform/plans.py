"""Plans and states as `terraform show -json` writes them: another source of resources, whose values are known after all.

Where the configuration that was planned lies beside the file, everything is seen there: a resource at its block, a value at its argument.
References are taken from the configuration that the plan holds, as far as one says which resource it means.
"""

import re
from collections.abc import Iterator
from posixpath import dirname
from typing import Any, Final, NamedTuple

from opexlint.embedded import json_tree
from opexlint.embedded.tree import Mapping, Scalar, Sequence, Tree, resolved
from opexlint.languages.terraform.commands import commands
from opexlint.languages.terraform.configuration import Block, Configuration, attribute, folder_of
from opexlint.languages.terraform.instances import Instance, handle
from opexlint.languages.terraform.modules import Module, Reading, local_source
from opexlint.languages.terraform.resources import Draft, translated
from opexlint.languages.terraform.satellites import completed
from opexlint.languages.terraform.scopes import Steps
from opexlint.languages.terraform.settings import settings
from opexlint.languages.terraform.syntax import Node
from opexlint.languages.terraform.values import Value, known
from opexlint.model import CommandRecord, Parsed, Problem, UnitRecord, mapping
from opexlint.source import File, Location, Sources

MAX_RESOURCES: Final = 5_000
"""How many resources of one plan are read."""
MAX_MODULES_DEEP: Final = 12
"""How deep the modules of a plan may nest."""

_BEGINNING: Final = 2_000
_INDEX: Final = r"(?:\[(?:\d+|\"[^\"]*\")\])?"
_REFERENCE = re.compile(
    r"var\.(?P<variable>[\w-]+)"
    rf"|module\.(?P<call>[\w-]+{_INDEX})\.(?P<output>[\w-]+)"
    rf"|(?P<resource>(?!(?:each|count|local|path|terraform|self|data)\.)[\w-]+\.[\w-]+{_INDEX})\.(?P<attribute>[\w-]+)"
)
_LAST_STEP = re.compile(r"(?P<caller>.*?)\.?module\.(?P<call>[\w-]+)(?:\[[^\]]*\])?")
_STEP = re.compile(r"module\.([\w-]+)(?:\[[^\]]*\])?\.?")


def is_plan(file: File) -> bool:
    """Whether a file is a plan or a state, from how it begins."""
    head = file.text[:_BEGINNING]
    return (
        file.path.endswith(".json")
        and head.lstrip().startswith("{")
        and '"format_version"' in head
        and '"terraform_version"' in head
        and ('"planned_values"' in file.text or '"values"' in file.text)
    )


def read(path: str, sources: Sources) -> Parsed:
    """What a plan or a state holds."""
    file = sources.file(path)
    document = json_tree.parse(file.text) if file is not None else None
    if file is None or document is None or type(document.root) is not Mapping:
        return Parsed()
    problems = [
        Problem("limit-reached" if fault.limit else "syntax-error", fault.message, Location(path, fault.at, fault.at))
        for fault in document.faults
    ]
    plan = _Plan(document.root, path, sources)
    drafts = list(plan.drafts())
    started: list[CommandRecord] = [command for draft in drafts for command in commands(draft, plan.reading.texts)]
    beside = plan.reading.configuration(plan.folder)
    at = Location(beside.files[0].path if beside.files else path, 0, 0)
    said = settings(Module(plan.reading, beside), at) if beside.files else mapping((), at)
    unit = UnitRecord(plan.reading.unit, "terraform", at, said, "it is not known whole" if problems else "")
    configurations = list(plan.reading.own)
    return Parsed(
        (unit,),
        tuple(completed(drafts, plan.reading.texts)),
        (),
        tuple(started),
        (),
        tuple(found for one in configurations for found in one.suppressions),
        (*problems, *(problem for one in configurations for problem in one.problems), *plan.reading.problems),
    )


class _Resource(NamedTuple):
    """A resource of a plan: its address and the address of its module ("" for the root), what is known of it and what is not."""

    address: str
    module: str
    type: str
    name: str
    values: Mapping
    unknown: Tree | None
    expressions: Tree | None
    place: Scalar


class _Home(NamedTuple):
    """Where a resource is written: the file, the range that names it, and its arguments and blocks."""

    path: str
    start: int
    end: int
    body: tuple[Node, ...]


class _Plan:
    def __init__(self, root: Mapping, path: str, sources: Sources) -> None:
        self.root = root
        self.path = path
        self.folder = dirname(path) or "."
        self.reading = Reading(self.folder, sources, path)
        self.unknown = self._unknown()
        self.modules: dict[str, _Configured] = {}
        self.values = _at(root, "planned_values", "root_module") or _at(root, "values", "root_module")
        self._configured(_at(root, "configuration", "root_module"), "", 0)
        self.planned = _Planned(self.reading)

    def drafts(self) -> Iterator[Draft]:
        """The resources in CloudFormation's terms."""
        for one in self._resources(self.values, "", 0):
            if len(self.planned.by_address) == MAX_RESOURCES:
                self.reading.limit(f"more than {MAX_RESOURCES} resources in a plan; further ones are not read", Location(self.path, 0, 0))
                break
            self.planned.by_address[one.address] = self._instance(one)
        for instance in self.planned.by_address.values():
            try:
                yield translated(instance, self.reading.texts)
            except RecursionError:
                self.reading.limit(f"{instance.address} nests too deep to be read", instance.block.header)

    def _resources(self, module: Tree | None, address: str, depth: int) -> Iterator[_Resource]:
        for one in _items(module, "resources"):
            words = [one.get(name) for name in ("address", "type", "name")]
            values = one.get("values")
            if _text(one.get("mode")) != "managed" or type(values) is not Mapping or not all(type(word) is Scalar for word in words):
                continue
            full, kind, name = (_text(word) for word in words)
            place = words[0]
            assert type(place) is Scalar
            expressions = self._configured_as(address).resources.get(f"{kind}.{name}")
            yield _Resource(full, address, kind, name, values, self.unknown.get(full), expressions, place)
        if depth < MAX_MODULES_DEEP:
            for one in _items(module, "child_modules"):
                yield from self._resources(one, _text(one.get("address")), depth + 1)

    def _unknown(self) -> dict[str, Tree]:
        """By address, what will be known only after the plan is applied."""
        found = {}
        for change in _items(self.root, "resource_changes"):
            after = _at(change, "change", "after_unknown")
            if after is not None:
                found[_text(change.get("address"))] = after
        return found

    def _configured(self, module: Tree | None, name: str, depth: int) -> None:
        """What the configuration in the plan says of a module and those it calls, by their names without indexes."""
        resources = {f"{_text(one.get('type'))}.{_text(one.get('name'))}": _at(one, "expressions") for one in _items(module, "resources")}
        self.modules[name] = _Configured(resources, _at(module, "module_calls"), _at(module, "outputs"))
        if depth < MAX_MODULES_DEEP:
            for call, said in _pairs(_at(module, "module_calls")):
                self._configured(_at(said, "module"), f"{name}.{call}", depth + 1)

    def _configured_as(self, address: str) -> "_Configured":
        return self.modules.get("".join(f".{step[1]}" for step in _STEP.finditer(address)), _NOT_CONFIGURED)

    def _targets(self, module: str, said: Tree | None, depth: int = 0) -> list[tuple[str, str]]:
        """The attributes of resources that an expression in a module refers to, through inputs and outputs; none where one is not clear."""
        found: list[tuple[str, str]] = []
        for text in _references(said):
            written = _REFERENCE.fullmatch(text)
            if written is None or depth > MAX_MODULES_DEEP:
                return []
            below = f"{module}." if module else ""
            if written["resource"]:
                found.append((below + written["resource"], written["attribute"]))
                continue
            if written["variable"]:
                step = _LAST_STEP.fullmatch(module)
                caller, call = (step["caller"], step["call"]) if step is not None else ("", "")
                inner = self._targets(caller, _at(self._configured_as(caller).calls, call, "expressions", written["variable"]), depth + 1)
            else:
                called = f"{below}module.{written['call']}"
                inner = self._targets(called, _at(self._configured_as(called).outputs, written["output"], "expression"), depth + 1)
            if not inner:
                return []
            found += inner
        return found

    def _instance(self, one: _Resource) -> Instance:
        home = self._home(one) or _Home(self.path, one.place.start, one.place.end, ())
        items = tuple(self._items(one, home))
        labels = (one.type, one.name)
        node = ("block", home.start, home.end, "resource", labels, items, home.end, ((home.start, home.end),) * 2)
        block = Block(node, home.path)
        scope = self.planned.scope(home.path)
        return Instance(self.reading.unit, one.type, block, one.address, scope, known(True, block.header))

    def _items(self, one: _Resource, home: _Home) -> Iterator[Node]:
        """The arguments of a resource as they are written in a configuration; what is null is not."""
        doubts = dict(_pairs(one.unknown))
        known_names = set()
        for name, value in _pairs(one.values):
            known_names.add(name)
            if type(value) is Scalar and not value.style and resolved(value) is None:
                continue
            yield _argument(name, self._expression(one, value, doubts.get(name), _said(one, home, name)), home)
        for name, doubt in doubts.items():
            if name not in known_names and _is_true(doubt):
                yield _argument(name, self._later(one, _said(one, home, name)), home)
        yield from (item for item in home.body if item[0] == "block" and item[3] in ("lifecycle", "provisioner"))

    def _expression(self, one: _Resource, tree: Tree, doubt: Tree | None, said: Tree | None) -> Node:
        """A value as an expression; what the plan does not know is known later, and may be said to come from a resource."""
        if _is_true(doubt):
            return self._later(one, said)
        if type(tree) is Mapping:
            doubts = dict(_pairs(doubt))
            only = sum(map(_is_true, doubts.values())) == 1 if _references(said) else False
            inner = {name: said if only else _at(said, name) for name in (*(key.text for key, _ in tree.pairs), *doubts)}
            pairs = [
                (("key", 0, 0, _literal(key), True), self._expression(one, value, doubts.pop(key.text, None), inner[key.text]))
                for key, value in tree.pairs
            ]
            pairs += [
                (("key", 0, 0, _string(name), True), self._later(one, inner[name])) for name, more in doubts.items() if _is_true(more)
            ]
            return ("object", 0, 0, tuple(pairs))
        if type(tree) is Sequence:
            return ("tuple", 0, 0, tuple(self._elements(one, tree, doubt, said)))
        assert type(tree) is Scalar
        return _literal(tree)

    def _elements(self, one: _Resource, tree: Sequence, doubt: Tree | None, said: Tree | None) -> Iterator[Node]:
        """The elements of a list: blocks are said one by one, those that are not known of a list of values are so in their order."""
        doubts = [*(doubt.items if type(doubt) is Sequence else []), *[None] * len(tree.items)]
        blocks = [*(said.items if type(said) is Sequence else [said] if len(tree.items) == 1 else []), *[None] * len(tree.items)]
        targets = self._targets(one.module, said)
        if len(targets) != sum(map(_is_true, doubts)):
            targets = []
        for item, unknown, block in zip(tree.items, doubts, blocks, strict=False):
            yield _traversal(*targets.pop(0)) if targets and _is_true(unknown) else self._expression(one, item, unknown, block)

    def _later(self, one: _Resource, said: Tree | None) -> Node:
        """What the plan does not know: the attribute it refers to, if it is said to be nothing else."""
        targets = self._targets(one.module, said)
        return _traversal(*targets[0]) if len(targets) == 1 else ("later", 0, 0)

    def _home(self, one: _Resource) -> _Home | None:
        """Where the resource is written, if that is a part of the project."""
        folder = self.folder
        header: Block | None = None
        for step in _STEP.finditer(one.module):
            configuration = self.reading.configuration(folder)
            block = configuration.declared.get(("module", step[1]))
            source = local_source(block) if block is not None else None
            if block is None:
                return None
            header = block
            if source is None:
                return _Home(header.path, header.header.start, header.header.end, ())
            folder = folder_of(folder, source)
        found = self.reading.configuration(folder).declared.get(("resource", one.type, one.name))
        if found is not None:
            return _Home(found.path, found.header.start, found.header.end, found.body)
        return None if header is None else _Home(header.path, header.header.start, header.header.end, ())


class _Configured(NamedTuple):
    """What the configuration in a plan says of a module: the expressions of its resources, its calls of modules and its outputs."""

    resources: dict[str, Tree | None]
    calls: Tree | None
    outputs: Tree | None


_NOT_CONFIGURED: Final = _Configured({}, None, None)


class _Planned(Module):
    """The module in which names of resources mean what a plan says of them: their whole addresses."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(reading, Configuration(reading.root))
        self.by_address: dict[str, Instance] = {}

    def root(self, name: str, steps: Steps, at: Location) -> tuple[Value, Steps]:
        """A resource of the plan."""
        instance = self.by_address.get(str(steps[0][1])) if name == "resource" and steps else None
        return (handle(instance, at), steps[1:]) if instance is not None else super().root(name, steps, at)


# -- from JSON to syntax ----------------------------------------------------------------------------------------------------------------


def _argument(name: str, expression: Node, home: _Home) -> Node:
    """An argument at the place where the configuration has it, or has blocks of that name, or at the resource's header."""
    for item in home.body:
        if item[0] == "attr" and item[3] == name:
            start, end, at = item[1], item[5], (item[4][1], item[4][2])
            break
        if item[0] == "block" and (item[3] == name or (item[3] == "dynamic" and item[4] == (name,))):
            start, end, at = item[1], item[6], (item[1], item[6])
            break
    else:
        start, end, at = home.start, home.end, (home.start, home.end)
    return ("attr", start, at[1], name, _put(expression, *at), end)


def _put(node: Any, start: int, end: int) -> Any:
    """An expression whose parts stand at one place."""
    if not isinstance(node, tuple):
        return node
    if node and isinstance(node[0], str) and len(node) >= 3 and isinstance(node[1], int):
        return (node[0], start, end, *(_put(part, start, end) for part in node[3:]))
    return tuple(_put(part, start, end) for part in node)


def _literal(tree: Scalar) -> Node:
    return _string(tree.text) if tree.style else ("lit", 0, 0, resolved(tree))


def _string(text: str) -> Node:
    return ("tmpl", 0, 0, (("lit", 0, 0, text),))


def _traversal(address: str, attribute: str) -> Node:
    return ("trav", 0, 0, ("resource", ("a", address), ("a", attribute)))


def _said(one: _Resource, home: _Home, name: str) -> Tree | None:
    """What the plan says of an argument's expression; nothing where it is written beside it that this makes something else of it."""
    written = attribute(home.body, name)
    passed_on = written is None or written[0] in _PASSING or (written[0] == "call" and written[3] in _PASSING_CALLS)
    return _at(one.expressions, name) if passed_on else None


_PASSING: Final = frozenset(("trav", "rel", "index", "splat", "tuple", "object", "cond", "for", "wrap", "paren"))
"""Expressions that pass on what they refer to, where others (a template, a sum) compute something of it."""
_PASSING_CALLS: Final = frozenset(
    ("coalesce", "compact", "concat", "distinct", "element", "flatten", "merge", "nonsensitive", "one", "tolist", "toset", "try")
)


def _references(tree: Tree | None) -> list[str]:
    """What an expression refers to: of each reference (`a.b.c`, `a.b`) the whole."""
    listed = _at(tree, "references")
    found: list[str] = []
    for item in listed.items if type(listed) is Sequence else ():
        text = _text(item)
        if not found or not found[-1].startswith((f"{text}.", f"{text}[")):
            found.append(text)
    return found


def _at(tree: Tree | None, *path: str) -> Tree | None:
    for step in path:
        tree = tree.get(step) if type(tree) is Mapping else None
    return tree


def _items(tree: Tree | None, name: str) -> Iterator[Mapping]:
    found = _at(tree, name)
    for item in found.items if type(found) is Sequence else ():
        if type(item) is Mapping:
            yield item


def _pairs(tree: Tree | None) -> Iterator[tuple[str, Tree]]:
    for key, value in tree.pairs if type(tree) is Mapping else ():
        yield key.text, value


def _text(tree: Tree | None) -> str:
    return tree.text if type(tree) is Scalar else ""


def _is_true(tree: Tree | None) -> bool:
    return type(tree) is Scalar and not tree.style and tree.text == "true"
