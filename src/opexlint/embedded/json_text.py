"""JSON inside a string: an inline policy, a dashboard body, a state machine's definition."""

from opexlint.embedded import json_tree
from opexlint.embedded.passage import Passage
from opexlint.embedded.value import value
from opexlint.model import Node


def read(passage: Passage) -> Node | None:
    """The value that the JSON in a passage spells, or None when it is no JSON."""
    document = json_tree.parse(passage.text)
    return None if document.root is None or document.faults else value(document.root, passage)


def looks_like_json(passage: Passage) -> bool:
    """Whether a passage begins as a JSON object or list does."""
    return passage.text.lstrip()[:1] in ("{", "[")
