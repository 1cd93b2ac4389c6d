"""The calls and commands of deployment programs: their names, arguments, surroundings and handlers."""

import pytest

from opexlint.model import CallRecord

from .inline import call, entries, read, shown


def calls(program: str) -> dict[str, CallRecord]:
    return {one.name: one for one in read(program).calls}


_CLASS = """
import boto3
class D:
    def __init__(self):
        self.client = boto3.client('ecs')
    def go(self):
        self.client.update_service()
"""


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("import boto3\nboto3.client('ecs').update_service()", "boto3.ecs.update_service"),
        ("from boto3 import client as c\nc('ecs').update_service()", "boto3.ecs.update_service"),
        ("import boto3\ns = boto3.Session()\ns.client('ecs').update_service()", "boto3.ecs.update_service"),
        ("import boto3.session\ns = boto3.session.Session(region_name='x')\ns.client('ecs').update_service()", "boto3.ecs.update_service"),
        ("import boto3\ndef ecs():\n    return boto3.client('ecs')\necs().update_service()", "boto3.ecs.update_service"),
        (_CLASS + "D().go()", "boto3.ecs.update_service"),
        (_CLASS + "if __name__ == '__main__':\n    pass", "boto3.ecs.update_service"),
        ("import boto3\nboto3.resource('s3').Bucket('b').objects.all().delete()", "boto3.s3.Bucket.objects.all.delete"),
        ("import boto3, sys\nboto3.client(sys.argv[1]).create_stack()", "boto3.*.create_stack"),
        ("import boto3\nboto3.client('ecs').get_waiter('services_stable').wait()", "boto3.ecs.get_waiter.wait"),
        ("import boto3\nfrom time import sleep as pause\npause(3)", "time.sleep"),
        ("import boto3\nfrom getpass import getpass\ngetpass()", "getpass.getpass"),
        ("import boto3\nfrom rich.prompt import Confirm\nConfirm.ask('go?')", "rich.prompt.Confirm.ask"),
        ("import boto3, pdb\npdb.set_trace()", "pdb.set_trace"),
        ("import boto3\nbreakpoint()", "breakpoint"),
        ("import boto3, paramiko\nc = paramiko.SSHClient()\nc.exec_command('ls')", "paramiko.SSHClient.exec_command"),
    ],
)
def test_calls_go_by_their_imported_name(program: str, name: str) -> None:
    assert name in calls(program)


@pytest.mark.parametrize(
    "program",
    [
        "import boto3\ndef input(x):\n    return x\ninput('a')",
        "import boto3\nfrom mine import input\ninput('a')",
        "import boto3\nclass C:\n    def input(self):\n        pass\nC().input()",
    ],
)
def test_what_is_only_called_like_a_builtin_is_none(program: str) -> None:
    assert "input" not in calls(program)


def test_arguments_go_by_parameter_name() -> None:
    program = (
        "import boto3, subprocess\nboto3.client('ecs', region_name='x')\nsubprocess.run(['cdk', 'deploy'], check=True)\nprint('a', 'b')\n"
    )
    found = {name: entries(one.arguments) for name, one in calls(program).items()}
    assert found == {
        "boto3.client": {"service_name": "'ecs'", "region_name": "'x'"},
        "subprocess.run": {"args": "['cdk', 'deploy']", "check": "True"},
        "print": {"0": "'a'", "1": "'b'"},
    }


def test_arguments_of_an_unknown_mapping_are_open() -> None:
    program = "import boto3\ndef go(**more):\n    boto3.client('ecs').update_service(cluster='c', **more)\n"
    program += "if __name__ == '__main__':\n    import sys\n    go(**dict(sys.argv))\n"
    assert entries(call(program, "boto3.ecs.update_service").arguments)["cluster"] == "'c'"
    assert "*" in entries(call(program, "boto3.ecs.update_service").arguments)


