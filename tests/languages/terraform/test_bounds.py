"""Hostile configurations: no traceback, no hang, little memory."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opexlint.model import decode, encode
from tests.languages.terraform.inline import read

QUEUE = 'resource "aws_sqs_queue" "q" {\n  name = %s\n}\n'


def chain(first: str, step: str, length: int, last: int) -> str:
    """Locals that each lead on to the one before."""
    lines = [f"  a0 = {first}", *(f"  a{n} = {step.replace('?', f'local.a{n - 1}')}" for n in range(1, length))]
    return "locals {\n" + "\n".join(lines) + "\n}\n" + QUEUE % f"jsonencode(local.a{last})"


def nested_loops() -> str:
    expression = "[1, 1]"
    for n in range(30):
        expression = f"[for x{n} in {expression} : [x{n}, x{n}]]"
    return QUEUE % expression


def module_tower() -> dict[str, str]:
    """Modules that call ten of the next ones each."""
    call = 'module "m" {\n  source = "%s"\n  count = 10\n}\nresource "aws_sqs_queue" "q" {}\n'
    return {"main.tf": call % "./m1", **{f"m{n}/main.tf": call % f"../m{n + 1}" for n in range(1, 12)}}


HOSTILE: dict[str, str | dict[str, str]] = {
    "lists that double": chain('["x", "y"]', "[?, ?]", 60, 59),
    "strings that double": chain('"xxxxxxxx"', '"${?}${?}"', 60, 39),
    "texts that double": 'variable "v" {}\n' + chain('"x${var.v}"', '"${?}${?}"', 60, 39),
    "concatenations that double": chain('["x"]', "concat(?, ?)", 60, 39),
    "a long chain": chain("1", "? + 1", 2_000, 1_999),
    "loops in loops": QUEUE % '[for a in range(1000) : [for b in range(1000) : "${a}${b}"]]',
    "loops that double": nested_loops(),
    "a product": QUEUE % "setproduct(range(1000), range(1000), range(1000))",
    "deep brackets": QUEUE % ("[" * 100 + "1" + "]" * 100),
    "deep calls": QUEUE % ("upper(" * 100 + '"x"' + ")" * 100),
    "deep JSON": QUEUE % ('jsondecode("' + "[" * 800 + "]" * 800 + '")'),
    "broken deep JSON": 'resource "aws_iam_policy" "p" {\n  policy = <<EOF\n' + "[" * 5_000 + "\nEOF\n}\n",
    "a YAML bomb": QUEUE
    % ("yamldecode(<<EOF\na0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)) + "EOF\n)"),
    "backtracking": QUEUE % f'regexall("(a|a)*b", "{"a" * 60}")'
    + QUEUE.replace('"q"', '"r"') % f'replace("{"a" * 3000}", "/.*.*.*=/", "")',
    "huge numbers": QUEUE % "pow(10, 1e9)" + QUEUE.replace('"q"', '"r"') % '[1e308 * 1e308, format("%999999999d", 1), 1e999999999]',
    "huge strings": QUEUE % f'replace("{"a" * 5000}", "a", "{"b" * 5000}")',
    "many instances": 'resource "aws_sqs_queue" "q" {\n  count = 1e12\n}\n',
    "many keys": 'resource "aws_sqs_queue" "q" {\n  for_each = toset([for n in range(1000) : "k${n}"])\n}\n',
    "dynamic in dynamic": 'resource "aws_security_group" "s" {\n'
    + '  dynamic "x" {\n for_each = [1, 2]\n content {\n' * 20
    + "}\n}\n" * 20
    + "}\n",
    "nonsense": (
        'resource "a" {}\nresource "a" "b" "c" {}\nvariable {}\nmodule "m" {}\nmodule "n" {\n  source = 1\n}\nlocals "x" {}\n'
        'terraform "x" {\n  backend {}\n}\nprovider {}\noutput "o" {}\nresource "aws_sqs_queue" "q" {\n  name = each.value\n'
        "  delay_seconds = count.index\n  fifo_queue = self\n  tags = local\n  dynamic {}\n  lifecycle = 1\n}\n"
        'data "aws_iam_policy_document" "d" {\n  statement = 1\n  source_json = 1\n}\n'
        'resource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.d.json\n}\n'
    ),
    "modules of modules": module_tower(),
    "a module that calls itself": {"main.tf": 'module "a" {\n  source = "./x"\n}\n', "x/main.tf": 'module "b" {\n  source = "../x"\n}\n'},
    "a value used many times": (
        "locals {\n  big = [for n in range(500) : { a = n, b = n }]\n}\n"
        + "".join(f'resource "null_resource" "n{n}" {{\n  triggers = local.big\n}}\n' for n in range(400))
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_configuration_is_read_in_bounds(name: str) -> None:
    start = process_time()
    encoded = encode(read(HOSTILE[name]))
    assert process_time() - start < 20
    assert len(encoded) < 60_000_000


def test_reaching_a_bound_is_told_once() -> None:
    problems = read(HOSTILE["loops in loops"]).problems
    assert [problem.rule for problem in problems] == ["limit-reached"]


WORDS = st.sampled_from(
    [
        "resource",
        '"aws_s3_bucket"',
        '"aws_lambda_function"',
        '"b"',
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "=",
        "==",
        "?",
        ":",
        ",",
        ".",
        "...",
        '"${',
        '}"',
        '"x"',
        "1",
        "true",
        "null",
        "for",
        "in",
        "if",
        "var.a",
        "local.b",
        "each.key",
        "count",
        "for_each",
        "dynamic",
        "content",
        "count.index",
        "aws_s3_bucket.b",
        "try(",
        "merge(",
        "jsonencode(",
        "=>",
        "\n",
        "tags",
        "lifecycle",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60))
def test_any_words_are_read_without_a_traceback(words: list[str]) -> None:
    text = 'variable "a" {}\nlocals {\n  b = { c = [var.a] }\n}\nresource "aws_s3_bucket" "x" {\n  ' + " ".join(words) + "\n}\n"
    parsed = read({"main.tf": text, "values.tf": "locals {\n  d = " + " ".join(words) + "\n}\n"})
    assert decode(encode(parsed)) == parsed
