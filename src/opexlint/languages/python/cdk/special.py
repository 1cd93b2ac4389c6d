"""Arguments whose effect no table can say: an alarm's metric, a queue's dead letters, a container's image and logs, a schedule."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from opexlint.facts import cdk
from opexlint.languages.python.cdk.arguments import member_name
from opexlint.languages.python.cdk.connections import MAPPING_FIELDS
from opexlint.languages.python.cdk.construction import short
from opexlint.languages.python.cdk.methods import async_invoke, event_source
from opexlint.languages.python.cdk.metrics import composite_rule
from opexlint.languages.python.drafts import BY_CDK, NOT_FOLLOWED, Draft
from opexlint.languages.python.operations import why
from opexlint.languages.python.properties import NEW
from opexlint.languages.python.properties import place as node_place
from opexlint.languages.python.values import Argument, Arguments, External, Known, Made, Sequence, Value
from opexlint.model import LIST, MAPPING, Node, mapping, reference, scalar, sequence, text, unknown
from opexlint.source import Location

if TYPE_CHECKING:
    from opexlint.languages.python.cdk.synthesis import Synthesis

Handler = Callable[["Synthesis", Draft, Made, Argument], None]


def handler(draft: Draft, name: str) -> Handler | None:
    """What reads this argument of a construct, when no table does."""
    return _HANDLERS.get((draft.type, name))


def knows(cfn_type: str, name: str) -> bool:
    """Whether an argument of a type is read here."""
    return (cfn_type, name) in _HANDLERS


def key_of(construct: Made, argument: Argument) -> Location | None:
    """The place of the keyword that an argument was passed by."""
    for name, one in construct.arguments.keywords.items():
        if one is argument:
            return construct.arguments.keys.get(name)
    return None


# -- CloudWatch ----------------------------------------------------------------------------------------------------------------------------


def _metric(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    found = synthesis.metrics.properties(argument)
    if "Metrics" in found and "Namespace" not in found:
        draft.forget("Namespace", "MetricName", "Period", "Statistic")
    for name, node in found.items():
        draft.set((name,), node, key_of(construct, argument))


def _rule(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    draft.set(("AlarmRule",), composite_rule(synthesis.translator, synthesis.find, argument), key_of(construct, argument))


def _transformation(name: str) -> Handler:
    def put(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
        present = draft.present(("MetricTransformations",))
        if present is None or present[0] != LIST:
            draft.set(("MetricTransformations",), sequence((mapping((), construct.header),), construct.header))
        draft.set(("MetricTransformations", 0, name), synthesis.connections.plain(argument), key_of(construct, argument))

    return put


# -- SQS, SNS, EventBridge -----------------------------------------------------------------------------------------------------------------


def _dead_letters(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    synthesis.set_by_branch(draft, ("RedrivePolicy",), argument, key_of(construct, argument), lambda value: _redrive(synthesis, value))


def _redrive(synthesis: "Synthesis", value: Value) -> Node:
    from opexlint.languages.python.cdk.arguments import fields_of

    fields = fields_of(value)
    if fields is None:
        return unknown(why(value), value.at)
    entries = []
    for name, spelled in (("queue", "deadLetterTargetArn"), ("max_receive_count", "maxReceiveCount")):
        one = fields.keywords.get(name)
        if one is not None:
            node = synthesis.references.attribute_of(one, "Arn") if name == "queue" else synthesis.connections.plain(one)
            key = fields.keys.get(name, one.at)
            entries.append((spelled, key.start, key.end, node))
    return mapping(tuple(entries), value.at, fields.more)


def _subscribed_topic(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    draft.set(("TopicArn",), synthesis.references.attribute_of(argument, "TopicArn"), key_of(construct, argument))


def _subscription_failures(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    arn = synthesis.references.attribute_of(argument, "Arn")
    draft.set(("RedrivePolicy",), mapping((("deadLetterTargetArn", arn[2], arn[3], arn),), argument.at), key_of(construct, argument))


def _targets(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    value, at = argument
    if not isinstance(value, Sequence):
        draft.set(("Targets",), unknown(why(value), at))
        return
    node = synthesis.translator.sequence(value, lambda item, place: synthesis.connections.rule_target(Argument(item, place)))
    draft.set(("Targets",), node, key_of(construct, argument))


def _schedule_target(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    draft.set(("Target",), synthesis.connections.schedule_target(argument), key_of(construct, argument))


def _schedule(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    draft.set(
        ("ScheduleExpression",),
        synthesis.translator.by_branch(argument.value, argument.at, lambda one: _expression(synthesis, one, argument.at)),
        key_of(construct, argument),
    )


def _expression(synthesis: "Synthesis", value: Value, at: Location) -> Node:
    """`Schedule.rate(Duration.minutes(5))` as `rate(5 minutes)`."""
    name = short(value.name).rpartition(".")[2] if isinstance(value, Made) else ""
    if not isinstance(value, Made) or name not in ("rate", "cron", "expression"):
        return unknown(why(value), at)
    if name == "expression" and value.arguments.positional:
        return synthesis.connections.plain(value.arguments.positional[0])
    if name == "rate" and value.arguments.positional:
        return _rate(synthesis, value.arguments.positional[0])
    fields = value.arguments.keywords
    given = {part: fields[part].value for part in fields}
    if any(not isinstance(one, Known) for one in given.values()):
        return unknown("the schedule is computed", at)
    words = {part: str(one.value) for part, one in given.items() if isinstance(one, Known)}
    day = words.get("day", "?" if "week_day" in words else "*")
    week_day = words.get("week_day", "?")
    parts = (words.get("minute", "*"), words.get("hour", "*"), day, words.get("month", "*"), week_day, words.get("year", "*"))
    return scalar(f"cron({' '.join(parts)})", value.at)


def _rate(synthesis: "Synthesis", argument: Argument) -> Node:
    node = synthesis.connections.seconds(argument)
    if node[0] != "scalar" or not isinstance(node[1], int | float) or node[1] <= 0:
        return unknown("the schedule is computed", argument.at)
    for unit, seconds in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if node[1] % seconds == 0:
            count = int(node[1] // seconds)
            return scalar(f"rate({count} {unit}{'' if count == 1 else 's'})", argument.at)
    return unknown("the schedule is computed", argument.at)


# -- Lambda --------------------------------------------------------------------------------------------------------------------------------


def _events(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    if isinstance(argument.value, Sequence):
        for item in argument.value.items:
            event_source(synthesis, draft, Argument(item, item.at), construct)


def _failures(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """One resource for all arguments about asynchronous calls, made at the first of them."""
    given = [
        one for name, one in construct.arguments.keywords.items() if name in ("on_failure", "on_success", "retry_attempts", "max_event_age")
    ]
    if given and given[0] is argument:
        async_invoke(synthesis, draft, construct)


def _own_dead_letters(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`dead_letter_queue_enabled=True` without a queue: the CDK makes one."""
    if "dead_letter_queue" in construct.arguments.keywords or member_name(argument.value) != "True":
        return
    queue = synthesis.add_beside(construct, "AWS::SQS::Queue", f"{draft.address}/DeadLetterQueue")
    queue.say(("MessageRetentionPeriod",), 1_209_600)
    draft.set(("DeadLetterConfig", "TargetArn"), reference(queue.key, "Arn", argument.at), key_of(construct, argument))


