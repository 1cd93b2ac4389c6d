"""Builds `terraform-attributes.jsonl`: what Terraform's computed attributes are in CloudFormation's names.

    python scripts/facts/build_identifiers.py PROVIDER_SCHEMA

Run it after `build_schemas.py` and `build_terraform.py`. An attribute that a configuration may set is not listed: the
vocabulary says where it lands. `arn` is the type's ARN attribute; other computed attributes are compared with what
GetAtt offers, in lower case without punctuation. `id` is whatever the provider made it, so it is listed by hand; only
where `Ref` yields an identifier that AWS generates is it taken to be that.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import tables

sys.path.insert(0, str(tables.FACTS.parents[1]))

from opexlint.facts import identifiers, schemas, terraform

# What `id` is; None where it is composed of several identifiers or means something of Terraform's own.
IDS: dict[str, str | None] = {
    "aws_acm_certificate": "CertificateArn",
    "aws_alb": "LoadBalancerArn",
    "aws_alb_listener": "ListenerArn",
    "aws_alb_listener_rule": "RuleArn",
    "aws_alb_target_group": "TargetGroupArn",
    "aws_apigatewayv2_stage": "StageName",
    "aws_appconfig_configuration_profile": None,
    "aws_appconfig_environment": None,
    "aws_apprunner_service": "ServiceArn",
    "aws_appsync_graphql_api": "ApiId",
    "aws_athena_workgroup": "Name",
    "aws_autoscaling_group": "AutoScalingGroupName",
    "aws_backup_vault": "BackupVaultName",
    "aws_batch_compute_environment": "ComputeEnvironmentName",
    "aws_batch_job_definition": "JobDefinitionArn",
    "aws_batch_job_queue": "JobQueueArn",
    "aws_cloudformation_stack": "StackId",
    "aws_cloudtrail": None,
    "aws_cloudwatch_composite_alarm": "AlarmName",
    "aws_cloudwatch_dashboard": "DashboardName",
    "aws_cloudwatch_event_bus": "Name",
    "aws_cloudwatch_event_rule": "Name",
    "aws_cloudwatch_log_group": "LogGroupName",
    "aws_cloudwatch_metric_alarm": "AlarmName",
    "aws_cloudwatch_metric_stream": "Name",
    "aws_codebuild_project": "Arn",
    "aws_codecommit_repository": "RepositoryName",
    "aws_codedeploy_app": None,
    "aws_codedeploy_deployment_config": "DeploymentConfigName",
    "aws_codedeploy_deployment_group": None,
    "aws_codepipeline": "Name",
    "aws_cognito_user_pool": "UserPoolId",
    "aws_cognito_user_pool_client": "ClientId",
    "aws_config_config_rule": "ConfigRuleName",
    "aws_db_instance": "DbiResourceId",
    "aws_db_option_group": "OptionGroupName",
    "aws_db_parameter_group": "DBParameterGroupName",
    "aws_db_proxy": "DBProxyName",
    "aws_db_subnet_group": "DBSubnetGroupName",
    "aws_dms_replication_instance": "ReplicationInstanceIdentifier",
    "aws_dms_replication_task": "ReplicationTaskIdentifier",
    "aws_docdb_cluster": "DBClusterIdentifier",
    "aws_docdb_cluster_instance": "DBInstanceIdentifier",
    "aws_dx_connection": "ConnectionId",
    "aws_dynamodb_table": "TableName",
    "aws_ecr_repository": "RepositoryName",
    "aws_ecs_cluster": "Arn",
    "aws_ecs_service": "ServiceArn",
    "aws_ecs_task_definition": "Family",
    "aws_eip": "AllocationId",
    "aws_eks_addon": None,
    "aws_eks_cluster": "Name",
    "aws_eks_fargate_profile": None,
    "aws_eks_node_group": None,
    "aws_elastic_beanstalk_application": "ApplicationName",
    "aws_elastic_beanstalk_environment": None,
    "aws_elasticache_cluster": "ClusterName",
    "aws_elasticache_parameter_group": "CacheParameterGroupName",
    "aws_elasticache_replication_group": "ReplicationGroupId",
    "aws_elasticache_subnet_group": "CacheSubnetGroupName",
    "aws_elasticsearch_domain": "Arn",
    "aws_elb": "LoadBalancerName",
    "aws_glue_catalog_database": None,
    "aws_glue_catalog_table": None,
    "aws_glue_crawler": "Name",
    "aws_glue_job": "Name",
    "aws_glue_trigger": "Name",
    "aws_iam_group": "GroupName",
    "aws_iam_instance_profile": "InstanceProfileName",
    "aws_iam_openid_connect_provider": "Arn",
    "aws_iam_policy": "PolicyArn",
    "aws_iam_role": "RoleName",
    "aws_iam_saml_provider": "Arn",
    "aws_iam_user": "UserName",
    "aws_key_pair": "KeyName",
    "aws_kinesis_firehose_delivery_stream": "Arn",
    "aws_kinesis_stream": "Arn",
    "aws_kinesisanalyticsv2_application": None,
    "aws_kms_alias": "AliasName",
    "aws_lambda_alias": "AliasArn",
    "aws_lambda_function": "FunctionName",
    "aws_lambda_function_event_invoke_config": None,
    "aws_lambda_layer_version": "LayerVersionArn",
    "aws_lambda_permission": None,
    "aws_launch_configuration": "LaunchConfigurationName",
    "aws_lb": "LoadBalancerArn",
    "aws_lb_listener": "ListenerArn",
    "aws_lb_listener_rule": "RuleArn",
    "aws_lb_target_group": "TargetGroupArn",
    "aws_memorydb_cluster": "ClusterName",
    "aws_msk_cluster": "Arn",
    "aws_mwaa_environment": "Name",
    "aws_neptune_cluster": "DBClusterIdentifier",
    "aws_neptune_cluster_instance": "DBInstanceIdentifier",
    "aws_opensearch_domain": "Arn",
    "aws_pipes_pipe": "Name",
    "aws_placement_group": "GroupName",
    "aws_rds_cluster": "DBClusterIdentifier",
    "aws_rds_cluster_instance": "DBInstanceIdentifier",
    "aws_rds_cluster_parameter_group": "DBClusterParameterGroupName",
    "aws_rds_global_cluster": "GlobalClusterIdentifier",
    "aws_redshift_cluster": "ClusterIdentifier",
    "aws_redshift_parameter_group": "ParameterGroupName",
    "aws_redshift_subnet_group": "ClusterSubnetGroupName",
    "aws_route53_record": None,
    "aws_s3_bucket": "BucketName",
    "aws_sagemaker_endpoint": "EndpointName",
    "aws_sagemaker_endpoint_configuration": "EndpointConfigName",
    "aws_sagemaker_model": "ModelName",
    "aws_sagemaker_notebook_instance": "NotebookInstanceName",
    "aws_scheduler_schedule": None,
    "aws_secretsmanager_secret": "Arn",
    "aws_ses_configuration_set": "Name",
    "aws_sesv2_configuration_set": "Name",
    "aws_sfn_activity": "Arn",
    "aws_sfn_alias": "Arn",
    "aws_sfn_state_machine": "Arn",
    "aws_sns_topic": "TopicArn",
    "aws_sns_topic_subscription": "Arn",
    "aws_sqs_queue": "QueueUrl",
    "aws_ssm_document": "Name",
    "aws_ssm_parameter": "Name",
    "aws_synthetics_canary": "Name",
    "aws_vpc_dhcp_options_association": None,
    "aws_wafv2_ip_set": "Id",
    "aws_wafv2_regex_pattern_set": "Id",
    "aws_wafv2_rule_group": "Id",
    "aws_wafv2_web_acl": "Id",
    "aws_xray_group": "GroupARN",
    "aws_xray_sampling_rule": None,
}

# Other computed attributes whose names differ.
LOAD_BALANCER: dict[str, str | None] = {"arn_suffix": "LoadBalancerFullName", "dns_name": "DNSName", "zone_id": "CanonicalHostedZoneID"}
TARGET_GROUP: dict[str, str | None] = {"arn_suffix": "TargetGroupFullName"}
ATTRIBUTES: dict[str, dict[str, str | None]] = {
    "aws_alb": LOAD_BALANCER,
    "aws_alb_target_group": TARGET_GROUP,
    "aws_api_gateway_rest_api": {"arn": None},
    "aws_cloudformation_stack": {"arn": None},
    "aws_cloudwatch_log_group": {"arn": "Arn"},
    "aws_codepipeline": {"arn": "Arn"},
    "aws_cognito_user_pool": {"endpoint": "ProviderName"},
    "aws_db_instance": {"address": "Endpoint.Address", "endpoint": None, "port": "Endpoint.Port", "resource_id": "DbiResourceId"},
    "aws_docdb_cluster": {"cluster_resource_id": "ClusterResourceId", "endpoint": "Endpoint", "reader_endpoint": "ReadEndpoint"},
    "aws_ecr_repository": {"repository_url": "RepositoryUri"},
    "aws_ecs_service": {"arn": "ServiceArn"},
    "aws_eip": {"allocation_id": "AllocationId", "public_ip": "PublicIp"},
    "aws_elasticache_cluster": {"cluster_address": None, "configuration_endpoint": None},
    "aws_elasticache_replication_group": {
        "configuration_endpoint_address": "ConfigurationEndPoint.Address",
        "primary_endpoint_address": "PrimaryEndPoint.Address",
        "reader_endpoint_address": "ReaderEndPoint.Address",
    },
    "aws_elb": {"dns_name": "DNSName", "zone_id": "CanonicalHostedZoneNameID"},
    "aws_iam_role": {"unique_id": "RoleId"},
    "aws_instance": {"private_dns": "PrivateDnsName", "private_ip": "PrivateIp", "public_dns": "PublicDnsName"},
    "aws_launch_template": {"default_version": "DefaultVersionNumber", "latest_version": "LatestVersionNumber"},
    "aws_lb": LOAD_BALANCER,
    "aws_lb_target_group": TARGET_GROUP,
    "aws_neptune_cluster": {"cluster_resource_id": "ClusterResourceId", "endpoint": "Endpoint", "reader_endpoint": "ReadEndpoint"},
    "aws_opensearch_domain": {"domain_id": None, "endpoint": "DomainEndpoint"},
    "aws_rds_cluster": {
        "cluster_resource_id": "DBClusterResourceId",
        "endpoint": "Endpoint.Address",
        "reader_endpoint": "ReadEndpoint.Address",
    },
    "aws_redshift_cluster": {"dns_name": "Endpoint.Address", "endpoint": None},
    "aws_route53_zone": {"zone_id": "Id"},
    "aws_s3_bucket": {
        "bucket_domain_name": "DomainName",
        "bucket_regional_domain_name": "RegionalDomainName",
    },
    "aws_sqs_queue": {"url": "QueueUrl"},
    "aws_vpc": {"default_network_acl_id": "DefaultNetworkAcl", "default_security_group_id": "DefaultSecurityGroup"},
}


def row(tf_type: str, cfn_type: str, computed: list[str]) -> dict[str, str]:
    """The computed attributes of one type that have a name in CloudFormation."""
    offered = {schemas.fold(name): name for name in schemas.attributes(cfn_type)}
    found: dict[str, str | None] = {
        name: identifiers.getatt_yields(cfn_type, offered[schemas.fold(name)]) for name in computed if schemas.fold(name) in offered
    }
    found["arn"] = identifiers.arn_attribute(cfn_type)
    ref = identifiers.ref_yields(cfn_type)
    if tf_type in IDS:
        found["id"] = IDS[tf_type]
    else:
        # An identifier that AWS generates: it is not a property anybody sets.
        known = schemas.shape(cfn_type)
        generated = ref.endswith("Id") and known is not None and ref not in known.properties
        found["id"] = ref if generated else None
    found |= ATTRIBUTES.get(tf_type, {})
    return {name: value for name, value in sorted(found.items()) if value is not None}


def main(provider: Path) -> None:
    schema = json.loads(provider.read_text(encoding="utf-8"))
    rows: dict[str, Any] = {}
    for tf_type in terraform.terraform_types():
        vocabulary = terraform.vocabulary(tf_type)
        if vocabulary is None or vocabulary.satellite or tf_type not in schema:
            continue
        attributes = schema[tf_type]["a"]
        computed = [name for name in schema[tf_type]["c"] if name not in attributes]
        if found := row(tf_type, vocabulary.cfn_type, computed):
            rows[tf_type] = found
    unknown = sorted((set(IDS) | set(ATTRIBUTES)) - set(rows) - {name for name, value in IDS.items() if value is None})
    if unknown:
        sys.exit(f"no such types: {unknown}")
    tables.write(
        "terraform-attributes",
        rows,
        source="hashicorp/aws 6.25.0 provider schema (cdktf-cdktf-provider-aws 21.22.1), GetAtt names of the "
        "CloudFormation schemas (cfn-lint 1.58.0), identifiers by hand from the provider's documentation",
        as_of="2026-10-20",
        licence="MPL-2.0 (names of the provider schema), MIT-0 (cfn-lint)",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
