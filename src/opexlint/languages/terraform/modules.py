"""Modules: what names mean in one, and the instances of the modules it calls.

Everything is computed when it is asked for and kept; what depends on itself is unknown.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from posixpath import dirname, normpath, relpath
from typing import Any, Final

from opexlint.languages.terraform import abridged
from opexlint.languages.terraform import configuration as configurations
from opexlint.languages.terraform.alternatives import across, choice
from opexlint.languages.terraform.configuration import (
    Block,
    Configuration,
    alias_of,
    attribute,
    folder_of,
    is_below,
    spelled,
    written,
)
from opexlint.languages.terraform.constraints import convert
from opexlint.languages.terraform.data_sources import data_source
from opexlint.languages.terraform.expressions import attempt, evaluate, stepped
from opexlint.languages.terraform.instances import Instance, expansion, handle
from opexlint.languages.terraform.project_files import call as call_with_files
from opexlint.languages.terraform.roots import is_aside
from opexlint.languages.terraform.scopes import Scope, Steps, Work
from opexlint.languages.terraform.syntax import Node
from opexlint.languages.terraform.texts import Texts
from opexlint.languages.terraform.values import OPTION, Failure, Option, Value, bounded, known, place, unknown, used, wholly_known
from opexlint.languages.terraform.variables import Assigned, Assignments, compared, declared_type
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

TERRAGRUNT: Final = ("terragrunt.hcl", "root.hcl", "terragrunt.hcl.json")
"""Files that make Terragrunt run what lies beside or below them."""

_SUBMODULE = re.compile(r"^[ \t]*path[ \t]*=[ \t]*\"?([^\"\r\n]+?)\"?[ \t]*$", re.MULTILINE)
_INDEX = re.compile(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]\.")
_TAKEN: Final = frozenset(("var", "local", "module", "data", "resource", "path", "terraform", "each", "count", "self", "ephemeral"))
"""Names that an expression begins with which are no types of resources."""
_META: Final = frozenset(("source", "version", "count", "for_each", "depends_on", "providers"))


class Reading:
    """One root being read: what all its modules share."""

    def __init__(self, root: str, sources: Sources, unit: str = "") -> None:
        self.root = root
        self.unit = unit or root
        """The id of the unit: the folder of the root, or the file of its plan."""
        self.sources = sources
        self.problems: list[Problem] = []
        self.work = Work(MAX_STEPS)
        self.texts = Texts(sources, self.work.compositions)
        self.copies = MAX_COPIES
        self.modules = 0
        self._configurations: dict[str, Configuration] = {}
        self.nesting = 0
        self.homes: dict[str, Location] = {}
        """The headers of the calls in whose place abridged modules stand, by the paths of these."""
        self._installed: dict[str, str] | None = None
        self._limits: set[str] = set()
        self._mistakes: set[Problem] = set()

    def configuration(self, folder: str) -> Configuration:
        """The configuration of a folder, read once."""
        found = self._configurations.get(folder)
        if found is None:
            found = self._configurations[folder] = configurations.read(folder, self.sources)
        return found

    def installed(self, address: str, block: Block) -> Configuration | None:
        """The module as `terraform init` has put it there."""
        if self._installed is None:
            self._installed = abridged.installed(self.root, self.sources)
        folder = self._installed.get(address)
        found = self.configuration(folder) if folder is not None else None
        return found if found is not None and found.files else None

    def at_home(self, configuration: Configuration, block: Block) -> None:
        """What stands in a module that is none of the project's own is seen where it is called."""
        for file in configuration.files:
            self.homes.setdefault(file.path, block.header)

    def is_foreign(self, configuration: Configuration) -> bool:
        """Whether a configuration is none of the project's own."""
        return bool(configuration.files) and configuration.files[0].path in self.homes

    def abridged(self, block: Block) -> Configuration | None:
        """What stands in for a well-known module of the registry."""
        module = abridged.registry_module(block)
        if module is None:
            return None
        found = abridged.configuration(module, block.header)
        return self._configurations.setdefault(found.folder, found)

    @cached_property
    def under_terragrunt(self) -> bool:
        """Whether Terragrunt runs the root: it writes files, a backend, providers and inputs of its own."""
        folder = self.root
        while not any(self.sources.file(name if folder in (".", "") else f"{folder}/{name}") for name in TERRAGRUNT):
            if folder in (".", ""):
                return False
            folder = dirname(folder) or "."
        return True

    @cached_property
    def submodules(self) -> tuple[str, ...]:
        """The folders that git fills from other repositories: where they were not fetched, they are empty or not there."""
        file = self.sources.file(".gitmodules")
        return tuple(map(normpath, _SUBMODULE.findall(file.text))) if file is not None else ()

    @property
    def own(self) -> Iterator[Configuration]:
        """The configurations read so far that are the project's own."""
        return (one for one in self._configurations.values() if not self.is_foreign(one))

    @property
    def exhausted(self) -> bool:
        """Whether all steps are spent."""
        return self.work.left <= 0

    def limit(self, message: str, at: Location) -> None:
        """A bound was reached."""
        if message not in self._limits:
            self._limits.add(message)
            self.problems.append(Problem("limit-reached", message, at))

    def mistake(self, message: str, at: Location) -> None:
        """The author's, which Terraform refuses; told once for each place, and not of modules that are others' work."""
        if at.path in self.homes:
            return
        problem = Problem("syntax-error", message, at)
        if problem not in self._mistakes:
            self._mistakes.add(problem)
            self.problems.append(problem)

    def compared(self, folder: str, name: str, depth: int = 0) -> tuple[dict[str, Any], bool]:
        """What a name of a folder (`var.env`) is compared with, there and where it is passed to, and whether it may be anything else."""
        found = compared(self.configuration(folder))
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


