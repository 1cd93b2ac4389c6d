"""What boto3 calls do to infrastructure: which type a client's method creates, and which verbs change anything.

Source: botocore's operation names compared with CloudFormation's types. Arguments carry the same names as the type's
properties for five of six properties: `schemas.Shape.canonical` finds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from opexlint.facts import table

# `client.<verb>_...` that changes something at AWS. Verbs that only read are not here, nor is what sends data
# through a resource (`put_item`, `send_message`, see `_DATA`).
MUTATING_VERBS = (
    "accept", "activate", "add", "allocate", "apply", "assign", "associate", "attach", "authorize", "batch_delete",
    "batch_update", "bundle", "cancel", "change", "configure", "confirm", "copy", "create", "deactivate", "delete",
    "deploy", "deprecate", "deprovision", "deregister", "detach", "disable", "disassociate", "enable", "execute",
    "export", "failover", "import", "increase", "decrease", "initiate", "install", "merge", "migrate", "modify", "move",
    "promote", "provision", "publish_layer_version", "publish_version", "purchase", "purge", "put", "reboot", "rebuild",
    "register", "reject", "release", "remove", "replace", "request", "reset", "resize", "restart", "restore", "resume",
    "revoke", "rollback", "rotate", "run", "schedule_key_deletion", "set", "signal", "start", "stop", "subscribe",
    "suspend", "swap", "switchover", "tag", "terminate", "transfer", "unassign", "unsubscribe", "untag", "update",
    "upgrade", "upload_server_certificate",
)  # fmt: skip
# Methods that begin like a change of infrastructure and are one of data.
_DATA = frozenset(
    (
        "batch_write_item", "delete_item", "delete_message", "delete_message_batch", "delete_object", "delete_objects",
        "copy_object", "execute_statement", "put_events", "put_item", "put_log_events", "put_metric_data",
        "put_object", "put_record", "put_record_batch", "put_records", "put_trace_segments", "start_query",
        "start_query_execution", "start_execution", "start_sync_execution", "update_item", "upload_file",
        "upload_fileobj", "upload_part",
    )
)  # fmt: skip


@cache
def _methods(service: str) -> Mapping[str, str]:
    found: Mapping[str, str] = table("boto3").get(service) or {}
    return found


def infrastructure_type(service: str, method: str) -> str | None:
    """The CloudFormation type that a client method creates or configures, or None.

    `infrastructure_type("sqs", "create_queue")` -> `AWS::SQS::Queue`; the service by the name that
    `boto3.client` takes.
    """
    return _methods(service).get(method)


def is_mutating(method: str) -> bool:
    """Whether a client method changes infrastructure rather than reads it or moves data through it."""
    return method not in _DATA and any(method == verb or method.startswith(f"{verb}_") for verb in MUTATING_VERBS)


def services() -> tuple[str, ...]:
    """Every service with methods in the table."""
    return tuple(table("boto3"))
