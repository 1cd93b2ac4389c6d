"""Pulumi programs: their resources in CloudFormation's terms."""

import pytest

from .inline import entries, read, resource, shown

_HEAD = "import json\nimport pulumi\nimport pulumi_aws as aws\n"


def made(code: str, address: str) -> dict[str, str]:
    return entries(resource(read(_HEAD + code), address).properties)


@pytest.mark.parametrize(
    ("code", "type_", "expected"),
    [
        ("aws.sqs.Queue('q', visibility_timeout_seconds=30)", "AWS::SQS::Queue", {"VisibilityTimeout": "30"}),
        ("aws.s3.Bucket('q', versioning={'enabled': True})", "AWS::S3::Bucket", {"VersioningConfiguration": "{Status: 'Enabled'}"}),
        ("aws.s3.Bucket('q', versioning=aws.s3.BucketVersioningArgs(enabled=True))", "AWS::S3::Bucket", {"VersioningConfiguration": "{Status: 'Enabled'}"}),
        ("aws.sqs.Queue('q', aws.sqs.QueueArgs(fifo_queue=True))", "AWS::SQS::Queue", {"FifoQueue": "True"}),
        ("aws.sqs.Queue('q', tags={'owner': 'shop'})", "AWS::SQS::Queue", {"Tags": "[{Key: 'owner', Value: 'shop'}]"}),
        ("aws.sqs.Queue('q', redrive_policy=json.dumps({'maxReceiveCount': 3}))", "AWS::SQS::Queue", {"RedrivePolicy": "{maxReceiveCount: 3}"}),
        ("aws.cloudwatch.LogGroup('q', retention_in_days=7)", "AWS::Logs::LogGroup", {"RetentionInDays": "7"}),
        ("aws.lb.LoadBalancer('q', internal=True)", "AWS::ElasticLoadBalancingV2::LoadBalancer", {"Scheme": "'internal'"}),
        ("aws.cloudtrail.Trail('q', name='t')", "AWS::CloudTrail::Trail", {"TrailName": "'t'"}),
    ],
)  # fmt: skip
def test_inputs(code: str, type_: str, expected: dict[str, str]) -> None:
    (one,) = read(_HEAD + code + "\n").resources
    assert (one.type, one.name) == (type_, "q")
    assert expected.items() <= entries(one.properties).items()


def test_references_between_resources() -> None:
    code = "q = aws.sqs.Queue('q')\naws.lambda_.EventSourceMapping('m', event_source_arn=q.arn, function_name=pulumi.Output.concat('a-', q.name))\n"
    found = made(code, "aws.lambda_.EventSourceMapping.m")
    assert found["EventSourceArn"].partition("~")[0] == "&aws.sqs.Queue.q.Arn"
    assert found["FunctionName"].partition("~")[0] == "'a-'+&aws.sqs.Queue.q.QueueName"


def test_outputs_are_followed_into_functions() -> None:
    code = "q = aws.sqs.Queue('q')\naws.sns.Topic('t', name=q.name.apply(lambda name: f'{name}-topic'))\n"
    assert made(code, "aws.sns.Topic.t")["TopicName"].partition("~")[0] == "&aws.sqs.Queue.q.QueueName+'-topic'"
    code = "q = aws.sqs.Queue('q')\naws.sns.Topic('t', name=pulumi.Output.all(q.name, 'x').apply(lambda args: args[0] + args[1]))\n"
    assert made(code, "aws.sns.Topic.t")["TopicName"].partition("~")[0] == "&aws.sqs.Queue.q.QueueName+'x'"


def test_satellites_go_onto_what_they_complete() -> None:
    code = "b = aws.s3.BucketV2('b')\naws.s3.BucketVersioningV2('v', bucket=b.id, versioning_configuration={'status': 'Enabled'})\n"
    parsed = read(_HEAD + code)
    assert [one.name for one in parsed.resources] == ["b"]
    assert entries(parsed.resources[0].properties)["VersioningConfiguration"] == "{Status: 'Enabled'}"


def test_a_satellite_of_an_unknown_owner_makes_the_property_unknown() -> None:
    code = "aws.s3.BucketV2('b')\naws.s3.BucketVersioningV2('v', bucket=unheard_of, versioning_configuration={'status': 'Enabled'})\n"
    assert made(code, "aws.s3.BucketV2.b")["VersioningConfiguration"] == "?v may set it"


def test_components_are_walked_and_packages_are_opaque() -> None:
    code = """
import pulumi_awsx as awsx
class Part(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("shop:index:Part", name, None, opts)
        aws.sqs.Queue(f"{name}-q", opts=pulumi.ResourceOptions(parent=self, protect=True, ignore_changes=["tags"]))
Part("orders")
awsx.ec2.Vpc("net", cidr_block="10.0.0.0/16")
"""
    parsed = read(_HEAD + code)
    queue = resource(parsed, "aws.sqs.Queue.orders-q")
    assert entries(queue.attributes) == {"Lifecycle": "{PreventDestroy: True, IgnoreChanges: ['tags']}"}
    assert [(one.name, one.opaque) for one in parsed.modules] == [("net", "pulumi_awsx.ec2.Vpc is not part of the project")]


def test_configuration_and_stack_are_switches() -> None:
    code = "c = pulumi.Config()\naws.sqs.Queue('q', delay_seconds=c.get_int('d') or 5, name=c.require('n'))\nif pulumi.get_stack() == 'prod':\n    aws.sqs.Queue('p')\n"
    parsed = read(_HEAD + code)
    assert entries(resource(parsed, "aws.sqs.Queue.q").properties) == {
        "DelaySeconds": "5~default d",
        "QueueName": "?the configuration value n is not known",
    }
    assert shown(resource(parsed, "aws.sqs.Queue.p").when) == "stack: prod=True | another value=False"


def test_the_unit_is_the_program() -> None:
    files = {
        "shop/Pulumi.yaml": "name: shop\nruntime:\n  name: python\n",
        "shop/__main__.py": "import pulumi_aws as aws\nfrom parts import queue\nqueue()\n",
        "shop/parts.py": "import pulumi_aws as aws\ndef queue():\n    return aws.sqs.Queue('q')\n",
    }
    parsed = read(files)
    assert [(unit.id, unit.kind) for unit in parsed.units] == [("shop", "pulumi")]
    assert [(one.unit, one.address) for one in parsed.resources] == [("shop", "aws.sqs.Queue.q")]
