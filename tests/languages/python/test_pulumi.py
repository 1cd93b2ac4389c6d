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


_PROJECT = {"Pulumi.yaml": "name: shop\nruntime: python\nconfig:\n  size: 3\n"}


def program(code: str, **files: str) -> dict[str, str]:
    stacks = {f"Pulumi.{stack}.yaml": text for stack, text in files.items()}
    return {**_PROJECT, **stacks, "__main__.py": _HEAD + "config = pulumi.Config()\n" + code}


def test_each_stack_s_file_is_an_option_of_one_switch() -> None:
    code = (
        "aws.cloudwatch.LogGroup('l', retention_in_days=config.get_int('days'))\nif pulumi.get_stack() == 'prod':\n    aws.sqs.Queue('q')\n"
    )
    parsed = read(program(code, dev="config:\n  shop:days: 7\n", prod="config:\n  shop:days: 30\n"))
    group, queue = parsed.resources
    _, _, _, days = group.properties[1][0][0]
    assert days[1][0] == ("stack", "stack", "Pulumi.yaml")
    assert [(stack, node[1], node[5][-1][2]) for stack, node in days[1][1]] == [
        ("dev", 7, "Pulumi.dev.yaml"),
        ("prod", 30, "Pulumi.prod.yaml"),
    ]
    assert shown(queue.when) == "stack: dev=False | prod=True"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("config.require('pw')", "stack: dev=?pw is encrypted"),
        ("config.get_int('size')", "'3'~"),
        ("config.get_bool('protect') or False", "stack: dev='true'~"),
        ("config.get('name') or 'x'", "'x'~"),
        ("config.require('nowhere')", "?the configuration value nowhere is not known"),
        ("pulumi.Config('aws').get('region')", "stack: dev='eu-west-1'~"),
    ],
)
def test_configuration(written: str, expected: str) -> None:
    dev = "config:\n  shop:pw: {secure: v1:x}\n  shop:protect: true\n  aws:region: eu-west-1\n"
    parsed = read(program(f"aws.sqs.Queue('q', name={written})\n", dev=dev, prod="config: {}\n"))
    assert expected in shown(parsed.resources[0].properties[1][0][0][3])


def test_what_a_program_exports_is_known_to_others_by_project_and_name() -> None:
    network = read(program("q = aws.sqs.Queue('q')\npulumi.export('arn', q.arn)\n"))
    assert shown(network.units[0].settings) == (
        "{Outputs: {arn: {Value: &aws.sqs.Queue.q.Arn, Export: {Name: 'shop/arn'}}}, Exports: {stack:shop/arn: &aws.sqs.Queue.q.Arn}}"
    )
    code = "other = pulumi.StackReference(f'org/shop/{pulumi.get_stack()}')\naws.sqs.Queue('q', name=other.get_output('arn'))\n"
    assert made(code + "aws.sqs.Queue('r', name=other.outputs['arn'])\n", "aws.sqs.Queue.q")["QueueName"].startswith("&stack:shop/arn")
    assert made(code + "aws.sqs.Queue('r', name=other.outputs['arn'])\n", "aws.sqs.Queue.r")["QueueName"].startswith("&stack:shop/arn")


def test_commands_of_a_program_are_started() -> None:
    parsed = read("import pulumi_command as command\ncommand.local.Command('c', create='aws s3 ls', delete='aws s3 rb s3://x')\n")
    assert [(one.starter, shown(one.argv)) for one in parsed.commands] == [
        ("local-exec", "['aws', 's3', 'ls']"),
        ("local-exec", "['aws', 's3', 'rb', 's3://x']"),
    ]


def test_the_native_provider_has_cloudformation_s_names_in_snake_case() -> None:
    code = (
        "import pulumi_aws_native as native\n"
        "f = native.lambda_.Function('f', dead_letter_config={'target_arn': 'x'}, tracing_config=native.lambda_.FunctionTracingConfigArgs(mode='Active'))\n"
        "native.sqs.Queue('q', queue_name=f.arn, tags=[{'key': 'a', 'value': 'b'}])\n"
    )
    parsed = read(code)
    assert [one.type for one in parsed.resources] == ["AWS::Lambda::Function", "AWS::SQS::Queue"]
    assert entries(parsed.resources[0].properties) == {"DeadLetterConfig": "{TargetArn: 'x'}", "TracingConfig": "{Mode: 'Active'}"}
    assert entries(parsed.resources[1].properties) == {
        "QueueName": "&aws_native.lambda_.Function.f.Arn",
        "Tags": "[{Key: 'a', Value: 'b'}]",
    }


@pytest.mark.parametrize(
    ("code", "address", "name", "value"),
    [
        (
            'aws.sns.TopicSubscription("s", topic=topic.arn, protocol="sqs")',
            "aws.sns.TopicSubscription.s",
            "TopicArn",
            "&aws.sns.Topic.t.TopicArn",
        ),
        ('aws.cloudwatch.MetricAlarm("a", name="fails")', "aws.cloudwatch.MetricAlarm.a", "AlarmName", "'fails'"),
        (
            'aws.lambda_.Permission("p", function=fn.name)',
            "aws.lambda.Permission.p",
            "FunctionName",
            "&aws.lambda_.Function.f.FunctionName",
        ),
        ('aws.lambda_.Permission("p", function=fn.arn)', "aws.lambda.Permission.p", "FunctionName", "&aws.lambda_.Function.f.Arn"),
        ('aws.lambda_.Function("g", name="orders")', "aws.lambda.Function.g", "FunctionName", "'orders'"),
        ('aws.apigateway.Stage("s", rest_api=api.id)', "aws.apigateway.Stage.s", "RestApiId", "&aws.apigateway.RestApi.api.RestApiId"),
        (
            'aws.cloudwatch.LogSubscriptionFilter("s", log_group=group.name)',
            "aws.cloudwatch.LogSubscriptionFilter.s",
            "LogGroupName",
            "&aws.cloudwatch.LogGroup.g.LogGroupName",
        ),
    ],
)
def test_what_pulumi_calls_otherwise_than_terraform(code: str, address: str, name: str, value: str) -> None:
    head = (
        'topic = aws.sns.Topic("t")\nfn = aws.lambda_.Function("f")\napi = aws.apigateway.RestApi("api")\n'
        'group = aws.cloudwatch.LogGroup("g")\n'
    )
    parsed = read(_HEAD + head + code + "\n")
    (one,) = [one for one in parsed.resources if one.address.replace("lambda_", "lambda") == address]
    assert entries(one.properties)[name] == value


def test_what_becomes_of_a_resource_is_an_attribute_of_it() -> None:
    parsed = read(_HEAD + 'aws.rds.Instance("db", skip_final_snapshot=True)\n')
    (one,) = parsed.resources
    assert "DeletionPolicy" not in entries(one.properties)
    assert entries(one.attributes)["DeletionPolicy"] == "'Delete'"


def test_a_satellite_may_say_itself_where_it_belongs() -> None:
    """A rule of a security group is one for what comes in or for what goes out."""
    rule = 'g = aws.ec2.SecurityGroup("g")\naws.ec2.SecurityGroupRule("in", type={}, security_group_id={}, from_port=80)\n'
    address = "aws.ec2.SecurityGroup.g"
    assert "SecurityGroupIngress" in made(rule.format('"ingress"', "g.id"), address)
    assert "SecurityGroupIngress" in made(rule.format('"ingress"', "pulumi.get_stack()"), address)
    assert made(rule.format("pulumi.get_stack()", "g.id"), address)["*"] == "?in may add to it"
