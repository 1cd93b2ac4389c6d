"""What a Python file is, and which files are read together."""

import sys

import pytest

from opexlint.languages import python
from opexlint.languages.python.classify import Kind, kind, tells
from opexlint.languages.python.syntax import parse
from opexlint.model import Problem
from opexlint.source import File

from .inline import read, sources


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("import boto3", True),
        ("import os, boto3", True),
        ("import json as j, boto3 as b", True),
        ("from botocore.exceptions import ClientError", True),
        ("from aws_cdk import Stack", True),
        ("from constructs import Construct", True),
        ("import pulumi_aws as aws", True),
        ("def f():\n    import boto3", True),
        ("import subprocess\nsubprocess.run(['aws', 's3', 'ls'])", True),
        ("import os\nos.system('terraform apply')", True),
        ("import subprocess\nsubprocess.run(['git', 'push'])", False),
        ("x = 'import boto3'", False),
        ("import boto3000x", False),
        ("", False),
    ],
)
def test_claims(text: str, claimed: bool) -> None:
    assert python.claims(File("a.py", text)) is claimed


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("deploy.py", "import boto3\nboto3.client('ecs').update_service()", Kind.SCRIPT),
        ("deploy.py", "import boto3\ndef main(): ...\nif __name__ == '__main__':\n    main()", Kind.SCRIPT),
        ("deploy.py", "#!/usr/bin/env python3\nimport boto3\nX = 1", Kind.SCRIPT),
        ("deploy.py", "import click, boto3\n@click.command()\ndef go(): ...", Kind.SCRIPT),
        ("clients.py", "import boto3\nclient = boto3.client('s3')\ndef get(): ...", Kind.LIBRARY),
        ("web.py", "import boto3\nfrom flask import Flask\napp = Flask(__name__)\napp.run()", Kind.LIBRARY),
        ("lib/site-packages/boto3/session.py", "import botocore\nif x:\n    pass", Kind.LIBRARY),
        ("fn/index.py", "import boto3\ndef handler(event, context):\n    boto3.client('s3').put_object()", Kind.HANDLER),
        ("fn/index.py", "import boto3\ndef on_event(event, _context):\n    pass\nprint()", Kind.HANDLER),
        ("tests/deploy.py", "import boto3\nboto3.client('ecs').x()", Kind.TEST),
        ("test_deploy.py", "import boto3\nboto3.client('ecs').x()", Kind.TEST),
        ("check.py", "import boto3, pytest\nboto3.client('ecs').x()", Kind.TEST),
        ("integ.py", "import aws_cdk.integ_tests_alpha as integ\ninteg.IntegTest(app, 't')", Kind.TEST),
        ("integ.py", "from aws_cdk import App, integ_tests_alpha as integ\ninteg.IntegTest(App(), 't')", Kind.TEST),
        ("app.py", "import boto3\nfrom aws_cdk import App\nApp()", Kind.INFRASTRUCTURE),
    ],
)
def test_kinds(path: str, text: str, expected: Kind) -> None:
    assert kind(File(path, text)) is expected


def test_code_that_an_app_uploads_is_a_handler() -> None:
    files = {
        "cdk.json": '{"app": "python3 app.py"}',
        "app.py": "from aws_cdk import App, aws_lambda as l\nl.Code.from_asset('functions/pay')\n",
        "functions/pay/main.py": "import boto3\nboto3.client('s3').put_object()\n",
        "ops/main.py": "import boto3\nboto3.client('s3').put_object()\n",
    }
    assert {one.unit for one in read(files).calls} == {"ops/main.py"}


def test_jobs_are_the_programs() -> None:
    app = "from aws_cdk import App\nfrom stacks import x\nApp().synth()\n"
    given = sources(
        {
            "a/cdk.json": '{"app": "python3 -m bin.app"}',
            "a/bin/app.py": app,
            "a/stacks/x.py": "from aws_cdk import Stack\n",
            "a/ops/clean.py": "import boto3\nprint()\n",
            "a/nested/cdk.json": '{"app": "python app.py"}',
            "a/nested/app.py": app,
            "b/cdk.json": '{"app": "npx ts-node bin/app.ts"}',
            "c/Pulumi.yaml": "name: c\nruntime: python\nmain: src\n",
            "c/src/__main__.py": "import pulumi\n",
            "d/Pulumi.yaml": "name: d\nruntime: nodejs\n",
            "e/app.py": app,
            "e/stacks/x.py": "from aws_cdk import Stack\n",
            "f/parts.py": "from constructs import Construct\n",
            "g/cdk.json": "{",
        }
    )
    claimed = [path for path in given.paths if path.endswith(".py")]
    assert {job.entry: set(job.paths) for job in python.jobs(claimed, given)} == {
        "a/cdk.json": {"a/bin/app.py", "a/stacks/x.py"},
        "a/nested/cdk.json": {"a/nested/app.py"},
        "c/Pulumi.yaml": {"c/src/__main__.py"},
        "e/app.py": {"e/app.py", "e/stacks/x.py"},
        "f": {"f/parts.py"},
        "a/ops/clean.py": {"a/ops/clean.py"},
    }


