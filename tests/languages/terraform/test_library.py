"""Modules for others to use: what they hand out may be completed by whoever calls them, so nothing is missing for certain."""

from opexlint.evidence import alarms_on
from opexlint.project import Project
from tests.languages.terraform.inline import read

FUNCTION = 'resource "aws_lambda_function" "f" {\n  function_name = var.name\n}\n'
MODULE = 'variable "name" {}\n' + FUNCTION + 'output "name" {\n  value = aws_lambda_function.f.function_name\n}\n'
HIDDEN = 'variable "name" {}\n' + FUNCTION + 'output "nothing" {\n  value = 1\n}\n'
EXAMPLE = 'provider "aws" {}\nmodule "f" {\n  source = "../.."\n  name   = "f"\n}\n'


def watched(files: dict[str, str], *roots: str) -> list[bool]:
    """For each function, whether there may be an alarm that was not seen."""
    project = Project([read(files, root) for root in roots])
    return [any(alarms_on(project, one, "AWS/Lambda", "Errors")) for one in project.resources("AWS::Lambda::Function")]


def test_what_a_module_hands_out_may_be_watched_by_its_callers() -> None:
    assert watched({"main.tf": MODULE}, ".") == [True]


def test_what_it_keeps_to_itself_is_not() -> None:
    assert watched({"main.tf": HIDDEN}, ".") == [False]


def test_what_is_deployed_from_its_own_folder_is_not() -> None:
    assert watched({"main.tf": MODULE, "providers.tf": 'provider "aws" {}\n'}, ".") == [False]


def test_an_example_of_a_module_shows_not_all_that_belongs_to_it() -> None:
    files = {"main.tf": MODULE, "examples/one/main.tf": EXAMPLE}
    assert watched(files, ".", "examples/one") == [True, True]


def test_a_root_that_calls_it_is_answered() -> None:
    files = {"modules/f/main.tf": MODULE, "live/app/main.tf": EXAMPLE.replace("../..", "../../modules/f")}
    assert watched(files, "live/app") == [False]
