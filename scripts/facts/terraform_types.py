"""Terraform types that the study lacks, what a type sets by being, and what CloudFormation wraps."""

from __future__ import annotations

from typing import Any

TYPES: dict[str, Any] = {
    name: value if isinstance(value, dict) else {"cfn": value}
    for name, value in {
        "aws_appsync_function": "AWS::AppSync::FunctionConfiguration",
        "aws_backup_logically_air_gapped_vault": "AWS::Backup::LogicallyAirGappedBackupVault",
        "aws_bedrockagent_agent_alias": "AWS::Bedrock::AgentAlias",
        "aws_bedrockagent_data_source": "AWS::Bedrock::DataSource",
        "aws_bedrockagent_flow": "AWS::Bedrock::Flow",
        "aws_bedrockagent_prompt": "AWS::Bedrock::Prompt",
        "aws_chatbot_teams_channel_configuration": "AWS::Chatbot::MicrosoftTeamsChannelConfiguration",
        "aws_cloudwatch_contributor_insight_rule": "AWS::CloudWatch::InsightRule",
        "aws_cloudwatch_log_account_policy": "AWS::Logs::AccountPolicy",
        "aws_cloudwatch_log_anomaly_detector": "AWS::Logs::LogAnomalyDetector",
        "aws_cloudwatch_log_delivery": "AWS::Logs::Delivery",
        "aws_cloudwatch_log_delivery_destination": "AWS::Logs::DeliveryDestination",
        "aws_cloudwatch_log_delivery_source": "AWS::Logs::DeliverySource",
        "aws_cognito_identity_provider": "AWS::Cognito::UserPoolIdentityProvider",
        "aws_cognito_resource_server": "AWS::Cognito::UserPoolResourceServer",
        "aws_cognito_user": "AWS::Cognito::UserPoolUser",
        "aws_db_proxy_default_target_group": "AWS::RDS::DBProxyTargetGroup",
        "aws_db_proxy_endpoint": "AWS::RDS::DBProxyEndpoint",
        "aws_dx_connection": "AWS::DirectConnect::Connection",
        "aws_ec2_fleet": "AWS::EC2::EC2Fleet",
        "aws_fsx_openzfs_file_system": "AWS::FSx::FileSystem",
        "aws_iam_group_membership": "AWS::IAM::UserToGroupAddition",
        "aws_keyspaces_keyspace": "AWS::Cassandra::Keyspace",
        "aws_mskconnect_connector": "AWS::KafkaConnect::Connector",
        "aws_prometheus_rule_group_namespace": "AWS::APS::RuleGroupsNamespace",
        "aws_prometheus_scraper": "AWS::APS::Scraper",
        "aws_route53_hosted_zone_dnssec": "AWS::Route53::DNSSEC",
        "aws_route53_resolver_query_log_config": "AWS::Route53Resolver::ResolverQueryLoggingConfig",
        "aws_secretsmanager_secret_policy": "AWS::SecretsManager::ResourcePolicy",
        "aws_secretsmanager_secret_rotation": "AWS::SecretsManager::RotationSchedule",
        "aws_sesv2_configuration_set": "AWS::SES::ConfigurationSet",
        "aws_sesv2_configuration_set_event_destination": "AWS::SES::ConfigurationSetEventDestination",
        "aws_sesv2_email_identity": "AWS::SES::EmailIdentity",
        "aws_sfn_alias": "AWS::StepFunctions::StateMachineAlias",
        "aws_timestreamwrite_database": "AWS::Timestream::Database",
        "aws_timestreamquery_scheduled_query": "AWS::Timestream::ScheduledQuery",
        "aws_vpc_ipam": "AWS::EC2::IPAM",
        "aws_vpc_ipam_pool": "AWS::EC2::IPAMPool",
        "aws_wafv2_web_acl_association": {
            "cfn": "AWS::WAFv2::WebACLAssociation",
            # The study's copy of the provider schema lacks this one type.
            "schema": {"a": {"resource_arn": {"t": "s"}, "web_acl_arn": {"t": "s"}}},
        },
    }.items()
}

# What a resource sets by being of its Terraform type.
ALSO: dict[str, dict[str, Any]] = {
    "aws_fsx_lustre_file_system": {"FileSystemType": "LUSTRE"},
    "aws_fsx_ontap_file_system": {"FileSystemType": "ONTAP"},
    "aws_fsx_openzfs_file_system": {"FileSystemType": "OPENZFS"},
    "aws_fsx_windows_file_system": {"FileSystemType": "WINDOWS"},
}

# CloudFormation wraps what Terraform has at the top: looked into where the top has no such name.
WRAPPED = {
    "aws_backup_plan": "BackupPlan",
    "aws_backup_selection": "BackupSelection",
    "aws_budgets_budget": "Budget",
    "aws_cloudfront_cache_policy": "CachePolicyConfig",
    "aws_cloudfront_continuous_deployment_policy": "ContinuousDeploymentPolicyConfig",
    "aws_cloudfront_distribution": "DistributionConfig",
    "aws_cloudfront_function": "FunctionConfig",
    "aws_cloudfront_key_group": "KeyGroupConfig",
    "aws_cloudfront_origin_access_control": "OriginAccessControlConfig",
    "aws_cloudfront_origin_access_identity": "CloudFrontOriginAccessIdentityConfig",
    "aws_cloudfront_origin_request_policy": "OriginRequestPolicyConfig",
    "aws_cloudfront_public_key": "PublicKeyConfig",
    "aws_cloudfront_response_headers_policy": "ResponseHeadersPolicyConfig",
    "aws_cognito_user_pool": "Policies",
    "aws_ec2_transit_gateway_vpc_attachment": "Options",
    "aws_fsx_lustre_file_system": "LustreConfiguration",
    "aws_fsx_ontap_file_system": "OntapConfiguration",
    "aws_fsx_openzfs_file_system": "OpenZFSConfiguration",
    "aws_fsx_windows_file_system": "WindowsConfiguration",
    "aws_glue_catalog_database": "DatabaseInput",
    "aws_glue_catalog_table": "TableInput",
    "aws_glue_connection": "ConnectionInput",
    "aws_glue_crawler": "Targets",
    "aws_iot_topic_rule": "TopicRulePayload",
    "aws_launch_template": "LaunchTemplateData",
    "aws_msk_serverless_cluster": "VpcConfigs",
    "aws_route53_health_check": "HealthCheckConfig",
    "aws_ses_template": "Template",
    "aws_spot_fleet_request": "SpotFleetRequestConfigData",
    "aws_transfer_server": "IdentityProviderDetails",
    "aws_xray_sampling_rule": "SamplingRule",
}