def test_a_call_site_is_one_call_and_differing_arguments_are_unknown() -> None:
    program = """
import boto3
def deploy(name):
    boto3.client("ecs").update_service(cluster="c", service=name)
for name in ("a", "b"):
    deploy(name)
"""
    one = call(program, "boto3.ecs.update_service")
    assert entries(one.arguments) == {"cluster": "'c'", "service": "?it differs from call to call"}
    assert "loop" in one.context


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        ("input()", {"unused", "main"}),
        ("x = input()", {"main"}),
        ("while True:\n    input()", {"loop", "unused", "main"}),
        ("x = [input() for _ in range(3)]", {"loop", "main"}),
        ("import sys\nif sys.stdin.isatty():\n    input()", {"guarded", "unused", "main"}),
        ("import sys\nif not sys.stdin.isatty():\n    sys.exit(1)\ninput()", {"guarded", "unused", "main"}),
        ("import os\nif 'CI' not in os.environ:\n    input()", {"guarded", "unused", "main"}),
        ("x = args.yes or input()", {"guarded", "main"}),
        ("x = '' if args.force else input()", {"guarded", "main"}),
        ("if args.stack == 'shop':\n    input()", {"unused", "main"}),
        ("try:\n    pass\nexcept Exception:\n    input()", {"handler", "unused", "main"}),
        ("confirm = ''\nwhile confirm != 'y':\n    confirm = input()", {"loop", "main"}),
        ("while args.interactive:\n    input()", {"loop", "guarded", "unused", "main"}),
        ("def ask():\n    input()\nif args.interactive:\n    ask()", {"guarded", "unused", "main"}),
        ("def ask():\n    input()\nif args.interactive:\n    ask()\nask()", {"unused", "main"}),
        ("def ask():\n    input()", {"unused"}),
        ("def main():\n    input()\nif __name__ == '__main__':\n    main()", {"unused", "main"}),
        (
            "import click\n@click.command()\n@click.option('--yes')\ndef main(yes):\n    if not yes:\n        input()\nmain()",
            {"guarded", "unused", "main"},
        ),
    ],
)
def test_context(body: str, facts: set[str]) -> None:
    program = f"import argparse, boto3\nargs = argparse.ArgumentParser().parse_args()\n{body}\n"
    assert set(call(program, "input").context) == facts


@pytest.mark.parametrize(
    ("clause", "handler"),
    [
        ("except Exception:\n    pass", (("Exception",), "nothing")),
        ("except:\n    ...", (("BaseException",), "nothing")),
        ("except (ValueError, KeyError):\n    return", (("ValueError", "KeyError"), "nothing")),
        ("except Exception as e:\n    print(e)", (("Exception",), "logs")),
        ("except Exception:\n    log.exception('x')\n    return None", (("Exception",), "logs")),
        ("except Exception:\n    print('x')\n    raise", (("Exception",), "raises")),
        ("except Exception:\n    sys.exit(1)", (("Exception",), "raises")),
        ("except Exception:\n    repair()", (("Exception",), "more")),
        ("except Exception:\n    return False", (("Exception",), "more")),
        (
            "except ClientError as e:\n    if e.response['Error']['Code'] != 'Gone':\n        raise",
            (("botocore.exceptions.ClientError",), "more"),
        ),
        ("except ecs.exceptions.ClientException:\n    pass", (("boto3.ecs.exceptions.ClientException",), "nothing")),
        ("except ERRORS:\n    pass", (("OSError", "Mine"), "nothing")),
    ],
)
def test_handlers(clause: str, handler: tuple[tuple[str, ...], str]) -> None:
    indented = clause.replace("\n", "\n    ")
    program = f"""
import boto3, logging, sys
from botocore.exceptions import ClientError
log = logging.getLogger()
class Mine(Exception): pass
ERRORS = (OSError, Mine)
ecs = boto3.client("ecs")
def go():
    try:
        ecs.update_service()
    {indented}
go()
"""
    (one,) = call(program, "boto3.ecs.update_service").handlers
    assert (one.exceptions, one.does) == handler
    assert program[one.at.start : one.at.end].startswith("except")


def test_handlers_of_callers_come_behind_the_own_ones() -> None:
    program = """
import boto3
def inner():
    try:
        boto3.client("ecs").update_service()
    except KeyError:
        raise
def outer():
    try:
        inner()
    except ValueError:
        pass
outer()
"""
    found = call(program, "boto3.ecs.update_service").handlers
    assert [(one.exceptions, one.does) for one in found] == [(("KeyError",), "raises"), (("ValueError",), "nothing")]
    assert [one.exceptions for one in call(program + "inner()\n", "boto3.ecs.update_service").handlers] == [("KeyError",)]


