"""Verdicts: worlds, defaults, open answers, instances, suppressions, crashes."""

from collections.abc import Iterator

from opexlint import MISSING, Finding, Project, Resource, Severity, resources
from opexlint.lint import MAX_WORLDS, Settings, check
from opexlint.model import (
    Node,
    Parsed,
    Problem,
    ResourceRecord,
    Suppression,
    UnitRecord,
    choice,
    mapping,
    moved,
    scalar,
    unknown,
)
from opexlint.report import Diagnostic, Report, identified
from opexlint.rule import OWN, SYNTAX_ERROR, Rule
from opexlint.source import File, Location

TEXT = "line one\nline two\nline three\n"
FILE = File("a.yaml", TEXT)
ONE, TWO = Location("a.yaml", 0, 4), Location("a.yaml", 9, 13)
ENV = ("parameter", "Env", "a.yaml")


def is_on(subject: Resource, project: Project) -> Iterator[Finding]:
    value = subject["On"]
    if value.must_be(MISSING, False):
        yield Finding("it is off", value.at, origin=value.origin)


RULE = Rule("switched-off", None, "Switched off.", Severity.ERROR, about=(resources("T"),), check=is_on, aliases=("turned-off",))


def resource(on: Node | None, address: str = "a", header: Location = ONE, when: Node | None = None) -> ResourceRecord:
    entries = () if on is None else (("On", 0, 1, on),)
    return ResourceRecord("T", "T", address, address, "a.yaml", header, when or scalar(True, ONE), mapping(entries, ONE), mapping((), ONE))


def run(
    *records: ResourceRecord, rule: Rule = RULE, suppressions: tuple[Suppression, ...] = (), settings: Settings | None = None
) -> Report:
    unit = UnitRecord("a.yaml", "template", ONE, mapping((), ONE), "")
    parsed = Parsed((unit,), records, suppressions=suppressions)
    return check([parsed], [rule, *OWN], {"a.yaml": FILE}, settings or Settings(), None, [rule.id])


def by_env(**values: bool) -> Node:
    return choice(ENV, tuple((option, scalar(value, TWO)) for option, value in values.items()), TWO)


def test_found_passed_and_open_are_counted() -> None:
    report = run(resource(scalar(False, TWO)), resource(scalar(True, TWO), "b"), resource(unknown("var.on has no default", TWO), "c"))
    count = report.counts["switched-off"]
    assert (count.found, count.passed, count.open) == (1, 1, 1)
    assert [verdict.why for verdict in report.open] == ["var.on has no default"]
    assert [one.at for one in report.diagnostics] == [TWO]


def test_a_rule_is_asked_only_about_resources_that_it_can_speak_of() -> None:
    asked: list[str] = []

    def look(subject: Resource, project: Project) -> Iterator[Finding]:
        asked.append(subject.name)
        yield from ()

    owned = resource(scalar("i-1", TWO), "owned")._replace(attributes=mapping((("lifecycle", 0, 1, scalar("x", TWO)),), ONE))
    open_ended = resource(scalar("i-1", TWO), "open")._replace(attributes=mapping((), ONE, "it is computed"))
    records = (resource(scalar("ami-1", TWO), "image"), resource(unknown("var.on has no default", TWO), "unknown"), owned, open_ended)
    for about, chosen in {
        resources("T"): ["image", "unknown", "owned", "open"],
        resources("T", having="Lifecycle"): ["owned", "open"],
        resources("T", setting="on"): ["image", "unknown", "owned", "open"],
        resources("T", setting=("Off", "Of")): [],
        resources("T", having=("Lifecycle", "Metadata"), setting="Off"): ["owned", "open"],
        resources("T", saying="^ami-"): ["image"],
        resources(partial=True): ["unknown"],
        resources(saying="^ami-", partial=True): ["image", "unknown"],
        resources("U", partial=True): [],
    }.items():
        asked.clear()
        report = run(*records, rule=RULE._replace(about=(about,), check=look))
        assert asked == chosen
        assert report.counts["switched-off"].passed == (0 if about.names == ("U",) else len(records))


def test_what_passes_without_being_asked_is_explained() -> None:
    narrowed = RULE._replace(about=(resources("T", having="Lifecycle"),))
    unit = UnitRecord("a.yaml", "template", ONE, mapping((), ONE), "")
    report = check([Parsed((unit,), (resource(scalar(True, TWO)),))], [narrowed], {"a.yaml": FILE}, Settings(), explain=True)
    assert [(one.subject, one.passed) for one in report.explained] == [("a", True)]
    assert report.counts["switched-off"].passed == 1


def test_what_fails_in_every_world_is_certain() -> None:
    (found,) = run(resource(by_env(prod=False, dev=False))).diagnostics
    assert (found.severity, found.when) == (Severity.ERROR, "")


