"""SAM's state machines, tables, layers and nested applications."""

from typing import Final

from opexlint.languages.cloudformation.sam.events import Target, event_sources
from opexlint.languages.cloudformation.sam.parts import (
    GENERATED,
    Entry,
    Fields,
    Made,
    built,
    constant,
    entry,
    listed,
    over,
    place,
    policies,
    s3_location,
    tag_list,
    text,
)
from opexlint.model import SCALAR, Node, ResourceRecord, scalar, unknown

_ATTRIBUTE_TYPES: Final = {"String": "S", "Number": "N", "Binary": "B"}


def state_machine(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """`AWS::Serverless::StateMachine`: the machine, its role, version, alias and triggers."""
    header, address = source.header, source.address
    role = fields.renamed("Role", "RoleArn")
    if fields.node("Role") is None:
        at = fields.key("Policies", header)
        made.add(
            source,
            "Role",
            "AWS::IAM::Role",
            at,
            fields.same("PermissionsBoundary"),
            fields.renamed("RolePath", "Path"),
            fields.changed("Policies", "Policies", policies),
            more=GENERATED,
        )
        role = [entry("RoleArn", made.attribute(f"{address}Role", "Arn", at))]
    made.becomes(
        source,
        "AWS::StepFunctions::StateMachine",
        built(
            header,
            fields.renamed("Definition", "DefinitionString"),
            fields.same("DefinitionSubstitutions"),
            fields.changed("DefinitionUri", "DefinitionS3Location", _definition),
            fields.renamed("Name", "StateMachineName"),
            fields.renamed("Type", "StateMachineType"),
            fields.renamed("Logging", "LoggingConfiguration"),
            fields.renamed("Tracing", "TracingConfiguration"),
            fields.changed("Tags", "Tags", tag_list),
            role,
            more=fields.more,
        ),
    )
    alias = _alias(source, fields, made)
    to_alias = fields.node("UseAliasAsEventTarget")
    used = alias if to_alias is not None and to_alias[:2] == (SCALAR, True) else ""
    event_sources(source, fields, made, Target("AWS::StepFunctions::StateMachine", address, used))


def _definition(node: Node) -> Node:
    """Where the definition is; a local file stays named by its path."""
    return node if node[0] == SCALAR and not text(node).startswith("s3://") else s3_location(node, ("Bucket", "Key", "Version"))


def _alias(source: ResourceRecord, fields: Fields, made: Made) -> str:
    """The version and alias that `AutoPublishAlias` makes: the alias's logical id, or "" without one."""
    name = fields.node("AutoPublishAlias")
    if name is None:
        return ""
    at = fields.key("AutoPublishAlias", source.header)
    version = made.add(
        source,
        "Version",
        "AWS::StepFunctions::StateMachineVersion",
        at,
        [
            entry("StateMachineArn", made.ref(source.address, at)),
            entry("StateMachineRevisionId", made.attribute(source.address, "StateMachineRevisionId", at)),
        ],
        attributes=[constant("DeletionPolicy", "Retain", at), constant("UpdateReplacePolicy", "Retain", at)],
    )
    wanted = fields.node("DeploymentPreference")
    preference = Fields(wanted)
    where = fields.key("DeploymentPreference", at)
    shifted = built(
        where if wanted is None else place(wanted),
        [constant("Type", "ALL_AT_ONCE", where)] if wanted is None else preference.entries.values(),
        [entry("StateMachineVersionArn", made.ref(version, where))],
        more=preference.more,
    )
    return made.add(
        source,
        f"Alias{text(name)}",
        "AWS::StepFunctions::StateMachineAlias",
        at,
        [("Name", name[2], name[3], name), ("DeploymentPreference", where.start, where.end, shifted)],
    )


def simple_table(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """`AWS::Serverless::SimpleTable`: a table with one key, on demand unless capacity is given."""
    header = source.header
    key = Fields(fields.node("PrimaryKey"))
    at = fields.key("PrimaryKey", header)
    name = key.node("Name") or scalar("id", at)
    kind = key.node("Type") or scalar("String", at)
    attribute_type = over(
        kind, lambda node: (SCALAR, _ATTRIBUTE_TYPES.get(text(node), text(node)), *node[2:]) if node[0] == SCALAR else node
    )
    billing = [] if fields.node("ProvisionedThroughput") else [constant("BillingMode", "PAY_PER_REQUEST", header)]
    made.becomes(
        source,
        "AWS::DynamoDB::Table",
        built(
            header,
            [
                entry(
                    "AttributeDefinitions", listed(at, built(at, [entry("AttributeName", name), entry("AttributeType", attribute_type)]))
                ),
                entry("KeySchema", listed(at, built(at, [entry("AttributeName", name), constant("KeyType", "HASH", at)]))),
            ],
            fields.same("PointInTimeRecoverySpecification", "ProvisionedThroughput", "SSESpecification", "TableName"),
            billing,
            fields.changed("Tags", "Tags", tag_list),
            more=fields.more,
        ),
    )


def layer_version(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """`AWS::Serverless::LayerVersion`: every version is kept unless `RetentionPolicy` says otherwise."""
    header = source.header
    made.becomes(
        source,
        "AWS::Lambda::LayerVersion",
        built(
            header,
            [constant("LayerName", source.name, header)],
            fields.same("CompatibleArchitectures", "CompatibleRuntimes", "Description", "LayerName", "LicenseInfo"),
            fields.changed("ContentUri", "Content", lambda node: s3_location(node, ("S3Bucket", "S3Key", "S3ObjectVersion"))),
            more=fields.more,
        ),
        built(
            header,
            [constant("DeletionPolicy", "Retain", header)],
            Fields(source.attributes).entries.values(),
            fields.renamed("RetentionPolicy", "DeletionPolicy"),
        ),
    )


def application(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """`AWS::Serverless::Application`: a nested stack."""
    header = source.header
    location: list[Entry] = fields.changed("Location", "TemplateURL", _template)
    made.becomes(
        source,
        "AWS::CloudFormation::Stack",
        built(
            header,
            location,
            fields.same("NotificationARNs", "Parameters", "TimeoutInMinutes"),
            fields.changed("Tags", "Tags", tag_list),
            more=fields.more,
        ),
    )


def _template(node: Node) -> Node:
    if node[0] == SCALAR:
        return node
    return unknown("it is an application of the Serverless Application Repository", place(node))


def capacity_provider(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """`AWS::Serverless::CapacityProvider`: the instances that functions run on, and the role that starts them."""
    header = source.header
    role = fields.same("OperatorRole")
    if not role:
        name = made.add(source, "OperatorRole", "AWS::IAM::Role", header, more=GENERATED)
        role = [entry("OperatorRole", made.attribute(name, "Arn", header))]
    made.becomes(
        source,
        "AWS::Lambda::CapacityProvider",
        built(
            header,
            fields.same("CapacityProviderName", "KmsKeyArn", "VpcConfig"),
            [entry("PermissionsConfig", built(header, [("CapacityProviderOperatorRoleArn", *role[0][1:])]))],
            fields.changed("InstanceRequirements", "InstanceRequirements", _instances),
            fields.changed("ScalingConfig", "CapacityProviderScalingConfig", _scaling),
            fields.changed("Tags", "Tags", tag_list),
            more=fields.more,
        ),
    )


def _instances(node: Node) -> Node:
    fields = Fields(node)
    kinds = (fields.renamed("AllowedTypes", "AllowedInstanceTypes"), fields.renamed("ExcludedTypes", "ExcludedInstanceTypes"))
    return built(place(node), fields.same("Architectures"), *kinds, more=fields.more)


def _scaling(node: Node) -> Node:
    """It follows a target where one is given, else Lambda decides."""
    fields, at = Fields(node), place(node)
    target = fields.entries.get("AverageCPUUtilization")
    if target is None:
        return built(at, fields.same("MaxVCpuCount"), [constant("ScalingMode", "Auto", at)], more=fields.more)
    policy = built(at, [constant("PredefinedMetricType", "LambdaCapacityProviderAverageCPUUtilization", at), ("TargetValue", *target[1:])])
    manual = [constant("ScalingMode", "Manual", at), entry("ScalingPolicies", listed(at, policy))]
    return built(at, fields.same("MaxVCpuCount"), manual, more=fields.more)
