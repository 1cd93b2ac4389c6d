"""YAML (or JSON, which is YAML) inside a string: a buildspec, a Systems Manager document, an OpenAPI definition."""

from opexlint.embedded import tree
from opexlint.embedded.passage import Passage
from opexlint.embedded.value import value
from opexlint.model import Node


def read(passage: Passage) -> Node | None:
    """The value that the YAML in a passage spells, or None when it is no YAML."""
    document = tree.parse(passage.text)
    return None if document.root is None or document.faults else value(document.root, passage)
