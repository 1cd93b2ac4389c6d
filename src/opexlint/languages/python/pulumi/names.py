"""Pulumi's names for what Terraform names otherwise: its AWS provider is made from Terraform's.

The class `aws.<module>.<Class>` is `aws_<prefix>_<class>`; the prefixes and the exceptions are from the provider's own mapping
(`resources.go` of pulumi-aws). Properties have Terraform's names, lists in the plural.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from opexlint.facts import schemas, terraform

_PREFIXES: Final = {
    "alb": "",
    "amp": "prometheus",
    "apigateway": "api_gateway",
    "appautoscaling": "appautoscaling",
    "cfg": "config",
    "cloudwatch": "cloudwatch",
    "directconnect": "dx",
    "directoryservice": "directory_service",
    "ebs": "ebs",
    "ec2": "",
    "ec2clientvpn": "ec2_client_vpn",
    "ec2transitgateway": "ec2_transit_gateway",
    "elasticbeanstalk": "elastic_beanstalk",
    "elb": "",
    "lambda": "lambda",
    "mskconnect": "mskconnect",
    "rds": "db",
    "route53recoverycontrol": "route53recoverycontrolconfig",
    "s3tables": "s3tables",
    "secretsmanager": "secretsmanager",
    "servicediscovery": "service_discovery",
    "vpc": "vpc",
}
_EXCEPTIONS: Final = {
    "account.AlternativeContact": "aws_account_alternate_contact",
    "alb.LoadBalancer": "aws_lb",
    "alb.Listener": "aws_lb_listener",
    "alb.ListenerRule": "aws_lb_listener_rule",
    "alb.TargetGroup": "aws_lb_target_group",
    "alb.TargetGroupAttachment": "aws_lb_target_group_attachment",
    "apigateway.Response": "aws_api_gateway_gateway_response",
    "appautoscaling.Policy": "aws_appautoscaling_policy",
    "appautoscaling.Target": "aws_appautoscaling_target",
    "appsync.DataSource": "aws_appsync_datasource",
    "appsync.GraphQLApi": "aws_appsync_graphql_api",
    "autoscaling.Tag": "aws_autoscaling_group_tag",
    "cfg.Recorder": "aws_config_configuration_recorder",
    "cfg.RecorderStatus": "aws_config_configuration_recorder_status",
    "cfg.Rule": "aws_config_config_rule",
    "cloudtrail.Trail": "aws_cloudtrail",
    "cloudwatch.EventRule": "aws_cloudwatch_event_rule",
    "codepipeline.Pipeline": "aws_codepipeline",
    "dynamodb.TableItem": "aws_dynamodb_table_item",
    "ec2.DefaultVpc": "aws_default_vpc",
    "ec2.TransitGateway": "aws_ec2_transit_gateway",
    "ec2transitgateway.TransitGateway": "aws_ec2_transit_gateway",
    "elasticsearch.Domain": "aws_elasticsearch_domain",
    "elb.LoadBalancer": "aws_elb",
    "lb.LoadBalancer": "aws_lb",
    "rds.Cluster": "aws_rds_cluster",
    "rds.ClusterInstance": "aws_rds_cluster_instance",
    "rds.ClusterParameterGroup": "aws_rds_cluster_parameter_group",
    "rds.GlobalCluster": "aws_rds_global_cluster",
    "s3.BucketObject": "aws_s3_object",
    "s3.BucketObjectv2": "aws_s3_object",
    "sfn.StateMachine": "aws_sfn_state_machine",
}
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def terraform_type(name: str) -> str:
    """The Terraform type of a class of `pulumi_aws` (`s3.BucketVersioningV2` is `aws_s3_bucket_versioning`), as far as the rule tells."""
    module, _, cls = name.rpartition(".")
    module = module.removesuffix("_")
    exception = _EXCEPTIONS.get(f"{module}.{cls}")
    if exception is not None:
        return exception
    prefix = _PREFIXES.get(module, module)
    for candidate in (cls, re.sub(r"V\d$", "", cls)):
        found = "_".join(part for part in ("aws", prefix, snake(candidate)) if part)
        if terraform.vocabulary(found) is not None:
            return found
    return "_".join(part for part in ("aws", prefix, snake(cls)) if part)


@cache
def native_type(name: str) -> str:
    """The CloudFormation type of a class of `pulumi_aws_native` (`lambda_.EventSourceMapping`), "" when there is none."""
    wanted = name.replace("_", "").lower()
    return next((one for one in schemas.known_types() if one.removeprefix("AWS::").replace("::", ".").lower() == wanted), "")


def snake(name: str) -> str:
    """A name in snake case: `RolePolicyAttachment` is `role_policy_attachment`, `cidrBlock` is `cidr_block`."""
    return _WORD.sub("_", name).lower()


def member(targets: Mapping[str, Any], name: str) -> str | None:
    """The Terraform attribute that a property is: lists are in the plural, older programs write camel case."""
    name = snake(name)
    candidates = [name, name.removesuffix("s"), name.removesuffix("es")]
    if name.endswith("ies"):
        candidates.append(f"{name[:-3]}y")
    return next((one for one in candidates if one in targets), None)
