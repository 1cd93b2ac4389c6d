"""Functions of points in time, which are RFC 3339 texts; they read Terraform's own clock nowhere."""

import re
from datetime import datetime, timedelta, timezone
from typing import Final

from opexlint.languages.terraform.functions.signature import Plain, Unsure

MAX_DURATION: Final = 60
"""The longest duration that is read, in code points."""

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_NANOSECONDS: Final = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_FORMAT = re.compile(r"'(?:[^']|'')*'?|(?P<verb>([A-Za-z])\2*)|(?P<rest>[^A-Za-z']+)")
_MONTHS: Final = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _parsed(text: str) -> tuple[datetime, int]:
    """A point in time to the second, and its nanoseconds; raises ValueError."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("it is no RFC 3339 timestamp")
    fraction, zone = found[7] or "", found[8]
    if len(fraction) > 9:
        raise Unsure("the fraction of the second has too many digits")
    offset = timedelta() if zone == "Z" else timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[4:]))
    moment = datetime(*(int(part) for part in found.groups()[:6]), tzinfo=timezone(offset))  # type: ignore[misc,arg-type]
    return moment, int(fraction.ljust(9, "0"))


def _zone(moment: datetime, separator: str = ":") -> str:
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{separator}{abs(minutes) % 60:02}"


def _add(text: str, duration: str) -> str:
    moment, nanoseconds = _parsed(text)
    sign, rest = (-1, duration[1:]) if duration.startswith("-") else (1, duration.removeprefix("+"))
    if rest == "0":
        return _spelled(moment)
    if len(rest) > MAX_DURATION:
        raise Unsure("the duration is too long")
    if not rest or "".join(found[0] for found in _DURATION.finditer(rest)) != rest:
        raise ValueError("it is no duration")
    for found in _DURATION.finditer(rest):
        whole, _, fraction = found[1].partition(".")
        unit = _NANOSECONDS[found[2]]
        nanoseconds += sign * (int(whole or 0) * unit + int(fraction or 0) * unit // 10 ** len(fraction))
    try:
        return _spelled(moment + timedelta(seconds=nanoseconds // 1_000_000_000))
    except OverflowError as error:
        raise Unsure("the time is too far away") from error


def _spelled(moment: datetime) -> str:
    return f"{moment:%Y}".rjust(4, "0") + f"{moment:-%m-%dT%H:%M:%S}" + ("Z" if not moment.utcoffset() else _zone(moment))


def _compare(left: str, right: str) -> int:
    one, other = _parsed(left), _parsed(right)
    return (one > other) - (one < other)


def _format(pattern: str, text: str) -> str:
    moment, _ = _parsed(text)
    pieces = []
    for found in _FORMAT.finditer(pattern):
        if found["verb"]:
            pieces.append(_verb(found["verb"], moment))
        elif found["rest"]:
            pieces.append(found["rest"])
        elif len(found[0]) < 2 or not found[0].endswith("'"):
            raise ValueError("a quote is not closed")
        else:
            pieces.append(found[0][1:-1].replace("''", "'"))
    return "".join(pieces)


def _verb(verb: str, moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    utc = not moment.utcoffset()
    half = "pm" if moment.hour >= 12 else "am"
    verbs = {
        "YYYY": f"{moment.year:04}",
        "YY": f"{moment.year % 100:02}",
        "MMMM": _MONTHS[moment.month - 1],
        "MMM": _MONTHS[moment.month - 1][:3],
        "MM": f"{moment.month:02}",
        "M": f"{moment.month}",
        "DD": f"{moment.day:02}",
        "D": f"{moment.day}",
        "EEEE": _DAYS[moment.weekday()],
        "EEE": _DAYS[moment.weekday()][:3],
        "hh": f"{moment.hour:02}",
        "h": f"{moment.hour}",
        "HH": f"{hour:02}",
        "H": f"{hour}",
        "AA": half.upper(),
        "aa": half,
        "mm": f"{moment.minute:02}",
        "m": f"{moment.minute}",
        "ss": f"{moment.second:02}",
        "s": f"{moment.second}",
        "ZZZZZ": _zone(moment),
        "ZZZZ": _zone(moment, ""),
        "ZZZ": "UTC" if utc else _zone(moment, ""),
        "Z": "Z" if utc else _zone(moment),
    }
    if verb not in verbs:
        raise ValueError(f"{verb[:20]} is no part of a date")
    return verbs[verb]


PLAIN: Final = {
    "formatdate": Plain(_format, ("string", "string")),
    "timeadd": Plain(_add, ("string", "string")),
    "timecmp": Plain(_compare, ("string", "string")),
}
