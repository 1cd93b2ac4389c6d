"""What the build of the CDK tables cannot find out by itself."""

from __future__ import annotations

from typing import Any

# The resource behind a class whose name does not end with it.
PRIMARY: dict[str, str] = {
    "CustomResource": "AWS::CloudFormation::CustomResource",
    "NestedStack": "AWS::CloudFormation::Stack",
    "aws_autoscaling.AutoScalingGroup": "AWS::AutoScaling::AutoScalingGroup",
    "aws_elasticloadbalancingv2.ApplicationListenerRule": "AWS::ElasticLoadBalancingV2::ListenerRule",
    "aws_elasticloadbalancingv2.ApplicationTargetGroup": "AWS::ElasticLoadBalancingV2::TargetGroup",
    "aws_elasticloadbalancingv2.NetworkTargetGroup": "AWS::ElasticLoadBalancingV2::TargetGroup",
    "aws_codebuild.BitBucketSourceCredentials": "AWS::CodeBuild::SourceCredential",
    "aws_codebuild.GitHubEnterpriseSourceCredentials": "AWS::CodeBuild::SourceCredential",
    "aws_codebuild.GitHubSourceCredentials": "AWS::CodeBuild::SourceCredential",
    "aws_config.CustomPolicy": "AWS::Config::ConfigRule",
    "aws_config.CustomRule": "AWS::Config::ConfigRule",
    "aws_config.ManagedRule": "AWS::Config::ConfigRule",
    "aws_cloudfront.OriginAccessIdentity": "AWS::CloudFront::CloudFrontOriginAccessIdentity",
    "aws_dynamodb.TableV2": "AWS::DynamoDB::GlobalTable",
    "aws_ec2.BastionHostLinux": "AWS::EC2::Instance",
    "aws_ec2.Vpc": "AWS::EC2::VPC",
    "aws_iam.OpenIdConnectProvider": "Custom::AWSCDKOpenIdConnectProvider",
    "aws_rds.DatabaseInstance": "AWS::RDS::DBInstance",
    "aws_rds.DatabaseInstanceFromSnapshot": "AWS::RDS::DBInstance",
    "aws_rds.DatabaseInstanceReadReplica": "AWS::RDS::DBInstance",
    "aws_rds.DatabaseCluster": "AWS::RDS::DBCluster",
    "aws_rds.DatabaseClusterFromSnapshot": "AWS::RDS::DBCluster",
    "aws_rds.ServerlessCluster": "AWS::RDS::DBCluster",
    "aws_rds.ParameterGroup": "AWS::RDS::DBParameterGroup",
    "aws_apigatewayv2.HttpApi": "AWS::ApiGatewayV2::Api",
    "aws_apigatewayv2.WebSocketApi": "AWS::ApiGatewayV2::Api",
    "aws_apigatewayv2.HttpStage": "AWS::ApiGatewayV2::Stage",
    "aws_apigatewayv2.WebSocketStage": "AWS::ApiGatewayV2::Stage",
    "aws_lambda_nodejs.NodejsFunction": "AWS::Lambda::Function",
    "aws_logs.LogRetention": "Custom::LogRetention",
    "custom_resources.AwsCustomResource": "Custom::AWS",
    "triggers.Trigger": "Custom::Trigger",
    **{
        f"aws_route53.{kind}Record": "AWS::Route53::RecordSet"
        for kind in ("A", "Aaaa", "Caa", "CaaAmazon", "Cname", "Ds", "Https", "Mx", "Ns", "Srv", "Svcb", "Txt", "ZoneDelegation")
    },
}

# Units of durations where the property's name does not tell.
UNITS: dict[tuple[str, str], str] = {
    ("AWS::KMS::Key", "PendingWindowInDays"): "days",
    ("AWS::KMS::Key", "RotationPeriodInDays"): "days",
    ("AWS::Kinesis::Stream", "RetentionPeriodHours"): "hours",
    ("AWS::RDS::DBCluster", "BackupRetentionPeriod"): "days",
    ("AWS::RDS::DBInstance", "BackupRetentionPeriod"): "days",
    ("AWS::RDS::DBInstance", "PerformanceInsightsRetentionPeriod"): "days",
    ("AWS::DocDB::DBCluster", "BackupRetentionPeriod"): "days",
    ("AWS::Neptune::DBCluster", "BackupRetentionPeriod"): "days",
}

