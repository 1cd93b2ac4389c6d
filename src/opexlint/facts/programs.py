"""Which command lines change something in the cloud: the verbs of the tools that people deploy with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from opexlint.facts import table
from opexlint.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

_AWS_CHANGES = regex(
    r"(create|put|update|delete|modify|attach|detach|associate|disassociate|register|deregister|set|enable|disable|terminate|add|remove"
    r"|authorize|revoke|allocate|release|tag|untag|replace|restore|import|run|execute|batch-(create|put|update|delete))-"
)
# data, events and requests that flow through a service, and what is no resource: nothing that a plan could show
_AWS_FLOWS = regex(
    r"(put|update|delete|batch-\w+|execute)-(events|items?|objects?|records?|record-batch|metric-data|log-events|trace-segments|evaluations"
    r"|statement|transaction|\S*query|secret-value|messages?(-batch)?|kubeconfig)$|create-(invalidation|token\b.*)$|run-query$"
)
_AWS_COMMANDS: Final = {"s3": frozenset({"mb", "rb"}), "configure": frozenset[str]()}
"""Groups of the AWS command line that are no service's operations."""

_KUBECTL: Final = frozenset(
    {
        *(
            "apply",
            "create",
            "patch",
            "delete",
            "replace",
            "scale",
            "set",
            "edit",
            "annotate",
            "label",
            "taint",
            "autoscale",
            "expose",
            "run",
        ),
    }
)
_TERRAFORM: Final = frozenset({"apply", "destroy", "import"})
_GROUPS: Final = frozenset({"create", "update", "delete", "deploy", "patch", "add", "remove", "set", "enable", "disable", "resize"})
_GROUPS_BOUND = regex(r"(add|remove|set)-iam-policy(-binding)?$")
_NO_RESOURCE: Final = frozenset({"account", "auth", "cloud", "components", "config", "configure", "extension", "init", "login"})

_VERBS: Final = {
    "kubectl": _KUBECTL,
    "oc": _KUBECTL,
    "helm": frozenset({"install", "upgrade", "uninstall", "delete", "rollback"}),
    "eksctl": frozenset({"create", "delete", "upgrade", "scale", "set", "enable", "disable", "associate", "update"}),
    "terraform": _TERRAFORM,
    "tofu": _TERRAFORM,
    "terragrunt": _TERRAFORM | {"run-all"},
    "sam": frozenset({"deploy", "delete", "sync"}),
    "cdk": frozenset({"deploy", "destroy", "bootstrap", "import"}),
    "pulumi": frozenset({"up", "update", "destroy", "import"}),
    "serverless": frozenset({"deploy", "remove"}),
    "sls": frozenset({"deploy", "remove"}),
    "copilot": frozenset({"deploy"}),
    "eb": frozenset({"create", "deploy", "terminate", "swap", "scale", "setenv"}),
}
"""Tools whose first word says what they do, with the words that change something."""

CLOUD_PROGRAMS: Final = ("aws", "az", "gcloud", *_VERBS)
"""The programs that can change the cloud, as they are called."""

RUNNERS: Final = ("npx", "pnpm", "yarn", "bunx", "poetry", "pipenv", "uv")
"""Programs that start another one (`npx -y cdk deploy`, `poetry run cdk deploy`)."""

_VALUED: Final = frozenset(
    {
        *("--profile", "--region", "--output", "--query", "--endpoint-url", "--ca-bundle", "--color", "--cli-read-timeout"),
        *(
            "--cli-connect-timeout",
            "-n",
            "--namespace",
            "--context",
            "--kube-context",
            "--kubeconfig",
            "--cluster",
            "--user",
            "-s",
            "--server",
        ),
        *(
            "--token",
            "--as",
            "--app",
            "-a",
            "--project",
            "--account",
            "--subscription",
            "-C",
            "--cwd",
            "-c",
            "--stack",
            "--config-file",
            "-v",
        ),
    }
)
"""Options in front of the verb that take a word of their own."""

_REHEARSALS = regex(r"(-h|--help|help|--dry-?run(=(client|server|true|None))?|--generate-cli-skeleton(=.*)?|--no-execute-changeset)$")
_LOCAL = regex(r"https?://(localhost|127\.0\.0\.1|host\.docker\.internal|[\w.-]*localstack[\w.-]*)(:|/|$)", re.IGNORECASE)


