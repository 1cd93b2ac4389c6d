"""What every format promises, whatever the report holds."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import opexlint.formats
from opexlint.finding import Change, Edit, Note
from opexlint.formats import DOCS_URL, FORMATS, documentation, render
from opexlint.report import Crash, Diagnostic, Explained, Known, OpenVerdict, Report, Weight
from opexlint.rule import SYNTAX_ERROR, Severity
from opexlint.source import File, Location
from opexlint.value import Answer
from tests.formats.examples import ALARM, CRASH, NO_ALARM, OPEN, RETENTION, SHORT, harmful, report

SCHEMAS = {
    "json": Path(opexlint.formats.__file__).with_name("report.schema.json"),
    "sarif": Path(__file__).with_name("sarif.schema.json"),
}
VALIDATORS = {name: Draft202012Validator(json.loads(path.read_text("utf-8"))) for name, path in SCHEMAS.items()}

text = st.text(st.characters())  # lone surrogates too
hostile = st.one_of(
    text, st.sampled_from(["\x1b[2J", "\r\n::error::", "a\u2028b", "\u202e", "\ud800", "[x](http://y)", "%0A", "a,b:c", "\0"])
)


relative = hostile.filter(lambda path: not path.startswith("/"))
"""Paths, which are always told from the project's root."""


