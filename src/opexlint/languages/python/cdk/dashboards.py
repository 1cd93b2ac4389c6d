"""What dashboards show: their widgets, with the metrics and alarms in them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from opexlint.languages.python.cdk.construction import short
from opexlint.languages.python.drafts import NOT_FOLLOWED, Draft, Entry
from opexlint.languages.python.operations import why
from opexlint.languages.python.properties import NEW
from opexlint.languages.python.values import Argument, Made, Sequence, Use, Value
from opexlint.model import Node, mapping, scalar, sequence, unknown
from opexlint.source import Location

if TYPE_CHECKING:
    from opexlint.languages.python.cdk.synthesis import Synthesis

MAX_DEPTH: Final = 10
"""How deep rows and columns may stand in each other."""

_BODY: Final = ("DashboardBody",)
_METRICS: Final = ("left", "right", "metrics", "metric")
"""The arguments of widgets that say which metrics they draw."""

_ALARMS: Final = ("alarm", "alarms")
_TEXTS: Final = {"title": "title", "markdown": "markdown", "query_string": "query"}
_TYPES: Final = {"AlarmStatusWidget": "alarm", "LogQueryWidget": "log", "TextWidget": "text"}
"""Types of widgets, by class; all others draw metrics."""


def dashboard_widgets(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`Dashboard(widgets=[[...], [...]])`."""
    items = list(_flat(argument.value, 0))
    nodes = tuple(_widget(synthesis, one) for one in items)
    more = argument.value.more if isinstance(argument.value, Sequence) else ""
    draft.set(_BODY, mapping((_entry("widgets", sequence(nodes, argument.at, more)),), argument.at))


def add_widgets(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`dashboard.add_widgets(GraphWidget(left=[...]), ...)`."""
    assert use.made is not None
    made = use.made
    if draft.type != "AWS::CloudWatch::Dashboard":
        return
    present = draft.present((*_BODY, "widgets"))
    if present is None and "widgets" not in draft.construct.arguments.keywords:
        draft.set(_BODY, mapping((_entry("widgets", sequence((), made.header)),), made.header))
    for argument in made.arguments.positional:
        for one in _flat(argument.value, 0):
            draft.set((*_BODY, "widgets", NEW), _widget(synthesis, one))
    if made.arguments.more:
        draft.set((*_BODY, "widgets"), unknown(made.arguments.more, made.at))


def _flat(value: Value, depth: int) -> Iterator[Value]:
    """The widgets in rows, columns and lists."""
    inner: list[Value] | None = None
    if isinstance(value, Sequence):
        inner = value.items
    elif isinstance(value, Made) and short(value.name) in ("aws_cloudwatch.Row", "aws_cloudwatch.Column"):
        inner = [argument.value for argument in value.arguments.positional]
    if inner is None or depth > MAX_DEPTH:
        yield value
    else:
        for one in inner:
            yield from _flat(one, depth + 1)


def _widget(synthesis: "Synthesis", value: Value) -> Node:
    at = value.at
    name = short(value.name) if isinstance(value, Made) and value.owner is None else ""
    if not isinstance(value, Made) or not name.startswith("aws_cloudwatch."):
        return unknown(why(value), at)
    kind = name.rpartition(".")[2]
    keywords, keys = value.arguments.keywords, value.arguments.keys
    properties: list[Entry] = []
    for given, spelled in _TEXTS.items():
        if given in keywords:
            properties.append(_entry(spelled, synthesis.connections.plain(keywords[given]), keys.get(given)))
    metrics = [node for given in _METRICS if given in keywords for node in _metrics(synthesis, keywords[given])]
    if metrics:
        properties.append(_entry("metrics", sequence(tuple(metrics), at)))
    alarms = [synthesis.references.attribute_of(keywords[given], "Arn") for given in _ALARMS if given in keywords]
    if alarms:
        properties.append(_entry("alarms", alarms[0] if alarms[0][0] == "list" else sequence(tuple(alarms), at)))
    body = mapping(tuple(properties), at, value.arguments.more or NOT_FOLLOWED)
    return mapping((_entry("type", scalar(_TYPES.get(kind, "metric"), at)), _entry("properties", body)), at, NOT_FOLLOWED)


def _metrics(synthesis: "Synthesis", argument: Argument) -> Iterator[Node]:
    value = argument.value
    if not isinstance(value, Sequence):
        yield synthesis.metrics.shown(value) if isinstance(value, Made) else unknown(why(value), argument.at)
        return
    for item in value.items:
        yield synthesis.metrics.shown(item)
    if value.more:
        yield unknown(value.more, value.at)


def _entry(name: str, node: Node, key: Location | None = None) -> Entry:
    return (name, key.start, key.end, node) if key is not None else (name, node[2], node[3], node)
