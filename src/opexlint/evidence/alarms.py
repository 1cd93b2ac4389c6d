"""Alarms: which one watches what, what it does when it goes off, and who listens to the topic it publishes to."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from opexlint.evidence.candidates import (
    ANY,
    Ask,
    Vague,
    answer,
    denotes,
    denotes_surely,
    handed_on,
    is_whole,
    known_text,
    of_library,
    standing,
    strings_in,
    texts_in,
    users_of,
    vaguely,
)
from opexlint.model import SCALAR, TEXT, UNKNOWN, Node, bare
from opexlint.project import Project, Resource
from opexlint.value import Value

ALARM: Final = "AWS::CloudWatch::Alarm"
COMPOSITE_ALARM: Final = "AWS::CloudWatch::CompositeAlarm"
TOPIC: Final = "AWS::SNS::Topic"
SUBSCRIPTION: Final = "AWS::SNS::Subscription"
EVENT_RULE: Final = "AWS::Events::Rule"
LOG_GROUP: Final = "AWS::Logs::LogGroup"
METRIC_FILTER: Final = "AWS::Logs::MetricFilter"

_OTHER_MONITORS = re.compile(
    r"^(datadog|newrelic|grafana|pagerduty|dynatrace|signalfx|honeycombio|opsgenie|checkly|sumologic|splunk|elasticstack)_"
    r"|^Datadog::|^NewRelic::"
)
_MONITORING_MODULE = re.compile(r"alarm|alert|monitor(?!ing-role)|observab|cloudwatch(?!\S*log)|datadog|new.?relic|\bslo\b", re.IGNORECASE)
_QUERY = re.compile(r"\b(SEARCH|SELECT)\b", re.IGNORECASE)
_ALARM_NAME = re.compile(r"""\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*["']?([^"')]+?)["']?\s*\)""")


class Metric(NamedTuple):
    """One metric that an alarm looks at, or, where `name` is missing, an expression over metrics: metric math or a query."""

    namespace: Value
    name: Value
    dimensions: tuple[tuple[Value, Value], ...]
    expression: Value


def metrics(alarm: Resource) -> Iterator[Metric]:
    """The metrics of an alarm: its own, and those of its metric math."""
    yield Metric(alarm["Namespace"], alarm["MetricName"], tuple(_dimensions(alarm["Dimensions"])), alarm["Expression"])
    for query in alarm["Metrics"]:
        metric = query["MetricStat.Metric"]
        yield Metric(metric["Namespace"], metric["MetricName"], tuple(_dimensions(metric["Dimensions"])), query["Expression"])


def _dimensions(value: Value) -> Iterator[tuple[Value, Value]]:
    for dimension in value:
        yield dimension["Name"], dimension["Value"]


def alarms_on(project: Project, resource: Resource, namespace: str, *names: str) -> Iterator[Resource]:
    """The alarms that watch one of these metrics of a resource.

    By dimension (reference, ARN or name, also through an alias or version), by metric math, by a query or a metric over the whole
    namespace. Ends with an unknown resource where an alarm may exist that can't be seen: an unknown dimension, an opaque module that is
    given the resource or is there to monitor, another vendor.
    """
    index = _alarm_index(project)

    def near() -> Iterator[Resource]:
        yield from users_of(project, resource, ALARM)
        for spelling in map(bare, texts_in(resource.record.properties)):
            yield from index.by_text.get(spelling, ())
        for name in names:
            yield from index.wide.get(name, ())

    def vague() -> Iterator[Resource]:
        why = monitored_elsewhere(project, resource)
        if why:
            yield project.anything(why, resource.at)
        for name in (*names, ANY):
            yield from index.vague.near(project, resource, name)

    def holds(alarm: Resource, ask: Ask) -> bool:
        return any(_watches(project, metric, resource, namespace, names, ask) for metric in metrics(alarm))

    yield from answer(project, near(), holds, vague())


def _watches(project: Project, metric: Metric, resource: Resource, namespace: str, names: tuple[str, ...], ask: Ask) -> bool:
    if metric.name.kind == "gone":
        query = metric.expression.show()
        asks = _QUERY.search(query) and namespace in query and any(re.search(rf"\b{re.escape(name)}\b", query) for name in names)
        return bool(asks) or (metric.expression.kind == "unknown" and ask.be(metric.expression, "SELECT"))
    if metric.namespace.known not in (None, namespace) or metric.name.known not in (None, *names):
        return False
    if metric.dimensions and not any(_is_dimension_of(project, value, name, resource, ask) for name, value in metric.dimensions):
        return False
    return ask.be(metric.namespace, namespace) and ask.be(metric.name, *names)


def _is_dimension_of(project: Project, value: Value, name: Value, resource: Resource, ask: Ask) -> bool:
    if value.kind != "text" or any(value.references()) or all(part.kind == "unknown" for part in value.parts()):
        return denotes(project, value, resource, ask)
    named = name.known
    given = resource[named] if isinstance(named, str) and resource[named].kind != "gone" else resource["Name"]
    return denotes_surely(project, value, resource) or ask.equal(value, given)


class _AlarmIndex:
    """Alarms that may watch what they do not refer to, by metric (`*`: it is not known).

    `wide` look at all resources: by a query, or by a metric without a dimension. `vague` look at a dimension that is known in part or not
    at all; what they do know of it is in `by_text`.
    """

    def __init__(self) -> None:
        self.wide: dict[str, list[Resource]] = defaultdict(list)
        self.vague = Vague()
        self.by_text: dict[tuple[str, Any], list[Resource]] = defaultdict(list)

    def add(self, alarm: Resource) -> None:
        properties = alarm.record.properties
        for expression in standing(properties, "Metrics", "Expression"):
            spelling = known_text(expression)
            if expression[0] == UNKNOWN:
                self.vague.add(ANY, alarm)
            elif _QUERY.search(spelling):
                for word in set(re.findall(r"[\w.]+", spelling)):
                    self.wide[word].append(alarm)
        for metric in (properties, *standing(properties, "Metrics", "MetricStat", "Metric")):
            self._add_metric(metric, alarm)

    def _add_metric(self, metric: Node, alarm: Resource) -> None:
        values = list(standing(metric, "Dimensions", "Value"))
        for name in standing(metric, "MetricName"):
            spelling = name[1] if name[0] == SCALAR and isinstance(name[1], str) else ANY
            if not values:
                self.wide[spelling].append(alarm)
            elif any(value[0] in (TEXT, UNKNOWN) for value in values):
                self.vague.add(spelling, alarm)
        for value in values:
            if value[0] == TEXT:
                self.by_text[bare(value)].append(alarm)


def _alarm_index(project: Project) -> _AlarmIndex:
    def build() -> _AlarmIndex:
        index = _AlarmIndex()
        for alarm in project.resources(ALARM):
            index.add(alarm)
        return index

    return project.once("alarms", build)


def monitored_elsewhere(project: Project, resource: Resource) -> str:
    """Why alarms on a resource may be made by something else than CloudWatch alarms in sight, or ""."""

    def build() -> tuple[str, dict[str, str]]:
        other = next((type_ for type_ in project.types if _OTHER_MONITORS.search(type_)), "")
        by_unit: dict[str, str] = {}
        for module in project.modules:
            if module.opaque and _MONITORING_MODULE.search(" ".join((module.name, *strings_in(module.record.source)))):
                by_unit.setdefault(module.unit, f"module {module.name} can't be seen into")
        return (f"{other} watches this project" if other else ""), by_unit

    everywhere, by_unit = project.once("monitoring elsewhere", build)
    return everywhere or by_unit.get(resource.unit, "") or of_library(project, resource)


def log_alarms_on(project: Project, resource: Resource) -> Iterator[Resource]:
    """The alarms on metrics that are counted from the logs of a resource, by metric filters on its log groups."""
    groups = [group for group in project.referrers(resource, LOG_GROUP) if group.is_known]
    groups += (group for group in project.targets(resource["LoggingConfig.LogGroup"], LOG_GROUP) if group.is_known)
    filters = {one.key: one for owner in (resource, *groups) for one in project.referrers(owner, METRIC_FILTER) if one.is_known}.values()
    if not filters:
        return
    counted = [transformation for one in filters for transformation in one["MetricTransformations"]]

    def holds(alarm: Resource, ask: Ask) -> bool:
        return any(
            ask.equal(metric.name, one["MetricName"]) and ask.equal(metric.namespace, one["MetricNamespace"])
            for metric in metrics(alarm)
            for one in counted
        )

    by_metric = _alarms_by_metric(project)
    names = {name for one in filters for name in _metric_names(one.record.properties, "MetricTransformations")}
    yield from answer(project, (alarm for name in names for alarm in by_metric.get(name, ())), holds)


_APIS: Final = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")
_OF_API: Final = {"AWS::ApiGateway::Method": "RestApiId", "AWS::ApiGatewayV2::Integration": "ApiId"}
"""By type, what hands the calls of an API on, and where it says which API that is."""
_SERVER_ERRORS: Final = ("AWS/ApiGateway", "5XXError", "5xx")


def api_alarms_on(project: Project, function: Resource) -> Iterator[Resource]:
    """The alarms on the server errors of the APIs that call a function: they go off when it fails.

    Ends with an unknown resource where API Gateway may call it from an API that is known only in part and has such an alarm.
    """
    apis = {one.key: one for one in users_of(project, function, *_APIS) if one.is_known}
    for one in users_of(project, function, *_OF_API):
        if one.is_known:
            apis.update((api.key, api) for api in project.targets(one[_OF_API[one.type]], *_APIS) if api.is_known)
    for api in apis.values():
        yield from alarms_on(project, api, *_SERVER_ERRORS)
    if any(one["Principal"].may_be("apigateway.amazonaws.com") for one in users_of(project, function, "AWS::Lambda::Permission")):
        vague = [api for api in project.resources(*_APIS) if api.unit == function.unit and not is_whole(api.record.properties)]
        watched = (project.anything(f"{api.name} may call it", api.at) for api in vague if any(alarms_on(project, api, *_SERVER_ERRORS)))
        yield from answer(project, watched, lambda one, ask: True)


def _alarms_by_metric(project: Project) -> dict[str, list[Resource]]:
    def build() -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for alarm in project.resources(ALARM):
            for path in ((), ("Metrics", "MetricStat", "Metric")):
                for name in _metric_names(alarm.record.properties, *path):
                    found[name].append(alarm)
        return found

    return project.once("alarms by metric", build)


def _metric_names(properties: Node, *path: str) -> set[str]:
    """The names of the metrics below a path; what is known in part of one goes by its known part."""
    return {known_text(name) for name in standing(properties, *path, "MetricName")}


# -- what an alarm does -----------------------------------------------------------------------------------------------------------------


def actions_of(project: Project, alarm: Resource) -> Iterator[Value]:
    """What happens when an alarm goes off: its own actions, and those of the composite alarms that name it."""
    yield from alarm["AlarmActions"]
    for composite in composites_of(project, alarm):
        yield from composite["AlarmActions"]


def composites_of(project: Project, alarm: Resource) -> Iterator[Resource]:
    """The composite alarms whose rule names an alarm."""

    def build() -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for composite in project.resources(COMPOSITE_ALARM):
            for rule in standing(composite.record.properties, "AlarmRule"):
                for name in _ALARM_NAME.findall(known_text(rule)):
                    found[name].append(composite)
        return found

    by_name = project.once("composite alarms", build)
    vague = project.once("unknown alarm rules", lambda: vaguely(project, {COMPOSITE_ALARM: ("AlarmRule",)}))
    name = alarm["AlarmName"].known
    named = by_name.get(name, []) if isinstance(name, str) else []
    yield from answer(
        project,
        [*project.referrers(alarm, COMPOSITE_ALARM), *named],
        lambda one, ask: one in named or denotes(project, one["AlarmRule"], alarm, ask),
        vague.near(project, alarm),
    )


def alarms_into(project: Project, topic: Resource) -> Iterator[Resource]:
    """The alarms that do nothing else than publish to a topic when they go off, composite alarms included."""

    def holds(alarm: Resource, ask: Ask) -> bool:
        actions = list(actions_of(project, alarm))
        return bool(actions) and all(denotes(project, action, topic, ask) for action in actions)

    yield from answer(project, project.referrers(topic, ALARM, COMPOSITE_ALARM), holds)


_ONLY_SHOWS = re.compile(r"^AWS::(CloudWatch::(Alarm|Dashboard)$|IAM::|Logs::)")


def listeners_of(project: Project, alarm: Resource) -> Iterator[Resource]:
    """What else acts on an alarm: composite alarms, deployments that it rolls back, health checks, rules on the events of all alarms.

    Whatever is given an alarm does something with it, unless it only shows it.
    """
    yield from composites_of(project, alarm)
    yield from answer(
        project,
        (one for one in project.referrers(alarm) if one.type != COMPOSITE_ALARM and not _ONLY_SHOWS.search(one.type)),
        lambda one, ask: True,
    )
    yield from _alarm_event_rules(project, alarm)
    yield from handed_on(project, alarm)


_ALARM_EVENTS: Final = {"aws.cloudwatch", "CloudWatch Alarm State Change"}


def _alarm_event_rules(project: Project, alarm: Resource) -> Iterator[Resource]:
    """The event rules that hear of every alarm's change of state."""

    def build() -> list[Resource]:
        return [rule for rule in project.resources(EVENT_RULE) if not _ALARM_EVENTS.isdisjoint(strings_in(rule.record.properties))]

    vague = project.once("unknown patterns", lambda: vaguely(project, {EVENT_RULE: ("EventPattern",)}))
    hear = project.once("rules on alarms", build)
    yield from answer(project, hear, lambda rule, ask: rule in hear or ask.be(rule["EventPattern"], ""), vague.near(project, alarm))


