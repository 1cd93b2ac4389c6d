"""The vocabulary backwards: properties in CloudFormation's terms as Terraform's arguments and blocks."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from opexlint.facts import table
from opexlint.facts.terraform import Element, Path, Target, Where

Written = dict[str, Any]
"""A body to be written: plain values for arguments, a list of bodies for each type of block."""


class Json(dict[str, Any]):
    """A mapping that Terraform takes as the text of JSON."""


class Blocks(list[Written]):
    """The bodies of the blocks of one type."""


_WRITABLE: Final = ("value", "enum", "json", "pairs")


def nested(path: tuple[str | int, ...], value: Any) -> Any:
    """The properties that a path and a value say, as plain nested data; None for a path with an index, whose element can't be told."""
    for step in reversed(path):
        if not isinstance(step, str):
            return None
        value = {step: value}
    return deepcopy(value)


def written(properties: Any, targets: Mapping[str, Target]) -> Written | None:
    """The arguments and blocks that set these properties and nothing else; None where there are none."""
    if not isinstance(properties, dict):
        return None
    left = deepcopy(properties)
    body = _body(left, targets)
    return body if body and _empty(left) else None


def _empty(left: Any) -> bool:
    if isinstance(left, dict):
        return all(_empty(inner) for inner in left.values())
    return isinstance(left, list) and all(_empty(inner) for inner in left)


def _body(left: Any, targets: Mapping[str, Target]) -> Written:
    """Takes out of `left` what the targets can set."""
    body: Written = {}
    for name in targets:
        target = targets[name]
        if target.resource is not None or target.via not in _WRITABLE:
            continue
        if target.block is None:
            value = _taken(left, target)
            if value is not None:
                body[name] = value
        else:
            found = [inner for place in _places(left, target.path) if (inner := _body(place, target.attributes))]
            if found:
                body[name] = Blocks(found)
    return body


def _places(left: Any, path: Path) -> Iterator[Any]:
    """The data at the end of a block's path, for each element of a list on the way."""
    if not path:
        yield left
        return
    step, rest = path[0], path[1:]
    if isinstance(step, str) and isinstance(left, dict) and step in left:
        yield from _places(left[step], rest)
    elif isinstance(step, Element) and isinstance(left, list):
        for item in left:
            yield from _places(item, rest)
    elif isinstance(step, Where) and isinstance(left, list):
        for item in left:
            if isinstance(item, dict) and item.get(step.property) == step.value:
                yield from _places(item, rest)


def _taken(left: Any, target: Target) -> Any:
    """The value of an argument, taken out of `left`; None where there is none."""
    path = target.path
    if not path:
        return None
    if Element.EACH in path:
        return _taken_each(left, path)
    *way, last = path
    for place in _places(left, tuple(way)):
        if isinstance(last, str) and isinstance(place, dict) and last in place:
            value = inverted(place[last], target)
            if value is not None:
                del place[last]
                _forget(left, tuple(way))
                return value
    return None


def _taken_each(left: Any, path: Path) -> list[Any] | None:
    index = path.index(Element.EACH)
    before, after = path[:index], path[index + 1 :]
    for place in _places(left, before):
        if isinstance(place, list) and len(after) == 1 and all(isinstance(item, dict) and set(item) == {after[0]} for item in place):
            values = [item[after[0]] for item in place]
            place.clear()
            return values
    return None


def _forget(left: Any, way: Path) -> None:
    """Takes out the property by which an element of a list was found, once its value is taken."""
    for index, step in enumerate(way):
        if isinstance(step, Where):
            for place in _places(left, way[: index + 1]):
                if isinstance(place, dict) and set(place) == {step.property}:
                    place.clear()
                    return


def inverted(value: Any, target: Target) -> Any:
    """The value of an argument that yields this one at its target; None where there is none."""
    if target.via == "enum":
        word = next((word for word, yielded in (target.enum or {}).items() if yielded == value), None)
        return {"true": True, "false": False}.get(word, word) if word is not None else None
    if target.via == "json":
        return Json(value) if isinstance(value, dict) else None
    if target.via == "pairs" and isinstance(value, list) and target.pairs is not None:
        key, named = target.pairs
        if not all(isinstance(item, dict) and set(item) == {key, named} for item in value):
            return None
        return {item[key]: item[named] for item in value}
    if isinstance(value, str) and value in ("true", "false"):
        return value == "true"
    return value if isinstance(value, str | bool | int | float | list) or target.via == "pairs" else None


def attribute_name(tf_type: str, attribute: str) -> str | None:
    """The Terraform name of what CloudFormation calls an attribute, None where it is not known."""
    yields: dict[str, str] = table("terraform-attributes").get(tf_type) or {}
    names = [name for name, yielded in yields.items() if yielded == attribute]
    return min(names, key=lambda name: (name == "id", len(name))) if names else None
