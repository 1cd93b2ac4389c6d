"""Metrics that are counted from logs: who looks at them."""

from collections.abc import Iterator
from typing import Final

from opexlint.evidence.alarms import ALARM, METRIC_FILTER, alarms_counting, monitored_elsewhere
from opexlint.evidence.candidates import ANY, Vague, answer, handed_on, is_whole, known_text, standing_in, strings_in, vaguely
from opexlint.model import SCALAR
from opexlint.patterns import regex
from opexlint.project import Project
from opexlint.subjects import Resource

_DASHBOARD: Final = "AWS::CloudWatch::Dashboard"

_QUOTED = regex(r"""[^"'\\]+""")
_SHOWS_TOO: Final = ("AWS::Logs::MetricFilter", "AWS::Logs::LogGroup")


def watchers_of(project: Project, counting: Resource) -> Iterator[Resource]:
    """What looks at the metrics of a metric filter: alarms, dashboards, scaling policies, whatever says their name.

    Ends with an unknown resource where something may look at them that can't be seen: a metric or a dashboard that is not known, a module
    that is there to monitor, another vendor, whoever the filter is handed out to.
    """
    said = [list(standing_in(counting, "MetricTransformations", name)) for name in ("MetricNamespace", "MetricName")]
    if not all(said) or any(node[0] != SCALAR for nodes in said for node in nodes):
        yield from answer(project, [project.anything("the name of its metric is given from outside", counting.at)], lambda one, ask: True)
        return
    names = {known_text(node) for node in said[1]}
    same = {one.key: one for name in names for one in project.mentions(name) if one.type == METRIC_FILTER and _agree(one, counting)}
    yield from alarms_counting(project, counting, *(one for key, one in same.items() if key != counting.key))
    yield from answer(
        project,
        (one for name in names for one in _saying(project, name) if one.key != counting.key and one.type not in _SHOWS_TOO),
        lambda one, ask: True,
    )
    if not names.isdisjoint(project.once("words of dashboards", lambda: _dashboards(project))):
        yield counting
    vague = project.once("unknown metrics", lambda: _vague(project))
    elsewhere = monitored_elsewhere(project, counting) or project.once("open units", lambda: _open(project))
    unseen = [project.anything(f"it is not known what {one.name} looks at", one.at) for one in vague.near(project, counting)]
    unseen += [project.anything(elsewhere, counting.at)] if elsewhere else []
    yield from answer(project, unseen, lambda one, ask: True)
    yield from handed_on(project, counting)


def _open(project: Project) -> str:
    """Why something that was not seen may look at any metric: a metric is known by its name everywhere."""
    return next((unit.open for unit in project.units if unit.open), "")


def _agree(one: Resource, other: Resource) -> bool:
    """Whether two metric filters count into the same metric."""
    mine, theirs = ([(to["MetricNamespace"], to["MetricName"]) for to in each["MetricTransformations"]] for each in (one, other))
    return any(here[0].must_equal(there[0]) and here[1].must_equal(there[1]) for here in mine for there in theirs)


def _saying(project: Project, name: str) -> Iterator[Resource]:
    """The resources in whose properties a name stands, other than as what an alarm of another namespace watches."""
    return (one for one in project.mentions(name) if one.type not in (ALARM, METRIC_FILTER))


def _dashboards(project: Project) -> set[str]:
    """What stands between quotes in dashboards, also where their body is a text of JSON."""
    return {
        word
        for one in project.resources(_DASHBOARD)
        for string in strings_in(one.record.properties)
        for word in (string, *_QUOTED.findall(string))
    }


def _vague(project: Project) -> Vague:
    """Alarms whose metric, and dashboards whose widgets are not known to the end."""
    vague = vaguely(project, {ALARM: ("MetricName", "Metrics.MetricStat.Metric.MetricName")})
    for one in project.resources(_DASHBOARD):
        if not all(is_whole(body) for body in standing_in(one, "DashboardBody")):
            vague.add(ANY, one)
    return vague
