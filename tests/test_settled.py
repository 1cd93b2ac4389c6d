"""What is settled is not asked again, and nothing that is said changes by it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from opexlint import Finding, Project, Resource, Severity, load, resources
from opexlint.cli import main
from opexlint.lint import Settings, check
from opexlint.model import Node, Parsed, ResourceRecord, UnitRecord, imported, mapping, scalar, unknown
from opexlint.report import Report
from opexlint.rule import Rule
from opexlint.source import File, Location
from opexlint.verdicts import Verdicts, way

HERE = Location("a.yaml", 0, 4)


def rule(says: Callable[[Resource, Project], bool], *, shipped: bool = True) -> tuple[Rule, list[str]]:
    """A rule that finds what a function says, and the resources that it was asked about."""
    asked: list[str] = []

    def ask(subject: Resource, project: Project) -> Iterator[Finding]:
        asked.append(subject.name)
        if says(subject, project):
            yield Finding("it is off", subject.at)

    return Rule("off", None, "Off", "", Severity.ERROR, about=(resources("T"),), check=ask, shipped=shipped), asked


def job(unit: str = "a", exports: Node | None = None, **on: Node) -> Parsed:
    settings = mapping((("Exports", 0, 1, mapping((("export:days", 0, 1, exports),), HERE)),) if exports else (), HERE)
    records = (
        ResourceRecord("T", "T", name, name, unit, HERE, scalar(True, HERE), mapping((("On", 0, 1, node),), HERE), mapping((), HERE))
        for name, node in on.items()
    )
    return Parsed((UnitRecord(unit, "template", HERE, settings, ""),), tuple(records))


YES, NO, WHO_KNOWS = scalar(True, HERE), scalar(False, HERE), unknown("nobody said", HERE)


def run(jobs: Sequence[Parsed], asking: Rule, before: Verdicts | None = None, **more: Any) -> tuple[Report, Verdicts]:
    """A run after another one; a job is known by its content."""
    verdicts = Verdicts([repr(one).encode() for one in jobs], before.again if before else {})
    report = check(jobs, [asking], {"a.yaml": File("a.yaml", "text")}, Settings(), verdicts=verdicts, **more)
    return report, verdicts


def is_off(subject: Resource, project: Project) -> bool:
    return not subject["On"].may_be(True)


def test_what_passed_by_itself_is_not_asked_again_and_all_else_is() -> None:
    asking, asked = rule(is_off)
    jobs = [job(fine=YES, bad=NO, unclear=WHO_KNOWS)]
    first, verdicts = run(jobs, asking)
    asked.clear()
    second, again = run(jobs, asking, verdicts)
    assert asked == ["bad", "unclear"]
    assert (second.diagnostics, second.open, second.counts) == (first.diagnostics, first.open, first.counts)
    assert again.again == again.kept


def test_a_job_that_is_another_is_asked_about_and_learned_from() -> None:
    asking, asked = rule(is_off)
    _, verdicts = run([job(fine=YES), job("b", other=YES)], asking)
    asked.clear()
    _, verdicts = run([job(fine=YES), job("b", other=YES, new=YES)], asking, verdicts)
    assert asked == ["other", "new"]
    asked.clear()
    run([job(fine=YES), job("b", other=YES, new=YES)], asking, verdicts)
    assert asked == []


def test_who_looks_around_is_asked_every_time() -> None:
    asking, asked = rule(lambda subject, project: len(project.resources("T")) > 1)
    _, verdicts = run([job(fine=YES)], asking)
    report, _ = run([job(fine=YES), job("b", other=YES)], asking, verdicts)
    assert asked == ["fine", "fine", "other"]
    assert report.counts["off"].found == 2


def test_what_is_imported_may_change() -> None:
    asking, _ = rule(is_off)
    importer = job("b", fine=imported("export:days", HERE))
    _, verdicts = run([job(exports=YES), importer], asking)
    report, _ = run([job(exports=NO), importer], asking, verdicts)
    assert report.counts["off"].found == 1


def test_what_was_hidden_by_another_of_its_name_was_not_asked_about() -> None:
    asking, _ = rule(is_off)
    hidden = job(fine=NO)
    _, verdicts = run([job(fine=YES), hidden], asking)
    report, _ = run([hidden], asking, verdicts)
    assert report.counts["off"].found == 1


def test_a_job_of_which_only_a_part_was_asked_about_is_not_learned_from() -> None:
    asking, asked = rule(is_off)
    _, verdicts = run([job(fine=YES)], asking, reported=["other.yaml"])
    assert (asked, verdicts.again) == ([], {})


def test_a_crash_is_told_every_time_and_a_rule_of_others_is_always_asked() -> None:
    asking, _ = rule(lambda subject, project: 1 // 0 > 0)
    _, verdicts = run([job(fine=YES)], asking)
    assert len(run([job(fine=YES)], asking, verdicts)[0].crashes) == 1
    foreign, asked = rule(is_off, shipped=False)
    _, verdicts = run([job(fine=YES)], foreign)
    run([job(fine=YES)], foreign, verdicts)
    assert asked == ["fine", "fine"]


OF_THE_SUBJECT = {"anything", "assumed", "consulted", "imported", "is_partial", "made_of", "says", "world"}
"""What a project is asked without looking further than the subject, or that rules are never given."""


def test_every_question_about_the_project_is_noticed() -> None:
    project = Project([job(fine=YES)])
    (fine,) = project.resources("T")
    arguments: dict[str, tuple[Any, ...]] = {
        **dict.fromkeys(("mentions", "unit", "within"), ("a",)),
        **dict.fromkeys(("referrers", "open_around"), (fine,)),
        "once": ("key", list),
        "saying": (str.isupper,),
        "resource": (fine.key,),
        "targets": (fine["On"],),
    }
    for name in {one for one in dir(project) if not one.startswith("_")} - OF_THE_SUBJECT:
        project.consulted = False
        found = getattr(project, name)
        found = found(*arguments.get(name, ())) if callable(found) else found
        if isinstance(found, Iterator):
            list(found)
        assert project.consulted, name


def test_options_and_assumptions_and_rules_are_asked_in_ways_of_their_own() -> None:
    one, _ = rule(is_off)
    ways = {way([one], {}, ()), way([], {}, ()), way([one], {"off": {"days": 3}}, ()), way([one], {}, ("alarms",))}
    assert len(ways) == 4


TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Days: {Type: Number, Default: 30}
Resources:
  Orders: {Type: AWS::SQS::Queue}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !Ref Days}}
  Errors: {Type: AWS::CloudWatch::Alarm, Properties: {MetricName: Errors, Namespace: AWS/Lambda, AlarmActions: [!Ref Topic]}}
  Topic: {Type: AWS::SNS::Topic}
"""


