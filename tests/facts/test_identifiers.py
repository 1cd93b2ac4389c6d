"""What references yield."""

import pytest

from opexlint.facts import terraform
from opexlint.facts.identifiers import arn_attribute, getatt_yields, ref_yields, terraform_yields
from opexlint.facts.schemas import known_types

REFS = {
    "AWS::SQS::Queue": "QueueUrl",
    "AWS::SNS::Topic": "TopicArn",
    "AWS::SNS::Subscription": "Arn",
    "AWS::S3::Bucket": "BucketName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Lambda::Version": "FunctionArn",
    "AWS::Lambda::Alias": "AliasArn",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::ManagedPolicy": "PolicyArn",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Events::EventBus": "Name",
    "AWS::Events::Rule": "Name",
    "AWS::StepFunctions::StateMachine": "Arn",
    "AWS::KMS::Key": "KeyId",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::ECS::Service": "ServiceArn",
    "AWS::ECS::TaskDefinition": "TaskDefinitionArn",
    "AWS::AutoScaling::AutoScalingGroup": "AutoScalingGroupName",
    "AWS::CodeDeploy::Application": "ApplicationName",
    "AWS::CodeDeploy::DeploymentGroup": "DeploymentGroupName",
    "AWS::CodePipeline::Pipeline": "Name",
    "AWS::CodeBuild::Project": "Name",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "LoadBalancerArn",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "TargetGroupArn",
    "AWS::ElasticLoadBalancing::LoadBalancer": "LoadBalancerName",
    "AWS::ApiGateway::RestApi": "RestApiId",
    "AWS::ApiGateway::Stage": "StageName",
    "AWS::ApiGatewayV2::Api": "ApiId",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::RDS::DBCluster": "DBClusterIdentifier",
    "AWS::DocDB::DBCluster": "DBClusterIdentifier",
    "AWS::EC2::SecurityGroup": "GroupId",
    "AWS::EC2::VPC": "VpcId",
    "AWS::EC2::Instance": "InstanceId",
    "AWS::SecretsManager::Secret": "Arn",
    "AWS::Kinesis::Stream": "Name",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::Serverless::StateMachine": "Arn",
    "AWS::CloudFormation::Stack": "StackId",
    "Custom::Anything": "Ref",
    "AWS::WAFv2::WebACL": "Ref",
}
TERRAFORM = {
    "aws_lb.arn_suffix": "LoadBalancerFullName",
    "aws_lb.id": "LoadBalancerArn",
    "aws_lb.arn": "LoadBalancerArn",
    "aws_lb.dns_name": "DNSName",
    "aws_alb.arn_suffix": "LoadBalancerFullName",
    "aws_lb_target_group.arn_suffix": "TargetGroupFullName",
    "aws_sqs_queue.id": "QueueUrl",
    "aws_sqs_queue.url": "QueueUrl",
    "aws_sqs_queue.arn": "Arn",
    "aws_sqs_queue.name": "QueueName",
    "aws_sns_topic.id": "TopicArn",
    "aws_sns_topic.arn": "TopicArn",
    "aws_sns_topic.name": "TopicName",
    "aws_lambda_function.id": "FunctionName",
    "aws_lambda_function.function_name": "FunctionName",
    "aws_lambda_function.arn": "Arn",
    "aws_lambda_function.invoke_arn": None,
    "aws_lambda_function.qualified_arn": None,
    "aws_db_instance.id": "DbiResourceId",
    "aws_db_instance.identifier": "DBInstanceIdentifier",
    "aws_db_instance.address": "Endpoint.Address",
    "aws_ecs_cluster.id": "Arn",
    "aws_ecs_cluster.name": "ClusterName",
    "aws_ecs_service.id": "ServiceArn",
    "aws_ecs_service.name": "ServiceName",
    "aws_kinesis_stream.id": "Arn",
    "aws_kinesis_stream.name": "Name",
    "aws_vpc.id": "VpcId",
    "aws_security_group.id": "GroupId",
    "aws_kms_key.arn": "Arn",
    "aws_kms_key.key_id": "KeyId",
    "aws_s3_bucket.id": "BucketName",
    "aws_s3_bucket.bucket": "BucketName",
    "aws_codebuild_project.id": "Arn",
    "aws_iam_policy.arn": "PolicyArn",
    "aws_secretsmanager_secret.id": "Arn",
    "aws_api_gateway_rest_api.id": "RestApiId",
    "aws_route53_zone.zone_id": "Id",
    "aws_nothing_such.id": None,
    "aws_s3_bucket_versioning.bucket": None,
}


@pytest.mark.parametrize(("cfn_type", "attribute"), REFS.items())
def test_ref(cfn_type: str, attribute: str) -> None:
    assert ref_yields(cfn_type) == attribute


@pytest.mark.parametrize(("reference", "attribute"), TERRAFORM.items())
def test_terraform(reference: str, attribute: str | None) -> None:
    assert terraform_yields(*reference.split(".")) == attribute


def test_one_name_for_one_thing() -> None:
    assert getatt_yields("AWS::ECS::Service", "Name") == "ServiceName"
    assert getatt_yields("AWS::EC2::SecurityGroup", "Id") == getatt_yields("AWS::EC2::SecurityGroup", "GroupId") == "GroupId"
    assert getatt_yields("AWS::SQS::Queue", "Arn") == "Arn"
    assert terraform_yields("aws_ecs_service", "name") == getatt_yields("AWS::ECS::Service", "Name")


def test_arns() -> None:
    assert arn_attribute("AWS::SQS::Queue") == "Arn"
    assert arn_attribute("AWS::SNS::Topic") == "TopicArn"
    assert arn_attribute("AWS::RDS::DBInstance") == "DBInstanceArn"
    assert arn_attribute("AWS::EC2::VPC") is None
    assert arn_attribute("Custom::Anything") is None


def test_every_type_has_an_answer() -> None:
    named = sum(ref_yields(cfn_type) != "Ref" for cfn_type in known_types())
    assert named > 1_500


def test_attributes_are_of_types_in_the_vocabulary() -> None:
    for tf_type in terraform.terraform_types():
        yielded = terraform_yields(tf_type, "arn")
        assert yielded is None or yielded == arn_attribute(_type(tf_type)) or yielded in ("Arn", "Topics", "Queues")


def _type(tf_type: str) -> str:
    known = terraform.vocabulary(tf_type)
    assert known is not None
    return known.cfn_type
