"""What a run found: the verdicts as data, ready for any output format."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final, NamedTuple

from opexlint.finding import Change, Note
from opexlint.patterns import regex
from opexlint.rule import Rule, Severity
from opexlint.source import File, Location
from opexlint.value import Answer


class Weight(NamedTuple):
    """What moved the severity of a finding by so many steps from that of its rule, in words that complete "because"."""

    why: str
    steps: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding as it is reported.

    `subject` names what it is about (an address in `unit`), `instances` further addresses of the same code that fail alike. `when` names
    the worlds in which it holds ("Env is prod"), "" for all of them; `default` the parameter whose default decided it. `absent` says that
    the finding stands at the header of its subject because there is nothing else to point at. `weights` are what made `severity` another
    than the rule's, `fingerprint` names the finding across commits (see `identified`).
    """

    rule: Rule
    severity: Severity
    message: str
    at: Location
    origin: Location | None = None
    notes: tuple[Note, ...] = ()
    unit: str = ""
    subject: str = ""
    instances: tuple[str, ...] = ()
    when: str = ""
    default: str = ""
    absent: bool = False
    fix: Change | None = None
    weights: tuple[Weight, ...] = ()
    fingerprint: str = ""


class Outcome(NamedTuple):
    """What a rule said about a subject: its findings, or why there is no answer ("" when it passed); on request the answers it met."""

    diagnostics: tuple[Diagnostic, ...] = ()
    why: str = ""
    answers: tuple[Answer, ...] = ()


PASSED: Final = Outcome()
"""That of a rule that had nothing to say: no finding, no doubt, nothing noted."""


class OpenVerdict(NamedTuple):
    """A rule that could not be decided for a subject, and why."""

    rule: Rule
    subject: str
    at: Location
    why: str


class Explained(NamedTuple):
    """A subject without a finding: whether it passed or stays open, and what cleared it or left it open (None: nothing was met)."""

    rule: Rule
    subject: str
    at: Location
    passed: bool
    by: Answer | None


class Known(NamedTuple):
    """A finding that is known from elsewhere: from a baseline, or from another revision of the code."""

    rule: str
    path: str
    subject: str
    message: str
    fingerprint: str


class Crash(NamedTuple):
    """A rule that raised: a bug in it, never the user's."""

    rule: Rule
    subject: str
    at: Location
    error: str


@dataclass(slots=True)
class Count:
    """Verdicts of one rule."""

    found: int = 0
    passed: int = 0
    open: int = 0


class Report(NamedTuple):
    """One run.

    `diagnostics` stand in order of path, place and rule; `counts` are by rule id; `suppressed` counts findings that a comment or the
    configuration silenced; `files` are all files that were looked at, by path, and `languages` how many of them each language claimed;
    `explained` is only there on request. `known` counts findings that were left out because they are known, `fixed` are known ones that are
    found no more.
    """

    diagnostics: tuple[Diagnostic, ...]
    open: tuple[OpenVerdict, ...]
    crashes: tuple[Crash, ...]
    counts: Mapping[str, Count]
    rules: tuple[Rule, ...]
    files: Mapping[str, File]
    suppressed: int = 0
    checked: int = 0
    languages: Mapping[str, int] = {}
    explained: tuple[Explained, ...] = ()
    known: int = 0
    fixed: tuple[Known, ...] = ()

    def at_least(self, severity: Severity) -> "Report":
        """The report without the findings of a lower severity."""
        return self._replace(diagnostics=tuple(one for one in self.diagnostics if one.severity >= severity))


# -- what names a finding ---------------------------------------------------------------------------------------------------------------

MAX_CONTENT: Final = 200
"""Characters of code that go into a fingerprint."""

_NUMBER = regex(r"\d+")


def identified(diagnostics: Iterable[Diagnostic], files: Mapping[str, File]) -> list[Diagnostic]:
    """The findings with their fingerprints, which outlive moved lines and renamed files.

    What goes in: the rule, the address of the subject in its unit (a unit has none in itself; what opexlint says of its own input is about
    a file), the message but for its numbers (dates and ages in it move on by themselves), and the first line of the code. Equal ones are
    numbered in their order.
    """
    found: list[Diagnostic] = []
    seen: Counter[str] = Counter()
    for one in diagnostics:
        subject = one.subject if one.unit else one.at.path if one.rule.check is None else ""
        name = fingerprint(one.rule.id, subject, _NUMBER.sub("0", one.message), _content(one.at, files))
        seen[name] += 1
        found.append(replace(one, fingerprint=name if seen[name] == 1 else f"{name}:{seen[name]}"))
    return found


def fingerprint(*parts: str) -> str:
    """Stands for these words."""
    return sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]


def _content(at: Location, files: Mapping[str, File]) -> str:
    file = files.get(at.path)
    line = file.text[at.start : at.end].strip().partition("\n")[0] if file is not None else ""
    return " ".join(line.split())[:MAX_CONTENT]
