"""State machines' definitions: read wherever they stand, in the template as text or mapping, or in a file of the project.

All of them end as the value of `DefinitionString`, except the native `Definition`, which is a mapping already. `${Name}` in them is what
`DefinitionSubstitutions` says.
"""

from collections.abc import Callable, Mapping
from typing import Final

from opexlint.embedded.document import document
from opexlint.embedded.passage import Passage, Run, joined
from opexlint.model import CHOICE, LIST, MAPPING, SCALAR, TEXT, Node, ResourceRecord, unknown
from opexlint.patterns import regex
from opexlint.source import Location

TYPE: Final = "AWS::StepFunctions::StateMachine"

MAX_SUBSTITUTED: Final = 1_000_000
"""How many characters and parts the substitutions of one definition may write."""

_NAME = regex(r"\$\{(\w+)\}")


def with_definition(record: ResourceRecord, source: str, look: Callable[[str], Node | None]) -> ResourceRecord:
    """The state machine with its definition read; `look` reads a local file that it names."""
    if record.properties[0] != MAPPING:
        return record
    entries = {entry[0]: entry for entry in record.properties[1][0]}
    given = entries.get("DefinitionSubstitutions")
    values = {key: node for key, _, _, node in given[3][1][0]} if given is not None and given[3][0] == MAPPING else {}
    file = entries.get("DefinitionS3Location")
    if file is not None and file[3][0] == SCALAR:
        node = look(str(file[3][1]))
        del entries["DefinitionS3Location"]
        if node is None:
            node = unknown(f"{file[3][1]} is not in the project", Location(file[3][4], file[3][2], file[3][3]))
        entries["DefinitionString"] = ("DefinitionString", *file[1:3], node)
    for name in ("Definition", "DefinitionString"):
        if name in entries:
            key, start, end, node = entries[name]
            entries[name] = (key, start, end, _substituted(document(node, source), _Substitutions(values)))
    more = record.properties[1][1]
    return record._replace(properties=(MAPPING, (tuple(entries.values()), more), *record.properties[2:]))


class _Substitutions:
    """The values of the names in a definition, each time they are used."""

    def __init__(self, values: Mapping[str, Node]) -> None:
        self._values = values
        self._left = MAX_SUBSTITUTED

    def value(self, name: str, at: Location) -> Node:
        found = self._values.get(name)
        if found is None:
            return unknown(f"${{{name}}} is replaced when it is deployed", at)
        self._left -= len(found[1]) if isinstance(found[1], str | tuple) else 1
        if self._left < 0:
            return unknown("the definition's substitutions write too much", at)
        return (*found[:2], at.start, at.end, at.path, found[5])


def _substituted(node: Node, values: _Substitutions) -> Node:
    """The definition with the names in its strings replaced."""
    kind, payload, start, end, path, via = node
    if kind == SCALAR:
        return _text(node, values) if isinstance(payload, str) and "${" in payload else node
    if kind == LIST:
        payload = tuple(_substituted(item, values) for item in payload[0]), payload[1]
    elif kind == MAPPING:
        payload = tuple((*entry[:3], _substituted(entry[3], values)) for entry in payload[0]), payload[1]
    elif kind == TEXT:
        payload = tuple(_substituted(part, values) for part in payload)
    elif kind == CHOICE:
        payload = payload[0], tuple((option, _substituted(branch, values)) for option, branch in payload[1])
    return (kind, payload, start, end, path, via)


def _text(node: Node, values: _Substitutions) -> Node:
    passage = Passage.of(node)
    assert passage is not None
    parts: list[Run | Node] = []
    done = 0
    for found in _NAME.finditer(passage.text):
        parts.extend(passage.parts(done, found.start()))
        parts.append(values.value(found[1], passage.at(*found.span())))
        done = found.end()
    parts.extend(passage.parts(done, len(passage.text)))
    return joined(parts, Location(node[4], node[2], node[3]))
