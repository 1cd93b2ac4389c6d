"""Arguments whose effect no table can say: an alarm's metric, a queue's dead letters, a container's image and logs, a schedule."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from opexlint.facts import cdk
from opexlint.languages.python.cdk.arguments import fields_of, member_name
from opexlint.languages.python.cdk.connections import MAPPING_FIELDS
from opexlint.languages.python.cdk.construction import short
from opexlint.languages.python.cdk.dashboards import dashboard_widgets
from opexlint.languages.python.cdk.delivery import PIPELINE, image_rules
from opexlint.languages.python.cdk.methods import async_invoke, event_source
from opexlint.languages.python.cdk.metrics import composite_rule
from opexlint.languages.python.cdk.programs import GROUP, SCRIPT, booted, sourced, specified
from opexlint.languages.python.cdk.workflows import WORKFLOW
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
    synthesis.metrics.watch(draft, argument, key_of(construct, argument))


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
    synthesis.providers.targets(draft, argument)
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
    if "deployment_controller" not in construct.arguments.keywords and not synthesis.flagged(_NO_CONTROLLER):
        draft.set(("DeploymentController", "Type"), scalar("ECS", argument.at))


_NO_CONTROLLER: Final = "@aws-cdk/aws-ecs:disableExplicitDeploymentControllerForCircuitBreaker"
_BREAKER: Final = {"Enable": True, "Rollback": False}


def _deployment_alarms(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
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


_ENGINES: Final = {"aurora_postgres": "aurora_postgresql", "maria_db": "mariadb", "sql_server": "sqlserver"}
"""Engines whose factory is not named like them (`sql_server_ee` is `sqlserver-ee`)."""


def _engine_name(factory: str) -> str:
    for written, engine in _ENGINES.items():
        factory = factory.replace(written, engine)
    return factory.replace("_", "-")


def _engine(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`DatabaseInstanceEngine.postgres(version=PostgresEngineVersion.VER_15)`."""
    value, at = argument
    key = key_of(construct, argument)
    instances = [one for one in synthesis.children_of(construct) if one.type == "AWS::RDS::DBInstance"]
    if isinstance(value, External):
        for one in (draft, *instances):
            one.set(("Engine",), synthesis.connections.plain(argument), key)
        draft.set(("EngineVersion",), unknown(BY_CDK, at))
        return
    name = short(value.name).rpartition(".")[2] if isinstance(value, Made) else ""
    known = isinstance(value, Made) and bool(name)
    for one in (draft, *instances):
        one.set(("Engine",), scalar(_engine_name(name), value.at) if known else unknown(why(value), at), key)
    if not isinstance(value, Made):
        draft.set(("EngineVersion",), unknown(why(value), at))
        return
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


