"""One finding for many resources: which of them stands first."""

from collections import defaultdict
from collections.abc import Callable, Hashable

from opexlint.model import Key
from opexlint.project import Project
from opexlint.subjects import Resource


def is_first(project: Project, resource: Resource, name: str, group: Callable[[Resource], Hashable | None]) -> bool:
    """Whether a resource stands first in its unit among those of the same group (None: of no group); `name` names the grouping."""

    def build() -> set[Key]:
        found: dict[Hashable, list[Resource]] = defaultdict(list)
        for one in project.resources():
            label = group(one)
            if label is not None:
                found[one.unit, label].append(one)
        return {min(ones, key=lambda one: (one.at.path, one.at.start, one.key)).key for ones in found.values()}

    return resource.key in project.once(("first", name), build)
