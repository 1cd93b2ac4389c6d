"""What a root says of itself: where its state is, which versions and providers it needs."""

from collections.abc import Iterator
from posixpath import join, normpath
from typing import Final

from opexlint.languages.terraform import states, syntax
from opexlint.languages.terraform.bodies import Body, body
from opexlint.languages.terraform.configuration import Block, spelled
from opexlint.languages.terraform.expressions import attempt
from opexlint.languages.terraform.modules import Module
from opexlint.languages.terraform.nodes import final
from opexlint.languages.terraform.resources import conditions, raw, raw_entries
from opexlint.languages.terraform.values import HANDLE, Failure, Value, known, parts_of, place, unknown
from opexlint.model import LIST, MAPPING, REFERENCE, SCALAR, UNKNOWN, Node, mapping, scalar, sequence
from opexlint.source import Location

Entry = tuple[str, int, int, Node]

BUILT_IN: Final = "terraform"
"""The provider that every Terraform has."""

LOCK_FILE: Final = ".terraform.lock.hcl"

_REFACTORED: Final = {"moved": "Moved", "import": "Imports", "removed": "Removed"}
_DESCRIBED: Final = {"output": "OutputDescriptions", "variable": "VariableDescriptions"}
_BACKENDS: Final = ("backend", "cloud")


def settings(root: Module, at: Location) -> Node:
    """The settings of a root as a mapping."""
    entries = [*_terraform(root), *_providers(root)]
    outputs = list(_outputs(root))
    exports = _exports(entries, outputs, root.configuration.folder)
    own = (*_locked(root), *_refactored(root), *outputs, *_descriptions(root), *exports, *_library(root, at), *_terragrunt(root, at))
    return mapping((*entries, *own), at)


def _locked(root: Module) -> Iterator[Entry]:
    """The provider versions that the lock file pins, by source."""
    path = normpath(join(root.configuration.folder, LOCK_FILE))
    file = root.reading.sources.file(path)
    items = syntax.parse_recovering(file.text)[0] if file is not None else ()
    at = Location(path, 0, 0)
    locked = []
    for item in items:
        if item[0] == "block" and item[3] == "provider" and len(item[4]) == 1:
            header = Location(path, item[1], item[6])
            written = body(item[5], root.scope(path), header, known(True, header))
            locked.append((item[4][0], header.start, header.end, raw(written, None)))
    if file is not None:
        yield "LockedProviders", 0, 0, mapping(tuple(locked), at)


def _refactored(root: Module) -> Iterator[Entry]:
    """What is moved, taken over and let go, and what is checked after every run."""
    found: dict[str, list[Node]] = {}
    for block in root.configuration.unnamed:
        name = _REFACTORED.get(block.node[3])
        if name is not None:
            entries = [
                (item[3], item[1], item[5], scalar(spelled(item[4]), Location(block.path, item[4][1], item[4][2])))
                for item in block.body
                if item[0] == "attr"
            ]
            found.setdefault(name, []).append(mapping(tuple(entries), block.header))
    checks = [_check(labels[0], block, root) for labels, block in root.configuration.of("check")]
    for name, nodes in (*found.items(), *((("Checks", checks),) if checks else ())):
        at = Location(nodes[0][4], nodes[0][2], nodes[0][3])
        yield name, at.start, at.end, sequence(tuple(nodes), at)


def _check(name: str, block: Block, root: Module) -> Node:
    """A check: its `Name`, what it asserts, and the data source that it asks in `Data`."""
    scope = root.scope(block.path)
    asked = tuple(
        ("Data", item[1], item[6], scalar(".".join(item[4]), Location(block.path, item[1], item[6]))) for item in block.blocks("data")
    )
    at = block.header
    return mapping((("Name", at.start, at.end, scalar(name, at)), *asked, *conditions(block.body, scope)), at)


def _terragrunt(root: Module, at: Location) -> Iterator[Entry]:
    if root.reading.under_terragrunt:
        yield "Terragrunt", at.start, at.start, scalar(True, at)


def _exports(entries: list[Entry], outputs: list[Entry], folder: str) -> Iterator[Entry]:
    """The outputs by the names of the state that others of the project may read them from."""
    written = next((node for name, _, _, node in entries if name == "Backend"), None)
    values = {name: node for name, _, _, node in written[1][0]} if written is not None and written[0] == MAPPING else {}

    def known(path: str) -> str | None:
        node: Node | None = None
        below = values
        for step in path.split("."):
            node = below.get(step)
            while node is not None and node[0] == LIST and len(node[1][0]) == 1:
                node = node[1][0][0]
            below = {name: inner for name, _, _, inner in node[1][0]} if node is not None and node[0] == MAPPING else {}
        if node is None:
            return ""
        return str(node[1]) if node[0] == SCALAR else None

    backend = (known("type") if values else "local") or ""
    for _, start, end, node in outputs:
        exports = tuple(
            (states.output(state, output), at, to, value)
            for state in states.written("remote" if backend == "cloud" else backend, known, folder)
            for output, at, to, value in node[1][0]
        )
        if exports:
            yield "Exports", start, end, mapping(exports, Location(node[4], start, end))


