"""Whether the data of a resource is worth keeping, and what keeps it when somebody deletes the resource."""

from typing import Final

from opexlint.evidence.candidates import strings_in
from opexlint.evidence.permissions import ROLE, is_allowed
from opexlint.evidence.places import words_of
from opexlint.project import Project
from opexlint.subjects import Resource
from opexlint.value import MISSING

BUCKET: Final = "AWS::S3::Bucket"

_PASSING: Final = {
    *("log", "logs", "logging", "accesslogs", "accesslog", "flowlogs", "audit", "trail", "trails", "cloudtrail", "cache", "caches"),
    *("temp", "tmp", "temporary", "scratch", "replica", "inventory", "metrics", "output", "outputs", "results"),
}
"""Words in the names of what collects, or what can be made again."""
_REMADE: Final = {
    *("artifact", "artifacts", "asset", "assets", "build", "builds", "deployment", "deployments", "pipeline", "preview", "staging"),
    *(
        "session",
        "sessions",
        "lock",
        "locks",
        "locking",
        "dummy",
        "stub",
        "website",
        "site",
        "web",
        "frontend",
        "static",
        "www",
        "spa",
        "ui",
    ),
}
"""Words in the names of what a pipeline writes, and what lives no longer than a request."""
_COLLECTORS: Final = (
    *("AWS::CloudTrail::Trail", "AWS::Config::DeliveryChannel", "AWS::EC2::FlowLog", "AWS::ElasticLoadBalancing::LoadBalancer"),
    *("AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::KinesisFirehose::DeliveryStream", "AWS::Athena::WorkGroup"),
)
"""Types that write what they collect into a bucket they name."""
_LOGGING: Final = {
    BUCKET: "LoggingConfiguration.DestinationBucketName",
    "AWS::CloudFront::Distribution": "DistributionConfig.Logging.Bucket",
}
"""By type, where it names the bucket that its access log goes to."""
_DELIVERING: Final = {
    *("cloudtrail.amazonaws.com", "config.amazonaws.com", "delivery.logs.amazonaws.com", "guardduty.amazonaws.com"),
    *("logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"),
}
"""Services that only write what they collect."""
_PIPELINE: Final = "AWS::CodePipeline::Pipeline"
_CODE: Final = {"AWS::Lambda::Function": "Code.S3Bucket", "AWS::Lambda::LayerVersion": "Content.S3Bucket"}
"""By type, where it names the bucket that its code is taken from."""
_NAMES: Final = ("BucketName", "TableName", "RepositoryName", "DBInstanceIdentifier", "DBClusterIdentifier", "Name")


def is_collecting(project: Project, bucket: Resource) -> bool:
    """Whether the objects of a bucket come and go by themselves: by its name, because they expire, or because something collects there."""
    return bool(_words(bucket) & _PASSING) or _expires(bucket) or _is_collected_in(bucket, project)


def can_be_made_again(resource: Resource) -> bool:
    """Whether the name says that what it holds can be made again: builds, caches, the files of a site."""
    return bool(_words(resource) & (_PASSING | _REMADE))


def is_emptied_with_its_stack(project: Project, bucket: Resource) -> bool:
    """Whether the stack empties a bucket when it deletes it: `auto_delete_objects` of the CDK, `force_destroy` of Terraform and Pulumi."""
    unit = project.unit(bucket.unit)
    if unit is not None and unit.kind in ("terraform", "pulumi"):  # elsewhere the policy deletes a bucket only when it is empty
        return bucket.attribute("DeletionPolicy").must_be("Delete")
    return any(tag["Key"].must_be("aws-cdk:auto-delete-objects") and not tag["Value"].must_be("false") for tag in bucket["Tags"])


def holds_code(project: Project, bucket: Resource) -> bool:
    """Whether functions or layers take their code from a bucket: it is built and uploaded anew."""
    return any(
        one.key == bucket.key
        for type_, path in _CODE.items()
        for user in project.referrers(bucket, type_)
        if user.is_known
        for one in project.targets(user[path], BUCKET)
    )


def is_of_pipeline(project: Project, bucket: Resource) -> bool:
    """Whether a pipeline hands its artifacts on in a bucket."""
    return any(
        pipeline.at == bucket.at or _hands_on_in(pipeline, bucket, project)  # what one call makes together belongs together
        for pipeline in project.resources(_PIPELINE)
    )


def may_be_protected(project: Project, resource: Resource) -> bool:
    """Whether AWS or the tool may refuse to delete it: deletion protection, `prevent_destroy`, a stack that may not be deleted."""
    switch = resource["DeletionProtection"]
    return (
        (not switch.must_be(MISSING, False, "INACTIVE"))
        or resource["DeletionProtectionEnabled"].may_be(True)
        or resource.attribute("Lifecycle.PreventDestroy").may_be(True)
        or _terminates_never(project, resource)
    )


def _terminates_never(project: Project, resource: Resource) -> bool:
    unit = project.unit(resource.unit)
    return unit is not None and unit["TerminationProtection"].may_be(True)


def _words(resource: Resource) -> set[str]:
    return words_of(resource.name, *(resource[name].show() for name in _NAMES))


def _expires(bucket: Resource) -> bool:
    return any(
        rule["ExpirationInDays"].may(lambda days: days > 0) or rule["ExpirationDate"].may(bool)
        for rule in bucket["LifecycleConfiguration.Rules"]
    )


def _is_collected_in(bucket: Resource, project: Project) -> bool:
    if any(collector.is_known for collector in project.referrers(bucket, *_COLLECTORS)):
        return True
    if any(
        one.key == bucket.key
        for other in project.referrers(bucket, *_LOGGING)
        if other.is_known
        for one in project.targets(other[_LOGGING[other.type]], BUCKET)
    ):
        return True
    return any(map(_lets_deliver, project.referrers(bucket, "AWS::S3::BucketPolicy")))


def _lets_deliver(policy: Resource) -> bool:
    said = {*strings_in(policy.record.properties)} if policy.is_known else set()
    return "s3:PutObject" in said and not said.isdisjoint(_DELIVERING)


def _hands_on_in(pipeline: Resource, bucket: Resource, project: Project) -> bool:
    stores = [pipeline["ArtifactStore"], *(one["ArtifactStore"] for one in pipeline["ArtifactStores"])]
    return any(one.key == bucket.key for store in stores for one in project.targets(store["Location"], BUCKET))


# -- logs ----------------------------------------------------------------------------------------------------------------------------------

_OF_SWEEPERS: Final = ("logs:DescribeLogGroups", "logs:PutRetentionPolicy")
"""What only creates its own group does not list them."""


def sets_retention_of_all(project: Project) -> bool:
    """Whether something gives all log groups of the account a retention time: a script in a loop, or a function that may list and set."""

    def build() -> bool:
        if any(one.name == "boto3.logs.put_retention_policy" and "loop" in one.context for one in project.calls):
            return True
        sweepers = {role.key for role in project.resources(ROLE) if is_allowed(project, role, *_OF_SWEEPERS)}
        functions = project.resources("AWS::Lambda::Function") if sweepers else ()
        return any(role.key in sweepers for function in functions for role in project.targets(function["Role"], ROLE))

    return project.once("retention of all log groups", build)
