"""Builds `alarms.jsonl` and `metrics.jsonl`: what AWS recommends to alarm on, and what can be alarmed on at all.

    python scripts/facts/build_alarms.py RECOMMENDED METRIC_METADATA CDK_PACKAGE

`RECOMMENDED` is the study's list of alarms, whose dimension sources are written in CloudFormation's and Terraform's
words; here they become canonical attribute names, and what neither language can mean is left out. `METRIC_METADATA` is
the file of that name in awslabs/mcp (what the CloudWatch console itself recommends), `CDK_PACKAGE` the unpacked npm
package of aws-cdk-lib with its canned metrics. Run it after `build_identifiers.py`.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import tables

sys.path.insert(0, str(tables.FACTS.parents[1]))

from opexlint.facts.identifiers import getatt_yields, ref_yields, terraform_yields

# What the words of a source mean when they are more than an attribute of the alarmed resource.
PROSE: dict[str, tuple[str | None, str] | None] = {
    "Cluster (when it is a name)": None,
    "Ref (default bus)": (None, "Name"),
    "Ref when EventBusName is a custom bus (returns bus|rule)": None,
    "id when event_bus_name is a custom bus (returns bus/rule)": None,
    "cluster (it is usually the ARN)": None,
    "Replicas[].Region": (None, "Replicas.*.Region"),
    "replica[].region_name": None,
    "AWS::AccountId": ("AWS::AccountId", "Ref"),
    "data.aws_caller_identity.<x>.account_id": None,
    "MetricsConfigurations[].Id": (None, "MetricsConfigurations.*.Id"),
    "ReplicationConfiguration.Rules[].Id": (None, "ReplicationConfiguration.Rules.*.Id"),
    "ReplicationConfiguration.Rules[].Destination.Bucket (name, not ARN)": ("AWS::S3::Bucket", "BucketName"),
    "rule[].destination.bucket (name, not ARN)": None,
    "rule[].id": None,
    "ProductionVariants[].VariantName of the EndpointConfig": ("AWS::SageMaker::EndpointConfig", "ProductionVariants.*.VariantName"),
    "production_variants[].variant_name of the endpoint configuration": None,
    "SubnetIds[]": (None, "SubnetIds.*"),
    "subnet_ids[]": None,
    "Ref of the instance": ("AWS::EC2::Instance", "InstanceId"),
    "GetAtt:LoadBalancerFullName (of the load balancer whose listener forwards here)": (
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "LoadBalancerFullName",
    ),
    '"1".."N"': None,
    "<Ref>-001 ... <Ref>-00N (cluster mode: <Ref>-0001-001)": None,
    "tolist(member_clusters)[i]": None,
    '"${replication_group_id}-001"': None,
    "resource id: last part of the task ARN": None,
    'element(split(":", replication_task_arn), 6)': None,
}
# `Ref` rejected without saying of what, where the dimension belongs to another type.
OTHERS = {
    ("AWS::DMS::ReplicationTask", "ReplicationInstanceIdentifier"): "AWS::DMS::ReplicationInstance",
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "LoadBalancer"): "AWS::ElasticLoadBalancingV2::LoadBalancer",
}
TERRAFORM_OWNERS = {
    "aws_api_gateway_stage": "AWS::ApiGateway::Stage",
    "aws_apigatewayv2_stage": "AWS::ApiGatewayV2::Stage",
    "aws_dms_replication_instance": "AWS::DMS::ReplicationInstance",
    "aws_ecs_cluster": "AWS::ECS::Cluster",
    "aws_instance": "AWS::EC2::Instance",
    "aws_lb": "AWS::ElasticLoadBalancingV2::LoadBalancer",
}
# Terraform satellites stand for the resource they complete.
SATELLITES = {"aws_s3_bucket_metric": "aws_s3_bucket", "aws_s3_bucket_replication_configuration": "aws_s3_bucket"}


# What has happened when the alarms of a group go off, to be said after "no alarm goes off when".
HAPPENS = {
    "acm-expiry": "the certificate is about to expire",
    "alb-5xx": "requests fail",
    "apigw-5xx": "requests fail",
    "apigw-ws-errors": "messages fail",
    "appsync-5xx": "requests fail",
    "asg-capacity": "too few instances are in service",
    "aurora-writer-down": "the writer is down",
    "backup-failed": "a backup fails",
    "beanstalk-health": "the environment is degraded",
    "canary-success": "this canary fails",
    "clb-health": "an instance fails its health check",
    "cloudfront-5xx": "requests fail",
    "cognito-throttle": "sign-ins are throttled",
    "dlq-not-empty": "a message fails",
    "dms-latency": "replication falls behind",
    "docdb-cpu": "its processor is saturated",
    "dx-state": "the connection is down",
    "dynamodb-throttle": "requests are throttled",
    "ec2-status": "its status check fails",
    "ecs-cpu": "its processors are saturated",
    "ecs-memory": "its memory runs out",
    "ecs-running": "no task runs",
    "efs-credits": "its burst credits run out",
    "efs-io": "it reaches its I/O limit",
    "eks-failed-nodes": "a node has failed",
    "eks-node-disk": "a node's disk is full",
    "elasticache-cpu": "its processor is saturated",
    "elasticache-memory": "its memory runs out",
    "events-failed": "an invocation fails",
    "firehose-freshness": "delivery is stuck",
    "flink-restarts": "the application restarts",
    "fsx-capacity": "its disk is full",
    "kinesis-iterator-age": "consumers fall behind",
    "kinesis-throttle": "writes are throttled",
    "lambda-errors": "this function fails",
    "lambda-iterator-age": "this function falls behind",
    "memorydb-memory": "its memory runs out",
    "mq-cpu": "its processor is saturated",
    "msk-controller": "no controller is active",
    "msk-disk": "its disk is full",
    "msk-offline": "a partition has no leader",
    "mwaa-heartbeat": "the scheduler is dead",
    "nat-ports": "its ports are exhausted",
    "neptune-cpu": "its processor is saturated",
    "opensearch-ClusterIndexWritesBlocked": "writes are blocked",
    "opensearch-ClusterStatus.red": "a primary shard is lost",
    "opensearch-FreeStorageSpace": "its disk is full",
    "pipes-failed": "executions fail",
    "rds-cpu": "its processor is saturated",
    "rds-replica-lag": "the replica falls behind",
    "rds-storage": "its disk is full",
    "redshift-disk": "its disk is full",
    "redshift-health": "it can't answer a query",
    "route53-health": "this health check fails",
    "s3-replication": "objects fail to replicate",
    "sagemaker-5xx": "requests fail",
    "sfn-failed": "executions fail",
    "sfn-timedout": "executions time out",
    "sns-delivery": "a delivery fails",
    "sqs-backlog": "messages wait unread",
    "tg-health": "a target is unhealthy",
    "vpn-tunnel": "a tunnel is down",
}
# Metrics that tell the same as those of a group, and are not recommended themselves.
EQUIVALENT = {
    "asg-capacity": ["GroupInServiceInstances", "GroupTotalInstances"],
    "canary-success": ["Failed"],
    "ec2-status": ["StatusCheckFailed_Instance", "StatusCheckFailed_System"],
    "kinesis-iterator-age": ["GetRecords.IteratorAge"],
    "mq-cpu": ["SystemCpuUtilization"],
    "rds-storage": ["FreeStorageSpaceLogVolume"],
    "sfn-failed": ["ExecutionsAborted", "ExecutionsSucceeded", "ExecutionsTimedOut"],
    "tg-health": ["HealthyHostCount"],
}


def from_cfn(text: str, cfn_type: str) -> tuple[str | None, str] | None:
    if text in PROSE:
        return PROSE[text]
    word, _, owner = text.partition(" of ")
    of = owner or None
    target = owner or cfn_type
    if word == "Ref":
        return of, ref_yields(target)
    if word.startswith("GetAtt:"):
        return of, getatt_yields(target, word.removeprefix("GetAtt:"))
    if not re.fullmatch(r"\w+", word):
        raise SystemExit(f"{cfn_type}: what is {text!r}?")
    return of, word


def from_terraform(text: str, tf_type: str) -> tuple[str | None, str] | None:
    if text in PROSE:
        return PROSE[text]
    match = re.fullmatch(r"(?:(aws_\w+)\.<x>\.)?(\w+)", text)
    if match is None:
        raise SystemExit(f"{tf_type}: what is {text!r}?")
    owner = SATELLITES.get(match[1] or tf_type, match[1] or tf_type)
    attribute = terraform_yields(owner, match[2])
    # A Terraform attribute without a name in CloudFormation keeps its own.
    return TERRAFORM_OWNERS.get(match[1]) if match[1] else None, attribute or match[2]


def dimension(row: dict[str, Any], name: str, source: dict[str, Any]) -> dict[str, Any]:
    if "const" in source:
        return {"c": source["const"]}
    cfn_type, tf_type = row["cfn_type"], row["terraform_type"]
    accepted = [from_cfn(text, cfn_type) for text in source.get("cfn", [])]
    accepted += [from_terraform(text, tf_type) for text in source.get("terraform", [])]
    other = OTHERS.get((cfn_type, name))
    rejected = [from_cfn(text, other or cfn_type) for text in source.get("wrong_cfn", [])]
    rejected += [from_terraform(text, tf_type) for text in source.get("wrong_terraform", [])]
    owners = {found[0] for found in accepted if found} | ({other} if other else set())
    owners.discard(None)
    if len(owners) > 1:
        raise SystemExit(f"{cfn_type} {name}: of {owners}?")
    good = sorted({found[1] for found in accepted if found})
    bad = sorted({found[1] for found in rejected if found} - set(good))
    both = {found[1] for found in rejected if found} & set(good)
    if both:
        print(f"  {cfn_type} {name}: {both} both accepted and rejected")
    result: dict[str, Any] = {"in": good}
    if bad:
        result["not"] = bad
    if owners:
        result["of"] = owners.pop()
    note = source.get("note") or (", ".join(source.get("cfn", ())) if not good and not bad else None)
    if note:
        result["note"] = note
    return result


def alarm(row: dict[str, Any]) -> dict[str, Any]:
    aws = row.get("aws", {})
    hint = row.get("threshold_hint")
    result = {
        "namespace": row["namespace"],
        "metric": row["metric"],
        "statistic": row["statistic"],
        "comparison": row["comparison"],
        "dimensions": {name: dimension(row, name, source) for name, source in row["dimension_source"].items()},
        "group": row["group"],
        "priority": row["priority"],
        "when": row.get("applies_when"),
        "why": row["why"],
        "happens": HAPPENS.get(row["group"]),
        "also": EQUIVALENT.get(row["group"]),
        "threshold": aws.get("threshold") if aws else hint if isinstance(hint, int | float) else None,
        "threshold_note": hint if isinstance(hint, str) else None,
        "period": aws.get("period", row.get("period_hint")),
        "evaluation_periods": aws.get("evaluation_periods"),
        "datapoints_to_alarm": aws.get("datapoints_to_alarm"),
        "missing_data": aws.get("treat_missing_data", row.get("treat_missing_data_hint")),
        "official": bool(aws),
        "certain": row["confidence"] == "high",
        "region": row.get("region"),
        "notes": row.get("notes"),
    }
    return {key: value for key, value in result.items() if value is not None}


def merge(entries: list[Any], entry: dict[str, Any]) -> None:
    """Add an alarm, or what it rejects when it is listed already for another Terraform type."""

    def rest(alarm: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in alarm.items() if key != "dimensions"}

    for known in entries:
        if rest(known) == rest(entry):
            for name, dimension in entry["dimensions"].items():
                both = {*known["dimensions"][name].get("not", ()), *dimension.get("not", ())}
                if both:
                    known["dimensions"][name]["not"] = sorted(both)
            return
    entries.append(entry)


def metrics(metadata: Path, package: Path) -> dict[str, dict[str, str]]:
    """Namespace -> metric -> unit ("" when not known)."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for file in sorted(package.glob("*/lib/*canned-metrics.generated.js")):
        for namespace, name in re.findall(r'namespace:"([^"]*)",metricName:"([^"]*)"', file.read_text("utf-8")):
            found[namespace].setdefault(name, "")
    for entry in json.loads(metadata.read_text(encoding="utf-8")):
        identity = entry["metricId"]
        found[identity["namespace"]][identity["metricName"]] = entry.get("unitInfo") or ""
    return found


def main(recommended: Path, metadata: Path, package: Path) -> None:
    rows: dict[str, list[Any]] = defaultdict(list)
    aliases: dict[str, set[str]] = defaultdict(set)
    listed = json.loads(recommended.read_text(encoding="utf-8"))
    known = metrics(metadata, package)
    for row in listed:
        entry = alarm(row)
        merge(rows[row["cfn_type"]], entry)
        known[row["namespace"]].setdefault(row["metric"], "")
        for alias in row.get("cfn_aliases", []):
            aliases[alias].add(row["cfn_type"])
    table: dict[str, Any] = dict(rows)
    for alias, types in aliases.items():
        if alias not in table:
            table[alias] = next(iter(types))
    tables.write(
        "alarms",
        table,
        source="AWS alarm recommendations (metric_metadata.json of awslabs/mcp, commit 100b55b6), service "
        "documentation, canned metrics of aws-cdk-lib 2.275.0",
        as_of="2026-11-22",
        licence="Apache-2.0",
    )
    tables.write(
        "metrics",
        {namespace: dict(sorted(names.items())) for namespace, names in known.items()},
        source="metric_metadata.json of awslabs/mcp (commit 100b55b6), canned metrics of aws-cdk-lib 2.275.0",
        as_of="2026-08-21",
        licence="Apache-2.0",
    )


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
