"""Regular expressions as Go writes them, run only where Python's engine agrees with Go's and can't run away.

Go's engine is linear; Python's backtracks, exponentially for nested repetitions. So a pattern is taken only when no repeated group
holds a repetition or alternatives, and only on short strings; all else counts as unknown.
"""

import re
from functools import lru_cache
from typing import Final

from opexlint.languages.terraform.functions.signature import Unsure
from opexlint.languages.terraform.values import Failure

MAX_WORK: Final = 2_000_000
"""The most steps a match may take at worst: the length of the string to the power of the number of repetitions."""
MAX_PATTERN: Final = 500

_PIECE = re.compile(
    r"\\Q|\\[pP](?:\{\^?\w+\}|\w)|\\x\{[0-9a-fA-F]+\}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]"
    r"|\(\?P?<\w+>|\(\?[a-zA-Z-]*[:)]|\(\?.|[()]|[*+?]\??|\{[0-9]+(?:,[0-9]*)?\}\??|.",
    re.DOTALL,
)
_SAFE_ESCAPES: Final = frozenset("dDwWsSbBAtnrfv" + r"""\.+*?()|[]{}^$-/_"'#&~@%,:;<>=!` """)
_REPEATS: Final = ("*", "+", "{")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> tuple[re.Pattern[str], int]:
    """Python's form of a pattern and the number of its repetitions; raises `Unsure` where the two engines may differ."""
    if len(pattern) > MAX_PATTERN:
        raise Unsure("the pattern is too long")
    written: list[str] = []
    groups: list[bool] = []
    repetitions = 0
    repeats_inside = False
    closed_busy = False
    for index, piece in enumerate(found[0] for found in _PIECE.finditer(pattern)):
        if piece == ")":
            if not groups:
                raise Failure("the pattern has a parenthesis too many")
            closed_busy, repeats_inside = repeats_inside, groups.pop() or repeats_inside
            written.append(piece)
            continue
        if piece[0] in "*+?{" and (len(piece) > 1 or piece != "{"):
            if closed_busy and piece[0] != "?":
                raise Unsure("the pattern repeats a repetition")
            repetitions += piece[0] in _REPEATS
            repeats_inside = True
        elif piece[0] == "(" and not piece.endswith(")"):
            groups.append(repeats_inside)
            repeats_inside = False
        elif piece == "|":
            repeats_inside = True
        closed_busy = False
        written.append(_translated(piece, index))
    try:
        return re.compile("".join(written), re.ASCII), repetitions
    except (re.error, OverflowError, RecursionError) as error:
        raise Unsure("the pattern is one of Go's own") from error


def _translated(piece: str, index: int) -> str:
    if piece == "$":
        return r"\Z"
    if piece[0] == "\\":
        if piece == r"\z":
            return r"\Z"
        if piece == r"\pL":
            return r"[^\W\d_]" if index < 0 else _refuse()
        if len(piece) != 2 or piece[1] not in _SAFE_ESCAPES:
            _refuse()
        return "\\x0b" if piece == r"\v" else piece
    if piece[0] == "[" and ("[:" in piece or "\\p" in piece or "[[" in piece or "--" in piece or "&&" in piece or "||" in piece):
        _refuse()
    if piece.startswith("(?") and piece[2] not in "P<:" and not (index == 0 and piece in ("(?i)", "(?s)", "(?is)", "(?si)")):
        _refuse()
    if piece.startswith("(?<"):
        return "(?P<" + piece[3:]
    return piece


def _refuse() -> str:
    raise Unsure("the pattern is one of Go's own")


def _guarded(pattern: str, subject: str) -> re.Pattern[str]:
    found, repetitions = compiled(pattern)
    if not subject.isascii() and found.flags & re.IGNORECASE:
        _refuse()
    if (len(subject) + 1) ** max(repetitions + 1, 1) > MAX_WORK:
        raise Unsure("the pattern would take too long")
    return found


def first(pattern: str, subject: str) -> object:
    """`regex`: the match, a list of its groups, or a mapping of its named groups; raises `Failure` when there is none."""
    found = _guarded(pattern, subject).search(subject)
    if found is None:
        raise Failure("the pattern does not match")
    return _captured(found)


def every(pattern: str, subject: str) -> list[object]:
    """`regexall`: what `first` yields, for every match."""
    return [_captured(found) for found in _matches(pattern, subject)]


def replaced(subject: str, pattern: str, replacement: str) -> str:
    """`replace` with a pattern; `$1` and `${name}` in the replacement are groups."""
    pieces: list[str] = []
    end = 0
    for found in _matches(pattern, subject):
        pieces += (subject[end : found.start()], _expanded(replacement, found))
        end = found.end()
    return "".join((*pieces, subject[end:]))


def _matches(pattern: str, subject: str) -> list[re.Match[str]]:
    found = list(_guarded(pattern, subject).finditer(subject))
    if any(match.start() == match.end() for match in found):
        raise Unsure("the pattern matches nothing at all")
    return found


def _captured(found: re.Match[str]) -> object:
    names = found.re.groupindex
    if not found.re.groups:
        return found[0]
    if names and len(names) != found.re.groups:
        raise Failure("the pattern has named and unnamed groups")
    return dict(found.groupdict()) if names else list(found.groups())


_GROUP = re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))", re.ASCII)


def _expanded(replacement: str, found: re.Match[str]) -> str:
    def group(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        if name is None:
            return "$"
        if name.isdigit():
            return (found[int(name)] or "") if len(name) < 4 and int(name) <= found.re.groups else ""
        return found[name] or "" if name in found.re.groupindex else ""

    return _GROUP.sub(group, replacement)