# Children whose properties rules ask about; of others the type is enough.
WITH_PROPERTIES = {
    "AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage", "AWS::AutoScaling::AutoScalingGroup", "AWS::CodeDeploy::Application",
    "AWS::DynamoDB::Table", "AWS::EC2::FlowLog", "AWS::EC2::LaunchTemplate", "AWS::ECS::Cluster", "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition", "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::Events::Rule", "AWS::KMS::Key", "AWS::Lambda::Function", "AWS::Logs::LogGroup",
    "AWS::RDS::DBInstance", "AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::SecretsManager::Secret",
    "AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy", "AWS::CloudWatch::Alarm",
}  # fmt: skip
# What comes along with nearly everything.
PLUMBING = {
    "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::InstanceProfile", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::RouteTable", "AWS::EC2::Route", "AWS::EC2::EIP", "AWS::EC2::VPCGatewayAttachment",
}  # fmt: skip
# What a method may make at the construct that it is given.
ELSEWHERE = {
    "AWS::ApiGateway::Method", "AWS::CloudWatch::Alarm", "AWS::Lambda::EventInvokeConfig", "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Permission", "AWS::S3::BucketPolicy", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy",
    "Custom::S3BucketNotifications",
}  # fmt: skip

# The feature flag that makes a child.
FLAGS: dict[tuple[str, str], str] = {
    ("aws_lambda.Function", "AWS::Logs::LogGroup"): "@aws-cdk/aws-lambda:useCdkManagedLogGroup",
    ("custom_resources.Provider", "AWS::Logs::LogGroup"): "@aws-cdk/aws-lambda:useCdkManagedLogGroup",
    ("aws_ec2.Vpc", "Custom::VpcRestrictDefaultSG"): "@aws-cdk/aws-ec2:restrictDefaultSecurityGroup",
    ("aws_autoscaling.AutoScalingGroup", "AWS::EC2::LaunchTemplate"): (
        "@aws-cdk/aws-autoscaling:generateLaunchTemplateInsteadOfLaunchConfig"
    ),
}

# The feature flag behind a default that is another without flags, or behind a type that is there only without it; `!`: only where the app
# says that it is off.
DEFAULT_FLAGS: dict[str, dict[str, str]] = {
    "aws_apigateway.LambdaRestApi": (
        rest_api := dict.fromkeys(("AWS::ApiGateway::Account", "AWS::IAM::Role"), "@aws-cdk/aws-apigateway:disableCloudWatchRole")
    ),
    "aws_apigateway.RestApi": rest_api,
    "aws_autoscaling.AutoScalingGroup": dict.fromkeys(
        ("LaunchConfigurationName", "LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"),
        "@aws-cdk/aws-autoscaling:generateLaunchTemplateInsteadOfLaunchConfig",
    ),
    "aws_cloudfront.Distribution": {"DistributionConfig": "@aws-cdk/aws-cloudfront:defaultViewerProtocolPolicyRedirectToHttps"},
    **{
        f"aws_codedeploy.{kind}DeploymentGroup": {"AlarmConfiguration": "@aws-cdk/aws-codedeploy:removeAlarmsFromDeploymentGroup"}
        for kind in ("Ecs", "Lambda", "Server")
    },
    "aws_codepipeline.Pipeline": {
        **dict.fromkeys(
            ("ArtifactStore", "AWS::KMS::Alias", "AWS::KMS::Key"), "@aws-cdk/aws-codepipeline:crossAccountKeysDefaultValueToFalse"
        ),
        "PipelineType": "@aws-cdk/aws-codepipeline:defaultPipelineTypeToV2",
    },
    "aws_ec2.Volume": {"VolumeType": "@aws-cdk/aws-ec2:ebsDefaultGp3Volume"},
    **{
        f"aws_ecs.{kind}Service": {
            "DeploymentConfiguration": "@aws-cdk/aws-ecs:removeDefaultDeploymentAlarm",
            "LoadBalancers": "@aws-cdk/aws-ecs:removeEmptyLoadBalancers",
        }
        for kind in ("Ec2", "Fargate")
    },
    "aws_efs.FileSystem": {"FileSystemPolicy": "@aws-cdk/aws-efs:denyAnonymousAccess"},
    "aws_elasticloadbalancingv2.NetworkLoadBalancer": {
        "SecurityGroups": "@aws-cdk/aws-elasticloadbalancingv2:networkLoadBalancerWithSecurityGroupByDefault"
    },
    "aws_opensearchservice.Domain": {"ClusterConfig": "@aws-cdk/aws-opensearchservice:enableOpensearchMultiAzWithStandby"},
    "custom_resources.AwsCustomResource": {"InstallLatestAwsSdk": "!@aws-cdk/customresources:installLatestAwsSdkDefault"},
}

