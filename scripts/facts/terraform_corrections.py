"""Corrections by hand to the study's Terraform map, in its own notation plus ours.

A path is dotted in CloudFormation's names; `List/[Key=x]/Value` names an element, `List/+` adds one, `List/*` makes one
for each item, `Map/{attribute}` is the entry named by a sibling attribute, `<attribute:a=A,b=B>` the property picked by
one. A value is a path, `@tf` (no counterpart), `@names` (only names a map entry), `@flatten` (the block vanishes), None
(the study's entry is wrong: back to the default), or an object: `to`, `via`, `also` (what is set besides), `by` (names
the map entry), and for `@own:TYPE`, a resource of its own, `owner` (its property that refers back), `into` and `set`.
"""

from __future__ import annotations

import re
from typing import Any

import terraform_satellites
import terraform_types

SATELLITES = terraform_satellites.SATELLITES
TYPES, ALSO, WRAPPED = terraform_types.TYPES, terraform_types.ALSO, terraform_types.WRAPPED

# Wrong, or better said as a satellite.
REMOVED: set[str] = set()

ON_OFF = "enum:true=ENABLED,false=DISABLED"
RETAINED = {"p": ("DeletionPolicy",), "v": "enum", "e": {"true": "Retain", "false": None}}
# Arguments that mean the same on every type that has them and nothing else by that name.
EVERYWHERE: dict[str, Any] = {
    "force_destroy": {"p": ("DeletionPolicy",), "v": "enum", "e": {"true": "Delete", "false": None}},
    "skip_destroy": RETAINED,
}

EBS = ("delete_on_termination", "encrypted", "iops", "kms_key_id", "snapshot_id", "throughput", "volume_size", "volume_type")
DISK = {name: "Ebs." + "".join(word.capitalize() for word in name.split("_")) for name in EBS}
FORWARD = {
    "arn": "TargetGroupArn",
    "duration": "DurationSeconds",
    "stickiness": "TargetGroupStickinessConfig",
}
PARAMETER = {"name": "ParameterName", "value": "ParameterValue"}
# Names that are nested one level deeper in CloudFormation wherever they occur in a type ("" is every type).
NESTED: dict[str, dict[str, Any]] = {
    "": {
        "assign_public_ip": [
            {"to": "AwsvpcConfiguration.AssignPublicIp", "via": ON_OFF},
            {"to": "AwsVpcConfiguration.AssignPublicIp", "via": ON_OFF},
        ],
        "security_groups": ["AwsvpcConfiguration.SecurityGroups", "AwsVpcConfiguration.SecurityGroups"],
        "subnets": ["AwsvpcConfiguration.Subnets", "AwsVpcConfiguration.Subnets"],
    },
    "aws_alb_listener": FORWARD,
    "aws_alb_listener_rule": FORWARD,
    "aws_api_gateway_usage_plan": {},
    "aws_appflow_flow": {},
    "aws_budgets_budget": {
        "comparison_operator": "Notification.ComparisonOperator",
        "notification_type": "Notification.NotificationType",
        "subscriber_email_addresses": "Subscribers.*.Address",
        "subscriber_sns_topic_arns": "Subscribers.*.Address",
        "threshold": "Notification.Threshold",
        "threshold_type": "Notification.ThresholdType",
    },
    "aws_codepipeline": {name: f"ActionTypeId.{name.capitalize()}" for name in ("category", "owner", "provider", "version")},
    "aws_elasticache_cluster": {
        "destination": (
            logs := "DestinationDetails.<destination_type:cloudwatch-logs=CloudWatchLogsDetails,"
            "kinesis-firehose=KinesisFirehoseDetails>.<destination_type:cloudwatch-logs=LogGroup,"
            "kinesis-firehose=DeliveryStream>"
        )
    },
    "aws_elasticache_replication_group": {"destination": logs},
    "aws_kinesis_firehose_delivery_stream": {
        "access_key": "EndpointConfiguration.AccessKey",
        "buffering_interval": "BufferingHints.IntervalInSeconds",
        "buffering_size": "BufferingHints.SizeInMBs",
        "copy_options": "CopyCommand.CopyOptions",
        "data_table_columns": "CopyCommand.DataTableColumns",
        "data_table_name": "CopyCommand.DataTableName",
        "hec_acknowledgment_timeout": "HECAcknowledgmentTimeoutInSeconds",
        "kms_key_arn": "EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN",
        "name": ["EndpointConfiguration.Name", "AttributeName"],
        "retry_duration": "RetryOptions.DurationInSeconds",
        "url": "EndpointConfiguration.Url",
        "value": "AttributeValue",
    },
    "aws_launch_configuration": DISK,
    "aws_lb_listener": FORWARD,
    "aws_lb_listener_rule": FORWARD,
    "aws_redshift_parameter_group": PARAMETER,
    "aws_s3_bucket": {"minutes": ["EventThreshold.Minutes", "Time.Minutes"]},
    "aws_spot_fleet_request": DISK,
}


