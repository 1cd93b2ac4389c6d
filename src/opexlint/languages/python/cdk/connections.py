"""How constructs are connected: a rule's targets, a topic's subscriptions, a function's event sources, an alarm's actions.

The classes of `aws_events_targets`, `aws_sns_subscriptions`, `aws_lambda_event_sources`, ... are no constructs: they say what is set on
both sides.
"""

from collections.abc import Callable
from typing import Final

from opexlint.facts import identifiers
from opexlint.languages.python.cdk.construction import short
from opexlint.languages.python.cdk.references import References
from opexlint.languages.python.drafts import BY_CDK, NOT_FOLLOWED, Draft
from opexlint.languages.python.nodes import Translator
from opexlint.languages.python.operations import why
from opexlint.languages.python.properties import opened
from opexlint.languages.python.values import Argument, Arguments, External, Made, Value
from opexlint.model import Node, mapping, reference, scalar, text, unknown
from opexlint.source import Location

_EVENT_SOURCES: Final = {
    "ApiEventSource": "",
    "DynamoEventSource": "StreamArn",
    "KinesisEventSource": "Arn",
    "ManagedKafkaEventSource": "",
    "S3EventSource": "",
    "S3EventSourceV2": "",
    "SelfManagedKafkaEventSource": "",
    "SnsEventSource": "",
    "SqsEventSource": "Arn",
}
"""Event sources that are polled by a mapping, with the attribute that names them; "" for those that push."""

_PROTOCOLS: Final = {
    "EmailSubscription": "email",
    "FirehoseSubscription": "firehose",
    "LambdaSubscription": "lambda",
    "SmsSubscription": "sms",
    "SqsSubscription": "sqs",
    "UrlSubscription": "",
}
_MAPPING_PATHS: Final = {
    "batch_size": ("BatchSize",),
    "bisect_batch_on_error": ("BisectBatchOnFunctionError",),
    "enabled": ("Enabled",),
    "max_concurrency": ("ScalingConfig", "MaximumConcurrency"),
    "parallelization_factor": ("ParallelizationFactor",),
    "report_batch_item_failures": ("FunctionResponseTypes",),
    "retry_attempts": ("MaximumRetryAttempts",),
    "starting_position": ("StartingPosition",),
    "topic": ("Topics",),
}
MAPPING_FIELDS: Final = (*_MAPPING_PATHS, "on_failure", "max_record_age", "max_batching_window", "tumbling_window")
"""The options of an event source mapping, by their arguments' names."""


def made_class(value: Value) -> str:
    """The last name of what made a value: `SqsEventSource`."""
    return short(value.name).rpartition(".")[2] if isinstance(value, Made) and value.owner is None else ""


