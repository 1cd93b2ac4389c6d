"""troposphere programs: a template of CloudFormation's own names."""

from .inline import entries, read, resource

_PROGRAM = """
from troposphere import GetAtt, Ref, Sub, Template, sqs
from troposphere.awslambda import Code, DeadLetterConfig, Function
t = Template()
dead = t.add_resource(sqs.Queue("Dead", MessageRetentionPeriod=1209600))
t.add_resource(sqs.Queue("Jobs", VisibilityTimeout=30, RedrivePolicy=sqs.RedrivePolicy(deadLetterTargetArn=GetAtt("Dead", "Arn"), maxReceiveCount=3)))
t.add_resource(Function("Work", Runtime="python3.13", Code=Code(ZipFile="x"), DeadLetterConfig=DeadLetterConfig(TargetArn=GetAtt(dead, "Arn")),
    Environment={"Variables": {"QUEUE": Ref("Jobs")}}, Role=Sub("${x}")))
print(t.to_json())
"""


def test_resources_are_those_of_the_template() -> None:
    parsed = read(_PROGRAM)
    assert [(one.kind, one.id) for one in parsed.units] == [("template", "app.py")]
    assert [(one.type, one.address) for one in parsed.resources] == [
        ("AWS::SQS::Queue", "Dead"),
        ("AWS::SQS::Queue", "Jobs"),
        ("AWS::Lambda::Function", "Work"),
    ]
    assert entries(resource(parsed, "Jobs").properties) == {
        "VisibilityTimeout": "30",
        "RedrivePolicy": "{deadLetterTargetArn: &Dead.Arn, maxReceiveCount: 3}",
    }
    function = entries(resource(parsed, "Work").properties)
    assert function["DeadLetterConfig"] == "{TargetArn: &Dead.Arn}"
    assert function["Environment"] == "{Variables: {QUEUE: &Jobs.QueueUrl}}"
    assert function["Role"] == "?Sub is evaluated when it is deployed"