def _alias_version(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`Alias(version=function.current_version)` is an alias of that function."""
    version = synthesis.find(argument.value)
    if version is not None:
        draft.set(("FunctionVersion",), reference(version.key, "Version", argument.at), key_of(construct, argument))
        function = version.present(("FunctionName",))
        if function is not None:
            draft.set(("FunctionName",), function)


def _mapping_target(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    draft.set(("FunctionName",), synthesis.references.attribute_of(argument, "FunctionName"), key_of(construct, argument))


def _mapping_field(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    name = next(name for name, one in construct.arguments.keywords.items() if one is argument)
    keys = {name: construct.arguments.keys.get(name, argument.at)}
    synthesis.connections.mapping_fields(draft, Arguments(argument.at, keywords={name: argument}, keys=keys))


def _code(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    value, at = argument
    name = short(value.name).rpartition(".")[2] if isinstance(value, Made) else ""
    if isinstance(value, Made) and name in ("from_inline", "InlineCode", "inline") and value.arguments.positional:
        draft.set(("Code",), mapping((), value.at))
        draft.set(("Code", "ZipFile"), synthesis.connections.plain(value.arguments.positional[0]), key_of(construct, argument))
    else:
        draft.set(("Code",), unknown(BY_CDK, at), key_of(construct, argument))
    if short(construct.name).endswith(".DockerImageFunction"):
        draft.forget("Handler", "Runtime")
        draft.set(("PackageType",), scalar("Image", at))


# -- ECS -----------------------------------------------------------------------------------------------------------------------------------


def _circuit_breaker(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`DeploymentCircuitBreaker` is enabled, and does not roll back, unless it says otherwise."""
    path = ("DeploymentConfiguration", "DeploymentCircuitBreaker")
    effect = cdk.construct("aws_ecs.FargateService")
    change = effect.arguments["circuit_breaker"].changes[0] if effect is not None else None
    if change is None:
        return

    def make(value: Value) -> Node:
        node = synthesis.arguments.structure(change, value, argument.at)
        if node[0] != MAPPING or node[1][1]:
            return node
        names = [entry[0] for entry in node[1][0]]
        at = value.at
        missing = tuple((name, at.start, at.end, scalar(default, at)) for name, default in _BREAKER.items() if name not in names)
        return mapping((*node[1][0], *missing), at)

    synthesis.set_by_branch(draft, path, argument, key_of(construct, argument), make)


_BREAKER: Final = {"Enable": True, "Rollback": False}


def _deployment_alarms(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    from opexlint.languages.python.cdk.arguments import fields_of

    fields = fields_of(argument.value)
    path = ("DeploymentConfiguration", "Alarms")
    if fields is None:
        draft.set(path, unknown(why(argument.value), argument.at))
        return
    at = argument.at
    names = fields.keywords.get("alarm_names")
    node = synthesis.connections.plain(names) if names is not None else unknown(BY_CDK, at)
    draft.set(path, mapping((), at), key_of(construct, argument))
    draft.set((*path, "AlarmNames"), node)
    draft.set((*path, "Enable"), scalar(True, at))
    behavior = fields.keywords.get("behavior")
    picked = member_name(behavior.value) if behavior is not None else "ROLLBACK_ON_ALARM"
    draft.set((*path, "Rollback"), scalar(picked == "ROLLBACK_ON_ALARM", at) if picked else unknown(NOT_FOLLOWED, at))


def _memory(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    draft.set(("Memory",), synthesis.connections.plain(argument), key_of(construct, argument))


# -- IAM -----------------------------------------------------------------------------------------------------------------------------------


def _managed_policies(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    draft.set(("ManagedPolicyArns",), synthesis.translator.node(argument.value, argument.at), key_of(construct, argument))


# -- Route 53, Cognito ---------------------------------------------------------------------------------------------------------------------


def _zone_name(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    node = synthesis.connections.plain(argument)
    if node[0] == "scalar" and isinstance(node[1], str) and not node[1].endswith("."):
        node = (node[0], f"{node[1]}.", *node[2:])
    draft.set(("Name",), node, key_of(construct, argument))


def _record_name(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """A record's name is completed by its zone's, unless it ends with a dot."""
    node = synthesis.connections.plain(argument)
    if node[0] == "scalar" and isinstance(node[1], str) and not node[1].endswith("."):
        parts = (node, scalar(".", node_place(node)), unknown("the zone's name is added", node_place(node)))
        node = text(parts, argument.at)
    draft.set(("Name",), node, key_of(construct, argument))


def _alias_target(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """A record for an alias has no TTL of its own."""
    value = argument.value
    if isinstance(value, Made) and short(value.name).endswith(".from_alias"):
        draft.set(("AliasTarget",), unknown(NOT_FOLLOWED, argument.at), key_of(construct, argument))
        draft.forget("TTL", "ResourceRecords")
    else:
        draft.set(("ResourceRecords",), unknown(NOT_FOLLOWED, argument.at), key_of(construct, argument))


def _minutes(name: str) -> Handler:
    def put(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
        at = argument.at
        node = synthesis.translator.by_branch(argument.value, at, lambda one: synthesis.references.duration(one, "minutes", at))
        draft.set((name,), node, key_of(construct, argument))
        draft.set(("TokenValidityUnits",), unknown(BY_CDK, at))

    return put


# -- CodeDeploy, RDS -----------------------------------------------------------------------------------------------------------------------


def _alarms(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    value, at = argument
    if not isinstance(value, Sequence):
        draft.set(("AlarmConfiguration",), unknown(why(value), at), key_of(construct, argument))
        return

    def one(item: Value, place: Location) -> Node:
        name = synthesis.references.attribute_of(Argument(item, place), "AlarmName")
        return mapping((("Name", name[2], name[3], name),), place)

    node = synthesis.translator.used(synthesis.translator.sequence(value, one), value, at)
    draft.set(("AlarmConfiguration",), mapping((), at), key_of(construct, argument))
    draft.set(("AlarmConfiguration", "Alarms"), node)
    draft.set(("AlarmConfiguration", "Enabled"), scalar(bool(value.items), at) if not value.more else unknown(value.more, at))
    if value.items and "auto_rollback" not in construct.arguments.keywords:
        draft.set(("AutoRollbackConfiguration", "Events", NEW), scalar("DEPLOYMENT_STOP_ON_ALARM", at))


def _deployed_alias(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """A deployment group shifts the traffic of its alias."""
    alias = synthesis.find(argument.value)
    if alias is not None:
        group = reference(draft.key, "DeploymentGroupName", argument.at)
        alias.set(("UpdatePolicy", "CodeDeployLambdaAliasUpdate", "DeploymentGroupName"), group)


def _deployed_service(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    name = synthesis.references.attribute_of(argument, "ServiceName")
    draft.set(("ECSServices",), sequence((mapping((("ServiceName", name[2], name[3], name),), argument.at),), argument.at))


def _engine(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`DatabaseInstanceEngine.postgres(version=PostgresEngineVersion.VER_15)`."""
    value, at = argument
    key = key_of(construct, argument)
    if isinstance(value, External):
        draft.set(("Engine",), synthesis.connections.plain(argument), key)
        draft.set(("EngineVersion",), unknown(BY_CDK, at))
        return
    name = short(value.name).rpartition(".")[2] if isinstance(value, Made) else ""
    if not isinstance(value, Made) or not name:
        draft.set(("Engine",), unknown(why(value), at), key)
        draft.set(("EngineVersion",), unknown(why(value), at))
        return
    draft.set(("Engine",), scalar(name.replace("_", "-"), value.at), key)
    version = value.arguments.keywords.get("version")
    node = unknown(BY_CDK, at)
    if version is not None:
        node = synthesis.connections.plain(version)
        if isinstance(version.value, Made) and version.value.arguments.positional:
            node = synthesis.connections.plain(version.value.arguments.positional[0])
    draft.set(("EngineVersion",), node)


def _instance_class(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    node = synthesis.connections.plain(argument)
    if node[0] == "scalar" and isinstance(node[1], str):
        node = (node[0], f"db.{node[1]}", *node[2:])
    draft.set(("DBInstanceClass",), node, key_of(construct, argument))


_ALARM: Final = "AWS::CloudWatch::Alarm"
_FUNCTION: Final = "AWS::Lambda::Function"
_MAPPING: Final = "AWS::Lambda::EventSourceMapping"
_GROUP: Final = "AWS::CodeDeploy::DeploymentGroup"
_FILTER: Final = "AWS::Logs::MetricFilter"

_HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    (_ALARM, "metric"): _metric,
    ("AWS::CloudWatch::CompositeAlarm", "alarm_rule"): _rule,
    (_FILTER, "metric_name"): _transformation("MetricName"),
    (_FILTER, "metric_namespace"): _transformation("MetricNamespace"),
    (_FILTER, "metric_value"): _transformation("MetricValue"),
    ("AWS::SQS::Queue", "dead_letter_queue"): _dead_letters,
    ("AWS::Events::Rule", "targets"): _targets,
    ("AWS::Events::Rule", "schedule"): _schedule,
    ("AWS::Scheduler::Schedule", "schedule"): _schedule,
    ("AWS::Scheduler::Schedule", "target"): _schedule_target,
    (_FUNCTION, "events"): _events,
    (_FUNCTION, "on_failure"): _failures,
    (_FUNCTION, "on_success"): _failures,
    (_FUNCTION, "retry_attempts"): _failures,
    (_FUNCTION, "max_event_age"): _failures,
    (_FUNCTION, "dead_letter_queue_enabled"): _own_dead_letters,
    (_FUNCTION, "code"): _code,
    ("AWS::IAM::Role", "managed_policies"): _managed_policies,
    ("AWS::ECS::TaskDefinition", "memory_limit_mib"): _memory,
    ("AWS::Cognito::UserPoolClient", "access_token_validity"): _minutes("AccessTokenValidity"),
    ("AWS::Cognito::UserPoolClient", "id_token_validity"): _minutes("IdTokenValidity"),
    ("AWS::Cognito::UserPoolClient", "refresh_token_validity"): _minutes("RefreshTokenValidity"),
    ("AWS::Route53::HostedZone", "zone_name"): _zone_name,
    ("AWS::Route53::RecordSet", "record_name"): _record_name,
    ("AWS::Route53::RecordSet", "target"): _alias_target,
    ("AWS::ECS::Service", "circuit_breaker"): _circuit_breaker,
    ("AWS::ECS::Service", "deployment_alarms"): _deployment_alarms,
    (_GROUP, "alarms"): _alarms,
    (_GROUP, "alias"): _deployed_alias,
    (_GROUP, "service"): _deployed_service,
    ("AWS::SNS::Subscription", "topic"): _subscribed_topic,
    ("AWS::SNS::Subscription", "dead_letter_queue"): _subscription_failures,
    ("AWS::Lambda::Alias", "version"): _alias_version,
    (_MAPPING, "target"): _mapping_target,
    **{(_MAPPING, name): _mapping_field for name in MAPPING_FIELDS},
    ("AWS::RDS::DBInstance", "instance_type"): _instance_class,
    ("AWS::RDS::DBInstance", "engine"): _engine,
    ("AWS::RDS::DBCluster", "engine"): _engine,
}