@lru_cache(maxsize=configurations.MAX_ASSEMBLED)
def _relative(folder: str, root: str) -> str:
    return relpath(folder, root)


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
        inputs: "Inputs | None" = None,
        when: Value | None = None,
        callers: tuple[str, ...] = (),
    ) -> None:
        self.reading = reading
        self.work = reading.work
        self.configuration = configuration
        self.address = address
        self.callers = callers
        self.when = when if when is not None else known(True, Location(configuration.folder, 0, 0))
        self.inputs = inputs
        self.known: dict[tuple[Any, ...], tuple[Value, str]] = inputs.unset(configuration) if inputs is not None else {}
        self._busy: set[tuple[Any, ...]] = set()
        self._expanded: dict[tuple[str, ...], tuple[list[Any], Value]] = {}
        self._assignments: Assignments | None = None
        self._tags: dict[str, Value | None] = {}

    # -- what an expression asks ----------------------------------------------------------------------------------------------------------

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
        if name in _ROOTS and steps and steps[0][0] == "a":
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
        if key not in self._expanded and not self._reachable(key, at):
            return unknown(f"{_named(key)} depends on itself", at), ()
        return self.expanded(key)[1], steps[2:]

    def _undeclared(self, name: str, at: Location) -> Value:
        # no failure: `try` does not catch what is wrong with the configuration itself
        why = "may be declared in what could not be read" if self.configuration.broken else "is not declared"
        return unknown(f"{name} {why}", at)

    def _reachable(self, key: tuple[Any, ...], at: Location) -> bool:
        """Whether what a name stands for can be computed here: nothing that depends on itself, and not too deep."""
        if key in self._busy:
            self.reading.mistake(f"{_named(key)} depends on itself", at)
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
                for inner in block.blocks("default_tags"):
                    tags = attribute(inner[5], "tags")
                    return attempt(tags, self.scope(block.path)) if tags is not None else None
                return None
        if self.inputs is None:
            return None
        caller: Any = self.inputs.scope.names
        passed = self.inputs.providers.get(provider, "" if alias else provider)
        return caller.default_tags(passed) if passed else None

    # -- variables, locals, outputs -------------------------------------------------------------------------------------------------------

    def _variable(self, name: str, steps: Steps, at: Location) -> Value:
        value, how = self._once(("var", ("a", name)), at, self.variable, name, at)
        return used(stepped(value, steps, at) if steps else value, at, how, name)

    def _local(self, name: str, steps: Steps, at: Location) -> Value:
        found = self.configuration.locals.get(name)
        if found is None:
            return self._undeclared(f"local.{name}", at)
        value, how = self._once(("local", ("a", name)), at, self._written, *found, "local")
        return used(stepped(value, steps, at) if steps else value, at, how, name)

    def _written(self, node: Node, path: str, how: str) -> tuple[Value, str]:
        """The value of an expression in a file of this module, and how one comes to it."""
        return evaluate(node, Scope(self, path, {})), how

    def _once(self, key: tuple[Any, ...], at: Location, compute: Callable[..., tuple[Value, str]], *arguments: Any) -> tuple[Value, str]:
        found = self.known.get(key)
        if found is None:
            if (key in self._busy or self.reading.nesting >= MAX_REFERENCES) and not self._reachable(key, at):
                return unknown(f"{_named(key)} depends on itself", at), key[0]
            self._busy.add(key)
            self.reading.nesting += 1
            try:
                value, how = compute(*arguments)
            finally:
                self.reading.nesting -= 1
                self._busy.discard(key)
            found = self.known[key] = (value if value[0] == SCALAR else bounded(value, at)[0], how)
        return found

    def variable(self, name: str, at: Location) -> tuple[Value, str]:
        """The value of a variable, and how it came to it."""
        block = self.configuration.declared.get(("variable", name))
        if block is None:
            return self._undeclared(f"var.{name}", at), "variable"
        declared = self.configuration.types.get(name) or self._declared_type(name, block)
        if self.inputs is None:
            return self._root_variable(name, block, declared)
        given = self.inputs.get(name)
        if given is not None and (given[0] != GONE or not _refuses_null(block)):
            return _converted(given, declared), "input"
        return self._default(name, block, declared)

    def _declared_type(self, name: str, block: Block) -> Any:
        """The type a variable is declared with: the same for all instances of the module."""
        found = declared_type(block, self.scope(block.path))
        if not self.reading.exhausted:
            self.configuration.types[name] = found
        return found

    def _default(self, name: str, block: Block, declared: Any) -> tuple[Value, str]:
        expression = block.attribute("default")
        if expression is not None:
            # whoever deploys can change the default of a root's variable, but not what a module does that is not given one
            how = DEFAULT if self.inputs is None else "variable"
            defaults = self.configuration.defaults
            key = ("var", ("a", name))
            if key in defaults:
                return defaults[key][0], how
            found = self._converted_default(attempt(expression, self.scope(block.path)), name, declared)
            if wholly_known(found) and bounded(found, block.header)[0] is found:
                defaults[key] = (found, "variable")
            return found, how
        switch = ("variable", name, self.configuration.folder)
        why = f"var.{name} has no default"

        def find() -> tuple[dict[str, Any], bool]:
            if declared == "bool":
                return {"true": True, "false": False}, False
            return self.reading.compared(self.configuration.folder, f"var.{name}")

        at = block.header
        if self.inputs is not None:
            return unknown(f"nothing is passed as {name}", at), "variable"
        return (OPTION, Option(switch, why, find, typed=declared != "any"), at.start, at.end, at.path, ()), "variable"

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
        value, how = self._once(("output", name), at, self._written, expression, block.path, "output")
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
        if name == "root":
            return known(".", at)
        if name == "module":
            return known(self._below_root, at)
        return unknown(f"path.{name} is a matter of the machine", at)

    @cached_property
    def _below_root(self) -> str:
        return _relative(self.configuration.folder, self.reading.root)

    def _terraform(self, name: str, steps: Steps, at: Location) -> Value:
        del steps
        if name != "workspace":
            return unknown(f"terraform.{name} is known only when it is applied", at)
        root = self.reading.root
        switch = ("workspace", "the workspace", root)
        find = lambda: self.reading.compared(root, "terraform.workspace") if self.inputs is None else ({}, True)  # noqa: E731
        return (OPTION, Option(switch, "the workspace is chosen when it is applied", find), at.start, at.end, at.path, ())

    # -- resources, data sources, modules -------------------------------------------------------------------------------------------------

    def _module(self, name: str, steps: Steps, at: Location) -> Value:
        key = ("module", name)
        if key not in self.configuration.declared:
            return self._undeclared(f"module.{name}", at)
        if key not in self._expanded and not self._reachable(key, at):
            return unknown(f"{_named(key)} depends on itself", at)
        return stepped(self.expanded(key)[1], steps, at)

    def expanded(self, key: tuple[str, ...]) -> tuple[list[Any], Value]:
        """The instances of a block, and their value as a whole."""
        found = self._expanded.get(key)
        if found is None:
            found = self._expanded[key] = self._expand(key, self.configuration.declared[key])
            if key[0] == "module" or (key[0] == "resource" and key[1] not in _TAKEN):
                self.known[key[-2], ("a", key[-1])] = (found[1], "")
        return found

    def _expand(self, key: tuple[str, ...], block: Block) -> tuple[list[Any], Value]:
        if "count" not in block.arguments and "for_each" not in block.arguments:
            instance = self._instance(key, block, "", {}, both(self.when, known(True, block.header)))
            return [instance], handle(instance, block.header)
        self._busy.add(key)
        self.reading.nesting += 1
        try:
            # whoever deploys a root may set its variables; what a caller leaves out is its decision
            made = expansion(block, self.scope(block.path), by_default=self.inputs is None and key[0] == "resource")
        finally:
            self.reading.nesting -= 1
            self._busy.discard(key)
        if made.cut:
            self.reading.limit(f"{'.'.join(key)} has too many instances; the first are checked", block.header)
        places = made.places if not self.reading.exhausted else made.places[:1]
        instances = [self._instance(key, block, one.suffix, one.bound, both(self.when, one.when)) for one in places]
        return instances, made.value([handle(instance, block.header) for instance in instances])

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
        inputs = Inputs(block, scope)
        if source is None:
            child = self.reading.installed(_INDEX.sub(".", address), block) or self.reading.abridged(block)
            around = (self.configuration.folder, *self.callers)
            if child is not None and child.folder not in around and len(around) <= MAX_DEPTH and self.reading.modules < MAX_MODULES:
                self.reading.modules += 1
                self.reading.at_home(child, block)
                return Module(self.reading, child, address, inputs, when, (*self.callers, self.configuration.folder))
            return OpaqueModule(address, inputs, f"module.{name} comes from elsewhere and is not read")
        folder = folder_of(self.configuration.folder, source)
        self.reading.modules += 1
        if folder == self.configuration.folder or folder in self.callers:
            self.reading.mistake(f"module {name} is called by itself", block.header)
            return OpaqueModule(address, inputs, f"{folder} calls itself as a module")
        if len(self.callers) >= MAX_DEPTH or self.reading.modules > MAX_MODULES:
            self.reading.limit("modules call modules too deep or too often; what they hold is unknown", block.header)
            return OpaqueModule(address, inputs, "modules call modules too deep or too often")
        child = self.reading.configuration(folder)
        if self.reading.is_foreign(self.configuration):
            self.reading.at_home(child, block)
        if not child.files:
            if any(folder == one or is_below(folder, one) for one in self.reading.submodules):
                return OpaqueModule(address, inputs, f"{folder} is in a submodule that was not fetched")
            # a folder beside the caller may be put there by what assembles roots; one inside of it is nobody's but the author's, unless the
            # caller itself is made to be copied elsewhere
            caller = self.configuration.folder
            if is_below(folder, caller) and not is_aside(caller) and not self.reading.sources.has_folder(folder):
                self.reading.mistake(f"there is no folder {folder}", _source_of(block))
            return OpaqueModule(address, inputs, f"there is no configuration in {folder}")
        return Module(self.reading, child, address, inputs, when, (*self.callers, self.configuration.folder))

    def release(self) -> None:
        """Lets go of all that has been computed here and in the modules called: it leads back here, and would not be freed at once."""
        for key, (instances, _) in self._expanded.items():
            if key[0] == "module":
                for one in instances:
                    if isinstance(one, Module):
                        one.release()
        self._expanded.clear()
        self._tags.clear()
        self.known.clear()
        if self.inputs is not None:
            self.inputs.release()

    def instances(self, kind: str) -> Iterator[tuple[tuple[str, ...], Block, list[Any]]]:
        """All blocks of a type with their instances."""
        for labels, block in self.configuration.of(kind):
            yield labels, block, self.expanded((kind, *labels))[0]


