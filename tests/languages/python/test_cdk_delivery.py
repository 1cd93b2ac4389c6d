"""What delivers: pipelines with their stages and actions, deployment groups and their alarms, image repositories."""

import pytest

from .inline import properties, read, resource
from .test_cdk import HEAD as _HEAD

HEAD = _HEAD + (
    "from aws_cdk import Stage, aws_codebuild as cb, aws_codepipeline as cp, aws_codepipeline_actions as cpa, aws_ecr as ecr, pipelines\n"
    "src = s3.Bucket(stack, 'Src')\n"
)


def made(code: str, address: str) -> dict[str, str]:
    return properties(HEAD + code, f"Shop/{address}")


# -- aws_codepipeline ----------------------------------------------------------------------------------------------------------------------


def action(written: str) -> str:
    """The only action of a pipeline with one stage."""
    found = made(f"cp.Pipeline(stack, 'P', stages=[cp.StageProps(stage_name='S', actions=[{written}])])\n", "P")["Stages"]
    return found.removeprefix("[{Name: 'S', Actions: [").removesuffix("]}]")


@pytest.mark.parametrize(
    ("written", "type_", "configuration"),
    [
        (
            "cpa.S3SourceAction(action_name='A', bucket=src, bucket_key='x.zip', output=cp.Artifact())",
            "Category: 'Source', Owner: 'AWS', Provider: 'S3'",
            "{S3Bucket: &Shop/Src.BucketName, S3ObjectKey: 'x.zip', ...}",
        ),
        (
            "cpa.ManualApprovalAction(action_name='A', notification_topic=topic, additional_information='look')",
            "Category: 'Approval', Owner: 'AWS', Provider: 'Manual'",
            "{NotificationArn: &Shop/Topic.TopicArn, CustomData: 'look'}",
        ),
        ("cpa.ManualApprovalAction(action_name='A')", "Category: 'Approval', Owner: 'AWS', Provider: 'Manual'", "{}"),
        (
            "cpa.LambdaInvokeAction(action_name='A', lambda_=fn)",
            "Category: 'Invoke', Owner: 'AWS', Provider: 'Lambda'",
            "{FunctionName: &Shop/Fn.FunctionName, ...}",
        ),
        (
            "cpa.CodeBuildAction(action_name='A', project=cb.Project(stack, 'B'), type=cpa.CodeBuildActionType.TEST)",
            "Category: 'Test', Owner: 'AWS', Provider: 'CodeBuild'",
            "{ProjectName: &Shop/B.Name, ...}",
        ),
        (
            "cpa.GitHubSourceAction(action_name='A', owner='o', repo='r', oauth_token=x, output=cp.Artifact())",
            "Category: 'Source', Owner: 'ThirdParty', Provider: 'GitHub'",
            "{Owner: 'o', Repo: 'r', ...}",
        ),
    ],
)
def test_actions(written: str, type_: str, configuration: str) -> None:
    assert action(written) == f"{{Name: 'A', ActionTypeId: {{{type_}, Version: '1'}}, Configuration: {configuration}, ...}}"


def test_an_action_of_somebody_else_is_unknown_and_the_list_is_not() -> None:
    assert action("x, cpa.JenkinsAction(action_name='A')").startswith("?")


def test_stages_that_are_added_and_their_actions() -> None:
    code = (
        "p = cp.Pipeline(stack, 'P')\np.add_stage(stage_name='Build')\n"
        "stage = p.add_stage(stage_name='Ask', actions=[cpa.ManualApprovalAction(action_name='A')])\n"
        "stage.add_action(cpa.ManualApprovalAction(action_name='B', run_order=2))\n"
    )
    stages = made(code, "P")["Stages"]
    assert stages.startswith("[{Name: 'Build', Actions: []}, {Name: 'Ask', Actions: [{Name: 'A', ")
    assert "{Name: 'B', " in stages
    assert "RunOrder: 2" in stages
    assert made(code, "P")["Stages"].endswith("]}]")


