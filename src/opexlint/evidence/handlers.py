"""Failures of changes that a program catches."""

from collections.abc import Iterator
from typing import Final

from opexlint.evidence.programs import change_by
from opexlint.model import HandlerRecord
from opexlint.patterns import regex
from opexlint.project import Project
from opexlint.subjects import Call

_BROAD: Final = {
    "BaseException",
    "Exception",
    "boto3.exceptions.Boto3Error",
    "botocore.exceptions.BotoCoreError",
    "subprocess.CalledProcessError",
    "subprocess.SubprocessError",
}
_CLEAN_UP: Final = regex(
    r"\b(delete|destroy|detach|disable|disassociate|deregister|release|remove|revoke|rb|rollback|terminate|uninstall|untag)\b"
)
"""The words of changes that take something away: they may fail because it is gone."""


def failure_handlers(project: Project, call: Call) -> Iterator[HandlerRecord]:
    """The innermost `except` clause that catches whatever failure of a change or of waiting for one; none for clean-up and for reading."""
    if "handler" in call.context or not _fails_loudly(call):
        return  # what is done about a failure may itself fail
    handler = next((one for one in call.handlers if _is_broad(one)), None)
    if handler is not None and _builds_up(call, project):
        yield handler


def _builds_up(call: Call, project: Project) -> bool:
    """Whether it makes or changes something, or waits for that."""
    change = change_by(project, call)
    return call.name.endswith(".wait") or (change != "" and not _CLEAN_UP.search(change))


def _fails_loudly(call: Call) -> bool:
    """Whether it raises when it fails: a plain `subprocess.run` does not."""
    return call.name != "subprocess.run" or call["check"].must_be(True)


def _is_broad(handler: HandlerRecord) -> bool:
    """Whether it catches whatever the service answers; all errors of a client are a ClientError."""
    return any(name in _BROAD or name.endswith(".ClientError") for name in handler.exceptions)
