"""What calls on constructs, and attributes set on them, do to resources."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from opexlint.facts import schemas
from opexlint.languages.python.cdk.arguments import member_name, removal
from opexlint.languages.python.cdk.construction import root_of, short
from opexlint.languages.python.cdk.dashboards import add_widgets
from opexlint.languages.python.cdk.delivery import add_image_rule, stop_on_alarm
from opexlint.languages.python.drafts import NOT_FOLLOWED, Draft
from opexlint.languages.python.nodes import MAX_DEPTH
from opexlint.languages.python.operations import why
from opexlint.languages.python.properties import NEW
from opexlint.languages.python.syntax import dotted
from opexlint.languages.python.values import Argument, Instance, Known, Made, Use, Value
from opexlint.model import Node, gone, mapping, reference, scalar, sequence, unknown
from opexlint.source import Location

if TYPE_CHECKING:
    from opexlint.languages.python.cdk.synthesis import Synthesis

Handler = Callable[["Synthesis", Draft, Use], None]

OWNERS: Final = {
    "AWS::ElasticLoadBalancingV2::Listener": ("LoadBalancerArn", "LoadBalancerArn"),
    "AWS::Events::Archive": ("SourceArn", "Arn"),
    "AWS::Lambda::Alias": ("FunctionName", "FunctionName"),
    "AWS::Lambda::EventSourceMapping": ("FunctionName", "FunctionName"),
    "AWS::Lambda::Url": ("TargetFunctionArn", "Arn"),
    "AWS::Lambda::Version": ("FunctionName", "FunctionName"),
    "AWS::Logs::MetricFilter": ("LogGroupName", "LogGroupName"),
    "AWS::Logs::SubscriptionFilter": ("LogGroupName", "LogGroupName"),
}
"""What a resource that a method makes says of the one it was made on: its property, and the attribute."""


def apply(synthesis: "Synthesis", draft: Draft, use: Use) -> bool:
    """What a use does to the resource; False when nothing is known of it."""
    if use.made is None:
        _assign(synthesis, draft, use)
        return True
    handler = _METHODS.get(use.name)
    if handler is None:
        return False
    handler(synthesis, draft, use)
    return True


# -- escape hatches ------------------------------------------------------------------------------------------------------------------------


def _assign(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`cfn_queue.kms_master_key_id = ...`, `cfn_queue.cfn_options.deletion_policy = ...`."""
    if use.value is None:
        return
    _, trail = root_of(use.owner)
    if trail[-1:] == ("cfn_options",):
        _option(synthesis, draft, use.name, use.value)
    elif use.name not in ("role", "node"):
        synthesis.arguments.property(draft, use.name, use.value)


def _option(synthesis: "Synthesis", draft: Draft, name: str, argument: Argument) -> None:
    attribute = {"deletion_policy": "DeletionPolicy", "update_replace_policy": "UpdateReplacePolicy", "condition": "Condition"}.get(name)
    if attribute is None:
        attribute = "".join(word.capitalize() for word in name.split("_"))
        draft.set((attribute,), unknown(NOT_FOLLOWED, argument.at)) if attribute in schemas.RESOURCE_ATTRIBUTES else None
    elif attribute == "Condition":
        draft.set((attribute,), unknown("the condition is evaluated when it is deployed", argument.at))
    else:
        draft.set((attribute,), synthesis.translator.node(argument.value, argument.at))


