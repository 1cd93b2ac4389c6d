"""What delivers: the stages and actions of pipelines, the alarms that stop a deployment, the images that a repository keeps.

Categories, providers and configurations of actions are those of aws-cdk-lib 2.275.0.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from opexlint.languages.python.cdk.arguments import fields_of, member_name
from opexlint.languages.python.cdk.construction import id_text, short
from opexlint.languages.python.drafts import BY_CDK, NOT_FOLLOWED, Draft, Entry
from opexlint.languages.python.operations import why
from opexlint.languages.python.properties import NEW, opened
from opexlint.languages.python.values import Argument, Arguments, Known, Made, Sequence, Use, Value
from opexlint.model import LIST, SCALAR, Node, mapping, reference, scalar, sequence, unknown
from opexlint.source import Location

if TYPE_CHECKING:
    from opexlint.languages.python.cdk.synthesis import Synthesis

PIPELINE: Final = "AWS::CodePipeline::Pipeline"
_APPROVAL: Final = "ManualApprovalAction"


class _Action(NamedTuple):
    """A class of actions: its type, and by argument what it configures, with the attribute where the argument is a construct."""

    category: str
    provider: str
    fields: Mapping[str, tuple[str, str]] = {}
    owner: str = "AWS"


_SOURCE: Final = {"branch": ("BranchName", "")}
_STACK: Final = {"stack_name": ("StackName", ""), "change_set_name": ("ChangeSetName", "")}
_GROUP: Final = {"deployment_group": ("DeploymentGroupName", "DeploymentGroupName")}
_ACTIONS: Final = {
    "AlexaSkillDeployAction": _Action("Deploy", "AlexaSkillsKit", owner="ThirdParty"),
    "BitBucketSourceAction": _Action("Source", "CodeStarSourceConnection", {**_SOURCE, "connection_arn": ("ConnectionArn", "")}),
    "CloudFormationCreateReplaceChangeSetAction": _Action("Deploy", "CloudFormation", _STACK),
    "CloudFormationCreateUpdateStackAction": _Action("Deploy", "CloudFormation", _STACK),
    "CloudFormationDeleteStackAction": _Action("Deploy", "CloudFormation", _STACK),
    "CloudFormationDeployStackInstancesAction": _Action("Deploy", "CloudFormationStackInstances"),
    "CloudFormationDeployStackSetAction": _Action("Deploy", "CloudFormationStackSet"),
    "CloudFormationExecuteChangeSetAction": _Action("Deploy", "CloudFormation", _STACK),
    "CodeBuildAction": _Action("Build", "CodeBuild", {"project": ("ProjectName", "Name")}),
    "CodeCommitSourceAction": _Action("Source", "CodeCommit", {**_SOURCE, "repository": ("RepositoryName", "Name")}),
    "CodeDeployEcsDeployAction": _Action("Deploy", "CodeDeployToECS", _GROUP),
    "CodeDeployServerDeployAction": _Action("Deploy", "CodeDeploy", _GROUP),
    "CodeStarConnectionsSourceAction": _Action("Source", "CodeStarSourceConnection", {**_SOURCE, "connection_arn": ("ConnectionArn", "")}),
    "CommandsAction": _Action("Compute", "Commands"),
    "Ec2DeployAction": _Action("Deploy", "EC2"),
    "EcrBuildAndPublishAction": _Action("Build", "ECRBuildAndPublish"),
    "EcrSourceAction": _Action("Source", "ECR", {"repository": ("RepositoryName", "RepositoryName"), "image_tag": ("ImageTag", "")}),
    "EcsDeployAction": _Action("Deploy", "ECS", {"service": ("ServiceName", "ServiceName")}),
    "ElasticBeanstalkDeployAction": _Action("Deploy", "ElasticBeanstalk"),
    "GitHubSourceAction": _Action(
        "Source", "GitHub", {"owner": ("Owner", ""), "repo": ("Repo", ""), "branch": ("Branch", "")}, "ThirdParty"
    ),
    "InspectorEcrImageScanAction": _Action("Invoke", "InspectorScan"),
    "InspectorSourceCodeScanAction": _Action("Invoke", "InspectorScan"),
    "LambdaInvokeAction": _Action("Invoke", "Lambda", {"lambda_": ("FunctionName", "FunctionName")}),
    _APPROVAL: _Action(
        "Approval",
        "Manual",
        {
            "notification_topic": ("NotificationArn", "TopicArn"),
            "additional_information": ("CustomData", ""),
            "external_entity_link": ("ExternalEntityLink", ""),
        },
    ),
    "PipelineInvokeAction": _Action("Invoke", "CodePipeline", {"target_pipeline": ("PipelineName", "Name")}),
    "S3DeployAction": _Action("Deploy", "S3", {"bucket": ("BucketName", "BucketName"), "object_key": ("ObjectKey", "")}),
    "S3SourceAction": _Action("Source", "S3", {"bucket": ("S3Bucket", "BucketName"), "bucket_key": ("S3ObjectKey", "")}),
    "StepFunctionInvokeAction": _Action("Invoke", "StepFunctions", {"state_machine": ("StateMachineArn", "Arn")}),
}
_STEP: Final = {
    "notification_topic": ("NotificationArn", "TopicArn"),
    "comment": ("CustomData", ""),
    "review_url": ("ExternalEntityLink", ""),
}
"""What a `ManualApprovalStep` of `pipelines` configures."""

_COMPLETE: Final = frozenset((_APPROVAL,))
"""Actions whose configuration is known to its end."""


class Delivery:
    """The pipelines of one app; `_stages` are the places of their stages, by the call that made each."""

    def __init__(self, synthesis: "Synthesis") -> None:
        self._synthesis = synthesis
        self._stages: dict[int, int] = {}

    # -- aws_codepipeline -----------------------------------------------------------------------------------------------------------

    def stages(self, pipeline: Draft, argument: Argument) -> Node:
        """`Pipeline(stages=[...])`."""
        value, at = argument
        if not isinstance(value, Sequence):
            return unknown(why(value), at)
        translator = self._synthesis.translator
        return translator.used(translator.sequence(value, lambda item, place: self._stage(pipeline, item, place)), value, at)

    def add_stage(self, pipeline: Draft, use: Use) -> None:
        """`pipeline.add_stage(stage_name="Deploy", actions=[...])`."""
        assert use.made is not None
        made = use.made
        if pipeline.type != PIPELINE:
            return
        present = pipeline.present(("Stages",))
        if "stages" not in pipeline.construct.arguments.keywords and (present is None or present[0] != LIST):
            present = sequence((), made.header)
            pipeline.set(("Stages",), present)
        if present is not None and present[0] == LIST:
            self._stages[id(made)] = len(present[1][0])
            struct = Made(made.at, "aws_cdk.aws_codepipeline.StageOptions", made.arguments, made.header)
            pipeline.set(("Stages", NEW), self._stage(pipeline, struct, made.at))
        self._synthesis.is_behind(made, pipeline)

    def add_action(self, pipeline: Draft, use: Use) -> None:
        """`stage.add_action(action)`."""
        assert use.made is not None
        given = use.made.arguments.get(0, "action")
        index = self._stages.get(id(use.owner))
        if pipeline.type == PIPELINE and given is not None and index is not None:
            stage = f"{pipeline.address}/{id_text(_named(use.owner))}"
            pipeline.set(("Stages", index, "Actions", NEW), self._action(pipeline, given.value, given.at, stage))
        elif pipeline.type == PIPELINE:
            pipeline.set(("Stages",), unknown("an action is added to a stage that is not known", use.made.at))

    def _stage(self, pipeline: Draft, value: Value, at: Location) -> Node:
        fields = fields_of(value)
        if fields is None:
            return unknown(why(value), at)
        synthesis = self._synthesis
        entries: list[Entry] = []
        name, given = fields.keywords.get("stage_name"), fields.keywords.get("actions")
        if name is not None:
            entries.append(_entry("Name", synthesis.connections.plain(name), fields.keys.get("stage_name")))
        if given is None:
            entries.append(_entry("Actions", sequence((), at, fields.more)))
        elif isinstance(given.value, Sequence):
            stage = f"{pipeline.address}/{id_text(name.value if name is not None else None)}"
            translated = synthesis.translator.sequence(given.value, lambda item, place: self._action(pipeline, item, place, stage))
            entries.append(_entry("Actions", synthesis.translator.used(translated, given.value, given.at), fields.keys.get("actions")))
        else:
            entries.append(_entry("Actions", unknown(why(given.value), given.at), fields.keys.get("actions")))
        others = fields.keywords.keys() - {"stage_name", "actions", "placement", "transition_to_enabled"}
        return mapping(tuple(entries), at, fields.more or (NOT_FOLLOWED if others else ""))

    def _action(self, pipeline: Draft, value: Value, at: Location, stage: str) -> Node:
        return self._synthesis.translator.by_branch(value, at, lambda one: self._one_action(pipeline, one, stage))

    def _one_action(self, pipeline: Draft, value: Value, stage: str) -> Node:
        kind = short(value.name).rpartition(".")[2] if isinstance(value, Made) and value.owner is None else ""
        action = _ACTIONS.get(kind)
        if action is None or not isinstance(value, Made):
            return unknown(why(value) if not kind else NOT_FOLLOWED, value.at)
        fields, at = value.arguments, value.at
        category = action.category
        if kind == "CodeBuildAction" and "type" in fields.keywords:
            category = {"BUILD": "Build", "TEST": "Test"}.get(member_name(fields.keywords["type"].value) or "", "")
        name = fields.keywords.get("action_name")
        topic = (
            self._notified(pipeline, value, f"{stage}/{id_text(name.value if name is not None else None)}") if kind == _APPROVAL else None
        )
        entries = [_entry("Name", self._synthesis.connections.plain(name), fields.keys.get("action_name"))] if name is not None else []
        entries.append(_entry("ActionTypeId", _type(category, action.owner, action.provider, at)))
        configuration = self._configuration(action.fields, fields, at, "" if kind in _COMPLETE else NOT_FOLLOWED)
        if topic is not None:
            arn = reference(topic.key, "TopicArn", at)
            configuration = mapping((*configuration[1][0], _entry("NotificationArn", arn)), at, configuration[1][1])
        entries.append(_entry("Configuration", configuration))
        if "run_order" in fields.keywords:
            entries.append(
                _entry("RunOrder", self._synthesis.connections.plain(fields.keywords["run_order"]), fields.keys.get("run_order"))
            )
        return mapping(tuple(entries), at, NOT_FOLLOWED)

    def _configuration(self, known: Mapping[str, tuple[str, str]], fields: Arguments, at: Location, more: str) -> Node:
        entries = []
        for name, (property_name, attribute) in known.items():
            given = fields.keywords.get(name)
            if given is None:
                continue
            synthesis = self._synthesis
            node = synthesis.references.attribute_of(given, attribute) if attribute else synthesis.connections.plain(given)
            entries.append(_entry(property_name, node, fields.keys.get(name)))
        return mapping(tuple(entries), at, fields.more or more)

    def _notified(self, pipeline: Draft, action: Made, address: str) -> Draft | None:
        """The topic that the CDK makes for the addresses of a manual approval; none when the author gave one, or no addresses."""
        keywords = action.arguments.keywords
        emails = keywords.get("notify_emails")
        if emails is None or not isinstance(emails.value, Sequence) or not (emails.value.items or emails.value.more):
            return None
        given = keywords.get("notification_topic")
        own = self._beside(pipeline, action, "AWS::SNS::Topic", f"{address}/TopicResource") if given is None else None
        arn = reference(own.key, "TopicArn", action.at) if own is not None else None
        for item in emails.value.items:
            heard = self._beside(pipeline, action, "AWS::SNS::Subscription", f"{address}/{id_text(item)}")
            heard.set(("Protocol",), scalar("email", item.at))
            heard.set(("Endpoint",), self._synthesis.translator.node(item, item.at))
            heard.set(("TopicArn",), arn or self._synthesis.references.attribute_of(given or emails, "TopicArn"))
        return own

    def _beside(self, pipeline: Draft, action: Made, cfn_type: str, address: str) -> Draft:
        one = self._synthesis.add_beside(pipeline.construct, cfn_type, address, action.header)
        one.when = action.when
        return one

    def artifacts(self, pipeline: Draft) -> None:
        """Name the bucket that the CDK makes for a pipeline's artifacts."""
        for child in self._synthesis.children_of(pipeline.construct):
            if child.type == "AWS::S3::Bucket" and pipeline.present(("ArtifactStore",)) is not None:
                pipeline.set(("ArtifactStore", "Location"), reference(child.key, "BucketName", pipeline.header))

    # -- pipelines ------------------------------------------------------------------------------------------------------------------

    def deploying(self, pipeline: Made, one: Draft) -> None:
        """`pipelines.CodePipeline`: a stage for the source, one for the build, and one for each that is added."""
        at = pipeline.header
        names = ["Source", "Build"]
        mutation = pipeline.arguments.keywords.get("self_mutation")
        if mutation is None or member_name(mutation.value) == "True":
            names.append("UpdatePipeline")
        stages = tuple(_stage_of(scalar(name, at), (), at) for name in names)
        one.set(("Stages",), sequence(stages, at, NOT_FOLLOWED))
        self._synthesis.is_behind(pipeline, one)

    def add_deployment(self, pipeline: Draft, use: Use) -> None:
        """`pipeline.add_stage(Prod(...), pre=[ManualApprovalStep("Release")])`, `pipeline.add_wave("Prod", post=[...])`."""
        assert use.made is not None
        made = use.made
        self._synthesis.is_behind(made, pipeline)
        named = self._stage_name(made)
        if named is None:
            return
        actions: list[Node] = []
        for side in ("pre", "post"):
            steps = made.arguments.keywords.get(side)
            for item in steps.value.items if steps is not None and isinstance(steps.value, Sequence) else ():
                approval = self._approval(item)
                actions.extend([approval] if approval is not None else [])
        pipeline.set(("Stages", NEW), _stage_of(named, tuple(actions), made.at))

    def _stage_name(self, made: Made) -> Node | None:
        given = made.arguments.get(0, "id" if made.name == "add_wave" else "stage")
        if given is None:
            return None
        stage = getattr(given.value, "made", given.value)
        id_ = stage.id if isinstance(stage, Made) else stage
        return scalar(id_text(id_), given.at) if isinstance(id_, Known) else unknown(why(given.value), given.at)

    def _approval(self, step: Value) -> Node | None:
        if not isinstance(step, Made) or short(step.name) != "pipelines.ManualApprovalStep":
            return None
        name = step.arguments.get(0, "id")
        entries = [_entry("Name", self._synthesis.connections.plain(name))] if name is not None else []
        entries.append(_entry("ActionTypeId", _type("Approval", "AWS", "Manual", step.at)))
        entries.append(_entry("Configuration", self._configuration(_STEP, step.arguments, step.at, "")))
        return mapping(tuple(entries), step.at, NOT_FOLLOWED)


