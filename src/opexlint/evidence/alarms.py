"""Alarms: which one watches what, what it does when it goes off, and who listens to the topic it publishes to."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from opexlint.evidence.candidates import (
    ANY,
    SURELY,
    Ask,
    Vague,
    answer,
    denotes,
    denotes_surely,
    handed_on,
    is_whole,
    keys_in,
    known_text,
    of_library,
    standing,
    standing_in,
    strings_in,
    texts_of,
    users_of,
    vaguely,
    values_at,
)
from opexlint.evidence.vendors import watched_by_vendor
from opexlint.model import SCALAR, TEXT, UNKNOWN, Node, bare, scalar
from opexlint.patterns import regex
from opexlint.project import Project
from opexlint.subjects import Resource
from opexlint.value import MISSING, Value, settled

ALARM: Final = "AWS::CloudWatch::Alarm"
COMPOSITE_ALARM: Final = "AWS::CloudWatch::CompositeAlarm"
TOPIC: Final = "AWS::SNS::Topic"
SUBSCRIPTION: Final = "AWS::SNS::Subscription"
EVENT_RULE: Final = "AWS::Events::Rule"
LOG_GROUP: Final = "AWS::Logs::LogGroup"
METRIC_FILTER: Final = "AWS::Logs::MetricFilter"

_MONITORING_MODULE = regex(r"alarm|alert|monitor(?!ing-role)|observab|cloudwatch(?!\S*log)|datadog|new.?relic|\bslo\b", re.IGNORECASE)
_QUERY = regex(r"\b(SEARCH|SELECT)\b", re.IGNORECASE)
_CONDITION = regex(r"""["']?([\w:. ]*\w)["']?\s*=\s*\\?["']?([^"'\s)},\\]+)""")
"""What a query asks of a dimension: `FunctionName = 'orders'`, `FunctionName="orders"`."""
_HOLE: Final = "\ue000"
"""Stands for a part of a query that is not known as text."""
_ALARM_NAME = regex(r"""\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*["']?([^"')]+?)["']?\s*\)""")


class Metric:
    """One metric that an alarm looks at, or, where `name` is missing, an expression over metrics: metric math or a query.

    `path` is where it stands in the alarm: what has `Namespace`, `MetricName` and `Dimensions`.
    """

    def __init__(self, query: Value, *path: str | int) -> None:
        self.world = query.world
        self._query = query
        self._stat = query["MetricStat"] if path else query
        self._metric = self._stat["Metric"] if path else query
        self.path = path

    @settled
    def namespace(self) -> Value:
        """Who publishes it."""
        return self._metric["Namespace"]

    @settled
    def name(self) -> Value:
        """What it is called there; missing for an expression."""
        return self._metric["MetricName"]

    @settled
    def dimensions(self) -> list[tuple[Value, Value]]:
        """Names and values of the dimensions that tell it from others of its name."""
        return [(dimension["Name"], dimension["Value"]) for dimension in self._metric["Dimensions"]]

    @property
    def expression(self) -> Value:
        """The metric math or query; missing for a metric."""
        return self._query["Expression"]

    @property
    def statistic(self) -> Value:
        """How its data points are made one: `Sum`, `p99`."""
        if self.path:
            return self._stat["Stat"]
        extended = self._stat["ExtendedStatistic"]
        return self._stat["Statistic"] if extended.kind == "gone" else extended

    @property
    def period(self) -> Value:
        """The seconds that are made one data point."""
        return self._stat["Period"]

    @property
    def unit(self) -> Value:
        """The unit it is asked for in."""
        return self._stat["Unit"]


def metrics(alarm: Resource) -> Sequence[Metric]:
    """The metrics of an alarm: its own, and those of its metric math."""
    return alarm.derived(_metrics)


def _metrics(alarm: Resource) -> Sequence[Metric]:
    queries = enumerate(alarm["Metrics"])
    return (Metric(alarm.properties), *(Metric(query, "Metrics", index, "MetricStat", "Metric") for index, query in queries))


def compared_metric(alarm: Resource) -> Metric | None:
    """The metric whose values are compared with the alarm's threshold, None when that is an expression or an anomaly band."""
    found = metrics(alarm)
    if not alarm["ThresholdMetricId"].must_be(MISSING):
        return None
    if len(found) == 1:
        return found[0]
    return found[1] if len(found) == 2 and found[0].name.kind == "gone" and found[1].expression.kind == "gone" else None


def alarms_on(project: Project, resource: Resource, namespace: str, *names: str) -> Iterator[Resource]:
    """The alarms that watch one of these metrics of a resource, or any in the namespace when none is named.

    By dimension (reference, ARN or name, also through an alias or version), by metric math, by an anomaly band, by a query or a metric
    over the whole namespace. Ends with an unknown resource where an alarm may exist that can't be seen: an unknown dimension, an opaque
    module that is given the resource or is there to monitor, another vendor.
    """
    index = _alarm_index(project)
    keys = names or (EVERY,)

    def near() -> Iterator[Resource]:
        yield from users_of(project, resource, ALARM)
        for spelling in texts_of(resource):
            yield from index.by_text.get(spelling, ())
        for name in keys:
            yield from index.wide.get(name, ())

    def vague() -> Iterator[Resource]:
        why = monitored_elsewhere(project, resource)
        if why:
            yield project.anything(why, resource.at)
        for name in (*keys, ANY):
            yield from index.vague.near(project, resource, name)
            yield from index.looking_up.get(name, ())

    def holds(alarm: Resource, ask: Ask) -> bool:
        return any(_watches(project, metric, resource, namespace, names, ask) for metric in metrics(alarm))

    yield from answer(project, near(), holds, vague())


def is_watched_somewhere(project: Project, resource: Resource, namespace: str, *names: str) -> bool:
    """Whether an alarm on one of these metrics of a resource is made in any world: then somebody decided in which one it is needed."""
    return any(
        alarm.is_known and any(_watches(project, metric, resource, namespace, names, SURELY) for metric in metrics(alarm))
        for alarm in users_of(project, resource, ALARM)
    )


def _watches(project: Project, metric: Metric, resource: Resource, namespace: str, names: tuple[str, ...], ask: Ask) -> bool:
    name, publisher = metric.name, metric.namespace
    if name.kind == "gone":
        return _asks_for(project, metric.expression, resource, namespace, names, ask)
    if publisher.known not in (None, namespace) or (names and name.known not in (None, *names)):
        return False
    dimensions = metric.dimensions
    if dimensions and not any(_is_dimension_of(project, value, called, resource, ask) for called, value in dimensions):
        return False
    return ask.be(publisher, namespace) and (not names or ask.be(name, *names))


def _asks_for(project: Project, query: Value, resource: Resource, namespace: str, names: tuple[str, ...], ask: Ask) -> bool:
    """Whether a query looks at a resource: it names namespace and metric, and its conditions do not leave the resource out."""
    if query.kind == "unknown":
        return ask.be(query, "SELECT")
    parts = list(query.parts())
    spelled = "".join(part.known if isinstance(part.known, str) else _HOLE for part in parts)
    if not _QUERY.search(spelled) or namespace not in spelled:
        return False
    if names and not any(re.search(rf"\b{re.escape(name)}\b", spelled) for name in names):
        return False
    holes = [part for part in parts if not isinstance(part.known, str)]
    conditions = [one for one in _CONDITION.finditer(spelled) if one[1].split()[-1].lower() not in ("metricname", "namespace")]
    return not conditions or any(_is_condition_on(project, one, spelled, holes, query, resource, ask) for one in conditions)


def _is_condition_on(
    project: Project, condition: re.Match[str], spelled: str, holes: list[Value], query: Value, resource: Resource, ask: Ask
) -> bool:
    if condition[1].split()[-1].startswith("tag."):
        return ask.be(project.anything("who has this tag is not known", query.at).exists, True)
    first = spelled.count(_HOLE, 0, condition.start(2))
    inside = holes[first : first + condition[2].count(_HOLE)] or [Value(scalar(condition[2], query.at), project.world, query.at)]
    return any(denotes(project, value, resource, ask) for value in inside)


def _is_dimension_of(project: Project, value: Value, name: Value, resource: Resource, ask: Ask) -> bool:
    if value.kind != "text" or any(value.references()) or all(part.kind == "unknown" for part in value.parts()):
        return denotes(project, value, resource, ask)
    named = name.known
    given = resource[named] if isinstance(named, str) and resource[named].kind != "gone" else resource["Name"]
    return denotes_surely(project, value, resource) or ask.equal(value, given)


_DATA_SOURCE: Final = "data."
"""How the reason begins why something is not known that Terraform looks up by its name."""

EVERY: Final = ""
"""The key under which alarms on any metric are found."""


class _AlarmIndex:
    """Alarms that may watch what they do not refer to, by metric (`*`: it is not known; `EVERY`: all of them).

    `wide` look at all resources: by a query, or by a metric without a dimension. `vague` look at a dimension that is known in part or not
    at all; what they do know of it is in `by_text`. `looking_up` look at what a data source finds, which may be of any unit.
    """

    def __init__(self) -> None:
        self.wide: dict[str, list[Resource]] = defaultdict(list)
        self.vague = Vague()
        self.looking_up: dict[str, list[Resource]] = defaultdict(list)
        self.by_text: dict[tuple[str, Any], list[Resource]] = defaultdict(list)

    def add(self, alarm: Resource) -> None:
        queries = standing_in(alarm, "Metrics")
        for expression in (one for query in queries for one in standing(query, "Expression")):
            spelling = known_text(expression)
            if expression[0] == UNKNOWN:
                self.vague.add(ANY, alarm)
            elif _QUERY.search(spelling):
                for word in (*set(re.findall(r"[\w.]+", spelling)), EVERY):
                    self.wide[word].append(alarm)
        self._add_metric(alarm, partial(standing_in, alarm))
        for metric in (one for query in queries for one in standing(query, "MetricStat", "Metric")):
            self._add_metric(alarm, partial(standing, metric))

    def _add_metric(self, alarm: Resource, stand: Callable[..., list[Node]]) -> None:
        values = stand("Dimensions", "Value")
        kinds = {value[0] for value in values}
        if values and TEXT not in kinds and UNKNOWN not in kinds:
            return  # it refers to what it watches
        found = any(value[0] == UNKNOWN and value[1].startswith(_DATA_SOURCE) for value in values)
        for name in stand("MetricName"):
            spelling = name[1] if name[0] == SCALAR and isinstance(name[1], str) else ANY
            for key in (spelling, EVERY):
                if values:
                    self.vague.add(key, alarm)
                else:
                    self.wide[key].append(alarm)
                if found:
                    self.looking_up[key].append(alarm)
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

    def build() -> dict[str, str]:
        by_unit: dict[str, str] = {}
        for module in project.modules:
            if module.opaque and _MONITORING_MODULE.search(" ".join((module.name, *strings_in(module.record.source)))):
                by_unit.setdefault(module.unit, f"module {module.name} can't be seen into")
        return by_unit

    by_unit = project.once("monitoring modules", build)
    return (
        project.assumed.get("alarms", "")
        or watched_by_vendor(project, resource)
        or by_unit.get(resource.unit, "")
        or of_library(project, resource)
    )


def log_alarms_on(project: Project, resource: Resource) -> Iterator[Resource]:
    """The alarms on metrics that are counted from the logs of a resource, by metric filters on the log groups that it writes to."""
    owners = (resource, *_log_groups(project, resource))
    filters = {one.key: one for owner in owners for one in project.referrers(owner, METRIC_FILTER) if one.is_known}.values()
    if filters:
        yield from alarms_counting(project, *filters)


def alarms_counting(project: Project, *filters: Resource) -> Iterator[Resource]:
    """The alarms on the metrics that these metric filters count, by namespace and name or by reference."""
    counted = [transformation for one in filters for transformation in one["MetricTransformations"]]
    keys = {one.key for one in filters}

    def holds(alarm: Resource, ask: Ask) -> bool:
        return any(
            any(key in keys for key, _ in metric.name.references())
            or any(ask.equal(metric.name, one["MetricName"]) and ask.equal(metric.namespace, one["MetricNamespace"]) for one in counted)
            for metric in metrics(alarm)
        )

    by_metric = _alarms_by_metric(project)
    names = {name for one in filters for name in _metric_names(one, "MetricTransformations")}
    near = [alarm for name in names for alarm in by_metric.get(name, ())]
    near += [alarm for one in filters for alarm in project.referrers(one, ALARM) if alarm.is_known]
    yield from answer(project, near, holds)


def _log_groups(project: Project, resource: Resource) -> Iterator[Resource]:
    """The log groups of a resource: those that are named after it, and those that it, or the task definition it runs, refers to."""
    yield from (group for group in project.referrers(resource, LOG_GROUP) if group.is_known)
    yield from (group for group in project.targets(resource["LoggingConfig.LogGroup"], LOG_GROUP) if group.is_known)
    for owner in (resource, *project.targets(resource["TaskDefinition"], "AWS::ECS::TaskDefinition")):
        for key in keys_in(owner.record.properties):
            group = project.resource(key)
            if group is not None and group.type == LOG_GROUP:
                yield group


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
        vague = [api for api in project.within(function.unit, *_APIS) if not is_whole(api.record.properties)]
        watched = (project.anything(f"{api.name} may call it", api.at) for api in vague if any(alarms_on(project, api, *_SERVER_ERRORS)))
        yield from answer(project, watched, lambda one, ask: True)


def _alarms_by_metric(project: Project) -> dict[str, list[Resource]]:
    def build() -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for alarm in project.resources(ALARM):
            for path in ((), ("Metrics", "MetricStat", "Metric")):
                for name in _metric_names(alarm, *path):
                    found[name].append(alarm)
        return found

    return project.once("alarms by metric", build)


def _metric_names(resource: Resource, *path: str) -> set[str]:
    """The names of the metrics below a path; what is known in part of one goes by its known part."""
    return {known_text(name) for name in standing_in(resource, *path, "MetricName")}


# -- what an alarm does -----------------------------------------------------------------------------------------------------------------


def actions_of(project: Project, alarm: Resource) -> Iterator[Value]:
    """What happens when an alarm goes off: its own actions, and those of the composite alarms above it."""
    waiting, seen = [alarm], {alarm.key}
    while waiting:
        one = waiting.pop()
        yield from one["AlarmActions"]
        for composite in composites_of(project, one) if one.is_known else ():
            if composite.key not in seen:
                seen.add(composite.key)
                waiting.append(composite)


def composites_of(project: Project, alarm: Resource) -> Iterator[Resource]:
    """The composite alarms whose rule names an alarm."""

    def build() -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for composite in project.resources(COMPOSITE_ALARM):
            for rule in standing_in(composite, "AlarmRule"):
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


def publishers_of(project: Project, topic: Resource) -> Iterator[Resource]:
    """What publishes to a topic by itself, in the name of its service: alarms and event rules."""

    def publishes(one: Resource, ask: Ask) -> bool:
        if one.type == EVENT_RULE:
            return any(denotes(project, target, topic, ask) for target in values_at(one.properties, "Targets.Arn"))
        return any(denotes(project, action, topic, ask) for name in _ACTIONS for action in one[name])

    yield from answer(project, project.referrers(topic, ALARM, COMPOSITE_ALARM, EVENT_RULE), publishes)


_ACTIONS: Final = ("AlarmActions", "InsufficientDataActions", "OKActions")


def alarms_named_in(rule: Value) -> Iterator[str]:
    """The literal names of alarms in the rule of a composite alarm."""
    spelled = "".join(part.known if isinstance(part.known, str) else _HOLE for part in rule.parts())
    yield from (name for name in _ALARM_NAME.findall(spelled) if _HOLE not in name)


_ONLY_SHOWS = regex(r"^AWS::(CloudWatch::(Alarm|Dashboard)$|IAM::|Logs::)")


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


_SCALING: Final = ("AWS::AutoScaling::ScalingPolicy", "AWS::ApplicationAutoScaling::ScalingPolicy")


def only_scales(project: Project, alarm: Resource) -> bool:
    """Whether all that an alarm does is to scale: nobody has to understand it at night."""
    actions = [action for name in _ACTIONS for action in alarm[name]]
    return bool(actions) and all(
        action.must(lambda arn: ":autoscaling:" in str(arn)) or any(one.is_known for one in project.targets(action, *_SCALING))
        for action in actions
    )


_DEPLOYS: Final = {
    "AWS::ECS::Service": ("DeploymentConfiguration.Alarms.AlarmNames",),
    "AWS::CodeDeploy::DeploymentGroup": ("AlarmConfiguration.Alarms.Name",),
}
"""By type, the alarms that stop a deployment."""


def deployment_alarms_of(project: Project, service: Resource) -> Iterator[Value]:
    """What says which alarms stop a deployment of a service, its own settings and those of the groups that deploy it: the names of alarms.

    Which alarms they are, `project.targets(name, ALARM)` says; one that is in no unit of the project is made elsewhere.
    """
    for one in (service, *project.referrers(service, "AWS::CodeDeploy::DeploymentGroup")):
        for path in _DEPLOYS.get(one.type, ()):
            yield from values_at(one.properties, path)


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
        if "subscribers" in project.assumed:
            yield project.anything(project.assumed["subscribers"], topic.at)

    yield from answer(project, [topic, *project.referrers(topic, *_LISTENERS)], listens, vague())


def _subscribing(project: Project) -> set[str]:
    """The units in which a command subscribes somebody (Terraform long had no other way to subscribe a mail address)."""
    return project.once(
        "subscribing commands",
        lambda: {one.unit for one in project.commands if {"sns", "subscribe"} <= {*strings_in(one.record.argv)}},
    )