def test_methods_of_an_answer_are_no_calls() -> None:
    program = "import boto3\nanswer = boto3.client('ecs').create_service()\nanswer.get('x')\nanswer['service']['events'].sort()\n"
    assert [one.name for one in read(program).calls] == ["boto3.client", "boto3.ecs.create_service"]


def test_suppress_is_a_handler_that_does_nothing() -> None:
    program = "import boto3, contextlib\nwith contextlib.suppress(OSError):\n    boto3.client('ecs').update_service()\n"
    (one,) = call(program, "boto3.ecs.update_service").handlers
    assert (one.exceptions, one.does) == (("OSError",), "nothing")


@pytest.mark.parametrize(
    ("call_", "argv"),
    [
        ("subprocess.run(['cdk', 'deploy', '--all'])", ["['cdk', 'deploy', '--all']"]),
        ("subprocess.check_call(('aws', 's3', 'ls'))", ["['aws', 's3', 'ls']"]),
        ("subprocess.run('terraform')", ["['terraform']"]),
        ("subprocess.run('cdk synth && cdk deploy', shell=True)", ["['cdk', 'synth']", "['cdk', 'deploy']"]),
        ("os.system(f'aws s3 rm s3://{bucket} --recursive')", ["['aws', 's3', 'rm', 's3://'+?bucket is not set, '--recursive']"]),
        ("subprocess.run(['sh', '-c', 'cdk deploy'])", ["['cdk', 'deploy']"]),
        ("cmd = ['cdk']\ncmd += ['deploy']\nsubprocess.Popen(cmd + ['x'])", ["['cdk', 'deploy', 'x']"]),
        ("import shlex\nsubprocess.run(shlex.split('cdk deploy'))", ["['cdk', 'deploy']"]),
        ("subprocess.run(unheard_of())", []),
    ],
)
def test_commands(call_: str, argv: list[str]) -> None:
    found = read(f"import os, subprocess\nx = 'aws '\n{call_}\n").commands
    assert [shown(one.argv).partition("~")[0] for one in found] == argv
    assert {one.starter for one in found} <= {"subprocess"}


def test_a_command_stands_inside_its_call() -> None:
    program = "import subprocess\ncmd = ['cdk', 'deploy']\nsubprocess.run(cmd)\n"
    parsed = read(program)
    (started,) = parsed.commands
    starter = next(one for one in parsed.calls if one.name == "subprocess.run")
    assert starter.at.start <= started.at.start < starter.at.end
    assert program[started.at.start : started.at.end] == "cmd"


def test_suppressions_are_comments_only() -> None:
    parsed = read("import boto3\ninput()  # opexlint: ignore[interactive-prompt] by design\nx = '# opexlint: ignore[a]'\n")
    (one,) = parsed.suppressions
    assert [rule for rule, _ in one.rules] == ["interactive-prompt"]
    assert one.reason == "by design"


# -- what runs programs elsewhere, or through a task runner --------------------------------------------------------------------------------


def commands(program: str) -> list[tuple[str, str]]:
    """The commands a program starts, each with who starts it."""
    return [(one.starter, shown(one.argv)) for one in read({"deploy.py": program}).commands]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import fabric\nfabric.Connection('web1').run('aws s3 ls')\n", ("remote-exec", "['aws', 's3', 'ls']")),
        (
            "from paramiko import SSHClient\nc = SSHClient()\nc.connect('web1')\nc.exec_command('aws s3 ls')\n",
            ("remote-exec", "['aws', 's3', 'ls']"),
        ),
        ("from invoke import task\n@task\ndef deploy(c, stage='dev'):\n    c.run('terraform apply -auto-approve')\n", None),
        ("import invoke\ninvoke.run('terraform apply')\n", ("subprocess", "['terraform', 'apply']")),
    ],
)
def test_runners(code: str, found: tuple[str, str] | None) -> None:
    assert commands(code) == [found or ("subprocess", "['terraform', 'apply', '-auto-approve']")]


