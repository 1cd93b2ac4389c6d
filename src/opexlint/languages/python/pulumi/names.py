"""Pulumi's names for what Terraform names otherwise: its AWS provider is made from Terraform's.

The class `aws.<module>.<Class>` is `aws_<prefix>_<class>`; the prefixes and the exceptions are from the provider's own mapping
(`resources.go` of pulumi-aws). Properties have Terraform's names, lists in the plural.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final

from opexlint.facts import schemas, terraform

_PREFIXES: Final = {
    "alb": "",
    "amp": "prometheus",
    "apigateway": "api_gateway",
    "appautoscaling": "appautoscaling",
    "cfg": "config",
    "costexplorer": "ce",
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
    "codedeploy.Application": "aws_codedeploy_app",
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
    "iam.OpenIdConnectProvider": "aws_iam_openid_connect_provider",
    "rds.RoleAssociation": "aws_db_instance_role_association",
    "s3.AnalyticsConfiguration": "aws_s3_bucket_analytics_configuration",
    "s3.BucketObject": "aws_s3_object",
    "s3.BucketObjectv2": "aws_s3_object",
    "s3.BucketReplicationConfig": "aws_s3_bucket_replication_configuration",
    "s3.Inventory": "aws_s3_bucket_inventory",
    "sfn.StateMachine": "aws_sfn_state_machine",
    "sqs.RedriveAllowPolicy": "aws_sqs_queue_redrive_allow_policy",
    "sqs.RedrivePolicy": "aws_sqs_queue_redrive_policy",
}
_OTHER_PREFIXES: Final = {"ec2": "ec2", "elb": "elb", "rds": "rds", "opensearch": "opensearch"}
"""What stands before some of a module's types, where its prefix leads to none."""

_REST_API: Final = {"rest_api": "rest_api_id"}
_PROPERTIES: Final[Mapping[str, Mapping[str, str]]] = {
    "aws_api_gateway_authorizer": _REST_API,
    "aws_api_gateway_base_path_mapping": {"rest_api": "api_id"},
    "aws_api_gateway_deployment": _REST_API,
    "aws_api_gateway_integration": _REST_API,
    "aws_api_gateway_integration_response": _REST_API,
    "aws_api_gateway_method": _REST_API,
    "aws_api_gateway_method_response": _REST_API,
    "aws_api_gateway_method_settings": _REST_API,
    "aws_api_gateway_model": _REST_API,
    "aws_api_gateway_request_validator": _REST_API,
    "aws_api_gateway_resource": _REST_API,
    "aws_api_gateway_stage": {**_REST_API, "deployment": "deployment_id"},
    "aws_api_gateway_vpc_link": {"target_arn": "target_arns"},
    "aws_cloudwatch_log_subscription_filter": {"log_group": "log_group_name"},
    "aws_cloudwatch_metric_alarm": {"name": "alarm_name"},
    "aws_elastic_beanstalk_environment": {"version": "version_label"},
    "aws_glue_catalog_table": {"partition_indices": "partition_index"},
    "aws_iot_topic_rule": {"kineses": "kinesis"},
    "aws_lambda_function": {"code": "filename", "name": "function_name"},
    "aws_lambda_layer_version": {"code": "filename"},
    "aws_lambda_permission": {"function": "function_name"},
    "aws_s3_bucket_website_configuration": {"routing_rule_details": "routing_rules"},
    "aws_sns_topic_subscription": {"topic": "topic_arn"},
}
"""Properties that Pulumi calls otherwise than Terraform; found by comparing the classes of pulumi-aws 7.11.1 with the provider's schema."""

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
    for before in (prefix, _OTHER_PREFIXES.get(module, prefix)):
        for candidate in (cls, re.sub(r"V\d$", "", cls)):
            found = "_".join(part for part in ("aws", before, snake(candidate)) if part)
            if terraform.vocabulary(found) is not None:
                return found
    return "_".join(part for part in ("aws", prefix, snake(cls)) if part)


@cache
def native_type(name: str) -> str:
    """The CloudFormation type of a class of `pulumi_aws_native` (`lambda_.EventSourceMapping`), "" when there is none."""
    wanted = name.replace("_", "").lower()
    return next((one for one in schemas.known_types() if one.removeprefix("AWS::").replace("::", ".").lower() == wanted), "")


def terraform_name(tf_type: str, name: str) -> str:
    """What Terraform calls a property or an attribute of a type."""
    renamed = _PROPERTIES.get(tf_type)
    return renamed.get(snake(name), name) if renamed is not None else name


@lru_cache(maxsize=4096)
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
