"""CDK's classes."""

import pytest

from opexlint.facts import cdk, schemas
from opexlint.facts.cdk import UNKNOWN, Change, Construct, Effect
from opexlint.facts.paths import Element, Where

PRIMARY = {
    "aws_sqs.Queue": "AWS::SQS::Queue",
    "aws_lambda.Function": "AWS::Lambda::Function",
    "aws_lambda_nodejs.NodejsFunction": "AWS::Lambda::Function",
    "aws_dynamodb.TableV2": "AWS::DynamoDB::GlobalTable",
    "aws_route53.ARecord": "AWS::Route53::RecordSet",
    "aws_config.ManagedRule": "AWS::Config::ConfigRule",
    "aws_ec2.BastionHostLinux": "AWS::EC2::Instance",
    "aws_rds.DatabaseInstance": "AWS::RDS::DBInstance",
    "aws_ecs.FargateService": "AWS::ECS::Service",
    "aws_elasticloadbalancingv2.ApplicationLoadBalancer": "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "aws_elasticloadbalancingv2.NetworkTargetGroup": "AWS::ElasticLoadBalancingV2::TargetGroup",
    "aws_apigatewayv2.HttpApi": "AWS::ApiGatewayV2::Api",
    "aws_ecs_patterns.ApplicationLoadBalancedFargateService": "",
}
CONSTANTS = {
    "aws_logs.RetentionDays.ONE_WEEK": 7,
    "aws_lambda.Runtime.PYTHON_3_12": "python3.12",
    "aws_lambda.Tracing.ACTIVE": "Active",
    "aws_cloudwatch.TreatMissingData.NOT_BREACHING": "notBreaching",
    "aws_cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD": "GreaterThanThreshold",
    "aws_codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE": "CodeDeployDefault.LambdaAllAtOnce",
    "aws_rds.MysqlEngineVersion.VER_8_0_35": "8.0.35",
    "aws_s3.StorageClass.GLACIER": "GLACIER",
    "aws_ecs.NoSuch.THING": None,
}


def known(name: str) -> Construct:
    found = cdk.construct(name)
    assert found is not None
    return found


def effect(name: str, argument: str) -> Effect:
    return known(name).arguments[argument]


def only(name: str, argument: str) -> Change:
    (change,) = effect(name, argument).changes
    return change


@pytest.mark.parametrize(("name", "cfn_type"), PRIMARY.items())
def test_primary_types(name: str, cfn_type: str) -> None:
    assert known(name).cfn_type == cfn_type


@pytest.mark.parametrize(("name", "value"), CONSTANTS.items())
def test_constants(name: str, value: object) -> None:
    assert cdk.constant(name) == value


def test_a_constant_that_is_an_object() -> None:
    value = cdk.constant("aws_s3.BlockPublicAccess.BLOCK_ALL")
    assert isinstance(value, dict)
    assert value["blockPublicAcls"] is True


def test_l1_classes() -> None:
    assert cdk.l1_type("aws_sqs.CfnQueue") == "AWS::SQS::Queue"
    assert cdk.l1_type("aws_kinesisanalytics.CfnApplicationV2") == "AWS::KinesisAnalyticsV2::Application"
    assert cdk.l1_type("aws_sam.CfnFunction") == "AWS::Serverless::Function"
    assert cdk.l1_type("CfnStack") == "AWS::CloudFormation::Stack"
    assert cdk.l1_type("aws_sqs.Queue") is None
    assert cdk.l1_type("aws_sqs.CfnNothing") is None


def test_values_and_measures() -> None:
    assert only("aws_sqs.Queue", "visibility_timeout") == Change(("VisibilityTimeout",), "duration", unit="seconds")
    assert only("aws_rds.DatabaseInstance", "backup_retention") == Change(("BackupRetentionPeriod",), "duration", unit="days")
    assert only("aws_kinesis.Stream", "retention_period") == Change(("RetentionPeriodHours",), "duration", unit="hours")
    assert only("aws_logs.LogGroup", "retention") == Change(("RetentionInDays",), "value")
    assert only("aws_lambda.Function", "environment") == Change(("Environment", "Variables"), "value")


def test_switches() -> None:
    assert only("aws_s3.Bucket", "versioned").values == {"true": "Enabled", "false": None}
    assert only("aws_events.Rule", "enabled").values == {"true": "ENABLED", "false": "DISABLED"}


def test_references() -> None:
    assert only("aws_lambda.Function", "dead_letter_queue") == Change(("DeadLetterConfig", "TargetArn"), "reference", attribute="Arn")
    assert only("aws_lambda.Function", "dead_letter_topic").attribute == "TopicArn"
    assert only("aws_s3.Bucket", "server_access_logs_bucket").attribute == "BucketName"


def test_structures() -> None:
    queue = only("aws_sqs.Queue", "dead_letter_queue")
    assert queue.path == ("RedrivePolicy",)
    assert queue.fields["queue"] == Change(("deadLetterTargetArn",), "reference", attribute="Arn")
    assert queue.fields["max_receive_count"] == Change(("maxReceiveCount",), "value")
    rules = only("aws_s3.Bucket", "lifecycle_rules")
    assert rules.path == ("LifecycleConfiguration", "Rules")
    assert rules.values == {"Status": "Enabled"}
    assert rules.fields["expiration"].unit == "days"
    rollback = only("aws_codedeploy.LambdaDeploymentGroup", "auto_rollback")
    assert rollback.fields["deployment_in_alarm"] == Change(("Events",), "member", values={"": "DEPLOYMENT_STOP_ON_ALARM"})
    breaker = only("aws_ecs.FargateService", "circuit_breaker")
    assert breaker.values == {"Enable": True, "Rollback": False}


