"""A document that is given as a text where CloudFormation takes either: a policy, a dashboard's body, a state machine's definition."""

from opexlint.embedded import json_text, yaml_text
from opexlint.embedded.passage import Passage
from opexlint.model import CHOICE, LIST, MAPPING, SCALAR, TEXT, Node, choice
from opexlint.source import Location


def document(node: Node, source: str | None, *, yaml: bool = False) -> Node:
    """The value of a document that is given as a text, or the node itself where it is no JSON; `source` is the text of the file.

    `yaml` tells that a mapping written in YAML will do as well.
    """
    if node[0] == CHOICE:
        switch, branches = node[1]
        at = Location(node[4], node[2], node[3])
        return choice(switch, tuple((option, document(branch, source, yaml=yaml)) for option, branch in branches), at)
    first = node[1][0] if node[0] == TEXT else node
    if first[0] != SCALAR or not isinstance(first[1], str):
        return node
    looks_like_json = first[1].lstrip()[:1] in ("{", "[")
    passage = Passage.of(node, source) if looks_like_json or yaml else None
    if passage is None:
        return node
    value = json_text.read(passage) if looks_like_json else yaml_text.read(passage)
    return node if value is None or value[0] not in (LIST, MAPPING) else (*value[:5], (*node[5], *value[5]))
