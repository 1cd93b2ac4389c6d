"""The command `opexlint model`: what was understood, for people who doubt a verdict and for tools.

A plain value is itself in JSON. What is not plain is a mapping whose first key begins with `$`:

| form                                                      | meaning                                                              |
|-----------------------------------------------------------|----------------------------------------------------------------------|
| `{"$ref": address, "attribute": name}`                    | an attribute of a resource; `unit` is added when it is in another one |
| `{"$text": [part, ...]}`                                  | a string known in part                                               |
| `{"$choice": [{"when": {switch: option}, "value": ...}]}` | decided by a parameter or the like                                   |
| `{"$unknown": why}`                                       | anything at all                                                      |
| `null`                                                    | written, and yet absent (`AWS::NoValue`, `null`)                     |
| key `"$open": why` of a mapping                           | it may hold further keys                                             |
| last item `{"$open": why}` of a list                      | it may hold further items                                            |

A key that somebody wrote with a leading `$` gets a second one (`$ref` in an OpenAPI body is `$$ref`).
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from opexlint.formats.terminal import clipped, harmless
from opexlint.model import CHOICE, GONE, LIST, MAPPING, REFERENCE, SCALAR, TEXT, Node, Parsed
from opexlint.source import File, Location

Json: TypeAlias = dict[str, Any]

MAX_DEPTH: Final = 100
"""How deep values are shown; what lies deeper is shown as unknown."""

MAX_LABEL: Final = 200
"""Characters of one value in the tree; `as_json` has all of them."""


def plain_value(node: Node, unit: str = "", depth: int = 0) -> Any:
    """A node as data that JSON can say; `unit` is the one whose references need not name it."""
    kind, payload = node[0], node[1]
    if depth > MAX_DEPTH:
        return {"$unknown": "it is nested too deeply to be shown"}

    def inner(child: Node) -> Any:
        return plain_value(child, unit, depth + 1)

    if kind == SCALAR:
        return _number(payload) if isinstance(payload, int | float) else payload
    if kind == LIST:
        items, more = payload
        return [*map(inner, items), *([{"$open": more}] if more else [])]
    if kind == MAPPING:
        entries, more = payload
        shown = {f"${key}" if key.startswith("$") else key: inner(child) for key, _, _, child in entries}
        return {**shown, "$open": more} if more else shown
    if kind == REFERENCE:
        (owner, address), attribute = payload
        return {"$ref": address, "attribute": attribute, **({"unit": owner} if owner != unit else {})}
    if kind == TEXT:
        return {"$text": list(map(inner, payload))}
    if kind == CHOICE:
        switch, branches = payload
        return {"$choice": [{"when": {switch[1]: option}, "value": inner(child)} for option, child in branches]}
    return None if kind == GONE else {"$unknown": payload}


def _number(value: float) -> Any:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:  # infinite, or thousands of digits long
        return {"$unknown": "JSON can't say this number"}
    return value


# -- for tools --------------------------------------------------------------------------------------------------------------------------


def as_json(parsed: Sequence[Parsed], files: Mapping[str, File], wanted: Collection[str] | None = None) -> str:
    """What was understood of the wanted paths (of all when None) as JSON, each group in order of place."""
    text = json.dumps(data(parsed, files, wanted), indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "replace").decode("utf-8")


def data(parsed: Sequence[Parsed], files: Mapping[str, File], wanted: Collection[str] | None = None) -> dict[str, list[Json]]:
    """What `as_json` writes, as data."""

    def in_order(group: str) -> list[Any]:
        """The records of a group by place; those of one place (instances of a module) by what their first fields name."""
        read = (getattr(one, "whole", one) for part in parsed for one in getattr(part, group))
        records = ((getattr(one, "header", None) or one.at, one) for one in read)
        kept = [(at, one) for at, one in records if wanted is None or at.path in wanted]
        return [one for _, one in sorted(kept, key=lambda pair: (pair[0], *map(str, pair[1][:5])))]

    def place(at: Location) -> Json:
        file = files.get(at.path)
        line, column = file.position(at.start) if file else (1, 1)
        return {"path": at.path, "line": line, "column": column}

    return {
        "units": [
            {"id": unit.id, "kind": unit.kind, **place(unit.at), "settings": plain_value(unit.settings, unit.id), "open": unit.open}
            for unit in in_order("units")
        ],
        "resources": [
            {
                "type": resource.type,
                "native_type": resource.native_type,
                "name": resource.name,
                "address": resource.address,
                "unit": resource.unit,
                **place(resource.header),
                "exists": plain_value(resource.when, resource.unit),
                "properties": plain_value(resource.properties, resource.unit),
                "attributes": plain_value(resource.attributes, resource.unit),
            }
            for resource in in_order("resources")
        ],
        "modules": [
            {
                "name": module.name,
                "address": module.address,
                "unit": module.unit,
                **place(module.at),
                "source": plain_value(module.source, module.unit),
                "version": plain_value(module.version, module.unit),
                "inputs": plain_value(module.inputs, module.unit),
                "opaque": module.opaque,
            }
            for module in in_order("modules")
        ],
        "calls": [
            {
                "name": call.name,
                "unit": call.unit,
                **place(call.at),
                "arguments": plain_value(call.arguments, call.unit),
                "context": list(call.context),
                "handlers": [
                    {"exceptions": list(handler.exceptions), "does": handler.does, **place(handler.at)} for handler in call.handlers
                ],
            }
            for call in in_order("calls")
        ],
        "commands": [
            {
                "argv": plain_value(command.argv, command.unit),
                "starter": command.starter,
                "unit": command.unit,
                **place(command.at),
                "context": list(command.context),
            }
            for command in in_order("commands")
        ],
        "problems": [{"rule": problem.rule, "message": problem.message, **place(problem.at)} for problem in in_order("problems")],
    }


# -- for people -------------------------------------------------------------------------------------------------------------------------

_Branch: TypeAlias = "tuple[str, list[_Branch]]"


def tree(parsed: Sequence[Parsed], files: Mapping[str, File], wanted: Collection[str] | None = None) -> str:
    """What was understood of the wanted paths (of all when None), a tree for each unit."""
    understood = data(parsed, files, wanted)
    lines: list[str] = []
    for root in _units(understood):
        lines += (*_drawn(root), "")
    for problem in understood["problems"]:
        lines.append(harmless(f"{problem['rule']}: {problem['message']} {_place(problem)}"))
    return "\n".join(lines).strip("\n") + "\n"


def _drawn(branch: _Branch, first: str = "", rest: str = "") -> Iterator[str]:
    label, inner = branch
    yield first + harmless(label)
    for number, child in enumerate(inner, 1):
        last = number == len(inner)
        yield from _drawn(child, rest + ("└── " if last else "├── "), rest + ("    " if last else "│   "))


def _units(understood: dict[str, list[Json]]) -> Iterator[_Branch]:
    inside: dict[str, list[_Branch]] = defaultdict(list)
    for resource in understood["resources"]:
        inside[resource["unit"]].append(_resource(resource))
    for module in understood["modules"]:
        branches = [_value(name, module[name]) for name in ("source", "version", "inputs") if module[name] not in (None, {})]
        if module["opaque"]:
            branches.append(_leaf(f"can't be seen into: {module['opaque']}"))
        inside[module["unit"]].append((f"module {module['address']} {_place(module)}", branches))
    for call in understood["calls"]:
        facts = f" ({', '.join(call['context'])})" if call["context"] else ""
        inside[call["unit"]].append((f"call {call['name']}{facts} {_place(call)}", _value("", call["arguments"])[1]))
    for command in understood["commands"]:
        inside[command["unit"]].append((f"{command['starter']} {_place(command)}", [_value("runs", command["argv"])]))
    for unit in understood["units"]:
        branches = [_value("settings", unit["settings"])] if unit["settings"] else []
        branches += inside.pop(unit["id"], ())
        if unit["open"]:
            branches.append(_more(unit["open"]))
        yield f"{unit['kind']} {unit['id']}", branches
    yield from inside.items()


def _resource(resource: Json) -> _Branch:
    native = f" ({resource['native_type']})" if resource["native_type"] != resource["type"] else ""
    branches = [] if resource["exists"] is True else [_value("exists", resource["exists"])]
    branches += _value("", resource["properties"])[1]
    if resource["attributes"]:
        branches.append(_value("attributes", resource["attributes"]))
    return f"{resource['type']} {resource['address']}{native} {_place(resource)}", branches


def _leaf(label: str) -> _Branch:
    return label, []


def _more(why: str) -> _Branch:
    return _leaf(f"and maybe more: {why}")


def _place(record: Json) -> str:
    return f"[{record['path']}:{record['line']}:{record['column']}]"


def _value(name: str, value: Any) -> _Branch:
    """A plain value under its name: on the line of the name when it has no parts."""
    if isinstance(value, list) and value:
        more = value[-1].get("$open") if isinstance(value[-1], dict) and len(value[-1]) == 1 else None
        items = [_value("-", item) for item in (value[:-1] if more else value)]
        return name, [*items, _more(more)] if more else items
    if isinstance(value, dict) and "$choice" in value:
        return name, [_value(f"when {_switched(branch['when'])}", branch["value"]) for branch in value["$choice"]]
    if isinstance(value, dict) and value and not value.keys() & {"$ref", "$text", "$unknown"}:
        return name, [_more(child) if key == "$open" else _value(key.removeprefix("$"), child) for key, child in value.items()]
    said = clipped(_said(value), MAX_LABEL)
    return _leaf(f"{name} {said}" if name == "-" else f"{name}: {said}")


def _switched(when: dict[str, str]) -> str:
    return " and ".join(f"{switch} is {option}" for switch, option in when.items())


def _said(value: Any) -> str:
    """A value without parts, on one line."""
    if value is None:
        return "absent"
    if isinstance(value, dict):
        if "$ref" in value:
            return f"{value['$ref']}.{value['attribute']}" + (f" of {value['unit']}" if "unit" in value else "")
        if "$unknown" in value:
            return f"unknown because {value['$unknown']}"
        if "$text" in value:
            parts = (part if isinstance(part, str) else f"${{{_said(part)}}}" for part in value["$text"])
            return json.dumps("".join(parts), ensure_ascii=False)
        if "$choice" in value:
            return " | ".join(f"{_said(branch['value'])} when {_switched(branch['when'])}" for branch in value["$choice"])
    return json.dumps(value, ensure_ascii=False)
