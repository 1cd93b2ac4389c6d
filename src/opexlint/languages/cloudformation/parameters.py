"""The parameters of a template: what is known of the values they will have.

A parameter is what is passed for it, as far as that is in the project. Otherwise one that decides a condition, or that has a few allowed
values and no default, is a switch of the worlds: its value is a choice. Any other one is its default, or unknown. (That another value may
be passed where a default stands is the deployer's decision, not the author's.)
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from opexlint.embedded.tree import Mapping as MappingTree
from opexlint.embedded.tree import Scalar, Tree, followed, resolved
from opexlint.embedded.tree import Sequence as SequenceTree
from opexlint.languages.cloudformation.choices import lifted
from opexlint.model import (
    ANOTHER,
    CHOICE,
    DEFAULT,
    GONE,
    LIST,
    SCALAR,
    TEXT,
    UNKNOWN,
    Node,
    Switch,
    carried,
    choice,
    moved,
    plain,
    scalar,
    sequence,
    text,
    unknown,
)
from opexlint.source import Location

MAX_OPTIONS: Final = 16
"""How many allowed values make a switch; of a longer list (instance types) only those that the template itself compares with count."""


ELSEWHERE: Final = "it is passed elsewhere"
"""Why a value is unknown that somebody may pass who does not say so in the project: only the declaration tells of it."""


class Inputs(NamedTuple):
    """What is passed to a template, by parameter; `more` says why further parameters may be passed, or is ""."""

    values: Mapping[str, Node]
    more: str = ""


class Parameter(NamedTuple):
    """A parameter as declared, of a template deployed as `unit`.

    `given` is what is passed for it, None where nothing is. `default` is its value then (None without one). `options` are the values it is
    a choice between, the default first (`ANOTHER` has no value); there are none for a parameter that is no switch.
    """

    name: str
    type: str
    unit: str
    given: Node | None
    default: Node | None
    options: dict[str, Node | None]

    @property
    def switch(self) -> Switch:
        """The switch that its value is."""
        return ("parameter", self.name, self.unit)


def parameters(
    section: Tree | None, path: str, compared: Mapping[str, dict[str, Location]], unit: str, inputs: Inputs
) -> dict[str, Parameter]:
    """The parameters of a template by name; `compared` are those that decide conditions, with the values they are compared with."""
    found: dict[str, Parameter] = {}
    tree = followed(section)
    if type(tree) is not MappingTree:
        return found
    for name, (key, declaration) in tree.entries().items():
        declared = followed(declaration)
        if type(declared) is not MappingTree:
            continue
        kind = followed(declared.get("Type"))
        type_ = kind.text if type(kind) is Scalar else "String"
        written = followed(declared.get("Default"))
        places = {} if type(written) is not Scalar else {spelled(written): Location(path, written.start, written.end)}
        default = next((_parsed(type_, spelling, at) for spelling, at in places.items()), None)
        given = _given(inputs, name, type_, default, Location(path, key.start, key.end))
        found[name] = Parameter(
            name=name,
            type=type_,
            unit=unit,
            given=given,
            default=default,
            options={
                option: None if at is None else _parsed(type_, option, at)
                for option, at in _options(
                    places if given is None or given[0] == CHOICE else {}, _allowed(declared, path), compared.get(name)
                )
            },
        )
    return found


def _given(inputs: Inputs, name: str, type_: str, default: Node | None, at: Location) -> Node | None:
    """What is passed for a parameter, None where nothing is; where only some pass it, its default stands for it elsewhere.

    Without a default it is gone there: somebody will pass it who does not say so in the project.
    """
    node = inputs.values.get(name)
    if node is None or node[0] == GONE:
        return unknown(inputs.more, at) if inputs.more else None

    def received(known: Sequence[Node]) -> Node:
        (one,) = known
        if one[0] != GONE:
            return _received(one, type_)
        return one if default is None else moved(default, at, DEFAULT, name)

    return lifted((node,), received, Location(node[4], node[2], node[3]))


def _received(node: Node, type_: str) -> Node:
    """A value as a parameter of a type receives it: always a string, which the type may take apart."""
    at = Location(node[4], node[2], node[3])
    if node[0] == SCALAR:
        return (*_parsed(type_, plain(node[1]), at)[:5], node[5])
    if not _is_list(type_):
        return unknown("what is passed is no string", at) if node[0] == LIST else node
    if node[0] == TEXT:
        return _items(node[1], at)
    return node if node[0] in (LIST, UNKNOWN) else sequence((node,), at)


def _items(parts: tuple[Node, ...], at: Location) -> Node:
    """The items of a list that is passed as a string known in part; what is not known may hold further ones."""
    items: list[list[Node]] = [[]]
    more = ""
    for part in parts:
        if part[0] != SCALAR:
            items[-1].append(part)
            more = more or (str(part[1]) if part[0] == UNKNOWN else "")
            continue
        first, *others = plain(part[1]).split(",")
        items[-1] += [scalar(first.strip(), Location(part[4], part[2], part[3]))] if first.strip() else []
        items += [[scalar(other.strip(), Location(part[4], part[2], part[3]))] if other.strip() else [] for other in others]
    return sequence(tuple(one[0] if len(one) == 1 else text(tuple(one), at) for one in items if one), at, more)


def _allowed(declared: MappingTree, path: str) -> dict[str, Location]:
    values = followed(declared.get("AllowedValues"))
    if type(values) is not SequenceTree or values.broken:
        return {}
    return {spelled(item): Location(path, item.start, item.end) for item in map(followed, values.items) if type(item) is Scalar}


def _options(
    default: dict[str, Location], allowed: dict[str, Location], compared: dict[str, Location] | None
) -> Iterator[tuple[str, Location | None]]:
    """The options with the literals that name them."""
    few = 0 < len(allowed) <= MAX_OPTIONS
    if few and (compared is not None or not default):
        known = {name: default[name] for name in default if name in allowed} | {
            name: allowed[name] for name in allowed if name not in default
        }
    elif compared is not None:
        known = default | {name: compared[name] for name in compared if name not in default}
    else:
        return
    yield from known.items()
    if not few:
        yield ANOTHER, None


def spelled(written: Scalar) -> str:
    """A parameter's value as CloudFormation sees it: always a string."""
    value = resolved(written)
    return plain(value) if isinstance(value, bool) else written.text