def test_what_fails_in_some_worlds_names_them_one_severity_lower() -> None:
    (found,) = run(resource(by_env(prod=False, dev=True))).diagnostics
    assert (found.severity, found.when) == (Severity.WARNING, "Env is prod")


def test_what_fails_only_outside_of_production_is_silent() -> None:
    assert run(resource(by_env(prod=True, dev=False, staging=False))).diagnostics == ()


def test_where_production_has_an_option_of_its_own_all_others_are_not() -> None:
    def found(**values: bool) -> list[str]:
        node = choice(ENV, tuple((name.replace("_", " "), scalar(value, TWO)) for name, value in values.items()), TWO)
        return [one.when for one in run(resource(node)).diagnostics]

    assert found(production=True, dev=False, build=False, another_value=False) == []
    assert found(blue=True, dev=False, another_value=False) == ["Env is another value or dev"], "it may be production"
    assert found(production=False, dev=True, another_value=False) == ["Env is production or another value"]


def test_a_finding_said_twice_is_one_and_no_less_certain() -> None:
    def twice(subject: Resource, project: Project) -> Iterator[Finding]:
        yield Finding("it is off", subject.at)
        yield Finding("it is off", subject.at)

    (found,) = run(resource(None), rule=RULE._replace(check=twice)).diagnostics
    assert (found.severity, found.when) == (Severity.ERROR, "")


def test_a_resource_that_exists_only_in_production_is_judged_there() -> None:
    when = choice(ENV, (("prod", scalar(True, ONE)), ("dev", scalar(False, ONE))), ONE)
    (found,) = run(resource(by_env(prod=False, dev=True), when=when)).diagnostics
    assert found.when == "Env is prod"
    assert run(resource(by_env(prod=True, dev=False), when=when)).diagnostics == ()


def test_a_default_is_certain_one_severity_lower() -> None:
    (found,) = run(resource(moved(scalar(False, ONE), TWO, "default", "Enabled"))).diagnostics
    assert (found.severity, found.default, found.origin) == (Severity.WARNING, "Enabled", ONE)


def test_a_severity_from_the_configuration_is_final() -> None:
    settings = Settings(severities={"switched-off": Severity.NOTE})
    assert [one.severity for one in run(resource(None), settings=settings).diagnostics] == [Severity.NOTE]


def test_too_many_worlds_leave_the_verdict_open() -> None:
    def asks_all(subject: Resource, project: Project) -> Iterator[Finding]:
        for number in range(8):
            subject[f"On{number}"].must_be(True)
        yield from ()

    entries = tuple(
        (f"On{number}", 0, 1, choice(("parameter", f"P{number}", "a"), (("x", scalar(True, ONE)), ("y", scalar(False, ONE))), ONE))
        for number in range(8)
    )
    record = resource(None)._replace(properties=mapping(entries, ONE))
    report = run(record, rule=RULE._replace(check=asks_all))
    assert str(MAX_WORLDS) in report.open[0].why


def test_instances_of_the_same_code_are_one_finding() -> None:
    (found,) = run(*(resource(scalar(False, TWO), f"module.{name}.a") for name in "xyz")).diagnostics
    assert (found.subject, found.instances) == ("module.x.a", ("module.y.a", "module.z.a"))


def test_a_crash_is_told_and_ends_nothing() -> None:
    def crashes(subject: Resource, project: Project) -> Iterator[Finding]:
        if subject.name == "a":
            raise RuntimeError("oh")
        yield Finding("it is off", subject.at)

    report = run(resource(None), resource(None, "b"), rule=RULE._replace(check=crashes))
    assert [crash.error for crash in report.crashes] == ["RuntimeError: oh"]
    assert len(report.diagnostics) == 1


def ignore(rule: str, scope: Location, place: Location = TWO) -> Suppression:
    return Suppression(((rule, place),), "because", place, scope)


def test_suppressed_at_the_line_at_the_origin_and_at_the_header() -> None:
    line_one, line_two = Location("a.yaml", 0, 9), Location("a.yaml", 9, 18)
    elsewhere = moved(scalar(False, TWO), Location("a.yaml", 20, 21), "default", "Enabled")
    for record, scope in (
        (resource(scalar(False, TWO)), line_two),
        (resource(elsewhere), line_two),
        (resource(scalar(False, TWO)), line_one),
    ):
        report = run(record, suppressions=(ignore("switched-off", scope),))
        assert report.diagnostics == ()
        assert report.suppressed == 1


def test_an_alias_suppresses() -> None:
    assert run(resource(None), suppressions=(ignore("turned-off", Location("a.yaml", 0, 9)),)).diagnostics == ()


