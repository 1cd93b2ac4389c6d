"""Terraform resources that complete another one: the attribute that names it, its types, and where on it they go.

`into` is where on the completed resource a satellite's own place is; its attributes go there by the default (compared
with that place's properties) unless `set` says otherwise. Which satellites there are is the study's list.
"""

from __future__ import annotations

from typing import Any

TARGET_GROUPS = ["aws_lb_target_group", "aws_alb_target_group"]
SECURITY_GROUPS = ["aws_security_group", "aws_default_security_group"]


def of(parent: str | list[str], cfn: str, ref: str, into: str = "", **more: Any) -> dict[str, Any]:
    """One satellite; it appends when `into` or a target of it adds to a list."""
    parents = [parent] if isinstance(parent, str) else parent
    targets = [into, *(v if isinstance(v, str) else v["to"] for v in more.get("set", {}).values())]
    mode = "append" if any(part.endswith("/+") or "/+/" in part for part in targets) else "merge"
    return {"cfn": f"AWS::{cfn}", "ref": ref, "parents": parents, "mode": more.pop("mode", mode), "into": into, **more}


def bucket(into: str = "", **more: Any) -> dict[str, Any]:
    return of("aws_s3_bucket", "S3::Bucket", "bucket", into, **more)


def method(into: str = "", **more: Any) -> dict[str, Any]:
    # A method is named by three attributes together; the verb's reference is the one that names the resource.
    return of(
        "aws_api_gateway_method", "ApiGateway::Method", "http_method", into, refs=["http_method", "resource_id", "rest_api_id"], **more
    )


def inline_policy(kind: str) -> dict[str, Any]:
    return of(
        f"aws_iam_{kind}",
        f"IAM::{kind.capitalize()}",
        kind,
        "Policies/+",
        set={"name": "Policies.PolicyName", "policy": "Policies.PolicyDocument"},
    )


def attached_policy(kind: str) -> dict[str, Any]:
    return of(f"aws_iam_{kind}", f"IAM::{kind.capitalize()}", kind, set={"policy_arn": "ManagedPolicyArns/+"})


def rule_of(direction: str, other: str) -> dict[str, Any]:
    """A security group's rule as a resource of its own, one source or destination each."""
    place = f"SecurityGroup{direction}"
    return of(
        SECURITY_GROUPS,
        "EC2::SecurityGroup",
        "security_group_id",
        f"{place}/+",
        set={
            "cidr_ipv4": f"{place}.CidrIp",
            "cidr_ipv6": f"{place}.CidrIpv6",
            "prefix_list_id": f"{place}.{other}PrefixListId",
            "referenced_security_group_id": f"{place}.{other}SecurityGroupId",
        },
    )


DIRECTION = "<type:ingress=SecurityGroupIngress,egress=SecurityGroupEgress>"
LIFECYCLE = "LifecycleConfiguration.Rules"
ENCRYPTION = "BucketEncryption.ServerSideEncryptionConfiguration"

