"""How a service or a fleet is deployed, who decides on its size, and whether anybody depends on it."""

from collections.abc import Iterator
from typing import Final

from opexlint.evidence.candidates import answer, denotes, is_tried_out
from opexlint.evidence.environments import NON_PRODUCTION, PRODUCTION, stage_of
from opexlint.evidence.places import is_spared, words_of
from opexlint.project import Project
from opexlint.subjects import Resource
from opexlint.value import Value

ALIAS: Final = "AWS::Lambda::Alias"
SCALABLE_TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"


def deploys_rolling(service: Resource) -> bool:
    """Whether ECS itself certainly replaces the tasks of a service, batch by batch."""
    controlled = service["DeploymentController.Type"].or_default("ECS").must_be("ECS")
    return controlled and service["DeploymentConfiguration.Strategy"].or_default("ROLLING").must_be("ROLLING")


def is_scaled(project: Project, service: Resource) -> Iterator[Resource]:
    """What decides on the number of tasks of a service instead of its own count.

    Ends with an unknown resource where that may be something else: the count is ignored once the service exists, its unit is open.
    """
    if any(name.may_be("desired_count", "DesiredCount", "all") for name in service.attribute("Lifecycle.IgnoreChanges")):
        yield project.anything("something else sets its count", service.at)
    yield from answer(
        project, project.referrers(service, SCALABLE_TARGET), lambda one, ask: denotes(project, one["ResourceId"], service, ask)
    )


def launch_template_of(group: Resource) -> tuple[Value, tuple[str, ...]]:
    """Which launch template an Auto Scaling group takes (`LaunchTemplateId`, `Version`), and the path where that stands."""
    path: tuple[str, ...] = ("LaunchTemplate",)
    if group[path].kind == "gone":
        path = ("MixedInstancesPolicy", "LaunchTemplate", "LaunchTemplateSpecification")
    return group[path], path


def aliases_of(project: Project, function: Resource) -> Iterator[Resource]:
    """The aliases that a function is released with.

    One of `$LATEST` releases nothing, nor does one of a function that publishes no versions. Ends with an unknown resource where another
    alias may be one of this function.
    """
    unit = project.unit(function.unit)
    if unit is not None and unit.kind in ("terraform", "pulumi") and not function["publish"].must_be(True):
        return
    yield from answer(
        project,
        project.referrers(function, ALIAS),
        lambda one, ask: denotes(project, one["FunctionName"], function, ask) and not one["FunctionVersion"].must_be("$LATEST"),
    )


def is_for_trying_out(project: Project, resource: Resource, *names: Value) -> bool:
    """Whether nobody depends on a resource: by what its names say, as an example or a test, or to show what a module does."""
    spelled = (resource.name, *(name.show() for name in names))
    stages = {stage_of(word) for word in (*spelled, *words_of(*spelled))}
    by_name = NON_PRODUCTION in stages and PRODUCTION not in stages
    return by_name or is_spared(project, resource.at.path) or is_tried_out(project, resource)
