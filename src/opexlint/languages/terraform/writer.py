"""Fixes in HCL: the place in the text is found with our parser, what is added is rendered by python-hcl2.

All that is not added or replaced stays byte for byte. A fix is refused where it would have to guess: where the present value is computed,
where a block is written several times, where the file is of the JSON form.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from opexlint.facts.terraform import Path, Target, Vocabulary, terraform_types, vocabulary
from opexlint.finding import Attribute, Change, Edit
from opexlint.languages.terraform import syntax
from opexlint.languages.terraform.inverse import Blocks, Json, Written, attribute_name, inverted, nested, written
from opexlint.languages.terraform.syntax import Node
from opexlint.source import File, Location

_APART: Final = frozenset(("aws_s3_bucket",))
"""Types whose provider wants every setting in a resource of its own."""

_REFERENCES: Final = {"bucket": "id", "queue_url": "url", "role": "name", "repository": "name", "rule": "name"}
"""What a satellite's reference is to, where its name does not say so."""


def rewrite(change: Change, file: File) -> list[Edit]:
    """The edits that make a change, empty where it can't be made safely."""
    if file.path.endswith(".json") or change.at.path != file.path:
        return []
    items, problems = syntax.parse_recovering(file.text)
    if problems:
        return []
    block = _block_at(items, change.at)
    if block is None:
        return []
    if isinstance(change.value, Attribute):
        found = _attribute(change, items, file)
    elif change.replaces is not None:
        found = _replacement(change, block, file)
    else:
        found = _addition(change, block, items, file)
    return found if found and _accepted(file, found) else []


def _block_at(items: tuple[Node, ...], at: Location) -> Node | None:
    for item in items:
        if item[0] == "block" and item[3] == "resource" and len(item[4]) == 2 and (item[1], item[6]) == (at.start, at.end):
            return item
    return None


def _accepted(file: File, edits: list[Edit]) -> bool:
    """Whether the file is still one that our parser and python-hcl2 read."""
    import hcl2

    text = file.text
    for edit in sorted(edits, key=lambda one: one.at.start, reverse=True):
        text = text[: edit.at.start] + edit.text + text[edit.at.end :]
    try:
        syntax.parse(text)
        hcl2.loads(text)
    except Exception:  # python-hcl2 raises what lark raises, and errors of its own
        return False
    return True


# -- replacing what is there -------------------------------------------------------------------------------------------------------------


def _attribute(change: Change, items: tuple[Node, ...], file: File) -> list[Edit]:
    """Another attribute of the resource that a reference is to."""
    at, value = change.replaces, change.value
    if at is None or at.path != file.path:
        return []
    for node in _expressions(items):
        if node[0] != "trav" or not (at.start <= node[1] and node[2] <= at.end) or len(node[3]) < 3:
            continue
        root, first, *_, last = node[3]
        tf_type = first[1] if root == "resource" else root
        name = attribute_name(str(tf_type), value.attribute)
        start = node[2] - len(str(last[1]))
        if name is None or last[0] != "a" or len(node[3]) < (4 if root == "resource" else 3) or file.text[start : node[2]] != last[1]:
            return []
        return [Edit(Location(file.path, start, node[2]), name)]
    return []


def _expressions(items: Any) -> Iterator[Node]:
    """All nodes of a tree."""
    stack: list[Any] = [items]
    while stack:
        one = stack.pop()
        if isinstance(one, tuple):
            if len(one) > 2 and isinstance(one[0], str) and isinstance(one[1], int):
                yield one
            stack.extend(part for part in one if isinstance(part, tuple))


def _replacement(change: Change, block: Node, file: File) -> list[Edit]:
    """Another literal where one stands."""
    at = change.replaces
    assert at is not None
    if at.path != file.path or not block[1] <= at.start <= at.end <= block[2]:
        return []
    literal = next((node for node in _expressions(block[5]) if (node[1], node[2]) == (at.start, at.end) and _is_literal(node)), None)
    value = _value_for(change, block, at)
    text = _rendered_value(value) if value is not None else None
    return [Edit(at, text)] if literal is not None and text is not None else []


def _is_literal(node: Node) -> bool:
    return node[0] == "lit" or (node[0] == "tmpl" and all(part[0] == "lit" for part in node[3]))


def _value_for(change: Change, block: Node, at: Location) -> Any:
    """The value as Terraform has it at the argument whose value stands there."""
    words = vocabulary(block[4][0])
    target = _target_at(words, block[5], at) if words is not None else None
    if target is None:
        return change.value if words is None or len(change.path) == 1 else None
    return inverted(change.value, target)


def _target_at(words: Vocabulary | None, body: tuple[Node, ...], at: Location) -> Target | None:
    """The target of the argument whose value covers a place."""
    targets = words.attributes if words is not None else {}
    while True:
        item = next((one for one in body if one[1] <= at.start and at.end <= one[2]), None)
        if item is None or item[3] not in targets:
            return None
        target = targets[item[3]]
        if item[0] == "attr":
            return target
        body, targets = item[5], target.attributes


