"""Terraform's vocabulary in CloudFormation's terms."""

from collections.abc import Iterator, Mapping

import pytest

from opexlint.facts import schemas
from opexlint.facts.paths import Choose, Element, KeyedBy, Path, Where, parse
from opexlint.facts.schemas import RESOURCE_ATTRIBUTES, Shape
from opexlint.facts.terraform import Target, Vocabulary, terraform_types, vocabulary

NEW, FIRST, EACH = Element.NEW, Element.FIRST, Element.EACH

PATHS: dict[str, Path] = {
    # the renames that a rule's author meets first
    "aws_sqs_queue.message_retention_seconds": ("MessageRetentionPeriod",),
    "aws_sqs_queue.visibility_timeout_seconds": ("VisibilityTimeout",),
    "aws_db_instance.instance_class": ("DBInstanceClass",),
    "aws_db_instance.backup_window": ("PreferredBackupWindow",),
    "aws_db_instance.performance_insights_enabled": ("EnablePerformanceInsights",),
    "aws_rds_cluster.performance_insights_enabled": ("PerformanceInsightsEnabled",),
    "aws_db_instance.enabled_cloudwatch_logs_exports": ("EnableCloudwatchLogsExports",),
    "aws_api_gateway_stage.xray_tracing_enabled": ("TracingEnabled",),
    "aws_cloudtrail.enable_logging": ("IsLogging",),
    "aws_ecs_service.deployment_circuit_breaker.rollback": ("DeploymentConfiguration", "DeploymentCircuitBreaker", "Rollback"),
    "aws_ecs_cluster.setting.name": ("ClusterSettings", NEW, "Name"),
    "aws_dynamodb_table.point_in_time_recovery.enabled": ("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"),
    "aws_eks_cluster.enabled_cluster_log_types": ("Logging", "ClusterLogging", "EnabledTypes", EACH, "Type"),
    "aws_lb_target_group.deregistration_delay": (
        "TargetGroupAttributes", Where("Key", "deregistration_delay.timeout_seconds"), "Value",
    ),
    "aws_instance.ami": ("ImageId",),
    # each kind of step
    "aws_lb.access_logs.enabled": ("LoadBalancerAttributes", Where("Key", "access_logs.s3.enabled"), "Value"),
    "aws_alb.access_logs.enabled": ("LoadBalancerAttributes", Where("Key", "access_logs.s3.enabled"), "Value"),
    "aws_lb_target_group.health_check.path": ("HealthCheckPath",),
    "aws_lb_listener.certificate_arn": ("Certificates", FIRST, "CertificateArn"),
    "aws_autoscaling_group.enabled_metrics": ("MetricsCollection", FIRST, "Metrics"),
    "aws_autoscaling_group.metrics_granularity": ("MetricsCollection", FIRST, "Granularity"),
    "aws_codedeploy_deployment_group.alarm_configuration.alarms": ("AlarmConfiguration", "Alarms", EACH, "Name"),
    "aws_dynamodb_table.hash_key": ("KeySchema", Where("KeyType", "HASH"), "AttributeName"),
    "aws_instance.root_block_device.encrypted": ("BlockDeviceMappings", NEW, "Ebs", "Encrypted"),
    "aws_opensearch_domain.log_publishing_options.cloudwatch_log_group_arn": (
        "LogPublishingOptions", KeyedBy("log_type"), "CloudWatchLogsLogGroupArn",
    ),
    "aws_s3_bucket.lifecycle_rule.expiration.days": ("LifecycleConfiguration", "Rules", NEW, "ExpirationInDays"),
    "aws_launch_template.metadata_options.http_tokens": ("LaunchTemplateData", "MetadataOptions", "HttpTokens"),
    "aws_cloudfront_distribution.origin.domain_name": ("DistributionConfig", "Origins", NEW, "DomainName"),
    "aws_backup_plan.rule.lifecycle.delete_after": (
        "BackupPlan", "BackupPlanRule", NEW, "Lifecycle", "DeleteAfterDays",
    ),
    "aws_autoscaling_group.instance_refresh.preferences.auto_rollback": (
        "UpdatePolicy", "AutoScalingInstanceRefresh", "Preferences", "AutoRollback",
    ),
    "aws_cloudwatch_metric_alarm.metric_query.metric.metric_name": ("Metrics", NEW, "MetricStat", "Metric", "MetricName"),
    "aws_route53_record.failover_routing_policy.type": ("Failover",),
    "aws_sns_topic.http_failure_feedback_role_arn": (
        "DeliveryStatusLogging", Where("Protocol", "http/s"), "FailureFeedbackRoleArn",
    ),
    "aws_s3_bucket.force_destroy": ("DeletionPolicy",),
    "aws_sqs_queue.lifecycle.prevent_destroy": ("DeletionPolicy",),
    # satellites: on the parent
    "aws_s3_bucket_versioning.versioning_configuration.status": ("VersioningConfiguration", "Status"),
    "aws_s3_bucket_lifecycle_configuration.rule.expiration.days": ("LifecycleConfiguration", "Rules", NEW, "ExpirationInDays"),
    "aws_s3_bucket_logging.target_bucket": ("LoggingConfiguration", "DestinationBucketName"),
    "aws_sqs_queue_redrive_policy.redrive_policy": ("RedrivePolicy",),
    "aws_cloudwatch_event_target.dead_letter_config.arn": ("Targets", NEW, "DeadLetterConfig", "Arn"),
    "aws_api_gateway_method_settings.settings.metrics_enabled": ("MethodSettings", NEW, "MetricsEnabled"),
    "aws_iam_role_policy_attachment.policy_arn": ("ManagedPolicyArns", NEW),
    "aws_efs_backup_policy.backup_policy.status": ("BackupPolicy", "Status"),
    "aws_backup_vault_notifications.backup_vault_events": ("Notifications", "BackupVaultEvents"),
    "aws_ecr_lifecycle_policy.policy": ("LifecyclePolicy", "LifecyclePolicyText"),
    "aws_s3_bucket_notification.queue.queue_arn": ("NotificationConfiguration", "QueueConfigurations", NEW, "Queue"),
}  # fmt: skip
VIAS = {
    "aws_sqs_queue.redrive_policy": "json",
    "aws_sqs_queue.name": "value",
    "aws_sqs_queue.name_prefix": "prefix",
    "aws_sqs_queue.tags": "pairs",
    "aws_s3_bucket.versioning.enabled": "enum",
    "aws_lb.internal": "enum",
    "aws_security_group.ingress.cidr_blocks": "fanout",
    "aws_dynamodb_table.stream_enabled": "presence",
    "aws_instance.user_data": "value",
    "aws_instance.user_data_base64": "base64",
    "aws_launch_template.user_data": "base64",
    "aws_lambda_function.filename": "file",
    "aws_cloudformation_stack.template_body": "template",
    "aws_ecs_task_definition.container_definitions": "json",
    "aws_cloudwatch_dashboard.dashboard_body": "json",
    "aws_sfn_state_machine.definition": "json",
    "aws_iam_role.assume_role_policy": "json",
    "aws_opensearch_domain.log_publishing_options.log_type": "drop",
}


