"""For people: every finding with the code it is about, and a summary of all verdicts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from opexlint.formats import Options, Region, notes_of, region
from opexlint.formats.summary import Summary, summary
from opexlint.formats.terminal import clipped, columns, harmless, style
from opexlint.patterns import regex
from opexlint.report import Crash, Diagnostic, Explained, Known, OpenVerdict, Report
from opexlint.source import File, Location

MAX_SHOWN: Final = 3
"""Places shown of findings that are one absence at many resources."""

MAX_NAMED: Final = 20
"""Names in a list of the others."""

MAX_SAID: Final = 120
"""Characters in which it is said what cleared a subject."""

MIN_CODE: Final = 40
"""Columns that code gets in the narrowest terminal."""


_WORD = regex(r"[\w-]+")


def render(report: Report, options: Options) -> str:
    """Findings in order of path, crashes, open verdicts on request, the summary."""
    blocks = [_finding(group, report, options) for group in _grouped(report.diagnostics)]
    blocks += (_crash(crash, report, options) for crash in report.crashes)
    if options.show_open:
        blocks += _open(report.open, report, options)
    blocks += _explained(report, options)
    if report.fixed:
        blocks.append(_fixed(report.fixed, options))
    totals = summary(report)
    blocks.append([*_table(totals, options), _closing(report, totals, options)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


# -- a finding --------------------------------------------------------------------------------------------------------------------------


def _grouped(diagnostics: Sequence[Diagnostic]) -> list[list[Diagnostic]]:
    """Findings of one absence at several resources of a unit together; all others alone."""
    groups: dict[object, list[Diagnostic]] = {}
    for number, one in enumerate(diagnostics):
        key: object = (one.rule.id, one.unit, one.severity, one.when, one.default, one.weights) if one.absent else number
        groups.setdefault(key, []).append(one)
    return list(groups.values())


class _Mark(NamedTuple):
    """A place to underline; a primary one is what the finding is about."""

    at: Location
    label: str
    primary: bool


def _finding(group: list[Diagnostic], report: Report, options: Options) -> list[str]:
    first = group[0]
    shown, others = group[:MAX_SHOWN], group[MAX_SHOWN:]
    marks: list[_Mark] = []
    for one in shown:
        marks.append(_Mark(one.at, _label(one, report) if one.message == first.message else one.message, True))
        marks += (_Mark(note.at, note.message, False) for note in notes_of(one))
    remarks: list[tuple[str, str]] = []
    if others:
        names = [name for one in others for name in (one.subject, *one.instances)]
        remarks.append(("note", f"and {len(names)} more{f' in {first.unit}' if first.unit else ''}: {_listed(names)}"))
    instances = [name for one in shown for name in one.instances]
    if instances:
        remarks.append(("note", f"also in {_listed(instances)}"))
    if first.when:
        remarks.append(("note", f"when {first.when}"))
    if first.default and first.origin in (None, first.at):
        remarks.append(("note", f"by the default of {first.default}"))
    if because := _because(first):
        remarks.append(("note", because))
    if first.rule.help:
        remarks.append(("help", first.rule.help))
    return _block(first.severity.label, first.rule.id, first.message, list(dict.fromkeys(marks)), remarks, report, options)


def _because(one: Diagnostic) -> str:
    """Why the severity is another than the rule's, where neither worlds nor a default explain it."""
    said = {f"when {one.when}", f"by the default of {one.default}"}
    whys = [weight.why for weight in one.weights if weight.why not in said]
    return (
        f"{one.severity.label} instead of {one.rule.severity.label}, because {' and '.join(whys)}"
        if whys and one.severity != one.rule.severity
        else ""
    )


def _label(one: Diagnostic, report: Report) -> str:
    """What the code does not say by itself: the resource that a property belongs to, the name under which a call was understood."""
    file = report.files.get(one.at.path)
    kinds = {about.kind for about in one.rule.about}
    if file is None or not one.subject or kinds not in ({"resource"}, {"call"}):
        return ""
    last = next((word for word in reversed(_WORD.findall(one.subject)) if not word.isdigit()), one.subject)
    start, end = file.line_range(file.position(min(one.at.start, len(file.text))).line)
    if _names(file.text[max(start, one.at.start - MIN_CODE) : min(end, one.at.start + MIN_CODE)], last):
        return ""
    return f"in {one.subject}" if kinds == {"resource"} and not one.absent else one.subject


def _names(text: str, name: str) -> bool:
    """Whether a text has a name that is no part of a longer one."""
    at = text.find(name)
    while at >= 0:
        if not _WORD.match(text[at - 1 : at]) and not _WORD.match(text, at + len(name)):
            return True
        at = text.find(name, at + 1)
    return False


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:MAX_NAMED]) + (", ..." if len(names) > MAX_NAMED else "")


