"""Failures: where they land, who takes them up from there, and what visibly fails along."""

from collections.abc import Iterator, Sequence
from typing import Final

from opexlint.evidence.alarms import EVENT_RULE, SUBSCRIPTION, TOPIC
from opexlint.evidence.candidates import (
    ANY,
    SURELY,
    Ask,
    Vague,
    answer,
    denotes,
    denotes_surely,
    is_whole,
    standing_in,
    strings_in,
    users_of,
    vaguely,
    values_at,
)
from opexlint.facts.events import EventType, event_types
from opexlint.project import Project
from opexlint.subjects import Resource
from opexlint.value import MISSING, Value

QUEUE: Final = "AWS::SQS::Queue"
FUNCTION: Final = "AWS::Lambda::Function"
EVENT_SOURCE: Final = "AWS::Lambda::EventSourceMapping"
PIPE: Final = "AWS::Pipes::Pipe"

_INVOCATION: Final = "AWS::Lambda::EventInvokeConfig"
_DESTINATION: Final = "DestinationConfig.OnFailure.Destination"
FAILURE_TARGETS: Final = {
    QUEUE: ("RedrivePolicy.deadLetterTargetArn",),
    SUBSCRIPTION: ("RedrivePolicy.deadLetterTargetArn",),
    FUNCTION: ("DeadLetterConfig.TargetArn",),
    EVENT_SOURCE: (_DESTINATION,),
    _INVOCATION: (_DESTINATION,),
    "AWS::Scheduler::Schedule": ("Target.DeadLetterConfig.Arn",),
    "AWS::Events::EventBus": ("DeadLetterConfig.Arn",),
    EVENT_RULE: ("Targets.DeadLetterConfig.Arn",),
    PIPE: (
        "SourceParameters.KinesisStreamParameters.DeadLetterConfig.Arn",
        "SourceParameters.DynamoDBStreamParameters.DeadLetterConfig.Arn",
    ),
}
"""By type, where a resource sends what it could not deliver or process."""


def failure_targets(resource: Resource) -> Sequence[Value]:
    """Where a resource sends what it could not deliver or process; anywhere, for the unknown resource."""
    return resource.derived(_failure_targets)


def _failure_targets(resource: Resource) -> Sequence[Value]:
    if not resource.is_known:
        return (resource.properties,)
    return [target for path in FAILURE_TARGETS.get(resource.type, ()) for target in values_at(resource.properties, path)]


_FAILS_WITH_IT: Final = {
    "AWS::CloudFormation::CustomResource": (),
    "AWS::CloudFormation::Macro": (),
    "AWS::CloudFront::Distribution": ("DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations",),
    "AWS::CodeDeploy::DeploymentGroup": (),
    "AWS::CodePipeline::Pipeline": ("Stages.Actions.Configuration.FunctionName",),
    "AWS::StepFunctions::StateMachine": ("DefinitionString", "Definition"),
}
"""By type, what fails in sight of everybody when a function fails that it calls, and where it says which function that is."""


_CDK_PROVIDERS: Final = {"framework.onEvent", "framework.isComplete", "framework.onTimeout"}
_CDK_OWN: Final = "CustomResourceProvider"
"""What the CDK reader calls the functions behind CDK's own custom resources, of which there is one for a stack."""


def is_cdk_provider(one: Resource) -> bool:
    """Whether a function or workflow is the CDK's own, behind a custom resource: nobody who writes an app can change it."""
    return one.record.native_type == _CDK_OWN or _calls_handlers(one)


def _calls_handlers(function: Resource) -> bool:
    """Whether it is a function that the CDK puts between a custom resource and the author's function."""
    if function.type != FUNCTION or function.record.native_type == _CDK_OWN:
        return False
    return not _CDK_PROVIDERS.isdisjoint(string for handler in standing_in(function, "Handler") for string in strings_in(handler))


