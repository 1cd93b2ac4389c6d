"""What is settled is not asked again, and nothing that is said changes by it."""

import gc
import shutil
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from opexlint import Change, Finding, Note, Project, Resource, Severity, lint, load, parallel, resources
from opexlint.cache import Entry
from opexlint.cli import main
from opexlint.files import Tree
from opexlint.lint import Settings, Share, check
from opexlint.model import (
    Node,
    Parsed,
    ResourceRecord,
    UnitRecord,
    choice,
    encode,
    imported,
    mapping,
    reference,
    scalar,
    sequence,
    shifted,
    unknown,
)
from opexlint.report import Report
from opexlint.rule import Rule
from opexlint.source import FILE, File, Location
from opexlint.verdicts import Kept, Moves, Verdicts, way

HERE = Location("a.yaml", 0, 4)


def rule(says: Callable[[Resource, Project], bool], *, shipped: bool = True) -> tuple[Rule, list[str]]:
    """A rule that finds what a function says, and the resources that it was asked about."""
    asked: list[str] = []

    def ask(subject: Resource, project: Project) -> Iterator[Finding]:
        asked.append(subject.name)
        if says(subject, project):
            yield Finding("it is off", subject.at)

    return Rule("off", None, "Off.", Severity.ERROR, about=(resources("T"),), check=ask, shipped=shipped), asked


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
    verdicts = Verdicts([repr(one).encode() for one in jobs], (before.to_keep() or before.kept) if before else None)
    report = check(jobs, [asking], {"a.yaml": File("a.yaml", "text")}, Settings(), verdicts=verdicts, **more)
    return report, verdicts


def is_off(subject: Resource, project: Project) -> bool:
    return not subject["On"].may_be(True)


def said(report: Report) -> tuple[Any, ...]:
    return report.diagnostics, report.open, report.counts


def test_what_was_said_is_not_asked_again() -> None:
    asking, asked = rule(is_off)
    jobs = [job(fine=YES, bad=NO, unclear=WHO_KNOWS)]
    first, verdicts = run(jobs, asking)
    asked.clear()
    second, again = run(jobs, asking, verdicts)
    assert asked == []
    assert said(second) == said(first)
    assert again.to_keep() is None


def test_a_job_that_is_another_is_asked_about_and_learned_from() -> None:
    asking, asked = rule(is_off)
    _, verdicts = run([job(fine=YES), job("b", other=YES)], asking)
    asked.clear()
    _, verdicts = run([job(fine=YES), job("b", other=YES, new=YES)], asking, verdicts)
    assert asked == ["other", "new"]
    asked.clear()
    run([job(fine=YES), job("b", other=YES, new=YES)], asking, verdicts)
    assert asked == []


LOOKING: dict[str, tuple[Callable[[Resource, Project], bool], bool]] = {
    "at all of its type": (lambda subject, project: len(project.resources("T")) > 2, True),
    "at all of another type": (lambda subject, project: len(project.resources("U")) > 2, False),
    "at its unit": (lambda subject, project: not project.within(subject.unit, "T"), False),
    "at the unit that is another": (lambda subject, project: not project.within("b", "T"), True),
    "for one that mentions it": (lambda subject, project: any(one.is_known for one in project.referrers(subject)), False),
    "for a name": (lambda subject, project: any(project.mentions("nobody")), False),
    "into an index of all": (lambda subject, project: project.once("count", lambda: len(project.resources("T"))) > 2, True),
    "into an index of its unit": (lambda subject, project: not project.once("own", lambda: project.within("a")), False),
    "into an index of an index": (
        lambda subject, project: project.once("sum", lambda: project.once("count", lambda: len(project.resources("T")))) > 2,
        True,
    ),
    "at the types there are": (lambda subject, project: "U" in project.types, False),
}
"""Where a rule looks, and whether it has to look again when a resource of its type comes to another unit."""


@pytest.mark.parametrize("looking", LOOKING)
def test_who_looked_around_is_asked_again_when_that_is_another(looking: str) -> None:
    says, again = LOOKING[looking]
    asking, asked = rule(says)
    _, verdicts = run([job(fine=YES), job("b", other=YES)], asking)
    after = [job(fine=YES), job("b", other=YES, new=YES)]
    asked.clear()
    report, _ = run(after, asking, verdicts)
    assert asked == ["fine", "other", "new"] if again else ["other", "new"]
    assert said(report) == said(run(after, asking)[0])


