"""What a CDK metric is in CloudWatch's terms: namespace, name, dimensions, statistic, period; and metric math.

Names of canned metrics (`queue.metric_approximate_age_of_oldest_message()`) are those of their namespace in another spelling, but
for a few.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

from opexlint.facts import alarms, cdk
from opexlint.facts.schemas import fold
from opexlint.languages.python.cdk.construction import root_of, short
from opexlint.languages.python.cdk.references import References
from opexlint.languages.python.drafts import BY_CDK, NOT_FOLLOWED, Draft
from opexlint.languages.python.nodes import Translator
from opexlint.languages.python.operations import spell, why
from opexlint.languages.python.values import Argument, Arguments, External, Known, Made, Mapping, Member, Value
from opexlint.model import LIST, REFERENCE, SCALAR, Node, mapping, reference, scalar, sequence, unknown
from opexlint.source import Location

MAX_EXPRESSIONS: Final = 5
"""How deep expressions of metric math may stand in each other."""

MAX_QUERIES: Final = 100
"""How many metrics one alarm may have; CloudWatch takes ten."""

DEFAULT_PERIOD: Final = 300
"""Seconds: what every CDK metric has unless told otherwise."""

_STATISTICS: Final = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")
_SHORT_STATISTICS: Final = {
    "avg": "Average",
    "max": "Maximum",
    "min": "Minimum",
    "n": "SampleCount",
    "samplecount": "SampleCount",
    "sum": "Sum",
}


_PERCENTILES: Final = {
    "aws_cloudwatch.Stats.p": "p",
    "aws_cloudwatch.Stats.percentile": "p",
    "aws_cloudwatch.Stats.tm": "tm",
    "aws_cloudwatch.Stats.trimmed_mean": "tm",
    "aws_cloudwatch.Stats.wm": "wm",
    "aws_cloudwatch.Stats.winsorized_mean": "wm",
}


class _Source(NamedTuple):
    """Where the metrics of a type are: the namespace, and each dimension with the attribute it holds (of itself, or of the given type)."""

    namespace: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str = "Average"


_SOURCES: Final = {
    "AWS::ApiGateway::RestApi": _Source("AWS/ApiGateway", (("ApiName", "Name"),), "Sum"),
    "AWS::ApiGateway::Stage": _Source("AWS/ApiGateway", (("ApiName", ""), ("Stage", "StageName")), "Sum"),
    "AWS::ApiGatewayV2::Api": _Source("AWS/ApiGateway", (("ApiId", "ApiId"),)),
    "AWS::ApiGatewayV2::Stage": _Source("AWS/ApiGateway", (("ApiId", ""), ("Stage", "StageName"))),
    "AWS::CertificateManager::Certificate": _Source("AWS/CertificateManager", (("CertificateArn", "CertificateArn"),), "Minimum"),
    "AWS::CloudFront::Distribution": _Source("AWS/CloudFront", (("DistributionId", "DistributionId"),)),
    "AWS::CodeBuild::Project": _Source("AWS/CodeBuild", (("ProjectName", "Name"),), "Sum"),
    "AWS::DocDB::DBCluster": _Source("AWS/DocDB", (("DBClusterIdentifier", "DBClusterIdentifier"),)),
    "AWS::DynamoDB::GlobalTable": _Source("AWS/DynamoDB", (("TableName", "TableName"),), "Sum"),
    "AWS::DynamoDB::Table": _Source("AWS/DynamoDB", (("TableName", "TableName"),), "Sum"),
    "AWS::ECS::Cluster": _Source("AWS/ECS", (("ClusterName", "ClusterName"),)),
    "AWS::ECS::Service": _Source("AWS/ECS", (("ClusterName", ""), ("ServiceName", "ServiceName"))),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _Source("AWS/ApplicationELB", (("LoadBalancer", "LoadBalancerFullName"),), "Sum"),
    "AWS::ElasticLoadBalancingV2::TargetGroup": _Source(
        "AWS/ApplicationELB", (("TargetGroup", "TargetGroupFullName"), ("LoadBalancer", "")), "Sum"
    ),
    "AWS::Kinesis::Stream": _Source("AWS/Kinesis", (("StreamName", "StreamName"),)),
    "AWS::KinesisFirehose::DeliveryStream": _Source("AWS/Firehose", (("DeliveryStreamName", "DeliveryStreamName"),)),
    "AWS::Lambda::Alias": _Source("AWS/Lambda", (("FunctionName", ""), ("Resource", "")), "Sum"),
    "AWS::Lambda::Function": _Source("AWS/Lambda", (("FunctionName", "FunctionName"),), "Sum"),
    "AWS::Logs::LogGroup": _Source("AWS/Logs", (("LogGroupName", "LogGroupName"),), "Sum"),
    "AWS::OpenSearchService::Domain": _Source("AWS/ES", (("DomainName", "DomainName"), ("ClientId", "")), "Maximum"),
    "AWS::RDS::DBCluster": _Source("AWS/RDS", (("DBClusterIdentifier", "DBClusterIdentifier"),)),
    "AWS::RDS::DBInstance": _Source("AWS/RDS", (("DBInstanceIdentifier", "DBInstanceIdentifier"),)),
    "AWS::SNS::Topic": _Source("AWS/SNS", (("TopicName", "TopicName"),), "Sum"),
    "AWS::SQS::Queue": _Source("AWS/SQS", (("QueueName", "QueueName"),), "Maximum"),
    "AWS::StepFunctions::StateMachine": _Source("AWS/States", (("StateMachineArn", "Arn"),), "Sum"),
    "AWS::Synthetics::Canary": _Source("CloudWatchSynthetics", (("CanaryName", "Name"),)),
}
_NAMES: Final = {
    **{(f"AWS::ApiGateway::{kind}", "clienterror"): "4XXError" for kind in ("RestApi", "Stage")},
    **{(f"AWS::ApiGateway::{kind}", "servererror"): "5XXError" for kind in ("RestApi", "Stage")},
    **{(f"AWS::ApiGatewayV2::{kind}", "clienterror"): "4xx" for kind in ("Api", "Stage")},
    **{(f"AWS::ApiGatewayV2::{kind}", "servererror"): "5xx" for kind in ("Api", "Stage")},
    ("AWS::DynamoDB::Table", "throttledrequestsforoperation"): "ThrottledRequests",
    ("AWS::DynamoDB::GlobalTable", "throttledrequestsforoperation"): "ThrottledRequests",
    ("AWS::Logs::LogGroup", "incominglogevents"): "IncomingLogs",
    ("AWS::StepFunctions::StateMachine", "aborted"): "ExecutionsAborted",
    ("AWS::StepFunctions::StateMachine", "failed"): "ExecutionsFailed",
    ("AWS::StepFunctions::StateMachine", "started"): "ExecutionsStarted",
    ("AWS::StepFunctions::StateMachine", "succeeded"): "ExecutionsSucceeded",
    ("AWS::StepFunctions::StateMachine", "throttled"): "ExecutionThrottled",
    ("AWS::StepFunctions::StateMachine", "time"): "ExecutionTime",
    ("AWS::StepFunctions::StateMachine", "timedout"): "ExecutionsTimedOut",
}
_AVERAGES: Final = frozenset(
    (
        *("Duration", "Latency", "IntegrationLatency", "ExecutionTime", "TargetResponseTime", "PublishSize", "SentMessageSize"),
        *("HealthyHostCount", "UnHealthyHostCount", "ActiveFlowCount", "ELBAuthLatency"),
    )
)
_STATISTIC_OF: Final = {
    **dict.fromkeys((("AWS/ES", name) for name in ("FreeStorageSpace", "Nodes")), "Minimum"),
    **dict.fromkeys((("AWS/ES", name) for name in ("SearchLatency", "IndexingLatency")), "p99"),
    **dict.fromkeys((("AWS/ApiGateway", name) for name in ("4xx", "5xx", "DataProcessed")), "Sum"),
    ("AWS/ApiGateway", "Count"): "SampleCount",
    **dict.fromkeys((("AWS/CloudFront", name) for name in ("Requests", "BytesUploaded", "BytesDownloaded")), "Sum"),
    **dict.fromkeys(
        (("AWS/Firehose", name) for name in ("IncomingBytes", "IncomingRecords", "BackupToS3.Bytes", "BackupToS3.Records")), "Sum"
    ),
    **dict.fromkeys((("AWS/States", name) for name in ("ExecutionThrottled", "ExecutionsStarted")), "Average"),
    **dict.fromkeys(
        (("AWS/SQS", f"NumberOf{name}") for name in ("EmptyReceives", "MessagesDeleted", "MessagesReceived", "MessagesSent")), "Sum"
    ),
    ("CloudWatchSynthetics", "Failed"): "Sum",
}
"""What canned metrics are counted by, where it is not what most metrics of their type are."""

_PERIOD_OF: Final = {
    ("AWS/CertificateManager", "DaysToExpiry"): 86_400,
    ("AWS/ES", "ClusterIndexWritesBlocked"): 60,
    ("AWS/ES", "KMSKeyError"): 60,
    ("AWS/ES", "KMSKeyInaccessible"): 60,
    ("AWS/ES", "Nodes"): 3600,
}
_OF_ALL_FUNCTIONS: Final = re.compile(r"aws_lambda\.\w+\.metric_all(_\w+)?$")
_FOR_OPERATIONS: Final = {
    "metric_throttled_requests_for_operations": "ThrottledRequests",
    "metric_system_errors_for_operations": "SystemErrors",
}
"""Metrics of a table that add up those of its operations."""


@cache
def _by_folded_name(namespace: str) -> dict[str, str]:
    """The metrics of a namespace, of those that fold alike the first."""
    return {fold(name): name for name in reversed(tuple(alarms.metrics(namespace)))}


_OF_ONE_METRIC: Final = ("Namespace", "MetricName", "Period", "Statistic")


class Metrics:
    """Reads metrics; `find` knows the draft behind a value."""

    def __init__(self, translator: Translator, references: References, find: Callable[[Value], Draft | None]) -> None:
        self._translator = translator
        self._references = references
        self._find = find

    def watch(self, alarm: Draft, argument: Argument, key: Location | None = None) -> None:
        """Let an alarm watch a metric: what it says of one metric, or of several, and nothing of the other."""
        found = self.properties(argument)
        absent = [name for name in _OF_ONE_METRIC if name not in found]
        if absent:
            alarm.forget(*absent)
        for name, node in found.items():
            alarm.set((name,), node, key)

    def properties(self, argument: Argument) -> dict[str, Node]:
        """The properties of an alarm on this metric."""
        value, at = argument
        if isinstance(value, Made) and short(value.name) == "aws_cloudwatch.MathExpression":
            return {"Metrics": self._math(value)}
        if isinstance(value, Made) and value.name in _FOR_OPERATIONS and value.owner is not None:
            return {"Metrics": self._for_operations(value)}
        found = self.read(value, at)
        if found is None:
            doubt = unknown(why(value), at)
            return dict.fromkeys((*_OF_ONE_METRIC, "Dimensions", "Metrics"), doubt)
        statistic = found.pop("Stat")
        if statistic[0] == SCALAR and statistic[1] not in _STATISTICS:
            return {**found, "ExtendedStatistic": statistic}
        return {**found, "Statistic": statistic}

    def read(self, value: Value, at: Location) -> dict[str, Node] | None:
        """Namespace, name, dimensions, period and statistic (`Stat`) of one metric; None when it is not followed."""
        if not isinstance(value, Made):
            return None
        if short(value.name) == "aws_cloudwatch.Metric":
            return self._written(value, {})
        if value.owner is None and _OF_ALL_FUNCTIONS.match(short(value.name)):
            return self._of_all_functions(value)
        _, trail = root_of(value.owner)
        if value.name in ("with_", "attach_to") and isinstance(value.owner, Made):
            found = self.read(value.owner, at)
            return self._written(value, found) if found is not None else None
        owner = self._find(value.owner) if value.owner is not None else None
        if owner is None and trail[-1:] == ("metrics",) and isinstance(value.owner, Member):
            owner = self._find(value.owner.owner)
        if owner is None:
            return None
        if owner.type == "AWS::Logs::MetricFilter" and value.name == "metric":
            return self._written(value, self._of_filter(owner, value))
        return self._canned(owner, value)

    def _canned(self, owner: Draft, made: Made) -> dict[str, Node] | None:
        source = _SOURCES.get(owner.type)
        if source is None:
            return None
        at = made.header
        namespace = source.namespace
        if owner.type.startswith("AWS::ElasticLoadBalancingV2") and "Network" in owner.native_type:
            namespace = "AWS/NetworkELB"
        name = self._name(owner, made, namespace)
        dimensions = []
        for dimension, attribute in source.dimensions:
            held = reference(owner.key, attribute, at) if attribute else self._other_dimension(owner, dimension, at)
            dimensions.append(_dimension(dimension, held, at))
        if made.name.endswith("_for_operation"):
            given = made.arguments.get(0, "operation")
            operation = self._translator.node(given.value, given.at) if given is not None else unknown(BY_CDK, at)
            dimensions.append(_dimension("Operation", operation, at))
        base = {
            "Namespace": scalar(namespace, at),
            "MetricName": name,
            "Dimensions": sequence(tuple(dimensions), at),
            "Stat": scalar(_usual_statistic(source, namespace, name, made), at),
        }
        if name[0] == SCALAR and (namespace, name[1]) in _PERIOD_OF:
            base["Period"] = scalar(_PERIOD_OF[namespace, str(name[1])], at)
        return self._written(made, base, skip_name=True)

    def _name(self, owner: Draft, made: Made, namespace: str) -> Node:
        at = made.header
        if made.name in ("metric", "custom"):
            given = made.arguments.get(0, "metric_name")
            return self._translator.node(given.value, given.at) if given is not None else unknown(BY_CDK, at)
        if made.name.endswith(("http_code_elb", "http_code_target")) and made.arguments.positional:
            code = made.arguments.positional[0].value
            if isinstance(code, External):
                side, _, family = code.name.rpartition(".")[2].removesuffix("_COUNT").partition("_")
                return scalar(f"HTTPCode_{'ELB' if side == 'ELB' else side.capitalize()}_{family}_Count", at)
        wanted = fold(made.name.removeprefix("metric_").removeprefix("metric"))
        known = _NAMES.get((owner.type, wanted))
        if known is not None:
            return scalar(known, at)
        name = _by_folded_name(namespace).get(wanted)
        if name is not None:
            return scalar(name, at)
        return unknown(f"the metric behind {made.name} is not followed", at)

    def _other_dimension(self, owner: Draft, dimension: str, at: Location) -> Node:
        """A dimension that another resource gives: the cluster of a service, the function of an alias, the API of a stage."""
        property_name = {"ClusterName": "Cluster", "FunctionName": "FunctionName", "ApiId": "ApiId", "ApiName": "RestApiId"}.get(dimension)
        held = owner.present((property_name,)) if property_name else None
        if dimension == "ApiName":
            api = self._find(owner.construct)
            key = held[1][0] if held is not None and held[0] == REFERENCE else api.key if api is not None and api is not owner else None
            return reference(key, "Name", at) if key is not None else unknown(BY_CDK, at)
        return held if held is not None else unknown(BY_CDK, at)

    def _of_all_functions(self, made: Made) -> dict[str, Node]:
        """`Function.metric_all_errors()`: a metric of all functions of the account."""
        at = made.header
        name = made.name.rpartition(".metric_all")[2].removeprefix("_")
        given = made.arguments.get(0, "metric_name")
        node = self._translator.node(given.value, given.at) if not name and given is not None else unknown(BY_CDK, at)
        for one in alarms.metrics("AWS/Lambda") if name else ():
            node = scalar(one, at) if fold(one) == fold(name) else node
        statistic = "Maximum" if "concurrent" in name else "Average" if name in ("", "duration") else "Sum"
        base = {"Namespace": scalar("AWS/Lambda", at), "MetricName": node, "Dimensions": sequence((), at), "Stat": scalar(statistic, at)}
        return self._written(made, base, skip_name=True)

    def _for_operations(self, made: Made) -> Node:
        """`table.metric_throttled_requests_for_operations()`: the sum of a metric over operations, all or those that are given."""
        at = made.header
        owner = self._find(made.owner) if made.owner is not None else None
        if owner is None:
            return unknown(why(made), at)
        operation = _dimension("Operation", unknown(BY_CDK, at), at)
        table = _dimension("TableName", reference(owner.key, "TableName", at), at)
        base = {
            "Namespace": scalar("AWS/DynamoDB", at),
            "MetricName": scalar(_FOR_OPERATIONS[made.name], at),
            "Dimensions": sequence((table, operation), at),
            "Stat": scalar("Sum", at),
        }
        total = mapping(
            (_entry("Id", scalar("expr_1", at)), _entry("Expression", unknown(BY_CDK, at)), _entry("ReturnData", scalar(True, at))), at
        )
        return sequence((total, _query("operations", self._written(made, base), at)), at, NOT_FOLLOWED)

    def _of_filter(self, owner: Draft, made: Made) -> dict[str, Node]:
        at = made.header
        found = {"Stat": scalar("Average", at), "Dimensions": sequence((), at)}
        transformations = owner.present(("MetricTransformations",))
        items = transformations[1][0] if transformations is not None and transformations[0] == "list" else ()
        entries = {key: node for key, _, _, node in items[0][1][0]} if items and items[0][0] == "mapping" else {}
        found["Namespace"] = entries.get("MetricNamespace", unknown(BY_CDK, at))
        found["MetricName"] = entries.get("MetricName", unknown(BY_CDK, at))
        return found

    def _written(self, made: Made, base: dict[str, Node], *, skip_name: bool = False) -> dict[str, Node]:
        """What the arguments of a metric say, over what it has already."""
        keywords = made.arguments.keywords
        at = made.header
        found = {"Period": scalar(DEFAULT_PERIOD, at), "Stat": scalar("Average", at), **base}
        for name, target in (("namespace", "Namespace"), ("metric_name", "MetricName")):
            if name in keywords and not (skip_name and name == "metric_name"):
                found[target] = self._translator.node(keywords[name].value, keywords[name].at)
        if "period" in keywords:
            found["Period"] = self._period(keywords["period"])
        if "statistic" in keywords:
            found["Stat"] = self._statistic(keywords["statistic"])
        for name in ("dimensions_map", "dimensions"):
            if name in keywords:
                found["Dimensions"] = self._dimensions(keywords[name])
        return found

    def _statistic(self, argument: Argument) -> Node:
        value = argument.value
        if isinstance(value, External):
            value = Known(value.at, cdk.constant(short(value.name)))
        elif isinstance(value, Made) and short(value.name) in _PERCENTILES and value.arguments.positional:
            share = value.arguments.positional[0].value
            known = isinstance(share, Known) and isinstance(share.value, int | float)
            value = Known(value.at, f"{_PERCENTILES[short(value.name)]}{spell(share)}") if known and isinstance(share, Known) else value
        node = self._translator.node(value, argument.at)
        if node[0] == SCALAR and isinstance(node[1], str):
            name = next((one for one in _STATISTICS if one.lower() == node[1].lower()), _SHORT_STATISTICS.get(node[1].lower(), node[1]))
            return (SCALAR, name, *node[2:])
        return node

    def _dimensions(self, argument: Argument) -> Node:
        value = argument.value
        if not isinstance(value, Mapping):
            return unknown(why(value), argument.at)
        items = []
        for name, one in value.entries.items():
            held = self._translator.node(one, one.at)
            items.append(_dimension(str(name), held, value.keys.get(name, one.at)))
        return sequence(tuple(items), argument.at, value.more)

    # -- metric math ----------------------------------------------------------------------------------------------------------------

    def _math(self, made: Made) -> Node:
        queries: list[Node] = []
        more = self._expression(queries, made, "expr_1", depth=0)
        return sequence(tuple(queries), made.at, more)

    def _expression(self, queries: list[Node], made: Made, name: str, depth: int) -> str:
        """Add an expression and all that it is computed from; why there may be more of it."""
        keywords, at = made.arguments.keywords, made.at
        given = made.arguments.get(0, "expression")
        expression = self._translator.node(given.value, given.at) if given is not None else unknown(BY_CDK, at)
        entries = [_entry("Id", scalar(name, at)), _entry("Expression", expression)]
        if "label" in keywords:
            entries.append(_entry("Label", self._translator.node(keywords["label"].value, keywords["label"].at)))
        queries.append(mapping((*entries, _entry("ReturnData", scalar(depth == 0, at))), at))
        used = keywords.get("using_metrics")
        if used is None:
            return ""
        if not isinstance(used.value, Mapping) or depth > MAX_EXPRESSIONS or len(queries) > MAX_QUERIES:
            return why(used.value) if not isinstance(used.value, Mapping) else "there is too much of it to follow"
        more = used.value.more
        period = self._period(keywords["period"]) if "period" in keywords else scalar(DEFAULT_PERIOD, at)
        for inner, one in used.value.entries.items():
            if isinstance(one, Made) and short(one.name) == "aws_cloudwatch.MathExpression":
                more = self._expression(queries, one, str(inner), depth + 1) or more
                continue
            found = self.read(one, one.at)
            queries.append(_query(str(inner), {**found, "Period": period}, one.at) if found is not None else unknown(why(one), one.at))
        return more

    def _period(self, argument: Argument) -> Node:
        return self._translator.by_branch(argument.value, argument.at, lambda one: self._references.duration(one, "seconds", argument.at))

    def shown(self, value: Value) -> Node:
        """A metric as widgets of dashboards write it: namespace, name, dimensions, then how it is drawn."""
        at = value.at
        if isinstance(value, Made) and short(value.name) == "aws_cloudwatch.MathExpression":
            return mapping((_entry("expression", self._math(value)),), at, NOT_FOLLOWED)
        found = self.read(value, at)
        if found is None:
            return unknown(why(value), at)
        items = [found["Namespace"], found["MetricName"]]
        dimensions = found.get("Dimensions")
        for one in dimensions[1][0] if dimensions is not None and dimensions[0] == LIST else ():
            items.extend(node for _, _, _, node in one[1][0])
        drawn = mapping((_entry("stat", found["Stat"]), _entry("period", found["Period"])), at, NOT_FOLLOWED)
        more = "" if dimensions is None or dimensions[0] == LIST else BY_CDK
        return sequence((*items, drawn), at, more)


def _usual_statistic(source: _Source, namespace: str, name: Node, made: Made) -> str:
    """What a canned metric is counted by when nobody says otherwise; any other metric is averaged."""
    if made.name in ("metric", "custom"):
        return "Sum" if namespace == "AWS/Logs" else "Average"
    if name[0] != SCALAR:
        return source.statistic
    return _STATISTIC_OF.get((namespace, str(name[1]))) or ("Average" if name[1] in _AVERAGES else source.statistic)


def _query(name: str, found: dict[str, Node], at: Location) -> Node:
    metric = mapping(tuple(_entry(key, found[key]) for key in ("Namespace", "MetricName", "Dimensions") if key in found), at)
    stat = mapping((_entry("Metric", metric), _entry("Period", found["Period"]), _entry("Stat", found["Stat"])), at)
    return mapping((_entry("Id", scalar(name, at)), _entry("MetricStat", stat), _entry("ReturnData", scalar(False, at))), at)


def _dimension(name: str, held: Node, at: Location) -> Node:
    return mapping((_entry("Name", scalar(name, at)), _entry("Value", held)), at)


def _entry(name: str, node: Node) -> tuple[str, int, int, Node]:
    return name, node[2], node[3], node


def composite_rule(translator: Translator, find: Callable[[Value], Draft | None], argument: Argument) -> Node:
    """An `AlarmRule` as the text CloudWatch reads, alarms by reference."""
    from opexlint.model import text

    def parts(value: Value) -> tuple[Node, ...]:
        at = value.at
        if isinstance(value, Made):
            name = short(value.name).removeprefix("aws_cloudwatch.AlarmRule.")
            if name == "from_alarm" and value.arguments.positional:
                return _state(value.arguments, find, at)
            joined = {"any_of": " OR ", "all_of": " AND "}.get(name)
            if joined is not None:
                inner: list[Node] = [scalar("(", at)]
                for index, one in enumerate(value.arguments.positional):
                    inner.extend((*((scalar(joined, at),) if index else ()), *parts(one.value)))
                return (*inner, scalar(")", at))
            if name == "not_" and value.arguments.positional:
                return (scalar("(NOT ", at), *parts(value.arguments.positional[0].value), scalar(")", at))
            if name == "from_boolean" and value.arguments.positional and isinstance(value.arguments.positional[0].value, Known):
                return (scalar("TRUE" if value.arguments.positional[0].value.value else "FALSE", at),)
            if name == "from_string" and value.arguments.positional:
                given = value.arguments.positional[0]
                return (translator.node(given.value, given.at),)
        alarm = find(value)
        if alarm is not None:
            return (scalar('ALARM("', at), reference(alarm.key, "Arn", at), scalar('")', at))
        return (unknown(why(value), at),)

    return text(parts(argument.value), argument.at)


def _state(arguments: Arguments, find: Callable[[Value], Draft | None], at: Location) -> tuple[Node, ...]:
    state = arguments.get(1, "alarm_state")
    name = state.value.name.rpartition(".")[2] if state is not None and isinstance(state.value, External) else "ALARM"
    alarm = find(arguments.positional[0].value)
    held = reference(alarm.key, "Arn", at) if alarm is not None else unknown(why(arguments.positional[0].value), at)
    return (scalar(f'{name}("', at), held, scalar('")', at))