# What the probe's own arguments set: no defaults of the class. The property is there, with a value of the caller's.
GIVEN: dict[str, list[str]] = {
    "aws_apigateway.Stage": [],
    "aws_backup.BackupPlan": ["BackupPlan.BackupPlanRule"],
    "aws_batch.EcsJobDefinition": ["ContainerProperties"],
    "aws_batch.JobQueue": ["ComputeEnvironmentOrder"],
    "aws_cloudfront.Distribution": ["DistributionConfig.Origins"],
    "aws_cloudfront.Function": ["FunctionCode"],
    "aws_cloudwatch.Alarm": ["EvaluationPeriods", "MetricName", "Namespace", "Period", "Statistic", "Threshold"],
    "aws_cloudwatch.Dashboard": ["DashboardBody"],
    "aws_codebuild.Project": ["Source"],
    "aws_codepipeline.Pipeline": ["Stages"],
    "aws_dynamodb.Table": ["AttributeDefinitions", "KeySchema"],
    "aws_dynamodb.TableV2": ["AttributeDefinitions", "KeySchema"],
    "aws_ec2.Instance": ["ImageId"],
    "aws_ec2.Volume": ["Size"],
    "aws_elasticloadbalancingv2.ApplicationListener": ["DefaultActions", "Port", "Protocol"],
    "aws_elasticloadbalancingv2.ApplicationTargetGroup": ["Port", "Protocol"],
    "aws_iam.ManagedPolicy": ["PolicyDocument"],
    "aws_iam.Policy": ["PolicyDocument"],
    "aws_iam.Role": ["AssumeRolePolicyDocument"],
    "aws_lambda.Alias": ["Name"],
    "aws_lambda.Function": ["Code", "Handler", "Runtime"],
    "aws_lambda.LayerVersion": ["Content"],
    "aws_logs.LogRetention": ["LogGroupName", "RetentionInDays"],
    "aws_logs.MetricFilter": ["FilterPattern", "MetricTransformations"],
    "aws_logs.QueryDefinition": ["LogGroupNames", "Name"],
    "aws_opensearchservice.Domain": ["EngineVersion"],
    "aws_rds.DatabaseCluster": ["DBClusterParameterGroupName", "Engine", "EngineVersion"],
    "aws_rds.DatabaseInstance": ["Engine", "EngineVersion"],
    "aws_rds.ParameterGroup": ["Description", "Family"],
    "aws_rds.SubnetGroup": ["DBSubnetGroupDescription"],
    "aws_route53.ARecord": ["Name", "ResourceRecords"],
    "aws_route53.HealthCheck": ["HealthCheckConfig.Type"],
    "aws_route53.HostedZone": ["Name"],
    "aws_scheduler.Schedule": ["ScheduleExpression", "Target.Arn"],
    "aws_ssm.StringParameter": ["Value"],
    "aws_stepfunctions.StateMachine": ["DefinitionString"],
    "aws_synthetics.Canary": ["Code", "RuntimeVersion"],
}
# The same of optional arguments: without them the property is absent.
OPTIONAL: dict[str, list[str]] = {
    "aws_certificatemanager.Certificate": ["DomainValidationOptions", "ValidationMethod"],
    "aws_ec2.LaunchTemplate": ["LaunchTemplateData.ImageId", "LaunchTemplateData.InstanceType"],
    "aws_events.Rule": ["ScheduleExpression"],
    "aws_rds.DatabaseCluster": ["ServerlessV2ScalingConfiguration"],
    "aws_route53.HealthCheck": ["HealthCheckConfig.FullyQualifiedDomainName"],
    "custom_resources.AwsCustomResource": ["Create"],
}

