"""The programs that constructs start: what instances run when they boot, what builds run, what documents run on instances."""

import pytest

from opexlint.model import CommandRecord
from tests.languages.python.inline import properties, read

HEAD = "import json\nfrom aws_cdk import App, Stack, Fn, aws_ec2 as ec2, aws_autoscaling as asg, aws_codebuild as cb, aws_ssm as ssm\n"
HEAD += "from aws_cdk import pipelines\napp = App()\ns = Stack(app, 'S')\n"


def argv(command: CommandRecord) -> str:
    return " ".join(str(word[1]) if word[0] == "scalar" else "?" for word in command.argv[1][0])


def started(code: str) -> list[tuple[str, str, str]]:
    """Each command: its starter, its words, and the text at its place."""
    program = HEAD + code
    return [(one.starter, argv(one), program[one.at.start : one.at.end]) for one in read(program).commands]


INSTANCE = "ec2.Instance(s, 'I', instance_type=t, machine_image=m, vpc=v{})"


@pytest.mark.parametrize(
    "code",
    [
        "u = ec2.UserData.for_linux()\nu.add_commands('yum install -y httpd', 'systemctl start httpd')\n"
        + INSTANCE.format(", user_data=u"),
        "i = " + INSTANCE.format("") + "\ni.user_data.add_commands('yum install -y httpd', 'systemctl start httpd')",
        "i = " + INSTANCE.format("") + "\ni.add_user_data('yum install -y httpd', 'systemctl start httpd')",
        INSTANCE.format(", user_data=ec2.UserData.custom('yum install -y httpd\\nsystemctl start httpd')"),
        (
            "u = ec2.UserData.for_linux()\nu.add_commands('yum install -y httpd')\nu.add_commands('systemctl start httpd')\n"
            "asg.AutoScalingGroup(s, 'G', instance_type=t, machine_image=m, vpc=v, user_data=u)"
        ),
        (
            "u = ec2.UserData.for_linux()\nu.add_commands('yum install -y httpd')\nu.add_commands('systemctl start httpd')\n"
            "ec2.LaunchTemplate(s, 'L', user_data=u)"
        ),
        "ec2.CfnInstance(s, 'I', user_data=Fn.base64('yum install -y httpd\\nsystemctl start httpd'))",
        "ec2.CfnLaunchTemplate(s, 'L', launch_template_data={'userData': Fn.base64('yum install -y httpd\\nsystemctl start httpd')})",
    ],
)
def test_what_runs_when_an_instance_boots(code: str) -> None:
    assert [(starter, words, words in place) for starter, words, place in started(code)] == [
        ("user-data", "yum install -y httpd", True),
        ("user-data", "systemctl start httpd", True),
    ]


def test_what_the_cdk_writes_into_a_script_is_not_known() -> None:
    code = "u = ec2.UserData.for_linux()\nu.add_s3_download_command(bucket=b, bucket_key='x')\nu.add_commands('reboot')\n"
    assert [words for _, words, _ in started(code + INSTANCE.format(", user_data=u"))][-1] == "reboot"
    assert properties(HEAD + code + INSTANCE.format(", user_data=u"), "S/I")["UserData"] == (
        "'#!/bin/bash\\n'+?what the CDK makes of it is not followed+'\\nreboot'"
    )


@pytest.mark.parametrize(
    "spec",
    [
        "cb.BuildSpec.from_object({'version': '0.2', 'phases': {'build': {'commands': ['npm ci', 'npx cdk deploy']}}})",
        "cb.BuildSpec.from_object_to_yaml({'version': '0.2', 'phases': {'build': {'commands': ['npm ci', 'npx cdk deploy']}}})",
    ],
)
@pytest.mark.parametrize("project", ["Project", "PipelineProject"])
def test_what_a_build_runs(spec: str, project: str) -> None:
    assert started(f"cb.{project}(s, 'P', build_spec={spec})") == [
        ("buildspec", "npm ci", "npm ci"),
        ("buildspec", "npx cdk deploy", "npx cdk deploy"),
    ]


def test_a_build_may_be_specified_in_a_file() -> None:
    code = HEAD + "cb.Project(s, 'P', build_spec=cb.BuildSpec.from_source_filename('ci/build.yml'){})"
    assert properties(code.format(""), "S/P")["Source"] == "{Type: 'NO_SOURCE', BuildSpec: 'ci/build.yml'}"
    assert properties(code.format(", source=cb.Source.s3(bucket=b, path='x')"), "S/P")["Source"] == "{BuildSpec: 'ci/build.yml', ...}"


def test_an_l1_has_its_build_specification_as_text_or_data() -> None:
    spec = "json.dumps({'phases': {'build': {'commands': ['npm ci']}}})"
    code = f"cb.CfnProject(s, 'P', source={{'type': 'S3', 'buildSpec': {spec}}})"
    assert [one[:2] for one in started(code)] == [("buildspec", "npm ci")]


def test_what_a_document_runs_on_instances() -> None:
    steps = "[{'action': 'aws:runShellScript', 'inputs': {'runCommand': ['systemctl restart app']}}]"
    code = f"ssm.CfnDocument(s, 'D', content={{'schemaVersion': '2.2', 'mainSteps': {steps}}})"
    assert started(code) == [("runbook", "systemctl restart app", "systemctl restart app")]


def test_pulumi_s_instances_boot_with_a_script() -> None:
    program = 'import pulumi_aws as aws\naws.ec2.Instance("web", user_data="""#!/bin/bash\nyum install -y httpd\n""")\n'
    (command,) = read(program).commands
    assert (command.starter, argv(command), program[command.at.start : command.at.end]) == ("user-data",) + ("yum install -y httpd",) * 2