def _override(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`add_property_override("A.B.0.C", value)`, `add_override("Properties.A", value)` and their deletions."""
    assert use.made is not None
    arguments = use.made.arguments
    where = arguments.get(0, "property_path" if "property" in use.name else "path")
    if where is None or not isinstance(where.value, Known) or not isinstance(where.value.value, str):
        draft.open("a property whose name is computed is overridden")
        return
    path = tuple(where.value.value.replace("\\.", "\0").split("."))
    path = tuple(step.replace("\0", ".") for step in path)
    if "property" not in use.name:
        path = path[1:] if path[0] == "Properties" else path
        if not path or (len(path) == len(where.value.value.split(".")) and path[0] not in schemas.RESOURCE_ATTRIBUTES):
            return
    value = arguments.get(1, "value")
    if len(path) > MAX_DEPTH:
        draft.open("a property that stands too deep to be followed is overridden")
    elif "deletion" in use.name:
        draft.set(path, gone(where.at))
    elif value is not None:
        draft.set(path, synthesis.translator.node(value.value, value.at), where.at)


def _removal_policy(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    assert use.made is not None
    policy = use.made.arguments.get(0, "policy")
    for attribute in ("DeletionPolicy", "UpdateReplacePolicy") if policy is not None else ():
        at = policy.at  # type: ignore[union-attr]
        node = synthesis.translator.by_branch(policy.value, at, lambda one: removal(one, at, attribute))  # type: ignore[union-attr]  # noqa: B023
        draft.set((attribute,), node)


# -- lists that grow -----------------------------------------------------------------------------------------------------------------------


def _alarm_actions(name: str) -> Handler:
    def add(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
        assert use.made is not None
        for argument in use.made.arguments.positional:
            draft.set((name, NEW), synthesis.connections.alarm_action(argument))

    return add


def _add_target(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    assert use.made is not None
    target = use.made.arguments.get(0, "target")
    if draft.type == "AWS::Events::Rule" and target is not None:
        draft.set(("Targets", NEW), synthesis.connections.rule_target(target))
        synthesis.providers.target(draft, target)


def _event_pattern(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`rule.add_event_pattern(source=["aws.ecs"])`."""
    assert use.made is not None
    effect = draft.facts.arguments.get("event_pattern") if draft.facts is not None else None
    if effect is None or draft.type != "AWS::Events::Rule":
        return
    struct = Made(use.made.at, "aws_cdk.Struct", use.made.arguments, use.made.header)
    node = synthesis.arguments.node(effect.changes[0], Argument(struct, use.made.at), draft, None)
    if node is None or draft.present(("EventPattern",)) is not None:
        node = unknown("several patterns are put together", use.made.at)
    draft.set(("EventPattern",), node)


def _environment(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    assert use.made is not None
    key, value = use.made.arguments.get(0, "key"), use.made.arguments.get(1, "value")
    if draft.type != "AWS::Lambda::Function" or key is None or value is None:
        return
    if isinstance(key.value, Known) and isinstance(key.value.value, str):
        draft.set(("Environment", "Variables", key.value.value), synthesis.translator.node(value.value, value.at), key.at)
    else:
        draft.set(("Environment", "Variables"), unknown(why(key.value), key.at))


def _lifecycle_rule(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """One more rule for what a bucket or a repository keeps."""
    (add_image_rule if draft.type == "AWS::ECR::Repository" else _as_argument("lifecycle_rules"))(synthesis, draft, use)


def _as_argument(keyword: str) -> Handler:
    """A method whose arguments are one more item of what a keyword argument of the class takes."""

    def add(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
        assert use.made is not None
        effect = draft.facts.arguments.get(keyword) if draft.facts is not None else None
        if effect is None or not effect.changes:
            return
        change = effect.changes[0]
        struct = Made(use.made.at, "aws_cdk.Struct", use.made.arguments, use.made.header)
        node = synthesis.arguments.node(change, Argument(struct, use.made.at), draft, None)
        if node is not None:
            draft.set((*change.path, NEW), node)

    return add


def _container(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`add_container("web", image=..., ...)`."""
    assert use.made is not None
    effect = draft.facts.methods.get("add_container") if draft.facts is not None else None
    if effect is None or not effect.changes:
        return
    made = use.made
    struct = Made(made.at, "aws_cdk.Struct", made.arguments, made.header)
    node = synthesis.arguments.node(effect.changes[0], Argument(struct, made.at), draft, None)
    if node is None:
        return
    name = made.arguments.keywords.get("container_name") or made.arguments.get(0, "id")
    from opexlint.languages.python.properties import put

    if name is not None:
        node = put(node, ("Name",), synthesis.translator.node(name.value, name.at))
    if "essential" not in made.arguments.keywords:
        node = put(node, ("Essential",), scalar(True, made.header))
    image = made.arguments.keywords.get("image")
    if image is not None:
        node = put(node, ("Image",), synthesis.connections.image(image))
    draft.set(("ContainerDefinitions", NEW), node)
    synthesis.log_group_of_container(draft, made)


def _managed_policy(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`role.add_managed_policy(policy)`."""
    assert use.made is not None
    policy = use.made.arguments.get(0, "policy")
    if draft.type == "AWS::IAM::Role" and policy is not None:
        draft.set(("ManagedPolicyArns", NEW), synthesis.translator.node(policy.value, policy.at))


def _deployment_alarm(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`group.add_alarm(alarm)` of a CodeDeploy deployment group."""
    assert use.made is not None
    alarm = use.made.arguments.get(0, "alarm")
    if draft.type != "AWS::CodeDeploy::DeploymentGroup" or alarm is None:
        return
    name = synthesis.references.attribute_of(alarm, "AlarmName")
    draft.set(("AlarmConfiguration", "Alarms", NEW), mapping((("Name", name[2], name[3], name),), alarm.at))
    draft.set(("AlarmConfiguration", "Enabled"), scalar(True, alarm.at))
    stop_on_alarm(draft, alarm.at)


def _stage(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """A stage of a pipeline; `pipelines` makes several of each that is added."""
    made_of_stages = draft.native_type.endswith("pipelines.CodePipeline")
    (synthesis.delivery.add_deployment if made_of_stages else synthesis.delivery.add_stage)(draft, use)


def _wave(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    if draft.native_type.endswith("pipelines.CodePipeline"):
        synthesis.delivery.add_deployment(draft, use)


def _action(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    synthesis.delivery.add_action(draft, use)


def _deployment_alarms(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`service.enable_deployment_alarms(["name"])` of an ECS service."""
    assert use.made is not None
    names = use.made.arguments.get(0, "alarm_names")
    at = use.made.at
    if draft.type != "AWS::ECS::Service" or names is None:
        return
    draft.set(("DeploymentConfiguration", "Alarms", "AlarmNames"), synthesis.translator.node(names.value, names.at))
    draft.set(("DeploymentConfiguration", "Alarms", "Enable"), scalar(True, at))
    behavior = use.made.arguments.keywords.get("behavior")
    picked = member_name(behavior.value) if behavior is not None else "ROLLBACK_ON_ALARM"
    node = scalar(picked == "ROLLBACK_ON_ALARM", at) if picked is not None else unknown(NOT_FOLLOWED, at)
    draft.set(("DeploymentConfiguration", "Alarms", "Rollback"), node)


# -- resources that are added --------------------------------------------------------------------------------------------------------------


def _subscription(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    assert use.made is not None
    given = use.made.arguments.get(0, "topic_subscription")
    if draft.type == "AWS::SNS::Topic" and given is not None:
        subscription = synthesis.add_beside(use.made, "AWS::SNS::Subscription", f"{draft.address}/{_wrapped(synthesis, given)}")
        synthesis.connections.subscribe(subscription, draft, given)


def _event_source(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    assert use.made is not None
    given = use.made.arguments.get(0, "source")
    if given is not None:
        event_source(synthesis, draft, given, use.made)


def event_source(synthesis: "Synthesis", function: Draft, argument: Argument, by: Made) -> None:
    """An event source of a function: the mapping that polls it, or the subscription that pushes."""
    value = argument.value
    attribute = synthesis.connections.polled_attribute(value)
    name = _wrapped(synthesis, argument)
    if attribute is not None and isinstance(value, Made):
        one = synthesis.add_beside(by, "AWS::Lambda::EventSourceMapping", f"{function.address}/{name}EventSource", value.header)
        synthesis.connections.poll(one, function, value, attribute)
    elif isinstance(value, Made) and short(value.name).endswith(".SnsEventSource") and value.arguments.positional:
        topic = synthesis.find(value.arguments.positional[0].value)
        one = synthesis.add_beside(by, "AWS::SNS::Subscription", f"{function.address}/{name}Subscription", value.header)
        one.set(("Protocol",), scalar("lambda", value.at))
        one.set(("Endpoint",), reference(function.key, "Arn", value.at))
        arn = reference(topic.key, "TopicArn", value.at) if topic is not None else unknown("the topic is made elsewhere", value.at)
        one.set(("TopicArn",), arn)
        queue = value.arguments.keywords.get("dead_letter_queue")
        if queue is not None:
            one.set(("RedrivePolicy", "deadLetterTargetArn"), synthesis.references.attribute_of(queue, "Arn"))
    elif isinstance(value, Made) and short(value.name).endswith((".S3EventSource", ".S3EventSourceV2")) and value.arguments.positional:
        bucket = synthesis.find(value.arguments.positional[0].value)
        if bucket is not None:
            _let_notify(synthesis, bucket)
            _notify(bucket, "LambdaConfigurations", "Function", reference(function.key, "Arn", value.at), value.at)
    else:
        one = synthesis.add_beside(by, "AWS::Lambda::EventSourceMapping", f"{function.address}/EventSource")
        one.set(("FunctionName",), reference(function.key, "FunctionName", argument.at))
        one.set(("EventSourceArn",), unknown(why(value), argument.at))
        one.open(NOT_FOLLOWED)


def _wrapped(synthesis: "Synthesis", argument: Argument) -> str:
    """The id of the construct that an object wraps, for the address of what it makes."""
    value = argument.value
    if isinstance(value, Made) and value.arguments.positional:
        inner = synthesis.find(value.arguments.positional[0].value)
        if inner is not None:
            return inner.name
        first = value.arguments.positional[0].value
        if isinstance(first, Known):
            return str(first.value)
    return "Other"


def _async_invoke(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    assert use.made is not None
    if draft.type in ("AWS::Lambda::Function", "AWS::Lambda::Alias"):
        async_invoke(synthesis, draft, use.made)


def async_invoke(synthesis: "Synthesis", function: Draft, by: Made) -> None:
    """The resource that says what becomes of a function's failed asynchronous calls."""
    keywords = by.arguments.keywords
    one = synthesis.add_beside(by, "AWS::Lambda::EventInvokeConfig", f"{function.address}/EventInvokeConfig")
    one.set(("FunctionName",), reference(function.key, "FunctionName", one.header))
    one.set(("Qualifier",), scalar("$LATEST", one.header))
    if "on_failure" in keywords:
        given = keywords["on_failure"]
        one.set(
            ("DestinationConfig", "OnFailure", "Destination"), synthesis.connections.destination(given), by.arguments.keys.get("on_failure")
        )
    if "on_success" in keywords:
        one.set(("DestinationConfig", "OnSuccess", "Destination"), synthesis.connections.destination(keywords["on_success"]))
    if "retry_attempts" in keywords:
        one.set(("MaximumRetryAttempts",), synthesis.connections.plain(keywords["retry_attempts"]), by.arguments.keys.get("retry_attempts"))
    if "max_event_age" in keywords:
        one.set(("MaximumEventAgeInSeconds",), synthesis.connections.seconds(keywords["max_event_age"]))


def _scaling(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`auto_scale_task_count(max_capacity=...)` and its like."""
    assert use.made is not None
    one = synthesis.add_beside(use.made, "AWS::ApplicationAutoScaling::ScalableTarget", f"{draft.address}/{_target_name(use.name)}")
    for keyword, name in (("min_capacity", "MinCapacity"), ("max_capacity", "MaxCapacity")):
        if keyword in use.made.arguments.keywords:
            one.set((name,), synthesis.connections.plain(use.made.arguments.keywords[keyword]))
    one.set(("ResourceId",), reference(draft.key, _name_attribute(draft), use.made.at))
    synthesis.is_behind(use.made, one)


def _target_name(method: str) -> str:
    return {"auto_scale_read_capacity": "ReadScaling", "auto_scale_write_capacity": "WriteScaling"}.get(method, "TaskCount")


def _name_attribute(draft: Draft) -> str:
    return "TableName" if draft.type == "AWS::DynamoDB::Table" else "ServiceArn" if draft.type == "AWS::ECS::Service" else "Arn"


def _scaling_policy(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`scale_on_cpu_utilization("Cpu", ...)` on a scaling target or an Auto Scaling group."""
    assert use.made is not None
    name = use.made.arguments.get(0, "id")
    suffix = str(name.value.value) if name is not None and isinstance(name.value, Known) else use.name.removeprefix("scale_")
    if draft.type == "AWS::AutoScaling::AutoScalingGroup":
        kind = "AWS::AutoScaling::ScheduledAction" if use.name == "scale_on_schedule" else "AWS::AutoScaling::ScalingPolicy"
        one = synthesis.add_beside(use.made, kind, f"{draft.address}/{suffix}")
        one.set(("AutoScalingGroupName",), reference(draft.key, "AutoScalingGroupName", use.made.at))
    elif draft.type == "AWS::ApplicationAutoScaling::ScalableTarget" and use.name != "scale_on_schedule":
        one = synthesis.add_beside(use.made, "AWS::ApplicationAutoScaling::ScalingPolicy", f"{draft.address}/{suffix}")
        one.set(("ScalingTargetId",), reference(draft.key, "ScalableTargetId", use.made.at))
    else:
        return
    one.open(NOT_FOLLOWED)


def _notification(synthesis: "Synthesis", draft: Draft, use: Use) -> None:
    """`bucket.add_event_notification(event, destination)`: what a custom resource will set on the bucket."""
    assert use.made is not None
    given = use.made.arguments.get(1, "dest")
    if draft.type != "AWS::S3::Bucket" or given is None:
        return
    kinds = {
        "LambdaDestination": ("LambdaConfigurations", "Function", "Arn"),
        "SqsDestination": ("QueueConfigurations", "Queue", "Arn"),
        "SnsDestination": ("TopicConfigurations", "Topic", "TopicArn"),
    }
    value = given.value
    kind = kinds.get(short(value.name).rpartition(".")[2]) if isinstance(value, Made) else None
    _let_notify(synthesis, draft)
    if kind is None or not isinstance(value, Made) or not value.arguments.positional:
        draft.set(("NotificationConfiguration",), unknown(why(value), given.at))
        return
    name, field, attribute = kind
    wrapped = value.arguments.positional[0]
    _notify(draft, name, field, synthesis.references.attribute_of(Argument(wrapped.value, wrapped.at), attribute), given.at)


def _let_notify(synthesis: "Synthesis", bucket: Draft) -> None:
    synthesis.providers.custom(bucket, "Custom::S3BucketNotifications", f"{bucket.address}/Notifications")


def _notify(bucket: Draft, name: str, field: str, target: Node, at: Location) -> None:
    entries = (("Event", at.start, at.end, unknown(NOT_FOLLOWED, at)), (field, target[2], target[3], target))
    bucket.set(("NotificationConfiguration", name, NEW), mapping(entries, at))


# -- tags and aspects ----------------------------------------------------------------------------------------------------------------------


def tag(synthesis: "Synthesis", scope: Made, use: Use) -> None:
    """`Tags.of(scope).add("Owner", "shop")`."""
    assert use.made is not None
    key, value = use.made.arguments.get(0, "key"), use.made.arguments.get(1, "value")
    if use.name != "add" or key is None or value is None:
        return
    at = use.made.at
    for draft in synthesis.below(scope):
        shape = schemas.shape(draft.type)
        tags = shape.at("Tags") if shape is not None else None
        if tags is None:
            continue
        key_node, value_node = synthesis.translator.node(key.value, key.at), synthesis.translator.node(value.value, value.at)
        if tags.kind == "list":
            entries = (("Key", key.at.start, key.at.end, key_node), ("Value", value.at.start, value.at.end, value_node))
            present = draft.present(("Tags",))
            if present is None:
                draft.set(("Tags",), sequence((), at))
            draft.set(("Tags", NEW), mapping(entries, at))
        elif isinstance(key.value, Known) and isinstance(key.value.value, str):
            draft.set(("Tags", key.value.value), value_node, key.at)


def aspect(synthesis: "Synthesis", scope: Made, use: Use) -> None:
    """`Aspects.of(scope).add(...)`: what its visitor may change is open."""
    assert use.made is not None
    given = use.made.arguments.get(0, "aspect")
    if use.name != "add" or given is None:
        return
    if may_make(given.value):
        synthesis.open_units(scope, "an aspect may add resources")
    types = changed_by(given.value)
    for draft in synthesis.below(scope) if types != () else ():
        if types is None or draft.type in types:
            draft.open("an aspect may change it")


def may_make(value: Value) -> bool:
    """Whether an aspect may make constructs of its own when it visits others."""
    import ast

    if isinstance(value, Made):
        return not value.name.startswith("cdk_nag.") and not short(value.name).startswith("Tag")
    visit = value.cls.find("visit") if isinstance(value, Instance) else None
    node = getattr(visit, "node", None)
    calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)] if node is not None else []
    return any(len(one.args) >= 2 and dotted(one.func).rpartition(".")[2][:1].isupper() for one in calls)


def changed_by(value: Value) -> tuple[str, ...] | None:
    """The types that an aspect may change; None when it may be any."""
    import ast

    if isinstance(value, Made):
        return () if value.name.startswith("cdk_nag.") or short(value.name).startswith("Tag") else None
    if not isinstance(value, Instance):
        return None
    visit = value.cls.find("visit")
    node = getattr(visit, "node", None)
    if node is None:
        return None
    changes = False
    named: list[str] = []
    for one in ast.walk(node):
        if isinstance(one, ast.Assign | ast.AugAssign):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            changes = changes or any(isinstance(target, ast.Attribute) and not _is_self(target.value) for target in targets)
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            changes = changes or one.func.attr.startswith(("add_", "apply_", "enable_", "override", "set_", "grant_"))
            changes = changes and not _is_annotation(one.func)
        elif isinstance(one, ast.Attribute) and one.attr.startswith("Cfn"):
            named.append(one.attr)
    if not changes:
        return ()
    return None if not named else tuple(_types_named(named))


def _is_self(node: object) -> bool:
    import ast

    return isinstance(node, ast.Name) and node.id == "self"


def _is_annotation(func: object) -> bool:
    """`Annotations.of(node).add_warning(...)` changes nothing."""
    import ast

    return isinstance(func, ast.Attribute) and func.attr in ("add_warning", "add_error", "add_info", "add_warning_v2")


def _types_named(classes: list[str]) -> list[str]:
    wanted = {name.removeprefix("Cfn") for name in classes}
    return [cfn_type for cfn_type in schemas.known_types() if cfn_type.rpartition("::")[2] in wanted]


_METHODS: Final[dict[str, Handler]] = {
    "add_action": _action,
    "add_alarm": _deployment_alarm,
    "add_alarm_action": _alarm_actions("AlarmActions"),
    "add_container": _container,
    "add_cors_rule": _as_argument("cors"),
    "add_deletion_override": _override,
    "add_environment": _environment,
    "add_event_notification": _notification,
    "add_event_pattern": _event_pattern,
    "add_event_source": _event_source,
    "add_insufficient_data_action": _alarm_actions("InsufficientDataActions"),
    "add_lifecycle_rule": _lifecycle_rule,
    "add_managed_policy": _managed_policy,
    "add_ok_action": _alarm_actions("OKActions"),
    "add_override": _override,
    "add_property_deletion_override": _override,
    "add_property_override": _override,
    "add_stage": _stage,
    "add_subscription": _subscription,
    "add_target": _add_target,
    "add_wave": _wave,
    "add_widgets": add_widgets,
    "apply_removal_policy": _removal_policy,
    "auto_scale_read_capacity": _scaling,
    "auto_scale_task_count": _scaling,
    "auto_scale_write_capacity": _scaling,
    "configure_async_invoke": _async_invoke,
    "enable_deployment_alarms": _deployment_alarms,
    "scale_on_cpu_utilization": _scaling_policy,
    "scale_on_memory_utilization": _scaling_policy,
    "scale_on_metric": _scaling_policy,
    "scale_on_request_count": _scaling_policy,
    "scale_on_schedule": _scaling_policy,
    "scale_on_utilization": _scaling_policy,
    "scale_to_track_custom_metric": _scaling_policy,
    "scale_to_track_metric": _scaling_policy,
}