def logged(name: str) -> dict[str, str]:
    """A delivery status attribute of an SNS topic."""
    protocol, _, rest = name.partition("_")
    part = "".join(word.capitalize() for word in rest.split("_"))
    return {name: f"DeliveryStatusLogging/[Protocol={'http/s' if protocol == 'http' else protocol}]/{part}"}


def listener_attribute(name: str) -> str:
    """`routing_http_response_x_frame_options_header_value` -> `routing.http.response.x_frame_options.header_value`."""
    key = re.sub(r"^routing_http_(request|response)_(.+?)_(header_name|header_value|enabled)$", r"routing.http.\1.\2.\3", name)
    return f"ListenerAttributes/[Key={key}]/Value"


HEADERS_REQUEST = (
    *(f"x_amzn_mtls_clientcert{part}_header_name" for part in ("", "_issuer", "_leaf", "_serial_number", "_subject", "_validity")),
    "x_amzn_tls_cipher_suite_header_name",
    "x_amzn_tls_version_header_name",
)
HEADERS_RESPONSE = (
    *(
        f"access_control_{part}_header_value"
        for part in ("allow_credentials", "allow_headers", "allow_methods", "allow_origin", "expose_headers", "max_age")
    ),
    "content_security_policy_header_value",
    "server_enabled",
    "strict_transport_security_header_value",
    "x_content_type_options_header_value",
    "x_frame_options_header_value",
)
LISTENER = {
    name: listener_attribute(name)
    for name in (
        *(f"routing_http_request_{part}" for part in HEADERS_REQUEST),
        *(f"routing_http_response_{part}" for part in HEADERS_RESPONSE),
    )
}


def key_values(target: str, names: dict[str, str]) -> dict[str, str]:
    """Attributes that are elements of a list of keys and values."""
    return {name: f"{target}/[Key={key}]/Value" for name, key in names.items()}


LOAD_BALANCER = {
    "ipam_pools.ipv4_ipam_pool_id": "Ipv4IpamPoolId",
    **key_values(
        "LoadBalancerAttributes",
        {
            "connection_logs.prefix": "connection_logs.s3.prefix",
            "health_check_logs.bucket": "health_check_logs.s3.bucket",
            "health_check_logs.enabled": "health_check_logs.s3.enabled",
            "health_check_logs.prefix": "health_check_logs.s3.prefix",
            "secondary_ips_auto_assigned_per_subnet": "secondary_ips.auto_assigned.per_subnet",
        },
    ),
}
TARGET_GROUP = key_values(
    "TargetGroupAttributes",
    {
        "stickiness.cookie_name": "stickiness.app_cookie.cookie_name",
        "target_failover.on_deregistration": "target_failover.on_deregistration",
        "target_failover.on_unhealthy": "target_failover.on_unhealthy",
        "target_group_health.dns_failover.minimum_healthy_targets_count": (
            "target_group_health.dns_failover.minimum_healthy_targets.count"
        ),
        "target_group_health.dns_failover.minimum_healthy_targets_percentage": (
            "target_group_health.dns_failover.minimum_healthy_targets.percentage"
        ),
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets_count": (
            "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count"
        ),
        "target_group_health.unhealthy_state_routing.minimum_healthy_targets_percentage": (
            "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage"
        ),
        "target_health_state.enable_unhealthy_connection_termination": ("target_health_state.unhealthy.connection_termination.enabled"),
        "target_health_state.unhealthy_draining_interval": "target_health_state.unhealthy.draining_interval_seconds",
    },
)
ROUTES = {
    "propagating_vgws": {
        "to": "@own:AWS::EC2::VPNGatewayRoutePropagation",
        "owner": "RouteTableIds/+",
        "set": {"propagating_vgws": "VpnGatewayId"},
    },
    "route": {
        "to": "@own:AWS::EC2::Route",
        "owner": "RouteTableId",
        "set": {
            "cidr_block": "DestinationCidrBlock",
            "ipv6_cidr_block": "DestinationIpv6CidrBlock",
            "egress_only_gateway_id": "EgressOnlyInternetGatewayId",
        },
    },
}
LOG_PUBLISHING = {
    "log_publishing_options": {"to": "LogPublishingOptions", "by": "log_type"},
    "log_publishing_options.cloudwatch_log_group_arn": "LogPublishingOptions/{log_type}/CloudWatchLogsLogGroupArn",
    "log_publishing_options.log_type": "@names",
}
# Engine parameters are a map of names here, a list of blocks there; the block's value is the entry itself.
DB_PARAMETERS = {
    "parameter": {"to": "Parameters", "by": "name"},
    "parameter.apply_method": "@names",
    "parameter.name": "@names",
    "parameter.value": "Parameters/{name}",
}
S3_OUTPUT = {"bucket_name": "BucketName", "key_prefix": "KeyPrefix", "region": "Region"}
WINDOW = "TaskInvocationParameters"