def told(folder: Path, *arguments: str) -> str:
    return CliRunner().invoke(main, ["check", str(folder), "--format", "json", "--profile", "strict", *arguments]).stdout


def test_a_report_is_the_same_with_memory_and_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    folder.mkdir()
    for text in (TEMPLATE, TEMPLATE.replace("Number, Default: 30", "Number"), TEMPLATE.replace("Errors,", "Eror,"), TEMPLATE):
        (folder / "template.yaml").write_text(text)
        (folder / "other.yaml").write_text(TEMPLATE)
        fresh = told(folder, "--no-cache")
        assert [told(folder), told(folder), told(folder, "--open", "--jobs", "2")] == [fresh] * 3
        assert told(folder, "--ignore", "log-group-without-retention") == told(
            folder, "--no-cache", "--ignore", "log-group-without-retention"
        )


def test_the_rules_of_this_checkout_are_ours_and_those_of_a_folder_are_not(tmp_path: Path) -> None:
    path = tmp_path / "anticipate_failure" / "my_rule.py"
    path.parent.mkdir()
    path.write_text(
        '"""Mine."""\nfrom opexlint import Severity, resources\nSEVERITY = Severity.NOTE\nPRACTICES = []\nABOUT = resources()\n'
        "def check(subject, project):\n    yield from ()\n"
    )
    found = {one.id: one.shipped for one in load.rules([tmp_path])}
    assert not found["my-rule"]
    assert found["alarm-without-action"]
