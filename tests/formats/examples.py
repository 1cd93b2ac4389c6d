"""Reports made by hand: a template, a Terraform root, two rules."""

from collections.abc import Sequence
from unicodedata import category

from opexlint.framework import PRINCIPLES
from opexlint.report import Count, Crash, Diagnostic, OpenVerdict, Report, identified
from opexlint.rule import OWN, Rule, Severity, resources
from opexlint.source import File, Location

SHOP = File(
    "stacks/shop.yaml",
    """\
Parameters:
  Days: {Type: Number, Default: 0}
Resources:
  Orders:
    Type: AWS::Lambda::Function
  Pay:
    Type: AWS::Lambda::Function
  Log:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: !Ref Days
""",
)
MAIN = File("infra/main.tf", 'resource "aws_cloudwatch_log_group" "app" {\n  retention_in_days = var.days\n}\n')
VARIABLES = File("infra/variables.tf", 'variable "days" {\n  default = 0\n}\n')

_BY_TITLE = {principle.title: principle for principle in PRINCIPLES}

ALARM = Rule(
    id="function-without-error-alarm",
    principle=_BY_TITLE["Anticipate failure"],
    documentation="Function without an error alarm.\n\nWhen every call of the function fails,\nnobody is told.\n\n```yaml\nOrders:\n  Type: AWS::Lambda::Function\n```",
    severity=Severity.WARNING,
    practices=("Create actionable alerts",),
    about=(resources("AWS::Lambda::Function"),),
    help="put an alarm on the Errors metric",
    links=("https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",),
)
RETENTION = Rule(
    id="logs-kept-too-short",
    principle=_BY_TITLE["Learn from all operational failures"],
    documentation="Logs that are kept too short.\n\nThey are gone when they are needed.",
    severity=Severity.ERROR,
    about=(resources("AWS::Logs::LogGroup"),),
    help="keep them for a month",
    aliases=("short-logs",),
)


def at(file: File, text: str, occurrence: int = 0) -> Location:
    """Where a text stands in a file."""
    start = -1
    for _ in range(occurrence + 1):
        start = file.text.index(text, start + 1)
    return Location(file.path, start, start + len(text))


NO_ALARM = Diagnostic(
    ALARM,
    Severity.WARNING,
    "no alarm goes off when this function fails",
    at(SHOP, "Orders"),
    unit=SHOP.path,
    subject="Orders",
    absent=True,
)
SHORT = Diagnostic(
    RETENTION,
    Severity.ERROR,
    "logs are kept for no day",
    at(MAIN, "var.days"),
    origin=at(VARIABLES, "0"),
    unit="infra",
    subject="module.a.aws_cloudwatch_log_group.app",
    instances=("module.b.aws_cloudwatch_log_group.app",),
    default="days",
)
OPEN = OpenVerdict(RETENTION, "Log", at(SHOP, "Log"), "Days has no default")
CRASH = Crash(ALARM, "Pay", at(SHOP, "Pay"), "KeyError: 'x'")


def report(
    *diagnostics: Diagnostic,
    open: Sequence[OpenVerdict] = (),  # noqa: A002  as the report calls it
    crashes: Sequence[Crash] = (),
    files: Sequence[File] = (SHOP, MAIN, VARIABLES),
    suppressed: int = 0,
) -> Report:
    """A report of these findings; every rule has passed once as well."""
    counts = {rule.id: Count(passed=1) for rule in (ALARM, RETENTION)} | {rule.id: Count() for rule in OWN}
    for diagnostic in diagnostics:
        counts[diagnostic.rule.id].found += 1
    for verdict in open:
        counts[verdict.rule.id].open += 1
    by_path = {file.path: file for file in files}
    return Report(
        tuple(identified(diagnostics, by_path)),
        tuple(open),
        tuple(crashes),
        counts,
        (ALARM, RETENTION, *OWN),
        by_path,
        suppressed,
        len(files),
        {"terraform": 2},
    )


def harmful(text: str) -> list[str]:
    """The characters of an output that would move a terminal's cursor, change its state or turn its text around."""
    return [one for one in text if one != "\n" and category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
