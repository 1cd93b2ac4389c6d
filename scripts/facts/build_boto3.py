"""Builds `boto3.jsonl`: which client method creates or configures which CloudFormation type.

    python scripts/facts/build_boto3.py OPERATIONS

`OPERATIONS` is the study's table, CloudFormation type -> (service, operation), found by comparing names. It needs
botocore importable: for the Python names of methods, and to check that each operation exists.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import botocore
import botocore.session
import tables
from botocore import xform_name

# Found by name alone, these types got another service's operation, or none, or the operation another type.
CORRECTIONS: dict[str, tuple[str, str] | None] = {
    "AWS::ApiGateway::BasePathMappingV2": None,
    "AWS::ApiGateway::DomainNameV2": None,
    "AWS::ApplicationAutoScaling::ScalableTarget": ("application-autoscaling", "RegisterScalableTarget"),
    "AWS::ApplicationAutoScaling::ScalingPolicy": ("application-autoscaling", "PutScalingPolicy"),
    "AWS::AutoScaling::AutoScalingGroup": ("autoscaling", "CreateAutoScalingGroup"),
    "AWS::AutoScaling::LaunchConfiguration": ("autoscaling", "CreateLaunchConfiguration"),
    "AWS::AutoScaling::LifecycleHook": ("autoscaling", "PutLifecycleHook"),
    "AWS::AutoScaling::ScalingPolicy": ("autoscaling", "PutScalingPolicy"),
    "AWS::AutoScaling::ScheduledAction": ("autoscaling", "PutScheduledUpdateGroupAction"),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "PutMetricAlarm"),
    "AWS::DocDB::DBCluster": ("docdb", "CreateDBCluster"),
    "AWS::DocDB::DBClusterParameterGroup": ("docdb", "CreateDBClusterParameterGroup"),
    "AWS::DocDB::DBInstance": ("docdb", "CreateDBInstance"),
    "AWS::DocDB::DBSubnetGroup": ("docdb", "CreateDBSubnetGroup"),
    "AWS::EC2::EIP": ("ec2", "AllocateAddress"),
    "AWS::EC2::EIPAssociation": ("ec2", "AssociateAddress"),
    "AWS::EC2::SubnetRouteTableAssociation": ("ec2", "AssociateRouteTable"),
    "AWS::EC2::VPCGatewayAttachment": ("ec2", "AttachInternetGateway"),
    "AWS::EC2::VolumeAttachment": ("ec2", "AttachVolume"),
    "AWS::ElasticLoadBalancing::LoadBalancer": ("elb", "CreateLoadBalancer"),
    "AWS::ElasticLoadBalancingV2::ListenerRule": ("elbv2", "CreateRule"),
    "AWS::IAM::ManagedPolicy": ("iam", "CreatePolicy"),
    "AWS::IAM::Policy": None,
    "AWS::IAM::ServerCertificate": ("iam", "UploadServerCertificate"),
    "AWS::Neptune::DBCluster": ("neptune", "CreateDBCluster"),
    "AWS::Neptune::DBClusterParameterGroup": ("neptune", "CreateDBClusterParameterGroup"),
    "AWS::Neptune::DBInstance": ("neptune", "CreateDBInstance"),
    "AWS::Neptune::DBParameterGroup": ("neptune", "CreateDBParameterGroup"),
    "AWS::Neptune::DBSubnetGroup": ("neptune", "CreateDBSubnetGroup"),
    "AWS::OpenSearchService::Domain": ("opensearch", "CreateDomain"),
    "AWS::RDS::ClusterSnapshot": ("rds", "CreateDBClusterSnapshot"),
    "AWS::RDS::DBCluster": ("rds", "CreateDBCluster"),
    "AWS::RDS::DBClusterParameterGroup": ("rds", "CreateDBClusterParameterGroup"),
    "AWS::RDS::DBInstance": ("rds", "CreateDBInstance"),
    "AWS::RDS::DBParameterGroup": ("rds", "CreateDBParameterGroup"),
    "AWS::RDS::DBSubnetGroup": ("rds", "CreateDBSubnetGroup"),
    "AWS::RDS::EventSubscription": ("rds", "CreateEventSubscription"),
    "AWS::RDS::GlobalCluster": ("rds", "CreateGlobalCluster"),
    "AWS::Route53::RecordSet": ("route53", "ChangeResourceRecordSets"),
    "AWS::S3Express::BucketPolicy": None,
    "AWS::S3Express::DirectoryBucket": None,
    "AWS::SNS::Subscription": ("sns", "Subscribe"),
    "AWS::SSM::MaintenanceWindowTarget": ("ssm", "RegisterTargetWithMaintenanceWindow"),
    "AWS::SSM::MaintenanceWindowTask": ("ssm", "RegisterTaskWithMaintenanceWindow"),
    "AWS::SecretsManager::RotationSchedule": ("secretsmanager", "RotateSecret"),
}
# Further calls that put a property of the type rather than create it.
FURTHER: dict[str, list[tuple[str, str]]] = {
    "AWS::EC2::Instance": [("ec2", "RequestSpotInstances")],
    "AWS::S3::Bucket": [
        ("s3", f"PutBucket{name}")
        for name in (
            "AccelerateConfiguration",
            "Acl",
            "Cors",
            "Encryption",
            "LifecycleConfiguration",
            "Logging",
            "NotificationConfiguration",
            "OwnershipControls",
            "Replication",
            "Tagging",
            "Versioning",
            "Website",
        )
    ],
}


def main(operations: Path) -> None:
    found: dict[str, Any] = json.loads(operations.read_text(encoding="utf-8"))
    session = botocore.session.get_session()
    services = set(session.get_available_services())
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    pairs = [(cfn_type, tuple(pair)) for cfn_type, pair in found.items() if cfn_type not in CORRECTIONS]
    pairs += [(cfn_type, pair) for cfn_type, pair in CORRECTIONS.items() if pair]
    pairs += [(cfn_type, pair) for cfn_type, further in FURTHER.items() for pair in further]
    known: dict[str, set[str]] = {}
    for cfn_type, (service, operation) in sorted(pairs):
        if service not in services:
            print(f"  no service {service} ({cfn_type})")
            continue
        if service not in known:
            known[service] = set(session.get_service_model(service).operation_names)
        if operation not in known[service]:
            print(f"  no operation {service}.{operation} ({cfn_type})")
            continue
        method = xform_name(operation)
        if rows[service].setdefault(method, cfn_type) != cfn_type:
            print(f"  {service}.{method} is {rows[service][method]}, not {cfn_type}")
    tables.write(
        "boto3",
        {service: dict(sorted(methods.items())) for service, methods in rows.items()},
        source=f"botocore {botocore.__version__} operation names compared with CloudFormation's types, corrected by hand",
        as_of="2026-11-22",
        licence="Apache-2.0 (botocore)",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
