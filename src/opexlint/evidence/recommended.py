"""Recommended alarms: which of those that a resource should have are missing.

`facts.alarms` is the table. What it says in words about when a recommendation applies is said in code here.
"""

from collections.abc import Callable
from typing import Final

from opexlint.evidence.alarms import alarms_on, is_watched_somewhere
from opexlint.evidence.failures import failure_rules_on
from opexlint.facts.alarms import Recommendation, recommendations
from opexlint.project import Project
from opexlint.subjects import Resource
from opexlint.value import MISSING


def missing_alarms(project: Project, resource: Resource, *groups: str) -> list[Recommendation]:
    """The alarms that this resource should have and that nobody made: one recommendation of each of these groups (the core ones when
    none is named), most telling first.

    Empty as soon as somebody may look after it: when an alarm may be on any recommended metric (of these groups, where they are named), in
    whichever world it is made, or an event rule may hear of its failures. Only what certainly applies is recommended: a queue's backlog,
    but the disk of a database only where it has one of its own.
    """
    known = [one for one in recommendations(resource.type) if not groups or one.group in groups]
    applying = [one for one in known if (groups or one.priority == "core") and _applies(project, resource, one)]
    if not applying or any(failure_rules_on(project, resource)):
        return []
    watched: dict[str, list[str]] = {}
    for one in known:
        watched.setdefault(one.namespace, []).extend((one.metric, *one.also))
    for namespace, names in watched.items():
        if is_watched_somewhere(project, resource, namespace, *names) or any(alarms_on(project, resource, namespace, *names)):
            return []
    return list({one.group: one for one in reversed(applying)}.values())[::-1]


def unwatched(project: Project, resource: Resource, *groups: str) -> str:
    """What can happen to this resource without an alarm going off, in words ("its disk is full or ..."), or "" when somebody may know."""
    return " or ".join(one.happens for one in missing_alarms(project, resource, *groups))


# -- when a recommendation applies ------------------------------------------------------------------------------------------------------

_Applies = Callable[[Project, Resource], bool]


def _is(path: str, *values: str, default: str = "") -> _Applies:
    """It certainly is one of these, in any spelling of their letters; `default` is what the service takes."""
    wanted = {value.lower() for value in values}
    return lambda project, resource: (resource[path].or_default(default) if default else resource[path]).must(
        lambda value: str(value).lower() in wanted
    )


def _has(path: str) -> _Applies:
    return lambda project, resource: resource[path].kind not in ("gone", "unknown")


def _has_its_own_disk(project: Project, instance: Resource) -> bool:
    of_cluster = not instance["DBClusterIdentifier"].must_be(MISSING)
    return not of_cluster and instance["Engine"].must(lambda engine: not str(engine).startswith(("aurora", "docdb", "neptune")))


def _never_pauses(project: Project, cluster: Resource) -> bool:
    """Whether it certainly runs all the time: a serverless cluster may pause by itself when nobody asks it."""
    return not (cluster["EngineMode"].may_be("serverless") or cluster["ServerlessV2ScalingConfiguration.MinCapacity"].may_be(0))


def _has_insights(project: Project, service: Resource) -> bool:
    return any(
        setting["Name"].must_be("containerInsights") and setting["Value"].must_be("enabled", "enhanced")
        for cluster in project.targets(service["Cluster"], "AWS::ECS::Cluster")
        for setting in cluster["ClusterSettings"]
    )


def _never(project: Project, resource: Resource) -> bool:
    return False


def _is_not_lambda(*protocols: str) -> _Applies:
    in_front = _is("Protocol", *protocols)
    on_hosts = _is("TargetType", "instance", "ip", "alb", default="instance")
    return lambda project, group: in_front(project, group) and on_hosts(project, group)


