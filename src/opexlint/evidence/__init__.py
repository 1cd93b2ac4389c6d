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
    alarms_counting,
    alarms_into,
    alarms_named_in,
    alarms_on,
    api_alarms_on,
    compared_metric,
    composites_of,
    deployment_alarms_of,
    is_watched_somewhere,
    listeners_of,
    log_alarms_on,
    metrics,
    monitored_elsewhere,
    publishers_of,
    subscribers_of,
)
from opexlint.evidence.candidates import handed_on, is_conditional, is_tried_out, users_of
from opexlint.evidence.command_lines import asks_somebody, option, takes_something_away, verbs
from opexlint.evidence.deployments import aliases_of, deploys_rolling, is_for_trying_out, is_scaled, launch_template_of
from opexlint.evidence.failures import (
    EVENT_SOURCE,
    FUNCTION,
    PIPE,
    QUEUE,
    asynchronous_callers_of,
    asynchronous_failures_of,
    consumers_of,
    dead_letters_of,
    fails_with,
    failure_rules_on,
    failure_targets,
    failures_of,
    is_answered,
    is_cdk_provider,
    policies_of,
    principals_of,
)
from opexlint.evidence.grouping import is_first
from opexlint.evidence.handlers import failure_handlers
from opexlint.evidence.literals import is_nobodys_choice, is_placeholder, is_to_be_filled_in, literals, local_files, unknowns
from opexlint.evidence.log_metrics import watchers_of
from opexlint.evidence.notifications import notifications_of
from opexlint.evidence.places import is_retired, is_spared, is_spared_program, words_of
from opexlint.evidence.programs import (
    calls_in,
    change_by,
    changes_anything,
    commands_in,
    commands_of,
    commands_within,
    describes_infrastructure,
)
from opexlint.evidence.recommended import missing_alarms, unwatched
from opexlint.evidence.retention import (
    can_be_made_again,
    holds_code,
    is_collecting,
    is_emptied_with_its_stack,
    is_of_pipeline,
    may_be_protected,
    sets_retention_of_all,
)
from opexlint.evidence.runbooks import DOCUMENT, automation_steps, is_change, is_clean_up, may_look_at, run_command_of
from opexlint.evidence.scaling import only_scales
from opexlint.evidence.workflows import WORKFLOW, definition_of, only_passes, reached_from, states_of, tells_of_failures

__all__ = [  # noqa: RUF022  grouped by where they live
    "ALARM", "COMPOSITE_ALARM", "EVENT_RULE", "LOG_GROUP", "METRIC_FILTER", "SUBSCRIPTION", "TOPIC",
    "Metric", "actions_of", "alarms_counting", "alarms_into", "alarms_named_in", "alarms_on", "api_alarms_on", "compared_metric",
    "composites_of",
    "deployment_alarms_of", "is_watched_somewhere", "listeners_of", "log_alarms_on", "metrics", "monitored_elsewhere", "only_scales",
    "publishers_of",
    "subscribers_of",
    "handed_on", "is_conditional", "is_tried_out", "users_of",
    "asks_somebody", "option", "takes_something_away", "verbs",
    "aliases_of", "deploys_rolling", "is_for_trying_out", "is_scaled", "launch_template_of",
    "EVENT_SOURCE", "FUNCTION", "PIPE", "QUEUE",
    "asynchronous_callers_of", "asynchronous_failures_of",
    "consumers_of", "dead_letters_of", "failure_rules_on", "failure_targets", "failures_of", "fails_with", "is_answered", "is_cdk_provider",
    "policies_of", "principals_of",
    "is_first", "notifications_of",
    "watchers_of",
    "failure_handlers",
    "is_nobodys_choice", "is_placeholder", "is_to_be_filled_in", "literals", "local_files", "unknowns",
    "calls_in", "change_by", "changes_anything", "commands_in", "commands_of", "commands_within", "describes_infrastructure",
    "is_retired", "is_spared", "is_spared_program", "words_of",
    "missing_alarms", "unwatched",
    "WORKFLOW", "definition_of", "only_passes", "reached_from", "states_of", "tells_of_failures",
    "DOCUMENT", "automation_steps", "is_change", "is_clean_up", "may_look_at", "run_command_of",
    "can_be_made_again", "holds_code", "is_collecting", "is_emptied_with_its_stack", "is_of_pipeline", "may_be_protected",
    "sets_retention_of_all",
]  # fmt: skip