class Connections:
    """Reads connections; `find` knows the draft behind a value."""

    def __init__(self, translator: Translator, references: References, find: Callable[[Value], Draft | None]) -> None:
        self._translator = translator
        self._references = references
        self.find = find

    # -- EventBridge ----------------------------------------------------------------------------------------------------------------

    def rule_target(self, argument: Argument) -> Node:
        """A target of an event rule."""
        value, at = argument
        if not isinstance(value, Made) or not value.arguments.positional:
            return unknown(why(value), at)
        arguments = value.arguments
        node = mapping((_entry("Arn", self._arn(arguments.positional[0])), _entry("Id", unknown(BY_CDK, at))), value.at, arguments.more)
        return self._retries(node, arguments, value.at)

    def schedule_target(self, argument: Argument) -> Node:
        """The target of a schedule."""
        value, at = argument
        if not isinstance(value, Made) or not value.arguments.positional:
            return unknown(why(value), at)
        node = mapping(
            (_entry("Arn", self._arn(value.arguments.positional[0])), _entry("RoleArn", unknown(BY_CDK, at))),
            value.at,
            value.arguments.more,
        )
        return self._retries(node, value.arguments, value.at)

    def _retries(self, node: Node, arguments: Arguments, at: Location) -> Node:
        entries = list(node[1][0])
        keywords = arguments.keywords
        queue = keywords.get("dead_letter_queue")
        if queue is not None:
            entries.append(_entry("DeadLetterConfig", mapping((_entry("Arn", self._references.attribute_of(queue, "Arn")),), queue.at)))
        retries = []
        if "retry_attempts" in keywords:
            retries.append(_entry("MaximumRetryAttempts", self.plain(keywords["retry_attempts"])))
        age = keywords.get("max_event_age")
        if age is not None:
            retries.append(_entry("MaximumEventAgeInSeconds", self.seconds(age)))
        if retries:
            entries.append(_entry("RetryPolicy", mapping(tuple(retries), at)))
        return mapping(tuple(entries), at, node[1][1])

    def _arn(self, argument: Argument) -> Node:
        draft = self.find(argument.value)
        if draft is None:
            return self._references.attribute_of(argument, "Arn")
        name = identifiers.arn_attribute(draft.type) or identifiers.ref_yields(draft.type)
        return reference(draft.key, name, argument.at)

    # -- SNS ------------------------------------------------------------------------------------------------------------------------

    def subscribe(self, subscription: Draft, topic: Draft | None, argument: Argument) -> None:
        """Fill a subscription from the object that describes it."""
        value, at = argument
        topic_arn = reference(topic.key, "TopicArn", at) if topic is not None else unknown("the topic is made elsewhere", at)
        subscription.set(("TopicArn",), topic_arn)
        protocol = _PROTOCOLS.get(made_class(value))
        if protocol is None or not isinstance(value, Made):
            subscription.open(why(value))
            return
        keywords = value.arguments.keywords
        if value.arguments.positional:
            end = value.arguments.positional[0]
            subscription.set(("Endpoint",), self._endpoint(end, protocol))
        subscription.set(("Protocol",), scalar(protocol, at) if protocol else self._url_protocol(value))
        queue = keywords.get("dead_letter_queue")
        if queue is not None:
            arn = self._references.attribute_of(queue, "Arn")
            subscription.set(
                ("RedrivePolicy",), mapping((_entry("deadLetterTargetArn", arn),), queue.at), value.arguments.keys.get("dead_letter_queue")
            )
        if "raw_message_delivery" in keywords:
            subscription.set(("RawMessageDelivery",), self.plain(keywords["raw_message_delivery"]))
        if "filter_policy" in keywords:
            subscription.set(("FilterPolicy",), unknown(NOT_FOLLOWED, keywords["filter_policy"].at))
        if value.arguments.more:
            subscription.open(value.arguments.more)

    def _endpoint(self, argument: Argument, protocol: str) -> Node:
        if protocol in ("lambda", "sqs", "firehose"):
            return self._references.attribute_of(argument, "Arn")
        return self.plain(argument)

    def _url_protocol(self, made: Made) -> Node:
        node = self.plain(made.arguments.positional[0]) if made.arguments.positional else None
        url = node[1] if node is not None and node[0] == "scalar" else None
        return scalar(url.partition(":")[0], made.at) if isinstance(url, str) else unknown(BY_CDK, made.at)

    # -- Lambda ---------------------------------------------------------------------------------------------------------------------

    def polled_attribute(self, value: Value) -> str | None:
        """The attribute by which an event source mapping names its source; None when the source pushes, or is not followed."""
        return _EVENT_SOURCES.get(made_class(value)) or None

    def poll(self, event_source: Draft, function: Draft | None, value: Made, attribute: str) -> None:
        """Fill an event source mapping from the object that describes it."""
        at = value.at
        if value.arguments.positional:
            event_source.set(("EventSourceArn",), self._references.attribute_of(value.arguments.positional[0], attribute))
        name = reference(function.key, "FunctionName", at) if function is not None else unknown("the function is made elsewhere", at)
        event_source.set(("FunctionName",), name)
        self.mapping_fields(event_source, value.arguments)

    def mapping_fields(self, event_source: Draft, arguments: Arguments) -> None:
        """The options of an event source mapping."""
        for keyword, argument in arguments.keywords.items():
            key = arguments.keys.get(keyword)
            path = _MAPPING_PATHS.get(keyword)
            if keyword == "on_failure":
                destination = mapping((_entry("Destination", self.destination(argument)),), argument.at)
                event_source.set(("DestinationConfig", "OnFailure"), destination, key)
            elif keyword in ("max_record_age", "max_batching_window", "tumbling_window"):
                names = {"max_record_age": "MaximumRecordAgeInSeconds", "max_batching_window": "MaximumBatchingWindowInSeconds"}
                event_source.set((names.get(keyword, "TumblingWindowInSeconds"),), self.seconds(argument), key)
            elif path is not None:
                node = self.plain(argument)
                if keyword == "report_batch_item_failures":
                    node = unknown(BY_CDK, argument.at) if node[1] is not False else node
                    if node[1] is False:
                        continue
                event_source.set(path, node, key)
        if arguments.more:
            event_source.open(arguments.more)

    def destination(self, argument: Argument) -> Node:
        """Where failures go: the construct that a destination object wraps."""
        value, at = argument
        if isinstance(value, Made) and value.owner is None and value.scope is None and value.arguments.positional:
            return self._arn(value.arguments.positional[0])
        return self._arn(argument) if self.find(value) is not None else unknown(why(value), at)

    # -- alarms ---------------------------------------------------------------------------------------------------------------------

    def alarm_action(self, argument: Argument) -> Node:
        """What an alarm does: the topic, function or other thing that its action wraps."""
        value, at = argument
        if isinstance(value, Made) and made_class(value) in ("SnsAction", "LambdaAction") and value.arguments.positional:
            wrapped = value.arguments.positional[0]
            return self._references.attribute_of(Argument(wrapped.value, at), "TopicArn" if made_class(value) == "SnsAction" else "Arn")
        return unknown(NOT_FOLLOWED if isinstance(value, Made) else why(value), at)

    # -- ECS ------------------------------------------------------------------------------------------------------------------------

    def image(self, argument: Argument) -> Node:
        """A container's image as far as it is written: the registry's name, or a repository with a tag."""
        return self._translator.by_branch(argument.value, argument.at, lambda one: self._image(one, argument.at))

    def _image(self, value: Value, at: Location) -> Node:
        name = made_class(value)
        if not isinstance(value, Made) or not value.arguments.positional:
            return unknown(why(value), at)
        if name == "from_registry":
            return self.plain(value.arguments.positional[0])
        if name in ("from_ecr_repository", "EcrImage"):
            tag = value.arguments.get(1, "tag")
            node = self.plain(tag) if tag is not None else scalar("latest", value.at)
            repository = unknown("the repository's URI is known only when it is deployed", value.at)
            return text((repository, scalar(":", value.at), node), value.at)
        return unknown("the image is built when it is deployed", at)

    # -- plain values ---------------------------------------------------------------------------------------------------------------

    def plain(self, argument: Argument) -> Node:
        """An argument as it is."""
        value = argument.value
        if isinstance(value, External):
            found = self._references.constant(value, argument.at)
            if found is not None:
                return found
        return self._translator.node(value, argument.at)

    def seconds(self, argument: Argument) -> Node:
        """A duration in seconds."""
        return self._translator.by_branch(argument.value, argument.at, lambda one: self._references.duration(one, "seconds", argument.at))


def _entry(name: str, node: Node) -> tuple[str, int, int, Node]:
    return name, node[2], node[3], node


def open_mapping(at: Location) -> Node:
    """A mapping of which nothing is known."""
    return opened(mapping((), at), NOT_FOLLOWED)
