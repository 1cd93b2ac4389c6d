"""CloudFormation that never ends, explodes, reaches outside, or is no template."""

import json
from itertools import pairwise

from tests.hostile.case import LIMIT, SKIPPED, SYNTAX, Case

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\n"
RESOURCES = "Resources:\n  One:\n    Type: AWS::SQS::Queue\n    Properties:\n"


def _name(value: str, before: str = "") -> str:
    """A template whose queue is named by a value."""
    return f"{HEAD}{before}{RESOURCES}      QueueName: {value}\n"


def _doubling(first: str, step: str, times: int, copies: int = 9) -> str:
    """Anchors of which each uses the one before several times."""
    lines = [f"  a0: &a0 {first}\n"]
    lines += (f"  a{n}: &a{n} {step.replace('@', ', '.join([f'*a{n - 1}'] * copies))}\n" for n in range(1, times))
    return "Metadata:\n" + "".join(lines)


def _if(depth: int, parameters: int) -> str:
    value = "x"
    for level in range(depth):
        value = f"!If [C{level % parameters}, {value}, y{level}]"
    return value


def _parameters(count: int) -> str:
    return (
        "Parameters:\n"
        + "".join(f"  P{n}: {{Type: String}}\n" for n in range(count))
        + "Conditions:\n"
        + "".join(f"  C{n}: !Equals [!Ref P{n}, prod]\n" for n in range(count))
    )


def _switch_name(depth: int) -> str:
    return "!Join ['-', [" + ", ".join(f"!If [C{n}, a{n}, b{n}]" for n in range(depth)) + "]]"


def _resource(kind: str, **properties: object) -> str:
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"One": {"Type": kind, "Properties": properties}}})


def _script(text: str) -> str:
    return _resource("AWS::EC2::Instance", UserData={"Fn::Base64": text})


def _nested(opening: str, middle: str, closing: str, depth: int = 100_000) -> str:
    return opening * depth + middle + closing * depth


_SAM = HEAD + "Transform: AWS::Serverless-2016-10-31\n"
_MACHINE_DEEP = '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A","Parameters":' + _nested('{"a":', "1", "}", 20_000) + "}}}"
_ODD: tuple[object, ...] = (
    [],
    3,
    None,
    "x",
    {
        "PolicyDocument": [3],
        "EventPattern": "[",
        "Content": "a: *b",
        "Metrics": [3, {"MetricStat": []}],
        "AlarmRule": "(" * 10_000,
        "Dimensions": {"a": 3},
        "AlarmActions": {"Ref": []},
        "DeploymentConfiguration": "x",
    },
)
_ALIAS_BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghij"))

