"""The functions that the CDK itself runs behind custom resources: one for a stack, at the place of what first needs it."""

import pytest

from opexlint.model import Parsed

from .inline import entries, properties, read, resource
from .test_cdk import HEAD

_FLAGGED = '{"app": "python3 app.py", "context": {"@aws-cdk/aws-lambda:useCdkManagedLogGroup": true, "@aws-cdk/aws-ec2:restrictDefaultSecurityGroup": true}}'


def provided(parsed: Parsed) -> list[str]:
    """The addresses of the CDK's own functions."""
    return [one.address for one in parsed.resources if one.native_type == "CustomResourceProvider"]


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("s3.Bucket(stack, 'B', auto_delete_objects=True)", "Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler"),
        ("s3.Bucket(stack, 'B', event_bridge_enabled=True)", "BucketNotificationsHandler050a0587b7544547bf325f094a3db834"),
        (
            "from aws_cdk import aws_s3_notifications as n\ns3.Bucket(stack, 'B').add_event_notification(s3.EventType.OBJECT_CREATED, n.LambdaDestination(fn))",
            "BucketNotificationsHandler050a0587b7544547bf325f094a3db834",
        ),
        ("logs.LogRetention(stack, 'R', log_group_name='g', retention=7)", "LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a"),
        ("from aws_cdk import custom_resources as cr\ncr.AwsCustomResource(stack, 'C')", "AWS679f53fac002430cb0da5b7982bd2287"),
        (
            "from aws_cdk import custom_resources as cr\ncr.AwsCustomResource(stack, 'C', resource_type='Custom::Seed')",
            "AWS679f53fac002430cb0da5b7982bd2287",
        ),
        (
            "from aws_cdk import aws_s3_deployment as d\nd.BucketDeployment(stack, 'D', sources=[], destination_bucket=s3.Bucket(stack, 'B'))",
            "Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C",
        ),
        (
            "from aws_cdk import aws_ec2 as ec2\nec2.Vpc(stack, 'V', restrict_default_security_group=True)",
            "Custom::VpcRestrictDefaultSGCustomResourceProvider/Handler",
        ),
        (
            "from aws_cdk import triggers\ntriggers.Trigger(stack, 'T', handler=fn)",
            "AWSCDK.TriggerCustomResourceProviderCustomResourceProvider/Handler",
        ),
        (
            "events.Rule(stack, 'R').add_target(targets.CloudWatchLogGroup(logs.LogGroup(stack, 'G')))",
            "AWS679f53fac002430cb0da5b7982bd2287",
        ),
        ("events.Rule(stack, 'R', targets=[targets.AwsApi(service='ECS', action='updateService')])", "AWSb4cf1abd4e4f4bc699441af7ccd9ec37"),
    ],
)
def test_a_custom_resource_brings_its_function(code: str, path: str) -> None:
    assert provided(read(HEAD + code + "\n")) == [f"Shop/{path}"]


@pytest.mark.parametrize(
    "code",
    [
        "s3.Bucket(stack, 'B', auto_delete_objects=False)",
        "from aws_cdk import aws_ec2 as ec2\nec2.Vpc(stack, 'V')",
        "s3.Bucket(stack, 'B', event_bridge_enabled=False)",
        "from aws_cdk import CustomResource\nCustomResource(stack, 'C', service_token=fn.function_arn)",
    ],
)
def test_what_needs_no_function_brings_none(code: str) -> None:
    assert provided(read(HEAD + code + "\n")) == []


def test_one_function_serves_a_stack_and_stands_where_it_is_first_needed() -> None:
    text = HEAD + (
        "a = s3.Bucket(stack, 'A', auto_delete_objects=True)\ns3.Bucket(stack, 'B', auto_delete_objects=True)\n"
        "other = Stack(app, 'Other')\ns3.Bucket(other, 'C', auto_delete_objects=True)\n"
    )
    parsed = read(text)
    path = "Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler"
    assert provided(parsed) == [f"Shop/{path}", f"Other/{path}"]
    function = resource(parsed, f"Shop/{path}")
    assert text[function.header.start - 4 : function.header.end] == "a = s3.Bucket"
    assert entries(resource(parsed, "Shop/B/S3AutoDeleteObjects").properties)["ServiceToken"] == f"&Shop/{path}.Arn"
    assert entries(function.properties)["Timeout"] == "900"


