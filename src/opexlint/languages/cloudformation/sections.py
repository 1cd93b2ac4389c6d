"""The sections of a template that its reader and its writer both look at."""

from collections.abc import Iterator

from opexlint.embedded.tree import Mapping, Scalar, Sequence, Tree, followed


def transforms(root: Mapping) -> Iterator[str]:
    """The names of the template's transforms: one, or a list of names and of mappings with a `Name`."""
    found = followed(root.get("Transform") or root.get("Fn::Transform"))
    for item in found.items if type(found) is Sequence else (found,):
        one = followed(item)
        if type(one) is Mapping:
            one = followed(one.get("Name"))
        if type(one) is Scalar:
            yield one.text


def resource_type(resource: Tree | None) -> str:
    """The type of a resource as written, "" where there is none that can be read."""
    found = followed(resource)
    kind = followed(found.get("Type")) if type(found) is Mapping else None
    return kind.text if type(kind) is Scalar and not kind.tag else ""
