"""Where the state of a root is: what ties the roots of a project to one another."""

from collections.abc import Callable, Iterator
from posixpath import join, normpath
from typing import Final

KIND: Final = "state"
"""What the names of outputs that other roots read begin with."""

_WITHIN: Final = {"s3": ("bucket", "key"), "gcs": ("bucket", "prefix"), "azurerm": ("container_name", "key"), "oss": ("bucket", "key")}
"""By backend, what holds states, and what names one in there."""

Known = Callable[[str], str | None]
"""The text that an argument of a backend is set to, None where that is not known; "" where it is not set."""


def written(backend: str, known: Known, folder: str) -> Iterator[str]:
    """The names by which others may know the state that a root in a folder writes."""
    holder, name = _place(backend, known, folder)
    if name:
        yield f"{KIND}:{backend}//{name}"
        if holder:
            yield f"{KIND}:{backend}/{holder}/{name}"


def read(backend: str, known: Known, folder: str) -> str:
    """The name of the state that a root in a folder reads; "" where it is not known."""
    holder, name = _place(backend, known, folder)
    return f"{KIND}:{backend}/{holder or ''}/{name}" if name else ""


def _place(backend: str, known: Known, folder: str) -> tuple[str | None, str | None]:
    if backend == "local":
        path = known("path")
        return "", path and normpath(join(folder, path)) if path != "" else normpath(join(folder, "terraform.tfstate"))
    if backend == "remote":
        return known("organization"), known("workspaces.name")
    holder, name = _WITHIN.get(backend, ("", ""))
    return (known(holder), known(name)) if name else ("", "")


def output(state: str, name: str) -> str:
    """The name of an output in a state."""
    return f"{state}#{name}"
