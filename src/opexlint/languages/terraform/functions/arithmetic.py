"""Arithmetic as Terraform does it: on binary numbers of 512 bits, which are spelled with the fewest digits that tell them apart.

So a decimal number stands for the binary one that is nearest, and `10 % 3.3` is 0.1 only nearly.
"""

from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from opexlint.languages.terraform.values import Failure

Number = int | Decimal

BITS: Final = 512
MOST_DIGITS: Final = 160
"""More digits than it takes to tell two such numbers apart."""
ALL_DIGITS: Final = 2_000
"""More digits than are ever shown of one."""


def add(left: Number, right: Number) -> Number:
    """The sum."""
    return _spelled(_binary(left) + _binary(right))


def subtract(left: Number, right: Number) -> Number:
    """The difference."""
    return _spelled(_binary(left) - _binary(right))


def multiply(left: Number, right: Number) -> Number:
    """The product."""
    return _spelled(_binary(left) * _binary(right))


def divide(left: Number, right: Number) -> Number:
    """The quotient."""
    if right == 0:
        raise Failure("division by zero")
    return _spelled(_binary(left) / _binary(right))


def modulo(left: Number, right: Number) -> Number:
    """The remainder, with the sign of the dividend."""
    if right == 0:
        raise Failure("division by zero")
    one, other = _binary(left), _binary(right)
    return _spelled(one - _nearest(other * int(_nearest(one / other))))


def exactly(value: Number) -> Decimal:
    """All digits of the number that Terraform has in the place of a decimal one, as far as any format asks."""
    return _decimal(_binary(value), ALL_DIGITS)


def _binary(value: Number) -> Fraction:
    """The number that Terraform has in the place of a decimal one."""
    return _nearest(Fraction(value))


def _nearest(exact: Fraction) -> Fraction:
    """The number of 512 bits that is nearest."""
    above, below = abs(exact.numerator), exact.denominator
    if below & (below - 1) == 0 and above.bit_length() <= BITS:
        return exact
    unit = Fraction(2) ** (above.bit_length() - below.bit_length() - BITS)
    if abs(exact) >= unit * 2**BITS:
        unit *= 2
    return round(exact / unit) * unit


def _spelled(exact: Fraction) -> Number:
    """The decimal number with the fewest digits that stands for the number of 512 bits nearest to this one."""
    value = _nearest(exact)
    if value.denominator == 1 and abs(value.numerator).bit_length() <= BITS:
        return value.numerator
    least, most = 1, MOST_DIGITS
    while least < most:
        middle = (least + most) // 2
        if _binary(_decimal(value, middle)) == value:
            most = middle
        else:
            least = middle + 1
    return _decimal(value, least)


def _decimal(value: Fraction, digits: int) -> Decimal:
    return Context(prec=digits).divide(Decimal(value.numerator), Decimal(value.denominator))
