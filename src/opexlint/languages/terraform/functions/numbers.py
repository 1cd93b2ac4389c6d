"""Functions of numbers."""

import math
import re
from decimal import ROUND_CEILING, ROUND_FLOOR
from typing import Final

from opexlint.languages.terraform.functions.arithmetic import Number, add
from opexlint.languages.terraform.functions.signature import Plain, Unsure
from opexlint.languages.terraform.values import MAX_DIGITS, Failure
from opexlint.model import LIST

MAX_RANGE: Final = 1024
"""Terraform's own limit for `range`."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _log(value: Number, base: Number) -> float:
    try:
        return math.log(value) / math.log(base)
    except (ValueError, ZeroDivisionError) as error:
        raise Failure("log() of that number is not defined") from error


def _pow(value: Number, power: Number) -> float:
    try:
        result = math.pow(value, power)
    except (ValueError, OverflowError) as error:
        raise Unsure("the power is too large") from error
    if abs(result) > 2**53:
        raise Unsure("the power is too large")
    return result


def _parseint(digits: str, base: Number) -> int:
    if base != int(base) or not 2 <= base <= 62:
        raise Failure("the base of parseint() is between 2 and 62")
    if base > len(_DIGITS):
        raise Unsure("the base of parseint() is above 36")
    if len(digits) > MAX_DIGITS:
        raise Unsure("the number is too large")
    if not re.fullmatch(r"[+-]?[0-9A-Za-z]+", digits):
        raise Failure(f'"{digits[:40]}" is no number')
    return int(digits, int(base))


def _signum(value: Number) -> int:
    if value != int(value):
        raise Failure("signum() takes a whole number")
    return (value > 0) - (value < 0)


def _sum(values: list[Number]) -> Number:
    if not values:
        raise Failure("sum() of nothing")
    total: Number = 0
    for value in values:
        total = add(total, value)
    return total


def _range(*bounds: Number) -> list[Number]:
    if not 1 <= len(bounds) <= 3:
        raise Failure("range() takes one to three numbers")
    start, limit = (0, bounds[0]) if len(bounds) == 1 else (bounds[0], bounds[1])
    step = bounds[2] if len(bounds) == 3 else (1 if limit >= start else -1)
    if step == 0 or (step < 0) != (limit < start):
        if step != 0 and limit == start:
            return []
        raise Failure("range() has no end")
    found: list[Number] = []
    while start < limit if step > 0 else start > limit:
        if len(found) >= MAX_RANGE:
            raise Failure("range() has too many numbers")
        found.append(start)
        start = add(start, step)
    return found


def _largest(*values: Number) -> Number:
    if not values:
        raise Failure("max() of nothing")
    return max(values)


def _smallest(*values: Number) -> Number:
    if not values:
        raise Failure("min() of nothing")
    return min(values)


def _rounded(mode: str) -> Plain:
    return Plain(lambda value: value if isinstance(value, int) else int(value.to_integral_value(rounding=mode)), ("number",))


PLAIN: Final = {
    "abs": Plain(abs, ("number",)),
    "ceil": _rounded(ROUND_CEILING),
    "floor": _rounded(ROUND_FLOOR),
    "log": Plain(_log, ("number", "number")),
    "max": Plain(_largest, (), "number"),
    "min": Plain(_smallest, (), "number"),
    "parseint": Plain(_parseint, ("string", "number")),
    "pow": Plain(_pow, ("number", "number")),
    "range": Plain(_range, (), "number", LIST),
    "signum": Plain(_signum, ("number",)),
    "sum": Plain(_sum, ((LIST, "number"),)),
}