def test_what_only_some_rest_on_is_asked_of_them_alone() -> None:
    asking, asked = rule(lambda subject, project: any(one.is_known for one in project.referrers(subject)))
    jobs = [job(queue=YES), job("b", other=YES)]
    _, verdicts = run(jobs, asking)
    asked.clear()
    report, _ = run([*jobs, job("c", alarm=reference(("a", "queue"), "Arn", HERE))], asking, verdicts)
    assert asked == ["queue", "alarm"]
    assert report.counts["off"].found == 1


def test_a_run_in_between_that_asks_about_a_part_takes_nothing_away() -> None:
    asking, _ = rule(lambda subject, project: len(project.resources("T")) > 2)
    jobs = [job(fine=YES), job("b", other=YES)]
    _, verdicts = run(jobs, asking)
    _, partly = run([*jobs, job("c", new=YES)], asking, verdicts, reported=["other.yaml"])
    report, _ = run([*jobs, job("c", new=YES)], asking, partly)
    assert report.counts["off"].found == 3


def test_what_was_not_asked_about_for_a_while_is_asked_again_too() -> None:
    def at(path: str, one: Parsed) -> Parsed:
        there = Location(path, 0, 4)
        return one._replace(
            units=tuple(unit._replace(at=there) for unit in one.units),
            resources=tuple(resource.whole._replace(header=there) for resource in one.resources),
        )

    asking, _ = rule(lambda subject, project: len(project.resources("T")) > 2)
    _, verdicts = run([job(fine=YES)], asking)
    jobs = [job(fine=YES), at("b.yaml", job("b", new=YES)), at("c.yaml", job("c", more=YES))]
    _, partly = run(jobs, asking, verdicts, reported=["b.yaml"])
    assert partly.to_keep() is not None
    assert run(jobs, asking, partly)[0].counts["off"].found == 3


# -- what says the same further down ----------------------------------------------------------------------------------------------------


def down(one: Parsed, by: int = 7) -> Parsed:
    """A job with all of `a.yaml` further down."""
    shifts = {"a.yaml": by}
    return one._replace(
        resources=tuple(
            record.whole._replace(
                header=record.whole.header.shifted(shifts),
                when=shifted(record.whole.when, shifts),
                properties=shifted(record.properties, shifts),
                attributes=shifted(record.attributes, shifts),
            )
            for record in one.resources
        ),
        units=tuple(unit._replace(at=unit.at.shifted(shifts), settings=shifted(unit.settings, shifts)) for unit in one.units),
    )


def run_moved(before: Sequence[Parsed], now: Sequence[Parsed], asking: Rule, verdicts: Verdicts) -> tuple[Report, Verdicts]:
    """A run after another one when all of `a.yaml` has moved."""
    names = [repr(one).encode() for one in now]
    moves = Moves({"a.yaml": 7}, {name: repr(old).encode() for name, old in zip(names, before, strict=True) if name != repr(old).encode()})
    verdicts = Verdicts(names, verdicts.to_keep() or verdicts.kept, moves)
    return check(now, [asking], {"a.yaml": File("a.yaml", "text")}, Settings(), verdicts=verdicts), verdicts


def test_what_moved_is_not_asked_again_and_is_told_where_it_is_now() -> None:
    asked: list[str] = []

    def ask(subject: Resource, project: Project) -> Iterator[Finding]:
        asked.append(subject.name)
        (first, *_) = project.resources("T")
        yield Finding(
            "it is off", subject.at, (Note("see", first["On"].at),), first["On"].origin, Change(first.at, first.key, ("On",), 1, first.at)
        )

    asking = Rule("off", None, "Off.", Severity.ERROR, about=(resources("T"),), check=ask, shipped=True)
    elsewhere = job("b", other=YES)
    elsewhere = elsewhere._replace(resources=(elsewhere.resources[0].whole._replace(header=Location("b.yaml", 2, 3)),))
    before = [job(fine=YES), elsewhere]
    now = [down(before[0]), elsewhere]
    _, verdicts = run(before, asking)
    asked.clear()
    report, verdicts = run_moved(before, now, asking, verdicts)
    assert asked == []
    assert said(report) == said(run(now, asking)[0])
    assert verdicts.to_keep() is None, "it is as it was"


