"""Terraform's built-in functions.

A function is an entry of a table: `PLAIN` ones take and yield Python's own data (their arguments are converted, null is refused, an
unknown argument makes the result unknown), `STRUCTURAL` ones take and yield values, since they pass on parts of them with their places
or can say something of values known in part. Functions that read files need the project and stand with the evaluator.

What is in neither table is impure (`timestamp`, `uuid`) or bound to the machine (`abspath`, `pathexpand`).
"""

from collections.abc import Sequence
from typing import Final

from opexlint.languages.terraform.alternatives import across
from opexlint.languages.terraform.constraints import convert
from opexlint.languages.terraform.functions import arns, collections, dates, encoding, networks, numbers, strings, yaml
from opexlint.languages.terraform.functions.signature import Plain, Structural, Unsure
from opexlint.languages.terraform.values import CALL, SET, TUPLE, Failure, Value, data, derived, from_data, undecided, unknown, wholly_known
from opexlint.model import GONE, SCALAR, TEXT, UNKNOWN
from opexlint.source import Location

PLAIN: Final[dict[str, Plain]] = {
    **strings.PLAIN,
    **numbers.PLAIN,
    **networks.PLAIN,
    **encoding.PLAIN,
    **yaml.PLAIN,
    **dates.PLAIN,
    **arns.PLAIN,
}
STRUCTURAL: Final[dict[str, Structural]] = {
    **strings.STRUCTURAL,
    **encoding.STRUCTURAL,
    **yaml.STRUCTURAL,
    **collections.STRUCTURAL,
}

IMPURE: Final = frozenset(
    (
        *("abspath", "bcrypt", "ephemeralasnull", "pathexpand", "plantimestamp", "rsadecrypt", "timestamp"),
        "uuid",
    )
)
"""Functions whose result is not a function of the configuration, or only Terraform's to compute."""


FORMER: Final = frozenset(("list", "map"))
"""Functions that are gone since Terraform 0.15; many a repository still has them."""

COMPUTED: Final = frozenset((*PLAIN, *STRUCTURAL))
"""Functions whose result is a matter of their arguments alone."""

_NAMES: Final = COMPUTED | IMPURE | FORMER


def exists(name: str) -> bool:
    """Whether Terraform or OpenTofu has a function of this name; those of providers may be anything."""
    return name in _NAMES or "::" in name.removeprefix("core::") or name.removeprefix("core::") in _NAMES


def call(name: str, arguments: Sequence[Value], at: Location) -> Value:
    """The result of a function; raises `Failure` when Terraform would refuse the call."""
    name = name.removeprefix("core::")
    structural = STRUCTURAL.get(name)
    if structural is not None:
        return across(arguments, lambda values: _structural(structural, values, at), at)
    plain = PLAIN.get(name)
    if plain is not None:
        return across(arguments, lambda values: _plain(name, plain, values, at), at)
    if name in FORMER:
        return unknown(f"{name}() is gone since Terraform 0.15", at)
    called = (CALL, name, at.path, at.start, at.end)
    return (UNKNOWN, f"{name}() is known only when it is applied", at.start, at.end, at.path, (called,))


def _structural(function: Structural, arguments: Sequence[Value], at: Location) -> Value:
    if not function.least <= len(arguments) <= function.most:
        raise Failure("the number of arguments is wrong")
    try:
        value = function.apply(list(arguments), at)
    except Unsure as doubt:
        return unknown(str(doubt), at)
    if value[0] == UNKNOWN and not value[5]:
        cause = next((one for one in arguments if one[0] in (UNKNOWN, TEXT)), None)
        return value if cause is None else (*value[:5], undecided(cause, at)[5])
    return value


def _plain(name: str, function: Plain, arguments: Sequence[Value], at: Location) -> Value:
    if len(arguments) < len(function.parameters) or (len(arguments) > len(function.parameters) and function.rest is None):
        raise Failure("the number of arguments is wrong")
    wanted = [*function.parameters, *[function.rest] * (len(arguments) - len(function.parameters))]
    for value in arguments:
        if value[0] == GONE:
            raise Failure(f"{name}() of null")
    converted = [convert(value, one) for value, one in zip(arguments, wanted, strict=True)]
    for value in converted:
        if not wholly_known(value):
            return undecided(value, at)
    try:
        result = function.apply(*map(data, converted))
    except Unsure as doubt:
        return unknown(str(doubt), at)
    except (ValueError, ArithmeticError, IndexError, RecursionError) as error:
        raise Failure(f"{name}() fails: {error}") from error
    value = from_data(result, at)
    if value[0] == TUPLE and function.yields != TUPLE:
        value = (function.yields, *value[1:])
    return derived(value, [source for argument in arguments for source in _sources(argument)], at)


def _sources(argument: Value) -> list[Value]:
    """The argument and its direct items: where the defaults are that a result was computed from."""
    if argument[0] in (SCALAR, GONE):
        return [argument]
    payload = argument[1]
    return [argument, *payload[0]] if argument[0] in (TUPLE, "list", SET) else [argument]