SERVICE = {
    "min_healthy_percent": {"s": [["DeploymentConfiguration.MinimumHealthyPercent", "value"]]},
    "max_healthy_percent": {"s": [["DeploymentConfiguration.MaximumPercent", "value"]]},
}
PATTERN_SERVICE = {name: {"s": [[*effect["s"][0], {"on": "Service/Service"}]]} for name, effect in SERVICE.items()}
CIRCUIT_BREAKER = {
    "s": [
        [
            "DeploymentConfiguration.DeploymentCircuitBreaker",
            "structure",
            {"enable": ["Enable", "value"], "rollback": ["Rollback", "value"]},
            {"on": "Service/Service"},
        ]
    ]
}
DELETION_PROTECTION = {"s": [["LoadBalancerAttributes/[Key=deletion_protection.enabled]/Value", "value"]]}
BACKUP = {
    "s": [
        [
            "",
            "structure",
            {"retention": ["BackupRetentionPeriod", "duration", "days"], "preferred_window": ["PreferredBackupWindow", "value"]},
        ]
    ]
}
STAGE = {
    "access_log_destination": ["AccessLogSetting.DestinationArn", "unknown"],
    "access_log_format": ["AccessLogSetting.Format", "unknown"],
    "cache_cluster_enabled": ["CacheClusterEnabled", "value"],
    "cache_cluster_size": ["CacheClusterSize", "value"],
    "description": ["Description", "value"],
    "stage_name": ["StageName", "value"],
    "tracing_enabled": ["TracingEnabled", "value"],
    "variables": ["Variables", "value"],
    "cache_data_encrypted": ["MethodSettings.0.CacheDataEncrypted", "value"],
    "cache_ttl": ["MethodSettings.0.CacheTtlInSeconds", "duration", "seconds"],
    "caching_enabled": ["MethodSettings.0.CachingEnabled", "value"],
    "data_trace_enabled": ["MethodSettings.0.DataTraceEnabled", "value"],
    "logging_level": ["MethodSettings.0.LoggingLevel", "value"],
    "metrics_enabled": ["MethodSettings.0.MetricsEnabled", "value"],
    "throttling_burst_limit": ["MethodSettings.0.ThrottlingBurstLimit", "value"],
    "throttling_rate_limit": ["MethodSettings.0.ThrottlingRateLimit", "value"],
}
DEPLOY_OPTIONS = {"s": [["", "structure", STAGE, {"on": "DeploymentStage.prod/Resource"}]]}
TABLE = {
    "deletion_protection": {"s": [["DeletionProtectionEnabled", "value"]]},
    "contributor_insights_enabled": {"s": [["ContributorInsightsSpecification.Enabled", "value"]]},
}
REPLICA = {
    "contributor_insights": ["ContributorInsightsSpecification.Enabled", "value"],
    "deletion_protection": ["DeletionProtectionEnabled", "value"],
    "point_in_time_recovery": ["PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", "value"],
    "point_in_time_recovery_specification": [
        "PointInTimeRecoverySpecification",
        "structure",
        {"point_in_time_recovery_enabled": ["PointInTimeRecoveryEnabled", "value"]},
    ],
    "region": ["Region", "value"],
    "table_class": ["TableClass", "value"],
}
# Arguments beyond what the probes tell, or told better.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "CustomResource": {
        "properties": {"s": [["", "unknown"]]},
        "service_timeout": {"s": [["ServiceTimeout", "duration", "seconds"]]},
        "service_token": {"s": [["ServiceToken", "value"]]},
    },
    "aws_apigateway.LambdaRestApi": {"deploy_options": DEPLOY_OPTIONS},
    "aws_apigateway.RestApi": {"deploy_options": DEPLOY_OPTIONS},
    "aws_apigateway.SpecRestApi": {"deploy_options": DEPLOY_OPTIONS},
    "aws_apigateway.Stage": {name: {"s": [change]} for name, change in STAGE.items()},
    "aws_autoscaling.AutoScalingGroup": {
        "max_capacity": {"s": [["MaxSize", "value"]]},
        "min_capacity": {"s": [["MinSize", "value"]]},
    },
    "aws_codepipeline.Pipeline": {
        "artifact_bucket": {
            "s": [["ArtifactStore.Location", "reference", "BucketName"]],
            "-": ["AWS::S3::Bucket", "AWS::S3::BucketPolicy"],
        },
    },
    "aws_codedeploy.EcsDeploymentGroup": (
        deployment_group := {
            "alarms": {"s": [["AlarmConfiguration.Alarms", "unknown"], ["AlarmConfiguration.Enabled", "constant", True]]},
            "deployment_config": {"s": [["DeploymentConfigName", "value"]]},
        }
    ),
    "aws_codedeploy.LambdaDeploymentGroup": deployment_group,
    "aws_codedeploy.ServerDeploymentGroup": deployment_group,
    "aws_docdb.DatabaseCluster": {"backup": BACKUP},
    "aws_dynamodb.Table": TABLE,
    "aws_dynamodb.TableV2": {
        name: {"s": [[f"Replicas.0.{change[0]}", *change[1:]]]} for name, change in REPLICA.items() if name != "region"
    },
    "aws_ecs.Ec2Service": SERVICE,
    "aws_ecs.ExternalService": SERVICE,
    "aws_ecs.FargateService": SERVICE,
    "aws_ecs_patterns.ApplicationLoadBalancedEc2Service": {**PATTERN_SERVICE, "circuit_breaker": CIRCUIT_BREAKER},
    "aws_ecs_patterns.ApplicationLoadBalancedFargateService": {**PATTERN_SERVICE, "circuit_breaker": CIRCUIT_BREAKER},
    "aws_ecs_patterns.NetworkLoadBalancedFargateService": {**PATTERN_SERVICE, "circuit_breaker": CIRCUIT_BREAKER},
    "aws_elasticloadbalancingv2.ApplicationLoadBalancer": {"deletion_protection": DELETION_PROTECTION},
    "aws_elasticloadbalancingv2.NetworkLoadBalancer": {"deletion_protection": DELETION_PROTECTION},
    "aws_elasticloadbalancingv2.ApplicationTargetGroup": {
        "deregistration_delay": {"s": [["TargetGroupAttributes/[Key=deregistration_delay.timeout_seconds]/Value", "duration", "seconds"]]},
        "slow_start": {"s": [["TargetGroupAttributes/[Key=slow_start.duration_seconds]/Value", "duration", "seconds"]]},
    },
    "aws_ec2.Vpc": {
        "restrict_default_security_group": {
            "v": {"True": {"+": ["Custom::VpcRestrictDefaultSG"]}, "False": {"-": ["Custom::VpcRestrictDefaultSG"]}}
        }
    },
    "aws_ecr.Repository": {"auto_delete_images": {"+": ["Custom::ECRAutoDeleteImages"]}},
    "aws_ec2.SecurityGroup": {"security_group_name": {"s": [["GroupName", "value"]]}},
    "aws_elasticloadbalancingv2.ApplicationListener": {"default_action": {"s": [["DefaultActions", "unknown"]]}},
    "aws_events.Rule": {
        "event_bus": {"s": [["EventBusName", "reference", "Name"]]},
        "schedule": {"s": [["ScheduleExpression", "unknown"]]},
        "targets": {"s": [["Targets", "unknown"]]},
    },
    "aws_ssm.StringParameter": {"parameter_name": {"s": [["Name", "value"]]}, "string_value": {"s": [["Value", "value"]]}},
    "aws_lambda.Function": {"environment": {"s": [["Environment.Variables", "value"]]}, "role": {"s": [["Role", "reference", "Arn"]]}},
    "aws_opensearchservice.Domain": {
        "access_policies": {"s": [["AccessPolicies", "unknown"]], "+": ["Custom::OpenSearchAccessPolicy"]},
        "logging": {"s": [["LogPublishingOptions", "unknown"]], "+": ["Custom::CloudwatchLogResourcePolicy"]},
        "use_unsigned_basic_auth": {"+": ["Custom::OpenSearchAccessPolicy"]},
        "zone_awareness": {
            "s": [
                [
                    "ClusterConfig",
                    "structure",
                    {
                        "availability_zone_count": ["ZoneAwarenessConfig.AvailabilityZoneCount", "value"],
                        "enabled": ["ZoneAwarenessEnabled", "value"],
                    },
                ]
            ]
        },
    },
    "aws_rds.DatabaseCluster": {"backup": BACKUP, "cloudwatch_logs_retention": {"+": ["Custom::LogRetention"]}},
    "aws_rds.DatabaseInstance": {"cloudwatch_logs_retention": {"+": ["Custom::LogRetention"]}},
    "aws_stepfunctions.StateMachine": {
        "definition": {"s": [["DefinitionString", "unknown"]]},
        "definition_body": {"s": [["DefinitionString", "unknown"]]},
    },
    "aws_s3.Bucket": {"replication_rules": {"s": [["ReplicationConfiguration", "unknown"]]}},
    "aws_s3_deployment.BucketDeployment": {"log_retention": {"+": ["Custom::LogRetention"]}},
    "custom_resources.AwsCustomResource": {"log_retention": {"+": ["Custom::LogRetention"]}},
    "aws_scheduler.Schedule": {"enabled": {"s": [["State", "flag", {"true": "ENABLED", "false": "DISABLED"}]]}},
}
# Classes that take the arguments of another one and were not probed.
LIKE = {
    "aws_lambda.DockerImageFunction": "aws_lambda.Function",
    "aws_lambda.SingletonFunction": "aws_lambda.Function",
    "aws_lambda_nodejs.NodejsFunction": "aws_lambda.Function",
    "aws_rds.DatabaseClusterFromSnapshot": "aws_rds.DatabaseCluster",
    "aws_rds.DatabaseInstanceFromSnapshot": "aws_rds.DatabaseInstance",
    "aws_rds.DatabaseInstanceReadReplica": "aws_rds.DatabaseInstance",
    "aws_elasticloadbalancingv2.NetworkTargetGroup": "aws_elasticloadbalancingv2.ApplicationTargetGroup",
}

