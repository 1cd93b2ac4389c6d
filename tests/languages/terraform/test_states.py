"""What roots of a project read from one another's states."""

import pytest

from opexlint.project import Project
from tests.languages.terraform.inline import read

NETWORK = """
terraform {
  backend "s3" {
    bucket = "states"
    key    = "topics.tfstate"
  }
}
resource "aws_sns_topic" "oncall" {
  name = "oncall"
}
output "topic" {
  value = aws_sns_topic.oncall.arn
}
output "settings" {
  value = { retention = 30 }
}
"""
APP = """
variable "bucket" {}
data "terraform_remote_state" "topics" {
  backend = "s3"
  config = {
    bucket = %s
    key    = "topics.tfstate"
  }
}
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name    = "a"
  alarm_actions = [%s]
}
"""


def action(files: dict[str, str], *roots: str) -> object:
    project = Project([read(files, root) for root in roots])
    (alarm,) = project.resources("AWS::CloudWatch::Alarm")
    (found,) = alarm["AlarmActions"]
    return found.reference or found.kind


@pytest.mark.parametrize(
    "output", ["data.terraform_remote_state.topics.outputs.topic", 'data.terraform_remote_state.topics.outputs["topic"]']
)
@pytest.mark.parametrize("bucket", ['"states"', "var.bucket"])
def test_an_output_is_what_the_other_root_says(output: str, bucket: str) -> None:
    files = {"network/main.tf": NETWORK, "app/main.tf": APP % (bucket, output)}
    assert action(files, "app", "network") == (("network", "aws_sns_topic.oncall"), "TopicArn")


@pytest.mark.parametrize(
    ("bucket", "output"),
    [
        ('"others"', "data.terraform_remote_state.topics.outputs.topic"),
        ('"states"', "data.terraform_remote_state.topics.outputs.unheard_of"),
        ('"states"', "data.terraform_remote_state.topics.outputs.settings.retention"),
    ],
)
def test_any_other_output_is_unknown(bucket: str, output: str) -> None:
    files = {"network/main.tf": NETWORK, "app/main.tf": APP % (bucket, output)}
    assert action(files, "app", "network") == "unknown"


def test_local_states_are_found_by_their_path() -> None:
    app = APP.replace('"s3"', '"local"') % ('"x"', "data.terraform_remote_state.topics.outputs.topic")
    app = app.replace('key    = "topics.tfstate"', 'path = "../network/terraform.tfstate"')
    network = NETWORK[NETWORK.index("resource") :]
    assert action({"network/main.tf": network, "app/main.tf": app}, "app", "network") == (("network", "aws_sns_topic.oncall"), "TopicArn")


def test_two_roots_with_the_same_key_are_no_answer() -> None:
    files = {
        "a/main.tf": NETWORK,
        "b/main.tf": NETWORK,
        "app/main.tf": APP % ('"states"', "data.terraform_remote_state.topics.outputs.topic"),
    }
    assert action(files, "app", "a", "b") == "unknown"