def test_it_is_there_when_any_of_those_that_need_it_are() -> None:
    code = "import os\nif os.environ.get('A') == 'x':\n    s3.Bucket(stack, 'A', auto_delete_objects=True)\n{}"
    address = "Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler"
    assert resource(read(HEAD + code.format("")), address).when[0] == "choice"
    both = HEAD + code.format("s3.Bucket(stack, 'B', auto_delete_objects=True)\n")
    assert resource(read(both), address).when[:2] == ("scalar", True)


def test_flags_add_log_groups_and_the_vpc_s_function() -> None:
    text = HEAD + (
        "from aws_cdk import aws_ec2 as ec2, custom_resources as cr\nec2.Vpc(stack, 'V')\n"
        "ec2.Vpc(stack, 'W', restrict_default_security_group=False)\ncr.AwsCustomResource(stack, 'C')\n"
    )
    parsed = read({"cdk.json": _FLAGGED, "app.py": text})
    assert "Shop/Custom::VpcRestrictDefaultSGCustomResourceProvider/Handler" in provided(parsed)
    assert [one.address for one in parsed.resources if one.type == "Custom::VpcRestrictDefaultSG"] == [
        "Shop/V/RestrictDefaultSecurityGroupCustomResource/Default"
    ]
    group = resource(parsed, "Shop/AWS679f53fac002430cb0da5b7982bd2287/LogGroup")
    assert entries(group.properties)["RetentionInDays"] == "731"


def test_the_framework_of_a_provider_has_a_function_for_each_step() -> None:
    code = "from aws_cdk import custom_resources as cr\ncr.Provider(stack, 'P', on_event_handler=fn, is_complete_handler=fn)\n"
    parsed = read(HEAD + code)
    functions = {one.address for one in parsed.resources if one.native_type == "custom_resources.Provider"}
    assert functions >= {f"Shop/P/framework-{step}" for step in ("onEvent", "isComplete", "onTimeout")}
    assert "Shop/P/waiter-state-machine" in functions
    found = properties(HEAD + code, "Shop/P/framework-isComplete")
    assert found["Handler"] == "'framework.isComplete'"
    assert "USER_IS_COMPLETE_FUNCTION_ARN: &Shop/Fn.Arn" in found["Environment"]


def test_a_custom_resource_has_the_type_that_its_author_gave() -> None:
    code = "from aws_cdk import CustomResource\nCustomResource(stack, 'C', service_token=fn.function_arn, resource_type='Custom::Seed')\n"
    assert resource(read(HEAD + code), "Shop/C").type == "Custom::Seed"


def test_tags_of_the_stack_reach_its_functions_and_tags_of_a_bucket_do_not() -> None:
    code = "b = s3.Bucket(stack, 'A', auto_delete_objects=True)\nTags.of(b).add('a', 'b')\nTags.of(stack).add('Team', 'shop')\n"
    found = properties(HEAD + code, "Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler")
    assert found["Tags"] == "[{Key: 'Team', Value: 'shop'}]"


def test_references_between_regions_are_written_in_one_stack_and_read_in_the_other() -> None:
    text = HEAD.replace('Stack(app, "Shop")', 'Stack(app, "Shop", env={"region": "eu-west-1"})') + (
        "from aws_cdk import Environment\n"
        "other = Stack(app, 'Other', env=Environment(region='us-east-1'), cross_region_references=True)\n"
        "sqs.Queue(other, 'Q', queue_name=dlq.queue_name)\n"
    )
    parsed = read(text)
    assert provided(parsed) == [
        "Other/Custom::CrossRegionExportReaderCustomResourceProvider/Handler",
        "Shop/Custom::CrossRegionExportWriterCustomResourceProvider/Handler",
    ]
    assert resource(parsed, "Other/ExportsReader").header == resource(parsed, "Other/Q").header
    assert resource(parsed, "Shop/ExportsWriterus-east-1").header == resource(parsed, "Shop/Dlq").header
    assert provided(read(text.replace("cross_region_references=True", ""))) == []
    assert provided(read(text.replace("'us-east-1'", "'eu-west-1'"))) == []


def test_log_retention_of_the_cdk_s_own_function_needs_another_one() -> None:
    code = "from aws_cdk import custom_resources as cr\ncr.AwsCustomResource(stack, 'C', log_retention=logs.RetentionDays.ONE_DAY)\n"
    assert provided(read(HEAD + code)) == ["Shop/AWS679f53fac002430cb0da5b7982bd2287", "Shop/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a"]
