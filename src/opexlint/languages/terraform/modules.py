"""Modules: what names mean in one, and the instances of the modules it calls.

Everything is computed when it is asked for and kept; what depends on itself is unknown.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from posixpath import relpath
from typing import Any, Final

from opexlint.languages.terraform import abridged
from opexlint.languages.terraform import configuration as configurations
from opexlint.languages.terraform.alternatives import across, choice
from opexlint.languages.terraform.configuration import (
    Block,
    Configuration,
    alias_of,
    attribute,
    blocks,
    folder_of,
    is_below,
    spelled,
    written,
)
from opexlint.languages.terraform.constraints import convert
from opexlint.languages.terraform.data_sources import data_source
from opexlint.languages.terraform.expressions import Scope, Steps, attempt, evaluate, stepped
from opexlint.languages.terraform.instances import Instance, expansion, handle
from opexlint.languages.terraform.project_files import call as call_with_files
from opexlint.languages.terraform.values import OPTION, Failure, Option, Value, bounded, known, place, unknown, used
from opexlint.languages.terraform.variables import Assigned, Assignments, Compared, declared_type
from opexlint.model import DEFAULT, GONE, SCALAR, Key, Problem
from opexlint.source import Location, Sources

MAX_DEPTH: Final = 8
"""How deep modules may call modules."""
MAX_MODULES: Final = 400
"""How many instances of modules one root may have."""
MAX_REFERENCES: Final = 40
"""How many names may lead on to other names."""
MAX_STEPS: Final = 1_000_000
"""How many expressions are computed for one root, every use in a loop or module instance counted."""
MAX_COPIES: Final = 300_000
"""How many values the properties of one root may hold that are written once and used many times."""

_INDEX = re.compile(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]\.")
_META: Final = frozenset(("source", "version", "count", "for_each", "depends_on", "providers"))


class Reading:
    """One root being read: what all its modules share."""

    def __init__(self, root: str, sources: Sources) -> None:
        self.root = root
        self.sources = sources
        self.problems: list[Problem] = []
        self.steps = MAX_STEPS
        self.copies = MAX_COPIES
        self.modules = 0
        self._configurations: dict[str, Configuration] = {}
        self._compared: dict[str, Compared] = {}
        self.types: dict[str, dict[str, Any]] = {}
        self.nesting = 0
        self.homes: dict[str, Location] = {}
        """The headers of the calls in whose place abridged modules stand, by the paths of these."""
        self._installed: dict[str, str] | None = None
        self._limits: set[str] = set()
        self._mistakes: set[Problem] = set()

    @property
    def unit(self) -> str:
        """The id of the unit: the folder of the root."""
        return self.root

    def configuration(self, folder: str) -> Configuration:
        """The configuration of a folder, read once."""
        found = self._configurations.get(folder)
        if found is None:
            found = self._configurations[folder] = configurations.read(folder, self.sources)
        return found

    def installed(self, address: str, block: Block) -> Configuration | None:
        """The module as `terraform init` has put it there; what stands in it is seen at the call."""
        if self._installed is None:
            self._installed = abridged.installed(self.root, self.sources)
        folder = self._installed.get(address)
        found = self.configuration(folder) if folder is not None else None
        if found is None or not found.files:
            return None
        self.homes.update((file.path, block.header) for file in found.files)
        return found

    def abridged(self, block: Block) -> Configuration | None:
        """What stands in for a well-known module of the registry."""
        module = abridged.registry_module(block)
        if module is None:
            return None
        found = abridged.configuration(module, block.header)
        self.homes[found.files[0].path] = block.header
        return self._configurations.setdefault(found.folder, found)

    @property
    def configurations(self) -> Iterator[Configuration]:
        """All configurations read so far."""
        return iter(self._configurations.values())

    @property
    def exhausted(self) -> bool:
        """Whether all steps are spent."""
        return self.steps <= 0

    def limit(self, message: str, at: Location) -> None:
        """A bound was reached."""
        if message not in self._limits:
            self._limits.add(message)
            self.problems.append(Problem("limit-reached", message, at))

    def mistake(self, message: str, at: Location) -> None:
        """The author's, which Terraform refuses; told once for each place."""
        problem = Problem("syntax-error", message, at)
        if problem not in self._mistakes:
            self._mistakes.add(problem)
            self.problems.append(problem)

    def compared(self, folder: str, name: str, depth: int = 0) -> tuple[dict[str, Any], bool]:
        """What a name of a folder (`var.env`) is compared with, there and where it is passed to, and whether it may be anything else."""
        found = self._compared.get(folder)
        if found is None:
            found = self._compared[folder] = Compared(self.configuration(folder))
        if name in found.allowed:
            return found.allowed[name], False
        literals = dict(found.literals.get(name, {}))
        if depth < MAX_DEPTH:
            for target, module, variable in found.passed:
                block = self.configuration(folder).declared.get(("module", module))
                source = local_source(block) if target == name and block is not None else None
                if source is not None:
                    literals.update(self.compared(folder_of(folder, source), f"var.{variable}", depth + 1)[0])
        return dict(sorted(literals.items())), True