class OpaqueModule:
    """A module that is not seen into: whatever it puts out is unknown."""

    def __init__(self, address: str, inputs: "Inputs", why: str) -> None:
        self.address = address
        self.inputs = inputs
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


class Inputs:
    """What a call passes, computed in the caller when it is asked for.

    `written` are the arguments by name, as the syntax has them; `scope` is that of the call.
    """

    def __init__(self, block: Block, scope: Scope) -> None:
        self.scope = scope
        self.written = {name: item for name, item in block.arguments.items() if name not in _META}
        self._known: dict[str, Value] = {}

        given = block.attribute("providers")
        self.providers = {spelled(key[3]): spelled(value) for key, value in given[3]} if given is not None and given[0] == "object" else {}
        """The caller's providers by the names that the module has for them."""

    def get(self, name: str) -> Value | None:
        """The value of an input, None where none is passed."""
        found = self._known.get(name)
        if found is None and name in self.written:
            found = self._known[name] = attempt(self.written[name][4], self.scope)
        return found

    def unset(self, configuration: Configuration) -> dict[tuple[Any, ...], tuple[Value, str]]:
        """What is known of the variables of a module that the call does not set, as `Module.known` has it."""
        found = configuration.defaults.copy()
        for name in self.written:
            found.pop(("var", ("a", name)), None)
        return found

    def release(self) -> None:
        """Lets go of what has been computed."""
        self._known.clear()


def _named(key: tuple[Any, ...]) -> str:
    """What depends on itself, as it is called in the configuration."""
    if key[0] in ("resource", "data"):
        return ".".join(key[1:])
    return f"{key[0]}.{key[1] if isinstance(key[1], str) else key[1][1]}"


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