def value(parameter: Parameter, at: Location) -> Node:
    """What a `Ref` of the parameter yields."""
    if parameter.type.startswith("AWS::SSM::Parameter::Value<"):
        return unknown(f"{parameter.name} is read from Parameter Store", at)
    if parameter.given is not None:
        return lifted((parameter.given,), lambda known: _passed(parameter, known[0], at), at)
    return _own(parameter, at)


def _passed(parameter: Parameter, node: Node, at: Location) -> Node:
    """What is passed; where that is not known, what the declaration says is all there is."""
    if node[0] == GONE or (node[0] == UNKNOWN and (parameter.options or node[1] == ELSEWHERE)):
        return _own(parameter, at)
    return carried(node, at, "input", parameter.name)


def _own(parameter: Parameter, at: Location) -> Node:
    """What the declaration alone says of the value."""
    if parameter.options:
        return choice(parameter.switch, tuple([(option, _option(parameter, node, at)) for option, node in parameter.options.items()]), at)
    if parameter.default is None:
        return unknown(f"{parameter.name} has no default", at)
    return moved(parameter.default, at, DEFAULT, parameter.name)


def _option(parameter: Parameter, node: Node | None, at: Location) -> Node:
    """The value in the worlds of one option."""
    return unknown(another(parameter.name), at) if node is None else moved(node, at, "parameter", parameter.name)


def another(name: str) -> str:
    """Why a parameter's value is unknown in the world where it is none of those the template names."""
    return f"{name} has another value"


def _is_list(type_: str) -> bool:
    return type_ == "CommaDelimitedList" or type_.startswith("List<")


def _parsed(type_: str, value: str, at: Location) -> Node:
    """A parameter's value by the parameter's type."""
    if _is_list(type_):
        return sequence(tuple(scalar(item.strip(), at) for item in value.split(",") if item.strip()), at)
    if type_ == "Number":
        number = resolved(Scalar(value, "", "", 0, 0))
        return scalar(number if isinstance(number, int | float) else value, at)
    return scalar(value, at)