# -- adding what is missing --------------------------------------------------------------------------------------------------------------


def _addition(change: Change, block: Node, items: tuple[Node, ...], file: File) -> list[Edit]:
    properties = nested(change.path, change.value)
    tf_type = block[4][0]
    words = vocabulary(tf_type)
    if properties is None:
        return []
    if words is None or words.satellite is not None:
        body = _as_named(change)
        return _set(block, body, file) if body is not None else []
    own = written(properties, words.attributes)
    for satellite, apart in _satellites(tf_type, properties):
        present = _present(satellite, block, items)
        if present is not None:
            return _set(present, apart, file)
        if own is None or (tf_type in _APART and not _has_blocks(block, own)):
            return _new_satellite(satellite, apart, block, items, file)
    own = own if own is not None else _as_named(change)
    return _set(block, own, file) if own is not None else []


def _as_named(change: Change) -> Written | None:
    """An argument that has no counterpart, under its own name."""
    name = change.path[0]
    if len(change.path) == 1 and isinstance(name, str) and re.fullmatch(r"[a-z][a-z0-9_]*", name):
        return {name: change.value}
    return None


def _has_blocks(block: Node, body: Written) -> bool:
    return any(item[0] == "block" and item[3] in body for item in block[5])


def _satellites(tf_type: str, properties: Any) -> Iterator[tuple[Vocabulary, Written]]:
    """The satellites of a type that can set these properties, with what they would say."""
    for name in terraform_types():
        if name.startswith(tf_type[:7]):
            words = vocabulary(name)
            satellite = words.satellite if words is not None else None
            if words is not None and satellite is not None and tf_type in satellite.parents and satellite.mode == "merge":
                inner = _below(properties, satellite.into)
                body = _without_constants(inner, words, satellite.into)
                if body is not None:
                    yield words, body


def _below(properties: Any, path: Path) -> Any:
    for step in path:
        if not isinstance(step, str) or not isinstance(properties, dict) or set(properties) != {step}:
            return None
        properties = properties[step]
    return properties


def _without_constants(properties: Any, words: Vocabulary, into: Path) -> Written | None:
    """What a satellite says, without what it sets by being there."""
    if not isinstance(properties, dict):
        return None
    constants = {path[len(into) :]: value for path, value in (words.also or {}).items() if path[: len(into)] == into}
    left = {name: value for name, value in properties.items() if constants.get((name,)) != value or (name,) not in constants}
    return written(left, words.attributes) if left else {}


def _present(words: Vocabulary, block: Node, items: tuple[Node, ...]) -> Node | None:
    """The satellite of this kind that completes the resource."""
    assert words.satellite is not None
    for item in items:
        if item[0] == "block" and item[3] == "resource" and item[4][:1] == (words.tf_type,):
            for one in item[5]:
                if one[0] == "attr" and one[3] == words.satellite.ref and _refers(one[4], block):
                    return item
    return None


def _refers(node: Node, block: Node) -> bool:
    return bool(node[0] == "trav" and node[3][:2] == (block[4][0], ("a", block[4][1])))


def _new_satellite(words: Vocabulary, body: Written, block: Node, items: tuple[Node, ...], file: File) -> list[Edit]:
    """A resource of its own behind the one that it completes."""
    assert words.satellite is not None
    tf_type, name = block[4]
    if any(item[0] == "block" and item[3] == "resource" and item[4] == (words.tf_type, name) for item in items):
        return []
    attribute = _referred(words.satellite.ref)
    if attribute is None:
        return []
    whole = f"{tf_type}.{name}"
    names = {item[3] for item in block[5] if item[0] == "attr"}
    if "for_each" in names:
        head = {"for_each": _Expression(whole), words.satellite.ref: _Expression(f"each.value.{attribute}")}
    elif "count" in names:
        head = {"count": _Expression(f"length({whole})"), words.satellite.ref: _Expression(f"{whole}[count.index].{attribute}")}
    else:
        head = {words.satellite.ref: _Expression(f"{whole}.{attribute}")}
    text = _rendered({"resource": Blocks([{**head, **body}])}, file, labels=(words.tf_type, name))
    end = _line_end(file.text, block[2])
    eol = _eol(file.text)
    return [Edit(Location(file.path, end, end), eol + eol + eol.join(text))]


def _referred(ref: str) -> str | None:
    if ref in _REFERENCES:
        return _REFERENCES[ref]
    for ending in ("arn", "id", "name"):
        if ref == ending or ref.endswith("_" + ending):
            return ref if ref == "function_name" else ending
    return None


def _line_end(text: str, at: int) -> int:
    """The end of a line, a comment behind a block included."""
    found = re.compile(r"[^\r\n]*").match(text, at)
    return found.end() if found else at


