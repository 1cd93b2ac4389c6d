"""`format` and `formatlist`, with the verbs of Go's fmt that Terraform knows."""

import re
from collections.abc import Iterator
from decimal import Decimal
from json import dumps
from typing import Final

from opexlint.languages.terraform.alternatives import across
from opexlint.languages.terraform.constraints import convert
from opexlint.languages.terraform.functions.arithmetic import exactly
from opexlint.languages.terraform.functions.signature import Unsure
from opexlint.languages.terraform.values import (
    ENCODED,
    ENTRIES,
    HANDLE,
    ITEMS,
    JSON,
    PRECISE,
    Failure,
    Value,
    items,
    known,
    place,
    reason,
    sequence_items,
    settled,
    spelled_out,
    text,
    to_text,
    unknown,
    wholly_known,
)
from opexlint.model import GONE, LIST, REFERENCE, SCALAR, TEXT
from opexlint.source import Location

MAX_WIDTH: Final = 1_000
"""The widest field that is filled."""
MAX_LISTS: Final = 10_000
"""The most items `formatlist` makes."""

PLAIN_DIGITS: Final = 6
"""Go's %g writes whole numbers of more digits with an exponent."""

_VERB = re.compile(r"%(?P<flags>[-+# 0]*)(?P<width>[0-9]*)(?:\.(?P<precision>[0-9]*))?(?:\[(?P<index>[0-9]{1,4})\])?(?P<verb>.)", re.DOTALL)


def format_text(arguments: list[Value], at: Location) -> Value:
    """`format`: unknown arguments stay as parts of the result."""
    pattern = settled(convert(arguments[0], "string"))
    if pattern[0] != SCALAR:
        return unknown("the format is not known", at)
    parts: list[Value] = []
    used = _pieces(to_text(pattern), pattern, arguments[1:], parts, at)
    if used < len(arguments) - 1:
        raise Failure("format() has too many arguments")
    return text(parts, at)


def _pieces(pattern: str, source: Value, arguments: list[Value], parts: list[Value], at: Location) -> int:
    """Adds the parts of the result, yields how many arguments were asked for."""
    end = following = highest = 0
    for verb in _VERB.finditer(pattern):
        if verb.start() < end:
            continue
        parts.append((SCALAR, pattern[end : verb.start()], at.start, at.end, at.path, source[5]))
        end = verb.end()
        if verb["verb"] == "%":
            parts.append(known("%", at))
            continue
        index = int(verb["index"]) - 1 if verb["index"] else following
        following = index + 1
        highest = max(highest, following if not verb["index"] else len(arguments))
        if not 0 <= index < len(arguments):
            raise Failure("format() has too few arguments")
        parts.append(_filled(verb, arguments[index], at))
    rest = pattern[end:]
    if "%" in rest:
        raise Failure("the format ends in a verb without a letter")
    parts.append((SCALAR, rest, at.start, at.end, at.path, source[5]))
    return highest


def _filled(verb: re.Match[str], argument: Value, at: Location) -> Value:
    letter = verb["verb"]
    if not letter.isascii():
        raise Failure("the format has an unknown verb")
    value = settled(argument)
    plain = not verb["flags"] and not verb["width"] and verb["precision"] is None
    if letter in "sv" and plain and value[0] in (TEXT, REFERENCE):
        return value
    if value[0] == ENCODED:
        value = spelled_out(value, place(value))
    if not wholly_known(value):
        return unknown(reason(value), at)
    result = _spelled(letter, verb["flags"], verb["precision"], value)
    return (SCALAR, _padded(result, verb["flags"], verb["width"], value), at.start, at.end, at.path, argument[5])


def _padded(result: str, flags: str, width: str, value: Value) -> str:
    if not width:
        return result
    wide = _width(width)
    if "-" in flags:
        return result.ljust(wide)
    if "0" in flags and value[0] == SCALAR and not isinstance(value[1], str):
        sign = result[0] if result[:1] in ("-", "+", " ") else ""
        return sign + result[len(sign) :].rjust(wide - len(sign), "0")
    return result.rjust(wide)


def _width(digits: str) -> int:
    """The width or precision that digits of a verb spell."""
    if len(digits) > 4 or int(digits or "0") > MAX_WIDTH:
        raise Unsure("the field is too wide")
    return int(digits or "0")


