"""Alarms that steer: what scales by them."""

from typing import Final

from opexlint.evidence.alarms import actions_of
from opexlint.project import Project
from opexlint.subjects import Resource

SCALING_POLICIES: Final = ("AWS::AutoScaling::ScalingPolicy", "AWS::ApplicationAutoScaling::ScalingPolicy")


def only_scales(project: Project, alarm: Resource) -> bool:
    """Whether all that an alarm does, or may do, is to scale something: nobody is to be told."""
    actions = list(actions_of(project, alarm))
    return bool(actions) and all(any(project.targets(action, *SCALING_POLICIES)) for action in actions)
