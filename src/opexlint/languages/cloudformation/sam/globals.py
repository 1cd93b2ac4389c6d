"""SAM's `Globals` section: what all resources of a type have in common.

Mappings are merged, lists appended to the global ones, anything else of the resource replaces the global value.
"""

from opexlint.languages.cloudformation.sam.parts import Fields
from opexlint.model import LIST, MAPPING, SCALAR, Node, ResourceRecord


def merged(record: ResourceRecord, shared: Node | None, name: str) -> Node:
    """The properties of a resource with the global ones of its type; those keep their place and tell that they are global."""
    if shared is None or shared[0] != MAPPING:
        return record.properties
    ignored = Fields(record.attributes).node("IgnoreGlobals")
    if ignored is not None and ignored[0] == SCALAR and ignored[1] == "*":
        return record.properties
    without = {item[1] for item in ignored[1][0] if item[0] == SCALAR} if ignored is not None and ignored[0] == LIST else set()
    entries, more = shared[1]
    kept = (MAPPING, (tuple(entry for entry in entries if entry[0] not in without), more), *shared[2:])
    return _merged(_global(kept, name), record.properties)


def _global(node: Node, name: str) -> Node:
    """The value with a step that says it is global, at every depth where a resource may take it over."""
    kind, payload, start, end, path, via = node
    if kind == MAPPING:
        entries, more = payload
        payload = tuple((key, low, high, _global(child, f"{name}.{key}")) for key, low, high, child in entries), more
    elif kind == LIST:
        items, more = payload
        payload = tuple(_global(item, name) for item in items), more
    return (kind, payload, start, end, path, (("global", name, path, start, end), *via))


def _merged(shared: Node, own: Node) -> Node:
    if shared[0] == LIST and own[0] == LIST:
        return (LIST, (shared[1][0] + own[1][0], shared[1][1] or own[1][1]), *own[2:])
    if shared[0] != MAPPING or own[0] != MAPPING:
        return own
    entries = {entry[0]: entry for entry in shared[1][0]}
    for entry in own[1][0]:
        both = entries.get(entry[0])
        entries[entry[0]] = entry if both is None else (*entry[:3], _merged(both[3], entry[3]))
    return (MAPPING, (tuple(entries.values()), own[1][1] or shared[1][1]), *own[2:])