CASES = [
    # -- aliases and merges
    Case("alias-bomb", {"t.yaml": _name("*a19", _doubling("[x, x]", "[@]", 20))}, {"t.yaml": LIMIT}),
    Case(
        "alias-bomb-of-mappings",
        {
            "t.yaml": _name(
                "x",
                "Metadata:\n  a0: &a0 {k: v}\n"
                + "".join(f"  a{n}: &a{n} {{{', '.join(f'k{k}: *a{n - 1}' for k in range(9))}}}\n" for n in range(1, 20)),
            )
            + "      Tags: *a19\n"
        },
        {"t.yaml": LIMIT},
    ),
    Case("alias-bomb-of-joins", {"t.yaml": _name("*a19", _doubling("x", "!Join ['', [@]]", 20))}, {"t.yaml": LIMIT}),
    Case(
        "alias-bomb-of-ifs",
        {"t.yaml": LIMIT},
    ),
    Case(
        "alias-bomb-of-resources",
        {
            "t.yaml": HEAD
            + _doubling("{Type: AWS::SQS::Queue}", "[@]", 15)
            + "Resources: &r\n"
            + "".join(f"  Q{n}: {{Type: AWS::SQS::Queue, Properties: *a14}}\n" for n in range(20))
        },
        {"t.yaml": LIMIT},
    ),
    Case(
        "merge-cycle",
        {
            "t.yaml": _name("x")
            + "  Two: &two\n    <<: *two\n    Type: AWS::SQS::Queue\n  Three: &three\n    Type: AWS::SQS::Queue\n    Properties:\n      <<: *three\n"
        },
    ),
    Case(
        "merge-bomb",
        {
            "t.yaml": _name(
                "x",
                "Metadata:\n  a0: &a0 {x0: 0}\n"
                + "".join(f"  a{n}: &a{n}\n    <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n    x{n}: {n}\n" for n in range(1, 20)),
            )
            + "      <<: *a19\n"
        },
        {"t.yaml": LIMIT},
    ),
    Case("anchor-in-itself", {"t.yaml": _name("&a [*a, *a, {b: *a}]")}),
    Case("key-in-itself", {"t.yaml": _name("&a {*a : *a}")}),
    Case(
        "anchors",
        {
            "t.yaml": _name("x", "Metadata:\n" + "".join(f"  a{n}: &a{n} x\n" for n in range(10_000)))
            + "      Tags: ["
            + ", ".join(f"*a{n}" for n in range(10_000))
            + "]\n"
        },
    ),
    Case("alias-of-nothing", {"t.yaml": _name("*nothing")}, {"t.yaml": SYNTAX}),
    # -- what is odd in YAML
    Case(
        "duplicate-keys",
        {
            "t.yaml": _name("x")
            + "      QueueName: y\n  One:\n    Type: AWS::SNS::Topic\n    Type: [a]\nResources:\n  Two: {Type: AWS::SQS::Queue}\n"
        },
        {"t.yaml": SYNTAX},
    ),
    Case(
        "tags",
        {
            "t.yaml": _name("!!python/object/apply:os.system ['touch pwned']")
            + "      A: !!python/name:os.system\n      B: !<tag:yaml.org,2002:binary> '!!!'\n      C: !Nope {a: !Sub [a, b, c]}\n      D: !!set {a, b}\n      E: !!timestamp x\n      F: !!int abc\n      G: !<> x\n      H: ! x\n      I: !!map [a]\n      J: !Ref [a]\n      K: !GetAtt {a: b}\n"
        },
        {"t.yaml": SYNTAX},
    ),
    Case(
        "tags-that-are-none",
        {
            "t.yaml": _name("!!python/object/apply:os.system ['touch pwned']")
            + "      A: !!python/name:os.system\n      C: !Nope {a: !Sub [a, b, c]}\n      D: !!set {a, b}\n      E: !!timestamp x\n      F: !!int abc\n      H: ! x\n      I: !!map [a]\n      J: !Ref [a]\n      K: !GetAtt {a: b}\n"
        },
    ),
    Case("documents", {"t.yaml": SYNTAX}),
    Case("directives", {"t.yaml": SYNTAX}),
    Case(
        "complex-keys",
        {
            "t.yaml": _name("x")
            + "      ? [a, b]\n      : {c: d}\n      ? {e: f}\n      : [g]\n      ? |\n        h\n      : i\n      null: 1\n      1: 2\n      true: 3\n      !Ref x: 4\n      [a, [b]]: 5\n"
        },
    ),
    Case("tabs", {"t.yaml": RESOURCES + "\t\tQueueName: x\n"}, {"t.yaml": SYNTAX}),
    Case("control-characters", {"t.yaml": _name('"\x07\x1b[31m"')}, {"t.yaml": SYNTAX}),
    Case("escapes", {"t.yaml": _name(r'"\x1b[31m\0\uD800\U0010FFFF\U00110000"')}, {"t.yaml": SYNTAX}),
    Case("line-separators", {"t.yaml": SYNTAX}),
    Case(
        "numbers",
        {
            "t.yaml": HEAD
            + "Resources:\n  One:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: "
            + "9" * 100_000
            + "\n      MaximumMessageSize: 1e999999999\n      MessageRetentionPeriod: .inf\n      ReceiveMessageWaitTimeSeconds: .nan\n      VisibilityTimeout: 0x"
            + "F" * 100_000
            + "\n      Tags: [1_000, 0o7, 0b1, 190:20:30, +.5, -.inf, 2020-13-45, 0888, 1e, ~, =]\n"
        },
    ),
    Case(
        "json-numbers",
        {
            "t.json": _resource("AWS::SQS::Queue").replace(
                "{}", '{"A": ' + "9" * 100_000 + ', "B": 1e999999999, "C": -1e400, "D": "\\ud800\\udc00\\ud800", "E": "\\u0000"}'
            )
        },
    ),
    Case("json-words", {"t.json": _resource("AWS::SQS::Queue").replace("{}", '{"A": NaN, "B": Infinity}')}),
    Case(
        "json-duplicates",
        {"t.json": '{"Resources": {"A": {"Type": "AWS::SQS::Queue", "Type": 3}}, "Resources": {"A": {"Type": "AWS::SNS::Topic"}}}'},
        {"t.json": SYNTAX},
    ),
    # -- what depends on itself
    Case(
        "conditions",
        {
            "t.yaml": HEAD
            + "Conditions:\n  A: !Condition B\n  B: !Not [!Condition A]\n  C: !And [!Condition C, !Condition C]\n  D: !Or [!Equals [!If [D, a, b], a], !Condition E]\n  E: [x]\n"
            + RESOURCES.replace("Properties", "Condition: A\n    Properties")
            + "      QueueName: !If [A, !If [C, a, !If [D, b, c]], d]\n"
        },
    ),
    Case(
        "conditions-doubling",
        {
            "t.yaml": _parameters(1)
            + "".join(
                f"  D{n}: !And [!Condition D{n - 1}, !Not [!Condition D{n - 1}]]\n" if n else "  D0: !Condition C0\n" for n in range(60)
            )
            + RESOURCES.replace("Properties", "Condition: D59\n    Properties")
            + "      QueueName: !If [D59, a, b]\n"
        },
    ),
    Case(
        "parameters",
        {
            "t.yaml": HEAD
            + "Parameters:\n  A: {Type: String, Default: !Ref A}\n  B: {Type: [x], Default: {a: b}, AllowedValues: 3}\n  C: {Type: 'List<String>', Default: !Ref C, AllowedValues: [[], {}, null]}\n  D: 3\n  E:\n"
            + RESOURCES
            + "      QueueName: !Sub '${A}${B}${C}${D}${E}${F}'\n      DelaySeconds: !Ref B\n      Tags: !Ref C\n"
        },
    ),
    Case(
        "mappings",
        {
            "t.yaml": HEAD
            + "Mappings:\n  M: {a: {b: !FindInMap [M, a, b]}, c: !FindInMap [M, c, c]}\n  N: [x]\n  O: {a: 3}\n  Fn::Transform: {Name: x}\n"
            + RESOURCES
            + "      QueueName: !FindInMap [M, a, b]\n      A: !FindInMap [!FindInMap [M, a, b], !FindInMap [M, a, b], !FindInMap [M, a, b]]\n      B: !FindInMap [N, a]\n      C: !FindInMap [O, a, b, {DefaultValue: !FindInMap [O, a, b]}]\n      D: !FindInMap x\n"
        },
    ),
    Case(
        "resources-of-each-other",
        {
            "t.yaml": HEAD
            + "Resources:\n  A: {Type: AWS::SQS::Queue, DependsOn: B, Properties: {QueueName: !GetAtt B.QueueName}}\n  B: {Type: AWS::SQS::Queue, DependsOn: [A, B], Properties: {QueueName: !GetAtt A.QueueName, RedrivePolicy: {deadLetterTargetArn: !GetAtt B.Arn}}}\n"
        },
    ),
    Case(
        "stacks-of-each-other",
        {
            "a.yaml": HEAD
            + "Resources:\n  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./b.yaml, Parameters: {X: !GetAtt S.Outputs.Y}}}\n  Me: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./a.yaml}}\n",
            "b.yaml": HEAD
            + "Resources:\n  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml}}\nOutputs:\n  Y: {Value: !GetAtt S.Outputs.Y, Export: {Name: !ImportValue y}}\n",
        },
    ),
    Case(
        "includes-of-itself",
        {
            "t.yaml": HEAD
            + "Resources:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./t.yaml}}\n  A: {Type: AWS::SQS::Queue}\n"
        },
    ),
    # -- what is outside
    Case(
        "files-outside",
        {
            "t.yaml": _SAM
            + "Resources:\n"
            + "".join(
                f"  A{n}: {{Type: {kind}, Properties: {{{key}: {where}}}}}\n"
                for n, (kind, key, where) in enumerate(
                    (kind, key, where)
                    for kind, key in (
                        ("AWS::Serverless::Function", "CodeUri"),
                        ("AWS::Serverless::StateMachine", "DefinitionUri"),
                        ("AWS::Serverless::Api", "DefinitionUri"),
                        ("AWS::CloudFormation::Stack", "TemplateURL"),
                        ("AWS::Serverless::Application", "Location"),
                    )
                    for where in (
                        "/etc/passwd",
                        "../outside/secret",
                        "file:///etc/passwd",
                        "../../../../../etc/passwd",
                        '"a\\0b"',
                        "'..'",
                        "'" + "n" * 5000 + "'",
                    )
                )
            )
        },
    ),
    Case(
        "parameter-files",
        {
            "t.yaml": _name("!Ref X", "Parameters:\n  X: {Type: String}\n"),
            "params/prod.json": "\n" * 1_000_000 + '[{"ParameterKey": "X", "ParameterValue": "y"}]',
            "params/dev.json": '[{"ParameterKey": "X", "ParameterValue": "y"}, 3, {"ParameterKey": [], "ParameterValue": {}}, {"ParameterValue": null}]',
            "params/test.json": "[" * 100_000 + '"ParameterKey"',
            "parameters.json": '{"Parameters": "ParameterKey", "Tags": 3, "StackPolicy": []}',
            "config/env.yaml": "template-file-path: ../../outside/secret\nparameters: [a]\n",
            "config/prod.yaml": "template-file-path: [a]\nparameters: &p\n  X: *p\n",
        },
    ),
    # -- what explodes
    Case("sub-of-many", {"t.yaml": _name("!Sub '" + "${AWS::Region}" * 100_000 + "'")}),
    Case(
        "sub-of-many-unknowns",
        {"t.yaml": _name("!Sub ['" + "${A}${B}${!C}${" * 50_000 + "', {A: !Ref X, B: !GetAtt [Y, Z]}]")},
    ),
    Case("subs-in-subs", {"t.yaml": _name(_nested("!Sub ['${A}${A}', {A: ", "x", "}]", 45))}),
    Case(
        "splits-and-joins",
        {
            "t.yaml": _name("!Join ['x', !Split ['', !Join ['', [" + "a, " * 5000 + "]]]]")
            + "      A: !Select [999999999999999999999, [a]]\n      B: !Select [-1, [a]]\n      C: !Cidr [10.0.0.0/8, 1000000000, 1000000000]\n      D: !Cidr ['::/0', 256, 1]\n      E: !Split [a, !Ref B]\n      F: !Select [!Ref A, !Cidr [x, y, z]]\n      G: !Base64 [a]\n      H: !Length 3\n      I: !ToJsonString {a: !Ref B}\n      J: !GetAZs [a]\n      K: !ImportValue {a: b}\n      L: !Transform [a]\n"
        },
    ),
    Case("join-explosion", {"t.yaml": _name("*a19", _doubling("0123456789", "!Join [*a0, [@]]", 20))}, {"t.yaml": LIMIT}),
    Case(
        "worlds",
        {
            "t.yaml": _parameters(20)
            + RESOURCES
            + f"      QueueName: {_switch_name(20)}\n"
            + "".join(f"      A{n}: {_switch_name(20)}\n" for n in range(50))
        },
    ),
    Case("ifs-in-ifs", {"t.yaml": _parameters(20) + RESOURCES + f"      QueueName: {_if(90, 20)}\n"}),
    Case("deep-ifs", {"t.yaml": _parameters(20) + RESOURCES + f"      QueueName: {_if(200, 20)}\n"}, {"t.yaml": LIMIT}),
    Case(
        "options",
        {
            "t.yaml": HEAD
            + "Parameters:\n"
            + "".join(f"  P{n}: {{Type: String, AllowedValues: [{', '.join(f'v{v}' for v in range(200))}]}}\n" for n in range(20))
            + RESOURCES
            + "      QueueName: !Sub '"
            + "".join(f"${{P{n}}}" for n in range(20))
            + "'\n      DelaySeconds: !Ref P0\n"
        },
    ),
    Case(
        "ten-thousand-resources",
        {
            "t.yaml": HEAD
            + "Resources:\n"
            + "".join(
                f"  Q{n}: {{Type: AWS::SQS::Queue, DependsOn: Q{n + 1}, Properties: {{QueueName: !GetAtt Q{n + 1}.QueueName}}}}\n"
                for n in range(10_000)
            )
        },
    ),
    Case(
        "loops",
        {
            "t.yaml": HEAD
            + "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - A\n    - &l ["
            + ", ".join(f"v{n}" for n in range(1000))
            + "]\n    - Fn::ForEach::B${A}:\n        - B\n        - *l\n        - Fn::ForEach::C${A}${B}:\n            - C\n            - *l\n            - Q${A}${B}${C}: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub '${A}${B}${C}'}}\n"
        },
        {"t.yaml": LIMIT},
    ),
    Case(
        "loops-of-other-shapes",
        {
            "t.yaml": HEAD
            + "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A: 3\n  Fn::ForEach::B: [B, !Ref B, {}]\n  Fn::ForEach::C: [[], {}, 3]\n  Fn::ForEach::D: [D, [[a], {b: c}, null], {'Q${D}': {Type: AWS::SQS::Queue}, 'Q${E}': 3}]\n  'Fn::ForEach::': [F, [a], {Q: {Type: AWS::SQS::Queue}}]\n"
        },
    ),
    Case(
        "serverless-functions",
        {
            "t.yaml": _SAM
            + "Globals:\n  Function: &g {Runtime: nodejs20.x, Environment: {Variables: {A: b}}, Tags: {a: b}}\nResources:\n"
            + "".join(
                f"  F{n}: {{Type: AWS::Serverless::Function, Properties: {{Events: {{A: {{Type: Schedule, Properties: {{Schedule: rate(1 day)}}}}, B: {{Type: SQS, Properties: {{Queue: !GetAtt F{n}.Arn}}}}, C: {{Type: Api, Properties: {{Path: /, Method: get}}}}}}}}}}\n"
                for n in range(2000)
            )
        },
    ),
    Case(
        "serverless-of-other-shapes",
        {
            "t.yaml": _SAM
            + "Globals:\n  Function: [a]\n  Api: 3\n  Nope: {Runtime: x}\nResources:\n  A: {Type: AWS::Serverless::Function, Properties: {Events: [a], Policies: 3, Environment: x, Tags: [], DeadLetterQueue: 3, DeploymentPreference: [], AutoPublishAlias: {}, Layers: x, VpcConfig: 3}}\n  B: {Type: AWS::Serverless::Function, Properties: {Events: {A: 3, B: {Type: 3}, C: {Type: SQS}, D: {Type: Api, Properties: []}, E: {Type: Nope, Properties: {}}}}}\n  C: {Type: AWS::Serverless::StateMachine, Properties: {Definition: [a], Events: 3}}\n  D: {Type: AWS::Serverless::Api, Properties: x}\n  E: {Type: AWS::Serverless::HttpApi}\n  F: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: 3}}\n  G: {Type: AWS::Serverless::Connector, Properties: {Source: 3}}\n  H: {Type: AWS::Serverless::GraphQLApi, Properties: {Functions: 3}}\n  I: {Type: AWS::Serverless::Nope}\n"
        },
    ),
    # -- languages in strings
    *(
        Case(f"script-{name}", {"t.json": _script(text)})
        for name, text in {
            "substitutions": "#!/bin/bash\n" + _nested("$(", "x", ")"),
            "backticks": "#!/bin/bash\n" + "`" * 100_001,
            "quotes": "#!/bin/bash\n" + "'\"" * 100_000,
            "braces": "#!/bin/bash\naws s3 rb {1..1000000000} {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}\n",
            "heredocs": "#!/bin/bash\n" + "cat <<A <<B <<C\n" * 30_000,
            "functions": "#!/bin/bash\n:(){ :|:& };:\n" * 10_000,
            "variables": "#!/bin/bash\nA=$A$A\n" + "".join(f"A{n}=$A{n - 1}$A{n - 1}\n" for n in range(1, 100)) + "aws $A99\n",
            "ifs": "#!/bin/bash\n" + "if x; then\n" * 30_000,
            "pipes": "#!/bin/bash\n" + "a | " * 200_000,
            "words": "#!/bin/bash\naws " + "x " * 500_000,
            "escapes": "#!/bin/bash\n" + "\\" * 500_001,
        }.items()
    ),
    Case(
        "buildspec-alias-bomb",
        {
            "t.json": _resource(
                "AWS::CodeBuild::Project", Source={"Type": "CODEPIPELINE", "BuildSpec": "version: 0.2\nphases: *j\n" + _ALIAS_BOMB}
            )
        },
    ),
    Case(
        "buildspec-deep",
        {
            "t.json": _resource(
                "AWS::CodeBuild::Project", Source={"Type": "CODEPIPELINE", "BuildSpec": "version: 0.2\nphases: " + "[" * 100_000}
            )
        },
    ),
    Case("state-machine-deep", {"t.json": _resource("AWS::StepFunctions::StateMachine", DefinitionString=_MACHINE_DEEP)}),
    Case(
        "state-machine-of-other-shapes",
        {
            "t.json": json.dumps(
                {
                    "AWSTemplateFormatVersion": "2010-09-09",
                    "Resources": {
                        f"M{n}": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": text}}
                        for n, text in enumerate(
                            (
                                "",
                                "[",
                                "3",
                                "null",
                                '{"States": []}',
                                '{"States": {"A": 3}}',
                                '{"States": {"A": {"Type": "Parallel", "Branches": 3}}}',
                                '{"States": {"A": {"Type": "Map", "Iterator": {"States": {"B": []}}, "Retry": 3, "Catch": [3]}}}',
                                "\\",
                                '"\\ud800"',
                                "{" * 10_000,
                            )
                        )
                    },
                }
            )
        },
    ),
    Case(
        "policies-and-patterns",
        {
            "t.json": json.dumps(
                {
                    "AWSTemplateFormatVersion": "2010-09-09",
                    "Resources": {
                        f"M{n}": {"Type": kind, "Properties": value}
                        for n, (kind, value) in enumerate(
                            (kind, value)
                            for kind in (
                                "AWS::IAM::Policy",
                                "AWS::Events::Rule",
                                "AWS::SSM::Document",
                                "AWS::SQS::QueuePolicy",
                                "AWS::CloudWatch::Alarm",
                                "AWS::CloudWatch::CompositeAlarm",
                                "AWS::ECS::Service",
                                "AWS::Lambda::EventSourceMapping",
                                "AWS::AutoScaling::AutoScalingGroup",
                            )
                            for value in _ODD
                        )
                    },
                }
            )
        },
    ),
    # -- what is deep
    *(
        Case(f"deep-{name}", {path: text}, {path: LIMIT})
        for name, path, text in (
            ("flow-lists", "t.yaml", _name(_nested("[", "", "]"))),
            ("flow-mappings", "t.yaml", _name(_nested("{a: ", "1", "}"))),
            ("unclosed", "t.yaml", _name("[" * 100_000)),
            ("unclosed-mappings", "t.yaml", _name("{a: " * 100_000)),
            ("dashes", "t.yaml", _name("\n        " + "- " * 100_000 + "x")),
            ("questions", "t.yaml", _name("\n        " + "? " * 100_000 + "x")),
            ("indentation", "t.yaml", _name("\n" + "".join(" " * (8 + level) + "a:\n" for level in range(2500)))),
            ("tags", "t.yaml", _name("!Base64 {a: " * 100_000)),
            ("json-lists", "t.json", _resource("AWS::SQS::Queue").replace("{}", '{"A": ' + _nested("[", "", "]") + "}")),
            ("json-objects", "t.json", _resource("AWS::SQS::Queue").replace("{}", _nested('{"a": ', "1", "}"))),
        )
    ),
    # -- what is long
    *(
        Case(f"long-{name}", {path: text})
        for name, path, text in (
            ("line", "t.yaml", _name("x" * 4_000_000)),
            ("json-line", "t.json", _resource("AWS::SQS::Queue", QueueName="x" * 4_000_000)),
            ("lists", "t.yaml", _name("[" + "a, " * 300_000 + "]")),
            ("pairs", "t.yaml", _name("{" + ", ".join(f"k{n}: v" for n in range(100_000)) + "}")),
            ("comments", "t.yaml", "# opexlint: ignore[\n" * 150_000 + _name("x")),
            ("suppressions", "t.yaml", _name("x") + "# opexlint: ignore[a]\n" * 2_000),
            ("keys", "t.yaml", _name("{" + "k" * 1000 + ": v}")),
            ("blanks", "t.yaml", _name("x") + "\n" * 2_000_000 + " " * 2_000_000),
            ("scalars", "t.yaml", _name("|\n" + "        x\n" * 400_000)),
            ("documents", "t.yaml", _name("x") + "---\n" * 500_000),
        )
    ),
    # -- what is no template
    *(
        Case(
            f"section-{number}",
            {
                "t.yaml": HEAD
                + RESOURCES.replace("Properties:\n", f"Properties: {value}\n")
                + "".join(
                    f"{section}: {value}\n"
                    for section in ("Parameters", "Conditions", "Mappings", "Outputs", "Transform", "Globals", "Rules", "Metadata", "Hooks")
                ),
                "u.yaml": f"{HEAD}Resources: {value}\n",
                "v.yaml": f"{HEAD}Resources:\n  A: {value}\n  B: {{Type: {value}}}\n  C: {{Type: AWS::SQS::Queue, DependsOn: {value}, Condition: {value}, DeletionPolicy: {value}, Metadata: {value}, UpdatePolicy: {value}, Properties: {{QueueName: {value}, Tags: {value}, RedrivePolicy: {value}}}}}\n",
            },
        )
        for number, value in enumerate(
            (
                "",
                "3",
                "[a]",
                "x",
                "{a: b}",
                "[[{}], null]",
                "!Ref X",
                "!Ref {a: !Sub []}",
                "{Fn::If: 3}",
                "{Fn::If: [A, {Fn::If: []}, {Ref: AWS::NoValue}]}",
                "{Fn::Sub: [], Ref: x}",
                "{Fn::GetAtt: A}",
                "true",
                "{Fn::Transform: []}",
                "{Ref: [A]}",
                "!FindInMap [[], {}, 3]",
                "{Fn::Join: {a: b}}",
                "2020-01-01",
            )
        )
    ),
    Case("generator", {"t.yaml": "{% for x in y %}\n" + _name("x")}, {"t.yaml": SKIPPED}),
]