def fails_with(project: Project, function: Resource) -> Iterator[Resource]:
    """What calls a function and visibly fails with it: deployments (custom resources, macros), workflows, pipelines, distributions."""

    def build() -> Vague:
        vague = vaguely(project, _FAILS_WITH_IT)
        for one in project.resources(FUNCTION):
            if _calls_handlers(one) and not is_whole(one.record.properties):
                vague.add(ANY, one)
        return vague

    def calls(one: Resource) -> bool:
        return one.type in _FAILS_WITH_IT or one.type.startswith("Custom::") or _calls_handlers(one)

    around = project.once("unknown calls", build).within(function.unit)
    yield from answer(
        project,
        filter(calls, users_of(project, function)),
        lambda one, ask: True,
        (project.anything(f"it is not known what {one.name} calls", one.at) for one in around if one.key != function.key),
    )


def failures_of(project: Project, function: Resource) -> Iterator[Value]:
    """Where the failures of a function land: its own targets, those of its event sources, and those of the queues these read.

    Ends with an unknown value where they may land elsewhere: a failure destination of which it is not known what function it is for.
    """
    for one in (function, *users_of(project, function, _INVOCATION, EVENT_SOURCE)):
        yield from _landings(project, one)
    yield from _perhaps_landings(project, function, _INVOCATION, EVENT_SOURCE)


def _landings(project: Project, one: Resource) -> Iterator[Value]:
    yield from failure_targets(one)
    if one.type == EVENT_SOURCE:
        for queue in project.targets(one["EventSourceArn"], QUEUE):
            yield from failure_targets(queue)


def _perhaps_landings(project: Project, function: Resource, *types: str) -> Iterator[Value]:
    """The unknown value, where something of these types sends failures of a function that is not known elsewhere."""
    vague = project.once("unknown functions", lambda: vaguely(project, {_INVOCATION: ("FunctionName",), EVENT_SOURCE: ("FunctionName",)}))
    for one in vague.near(project, function):
        if one.type in types and not all(target.must_be(MISSING) for target in _landings(project, one)):
            yield project.anything(f"{one.name} may be for it", one.at).properties
            return


def dead_letters_of(project: Project, queue: Resource) -> Iterator[Resource]:
    """The resources whose failures land in a queue: source queues, functions, subscriptions, rules, schedules, event source mappings."""
    vague = project.once("unknown failure targets", lambda: vaguely(project, FAILURE_TARGETS))
    yield from answer(
        project,
        project.referrers(queue, *FAILURE_TARGETS),
        lambda one, ask: any(denotes(project, target, queue, ask) for target in failure_targets(one)),
        vague.near(project, queue),
    )


_APIS: Final = ("AWS::ApiGateway::Method", "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Integration")
_PERMITS: Final = ("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy", "AWS::IAM::UserPolicy")
_WAITS: Final = "states:StartSyncExecution"
_STARTS: Final = "states:StartExecution"


def is_answered(project: Project, workflow: Resource) -> bool:
    """Whether executions are started by what waits for their end, so that it sees a failure: an API beside the workflow does so, or only
    that is allowed to somebody."""

    def build() -> set[str]:
        apis = project.resources(*_APIS)
        return {api.unit for api in apis if any("StartSyncExecution" in string for string in strings_in(api.record.properties))}

    return workflow.unit in project.once("synchronous starts", build) or any(
        _WAITS in {*strings_in(one.record.properties)} and _STARTS not in {*strings_in(one.record.properties)}
        for one in users_of(project, workflow, *_PERMITS)
        if one.is_known
    )


# -- failures that EventBridge is told of ---------------------------------------------------------------------------------------------

_TELLS: Final = {
    "AWS::Backup::BackupVault": "aws.backup",
    "AWS::Batch::JobQueue": "aws.batch",
    "AWS::CodeBuild::Project": "aws.codebuild",
    "AWS::CodeDeploy::DeploymentGroup": "aws.codedeploy",
    "AWS::CodePipeline::Pipeline": "aws.codepipeline",
    "AWS::DMS::ReplicationTask": "aws.dms",
    "AWS::ECS::Service": "aws.ecs",
    "AWS::Glue::Job": "aws.glue",
    "AWS::RDS::DBCluster": "aws.rds",
    "AWS::RDS::DBInstance": "aws.rds",
    "AWS::StepFunctions::StateMachine": "aws.states",
}
"""By type, the source of the events that tell of its failures."""


