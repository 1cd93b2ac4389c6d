"""One job of the Python language: a CDK app, a Pulumi program, a script, or modules that no entry reaches."""

import io
import tokenize
from collections.abc import Iterator
from functools import partial
from posixpath import basename, dirname, join
from typing import Any, Final

from opexlint.facts.schemas import Shape
from opexlint.languages import Job
from opexlint.languages.python.calls import call_function, invoke, make
from opexlint.languages.python.cdk.construction import Construction
from opexlint.languages.python.cdk.synthesis import Synthesis
from opexlint.languages.python.classify import CDK_FILE, PULUMI_FILES, above, cdk_settings, entry_of
from opexlint.languages.python.drafts import records, started
from opexlint.languages.python.libraries import Libraries
from opexlint.languages.python.machine import Exhausted, Frame, Machine
from opexlint.languages.python.modules import Modules
from opexlint.languages.python.nodes import Translator
from opexlint.languages.python.pulumi.construction import PulumiConstruction
from opexlint.languages.python.pulumi.synthesis import PulumiSynthesis
from opexlint.languages.python.scripts import Recorder
from opexlint.languages.python.troposphere import TemplateConstruction, TemplateSynthesis
from opexlint.languages.python.values import Argument, Arguments, Class, Function, Instance, Known, Value
from opexlint.model import Node, Parsed, Suppression, UnitRecord, mapping
from opexlint.source import File, Location, Sources
from opexlint.suppressions import MARK, in_comments

_IAC_BASES: Final = ("aws_cdk.", "constructs.", "pulumi")


def read(job: Job, sources: Sources) -> Parsed:
    """The common model of one program; never raises for what is in its files."""
    program = Program(job, sources)
    try:
        program.run()
        return program.parsed()
    finally:
        program.let_go()


