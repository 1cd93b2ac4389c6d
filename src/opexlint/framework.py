"""AWS Well-Architected: the principles rules are filed under, and the best practices they serve.

Source: the Operational Excellence Pillar of the AWS Well-Architected Framework. The five principles are those of its 2020 edition; the
current edition has eight, and `Principle.today` says which of them carry a principle on.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from opexlint.facts import table

PILLAR_URL: Final = "https://docs.aws.amazon.com/wellarchitected/latest/operational-excellence-pillar/"


class CurrentPrinciple(NamedTuple):
    """A design principle of the current edition of the pillar (eight of them)."""

    id: str
    title: str


ORGANIZE_TEAMS: Final = CurrentPrinciple("organize-teams", "Organize teams around business outcomes")
OBSERVABILITY: Final = CurrentPrinciple("observability", "Implement observability for actionable insights")
SAFE_AUTOMATION: Final = CurrentPrinciple("safe-automation", "Safely automate where possible")
SMALL_CHANGES: Final = CurrentPrinciple("small-changes", "Make frequent, small, reversible changes")
REFINEMENT: Final = CurrentPrinciple("refinement", "Refine operations procedures frequently")
FORESIGHT: Final = CurrentPrinciple("foresight", "Anticipate failure")
LEARNING: Final = CurrentPrinciple("learning", "Learn from all operational events and metrics")
MANAGED_SERVICES: Final = CurrentPrinciple("managed-services", "Use managed services")

CURRENT_PRINCIPLES: Final = (
    ORGANIZE_TEAMS,
    OBSERVABILITY,
    SAFE_AUTOMATION,
    SMALL_CHANGES,
    REFINEMENT,
    FORESIGHT,
    LEARNING,
    MANAGED_SERVICES,
)


class Principle(NamedTuple):
    """A design principle that rules are filed under. `today` are the current edition's principles that its rules serve.

    `short` is a name for the command line.
    """

    folder: str
    short: str
    title: str
    text: str
    today: tuple[CurrentPrinciple, ...]

    @property
    def id(self) -> str:
        """As users select it: `anticipate-failure`."""
        return self.folder.replace("_", "-")

    @property
    def names(self) -> tuple[str, str, str]:
        """All names that users may select it by."""
        return self.id, self.short, self.folder


PRINCIPLES: Final = (
    Principle(
        "perform_operations_as_code",
        "operations-as-code",
        "Perform operations as code",
        "The workload and its procedures are code, run by events and not by hands.",
        (SAFE_AUTOMATION, SMALL_CHANGES, FORESIGHT),
    ),
    Principle(
        "make_frequent_small_reversible_changes",
        "reversible-changes",
        "Make frequent, small, reversible changes",
        "Changes come in small increments that can be reversed when they fail.",
        (SMALL_CHANGES,),
    ),
    Principle(
        "refine_operations_procedures_frequently",
        "refine-procedures",
        "Refine operations procedures frequently",
        "Procedures evolve with the workload, and game days prove them.",
        (REFINEMENT, SAFE_AUTOMATION, FORESIGHT, MANAGED_SERVICES, LEARNING, ORGANIZE_TEAMS),
    ),
    Principle(
        "anticipate_failure",
        "anticipate",
        "Anticipate failure",
        "The sources of failure are found before they strike, and the response to them is tested.",
        (OBSERVABILITY, FORESIGHT, LEARNING),
    ),
    Principle(
        "learn_from_all_operational_failures",
        "learn-from-failures",
        "Learn from all operational failures",
        "Every failure leaves behind what is needed to learn from it.",
        (LEARNING, OBSERVABILITY),
    ),
)


class BestPractice(NamedTuple):
    """A best practice of the pillar.

    `id` is its current number (`OPS05-BP03`), `risk` the level AWS sees when it is not followed (`high`, `medium`, `low`), `checkable`
    whether code can show it (`yes`, `partly`, `no`).
    """

    id: str
    title: str
    risk: str
    checkable: str
    url: str


def principle(folder: str) -> Principle:
    """The principle whose rules live in a folder of that name. Raises LookupError with the valid names."""
    for one in PRINCIPLES:
        if one.folder == folder:
            return one
    raise LookupError(f"no principle has the folder {folder!r}: {', '.join(one.folder for one in PRINCIPLES)}")


def practice(title: str) -> BestPractice:
    """The best practice of that title. Raises LookupError naming the nearest one."""
    try:
        return best_practices()[title]
    except KeyError:
        from difflib import get_close_matches  # only a rule's author ever needs it

        near = get_close_matches(title, best_practices(), 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise LookupError(f"no best practice is called {title!r}{hint}") from None


@lru_cache(maxsize=1)
def best_practices() -> Mapping[str, BestPractice]:
    """All 68 best practices by title."""
    rows = table("best-practices")
    found: dict[str, BestPractice] = {}
    for title in rows:
        number, risk, checkable, page = rows.get(title)
        found[title] = BestPractice(number, title, risk, checkable, PILLAR_URL + page)
    return found