def failure_rules_on(project: Project, resource: Resource) -> Iterator[Resource]:
    """The event rules that hear when a resource fails: their pattern lets its events through, and its failures among them.

    Ends with an unknown resource where a rule may hear of it: a pattern or a filter that is not known.
    """
    source = _TELLS.get(resource.type)
    if source is None:
        return

    def build() -> dict[str, list[Resource]]:
        heard: dict[str, list[Resource]] = {}
        for rule in project.resources(EVENT_RULE):
            for string in {*strings_in(rule.record.properties)}:
                heard.setdefault(string, []).append(rule)
        return heard

    by_string = project.once("strings of event rules", build)
    near = {rule.key: rule for string in (source, *event_types(source)) for rule in by_string.get(string, ())}.values()
    vague = project.once("unknown patterns", lambda: vaguely(project, {EVENT_RULE: ("EventPattern",)}))
    yield from answer(project, near, lambda rule, ask: _hears(project, rule, source, resource, ask), vague.near(project, resource))


def _hears(project: Project, rule: Resource, source: str, resource: Resource, ask: Ask) -> bool:
    pattern = rule["EventPattern"]
    if rule["State"].must_be("DISABLED"):
        return False
    if pattern.kind == "unknown":
        return ask.be(pattern, "")
    types = event_types(source)
    sources, kinds = pattern["source"], pattern["detail-type"]
    if not (_lets(sources, (source,), ask) and _lets(kinds, tuple(types), ask)):
        return False
    heard = [types[name] for name in types if _lets(kinds, (name,), ask)]
    return any(_tells_of(project, pattern, kind, resource, ask) for kind in heard)


def _lets(filtered: Value, values: tuple[str, ...], ask: Ask) -> bool:
    """Whether a filter of a pattern lets one of these values through; where there is no filter, all pass."""
    if filtered.kind == "gone":
        return True
    return any(ask.be(one, *values) or (one.kind == "mapping" and ask is not SURELY) for one in filtered)


def _tells_of(project: Project, pattern: Value, kind: EventType, resource: Resource, ask: Ask) -> bool:
    outcome = kind.field.removeprefix("detail.")
    if outcome and kind.failed and not _lets(pattern["detail"][tuple(outcome.split("."))], kind.failed, ask):
        return False
    top = outcome.partition(".")[0]
    others = [value for name, value in pattern["detail"].items() if name != top] + list(pattern["resources"])
    return not others or any(denotes(project, item, resource, ask) for value in others for item in value)


# -- who may send to a queue ----------------------------------------------------------------------------------------------------------


def policies_of(project: Project, queue: Resource) -> Iterator[Value]:
    """The policies of a queue that are, or may be, its own: documents; an unknown one where there may be more."""
    for policy in project.referrers(queue, "AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy"):
        yield policy["PolicyDocument"]
    vague = project.once("unknown queues", lambda: vaguely(project, {"AWS::SQS::QueuePolicy": ("Queues",)}))
    for policy in vague.near(project, queue):
        yield project.anything(f"{policy.name} may be its policy", policy.at).properties


def principals_of(statement: Value) -> Iterator[Value]:
    """Whom a statement is about: services, accounts, everybody."""
    principal = statement["Principal"]
    if principal.kind == "mapping":
        for _, values in principal.items():  # noqa: PERF102  a Value is no dict
            yield from values
    else:
        yield from principal


# -- who calls a function --------------------------------------------------------------------------------------------------------------