@st.composite
def reports(draw: st.DrawFn) -> Report:
    files = [File(path, draw(hostile)) for path in draw(st.lists(relative, max_size=2, unique=True))]
    paths = [file.path for file in files] + ["not/read.tf"]

    def place() -> Location:
        start, length = draw(st.integers(0, 20)), draw(st.integers(0, 20))
        return Location(draw(st.sampled_from(paths)), start, start + length)

    diagnostics = [
        Diagnostic(
            draw(st.sampled_from([ALARM, RETENTION, SYNTAX_ERROR])),
            draw(st.sampled_from(Severity)),
            draw(hostile),
            place(),
            origin=draw(st.sampled_from([None, place()])),
            notes=tuple(Note(draw(hostile), place()) for _ in range(draw(st.integers(0, 2)))),
            unit=draw(hostile),
            subject=draw(hostile),
            instances=tuple(draw(st.lists(hostile, max_size=2))),
            when=draw(hostile),
            default=draw(hostile),
            absent=draw(st.booleans()),
            weights=tuple(Weight(draw(hostile), draw(st.integers(-2, 1))) for _ in range(draw(st.integers(0, 2)))),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    opened = [OpenVerdict(ALARM, draw(hostile), place(), draw(hostile)) for _ in range(draw(st.integers(0, 2)))]
    crashes = [Crash(ALARM, draw(hostile), place(), draw(hostile)) for _ in range(draw(st.integers(0, 1)))]
    answers = st.builds(Answer, hostile, hostile, st.none() | st.just(place()), st.sampled_from([True, None]), hostile)
    explained = st.lists(st.builds(Explained, st.just(ALARM), hostile, st.just(place()), st.booleans(), st.none() | answers), max_size=2)
    known = st.lists(st.builds(Known, hostile, hostile, hostile, hostile, hostile), max_size=2)
    shown = report(*diagnostics, open=opened, crashes=crashes, files=files)
    return shown._replace(explained=tuple(draw(explained)), fixed=tuple(draw(known)), known=draw(st.integers(0, 3)))


@pytest.mark.parametrize("name", FORMATS)
@given(shown=reports(), show_open=st.booleans(), width=st.integers(0, 200))
def test_any_report_is_written(name: str, shown: Report, show_open: bool, width: int) -> None:
    written = render(name, shown, show_open=show_open, width=width)
    assert written == "" or written.endswith("\n")
    assert written == render(name, shown, show_open=show_open, width=width)
    written.encode()
    if name in VALIDATORS:
        VALIDATORS[name].validate(json.loads(written))
    else:
        assert harmful(written) == []


@given(shown=reports())
def test_a_finding_stays_on_its_line(shown: Report) -> None:
    for name in ("concise", "github"):
        assert len(render(name, shown).split("\n")) == len(shown.diagnostics) + 1


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_ends_with_a_line_end_and_has_no_other_than_lf(name: str) -> None:
    file = File("a.yaml", "a: 1\r\nb: 2\r\n")
    written = render(name, report(Diagnostic(ALARM, Severity.NOTE, "m", Location("a.yaml", 0, 10)), files=[file]))
    assert written.endswith("\n")
    assert "\r" not in written


def test_concise() -> None:
    assert (
        render("concise", report(NO_ALARM, SHORT, open=[OPEN]))
        == """\
stacks/shop.yaml:4:3: warning[function-without-error-alarm] no alarm goes off when this function fails
infra/main.tf:2:23: error[logs-kept-too-short] logs are kept for no day
"""
    )
    assert render("concise", report(open=[OPEN]), show_open=True, color=True) == (
        "stacks/shop.yaml:8:3: \x1b[2mopen[logs-kept-too-short]\x1b[0m Days has no default\n"
    )


def test_github_escapes_what_its_runner_would_read() -> None:
    file = File("a,b:c%.tf", "x\ny\n")
    one = Diagnostic(ALARM, Severity.NOTE, "100%: a, b", Location(file.path, 0, 1), when="Env is prod")
    lines = Diagnostic(SYNTAX_ERROR, Severity.ERROR, "unexpected", Location(file.path, 0, 3))
    assert render("github", report(one, lines, files=[file])) == (
        "::notice file=a%2Cb%3Ac%25.tf,line=1,endLine=1,col=1,endColumn=2,title=function-without-error-alarm%3A Function without an error alarm"
        "::100%25: a, b (when Env is prod)%0Aput an alarm on the Errors metric\n"
        "::error file=a%2Cb%3Ac%25.tf,line=1,endLine=2,title=syntax-error%3A File that does not parse"
        "::unexpected%0Amend the syntax; the tool that deploys it would refuse the file too\n"
    )


def test_json_says_all_that_is_known() -> None:
    data = json.loads(render("json", report(SHORT, open=[OPEN], crashes=[CRASH], suppressed=1)))
    assert data["summary"] == {
        "files": 3,
        "languages": {"terraform": 2},
        "errors": 1,
        "warnings": 0,
        "notes": 0,
        "suppressed": 1,
        "known": 0,
        "fixable": 0,
        "open": 1,
        "principles": [
            {"id": "anticipate-failure", "title": "Anticipate failure", "found": 0, "passed": 1, "open": 0},
            {
                "id": "learn-from-all-operational-failures",
                "title": "Learn from all operational failures",
                "found": 1,
                "passed": 1,
                "open": 1,
            },
        ],
        "rules": {
            "file-skipped": {"found": 0, "passed": 0, "open": 0},
            "function-without-error-alarm": {"found": 0, "passed": 1, "open": 0},
            "limit-reached": {"found": 0, "passed": 0, "open": 0},
            "logs-kept-too-short": {"found": 1, "passed": 1, "open": 1},
            "syntax-error": {"found": 0, "passed": 0, "open": 0},
            "unused-suppression": {"found": 0, "passed": 0, "open": 0},
        },
    }
    assert data["findings"] == [
        {
            "rule": "logs-kept-too-short",
            "principle": "learn-from-all-operational-failures",
            "practices": [],
            "severity": "error",
            "message": "logs are kept for no day",
            "path": "infra/main.tf",
            "line": 2,
            "column": 23,
            "end_line": 2,
            "end_column": 31,
            "origin": {"path": "infra/variables.tf", "line": 2, "column": 13, "end_line": 2, "end_column": 14},
            "notes": [],
            "unit": "infra",
            "subject": "module.a.aws_cloudwatch_log_group.app",
            "instances": ["module.b.aws_cloudwatch_log_group.app"],
            "when": "",
            "default": "days",
            "weights": [],
            "fingerprint": report(SHORT).diagnostics[0].fingerprint,
            "fixable": False,
            "help": "keep them for a month",
            "url": DOCS_URL.format(id="logs-kept-too-short"),
        }
    ]
    assert [(one["rule"], one["path"], one["line"], one["why"]) for one in data["open"]] == [
        ("logs-kept-too-short", "stacks/shop.yaml", 8, "Days has no default")
    ]
    assert [(one["rule"], one["practices"][0]["title"], one["error"]) for one in data["crashes"]] == [
        ("function-without-error-alarm", "Create actionable alerts", "KeyError: 'x'")
    ]


# -- SARIF ------------------------------------------------------------------------------------------------------------------------------


def sarif(shown: Report, **options: Any) -> dict[str, Any]:
    log = json.loads(render("sarif", shown, **options))
    VALIDATORS["sarif"].validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_sarif_results_name_their_rule_and_place() -> None:
    run = sarif(report(SHORT))
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "logs-kept-too-short"
    assert run["columnKind"] == "unicodeCodePoints"
    assert result["level"] == "error"
    assert result["message"] == {"text": "logs are kept for no day."}
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "infra/main.tf", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 2, "startColumn": 23, "endLine": 2, "endColumn": 31, "snippet": {"text": "var.days"}},
            },
            "logicalLocations": [
                {
                    "name": "module.a.aws_cloudwatch_log_group.app",
                    "fullyQualifiedName": "infra#module.a.aws_cloudwatch_log_group.app",
                }
            ],
        }
    ]
    (related,) = result["relatedLocations"]
    assert related["message"] == {"text": "the default of days."}
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "infra/variables.tf"
    assert result["properties"] == {"instances": ["module.b.aws_cloudwatch_log_group.app"], "default": "days"}


