"""What starts functions and state machines: the event sources of SAM."""

from collections.abc import Callable
from typing import Final, NamedTuple

from opexlint.languages.cloudformation.sam.parts import (
    GENERATED,
    Entry,
    Fields,
    Made,
    built,
    constant,
    entry,
    existing,
    listed,
    place,
    text,
)
from opexlint.model import LIST, REFERENCE, SCALAR, Node, ResourceRecord, unknown
from opexlint.source import Location

_POLLED: Final = {
    "DocumentDB": "Cluster",
    "DynamoDB": "Stream",
    "Kinesis": "Stream",
    "MQ": "Broker",
    "MSK": "Stream",
    "SQS": "Queue",
    "SelfManagedKafka": "",
}
_MAPPING_PROPERTIES: Final = (
    *("BatchSize", "BisectBatchOnFunctionError", "Enabled", "FilterCriteria", "FunctionResponseTypes", "KmsKeyArn", "LoggingConfig"),
    *("MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds", "MaximumRetryAttempts", "MetricsConfig", "ParallelizationFactor"),
    *("ProvisionedPollerConfig", "Queues", "ScalingConfig", "SourceAccessConfigurations", "StartingPosition", "StartingPositionTimestamp"),
    *("Topics", "TumblingWindowInSeconds"),
)
_KAFKA_CONFIGURATIONS: Final = {"MSK": "AmazonManagedKafkaEventSourceConfig", "SelfManagedKafka": "SelfManagedKafkaEventSourceConfig"}


class Target(NamedTuple):
    """What events start: a function or state machine by logical id, and its alias where events go there ("" for none)."""

    kind: str
    address: str
    alias: str

    def name(self, made: Made, at: Location) -> Node:
        """How a permission or an event source mapping names it."""
        return made.ref(self.alias or self.address, at)

    def arn(self, made: Made, at: Location) -> Node:
        """Its ARN."""
        if self.alias:
            return made.ref(self.alias, at)
        return made.attribute(self.address, "Arn", at)


class _Event(NamedTuple):
    """One event: the resource that has it, its name, type, members and place, and what it starts."""

    source: ResourceRecord
    name: str
    kind: str
    fields: Fields
    at: Location
    target: Target
    made: Made

    def add(self, suffix: str, kind: str, *groups: list[Entry], more: str = "") -> str:
        return self.made.add(self.source, self.name + suffix, kind, self.at, *groups, more=more)

    @property
    def starts_function(self) -> bool:
        return self.target.kind == "AWS::Lambda::Function"


def event_sources(source: ResourceRecord, fields: Fields, made: Made, target: Target) -> None:
    """What the `Events` of a function or state machine make."""
    events = Fields(fields.node("Events"))
    if events.more:
        made.open = made.open or f"the events of {source.name} are not known"
    for name, start, end, node in events.entries.values():
        written = Fields(node)
        event = _Event(
            source, name, text(written.node("Type")), Fields(written.node("Properties")), Location(node[4], start, end), target, made
        )
        if event.kind in _POLLED:
            _polled(event)
        elif event.kind in _PUSHED:
            _PUSHED[event.kind](event)


# -- polled -----------------------------------------------------------------------------------------------------------------------------


def _polled(event: _Event) -> None:
    fields, at = event.fields, event.at
    kafka = _KAFKA_CONFIGURATIONS.get(event.kind, "")
    extra: list[Entry] = []
    if kafka and (fields.node("ConsumerGroupId") or fields.node("SchemaRegistryConfig")):
        extra.append(entry(kafka, built(at, fields.same("ConsumerGroupId", "SchemaRegistryConfig"))))
    if fields.node("KafkaBootstrapServers"):
        endpoints = built(at, [entry("Endpoints", built(at, fields.same("KafkaBootstrapServers")))])
        extra.append(entry("SelfManagedEventSource", endpoints))
    if event.kind == "DocumentDB":
        extra.append(entry("DocumentDBEventSourceConfig", built(at, fields.same("DatabaseName", "CollectionName", "FullDocument"))))
    event.add(
        "",
        "AWS::Lambda::EventSourceMapping",
        [entry("FunctionName", event.target.name(event.made, at))],
        fields.renamed(_POLLED[event.kind], "EventSourceArn"),
        fields.same(*_MAPPING_PROPERTIES),
        fields.changed("DestinationConfig", "DestinationConfig", _without_types),
        extra,
        more=fields.more,
    )


def _without_types(node: Node) -> Node:
    """`Type` only tells SAM which permission to grant."""
    fields = Fields(node)
    failure = fields.changed(
        "OnFailure", "OnFailure", lambda inner: built(place(inner), Fields(inner).without({"Type"}), more=Fields(inner).more)
    )
    return built(place(node), fields.without({"OnFailure"}), failure, more=fields.more)


# -- pushed -----------------------------------------------------------------------------------------------------------------------------


