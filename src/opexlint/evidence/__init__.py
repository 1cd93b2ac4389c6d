"""What stands elsewhere and decides a verdict here: which alarm watches what, what it does, who takes up failures, who listens.

Every answer is given in the world of the rule that asks, and holds only what exists there: first what is certain; where more is possible,
one unknown resource ends it. So `any(alarms_on(...))` asks whether there may be one, and the known elements are certain. A doubt makes the
verdict open only where it was needed: behind an answer that is certain nobody has to look.
"""

from opexlint.evidence.alarms import (
    ALARM,
    COMPOSITE_ALARM,
    EVENT_RULE,
    LOG_GROUP,
    METRIC_FILTER,
    SUBSCRIPTION,
    TOPIC,
    Metric,
    actions_of,
    alarms_into,
    alarms_on,
    api_alarms_on,
    composites_of,
    listeners_of,
    log_alarms_on,
    metrics,
    monitored_elsewhere,
    subscribers_of,
)
from opexlint.evidence.candidates import handed_on, is_tried_out, users_of
from opexlint.evidence.failures import (
    EVENT_SOURCE,
    FUNCTION,
    PIPE,
    QUEUE,
    consumers_of,
    dead_letters_of,
    fails_with,
    failure_targets,
    failures_of,
    is_cdk_provider,
)
from opexlint.evidence.programs import change_by, changes_anything, commands_of, is_example, words_of

__all__ = [  # noqa: RUF022  grouped by where they live
    "ALARM", "COMPOSITE_ALARM", "EVENT_RULE", "LOG_GROUP", "METRIC_FILTER", "SUBSCRIPTION", "TOPIC",
    "Metric", "actions_of", "alarms_into", "alarms_on", "api_alarms_on", "composites_of", "listeners_of", "log_alarms_on", "metrics",
    "monitored_elsewhere", "subscribers_of",
    "handed_on", "is_tried_out", "users_of",
    "EVENT_SOURCE", "FUNCTION", "PIPE", "QUEUE",
    "consumers_of", "dead_letters_of", "failure_targets", "failures_of", "fails_with", "is_cdk_provider",
    "change_by", "changes_anything", "commands_of", "is_example", "words_of",
]  # fmt: skip
