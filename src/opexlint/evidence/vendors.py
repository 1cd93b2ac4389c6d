"""Other vendors: what a project monitors with something else than CloudWatch, where no alarm of AWS's can be expected."""

import re
from typing import Final

from opexlint.evidence.candidates import keys_in, standing_in, strings_in
from opexlint.model import MAPPING
from opexlint.patterns import regex
from opexlint.project import Project
from opexlint.subjects import Resource

_VENDORS: Final = "datadog|newrelic|grafana|pagerduty|dynatrace|signalfx|honeycombio|opsgenie|checkly|sumologic|splunk|elasticstack"
_OTHER_TYPES = regex(rf"^({_VENDORS})(_|\.|::)", re.IGNORECASE)
"""Types of their providers: `datadog_monitor` in Terraform, `datadog.Monitor` in Pulumi, `Datadog::Monitors::Monitor` in CloudFormation."""
_AGENTS = regex(r"\b(datadog|newrelic|dynatrace|lumigo)\w*\b|^(DD|NEW_RELIC|DT|LUMIGO)_[A-Z_]+$", re.IGNORECASE)
"""Layers, images and variables by which a resource reports to them."""
_AGENT_PLACES: Final = {
    "AWS::Lambda::Function": ("Layers", "Environment.Variables"),
    "AWS::ECS::TaskDefinition": ("ContainerDefinitions.Image",),
}
"""By type, where these stand."""
_STREAM: Final = "AWS::CloudWatch::MetricStream"
_DELIVERY: Final = "AWS::KinesisFirehose::DeliveryStream"


def watched_by_vendor(project: Project, resource: Resource) -> str:
    """By what another vendor may watch a resource, wherever in the project that stands, or ""."""
    return project.once("other vendors", lambda: _anywhere(project)) or project.once(
        ("agent", *resource.key), lambda: _agent(project, resource)
    )


def _anywhere(project: Project) -> str:
    """A resource of a vendor's provider, or a stream of all metrics that leaves AWS."""
    other = next((type_ for type_ in project.types if _OTHER_TYPES.search(type_)), "")
    if other:
        return f"{other} watches this project"
    return next((f"{one.name} sends all metrics elsewhere" for one in project.resources(_STREAM) if _leaves(project, one)), "")


def _leaves(project: Project, stream: Resource) -> bool:
    """Whether a metric stream is delivered to an endpoint of somebody's; one that ends in a bucket is kept, and watched by nobody."""
    ends = [one for key in keys_in(stream.record.properties) if (one := project.resource(key)) is not None and one.type == _DELIVERY]
    return not ends or any(True for one in ends for _ in standing_in(one, "HttpEndpointDestinationConfiguration"))


def _agent(project: Project, resource: Resource) -> str:
    """What a resource, or the task definition that it runs, carries of a vendor's."""
    keys = (key for node in standing_in(resource, "TaskDefinition") for key in keys_in(node))
    owners = (resource, *filter(None, map(project.resource, keys)))
    places = [node for one in owners for path in _AGENT_PLACES.get(one.type, ()) for node in standing_in(one, *path.split("."))]
    words = [word for node in places for word in strings_in(node)]
    words += (name for node in places if node[0] == MAPPING for name, *_ in node[1][0])
    return next((f"{resource.name} reports to another vendor ({word})" for word in words if _AGENTS.search(word)), "")