def change_of(argv: Sequence[str | None]) -> str:
    """What a command line changes in the cloud, as its author would name it (`aws ecs update-service`), or "".

    `argv` are its words, the program first, None for a word that is not known. Reading, waiting, signing in, rehearsing (`--dry-run`) and
    talking to an emulator change nothing; a command line whose verb is not known says nothing. Verbs are from the tools' own references.
    """
    program, words = _split(argv)
    if any(word is not None and (_REHEARSALS.match(word) or _LOCAL.search(word)) for word in words):
        return ""
    verbs = _leading(words)
    if program == "aws":
        return _aws(verbs)
    if program in ("az", "gcloud"):
        return _grouped(program, verbs)
    if verbs and verbs[0] in _VERBS.get(program, ()):
        return f"{program} {verbs[0]}"
    if program in ("kubectl", "oc") and verbs[:2] in (["rollout", "restart"], ["rollout", "undo"]):
        return f"{program} {' '.join(verbs[:2])}"
    return ""


def program_of(argv: Sequence[str | None]) -> str:
    """The program that a command line starts, without its folder and without `npx` and the like; "" when it is not known."""
    return _split(argv)[0]


def verbs_of(argv: Sequence[str | None]) -> tuple[str, list[str]]:
    """The program that a command line starts, and the words that say what it does: `("terraform", ["state", "rm", "aws_vpc.main"])`.

    Options are left out, and so is everything from the first word on that is not known.
    """
    program, words = _split(argv)
    return program, _leading(words)


def _split(argv: Sequence[str | None]) -> tuple[str, list[str | None]]:
    """The program and its words."""
    words = list(argv)
    program = _name(words.pop(0)) if words else ""
    while program in RUNNERS and words:
        word = words.pop(0)
        if word is None or not (word.startswith("-") or word in ("run", "exec", "dlx")):
            program = _name(word)
    return program, words


def _name(word: str | None) -> str:
    name = re.split(r"[/\\]", word or "")[-1].removesuffix(".exe").removesuffix(".cmd").partition("@")[0]
    return "cdk" if name == "aws-cdk" else name


def _leading(words: Sequence[str | None]) -> list[str]:
    """The words that say what is done: those that are no option, up to the first that is not known."""
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word is None:
            break
        elif word.startswith("-"):
            skip = word in _VALUED
        else:
            found.append(word)
    return found


def _aws(verbs: list[str]) -> str:
    if len(verbs) < 2:
        return ""
    service, operation = verbs[:2]
    if service in _AWS_COMMANDS:
        changes = operation in _AWS_COMMANDS[service]
    else:
        changes = operation == "deploy" or bool(_AWS_CHANGES.match(operation) and not _AWS_FLOWS.match(operation))
    return f"aws {service} {operation}" if changes else ""


def _grouped(program: str, verbs: list[str]) -> str:
    """`az` and `gcloud` name a group of groups first; the verb is the first word that is one."""
    if not verbs or verbs[0] in _NO_RESOURCE:
        return ""
    for index, word in enumerate(verbs[:5]):
        if index and (word in _GROUPS or _GROUPS_BOUND.match(word)):
            return f"{program} {' '.join(verbs[: index + 1])}"
    return ""


