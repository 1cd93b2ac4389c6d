"""YAML that a program or its tools read, taken only when it is of a reasonable shape.

libyaml builds its data by recursion in C: a text that nests too deep ends the process, and merged aliases grow without end. Its events
come one by one, so they are counted first.
"""

from typing import Any, Final

MAX_EVENTS: Final = 50_000
"""How many scalars, lists and mappings a text may have, their ends included."""

MAX_DEPTH: Final = 60
"""How deep they may stand in each other."""

MAX_MERGES: Final = 8
"""How many aliases a text with merge keys may have."""


def compose(text: str) -> Any:
    """The tree of a text's only document; raises ValueError where there is none or it is too large."""
    import yaml

    try:
        _check(text)
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error)) from error


def load(text: str) -> Any:
    """The data in a text; raises ValueError where it is no YAML or too large."""
    import yaml

    try:
        _check(text)
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError, TypeError) as error:
        raise ValueError(str(error)) from error


def _check(text: str) -> None:
    import yaml

    depth = aliases = merges = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        merges += isinstance(event, yaml.ScalarEvent) and event.value == "<<"
        if number > MAX_EVENTS or depth > MAX_DEPTH or (merges and aliases > MAX_MERGES):
            raise ValueError("it is too large to follow")