def test_a_suppression_without_effect_or_with_a_misspelled_name_is_told() -> None:
    scope = Location("a.yaml", 0, 9)
    (unused,) = run(resource(scalar(True, TWO)), suppressions=(ignore("switched-off", scope),)).diagnostics
    assert unused.message == "nothing to ignore: switched-off does not fire here"
    (misspelled,) = run(suppressions=(ignore("switched-of", scope),)).diagnostics
    assert misspelled.message == "there is no rule switched-of; did you mean switched-off?"


def test_a_rule_that_is_not_selected_leaves_its_suppressions_alone() -> None:
    parsed = Parsed(suppressions=(ignore("switched-off", ONE),))
    assert check([parsed], OWN, {"a.yaml": FILE}, Settings(), None, ["switched-off"]).diagnostics == ()


def test_per_path_ignores() -> None:
    settings = Settings(per_path_ignores=(("*.yaml", ("switched-*",)),))
    assert run(resource(None), settings=settings).diagnostics == ()


def test_problems_of_reading_are_findings() -> None:
    parsed = Parsed(problems=(Problem("syntax-error", "it ends too soon", TWO),))
    report = check([parsed], OWN, {"a.yaml": FILE}, Settings())
    assert [(one.rule, one.message) for one in report.diagnostics] == [(SYNTAX_ERROR, "it ends too soon")]
    assert check([parsed], [], {"a.yaml": FILE}, Settings()).diagnostics == ()


def test_only_the_named_paths_are_reported() -> None:
    parsed = Parsed(resources=(resource(None),))
    assert check([parsed], [RULE], {"a.yaml": FILE}, Settings(), ["b.yaml"]).diagnostics == ()


def test_fingerprints_survive_moved_lines() -> None:
    (here,) = run(resource(None)).diagnostics
    (there,) = run(resource(None, header=Location("a.yaml", 2, 4))).diagnostics
    (elsewhere,) = run(resource(None, header=Location("a.yaml", 9, 13))).diagnostics
    assert len({here.fingerprint, there.fingerprint}) == 2, "other code"
    assert here.fingerprint == elsewhere.fingerprint


def finding(message: str = "it is off", *, path: str = "a.yaml", unit: str = "a.yaml", subject: str = "a", text: str = TEXT) -> str:
    one = Diagnostic(RULE, Severity.ERROR, message, Location(path, 0, len(text)), unit=unit, subject=subject)
    (found,) = identified([one], {path: File(path, text)})
    return found.fingerprint


def test_fingerprints_survive_renamed_files_dates_and_spaces() -> None:
    assert finding() == finding(path="b.yaml", unit="b.yaml")
    assert finding(subject="shop/main.tf", unit="") == finding(subject="stock/main.tf", unit="", path="b.yaml"), (
        "a unit has no address in itself"
    )
    assert finding("python3.8 ended on 2024-10-14") == finding("python3.9 ended on 2025-12-15")
    assert finding(text="a =  1\nb") == finding(text="a = 1\nc"), "the first line, whatever is between its words"


def test_fingerprints_tell_subjects_messages_and_code_apart() -> None:
    assert len({finding(), finding(subject="b"), finding("it is gone"), finding(text="other")}) == 4


def test_equal_fingerprints_are_numbered() -> None:
    one = Diagnostic(RULE, Severity.ERROR, "it is off", ONE, unit="a.yaml", subject="a")
    first, second = (each.fingerprint for each in identified([one, one], {"a.yaml": FILE}))
    assert second == f"{first}:2"
    assert identified([one], {})[0].fingerprint, "also for what could not be read"


def test_a_synthesised_template_that_is_named_counts_although_its_findings_stand_in_the_program() -> None:
    template, program = Location("cdk.out/Shop.template.json", 0, 1), Location("shop/stack.py", 9, 13)
    off = resource(scalar(False, program), header=program)._replace(unit="cdk.out/Shop.template.json")
    other = resource(scalar(False, program), "b", header=program)
    units = (
        UnitRecord(off.unit, "template", template, mapping((), template), ""),
        UnitRecord("a.yaml", "cdk-stack", ONE, mapping((), ONE), ""),
    )
    files = {"cdk.out/Shop.template.json": File("cdk.out/Shop.template.json", "{}"), "shop/stack.py": File("shop/stack.py", TEXT)}
    report = check([Parsed(units, (off, other))], [RULE, *OWN], files, Settings(), ["cdk.out/Shop.template.json"], [RULE.id])
    assert [(one.subject, one.at) for one in report.diagnostics] == [("a", program)]
    assert check([Parsed(units, (off,))], [RULE, *OWN], files, Settings(), ["x.yaml"], [RULE.id]).diagnostics == ()