def _outputs(root: Module) -> Iterator[Entry]:
    """What a root hands out, by name."""
    found = []
    for (name,), block in root.configuration.of("output"):
        try:
            node = _handed_out(root.attribute(name, block.header))
        except Failure as failure:
            node = final(unknown(str(failure), block.header))
        found.append((name, block.header.start, block.header.end, node))
    if found:
        at = next(iter(root.configuration.of("output")))[1].header
        yield "Outputs", at.start, at.end, mapping(tuple(found), at)


def _descriptions(root: Module) -> Iterator[Entry]:
    """What people are told of the outputs and variables of a root, by their names."""
    for kind, entry in _DESCRIBED.items():
        written = [(name, block, block.attribute("description")) for (name,), block in root.configuration.of(kind)]
        found = [
            (name, block.header.start, block.header.end, final(attempt(expression, root.scope(block.path))))
            for name, block, expression in written
            if expression is not None
        ]
        if found:
            at = written[0][1].header
            yield entry, at.start, at.end, mapping(tuple(found), at)


def _handed_out(value: Value) -> Node:
    """The value of an output; where it is one of several, at least what it may refer to."""
    node = final(value)
    if node[0] != UNKNOWN:
        return node
    mentioned = tuple(final(part) for part in parts_of(value) if part[0] in (REFERENCE, HANDLE))
    return sequence(mentioned, place(value), str(node[1])) if mentioned else node


def _library(root: Module, at: Location) -> Iterator[Entry]:
    """Whether the folder is a module for others to call: it takes and hands out values, and says neither where its state is nor as whom."""
    configuration = root.configuration
    own = any(block.node[3] == "provider" or any(map(block.blocks, _BACKENDS)) for block in configuration.unnamed)
    if not own and any(configuration.of("variable")) and any(configuration.of("output")):
        yield "Library", at.start, at.start, scalar(True, at)


def _terraform(root: Module) -> Iterator[Entry]:
    seen: set[str] = set()
    for block in root.configuration.unnamed:
        if block.node[3] != "terraform":
            continue
        written = _body(block, root)
        version = written.arguments.get("required_version")
        if version is not None and "RequiredVersion" not in seen:
            seen.add("RequiredVersion")
            yield "RequiredVersion", version.start, version.end, final(version.value)
        for required in written.blocks.get("required_providers", ()):
            if "RequiredProviders" not in seen:
                seen.add("RequiredProviders")
                yield "RequiredProviders", required.at.start, required.at.end, raw(required, None)
        yield from _backend(block, written, seen)


def _backend(block: Block, written: Body, seen: set[str]) -> Iterator[Entry]:
    for item in block.body:
        if item[0] == "block" and item[3] in _BACKENDS and "Backend" not in seen:
            seen.add("Backend")
            at = Location(block.path, item[1], item[6])
            kind = item[4][0] if item[4] else item[3]
            inner = written.blocks[item[3]][0]
            entries = raw_entries(inner, None)
            type_at = Location(block.path, *item[7][0]) if item[7] else at
            node = mapping((("type", type_at.start, type_at.end, scalar(kind, type_at)), *entries), at)
            yield "Backend", at.start, at.end, node


def _providers(root: Module) -> Iterator[Entry]:
    found: dict[str, list[Node]] = {}
    first: dict[str, Location] = {}
    for block in root.configuration.unnamed:
        if block.node[3] == "provider" and len(block.node[4]) == 1:
            name = block.node[4][0]
            first.setdefault(name, block.header)
            found.setdefault(name, []).append(raw(_body(block, root), None))
    for labels, block in root.configuration.of("resource"):
        name = labels[0].partition("_")[0]
        if name == BUILT_IN:
            continue
        first.setdefault(name, block.header)
        found.setdefault(name, [])
    if found:
        entries = tuple((name, first[name].start, first[name].end, sequence(tuple(nodes), first[name])) for name, nodes in found.items())
        at = next(iter(first.values()))
        yield "Providers", at.start, at.end, mapping(entries, at)


def _body(block: Block, root: Module) -> Body:
    return body(block.body, root.scope(block.path), block.header, known(True, block.header))
