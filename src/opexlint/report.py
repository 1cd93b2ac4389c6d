"""What a run found: the verdicts as data, ready for any output format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from opexlint.finding import Change, Note
from opexlint.rule import Rule, Severity
from opexlint.source import File, Location


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding as it is reported.

    `subject` names what it is about (an address in `unit`), `instances` further addresses of the same code that fail alike. `when` names
    the worlds in which it holds ("Env is prod"), "" for all of them; `default` the parameter whose default decided it. `absent` says that
    the finding stands at the header of its subject because there is nothing else to point at.
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

    @property
    def fingerprint(self) -> str:
        """Names this finding across commits that only move lines: rule, file, subject and message, no position."""
        text = "\0".join((self.rule.id, self.at.path, self.subject, self.message))
        return sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]


class OpenVerdict(NamedTuple):
    """A rule that could not be decided for a subject, and why."""

    rule: Rule
    subject: str
    at: Location
    why: str


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


@dataclass(frozen=True, slots=True)
class Report:
    """One run.

    `diagnostics` stand in order of path, place and rule; `counts` are by rule id; `suppressed` counts findings that a comment or the
    configuration silenced; `files` are all files that were looked at, by path, and `languages` how many of them each language claimed.
    """

    diagnostics: tuple[Diagnostic, ...]
    open: tuple[OpenVerdict, ...]
    crashes: tuple[Crash, ...]
    counts: Mapping[str, Count]
    rules: tuple[Rule, ...]
    files: Mapping[str, File]
    suppressed: int = 0
    checked: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)
