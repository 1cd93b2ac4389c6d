"""Modules that `terraform init` has put into `.terraform`: read like local ones, and seen where they are called."""

from pathlib import Path

from opexlint import load
from opexlint.files import Tree
from tests.languages.terraform.inline import read, text_at


def installed() -> dict[str, str]:
    """A root with a module that `terraform init` has put there, which has a module of its own that calls another one."""
    manifest = (
        '{"Modules":[{"Key":"","Source":"","Dir":"."},'
        '{"Key":"orders","Source":"registry.terraform.io/corp/q/aws","Version":"1.0.0","Dir":".terraform/modules/orders"},'
        '{"Key":"orders.inner","Source":"./inner","Dir":".terraform/modules/orders/inner"},'
        '{"Key":"orders.inner.far","Source":"git::https://example.com/far.git","Dir":".terraform/modules/orders.inner.far/below"}]}'
    )
    return {
        "main.tf": 'module "orders" {\n  source = "corp/q/aws"\n}\n# opexlint: ignore[mine] because\n',
        ".terraform/modules/modules.json": manifest,
        ".terraform/modules/orders/main.tf": 'module "inner" {\n  source = "./inner"\n}\nmodule "gone" {\n  source = "./gone"\n}\n',
        ".terraform/modules/orders/inner/main.tf": 'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\nmodule "far" {\n  source = "git::https://example.com/far.git"\n}\n'
        "# opexlint: ignore[theirs] because\n",
        ".terraform/modules/orders.inner.far/below/main.tf": 'resource "aws_sqs_queue" "r" {\n  name = "r"\n}\nbroken = {\n',
    }


def test_installed_modules_are_read_at_any_depth_and_are_nobodys_own_code(tmp_path: Path) -> None:
    files = installed()
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    loaded = load.project(Tree(tmp_path, load.suffixes()), ["main.tf"])
    (parsed, *_) = [one for one in loaded.parsed if one.resources]
    assert [one.address for one in parsed.resources] == [
        "module.orders.module.inner.aws_sqs_queue.q",
        "module.orders.module.inner.module.far.aws_sqs_queue.r",
    ]
    assert {text_at(files, one.header) for one in parsed.resources} == {'module "orders"'}
    assert ".terraform" not in repr(parsed.resources)
    assert {one.at.path for one in parsed.modules} == {"main.tf"}
    assert parsed.problems == ()
    assert [rules[0] for one in parsed.suppressions for rules in one.rules] == ["mine"]
    assert loaded.languages["terraform"] == 1


def test_a_manifest_that_says_a_root_is_its_own_module_is_not_believed() -> None:
    manifest = '{"Modules":[{"Key":"me","Source":"corp/me/aws","Dir":"."}]}'
    parsed = read({"main.tf": 'module "me" {\n  source = "corp/me/aws"\n}\nbroken = {\n', ".terraform/modules/modules.json": manifest})
    assert [(one.name, bool(one.opaque)) for one in parsed.modules] == [("me", True)]
    assert [problem.rule for problem in parsed.problems] == ["syntax-error"], "its own files stay its own"