_TRIGGERS: Final = {
    EVENT_RULE: ("Targets.Arn",),
    "AWS::Config::ConfigRule": ("Source.SourceIdentifier",),
    "AWS::IoT::TopicRule": ("TopicRulePayload.Actions.Lambda.FunctionArn",),
    "AWS::Logs::SubscriptionFilter": ("DestinationArn",),
    "AWS::S3::Bucket": ("NotificationConfiguration.LambdaConfigurations.Function",),
    "AWS::SES::ReceiptRule": ("Rule.Actions.LambdaAction.FunctionArn",),
    SUBSCRIPTION: ("Endpoint",),
    TOPIC: ("Subscription.Endpoint",),
    "AWS::Scheduler::Schedule": ("Target.Arn",),
}
"""By type, which function is called without waiting for its answer."""


def asynchronous_callers_of(project: Project, function: Resource) -> Iterator[Resource]:
    """What calls a function without waiting for its answer: events, schedules, notifications.

    Ends with an unknown resource where something else may: a permission for such a service, code that is given the function.
    """

    def calls(one: Resource, ask: Ask) -> bool:
        if one.type == _PERMISSION:
            return ask is not SURELY and not one["Principal"].must(lambda service: str(service) in _WAITING)
        if one.type in _CALLS_BY_CODE:
            return ask is not SURELY and one.key != function.key
        if not one.is_known:
            return ask.be(one.exists, True)
        paths = _TRIGGERS[one.type]
        return any(_is_called(project, value, function, ask) for path in paths for value in values_at(one.properties, path))

    yield from answer(project, users_of(project, function, *_TRIGGERS, _PERMISSION, *_CALLS_BY_CODE), calls)


def _is_called(project: Project, value: Value, function: Resource, ask: Ask) -> bool:
    return denotes(project, value, function, ask) or any(
        denotes_surely(project, one["FunctionName"], function)
        for one in project.targets(value)
        if one.is_known and one.type in ("AWS::Lambda::Alias", "AWS::Lambda::Version")
    )


_PERMISSION: Final = "AWS::Lambda::Permission"
_WAITING: Final = {
    "apigateway.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "cognito-idp.amazonaws.com",
    "vpc-lattice.amazonaws.com",
}
"""Services that wait for the answer of a function."""
_CALLS_BY_CODE: Final = (
    FUNCTION, "AWS::ECS::TaskDefinition", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::IAM::RolePolicy",
    "AWS::StepFunctions::StateMachine", "AWS::SSM::Parameter", "AWS::EC2::Instance",
)  # fmt: skip


def asynchronous_failures_of(project: Project, function: Resource) -> Iterator[Value]:
    """Where the failures of asynchronous calls of a function land: its dead-letter queue, its failure destination."""
    for one in (function, *users_of(project, function, _INVOCATION)):
        yield from failure_targets(one)
    yield from _perhaps_landings(project, function, _INVOCATION)


# -- who reads from a queue -----------------------------------------------------------------------------------------------------------

_RUNS_CODE: Final = (FUNCTION, "AWS::ECS::TaskDefinition", "AWS::StepFunctions::StateMachine", "AWS::Batch::JobDefinition")


def consumers_of(project: Project, queue: Resource) -> Iterator[Resource]:
    """What reads from a queue: event source mappings and pipes.

    Code that is given the queue otherwise than as the place for its own failures may read it too: an unknown resource at the end.
    """
    vague = project.once("unknown sources", lambda: vaguely(project, {EVENT_SOURCE: ("EventSourceArn",), PIPE: ("Source",)}))
    yield from answer(
        project,
        project.referrers(queue, EVENT_SOURCE, PIPE, *_RUNS_CODE),
        lambda one, ask: _consumes(project, one, queue, ask),
        vague.near(project, queue),
    )


def _consumes(project: Project, one: Resource, queue: Resource, ask: Ask) -> bool:
    if one.type in _RUNS_CODE:
        if ask is SURELY or any(denotes_surely(project, target, queue) for target in failure_targets(one)):
            return False
        return project.anything(f"{one.name} is given {queue.name} and may read it", one.at).exists.may_be(True)
    return denotes(project, one["Source" if one.type == PIPE else "EventSourceArn"], queue, ask)
