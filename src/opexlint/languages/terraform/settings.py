"""What a root says of itself: where its state is, which versions and providers it needs."""

from collections.abc import Iterator
from typing import Final

from opexlint.languages.terraform.bodies import Body, body
from opexlint.languages.terraform.configuration import Block
from opexlint.languages.terraform.modules import Module
from opexlint.languages.terraform.nodes import final
from opexlint.languages.terraform.resources import raw, raw_entries
from opexlint.languages.terraform.values import known
from opexlint.model import Node, mapping, scalar, sequence
from opexlint.source import Location

Entry = tuple[str, int, int, Node]

BUILT_IN: Final = "terraform"
"""The provider that every Terraform has."""

_BACKENDS: Final = ("backend", "cloud")


def settings(root: Module, at: Location) -> Node:
    """The settings of a root as a mapping."""
    return mapping((*_terraform(root), *_providers(root)), at)


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
