"""Files from which another program writes a template: Jinja and its like, and the Serverless Framework.

What stands in them is not what CloudFormation gets, so they are skipped, and said to be.
"""

import re
from typing import Final

from opexlint.embedded.tree import Document
from opexlint.model import Problem
from opexlint.source import File, Location

_ENGINE: Final = re.compile(r"\{%|\{\{(?!resolve:)|<%")
_COOKIECUTTER: Final = re.compile(r"\{\{-?[ \t]*cookiecutter\.")
_SERVERLESS: Final = re.compile(r"\$\{(?:(?:self|opt|sls):\w|file\()")


def skipped(file: File, document: Document) -> Problem | None:
    """Why a file is no template yet, None for one that is.

    Its signs alone are none: scripts and documents inside a template may hold them. They must be what the text can't be read for, or stand
    where only a mapping as a key could (`Name: {{ name }}`).
    """
    text = file.text
    if found := _COOKIECUTTER.search(text):
        return _problem(file, found.start(), "cookiecutter writes it")
    if found := _SERVERLESS.search(text):
        return _problem(file, found.start(), "the Serverless Framework puts values into it")
    for fault in document.faults[:1]:
        line = text.rfind("\n", 0, fault.at) + 1
        end = text.find("\n", fault.at)
        if not fault.limit and text.startswith("${", fault.at):  # no template has that outside of a text
            return _problem(file, fault.at, "a template engine puts values into it")
        if not fault.limit and (found := _ENGINE.search(text, line, len(text) if end < 0 else end)):
            return _problem(file, found.start(), "a template engine writes it")
    for at in document.odd_keys:
        if text.startswith("{{", at - 1) or text.startswith("{{", at):
            return _problem(file, max(0, text.rfind("{{", 0, at + 2)), "a template engine puts values into it")
    return None


def _problem(file: File, at: int, why: str) -> Problem:
    return Problem("file-skipped", f"it is no template yet: {why}", Location(file.path, at, at + 2))