def _set(block: Node, body: Written, file: File) -> list[Edit]:
    """Arguments and blocks set in a block: literals replaced, what is missing added at its end."""
    edits: list[Edit] = []
    missing: Written = {}
    for name, value in body.items():
        found = [item for item in block[5] if item[3] == name]
        if any(item[0] == "block" and item[3] == "dynamic" and item[4] == (name,) for item in block[5]):
            return []
        if not found:
            missing[name] = value
        elif len(found) > 1:
            return []
        elif isinstance(value, Blocks) and found[0][0] == "block" and len(value) == 1:
            inner = _set(found[0], value[0], file)
            if not inner:
                return []
            edits.extend(inner)
        elif found[0][0] == "attr" and _is_literal(found[0][4]):
            text = _rendered_value(value)
            if text is None:
                return []
            edits.append(Edit(Location(file.path, found[0][4][1], found[0][4][2]), text))
        else:
            return []
    if missing:
        edits.append(_inserted(block, missing, file))
    return edits


def _inserted(block: Node, body: Written, file: File) -> Edit:
    """What is added at the end of a block."""
    text, eol = file.text, _eol(file.text)
    outer = _indentation(text, block[1])
    inner = _inner_indentation(block, file)
    lines = [inner + line if line else "" for line in _rendered(body, file)]
    last = block[5][-1] if block[5] else None
    if last is not None and isinstance(next(iter(body.values())), Blocks) and last[0] == "attr":
        lines.insert(0, "")
    closing = block[2] - 1
    line_start = text.rfind("\n", 0, closing) + 1
    if not text[line_start:closing].strip():
        return Edit(Location(file.path, line_start, line_start), "".join(line + eol for line in lines))
    opening = text.index("{", block[6])
    content = text[opening + 1 : closing].strip()
    kept = [inner + content] if content else []
    return Edit(Location(file.path, opening + 1, closing), eol + eol.join([*kept, *lines]) + eol + outer)


def _inner_indentation(block: Node, file: File) -> str:
    text = file.text
    for item in block[5]:
        start = text.rfind("\n", 0, item[1]) + 1
        if not text[start : item[1]].strip():
            return text[start : item[1]]
    return _indentation(text, block[1]) + _unit(text)


def _indentation(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    return text[start:at] if not text[start:at].strip() else ""


def _unit(text: str) -> str:
    """One step of indentation as the file has it."""
    found = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
    return "  " if found is None else "\t" if "\t" in found[1] else found[1] if len(found[1]) <= 8 else "  "


def _eol(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


# -- rendering ---------------------------------------------------------------------------------------------------------------------------


class _Expression(str):
    """Text that is an expression already."""

    __slots__ = ()


def _rendered(body: Written, file: File, labels: tuple[str, ...] = ()) -> list[str]:
    """The lines of a body, rendered by python-hcl2 with the file's indentation."""
    import hcl2

    unit = _unit(file.text)
    builder = hcl2.Builder({name: _rendered_for_builder(value) for name, value in body.items() if not isinstance(value, Blocks)})
    _add_blocks(builder, body, labels)
    document: Any = builder.build()  # type: ignore[no-untyped-call]
    text = hcl2.dumps(document, formatter_options=hcl2.FormatterOptions(indent_length=2))
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    kept = [
        line for index, line in enumerate(lines) if line or (index and not lines[index - 1].endswith("{") and not _closes(lines, index))
    ]
    return [unit * ((len(line) - len(line.lstrip(" "))) // 2) + line.lstrip(" ") for line in kept]


def _closes(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index + 1 :] if line), "}")
    return following.strip() == "}" or not lines[index - 1]


def _add_blocks(builder: Any, body: Written, labels: tuple[str, ...]) -> None:
    for name, value in body.items():
        if isinstance(value, Blocks):
            for one in value:
                arguments = {key: _rendered_for_builder(inner) for key, inner in one.items() if not isinstance(inner, Blocks)}
                block = builder.block(name, [f'"{label}"' for label in labels])
                block.attributes.update(arguments)
                _add_blocks(block, one, ())


def _rendered_for_builder(value: Any) -> Any:
    """A value as python-hcl2's builder takes it: strings in quotes, expressions in `${}`."""
    if isinstance(value, _Expression):
        return f"${{{value}}}"
    if isinstance(value, Json):
        return f"${{jsonencode({_spelled(value)})}}"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return {_key(key): _rendered_for_builder(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rendered_for_builder(item) for item in value]
    return value


def _rendered_value(value: Any) -> str | None:
    """A value on one line."""
    if isinstance(value, Blocks) or value is None:
        return None
    return f"jsonencode({_spelled(value)})" if isinstance(value, Json) else _spelled(value)


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_spelled(inner)}" for key, inner in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_spelled, value)) + "]"
    return str(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_][\w-]*", name, re.ASCII) else _quoted(name)


_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _quoted(value: str) -> str:
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in value)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'
