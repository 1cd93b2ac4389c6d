"""Which files are templates, told from their text alone."""

import pytest

from opexlint.languages import cloudformation
from opexlint.source import File, Sources

KUBERNETES = """
apiVersion: v1
kind: Service
metadata: {name: web}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          resources: {limits: {cpu: "1"}}
          env: [{name: Resources, value: "Type: AWS::SQS::Queue"}]
"""
CONFIG_MAP = """
kind: ConfigMap
data:
  template.yaml: |
    AWSTemplateFormatVersion: x
    Resources:
      Q: {Type: AWS::SQS::Queue}
"""
WORKFLOW = """
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: |
          cat > template.yaml <<EOF
          AWSTemplateFormatVersion: '2010-09-09'
          Resources:
            Q: {Type: AWS::SQS::Queue}
          EOF
"""
SERVERLESS = """
service: shop
provider: {name: aws, runtime: python3.12}
functions:
  orders: {handler: orders.handle}
resources:
  Resources:
    Q:
      Type: AWS::SQS::Queue
"""
ANSIBLE = """
- hosts: localhost
  tasks:
    - name: the network
      amazon.aws.cloudformation:
        stack_name: network
        template_body: |
          AWSTemplateFormatVersion: '2010-09-09'
          Resources:
            Q: {Type: AWS::SQS::Queue}
"""
OPENAPI = """
openapi: 3.0.1
info: {title: Resources, version: "1"}
paths:
  /orders:
    get:
      x-amazon-apigateway-integration: {type: aws_proxy, uri: !Sub "${Orders.Arn}"}
components:
  schemas:
    Order: {properties: {Type: {type: string, example: "AWS::SQS::Queue"}}}
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", "AWSTemplateFormatVersion: '2010-09-09'\n"),
        ("a.yaml", "# comment\n---\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n"),
        ("a.yml", '"Resources":\r\n  Q: {"Type": "AWS::SQS::Queue"}\r\n'),
        ("a.yml", "Resources:\n  C:\n    Type: 'Custom::Thing'\n"),
        ("a.json", '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}'),
        ("alerts.yaml", "Resources:\n  OrdersFail:\n    Type: Datadog::Monitors::Monitor\n    Properties: {Name: orders fail}\n"),
        ("a.template", '\n{ "AWSTemplateFormatVersion" : "2010-09-09"'),
        ("app/samconfig.toml", ""),
        ("samconfig.yaml", "version: 0.1\n"),
        ("ci/buildspec-deploy.yml", "version: 0.2\nphases:\n  build:\n    commands: [make]\n"),
    ],
)
def test_templates_are_claimed(path: str, text: str) -> None:
    assert path.endswith(cloudformation.SUFFIXES)
    assert cloudformation.claims(File(path, text))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("kubernetes.yaml", KUBERNETES),
        ("configmap.yaml", CONFIG_MAP),
        ("docker-compose.yml", "services:\n  web:\n    image: nginx\n    deploy:\n      resources: {limits: {cpus: '1'}}\n"),
        (".github/workflows/ci.yml", WORKFLOW),
        ("serverless.yml", SERVERLESS),
        ("playbook.yml", ANSIBLE),
        ("openapi.yaml", OPENAPI),
        ("openapi.json", '{"openapi": "3.0.1", "paths": {"/Resources": {"get": {"x-amazon-apigateway-integration": {"Type": "AWS::x"}}}}}'),
        ("policy.json", '{"Statement": [{"Effect": "Allow", "Resource": "*", "Condition": {"Type": "AWS::SQS::Queue"}}]}'),
        ("schema.json", '{"typeName": "AWS::SQS::Queue", "properties": {"Resources": {"type": "array"}}}'),
        ("chart/values.yaml", "resources:\n  limits: {cpu: 1}\nimage: {repository: nginx}\n"),
        ("ci.yml", "version: 0.2\nphases:\n  build:\n    commands: [make]\n"),
        ("buildspec.yml", "name: no build specification\n"),
        ("appspec.yml", "version: 0.0\nResources:\n  - myService:\n      Type: AWS_ECS_SERVICE\n"),
        ("package.json", '{"name": "a", "scripts": {"Resources": "x"}}'),
        ("tsconfig.json", '{"compilerOptions": {}}'),
        ("tree.json", '{"tree": {"attributes": {"aws:cdk:cloudformation:type": "AWS::SQS::Queue"}}, "Resources": []}'),
        ("other.toml", "[default.deploy.parameters]\n"),
        ("empty.yaml", ""),
    ],
)
def test_other_files_are_not(path: str, text: str) -> None:
    assert not cloudformation.claims(File(path, text))


def test_every_template_is_a_job_of_its_own() -> None:
    jobs = list(cloudformation.jobs(["a.yaml", "b.json"], Sources([], lambda path: None)))
    assert [(job.language, job.entry, job.paths) for job in jobs] == [
        ("cloudformation", "a.yaml", ("a.yaml",)),
        ("cloudformation", "b.json", ("b.json",)),
    ]


def test_a_file_that_is_gone_is_nothing() -> None:
    (job,) = cloudformation.jobs(["a.yaml"], Sources([], lambda path: None))
    assert not any(cloudformation.read(job, Sources([], lambda path: None)))


def problems(path: str, text: str) -> list[tuple[str, str, str]]:
    file = File(path, text)
    assert cloudformation.claims(file)
    sources = Sources([path], {path: file}.get)
    parsed = [cloudformation.read(job, sources) for job in cloudformation.jobs([path], sources)]
    return [(one.rule, one.message, text[one.at.start : one.at.end]) for part in parsed for one in part.problems]


QUEUE = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{% if a %}\n" + QUEUE + "{% endif %}\n", "a template engine writes it"),
        (QUEUE + "{% for one in all %}\n  R{{ one }}: {Type: AWS::SNS::Topic}\n{% endfor %}\n", "a template engine writes it"),
        (QUEUE + "    Properties:\n      QueueName: {{ name }}\n", "a template engine puts values into it"),
        (QUEUE + "    Properties:\n      QueueName: {{ name }}-dlq\n", "a template engine writes it"),
        (QUEUE + "    Properties:\n      QueueName: '{{ cookiecutter.name }}'\n", "cookiecutter writes it"),
        (QUEUE + "    Properties:\n      QueueName: ${self:service}-jobs\n", "the Serverless Framework puts values into it"),
        (
            '{"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": {{ delay }}}}}}',
            "a template engine puts values into it",
        ),
        (
            '{"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": ${delay}}}}}',
            "a template engine puts values into it",
        ),
    ],
)
def test_what_is_no_template_yet_is_skipped_with_one_note(text: str, why: str) -> None:
    ((rule, message, place),) = problems("t.json" if text[0] == "{" and text[1] == '"' else "t.yaml", text)
    assert (rule, message) == ("file-skipped", f"it is no template yet: {why}")
    assert place in ("{{", "{%", "${")


@pytest.mark.parametrize(
    "rest",
    [
        "    Properties:\n      QueueName: '{{resolve:ssm:name}}'\n",
        "    Metadata:\n      Script: |\n        {% if a %}\n        {{ b }}\n",
        "    Metadata: {Command: 'echo {{ Name }}'}\n",
    ],
)
def test_such_signs_inside_a_template_are_none(rest: str) -> None:
    assert problems("t.yaml", QUEUE + rest) == []


def test_repeated_keys_are_reported() -> None:
    text = "Resources:\n  Q: {Type: AWS::SNS::Topic}\n  'Q': {Type: AWS::SQS::Queue, Type: AWS::SQS::Queue}\n"
    message = "the key {} is repeated: only its last value counts"
    assert problems("t.yaml", text) == [("syntax-error", message.format("Type"), "Type"), ("syntax-error", message.format("Q"), "'Q'")]
    assert problems("t.json", '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}, "Q": {"Type": "AWS::SQS::Queue"}}}') == [
        ("syntax-error", message.format("Q"), '"Q"')
    ]
    merged = "x: &x {Type: AWS::SQS::Queue}\nResources:\n  Q: {<<: *x, Type: AWS::SQS::Queue}\n"
    assert problems("t.yaml", merged) == [], "a merge key repeats nothing"
    merged = merged.replace("<<: *x, ", "<<: *x, Type: AWS::SNS::Topic, ")
    assert problems("t.yaml", merged) == [("syntax-error", message.format("Type"), "Type")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("t.json", '// the queue\n{"Resources": {"Q": /* all "of" it */ {"Type": "AWS::SQS::Queue", "Url": "https://a"}}} // end'),
        ("t.yaml", "kind: other\n---\nResources:\n  Q: {Type: AWS::SQS::Queue}\n---\nmore: 1\n"),
        ("t.yaml", "Resources:\r\n  Q:\r\n    Type: AWS::SQS::Queue\r\n"),
        ("t.yaml", "a: &a {Type: AWS::SQS::Queue}\nResources:\n  Q:\n    <<: *a\n"),
        ("t.yaml", "Resources:\t# tabs between tokens\n  Q:\t{Type:\tAWS::SQS::Queue}\n"),
    ],
    ids=["JSON with comments", "several documents", "CRLF", "merge keys", "tabs"],
)
def test_templates_are_read_as_people_write_them(path: str, text: str) -> None:
    file = File(path, text)
    assert cloudformation.claims(file)
    sources = Sources([path], {path: file}.get)
    (parsed,) = (cloudformation.read(job, sources) for job in cloudformation.jobs([path], sources))
    assert [(one.name, one.type, text[one.header.start : one.header.end].strip('"')) for one in parsed.resources] == [
        ("Q", "AWS::SQS::Queue", "Q")
    ]
    assert parsed.problems == ()