def test_what_imports_from_what_moved_is_not_asked_again() -> None:
    asking, asked = rule(is_off)
    there = Location("b.yaml", 0, 4)
    importer = job("b", fine=imported("export:days", there))
    importer = importer._replace(resources=(importer.resources[0].whole._replace(header=there),))
    before, now = [job(exports=NO), importer], [down(job(exports=NO)), importer]
    _, verdicts = run(before, asking)
    asked.clear()
    report, _ = run_moved(before, now, asking, verdicts)
    assert asked == []
    assert said(report) == said(run(now, asking)[0])


def test_a_file_has_moved_when_all_that_was_read_of_it_has_moved_alike() -> None:
    def entry(one: Parsed, digest: bytes) -> Entry:
        return Entry.of((((FILE, "a.yaml"), digest),), encode(one))

    def shifts(before: Parsed, now: Parsed, digest: bytes = b"new") -> dict[str, int] | None:
        return load._shifts(entry(before, b"old"), entry(now, digest), now)

    value = reference(("b", "topic"), "Arn", HERE)
    whole = job(
        fine=sequence((YES, value), HERE, "there may be more"),
        bad=choice(("parameter", "Env", "a.yaml"), (("dev", NO), ("prod", value)), HERE),
        exports=mapping((), HERE),
    )
    assert shifts(whole, down(whole)) == {"a.yaml": 7}
    assert shifts(whole, whole) == {"a.yaml": 0}
    assert shifts(whole, down(whole), b"old") is None, "its text is what it was"
    assert shifts(whole, down(job(fine=YES))) is None, "it says something else"
    assert shifts(job(fine=YES), down(job(fine=scalar(1, HERE)))) is None, "1 is not True"
    partly = down(whole)
    assert shifts(whole, partly._replace(resources=(whole.resources[0], *partly.resources[1:]))) is None
    itself = UnitRecord("a", "template", Location("a.yaml", 0, 0), mapping((), HERE), "")
    assert shifts(Parsed((itself,)), down(Parsed((itself,)))) == {"a.yaml": 7}, "a file as a whole is where it was"


def test_what_is_learned_beside_what_moved_holds_in_the_next_run() -> None:
    asking, asked = rule(lambda subject, project: len(project.resources("U")) == 0)
    before, now = [job(fine=YES)], [down(job(fine=YES)), job("b", new=YES)]
    _, verdicts = run(before, asking)
    names = [repr(one).encode() for one in now]
    moved = Verdicts(names, verdicts.to_keep(), Moves({"a.yaml": 7}, {names[0]: repr(before[0]).encode()}))
    asked.clear()
    check(now, [asking], {"a.yaml": File("a.yaml", "text")}, Settings(), verdicts=moved)
    assert asked == ["new"]
    asked.clear()
    report, _ = run(now, asking, moved)
    assert asked == []
    assert said(report) == said(run(now, asking)[0])


def test_a_project_is_let_go_of_without_a_search_for_garbage() -> None:
    asking, _ = rule(lambda subject, project: any(one.is_known for one in project.referrers(subject)))
    gc.collect()
    gc.disable()
    try:
        _, verdicts = run([job(fine=YES), job("b", other=YES)], asking)
        assert verdicts.to_keep() is not None
        project = weakref.ref(verdicts._project)
        del verdicts
        assert project() is None
    finally:
        gc.enable()


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


def test_a_run_about_a_small_part_writes_nothing_down() -> None:
    asking, _ = rule(is_off)
    many = job("a", None, **{f"fine{number}": YES for number in range(30)})
    _, verdicts = run([many], asking)
    small = Parsed(units=(UnitRecord("b", "template", Location("b.yaml", 0, 4), mapping((), HERE), ""),))
    _, again = run([many, small], asking, verdicts, reported=["b.yaml"])
    assert again.to_keep() is None
    _, again = run([many, small], asking, verdicts)
    assert again.to_keep() is not None


def test_buckets_that_nothing_rests_on_are_forgotten() -> None:
    asking, _ = rule(lambda subject, project: bool(project.within(subject.name)))
    jobs = [job(f"unit{number}", None, **{f"name{number}": YES}) for number in range(9)]
    verdicts = None
    for left in (9, 2, 1):
        _, verdicts = run([*jobs[:left], job("last", None, **{f"last{left}": YES})], asking, verdicts)
    kept = verdicts.to_keep() if verdicts else None
    assert kept is not None
    assert {bucket[1] for bucket in kept.buckets if bucket[0] == "within"} == {"name0", "last1"}