def _stage_of(name: Node, actions: tuple[Node, ...], at: Location) -> Node:
    return mapping((_entry("Name", name), _entry("Actions", sequence(actions, at, NOT_FOLLOWED))), at)


def _named(stage: Value) -> Value | None:
    given = stage.arguments.keywords.get("stage_name") if isinstance(stage, Made) else None
    return given.value if given is not None else None


def _type(category: str, owner: str, provider: str, at: Location) -> Node:
    fields = {"Category": category, "Owner": owner, "Provider": provider, "Version": "1"}
    return mapping(tuple(_entry(name, scalar(value, at) if value else unknown(BY_CDK, at)) for name, value in fields.items()), at)


def _entry(name: str, node: Node, key: Location | None = None) -> Entry:
    return (name, key.start, key.end, node) if key is not None else (name, node[2], node[3], node)


# -- CodeDeploy ----------------------------------------------------------------------------------------------------------------------------

_STOPS: Final = "DEPLOYMENT_STOP_ON_ALARM"


def stop_on_alarm(group: Draft, at: Location) -> None:
    """A group that got an alarm rolls back when it goes off, unless its author said otherwise."""
    given = group.construct.arguments.keywords.get("auto_rollback")
    fields = fields_of(given.value) if given is not None else None
    wanted = fields.keywords.get("deployment_in_alarm") if fields is not None else None
    picked = member_name(wanted.value) if wanted is not None else "True"
    if picked == "False":
        return
    if picked is None or (given is not None and fields is None):
        group.set(("AutoRollbackConfiguration",), unknown(why(wanted.value) if wanted is not None else BY_CDK, at))
        return
    present = group.present(("AutoRollbackConfiguration", "Events"))
    if present is None or present[0] != LIST or all(node[0] != SCALAR or node[1] != _STOPS for node in present[1][0]):
        group.set(("AutoRollbackConfiguration", "Events", NEW), scalar(_STOPS, at))
        group.set(("AutoRollbackConfiguration", "Enabled"), scalar(True, at))


