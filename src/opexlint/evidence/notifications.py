"""Who is told of what a pipeline does, other than by event rules that certainly hear its failures."""

from collections.abc import Iterator
from typing import Final

from opexlint.evidence.alarms import EVENT_RULE
from opexlint.evidence.candidates import strings_in, users_of, vaguely
from opexlint.model import TEXT, UNKNOWN
from opexlint.project import Project
from opexlint.subjects import Resource

NOTIFICATION_RULE: Final = "AWS::CodeStarNotifications::NotificationRule"

_EVENTS_OF_PIPELINES: Final = "aws.codepipeline"


def notifications_of(project: Project, pipeline: Resource) -> Iterator[Resource]:
    """Notification rules, alarms, and event rules on the states of a pipeline, whether or not they exist in this world.

    One that names its pipeline only in part may be about any pipeline of its unit.
    """
    yield from users_of(project, pipeline, NOTIFICATION_RULE, "AWS::CloudWatch::Alarm")
    for rule in users_of(project, pipeline, EVENT_RULE):
        if rule.is_known and _EVENTS_OF_PIPELINES in strings_in(rule.record.properties):
            yield rule
    vague = project.once("vague notification rules", lambda: vaguely(project, {NOTIFICATION_RULE: ("Resource",)}, (UNKNOWN, TEXT)))
    yield from vague.near(project, pipeline)
