"""Fixes written into Python programs."""

import ast

import pytest

from opexlint.finding import Attribute, Change
from opexlint.fix import rewritten
from opexlint.languages import python
from opexlint.source import File, Location

_HEAD = """from aws_cdk import Duration, RemovalPolicy, aws_codedeploy as codedeploy, aws_ecs as ecs, aws_s3 as s3, aws_sqs as sqs
import aws_cdk as cdk
import pulumi_aws as aws
"""
_VERSIONING = ("VersioningConfiguration", "Status")
_BREAKER = ("DeploymentConfiguration", "DeploymentCircuitBreaker")
_ON = {"Enable": True, "Rollback": True}


def fixed(code: str, path: tuple[str | int, ...], value: object, replaces: str = "", header: str = "") -> str | None:
    """The code after the fix of the first call in it; None when it is refused."""
    text = _HEAD + code
    file = File("app.py", text)
    start = text.index(code)
    at = Location("app.py", start, start + len(header or code.partition("(")[0]))
    place = Location("app.py", text.index(replaces, start), text.index(replaces, start) + len(replaces)) if replaces else None
    edits = python.rewrite(Change(at, ("app.py:S", "S/X"), path, value, place), file)
    after = rewritten(file, edits).text
    ast.parse(after)
    return after.removeprefix(_HEAD) if edits else None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('s3.Bucket(stack, "X")', 's3.Bucket(stack, "X", versioned=True)'),
        ('s3.Bucket(stack, "X",)', 's3.Bucket(stack, "X", versioned=True,)'),
        ('s3.Bucket(\n    stack,\n    "X",\n)', 's3.Bucket(\n    stack,\n    "X",\n    versioned=True,\n)'),
        ('s3.Bucket(\n    stack,\n    "X"\n)', 's3.Bucket(\n    stack,\n    "X",\n    versioned=True\n)'),
        ('s3.Bucket(\n    stack, "X"\n)', 's3.Bucket(\n    stack, "X", versioned=True\n)'),
        ('s3.Bucket(stack, "X",\n          bucket_name="b")', 's3.Bucket(stack, "X",\n          bucket_name="b",\n          versioned=True)'),
        ('s3.Bucket(\n    stack,\n    "X",  # kept\n)', 's3.Bucket(\n    stack,\n    "X",  # kept\n    versioned=True,\n)'),
        ('s3.Bucket(\n    stack,\n    "X"  # kept\n)', 's3.Bucket(\n    stack,\n    "X",  # kept\n    versioned=True\n)'),
        ('s3.Bucket(stack, "X", versioned=False)', 's3.Bucket(stack, "X", versioned=True)'),
        (
            's3.CfnBucket(stack, "X")',
            's3.CfnBucket(stack, "X", versioning_configuration=s3.CfnBucket.VersioningConfigurationProperty(status="Enabled"))',
        ),
        (
            's3.CfnBucket(stack, "X", versioning_configuration={"status": "Suspended"})',
            's3.CfnBucket(stack, "X", versioning_configuration={"status": "Enabled"})',
        ),
        ('aws.s3.Bucket("x")', 'aws.s3.Bucket("x", versioning={"enabled": True})'),
        ('aws.s3.Bucket("x", versioning={"enabled": False})', 'aws.s3.Bucket("x", versioning={"enabled": True})'),
        ('aws.s3.Bucket("x", versioning=aws.s3.BucketVersioningArgs(enabled=False))', 'aws.s3.Bucket("x", versioning=aws.s3.BucketVersioningArgs(enabled=True))'),
    ],
)  # fmt: skip
def test_a_keyword_is_set(before: str, after: str) -> None:
    assert fixed(before, _VERSIONING, "Enabled") == after


@pytest.mark.parametrize(
    "code",
    [
        's3.Bucket(stack, "X", **options)',
        "s3.Bucket(*arguments)",
        's3.Bucket(stack, "X", versioned=is_prod)',
        's3.Bucket(stack, "X", versioned=is_prod or False)',
        's3.CfnBucket(stack, "X", versioning_configuration=shared)',
        's3.CfnBucket(stack, "X", versioning_configuration={**shared})',
        'Mine(stack, "X")',
        'make()(stack, "X")',
    ],
)
def test_what_may_be_meant_otherwise_is_left_alone(code: str) -> None:
    assert fixed(code, _VERSIONING, "Enabled") is None


def test_structs_are_named_as_the_file_imports_them() -> None:
    code = 'ecs.FargateService(\n    stack,\n    "X",\n    cluster=cluster,\n)'
    expected = code.replace("\n)", "\n    circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),\n)")
    assert fixed(code, _BREAKER, _ON) == expected
    assert fixed('cdk.aws_ecs.FargateService(s, "X")', _BREAKER, _ON) == (
        'cdk.aws_ecs.FargateService(s, "X", circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True))'
    )


def test_inside_a_struct_only_its_field_changes() -> None:
    code = 'ecs.FargateService(s, "X", circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=False))'
    assert fixed(code, (*_BREAKER, "Rollback"), True) == code.replace("False", "True")
    code = 'ecs.FargateService(s, "X", circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True))'
    assert fixed(code, (*_BREAKER, "Rollback"), True) == code.replace("enable=True", "enable=True, rollback=True")


def test_durations_and_policies_have_their_own_spelling() -> None:
    assert fixed('sqs.Queue(s, "X")', ("VisibilityTimeout",), 30) == 'sqs.Queue(s, "X", visibility_timeout=Duration.seconds(30))'
    assert fixed('s3.Bucket(s, "X")', ("DeletionPolicy",), "Retain") == 's3.Bucket(s, "X", removal_policy=RemovalPolicy.RETAIN)'


def test_another_attribute_of_the_same_object() -> None:
    value = Attribute(("app.py:S", "S/Lb"), "LoadBalancerFullName")
    path = ("Dimensions", 0, "Value")
    assert fixed("x(lb.load_balancer_arn)", path, value, "lb.load_balancer_arn") == "x(lb.load_balancer_full_name)"
    assert fixed("x(lb.ref)", path, value, "lb.ref") == "x(lb.attr_load_balancer_full_name)"
    assert fixed("x(arn)", path, value, "arn") is None
    assert fixed("x(lb.unheard_of)", path, value, "lb.unheard_of") is None


def test_line_ends_stay() -> None:
    code = 's3.Bucket(\r\n    stack,\r\n    "X",\r\n)'
    assert fixed(code, _VERSIONING, "Enabled") == code.replace("\r\n)", "\r\n    versioned=True,\r\n)")


def test_a_file_that_does_not_parse_is_left_alone() -> None:
    at = Location("app.py", 0, 1)
    assert python.rewrite(Change(at, ("u", "a"), _VERSIONING, "Enabled"), File("app.py", "def (")) == []