# -- ECR -----------------------------------------------------------------------------------------------------------------------------------

_TEXT: Final = ("LifecyclePolicy", "LifecyclePolicyText")


def image_rules(synthesis: "Synthesis", repository: Draft, argument: Argument) -> None:
    """`Repository(lifecycle_rules=[LifecycleRule(...)])`: the policy's text as what it says."""
    value, at = argument
    if not isinstance(value, Sequence):
        repository.set(_TEXT, unknown(why(value), at))
        return
    if value.items or value.more:
        rules = synthesis.translator.sequence(value, lambda item, place: _image_rule(synthesis, item, place))
        repository.set(_TEXT, mapping((_entry("rules", rules),), at))


def add_image_rule(synthesis: "Synthesis", repository: Draft, use: Use) -> None:
    """`repository.add_lifecycle_rule(max_image_count=10)`."""
    assert use.made is not None
    made = use.made
    rule = _image_rule(synthesis, Made(made.at, "aws_cdk.aws_ecr.LifecycleRule", made.arguments, made.header), made.at)
    repository.set((*_TEXT, "rules", NEW), rule)


def _image_rule(synthesis: "Synthesis", value: Value, at: Location) -> Node:
    fields = fields_of(value)
    if fields is None:
        return unknown(why(value), at)
    given = fields.keywords
    plain = synthesis.connections.plain
    priority = plain(given["rule_priority"]) if "rule_priority" in given else unknown(BY_CDK, at)
    tagged = "tag_prefix_list" in given or "tag_pattern_list" in given
    status = plain(given["tag_status"]) if "tag_status" in given else scalar("tagged" if tagged else "any", at)
    selection = [_entry("tagStatus", status)]
    for name, spelled in (("tag_prefix_list", "tagPrefixList"), ("tag_pattern_list", "tagPatternList")):
        if name in given:
            selection.append(_entry(spelled, plain(given[name]), fields.keys.get(name)))
    if "max_image_count" in given:
        selection.append(_entry("countType", scalar("imageCountMoreThan", at)))
        selection.append(_entry("countNumber", plain(given["max_image_count"]), fields.keys.get("max_image_count")))
    elif "max_image_age" in given:
        age = given["max_image_age"]
        selection.append(_entry("countType", scalar("sinceImagePushed", at)))
        selection.append(_entry("countNumber", synthesis.references.duration(age.value, "days", age.at), fields.keys.get("max_image_age")))
        selection.append(_entry("countUnit", scalar("days", at)))
    entries = (
        _entry("rulePriority", priority),
        _entry("selection", mapping(tuple(selection), at, fields.more)),
        _entry("action", mapping((_entry("type", scalar("expire", at)),), at)),
    )
    rule = mapping(entries, at)
    return opened(rule, fields.more) if fields.more else rule