def _permission(event: _Event, principal: str, source_arn: Node | None = None) -> None:
    if event.starts_function:
        event.add(
            "Permission",
            "AWS::Lambda::Permission",
            [
                constant("Action", "lambda:InvokeFunction", event.at),
                entry("FunctionName", event.target.name(event.made, event.at)),
                constant("Principal", principal, event.at),
            ],
            [] if source_arn is None else [entry("SourceArn", source_arn)],
            more=GENERATED if source_arn is None else "",
        )


def _rule(event: _Event) -> None:
    """`Schedule`, `EventBridgeRule` and `CloudWatchEvent`: a rule with one target."""
    fields, at, made = event.fields, event.at, event.made
    named = "Name" if event.kind == "Schedule" else "RuleName"
    role: list[Entry] = []
    if not event.starts_function:
        role = fields.same("RoleArn") or [entry("RoleArn", _generated_role(event))]
    suffix = "LambdaTarget" if event.starts_function else "StepFunctionsTarget"
    target = built(
        at,
        [
            entry("Arn", event.target.arn(made, at)),
            constant("Id", f"{event.source.address}{event.name}{suffix}", at),
            *Fields(fields.node("Target")).same("Id"),
        ],
        role,
        fields.same("Input", "InputPath", "InputTransformer", "RetryPolicy"),
        _dead_letters(event),
        more=fields.more,
    )
    rule = event.add(
        "",
        "AWS::Events::Rule",
        fields.renamed("Schedule", "ScheduleExpression"),
        fields.renamed("Pattern", "EventPattern"),
        fields.renamed(named, "Name"),
        fields.same("Description", "EventBusName", "State"),
        fields.changed("Enabled", "State", _state),
        [entry("Targets", listed(at, target))],
        more=fields.more,
    )
    _permission(event, "events.amazonaws.com", made.attribute(rule, "Arn", at))


def _state(node: Node) -> Node:
    if node[0] != SCALAR:
        return unknown("whether it is enabled is not known", place(node))
    return (SCALAR, "ENABLED" if node[1] in (True, "true", "True") else "DISABLED", *node[2:])


def _scheduled(event: _Event) -> None:
    """`ScheduleV2`: a schedule of EventBridge Scheduler."""
    fields, at = event.fields, event.at
    role = fields.same("RoleArn") or [entry("RoleArn", _generated_role(event))]
    target = built(
        at,
        [entry("Arn", event.target.arn(event.made, at))],
        role,
        fields.same("Input", "RetryPolicy"),
        _dead_letters(event),
        more=fields.more,
    )
    name = [] if fields.node("OmitName") else [constant("Name", f"{event.source.address}{event.name}", at)]
    event.add(
        "",
        "AWS::Scheduler::Schedule",
        [entry("FlexibleTimeWindow", built(at, [constant("Mode", "OFF", at)]))],
        name,
        fields.without({"DeadLetterConfig", "Input", "OmitName", "PermissionsBoundary", "RetryPolicy", "RoleArn"}),
        [entry("Target", target)],
        more=fields.more,
    )


def _generated_role(event: _Event) -> Node:
    role = event.add("Role", "AWS::IAM::Role", event.fields.same("PermissionsBoundary"), more=GENERATED)
    return event.made.attribute(role, "Arn", event.at)


def _dead_letters(event: _Event) -> list[Entry]:
    """Where an event goes that can't be delivered: the queue that is named, or the one SAM makes where only its type is given."""
    node = event.fields.node("DeadLetterConfig")
    if node is None:
        return []
    inner = Fields(node)
    if inner.node("Arn") is not None or inner.more:
        return [entry("DeadLetterConfig", built(place(node), inner.same("Arn"), more=inner.more))]
    at = event.fields.key("DeadLetterConfig", event.at)
    named = text(inner.node("QueueLogicalId"))
    queue = named or f"{event.source.address}{event.name}Queue"
    inherited = Fields(event.source.attributes).same("DeletionPolicy", "UpdateReplacePolicy")
    event.made.put(queue, event.source, "AWS::SQS::Queue", at, built(at), built(at, inherited))
    if event.kind != "ScheduleV2":  # a schedule is allowed to send by its role
        policy = built(at, [entry("Queues", listed(at, event.made.ref(queue, at)))], more=GENERATED)
        event.made.put(
            f"{event.source.address}{event.name}QueuePolicy", event.source, "AWS::SQS::QueuePolicy", at, policy, built(at, inherited)
        )
    return [entry("DeadLetterConfig", built(at, [entry("Arn", event.made.attribute(queue, "Arn", at))]))]


