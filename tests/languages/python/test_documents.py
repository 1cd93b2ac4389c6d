"""Documents inside properties: what they say is the same however they are written, and stands where its author wrote it."""

import pytest

from opexlint.model import MAPPING, Node
from tests.languages.python.inline import entries, read, resource

CDK = "import json\nfrom aws_cdk import App, Stack, aws_iam as iam, aws_sns as sns, aws_ssm as ssm, aws_stepfunctions as sfn\n"
CDK += "from aws_cdk import aws_cloudwatch as cw\napp = App()\ns = Stack(app, 'S')\n"
PULUMI = "import json\nimport pulumi_aws as aws\n"


def at(node: Node, *path: str | int) -> Node:
    """What stands at a path."""
    for step in path:
        node = node[1][0][step] if isinstance(step, int) else next(child for key, _, _, child in node[1][0] if key == step)
    return node


def written(program: str, node: Node) -> str:
    """The text at a node's place."""
    return program[node[2] : node[3]]


@pytest.mark.parametrize(
    "definition",
    [
        "json.dumps({'StartAt': 'A', 'States': {'A': {'Type': 'Wait', 'Seconds': 30}}})",
        "json.dumps({'StartAt': 'A', 'States': {'A': {'Type': 'Wait', 'Seconds': 30}}}, indent=2)",
        "s.to_json_string({'StartAt': 'A', 'States': {'A': {'Type': 'Wait', 'Seconds': 30}}})",
        """'{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 30}}}'""",
        '''"""
        {
          "StartAt": "A",
          "States": {
            "A": {"Type": "Wait", "Seconds": 30}
          }
        }"""''',
        """('{"StartAt": "A", '
        ' "States": {"A": {"Type": "Wait", "Seconds": 30}}}')""",
    ],
)
@pytest.mark.parametrize(
    "program",
    [
        CDK + "sfn.CfnStateMachine(s, 'M', definition_string=HERE)\n",
        CDK + "DEFINITION = HERE\nsfn.CfnStateMachine(s, 'M', definition_string=DEFINITION)\n",
    ],
)
def test_a_definition_is_the_document_it_spells(program: str, definition: str) -> None:
    code = program.replace("HERE", definition)
    node = at(resource(read(code), "S/M").properties, "DefinitionString")
    assert entries(at(node, "States", "A")) == {"Type": "'Wait'", "Seconds": "30"}
    if '\' "States"' not in code.replace("\n        ' ", "' "):  # pieces in several quotes stand where the whole does
        assert written(code, at(node, "States", "A", "Seconds")) == "30"


def test_what_is_not_known_of_a_document_leaves_the_rest_known() -> None:
    code = (
        CDK
        + "t = sns.Topic(s, 'T')\nsfn.CfnStateMachine(s, 'M', definition_string=json.dumps({'StartAt': 'A', 'States': {'A': t.topic_arn}}))\n"
    )
    assert entries(at(resource(read(code), "S/M").properties, "DefinitionString")) == {"StartAt": "'A'", "States": "{A: &S/T.TopicArn}"}


def test_a_text_has_the_data_as_it_was_when_it_was_made() -> None:
    code = (
        CDK
        + "d = {'StartAt': 'A', 'States': {}}\nx = json.dumps(d)\nd['StartAt'] = 'B'\nsfn.CfnStateMachine(s, 'M', definition_string=x)\n"
    )
    assert entries(at(resource(read(code), "S/M").properties, "DefinitionString")) == {"StartAt": "'A'", "States": "{}"}


def test_an_interpolated_text_is_a_document_with_holes() -> None:
    code = (
        CDK
        + 't = sns.Topic(s, \'T\')\nsfn.CfnStateMachine(s, \'M\', definition_string=f\'{{"StartAt": "A", "Topic": "{t.topic_arn}"}}\')\n'
    )
    assert entries(at(resource(read(code), "S/M").properties, "DefinitionString"))["StartAt"] == "'A'"


def test_what_is_no_document_stays_a_string() -> None:
    code = CDK + "sfn.CfnStateMachine(s, 'M', definition_string='see: the wiki')\n"
    assert entries(resource(read(code), "S/M").properties)["DefinitionString"] == "'see: the wiki'"


def test_systems_manager_takes_yaml() -> None:
    code = CDK + 'ssm.CfnDocument(s, "D", content="""\nschemaVersion: "2.2"\nmainSteps: []\n""")\n'
    content = at(resource(read(code), "S/D").properties, "Content")
    assert entries(content) == {"schemaVersion": "'2.2'", "mainSteps": "[]"}
    assert written(code, at(content, "schemaVersion")) == '"2.2"'


def test_pulumi_s_documents_have_their_own_places() -> None:
    code = PULUMI + "POLICY = {'Statement': [{'Effect': 'Allow'}]}\naws.iam.Role('r', assume_role_policy=json.dumps(POLICY))\n"
    policy = at(resource(read(code), "aws.iam.Role.r").properties, "AssumeRolePolicyDocument")
    assert policy[0] == MAPPING
    assert written(code, at(policy, "Statement", 0, "Effect")) == "'Allow'"