def test_what_was_looked_for_is_recorded() -> None:
    given = sources({"app.py": "from aws_cdk import App\nimport shop.parts\nApp()\n", "other.py": ""})
    (job,) = python.jobs(["app.py"], given)
    mine = given.apart()
    python.read(job, mine)
    asked = {path for _, path in mine.asked}
    assert {"app.py", "shop.py", "shop"} <= asked  # if a package comes, or a module
    assert "other.py" not in asked


def test_a_file_that_does_not_parse_is_a_problem_and_the_others_go_on() -> None:
    files = {
        "cdk.json": '{"app": "python3 app.py"}',
        "app.py": "from aws_cdk import App, Stack, aws_sqs as sqs\nfrom broken import x\nsqs.Queue(Stack(App(), 'S'), 'Q')\n",
        "broken.py": "import constructs\ndef (:\n",
    }
    parsed = read(files)
    assert [one.address for one in parsed.resources] == ["S/Q"]
    (problem,) = parsed.problems
    assert (problem.rule, problem.at.path, files["broken.py"][problem.at.start : problem.at.end]) == ("syntax-error", "broken.py", "(")


@pytest.mark.parametrize(
    ("since", "text"),
    [
        ((3, 12), "type Ids = list[str]\n"),
        ((3, 12), "def first[T](items: list[T]) -> T:\n    return items[0]\n"),
        ((3, 12), "class Box[T]:\n    pass\n"),
        ((3, 12), 'import boto3\nprint(f"{dict(a=1)["a"]}")\n'),
        ((3, 14), "try:\n    pass\nexcept KeyError, ValueError:\n    pass\n"),
        ((3, 14), 'name = t"shop-{stage}"\n'),
    ],
)
def test_what_a_newer_python_reads_is_skipped_and_no_error(since: tuple[int, int], text: str) -> None:
    """The version of Python that runs opexlint says nothing of the one that runs the program."""
    if sys.version_info >= since:
        pytest.skip("this Python reads it")
    found = parse(File("deploy.py", text))
    assert isinstance(found, Problem)
    assert (found.rule, "a newer one may" in found.message) == ("file-skipped", True)


@pytest.mark.parametrize("text", ["x = (1\n", "def f(:\n    pass\n", "type = = 3\n", "except = 1\n", 'print "type X = 1"\n'])
def test_what_no_python_reads_is_an_error(text: str) -> None:
    found = parse(File("deploy.py", text))
    assert isinstance(found, Problem)
    assert found.rule == "syntax-error"


def test_a_file_tells_its_kind_and_what_it_uploads() -> None:
    text = "import aws_cdk\ncode = Code.from_asset('src')\nother = Code.from_asset('layers/one')\n"
    assert list(tells(File("app.py", text))) == ["infrastructure", "src", "layers/one"]
    assert list(tells(File("tests/test_app.py", text))) == ["test", "src", "layers/one"]
    assert list(tells(File("deploy.py", "import boto3\nboto3.client('s3').create_bucket()\n"))) == ["script"]


def test_what_was_noted_of_a_file_is_not_asked_again() -> None:
    project = sources({"app.py": "import aws_cdk\nCode.from_asset('src')\n", "src/run.py": "import boto3\nboto3.client('s3')\n"})
    before = list(python.jobs(["app.py", "src/run.py"], project))
    assert [job.entry for job in before] == ["."]
    later = project.apart()
    project.notes.update({key: (stands_for, ("script",)) for key, (stands_for, _) in project.notes.items() if key[1] == "app.py"})
    assert [job.entry for job in python.jobs(["app.py", "src/run.py"], later)] == ["app.py", "src/run.py"]


def test_what_is_there_before_any_program_begins_is_no_module_of_the_program() -> None:
    project = sources({"deploy.py": "import os\nimport secrets\nimport subprocess\nsubprocess.run(['aws', 's3', 'ls'])\n"})
    for job in python.jobs(["deploy.py"], project):
        python.read(job, project)
    asked = {path for _, path in project.asked}
    assert {"secrets.py", "subprocess.py"} <= asked
    assert "os.py" not in asked


def test_a_module_that_is_named_like_one_of_the_standard_library_is_the_programs_own() -> None:
    """Python looks beside the program first."""
    makes = "import boto3\ndef make():\n    boto3.client('sqs').create_queue(QueueName='orders')\n"
    project = sources({"deploy.py": "import boto3\nimport json\njson.make()\n", "json.py": makes})
    parsed = [python.read(job, project) for job in python.jobs(["deploy.py"], project)]
    assert "boto3.sqs.create_queue" in [call.name for part in parsed for call in part.calls]