def _subscription(event: _Event) -> None:
    """`SNS`: a subscription of the function, or of a queue that the function polls."""
    fields, at, made = event.fields, event.at, event.made
    topic = fields.node("Topic") or unknown("the event names no topic", at)
    through = fields.node("SqsSubscription")
    passed = fields.same("FilterPolicy", "FilterPolicyScope", "RedrivePolicy", "Region")
    if through is None or through[:2] == (SCALAR, False):
        protocol, endpoint = "lambda", event.target.arn(made, at)
        _permission(event, "sns.amazonaws.com", topic)
    else:
        protocol, endpoint = "sqs", _subscribed_queue(event, through, topic)
    event.add(
        "",
        "AWS::SNS::Subscription",
        [constant("Protocol", protocol, at), entry("Endpoint", endpoint), ("TopicArn", topic[2], topic[3], topic)],
        passed,
        more=fields.more,
    )


def _subscribed_queue(event: _Event, through: Node, topic: Node) -> Node:
    """The queue between topic and function: SAM's own, or the one that is named."""
    at, made = event.at, event.made
    given = Fields(through)
    if through[0] == SCALAR:
        queue = event.add("Queue", "AWS::SQS::Queue")
        arn, url = made.attribute(queue, "Arn", at), made.ref(queue, at)
        settings = [constant("BatchSize", 10, at), constant("Enabled", True, at)]
    else:
        arn = given.node("QueueArn") or unknown(given.more or "the queue is not named", at)
        url = given.node("QueueUrl") or unknown(given.more or "the queue is not named", at)
        settings = [constant("BatchSize", 10, at), constant("Enabled", True, at), *given.same("BatchSize", "Enabled")]
    event.add("QueuePolicy", "AWS::SQS::QueuePolicy", [entry("Queues", listed(at, url))], more=GENERATED)
    event.add(
        "EventSourceMapping",
        "AWS::Lambda::EventSourceMapping",
        [entry("FunctionName", event.target.name(made, at)), entry("EventSourceArn", arn)],
        settings,
    )
    return arn


def _bucket(event: _Event) -> None:
    """`S3`: a permission, and a notification on the bucket, which has to be in the same template."""
    fields, at, made = event.fields, event.at, event.made
    _permission(event, "s3.amazonaws.com")
    bucket = fields.node("Bucket")
    kinds = fields.node("Events")
    if bucket is None or bucket[0] != REFERENCE or kinds is None:
        return
    for kind in kinds[1][0] if kinds[0] == LIST else (kinds,):
        notification = built(at, [entry("Event", kind), entry("Function", event.target.arn(made, at))], fields.same("Filter"))
        made.append(bucket[1][0][1], ("NotificationConfiguration", "LambdaConfigurations"), existing(event.source, notification))


def _log_group(event: _Event) -> None:
    _permission(event, "logs.amazonaws.com")
    event.add(
        "",
        "AWS::Logs::SubscriptionFilter",
        event.fields.same("FilterPattern", "LogGroupName"),
        [entry("DestinationArn", event.target.arn(event.made, event.at))],
        more=event.fields.more,
    )


def _iot_rule(event: _Event) -> None:
    at = event.at
    action = built(at, [entry("Lambda", built(at, [entry("FunctionArn", event.target.arn(event.made, at))]))])
    payload = built(
        at, event.fields.same("Sql", "AwsIotSqlVersion"), [constant("RuleDisabled", False, at), entry("Actions", listed(at, action))]
    )
    rule = event.add("", "AWS::IoT::TopicRule", [entry("TopicRulePayload", payload)])
    _permission(event, "iot.amazonaws.com", event.made.attribute(rule, "Arn", at))


def _user_pool(event: _Event) -> None:
    """`Cognito`: a permission, and a trigger of the user pool, which has to be in the same template."""
    _permission(event, "cognito-idp.amazonaws.com")
    pool, triggers = event.fields.node("UserPool"), event.fields.node("Trigger")
    if pool is not None and pool[0] == REFERENCE and triggers is not None:
        for trigger in triggers[1][0] if triggers[0] == LIST else (triggers,):
            target = existing(event.source, event.target.arn(event.made, event.at))
            event.made.set(pool[1][0][1], ("LambdaConfig", text(trigger)), target)


def _skill(event: _Event) -> None:
    _permission(event, "alexa-appkit.amazon.com")


def _api(event: _Event) -> None:
    """`Api` and `HttpApi`: a permission, and SAM's own API where none is named."""
    named = event.fields.node("RestApiId" if event.kind == "Api" else "ApiId")
    if named is None:
        event.made.implicit.setdefault(event.kind, []).append((event.source, event.at))
    if event.starts_function:
        _permission(event, "apigateway.amazonaws.com")
    else:
        _generated_role(event)


_PUSHED: Final[dict[str, Callable[[_Event], None]]] = {
    "AlexaSkill": _skill,
    "Api": _api,
    "CloudWatchEvent": _rule,
    "CloudWatchLogs": _log_group,
    "Cognito": _user_pool,
    "EventBridgeRule": _rule,
    "HttpApi": _api,
    "IoTRule": _iot_rule,
    "S3": _bucket,
    "SNS": _subscription,
    "Schedule": _rule,
    "ScheduleV2": _scheduled,
}
