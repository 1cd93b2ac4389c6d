"""What `cdk synth` writes beside and into templates: the paths of constructs, and where in the program they were made.

Sources: the cloud assembly's schema (github.com/aws/aws-cdk-cli, packages/@aws-cdk/cloud-assembly-schema), `aws:cdk:path` and
`aws:asset:path` in the `Metadata` of resources.
"""

import json
import re
from collections.abc import Container, Iterator, Mapping
from posixpath import basename, dirname, join, normpath
from typing import Any, Final

from opexlint.embedded.tree import Mapping as MappingTree
from opexlint.embedded.tree import Scalar, followed
from opexlint.source import File, Location, Sources

PATH: Final = "aws:cdk:path"
_ASSET: Final = "aws:asset:path"
_MANIFEST: Final = "manifest.json"
_SETTINGS: Final = "cdk.json"
_USUAL_OUTPUT: Final = "cdk.out"
_FRAME = re.compile(r"""([^\s"'()]+\.py)"?(?::|,[ ]line[ ])(\d{1,7})""")
_PYTHON = re.compile(r"python|\.py\b")
MAX_FRAMES: Final = 200
"""Frames of one trace that are looked at."""


def metadata(resource: MappingTree, name: str) -> str:
    """An entry of a resource's `Metadata`, "" where there is none."""
    found = followed(resource.get("Metadata"))
    value = followed(found.get(name)) if type(found) is MappingTree else None
    return value.text if type(value) is Scalar else ""


def construct(resource: MappingTree) -> str:
    """The path of the construct that a resource is, as the program knows it; "" for a resource that no program made."""
    return metadata(resource, PATH).removesuffix("/Resource")


def asset(resource: MappingTree) -> str:
    """The file or folder beside the template that a property is uploaded from, "" for none."""
    return metadata(resource, _ASSET)


def origins(template: str, sources: Sources) -> dict[str, Location]:
    """Where constructs are made in a Python program of the project, by their `aws:cdk:path`, as far as the assembly says so."""
    told = list(_metadata(template, sources))
    if not told:
        return {}
    found: dict[str, Location] = {}
    programs = {path for path in sources.paths if path.endswith(".py")}
    for path, entries in told:
        for entry in entries if isinstance(entries, list) else ():
            trace = entry.get("trace") if isinstance(entry, dict) else None
            frames = [str(frame) for frame in trace[:MAX_FRAMES]] if isinstance(trace, list) else []
            at = next((at for frame in frames if (at := _place(frame, template, programs, sources)) is not None), None)
            if at is not None:
                found.setdefault(str(path).removeprefix("/"), at)
    return found


def _metadata(template: str, sources: Sources) -> Iterator[tuple[str, Any]]:
    """The metadata of the stack that a template is of, by construct."""
    artifacts = _loaded(sources.beside(template, _MANIFEST)).get("artifacts")
    for artifact in artifacts.values() if isinstance(artifacts, dict) else ():
        properties = artifact.get("properties") if isinstance(artifact, dict) else None
        if isinstance(properties, dict) and properties.get("templateFile") == basename(template):
            further = artifact.get("additionalMetadataFile")
            groups = (artifact.get("metadata"), _loaded(sources.beside(template, further)) if isinstance(further, str) else None)
            for group in groups:
                yield from group.items() if isinstance(group, dict) else ()


def _loaded(file: File | None) -> Mapping[str, Any]:
    if file is None:
        return {}
    try:
        data = json.loads(file.text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _place(frame: str, template: str, programs: Container[str], sources: Sources) -> Location | None:
    """The line that a frame names, in a file of the project: beside the assembly, or else by its path from the root."""
    found = _FRAME.search(frame)
    if found is None:
        return None
    parts = found[1].replace("\\", "/").split("/")
    program = dirname(dirname(template))
    for index in range(len(parts)):
        tail = "/".join(parts[index:])
        for path in dict.fromkeys((normpath(join(program, tail)), tail)):
            if path in programs:
                return _line(sources.file(path), int(found[2]))
    return None


def _line(file: File | None, number: int) -> Location | None:
    if file is None:
        return None
    start, _ = file.line_range(number)
    line = file.line(number)
    indented = start + len(line) - len(line.lstrip())
    return Location(file.path, indented, start + len(line.rstrip())) if line.strip() else None


def outputs_of_python(settings: File) -> Iterator[str]:
    """Where the program in Python that a `cdk.json` names writes its assembly; nothing where it names none."""
    loaded = _loaded(settings)
    if _PYTHON.search(str(loaded.get("app", ""))):
        yield str(loaded.get("output", _USUAL_OUTPUT))


def starts_python(settings: File) -> bool:
    """Whether a `cdk.json` names a program in Python, which is read as such."""
    return bool(list(outputs_of_python(settings)))


def constructs(file: File) -> Iterator[str]:
    """The sign that a template tells of the constructs it was made from; nothing for one that does not."""
    if PATH in file.text:
        yield PATH


def is_read_as_program(template: str, sources: Sources) -> bool:
    """Whether the template at a path was written by a Python program of the project, which is read instead.

    An assembly in the usual folder is not found at all unless it is asked for; here it is about those that `cdk.json` puts elsewhere.
    """
    if not sources.noted(template, constructs):
        return False
    folder = dirname(template)
    while folder:
        above = dirname(folder)
        for output in sources.noted(join(above, _SETTINGS), outputs_of_python):
            if output != _USUAL_OUTPUT and normpath(join(above, output)) == folder:
                return True
        folder = above
    return False