def test_a_job_of_which_only_a_part_was_asked_about_is_not_learned_from() -> None:
    asking, asked = rule(is_off)
    _, verdicts = run([job(fine=YES)], asking, reported=["other.yaml"])
    assert asked == []
    assert verdicts.to_keep() is None


def test_a_crash_is_told_every_time_and_a_rule_of_others_is_always_asked() -> None:
    asking, _ = rule(lambda subject, project: 1 // 0 > 0)
    _, verdicts = run([job(fine=YES)], asking)
    assert len(run([job(fine=YES)], asking, verdicts)[0].crashes) == 1
    foreign, asked = rule(is_off, shipped=False)
    _, verdicts = run([job(fine=YES)], foreign)
    run([job(fine=YES)], foreign, verdicts)
    assert asked == ["fine", "fine"]


OF_THE_SUBJECT = {
    "anything",
    "assumed",
    "consulted",
    "imported",
    "inside",
    "is_partial",
    "made_of",
    "partial",
    "relate",
    "rests",
    "says",
    "world",
}
"""What a project is asked without looking further than the subject, or that rules are never given."""


def test_every_question_about_the_project_is_noticed() -> None:
    project = Project([job(fine=scalar("name", HERE))])
    (fine,) = project.resources("T")
    arguments: dict[str, tuple[Any, ...]] = {
        **dict.fromkeys(("below", "having", "mentions", "unit", "within"), ("a",)),
        **dict.fromkeys(("referrers", "open_around"), (fine,)),
        "once": ("key", list),
        "saying": (str.isupper,),
        "resource": (fine.key,),
        "targets": (fine["On"],),
    }
    for name in {one for one in dir(project) if not one.startswith("_")} - OF_THE_SUBJECT:
        project.consulted.clear()
        found = getattr(project, name)
        found = found(*arguments.get(name, ())) if callable(found) else found
        if isinstance(found, Iterator):
            list(found)
        assert project.consulted, name


def test_options_and_assumptions_and_rules_are_asked_in_ways_of_their_own() -> None:
    one, _ = rule(is_off)
    ways = {
        way([one], {}, (), {}),
        way([], {}, (), {}),
        way([one], {"off": {"days": 3}}, (), {}),
        way([one], {}, ("alarms",), {}),
        way([one], {}, (), {"off": Severity.NOTE}),
    }
    assert len(ways) == 5


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


def test_a_report_is_the_same_when_texts_have_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "project" / "root").mkdir(parents=True)
    root = 'resource "aws_cloudwatch_metric_alarm" "errors" {\n  alarm_name = "errors"\n}\n'
    texts = {
        "template.yaml": TEMPLATE + "Outputs:\n  Topic: {Value: !Ref Topic, Export: {Name: topic}}\n",
        "alarms.yaml": "Resources:\n  Orders: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmActions: [!ImportValue topic]}}\n",
        "root/main.tf": root,
        "root/more.tf": root.replace("errors", "more"),
    }
    for name, text in texts.items():
        (tmp_path / "project" / name).write_text(text)
    assert told(tmp_path / "project") == told(tmp_path / "project", "--no-cache")
    asked: list[str] = []
    ask = lint._ask

    def noted(rule: Rule, *more: Any, **options: Any) -> Any:
        asked.append(rule.id)
        return ask(rule, *more, **options)

    monkeypatch.setattr(lint, "_ask", noted)
    for name in texts:
        for line in ("# first\n", "\n"):
            (tmp_path / "project" / name).write_text(line + (tmp_path / "project" / name).read_text())
            asked.clear()
            remembered = told(tmp_path / "project")
            assert asked == [], name
            assert remembered == told(tmp_path / "project", "--no-cache")
    (tmp_path / "project" / "root" / "main.tf").write_text(root.replace("  alarm", "\n  alarm"))
    assert told(tmp_path / "project") == told(tmp_path / "project", "--no-cache")


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


