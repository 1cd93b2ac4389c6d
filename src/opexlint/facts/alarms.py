"""What AWS recommends to alarm on, type by type, and the metrics there are.

Sources: the recommendations of the CloudWatch console (metric_metadata.json of awslabs/mcp), for services without any
the service documentation and the canned metrics of aws-cdk-lib. `table("alarms").provenance` has the date.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from opexlint.facts import table


class Dimension(NamedTuple):
    """What identifies the alarmed resource in a metric's dimension, and what people write by mistake.

    `accepts`   the attributes whose value CloudWatch publishes, in CloudFormation's names (`QueueName`; a path such
                as `Replicas.*.Region` is a property deeper in). Empty: no attribute has the value (see `note`).
    `rejects`   attributes that never match (`Arn`, `QueueUrl`); one that only Terraform has is in its spelling.
    `constant`  the one value, when it is the same for all.
    `owner`     the type whose attribute it is, when not the alarmed type's ("AWS::AccountId": the account's number).
    """

    name: str
    accepts: tuple[str, ...]
    rejects: tuple[str, ...]
    constant: str | None
    owner: str | None
    note: str


class Recommendation(NamedTuple):
    """One alarm that a resource of the type should have.

    `group`         alarms of one group on the same resource stand for each other
    `priority`      "core" or "extended"
    `applies_when`  the condition in words, "" when always; a rule that relies on it encodes it
    `threshold`     AWS's own, or the usual one; None when it depends on the workload (`threshold_note` may say how)
    `happens`       what has happened when it goes off ("its disk is full"), "" for an extended one
    `also`          further metrics of the namespace that tell the same
    `official`      whether AWS itself recommends it, with these numbers
    `certain`       whether metric and dimensions were checked against a source
    `region`        the one Region where the metric is published, None for the resource's own
    """

    cfn_type: str
    namespace: str
    metric: str
    statistic: str
    comparison: str
    dimensions: Mapping[str, Dimension]
    group: str
    priority: Literal["core", "extended"]
    why: str
    happens: str
    also: tuple[str, ...]
    applies_when: str
    threshold: float | None
    threshold_note: str
    period: int | None
    evaluation_periods: int | None
    datapoints_to_alarm: int | None
    missing_data: str | None
    official: bool
    certain: bool
    region: str | None
    notes: str


def _dimension(name: str, code: Mapping[str, Any]) -> Dimension:
    return Dimension(
        name,
        tuple(code.get("in", ())),
        tuple(code.get("not", ())),
        code.get("c"),
        code.get("of"),
        code.get("note", ""),
    )


@cache
def recommendations(cfn_type: str) -> tuple[Recommendation, ...]:
    """The alarms recommended for a type, core ones first; SAM's types have those of what they become."""
    row = table("alarms").get(cfn_type)
    if isinstance(row, str):
        return recommendations(row)
    found = [
        Recommendation(
            cfn_type,
            code["namespace"],
            code["metric"],
            code["statistic"],
            code["comparison"],
            {name: _dimension(name, source) for name, source in code["dimensions"].items()},
            code["group"],
            code["priority"],
            code["why"],
            code.get("happens", ""),
            tuple(code.get("also", ())),
            code.get("when", ""),
            code.get("threshold"),
            code.get("threshold_note", ""),
            code.get("period"),
            code.get("evaluation_periods"),
            code.get("datapoints_to_alarm"),
            code.get("missing_data"),
            code["official"],
            code["certain"],
            code.get("region"),
            code.get("notes", ""),
        )
        for code in row or ()
    ]
    return tuple(sorted(found, key=lambda recommended: recommended.priority != "core"))


@cache
def alarmed_types(namespace: str) -> tuple[str, ...]:
    """The resource types whose recommended alarms are in a namespace (`AWS/ApplicationELB`: two)."""
    return tuple(
        cfn_type for cfn_type in table("alarms") if any(recommended.namespace == namespace for recommended in recommendations(cfn_type))
    )


@cache
def dimension(namespace: str, name: str) -> tuple[tuple[str, Dimension], ...]:
    """Every `(type, Dimension)` that a dimension of a namespace can be, each once.

    `dimension("AWS/SQS", "QueueName")` is the queue's: accepts `QueueName`, rejects `QueueUrl` and `Arn`.
    """
    found: dict[tuple[str, Dimension], None] = {}
    for cfn_type in alarmed_types(namespace):
        for recommended in recommendations(cfn_type):
            if recommended.namespace == namespace and name in recommended.dimensions:
                known = recommended.dimensions[name]
                found[known.owner or cfn_type, known] = None
    return tuple(found)


@cache
def dimension_names(namespace: str) -> frozenset[frozenset[str]]:
    """The sets of dimension names under which the recommended alarms of a namespace find data."""
    return frozenset(
        frozenset(recommended.dimensions)
        for cfn_type in alarmed_types(namespace)
        for recommended in recommendations(cfn_type)
        if recommended.namespace == namespace
    )


@cache
def metrics(namespace: str) -> Mapping[str, str]:
    """The known metrics of a namespace -> their unit ("" when not known); empty for a namespace not in the table.

    The lists are long but AWS adds to them: a name that is not here may exist, a near miss of one that is here is
    most likely a mistake.
    """
    found: Mapping[str, str] = table("metrics").get(namespace) or {}
    return found


@cache
def namespaces() -> tuple[str, ...]:
    """Every namespace with known metrics."""
    return tuple(table("metrics"))