def _spelled(letter: str, flags: str, precision: str | None, value: Value) -> str:
    if letter == "v":
        return _any_spelled(flags, precision, value)
    if value[0] == GONE:
        raise Failure("format() of null")
    if value[0] in ITEMS or value[0] in ENTRIES or value[0] == HANDLE:
        raise Failure(f"%{letter} takes no collection")
    if letter in "sq":
        subject = to_text(convert(value, "string"))
        subject = subject if precision is None else _cut(subject, precision)
        return _quoted(subject) if letter == "q" else subject
    if letter == "t":
        return to_text(convert(value, "bool"))
    if letter in "bdoxXeEfFgG":
        return _numeric(letter, flags, precision, convert(value, "number")[1])
    raise Failure("the format has an unknown verb")


def _any_spelled(flags: str, precision: str | None, value: Value) -> str:
    if value[0] == SCALAR and not flags.replace("-", "").replace("0", ""):
        if isinstance(value[1], str):
            return value[1] if precision is None else _cut(value[1], precision)
        if precision is None:
            return to_text(value) if isinstance(value[1], bool) else _numeric("g", flags, None, value[1])
    if precision is None and flags in ("", "#"):
        return to_text(spelled_out((ENCODED, (value, JSON), *value[2:]), place(value)))
    raise Unsure("the format is one of Go's own")


def _cut(subject: str, precision: str) -> str:
    if not subject.isascii():
        raise Unsure("what a character is takes Unicode's rules")
    return subject[: _width(precision)]


def _quoted(subject: str) -> str:
    if not subject.isprintable():
        raise Unsure("the quotes are Go's own")
    return dumps(subject, ensure_ascii=False)


def _numeric(letter: str, flags: str, precision: str | None, value: int | Decimal) -> str:
    if set(flags) - {"+", " ", "-", "0"}:
        raise Unsure("the format is one of Go's own")
    if letter in "bdoxX":
        if precision is not None:
            raise Unsure("the format is one of Go's own")
        body = f"{abs(int(value)):{letter}}"
    else:
        body = _fraction(letter, precision, value if value >= 0 else -value)
    sign = "-" if value < 0 else "+" if "+" in flags else " " if " " in flags else ""
    return sign + body


def _fraction(letter: str, precision: str | None, value: int | Decimal) -> str:
    if letter in "gG":
        if precision is not None:
            raise Unsure("the format is one of Go's own")
        return _shortest(letter, value)
    digits = 6 if precision is None else _width(precision)
    return _exponent(f"{exactly(value):.{digits}{letter}}")


def _shortest(letter: str, value: int | Decimal) -> str:
    """Go's %g with as many digits as it takes."""
    number = Decimal(value).normalize(PRECISE)
    if not number or -4 <= number.adjusted() < PLAIN_DIGITS:
        return f"{number:f}"
    return _exponent(f"{number:{'e' if letter == 'g' else 'E'}}")


def _exponent(spelled: str) -> str:
    """A number with an exponent of at least two digits, as Go has it."""
    mantissa, letter, exponent = spelled.partition("e" if "e" in spelled else "E")
    return f"{mantissa}{letter}{exponent[0]}{exponent[1:]:0>2}" if letter else spelled


def format_list(arguments: list[Value], at: Location) -> Value:
    """`formatlist`: lists among the arguments are gone through together, all else is the same for every item."""
    columns: list[list[Value] | Value] = []
    length: int | None = None
    for argument in map(settled, arguments[1:]):
        if argument[0] in ITEMS and not argument[1][1]:
            found = sequence_items(argument)
            if length is not None and length != len(found):
                raise Failure("the lists of formatlist() differ in length")
            length = len(found)
            columns.append(found)
        elif argument[0] in ITEMS or argument[0] not in (SCALAR, TEXT, GONE):
            return unknown("a list is not known", at)
        else:
            columns.append(argument)
    if (length or 0) > MAX_LISTS:
        raise Unsure("the list is too long")
    rows: Iterator[list[Value]] = (
        [column[index] if isinstance(column, list) else column for column in columns] for index in range(1 if length is None else length)
    )
    return items(LIST, (across([arguments[0], *row], lambda values: format_text(list(values), at), at) for row in rows), at)