@pytest.mark.parametrize(
    "kept",
    [
        Kept(b"x", ((),), (b"",), {}, {}),
        Kept(stated={b"?": {"off": ((), (), ((7, ("", ())),))}}),
        Kept(stated={b"?": {"off": ((), (), ((0, 3),))}}),
        Kept(stated={b"?": {"gone": ((), (), ((0, ("", ())),))}}),
        Kept(stated={b"?": {"off": ((), (), ((0, ("", ((),))),))}}),
        Kept(stated={b"?": 5}),  # type: ignore[dict-item]
        Kept(5, 5, 5, 5, {b"?": {}}),  # type: ignore[arg-type]
    ],
)
def test_what_somebody_else_has_kept_is_not_believed(kept: Kept) -> None:
    asking, asked = rule(is_off)
    _, verdicts = run([job(bad=NO)], asking)
    (key,) = verdicts._subjects
    forged = kept._replace(stated={key if one == b"?" else one: said for one, said in kept.stated.items()})
    asked.clear()
    report = check([job(bad=NO)], [asking], {"a.yaml": File("a.yaml", "text")}, Settings(), verdicts=Verdicts(verdicts._results, forged))
    assert (asked, report.counts["off"].found) == (["bad"], 1)


def shared(jobs: Sequence[Parsed], rules: Sequence[Rule], verdicts: Verdicts | None = None, share: Share | None = None) -> Report:
    return check(jobs, rules, {"a.yaml": File("a.yaml", "text")}, Settings(), verdicts=verdicts, share=share)


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> Share:
    """Two processes for however little there is to ask."""
    monkeypatch.setattr(lint, "WORTH_SHARING", 0)
    return parallel.Share(2)


RULES = [
    rule(is_off)[0],
    rule(lambda subject, project: len(project.resources("T")) > 1)[0]._replace(id="many"),
    rule(lambda subject, project: 1 // (subject.name != "bad") > 1)[0]._replace(id="crashing"),
    rule(is_off, shipped=False)[0]._replace(id="foreign"),
]
JOBS = [job(fine=YES, bad=NO, unclear=WHO_KNOWS), job("b", other=NO)]


def test_processes_that_share_the_rules_say_and_learn_what_one_does(two: Share) -> None:
    def asked(share: Share | None) -> tuple[Report, Kept | None]:
        verdicts = Verdicts([repr(one).encode() for one in JOBS])
        return shared(JOBS, RULES, verdicts, share), verdicts.to_keep()

    (alone, kept), (together, kept_together) = asked(None), asked(two)
    assert (said(together), together.crashes) == (said(alone), alone.crashes)
    assert kept is not None and kept_together is not None
    assert set(kept_together.buckets) == set(kept.buckets)
    assert kept_together.stated.keys() == kept.stated.keys()


@pytest.mark.parametrize("fails", [OSError, KeyboardInterrupt])
def test_what_another_process_fails_at_is_asked_here(two: Share, monkeypatch: pytest.MonkeyPatch, fails: type[BaseException]) -> None:
    def broken(asking: Any, questions: Any, numbers: Iterator[int]) -> bytes:
        next(numbers, None)
        raise fails

    monkeypatch.setattr(lint._Asking, "_packed", broken)
    assert said(shared(JOBS, RULES, share=two)) == said(shared(JOBS, RULES))


def test_a_report_is_the_same_when_processes_have_shared_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, two: Share) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for number in range(4):
        (tmp_path / f"template-{number}.yaml").write_text(TEMPLATE.replace("Orders", f"Orders{number}"))
    fresh = told(tmp_path, "--no-cache", "--jobs", "1")
    assert [told(tmp_path, "--jobs", "2"), told(tmp_path, "--jobs", "2"), told(tmp_path, "--jobs", "1")] == [fresh] * 3


def test_no_rule_says_something_else_when_texts_move(tmp_path: Path) -> None:
    """What `verdicts` takes for granted, on all that rules are tried on."""

    def diagnostics(folder: Path) -> set[tuple[Any, ...]]:
        tree = Tree(folder, load.suffixes())
        loaded = load.project(tree, tree.discover([folder])[0])
        assert len(loaded.files) > 100
        found = check(loaded.parsed, load.rules(), loaded.files, Settings()).diagnostics
        return {(one.rule.id, one.message, one.severity, one.subject, one.at, one.origin, *one.notes, *one.weights) for one in found}

    def moved(one: Any) -> Any:
        if isinstance(one, Note):
            return Note(one.message, moved(one.at))
        return one.shifted({one.path: 1}) if isinstance(one, Location) else one

    shutil.copytree(Path(__file__).parent / "fixtures" / "rules", tmp_path / "rules")
    before = diagnostics(tmp_path)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.write_bytes(b"\n" + path.read_bytes())
    assert diagnostics(tmp_path) == {tuple(map(moved, one)) for one in before}
