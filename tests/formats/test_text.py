"""What people see: the finding, its code underlined, what else is to be said, the summary."""

import re
from dataclasses import replace

import pytest

from opexlint.finding import Change, Note
from opexlint.formats import render
from opexlint.report import Diagnostic, Explained, Known, Weight
from opexlint.rule import FILE_SKIPPED, SYNTAX_ERROR, Severity
from opexlint.source import File, Location
from opexlint.value import Answer
from tests.formats.examples import ALARM, CRASH, MAIN, NO_ALARM, OPEN, SHOP, SHORT, VARIABLES, at, report


def block(*diagnostics: Diagnostic, width: int = 80, files: tuple[File, ...] = (SHOP, MAIN, VARIABLES)) -> str:
    """The text of findings, without the summary."""
    return render("text", report(*diagnostics, files=files), width=width).split("\n\n   ")[0] + "\n"


def underlined(text: str, marked: str) -> list[str]:
    """A line of code and what stands below it, when `marked` is the finding."""
    file = File("a.tf", text)
    lines = block(Diagnostic(ALARM, Severity.NOTE, "m", at(file, marked)), files=(file,)).splitlines()
    return [line.split("|", 1)[1] for line in lines[3:5]]


def test_a_finding_shows_its_code_and_the_summary_counts_verdicts() -> None:
    assert (
        render("text", report(NO_ALARM, open=[OPEN], suppressed=2))
        == """\
warning[function-without-error-alarm]: no alarm goes off when this function fails
 --> stacks/shop.yaml:4:3
  |
4 |   Orders:
  |   ^^^^^^
  |
  = help: put an alarm on the Errors metric

                                     found  passed  open
Anticipate failure                       1       1     0
Learn from all operational failures      0       1     1

Found 1 warning in 3 files (2 suppressed); 1 verdict open (--open lists them)
"""
    )


def test_a_value_from_elsewhere_is_shown_where_it_was_written_and_instances_are_named() -> None:
    assert (
        block(SHORT)
        == """\
error[logs-kept-too-short]: logs are kept for no day
 --> infra/main.tf:2:23
  |
2 |   retention_in_days = var.days
  |                       ^^^^^^^^ in module.a.aws_cloudwatch_log_group.app
  |
 ::: infra/variables.tf:2:13
  |
2 |   default = 0
  |             - the default of days
  |
  = note: also in module.b.aws_cloudwatch_log_group.app
  = help: keep them for a month
"""
    )


def test_notes_in_the_same_file_share_its_snippet() -> None:
    note = Note("the function", at(SHOP, "Orders"))
    one = replace(NO_ALARM, at=at(SHOP, "!Ref Days"), notes=(note,), absent=False, when="Env is prod", default="Days")
    assert (
        block(one)
        == """\
warning[function-without-error-alarm]: no alarm goes off when this function fails
  --> stacks/shop.yaml:11:24
   |
 4 |   Orders:
   |   ------ the function
...
11 |       RetentionInDays: !Ref Days
   |                        ^^^^^^^^^ in Orders
   |
   = note: when Env is prod
   = note: by the default of Days
   = help: put an alarm on the Errors metric
"""
    )


def test_an_absence_at_many_resources_of_a_unit_is_one_block() -> None:
    file = File("app.yaml", "".join(f"F{number}:\n" for number in range(10, 40)))
    many = [replace(NO_ALARM, at=at(file, f"F{number}"), subject=f"F{number}", unit="app.yaml") for number in range(10, 40)]
    elsewhere = replace(NO_ALARM, message="another message")
    assert (
        block(*many, elsewhere, files=(file, SHOP))
        == """\
warning[function-without-error-alarm]: no alarm goes off when this function fails
 --> app.yaml:1:1
  |
1 | F10:
  | ^^^
2 | F11:
  | ^^^
3 | F12:
  | ^^^
  |
  = note: and 27 more in app.yaml: F13, F14, F15, F16, F17, F18, F19, F20, F21, F22, F23, F24, F25, F26, F27, F28, F29, F30, F31, F32, ...
  = help: put an alarm on the Errors metric

warning[function-without-error-alarm]: another message
 --> stacks/shop.yaml:4:3
  |
4 |   Orders:
  |   ^^^^^^
  |
  = help: put an alarm on the Errors metric
"""
    )


