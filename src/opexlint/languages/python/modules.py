"""The program's own modules: where an import leads, and what the disk of the project says to it.

Only files of the project are ever read, through `Sources`. In the program's eyes the project lies at `/`: `__file__` of
`infra/app.py` is `/infra/app.py`.
"""

import sys
from posixpath import dirname, join, normpath
from typing import Final

from opexlint.languages.python.machine import MAX_TEXT, Frame, Machine
from opexlint.languages.python.statements import run
from opexlint.languages.python.syntax import Source, parse, shared
from opexlint.languages.python.values import Known, Package, Scope
from opexlint.model import Problem
from opexlint.source import File, Location

_LIBRARIES: Final = frozenset(
    (
        *("aws_cdk", "boto3", "botocore", "click", "constructs", "pulumi", "pulumi_aws", "pydantic", "typing", "typing_extensions", "yaml"),
        *("abc", "builtins", "io", "itertools", "os", "sys", "time"),  # there before any program begins, so no file of its own is imported
    )
)
"""Libraries that no program has a module of its own for; looking costs time. A `json.py` is its own: Python looks beside it first."""


class Modules:
    """The modules of one program, each run once when it is first imported.

    `folders` are where absolute imports look, in order; `working_folder` is where the program is started.
    """

    def __init__(self, machine: Machine, folders: tuple[str, ...], working_folder: str) -> None:
        self._machine = machine
        self._folders = folders
        self.working_folder = working_folder
        self._loaded: dict[str, Package] = {}
        self._found: dict[tuple[str, str], Package | None] = {}
        self._tops: dict[str, bool] = {}
        self.sources: dict[str, Source] = {}
        self.problems: dict[str, Problem] = {}

    def load(self, name: str, importer: Source) -> Package | None:
        """The module of that name as `importer` sees it, or None when the project has none."""
        key = (name, importer.folder)
        if key not in self._found:
            self._found[key] = self._find(name, key[1])
        return self._found[key]

    def inside(self, package: Package, name: str) -> Package | None:
        """The module of that name inside a package."""
        if package.folder is None:
            return None
        key = (f".{name}", package.folder)
        if key not in self._found:
            self._found[key] = self._at(package.folder, [name], f"{package.name}.{name}")
        return self._found[key]

    def _find(self, name: str, folder: str) -> Package | None:
        relative = name.lstrip(".")
        parts = relative.split(".") if relative else []
        level = len(name) - len(relative)
        if level:
            for _ in range(level - 1):
                folder = dirname(folder)
            return self._at(folder, parts, name)
        if parts[0] in _LIBRARIES or (parts[0] in sys.stdlib_module_names and len(parts) > 1):
            return None
        for root in (*self._folders, folder):
            found = self._at(root, parts, name) if self._begins(root, parts[0]) else None
            if found is not None:
                return found
        return None

    def _begins(self, root: str, top: str) -> bool:
        """Whether a folder has a module or package of this name at all."""
        path = f"{root}/{top}" if root not in ("", ".") else top
        known = self._tops.get(path)
        if known is None:
            known = self._tops[path] = self._machine.sources.file(f"{path}.py") is not None or self._is_folder(path)
        return known

    def _at(self, root: str, parts: list[str], name: str) -> Package | None:
        path = "/".join((root, *parts) if root not in ("", ".") else parts)
        if parts:
            found = self.run(f"{path}.py", name)
            if found is not None:
                return found
        found = self.run(join(path, "__init__.py"), name)
        if found is not None:
            return found
        return Package(Location(path, 0, 0), path, name, None) if self._is_folder(path) else None

    def _is_folder(self, path: str) -> bool:
        return self._machine.sources.has_folder(path)

    def run(self, path: str, name: str) -> Package | None:
        """The module in a file, run now when it was not yet; `__main__` for the program itself."""
        path = normpath(path)
        if path in self._loaded:
            return self._loaded[path]
        source = self.source(path)
        if source is None:
            return None
        at = Location(path, 0, 0)
        scope = Scope(source)
        folder = dirname(path) if path.endswith("__init__.py") else None
        package = self._loaded[path] = Package(at, folder, name, scope)
        scope.variables["__name__"] = Known(at, name)
        scope.variables["__file__"] = Known(at, f"/{path}")
        self._machine.separately(lambda: run(self._machine, Frame(scope), source.tree.body))
        return package

    def source(self, path: str) -> Source | None:
        """The tree of a file, parsed once; None when there is no such file or it does not parse.

        The job's own files are hardly ever another's too: their trees go with the program.
        """
        if path in self.sources:
            return self.sources[path]
        if path in self.problems:
            return None
        file = self._machine.sources.file(path)
        if file is None:
            return None
        parsed = parse(file) if path in self._machine.own else shared(file)
        if isinstance(parsed, Problem):
            self.problems[path] = parsed
            return None
        self.sources[path] = parsed
        return parsed

    def file(self, path: str) -> File | None:
        """A file that the program opens, when the project has it and it is not too large."""
        path = path[1:] if path.startswith("/") else join(self.working_folder, path)
        file = self._machine.sources.file(path)
        return file if file is not None and len(file.text) <= MAX_TEXT else None