def window_parameters(block: str, name: str) -> dict[str, Any]:
    """The parameters of a maintenance window's task: a map of names here, a list of blocks there."""
    return {
        f"{block}.parameter": {"to": f"{WINDOW}/{name}/Parameters", "by": "name"},
        f"{block}.parameter.name": "@names",
        f"{block}.parameter.values": f"{WINDOW}/{name}/Parameters/{{name}}",
    }


def acl_entries(egress: bool) -> dict[str, Any]:
    """The rules written inside a network ACL."""
    return {
        "to": "@own:AWS::EC2::NetworkAclEntry",
        "owner": "NetworkAclId",
        "also": {"Egress": egress},
        "set": {
            "action": "RuleAction",
            "from_port": "PortRange.From",
            "icmp_code": "Icmp.Code",
            "icmp_type": "Icmp.Type",
            "rule_no": "RuleNumber",
            "to_port": "PortRange.To",
        },
    }


def own_policy(cfn_type: str, owner: str, document: str = "PolicyDocument") -> dict[str, Any]:
    """A policy written on the thing it guards, a resource of its own in CloudFormation."""
    return {"to": f"@own:{cfn_type}", "owner": owner, "set": {"policy": document}}


ATTRIBUTES: dict[str, dict[str, Any]] = {
    "aws_acm_certificate": {"options.export": "CertificateExport", "validation_option": "DomainValidationOptions"},
    "aws_alb": LOAD_BALANCER,
    "aws_alb_listener": LISTENER,
    "aws_alb_listener_rule": {
        "condition.query_string": "Conditions.QueryStringConfig.Values",
        **{
            f"condition.{name}": f"Conditions.{target}Config"
            for name, target in {
                "host_header": "HostHeader",
                "http_header": "HttpHeader",
                "http_request_method": "HttpRequestMethod",
                "path_pattern": "PathPattern",
                "source_ip": "SourceIp",
            }.items()
        },
        "action.forward.target_group": "Actions.ForwardConfig.TargetGroups",
    },
    "aws_alb_target_group": TARGET_GROUP,
    "aws_apigatewayv2_stage": {
        "route_settings": {"to": "RouteSettings", "by": "route_key"},
        "route_settings.route_key": "@names",
        **{
            f"route_settings.{name}": "RouteSettings/{route_key}/" + "".join(word.capitalize() for word in name.split("_"))
            for name in (
                "data_trace_enabled",
                "detailed_metrics_enabled",
                "logging_level",
                "throttling_burst_limit",
                "throttling_rate_limit",
            )
        },
    },
    "aws_autoscaling_group": {
        "initial_lifecycle_hook.name": "LifecycleHookSpecificationList.LifecycleHookName",
        "instance_refresh": "UpdatePolicy.AutoScalingInstanceRefresh",
        **{
            f"instance_refresh.{name}": "UpdatePolicy.AutoScalingInstanceRefresh."
            + ".".join("".join(word.capitalize() for word in part.split("_")) for part in name.split("."))
            for name in (
                "strategy",
                *(
                    f"preferences.{part}"
                    for part in (
                        "alarm_specification",
                        "alarm_specification.alarms",
                        "auto_rollback",
                        "checkpoint_delay",
                        "checkpoint_percentages",
                        "instance_warmup",
                        "max_healthy_percentage",
                        "min_healthy_percentage",
                        "scale_in_protected_instances",
                        "skip_matching",
                        "standby_instances",
                    )
                ),
                "preferences",
            )
        },
        # Waiting is a setting of the client, not of the group: a CreationPolicy would be a claim.
        "wait_for_capacity_timeout": "@tf",
        "warm_pool": {"to": "@own:AWS::AutoScaling::WarmPool", "owner": "AutoScalingGroupName"},
    },
    "aws_backup_plan": {
        "advanced_backup_setting": "BackupPlan.AdvancedBackupSettings",
        "rule.completion_window": "BackupPlan.BackupPlanRule.CompletionWindowMinutes",
        "rule.copy_action.destination_vault_arn": "BackupPlan.BackupPlanRule.CopyActions.DestinationBackupVaultArn",
        "rule.copy_action.lifecycle.cold_storage_after": ("BackupPlan.BackupPlanRule.CopyActions.Lifecycle.MoveToColdStorageAfterDays"),
        "rule.copy_action.lifecycle.delete_after": "BackupPlan.BackupPlanRule.CopyActions.Lifecycle.DeleteAfterDays",
        "rule.start_window": "BackupPlan.BackupPlanRule.StartWindowMinutes",
    },
    "aws_backup_selection": {
        "condition": "BackupSelection.Conditions",
        "selection_tag.key": "BackupSelection.ListOfTags.ConditionKey",
        "selection_tag.type": "BackupSelection.ListOfTags.ConditionType",
        "selection_tag.value": "BackupSelection.ListOfTags.ConditionValue",
    },
    "aws_batch_job_definition": {
        "ecs_properties": {"to": "EcsProperties", "via": "json"},
        "node_properties": {"to": "NodeProperties", "via": "json"},
    },
    "aws_budgets_budget": {
        "limit_unit": "Budget.BudgetLimit.Unit",
        "name": "Budget.BudgetName",
        "time_period_end": "Budget.TimePeriod.End",
        "time_period_start": "Budget.TimePeriod.Start",
    },
    "aws_cloudformation_stack": {"template_body": {"to": "@tf", "via": "template"}},
    "aws_cloudformation_stack_set": {"parameters": {"to": "Parameters", "via": "pairs:ParameterKey,ParameterValue"}},
    "aws_cloudfront_distribution": {
        "default_cache_behavior.lambda_function_association.lambda_arn": (
            "DistributionConfig.DefaultCacheBehavior.LambdaFunctionAssociations.LambdaFunctionARN"
        ),
        "ordered_cache_behavior.lambda_function_association.lambda_arn": (
            "DistributionConfig.CacheBehaviors.LambdaFunctionAssociations.LambdaFunctionARN"
        ),
        "origin.custom_header": "DistributionConfig.Origins.OriginCustomHeaders",
        "origin.custom_header.name": "DistributionConfig.Origins.OriginCustomHeaders.HeaderName",
        "origin.custom_header.value": "DistributionConfig.Origins.OriginCustomHeaders.HeaderValue",
        "origin_group.failover_criteria.status_codes": ("DistributionConfig.OriginGroups.Items.FailoverCriteria.StatusCodes.Items"),
        "origin_group.member": "DistributionConfig.OriginGroups.Items.Members.Items",
        "origin_group.origin_id": "DistributionConfig.OriginGroups.Items.Id",
    },
    "aws_cloudwatch_event_connection": {
        "auth_parameters.api_key": "AuthParameters.ApiKeyAuthParameters",
        "auth_parameters.api_key.key": "AuthParameters.ApiKeyAuthParameters.ApiKeyName",
        "auth_parameters.api_key.value": "AuthParameters.ApiKeyAuthParameters.ApiKeyValue",
        "auth_parameters.basic": "AuthParameters.BasicAuthParameters",
        "auth_parameters.oauth": "AuthParameters.OAuthParameters",
    },
    "aws_cloudwatch_log_delivery_destination": {
        "delivery_destination_configuration.destination_resource_arn": "DestinationResourceArn",
    },
    "aws_cloudwatch_log_subscription_filter": {"name": "FilterName"},
    "aws_cloudwatch_metric_alarm": {
        "metric_query.metric.dimensions": "Metrics.MetricStat.Metric.Dimensions",
        "metric_query.metric.metric_name": "Metrics.MetricStat.Metric.MetricName",
        "metric_query.metric.namespace": "Metrics.MetricStat.Metric.Namespace",
    },
    "aws_codeartifact_domain": {"encryption_key": None},
    "aws_codeartifact_repository": {"domain_owner": None},
    "aws_codebuild_project": {"project_visibility": "Visibility", "queued_timeout": "QueuedTimeoutInMinutes"},
    "aws_codedeploy_deployment_group": {
        "blue_green_deployment_config.green_fleet_provisioning_option": ("BlueGreenDeploymentConfiguration.GreenFleetProvisioningOption"),
    },
    "aws_cognito_user_group": {"name": "GroupName"},
    "aws_cognito_user_pool": {"email_configuration.from_email_address": "EmailConfiguration.From"},
    "aws_cognito_user_pool_domain": {"certificate_arn": "CustomDomainConfig.CertificateArn"},
    "aws_datazone_environment_blueprint_configuration": {"regional_parameters": "@tf"},
    "aws_dax_cluster": {"server_side_encryption": "SSESpecification", "server_side_encryption.enabled": "SSESpecification.SSEEnabled"},
    "aws_db_instance": {
        "restore_to_point_in_time.restore_time": "RestoreTime",
        "restore_to_point_in_time.source_db_instance_identifier": "SourceDBInstanceIdentifier",
        "restore_to_point_in_time.source_dbi_resource_id": "SourceDbiResourceId",
        "restore_to_point_in_time.use_latest_restorable_time": "UseLatestRestorableTime",
    },
    "aws_db_option_group": {"option.version": "OptionConfigurations.OptionVersion"},
    "aws_db_parameter_group": DB_PARAMETERS,
    "aws_default_route_table": ROUTES,
    "aws_dms_endpoint": {"endpoint_id": "EndpointIdentifier", "kms_key_arn": "KmsKeyId", "postgres_settings": "PostgreSqlSettings"},
    "aws_dms_replication_instance": {
        "kms_key_arn": "KmsKeyId",
        "replication_instance_id": "ReplicationInstanceIdentifier",
        "replication_subnet_group_id": "ReplicationSubnetGroupIdentifier",
    },
    "aws_dms_replication_task": {"replication_task_id": "ReplicationTaskIdentifier"},
    "aws_docdb_cluster": {
        "master_password_wo": "MasterUserPassword",
        "restore_to_point_in_time.restore_to_time": "RestoreToTime",
        "restore_to_point_in_time.restore_type": "RestoreType",
        "restore_to_point_in_time.source_cluster_identifier": "SourceDBClusterIdentifier",
        "restore_to_point_in_time.use_latest_restorable_time": "UseLatestRestorableTime",
    },
    "aws_docdb_cluster_parameter_group": DB_PARAMETERS,
    "aws_dx_connection": {"name": "ConnectionName", "request_macsec": "RequestMACSec"},
    "aws_dynamodb_table": {
        "global_secondary_index.hash_key": "GlobalSecondaryIndexes/KeySchema/[KeyType=HASH]/AttributeName",
        "global_secondary_index.range_key": "GlobalSecondaryIndexes/KeySchema/[KeyType=RANGE]/AttributeName",
        "hash_key": "KeySchema/[KeyType=HASH]/AttributeName",
        "import_table.s3_bucket_source": "ImportSourceSpecification.S3BucketSource",
        "import_table.s3_bucket_source.bucket": "ImportSourceSpecification.S3BucketSource.S3Bucket",
        "import_table.s3_bucket_source.bucket_owner": "ImportSourceSpecification.S3BucketSource.S3BucketOwner",
        "import_table.s3_bucket_source.key_prefix": "ImportSourceSpecification.S3BucketSource.S3KeyPrefix",
        "local_secondary_index.name": "LocalSecondaryIndexes.IndexName",
        "local_secondary_index.non_key_attributes": "LocalSecondaryIndexes.Projection.NonKeyAttributes",
        "local_secondary_index.projection_type": "LocalSecondaryIndexes.Projection.ProjectionType",
        "local_secondary_index.range_key": "LocalSecondaryIndexes/KeySchema/[KeyType=RANGE]/AttributeName",
        "range_key": "KeySchema/[KeyType=RANGE]/AttributeName",
        "replica": {
            "to": "@own:AWS::DynamoDB::GlobalTable",
            "into": "Replicas/+",
            "set": {
                "deletion_protection_enabled": "Replicas.DeletionProtectionEnabled",
                "kms_key_arn": "Replicas.SSESpecification.KMSMasterKeyId",
                "point_in_time_recovery": "Replicas.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
                "region_name": "Replicas.Region",
            },
        },
    },
    "aws_ecr_repository": {
        "image_tag_mutability_exclusion_filter.filter": ("ImageTagMutabilityExclusionFilters.ImageTagMutabilityExclusionFilterValue"),
        "image_tag_mutability_exclusion_filter.filter_type": ("ImageTagMutabilityExclusionFilters.ImageTagMutabilityExclusionFilterType"),
    },
    "aws_ecs_service": {
        "force_new_deployment": "ForceNewDeployment.EnableForceNewDeployment",
        "service_connect_configuration.service.tls.issuer_cert_authority": (
            "ServiceConnectConfiguration.Services.Tls.IssuerCertificateAuthority"
        ),
        "volume_configuration.managed_ebs_volume.size_in_gb": "VolumeConfigurations.ManagedEBSVolume.SizeInGiB",
    },
    "aws_ecs_task_definition": {"volume.configure_at_launch": "Volumes.ConfiguredAtLaunch"},
    "aws_emr_security_configuration": {"configuration": {"to": "SecurityConfiguration", "via": "json"}},
    "aws_eip": {
        "network_interface": {
            "to": "@own:AWS::EC2::EIPAssociation",
            "owner": "AllocationId",
            "set": {"network_interface": "NetworkInterfaceId"},
        },
    },
    "aws_eks_addon": {
        "preserve": "PreserveOnDelete",
        "resolve_conflicts_on_create": "ResolveConflicts",
        "resolve_conflicts_on_update": "ResolveConflicts",
    },
    "aws_eks_cluster": {"enabled_cluster_log_types": "Logging.ClusterLogging.EnabledTypes.Type"},
    "aws_eks_node_group": {
        "force_update_version": "ForceUpdateEnabled",
        "remote_access.source_security_group_ids": "RemoteAccess.SourceSecurityGroups",
    },
    "aws_elastic_beanstalk_environment": {
        "tier": "Tier.Name",
        "setting": "OptionSettings",
        "setting.name": "OptionSettings.OptionName",
        "setting.resource": "OptionSettings.ResourceName",
    },
    "aws_elasticsearch_domain": LOG_PUBLISHING,
    "aws_emr_cluster": {"configurations": "@tf"},
    "aws_evidently_feature": {"entity_overrides": {"to": "EntityOverrides", "via": "pairs:EntityId,Variation"}},
    "aws_fis_experiment_template": {
        "action": {"to": "Actions", "by": "name"},
        "action.name": "@names",
        "stop_condition": "StopConditions",
        "target": {"to": "Targets", "by": "name"},
        "target.name": "@names",
    },
    "aws_flow_log": {
        "eni_id": {"to": "ResourceId", "also": {"ResourceType": "NetworkInterface"}},
        "subnet_id": {"to": "ResourceId", "also": {"ResourceType": "Subnet"}},
        "transit_gateway_attachment_id": {"to": "ResourceId", "also": {"ResourceType": "TransitGatewayAttachment"}},
        "transit_gateway_id": {"to": "ResourceId", "also": {"ResourceType": "TransitGateway"}},
        "vpc_id": {"to": "ResourceId", "also": {"ResourceType": "VPC"}},
    },
    "aws_globalaccelerator_accelerator": {"attributes": "@flatten"},
    "aws_glue_crawler": {"schedule": "Schedule.ScheduleExpression"},
    "aws_glue_dev_endpoint": {"name": "EndpointName"},
    "aws_glue_job": {"connections": "Connections.Connections"},
    "aws_instance": {
        "ephemeral_block_device": "BlockDeviceMappings",
        "launch_template.id": "LaunchTemplate.LaunchTemplateId",
        "launch_template.name": "LaunchTemplate.LaunchTemplateName",
    },
    "aws_internet_gateway": {
        "vpc_id": {"to": "@own:AWS::EC2::VPCGatewayAttachment", "owner": "InternetGatewayId"},
    },
    "aws_keyspaces_table": {
        "point_in_time_recovery.status": {"to": "PointInTimeRecoveryEnabled", "via": "enum:ENABLED=true,DISABLED=false"},
    },
    "aws_kinesis_firehose_delivery_stream": {
        "elasticsearch_configuration": "ElasticsearchDestinationConfiguration",
        "iceberg_configuration": "IcebergDestinationConfiguration",
        "opensearchserverless_configuration": "AmazonOpenSearchServerlessDestinationConfiguration",
        "snowflake_configuration": "SnowflakeDestinationConfiguration",
        "extended_s3_configuration.dynamic_partitioning_configuration.retry_duration": (
            "ExtendedS3DestinationConfiguration.DynamicPartitioningConfiguration.RetryOptions.DurationInSeconds"
        ),
    },
    "aws_kms_replica_key": {"deletion_window_in_days": "PendingWindowInDays", "policy": {"to": "KeyPolicy", "via": "json"}},
    "aws_lambda_alias": {
        "routing_config.additional_version_weights": {
            "to": "RoutingConfig.AdditionalVersionWeights",
            "via": "pairs:FunctionVersion,FunctionWeight",
        },
    },
    "aws_lambda_layer_version": {
        "filename": {"to": "Content", "via": "file"},
        "s3_bucket": "Content.S3Bucket",
        "s3_key": "Content.S3Key",
        "s3_object_version": "Content.S3ObjectVersion",
    },
    "aws_lambda_permission": {"qualifier": "@tf"},
    "aws_launch_configuration": {"ephemeral_block_device": "BlockDeviceMappings", "user_data_base64": {"to": "UserData", "via": "b64"}},
    "aws_launch_template": {
        "description": "VersionDescription",
        "network_interfaces.security_groups": "LaunchTemplateData.NetworkInterfaces.Groups",
        "security_group_names": "LaunchTemplateData.SecurityGroups",
        "tags": "@tf",
        "user_data": {"to": "LaunchTemplateData.UserData", "via": "b64"},
    },
    "aws_lb": LOAD_BALANCER,
    "aws_lb_listener": LISTENER,
    "aws_lb_listener_certificate": {"certificate_arn": "Certificates.CertificateArn"},
    "aws_lb_listener_rule": {
        "condition.query_string": "Conditions.QueryStringConfig.Values",
        "condition.query_string.value": "Conditions.QueryStringConfig.Values.Value",
    },
    "aws_lb_target_group": TARGET_GROUP,
    "aws_memorydb_cluster": {"kms_key_arn": "KmsKeyId"},
    "aws_msk_cluster": {
        "client_authentication.tls.certificate_authority_arns": "ClientAuthentication.Tls.CertificateAuthorityArnList",
        "encryption_info.encryption_at_rest_kms_key_arn": "EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId",
    },
    "aws_neptune_cluster": {
        "iam_roles": "AssociatedRoles.RoleArn",
        "neptune_instance_parameter_group_name": "DBInstanceParameterGroupName",
        "port": "DBPort",
        "serverless_v2_scaling_configuration": "ServerlessScalingConfiguration",
    },
    "aws_neptune_cluster_parameter_group": DB_PARAMETERS,
    "aws_neptune_parameter_group": DB_PARAMETERS,
    "aws_network_acl": {
        "egress": acl_entries(True),
        "ingress": acl_entries(False),
        "subnet_ids": {
            "to": "@own:AWS::EC2::SubnetNetworkAclAssociation",
            "owner": "NetworkAclId",
            "set": {"subnet_ids": "SubnetId"},
        },
    },
    "aws_network_interface": {"private_ip": "PrivateIpAddress", "security_groups": "GroupSet"},
    "aws_opensearch_domain": LOG_PUBLISHING,
    "aws_rds_cluster": {
        "iam_roles": "AssociatedRoles.RoleArn",
        "master_password_wo": "MasterUserPassword",
        "master_user_secret_kms_key_id": "MasterUserSecret.KmsKeyId",
        "restore_to_point_in_time.restore_to_time": "RestoreToTime",
        "restore_to_point_in_time.restore_type": "RestoreType",
        "restore_to_point_in_time.source_cluster_identifier": "SourceDBClusterIdentifier",
        "restore_to_point_in_time.use_latest_restorable_time": "UseLatestRestorableTime",
    },
    "aws_quicksight_refresh_schedule": {"schedule_id": "Schedule.ScheduleId"},
    "aws_rds_cluster_parameter_group": DB_PARAMETERS,
    "aws_redshift_cluster": {"master_password_wo": "MasterUserPassword"},
    "aws_redshift_parameter_group": {"name": "ParameterGroupName"},
    "aws_resourcegroups_group": {"resource_query.query": {"to": "ResourceQuery.Query", "via": "json"}},
    "aws_route53_record": {
        "geolocation_routing_policy.continent": "GeoLocation.ContinentCode",
        "geolocation_routing_policy.country": "GeoLocation.CountryCode",
        "geolocation_routing_policy.subdivision": "GeoLocation.SubdivisionCode",
    },
    "aws_route53_resolver_query_log_config": {"destination_arn": "DestinationArn"},
    "aws_route53_zone": {"enable_accelerated_recovery": "HostedZoneFeatures.EnableAcceleratedRecovery"},
    "aws_route_table": ROUTES,
    "aws_s3_bucket": {
        "cors_rule.expose_headers": "CorsConfiguration.CorsRules.ExposedHeaders",
        "cors_rule.max_age_seconds": "CorsConfiguration.CorsRules.MaxAge",
        "lifecycle_rule.expiration.date": "LifecycleConfiguration.Rules.ExpirationDate",
        "lifecycle_rule.expiration.expired_object_delete_marker": "LifecycleConfiguration.Rules.ExpiredObjectDeleteMarker",
        "lifecycle_rule.noncurrent_version_transition": "LifecycleConfiguration.Rules.NoncurrentVersionTransitions",
        "lifecycle_rule.noncurrent_version_transition.days": ("LifecycleConfiguration.Rules.NoncurrentVersionTransitions.TransitionInDays"),
        "lifecycle_rule.tags": "LifecycleConfiguration.Rules.TagFilters",
        "lifecycle_rule.transition.date": "LifecycleConfiguration.Rules.Transitions.TransitionDate",
        "object_lock_enabled": "ObjectLockEnabled",
        "policy": own_policy("AWS::S3::BucketPolicy", "Bucket"),
        "replication_configuration.rules.delete_marker_replication_status": (
            "ReplicationConfiguration.Rules.DeleteMarkerReplication.Status"
        ),
        "replication_configuration.rules.destination.replica_kms_key_id": (
            "ReplicationConfiguration.Rules.Destination.EncryptionConfiguration.ReplicaKmsKeyID"
        ),
        "replication_configuration.rules.filter.tags": "ReplicationConfiguration.Rules.Filter.And.TagFilters",
        "replication_configuration.rules.source_selection_criteria.sse_kms_encrypted_objects.enabled": {
            "to": "ReplicationConfiguration.Rules.SourceSelectionCriteria.SseKmsEncryptedObjects.Status",
            "via": "enum:true=Enabled,false=Disabled",
        },
        "website.redirect_all_requests_to": "WebsiteConfiguration.RedirectAllRequestsTo.HostName",
        "website.routing_rules": {"to": "WebsiteConfiguration.RoutingRules", "via": "json"},
    },
    "aws_sagemaker_notebook_instance_lifecycle_configuration": {"on_create": "OnCreate/+/Content", "on_start": "OnStart/+/Content"},
    "aws_secretsmanager_secret": {
        "policy": own_policy("AWS::SecretsManager::ResourcePolicy", "SecretId", "ResourcePolicy"),
        "recovery_window_in_days": "@tf",
    },
    "aws_ses_configuration_set": {
        "reputation_metrics_enabled": "ReputationOptions.ReputationMetricsEnabled",
        "sending_enabled": "SendingOptions.SendingEnabled",
    },
    "aws_sesv2_configuration_set": {"configuration_set_name": "Name"},
    # The structured form: `jsonencode` keeps its references, and a text is parsed once.
    "aws_sfn_state_machine": {"definition": {"to": "Definition", "via": "json"}},
    "aws_sns_topic": {
        "policy": own_policy("AWS::SNS::TopicPolicy", "Topics/+"),
        **{
            key: value
            for protocol in ("application", "firehose", "http", "lambda", "sqs")
            for part in ("failure_feedback_role_arn", "success_feedback_role_arn", "success_feedback_sample_rate")
            for key, value in logged(f"{protocol}_{part}").items()
        },
    },
    "aws_sqs_queue": {"policy": own_policy("AWS::SQS::QueuePolicy", "Queues/+")},
    "aws_ssm_association": {
        "output_location": "OutputLocation/S3Location",
        **{f"output_location.s3_{name}": f"OutputLocation/S3Location/OutputS3{to}" for name, to in S3_OUTPUT.items()},
    },
    "aws_ssm_document": {"content": {"to": "Content", "via": "template"}},
    "aws_ssm_maintenance_window_task": {
        f"task_invocation_parameters.{name}": to
        for name, to in {
            "automation_parameters": f"{WINDOW}/MaintenanceWindowAutomationParameters",
            **window_parameters("automation_parameters", "MaintenanceWindowAutomationParameters"),
            "lambda_parameters": f"{WINDOW}/MaintenanceWindowLambdaParameters",
            "run_command_parameters": f"{WINDOW}/MaintenanceWindowRunCommandParameters",
            "run_command_parameters.cloudwatch_config": f"{WINDOW}/MaintenanceWindowRunCommandParameters/CloudWatchOutputConfig",
            "run_command_parameters.output_s3_bucket": f"{WINDOW}/MaintenanceWindowRunCommandParameters/OutputS3BucketName",
            **window_parameters("run_command_parameters", "MaintenanceWindowRunCommandParameters"),
            "step_functions_parameters": f"{WINDOW}/MaintenanceWindowStepFunctionsParameters",
        }.items()
    },
    "aws_ssm_parameter": {"insecure_value": "Value", "value_wo": "Value"},
    "aws_synthetics_canary": {
        "s3_bucket": "Code.S3Bucket",
        "s3_key": "Code.S3Key",
        "s3_version": "Code.S3ObjectVersion",
        "zip_file": {"to": "Code", "via": "file"},
    },
    "aws_vpn_gateway": {"vpc_id": {"to": "@own:AWS::EC2::VPCGatewayAttachment", "owner": "VpnGatewayId"}},
    "aws_wafv2_rule_group": {"custom_response_body": {"to": "CustomResponseBodies", "by": "key"}, "custom_response_body.key": "@names"},
    "aws_wafv2_web_acl": {"custom_response_body": {"to": "CustomResponseBodies", "by": "key"}, "custom_response_body.key": "@names"},
    "aws_xray_sampling_rule": {"rule_name": "SamplingRule.RuleName"},
}
