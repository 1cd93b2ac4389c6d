"""Failure events."""

from opexlint.facts import events


def test_pipelines() -> None:
    types = events.event_types("aws.codepipeline")
    pipeline = types["CodePipeline Pipeline Execution State Change"]
    assert pipeline.field == "detail.state"
    assert pipeline.failed == ("FAILED",)
    assert pipeline.values is not None
    assert "FAILURE" not in pipeline.values
    assert "CodePipeline Execution State Change" not in types


def test_services_spell_failure_differently() -> None:
    deployment = events.event_types("aws.codedeploy")["CodeDeploy Deployment State-change Notification"]
    assert deployment.values is not None
    assert "FAILURE" in deployment.failed
    assert "FAILED" not in deployment.values
    assert "FAILED" in events.event_types("aws.states")["Step Functions Execution Status Change"].failed


def test_values_that_are_not_all_known() -> None:
    assert events.event_types("aws.backup")["Backup Job State Change"].values is None
    assert events.event_types("aws.rds")["RDS DB Instance Event"].values is None


def test_a_source_that_is_not_known() -> None:
    assert events.event_types("com.example.shop") == {}


def test_what_is_meant() -> None:
    assert events.right_source("aws.code-pipeline") == "aws.codepipeline"
    assert events.right_source("aws.stepfunctions") == "aws.states"
    assert events.right_source("aws.states") == events.right_source("com.example.shop") == ""
    assert events.right_type("aws.codepipeline", "CodePipeline Execution State Change") == "CodePipeline Pipeline Execution State Change"
    assert events.right_type("aws.ec2", "EC2 Instance State-Change Notification") == "EC2 Instance State-change Notification"
    assert events.right_type("aws.codepipeline", "AWS API Call via CloudTrail") == ""
    assert events.right_type("aws.autoscaling", "EC2 Instance Launch Successful") == ""


def test_every_row_is_well_formed() -> None:
    for source in events.event_sources():
        assert source.startswith("aws.")
        for name, known in events.event_types(source).items():
            assert known.detail_type == name
            assert known.field.startswith("detail.") or not known.field
            assert known.field or not known.failed
            assert not set(known.failed) & set(known.others)
