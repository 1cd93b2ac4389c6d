"""When AWS stops supporting what code names: runtimes, versions, services; and which types hold data.

The Lambda dates and the stateful types are cfn-lint's, read from the installed package as files (importing it costs
a second): a project that updates cfn-lint gets AWS's newer dates. All else is a table of our own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from opexlint.facts import table


@dataclass(frozen=True, slots=True)
class RuntimeLifecycle:
    """The dates of a Lambda runtime; None where AWS has not announced one.

    `block_create`: no new functions from then on; `block_update`: no code updates either.
    """

    runtime: str
    deprecated: date | None
    block_create: date | None
    block_update: date | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class VersionLifecycle:
    """When a version of a product leaves support: `extended_until` is the end of paid extended support, if any."""

    product: str
    version: str
    standard_until: date
    extended_until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Discontinued:
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
def version_lifecycle(product: str, version: str) -> VersionLifecycle | None:
    """The life-cycle of a product's version, or None when it is not known.

    Products: "eks", "rds-postgres", "aurora-postgresql", "rds-mysql", "rds-mariadb", "elasticache-redis",
    "opensearch", "docdb", "msk", "glue", "amazon-linux", "aws-cli". A more precise version finds the row of its
    release line: `16.3` is `16`, `8.0.35` is `8.0`. An EKS version older than all rows has left extended support.
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
def versions(product: str) -> tuple[str, ...]:
    """The known versions of a product, as the table has them."""
    prefix = f"{product}/"
    return tuple(key.removeprefix(prefix) for key in table("lifecycles") if key.startswith(prefix))


@cache
def discontinued(cfn_type: str) -> Discontinued | None:
    """The end of the service that a resource type (`AWS::QLDB::Ledger`) belongs to, or None when it goes on."""
    row = table("discontinued").get("::".join(cfn_type.split("::")[:2]))
    if row is None:
        return None
    return Discontinued(row["service"], _day(row.get("ended")), _day(row.get("closed")), row["source"])


@cache
def discontinued_terraform(tf_type: str) -> Discontinued | None:
    """The same for a Terraform type without a CloudFormation one (`aws_elastictranscoder_pipeline`)."""
    row = table("discontinued").get("_".join(tf_type.split("_")[:2]) + "_*")
    return None if row is None else discontinued(row)
