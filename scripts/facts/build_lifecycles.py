"""Builds `lifecycles.jsonl`: until when AWS and HashiCorp support which version of what.

    python scripts/facts/build_lifecycles.py ENDOFLIFE

`ENDOFLIFE` is the folder `products` of https://github.com/endoflife-date/endoflife.date. What it does not have is
written out below, with the page that it was read from. Services that end are in `discontinued.jsonl`, which is kept by hand: AWS's
own list of them is what `DescribeServiceLifecycle` of AWS Health says.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import tables
import yaml

AS_OF = "2026-11-22"

# product -> file of endoflife.date, and the day of that file
PRODUCTS = {
    "aurora-mysql": ("amazon-aurora-mysql", "2026-05-20"),
    "aurora-postgresql": ("amazon-aurora-postgresql", "2026-08-22"),
    "docdb": ("amazon-documentdb", "2026-08-22"),
    "eks": ("amazon-eks", "2026-08-22"),
    "elasticache-redis": ("amazon-elasticache-redis", "2026-08-22"),
    "elasticsearch": ("amazon-elasticsearch", "2026-03-01"),
    "mq-activemq": ("amazon-mq-activemq", "2026-08-22"),
    "mq-rabbitmq": ("amazon-mq-rabbitmq", "2026-08-22"),
    "msk": ("amazon-msk", "2026-08-22"),
    "neptune": ("amazon-neptune", "2026-08-22"),
    "opensearch": ("amazon-opensearch", "2026-08-22"),
    "rds-mariadb": ("amazon-rds-mariadb", "2026-08-22"),
    "rds-mysql": ("amazon-rds-mysql", "2026-08-22"),
    "rds-postgres": ("amazon-rds-postgresql", "2026-08-22"),
    "terraform": ("terraform", "2026-08-22"),
}

_CACHE = "Amazon ElastiCache documentation, 2026-11-23"
_CANARIES = "Amazon CloudWatch documentation, Synthetics runtime support policy, 2026-11-23"
_IMAGES = "AWS CodeBuild documentation, deprecated images, 2026-11-23"

# product/version -> end of standard support, end of extended support, source
OTHERS: dict[str, tuple[str, str | None, str]] = {
    "amazon-linux/1": ("2023-12-31", None, "endoflife.date, 2026-08-22"),
    "amazon-linux/2": ("2026-06-30", None, "endoflife.date, 2026-08-22"),
    "amazon-linux/2023": ("2029-06-30", None, "endoflife.date, 2026-08-22"),
    "aws-cli/1": ("2026-08-05", "2027-07-15", "AWS CLI documentation, 2026-11-22"),
    "eks-ami/AL2": ("2025-11-26", None, "Amazon EKS documentation"),
    "elasticache-redis/2": ("2023-01-13", None, _CACHE),
    "elasticache-redis/3": ("2023-07-31", None, _CACHE),
    "fargate/1.3.0": ("2026-06-30", None, "Amazon ECS documentation, platform version deprecation, 2026-11-23"),
    **{f"glue/{version}": ("2026-04-01", None, "AWS Glue documentation, 2026-11-22") for version in ("0.9", "1.0", "2.0")},
    **{f"synthetics-python-selenium/{version}": ("2026-02-03", None, _CANARIES) for version in ("5.1", "5.0", "4.1", "4.0")},
    **{f"synthetics-python-selenium/{version}": ("2026-01-22", None, _CANARIES) for version in ("3.0", "2.1")},
    **{f"synthetics-python-selenium/{version}": ("2024-03-08", None, _CANARIES) for version in ("2.0", "1.3")},
    **{f"synthetics-nodejs-puppeteer/{version}": ("2026-01-22", None, _CANARIES) for version in ("7.0", "6.2", "5.2")},
    **{f"synthetics-nodejs-puppeteer/{version}": ("2024-03-08", None, _CANARIES) for version in ("6.1", "6.0", "5.1", "5.0", "4.0")},
    **{f"synthetics-nodejs-puppeteer/{version}": ("2024-01-08", None, _CANARIES) for version in ("3.9", "3.8", "3.5")},
    "codebuild-amazonlinux2-aarch64-standard/1.0": ("2023-03-31", None, _IMAGES),
    "codebuild-amazonlinux2-x86_64-standard/2.0": ("2022-06-30", None, _IMAGES),
    "codebuild-amazonlinux2-x86_64-standard/3.0": ("2023-05-09", None, _IMAGES),
    "codebuild-standard/3.0": ("2022-06-30", None, _IMAGES),
    "codebuild-standard/4.0": ("2023-03-31", None, _IMAGES),
}


def releases(folder: Path, product: str) -> dict[str, dict[str, Any]]:
    """The rows of a product; patch releases that say nothing else than their release line are left out."""
    name, day = PRODUCTS[product]
    header = (folder / f"{name}.md").read_text(encoding="utf-8").split("\n---")[0].lstrip("-\n")
    rows: dict[str, dict[str, Any]] = {}
    for release in yaml.safe_load(header)["releases"]:
        version, end, extended = str(release["releaseCycle"]), release.get("eol"), release.get("eoes")
        if isinstance(end, bool) or end is None or (product == "rds-mysql" and version.count(".") > 1):
            continue
        paid = None if isinstance(extended, bool) or extended is None else str(extended)
        rows[f"{product}/{version}"] = row(str(end), paid, f"endoflife.date, {day}")
    return rows


def row(standard: str, extended: str | None, source: str) -> dict[str, Any]:
    return {"standard": standard, **({"extended": extended} if extended else {}), "source": source}


def main() -> None:
    folder = Path(sys.argv[1])
    rows = {key: row(*value) for key, value in OTHERS.items()}
    for product in PRODUCTS:
        rows |= releases(folder, product)
    source = "endoflife.date (2026-08-22), AWS documentation pages; each row names its own"
    tables.write("lifecycles", rows, source=source, as_of=AS_OF, licence="MIT (endoflife.date)")


if __name__ == "__main__":
    main()