def known(tf_type: str) -> Vocabulary:
    found = vocabulary(tf_type)
    assert found is not None
    return found


def target(path: str) -> Target:
    tf_type, _, inside = path.partition(".")
    found = known(tf_type).find(inside)
    assert found is not None
    return found


@pytest.mark.parametrize(("path", "steps"), PATHS.items())
def test_paths(path: str, steps: Path) -> None:
    tf_type, _, inside = path.partition(".")
    assert known(tf_type).absolute(inside) == steps


@pytest.mark.parametrize(("path", "via"), VIAS.items())
def test_transforms(path: str, via: str) -> None:
    assert target(path).via == via


def test_values_of_enumerations() -> None:
    assert target("aws_s3_bucket.versioning.enabled").enum == {"true": "Enabled", "false": "Suspended"}
    assert target("aws_db_instance.skip_final_snapshot").enum == {"true": "Delete", "false": "Snapshot"}
    assert target("aws_lambda_function.reserved_concurrent_executions").enum == {"-1": None}
    assert target("aws_ecs_service.network_configuration.assign_public_ip").enum == {"true": "ENABLED", "false": "DISABLED"}


def test_names_of_pairs() -> None:
    assert target("aws_sqs_queue.tags").pairs == ("Key", "Value")
    assert target("aws_cloudwatch_metric_alarm.dimensions").pairs == ("Name", "Value")
    assert target("aws_lambda_alias.routing_config.additional_version_weights").pairs == ("FunctionVersion", "FunctionWeight")


