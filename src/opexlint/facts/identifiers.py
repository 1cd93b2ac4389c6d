"""What a reference yields, in CloudFormation's names: the vocabulary of `Reference.attribute`.

`Ref` is never kept: it is replaced by the name of what it yields, so that `!Ref Queue`, `aws_sqs_queue.q.url` and
`queue.queue_url` are the same reference, and `!GetAtt Queue.Arn` is another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from opexlint.facts import schemas, table, terraform

# GetAtt answers under two names, or one that is also a property: reader and rule meet under the second.
_SYNONYMS: dict[str, dict[str, str]] = {
    "AWS::CodeArtifact::Domain": {"Name": "DomainName"},
    "AWS::CodeArtifact::Repository": {"Name": "RepositoryName"},
    "AWS::CodeCommit::Repository": {"Name": "RepositoryName"},
    "AWS::Cognito::IdentityPool": {"Name": "IdentityPoolName"},
    "AWS::EC2::SecurityGroup": {"Id": "GroupId"},
    "AWS::ECS::Service": {"Name": "ServiceName"},
    "AWS::ElasticLoadBalancingV2::LoadBalancer": {"LoadBalancerName": "Name"},
    "AWS::ElasticLoadBalancingV2::TargetGroup": {"TargetGroupName": "Name"},
    "AWS::Elasticsearch::Domain": {"DomainArn": "Arn"},
    "AWS::Events::Rule": {"RuleName": "Name"},
    "AWS::OpenSearchService::Domain": {"DomainArn": "Arn"},
    "AWS::SecretsManager::Secret": {"Id": "Arn"},
    "AWS::ServiceCatalogAppRegistry::Application": {"ApplicationName": "Name"},
    "AWS::StepFunctions::StateMachine": {"Name": "StateMachineName"},
    "AWS::Timestream::Table": {"Name": "TableName"},
}


def ref_yields(cfn_type: str) -> str:
    """What `Ref` of the type yields: `QueueUrl`, `TopicArn`, `FunctionName`, ...; "Ref" when that has no name.

    It has none for types that AWS does not describe, and where it is several identifiers in one text (`Name|Id|Scope`).
    """
    row = schemas.row(cfn_type)
    return str(row["ref"]) if row else "Ref"


def getatt_yields(cfn_type: str, attribute: str) -> str:
    """What `Fn::GetAtt` of an attribute yields: the attribute itself, or the one name of several that we use."""
    return _SYNONYMS.get(cfn_type, {}).get(attribute, attribute)


def arn_attribute(cfn_type: str) -> str | None:
    """The attribute that is the type's ARN: `Arn` where `GetAtt` has it, else `TopicArn`, `DBInstanceArn`, ..."""
    row = schemas.row(cfn_type)
    return row.get("arn") if row else None


def terraform_yields(tf_type: str, attribute: str) -> str | None:
    """What an attribute of a Terraform resource is in CloudFormation's names, or None when it has no name there.

    `aws_lb.arn_suffix` -> `LoadBalancerFullName`, `aws_sqs_queue.id` -> `QueueUrl`, `aws_db_instance.id` ->
    `DbiResourceId`, `aws_db_instance.address` -> `Endpoint.Address`. Attributes that a configuration sets are
    included where they land on one property (`aws_sqs_queue.name` -> `QueueName`). None means: keep the attribute
    under its Terraform name; it is then certainly not one of the names this function gives to others of the type.
    """
    computed = _computed(tf_type).get(attribute)
    if computed is not None:
        return computed
    known = terraform.vocabulary(tf_type)
    target = known.attributes.get(attribute) if known and not known.satellite else None
    if target is None or target.via != "value" or target.block or target.resource or len(target.path) != 1:
        return None
    (step,) = target.path
    return step if isinstance(step, str) and step != attribute else None


@cache
def _computed(tf_type: str) -> Mapping[str, str]:
    found: Mapping[str, str] = table("terraform-attributes").get(tf_type) or {}
    return found