_INFRASTRUCTURE: Final = {
    "AWS::ApiGateway::RestApi": "a REST API",
    "AWS::ApiGatewayV2::Api": "an API",
    "AWS::AutoScaling::AutoScalingGroup": "an Auto Scaling group",
    "AWS::AutoScaling::LaunchConfiguration": "a launch configuration",
    "AWS::CloudFront::Distribution": "a CloudFront distribution",
    "AWS::CloudWatch::Alarm": "an alarm",
    "AWS::CodeBuild::Project": "a CodeBuild project",
    "AWS::CodePipeline::Pipeline": "a pipeline",
    "AWS::Cognito::UserPool": "a user pool",
    "AWS::DynamoDB::Table": "a DynamoDB table",
    "AWS::EC2::Instance": "an EC2 instance",
    "AWS::EC2::InternetGateway": "an internet gateway",
    "AWS::EC2::LaunchTemplate": "a launch template",
    "AWS::EC2::NatGateway": "a NAT gateway",
    "AWS::EC2::RouteTable": "a route table",
    "AWS::EC2::SecurityGroup": "a security group",
    "AWS::EC2::Subnet": "a subnet",
    "AWS::EC2::VPC": "a VPC",
    "AWS::EC2::VPCEndpoint": "a VPC endpoint",
    "AWS::ECR::Repository": "an ECR repository",
    "AWS::ECS::Cluster": "an ECS cluster",
    "AWS::ECS::Service": "an ECS service",
    "AWS::EFS::FileSystem": "a file system",
    "AWS::EKS::Cluster": "an EKS cluster",
    "AWS::EKS::Nodegroup": "an EKS node group",
    "AWS::ElastiCache::CacheCluster": "a cache cluster",
    "AWS::ElastiCache::ReplicationGroup": "a cache cluster",
    "AWS::ElasticLoadBalancing::LoadBalancer": "a load balancer",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "a load balancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "a target group",
    "AWS::Events::Rule": "an EventBridge rule",
    "AWS::IAM::InstanceProfile": "an instance profile",
    "AWS::IAM::ManagedPolicy": "an IAM policy",
    "AWS::IAM::Role": "an IAM role",
    "AWS::KMS::Key": "a KMS key",
    "AWS::Kinesis::Stream": "a Kinesis stream",
    "AWS::KinesisFirehose::DeliveryStream": "a delivery stream",
    "AWS::Lambda::EventSourceMapping": "an event source mapping",
    "AWS::Lambda::Function": "a function",
    "AWS::Logs::LogGroup": "a log group",
    "AWS::OpenSearchService::Domain": "an OpenSearch domain",
    "AWS::RDS::DBCluster": "a database cluster",
    "AWS::RDS::DBInstance": "a database",
    "AWS::RDS::DBSubnetGroup": "a subnet group",
    "AWS::Redshift::Cluster": "a Redshift cluster",
    "AWS::Route53::HostedZone": "a hosted zone",
    "AWS::S3::Bucket": "an S3 bucket",
    "AWS::SNS::Topic": "an SNS topic",
    "AWS::SQS::Queue": "an SQS queue",
    "AWS::Scheduler::Schedule": "a schedule",
    "AWS::StepFunctions::StateMachine": "a state machine",
}
"""What a workload is made of. Left out is what programs create as they work: objects, snapshots, tags, stacks."""

_PUTS: Final = ("put_rule", "put_metric_alarm")
"""Methods that create a thing though they do not say so."""

_THROUGH_OBJECTS: Final = {"create_instances": "run_instances", "terminate": "terminate_instances"}
"""Methods of `boto3.resource` objects that the client calls otherwise."""

_ENDS: Final = {"terminate_instances": "run_instances", "delete_alarms": "put_metric_alarm", "delete_rule": "put_rule"}


def created_by(name: str) -> str:
    """The infrastructure that a boto3 call creates, with its article (`boto3.sqs.create_queue` -> `an SQS queue`), or ""."""
    service, _, method = _parts(name)
    method = _THROUGH_OBJECTS.get(method, method)
    creates = method.startswith("create_") or method == "run_instances" or method in _PUTS
    return _made_by(service, method) if creates else ""


def deleted_by(name: str) -> str:
    """The infrastructure that a boto3 call deletes (also through an object: `Bucket("shop").delete()`), as `created_by` names it, or ""."""
    service, thing, method = _parts(name)
    if method == "delete" and thing:
        method = f"delete_{re.sub(r'(?<=[a-z])(?=[A-Z])', '_', thing).lower()}"
    method = _THROUGH_OBJECTS.get(method, method)
    creating = _ENDS.get(method, f"create_{method.removeprefix('delete_')}" if method.startswith("delete_") else "")
    return _made_by(service, creating)


def _made_by(service: str, method: str) -> str:
    from opexlint.facts.boto3 import infrastructure_type  # only programs need it

    return _INFRASTRUCTURE.get(infrastructure_type(service, method) or "", "")


def waiters(name: str) -> tuple[str, ...]:
    """The waiters for what a boto3 call answers: `boto3.rds.describe_db_instances` -> `db_instance_available`, `db_instance_deleted`.

    Source: botocore's own (see the table).
    """
    service, _, method = _parts(name)
    return tuple((table("waiters").get(service) or {}).get(method, ()))


def _parts(name: str) -> tuple[str, str, str]:
    """Service, object and method of a boto3 call; the object is "" for one of a client."""
    library, *rest = name.split(".")
    return (rest[0], rest[-2] if len(rest) > 2 else "", rest[-1]) if library == "boto3" and len(rest) > 1 else ("", "", "")
