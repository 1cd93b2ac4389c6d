"""`AWS::Serverless::Function`."""

from typing import Final

from opexlint.languages.cloudformation.choices import both, grafted, lifted
from opexlint.languages.cloudformation.sam.events import Target, event_sources
from opexlint.languages.cloudformation.sam.parts import (
    GENERATED,
    PACKAGED,
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
from opexlint.model import CHOICE, GONE, LIST, SCALAR, Node, ResourceRecord, gone, scalar, sequence, unknown
from opexlint.source import Location

_NOT_LAMBDAS: Final = frozenset(
    {
        *(
            "AssumeRolePolicyDocument",
            "AutoPublishAlias",
            "AutoPublishAliasAllProperties",
            "AutoPublishCodeSha256",
            "CapacityProviderConfig",
        ),
        *(
            "CodeUri",
            "DeadLetterQueue",
            "DeploymentPreference",
            "EventInvokeConfig",
            "Events",
            "FunctionUrlConfig",
            "ImageUri",
            "InlineCode",
        ),
        *(
            "PermissionsBoundary",
            "Policies",
            "PropagateTags",
            "ProvisionedConcurrencyConfig",
            "Role",
            "RolePath",
            "SourceKMSKeyArn",
            "Tags",
        ),
        *("Tracing", "VersionDeletionPolicy", "VersionDescription"),
    }
)
_CODEDEPLOY_CONFIGURATIONS: Final = frozenset(
    {
        *("Canary10Percent5Minutes", "Canary10Percent10Minutes", "Canary10Percent15Minutes", "Canary10Percent30Minutes"),
        *("Linear10PercentEvery1Minute", "Linear10PercentEvery2Minutes", "Linear10PercentEvery3Minutes", "Linear10PercentEvery10Minutes"),
        "AllAtOnce",
    }
)
_ROLLBACK_EVENTS: Final = ("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST")
APPLICATION: Final = "ServerlessDeploymentApplication"
SERVICE_ROLE: Final = "CodeDeployServiceRole"


def function(source: ResourceRecord, fields: Fields, made: Made) -> None:
    """The function, its role, version, alias, deployment group, failure destinations, URL and triggers."""
    header = source.header
    properties = [
        *fields.without(_NOT_LAMBDAS),
        *_code(fields, header),
        *fields.changed("Tracing", "TracingConfig", _tracing),
        *fields.changed(
            "DeadLetterQueue", "DeadLetterConfig", lambda node: built(place(node), Fields(node).same("TargetArn"), more=_more(node))
        ),
        *fields.changed("CapacityProviderConfig", "CapacityProviderConfig", _capacity),
        *fields.changed("Tags", "Tags", tag_list),
        *_role(source, fields, made),
    ]
    made.becomes(source, "AWS::Lambda::Function", built(header, properties, more=fields.more))
    target = Target("AWS::Lambda::Function", source.address, _alias(source, fields, made))
    _deployment(source, fields, made, target)
    _invocation(source, fields, made, target)
    _url(source, fields, made, target)
    event_sources(source, fields, made, target)


def _more(node: Node) -> str:
    return Fields(node).more


def _tracing(node: Node) -> Node:
    """`Disabled` is the same as nothing."""
    return gone(place(node)) if text(node) == "Disabled" else built(place(node), [entry("Mode", node)])


def _code(fields: Fields, header: Location) -> list[Entry]:
    key = fields.renamed("SourceKMSKeyArn", "SourceKMSKeyArn")
    for name, inner in (("InlineCode", "ZipFile"), ("ImageUri", "ImageUri")):
        node = fields.node(name)
        if node is not None:
            return [entry("Code", built(fields.key(name, header), [(inner, node[2], node[3], node)], key))]
    node = fields.node("CodeUri")
    if node is None:
        return [entry("Code", unknown(fields.more or PACKAGED, header))]
    code = over(node, lambda known: s3_location(known, ("S3Bucket", "S3Key", "S3ObjectVersion")))
    return [("Code", *fields.key("CodeUri", header)[1:], code)]


def _capacity(node: Node) -> Node:
    inner = Fields(node)
    return built(
        place(node),
        [
            entry(
                "LambdaManagedInstancesCapacityProviderConfig",
                built(place(node), inner.renamed("Arn", "CapacityProviderArn"), inner.without({"Arn"})),
            )
        ],
    )


def _role(source: ResourceRecord, fields: Fields, made: Made) -> list[Entry]:
    """The role of the function: its own, or the one that SAM generates where it has none."""
    own = fields.node("Role")
    at = fields.key("Policies", source.header)
    if own is not None and not _may_be_gone(own):
        return fields.same("Role")
    role = made.add(
        source,
        "Role",
        "AWS::IAM::Role",
        at,
        fields.same("AssumeRolePolicyDocument", "PermissionsBoundary"),
        fields.renamed("RolePath", "Path"),
        fields.changed("Policies", "Policies", policies),
        more=GENERATED,
    )
    generated = made.attribute(role, "Arn", at)
    return [entry("Role", generated if own is None else over(own, lambda node: generated if node[0] == GONE else node))]


def _may_be_gone(node: Node) -> bool:
    if node[0] == CHOICE:
        return any(_may_be_gone(branch) for _, branch in node[1][1])
    return node[0] == GONE


# -- versions and deployments -----------------------------------------------------------------------------------------------------------


def _alias(source: ResourceRecord, fields: Fields, made: Made) -> str:
    """The version and alias that `AutoPublishAlias` makes: the alias's logical id, or "" without one."""
    name = fields.node("AutoPublishAlias")
    if name is None:
        return ""
    at = fields.key("AutoPublishAlias", source.header)
    address = source.address
    retained = fields.renamed("VersionDeletionPolicy", "DeletionPolicy") or [constant("DeletionPolicy", "Retain", at)]
    version = made.add(
        source,
        "Version",
        "AWS::Lambda::Version",
        at,
        [entry("FunctionName", made.ref(address, at))],
        fields.renamed("VersionDescription", "Description"),
        attributes=retained,
    )
    alias = made.add(
        source,
        f"Alias{text(name).replace('-', 'D').replace('_', 'U')}",
        "AWS::Lambda::Alias",
        at,
        [
            ("Name", name[2], name[3], name),
            entry("FunctionName", made.ref(address, at)),
            entry("FunctionVersion", made.attribute(version, "Version", at)),
        ],
        fields.same("ProvisionedConcurrencyConfig"),
    )
    made.names_too(f"{address}.Version", version)
    made.names_too(f"{address}.Alias", alias)
    return alias


def _deployment(source: ResourceRecord, fields: Fields, made: Made, target: Target) -> None:
    preference = fields.node("DeploymentPreference")
    wanted = Fields(preference)
    enabled = wanted.node("Enabled")
    if preference is None or not target.alias or (enabled is not None and enabled[:2] == (SCALAR, False)):
        return
    at = fields.key("DeploymentPreference", source.header)
    _application(source, made, at)
    role = wanted.renamed("Role", "ServiceRoleArn") or [entry("ServiceRoleArn", made.attribute(SERVICE_ROLE, "Arn", at))]
    style = built(at, [constant("DeploymentType", "BLUE_GREEN", at), constant("DeploymentOption", "WITH_TRAFFIC_CONTROL", at)])
    properties = built(
        at,
        wanted.changed("Alarms", "AlarmConfiguration", _alarm_configuration),
        [
            entry("ApplicationName", made.ref(APPLICATION, at)),
            entry("AutoRollbackConfiguration", _rollback(at)),
            entry("DeploymentStyle", style),
        ],
        wanted.changed("Type", "DeploymentConfigName", _configuration),
        role,
        wanted.same("TriggerConfigurations"),
        fields.changed("Tags", "Tags", tag_list),
        more=wanted.more,
    )
    group = f"{source.address}DeploymentGroup"
    when = source.when if enabled is None else lifted((source.when, enabled), lambda known: both(known, at), at)
    made.put(group, source._replace(when=when), "AWS::CodeDeploy::DeploymentGroup", at, properties, built(at))
    hooks = Fields(wanted.node("Hooks"))
    update = built(
        at,
        [entry("ApplicationName", made.ref(APPLICATION, at)), entry("DeploymentGroupName", made.ref(group, at))],
        hooks.renamed("PreTraffic", "BeforeAllowTrafficHook"),
        hooks.renamed("PostTraffic", "AfterAllowTrafficHook"),
        more=hooks.more,
    )
    policy = built(at, [entry("CodeDeployLambdaAliasUpdate", update)])
    if enabled is not None and enabled[0] != SCALAR:
        policy = over(
            enabled, lambda known: policy if known[:2] == (SCALAR, True) else gone(at) if known[0] == SCALAR else unknown(GENERATED, at)
        )
    alias = made.records[target.alias]
    attributes = built(alias.header, Fields(alias.attributes).entries.values(), [entry("UpdatePolicy", policy)])
    made.records[target.alias] = alias._replace(attributes=attributes)


def _application(source: ResourceRecord, made: Made, at: Location) -> None:
    """The CodeDeploy application and its role, which all functions of the template share."""
    if APPLICATION in made.records:
        return
    shared = source._replace(when=scalar(True, at))
    made.put(APPLICATION, shared, "AWS::CodeDeploy::Application", at, built(at, [constant("ComputePlatform", "Lambda", at)]), built(at))
    made.put(SERVICE_ROLE, shared, "AWS::IAM::Role", at, built(at, more=GENERATED), built(at))


def _rollback(at: Location) -> Node:
    events = listed(at, *(scalar(event, at) for event in _ROLLBACK_EVENTS))
    return built(at, [constant("Enabled", True, at), entry("Events", events)])


def _alarm_configuration(node: Node) -> Node:
    at = place(node)
    if node[0] != LIST:
        return unknown(Fields(node).more or "its alarms are not written as a list", at)
    items, more = node[1]
    if not more and (not items or items[0][0] == GONE):
        return built(at)
    alarms = tuple(over(item, lambda one: one if one[0] == GONE else built(place(one), [entry("Name", one)])) for item in items)
    return built(at, [constant("Enabled", True, at), entry("Alarms", sequence(alarms, at, more))])


def _configuration(node: Node) -> Node:
    if text(node) not in _CODEDEPLOY_CONFIGURATIONS:
        return node
    return (SCALAR, f"CodeDeployDefault.Lambda{node[1]}", *node[2:])


# -- asynchronous invocation and URL ----------------------------------------------------------------------------------------------------


def _invocation(source: ResourceRecord, fields: Fields, made: Made, target: Target) -> None:
    wanted = fields.node("EventInvokeConfig")
    if wanted is None:
        return
    config = Fields(wanted)
    at = fields.key("EventInvokeConfig", source.header)
    destinations: list[Entry] = []
    for name in ("OnSuccess", "OnFailure"):
        destinations += _destination(source, Fields(config.node("DestinationConfig")), name, made)
    alias = fields.node("AutoPublishAlias")
    made.add(
        source,
        "EventInvokeConfig",
        "AWS::Lambda::EventInvokeConfig",
        at,
        [
            entry("FunctionName", made.ref(source.address, at)),
            constant("Qualifier", "$LATEST", at) if alias is None else ("Qualifier", alias[2], alias[3], alias),
        ],
        config.same("MaximumEventAgeInSeconds", "MaximumRetryAttempts"),
        config.changed("DestinationConfig", "DestinationConfig", lambda node: built(place(node), destinations, more=_more(node))),
        more=config.more,
    )


def _destination(source: ResourceRecord, config: Fields, name: str, made: Made) -> list[Entry]:
    """Where one kind of result goes: to what is named, or to the queue or topic that SAM makes where nothing is."""
    wanted = config.node(name)
    if wanted is None:
        return []
    inner, at = Fields(wanted), config.key(name, source.header)
    own = inner.node("Destination")
    kind = {"SQS": "Queue", "SNS": "Topic"}.get(text(inner.node("Type")), "")
    if not kind or (own is not None and not _may_be_gone(own)):
        return [(name, at.start, at.end, built(place(wanted), inner.same("Destination"), more=inner.more))]
    cloudformation_type, arn = ("AWS::SQS::Queue", "Arn") if kind == "Queue" else ("AWS::SNS::Topic", "TopicArn")
    address = made.add(source, f"EventInvokeConfig{name}{kind}", cloudformation_type, at)
    made.names_too(f"{source.address}.Destination{kind}", address)
    generated = made.attribute(address, arn, at)
    if own is not None:
        record = made.records[address]
        absent = over(own, lambda node: scalar(node[0] == GONE, at))
        made.records[address] = record._replace(when=grafted(absent, record.when, scalar(False, at), at))
        generated = over(own, lambda node: generated if node[0] == GONE else node)
    return [(name, at.start, at.end, built(place(wanted), [entry("Destination", generated)]))]


def _url(source: ResourceRecord, fields: Fields, made: Made, target: Target) -> None:
    wanted = fields.node("FunctionUrlConfig")
    if wanted is None:
        return
    config, at = Fields(wanted), fields.key("FunctionUrlConfig", source.header)
    name = entry("TargetFunctionArn", target.name(made, at))
    made.add(source, "Url", "AWS::Lambda::Url", at, [name], config.same("AuthType", "Cors", "InvokeMode"), more=config.more)
    if text(config.node("AuthType")) == "NONE":  # everybody may: by its URL, and so in the end the function itself
        common = [entry("FunctionName", target.name(made, at)), constant("Principal", "*", at)]
        by_url = [constant("Action", "lambda:InvokeFunctionUrl", at), constant("FunctionUrlAuthType", "NONE", at)]
        itself = [constant("Action", "lambda:InvokeFunction", at), constant("InvokedViaFunctionUrl", True, at)]
        made.add(source, "UrlPublicPermissions", "AWS::Lambda::Permission", at, common, by_url)
        made.add(source, "URLInvokeAllowPublicAccess", "AWS::Lambda::Permission", at, common, itself)
