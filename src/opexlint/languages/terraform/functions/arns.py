"""The functions of AWS's own provider."""

import re
from typing import Any, Final

from opexlint.languages.terraform.functions.signature import Plain

_ROLE = re.compile(r"(arn:[^:]*:iam:[^:]*:[^:]*:role/).*/([^/]+)")


def _build(partition: str, service: str, region: str, account: str, resource: str) -> str:
    return f"arn:{partition}:{service}:{region}:{account}:{resource}"


def _parse(arn: str) -> dict[str, Any]:
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        raise ValueError("it is no ARN")
    return dict(zip(("partition", "service", "region", "account_id", "resource"), parts[1:], strict=True))


def _without_path(arn: str) -> str:
    if not re.match(r"arn:[^:]*:iam:[^:]*:[^:]*:role/.", arn):
        raise ValueError("it is no ARN of a role")
    found = _ROLE.fullmatch(arn)
    return found[1] + found[2] if found else arn


PLAIN: Final = {
    "provider::aws::arn_build": Plain(_build, ("string",) * 5),
    "provider::aws::arn_parse": Plain(_parse, ("string",)),
    "provider::aws::trim_iam_role_path": Plain(_without_path, ("string",)),
}