def test_absences_that_are_worded_differently_say_so_at_their_places() -> None:
    other = replace(NO_ALARM, at=at(SHOP, "Pay"), subject="Pay", message="nobody hears of a failed payment")
    assert "6 |   Pay:\n  |   ^^^ nobody hears of a failed payment\n" in block(NO_ALARM, other)


@pytest.mark.parametrize(
    ("text", "marked", "shown"),
    [
        ("\tname\t= bad\n", "bad", [" " * 5 + "name    = bad", " " * 15 + "^^^"]),
        ("注文 = bad\n", "bad", [" 注文 = bad", " " * 8 + "^^^"]),
        ("x = 注文\n", "注文", [" x = 注文", "     ^^^^"]),
        ("n\u0303 = bad\n", "bad", [" n\u0303 = bad", "     ^^^"]),
        ("x = [\n  1,\n]\n", "[\n  1,\n]", [" x = [", "     ^"]),
        ("x = 1\r\ny = 2\r\n", "1\r\n", [" x = 1", "     ^"]),
        ("x\x1b]0;owned\x07 = bad\n", "bad", [r" x\x1b]0;owned\x07 = bad", " " * 21 + "^^^"]),
        ("x = \u202ebad\n", "bad", [r" x = \u202ebad", " " * 11 + "^^^"]),
    ],
    ids=["tabs", "wide", "wide marked", "combining", "many lines", "CRLF", "escapes", "text direction"],
)
def test_the_underline_stands_below_what_is_marked(text: str, marked: str, shown: list[str]) -> None:
    assert underlined(text, marked) == shown


@pytest.mark.parametrize("before", [0, 1, 6, 7, 12, 13, 24, 25, 10_000])
@pytest.mark.parametrize(("filler", "wide"), [("a", 1), ("注", 2), ("\t", 4), ("\u0303", 1)])
def test_of_a_long_line_the_part_around_the_finding_is_shown(before: int, filler: str, wide: int) -> None:
    code, marks = underlined(filler * before + "bad" + filler * 10_000, "bad")
    assert len(code) <= 77
    assert code.endswith("…")
    assert code.startswith(" …") == (before * wide > 24)
    prefix = code[: code.index("bad")].replace("注", "注_").replace("\u0303", "")
    assert marks == " " * len(prefix) + "^^^"


def test_marks_in_one_window_of_a_long_line_share_it() -> None:
    file = File("a.json", "x" * 500 + "bad, worse" + "x" * 500)
    one = Diagnostic(ALARM, Severity.NOTE, "m", at(file, "bad"), notes=(Note("because", at(file, "worse")),))
    code = [line for line in block(one, files=(file,)).splitlines() if "worse" in line]
    assert len(code) == 1


def test_what_could_not_be_read_has_no_snippet() -> None:
    skipped = Diagnostic(
        FILE_SKIPPED, Severity.WARNING, "it is binary", Location("a\x1b.tf", 0, 0), notes=(Note("see", Location("", 0, 0)),)
    )
    assert (
        block(skipped)
        == """\
warning[file-skipped]: it is binary
 --> a\\x1b.tf:1:1
  |
 ::: .:1:1
  |
  = note: see
  = help: exclude the file if it is not meant to be checked
"""
    )


def test_an_empty_range_has_one_caret() -> None:
    end = len(VARIABLES.text)
    one = Diagnostic(SYNTAX_ERROR, Severity.ERROR, "unexpected end", Location(VARIABLES.path, end, end + 5))
    assert " --> infra/variables.tf:4:1\n  |\n4 |\n  | ^\n" in block(one)


def test_open_verdicts_are_listed_on_request() -> None:
    second = OPEN._replace(subject="Other", at=at(MAIN, "var.days"))
    text = render("text", report(open=[OPEN, second]), show_open=True)
    assert text.startswith("""\
open[logs-kept-too-short]: not decided for 2 subjects
  infra/main.tf:2:23: Other: Days has no default
  stacks/shop.yaml:8:3: Log: Days has no default

""")
    assert text.endswith("\nFound nothing in 3 files; 2 verdicts open\n")


def test_a_rule_that_failed_is_said() -> None:
    assert """\
error[function-without-error-alarm]: the rule failed on Pay: KeyError: 'x'
 --> stacks/shop.yaml:6:3
  |
6 |   Pay:
  |   ^^^
  |
  = note: this is a bug of the rule, not of the code it looked at
""" in render("text", report(crashes=[CRASH]))