def local_source(block: Block) -> str | None:
    """The source of a module call when it is a folder of the project."""
    expression = written(block.attribute("source"))
    if expression is None or expression[0] != "tmpl" or len(expression[3]) != 1 or expression[3][0][0] != "lit":
        return None
    source = str(expression[3][0][3])
    return source if source in (".", "..") or source.startswith(("./", "../")) else None


def _source_of(block: Block) -> Location:
    expression = block.attribute("source")
    return Location(block.path, expression[1], expression[2]) if expression is not None else block.header


class Module:
    """An instance of a module; the root is one without inputs.

    `address` is "" for the root and else ends with a dot (`module.a[0].`); `when` says whether it exists, `callers` are the folders of the
    modules around it.
    """

    def __init__(
        self,
        reading: Reading,
        configuration: Configuration,
        address: str = "",
        scope_of_call: Scope | None = None,
        inputs: "_Inputs | None" = None,
        when: Value | None = None,
        callers: tuple[str, ...] = (),
    ) -> None:
        self.reading = reading
        self.configuration = configuration
        self.address = address
        self.callers = callers
        self.scope_of_call = scope_of_call if scope_of_call is not None else self.scope("")
        self.when = when if when is not None else known(True, Location(configuration.folder, 0, 0))
        self._inputs = inputs
        self._known: dict[tuple[str, ...], tuple[Value, str]] = {}
        self._busy: set[tuple[str, ...]] = set()
        self._expanded: dict[tuple[str, ...], tuple[list[Any], Value]] = {}
        self._assignments: Assignments | None = None
        self._tags: dict[str, Value | None] = {}

    # -- what an expression asks ----------------------------------------------------------------------------------------------------------

    def spend(self, steps: int = 1) -> bool:
        """Counts steps of work."""
        reading = self.reading
        reading.steps -= steps
        return reading.steps > 0

    def overspent(self, at: Location) -> None:
        """There have been too many steps when it was the turn of this."""
        self.reading.limit(f"more than {MAX_STEPS} expressions to compute; the rest is unknown", at)

    def copy(self, values: int, at: Location) -> bool:
        """Counts values that a property shows of one that is written elsewhere."""
        self.reading.copies -= values
        if self.reading.copies <= 0:
            self.reading.limit(f"more than {MAX_COPIES} values are copied into properties; further ones are unknown", at)
        return self.reading.copies > 0

    def mistake(self, message: str, at: Location) -> None:
        """What Terraform refuses."""
        self.reading.mistake(message, at)

    def too_deep(self, at: Location) -> None:
        """An expression nests too deep."""
        self.reading.limit("an expression nests too deep to be computed", at)

    def call(self, name: str, arguments: Sequence[Value], at: Location) -> Value | None:
        """The result of a function that reads files of the project."""
        return call_with_files(name, arguments, at, self)

    def scope(self, path: str) -> Scope:
        """The scope of a file of this module."""
        return Scope(self, path, {})

    def root(self, name: str, steps: Steps, at: Location) -> tuple[Value, Steps]:
        """The value of the name an expression begins with, and the steps that are left."""
        if name in ("var", "local", "module", "path", "terraform") and steps and steps[0][0] == "a":
            return _ROOTS[name](self, str(steps[0][1]), steps[1:], at), ()
        if name == "data":
            return self._block("data", steps, at)
        if name == "resource":
            return self._block("resource", steps, at)
        if name in ("each", "count", "self"):
            raise Failure(f"{name} has no meaning here")
        if name == "ephemeral":
            return unknown("it is ephemeral", at), ()
        return self._block("resource", (("a", name), *steps), at)

    def _block(self, kind: str, steps: Steps, at: Location) -> tuple[Value, Steps]:
        if len(steps) < 2 or steps[0][0] != "a" or steps[1][0] != "a":
            raise Failure("a reference names a type and a name")
        key = (kind, str(steps[0][1]), str(steps[1][1]))
        if key not in self.configuration.declared:
            return self._undeclared(".".join(key).removeprefix("resource."), at), ()
        if not self._reachable(key, f"{key[1]}.{key[2]}", at):
            return unknown(f"{key[1]}.{key[2]} depends on itself", at), ()
        return self.expanded(key)[1], steps[2:]

    def _undeclared(self, name: str, at: Location) -> Value:
        # no failure: `try` does not catch what is wrong with the configuration itself
        why = "may be declared in what could not be read" if self.configuration.broken else "is not declared"
        return unknown(f"{name} {why}", at)

    def _reachable(self, key: tuple[str, ...], name: str, at: Location) -> bool:
        """Whether what a name stands for can be computed here: nothing that depends on itself, and not too deep."""
        if key in self._busy:
            self.reading.mistake(f"{name} depends on itself", at)
            return False
        if self.reading.nesting < MAX_REFERENCES:
            return True
        self.reading.limit(f"more than {MAX_REFERENCES} names lead on to one another", at)
        return False

    # -- providers ------------------------------------------------------------------------------------------------------------------------

    def default_tags(self, provider: str) -> Value | None:
        """The tags that a provider (`aws`, `aws.east`) puts on all it makes; None where it puts none."""
        if provider not in self._tags:
            self._tags[provider] = None  # what depends on itself has none
            self._tags[provider] = self._provider_tags(provider)
        return self._tags[provider]

    def _provider_tags(self, provider: str) -> Value | None:
        name, _, alias = provider.partition(".")
        for block in self.configuration.unnamed:
            if block.node[3:5] == ("provider", (name,)) and alias_of(block.node) == (alias or None):
                for inner in blocks(block.body, "default_tags"):
                    tags = attribute(inner[5], "tags")
                    return attempt(tags, self.scope(block.path)) if tags is not None else None
                return None
        caller: Any = self.scope_of_call.names
        if self._inputs is None or caller is self:
            return None
        passed = self._inputs.providers.get(provider, "" if alias else provider)
        return caller.default_tags(passed) if passed else None

    # -- variables, locals, outputs -------------------------------------------------------------------------------------------------------

    def _variable(self, name: str, steps: Steps, at: Location) -> Value:
        value, how = self._once(("var", name), at, lambda: self.variable(name, at))
        return used(stepped(value, steps, at), at, how, name)

    def _local(self, name: str, steps: Steps, at: Location) -> Value:
        found = self.configuration.locals.get(name)
        if found is None:
            return self._undeclared(f"local.{name}", at)
        node, path = found
        value, how = self._once(("local", name), at, lambda: (evaluate(node, self.scope(path)), "local"))
        return used(stepped(value, steps, at), at, how, name)

    def _once(self, key: tuple[str, ...], at: Location, compute: Callable[[], tuple[Value, str]]) -> tuple[Value, str]:
        found = self._known.get(key)
        if found is None:
            if not self._reachable(key, f"{key[0]}.{key[1]}", at):
                return unknown(f"{key[0]}.{key[1]} depends on itself", at), key[0]
            self._enter(key)
            try:
                value, how = compute()
            finally:
                self._leave(key)
            found = self._known[key] = (bounded(value, at)[0], how)
        return found

    def _enter(self, key: tuple[str, ...]) -> None:
        self._busy.add(key)
        self.reading.nesting += 1

    def _leave(self, key: tuple[str, ...]) -> None:
        self.reading.nesting -= 1
        self._busy.discard(key)

    def variable(self, name: str, at: Location) -> tuple[Value, str]:
        """The value of a variable, and how it came to it."""
        block = self.configuration.declared.get(("variable", name))
        if block is None:
            return self._undeclared(f"var.{name}", at), "variable"
        declared = self._declared_type(name, block)
        if self._inputs is None:
            return self._root_variable(name, block, declared)
        given = self._inputs.get(name)
        if given is not None:
            value = given[0] if given[0] is not None else given[1]()
            if value[0] != GONE or not _refuses_null(block):
                return _converted(value, declared), "input"
        return self._default(name, block, declared)

    def _declared_type(self, name: str, block: Block) -> Any:
        """The type a variable is declared with: the same for all instances of the module."""
        types = self.reading.types.setdefault(self.configuration.folder, {})
        if name not in types:
            types[name] = declared_type(block, self.scope(block.path))
        return types[name]

    def _default(self, name: str, block: Block, declared: Any) -> tuple[Value, str]:
        expression = block.attribute("default")
        if expression is not None:
            # whoever deploys can change the default of a root's variable, but not what a module does that is not given one
            how = DEFAULT if self._inputs is None else "variable"
            return self._converted_default(attempt(expression, self.scope(block.path)), name, declared), how
        switch = ("variable", name, self.configuration.folder)
        why = f"var.{name} has no default"

        def find() -> tuple[dict[str, Any], bool]:
            if declared == "bool":
                return {"true": True, "false": False}, False
            choices, others = self.reading.compared(self.configuration.folder, f"var.{name}")
            if not choices and declared == "any":
                return {"true": True, "false": False}, False
            return choices, others

        at = block.header
        if self._inputs is not None:
            return unknown(f"nothing is passed as {name}", at), "variable"
        return (OPTION, Option(switch, why, find), at.start, at.end, at.path, ()), "variable"

    def _converted_default(self, value: Value, name: str, declared: Any) -> Value:
        try:
            return convert(value, declared)
        except Failure as failure:
            self.reading.mistake(f"the default of var.{name} is not of its type: {failure}", place(value))
            return unknown(str(failure), place(value))

    def _root_variable(self, name: str, block: Block, declared: Any) -> tuple[Value, str]:
        given = self.assignments
        certain = given.certain.get(name)
        if certain is not None:
            value, how = self._assigned(certain, declared), "variable"
        else:
            value, how = self._default(name, block, declared)
        setting = {option: found[name] for option, found in given.options.items() if name in found}
        if not setting:
            return value, how
        at = block.header
        if given.too_many:
            return unknown("several tfvars files set it", at), "variable"
        branches = []
        for option in given.options:
            if option in setting:
                branches.append((option, used(self._assigned(setting[option], declared), at, "variable", name)))
            else:
                branches.append((option, used(value, at, how, name)))
        if len(branches) == 1:
            return self._assigned(setting[branches[0][0]], declared), "variable"
        return choice(given.switch(self.configuration.folder), tuple(branches), at), "variable"

    def _assigned(self, assigned: Assigned, declared: Any) -> Value:
        return _converted(attempt(assigned.node, self.scope(assigned.path)), declared)

    @property
    def assignments(self) -> Assignments:
        """What the tfvars files beside a root set."""
        if self._assignments is None:
            self._assignments = Assignments(self.configuration, self.reading.sources)
        return self._assignments

    def attribute(self, name: str, at: Location) -> Value:
        """An output, as seen by the caller."""
        block = self.configuration.declared.get(("output", name))
        expression = block.attribute("value") if block is not None else None
        if block is None or expression is None:
            return self._undeclared(f"the output {name}", at)
        value, how = self._once(("output", name), at, lambda: (evaluate(expression, self.scope(block.path)), "output"))
        return used(value, at, how, name)

    def key(self) -> Key | None:
        """A module is no resource."""
        return None

    def identifies(self, name: str) -> bool:
        """No output names a module."""
        del name
        return False

    def _path(self, name: str, steps: Steps, at: Location) -> Value:
        del steps
        root = self.reading.root
        if name == "root":
            return known(".", at)
        if name == "module":
            return known(relpath(self.configuration.folder, root), at)
        return unknown(f"path.{name} is a matter of the machine", at)

    def _terraform(self, name: str, steps: Steps, at: Location) -> Value:
        del steps
        if name != "workspace":
            return unknown(f"terraform.{name} is known only when it is applied", at)
        root = self.reading.root
        switch = ("workspace", "the workspace", root)
        find = lambda: self.reading.compared(root, "terraform.workspace") if self._inputs is None else ({}, True)  # noqa: E731
        return (OPTION, Option(switch, "the workspace is chosen when it is applied", find), at.start, at.end, at.path, ())

    # -- resources, data sources, modules -------------------------------------------------------------------------------------------------

    def _module(self, name: str, steps: Steps, at: Location) -> Value:
        key = ("module", name)
        if key not in self.configuration.declared:
            return self._undeclared(f"module.{name}", at)
        if not self._reachable(key, f"module.{name}", at):
            return unknown(f"module.{name} depends on itself", at)
        return stepped(self.expanded(key)[1], steps, at)

    def expanded(self, key: tuple[str, ...]) -> tuple[list[Any], Value]:
        """The instances of a block, and their value as a whole."""
        found = self._expanded.get(key)
        if found is not None:
            return found
        block = self.configuration.declared[key]
        self._enter(key)
        try:
            made = expansion(block, self.scope(block.path))
        finally:
            self._leave(key)
        if made.cut:
            self.reading.limit(f"{'.'.join(key)} has too many instances; the first are checked", block.header)
        places = made.places if not self.reading.exhausted else made.places[:1]
        instances = [self._instance(key, block, one.suffix, one.bound, both(self.when, one.when)) for one in places]
        value = made.value([handle(instance, block.header) for instance in instances])
        found = self._expanded[key] = (instances, value)
        return found

    def _instance(self, key: tuple[str, ...], block: Block, suffix: str, bound: dict[str, Value], when: Value) -> Any:
        scope = Scope(self, block.path, bound)
        if key[0] == "resource":
            address = f"{self.address}{key[1]}.{key[2]}{suffix}"
            return Instance(self.reading.unit, key[1], block, address, scope, when)
        if key[0] == "data":
            return data_source(key[1], key[2], block, scope)
        return self._called(key[1], block, f"{self.address}module.{key[1]}{suffix}.", scope, when)

    def _called(self, name: str, block: Block, address: str, scope: Scope, when: Value) -> "Module | OpaqueModule":
        source = local_source(block)
        if source is None:
            child = self.reading.installed(_INDEX.sub(".", address), block) or self.reading.abridged(block)
            if child is not None and len(self.callers) < MAX_DEPTH and self.reading.modules < MAX_MODULES:
                self.reading.modules += 1
                return Module(self.reading, child, address, scope, _Inputs(block, scope), when, (*self.callers, self.configuration.folder))
            return OpaqueModule(address, scope, f"module.{name} comes from elsewhere and is not read")
        folder = folder_of(self.configuration.folder, source)
        self.reading.modules += 1
        if folder == self.configuration.folder or folder in self.callers:
            self.reading.mistake(f"module {name} is called by itself", block.header)
            return OpaqueModule(address, scope, f"{folder} calls itself as a module")
        if len(self.callers) >= MAX_DEPTH or self.reading.modules > MAX_MODULES:
            self.reading.limit("modules call modules too deep or too often; what they hold is unknown", block.header)
            return OpaqueModule(address, scope, "modules call modules too deep or too often")
        child = self.reading.configuration(folder)
        if not child.files:
            # a folder beside the caller may be put there by what assembles roots; one inside of it is nobody's but the author's
            if is_below(folder, self.configuration.folder) and not self.reading.sources.has_folder(folder):
                self.reading.mistake(f"there is no folder {folder}", _source_of(block))
            return OpaqueModule(address, scope, f"there is no configuration in {folder}")
        return Module(self.reading, child, address, scope, _Inputs(block, scope), when, (*self.callers, self.configuration.folder))

    def instances(self, kind: str) -> Iterator[tuple[tuple[str, ...], Block, list[Any]]]:
        """All blocks of a type with their instances."""
        for labels, block in self.configuration.of(kind):
            yield labels, block, self.expanded((kind, *labels))[0]


