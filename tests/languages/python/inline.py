"""Programs written in a test, and their model in short form.

`shown` writes a node as people would: `&Queue.Arn` for a reference, `?reason` for an unknown, `stage: dev=1 | prod=3` for a choice, and
behind `~` the way from where a value was written.
"""

from collections.abc import Callable
from typing import Any

from opexlint.languages import python
from opexlint.model import (
    CHOICE,
    GONE,
    LIST,
    MAPPING,
    REFERENCE,
    SCALAR,
    TEXT,
    CallRecord,
    Node,
    Parsed,
    ResourceRecord,
    decode,
    encode,
)
from opexlint.source import File, Sources


def sources(files: dict[str, str]) -> Sources:
    """The files as a project."""
    known = {path: File(path, text) for path, text in files.items()}
    return Sources(known, known.get)


def read(files: dict[str, str] | str) -> Parsed:
    """Everything the language reads of these files (one text is `app.py`), as one; it survives its encoding."""
    given = sources({"app.py": files} if isinstance(files, str) else files)
    claimed = [path for path in given.paths if path.endswith(python.SUFFIXES) and python.claims(File(path, _text(given, path)))]
    parts = [python.read(job, given) for job in python.jobs(claimed, given)]
    whole = Parsed(*(tuple(row for rows in group for row in rows) for group in zip(*parts, strict=True)))
    assert decode(encode(whole)) == whole
    return whole


def _text(given: Sources, path: str) -> str:
    file = given.file(path)
    assert file is not None
    return file.text


def call(program: str, name: str) -> CallRecord:
    """The only call of that name in a program."""
    found = [one for one in read(program).calls if one.name == name]
    assert len(found) == 1, [one.name for one in found]
    return found[0]


def resource(parsed: Parsed, address: str) -> ResourceRecord:
    """The resource of that address."""
    found = [one.whole for one in parsed.resources if one.address == address]
    assert len(found) == 1, [one.address for one in parsed.resources]
    return found[0]


def properties(files: dict[str, str] | str, address: str) -> dict[str, str]:
    """A resource's properties, shown."""
    return entries(resource(read(files), address).properties)


def entries(node: Node) -> dict[str, str]:
    """A mapping's entries, shown; an open one has `*`."""
    assert node[0] == MAPPING, node
    found = {key: shown(child) for key, _, _, child in node[1][0]}
    return {**found, "*": "?" + node[1][1]} if node[1][1] else found


def shown(node: Node) -> str:
    """A node in short form."""
    kind, payload, *_, via = node
    text = _SHOW[kind](payload) if kind in _SHOW else f"?{payload}"
    return text + "".join(f"~{how} {name}" for how, name, *_ in via)


def _list(payload: tuple[tuple[Node, ...], str]) -> str:
    return "[" + ", ".join([*map(shown, payload[0]), *(["..."] if payload[1] else [])]) + "]"


def _mapping(payload: tuple[tuple[tuple[str, int, int, Node], ...], str]) -> str:
    return "{" + ", ".join([*(f"{key}: {shown(child)}" for key, _, _, child in payload[0]), *(["..."] if payload[1] else [])]) + "}"


_SHOW: dict[str, Callable[[Any], str]] = {
    SCALAR: repr,
    LIST: _list,
    MAPPING: _mapping,
    REFERENCE: lambda payload: f"&{payload[0][1]}.{payload[1]}",
    TEXT: lambda payload: "+".join(map(shown, payload)),
    CHOICE: lambda payload: f"{payload[0][1]}: " + " | ".join(f"{option}={shown(branch)}" for option, branch in payload[1]),
    GONE: lambda payload: "nothing",
}