# Attributes that the names do not tell.
YIELDS: dict[str, dict[str, str]] = {
    "aws_ecs.FargateService": {"service_arn": "ServiceArn", "service_name": "ServiceName"},
    "aws_events.Rule": {"rule_arn": "Arn", "rule_name": "Name"},
    "aws_kinesis.Stream": {"stream_arn": "Arn", "stream_name": "Name"},
    "aws_rds.DatabaseInstance": {
        "db_instance_endpoint_address": "Endpoint.Address",
        "db_instance_endpoint_port": "Endpoint.Port",
        "instance_arn": "DBInstanceArn",
        "instance_identifier": "DBInstanceIdentifier",
        "instance_resource_id": "DbiResourceId",
    },
    "aws_rds.DatabaseCluster": {"cluster_arn": "DBClusterArn", "cluster_identifier": "DBClusterIdentifier"},
    "aws_secretsmanager.Secret": {"secret_arn": "Arn", "secret_full_arn": "Arn", "secret_name": "Name"},
    "aws_stepfunctions.StateMachine": {"state_machine_arn": "Arn", "state_machine_name": "StateMachineName"},
}

CONTAINER = {
    "s": [
        [
            "ContainerDefinitions/+",
            "structure",
            {
                "container_name": ["Name", "value"],
                "cpu": ["Cpu", "value"],
                "command": ["Command", "value"],
                "entry_point": ["EntryPoint", "value"],
                "environment": ["Environment", "unknown"],
                "essential": ["Essential", "value"],
                "health_check": [
                    "HealthCheck",
                    "structure",
                    {
                        "command": ["Command", "value"],
                        "interval": ["Interval", "duration", "seconds"],
                        "retries": ["Retries", "value"],
                        "start_period": ["StartPeriod", "duration", "seconds"],
                        "timeout": ["Timeout", "duration", "seconds"],
                    },
                ],
                "image": ["Image", "unknown"],
                "logging": ["LogConfiguration", "unknown"],
                "memory_limit_mib": ["Memory", "value"],
                "memory_reservation_mib": ["MemoryReservation", "value"],
                "port_mappings": ["PortMappings", "unknown"],
                "readonly_root_filesystem": ["ReadonlyRootFilesystem", "value"],
                "secrets": ["Secrets", "unknown"],
                "start_timeout": ["StartTimeout", "duration", "seconds"],
                "stop_timeout": ["StopTimeout", "duration", "seconds"],
            },
        ]
    ],
}
SCALABLE = {"+": ["AWS::ApplicationAutoScaling::ScalableTarget"]}
# Methods beyond what the probes tell.
METHODS: dict[str, dict[str, Any]] = {
    "aws_ecs.Ec2Service": {"auto_scale_task_count": SCALABLE},
    "aws_ecs.Ec2TaskDefinition": {"add_container": CONTAINER},
    "aws_ecs.FargateService": {"auto_scale_task_count": SCALABLE},
    "aws_ecs.FargateTaskDefinition": {"add_container": CONTAINER},
    "aws_elasticloadbalancingv2.ApplicationLoadBalancer": (
        logged := {
            "log_access_logs": {
                "s": [
                    ["LoadBalancerAttributes/[Key=access_logs.s3.enabled]/Value", "constant", "true"],
                    ["LoadBalancerAttributes/[Key=access_logs.s3.bucket]/Value", "unknown"],
                ]
            }
        }
    ),
    "aws_elasticloadbalancingv2.NetworkLoadBalancer": logged,
}

