"""Routes: the ways from a resource's attributes to its properties, each worked out once for a kind of place that it begins at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from opexlint.facts import schemas
from opexlint.facts.schemas import RESOURCE_ATTRIBUTES, Shape
from opexlint.facts.terraform import Target, vocabulary
from opexlint.languages.terraform.shapes import Conversion, conversion
from opexlint.languages.terraform.tree import canonical, leaf_shape

MAX_ROUTES: Final = 1024
"""Of how many types of resources, and places that these are written to, the routes are kept."""


@dataclass(slots=True, eq=False)
class Route:
    """Where an attribute or a block goes from a place of a known shape.

    `aside` tells that it begins among the attributes of the resource instead, `leaf` is the shape at its end, and `name` the entry that it
    ends at where that is all of the way; `convert` is what happens to a value on it.
    """

    target: Target
    aside: bool
    leaf: Shape | None
    name: str | None
    convert: Conversion | None
    _inside: "dict[Shape | None, Routes]" = field(default_factory=dict)

    def inside(self, shape: Shape | None) -> "Routes":
        """The routes of what is inside of the block, from the place that it is written to."""
        found = self._inside.get(shape)
        if found is None:
            found = self._inside[shape] = Routes(self.target.attributes, shape)
        return found


class Routes(dict[str, Route | None]):
    """The routes of one level of a vocabulary by the names of its attributes and blocks; None for what has no counterpart."""

    __slots__ = ("_shape", "_targets")

    def __init__(self, targets: Mapping[str, Target], shape: Shape | None) -> None:
        super().__init__()
        self._targets = targets
        self._shape = shape

    def __missing__(self, name: str) -> Route | None:
        target = self._targets.get(name)
        if target is None:
            return None
        found = self[name] = self._route(target)
        return found

    def _route(self, target: Target) -> Route:
        path = target.path
        aside = bool(path) and isinstance(path[0], str) and path[0] in RESOURCE_ATTRIBUTES
        shape = None if aside else self._shape if target.owner is None else schemas.shape(target.resource or "")
        is_value = target.block is None and target.resource is None and target.via != "drop"
        name = canonical(path[0], shape) if is_value and len(path) == 1 and isinstance(path[0], str) else None
        return Route(target, aside, leaf_shape(shape, path), name, conversion(target))


@lru_cache(maxsize=MAX_ROUTES)
def routes(tf_type: str, shape: Shape | None) -> Routes:
    """The routes of a type of resources, from a place of a shape: its own properties, or those that it completes."""
    words = vocabulary(tf_type)
    return Routes(words.attributes if words is not None else {}, shape)