class Program:
    """One interpretation of one program."""

    def __init__(self, job: Job, sources: Sources) -> None:
        self._job = job
        entry = job.entry
        context: dict[str, Any] = {}
        is_file = entry.endswith(".py") or basename(entry) in (CDK_FILE, *PULUMI_FILES)
        self.folder = dirname(entry) if is_file else entry.removeprefix(".")
        if not entry.endswith(".py"):
            if basename(entry) == CDK_FILE:
                file = sources.file(entry)
                found = cdk_settings(file).get("context") if file is not None else None
                context = found if isinstance(found, dict) else {}
            entry = entry_of(entry, sources) or ""
        self.entry = entry
        self._circular: tuple[object, ...] = ()
        self.machine = Machine(sources, job.entry, frozenset((entry, *job.paths)))
        folders = tuple(dict.fromkeys((dirname(entry), self.folder, join(self.folder, "src"), *above(self.folder))))
        self.modules = Modules(self.machine, folders, self.folder)
        self.recorder = Recorder(self.machine)
        self.construction = Construction(self.machine, context)
        self.pulumi = PulumiConstruction(self.machine, self.folder)
        self.template = TemplateConstruction(self.machine)
        self.libraries = Libraries(self.machine, self.modules, self.recorder, self.construction, self.pulumi, self.template)
        self.machine.invoke = partial(invoke, self.machine)
        self.machine.load = self.modules.load
        self.machine.inside = self.modules.inside
        self.machine.file = self.modules.file
        self.machine.library = self.libraries

    def run(self) -> None:
        """Walk the program from its entry, then what that did not reach."""
        try:
            if self.entry:
                self.modules.run(self.entry, "__main__")
            self.recorder.main = False
            for path in self._job.paths:
                self.modules.run(path, path.removesuffix(".py").replace("/", "."))
            self._unreached()
        except Exhausted:
            pass

    # -- what no entry reaches ------------------------------------------------------------------------------------------------------

    def _unreached(self) -> None:
        """Walk the classes and functions of the job's files that nothing called, with unknown arguments."""
        bases = {id(base.node) for cls in self.machine.classes for base in cls.bases if isinstance(base, Class)}
        objects: dict[int, Value] = {}
        for cls in list(self.machine.classes):
            if self._is_own(cls) and id(cls.node) not in self.machine.reached and id(cls.node) not in bases:
                objects[id(cls.node)] = self._make(cls)
        for function in list(self.machine.functions):
            if self._is_own(function) and id(function.node) not in self.machine.reached:
                owner = function.owner
                self._call(function, objects.get(id(owner.node)) if owner is not None else None)

    def _is_own(self, value: Class | Function) -> bool:
        return value.scope.source.path in self._job.paths

    def _make(self, cls: Class) -> Value:
        """An object of a class as somebody outside would make it; a construct stands at the root of a tree of its own."""
        arguments = Arguments(cls.at, more="nothing in the project calls it")
        if cls.library_base().startswith(_IAC_BASES):
            root = self.construction.outside(cls.at)
            arguments.positional = [Argument(root, cls.at), Argument(Known(cls.at, cls.name), cls.at)]
        return make(self.machine, cls, arguments, Frame(cls.scope), self._header(cls))

    def _header(self, cls: Class) -> Location:
        """The name in a class statement."""
        start = cls.at.start + len("class ")
        return Location(cls.at.path, start, start + len(cls.name))

    def _call(self, function: Function, receiver: Value | None) -> None:
        if function.owner is not None and receiver is None and "staticmethod" not in function.marks:
            receiver = Instance(function.at, function.owner)
        arguments = Arguments(function.at, more="nothing in the project calls it")
        call_function(self.machine, function, arguments, Frame(function.scope), receiver)

    # -- results --------------------------------------------------------------------------------------------------------------------

    def parsed(self) -> Parsed:
        """What was found."""
        app = self._job.entry if self._job.entry.endswith(".py") else self.folder or "."
        cdk = Synthesis(self.construction, self.machine, app)
        pulumi = PulumiSynthesis(self.pulumi, app, self._unit)
        template = TemplateSynthesis(self.template, self._unit)

        def resolve(value: Value, at: Location, shape: Shape | None) -> Node | None:
            return cdk.references(value, at, shape) or template.resolve(value, at, shape) or pulumi.resolve(value, at, shape)

        translator = pulumi.translator = template.translator = Translator(self.machine.switches, self.machine.sources, resolve)
        self._circular = (cdk, translator)
        cdk.use(translator)
        cdk.run()
        pulumi.run()
        template.run()
        unit = pulumi.units[0].id if pulumi.units else self._unit
        calls, started_by_calls = self.recorder.records(translator, unit)
        drafts = (*cdk.drafts, *pulumi.drafts, *template.drafts)
        commands = (*started_by_calls, *pulumi.commands(unit))
        script = [self._script()] if (calls or commands) and not pulumi.units and not template.units else []
        return Parsed(
            units=(*cdk.units.values(), *pulumi.units, *template.units, *script),
            resources=records(drafts, self.machine.switches),
            calls=tuple(calls),
            commands=(*commands, *started(drafts, self.machine)),
            modules=(*cdk.modules, *pulumi.modules),
            suppressions=tuple(self._suppressions()),
            problems=(*self.modules.problems.values(), *self.machine.problems.values()),
        )

    def let_go(self) -> None:
        """Untie what refers to itself, once the program was read: see `Machine.let_go`."""
        self.machine.let_go()
        for one in self._circular:
            vars(one).clear()

    @property
    def _unit(self) -> str:
        """The id of the program itself as a unit."""
        return self.entry or self._job.entry

    def _script(self) -> UnitRecord:
        """The program itself, as something that runs."""
        at = Location(self.entry or self._job.paths[0], 0, 0)
        return UnitRecord(self._unit, "script", at, mapping((), at), "")

    def _suppressions(self) -> Iterator[Suppression]:
        for source in self.modules.sources.values():
            if MARK in source.file.text:
                yield from in_comments(source.file, _comments(source.file))


def _comments(file: File) -> Iterator[tuple[int, int]]:
    """The ranges of the comments in a file, up to where it can't be read on."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(file.text).readline):
            if token.type == tokenize.COMMENT:
                start = file.offset(token.start[0], token.start[1] + 1)
                yield start, start + len(token.string)
    except (tokenize.TokenError, SyntaxError):
        return