SATELLITES: dict[str, dict[str, Any]] = {
    "aws_alb_target_group_attachment": (
        target := of(
            TARGET_GROUPS,
            "ElasticLoadBalancingV2::TargetGroup",
            "target_group_arn",
            "Targets/+",
            set={"target_id": "Targets.Id"},
        )
    ),
    "aws_api_gateway_integration": method(
        "Integration",
        set={
            "credentials": "Integration.Credentials",
            "timeout_milliseconds": "Integration.TimeoutInMillis",
        },
    ),
    "aws_api_gateway_integration_response": method("Integration/IntegrationResponses/+"),
    "aws_api_gateway_method_response": method("MethodResponses/+"),
    "aws_api_gateway_method_settings": of(
        "aws_api_gateway_stage",
        "ApiGateway::Stage",
        "stage_name",
        "MethodSettings/+",
        refs=["rest_api_id", "stage_name"],
        set={"method_path": "MethodSettings.ResourcePath", "settings": "@flatten"},
    ),
    "aws_api_gateway_rest_api_policy": of("aws_api_gateway_rest_api", "ApiGateway::RestApi", "rest_api_id", set={"policy": "Policy"}),
    "aws_appautoscaling_scheduled_action": of(
        "aws_appautoscaling_target",
        "ApplicationAutoScaling::ScalableTarget",
        "resource_id",
        "ScheduledActions/+",
        refs=["resource_id", "scalable_dimension", "service_namespace"],
        set={"name": "ScheduledActions.ScheduledActionName"},
    ),
    "aws_autoscaling_attachment": of(
        "aws_autoscaling_group",
        "AutoScaling::AutoScalingGroup",
        "autoscaling_group_name",
        set={"elb": "LoadBalancerNames/+", "lb_target_group_arn": "TargetGroupARNs/+"},
    ),
    "aws_autoscaling_group_tag": of(
        "aws_autoscaling_group",
        "AutoScaling::AutoScalingGroup",
        "autoscaling_group_name",
        set={"tag": "Tags"},
        mode="append",
    ),
    "aws_autoscaling_notification": of(
        "aws_autoscaling_group",
        "AutoScaling::AutoScalingGroup",
        "group_names",
        "NotificationConfigurations/+",
        set={"notifications": "NotificationConfigurations.NotificationTypes"},
    ),
    "aws_autoscaling_traffic_source_attachment": of(
        "aws_autoscaling_group",
        "AutoScaling::AutoScalingGroup",
        "autoscaling_group_name",
        set={"traffic_source": "TrafficSources"},
        mode="append",
    ),
    "aws_backup_vault_lock_configuration": of("aws_backup_vault", "Backup::BackupVault", "backup_vault_name", "LockConfiguration"),
    "aws_backup_vault_notifications": of("aws_backup_vault", "Backup::BackupVault", "backup_vault_name", "Notifications"),
    "aws_backup_vault_policy": of("aws_backup_vault", "Backup::BackupVault", "backup_vault_name", set={"policy": "AccessPolicy"}),
    "aws_bedrockagent_agent_action_group": of("aws_bedrockagent_agent", "Bedrock::Agent", "agent_id", "ActionGroups/+"),
    "aws_cloudwatch_event_bus_policy": of("aws_cloudwatch_event_bus", "Events::EventBus", "event_bus_name"),
    "aws_cloudwatch_event_target": of(
        "aws_cloudwatch_event_rule",
        "Events::Rule",
        "rule",
        "Targets/+",
        set={
            "appsync_target": "Targets.AppSyncParameters",
            "appsync_target.graphql_operation": "Targets.AppSyncParameters.GraphQLOperation",
            "batch_target": "Targets.BatchParameters",
            "batch_target.array_size": "Targets.BatchParameters.ArrayProperties.Size",
            "batch_target.job_attempts": "Targets.BatchParameters.RetryStrategy.Attempts",
            "ecs_target": "Targets.EcsParameters",
            "ecs_target.ordered_placement_strategy": "Targets.EcsParameters.PlacementStrategies",
            "ecs_target.tags": {"to": "Targets.EcsParameters.TagList", "via": "tags"},
            "http_target": "Targets.HttpParameters",
            "input_transformer.input_paths": "Targets.InputTransformer.InputPathsMap",
            "kinesis_target": "Targets.KinesisParameters",
            "redshift_target": "Targets.RedshiftDataParameters",
            "redshift_target.secrets_manager_arn": "Targets.RedshiftDataParameters.SecretManagerArn",
            "run_command_targets": "Targets.RunCommandParameters.RunCommandTargets",
            "sagemaker_pipeline_target": "Targets.SageMakerPipelineParameters",
            "sqs_target": "Targets.SqsParameters",
            "target_id": "Targets.Id",
        },
    ),
    "aws_cloudwatch_log_data_protection_policy": of(
        "aws_cloudwatch_log_group", "Logs::LogGroup", "log_group_name", set={"policy_document": "DataProtectionPolicy"}
    ),
    "aws_cloudwatch_log_destination_policy": of(
        "aws_cloudwatch_log_destination",
        "Logs::Destination",
        "destination_name",
        set={"access_policy": "DestinationPolicy"},
    ),
    "aws_cloudwatch_log_index_policy": of(
        "aws_cloudwatch_log_group", "Logs::LogGroup", "log_group_name", set={"policy_document": "FieldIndexPolicies/+"}
    ),
    "aws_codebuild_webhook": of("aws_codebuild_project", "CodeBuild::Project", "project_name", "Triggers", also={"Triggers/Webhook": True}),
    "aws_config_configuration_recorder_status": of("aws_config_configuration_recorder", "Config::ConfigurationRecorder", "name"),
    "aws_db_instance_automated_backups_replication": of(
        "aws_db_instance",
        "RDS::DBInstance",
        "source_db_instance_arn",
        set={
            "kms_key_id": "AutomaticBackupReplicationKmsKeyId",
            "retention_period": "AutomaticBackupReplicationRetentionPeriod",
        },
    ),
    "aws_db_instance_role_association": of("aws_db_instance", "RDS::DBInstance", "db_instance_identifier", "AssociatedRoles/+"),
    "aws_dynamodb_contributor_insights": of(
        "aws_dynamodb_table",
        "DynamoDB::Table",
        "table_name",
        "ContributorInsightsSpecification",
        also={"ContributorInsightsSpecification/Enabled": True},
    ),
    "aws_dynamodb_kinesis_streaming_destination": of("aws_dynamodb_table", "DynamoDB::Table", "table_name", "KinesisStreamSpecification"),
    "aws_dynamodb_resource_policy": of(
        "aws_dynamodb_table", "DynamoDB::Table", "resource_arn", set={"policy": "ResourcePolicy.PolicyDocument"}
    ),
    "aws_dynamodb_table_replica": of(
        "aws_dynamodb_table",
        "DynamoDB::GlobalTable",
        "global_table_arn",
        "Replicas/+",
        set={
            "kms_key_arn": "Replicas.SSESpecification.KMSMasterKeyId",
            "point_in_time_recovery": "Replicas.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
            "table_class_override": "Replicas.TableClass",
        },
    ),
    "aws_ecr_lifecycle_policy": of(
        "aws_ecr_repository", "ECR::Repository", "repository", set={"policy": "LifecyclePolicy.LifecyclePolicyText"}
    ),
    "aws_ecr_repository_policy": of("aws_ecr_repository", "ECR::Repository", "repository", set={"policy": "RepositoryPolicyText"}),
    "aws_ecs_cluster_capacity_providers": of("aws_ecs_cluster", "ECS::Cluster", "cluster_name"),
    "aws_efs_backup_policy": of("aws_efs_file_system", "EFS::FileSystem", "file_system_id"),
    "aws_efs_file_system_policy": of("aws_efs_file_system", "EFS::FileSystem", "file_system_id", set={"policy": "FileSystemPolicy"}),
    "aws_efs_replication_configuration": of("aws_efs_file_system", "EFS::FileSystem", "source_file_system_id", "ReplicationConfiguration"),
    "aws_elasticsearch_domain_policy": of("aws_elasticsearch_domain", "Elasticsearch::Domain", "domain_name"),
    "aws_elb_attachment": of("aws_elb", "ElasticLoadBalancing::LoadBalancer", "elb", set={"instance": "Instances/+"}),
    "aws_guardduty_detector_feature": of("aws_guardduty_detector", "GuardDuty::Detector", "detector_id", "Features/+"),
    "aws_iam_group_policy": inline_policy("group"),
    "aws_iam_group_policy_attachment": attached_policy("group"),
    "aws_iam_policy_attachment": of("aws_iam_role", "IAM::Role", "roles", set={"policy_arn": "ManagedPolicyArns/+"}),
    "aws_iam_role_policy": inline_policy("role"),
    "aws_iam_role_policy_attachment": attached_policy("role"),
    "aws_iam_role_policy_attachments_exclusive": of("aws_iam_role", "IAM::Role", "role_name", set={"policy_arns": "ManagedPolicyArns"}),
    "aws_iam_user_group_membership": of("aws_iam_user", "IAM::User", "user"),
    "aws_iam_user_login_profile": of("aws_iam_user", "IAM::User", "user", "LoginProfile"),
    "aws_iam_user_policy": inline_policy("user"),
    "aws_iam_user_policy_attachment": attached_policy("user"),
    "aws_kms_key_policy": of("aws_kms_key", "KMS::Key", "key_id", set={"policy": "KeyPolicy"}),
    "aws_lambda_function_recursion_config": of("aws_lambda_function", "Lambda::Function", "function_name"),
    "aws_lambda_provisioned_concurrency_config": of(
        "aws_lambda_alias",
        "Lambda::Alias",
        "qualifier",
        "ProvisionedConcurrencyConfig",
        refs=["function_name", "qualifier"],
    ),
    "aws_lambda_runtime_management_config": of("aws_lambda_function", "Lambda::Function", "function_name", "RuntimeManagementConfig"),
    "aws_lb_target_group_attachment": target,
    "aws_load_balancer_policy": of(
        "aws_elb",
        "ElasticLoadBalancing::LoadBalancer",
        "load_balancer_name",
        "Policies/+",
        set={
            "policy_attribute": "Policies.Attributes",
            "policy_type_name": "Policies.PolicyType",
        },
    ),
    "aws_network_interface_sg_attachment": of(
        "aws_network_interface", "EC2::NetworkInterface", "network_interface_id", set={"security_group_id": "GroupSet/+"}
    ),
    "aws_opensearch_domain_policy": of("aws_opensearch_domain", "OpenSearchService::Domain", "domain_name"),
    "aws_opensearch_domain_saml_options": of(
        "aws_opensearch_domain", "OpenSearchService::Domain", "domain_name", "AdvancedSecurityOptions"
    ),
    "aws_prometheus_alert_manager_definition": of(
        "aws_prometheus_workspace", "APS::Workspace", "workspace_id", set={"definition": "AlertManagerDefinition"}
    ),
    "aws_prometheus_workspace_configuration": of("aws_prometheus_workspace", "APS::Workspace", "workspace_id", "WorkspaceConfiguration"),
    "aws_rds_cluster_activity_stream": of("aws_rds_cluster", "RDS::DBCluster", "resource_arn", set={"kms_key_id": "@tf"}),
    "aws_rds_cluster_role_association": of(["aws_rds_cluster"], "RDS::DBCluster", "db_cluster_identifier", "AssociatedRoles/+"),
    "aws_redshift_cluster_iam_roles": of(
        "aws_redshift_cluster", "Redshift::Cluster", "cluster_identifier", set={"iam_role_arns": "IamRoles"}
    ),
    "aws_redshift_logging": of("aws_redshift_cluster", "Redshift::Cluster", "cluster_identifier", "LoggingProperties"),
    "aws_redshift_snapshot_copy": of(
        "aws_redshift_cluster",
        "Redshift::Cluster",
        "cluster_identifier",
        set={
            "manual_snapshot_retention_period": "@tf",
            "retention_period": "SnapshotCopyRetentionPeriod",
            "snapshot_copy_grant_name": "SnapshotCopyGrantName",
        },
    ),
    "aws_route53_query_log": of(
        "aws_route53_zone",
        "Route53::HostedZone",
        "zone_id",
        set={"cloudwatch_log_group_arn": "QueryLoggingConfig.CloudWatchLogsLogGroupArn"},
    ),
    "aws_route53_zone_association": of("aws_route53_zone", "Route53::HostedZone", "zone_id", "VPCs/+"),
    "aws_s3_bucket_accelerate_configuration": bucket(set={"status": "AccelerateConfiguration.AccelerationStatus"}),
    "aws_s3_bucket_acl": bucket(
        set={
            "acl": {
                "to": "AccessControl",
                "via": "enum:private=Private,public-read=PublicRead,public-read-write=PublicReadWrite,"
                "log-delivery-write=LogDeliveryWrite,authenticated-read=AuthenticatedRead,"
                "aws-exec-read=AwsExecRead,bucket-owner-read=BucketOwnerRead,"
                "bucket-owner-full-control=BucketOwnerFullControl",
            }
        }
    ),
    "aws_s3_bucket_analytics_configuration": bucket(
        "AnalyticsConfigurations/+",
        set={"name": "AnalyticsConfigurations.Id", "filter": "@flatten", "filter.tags": "AnalyticsConfigurations.TagFilters"},
    ),
    "aws_s3_bucket_cors_configuration": bucket(
        set={
            "cors_rule": "CorsConfiguration.CorsRules",
            "cors_rule.expose_headers": "CorsConfiguration.CorsRules.ExposedHeaders",
            "cors_rule.max_age_seconds": "CorsConfiguration.CorsRules.MaxAge",
        }
    ),
    "aws_s3_bucket_intelligent_tiering_configuration": bucket(
        "IntelligentTieringConfigurations/+",
        set={
            "filter": "@flatten",
            "filter.tags": "IntelligentTieringConfigurations.TagFilters",
            "name": "IntelligentTieringConfigurations.Id",
        },
    ),
    "aws_s3_bucket_inventory": bucket(
        "InventoryConfigurations/+",
        set={
            "destination.bucket": "@flatten",
            "destination.bucket.account_id": "InventoryConfigurations.Destination.BucketAccountId",
            "destination.bucket.bucket_arn": "InventoryConfigurations.Destination.BucketArn",
            "filter": "@flatten",
            "name": "InventoryConfigurations.Id",
            "schedule": "@flatten",
            "schedule.frequency": "InventoryConfigurations.ScheduleFrequency",
        },
    ),
    "aws_s3_bucket_lifecycle_configuration": bucket(
        set={
            "rule": LIFECYCLE,
            "rule.expiration": "@flatten",
            "rule.expiration.date": f"{LIFECYCLE}.ExpirationDate",
            "rule.expiration.days": f"{LIFECYCLE}.ExpirationInDays",
            "rule.expiration.expired_object_delete_marker": f"{LIFECYCLE}.ExpiredObjectDeleteMarker",
            "rule.filter": "@flatten",
            "rule.filter.and": "@flatten",
            "rule.filter.and.object_size_greater_than": f"{LIFECYCLE}.ObjectSizeGreaterThan",
            "rule.filter.and.object_size_less_than": f"{LIFECYCLE}.ObjectSizeLessThan",
            "rule.filter.and.prefix": f"{LIFECYCLE}.Prefix",
            "rule.filter.and.tags": f"{LIFECYCLE}.TagFilters",
            "rule.filter.object_size_greater_than": f"{LIFECYCLE}.ObjectSizeGreaterThan",
            "rule.filter.object_size_less_than": f"{LIFECYCLE}.ObjectSizeLessThan",
            "rule.filter.prefix": f"{LIFECYCLE}.Prefix",
            "rule.filter.tag": f"{LIFECYCLE}.TagFilters",
            "rule.noncurrent_version_transition": f"{LIFECYCLE}.NoncurrentVersionTransitions",
            "rule.noncurrent_version_transition.noncurrent_days": (f"{LIFECYCLE}.NoncurrentVersionTransitions.TransitionInDays"),
            "rule.transition": f"{LIFECYCLE}.Transitions",
            "rule.transition.date": f"{LIFECYCLE}.Transitions.TransitionDate",
            "rule.transition.days": f"{LIFECYCLE}.Transitions.TransitionInDays",
            "transition_default_minimum_object_size": "LifecycleConfiguration.TransitionDefaultMinimumObjectSize",
        }
    ),
    "aws_s3_bucket_logging": bucket(
        "LoggingConfiguration",
        set={
            "target_bucket": "LoggingConfiguration.DestinationBucketName",
            "target_prefix": "LoggingConfiguration.LogFilePrefix",
        },
    ),
    "aws_s3_bucket_metadata_configuration": bucket(),
    "aws_s3_bucket_metric": bucket(
        "MetricsConfigurations/+",
        set={
            "filter": "@flatten",
            "filter.access_point": "MetricsConfigurations.AccessPointArn",
            "filter.tags": "MetricsConfigurations.TagFilters",
            "name": "MetricsConfigurations.Id",
        },
    ),
    "aws_s3_bucket_notification": bucket(
        "NotificationConfiguration",
        set={
            "eventbridge": "NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled",
            **{
                key: (
                    {**target, "to": f"NotificationConfiguration.{target['to']}"}
                    if isinstance(target, dict)
                    else f"NotificationConfiguration.{target}"
                )
                for block, service, arn in (
                    ("lambda_function", "Lambda", "Function"),
                    ("queue", "Queue", "Queue"),
                    ("topic", "Topic", "Topic"),
                )
                for key, target in {
                    block: f"{service}Configurations",
                    f"{block}.{'lambda_function' if block == 'lambda_function' else block}_arn": (f"{service}Configurations.{arn}"),
                    # One configuration for each event there, one block for several here.
                    f"{block}.events": {"to": f"{service}Configurations.Event", "via": "fanout"},
                    f"{block}.filter_prefix": f"{service}Configurations/Filter/S3Key/Rules/[Name=prefix]/Value",
                    f"{block}.filter_suffix": f"{service}Configurations/Filter/S3Key/Rules/[Name=suffix]/Value",
                }.items()
            },
        },
    ),
    "aws_s3_bucket_object_lock_configuration": bucket("ObjectLockConfiguration", set={"rule": "ObjectLockConfiguration.Rule"}),
    "aws_s3_bucket_ownership_controls": bucket(
        set={"rule": "OwnershipControls.Rules", "rule.object_ownership": "OwnershipControls.Rules.ObjectOwnership"}
    ),
    "aws_s3_bucket_public_access_block": bucket("PublicAccessBlockConfiguration"),
    "aws_s3_bucket_replication_configuration": bucket(
        "ReplicationConfiguration",
        set={
            "rule": "ReplicationConfiguration.Rules",
            "rule.destination.metrics.event_threshold": "ReplicationConfiguration.Rules.Destination.Metrics.EventThreshold",
            "rule.destination.replication_time.time": "ReplicationConfiguration.Rules.Destination.ReplicationTime.Time",
            "rule.filter.and.tags": "ReplicationConfiguration.Rules.Filter.And.TagFilters",
            "rule.filter.tag": "ReplicationConfiguration.Rules.Filter.TagFilter",
        },
    ),
    "aws_s3_bucket_request_payment_configuration": bucket(),
    "aws_s3_bucket_server_side_encryption_configuration": bucket(
        "BucketEncryption",
        set={
            "rule": ENCRYPTION,
            "rule.apply_server_side_encryption_by_default": f"{ENCRYPTION}.ServerSideEncryptionByDefault",
        },
    ),
    "aws_s3_bucket_versioning": bucket(
        set={
            "versioning_configuration": "VersioningConfiguration",
            "versioning_configuration.mfa_delete": "@tf",
        }
    ),
    "aws_s3_bucket_website_configuration": bucket(
        "WebsiteConfiguration",
        set={
            "error_document": "@flatten",
            "error_document.key": "WebsiteConfiguration.ErrorDocument",
            "index_document": "@flatten",
            "index_document.suffix": "WebsiteConfiguration.IndexDocument",
            "routing_rule": "WebsiteConfiguration.RoutingRules",
            "routing_rule.condition": "WebsiteConfiguration.RoutingRules.RoutingRuleCondition",
            "routing_rule.redirect": "WebsiteConfiguration.RoutingRules.RedirectRule",
            "routing_rules": {"to": "WebsiteConfiguration.RoutingRules", "via": "json"},
        },
    ),
    "aws_secretsmanager_secret_version": of(
        "aws_secretsmanager_secret", "SecretsManager::Secret", "secret_id", set={"secret_string_wo": "SecretString"}
    ),
    "aws_security_group_rule": of(
        SECURITY_GROUPS,
        "EC2::SecurityGroup",
        "security_group_id",
        f"{DIRECTION}/+",
        set={
            "cidr_blocks": {"to": f"{DIRECTION}.CidrIp", "via": "fanout"},
            "ipv6_cidr_blocks": {"to": f"{DIRECTION}.CidrIpv6", "via": "fanout"},
            "prefix_list_ids": {"to": f"{DIRECTION}.<type:ingress=SourcePrefixListId,egress=DestinationPrefixListId>", "via": "fanout"},
            "protocol": f"{DIRECTION}.IpProtocol",
            "source_security_group_id": (f"{DIRECTION}.<type:ingress=SourceSecurityGroupId,egress=DestinationSecurityGroupId>"),
            "type": "@names",
        },
    ),
    "aws_sesv2_email_identity_feedback_attributes": of(
        "aws_sesv2_email_identity", "SES::EmailIdentity", "email_identity", "FeedbackAttributes"
    ),
    "aws_sesv2_email_identity_mail_from_attributes": of(
        "aws_sesv2_email_identity", "SES::EmailIdentity", "email_identity", "MailFromAttributes"
    ),
    "aws_shield_protection_health_check_association": of(
        "aws_shield_protection",
        "Shield::Protection",
        "shield_protection_id",
        set={"health_check_arn": "HealthCheckArns/+"},
    ),
    "aws_sns_topic_data_protection_policy": of("aws_sns_topic", "SNS::Topic", "arn", set={"policy": "DataProtectionPolicy"}),
    "aws_sqs_queue_redrive_allow_policy": of("aws_sqs_queue", "SQS::Queue", "queue_url"),
    "aws_sqs_queue_redrive_policy": of("aws_sqs_queue", "SQS::Queue", "queue_url"),
    "aws_ssoadmin_customer_managed_policy_attachment": of(
        "aws_ssoadmin_permission_set",
        "SSO::PermissionSet",
        "permission_set_arn",
        refs=["instance_arn", "permission_set_arn"],
        set={"customer_managed_policy_reference": "CustomerManagedPolicyReferences"},
        mode="append",
    ),
    "aws_ssoadmin_managed_policy_attachment": of(
        "aws_ssoadmin_permission_set",
        "SSO::PermissionSet",
        "permission_set_arn",
        refs=["instance_arn", "permission_set_arn"],
        set={"managed_policy_arn": "ManagedPolicies/+"},
    ),
    "aws_ssoadmin_permission_set_inline_policy": of(
        "aws_ssoadmin_permission_set",
        "SSO::PermissionSet",
        "permission_set_arn",
        refs=["instance_arn", "permission_set_arn"],
    ),
    "aws_transfer_ssh_key": of(
        "aws_transfer_user",
        "Transfer::User",
        "user_name",
        refs=["server_id", "user_name"],
        set={"body": "SshPublicKeys/+"},
    ),
    "aws_vpc_endpoint_policy": of("aws_vpc_endpoint", "EC2::VPCEndpoint", "vpc_endpoint_id", set={"policy": "PolicyDocument"}),
    "aws_vpc_endpoint_route_table_association": of(
        "aws_vpc_endpoint", "EC2::VPCEndpoint", "vpc_endpoint_id", set={"route_table_id": "RouteTableIds/+"}
    ),
    "aws_vpc_endpoint_security_group_association": of(
        "aws_vpc_endpoint", "EC2::VPCEndpoint", "vpc_endpoint_id", set={"security_group_id": "SecurityGroupIds/+"}
    ),
    "aws_vpc_endpoint_subnet_association": of("aws_vpc_endpoint", "EC2::VPCEndpoint", "vpc_endpoint_id", set={"subnet_id": "SubnetIds/+"}),
    "aws_vpc_security_group_egress_rule": rule_of("Egress", "Destination"),
    "aws_vpc_security_group_ingress_rule": rule_of("Ingress", "Source"),
}