def test_blocks_and_their_place() -> None:
    assert target("aws_s3_bucket.versioning").block == "one"
    assert target("aws_s3_bucket.cors_rule").block == "many"
    assert target("aws_s3_bucket.cors_rule").path == ("CorsConfiguration", "CorsRules", NEW)
    assert target("aws_lb.access_logs").path == ()
    assert target("aws_sqs_queue.name").block is None


def test_what_is_set_besides() -> None:
    assert target("aws_flow_log.vpc_id").also == {("ResourceType",): "VPC"}
    insights = known("aws_dynamodb_contributor_insights")
    assert insights.also == {("ContributorInsightsSpecification", "Enabled"): True}


def test_resources_inside_resources() -> None:
    route = target("aws_route_table.route")
    assert (route.resource, route.owner, route.block) == ("AWS::EC2::Route", ("RouteTableId",), "many")
    assert route.attributes["cidr_block"].path == ("DestinationCidrBlock",)
    policy = target("aws_sqs_queue.policy")
    assert (policy.resource, policy.path, policy.owner) == ("AWS::SQS::QueuePolicy", ("PolicyDocument",), ("Queues", NEW))
    replica = target("aws_dynamodb_table.replica")
    assert (replica.resource, replica.owner, replica.path) == ("AWS::DynamoDB::GlobalTable", None, ("Replicas", NEW))


def test_satellites() -> None:
    versioning = known("aws_s3_bucket_versioning")
    assert versioning.cfn_type == "AWS::S3::Bucket"
    assert versioning.satellite is not None
    assert versioning.satellite.ref == "bucket"
    assert versioning.satellite.parents == ("aws_s3_bucket",)
    assert versioning.satellite.mode == "merge"
    assert versioning.find("bucket") is None
    rule = known("aws_security_group_rule")
    assert rule.satellite is not None
    assert rule.satellite.mode == "append"
    direction = Choose("type", {"ingress": "SecurityGroupIngress", "egress": "SecurityGroupEgress"})
    assert rule.satellite.into == (direction, NEW)
    # What a satellite may be left over with says nothing about its parent.
    assert known("aws_s3_bucket_public_access_block").find("skip_destroy") is None


def test_types_of_their_own() -> None:
    assert known("aws_iam_policy").cfn_type == "AWS::IAM::ManagedPolicy"
    assert known("aws_lambda_function").satellite is None
    assert known("aws_sqs_queue_policy").satellite is None
    assert known("aws_fsx_windows_file_system").also == {("FileSystemType",): "WINDOWS"}


def test_what_has_no_counterpart() -> None:
    assert vocabulary("aws_no_such_type") is None
    assert vocabulary("azurerm_storage_account") is None
    assert known("aws_sqs_queue").find("no_such.attribute") is None
    assert known("aws_sqs_queue").absolute("no_such.attribute") is None
    # Kept under its own name, where rules ask for it.
    assert target("aws_lambda_function.source_code_hash").path == ("source_code_hash",)


def targets(attributes: object, prefix: str = "") -> Iterator[tuple[str, Target]]:
    assert hasattr(attributes, "items")
    for name, one in attributes.items():
        yield f"{prefix}{name}", one
        yield from targets(one.attributes, f"{prefix}{name}.")


def readings(path: Path) -> Iterator[Path]:
    """The path for each value its `Choose` attribute can have; steps that ask the same attribute get the same answer."""
    choices = [step for step in path if isinstance(step, Choose)]
    if not choices:
        yield path
    for value in choices[0].names if choices else ():
        picked = choices[0].attribute
        chosen = (step.names.get(value) if isinstance(step, Choose) and step.attribute == picked else step for step in path)
        resolved = tuple(step for step in chosen if step is not None)
        if len(resolved) == len(path):
            yield from readings(resolved)


def exists(here: Shape | None, path: Path) -> bool:
    """Whether a path without choices exists; below free JSON (None, or a kind without properties) anything does."""
    for step in path:
        if here is None or (here.kind == "json" and not here.properties):
            return True
        if isinstance(step, Element | Where | KeyedBy) or here.kind == "map":
            here = here.element
            if here is None:
                return False
        elif isinstance(step, str) and step in here.properties:
            here = here.properties[step]
        else:
            return False
    return True


