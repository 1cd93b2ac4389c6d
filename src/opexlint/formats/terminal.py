"""Text as a terminal shows it: harmless, measured in columns, styled.

What is scanned may be hostile or in any script: no character of it reaches a terminal unless it prints, and columns are not characters.
"""

from typing import Final
from unicodedata import category, east_asian_width

TAB: Final = 4
"""Columns of a tab: a fixed number, so that a line can be shown from its middle."""

_STYLES: Final = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "help": "1;36",
    "frame": "1;34",
    "strong": "1",
    "good": "32",
    "faint": "2",
}


def style(text: str, name: str, color: bool) -> str:
    """The text in the colours of `name`, or as it is when there is no colour."""
    return f"\x1b[{_STYLES[name]}m{text}\x1b[0m" if color and text else text


def harmless(text: str) -> str:
    """The text on one line, with everything that does not print spelled out (`\\x1b`, `\\u202e`): controls, escapes, text directions."""
    return text if text.isprintable() else "".join(map(_harmless, text))


def _harmless(character: str) -> str:
    if character == "\t":
        return " " * TAB
    if character.isprintable() or category(character) == "Zs":
        return character
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def columns(text: str) -> int:
    """How many columns a harmless text takes: none for a combining mark, two for a wide character."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def clipped(text: str, limit: int) -> str:
    """The text, cut where it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
