"""Templates inside templates: what they are given, what they put out, and which are deployed on their own."""

from collections.abc import Iterator
from typing import Any

import pytest

from opexlint.formats.model import plain_value
from opexlint.languages import cloudformation
from opexlint.model import DEFAULT, Node, Parsed, ResourceRecord, decode, encode
from opexlint.source import File, Location, Sources


def read(files: dict[str, str]) -> list[Parsed]:
    """The model of a project of these files."""
    given = {path: File(path, text) for path, text in files.items()}
    sources = Sources(files, given.get)
    claimed = [path for path, file in sorted(given.items()) if path.endswith(cloudformation.SUFFIXES) and cloudformation.claims(file)]
    parsed = [cloudformation.read(job, sources) for job in cloudformation.jobs(claimed, sources)]
    assert [decode(encode(one)) for one in parsed] == parsed
    return parsed


def resources(files: dict[str, str]) -> dict[tuple[str, str], ResourceRecord]:
    return {(one.unit, one.address): one.whole for parsed in read(files) for one in parsed.resources}


def properties(files: dict[str, str], unit: str, address: str) -> Any:
    return plain_value(resources(files)[unit, address].properties, unit)


def steps(node: Node) -> Iterator[tuple[str, str]]:
    for how, name, *_ in node[5]:
        yield how, name


CHILD = """
Parameters:
  Days: {Type: Number}
  Env: {Type: String, Default: dev}
  Subnets: {Type: CommaDelimitedList, Default: ""}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  Log: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !Ref Days}}
  Group: {Type: AWS::AutoScaling::AutoScalingGroup, Condition: Prod, Properties: {VPCZoneIdentifier: !Ref Subnets}}
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "${Env}-orders"}}
Outputs:
  Queue: {Value: !GetAtt Queue.Arn}
  Name: {Value: !Sub "${Env}-orders", Export: {Name: !Sub "${Env}-name"}}
"""
PARENT = """
Parameters: {Stage: {Type: String, AllowedValues: [prod, test]}, Keep: {Type: Number, Default: 7}}
Resources:
  S: {Type: AWS::EC2::Subnet}
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./child.yaml
      Parameters: {Days: !Ref Keep, Env: !Ref Stage, Subnets: !Join [",", [!Ref S, subnet-2]]}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmActions: [!GetAtt Child.Outputs.Queue], AlarmName: !Sub "${Child.Outputs.Name}!"}}
"""
BOTH = {"parent.yaml": PARENT, "child.yaml": CHILD}


def test_a_nested_template_is_part_of_its_caller_and_no_job_of_its_own() -> None:
    (parsed,) = read(BOTH)
    assert [(unit.id, unit.at.path) for unit in parsed.units] == [("parent.yaml", "parent.yaml"), ("parent.yaml:Child", "child.yaml")]
    assert [(module.name, module.opaque) for module in parsed.modules] == [("Child", "")]


def test_parameters_go_in() -> None:
    log = resources(BOTH)["parent.yaml:Child", "Log"].properties[1][0][0][3]
    assert log[1] == 7
    assert list(steps(log)) == [("input", "Days"), (DEFAULT, "Keep")]
    assert log[4] == "child.yaml", "it stands where the child uses it"
    assert log[5][-1][2] == "parent.yaml", "and was written in the parent"
    assert properties(BOTH, "parent.yaml:Child", "Group") == {
        "VPCZoneIdentifier": [{"$ref": "S", "attribute": "SubnetId", "unit": "parent.yaml"}, "subnet-2"]
    }
    group = resources(BOTH)["parent.yaml:Child", "Group"]
    assert plain_value(group.when) == {"$choice": [{"when": {"Stage": "prod"}, "value": True}, {"when": {"Stage": "test"}, "value": False}]}


def test_outputs_come_out() -> None:
    assert properties(BOTH, "parent.yaml", "Alarm") == {
        "AlarmActions": [{"$ref": "Queue", "attribute": "Arn", "unit": "parent.yaml:Child"}],
        "AlarmName": {
            "$choice": [{"when": {"Stage": "prod"}, "value": "prod-orders!"}, {"when": {"Stage": "test"}, "value": "test-orders!"}]
        },
    }


