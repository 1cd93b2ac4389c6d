"""How much an absence weighs: environments lower it, siblings that do better raise it."""

from collections.abc import Iterator
from typing import Any

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.evidence.candidates import answer
from opexlint.lint import Settings, check
from opexlint.model import Node, Parsed, ResourceRecord, UnitRecord, mapping, moved, reference, scalar, unknown
from opexlint.report import Diagnostic, Report
from opexlint.rule import Rule
from opexlint.source import File, Location

TEXT = "x" * 1_000


def place(path: str, start: int) -> Location:
    return Location(path, start, start + 1)


def keeps(subject: Resource, project: Project) -> Iterator[Finding]:
    """A property that is missing is a finding at the header, a bad value one where it stands."""
    if subject["Class"].or_default("NORMAL").may_be("FLEETING"):
        return
    days = subject["Days"]
    if days.must_be(MISSING, 0):
        yield Finding("kept for ever", days.at)


def is_watched(subject: Resource, project: Project) -> Iterator[Finding]:
    """Evidence elsewhere; what nothing is expected of is left alone."""
    if not subject["Watch"].may_be(True):
        return
    if not any(answer(project, project.referrers(subject, "Alarm"), lambda one, ask: True)):
        yield Finding("nobody watches", subject.at)


def keeps_when_called(subject: Resource, project: Project) -> Iterator[Finding]:
    """What is called by the clock is left alone."""
    if all(caller["Every"].must_be(MISSING) for caller in project.referrers(subject, "Caller")) and subject["Days"].must_be(MISSING):
        yield Finding("kept for ever", subject.at)


def rule(check: Any = keeps, severity: Severity = Severity.WARNING) -> Rule:
    return Rule("keeps", None, "Keeps.", severity, about=(resources("T"),), check=check)


def record(name: str, start: int, *, unit: str = "infra", type_: str = "T", **properties: Any) -> ResourceRecord:
    at = place(f"{unit}/main.tf", start)

    def node(number: int, value: Any) -> Node:
        there = place(at.path, start + 1 + number)
        return value if isinstance(value, tuple) else scalar(value, there)

    entries = tuple((key, 0, 1, node(number, value)) for number, (key, value) in enumerate(properties.items()))
    return ResourceRecord(type_, type_, name, name, unit, at, scalar(True, at), mapping(entries, at), mapping((), at))


def run(*records: ResourceRecord, one: Rule | None = None, settings: Settings | None = None, reported: list[str] | None = None) -> Report:
    units = {each.unit: UnitRecord(each.unit, "terraform", each.header, mapping((), each.header), "") for each in records}
    parsed = [Parsed((unit,), tuple(each for each in records if each.unit == name)) for name, unit in units.items()]
    files = {each.header.path: File(each.header.path, TEXT) for each in records}
    return check(parsed, [one or rule()], files, settings or Settings(), reported)


def only(report: Report) -> Diagnostic:
    (found,) = report.diagnostics
    return found


def test_an_absence_drops_one_severity_outside_of_production_and_two_in_examples() -> None:
    for unit, warning, error in (
        ("infra", Severity.WARNING, Severity.ERROR),
        ("infra/prod", Severity.WARNING, Severity.ERROR),
        ("infra/dev", Severity.NOTE, Severity.WARNING),
        ("examples/a", Severity.NOTE, Severity.NOTE),
    ):
        for severity, expected in ((Severity.WARNING, warning), (Severity.ERROR, error), (Severity.NOTE, Severity.NOTE)):
            assert only(run(record("a", 1, unit=unit), one=rule(severity=severity))).severity == expected, unit


def test_the_report_says_why() -> None:
    assert [(one.why, one.steps) for one in only(run(record("a", 1, unit="examples/a"))).weights] == [("examples is not production", -2)]


def test_what_is_there_and_wrong_is_as_wrong_in_a_sandbox() -> None:
    assert only(run(record("a", 1, unit="infra/dev", Days=0))).severity == Severity.WARNING


def test_paths_count_below_what_was_named() -> None:
    assert only(run(record("a", 1, unit="examples/a"), settings=Settings(named=("examples",)))).severity == Severity.WARNING


def test_a_severity_of_the_configuration_is_final() -> None:
    settings = Settings(severities={"keeps": Severity.ERROR})
    siblings = [record(f"s{number}", 10 * number, unit="infra/dev", Days=30) for number in range(1, 5)]
    found = only(run(record("a", 100, unit="infra/dev"), *siblings, settings=settings))
    assert (found.severity, found.weights, found.notes) == (Severity.ERROR, (), ())


def noted(*records: ResourceRecord, one: Rule | None = None, reported: list[str] | None = None) -> Report:
    """What a rule says whose findings are notes."""
    return run(*records, one=one or rule(severity=Severity.NOTE), reported=reported)


def siblings(count: int, **properties: Any) -> list[ResourceRecord]:
    return [record(f"s{number}", 10 * number, **properties) for number in range(1, count + 1)]