def _crash(crash: Crash, report: Report, options: Options) -> list[str]:
    marks = [_Mark(crash.at, "", True)]
    remarks = [("note", "this is a bug of the rule, not of the code it looked at")]
    about = f" on {crash.subject}" if crash.subject else ""
    return _block("error", crash.rule.id, f"the rule failed{about}: {crash.error}", marks, remarks, report, options)


def _block(
    label: str, rule: str, message: str, marks: Sequence[_Mark], remarks: Iterable[tuple[str, str]], report: Report, options: Options
) -> list[str]:
    """A title, the marked code of each file, the remarks below."""
    places = [(mark, region(report.files, mark.at)) for mark in marks]
    margin = " " * len(str(max(place.line for _, place in places)))
    bar = margin + style(" |", "frame", options.color)
    lines = [style(f"{label}[{rule}]", label, options.color) + style(f": {harmless(message)}", "strong", options.color)]
    by_path: dict[str, list[tuple[_Mark, Region]]] = defaultdict(list)
    for mark, place in places:
        by_path[mark.at.path].append((mark, place))
    for path, inside in by_path.items():
        head, place = inside[0]
        arrow = "-->" if head is marks[0] else ":::"
        if head is not marks[0]:
            lines.append(bar)
        lines.append(margin + style(arrow, "frame", options.color) + f" {harmless(options.path(path))}:{place.line}:{place.column}")
        file = report.files.get(path)
        if file is not None:
            lines += (bar, *_code(file, inside, label, margin, options))
    if remarks := [*(("note", mark.label) for mark in marks if mark.label and mark.at.path not in report.files), *remarks]:
        lines.append(bar)
    sign = margin + style(" = ", "frame", options.color)
    lines += (f"{sign}{style(kind, 'strong', options.color)}: {harmless(said)}" for kind, said in remarks)
    return lines


# -- code -------------------------------------------------------------------------------------------------------------------------------


def _code(file: File, marks: Sequence[tuple[_Mark, Region]], severity: str, margin: str, options: Options) -> Iterator[str]:
    """The lines of the marks, each followed by what is underlined in it; dots where lines are left out."""
    room = max(MIN_CODE, options.width - len(margin) - 3)
    bar = style("|", "frame", options.color)
    above, window = 0, (0, 0)  # the line in the row above, and the part of it that is shown
    for mark, place in sorted(marks, key=lambda one: (one[0].at.start, one[0].at.end)):
        start = min(mark.at.start, len(file.text))
        line = place.line
        if line != above or not window[0] <= start <= window[1]:
            if 0 < above < line - 1:
                yield style("...", "frame", options.color)
            above, window = line, _window(file, line, start, room)
            number = style(str(line).rjust(len(margin)), "frame", options.color)
            yield f"{number} {bar} {''.join(_shown(file, line, window))}".rstrip()
        dots, before, _ = _shown(file, line, (window[0], max(start, window[0])))
        marked = columns(harmless(file.text[start : min(mark.at.end, window[1])]))
        underline = ("^" if mark.primary else "-") * max(1, marked) + (f" {harmless(mark.label)}" if mark.label else "")
        colored = style(underline, severity if mark.primary else "frame", options.color)
        yield f"{margin} {bar} {' ' * columns(dots + before)}{colored}"


def _window(file: File, line: int, focus: int, room: int) -> tuple[int, int]:
    """The part of a line (offsets, without the line end) to show: all of it when there is room, else what is around `focus`."""
    text = file.text
    start, end = file.line_range(line)
    while end > start and text[end - 1] in "\r\n":
        end -= 1
    if end - start <= room and columns(harmless(text[start:end])) <= room:
        return start, end
    focus = min(focus, end)
    room -= 2  # for the dots
    left = right = focus
    used = 0
    while left > start and (used := used + _room_of(text[left - 1])) <= room // 3:
        left -= 1
    used = sum(map(_room_of, text[left:focus]))
    while right < end and (used := used + _room_of(text[right])) <= room:
        right += 1
    return left, right


def _room_of(character: str) -> int:
    """Columns of a character; at least one, so that no line of marks without a width is endless."""
    return max(1, columns(harmless(character)))


def _shown(file: File, line: int, window: tuple[int, int]) -> tuple[str, str, str]:
    """A part of a line as it is printed: dots where it was cut, and the text between them."""
    start, end = file.line_range(line)
    rest = file.text[window[1] : min(end, window[1] + 2)].rstrip("\r\n")
    return "…" if window[0] > start else "", harmless(file.text[slice(*window)]), "…" if rest else ""