def sound(here: Shape | None, path: Path) -> bool:
    every = list(readings(path))
    return bool(every) and all(exists(here, each) for each in every)


def check(tf_type: str, root: Shape | None, above: Path, attributes: Mapping[str, Target]) -> None:
    for name, one in attributes.items():
        start, before = (schemas.shape(one.resource), ()) if one.resource else (root, above)
        own = one.path == (name,)
        if one.path and isinstance(one.path[0], str) and (one.path[0] in RESOURCE_ATTRIBUTES or own):
            continue
        assert sound(start, before + one.path), (tf_type, name, one.path)
        assert one.owner is None or sound(start, before + one.owner)
        assert (one.via == "enum") == (one.enum is not None)
        assert (one.via == "pairs") == (one.pairs is not None)
        if one.block:
            check(tf_type, start, before + one.path, one.attributes)


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz")
def test_every_path_exists_in_the_schema(letter: str) -> None:
    for tf_type in terraform_types():
        if tf_type.startswith(f"aws_{letter}") and tf_type != "aws_ec2_tag":
            one = known(tf_type)
            root = schemas.shape(one.cfn_type)
            assert root is not None, tf_type
            into = one.satellite.into if one.satellite else ()
            assert sound(root, into), tf_type
            check(tf_type, root, into, one.attributes)


# The most used types of the study's census: what they are.
USED = {
    "aws_instance": "EC2::Instance", "aws_iam_role": "IAM::Role", "aws_s3_bucket": "S3::Bucket", "aws_security_group": "EC2::SecurityGroup",
    "aws_cloudwatch_metric_alarm": "CloudWatch::Alarm", "aws_cloudwatch_log_group": "Logs::LogGroup", "aws_lambda_function": "Lambda::Function",
    "aws_ssm_parameter": "SSM::Parameter", "aws_db_instance": "RDS::DBInstance", "aws_route53_record": "Route53::RecordSet",
    "aws_secretsmanager_secret": "SecretsManager::Secret", "aws_subnet": "EC2::Subnet", "aws_kms_key": "KMS::Key",
    "aws_lambda_permission": "Lambda::Permission", "aws_sqs_queue": "SQS::Queue", "aws_vpc": "EC2::VPC", "aws_sns_topic": "SNS::Topic",
    "aws_lb": "ElasticLoadBalancingV2::LoadBalancer", "aws_cloudfront_distribution": "CloudFront::Distribution",
    "aws_cloudwatch_event_rule": "Events::Rule", "aws_rds_cluster": "RDS::DBCluster", "aws_eks_cluster": "EKS::Cluster",
    "aws_ecr_repository": "ECR::Repository", "aws_autoscaling_group": "AutoScaling::AutoScalingGroup", "aws_dynamodb_table": "DynamoDB::Table",
    "aws_ecs_task_definition": "ECS::TaskDefinition", "aws_ecs_service": "ECS::Service", "aws_launch_template": "EC2::LaunchTemplate",
    "aws_sfn_state_machine": "StepFunctions::StateMachine", "aws_kinesis_stream": "Kinesis::Stream", "aws_flow_log": "EC2::FlowLog",
    "aws_iam_role_policy_attachment": "IAM::Role", "aws_cloudwatch_event_target": "Events::Rule", "aws_ecs_cluster": "ECS::Cluster",
}  # fmt: skip


@pytest.mark.parametrize(("tf_type", "cfn_type"), USED.items())
def test_most_used_types(tf_type: str, cfn_type: str) -> None:
    assert known(tf_type).cfn_type == f"AWS::{cfn_type}"
    assert len(known(tf_type).attributes) > 0


def test_paths_as_they_are_written() -> None:
    assert parse("") == ()
    assert parse("A/[Key=x.y]/Value") == ("A", Where("Key", "x.y"), "Value")
    assert parse("A/[P=http/s]/B") == ("A", Where("P", "http/s"), "B")
    assert parse("A/+/B/0/C/*/D") == ("A", NEW, "B", FIRST, "C", EACH, "D")
    assert parse("M/{by}/X") == ("M", KeyedBy("by"), "X")
    assert parse("<t:a=A,b=B>/+") == (Choose("t", {"a": "A", "b": "B"}), NEW)
