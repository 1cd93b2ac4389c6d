"""Assumptions: what the user says is there although no code in sight shows it (`assume = ["alarms"]`).

An assumption takes nothing away from the rules and adds nothing to the code: it makes unknown what would otherwise be missing. A property
that is not written may be set by somebody else, and the evidence that is asked for ends with an unknown resource. So verdicts stay open
where they would have been findings, and what is written and wrong is found as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from opexlint.evidence.alarms import LOG_GROUP
from opexlint.evidence.failures import FAILURE_TARGETS
from opexlint.model import CHOICE, GONE, LIST, MAPPING, SCALAR, Node, Parsed, Record, ResourceRecord, choice, fold, unknown
from opexlint.source import Location


class Assumption(NamedTuple):
    """What is assumed: in words that complete "unknown because", and the properties (paths by type) that somebody else may set.

    What the path of a property leads to is closed no more: a list of tags may be longer than it is written.
    """

    why: str
    properties: Mapping[str, Sequence[str]] = {}


_ANY_TYPE: Final = "*"
_BACKUPS: Final = {
    "AWS::DocDB::DBCluster": ("BackupRetentionPeriod",),
    "AWS::DynamoDB::GlobalTable": ("Replicas.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",),
    "AWS::DynamoDB::Table": ("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",),
    "AWS::EFS::FileSystem": ("BackupPolicy.Status",),
    "AWS::ElastiCache::ReplicationGroup": ("SnapshotRetentionLimit",),
    "AWS::Neptune::DBCluster": ("BackupRetentionPeriod",),
    "AWS::RDS::DBCluster": ("BackupRetentionPeriod",),
    "AWS::RDS::DBInstance": ("BackupRetentionPeriod",),
    "AWS::Redshift::Cluster": ("AutomatedSnapshotRetentionPeriod",),
}
ASSUMPTIONS: Final[Mapping[str, Assumption]] = {
    "alarms": Assumption("alarms are made elsewhere, as the configuration says"),
    "backups": Assumption("backups are made elsewhere, as the configuration says", _BACKUPS),
    "dead-letters": Assumption("what fails is kept elsewhere, as the configuration says", FAILURE_TARGETS),
    "log-retention": Assumption("how long logs are kept is set elsewhere, as the configuration says", {LOG_GROUP: ("RetentionInDays",)}),
    "subscribers": Assumption("topics are subscribed to elsewhere, as the configuration says"),
    "tags": Assumption("tags are set elsewhere, as the configuration says", {_ANY_TYPE: ("Tags",)}),
}
"""By the names that the configuration takes."""


def completed(parsed: Iterable[Parsed], names: Iterable[str]) -> list[Parsed]:
    """The jobs with the properties that are assumed to be set elsewhere: unknown where they are missing."""
    by_type: dict[str, list[tuple[list[str], str]]] = {}
    for assumption in (ASSUMPTIONS[name] for name in names):
        for type_, paths in assumption.properties.items():
            by_type.setdefault(type_, []).extend((path.split("."), assumption.why) for path in paths)
    if not by_type:
        return list(parsed)

    def one(record: ResourceRecord | Record) -> ResourceRecord | Record:
        properties = record.properties
        for path, why in (*by_type.get(record.type, ()), *by_type.get(_ANY_TYPE, ())):
            properties = _opened(properties, path, why, record.header)
        return record if properties is record.properties else record.whole._replace(properties=properties)

    return [part._replace(resources=tuple(map(one, part.resources))) for part in parsed]


def _opened(node: Node, path: Sequence[str], why: str, header: Location) -> Node:
    """The node with what is missing at a path unknown, in every item of the lists on the way and in every world."""
    kind, payload, start, end, file, via = node
    if kind == GONE or (kind == SCALAR and payload is None):
        return unknown(why, header)
    if kind == CHOICE:
        switch, branches = payload
        opened = tuple((option, _opened(branch, path, why, header)) for option, branch in branches)
        return choice(switch, opened, Location(file, start, end))
    if kind not in (LIST, MAPPING):
        return node
    inside, more = payload
    if not path:
        return (kind, (inside, more or why), start, end, file, via)
    if kind == LIST:
        return (kind, (tuple(_opened(item, path, why, header) for item in inside), more), start, end, file, via)
    name, *rest = path
    entries = tuple((*entry[:3], _opened(entry[3], rest, why, header)) if fold(entry[0]) == fold(name) else entry for entry in inside)
    if not more and not any(fold(entry[0]) == fold(name) for entry in inside):
        entries = (*entries, (name, header.start, header.start, unknown(why, header)))
    return (kind, (entries, more), start, end, file, via)