@pytest.mark.parametrize(
    ("code", "unused"),
    [
        ("subprocess.run(['terraform', 'apply'])", True),
        ("def f():\n    done = subprocess.run(['terraform', 'apply'])\nf()", True),
        ("done = subprocess.run(['terraform', 'apply'])", False),
        ("done = subprocess.run(['terraform', 'apply'])\nprint(done.returncode)", False),
        ("def f():\n    global done\n    done = subprocess.run(['terraform', 'apply'])\nf()", False),
        ("def f():\n    done = subprocess.run(['terraform', 'apply'])\n    return locals()\nf()", False),
        ("def f():\n    return subprocess.run(['terraform', 'apply'])\nf()", False),
    ],
)
def test_a_result_that_nobody_looks_at(code: str, unused: bool) -> None:
    assert ("unused" in call(f"import subprocess\n{code}\n", "subprocess.run").context) is unused


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("pdb.set_trace()", "pdb.set_trace"),
        ("breakpoint()", "breakpoint"),
        ("time.sleep(30)", "time.sleep"),
        ("boto3.client('rds').get_waiter('db_instance_available').wait(DBInstanceIdentifier='x')", "boto3.rds.get_waiter.wait"),
        ("boto3.Session(profile_name='kim').client('s3').list_buckets()", "boto3.s3.list_buckets"),
    ],
)
def test_calls_by_their_imported_names_in_scripts_and_in_programs(code: str, name: str) -> None:
    script = f"import boto3, pdb, time\n{code}\n"
    app = f"from aws_cdk import App, Stack\nimport boto3, pdb, time\nclass Shop(Stack):\n    def __init__(self, scope, id):\n        super().__init__(scope, id)\n        {code}\nShop(App(), 'Shop')\n"
    pulumi = f"import pulumi, pulumi_aws\nimport boto3, pdb, time\n{code}\npulumi.export('a', 'b')\n"
    for program in (script, app, pulumi):
        assert name in [one.name for one in read(program).calls]


def test_an_exit_code_that_is_forced() -> None:
    code = "import boto3, sys\ntry:\n    boto3.client('ecs').update_service(cluster='a')\nexcept Exception:\n    sys.exit(0)\n"
    found = call(code, "sys.exit")
    assert entries(found.arguments) == {"status": "0"}
    assert "handler" in found.context


def test_files_of_one_machine_are_told() -> None:
    code = "from aws_cdk import App, Stack, aws_lambda as l\ns = Stack(App(), 'S')\nl.Code.from_asset('{}')\n"
    assert [one.name for one in read(code.format("/Users/kim/shop")).calls] == ["aws_cdk.aws_lambda.Code.from_asset"]
    assert not read(code.format("src")).calls


@pytest.mark.parametrize(
    "written",
    [
        "datetime.datetime.now()",
        "datetime.datetime.now().isoformat()",
        "str(datetime.datetime.now())",
        "f'{datetime.datetime.now():%Y}'",
    ],
)
def test_a_clock_is_named_however_its_answer_is_converted(written: str) -> None:
    code = f"import datetime\nfrom aws_cdk import App, Stack, aws_ssm as ssm\ns = Stack(App(), 'S')\nssm.StringParameter(s, 'P', string_value={written})\n"
    (one,) = read(code).resources
    assert entries(one.properties)["Value"] == "?now() is known only when it runs"


def test_charts_of_a_cluster_are_modules_like_those_of_their_own_class() -> None:
    head = "from aws_cdk import App, Stack, aws_eks as eks\ns = Stack(App(), 'S')\nc = eks.Cluster.from_cluster_attributes(s, 'C', cluster_name='c')\n"
    for code in ("c.add_helm_chart('Web', chart='nginx')", "eks.HelmChart(s, 'Web', cluster=c, chart='nginx')"):
        (one,) = read(head + code + "\n").modules
        assert (one.name, shown(one.source)) == ("Web", "'aws_cdk.aws_eks.HelmChart'")
        assert entries(one.inputs)["chart"] == "'nginx'"