def test_a_parameter_that_nobody_passes_has_its_default_and_one_passed_as_something_unknown_has_not() -> None:
    parent = """
Parameters: {Name: {Type: String}}
Resources:
  One: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}
  Two: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {Env: !Ref Name, Days: "30"}}}
  Three: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: !Transform {Name: Macro}}}
"""
    child = "Parameters: {Env: {Type: String, Default: dev}, Days: {Type: Number, Default: 3}}\nResources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Env, DelaySeconds: !Ref Days}}}\n"
    files = {"p.yaml": parent, "child.yaml": child}
    assert properties(files, "p.yaml:One", "Q") == {"QueueName": "dev", "DelaySeconds": 3}
    assert properties(files, "p.yaml:Two", "Q") == {"QueueName": {"$unknown": "Name has no default"}, "DelaySeconds": 30}
    assert properties(files, "p.yaml:Three", "Q") == {
        "QueueName": {"$unknown": "a macro writes it"},
        "DelaySeconds": {"$unknown": "a macro writes it"},
    }


def test_stacks_give_one_another_what_they_put_out_in_any_order() -> None:
    parent = """
Resources:
  App: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: app.yaml, Parameters: {Topic: !GetAtt Base.Outputs.Topic}}}
  Base: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: base.yaml}}
"""
    files = {
        "p.yaml": parent,
        "app.yaml": "Parameters: {Topic: {Type: String}}\nResources: {A: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmActions: [!Ref Topic]}}}\n",
        "base.yaml": "Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {Topic: {Value: !Ref T}}\n",
    }
    assert properties(files, "p.yaml:App", "A") == {"AlarmActions": [{"$ref": "T", "attribute": "TopicArn", "unit": "p.yaml:Base"}]}


def test_templates_that_deploy_one_another_end() -> None:
    call = "Resources: {{N: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {}}}}}}}\n"
    (parsed,) = read({"a.yaml": call.format("b.yaml"), "b.yaml": call.format("a.yaml")})
    assert [(module.unit, module.opaque) for module in parsed.modules] == [
        ("a.yaml", ""),
        ("a.yaml:N", "its template a.yaml deploys itself"),
    ]


def test_sam_applications_are_nested_and_what_sam_generates_can_be_passed() -> None:
    parent = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: src/}}
  App: {Type: AWS::Serverless::Application, Properties: {Location: ./app/template.yaml, Parameters: {Role: !GetAtt FRole.Arn}}}
  Public: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: a, SemanticVersion: 1.0.0}}}
"""
    child = "Parameters: {Role: {Type: String}}\nResources: {F: {Type: AWS::Lambda::Function, Properties: {Role: !Ref Role}}}\n"
    files = {"template.yaml": parent, "app/template.yaml": child}
    assert properties(files, "template.yaml:App", "F") == {"Role": {"$ref": "FRole", "attribute": "Arn", "unit": "template.yaml"}}
    (parsed,) = read(files)
    assert {module.name: module.opaque for module in parsed.modules} == {
        "App": "",
        "Public": "it is an application of the Serverless Application Repository",
    }


def test_what_a_condition_leaves_out_is_left_out_with_all_that_it_deploys() -> None:
    parent = """
Parameters: {Env: {Type: String, AllowedValues: [dev, prod]}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  C: {Type: AWS::CloudFormation::Stack, Condition: Prod, Properties: {TemplateURL: child.yaml}}
"""
    found = resources({"p.yaml": parent, "child.yaml": "Resources: {Q: {Type: AWS::SQS::Queue}}\n"})["p.yaml:C", "Q"]
    assert plain_value(found.when) == {"$choice": [{"when": {"Env": "dev"}, "value": False}, {"when": {"Env": "prod"}, "value": True}]}


def test_a_stack_set_deploys_the_template_it_has_written_in_place() -> None:
    text = """
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: s
      Parameters: [{ParameterKey: Name, ParameterValue: jobs}, {ParameterKey: Days, ParameterValue: 3}]
      StackInstancesGroup: [{ParameterOverrides: [{ParameterKey: Days, ParameterValue: 5}]}]
      TemplateBody: |
        Parameters: {Name: {Type: String}, Days: {Type: Number}}
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties: {QueueName: !Ref Name, DelaySeconds: !Ref Days}
  Functions:
    Type: AWS::CloudFormation::StackSet
    Properties: {TemplateBody: !Sub "Resources: {Q: {Type: AWS::SQS::Queue}}"}
  Regional:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateBody: !Sub |
        Resources:
          Here: {Type: AWS::SQS::Queue, Properties: {QueueName: "in-${AWS::Region}"}}
  Lines:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateBody:
        Fn::Join:
          - "\\n"
          - - "Resources:"
            - "  Joined: {Type: AWS::SQS::Queue}"
"""
    found = resources({"s.yaml": text})["s.yaml:Set", "Jobs"]
    assert text[found.header.start : found.header.end] == "Jobs"
    assert plain_value(found.properties) == {"QueueName": "jobs", "DelaySeconds": {"$unknown": "it differs from instance to instance"}}
    (parsed,) = read({"s.yaml": text})
    assert {module.name: bool(module.opaque) for module in parsed.modules} == {
        "Set": False,
        "Functions": False,
        "Regional": True,
        "Lines": False,
    }
    headers = {one.address: text[one.header.start : one.header.end].strip() for one in parsed.resources}
    assert headers["Q"] == "Q"
    assert headers["Joined"].startswith("Fn::Join"), "what lines make up stands where all of them do"


def test_what_is_passed_to_a_template_in_place_stands_where_it_is_passed() -> None:
    text = """
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties:
      Parameters: [{ParameterKey: Name, ParameterValue: jobs}]
      TemplateBody: |
        Parameters: {Name: {Type: String}}
        Resources: # opexlint: ignore[x] why
          Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name}}