class OpaqueModule:
    """A module that is not seen into: whatever it puts out is unknown."""

    def __init__(self, address: str, scope_of_call: Scope, why: str) -> None:
        self.address = address
        self.scope_of_call = scope_of_call
        self.why = why

    def attribute(self, name: str, at: Location) -> Value:
        """Unknown, whatever it is."""
        del name
        return unknown(self.why, at)

    def key(self) -> Key | None:
        """A module is no resource."""
        return None

    def identifies(self, name: str) -> bool:
        """No output names a module."""
        del name
        return False


class _Inputs(Mapping[str, tuple[Value | None, Callable[[], Value]]]):
    """What a call passes, computed in the caller when it is asked for."""

    def __init__(self, block: Block, scope: Scope) -> None:
        self._scope = scope
        self._nodes = {item[3]: item[4] for item in block.body if item[0] == "attr" and item[3] not in _META}

        given = block.attribute("providers")
        self.providers = {spelled(key[3]): spelled(value) for key, value in given[3]} if given is not None and given[0] == "object" else {}
        """The caller's providers by the names that the module has for them."""

    def __getitem__(self, name: str) -> tuple[Value | None, Callable[[], Value]]:
        node = self._nodes[name]
        return None, lambda: attempt(node, self._scope)

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


def both(left: Value, right: Value) -> Value:
    """Whether both exist."""

    def decide(values: Sequence[Value]) -> Value:
        for value in values:
            if value[0] != SCALAR or value[1] is not True:
                return value
        return values[1]

    if left[0] == SCALAR and left[1] is True:
        return right
    return across([left, right], decide, place(right))


def _refuses_null(block: Block) -> bool:
    nullable = block.attribute("nullable")
    return nullable is not None and nullable[0] == "lit" and nullable[3] is False


def _converted(value: Value, declared: Any) -> Value:
    try:
        return convert(value, declared)
    except Failure as failure:
        return unknown(str(failure), place(value))


_ROOTS: Final[dict[str, Callable[[Module, str, Steps, Location], Value]]] = {
    "var": Module._variable,
    "local": Module._local,
    "module": Module._module,
    "path": Module._path,
    "terraform": Module._terraform,
}
