"""Failures: where they land, who takes them up from there, and what visibly fails along."""

from collections.abc import Iterator
from typing import Final

from opexlint.evidence.alarms import EVENT_RULE, SUBSCRIPTION
from opexlint.evidence.candidates import (
    ANY,
    SURELY,
    Ask,
    Vague,
    answer,
    denotes,
    denotes_surely,
    is_whole,
    standing,
    strings_in,
    users_of,
    vaguely,
)
from opexlint.project import Project, Resource
from opexlint.value import Value

QUEUE: Final = "AWS::SQS::Queue"
FUNCTION: Final = "AWS::Lambda::Function"
EVENT_SOURCE: Final = "AWS::Lambda::EventSourceMapping"
PIPE: Final = "AWS::Pipes::Pipe"

_DESTINATION: Final = "DestinationConfig.OnFailure.Destination"
_FAILURE_TARGETS: Final = {
    QUEUE: ("RedrivePolicy.deadLetterTargetArn",),
    SUBSCRIPTION: ("RedrivePolicy.deadLetterTargetArn",),
    FUNCTION: ("DeadLetterConfig.TargetArn",),
    EVENT_SOURCE: (_DESTINATION,),
    "AWS::Lambda::EventInvokeConfig": (_DESTINATION,),
    "AWS::Scheduler::Schedule": ("Target.DeadLetterConfig.Arn",),
    "AWS::Events::EventBus": ("DeadLetterConfig.Arn",),
    EVENT_RULE: ("Targets.DeadLetterConfig.Arn",),
    PIPE: (
        "SourceParameters.KinesisStreamParameters.DeadLetterConfig.Arn",
        "SourceParameters.DynamoDBStreamParameters.DeadLetterConfig.Arn",
    ),
}
"""By type, where a resource sends what it could not deliver or process."""


def _at(value: Value, path: str) -> Iterator[Value]:
    """The values at a path, in every item of the lists on the way."""
    name, _, rest = path.partition(".")
    for item in value:
        if rest:
            yield from _at(item[name], rest)
        else:
            yield from item[name]


def failure_targets(resource: Resource) -> Iterator[Value]:
    """Where a resource sends what it could not deliver or process; anywhere, for the unknown resource."""
    if not resource.is_known:
        yield resource.properties
    for path in _FAILURE_TARGETS.get(resource.type, ()):
        yield from _at(resource.properties, path)


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


def is_cdk_provider(function: Resource) -> bool:
    """Whether it is a function that the CDK puts between a custom resource and the author's function."""
    return function.type == FUNCTION and not _CDK_PROVIDERS.isdisjoint(
        string for handler in standing(function.record.properties, "Handler") for string in strings_in(handler)
    )


def fails_with(project: Project, function: Resource) -> Iterator[Resource]:
    """What calls a function and visibly fails with it: deployments (custom resources, macros), workflows, pipelines, distributions."""

    def build() -> Vague:
        vague = vaguely(project, _FAILS_WITH_IT)
        for one in project.resources(FUNCTION):
            if is_cdk_provider(one) and not is_whole(one.record.properties):
                vague.add(ANY, one)
        return vague

    def calls(one: Resource) -> bool:
        return one.type in _FAILS_WITH_IT or one.type.startswith("Custom::") or is_cdk_provider(one)

    around = project.once("unknown calls", build).within(function.unit)
    yield from answer(
        project,
        filter(calls, users_of(project, function)),
        lambda one, ask: True,
        (project.anything(f"it is not known what {one.name} calls", one.at) for one in around if one.key != function.key),
    )


def failures_of(project: Project, function: Resource) -> Iterator[Value]:
    """Where the failures of a function land: its own targets, those of its event sources, and those of the queues these read."""
    for one in (function, *users_of(project, function, "AWS::Lambda::EventInvokeConfig", EVENT_SOURCE)):
        yield from failure_targets(one)
        if one.type == EVENT_SOURCE:
            for queue in project.targets(one["EventSourceArn"], QUEUE):
                yield from failure_targets(queue)


def dead_letters_of(project: Project, queue: Resource) -> Iterator[Resource]:
    """The resources whose failures land in a queue: source queues, functions, subscriptions, rules, schedules, event source mappings."""
    vague = project.once("unknown failure targets", lambda: vaguely(project, _FAILURE_TARGETS))
    yield from answer(
        project,
        project.referrers(queue, *_FAILURE_TARGETS),
        lambda one, ask: any(denotes(project, target, queue, ask) for target in failure_targets(one)),
        vague.near(project, queue),
    )


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