def test_what_belongs_to_a_child() -> None:
    stage = only("aws_apigateway.RestApi", "deploy_options")
    assert (stage.child, stage.path) == ("DeploymentStage.prod/Resource", ())
    assert stage.fields["tracing_enabled"].path == ("TracingEnabled",)
    assert only("aws_ecs_patterns.ApplicationLoadBalancedFargateService", "circuit_breaker").child == "Service/Service"


def test_variants() -> None:
    encryption = effect("aws_s3.Bucket", "encryption")
    assert encryption.changes == ()
    assert encryption.variants["KMS"].adds == ("AWS::KMS::Key",)
    retention = effect("aws_logs.LogGroup", "retention")
    assert [change.how for change in retention.variants["INFINITE"].changes] == ["absent"]
    assert len(retention.changes) == 1


def test_removal_policies() -> None:
    assert {change.path for change in effect("aws_sqs.Queue", "removal_policy").changes} == {("DeletionPolicy",), ("UpdateReplacePolicy",)}
    assert cdk.REMOVAL["DESTROY"] == "Delete"


def test_defaults() -> None:
    assert known("aws_logs.LogGroup").properties == {"RetentionInDays": 731}
    assert known("aws_logs.LogGroup").attributes["DeletionPolicy"] == "Retain"
    assert known("aws_sqs.Queue").attributes["DeletionPolicy"] == "Delete"
    assert known("aws_codedeploy.LambdaDeploymentGroup").properties["AutoRollbackConfiguration"]["Enabled"] is True
    assert known("aws_cloudwatch.Alarm").properties["MetricName"] == UNKNOWN
    assert "ScheduleExpression" not in known("aws_events.Rule").properties
    assert known("aws_ec2.Volume").unflagged == {"VolumeType": "gp2"}


def test_children() -> None:
    children = {child.path: child for child in known("aws_lambda.Function").children}
    group = children["LogGroup/Resource"]
    assert group.cfn_type == "AWS::Logs::LogGroup"
    assert group.properties["RetentionInDays"] == 731
    assert group.flag == "@aws-cdk/aws-lambda:useCdkManagedLogGroup"
    assert children["ServiceRole/Resource"].flag is None
    assert "AWS::ApiGateway::Account" in known("aws_apigateway.RestApi").unflagged_types


def test_methods() -> None:
    action = known("aws_cloudwatch.Alarm").methods["add_alarm_action"]
    assert action.changes[0].path == ("AlarmActions", Element.NEW)
    assert known("aws_lambda.Function").methods["add_alias"].adds == ("AWS::Lambda::Alias", "AWS::Lambda::Version")
    sources = known("aws_lambda.Function").methods["add_event_source"].variants
    assert sources["Sqs"].adds == ("AWS::Lambda::EventSourceMapping",)
    logs = known("aws_elasticloadbalancingv2.ApplicationLoadBalancer").methods["log_access_logs"]
    assert logs.changes[0].path == ("LoadBalancerAttributes", Where("Key", "access_logs.s3.enabled"), "Value")


def test_attributes_of_constructs() -> None:
    assert known("aws_sqs.Queue").yields == {"queue_arn": "Arn", "queue_name": "QueueName", "queue_url": "QueueUrl"}
    assert known("aws_sns.Topic").yields["topic_arn"] == "TopicArn"
    assert known("aws_elasticloadbalancingv2.ApplicationLoadBalancer").yields["load_balancer_full_name"] == "LoadBalancerFullName"
    assert known("aws_rds.DatabaseInstance").yields["db_instance_endpoint_address"] == "Endpoint.Address"
    assert known("aws_lambda.Function").yields["function_arn"] == "Arn"


def test_types_of_members() -> None:
    assert cdk.member_type("aws_apigateway.RestApi", "root") == "aws_apigateway.IResource"
    assert cdk.member_type("aws_apigateway.IResource", "add_resource") == "aws_apigateway.Resource"
    assert cdk.member_type("aws_lambda.Function", "metric_errors") == "aws_cloudwatch.Metric"
    assert cdk.member_type("aws_cloudwatch.Metric", "create_alarm") == "aws_cloudwatch.Alarm"
    assert cdk.member_type("aws_sqs.Queue", "queue_arn") is None
    assert cdk.member_type("NoSuchClass", "anything") is None
    assert "aws_sqs.IQueue" in cdk.bases("aws_sqs.Queue")


def test_what_is_not_there() -> None:
    assert cdk.construct("aws_sqs.NoSuch") is None
    assert "no_such" not in known("aws_sqs.Queue").arguments
    assert "visibility_timeout" in known("aws_sqs.Queue").arguments


HOWS = {"value", "flag", "duration", "size", "reference", "removal", "structure", "member", "constant", "absent", "unknown"}


def sound(change: Change) -> None:
    assert change.how in HOWS
    assert (change.how == "reference") == bool(change.attribute)
    assert (change.how in ("duration", "size")) == bool(change.unit)
    if change.how in ("flag", "member", "constant"):
        assert change.values
    for inner in change.fields.values():
        sound(inner)


def test_every_construct_is_well_formed() -> None:
    for name in cdk.constructs():
        one = known(name)
        shape = schemas.shape(one.cfn_type) if one.cfn_type else None
        assert one.cfn_type or one.children or one.arguments, name
        for effects in (one.arguments, one.methods):
            for argument, what in effects.items():
                assert what.changes or what.adds or what.removes or what.elsewhere or what.variants, (name, argument)
                for each in (what, *what.variants.values()):
                    for change in each.changes:
                        sound(change)
                        first = change.path[0] if change.path else None
                        if shape is None or change.child or not isinstance(first, str) or first in schemas.RESOURCE_ATTRIBUTES:
                            continue
                        assert first in shape.properties, (name, argument, change.path)