"""
    (parsed,) = read({"s.yaml": text})
    (name,) = (one.properties[1][0][0][3] for one in parsed.resources if one.address == "Jobs")
    assert (text[name[2] : name[3]], {text[step[3] : step[4]] for step in name[5]}) == ("!Ref Name", {"jobs"})
    (suppression,) = parsed.suppressions
    assert text[suppression.scope.start : suppression.scope.end].split()[0] == "Resources:"
    assert {place for _, place in suppression.rules} == {Location("s.yaml", text.index("[x]") + 1, text.index("[x]") + 2)}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://b.s3.amazonaws.com/t.yaml", "its template https://b.s3.amazonaws.com/t.yaml is not in the project"),
        ("nowhere.yaml", "its template nowhere.yaml is not in the project"),
        ("notes.txt", "notes.txt is no template"),
        ("../../etc/passwd", "its template ../../etc/passwd is not in the project"),
        ("p.yaml", "its template p.yaml deploys itself"),
        ("!Ref AWS::Region", "AWS::Region is known only when it is deployed"),
        ("!If [C, a, b]", "where its template is is known only when it is deployed"),
    ],
)
def test_a_template_that_cannot_be_seen_is_opaque(url: str, why: str) -> None:
    conditions = "Conditions: {C: !Equals [!Ref AWS::Region, x]}\n"
    text = conditions + f"Resources: {{C: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {url}}}}}}}\n"
    (parsed,) = read({"p.yaml": text, "notes.txt": "hello"})
    assert parsed.modules[0].opaque == why


def test_too_many_stacks_are_bounded() -> None:
    calls = "".join(f"  C{index}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: NEXT}}}}\n" for index in range(9))
    files = {f"t{level}.yaml": "Resources:\n" + calls.replace("NEXT", f"t{level + 1}.yaml") for level in range(12)}
    (parsed,) = read({**files, "t12.yaml": "Resources: {Q: {Type: AWS::SQS::Queue}}\n"})
    assert [problem.rule for problem in parsed.problems] == ["limit-reached"]
    assert len(parsed.units) <= 201


def jobs(*paths: str, **nests: str) -> list[tuple[str, ...]]:
    """The jobs of templates at these paths; `nests` says which of them (by number) nests what."""
    files = {}
    for index, path in enumerate(paths):
        target = nests.get(f"t{index}", "")
        files[path] = File(path, f"Resources: {{C: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: '{target}'}}}}}}")
    return [job.paths for job in cloudformation.jobs(sorted(paths), Sources(paths, files.get))]


def test_a_template_is_checked_on_its_own_only_where_nobody_calls_it() -> None:
    assert jobs("a.yaml", "b.yaml", "c.yaml", t0="b.yaml", t1="./c.yaml") == [("a.yaml", "b.yaml", "c.yaml")]
    assert jobs("a.yaml", "x/b.yaml", t1="../a.yaml") == [("x/b.yaml", "a.yaml")]


def test_callers_under_examples_or_tests_count_only_for_one_another() -> None:
    assert jobs("a.yaml", "tests/t.yaml", t1="../a.yaml") == [("a.yaml",), ("tests/t.yaml", "a.yaml")]
    assert jobs("examples/x/a.yaml", "examples/x/b.yaml", t0="b.yaml") == [("examples/x/a.yaml", "examples/x/b.yaml")]


@pytest.mark.parametrize("folder", ["src/test/resources", "lib/__snapshots__", "app/__tests__", "tools/testdata", "pkg/fixtures"])
def test_templates_of_tests_count_as_little_wherever_a_tool_keeps_them(folder: str) -> None:
    assert jobs("a.yaml", f"{folder}/t.yaml", t1="/".join([".."] * (folder.count("/") + 1)) + "/a.yaml") == [
        ("a.yaml",),
        (f"{folder}/t.yaml", "a.yaml"),
    ]


def test_templates_that_only_call_one_another_are_checked_too() -> None:
    assert jobs("a.yaml", "b.yaml", t0="b.yaml", t1="a.yaml") == [("a.yaml", "b.yaml")]
