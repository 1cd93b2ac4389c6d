"""When AWS stops supporting what code names: runtimes, versions, services; and which types hold data.

The Lambda dates and the stateful types are cfn-lint's, read from the installed package as files (importing it costs
a second): a project that updates cfn-lint gets AWS's newer dates. All else is a table of our own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from opexlint.facts import table


class RuntimeLifecycle(NamedTuple):
    """The dates of a Lambda runtime; None where AWS has not announced one.

    `block_create`: no new functions from then on; `block_update`: no code updates either.
    """

    runtime: str
    deprecated: date | None
    block_create: date | None
    block_update: date | None
    successor: str | None


class VersionLifecycle(NamedTuple):
    """When a version of a product leaves support: `extended_until` is the end of paid extended support, if any."""

    product: str
    version: str
    standard_until: date
    extended_until: date | None
    source: str


class Discontinued(NamedTuple):
    """A service that has ended or takes no new customers.

    Both dates may lie ahead. A service without any takes no new customers, since when is not known.
    """

    service: str
    ended: date | None
    closed_to_new: date | None
    source: str


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _cfnlint() -> Path | None:
    """Where the installed cfn-lint lies; looked up without importing it."""
    spec = find_spec("cfnlint")
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None


@cache
def _cfnlint_data(name: str) -> Mapping[str, Any]:
    place = _cfnlint()
    if place is None:
        return {}
    try:
        found: Mapping[str, Any] = json.loads((place / "data" / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


@cache
def runtime_lifecycle(runtime: str) -> RuntimeLifecycle | None:
    """The life-cycle of a Lambda runtime identifier (`python3.9`), or None when it is not known."""
    row = _cfnlint_data("AdditionalSpecs/LmbdRuntimeLifecycle.json").get(runtime)
    if row is None:
        return None
    return RuntimeLifecycle(
        runtime,
        _day(row.get("deprecated")),
        _day(row.get("create-block")),
        _day(row.get("update-block")),
        row.get("successor"),
    )


def runtimes() -> tuple[str, ...]:
    """Every Lambda runtime with a known life-cycle."""
    return tuple(sorted(_cfnlint_data("AdditionalSpecs/LmbdRuntimeLifecycle.json")))


@cache
def runtimes_as_of() -> str:
    """Where the runtime dates are from: `cfn-lint 1.58.0 (2026-10-20)`."""
    place = _cfnlint()
    if place is None:
        return "cfn-lint is not installed"
    found = re.search(r'"([\d.]+)"', (place / "version.py").read_text(encoding="utf-8"))
    dated = str(_cfnlint_data("schemas/version.json").get("schema_date", ""))[:10]
    return f"cfn-lint {found[1] if found else '?'}" + (f" ({dated})" if dated else "")


@cache
def stateful_types() -> frozenset[str]:
    """The CloudFormation types whose deletion loses data."""
    return frozenset(_cfnlint_data("AdditionalSpecs/StatefulResources.json").get("ResourceTypes", {}))


@cache
def is_deleted_only_when_empty(cfn_type: str) -> bool:
    """Whether AWS refuses to delete a resource of this type as long as it holds data.

    cfn-lint knows it of buckets; that a vault with recovery points can't be deleted is from the API reference of AWS Backup.
    """
    row = _cfnlint_data("AdditionalSpecs/StatefulResources.json").get("ResourceTypes", {}).get(cfn_type, {})
    return bool(row.get("DeleteRequiresEmptyResource")) or cfn_type == "AWS::Backup::BackupVault"


@cache
def replacing_properties(cfn_type: str) -> frozenset[str]:
    """The properties whose change replaces a resource of this CloudFormation type with a new one, as its schema says."""
    schema = _cfnlint_data("schemas/providers/us-east-1.json").get(cfn_type)
    found = _cfnlint_data(f"schemas/resources/{schema}.json") if schema else {}
    paths = [*(found.get("createOnlyProperties") or ()), *(found.get("conditionalCreateOnlyProperties") or ())]
    return frozenset(path.split("/")[2] for path in paths if path.startswith("/properties/"))


@cache
def version_lifecycle(product: str, version: str) -> VersionLifecycle | None:
    """The life-cycle of a product's version, or None when it is not known.

    Products: "eks", "eks-ami", "rds-postgres", "aurora-postgresql", "rds-mysql", "aurora-mysql", "rds-mariadb",
    "elasticache-redis", "opensearch", "elasticsearch", "docdb", "neptune", "msk", "mq-activemq", "mq-rabbitmq", "glue",
    "fargate", "amazon-linux", "aws-cli", "terraform"; by family "synthetics-nodejs-puppeteer", "codebuild-standard", ....
    A more precise version finds the row of its release line: `16.3` is `16`, `8.0.35` is `8.0`.
    """
    rows = table("lifecycles")
    parts = version.split(".")
    for length in range(len(parts), 0, -1):
        line = ".".join(parts[:length])
        row = rows.get(f"{product}/{line}")
        if row is not None:
            return VersionLifecycle(product, line, date.fromisoformat(row["standard"]), _day(row.get("extended")), row["source"])
    return None


@cache
def left_support(product: str, version: str) -> VersionLifecycle | None:
    """The life-cycle of a version whose standard support has ended, as of `as_of()`; None when it goes on or is not known.

    A version older than all rows has that of the oldest one, which ended later.
    """
    known = version_lifecycle(product, version)
    if known is None:
        oldest = min(versions(product), key=_ordered, default="")
        if not oldest or not _ordered(version) or _ordered(version) >= _ordered(oldest):
            return None
        known = version_lifecycle(product, oldest)
    return known if known is not None and known.standard_until <= as_of() else None


def support_ended(product: str, version: str) -> str:
    """How support of a version has ended, to be said in a message: "" when it goes on or nothing is known."""
    known = left_support(product, version)
    if known is None:
        return ""
    if known.extended_until is not None and known.extended_until > as_of():
        return f"standard support ended on {known.standard_until}, extended support costs extra until {known.extended_until}"
    ended = known.extended_until or known.standard_until
    exactly = version_lifecycle(product, version) is not None
    return f"support ended {'on' if exactly else 'before'} {ended}"


def _ordered(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split(".")) if re.fullmatch(r"\d+(\.\d+)*", version) else ()


@cache
def as_of() -> date:
    """The day on which the tables of versions and services were true: today, for a rule."""
    return date.fromisoformat(table("lifecycles").provenance.as_of)


@cache
def versions(product: str) -> tuple[str, ...]:
    """The known versions of a product, as the table has them."""
    prefix = f"{product}/"
    return tuple(key.removeprefix(prefix) for key in table("lifecycles") if key.startswith(prefix))


@cache
def discontinued_types() -> tuple[str, ...]:
    """Patterns for all resource types of services that have ended or will: `AWS::QLDB::*`, `AWS::Pinpoint::Campaign`, `aws_qldb_*`."""
    return tuple(f"{key}::*" if key.count("::") == 1 else key for key in table("discontinued"))


@cache
def discontinued(cfn_type: str) -> Discontinued | None:
    """The end of the service that a resource type (`AWS::QLDB::Ledger`) belongs to, or None when it goes on."""
    row = table("discontinued").get(cfn_type) or table("discontinued").get("::".join(cfn_type.split("::")[:2]))
    if row is None:
        return None
    return Discontinued(row["service"], _day(row.get("ended")), _day(row.get("closed")), row["source"])


@cache
def discontinued_terraform(tf_type: str) -> Discontinued | None:
    """The same for a Terraform type without a CloudFormation one (`aws_elastictranscoder_pipeline`)."""
    row = table("discontinued").get("_".join(tf_type.split("_")[:2]) + "_*")
    return None if row is None else discontinued(row)
