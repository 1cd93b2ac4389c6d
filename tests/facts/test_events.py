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
    assert events.event_types("aws.batch")["Batch Job State Change"].values is None


def test_a_source_that_is_not_known() -> None:
    assert events.event_types("com.example.shop") == {}


def test_every_row_is_well_formed() -> None:
    for source in events.event_sources():
        assert source.startswith("aws.")
        for name, known in events.event_types(source).items():
            assert known.detail_type == name
            assert known.field.startswith("detail.") or not known.field
            assert known.field or not known.failed
            assert not set(known.failed) & set(known.others)
