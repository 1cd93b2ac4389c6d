"""What an entry of the function tables says."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from opexlint.languages.terraform.constraints import Type
from opexlint.languages.terraform.values import Value
from opexlint.model import LIST
from opexlint.source import Location

ANY_NUMBER: Final = 1_000
"""More arguments than any call has."""

STRINGS: Final = (LIST, "string")


class Unsure(Exception):  # noqa: N818  not an error of the configuration: only Terraform itself can tell
    """The result can't be told here for certain; the message completes "unknown because"."""


class Plain(NamedTuple):
    """A function of Python's own data.

    `parameters` are the types its arguments are converted to, `rest` that of further arguments; a list it returns becomes a `yields`.
    """

    apply: Callable[..., Any]
    parameters: tuple[Type, ...]
    rest: Type | None = None
    yields: str = "tuple"


class Structural(NamedTuple):
    """A function of values, with the least and the greatest number of its arguments."""

    apply: Callable[[list[Value], Location], Value]
    least: int
    most: int