def test_where_most_siblings_have_it_the_finding_rises_and_names_one_that_has() -> None:
    found = only(noted(*siblings(4, Days=30), record("a", 100)))
    assert found.severity == Severity.WARNING
    assert [(note.message, note.at) for note in found.notes] == [("s4 has Days: 30", place("infra/main.tf", 40))], "the nearest"
    assert [weight.why for weight in found.weights] == ["4 of the 5 here have what it lacks"]


def test_two_siblings_are_enough_and_sixty_per_cent() -> None:
    assert only(noted(*siblings(2, Days=30), record("a", 100))).severity == Severity.WARNING
    assert only(noted(*siblings(1, Days=30), record("a", 100))).severity == Severity.NOTE
    three_of_five = noted(*siblings(3, Days=30), record("a", 100), record("b", 110)).diagnostics
    assert [one.severity for one in three_of_five] == [Severity.WARNING, Severity.WARNING]
    two_of_four = noted(*siblings(2, Days=30), record("a", 100), record("b", 110)).diagnostics
    assert [one.severity for one in two_of_four] == [Severity.NOTE, Severity.NOTE]


def test_a_sibling_that_passes_for_another_reason_is_no_example() -> None:
    for other in ({"Class": "FLEETING"}, {"Days": "Disabled"}, {"Days": unknown("it is passed in", place("infra/main.tf", 5))}):
        found = only(noted(*siblings(4, **other), record("a", 100, Class="NORMAL")))
        assert (found.severity, found.notes) == (Severity.NOTE, ())


def test_what_another_resource_has_is_no_example() -> None:
    called = [
        record(f"{name}'s caller", start, type_="Caller", Of=reference(("infra", name), "Arn", place("infra/main.tf", start)), **ticks)
        for start, (name, ticks) in enumerate([*((f"s{number}", {"Every": "day"}) for number in range(1, 5)), ("a", {})], 200)
    ]
    found = only(noted(*siblings(4), record("a", 100), *called, one=rule(keeps_when_called, Severity.NOTE)))
    assert (found.severity, found.notes) == (Severity.NOTE, ())


def test_instances_of_one_place_are_one_sibling() -> None:
    copies = [each._replace(address=f"s[{number}]") for number in range(5) for each in siblings(1, Days=30)]
    assert only(noted(*copies, record("a", 100))).severity == Severity.NOTE


def test_siblings_are_those_of_the_application() -> None:
    elsewhere = [record(f"s{number}", 10 * number, unit="other", Days=30) for number in range(1, 5)]
    assert only(noted(*elsewhere, record("a", 100))).severity == Severity.NOTE


def test_siblings_count_even_when_the_user_named_other_paths() -> None:
    others = [each._replace(header=place("infra/others.tf", each.header.start)) for each in siblings(4, Days=30)]
    assert only(noted(*others, record("a", 100), reported=["infra/main.tf"])).severity == Severity.WARNING


def test_evidence_elsewhere_makes_a_sibling_too() -> None:
    key = reference(("infra", "s1"), "Arn", place("infra/main.tf", 1))
    watched = siblings(4, Watch=True)
    alarms = [
        record(f"alarm{number}", 200 + 10 * number, type_="Alarm", On=(*key[:1], (("infra", f"s{number}"), "Arn"), *key[2:]))
        for number in range(1, 5)
    ]
    found = only(noted(*watched, *alarms, record("a", 100, Watch=True), one=rule(is_watched, Severity.NOTE)))
    assert found.severity == Severity.WARNING
    assert [note.message for note in found.notes] == ["s4 has alarm4"]


def test_what_nothing_is_expected_of_is_no_sibling() -> None:
    found = only(noted(*siblings(4, Watch=False), record("a", 100, Watch=True), one=rule(is_watched, Severity.NOTE)))
    assert (found.severity, found.notes) == (Severity.NOTE, ())


def test_no_comparison_makes_an_error_of_what_is_none() -> None:
    found = only(run(*siblings(4, Days=30), record("a", 100)))
    assert (found.severity, len(found.notes)) == (Severity.WARNING, 1)
    lowered = only(run(*siblings(4, unit="infra/dev", Days=30), record("a", 100, unit="infra/dev"), one=rule(severity=Severity.ERROR)))
    assert lowered.severity == Severity.ERROR, "what is one stays one"


def test_weights_add_up() -> None:
    report = run(*siblings(4, unit="infra/dev", Days=30), record("a", 100, unit="infra/dev"))
    assert only(report).severity == Severity.WARNING
    report = noted(*siblings(4, unit="examples", Days=30), record("a", 100, unit="examples"))
    assert only(report).severity == Severity.NOTE
    default = moved(scalar(False, place("infra/main.tf", 3)), place("infra/main.tf", 100), "default", "Days")
    assert only(run(record("a", 100, Days=(*default[:1], 0, *default[2:])))).severity == Severity.NOTE
