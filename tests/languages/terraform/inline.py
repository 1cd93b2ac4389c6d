"""Small Terraform projects written in a test, and the way to their values."""

from collections.abc import Iterator, Mapping
from typing import Any

from opexlint.languages import Job, terraform
from opexlint.languages.terraform.expressions import evaluate
from opexlint.languages.terraform.modules import Module, Reading
from opexlint.languages.terraform.syntax import parse_expression
from opexlint.languages.terraform.values import Value
from opexlint.model import LIST, MAPPING, Node, Parsed, ResourceRecord, plain
from opexlint.source import File, Location, Sources


def sources(files: Mapping[str, str]) -> Sources:
    """A project of these files."""
    return Sources(files, lambda path: File(path, files[path]) if path in files else None)


def jobs(files: Mapping[str, str]) -> Iterator[Job]:
    """The jobs of a project."""
    claimed = [path for path in sorted(files) if terraform.claims(File(path, files[path]))]
    return terraform.jobs(claimed, sources(files))


def read(files: str | Mapping[str, str], folder: str = ".") -> Parsed:
    """A root of a project; a text alone is its `main.tf`."""
    if isinstance(files, str):
        files = {"main.tf": files}
    return terraform.read(Job("terraform", folder, tuple(files)), sources(files))


def module(files: str | Mapping[str, str]) -> Module:
    """The root module of a project, to compute expressions in."""
    reading = Reading(".", sources({"main.tf": files} if isinstance(files, str) else files))
    return Module(reading, reading.configuration("."))


def computed(expression: str, declarations: str | Mapping[str, str] = "") -> Value:
    """The value of an expression in a root module; raises `Failure`."""
    return evaluate(parse_expression(expression), module(declarations).scope("expression"))


def resource(parsed: Parsed, address: str) -> ResourceRecord:
    """The resource of an address."""
    return next(one.whole for one in parsed.resources if one.address == address)


def at(node: Node, *path: str | int) -> Node:
    """The node at a path of keys and indexes."""
    for step in path:
        if isinstance(step, int):
            assert node[0] == LIST, node
            node = node[1][0][step]
        else:
            assert node[0] == MAPPING, node
            node = next(child for key, _, _, child in node[1][0] if key == step)
    return node


def keys(node: Node) -> list[str]:
    """The keys of a mapping."""
    return [key for key, *_ in node[1][0]]


def data(node: Node) -> Any:
    """A node as plain data: what is not a known value is the name of its kind, an open collection ends with `...`."""
    kind, payload = node[0], node[1]
    if kind == "scalar":
        return payload
    if kind == LIST:
        return [*map(data, payload[0]), *(["..."] if payload[1] else [])]
    if kind == MAPPING:
        return {**{key: data(child) for key, _, _, child in payload[0]}, **({"...": payload[1]} if payload[1] else {})}
    if kind == "reference":
        return f"<{payload[0][1]}.{payload[1]}>"
    if kind == "text":
        return "".join(plain(part[1]) if part[0] == "scalar" else f"${{{data(part)}}}" for part in payload)
    if kind == "choice":
        return {f"{payload[0][1]}={option}": data(branch) for option, branch in payload[1]}
    return f"<{kind}>"


def properties(parsed: Parsed, address: str) -> Any:
    """The properties of a resource as plain data."""
    return data(resource(parsed, address).properties)


def text_at(files: Mapping[str, str], place: Location) -> str:
    """What is written at a place."""
    return files[place.path][place.start : place.end]


def header(text: str, kind: str, name: str, path: str = "main.tf") -> Location:
    """The header of a resource block."""
    words = f'resource "{kind}" "{name}"'
    start = text.index(words)
    return Location(path, start, start + len(words))