def test_sarif_rules_are_documented_and_filed_under_principles_and_practices() -> None:
    run = sarif(report())
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    rule = rules["function-without-error-alarm"]
    assert rule["name"] == "FunctionWithoutErrorAlarm"
    assert rule["fullDescription"] == {"text": "When every call of the function fails, nobody is told."}
    assert rule["help"]["text"] == "put an alarm on the Errors metric."
    assert "```yaml" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "warning"}
    assert rules["logs-kept-too-short"]["deprecatedIds"] == ["short-logs"]
    assert "relationships" not in rules["syntax-error"]
    filed = [
        run["taxonomies"][one["target"]["toolComponent"]["index"]]["taxa"][one["target"]["index"]]["name"] for one in rule["relationships"]
    ]
    assert filed == ["Anticipate failure", "Create actionable alerts"]


def test_sarif_tells_equal_findings_apart() -> None:
    shown = report(NO_ALARM, SHORT, NO_ALARM, NO_ALARM)
    prints = [one["partialFingerprints"]["opexlint/v1"] for one in sarif(shown)["results"]]
    assert prints == [prints[0], prints[1], f"{prints[0]}:2", f"{prints[0]}:3"]
    assert prints == [one.fingerprint for one in shown.diagnostics], "as in the report and in a baseline"


def test_sarif_encodes_paths_and_names_no_folder_of_this_machine() -> None:
    file = File("a b/ü:%[1].yaml", "x")
    written = render("sarif", report(Diagnostic(ALARM, Severity.NOTE, "m", Location(file.path, 0, 1)), files=[file]))
    assert '"a%20b/%C3%BC%3A%25%5B1%5D.yaml"' in written
    assert not re.search(r"file:|" + re.escape(str(Path.cwd())), written)


def test_sarif_columns_count_code_points() -> None:
    file = File("a.yaml", "🚀: bad")
    (result,) = sarif(report(Diagnostic(ALARM, Severity.NOTE, "m", Location("a.yaml", 3, 6)), files=[file]))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 7, "snippet": {"text": "bad"}
    }  # fmt: skip


def test_sarif_carries_open_verdicts_on_request() -> None:
    assert sarif(report(open=[OPEN]))["results"] == []
    (result,) = sarif(report(open=[OPEN]), show_open=True)["results"]
    assert (result["kind"], result["level"]) == ("open", "none")
    assert result["message"]["text"] == "Logs that are kept too short: not decided, because Days has no default."