# -- what is not found ------------------------------------------------------------------------------------------------------------------


def _open(verdicts: Iterable[OpenVerdict], report: Report, options: Options) -> Iterator[list[str]]:
    by_rule: dict[str, list[OpenVerdict]] = defaultdict(list)
    for verdict in verdicts:
        by_rule[verdict.rule.id].append(verdict)
    for rule, group in sorted(by_rule.items()):
        title = "not decided for " + ("one subject" if len(group) == 1 else f"{len(group)} subjects")
        lines = [style(f"open[{rule}]", "note", options.color) + style(f": {title}", "strong", options.color)]
        for verdict in sorted(group, key=lambda one: (one.at, one.subject)):
            line, column, *_ = region(report.files, verdict.at)
            lines.append(harmless(f"  {options.path(verdict.at.path)}:{line}:{column}: {verdict.subject}: {verdict.why}"))
        yield lines


def _explained(report: Report, options: Options) -> Iterator[list[str]]:
    """By rule, what cleared each subject that passed, and what left the others open."""
    by_rule: dict[str, list[Explained]] = defaultdict(list)
    for one in report.explained:
        by_rule[one.rule.id].append(one)
    for rule, group in sorted(by_rule.items()):
        passed = sum(one.passed for one in group)
        title = f"{passed} passed, {len(group) - passed} open"
        lines = [style(f"verdicts[{rule}]", "note", options.color) + style(f": {title}", "strong", options.color)]
        asked = [one for one in group if one.by is not None]
        for one in sorted(asked, key=lambda one: (one.passed, one.at, one.subject)):
            line, column, *_ = region(report.files, one.at)
            place = f"{options.path(one.at.path)}:{line}:{column}"
            lines.append(harmless(f"  {'passed' if one.passed else 'open'}: {place}: {one.subject}: {_by(one, report, options)}"))
        if len(asked) < len(group):
            lines.append(f"  passed: {_number(len(group) - len(asked), 'subject')} of which nothing is asked that could be pointed at")
        yield lines


def _by(one: Explained, report: Report, options: Options) -> str:
    """What decided: a value, the resource that was found, or the unknown."""
    by = one.by
    assert by is not None
    said = clipped(f"{by.said}, {by.type}" if by.known and by.type else f"{by.question}: {by.said}" if by.known else by.said, MAX_SAID)
    if by.at is None or by.at == one.at:
        return said
    line, column, *_ = region(report.files, by.at)
    return f"{said} ({options.path(by.at.path)}:{line}:{column})"


def _fixed(fixed: Sequence[Known], options: Options) -> list[str]:
    title = f"{_number(len(fixed), 'finding')} of the baseline {'is' if len(fixed) == 1 else 'are'} gone; --write-baseline drops them"
    lines = [style("fixed", "good", options.color) + style(f": {title}", "strong", options.color)]
    lines += (harmless(f"  {options.path(one.path)}: {one.subject or one.message}: {one.rule}") for one in fixed[:MAX_NAMED])
    return [*lines, *(["  ..."] if len(fixed) > MAX_NAMED else [])]


def _table(totals: Summary, options: Options) -> list[str]:
    """The verdicts by principle; nothing when there is none."""
    heads = ("found", "passed", "open")
    rows = [(principle.title, (count.found, count.passed, count.open)) for principle, count in totals.principles]
    if not rows:
        return []
    wide = max(len(title) for title, _ in rows)
    widths = [max(map(len, (head, *(str(cells[i]) for _, cells in rows)))) for i, head in enumerate(heads)]

    def row(title: str, cells: Iterable[object]) -> str:
        return "  ".join([title.ljust(wide), *(str(cell).rjust(width) for cell, width in zip(cells, widths, strict=True))])

    return [style(row("", heads), "faint", options.color), *(row(*one) for one in rows), ""]


def _closing(report: Report, totals: Summary, options: Options) -> str:
    """One line that says it all."""
    found = ", ".join(_number(count, severity.label) for severity, count in totals.severities.items())
    remarks = [f"{report.known} known"] if report.known else []
    if report.suppressed:
        remarks.append(f"{report.suppressed} suppressed")
    if totals.fixable:
        remarks.append(f"{totals.fixable} fixable with --fix")
    line = f"Found {found or 'nothing'} in {_number(report.checked, 'file')}" + (f" ({', '.join(remarks)})" if remarks else "")
    if report.open:
        line += f"; {_number(len(report.open), 'verdict')} open" + ("" if options.show_open else " (--open lists them)")
    worst = next(iter(totals.severities), None)
    return style(line, worst.label if worst else "good", options.color)


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
