"""Local modules are expanded in their callers, others are opaque; which folders are roots."""

import pytest

from opexlint.languages import terraform
from opexlint.source import File
from tests.languages.terraform.inline import data, jobs, properties, read, resource

QUEUE = """
variable "name" { type = string }
variable "days" { default = 1 }
resource "aws_sqs_queue" "this" {
  name                      = var.name
  message_retention_seconds = var.days * 86400
}
output "arn" { value = aws_sqs_queue.this.arn }
output "settings" { value = { name = aws_sqs_queue.this.name, days = var.days } }
"""


def test_outputs_are_seen_by_the_caller_at_any_depth() -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./a"\n}\nresource "aws_sns_topic" "t" {\n  name = module.a.name\n  policy = module.a.arn\n}\n',
        "a/main.tf": (
            'module "b" {\n  source = "../b"\n  name = "deep"\n}\n'
            'output "name" {\n  value = module.b.settings.name\n}\noutput "arn" {\n  value = module.b.arn\n}\n'
        ),
        "b/main.tf": QUEUE,
    }
    parsed = read(files)
    assert properties(parsed, "aws_sns_topic.t")["TopicName"] == "<module.a.module.b.aws_sqs_queue.this.QueueName>"
    assert [(one.address, one.opaque) for one in parsed.modules] == [("module.a", ""), ("module.a.module.b", "")]
    assert [one.id for one in parsed.units] == ["."]


def test_a_module_that_may_not_be_there_takes_its_resources_along() -> None:
    files = {
        "main.tf": (
            'variable "on" {\n  type = bool\n}\nvariable "names" {}\n'
            'module "a" {\n  source = "./q"\n  count = var.on ? 1 : 0\n  name = "a"\n}\n'
            'module "b" {\n  source = "./q"\n  for_each = var.names\n  name = each.key\n}\n'
        ),
        "q/main.tf": QUEUE,
    }
    parsed = read(files)
    assert data(resource(parsed, "module.a[0].aws_sqs_queue.this").when) == {"on=true": True, "on=false": False}
    assert resource(parsed, "module.b.aws_sqs_queue.this").when[0] == "unknown"


def test_an_opaque_module_keeps_its_inputs_and_its_outputs_are_unknown() -> None:
    text = """
    module "alarms" {
      source  = "corp/alarms/aws"
      version = "~> 5.0"
      queue   = aws_sqs_queue.q.name
    }
    resource "aws_sqs_queue" "q" { name = "q" }
    resource "aws_sqs_queue" "r" { name = module.alarms.name }
    """
    parsed = read(text)
    (module,) = parsed.modules
    assert module.opaque
    assert data(module.source) == "corp/alarms/aws"
    assert data(module.version) == "~> 5.0"
    assert data(module.inputs) == {"queue": "<aws_sqs_queue.q.QueueName>"}
    assert properties(parsed, "aws_sqs_queue.r") == {"QueueName": "<unknown>"}


@pytest.mark.parametrize("source", ["./missing", "../outside", "./."])
def test_a_module_that_can_not_be_read_is_opaque(source: str) -> None:
    parsed = read({"main.tf": f'module "m" {{\n  source = "{source}"\n}}\n'})
    assert [bool(one.opaque) for one in parsed.modules] == [True]


def test_a_variable_of_a_module_that_gets_no_value_is_unknown() -> None:
    files = {"main.tf": 'module "q" {\n  source = "./q"\n}\n', "q/main.tf": QUEUE}
    assert properties(read(files), "module.q.aws_sqs_queue.this") == {"QueueName": "<unknown>", "MessageRetentionPeriod": 86400}


def test_what_a_broken_file_may_declare_is_unknown_and_the_rest_is_read() -> None:
    parsed = read('resource "aws_sqs_queue" "q" {\n  name = local.x\n}\nlocals {\n  x = \n}\nresource "aws_sqs_queue" "r" {}\n')
    assert [one.address for one in parsed.resources] == ["aws_sqs_queue.q", "aws_sqs_queue.r"]
    assert properties(parsed, "aws_sqs_queue.q") == {"QueueName": "<unknown>"}
    assert [problem.rule for problem in parsed.problems] == ["syntax-error"]
    assert parsed.units[0].open


# -- roots ------------------------------------------------------------------------------------------------------------------------------


def roots(*folders: str, **calls: str) -> list[str]:
    """The roots of a project whose folders hold a file each; `calls` are the sources that a folder calls."""
    files = {f"{folder}/main.tf".removeprefix("./"): "" for folder in folders}
    for folder, sources in calls.items():
        path = f"{folder.replace('__', '/')}/main.tf".replace("root/", "")
        files[path] = "".join(f'module "m{n}" {{\n  source = "{source}"\n}}\n' for n, source in enumerate(sources.split()))
    return [job.entry for job in jobs(files)]


def test_a_folder_that_is_called_is_part_of_its_callers() -> None:
    assert roots("modules/a", "modules/b", "other", root="./modules/a", modules__a="../b") == [".", "other"]


def test_examples_and_tests_do_not_make_a_module_a_part_of_theirs() -> None:
    assert roots("modules/a", examples__x="../../modules/a", tests__y="../../modules/a") == ["examples/x", "modules/a", "tests/y"]


def test_a_folder_around_its_caller_stays_a_root() -> None:
    assert roots(".", wrappers="../") == [".", "wrappers"]


def test_folders_that_only_call_one_another_are_read_once() -> None:
    assert roots(x="../y", y="../x") == ["x"]


def test_a_comment_is_no_call() -> None:
    files = {"main.tf": '# module "a" {\n#  source = "./a"\n# }\nresource "x" "y" {\n  source = "./a"\n}\n', "a/main.tf": ""}
    assert [job.entry for job in jobs(files)] == [".", "a"]


def test_a_job_covers_the_files_of_its_modules() -> None:
    files = {"main.tf": 'module "a" {\n  source = "./a"\n}\n', "a/main.tf": "", "a/more.tf": "", "b.tf": ""}
    (job,) = jobs(files)
    assert job.paths == ("b.tf", "main.tf", "a/main.tf", "a/more.tf")


@pytest.mark.parametrize(
    ("path", "claimed"), [("a.tf", True), ("a.tofu", True), ("a.tf.json", True), ("a.tfvars", False), ("a.json", False)]
)
def test_claims(path: str, claimed: bool) -> None:
    assert terraform.claims(File(path, "")) is claimed


def test_opentofus_own_files_replace_terraforms() -> None:
    parsed = read({"a.tf": 'resource "aws_sqs_queue" "tf" {}', "a.tofu": 'resource "aws_sqs_queue" "tofu" {}'})
    assert [one.address for one in parsed.resources] == ["aws_sqs_queue.tofu"]