def test_addresses_that_are_told_of_an_approval_get_a_topic() -> None:
    code = "cp.Pipeline(stack, 'P', stages=[cp.StageProps(stage_name='S', actions=[cpa.ManualApprovalAction(action_name='A', notify_emails=['a@b.c'])])])\n"
    assert "NotificationArn: &Shop/P/S/A/TopicResource.TopicArn" in made(code, "P")["Stages"]
    assert made(code, "P/S/A/a@b.c") == {
        "Protocol": "'email'",
        "Endpoint": "'a@b.c'",
        "TopicArn": "&Shop/P/S/A/TopicResource.TopicArn",
    }
    assert [unit.id for unit in read(HEAD + code).units] == ["app.py:Shop"]


def test_the_bucket_of_a_pipeline_s_artifacts() -> None:
    assert "Location: &Shop/P/ArtifactsBucket.BucketName" in made("cp.Pipeline(stack, 'P')\n", "P")["ArtifactStore"]
    given = "cp.Pipeline(stack, 'P', artifact_bucket=src)\n"
    assert "Location: &Shop/Src.BucketName" in made(given, "P")["ArtifactStore"]
    assert "Shop/P/ArtifactsBucket" not in [one.address for one in read(HEAD + given).resources]
    several = made("cp.Pipeline(stack, 'P', cross_region_replication_buckets={'eu-west-1': src})\n", "P")
    assert "ArtifactStore" not in several
    assert several["ArtifactStores"].startswith("?")


# -- pipelines -----------------------------------------------------------------------------------------------------------------------------


def test_a_pipeline_that_deploys_stages() -> None:
    code = (
        "d = pipelines.CodePipeline(stack, 'D', synth=x)\n"
        "d.add_stage(Stage(app, 'Prod'), pre=[pipelines.ManualApprovalStep('Release', notification_topic=topic)])\n"
        "d.add_wave('Rest', post=[pipelines.ShellStep('Look', commands=[])])\n"
    )
    stages = made(code, "D/Pipeline")["Stages"]
    names = [part.partition("'")[0] for part in stages.split("{Name: '")[1:]]
    assert names == ["Source", "Build", "UpdatePipeline", "Prod", "Release", "Rest"]
    assert "Configuration: {NotificationArn: &Shop/Topic.TopicArn}" in stages
    assert stages.endswith(", ...]")


# -- CodeDeploy ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "events"),
    [
        ("", "['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']"),
        (", auto_rollback=codedeploy.AutoRollbackConfig(failed_deployment=False)", "['DEPLOYMENT_STOP_ON_ALARM']"),
        (", auto_rollback=codedeploy.AutoRollbackConfig(deployment_in_alarm=False)", "['DEPLOYMENT_FAILURE']"),
        (", alarms=[a]", "['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']"),
    ],
)
def test_an_alarm_that_is_added_to_a_group_rolls_back(arguments: str, events: str) -> None:
    code = (
        "a = fn.metric_errors().create_alarm(stack, 'E', threshold=1, evaluation_periods=1)\n"
        f"g = codedeploy.EcsDeploymentGroup(stack, 'G', service=x{arguments})\ng.add_alarm(a)\n"
    )
    assert made(code, "G")["AutoRollbackConfiguration"] == f"{{Enabled: True, Events: {events}}}"


def test_deployment_configurations_have_python_s_names() -> None:
    code = "codedeploy.LambdaDeploymentGroup(stack, 'G', alias=x, deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES)\n"
    assert made(code, "G")["DeploymentConfigName"] == "'CodeDeployDefault.LambdaCanary10Percent5Minutes'"


# -- ECR -----------------------------------------------------------------------------------------------------------------------------------


def test_rules_for_the_images_that_are_kept() -> None:
    code = (
        "r = ecr.Repository(stack, 'R', lifecycle_rules=[ecr.LifecycleRule(max_image_count=3, tag_prefix_list=['p'])])\n"
        "r.add_lifecycle_rule(max_image_age=Duration.days(3), tag_status=ecr.TagStatus.UNTAGGED)\n"
    )
    found = made(code, "R")["LifecyclePolicy"]
    assert "{tagStatus: 'tagged', tagPrefixList: ['p'], countType: 'imageCountMoreThan', countNumber: 3}" in found
    assert "{tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 3, countUnit: 'days'}" in found
    assert resource(read(HEAD + code), "Shop/R").properties[0] == "mapping"