def test_the_last_line_counts_by_severity() -> None:
    fixable = replace(SHORT, fix=Change(SHORT.at, ("infra", "x"), ("RetentionInDays",), 30))
    diagnostics = [fixable, SHORT, NO_ALARM, replace(NO_ALARM, severity=Severity.NOTE)]
    assert render("text", report(*diagnostics, files=[SHOP])).endswith(
        "\n\nFound 2 errors, 1 warning, 1 note in 1 file (1 fixable with --fix)\n"
    )


def test_nothing_found_in_nothing() -> None:
    assert render("text", report(files=[])._replace(counts={})) == "Found nothing in 0 files\n"


def test_colour_is_only_added() -> None:
    shown = report(NO_ALARM, SHORT, open=[OPEN], crashes=[CRASH])
    plain, coloured = (render("text", shown, color=color, show_open=True) for color in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[1;33mwarning[function-without-error-alarm]\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_a_severity_that_was_moved_says_why() -> None:
    lower = replace(NO_ALARM, severity=Severity.NOTE, weights=(Weight("dev is not production", -1),))
    assert "  = note: note instead of warning, because dev is not production\n" in block(lower)
    higher = replace(NO_ALARM, severity=Severity.ERROR, weights=(Weight("4 of the 5 here have what it lacks", 1),))
    assert "  = note: error instead of warning, because 4 of the 5 here have what it lacks\n" in block(higher)
    assert "instead of" not in block(replace(NO_ALARM, weights=higher.weights)), "it is what it would have been"
    by_default = replace(lower, default="Days", weights=(Weight("by the default of Days", -1),))
    assert "instead of" not in block(by_default), "that is said already"


def test_an_outlier_has_a_block_of_its_own_and_names_a_sibling() -> None:
    outlier = replace(
        NO_ALARM,
        severity=Severity.ERROR,
        notes=(Note("Pay has PayFails", at(SHOP, "Pay")),),
        weights=(Weight("4 of the 5 here have what it lacks", 1),),
    )
    other = replace(NO_ALARM, subject="Log", at=at(SHOP, "Log"))
    assert (
        block(outlier, other)
        == """\
error[function-without-error-alarm]: no alarm goes off when this function fails
 --> stacks/shop.yaml:4:3
  |
4 |   Orders:
  |   ^^^^^^
...
6 |   Pay:
  |   --- Pay has PayFails
  |
  = note: error instead of warning, because 4 of the 5 here have what it lacks
  = help: put an alarm on the Errors metric

warning[function-without-error-alarm]: no alarm goes off when this function fails
 --> stacks/shop.yaml:8:3
  |
8 |   Log:
  |   ^^^
  |
  = help: put an alarm on the Errors metric
"""
    )


def test_verdicts_are_explained() -> None:
    explained = (
        Explained(
            ALARM, "Pay", at(SHOP, "Pay"), True, Answer("alarms_on", "PayFails", at(MAIN, "var.days"), True, "AWS::CloudWatch::Alarm")
        ),
        Explained(ALARM, "Orders", at(SHOP, "Orders"), True, Answer("Timeout", "30", at(SHOP, "!Ref Days"), True)),
        Explained(ALARM, "Log", at(SHOP, "Log"), False, Answer("", "Days has no default", at(SHOP, "Log"), None)),
        Explained(ALARM, "Idle", at(SHOP, "Pay"), True, None),
    )
    written = render("text", report()._replace(explained=explained))
    assert (
        """\
verdicts[function-without-error-alarm]: 3 passed, 1 open
  open: stacks/shop.yaml:8:3: Log: Days has no default
  passed: stacks/shop.yaml:4:3: Orders: Timeout: 30 (stacks/shop.yaml:11:24)
  passed: stacks/shop.yaml:6:3: Pay: PayFails, AWS::CloudWatch::Alarm (infra/main.tf:2:23)
  passed: 1 subject of which nothing is asked that could be pointed at
"""
        in written
    )


def test_what_is_known_is_counted_and_what_is_fixed_is_listed() -> None:
    fixed = (Known("old-rule", "gone.tf", "aws_sqs_queue.a", "m", "f"), Known("syntax-error", "b.tf", "", "it ends too soon", "f"))
    written = render("text", report(suppressed=1)._replace(known=2, fixed=fixed))
    assert "fixed: 2 findings of the baseline are gone; --write-baseline drops them\n" in written
    assert "  gone.tf: aws_sqs_queue.a: old-rule\n  b.tf: it ends too soon: syntax-error\n" in written
    assert "Found nothing in 3 files (2 known, 1 suppressed)\n" in written
