"""Hostile configurations: no traceback, no hang, little memory."""

import gc
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


DIGITS = "1" * 100_000


@pytest.mark.parametrize(
    "expression",
    [
        f'yamldecode("{DIGITS}!")',
        f'yamldecode("a: {DIGITS}.{DIGITS}x")',
        f'yamldecode("{DIGITS}")',
        f'yamldecode("0x{DIGITS}")',
        f'jsondecode("{DIGITS}")',
        f'jsondecode("{DIGITS}e{DIGITS}")',
        'jsondecode("1e99999999999999999999")',
        f'timeadd("2020-01-01T00:00:00Z", "{DIGITS}")',
        f'timeadd("2020-01-01T00:00:00.{DIGITS}Z", "1s")',
        f'parseint("{DIGITS}", 10)',
        f'format("%.{DIGITS}f", 1)',
        f'format("%{DIGITS}d", 1)',
        f'format("%v", {DIGITS})',
        f"tostring({DIGITS} + 1)",
        f'cidrhost("{DIGITS}", 1)',
        '"${1e-999999}"',
        'tostring(jsondecode("1e-999999"))',
    ],
    ids=lambda expression: expression[:20] + expression[-20:],
)
def test_any_number_of_digits_is_read_in_no_time(expression: str) -> None:
    start = process_time()
    parsed = read(QUEUE % expression)
    assert process_time() - start < 1
    assert parsed.resources[0].properties[1][0][0][3][0] in ("unknown", "text")


@pytest.mark.parametrize("constraint", [" " * 200_000, "1." * 100_000, ">= " + DIGITS, f"~> {DIGITS}.{DIGITS}, < {DIGITS}"])
def test_a_version_of_any_length_is_read_in_no_time(constraint: str) -> None:
    start = process_time()
    parsed = read(f'module "m" {{\n  source  = "terraform-aws-modules/sqs/aws"\n  version = "{constraint}"\n}}\n')
    assert process_time() - start < 1
    assert parsed.modules[0].opaque


def test_what_is_quoted_in_a_reason_is_cut() -> None:
    (queue,) = read(QUEUE % f'tonumber("{"x" * 5_000}")').resources
    assert len(queue.properties[1][0][0][3][1]) < 200


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


def test_a_template_of_many_values_that_are_each_one_of_several_is_read_in_no_time() -> None:
    text = 'variable "e" {}\nvariable "l" {}\nlocals {\n  m = { a = { x = 1 }, b = { x = 2 }, c = { x = 3 } }\n}\n'
    text += QUEUE % ('"q-' + "-".join(f'${{local.m["${{var.e}}x{n}"].x}}' for n in range(30)) + '"')
    text += "".join(f'variable "v{n}" {{ type = bool }}\n' for n in range(30))
    text += QUEUE.replace('"q"', '"r"') % ('"r-' + "-".join(f"${{var.v{n} ? 1 : 2}}" for n in range(30)) + '"')
    text += QUEUE.replace('"q"', '"s"') % ('join("-", [' + ", ".join(f'local.m["${{var.e}}x{n}"].x' for n in range(30)) + "])")
    start = process_time()
    parsed = read(text)
    assert process_time() - start < 2
    names = [resource.properties[1][0][0][3] for resource in parsed.resources]
    assert [(name[0], name[1][0][1]) for name in names[:2]] == [("text", "q-"), ("text", "r-")]


CIRCULAR = {
    "main.tf": """
provider "aws" {
  default_tags { tags = { stage = var.stage } }
}
variable "stage" {}
variable "names" {}
module "queues" {
  source   = "./queues"
  for_each = toset(["a", "b"])
  name     = "${each.key}-${var.stage == "prod" ? local.suffix : one(var.names)}"
}
locals { suffix = try(module.queues["a"].missing, aws_sqs_queue.first.name) }
resource "aws_sqs_queue" "first" {
  name = "first"
  provisioner "local-exec" { command = "echo ${self.name}" }
}
resource "aws_s3_bucket_versioning" "v" {
  bucket = var.names[0]
  versioning_configuration { status = var.stage == "prod" ? null.x : "Enabled" }
}
resource "aws_elasticsearch_domain" "d" {
  encrypt_at_rest { enabled = var.stage == "prod" }
}
""",
    "queues/main.tf": """
variable "name" {}
data "aws_iam_policy_document" "d" {
  statement { resources = [aws_sqs_queue.q.arn] }
}
resource "aws_sqs_queue" "q" {
  name   = var.name
  policy = data.aws_iam_policy_document.d.json
}
output "arn" { value = aws_sqs_queue.q.arn }
""",
}


def test_what_a_root_was_computed_from_is_freed_without_the_collector() -> None:
    read(CIRCULAR)
    gc.collect()
    gc.disable()
    try:
        parsed = read(CIRCULAR)
        assert not gc.collect()
    finally:
        gc.enable()
    assert len(parsed.resources) == 7
