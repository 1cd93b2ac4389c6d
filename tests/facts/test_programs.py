"""What command lines change, by their words."""

import shlex

import pytest

from opexlint.facts.programs import change_of, created_by, deleted_by, program_of, verbs_of, waiters

CHANGES = {
    "aws ecs update-service --cluster shop --service shop --force-new-deployment": "aws ecs update-service",
    "aws --region eu-west-1 --no-cli-pager ec2 create-tags --resources x": "aws ec2 create-tags",
    "/usr/local/bin/aws cloudformation deploy --template-file t.yaml": "aws cloudformation deploy",
    "aws s3 mb s3://shop": "aws s3 mb",
    "kubectl -n kube-system apply -f manifest.yaml": "kubectl apply",
    "kubectl rollout restart deployment/shop": "kubectl rollout restart",
    "helm --kube-context prod upgrade --install shop ./chart": "helm upgrade",
    "eksctl create iamserviceaccount --name x": "eksctl create",
    "terraform -chdir=network apply -auto-approve": "terraform apply",
    "npx -y aws-cdk@2 deploy --all": "cdk deploy",
    "poetry run cdk deploy": "cdk deploy",
    "gcloud --project shop compute instances create web": "gcloud compute instances create",
    "gcloud projects add-iam-policy-binding shop": "gcloud projects add-iam-policy-binding",
    "az group create --name shop": "az group create",
}
READS = (
    "aws eks update-kubeconfig --name shop",
    "aws ecr get-login-password",
    "aws ecs wait services-stable --cluster shop",
    "aws s3 sync site s3://shop",
    "aws s3api put-object --bucket shop --key site.zip",
    "aws configure set region eu-west-1",
    "aws cloudfront create-invalidation --paths '/*'",
    "aws secretsmanager put-secret-value --secret-id db",
    "aws --endpoint-url http://localhost:4566 sqs create-queue --queue-name shop",
    "aws ec2 create-vpc help",
    "aws",
    "kubectl get pods",
    "kubectl config set-context shop",
    "kubectl apply --dry-run=client -f manifest.yaml",
    "helm repo add stable https://charts.example.com",
    "terraform plan",
    "gcloud container clusters get-credentials shop",
    "gcloud config set project shop",
    "az account set --subscription shop",
    "docker build .",
)


@pytest.mark.parametrize(("line", "change"), CHANGES.items())
def test_changes(line: str, change: str) -> None:
    assert change_of(shlex.split(line)) == change


@pytest.mark.parametrize("line", READS)
def test_reads(line: str) -> None:
    assert change_of(shlex.split(line)) == ""


def test_a_verb_that_is_not_known_says_nothing() -> None:
    assert change_of(["aws", None, "create-queue"]) == ""
    assert change_of(["aws", "sqs", None]) == ""
    assert change_of([None]) == change_of([]) == ""
    assert change_of(["aws", "--profile", None, "sqs", "create-queue"]) == "aws sqs create-queue"


def test_program() -> None:
    assert program_of(["/usr/bin/terraform", "apply"]) == "terraform"
    assert program_of(["npx", "cdk", "deploy"]) == "cdk"
    assert program_of([None, "apply"]) == program_of([]) == ""


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("boto3.sqs.create_queue", "an SQS queue"),
        ("boto3.ec2.create_instances", "an EC2 instance"),
        ("boto3.ec2.Vpc.create_subnet", "a subnet"),
        ("boto3.events.put_rule", "an EventBridge rule"),
        ("boto3.cloudformation.create_stack", ""),
        ("boto3.s3.put_bucket_versioning", ""),
        ("boto3.ec2.create_tags", ""),
        ("boto3.client", ""),
        ("print", ""),
    ],
)
def test_what_a_call_creates(name: str, thing: str) -> None:
    assert created_by(name) == thing


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("boto3.sqs.delete_queue", "an SQS queue"),
        ("boto3.s3.Bucket.delete", "an S3 bucket"),
        ("boto3.ec2.terminate_instances", "an EC2 instance"),
        ("boto3.ec2.Instance.terminate", "an EC2 instance"),
        ("boto3.ec2.SecurityGroup.delete", "a security group"),
        ("boto3.cloudwatch.delete_alarms", "an alarm"),
        ("boto3.s3.delete_object", ""),
        ("boto3.sqs.create_queue", ""),
    ],
)
def test_what_a_call_deletes(name: str, thing: str) -> None:
    assert deleted_by(name) == thing


def test_waiters_for_what_a_call_answers() -> None:
    assert waiters("boto3.ecs.describe_services") == ("services_inactive", "services_stable")
    assert waiters("boto3.stepfunctions.describe_execution") == ()
    assert waiters("boto3.client") == ()


def test_verbs_of_a_command_line() -> None:
    assert verbs_of(["terraform", "-chdir=network", "state", "rm", "aws_vpc.main"]) == ("terraform", ["state", "rm", "aws_vpc.main"])
    assert verbs_of(["npx", "cdk", "deploy", "--hotswap", None, "Shop"]) == ("cdk", ["deploy"])
    assert verbs_of([None, "apply"]) == ("", ["apply"])