def _writer(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`ClusterInstance.provisioned("writer", instance_type=...)` of a database cluster."""
    value = argument.value
    for one in synthesis.children_of(construct):
        if one.type != "AWS::RDS::DBInstance":
            continue
        fields = value.arguments.keywords if isinstance(value, Made) else {}
        if not isinstance(value, Made) or not short(value.name).endswith("ClusterInstance.serverless_v2"):
            one.set(("DBInstanceClass",), unknown(NOT_FOLLOWED, argument.at))
        if "instance_type" in fields:
            _instance_class(synthesis, one, construct, fields["instance_type"])
        for name, path in _WRITER.items():
            if name in fields:
                one.set((path,), synthesis.connections.plain(fields[name]))
        if not isinstance(value, Made) or value.arguments.more or fields.keys() - _WRITER.keys() - {"instance_type"}:
            one.open(NOT_FOLLOWED)


_WRITER: Final = {
    "allow_major_version_upgrade": "AllowMajorVersionUpgrade",
    "auto_minor_version_upgrade": "AutoMinorVersionUpgrade",
    "enable_performance_insights": "EnablePerformanceInsights",
    "publicly_accessible": "PubliclyAccessible",
}


# -- CodeDeploy ----------------------------------------------------------------------------------------------------------------------------


def _auto_rollback(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`AutoRollbackConfig`: a failed deployment is rolled back unless it says otherwise, and an alarm does so when there are any."""
    fields = fields_of(argument.value)
    key = key_of(construct, argument)
    if fields is None or fields.more:
        draft.set(("AutoRollbackConfiguration",), unknown(why(argument.value) if fields is None else fields.more, argument.at), key)
        return
    alarms = construct.arguments.keywords.get("alarms")
    has_alarms = isinstance(alarms.value, Sequence) and bool(alarms.value.items) if alarms is not None else False
    events: list[Node] = []
    more = ""
    for name, (event, default) in _ROLLBACKS.items():
        given = fields.keywords.get(name)
        wanted = str(default or (has_alarms and name == "deployment_in_alarm")) if given is None else member_name(given.value)
        if wanted is None and given is not None:
            more = why(given.value)
        elif wanted == "True":
            events.append(scalar(event, given.at if given is not None else argument.at))
    enabled = unknown(more, argument.at) if more and not events else scalar(bool(events), argument.at)
    draft.set(("AutoRollbackConfiguration",), mapping((), argument.at), key)
    draft.set(("AutoRollbackConfiguration", "Enabled"), enabled)
    if events or more:
        draft.set(("AutoRollbackConfiguration", "Events"), sequence(tuple(events), argument.at, more))


_ROLLBACKS: Final = {
    "failed_deployment": ("DEPLOYMENT_FAILURE", True),
    "stopped_deployment": ("DEPLOYMENT_STOP_ON_REQUEST", False),
    "deployment_in_alarm": ("DEPLOYMENT_STOP_ON_ALARM", False),
}


def _blue_green(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`EcsBlueGreenDeploymentConfig`: how long each of the two sides waits."""
    fields = fields_of(argument.value)
    at = argument.at
    if fields is None or fields.more:
        draft.set(("BlueGreenDeploymentConfiguration",), unknown(why(argument.value) if fields is None else fields.more, at))
        return
    wait = fields.keywords.get("deployment_approval_wait_time")
    end = fields.keywords.get("termination_wait_time")
    path = ("BlueGreenDeploymentConfiguration", "DeploymentReadyOption")
    if wait is not None:
        draft.set((*path, "WaitTimeInMinutes"), synthesis.references.duration(wait.value, "minutes", wait.at))
        draft.set((*path, "ActionOnTimeout"), scalar("STOP_DEPLOYMENT", wait.at))
    if end is not None:
        path = ("BlueGreenDeploymentConfiguration", "TerminateBlueInstancesOnDeploymentSuccess")
        draft.set((*path, "TerminationWaitTimeInMinutes"), synthesis.references.duration(end.value, "minutes", end.at))


# -- CloudFront, custom resources ----------------------------------------------------------------------------------------------------------


def _at(*path: str) -> Handler:
    """An argument that is the value of a property of its own name deeper inside."""

    def put(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
        draft.set(path, synthesis.connections.plain(argument), key_of(construct, argument))

    return put


def _somehow(*path: str) -> Handler:
    """An argument that sets something here that is not followed, and nothing anywhere else."""

    def put(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
        draft.set(path, unknown(NOT_FOLLOWED, argument.at), key_of(construct, argument))

    return put


def _behavior(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """The behaviour that a distribution has for every path."""
    fields = fields_of(argument.value)
    path = ("DistributionConfig", "DefaultCacheBehavior")
    if fields is None:
        draft.set(path, unknown(why(argument.value), argument.at), key_of(construct, argument))
        return
    for name, one in fields.keywords.items():
        known = _BEHAVIOR.get(name)
        if known is not None:
            value = synthesis.connections.plain(one) if name in ("compress", "viewer_protocol_policy") else unknown(NOT_FOLLOWED, one.at)
            draft.set((*path, known), value, fields.keys.get(name))
    if fields.more:
        draft.set(path, unknown(fields.more, argument.at))


_BEHAVIOR: Final = {
    "allowed_methods": "AllowedMethods",
    "cache_policy": "CachePolicyId",
    "cached_methods": "CachedMethods",
    "compress": "Compress",
    "edge_lambdas": "LambdaFunctionAssociations",
    "function_associations": "FunctionAssociations",
    "origin_request_policy": "OriginRequestPolicyId",
    "realtime_log_config": "RealtimeLogConfigArn",
    "response_headers_policy": "ResponseHeadersPolicyId",
    "smooth_streaming": "SmoothStreaming",
    "trusted_key_groups": "TrustedKeyGroups",
    "viewer_protocol_policy": "ViewerProtocolPolicy",
}


def _called_by_framework(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`Provider(on_event_handler=function)`: the framework's own function calls it."""
    path = ("Environment", "Variables", "USER_ON_EVENT_FUNCTION_ARN")
    draft.set(path, synthesis.references.attribute_of(argument, "Arn"), key_of(construct, argument))


def _asked_by_framework(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """`Provider(is_complete_handler=function)`: what is asked until it says that all is done."""
    path = ("Environment", "Variables", "USER_IS_COMPLETE_FUNCTION_ARN")
    draft.set(path, synthesis.references.attribute_of(argument, "Arn"), key_of(construct, argument))
    synthesis.providers.steps(draft, argument)


def _stages(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    draft.set(("Stages",), synthesis.delivery.stages(draft, argument), key_of(construct, argument))


def _other_regions(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """Buckets in several Regions stand in another property than one bucket."""
    draft.forget("ArtifactStore")
    draft.set(("ArtifactStores",), unknown(NOT_FOLLOWED, argument.at), key_of(construct, argument))


def _image_rules(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    image_rules(synthesis, draft, argument)


def _defined(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    synthesis.workflows.define(draft, construct, argument)


def _with_definition(synthesis: "Synthesis", draft: Draft, construct: Made, argument: Argument) -> None:
    """What the definition says of itself as a whole is read with it."""


_ALARM: Final = "AWS::CloudWatch::Alarm"
_FUNCTION: Final = "AWS::Lambda::Function"
_MAPPING: Final = "AWS::Lambda::EventSourceMapping"
_GROUP: Final = "AWS::CodeDeploy::DeploymentGroup"
_FILTER: Final = "AWS::Logs::MetricFilter"
_DISTRIBUTION: Final = "AWS::CloudFront::Distribution"

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
    ("AWS::RDS::DBCluster", "writer"): _writer,
    (_GROUP, "auto_rollback"): _auto_rollback,
    (_GROUP, "blue_green_deployment_config"): _blue_green,
    (_FUNCTION, "on_event_handler"): _called_by_framework,
    (_FUNCTION, "is_complete_handler"): _asked_by_framework,
    ("AWS::CloudWatch::Dashboard", "widgets"): dashboard_widgets,
    (PIPELINE, "stages"): _stages,
    (PIPELINE, "cross_region_replication_buckets"): _other_regions,
    ("AWS::ECR::Repository", "lifecycle_rules"): _image_rules,
    (WORKFLOW, "definition"): _defined,
    (WORKFLOW, "definition_body"): _defined,
    (WORKFLOW, "comment"): _with_definition,
    (WORKFLOW, "timeout"): _with_definition,
    ("AWS::EC2::Instance", SCRIPT): booted,
    ("AWS::EC2::LaunchTemplate", SCRIPT): booted,
    (GROUP, SCRIPT): booted,
    ("AWS::CodeBuild::Project", "build_spec"): specified,
    ("AWS::CodeBuild::Project", "source"): sourced,
    (_DISTRIBUTION, "additional_behaviors"): _somehow("DistributionConfig", "CacheBehaviors"),
    (_DISTRIBUTION, "certificate"): _somehow("DistributionConfig", "ViewerCertificate"),
    (_DISTRIBUTION, "comment"): _at("DistributionConfig", "Comment"),
    (_DISTRIBUTION, "default_behavior"): _behavior,
    (_DISTRIBUTION, "domain_names"): _at("DistributionConfig", "Aliases"),
    (_DISTRIBUTION, "enable_ipv6"): _at("DistributionConfig", "IPV6Enabled"),
    (_DISTRIBUTION, "enabled"): _at("DistributionConfig", "Enabled"),
    (_DISTRIBUTION, "error_responses"): _somehow("DistributionConfig", "CustomErrorResponses"),
    (_DISTRIBUTION, "geo_restriction"): _somehow("DistributionConfig", "Restrictions"),
    (_DISTRIBUTION, "http_version"): _at("DistributionConfig", "HttpVersion"),
    (_DISTRIBUTION, "log_file_prefix"): _at("DistributionConfig", "Logging", "Prefix"),
    (_DISTRIBUTION, "log_includes_cookies"): _at("DistributionConfig", "Logging", "IncludeCookies"),
    (_DISTRIBUTION, "minimum_protocol_version"): _somehow("DistributionConfig", "ViewerCertificate"),
    (_DISTRIBUTION, "price_class"): _at("DistributionConfig", "PriceClass"),
    (_DISTRIBUTION, "ssl_support_method"): _somehow("DistributionConfig", "ViewerCertificate"),
}