_APPLIES: Final[dict[tuple[str, str], _Applies]] = {
    ("AWS::AmazonMQ::Broker", "CpuUtilization"): _is("EngineType", "ACTIVEMQ"),
    ("AWS::ApiGatewayV2::Api", "5xx"): _is("ProtocolType", "HTTP"),
    ("AWS::ApiGatewayV2::Api", "ExecutionError"): _is("ProtocolType", "WEBSOCKET"),
    ("AWS::AutoScaling::AutoScalingGroup", "GroupInServiceCapacity"): _has("MetricsCollection"),
    ("AWS::CertificateManager::Certificate", "DaysToExpiry"): _is("ValidationMethod", "EMAIL"),
    ("AWS::DMS::ReplicationTask", "CDCLatencyTarget"): _is("MigrationType", "cdc", "full-load-and-cdc"),
    ("AWS::EC2::Instance", "StatusCheckFailed"): lambda project, instance: True,  # members of a group are no resources of their own
    ("AWS::ECS::Service", "RunningTaskCount"): _has_insights,
    ("AWS::EFS::FileSystem", "BurstCreditBalance"): _is("ThroughputMode", "bursting", default="bursting"),
    ("AWS::EFS::FileSystem", "PercentIOLimit"): _is("PerformanceMode", "generalPurpose", default="generalPurpose"),
    ("AWS::EKS::Cluster", "cluster_failed_node_count"): _never,  # published by an add-on that may be anywhere
    ("AWS::EKS::Cluster", "node_filesystem_utilization"): _never,
    ("AWS::ElasticBeanstalk::Environment", "EnvironmentHealth"): _never,
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "HTTPCode_ELB_5XX_Count"): _is("Type", "application", default="application"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "HTTPCode_Target_5XX_Count"): _is("Type", "application", default="application"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "AWS/ApplicationELB"): _is_not_lambda("HTTP", "HTTPS"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "AWS/NetworkELB"): _is_not_lambda("TCP", "TLS", "UDP", "TCP_UDP"),
    ("AWS::FSx::FileSystem", "FreeStorageCapacity"): _is("FileSystemType", "WINDOWS"),
    ("AWS::KinesisFirehose::DeliveryStream", "DeliveryToS3.DataFreshness"): lambda project, stream: (
        _has("S3DestinationConfiguration")(project, stream) or _has("ExtendedS3DestinationConfiguration")(project, stream)
    ),
    ("AWS::KinesisAnalyticsV2::Application", "fullRestarts"): lambda project, application: application["RuntimeEnvironment"].must(
        lambda runtime: str(runtime).startswith("FLINK")
    ),
    ("AWS::Lambda::Function", "IteratorAge"): _never,  # has a rule of its own, about the event source
    ("AWS::MSK::Cluster", "KafkaDataLogsDiskUsed"): lambda project, cluster: not _is_express(cluster),
    ("AWS::MSK::Cluster", "OfflinePartitionsCount"): lambda project, cluster: not _is_express(cluster),
    ("AWS::RDS::DBCluster", "EngineUptime"): _never_pauses,
    ("AWS::RDS::DBInstance", "FreeStorageSpace"): _has_its_own_disk,
    ("AWS::RDS::DBInstance", "ReplicaLag"): _has("SourceDBInstanceIdentifier"),
    ("AWS::S3::Bucket", "OperationsFailedReplication"): _has("ReplicationConfiguration"),
    ("AWS::SQS::Queue", "dlq-not-empty"): _never,  # has a rule of its own
    ("AWS::SQS::Queue", "sqs-backlog"): lambda project, queue: True,  # the rule knows which queue is read
}
"""By type and metric, group or namespace: when a recommendation certainly applies. What is not here always does."""


def _is_express(cluster: Resource) -> bool:
    return cluster["BrokerNodeGroupInfo.InstanceType"].may(lambda type_: str(type_).startswith("express."))


def _applies(project: Project, resource: Resource, one: Recommendation) -> bool:
    said = (_APPLIES.get((one.cfn_type, name)) for name in (one.metric, one.group, one.namespace))
    rule = next(filter(None, said), None)
    return rule is None or rule(project, resource)