# Fields of structures that are called differently: field -> [path below the structure, how, ...]; None: sets nothing.
FIELDS: dict[str, dict[str, Any]] = {
    "aws_apigatewayv2.CorsPreflightOptions": {},
    "aws_codebuild.BuildEnvironment": {
        "build_image": ["Image", "value"],
        "environment_variables": ["EnvironmentVariables", "unknown"],
        "privileged": ["PrivilegedMode", "value"],
    },
    "aws_codedeploy.AutoRollbackConfig": {
        "deployment_in_alarm": ["Events", "member", "DEPLOYMENT_STOP_ON_ALARM"],
        "failed_deployment": ["Events", "member", "DEPLOYMENT_FAILURE"],
        "stopped_deployment": ["Events", "member", "DEPLOYMENT_STOP_ON_REQUEST"],
    },
    "aws_codepipeline.StageProps": {"stage_name": ["Name", "value"], "actions": ["Actions", "unknown"]},
    "aws_ec2.BlockDevice": {"volume": ["Ebs", "unknown"]},
    "aws_ecs.DeploymentAlarmConfig": {"behavior": ["Rollback", "flag", {"ROLLBACK_ON_ALARM": True, "FAIL_ON_ALARM": False}]},
    "aws_elasticloadbalancing.HealthCheck": {},
    "aws_events.EventPattern": {
        "account": ["account", "value"],
        "detail": ["detail", "value"],
        "detail_type": ["detail-type", "value"],
        "id": ["id", "value"],
        "region": ["region", "value"],
        "resources": ["resources", "value"],
        "source": ["source", "value"],
        "time": ["time", "value"],
        "version": ["version", "value"],
    },
    "aws_s3.LifecycleRule": {
        "abort_incomplete_multipart_upload_after": ["AbortIncompleteMultipartUpload.DaysAfterInitiation", "duration", "days"],
        "enabled": ["Status", "flag", {"true": "Enabled", "false": "Disabled"}],
        "expiration": ["ExpirationInDays", "duration", "days"],
        "noncurrent_version_expiration": ["NoncurrentVersionExpiration.NoncurrentDays", "duration", "days"],
        "noncurrent_versions_to_retain": ["NoncurrentVersionExpiration.NewerNoncurrentVersions", "value"],
        "tag_filters": ["TagFilters", "unknown"],
    },
    "aws_s3.NoncurrentVersionTransition": {
        "noncurrent_versions_to_retain": ["NewerNoncurrentVersions", "value"],
        "transition_after": ["TransitionInDays", "duration", "days"],
    },
    "aws_s3.Transition": {"transition_after": ["TransitionInDays", "duration", "days"]},
    "aws_sns.LoggingConfig": {
        "failure_feedback_role": ["FailureFeedbackRoleArn", "reference", "Arn"],
        "success_feedback_role": ["SuccessFeedbackRoleArn", "reference", "Arn"],
    },
    "aws_sqs.DeadLetterQueue": {"max_receive_count": ["maxReceiveCount", "value"], "queue": ["deadLetterTargetArn", "reference", "Arn"]},
    "aws_sqs.RedriveAllowPolicy": {
        "redrive_permission": ["redrivePermission", "value"],
        "source_queues": ["sourceQueueArns", "reference", "Arn"],
    },
    "aws_stepfunctions.LogOptions": {
        "destination": ["Destinations.0.CloudWatchLogsLogGroup.LogGroupArn", "reference", "Arn"],
        "level": ["Level", "value"],
    },
    "aws_dynamodb.ReplicaTableProps": REPLICA,
    "aws_elasticloadbalancingv2.HealthCheck": {
        "enabled": ["HealthCheckEnabled", "value"],
        "healthy_http_codes": ["Matcher.HttpCode", "value"],
        "healthy_threshold_count": ["HealthyThresholdCount", "value"],
        "interval": ["HealthCheckIntervalSeconds", "duration", "seconds"],
        "path": ["HealthCheckPath", "value"],
        "port": ["HealthCheckPort", "value"],
        "protocol": ["HealthCheckProtocol", "value"],
        "timeout": ["HealthCheckTimeoutSeconds", "duration", "seconds"],
        "unhealthy_threshold_count": ["UnhealthyThresholdCount", "value"],
    },
    "aws_backup.LockConfiguration": {
        "changeable_for": ["ChangeableForDays", "duration", "days"],
        "max_retention": ["MaxRetentionDays", "duration", "days"],
        "min_retention": ["MinRetentionDays", "duration", "days"],
    },
    "aws_codebuild.LoggingOptions": {
        "cloud_watch": [
            "CloudWatchLogs",
            "structure",
            {
                "enabled": ["Status", "flag", {"true": "ENABLED", "false": "DISABLED"}],
                "log_group": ["GroupName", "reference", "LogGroupName"],
            },
        ],
        "s3": ["S3Logs", "structure", {"enabled": ["Status", "flag", {"true": "ENABLED", "false": "DISABLED"}]}],
    },
}
# What a structure sets by being given, unless a field says otherwise.
CONSTANTS: dict[str, dict[str, Any]] = {
    "aws_codedeploy.AutoRollbackConfig": {"Enabled": True},
    "aws_ecs.DeploymentAlarmConfig": {"Enable": True, "Rollback": True},
    "aws_ecs.DeploymentCircuitBreaker": {"Enable": True, "Rollback": False},
    "aws_s3.LifecycleRule": {"Status": "Enabled"},
}
# Where a structure goes when the probe changed only a part of it.
PLACES: dict[str, str] = {
    "aws_codebuild.LoggingOptions": "LogsConfig",
    "aws_codedeploy.AutoRollbackConfig": "AutoRollbackConfiguration",
    "aws_apigatewayv2.CorsPreflightOptions": "CorsConfiguration",
    "aws_elasticloadbalancingv2.HealthCheck": "",
    "aws_events.EventPattern": "EventPattern",
    "aws_secretsmanager.SecretStringGenerator": "GenerateSecretString",
    "aws_dynamodb.ReplicaTableProps": "Replicas",
}
# Children that the probe named itself.
RENAMED: dict[tuple[str, str], str] = {
    ("aws_rds.DatabaseCluster", "w/Resource"): "writer/Resource",
}
