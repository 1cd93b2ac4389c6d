"""Where an expression stands, and what is asked of the module around it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from opexlint.languages.terraform.syntax import Node
from opexlint.languages.terraform.values import Compositions, Value, located
from opexlint.source import Location

Steps = tuple[tuple[str, Any], ...]


class Work:
    """How much work is left to do, in steps: `left` is zero or less when there has been too much; and what strings were put together."""

    __slots__ = ("compositions", "left")

    def __init__(self, steps: int) -> None:
        self.left = steps
        self.compositions: Compositions = {}


class Names(Protocol):
    """What names mean in a module, and the work that all that is computed there draws on."""

    work: Work

    @property
    def known(self) -> Mapping[Any, tuple[Value, str]]:
        """The values that are computed already, by the first two steps of their names, each with how one comes to it."""

    def root(self, name: str, steps: Steps, at: Location) -> tuple[Value, Steps]:
        """The value of `var.x`, `local.y`, `aws_sqs_queue.q`, ... and the steps that are left; raises `Failure`."""

    def call(self, name: str, arguments: Sequence[Value], at: Location) -> Value | None:
        """The result of a function that needs the project (`file`), None for any other; raises `Failure`."""

    def overspent(self, at: Location) -> None:
        """Tells that there have been too many when it was the turn of this."""

    def copy(self, values: int, at: Location) -> bool:
        """Counts values that a property shows of one that is written elsewhere; False when there have been too many."""

    def mistake(self, message: str, at: Location) -> None:
        """Tells of what Terraform refuses whatever the values are."""

    def too_deep(self, at: Location) -> None:
        """Tells that something nests too deep to be computed."""


class Scope:
    """Where an expression stands: its file, its module, and the names that are bound around it."""

    __slots__ = ("bound", "names", "path")

    def __init__(self, names: Names, path: str, bound: Mapping[str, Value]) -> None:
        self.names = names
        self.path = path
        self.bound = bound

    def binding(self, bound: Mapping[str, Value]) -> "Scope":
        """The scope inside a `for`, a splat, a `dynamic` block."""
        return Scope(self.names, self.path, {**self.bound, **bound})

    def at(self, node: Node) -> Location:
        """Where an expression stands."""
        return located((self.path, node[1], node[2]))