def test_sarif_says_that_a_run_was_incomplete() -> None:
    problem = Diagnostic(SYNTAX_ERROR, Severity.ERROR, "unexpected end", Location("stacks/shop.yaml", 0, 1))
    (invocation,) = sarif(report(problem, NO_ALARM))["invocations"]
    assert invocation["executionSuccessful"] is True
    assert [one["message"]["text"] for one in invocation["toolExecutionNotifications"]] == ["unexpected end."]
    (invocation,) = sarif(report(crashes=[CRASH]))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [one["associatedRule"]["id"] for one in invocation["toolExecutionNotifications"]] == ["function-without-error-alarm"]


def test_sarif_carries_fixes_on_request() -> None:
    fixable = replace(SHORT, fix=Change(SHORT.at, ("infra", "x"), ("RetentionInDays",), 30))
    edit = Edit(SHORT.at, "30")
    results = sarif(report(fixable, SHORT), edits=lambda _: [edit])["results"]
    assert ["fixes" in result for result in results] == [True, False]
    assert results[0]["fixes"] == [
        {
            "description": {"text": "keep them for a month."},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "infra/main.tf", "uriBaseId": "%SRCROOT%"},
                    "replacements": [
                        {
                            "deletedRegion": {"startLine": 2, "startColumn": 23, "endLine": 2, "endColumn": 31},
                            "insertedContent": {"text": "30"},
                        }
                    ],
                }
            ],
        }
    ]
    assert "fixes" not in sarif(report(fixable), edits=lambda _: [])["results"][0]


def test_a_message_makes_no_link() -> None:
    one = Diagnostic(ALARM, Severity.NOTE, "[click](https://evil.example)", Location("infra/main.tf", 0, 1))
    assert sarif(report(one))["results"][0]["message"]["text"] == "[click] (https://evil.example)."


EXPLAINED = (
    Explained(ALARM, "Pay", NO_ALARM.at, True, Answer("alarms_on", "PayFails", SHORT.at, True, "AWS::CloudWatch::Alarm")),
    Explained(ALARM, "Log", NO_ALARM.at, False, Answer("", "Days has no default", None, None)),
    Explained(ALARM, "Idle", NO_ALARM.at, True, None),
)


def test_json_says_what_cleared_a_subject_on_request() -> None:
    data = json.loads(render("json", report()._replace(explained=EXPLAINED)))
    assert [(one["subject"], one["verdict"], one["by"] and one["by"]["said"]) for one in data["verdicts"]] == [
        ("Pay", "passed", "PayFails"),
        ("Log", "open", "Days has no default"),
        ("Idle", "passed", None),
    ]
    assert data["verdicts"][0]["by"]["at"]["path"] == "infra/main.tf"
    assert "verdicts" not in json.loads(render("json", report()))


def test_weights_and_what_is_known_are_told_to_programs() -> None:
    weight = Weight("examples is not production", -2)
    shown = report(replace(NO_ALARM, weights=(weight,)))._replace(known=3, fixed=(Known("a", "b.tf", "c", "d", "e"),))
    data = json.loads(render("json", shown))
    assert data["findings"][0]["weights"] == [{"why": "examples is not production", "steps": -2}]
    assert data["summary"]["known"] == 3
    assert data["fixed"] == [{"rule": "a", "path": "b.tf", "subject": "c", "message": "d", "fingerprint": "e"}]
    assert sarif(shown)["results"][0]["properties"]["weights"] == [{"why": "examples is not production", "steps": -2}]


def test_sarif_and_the_documentation_say_the_profile_of_a_rule() -> None:
    strict = RETENTION._replace(profile="strict")
    (rule,) = [one for one in sarif(report(replace(SHORT, rule=strict)))["tool"]["driver"]["rules"] if one["id"] == strict.id]
    assert (rule["properties"]["profile"], rule["properties"]["precision"]) == ("strict", "medium")
    page = documentation.page(strict)
    assert f"`{strict.id}` · error · strict profile · Learn from all operational failures" in page
    assert "`--profile strict` runs it" in page
    assert "--profile" not in documentation.page(RETENTION)
    assert "error    strict   Logs that are kept too short" in documentation.table([strict, ALARM])
    assert "| error | strict |" in documentation.pages([strict])["README.md"]