# -- who listens to a topic ---------------------------------------------------------------------------------------------------------------

_LISTENERS: Final = {
    SUBSCRIPTION: ("TopicArn",),
    "AWS::Chatbot::SlackChannelConfiguration": ("SnsTopicArns",),
    "AWS::Chatbot::MicrosoftTeamsChannelConfiguration": ("SnsTopicArns",),
}
"""By type, what names the topics it listens to."""


def subscribers_of(project: Project, topic: Resource) -> Iterator[Resource]:
    """Who listens to a topic: its own subscriptions (then the topic itself), separate ones, chat channels."""

    def listens(one: Resource, ask: Ask) -> bool:
        if one.type == TOPIC:
            return any(item.kind != "unknown" or ask.be(item, "") for item in one["Subscription"])
        return any(denotes(project, one[path], topic, ask) for path in _LISTENERS.get(one.type, ("TopicArn",)))

    def vague() -> Iterator[Resource]:
        yield from project.once("unknown topics", lambda: vaguely(project, _LISTENERS, (UNKNOWN, TEXT))).near(project, topic)
        if topic.unit in _subscribing(project):
            yield project.anything("a command subscribes to a topic", topic.at)

    yield from answer(project, [topic, *project.referrers(topic, *_LISTENERS)], listens, vague())


def _subscribing(project: Project) -> set[str]:
    """The units in which a command subscribes somebody (Terraform long had no other way to subscribe a mail address)."""
    return project.once(
        "subscribing commands",
        lambda: {one.unit for one in project.commands if {"sns", "subscribe"} <= {*strings_in(one.record.argv)}},
    )
